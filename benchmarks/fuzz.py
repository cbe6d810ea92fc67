"""Throw damaged and odd files at one reader, led by what of it they reach, and look at all that comes out.

A finding is an exception that is no ReadError, a document whose fields are not as they must be, a reason that is not one line,
or an input that takes over 10 s, as long as a reader may (over 2 s where it has under 50 kB). Needs atheris.

    python benchmarks/fuzz.py html --minutes 60
    python benchmarks/fuzz.py html --again FILE

Prints executions, seconds and findings, each finding's bytes kept in a folder; ends with 1 if there are any.
"""

from __future__ import annotations

import hashlib
import mmap
import struct
import subprocess
import sys
import tempfile
import time
import traceback
from argparse import ArgumentParser, Namespace
from importlib import import_module
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for what it shares with the tests

_LONGEST = 10.0  # seconds that a reader may take
_SLOW, _SMALL = 2.0, 50_000  # seconds, and bytes, in which they are too many
_HUNG = 40.0  # seconds by the wall's clock, since other programs may run beside
_LARGEST = 1 << 20  # bytes of an input
_STATE = struct.Struct("<QdI")  # executions, when the last began, its size; then its bytes
_INSTRUMENTED = {
    "html": ["sayso.sources", "trafilatura", "htmldate", "courlan", "justext"],
    "feed": ["sayso.sources", "feedparser"],
    "pdf": ["sayso.sources", "pypdf"],
    "word": ["sayso.sources", "docx"],
    "markdown": ["sayso.sources", "markdown_it"],
}
_TOKENS = {  # words of each format, parted by spaces
    "html": (
        "<article> <p> <h1> <br> <q> <time></time> datetime= <script> </script> <meta <link <table><tr><td> "
        '<blockquote> <!-- --> &nbsp; &#146; charset= <pre> class="byline" itemprop="datePublished" property= '
        "content= @graph datePublished headline author NewsArticle LiveBlogPosting 2026-04-03 ÿþ"
    ),
    "feed": (
        "<item> </item> <entry> <title> <link> <pubDate> <content:encoded> <![CDATA[ ]]> xmlns: type='html' "
        "type='xhtml' mode='base64' xml:base <dc:date> <source> <!DOCTYPE <!ENTITY &lt; &amp; <rdf:RDF <author> "
        "<media:content> <georss:where> <gml:pos> <itunes:author> <enclosure"
    ),
    "ninjs": (
        '"uri" "headline" "body_xhtml" "body_text" "bodies" "value" "contentType" "associations" "pubstatus" '
        '"embargoed" "firstcreated" "standard" null [] {} 1e999 \\ud83d'
    ),
    "newsml": (
        "<newsMessage <newsItem <packageItem <nitf> <inlineXML> <inlineData> <contentSet> <headline> <embargoed> "
        "qcode= <body.content> <p> <!DOCTYPE xml:lang= <?xml encoding= <date.issue norm="
    ),
    "markdown": "--- title: date: url: lang: # ## > * 1. ``` | |---| [ ]( ) ![ < > <p> </p> & \\ ** _ ~~~ <!--",
    "pdf": (
        "obj endobj stream endstream xref trailer startxref /Type /Pages /Kids /Count /Contents /Font /Encoding "
        "/Differences /ToUnicode beginbfchar endbfchar beginbfrange endbfrange /Filter /FlateDecode "
        "/ASCIIHexDecode /ASCII85Decode /LZWDecode /RunLengthDecode /DecodeParms /Predictor /ObjStm /XRef /W "
        "/Index /Encrypt /Standard /Prev /DescendantFonts /CIDFontType2 /Identity-H /XObject /Form /Resources Tj "
        "TJ Td Tm cm BT ET Do /Rotate /Length R << >> [ ] (\\ feff"
    ),
    "word": (
        "<w:p> <w:r> <w:t> <w:tbl> <w:tr> <w:tc> <w:tcPr> <w:gridSpan <w:vMerge <w:vMerge/> w:val= <w:sectPr/> "
        "<w:hyperlink> <w:tab/> <w:br/> <w:pStyle cp:coreProperties w:val='restart' w:val='continue' "
        "<w:gridBefore <w:gridAfter <w:sdt>"
    ),
    "rows": '"text" "id" "url" "title" "published" "language" "retrieved" null true 1e999 \\ud83d \\u0000 [[[ NaN',
    "tables": 'text body id " "" ; , \t \r\n ï»¿ published language',
    "warc": (
        "WARC/1.0 WARC/1.1 WARC-Type: response resource warcinfo revisit Content-Length: Content-Type: "
        "WARC-Target-URI: WARC-Date: WARC-Block-Digest: sha1: \r\n \r\n\r\n HTTP/1.1 chunked gzip "
        "Content-Encoding: Transfer-Encoding: text/html 200"
    ),
    "zip": "PK\x03\x04 PK\x01\x02 PK\x05\x06 PK\x06\x06 PK\x06\x07 \x08\x00 \x0c\x00 \x0e\x00 a.txt a.zip a.gz",
    "kinds": "PK\x03\x04 %PDF- \x1f\x8b WARC/1.0 <?xml <rss <feed <rdf:RDF <newsItem <nitf <!DOCTYPE <html { [ ÿþ ï»¿",
    "dates": (
        "2026 -04 -03 T09:30:00 Z +02:00 Fri Friday Apr April avril 3rd , GMT UTC 00:00 1775205000 Published: "
        "Updated: / : . ² ٣ 0000 9999"
    ),
    "language": "the of and que de ο 港 が said wis tae",
}


def arguments() -> Namespace:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("reader", choices=list(_TOKENS))
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--findings", type=Path, help="folder for the bytes of findings; a temporary one by default")
    parser.add_argument("--again", type=Path, help="read only this file, and say what is wrong")
    parser.add_argument("--inside", type=Path, help="the folder of the process that fuzzes; not for you")
    return parser.parse_args()


def judged(name: str, data: bytes) -> tuple[str, str] | None:
    """A finding's kind, the same for the same cause, and what it says; None where all is well."""
    from tests.readers import fault

    began = time.process_time()
    try:
        wrong = fault(name, data)
        key = wrong and " ".join(wrong.split(":")[0].split(" ")[:2])
    except Exception as error:
        wrong = "".join(traceback.format_exception(error)[-6:])
        last = traceback.extract_tb(error.__traceback__)[-1]
        key = f"{type(error).__name__} {Path(last.filename).name} {last.lineno}"
    seconds = time.process_time() - began
    if wrong is None and (seconds > _LONGEST or (seconds > _SLOW and len(data) < _SMALL)):
        return f"slow {round(seconds)}", f"{seconds:.1f} s for {len(data)} bytes"
    return (key or "", wrong) if wrong else None


# -- the process that fuzzes


def fuzz(name: str, folder: Path, seconds: int) -> None:
    """Runs until it is done or something kills it; executions and the input of the moment are in the file `state`."""
    import atheris

    modules = _INSTRUMENTED.get(name, ["sayso.sources"])
    with atheris.instrument_imports(include=modules, enable_loader_override=False):
        from tests.readers import packed

        for module in modules:
            import_module(module)
    with open(folder / "state", "r+b") as file:
        state = mmap.mmap(file.fileno(), 0)
    known = {path.name for path in (folder / "findings").iterdir()}

    def once(data: bytes) -> None:
        data = packed(name, data)
        _STATE.pack_into(state, 0, _STATE.unpack_from(state)[0] + 1, time.time(), len(data))
        state[_STATE.size : _STATE.size + len(data)] = data
        found = judged(name, data)
        if found:
            keep(folder / "findings", found, data, known)
        _STATE.pack_into(state, 0, _STATE.unpack_from(state)[0], 0.0, 0)

    flags = [
        f"-max_total_time={seconds}",
        "-timeout=1000",
        "-rss_limit_mb=2500",
        f"-dict={folder / 'tokens'}",
        "-max_len=8192",
        "-len_control=20",
    ]
    atheris.Setup(["fuzz", *flags, str(folder / "corpus")], once)
    atheris.Fuzz()


def keep(folder: Path, found: tuple[str, str], data: bytes, known: set[str]) -> None:
    """Keeps a finding's bytes, and beside them what is wrong, once for each cause."""
    key, wrong = found
    name = hashlib.sha256(key.encode()).hexdigest()[:12]
    if name not in known:
        known.add(name)
        (folder / name).write_bytes(data)
        (folder / f"{name}.txt").write_text(f"{key}\n{wrong}\n", "utf-8", "replace")
        known.add(f"{name}.txt")


# -- the process that watches


def watched(name: str, folder: Path, minutes: float) -> tuple[int, float]:
    """Fuzzes for so long, anew after each crash or hang, which are findings; gives executions and seconds."""
    began, count = time.monotonic(), 0
    while (left := 60 * minutes - (time.monotonic() - began)) > 1:
        (folder / "state").write_bytes(bytes(_STATE.size + _LARGEST + (1 << 20)))
        command = [sys.executable, __file__, name, "--inside", str(folder), "--minutes", str(left / 60)]
        with open(folder / "log", "ab") as log, subprocess.Popen(command, stdout=log, stderr=log) as process:
            hung = _waited(process, folder)
        executions, started, size = _STATE.unpack_from((folder / "state").read_bytes())
        count += executions
        if executions == 0:
            raise SystemExit(f"the fuzzer does not start:\n{(folder / 'log').read_text(errors='replace')[-2000:]}")
        if started and (hung or process.returncode):
            data = (folder / "state").read_bytes()[_STATE.size : _STATE.size + size]
            _again(name, folder, data, "hung" if hung else f"died with {process.returncode}")
    return count, time.monotonic() - began


def _waited(process: subprocess.Popen[bytes], folder: Path) -> bool:
    """Whether the process had to be killed, since one input took too long."""
    while process.poll() is None:
        time.sleep(0.5)
        with open(folder / "state", "rb") as file:
            _, started, _ = _STATE.unpack(file.read(_STATE.size))
        if started and time.time() - started > _HUNG:
            process.kill()
            return True
    return False


def _again(name: str, folder: Path, data: bytes, how: str) -> None:
    """Keeps what killed a process, if it does so alone: memory that many inputs filled is no finding."""
    file = folder / "suspect"
    file.write_bytes(data)
    try:
        code = subprocess.run(
            [sys.executable, __file__, name, "--again", str(file)], timeout=_HUNG, check=False, capture_output=True
        ).returncode
    except subprocess.TimeoutExpired:
        code = 1
    if code:
        known = {path.name for path in (folder / "findings").iterdir()}
        keep(folder / "findings", (f"{how} {hashlib.sha256(data).hexdigest()[:6]}", how), data, known)


def _prepared(folder: Path, name: str, findings: Path | None) -> None:
    from tests.seeds import SEEDS

    kept = findings or folder / "kept"
    kept.mkdir(parents=True, exist_ok=True)
    (folder / "findings").symlink_to(kept.resolve())
    (folder / "corpus").mkdir()
    seeds = [b"Z" + seed if name == "warc" and number == 1 else seed for number, seed in enumerate(SEEDS[name])]
    if name in ("dates", "kinds"):
        seeds = [bytes([pick]) + seed for seed in seeds for pick in (0, 200)]
    for number, seed in enumerate(seeds):
        (folder / "corpus" / f"seed{number}").write_bytes(seed)
    tokens = {
        token.encode("latin-1" if name in ("zip", "kinds", "tables") else "utf-8") for token in _TOKENS[name].split(" ") if token
    }
    lines = ['"' + "".join(f"\\x{byte:02x}" for byte in token) + '"' for token in sorted(tokens)]
    (folder / "tokens").write_text("\n".join(lines) + "\n")


def main() -> int:
    """Prints the count and the findings; 1 where there is one."""
    given = arguments()
    if given.inside:
        fuzz(given.reader, given.inside, max(1, int(60 * given.minutes)))
        return 0
    if given.again:
        found = judged(given.reader, given.again.read_bytes())
        print(found[1] if found else "nothing is wrong")
        return int(bool(found))
    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{given.reader}-"))
    _prepared(folder, given.reader, given.findings)
    count, seconds = watched(given.reader, folder, given.minutes)
    findings = sorted((folder / "findings").glob("*.txt"))
    for file in findings:
        print(f"-- {file.with_suffix('')} ({file.with_suffix('').stat().st_size} bytes)\n{file.read_text()[:2000]}")
    kept = (folder / "findings").resolve()
    print(f"{given.reader}: {count:,} executions in {seconds:.0f} s; findings: {len(findings)}, kept in {kept}")
    return int(bool(findings))


if __name__ == "__main__":
    sys.exit(main())
