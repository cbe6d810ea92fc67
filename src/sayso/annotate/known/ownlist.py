"""A user's own list of people and organisations, from CSV."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast, get_args

from sayso.annotate.known import PROMINENT, Actor, Own, Person, Tenure
from sayso.annotate.known.naming import fold, loose, office, short
from sayso.errors import SaysoError
from sayso.records import EntityType

COLUMNS = ("name", "id", "type", "country", "aliases", "from", "to", "role")
ALWAYS = 10101, 99991231
_TYPES = get_args(EntityType)


def read_own(path: Path, before: Own | None = None) -> Own:
    """A list of columns `name,id,type,country,aliases,from,to,role`, added to another; only `name` must be filled.

    `type` is "person" unless another of the entity types; `aliases` are separated by ";". `role` with `country` makes
    the person its holder from `from` to `to`, both `YYYY-MM-DD`, open where empty. A person with several roles has a row
    for each.

    Raises SaysoError where the file cannot be read or a row is wrong, naming file, line and remedy.
    """
    own = Own() if before is None else Own(*({**part} for part in (before.people, before.tenures, before.things)))
    for where, row in _rows(path):
        _check(where, row)
        kind = cast(EntityType, row["type"] or "person")
        actor = Actor(row["id"] or fold(row["name"]).replace(" ", "-"), row["name"], kind, row["country"] or None)
        names = [row["name"], *filter(None, (alias.strip() for alias in row["aliases"].split(";")))]
        start, until = _number(row["from"]) or ALWAYS[0], _number(row["to"]) or ALWAYS[1]
        for key in {form for name in names for form in (fold(name), short(fold(name)), loose(fold(name)))}:
            if actor.type == "person":
                known = [p for p in own.people.get(key, []) if p.actor.id != actor.id]
                own.people[key] = [*known, Person(actor, PROMINENT, None, None, *ALWAYS)]
            else:
                own.things[key] = actor
        if row["role"]:
            at = office(row["role"], row["country"]), row["country"]
            own.tenures[at] = [*own.tenures.get(at, []), Tenure(start, until, actor)]
    return own


def _rows(path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            _header(path, reader.fieldnames or [])
            for row in reader:
                where = f"{path}, line {reader.line_num}"
                if None in row or None in row.values():
                    raise SaysoError(f"{where}: not as many fields as the first line names; quote a field that holds a comma")
                yield where, {name: (row.get(name) or "").strip() for name in COLUMNS}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        remedy = f"it must be CSV in UTF-8 with the columns {','.join(COLUMNS)}"
        raise SaysoError(f"{path}: cannot be read ({error}); {remedy}") from None


def _header(path: Path, names: Sequence[str]) -> None:
    unknown = sorted(set(names) - set(COLUMNS))
    if "name" not in names or unknown:
        wrong = f"knows no column {', '.join(unknown)}" if unknown else "has no column name"
        raise SaysoError(f"{path}, line 1: {wrong}; the columns are {','.join(COLUMNS)}, and only name must be there")


def _check(where: str, row: dict[str, str]) -> None:
    if not fold(row["name"]):
        raise SaysoError(f"{where}: no name; give one, or take the line out")
    if row["type"] and row["type"] not in _TYPES:
        raise SaysoError(f"{where}: type {row['type']!r} is none of {', '.join(_TYPES)}")
    if row["country"] and not re.fullmatch("[A-Z]{3}", row["country"]):
        raise SaysoError(f"{where}: country {row['country']!r} is no ISO 3166-1 alpha-3 code; write three capitals, as DEU")
    for column in ("from", "to"):
        if row[column] and not _day(row[column]):
            raise SaysoError(f"{where}: {column} {row[column]!r} is no date; write YYYY-MM-DD")
    if row["from"] and row["to"] and row["from"] > row["to"]:
        raise SaysoError(f"{where}: from {row['from']} comes after to {row['to']}; exchange them")
    if row["role"] and not (row["country"] and row["type"] in ("", "person")):
        raise SaysoError(f"{where}: a role needs a person and the country it is held in; fill the column country")


def _day(words: str) -> bool:
    try:
        return datetime.date.fromisoformat(words).isoformat() == words
    except ValueError:
        return False


def _number(day: str) -> int | None:
    return int(day.replace("-", "")) if day else None
