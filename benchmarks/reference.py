"""The reference data as articles for sayso, and what a figure says of where it was measured."""

from __future__ import annotations

import gzip
import json
import platform
import subprocess
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from importlib import resources
from itertools import islice
from pathlib import Path
from typing import Any

import sayso

_HERE = Path(__file__).parent
_DAY = len("2026-03-14")
_NOTHING = "no article there; give the folder of the reference data with --reference"


def arguments(description: str | None) -> ArgumentParser:
    """What every benchmark is told: where the reference data are."""
    parser = ArgumentParser(description=(description or "").splitlines()[0])
    parser.add_argument("--reference", type=Path, required=True, metavar="DIR", help="the reference data: ../shared")
    return parser


def polnear(reference: Path) -> Iterator[dict[str, Any]]:
    """The dev articles of PolNeAR, as sayso reads them from JSON lines."""
    for row in _lines(reference / "data/polnear/dev.jsonl.gz"):
        yield {"id": row["id"], "outlet": row["publisher"], "published": row["date"], "title": row["title"], "text": row["text"]}


def allsides(reference: Path, count: int | None = None) -> Iterator[dict[str, Any]]:
    """The first `count` articles of news/allsides, or all 10,000, as sayso reads them from JSON lines.

    Six dates written as 7/23/17 are left out: they are not of ISO 8601, and sayso does not guess.
    """
    rows = (row for part in sorted((reference / "data/news/allsides").glob("part*.jsonl.gz")) for row in _lines(part))
    for row in islice(rows, count):
        yield {
            "id": row["ID"],
            "url": row["url"],
            "outlet": row["source"],
            "published": row["date"] if len(row["date"]) == _DAY else None,
            "byline": row["authors"],
            "title": row["title"],
            "text": row["content_original"],
        }


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="\n") as lines:
        for line in lines:
            yield json.loads(line)


def corpus(rows: Iterator[dict[str, Any]], path: Path) -> Path:
    """The articles written to `path`, one a line."""
    with path.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row) + "\n")
    if not path.stat().st_size:
        raise SystemExit(_NOTHING)
    return path


def texts(rows: Iterable[dict[str, Any]]) -> list[str]:
    """The articles' texts alone."""
    found = [row["text"] for row in rows]
    if not found:
        raise SystemExit(_NOTHING)
    return found


def report(table: list[tuple[str, str]], figures: dict[str, Any]) -> None:
    """Print the figures for a reader, and then all of them with their surroundings as one line of JSON."""
    where = _environment()
    width = max(len(name) for name, _ in [*table, *where.items()])
    for name, value in [*table, ("", ""), *where.items()]:
        print(f"{name:{width}}  {value}".rstrip())
    print(json.dumps({**figures, "environment": where}))


def _environment() -> dict[str, str]:
    card = json.loads((resources.files("sayso") / "model" / "head.json").read_text(encoding="utf-8"))
    return {
        "sayso": sayso.__version__,
        "model": card["version"],
        "cpu": _cpu(),
        "python": platform.python_version(),
        "commit": _commit(),
    }


def _cpu() -> str:
    about = Path("/proc/cpuinfo")
    lines = about.read_text(encoding="utf-8").splitlines() if about.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    done = subprocess.run(command, cwd=_HERE, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"
