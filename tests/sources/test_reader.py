"""Reading whatever is handed in; what cannot be read is said in its place and nothing else is lost."""

import gzip
import io
import json
import os
import sys
import time
import zipfile

import pytest

from sayso.records import Document, Failure, Fetched, Unchanged
from sayso.sources import Reader, read
from sayso.sources.kinds import kind
from sayso.sources.reader import _read, _Work
from sayso.workers import Workers


def one(path):
    (item,) = read(path)
    return item


def reason(path):
    item = one(path)
    assert isinstance(item, Failure), item
    return f"{item.where}: {item.reason}"


def write(folder, name, data):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_a_text_file_is_one_article_with_its_headline(tmp_path):
    path = write(tmp_path, "a.txt", "Gate Shut\r\n\r\nThe gate is shut.\r\n")
    item = one(path)
    assert item.text == "Gate Shut\r\n\r\nThe gate is shut.\r\n"
    assert item.title == "Gate Shut"
    assert item.media_type == "text/plain"


def test_a_byte_order_mark_is_not_text(tmp_path):
    assert one(write(tmp_path, "a.txt", b"\xef\xbb\xbfHello there.")).text == "Hello there."


def test_an_article_without_a_headline_has_no_title(tmp_path):
    assert one(write(tmp_path, "a.txt", "One paragraph alone.")).title is None
    assert one(write(tmp_path, "b.txt", "long " * 50 + "\n\nmore")).title is None


def test_json_lines_give_what_is_known(tmp_path):
    row = {"text": "He said no.", "id": 7, "url": "https://x.example/1", "outlet": "X", "published": "2026-03", "other": [1]}
    item = one(write(tmp_path, "a.jsonl", json.dumps(row)))
    assert (item.text, item.source_id, item.outlet, item.published) == ("He said no.", "7", "X", "2026-03")


def test_a_folder_is_read_in_order_at_any_depth(tmp_path):
    (tmp_path / "in").mkdir()
    write(tmp_path, "b.txt", "B said.")
    write(tmp_path / "in", "a.jsonl", '{"text": "A said."}\n\n{"text": "C said."}\n')
    write(tmp_path, "logo.png", b"\x89PNG")
    write(tmp_path, ".hidden.txt", "Nobody said.")
    assert [d.text for d in read(tmp_path)] == ["B said.", "A said.", "C said."]


def test_standard_input_is_text_or_json_lines(monkeypatch):
    class Stream:
        def __init__(self, data):
            self.buffer = io.BufferedReader(io.BytesIO(data))

    monkeypatch.setattr(sys, "stdin", Stream(b"A clerk said no."))
    assert one("-").text == "A clerk said no."
    monkeypatch.setattr(sys, "stdin", Stream(b'\n{"text": "He said."}\n{"text": "She said."}'))
    assert [d.text for d in read("-")] == ["He said.", "She said."]


@pytest.mark.parametrize(
    ("name", "data", "wanted"),
    [
        ("a.txt", b"", "empty article"),
        ("a.txt", b" \n\t ", "empty article"),
        ("a.txt", b"caf\xe9 said", "not UTF-8 at byte 3 (0xe9); convert it"),
        ("a.txt", b"\xef\xbb\xbfcaf\xe9", "(0xe9)"),
        ("a.txt", "text".encode("utf-16"), "UTF-16"),
        ("a.txt", b"\x89PNG\r\n", "a picture"),
        ("a.txt", b"\x1f\x8b\x08", "a gzip file that is cut short; fetch it again"),
        ("a.txt", b"PK\x03\x04", "a damaged zip archive"),
        ("a.pdf", b"%PDF-1.7", "PDF"),
        ("a.doc", b"\xd0\xcf\x11\xe0", "a format that is not read; save it as PDF, .docx or plain text"),
        ("a.xlsx", b"PK\x03\x04", "save it as CSV"),
        ("a.xml", b"<stock><price/></stock>", "XML that is no feed, NewsML-G2 or NITF"),
        ("a.txt", bytes(range(32)) * 10, "binary"),
        ("a.html", b"<html><body></body></html>", "no article found in the page"),
        ("a.json", b"{}", "a.json: wanted a field 'text' that is a string; got none"),
        ("a.json", b"[{}]", "a.json#1: wanted a field 'text'"),
        ("a.json", b"{", "not JSON at column 2"),
        ("a.csv", b"outlet\nX\n", "text"),
        ("a.jsonl", b"", "no line of JSON"),
        ("a.jsonl", b"{", "a.jsonl:1: not JSON at column 2"),
        ("a.jsonl", b"[1]", "a.jsonl:1: wanted a JSON object; got a list"),
        ("a.jsonl", b"{}", "a.jsonl:1: wanted a field 'text' that is a string; got none"),
        ("a.jsonl", b'{"text": 3}', "got a number"),
        ("a.jsonl", b'{"text": " "}', "empty article"),
        ("a.jsonl", b'{"text": "x", "published": "soon"}', "published: wanted a date as"),
        ("a.jsonl", b'{"text": "x", "outlet": {}}', "wanted 'outlet' to be a string; got an object"),
        ("a.jsonl", b'{"text": "x", "id": [1]}', "wanted an 'id'"),
        ("a.jsonl", b'{"text": "caf\xe9"}', "not UTF-8 at byte 13 of the line"),
        ("a.jsonl", b'{"text": ' + b"[" * 100_000, "a.jsonl:1:"),
        ("a.jsonl", b'{"text": "x", "n": ' + b"9" * 5000 + b"}", "JSON that cannot be held"),
    ],
)
def test_bad_input_names_the_place_and_the_remedy(tmp_path, name, data, wanted):
    assert wanted in reason(write(tmp_path, name, data))


def test_a_missing_file_and_an_empty_folder(tmp_path):
    assert "no such file or folder" in reason(tmp_path / "none.txt")
    assert "no article in it" in reason(tmp_path)
    assert "neither a file nor a folder" in reason("/dev/null")


def test_a_bad_line_costs_that_line_alone(tmp_path):
    path = write(tmp_path, "a.jsonl", '{"text": "One said."}\nnot json\n{"text": "Two said."}\n')
    found = list(read(path))
    assert [type(item) for item in found] == [Document, Failure, Document]
    assert found[1].where == f"{path}:2"


def test_a_bad_file_costs_that_file_alone(tmp_path):
    write(tmp_path, "a.txt", b"\xff\xfe\xff")
    write(tmp_path, "b.txt", "B said.")
    assert [type(item) for item in read(tmp_path, tmp_path / "none")] == [Failure, Document, Failure]


# -- formats told apart

PAGE = (
    "<!doctype html><html lang='en'><head><title>Gate Stays Shut</title><meta property='og:site_name' content='Halyard'>"
    "<meta property='article:published_time' content='2026-03-02T09:00:00+01:00'></head><body><article><h1>Gate Stays Shut</h1>"
    "<p>“The gate stays shut,” Ida Brom, who keeps the keys of the lower dam, said on Monday in front of the town hall.</p>"
    "<p>The mayor of Zdrana denied that anybody had asked him, and promised an answer by the end of the week to all.</p>"
    "<p>Nobody else wanted to speak about it, although many had come to hear what would become of the fields below.</p>"
    "</article></body></html>"
)
WIRE = {
    "uri": "urn:wire:1",
    "headline": "Gate shut",
    "body_text": "Ida Brom said that it was.",
    "versioncreated": "2026-03-02T09:00:00Z",
}
FEED = "<?xml version='1.0'?><rss version='2.0'><channel><title>Halyard</title><link>{base}/</link>{items}</channel></rss>"
ITEM = "<item><title>{n}</title><link>{base}/{n}.html</link><pubDate>Mon, 02 Mar 2026 09:00:00 +0100</pubDate></item>"


@pytest.mark.parametrize(
    ("name", "media_type", "start", "wanted"),
    [
        ("a.txt", None, b"Text", "text"),
        ("a.md", None, b"# Text", "markdown"),
        ("a.HTM", None, b"<p>", "html"),
        ("a", None, b"<!doctype html><p>", "html"),
        ("a", None, b"\xef\xbb\xbf <html>", "html"),
        ("a", None, b"Text", "text"),
        ("a", None, b' {"text":', "lines"),
        ("a", None, b"%PDF-1.4", "pdf"),
        ("a.txt", None, b"%PDF-1.4", "pdf"),
        ("a.docx", None, b"PK\x03\x04", "word"),
        ("a.wacz", None, b"PK\x03\x04", "wacz"),
        ("a.warc.gz", None, b"\x1f\x8b", "gzip"),
        ("a", None, b"WARC/1.0", "warc"),
        ("a.xml", None, b"<?xml version='1.0'?><rss version='2.0'>", "feed"),
        ("feed", "application/rss+xml", b"<rss version='2.0'>", "feed"),
        ("feed", "text/xml", b"<feed xmlns='http://www.w3.org/2005/Atom'>", "feed"),
        ("a.xml", None, b"<newsItem xmlns='http://iptc.org/std/nar/2006-10-01/'>", "newsml"),
        ("index.php", "text/html", b"text", "html"),
        ("a.md", "text/plain", b"# Text", "markdown"),
        ("a.jsonl", "application/octet-stream", b"{}", "lines"),
        ("a.pdf", None, b"not at all", "text"),
    ],
)
def test_a_format_is_told_by_its_beginning_its_server_and_its_name(name, media_type, start, wanted):
    assert kind(name, media_type, start) == wanted


def test_every_format_is_read_wherever_it_lies(tmp_path):
    """In a folder, in a zip, gzipped, in a zip in a gzip: the same articles."""
    folder = tmp_path / "in"
    folder.mkdir()
    write(folder, "a.txt", "The clerk said that the letter was never sent to the mayor.")
    write(folder, "b.md", "# Gate\n\nThe clerk *said* that it was shut.")
    write(folder, "c.html", PAGE)
    write(folder, "d.jsonl", '{"text": "A said."}\n{"text": "B said."}\n')
    write(folder, "e.csv", "text,outlet\nC said.,Halyard\n")
    write(folder, "f.json", json.dumps(WIRE))
    write(folder, "g.json", json.dumps([{"text": "D said."}]))
    write(folder, "h.ndjson", json.dumps(WIRE) + "\n" + json.dumps({**WIRE, "body_text": "Nobody said that."}) + "\n")
    write(folder, "notes.doc", b"\xd0\xcf\x11\xe0")
    write(folder, "style.css", "p {}")
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, f"x/{path.name}")
    (tmp_path / "all.zip.gz").write_bytes(gzip.compress((tmp_path / "all.zip").read_bytes()))
    found = list(read(folder))
    texts = [item.text if isinstance(item, Document) else item.reason for item in found]
    assert [t.split()[0] for t in texts] == ["The", "Gate", "Gate", "A", "B", "C", "Gate", "D", "Gate", "Gate", "a"]
    for other in ("all.zip", "all.zip.gz"):
        again = [item.text if isinstance(item, Document) else item.reason for item in read(tmp_path / other)]
        assert again == texts
    places = [item.where for item in read(tmp_path / "all.zip") if isinstance(item, Failure)]
    assert places == [f"{tmp_path / 'all.zip'}!x/notes.doc"]
    assert [item.text for item in read(str(folder / "[de].*"))] == ["A said.", "B said.", "C said."]


def test_a_long_item_of_ninjs_on_a_line_of_its_own_is_told_from_a_row(tmp_path):
    item = {**WIRE, "body_text": "Ida Brom said that it was shut. " * 400}
    path = write(tmp_path, "a.jsonl", json.dumps(item) + "\n" + json.dumps({**item, "headline": "Gate open"}))
    assert [found.title for found in read(path)] == ["Gate shut", "Gate open"]


def test_a_reader_that_reads_again_tells_of_the_last_time_alone(tmp_path):
    path = write(tmp_path, "a.txt", "A said.")
    write(tmp_path, "style.css", "p {}")
    reader = Reader()
    list(reader.read(tmp_path))
    assert reader.finished == [str(tmp_path), str(path)]
    list(reader.read(path))
    assert (reader.finished, reader.passed_over) == ([str(path)], {})


def test_what_is_passed_over_is_counted(tmp_path):
    write(tmp_path, "a.txt", "A said.")
    write(tmp_path, "style.css", "p {}")
    write(tmp_path, "one.png", b"")
    write(tmp_path, "two.png", b"")
    reader = Reader()
    assert len(list(reader.read(tmp_path))) == 1
    assert reader.passed_over == {".css": 1, ".png": 2}


def test_a_pattern_that_nothing_fits_is_said(tmp_path):
    assert "no file fits this pattern" in reason(str(tmp_path / "*.html"))


def test_a_language_is_told_where_nobody_gave_it_and_kept_where_somebody_did(tmp_path):
    other = "Die Ministerin sagte am Montag, das Tor bleibe geschlossen, und niemand habe sie gefragt, warum das so sei. " * 3
    rows = [
        {"text": other},
        {"text": other, "language": "en"},
        {"text": "The minister said on Monday that it would stay shut. " * 3},
    ]
    write(tmp_path, "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))
    write(tmp_path, "b.txt", other)
    assert [item.language for item in read(tmp_path)] == ["de", "en", "en", "de"]


def test_a_failure_names_the_file_to_read_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, "a.jsonl", "{")
    (item,) = read("a.jsonl")
    assert (item.where, item.source) == ("a.jsonl:1", str(tmp_path / "a.jsonl"))
    (missing,) = read("none.txt")
    assert missing.source == str(tmp_path / "none.txt")


def test_how_far_reading_is_and_what_is_finished(tmp_path):
    a = write(tmp_path, "a.txt", "A said." * 1000)
    b = write(tmp_path, "b.jsonl", '{"text": "B said."}\n' * 1000)
    reader = Reader()
    items = reader.read(tmp_path)
    next(items)
    assert reader.total == a.stat().st_size + b.stat().st_size
    list(items)
    assert reader.done == reader.total
    assert reader.finished == [str(tmp_path), str(a), str(b)]


# -- what kills its reader


def hangs(work):
    if work.original.name == "slow.html":
        time.sleep(60)
    if work.original.name == "dies.html":
        os.abort()
    return _read(work)


def test_a_page_that_hangs_or_kills_its_reader_costs_itself_alone(tmp_path, monkeypatch):
    monkeypatch.setattr("sayso.sources.reader._read", hangs)
    monkeypatch.setattr("sayso.sources.reader.SECONDS", 2.0)
    for name in ("a.html", "dies.html", "slow.html", "z.html"):
        write(tmp_path, name, PAGE)
    found = list(Reader().read(tmp_path))
    assert [type(item) for item in found] == [Document, Failure, Failure, Document]
    assert found[1].reason == "could not be read: the process that read it was killed, perhaps for want of memory"
    assert found[2].reason == "could not be read: took longer than 2 seconds and was stopped"
    assert found[2].source == str(tmp_path / "slow.html")


@pytest.mark.parametrize(
    "data",
    [
        b"<div " + b" ".join(b"a%d=1" % n for n in range(50_000)) + b">He said no.</div>",
        b"<p>He said no. </p>" * 1_100_000,
        b"<div>" * 900_000 + b"He said no.",
    ],
    ids=["50,000 attributes", "20 MB", "nested"],
)
def test_a_hostile_page_is_over_within_ten_seconds_and_the_next_is_read(tmp_path, data):
    write(tmp_path, "a.html", data)
    write(tmp_path, "b.html", PAGE)
    start = time.monotonic()
    found = list(read(tmp_path))
    assert time.monotonic() - start < 20  # two processes may have to start
    assert isinstance(found[-1], Document)
    assert found[-1].title == "Gate Stays Shut"


# -- addresses


@pytest.fixture
def hasty(monkeypatch):
    """No pause between requests to one host."""
    monkeypatch.setattr("sayso.sources.pace.Pace.rest", lambda *args: None)


def test_an_address_is_read_and_asked_again_only_if_it_changed(site, hasty):
    site.pages["/1.html"] = PAGE
    url = f"{site.base}/1.html"
    (item,) = Reader(allow_private=True).read(url)
    assert (item.title, item.outlet, item.published, item.date_source) == (
        "Gate Stays Shut",
        "Halyard",
        "2026-03-02T09:00:00+01:00",
        "meta",
    )
    assert item.url == item.fetched.url == url
    known = {url: item.fetched}
    assert list(Reader(allow_private=True, seen=known.get).read(url)) == [Unchanged(url)]
    site.pages["/1.html"] = PAGE.replace("denied", "doubted")
    (changed,) = Reader(allow_private=True, seen=known.get).read(url)
    assert "doubted" in changed.text


def test_private_addresses_are_refused_unless_allowed(site):
    (item,) = read(f"{site.base}/1.html")
    assert isinstance(item, Failure)
    assert item.source == item.where == f"{site.base}/1.html"
    assert site.requests == []


def test_of_a_feed_the_pages_are_read_that_are_not_known(site, hasty):
    items = "".join(ITEM.format(n=n, base=site.base) for n in (1, 2, 3))
    site.pages["/feed"] = FEED.format(base=site.base, items=items)
    site.pages["/1.html"] = PAGE.replace("article:published_time", "x")
    site.pages["/3.html"] = PAGE.replace("denied", "doubted")
    known = {f"{site.base}/3.html": Fetched(f"{site.base}/3.html")}
    reader = Reader(allow_private=True, seen=known.get)
    one, two, three = reader.read(f"{site.base}/feed")
    assert (one.published, one.date_source, one.outlet) == ("2026-03-02T09:00:00+01:00", "feed", "Halyard")
    assert two == Failure(f"{site.base}/2.html", "there is no such page (404); check the address", f"{site.base}/2.html")
    assert three == Unchanged(f"{site.base}/3.html")
    assert f"{site.base}/3.html" not in [site.base + path for path, _ in site.requests]


def test_a_feed_that_has_not_changed_is_not_sent_again_unless_something_failed(site, hasty):
    site.pages["/feed"] = FEED.format(base=site.base, items=ITEM.format(n=1, base=site.base))
    reader = Reader(allow_private=True)
    (failed,) = reader.read(f"{site.base}/feed")
    site.pages["/1.html"] = PAGE
    (found,) = reader.read(f"{site.base}/feed")
    assert (type(failed), type(found)) == (Failure, Document)
    assert list(reader.read(f"{site.base}/feed")) == []


def test_an_archive_or_table_at_an_address_is_read_as_if_it_lay_here(site, hasty):
    site.pages["/a.csv"] = "text,outlet\nHe said no.,Halyard\n"
    site.pages["/a.csv"] = '{"text": "He said no."}\n{"text": 3}\n'
    found = list(Reader(allow_private=True).read(f"{site.base}/a.csv"))
    assert all(isinstance(item, Failure) for item in found)  # told to be HTML, which it is not
    assert {item.source for item in found} == {f"{site.base}/a.csv"}


def test_reading_can_be_broken_off_at_any_time(tmp_path):
    for n in range(30):
        write(tmp_path, f"{n}.html", PAGE)
    items = read(tmp_path)
    next(items)
    items.close()
    with Workers(_read, 1, died=print) as workers:
        assert isinstance(workers.submit(_Work("html", next(iter([original(PAGE)])))).result()[0], Document)


def original(text):
    from sayso.sources.original import Original

    return Original(text.encode(), "here")
