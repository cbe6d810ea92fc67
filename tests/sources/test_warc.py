"""Reading WARC and WACZ: every sound page comes out, whatever stands beside it, and what is damaged is told with its place."""

import base64
import gzip
import hashlib
import io
import os
import time
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import ReadError
from sayso.records import Failure
from sayso.sources import warc
from sayso.sources.original import PAGE_LIMIT, Original

HTML = "text/html; charset=ISO-8859-1"


class Pipe(io.RawIOBase):
    """A stream that cannot go back, and gives a little at a time."""

    def __init__(self, data, most=5000):
        self._inner, self._most = io.BytesIO(data), most

    def readable(self):
        return True

    def readinto(self, buffer):
        return self._inner.readinto(memoryview(buffer)[: self._most])


def words(n, seed=0):
    """Some words of the gate at Port Alvane, other ones for each seed, that do not pack to nothing."""
    rest = hashlib.shake_128(b"%d" % seed).hexdigest(n)
    return f"<html><p>The warden kept key {seed} of the sea gate.</p><p>{rest}</p></html>".encode()


def sha1(data):
    return "sha1:" + base64.b32encode(hashlib.sha1(data).digest()).decode()  # noqa: S324


def record(
    block, *fields, kind="response", url="https://halyard.example/gate/1.html", content="application/http; msgtype=response"
):
    head = [
        f"WARC-Type: {kind}",
        f"WARC-Target-URI: {url}",
        "WARC-Date: 2026-04-03T10:20:30Z",
        f"Content-Type: {content}",
        *fields,
    ]
    return "\r\n".join(["WARC/1.0", *head, f"Content-Length: {len(block)}", "", ""]).encode() + block + b"\r\n\r\n"


def reply(body, *fields, status="200 OK", media=HTML):
    return "\r\n".join([f"HTTP/1.1 {status}", *([f"Content-Type: {media}"] if media else []), *fields, "", ""]).encode() + body


def page(body, *fields, **changed):
    return record(reply(body, *fields), **changed)


def chunked(data, size=700, more=b""):
    parts = (data[i : i + size] for i in range(0, len(data), size))
    return b"".join(b"%x%s\r\n%s\r\n" % (len(part), more, part) for part in parts) + b"0\r\n\r\n"


def read(data):
    return list(warc.records(io.BytesIO(data), "crawl.warc"))


def one(data):
    (item,) = read(data)
    return item


def reason(data):
    item = one(data)
    assert isinstance(item, Failure), item
    return item.reason


def bodies(items):
    return [item.data for item in items if isinstance(item, Original)]


def places(items):
    return [int(item.where.rpartition("@")[2]) for item in items if isinstance(item, Failure)]


def offsets(parts):
    return [sum(map(len, parts[:i])) for i in range(len(parts))]


def damaged(data, at):
    return data[:at] + bytes([data[at] ^ 0x55]) + data[at + 1 :]


# -- what is read


def test_a_page_comes_with_what_the_crawler_knew_of_it():
    body = "<html>Brom said no: café</html>".encode("latin-1")
    found = one(page(body, url="https://halyard.example/gate/a%20b.html?x=1"))
    assert found == Original(
        body,
        "crawl.warc@0",
        name="a b.html",
        url="https://halyard.example/gate/a%20b.html?x=1",
        media_type="text/html",
        charset="iso-8859-1",
        retrieved="2026-04-03T10:20:30+00:00",
    )


def test_what_is_no_page_is_passed_over():
    said = page(b"<html>said</html>")
    others = [
        record(b"software: Halyard crawler\r\n", kind="warcinfo", content="application/warc-fields"),
        record(b"GET / HTTP/1.1\r\n\r\n", kind="request", content="application/http; msgtype=request"),
        record(reply(b""), kind="revisit"),
        record(b"{}", kind="metadata", content="application/json"),
        record(reply(b"\x89PNG", media="image/png")),
        record(reply(b"<html>moved</html>", "Location: /2", status="301 Moved Permanently")),
        record(reply(b"<html>not here</html>", status="404 Not Found")),
        record(b"20260403 dns", url="dns:halyard.example", content="text/dns"),
        record(reply(b"User-agent: *", media="text/plain"), url="https://halyard.example/robots.txt"),
        record(b"log", kind="resource", url="metadata://halyard.example/log", content="text/plain"),
        record(reply(b"\x00\x01\x02", media=None)),
    ]
    data = b"".join(others) + said
    assert bodies(read(data)) == [b"<html>said</html>"]
    assert len(read(data)) == 1
    assert len(read(b"".join(map(gzip.compress, [*others, said])))) == 1


def test_a_resource_is_a_page_without_http():
    found = one(record(b"<html>said</html>", kind="resource", content="text/html; charset=utf-8"))
    assert (found.data, found.media_type, found.charset) == (b"<html>said</html>", "text/html", "utf-8")


def test_addresses_in_angle_brackets_and_headers_in_any_case():
    data = page(b"<html>said</html>", url="<https://halyard.example/1>").replace(b"WARC-Target-URI", b"warc-target-uri")
    assert one(data.replace(b"Content-Length", b"content-length")).url == "https://halyard.example/1"
    assert one(data.replace(b"WARC/1.0", b"WARC/1.1").replace(b"30Z", b"30.123456Z")).retrieved == "2026-04-03T10:20:30+00:00"


def test_a_page_without_a_media_type_is_told_by_its_beginning():
    assert one(record(reply(b"<!doctype html><p>said", media=None))).media_type is None


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: data], ids=["gzip", "plain"])
def test_each_record_has_the_byte_at_which_it_begins(pack):
    parts = [pack(page(words(300, n))) for n in range(20)]
    found = read(b"".join(parts))
    assert [item.where for item in found] == [f"crawl.warc@{at}" for at in offsets(parts)]
    assert bodies(found) == [words(300, n) for n in range(20)]


def test_a_file_gzipped_as_a_whole_has_places_in_what_it_unpacks_to():
    parts = [page(words(300, n)) for n in range(3)]
    assert [item.where for item in read(gzip.compress(b"".join(parts)))] == [
        "crawl.warc@0",
        f"crawl.warc@0+{len(parts[0])}",
        f"crawl.warc@0+{len(parts[0]) * 2}",
    ]


def test_a_pipe_is_read_as_a_file_is():
    data = b"".join(gzip.compress(page(words(3000, n))) for n in range(20))
    assert list(warc.records(Pipe(data), "crawl.warc")) == read(data)
    assert list(warc.records(Pipe(data, most=1), "crawl.warc")) == read(data)


BODY = words(5000)
RAW = zlib.compressobj(wbits=-15)
DEFLATED = RAW.compress(BODY) + RAW.flush()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        (chunked(BODY), ["Transfer-Encoding: chunked"]),
        (chunked(BODY, more=b";name=x"), ["Transfer-Encoding: chunked"]),
        (chunked(BODY, more=b"  "), ["Transfer-Encoding: chunked"]),
        (gzip.compress(BODY), ["Content-Encoding: gzip"]),
        (zlib.compress(BODY), ["Content-Encoding: deflate"]),
        (DEFLATED, ["Content-Encoding: deflate"]),
        (chunked(gzip.compress(BODY)), ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),
        (gzip.compress(zlib.compress(BODY)), ["Content-Encoding: deflate, gzip"]),
        (BODY, ["Transfer-Encoding: chunked", "Content-Encoding: gzip"]),  # unpacked by the crawler
        (BODY, ["Content-Encoding: br"]),
        (BODY, ["Content-Encoding: UTF-8"]),
    ],
)
def test_bodies_are_unpacked(body, fields):
    assert one(page(body, *fields)).data == BODY


def test_brotli_is_unpacked():
    packed = bytes.fromhex(
        "1b3600109c09360ea9f744077a3947f5523c650d824697275dc2eac021070edf85b21643b001c701668b8e32ec4ad3cd0bff7875b0a90905"
    )
    assert one(page(packed, "Content-Encoding: br")).data == b"<html>The gate is shut, and the gate stays shut.</html>"
    assert "packed in a way" in reason(page(packed[:-2], "Content-Encoding: br"))


@pytest.mark.parametrize("name", ["sha1", "sha256", "md5"])
def test_digests_in_base_32_and_hexadecimal_are_checked(name):
    body = words(300)
    digest = hashlib.new(name, body).digest()
    for value in (base64.b32encode(digest).decode(), digest.hex(), base64.b32encode(digest).decode().rstrip("=").lower()):
        data = record(reply(body), f"WARC-Payload-Digest: {name}:{value}")
        assert one(data).data == body
        assert "its digest" in reason(data.replace(b"The warden", b"The Warden"))


def test_a_digest_may_be_of_the_page_as_it_came_or_as_it_was_meant():
    packed = gzip.compress(BODY)
    for body in (chunked(packed), packed, BODY):
        data = record(
            reply(chunked(packed), "Transfer-Encoding: chunked", "Content-Encoding: gzip"), f"WARC-Payload-Digest: {sha1(body)}"
        )
        assert one(data).data == BODY
    assert one(record(reply(BODY), "WARC-Payload-Digest: blake9:ABC")).data == BODY


def test_a_block_that_is_not_that_of_its_digest_is_told_whatever_it_holds():
    block = reply(words(300), media="image/png")
    assert not read(record(block, f"WARC-Block-Digest: {sha1(block)}"))
    assert "its digest" in reason(record(block, f"WARC-Block-Digest: {sha1(block + b'x')}"))


# -- what is not


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (page(b"<html>" + b"x" * PAGE_LIMIT), "over 5 MB"),
        (page(b"<html>" + b"x" * 4 * PAGE_LIMIT), "over 5 MB"),
        (page(gzip.compress(bytes(PAGE_LIMIT + 1)), "Content-Encoding: gzip"), "over 5 MB"),
        (page(zlib.compress(bytes(300_000_000)), "Content-Encoding: deflate"), "over 5 MB"),
        (page(gzip.compress(BODY)[:-9], "Content-Encoding: gzip"), "packed in a way that is not read"),
        (page(chunked(BODY)[:-300], "Transfer-Encoding: chunked"), "packed in a way that is not read"),
        (page(b"\x28\xb5\x2f\xfd", "Content-Encoding: zstd"), "packed in a way that is not read"),
        (record(reply(BODY), "WARC-Truncated: length"), "only a part"),
        (record(reply(BODY), "WARC-Segment-Number: 1"), "only a part"),
        (record(b"HTTP/1.1 two hundred\r\n\r\n"), "cannot be read"),
        (record(b"HTTP/1.1 200 OK\r\nContent-Type: text/html"), "cannot be read"),
        (page(BODY)[:-1], "cut short"),
        (page(BODY)[:60], "cut short"),
        (b"WARC/1.0\r\n", "cut short"),
        (page(BODY).replace(b"Content-Length: ", b"Content-Length: 9"), "cut short"),
        (page(BODY).replace(b"Content-Length: ", b"Content-Length: x"), "Content-Length"),
        (page(BODY)[:-4] + b"x\r\n\r\n", "does not end where"),
        (b"nothing of the kind", "its first line"),
        (gzip.compress(b"nothing of the kind"), "its first line"),
        (gzip.compress(page(BODY))[:-1], "cut short"),
        (gzip.compress(page(BODY))[:12], "cut short"),
        (damaged(gzip.compress(page(BODY)), -8), "cannot be unpacked"),
        (damaged(gzip.compress(page(BODY)), 200), "cannot be unpacked"),
        (gzip.compress(page(bytes(30_000_000)), 9), "as a bomb does"),
        (gzip.compress(bytes(30_000_000), 9), "as a bomb does"),
    ],
)
def test_what_cannot_be_read_is_told_once_and_with_its_byte(data, wanted):
    assert wanted in reason(data)
    assert one(data).where == "crawl.warc@0"


@pytest.mark.parametrize("bad", ["corrupt", "cut", "bomb", "empty"])
def test_a_bad_member_costs_itself_alone(bad):
    sound = [gzip.compress(page(words(900, n))) for n in range(30)]
    parts = list(sound)
    parts[11] = {
        "corrupt": damaged(sound[11], 100),
        "cut": sound[11][:-40],
        "bomb": gzip.compress(bytes(50_000_000)),
        "empty": gzip.compress(b""),
    }[bad]
    found = read(b"".join(parts))
    assert bodies(found) == [words(900, n) for n in range(30) if n != 11]
    assert places(found) == ([] if bad == "empty" else [offsets(parts)[11]])
    if bad != "empty":
        assert isinstance(found[11], Failure)


def test_a_bad_record_of_a_plain_file_costs_itself_alone():
    sound = [page(words(900, n)) for n in range(30)]
    for bad in (
        sound[11].replace(b"Content-Length: 1", b"Content-Length: 2"),
        sound[11].replace(b"Content-Length: ", b"Content-Length: 99999"),
        sound[11].replace(b"Content-Length: ", b"Content-Length: 9999999999"),
        sound[11][:-2],
        sound[11][200:],
        b"\r\n" + sound[11][:-3] + b"x\r\n",
    ):
        parts = [*sound[:11], bad, *sound[12:]]
        found = read(b"".join(parts))
        assert bodies(found) == [words(900, n) for n in range(30) if n != 11]
        assert places(found) == [offsets(parts)[11] + 2 * bad.startswith(b"\r\n")]


def test_a_long_record_that_is_no_page_is_passed_over():
    film = record(reply(os.urandom(12_000_000), media="video/mp4"))
    for pack in (gzip.compress, lambda data: data):
        assert bodies(read(pack(film) + pack(page(BODY)))) == [BODY]
        assert len(read(pack(film) + pack(page(BODY)))) == 1


def test_a_web_archive_within_a_record_is_not_read_as_a_part_of_this_one():
    inner = gzip.compress(page(b"<html>planted</html>"), 0) * 3
    plain = record(reply(inner + page(b"<html>planted</html>"), media="application/warc"))
    assert bodies(read(plain + page(BODY))) == [BODY]
    assert bodies(read(gzip.compress(plain, 0) + gzip.compress(page(BODY)))) == [BODY]


def test_records_of_a_whole_gzip_file_before_its_damage_are_read():
    parts = [page(words(900, n)) for n in range(30)]
    data = gzip.compress(b"".join(parts))
    found = read(data[: len(data) // 2])
    got = bodies(found)
    assert 10 <= len(got) < 20
    assert got == [words(900, n) for n in range(len(got))]
    assert found[-1] == Failure(f"crawl.warc@0+{sum(map(len, parts[: len(got)]))}", found[-1].reason)


def test_an_empty_file_is_an_error():
    with pytest.raises(ReadError, match="an empty file"):
        read(b"")


def test_a_header_that_runs_on_into_the_next_gives_no_page_anothers_address():
    first, second = page(words(900, 1), url="https://halyard.example/1"), page(words(900, 2), url="https://halyard.example/2")
    cut = first.index(b"Date: ") + 10
    found = read(first[:cut] + second)
    assert [(type(item), item.where) for item in found] == [(Failure, "crawl.warc@0"), (Original, f"crawl.warc@{cut}")]
    assert (found[1].url, found[1].data) == ("https://halyard.example/2", words(900, 2))
    assert isinstance(one(first[:cut] + second[10:]), Failure)
    assert isinstance(one(first.replace(b"Content-Length", b"Content-Length: 1\r\nContent-Length")), Failure)


def test_a_length_that_nobody_could_hold_costs_that_record_alone():
    long = record(reply(BODY), f"WARC-Block-Digest: {sha1(b'')}").replace(b"Content-Length: ", b"Content-Length: 9999999999")
    assert [type(item) for item in read(long + page(BODY))] == [Failure, Original]
    assert [type(item) for item in read(gzip.compress(long) + gzip.compress(page(BODY)))] == [Failure, Original]


def test_many_damaged_members_cost_only_themselves():
    sound = [gzip.compress(page(words(900, n))) for n in range(2500)]
    found = read(b"".join(damaged(part, 300) if n % 2 else part for n, part in enumerate(sound)))
    assert bodies(found) == [words(900, n) for n in range(0, 2500, 2)]
    assert len(found) == 2500


SOUND = [page(words(200 + 37 * n, n), url=f"https://halyard.example/{n}") for n in range(8)]
PACKED = [gzip.compress(part) for part in SOUND]
PAGES = [words(200 + 37 * n, n) for n in range(8)]


@st.composite
def damage(draw, parts):
    """A file of records with damage done to it, and where those records now begin whose bytes it left, by their number."""
    data = b"".join(parts)
    at = draw(st.integers(0, len(data) - 1))
    put = draw(st.binary(max_size=40))
    gone = min(draw(st.integers(0, 3000)), len(data) - at)
    changed = draw(st.sampled_from([damaged(data, at), data[:at] + put + data[at:], data[:at] + data[at + gone :]]))
    end = at + max(1, len(data) - len(changed))  # of what is damaged
    left = {}
    for n, (begin, part) in enumerate(zip(offsets(parts), parts, strict=True)):
        if begin + len(part) <= at:
            left[n] = begin
        elif begin >= end or (begin == at and changed.endswith(data[at:])):
            left[n] = begin + len(changed) - len(data)
    return changed, left


@pytest.mark.parametrize("parts", [SOUND, PACKED], ids=["plain", "gzip"])
def test_no_damage_loses_a_record_that_it_left(parts):
    @settings(max_examples=200, deadline=2000, database=None)
    @given(damage(parts))
    def check(case):
        changed, left = case
        found = [(item.url, item.data, item.where) for item in read(changed or b"x") if isinstance(item, Original)]
        wanted = [(f"https://halyard.example/{n}", PAGES[n], f"crawl.warc@{begin}") for n, begin in left.items()]
        assert [item for item in found if item in wanted] == wanted

    check()


RUBBLE = [b"\x1f\x8b\x08", b"WARC/1.0\r\n", b"\r\n\r\n", b"Content-Length: 7", b"a:b\r\n", *PACKED[:2], *SOUND[:2]]


@settings(max_examples=300, deadline=2000, database=None)
@given(st.lists(st.sampled_from(RUBBLE) | st.binary(max_size=20), min_size=1, max_size=30))
def test_no_bytes_are_too_much(parts):
    try:
        items = read(b"".join(parts))
    except ReadError as error:
        assert "an empty file" in error.reason
    else:
        assert all(isinstance(item, Original | Failure) for item in items)


@pytest.mark.parametrize(
    "unit",
    [
        b"\x1f\x8b\x08",
        b"\x1f\x8b\x08\0\0\0\0\0\0\3",
        gzip.compress(b"WARC/1.0\r\n", 0)[:-9],
        b"WARC/1.0\r\na:",
        b"a:WARC/1.0\r\n",
        b"WARC/1.0\r\nContent-Length: 900000\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: 900000000\r\n\r\n",
        b"\r\n",
    ],
)
def test_hostile_bytes_take_time_by_their_number_only(unit):
    start = b"WARC/1.0\r\n" if unit[0] != 0x1F else b""
    began = time.perf_counter()
    read(start + unit * (400_000 // len(unit)))
    assert time.perf_counter() - began < 4


# -- telling and WACZ


def test_a_web_archive_is_told_by_its_beginning():
    assert warc.is_warc(page(BODY)[:1024])
    assert warc.is_warc(gzip.compress(page(BODY))[:1024])
    for other in (b"", b"WARC", b"<html>", gzip.compress(b"<html>"), b"\x1f\x8b\x08", gzip.compress(page(BODY))[:8]):
        assert not warc.is_warc(other)


def packed(*members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def test_a_wacz_gives_the_pages_of_its_archives():
    first, second = gzip.compress(page(words(10, 1))), gzip.compress(page(words(10, 2)))
    data = packed(
        ("datapackage.json", "{}"),
        ("indexes/index.cdx.gz", b"\x1f\x8b\x08"),
        ("archive/data.warc.gz", first + damaged(second, 60) + second),
        ("archive/more.warc", page(words(10, 3))),
    )
    for stream in (io.BytesIO(data), Pipe(data)):
        assert [item.where for item in warc.wacz(stream, "x.wacz")] == [
            "x.wacz!archive/data.warc.gz@0",
            f"x.wacz!archive/data.warc.gz@{len(first)}",
            f"x.wacz!archive/data.warc.gz@{len(first) + len(second)}",
            "x.wacz!archive/more.warc@0",
        ]
    assert [type(item) for item in warc.wacz(io.BytesIO(data), "x.wacz")] == [Original, Failure, Original, Original]


def test_a_wacz_without_archives_is_an_error():
    with pytest.raises(ReadError, match="without a WARC"):
        list(warc.wacz(io.BytesIO(packed(("datapackage.json", "{}"))), "x.wacz"))
    with pytest.raises(ReadError, match="damaged zip"):
        list(warc.wacz(io.BytesIO(b"PK\x03\x04 and no more"), "x.wacz"))
