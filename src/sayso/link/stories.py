"""Stories: articles of many outlets that tell of the same event.

Two articles are held against each other by what they mean (the sentence vector of headline and opening), by the rare words
that they share, and by the days between them. Groups are made of the likeliest two first, a group standing for the mean of
its articles (average linkage), so that it does not matter in what order articles come.
"""

from __future__ import annotations

import heapq
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import blake2b
from itertools import combinations, islice

import numpy as np
from numpy.typing import NDArray

from sayso.link.reprints import folded
from sayso.network import SHIPPED, vocabulary
from sayso.records import days

# A logistic regression (scikit-learn 1.9, C=100) on the pairs of every second event of giveme5w1h_news_cluster and of basil,
# and as pairs of different events on 1,302 of news/allsides of the second half of 2019 that share a key and lie more than ten
# days apart: without these a month of one affair is one event. benchmarks/stories.py prints what the other events give.
_MEANING, _WORDS, _DAYS, _NEITHER = 10.8, 6.07, -0.758, -6.08
_UNDATED = 2.0  # as of articles six days apart
_OPENING = 500  # code points
_READ = 300  # words
_LONGEST = 60  # letters of a word
_HEAVIEST = 6  # words of an article of which two in common, or one in the same fortnight, make two articles candidates
_KEPT = 500  # words of a group
_HELD_BY = 100  # articles of one key

_WORD = re.compile(r"[^\W_]{2,}")
_FIRST_WORD = 1996  # of the vocabulary, whose words stand in order of how often they are used


@dataclass(frozen=True, slots=True)
class Story:
    """An article, or the mean of several, as it is compared.

    `vector`: of the opening. `terms`: words with their weights, of unit length for an article. `day`: of publication, as an
    ordinal. `count`: how many articles.
    """

    vector: NDArray[np.float32]
    terms: Mapping[str, float]
    day: float | None
    count: int = 1


def opening(title: str | None, text: str) -> str:
    """The words of an article whose sentence vector `story` wants: its headline and first lines."""
    return f"{title or ''}. {text[:_OPENING]}"


def story(title: str | None, text: str, published: str | None, vector: NDArray[np.float32]) -> Story:
    """An article to be compared; `published` is ISO 8601 and counts where it tells the day."""
    first, last = days(published) if published else ("", "")
    return Story(vector, _terms(title or "", text), date.fromisoformat(first).toordinal() if first and first == last else None)


def keys(story: Story) -> tuple[int, ...]:
    """At most 27 signed 64-bit integers, of which two articles that may tell of the same event have one in common.

    They stand for each two of the article's six heaviest words, and for each of these in the fortnights of its publication.
    """
    names = (item for item in sorted(story.terms.items(), key=lambda item: (-item[1], item[0])) if item[0].isalpha())
    heaviest = [word for word, _ in islice(names, _HEAVIEST)]
    signs = [" ".join(pair) for pair in combinations(sorted(heaviest), 2)]
    if story.day is not None:
        fortnights = (f"from {story.day // 14}", f"middle {(story.day + 7) // 14}")
        signs += [f"{word} {fortnight}" for word in heaviest for fortnight in fortnights]
    digests = (blake2b(sign.encode("utf-8", "surrogatepass"), digest_size=8).digest() for sign in signs)
    return tuple(sorted({int.from_bytes(digest, "little", signed=True) for digest in digests}))


def candidates(stories: Sequence[Story]) -> list[tuple[int, int]]:
    """The places of those that share a key; one that over 100 have tells nothing."""
    places: defaultdict[int, list[int]] = defaultdict(list)
    for i, one in enumerate(stories):
        for key in keys(one):
            places[key].append(i)
    return sorted({pair for own in places.values() if len(own) <= _HELD_BY for pair in combinations(own, 2)})


def compare(a: Story, b: Story) -> float:
    """How likely two articles, or the articles of two groups, tell of the same event: 0 to 1."""
    return 1 / (1 + math.exp(-_logit(a, b)))


def together(a: Story, b: Story) -> Story:
    """The mean of two stories by the number of their articles."""
    share = a.count / (a.count + b.count)
    mean: defaultdict[str, float] = defaultdict(float)
    for one, part in ((a, share), (b, 1 - share)):
        for word, weight in one.terms.items():
            mean[word] += part * weight
    kept = heapq.nlargest(_KEPT, mean.items(), key=lambda item: (item[1], item[0]))
    known = [(one.day, part) for one, part in ((a, share), (b, 1 - share)) if one.day is not None]
    day = sum(day * part for day, part in known) / sum(part for _, part in known) if known else None
    return Story((share * a.vector + (1 - share) * b.vector).astype(np.float32), dict(kept), day, a.count + b.count)


def groups(stories: Sequence[Story], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Articles by event: the places in `stories` of each group's, in order; an article of no other's event stands alone.

    `pairs`: places of those that share a key. Groups are joined, the likeliest two first, as long as two are likelier than
    not the same event; only those with a pair between them are.
    """
    joined = dict(enumerate(stories))
    members = {i: [i] for i in joined}
    beside: defaultdict[int, set[int]] = defaultdict(set)
    for i, j in pairs:
        beside[i].add(j)
        beside[j].add(i)
    likely = [(-value, i, j) for i in beside for j in beside[i] if i < j and (value := _logit(joined[i], joined[j])) > 0]
    heapq.heapify(likely)
    new = len(stories)
    while likely:
        _, i, j = heapq.heappop(likely)
        if i not in joined or j not in joined:
            continue
        joined[new] = together(joined.pop(i), joined.pop(j))
        members[new] = members.pop(i) + members.pop(j)
        beside[new] = (beside.pop(i) | beside.pop(j)) - {i, j}
        for k in sorted(beside[new]):
            beside[k] = (beside[k] - {i, j}) | {new}
            if (value := _logit(joined[k], joined[new])) > 0:
                heapq.heappush(likely, (-value, k, new))
        new += 1
    return sorted(sorted(group) for group in members.values())


def _logit(a: Story, b: Story) -> float:
    few, many = sorted((a.terms, b.terms), key=len)
    words = sum(weight * many[word] for word, weight in few.items() if word in many)
    apart = _UNDATED if a.day is None or b.day is None else math.log1p(min(abs(a.day - b.day), 365))
    return _MEANING * float(a.vector @ b.vector) + _WORDS * words + _DAYS * apart + _NEITHER


def _terms(title: str, text: str) -> dict[str, float]:
    """The words of headline (twice) and opening, weighted by how rare they are and how often they stand there."""
    counts = Counter(folded(word) for word in islice(_words(title, title, text), _READ))
    weights = {word: (1 + math.log(count)) * _rarity(word) ** 2 for word, count in counts.items()}
    length = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {word: weight / length for word, weight in weights.items() if weight}


def _words(*texts: str) -> Iterator[str]:
    for text in texts:
        for m in _WORD.finditer(text):
            yield m.group()[:_LONGEST]


def _rarity(word: str) -> float:
    """0 for the commonest words to 1 for those that are not among the 30,522 of the encoder's vocabulary."""
    ranks = _ranks()
    return math.log(max(1, ranks[word] - _FIRST_WORD + 1)) / math.log(len(ranks)) if word in ranks else 1.0


@cache
def _ranks() -> dict[str, int]:
    return vocabulary(SHIPPED / "vocab.txt")
