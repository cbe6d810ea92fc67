"""HTML in, statements stored, against extraction alone: words a second of the same texts, in one run, and where the rest goes.

Articles of news/allsides are set into pages of the project's own making, with what surrounds an article in life (menus, related
links, scripts, JSON-LD, comments), about 60 KB each. The whole reads, annotates and stores them; extraction alone annotates the
documents that come of them and stores nothing. Both start their processes anew, which is in their time; they take turns,
and the better of each counts. Reading alone and storing alone are measured beside them, in CPU seconds of this process and
of those it starts. A busy machine flatters the whole, whose processes are more: the ratio in CPU seconds, printed too, then tells
more. Ends with 1 where the whole has under 0.6 of the words a second of extraction alone. Linux and macOS only.

    python benchmarks/throughput.py --reference ../shared
    python benchmarks/throughput.py --reference ../shared --pages 100 --rounds 1
"""

from __future__ import annotations

import html
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reference import allsides, arguments, report

import sayso
from sayso.pipeline import annotating
from sayso.records import Document
from sayso.sources import Reader

_GOAL = 0.6
_JOBS = 2
_MENU = "".join(f'<li class="menu-item"><a href="/section/{n}" data-track="nav-{n}">Section {n}</a></li>' for n in range(80))
_RELATED = "".join(
    f'<div class="card"><a href="/2026/03/story-{n}"><img src="/i/{n}.jpg" alt="" loading="lazy" width="320" height="180">'
    f"<h4>Story {n} of the dam at Orle</h4></a><p>The council meets again in week {n}; the millers wait.</p></div>"
    for n in range(60)
)
_COMMENTS = "".join(
    f'<li class="comment" id="comment-{n}"><b>reader{n}</b> <time datetime="2026-03-03T10:{n:02}:00Z">3 March</time>'
    f"<p>I have lived by the lock for {n} years, and nobody has asked me.</p><button>Reply</button></li>"
    for n in range(40)
)
_SCRIPT = "<script>window.slots=[" + ",".join(f'{{"slot":{n},"size":[300,250]}}' for n in range(400)) + "]</script>"


@dataclass(frozen=True, slots=True)
class Spent:
    """What a piece of work took: seconds by the clock, and of CPU in this process and in those it started."""

    words: int
    seconds: float
    own: float
    others: float

    @property
    def speed(self) -> float:
        return self.words / self.seconds


def page(number: int, title: str, text: str) -> str:
    """An article on a page, each line of its text a paragraph."""
    title, *rest = (html.escape(" ".join(line.split())) for line in (title, *text.split("\n")) if line.strip())
    told = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": title, "datePublished": "2026-03-02T09:00:00Z"}
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title} | Halyard</title>{_SCRIPT}"
        f"<link rel='canonical' href='https://halyard.example/2026/{number}'>"
        f"<script type='application/ld+json'>{json.dumps(told)}</script></head><body><nav><ul>{_MENU}</ul></nav><main><article>"
        f"<h1>{title}</h1><p class='byline'>By Rosa Tennick</p>{''.join(f'<p>{line}</p>' for line in rest)}</article>"
        f"<aside class='related'><h3>More</h3>{_RELATED}</aside><section class='comments'><h3>Comments</h3><ol>{_COMMENTS}</ol>"
        f"</section></main><footer><ul>{_MENU}</ul><p>© 2026 Halyard</p></footer>{_SCRIPT}</body></html>"
    )


def write_pages(rows: Iterable[dict[str, Any]], folder: Path) -> int:
    """A page for each article, no two with the same words; how many bytes they have in the mean."""
    known = set()
    sizes = []
    for row in rows:
        words = tuple(row["text"].split())
        if not words or words in known:
            continue
        known.add(words)
        path = folder / f"{len(sizes):05}.html"
        sizes.append(path.write_bytes(page(len(sizes), row["title"], row["text"]).encode("utf-8", "replace")))
    if not sizes:
        raise SystemExit("no article there; give the folder of the reference data with --reference")
    return sum(sizes) // len(sizes)


def measured(work: Callable[[], int]) -> Spent:
    """What a piece of work took; it ends its processes itself and gives how many words it did."""
    own, others, start = _cpu(resource.RUSAGE_SELF), _cpu(resource.RUSAGE_CHILDREN), time.perf_counter()
    words = work()
    seconds = time.perf_counter() - start
    return Spent(words, seconds, _cpu(resource.RUSAGE_SELF) - own, _cpu(resource.RUSAGE_CHILDREN) - others)


def _cpu(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def read(folder: Path) -> Iterator[Document]:
    return (item for item in Reader(jobs=_JOBS).read(folder) if isinstance(item, Document))


def whole(folder: Path, db: Path) -> int:
    """Read, annotate and store all pages; how many words were stored."""
    with sayso.open(db, jobs=_JOBS) as record:
        return sum(outcome.words for outcome in record.adding(Reader(jobs=_JOBS, seen=record.seen).read(folder)))


def annotated(documents: list[Document], done: list[Document]) -> int:
    """Annotate documents into `done` and store nothing; how many words they have."""
    done[:] = [item for item in annotating(documents, jobs=_JOBS) if isinstance(item, Document)]
    return _words(done)


def stored(documents: list[Document], db: Path) -> int:
    """Store documents that have their statements; how many words they have."""
    with sayso.open(db) as record:
        return sum(outcome.words for outcome in record.adding(documents))


def _words(documents: Iterable[Document]) -> int:
    return sum(len(document.text.split()) for document in documents)


def compared(folder: Path, documents: list[Document], done: list[Document], db: Path, rounds: int) -> dict[str, Spent]:
    """The better of the whole and of extraction alone, which take turns."""
    turns: dict[str, list[Spent]] = {"whole": [], "annotating alone": []}
    for number in range(rounds):
        turns["whole"].append(measured(lambda number=number: whole(folder, db.with_name(f"{number}.db"))))
        turns["annotating alone"].append(measured(lambda: annotated(documents, done)))
        told = ", ".join(f"{name} {own[-1].speed:,.0f}" for name, own in turns.items())
        print(
            f"round {number + 1} of {rounds}, words a second: {told}; load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True
        )
    return {name: max(own, key=lambda spent: spent.speed) for name, own in turns.items()}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--pages", type=int, default=500, metavar="N")
    parser.add_argument("--rounds", type=int, default=2, metavar="N")
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        folder, db = Path(name) / "pages", Path(name) / "record.db"
        folder.mkdir()
        size = write_pages(allsides(asked.reference, asked.pages), folder)
        documents = list({document.id: document for document in read(folder)}.values())
        done: list[Document] = []
        spent = compared(folder, documents, done, db, asked.rounds)
        spent["reading alone"] = measured(lambda: _words(read(folder)))
        spent["storing alone"] = measured(lambda: stored(done, db))
    ratio = spent["whole"].speed / spent["annotating alone"].speed
    tell(spent, ratio, {"pages": len(documents), "bytes_a_page": size, "load_before": round(load, 1)})
    sys.exit(0 if ratio >= _GOAL else 1)


def tell(spent: dict[str, Spent], ratio: float, figures: dict[str, Any]) -> None:
    """Print the ratio and what each step took."""
    table = [(name.replace("_", " "), f"{value:,}") for name, value in figures.items()]
    for name, own in spent.items():
        cpu = f"CPU {own.own:.1f} s in the main process, {own.others:.1f} s in the others"
        table.append((name, f"{own.speed:,.0f} words a second: {own.seconds:.1f} s for {own.words:,} words; {cpu}"))
    cpu = {name: own.own + own.others for name, own in spent.items()}
    rest = 2 * cpu["whole"] - sum(cpu.values())
    table.append(("CPU of the whole beyond its steps", f"{rest:.1f} s of {cpu['whole']:.1f} s"))
    in_cpu = cpu["annotating alone"] / cpu["whole"] * spent["whole"].words / spent["annotating alone"].words
    table.append(("whole against annotating alone", f"{ratio:.2f} (wanted: {_GOAL}); in words a CPU second {in_cpu:.2f}"))
    steps = {
        name: {"words_per_second": round(own.speed), "seconds": own.seconds, "cpu_own": own.own, "cpu_others": own.others}
        for name, own in spent.items()
    }
    report(table, {**figures, "steps": steps, "ratio": round(ratio, 3), "ratio_in_cpu": round(in_cpu, 3)})


if __name__ == "__main__":
    main()
