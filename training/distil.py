"""A teacher's reading of articles, from which a smaller tagger learns: its emissions, and on unmarked text its attributions."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from sayso.annotate import found_attributions
from sayso.annotate.encoder import Reading, Vocabulary, Window, read, windows
from sayso.annotate.statements import FEATURES, ROLES, Attribution, Floats, Head
from sayso.annotate.statements import Linker as Figures
from sayso.records import Document
from training.data import Gold, marks
from training.model import Linker, Tagger
from training.train import tensors

_BATCH = 2048  # word pieces that the teacher reads at once


class Teacher:
    """A trained tagger that stands in for the packaged model; it reads an article's windows together, in bfloat16."""

    def __init__(self, tagger: Tagger, vocabulary: Vocabulary) -> None:
        self.tagger = tagger.eval()
        self.vocabulary = vocabulary
        linkers = _figures(tagger.source_of_cue), _figures(tagger.cue_of_content)
        self.head = Head(tagger.transition.detach().numpy(), *linkers, np.zeros(FEATURES + 1))
        self._read: dict[tuple[int, int], tuple[Floats, ...]] = {}

    def run(self, window: Window) -> tuple[Floats, ...]:
        """Model.run for the windows of the article that was read last."""
        return self._read[window.start, window.end]

    def read(self, reading: Reading) -> Floats:
        """Read an article; the emissions of its words, (word, level label)."""
        self._read.clear()
        cut = list(windows(reading, self.vocabulary))
        batch: list[Window] = []
        for w in cut:
            if batch and (len(batch) + 1) * max(len(x.pieces) for x in (*batch, w)) > _BATCH:
                self._run(batch)
                batch = []
            batch.append(w)
        if batch:
            self._run(batch)
        parts = [self.run(w)[0][w.keep_start - w.start : w.keep_end - w.start] for w in cut]
        return np.concatenate(parts).astype(np.float16) if parts else np.zeros((0, self.tagger.emit.out_features), np.float16)

    def _run(self, batch: list[Window]) -> None:
        with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16):
            outputs = self.tagger(**tensors(batch))
        for n, w in enumerate(batch):
            self._read[w.start, w.end] = tuple(part[n, : len(w.first)].float().numpy() for part in outputs)


def _figures(module: Linker) -> Figures:
    none, distance, rank = (p.detach().numpy() for p in (module.none, module.distance, module.rank))
    return Figures(none, module.none_bias.item(), distance, rank)


def taught(golds: Iterable[Gold], teacher: Teacher) -> Iterator[Gold]:
    """The annotated articles with the teacher's emissions beside their labels."""
    for n, g in enumerate(golds, 1):
        _tell(n)
        yield replace(g, soft=teacher.read(g.reading))


def marked(documents: Iterable[dict[str, Any]], teacher: Teacher) -> Iterator[Gold]:
    """Articles that nobody annotated, as the teacher reads them."""
    for n, document in enumerate(documents, 1):
        _tell(n)
        reading = read(document["text"], teacher.vocabulary)
        soft = teacher.read(reading)
        _, found = found_attributions(Document("-", document["text"]), teacher)  # type: ignore[arg-type]
        levels = ([a for a in found if a.parent is None], [a for a in found if a.parent is not None])
        yield Gold(reading, tuple(marks(reading, [_row(reading, a) for a in level]) for level in levels), soft)


def _row(reading: Reading, a: Attribution) -> dict[str, Any]:
    return {role: [[int(reading.starts[lo]), int(reading.ends[hi - 1])] for lo, hi in getattr(a, role)] for role in ROLES}


def _tell(n: int) -> None:
    if n % 50 == 0:
        print(f"teacher: {n} articles", file=sys.stderr, flush=True)
