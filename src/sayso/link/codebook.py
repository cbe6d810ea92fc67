"""A codebook: concepts with coded examples, by which more statements are coded.

A statement is about a concept, and its speaker agrees with it or not (discourse networks, Leifeld 2017). Coding is by the
nearest examples: how near a statement lies to the nearest of a concept, less how near it lies to the nearest of any other.
`benchmarks/codebook.py` prints how well.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso.errors import ReadError, SaysoError
from sayso.link.propositions import negated
from sayso.link.words import words

Floats = NDArray[np.float32]
Vectors = Callable[[Sequence[str]], Floats]  # (text, width), each of unit length

# Macro F1 on dev with 10, 5 and 3 examples of ten concepts, and 10 of two: 0.75, 0.65, 0.56, 0.59. With another value:
# _NEAREST 1: 0.71, 0.64, 0.56, 0.57; 3: 0.72, 0.65, 0.60, 0.58; _RIVAL 0: 0.49, 0.47, 0.42, 0.54; 0.8: 0.71, 0.67, 0.57, 0.58;
# _WORDS 0: 0.67, 0.64, 0.54, 0.59; 1: 0.70, 0.64, 0.57, 0.57; without _NOTHING: 0.75, 0.68, 0.61, 0.47. With 10 examples the
# concepts' centres reach 0.66, a ridge regression 0.68, a threshold for each concept 0.03 less than one for all.
_NEAREST = 2  # examples of a concept, its description among them, whose likeness counts
_RIVAL = 0.6  # how much of the likeness to what it may be instead is taken off
_WORDS = 0.5  # how much words in common count beside vectors
# Agreement right on dev: 0.74, by the examples alone 0.68, by _against alone 0.72, if all agree 0.58.
_NEARER = 0.05  # a likeness by which one example counts e times another
_LEANING = 0.7  # how much it counts by itself that a text speaks against something; 1 is as much as all examples


@dataclass(frozen=True, slots=True)
class Example:
    """A coded statement: whether its speaker agrees with the concept, None where it is not about it (a rejected one).

    `by`: who coded it.
    """

    text: str
    agreement: bool | None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Concept:
    """What statements may be about. Raises SaysoError where no example is accepted."""

    name: str
    description: str
    examples: tuple[Example, ...]

    def __post_init__(self) -> None:
        if not any(example.agreement is not None for example in self.examples):
            raise SaysoError(f"the concept {self.name!r} has no example; give it some, ten or more if possible")

    def decided(self, *examples: Example) -> Concept:
        """The concept with more examples, each in place of one with the same text."""
        return replace(self, examples=tuple({e.text: e for e in (*self.examples, *examples)}.values()))


@dataclass(frozen=True, slots=True)
class Coding:
    """A concept that a statement is about, and whether its speaker agrees with it.

    `score`: its likeness to that concept less 0.6 of that to the next, at most 1; never below the coder's `threshold`.
    """

    concept: str
    agreement: bool
    score: float


@dataclass(frozen=True, slots=True)
class Codebook:
    """Concepts, each with another name. Raises SaysoError where there is none or a name stands twice."""

    concepts: tuple[Concept, ...]

    def __post_init__(self) -> None:
        names = Counter(concept.name for concept in self.concepts)
        twice = next((name for name, count in names.items() if count > 1), None)
        if twice is not None:
            raise SaysoError(f"the concept {twice!r} stands twice; join the two or rename one")
        if not names:
            raise SaysoError("no concept; begin one with a line [[concept]]")

    @classmethod
    def read(cls, path: Path) -> Codebook:
        """The codebook that a TOML file holds. Raises ReadError, which names file, concept and remedy."""
        try:
            return _codebook(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ReadError(f"{error.strerror}; name a codebook that can be read", str(path)) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ReadError(f"no TOML: {error}; correct it there", str(path)) from None
        except SaysoError as error:
            raise ReadError(str(error), str(path)) from None

    def decided(self, concept: str, example: Example) -> Codebook:
        """The codebook with a coder's decision, accepted or rejected. Raises SaysoError where there is no such concept."""
        names = [c.name for c in self.concepts]
        if concept not in names:
            raise SaysoError(f"no concept {concept!r}; use one of {', '.join(map(repr, names))}")
        return Codebook(tuple(c.decided(example) if c.name == concept else c for c in self.concepts))

    def learned(self, vectors: Vectors) -> Coder:
        """What codes statements as the examples are coded."""
        return Coder(self, vectors)


def decide(path: Path, concept: str, example: Example) -> Codebook:
    """Add a coder's decision to the end of a codebook's file, all else as it stands; the codebook with it.

    Raises ReadError where the file with the decision would be no codebook; then it is left as it was.
    """
    Codebook.read(path)
    text, block = path.read_text(encoding="utf-8"), _block(concept, example)
    try:
        codebook = _codebook(text + block)
    except (tomllib.TOMLDecodeError, SaysoError) as error:
        raise ReadError(f"cannot take the decision: {error}", str(path)) from None
    with path.open("a", encoding="utf-8") as file:
        file.write(block)
    return codebook


def _block(concept: str, example: Example) -> str:
    verdict = "rejected = true" if example.agreement is None else f"agreement = {json.dumps(example.agreement)}"
    by = "" if example.by is None else f"by = {_quoted(example.by)}\n"
    return f"\n[[decision]]\nconcept = {_quoted(concept)}\ntext = {_quoted(example.text)}\n{verdict}\n{by}"


def _quoted(text: str) -> str:
    """A basic string of TOML: one of JSON in which DEL is written as its escape."""
    whole = text.encode("utf-8", "replace").decode()  # a lone surrogate cannot be written
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")


_KEYS: dict[str, dict[str, type]] = {
    "codebook": {"concept": list, "decision": list},
    "concept": {"name": str, "description": str, "examples": list, "rejected": list},
    "example": {"text": str, "agreement": bool, "by": str},
    "rejected": {"text": str, "by": str},
    "decision": {"concept": str, "text": str, "agreement": bool, "rejected": bool, "by": str},
}
_OPTIONAL = {"by", "agreement", "rejected", "decision"}
_WANTED: dict[type, str] = {str: "words in quotation marks", bool: "true or false", list: "a list of tables"}


def _codebook(text: str) -> Codebook:
    rows = _checked("codebook", tomllib.loads(text), "the codebook")
    codebook = Codebook(tuple(_concept(row, number) for number, row in enumerate(rows["concept"], 1)))
    decided: dict[str, list[Example]] = {concept.name: [] for concept in codebook.concepts}
    for number, row in enumerate(rows.get("decision", ()), 1):
        where = f"decision {number}"
        _checked("decision", row, where)
        if ("agreement" in row) == row.get("rejected", False):
            raise SaysoError(f"{where}: wants either agreement = true or false, or rejected = true")
        if row["concept"] not in decided:
            raise SaysoError(f"{where}: no concept {row['concept']!r}; use one of {', '.join(map(repr, decided))}")
        decided[row["concept"]].append(Example(row["text"], row.get("agreement"), row.get("by")))
    return Codebook(tuple(concept.decided(*decided[concept.name]) for concept in codebook.concepts))


def _concept(row: Any, number: int) -> Concept:
    name = row.get("name") if isinstance(row, dict) else None
    where = f"concept {name!r}" if isinstance(name, str) else f"concept {number}"
    _checked("concept", row, where)
    examples = [_example("example", e, f"{where}, example {n}") for n, e in enumerate(row["examples"], 1)]
    rejected = [_example("rejected", e, f"{where}, rejected {n}") for n, e in enumerate(row.get("rejected", ()), 1)]
    return Concept(row["name"], row["description"], (*examples, *rejected))


def _example(kind: str, row: Any, where: str) -> Example:
    _checked(kind, row, where)
    if kind == "example" and "agreement" not in row:
        raise SaysoError(f"{where}: agreement is missing; give agreement = true or false")
    return Example(row["text"], row.get("agreement"), row.get("by"))


def _checked(kind: str, row: Any, where: str) -> Mapping[str, Any]:
    known = _KEYS[kind]
    if not isinstance(row, dict):
        raise SaysoError(f"{where}: wants a table; got {row!r}")
    for key, value in row.items():
        if key not in known:
            raise SaysoError(f"{where}: {key!r} means nothing here; use {', '.join(known)}")
        if type(value) is not known[key] or value == "":
            raise SaysoError(f"{where}: {key} wants {_WANTED[known[key]]}; got {value!r}")
    missing = next((key for key in known if key not in row and key not in _OPTIONAL), None)
    if missing is not None:
        raise SaysoError(f"{where}: {missing} is missing; give {_WANTED[known[missing]]}")
    return row


class Coder:
    """Proposes codings by the examples of a codebook; a concept's description is one more that agrees.

    `threshold`: the score from which it proposes, where F1 is best on the codebook's own examples, each coded by all others,
    and on 45 statements about nothing in it. `f1`: that figure, for each concept. It promises too much where the examples are
    more alike than what is to be coded.
    """

    def __init__(self, codebook: Codebook, vectors: Vectors) -> None:
        self._names = [concept.name for concept in codebook.concepts]
        known = [(i, e) for i, c in enumerate(codebook.concepts) for e in (*c.examples, Example(c.description, agreement=True))]
        texts = [example.text for _, example in known]
        self._space = _Space([*texts, *_NOTHING], vectors)
        self._known = self._space.points(texts)
        self._concept = np.array([i for i, _ in known])
        self._rejected = np.array([example.agreement is None for _, example in known])
        self._refused = {(example.text, i) for i, example in known if example.agreement is None}
        self._agreeing = np.array([example.agreement is True for _, example in known])
        self._contrary = np.array([_against(text) for text in texts])
        self.threshold, self.f1 = self._fitted(texts)

    def propose(self, texts: Sequence[str], negative: Sequence[bool]) -> list[list[Coding]]:
        """For each statement the concepts that it is about, the likeliest first, and whether its speaker agrees.

        `texts`: contents, with names in place of pronouns; `negative`: which of them hold something not to be so
        (`Proposition.text`, `Proposition.negative`).
        """
        return [self._codings(text, no) for text, no in zip(texts, negative, strict=True)]

    def _codings(self, text: str, negative: bool) -> list[Coding]:
        """Each text by itself, since what stands beside it in a product of matrices may change the last digit."""
        likeness = self._space.points([text]) @ self._known.T
        scores = self._scores(likeness)[0]
        ranked = [int(c) for c in np.argsort(-scores, kind="stable") if scores[c] >= self.threshold]
        about = [c for c in ranked if (text, c) not in self._refused]  # what is like it may still be proposed
        contrary = negative or _against(text)
        return [Coding(self._names[c], self._agrees(likeness[0], c, contrary), round(float(scores[c]), 3)) for c in about]

    def _scores(self, likeness: Floats) -> Floats:
        """Shape: (text, concept), from the likeness to all that is known (text, known)."""
        near, rejected = np.zeros((2, len(likeness), len(self._names)), dtype=np.float32)
        for c in range(len(self._names)):
            own = self._concept == c
            near[:, c] = np.sort(likeness[:, own & ~self._rejected], axis=1)[:, -_NEAREST:].mean(axis=1)
            rejected[:, c] = likeness[:, own & self._rejected].max(axis=1, initial=0)
        order = np.sort(np.pad(near, ((0, 0), (1, 0))), axis=1)  # beside the concepts one that nothing is like
        other = np.where(near == order[:, -1:], order[:, -2:-1], order[:, -1:])
        return (near - _RIVAL * np.maximum(other, rejected)).astype(np.float32)

    def _agrees(self, likeness: Floats, concept: int, contrary: bool) -> bool:
        """By the examples, the nearer the more; one that speaks against something as it does, or does not, has its agreement."""
        own = (self._concept == concept) & ~self._rejected
        weights = np.exp((likeness[own] - likeness[own].max()) / _NEARER)
        votes = np.where(self._agreeing[own], 1, -1) * np.where(self._contrary[own] == contrary, 1, -1)
        return bool(weights @ votes / weights.sum() + (-_LEANING if contrary else _LEANING) > 0)

    def _fitted(self, known: Sequence[str]) -> tuple[float, dict[str, float]]:
        """The threshold and the F1 of each concept, each accepted text coded as if it were not known.

        What is rejected only is not among them: it was proposed, thus scores high, and would raise the threshold.
        """
        accepted = [text for text, rejected in zip(known, self._rejected, strict=True) if not rejected]
        place = {text: i for i, text in enumerate(dict.fromkeys([*accepted, *_NOTHING]))}
        same = np.arange(len(place))[:, None] == np.array([place.get(text, -1) for text in known])
        scores = self._scores(np.where(same, 0, self._space.points(list(place)) @ self._known.T))
        right = np.zeros(scores.shape, dtype=bool)
        for c in range(len(self._names)):
            right[:, c] = same[:, (self._concept == c) & ~self._rejected].any(axis=1)
        threshold = _best(scores.ravel(), right.ravel())
        proposed = scores >= threshold
        f1 = 2 * (proposed & right).sum(axis=0) / (proposed.sum(axis=0) + right.sum(axis=0))
        return threshold, dict(zip(self._names, f1.tolist(), strict=True))


class _Space:
    """Where texts lie: by the vectors of what they mean, and by their words, the rarer among the known texts the more."""

    def __init__(self, known: Sequence[str], vectors: Vectors) -> None:
        self._vectors = vectors
        count = Counter(stem for text in known for stem in _stems(text))
        self._place = {stem: i for i, stem in enumerate(count)}
        self._weight = np.log((len(known) + 1) / np.array(list(count.values())))

    def points(self, texts: Sequence[str]) -> Floats:
        """Shape: (text, width), each of unit length or less, the product of two their likeness."""
        said = np.zeros((len(texts), len(self._place)))
        for row, text in zip(said, texts, strict=True):
            row[[self._place[stem] for stem in _stems(text) if stem in self._place]] = 1
        said *= self._weight
        said *= _WORDS / np.maximum(np.linalg.norm(said, axis=1, keepdims=True), np.finfo(float).tiny)
        both: Floats = np.hstack([self._vectors(texts), said]).astype(np.float32)
        return both / np.float32(np.hypot(1, _WORDS))


def _stems(text: str) -> set[str]:
    return {word.stem for word in words(text) if word.content}


def _best(scores: Floats, right: NDArray[np.bool_]) -> float:
    """The score between those that are taken and those that are not where F1 is best, the highest such."""
    order = np.argsort(-scores, kind="stable")
    taken = np.arange(1, len(order) + 1)
    best = int(np.argmax(2 * np.cumsum(right[order]) / (taken + right.sum())))
    return float(scores[order[best : best + 2]].mean())


# Right on the codebook's 100 examples, taken to disagree where they speak against something: 0.78; by negations alone 0.67.
_HOSTILE = frozenset(
    word.stem
    for word in words(
        "absurd against attack bankrupt betray blackmail blow bribe burden catastrophe cruel damage danger destroy disaster "
        "disgrace expensive expropriation fail failure folly foolish fraud harm illegal insult kill madness mistake naive oppose "
        "outrage pointless punish reckless refuse repeal ridiculous robbery ruin sabotage scandal scrap shame stupid superfluous "
        "threat trap unaffordable unfair unjust unnecessary unconstitutional useless veto violate waste wrong"
    )
)


def _against(text: str) -> bool:
    """Whether a text speaks against something, as far as single words tell."""
    found = words(text)
    return negated(found) or any(word.stem in _HOSTILE for word in found)


_NOTHING = (
    "that he had nothing to add",
    "I am not going to comment on that",
    "the meeting had been frank and useful",
    "that the vote would be held on Thursday",
    "We are confident that we will win",
    "that taxes on small firms should be cut",
    "the deficit is larger than the government admits",
    "an inquiry into the conduct of the police",
    "the suspect had acted alone",
    "that two people had been killed and nine injured",
    "our thoughts are with the families",
    "the army to double the number of its tanks",
    "that the ceasefire was holding",
    "sanctions against the regime",
    "a new trade agreement with the islands",
    "that prices would go on rising until the spring",
    "the central bank should not have waited so long",
    "hospitals are short of beds and of doctors",
    "that the vaccine was safe",
    "more money for teachers",
    "children should not have telephones at school",
    "that the border would stay closed",
    "those who seek asylum must be heard",
    "the judges were wrong in law",
    "I did not take the money",
    "that she would resign if she was asked to",
    "the newspaper had invented the quotation",
    "the prime minister has lost the confidence of her party",
    "a coalition with the conservatives",
    "that he had known nothing about the contract",
    "farmers are drowning in forms",
    "that forests burn because nobody clears them",
    "the climate is changing faster than the laws",
    "a referendum on the constitution",
    "women are still paid less for the same work",
    "that the telephone network had been down for six hours",
    "the company would shed four hundred jobs",
    "profits were up by a fifth on last year",
    "that the film deserved its prize",
    "It was the best match of my life",
    "rain is expected towards evening",
    "that the bridge had been inspected in May",
    "history will judge us",
    "we are a small country with a long memory",
    "that young people were leaving the villages",
)  # what statements in the news are about where they are about nothing in the codebook
