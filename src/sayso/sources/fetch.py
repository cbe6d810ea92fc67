"""Reading a web address, guarded: it cannot be led to a private host, does not press a server, and asks no site that declines.

Every host is looked up once for each request, all its addresses are checked, and the connection goes to what was checked, at
every redirect. No proxy, cookie, password or referrer is sent, and certificates are always checked.
"""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import unquote

from sayso.errors import ReadError
from sayso.sources.address import Address, address, moved, shown
from sayso.sources.exchange import Reply, exchange
from sayso.sources.original import Original, now
from sayso.sources.pace import Pace
from sayso.sources.robots import LIMIT, MOVED, Robots

SECONDS = 20.0  # for a page with its redirects, without the waiting for politeness; the same again for a site's robots.txt
_REDIRECTS = 5
_FIRST_OPEN_PORT = 1024  # below it are mail, SSH and the like, which must not be spoken to; the web's own are named
_WEB_PORTS = (80, 443)
_BUSY = (429, 503)
_LONGEST_REST = 366 * 86_400.0  # seconds; a longer Retry-After counts as this
_VALIDATOR = re.compile(r"[\x20-\x7e\xa0-\xff]{1,1000}")


@dataclass(frozen=True, slots=True)
class NotModified:
    """The answer that a page is what it was when its `etag` or `modified` was given. `url`: after redirects, as in Original."""

    url: str


class Fetcher:
    """Reads web addresses, one after another; keeps the sites' rules and when each may be asked again.

    `allow_private`: read private and local addresses and all ports too. For one thread at a time.
    """

    def __init__(self, *, allow_private: bool = False) -> None:
        self._allow_private = allow_private
        self._pace = Pace()
        self._robots = Robots(lambda place, seconds: self._request(place, {}, seconds, cut=LIMIT), SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None, /) -> None:
        """Nothing stays open: each request has a connection of its own, so that none is used for what was not checked."""

    def fetch(self, url: str, *, etag: str | None = None, modified: str | None = None) -> Original | NotModified:
        """What is at an address, or that it has not changed since it gave the `etag` or `modified` (Original's, as they came).

        Raises ReadError, whose place is the address as given, for everything that keeps it from being read.
        """
        where = shown(url)
        conditions = _sent({"If-None-Match": etag, "If-Modified-Since": modified})
        try:
            place, reply = self._followed(address(url), conditions)
            if reply.status == 304 and conditions:
                return NotModified(place.url)
            return _original(place, reply, where)
        except ReadError as error:
            raise ReadError(error.reason, where) from None

    def _followed(self, place: Address, headers: Mapping[str, str]) -> tuple[Address, Reply]:
        """Go where the redirects lead, checking each step; the place at the end and its reply."""
        seen: set[str] = set()
        left = SECONDS
        while len(seen) <= _REDIRECTS:
            if place.url in seen:
                raise ReadError("the server redirects in a circle; save the page with a browser and read the file", place.url)
            try:
                reply = self._polite(place, headers, left)
                if reply.status not in MOVED:
                    return place, reply
                seen.add(place.url)
                left -= reply.seconds
                place = moved(place, reply.headers.get("Location"))
            except ReadError as error:
                raise ReadError(f"it redirects, and there: {error.reason}" if seen else error.reason, place.url) from None
        raise ReadError(f"more than {_REDIRECTS} redirects; save the page with a browser and read the file", place.url)

    def _polite(self, place: Address, headers: Mapping[str, str], seconds: float) -> Reply:
        """Ask for an address as its site allows, and once more where a busy server says when, and that is soon."""
        self._open_port(place)
        self._robots.check(place)
        for _ in range(2):
            reply = self._request(place, headers, seconds)
            pause = _pause(reply)
            if pause is None:
                return reply
            self._pace.rest(place.host, pause)
            seconds -= reply.seconds
        raise self._pace.refusal(place.host, place.url)

    def _request(self, place: Address, headers: Mapping[str, str], seconds: float, *, cut: int | None = None) -> Reply:
        self._open_port(place)
        self._pace.turn(place.host, place.url)
        try:
            return exchange(place, headers, seconds=seconds, cut=cut, allow_private=self._allow_private)
        finally:
            self._pace.rest(place.host, self._robots.gap(place))

    def _open_port(self, place: Address) -> None:
        if not self._allow_private and place.port not in _WEB_PORTS and place.port < _FIRST_OPEN_PORT:
            raise ReadError("a port that no web page is served on; wanted 80, 443, or one from 1024 up", place.url)


def _original(place: Address, reply: Reply, where: str) -> Original:
    if reply.status not in (200, 203):
        raise ReadError(_unread(reply.status), where)
    kept = _sent({"etag": reply.headers.get("ETag"), "modified": reply.headers.get("Last-Modified")})
    return Original(
        reply.data,
        where,
        name=unquote(place.path.partition("?")[0].rpartition("/")[2]),
        url=place.url,
        media_type=reply.media_type,
        charset=reply.charset,
        retrieved=now(),
        etag=kept.get("etag"),
        modified=kept.get("modified"),
    )


def _unread(status: int) -> str:
    if status in (401, 402, 403, 407, 451):
        return f"the server does not hand it out ({status}); open it in a browser, save the page and read the file"
    if status in (404, 410):
        return f"there is no such page ({status}); check the address"
    if status in _BUSY or status >= 500:
        return f"the server is busy or out of order ({status}); try again later"
    return f"the server answered {status} and no page; check the address"


def _pause(reply: Reply) -> float | None:
    """Seconds after which a busy server wants to be asked again; None where it is not busy or does not say."""
    told = reply.headers.get("Retry-After", "").strip()
    if reply.status not in _BUSY or not told:
        return None
    if told.isascii() and told.isdigit():
        return min(float(told[:12]), _LONGEST_REST)
    try:
        moment = email.utils.parsedate_to_datetime(told).timestamp()
    except (ValueError, OverflowError):
        return None
    pause = moment - time.time()
    return min(max(pause, 0.0), _LONGEST_REST)


def _sent(fields: Mapping[str, str | None]) -> dict[str, str]:
    """Those header fields that have a value which fits on its line."""
    return {name: value for name, value in fields.items() if value and _VALIDATOR.fullmatch(value)}
