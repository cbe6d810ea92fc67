"""The record as JSON under /api/v1: the same filter as Python and the command line, paged, one shape of error."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from pydantic import BaseModel

from sayso.errors import QueryError
from sayso.records import Document, Statement, to_json
from sayso.store import EntityRow, Row
from sayso.store.claims import Claim, ClaimRow
from sayso.store.facets import Facets, Role
from sayso.version import __version__
from sayso.web.answers import PROBLEM, as_json, following
from sayso.web.asked import Asked, AskedClaims, AskedPage, Named, Paged
from sayso.web.cite import footnote
from sayso.web.reading import Reading


class Problem(BaseModel):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


class Statements(BaseModel):
    """A page of statements; `next` is the address of the next one, None on the last."""

    count: int
    next: str | None
    statements: list[Row]


class OneStatement(BaseModel):
    """A statement, the address of its words in the article, and a footnote for it."""

    statement: Row
    page: str
    footnote: str


class Entities(BaseModel):
    """A page of entities, those who speak most first."""

    next: str | None
    entities: list[EntityRow]


class OneEntity(BaseModel):
    """An entity, and what the articles call it, the latest first."""

    entity: EntityRow
    roles: list[Role]


class Claims(BaseModel):
    """A page of claims, those that most articles make first."""

    next: str | None
    claims: list[ClaimRow]


class Unread(BaseModel):
    """What could not be read, and why."""

    where: str
    reason: str
    source: str | None


class Failures(BaseModel):
    """A page of what could not be read, by reason."""

    count: int
    next: str | None
    failures: list[Unread]


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    status: {"model": Problem, "description": text, "content": {PROBLEM: {}}}
    for status, text in ((400, "The question cannot be meant."), (404, "There is none such."))
}
router = APIRouter(prefix="/api/v1", responses=_PROBLEMS)


def reading(request: Request) -> Reading:
    """The record that is served, opened for one question in the thread that asks it."""
    path: Path = request.app.state.record
    return Reading(path)


def looked_up(record: Reading, id: str) -> tuple[Document, Statement | None]:
    """A document or a statement by its id or the start of it; no such thing is the address's fault, not the question's."""
    try:
        return record.look_up(id)
    except QueryError as error:
        raise HTTPException(404, str(error)) from None


@router.get("/statements", response_model=Statements)
def statements(request: Request, asked: Annotated[AskedPage, Query()]) -> Response:
    """Statements that fit, newest publication first."""
    with reading(request) as record:
        rows, count = record.page(asked.filter(), asked.limit, asked.offset)
    more = asked.offset + len(rows) < count and bool(rows)
    link = following(request, asked.limit, asked.offset, more=more)
    return as_json({"count": count, "next": link, "statements": [asdict(row) for row in rows]})


@router.get("/statements/{id:path}", response_model=OneStatement)
def statement(request: Request, id: str) -> Response:
    """A statement by its id, or the start of it."""
    with reading(request) as record:
        document, found = looked_up(record, id)
        if found is None:
            raise HTTPException(404, f"{id!r} is a document; its statements have ids of their own")
        row = record.row(found.id)
    page = str(request.url_for("permalink", id=row.id))
    return as_json({"statement": asdict(row), "page": page, "footnote": footnote(row, document, page)})


@router.get("/facets", response_model=Facets)
def facets(request: Request, asked: Annotated[Asked, Query()]) -> Response:
    """How the statements that fit divide; where there are very many, the newest of them."""
    with reading(request) as record:
        return as_json(asdict(record.search(asked.filter(), 1, 0).facets))


@router.get("/documents/{id:path}", response_model=dict[str, Any])
def document(request: Request, id: str) -> Response:
    """A document with all that was read off it, as `sayso extract` prints it and `sayso schema` describes it."""
    with reading(request) as record:
        found, statement = looked_up(record, id)
    if statement is not None:
        raise HTTPException(404, f"{id!r} is a statement of document {found.id}")
    return as_json(to_json(found))


@router.get("/entities", response_model=Entities)
def entities(request: Request, asked: Annotated[Named, Query()]) -> Response:
    """Who and what the documents speak of, those who speak most first."""
    rows, link = listed(request, asked)
    return as_json({"next": link, "entities": [asdict(row) for row in rows]})


def listed(request: Request, asked: Named) -> tuple[list[EntityRow], str | None]:
    """A page of entities, and the address of the next."""
    with reading(request) as record:
        found = list(record.entities(asked.words, type=asked.type, limit=asked.offset + asked.limit + 1))[asked.offset :]
    return found[: asked.limit], following(request, asked.limit, asked.offset, more=len(found) > asked.limit)


@router.get("/entities/{id:path}", response_model=OneEntity)
def entity(request: Request, id: str) -> Response:
    """Someone or something by an id, or a name that only one has."""
    row, roles = one(request, id)
    return as_json({"entity": asdict(row), "roles": [asdict(role) for role in roles]})


def one(request: Request, id: str) -> tuple[EntityRow, list[Role]]:
    """An entity by an id or a name."""
    with reading(request) as record:
        try:
            return record.entity(id)
        except QueryError as error:
            raise HTTPException(404, str(error)) from None


@router.get("/claims", response_model=Claims)
def claims(request: Request, asked: Annotated[AskedClaims, Query()]) -> Response:
    """Claims of several articles, and contested ones, those that most articles make first."""
    rows, link = claimed(request, asked)
    return as_json({"next": link, "claims": [asdict(row) for row in rows]})


def claimed(request: Request, asked: AskedClaims) -> tuple[list[ClaimRow], str | None]:
    """A page of claims, and the address of the next."""
    wanted = (asked.words, asked.about, asked.speaker, asked.contested, asked.first_seen)
    with reading(request) as record:
        found = record.claims_page(*wanted, asked.limit + 1, asked.offset)
    return found[: asked.limit], following(request, asked.limit, asked.offset, more=len(found) > asked.limit)


@router.get("/claims/{id:path}", response_model=Claim)
def claim(request: Request, id: str) -> Response:
    """A claim with all that is known of it, by its id, that of any statement that makes it, or the start of one."""
    return as_json(asdict(one_claim(request, id)))


def one_claim(request: Request, id: str) -> Claim:
    """The claim that a statement makes."""
    with reading(request) as record:
        try:
            return record.claim(id)
        except QueryError as error:
            raise HTTPException(404, str(error)) from None


@router.get("/failures", response_model=Failures)
def failures(request: Request, asked: Annotated[Paged, Query()]) -> Response:
    """What could not be read, by reason."""
    with reading(request) as record:
        found = record.failures()
    rows = found[asked.offset : asked.offset + asked.limit]
    link = following(request, asked.limit, asked.offset, more=asked.offset + len(rows) < len(found) and bool(rows))
    return as_json({"count": len(found), "next": link, "failures": [asdict(row) for row in rows]})


@router.get("/status", response_model=dict[str, int | str])
def status(request: Request) -> Response:
    """Counts, size in bytes, and versions."""
    return as_json(counts(request))


def counts(request: Request) -> dict[str, int | str]:
    """Counts, size in bytes, and versions; of the record's path only its name, which is all that a reader may know."""
    with reading(request) as record:
        return {**record.status(), "record": record.path.name, "sayso": __version__}
