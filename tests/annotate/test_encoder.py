"""Windows and the model's folder."""

import shutil

import pytest

from sayso.annotate.encoder import DOUBLE, LONGEST, OUTSIDE, SINGLE, Model, read, windows
from sayso.errors import ModelError
from sayso.network import SHIPPED


def cover(reading, model):
    found = list(windows(reading, model.vocabulary))
    assert all(len(w.pieces) <= LONGEST for w in found)
    assert all(w.start <= w.keep_start < w.keep_end <= w.end for w in found)
    assert [i for w in found for i in range(w.keep_start, w.keep_end)] == list(range(len(reading)))
    return found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One.",
        "\n\n".join(["A short paragraph of some words."] * 100),
        "word " * 5000,
        "short.\n\n" + "word " * 700 + "\n\nshort again.",
        "x" * 100_000,
        " ".join(["𝔘𝔫𝔦𝔠𝔬𝔡𝔢"] * 400),
        "antidisestablishmentarianism's " * 300,
    ],
    ids=[
        "empty",
        "one word",
        "many paragraphs",
        "one long paragraph",
        "long between short",
        "one long word",
        "rare",
        "long words",
    ],
)
def test_windows_cover_every_word_once(text, model):
    cover(read(text, model.vocabulary), model)


def test_windows_hold_whole_paragraphs_where_these_fit(model):
    reading = read("\n\n".join(["A short paragraph of some words."] * 100), model.vocabulary)
    for w in cover(reading, model):
        assert w.start == w.keep_start
        assert w.start == 0 or reading.paragraph[w.start] != reading.paragraph[w.start - 1]


def test_a_cut_paragraphs_words_keep_their_surroundings(model):
    reading = read("word " * 2000, model.vocabulary)
    for w in cover(reading, model)[1:-1]:
        assert w.keep_start - w.start >= 16
        assert w.end - w.keep_end >= 16


def test_the_network_is_told_of_quotation_marks(model):
    reading = read("He said “no” and ‘never’ to it.", model.vocabulary)
    assert reading.quote.tolist() == [OUTSIDE] * 2 + [DOUBLE] * 3 + [OUTSIDE] + [SINGLE] * 3 + [OUTSIDE] * 3


def test_damaged_weights_are_refused(tmp_path):
    folder = tmp_path / "model"
    shutil.copytree(SHIPPED, folder)
    data = bytearray((folder / "tagger.onnx").read_bytes())
    data[len(data) // 2] ^= 1
    (folder / "tagger.onnx").write_bytes(data)
    with pytest.raises(ModelError, match=r"damaged .*install sayso again"):
        Model(folder)


def test_missing_weights_are_named(tmp_path):
    with pytest.raises(ModelError, match="no model that can be read"):
        Model(tmp_path)
