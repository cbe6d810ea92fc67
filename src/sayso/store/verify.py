"""Whether a record can be trusted: every hash, span, foreign key and page, checked against the text itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, fields

from sayso.errors import SaysoError
from sayso.records import ROLES, Document, Statement, days, digest, document_id, spans, statement_id


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: how many of it, and what was wrong, a line each."""

    what: str
    count: int
    wrong: tuple[str, ...] = ()


COLUMNS = [f.name for f in fields(Document) if f.name != "statements"]


def check(db: sqlite3.Connection) -> list[Check]:
    """All but the search index, as of one moment; no transaction may be open on `db`."""
    db.execute("BEGIN")
    try:
        return [_file(db), _keys(db), *_documents(db)]
    finally:
        db.execute("ROLLBACK")


def check_index(db: sqlite3.Connection) -> Check:
    """The search index against the statements; FTS5's own check compares every word, and asks for a file it may write."""
    try:
        db.execute("BEGIN IMMEDIATE")  # waits for a writer; a reader that would become one is turned away
        count = db.execute("SELECT count(*) FROM statements").fetchone()[0]
        db.execute("INSERT INTO statement_words (statement_words, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if "readonly" in str(error):
            return Check("statements in the search index (not checked: the file is read-only)", 0)
        if "malformed" not in str(error):
            raise
        return Check("statements in the search index", count, ("the search index does not fit the statements",))
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")
    return Check("statements in the search index", count)


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
    wrong = tuple(
        f"{table} {row}: what it belongs to in {parent} is missing"
        for table, row, parent, _ in db.execute("PRAGMA foreign_key_check")
    )
    return Check("foreign keys", count, wrong)


def statements(db: sqlite3.Connection, document: int) -> Iterator[Statement]:
    """The statements of a stored document, in order. Raises SaysoError where one of them cannot be."""
    rows = db.execute(
        "SELECT s.number, s.id, s.kind, s.confidence, p.id FROM statements s LEFT JOIN statements p ON p.number = s.parent "
        "WHERE s.document = ? ORDER BY s.position",
        (document,),
    )
    for number, id, kind, confidence, parent in rows.fetchall():
        source, cue, content = (spans(role) for role in span_lists(db, number))
        yield Statement(id, source, cue, content, kind, confidence, parent)


def document(db: sqlite3.Connection, number: int) -> Document:
    """A stored document with its statements. Raises SaysoError where they cannot be."""
    row = db.execute(f"SELECT {', '.join(COLUMNS)} FROM documents WHERE number = ?", (number,)).fetchone()  # noqa: S608
    return Document(**dict(zip(COLUMNS, row, strict=True)), statements=tuple(statements(db, number)))


def _documents(db: sqlite3.Connection) -> list[Check]:
    documents, found, pieces = 0, 0, 0
    hashes: list[str] = []
    digests: list[str] = []
    places: list[str] = []
    rows = db.execute("SELECT number, id, published_first, published_last, digest FROM documents ORDER BY number")
    for number, id, first, last, stored in rows:
        documents += 1
        try:
            whole = document(db, number)
        except SaysoError as error:
            places.append(f"document {id}: {error}")
            continue
        if document_id(whole.text, whole.url) != id:
            hashes.append(f"document {id}: its text or address is not the one that was stored")
        if digest(whole) != stored or (first, last) != (days(whole.published) if whole.published else (None, None)):
            digests.append(f"document {id}: its statements, date or other particulars are not those that were stored")
        found += len(whole.statements)
        pieces += sum(len(s.source) + len(s.cue) + len(s.content) for s in whole.statements)
        words = db.execute(
            "SELECT source, cue, content FROM statements WHERE document = ? ORDER BY position", (number,)
        ).fetchall()
        for s, own in zip(whole.statements, words, strict=True):
            if wrong := _wrong(whole, s, own):
                places.append(f"statement {s.id} of document {id}: {wrong}")
    return [
        Check("hashes of documents", documents, tuple(hashes)),
        Check("hashes of documents with their statements and particulars", documents, tuple(digests)),
        Check(f"spans of {found:,} statements", pieces, tuple(places)),
    ]


def _wrong(whole: Document, statement: Statement, words: tuple[str, ...]) -> str | None:
    """What is wrong with the stored words or the id of a document's statement; None where all is right."""
    for role, stored in zip(ROLES, words, strict=True):
        if whole.quote(getattr(statement, role)) != stored:
            return f"the words of its {role} are not those of the text"
    id = statement_id(whole.id, statement.source, statement.cue, statement.content)
    return None if id == statement.id else "its id is not that of its spans"
