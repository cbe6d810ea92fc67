"""Read pages that are made to hang or burst their reader; each must be read or refused within 10 seconds, the next one be fine.

python benchmarks/hostile.py
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from sayso.records import Document
from sayso.sources import Reader

_GOAL = 10.0  # seconds
_SOUND = (
    "<!doctype html><html><head><title>Gate Shut</title></head><body><h1>Gate Shut</h1>"
    "<p>“The gate stays shut,” Ida Brom, who keeps the keys of the lower dam, said on Monday in front of the town hall.</p>"
    "<p>The mayor of Zdrana denied that anybody had asked him, and promised an answer by the end of the week to all.</p>"
    "</body></html>"
)


def pages() -> dict[str, bytes]:
    """Hostile pages by what they are."""
    words = b"Ida Brom said that the gate was shut. "
    attributes = b" ".join(b'a%d="1"' % n for n in range(50_000))
    rest = b"><p>" + words * 20 + b"</p></div></body></html>"
    return {
        "50,000 attributes, 0.4 MB": b"<html><body><div " + attributes[:400_000] + rest,
        "50,000 attributes behind a '>'": b"<html><body><div x='>' " + attributes + rest,
        "a page of 20 MB": b"<html><body>" + b"<p>" + words * 500_000 + b"</p></body></html>",
        "100 MB of nested tags": b"<div>" * 20_000_000,
        "4.9 MB of nested tags": b"<div>" * 980_000,
        "4.9 MB of one word": b"<p>" + b"a" * 4_900_000,
        "4.9 MB of open comments": b"<!--" * 1_200_000,
        "4.9 MB of empty elements": b"<p>" * 1_600_000,
        "4.9 MB of entities": b"<p>" + b"&amp;" * 970_000,
        "4.9 MB of tables in one another": b"<table><tr><td>" * 320_000,
        "JSON-LD 100,000 deep": b'<script type="application/ld+json">' + b"[" * 100_000 + b"</script><p>" + words * 20,
        "4.9 MB of JSON-LD": b'<script type="application/ld+json">[' + b'{"@type":"NewsArticle"},' * 200_000 + b"{}]</script>",
    }


def main() -> None:
    late = 0
    with tempfile.TemporaryDirectory() as name:
        sound = Path(name) / "sound.html"
        sound.write_text(_SOUND)
        reader = Reader()
        for what, data in pages().items():
            path = Path(name) / "page.html"
            path.write_bytes(data)
            start = time.monotonic()
            first = next(reader.read(path))
            seconds = time.monotonic() - start
            after = list(reader.read(path, sound))[-1]
            bad = seconds > _GOAL + 1 or not isinstance(after, Document)  # a second to start the process
            late += bad
            told = "read" if isinstance(first, Document) else f"refused: {first.reason}"
            print(f"{what:34}{seconds:6.1f} s  next one {'fine' if isinstance(after, Document) else 'LOST'}  {told}")
    print(f"{late} late or with the next one lost")
    sys.exit(1 if late else 0)


if __name__ == "__main__":
    main()
