"""The lists of actors are built of what others publish; what comes of it can be checked."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sayso.annotate.known import SHIPPED, Actors
from training.actors import Somebody, build, common, given_names, keys, number, people, tenures
from training.lists import Stated

REFERENCE = Path(__file__).parents[3] / "shared"
needs_lists = pytest.mark.skipif(
    not (REFERENCE / "data" / "actors").is_dir(), reason=f"the lists of actors are not at {REFERENCE}; see docs/actors.md"
)


def stated(identity, name, start, end, position="President", country="UTO", **more):
    return Stated(identity, name, (name,), country, "office", position, start, end, "2022-07-01", 40, **more)


def turns(*rows):
    _, told = people(rows)
    return sorted((start, last, who.name) for _, _, start, last, who in tenures(told))


def test_the_day_of_handing_over_is_the_successors():
    rows = stated(1, "Ann Other", "2010-01-01", "2014-05-01"), stated(2, "Bob More", "2014-05-01", "2018-05-01")
    assert turns(*rows) == [(20100101, 20140500, "Ann Other"), (20140501, 20180501, "Bob More")]


def test_an_open_office_ends_with_the_next_or_a_year_after_the_list():
    assert turns(stated(1, "Ann Other", "2010-01-01", None)) == [(20100101, 20230701, "Ann Other")]
    rows = stated(1, "Ann Other", "2010-01-01", None), stated(2, "Bob More", "2014-05-01", "2018-05-01")
    assert turns(*rows)[0] == (20100101, 20140500, "Ann Other")


def test_a_year_alone_counts_from_its_end_and_to_its_beginning():
    assert turns(stated(1, "Ann Other", "2010", "2014")) == [(20101231, 20140101, "Ann Other")]
    assert (number("2014-05"), number("2014-05", late=True), number(None), number("unknown")) == (20140501, 20140531, None, None)


def test_the_projects_own_list_overrules():
    own = Stated(
        None, "Ann Other", ("Ann Other",), "UTO", "office", "President", "2010-01-01", "2012-01-01", "2025-01-01", 9, own=True
    )
    assert turns(stated(1, "Ann Other", "2010-01-01", None), own) == [(20100101, 20120101, "Ann Other")]


def test_an_office_that_several_hold_makes_no_holder():
    assert turns(stated(1, "Ann Other", "2010-01-01", None, "Deputy Minister of Finance")) == []


def test_a_row_without_an_id_is_matched_by_name_and_country():
    rows = [stated(1, "Ann Other", "2010-01-01", None), stated(2, "Ann Other", "2010-01-01", None, country="ATL")]
    found, told = people([*rows, stated(None, "Ann Other", "2023-01-01", None, country="ATL", strict=True)])
    assert len(found) == 2
    assert told[-1][1].id == 2


def test_given_names_need_three_people_and_near_agreement():
    def some(name, gender, times):
        return [Somebody(i, f"{name} Other", {f"{name} Other"}, gender=gender) for i in range(times)]

    mixed = some("Kim", "m", 3) + some("Kim", "f", 3)
    assert given_names([*some("Ann", "f", 3), *some("Bob", "m", 2), *mixed]) == {"ann": "f"}


def test_names_that_many_must_have_are_marked():
    everybody = [Somebody(i, f"{'John' if i % 2 else 'Mary'} {'Smith' if i % 3 else 'Jones'}") for i in range(20)]
    assert len(common(everybody)) == 20
    assert common([Somebody("x", "Ann Other", weight=20)]) == set()


def test_a_person_is_looked_up_without_initials_and_in_one_transliteration():
    assert keys(["Sergei V. Lavrov"]) == {"sergei v lavrov", "sergei lavrov", "sergey lavrov"}
    assert keys(["Plato"]) == set()


@needs_lists
def test_the_file_that_ships_is_what_the_lists_give(tmp_path):
    pytest.importorskip("yaml", reason="PyYAML reads the lists of the United States Congress; pip install pyyaml")
    counts = build(REFERENCE, tmp_path / "actors.sqlite")
    assert counts["people"] > 40_000
    assert counts["tenures"] > 10_000
    assert counts["bytes"] <= 5_000_000
    assert rows(tmp_path / "actors.sqlite") == rows(SHIPPED)
    assert Actors(tmp_path / "actors.sqlite").holder("foreign minister", "RUS", "2016-09-30").id == "Q58217"


def rows(path):
    with closing(sqlite3.connect(path)) as database:
        return {
            table: database.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in ("person", "called", "held", "thing", "given")
        }
