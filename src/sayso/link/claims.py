"""The same claim in other words, and its denial."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Literal

from sayso.link.propositions import Proposition
from sayso.link.words import Word, words

# A logistic regression (scikit-learn 1.9, C=0.5) on the dev half of benchmarks/sets/claims.jsonl, which
# `python benchmarks/claims.py --fit` makes again.
_WEIGHTS = {"cosine": 9.68, "shared": 3.18, "numbers": -2.67, "matter": 1.05, "polarity": -0.79, "force": -0.85}
_BIAS = -8.87
_SAME = 0.55  # from this on two propositions are one claim
_DENIED = 0.5
_LEAST = 200  # hundredths of a content word that a proposition must have to be compared: "it is a lie" is said of many things
FLOOR = 0.55  # cosine below which nothing is compared
_FULL = 600  # hundredths of content words from which there is enough to go by


@dataclass(frozen=True, slots=True)
class Relation:
    """How two propositions stand: the `same`, or one `denies` what the other says; `score`: 0 to 1, how sure."""

    kind: Literal["same", "denies"]
    score: float


def comparable(p: Proposition) -> bool:
    """Whether there is enough in a proposition to tell it from others."""
    return p.force != "none" and sum(_content(p.text).values()) >= _LEAST


def compare(p: Proposition, q: Proposition, cosine: float) -> Relation | None:
    """How two propositions stand to each other, or None where neither is sure; `cosine`: of the vectors of their texts."""
    if cosine < FLOOR or _apart(p, q):
        return None
    told = features(p, q, cosine)
    if (same := _score(told)) >= _SAME:
        return Relation("same", same)
    if p.negative != q.negative and (against := _score(told | {"polarity": 0.0})) >= _DENIED:
        return Relation("denies", against)
    return None


def features(p: Proposition, q: Proposition, cosine: float) -> dict[str, float]:
    """What the decision goes by, each 0 to 1 or nearly."""
    ours, theirs = _content(p.text), _content(q.text)
    shared = sum(ours[stem] for stem in ours.keys() & theirs.keys())
    less, more = sorted((sum(ours.values()), sum(theirs.values())))
    numbers = [{word.form for word in _words(text) if word.number} for text in (p.text, q.text)]
    return {
        "cosine": cosine,
        "shared": shared / max(1, less + more - shared),
        "numbers": float(all(numbers) and not numbers[0] & numbers[1]),
        "matter": min(less, _FULL) / _FULL,
        "polarity": float(p.negative != q.negative),
        "force": float(p.force != q.force),
    }


def _score(told: dict[str, float]) -> float:
    return 1 / (1 + math.exp(-_BIAS - sum(weight * told[name] for name, weight in _WEIGHTS.items())))


def _apart(p: Proposition, q: Proposition) -> bool:
    """Whether both tell times that have no day in common."""
    far = ("0001-01-01", "9999-12-31")
    return bool(p.days and q.days) and all(
        max(a[0] or far[0], b[0] or far[0]) > min(a[1] or far[1], b[1] or far[1]) for a, b in product(p.days, q.days)
    )


@lru_cache(maxsize=1 << 14)
def _words(text: str) -> tuple[Word, ...]:
    return tuple(words(text))


@lru_cache(maxsize=1 << 14)
def _content(text: str) -> dict[str, int]:
    """The weights of its content words by their stems."""
    return {word.stem: word.weight for word in _words(text) if word.content}
