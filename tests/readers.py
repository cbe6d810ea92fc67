"""Each reader of sayso.sources as a function of bytes, and what must hold of all that comes out of one."""

import gzip
import io
import json
import re
from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice
from typing import get_args

from sayso.errors import ReadError
from sayso.records import DateSource, Document, Failure, days, document_id, from_json, json_line, to_json
from sayso.sources import dates as written
from sayso.sources import feed, kinds, markdown, newsml, ninjs, office, rows, tables, warc, wire
from sayso.sources.html import page
from sayso.sources.language import language
from sayso.sources.original import PAGE_LIMIT, Original
from sayso.sources.reader import Reader, _found, _Work
from tests import seeds

RETRIEVED = "2026-05-01T00:00:00+00:00"
MOST = 300  # items of one input that are looked at
_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")
_TITLED = frozenset({"html", "feed", "ninjs", "newsml", "markdown", "pdf", "word", "text"})  # their text begins with the headline
_LAMPLIGHTER = "https://halyard.example/a/b"


def original(data, name="a"):
    return Original(data, name, name, url=_LAMPLIGHTER, retrieved=RETRIEVED)


def _one(reader, data):
    return [reader(original(data))]


def _several(reader, data):
    return islice(reader(original(data)), MOST)


def _stream(reader, data):
    return islice(reader(io.BytesIO(data), "a"), MOST)


def _word(data):
    """Bytes that are no archive are the chief part of one, or its properties."""
    if not data.startswith(b"PK"):
        data = seeds.word(core=data) if b"coreProperties" in data[:200] else seeds.word(data)
    return [office.word(original(data))]


def _zip(data):
    """What comes of the files in an archive, each read by its own reader."""
    reader = Reader()
    form = "gzip" if data.startswith(b"\x1f\x8b") else "zip"
    for item in islice(reader._archive(io.BytesIO(data), Original(b"", "a.zip", "a.zip"), form, None, 1), MOST):
        if isinstance(item, _Work):
            try:
                yield from islice(_found(item.kind, item.original), MOST)
            except ReadError as error:
                yield Failure(error.where, error.reason)
        else:
            yield item


def _kinds(data):
    """The format under each name that the first byte picks."""
    names = ["a", *(f"a{suffix}" for suffix in kinds._SUFFIXES), "a.b/c", ".", ""]
    media = [None, *kinds._MEDIA, "image/svg+xml", "x"]
    pick, start = (data[0] if data else 0), data[1 : kinds.START]
    found = kinds.kind(names[pick % len(names)], media[pick % len(media)], start)
    if found not in get_args(kinds.Kind):
        raise AssertionError(f"{found!r} is no format")
    warc.is_warc(start)
    return []


def _dates(data):
    """A date as programs and people write it; and on a page, in all the places where a page tells it."""
    text = data[1:].decode("utf-8", "replace")
    told = [written.machine_date(text), wire.moment(text, RETRIEVED), wire.wire_date(None, (text,), text, None)]
    for date, start, end in written.written_dates(text):
        told.append(date)
        if not 0 <= start < end <= len(text):
            raise AssertionError(f"a date at {start} to {end} of {len(text)}")
    for date in told:
        if date is not None:
            days(date)
    if data[:1] >= b"\x80":
        plain = re.sub(r"[<>'\"\\]", "", text)
        return [page(original(seeds.html(date=plain, printed=plain, address=f"/{plain}"), "html"))]
    return []


def _language(data):
    found = language(data.decode("utf-8", "surrogateescape"))
    if found is not None and not _TAG.fullmatch(found):
        raise AssertionError(f"a language {found!r}")
    return []


READERS: dict[str, Callable[[bytes], Iterable[object]]] = {
    "html": partial(_one, page),
    "feed": partial(_several, feed.documents),
    "ninjs": partial(_several, ninjs.documents),
    "newsml": partial(_several, newsml.documents),
    "markdown": partial(_one, markdown.article),
    "pdf": partial(_one, office.pdf),
    "word": _word,
    "rows": partial(_stream, rows.json_lines),
    "tables": partial(_stream, tables.rows),
    "warc": partial(_stream, warc.records),
    "zip": _zip,
    "kinds": _kinds,
    "dates": _dates,
    "language": _language,
}


def packed(name, data):
    """The bytes as a fuzzer that knows no checksums can still reach what is behind them: a WARC as gzip members."""
    if name == "warc" and data.startswith(b"Z"):
        return b"".join(gzip.compress(b"WARC/" + part, 1, mtime=0) for part in data[1:].split(b"WARC/")[1:])
    return data


def fault(name, data):
    """What is wrong with what a reader makes of these bytes, or with how it fails; None where all is well."""
    try:
        for item in READERS[name](data):
            if wrong := _wrong(item, name):
                return wrong
    except ReadError as error:
        return _unsaid(error.where, error.reason)
    return None


def _wrong(item, name):
    if isinstance(item, Failure):
        return _unsaid(item.where, item.reason)
    if isinstance(item, Original):
        return f"a record of {len(item.data)} bytes" if len(item.data) > PAGE_LIMIT else _misdated(item.retrieved)
    if not isinstance(item, Document):
        return f"neither a Document nor a Failure: {item!r:.100}"
    return _misread(item) or (_untitled(item) if name in _TITLED else None)


def _unsaid(where, reason):
    if not reason.strip() or "\n" in reason or len(reason) > 1000:
        return f"a reason that is not one line: {reason!r:.300}"
    return None if where else "a failure without a place"


def _misread(found):
    """What is wrong with a document's fields."""
    if not found.text.strip():
        return "a blank text"
    if found.id != document_id(found.text, found.url):
        return "an id that is another document's"
    if found.date_source not in (None, *get_args(DateSource)) or (found.date_source is None) != (found.published is None):
        return f"published {found.published!r} with date_source {found.date_source!r}"
    if found.language is not None and not _TAG.fullmatch(found.language):
        return f"a language {found.language!r}"
    for field in ("url", "outlet", "title", "byline", "language", "source_id", "media_type"):
        value = getattr(found, field)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            return f"{field} {value!r}"
    line = json_line(to_json(found))
    line.encode()
    return None if from_json(json.loads(line)) == found else "another document after JSON"


def _misdated(retrieved):
    try:
        days(retrieved or RETRIEVED)
    except ValueError as error:
        return f"retrieved: {error}"
    return None


def _untitled(found):
    """The headline is the first paragraph, whose words may be set otherwise."""
    if found.title is None:
        return None
    first, title = (
        " ".join(text.split()).casefold().rstrip(".") for text in (found.text[: len(found.title) * 2 + 50], found.title)
    )
    return None if first.startswith(title) else f"title {found.title!r:.80} of a text that begins {found.text[:80]!r}"
