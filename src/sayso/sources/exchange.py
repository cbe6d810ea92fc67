"""One request and its reply, over a connection to an address that was checked, within limits of time and size."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPException

from urllib3 import HTTPHeaderDict
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse
from urllib3.util.ssl_match_hostname import CertificateError

from sayso.errors import ReadError
from sayso.sources import hosts
from sayso.sources.address import Address
from sayso.sources.original import FILE_LIMIT, PAGE_LIMIT
from sayso.version import __version__

USER_AGENT = f"sayso/{__version__} (reads news; keeps who said what)"
_HEADERS = {
    "User-Agent": USER_AGENT,
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Encoding": "gzip",  # the one that all servers know, and whose end can be told from a cut
    "Connection": "close",
}
_CONNECT = 5.0  # seconds for each address of a host
_AT_ONCE = 1 << 16  # bytes
_MEMBERS = 16  # gzip streams in a row; each costs a copy of the rest
_WITH_BODY = (200, 203)
_PAGE = re.compile(r"text/html|.*[/+](?:xml|json)")
_MEDIA_TYPE = re.compile(r"\s*([\w.+-]+/[\w.+-]+)\s*(?:[;,]|$)", re.ASCII)
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([\w.:+-]+)", re.ASCII | re.IGNORECASE)
_BROKEN = "the server's reply is broken or cut short; try again later"
_LATE = "the server took too long; try again later"
_NOT_SECURE = "no secure connection could be made; check the address, or try again later"
_UNKNOWN_ISSUER, _OTHER_NAME = "is signed by nobody that this machine trusts", "is for another name"
_INVALID = {  # by OpenSSL's number of what is wrong
    9: "is not valid yet",
    10: "has expired",
    18: _UNKNOWN_ISSUER,
    19: _UNKNOWN_ISSUER,
    20: _UNKNOWN_ISSUER,
    21: _UNKNOWN_ISSUER,
    62: _OTHER_NAME,
    64: _OTHER_NAME,
}


class BrokenReply(ReadError):
    """A server that was reached, and whose reply cannot be used."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: the body whole and unpacked (empty but for 200 and 203), and the seconds that it took."""

    status: int
    headers: HTTPHeaderDict
    data: bytes
    seconds: float

    @property
    def media_type(self) -> str | None:
        """As the server said, in small letters, without parameters."""
        found = _MEDIA_TYPE.match(self.headers.get("Content-Type", ""))
        return found[1].lower() if found else None

    @property
    def charset(self) -> str | None:
        """As the server said, in small letters."""
        found = _CHARSET.search(self.headers.get("Content-Type", ""))
        return found[1].lower() if found else None


class _Plain(HTTPConnection):
    line: socket.socket

    def _new_conn(self) -> socket.socket:
        return self.line


class _Secure(HTTPSConnection):
    line: socket.socket

    def _new_conn(self) -> socket.socket:
        return self.line


def exchange(
    place: Address, headers: Mapping[str, str], *, seconds: float, cut: int | None = None, allow_private: bool = False
) -> Reply:
    """Ask for an address once, following nothing. The host is looked up, checked, and connected to as checked.

    `seconds` is for all of it, however slowly the server sends. `cut`: bytes of the body after which the rest is left;
    without it a body over the limit of its media type is refused.
    Raises ReadError where the host is refused or not reached, BrokenReply where its reply is no good.
    """
    if seconds <= 0:
        raise BrokenReply(_LATE, place.url)
    start = time.monotonic()
    places = hosts.looked_up(place.host, place.port, place.url, seconds=seconds, allow_private=allow_private)
    line = _connected(places, place, start + seconds)
    left = max(start + seconds - time.monotonic(), 0.001)
    line.settimeout(left + 1)  # never first: the cut below is what ends it
    kind = _Secure if place.scheme == "https" else _Plain
    with closing(line), _cut_after(line, left) as late, closing(kind(place.host, place.port, timeout=left + 1)) as connection:
        connection.line = line
        _secured(connection, place, late)
        try:
            connection.request("GET", place.path, headers={**_HEADERS, **headers}, preload_content=False)
            with closing(connection.getresponse()) as response:
                data = _body(response, place, cut) if response.status in _WITH_BODY else b""
        except (HTTPError, HTTPException, OSError, ValueError):  # ValueError: http.client on numbers that are none
            _in_time(late, place)
            raise BrokenReply(_BROKEN, place.url) from None
        _in_time(late, place)
    return Reply(response.status, response.headers, data, time.monotonic() - start)


def _connected(places: list[hosts.Place], place: Address, end: float) -> socket.socket:
    for family, where in places:
        with suppress(OSError), ExitStack() as stack:
            line = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
            line.settimeout(max(min(_CONNECT, end - time.monotonic()), 0.001))
            line.connect(where)
            stack.pop_all()
            return line
    raise ReadError("the server cannot be reached; check the address and the network, or try again later", place.url)


@contextmanager
def _cut_after(line: socket.socket, seconds: float) -> Iterator[threading.Event]:
    """End the connection when its time is over, whatever waits for it; the event tells that this happened.

    A limit on each receipt would not do: a server may send a byte a second for ever.
    """
    late = threading.Event()
    twin = line.dup()

    def cut() -> None:
        late.set()
        with suppress(OSError):
            twin.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield late
    finally:
        timer.cancel()
        timer.join()
        twin.close()


def _in_time(late: threading.Event, place: Address) -> None:
    if late.is_set():
        raise BrokenReply(_LATE, place.url)


def _secured(connection: _Plain | _Secure, place: Address, late: threading.Event) -> None:
    """Set the connection up; for https, with the server's certificate checked against the host's name."""
    try:
        connection.connect()
    except (OSError, CertificateError, HTTPError) as error:  # ssl.SSLError is an OSError
        raise ReadError(_LATE if late.is_set() else _insecure(error), place.url) from None


def _insecure(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        why = _INVALID.get(error.verify_code, "is not valid")
    elif isinstance(error, CertificateError):
        why = _OTHER_NAME
    else:
        return _NOT_SECURE
    return f"the server's certificate {why}; check the address and this machine's clock and certificates"


def _body(response: HTTPResponse, place: Address, cut: int | None) -> bytes:
    """The body, unpacked, whole unless cut."""
    limit = cut or _limit(response)
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip"):
        raise BrokenReply("the reply is packed in a way that was not asked for; save the page and read the file", place.url)
    too_large = BrokenReply(
        f"larger than {limit // 1_000_000} MB, the most that is read of its kind; read a part of it", place.url
    )
    if cut is None and (response.length_remaining or 0) > limit:  # as announced
        raise too_large
    data = bytearray()
    while len(data) <= limit and (piece := response.read(_AT_ONCE, decode_content=False)):
        data += piece
    body, whole = _unpacked(bytes(data), limit) if "gzip" in packing else (bytes(data), True)
    if cut is None and max(len(data), len(body)) > limit:
        raise too_large
    if cut is None and not whole:
        raise BrokenReply(_BROKEN, place.url)
    return body[:limit]


def _limit(response: HTTPResponse) -> int:
    kind = response.headers.get("Content-Type", "text/html").partition(";")[0].strip().lower()
    return PAGE_LIMIT if _PAGE.fullmatch(kind) else FILE_LIMIT


def _unpacked(packed: bytes, limit: int) -> tuple[bytes, bool]:
    """At most limit + 1 bytes of what is packed, and whether the packing ends as it should."""
    data = bytearray()
    for _ in range(_MEMBERS):
        gzip = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            data += gzip.decompress(packed, limit + 1 - len(data))
        except zlib.error:
            return bytes(data), False
        packed = gzip.unused_data
        if not gzip.eof or len(data) > limit or not packed.startswith(b"\x1f\x8b"):
            return bytes(data), gzip.eof
    return bytes(data), False
