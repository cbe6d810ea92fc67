"""Documents worked on by several processes, in order; a process that dies costs the document that killed it, no other."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import TypeVar

from sayso.records import Document, Failure

Other = TypeVar("Other")

_AHEAD = 4  # documents for each process that are read before the first of them must be done
_END = object()


def in_processes(
    items: Iterable[Document | Other],
    work: Callable[[Document], Document | Failure],
    jobs: int,
    *,
    died: Callable[[Document], Failure],
) -> Iterator[Document | Failure | Other]:
    """Each item in order, documents as `work` gives them back from one of `jobs` processes, the rest passed on.

    A document whose process dies is tried once more alone; if that one dies too, what `died` says of it comes back.
    """
    feed = iter(items)
    waiting: deque[tuple[Document | Other, Future[Document | Failure] | None]] = deque()
    pool = _pool(jobs)

    def handed(item: Document | Other) -> tuple[Document | Other, Future[Document | Failure] | None]:
        return item, _submitted(pool, work, item) if isinstance(item, Document) else None

    try:
        while True:
            while len(waiting) < _AHEAD * jobs and (item := next(feed, _END)) is not _END:
                waiting.append(handed(item))  # type: ignore[arg-type]  # the mark of the end is neither
            if not waiting:
                return
            first, future = waiting.popleft()
            if future is None or not isinstance(first, Document):
                yield first
                continue
            try:
                yield future.result()
            except BrokenProcessPool:
                pool.shutdown(wait=False, cancel_futures=True)
                yield _alone(first, work, died)
                pool = _pool(jobs)
                waiting = deque((one, own) if own is None or _done(own) else handed(one) for one, own in waiting)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _alone(
    document: Document, work: Callable[[Document], Document | Failure], died: Callable[[Document], Failure]
) -> Document | Failure:
    with _pool(1) as pool:
        try:
            return _submitted(pool, work, document).result()
        except BrokenProcessPool:
            return died(document)


def _pool(jobs: int) -> ProcessPoolExecutor:
    # Spawned, not forked: a process of our caller's may hold threads and locks.
    return ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_begin)


def _submitted(
    pool: ProcessPoolExecutor, work: Callable[[Document], Document | Failure], document: Document
) -> Future[Document | Failure]:
    """The document handed to the pool, which may start a process: one that Ctrl-C does not reach, from its first moment."""
    masks = hasattr(signal, "pthread_sigmask")
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT}) if masks else set()  # a process begins with this
    try:
        return pool.submit(work, document)
    except BrokenProcessPool as error:  # one of its processes has died meanwhile; told where the result is asked for
        broken: Future[Document | Failure] = Future()
        broken.set_exception(error)
        return broken
    finally:
        if masks:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _done(future: Future[Document | Failure]) -> bool:
    return future.done() and not future.cancelled() and future.exception() is None


def _begin() -> None:
    """Leave Ctrl-C to the process that asked, and end with it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
