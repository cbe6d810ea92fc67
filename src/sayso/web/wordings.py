"""Two printings of one quotation side by side: which words of each the other does not have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from sayso.store.claims import Wording

_WORD = re.compile(r"\w+")
_LONGEST = 500  # words of a quotation in which differences are looked for; linking reads 400


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words, and whether the other printing has them otherwise or not at all."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Compared:
    """A printing beside the first, both cut where they differ, and the differences in words."""

    wording: Wording
    first: list[Piece]
    text: list[Piece]
    told: list[str]


def compared(wording: Wording) -> Compared:
    """A printing that differs from the first, with the changed words of both marked where they can be found."""
    sides = (wording.first, wording.text)
    spans = _places(*sides, [(first, own) for _, first, own in wording.differences])
    first, own = (_cut(text, [pair[side] for pair in spans]) for side, text in enumerate(sides))
    return Compared(wording, first, own, wording.told())


Range = tuple[int, int]


def _places(first: str, own: str, differences: Iterable[tuple[str, str]]) -> list[tuple[Range, Range]]:
    """Where the words of each difference stand in both texts, code points; those that are not found are left out.

    Between two differences both have as many words; of several places that fit, the first after which both go on alike.
    """
    texts = [[(m.group().casefold(), *m.span()) for m in _WORD.finditer(text)][:_LONGEST] for text in (first, own)]
    found, at = [], (0, 0)
    for pair in differences:
        wanted = [[word.casefold() for word in _WORD.findall(words)] for words in pair]
        place = _next(texts, at, wanted)
        if place is not None:
            ends = place[0] + len(wanted[0]), place[1] + len(wanted[1])
            a, b = (_span(text[lo:hi]) for text, lo, hi in zip(texts, place, ends, strict=True))
            found.append((a, b))
            at = ends
    return found


def _next(texts: list[list[tuple[str, int, int]]], at: Range, wanted: list[list[str]]) -> Range | None:
    """From which words on, after `at`, both texts have the words wanted of them."""
    possible = None
    for step in range(max(len(texts[0]) - at[0], len(texts[1]) - at[1]) + 1):
        places = at[0] + step, at[1] + step
        following = []
        for text, place, words in zip(texts, places, wanted, strict=True):
            if [word for word, _, _ in text[place : place + len(words)]] != words or place > len(text):
                break
            following.append([word for word, _, _ in text[place + len(words) : place + len(words) + 1]])
        else:
            possible = possible or places
            if following[0] == following[1]:
                return places
    return possible


def _span(words: list[tuple[str, int, int]]) -> Range:
    return (words[0][1], words[-1][2]) if words else (0, 0)


def _cut(text: str, spans: Iterable[Range]) -> list[Piece]:
    edges = sorted({0, len(text), *(edge for span in spans for edge in span)})
    changed = {start for start, end in spans if start < end}
    return [Piece(text[start:end], start in changed) for start, end in pairwise(edges)]
