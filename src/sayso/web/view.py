"""Pages from templates: everything that was read from outside is escaped, and nothing in it is obeyed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import Request, Response
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from sayso.text import visible
from sayso.version import __version__
from sayso.web.cite import web_address

_FOLDER = Path(__file__).parent / "static"
_VERSION = 12  # hexadecimal digits of a file's hash that its address carries
_DAY = len("2026-03-14")
_KINDS = {"direct": "direct quote", "mixed": "partly quoted", "indirect": "not quoted"}
_EVIDENCE = {
    "none_given": "no evidence given",
    "document": "on a document",
    "anonymous": "on unnamed sources",
    "first_hand": "at first hand",
}


class Static(StaticFiles):
    """The style sheet and the script; their addresses change with them, so that they are kept for good."""

    def __init__(self) -> None:
        super().__init__(directory=_FOLDER)

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        if response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


@cache
def _static(name: str) -> str:
    version = hashlib.sha256((_FOLDER / name).read_bytes()).hexdigest()[:_VERSION]
    return f"/static/{name}?v={version}"


def _shown(value: Any) -> Any:
    """What a template puts out: of text, what a browser would obey (controls, marks that turn the writing) is shown."""
    return value if isinstance(value, Markup) or not isinstance(value, str) else visible(value)


def day(published: str | None) -> str:
    """A date as one reads it: `7 April 2026`, `April 2026`, `2026`; empty where there is none."""
    if not published:
        return ""
    year, _, rest = published[:_DAY].partition("-")
    if not rest:
        return year
    month, _, number = rest.partition("-")
    name = date(2000, int(month), 1).strftime("%B")
    return f"{int(number)} {name} {year}" if number else f"{name} {year}"


def verb(act: str | None) -> str:
    """An act as what the speaker does: `denies`; empty where nobody has judged, or where it is another."""
    if not act or act == "other":
        return ""
    return act[:-1] + "ies" if act.endswith("y") else act + "s"


def address(path: str, id: str, **asked: Any) -> str:
    """The address of one thing by its id, which may hold anything."""
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{path}{quote(id, safe='', errors='replace')}" + (f"?{query}" if query else "")


_environment = Environment(
    loader=PackageLoader("sayso.web"),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_shown,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals.update(static=_static, address=address, web_address=web_address, version=__version__, kinds=_KINDS)
_environment.globals.update(evidence=_EVIDENCE)
_environment.filters.update(day=day, verb=verb)


def page(request: Request, template: str, values: Mapping[str, Any], status: int = 200) -> Response:
    """A page from a template; what no text can be written as (a lone surrogate) is shown as the sign for that."""
    html = _environment.get_template(template).render(path=request.url.path, query=request.url.query, **values)
    return Response(html.encode("utf-8", "replace"), status, media_type="text/html; charset=utf-8")
