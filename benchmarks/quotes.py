"""The same quotation across papers: precision and recall of keys and comparison on a set of the project's own.

    python benchmarks/quotes.py [--errors] [--words] [--reference ../shared]

`benchmarks/sets/quotes.jsonl` holds 300 pairs of printings of one quotation and 300 pairs that only look so, all invented
and written out by hand before the method was tuned. Odd lines are for tuning (dev), even ones for measuring (test); no
quotation stands in both. "No speaker known" judges the same pairs as if nobody knew who spoke, so that a slogan which
another repeats counts as a wrong link. --errors prints the pairs of dev that are judged wrongly, --words goes without
sentence vectors. --reference finds the quotations of the reference news by their marks alone and prints how many link
across articles and how fast, and no word of them.
"""

import argparse
import gzip
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import combinations, islice
from pathlib import Path

from sayso.link.quotes import compare, keys, quoted_pieces
from sayso.link.sentences import Sentences
from sayso.records import Document, Span, Statement, document_id
from sayso.text import paragraphs, quoted

SET = Path(__file__).parent / "sets" / "quotes.jsonl"
SPEAKER = {"same": True, "other": False, "unknown": None}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--reference", type=Path)
    parser.add_argument("--words", action="store_true", help="without sentence vectors")
    arguments = parser.parse_args()
    rows = [json.loads(line) for line in SET.read_text().splitlines()]
    for row in rows:
        row["alike"] = None if arguments.words else likeness(row["a"], row["b"])
    for name, part in (("dev", rows[::2]), ("test", rows[1::2])):
        measure(name, part, blind=False)
        measure(f"{name}, no speaker known", part, blind=True)
        by_kind(part)
    if arguments.errors:
        errors(rows[::2])
    if arguments.reference:
        reference(arguments.reference)


def likeness(a: str, b: str) -> float:
    one, other = vectors().vectors([a, b])
    return float(one @ other)


@cache
def vectors() -> Sentences:
    return Sentences()


def linked(row: dict, *, blind: bool = False) -> bool:
    if not set(keys(row["a"])) & set(keys(row["b"])):
        return False
    return compare(row["a"], row["b"], None if blind else SPEAKER[row["speaker"]], row["alike"]) is not None


def measure(name: str, rows: list[dict], *, blind: bool) -> None:
    started = time.perf_counter()
    found = [linked(row, blind=blind) for row in rows]
    took = time.perf_counter() - started
    right = sum(row["same"] for row, is_linked in zip(rows, found, strict=True) if is_linked)
    print(
        f"{name}: {len(rows)} pairs, precision {right / max(1, sum(found)):.3f}, "
        f"recall {right / sum(row['same'] for row in rows):.3f}, {len(rows) / took:.0f} pairs/s"
    )


def by_kind(rows: list[dict]) -> None:
    for same, word in ((True, "linked"), (False, "linked wrongly")):
        kinds = Counter(row["kind"] for row in rows if row["same"] == same)
        hits = Counter(row["kind"] for row in rows if row["same"] == same and linked(row))
        print(f"  {word}: " + ", ".join(f"{kind} {hits[kind]}/{n}" for kind, n in kinds.most_common()))


def errors(rows: list[dict]) -> None:
    for row in rows:
        if linked(row) != row["same"]:
            print(f"\n{'missed' if row['same'] else 'WRONG'} {row['kind']}, {row['speaker']} speaker\n  {row['a']}\n  {row['b']}")


def reference(shared: Path, articles: int = 1500) -> None:
    """How many quotations of how many articles link where nobody knows who spoke."""
    found: list[tuple[int, str]] = []
    for n, text in enumerate(islice(texts(shared), articles)):
        document = Document(document_id(text, None), text)
        content = tuple(Span(start, end) for start, end in quoted(text, paragraphs(text)))
        for piece in content:
            statement = Statement("", (), (), (piece,), "direct", 1.0)
            found += [(n, document.quote(pieces)) for pieces in [quoted_pieces(document, statement)] if pieces]
    started = time.perf_counter()
    sharing: dict[int, list[int]] = defaultdict(list)
    for i, (_, quotation) in enumerate(found):
        for key in keys(quotation):
            sharing[key].append(i)
    keyed = time.perf_counter()
    pairs = {pair for places in sharing.values() for pair in combinations(places, 2) if found[pair[0]][0] != found[pair[1]][0]}
    begun = time.perf_counter()
    links = [wording for i, j in pairs if (wording := compare(found[i][1], found[j][1]))]
    compared = time.perf_counter() - begun
    print(
        f"reference: {articles} articles, {len(found)} quotations, {sum(map(len, sharing.values())) / len(found):.1f} keys each, "
        f"{len(found) / (keyed - started):.0f} keyed/s\n"
        f"  {len(pairs)} pairs share a key, at most {max(map(len, sharing.values()))} quotations one, "
        f"{len(pairs) / compared:.0f} pairs/s\n"
        f"  {len(links)} link: {sum(not w.differences for w in links)} word for word, {sum(w.altered for w in links)} altered, "
        f"{sum(w.opposed for w in links)} of them in a number or a negation"
    )


def texts(shared: Path) -> Iterator[str]:
    for path in sorted((shared / "data/news/allsides").glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)["content_original"]


if __name__ == "__main__":
    main()
