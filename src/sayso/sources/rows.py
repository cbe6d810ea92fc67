"""Documents from rows with named fields: a line of JSON, a row of a table."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from sayso.errors import ReadError, SaysoError
from sayso.records import Document, Failure, document_id
from sayso.sources.language import tag

FIELDS = ("text", "id", "url", "outlet", "title", "byline", "published", "language", "retrieved")
LINE_LIMIT = 16_000_000  # bytes of a line; the longest articles have under 1 MB of text
_GIVEN = FIELDS[2:]
_KINDS = {dict: "an object", list: "a list", str: "a string", bool: "true or false", int: "a number", float: "a number"}


def row_document(row: object, where: str, data: bytes, media_type: str) -> Document:
    """The Document of a row: `text`, and of the other FIELDS those that are known.

    `data`: the bytes of the row as it came. Other fields are passed over. The text is kept as it is given.
    Raises ReadError where the row is no object, has no text, or a field is not what it should be.
    """
    if not isinstance(row, dict):
        raise ReadError(f"wanted a JSON object; got {_kind(row)}", where)
    text = row.get("text")
    if not isinstance(text, str):
        raise ReadError(f"wanted a field 'text' that is a string; got {_kind(text) if 'text' in row else 'none'}", where)
    if not text.strip():
        raise ReadError("an empty article: there are no words in 'text'", where)
    given: dict[str, Any] = {key: _string(row, key, where) for key in _GIVEN}
    given["language"] = tag(given["language"])
    identity = row.get("id")
    if identity is not None and not isinstance(identity, str | int):
        raise ReadError(f"wanted an 'id' that is a string; got {_kind(identity)}", where)
    try:
        return Document(
            document_id(text, given["url"]),
            text,
            **given,
            media_type=media_type,
            original=hashlib.sha256(data).hexdigest(),
            source_id=None if identity is None or not str(identity).strip() else str(identity),
            date_source="given" if given["published"] else None,
        )
    except SaysoError as error:
        raise ReadError(str(error), where) from None


def json_lines(lines: Iterable[bytes], where: str) -> Iterator[Document | Failure]:
    """A document a line of JSON; a line that cannot be read is a Failure in its place. Blank lines are passed over.

    `lines` that can be read by `readline` (an open file) hold no more than LINE_LIMIT of one line in memory; a longer line
    costs itself alone.
    Raises ReadError where there is no line at all.
    """
    count = 0
    for number, line in enumerate(capped(lines), 1):
        if not line.strip():
            continue
        count += 1
        try:
            yield json_document(line, f"{where}:{number}")
        except ReadError as error:
            yield Failure(error.where, error.reason)
    if not count:
        raise ReadError("an empty file: there is no line of JSON in it", where)


def json_document(line: bytes, where: str) -> Document:
    """The Document of one line of JSON. Raises ReadError."""
    return row_document(json_row(line, where), where, line, "application/jsonl")


def json_row(line: bytes, where: str) -> object:
    """What a line of JSON says. Raises ReadError where it is too long, not UTF-8 or not JSON."""
    if len(line) > LINE_LIMIT:
        raise ReadError(f"a line of over {LINE_LIMIT // 1_000_000} MB; wanted one article a line", where)
    try:
        return json.loads(line.decode("utf-8-sig").rstrip("\r\n"))
    except UnicodeDecodeError as error:
        raise ReadError(f"not UTF-8 at byte {error.start} of the line; write the file as UTF-8", where) from None
    except json.JSONDecodeError as error:
        raise ReadError(f"not JSON at column {error.colno} ({error.msg}); wanted one object a line", where) from None
    except (ValueError, RecursionError) as error:  # a number of too many digits, an object in too many others
        raise ReadError(f"JSON that cannot be held ({error}); wanted one flat object a line", where) from None


def capped(lines: Iterable[bytes], limit: int = LINE_LIMIT) -> Iterator[bytes]:
    """The lines, of each at most `limit` + 1 bytes; what a longer one has beyond is read past, not kept."""
    readline = getattr(lines, "readline", None)
    if readline is None:
        yield from (line[: limit + 1] for line in lines)
        return
    while line := readline(limit + 1):
        rest = line
        while len(rest) > 0 and not rest.endswith(b"\n"):
            rest = readline(1 << 20)
        yield line


def _string(row: dict[str, Any], key: str, where: str) -> str | None:
    value = row.get(key)
    if value is None:
        return None
    if not isinstance(value, str):
        raise ReadError(f"wanted {key!r} to be a string; got {_kind(value)}", where)
    return value if value.strip() else None


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "null")
