"""What sayso keeps: documents, the statements read off them, and what could not be read."""

from __future__ import annotations

import calendar
import datetime
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise
from typing import Any, Literal, get_args

from sayso.errors import SaysoError, SpanError

Kind = Literal["direct", "indirect", "mixed"]
Act = Literal[
    "state", "claim", "report", "confirm", "deny", "accuse", "criticise", "praise", "warn",
    "threaten", "promise", "demand", "propose", "ask", "predict", "think", "other",
]  # fmt: skip
SpeakerType = Literal["person", "organisation", "group", "document", "anonymous", "unknown"]
Evidence = Literal["none_given", "document", "anonymous", "first_hand"]
EntityType = Literal["person", "organisation", "group", "document", "place", "unknown"]
MentionForm = Literal["name", "pronoun", "nominal"]
DateSource = Literal["given", "feed", "wire", "json-ld", "meta", "time", "url", "text", "file"]
Precision = Literal["day", "week", "month", "quarter", "year", "decade", "open"]
ACTS: tuple[Act, ...] = get_args(Act)
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
class Time:
    """When something was: the days from `start` to `end`, both `YYYY-MM-DD` and both included.

    `None` is an end that is open ("since March", "recently"). `precision`: how finely the words tell it. `spans`: the
    words that say so, none where it follows from elsewhere.

    Raises SaysoError where an end is no date, both are open, or they are out of order.
    """

    start: str | None
    end: str | None
    precision: Precision
    spans: Spans = ()

    def __post_init__(self) -> None:
        try:
            known = [datetime.date.fromisoformat(day) for day in (self.start, self.end) if day is not None]
        except ValueError as error:
            raise SaysoError(f"a time's ends must be dates as 2026-03-14: {error}") from None
        if not known or known != sorted(known):
            raise SaysoError(f"a time must start before it ends, and one of both be known; got {self.start} to {self.end}")

    def __str__(self) -> str:
        """The time in short, as finely as it is told: `2026-04`, `since 2026-03`, `by 2026-04-10`, `2026-04-06 to 2026-04-12`."""
        if self.start is None or self.end is None:
            word, side, day = ("by", 1, self.end) if self.start is None else ("since", 0, self.start)
            return f"{word} {_shortest(day or '', side, self.precision)}"
        whole = [self.start[:n] for n in (4, 7, 10) if days(self.start[:n]) == (self.start, self.end)]
        return whole[0] if whole else f"{self.start} to {self.end}"


def _shortest(day: str, side: int, precision: Precision) -> str:
    """The day, or the month or year that begins (side 0) or ends (side 1) with it and is not finer than `precision`."""
    lengths = {"day": (10,), "week": (10,), "year": (4, 7, 10), "decade": (4, 7, 10)}.get(precision, (7, 10))
    return next(day[:n] for n in lengths if days(day[:n])[side] == day)


@dataclass(frozen=True, slots=True)
class Entity:
    """Someone or something that an article names or describes.

    `id`: the Wikidata id where the lists know it (`Q58217`); else the name in small letters joined by hyphens
    (`sergey-lavrov`), so that a full name has the same id in every document, and after an `@` the beginning of the
    document's id where the article gives less than a full name. `name`: the fullest that the article supports.
    `aliases`: the other names that the article uses. `country`: ISO 3166-1 alpha-3. `role`: as the article words it.
    """

    id: str
    name: str
    type: EntityType
    aliases: tuple[str, ...] = ()
    country: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that stand for an entity: by its name, by a pronoun, or by a description (`nominal`)."""

    span: Span
    entity: str
    form: MentionForm


@dataclass(frozen=True, slots=True)
class Statement:
    """One attribution: whose words, by which reporting words, and what they say.

    `source`, `cue`, `content`: sorted disjoint spans of the document's text; a role may be in several
    pieces, and source and cue may be empty. `kind`: `direct` where all of the content stands in quotation
    marks, `mixed` where a part does, `indirect` where none does. `confidence`: 0 to 1, the share of
    statements with this figure that are right. `id`: the same for the same document and spans. `parent`: the
    id of the statement in whose content this one stands, None for an outermost one.

    `speaker`: ids of the entities answerable for the content after coreference, nearly always one, none where the
    article does not tell. `act`: what the cue and the content together do, None where nobody has judged. `denies`: the
    speaker holds something to be false, or refuses. `hedged`: the article itself keeps its distance. `evidence`: what
    the article says that it rests on. `addressees`, `about`: ids of the entities spoken to and spoken of. `said_on`:
    when it was said, where the article tells; `said_at`: the words that tell where.

    Raises SpanError where spans overlap or are out of order, or where there is no content.
    """

    id: str
    source: Spans
    cue: Spans
    content: Spans
    kind: Kind
    confidence: float
    parent: str | None = None
    speaker: tuple[str, ...] = ()
    speaker_type: SpeakerType = "unknown"
    act: Act | None = None
    denies: bool = False
    hedged: bool = False
    evidence: Evidence | None = None
    addressees: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    said_on: Time | None = None
    said_at: Spans = ()

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


@dataclass(frozen=True, slots=True)
class Appearance:
    """Where else the same words stood as an article: at another address, in another outlet, under another id."""

    url: str | None = None
    outlet: str | None = None
    byline: str | None = None
    published: str | None = None
    date_source: DateSource | None = None
    retrieved: str | None = None
    source_id: str | None = None


@dataclass(frozen=True, slots=True)
class Fetched:
    """The address that a document was asked for at, and what its server gave to ask with again: `ETag`, `Last-Modified`."""

    url: str
    etag: str | None = None
    modified: str | None = None


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
    known (`2026`, `2026-03`, `2026-03-14`, `2026-03-14T09:30:00+01:00`). `date_source`: where that was read: `given` by
    whoever handed it in, in a `feed`, by a `wire` agency's format, in a page's `json-ld`, `meta` or `time` elements, its
    `url` or `text`, or among the properties of a `file`. `source_id`: the id under which it was handed in. `original`:
    SHA-256 of the bytes that it was read from. `language`: BCP 47. `extractor`: the version of sayso and of the model that
    read the statements, None before that or where the language is not read.

    `entities`, `mentions`: who and what the text speaks of, and where; `times`: the times that it tells of. `appearances`:
    where else the record met the same words; `fetched`: what the record keeps to ask the server again. Neither is of the
    article itself, and documents that differ in nothing else are equal.

    Raises SpanError where something reaches beyond the text or a statement does not stand in the content of its parent,
    which comes before it; SaysoError where `published` is no date or an id is none of the document's entities.
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
    date_source: DateSource | None = None
    statements: tuple[Statement, ...] = ()
    entities: tuple[Entity, ...] = ()
    mentions: tuple[Mention, ...] = ()
    times: tuple[Time, ...] = ()
    appearances: tuple[Appearance, ...] = field(default=(), compare=False)
    fetched: Fetched | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if self.published is not None:
            try:
                days(self.published)
            except ValueError as error:
                raise SaysoError(f"published: {error}") from None
        before: dict[str | None, Statement] = {}
        for s in self.statements:
            for name in (*ROLES, "said_at"):
                self._check(getattr(s, name))
            if s.said_on is not None:
                self._check(s.said_on.spans)
            if s.parent is not None:
                content = before[s.parent].content if s.parent in before else ()
                for span in s.cue + s.content:
                    if not any(piece.start <= span.start and span.end <= piece.end for piece in content):
                        raise SpanError(wanted=f"a place in the content of {s.parent}, a statement before this one", got=span)
            before[s.id] = s
        self._check(m.span for m in self.mentions)
        self._check(span for t in self.times for span in t.spans)
        known = {e.id for e in self.entities}
        meant = {m.entity for m in self.mentions}.union(*(s.speaker + s.addressees + s.about for s in self.statements))
        if not meant <= known:
            raise SaysoError(f"no entity of this document has the id {min(meant - known)!r}")

    def _check(self, spans: Iterable[Span]) -> None:
        for span in spans:
            if span.end > len(self.text):
                raise SpanError(wanted=f"end <= {len(self.text)}, the length of the text", got=span)

    def quote(self, spans: Iterable[Span]) -> str:
        """The words of the text at `spans`; where pieces are apart, ` … ` stands between them."""
        return " … ".join(self.text[span.start : span.end] for span in spans)

    def name(self, entities: Iterable[str]) -> str:
        """The names of these entities, joined by ` | `."""
        names = {e.id: e.name for e in self.entities}
        return " | ".join(names[id] for id in entities)

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
    """Something that could not be read: where it stands (file, file and line, address), and why.

    `source`: what to read again to try it again, a file's absolute path or an address; None where that is gone.
    """

    where: str
    reason: str
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An address that was not read again: the record has what was there, and there is nothing newer."""

    url: str


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


_LISTS = ("statements", "entities", "mentions", "times", "appearances")
PARTICULARS = tuple(f.name for f in fields(Document) if f.name not in (*_LISTS, "fetched"))  # what is one value a document


def to_json(document: Document) -> dict[str, Any]:
    """The wire form of a document; fields that are not known are left out."""
    row: dict[str, Any] = {name: value for name in PARTICULARS if (value := getattr(document, name)) is not None}
    row["statements"] = [_statement_json(s) for s in document.statements]
    if document.entities:
        row["entities"] = [_known(e) for e in document.entities]
    if document.mentions:
        row["mentions"] = [{"span": [m.span.start, m.span.end], "entity": m.entity, "form": m.form} for m in document.mentions]
    if document.times:
        row["times"] = [_time_json(t) for t in document.times]
    if document.appearances:
        row["appearances"] = [_known(a) for a in document.appearances]
    return row


def digest(document: Document) -> str:
    """The SHA-256, in hexadecimal, of a document in its wire form: another with any change to it or to its statements.

    What a statement says only by default is left out, so that what was kept before a field was there has the digest that
    it had; and where else the same words appeared, for that is learned later.
    """
    row = to_json(replace(document, appearances=()))
    row["statements"] = [{k: v for k, v in s.items() if k not in _SILENT or v != _SILENT[k]} for s in row["statements"]]
    return hashlib.sha256(json.dumps(row).encode()).hexdigest()


_SILENT = {"speaker_type": "unknown", "denies": False, "hedged": False}


def _statement_json(s: Statement) -> dict[str, Any]:
    row = _known(s)
    row.update({role: _pairs(getattr(s, role)) for role in ROLES})
    if s.said_on is not None:
        row["said_on"] = _time_json(s.said_on)
    if s.said_at:
        row["said_at"] = _pairs(s.said_at)
    return row


def _time_json(t: Time) -> dict[str, Any]:
    """Both ends are always there, since an open one says something too."""
    return {"start": t.start, "end": t.end, "precision": t.precision, "spans": _pairs(t.spans)}


def _known(record: Statement | Entity | Appearance) -> dict[str, Any]:
    """The fields that say something."""
    return {f.name: value for f in fields(record) if (value := getattr(record, f.name)) is not None and value != ()}


def _pairs(spans: Spans) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def from_json(row: Mapping[str, Any]) -> Document:
    """A document from its wire form, checked as any other: the inverse of `to_json`."""
    given: dict[str, Any] = {name: row[name] for name in PARTICULARS if name in row}
    given.update({name: tuple(map(read, row.get(name, ()))) for name, read in _READ.items()})
    return Document(**given)


def _statement(row: Mapping[str, Any]) -> Statement:
    given = {f.name: row[f.name] for f in fields(Statement) if f.name in row}
    given.update({name: spans(row.get(name, ())) for name in (*ROLES, "said_at")})
    given.update({name: tuple(row.get(name, ())) for name in ("speaker", "addressees", "about")})
    if "said_on" in row:
        given["said_on"] = _time(row["said_on"])
    return Statement(**given)


def _time(row: Mapping[str, Any]) -> Time:
    return Time(row["start"], row["end"], row["precision"], spans(row["spans"]))


def _entity(row: Mapping[str, Any]) -> Entity:
    return Entity(**{**row, "aliases": tuple(row.get("aliases", ()))})


def _appearance(row: Mapping[str, Any]) -> Appearance:
    return Appearance(**row)


def _mention(row: Mapping[str, Any]) -> Mention:
    return Mention(Span(*row["span"]), row["entity"], row["form"])


_READ: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "statements": _statement,
    "entities": _entity,
    "mentions": _mention,
    "times": _time,
    "appearances": _appearance,
}  # how each list of a document is read


_SURROGATE = re.compile("[\ud800-\udfff]")


def json_line(row: Mapping[str, Any]) -> str:
    """One line of JSON that is always valid UTF-8; a lone surrogate is written as its escape."""
    line = json.dumps(row, ensure_ascii=False)
    return json.dumps(row) if _SURROGATE.search(line) else line
