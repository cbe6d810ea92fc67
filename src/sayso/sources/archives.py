"""Zip and gzip, unpacked as they are read: what would burst is stopped, what is damaged costs itself alone."""

from __future__ import annotations

import gzip
import io
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, BinaryIO, cast

from sayso.errors import ReadError
from sayso.records import Failure

RATIO = 200  # unpacked bytes to packed ones; text has 3 to 20, a table of zeros 1,000
_SMALL = 1 << 20  # bytes that may be unpacked whatever they were packed in
_ALL = 20_000_000_000  # bytes unpacked of one zip archive
_MEMBERS = 100_000
_SPOOLED = 4_000_000_000  # bytes of a zip archive that comes by a pipe, held in a temporary file
_BOMB = f"unpacks to over {RATIO} times its size, as a bomb does; unpack it yourself if you trust it"
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, MemoryError,
)  # fmt: skip


def gunzipped(stream: BinaryIO, where: str) -> BinaryIO:
    """What a gzip stream of one or more members unpacks to, as it is read.

    Reading raises ReadError, after all that came before it, where the stream is damaged, cut short or a bomb.
    """
    packed = _Counted(stream)
    inner = gzip.GzipFile(fileobj=cast("IO[bytes]", packed))
    return _buffered(_Unpacked(cast("IO[bytes]", inner), lambda: packed.count, where, "a damaged gzip file"))


def zip_members(stream: BinaryIO, where: str) -> Iterator[tuple[str, str, BinaryIO] | Failure]:
    """Each file in a zip archive: its place (`archive.zip!name`), its name, and what it unpacks to, to be read before the next.

    Folders, hidden files and what macOS adds are passed over. Reading a member raises ReadError where it is damaged or a
    bomb. Raises ReadError where the archive itself cannot be read.
    """
    with _opened(stream, where) as archive:
        yield from _members(archive, where)


def _members(archive: zipfile.ZipFile, where: str) -> Iterator[tuple[str, str, BinaryIO] | Failure]:
    members = [info for info in archive.infolist() if not info.filename.endswith("/") and not _is_hidden(info.filename)]
    if len(members) > _MEMBERS:
        raise ReadError(f"over {_MEMBERS:,} files in a zip archive, which is not read; unpack it", where)
    if not members:
        raise ReadError("a zip archive with no file in it", where)
    left = _ALL
    for info in members:
        place = f"{where}!{info.filename}"
        if info.flag_bits & 1:
            yield Failure(place, "encrypted; unpack it with its password")
            continue
        if left <= 0:
            yield Failure(place, f"beyond the first {_ALL // 1_000_000_000} GB that the archive unpacks to; unpack it yourself")
            continue
        try:
            inner = archive.open(info)
        except _DAMAGED as error:
            yield Failure(place, f"cannot be unpacked: {_why(error)}")
            continue
        with inner:
            unpacked = _Unpacked(inner, lambda size=info.compress_size: size, place, "cannot be unpacked")  # type: ignore[misc]
            yield place, info.filename, _buffered(unpacked)
            left -= unpacked.count


@contextmanager
def _opened(stream: BinaryIO, where: str) -> Iterator[zipfile.ZipFile]:
    with ExitStack() as stack:
        if not stream.seekable():
            stream = stack.enter_context(_spooled(stream, where))
        try:
            archive = stack.enter_context(zipfile.ZipFile(stream))
        except _DAMAGED as error:
            raise ReadError(f"a damaged zip archive: {_why(error)}", where) from None
        yield archive


def _spooled(stream: BinaryIO, where: str) -> BinaryIO:
    """The stream in a temporary file, since a zip archive is read from its end."""
    held = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115  # closed by the caller
    size = 0
    while chunk := stream.read(1 << 20):
        size += len(chunk)
        if size > _SPOOLED:
            held.close()
            raise ReadError(f"a zip archive of over {_SPOOLED // 1_000_000_000} GB by a pipe; write it to a file", where)
        held.write(chunk)
    held.seek(0)
    return held


def _why(error: Exception) -> str:
    """What is wrong, in the same words for the same cause; the libraries' own words have names and bytes in them."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    if isinstance(error, NotImplementedError | MemoryError):
        return "packed in a way that is not read; unpack it, or zip it anew"
    return "altered or cut short; fetch it again"


def _is_hidden(name: str) -> bool:
    return any((part.startswith(".") and part.strip(".")) or part == "__MACOSX" for part in name.split("/"))


def _buffered(raw: io.RawIOBase) -> BinaryIO:
    return io.BufferedReader(raw, 1 << 16)


class _Counted:
    """A stream that knows how much of it was read."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self.count = stream, 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self.count += len(data)
        return data


class _Unpacked(io.RawIOBase):
    """What an unpacking stream gives, its errors told as ours, stopped where it bursts."""

    def __init__(self, inner: IO[bytes], packed: Callable[[], int], where: str, damaged: str) -> None:
        self._inner, self._packed, self._where, self._damaged = inner, packed, where, damaged
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        try:
            data = self._inner.read(len(buffer))
        except _DAMAGED as error:
            raise ReadError(f"{self._damaged}: {_why(error)}", self._where) from None
        self.count += len(data)
        if self.count > _SMALL + RATIO * self._packed():
            raise ReadError(_BOMB, self._where)
        buffer[: len(data)] = data
        return len(data)
