"""What an address may ask: the record's one filter, and the page of it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from sayso.records import Act, EntityType, Kind
from sayso.store import Filter

MOST = 10_000  # rows of one answer: a table of as many takes 2 s
MOST_CLAIMS = 50  # claims of one answer, each of which is counted anew
_FARTHEST = 10_000_000


def _given(value: object) -> object:
    """A form sends a field that was left empty as an empty text: it was not asked for."""
    return None if value == "" else value


def _flag(value: object) -> object:
    return False if value == "" else value


Word = Annotated[Annotated[str, Field(max_length=300)] | None, BeforeValidator(_given)]


class Asked(BaseModel):
    """Which statements are wanted; what is not given does not restrict. A field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")

    words: Annotated[Word, Field(description="All of these, in any form; a phrase in double quotes as it stands.")] = None
    speaker: Annotated[Word, Field(description="Who answers for it: an id or a name.")] = None
    about: Annotated[Word, Field(description="Whom it speaks of: an id or a name.")] = None
    act: Annotated[Act | None, BeforeValidator(_given)] = None
    denied: Annotated[bool, BeforeValidator(_flag), Field(description="Only where the speaker denies or refuses.")] = False
    outlet: Annotated[Word, Field(description="Where it appeared, without regard to case.")] = None
    since: Annotated[Word, Field(description="Said on or after: 2026, 2026-03 or 2026-03-14.")] = None
    until: Annotated[Word, Field(description="Said on or before.")] = None
    kind: Annotated[Kind | None, BeforeValidator(_given)] = None
    min_confidence: Annotated[Annotated[float, Field(ge=0, le=1)] | None, BeforeValidator(_given)] = None

    def filter(self) -> Filter:
        """The record's filter."""
        return Filter(**{name: getattr(self, name) for name in Asked.model_fields})


class Paged(BaseModel):
    """Which part of a long answer: `limit` rows from the one at `offset` on."""

    model_config = ConfigDict(extra="forbid")

    limit: Annotated[int, Field(ge=1, le=MOST)] = 50
    offset: Annotated[int, Field(ge=0, le=_FARTHEST)] = 0


class Named(Paged):
    """Which entities are wanted."""

    words: Annotated[Word, Field(description="Each in some name, in any part of it, or an id.")] = None
    type: Annotated[EntityType | None, BeforeValidator(_given)] = None


class AskedClaims(Paged):
    """Which claims are wanted, by any statement that makes them."""

    words: Annotated[Word, Field(description="All of these, in any form; a phrase in double quotes as it stands.")] = None
    about: Annotated[Word, Field(description="Whom it speaks of: an id or a name.")] = None
    speaker: Annotated[Word, Field(description="Who makes it: an id or a name.")] = None
    contested: Annotated[bool, BeforeValidator(_flag), Field(description="Only those that someone denies.")] = False
    first_seen: Annotated[Word, Field(description="Not made before: 2026, 2026-03 or 2026-03-14.")] = None
    limit: Annotated[int, Field(ge=1, le=MOST_CLAIMS)] = MOST_CLAIMS


class AskedPage(Asked, Paged):
    """Statements, and which part of them."""


Format = Literal["html", "json", "csv"]
