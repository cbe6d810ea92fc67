"""store -> link -> store, composed: what is new in a record is held against what is there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sayso.link import quotes, replies, reprints, stories
from sayso.link.claims import FLOOR, Relation, comparable, compare
from sayso.link.codebook import Codebook, Coder, Example, decide
from sayso.link.index import Bytes, Index, cosine, packed, widened
from sayso.link.propositions import Proposition, proposition
from sayso.link.sentences import WIDTH, Floats, Sentences
from sayso.records import Document, Span
from sayso.store.links import Asserted, Links, Printed
from sayso.store.relations import Opening, Position

if TYPE_CHECKING:
    from sayso.store import Record

_CHUNK = 200  # documents whose statements are held against all claims at once
_CONTRADICTIONS = 8  # of one proposition that are kept, the surest first
_TOLD = 5_000  # articles that are brought together by event at a time
_TITLE = 80  # code points of a text without a headline that stand for one
_TRANSLATIONS = 5  # quotations that share the most with one, which are looked at as translations of it


@dataclass(slots=True)
class _Fresh:
    """Claims that the documents of this chunk were the first to make."""

    numbers: list[int] = field(default_factory=list)
    vectors: list[Bytes] = field(default_factory=list)
    index: Index = field(default_factory=Index)

    def since(self, before: int) -> tuple[list[int], Bytes]:
        """The numbers and vectors of those after the first so many."""
        return self.numbers[before:], np.array(self.vectors[before:], dtype=np.int8).reshape(-1, WIDTH)


@dataclass(frozen=True, slots=True)
class _Read:
    """A statement's proposition, its vector, and the claims that are near."""

    statement: str
    proposition: Proposition
    vector: Bytes
    near: list[tuple[int, float]]


def linking(links: Links) -> Iterator[tuple[int, int]]:
    """Link what is not linked yet, the oldest first, and tell after each document how many are done, and of how many.

    A document is one transaction: stopped at any moment, it goes on from there. Raises sqlite3.Error as SQLite does.
    """
    waiting = links.waiting()
    if not waiting:
        return
    sentences = Sentences()
    vector = _each_once(sentences)
    index, done = _held(links), 0
    for start in range(0, len(waiting), _CHUNK):
        chunk = waiting[start : start + _CHUNK]
        fresh = _Fresh()
        documents = [links.document(number) for number in chunk]
        beginnings = _vectors_of(sentences, [stories.opening(d.title, d.text) for d in documents])
        told = zip(chunk, documents, beginnings, _read(documents, sentences, index), strict=True)
        for number, document, beginning, read in told:
            with links.transaction():
                links.keep_document(number, _reprints(links, number, document), beginning.tobytes())
                _quotations(links, document, number, vector)
                _claims(links, document, number, read, fresh)
            done += 1
            yield done, len(waiting)
        index.extend(*fresh.since(0))


def _held(links: Links) -> Index:
    """The claims that are there."""
    numbers, vectors = links.claims()
    return Index(numbers, np.frombuffer(vectors, dtype=np.int8).reshape(-1, WIDTH))


def _vectors_of(sentences: Sentences, texts: list[str]) -> Bytes:
    """The vectors of texts as they are kept, a half of them on each of two cores; each is the same wherever it is made."""
    half = len(texts) // 2
    with ThreadPoolExecutor(2) as threads:
        return packed(np.concatenate(list(threads.map(sentences.vectors, (texts[:half], texts[half:])))))


def _read(documents: list[Document], sentences: Sentences, index: Index) -> Iterator[list[_Read]]:
    """What the statements of each document assert, as far as it can be told from others."""
    told = [[(s.id, p) for s in d.statements if comparable(p := proposition(d, s))] for d in documents]
    vectors = _vectors_of(sentences, [p.text for each in told for _, p in each])
    near = index.near(vectors, FLOOR)
    at = 0
    for each in told:
        yield [_Read(id, p, vectors[at + i], near[at + i]) for i, (id, p) in enumerate(each)]
        at += len(each)


def _claims(links: Links, document: Document, number: int, read: list[_Read], fresh: _Fresh) -> None:
    """Write what the statements of a document assert, and which of them answer one another."""
    statements = links.statements(number)
    touched: set[int] = set()
    before = len(fresh.numbers)
    earlier = fresh.index.near(np.array([r.vector for r in read], dtype=np.int8).reshape(-1, WIDTH), FLOOR)
    for each, also in zip(read, earlier, strict=True):
        own = [(n, cosine(each.vector, v)) for n, v in zip(fresh.numbers[before:], fresh.vectors[before:], strict=True)]
        own = [(n, nearness) for n, nearness in own if nearness >= FLOOR]
        touched |= _claim(links, each, [*each.near, *also, *own], statements[each.statement], fresh)
    fresh.index.extend(*fresh.since(before))
    for reply in replies.replies(document):
        links.keep_reply(statements[reply.statement], statements[reply.other], reply.kind)
        touched |= links.claims_of(statements[reply.other])
    links.count(touched)


def _reprints(links: Links, number: int, document: Document) -> int:
    """Write what a document has word for word of others; gives the one whose words it prints, itself where they are its own."""
    keys = reprints.keys(document.text)
    words, most = number, 0.0
    for other in links.sharing("text", keys):
        before = links.document(other)
        found = reprints.compare(document.text, before.text)
        if found is None or (not found.whole and document.outlet is not None and document.outlet == before.outlet):
            continue  # a paper's own furniture and background
        runs = [[a.start, a.end, b.start, b.end] for a, b in found.runs]
        links.keep_reprint(number, other, found.share_a, found.share_b, found.whole, runs)
        if found.whole and max(found.share_a, found.share_b) > most:
            words, most = links.words_of(other), max(found.share_a, found.share_b)
    known = () if words == number else reprints.keys(links.document(words).text)
    links.keep_keys("text", set(keys).difference(known), number)  # a thousand copies do not make its keys those of furniture
    return words


def _claim(links: Links, read: _Read, near: list[tuple[int, float]], statement: int, fresh: _Fresh) -> set[int]:
    """Write what one statement asserts; gives the claims that this touches."""
    p = read.proposition
    asserted = Asserted(p.text, p.negative, p.by_cue, p.force, tuple(sorted(p.names)), p.days)
    known = links.known(asserted)
    if known is not None:
        links.assert_(statement, known[0])
        return {known[1]}
    same, against = _relations(links, p, near)
    claim, score = same or (None, 1.0)
    own = links.new_proposition(asserted, claim, score, read.vector.tobytes())
    if claim is None:
        fresh.numbers.append(own)
        fresh.vectors.append(read.vector)
        claim = own
    links.assert_(statement, own)
    opposed = [(other, how) for other, how in against if other != claim]
    for other, how in opposed:
        links.contradict(claim, other, how)
    return {claim, *(other for other, _ in opposed)}


def _relations(
    links: Links, p: Proposition, near: list[tuple[int, float]]
) -> tuple[tuple[int, float] | None, list[tuple[int, float]]]:
    """The claim that a proposition makes again, and those that it denies, each with how sure that is."""
    same: list[tuple[float, int]] = []
    against: list[tuple[float, int]] = []
    for number, nearness in near:
        relation = _compared(links, p, number, nearness)
        if relation is not None:
            (same if relation.kind == "same" else against).append((-relation.score, number))
    best = min(same, default=None)
    return best and (best[1], -best[0]), [(number, -score) for score, number in sorted(against)[:_CONTRADICTIONS]]


def _compared(links: Links, p: Proposition, number: int, nearness: float) -> Relation | None:
    held = links.proposition(number)
    return compare(p, Proposition(held.text, held.negative, held.force, held.by_cue, frozenset(held.names), held.days), nearness)


def _quotations(links: Links, document: Document, number: int, vector: Callable[[str], Floats]) -> None:
    """Write which quotation each statement of a document prints."""
    statements, speakers = links.statements(number), links.speakers(number)
    for s in document.statements:
        text = document.quote(quotes.quoted_pieces(document, s))
        keys = quotes.keys(text)
        if not keys:
            continue
        speaker = speakers.get(statements[s.id])
        told = f"{speaker and speaker[0]} {' '.join(text.split()).casefold()}"
        sha256 = hashlib.sha256(told.encode("utf-8", "replace")).digest()
        quotation = links.known_quotation(sha256)
        if quotation is None:
            first = _first(links, text, keys, speaker, vector)
            quotation = links.new_quotation(sha256, text, speaker, first)
            if first is None:
                links.keep_keys("quotation", keys, quotation)
        links.quote(statements[s.id], quotation)


def _first(
    links: Links, text: str, keys: tuple[int, ...], speaker: tuple[int, str] | None, vector: Callable[[str], Floats]
) -> Printed | None:
    """The quotation that was the first to print what this one does, and how this one words it."""
    best: Printed | None = None
    for rank, number in enumerate(links.sharing("quotation", keys)):
        other, its_speaker = links.quotation(number)
        same = _one_speaker(speaker, its_speaker)
        wording = quotes.compare(other, text, same)
        if wording is None and rank < _TRANSLATIONS and quotes.compare(other, text, same, 1.0):  # where vectors can decide
            wording = quotes.compare(other, text, same, float(vector(other) @ vector(text)))
        if wording is not None and (best is None or wording.score > best.score):
            told: list[tuple[str, str, str]] = [(d.kind, _at(other, d.a), _at(text, d.b)) for d in wording.differences]
            best = Printed(number, wording.score, wording.altered, wording.opposed, told)
    return best


def _at(text: str, span: Span | None) -> str:
    return text[span.start : span.end] if span else ""


def _one_speaker(a: tuple[int, str] | None, b: tuple[int, str] | None) -> bool | None:
    """Whether two speakers are one; None where it cannot be told: "Reck" may be Silvan Reck, "the minister" anyone."""
    if a is None or b is None:
        return None
    ours, theirs = a[1].casefold().split(), b[1].casefold().split()
    if a[0] == b[0] or ours[-1:] == theirs[-1:]:
        return True
    return False if len(ours) > 1 and len(theirs) > 1 else None


@dataclass(frozen=True, slots=True)
class Story:
    """Articles that tell of one event: ids, the first published first; `title` of the first, and who printed them."""

    title: str
    first: str | None
    last: str | None
    outlets: list[str]
    documents: list[str]


def events(record: Record, *, since: str | None = None, until: str | None = None) -> list[Story]:
    """The articles of some days by the event that they tell of, the most told first; those that no other tells of are left out.

    Of more than 5,000 the newest. Raises QueryError where a date cannot be meant.
    """
    told = record.openings(since, until, limit=_TOLD)
    held = np.array([np.frombuffer(o.vector, dtype=np.int8) for o in told], dtype=np.int8).reshape(-1, WIDTH)
    vectors = widened(held)
    known = [stories.story(o.title, o.text, o.published, v) for o, v in zip(told, vectors, strict=True)]
    groups = [[told[i] for i in group] for group in stories.groups(known, stories.candidates(known)) if len(group) > 1]
    return [_story(group) for group in sorted(groups, key=lambda group: -len(group))]


def _story(group: list[Opening]) -> Story:
    days = [o.published[:10] for o in group if o.published]
    title = group[0].title or " ".join(group[0].text[:_TITLE].split())
    outlets = list(dict.fromkeys(o.outlet for o in group if o.outlet))
    return Story(title, min(days, default=None), max(days, default=None), outlets, [o.id for o in group])


@dataclass(frozen=True, slots=True)
class Coded:
    """A coding proposed for a statement: the concept, whether the speaker agrees with it, and how sure that is."""

    concept: str
    agreement: bool
    score: float
    speaker: str
    day: str | None
    outlet: str | None
    id: str
    content: str


def coding(record: Record, codebook: Path, limit: int | None = None) -> tuple[Coder, list[Coded]]:
    """What codes by a codebook, and the codings that it proposes for the statements of a record, by concept, the surest first.

    Raises ReadError where the codebook cannot be read.
    """
    vector = _each_once(Sentences())
    coder = Codebook.read(codebook).learned(lambda texts: np.array([vector(text) for text in texts]).reshape(-1, WIDTH))
    found: list[Coded] = []
    for document in record.documents():
        names = record.names(document)
        told = [(s, proposition(document, s)) for s in document.statements if s.act != "ask"]
        negative = [p.negative or s.act == "criticise" for s, p in told]
        for (s, _), codings in zip(told, coder.propose([p.text for _, p in told], negative), strict=True):
            said = s.said_on and (s.said_on.start or s.said_on.end)
            day = said or (document.published and document.published[:10])
            speaker = " | ".join(names[id] for id in s.speaker)
            found += [
                Coded(c.concept, c.agreement, c.score, speaker, day, document.outlet, s.id, document.quote(s.content))
                for c in codings
            ]
    return coder, sorted(found, key=lambda c: (c.concept, -c.score, c.id))[:limit]


def positions(
    record: Record, speaker: str, codebook: Path, *, about: str | None = None, words: str | None = None
) -> list[Position]:
    """What a speaker held on the concepts of a codebook, concept by concept, the first said first, and where it turned.

    It turns where the speaker agrees and did not on an earlier day, or the other way. Asked as `Record.positions`.
    Raises ReadError where the codebook cannot be read, QueryError where a value cannot be meant.
    """
    coded: dict[str, list[Coded]] = {}
    for c in coding(record, codebook)[1]:
        coded.setdefault(c.id, []).append(c)
    told: list[Position] = []
    for p in record.positions(speaker, about=about, words=words):
        for c in coded.get(p.id, ()):
            before = next((o for o in reversed(told) if o.concept == c.concept and o.day != p.day), None)
            turned = before if before and before.agreement != c.agreement else None
            reason = f"{_STANCE[not c.agreement]} before, {_STANCE[c.agreement]} now ({c.score:.2f})" if turned else None
            own = turned.id if turned else None
            told.append(replace(p, concept=c.concept, agreement=c.agreement, turns_from=own, reason=reason))
    return sorted(told, key=lambda p: p.concept or "")


_STANCE = {True: "agreed", False: "held against it"}


def decided(record: Record, codebook: Path, statement: str, concept: str, agreement: bool | None, by: str | None) -> None:
    """Write a coder's decision on a statement into the codebook: of the concept, for or against it, or not of it (None).

    Raises QueryError where there is no such statement, ReadError where the codebook cannot take it.
    """
    document, s = record.statement(statement)
    decide(codebook, concept, Example(proposition(document, s).text, agreement, by))


def _each_once(sentences: Sentences) -> Callable[[str], Floats]:
    """Makes the vector of a sentence, and keeps the last 4,096. Shape: (384,)."""
    return lru_cache(maxsize=1 << 12)(lambda text: sentences.vectors([text])[0])
