"""Statements that answer another of the same article without repeating it: "denied the allegation", "confirmed the report"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sayso.link.words import words
from sayso.records import Act, Document, Statement

_REACH = 4  # statements before an answer among which what it answers is looked for; at 8 a third were others than meant
_ACCUSED: frozenset[Act] = frozenset(("accuse", "claim", "criticise", "state", "report"))
_TOLD: frozenset[Act] = frozenset(("state", "claim", "report", "confirm", "predict", "think"))
_ASKED: frozenset[Act] = frozenset(("demand", "ask", "propose"))
_CALLED: dict[str, frozenset[Act]] = {
    **dict.fromkeys(("allegation", "accusation", "charge", "criticism", "complaint"), _ACCUSED),
    **dict.fromkeys(("claim", "assertion", "report", "account", "finding", "statement", "suggestion", "notion", "idea"), _TOLD),
    **dict.fromkeys(("demand", "request", "call", "proposal", "offer", "plan"), _ASKED),
    **dict.fromkeys(("assurance", "promise", "pledge"), frozenset[Act](("promise",))),
    **dict.fromkeys(("warning", "threat"), frozenset[Act](("warn", "threaten"))),
}  # what an answer calls that which it answers, and the acts that are called so
_MEANT = {words(noun)[0].form: acts for noun, acts in _CALLED.items()}


@dataclass(frozen=True, slots=True)
class Reply:
    """A statement that `denies` or `supports` another, both by their ids."""

    statement: str
    other: str
    kind: Literal["denies", "supports"]


def replies(document: Document) -> Iterator[Reply]:
    """The answers in a document, each with the nearest statement before it, of another speaker, that it can mean.

    Only what a single noun calls by its kind is taken for an answer, and only where an act of that kind stands before it.
    """
    for at, statement in enumerate(document.statements):
        kind = _kind(document, statement)
        meant = _acts(document, statement) if kind else None
        if kind and meant:
            for other in reversed(document.statements[max(0, at - _REACH) : at]):
                if other.act in meant and other.id != statement.parent and _speakers_differ(statement, other):
                    yield Reply(statement.id, other.id, kind)
                    break


def _kind(document: Document, statement: Statement) -> Literal["denies", "supports"] | None:
    if statement.denies:
        return "denies"
    cue = words(document.quote(statement.cue))
    return "supports" if statement.act == "confirm" and not any(w.negation or w.form == "unable" for w in cue) else None


def _acts(document: Document, statement: Statement) -> frozenset[Act] | None:
    """The acts that the content names, where naming it is all that it does."""
    found = [word for word in words(document.quote(statement.content)) if word.content]
    if len(found) != 1:
        return None
    word = found[0].form
    return _MEANT.get(word) or _MEANT.get(word.removesuffix("s"))


def _speakers_differ(statement: Statement, other: Statement) -> bool:
    """Whether both have speakers and none in common."""
    return bool(statement.speaker and other.speaker) and not set(statement.speaker) & set(other.speaker)
