"""What is kept of entities is what would be counted anew, whatever comes and whatever the user says."""

import random
from sqlite3 import connect

import pytest
from made import DENIAL, MADE, REFUSAL, WARNING, Hand

from sayso.errors import QueryError
from sayso.records import Entity, Time
from sayso.store import Record, counts, sqlite

PEOPLE = ("ida-brom", "mayor", "clerk", "harbour", "lamp")


def report(number, chance):
    """A report of some people who say things together, of each other, of some day or none."""
    hand = Hand(f"Report {number}. It rained, it thawed, it froze.")
    there = chance.sample(PEOPLE, chance.randint(1, len(PEOPLE)))
    said = [
        hand.statement(
            "",
            "",
            words,
            speaker=tuple(chance.sample(there, chance.randint(0, min(2, len(there))))),
            about=tuple(chance.sample(there, chance.randint(0, min(2, len(there))))),
            act=chance.choice(("state", "deny", None)),
            denies=chance.random() < 0.3,
            said_on=chance.choice((None, Time(None, f"2026-03-{number + 1:02}", "open", hand.at("rained")))),
        )
        for words in ("It rained", "it thawed", "it froze")
    ]
    entities = [Entity(who, who + chance.choice(("", " I")), "person", country=chance.choice((None, "", "ALD"))) for who in there]
    return hand.document(*said, entities=entities, published=chance.choice((None, "2026", f"2026-02-{number + 1:02}")))


def speak(record, chance):
    """The user merges, splits or takes something back, if that can be meant."""
    try:
        match chance.randrange(3):
            case 0:
                record.merge(*(row.id for row in chance.sample(list(record.entities()), 2)))
            case 1:
                document = chance.choice(list(record.documents()))
                record.split(chance.choice(document.entities).id, document.id)
            case _:
                record.undo(chance.choice([None, *(c.number for c in record.corrections())]))
    except (QueryError, ValueError):
        pass


@pytest.mark.parametrize("seed", range(6))
def test_what_is_kept_is_what_would_be_counted_after_anything(record, seed):
    chance = random.Random(seed)  # noqa: S311
    for number in range(20):
        assert record.add([report(number, chance)]).stored == 1
        assert list(counts.wrong(record._db)) == []
        speak(record, chance)
        assert list(counts.wrong(record._db)) == []
    assert len(record.corrections()) > 5
    assert [line for check in record.verify() for line in check.wrong] == []


def test_a_merge_adds_up_and_its_undoing_takes_apart(record):
    record.add([DENIAL, WARNING])
    before = list(record.entities())
    record.merge("benet-a-orsolo", into="benet-orsolo")
    record.add([REFUSAL])
    (row,) = record.entities("orsolo")
    assert (row.statements, row.documents, row.denies, row.acts) == (2, 3, 1, {"other": 1, "warn": 1})
    assert (row.first, row.last, row.country, row.aliases) == (
        "2025-01-03",
        "2026-03-01",
        "ALD",
        ["Benet A. Orsolo", "Mr. Orsolo"],
    )
    record.undo()
    rows = {row.id: row for row in record.entities()}
    assert (rows["benet-orsolo"].statements, rows["benet-orsolo"].documents) == (1, 2)
    assert [rows[row.id] for row in before if row.id != "benet-orsolo"] == [row for row in before if row.id != "benet-orsolo"]


def test_those_spoken_of_are_counted_as_one_when_they_are_merged(record):
    record.add(MADE)
    record.merge("ourelle", into="Q902")
    assert record.entities("Q901")[0].about == ["Karvelia", "Benet Orsolo"]
    record.merge("Q902", into="Q901")
    assert record.entities("Q901")[0].about == ["Radka Šebelin", "Benet Orsolo"]
    assert list(counts.wrong(record._db)) == []


def test_a_record_of_the_fourth_schema_is_counted_when_it_is_opened(tmp_path, monkeypatch):
    chance = random.Random(1)  # noqa: S311
    with Record(tmp_path / "new.db") as record:
        record.add([*MADE, *(report(number, chance) for number in range(9))])
        record.merge("benet-a-orsolo", into="benet-orsolo")
        record.split("ida-brom", next(d.id for d in record.documents() if any(e.id == "ida-brom" for e in d.entities)))
        rows = list(record.entities())
    fourth = sqlite._migrations()[:4]
    with monkeypatch.context() as patch:
        patch.setattr(sqlite, "_migrations", lambda: fourth)
        Record(tmp_path / "old.db").close()
    db = connect(tmp_path / "old.db")
    db.execute("ATTACH ? AS new", (str(tmp_path / "new.db"),))
    for (table,) in db.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'statement_words%'"):
        columns = ", ".join(f'"{row[1]}"' for row in db.execute(f"PRAGMA main.table_info ({table})"))
        db.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")
    db.commit()
    db.close()
    with Record(tmp_path / "old.db") as record:
        assert list(record.entities()) == rows
        assert [line for check in record.verify() for line in check.wrong] == []
        assert record.add([report(10, chance)]).stored == 1
        assert list(counts.wrong(record._db)) == []


def steps(record, do):
    """How many steps of its machine SQLite takes."""
    taken = []
    record._db.set_progress_handler(lambda: taken.append(1), 1)
    do()
    record._db.set_progress_handler(None, 0)
    return len(taken)


def test_neither_a_document_nor_a_listing_costs_more_where_somebody_has_said_much(record):
    def brom(number):
        hand = Hand(f"Report {number}. Ida Brom said it rained.")
        said = hand.statement("Ida Brom", "said", "it rained", speaker=("ida-brom",), about=("ida-brom",), act="state")
        return hand.document(said, entities=[Entity("ida-brom", "Ida Brom", "person")], published="2026-03-01")

    def cost(start):
        record.add(brom(number) for number in range(start, start + 3))
        adding = min(steps(record, lambda n=n: record.add([brom(n)])) for n in range(start + 3, start + 8))
        return adding, steps(record, record.entities), steps(record, lambda: record.find(limit=2))

    few = cost(0)
    record.add(brom(number) for number in range(8, 300))
    assert record.entities()[0].statements == 300
    many = cost(300)
    assert all(later <= 1.5 * before for before, later in zip(few, many, strict=True)), (few, many)


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("UPDATE entity_counts SET statements = statements + 1 WHERE entity = 1", "entities 1: numbers and days kept"),
        ("UPDATE entity_counts SET first = NULL WHERE entity = 1", "entities 1: numbers and days kept"),
        ("DELETE FROM entity_counts WHERE entity = 3", "entities 3: numbers and days kept"),
        ("INSERT INTO entity_acts VALUES (2, 'state', 1)", "entities 2: acts kept"),
        ("UPDATE entity_about SET about = 1 WHERE about = 2", "entities 1: those spoken of kept"),
        ("UPDATE entity_forms SET appearances = 9 WHERE entity = 5", "entities 5: names kept"),
    ],
)
def test_a_meddled_count_is_found(tmp_path, sql, wanted):
    path = tmp_path / "r.db"
    with Record(path) as record:
        record.add(MADE)
    db = connect(path)
    db.execute(sql)
    db.commit()
    db.close()
    with Record(path) as record:
        lines = [line for check in record.verify() for line in check.wrong]
    assert len(lines) == 1 and wanted in lines[0], lines
