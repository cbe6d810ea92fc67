"""Pages in web archives: WARC as crawlers write it, plain or a gzip member for each record, and WACZ.

A record that is damaged, cut short or a bomb costs itself alone: what follows is found again by the next record's beginning.
The record itself is parsed by FastWARC.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import unquote, urlsplit

from sayso.errors import ReadError
from sayso.records import Failure, days
from sayso.sources.archives import RATIO, zip_members
from sayso.sources.original import PAGE_LIMIT, Original

_MAGIC = b"\x1f\x8b\x08"
_BEGIN = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n")
_NEXT = b"WARC/"
_FIRST = re.compile(_BEGIN.pattern + b"|" + re.escape(_MAGIC))
_LENGTH = re.compile(rb"^Content-Length:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_CHUNK = 1 << 16
_HEADERS = 1 << 16  # bytes of a record's own header fields
_KEPT = _HEADERS + PAGE_LIMIT + (1 << 20)  # bytes of a record that are kept: with the fields of HTTP and chunks' sizes
_REWOUND = 1 << 24  # bytes to which one can go back when a record turns out to be damaged
_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_DAMAGED = "a damaged record of a web archive; what follows is read"
_SHORT = "a record that is cut short; fetch the web archive again"
_ALTERED = "a record that is not what its digest says; fetch the web archive again"
_BURST = 1 << 26  # bytes to which a record may unpack whatever it was packed in
_BOMB = f"a record that unpacks to over {RATIO} times its size, as a bomb does"


def is_warc(start: bytes) -> bool:
    """Whether a file that begins with these bytes is a WARC, plain or gzipped."""
    if start.startswith(_MAGIC):
        try:
            start = zlib.decompressobj(31).decompress(start, 64)
        except zlib.error:
            return False
    return bool(_BEGIN.match(start))


def wacz(stream: BinaryIO, where: str) -> Iterator[Original | Failure]:
    """The pages of all WARCs in a WACZ, as `records` gives them. Raises ReadError where the archive cannot be read."""
    for member in zip_members(stream, where):
        if isinstance(member, Failure):
            yield member
            continue
        place, name, inside = member
        if name.startswith("archive/") and name.lower().endswith((".warc", ".warc.gz")):
            try:
                yield from records(inside, place)
            except ReadError as error:
                yield Failure(error.where, error.reason)


def records(stream: BinaryIO, where: str) -> Iterator[Original | Failure]:
    """The pages of a WARC: `response` and `resource` records of HTML or plain text, each at `where@byte` of its record.

    Revisits, requests, what is no page, and answers other than 200 are passed over. Memory is bounded by the size of a page.
    """
    window = _Window(stream)
    first = _FIRST.search(window.part(0, _CHUNK))
    form = _members if first and first[0] == _MAGIC else _plain
    for record in form(window):
        place = f"{where}@{record.offset}"
        if record.wrong:
            yield Failure(place, record.wrong)
            continue
        try:
            page = _page(record, place)
        except ReadError as error:
            yield Failure(error.where, error.reason)
        except Exception as error:  # whatever the parser runs into, the record alone is lost
            yield Failure(place, f"{_DAMAGED} ({type(error).__name__})")
        else:
            if page is not None:
                yield page


@dataclass(frozen=True, slots=True)
class _Record:
    """A record as it stands, the first _KEPT bytes of it; or what is wrong with it."""

    offset: int
    data: bytes
    wrong: str | None = None


class _Window:
    """A stream, and the bytes of it that were read and may be needed again; `offset`: where in the stream they begin."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.offset = 0
        self._held = bytearray()
        self._ended = False
        self._again = 4 * _REWOUND  # bytes that may still be read twice

    def has(self, size: int) -> bool:
        """Whether there are so many bytes; reads on until there are."""
        while len(self._held) < size and not self._ended:
            chunk = self._stream.read(max(_CHUNK, size - len(self._held)))
            self._held += chunk
            self._ended = not chunk
        return len(self._held) >= size

    def part(self, start: int, size: int) -> bytes:
        """The bytes from `start` on, as many as there are up to `size`."""
        self.has(start + size)
        return bytes(self._held[start : start + size])

    def drop(self, size: int) -> None:
        """Let the window begin so many bytes later."""
        while size and self.has(1):
            step = min(size, len(self._held))
            del self._held[:step]
            self.offset += step
            size -= step

    def find(self, what: bytes) -> bool:
        """Let the window begin at the next place of these bytes; at the end of the stream, and false, where there is none."""
        while (at := self._held.find(what)) < 0:
            self.drop(max(0, len(self._held) - len(what) + 1))
            if not self.has(len(self._held) + 1):
                self.drop(len(self._held))
                return False
        self.drop(at)
        return True

    def leave(self, read: int) -> None:
        """Leave a damaged record of which `read` bytes were read: by a byte, or by all where too much was read twice."""
        self.drop(1 if read <= self._again else read)
        self._again -= min(read, self._again)


def _members(window: _Window) -> Iterator[_Record]:
    """The records of a WARC in which each is a gzip member."""
    rubble = False  # what comes may still be of a damaged record
    while window.has(1):
        offset = window.offset
        sound = window.find(_MAGIC)
        if window.offset > offset and not rubble:
            yield _Record(offset, b"", _DAMAGED)
            rubble = True
        if not sound:
            return
        offset = window.offset
        data, read, unpacked, wrong = _member(window)
        begins = _BEGIN.match(data) is not None
        told = wrong or (_unlike(data, unpacked) if begins else _DAMAGED)
        if begins or not rubble:
            yield _Record(offset, data, told)
        rubble = told is not None
        if wrong is None:
            window.drop(read)
        else:
            window.leave(read)


def _member(window: _Window) -> tuple[bytes, int, int, str | None]:
    """A gzip member: what is kept of it, its bytes in the window, the bytes that it unpacks to, what is wrong."""
    unpacker = zlib.decompressobj(31)
    kept = bytearray()
    read = gone = unpacked = 0
    try:
        while not unpacker.eof:
            chunk = unpacker.unconsumed_tail
            if not chunk:
                chunk = window.part(read, _CHUNK)
                read += len(chunk)
            if not chunk:
                return bytes(kept), read, unpacked, _SHORT
            piece = unpacker.decompress(chunk, 1 << 20)
            unpacked += len(piece)
            kept += piece[: _KEPT - len(kept)]
            if len(kept) >= 16 and not _BEGIN.match(kept):
                return bytes(kept), read, unpacked, _DAMAGED
            if unpacked > _BURST and unpacked > RATIO * (read + gone):
                return bytes(kept), read, unpacked, _BOMB
            if read > _REWOUND:
                window.drop(read)
                gone, read = gone + read, 0
    except zlib.error:
        return bytes(kept), read, unpacked, _DAMAGED
    return bytes(kept), read - len(unpacker.unused_data), unpacked, None


def _unlike(data: bytes, unpacked: int) -> str | None:
    """What is wrong with a member that does not unpack to the one record that it begins with."""
    size = _size(data)
    if size is None or unpacked < size:
        return _DAMAGED
    more = data[size : size + 16].lstrip(b"\r\n")
    return "a web archive that is gzipped as a whole; gunzip it and read that" if _BEGIN.match(more) else None


def _size(data: bytes) -> int | None:
    """The bytes of a record with its header fields, as these tell; None where they do not."""
    end = data.find(b"\r\n\r\n", 0, _HEADERS)
    if end < 0 or _BEGIN.search(data, 1, end):  # a header that was cut runs on into the next record's
        return None
    told = _LENGTH.search(data, 0, end + 2)
    return end + 4 + int(told[1]) if told else None


def _plain(window: _Window) -> Iterator[_Record]:
    """The records of a WARC that is not compressed."""
    while window.has(1):
        offset = window.offset
        head = window.part(0, _HEADERS)
        size = _size(head) if _BEGIN.match(head) else None
        if size is None:
            yield _Record(offset, b"", _DAMAGED)
            window.drop(1)
        elif size > _REWOUND:  # too large to go back in
            yield _Record(offset, window.part(0, _KEPT))
            window.drop(size)
        else:
            data, after = window.part(0, min(size, _KEPT)), window.part(size, 16)
            sound = window.has(size) and (after.startswith(b"\r\n\r\n") or not after or _BEGIN.match(after.lstrip(b"\r\n")))
            yield _Record(offset, data, None if sound else _DAMAGED if window.has(size) else _SHORT)
            window.drop(size) if sound else window.leave(size)
        if not _past_blank(window):
            while window.find(_NEXT) and not _BEGIN.match(window.part(0, 16)):
                window.drop(1)


def _past_blank(window: _Window) -> bool:
    """Go past the empty lines after a record; whether another begins there, or the stream ends."""
    blank = window.part(0, 16)
    window.drop(len(blank) - len(blank.lstrip(b"\r\n")))
    return not window.has(1) or _BEGIN.match(window.part(0, 16)) is not None


def _page(record: _Record, place: str) -> Original | None:
    """The page of a record, None where it has none. Raises ReadError where it cannot be had."""
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    wanted = WarcRecordType.response | WarcRecordType.resource
    for found in ArchiveIterator(io.BytesIO(record.data), record_types=wanted, parse_http=False, max_header_len=_HEADERS):
        if len(record.data) < _KEPT and found.headers.get("WARC-Block-Digest") and not _same(found):
            raise ReadError(_ALTERED, place)
        http = found.record_type == WarcRecordType.response
        if http:
            found.parse_http(auto_decode="all")
            status = found.http_headers.status_code if found.http_headers is not None else None
            if status != 200:
                return None
        said = found.http_content_type if http else found.headers.get("Content-Type")
        media = (said or "").partition(";")[0].strip().lower()
        if media not in _PAGES:
            return None
        data = found.reader.read(PAGE_LIMIT + 1)
        if len(data) > PAGE_LIMIT or len(record.data) >= _KEPT:
            raise ReadError(f"a page of over {PAGE_LIMIT // 1_000_000} MB, which is not read", place)
        url = (found.headers.get("WARC-Target-URI") or "").strip("<>") or None
        return Original(
            data,
            place,
            name=unquote(urlsplit(url or "").path.rpartition("/")[2]),
            url=url if url and url.lower().startswith(("http://", "https://")) else None,
            media_type=media,
            charset=found.http_charset if http else None,
            retrieved=_day(found.headers.get("WARC-Date")),
        )
    return None


def _day(said: str | None) -> str | None:
    """When a record was written, None where it does not tell."""
    try:
        return said if said and days(said) else None
    except ValueError:
        return None


def _same(found: Any) -> bool:
    """Whether a record is what its digest says; one of a kind that is not known here is taken as it is."""
    algorithm, _, digest = found.headers["WARC-Block-Digest"].partition(":")
    return algorithm.lower() not in ("sha1", "sha256", "md5") or not digest or bool(found.verify_block_digest())
