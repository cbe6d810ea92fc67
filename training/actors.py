"""Build src/sayso/data/actors.sqlite: people in office, states and organisations, from lists that may be shipped.

    python -m training.actors --reference ../shared

Reads every_politician (Wikidata, CC0), congress (CC0), the World Factbook (public domain), the actor dictionaries of
Open Event Data (MIT), and training/known (the project's own). docs/actors.md says what comes of it.
"""

from __future__ import annotations

import argparse
import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sayso.annotate.known import PROMINENT, SHIPPED
from sayso.annotate.known.naming import fold, loose, office, same_initials, short
from training.lists import Stated, Thing, bodies, congress, factbook_heads, hand_written, places, politicians

GRACE = 1  # years that an office counts for after the day on which a list last knew it to be held
COMMON = 0.1  # of 43,000 people: how many of a name one expects by given name and surname, above which it says little; at 0.1
# that is Mike Collins or Jim Murphy, 0.05 takes John Bolton too
EARLIEST = 20000101  # tenures that ended before are left out
ENOUGH, SHARE = 3, 0.95  # people with a given name, and how many of them must have one gender

_FAMILY_FIRST = frozenset({"CHN", "KOR", "PRK", "TWN", "VNM", "JPN", "KHM"})  # where the first name is the family's
_SHARED = re.compile(  # offices that several hold at once: they make no holder
    r"^(?:deputy|first deputy|vice (?!president)|assistant|under|parliamentary|minister of state|minister without|junior|member"
    r"|state secretary|judge|justice|lord|associate|alternate|special|senior|ambassador(?! to united states)|consul|commissioner"
    r"|envoy|governor of|lieutenant governor|secretary of state of|president of province|mayor)"
)
_SCHEMA = """
    CREATE TABLE person (row INTEGER PRIMARY KEY, id ANY, name TEXT, country TEXT, gender TEXT, weight INTEGER,
        born INTEGER, died INTEGER, first INTEGER, last INTEGER) STRICT;
    CREATE TABLE called (key TEXT, person INTEGER, PRIMARY KEY (key, person)) STRICT, WITHOUT ROWID;
    CREATE TABLE held (role TEXT, country TEXT, start INTEGER, until INTEGER, person INTEGER,
        PRIMARY KEY (country, role, start, person)) STRICT, WITHOUT ROWID;
    CREATE TABLE thing (key TEXT PRIMARY KEY, id TEXT, name TEXT, type TEXT, country TEXT, known_by TEXT, upper INTEGER)
        STRICT, WITHOUT ROWID;
    CREATE TABLE given (name TEXT PRIMARY KEY, gender TEXT) STRICT, WITHOUT ROWID;
"""


@dataclass
class Somebody:
    """One person of the lists with all that is said of them; days as numbers, 20160930."""

    id: int | str
    name: str
    names: set[str] = field(default_factory=set)
    countries: Counter[str] = field(default_factory=Counter)
    gender: str | None = None
    born: int | None = None
    died: int | None = None
    weight: int = 0
    first: int = 99991231
    last: int = 10101

    def add(self, row: Stated) -> None:
        self.names |= set(row.names)
        if row.country and not row.country.startswith("org:"):
            self.countries[row.country] += 3 if row.kind == "office" else 1
        self.gender = self.gender or row.gender
        self.born, self.died = self.born or number(row.born), self.died or number(row.died)
        self.weight += row.weight
        self.first = min(self.first, number(row.start) or 99991231)
        self.last = max(self.last, number(row.end) or until(row))


def number(day: str | None, late: bool = False) -> int | None:
    """`2016-09-30` as 20160930; of a month or a year its first day, or its last."""
    if not day or not day[:4].isdigit():
        return None
    year, month, date = [*day.split("-"), "", ""][:3]
    return int(year) * 10000 + int(month or (12 if late else 1)) * 100 + int(date or (31 if late else 1))


def until(row: Stated) -> int:
    """The last day on which the lists let someone be taken for the holder of an open office: `GRACE` years on."""
    return (number(row.seen) or 10101) + 10000 * GRACE


def people(rows: Iterable[Stated]) -> tuple[list[Somebody], list[tuple[Stated, Somebody]]]:
    """The people of the lists, and who is meant by each row; rows without a Wikidata id are matched by name and country."""
    found: dict[int | str, Somebody] = {}
    called: dict[str, list[Somebody]] = defaultdict(list)
    told: list[tuple[Stated, Somebody]] = []
    for row in sorted(rows, key=lambda row: row.id is None):
        somebody = found.get(row.id) if row.id is not None else _match(row, called)
        if somebody is None:
            identity = row.id if row.id is not None else fold(row.name).replace(" ", "-")
            somebody = found.setdefault(identity, Somebody(identity, row.name))
        somebody.add(row)
        for name in row.names:
            if somebody not in called[loose(fold(name))]:
                called[loose(fold(name))].append(somebody)
        told.append((row, somebody))
    return list(found.values()), told


def _match(row: Stated, called: dict[str, list[Somebody]]) -> Somebody | None:
    found = {id(s): (s, name) for name in row.names for s in called.get(loose(fold(name)), [])}
    fits = {key: s for key, (s, name) in found.items() if same_initials(fold(name), fold(s.name))}
    here = [s for s in fits.values() if row.country in s.countries] or ([] if row.strict else list(fits.values()))
    here.sort(key=lambda s: (s.weight, s.last), reverse=True)
    return here[0] if here and (len(here) == 1 or here[0].weight > 2 * here[1].weight or not row.strict) else None


def tenures(told: list[tuple[Stated, Somebody]]) -> list[tuple[str, str, int, int, Somebody]]:
    """Offices that one holds at a time, with their days: an open one ends where another's begins, or a year after the list.

    Where a day is known to the year only, the tenure counts from the end of it, and to its beginning.
    """
    by_office: dict[tuple[str, str], list[tuple[int, int, bool, Stated, Somebody]]] = defaultdict(list)
    for row, somebody in told:
        if row.kind != "office" or not row.country or not row.start:
            continue
        role = office(row.position, row.country)
        if _SHARED.match(role) or "former" in role:
            continue
        start = number(row.start, late=True) or 0
        by_office[role, row.country].append((start, number(row.end) or until(row), row.end is None, row, somebody))
    return [(role, country, *one) for (role, country), rows in by_office.items() for one in _in_turn(rows)]


def _in_turn(rows: list[tuple[int, int, bool, Stated, Somebody]]) -> Iterator[tuple[int, int, Somebody]]:
    """One office's tenures; what the project's own list says of somebody's stands in place of what others say."""
    own = [row for row in rows if row[3].own]
    for start, end, is_open, row, somebody in rows:
        if not row.own and any(somebody is who and first <= end and start <= last for first, last, _, _, who in own):
            continue
        others = [first for first, _, _, by, who in rows if first > start and who is not somebody and (by.own or not row.own)]
        if is_open:  # a later list may have known it to last longer
            end = max(also for first, also, lasts, _, who in rows if who is somebody and lasts and first >= start)
        last = min([end, *others]) if is_open else end
        if any(first == last and who is not somebody for first, _, _, _, who in rows):
            last -= 1  # the day on which one hands over to another is the other's
        if start <= last and last >= EARLIEST:
            yield start, last, somebody


def given_names(everybody: Iterable[Somebody]) -> dict[str, str]:
    """The gender of each given name that nearly all people with it share."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for somebody in everybody:
        country = somebody.countries.most_common(1)[0][0] if somebody.countries else ""
        if not somebody.gender or country in _FAMILY_FIRST:
            continue
        whole = {fold(name.split()[0]) for name in somebody.names if " " in name}
        for given in whole | {name.split()[0] for name in whole}:
            if len(given) > 2:
                counts[given][somebody.gender] += 1
    best = {name: count.most_common(1)[0] for name, count in counts.items()}
    return {name: g for name, (g, n) in best.items() if n >= ENOUGH and n >= SHARE * sum(counts[name].values())}


def common(everybody: list[Somebody]) -> set[int | str]:
    """Ids of little-known people whose name many others must have, as Michael Brown's."""
    ends = [(words[0], words[-1]) for s in everybody if (words := short(fold(s.name)).split())]
    first, last = Counter(a for a, _ in ends), Counter(b for _, b in ends)
    found = set()
    for somebody in everybody:
        words = short(fold(somebody.name)).split()
        if len(words) == 2 and somebody.weight < PROMINENT and first[words[0]] * last[words[-1]] / len(ends) > COMMON:
            found.add(somebody.id)
    return found


def keys(names: Iterable[str]) -> set[str]:
    """What a person is looked up by: the names folded, without initials, and in one transliteration."""
    return {key for name in names for key in (fold(name), short(fold(name)), loose(fold(name))) if " " in key}


def build(reference: Path, out: Path) -> dict[str, int]:
    """Write the lists to `out`, and tell how much of each is in it."""
    actors = reference / "data" / "actors"
    everybody, told = people([*politicians(actors), *congress(actors), *factbook_heads(actors), *hand_written()])
    held = tenures(told)
    guess = given_names(everybody)
    namesakes = common(everybody)
    row_of = {id(somebody): row for row, somebody in enumerate(everybody, 1)}
    things = dict(_things([*places(actors), *bodies(actors)]))
    out.unlink(missing_ok=True)
    database = sqlite3.connect(out, isolation_level=None)
    database.executescript("PRAGMA page_size = 4096;" + _SCHEMA)
    database.execute("BEGIN")
    rows = [_row(s, row_of[id(s)], s.id in namesakes, guess) for s in everybody]
    called = {(key, row_of[id(s)]) for s in everybody for key in keys(s.names)}
    database.executemany("INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
    database.executemany("INSERT INTO called VALUES (?, ?)", sorted(called))
    database.executemany(
        "INSERT OR IGNORE INTO held VALUES (?, ?, ?, ?, ?)", sorted((*h[:4], row_of[id(h[4])]) for h in held)[::-1]
    )
    database.executemany("INSERT INTO thing VALUES (?, ?, ?, ?, ?, ?, ?)", sorted((key, *thing) for key, thing in things.items()))
    database.executemany("INSERT INTO given VALUES (?, ?)", sorted(guess.items()))
    database.execute("COMMIT")
    database.execute("VACUUM")
    database.close()
    kinds = Counter(thing[2] for thing in things.values())
    return {"people": len(everybody), "tenures": len(held), "given names": len(guess), "state words": kinds["place"]} | {
        "organisation words": kinds["organisation"],
        "common names": len(namesakes),
        "bytes": out.stat().st_size,
    }


def _row(s: Somebody, row: int, is_common: bool, guess: dict[str, str]) -> tuple[int | str | None, ...]:
    country = s.countries.most_common(1)[0][0] if s.countries else None
    gender = s.gender or guess.get(fold(s.name).partition(" ")[0])
    return row, s.id, s.name, country, gender, 0 if is_common else s.weight, s.born, s.died, s.first, s.last


def _things(found: Iterable[Thing]) -> Iterator[tuple[str, tuple[str | int | None, ...]]]:
    """Words with what they stand for, the first list's before the others'; a word that two of one list share says nothing."""
    rows: dict[str, Thing] = {}
    for thing in found:
        if key := fold(thing.word):
            before = rows.get(key)
            if before is None or thing.rank < before.rank:
                rows[key] = thing
            elif before.id != thing.id and before.rank == thing.rank:
                rows[key] = before._replace(id="")
    for key, t in rows.items():
        if t.id:
            yield key, (t.id, t.name, t.type, t.country, t.known_by, int(t.word.isupper() and len(key) < 7))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path, required=True, help="the folder that holds data/actors")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    given = parser.parse_args()
    for what, count in build(given.reference, given.out).items():
        print(f"{what}: {count:,}")


if __name__ == "__main__":
    main()
