"""Whether a record can be trusted: every hash, span, foreign key and page, checked against the text itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

from sayso.errors import SaysoError
from sayso.records import ROLES, Document, Statement, annotation_digest, document_id, spans, statement_id


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: how many of it, and what was wrong, a line each."""

    what: str
    count: int
    wrong: tuple[str, ...] = ()


def check(db: sqlite3.Connection) -> list[Check]:
    """Everything that can be checked of a record, inside the transaction that is open on `db`."""
    return [_file(db), _keys(db), _index(db), *_documents(db)]


def span_lists(db: sqlite3.Connection, statement: int) -> list[list[list[int]]]:
    """The spans of a stored statement as [start, end] lists: of its source, its cue, its content."""
    found: dict[str, list[list[int]]] = {role: [] for role in ROLES}
    for role, start, end in db.execute('SELECT role, start, "end" FROM spans WHERE statement = ? ORDER BY start', (statement,)):
        found[role].append([start, end])
    return list(found.values())


def _file(db: sqlite3.Connection) -> Check:
    found = [str(row[0]) for row in db.execute("PRAGMA integrity_check")]
    return Check("pages of the file", db.execute("PRAGMA page_count").fetchone()[0], tuple(m for m in found if m != "ok"))


def _keys(db: sqlite3.Connection) -> Check:
    count = db.execute("SELECT (SELECT count(*) FROM statements) + (SELECT count(*) FROM spans)").fetchone()[0]
    wrong = tuple(f"{table} {row}: its {parent} is missing" for table, row, parent, _ in db.execute("PRAGMA foreign_key_check"))
    return Check("foreign keys", count, wrong)


def _index(db: sqlite3.Connection) -> Check:
    """The search index against the statements; FTS5's own check compares every word, and asks for a file it may write."""
    count = db.execute("SELECT count(*) FROM statements").fetchone()[0]
    try:
        db.execute("INSERT INTO statement_words (statement_words, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if "readonly" in str(error):
            return Check("statements in the search index (not checked: the file is read-only)", 0)
        if "malformed" not in str(error):
            raise
        return Check("statements in the search index", count, ("the search index does not fit the statements",))
    return Check("statements in the search index", count)


def statements(db: sqlite3.Connection, document: int) -> Iterator[Statement]:
    """The statements of a stored document, in order. Raises SaysoError where one of them cannot be."""
    rows = db.execute("SELECT number, id, kind, confidence FROM statements WHERE document = ? ORDER BY position", (document,))
    for number, id, kind, confidence in rows.fetchall():
        source, cue, content = (spans(role) for role in span_lists(db, number))
        yield Statement(id, source, cue, content, kind, confidence)


def _documents(db: sqlite3.Connection) -> list[Check]:
    documents, found, pieces = 0, 0, 0
    hashes: list[str] = []
    annotations: list[str] = []
    places: list[str] = []
    for number, id, url, text, annotation in db.execute(
        "SELECT number, id, url, text, annotation FROM documents ORDER BY number"
    ):
        documents += 1
        if document_id(text, url) != id:
            hashes.append(f"document {id}: its text or address is not the one that was stored")
        try:
            own = list(statements(db, number))
        except SaysoError as error:
            places.append(f"document {id}: {error}")
            continue
        if annotation_digest(own) != annotation:
            annotations.append(f"document {id}: its statements are not those that were stored")
        found += len(own)
        pieces += sum(len(s.source) + len(s.cue) + len(s.content) for s in own)
        words = db.execute(
            "SELECT source, cue, content FROM statements WHERE document = ? ORDER BY position", (number,)
        ).fetchall()
        places += [
            f"statement {s.id} of document {id}: {wrong}"
            for s, w in zip(own, words, strict=True)
            if (wrong := _wrong(id, text, s, w))
        ]
    return [
        Check("hashes of documents", documents, tuple(hashes)),
        Check("hashes of documents' statements", documents, tuple(annotations)),
        Check(f"spans of {found:,} statements", pieces, tuple(places)),
    ]


def _wrong(document: str, text: str, statement: Statement, words: tuple[str, ...]) -> str | None:
    """What is wrong with a stored statement: its spans, its words or its id; None where all is right."""
    try:
        whole = Document(document, text, statements=(statement,))
    except SaysoError as error:
        return str(error)
    for role, stored in zip(ROLES, words, strict=True):
        if whole.quote(getattr(statement, role)) != stored:
            return f"the words of its {role} are not those of the text"
    id = statement_id(document, statement.source, statement.cue, statement.content)
    return None if id == statement.id else "its id is not that of its spans"
