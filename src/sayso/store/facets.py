"""What pages ask beside the rows: a page of the statements found, how they divide, what one was called when."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.store import statements
from sayso.store.entities import meant, naming
from sayso.store.query import Value
from sayso.store.rows import Row

_MOST = 12  # values of a facet that are told, the most frequent first
_LIKELY = 60  # entities of which those of one name are put together
_COUNTED = 10_000  # of 300,000 statements found, facets of all take 1.4 s, of the newest 10,000 0.1 s (two cores, busy)
_FOUND = "FROM statements s JOIN documents d ON d.number = s.document WHERE "
_NEWEST_FIRST = "FROM documents d CROSS JOIN statements s ON s.document = d.number WHERE "  # read in order, till there are enough
_NEWEST = " ORDER BY d.published_first DESC NULLS LAST, d.published DESC, d.number, s.position LIMIT ?"  # as `statements.found`


@dataclass(frozen=True, slots=True)
class Bucket:
    """One value of a facet: what to ask for (`value`), what it is called (`label`), and how many statements have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """How the newest statements found divide, by field of the filter; `counted`: how many of them were looked at."""

    counted: int
    denied: int
    speaker: list[Bucket]
    about: list[Bucket]
    act: list[Bucket]
    outlet: list[Bucket]
    kind: list[Bucket]


@dataclass(frozen=True, slots=True)
class Search:
    """A page of statements found, how many there are in all, and how they divide."""

    rows: list[Row]
    count: int
    facets: Facets


@dataclass(frozen=True, slots=True)
class Role:
    """What the articles call an entity, and the days of the first and last publication that does."""

    role: str
    documents: int
    first: str | None
    last: str | None


def count(db: sqlite3.Connection, where: str, values: Sequence[Value]) -> int:
    """How many statements a WHERE clause takes."""
    found = _FOUND if "d." in where else "FROM statements s WHERE "  # documents are looked at only where they are asked about
    return int(db.execute(f"SELECT count(*) {found}{where}", values).fetchone()[0])


def page(db: sqlite3.Connection, where: str, values: Sequence[Value], limit: int, offset: int) -> list[Row]:
    """Of the statements that a WHERE clause takes, newest publication first, `limit` from the one at `offset` on."""
    numbers = db.execute(f"SELECT s.number {_FOUND}{where}{_NEWEST} OFFSET ?", [*values, limit, offset])
    return _rows(db, [number for (number,) in numbers])


def _rows(db: sqlite3.Connection, numbers: list[int]) -> list[Row]:
    return statements.found(db, "s.number IN (SELECT value FROM json_each(?))", [json.dumps(numbers)], None)


def search(db: sqlite3.Connection, where: str, values: Sequence[Value], limit: int, offset: int) -> Search:
    """A page of the statements that a WHERE clause takes, as `page`, how many there are, and how they divide.

    Leaves the numbers of those counted in a temporary table, which a read-only connection may have.
    """
    whole = count(db, where, values)
    _find(db, where, values, whole)
    if offset + limit > _COUNTED:
        return Search(page(db, where, values, limit, offset), whole, _divided(db))
    numbers = db.execute("SELECT number FROM found ORDER BY rowid LIMIT ? OFFSET ?", (limit, offset))
    return Search(_rows(db, [number for (number,) in numbers]), whole, _divided(db))


def _find(db: sqlite3.Connection, where: str, values: Sequence[Value], whole: int) -> None:
    """Keep the newest of the statements found in the temporary table.

    Where a good part of the record is found, it is read from the newest on until there are enough; else what is found is sorted.
    The cheaper is the one that reads fewer statements: of N in the record, `_COUNTED * N / whole` against `whole`.
    """
    most = db.execute("SELECT coalesce(max(number), 0) FROM statements").fetchone()[0]
    found = _NEWEST_FIRST if whole**2 > _COUNTED * most else _FOUND
    db.execute("PRAGMA temp_store = MEMORY")
    db.execute("DROP TABLE IF EXISTS temp.found")
    db.execute(
        f"CREATE TEMP TABLE found AS SELECT s.number, s.document, s.act, s.kind, s.denies {found}{where}{_NEWEST}",
        [*values, _COUNTED],
    )


def _divided(db: sqlite3.Connection) -> Facets:
    counted, denied = db.execute("SELECT count(*), coalesce(sum(denies), 0) FROM found").fetchone()
    return Facets(
        counted,
        denied,
        _related(db, "speaker"),
        _related(db, "about"),
        _plain(db, "SELECT act, count(*) FROM found WHERE act IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1"),
        _plain(
            db,
            "SELECT outlet, sum(n) FROM (SELECT document, count(*) AS n FROM found GROUP BY 1) "
            "JOIN documents ON number = document WHERE outlet IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1",
        )[:_MOST],
        _plain(db, "SELECT kind, count(*) FROM found GROUP BY 1 ORDER BY 2 DESC, 1"),
    )


def _plain(db: sqlite3.Connection, sql: str) -> list[Bucket]:
    return [Bucket(value, value, count) for value, count in db.execute(sql)]


def _related(db: sqlite3.Connection, role: str) -> list[Bucket]:
    """Whom most statements found have in a role, after the user's merges; those of one name together, to be asked for by it."""
    rows = db.execute(
        "SELECT w.number, w.id, count(DISTINCT f.number) FROM found f "
        "CROSS JOIN statement_entities r ON r.statement = f.number AND r.role = ? "  # in this order, or it takes ten times longer
        "CROSS JOIN appearances a ON a.number = r.appearance "
        "CROSS JOIN entities e ON e.number = a.stands_for "
        "CROSS JOIN entities w ON w.number = e.stands_for "
        "GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT ?",
        (role, _LIKELY),
    ).fetchall()
    name = naming(db)
    alike: dict[str, list[Bucket]] = {}
    for number, id, count in rows:
        alike.setdefault(name(number), []).append(Bucket(id, name(number), count))
    buckets = [own[0] if len(own) == 1 else Bucket(label, label, sum(b.count for b in own)) for label, own in alike.items()]
    return sorted(buckets, key=lambda bucket: -bucket.count)[:_MOST]


def texts(db: sqlite3.Connection, documents: Sequence[str]) -> dict[str, str]:
    """The texts of documents, by their ids."""
    rows = db.execute("SELECT id, text FROM documents WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(documents),))
    return dict(rows.fetchall())


def roles(db: sqlite3.Connection, who: str) -> list[Role]:
    """What the articles call an entity, an id or a name that only one has, the latest first. Raises QueryError as `meant`."""
    rows = db.execute(
        "SELECT a.role, count(DISTINCT d.number), min(d.published_first), max(d.published_last) "
        "FROM entities e JOIN appearances a ON a.stands_for = e.number JOIN documents d ON d.number = a.document "
        "WHERE e.stands_for = ? AND a.role IS NOT NULL GROUP BY 1 ORDER BY 4 DESC, 3 DESC, 1",
        (meant(db, who),),
    )
    return [Role(*row) for row in rows]
