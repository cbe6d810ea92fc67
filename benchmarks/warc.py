"""Read a web archive of 1,500 sound records with a corrupt one, a bomb and a cut one among them; nothing sound may be lost.

The archive is made here: pages of invented news, gzipped a record at a time as crawlers do. Every sound record must be read
to the letter, each bad one be a failure at the byte where it begins, and the memory of a fresh process that reads them, and of
its children, stay under 600 MB. The same archive is then handed to the whole of reading, pages and all.
Ends with 1 where any of this fails.

    python benchmarks/warc.py
    python benchmarks/warc.py --records 200
"""

from __future__ import annotations

import argparse
import gzip
import random
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path

from sayso.records import Failure
from sayso.sources import Reader, warc

_MEMORY = 600  # MB
_BOMB = 2_000  # MB that the bomb unpacks to
_PEOPLE = ("Ida Brom", "Benet Orsolo", "Radka Šebelin", "the mayor of Zdrana", "a clerk", "Rosa Tennick")
_SAY = ("said", "denied", "warned", "promised", "claimed", "admitted")
_WHAT = ("the gate was shut", "the dam would hold", "nobody had asked", "the letter was never sent", "the key was lost")


def page(number: int, chance: random.Random) -> bytes:
    """A page of invented news, of about 10 to 60 KB."""
    lines = "".join(
        f"<p>{chance.choice(_PEOPLE)} {chance.choice(_SAY)} on day {chance.randrange(1, 29)} that {chance.choice(_WHAT)}, "
        f"and that {chance.choice(_WHAT)} when the {chance.randrange(2, 99)} delegates met.</p>"
        for _ in range(chance.randrange(8, 40))
    )
    links = "".join(f'<li><a href="/{chance.random()}">Story {n}</a></li>' for n in range(chance.randrange(100, 600)))
    title = f"Report {number} from the dam"
    head = f'<title>{title}</title><meta property="article:published_time" content="2026-03-{number % 28 + 1:02}T09:00:00Z">'
    return f"<!doctype html><html><head>{head}</head><body><h1>{title}</h1>{lines}<ul>{links}</ul></body></html>".encode()


def record(number: int, body: bytes) -> bytes:
    """A record as a crawler writes it, before it is gzipped."""
    return _head(number, len(_http(len(body))) + len(body)) + _http(len(body)) + body + b"\r\n\r\n"


def _http(length: int) -> bytes:
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\n\r\n".encode()


def _head(number: int, length: int) -> bytes:
    return (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://halyard.example/{number}.html\r\n"
        f"WARC-Date: 2026-03-02T10:00:00Z\r\nWARC-Record-ID: <urn:uuid:{number}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def bomb() -> bytes:
    """A member that unpacks to a page of very many blanks."""
    packer = zlib.compressobj(9, wbits=31)
    size = _BOMB * 1_000_000
    made = packer.compress(_head(0, len(_http(size)) + size) + _http(size))
    block = b" " * 1_000_000
    return made + b"".join(packer.compress(block) for _ in range(_BOMB)) + packer.flush()


def build(path: Path, count: int) -> tuple[dict[str, int], dict[int, str]]:
    """Write the archive; the checksum of each sound page by its address, and the bytes at which bad records begin."""
    chance = random.Random(1)
    sound: dict[str, int] = {}
    bad: dict[int, str] = {}
    with path.open("wb") as out:
        for number in range(count):
            if number in (count // 3, 2 * count // 3):
                bad[out.tell()] = "corrupt" if number < count // 2 else "bomb"
                out.write(_corrupt(gzip.compress(record(number, page(number, chance)))) if number < count // 2 else bomb())
            body = page(number, chance)
            sound[f"https://halyard.example/{number}.html"] = zlib.crc32(body)
            out.write(gzip.compress(record(number, body)))
        bad[out.tell()] = "cut short"
        out.write(gzip.compress(record(count, page(count, chance)))[:-500])
    return sound, bad


def _corrupt(member: bytes) -> bytes:
    middle = len(member) // 2
    return member[:middle] + bytes(byte ^ 0x55 for byte in member[middle : middle + 64]) + member[middle + 64 :]


def check(path: Path, count: int) -> list[str]:
    """What is wrong with how the archive's records are read; prints the figures."""
    sound, bad = _expected(path)
    start = time.perf_counter()
    wrong = []
    read = 0
    failures: dict[int, str] = {}
    with path.open("rb") as stream:
        for item in warc.records(stream, "x"):
            if isinstance(item, Failure):
                failures[int(item.where.rpartition("@")[2])] = item.reason
            elif item.url not in sound or zlib.crc32(item.data) != sound.pop(item.url):
                wrong.append(f"{item.url}: not what was written, or twice")
            else:
                read += 1
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"records alone   {read:,} of {count:,} sound read, {read / seconds:,.0f} a second, peak memory {memory:,.0f} MB")
    for offset, reason in failures.items():
        print(f"                @{offset} ({bad.get(offset, 'unexpected')}): {reason}")
    wrong += [f"{url}: lost" for url in sound]
    wrong += [f"@{offset}: wanted a failure" for offset in bad.keys() - failures.keys()]
    wrong += [f"@{offset}: a failure that was not wanted" for offset in failures.keys() - bad.keys()]
    if memory > _MEMORY:
        wrong.append(f"memory: wanted at most {_MEMORY} MB; got {memory:,.0f}")
    return wrong


def whole(path: Path, count: int) -> list[str]:
    """What is wrong with how the archive is read from end to end, by two processes; prints the figures."""
    start = time.perf_counter()
    items = list(Reader(jobs=2).read(path))
    seconds = time.perf_counter() - start
    failed = sum(isinstance(item, Failure) for item in items)
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )  # of the children, the largest
    print(
        f"read as articles {len(items) - failed:,} documents and {failed} failures, {count / seconds:,.0f} pages a second, "
        f"peak memory {own:,.0f} MB, of a reading process {children:,.0f} MB"
    )
    wrong = [] if len(items) - failed == count and failed == 3 else [f"wanted {count} documents and 3 failures"]
    if own + 2 * children > _MEMORY:
        wrong.append(f"memory: wanted at most {_MEMORY} MB for all three processes; got {own + 2 * children:,.0f}")
    return wrong


def _expected(path: Path) -> tuple[dict[str, int], dict[int, str]]:
    lines = [line.rsplit(" ", 1) for line in path.with_suffix(".txt").read_text().splitlines()]
    sound = {name: int(value) for name, value in lines if name.startswith("https")}
    return sound, {int(value): name for name, value in lines if not name.startswith("https")}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--records", type=int, default=1500, metavar="N", help="sound records (1,500 unless told)")
    parser.add_argument("--check", choices=["records", "whole"], help=argparse.SUPPRESS)
    parser.add_argument("--archive", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.check:
        wrong = (check if asked.check == "records" else whole)(asked.archive, asked.records)
        for line in wrong[:20]:
            print(f"WRONG: {line}")
        sys.exit(1 if wrong else 0)
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "crawl.warc.gz"
        sound, bad = build(path, asked.records)
        lines = [*(f"{url} {sum}" for url, sum in sound.items()), *(f"{what} {offset}" for offset, what in bad.items())]
        path.with_suffix(".txt").write_text("\n".join(lines))
        print(f"archive         {path.stat().st_size / 1e6:,.1f} MB, {asked.records:,} sound records, 3 bad ones")
        words = [sys.executable, __file__, "--records", str(asked.records), "--archive", str(path), "--check"]
        codes = [subprocess.run([*words, what], check=False).returncode for what in ("records", "whole")]  # fresh processes
    sys.exit(max(codes))


if __name__ == "__main__":
    main()
