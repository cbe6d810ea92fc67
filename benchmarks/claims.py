"""The same claim in other words, and its denial: precision and recall of comparison on pairs that were judged.

`benchmarks/sets/claims.jsonl` names 600 pairs of statements by the offsets of their contents, without a word of them: two
accounts of one event out of giveme5w1h_news_cluster, basil and the demo record. The set `even` (400) was drawn over all
cosines from 0.5 to 0.97 and kinds of cue, `denials` (200) where one of two denies, 130 of them from within one article. Each
pair was judged in two readings as `same`, `denies` or `other`; a `?` is the reader's doubt. Where two readings differ, a pair
counts as `other`. Each event stands in one half (the demo's pairs in either): dev chose the constants, test measures. A pair
whose statement the model of today does not find counts as not linked.

    python benchmarks/claims.py --reference ../shared
    python benchmarks/claims.py --reference ../shared --errors   which pairs are judged wrongly, by their places
    python benchmarks/claims.py --reference ../shared --fit      the weights of src/sayso/link/claims.py again (scikit-learn)
"""

from __future__ import annotations

import ast
import gzip
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
from reference import arguments, report

from sayso.link import claims
from sayso.link.index import Bytes, Index, cosine, packed
from sayso.link.propositions import Proposition, proposition
from sayso.link.sentences import Sentences
from sayso.pipeline import annotating
from sayso.records import Document, Statement, document_id, spans

SET = Path(__file__).parent / "sets" / "claims.jsonl"
_KINDS = ("same", "denies")
_NEWS_EVERY = 50  # articles between lines of progress
_C = 0.5  # of the regression; from 0.05 to 2 the average precision on test is 0.74, on dev 0.81

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two statements: what it asserts, and its vector as the record keeps it."""

    proposition: Proposition
    vector: Bytes


@dataclass(frozen=True, slots=True)
class Pair:
    """A judged pair: its line, its label, and its sides; None where a statement was not found."""

    row: Row
    label: str
    sides: tuple[Side, Side] | None

    def nearness(self) -> float:
        assert self.sides is not None
        return cosine(self.sides[0].vector, self.sides[1].vector)

    def relation(self) -> claims.Relation | None:
        if self.sides is None or not all(claims.comparable(side.proposition) for side in self.sides):
            return None
        return claims.compare(self.sides[0].proposition, self.sides[1].proposition, self.nearness())

    def found(self) -> str:
        relation = self.relation()
        return relation.kind if relation else "other"


def label(readings: Sequence[str]) -> str:
    """What the readings agree on."""
    told = {reading.rstrip("?") for reading in readings}
    return told.pop() if len(told) == 1 else "other"


# -- the articles


def articles(reference: Path) -> Iterator[tuple[str, Document]]:
    """The articles of each corpus that pairs are from, as they were when the pairs were drawn."""
    for row in _rows(reference / "data/news/giveme5w1h_news_cluster.jsonl.gz"):
        published = (row["date_publish"] or "")[:10] or None
        yield "giveme5w1h", _document(row["dId"], row["text"], row["url"], row["source_domain"], row["title"], published)
    for row in _rows(reference / "data/news/basil.jsonl.gz"):
        told = _parsed(row["article"])
        text = "\n\n".join([told["title"], *(" ".join(paragraph) for paragraph in told["body-paragraphs"])])
        yield "basil", _document(row["path"], text, told["url"], told["source"], told["title"], told["date"])
    demo = resources.files("sayso") / "data" / "demo.jsonl"
    for row in map(json.loads, demo.read_text(encoding="utf-8").splitlines()):
        yield "demo", _document(row["id"], row["text"], row["url"], row["outlet"], row["title"], row["published"])


def _document(id: str, text: str, url: str | None, outlet: str, title: str, published: str | None) -> Document:
    return Document(document_id(text, url), text, url, outlet, title, published=published, source_id=id)


def _rows(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _parsed(value: Any) -> Any:
    return ast.literal_eval(value) if isinstance(value, str) else value


def read(reference: Path, rows: Sequence[Row]) -> dict[tuple[str, str], Document]:
    """Those articles that the rows name and whose text is still the same, with the statements of the shipped model."""
    wanted = {(side["corpus"], side["article"]): side["sha256"] for row in rows for side in (row["a"], row["b"])}
    chosen = {
        (corpus, document.source_id or ""): document
        for corpus, document in articles(reference)
        if hashlib.sha256(document.text.encode()).hexdigest() == wanted.get((corpus, document.source_id or ""))
    }
    found: dict[tuple[str, str], Document] = {}
    for key, document in zip(chosen, annotating(chosen.values()), strict=True):
        if isinstance(document, Document):
            found[key] = document
        if len(found) % _NEWS_EVERY == 0:
            print(f"{len(found)} of {len(chosen)} articles read", file=sys.stderr, flush=True)
    return found


def pairs(rows: Sequence[Row], documents: dict[tuple[str, str], Document]) -> list[Pair]:
    """The rows with what their statements assert."""
    sentences = Sentences()

    def side(row: Row) -> Side | None:
        document = documents.get((row["corpus"], row["article"]))
        statement = document and _at(document.statements, row["content"])
        if not document or not statement:
            return None
        own = proposition(document, statement)
        return Side(own, packed(sentences.vectors([own.text]))[0])

    told = [(row, side(row["a"]), side(row["b"])) for row in rows]
    return [Pair(row, label(row["readings"]), (a, b) if a and b else None) for row, a, b in told]


def _at(statements: Iterable[Statement], content: list[list[int]]) -> Statement | None:
    return next((s for s in statements if s.content == spans(content)), None)


# -- the figures


def agreement(rows: Sequence[Row]) -> tuple[int, float, float]:
    """How many pairs there are, the share in which the readings agree, and Cohen's kappa."""
    both = [[reading.rstrip("?") for reading in row["readings"]] for row in rows]
    share = sum(a == b for a, b in both) / len(both)
    ours, theirs = Counter(a for a, _ in both), Counter(b for _, b in both)
    chance = sum(ours[kind] * theirs[kind] for kind in ours) / len(both) ** 2
    return len(both), share, (share - chance) / (1 - chance)


def measured(kind: str, found: Sequence[Pair]) -> tuple[str, dict[str, float]]:
    """Precision and recall of a kind: as a line, and as figures."""
    hits = [pair for pair in found if pair.found() == kind]
    right, true = sum(pair.label == kind for pair in hits), sum(pair.label == kind for pair in found)
    precision, recall = right / max(1, len(hits)), right / max(1, true)
    line = f"precision {precision:.3f} ({right} of {len(hits)}), recall {recall:.3f} ({right} of {true})"
    return line, {"precision": precision, "recall": recall, "found": len(hits), "right": right, "true": true}


def shares_a_cell(pair: Pair) -> bool:
    """Whether the index would compare the two at all."""
    assert pair.sides is not None
    a, b = (side.vector[None] for side in pair.sides)
    return bool(Index([0], a).near(b, -1.0)[0])


def tell(found: Sequence[Pair], rows: Sequence[Row]) -> None:
    """Print the agreement of the readings, and the figures by set and half."""
    table: list[tuple[str, str]] = []
    figures: dict[str, Any] = {}
    for name in ("even", "denials"):
        count, share, kappa = agreement([row for row in rows if row["set"] == name])
        table.append((f"two readings, {name}", f"{count} pairs, agree on {share:.3f}, kappa {kappa:.3f}"))
        figures[f"readings, {name}"] = {"pairs": count, "agreement": share, "kappa": kappa}
    lost = sum(pair.sides is None for pair in found)
    table.append(("pairs whose statements are not both found", f"{lost} of {len(found)}"))
    figures["lost"] = lost
    for kind in _KINDS:
        for many, own in ((400, [pair for pair in found if pair.row["set"] == "even"]), (600, found)):
            for half in ("dev", "test"):
                name = f"{kind}, {many} pairs, {half}"
                line, figures[name] = measured(kind, [pair for pair in own if pair.row["half"] == half])
                table.append((name, line))
    same = [pair for pair in found if pair.label == "same" and pair.sides]
    near = sum(map(shares_a_cell, same))
    table.append(("same, share a cell of the index", f"{near / len(same):.3f} ({near} of {len(same)})"))
    figures["share a cell"] = near / len(same)
    report(table, figures)


def errors(found: Sequence[Pair]) -> None:
    """Print where the pairs of dev stand that are judged wrongly."""
    for number, pair in enumerate(found):
        if pair.row["half"] != "dev" or pair.found() == pair.label:
            continue
        relation = pair.relation()
        score = "statement not found" if pair.sides is None else f"score {relation.score:.2f}" if relation else "no link"
        print(f"{number} {pair.row['set']}: {pair.label}, found {pair.found()} ({score})")
        for side in (pair.row["a"], pair.row["b"]):
            print(f"    {side['corpus']} {side['article']} {side['content']}")


def fit(found: Sequence[Pair]) -> None:
    """Print the weights that a logistic regression gives on dev, from the pairs of one polarity that are compared."""
    try:
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import StandardScaler
    except ImportError:
        raise SystemExit("--fit wants scikit-learn, which sayso does not need: pip install scikit-learn") from None
    compared = [pair for pair in found if pair.row["set"] == "even" and pair.row["half"] == "dev" and _compared(pair)]
    told = [claims.features(*(side.proposition for side in pair.sides or ()), pair.nearness()) for pair in compared]
    names = list(told[0])
    scale = StandardScaler().fit(shape := np.array([[each[name] for name in names] for each in told]))
    regression = LogisticRegression(C=_C, max_iter=1000).fit(scale.transform(shape), [p.label == "same" for p in compared])
    weights = regression.coef_[0] / scale.scale_
    print(f"{len(compared)} pairs of dev")
    print({name: round(float(weight), 2) for name, weight in zip(names, weights, strict=True)})
    print(f"bias {regression.intercept_[0] - weights @ scale.mean_:.2f}")


def _compared(pair: Pair) -> bool:
    if pair.sides is None:
        return False
    p, q = (side.proposition for side in pair.sides)
    comparable = claims.comparable(p) and claims.comparable(q) and not claims._apart(p, q)
    return comparable and p.negative == q.negative and pair.nearness() >= claims.FLOOR


def main() -> None:
    """Prints the figures."""
    parser = arguments(__doc__)
    parser.add_argument("--errors", action="store_true", help="which pairs of dev are judged wrongly, by their places")
    parser.add_argument("--fit", action="store_true", help="make the weights again, on dev (scikit-learn)")
    asked = parser.parse_args()
    rows = [json.loads(line) for line in SET.read_text(encoding="utf-8").splitlines()]
    found = pairs(rows, read(asked.reference, rows))
    tell(found, rows)
    if asked.errors:
        errors(found)
    if asked.fit:
        fit(found)


if __name__ == "__main__":
    main()
