"""A statement is cited with what proves its words, and only web addresses are followed."""

import hashlib

import pytest
from made import DENIAL, WARNING, Hand

from sayso.records import Document
from sayso.store import Record
from sayso.web.cite import archived, footnote, text_hash, web_address


@pytest.mark.parametrize(
    "url", ["https://halyard.example/8", "http://halyard.example", "https://halyard.example/a?b=c#d", "https://hálýard.example/é"]
)
def test_web_addresses_are_followed(url):
    assert web_address(url) == url


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x",
     "//halyard.example", "/etc/passwd", "file:///etc/passwd", "https://", "https://[", "https://halyard.example/\u202e",
     "https://halyard.example/\x00", " https://halyard.example", "vbscript:x", "", None],
)  # fmt: skip
def test_no_other_address_is_followed(url):
    assert web_address(url) is None


def test_the_archive_is_asked_for_the_day_of_publication():
    assert archived(DENIAL) == "https://web.archive.org/web/20260408/https://halyard.example/8"
    undated = Document("d", "x", url='https://halyard.example/a b"<é>')
    assert archived(undated) == "https://web.archive.org/web/2/https://halyard.example/a%20b%22%3C%C3%A9%3E"
    assert archived(Document("d", "x", url="javascript:alert(1)")) is None


def test_the_hash_of_a_text_is_that_of_its_utf_8():
    assert text_hash(DENIAL) == hashlib.sha256(DENIAL.text.encode()).hexdigest()
    text_hash(Document("d", "\ud800"))


def test_a_footnote_tells_who_said_it_on_whose_word_and_where(record):
    record.add([WARNING])
    row = record.find(act="warn")[0]
    assert footnote(row, WARNING, "http://localhost/statement/x") == (
        "Benet A. Orsolo: [in the article’s words] that the lake would rise (as told by: Officials said) — The Lamplighter, "
        f"2026-04-09, https://lamp.example/9. Statement {row.id}, text SHA-256 {text_hash(WARNING)}, http://localhost/statement/x"
    )


def test_a_long_quotation_is_cut_between_words(tmp_path):
    hand = Hand("Brom said " + "rain fell " * 60 + ".")
    said = hand.statement("Brom", "said", ("rain fell " * 60).strip(), kind="direct")
    document = hand.document(said, entities=[])
    with Record(tmp_path / "long.db") as record:
        record.add([document])
        told = footnote(record.find()[0], document, "link")
    assert told.startswith("Brom: rain fell")
    assert " … — an article" in told
    assert len(told) < 500
