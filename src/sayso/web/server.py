"""Serving a record until one is asked to stop."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sayso.errors import SaysoError
from sayso.store import Record
from sayso.web.app import application
from sayso.web.guard import LOOPBACK

_PATIENCE = 5  # seconds that questions under way have to be answered when the server is stopped
_IDLE = 60  # seconds that a connection is kept for the reader's next question


def serve(db: str | Path, host: str = "127.0.0.1", port: int = 8000, *, started: Callable[[str], None] = print) -> None:
    """Serve a record to browsers and programs until SIGINT or SIGTERM; `started` is told the address.

    On a loopback address only who asks for it by a loopback name is answered. Port 0 is any that is free.
    Raises StoreError where there is no such record, SaysoError where the address cannot be had.
    """
    import uvicorn

    Record(db, must_exist=True).close()  # a record of an older schema is taken along before it is read
    hosts = LOOPBACK | {host.lower()} if _loopback(host) else None
    app = application(Path(db), hosts=hosts)
    with _bound(host, port) as listening:
        name = f"[{host}]" if ":" in host else host
        config = uvicorn.Config(
            app,
            log_level="warning",
            server_header=False,
            timeout_keep_alive=_IDLE,
            timeout_graceful_shutdown=_PATIENCE,
            ws="none",
        )
        address = f"http://{name}:{listening.getsockname()[1]}/"

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                started(address)  # not before it answers, and can be stopped

        with suppress(KeyboardInterrupt):  # which uvicorn raises again when it has stopped
            Server(config).run(sockets=[listening])


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise SaysoError(
            f"cannot serve at {host} port {port}: {error.strerror or error}; choose others with --host and --port"
        ) from error
