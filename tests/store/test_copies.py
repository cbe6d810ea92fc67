"""The same words elsewhere are one document with several appearances; addresses are remembered; settled failures go."""

import sqlite3
from dataclasses import replace

import sayso
from sayso.records import Appearance, Document, Failure, Fetched, Unchanged, digest, document_id, from_json, to_json
from sayso.store import Record, Tally
from sayso.store import sqlite as store

WORDS = "“The gate stays shut,” Ida Brom said on Monday.\n\nNobody asked why."


def article(url=None, text=WORDS, **known):
    return Document(document_id(text, url), text, url=url, **known)


FIRST = article("https://halyard.example/1", outlet="Halyard", published="2026-03-02")
SECOND = article("https://lamp.example/gate", outlet="The Lamplighter", published="2026-03-03", date_source="meta")


def test_the_same_words_at_another_address_are_another_appearance_of_one_document(record):
    assert record.add([FIRST, SECOND, SECOND]) == Tally(stored=1, known=2)
    (kept,) = record.documents()
    assert kept.url == FIRST.url
    assert kept.appearances == (Appearance(SECOND.url, "The Lamplighter", None, "2026-03-03", "meta"),)
    assert from_json(to_json(kept)).appearances == kept.appearances
    assert all(not check.wrong for check in record.verify())
    assert record.status()["appearances_elsewhere"] == 1


def test_words_that_stand_in_other_lines_are_the_same_words(record):
    spaced = article("https://lamp.example/2", WORDS.replace("\n\n", "\n").replace("Ida Brom", "Ida  Brom"))
    assert record.add([FIRST, spaced]) == Tally(stored=1, known=1)
    other = article("https://lamp.example/3", WORDS.replace("shut", "open"))
    assert record.add([other]) == Tally(stored=1)


def test_statements_are_found_by_any_outlet_in_which_their_words_appeared(record):
    record.add([FIRST, SECOND])
    assert {row.outlet for row in record.find(outlet="the lamplighter")} == {"Halyard"}
    assert record.count(outlet="Halyard") == record.count(outlet="The Lamplighter") > 0
    assert not record.find(outlet="Sounding")


def test_a_document_is_known_by_every_id_under_which_its_words_were_handed_in(record):
    record.add([replace(FIRST, source_id="a-1"), replace(FIRST, source_id="b-2")])
    assert record.document("b-2").id == record.document("a-1").id == FIRST.id


def test_what_is_copied_from_one_record_to_another_keeps_its_appearances(record, tmp_path):
    record.add([FIRST, SECOND])
    with sayso.open(tmp_path / "other.db") as other:
        other.add(record.documents())
        assert [d.appearances for d in other.documents()] == [d.appearances for d in record.documents()]


def test_two_that_are_read_side_by_side_are_still_one(tmp_path):
    with sayso.open(tmp_path / "r.db", jobs=2) as record:
        assert record.add([FIRST, SECOND]) == Tally(stored=1, known=1)


def test_an_address_is_remembered_with_what_its_server_gave(record):
    asked = "https://halyard.example/1?from=feed"
    assert record.seen(asked) is None
    record.add([replace(FIRST, fetched=Fetched(asked, '"v1"', "Mon, 02 Mar 2026 10:00:00 GMT"))])
    assert record.seen(asked) == Fetched(asked, '"v1"', "Mon, 02 Mar 2026 10:00:00 GMT")
    assert record.seen(FIRST.url) == Fetched(FIRST.url)
    record.add([replace(SECOND, fetched=Fetched(asked, '"v2"'))])
    assert record.seen(asked) == Fetched(asked, '"v2"')
    assert record.seen(SECOND.url) == Fetched(SECOND.url)
    assert record.add([Unchanged(asked)]) == Tally(known=1)


def test_a_record_of_the_third_schema_is_taken_along_and_knows_its_words(tmp_path, monkeypatch):
    third = store._migrations()[:3]
    with monkeypatch.context() as patch:
        patch.setattr(store, "_migrations", lambda: third)
        Record(tmp_path / "old.db").close()
    odd = article(None, "Ida Brom said \ud800 that it held.")
    with sqlite3.connect(tmp_path / "old.db") as db:
        for d in (replace(FIRST, extractor="by hand"), replace(odd, extractor="by hand")):
            told = {name: getattr(d, name) for name in ("id", "url", "outlet", "published", "extractor")}
            told |= {"published_first": d.published, "published_last": d.published, "digest": digest(d), "added": "2026-03-04"}
            db.execute(
                f"INSERT INTO documents ({', '.join(told)}, text) VALUES ({', '.join('?' * len(told))}, CAST(? AS TEXT))",
                [*told.values(), d.text.encode("utf-8", "surrogatepass")],
            )
        db.execute("INSERT INTO failures VALUES ('a.txt', 'empty', '2026-03-04')")
    db.close()
    with Record(tmp_path / "old.db") as record:
        assert record.status()["schema"] == len(store._migrations())
        assert record.add([SECOND, article("https://lamp.example/odd", odd.text)]) == Tally(known=2)
        assert record.failures() == [Failure("a.txt", "empty")]
        assert all(not check.wrong for check in record.verify())


def test_a_failure_goes_when_its_source_is_read_to_the_end_without_it(record):
    a, b = Failure("w.jsonl:1", "not JSON", "/w.jsonl"), Failure("w.jsonl:2", "not JSON", "/w.jsonl")
    other = Failure("x.jsonl:1", "not JSON", "/x.jsonl")
    record.add([a, b, other])
    record.settle(["/w.jsonl"], {"w.jsonl:2"})
    assert record.failures() == [b, other]


def test_a_failure_of_an_address_goes_when_its_document_comes(record):
    asked = "https://halyard.example/1?from=feed"
    record.add([Failure(asked, "the server said 503", asked), Failure(FIRST.url, "timed out", FIRST.url)])
    record.add([replace(FIRST, fetched=Fetched(asked))])
    assert record.failures() == []


def test_a_document_whose_words_were_changed_behind_the_records_back_is_found_out(record):
    record.add([FIRST])
    record._db.execute("UPDATE documents SET words_hash = 'x'")
    assert any(check.wrong for check in record.verify())
