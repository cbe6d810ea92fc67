"""What linking reads of a record and writes to it: rows of links, a document at a time."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from sayso.records import Document
from sayso.store.documents import document
from sayso.store.text import stored_text

_HELD_BY = 100  # items of one key, beyond which it tells nothing: a paper's own furniture
_CANDIDATES = 20  # items with shared keys that are compared, the most shared first
_OF_DOCUMENT = (
    "SELECT CASE WHEN s.said_precision IS NULL THEN d.published_first ELSE coalesce(s.said_start, s.said_end) END, "
    "CASE WHEN s.said_precision IS NULL THEN d.published_last ELSE coalesce(s.said_end, s.said_start) END "
    "FROM statements s JOIN documents d ON d.number = s.document WHERE s.number = ?"
)  # the first and last day on which a statement can have been said


@dataclass(frozen=True, slots=True)
class Asserted:
    """A proposition as it is kept: its text, whether it is negative, and by its cue alone, its force, its names and times."""

    text: str
    negative: bool
    by_cue: bool
    force: Literal["assert", "judge", "direct", "commit", "none"]
    names: tuple[str, ...]
    days: tuple[tuple[str | None, str | None], ...]

    def sha256(self) -> bytes:
        told = [self.text.casefold(), self.negative, self.by_cue, self.force, self.names, self.days]
        return hashlib.sha256(json.dumps(told).encode()).digest()


@dataclass(frozen=True, slots=True)
class Printed:
    """How a quotation words what another, `first`, printed before: the kind and both words of each difference."""

    first: int
    score: float
    altered: bool
    opposed: bool
    differences: list[tuple[str, str, str]]


class Links:
    """The links of a record; every change must stand in a `transaction`."""

    def __init__(self, db: sqlite3.Connection, transaction: Callable[[], AbstractContextManager[None]]) -> None:
        self._db = db
        self.transaction = transaction
        self.proposition = lru_cache(maxsize=1 << 15)(self._proposition)

    # -- documents

    def waiting(self) -> list[int]:
        """The numbers of the documents that are not linked, the oldest publication first, undated ones last."""
        rows = self._db.execute(
            "SELECT number FROM documents WHERE number NOT IN (SELECT document FROM linked) "
            "ORDER BY published_first NULLS LAST, published, number"
        )
        return [row[0] for row in rows]

    def document(self, number: int) -> Document:
        return document(self._db, number)

    def sharing(self, kind: Literal["text", "quotation"], keys: Sequence[int]) -> list[int]:
        """The items that share the most keys with these, at most 20; keys that over 100 items have do not count."""
        told: dict[int, int] = {}
        for key in keys:
            items = self._db.execute(
                "SELECT item FROM link_keys WHERE kind = ? AND key = ? LIMIT ?", (kind, key, _HELD_BY + 1)
            ).fetchall()
            if len(items) <= _HELD_BY:
                for (item,) in items:
                    told[item] = told.get(item, 0) + 1
        return sorted(told, key=lambda item: (-told[item], item))[:_CANDIDATES]

    def keep_keys(self, kind: Literal["text", "quotation"], keys: Iterable[int], item: int) -> None:
        self._db.executemany("INSERT OR IGNORE INTO link_keys VALUES (?, ?, ?)", [(kind, key, item) for key in keys])

    def words_of(self, number: int) -> int:
        """The document whose words a linked document prints."""
        return int(self._db.execute("SELECT words FROM linked WHERE document = ?", (number,)).fetchone()[0])

    def keep_document(self, number: int, words: int, opening: bytes) -> None:
        """Note that a document is linked, with the vector of its opening.

        Raises sqlite3.IntegrityError where another process has done so.
        """
        self._db.execute("INSERT INTO linked VALUES (?, ?, ?)", (number, words, opening))

    def keep_reprint(self, number: int, other: int, share: float, share_other: float, whole: bool, runs: list[list[int]]) -> None:
        row = (number, other, share, share_other, whole, json.dumps(runs))
        self._db.execute("INSERT INTO reprints VALUES (?, ?, ?, ?, ?, ?)", row)

    # -- statements

    def statements(self, number: int) -> dict[str, int]:
        """The numbers of a document's statements by their ids."""
        return dict(self._db.execute("SELECT id, number FROM statements WHERE document = ?", (number,)).fetchall())

    def speakers(self, number: int) -> dict[int, tuple[int, str]]:
        """Of the statements of a document that have one speaker: the number and the name of the whole entity."""
        rows = self._db.execute(
            "SELECT r.statement, min(e.stands_for), min(a.name) FROM statements s "
            "JOIN statement_entities r ON r.statement = s.number AND r.role = 'speaker' "
            "JOIN appearances a ON a.number = r.appearance JOIN entities e ON e.number = a.stands_for "
            "WHERE s.document = ? GROUP BY 1 HAVING count(*) = 1",
            (number,),
        )
        return {statement: (entity, name) for statement, entity, name in rows}

    def keep_reply(self, statement: int, other: int, kind: str) -> None:
        self._db.execute("INSERT OR IGNORE INTO replies VALUES (?, ?, ?)", (statement, other, kind))

    # -- claims

    def claims(self) -> tuple[list[int], bytearray]:
        """The numbers of all claims, and their vectors one after another."""
        numbers, vectors = [], bytearray()
        for number, vector in self._db.execute("SELECT number, vector FROM claims ORDER BY number"):
            numbers.append(number)
            vectors += vector
        return numbers, vectors

    def known(self, asserted: Asserted) -> tuple[int, int] | None:
        """The number of a proposition that is there, and of its claim."""
        row = self._db.execute("SELECT number, claim FROM propositions WHERE sha256 = ?", (asserted.sha256(),)).fetchone()
        return None if row is None else (row[0], row[1])

    def _proposition(self, number: int) -> Asserted:
        row = self._db.execute(
            "SELECT text, negative, by_cue, force, names, days FROM propositions WHERE number = ?", (number,)
        ).fetchone()
        names, days = json.loads(row[4]), json.loads(row[5])
        return Asserted(row[0], bool(row[1]), bool(row[2]), row[3], tuple(names), tuple((first, last) for first, last in days))

    def new_proposition(self, asserted: Asserted, claim: int | None, score: float, vector: bytes) -> int:
        """Keep a proposition that is of a claim, or where `claim` is None, the first of a new one; gives its number."""
        number = int(self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM propositions").fetchone()[0])
        self._db.execute(
            "INSERT INTO propositions VALUES (?, ?, CAST(? AS TEXT), ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                asserted.sha256(),
                stored_text(asserted.text),
                asserted.negative,
                asserted.by_cue,
                asserted.force,
                json.dumps(asserted.names),
                json.dumps(asserted.days),
                number if claim is None else claim,
                score,
            ),
        )
        if claim is None:
            self._db.execute("INSERT INTO claims (number, vector) VALUES (?, ?)", (number, vector))
        return number

    def assert_(self, statement: int, proposition: int) -> None:
        self._db.execute("INSERT INTO asserted VALUES (?, ?)", (statement, proposition))
        first, last = self._db.execute(_OF_DOCUMENT, (statement,)).fetchone()
        self._db.execute(
            "UPDATE claims SET statements = statements + 1, first = coalesce(min(first, ?1), first, ?1), "
            "last = coalesce(max(last, ?2), last, ?2) WHERE number = (SELECT claim FROM propositions WHERE number = ?3)",
            (first, last, proposition),
        )

    def contradict(self, claim: int, other: int, score: float) -> None:
        if self._db.execute("SELECT 1 FROM contradictions WHERE claim = ? AND other = ?", (other, claim)).fetchone():
            return
        self._db.execute(
            "INSERT INTO contradictions VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET score = max(score, excluded.score)",
            (claim, other, score),
        )

    def count(self, claims: Iterable[int]) -> None:
        """Count anew in how many documents claims stand, copies of one text once, and whether they are contested."""
        for claim in claims:
            self._db.execute(
                "UPDATE claims SET documents = (SELECT count(DISTINCT l.words) FROM propositions p "
                "JOIN asserted a ON a.proposition = p.number JOIN statements s ON s.number = a.statement "
                "JOIN linked l ON l.document = s.document WHERE p.claim = ?1), "
                "contested = EXISTS (SELECT 1 FROM contradictions WHERE claim = ?1 OR other = ?1) "
                "OR EXISTS (SELECT 1 FROM propositions p JOIN asserted a ON a.proposition = p.number "
                "JOIN replies r ON r.other = a.statement AND r.kind = 'denies' WHERE p.claim = ?1) WHERE number = ?1",
                (claim,),
            )

    def claims_of(self, statement: int) -> set[int]:
        """The claim that a statement makes, if it makes one."""
        rows = self._db.execute(
            "SELECT p.claim FROM asserted a JOIN propositions p ON p.number = a.proposition WHERE a.statement = ?", (statement,)
        )
        return {row[0] for row in rows}

    # -- quotations

    def quotation(self, number: int) -> tuple[str, tuple[int, str] | None]:
        """The words of a quotation, and the number and name of its speaker."""
        text, speaker, name = self._db.execute(
            "SELECT text, speaker, speaker_name FROM quotations WHERE number = ?", (number,)
        ).fetchone()
        return text, None if speaker is None else (speaker, name)

    def known_quotation(self, sha256: bytes) -> int | None:
        row = self._db.execute("SELECT number FROM quotations WHERE sha256 = ?", (sha256,)).fetchone()
        return None if row is None else int(row[0])

    def new_quotation(self, sha256: bytes, text: str, speaker: tuple[int, str] | None, of: Printed | None) -> int:
        """Keep the words of a quotation, `of` the first that printed it; gives its number."""
        number = int(self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM quotations").fetchone()[0])
        own, name = speaker or (None, None)
        how: tuple[Any, ...] = (number, 1.0, False, False, "[]")
        if of is not None:
            how = (of.first, of.score, of.altered, of.opposed, json.dumps(of.differences))
        self._db.execute(
            "INSERT INTO quotations VALUES (?, ?, CAST(? AS TEXT), ?, CAST(? AS TEXT), ?, ?, ?, ?, ?)",
            (number, sha256, stored_text(text), own, stored_text(name), *how),
        )
        return number

    def quote(self, statement: int, quotation: int) -> None:
        self._db.execute("INSERT INTO quoted VALUES (?, ?)", (statement, quotation))
