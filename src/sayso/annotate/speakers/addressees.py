"""Whom a statement was told: the name right behind a verb of telling."""

from __future__ import annotations

import regex

from sayso.annotate.speakers.cast import Cast, Figure
from sayso.records import Statement

_TOLD = regex.compile(
    r"\b(?:t(?:old|ells?|elling)|ask(?:ed|s|ing)?|urg(?:ed|es|ing)|warn(?:ed|s|ing)|remind(?:ed|s)|inform(?:ed|s)|assur(?:ed|es)|"
    r"thank(?:ed|s))\b"
)
_NOT_TOLD = regex.compile(r"[.,;:\"“\n]|\b(?:in|at|on|for|from|to|that|after|before|with|by|about|of|reporters)\b")
_BEHIND = 100  # code points behind the verb in which a name is looked for
_LONGEST_GAP = 30  # code points between the verb and the name, for a title


def addressees(cast: Cast, statement: Statement) -> list[Figure]:
    """Whom a verb of telling has right behind it, inside the cue or between it and the content."""
    text = cast.article.text
    for span in statement.cue:
        m = _TOLD.search(text, span.start, span.end)
        near = cast.within(m.end(), m.end() + _BEHIND)[:1] if m else []
        for name, figure in near:
            gap = text[m.end() : name.start]
            outside = not any(content.start <= name.start < content.end for content in statement.content)
            if outside and len(gap) < _LONGEST_GAP and not _NOT_TOLD.search(gap):
                return [figure]
    return []
