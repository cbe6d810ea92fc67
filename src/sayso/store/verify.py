"""Whether a record can be trusted: every hash, span, foreign key and page, checked against the text itself."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sayso.errors import SaysoError
from sayso.records import ROLES, Document, Spans, Statement, days, digest, document_id, statement_id
from sayso.store import corrections, counts
from sayso.store.copies import words_hash
from sayso.store.documents import document


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at: how many of it, and what was wrong, a line each."""

    what: str
    count: int
    wrong: tuple[str, ...] = ()


def check(db: sqlite3.Connection) -> list[Check]:
    """All but the search index, as of one moment; no transaction may be open on `db`."""
    db.execute("BEGIN")
    try:
        return [_file(db), _keys(db), *_documents(db), _who(db), _names(db), _counts(db), _links(db)]
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


def _file(db: sqlite3.Connection) -> Check:
    found = [str(row[0]) for row in db.execute("PRAGMA integrity_check")]
    return Check("pages of the file", db.execute("PRAGMA page_count").fetchone()[0], tuple(m for m in found if m != "ok"))


_BELONGING = (
    "statements", "spans", "appearances", "statement_entities", "mentions", "times", "entities", "names", "copies", "fetched",
    "linked", "reprints", "propositions", "claims", "asserted", "contradictions", "replies", "quotations", "quoted",
    *counts.TABLES,
)  # fmt: skip


def _keys(db: sqlite3.Connection) -> Check:
    counts = " + ".join(f"(SELECT count(*) FROM {table})" for table in _BELONGING)  # noqa: S608
    count = db.execute(f"SELECT {counts}").fetchone()[0]
    wrong = tuple(
        f"{table} {row}: what it belongs to in {parent} is missing"
        for table, row, parent, _ in db.execute("PRAGMA foreign_key_check")
    )
    return Check("foreign keys", count, wrong)


def _documents(db: sqlite3.Connection) -> list[Check]:
    documents, found, pieces = 0, 0, 0
    hashes: list[str] = []
    digests: list[str] = []
    places: list[str] = []
    rows = db.execute("SELECT number, id, published_first, published_last, words_hash, digest FROM documents ORDER BY number")
    for number, id, first, last, own_words, stored in rows:
        documents += 1
        try:
            whole = document(db, number)
        except SaysoError as error:
            places.append(f"document {id}: {error}")
            continue
        if document_id(whole.text, whole.url) != id or words_hash(whole.text) != own_words:
            hashes.append(f"document {id}: its text or address is not the one that was stored")
        if digest(whole) != stored or (first, last) != (days(whole.published) if whole.published else (None, None)):
            digests.append(f"document {id}: its statements, date or other particulars are not those that were stored")
        found += len(whole.statements)
        pieces += sum(map(len, _span_lists(whole)))
        columns = ", ".join(_WORDS)
        words = db.execute(f"SELECT {columns} FROM statements WHERE document = ? ORDER BY position", (number,))  # noqa: S608
        for s, own in zip(whole.statements, words.fetchall(), strict=True):
            if wrong := _wrong(whole, s, own):
                places.append(f"statement {s.id} of document {id}: {wrong}")
    return [
        Check("hashes of documents", documents, tuple(hashes)),
        Check("hashes of documents with their statements and particulars", documents, tuple(digests)),
        Check(f"spans of {found:,} statements, of mentions and times", pieces, tuple(places)),
    ]


_WORDS = (*ROLES, "said_on", "said_at")  # columns of a statement that hold words of the text


def _span_lists(whole: Document) -> Iterator[Spans]:
    for s in whole.statements:
        yield from (_spans(s, role) for role in _WORDS)
    yield from (t.spans for t in whole.times)
    yield tuple(m.span for m in whole.mentions)


def _spans(s: Statement, role: str) -> Spans:
    if role == "said_on":
        return s.said_on.spans if s.said_on else ()
    own: Spans = getattr(s, role)
    return own


def _wrong(whole: Document, statement: Statement, words: tuple[str, ...]) -> str | None:
    """What is wrong with the stored words or the id of a document's statement; None where all is right."""
    for role, stored in zip(_WORDS, words, strict=True):
        if whole.quote(_spans(statement, role)) != stored:
            return f"the words of its {role} are not those of the text"
    id = statement_id(whole.id, statement.source, statement.cue, statement.content)
    return None if id == statement.id else "its id is not that of its spans"


def _who(db: sqlite3.Connection) -> Check:
    """Who stands for whom, against what the user said."""
    wrong: list[str] = []
    for table, held, wanted in zip(("entities", "appearances"), corrections.held(db), corrections.outcome(db), strict=True):
        wrong += [
            f"{table} {number}: whom it stands for is not what the user's merges and splits say"
            for number in sorted(held.keys() | wanted.keys())
            if held.get(number) != wanted.get(number)
        ]
    return Check(
        "entities against the user's merges and splits", db.execute("SELECT count(*) FROM entities").fetchone()[0], tuple(wrong)
    )


def _names(db: sqlite3.Connection) -> Check:
    """What entities are found by, against the names that documents give them."""
    wrong: list[str] = []
    count = 0
    for number, id in db.execute("SELECT number, id FROM entities ORDER BY number"):
        found = {row[0] for row in db.execute("SELECT key FROM names WHERE entity = ?", (number,))}
        count += len(found)
        try:
            wanted = corrections.keys_of(db, number)
        except (TypeError, ValueError) as error:
            wrong.append(f"entity {id}: its names cannot be read: {error}")
            continue
        if found != wanted:
            wrong.append(f"entity {id}: what it is found by is not the names that documents give it")
    return Check("names by which entities are found", count, tuple(wrong))


def _counts(db: sqlite3.Connection) -> Check:
    """What is kept of entities for listings, against what statements and appearances give when counted anew."""
    count = db.execute("SELECT count(*) FROM entity_counts").fetchone()[0]
    wrong = (f"entities {number}: {what} kept for listings are not what its documents give" for number, what in counts.wrong(db))
    return Check("entities against what is kept of them for listings", count, tuple(wrong))


def _links(db: sqlite3.Connection) -> Check:
    """Places of reprints against their texts, and what is kept of claims against what is counted."""
    length = cache(lambda number: len(db.execute("SELECT text FROM documents WHERE number = ?", (number,)).fetchone()[0]))
    wrong = [
        f"reprint of document {other} by document {document} (their numbers): a place beyond its text"
        for document, other, runs in db.execute("SELECT document, other, runs FROM reprints").fetchall()
        if any(end > length(document) or end_there > length(other) for _, end, _, end_there in json.loads(runs))
    ]
    wrong += [
        f"claim {number}: {what} kept is not what is counted"
        for number, what in db.execute(
            "WITH counted AS (SELECT p.claim, count(*) AS statements, count(DISTINCT l.words) AS documents FROM propositions p "
            "JOIN asserted a ON a.proposition = p.number JOIN statements s ON s.number = a.statement "
            "JOIN linked l ON l.document = s.document GROUP BY 1) "
            "SELECT c.number, CASE WHEN c.statements IS NOT n.statements THEN 'the number of statements' "
            "ELSE 'the number of documents' END FROM claims c LEFT JOIN counted n ON n.claim = c.number "
            "WHERE c.statements IS NOT n.statements OR c.documents IS NOT n.documents"
        )
    ]
    count = db.execute("SELECT (SELECT count(*) FROM reprints) + (SELECT count(*) FROM claims)").fetchone()[0]
    return Check("reprints and claims", count, tuple(wrong))
