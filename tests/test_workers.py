"""Several processes give what one gives, in order; one that dies, or takes too long, costs its item and no other."""

import os
import signal
import subprocess
import sys
import time
from functools import partial

import pytest

from sayso.workers import Workers, in_order


def shout(word):
    """Work of varying length that dies at one word, every time."""
    if word.startswith("dies"):
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep({"slow": 0.05, "never": 60}.get(word, 0))
    return word.upper()


def dies_once(marker, word):
    if word == "dies" and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "LIVES" if word == "dies" else shout(word)


def shouted(items, jobs, work=shout, ahead=8, **limits):
    with Workers(work, jobs, died=lambda word, why: f"{word}: {why}", **limits) as workers:
        yield from in_order(items, lambda item: workers.submit(item) if isinstance(item, str) else None, ahead)


def test_items_come_back_in_order_and_what_is_not_handed_over_is_passed_on():
    items = ["slow", 1, *(f"w{n}" for n in range(20))]
    assert list(shouted(items, 2)) == ["SLOW", 1, *(f"W{n}" for n in range(20))]


def test_an_item_whose_process_dies_is_told_of_and_no_other_is_lost():
    names = [f"dies-{n}" if n in (3, 4, 17, 30) else str(n) for n in range(40)]
    found = list(shouted(names, 2))
    assert [f.split(":")[0] for f in found] == names
    assert [f for f in found if ":" in f] == [
        f"dies-{n}: the process that read it was killed, perhaps for want of memory" for n in (3, 4, 17, 30)
    ]


def test_an_item_that_takes_too_long_is_stopped_and_the_next_is_well():
    start = time.monotonic()
    found = list(shouted(["a", "never", "b"], 1, seconds=0.5))
    assert found == ["A", "never: took longer than 0.5 seconds and was stopped", "B"]
    assert time.monotonic() - start < 10


def test_loading_the_work_is_not_the_items_time():
    assert list(shouted(["a"], 1, partial(shout), seconds=0.05)) == ["A"]


def test_an_item_that_was_only_unlucky_is_tried_again(tmp_path):
    assert list(shouted(["a", "dies"], 1, partial(dies_once, tmp_path / "died"))) == ["A", "LIVES"]


def test_a_process_that_needs_more_memory_than_it_may_fails_and_the_next_item_is_well():
    with Workers(hold, 1, died=lambda size, why: why, memory=1 << 30) as workers:
        assert isinstance(workers.submit(2 << 30).exception(), MemoryError)
        assert workers.submit(1 << 20).result() == 1 << 20


def hold(size):
    return len(bytearray(size))


def test_only_so_many_are_taken_ahead():
    taken = []

    def items():
        for n in range(100):
            taken.append(n)
            yield str(n)

    results = shouted(items(), 2)
    next(results)
    results.close()
    assert len(taken) < 20


def test_trouble_of_the_work_itself_is_the_callers():
    with pytest.raises(ZeroDivisionError):
        list(shouted(["a"], 1, divide))


def divide(_):
    return 1 / 0


def test_what_the_work_prints_does_not_pass_for_its_result(capfd):
    assert list(shouted(["a"], 1, chatter)) == ["a"]
    assert "said aloud" in capfd.readouterr().err


def chatter(word):
    print("said aloud", flush=True)
    return word


def test_a_script_need_not_guard_itself_and_no_process_outlives_it(tmp_path):
    """Nor one that is killed and cannot say goodbye."""
    script = tmp_path / "script.py"
    script.write_text(
        "import os, signal, sys\n"
        f"sys.path.insert(0, {os.path.dirname(__file__)!r})\n"
        "from test_workers import pid\n"
        "from sayso.workers import Workers\n"
        "with Workers(pid, 1, died=print) as workers:\n"
        "    print(workers.submit(0).result(), flush=True)\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, script], check=False, capture_output=True, text=True, timeout=60)
    child = int(done.stdout)
    deadline = time.monotonic() + 10
    while running(child):
        assert time.monotonic() < deadline, "the process goes on after its parent"
        time.sleep(0.05)


def pid(_):
    return os.getpid()


def running(process):
    try:
        with open(f"/proc/{process}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
