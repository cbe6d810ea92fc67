"""The record in one SQLite file: write-ahead log, strict tables, foreign keys, full-text search.

One document is one transaction, on the disk before it is acknowledged: a process killed at any
moment leaves a file that opens, verifies and goes on.
"""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from sayso.errors import QueryError, SaysoError, StoreError
from sayso.records import Document, Failure, Fetched, Statement, Unchanged
from sayso.store import claims, copies, corrections, entities, failures, relations, statements
from sayso.store.claims import Claim, ClaimRow
from sayso.store.corrections import Correction
from sayso.store.documents import document, insert
from sayso.store.links import Links
from sayso.store.query import Filter
from sayso.store.relations import Link, Opening, Position
from sayso.store.rows import EntityRow, Found, Row
from sayso.store.text import stored_text
from sayso.store.verify import Check, check, check_index

_APPLICATION = 0x7361_7973  # "says", in the file's header, so that another program's database is not taken for a record
_BUSY = 30.0  # seconds that a writer waits for another


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one thing handed in: `stored`, already `known`, or `failed` with its reason."""

    what: Literal["stored", "known", "failed"]
    where: str  # a document's id, the place of a failure, or an address at which there was nothing new
    words: int = 0
    reason: str | None = None


@dataclass(slots=True)
class Tally:
    """How many were stored, known and failed; their sum is what came in."""

    stored: int = 0
    known: int = 0
    failed: int = 0

    def count(self, outcome: Outcome) -> None:
        setattr(self, outcome.what, getattr(self, outcome.what) + 1)


Annotate = Callable[[Iterable[Document | Failure | Outcome]], Iterator[Document | Failure | Outcome]]
Linking = Callable[[Links], Iterator[tuple[int, int]]]
Read = Document | Failure | Unchanged  # what comes of a source


class Record:
    """A record of documents and statements in one file. Use as a context manager, or close it.

    `annotate` gives documents back with their statements, or as a Failure, and passes on what is no document. `linking`
    works out the links of what is not linked yet, and tells after each document how many are done, of how many.
    `must_exist`: refuse to make a new file. Raises StoreError where the file cannot be opened, is no record, or was
    written by a newer version.
    """

    def __init__(
        self, path: str | Path, *, annotate: Annotate | None = None, linking: Linking | None = None, must_exist: bool = False
    ) -> None:
        self.path = Path(path)
        self._annotate = annotate
        self._linking = linking
        if must_exist and not self.path.exists():
            raise StoreError(f"{path}: no such record; make one with: sayso add FILE... --db {path}")
        if must_exist and not self.path.stat().st_size:
            raise StoreError(f"{path}: an empty file, not a record; choose another with --db")
        if not self.path.parent.is_dir():
            raise StoreError(f"{path}: the folder {self.path.parent} does not exist; make it first")
        with self._reported():
            self._db = _connect(self.path)
            try:
                self._migrate()
            except BaseException:
                self._db.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """What SQLite says, said so that the reader knows what to do."""
        try:
            yield
        except sqlite3.Error as error:
            message = str(error)
            remedy = next((r for start, r in _REMEDIES.items() if start in message), None)
            raise StoreError(f"{self.path}: {remedy or message}") from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:  # a full disk ends the transaction by itself
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def _moment(self) -> Iterator[None]:
        """Several questions answered as of one moment, whoever writes meanwhile."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def _migrate(self) -> None:
        version, application, tables = (
            self._db.execute(query).fetchone()[0]
            for query in ("PRAGMA user_version", "PRAGMA application_id", "SELECT count(*) FROM sqlite_schema")
        )
        if tables and application != _APPLICATION:
            raise StoreError(f"{self.path}: a database, but not a record of sayso; choose another name with --db")
        steps = _migrations()
        if version > len(steps):
            raise StoreError(
                f"{self.path}: written by a newer sayso (schema {version}, this one reads {len(steps)}); pip install -U sayso"
            )
        for number, script in enumerate(steps[version:], version + 1):
            self._step(number, script)

    def _step(self, number: int, script: str) -> None:
        """One migration and the note that it ran, in one transaction."""
        with self._transaction():
            if self._db.execute("PRAGMA user_version").fetchone()[0] >= number:
                return  # another process was quicker
            for sql in _split(script):
                self._db.execute(sql)
            self._db.execute(f"PRAGMA application_id = {_APPLICATION}")
            self._db.execute(f"PRAGMA user_version = {number}")

    # -- keeping

    def add(self, items: Iterable[Read]) -> Tally:
        """Store documents and failures; see `adding`, which tells of each as it is stored."""
        tally = Tally()
        for outcome in self.adding(items):
            tally.count(outcome)
        return tally

    def adding(self, items: Iterable[Read]) -> Iterator[Outcome]:
        """Store documents and failures one by one and say of each what became of it, once it is on the disk.

        A document that the record has is not annotated again; nor is one whose words it has from elsewhere, which is noted
        as another appearance. One that cannot be annotated is a failure.
        Raises StoreError where the disk is full or the record cannot be written; what was acknowledged stays.
        """
        fresh = self._unknown(items)
        for item in fresh if self._annotate is None else self._annotate(fresh):
            yield item if isinstance(item, Outcome) else self._keep(item)

    def _unknown(self, items: Iterable[Read]) -> Iterator[Document | Failure | Outcome]:
        """The items, in place of a document that the record has what is to be said of it."""
        for item in items:
            if isinstance(item, Unchanged):
                yield Outcome("known", item.url)
            elif isinstance(item, Failure):
                yield item
            else:
                with self._reported():
                    known = copies.number_of(self._db, item) is not None
                yield self._keep(item) if known else item

    def _keep(self, item: Document | Failure) -> Outcome:
        if isinstance(item, Failure):
            with self._reported(), self._transaction():
                failures.note(self._db, item, _now())
            return Outcome("failed", item.where, reason=item.reason)
        with self._reported():
            id = self._insert(item)
        return Outcome("known", id) if id else Outcome("stored", item.id, words=len(item.text.split()))

    def _insert(self, document: Document) -> str | None:
        """Write a document with its statements; or, where its words are there, where they were met again, and give that id."""
        with self._transaction():
            number = copies.number_of(self._db, document)
            if number is None:
                insert(self._db, document, _now())
                corrections.welcome(self._db, document)
            else:
                copies.met(self._db, number, document)
            failures.settle(self._db, document)
            return None if number is None else self._id(number)

    def _id(self, number: int) -> str:
        return str(self._db.execute("SELECT id FROM documents WHERE number = ?", (number,)).fetchone()[0])

    def seen(self, url: str) -> Fetched | None:
        """What is known of an address from which the record has a document, to ask its server again; None where it has none."""
        with self._reported():
            return copies.seen(self._db, url)

    def settle(self, sources: Iterable[str], failed: Collection[str]) -> None:
        """Forget the failures of sources (as `Failure.source`) that were read to their end, but for these places."""
        with self._reported(), self._transaction():
            failures.settle_sources(self._db, sources, failed)

    def link(self) -> int:
        """Hold what was added since the last time against all that is there; gives how many documents that were."""
        return sum(1 for _ in self.linking())

    def linking(self) -> Iterator[tuple[int, int]]:
        """Link document by document, and tell after each, once it is on the disk, how many are done, and of how many.

        Stopped at any moment, it goes on from there the next time. Raises StoreError where the record cannot be written or
        another process links it, SaysoError where the record was opened without what links.
        """
        if self._linking is None:
            raise SaysoError("this record was opened without what links; use sayso.open")
        with self._reported():
            yield from self._linking(Links(self._db, self._transaction))

    # -- finding

    def find(
        self,
        words: str | None = None,
        *,
        speaker: str | None = None,
        about: str | None = None,
        act: str | None = None,
        denied: bool = False,
        outlet: str | None = None,
        since: str | None = None,
        until: str | None = None,
        kind: str | None = None,
        min_confidence: float | None = None,
        limit: int | None = None,
    ) -> Found[Row]:
        """Statements that fit, newest publication first, undated ones last; see `Filter` for what is asked.

        Raises QueryError where a value cannot be meant.
        """
        where = Filter(words, outlet, since, until, kind, min_confidence, speaker, about, act, denied).sql()
        with self._reported(), self._moment():
            return Found(statements.found(self._db, *where, limit))

    def count(self, **asked: Any) -> int:
        """How many statements `find` would give without a limit."""
        where, values = Filter(**asked).sql()
        with self._reported():
            return int(
                self._db.execute(
                    f"SELECT count(*) FROM statements s JOIN documents d ON d.number = s.document WHERE {where}",  # noqa: S608
                    values,
                ).fetchone()[0]
            )

    # -- who is who

    def entities(self, words: str | None = None, *, type: str | None = None, limit: int | None = None) -> Found[EntityRow]:
        """Who and what the documents speak of, those who speak most first; after the user's merges and splits.

        `words`: each in some name, in any part of it, or an id. `type`: one of person, organisation, group, document, place,
        unknown. Raises QueryError where a value cannot be meant.
        """
        with self._reported(), self._moment():
            return Found(entities.listed(self._db, words, type, limit))

    def merge(self, entity: str, into: str) -> EntityRow:
        """Hold one entity to be the other, in all documents that there are and will be; gives what they are together.

        Each is an id, or a name that only one has. Nothing of the documents is changed, and `undo` takes it back.
        Raises QueryError where there is none such, or where they are one already.
        """
        with self._reported(), self._transaction():
            a, b = entities.meant(self._db, entity), entities.meant(self._db, into)
            corrections.merge(self._db, a, b, _now())
            return entities.one(self._db, b)

    def split(self, entity: str, document: str) -> EntityRow:
        """Hold a document's entity to be another than the one of the other documents; gives it, with its own id.

        `entity` as in `merge`, `document` as in `document`. Raises QueryError where the document does not have it, or no
        other does.
        """
        whole = self.document(document).id
        with self._reported(), self._transaction():
            own = corrections.split(self._db, entities.meant(self._db, entity), whole, _now())
            return entities.one(self._db, own)

    def undo(self, number: int | None = None) -> Correction:
        """Take back a merge or split, the last one that stands unless given another's number; gives what was taken back.

        Raises QueryError where there is none.
        """
        with self._reported(), self._transaction():
            return corrections.undo(self._db, _now(), number)

    def corrections(self) -> list[Correction]:
        """Every merge and split that the user made, in order, those undone too."""
        with self._reported():
            return corrections.said(self._db)

    def names(self, document: Document) -> dict[str, str]:
        """The names that a document's entities have over the whole record, after the user's merges, by their ids there."""
        with self._reported(), self._moment():
            return entities.names_of(self._db, document.id)

    # -- how statements stand to each other

    def links(self, kind: str | None = None) -> Found[Link]:
        """Links of a kind, or all: reprint, same_quote, same_claim, denies, supports, revises. Raises QueryError."""
        with self._reported(), self._moment():
            return Found(relations.links(self._db, kind))

    def claims(
        self,
        words: str | None = None,
        *,
        about: str | None = None,
        speaker: str | None = None,
        contested: bool = False,
        first_seen: str | None = None,
        limit: int | None = None,
    ) -> Found[ClaimRow]:
        """Claims that more than one text makes or that are contested, those that most make first.

        `contested`: only those that someone denies. `first_seen`: only those that nobody made before that date. The others
        ask as in `Filter`, of any statement that makes the claim.
        Raises QueryError where a value cannot be meant.
        """
        with self._reported(), self._moment():
            return Found(claims.listed(self._db, words, about, speaker, contested, first_seen, limit))

    def claim(self, id: str) -> Claim:
        """The claim that a statement makes, by the statement's id or the start of it. Raises QueryError where there is none."""
        with self._reported(), self._moment():
            return claims.whole(self._db, claims.number_of(self._db, id))

    def openings(self, since: str | None = None, until: str | None = None, *, limit: int) -> list[Opening]:
        """How the newest linked documents of some days begin, the oldest first. Raises QueryError."""
        with self._reported():
            return relations.openings(self._db, since, until, limit)

    def positions(self, speaker: str, *, about: str | None = None, words: str | None = None) -> Found[Position]:
        """What a speaker said, the first said first, and which statement turns from which; asked as in `Filter`."""
        with self._reported(), self._moment():
            return Found(relations.positions(self._db, speaker, about, words))

    # -- documents

    def documents(self) -> Iterator[Document]:
        """Every document with its statements, in the order in which they were added."""
        last = 0
        while True:
            with self._reported():
                row = self._db.execute(
                    "SELECT number FROM documents WHERE number > ? ORDER BY number LIMIT 1", (last,)
                ).fetchone()
            if row is None:
                return
            last = row[0]
            yield self._document(last)

    def document(self, id: str) -> Document:
        """The document with this id, the given id of a source, or the start of an id that no other shares.

        Raises QueryError where there is none or more than one.
        """
        document, statement = self.look_up(id)
        if statement is not None:
            raise QueryError(f"{id!r} is a statement of document {document.id}")
        return document

    def statement(self, id: str) -> tuple[Document, Statement]:
        """A statement, by its id or the start of it, with the document that it stands in. Raises QueryError as `document`."""
        document, statement = self.look_up(id)
        if statement is None:
            raise QueryError(f"{id!r} is a document; its statements have ids of their own")
        return document, statement

    def look_up(self, id: str) -> tuple[Document, Statement | None]:
        """What has this id, or alone has one that starts so: a document, or a statement with its document.

        A document is also known by the id under which it was handed in. Raises QueryError where there is none,
        or more than one.
        """
        with self._reported():
            documents = self._db.execute(
                "SELECT number, id FROM documents WHERE source_id = CAST(?1 AS TEXT) "
                "OR number IN (SELECT document FROM copies WHERE source_id = CAST(?1 AS TEXT)) "
                "OR (id >= CAST(?1 AS TEXT) AND id < CAST(?1 AS TEXT) || char(0x10ffff)) LIMIT 9",
                (stored_text(id),),
            ).fetchall()
            statements = self._db.execute(
                "SELECT document, position, id FROM statements "
                "WHERE id >= CAST(?1 AS TEXT) AND id < CAST(?1 AS TEXT) || char(0x10ffff) LIMIT 9",
                (stored_text(id),),
            ).fetchall()
        if not id or not (documents or statements):
            raise QueryError(f"no document and no statement has the id {id!r}; sayso find lists ids")
        if len(documents) + len(statements) > 1:
            several = ", ".join(row[-1][:12] for row in (documents + statements)[:8])
            raise QueryError(f"more than one has the id {id!r} or one that starts so: {several} ...; give more of it")
        if documents:
            return self._document(documents[0][0]), None
        number, position, _ = statements[0]
        document = self._document(number)
        return document, document.statements[position]

    def _document(self, number: int) -> Document:
        with self._reported():
            return document(self._db, number)

    def failures(self) -> list[Failure]:
        """What could not be read, by reason and place."""
        with self._reported():
            return failures.listed(self._db)

    def status(self) -> dict[str, int | str]:
        """Counts, size in bytes, and versions."""
        queries = {
            "documents": "SELECT count(*) FROM documents",
            "appearances_elsewhere": "SELECT count(*) FROM copies",
            "not_annotated": "SELECT count(*) FROM documents WHERE extractor IS NULL",
            "statements": "SELECT count(*) FROM statements",
            "with_speaker": "SELECT count(DISTINCT statement) FROM statement_entities WHERE role = 'speaker'",
            "anonymous": "SELECT count(*) FROM statements WHERE speaker_type = 'anonymous'",
            "entities": "SELECT count(DISTINCT e.stands_for) FROM entities e JOIN appearances a ON a.stands_for = e.number",
            "linked": "SELECT count(*) FROM linked",
            "reprints": "SELECT count(*) FROM reprints",
            "claims": "SELECT count(*) FROM claims WHERE documents > 1 OR contested",
            "failures": "SELECT count(*) FROM failures",
            "schema": "PRAGMA user_version",
        }
        with self._reported():
            counts: dict[str, int | str] = {name: self._db.execute(sql).fetchone()[0] for name, sql in queries.items()}
            extractors = [
                row[0]
                for row in self._db.execute("SELECT DISTINCT extractor FROM documents WHERE extractor IS NOT NULL ORDER BY 1")
            ]
        return {"record": str(self.path), "bytes": self.path.stat().st_size, **counts, "extractors": "; ".join(extractors)}

    def verify(self) -> list[Check]:
        """Check every hash, span, foreign key, page of the file and word of the search index, and say what was checked.

        Documents may be added meanwhile: all but the index is read from one moment, then the index from another.
        """
        with self._reported():
            return [*check(self._db), check_index(self._db)]


_REMEDIES = {
    "disk is full": "the disk is full; free some space and run the same command again: what was acknowledged is kept",
    "readonly": "cannot be written: the file or its folder is read-only",
    "unable to open": "cannot be opened; check that its folder can be written",
    "not a database": "not a record: the file is no SQLite database; choose another name with --db",
    "UNIQUE constraint failed: linked": "another process is linking this record; wait until it is done",
    "locked": f"another process has been writing for over {_BUSY:.0f} seconds; try again",
    "malformed": "damaged; restore it from a copy, or read the articles again into a new one",
    "disk I/O error": "the disk gave an error; check its space and health, then run the same command again",
}


def _connect(path: Path) -> sqlite3.Connection:
    """A connection with durable commits; read-only where the file cannot be written."""
    absolute = path.absolute()
    try:
        db = _opened(absolute, "rwc")
    except sqlite3.OperationalError as error:
        if not absolute.is_file() or "locked" in str(error):
            raise
        # Without the right to write there is no log to share with a writer; if none is left behind, none is needed.
        db = _opened(absolute, "ro" if Path(f"{absolute}-wal").exists() else "ro&immutable=1")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA foreign_keys = ON")
    db.text_factory = lambda data: data.decode("utf-8", "surrogatepass")
    db.create_function("words_hash_of", 1, copies.words_hash, deterministic=True)  # which the migration to schema 4 asks for
    return db


def _opened(path: Path, mode: str) -> sqlite3.Connection:
    db = sqlite3.connect(f"{path.as_uri()}?mode={mode}", uri=True, timeout=_BUSY, isolation_level=None)
    try:
        if mode == "rwc":
            db.execute("PRAGMA journal_mode = WAL")
        db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        db.close()
        raise
    return db


def _migrations() -> list[str]:
    folder = resources.files("sayso.store") / "migrations"
    return [f.read_text(encoding="utf-8") for f in sorted(folder.iterdir(), key=lambda f: f.name) if f.name.endswith(".sql")]


def _split(script: str) -> Iterator[str]:
    """The statements of a script; a trigger's inner ones stay with it."""
    held = ""
    for line in script.splitlines(keepends=True):
        held += line
        if sqlite3.complete_statement(held):
            yield held
            held = ""


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
