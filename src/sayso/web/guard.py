"""What every answer carries and every request must: OWASP's headers, a host that is meant, GET or HEAD alone.

A page on another site could have its own name resolve to this machine and then read a record that is served to this machine
alone (DNS rebinding); a browser still sends the other site's name as `Host`, so it is refused.
"""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sayso.web.answers import as_problem

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "X-Permitted-Cross-Domain-Policies": "none",
}
_FRESH = "private, no-cache"  # the record may have grown since


class Guard:
    """Around the whole application. `hosts`: the names under which it may be asked for; None for any."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] | None) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", _FRESH)
            await send(message)

        method = scope["method"]
        if not self._meant(Headers(scope=scope).get("host", "")):
            answer = as_problem(421, "this record is served to its own machine; ask for it as localhost or 127.0.0.1")
            await answer(scope, receive, headed)
        elif method not in ("GET", "HEAD"):
            await as_problem(405, "the record is read-only; GET and HEAD alone are answered", {"Allow": "GET, HEAD"})(
                scope, receive, headed
            )
        else:  # the server leaves the body of an answer to HEAD unsent
            await self._app({**scope, "method": "GET"}, receive, headed)

    def _meant(self, host: str) -> bool:
        return self._hosts is None or _name(host) in self._hosts


def _name(host: str) -> str:
    """The name in a `Host` header, without port and brackets, in small letters."""
    name = host.partition("]")[0][1:] if host.startswith("[") else host.partition(":")[0]
    return name.lower().rstrip(".")
