"""Pages of claims: what is claimed, who says it and who denies it, and how its words changed from printing to printing."""

from __future__ import annotations

from dataclasses import astuple, dataclass, fields
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response

from sayso.store import Row
from sayso.store.claims import Claim, ClaimRow, day
from sayso.web import api
from sayso.web.answers import as_csv
from sayso.web.asked import MOST_CLAIMS, AskedClaims, Format, Paged
from sayso.web.cards import Person, people
from sayso.web.view import page
from sayso.web.wordings import Compared, compared

_PART = 50  # statements, sources, denials and wordings that a page shows
router = APIRouter()


class ClaimsPage(AskedClaims):
    """What the page of claims may be asked."""

    format: Format = "html"


class ClaimPage(Paged):
    """What the page of a claim may be asked; `offset` is that of its statements."""

    limit: Annotated[int, Query(ge=1, le=_PART)] = _PART
    format: Format = "html"


@dataclass(frozen=True, slots=True)
class Said:
    """A statement of a claim: on which day, by whom, and whether it is the reprint of another (its id)."""

    row: Row
    day: str | None
    speakers: list[Person]
    reprint_of: str | None = None
    reason: str | None = None


@router.get("/claims")
def claims(request: Request, asked: Annotated[ClaimsPage, Query()]) -> Response:
    """Claims of several articles, and contested ones, those that most articles make first."""
    if asked.format == "json":
        return api.claims(request, asked)
    rows, link = api.claimed(request, asked)
    if asked.format == "csv":
        return as_csv("claims", [f.name for f in fields(ClaimRow)], map(astuple, rows), link)
    return page(request, "claims.html", {"rows": rows, "after": link, **_asked(request, asked)})


def _asked(request: Request, asked: ClaimsPage) -> dict[str, Any]:
    """What was asked, the address that asks for it in another form, and how much of the record is linked."""
    with api.reading(request) as record:
        linked, documents = record.linked()
    given = {name: getattr(asked, name) for name in ("words", "speaker", "about", "contested", "first_seen")}
    given = {name: value for name, value in given.items() if value}

    def to(**changed: Any) -> str:
        wanted = {name: value for name, value in {**given, **changed}.items() if value is not None}
        wanted = {name: "true" if value is True else value for name, value in wanted.items()}
        return "/claims" + (f"?{urlencode(wanted, errors='replace')}" if wanted else "")

    limit = asked.limit if asked.limit != MOST_CLAIMS else None
    offset = max(asked.offset - asked.limit, 0) or None
    return {
        "asked": asked,
        "given": given,
        "to": to,
        "before": to(limit=limit, offset=offset) if asked.offset else None,
        "linked": linked,
        "waiting": documents - linked,
    }


@router.get("/claim/{id:path}")
def claim(request: Request, id: str, asked: Annotated[ClaimPage, Query()]) -> Response:
    """A claim: who says it, who denies it, since when, and in which words."""
    if asked.format == "json":
        return api.claim(request, id)
    found = api.one_claim(request, id)
    if asked.format == "csv":
        return as_csv("claim", [f.name for f in fields(Row)], map(astuple, found.statements))
    return page(request, "claim.html", _shown(found, asked))


def _shown(claim: Claim, asked: ClaimPage) -> dict[str, Any]:
    last = asked.offset + asked.limit
    part = claim.statements[asked.offset : last]
    return {
        "claim": claim,
        "row": claim.row,
        "most": _PART,
        "statements": [Said(row, day(row), people(row.speaker_ids, row.speaker), claim.reprints.get(row.id)) for row in part],
        "denials": [
            Said(d.row, day(d.row), people(d.row.speaker_ids, d.row.speaker), reason=d.reason) for d in claim.denials[:_PART]
        ],
        "wordings": _wordings(claim),
        "offset": asked.offset,
        "limit": asked.limit,
        "before": max(asked.offset - asked.limit, 0) if asked.offset else None,
        "after": last if last < len(claim.statements) else None,
    }


def _wordings(claim: Claim) -> list[tuple[str, list[Compared]]]:
    """The printings of each quotation that differ from its first, by the words of that."""
    told: dict[str, list[Compared]] = {}
    for wording in claim.wordings[:_PART]:
        told.setdefault(wording.first, []).append(compared(wording))
    return list(told.items())
