"""Pages in web archives: WARC as crawlers write it, plain or gzipped, and WACZ.

A record that is damaged, cut short or a bomb costs itself alone; see `frames`.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from sayso.errors import ReadError
from sayso.records import Failure
from sayso.sources.archives import MAGIC, zip_members
from sayso.sources.frames import Frame, frames, holds_record
from sayso.sources.kinds import START, kind
from sayso.sources.original import PAGE_LIMIT, Original

_HEAD = 1 << 14  # bytes of a record's own header, and of what HTTP says if the record is not held
_CHUNK = re.compile(rb"([0-9a-fA-F]{1,16})[ \t]*(?:;[^\r\n]{0,1000})?\r?\n")
_URL = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_MEDIA_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)\s*(?:[;,]|$)", re.ASCII)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]+)", re.ASCII | re.IGNORECASE)
_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})(?!\d)")
_BLANK = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(r"\r?\n[ \t]+")
_PACKINGS = 4  # in one another
_PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_DIGESTS = frozenset({"md5", "sha1", "sha256", "sha512"})
_ALTERED = "a damaged record: its bytes are not those of its digest; fetch the file again"
_TOO_LONG = f"a page of over {PAGE_LIMIT // 1_000_000} MB, which is not read"
_PART = "the crawler kept only a part of this page; fetch it from its address"
_NO_REPLY = "a damaged record: what the server replied cannot be read; fetch the page from its address"
_PACKED = "a page that is packed in a way that is not read; fetch it from its address"


def is_warc(start: bytes) -> bool:
    """Whether a file that begins with these bytes, 1,024 or more, is a WARC, plain or gzipped."""
    return start.startswith(b"WARC/1.") or holds_record(start)


def records(stream: BinaryIO, where: str) -> Iterator[Original | Failure]:
    """The pages in a WARC: its `response` and `resource` records of HTML, XHTML or plain text, with status 200.

    Each is at `where@byte`, where its record begins, or the gzip member that holds it; `where@byte+unpacked` where one member
    holds several. What is no page is passed over. The stream need not be seekable, and little of it is held.
    Raises ReadError where there is no record at all.
    """
    frame = None
    for frame in frames(stream):
        try:
            page = _page(frame, f"{where}@{frame.place}")
        except ReadError as error:
            yield Failure(error.where, error.reason)
        else:
            if page is not None:
                yield page
    if frame is None:
        raise ReadError("an empty file: there is no record in it", where)


def wacz(stream: BinaryIO, where: str) -> Iterator[Original | Failure]:
    """The pages in the WARCs of a WACZ, as `records` gives them, at `x.wacz!archive/data.warc.gz@byte`.

    Raises ReadError where the file is no zip archive that can be read, or has no WARC in it.
    """
    found = False
    for member in zip_members(stream, where):
        if isinstance(member, Failure):
            yield member
            continue
        place, name, inside = member
        if not name.startswith("archive/") or not name.lower().endswith((".warc", ".warc.gz")):
            continue
        found = True
        try:
            yield from records(inside, place)
        except ReadError as error:
            yield Failure(error.where, error.reason)
    if not found:
        raise ReadError("a WACZ without a WARC in its folder archive; fetch it again", where)


@dataclass(frozen=True, slots=True)
class _Told:
    """What a record tells of the page that it holds; `media_type` is empty where it does not say."""

    url: str
    media_type: str
    charset: str | None
    body: bytes
    http: dict[str, str]


def _page(frame: Frame, place: str) -> Original | None:
    """The page that a record holds, if it holds one. Raises ReadError where that is damaged, not whole or too long."""
    if frame.reason is not None:
        raise ReadError(frame.reason, place)
    head, _, block = frame.data.partition(b"\r\n\r\n")
    warc = _fields(head)
    if not frame.long and not _is_same(warc.get("warc-block-digest"), block):
        raise ReadError(_ALTERED, place)
    told = _told(warc, block, place)
    if told is None:
        return None
    if frame.long:
        raise ReadError(_TOO_LONG, place)
    if "warc-truncated" in warc or "warc-segment-number" in warc:
        raise ReadError(_PART, place)
    bodies = _unpacked(told.body, told.http, place)
    # Crawlers disagree on whether the digest is of the page as it came or as it was meant, so either will do.
    if not _is_same(warc.get("warc-payload-digest"), *bodies):
        raise ReadError(_ALTERED, place)
    page = bodies[-1]
    if len(page) > PAGE_LIMIT:
        raise ReadError(_TOO_LONG, place)
    if not told.media_type and kind("", None, page[:START]) != "html":
        return None
    return Original(
        page,
        place,
        name=_name(told.url),
        url=told.url,
        media_type=told.media_type or None,
        charset=told.charset,
        retrieved=_date(warc.get("warc-date", "")),
    )


def _told(warc: dict[str, str], block: bytes, place: str) -> _Told | None:
    """What a record tells of its page, None where it holds none. Raises ReadError where that cannot be read."""
    url, of, http, body = _URL.search(warc.get("warc-target-uri", "")), warc.get("warc-type", "").lower(), {}, block
    if url is None or of not in ("response", "resource") or (of == "response" and not block.startswith(b"HTTP/")):
        return None
    if of == "response":
        status, end = _STATUS.match(block), _BLANK.search(block, 0, _HEAD)
        if status is None or end is None:
            raise ReadError(_NO_REPLY, place)
        if status[1] != b"200":
            return None
        http, body = _fields(block[: end.start()]), block[end.end() :]
    said = (http if of == "response" else warc).get("content-type", "")
    media, charset = _MEDIA_TYPE.match(said), _CHARSET.search(said)
    if (media and media[1].lower() not in _PAGES) or _name(url[0]) == "robots.txt":
        return None
    return _Told(url[0], media[1].lower() if media else "", charset[1].lower() if charset else None, body, http)


def _fields(head: bytes) -> dict[str, str]:
    """The fields of a header, by their names in small letters; of one that comes twice, the first.

    FastWARC would do this too. But it allots what a header says the record is long, and if that cannot be had ends the process.
    """
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError:
        text = head.decode("latin-1")
    found: dict[str, str] = {}
    for line in _FOLD.sub(" ", text).split("\n")[1:]:
        name, _, value = line.partition(":")
        found.setdefault(name.strip().lower(), value.strip())
    return found


def _is_same(told: str | None, *bodies: bytes) -> bool:
    """Whether one of these has the digest that is told, `sha1:` and base 32 or hexadecimal; or nothing can be said."""
    name, _, digest = (told or "").strip().lower().partition(":")
    name = name.replace("-", "")
    if name not in _DIGESTS or not digest:
        return True
    sums = [hashlib.new(name, body, usedforsecurity=False).digest() for body in bodies]
    return digest.rstrip("=") in {form for s in sums for form in (s.hex(), base64.b32encode(s).decode().lower().rstrip("="))}


def _unpacked(body: bytes, http: dict[str, str], place: str) -> list[bytes]:
    """The body as it came, without its chunks, and without each thing that it is packed in. Raises ReadError.

    Crawlers often unpack a body and leave the fields that say that it is packed.
    """
    found = [body]
    try:
        if "chunked" in http.get("transfer-encoding", "").lower() and _CHUNK.match(body):
            found.append(_dechunked(body))
        for packing in reversed(http.get("content-encoding", "").lower().split(",")):
            if len(found) > _PACKINGS:
                raise ValueError
            if not found[-1][:100].lstrip().startswith(b"<"):
                found.append(_unpack(found[-1], packing.strip()))
    except (OSError, ValueError, zlib.error):
        raise ReadError(_PACKED, place) from None
    return found


def _dechunked(body: bytes) -> bytes:
    """The body without its chunks. Raises ValueError where it is cut short or they are not as they should be."""
    data, at = bytearray(), 0
    while (chunk := _CHUNK.match(body, at)) and (size := int(chunk[1], 16)):
        at = chunk.end() + size
        if at > len(body):
            break
        data += body[chunk.end() : at]
        at += 2 if body.startswith(b"\r\n", at) else 1
    if not chunk or at > len(body):
        raise ValueError
    return bytes(data)


def _unpack(packed: bytes, packing: str) -> bytes:
    """At most PAGE_LIMIT + 1 bytes of what is packed. Raises OSError, ValueError or zlib.error where that is damaged or cut."""
    if packing == "br":
        from fastwarc.stream_io import BrotliReader

        return BrotliReader(io.BytesIO(packed)).read(PAGE_LIMIT + 1)
    if packing in ("zstd", "compress", "x-compress"):
        raise ValueError
    if packing == "deflate":  # zlib's format, as it should be, or deflate alone, as some servers send it
        bits = zlib.MAX_WBITS if packed[:1] == b"\x78" and int.from_bytes(packed[:2]) % 31 == 0 else -zlib.MAX_WBITS
    elif packing in ("gzip", "x-gzip") and packed.startswith(MAGIC):
        bits = 16 + zlib.MAX_WBITS
    else:
        return packed
    inflate = zlib.decompressobj(bits)
    data = inflate.decompress(packed, PAGE_LIMIT + 1)
    if not inflate.eof and len(data) <= PAGE_LIMIT:
        raise ValueError
    return data


def _name(url: str) -> str:
    """The last part of an address, which may tell a format."""
    try:
        return unquote(urlsplit(url).path.rpartition("/")[2])
    except ValueError:
        return ""


def _date(told: str) -> str | None:
    """A WARC-Date as ISO 8601 in UTC to the second; None where it is none."""
    try:
        date = datetime.datetime.fromisoformat(told)
        return date.astimezone(datetime.UTC).isoformat(timespec="seconds") if date.tzinfo else None
    except (ValueError, OverflowError):
        return None
