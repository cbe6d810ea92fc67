"""What the user says of who is who: merges, splits, and their undoing, kept in order and never changed.

The user speaks last: a document that is added later falls under what was said before. `entities.stands_for` and
`appearances.stands_for` hold the outcome, and can be made again from the corrections at any time.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from sayso.errors import QueryError
from sayso.records import Document
from sayso.store import counts
from sayso.store.documents import entity_number, insert_names
from sayso.store.entities import id_of
from sayso.store.names import keys
from sayso.store.text import stored_text

_OWN_ID = 8  # hexadecimal digits of the document's id that tell an entity that was split off from others, at least


@dataclass(frozen=True, slots=True)
class Correction:
    """A merge of `entity` into another, or a split of `entity` in `document` as the new id `into`; still standing or not."""

    number: int
    what: Literal["merge", "split"]
    entity: str
    into: str
    document: str | None
    made: str
    undone: bool


def said(db: sqlite3.Connection) -> list[Correction]:
    """Every merge and split that the user has made, in order."""
    rows = db.execute(
        'SELECT c.number, c.what, c.entity, c."into", c.document, c.made, '
        "EXISTS (SELECT 1 FROM corrections u WHERE u.undoes = c.number) "
        "FROM corrections c WHERE c.what <> 'undo' ORDER BY c.number"
    )
    return [
        Correction(number, what, entity, into, document, made, bool(undone))
        for number, what, entity, into, document, made, undone in rows
    ]


Outcome = tuple[dict[int, int], dict[int, int]]


def outcome(db: sqlite3.Connection) -> Outcome:
    """Who stands for whom by the corrections: numbers of entities merged, and numbers of appearances split off."""
    merged: dict[int, int] = {}
    split: dict[int, int] = {}

    def whole(entity: int) -> int:
        while entity in merged:
            entity = merged[entity]
        return entity

    for c in said(db):
        entity, into = (_number(db, id) for id in (c.entity, c.into))
        if c.undone or entity is None or into is None:
            continue
        if c.what == "merge" and whole(entity) != whole(into):
            merged[whole(entity)] = whole(into)
        if c.what == "split":
            split |= {
                number: into
                for number, own in db.execute(
                    "SELECT a.number, a.entity FROM documents d JOIN appearances a ON a.document = d.number WHERE d.id = ?",
                    (c.document,),
                ).fetchall()
                if whole(split.get(number, own)) == whole(entity)
            }
    return {entity: whole(entity) for entity in merged}, split


def _number(db: sqlite3.Connection, id: str) -> int | None:
    row = db.execute("SELECT number FROM entities WHERE id = CAST(? AS TEXT)", (stored_text(id),)).fetchone()
    return None if row is None else int(row[0])


def held(db: sqlite3.Connection) -> Outcome:
    """Who stands for whom as the record has it; the same as `outcome`, unless someone meddled."""
    return (
        dict(db.execute("SELECT number, stands_for FROM entities WHERE stands_for <> number").fetchall()),
        dict(db.execute("SELECT number, stands_for FROM appearances WHERE stands_for <> entity").fetchall()),
    )


def apply(db: sqlite3.Connection) -> None:
    """Bring the record to what the corrections say. A transaction must be open on `db`."""
    (merged, split), (merged_now, split_now) = outcome(db), held(db)
    touched: set[int] = set()
    for entity in merged_now.keys() | merged.keys():
        before, after = merged_now.get(entity, entity), merged.get(entity, entity)
        if before != after:
            db.execute("UPDATE entities SET stands_for = ? WHERE number = ?", (after, entity))
            touched |= {before, after}
    for appearance in split_now.keys() | split.keys():
        if split.get(appearance) == split_now.get(appearance):
            continue
        entity, before = db.execute("SELECT entity, stands_for FROM appearances WHERE number = ?", (appearance,)).fetchone()
        after = split.get(appearance, entity)
        db.execute("UPDATE appearances SET stands_for = ? WHERE number = ?", (after, appearance))
        _rename(db, {before, after})
        touched |= {before, after, merged_now.get(before, before), merged.get(after, after)}
    counts.renew(db, touched)


def _rename(db: sqlite3.Connection, entities: Iterable[int]) -> None:
    """Let entities be found by the names that they now have."""
    for entity in entities:
        db.execute("DELETE FROM names WHERE entity = ?", (entity,))
        insert_names(db, entity, keys_of(db, entity))


def keys_of(db: sqlite3.Connection, entity: int) -> set[str]:
    """All that an entity is to be found by: the names that documents give it."""
    rows = db.execute("SELECT DISTINCT name, aliases, type FROM appearances WHERE stands_for = ?", (entity,)).fetchall()
    return {key for name, aliases, type in rows for key in keys([name, *json.loads(aliases)], type)}


def welcome(db: sqlite3.Connection, document: Document) -> None:
    """Let what the user said before hold for a document that has just been written."""
    if db.execute("SELECT 1 FROM corrections WHERE document = ?", (document.id,)).fetchone() is not None:
        apply(db)


# -- speaking


def merge(db: sqlite3.Connection, entity: int, into: int, made: str) -> None:
    """Hold one entity to be the other, in every document there is and will be. Raises QueryError where they are one."""
    a, b = id_of(db, entity), id_of(db, into)
    if entity == into:
        raise QueryError(f"{a!r} is one with {b!r} already")
    _note(db, ("merge", a, b, None), made)


def split(db: sqlite3.Connection, entity: int, document: str, made: str) -> int:
    """Hold a document's entity to be another than that of the other documents; gives the number of the new one.

    Raises QueryError where the document does not have it, or no other does.
    """
    id = id_of(db, entity)
    documents = (
        "SELECT 1 FROM entities e JOIN appearances a ON a.stands_for = e.number JOIN documents d ON d.number = a.document "
    )
    within = db.execute(documents + "WHERE e.stands_for = ? AND d.id = ? LIMIT 1", (entity, document)).fetchone()
    without = db.execute(documents + "WHERE e.stands_for = ? AND d.id <> ? LIMIT 1", (entity, document)).fetchone()
    if within is None:
        raise QueryError(f"document {document[:12]} has no entity {id!r}; it has {_those_of(db, document)}")
    if without is None:
        raise QueryError(f"{id!r} is in no other document than {document[:12]}: there is nothing to split it from")
    free = (f"{id}@{document[:length]}" for length in range(_OWN_ID, len(document) + 1))
    own = next(name for name in free if _number(db, name) is None)
    number = entity_number(db, own)
    _note(db, ("split", id, own, document), made)
    return number


def _those_of(db: sqlite3.Connection, document: str) -> str:
    rows = db.execute(
        "SELECT w.id FROM documents d JOIN appearances a ON a.document = d.number JOIN entities e ON e.number = a.stands_for "
        "JOIN entities w ON w.number = e.stands_for WHERE d.id = ? ORDER BY a.position LIMIT 9",
        (document,),
    ).fetchall()
    names = [repr(row[0]) for row in rows[:8]] + ["..."] * (len(rows) > 8)
    return ", ".join(names) or "none"


def undo(db: sqlite3.Connection, made: str, number: int | None = None) -> Correction:
    """Take back a merge or a split, the last that stands unless told which. Raises QueryError where there is none."""
    standing = [c for c in said(db) if not c.undone and number in (None, c.number)]
    if not standing:
        raise QueryError("no merge or split to undo" if number is None else f"no merge or split {number} that stands")
    db.execute("INSERT INTO corrections (what, undoes, made) VALUES ('undo', ?, ?)", (standing[-1].number, made))
    apply(db)
    return standing[-1]


def _note(db: sqlite3.Connection, row: tuple[str, str, str, str | None], made: str) -> None:
    what, entity, into, document = row
    db.execute(
        'INSERT INTO corrections (what, entity, "into", document, made) VALUES (?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?)',
        (what, stored_text(entity), stored_text(into), document, made),
    )
    apply(db)
