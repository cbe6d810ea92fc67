"""Zip and gzip, unpacked as they are read: a bomb is stopped, and what is damaged costs itself alone."""

from __future__ import annotations

import io
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import pairwise
from typing import IO, BinaryIO, cast

from sayso.errors import ReadError
from sayso.records import Failure

MAGIC = b"\x1f\x8b\x08"
RATIO = 200  # unpacked bytes to packed ones, above which it is a bomb; text has 3 to 20, zeros have 1,030
_FREE = 1_000_000  # bytes that may be unpacked whatever they were packed in
_UNPACKED = 2_000_000_000  # bytes that the deflated files of one zip archive may unpack to
_SPOOLED = 2_000_000_000  # bytes of a zip archive that comes by a pipe
_MEMBERS = 100_000
_DIRECTORY = 16_000_000  # bytes of the directory of a zip archive; _MEMBERS names of 100 letters
_AT_ONCE = 1 << 14  # bytes
_BOMB = f"unpacks to over {RATIO} times its size, as a bomb does; if it is none, unpack it first"
_CUT = "a gzip file that is cut short; fetch it again"
_TRAILING = "a gzip file with other bytes after its end; what was before them is read"
_DAMAGED = "a damaged gzip file; fetch it again"
_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, IndexError)


class Inflating:
    """One gzip member, unpacked piece by piece. `ended`: its end was reached, and its checksum is right.

    Where it is damaged, all that comes before the damage is given first.
    """

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._broken = False

    @property
    def ended(self) -> bool:
        return self._inflate.eof

    def unpack(self, packed: bytes, most: int) -> tuple[bytes, int]:
        """Some of what the bytes unpack to, about `most`, and how many of the bytes that took.

        Raises zlib.error at the damage.
        """
        if self._broken:
            raise zlib.error
        before = self._inflate.copy()
        try:
            data = self._inflate.decompress(packed, most)
        except zlib.error:
            self._broken = True
            return _salvaged(before, packed)
        left = self._inflate.unused_data if self._inflate.eof else self._inflate.unconsumed_tail
        return data, len(packed) - len(left)


def _salvaged(inflate: zlib._Decompress, packed: bytes) -> tuple[bytes, int]:
    """What the bytes unpack to before the damage that is among them, found by halving."""
    data, done, step = b"", 0, len(packed)
    while step:
        attempt = inflate.copy()
        try:
            piece = attempt.decompress(packed[done : done + step])
        except zlib.error:
            step //= 2
        else:
            data, done, inflate = data + piece, done + step, attempt
            step = min(step, len(packed) - done)
    return data, done


# -- gzip


def gunzipped(stream: BinaryIO, where: str) -> BinaryIO:
    """What a gzip file of one member or several unpacks to, as it is read; the stream need not be seekable.

    Reading raises ReadError, after all that comes before it, where the file is damaged, cut short, or a bomb.
    """
    return _buffered(_Gunzipped(stream, where))


def _buffered(raw: io.RawIOBase) -> BinaryIO:
    return io.BufferedReader(raw, 1 << 16)


class _Gunzipped(io.RawIOBase):
    def __init__(self, stream: BinaryIO, where: str) -> None:
        self._stream, self._where = stream, where
        self._packed, self._ready = b"", b""
        self._member = Inflating()
        self._taken = self._given = 0
        self._begun = self._finished = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray, /) -> int:  # type: ignore[override]
        while not self._ready and not self._finished:
            self._ready = self._more(len(buffer))
        count = min(len(self._ready), len(buffer))
        buffer[:count], self._ready = self._ready[:count], self._ready[count:]
        return count

    def _more(self, most: int) -> bytes:
        if self._member.ended and not self._next():
            return b""
        self._fill(1)
        if not self._packed:
            raise ReadError(_CUT, self._where)
        try:
            data, used = self._member.unpack(self._packed, most)
        except zlib.error:
            raise ReadError(_DAMAGED, self._where) from None
        self._begun |= used > 0
        self._packed = self._packed[used:]
        self._taken, self._given = self._taken + used, self._given + len(data)
        if self._given > _FREE and self._given > RATIO * self._taken:
            raise ReadError(_BOMB, self._where)
        return data

    def _next(self) -> bool:
        """Whether another member follows. Zeros may stand at the end, as tapes and some tools leave them."""
        while True:
            self._fill(len(MAGIC))
            if not self._packed.startswith(b"\0"):
                break
            self._packed = self._packed.lstrip(b"\0")
        self._finished = not self._packed
        if self._packed and not self._packed.startswith(MAGIC):
            raise ReadError(_TRAILING, self._where)
        self._member = Inflating()
        return not self._finished

    def _fill(self, count: int) -> None:
        while len(self._packed) < count and (chunk := self._stream.read(_AT_ONCE)):
            self._packed += chunk


# -- zip


def zip_members(stream: BinaryIO, where: str) -> Iterator[tuple[str, str, BinaryIO] | Failure]:
    """Each file in a zip archive: its place (`archive.zip!name`), its name, and what it unpacks to, to be read before the next.

    Folders, hidden files and what macOS adds are passed over. A file's first read, or a later one, raises ReadError where it
    is damaged, locked, or a bomb; one that is not read costs nothing. A Failure, where all unpack to too much, is the last.
    Raises ReadError where the archive itself cannot be read.
    """
    with ExitStack() as stack:
        if not stream.seekable():
            stream = stack.enter_context(_spooled(stream, where))
        archive = stack.enter_context(_opened(stream, where))
        members = archive.infolist()
        if len(members) > _MEMBERS:
            raise ReadError(f"a zip archive of over {_MEMBERS:,} files; unpack it first", where)
        entangled, unpacked = _entangled(members, archive.start_dir), 0
        for info in members:
            if info.filename.endswith("/") or _is_hidden(info.filename):
                continue
            if unpacked > _UNPACKED:
                yield Failure(where, f"a zip archive that unpacks to over {_UNPACKED // 10**9} GB; unpack it first")
                return
            name = _printable(info.filename)
            member = _Member(archive, info, f"{where}!{name}", info.header_offset in entangled)
            with _buffered(member) as inside:
                yield f"{where}!{name}", name, inside
            unpacked += member.given if info.compress_type != zipfile.ZIP_STORED else 0


def _spooled(stream: BinaryIO, where: str) -> BinaryIO:
    """The stream in a temporary file, since a zip archive is read from its end."""
    with ExitStack() as stack:
        held = stack.enter_context(tempfile.TemporaryFile())
        while chunk := stream.read(1 << 20):
            if held.tell() + len(chunk) > _SPOOLED:
                raise ReadError(f"a zip archive of over {_SPOOLED // 10**9} GB from a pipe; write it to a file first", where)
            held.write(chunk)
        held.seek(0)
        stack.pop_all()
        return cast("BinaryIO", held)


def _opened(stream: BinaryIO, where: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(cast("IO[bytes]", _Bounded(stream, where)))
    except _ERRORS:
        raise ReadError("a damaged zip archive, or one cut short; fetch it again", where) from None


class _Bounded:
    """A seekable stream that gives no more at once than an archive's directory may have: zipfile reads that whole."""

    def __init__(self, stream: BinaryIO, where: str) -> None:
        self._stream, self._where = stream, where
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        if size > _DIRECTORY:
            raise ReadError(f"a zip archive of over {_MEMBERS:,} files; unpack it first", self._where)
        return self._stream.read(size if size >= 0 else _DIRECTORY)


def _entangled(members: list[zipfile.ZipInfo], end: int) -> frozenset[int]:
    """Where files begin that reach into the next one, as only a bomb's do. `end`: where the directory begins."""
    begins = sorted({info.header_offset for info in members})
    room = {begin: after - begin for begin, after in pairwise([*begins, end])}
    seen: set[int] = set()
    found = set()
    for info in members:
        if room[info.header_offset] < 30 + info.compress_size or info.header_offset in seen:
            found.add(info.header_offset)
        seen.add(info.header_offset)
    return frozenset(found)


def _is_hidden(name: str) -> bool:
    return any((part.startswith(".") and part.strip(".")) or part == "__MACOSX" for part in name.split("/"))


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


class _Member(io.RawIOBase):
    """A file in a zip archive, opened when it is first read. `given`: bytes that were read of it."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, where: str, entangled: bool) -> None:
        self._archive, self._info, self._where, self._entangled = archive, info, where, entangled
        self._file: IO[bytes] | None = None
        self.given = 0

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        super().close()

    def readinto(self, buffer: bytearray, /) -> int:  # type: ignore[override]
        try:
            self._file = self._file or self._opened()
            data = self._file.read(len(buffer))
        except _ERRORS:
            raise ReadError("damaged in its zip archive; fetch that again", self._where) from None
        buffer[: len(data)] = data
        self.given += len(data)
        if self.given > _FREE and self.given > RATIO * self._info.compress_size:
            raise ReadError(_BOMB, self._where)
        return len(data)

    def _opened(self) -> IO[bytes]:
        if self._info.flag_bits & 1:
            raise ReadError("locked with a password in its zip archive; unpack it first", self._where)
        if self._info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # the others' bombs burst zipfile itself
            raise ReadError("packed in its zip archive in a way that is not read; unpack it first", self._where)
        if self._entangled:
            raise ReadError("shares its bytes with another file of its zip archive, as a bomb does; unpack it first", self._where)
        return self._archive.open(self._info)
