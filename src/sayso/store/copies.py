"""The same words as an article elsewhere: another appearance of one document; and the addresses that led to documents."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import fields

from sayso.records import Appearance, Document, Fetched
from sayso.store.text import stored_text

_COLUMNS = tuple(f.name for f in fields(Appearance))
_PLACE = ("url", "outlet", "source_id")  # what tells one appearance from another


def words_hash(text: str | bytes) -> str:
    """The SHA-256, in hexadecimal, of the words of a text with one space between them; `text` may be UTF-8, as in SQLite."""
    if isinstance(text, bytes):
        text = text.decode("utf-8", "surrogatepass")
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


def number_of(db: sqlite3.Connection, document: Document) -> int | None:
    """The number of the stored document that this one is, or whose words it has; None where there is none."""
    row = db.execute(
        "SELECT number FROM documents WHERE id = ?1 OR words_hash = ?2 ORDER BY id <> ?1, number LIMIT 1",
        (document.id, words_hash(document.text)),
    ).fetchone()
    return None if row is None else int(row[0])


def met(db: sqlite3.Connection, number: int, document: Document) -> None:
    """Note where the words of a stored document were met again, and how. A transaction must be open on `db`."""
    here = Appearance(**{name: getattr(document, name) for name in _COLUMNS})
    for appearance in (here, *document.appearances):
        values = {name: stored_text(getattr(appearance, name)) for name in _COLUMNS}
        place = [values[name] for name in _PLACE]
        same = " AND ".join(f"{name} IS CAST(? AS TEXT)" for name in _PLACE)
        known = db.execute(
            f"SELECT 1 FROM documents WHERE number = ? AND {same} UNION SELECT 1 FROM copies WHERE document = ? AND {same}",  # noqa: S608
            [number, *place, number, *place],
        ).fetchone()
        if known is None:
            casts = ", ".join("CAST(? AS TEXT)" for _ in _COLUMNS)
            db.execute(
                f"INSERT INTO copies (document, {', '.join(_COLUMNS)}) VALUES (?, {casts})",  # noqa: S608
                [number, *values.values()],
            )
    if document.fetched is not None:
        _fetched(db, number, document.fetched)


def appearances(db: sqlite3.Connection, document: int) -> Iterator[Appearance]:
    """Where else the words of a stored document appeared, in the order in which they were met."""
    for row in db.execute(f"SELECT {', '.join(_COLUMNS)} FROM copies WHERE document = ? ORDER BY number", (document,)):  # noqa: S608
        yield Appearance(**dict(zip(_COLUMNS, row, strict=True)))


def _fetched(db: sqlite3.Connection, document: int, told: Fetched) -> None:
    db.execute(
        "INSERT INTO fetched VALUES (CAST(? AS TEXT), ?, CAST(? AS TEXT), CAST(? AS TEXT)) "
        "ON CONFLICT (url) DO UPDATE SET document = excluded.document, etag = excluded.etag, modified = excluded.modified",
        (stored_text(told.url), document, stored_text(told.etag), stored_text(told.modified)),
    )


def seen(db: sqlite3.Connection, url: str) -> Fetched | None:
    """What is known of an address that led to a document, or is a document's; None where none is."""
    row = db.execute(
        "SELECT etag, modified FROM fetched WHERE url = CAST(?1 AS TEXT) "
        "UNION ALL SELECT NULL, NULL FROM documents WHERE url = CAST(?1 AS TEXT) "
        "UNION ALL SELECT NULL, NULL FROM copies WHERE url = CAST(?1 AS TEXT) LIMIT 1",
        (stored_text(url),),
    ).fetchone()
    return None if row is None else Fetched(url, *row)
