"""What is kept of each entity so that a listing need not count: numbers and days, acts, whom it speaks of, its names.

Everything can be counted anew from statements and appearances at any time. A document adds its own share; where the user
merges, splits or undoes, the entities that this touches are counted anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

# From a whole entity, as e.stands_for, to the statements s that it is the speaker of, and to their documents d.
_PARTS = "entities e JOIN appearances a ON a.stands_for = e.number"
_SPEAKS = "statement_entities r ON r.appearance = a.number AND r.role = 'speaker'"

# The first and the last day on which statement s of document d can have been said: as told, else that of publication.
_SAID_FIRST = (
    "CASE WHEN s.said_precision IS NOT NULL THEN coalesce(s.said_start, s.said_end) "
    "WHEN s.number IS NOT NULL THEN d.published_first END"
)
_SAID_LAST = (
    "CASE WHEN s.said_precision IS NOT NULL THEN coalesce(s.said_end, s.said_start) "
    "WHEN s.number IS NOT NULL THEN d.published_last END"
)


@dataclass(frozen=True, slots=True)
class _Kept:
    """A table of what is kept.

    `what`: it in words. `rows`: the query that counts it anew, with a condition to fill in. `more`: how a document adds to a
    row that is there. `those`: columns by which rows belong to an entity, and the expressions that they hold in `rows`.
    """

    what: str
    rows: str
    more: str
    those: dict[str, str]


_MORE = "statements = statements + excluded.statements"

_KEPT = {
    "entity_counts": _Kept(
        "numbers and days",
        "SELECT e.stands_for, count(DISTINCT s.number), count(DISTINCT CASE WHEN s.denies THEN s.number END), "  # noqa: S608
        f"count(DISTINCT a.document), min({_SAID_FIRST}), max({_SAID_LAST}) "
        f"FROM {_PARTS} JOIN documents d ON d.number = a.document LEFT JOIN {_SPEAKS} "
        "LEFT JOIN statements s ON s.number = r.statement WHERE {where} GROUP BY 1",
        f"{_MORE}, denies = denies + excluded.denies, documents = documents + excluded.documents, "
        "first = coalesce(min(first, excluded.first), first, excluded.first), "
        "last = coalesce(max(last, excluded.last), last, excluded.last)",
        {"entity": "e.stands_for"},
    ),
    "entity_acts": _Kept(
        "acts",
        f"SELECT e.stands_for, s.act, count(DISTINCT s.number) FROM {_PARTS} JOIN {_SPEAKS} "  # noqa: S608
        "JOIN statements s ON s.number = r.statement WHERE s.act IS NOT NULL AND {where} GROUP BY 1, 2",
        _MORE,
        {"entity": "e.stands_for"},
    ),
    "entity_about": _Kept(
        "those spoken of",
        f"SELECT e.stands_for, oe.stands_for, count(DISTINCT r.statement) FROM {_PARTS} JOIN {_SPEAKS} "  # noqa: S608
        "JOIN statement_entities o ON o.statement = r.statement AND o.role = 'about' "
        "JOIN appearances oa ON oa.number = o.appearance JOIN entities oe ON oe.number = oa.stands_for "
        "WHERE {where} GROUP BY 1, 2",
        _MORE,
        {"entity": "e.stands_for", "about": "oe.stands_for"},
    ),
    "entity_forms": _Kept(
        "names",
        "SELECT a.stands_for, a.name, a.aliases, a.type, a.country, count(*), min(a.number) FROM appearances a "
        "WHERE {where} GROUP BY 1, 2, 3, 4, 5",
        "appearances = appearances + excluded.appearances",
        {"entity": "a.stands_for"},
    ),
}
TABLES = tuple(_KEPT)


def add(db: sqlite3.Connection, document: int) -> None:
    """Count in a document that has just been written, by its number. A transaction must be open on `db`."""
    for table, kept in _KEPT.items():
        rows = kept.rows.format(where="a.document = ?")
        db.execute(f"INSERT INTO {table} {rows} ON CONFLICT DO UPDATE SET {kept.more}", (document,))


def renew(db: sqlite3.Connection, entities: Iterable[int]) -> None:
    """Count entities anew, by their numbers, after whom they or others stand for has changed."""
    for entity in sorted(entities):
        for table, kept in _KEPT.items():
            db.execute(f"DELETE FROM {table} WHERE {' OR '.join(f'{column} = ?1' for column in kept.those)}", (entity,))  # noqa: S608
            before = ""  # a row that belongs to the entity by one column already is not written again by the next
            for part in kept.those.values():
                db.execute(f"INSERT INTO {table} {kept.rows.format(where=f'{part} = ?1{before}')}", (entity,))
                before += f" AND {part} <> ?1"


def wrong(db: sqlite3.Connection) -> Iterator[tuple[int, str]]:
    """The numbers of entities of which something else is kept than is counted, each with what that is."""
    for table, kept in _KEPT.items():
        rows = db.execute(
            f"WITH counted AS ({kept.rows.format(where='1')}), held AS (SELECT * FROM {table}) "  # noqa: S608
            "SELECT * FROM (SELECT * FROM held EXCEPT SELECT * FROM counted) "
            "UNION ALL SELECT * FROM (SELECT * FROM counted EXCEPT SELECT * FROM held)"
        )
        yield from ((entity, kept.what) for entity in sorted({row[0] for row in rows}))
