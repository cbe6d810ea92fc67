"""What stands beside an article: a card for each statement, with all that is known of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sayso.records import Document
from sayso.store import Row
from sayso.web.cite import footnote


@dataclass(frozen=True, slots=True)
class Person:
    """Someone whom a card names: by which id they are found, what they are called, as what the article has them."""

    id: str
    name: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One statement: `number` in the document, from 1, `parent` the number of the one in whose content it stands.

    `claim`: the id of its claim, by how many statements that is made, and whether it is contested; None where nobody else
    makes it and nobody denies it.
    """

    number: int
    row: Row
    speakers: list[Person]
    addressees: list[Person]
    about: list[Person]
    parent: int | None
    footnote: str
    claim: tuple[str, int, bool] | None


def cards(
    document: Document, rows: Iterable[Row], link: Callable[[str], str], claims: Mapping[str, tuple[str, int, bool]]
) -> list[Card]:
    """A card for each statement of a document, in order; `link` gives the address of a statement, `claims` are by their ids."""
    told = {id: claim for id, claim in claims.items() if claim[1] > 1 or claim[2]}
    numbers = {statement.id: number for number, statement in enumerate(document.statements, 1)}
    called = {entity.id: entity.role for entity in document.entities}
    return [
        Card(
            numbers[statement.id],
            row,
            people(row.speaker_ids, row.speaker, [called[id] for id in statement.speaker]),
            people(row.addressee_ids, row.addressees),
            people(row.about_ids, row.about),
            numbers.get(statement.parent or ""),
            footnote(row, document, link(row.id)),
            told.get(row.id),
        )
        for statement, row in zip(document.statements, rows, strict=True)
    ]


def people(ids: list[str], names: str, roles: list[str | None] | None = None) -> list[Person]:
    """Those whom a row names; `names` are joined by ` | `, which a name may have in it: then an id stands in for its name."""
    apart = [names] if len(ids) == 1 else names.split(" | ")
    called = apart if len(apart) == len(ids) else ids
    had = roles if roles is not None and len(roles) == len(ids) else [None] * len(ids)
    return [Person(*each) for each in zip(ids, called, had, strict=True)]
