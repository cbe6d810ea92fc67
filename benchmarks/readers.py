"""Ask a record all the time while a writer adds to it: nobody may be turned away, and 99 in 100 answers come within 50 ms.

One process reads and adds articles of news/allsides with one job, each under a line of its own, so that none is known. Three ask
meanwhile: one keeps the record open, as a web page would, and asks ten times a second; one opens it anew for each question, as
the command line does, as often; one runs the command itself once a second, whose start is told apart. What is asked for comes
out of the answers before: an entity that was listed, a word of a statement that was found. In the end the record is verified.
Ends with 1 where anything failed, or where the 99th percentile of one of the first two is not under 50 ms.

    python benchmarks/readers.py --reference ../shared
    python benchmarks/readers.py --reference ../shared --minutes 3
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import count, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from reference import allsides, arguments, report

import sayso
from sayso.records import document_id
from sayso.store import Record
from sayso.store.rows import EntityRow, Row
from sayso.store.sqlite import Tally

_GOAL_MS = 50.0
_PAUSE = 0.1  # seconds between the questions of one reader
_COMMAND_PAUSE = 1.0  # between commands, which cost a start each
_PAGE = 20  # rows that a page shows
_WORD = 6  # letters at least, of a word that is looked for
_SAYSO = str(Path(sysconfig.get_path("scripts")) / "sayso")


@dataclass(frozen=True, slots=True)
class Answer:
    """Which question, and what its answer took: milliseconds by the clock, and of CPU."""

    question: str
    ms: float
    cpu_ms: float


@dataclass(slots=True)
class Asked:
    """What one reader got."""

    answers: list[Answer] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Known:
    """What a reader has seen, of which it asks next."""

    chance: random.Random
    names: list[str] = field(default_factory=lambda: ["nobody"])
    words: list[str] = field(default_factory=lambda: ["nothing"])
    outlets: list[str] = field(default_factory=lambda: ["nowhere"])
    documents: list[str] = field(default_factory=list)
    statements: list[str] = field(default_factory=list)

    def found(self, rows: list[Row]) -> None:
        for row in rows:
            self.documents.append(row.document)
            self.statements.append(row.id)
            self.outlets.append(row.outlet or "nowhere")
            self.words += [word for word in row.content.split() if len(word) >= _WORD and word.isalpha()]

    def listed(self, rows: list[EntityRow]) -> None:
        self.names += [row.name for row in rows]


def articles(reference: Path) -> Iterator[sayso.Document]:
    """Documents to add, without end and no two alike."""
    for turn in count():
        for number, row in enumerate(allsides(reference)):
            text = f"Edition {turn}, report {number}.\n\n{row['text']}"
            yield sayso.Document(
                document_id(text, None), text, outlet=row["outlet"], title=row["title"], published=row["published"]
            )


def write(db: Path, reference: Path, until: float) -> Tally:
    """Add articles until the time is over."""
    tally = Tally()
    with sayso.open(db) as record:
        for outcome in record.adding(islice(articles(reference), 1, None)):  # the first is there
            tally.count(outcome)
            if time.monotonic() > until:
                break
    return tally


def questions(record: Record, known: Known) -> dict[str, Callable[[], object]]:
    """What a reader asks in turn, by name."""
    pick = known.chance.choice
    return {
        "newest statements": lambda: known.found(record.find(limit=_PAGE)),
        "entities": lambda: known.listed(record.entities(limit=_PAGE)),
        "find words": lambda: known.found(record.find(pick(known.words), limit=_PAGE)),
        "find speaker": lambda: known.found(record.find(speaker=pick(known.names), limit=_PAGE)),
        "find about, act": lambda: record.find(about=pick(known.names), act="deny", limit=_PAGE),
        "find outlet, since": lambda: known.found(record.find(outlet=pick(known.outlets), since="2016", limit=_PAGE)),
        "count words": lambda: record.count(words=pick(known.words)),
        "count speaker": lambda: record.count(speaker=pick(known.names)),
        "entities by name": lambda: record.entities(pick(known.names), limit=_PAGE),
        "document": lambda: record.document(pick(known.documents)),
        "statement": lambda: record.statement(pick(known.statements)),
    }


def ask(db: Path, until: float, kept: bool) -> Asked:
    """Ask until the time is over; `kept`: of one record all the while, or of one opened for each question and closed after."""
    asked, known = Asked(), Known(random.Random(1))
    with sayso.open(db, must_exist=True) as whole:
        for name in _in_turn(list(questions(whole, known)), until):
            start, cpu = time.perf_counter(), time.process_time()
            try:
                if kept:
                    questions(whole, known)[name]()
                else:
                    with sayso.open(db, must_exist=True) as record:
                        questions(record, known)[name]()
            except Exception as error:  # whatever it is, it is what is counted here
                asked.errors.append(f"{name}: {type(error).__name__}: {error}")
            ms, cpu_ms = 1000 * (time.perf_counter() - start), 1000 * (time.process_time() - cpu)
            asked.answers.append(Answer(name, ms, cpu_ms))
            time.sleep(_PAUSE)
    return asked


def command(db: Path, until: float) -> Asked:
    """Run the command until the time is over, and between also on a record of one article, which takes its start alone."""
    asked = Asked()
    find = ["find", "said", "--limit", str(_PAGE), "--db"]
    lines = {
        "sayso find, the start": [*find, str(_small(db))],
        "sayso find": [*find, str(db)],
        "sayso status, the start": ["status", "--db", str(_small(db))],
        "sayso status": ["status", "--db", str(db)],
    }
    for name in _in_turn(list(lines), until):
        start = time.perf_counter()
        done = subprocess.run([_SAYSO, *lines[name]], capture_output=True, text=True, check=False)
        asked.answers.append(Answer(name, 1000 * (time.perf_counter() - start), 0.0))
        if done.returncode:
            asked.errors.append(f"{name}: {done.stderr.strip()}")
        time.sleep(_COMMAND_PAUSE)
    return asked


def _small(db: Path) -> Path:
    return db.with_name("small.db")


def _in_turn(names: list[str], until: float) -> Iterator[str]:
    for number in count():
        if time.monotonic() > until:
            return
        yield names[number % len(names)]


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def summed(answers: list[Answer]) -> dict[str, float]:
    """How many, and the milliseconds that half, 99 in 100 and all of them took."""
    ms = [answer.ms for answer in answers]
    cpu = [answer.cpu_ms for answer in answers]
    return {
        "answers": len(ms),
        "p50_ms": round(percentile(ms, 0.5), 1),
        "p99_ms": round(percentile(ms, 0.99), 1),
        "max_ms": round(max(ms), 1),
        "cpu_p99_ms": round(percentile(cpu, 0.99), 1),
    }


def by_question(answers: list[Answer]) -> dict[str, dict[str, float]]:
    own: defaultdict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        own[answer.question].append(answer)
    return {name: summed(those) for name, those in own.items()}


def run(db: Path, reference: Path, minutes: float) -> tuple[Tally, dict[str, Asked]]:
    """Write and ask at the same time; what became of the articles, and what each reader got."""
    for path in (db, _small(db)):
        with sayso.open(path) as record:
            record.add([next(articles(reference))])
    until = time.monotonic() + 60 * minutes
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        writing = pool.submit(write, db, reference, until)
        asking = {
            "kept open": pool.submit(ask, db, until, True),
            "opened anew": pool.submit(ask, db, until, False),
            "command": pool.submit(command, db, until),
        }
        return writing.result(), {name: future.result() for name, future in asking.items()}


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, metavar="N")
    asked = parser.parse_args()
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as name:
        db = Path(name) / "record.db"
        tally, readers = run(db, asked.reference, asked.minutes)
        with sayso.open(db) as record:
            wrong = [line for check in record.verify() for line in check.wrong]
            status = record.status()
    figures: dict[str, Any] = {
        "minutes": asked.minutes,
        "load_before": round(load, 1),
        "added": tally.stored,
        "not_added": tally.known + tally.failed,
        "statements": status["statements"],
        "entities": status["entities"],
        "megabytes": round(int(status["bytes"]) / 1e6, 1),
        "errors": sum(len(reader.errors) for reader in readers.values()),
        "verify_failures": len(wrong),
    }
    kept = {name: summed(reader.answers) for name, reader in readers.items() if name != "command"}
    tell(figures, kept, readers, wrong)
    slow = any(own["p99_ms"] >= _GOAL_MS for own in kept.values())
    sys.exit(1 if slow or wrong or figures["errors"] or figures["not_added"] else 0)


def tell(figures: dict[str, Any], kept: dict[str, dict[str, float]], readers: dict[str, Asked], wrong: list[str]) -> None:
    """Print what was measured, and before it whatever failed."""
    for line in [*wrong, *(f"{name}: {error}" for name, reader in readers.items() for error in reader.errors)]:
        print(f"FAILED: {line}")
    table = [(name.replace("_", " "), f"{value:,}") for name, value in figures.items()]
    for name, reader in readers.items():
        if name in kept:
            table.append((f"{name}, all questions", f"{_times(kept[name])} (wanted: p99 under {_GOAL_MS:g})"))
        table += [(f"  {question}", _times(own)) for question, own in by_question(reader.answers).items()]
    questions = {name: by_question(reader.answers) for name, reader in readers.items()}
    report(table, {**figures, "readers": kept, "questions": questions})


def _times(own: dict[str, float]) -> str:
    cpu = f", CPU p99 {own['cpu_p99_ms']}" if own["cpu_p99_ms"] else ""
    return f"p50 {own['p50_ms']}, p99 {own['p99_ms']}, max {own['max_ms']} ms{cpu}; {own['answers']:,} answers"


if __name__ == "__main__":
    main()
