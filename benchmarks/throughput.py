"""HTML in, statements stored, against extraction alone: words a second of the same articles, by two processes, in one run.

Articles of news/allsides are set into pages of the project's own making with what surrounds an article in life: menus, teasers,
scripts, JSON-LD, a footer, about 60 KB each. Once they are read, annotated and stored; once the documents that come of
them are annotated and nothing else. Both start their processes anew; they take turns, and the better time of each counts.
Ends with 1 where the whole is slower than 0.6 of extraction.

    python benchmarks/throughput.py --reference ../shared
    python benchmarks/throughput.py --reference ../shared --pages 600 --rounds 3
"""

from __future__ import annotations

import html
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from reference import allsides, arguments, report

import sayso
from sayso.pipeline import annotating
from sayso.records import Document
from sayso.sources import Reader

_GOAL = 0.6
_JOBS = 2
_MENU = "".join(f'<li class="menu-item"><a href="/section/{n}" data-track="nav-{n}">Section {n}</a></li>' for n in range(80))
_TEASERS = "".join(
    f'<div class="card"><a href="/2026/story-{n}"><img src="/i/{n}.jpg" alt=""><h4>Story {n} of the dam</h4></a></div>'
    for n in range(60)
)
_SCRIPT = "<script>window.dataLayer=[" + ",".join(f'{{"slot":{n},"size":[300,250]}}' for n in range(900)) + "]</script>"


def page(number: int, text: str) -> str:
    """An article's text on a page."""
    title, *rest = [html.escape(" ".join(p.split())) for p in text.split("\n") if p.strip()]
    told = json.dumps({"@type": "NewsArticle", "headline": title, "datePublished": "2026-03-02T09:00:00Z"})
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{_SCRIPT}"
        f"<script type='application/ld+json'>{told}</script></head><body><nav><ul>{_MENU}</ul></nav><main><article>"
        f"<h1>{title}</h1><p class='byline'>By Rosa Tennick</p>{''.join(f'<p>{p}</p>' for p in rest)}</article>"
        f"<aside>{_TEASERS}</aside></main><footer><ul>{_MENU}</ul><p>© 2026 Halyard {number}</p></footer>{_SCRIPT}</body></html>"
    )


def timed(work: Callable[[], int]) -> tuple[float, int]:
    start = time.perf_counter()
    words = work()
    return time.perf_counter() - start, words


def stored(folder: Path, db: Path) -> int:
    """Read, annotate and store all pages; how many words were stored."""
    with sayso.open(db, jobs=_JOBS) as record:
        outcomes = record.adding(Reader(jobs=_JOBS, seen=record.seen).read(folder))
        return sum(outcome.words for outcome in outcomes if outcome.what == "stored")


def annotated(documents: list[Document]) -> int:
    """Annotate documents and keep nothing; how many words they have."""
    return sum(len(item.text.split()) for item in annotating(documents, jobs=_JOBS) if isinstance(item, Document))


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--pages", type=int, default=400, metavar="N")
    parser.add_argument("--rounds", type=int, default=2, metavar="N")
    asked = parser.parse_args()
    whole: list[float] = []
    alone: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "pages"
        folder.mkdir()
        for number, row in enumerate(allsides(asked.reference, asked.pages)):
            (folder / f"{number:05}.html").write_text(page(number, row["text"]), encoding="utf-8")
        size = sum(path.stat().st_size for path in folder.iterdir())
        reading, _ = timed(lambda: sum(1 for _ in Reader(jobs=_JOBS).read(folder)))
        documents = list({d.id: d for d in Reader(jobs=_JOBS).read(folder) if isinstance(d, Document)}.values())
        read = list(annotating(documents, jobs=_JOBS))
        with sayso.open(Path(name) / "storing.db") as record:
            storing, _ = timed(lambda: sum(1 for _ in record.adding(d for d in read if isinstance(d, Document))))
        words = 0
        for number in range(asked.rounds):
            seconds, words = timed(lambda number=number: stored(folder, Path(name) / f"{number}.db"))
            whole.append(seconds)
            seconds, also = timed(lambda: annotated(documents))
            alone.append(seconds)
            print(f"round {number + 1}: whole {whole[-1]:.1f} s, extraction alone {alone[-1]:.1f} s", file=sys.stderr, flush=True)
    ratio = min(alone) / min(whole) * words / also
    figures = {
        "pages": asked.pages,
        "kilobytes_a_page": round(size / asked.pages / 1000),
        "words": words,
        "whole_words_per_second": round(words / min(whole)),
        "extraction_words_per_second": round(also / min(alone)),
        "ratio": round(ratio, 2),
        "reading_alone_seconds": round(reading, 1),
        "storing_alone_seconds": round(storing, 1),
        "whole_seconds": round(min(whole), 1),
        "extraction_seconds": round(min(alone), 1),
    }
    report([(key.replace("_", " "), f"{value:,}") for key, value in figures.items()], figures)
    sys.exit(0 if ratio >= _GOAL else 1)


if __name__ == "__main__":
    main()
