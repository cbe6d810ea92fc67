"""Reading plain text and JSON lines; what cannot be read is said and nothing else is lost."""

import io
import json
import sys

import pytest

from sayso.records import Document, Failure
from sayso.sources import read


def one(path):
    (item,) = read(path)
    return item


def reason(path):
    item = one(path)
    assert isinstance(item, Failure), item
    return f"{item.where}: {item.reason}"


def write(folder, name, data):
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_a_text_file_is_one_article_with_its_headline(tmp_path):
    path = write(tmp_path, "a.txt", "Gate Shut\r\n\r\nThe gate is shut.\r\n")
    item = one(path)
    assert item.text == "Gate Shut\r\n\r\nThe gate is shut.\r\n"
    assert item.title == "Gate Shut"
    assert item.media_type == "text/plain"


def test_a_byte_order_mark_is_not_text(tmp_path):
    assert one(write(tmp_path, "a.txt", b"\xef\xbb\xbfHello there.")).text == "Hello there."


def test_an_article_without_a_headline_has_no_title(tmp_path):
    assert one(write(tmp_path, "a.txt", "One paragraph alone.")).title is None
    assert one(write(tmp_path, "b.txt", "long " * 50 + "\n\nmore")).title is None


def test_json_lines_give_what_is_known(tmp_path):
    row = {"text": "He said no.", "id": 7, "url": "https://x.example/1", "outlet": "X", "published": "2026-03", "other": [1]}
    item = one(write(tmp_path, "a.jsonl", json.dumps(row)))
    assert (item.text, item.source_id, item.outlet, item.published) == ("He said no.", "7", "X", "2026-03")


def test_a_folder_is_read_in_order_at_any_depth(tmp_path):
    (tmp_path / "in").mkdir()
    write(tmp_path, "b.txt", "B said.")
    write(tmp_path / "in", "a.jsonl", '{"text": "A said."}\n\n{"text": "C said."}\n')
    write(tmp_path, "notes.pdf", b"%PDF")
    assert [d.text for d in read(tmp_path)] == ["B said.", "A said.", "C said."]


def test_standard_input_is_text_or_json_lines(monkeypatch):
    class Stream:
        def __init__(self, data):
            self.buffer = io.BufferedReader(io.BytesIO(data))

    monkeypatch.setattr(sys, "stdin", Stream(b"A clerk said no."))
    assert one("-").text == "A clerk said no."
    monkeypatch.setattr(sys, "stdin", Stream(b'\n{"text": "He said."}\n{"text": "She said."}'))
    assert [d.text for d in read("-")] == ["He said.", "She said."]


@pytest.mark.parametrize(
    ("name", "data", "wanted"),
    [
        ("a.txt", b"", "empty article"),
        ("a.txt", b" \n\t ", "empty article"),
        ("a.txt", b"caf\xe9 said", "not UTF-8 at byte 3 (0xe9); convert it"),
        ("a.txt", b"\xef\xbb\xbfcaf\xe9", "(0xe9)"),
        ("a.txt", "text".encode("utf-16"), "UTF-16"),
        ("a.txt", b"%PDF-1.7", "a PDF file"),
        ("a.txt", b"\x1f\x8b\x08", "a gzip archive"),
        ("a.txt", bytes(range(32)) * 10, "binary"),
        ("a.html", b"<p>He said no.", "markup is not read yet"),
        ("a.json", b"{}", "in a file named .jsonl"),
        ("a.jsonl", b"", "no line of JSON"),
        ("a.jsonl", b"{", "a.jsonl:1: not JSON at column 2"),
        ("a.jsonl", b"[1]", "a.jsonl:1: wanted a JSON object; got a list"),
        ("a.jsonl", b"{}", "a.jsonl:1: wanted a field 'text' that is a string; got none"),
        ("a.jsonl", b'{"text": 3}', "got a number"),
        ("a.jsonl", b'{"text": " "}', "empty article"),
        ("a.jsonl", b'{"text": "x", "published": "soon"}', "published: wanted a date as"),
        ("a.jsonl", b'{"text": "x", "outlet": {}}', "wanted 'outlet' to be a string; got an object"),
        ("a.jsonl", b'{"text": "x", "id": [1]}', "wanted an 'id'"),
        ("a.jsonl", b'{"text": "caf\xe9"}', "not UTF-8 at byte 13 of the line"),
        ("a.jsonl", b'{"text": ' + b"[" * 100_000, "a.jsonl:1:"),
        ("a.jsonl", b'{"text": "x", "n": ' + b"9" * 5000 + b"}", "JSON that cannot be held"),
    ],
)
def test_bad_input_names_the_place_and_the_remedy(tmp_path, name, data, wanted):
    assert wanted in reason(write(tmp_path, name, data))


def test_a_missing_file_and_an_empty_folder(tmp_path):
    assert "no such file or folder" in reason(tmp_path / "none.txt")
    assert "no article in it" in reason(tmp_path)
    assert "neither a file nor a folder" in reason("/dev/null")


def test_a_bad_line_costs_that_line_alone(tmp_path):
    path = write(tmp_path, "a.jsonl", '{"text": "One said."}\nnot json\n{"text": "Two said."}\n')
    found = list(read(path))
    assert [type(item) for item in found] == [Document, Failure, Document]
    assert found[1].where == f"{path}:2"


def test_a_bad_file_costs_that_file_alone(tmp_path):
    write(tmp_path, "a.txt", b"\xff\xfe\xff")
    write(tmp_path, "b.txt", "B said.")
    assert [type(item) for item in read(tmp_path, tmp_path / "none")] == [Failure, Document, Failure]
