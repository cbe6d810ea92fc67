"""A process killed at any moment leaves a record that opens, verifies and goes on (at length: benchmarks/faults.py)."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import sayso

CHILD = """
import sys, sayso
with sayso.open(sys.argv[1]) as record:
    for outcome in record.adding(sayso.read(sys.argv[2])):
        print(outcome.what, outcome.where, flush=True)
"""


def test_nothing_acknowledged_is_lost_by_a_kill(tmp_path):
    chance = random.Random(5)  # noqa: S311
    articles, db = tmp_path / "a.jsonl", tmp_path / "r.db"
    articles.write_text("".join(json.dumps({"text": f"Clerk {n} said that gate {n} was shut. " * 5}) + "\n" for n in range(120)))
    acknowledged = set()
    for _ in range(4):
        child = subprocess.Popen([sys.executable, "-c", CHILD, db, articles], stdout=subprocess.PIPE, text=True)
        for _ in range(len(acknowledged) + chance.randint(3, 15)):
            _, where = child.stdout.readline().split()
            acknowledged.add(where)
        child.send_signal(signal.SIGKILL)
        acknowledged |= {line.split()[1] for line in child.stdout if line.count(" ") == 1 and len(line) > 65}
        child.wait()
        child.stdout.close()
        with sayso.open(db) as record:
            assert acknowledged <= {d.id for d in record.documents()}
            assert all(not check.wrong for check in record.verify())
    with sayso.open(db) as record:
        tally = record.add(sayso.read(articles))
        assert (tally.stored + tally.known, tally.failed) == (120, 0)
        assert record.add(sayso.read(articles)).stored == 0


def children(pid):
    """The processes that a process has started."""
    return [int(n) for own in Path(f"/proc/{pid}/task").glob("*/children") for n in own.read_text().split()]


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(true, seconds=20):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_the_processes_of_an_add_that_is_stopped_end_with_it(tmp_path, how):
    articles = (json.dumps({"text": f"The clerk said that gate {n} was shut.\n\n" * 30}) + "\n" for n in range(3000))
    (tmp_path / "a.jsonl").write_text("".join(articles))
    process = subprocess.Popen(
        [sys.executable, "-m", "sayso", "add", "a.jsonl", "--db", "r.db", "--jobs", "2"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    until(lambda: (tmp_path / "r.db").exists() and len(children(process.pid)) == 2)
    time.sleep(1)
    started = children(process.pid)
    if how == signal.SIGINT:
        os.killpg(process.pid, how)  # as a terminal sends it: to all of them
    else:
        process.kill()
    out, complaints = process.communicate(timeout=60)
    until(lambda: not any(alive(pid) for pid in started))
    if how == signal.SIGINT:
        assert process.returncode == 1
        assert b"stored, 0 already known, 0 failed" in out
        assert complaints.decode().strip().endswith("stopped; run the same command again to go on from here")
        assert b"Traceback" not in complaints
