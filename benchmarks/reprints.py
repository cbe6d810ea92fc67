"""Measure how many reprints are found among the 10,000 articles of news/allsides, and how many found are none.

Of each half of the articles some are made into copies (cut, reordered, under another headline, spelt otherwise with other
quotation marks, a word in forty changed, all of these) and some have a paragraph or two run inside another article. Copies and
articles lie in one heap; two are compared where they share a key. Recall: of the pairs made so, the part found, and for copies
found as whole. True duplicates: pairs of two outlets of which one has 0.3 of its five-word shingles in common with the other,
by exact sets of what stands outside quotation marks. Precision: of all pairs found, those that were made or are true; what
else was found between two outlets was read one by one, and the verdicts stand below. Pairs of one outlet are left out: a
paper's own furniture makes no second source.

The constants were chosen on the first half; the figures are those of the second.

    python benchmarks/reprints.py --reference ../shared
    python benchmarks/reprints.py --reference ../shared --show     what was found between two outlets and not made
    python benchmarks/reprints.py --reference ../shared --tune     on the first half, with other constants
"""

from __future__ import annotations

import random
import re
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from reference import allsides, arguments, report

from sayso.link import reprints
from sayso.link.reprints import Reprint, compare, keys

_COPIES = ("cut", "reordered", "re-headed", "respelt", "edited", "all")
_EACH = 150  # made of each kind
_COMMON = 100  # a key of more texts than this makes no candidates
_DUPLICATE = 0.3
_SPELT = {
    "color": "colour", "favor": "favour", "labor": "labour", "honor": "honour", "center": "centre", "defense": "defence",
    "organization": "organisation", "recognize": "recognise", "program": "programme", "percent": "per cent", "meter": "metre",
    "traveled": "travelled", "canceled": "cancelled", "license": "licence", "toward": "towards", "while": "whilst", "Mr.": "Mr",
    "Sen.": "Senator", "among": "amongst", "gray": "grey", "skeptical": "sceptical", "judgment": "judgement",
}  # fmt: skip
_SWAPPED = {**_SPELT, **{british: american for american, british in _SPELT.items()}}
_SPELLING = re.compile(r"(?<!\w)(?:" + "|".join(sorted(map(re.escape, _SWAPPED), key=len, reverse=True)) + r")(?!\w)")
_MARKS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "—": "-", "–": "-"})
_IN_MARKS = re.compile(r"\"[^\"]*\"|“[^”]*”")
_CLOSED = re.compile(r'"([^"\n]*)"')
_HOLDING_PARAGRAPH = 30  # words outside quotation marks
# Pairs of two outlets that share less than _DUPLICATE and have a passage in common that is nobody's quotation: an agency's
# paragraph, or an excerpt of the one that the other sets without marks. Two more were found and read and are none.
_TRUE = frozenset(
    frozenset(pair.split())
    for pair in (
        "1BWXZ9UzXsGYjnpf ENJRd8qM594tCnHo",
        "63a0IR07IWBKZreR 7Lo9i3PaTy3afC7X",
        "7Xvu0OTtWeBSVzrv AROxNSewNwi97yVw",
        "8ptGcrLGCDVZwd8S CgkFP8FvM5WzgUVx",
        "0mCkCAGWdx0fnaC9 1ZBReCgHDERR8u4u",
        "3VWmPgM9jeR3tAXD FDWHrhXqHUgYJ9Pj",
        "AFVGxopynS7PXvGy Bs7mnZ8P7h9DYo3L",
        "AtQBPSFeSvSAkQuz COYLfQk69SP3A7DA",
        "EVOcbxyHJDqCCG9j FRU4X4YHeFJyCZA9",
    )
)

Row = dict[str, Any]


@dataclass
class Heap:
    """Texts by id; the pairs that were made, with their kind; and where a made text comes from."""

    texts: dict[str, str]
    outlets: dict[str, str]
    made: dict[frozenset[str], str] = field(default_factory=dict)
    origins: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def put(self, kind: str, text: str, *origins: str) -> None:
        id = f"made {len(self.origins)}"
        self.texts[id], self.origins[id] = text, origins
        for origin in origins:
            whole = not kind.startswith("part") or origin != origins[0]
            self.made[frozenset((id, origin))] = kind if origin == origins[0] else "host" * whole


def heap(rows: list[Row], each: int) -> Heap:
    """The articles and what is made of them, always the same."""
    chance = random.Random(len(rows))
    own = Heap({row["id"]: row["text"] for row in rows}, {row["id"]: row["outlet"] for row in rows})
    long = [row for row in rows if len(row["text"].split()) >= 200 and row["text"].count("\n\n") >= 7]
    for kind in _COPIES:
        for row, other in zip(chance.sample(long, each), chance.sample(long, each), strict=True):
            own.put(kind, _copy(kind, row["text"], other["title"], chance), row["id"])
    for kind, count in (("part: a paragraph", 1), ("part: two paragraphs", 2), ("part: two, respelt", 2)):
        for row, host in zip(chance.sample(long, each), chance.sample(long, each), strict=True):
            taken = _taken(row["text"], count, chance)
            if taken and row is not host:
                taken = _respelt(taken) if "respelt" in kind else taken
                own.put(kind, _inside(host["text"], taken, chance), row["id"], host["id"])
    return own


def _copy(kind: str, text: str, title: str, chance: random.Random) -> str:
    parts = text.split("\n\n")
    if kind in ("cut", "all"):
        parts = parts[: max(3, int(len(parts) * chance.uniform(0.3, 0.7)))]
    if kind in ("reordered", "all"):
        chance.shuffle(parts)
    if kind in ("re-headed", "all"):
        parts = [title, f"PORT ALVANE, April {chance.randrange(1, 30)} (Halyard) - {parts[0]}", *parts[1:]]
    copy = "\n\n".join(parts)
    if kind in ("edited", "all"):
        words = copy.split(" ")
        copy = " ".join("another" if chance.random() < 1 / 40 else word for word in words)
    return _respelt(copy) if kind in ("respelt", "all") else copy


def _respelt(text: str) -> str:
    """The text in the other English, curly marks made straight or straight ones single and curly."""
    curly = "“" in text
    text = _SPELLING.sub(lambda m: _SWAPPED[m.group()], text)
    return text.translate(_MARKS) if curly else _CLOSED.sub(r"‘\1’", text)


def _taken(text: str, count: int, chance: random.Random) -> str:
    """So many paragraphs in a row, each with enough words of its own; none where there are no such."""
    parts = [part for part in text.split("\n\n") if part.strip()]
    fit = [len(_IN_MARKS.sub("", part).split()) >= _HOLDING_PARAGRAPH for part in parts]
    places = [i for i in range(len(parts) - count + 1) if all(fit[i : i + count])]
    at = chance.choice(places) if places else 0
    return "\n\n".join(parts[at : at + count]) if places else ""


def _inside(host: str, taken: str, chance: random.Random) -> str:
    parts = host.split("\n\n")
    at = chance.randrange(1, len(parts))
    return "\n\n".join([*parts[:at], taken, *parts[at:]])


def duplicates(rows: list[Row]) -> set[frozenset[str]]:
    """Pairs of two outlets with enough five-word shingles in common outside quotation marks, by exact sets."""
    sets = {}
    for row in rows:
        told = "\n".join(line for line in row["text"].split("\n") if "(@" not in line)
        words = re.findall(r"\w+", _IN_MARKS.sub(" ", told).lower())
        sets[row["id"]] = {tuple(words[i : i + 5]) for i in range(len(words) - 4)}
    places: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for id, own in sets.items():
        for shingle in own:
            places[shingle].append(id)
    shared = Counter(pair for ids in places.values() if 1 < len(ids) <= 10 for pair in combinations(ids, 2))
    outlets = {row["id"]: row["outlet"] for row in rows}
    return {
        frozenset((a, b))
        for (a, b), count in shared.items()
        if outlets[a] != outlets[b] and count >= _DUPLICATE * min(len(sets[a]), len(sets[b]))
    }


def found(own: Heap) -> tuple[dict[frozenset[str], Reprint], dict[str, float]]:
    """The pairs found by keys and comparison, and what that cost."""
    began = time.process_time()
    fingerprints = {id: keys(text) for id, text in own.texts.items()}
    keyed = time.process_time() - began
    pairs = _candidates(own, fingerprints)
    began = time.process_time()
    results = {frozenset((a, b)): result for a, b in pairs if (result := compare(own.texts[a], own.texts[b]))}
    compared = time.process_time() - began
    words = sum(len(text.split()) for text in own.texts.values())
    return results, {
        "keys per 1,000 words": 1000 * sum(map(len, fingerprints.values())) / words,
        "articles/s for keys": len(own.texts) / keyed,
        "pairs compared": len(pairs),
        "ms per comparison": 1000 * compared / max(1, len(pairs)),
    }


def _candidates(own: Heap, fingerprints: dict[str, tuple[int, ...]]) -> list[tuple[str, str]]:
    places: defaultdict[int, list[str]] = defaultdict(list)
    for id, own_keys in fingerprints.items():
        for key in own_keys:
            places[key].append(id)
    pairs = {pair for ids in places.values() if len(ids) <= _COMMON for pair in combinations(ids, 2)}
    return sorted(pair for pair in pairs if own.outlets.get(pair[0], "a") != own.outlets.get(pair[1], "b"))


def figures(own: Heap, rows: list[Row], results: dict[frozenset[str], Reprint], show: bool) -> dict[str, float]:
    """Recall by kind and precision, in percent."""
    true = duplicates(rows)
    by_kind: defaultdict[str, list[bool]] = defaultdict(list)
    for pair, kind in own.made.items():
        result = results.get(pair)
        by_kind[kind].append(result is not None)
        if not kind.startswith("part"):
            by_kind[f"{kind}, as whole"].append(result is not None and result.whole)
    by_kind["true duplicates"] = [pair in results for pair in true]
    natural = [pair for pair in results if not pair & own.origins.keys()]
    right = [pair for pair in natural if pair in true or pair in _TRUE]
    if show:
        for pair in natural:
            _show(own, *sorted(pair), verdict="true" if pair in true else "read: true" if pair in _TRUE else "?")
    wrong = [pair for pair in results if pair & own.origins.keys() and not _explained(own, pair, results)]
    copies = [
        hit
        for kind, hits in by_kind.items()
        if kind in ("cut", "reordered", "re-headed", "respelt", "edited", "all")
        for hit in hits
    ]
    parts = [hit for kind, hits in by_kind.items() if kind.startswith("part") for hit in hits]
    good = sum(pair in results for pair in own.made) + len(right)
    return {
        "recall, copies": _percent(copies),
        "recall, parts": _percent(parts),
        **{f"recall, {kind}": _percent(hits) for kind, hits in by_kind.items()},
        "true duplicates": len(true),
        "found of two outlets, not made": len(natural),
        "of these right": len(right),
        "made, wrong": len(wrong),
        "precision": 100 * good / max(1, good + len(natural) - len(right) + len(wrong)),
    }


def _explained(own: Heap, pair: frozenset[str], results: dict[frozenset[str], Reprint]) -> bool:
    """Whether two texts, one at least made, come from the same article or from two that are reprints of each other."""
    first, second = (own.origins.get(id, (id,)) for id in pair)
    return any(a == b or frozenset((a, b)) in results or own.outlets[a] == own.outlets[b] for a in first for b in second)


def _show(own: Heap, a: str, b: str, verdict: str) -> None:
    found = compare(own.texts[a], own.texts[b])
    assert found is not None
    longest = max((span for span, _ in found.runs), key=lambda span: span.end - span.start)
    print(
        f"{verdict:10} {a} {b} {own.outlets[a]} / {own.outlets[b]} {found.share_a:.2f} {found.share_b:.2f} {len(found.runs)} runs"
    )
    print("    " + " ".join(own.texts[a][longest.start : longest.end].split())[:400])


def _percent(hits: list[bool]) -> float:
    return 100 * sum(hits) / max(1, len(hits))


def tune(rows: list[Row]) -> None:
    """The figures of a half with other constants."""
    for name, values in (("_PASSAGE", (20, 25, 30)), ("_WINDOW", (16, 32)), ("_GAP", (0, 8)), ("_FOOT", (0,))):
        chosen = getattr(reprints, name)
        for value in values:
            setattr(reprints, name, value)
            own = heap(rows, 60)
            results, costs = found(own)
            told = {**figures(own, rows, results, False), **costs}
            print(name, value, {key: round(told[key], 2) for key in told if "as whole" not in key})
        setattr(reprints, name, chosen)


def main() -> None:
    """Prints the figures of the second half, or with --tune those of the first."""
    parser = arguments(__doc__)
    parser.add_argument("--tune", action="store_true", help="on the first half, with other constants")
    parser.add_argument("--show", action="store_true", help="what was found between two outlets and not made")
    parser.add_argument("--half", type=int, choices=(1, 2), default=2)
    told = parser.parse_args()
    rows = list(allsides(Path(told.reference)))[(1 if told.tune else told.half) - 1 :: 2]
    if told.tune:
        tune(rows)
        return
    own = heap(rows, _EACH)
    results, costs = found(own)
    everything = {**figures(own, rows, results, told.show), **costs}
    report([(name, f"{value:,.2f}") for name, value in everything.items()], everything)


if __name__ == "__main__":
    main()
