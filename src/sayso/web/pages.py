"""Pages: search, an article, a speaker, who there is, and how the record stands. Each is its address, and nothing else."""

from __future__ import annotations

import re
from dataclasses import asdict, astuple, dataclass, fields
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from starlette.responses import RedirectResponse

from sayso.records import ACTS, Document, Failure, to_json
from sayso.store import EntityRow, Filter, Row
from sayso.store.facets import Search
from sayso.web import api
from sayso.web.answers import as_csv, as_json, following
from sayso.web.asked import MOST, Asked, AskedPage, Format, Named, Paged
from sayso.web.cards import cards, people
from sayso.web.cite import archived, text_hash
from sayso.web.reading import Reading
from sayso.web.segments import Segment, excerpt, laid_out
from sayso.web.view import address, page

_PAGE = 25  # statements on a page of them: what one looks through before asking for less
_SPEAKERS = 60
_LATEST = 12  # statements that a speaker's page shows
_FAILURES = 100
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")  # a tag as browsers take it; a text may claim another
router = APIRouter()


class SearchPage(AskedPage):
    """What the search page may be asked."""

    limit: Annotated[int, Query(ge=1, le=MOST)] = _PAGE
    format: Format = "html"


class SpeakersPage(Named):
    """What the page of speakers may be asked."""

    limit: Annotated[int, Query(ge=1, le=MOST)] = _SPEAKERS
    format: Format = "html"


class StatusPage(Paged):
    """What the status page may be asked; as a table it is what could not be read."""

    limit: Annotated[int, Query(ge=1, le=MOST)] = _FAILURES
    format: Format = "html"


class ArticlePage(Paged):
    """What the page of an article or a speaker may be asked; `statement` is the one to begin with."""

    statement: str | None = None
    format: Format = "html"


@dataclass(frozen=True, slots=True)
class Result:
    """A statement found, with the sentences around it and those whom it names."""

    row: Row
    segments: list[Segment]
    speakers: list[Any]
    about: list[Any]


def problem(request: Request, status: int, detail: str) -> Response:
    """What went wrong, as a page."""
    return page(request, "error.html", {"status": status, "detail": detail}, status)


@router.get("/")
def front(request: Request) -> Response:
    """The search page is the front page."""
    return RedirectResponse(request.url_for("search").path, 307)


@router.get("/statements", name="search")
def search(request: Request, asked: Annotated[SearchPage, Query()]) -> Response:
    """What was said: statements that fit, the sentences around them, and how they divide."""
    if asked.format == "json":
        return api.statements(request, asked)
    with api.reading(request) as record:
        if asked.format == "csv":
            return _table(request, record, asked.filter(), asked)
        found = record.search(asked.filter(), asked.limit, asked.offset)
        results = _results(record, found.rows)
    return page(request, "statements.html", {**_refinements(asked, found), "results": results, "acts": ACTS})


def _table(request: Request, record: Reading, wanted: Filter, part: Paged) -> Response:
    """Statements as a table to save: all of them, or as many as one answer holds, unless fewer are asked for."""
    limit = part.limit if "limit" in part.model_fields_set else MOST
    rows, count = record.page(wanted, limit, part.offset)
    link = following(request, limit, part.offset, more=bool(rows) and part.offset + len(rows) < count)
    return as_csv("statements", [f.name for f in fields(Row)], map(astuple, rows), link)


def _results(record: Reading, rows: list[Row]) -> list[Result]:
    texts = record.texts(list({row.document for row in rows}))
    return [
        Result(
            row,
            excerpt(texts[row.document], {"source": row.source_spans, "cue": row.cue_spans, "content": row.content_spans}),
            people(row.speaker_ids, row.speaker),
            people(row.about_ids, row.about),
        )
        for row in rows
    ]


def _refinements(asked: SearchPage, found: Search) -> dict[str, Any]:
    """What was asked, and the addresses that ask for more, for less, or for the next page."""
    given = {name: value for name in Asked.model_fields if (value := getattr(asked, name)) not in (None, False)}
    size = {} if asked.limit == _PAGE else {"limit": asked.limit}

    def to(**changed: Any) -> str:
        wanted = {name: value for name, value in {**given, **size, **changed}.items() if value is not None}
        wanted = {name: "true" if value is True else value for name, value in wanted.items()}
        return "/statements" + (f"?{urlencode(wanted, errors='replace')}" if wanted else "")

    last = asked.offset + len(found.rows)
    return {
        "asked": asked,
        "given": given,
        "found": found,
        "to": to,
        "first": asked.offset + 1,
        "last": last,
        "before": to(offset=max(asked.offset - asked.limit, 0) or None) if asked.offset else None,
        "after": to(offset=last) if last < found.count and found.rows else None,
    }


@router.get("/statement/{id:path}", name="permalink")
def permalink(request: Request, id: str) -> Response:
    """A statement's own address leads to its words in the article."""
    with api.reading(request) as record:
        document, statement = api.looked_up(record, id)
    if statement is None:
        return RedirectResponse(address("/document/", document.id), 302)
    return RedirectResponse(f"{address('/document/', document.id, statement=statement.id)}#{statement.id}", 302)


@router.get("/document/{id:path}", name="article")
def article(request: Request, id: str, asked: Annotated[ArticlePage, Query()]) -> Response:
    """An article with its statements marked, and a card for each beside it."""
    with api.reading(request) as record:
        document, _ = api.looked_up(record, id)
        rows = record.rows(document.id)
        claims = record.claims_of(document.id)
    if asked.format == "json":
        return as_json(to_json(document))
    if asked.format == "csv":
        return as_csv("statements", [f.name for f in fields(Row)], map(astuple, rows))
    return page(request, "article.html", _article(request, document, rows, claims, asked.statement))


def _article(
    request: Request, document: Document, rows: list[Row], claims: dict[str, tuple[str, int, bool]], statement: str | None
) -> dict[str, Any]:
    paragraphs = laid_out(document)
    heading = paragraphs[0] if paragraphs and document.title and _words(paragraphs[0].text) == _words(document.title) else None
    ids = [row.id for row in rows]
    return {
        "document": document,
        "lang": document.language if _LANGUAGE.fullmatch(document.language or "") else None,
        "heading": heading,
        "paragraphs": paragraphs[1:] if heading else paragraphs,
        "cards": cards(document, rows, lambda id: str(request.url_for("permalink", id=id)), claims),
        "lasts": _lasts(document),
        "active": ids.index(statement) + 1 if statement in ids else None,
        "text_hash": text_hash(document),
        "archived": archived(document),
    }


def _words(text: str) -> str:
    return " ".join(text.split())


def _lasts(document: Document) -> dict[int, list[tuple[int, str]]]:
    """Where the content of statements ends: their numbers and ids, by the place."""
    found: dict[int, list[tuple[int, str]]] = {}
    for number, statement in enumerate(document.statements, 1):
        found.setdefault(statement.content[-1].end, []).append((number, statement.id))
    return found


@router.get("/speakers")
def speakers(request: Request, asked: Annotated[SpeakersPage, Query()]) -> Response:
    """Who and what the articles speak of, those who speak most first."""
    rows, link = api.listed(request, asked)
    if asked.format == "json":
        return as_json({"next": link, "entities": [asdict(row) for row in rows]})
    if asked.format == "csv":
        return as_csv("speakers", [f.name for f in fields(EntityRow)], map(astuple, rows), link)
    return page(request, "speakers.html", {"rows": rows, "after": link, "words": asked.words, "type": asked.type})


@router.get("/speaker/{id:path}")
def speaker(request: Request, id: str, asked: Annotated[ArticlePage, Query()]) -> Response:
    """Who someone is, what they said, about whom, and when they were called what."""
    row, roles = api.one(request, id)
    if asked.format == "json":
        return as_json({"entity": asdict(row), "roles": [asdict(role) for role in roles]})
    with api.reading(request) as record:
        said = Filter(speaker=row.id)
        if asked.format == "csv":
            return _table(request, record, said, asked)
        found = record.search(said, _LATEST, 0)
        of = record.search(Filter(about=row.id), _LATEST, 0)
        shown = {"latest": _results(record, found.rows), "of": of, "mentioned": _results(record, of.rows)}
    return page(request, "speaker.html", {"row": row, "roles": roles, "found": found, **shown})


@router.get("/status")
def status(request: Request, asked: Annotated[StatusPage, Query()]) -> Response:
    """What the record holds, and what could not be read and why."""
    if asked.format == "json":
        return api.status(request)
    with api.reading(request) as record:
        failures = record.failures()
    part = failures[asked.offset : asked.offset + asked.limit]
    link = following(request, asked.limit, asked.offset, more=asked.offset + len(part) < len(failures) and bool(part))
    if asked.format == "csv":
        return as_csv("failures", [f.name for f in fields(Failure)], map(astuple, part), link)
    counts = api.counts(request)
    waiting = int(counts["documents"]) - int(counts["linked"])
    return page(
        request, "status.html", {"counts": counts, "waiting": waiting, "failures": part, "count": len(failures), "after": link}
    )
