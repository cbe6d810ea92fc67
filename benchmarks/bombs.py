"""Measure what entity bombs and external entities do: in RSS, Atom, NewsML-G2, NITF, ninjs and Word files.

Each case must be refused within 2 s, ask nothing of the server that runs beside it, and bring no file's content out; and the
same file without the bomb must be read. Ends with 1 where one does not.

    python benchmarks/bombs.py
"""

from __future__ import annotations

import io
import json
import socketserver
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from sayso.errors import ReadError
from sayso.records import Document, Failure
from sayso.sources import feed, newsml, ninjs
from sayso.sources.office import word
from sayso.sources.original import Original

_LIMIT = 2.0  # seconds
_HIDDEN = "the lamp is under the third stair"
_RSS = (
    "<rss version='2.0'><channel><title>Halyard</title>"
    "<item><title>Gate</title><description>He said {}.</description></item></channel></rss>"
)
_ATOM = (
    "<feed xmlns='http://www.w3.org/2005/Atom'><title>Halyard</title>"
    "<entry><title>Gate</title><summary>He said {}.</summary></entry></feed>"
)
_NEWSML = (
    "<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/' guid='urn:1'><contentMeta><headline>Gate</headline></contentMeta>"
    "<contentSet><inlineData contenttype='text/plain'>He said {}.</inlineData></contentSet></newsItem>"
)
_NITF = "<nitf><body><body.content><p>He said {}.</p></body.content></body></nitf>"
_WORD = (
    "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>"
    "<w:p><w:r><w:t>He said {}.</w:t></w:r></w:p></w:body></w:document>"
)
Reader = Callable[[Original], Iterable[Document | Failure]]


def bombs(secret: Path, server: str) -> Iterator[tuple[str, str]]:
    """Each bomb's name, and what stands before the first element; the entity is `&a;`."""
    laughs = '<!ENTITY l0 "lol">' + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    yield "billion laughs", f'<!DOCTYPE x [{laughs}<!ENTITY a "&l9;">]>'
    yield "quadratic blow-up", f'<!DOCTYPE x [<!ENTITY q "{"x" * 100_000}"><!ENTITY a "{"&q;" * 20_000}">]>'
    yield "recursive entity", '<!DOCTYPE x [<!ENTITY a "&b;"><!ENTITY b "&a;">]>'
    yield "parameter entities", f'<!DOCTYPE x [<!ENTITY % p SYSTEM "{server}/p.dtd">%p;<!ENTITY a "x">]>'
    yield "external entity, file", f'<!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'
    yield "external entity, http", f'<!DOCTYPE x [<!ENTITY a SYSTEM "{server}/a">]>'
    yield "external document type", f'<!DOCTYPE x SYSTEM "{server}/x.dtd">'
    yield "public document type", f'<!DOCTYPE x PUBLIC "-//X//DTD X//EN" "{server}/x.dtd">'
    yield "behind a comment", f'<!-- <x> --><?x y?><!DOCTYPE x [<!ENTITY a SYSTEM "{secret.as_uri()}">]>'


def readers() -> Iterator[tuple[str, Reader, Callable[[str, str], bytes], str]]:
    """Each format's name, reader, how a bomb is put into it, and its template."""
    yield "RSS", feed.documents, _xml, _RSS
    yield "Atom", feed.documents, _xml, _ATOM
    yield "NewsML-G2", newsml.documents, _xml, _NEWSML
    yield "NITF", newsml.documents, _xml, _NITF
    yield "RSS, UTF-16", feed.documents, _utf16, _RSS
    yield "NewsML-G2, UTF-16", newsml.documents, _utf16, _NEWSML
    yield "ninjs", ninjs.documents, _ninjs, "<html><body><p>He said {}.</p></body></html>"
    yield "Word", lambda original: [word(original)], _docx, _WORD


def _xml(bomb: str, template: str) -> bytes:
    return (bomb + template.format("&a;")).encode()


def _utf16(bomb: str, template: str) -> bytes:
    return (bomb + template.format("&a;")).encode("utf-16")


def _ninjs(bomb: str, template: str) -> bytes:
    return json.dumps({"uri": "urn:1", "type": "text", "headline": "Gate", "body_xhtml": bomb + template.format("&a;")}).encode()


def _docx(bomb: str, template: str) -> bytes:
    from docx import Document as made

    plain, packed = io.BytesIO(), io.BytesIO()
    made().save(plain)
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, _xml(bomb, template) if part == "word/document.xml" else old.read(part))
    return packed.getvalue()


def outcome(reader: Reader, data: bytes) -> tuple[str, float, str]:
    """Whether it was refused, after how many seconds, and what came out."""
    began = time.perf_counter()
    try:
        found = list(reader(Original(data, "bomb")))
        said = " ".join(item.text if isinstance(item, Document) else item.reason for item in found)
        verdict = "read" if any(isinstance(item, Document) for item in found) else "refused"
    except ReadError as error:
        verdict, said = "refused", str(error)
    return verdict, time.perf_counter() - began, said


class _Counting(socketserver.BaseRequestHandler):
    met = 0

    def handle(self) -> None:
        type(self).met += 1


def main() -> int:
    """Prints the table; 1 where a case is not as it must be."""
    bad, slowest, cases = 0, 0.0, 0
    with tempfile.TemporaryDirectory() as folder, socketserver.TCPServer(("127.0.0.1", 0), _Counting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        secret = Path(folder) / "secret.txt"
        secret.write_text(_HIDDEN)
        for form, reader, put, template in readers():
            verdict, _, said = outcome(reader, put("", template.replace("{}", "no")))
            if verdict != "read" or "He said no." not in said:
                bad += 1
                print(f"{form:18} BAD: not read without a bomb: {said[:80]}")
            for name, bomb in bombs(secret, f"http://127.0.0.1:{server.server_address[1]}"):
                verdict, seconds, said = outcome(reader, put(bomb, template))
                fine = verdict == "refused" and seconds <= _LIMIT and _HIDDEN not in said
                bad, slowest, cases = bad + (not fine), max(slowest, seconds), cases + 1
                print(f"{form:18} {name:24} {verdict:8} {seconds * 1000:8.1f} ms  {'' if fine else 'BAD: ' + said[:80]}")
        time.sleep(0.2)
        server.shutdown()
    print(f"{cases} cases; bad (not refused in {_LIMIT:.0f} s, or not read without a bomb): {bad}")
    print(f"slowest: {slowest * 1000:.1f} ms; requests that arrived: {_Counting.met}")
    return int(bool(bad or _Counting.met))


if __name__ == "__main__":
    sys.exit(main())
