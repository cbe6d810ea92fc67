"""Documents from plain text and JSON lines: files, folders, standard input.

What cannot be read comes out as a Failure in its place, and the reading goes on.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any, BinaryIO

from sayso.errors import ReadError, SaysoError
from sayso.records import Document, Failure, document_id
from sayso.text import paragraphs

TEXT, LINES = frozenset({".txt", ".text"}), frozenset({".jsonl", ".ndjson"})
_GIVEN = ("url", "outlet", "title", "byline", "published", "language", "retrieved")
_LONGEST_TITLE = 200  # code points; a first paragraph longer than this is no headline
_NOT_READ = {
    **dict.fromkeys((".html", ".htm", ".xml"), "markup is not read yet; extract its text first"),
    ".json": "wanted JSON lines, one article a line, in a file named .jsonl",
    ".csv": "tables are not read yet; write them as JSON lines",
    **dict.fromkeys(
        (".pdf", ".docx", ".odt", ".rtf", ".doc"), "office documents and PDF are not read yet; extract the text first"
    ),
}
_SIGNATURES = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
}


def read(*sources: str | PathLike[str]) -> Iterator[Document | Failure]:
    """Documents of files, folders (all their .txt and .jsonl, at any depth) and `-` (standard input).

    A .jsonl file holds a document a line, with `text` and, where known, `id`, `url`, `outlet`, `title`,
    `byline`, `published`, `language`; any other file is one article in UTF-8.
    """
    for source in sources:
        try:
            yield from _source(source)
        except ReadError as error:
            yield Failure(error.where, error.reason)
        except OSError as error:
            yield Failure(str(source), f"cannot be read: {error.strerror or error}")


def _source(source: str | PathLike[str]) -> Iterator[Document | Failure]:
    if source == "-":
        yield from _standard_input()
        return
    path = Path(source)
    if path.is_dir():
        found = sorted(p for p in path.rglob("*") if p.suffix.lower() in TEXT | LINES and p.is_file())
        if not found:
            raise ReadError("a folder with no article in it; wanted .txt or .jsonl files", str(path))
        for p in found:
            yield from read(p)
    elif not path.exists():
        raise ReadError("no such file or folder; check the name", str(path))
    elif not path.is_file():
        raise ReadError("neither a file nor a folder; use - to read standard input", str(path))
    elif path.suffix.lower() in _NOT_READ:
        raise ReadError(_NOT_READ[path.suffix.lower()], str(path))
    elif path.suffix.lower() in LINES:
        with path.open("rb") as lines:
            yield from _json_lines(lines, str(path))
    else:
        yield article(path.read_bytes(), str(path))


def _standard_input() -> Iterator[Document | Failure]:
    stream = sys.stdin.buffer
    start = stream.peek(1 << 12).lstrip() if hasattr(stream, "peek") else b""
    if start.startswith(b"{"):
        yield from _json_lines(stream, "standard input")
    else:
        yield article(stream.read(), "standard input")


def article(data: bytes, where: str) -> Document:
    """One article of plain text; its first paragraph is its title where it is short and more follows.

    Raises ReadError where the bytes are not UTF-8 text or hold no words.
    """
    text = _decode(data, where)
    spans = paragraphs(text)
    if not spans:
        raise ReadError("an empty article: there are no words in it", where)
    first = text[slice(*spans[0])]
    title = first if len(spans) > 1 and len(first) <= _LONGEST_TITLE else None
    return Document(
        document_id(text, None),
        text,
        title=title,
        media_type="text/plain",
        original=hashlib.sha256(data).hexdigest(),
    )


def _decode(data: bytes, where: str) -> str:
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise ReadError(f"{what}, not text; extract its text first", where)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError("UTF-16, not UTF-8; convert it, for example with iconv -f UTF-16 -t UTF-8", where)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = data[error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)]
        raise ReadError(
            f"not UTF-8 at byte {error.start} (0x{byte:02x}); convert it, for example with iconv -f WINDOWS-1252 -t UTF-8", where
        ) from None
    controls = sum(c < " " and c not in "\t\n\r\f" for c in text[: 1 << 16])
    if controls > 0.1 * min(len(text), 1 << 16):
        raise ReadError("binary, not text: more than a tenth of it is control characters", where)
    return text


def _json_lines(lines: BinaryIO, name: str) -> Iterator[Document | Failure]:
    count = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        count += 1
        where = f"{name}:{number}"
        try:
            yield _row(line, where)
        except ReadError as error:
            yield Failure(error.where, error.reason)
    if not count:
        raise ReadError("an empty file: there is no line of JSON in it", name)


def _row(line: bytes, where: str) -> Document:
    try:
        row = json.loads(line.decode("utf-8-sig").rstrip("\r\n"))
    except UnicodeDecodeError as error:
        raise ReadError(f"not UTF-8 at byte {error.start} of the line; write the file as UTF-8", where) from None
    except json.JSONDecodeError as error:
        raise ReadError(f"not JSON at column {error.colno} ({error.msg}); wanted one object a line", where) from None
    except (ValueError, RecursionError) as error:  # a number of too many digits, an object in too many others
        raise ReadError(f"JSON that cannot be held ({error}); wanted one flat object a line", where) from None
    if not isinstance(row, dict):
        raise ReadError(f"wanted a JSON object; got {_kind(row)}", where)
    text = row.get("text")
    if not isinstance(text, str):
        raise ReadError(f"wanted a field 'text' that is a string; got {_kind(text) if 'text' in row else 'none'}", where)
    if not text.strip():
        raise ReadError("an empty article: there are no words in 'text'", where)
    given: dict[str, Any] = {key: _string(row, key, where) for key in _GIVEN}
    identity = row.get("id")
    if identity is not None and not isinstance(identity, str | int):
        raise ReadError(f"wanted an 'id' that is a string; got {_kind(identity)}", where)
    try:
        return Document(
            document_id(text, given["url"]),
            text,
            **given,
            media_type="application/jsonl",
            original=hashlib.sha256(line).hexdigest(),
            source_id=None if identity is None else str(identity),
        )
    except SaysoError as error:
        raise ReadError(str(error), where) from None


def _string(row: dict[str, Any], key: str, where: str) -> str | None:
    value = row.get(key)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise ReadError(f"wanted {key!r} to be a string; got {_kind(value)}", where)
    return value


def _kind(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", int: "a number", float: "a number"}
    return names.get(type(value), "null")
