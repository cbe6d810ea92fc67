"""Answers as JSON, CSV or a problem: the forms that pages and the API share."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response

from sayso.records import json_line

PROBLEM = "application/problem+json"  # RFC 9457


def as_json(value: Mapping[str, Any], status: int = 200, media_type: str = "application/json") -> Response:
    """A JSON object; lone surrogates are written as their escapes."""
    return Response(json_line(value), status, media_type=media_type)


def as_csv(name: str, columns: Iterable[str], rows: Iterable[Sequence[Any]], following: str | None = None) -> Response:
    """A table to save, as `sayso find --format csv` writes it: lists are JSON. `following`: the address of its next part."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([json.dumps(v) if isinstance(v, list | dict) else v for v in row] for row in rows)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    return Response(out.getvalue().encode("utf-8", "replace"), media_type="text/csv; charset=utf-8", headers=headers)


def as_problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """What went wrong, in the one shape that errors have."""
    problem = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    response = as_json(problem, status, PROBLEM)
    response.headers.update(headers or {})
    return response


def following(request: Request, limit: int, offset: int, *, more: bool) -> str | None:
    """The address of the next part of a long answer, without scheme and host; None where there is none."""
    if not more:
        return None
    url = request.url.include_query_params(limit=limit, offset=offset + limit)
    return f"{url.path}?{url.query}"
