"""Where a statement was made: "at a news conference in Halden", "in an interview with the Courier", "in Ostrava".

What stands after a preposition in the sentence of the cue, outside of what is said: an occasion, by its noun, with the
place or the company that follows it; or a name of capitals right behind the cue or behind those who were told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import regex

from sayso.records import Span, Spans, Statement

_OCCASION = (
    "(?:conference|interview|rally|summit|meeting|hearing|speech|briefing|debate|forum|session|ceremony|event|broadcast|podcast|"
    "panel|trial|testimony|sermon|lecture|phone call|telephone call|reception|dinner|fundraiser|gathering|demonstration|vigil|"
    "funeral|inauguration|Assembly|Convention|Forum|Facebook|Twitter|X|Telegram|Weibo|television|radio|TV)"
)
_NAME = r"\p{Lu}[\p{L}\p{M}’'-]*(?: (?:(?:of|the|and|de|al) ){0,2}\p{Lu}[\p{L}\p{M}’'-]*){0,4}"
_WHEN = (  # what stands after "in" and "on" and is no place
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)
_FOLLOWS = rf"(?:,? (?:in|at|with|on|for|to|near|outside) (?!{_WHEN})(?:the )?{_NAME}| with reporters| with journalists)?"
_WHERE = regex.compile(
    rf"\b(?:at|during|in|on)\s+"
    rf"((?:(?:the|a|an|his|her|their|its|this|that|one|{_NAME}['’]s)\s+)?(?:(?!(?:since|day|after|before|with|of)\s)[\p{{L}}\p{{N}}’'-]+\s){{0,3}}?\b{_OCCASION}\b{_FOLLOWS})"
)
_HERE = regex.compile(
    rf"(?:\s+(?:reporters|journalists|lawmakers|supporters|the (?:press|crowd|media)))?"
    rf"\s+(?:in|at|from) (?!{_WHEN})((?:the )?{_NAME})"
)
_STOP = regex.compile(r"[.!?]\s|\n|[;“\"]")
_REACH = 160  # code points on each side of a cue that are looked at


def placed(text: str, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The statements with `said_at`, the words that tell where or on what occasion each was made, where such stand."""
    return tuple(replace(s, said_at=found) if (found := _said_at(text, s)) else s for s in statements)


def _said_at(text: str, s: Statement) -> Spans:
    if not s.cue:
        return ()
    start, end = _around(text, s)
    for m in _WHERE.finditer(text, start, end):
        if not _inside(s, m.start(1), m.end(1)):
            return (Span(*m.span(1)),)
    m = _HERE.match(text, s.cue[-1].end, end)
    if m and not _inside(s, m.start(1), m.end(1)):
        return (Span(*m.span(1)),)
    return ()


def _around(text: str, s: Statement) -> tuple[int, int]:
    """The part of the cue's sentence that is looked at."""
    first, last = s.cue[0], s.cue[-1]
    start = max(0, first.start - _REACH)
    for m in _STOP.finditer(text, start, first.start):
        start = m.end()
    after = _STOP.search(text, last.end, last.end + _REACH)
    return start, after.start() if after else min(len(text), last.end + _REACH)


def _inside(s: Statement, start: int, end: int) -> bool:
    """Whether the words are part of what is said, or of who says it."""
    return any(span.start < end and start < span.end for span in s.content + s.source)
