"""Tables of articles: CSV and TSV, of any length, each bad row a failure at its line."""

import io
import time
import tracemalloc

import pytest

from sayso.errors import ReadError
from sayso.records import Document, Failure
from sayso.sources.tables import FIELD_LIMIT, rows


def read(data):
    return list(rows(io.BytesIO(data if isinstance(data, bytes) else data.encode()), "a.csv"))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_row_is_an_article(delimiter, end, mark):
    header = delimiter.join(["ID", "Text", "published", "other"])
    row = delimiter.join(["7", '"“He said; no,”\tshe ""said"".\r\n\r\nx\u00a0y e\u0301\u00ad"', " 2026-03 ", ""])
    (found,) = read(f"{mark}{header}{end}{row}{end}")
    assert found.text == '“He said; no,”\tshe "said".\r\n\r\nx\u00a0y e\u0301\u00ad'
    assert (found.source_id, found.published, found.date_source) == ("7", "2026-03", "given")
    assert found.media_type == ("text/tab-separated-values" if delimiter == "\t" else "text/csv")


def test_some_other_names_of_columns_are_known():
    (found,) = read("headline,author,date,body,publication\nGate,Ida Brom,2026-04-07,She said no.,Halyard\n")
    assert (found.title, found.byline, found.published, found.text, found.outlet) == (
        "Gate", "Ida Brom", "2026-04-07", "She said no.", "Halyard",
    )  # fmt: skip
    (found,) = read("text,body,content\nThe text.,The body.,x\n")
    assert found.text == "The text."


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ("", "an empty table"),
        ("\n\n", "an empty table"),
        ("name,words\nx,y\n", "wanted a column named 'text' in the first row; got name, words"),
        ("text,Text\nx,y\n", "two columns named 'text'"),
        ("text\nx".encode("utf-16"), "UTF-16"),
        (b"text,\xe9\nx,y", "not UTF-8"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(data, wanted):
    with pytest.raises(ReadError) as caught:
        read(data)
    assert wanted in caught.value.reason


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        (b"1", "fewer fields"),
        (b"1,x,y", "more fields"),
        (b"1,caf\xe9", "not UTF-8"),
        (b"1,a\0b", "NUL"),
        (b'1,"x"y', "after a closing quotation mark"),
        (b"1, ", "empty article"),
    ],
)
def test_a_bad_row_costs_itself_alone_and_tells_its_line(row, wanted):
    found = read(b'id,text\n0,"One\nsaid."\n' + row + b"\n2,Two said.\n")
    assert [type(i) for i in found] == [Document, Failure, Document]
    assert found[1].where == "a.csv:4" and wanted in found[1].reason
    assert (found[0].text, found[2].text) == ("One\nsaid.", "Two said.")


def test_blank_lines_are_no_rows():
    assert len(read("\nid,text\n\n1,One said.\n\n\n2,Two said.")) == 2


@pytest.mark.parametrize("rest", [10, FIELD_LIMIT // 8])
def test_a_quotation_mark_that_is_not_closed_costs_its_row_alone(rest):
    found = read('id,text\n1,One said.\n2,"No end\n' + "3,He said again.\n" * rest)
    assert [type(i) for i in found[:2]] == [Document, Failure]
    assert found[1].where == "a.csv:3" and "not closed" in found[1].reason
    assert len(found) == rest + 2 and all(isinstance(i, Document) for i in found[2:])


def test_quotation_marks_made_to_be_slow_end_soon(monkeypatch):
    monkeypatch.setattr("sayso.sources.tables._AGAIN", 3_000_000)
    began = time.monotonic()
    found = read("id,text\n" + 'a",b,"\n' * 250_000)
    assert time.monotonic() - began < 8
    assert "the rest is not read" in found[-1].reason
    read("text\n" + '"' * 3_000_000)
    read("text\n" + ";," * 1_000_000)
    assert time.monotonic() - began < 10


def test_a_long_table_takes_little_memory():
    class Long(io.RawIOBase):
        left = 5_000

        def readline(self, size=-1):
            self.left -= 1
            return b"text,id\n" if self.left == 4_999 else b'"' + b"word " * 400 + b'",1\n' if self.left > 0 else b""

    tracemalloc.start()
    assert sum(isinstance(item, Document) for item in rows(Long(), "a.csv")) == 4_998
    assert tracemalloc.get_traced_memory()[1] < 5_000_000
    tracemalloc.stop()
