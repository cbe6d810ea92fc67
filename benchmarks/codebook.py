"""Coding by a codebook: are the concepts right, and the agreement, after 10, 5 and 3 examples of each?

    python benchmarks/codebook.py [--errors] [--concepts]

`benchmarks/sets/codebook.toml` holds ten concepts of four invented debates with ten examples each, `codebook.jsonl` 350 other
statements with the concepts that they are about (none for 86 of them) and whether the speaker agrees, written out by hand in
other words than the examples. Odd lines are for tuning (dev), even ones for measuring (test). A proposal for a statement that
is about nothing counts against precision. With 5 and 3 examples, and with 4 and 2 of the concepts: the mean over eight draws.

`words`: the same method on words in place of vectors. `half`: half of the statements with 10 examples; `half, taught`: the
same after a coder accepted or rejected whatever was proposed for the other half; the mean over eight halvings. --errors
prints what is wrong on dev, --concepts the F1 of each concept.
"""

import argparse
import json
import math
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from sayso.link.codebook import Codebook, Coder, Example
from sayso.link.propositions import negated
from sayso.link.sentences import Sentences
from sayso.link.words import words

SETS = Path(__file__).parent / "sets"
DRAWS = 8


@dataclass(frozen=True)
class Coded:
    text: str
    codes: dict[str, bool]
    negative: bool


@dataclass(frozen=True)
class Score:
    f1: float  # the mean over concepts
    precision: float
    recall: float
    agreement: float  # right among the concepts that are found
    threshold: float
    expected: float  # F1 on the codebook's own examples, each left out

    def __str__(self) -> str:
        return (
            f"macro F1 {self.f1:.3f}  precision {self.precision:.3f}  recall {self.recall:.3f}  agreement {self.agreement:.3f}  "
            f"threshold {self.threshold:.3f}  F1 on the examples {self.expected:.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--concepts", action="store_true")
    arguments = parser.parse_args()
    codebook = Codebook.read(SETS / "codebook.toml")
    rows = [coded(json.loads(line)) for line in (SETS / "codebook.jsonl").read_text(encoding="utf-8").splitlines()]
    vectors = remembered(Sentences().vectors)
    for name, part in (("dev", rows[::2]), ("test", rows[1::2])):
        print(f"{name}: {len(part)} statements, {sum(not row.codes for row in part)} about nothing")
        for count in (10, 5, 3):
            books = [codebook] if count == 10 else [drawn(codebook, count, seed) for seed in range(DRAWS)]
            print(f"  {count:2} examples   {mean([measured(book.learned(vectors), part) for book in books])}")
            print(f"     words      {mean([measured(book.learned(by_words(book)), part) for book in books])}")
        for size in (4, 2):
            books = [some(codebook, size, seed) for seed in range(DRAWS)]
            print(f"  {size} concepts    {mean([measured(book.learned(vectors), within(part, book)) for book in books])}")
        halves = [halved(part, seed) for seed in range(DRAWS)]
        print(f"  half          {mean([measured(codebook.learned(vectors), rest) for _, rest in halves])}")
        print(
            f"  half, taught  {mean([measured(taught(codebook, vectors, half).learned(vectors), rest) for half, rest in halves])}"
        )
        if arguments.concepts:
            for concept, f1 in by_concept(codebook.learned(vectors), part).items():
                print(f"    {f1:.2f}  {concept}")
    if arguments.errors:
        errors(codebook.learned(vectors), rows[::2])


def coded(row: dict) -> Coded:
    return Coded(row["text"], row["codes"], row.get("denies", False) or negated(words(row["text"])))


def remembered(vectors: Callable) -> Callable:
    known: dict[str, np.ndarray] = {}

    def recall(texts: list[str]) -> np.ndarray:
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known.update(zip(new, vectors(new), strict=True))
        return np.stack([known[text] for text in texts])

    return recall


def by_words(codebook: Codebook) -> Callable:
    """Vectors of stems, the rarer in the codebook the longer (tf-idf)."""
    examples = [e.text for concept in codebook.concepts for e in concept.examples]
    known = Counter(stem for text in examples for stem in stems(text))
    place = {stem: i for i, stem in enumerate(known)}
    weight = np.array([math.log(len(examples) / n) for n in known.values()])

    def vectors(texts: list[str]) -> np.ndarray:
        found = np.zeros((len(texts), len(place)), dtype=np.float32)
        for row, text in zip(found, texts, strict=True):
            row[[place[stem] for stem in stems(text) if stem in place]] = 1
        found *= weight
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)

    return vectors


def stems(text: str) -> set[str]:
    return {word.stem for word in words(text) if word.content}


def drawn(codebook: Codebook, count: int, seed: int) -> Codebook:
    """With that many examples of each concept, at least one of them accepted."""
    chance = random.Random(seed)
    return Codebook(tuple(replace(c, examples=tuple(chance.sample(c.examples, count))) for c in codebook.concepts))


def some(codebook: Codebook, size: int, seed: int) -> Codebook:
    return Codebook(tuple(random.Random(seed).sample(codebook.concepts, size)))


def within(rows: list[Coded], codebook: Codebook) -> list[Coded]:
    """The statements with what they are about among the concepts of a codebook."""
    names = {concept.name for concept in codebook.concepts}
    return [replace(row, codes={name: agrees for name, agrees in row.codes.items() if name in names}) for row in rows]


def halved(rows: list[Coded], seed: int) -> tuple[list[Coded], list[Coded]]:
    mixed = random.Random(seed).sample(rows, len(rows))
    return mixed[: len(rows) // 2], mixed[len(rows) // 2 :]


def taught(codebook: Codebook, vectors: Callable, rows: list[Coded]) -> Codebook:
    """After a coder has judged all that is proposed for other statements."""
    for row, found in zip(rows, proposed(codebook.learned(vectors), rows), strict=True):
        for name in found:
            codebook = codebook.decided(name, Example(row.text, row.codes.get(name), "coder"))
    return codebook


def proposed(coder: Coder, rows: list[Coded]) -> list[dict[str, bool]]:
    found = coder.propose([row.text for row in rows], [row.negative for row in rows])
    return [{coding.concept: coding.agreement for coding in codings} for codings in found]


def measured(coder: Coder, rows: list[Coded]) -> Score:
    found = proposed(coder, rows)
    right = [(row.codes[name], given[name]) for row, given in zip(rows, found, strict=True) for name in row.codes.keys() & given]
    return Score(
        f1=float(np.mean(list(by_concept(coder, rows).values()))),
        precision=len(right) / max(sum(map(len, found)), 1),
        recall=len(right) / sum(len(row.codes) for row in rows),
        agreement=float(np.mean([wanted == got for wanted, got in right])),
        threshold=coder.threshold,
        expected=float(np.mean(list(coder.f1.values()))),
    )


def by_concept(coder: Coder, rows: list[Coded]) -> dict[str, float]:
    found = proposed(coder, rows)
    both = Counter(name for row, given in zip(rows, found, strict=True) for name in row.codes.keys() & given)
    either = Counter(name for row in rows for name in row.codes) + Counter(name for given in found for name in given)
    return {name: 2 * both[name] / either[name] for name in coder.f1}


def mean(scores: list[Score]) -> Score:
    return Score(*np.mean([list(vars(score).values()) for score in scores], axis=0))


def errors(coder: Coder, rows: list[Coded]) -> None:
    for row, given in zip(rows, proposed(coder, rows), strict=True):
        if row.codes != given:
            print(f"{row.text}\n    wanted {row.codes or 'nothing'}, got {given or 'nothing'}")


if __name__ == "__main__":
    main()
