"""Extractors over the same texts in turn, each in a process of its own on one core: what they find and how fast."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from statistics import median
from typing import Any

from extractors import Reader, Statement

from sayso.errors import ModelError

_ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"), "1")


def one_core() -> None:
    """Keep this process, and those that it starts, to one core and one thread."""
    os.environ.update(_ONE_THREAD)
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def words(texts: Sequence[str]) -> int:
    """How many there are, by white space."""
    return sum(len(text.split()) for text in texts)


def compete(load: Callable[[], Reader], line: Connection) -> None:
    """A contestant's process: load, say so, and read the texts each time that some come."""
    before = time.process_time()
    try:
        run = load()
    except (ImportError, OSError, ModelError) as error:  # OSError: spaCy has no such pipeline
        line.send({"missing": str(error)})
        return
    line.send({"load_seconds": time.process_time() - before})
    for texts in _asked(line):
        start = time.process_time()
        statements = run(texts)
        seconds = time.process_time() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        line.send({"seconds": seconds, "peak_mb": peak, "statements": statements})


def _asked(line: Connection) -> Iterator[list[str]]:
    with suppress(EOFError):  # the line was closed
        while True:
            yield line.recv()


@contextmanager
def competing(load: Callable[[], Reader]) -> Iterator[Connection]:
    """The line to a contestant's process, which ends when the line is closed."""
    ours, theirs = get_context("spawn").Pipe()
    process = get_context("spawn").Process(target=compete, args=(load, theirs))
    process.start()
    theirs.close()
    try:
        yield ours
    finally:
        ours.close()
        process.join()


def race(
    contestants: dict[str, Callable[[], Reader]], texts: list[str], rounds: int, untimed: Sequence[str] = ()
) -> tuple[dict[str, dict[str, Any]], dict[str, list[list[Statement]]]]:
    """Each contestant's figures, and the statements that it found in the texts and then in the untimed ones.

    One that cannot be loaded has only the figure `missing`, and no statements.
    """
    with ExitStack() as stack:
        lines = {name: stack.enter_context(competing(load)) for name, load in contestants.items()}
        figures: dict[str, dict[str, Any]] = {name: line.recv() for name, line in lines.items()}
        there = {name: line for name, line in lines.items() if "missing" not in figures[name]}
        turns: dict[str, list[dict[str, Any]]] = {name: [] for name in there}
        for _ in range(rounds):
            for name, line in there.items():
                turns[name].append(_turn(line, texts))
        statements = {name: own[-1].pop("statements") for name, own in turns.items()}
        for name, line in there.items():
            statements[name] += _turn(line, list(untimed))["statements"] if untimed else []
    for name, own in turns.items():
        speeds = [words(texts) / turn["seconds"] for turn in own]
        found = sum(map(len, statements[name][: len(texts)]))
        figures[name] |= {"words_per_cpu_second": median(speeds), "rounds": speeds}
        figures[name] |= {"found": found, "peak_mb": own[-1]["peak_mb"]}
    return figures, statements


def _turn(line: Connection, texts: list[str]) -> dict[str, Any]:
    line.send(texts)
    return line.recv()
