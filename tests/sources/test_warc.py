"""Web archives: every sound record is read, each bad one is a failure at its byte, and memory stays small."""

import base64
import gzip
import hashlib
import io
import os
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import ReadError
from sayso.records import Failure
from sayso.sources import warc
from sayso.sources.original import PAGE_LIMIT, Original

HTML = "HTTP/1.1 200 OK\r\nContent-Type: text/html"


def record(n, *, kind="response", head=HTML + "; charset=utf-8", body=None, digest=True, **more):
    """A record as crawlers write it."""
    html = f"<html><body><p>Ida Brom said that gate {n} was shut.</p></body></html>".encode() if body is None else body
    block = f"{head}\r\nContent-Length: {len(html)}\r\n\r\n".encode() + html if head else html
    fields = {
        "WARC-Type": kind,
        "WARC-Target-URI": f"https://halyard.example/{n}.html",
        "WARC-Date": "2026-03-02T10:00:00Z",
        "WARC-Record-ID": f"<urn:uuid:{n}>",
        "Content-Type": "application/http; msgtype=response" if head else "text/html",
        **({"WARC-Block-Digest": "sha1:" + base64.b32encode(hashlib.sha1(block).digest()).decode()} if digest else {}),  # noqa: S324
        **more,
        "Content-Length": len(block),
    }
    return b"WARC/1.0\r\n" + "".join(f"{k}: {v}\r\n" for k, v in fields.items()).encode() + b"\r\n" + block + b"\r\n\r\n"


def found(data):
    return list(warc.records(io.BytesIO(data), "x"))


def addresses(items):
    return [(item.url or "").rpartition("/")[2] for item in items if isinstance(item, Original)]


def zipped(parts):
    return [gzip.compress(part) for part in parts]


@pytest.mark.parametrize("packed", [False, True])
def test_pages_come_with_their_address_their_day_and_the_byte_at_which_they_stand(packed):
    parts = [record(n) for n in range(5)]
    parts = zipped(parts) if packed else parts
    items = found(b"".join(parts))
    assert addresses(items) == [f"{n}.html" for n in range(5)]
    assert [item.where for item in items] == [f"x@{sum(map(len, parts[:n]))}" for n in range(5)]
    first = items[0]
    assert first.data == b"<html><body><p>Ida Brom said that gate 0 was shut.</p></body></html>"
    assert (first.media_type, first.charset, first.name) == ("text/html", "utf-8", "0.html")
    assert first.retrieved == "2026-03-02T10:00:00Z"


@pytest.mark.parametrize(
    "other",
    [
        record(9, kind="revisit"),
        record(9, kind="request", head="GET / HTTP/1.1"),
        record(9, kind="warcinfo", head=""),
        record(9, kind="metadata", head=""),
        record(9, head="HTTP/1.1 200 OK\r\nContent-Type: image/png"),
        record(9, head="HTTP/1.1 404 Not Found\r\nContent-Type: text/html"),
        record(9, head="HTTP/1.1 301 Moved\r\nContent-Type: text/html\r\nLocation: /"),
    ],
)
def test_what_is_no_page_is_passed_over(other):
    for parts in ([record(1), other, record(2)], zipped([record(1), other, record(2)])):
        items = found(b"".join(parts))
        assert addresses(items) == ["1.html", "2.html"]
        assert len(items) == 2


def test_a_resource_is_a_page_without_the_head_of_an_answer():
    (item,) = found(record(1, kind="resource", head=""))
    assert item.data.startswith(b"<html>")


def test_bodies_come_unpacked_and_without_the_sizes_of_their_chunks():
    body = b"<p>Ida Brom said no.</p>"
    chunked = b"".join(b"%x\r\n%s\r\n" % (len(body[i : i + 7]), body[i : i + 7]) for i in range(0, len(body), 7)) + b"0\r\n\r\n"
    items = found(
        record(1, head=f"{HTML}\r\nContent-Encoding: gzip", body=gzip.compress(body))
        + record(2, head=f"{HTML}\r\nTransfer-Encoding: chunked", body=chunked)
    )
    assert [item.data for item in items] == [body, body]


@pytest.mark.parametrize("packed", [False, True])
def test_a_page_that_is_too_large_costs_itself_alone(packed):
    large = record(1, body=os.urandom(PAGE_LIMIT + 1))
    bursting = record(2, head=f"{HTML}\r\nContent-Encoding: gzip", body=gzip.compress(b" " * 99_000_000))
    huge = record(3, head="HTTP/1.1 200 OK\r\nContent-Type: video/mp4", body=bytes(20_000_000))
    parts = [record(0), large, bursting, huge, record(4)]
    items = found(b"".join(zipped(parts) if packed else parts))
    assert addresses(items) == ["0.html", "4.html"]
    assert [item.reason for item in items if isinstance(item, Failure)] == ["a page of over 5 MB, which is not read"] * 2


def test_a_record_that_is_not_what_its_digest_says_is_a_failure():
    data = record(1).replace(b"gate 1 was", b"gate 2 was")
    (item,) = found(data)
    assert item == Failure("x@0", "a record that is not what its digest says; fetch the web archive again")


def test_a_digest_of_a_kind_that_is_not_known_is_let_be():
    assert len(addresses(found(record(1, digest=False, **{"WARC-Block-Digest": "blake9:abc"})))) == 1


@pytest.mark.parametrize("packed", [False, True])
def test_a_last_record_that_is_cut_short_is_a_failure_at_its_byte(packed):
    parts = [record(n) for n in range(3)]
    parts = zipped(parts) if packed else parts
    items = found(b"".join(parts)[:-40])
    assert addresses(items) == ["0.html", "1.html"]
    assert items[2] == Failure(f"x@{len(parts[0]) + len(parts[1])}", "a record that is cut short; fetch the web archive again")
    assert len(items) == 3


def test_a_bomb_is_a_failure_at_its_byte_and_what_follows_is_read():
    bomb = gzip.compress(record(1, body=bytes(300_000_000)), 9)
    parts = [gzip.compress(record(0)), bomb, gzip.compress(record(2))]
    items = found(b"".join(parts))
    assert addresses(items) == ["0.html", "2.html"]
    assert items[1] == Failure(f"x@{len(parts[0])}", "a record that unpacks to over 200 times its size, as a bomb does")


def test_an_archive_that_is_gzipped_as_a_whole_says_so():
    (item,) = found(gzip.compress(record(1) + record(2)))
    assert "gzipped as a whole; gunzip it and read that" in item.reason


PARTS = [record(n, digest=False) for n in range(6)]


@settings(max_examples=400, deadline=None)
@given(st.booleans(), st.data())
def test_damage_to_one_record_costs_no_other(packed, data):
    parts = zipped(PARTS) if packed else PARTS
    hit = data.draw(st.integers(0, 5))
    part = bytearray(parts[hit])
    at = data.draw(st.integers(0, len(part) - 1))
    what = data.draw(st.sampled_from(["flip", "cut", "insert"]))
    if what == "flip":
        part[at] ^= data.draw(st.integers(1, 255))
    elif what == "cut":
        del part[at : at + data.draw(st.integers(1, len(part)))]
    else:
        part[at:at] = data.draw(st.binary(min_size=1, max_size=40))
    items = found(b"".join([*parts[:hit], bytes(part), *parts[hit + 1 :]]))
    assert {f"{n}.html" for n in range(6) if n != hit} <= set(addresses(items))
    starts = [sum(map(len, parts[:n])) for n in range(hit + 1)]
    assert [item.where for item in items if isinstance(item, Original)][:hit] == [f"x@{start}" for start in starts[:hit]]


RUBBLE = [b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"Content-Length: 9\r\n\r\n", b"\r\n\r\n", b"x", PARTS[0]]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(RUBBLE), max_size=40))
def test_rubble_neither_crashes_nor_hangs(parts):
    for item in found(b"".join(parts)):
        assert isinstance(item, Original | Failure)


def test_a_file_of_nothing_but_beginnings_takes_no_longer_than_it_is_long():
    for beginning in (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03", b"WARC/1.0\r\n", b"WARC/1.0\r\nContent-Length: 99999\r\n\r\n"):
        items = found(beginning * 30_000)
        assert all(isinstance(item, Failure) for item in items)


def test_bytes_before_between_and_after_the_records_are_told_of():
    one, two = zipped([record(1), record(2)])
    items = found(b"rubbish" + one + b"rubbish" + two + b"rubbish")
    assert addresses(items) == ["1.html", "2.html"]
    assert [item.where for item in items if isinstance(item, Failure)] == [
        f"x@{n}" for n in (0, 7 + len(one), 14 + len(one + two))
    ]


def test_every_web_archive_in_a_wacz_is_read():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("datapackage.json", "{}")
        archive.writestr("archive/a.warc.gz", b"".join(zipped([record(1), record(2)])))
        archive.writestr("archive/b.warc", record(3))
        archive.writestr("pages/pages.jsonl", '{"text": "not an article"}')
    held.seek(0)
    items = list(warc.wacz(held, "x.wacz"))
    assert addresses(items) == ["1.html", "2.html", "3.html"]
    assert [item.where for item in items][::2] == ["x.wacz!archive/a.warc.gz@0", "x.wacz!archive/b.warc@0"]


def test_a_wacz_that_is_no_zip_is_said():
    with pytest.raises(ReadError, match="a damaged zip archive"):
        list(warc.wacz(io.BytesIO(b"PK\x03\x04"), "x.wacz"))


def test_a_web_archive_is_told_by_its_beginning():
    assert warc.is_warc(record(1)[:200])
    assert warc.is_warc(gzip.compress(record(1))[:200])
    assert not warc.is_warc(gzip.compress(b"text"))
    assert not warc.is_warc(b"WARC is an acronym")
