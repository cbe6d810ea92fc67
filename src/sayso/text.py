"""Words, paragraphs and quotation marks of a text that is never changed.

Every position is a code point of the text as given. Nothing here normalises: what looks odd
(decomposed accents, CRLF, NUL, a lone surrogate) keeps its place, so that a span found later
is a slice of the very text that came in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

import regex

# Code points of which none joins with a neighbour into one grapheme: Latin, Greek and Cyrillic
# letters, general punctuation, currency. A paragraph of these alone needs no segmentation.
_JOINING = re.compile(r"[^\u0000-\u02ff\u0370-\u03ff\u0400-\u0482\u2010-\u2027\u2030-\u205f\u20a0-\u20bf\u2190-\u21ff]")
_PLAIN_WORD = regex.compile(r"\w+|[^\w\s]")
_CLUSTER_WORD = regex.compile(r"(?:(?=\w)\X)+|\X")
_LINE = re.compile(r"[^\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_BLANK_LINE = re.compile(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)\s*")

# A text whose lines all stay within this many code points, with several lines a block, was wrapped by
# a mail program or a wire's printer: there a line end is no paragraph end.
_WRAP_COLUMN = 90
_SENTENCE_ENDS = (".", "!", "?", '"', "”", ":")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one paragraph: half-open code point positions in the whole text, in order.

    A word is a run of letters and digits, or one other grapheme; none cuts a grapheme in two.
    """

    starts: list[int]
    ends: list[int]


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The paragraphs of a text as half-open spans, each without white space at its ends.

    A line is a paragraph, unless the text was wrapped to a column: then a blank line ends one.
    """
    blocks = _between(_BLANK_LINE, text)
    spans = blocks if _wrapped(text, blocks) else [m.span() for m in _LINE.finditer(text)]
    trimmed = (_trim(text, start, end) for start, end in spans)
    return [(start, end) for start, end in trimmed if start < end]


def _between(separator: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    edges = [0]
    for m in separator.finditer(text):
        edges += m.span()
    edges.append(len(text))
    return list(zip(edges[::2], edges[1::2], strict=True))


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    return start + left, max(start + left, start + len(piece.rstrip()))


def _wrapped(text: str, blocks: list[tuple[int, int]]) -> bool:
    """Whether line ends inside blocks are the work of a printer's margin, not of a writer."""
    inner: list[str] = []  # lines that another line of the same block follows
    for start, end in blocks:
        lines = [m.group().rstrip() for m in _LINE.finditer(text, start, end)]
        if any(len(line) > _WRAP_COLUMN for line in lines):
            return False
        inner += lines[:-1]
    full = sum(len(line) > _WRAP_COLUMN / 2 for line in inner)
    ended = sum(line.endswith(_SENTENCE_ENDS) for line in inner)
    return len(inner) >= 2 and full >= 0.8 * len(inner) and ended <= 0.5 * len(inner)


def words(text: str, start: int, end: int) -> Words:
    """The words of `text[start:end]`."""
    pattern = _CLUSTER_WORD if _JOINING.search(text, start, end) else _PLAIN_WORD
    starts, ends = [], []
    for m in pattern.finditer(text, start, end):
        if not text[m.start()].isspace():
            starts.append(m.start())
            ends.append(m.end())
    return Words(starts, ends)


_MARK = re.compile(r"``|''|[\"“”„‟«»＂‘’']")
_OPENS = frozenset("“„‟«") | {"``"}
_CLOSES = frozenset("”»")
_SINGLE = frozenset("‘’'")
_BEFORE_CLOSE = frozenset(".,!?…;:—-")


def quoted(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where paragraphs stand inside quotation marks: half-open spans, marks included, in order.

    `spans` are the text's paragraphs. Straight, curly, angled, doubled (``...'') and single marks
    are understood. A quotation that its paragraph leaves open runs to the paragraph's end where the
    next one opens with a mark (a quotation over several paragraphs) or where it opened its own;
    any other unpaired mark is a slip of the pen and opens nothing.
    """
    found: list[tuple[int, int]] = []
    for i, (start, end) in enumerate(spans):
        following = text[spans[i + 1][0]] if i + 1 < len(spans) else ""
        doubles = _double_quoted(text, start, end, following)
        found += sorted(doubles + _single_quoted(text, start, end, following, doubles))
    return found


def _double_quoted(text: str, start: int, end: int, following: str) -> list[tuple[int, int]]:
    regions: list[tuple[int, int]] = []
    opened: int | None = None
    for m in _MARK.finditer(text, start, end):
        mark = m.group()
        if mark in _SINGLE:
            continue
        turns = mark not in _OPENS and mark not in _CLOSES  # a straight mark opens or closes
        if opened is not None and (mark in _CLOSES or (turns and not _looks_opening(text, m.start(), m.end(), start, end))):
            regions.append((opened, m.end()))
            opened = None
        elif mark not in _CLOSES:
            opened = m.start()
    if opened is not None and (opened == start or following in _OPENS or following == '"'):
        regions.append((opened, end))
    return regions


def _looks_opening(text: str, mark_start: int, mark_end: int, start: int, end: int) -> bool:
    """Whether the mark stands where only an opening one can: after a space and before a word."""
    before = text[mark_start - 1] if mark_start > start else " "
    after = text[mark_end] if mark_end < end else " "
    return (before.isspace() or before in "([—") and after.isalnum()


def _single_quoted(text: str, start: int, end: int, following: str, doubles: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Regions in single marks outside double ones; an apostrophe is told from a closing mark by its neighbours."""
    marks = [m.start() for m in _MARK.finditer(text, start, end) if m.group() in _SINGLE and not _within(doubles, m.start())]
    regions: list[tuple[int, int]] = []
    i = 0
    while i < len(marks):
        if not _single_opens(text, marks[i], start, end):
            i += 1
            continue
        closing = _single_close(text, marks, i, start, end)
        if closing is None and following in ("‘", "'"):
            return [*regions, (marks[i], end)]
        if closing is None:
            i += 1
            continue
        regions.append((marks[i], marks[closing] + 1))
        i = closing + 1
    return regions


def _within(regions: list[tuple[int, int]], at: int) -> bool:
    i = bisect_right(regions, at, key=lambda region: region[0])
    return i > 0 and at < regions[i - 1][1]


def _single_opens(text: str, at: int, start: int, end: int) -> bool:
    before = text[at - 1] if at > start else " "
    after = text[at + 1] if at + 1 < end else " "
    return text[at] != "’" and not before.isalnum() and not after.isspace()


def _single_close(text: str, marks: list[int], opening: int, start: int, end: int) -> int | None:
    """Which of `marks` closes the one at `opening`: the first that can, preferring one that is no plural's apostrophe."""
    spare: int | None = None
    for j in range(opening + 1, len(marks)):
        at = marks[j]
        if _single_opens(text, at, start, end):
            break
        after = text[at + 1] if at + 1 < end else " "
        if text[at] == "‘" or text[at - 1].isspace() or after.isalnum():
            continue
        if text[at - 1] == "s" and after == " " and text[at + 2 : at + 3].islower():
            spare = j if spare is None else spare
            continue
        return j if spare is None or text[at - 1] in _BEFORE_CLOSE else spare
    return spare


# What a terminal would obey rather than show: controls, and marks that turn the direction of writing.
_OBEYED = {
    **{c: 0x2400 + c for c in range(0x20)},
    0x7F: 0x2421,
    **dict.fromkeys((*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)), 0xFFFD),
    **dict.fromkeys(map(ord, "\t\n\r\x0b\x0c\x85\u2028\u2029"), 0x20),
}


def visible(text: str) -> str:
    """The text as one line that is safe to print: every code point that a terminal would obey becomes one that it shows."""
    return text.translate(_OBEYED)
