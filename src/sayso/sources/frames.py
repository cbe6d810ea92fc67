"""Where the records of a WARC begin and end, in a file that may be damaged: each comes out whole, or as what is wrong with it.

WARC libraries stop at the first record that is damaged; here the next one is looked for behind it. Nothing that a header says is
believed before the bytes bear it out. The file is read onwards only, and little of it is held.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from sayso.sources.archives import MAGIC, RATIO, Inflating
from sayso.sources.original import PAGE_LIMIT

_HEAD = 1 << 14  # bytes of a record's own header, and of what HTTP says if the record is not held
_RECORD = 2 * PAGE_LIMIT  # bytes of a record that are held: a page, packed or in chunks, with what HTTP says of it
_HELD = 16_000_000  # bytes of a gzip member that are held, to look for the next one in if it is damaged
_REPLAYED = 2_000_000_000  # bytes of long records in all that are gone back over
_WASTED = 16_000_000  # bytes of damaged members that are read twice whatever the size of the file; and four times its bytes
_AT_ONCE = 1 << 15  # bytes
_PEEKED = 1024  # bytes in which a gzip member shows that it holds a record
_BEGIN = b"WARC/"
_AFTER = b"\r\n\r\n"  # ends a header, and a record
_FIRST = re.compile(rb"WARC/[01]\.\d{1,2}\r\n[^\s:]{1,100}[ \t]*:")
_HEADER = re.compile(rb"WARC/[01]\.\d{1,2}\r\n(?:[^\s:]+[ \t]*:[^\r\n]*\r\n|[ \t][^\r\n]*\r\n)*+")
_LENGTH = re.compile(rb"\r\ncontent-length[ \t]*:[ \t]*(\d{1,18})[ \t]*(?=\r\n)", re.IGNORECASE)
_SINGLE = re.compile(rb"\r\n(warc-type|warc-target-uri|warc-date|warc-record-id|content-length)[ \t]*:", re.IGNORECASE)
_CUT = "cut short: the file ends within this record; fetch it again"
_DAMAGED = "a damaged record: what is packed cannot be unpacked; fetch the file again"
_BOMB = f"a record that unpacks to over {RATIO} times its size, as a bomb does; it is not read"
_NO_RECORD = "a damaged record: wanted its first line, as WARC/1.1, and its Content-Length; fetch the file again"
_LENGTH_WRONG = "a damaged record: it does not end where its Content-Length says; fetch the file again"


@dataclass(frozen=True, slots=True)
class Frame:
    """A record's bytes, of a `long` one its first; or the reason why it cannot be had.

    `place`: the byte at which it begins, or the gzip member that holds it; and after a `+`, where one member holds several,
    the byte in what that unpacks to.
    """

    place: str
    data: bytes = b""
    reason: str | None = None
    long: bool = False


def frames(stream: BinaryIO) -> Iterator[Frame]:
    """The records of a WARC, plain, gzipped a record at a time, or as a whole."""
    window = _Window(stream)
    yield from _members(window) if _is_gzipped(window) else _frames(window, str, replay=True)


class _Window:
    """A stream that is read onwards, of which a part is held. Positions are bytes from the stream's beginning.

    `damage`: why the stream ends where it does, None where that is its end.
    """

    def __init__(self, stream: BinaryIO | _Member) -> None:
        self._stream = stream
        self._again: list[BinaryIO] = []  # read before the stream, the last first
        self._buffer = bytearray()
        self._ended = False
        self._replayed = 0
        self.start = 0  # of what is held
        self.damage: str | None = None

    def at(self, position: int, count: int) -> bytes:
        """The `count` bytes at a position that is held or follows; fewer where the stream ends."""
        begin = position - self.start
        while len(self._buffer) < begin + count and not self._ended:
            self._fill()
        return bytes(self._buffer[begin : begin + count])

    def find(self, sought: bytes, position: int) -> int | None:
        """Where these bytes are next, at the position or behind it; lets go of what is before."""
        while True:
            more = len(self.at(position, len(sought))) == len(sought)
            self.drop(position)
            found = self._buffer.find(sought)
            if found >= 0:
                return self.start + found
            if not more:
                return None
            position = self.start + len(self._buffer) - len(sought) + 1

    def has(self, sought: bytes, position: int, end: int) -> bool:
        """Whether these bytes are within a part that is held."""
        return self._buffer.find(sought, position - self.start, end - self.start) >= 0

    def drop(self, position: int) -> None:
        """Let go of what is before a position."""
        count = min(max(position - self.start, 0), len(self._buffer))
        del self._buffer[:count]
        self.start += count

    def skip(self, position: int, *, replay: bool) -> bool:
        """Go to a position, and whether a record ends there; if not and `replay`, go back.

        What is gone over is held in a temporary file for that. Where it would be too much, nothing is done.
        """
        began, size = self.start, position - self.start
        if replay and self._replayed + size > _REPLAYED:
            return False
        held = TemporaryFile() if replay else None  # noqa: SIM115 - closed here, or when it was read
        while self.start < position and (data := self.at(self.start, min(1 << 20, position - self.start))):
            if held is not None:
                held.write(data)
            self.drop(self.start + len(data))
        sound = self.start == position and self.at(position, len(_AFTER)) == _AFTER
        if held is not None and sound:
            held.close()
        elif held is not None:
            held.write(self._buffer)
            held.seek(0)
            self._again.append(cast("BinaryIO", held))
            self._replayed += self.start + len(self._buffer) - began
            self._buffer.clear()
            self.start, self._ended = began, False
        return sound

    def _fill(self) -> None:
        data = b""
        while self._again and not data:
            data = self._again[-1].read(_AT_ONCE)
            if not data:
                self._again.pop().close()
        try:
            data = data or self._stream.read(_AT_ONCE)
        except _Damage as damage:
            self.damage = damage.args[0]
        self._buffer += data
        self._ended = not data


class _Damage(Exception):
    """Why a gzip member ends where it does not."""


class _Member:
    """What a gzip member unpacks to, as a stream. `end`: up to where the file was unpacked; `ended`: soundly, to its end."""

    def __init__(self, window: _Window, start: int) -> None:
        self._window, self._start = window, start
        self._inflating = Inflating()
        self._given = 0
        self.end = start

    @property
    def ended(self) -> bool:
        return self._inflating.ended

    def read(self, count: int) -> bytes:
        while not self.ended:
            self._window.drop(self.end - _HELD)
            packed = self._window.at(self.end, _AT_ONCE)
            if not packed:
                raise _Damage(_CUT)
            try:
                data, used = self._inflating.unpack(packed, count)
            except zlib.error:
                raise _Damage(_DAMAGED) from None
            self.end, self._given = self.end + used, self._given + len(data)
            if self._given > _RECORD and self._given > RATIO * (self.end - self._start):
                raise _Damage(_BOMB)
            if data:
                return data
        return b""


def _members(window: _Window) -> Iterator[Frame]:
    """The records of a gzipped file, of which each should be a gzip member."""
    position: int | None = 0
    wasted = 0  # bytes of damaged members, which are looked through again
    while position is not None and window.at(position, 1):
        member = _Member(window, position)
        yield from _held_back(_frames(_Window(member), _label(position)))
        if member.ended:
            position = member.end
            window.drop(position)
            continue
        wasted += member.end - position + _AT_ONCE
        # Members in one another, each damaged, would else be unpacked again and again: then only what is behind them is read.
        look = position + 1 if wasted <= _WASTED + 4 * position else max(member.end, position + 1)
        position = _next(window, MAGIC, look, holds_record)


def _label(start: int) -> Callable[[int], str]:
    return lambda offset: f"{start}+{offset}" if offset else str(start)


def _held_back(frames: Iterator[Frame]) -> Iterator[Frame]:
    """The frames, each only when another place follows: a record whose member is damaged at its end is not sound."""
    held: Frame | None = None
    for frame in frames:
        if held is not None and held.place != frame.place:
            yield held
        held = frame
    if held is not None:
        yield held


def _frames(window: _Window, label: Callable[[int], str], *, replay: bool = False) -> Iterator[Frame]:
    """The records of a file that is not gzipped, or of a gzip member; `replay`: go back where a long one is damaged."""
    position, place = 0, label(0)
    while window.at(position := _past_blank(window, position), 1):
        place = label(position)
        frame, end, look = _frame(window, position, place, replay=replay)
        yield frame
        position = end if end is not None else _next(window, _BEGIN, look, _FIRST.match) or -1
        if position < 0:
            break
        window.drop(position)
    if window.damage is not None:
        yield Frame(place, reason=window.damage)


def _frame(window: _Window, position: int, place: str, *, replay: bool) -> tuple[Frame, int | None, int]:
    """A record; where it ends, None if it is damaged; from where the next one is then to be looked for."""
    head = window.at(position, _HEAD)
    size, ahead = _extent(head)
    look = position + ahead
    if size is None:
        short = len(head) < _HEAD and head.startswith(_BEGIN) and _AFTER not in head
        return Frame(place, reason=window.damage or (_CUT if short else _NO_RECORD)), None, look
    end = position + size + len(_AFTER)
    if size > _RECORD:
        window.drop(position)
        if window.skip(position + size, replay=replay):
            return Frame(place, head, long=True), end, end
        return Frame(place, reason=window.damage or _LENGTH_WRONG), None, max(look, window.start)
    ending = window.at(position + size, len(_AFTER) + len(_BEGIN))  # alone, since many false headers may each claim much
    if ending.startswith(_AFTER) and not _swallows(window, position, end, ending[len(_AFTER) :]):
        return Frame(place, window.at(position, size)), end, end
    reason = (window.damage or _CUT) if len(ending) < len(_AFTER) else _LENGTH_WRONG
    return Frame(place, reason=reason), None, look


def _extent(head: bytes) -> tuple[int | None, int]:
    """The bytes of a record that begins so, as its header says, None where that is damaged; and where to look on if it is.

    Where bytes are missing, a header may run on into that of the next record: then it would give a page another's address.
    """
    header = _HEADER.match(head)
    if header is None:
        return None, 1
    end = header.end()
    inner = head.rfind(_BEGIN, 1, end)
    length, names = _LENGTH.search(head, 0, end), [name.lower() for name in _SINGLE.findall(head, 0, end)]
    mixed = len(set(names)) < len(names) or (inner > 0 and _FIRST.match(head, inner))
    sound = length is not None and not mixed and head.startswith(b"\r\n", end)
    return (end + 2 + int(length[1]) if length is not None and sound else None), (inner if inner > 0 else end)


def _swallows(window: _Window, position: int, end: int, after: bytes) -> bool:
    """Whether a record that lost bytes seems whole since it ends where the header of the next one does."""
    return bool(after) and not after.startswith((_BEGIN, b"\r", b"\n")) and window.has(_AFTER + _BEGIN, position, end)


def _past_blank(window: _Window, position: int) -> int:
    """Past the empty lines that some leave between records."""
    while window.at(position, 1) in (b"\r", b"\n"):
        position += 1
        window.drop(position)
    return position


def _next(window: _Window, sought: bytes, position: int, fits: Callable[[bytes], object]) -> int | None:
    """Where the next record or member seems to begin."""
    position = max(position, window.start)
    while (found := window.find(sought, position)) is not None:
        if fits(window.at(found, _PEEKED)):
            return found
        position = found + 1
    return None


def holds_record(packed: bytes) -> bool:
    """Whether a gzip member that begins so holds a record."""
    if not packed.startswith(MAGIC):
        return False
    try:
        return zlib.decompressobj(16 + zlib.MAX_WBITS).decompress(packed[:_PEEKED], len(_BEGIN)) == _BEGIN
    except zlib.error:
        return False


def _is_gzipped(window: _Window) -> bool:
    """Whether the records are gzip members; where the first is damaged, as the next one is."""
    start = window.at(0, 1 << 20)
    if start.startswith((MAGIC, _BEGIN)):
        return start.startswith(MAGIC)
    plain = start.find(_AFTER + _BEGIN) % (len(start) + 1)
    found = start.find(MAGIC)
    while found >= 0 and not holds_record(start[found : found + _PEEKED]):
        found = start.find(MAGIC, found + 1)
    return 0 <= found < plain
