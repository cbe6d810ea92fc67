"""Whatever bytes a reader is given, it gives sound documents, or says in one line why not."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.readers import READERS, fault, packed
from tests.seeds import SEEDS

# The same inputs each time: to look for new ones is the part of benchmarks/fuzz.py.
SAME = settings(deadline=None, max_examples=50, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
HOSTILE = [
    b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\xbd", b"\\ud83d", b"\x01", b"\x85", b"&#146;", b"&#x1F;", b"&#12;",
    b"<", b">", b'"', b"'", b"<p>", b"</p>", b"<!--", b"]]>", b"<!DOCTYPE x>", b"[" * 50, b"{}", b"null", b"1e999", b"9" * 30,
    b"0000-00-00", b"\r\n\r\n", "٣²".encode(), "\u2028".encode(),
]  # fmt: skip
PIECES = st.binary(max_size=8) | st.sampled_from(HOSTILE)


@st.composite
def damaged(draw, seeds):
    """A sound file in which some pieces are cut out, doubled, or put in."""
    data = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        size = draw(st.integers(0, 40))
        held = data[start : start + size] * draw(st.sampled_from([0, 0, 1, 2, 30]))
        data = data[:start] + draw(PIECES) + held + data[start + size :]
    return data


@pytest.mark.parametrize("name", READERS)
def test_damaged_files_are_read_soundly_or_refused(name):
    @SAME
    @given(damaged(SEEDS[name]))
    def check(data):
        assert fault(name, packed(name, data)) is None

    check()


@pytest.mark.parametrize("name", READERS)
def test_any_bytes_are_read_soundly_or_refused(name):
    @SAME
    @given(st.binary(max_size=300) | st.lists(PIECES, max_size=20).map(b"".join))
    def check(data):
        assert fault(name, data) is None

    check()


@pytest.mark.parametrize("name", READERS)
def test_sound_files_are_read(name):
    assert all(fault(name, seed) is None for seed in SEEDS[name])
