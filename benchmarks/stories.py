"""Measure how well articles of the same event are brought together, on giveme5w1h_news_cluster and basil.

giveme5w1h_news_cluster: 383 articles of 69 events, 2013 to 2018, all dated to the day; 38 events lie within a week, 18 reach over
more than a month, 7 over more than a year. basil: 100 events in three outlets each, 2010 to 2019, dated to the day, the three
at most four days apart. Precision, recall and F1 are B-cubed (Bagga and Baldwin 1998), over articles that are told title, text
and day alone. Every second event of each was used to choose the constants; the figures are those of the others: of each set,
and of both in one heap.

    python benchmarks/stories.py --reference ../shared
    python benchmarks/stories.py --reference ../shared --half 1    those that chose the constants
"""

from __future__ import annotations

import ast
import gzip
import json
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reference import arguments, report

from sayso.link.sentences import Sentences
from sayso.link.stories import candidates, groups, opening, story


@dataclass(frozen=True)
class Article:
    """What is told of an article, and its event."""

    event: tuple[str, str]
    title: str
    text: str
    published: str | None


def articles(reference: Path) -> Iterator[Article]:
    """The articles of both sets, with their events."""
    for row in _rows(reference / "data/news/giveme5w1h_news_cluster.jsonl.gz"):
        event = _parsed(row["newsCluster"])["EventId"]
        yield Article(("giveme5w1h", str(event)), row["title"], row["text"], (row["date_publish"] or "")[:10] or None)
    for row in _rows(reference / "data/news/basil.jsonl.gz"):
        told = _parsed(row["article"])
        text = "\n\n".join(" ".join(paragraph) for paragraph in _parsed(told["body-paragraphs"]))
        yield Article(("basil", told["triplet-uuid"]), told["title"], text, told["date"])


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _parsed(value: Any) -> Any:
    return ast.literal_eval(value) if isinstance(value, str) else value


def half(found: Sequence[Article], number: int) -> list[Article]:
    """The articles of every second event of each set, from the first or the second on."""
    names = {name for name, _ in (article.event for article in found)}
    events = {name: sorted({article.event for article in found if article.event[0] == name}) for name in names}
    chosen = {event for own in events.values() for event in own[number - 1 :: 2]}
    return [article for article in found if article.event in chosen]


def b_cubed(found: list[list[int]], events: Sequence[tuple[str, str]]) -> tuple[float, float, float]:
    """Precision, recall and F1 in percent: for each article, of its group and of its event the part that is of both."""
    sizes = Counter(events)
    precision = recall = 0.0
    for group in found:
        for event, count in Counter(events[i] for i in group).items():
            precision += count * count / len(group)
            recall += count * count / sizes[event]
    precision, recall = 100 * precision / len(events), 100 * recall / len(events)
    return precision, recall, 2 * precision * recall / (precision + recall)


def main() -> None:
    """Prints the figures."""
    parser = arguments(__doc__)
    parser.add_argument("--half", type=int, choices=(1, 2), default=2)
    told = parser.parse_args()
    chosen = half(list(articles(told.reference)), told.half)
    began = time.process_time()
    vectors = Sentences().vectors([opening(one.title, one.text) for one in chosen])
    encoded = time.process_time() - began
    stories = [story(one.title, one.text, one.published, vector) for one, vector in zip(chosen, vectors, strict=True)]
    figures: dict[str, float] = {"articles": len(chosen), "ms per vector": 1000 * encoded / len(chosen)}
    for name, sets in (("giveme5w1h", {"giveme5w1h"}), ("basil", {"basil"}), ("both", {"giveme5w1h", "basil"})):
        own = [i for i, one in enumerate(chosen) if one.event[0] in sets]
        here, events = [stories[i] for i in own], [chosen[i].event for i in own]
        pairs = candidates(here)
        began = time.process_time()
        precision, recall, f1 = b_cubed(groups(here, pairs), events)
        same = sum(count * (count - 1) // 2 for count in Counter(events).values())
        figures |= {
            f"{name}: events": len(set(events)),
            f"{name}: precision": precision,
            f"{name}: recall": recall,
            f"{name}: F1": f1,
            f"{name}: candidates": len(pairs),
            f"{name}: pairs of an event among them": 100 * sum(events[i] == events[j] for i, j in pairs) / same,
            f"{name}: ms to group": 1000 * (time.process_time() - began),
        }
    report([(key, f"{value:,.1f}") for key, value in figures.items()], figures)


if __name__ == "__main__":
    main()
