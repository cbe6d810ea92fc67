"""What tests share: the place of the reference data, and an article of the project's own."""

import os
from pathlib import Path

import pytest

import sayso
from sayso.pipeline import loaded

ARTICLE = """Gate Must Stay Shut, Says Warden

PORT ALVANE, April 3 (Halyard) - The harbor warden said on Friday that the sea gate would stay shut until the storm had passed.

“Nobody opens it while I hold the key,” Warden Ida Brom told reporters. “Not the mayor, not the moon.”

The mayor's office denied that it had asked for the key. According to two clerks, a letter was written but never sent.
"""


@pytest.fixture(scope="session")
def reference() -> Path:
    """The folder of reference data, which is not part of the project."""
    folder = Path(os.environ.get("SAYSO_REFERENCE", Path(__file__).parents[2] / "shared"))
    if not (folder / "data" / "polnear").is_dir():
        pytest.skip(f"no reference data at {folder}; set SAYSO_REFERENCE to its folder")
    return folder


@pytest.fixture(scope="session")
def model():
    return loaded()


@pytest.fixture(scope="session")
def article() -> sayso.Document:
    return sayso.extract(text=ARTICLE, published="2026-04-03", outlet="Halyard")


@pytest.fixture
def record(tmp_path):
    with sayso.open(tmp_path / "record.db") as record:
        yield record
