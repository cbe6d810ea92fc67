"""What is claimed: who says it, who denies it, since when, on how many independent words."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import Any

from sayso.errors import QueryError
from sayso.records import days
from sayso.store.query import Filter, Value
from sayso.store.rows import Row
from sayso.store.statements import found
from sayso.store.text import stored_text


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A claim: what several statements assert in the same or in other words.

    `id`: that of the statement that was the first to be linked. `claim`: it in the words that most readably tell it; `denied`:
    the claim is that this is not so, as in "denied that the lake was overfilled". `first`, `last`: days between which it was
    said. `statements`, `outlets`: how many assert it, and where. `sources`: how many independent ones do; see `Claim`.
    `denials`: how many statements deny or contradict it. `contested`: whether any does.
    """

    id: str
    claim: str
    denied: bool
    about: str
    first: str | None
    last: str | None
    statements: int
    outlets: list[str]
    sources: int
    speakers: list[str]
    denials: int
    contested: bool


@dataclass(frozen=True, slots=True)
class Source:
    """One independent source of a claim: a speaker, or an article whose source has no name, and on whose word it comes.

    `named`: whether it has a name. `statements`: ids of those that count as this one source, the first first. `evidence`: what
    its articles say it rests on. `outlets`: who printed it.
    """

    name: str
    kind: str
    named: bool
    first: str | None
    outlets: list[str]
    evidence: list[str]
    statements: list[str]


@dataclass(frozen=True, slots=True)
class Denial:
    """A statement that denies a claim, and how it is known to."""

    row: Row
    reason: str
    score: float | None


@dataclass(frozen=True, slots=True)
class Wording:
    """A printing of a quotation that differs from the first: what kind of difference, in whose words which."""

    statement: str
    outlet: str | None
    published: str | None
    first: str
    text: str
    altered: bool
    opposed: bool
    differences: list[list[str]]

    def told(self) -> list[str]:
        """Each difference in words: what this printing does to the first."""
        return [_difference(kind, first, own) for kind, first, own in self.differences]


def _difference(kind: str, first: str, own: str) -> str:
    match kind:
        case "cut":
            return f"leaves out “{first}”"
        case "added":
            return f"adds “{own}”"
        case "bracketed" if own:
            return f"puts “{own}” in brackets" + (f" for “{first}”" if first else "")
    return f"“{own}” for “{first}”" if own else f"leaves out “{first}”"


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim with all that is known of it.

    `independent`: its sources, each once: statements of one speaker are one, whoever prints them; those in copies of one text,
    or in a passage that one article has word for word from another, are one; a source without a name counts once a text.
    `counted`: this in words. `statements`: all that assert it, the first said first. `denials`: those that deny it.
    `wordings`: quotations among them that print other words than the first. `reprints`: for statements that stand in a
    reprinted passage, the statement that they reprint.
    """

    row: ClaimRow
    statements: list[Row]
    denials: list[Denial]
    independent: list[Source]
    counted: str
    wordings: list[Wording] = field(default_factory=list)
    reprints: dict[str, str] = field(default_factory=dict)


def listed(
    db: sqlite3.Connection,
    words: str | None,
    about: str | None,
    speaker: str | None,
    contested: bool,
    first_seen: str | None,
    limit: int | None,
    offset: int = 0,
) -> list[ClaimRow]:
    """Claims that more than one text makes, or that are contested, those that most make first."""
    clauses, values = ["(c.documents > 1 OR c.contested)"], list[Value]()
    if contested:
        clauses.append("c.contested = 1")
    if first_seen is not None:
        clauses.append("c.first >= ?")
        values.append(_day_of(first_seen))
    if any(value is not None for value in (words, about, speaker)):
        where, asked = Filter(words=words, about=about, speaker=speaker).sql()
        clauses.append(
            "c.number IN (SELECT p.claim FROM statements s JOIN documents d ON d.number = s.document "  # noqa: S608
            f"JOIN asserted a ON a.statement = s.number JOIN propositions p ON p.number = a.proposition WHERE {where})"
        )
        values += asked
    rows = db.execute(
        f"SELECT c.number FROM claims c WHERE {' AND '.join(clauses)} "  # noqa: S608
        "ORDER BY c.documents DESC, c.statements DESC, c.number LIMIT ? OFFSET ?",
        [*values, -1 if limit is None else limit, offset],
    ).fetchall()
    return [whole(db, number).row for (number,) in rows]


def _day_of(date: str) -> str:
    try:
        return days(date)[0]
    except ValueError as error:
        raise QueryError(f"first_seen: {error}") from None


def number_of(db: sqlite3.Connection, id: str) -> int:
    """The number of the claim that a statement makes, by the statement's id or the start of it. Raises QueryError."""
    rows = db.execute(
        "SELECT s.id, p.claim FROM statements s LEFT JOIN asserted a ON a.statement = s.number "
        "LEFT JOIN propositions p ON p.number = a.proposition "
        "WHERE s.id >= CAST(?1 AS TEXT) AND s.id < CAST(?1 AS TEXT) || char(0x10ffff) LIMIT 2",
        (stored_text(id),),
    ).fetchall()
    if not id or not rows:
        raise QueryError(f"no statement has the id {id!r}; sayso claims and sayso find list ids")
    if len(rows) > 1:
        raise QueryError(f"more than one statement has an id that starts with {id!r}; give more of it")
    if rows[0][1] is None:
        raise QueryError(
            f"statement {rows[0][0]} makes no claim that is linked: it is new (sayso link), or too little is said in it"
        )
    return int(rows[0][1])


def whole(db: sqlite3.Connection, number: int) -> Claim:
    """A claim by its number."""
    rows = _rows(db, "p.claim = ?", (number,))
    numbers = _numbers(db, "p.claim = ?", (number,))
    denials = _denials(db, number)
    reprints = _reprinted(db, rows, numbers)
    independent = _independent(db, rows, numbers, reprints)
    first = min((row for row in rows), key=lambda row: (day(row) or "9999", numbers[row.id]))
    readable = _readable(rows)
    said = [of for row in rows if (of := day(row))]
    speakers = dict.fromkeys(row.speaker for row in rows if row.speaker)
    row = ClaimRow(
        id=founder(db, number),
        claim=readable.content,
        denied=_by_cue(db, numbers[readable.id]),
        about=" | ".join(list(dict.fromkeys(name for r in rows for name in r.about.split(" | ") if name))[:3]),
        first=day(first),
        last=max(said, default=None),
        statements=len(rows),
        outlets=list(dict.fromkeys(outlet for r in rows for outlet in _printed(db, r))),
        sources=len(independent),
        speakers=list(speakers)[:5],
        denials=len(denials),
        contested=bool(denials),
    )
    return Claim(row, rows, denials, independent, _told(rows, independent, reprints), _wordings(db, rows, numbers), reprints)


_ASSERTED = "s.number IN (SELECT a.statement FROM propositions p JOIN asserted a ON a.proposition = p.number WHERE {where})"


def _rows(db: sqlite3.Connection, where: str, values: tuple[Any, ...]) -> list[Row]:
    """The statements of some claims, the first said first."""
    rows = found(db, _ASSERTED.format(where=where), list(values), None)
    return sorted(rows, key=lambda row: (day(row) or "9999", row.published or "9999"))


def _numbers(db: sqlite3.Connection, where: str, values: tuple[Any, ...]) -> dict[str, int]:
    return dict(
        db.execute(f"SELECT s.id, s.number FROM statements s WHERE {_ASSERTED.format(where=where)}", values).fetchall()  # noqa: S608
    )


def day(row: Row) -> str | None:
    """The first day on which a statement can have been said."""
    return row.said_first or row.said_last or (row.published[:10] if row.published else None)


def founder(db: sqlite3.Connection, number: int) -> str:
    return str(
        db.execute(
            "SELECT s.id FROM asserted a JOIN statements s ON s.number = a.statement WHERE a.proposition = ? "
            "ORDER BY s.number LIMIT 1",
            (number,),
        ).fetchone()[0]
    )


def _by_cue(db: sqlite3.Connection, statement: int) -> bool:
    return bool(
        db.execute(
            "SELECT p.by_cue FROM asserted a JOIN propositions p ON p.number = a.proposition WHERE a.statement = ?", (statement,)
        ).fetchone()[0]
    )


_READABLE = range(6, 31)  # words


def _readable(rows: list[Row]) -> Row:
    """The statement that best tells a claim: of a readable length, in a whole clause, sure."""
    return max(rows, key=lambda r: (len(r.content.split()) in _READABLE, " … " not in r.content, round(r.confidence, 1)))


def _denials(db: sqlite3.Connection, number: int) -> list[Denial]:
    """The statements that contradict a claim, and the answers to its statements."""
    denials: dict[str, Denial] = {}
    for other, score in db.execute(
        "SELECT other, score FROM contradictions WHERE claim = ?1 UNION SELECT claim, score FROM contradictions WHERE other = ?1",
        (number,),
    ).fetchall():
        for row in _rows(db, "p.claim = ?", (other,)):
            denials[row.id] = Denial(row, f"seems to hold the contrary, in much the same words ({score:.2f})", score)
    for row in found(
        db,
        "s.number IN (SELECT r.statement FROM replies r JOIN asserted a ON a.statement = r.other "
        "JOIN propositions p ON p.number = a.proposition WHERE r.kind = 'denies' AND p.claim = ?)",
        [number],
        None,
    ):
        denials[row.id] = Denial(
            row, f"answers it in the same article: “{' '.join((row.cue + ' ' + row.content).split())}”", None
        )
    return sorted(denials.values(), key=lambda d: day(d.row) or "9999")


def _reprinted(db: sqlite3.Connection, rows: list[Row], numbers: dict[str, int]) -> dict[str, str]:
    """Of statements that stand in a passage which their article has from another: the statement there, by ids."""
    by_document: defaultdict[int, list[Row]] = defaultdict(list)
    documents = {
        row.id: int(db.execute("SELECT document FROM statements WHERE number = ?", (numbers[row.id],)).fetchone()[0])
        for row in rows
    }
    for row in rows:
        by_document[documents[row.id]].append(row)
    of: dict[str, str] = {}
    for row in rows:
        for other, runs in db.execute(
            "SELECT other, runs FROM reprints WHERE document = ?1 UNION ALL "
            "SELECT document, (SELECT json_group_array(json_array(json_extract(value, '$[2]'), json_extract(value, '$[3]'), "
            "json_extract(value, '$[0]'), json_extract(value, '$[1]'))) FROM json_each(runs)) FROM reprints WHERE other = ?1",
            (documents[row.id],),
        ).fetchall():
            for candidate in by_document.get(other, ()):
                if candidate.id not in of and row.id not in of and _later(row, candidate) and _same_place(row, candidate, runs):
                    of[row.id] = candidate.id
    return of


def _later(row: Row, other: Row) -> bool:
    return (row.published or "9999", row.id) > (other.published or "9999", other.id)


def _same_place(row: Row, other: Row, runs: str) -> bool:
    """Whether a run of shared words takes the beginning of one's content to the other's."""
    at = row.content_spans[0][0]
    for start, end, there, _ in json.loads(runs):
        if start <= at < end:
            return any(lo <= there + at - start < hi for lo, hi in other.content_spans)
    return False


def _independent(db: sqlite3.Connection, rows: list[Row], numbers: dict[str, int], reprints: dict[str, str]) -> list[Source]:
    """The sources of a claim, each once, the first to say it first."""
    sources: dict[str, Source] = {}
    passing_on = {row.parent for row in rows}  # "X said that Y said it" is Y's word, not X's
    by_id = {row.id: row for row in rows}
    for row in rows:
        if row.id in passing_on:
            continue
        first = row
        while first.id in reprints:
            first = by_id[reprints[first.id]]
        words = db.execute(
            "SELECT l.words FROM statements s JOIN linked l ON l.document = s.document WHERE s.number = ?", (numbers[first.id],)
        ).fetchone()[0]
        named = bool(first.speaker_ids) and first.speaker_type != "anonymous"
        key = "|".join(sorted(first.speaker_ids)) if named else f"text {words}"
        name = first.speaker if named else first.source or "a source that is not told"
        own = Source(name, first.speaker_type, named, day(row), _printed(db, row), [row.evidence or ""], [row.id])
        before = sources.get(key)
        sources[key] = own if before is None else _joined(before, own)
    return [replace(s, evidence=[e for e in s.evidence if e]) for s in sources.values()]


def _printed(db: sqlite3.Connection, row: Row) -> list[str]:
    """The outlets in which a statement's article appeared, the same words elsewhere too."""
    copies = db.execute(
        "SELECT c.outlet FROM documents d JOIN copies c ON c.document = d.number WHERE d.id = ? ORDER BY c.number",
        (row.document,),
    )
    return [outlet for outlet in (row.outlet, *(copy[0] for copy in copies)) if outlet]


def _joined(a: Source, b: Source) -> Source:
    return replace(
        a,
        outlets=list(dict.fromkeys(a.outlets + b.outlets)),
        evidence=list(dict.fromkeys(a.evidence + b.evidence)),
        statements=a.statements + b.statements,
    )


def _told(rows: list[Row], independent: list[Source], reprints: dict[str, str]) -> str:
    """How the sources were counted, in words."""
    named = sum(1 for s in independent if s.named)
    copies, articles = len(reprints), len({row.document for row in rows})
    parts = [f"{len(rows)} {_n('statement', len(rows))} in {articles} {_n('article', articles)}"]
    if copies:
        parts.append(f"{copies} of them reprinted")
    parts.append(f"{named} {_n('speaker', named)} with a name")
    if len(independent) > named:
        parts.append(f"{len(independent) - named} without, a text of its own counted once")
    return ", ".join(parts)


def _n(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"


def _wordings(db: sqlite3.Connection, rows: list[Row], numbers: dict[str, int]) -> list[Wording]:
    """The quotations of some statements that print other words than the first that printed them."""
    told: list[Wording] = []
    for row in rows:
        held = db.execute(
            "SELECT q.text, f.text, q.altered, q.opposed, q.differences FROM quoted u "
            "JOIN quotations q ON q.number = u.quotation JOIN quotations f ON f.number = q.utterance "
            "WHERE u.statement = ? AND q.differences <> '[]'",
            (numbers[row.id],),
        ).fetchone()
        if held is not None:
            text, first, altered, opposed, differences = held
            told.append(
                Wording(row.id, row.outlet, row.published, first, text, bool(altered), bool(opposed), json.loads(differences))
            )
    return told


def of_document(db: sqlite3.Connection, document: str) -> dict[str, tuple[str, int, bool]]:
    """Of the statements of a document, by its whole id, that make a claim: its id, how many make it, whether it is contested."""
    rows = db.execute(
        "SELECT s.id, f.id, c.statements, c.contested FROM documents d JOIN statements s ON s.document = d.number "
        "JOIN asserted a ON a.statement = s.number JOIN propositions p ON p.number = a.proposition "
        "JOIN claims c ON c.number = p.claim "
        "JOIN statements f ON f.number = (SELECT min(m.statement) FROM asserted m WHERE m.proposition = p.claim) "
        "WHERE d.id = CAST(? AS TEXT)",
        (stored_text(document),),
    )
    return {statement: (claim, count, bool(contested)) for statement, claim, count, contested in rows}
