"""Fits the weights by which "he" and "she" find whom they stand for.

    python -m training.pronouns --reference ../shared

An example is a pronoun with the figures that it may stand for, of which exactly one is right: in PolNeAR's training articles
by the chains of a coreference parser, which are not gold, and in GAP's snippets by hand. The model is log-linear over the
figures of an example (a softmax over a list), fitted by gradient ascent with a penalty on the weights. What the weights are
for is sources, so a pronoun that is one counts for more. Weights and accuracies are printed: those of weights fitted to four
articles in five on the fifth, and the weights fitted to all of them. Articles are read with the shipped weights, so that
fitting once more moves them by some hundredths.
"""

from __future__ import annotations

import argparse
import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sayso.annotate.known import actors
from sayso.annotate.speakers.article import laid_out
from sayso.annotate.speakers.cast import Figure
from sayso.annotate.speakers.pronouns import GENDER_OF, PRONOUNS, WEIGHTS, candidates, clues
from sayso.annotate.speakers.reading import place, read
from sayso.annotate.speakers.scene import opened
from sayso.annotate.speakers.sources import pronoun
from sayso.annotate.statements import Floats
from sayso.records import Document, Kind, Span, Statement, document_id, spans, statement_id
from training.data import load

# What a pronoun that is no statement's source counts. Fitted to all, the weights are right for 87.0 of 100 sources; they are
# for 85.3 where it counts 1, and for 83.9 and 84.1 of 100 other pronouns.
NO_SOURCE = 0.15
PENALTY = 1.0
STEPS = 300
RATE = 0.05
HELD_OUT = 5  # one article in so many
_LONGEST_MENTION = 60  # code points; a longer mention of a chain has other names in it


@dataclass(frozen=True)
class Pronoun:
    """A pronoun at code point `at` before it is read: the figures that it may stand for, and their clues (figure, clue)."""

    at: int
    source: bool
    figures: tuple[Figure, ...]
    clues: Floats


@dataclass(frozen=True)
class Example:
    """A pronoun's clues (figure, clue) and the number of the figure that is right; `kind`: where the example is from."""

    kind: str
    clues: Floats
    right: int

    @property
    def weight(self) -> float:
        """What it counts in the fit."""
        return 1.0 if self.kind == "sources" else NO_SOURCE


def pronouns(document: Document) -> Iterator[Pronoun]:
    """Each "he" and "she" of a document between two figures or more, as the reader comes to it."""
    scene = opened(laid_out(document, actors()))
    for item in read(scene, document.statements):
        if isinstance(item, Statement):
            person = pronoun(scene, item.source[0]) if item.source else None
            at = place(item)
        elif isinstance(item, Span):
            person, at = PRONOUNS[document.text[item.start : item.end].casefold()], item.start
        else:
            continue
        gender = GENDER_OF.get(person) if person else None
        figures = candidates(scene, gender) if gender else []
        if gender and len(figures) > 1:
            rows = np.array([clues(scene, figure, at, gender) for figure in figures], dtype=np.float32)
            yield Pronoun(at, isinstance(item, Statement), tuple(figures), rows)


def annotated(row: dict[str, Any]) -> Document:
    """An article of PolNeAR with its attributions."""
    text = row["text"]
    found = []
    for a in row["attributions"]:
        source, cue, content = (spans(sorted(a[role])) for role in ("source", "cue", "content"))
        if content:
            kind: Kind = "direct" if text[content[0].start] in '"“' else "indirect"
            found.append(Statement(statement_id(row["id"], source, cue, content), source, cue, content, kind, 1.0))
    return Document(document_id(text, None), text, published=row["date"], statements=tuple(found))


def silver(reference: Path) -> Iterator[list[Example]]:
    """The examples of each of PolNeAR's training articles: right is the one figure that the parser's chain names."""
    data = reference / "data"
    chains = {row["id"]: row["chains"] for row in load(data / "coref" / "polnear_corenlp_train.jsonl.gz")}
    for row in load(data / "polnear" / "train.jsonl.gz"):
        chain_at = {mention[0]: chain for chain in chains.get(row["id"], []) for mention in chain}
        found = []
        for p in pronouns(annotated(row)):
            mentions = [m for m in chain_at.get(p.at, []) if m[1] - m[0] < _LONGEST_MENTION]
            right = [any(start <= at < end for start, end, *_ in mentions for at in f.named) for f in p.figures]
            found += _examples("sources" if p.source else "other pronouns", p, right)
        yield found


def gap(reference: Path) -> Iterator[list[Example]]:
    """The examples of each of GAP's snippets, where someone has judged two names."""
    for part in ("development", "validation"):
        with (reference / "data" / "coref" / "gap" / f"gap-{part}.tsv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                yield _judged(row)


def _judged(row: dict[str, str]) -> list[Example]:
    offsets = {name: int(row[f"{name}-offset"]) for name in "AB" if row[f"{name}-coref"] == "TRUE"}
    names = [(start, start + len(row[name])) for name, start in offsets.items()]
    for p in pronouns(Document(document_id(row["Text"], None), row["Text"])):
        if p.at == int(row["Pronoun-offset"]):
            return _examples("GAP", p, [any(start <= at < end for start, end in names for at in f.named) for f in p.figures])
    return []


def _examples(kind: str, p: Pronoun, right: list[bool]) -> list[Example]:
    return [Example(kind, p.clues, right.index(True))] if sum(right) == 1 else []


def fit(examples: Sequence[Example]) -> Floats:
    """The weights (clue,) that make the right figures most likely, by Adam's steps (Kingma and Ba 2015)."""
    rows = np.concatenate([e.clues for e in examples]).astype(np.float64)
    sizes = [len(e.clues) for e in examples]
    begins = np.cumsum([0, *sizes[:-1]])
    right = begins + [e.right for e in examples]
    counts = np.array([e.weight for e in examples])
    weights, mean, square = (np.zeros(rows.shape[1]) for _ in range(3))
    for step in range(1, STEPS + 1):
        scores = rows @ weights
        likely = np.exp(scores - np.repeat(np.maximum.reduceat(scores, begins), sizes))
        likely *= np.repeat(counts / np.add.reduceat(likely, begins), sizes)
        slope = counts @ rows[right] - likely @ rows - PENALTY * weights
        mean, square = 0.9 * mean + 0.1 * slope, 0.99 * square + 0.01 * slope**2
        pace = RATE * (1.05 - step / STEPS)
        weights += pace * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-9)
    return weights.astype(np.float32)


def accuracies(weights: Floats, examples: Iterable[Example]) -> dict[str, str]:
    """Of the examples of each kind, the share for which the right figure scores best."""
    hits = defaultdict(list)
    for e in examples:
        hits[e.kind].append(int(np.argmax(e.clues @ weights)) == e.right)
    return {kind: f"{100 * np.mean(hit):.1f} of 100 ({len(hit)})" for kind, hit in hits.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, required=True, help="the folder that holds data/polnear and data/coref")
    reference = parser.parse_args().reference
    articles = [*silver(reference), *gap(reference)]
    seen = [e for n, article in enumerate(articles) if n % HELD_OUT for e in article]
    held_out = [e for article in articles[::HELD_OUT] for e in article]
    print("held out, weights fitted to the rest:", accuracies(fit(seen), held_out))
    shipped = np.array(WEIGHTS, dtype=np.float32)
    print("the same, the shipped weights, which were fitted to them too:", accuracies(shipped, held_out))
    print("weights fitted to all:", tuple(round(float(w), 2) for w in fit(seen + held_out)))


if __name__ == "__main__":
    main()
