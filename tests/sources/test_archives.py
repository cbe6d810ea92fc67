"""Zip and gzip: what would burst is stopped, what is damaged costs itself alone."""

import gzip
import io
import zipfile

import pytest

from sayso.errors import ReadError
from sayso.records import Failure
from sayso.sources.archives import gunzipped, zip_members


def archive(files, method=zipfile.ZIP_DEFLATED):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return held.getvalue()


def members(data):
    """Each member's name and bytes, or why it has none."""
    for member in zip_members(io.BytesIO(data), "a.zip"):
        if isinstance(member, Failure):
            yield member.where, member.reason
            continue
        where, name, stream = member
        try:
            yield name, stream.read()
        except ReadError as error:
            yield where, error.reason


def test_files_come_in_order_without_folders_and_hidden_ones():
    data = archive(
        {"x/": b"", "x/b.txt": b"B", "a.txt": b"A", ".DS_Store": b"", "__MACOSX/a.txt": b"", "x/.hidden": b"", "../up.txt": b"U"}
    )
    assert list(members(data)) == [("x/b.txt", b"B"), ("a.txt", b"A"), ("../up.txt", b"U")]


def test_a_damaged_member_costs_itself_alone():
    data = bytearray(archive({"a.txt": b"A said. " * 400, "b.txt": b"B said. " * 400, "c.txt": b"C"}))
    at = data.index(b"b.txt") + 12
    data[at : at + 8] = b"\xff" * 8
    found = dict(members(bytes(data)))
    assert found["a.txt"] == b"A said. " * 400
    assert found["c.txt"] == b"C"
    assert found["a.zip!b.txt"].startswith("cannot be unpacked: ")


def test_a_bomb_among_the_members_costs_itself_alone():
    found = dict(members(archive({"a.txt": b"A", "bomb.txt": bytes(400_000_000), "c.txt": b"C"})))
    assert found.keys() == {"a.txt", "a.zip!bomb.txt", "c.txt"}
    assert "unpacks to over 200 times its size" in found["a.zip!bomb.txt"]


def test_an_encrypted_member_is_said():
    data = bytearray(archive({"a.txt": b"A said."}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        at = data.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        data[at] |= 1
    assert list(members(bytes(data))) == [("a.zip!a.txt", "encrypted; unpack it with its password")]


@pytest.mark.parametrize("data", [b"PK\x03\x04", archive({"a.txt": b"A" * 99})[:60], b""])
def test_what_is_no_archive_is_said(data):
    with pytest.raises(ReadError, match="a damaged zip archive"):
        list(members(data))


def test_too_many_files_are_refused(monkeypatch):
    monkeypatch.setattr("sayso.sources.archives._MEMBERS", 3)
    with pytest.raises(ReadError, match="over 3 files in a zip archive"):
        list(members(archive({f"{n}.txt": b"A" for n in range(4)})))


def test_an_archive_that_comes_by_a_pipe_is_read():
    class Pipe(io.BytesIO):
        def seekable(self):
            return False

    found = [name for _, name, _ in zip_members(Pipe(archive({"a.txt": b"A", "b.txt": b"B"})), "standard input")]
    assert found == ["a.txt", "b.txt"]


def test_gzip_gives_what_it_packs_however_many_members_it_has():
    data = gzip.compress(b"A said.\n") + gzip.compress(b"B said.\n")
    assert gunzipped(io.BytesIO(data), "a.gz").read() == b"A said.\nB said.\n"


@pytest.mark.parametrize("spoil", [lambda d: d[:-9], lambda d: d[:-8] + b"\0" * 8, lambda d: d + b"rubbish"])
def test_lines_before_the_damage_come_out_of_a_damaged_gzip(spoil):
    lines = b"".join(b"%d said.\n" % n for n in range(100_000))
    stream = gunzipped(io.BytesIO(spoil(gzip.compress(lines))), "a.gz")
    read = []
    with pytest.raises(ReadError, match="a damaged gzip file"):
        read.extend(iter(stream.readline, b""))
        read.extend(stream)
    assert read == [] or read[0] == b"0 said.\n"


def test_a_gzip_bomb_is_stopped():
    stream = gunzipped(io.BytesIO(gzip.compress(bytes(400_000_000))), "a.gz")
    with pytest.raises(ReadError, match="unpacks to over 200 times its size"):
        while stream.read(1 << 20):
            pass
