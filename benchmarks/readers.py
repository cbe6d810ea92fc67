"""Ask a record all the time while a writer adds to it: no reader may be turned away, and 99 in 100 answers come within 50 ms.

One process adds invented reports without end. One keeps the record open and asks ten times a second, as a web page would; one
opens it anew for each question, as the command line does; one runs the command itself, whose start is told apart. Questions are
words with speaker and act, counts, entities, a document by its id. In the end the record is verified. Ends with 1 where
anything failed or the 99th percentile of either of the first two is over 50 ms.

    python benchmarks/readers.py
    python benchmarks/readers.py --minutes 1
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from reference import report

import sayso
from sayso.records import document_id

_GOAL = 0.050  # seconds, of 99 in 100
_PAUSE = 0.1  # seconds between questions of one reader
_REST = 5.0  # seconds between commands: their start takes a core for about one
_PEOPLE = ("Ida Brom", "Benet Orsolo", "Radka Šebelin", "Rosa Tennick", "Oso Lind")
_SAY = ("said", "denied", "warned", "promised", "claimed")
_WHAT = ("the gate was shut", "the dam would hold", "nobody had asked", "the letter was never sent", "the key was lost")


def reports(chance: random.Random) -> Iterator[sayso.Document]:
    """Invented reports, no two alike, for ever."""
    number = 0
    while True:
        number += 1
        lines = [
            f"{chance.choice(_PEOPLE)} {chance.choice(_SAY)} on Monday that {chance.choice(_WHAT)}, {chance.randrange(99)} times."
            for _ in range(12)
        ]
        text = "\n\n".join([f"Report {number}", *lines])
        url = f"https://halyard.example/{number}"
        yield sayso.Document(document_id(text, url), text, url, "Halyard", published=f"2026-03-{number % 28 + 1:02}")


def write(db: Path, until: float) -> None:
    with sayso.open(db) as record:
        for _ in record.adding(reports(random.Random(1))):
            if time.time() > until:
                return


def questions(record: sayso.store.Record, chance: random.Random) -> list[Callable[[], object]]:
    return [
        lambda: record.find(chance.choice(("gate", "dam", "letter")), speaker=chance.choice(_PEOPLE), limit=50),
        lambda: record.find(speaker=chance.choice(_PEOPLE), act="deny", since="2026-03-10", limit=50),
        lambda: record.count(outlet="Halyard", denied=True),
        lambda: record.entities(limit=20),
        lambda: record.document(record.find(limit=1)[0].document),
    ]


def ask(db: Path, until: float, kept: bool, told: multiprocessing.Queue[tuple[str, list[tuple[int, float]], list[str]]]) -> None:
    """Ask until the time is over; `kept`: with one record open all the while. Times by question, and errors."""
    chance = random.Random(2)
    times: list[tuple[int, float]] = []
    errors: list[str] = []
    open_one = sayso.open(db, must_exist=True) if kept else None
    number = 0
    while time.time() < until:
        number += 1
        start = time.perf_counter()
        try:
            if open_one is not None:
                questions(open_one, chance)[number % 5]()
            else:
                with sayso.open(db, must_exist=True) as record:
                    questions(record, chance)[number % 5]()
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}")
        times.append((number % 5, time.perf_counter() - start))
        time.sleep(_PAUSE)
    told.put(("kept open" if kept else "opened anew", times, errors))


def command(db: Path, until: float, told: multiprocessing.Queue[tuple[str, list[tuple[int, float]], list[str]]]) -> None:
    """Run the command until the time is over."""
    times: list[tuple[int, float]] = []
    errors: list[str] = []
    words = [["find", "gate", "--act", "deny", "--limit", "5"], ["status"], ["entities", "--limit", "5"]]
    while time.time() < until:
        start = time.perf_counter()
        line = [sys.executable, "-m", "sayso", *words[len(times) % 3], "--db", str(db)]
        done = subprocess.run(line, capture_output=True, text=True, check=False)
        times.append((len(times) % 3, time.perf_counter() - start))
        if done.returncode:
            errors.append(done.stderr.strip()[-200:])
        time.sleep(_REST)
    told.put(("the command", times, errors))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10.0)
    asked = parser.parse_args()
    bad = 0
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        db = Path(name) / "record.db"
        with sayso.open(db) as record:
            record.add([next(reports(random.Random(3)))])
        until = time.time() + 60 * asked.minutes
        told: multiprocessing.Queue[tuple[str, list[tuple[int, float]], list[str]]] = multiprocessing.Queue()
        processes = [
            multiprocessing.Process(target=write, args=(db, until)),
            multiprocessing.Process(target=ask, args=(db, until, True, told)),
            multiprocessing.Process(target=ask, args=(db, until, False, told)),
            multiprocessing.Process(target=command, args=(db, until, told)),
        ]
        for process in processes:
            process.start()
        for _ in range(3):
            who, answers, errors = told.get()
            times = sorted(seconds for _, seconds in answers)
            p50, p99 = times[len(times) // 2], times[int(0.99 * len(times))]
            slow = who != "the command" and p99 > _GOAL
            bad += bool(errors) + slow
            print(f"{who:12} {len(times):6,} answers, {len(errors)} errors, p50 {1000 * p50:.1f} ms, p99 {1000 * p99:.1f} ms")
            if slow:
                for question in sorted({q for q, _ in answers}):
                    own = sorted(1000 * s for q, s in answers if q == question)
                    print(
                        f"             question {question}: p50 {own[len(own) // 2]:.1f}, p99 {own[int(0.99 * len(own))]:.1f} ms"
                    )
            print("".join(f"             {error}\n" for error in errors[:3]), end="")
            figures |= {f"{who} answers": len(times), f"{who} p99 ms": round(1000 * p99, 1), f"{who} errors": len(errors)}
        for process in processes:
            process.join()
        with sayso.open(db) as record:
            wrong = [line for check in record.verify() for line in check.wrong]
            figures |= {"documents": int(record.status()["documents"]), "verify failures": len(wrong), "minutes": asked.minutes}
    bad += bool(wrong) + any(process.exitcode for process in processes)
    report([(key, json.dumps(value)) for key, value in figures.items()], figures)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
