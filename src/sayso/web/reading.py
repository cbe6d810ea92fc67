"""The record as pages read it: opened for questions alone, one connection a question."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sayso.store import EntityRow, Filter, Record, Row, claims, facets
from sayso.store.claims import ClaimRow
from sayso.store.entities import meant, one
from sayso.store.facets import Role, Search


class Reading(Record):
    """A record of the present schema, opened so that SQLite refuses to write to it. Never blocks a writer.

    Belongs to the thread that opened it. Raises StoreError where the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._annotate = None
        address = path.absolute().as_uri()
        with self._reported():
            try:
                self._db = _opened(f"{address}?mode=ro")
            except sqlite3.OperationalError:
                # A folder that cannot be written has no room for the log that is shared with a writer, and no writer.
                self._db = _opened(f"{address}?mode=ro&immutable=1")

    def search(self, asked: Filter, limit: int, offset: int) -> Search:
        """A page of the statements that fit, newest publication first. Raises QueryError where a value cannot be meant."""
        where = asked.sql()
        with self._reported(), self._moment():
            return facets.search(self._db, *where, limit, offset)

    def page(self, asked: Filter, limit: int, offset: int) -> tuple[list[Row], int]:
        """A page of the statements that fit, as `search`, and how many there are."""
        where = asked.sql()
        with self._reported(), self._moment():
            return facets.page(self._db, *where, limit, offset), facets.count(self._db, *where)

    def rows(self, document: str) -> list[Row]:
        """A document's statements as `find` gives them, in order."""
        with self._reported(), self._moment():
            return facets.page(self._db, "d.id = ?", [document], -1, 0)

    def row(self, statement: str) -> Row:
        """A statement as `find` gives it, by its whole id."""
        with self._reported(), self._moment():
            return facets.page(self._db, "s.id = ?", [statement], 1, 0)[0]

    def texts(self, documents: list[str]) -> dict[str, str]:
        """The texts of documents, by their ids."""
        with self._reported():
            return facets.texts(self._db, documents)

    def entity(self, who: str) -> tuple[EntityRow, list[Role]]:
        """Someone by an id, or a name that only one has, and what the articles call them. Raises QueryError otherwise."""
        with self._reported(), self._moment():
            return one(self._db, meant(self._db, who)), facets.roles(self._db, who)

    def claims_page(
        self,
        words: str | None,
        about: str | None,
        speaker: str | None,
        contested: bool,
        first_seen: str | None,
        limit: int,
        offset: int,
    ) -> list[ClaimRow]:
        """A page of the claims that `claims` gives."""
        with self._reported(), self._moment():
            return claims.listed(self._db, words, about, speaker, contested, first_seen, limit, offset)

    def claims_of(self, document: str) -> dict[str, tuple[str, int, bool]]:
        """The claims that a document's statements make, by the statements' ids; see `claims.of_document`."""
        with self._reported():
            return claims.of_document(self._db, document)

    def linked(self) -> tuple[int, int]:
        """How many documents are linked, of how many."""
        with self._reported():
            row = self._db.execute("SELECT (SELECT count(*) FROM linked), (SELECT count(*) FROM documents)").fetchone()
        return int(row[0]), int(row[1])


def _opened(address: str) -> sqlite3.Connection:
    db = sqlite3.connect(address, uri=True, isolation_level=None)
    try:
        db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except BaseException:
        db.close()
        raise
    db.text_factory = lambda data: data.decode("utf-8", "surrogatepass")
    return db
