"""Web addresses, taken apart once and strictly, so that what is checked is what is asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from sayso.errors import ReadError
from sayso.sources import hosts

_PORTS = {"http": 80, "https": 443}
_LONGEST = 8_000  # characters; RFC 9110 asks for no more than this of anyone
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_HOST = re.compile(r"(\[[^\[\]@]*\]|[^\[\]@:]+)(?::([0-9]{0,5}))?")
_STRAY = re.compile(r"%(?![0-9A-Fa-f]{2})")
_KEPT = "!$%&'()*+,-./:;=?@[]_|~"  # not escaped in a path or query; a percent sign that starts an escape stays


@dataclass(frozen=True, slots=True)
class Address:
    """An http or https address in its one spelling: the host as it is looked up, path and query in ASCII, no fragment."""

    scheme: str
    host: str
    port: int
    path: str  # with the query

    @property
    def origin(self) -> str:
        """Scheme, host and, where it is not the usual one, port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")

    @property
    def url(self) -> str:
        """The address in one line, as it can be asked for again."""
        return self.origin + self.path


def address(url: str) -> Address:
    """Take an address apart.

    Letters outside ASCII are escaped in path and query (UTF-8) and written by IDNA in the host.
    Raises ReadError for another scheme, credentials, control characters, and a host that is no name (`hosts.named`).
    """
    where = shown(url)
    if _CONTROL.search(url):
        raise ReadError("an address with control characters or line breaks in it; check where it was copied from", where)
    if len(url) > _LONGEST:
        raise ReadError(f"an address of more than {_LONGEST:,} characters; check where it was copied from", where)
    try:
        parts = urlsplit(url)
        path = quote(_STRAY.sub("%25", (parts.path or "/") + (f"?{parts.query}" if parts.query else "")), safe=_KEPT)
    except ValueError:  # brackets that do not close, half a surrogate pair
        raise ReadError("no web address; wanted https://name/path", where) from None
    if parts.scheme not in _PORTS:
        raise ReadError("wanted an address that starts with http:// or https://", where)
    if "@" in parts.netloc:
        raise ReadError("an address with a user name or password in it; take them out, they are never sent", where)
    found = _HOST.fullmatch(parts.netloc)
    port = int(found[2] or _PORTS[parts.scheme]) if found else 0
    if not found or not 0 < port < 65_536:
        raise ReadError("no web address; wanted https://name/path", where)
    return Address(parts.scheme, hosts.named(found[1], where), port, path if path.startswith("/") else f"/{path}")


def moved(place: Address, location: str | None) -> Address:
    """Where a redirect leads to. Raises ReadError where that is nowhere."""
    if not location:
        raise ReadError("the server redirects without saying where to; try again later", place.url)
    raw = location.encode("latin-1", "replace")  # as header fields are read; what is in them is mostly UTF-8
    try:
        location = raw.decode()
    except UnicodeDecodeError:
        location = quote(raw, safe=_KEPT + "#")
    try:
        return address(urljoin(place.url, location))
    except ValueError:
        raise ReadError("no web address; wanted https://name/path", place.url) from None


def shown(url: str) -> str:
    """An address as messages name it: without a password, on one line."""
    url = re.sub(r"(?<=//)[^/?#]*@", "***@", url)
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in url[:_LONGEST])
