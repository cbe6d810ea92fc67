"""Rows with named fields, and lines of JSON of any length."""

import io
import json

import pytest

from sayso.errors import ReadError
from sayso.records import Document, Failure
from sayso.sources.rows import LINE_LIMIT, capped, json_lines, row_document


def test_a_row_gives_what_is_known_and_keeps_its_letters():
    row = {"text": "“He\u00a0said no\u00ad.” e\u0301", "id": 7, "outlet": "Halyard", "published": "2026-03", "other": [1]}
    found = row_document(row, "a:1", b"bytes", "text/csv")
    assert (found.text, found.source_id, found.outlet, found.published) == (row["text"], "7", "Halyard", "2026-03")
    assert (found.date_source, found.media_type) == ("given", "text/csv")
    assert row_document({"text": "He said."}, "a:1", b"", "text/csv").date_source is None


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        ([1], "wanted a JSON object; got a list"),
        ({}, "wanted a field 'text' that is a string; got none"),
        ({"text": 3}, "got a number"),
        ({"text": " "}, "empty article"),
        ({"text": "x", "published": "soon"}, "published: wanted a date as"),
        ({"text": "x", "outlet": {}}, "wanted 'outlet' to be a string; got an object"),
        ({"text": "x", "id": [1]}, "wanted an 'id'"),
    ],
)
def test_a_row_that_cannot_be_says_why(row, wanted):
    with pytest.raises(ReadError) as caught:
        row_document(row, "a:1", b"", "text/csv")
    assert wanted in caught.value.reason and caught.value.where == "a:1"


def test_a_bad_line_costs_itself_alone():
    found = list(json_lines(io.BytesIO(b'{"text": "One said."}\nnot json\n\n{"text": "Two said."}'), "a.jsonl"))
    assert [type(item) for item in found] == [Document, Failure, Document]
    assert found[1].where == "a.jsonl:2"
    assert [type(i) for i in json_lines([b'{"text": "One."}\n', b"{"], "-")] == [Document, Failure]


def test_a_giant_line_costs_itself_alone_and_little_memory():
    class Giant(io.RawIOBase):
        """40 MB of one line, then a sound one; never more than asked for."""

        left = 40_000_000
        rest = io.BytesIO(b"\n" + json.dumps({"text": "She said."}).encode() + b"\n")
        most = 0

        def readline(self, size=-1):
            if self.left:
                n = min(size, self.left)
                self.left -= n
                self.most = max(self.most, n)
                return b"x" * n
            return self.rest.readline(size)

    stream = Giant()
    found = list(json_lines(stream, "a.jsonl"))
    assert isinstance(found[0], Failure) and "over 16 MB" in found[0].reason
    assert (found[1].text, stream.most) == ("She said.", LINE_LIMIT + 1)


def test_a_line_of_just_the_limit_is_whole():
    assert list(capped(io.BytesIO(b"abcd\nxy\n"), 5)) == [b"abcd\n", b"xy\n"]
    assert list(capped(io.BytesIO(b"abcdef\nxy"), 4)) == [b"abcde", b"xy"]


def test_no_line_at_all_is_said():
    with pytest.raises(ReadError, match="no line of JSON"):
        list(json_lines([b"\n"], "a.jsonl"))
