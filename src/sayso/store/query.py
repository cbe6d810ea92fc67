"""The one filter: what Python, the command line and, later, pages ask the record."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from sayso.errors import QueryError
from sayso.records import ACTS, Kind, days
from sayso.store.names import key
from sayso.store.text import stored_text

_TERM = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w")
Value = str | bytes | float | None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which statements are wanted; what is not given does not restrict.

    `words`: all of these in source, cue or content, in any form of the word; a phrase in double quotes
    as it stands. `outlet`: one in which it appeared, without regard to case. `since`, `until`: the first and last day on
    which it was said, or where the article does not tell, published; each to any precision (`2026`, `2026-03`,
    `2026-03-14`); a statement whose day may lie inside counts. `kind`: direct, indirect or mixed. `min_confidence`: 0 to 1.

    `speaker`, `about`: who answers for it, whom it speaks of: an entity's id, or any of its names, without regard to case,
    accents and marks; for a person the surname alone too. What the user merged is one. `act`: one of `sayso.records.ACTS`.
    `denied`: only those whose speaker denies or refuses.

    Raises QueryError where a value cannot be meant.
    """

    words: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    kind: str | None = None
    min_confidence: float | None = None
    speaker: str | None = None
    about: str | None = None
    act: str | None = None
    denied: bool = False

    def sql(self) -> tuple[str, list[Value]]:
        """A WHERE clause over `statements s`, `documents d`, and the values of its parameters."""
        asked: list[tuple[str, tuple[Value, ...]]] = []
        if self.words is not None:
            asked.append(("s.number IN (SELECT rowid FROM statement_words WHERE statement_words MATCH ?)", (_match(self.words),)))
        if self.outlet is not None:
            asked.append((_OUTLET, (stored_text(self.outlet),) * 2))
        asked += [(_RELATED.format(role=role), _who(who, role)) for role, who in self._entities() if who is not None]
        asked += self._days()
        if self.kind is not None:
            asked.append(("s.kind = ?", (_one_of(self.kind, "kind", get_args(Kind)),)))
        if self.act is not None:
            asked.append(("s.act = ?", (_one_of(self.act, "act", ACTS),)))
        if self.denied:
            asked.append(("s.denies = 1", ()))
        if self.min_confidence is not None:
            if not 0 <= self.min_confidence <= 1:
                raise QueryError(f"min_confidence: wanted 0 to 1; got {self.min_confidence!r}")
            asked.append(("s.confidence >= ?", (self.min_confidence,)))
        return " AND ".join(clause for clause, _ in asked) or "1", [value for _, values in asked for value in values]

    def _entities(self) -> tuple[tuple[str, str | None], ...]:
        return ("speaker", self.speaker), ("about", self.about)

    def _days(self) -> Iterator[tuple[str, tuple[Value, ...]]]:
        since = None if self.since is None else _day(self.since, "since")[0]
        until = None if self.until is None else _day(self.until, "until")[1]
        if since and until and since > until:
            raise QueryError(f"since {self.since} is after until {self.until}")
        if since:
            yield f"{_LAST} >= ?", (since,)
        if until:
            yield f"{_FIRST} <= ?", (until,)


_OUTLET = (
    "(d.outlet = CAST(? AS TEXT) COLLATE NOCASE "
    "OR d.number IN (SELECT document FROM copies WHERE outlet = CAST(? AS TEXT) COLLATE NOCASE))"
)

# The first and the last day on which statement s can have been said: an open beginning reaches back for ever, an open end
# to the publication.
_FIRST = "CASE WHEN s.said_precision IS NULL THEN d.published_first ELSE coalesce(s.said_start, '0001-01-01') END"
_LAST = (
    "CASE WHEN s.said_precision IS NULL THEN d.published_last "
    "ELSE coalesce(s.said_end, max(s.said_start, d.published_last), '9999-12-31') END"
)

# Statements to which an entity with an id or a name stands in a role. The user's merges and splits are in `stands_for`.
_RELATED = (
    "s.number IN (SELECT r.statement FROM entities e JOIN appearances a ON a.stands_for = e.number "
    "JOIN statement_entities r ON r.appearance = a.number AND r.role = '{role}' "
    "WHERE e.stands_for IN (SELECT stands_for FROM entities WHERE id = CAST(? AS TEXT) "
    "UNION SELECT w.stands_for FROM names n JOIN entities w ON w.number = n.entity WHERE n.key = ? "
    "AND NOT (? AND EXISTS (SELECT 1 FROM entities WHERE id = CAST(? AS TEXT)))))"
)


def _who(who: str, name: str) -> tuple[Value, ...]:
    """The values of `_RELATED`. An id is nobody else's name, unless it is a bare word, as `hamas`, which may be meant as one."""
    if not who.strip():
        raise QueryError(f"{name}: wanted an entity's id or name; got {who!r}")
    id = stored_text(who)
    return id, key(who), not who.isalpha(), id


def _one_of(value: str, name: str, wanted: tuple[str, ...]) -> str:
    if value not in wanted:
        raise QueryError(f"{name}: wanted one of {', '.join(wanted)}; got {value!r}")
    return value


def _match(words: str) -> str:
    """The words as an FTS5 expression in which nothing is an operator."""
    terms = [phrase or word for phrase, word in _TERM.findall(words)]
    terms = [term.replace('"', " ") for term in terms if _WORD.search(term)]
    if not terms:
        raise QueryError(f"no word to look for in {words!r}; give at least one")
    if any("\x00" in term or re.search("[\ud800-\udfff]", term) for term in terms):
        raise QueryError("words to look for must be valid text")
    return " ".join(f'"{term}"' for term in terms)


def _day(value: str, name: str) -> tuple[str, str]:
    try:
        return days(value)
    except ValueError as error:
        raise QueryError(f"{name}: {error}") from None
