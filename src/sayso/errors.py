"""What can go wrong, said so that the reader knows what to do next."""

from __future__ import annotations


class SaysoError(Exception):
    """Anything that sayso itself reports; its text is one line that names thing, place and remedy."""


class SpanError(SaysoError):
    """A span that is not a half-open run of code points inside its text."""

    def __init__(self, wanted: str, got: object) -> None:
        super().__init__(f"a span must satisfy {wanted}; got {got!r}")
        self.wanted = wanted
        self.got = got


class ReadError(SaysoError):
    """A source that could not be read: the thing, the place in it, and the remedy."""

    def __init__(self, reason: str, where: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.reason = reason
        self.where = where


class ModelError(SaysoError):
    """The weights are missing, damaged or of another version than this code reads."""


class StoreError(SaysoError):
    """The record cannot be opened, written or trusted."""


class QueryError(SaysoError):
    """A question that the record cannot answer as asked."""
