"""Kill sayso with SIGKILL while it adds articles, again and again, and count what is lost or torn: nothing may be.

After every kill the record is opened: every document that was acknowledged must be there, `verify` must
find nothing wrong, every document must read back and be what it was after the kill before, and a sample,
the last ones stored among them, must be what a fresh reading of the article gives. Every other kill waits
for the write-ahead log to change, so that it falls inside a transaction. Then the adding is left to
finish, and a second run must store nothing. Exit code 1 where any of this fails.

    python benchmarks/faults.py --reference ../shared
    python benchmarks/faults.py --reference ../shared --articles 120 --kills 6
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from reference import allsides, arguments, corpus, report

import sayso
from sayso.pipeline import annotated

_ADD = """
import sys
import sayso

with sayso.open(sys.argv[1]) as record:
    for outcome in record.adding(sayso.read(sys.argv[2])):
        print(outcome.what, outcome.where, flush=True)
"""
_ANY_MOMENT = 0.2  # seconds, about what one article takes: the kill falls anywhere in its reading or storing
_IN_WRITE = 0.004  # seconds after the log was first touched: about what a transaction takes
_LAST, _OTHERS = 5, 15  # documents read afresh after each kill: the last ones stored, and others


@dataclass(slots=True)
class Ledger:
    """What the adding said that it had done, and what was found wrong."""

    articles: dict[str, sayso.Document]  # as handed in, by id
    acknowledged: set[str] = field(default_factory=set)
    seen: dict[str, int] = field(default_factory=dict)  # each document found in the record, and its hash
    kills: int = 0
    unsaid: int = 0  # kills between the end of a transaction and its acknowledgement
    lost: set[str] = field(default_factory=set)
    torn: set[str] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)

    def take(self, line: str) -> str:
        """Note one line that the adding printed, and say what it tells of."""
        what, _, where = line.strip().partition(" ")
        if what == "failed":
            self.wrong.append(f"failed: {where}")
        elif line.endswith("\n"):  # else the kill cut it short
            self.acknowledged.add(where)
        return what


def adding(db: Path, articles: Path) -> subprocess.Popen[str]:
    """A process that adds the articles to the record and acknowledges each on its standard output."""
    return subprocess.Popen([sys.executable, "-c", _ADD, str(db), str(articles)], stdout=subprocess.PIPE, text=True)


def killed(db: Path, articles: Path, ledger: Ledger, after: int, delay: float, in_write: bool) -> bool:
    """Add until `after` documents were acknowledged, and some seconds more, then kill; false where it ended before that."""
    with adding(db, articles) as child:
        for line in child.stdout:
            ledger.take(line)
            if len(ledger.acknowledged) >= after:
                break
        log = db.with_name(db.name + "-wal")
        touched = _touched(log)
        while in_write and child.poll() is None and _touched(log) == touched:
            time.sleep(0.0002)
        time.sleep(delay)
        child.kill()
        for line in child.stdout:
            ledger.take(line)
    return child.returncode == -signal.SIGKILL


def _touched(path: Path) -> int:
    return path.stat().st_mtime_ns if path.exists() else 0


def finished(db: Path, articles: Path, ledger: Ledger) -> int:
    """Add to the end; how many documents were stored."""
    with adding(db, articles) as child:
        stored = sum(ledger.take(line) == "stored" for line in child.stdout)
    if child.returncode:
        ledger.wrong.append(f"the adding ended with exit code {child.returncode}")
    return stored


def inspect(db: Path, ledger: Ledger, chance: random.Random) -> int:
    """Open the record and check it against the ledger; how many documents it holds."""
    found: dict[str, sayso.Document] = {}
    try:
        with sayso.open(db) as record:
            ledger.wrong += [f"verify: {line}" for check in record.verify() for line in check.wrong]
            for document in record.documents():
                found[document.id] = document
    except sayso.SaysoError as error:
        ledger.wrong.append(f"the record cannot be read back beyond {len(found)} documents: {error}")
    ledger.lost |= ledger.acknowledged - found.keys()
    ledger.torn |= {id for id, before in ledger.seen.items() if id in found and hash(found[id]) != before}
    ids = list(found)
    for id in {*ids[-_LAST:], *chance.sample(ids, min(_OTHERS, len(ids)))}:
        if id not in ledger.articles or found[id] != annotated(ledger.articles[id]):
            ledger.torn.add(id)
    ledger.unsaid += bool(found.keys() - ledger.acknowledged - ledger.seen.keys())
    ledger.seen = {id: hash(document) for id, document in found.items()}
    return len(found)


def kill(db: Path, articles: Path, ledger: Ledger, kills: int, chance: random.Random) -> None:
    """Kill the adding `kills` times, spread over the whole of it, and inspect the record each time."""
    points = sorted(chance.choices(range(1, max(2, int(0.95 * len(ledger.articles)))), k=kills))
    for number, after in enumerate(points):
        in_write = number % 2 == 1
        delay = chance.uniform(0, _IN_WRITE if in_write else _ANY_MOMENT)
        ledger.kills += killed(db, articles, ledger, after, delay, in_write)
        count = inspect(db, ledger, chance)
        state = f"{len(ledger.acknowledged):,} acknowledged, {count:,} in the record, {_violations(ledger)} violations"
        print(f"kill {number + 1} of {kills}: {state}", file=sys.stderr, flush=True)


def _violations(ledger: Ledger) -> int:
    return len(ledger.lost) + len(ledger.torn) + len(ledger.wrong)


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--articles", type=int, default=2000, metavar="N", help="of news/allsides")
    parser.add_argument("--kills", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        db = Path(name) / "record.db"
        articles = corpus(allsides(asked.reference, asked.articles), Path(name) / "articles.jsonl")
        handed_in = [item for item in sayso.read(articles) if isinstance(item, sayso.Document)]
        ledger = Ledger({document.id: document for document in reversed(handed_in)})  # of two alike, the first is stored
        kill(db, articles, ledger, asked.kills, chance)
        finished(db, articles, ledger)
        stored_again = finished(db, articles, ledger)
        documents = inspect(db, ledger, chance)
    if ledger.kills != asked.kills:
        ledger.wrong.append(f"wanted {asked.kills} kills; {asked.kills - ledger.kills} came after the adding had ended")
    if documents != len(ledger.articles):
        ledger.wrong.append(f"wanted {len(ledger.articles)} documents in the end; got {documents}")
    if stored_again:
        ledger.wrong.append(f"wanted a second run that stores nothing; it stored {stored_again}")
    tell(ledger, documents, stored_again, time.monotonic() - start)
    sys.exit(1 if _violations(ledger) else 0)


def tell(ledger: Ledger, documents: int, stored_again: int, seconds: float) -> None:
    """Print what was counted, and before it whatever is wrong."""
    for id in sorted(ledger.lost):
        print(f"VIOLATED: document {id} was acknowledged and is lost")
    for id in sorted(ledger.torn):
        print(f"VIOLATED: document {id} is torn: it is not what was stored, or not what its article gives")
    for line in ledger.wrong:
        print(f"VIOLATED: {line}")
    figures = {
        "kills": ledger.kills,
        "kills_before_acknowledgement": ledger.unsaid,
        "acknowledged": len(ledger.acknowledged),
        "lost": len(ledger.lost),
        "torn": len(ledger.torn),
        "verify_failures": sum(line.startswith("verify: ") for line in ledger.wrong),
        "other_failures": sum(not line.startswith("verify: ") for line in ledger.wrong),
        "documents": documents,
        "stored_by_second_run": stored_again,
        "seconds": round(seconds, 1),
    }
    report([(name.replace("_", " "), f"{value:,}") for name, value in figures.items()], figures)


if __name__ == "__main__":
    main()
