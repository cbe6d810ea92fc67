"""What could not be read, until it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable

from sayso.records import Document, Failure
from sayso.store.text import stored_text


def note(db: sqlite3.Connection, failure: Failure, seen: str) -> None:
    """Keep a failure, the last one of each place. A transaction must be open on `db`."""
    db.execute(
        "INSERT INTO failures (place, reason, source, seen) VALUES (CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), ?) "
        "ON CONFLICT (place) DO UPDATE SET reason = excluded.reason, source = excluded.source, seen = excluded.seen",
        (*map(stored_text, (failure.where, failure.reason, failure.source)), seen),
    )


def settle(db: sqlite3.Connection, document: Document) -> None:
    """Forget the failure of a document that has been read now. A transaction must be open on `db`."""
    fetched = document.fetched.url if document.fetched else None
    places = [stored_text(place) for place in (document.id, document.source_id, document.url, fetched)]
    db.executemany("DELETE FROM failures WHERE place = CAST(? AS TEXT)", [(place,) for place in places if place is not None])


def settle_sources(db: sqlite3.Connection, sources: Iterable[str], failed: Collection[str]) -> None:
    """Forget the failures of sources that were read to their end, but for the places that failed. A transaction must be open."""
    for source in sources:
        value = (stored_text(source),)
        for (place,) in db.execute("SELECT place FROM failures WHERE source = CAST(? AS TEXT)", value).fetchall():
            if place not in failed:
                db.execute("DELETE FROM failures WHERE place = CAST(? AS TEXT)", (stored_text(place),))


def listed(db: sqlite3.Connection) -> list[Failure]:
    """What could not be read, by reason and place."""
    return [Failure(*row) for row in db.execute("SELECT place, reason, source FROM failures ORDER BY reason, place")]
