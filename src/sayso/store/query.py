"""The one filter: what Python, the command line and, later, pages ask the record."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

from sayso.errors import QueryError
from sayso.records import Kind, days

_TERM = re.compile(r'"([^"]*)"|(\S+)')
_WORD = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which statements are wanted; what is not given does not restrict.

    `words`: all of these in source, cue or content, in any form of the word; a phrase in double quotes
    as it stands. `outlet`: its name, without regard to case. `since`, `until`: the first and last day of
    publication, each to any precision (`2026`, `2026-03`, `2026-03-14`); a document whose date may lie
    inside counts. `kind`: direct, indirect or mixed. `min_confidence`: 0 to 1.

    Raises QueryError where a value cannot be meant.
    """

    words: str | None = None
    outlet: str | None = None
    since: str | None = None
    until: str | None = None
    kind: str | None = None
    min_confidence: float | None = None

    def sql(self) -> tuple[str, list[str | float]]:
        """A WHERE clause over `statements s`, `documents d`, and the values of its parameters."""
        clauses: list[str] = []
        values: list[str | float] = []

        def add(clause: str, value: str | float) -> None:
            clauses.append(clause)
            values.append(value)

        if self.words is not None:
            add("s.number IN (SELECT rowid FROM statement_words WHERE statement_words MATCH ?)", _match(self.words))
        if self.outlet is not None:
            add("d.outlet = ? COLLATE NOCASE", self.outlet)
        if self.since is not None:
            add("d.published_last >= ?", _day(self.since, "since")[0])
        if self.until is not None:
            add("d.published_first <= ?", _day(self.until, "until")[1])
        if self.since and self.until and _day(self.since, "since")[0] > _day(self.until, "until")[1]:
            raise QueryError(f"since {self.since} is after until {self.until}")
        if self.kind is not None:
            if self.kind not in get_args(Kind):
                raise QueryError(f"kind: wanted one of {', '.join(get_args(Kind))}; got {self.kind!r}")
            add("s.kind = ?", self.kind)
        if self.min_confidence is not None:
            if not 0 <= self.min_confidence <= 1:
                raise QueryError(f"min_confidence: wanted 0 to 1; got {self.min_confidence!r}")
            add("s.confidence >= ?", self.min_confidence)
        return " AND ".join(clauses) or "1", values


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
