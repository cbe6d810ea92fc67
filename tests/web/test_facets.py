"""How statements found divide is counted as the filter finds them, of a great many the newest."""

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import DENIAL, MADE, Hand

from sayso.records import Entity, document_id
from sayso.store import Filter, Record, facets
from sayso.web.reading import Reading


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("facets") / "made.db"
    twins = []
    for n in range(3):
        hand = Hand(f"Clerk {n} said it rained.")
        said = hand.statement(f"Clerk {n}", "said", "it rained", speaker=(f"clerk@{n}",))
        twins.append(hand.document(said, entities=[Entity(f"clerk@{n}", "Clerk", "person")], published=f"2026-05-0{n + 1}"))
    with Record(path) as record:
        record.add([*MADE, *twins])
    return path


asked = st.builds(
    Filter,
    words=st.sampled_from([None, "flood", "said", "rained"]),
    speaker=st.sampled_from([None, "Q901", "Clerk", "benet-orsolo", "nobody"]),
    outlet=st.sampled_from([None, "Halyard"]),
    denied=st.booleans(),
    since=st.sampled_from([None, "2026-04-08"]),
)


@given(asked=asked, limit=st.integers(1, 5), offset=st.integers(0, 9))
def test_a_page_is_a_slice_of_what_find_gives(path, asked, limit, offset):
    with Reading(path) as record:
        whole = list(record.find(**{f.name: getattr(asked, f.name) for f in fields(Filter)}))
        search = record.search(asked, limit, offset)
        assert search.rows == whole[offset : offset + limit]
        assert record.page(asked, limit, offset) == (search.rows, len(whole))
        assert search.count == search.facets.counted == len(whole)
        assert search.facets.denied == sum(row.denies for row in whole)
        for bucket in search.facets.act:
            assert bucket.count == sum(row.act == bucket.value for row in whole)
        for bucket in search.facets.speaker:
            assert bucket.count == sum(bucket.label in row.speaker for row in whole)


def test_those_of_one_name_are_counted_together_and_asked_for_by_it(path):
    with Reading(path) as record:
        (bucket,) = record.search(Filter(words="rained"), 1, 0).facets.speaker
        assert (bucket.value, bucket.label, bucket.count) == ("Clerk", "Clerk", 3)
        assert record.count(words="rained", speaker=bucket.value) == 3


def test_of_a_great_many_the_newest_are_counted_and_all_are_paged(path, monkeypatch):
    monkeypatch.setattr(facets, "_COUNTED", 2)
    with Reading(path) as record:
        search = record.search(Filter(), 3, 2)
        assert (search.count, search.facets.counted) == (8, 2)
        assert [b.label for b in search.facets.speaker] == ["Clerk"]
        assert search.rows == list(record.find())[2:5]


def test_roles_are_told_with_the_days_of_the_articles_that_give_them(tmp_path):
    url = "https://halyard.example/9"
    (who, *others) = DENIAL.entities
    later = replace(
        DENIAL,
        id=document_id(DENIAL.text + " Later.", url),
        text=DENIAL.text + " Later.",
        url=url,
        published="2026-09",
        statements=(),
        entities=(replace(who, role="Prime Minister"), *others),
    )
    with Record(tmp_path / "roles.db") as record:
        record.add([DENIAL, later])
    with Reading(tmp_path / "roles.db") as record:
        row, roles = record.entity("Q901")
    assert row.documents == 2
    assert [(r.role, r.documents, r.first, r.last) for r in roles] == [
        ("Prime Minister", 1, "2026-09-01", "2026-09-30"),
        ("Foreign Minister", 1, "2026-04-08", "2026-04-08"),
    ]


def test_texts_come_by_their_documents(path):
    with Reading(path) as record:
        assert record.texts([DENIAL.id, "none"]) == {DENIAL.id: DENIAL.text}
        assert json.dumps(record.texts([])) == "{}"
