"""What the lists know of people in office, states and organisations, and of the nouns that describe speakers."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from sayso.annotate.known.naming import fold, loose, office, same_initials, short
from sayso.annotate.known.nouns import Noun, noun
from sayso.errors import SaysoError
from sayso.records import EntityType

SHIPPED = Path(__file__).parents[2] / "data" / "actors.sqlite"
KnownBy = Literal["name", "adjective", "people", "capital", "seat"]
Gender = Literal["m", "f"]

PROMINENT = 20  # the weight of a minister of long standing: one who is meant by the bare name, whoever else has it
BY_FAR = 4  # how many times another's weight makes the more prominent one the one who is meant
_YEAR = 10000  # in a day as a number
_AROUND = 2 * _YEAR  # years before and after an office in which its holder is in the news as such
_LATER = 15 * _YEAR  # years after an office in which a little-known holder may still be the one who is meant
_BEFORE = 12 * _YEAR  # years before the first office


@dataclass(frozen=True, slots=True)
class Actor:
    """Someone or something that the lists know.

    `id`: the Wikidata id (`Q58217`), else an own one: `country:RUS`, `org:nato`, a name joined by hyphens. `country`:
    ISO 3166-1 alpha-3. `gender`: "m" or "f" where the lists tell. `known_by`: what the word asked for is to it: its
    `name`, its `adjective` ("Russian"), its `people` ("Russians"), its `capital` ("Moscow") or the `seat` that stands
    for it ("the Kremlin").
    """

    id: str
    name: str
    type: EntityType
    country: str | None = None
    gender: Gender | None = None
    known_by: KnownBy = "name"


class Person(NamedTuple):
    """A person of the lists; days as numbers, 20160930. `weight`: a measure of prominence, 0 where the name is everybody's."""

    actor: Actor
    weight: int
    born: int | None
    died: int | None
    first: int
    last: int


class Tenure(NamedTuple):
    start: int
    until: int
    actor: Actor


@dataclass(frozen=True)
class Own:
    """What a user's own list adds: it comes before what is shipped."""

    people: dict[str, list[Person]] = field(default_factory=dict)
    tenures: dict[tuple[str, str], list[Tenure]] = field(default_factory=dict)
    things: dict[str, Actor] = field(default_factory=dict)


class _Open:
    """A connection of one thread of one process: SQLite's do not survive a fork."""

    def __init__(self, path: Path) -> None:
        self.process = os.getpid()
        self.rows = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)

    def __del__(self) -> None:
        if self.process == os.getpid():
            self.rows.close()


class Actors:
    """The lists, open for looking things up; safe to use from several threads and after a fork.

    Every look-up is case and accent tolerant and answers None rather than guess. Days are `YYYY-MM-DD`.
    """

    def __init__(self, path: Path = SHIPPED, own: Own | None = None) -> None:
        if not path.is_file():
            raise SaysoError(f"{path}: the lists of actors are missing; install sayso again, or build them with training.actors")
        self._path = path
        self._own = own or Own()
        self._mine = threading.local()
        self._people = lru_cache(maxsize=4096)(self._read_people)
        self._tenures = lru_cache(maxsize=1024)(self._read_tenures)
        self._thing = lru_cache(maxsize=4096)(self._read_thing)
        self._given = lru_cache(maxsize=4096)(self._read_given)

    def person(self, name: str, day: str | None = None, among: Collection[str] | None = None) -> Actor | None:
        """Whom a full name means, where it means one: the only one, the one in office around `day`, or the best known.

        `among`: the states (ISO alpha-3) that the article speaks of, or is of, where the caller knows: a little-known
        person of another state is then not meant. In 920 articles of PolNeAR, of the United States, this takes away
        19 of 549 names that are found without it, nearly all of them namesakes.
        """
        key = fold(name)
        if " " not in key:
            return None
        found = [p for p in self._people(key) if p.weight]
        if among is not None:
            found = [p for p in found if p.weight >= PROMINENT or p.actor.country is None or p.actor.country in among]
        if day is None:
            return _only(found)
        on = _days(day)[0]
        return _only([p for p in found if _in_news(p, on)]) or _only([p for p in found if _possible(p, on)])

    def holder(self, role: str, country: str | None = None, day: str | None = None) -> Actor | None:
        """Who held an office on a day, where the lists name exactly one.

        `country`: ISO alpha-3, or the id of an organisation (`org:united-nations`); where it is None, the words must
        begin with it ("Russian foreign minister"). An office that was open when a list was made counts for a year more.
        """
        if day is None:
            return None
        first, last = _days(day)
        asked = [(role, country)] if country else []
        for wording, whose in (*asked, *self._whose(role, country)):
            tenures = self._tenures(office(wording, whose), whose) if whose else []
            if found := {t.actor.id: t.actor for t in tenures if t.start <= last and first <= t.until}:
                return next(iter(found.values())) if len(found) == 1 else None
        return None

    def country(self, word: str) -> Actor | None:
        """The state that a name, an adjective, a people or a capital stands for; `known_by` says which of them it is.

        As in `organisation`, a word without a capital letter is no name, and an abbreviation must be written as one: "us"
        is no state and "who" no organisation.
        """
        found = self._named(word)
        return found if found and found.type == "place" else None

    def organisation(self, word: str) -> Actor | None:
        """The organisation that a name, an abbreviation or a seat ("the Kremlin") stands for."""
        found = self._named(word)
        return found if found and found.type != "place" else None

    def _named(self, word: str) -> Actor | None:
        if word.islower():
            return None
        found, is_abbreviation = self._thing(fold(word))
        return None if is_abbreviation and not word.removeprefix("the ").removeprefix("The ").isupper() else found

    def given(self, name: str) -> Gender | None:
        """The gender of a given name, where 95 in 100 and at least three people of the lists have it one way."""
        return self._given(fold(name))

    def role(self, words: str) -> Noun | None:
        """What a noun phrase that describes a speaker has for its head: a person's role, a group, a document ..."""
        return noun(words)

    def with_csv(self, path: Path) -> Actors:
        """These lists and a user's own, of columns `name,id,type,country,aliases,from,to,role`, which comes first.

        Raises SaysoError where the file cannot be read or a row is wrong, naming file, line and remedy.
        """
        from sayso.annotate.known.ownlist import read_own

        return Actors(self._path, read_own(path, self._own))

    def _whose(self, role: str, country: str | None) -> Iterator[tuple[str, str]]:
        """The office and its state or organisation, where the words say it: "FBI director", "president of the EU"."""
        words = fold(role).removeprefix("the ").split()
        cuts = [(words[:n], words[n:]) for n in (3, 2, 1) if n < len(words)]
        cuts += [(words[i + 1 :], words[:i]) for i, word in enumerate(words) if word == "of" and i]
        for whose, rest in cuts:
            found, _ = self._thing(" ".join(whose))
            if found and country in (None, found.country):
                yield " ".join(rest), found.country or found.id if found.type == "place" else found.id
                if found.type != "place" and found.country:
                    yield " ".join(words), found.country

    def _read_people(self, key: str) -> list[Person]:
        for form in dict.fromkeys((key, short(key), loose(key))):
            found = self._own.people.get(form) or [_read_person(row) for row in self._ask(_PEOPLE, form)]
            if fits := [p for p in found if same_initials(key, fold(p.actor.name))]:
                return fits
        first, *middle, last = key.split()
        shorter = self._ask(_PEOPLE, f"{first} {last}") if len(middle) == 1 and len(middle[0]) > 2 else []
        return [p for row in shorter if (p := _read_person(row)).weight >= PROMINENT]  # Hillary Rodham Clinton

    def _read_tenures(self, role: str, country: str) -> list[Tenure]:
        own = self._own.tenures.get((role, country), [])
        rows = self._ask(_TENURES, role, country)
        shipped = (Tenure(start, until, _actor(*who)) for start, until, *who in rows)
        return [*own, *(t for t in shipped if not any(o.start <= t.until and t.start <= o.until for o in own))]

    def _read_thing(self, key: str) -> tuple[Actor | None, bool]:
        """What a folded word stands for, and whether it does so only in capitals."""
        for form in dict.fromkeys((key, key.removeprefix("the "), loose(key))):
            if own := self._own.things.get(form):
                return own, False
            for identity, name, kind, country, known_by, upper in self._ask(_THINGS, form):
                return Actor(identity, name, kind, country, None, known_by), bool(upper)
        return None, False

    def _read_given(self, key: str) -> Gender | None:
        for (gender,) in self._ask("SELECT gender FROM given WHERE name = ?", key):
            return "m" if gender == "m" else "f"
        return None

    def _ask(self, question: str, *values: str) -> list[tuple[Any, ...]]:
        mine: _Open | None = getattr(self._mine, "rows", None)
        if mine is None or mine.process != os.getpid():
            mine = self._mine.rows = _Open(self._path)
        rows: list[tuple[Any, ...]] = mine.rows.execute(question, values).fetchall()
        return rows

    def __reduce__(self) -> tuple[type[Actors], tuple[Path, Own]]:
        return Actors, (self._path, self._own)


_PEOPLE = """
    SELECT p.id, p.name, p.country, p.gender, p.weight, p.born, p.died, p.first, p.last
    FROM called c JOIN person p ON p.row = c.person WHERE c.key = ?"""
_TENURES = """
    SELECT h.start, h.until, p.id, p.name, p.country, p.gender
    FROM held h JOIN person p ON p.row = h.person WHERE h.role = ? AND h.country = ?"""
_THINGS = "SELECT id, name, type, country, known_by, upper FROM thing WHERE key = ?"


def _actor(identity: str | int, name: str, country: str | None, gender: Gender | None) -> Actor:
    return Actor(f"Q{identity}" if isinstance(identity, int) else identity, name, "person", country, gender)


def _read_person(row: tuple[Any, ...]) -> Person:
    return Person(_actor(*row[:4]), *row[4:])


def _only(found: list[Person]) -> Actor | None:
    """The only one, or the one that is better known by far."""
    if not found:
        return None
    best, *others = sorted(found, key=lambda p: -p.weight)
    if not others or (best.weight >= PROMINENT and best.weight >= BY_FAR * others[0].weight):
        return best.actor
    return None


def _possible(p: Person, day: int) -> bool:
    """Whether an article of that day may speak of the person: grown up, and for the little known not long out of office."""
    if (p.born and p.born + 18 * _YEAR > day) or p.first - _BEFORE > day:
        return False
    return p.weight >= PROMINENT or day <= p.last + _LATER


def _in_news(p: Person, day: int) -> bool:
    return p.first - _AROUND <= day <= p.last + _AROUND and not (p.died and p.died < day)


@lru_cache(maxsize=256)
def _days(day: str) -> tuple[int, int]:
    """The first and the last day of a date that is given to the day, the month or the year, as numbers."""
    year, month, date = [*day[:10].split("-"), "", ""][:3]
    try:
        return int(year + (month or "01") + (date or "01")), int(year + (month or "12") + (date or "31"))
    except ValueError:
        raise SaysoError(f"{day!r} is no date; write it as 2016-09-30") from None


@cache
def actors() -> Actors:
    """The lists that are shipped, opened once."""
    return Actors()
