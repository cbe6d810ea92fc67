"""The application: pages and API over one record, guarded, its errors in one shape."""

from __future__ import annotations

import logging
from collections.abc import Collection
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware

from sayso.errors import QueryError, SaysoError
from sayso.version import __version__
from sayso.web import api, claims, pages
from sayso.web.answers import as_problem
from sayso.web.guard import LOOPBACK, Guard
from sayso.web.view import Static

_LOG = logging.getLogger("sayso.web")
_COMPRESSION = 5  # of 9; 9 takes three times as long and saves 1 % of an article


def application(record: Path, *, hosts: Collection[str] | None = LOOPBACK) -> Guard:
    """What serves the record at a path; `hosts`: the names under which it may be asked for, None for any."""
    app = FastAPI(
        title="sayso",
        summary="Who said what, on whose word",
        version=__version__,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.record = record
    app.include_router(api.router)
    for router in (pages.router, claims.router):
        app.include_router(router, include_in_schema=False)
    app.mount("/static", Static())
    for kind in (HTTPException, RequestValidationError, SaysoError, Exception):
        app.add_exception_handler(kind, _answered)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=_COMPRESSION)
    return Guard(app, hosts)


async def _answered(request: Request, error: Exception) -> Response:
    status, detail = _told(error)
    if status >= 500:
        _LOG.error("%s: %s", request.url.path, error)
    headers: Any = getattr(error, "headers", None)
    if request.url.path.startswith("/api/"):
        return as_problem(status, detail, headers)
    return pages.problem(request, status, detail)


def _told(error: Exception) -> tuple[int, str]:
    """The status of an error and what the asker is told of it."""
    match error:
        case HTTPException():
            return error.status_code, error.detail
        case RequestValidationError():
            return 400, "; ".join(f"{e['loc'][-1]}: {e['msg']}" for e in error.errors()[:8])
        case QueryError():
            return 400, str(error)
        case SaysoError():
            return 503, "the record cannot be read just now; the server's log says why"
    return 500, "an error in sayso; its log says more"
