"""Who appears in the record, over all documents and after the user's merges."""

from __future__ import annotations

import difflib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import Any, get_args

from sayso.errors import QueryError
from sayso.records import EntityType
from sayso.store.names import key
from sayso.store.rows import EntityRow
from sayso.store.text import stored_text

_ABOUT = 3  # of those whom one speaks of, how many are named
_NEAR = 3  # names that an error offers
_CONSIDERED, _CONSIDERED_WORDS = 5000, 8  # names that are compared with a word that is unknown, and words of those asked
_ALIKE = 2  # letters of a word that a name must have to be compared

# From a statement to those who stand in a relation to it: r the relation, a the appearance, e the entity as it was
# annotated or split off, whose `stands_for` is the number of the whole entity.
RELATED = (
    "statement_entities r JOIN appearances a ON a.number = r.appearance JOIN entities e ON e.number = a.stands_for"
)  # fmt: skip


def naming(db: sqlite3.Connection) -> Callable[[int], str]:
    """A function that gives the name of an entity by its number: the one that most documents give."""
    return cache(lambda entity: _most(db, entity, "name") or "")


def _most(db: sqlite3.Connection, entity: int, column: str) -> str | None:
    """What most appearances of an entity have in a column; those merged into it are heard where it has none of its own."""
    row = db.execute(
        f"SELECT f.{column} FROM entities e JOIN entity_forms f ON f.entity = e.number "  # noqa: S608
        f"WHERE e.stands_for = ?1 AND f.{column} IS NOT NULL GROUP BY 1 "
        "ORDER BY max(f.entity = ?1) DESC, sum(f.appearances) DESC, min(f.first) LIMIT 1",
        (entity,),
    ).fetchone()
    return None if row is None else str(row[0])


def names_of(db: sqlite3.Connection, document: str) -> dict[str, str]:
    """The names of the whole entities for which those of a document stand, by their ids there."""
    rows = db.execute(
        "SELECT o.id, e.stands_for FROM documents d JOIN appearances a ON a.document = d.number "
        "JOIN entities o ON o.number = a.entity JOIN entities e ON e.number = a.stands_for WHERE d.id = ?",
        (document,),
    ).fetchall()
    name = naming(db)
    return {id: name(entity) for id, entity in rows}


def meant(db: sqlite3.Connection, who: str) -> int:
    """The number of the whole entity with this id, or alone with this name. Raises QueryError where there is none, or more."""
    found = _whole(db, "SELECT stands_for FROM entities WHERE id = CAST(? AS TEXT)", stored_text(who)) or _whole(
        db, "SELECT e.stands_for FROM names n JOIN entities e ON e.number = n.entity WHERE n.key = ?", key(who)
    )
    if not found:
        raise QueryError(f"no entity has the id or the name {who!r}; {near(db, who)}")
    if len(found) > 1:
        ids = [repr(id_of(db, entity)) for entity in found[:8]] + ["..."] * (len(found) > 8)
        raise QueryError(f"more than one entity has the name {who!r}: {', '.join(ids)}; give an id")
    return found[0]


def _whole(db: sqlite3.Connection, numbers: str, value: str | bytes | None) -> list[int]:
    """Of the entities whose numbers a query gives, those that a document has."""
    rows = db.execute(
        f"SELECT DISTINCT x.stands_for FROM entities x WHERE x.stands_for IN ({numbers}) "  # noqa: S608
        "AND EXISTS (SELECT 1 FROM appearances a WHERE a.stands_for = x.number) ORDER BY 1",
        (value,),
    )
    return [row[0] for row in rows]


def id_of(db: sqlite3.Connection, entity: int) -> str:
    """The id of an entity, by its number."""
    return str(db.execute("SELECT id FROM entities WHERE number = ?", (entity,)).fetchone()[0])


def near(db: sqlite3.Connection, who: str) -> str:
    """Names like one that nobody has, with their ids, in words."""
    asked = key(who)
    candidates: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for word in asked.split()[:_CONSIDERED_WORDS]:
        for name, entity in db.execute(
            "SELECT n.key, e.stands_for FROM names n JOIN entities e ON e.number = n.entity WHERE instr(n.key, ?) LIMIT ?",
            (word[:_ALIKE], _CONSIDERED),
        ):
            candidates[name][entity] = None
    alike = dict.fromkeys(n for name in difflib.get_close_matches(asked, candidates, n=_NEAR) for n in candidates[name])
    called = naming(db)
    ids = [f"{id_of(db, n)!r} ({called(n)})" for n in list(alike)[:_NEAR]]
    return "near it: " + ", ".join(ids) if ids else "sayso entities lists them"


def listed(db: sqlite3.Connection, words: str | None, type: str | None, limit: int | None) -> list[EntityRow]:
    """Those who speak most first; see `Record.entities`."""
    clauses: list[str] = []
    values: list[str | bytes | None] = []
    if type is not None:
        if type not in get_args(EntityType):
            raise QueryError(f"type: wanted one of {', '.join(get_args(EntityType))}; got {type!r}")
        clauses.append(
            "(SELECT f.type FROM entities w JOIN entity_forms f ON f.entity = w.number WHERE w.stands_for = c.entity "
            "GROUP BY 1 ORDER BY max(f.entity = w.stands_for) DESC, sum(f.appearances) DESC, min(f.first) LIMIT 1) = ?"
        )
        values.append(type)
    for number, word in enumerate([] if words is None else _words(words)):
        clauses.append(_WITH_A_NAME if number else _NAMED)
        values += [key(word), stored_text(word)]
    return _rows(db, clauses, values, limit)


# Those in a name of whom a word stands, or whose id it is: found among all names, and told of one that was found. Every name
# is gone through for the first word alone, which is the longest: at 5,250 documents 9 ms less for each of the others.
_NAMED = (
    "c.entity IN (SELECT w.stands_for FROM names n JOIN entities w ON w.number = n.entity WHERE instr(n.key, ?) "
    "UNION SELECT stands_for FROM entities WHERE id = CAST(? AS TEXT))"
)
_WITH_A_NAME = (
    "EXISTS (SELECT 1 FROM entities w WHERE w.stands_for = c.entity "
    "AND (EXISTS (SELECT 1 FROM names n WHERE n.entity = w.number AND instr(n.key, ?)) OR w.id = CAST(? AS TEXT)))"
)


def _words(words: str) -> list[str]:
    """The words that have a letter to look for, the longest first."""
    found = sorted((word for word in words.split() if key(word)), key=len, reverse=True)
    if not found:
        raise QueryError(f"no name to look for in {words!r}; give at least one letter")
    return found


def one(db: sqlite3.Connection, number: int) -> EntityRow:
    """The row of one entity, by its number."""
    return _rows(db, ["c.entity = ?"], [number], 1)[0]


def _rows(db: sqlite3.Connection, clauses: list[str], values: list[Any], limit: int | None) -> list[EntityRow]:
    """Rows of the entities whose counts c fit the clauses."""
    rows = db.execute(
        "SELECT entity, statements, documents, denies, first, last FROM entity_counts c "  # noqa: S608
        f"WHERE {' AND '.join(clauses) or '1'} ORDER BY statements DESC, documents DESC, entity LIMIT ?",
        [*values, -1 if limit is None else limit],
    ).fetchall()
    name = naming(db)
    return [_row(db, name, *row) for row in rows]


def _row(
    db: sqlite3.Connection,
    name: Callable[[int], str],
    number: int,
    statements: int,
    documents: int,
    denies: int,
    first: str | None,
    last: str | None,
) -> EntityRow:
    own = name(number)
    merged = db.execute("SELECT id FROM entities WHERE stands_for = ?1 AND number <> ?1 ORDER BY number", (number,))
    return EntityRow(
        id=id_of(db, number),
        name=own,
        type=_most(db, number, "type") or "unknown",
        country=_most(db, number, "country"),
        aliases=[other for other in _names(db, number) if other != own],
        merged=[row[0] for row in merged],
        statements=statements,
        documents=documents,
        denies=denies,
        acts=_acts(db, number),
        about=[name(other) for other in _about(db, number)],
        first=first,
        last=last,
    )


def _names(db: sqlite3.Connection, entity: int) -> list[str]:
    """Every name that documents give an entity, the most frequent first."""
    rows = db.execute(
        "SELECT f.name, f.aliases FROM entities e JOIN entity_forms f ON f.entity = e.number "
        "WHERE e.stands_for = ? GROUP BY 1, 2 ORDER BY sum(f.appearances) DESC, min(f.first)",
        (entity,),
    )
    return list(dict.fromkeys(each for name, aliases in rows for each in (name, *json.loads(aliases))))


def _acts(db: sqlite3.Connection, entity: int) -> dict[str, int]:
    return dict(
        db.execute("SELECT act, statements FROM entity_acts WHERE entity = ? ORDER BY statements DESC, act", (entity,)).fetchall()
    )


def _about(db: sqlite3.Connection, entity: int) -> list[int]:
    """The numbers of those whom an entity speaks of most."""
    rows = db.execute("SELECT about FROM entity_about WHERE entity = ? ORDER BY statements DESC, about LIMIT ?", (entity, _ABOUT))
    return [row[0] for row in rows]
