"""Linking a record: what is new is held against what is there, and what comes of it is told."""

import random
import sqlite3
import time
from contextlib import closing
from dataclasses import asdict, replace

import pandas
import polars
import pytest
from told import ASKED, ASKED_TOO, WIRE, Article, article, news

from sayso.errors import QueryError, SaysoError, StoreError
from sayso.linking import linking
from sayso.records import Time, json_line
from sayso.store import Record
from sayso.store import sqlite as store
from sayso.store.relations import KINDS


@pytest.fixture(scope="session")
def linked_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("linked") / "news.db"
    with Record(path, linking=linking) as record:
        record.add(news())
        assert record.link() == 8
    return path


@pytest.fixture
def path(tmp_path, linked_file):
    path = tmp_path / "news.db"
    path.write_bytes(linked_file.read_bytes())
    return path


@pytest.fixture
def linked(path):
    with Record(path, linking=linking) as record:
        yield record


@pytest.fixture
def record(tmp_path):
    with Record(tmp_path / "record.db", linking=linking) as record:
        yield record


TABLES = (
    "linked",
    "link_keys",
    "reprints",
    "propositions",
    "claims",
    "asserted",
    "contradictions",
    "replies",
    "quotations",
    "quoted",
)


def rows(record):
    return {table: sorted(record._db.execute(f"SELECT * FROM {table}").fetchall(), key=repr) for table in TABLES}


def added(record, *documents):
    record.add(documents)
    record.link()
    return record


def sources(record, document, at=0):
    return [s.name for s in record.claim(document.statements[at].id).independent]


# -- as a whole


def test_linking_again_changes_nothing(linked):
    before = rows(linked)
    assert all(before.values())
    assert linked.link() == 0
    assert list(linked.linking()) == []
    assert rows(linked) == before


def test_each_document_is_told_once_it_is_done(record):
    record.add(news()[:3])
    assert list(record.linking()) == [(1, 3), (2, 3), (3, 3)]
    assert record.status()["linked"] == 3


def test_in_two_sittings_as_at_once(linked, tmp_path):
    documents = news()
    for cut in (1, 4, 7):
        with Record(tmp_path / f"{cut}.db", linking=linking) as record:
            added(record, *documents[:cut])
            added(record, *documents[cut:])
            assert list(record.links()) == list(linked.links())
            assert [asdict(c) for c in record.claims()] == [asdict(c) for c in linked.claims()]


def test_the_oldest_is_linked_first_in_whatever_order_documents_come(linked, tmp_path):
    documents = news()
    random.Random(3).shuffle(documents)  # noqa: S311
    with Record(tmp_path / "r.db", linking=linking) as record:
        added(record, *documents)
        assert sorted(map(repr, record.links())) == sorted(map(repr, linked.links()))


def test_stopped_between_two_documents_it_goes_on_from_there(linked, tmp_path):
    with Record(tmp_path / "r.db", linking=linking) as record:
        record.add(news())
        steps = record.linking()
        assert [next(steps) for _ in range(3)][-1] == (3, 8)
        steps.close()
        assert record.status()["linked"] == 3
    with Record(tmp_path / "r.db", linking=linking) as record:
        assert list(record.linking())[:1] == [(1, 5)]
        assert rows(record) == rows(linked)


def test_stopped_within_a_document_nothing_of_it_is_kept(record, monkeypatch):
    record.add(news()[:2])
    monkeypatch.setattr("sayso.linking._claims", lambda *args: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        record.link()
    assert not any(rows(record).values())
    monkeypatch.undo()
    assert record.link() == 2


def test_two_that_link_one_record_do_not_write_the_same_twice(record):
    record.add(news()[:3])
    with Record(record.path, linking=linking) as other:
        steps = record.linking()
        next(steps)
        with pytest.raises(StoreError, match="another process is linking this record"):
            for _ in zip(steps, other.linking(), strict=False):
                pass
    assert record.status()["linked"] in (2, 3)
    record.link()
    assert record.status()["linked"] == 3


def test_a_record_opened_without_what_links_says_so(tmp_path):
    with Record(tmp_path / "r.db") as record, pytest.raises(SaysoError, match="without what links"):
        record.link()


def test_an_empty_record_links_nothing(record):
    assert record.link() == 0
    assert (list(record.claims()), list(record.links())) == ([], [])


def test_a_record_of_the_fifth_schema_is_taken_along(tmp_path, linked, monkeypatch):
    path = tmp_path / "old.db"
    fifth = store._migrations()[:5]
    with monkeypatch.context() as patch:
        patch.setattr(store, "_migrations", lambda: fifth)
        with Record(path) as old:
            old.add(news())
            assert old._db.execute("PRAGMA user_version").fetchone() == (5,)
    with Record(path, linking=linking) as record:
        assert record.status()["schema"] == len(store._migrations())
        assert record.status()["linked"] == 0
        assert record.link() == 8
        assert rows(record) == rows(linked)
        assert all(not check.wrong for check in record.verify())


# -- verification


def test_a_linked_record_is_sound(linked):
    assert all(not check.wrong for check in linked.verify())


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("UPDATE asserted SET proposition = 999", "asserted 1: what it belongs to in propositions is missing"),
        ("UPDATE propositions SET claim = 999 WHERE number = 1", "propositions 1: what it belongs to in propositions is missing"),
        ("UPDATE quoted SET quotation = 999", "what it belongs to in quotations is missing"),
        ("UPDATE linked SET words = 999 WHERE document = 2", "linked 2: what it belongs to in documents is missing"),
        ("INSERT INTO reprints VALUES (1, 999, 0.5, 0.5, 0, '[]')", "what it belongs to in documents is missing"),
        ("DELETE FROM claims WHERE number = 1", "what it belongs to in claims is missing"),
        ("DELETE FROM statements WHERE number = 1", "what it belongs to in statements is missing"),
    ],
)
def test_a_link_to_what_is_not_there_is_found(path, sql, wanted):
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(sql)
    with Record(path) as record:
        wrong = [line for check in record.verify() for line in check.wrong]
    assert any(wanted in line for line in wrong), wrong


# -- links


def test_links_of_every_kind(linked):
    documents = news()
    ids = [[s.id for s in d.statements] for d in documents]
    found = {kind: [(link.a, link.b) for link in linked.links(kind)] for kind in KINDS}
    assert found == {
        "reprint": [(documents[1].id, documents[0].id)],
        "same_quote": [(ids[4][0], ids[3][0])],
        "same_claim": [(ids[1][0], ids[0][0]), (ids[4][0], ids[3][0])],
        "denies": [(ids[2][0], ids[0][0]), (ids[5][1], ids[5][0])],
        "supports": [(ids[5][2], ids[5][0])],
        "revises": [(ids[7][0], ids[6][0])],
    }
    everything = linked.links()
    assert sorted((link.kind, link.a, link.b) for link in everything) == sorted(
        (kind, *pair) for kind, pairs in found.items() for pair in pairs
    )
    assert all(0 <= link.score <= 1 and link.reason for link in everything)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("reprint", "a copy of it"),
        ("same_quote", "the same quotation in other words"),
        ("supports", "answers it in the same article: confirmed the accusation"),
        ("revises", "seems to hold the contrary"),
    ],
)
def test_each_link_says_why(linked, kind, words):
    assert words in linked.links(kind)[0].reason


@pytest.mark.parametrize("kind", ["reprints", "", "DENIES", "x' OR 1"])
def test_a_kind_that_there_is_none_of_is_refused(linked, kind):
    with pytest.raises(QueryError, match="kind: wanted one of reprint, same_quote"):
        linked.links(kind)


def test_links_claims_and_positions_make_tables(linked):
    for found in (linked.links(), linked.claims(), linked.positions("Benet Orsolo")):
        assert len(found) > 0
        assert isinstance(found.to_pandas(), pandas.DataFrame)
        assert isinstance(found.to_polars(), polars.DataFrame)
        assert len(found.to_pandas()) == len(found.to_polars()) == len(found)
    assert list(linked.links("reprint").to_pandas().columns) == ["kind", "a", "b", "score", "reason"]


# -- claims


def test_claims_of_several_texts_or_denied_copies_of_one_text_counted_once(linked):
    documents = news()
    found = linked.claims()
    told_in_two = documents[3].statements[0].id  # the others stand in two copies of one text, or in one article
    assert [claim.id for claim in found[:2]] == [told_in_two, documents[0].statements[0].id]
    assert all(claim.contested for claim in found[1:])
    asked = found[1]
    assert (asked.statements, asked.sources, asked.outlets) == (2, 2, ["Halyard", "Lamplighter"])
    assert (asked.first, asked.last, asked.about) == ("2026-04-01", "2026-04-02", "Karvelia")
    assert (asked.denials, asked.contested) == (1, True)
    assert asked.speakers == ["Benet Orsolo", "Marta Drozen"]
    assert found[0].denials == 0


def test_claims_are_asked_for_by_words_speaker_whom_they_are_about_and_day(linked):
    documents = news()
    key = documents[0].statements[0].id

    def ids(*words, **asked):
        return [claim.id for claim in linked.claims(*words, **asked)]

    assert key in ids("second key")
    assert ids("giraffe") == []
    assert key in ids(speaker="Marta Drozen")  # any statement of the claim counts
    assert key not in ids(speaker="Radka Šebelin")
    assert ids(about="Karvelia") == [key]
    assert set(ids(first_seen="2026-04-07")) == {documents[6].statements[0].id, documents[7].statements[0].id}
    assert ids(first_seen="2027") == []
    assert len(ids(limit=1)) == 1
    assert set(ids(contested=True)) < set(ids())
    assert all(claim.contested and claim.denials for claim in linked.claims(contested=True))


@pytest.mark.parametrize("asked", [{"first_seen": "spring"}, {"words": "?!"}, {"speaker": " "}, {"about": ""}])
def test_what_cannot_be_meant_of_claims_is_refused(linked, asked):
    with pytest.raises(QueryError):
        linked.claims(**asked)


def test_a_claim_by_the_start_of_the_id_of_any_statement_that_makes_it(linked):
    first, second = (d.statements[0].id for d in news()[:2])
    whole = linked.claim(first)
    assert linked.claim(second[:8]) == whole
    assert [row.id for row in whole.statements] == [first, second]
    (denial,) = whole.denials
    assert denial.row.speaker == "Radka Šebelin"
    assert 0 < denial.score <= 1
    assert whole.counted == "2 statements in 2 articles, 2 speakers with a name"
    for id in ("", "zz", "x' OR '1'='1", "\ud800"):
        with pytest.raises(QueryError, match="no statement has the id"):
            linked.claim(id)


def test_an_id_that_several_share_and_a_statement_that_is_not_linked_are_told(linked):
    letters = {d.statements[0].id[0] for d in news()}
    shared = next(c for c in "0123456789abcdef" if sum(s.id[0] == c for d in news() for s in d.statements) > 1 and c in letters)
    with pytest.raises(QueryError, match="more than one statement"):
        linked.claim(shared)
    late = article(9, "Halyard", ("Benet Orsolo", "said", "that the eels had come back to the mill"))
    linked.add([late])
    with pytest.raises(QueryError, match="makes no claim that is linked"):
        linked.claim(late.statements[0].id)


def test_a_changed_wording_is_told_with_both_words(linked):
    claim = linked.claim(news()[4].statements[0].id)
    (wording,) = claim.wordings
    assert wording.altered
    assert ["changed", "shut", "open"] in wording.differences
    assert (wording.outlet, wording.published) == ("Courier", "2026-04-05")


def test_what_the_cue_alone_denies_is_told_as_not_so(linked):
    denied = linked.claim(news()[7].statements[0].id).row
    assert denied.denied
    assert not linked.claim(news()[6].statements[0].id).row.denied


def test_an_answer_denies_without_a_score_and_quotes_itself(linked):
    (denial,) = linked.claim(news()[5].statements[0].id).denials
    assert denial.score is None
    assert denial.reason == "answers it in the same article: “denied the allegation”"


def test_an_accusation_and_its_denial_are_never_one_claim(record):
    deny = {"act": "deny", "denies": True}
    pairs = [
        ("that Karvelia had overfilled the lake", "that Karvelia had overfilled the lake", deny),
        ("that Karvelia had overfilled the lake", "that Karvelia had not overfilled the lake", {}),
        ("that Karvelia’s report of the eels was true", "that Karvelia’s report of the eels was false", {}),
        ("that the count of the boats was well founded", "that the count of the boats was unfounded", {}),
    ]
    documents = []
    for n, (accusation, denial, known) in enumerate(pairs):
        documents.append(article(1 + n, "Halyard", ("Marta Drozen", "said", accusation)))
        documents.append(article(1 + n, "Courier", ("Radka Šebelin", "said", denial, known)))
    added(record, *documents)
    for accusation, denial in zip(documents[::2], documents[1::2], strict=True):
        ids = {row.id for row in record.claim(accusation.statements[0].id).statements}
        assert denial.statements[0].id not in ids
    assert record.claim(documents[0].statements[0].id).row.contested


# -- how many independent sources


def test_a_speaker_in_many_papers_is_one_source(record):
    reports = [article(n, f"Paper {n}", ("Benet Orsolo", "said", ASKED), before=f"Rain {n}.") for n in range(1, 6)]
    added(record, *reports)
    assert sources(record, reports[0]) == ["Benet Orsolo"]
    (source,) = record.claim(reports[0].statements[0].id).independent
    assert source.outlets == [f"Paper {n}" for n in range(1, 6)]
    assert source.statements == [d.statements[0].id for d in reports]


def test_a_copy_under_another_headline_counts_once(record):
    told = ("Officials", "said", ASKED)
    reports = [article(n, f"Paper {n}", told, before=f"Headline number {n}\n\n{WIRE}") for n in range(1, 5)]
    own = article(6, "Courier", told, before="Snow fell on Zdrana, and the trams stood still until noon.")
    added(record, *reports, own)
    claim = record.claim(own.statements[0].id)
    assert claim.row.statements == 5
    assert claim.row.sources == 2
    assert [s.outlets for s in claim.independent] == [[f"Paper {n}" for n in range(1, 5)], ["Courier"]]
    assert set(claim.reprints) == {d.statements[0].id for d in reports[1:]}
    assert (
        claim.counted
        == "5 statements in 5 articles, 3 of them reprinted, 0 speakers with a name, 2 without, a text of its own counted once"
    )


def test_three_hundred_copies_are_one_source_and_link_in_a_few_seconds(record):
    told = ("Officials", "said", ASKED)
    copies = [
        article(1 + n % 28, f"Paper {n}", told, before=f"{n} boats are lost, says edition {n}\n\n{WIRE}") for n in range(300)
    ]
    record.add(copies)
    start = time.monotonic()
    assert record.link() == 300
    assert time.monotonic() - start < 15
    claim = record.claim(copies[0].statements[0].id)
    assert (claim.row.statements, claim.row.sources, len(claim.row.outlets)) == (300, 1, 300)


def test_a_passage_that_is_reprinted_within_another_story_counts_once_whichever_was_said_first(record):
    """The reprint alone tells the day on which it was said, so that it is the first in time."""

    def story(day, outlet, own):
        written = Article(published=day, outlet=outlet).prose(own.format(0)).prose(WIRE).says("Officials", "said", ASKED)
        return written.prose(" ".join(own.format(n) for n in range(1, 40))).made()

    first = story("2026-04-08", "Halyard", "Sack {0} at the mill held barley from field {0}.")
    second = story("2026-04-09", "Courier", "Barrel {0} of eels went by cart to inn {0}.")
    (s,) = second.statements
    dated = replace(second, statements=(replace(s, said_on=Time("2026-04-07", "2026-04-07", "day", ())),))
    added(record, first, dated)
    (reprint,) = record.links("reprint")
    assert reprint.reason.startswith("a part of it")
    claim = record.claim(s.id)
    assert claim.row.statements == 2
    assert claim.reprints == {s.id: first.statements[0].id}
    assert claim.row.sources == 1


def test_who_only_says_that_another_said_it_is_no_source(record):
    outer = f"said Benet Orsolo had told him {ASKED}"
    content = outer.removeprefix("said ")
    nested = Article(published="2026-04-02", outlet="Halyard").says("Marta Drozen", "said", content)
    nested = nested.says("Benet Orsolo", "had told", ASKED, within=0).made()
    alone = article(3, "Courier", ("Radka Šebelin", "said", ASKED_TOO))
    added(record, nested, alone)
    assert nested.statements[1].parent == nested.statements[0].id
    assert sources(record, nested, 1) == ["Benet Orsolo", "Radka Šebelin"]


def test_merging_two_entities_makes_their_statements_one_source(record):
    reports = [
        article(1, "Halyard", ("Marta Drozen", "said", ASKED)),
        article(2, "Courier", ("Marta K. Drozen", "said", ASKED)),
    ]
    added(record, *reports)
    assert sources(record, reports[0]) == ["Marta Drozen", "Marta K. Drozen"]
    record.merge("marta-k-drozen", "marta-drozen")
    assert sources(record, reports[0]) == ["Marta Drozen"]
    record.undo()
    assert len(sources(record, reports[0])) == 2


def test_what_a_claim_rests_on_is_told(record):
    told = ("Benet Orsolo", "said", ASKED, {"evidence": "document"})
    report = article(1, "Halyard", told)
    added(record, report, article(2, "Courier", ("Marta Drozen", "said", ASKED)))
    assert [s.evidence for s in record.claim(report.statements[0].id).independent] == [["document"], []]


# -- positions


def test_positions_in_order_of_time_and_where_they_turn(linked):
    found = linked.positions("Radka Šebelin")
    assert [p.day for p in found] == [f"2026-04-{day:02}" for day in (3, 6, 7, 8)]
    assert [p.turns_from for p in found] == [None, None, None, found[2].id]
    assert "seems to hold the contrary" in found[3].reason
    assert found[2].claim == found[2].id != found[3].claim
    assert found[1].claim is None  # "the allegation" says too little
    assert [p.day for p in linked.positions("Radka Šebelin", words="overfilled")] == ["2026-04-07", "2026-04-08"]
    assert [p.outlet for p in linked.positions("Benet Orsolo", about="Karvelia")] == ["Halyard"]
    assert list(linked.positions("Nobody Known")) == []
    with pytest.raises(QueryError):
        linked.positions(" ")


def test_another_speakers_contrary_is_no_turn(linked):
    assert all(p.turns_from is None for p in linked.positions("Benet Orsolo"))


# -- what comes from outside


HOSTILE = [
    "that \ud800 the second key \udfff to the dam was asked for",
    "that the second \x00 key to the dam\x00 was asked for",
    "'; DROP TABLE claims; -- the second key to the dam was asked for",
    "<script>alert('the second key')</script> to the dam was asked for",
    "that \u202ethe second key\u202c to the dam " + "\u0300" * 500 + " was asked for",
    "“" * 300 + "the second key to the dam was asked for" + "”" * 300,
    "[" * 200 + "the second key to the dam" + " … " * 500 + "was asked for",
]


@pytest.mark.parametrize("content", HOSTILE)
def test_hostile_words_are_linked_as_any_others(record, content):
    document = article(1, "A\x00\ud800", ("Benet Orsolo", "said", content), before=WIRE)
    again = article(2, "Courier", ("Marta Drozen", "said", content))
    added(record, document, again)
    claim = record.claim(document.statements[0].id)
    assert [row.content for row in claim.statements] == [content, content]
    assert claim.row.sources == 2
    assert json_line(asdict(claim)).encode()
    assert all(not check.wrong for check in record.verify())
    assert record.link() == 0


def test_an_endless_content_is_linked_in_a_moment(record):
    words = [f"word{n % 977}" for n in range(16_000)]
    contents = ["that the key of the dam " + " ".join(words), "“" + "a b " * 25_000 + "”", "no " * 33_000, "x" * 100_000]
    told = [("Benet Orsolo", "said", content) for content in contents * 2]
    record.add(article(n + 1, "Halyard", one, before=f"Edition {n}.") for n, one in enumerate(told))
    start = time.monotonic()
    assert record.link() == 8
    assert time.monotonic() - start < 15


def test_the_same_words_in_another_paper_are_among_the_outlets_of_a_claim(record):
    first = news()[0]
    record.add(news())
    assert record.add([replace(first, url="https://ferry.example/1", outlet="Ferry News", statements=())]).known == 1
    record.link()
    ids = {s.id for s in first.statements}
    claims = [record.claim(row.id) for row in record.claims()]
    own = [claim for claim in claims if ids & {row.id for row in claim.statements}]
    assert own
    assert all("Ferry News" in claim.row.outlets for claim in own)
