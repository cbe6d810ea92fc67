"""What sayso keeps: documents, the statements read off them, and what could not be read."""

from __future__ import annotations

import calendar
import datetime
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any, Literal

from sayso.errors import SaysoError, SpanError

Kind = Literal["direct", "indirect", "mixed"]
ROLES: tuple[Literal["source"], Literal["cue"], Literal["content"]] = ("source", "cue", "content")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open run `[start, end)` of code points of a document's text.

    Raises SpanError unless 0 <= start < end.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise SpanError(wanted="0 <= start < end", got=(self.start, self.end))


Spans = tuple[Span, ...]


def spans(pairs: Iterable[Sequence[int]]) -> Spans:
    """Spans of [start, end) pairs, as the wire form and the record hold them."""
    return tuple(Span(start, end) for start, end in pairs)


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution: whose words, by which reporting words, and what they say.

    `source`, `cue`, `content`: sorted disjoint spans of the document's text; a role may be in several
    pieces, and source and cue may be empty. `kind`: `direct` where all of the content stands in quotation
    marks, `mixed` where a part does, `indirect` where none does. `confidence`: 0 to 1, the share of
    statements with this figure that are right. `id`: the same for the same document and spans. `parent`: the
    id of the statement in whose content this one stands, None for an outermost one.

    Raises SpanError where spans overlap or are out of order, or where there is no content.
    """

    id: str
    source: Spans
    cue: Spans
    content: Spans
    kind: Kind
    confidence: float
    parent: str | None = None

    def __post_init__(self) -> None:
        for role in ROLES:
            pieces: Spans = getattr(self, role)
            for before, after in pairwise(pieces):
                if before.end > after.start:
                    raise SpanError(wanted=f"sorted and disjoint pieces of the {role}", got=(before, after))
        if not self.content:
            raise SpanError(wanted="at least one piece of content", got=())
        if not 0 <= self.confidence <= 1:
            raise SaysoError(f"a confidence must lie between 0 and 1; got {self.confidence!r}")


def statement_id(document: str, source: Spans, cue: Spans, content: Spans) -> str:
    """A statement's id: 32 hexadecimal digits of the SHA-256 of its document's id and its spans."""
    places = [[[span.start, span.end] for span in spans] for spans in (source, cue, content)]
    return hashlib.sha256(f"{document} {json.dumps(places)}".encode()).hexdigest()[:32]


def document_id(text: str, url: str | None) -> str:
    """A document's id: the SHA-256, in hexadecimal, of its address's and its text's SHA-256."""
    both = (hashlib.sha256((part or "").encode("utf-8", "surrogatepass")).digest() for part in (url, text))
    return hashlib.sha256(b"".join(both)).hexdigest()


@dataclass(frozen=True, slots=True)
class Document:
    """An article as it came, with the statements read off it.

    `text` is never changed; every span is code points of it. `published`: ISO 8601 to the precision
    known (`2026`, `2026-03`, `2026-03-14`, `2026-03-14T09:30:00+01:00`). `source_id`: the id under which
    it was handed in. `original`: SHA-256 of the bytes that it was read from. `extractor`: the version of
    sayso and of the model that read the statements, None before that or where the language is not read.

    Raises SpanError where a statement reaches beyond the text or does not stand in the content of its parent, which
    comes before it; SaysoError where `published` is no date.
    """

    id: str
    text: str
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    language: str | None = None
    retrieved: str | None = None
    media_type: str | None = None
    original: str | None = None
    source_id: str | None = None
    extractor: str | None = None
    statements: tuple[Statement, ...] = ()

    def __post_init__(self) -> None:
        if self.published is not None:
            try:
                days(self.published)
            except ValueError as error:
                raise SaysoError(f"published: {error}") from None
        before: dict[str | None, Statement] = {}
        for s in self.statements:
            for role in ROLES:
                for span in getattr(s, role):
                    if span.end > len(self.text):
                        raise SpanError(wanted=f"end <= {len(self.text)}, the length of the text", got=span)
            if s.parent is not None:
                content = before[s.parent].content if s.parent in before else ()
                for span in s.cue + s.content:
                    if not any(piece.start <= span.start and span.end <= piece.end for piece in content):
                        raise SpanError(wanted=f"a place in the content of {s.parent}, a statement before this one", got=span)
            before[s.id] = s

    def quote(self, spans: Iterable[Span]) -> str:
        """The words of the text at `spans`; where pieces are apart, ` … ` stands between them."""
        return " … ".join(self.text[span.start : span.end] for span in spans)

    def sure(self, confidence: float) -> Document:
        """The document with only the statements of at least this confidence whose parents have it too.

        Without its parent a statement would pass for the article's own report.
        """
        kept: dict[str, Statement] = {}
        for s in self.statements:
            if s.confidence >= confidence and (s.parent is None or s.parent in kept):
                kept[s.id] = s
        return replace(self, statements=tuple(kept.values()))


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be read: where it stands (file, or file and line), and why."""

    where: str
    reason: str


_DATE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})"
    r"(?P<time>[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?)?",
    re.ASCII,
)


def days(date: str) -> tuple[str, str]:
    """The first and last day, `YYYY-MM-DD`, that an ISO 8601 date of any precision can mean.

    The day is that of the place where it was written: a time of day and its offset do not move it.
    Raises ValueError where `date` is not such a date.
    """
    m = _DATE.fullmatch(date)
    if m is None:
        raise ValueError(f"wanted a date as 2026, 2026-03, 2026-03-14 or 2026-03-14T09:30:00Z; got {date!r}")
    year, last_month = int(m["year"]), int(m["month"] or 12)
    try:
        if m["time"]:
            datetime.datetime.fromisoformat(date)
        first = datetime.date(year, int(m["month"] or 1), int(m["day"] or 1))
        last = datetime.date(year, last_month, int(m["day"] or calendar.monthrange(year, last_month)[1]))
    except ValueError as error:
        raise ValueError(f"{date!r} is no date: {error}") from None
    return first.isoformat(), last.isoformat()


def to_json(document: Document) -> dict[str, Any]:
    """The wire form of a document; fields that are not known are left out."""
    row: dict[str, Any] = {
        f.name: value for f in fields(document) if f.name != "statements" and (value := getattr(document, f.name)) is not None
    }
    row["statements"] = [_statement_json(s) for s in document.statements]
    return row


def digest(document: Document) -> str:
    """The SHA-256, in hexadecimal, of a document in its wire form: another with any change to it or to its statements."""
    return hashlib.sha256(json.dumps(to_json(document)).encode()).hexdigest()


def _statement_json(s: Statement) -> dict[str, Any]:
    places: dict[str, Any] = {role: [[span.start, span.end] for span in getattr(s, role)] for role in ROLES}
    row = {"id": s.id, **places, "kind": s.kind, "confidence": s.confidence}
    return row if s.parent is None else {**row, "parent": s.parent}


def from_json(row: Mapping[str, Any]) -> Document:
    """A document from its wire form, checked as any other: the inverse of `to_json`."""
    statements = tuple(
        Statement(s["id"], spans(s["source"]), spans(s["cue"]), spans(s["content"]), s["kind"], s["confidence"], s.get("parent"))
        for s in row["statements"]
    )
    known = {f.name for f in fields(Document)}
    return Document(**{key: value for key, value in row.items() if key in known and key != "statements"}, statements=statements)


_SURROGATE = re.compile("[\ud800-\udfff]")


def json_line(row: Mapping[str, Any]) -> str:
    """One line of JSON that is always valid UTF-8; a lone surrogate is written as its escape."""
    line = json.dumps(row, ensure_ascii=False)
    return json.dumps(row) if _SURROGATE.search(line) else line
