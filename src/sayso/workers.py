"""Work done in processes that can be killed: an item that kills its process, or takes too long in it, costs itself alone."""

from __future__ import annotations

import logging
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import IO, Any, Generic, Self, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

_START = "import sys; sys.path[:] = {path!r}; from sayso.workers import serve; serve({memory})"
_END = object()
_KILLED = "the process that read it was killed, perhaps for want of memory"
_LATE = "took longer than {seconds:g} seconds and was stopped"


class Workers(Generic[Item, Result]):
    """`jobs` processes in which `work` is done, each started when there is something for it. A context manager.

    `work` and what it takes and gives are pickled: a function of a module, or a `functools.partial` of one. `died` says
    what comes back in place of a result when the process that works on an item dies twice, or needs more than `seconds`;
    it is told the item and why. `memory`: bytes that a process may hold, where the system can limit that.

    No process outlives this one, however it ends, and Ctrl-C reaches only this one.
    """

    def __init__(
        self,
        work: Callable[[Item], Result],
        jobs: int,
        *,
        died: Callable[[Item, str], Result],
        seconds: float | None = None,
        memory: int | None = None,
    ) -> None:
        self._work, self._died, self._seconds, self._memory = work, died, seconds, memory
        self._own = threading.local()
        self._started: set[_Process] = set()
        self._closed = False
        self._lock = threading.Lock()
        self._threads = ThreadPoolExecutor(jobs, initializer=_without_interrupts)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """End the processes; what is still worked on is given up."""
        with self._lock:
            self._closed = True
            for process in self._started:
                process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in self._started:
            process.close()

    def submit(self, item: Item) -> Future[Result]:
        """Have the item worked on. The result raises what `work` raises."""
        return self._threads.submit(self._done, item)

    def _done(self, item: Item) -> Result:
        """The item's result, from this thread's own process, or a new one where that has died."""
        for _ in range(2):  # a process may die by no fault of its item
            process = self._process()
            try:
                result: Result = process.result(item, self._seconds)
                return result
            except _DeadError as dead:
                self._end(process)
                if dead.late:
                    return self._died(item, _LATE.format(seconds=self._seconds))
        return self._died(item, _KILLED)

    def _process(self) -> _Process:
        process: _Process | None = getattr(self._own, "process", None)
        if process is None:
            with self._lock:
                if self._closed:
                    raise RuntimeError("the workers were closed")
                process = self._own.process = _Process(self._work, self._memory)
                self._started.add(process)
        return process

    def _end(self, process: _Process) -> None:
        self._own.process = None
        with self._lock:
            self._started.discard(process)
        process.close()


def in_order(items: Iterable[Item], handed: Callable[[Item], Future[Result] | None], ahead: int) -> Iterator[Result | Item]:
    """Each item in order: the result of the future that `handed` gives for it, or where it gives none the item itself.

    `ahead`: how many are taken from `items` before the first of them must be done.
    """
    feed = iter(items)
    waiting: deque[tuple[Item, Future[Result] | None]] = deque()
    while True:
        while len(waiting) < ahead and (item := next(feed, _END)) is not _END:
            waiting.append((item, handed(item)))  # type: ignore[arg-type]  # the mark of the end is none of them
        if not waiting:
            return
        first, future = waiting.popleft()
        yield first if future is None else future.result()


class _DeadError(Exception):
    """A process has ended before it gave a result; `late`: because its time was over."""

    def __init__(self, late: bool) -> None:
        super().__init__(late)
        self.late = late


class _Process:
    """A process that does one piece of work after another, for one thread."""

    def __init__(self, work: Callable[[Any], Any], memory: int | None) -> None:
        self._work: Callable[[Any], Any] | None = work
        # Not forked: a process of our caller's may hold threads and locks. In a session of its own, where Ctrl-C is not heard.
        self._popen = subprocess.Popen(  # noqa: S603  # nothing of it comes from outside
            [sys.executable, "-c", _START.format(path=sys.path, memory=memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )

    def result(self, item: Any, seconds: float | None) -> Any:
        """What the work gives for the item. Raises what it raises, and _DeadError where the process ends first."""
        late = threading.Event()
        timer = threading.Timer(seconds or 0, self._stop, [late])
        timer.daemon = True
        try:
            if self._work is not None:  # to be loaded, which is not the item's time
                self._asked(self._work)
                self._work = None
            if seconds is not None:
                timer.start()
            return self._asked(item)
        except (OSError, EOFError, pickle.UnpicklingError):
            raise _DeadError(late.is_set()) from None
        finally:
            timer.cancel()

    def _asked(self, thing: Any) -> Any:
        to, back = self._popen.stdin, self._popen.stdout
        assert to is not None and back is not None  # noqa: S101
        _send(to, thing)
        well, result = pickle.load(back)  # noqa: S301  # from a process of our own
        if well:
            return result
        raise result

    def _stop(self, late: threading.Event) -> None:
        late.set()
        self.kill()

    def kill(self) -> None:
        """End the process; a thread that waits for its result is told."""
        self._popen.kill()

    def close(self) -> None:
        """End the process and let go of it; no thread may wait for it."""
        self.kill()
        for pipe in (self._popen.stdin, self._popen.stdout):
            if pipe is not None:
                with suppress(OSError):  # what it was still to be told
                    pipe.close()
        self._popen.wait()


def _send(pipe: IO[bytes], thing: Any) -> None:
    pipe.write(pickle.dumps(thing))
    pipe.flush()


def _without_interrupts() -> None:
    """Let Ctrl-C wake the main thread, and no other; a process that this thread starts does not hear it either."""
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


# -- in the process


def serve(memory: int | None) -> None:
    """Take the work, then its items, from standard input, and give back results, until there is no more input."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print must not pass for a result
    logging.disable()  # nor stand between our caller's lines
    warnings.simplefilter("ignore")
    if memory is not None:
        _limit(memory)
    things: queue.SimpleQueue[Any] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(incoming, things), daemon=True).start()
    work: Callable[[Any], Any] | None = None
    while True:
        thing = things.get()
        try:
            if isinstance(thing, Exception):  # what came could not be loaded
                raise thing
            result = None if work is None else work(thing)
            work = work or thing
            answer = pickle.dumps((True, result))
        except Exception as error:
            answer = _told(error)
        outgoing.write(answer)
        outgoing.flush()


def _receive(incoming: IO[bytes], things: queue.SimpleQueue[Any]) -> None:
    """Take what comes, and end the process with its input: whoever would have read the results is gone."""
    while True:
        try:
            things.put(pickle.load(incoming))  # noqa: S301  # from the process that started this one
        except (EOFError, OSError):
            os._exit(0)
        except Exception as error:  # told to the one who sent it
            things.put(error)


def _told(error: Exception) -> bytes:
    try:
        answer = pickle.dumps((False, error))
        pickle.loads(answer)  # noqa: S301
    except Exception:  # an error with particulars that cannot be sent
        return pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
    return answer


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:
        return  # a system without such limits
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
