"""From text to scores: words, word pieces, windows, and one run of the network on each window.

A window is as many whole paragraphs as fit; a paragraph that does not fit is cut with overlap, and
each of its words takes its scores from the window that shows most of its surroundings. Every window
is a run of its own, so that the same text gives the same scores whatever else is read with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sayso.annotate.statements import Floats, Head, Ints, Linker
from sayso.errors import ModelError
from sayso.network import SHIPPED, session, vocabulary
from sayso.text import paragraphs, quoted, words

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PACKED = 96  # word pieces a run into which whole paragraphs are packed, [CLS] and [SEP] included; 112, 128 and 192 read no better
LONGEST = 256  # word pieces a run at most: a paragraph that is longer is cut
OVERLAP = 64  # word pieces that two windows of one cut paragraph share
_LONGEST_PIECES = 64  # word pieces of one word that are read; the rest of it is not looked at
_LONGEST_WORD = 100  # code points; a longer run of letters is no word and is read as unknown

_SURROGATE = re.compile("[\ud800-\udfff]")  # alone it is no character, but it has its place in the text

OUTSIDE, DOUBLE, SINGLE = 0, 1, 2  # where a word stands: outside quotation marks, in double, in single ones
CASES = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a text and, in one stream, their word pieces with what the network is told of each.

    Shapes: (word,) for `starts`, `ends` (half-open code points), `paragraph` (its number, from 0), `quote`
    (OUTSIDE, DOUBLE or SINGLE), `at` and `count` (where in the stream the word's pieces are, and how many, at
    least one); (piece,) for `pieces`, `piece_case` (0 to 5: lower, capitalised, capitals, one capital, mixed, no
    letter) and `piece_quote`. In the stream a [SEP] stands before each paragraph.
    """

    starts: Ints
    ends: Ints
    paragraph: Ints
    quote: Ints
    at: Ints
    count: Ints
    pieces: Ints
    piece_case: Ints
    piece_quote: Ints

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True, slots=True)
class Window:
    """Words `[start, end)` of a reading as network input, of which `[keep_start, keep_end)` count.

    Shapes: `pieces`, `case`, `quote` (piece,); `first` (word,), the place of each word's first piece.
    """

    start: int
    end: int
    keep_start: int
    keep_end: int
    pieces: Ints
    case: Ints
    quote: Ints
    first: Ints


class Vocabulary:
    """The word pieces of an uncased BERT vocabulary (WordPiece; Schuster and Nakajima 2012)."""

    def __init__(self, path: Path) -> None:
        from tokenizers import Tokenizer, models, normalizers

        pieces = vocabulary(path)
        self.unknown, self.cls, self.sep = (pieces[name] for name in ("[UNK]", "[CLS]", "[SEP]"))
        self._tokenizer: Tokenizer = Tokenizer(models.WordPiece(pieces, unk_token="[UNK]"))  # noqa: S106
        self._tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True, handle_chinese_chars=False)
        self.pieces = lru_cache(maxsize=1 << 16)(self._pieces)

    def _pieces(self, word: str) -> tuple[int, ...]:
        if len(word) > _LONGEST_WORD or _SURROGATE.search(word):
            return (self.unknown,)
        return tuple(self._tokenizer.encode(word, add_special_tokens=False).ids) or (self.unknown,)


def _case(word: str) -> int:
    if word.islower():
        return 0
    if word.isupper():
        return 2 if len(word) > 1 else 3
    if word.istitle():
        return 1
    return 4 if any(c.isalpha() for c in word) else 5


def read(text: str, vocabulary: Vocabulary) -> Reading:
    """The words of a text, paragraph by paragraph."""
    spans = paragraphs(text)
    starts: list[int] = []
    ends: list[int] = []
    number: list[int] = []
    for n, (start, end) in enumerate(spans):
        found = words(text, start, end)
        starts += found.starts
        ends += found.ends
        number += [n] * len(found.starts)
    forms = [text[s:e] for s, e in zip(starts, ends, strict=True)]
    first, paragraph = np.array(starts, dtype=np.int64), np.array(number, dtype=np.int64)
    quote = np.zeros(len(forms), dtype=np.int64)
    for start, end in quoted(text, spans):
        lo, hi = np.searchsorted(first, (start, end))
        quote[lo:hi] = SINGLE if text[start] in "‘'" and text[start : start + 2] != "''" else DOUBLE
    case = np.array([_case(form) for form in forms], dtype=np.int64)
    own = [vocabulary.pieces(form)[:_LONGEST_PIECES] for form in forms]
    count = np.array([len(pieces) for pieces in own], dtype=np.int64)
    slots = np.cumsum(count) + paragraph + 1  # the end of each word's pieces: the words so far, and a [SEP] a paragraph
    size = int(slots[-1]) if len(slots) else 0
    taken = np.ones(size, dtype=np.bool_)
    taken[(slots - count - 1)[np.diff(paragraph, prepend=-1) > 0]] = False
    stream = [np.full(size, vocabulary.sep, dtype=np.int64), np.zeros(size, dtype=np.int64), np.zeros(size, dtype=np.int64)]
    stream[0][taken] = list(chain.from_iterable(own))
    stream[1][taken] = np.repeat(case, count)
    stream[2][taken] = np.repeat(quote, count)
    return Reading(first, np.array(ends, dtype=np.int64), paragraph, quote, slots - count, count, *stream)


def windows(reading: Reading, vocabulary: Vocabulary) -> Iterator[Window]:
    """The reading cut into windows of whole paragraphs; the kept words cover it once, in order.

    Paragraphs are packed up to PACKED word pieces; one longer than that stands alone, and is cut only
    where it is longer than LONGEST.
    """
    if not len(reading):
        return
    edges = np.flatnonzero(np.diff(reading.paragraph)) + 1
    bounds = zip([0, *edges.tolist()], [*edges.tolist(), len(reading)], strict=True)
    start, used = 0, 1
    for lo, hi in bounds:
        need = int(reading.count[lo:hi].sum()) + 1
        if start < lo and used + need > PACKED:
            yield window(reading, vocabulary, start, lo, start, lo)
            start, used = lo, 1
        if used + need <= LONGEST:
            used += need
        else:
            yield from _cut(reading, vocabulary, lo, hi)
            start, used = hi, 1
    if start < len(reading):
        yield window(reading, vocabulary, start, len(reading), start, len(reading))


def _cut(reading: Reading, vocabulary: Vocabulary, lo: int, hi: int) -> Iterator[Window]:
    """Windows of one paragraph too long for one; two neighbours share about OVERLAP pieces, half of them kept by each."""
    reach = np.concatenate(([0], np.cumsum(reading.count[lo:hi])))  # pieces before each word
    start, keep = lo, lo
    while start < hi:
        end = lo + int(np.searchsorted(reach, reach[start - lo] + LONGEST - 2, side="right")) - 1
        if end >= hi:
            yield window(reading, vocabulary, start, hi, keep, hi)
            return
        following = max(start + 1, lo + int(np.searchsorted(reach, reach[end - lo] - OVERLAP)))
        keep_end = (following + end + 1) // 2
        yield window(reading, vocabulary, start, end, keep, keep_end)
        start, keep = following, keep_end


def window(reading: Reading, vocabulary: Vocabulary, start: int, end: int, keep_start: int, keep_end: int) -> Window:
    """Words `[start, end)` as input of one run, between [CLS] and [SEP]."""
    lo, hi = int(reading.at[start]), int(reading.at[end - 1] + reading.count[end - 1])
    return Window(
        start,
        end,
        keep_start,
        keep_end,
        np.concatenate(([vocabulary.cls], reading.pieces[lo:hi], [vocabulary.sep])),
        np.concatenate(([0], reading.piece_case[lo:hi], [0])),
        np.concatenate(([0], reading.piece_quote[lo:hi], [0])),
        reading.at[start:end] - lo + 1,
    )


class Model:
    """The network and what its decoder needs, from a folder of weights.

    `version` names the weights. Raises ModelError where a file is missing or is not the one that was shipped.
    """

    def __init__(self, folder: Path = SHIPPED) -> None:
        try:
            card = json.loads((folder / "head.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ModelError(f"{folder}: no model that can be read ({error}); install sayso again") from None
        self.version: str = card["version"]
        self.vocabulary = Vocabulary(folder / "vocab.txt")
        self.head = Head(
            np.array(card["transition"], dtype=np.float32),
            _linker(card["source_of_cue"]),
            _linker(card["cue_of_content"]),
            np.array(card["calibration"], dtype=np.float64),
        )
        self._session = session(folder / "tagger.onnx", card["sha256"])

    def run(self, window: Window) -> tuple[Floats, Floats, Floats]:
        """Scores of the window's words: emissions (word, label), ends for each linker (word, 4 size)."""
        inputs = {
            "pieces": window.pieces[None],
            "case": window.case[None],
            "quote": window.quote[None],
            "first": window.first[None],
        }
        emissions, source_ends, cue_ends = self._session.run(None, inputs)
        return emissions[0], source_ends[0], cue_ends[0]


def _linker(row: dict[str, Any]) -> Linker:
    none, distance, rank = (np.array(row[name], dtype=np.float32) for name in ("none", "distance", "rank"))
    return Linker(none, float(row["none_bias"]), distance, rank)
