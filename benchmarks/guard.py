"""Count the requests that reach a private host through a guarded read: by its address in every form, by redirect, by a name.

A trap listens on this machine's own addresses. It is asked for in each form, directly, by a redirect of a page and by one
of a robots.txt; then by names that change their address between look-ups, or have two. The front, the server that redirects,
is at 127.0.0.2, which counts as public here, and it alone. Counted is what arrives at the trap, and every connection that is
begun to anything but the front, of which Python itself tells. Two controls show that the trap would catch something: the
forms that mean this machine with urllib3 alone, and the trap where private addresses are allowed. Ends with 1 where anything
arrives or is begun, or where a control catches nothing.

    python benchmarks/guard.py
"""

from __future__ import annotations

import socket
import sys
import threading
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from unittest.mock import patch
from urllib.parse import quote, unquote

from urllib3 import PoolManager
from urllib3.exceptions import HTTPError

from sayso.errors import ReadError
from sayso.sources import hosts
from sayso.sources.fetch import Fetcher

_FRONT = "127.0.0.2"
_OURS = {  # forms that reach this machine, as some reader or other understands them
    "127.0.0.1": "loopback",
    "127.1": "short",
    "2130706433": "one number",
    "0x7f.1": "hexadecimal",
    "0177.0.0.1": "octal",
    "127.0.0.1.": "dot at the end",
    "１２７.０.０.１": "full-width digits",
    "127。0。0。1": "ideographic stops",
    "%31%32%37.0.0.1": "escaped",
    "0.0.0.0": "unspecified",  # noqa: S104
    "localhost": "name",
    "localhost.": "name with a dot",
    "a.localhost": "name below it",
    "inside.example": "name of 127.0.0.1",
    "[::1]": "loopback, IPv6",
    "[::]": "unspecified, IPv6",
    "[::ffff:127.0.0.1]": "IPv4-mapped",
    "[::ffff:7f00:1]": "the same in numbers",
}
_OTHERS = {
    "[::127.0.0.1]": "IPv4-compatible",
    "[64:ff9b::7f00:1]": "NAT64",
    "[64:ff9b:1::7f00:1]": "local NAT64",
    "[2002:7f00:1::]": "6to4",
    "[2001:0:7f00:1::]": "Teredo",
    "10.0.0.1": "private",
    "172.16.0.1": "private",
    "192.168.0.1": "private",
    "169.254.169.254": "link-local, metadata",
    "100.64.0.1": "shared",
    "224.0.0.1": "multicast",
    "240.0.0.1": "reserved",
    "255.255.255.255": "broadcast",
    "[fe80::1]": "link-local, IPv6",
    "[fe80::1%25lo]": "with a zone",
    "[fec0::1]": "site-local",
    "[fd00::1]": "unique local",
    "[ff02::1]": "multicast, IPv6",
}
_NAMES = {  # what a name is at each look-up, and after the last for good
    "has two addresses": ["127.0.0.1 127.0.0.2"],
    "changes after the first look-up": ["127.0.0.2", "127.0.0.1"],
    "changes after the second": ["127.0.0.2", "127.0.0.2", "127.0.0.1"],
    "changes to two addresses": ["127.0.0.2", "::1 127.0.0.2"],
}


@dataclass(slots=True)
class Count:
    """What has been seen since it was last taken."""

    arrived: int = 0  # requests at the trap
    begun: int = 0  # connections to anything but the front
    front: int = 0  # requests at the front

    def at_trap(self) -> None:
        self.arrived += 1

    def at_front(self) -> None:
        self.front += 1

    def audit(self, event: str, told: tuple[Any, ...]) -> None:
        """Takes note of connections, of which Python tells before they are made."""
        if event == "socket.connect" and told[1][0] != _FRONT:
            self.begun += 1

    def take(self) -> tuple[int, int, int]:
        """The three numbers, which start again at 0."""
        taken = self.arrived, self.begun, self.front
        self.arrived = self.begun = self.front = 0
        return taken


def listening(host: str, port: int, seen: Callable[[], None], targets: dict[str, str]) -> Server:
    """A server that reports each request; /to/ADDRESS redirects there, and robots.txt to the target of the name asked by."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen()
            name = self.headers["Host"].partition(":")[0]
            target = targets.get(name) if self.path == "/robots.txt" else unquote(self.path).partition("/to/")[2]
            self.send_response(302 if target else 404 if self.path == "/robots.txt" else 200)
            if target:
                self.send_header("Location", target.encode().decode("latin-1"))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = (Server6 if ":" in host else Server)((host, port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class Server(ThreadingHTTPServer):
    """On an IPv4 address."""


class Server6(Server):
    """On an IPv6 address."""

    address_family = socket.AF_INET6


@contextmanager
def names(told: dict[str, list[str]]) -> Iterator[None]:
    """Names that are looked up as told: one item a look-up, to the last, which stays."""
    real = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *args: Any, **more: Any) -> list[Any]:
        answers = told.get(host.removesuffix("."), [host])
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return [found for each in answer.split() for found in real(each, port, *args, **more)]

    with patch.object(socket, "getaddrinfo", getaddrinfo):
        yield


def read(url: str, *, allow_private: bool = False) -> None:
    """Read an address as sayso does, whatever comes of it."""
    with suppress(ReadError), Fetcher(allow_private=allow_private) as fetcher:
        fetcher.fetch(url)


def unguarded(url: str) -> None:
    """Read an address as any program might."""
    with suppress(HTTPError, UnicodeError), PoolManager(retries=False, timeout=2) as pool:
        pool.request("GET", url)


def three_ways(form: str, port: int, targets: dict[str, str], count: Count) -> list[tuple[int, int, int]]:
    """What is seen where a form is read directly, by the redirect of a page, and by that of a robots.txt."""
    url = f"http://{form}:{port}/"
    targets["robots.example"] = url
    seen = []
    for address in (url, f"http://front.example:{port}/to/{quote(url, safe='')}", f"http://robots.example:{port}/"):
        read(address)
        seen.append(count.take())
    return seen


def forms(port: int, targets: dict[str, str], count: Count) -> tuple[int, int]:
    """Print what each form gives; how much reached anything but the front, and how many forms arrive without a guard."""
    total = caught = 0
    print(f"{'form':22}{'what it is':22}{'directly':>10}{'redirect':>10}{'robots.txt':>12}{'unguarded':>11}")
    for form, what in (_OURS | _OTHERS).items():
        seen = three_ways(form, port, targets, count)
        got = sum(arrived + begun for arrived, begun, _ in seen)
        if not got and [front for *_, front in seen] != [0, 2, 1]:
            raise SystemExit(f"{form}: the redirects were not even read")
        without = ""
        if form in _OURS:  # the others could be real hosts of the network that this runs in
            unguarded(f"http://{form}:{port}/")
            without = str(count.take()[0])
            caught += int(without)
        total += got
        direct, redirect, robots = (f"{arrived}, {begun}" for arrived, begun, _ in seen)
        print(f"{form:22}{what:22}{direct:>10}{redirect:>10}{robots:>12}{without:>11}")
    return total, caught


def changing(port: int, told: dict[str, list[str]], count: Count) -> int:
    """Print what names give that change their address; how much reached anything but the front."""
    total = 0
    for what, answers in _NAMES.items():
        told["changing.example"] = list(answers)
        read(f"http://changing.example:{port}/")
        arrived, begun, front = count.take()
        total += arrived + begun
        print(f"a name that {what:32}{f'{arrived}, {begun}':>10}   ({front} at its public address)")
    return total


def main() -> int:
    """Print the figures; 1 where anything reached the trap or a control caught nothing."""
    ArgumentParser(description=(__doc__ or "").splitlines()[0]).parse_args()
    count, targets = Count(), dict[str, str]()
    told = {"front.example": [_FRONT], "robots.example": [_FRONT], "inside.example": ["127.0.0.1"], "a.localhost": ["127.0.0.1"]}
    port = listening("127.0.0.1", 0, count.at_trap, targets).server_port
    listening(_FRONT, port, count.at_front, targets)
    with suppress(OSError):  # a machine without IPv6
        listening("::1", port, count.at_trap, targets)
    sys.addaudithook(count.audit)
    public = hosts.public
    patches = (
        names(told),
        patch.object(hosts, "public", lambda place: place == _FRONT or public(place)),
        patch("sayso.sources.pace.time.sleep"),  # politeness is not what is measured
    )
    print("Requests at the trap, connections begun to anything but the front.\n")
    with patches[0], patches[1], patches[2]:
        total, caught = forms(port, targets, count)
        total += changing(port, told, count)
        read(f"http://127.0.0.1:{port}/", allow_private=True)
        allowed = count.take()[0]
    print(f"\n{len(_OURS | _OTHERS)} forms, each directly and by two kinds of redirect, and {len(_NAMES)} names: {total} arrive.")
    print(f"Controls: {caught} of {len(_OURS)} forms of this machine arrive without the guard, {allowed} requests where allowed.")
    return int(total > 0 or not caught or not allowed)


if __name__ == "__main__":
    sys.exit(main())
