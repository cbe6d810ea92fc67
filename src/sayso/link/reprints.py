"""Reprints: wire copy and near copies, whole or in part, exact to the character.

Two texts are held against each other word by word, letters and digits alone: case, accents, quotation marks, dashes and
spacing do not matter. A changed word ends a shared run; runs that only small changes part make one passage.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from sayso.records import Span
from sayso.text import paragraphs, quoted, words

# Chosen on the first half of news/allsides: benchmarks/reprints.py --tune prints what other values give.
_SHINGLE = 6  # words a fingerprint is made of
_WINDOW = 24  # shingles of which one is kept: a shared run of 29 words has a key in common
_MOST_KEYS = 4096  # a text: 50,000 words
_SEED = 5  # words of the shortest shared run that is looked at
_GAP = 4  # changed words that do not part a passage
_OCCURRENCES = 8  # of one seed in a text that are tried
# Words outside quotation marks that a passage must have. Found of two outlets and not made, right: 7 of 11 with 20, 7 of 8
# with 25 and with 30; parts found: 98.1, 97.6, 96.9 percent.
_PASSAGE = 25
_FOOT, _LEFT = 80, 5  # words of a passage that may be what a paper sets under its stories; of what may follow it
_SHORT = 10  # words of a passage that counts beside such a one
_WHOLE = 0.7  # part of a text's words that stands in the other, for it to be a copy and no longer a part

_Codes = NDArray[np.uint64]
_FACTOR = 0x9E3779B97F4A7C15  # odd: the golden ratio of 64 bits

# A sentence with one of these is set by a paper or an agency under all its stories, and is not compared.
_PHRASES = (
    "newsletter", "subscrib", "your inbox", "email sign up", "sign up for our", "sign up for daily", "sign up here",
    "sign up today", "by signing up", "email address", "email alert", "opt-out at any time", "special offers", "try again later",
    "click here", "follow us", "follow @", "follow him on", "follow her on", "follow them on", "follow me on",
    "privacy policy", "terms of use", "terms of service", "rights reserved", "©", "copyright by", "reprint permission",
    "may not be published", "may not be reproduced", "licensing opportunit", "contact licensing", "available without charge",
    "contributed to this report", "contributed to this story", "contributed to this article", "contributed reporting",
    "reporting by ", "writing by ", "editing by ", "has been updated", "was originally published", "was first published",
    "solely responsible for", "is the author of", "enjoyed this article", "weekly column", "got a tip", "support our",
    "our journalism", "our newsroom", "our mission", "our website", "our reporters", "our readers",
)  # fmt: skip
_SIGNED = re.compile(r"\(@\w{1,40}\)")  # a paragraph signed by an account is a quotation without marks
_SMALL = {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}  # letter for letter, so that places stay
_SENTENCE_END = re.compile(r"""[.!?]["”’')\]]{0,3}\s++(?![a-z])|\n+""")
_STOP = re.compile(r"""[.!?]["”’')\]]{0,3}(?:\s|\Z)""")


@dataclass(frozen=True, slots=True)
class Reprint:
    """What two texts have in common word for word.

    `runs`: the longest shared runs of words, each as its span of a and its span of b, in the order of a. `share_a`, `share_b`:
    the part of each text's words that stands in them, 0 to 1. `whole`: one of the two stands nearly all in the other, cut,
    reordered or under another headline as may be; else they share a part.
    """

    runs: tuple[tuple[Span, Span], ...]
    share_a: float
    share_b: float
    whole: bool


@dataclass(frozen=True, slots=True)
class _Text:
    """The words of `text`: where they start and end, and a number for each that equal words have in common.

    In place of a sentence of boilerplate stands one word of its own.
    """

    text: str
    starts: list[int]
    ends: list[int]
    codes: _Codes


@dataclass(frozen=True, slots=True)
class _Run:
    """`length` words from word `a` of one text and from word `b` of the other."""

    a: int
    b: int
    length: int


def keys(text: str) -> tuple[int, ...]:
    """Fingerprints of a text: 64-bit signed integers of which two texts with a long passage in common share some.

    A shared run of 29 words is sure to share one, in texts of up to 50,000 words. About one a dozen words.
    The method is winnowing (Schleimer, Wilkerson and Aiken 2003).
    """
    shingles = _shingles(_read(text, 0).codes, _SHINGLE)
    if not len(shingles):
        return ()
    windows = np.lib.stride_tricks.sliding_window_view(shingles, min(_WINDOW, len(shingles)))
    kept = np.unique(shingles[np.unique(np.arange(len(windows)) + windows.argmin(axis=1))])[:_MOST_KEYS]
    return tuple(kept.view(np.int64).tolist())


def compare(a: str, b: str) -> Reprint | None:
    """What `b` has of `a` word for word, or None where that is no more than a quotation or a line of boilerplate.

    One passage, or in a copy all of them, must have whole sentences with 25 words that stand outside quotation marks in both
    texts; a passage of under 80 words that ends both does not count.
    """
    if (len(b), b) < (len(a), a):
        found = compare(b, a)
        return found and replace(
            found,
            runs=tuple(sorted((second, first) for first, second in found.runs)),
            share_a=found.share_b,
            share_b=found.share_a,
        )
    first, second = _read(a, 1), _read(b, 2)
    passages = [p for p in _passages(_runs(first.codes, second.codes)) if _length(p) >= _SHORT]
    shared = sum(map(_length, passages))
    if shared < _PASSAGE:
        return None
    share_a, share_b = shared / len(first.starts), shared / len(second.starts)
    whole = max(share_a, share_b) >= _WHOLE
    outside_a, outside_b = _outside(first), _outside(second)
    told = [0, *(_told(p, first, outside_a, outside_b) for p in passages if not _foot(p, first, second))]
    if (sum(told) if whole else max(told)) < _PASSAGE:
        return None
    runs = [run for passage in passages for run in passage]
    pairs = tuple((_span(first, run.a, run.length), _span(second, run.b, run.length)) for run in runs)
    return Reprint(pairs, share_a, share_b, whole)


def _read(text: str, boilerplate: int) -> _Text:
    """The words of a text; `boilerplate` is the number of the word that stands for a sentence of it."""
    found = words(text, 0, len(text))
    skipped = iter([*_boilerplate(text), (len(text), len(text))])
    begin, stop = next(skipped)
    starts, ends, codes = [], [], []
    for start, end in zip(found.starts, found.ends, strict=True):
        while start >= stop:
            starts.append(begin)
            ends.append(stop)
            codes.append(boilerplate)
            begin, stop = next(skipped)
        if start < begin and text[start].isalnum():
            starts.append(start)
            ends.append(end)
            codes.append(_code(text[start:end]))
    return _Text(text, starts, ends, np.array(codes, dtype=np.uint64))


def _boilerplate(text: str) -> list[tuple[int, int]]:
    """The sentences of boilerplate in a text, in order."""
    small = text.translate(_SMALL)
    hits = sorted(at for phrase in _PHRASES if phrase in small for at in _places(phrase, small))
    if not hits:
        return []
    edges = [0, *(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]
    sentences = dict.fromkeys(bisect_right(edges, hit, hi=len(edges) - 1) for hit in hits)
    return [(edges[i - 1], edges[i]) for i in sentences]


def _places(phrase: str, text: str) -> Iterator[int]:
    at = text.find(phrase)
    while at >= 0:
        yield at
        at = text.find(phrase, at + 1)


@lru_cache(1 << 16)
def _code(word: str) -> int:
    """A 64-bit number, the same for words that differ in case or accents only."""
    return int.from_bytes(blake2b(folded(word).encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def folded(word: str) -> str:
    """A word without case and accents."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)).casefold()


def _shingles(codes: _Codes, size: int) -> _Codes:
    """A 64-bit number for each `size` words in a row, mixed so that any of them is as likely as another to be the least."""
    count = len(codes) - size + 1
    if count < 1:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(count, dtype=np.uint64)
    for i in range(size):
        mixed = mixed * np.uint64(_FACTOR) + codes[i : i + count]
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):  # the finish of splitmix64
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def _runs(a: _Codes, b: _Codes) -> list[_Run]:
    """Disjoint shared runs of words in the order of a, each the longest that starts where it starts.

    Linear in the length of both texts: a run costs its length for each of the few places of b that are tried.
    """
    places: defaultdict[int, list[int]] = defaultdict(list)
    for j, seed in enumerate(_shingles(b, _SEED).tolist()):
        if len(places[seed]) < _OCCURRENCES:
            places[seed].append(j)
    mine, theirs, taken = a.tolist(), b.tolist(), bytearray(len(b))
    runs: list[_Run] = []
    done = 0
    seeds = _shingles(a, _SEED).tolist()
    for i, seed in enumerate(seeds):
        if i < done or seed not in places:
            continue
        best = max((_widest(mine, theirs, taken, done, i, j) for j in places[seed]), key=lambda run: run.length)
        if best.length >= _SEED:
            runs.append(best)
            taken[best.b : best.b + best.length] = b"\1" * best.length
            done = best.a + best.length
    return runs


def _widest(a: list[int], b: list[int], taken: bytearray, done: int, i: int, j: int) -> _Run:
    """The shared run around word i of a and word j of b that touches nothing found before."""
    left = right = 0
    while i - left > done and j - left > 0 and not taken[j - left - 1] and a[i - left - 1] == b[j - left - 1]:
        left += 1
    while i + right < len(a) and j + right < len(b) and not taken[j + right] and a[i + right] == b[j + right]:
        right += 1
    return _Run(i - left, j - left, left + right)


def _passages(runs: Iterable[_Run]) -> Iterator[list[_Run]]:
    """Runs that follow each other in both texts with no more than a few words between."""
    passage: list[_Run] = []
    for run in runs:
        if passage:
            last = passage[-1]
            gaps = run.a - last.a - last.length, run.b - last.b - last.length
            if not all(0 <= gap <= _GAP for gap in gaps):
                yield passage
                passage = []
        passage.append(run)
    if passage:
        yield passage


def _length(passage: list[_Run]) -> int:
    return sum(run.length for run in passage)


def _foot(passage: list[_Run], a: _Text, b: _Text) -> bool:
    """Whether a short passage ends both texts and is not most of either: who the writer is, whom to write to."""
    length, last = _length(passage), passage[-1]
    left = max(len(a.starts) - last.a, len(b.starts) - last.b) - last.length
    return left <= _LEFT and length < min(_FOOT, _WHOLE * min(len(a.starts), len(b.starts)))


def _outside(text: _Text) -> list[bool]:
    """For each word whether it stands outside quotations."""
    parts = paragraphs(text.text)
    posts = [part for part in parts if _SIGNED.search(text.text, *part)]
    quotations = iter([*sorted(quoted(text.text, parts) + posts), (len(text.text), len(text.text) + 1)])
    begin, stop = next(quotations)
    outside = []
    for start in text.starts:
        while start >= stop:
            begin, stop = next(quotations)
        outside.append(start < begin)
    return outside


def _told(passage: list[_Run], a: _Text, outside_a: list[bool], outside_b: list[bool]) -> int:
    """How many words of a passage stand in whole sentences of it and, in both texts, outside quotation marks."""
    begin, end = passage[0].a, passage[-1].a + passage[-1].length
    first = next((n for n in range(begin, end) if _begins(a, n)), end)
    last = next((n for n in range(end, first, -1) if _ends(a, n)), first)
    pairs = ((run.a + n, run.b + n) for run in passage for n in range(run.length))
    return sum(first <= i < last and outside_a[i] and outside_b[j] for i, j in pairs)


def _begins(text: _Text, word: int) -> bool:
    """Whether a sentence or a paragraph begins with this word."""
    return word == 0 or "\n" in _before(text, word) or _ends(text, word)


def _ends(text: _Text, word: int) -> bool:
    """Whether a sentence ends before this word: at a full stop that no small letter follows."""
    goes_on = word < len(text.starts) and text.text[text.starts[word]].islower()
    return bool(_STOP.search(_before(text, word))) and not goes_on


def _before(text: _Text, word: int) -> str:
    """What stands between this word and the one before it."""
    return text.text[text.ends[word - 1] if word else 0 : text.starts[word] if word < len(text.starts) else len(text.text)]


def _span(text: _Text, word: int, length: int) -> Span:
    return Span(text.starts[word], text.ends[word + length - 1])
