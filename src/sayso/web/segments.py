"""A text cut where statements begin and end, so that a page can show which words belong to which.

Statements stand in each other and come in pieces, so their spans do not form a tree: the text is cut at every edge, and each
segment knows in which statements it is and as what.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sayso.records import ROLES, Document
from sayso.text import paragraphs

_WEIGHT: dict[str, int] = {role: i for i, role in enumerate(reversed(ROLES))}  # of one statement, its content stands outside
_LONGEST = 600  # code points between the first and the last word of a statement that an excerpt shows
_AROUND = 240  # code points before and after them in which the sentence must end
_SENTENCE_END = re.compile(r"[.!?][”\"’)\]]{0,3}\s+|\n+\s*")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a run of words is to a statement: `statement` is its number in the document, from 1; `role` one of `ROLES`."""

    statement: int
    role: str


@dataclass(frozen=True, slots=True)
class Segment:
    """The code points `[start, end)`, which all have the same marks, outermost statement first; `text` is their words."""

    start: int
    end: int
    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def statements(self) -> tuple[int, ...]:
        """The numbers of the statements in which the segment is."""
        return tuple(dict.fromkeys(mark.statement for mark in self.marks))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's segments, and the numbers of the statements whose content begins in it."""

    segments: tuple[Segment, ...]
    begins: tuple[int, ...]

    @property
    def text(self) -> str:
        return "".join(segment.text for segment in self.segments)


def segments(document: Document) -> list[Segment]:
    """The whole text in order, cut at every edge of a span or a paragraph; the texts joined are the text."""
    marked = [
        (Mark(number, role), span.start, span.end)
        for number, statement in enumerate(document.statements, 1)
        for role in ROLES
        for span in getattr(statement, role)
    ]
    edges = [edge for paragraph in paragraphs(document.text) for edge in paragraph]
    return cut(document.text, 0, len(document.text), marked, edges)


def excerpt(text: str, spans: Mapping[str, Sequence[Sequence[int]]]) -> list[Segment]:
    """The sentences around one statement, whose spans are given by role, with its words marked.

    What stands too far from the beginning of its content is left out, and what is cut short ends in `…`.
    """
    content = spans["content"][0]
    first, last = content[0], min(content[1], content[0] + _LONGEST)
    for start, end in (span for role in ROLES for span in spans[role]):
        if max(last, end) - min(first, start) <= _LONGEST:
            first, last = min(first, start), max(last, end)
    start, end = _sentence(text, first, last)
    marked = [(Mark(1, role), begin, stop) for role in ROLES for begin, stop in spans[role]]
    found = cut(text, start, end, marked)
    if end < len(text) and text[end - 1] not in '\n.!?…”"’':
        found.append(Segment(end, end, "…"))
    return found


def _sentence(text: str, first: int, last: int) -> tuple[int, int]:
    """Where the sentences begin and end in which `[first, last)` stands, or a word not too far off."""
    near = max(0, first - _AROUND)
    start = max((m.end() for m in _SENTENCE_END.finditer(text, near, first)), default=None)
    if start is None:
        start = 0 if near == 0 else max(text.find(" ", near, first) + 1, near)
    far = min(len(text), last + _AROUND)
    end = _SENTENCE_END.search(text, max(last - 2, first), far)
    if end is not None and end.end() >= last:
        return start, max(last, end.start() + len(end.group().rstrip()))
    return start, far if far == len(text) else max(text.rfind(" ", last, far), last)


def cut(text: str, start: int, end: int, marked: Iterable[tuple[Mark, int, int]], edges: Iterable[int] = ()) -> list[Segment]:
    """The code points `[start, end)` of a text, cut where a mark begins or ends, and at `edges`.

    A sweep: at each place marks end and begin, and between two places none does.
    """
    begin: dict[int, list[Mark]] = {start: [], end: [], **{edge: [] for edge in edges if start <= edge <= end}}
    finish: dict[int, list[Mark]] = {}
    for mark, first, last in marked:
        first, last = max(first, start), min(last, end)
        if first < last:
            begin.setdefault(first, []).append(mark)
            finish.setdefault(last, []).append(mark)
    found: list[Segment] = []
    active: Counter[Mark] = Counter()
    for at, following in pairwise(sorted(begin.keys() | finish.keys())):
        active.subtract(finish.get(at, ()))
        active.update(begin.get(at, ()))
        active = +active
        marks = sorted(active, key=lambda mark: (mark.statement, _WEIGHT[mark.role]))
        found.append(Segment(at, following, text[at:following], tuple(marks)))
    return found


def laid_out(document: Document) -> list[Paragraph]:
    """The paragraphs of a document, each with its segments; the space between them is left out.

    A statement begins in one of them, also where its content begins in the space before.
    """
    edges = paragraphs(document.text) or [(0, len(document.text))]
    starts = [start for start, _ in edges]
    begins: list[list[int]] = [[] for _ in edges]
    for number, statement in enumerate(document.statements, 1):
        begins[max(bisect_right(starts, statement.content[0].start) - 1, 0)].append(number)
    own: list[list[Segment]] = [[] for _ in edges]
    for segment in segments(document):
        at = max(bisect_right(starts, segment.start) - 1, 0)
        if edges[at][0] <= segment.start < edges[at][1]:
            own[at].append(segment)
    return [Paragraph(tuple(pieces), tuple(numbers)) for pieces, numbers in zip(own, begins, strict=True)]
