"""Keeping and finding."""

import os
import sqlite3
import threading
from dataclasses import replace

import pandas
import pytest
from made import MADE

import sayso
from sayso.errors import QueryError, StoreError
from sayso.records import PARTICULARS, ROLES, Document, Failure, Span, Statement, digest, document_id, statement_id
from sayso.store import Record
from sayso.store import sqlite as store


def document(text, **known):
    return Document(document_id(text, known.get("url")), text, **known)


MARCH = document(
    "“The gate stays shut,” Ida Brom said on Monday.", outlet="Halyard", published="2026-03-02", url="https://halyard.example/1"
)
APRIL = document("The mayor denied that the key was lost.", outlet="The Lamplighter", published="2026-04")
UNDATED = document("The clerk said that the letter was never sent.")


def test_a_document_comes_back_as_it_was_annotated(record):
    record.add([MARCH])
    (kept,) = record.documents()
    assert kept == sayso.pipeline.annotated(MARCH)
    assert kept.statements


def test_adding_twice_changes_nothing(record):
    assert record.add([MARCH, APRIL]) == store.Tally(stored=2)
    before = list(record.documents())
    assert record.add([MARCH, APRIL]) == store.Tally(known=2)
    assert list(record.documents()) == before


def test_a_known_document_is_not_annotated_again(tmp_path):
    asked = []

    def annotate(items):
        for item in items:
            if isinstance(item, sayso.Document):
                asked.append(item.id)
            yield item

    with Record(tmp_path / "r.db", annotate=annotate) as record:
        record.add([MARCH, MARCH])
    assert asked == [MARCH.id]


COLUMNS_IN_SCHEMA_1 = [name for name in PARTICULARS if name != "date_source"]
DIGEST_OF_NESTED_IN_SCHEMA_2 = "3206d9a5029937a8ce5d4becce8fa22408bc1e15617e88ce9b62dd9349a9e036"


def nested_document():
    text = "Aides said the mayor denied it. Rain fell."
    spans = [((0, 5), (6, 10), (11, 30)), ((11, 20), (21, 27), (28, 30))]
    roles = [[(Span(*pair),) for pair in row] for row in spans]
    ids = [statement_id(document_id(text, None), *row) for row in roles]
    outer, inner = (Statement(id, *row, "indirect", 0.9) for id, row in zip(ids, roles, strict=True))
    return document(text, extractor="by hand", statements=(outer, replace(inner, parent=outer.id)))


def test_a_nested_statement_is_kept_and_found_with_what_it_stands_in(record):
    record.add([nested_document()])
    assert list(record.documents()) == [nested_document()]
    outer, inner = record.find()
    assert (outer.parent, outer.within) == (None, None)
    assert (inner.parent, inner.within) == (outer.id, "Aides said")
    assert all(not check.wrong for check in record.verify())


def test_a_record_of_the_first_schema_is_taken_along(tmp_path, monkeypatch):
    path = tmp_path / "old.db"
    flat = nested_document()
    flat = replace(flat, statements=flat.statements[:1])
    first = store._migrations()[:1]
    with monkeypatch.context() as patch:
        patch.setattr(store, "_migrations", lambda: first)
        record = Record(path)
    with record:
        assert record._db.execute("PRAGMA user_version").fetchone() == (1,)
        row = [getattr(flat, column) for column in COLUMNS_IN_SCHEMA_1]
        record._db.execute(
            f"INSERT INTO documents ({', '.join(COLUMNS_IN_SCHEMA_1)}, digest, added) "
            f"VALUES ({', '.join('?' * len(row))}, ?, '2026-01-01')",
            [*row, digest(flat)],
        )
        (s,) = flat.statements
        record._db.execute(
            "INSERT INTO statements (id, document, position, kind, confidence, source, cue, content) "
            "VALUES (?, 1, 0, ?, ?, ?, ?, ?)",
            (s.id, s.kind, s.confidence, *(flat.quote(getattr(s, role)) for role in ROLES)),
        )
        for role in ROLES:
            for span in getattr(s, role):
                record._db.execute("INSERT INTO spans VALUES (1, ?, ?, ?)", (role, span.start, span.end))
    with Record(path) as record:
        assert record.status()["schema"] == len(store._migrations())
        assert list(record.documents()) == [flat]
        assert all(not check.wrong for check in record.verify())
        assert record.add([nested_document(), MARCH]) == store.Tally(stored=1, known=1)


def test_a_record_of_the_second_schema_is_taken_along_with_the_digests_that_it_had(tmp_path, monkeypatch):
    path = tmp_path / "old.db"
    second = store._migrations()[:2]
    with monkeypatch.context() as patch:
        patch.setattr(store, "_migrations", lambda: second)
        Record(path).close()
    nested = nested_document()
    db = sqlite3.connect(path)
    db.execute(
        "INSERT INTO documents (id, text, extractor, digest, added) VALUES (?, ?, ?, ?, '2026-01-01')",
        (nested.id, nested.text, nested.extractor, DIGEST_OF_NESTED_IN_SCHEMA_2),
    )
    for position, s in enumerate(nested.statements):
        db.execute(
            "INSERT INTO statements (id, document, position, kind, confidence, source, cue, content, parent) "
            "VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?)",
            (s.id, position, s.kind, s.confidence, *(nested.quote(getattr(s, role)) for role in ROLES), position or None),
        )
        rows = [(position + 1, role, span.start, span.end) for role in ROLES for span in getattr(s, role)]
        db.executemany("INSERT INTO spans VALUES (?, ?, ?, ?)", rows)
    db.commit()
    db.close()
    with Record(path) as record:
        assert record.status()["schema"] == len(store._migrations())
        assert list(record.documents()) == [nested]
        assert all(not check.wrong for check in record.verify())
        assert record.add([nested, *MADE]) == store.Tally(stored=3, known=1)
        assert [row.cue for row in record.find("deny")] == ["denied", "said", "denied"]
        assert [row.cue for row in record.find("deny", act="deny")] == ["denied"]
    with Record(path) as record:
        assert list(record.documents()) == [nested, *MADE]


def test_a_failure_is_kept_with_its_reason(record):
    tally = record.add([Failure("a.jsonl:3", "not JSON"), MARCH, Failure("a.jsonl:3", "not JSON")])
    assert (tally.stored, tally.known, tally.failed) == (1, 0, 2)
    assert record.failures() == [Failure("a.jsonl:3", "not JSON")]


def test_trouble_with_one_document_is_not_anothers(tmp_path, monkeypatch):
    def annotated(item, **_):
        if item is MARCH:
            raise ZeroDivisionError("what")
        return item

    monkeypatch.setattr(sayso.pipeline, "annotated", annotated)
    with sayso.open(tmp_path / "r.db") as record:
        assert record.add([MARCH, APRIL]) == store.Tally(stored=1, failed=1)
        (failure,) = record.failures()
        assert failure.reason == "could not be annotated: ZeroDivisionError: what"


def test_find_by_words_outlet_date_and_kind(record):
    record.add([MARCH, APRIL, UNDATED])
    everything = record.find()
    assert [row.published for row in everything] == ["2026-04", "2026-03-02", None]
    assert [row.cue for row in record.find("deny")] == ["denied"]
    assert [row.cue for row in record.find('"GATE stays"')] == ["said"]
    assert len(record.find('"stays gate"')) == 0
    assert [row.outlet for row in record.find(outlet="halyard")] == ["Halyard"]
    assert [row.published for row in record.find(since="2026-04-15")] == ["2026-04"]
    assert [row.published for row in record.find(until="2026-03")] == ["2026-03-02"]
    assert [row.source for row in record.find(kind="direct")] == ["Ida Brom"]
    assert len(record.find(min_confidence=1.0)) == 0
    assert len(record.find(limit=1)) == 1
    assert record.count(words="deny") == 1


def test_a_found_statements_words_are_those_at_its_spans(record):
    record.add([MARCH])
    (row,) = record.find()
    assert [MARCH.text[a:b] for a, b in row.content_spans] == [row.content]
    assert [MARCH.text[a:b] for a, b in row.source_spans] == [row.source] == ["Ida Brom"]


def test_found_statements_make_a_table(record):
    record.add([MARCH, APRIL])
    table = record.find().to_pandas()
    assert isinstance(table, pandas.DataFrame)
    assert list(table["cue"]) == ["denied", "said"]


@pytest.mark.parametrize(
    "words", ['"', "AND", "NOT x", "a*", "x OR", "(", "^a", "col:x", "a'b; DROP TABLE documents", '"" ""x', 'a"b']
)
def test_no_search_is_an_operator(record, words):
    record.add([MARCH])
    try:
        record.find(words)
    except QueryError as error:
        assert "no word to look for" in str(error)
    assert len(list(record.documents())) == 1


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"words": " ?! "}, "no word to look for"),
        ({"words": "a\x00b"}, "valid text"),
        ({"since": "last week"}, "since: wanted a date"),
        ({"until": "2026-02-30"}, "until: "),
        ({"since": "2026-03-05", "until": "2026-03-01"}, "is after until"),
        ({"kind": "shouted"}, "wanted one of direct, indirect, mixed"),
        ({"min_confidence": 2}, "wanted 0 to 1"),
    ],
)
def test_what_cannot_be_meant_is_refused(record, asked, wanted):
    with pytest.raises(QueryError, match=wanted):
        record.find(**asked)


def test_documents_and_statements_by_the_start_of_their_id(record):
    given = document("The warden said that it rained.", source_id="wire-7")
    record.add([MARCH, given])
    assert record.document(MARCH.id[:8]).id == MARCH.id
    assert record.document("wire-7").text == given.text
    (row,) = record.find(outlet="Halyard")
    found, statement = record.statement(row.id[:8])
    assert (found.id, statement.id) == (MARCH.id, row.id)
    for id in ("zz", ""):
        with pytest.raises(QueryError, match="no document and no statement has the id"):
            record.document(id)
    with pytest.raises(QueryError, match="is a statement of document"):
        record.document(row.id)
    record.add([document("The warden said that it snowed.", source_id="wire-7")])
    with pytest.raises(QueryError, match="more than one has the id 'wire-7' or one that starts so"):
        record.document("wire-7")


def test_a_row_found_names_the_id_that_was_handed_in(record):
    record.add([document("The warden said that it rained.", source_id="wire-7")])
    assert [row.source_id for row in record.find()] == ["wire-7"]


def test_an_empty_file_is_no_record_and_stays_empty(tmp_path):
    path = tmp_path / "empty.txt"
    path.touch()
    with pytest.raises(StoreError, match="an empty file, not a record"):
        Record(path, must_exist=True)
    assert path.stat().st_size == 0


def test_verifying_waits_for_a_writer_and_is_not_turned_away(tmp_path):
    with Record(tmp_path / "r.db") as writer, Record(tmp_path / "r.db") as reader:
        checks = []
        stop = threading.Event()

        def verify():
            while not stop.is_set():
                checks.append(reader.verify())

        thread = threading.Thread(target=verify)
        reader._db.close()
        reader._db = sqlite3.connect(tmp_path / "r.db", isolation_level=None, check_same_thread=False, timeout=30)
        thread.start()
        for n in range(60):
            writer.add([document(f"Clerk {n} said no.")])
        stop.set()
        thread.join()
        assert checks
        assert all(not check.wrong for found in checks for check in found)


def test_hostile_text_is_kept_to_the_last_code_point(record):
    text = "e\u0301 \x00 \ud800 \u202e 👩‍👩‍👧‍👧 \r\n “No,” the clerk said.\x1b[31m"
    hostile = document(text, outlet="'; DROP TABLE documents; --", title="<script>", url="javascript:alert(1)")
    record.add([hostile])
    (kept,) = record.documents()
    assert (kept.text, kept.outlet, kept.title) == (text, hostile.outlet, hostile.title)
    assert all(not check.wrong for check in record.verify())


def test_two_writers_at_once_lose_nothing(tmp_path):
    with Record(tmp_path / "r.db") as one, Record(tmp_path / "r.db") as two:
        for n in range(20):
            one.add([document(f"One {n}.")])
            two.add([document(f"Two {n}."), document(f"One {n}.")])
        assert len(list(one.documents())) == 40


def test_status_counts(record):
    record.add([MARCH, document("Der Damm hält.", language="de"), Failure("x", "y")])
    status = record.status()
    assert (status["documents"], status["not_annotated"], status["statements"], status["failures"]) == (2, 1, 1, 1)


def test_status_counts_entities_speakers_and_the_anonymous(record):
    record.add(MADE)
    record.merge("benet-a-orsolo", into="benet-orsolo")
    status = record.status()
    assert (status["statements"], status["with_speaker"], status["anonymous"], status["entities"]) == (5, 5, 1, 6)


# -- the file itself


def test_the_file_is_a_strict_logged_database(record, tmp_path):
    record.add([MARCH])
    with sqlite3.connect(tmp_path / "record.db") as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        tables = db.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'").fetchall()
        assert all(strict for name, strict in tables if not name.startswith(("sqlite_", "statement_words")))
    db.close()


def test_a_newer_record_is_refused(tmp_path):
    path = tmp_path / "r.db"
    Record(path).close()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreError, match=r"newer sayso \(schema 99"):
        Record(path)


def test_another_programs_database_is_refused(tmp_path):
    path = tmp_path / "r.db"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE t (x)")
    db.close()
    with pytest.raises(StoreError, match="not a record of sayso"):
        Record(path)


def test_what_is_no_database_is_refused(tmp_path):
    path = tmp_path / "r.db"
    path.write_text("Dear diary, " * 100)
    with pytest.raises(StoreError, match="no SQLite database"):
        Record(path)


def test_a_missing_record_and_a_missing_folder_are_named(tmp_path):
    with pytest.raises(StoreError, match="no such record; make one with: sayso add"):
        Record(tmp_path / "r.db", must_exist=True)
    with pytest.raises(StoreError, match="does not exist; make it first"):
        Record(tmp_path / "none" / "r.db")


def test_a_migration_that_fails_leaves_no_trace(tmp_path, monkeypatch):
    good = store._migrations()
    monkeypatch.setattr(
        store, "_migrations", lambda: [*good, "CREATE TABLE extra (x INTEGER) STRICT;\nCREATE TABLE documents (x);\n"]
    )
    with pytest.raises(StoreError, match="already exists"):
        Record(tmp_path / "r.db")
    monkeypatch.undo()
    with Record(tmp_path / "r.db") as record:
        assert record.status()["schema"] == len(good)
        record.add([MARCH])


@pytest.fixture
def as_nobody():
    """The rest of the test without root's right to write everywhere."""
    if os.geteuid() == 0:
        os.seteuid(65534)
        yield
        os.seteuid(0)
    else:
        yield


def test_a_read_only_record_can_be_read_and_says_why_it_cannot_be_written(tmp_path, request):
    path = tmp_path / "r.db"
    with sayso.open(path) as record:
        record.add([MARCH])
    for p in tmp_path.iterdir():
        p.chmod(0o444)
    tmp_path.chmod(0o555)
    for folder in tmp_path.parents[:3]:
        folder.chmod(folder.stat().st_mode | 0o055)
    request.getfixturevalue("as_nobody")
    with Record(path) as record:
        assert len(record.find()) == 1
        assert all(not check.wrong for check in record.verify())
        with pytest.raises(StoreError, match="read-only"):
            record.add([APRIL])
    with pytest.raises(StoreError, match="cannot be opened; check that its folder can be written"):
        Record(tmp_path / "new.db")


def test_a_full_disk_is_said_and_what_was_acknowledged_stays(tmp_path):
    with Record(tmp_path / "r.db") as record:
        record.add([document("One said.")])
        pages = record._db.execute("PRAGMA page_count").fetchone()[0]
        record._db.execute(f"PRAGMA max_page_count = {pages + 2}")
        acknowledged = ["One said."]
        with pytest.raises(StoreError, match="disk is full; free some space"):
            for n in range(50):
                text = f"{n} said {'so ' * 2000}"
                record.add([document(text)])
                acknowledged.append(text)
        assert [d.text for d in record.documents()] == acknowledged
        assert all(not check.wrong for check in record.verify())
        record._db.execute("PRAGMA max_page_count = 1000000")
        record.add([document("After said.")])
