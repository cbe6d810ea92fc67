"""Which hosts may be asked: their names as they are looked up, and their addresses, checked before anything is sent."""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from typing import Any

from sayso.errors import ReadError

# A whole host is refused where one of its addresses is of these. The tables are written out, since what Python's own `is_private`
# holds differs between its releases. From IANA's special-purpose registries, 2024.
_NOT_PUBLIC = [
    ipaddress.IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # unspecified: connects to this machine
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by carriers; some clouds keep their metadata here
        "127.0.0.0/8",
        "168.63.129.16/32",  # the host of a virtual machine on Azure
        "169.254.0.0/16",  # link-local, and the metadata of most clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
]
# All that is public in IPv6 lies in here. Loopback, IPv4-mapped and -compatible, NAT64 (64:ff9b::/96, 64:ff9b:1::/48), unique
# local, link-local, site-local and multicast addresses lie outside.
_PUBLIC_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = [
    ipaddress.IPv6Network(network)
    for network in (
        "2001::/23",  # protocols; Teredo among them, which hides an IPv4 address
        "2001:db8::/32",
        "2002::/16",  # 6to4, which hides an IPv4 address
        "3fff::/20",
    )
]
PRIVATE = (
    "a private, local or reserved address, which a page from outside could use to look into your network; "
    "if you trust it, --allow-private (allow_private=True)"
)
_ODD = "an IP address in an odd spelling; write it as four decimal numbers with dots, or as IPv6 in brackets"
_NO_NAME = "its host is no name that can be looked up; check the address"
_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_MOST = 4  # addresses of a host that are tried

Place = tuple[int, tuple[Any, ...]]  # the family of an address, and the address as socket.connect takes it


def named(raw: str, where: str) -> str:
    """A host as it stands in a web address, as it is looked up: small ASCII letters (IDNA), no dot at the end, no brackets.

    Raises ReadError for what is no host, and for IP addresses in a spelling that readers understand differently
    (0x7f.1, 2130706433, 0177.0.0.1, 127.1, full-width digits, a dot at the end, a zone).
    """
    if raw.startswith("["):
        return _version_6(raw, where)
    host = _ascii(raw, where) if not raw.isascii() else raw.lower()
    name = host.removesuffix(".")
    if len(name) > 253 or not _NAME.fullmatch(name):
        raise ReadError(_NO_NAME, where)
    if _NUMBER.fullmatch(name.rpartition(".")[2]) and (_ip(name) is None or name != raw):
        raise ReadError(_ODD, where)
    return name


def looked_up(host: str, port: int, where: str, *, seconds: float, allow_private: bool) -> list[Place]:
    """The addresses of a host, looked up once; what is connected to must be one of these, and not the name again.

    Raises ReadError where there are none within the seconds, or where one of them is not public and `allow_private` is false.
    """
    if not allow_private and (host == "localhost" or host.endswith(".localhost")):
        raise ReadError(PRIVATE, where)
    places = list(dict.fromkeys(_places(host, port, where, seconds)))
    if not allow_private and not all(public(str(place[0])) for _, place in places):
        raise ReadError(PRIVATE, where)
    return places[:_MOST]


def public(address: str) -> bool:
    """Whether an IP address is one that anyone on the internet may be sent to."""
    ip = _ip(address)
    if isinstance(ip, ipaddress.IPv4Address):
        return not any(ip in network for network in _NOT_PUBLIC)
    return ip is not None and ip in _PUBLIC_6 and not any(ip in network for network in _NOT_PUBLIC_6)


def _ip(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None


def _version_6(raw: str, where: str) -> str:
    ip = _ip(raw[1:-1]) if raw.endswith("]") else None
    if not isinstance(ip, ipaddress.IPv6Address) or ip.scope_id is not None:
        raise ReadError(_ODD, where)
    return str(ip)


def _ascii(raw: str, where: str) -> str:
    import idna

    if len(raw) > 253:
        raise ReadError(_NO_NAME, where)
    try:
        return idna.encode(raw, uts46=True).decode("ascii")
    except UnicodeError:
        raise ReadError(_NO_NAME, where) from None


def _places(host: str, port: int, where: str, seconds: float) -> list[Place]:
    """Look a host up, in a thread, since the system's resolver takes its time and cannot be stopped."""
    answer: list[Place | OSError] = []

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.extend((family, place) for family, _, _, _, place in found if family in (socket.AF_INET, socket.AF_INET6))
        except OSError as error:
            answer.append(error)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    places = [each for each in answer if not isinstance(each, OSError)]
    if places:
        return places
    if answer and isinstance(answer[0], socket.gaierror) and answer[0].errno != socket.EAI_AGAIN:
        raise ReadError("no such host; check the address", where)
    raise ReadError("its host cannot be looked up now; check the network and try again", where)
