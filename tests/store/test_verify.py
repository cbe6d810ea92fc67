"""Verification finds what was tampered with, whatever it is."""

import sqlite3

import pytest
from made import MADE

import sayso
from sayso.records import Document, document_id

TEXT = "“The gate stays shut,” Ida Brom said on Monday. The mayor denied that he had asked for the key."


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "r.db"
    with sayso.open(path) as record:
        record.add([Document(document_id(TEXT, None), TEXT)])
    return path


def wrongs(path):
    with sayso.open(path) as record:
        return [line for check in record.verify() for line in check.wrong]


def test_a_sound_record_is_clean_and_says_what_was_checked(path):
    with sayso.open(path) as record:
        record.add(MADE)
        record.link()
        checks = record.verify()
    assert {check.what for check in checks} >= {
        "pages of the file",
        "foreign keys",
        "hashes of documents",
        "spans of 8 statements, of mentions and times",
        "entities against the user's merges and splits",
        "names by which entities are found",
        "entities against what is kept of them for listings",
        "reprints and claims",
    }
    assert all(check.count > 0 and not check.wrong for check in checks)


@pytest.mark.parametrize(
    ("sql", "wanted"),
    [
        ("UPDATE documents SET text = replace(text, 'gate', 'door')", "its text or address is not the one that was stored"),
        ("UPDATE documents SET url = 'https://x.example'", "its text or address"),
        ('UPDATE spans SET "end" = "end" + 1 WHERE role = \'content\'', "the words of its content are not those of the text"),
        ("UPDATE spans SET start = start + 1 WHERE role = 'cue'", "the words of its cue"),
        ("UPDATE spans SET \"end\" = 99999 WHERE role = 'content'", "a span must satisfy"),
        ("DELETE FROM spans WHERE role = 'content'", "at least one piece of content"),
        ("UPDATE statements SET source = 'Someone Else'", "the words of its source"),
        ("UPDATE statements SET id = 'x' || id", "its id is not that of its spans"),
        ("UPDATE documents SET outlet = 'Fake'", "its statements, date or other particulars"),
        ("UPDATE documents SET published = '2020'", "its statements, date or other particulars"),
        ("UPDATE documents SET published_first = '1999-01-01'", "its statements, date or other particulars"),
        ("DELETE FROM documents", "what it belongs to in documents is missing"),
        (
            "DELETE FROM statements WHERE position = 1; ",
            "its statements, date or other particulars are not those that were stored",
        ),
        ("UPDATE statements SET kind = 'mixed'", "its statements, date or other particulars are not those that were stored"),
        ("UPDATE statements SET confidence = 0.001", "its statements, date or other particulars are not those that were stored"),
        (
            "UPDATE statements SET position = 9 - position WHERE position = 0",
            "its statements, date or other particulars are not those that were stored",
        ),
        ("UPDATE statements SET position = 9 - position", "a statement before this one"),
        (
            "UPDATE statements SET parent = NULL",
            "its statements, date or other particulars are not those that were stored",
        ),
    ],
)
def test_tampering_is_found(path, sql, wanted):
    db = sqlite3.connect(path)
    db.execute("PRAGMA foreign_keys = " + ("ON" if sql.endswith("; ") else "OFF"))
    db.execute(sql)
    db.commit()
    db.close()
    assert any(wanted in line for line in wrongs(path)), wrongs(path)


def test_a_search_index_that_lost_a_statement_is_found(path):
    db = sqlite3.connect(path)
    db.execute("INSERT INTO statement_words (statement_words) VALUES ('delete-all')")
    db.commit()
    db.close()
    assert "the search index does not fit the statements" in wrongs(path)


def test_verifying_does_not_change_the_record(path):
    def dump():
        db = sqlite3.connect(path)
        rows = list(db.iterdump())
        db.close()
        return rows

    before = dump()
    wrongs(path)
    assert dump() == before
