"""Sentences as vectors."""

import time
from pathlib import Path

import numpy as np
import pytest

from sayso.errors import ModelError
from sayso.link import sentences as module
from sayso.link.sentences import WIDTH, Sentences, pieces
from sayso.network import SHIPPED

LAKE = "The lake behind the Skarn dam stands above its treaty limit."


@pytest.fixture(scope="module")
def sentences():
    return Sentences()


def test_each_vector_is_of_unit_length_and_none_give_none(sentences):
    found = sentences.vectors([LAKE, "", "?", LAKE])
    assert (found.shape, found.dtype) == ((4, WIDTH), np.float32)
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-4)
    assert np.array_equal(found[0], found[3])
    assert sentences.vectors([]).shape == (0, WIDTH)


def test_what_means_the_same_lies_nearer_than_what_shares_words(sentences):
    one, same, other = sentences.vectors(
        [LAKE, "There is more water in the Skarn reservoir than was agreed.", "The treaty of the lake choir"]
    )
    assert one @ same > one @ other
    assert one @ same > 0.5


def test_a_sentence_has_the_same_vector_whatever_is_read_beside_it(sentences):
    alone = sentences.vectors([LAKE])[0]
    beside = sentences.vectors(["a", "word " * 500, LAKE])[2]
    assert np.array_equal(alone, beside)
    assert np.array_equal(alone, Sentences().vectors([LAKE.upper()])[0])


def test_an_endless_sentence_is_read_at_its_beginning_and_at_once(sentences):
    start = time.monotonic()
    long = sentences.vectors(["the lake rose and " * 50_000, "a" * 1_000_000])
    assert time.monotonic() - start < 2
    assert np.array_equal(long[0], sentences.vectors(["the lake rose and " * 200])[0])


def test_hostile_text_has_a_vector(sentences):
    found = sentences.vectors(["\ud800", "a\x00b", "\u202e\u0300" * 300, "\U0010ffff"])
    assert np.isfinite(found).all()
    assert np.linalg.norm(found, axis=1) == pytest.approx(1, abs=1e-4)


def test_pieces_are_uncased_and_at_most_128():
    tokenizer = pieces(SHIPPED / "vocab.txt")
    assert tokenizer.encode("Šebelin DENIED").tokens[0] == "[CLS]"
    assert tokenizer.encode("DÉNIED").ids == tokenizer.encode("denied").ids
    assert len(tokenizer.encode("key " * 1000).ids) == 128


def test_damaged_weights_are_refused(tmp_path, monkeypatch):
    for name in ("vocab.txt", "sentences.onnx"):
        (tmp_path / name).write_bytes((SHIPPED / name).read_bytes())
    whole = bytearray((tmp_path / "sentences.onnx").read_bytes())
    whole[len(whole) // 2] ^= 1
    (tmp_path / "sentences.onnx").write_bytes(whole)
    monkeypatch.setattr(module, "SHIPPED", Path(tmp_path))
    with pytest.raises(ModelError):
        Sentences()
    (tmp_path / "sentences.onnx").unlink()
    with pytest.raises(ModelError):
        Sentences()
