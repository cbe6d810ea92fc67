"""A process killed at any moment leaves a record that opens, verifies and goes on (at length: benchmarks/faults.py)."""

import json
import random
import signal
import subprocess
import sys

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
