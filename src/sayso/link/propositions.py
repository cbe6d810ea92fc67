"""What a statement asserts, apart from who says it and how it is put: what claims are compared by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sayso.link.words import Word, words
from sayso.records import Act, Document, Span, Statement

# What is so, how one likes it, what others should do, what one will do (after Searle 1976); `none`: only spoken of.
Force = Literal["assert", "judge", "direct", "commit", "none"]
_FORCES: dict[Act | None, Force] = {
    **dict.fromkeys(("think", "praise", "criticise"), "judge"),
    **dict.fromkeys(("demand", "propose", "ask"), "direct"),
    **dict.fromkeys(("promise", "threaten"), "commit"),
    "other": "none",
}  # every other act asserts
_DENYING = frozenset(w.stem for w in words("false untrue baseless unfounded groundless fabricated deny reject refute"))
_OTHERS = frozenset(
    ["he", "him", "his", "she", "her", "hers", "it", "its", "they", "them", "their", "theirs"]
)  # "we" and "you" are seldom one with a name
_POSSESSIVE = frozenset(["his", "its", "their"])
_MARKS = dict.fromkeys(map(ord, '“”"«»„'))
LONGEST = 2_000  # code points of a content that are looked at


@dataclass(frozen=True, slots=True)
class Proposition:
    """What is asserted, demanded or promised.

    `text`: the content with names in place of pronouns. `negative`: it holds something not to be so; `by_cue`: what the text
    says, since the cue alone denies it. `force`: what is done with it. `names`: of the entities that it speaks of. `days`:
    first and last day of each time that it tells; either may be open.
    """

    text: str
    negative: bool
    force: Force
    by_cue: bool = False
    names: frozenset[str] = frozenset()
    days: tuple[tuple[str | None, str | None], ...] = ()


def proposition(document: Document, statement: Statement) -> Proposition:
    """What a statement of a document asserts."""
    text = resolved(document, statement)[:LONGEST]
    names = {e.id: e.name for e in document.entities}
    inside = [m.entity for m in document.mentions if m.form != "pronoun" and _within(m.span, statement)]
    own = negated(words(text))
    return Proposition(
        text=text,
        negative=statement.denies or own,
        by_cue=statement.denies and not own,
        force=_force(document, statement),
        names=frozenset(names[id] for id in [*inside, *statement.about]),
        days=tuple((t.start, t.end) for t in document.times if t.spans and all(_within(span, statement) for span in t.spans)),
    )


def _force(document: Document, statement: Statement) -> Force:
    """What is done with a content; nothing where the cue is not so: "did not say", "could not confirm"."""
    cue = words(document.quote(statement.cue))
    return "none" if any(word.negation or word.form == "unable" for word in cue) else _FORCES.get(statement.act, "assert")


def negated(found: list[Word]) -> bool:
    """Whether words hold something not to be so, as far as single words tell."""
    return any(word.negation or word.stem in _DENYING for word in found)


def _within(span: Span, statement: Statement) -> bool:
    return any(piece.start <= span.start and span.end <= piece.end for piece in statement.content)


def resolved(document: Document, statement: Statement) -> str:
    """The content on one line, without quotation marks; in place of each pronoun that is resolved, the name of whom it means."""
    names = {e.id: e.name for e in document.entities}
    parts: list[str] = []
    for piece in statement.content:
        at = piece.start
        for m in document.mentions:
            if m.form != "pronoun" or not (at <= m.span.start and m.span.end <= piece.end):
                continue
            word = document.text[m.span.start : m.span.end].casefold()
            if word in _OTHERS:
                parts += [document.text[at : m.span.start], names[m.entity] + ("’s" if word in _POSSESSIVE else "")]
                at = m.span.end
        parts += [document.text[at : piece.end], " "]
    return " ".join("".join(parts).translate(_MARKS).split())
