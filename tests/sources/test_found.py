"""What a fuzzer found in the readers (benchmarks/fuzz.py), each in as few bytes as show it."""

import io
import zipfile

import pytest

from sayso.errors import ReadError
from sayso.records import Failure
from sayso.sources import office, rows, warc
from sayso.sources.dates import machine_date
from sayso.sources.original import Original
from sayso.sources.reader import Reader
from tests import seeds


def row(line):
    return next(rows.json_lines(io.BytesIO(line), "a"))


@pytest.mark.parametrize(
    ("told", "language"), [("en-GB", "en-gb"), ("pt_BR", "pt-br"), ("English", None), ("und", None), (" ", None)]
)
def test_the_language_of_a_row_is_in_small_letters_or_it_is_none(told, language):
    assert row(b'{"text": "Shut.", "language": "%s"}' % told.encode()).language == language


def test_a_field_of_spaces_is_a_field_that_is_not_told():
    found = row(b'{"text": "Shut.", "id": " ", "title": " ", "url": "\\t", "published": " "}')
    assert (found.source_id, found.title, found.url, found.published, found.date_source) == (None,) * 5


def test_a_record_of_a_web_archive_whose_date_is_none_has_no_date():
    data = seeds.warc(b"<p>Shut.</p>").replace(b"WARC-Date: 2026", b"WARC-Date: x026", 1)
    assert [page.retrieved for page in warc.records(io.BytesIO(data), "a")] == [None, "2026-04-04T10:00:00+00:00"]


def test_a_pdf_whose_page_refers_to_another_object_in_its_drawing_is_damaged():
    data = seeds.pdf().replace(b"[(Ti) -120 (de)] TJ", b"2 0 R            TJ")
    with pytest.raises(ReadError, match="a damaged PDF; open it and save it anew"):
        office.pdf(Original(data, "a.pdf"))


def test_a_heading_of_a_word_file_that_is_too_long_for_a_headline_stands_in_the_text_once():
    long = "Shut " * 100
    found = office.word(Original(seeds.word(seeds.word_xml().replace(seeds.TITLE.encode(), long.encode())), "a.docx"))
    assert (found.title, found.text.count("Shut Shut")) == (None, long.count("Shut Shut"))


@pytest.mark.parametrize(
    ("method", "at", "byte", "reason"),
    [
        (zipfile.ZIP_LZMA, 60, 0xFF, "packed in its zip archive in a way that is not read; unpack it first"),
        (zipfile.ZIP_DEFLATED, 26, 200, "damaged in its zip archive; fetch that again"),
    ],
)
def test_a_damaged_member_is_told_in_one_line_however_it_is_packed(tmp_path, method, at, byte, reason):
    path, held = tmp_path / "a.zip", io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        archive.writestr("a.txt", seeds.TEXT)
    data = bytearray(held.getvalue())
    data[at] = byte
    path.write_bytes(data)
    assert list(Reader().read(path)) == [Failure(f"{path}!a.txt", reason, str(path))]


def test_a_member_without_a_name_costs_no_other(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(seeds.zipped([("", b"Shut."), ("b.txt", b"Open.")]))
    assert [item.text for item in Reader().read(path) if not isinstance(item, Failure)][-1] == "Open."


def test_a_cell_that_says_it_covers_a_thousand_million_columns_is_read_once():
    cell = b"<w:tcPr><w:gridSpan w:val='1000000000'/></w:tcPr><w:p><w:r><w:t>Tide</w:t></w:r></w:p>"
    table = b"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>" + cell + b"</w:tc></w:tr></w:tbl>"
    found = office.word(Original(seeds.word(seeds.word_xml().replace(b"<w:sectPr/>", table)), "a.docx"))
    assert found.text.endswith("\n\nTide") and found.text.count("Tide") == 1


@pytest.mark.parametrize("told", ["0000", "0000-03", "Fri Apr 03 ² 00:00", "Fri Apr 03 99999999999999999999 00:00"])
def test_a_year_that_is_none_makes_no_date(told):
    assert machine_date(told) is None


def test_a_library_that_stumbles_over_a_file_costs_that_file_alone(tmp_path, monkeypatch):
    (tmp_path / "a.csv").write_text("text\nShut.\n")
    (tmp_path / "b.txt").write_text("The clerk said no.")
    monkeypatch.setattr("sayso.sources.tables.rows", lambda *args: 1 / 0)
    failed, read = Reader().read(tmp_path)
    assert failed.reason == "could not be read: ZeroDivisionError: division by zero"
    assert read.text == "The clerk said no."
