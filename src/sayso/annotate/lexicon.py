"""The words and rules by which statements are judged, read from a TOML file that people write (`data/acts.toml`)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from sayso.errors import ReadError
from sayso.records import ACTS, Act

Mark = Literal["hedge", "none_given", "anonymous", "document", "first_hand"]
T = TypeVar("T")
_FILLERS = frozenset(
    [
        "also",
        "again",
        "then",
        "now",
        "even",
        "still",
        "just",
        "already",
        "once",
        "often",
        "so",
        "not",
        "been",
        "be",
        "being",
        "further",
    ]
)  # may stand inside a phrase
_MOST_FILLERS = 3  # between two words of a phrase
_VOWELS = frozenset("aeiou")


class Phrases(Generic[T]):
    """Words and phrases with what each stands for, found from left to right, the longest first.

    Adverbs and fillers ("has repeatedly and publicly called on") may stand inside a phrase.
    """

    __slots__ = ("_by_first", "firsts")

    def __init__(self, phrases: Iterable[tuple[str, T]]) -> None:
        """Of two equal phrases the first stands."""
        found: dict[str, dict[tuple[str, ...], T]] = {}
        for phrase, value in phrases:
            first, *rest = phrase.split()
            found.setdefault(first, {}).setdefault(tuple(rest), value)
        self._by_first = {w: sorted(rests.items(), key=lambda item: -len(item[0])) for w, rests in found.items()}
        self.firsts = frozenset(found)

    def at(self, words: Sequence[str], start: int, end: int) -> tuple[T, int] | None:
        """The longest phrase that begins with `words[start]` and stands before `end`, and the word after it."""
        for rest, value in self._by_first.get(words[start], ()):
            at = start + 1
            for word in rest:
                last = min(end, at + 1 + _MOST_FILLERS)
                while at < last and words[at] != word and (words[at] in _FILLERS or words[at].endswith("ly")):
                    at += 1
                if at >= last or words[at] != word:
                    break
                at += 1
            else:
                return value, at
        return None

    def within(self, words: Sequence[str], start: int, end: int) -> bool:
        """Whether any phrase stands in `words[start:end]`."""
        return any(words[i] in self.firsts and self.at(words, i, end) is not None for i in range(start, end))


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a content may look like: how it begins, what stands among its first `within` words, how it ends."""

    starts: Phrases[None]
    kinds: frozenset[str]  # of *ing, *name, *quote
    within: int
    words: Phrases[None]
    ends: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A change of act where the content matches any of `content` and none of `without`."""

    content: tuple[str, ...]
    without: tuple[str, ...]
    study: bool
    act: Act


@dataclass(frozen=True, slots=True)
class Entry:
    """A reporting word in its dictionary form, the act that it performs, and the rules that may change it."""

    lemma: str
    act: Act
    rank: int  # 0 for a word that counts wherever it stands, more for the acts that yield to others
    rules: tuple[Rule, ...]
    denies: bool


@dataclass(frozen=True, slots=True)
class Denial:
    """When a negation makes a denial."""

    within: int
    negations: frozenset[str]
    opposites: frozenset[str]
    unsaid: frozenset[str]
    acts: frozenset[str]
    starts: frozenset[str]
    stops: frozenset[str]
    own: frozenset[str]
    mild: frozenset[str]

    def negates(self, word: str) -> bool:
        return word in self.negations or word.endswith(("n't", "n’t"))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that statements are judged by."""

    cues: Phrases[Entry]
    silent: Entry  # stands for a cue that has no words, such as a colon
    unknown: Entry  # stands for a cue none of whose words is known
    patterns: Mapping[str, Pattern]
    denial: Denial
    hedging_cues: Phrases[bool]  # False for what only looks like one
    marks: Phrases[Mark]  # words around a statement that tell of distance or evidence
    documents: frozenset[str]
    studies: frozenset[str]
    outlets: frozenset[str]


@cache
def shipped() -> Lexicon:
    """The lexicon that comes with sayso."""
    return _lexicon([_File(_SHIPPED)])


def lexicon(path: Path) -> Lexicon:
    """The shipped lexicon with a file of one's own laid over it: lists are joined, and a word in both takes the own act.

    Raises ReadError where the file cannot be read, or holds something that its place does not want.
    """
    return _lexicon([_File(path), _File(_SHIPPED)])


_MARKS: tuple[tuple[str, str, Mark], ...] = (
    ("hedged", "words", "hedge"),
    ("evidence.none_given", "after", "none_given"),
    ("evidence.anonymous", "within", "anonymous"),
    ("evidence.document", "within", "document"),
    ("evidence.first_hand", "within", "first_hand"),
)
_SHIPPED = Path(str(files("sayso.data") / "acts.toml"))
_ACT_KEYS = ("verbs", "nouns", "words")
_PATTERN_KEYS = ("starts", "within", "words", "ends")
_RULE_KEYS = ("cue", "content", "without", "source", "act")
_KEYS: dict[str, tuple[str, ...]] = {
    "": ("weak", "strong", "act", "irregular", "pattern", "rule", "denies", "hedged", "evidence"),
    "act": ACTS,
    "denies": ("cues", "negations", "opposites", "unsaid", "acts", "starts", "within", "stops", "own", "mild"),
    "hedged": ("words", "cues", "but"),
    "evidence": ("none_given", "anonymous", "document", "first_hand"),
    "evidence.none_given": ("after",),
    "evidence.anonymous": ("within",),
    "evidence.document": ("within", "nouns", "studies"),
    "evidence.first_hand": ("within", "outlets"),
}  # what may stand in each table; `irregular` and `pattern` take any name


class _File:
    """A file of reporting words, read and checked: whatever is asked of it later is there and of its kind, or not there."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.rows: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ReadError(f"{error.strerror}; name a file of reporting words that can be read", str(path)) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ReadError(f"no TOML: {error}; correct it there", str(path)) from None
        self._check("", self.rows)
        for number, rule in enumerate(self.rows.get("rule", []), 1):
            self._keys(f"rule, number {number}", rule, _RULE_KEYS)
            for key in ("cue", "act"):
                if not isinstance(rule.get(key), str):
                    raise self.wrong(f"rule, number {number}", f"{key} wants {_WANTED[str]}; got {rule.get(key)!r}")
            if rule.get("source", "study") != "study":
                raise self.wrong(f"rule, number {number}", f'source wants "study" or nothing; got {rule["source"]!r}')

    def _check(self, place: str, rows: dict[str, Any]) -> None:
        known = _KEYS.get(
            place, _ACT_KEYS if place.startswith("act.") else _PATTERN_KEYS if place.startswith("pattern.") else None
        )
        self._keys(place, rows, known)
        for key, value in rows.items():
            inner = f"{place}.{key}".lstrip(".")
            wanted = _kind(place, inner)
            if type(value) is not wanted:
                raise self.wrong(place, f"{key} wants {_WANTED[wanted]}; got {value!r}")
            if isinstance(value, dict):
                self._check(inner, value)

    def _keys(self, place: str, rows: Any, known: tuple[str, ...] | None) -> None:
        if not isinstance(rows, dict):
            raise self.wrong(place, f"wants {_WANTED[dict]}; got {rows!r}")
        unknown = next((key for key in rows if key not in known), None) if known is not None else None
        if unknown is not None:
            raise self.wrong(place, f"{unknown!r} means nothing here; use {', '.join(known or ())}")

    def wrong(self, place: str, reason: str) -> ReadError:
        return ReadError(reason, f"{self.path}, [{place}]" if place else str(self.path))

    def act(self, place: str, name: Any) -> Act:
        for act in ACTS:
            if act == name:
                return act
        raise self.wrong(place, f"{name!r} is no act; use one of {', '.join(ACTS)}")

    def table(self, place: str) -> dict[str, Any]:
        rows: Any = self.rows
        for key in place.split(".") if place else ():
            rows = rows.get(key, {})
        return dict(rows)

    def words(self, place: str, key: str) -> list[str]:
        return _parted(self.table(place).get(key, ""))


def _kind(place: str, inner: str) -> type:
    """What the value at `inner`, which stands in `place`, must be."""
    if inner in (*_KEYS, "irregular", "pattern") or place in ("act", "pattern"):
        return dict
    if inner == "rule":
        return list
    return int if inner.endswith(".within") and not inner.startswith("evidence") else str


_WANTED: dict[type, str] = {
    str: "words parted by commas, in quotation marks",
    int: "a whole number",
    dict: "a table: [its.name] and its lines below",
    list: "tables, each under [[rule]]",
}


def _parted(words: str) -> list[str]:
    return [" ".join(phrase.lower().replace("’", "'").split()) for phrase in words.split(",") if phrase.strip()]


def _lexicon(layers: list[_File]) -> Lexicon:
    """The lexicon of some files, of which the first has the last word."""

    def words(place: str, key: str) -> list[str]:
        return [word for file in layers for word in file.words(place, key)]

    patterns = {name: _pattern(table) for file in reversed(layers) for name, table in file.table("pattern").items()}
    rules = [rule for file in reversed(layers) for rule in _rules(file, patterns)]
    weak, denying = words("", "weak"), frozenset(words("denies", "cues"))
    strong = denying.union(words("", "strong"))

    @cache
    def entry(lemma: str, act: Act) -> Entry:
        rank = next((1 + weak.index(name) for name in (lemma, act) if name in weak), 0) if lemma not in strong else 0
        own = tuple(rule for cues, rule in rules if lemma in cues or act.upper() in cues)
        return Entry(lemma, act, rank, own, act == "deny" or lemma in denying)

    nouns, studies = words("evidence.document", "nouns"), words("evidence.document", "studies")
    withins = [file.table("denies")["within"] for file in layers if "within" in file.table("denies")]
    denial = [frozenset(words("denies", field.name)) for field in fields(Denial) if field.name != "within"]
    return Lexicon(
        cues=Phrases((form, entry(lemma, act)) for form, lemma, act in _forms(layers)),
        silent=entry("", "state"),
        unknown=entry("unknown", "other"),
        patterns=patterns,
        denial=Denial(withins[0], *denial),
        hedging_cues=Phrases([(w, False) for w in words("hedged", "but")] + [(w, True) for w in words("hedged", "cues")]),
        marks=Phrases([(phrase, mark) for place, key, mark in _MARKS for phrase in words(place, key)]),
        documents=frozenset([*nouns, *map(_s, nouns)]),
        studies=frozenset([*studies, *map(_s, studies)]),
        outlets=frozenset(words("evidence.first_hand", "outlets")),
    )


def _rules(file: _File, patterns: Mapping[str, Pattern]) -> Iterator[tuple[frozenset[str], Rule]]:
    """The words and acts (in capitals) that each rule of a file is for, and the rule."""
    for number, row in enumerate(file.rows.get("rule", []), 1):
        place = f"rule, number {number}"
        content, without = (tuple(_parted(row.get(key, ""))) for key in ("content", "without"))
        for name in content + without:
            if name not in patterns:
                raise file.wrong(place, f"there is no pattern {name!r}; add [pattern.{name}] or use one of {', '.join(patterns)}")
        cues = (name.strip() for name in row.get("cue", "").split(","))
        yield frozenset(cues), Rule(content, without, "source" in row, file.act(place, row["act"]))


def _pattern(table: Mapping[str, Any]) -> Pattern:
    starts = _parted(table.get("starts", ""))
    return Pattern(
        Phrases((phrase, None) for phrase in starts if not phrase.startswith("*")),
        frozenset(phrase for phrase in starts if phrase.startswith("*")),
        table.get("within", 0),
        Phrases((phrase, None) for phrase in _parted(table.get("words", ""))),
        table.get("ends", ""),
    )


def _forms(layers: list[_File]) -> Iterator[tuple[str, str, Act]]:
    """Every form of every reporting word, with its dictionary form and its act."""
    irregular = {verb: forms.split() for file in reversed(layers) for verb, forms in file.table("irregular").items()}
    for file in layers:
        for name, table in file.table("act").items():
            act = file.act(f"act.{name}", name)
            for phrase in _parted(table.get("verbs", "")):
                first, _, rest = phrase.partition(" ")
                for form in irregular.get(first) or _bent(first):
                    yield f"{form} {rest}".strip(), phrase, act
                yield phrase, phrase, act
            for phrase in _parted(table.get("nouns", "")):
                yield phrase, phrase, act
                yield _s(phrase), phrase, act
            for phrase in _parted(table.get("words", "")):
                yield phrase, phrase, act


def _s(word: str) -> str:
    """The plural of a noun, or what a verb is with he, she or it."""
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _bent(verb: str) -> list[str]:
    """The forms of a regular verb; some of them no one writes, which does no harm."""
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return [_s(verb), verb[:-1] + "ied", verb + "ing"]
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    forms = [_s(verb), verb + "d" if verb.endswith("e") else verb + "ed", stem + "ing"]
    if len(verb) > 2 and verb[-1] not in "aeiouwxy" and verb[-2] in _VOWELS and verb[-3] not in _VOWELS:
        forms += [verb + verb[-1] + "ed", verb + verb[-1] + "ing"]
    return forms
