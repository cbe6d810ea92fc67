"""What sites allow to be read of them: robots.txt, as RFC 9309 has it."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sayso.errors import ReadError
from sayso.sources.address import Address, moved
from sayso.sources.exchange import BrokenReply, Reply

if TYPE_CHECKING:
    from protego import Protego

TOKEN = "sayso"  # noqa: S105 - what a site calls us, not a secret
LIMIT = 500_000  # bytes that are read; RFC 9309 wants no fewer than 500 kibibytes of a file, and of what is over it nothing
_REDIRECTS = 5
_KEPT, _KEPT_REFUSAL = 3600.0, 300.0  # seconds: rules, and the lack of them
_GAP, _LONGEST_GAP = 1.0, 30.0  # seconds between two requests: without a Crawl-delay, and the longest that is kept to
_MANY = 1_000  # origins that are remembered before the old ones are forgotten
MOVED = frozenset({301, 302, 303, 307, 308})
_AGENT = re.compile(r"user(?:-|\s*+)agent[\s:][\s:]*+(.+)", re.IGNORECASE)
_PRODUCT = re.compile(r"[a-z_-]+")  # of "sayso/1.0", what is before the stroke
_NOT_NOW = "the site's robots.txt cannot be read, so that nothing of it may be read now; try again later"


@dataclass(frozen=True, slots=True)
class _Known:
    """What an origin allows, until a moment on the monotonic clock: its rules, or why there are none."""

    until: float
    rules: Protego | None = None
    refusal: str | None = None


class Robots:
    """The rules of every origin that was asked, kept an hour. `ask` makes one guarded request in so many seconds."""

    def __init__(self, ask: Callable[[Address, float], Reply], seconds: float) -> None:
        self._ask = ask
        self._seconds = seconds
        self._known: dict[str, _Known] = {}

    def check(self, place: Address) -> None:
        """Raises ReadError where the site does not allow the address to be read, or cannot be asked."""
        known = self._known.get(place.origin)
        if known is None or known.until < time.monotonic():
            known = self._read(place)
            if len(self._known) >= _MANY:
                self._known = {origin: each for origin, each in self._known.items() if each.until > time.monotonic()}
            self._known[place.origin] = known
        if known.refusal:
            raise ReadError(known.refusal, place.url)
        if known.rules and not known.rules.can_fetch(place.url, TOKEN):
            raise ReadError(
                "the site's robots.txt asks that it not be read; ask its owners, or read a copy that you have", place.url
            )

    def gap(self, place: Address) -> float:
        """Seconds between two requests to a site, as far as its rules are known."""
        known = self._known.get(place.origin)
        delay = known.rules.crawl_delay(TOKEN) if known and known.rules else None
        return min(max(delay or 0.0, _GAP), _LONGEST_GAP)

    def _read(self, place: Address) -> _Known:
        place = Address(place.scheme, place.host, place.port, "/robots.txt")
        try:
            reply = self._answer(place)
        except BrokenReply:
            return _refused(_NOT_NOW)
        except ReadError as error:  # a host that is refused or cannot be reached, which the page's own request would say too
            return _refused(error.reason)
        if reply is None or (400 <= reply.status < 500 and reply.status != 429):
            return _Known(time.monotonic() + _KEPT)  # there are no rules
        if reply.status not in (200, 203):
            return _refused(_NOT_NOW)
        return _Known(time.monotonic() + _KEPT, rules=_parsed(reply.data.decode("utf-8-sig", "replace")))

    def _answer(self, place: Address) -> Reply | None:
        """The answer at the end of the redirects, which may lead to another host; None where they do not end."""
        left = self._seconds
        for _ in range(_REDIRECTS + 1):
            reply = self._ask(place, left)
            if reply.status not in MOVED:
                return reply
            left -= reply.seconds
            place = moved(place, reply.headers.get("Location"))
        return None


def _refused(reason: str) -> _Known:
    return _Known(time.monotonic() + _KEPT_REFUSAL, refusal=reason)


def _parsed(text: str) -> Protego:
    """The rules, with all other crawlers as one: Protego keeps those of each, and 15,000 names with 3,000 rules took it 57 s."""
    from protego import Protego

    return Protego.parse("\n".join(_ours(line.strip()) for line in text.splitlines()))


def _ours(line: str) -> str:
    """A line of robots.txt, in which a crawler's name is ours, that of all, or `other`."""
    found = _AGENT.match(line)
    if not found or found[1].startswith("#"):
        return line
    name = _PRODUCT.match(found[1].lower())
    return "User-agent: " + ("*" if found[1].startswith("*") else TOKEN if name and name[0] == TOKEN else "other")
