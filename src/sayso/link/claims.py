"""The same claim in other words, and its denial."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Literal

from sayso.link.propositions import Proposition
from sayso.link.words import Word, words

# A logistic regression (scikit-learn 1.9, C=0.5) on the dev half of benchmarks/sets/claims.jsonl, pairs of one polarity, before
# claims had to be clauses. `python benchmarks/claims.py --fit` fits those that are compared now, which are a quarter fewer: at
# the threshold that gives 0.9 of precision on dev they find 0.58 there and 0.45 on test with 0.80 right; these 0.54, 0.44, 0.83.
_WEIGHTS = {"cosine": 9.26, "shared": 3.26, "numbers": -2.05, "matter": 0.96, "force": -0.95}
_BIAS = -8.27
_SAME = 0.55  # from this on two propositions are one claim
_DENIED = 0.6  # from this on, with the rest of `_contrary`, one denies the other
_COVERED = 0.6  # the part of what the denial says that stands in what it denies
_LENGTHS = 0.3  # the shorter by the longer
_LEAST = 150  # hundredths of a content word that a proposition must have to be compared: "it is a lie" is said of many things
FLOOR = 0.55  # cosine below which nothing is compared
_FULL = 600  # hundredths of content words from which there is enough to go by


@dataclass(frozen=True, slots=True)
class Relation:
    """How two propositions stand: the `same`, or one `denies` what the other says; `score`: 0 to 1, how sure."""

    kind: Literal["same", "denies"]
    score: float


def comparable(p: Proposition) -> bool:
    """Whether a proposition is a claim: it says something of something, and enough of it to tell it from others.

    "Donald Trump" and "gun control", which are praised or spoken of, are none.
    """
    return p.force != "none" and _verbal(p.text) and sum(_content(p.text).values()) >= _LEAST


def compare(p: Proposition, q: Proposition, cosine: float) -> Relation | None:
    """How two propositions stand to each other, or None where neither is sure; `cosine`: of the vectors of their texts."""
    if cosine < FLOOR or _apart(p, q):
        return None
    told = features(p, q, cosine)
    score = _score(told)
    if p.negative == q.negative:
        return Relation("same", score) if score >= _SAME else None
    return Relation("denies", score) if score >= _DENIED and _contrary(p, q) else None


def _contrary(p: Proposition, q: Proposition) -> bool:
    """Whether two that differ in polarity are whole clauses of much the same words, both asserted."""
    denial, other = (p, q) if p.negative else (q, p)
    ours, theirs = _content(denial.text), _content(other.text)
    shared = sum(ours[stem] for stem in ours.keys() & theirs.keys())
    less, more = sorted((sum(ours.values()), sum(theirs.values())))
    return (
        p.force == q.force == "assert"
        and _clause(p.text)
        and _clause(q.text)
        and shared >= _COVERED * sum(ours.values())
        and less >= _LENGTHS * more
    )


def _clause(text: str) -> bool:
    """Whether a text has a verb of its own, as far as auxiliaries tell."""
    return text[:5].casefold() == "that " or any(word.stem in _AUXILIARIES for word in _words(text))


def _verbal(text: str) -> bool:
    """Whether a text has something like a verb: an auxiliary, an infinitive that it begins with, a participle or a past."""
    return (
        _clause(text)
        or text[:3].casefold() == "to "
        or any(text[w.start].islower() and text[w.start : w.end].endswith(("ed", "ing")) for w in _words(text) if w.content)
    )


_AUXILIARIES = frozenset(("be", "have", "do", "will", "would", "can", "could", "may", "must", "shall", "should"))


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
