"""The Python that a user calls."""

import subprocess
import sys

import pytest
from conftest import ARTICLE

import sayso
from sayso.errors import ReadError, SaysoError, StoreError


def test_extract_from_a_file_or_a_text_gives_the_same_statements(tmp_path):
    (tmp_path / "a.txt").write_text(ARTICLE)
    from_file, from_text = sayso.extract(tmp_path / "a.txt"), sayso.extract(text=ARTICLE)
    assert from_file.statements == from_text.statements
    assert from_file.id == from_text.id


@pytest.mark.parametrize("given", [{}, {"path": "a.txt", "text": "b"}])
def test_extract_wants_one_of_two(given):
    with pytest.raises(SaysoError, match="one of the two"):
        sayso.extract(**given)


def test_extract_wants_one_article(tmp_path):
    (tmp_path / "a.jsonl").write_text('{"text": "One said."}\n{"text": "Two said."}\n')
    with pytest.raises(ReadError, match=r"wanted one article; got 2: use sayso.open"):
        sayso.extract(tmp_path / "a.jsonl")
    with pytest.raises(ReadError, match="no such file"):
        sayso.extract(tmp_path / "none.txt")


def test_extract_wants_a_date_that_is_one():
    with pytest.raises(SaysoError, match="published: wanted a date as"):
        sayso.extract(text="x", published="October 8")


def test_an_address_is_no_file():
    with pytest.raises(StoreError, match="keeps records in files only"):
        sayso.open("postgresql://localhost/news")


def test_importing_loads_nothing_heavy():
    heavy = "{'numpy', 'onnxruntime', 'rich', 'sqlite3', 'tokenizers'}"
    code = f"import sys, sayso; print({heavy} & {{m.split('.')[0] for m in sys.modules}})"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"


def test_every_public_name_is_there():
    for name in sayso.__all__:
        assert getattr(sayso, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        sayso.nothing  # noqa: B018
