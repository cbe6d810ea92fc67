"""Unpacking zip and gzip: a bomb is stopped, and what is damaged costs itself alone."""

import gzip
import io
import os
import random
import struct
import time
import tracemalloc
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.errors import ReadError
from sayso.records import Failure
from sayso.sources import archives

TEXT = "".join(f"Clerk {n} said that key {n * n % 997} hangs by the door.\n" for n in range(4000)).encode()


class Pipe(io.RawIOBase):
    """A stream that cannot go back, and gives a little at a time."""

    def __init__(self, data, most=5000):
        self._inner, self._most = io.BytesIO(data), most

    def readable(self):
        return True

    def readinto(self, buffer):
        return self._inner.readinto(memoryview(buffer)[: self._most])


def unpacked(data):
    return archives.gunzipped(Pipe(data), "a.gz")


def before(stream):
    """What can be read, and the reason why no more can."""
    data = b""
    try:
        while piece := stream.read1(1000):
            data += piece
    except ReadError as error:
        return data, error.reason
    return data, None


def packed(*members, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def found(data, stream=io.BytesIO):
    """By its place, each member's bytes or the reason why they cannot be read."""
    items = {}
    for member in archives.zip_members(stream(data), "a.zip"):
        if isinstance(member, Failure):
            items[member.where] = member.reason
            continue
        where, name, inside = member
        assert where == f"a.zip!{name}"
        try:
            items[name] = inside.read()
        except ReadError as error:
            assert error.where == where
            items[name] = error.reason
    return items


# -- gzip


def test_gzip_of_one_member_and_several():
    assert unpacked(gzip.compress(TEXT)).read() == TEXT
    assert unpacked(gzip.compress(TEXT) + gzip.compress(b"") + gzip.compress(TEXT)).read() == TEXT * 2
    assert unpacked(gzip.compress(TEXT) + bytes(30)).read() == TEXT
    assert unpacked(gzip.compress(b"")).read() == b""
    assert list(unpacked(gzip.compress(TEXT))) == TEXT.splitlines(keepends=True)


def test_a_stream_that_is_unpacked_can_be_looked_ahead_in():
    assert unpacked(gzip.compress(TEXT)).peek(4096)[:4096] == TEXT[:4096]


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (gzip.compress(TEXT) + b"more", "other bytes after its end"),
        (gzip.compress(TEXT)[:-1], "cut short"),
        (gzip.compress(TEXT)[:-8] + bytes(8), "damaged"),
    ],
)
def test_all_that_comes_before_the_damage_is_read(data, wanted):
    got, reason = before(unpacked(data))
    assert got == TEXT
    assert wanted in reason


def test_lines_before_the_damage_come_out():
    data = gzip.compress(TEXT)
    cut, reason = before(unpacked(data[: len(data) // 2]))
    assert len(cut) > 0.4 * len(TEXT)
    assert TEXT.startswith(cut)
    assert "cut short" in reason
    got, reason = before(unpacked(data[: len(data) // 2] + b"\xff" * 1000))
    assert got.startswith(cut)
    assert reason


def test_a_gzip_bomb_is_stopped():
    bomb = gzip.compress(bytes(100_000_000))
    began = time.perf_counter()
    got, reason = before(unpacked(bomb))
    assert "as a bomb does" in reason
    assert len(got) <= 2_000_000
    assert time.perf_counter() - began < 1
    assert before(unpacked(gzip.compress(bytes(900_000)))) == (bytes(900_000), None)


@settings(max_examples=150, deadline=2000, database=None)
@given(st.integers(0, 500), st.binary(max_size=20), st.integers(0, 20))
def test_no_damage_to_gzip_is_more_than_an_error(at, put, gone):
    data = gzip.compress(TEXT[:3000]) + gzip.compress(TEXT[3000:6000])
    got, reason = before(unpacked(data[:at] + put + data[at + gone :]))
    assert reason or got == TEXT[:6000] or gone or put


# -- zip


def test_each_file_in_a_zip_comes_with_its_place():
    data = packed(("a.txt", "A said."), ("in/b.txt", "B said."), ("in/c.txt", TEXT))
    for stream in (io.BytesIO, Pipe):
        assert found(data, stream) == {"a.txt": b"A said.", "in/b.txt": b"B said.", "in/c.txt": TEXT}


def test_folders_and_what_is_hidden_are_passed_over():
    data = packed(("in/", ""), ("in/.DS_Store", "x"), ("__MACOSX/a.txt", "x"), (".git/a.txt", "x"), ("a.txt", "A said."))
    assert found(data) == {"a.txt": b"A said."}


def test_names_are_only_names():
    data = packed(("../../a.txt", "A said."), ("/etc/b.txt", "B said."), ("c\nd\x1b[31m.txt", "C said."))
    assert found(data) == {"../../a.txt": b"A said.", "/etc/b.txt": b"B said.", "c\\nd\\x1b[31m.txt": b"C said."}
    assert found(packed()) == {}


def broken(data, name, what):
    """The archive with one of its members changed: a byte of it, its header, or a bit of its flags or its method."""
    info = zipfile.ZipFile(io.BytesIO(data)).getinfo(name)
    data = bytearray(data)
    entry = data.rfind(b"PK\x01\x02", 0, data.rfind(name.encode()))
    if what == "byte":
        data[info.header_offset + 30 + len(name) + 5] ^= 0xFF
    elif what == "header":
        data[info.header_offset] ^= 0xFF
    elif what == "flags":
        data[entry + 8] |= 1
    else:
        data[entry + 10] = data[info.header_offset + 8] = 97
    return bytes(data)


@pytest.mark.parametrize(
    ("what", "wanted"),
    [("byte", "damaged"), ("header", "damaged"), ("flags", "password"), ("method", "in a way that is not read")],
)
def test_a_bad_member_costs_itself_alone(what, wanted):
    data = packed(("a.txt", "A said."), ("b.txt", TEXT), ("c.txt", "C said."))
    items = found(broken(data, "b.txt", what))
    assert (items["a.txt"], items["c.txt"]) == (b"A said.", b"C said.")
    assert wanted in items["b.txt"]


def test_a_member_that_nobody_reads_costs_nothing():
    data = broken(packed(("a.jpg", TEXT), ("b.txt", "B said.")), "a.jpg", "flags")
    assert [member[1] for member in archives.zip_members(io.BytesIO(data), "a.zip")] == ["a.jpg", "b.txt"]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_ways_of_packing_are_not_read_since_their_bombs_cannot_be_stopped(method):
    data = packed(("a.txt", bytes(20_000_000)), method=method)
    tracemalloc.start()
    items = found(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "in a way that is not read" in items["a.txt"]
    assert peak < 5_000_000


def test_a_bomb_in_a_zip_is_stopped():
    items = found(packed(("a.txt", bytes(50_000_000)), ("b.txt", "B said.")))
    assert "as a bomb does" in items["a.txt"]
    assert items["b.txt"] == b"B said."


def test_files_that_share_their_bytes_are_not_read_twice():
    data = packed(("a.txt", TEXT), ("b.txt", TEXT[:-1]))
    archive = bytearray(data)
    entries = [n for n in range(len(data)) if data.startswith(b"PK\x01\x02", n)]
    archive[entries[1] + 42 : entries[1] + 46] = archive[entries[0] + 42 : entries[0] + 46]
    assert all(isinstance(item, str) for item in found(bytes(archive)).values())


def test_quoted_files_as_in_the_better_zip_bomb_are_not_read():
    """Each file's stored block covers the headers of those after it, down to one kernel that all unpack."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = kernel.compress(bytes(1_000_000)) + kernel.flush()
    out, size, starts = body, 1_000_000, []
    for n in range(20):
        name = b"%02d.txt" % n
        data = out if not n else struct.pack("<BHH", 0, len(out) - 0, 0xFFFF ^ len(out)) + out
        header = struct.pack("<4sHHHHHIIIHH", b"PK\x03\x04", 20, 0, 8, 0, 0, 0, len(data), size, len(name), 0)
        out = header + name + data
        starts.append((name, len(data), size, len(out)))
    central = b"".join(
        struct.pack(
            "<4sHHHHHHIIIHHHHHII", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, 0, packed_size, size, 6, 0, 0, 0, 0, 0, len(out) - total
        )
        + name
        for name, packed_size, size, total in starts
    )
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, len(starts), len(starts), len(central), len(out), 0)
    items = found(out + central + end)
    assert len(items) == 20
    assert sum("shares its bytes" in str(item) for item in items.values()) >= 19


def test_too_many_files_are_refused_before_they_are_listed(monkeypatch):
    monkeypatch.setattr(archives, "_MEMBERS", 3)
    with pytest.raises(ReadError, match="of over 3 files"):
        found(packed(*((f"{n}.txt", "x") for n in range(4))))
    monkeypatch.setattr(archives, "_DIRECTORY", 66_000)
    with pytest.raises(ReadError, match="of over 3 files"):
        found(packed(*((f"{n:0200}.txt", "x") for n in range(400))))


def test_all_files_together_are_limited(monkeypatch):
    monkeypatch.setattr(archives, "_UNPACKED", 300_000)
    items = found(packed(*((f"{n}.txt", TEXT) for n in range(4))))
    assert list(items) == ["0.txt", "1.txt", "a.zip"]
    assert "unpacks to over" in items["a.zip"]
    assert len(found(packed(*((f"{n}.txt", TEXT) for n in range(4)), method=zipfile.ZIP_STORED))) == 4


def test_a_zip_that_is_too_large_for_a_pipe_is_refused(monkeypatch):
    monkeypatch.setattr(archives, "_SPOOLED", 1000)
    with pytest.raises(ReadError, match="from a pipe"):
        found(packed(("a.bin", os.urandom(2000))), Pipe)


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x05\x06" + bytes(18), b"", packed(("a.txt", TEXT))[:-30]])
def test_what_is_no_zip_is_an_error_or_empty(data):
    try:
        assert found(data) == {}
    except ReadError as error:
        assert "damaged zip" in error.reason


def test_a_zip_in_a_zip_can_be_opened():
    inner = packed(("a.txt", "A said."))
    for where, _, inside in archives.zip_members(
        io.BytesIO(packed(("in.zip", inner), ("b.txt.gz", gzip.compress(TEXT)))), "x.zip"
    ):
        if where.endswith(".zip"):
            assert [place for place, _, _ in archives.zip_members(inside, where)] == ["x.zip!in.zip!a.txt"]
        else:
            assert archives.gunzipped(inside, where).read() == TEXT


def test_no_damage_to_a_zip_is_more_than_a_failure():
    data = packed(*((f"{n}.txt", TEXT[n : n + 900]) for n in range(10)))
    chance = random.Random(7)  # noqa: S311
    for _ in range(1500):
        changed = bytearray(data)
        for _ in range(chance.randint(1, 4)):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        try:
            items = found(bytes(changed[: chance.choice([len(changed), chance.randrange(len(changed))])]))
        except ReadError:
            continue
        for item in items.values():
            assert isinstance(item, bytes | str)
