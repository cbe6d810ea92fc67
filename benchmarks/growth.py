"""Measure what it takes to link the last hundredth of a record's statements, in time and memory, as the record grows.

What is linked under the clock are always real articles of news/allsides, as the shipped model reads them, with every step:
vectors made anew, reprints, quotations, claims. `real`: the 10,000 statements before them are real articles too, linked before.
The larger records are synthetic: an account of 34 statements each, a statement made of the words of two real ones and a number
of its own, dated over ten years, a part in quotation marks; the vector of its claim is a weighted sum of the two real ones', so
that no 990,000 sentences are encoded; each statement is a claim of its own, more than in a real record. They are written by
sayso's own store as what linking would have written, and no speaker is told of them. Each record is linked in a process of its
own, whose peak of memory is told.

    python benchmarks/growth.py --reference ../shared
    python benchmarks/growth.py --reference ../shared --sizes 10000 100000
    python benchmarks/growth.py --reference ../shared --record sayso.db     articles of a record in place of news/allsides
"""

from __future__ import annotations

import hashlib
import math
import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from reference import allsides, arguments, report

import sayso
from sayso.link import quotes, reprints
from sayso.link.claims import comparable
from sayso.link.index import packed
from sayso.link.propositions import Proposition, proposition
from sayso.link.sentences import Floats, Sentences
from sayso.records import Document, Span, Statement, document_id, statement_id
from sayso.store import Record
from sayso.store.documents import insert
from sayso.store.links import Asserted, Links

_SIZES = (10_000, 100_000, 1_000_000)
_GOAL_SECONDS = 60.0
_PART = 100  # of the statements, one in so many is linked under the clock
_POOL = 3_000  # real propositions that synthetic ones are made of
_STATEMENTS = 34  # an article, as in news/allsides
_QUOTED = 3  # of the statements, one in so many stands in quotation marks
_BATCH = 500  # documents written at a time
_FIRST, _DAYS = date(2012, 1, 1), 3650


@dataclass(frozen=True, slots=True)
class Pool:
    """What synthetic statements are made of. Shape of `vectors`: (proposition, 384)."""

    propositions: list[Proposition]
    vectors: Floats


def extracted(db: Path, reference: Path, statements: int) -> None:
    """Read articles of news/allsides into a record until it has enough statements."""
    articles = (
        Document(document_id(row["text"], row["url"]), row["text"], row["url"], row["outlet"], published=row["published"])
        for row in allsides(reference)
    )
    with sayso.open(db) as record:
        for outcome in record.adding(articles):
            if outcome.what == "stored" and record.count() >= statements:
                return


def parts(source: Path, size: int) -> tuple[list[Document], Iterator[Document]]:
    """The articles that are linked under the clock, and those after them."""
    with Record(source, must_exist=True) as record:
        documents = list(record.documents())
    held = np.cumsum([len(document.statements) for document in documents])
    many = int(np.searchsorted(held, size // _PART)) + 1
    return documents[:many], iter(documents[many:])


def pool(documents: Iterator[Document]) -> Pool:
    """Propositions of real statements, with their vectors."""
    every = (proposition(document, s) for document in documents for s in document.statements)
    chosen = [p for _, p in zip(range(_POOL), filter(comparable, every), strict=False)]
    return Pool(chosen, Sentences().vectors([p.text for p in chosen]))


def real(db: Path, source: Path, size: int) -> None:
    """A record of real articles that are linked, but for the last."""
    last, others = parts(source, size)
    with sayso.open(db) as record:
        while record.count() < size - size // _PART:
            record.add([next(others)])
        record.link()
        record.add(last)


def synthetic(db: Path, source: Path, size: int) -> None:
    """A record whose articles are synthetic and linked, but for the last."""
    last, others = parts(source, size)
    made = accounts(pool(others), size - size // _PART, random.Random(size))
    with sayso.open(db) as record:
        own = record._db
        own.execute("PRAGMA synchronous = OFF")
        links = Links(own, record._transaction)
        written = 0
        while batch := [account for _, account in zip(range(_BATCH), made, strict=False)]:
            with record._transaction():
                for document, asserted, vectors in batch:
                    insert(own, document, "2026-01-01T00:00:00+00:00")
                    write(links, document, asserted, vectors)
            written += sum(len(asserted) for _, asserted, _ in batch)
            print(f"{written:,} of {size:,} statements written", file=sys.stderr, flush=True)
        record.add(last)


def accounts(pool: Pool, statements: int, chance: random.Random) -> Iterator[tuple[Document, list[Asserted], Floats]]:
    """Synthetic articles, what their statements assert, and the vectors of that."""
    for first in range(0, statements, _STATEMENTS):
        told = [recombined(pool, number, chance) for number in range(first, min(first + _STATEMENTS, statements))]
        texts = [f"“{a.text}”" if chance.randrange(_QUOTED) == 0 else a.text for a, _ in told]
        text = "\n\n".join(texts)
        id, at, own = document_id(text, None), 0, []
        for each in texts:
            content = (Span(at, at + len(each)),)
            own.append(
                Statement(statement_id(id, (), (), content), (), (), content, "direct" if each[0] == "“" else "indirect", 0.9)
            )
            at += len(each) + 2
        day = _FIRST + timedelta(days=chance.randrange(_DAYS))
        document = Document(id, text, published=day.isoformat(), extractor="synthetic", statements=tuple(own))
        yield document, [a for a, _ in told], np.array([vector for _, vector in told])


def recombined(pool: Pool, number: int, chance: random.Random) -> tuple[Asserted, Floats]:
    """A proposition of the words of two, more of the first's, and its vector."""
    a, b = (chance.randrange(len(pool.propositions)) for _ in range(2))
    share = chance.uniform(0.1, 0.45)
    p, others = pool.propositions[a], pool.propositions[b].text.split()
    words = [others[i % len(others)] if chance.random() < share else word for i, word in enumerate(p.text.split())]
    vector = (1 - share) * pool.vectors[a] + share * pool.vectors[b]
    text = f"{' '.join(words)} {number}"
    return Asserted(text, p.negative, p.by_cue, p.force, tuple(sorted(p.names)), ()), vector / np.linalg.norm(vector)


def write(links: Links, document: Document, asserted: list[Asserted], vectors: Floats) -> None:
    """Write what linking a document would have written, had it found each statement to be the first of its kind."""
    number = links._db.execute("SELECT number FROM documents WHERE id = ?", (document.id,)).fetchone()[0]
    kept = packed(vectors)
    links.keep_document(number, number, kept[0].tobytes())
    links.keep_keys("text", reprints.keys(document.text), number)
    statements = links.statements(number)
    for s, own, vector in zip(document.statements, asserted, kept, strict=True):
        links.assert_(statements[s.id], links.new_proposition(own, None, 1.0, vector.tobytes()))
        text = document.quote(quotes.quoted_pieces(document, s))
        sha256 = hashlib.sha256(text.encode()).digest()
        if (keys := quotes.keys(text)) and links.known_quotation(sha256) is None:
            quotation = links.new_quotation(sha256, text, None, None)
            links.keep_keys("quotation", keys, quotation)
            links.quote(statements[s.id], quotation)


def linked(db: Path) -> dict[str, float]:
    """Link what is not linked, in this process, and tell what that took."""
    with sayso.open(db, must_exist=True) as record:
        before, began, cpu = record.status(), time.perf_counter(), time.process_time()
        documents = record.link()
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return {
            "statements": record.count(),
            "documents linked": documents,
            "seconds": seconds,
            "cpu seconds": cpu,
            "peak MB": peak,
            "record MB": int(before["bytes"]) / 1e6,
        }


def alone(work: Callable[..., Any], *given: object) -> Any:
    """What a call gives, in a fresh process."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process:
        return process.submit(work, *given).result()


def tell(found: dict[str, dict[str, float]]) -> None:
    """Print what each record took, and how that grew beside n log n from the first synthetic one on."""
    table: list[tuple[str, str]] = []
    synthetic = [own for name, own in found.items() if name.startswith("synthetic")]
    for name, own in found.items():
        line = (
            f"{own['documents linked']:,.0f} documents in {own['seconds']:.1f} s ({own['cpu seconds']:.1f} s of CPU), "
            f"peak {own['peak MB']:,.0f} MB, record {own['record MB']:,.0f} MB"
        )
        if own in synthetic[1:]:
            n, first = own["statements"], synthetic[0]
            allowed = n * math.log(n) / (first["statements"] * math.log(first["statements"]))
            own |= {"n log n": allowed, "time": own["seconds"] / first["seconds"], "memory": own["peak MB"] / first["peak MB"]}
            line += f"; time x {own['time']:.1f}, memory x {own['memory']:.1f}, n log n x {allowed:.1f}"
        table.append((name, line))
    table.append(("goal", f"no faster than n log n; 1,000,000 in under {_GOAL_SECONDS:.0f} s on two cores"))
    report(table, dict(found))


def main() -> None:
    """Prints the figures."""
    parser = arguments(__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=_SIZES, metavar="N", help="statements of the synthetic records")
    parser.add_argument("--record", type=Path, metavar="DB", help="a record whose articles are taken: 20,000 statements at least")
    asked = parser.parse_args()
    found: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = asked.record or folder / "articles.db"
        if asked.record is None:
            alone(extracted, source, asked.reference, 2 * _SIZES[0] + max(asked.sizes) // _PART)
        for kind, size, build in (("real", _SIZES[0], real), *(("synthetic", size, synthetic) for size in asked.sizes)):
            db = folder / f"{kind}-{size}.db"
            alone(build, db, source, size)
            found[f"{kind}, {size:,}"] = alone(linked, db)
            print(found, file=sys.stderr, flush=True)
            db.unlink()
    tell(found)


if __name__ == "__main__":
    main()
