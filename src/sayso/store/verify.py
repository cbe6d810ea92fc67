"""Whether a record can be trusted: every hash, span, foreign key and page, checked against the text itself."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from sayso.errors import SaysoError
from sayso.records import ROLES, Document, Span, Statement, document_id, statement_id


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


def _documents(db: sqlite3.Connection) -> list[Check]:
    documents, spans, statements = 0, 0, 0
    hashes: list[str] = []
    places: list[str] = []
    for number, id, url, text in db.execute("SELECT number, id, url, text FROM documents ORDER BY number"):
        documents += 1
        if document_id(text, url) != id:
            hashes.append(f"document {id}: its text or address is not the one that was stored")
        rows = db.execute("SELECT number, id, source, cue, content FROM statements WHERE document = ?", (number,))
        for n, statement, *words in rows.fetchall():
            statements += 1
            lists = span_lists(db, n)
            spans += sum(len(role) for role in lists)
            wrong = _statement(id, text, statement, words, lists)
            if wrong:
                places.append(f"statement {statement} of document {id}: {wrong}")
    return [
        Check("hashes of documents", documents, tuple(hashes)),
        Check(f"spans of {statements} statements", spans, tuple(places)),
    ]


def _statement(document: str, text: str, id: str, words: list[str], lists: list[list[list[int]]]) -> str | None:
    """What is wrong with a stored statement: its spans, its words or its id; None where all is right."""
    try:
        source, cue, content = (tuple(Span(a, b) for a, b in role) for role in lists)
        whole = Document(document, text, statements=(Statement(id, source, cue, content, "direct", 0.0),))
    except SaysoError as error:
        return str(error)
    for role, spans, stored in zip(ROLES, (source, cue, content), words, strict=True):
        if whole.quote(spans) != stored:
            return f"the words of its {role} are not those of the text"
    return None if statement_id(document, source, cue, content) == id else "its id is not that of its spans"
