"""Vectors of claims, kept in bytes, and which of them lie near others.

Two vectors are compared where they share one of the three nearest of 64 fixed centres (an inverted file; Sivic and Zisserman
2003): a sixth of all products, and 95 in 100 of the pairs that two readers hold for one claim. The centres were made once by
k-means of the contents of PolNeAR's train articles, so that what is found depends on nothing but the two.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sayso.link.sentences import WIDTH, Floats
from sayso.network import SHIPPED

Bytes = NDArray[np.int8]
_SCALE = 448.0  # of a byte: the largest component of a unit vector seen in 12,000 was 0.28
_CELLS = 3  # centres that a vector belongs to
_NEAREST = 20  # others that are given of each, at most: in 10,000 statements of news no claim was beyond the 4th
_BLOCK = 20_000  # vectors that are widened at a time


@cache
def _centres() -> Floats:
    centres: Floats = np.load(SHIPPED / "cells.npy").astype(np.float32)
    return centres


def packed(vectors: Floats) -> Bytes:
    """Unit vectors as signed bytes; a cosine strays by less than 0.01."""
    rounded: Bytes = np.clip(np.rint(vectors * _SCALE), -127, 127).astype(np.int8)
    return rounded


def cosine(a: Bytes, b: Bytes) -> float:
    """Of two vectors. Shape of each: (384,)."""
    return float(_cosines(a[None], b[None])[0, 0])


def _cosines(a: Bytes, b: Bytes) -> Floats:
    """Of each of some vectors with each of others, to the last bit the same whatever else is asked: whole sums below 2**24."""
    first, second = a.astype(np.float32), b.astype(np.float32)
    found: Floats = first @ second.T
    found /= np.maximum(np.outer(np.linalg.norm(first, axis=1), np.linalg.norm(second, axis=1)), 1e-6)
    return found


def widened(vectors: Bytes) -> Floats:
    """Unit vectors from signed bytes. Shape: (vector, 384)."""
    wide: Floats = vectors.astype(np.float32)
    wide /= np.maximum(np.linalg.norm(wide, axis=1, keepdims=True), 1e-6)
    return wide


def _cells(vectors: Floats) -> NDArray[np.int64]:
    """The numbers of the nearest centres. Shape: (vector, 3)."""
    return np.argpartition(-(vectors @ _centres().T), _CELLS, axis=1)[:, :_CELLS]


class Index:
    """Vectors under numbers of their own. Shape of `vectors`: (vector, 384)."""

    def __init__(self, numbers: Sequence[int] = (), vectors: Bytes | None = None) -> None:
        self._numbers = np.zeros(0, dtype=np.int64)
        self._vectors = np.zeros((0, WIDTH), dtype=np.int8)
        self._members = [np.zeros(0, dtype=np.int64)] * len(_centres())
        if vectors is not None:
            self.extend(numbers, vectors)

    def extend(self, numbers: Sequence[int], vectors: Bytes) -> None:
        """Take in more vectors; those that are there are not sorted into cells again."""
        blocks = [_cells(widened(vectors[at : at + _BLOCK])) for at in range(0, len(numbers), _BLOCK)]
        cells = np.concatenate(blocks) if blocks else np.zeros((0, _CELLS), dtype=np.int64)
        order = np.argsort(cells.ravel(), kind="stable")
        bounds = np.searchsorted(cells.ravel()[order], np.arange(len(_centres()) + 1))
        held = len(self._numbers)
        added = (held + order[lo:hi] // _CELLS for lo, hi in pairwise(bounds))
        self._members = [np.concatenate(both) for both in zip(self._members, added, strict=True)]
        self._numbers = np.concatenate([self._numbers, np.array(numbers, dtype=np.int64)])
        self._vectors = np.concatenate([self._vectors, vectors.reshape(-1, WIDTH)]) if held else vectors.reshape(-1, WIDTH)

    def near(self, vectors: Bytes, least: float) -> list[list[tuple[int, float]]]:
        """Of each of some vectors, the numbers of those within this cosine and that cosine, the nearest first."""
        cells = _cells(widened(vectors))
        found: list[dict[int, float]] = [{} for _ in vectors]
        for cell, members in enumerate(self._members):
            asking = np.flatnonzero((cells == cell).any(axis=1))
            if len(asking):
                for row, member, cosine in self._within(vectors[asking], members, least):
                    found[asking[row]][member] = cosine
        ranked = (sorted(each.items(), key=lambda item: (-item[1], item[0]))[:_NEAREST] for each in found)
        return [[(int(self._numbers[member]), cosine) for member, cosine in each] for each in ranked]

    def _within(self, asked: Bytes, members: NDArray[np.int64], least: float) -> Iterator[tuple[int, int, float]]:
        for at in range(0, len(members), _BLOCK):
            block = members[at : at + _BLOCK]
            cosines = _cosines(asked, self._vectors[block])
            rows, columns = np.nonzero(cosines >= least)
            yield from zip(rows.tolist(), block[columns].tolist(), cosines[rows, columns].tolist(), strict=True)
