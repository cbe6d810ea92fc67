"""Nouns that describe a speaker: `spokeswoman`, `officials`, `report`."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

NOUNS = Path(__file__).parents[2] / "data" / "roles.toml"
NounKind = Literal["person", "group", "organisation", "document"]


@dataclass(frozen=True, slots=True)
class Noun:
    """The head of a noun phrase, in small letters and as written, and what it stands for.

    `kind`: a `person`, a `group` of people without a head (`voters`), an `organisation` (`ministry`), a `document`
    (`report`). `plural`: several of them. `gender`: "m" or "f" where the noun says it. `anonymous`: the noun is what one
    calls a source that is not named (`official`, `aide`, `insiders`). `relation`: it makes sense with whose it is only
    (`lawyer`, `mother`, `spokesman`). `high`: an office that one person holds at a time (`president`, `foreign minister`).
    """

    head: str
    kind: NounKind
    plural: bool = False
    gender: Literal["m", "f"] | None = None
    anonymous: bool = False
    relation: bool = False
    high: bool = False


_CUT = re.compile(
    r"\s*[,;:(\[–—]\s*|\s+(?:of|for|in|at|to|on|from|with|by|about|against|among|between|close|familiar|near|inside|outside|"
    r"within|including|who|whom|whose|that|which|where|when|as|and|or|but|speaking|briefed|working|involved|based|under|over|"
    r"aged|behind|directly|not|were|was|is|are|has|have|had)\s+"
)
_PIECE = re.compile(r"[\w’'.&/-]+")
_LONGEST = 4  # words of the longest entry


@lru_cache(maxsize=8192)
def noun(words: str) -> Noun | None:
    """The head noun of a noun phrase, where it is one of `roles.toml`; "a former aide to Mr. Bush" is `aide`.

    Words after a preposition are no part of the head, but an entry may reach over one ("chief of staff").
    """
    text = words.strip().casefold().replace("’", "'").replace("-", " ")
    cut = _CUT.search(text)
    first = _PIECE.findall(text[: cut.start()] if cut else text)
    rest = _PIECE.findall(text[cut.start() :])[: _LONGEST - 1] if cut else []
    if found := _head(first, rest):
        return found
    for end in range(len(first) - 1, 0, -1):  # "a lawsuit filed Monday": what a participle says more of comes before it
        if re.search("(?:ed|ing|en|wn|made|led)$", first[end]) and (found := _head(first[:end], [])):
            return found
    last = first[-1] if first else ""
    return _known().get(last.rpartition("/")[2]) if "/" in last else None


def _head(first: list[str], rest: list[str]) -> Noun | None:
    """The longest entry that ends at the end of `first`, or that reaches on into `rest`."""
    known = _known()
    for more in range(len(rest), -1, -1):
        for take in range(min(len(first), _LONGEST - more), 0, -1):
            if found := known.get(" ".join([*first[-take:], *rest[:more]])):
                return found
    return None


@cache
def _known() -> dict[str, Noun]:
    table = tomllib.loads(NOUNS.read_text(encoding="utf-8"))
    marks = {mark: frozenset(table["marks"][mark]) for mark in ("anonymous", "relation", "high")}
    known: dict[str, Noun] = {}
    for kind in ("person", "group", "organisation", "document"):
        for name, entries in table[kind].items():
            for entry in entries:
                one, _, given = entry.partition(" / ")
                flags = {mark: one in entries for mark, entries in marks.items()}
                flags["anonymous"] |= one.split()[-1] in marks["anonymous"] and not flags["high"]
                gender: Literal["m", "f"] | None = "m" if name == "men" else "f" if name == "women" else None
                many = given or _plural(one)
                if kind == "group":  # "officials" are as anonymous as an official
                    known[one] = replace(known[one], kind=kind) if one in known else Noun(one, kind, True, gender, **flags)
                    continue
                known[one] = Noun(one, kind, False, gender, **flags)
                known.setdefault(many, Noun(many, kind, True, gender, **flags))
    groups = {name for name, entry in known.items() if entry.kind == "group"}
    return {
        name: replace(entry, kind="group") if entry.plural and entry.kind == "person" and name.split()[-1] in groups else entry
        for name, entry in known.items()
    }


def _plural(one: str) -> str:
    """The regular plural; of "chief of staff" and "attorney general" the file gives it."""
    head, of, rest = one.partition(" of ")
    if of:
        return f"{_plural(head)} of {rest}"
    if one.endswith("man"):
        return one[:-3] + "men"
    if re.search(r"(?:s|x|z|ch|sh)$", one):
        return one + "es"
    return one[:-1] + "ies" if re.search(r"[^aeiou]y$", one) else one + "s"
