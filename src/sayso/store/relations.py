"""How statements and documents stand to each other, and what a speaker held when."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sayso.errors import QueryError
from sayso.records import days
from sayso.store.claims import day, founder
from sayso.store.query import Filter, Value
from sayso.store.statements import found


@dataclass(frozen=True, slots=True)
class Link:
    """How `a` stands to `b`: ids of statements, or of documents for a `reprint`; a the later where that is known.

    `kind`: `reprint`, `same_quote`, `same_claim`, `denies`, `supports` or `revises` (denies, of one speaker). `score`: 0 to 1,
    how sure; of a reprint the part of a's words that stand in b. `reason`: in words.
    """

    kind: str
    a: str
    b: str
    score: float
    reason: str


KINDS = ("reprint", "same_quote", "same_claim", "denies", "supports", "revises")

_SPEAKERS = (
    "(SELECT group_concat(DISTINCT e.stands_for) FROM statement_entities r JOIN appearances x ON x.number = r.appearance "
    "JOIN entities e ON e.number = x.stands_for WHERE r.role = 'speaker' AND r.statement = {statement})"
)
_FIRST = "(SELECT min(m.statement) FROM asserted m WHERE m.proposition = {claim})"  # the statement that founded a claim
_LINKS = {
    "reprint": "SELECT a.id, b.id, r.share, CASE WHEN r.whole THEN 'a copy of it, ' ELSE 'a part of it, ' END "
    "|| round(100 * r.share) || ' in 100 of its words' FROM reprints r JOIN documents a ON a.number = r.document "
    "JOIN documents b ON b.number = r.other ORDER BY a.number, b.number",
    "same_quote": "SELECT a.id, (SELECT b.id FROM quoted v JOIN statements b ON b.number = v.statement "
    "WHERE v.quotation = q.utterance ORDER BY b.number LIMIT 1) AS b, q.score, CASE WHEN q.opposed THEN "
    "'the same quotation with another number or a negation' WHEN q.altered THEN 'the same quotation in other words' "
    "ELSE 'the same quotation' END FROM quoted u JOIN quotations q ON q.number = u.quotation "
    "JOIN statements a ON a.number = u.statement WHERE a.id <> b ORDER BY a.number",
    "same_claim": "SELECT a.id, (SELECT b.id FROM asserted m JOIN statements b ON b.number = m.statement "
    "WHERE m.proposition = p.claim ORDER BY b.number LIMIT 1) AS b, p.score, 'the same claim' FROM asserted u "
    "JOIN propositions p ON p.number = u.proposition JOIN statements a ON a.number = u.statement "
    "WHERE a.id <> b ORDER BY a.number",
    "contrary": "SELECT a.id, b.id, c.score, 'seems to hold the contrary, in much the same words', "  # noqa: S608
    f"{_SPEAKERS.format(statement='a.number')} = {_SPEAKERS.format(statement='b.number')} FROM contradictions c "
    f"JOIN statements a ON a.number = {_FIRST.format(claim='c.claim')} "
    f"JOIN statements b ON b.number = {_FIRST.format(claim='c.other')} ORDER BY a.number, b.number",
    "reply": "SELECT a.id, b.id, 0.7, 'answers it in the same article: ' || trim(a.cue || ' ' || a.content), r.kind "
    "FROM replies r JOIN statements a ON a.number = r.statement JOIN statements b ON b.number = r.other "
    "ORDER BY a.number, b.number",
}


def links(db: sqlite3.Connection, kind: str | None) -> list[Link]:
    """All links of a kind, or of every kind. Raises QueryError where there is no such kind."""
    if kind is not None and kind not in KINDS:
        raise QueryError(f"kind: wanted one of {', '.join(KINDS)}; got {kind!r}")
    told = [Link(name, *row) for name in KINDS[:3] if kind in (name, None) for row in db.execute(_LINKS[name])]
    if kind in (None, "denies", "revises"):
        contrary = [Link("revises" if one else "denies", *row) for *row, one in db.execute(_LINKS["contrary"])]
        told += [link for link in contrary if kind in (link.kind, None)]
    if kind in (None, "denies", "supports"):
        replies = [Link(name, *row) for *row, name in db.execute(_LINKS["reply"])]
        told += [link for link in replies if kind in (link.kind, None)]
    return told


@dataclass(frozen=True, slots=True)
class Opening:
    """A linked document as stories are told by it: its beginning, and the vector of its headline and first lines."""

    id: str
    title: str | None
    outlet: str | None
    published: str | None
    text: str
    vector: bytes


_READ = 4_000  # code points of a text that are read for its story


def openings(db: sqlite3.Connection, since: str | None, until: str | None, limit: int) -> list[Opening]:
    """The newest linked documents of some days, the oldest first."""
    where, values = ["1"], list[Value]()
    for name, date, clause, end in (("since", since, "d.published_last >= ?", 0), ("until", until, "d.published_first <= ?", 1)):
        if date is not None:
            try:
                values.append(days(date)[end])
            except ValueError as error:
                raise QueryError(f"{name}: {error}") from None
            where.append(clause)
    rows = db.execute(
        "SELECT d.id, d.title, d.outlet, d.published, substr(d.text, 1, ?), l.opening FROM linked l "  # noqa: S608
        f"JOIN documents d ON d.number = l.document WHERE {' AND '.join(where)} "
        "ORDER BY d.published_first DESC NULLS LAST, d.published DESC, d.number DESC LIMIT ?",
        [_READ, *values, limit],
    )
    return [Opening(*row) for row in rows][::-1]


@dataclass(frozen=True, slots=True)
class Position:
    """What a speaker held on a day: a statement, `claim` the id of its claim.

    `day`: the first day on which it can have been said. `turns_from`: the id of the last statement of this speaker before that
    holds the contrary; `reason`: how that is known, in words. `concept`: of a codebook, where one was asked for, and whether the
    speaker agrees with it.
    """

    id: str
    day: str | None
    speaker: str
    act: str | None
    denies: bool
    content: str
    about: str
    outlet: str | None
    document: str
    claim: str | None
    turns_from: str | None
    reason: str | None
    concept: str | None = None
    agreement: bool | None = None


def positions(db: sqlite3.Connection, speaker: str, about: str | None, words: str | None) -> list[Position]:
    """What a speaker said, the first said first; see `Record.positions`."""
    where, values = Filter(words=words, about=about, speaker=speaker).sql()
    rows = sorted(found(db, where, values, None), key=lambda row: (day(row) or "9999", row.published or "9999"))
    numbers = dict(
        db.execute(
            "SELECT s.id, p.claim FROM statements s JOIN documents d ON d.number = s.document "  # noqa: S608
            f"JOIN asserted a ON a.statement = s.number JOIN propositions p ON p.number = a.proposition WHERE {where}",
            values,
        ).fetchall()
    )
    ids = {number: founder(db, number) for number in set(numbers.values())}
    told: list[Position] = []
    for row in rows:
        claim = numbers.get(row.id)
        contrary = {} if claim is None else _contrary(db, claim)
        before = next((p for p in reversed(told) if numbers.get(p.id) in contrary and p.day != day(row)), None)
        reason = f"seems to hold the contrary, in much the same words ({contrary[numbers[before.id]]:.2f})" if before else None
        told.append(
            Position(
                row.id,
                day(row),
                row.speaker,
                row.act,
                row.denies,
                row.content,
                row.about,
                row.outlet,
                row.document,
                None if claim is None else ids[claim],
                before.id if before else None,
                reason,
            )
        )
    return told


def _contrary(db: sqlite3.Connection, claim: int) -> dict[int, float]:
    return dict(
        db.execute(
            "SELECT other, score FROM contradictions WHERE claim = ?1 "
            "UNION SELECT claim, score FROM contradictions WHERE other = ?1",
            (claim,),
        ).fetchall()
    )
