"""ninjs, the IPTC's news in JSON: 1.x with `headline` and `body_xhtml`, 2.x and 3.x with `headlines` and `bodies`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from sayso.errors import ReadError
from sayso.records import Document, Failure
from sayso.sources.language import tongue
from sayso.sources.markup import paragraphs, spaced
from sayso.sources.original import PAGE_LIMIT, Original, document
from sayso.sources.prolog import without_prolog
from sayso.sources.rows import json_row
from sayso.sources.wire import byline, usable, wire_date, with_headline

_OWN = ("headlines", "bodies", "pubstatus", "versioncreated", "firstcreated", "headline", "associations", "representationtype")
_DEPTH = 8  # of packages in one another
_MAIN = ("", "main", "body", "full", "default")
_DECLARATION = re.compile(r"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def is_ninjs(value: object) -> bool:
    """Whether a JSON value is an item of ninjs, or a list that begins with one."""
    if isinstance(value, list):
        return bool(value) and isinstance(value[0], dict) and is_ninjs(value[0])
    if not isinstance(value, dict):
        return False
    standard = value.get("standard")
    if isinstance(standard, dict) and str(standard.get("name")).casefold() == "ninjs":
        return True
    own = any(name in value for name in _OWN) or any(name.startswith("body_") for name in value)
    return isinstance(value.get("uri"), str) and own and "text" not in value


def documents(original: Original) -> Iterator[Document | Failure]:
    """The text items of a file of ninjs: one item, a list of them, or one a line; of a package, those that carry their text.

    Raises ReadError where it is no JSON.
    """
    for item, where in _items(original):
        if isinstance(item, ReadError):
            yield Failure(item.where, item.reason)
            continue
        try:
            yield from _item(item, original, where, 0)
        except ReadError as error:
            yield Failure(error.where, error.reason)


def _items(original: Original) -> Iterator[tuple[Any, str]]:
    if len(original.data) > 4 * PAGE_LIMIT:
        raise ReadError(f"a file of over {4 * PAGE_LIMIT // 1_000_000} MB, which is not read; one item a line is", original.where)
    try:
        whole = json.loads(original.data)
    except (ValueError, RecursionError) as error:
        if not _is_lines(error, original.data):
            raise ReadError(
                "not JSON that can be held; wanted an item of ninjs, a list of items, or one a line", original.where
            ) from None
        yield from _lines(original)
        return
    if isinstance(whole, list):
        yield from ((item, f"{original.where}#{number}") for number, item in enumerate(whole, 1))
    else:
        yield whole, original.where


def _is_lines(error: Exception, data: bytes) -> bool:
    return (
        not isinstance(error, RecursionError) and data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b"\n" in data.strip()
    )


def _lines(original: Original) -> Iterator[tuple[Any, str]]:
    for number, line in enumerate(original.data.splitlines(), 1):
        where = f"{original.where}:{number}"
        if line.strip():
            try:
                yield json_row(line, where), where
            except ReadError as error:
                yield error, where


def _item(item: Any, original: Original, where: str, depth: int) -> Iterator[Document | Failure]:
    if not isinstance(item, dict):
        raise ReadError("wanted an item of ninjs, a JSON object", where)
    usable(_text(item, "pubstatus"), where)
    body = _body(item, where)
    inside = list(_associated(item, original, where, depth))
    if body:
        yield _document(item, body, original, where)
    elif not inside:
        kind = _text(item, "type") or "item"
        raise ReadError(f"no text in it: wanted an item of ninjs with a body; got one of type {kind[:20]}", where)
    yield from inside


def _associated(item: dict[str, Any], original: Original, where: str, depth: int) -> Iterator[Document | Failure]:
    """The items of a package that carry a text; pictures, and items that are only named, are no articles."""
    found = item.get("associations")
    named = found.items() if isinstance(found, dict) else enumerate(found, 1) if isinstance(found, list) else ()
    for name, part in named:
        if not isinstance(part, dict) or not (_carries(part) or part.get("associations")):
            continue
        place = f"{where}#{name}"
        try:
            if depth == _DEPTH:
                raise ReadError(f"packages in one another over {_DEPTH} deep, which are not read", place)
            if _carries(part) or part.get("type") == "composite":
                yield from _item(part, original, place, depth + 1)
        except ReadError as error:
            yield Failure(error.where, error.reason)


def _carries(item: dict[str, Any]) -> bool:
    return bool(item.get("bodies")) or any(name.startswith("body_") and value for name, value in item.items())


def _document(item: dict[str, Any], body: str | list[str], original: Original, where: str) -> Document:
    headline = _headline(item)
    date = wire_date(
        _text(item, "firstcreated"),
        (_text(item, "versioncreated"), _text(item, "contentcreated")),
        _text(item, "embargoed"),
        original.retrieved,
    )
    text = with_headline(headline, body if isinstance(body, list) else [body])
    own = Original(original.data, where, url=original.url, retrieved=original.retrieved, given=original.given)
    return document(
        own,
        text,
        title=headline,
        byline=byline(_byline(item)),
        outlet=_outlet(item),
        published=date,
        date_source="wire" if date else None,
        language=tongue(_text(item, "language"), text),
        source_id=_text(item, "uri"),
        media_type="application/json",
    )


def _body(item: dict[str, Any], where: str) -> str | list[str] | None:
    """The body: marked up where it is given so, for there the paragraphs are sure; else the plain text as it stands."""
    marked: list[str] = []
    plain: list[str] = []
    for kind, value in _bodies(item):
        if "html" in kind:
            marked.append(value)
        elif kind in ("text", "text/plain", ""):
            plain.append(value)
    for value in marked:
        if _DECLARATION.search(value):
            without_prolog(value, where)
        try:
            if found := paragraphs(value):
                return found
        except ValueError as error:
            raise ReadError(str(error), where) from None
    return next((value.strip("\r\n \t") for value in plain if value.strip()), None)


def _bodies(item: dict[str, Any]) -> list[tuple[str, str]]:
    """Kind and value of each body, the main one first."""
    given = [part for part in _list(item.get("bodies")) if isinstance(part.get("value"), str)]
    given.sort(key=lambda part: (str(part.get("role") or "").casefold() not in _MAIN, -len(part["value"])))
    new = [(str(part.get("contenttype") or part.get("contentType") or "").casefold(), part["value"]) for part in given]
    return new + [
        (name[5:].casefold(), value) for name, value in item.items() if name.startswith("body_") and isinstance(value, str)
    ]


def _headline(item: dict[str, Any]) -> str | None:
    given = [part for part in _list(item.get("headlines")) if _text(part, "value")]
    given.sort(key=lambda part: str(part.get("role") or "").casefold() not in _MAIN)
    words = _text(given[0], "value") if given else _text(item, "headline") or _text(item, "title")
    return spaced(words or "")[:500] or None


def _byline(item: dict[str, Any]) -> str | None:
    for name in ("byline", "by"):
        if words := _text(item, name):
            return words
    names = [_text(part, "value") or _text(part, "name") for part in _list(item.get("bylines"))]
    return ", ".join(name for name in names if name) or None


def _outlet(item: dict[str, Any]) -> str | None:
    sources = _list(item.get("infosources")) or _list(item.get("infosource"))
    return next((name[:100] for part in sources if (name := _text(part, "name") or _text(part, "literal"))), None)


def _list(value: object) -> list[dict[str, Any]]:
    return (
        [part for part in value if isinstance(part, dict)]
        if isinstance(value, list)
        else [value]
        if isinstance(value, dict)
        else []
    )


def _text(item: dict[str, Any], name: str) -> str | None:
    value = item.get(name)
    return value if isinstance(value, str) and value.strip() else None
