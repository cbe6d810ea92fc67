"""Who is who: found by any name, merged and split by the user, who speaks last."""

import sqlite3
from dataclasses import replace

import pytest
from made import DENIAL, MADE, REFUSAL, WARNING, Hand

from sayso.errors import QueryError
from sayso.records import Document, Entity, Time, document_id, from_json, to_json
from sayso.store import Record


@pytest.fixture
def made(tmp_path):
    with Record(tmp_path / "made.db") as record:
        record.add(MADE)
        yield record


def clean(record):
    return [line for check in record.verify() for line in check.wrong] == []


def cues(found):
    return sorted(row.cue for row in found)


def test_documents_come_back_with_all_that_was_read_off_them(made):
    assert tuple(made.documents()) == MADE
    assert [from_json(to_json(document)) for document in made.documents()] == list(MADE)
    assert clean(made)


def test_a_document_that_says_everything_oddly_comes_back(record):
    text = "a\x00b\ud800c 'No,' said X."
    odd = 'x\'; DROP TABLE entities; -- \x00\ud800\u202e | "y"'
    hand = Hand(text)
    said = hand.statement("X", "said", "'No,'", speaker=(odd,), about=(odd, odd), said_at=hand.at("c", "a"))
    document = hand.document(
        said,
        entities=[Entity(odd, odd, "unknown", (odd, ""), role=odd), Entity("é", "", "unknown")],
        mentions=[("X", odd, "name")],
    )
    document = replace(document, times=(Time(None, "2026-01-01", "open", hand.at("c", "a")),))
    record.add([document])
    assert list(record.documents()) == [document]
    assert clean(record)
    (row,) = record.find(speaker=odd)
    assert (row.speaker, row.speaker_ids, row.about_ids) == (odd, [odd], [odd])
    assert [e.id for e in record.entities(odd)] == [odd]


def test_a_row_says_who_spoke_what_it_does_and_when(made):
    warned, denied, told = made.find(speaker="orsolo")[0], *made.find(speaker="Q901")
    assert (denied.speaker, denied.speaker_type, denied.act, denied.denies) == ("Radka Šebelin", "person", "deny", True)
    assert (denied.about, denied.about_ids) == ("Karvelia | Ourelle", ["Q902", "ourelle"])
    assert (denied.said_on, denied.said_words) == ("2026-04-07", "on Tuesday")
    assert (told.addressees, told.hedged, told.evidence, told.said_on, told.said_at) == (
        "reporters", True, "none_given", None, "in Zdrana",
    )  # fmt: skip
    assert (warned.said_on, warned.said_first, warned.said_last, warned.said_precision) == (
        "since 2026-03", "2026-03-01", None, "month",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"speaker": "Q901"}, ["denied", "told"]),
        ({"speaker": "Radka Šebelin"}, ["denied", "told"]),
        ({"speaker": "radka SEBELIN"}, ["denied", "told"]),
        ({"speaker": "Sebelin"}, ["denied", "told"]),
        ({"speaker": "foreign minister sebelin"}, ["denied", "told"]),
        ({"speaker": "Radka"}, []),
        ({"speaker": "q901"}, []),
        ({"speaker": "Orsolo"}, ["refused to say", "warned"]),
        ({"speaker": "mr orsolo"}, ["warned"]),
        ({"speaker": "benet-orsolo"}, ["refused to say"]),
        ({"speaker": "%"}, []),
        ({"speaker": "x' OR 1=1 --"}, []),
        ({"speaker": "\ud800"}, []),
        ({"about": "orsolo"}, ["told"]),
        ({"about": "karvelia", "speaker": "sebelin"}, ["denied"]),
        ({"act": "deny"}, ["denied"]),
        ({"denied": True}, ["denied", "refused to say"]),
        ({"denied": True, "speaker": "orsolo"}, ["refused to say"]),
        ({"since": "2026-04-08", "until": "2026-04-08"}, ["told", "warned"]),
        ({"since": "2026-04-07", "until": "2026-04-07"}, ["denied", "warned"]),
        ({"until": "2024"}, ["refused to say"]),
        ({"since": "2025-01-04", "until": "2026-02"}, []),
        ({"since": "2026-04-10"}, []),
        ({"outlet": "\ud800"}, []),
        ({"words": "lake", "act": "warn"}, ["warned"]),
    ],
)
def test_found_by_who_what_and_when(made, asked, wanted):
    assert cues(made.find(**asked)) == wanted
    assert made.count(**asked) == len(wanted)


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"act": "shout"}, "act: wanted one of state, claim, .* got 'shout'"),
        ({"speaker": " "}, "speaker: wanted an entity's id or name"),
        ({"about": ""}, "about: wanted an entity's id or name"),
    ],
)
def test_what_cannot_be_meant_is_refused(made, asked, wanted):
    with pytest.raises(QueryError, match=wanted):
        made.find(**asked)
    with pytest.raises(QueryError, match=wanted):
        made.count(**asked)


def test_who_is_found_with_what_act_makes_a_table(made):
    table = made.find(speaker="Radka Sebelin", act="deny").to_pandas()
    assert list(table["speaker"]) == ["Radka Šebelin"]
    assert list(table["said_first"]) == ["2026-04-07"]


def test_entities_say_who_speaks_how_often_and_about_whom(made):
    rows = made.entities()
    assert [(r.id, r.statements, r.documents) for r in rows] == [
        ("Q901", 2, 1),
        ("benet-orsolo", 1, 2),
        ("officials@9", 1, 1),
        ("benet-a-orsolo", 1, 1),
        ("Q902", 0, 1),
        ("ourelle", 0, 1),
        ("reporters@8", 0, 1),
    ]
    first = rows[0]
    assert (first.name, first.type, first.country, first.aliases) == (
        "Radka Šebelin", "person", "KRV", ["Foreign Minister Šebelin"],
    )  # fmt: skip
    assert (first.acts, first.denies, first.about) == ({"claim": 1, "deny": 1}, 1, ["Karvelia", "Ourelle", "Benet Orsolo"])
    assert (first.first, first.last) == ("2026-04-07", "2026-04-08")
    assert made.entities().to_pandas()["id"][0] == "Q901"


def test_entities_by_words_type_and_number(made):
    assert [r.id for r in made.entities("ORSOLO")] == ["benet-orsolo", "benet-a-orsolo"]
    assert [r.id for r in made.entities("orsolo mr")] == ["benet-a-orsolo"]
    assert [r.id for r in made.entities("Q902")] == ["Q902"]
    assert [r.id for r in made.entities("Q902 karvelia")] == [r.id for r in made.entities("karv Q902")] == ["Q902"]
    assert [r.id for r in made.entities(type="place")] == ["Q902", "ourelle"]
    assert [r.id for r in made.entities(limit=1)] == ["Q901"]
    with pytest.raises(QueryError, match="type: wanted one of person"):
        made.entities(type="ghost")
    with pytest.raises(QueryError, match="no name to look for"):
        made.entities("%")


def test_the_name_is_the_one_that_most_documents_give(record):
    names = ["R. Šebelin", "Radka Šebelin", "Radka Šebelin"]
    record.add(
        Document(document_id(str(n), None), str(n), extractor="x", entities=(Entity("Q901", name, "person"),))
        for n, name in enumerate(names)
    )
    (row,) = record.entities()
    assert (row.name, row.aliases, row.documents) == ("Radka Šebelin", ["R. Šebelin"], 3)


# -- merges


def test_a_merge_holds_everywhere_and_leaves_documents_as_they_were(made):
    whole = made.merge("benet-a-orsolo", into="benet-orsolo")
    assert (whole.id, whole.statements, whole.documents, whole.merged) == ("benet-orsolo", 2, 3, ["benet-a-orsolo"])
    assert "Benet A. Orsolo" in whole.aliases
    for who in ("benet-orsolo", "benet-a-orsolo", "Mr. Orsolo"):
        found = made.find(speaker=who)
        assert cues(found) == ["refused to say", "warned"]
        assert {(row.speaker, *row.speaker_ids) for row in found} == {("Benet Orsolo", "benet-orsolo")}
    assert [r.id for r in made.entities("orsolo")] == ["benet-orsolo"]
    assert made.names(WARNING)["benet-a-orsolo"] == "Benet Orsolo"
    assert tuple(made.documents()) == MADE
    assert clean(made)


def test_a_merge_holds_for_documents_that_come_later(record):
    record.add([DENIAL, WARNING])
    record.merge("benet-orsolo", into="benet-a-orsolo")
    record.add([REFUSAL])
    assert cues(record.find(speaker="benet-a-orsolo")) == ["refused to say", "warned"]
    assert clean(record)


def test_what_the_user_says_is_kept_when_the_record_is_opened_again(tmp_path):
    with Record(tmp_path / "r.db") as record:
        record.add(MADE)
        record.merge("benet-a-orsolo", into="benet-orsolo")
    with Record(tmp_path / "r.db") as record:
        assert len(record.find(speaker="benet-a-orsolo")) == 2
        record.undo()
        assert cues(record.find(speaker="benet-a-orsolo")) == ["warned"]
        assert [(c.what, c.undone) for c in record.corrections()] == [("merge", True)]


def test_merges_follow_one_another_and_any_can_be_undone(made):
    made.merge("benet-a-orsolo", into="benet-orsolo")
    made.merge("benet-orsolo", into="Q901")
    assert len(made.find(speaker="benet-a-orsolo")) == 4
    first, _ = made.corrections()
    made.undo(first.number)
    assert cues(made.find(speaker="benet-a-orsolo")) == ["warned"]
    assert len(made.find(speaker="benet-orsolo")) == 3
    made.undo()
    assert cues(made.find(speaker="benet-orsolo")) == ["refused to say"]
    with pytest.raises(QueryError, match="no merge or split to undo"):
        made.undo()
    assert clean(made)


def test_two_speakers_of_one_statement_that_are_merged_count_once(record):
    hand = Hand("A and B said no.")
    both = hand.statement("A and B", "said", "no", speaker=("a", "b"))
    record.add([hand.document(both, entities=[Entity("a", "A", "person"), Entity("b", "B", "person")])])
    assert record.merge("a", into="b").statements == 1
    (row,) = record.find()
    assert (row.speaker, row.speaker_ids) == ("B", ["b"])


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        ("benet-orsolo", "benet-orsolo", "'benet-orsolo' is one with 'benet-orsolo' already"),
        ("radka-sebelim", "Q901", r"no entity has the id or the name 'radka-sebelim'; near it: 'Q901' \(Radka Šebelin\)"),
        ("xyzzy", "Q901", "'xyzzy'; sayso entities lists them"),
        ("orsolo", "Q901", "more than one entity has the name 'orsolo': 'benet-orsolo', 'benet-a-orsolo'; give an id"),
        ("", "Q901", "no entity has the id or the name ''"),
        ("\ud800", "Q901", "no entity has the id"),
    ],
)
def test_a_merge_that_cannot_be_meant_is_refused_and_leaves_no_trace(made, a, b, wanted):
    with pytest.raises(QueryError, match=wanted):
        made.merge(a, into=b)
    assert made.corrections() == []


# -- splits


def test_a_split_gives_a_documents_entity_an_id_of_its_own(made):
    own = made.split("benet-orsolo", REFUSAL.id[:8])
    assert (own.id, own.name, own.statements, own.documents) == (f"benet-orsolo@{REFUSAL.id[:8]}", "Benet Orsolo", 1, 1)
    assert cues(made.find(speaker=own.id)) == ["refused to say"]
    assert cues(made.find(speaker="benet-orsolo")) == []
    assert cues(made.find(speaker="Benet Orsolo")) == ["refused to say"]
    assert made.names(REFUSAL) == {"benet-orsolo": "Benet Orsolo"}
    assert tuple(made.documents()) == MADE
    assert clean(made)
    made.merge("benet-a-orsolo", into="benet-orsolo")
    assert cues(made.find(speaker="benet-orsolo")) == ["warned"]
    made.undo()
    made.undo()
    assert cues(made.find(speaker="benet-orsolo")) == ["refused to say"]
    with pytest.raises(QueryError, match="no entity has the id"):
        made.merge(own.id, into="Q901")
    assert clean(made)


def test_a_split_after_a_merge_takes_the_documents_part_out(made):
    made.merge("benet-a-orsolo", into="benet-orsolo")
    own = made.split("benet-orsolo", WARNING.id)
    assert cues(made.find(speaker=own.id)) == ["warned"]
    assert own.name == "Benet A. Orsolo"
    assert cues(made.find(speaker="benet-orsolo")) == ["refused to say"]
    assert cues(made.find(speaker="mr orsolo")) == ["warned"]
    assert clean(made)


def test_a_split_holds_when_its_document_is_read_anew(made):
    own = made.split("benet-orsolo", REFUSAL.id)
    made._db.execute("DELETE FROM documents WHERE id = ?", (REFUSAL.id,))
    assert made.add([REFUSAL]).stored == 1
    assert cues(made.find(speaker=own.id)) == ["refused to say"]
    assert cues(made.find(speaker="benet-orsolo")) == []
    assert clean(made)


@pytest.mark.parametrize(
    ("entity", "document", "wanted"),
    [
        ("Q901", REFUSAL.id, "has no entity 'Q901'; it has 'benet-orsolo'"),
        ("Q901", DENIAL.id, "'Q901' is in no other document than"),
        ("Q901", "zz", "no document and no statement has the id 'zz'"),
        ("nobody", DENIAL.id, "no entity has the id or the name 'nobody'"),
    ],
)
def test_a_split_that_cannot_be_meant_is_refused(made, entity, document, wanted):
    with pytest.raises(QueryError, match=wanted):
        made.split(entity, document)
    assert made.corrections() == []


def test_what_the_user_said_is_never_changed(made):
    made.merge("benet-a-orsolo", into="benet-orsolo")
    for sql in ("DELETE FROM corrections", "UPDATE corrections SET entity = 'Q901'"):
        with pytest.raises(sqlite3.IntegrityError, match="corrections are only added to"):
            made._db.execute(sql)


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("UPDATE entities SET stands_for = 1 WHERE number = 2", "entities 2: whom it stands for"),
        ("UPDATE appearances SET stands_for = 1 WHERE entity = 2", "appearances 2: whom it stands for"),
        ("DELETE FROM names WHERE key = 'sebelin'", "entity Q901: what it is found by"),
        ("UPDATE appearances SET aliases = '[1'", "cannot be read"),
        ("UPDATE appearances SET name = 'X' WHERE entity = 1", "its statements, date or other particulars"),
        ("UPDATE statements SET act = 'warn', denies = 0", "its statements, date or other particulars"),
        ("UPDATE statements SET said_on = 'x'", "the words of its said_on are not those of the text"),
        ("UPDATE statements SET said_at_spans = '[[1, 99999]]'", "a span must satisfy"),
        ("UPDATE statements SET said_on_spans = '[[1]]'", "cannot be read"),
        ("UPDATE statements SET said_start = '2026-13-01'", "a time's ends must be dates"),
        ("UPDATE times SET start = '2027-01-01'", "a time must start before it ends"),
        ("DELETE FROM times", "its statements, date or other particulars"),
        ("DELETE FROM mentions", "its statements, date or other particulars"),
        ('UPDATE mentions SET "end" = 99999', "a span must satisfy"),
        ("UPDATE mentions SET appearance = 99", "what it belongs to in appearances is missing"),
        ("UPDATE statement_entities SET appearance = 2", "its statements, date or other particulars"),
        ("UPDATE statement_entities SET appearance = 7", "no entity of this document has the id"),
        ("DELETE FROM entities WHERE number = 1", "what it belongs to in entities is missing"),
    ],
)
def test_tampering_is_found(tmp_path, sql, wanted):
    with Record(tmp_path / "r.db") as record:
        record.add(MADE)
    db = sqlite3.connect(tmp_path / "r.db")
    db.execute(sql)
    db.commit()
    db.close()
    with Record(tmp_path / "r.db") as record:
        lines = [line for check in record.verify() for line in check.wrong]
    assert any(wanted in line for line in lines), lines
