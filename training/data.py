"""Gold attributions as the network sees them: windows of words with labels, spans and links."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sayso.annotate.encoder import Reading, Vocabulary, Window, read, window
from sayso.annotate.statements import LABELS, ROLES, Floats, Ints


@dataclass(frozen=True)
class Marks:
    """The attributions of one level: a label a word, and spans as words `[start, end)` with their links."""

    labels: Ints
    sources: list[tuple[int, int]]
    cues: list[tuple[int, int]]
    contents: list[tuple[int, int]]
    source_of_cue: dict[int, int]
    cue_of_content: dict[int, int]


@dataclass(frozen=True)
class Gold:
    """One annotated article: its reading, and the marks of each level, the outermost attributions first.

    `soft`: a teacher's emissions (word, level label), where there is one.
    """

    reading: Reading
    levels: tuple[Marks, ...]
    soft: Floats | None = None


def load(path: Path) -> list[dict[str, Any]]:
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in data.split(b"\n") if line.strip()]


def gold(document: dict[str, Any], vocabulary: Vocabulary) -> Gold:
    """The article's annotations laid on its words; a span is the words that it touches.

    The second level are attributions in the content of outermost ones; what is nested deeper is left out.
    """
    reading = read(document["text"], vocabulary)
    rows = document["attributions"]
    outermost = [a for a in rows if not a.get("nested_in")]
    within = {a["id"] for a in outermost if "id" in a}
    return Gold(reading, (marks(reading, outermost), marks(reading, [a for a in rows if a.get("nested_in") in within])))


def marks(reading: Reading, rows: list[dict[str, Any]]) -> Marks:
    """Attributions of one level laid on the words of their text."""
    labels = np.zeros(len(reading), dtype=np.int64)
    spans: dict[str, list[tuple[int, int]]] = {role: [] for role in ROLES}
    known: dict[tuple[str, tuple[int, int]], int] = {}

    def place(role: str, span: list[int]) -> int | None:
        lo = int(np.searchsorted(reading.ends, span[0], side="right"))
        hi = int(np.searchsorted(reading.starts, span[1], side="left"))
        if lo >= hi or reading.paragraph[lo] != reading.paragraph[hi - 1]:
            return None
        if (role, (lo, hi)) not in known:
            known[role, (lo, hi)] = len(spans[role])
            spans[role].append((lo, hi))
        return known[role, (lo, hi)]

    source_of_cue: dict[int, int] = {}
    cue_of_content: dict[int, int] = {}
    for a in rows:
        cues = [c for span in a["cue"] if (c := place("cue", span)) is not None]
        sources = [s for span in a["source"] if (s := place("source", span)) is not None]
        contents = [c for span in a["content"] if (c := place("content", span)) is not None]
        for cue in cues:
            if sources:
                source_of_cue[cue] = sources[0]
        for content in contents:
            if cues:
                cue_of_content[content] = cues[0]
    for role in ("content", "source", "cue"):  # where two overlap, the rarer and shorter stays whole
        for lo, hi in spans[role]:
            labels[lo:hi] = LABELS.index("I-" + role)
            labels[lo] = LABELS.index("B-" + role)
    return Marks(labels, spans["source"], spans["cue"], spans["content"], source_of_cue, cue_of_content)


def packed(reading: Reading, vocabulary: Vocabulary, size: int, chance: random.Random) -> list[Window]:
    """Windows of whole paragraphs as at inference, but starting anywhere, so that no epoch cuts as the last did."""
    lengths = reading.count.tolist()
    edges = [0, *(np.flatnonzero(np.diff(reading.paragraph)) + 1).tolist(), len(reading)]
    found = []
    start = 0
    room = chance.randint(size // 3, size)  # the first window is short by chance
    used = 1
    for lo, hi in zip(edges, edges[1:]):
        need = sum(lengths[lo:hi]) + 1
        if used + need > room and start < lo:
            found.append((start, lo))
            start, used, room = lo, 1, size
        used += need
        while used > size:  # a paragraph that does not fit is cut
            cut, total = start, 1
            while total + lengths[cut] < size:
                total += lengths[cut]
                cut += 1
            found.append((start, cut))
            start, used = cut, used - total + 1
    if start < len(reading):
        found.append((start, len(reading)))
    return [window(reading, vocabulary, a, b, a, b) for a, b in found]


def batches(windows: Iterable[tuple[Gold, Window]], pieces: int, chance: random.Random) -> list[list[tuple[Gold, Window]]]:
    """Windows of like length together, at most `pieces` padded pieces a batch, in random order."""
    ordered = sorted(windows, key=lambda w: len(w[1].pieces) + chance.random() * 16)
    found: list[list[tuple[Gold, Window]]] = []
    batch: list[tuple[Gold, Window]] = []
    for item in ordered:
        if batch and len(item[1].pieces) * (len(batch) + 1) > pieces:
            found.append(batch)
            batch = []
        batch.append(item)
    if batch:
        found.append(batch)
    chance.shuffle(found)
    return found
