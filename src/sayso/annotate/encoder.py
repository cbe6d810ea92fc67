"""From text to scores: words, word pieces, windows, and one run of the network on each window.

A window is as many whole paragraphs as fit; a paragraph that does not fit is cut with overlap, and
each of its words takes its scores from the window that shows most of its surroundings. Every window
is a run of its own, so that the same text gives the same scores whatever else is read with it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from sayso.annotate.statements import Floats, Head, Ints, Linker
from sayso.errors import ModelError
from sayso.text import paragraphs, quoted, words

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

SHIPPED = Path(__file__).parent.parent / "model"
WINDOW = 256  # word pieces a run, [CLS] and [SEP] included; longer ones at inference cost 1 to 2 points on dev
OVERLAP = 64  # word pieces that two windows of one long paragraph share
_LONGEST_WORD = 100  # code points; a longer run of letters is no word and is read as unknown

_SURROGATE = re.compile("[\ud800-\udfff]")  # alone it is no character, but it has its place in the text

OUTSIDE, DOUBLE, SINGLE = 0, 1, 2  # where a word stands: outside quotation marks, in double, in single ones
CASES = 6


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a text with what the network is told of each. Shape of every array: (word,).

    `starts`, `ends`: half-open code points. `paragraph`: its number, from 0. `quote`: OUTSIDE, DOUBLE
    or SINGLE. `case`: 0 to 5 (lower, capitalised, capitals, one capital, mixed, no letter).
    `pieces`: the word's word pieces, at least one.
    """

    starts: Ints
    ends: Ints
    paragraph: Ints
    quote: Ints
    case: Ints
    pieces: list[tuple[int, ...]]

    def __len__(self) -> int:
        return len(self.pieces)


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

        vocabulary = {piece: i for i, piece in enumerate(path.read_text(encoding="utf-8").split("\n")) if piece}
        self.unknown, self.cls, self.sep = (vocabulary[name] for name in ("[UNK]", "[CLS]", "[SEP]"))
        self._tokenizer: Tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
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
    first = np.array(starts, dtype=np.int64)
    quote = np.zeros(len(forms), dtype=np.int64)
    for start, end in quoted(text, spans):
        lo, hi = np.searchsorted(first, (start, end))
        quote[lo:hi] = SINGLE if text[start] in "‘'" and text[start : start + 2] != "''" else DOUBLE
    return Reading(
        first,
        np.array(ends, dtype=np.int64),
        np.array(number, dtype=np.int64),
        quote,
        np.array([_case(form) for form in forms], dtype=np.int64),
        [vocabulary.pieces(form) for form in forms],
    )


def windows(reading: Reading, vocabulary: Vocabulary, size: int = WINDOW, overlap: int = OVERLAP) -> Iterator[Window]:
    """The reading cut into windows of at most `size` word pieces; the kept words cover it once, in order."""
    if not len(reading):
        return
    lengths = np.array([len(pieces) for pieces in reading.pieces], dtype=np.int64)
    edges = np.flatnonzero(np.diff(reading.paragraph)) + 1
    bounds = list(zip([0, *edges.tolist()], [*edges.tolist(), len(reading)], strict=True))
    start, used = 0, 1
    for lo, hi in bounds:
        need = int(lengths[lo:hi].sum()) + 1
        if start < lo and used + need > size:
            yield _window(reading, vocabulary, start, lo, start, lo)
            start, used = lo, 1
        if used + need <= size:
            used += need
        else:
            yield from _cut(reading, vocabulary, lengths, lo, hi, size, overlap)
            start, used = hi, 1
    if start < len(reading):
        yield _window(reading, vocabulary, start, len(reading), start, len(reading))


def _cut(reading: Reading, vocabulary: Vocabulary, lengths: Ints, lo: int, hi: int, size: int, overlap: int) -> Iterator[Window]:
    """Windows of one paragraph too long for one; two neighbours share about `overlap` pieces, half of them kept by each."""
    reach = np.concatenate(([0], np.cumsum(np.minimum(lengths[lo:hi], size // 4))))  # pieces before each word
    start, keep = lo, lo
    while start < hi:
        end = lo + int(np.searchsorted(reach, reach[start - lo] + size - 2, side="right")) - 1
        if end >= hi:
            yield _window(reading, vocabulary, start, hi, keep, hi)
            return
        following = max(start + 1, lo + int(np.searchsorted(reach, reach[end - lo] - overlap)))
        keep_end = (following + end + 1) // 2
        yield _window(reading, vocabulary, start, end, keep, keep_end)
        start, keep = following, keep_end


def _window(reading: Reading, vocabulary: Vocabulary, start: int, end: int, keep_start: int, keep_end: int) -> Window:
    pieces, case, quote, first = [vocabulary.cls], [0], [0], []
    for i in range(start, end):
        if i > start and reading.paragraph[i] != reading.paragraph[i - 1]:
            pieces.append(vocabulary.sep)
            case.append(0)
            quote.append(0)
        first.append(len(pieces))
        own = reading.pieces[i][: WINDOW // 4]
        pieces += own
        case += [int(reading.case[i])] * len(own)
        quote += [int(reading.quote[i])] * len(own)
    pieces.append(vocabulary.sep)
    case.append(0)
    quote.append(0)
    arrays = (np.array(values, dtype=np.int64) for values in (pieces, case, quote, first))
    return Window(start, end, keep_start, keep_end, *arrays)


class Model:
    """The network and what its decoder needs, from a folder of weights.

    `version` names the weights. Raises ModelError where a file is missing or is not the one that was shipped.
    """

    def __init__(self, folder: Path = SHIPPED) -> None:
        try:
            card = json.loads((folder / "head.json").read_text(encoding="utf-8"))
            weights = (folder / "tagger.onnx").read_bytes()
        except (OSError, ValueError) as error:
            raise ModelError(f"{folder}: no model that can be read ({error}); install sayso again") from None
        found = hashlib.sha256(weights).hexdigest()
        if found != card["sha256"]:
            raise ModelError(
                f"{folder / 'tagger.onnx'}: damaged; its SHA-256 is {found[:12]}..., wanted {card['sha256'][:12]}...; install sayso again"
            )
        self.version: str = card["version"]
        self.vocabulary = Vocabulary(folder / "vocab.txt")
        self.head = Head(
            np.array(card["transition"], dtype=np.float32),
            *(_linker(card[name]) for name in ("source_of_cue", "cue_of_content")),
            np.array(card["calibration"], dtype=np.float64),
        )
        self._session = _session(weights)

    def run(self, window: Window) -> tuple[Floats, Floats, Floats]:
        """Scores of the window's words: emissions (word, label), ends for each linker (word, 4 size)."""
        inputs = {"pieces": window.pieces[None], "case": window.case[None], "quote": window.quote[None], "first": window.first[None]}
        emissions, source_ends, cue_ends = self._session.run(None, inputs)
        return emissions[0], source_ends[0], cue_ends[0]


def _linker(row: dict[str, Any]) -> Linker:
    arrays = (np.array(row[name], dtype=np.float32) for name in ("none", "distance", "rank"))
    none, distance, rank = arrays
    return Linker(none, float(row["none_bias"]), distance, rank)


def _session(weights: bytes) -> InferenceSession:
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1  # a core a process: scores do not depend on how many cores there are
    options.log_severity_level = 3
    # The fused kernel is slow on the CPU: 74 against 53 microseconds a word piece.
    return InferenceSession(weights, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"])
