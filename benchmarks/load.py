"""Extract every article of news/allsides and count the documents that fail and the spans that are not their text's.

Each article goes through sayso's own reader. A span must lie inside the text, its words must be
`text[start:end]`, the text must come back unchanged, and the document must survive its wire form.
Exit code 1 unless all do.

    python benchmarks/load.py --reference ../shared
    python benchmarks/load.py --reference ../shared --articles 200 --jobs 2
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from reference import allsides, arguments, corpus, report

import sayso
from sayso.pipeline import annotated
from sayso.records import ROLES, from_json, json_line, to_json

_NEWS_EVERY = 10.0  # seconds between lines of progress


@dataclass(frozen=True, slots=True)
class Examined:
    """What one article gave: its counts, why it failed, what is wrong with its spans, and its process's memory."""

    words: int = 0
    statements: int = 0
    spans: int = 0
    seconds: float = 0.0
    peak_mb: float = 0.0
    failure: str | None = None
    wrong: tuple[str, ...] = ()


def examine(item: sayso.Document | sayso.Failure) -> Examined:
    """Extract one article and check all that came."""
    if isinstance(item, sayso.Failure):
        return Examined(failure=f"{item.where}: {item.reason}")
    start = time.process_time()
    try:
        found = annotated(item)
    except Exception as error:  # whatever it is, it is what is counted here
        return Examined(failure=f"{item.source_id}: {type(error).__name__}: {error}")
    seconds = time.process_time() - start
    return Examined(
        words=len(item.text.split()),
        statements=len(found.statements),
        spans=sum(len(getattr(s, role)) for s in found.statements for role in ROLES),
        seconds=seconds,
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        wrong=tuple(f"{item.source_id}: {line}" for line in faults(item, found)),
    )


def faults(given: sayso.Document, found: sayso.Document) -> Iterator[str]:
    """What is wrong with an extracted document, a line each."""
    if found.text != given.text:
        yield "its text was changed"
    for s in found.statements:
        for span in (span for role in ROLES for span in getattr(s, role)):
            if not 0 <= span.start < span.end <= len(given.text):
                yield f"statement {s.id}: {span} lies outside the text"
            elif found.quote([span]) != given.text[span.start : span.end]:
                yield f"statement {s.id}: the words at {span} are not the text's"
    if from_json(json.loads(json_line(to_json(found)))) != found:
        yield "its wire form does not give it back"


def examined(items: Iterable[sayso.Document | sayso.Failure], jobs: int) -> Iterator[Examined]:
    """What each article gave, in any order, from `jobs` processes."""
    with get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap_unordered(examine, items, chunksize=8)


def told(results: Iterable[Examined]) -> list[Examined]:
    """All results; progress goes to standard error."""
    start = last = time.monotonic()
    kept: list[Examined] = []
    for result in results:
        kept.append(result)
        now = time.monotonic()
        if now - last >= _NEWS_EVERY:
            last = now
            speed = sum(r.words for r in kept) / (now - start)
            failed = sum(r.failure is not None for r in kept)
            print(f"{len(kept):,} documents, {speed:,.0f} words a second, {failed} failed", file=sys.stderr, flush=True)
    return kept


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--articles", type=int, metavar="N", help="the first N only")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="processes (2 unless told)")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        articles = corpus(allsides(asked.reference, asked.articles), Path(name) / "articles.jsonl")
        start = time.monotonic()
        results = told(examined(sayso.read(articles), asked.jobs))
        seconds = time.monotonic() - start
    tell(results, asked.jobs, seconds)
    sys.exit(1 if any(r.failure or r.wrong for r in results) else 0)


def tell(results: list[Examined], jobs: int, seconds: float) -> None:
    """Print what was counted, and before it whatever failed."""
    for r in results:
        for line in (*([r.failure] if r.failure else []), *r.wrong):
            print(f"FAILED: {line}")
    words, cpu = sum(r.words for r in results), sum(r.seconds for r in results)
    figures = {
        "documents": len(results),
        "failed": sum(r.failure is not None for r in results),
        "wrong_spans_or_documents": sum(len(r.wrong) for r in results),
        "statements": sum(r.statements for r in results),
        "spans": sum(r.spans for r in results),
        "words": words,
        "jobs": jobs,
        "seconds": round(seconds, 1),
        "words_per_second": round(words / seconds),
        "words_per_cpu_second": round(words / cpu) if cpu else 0,
        "peak_mb_of_a_process": round(max(r.peak_mb for r in results)),
    }
    report([(name.replace("_", " "), f"{value:,}") for name, value in figures.items()], figures)


if __name__ == "__main__":
    main()
