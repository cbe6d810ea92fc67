"""Codebooks: what they may hold, what they propose, and how they learn from a coder."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sayso.errors import ReadError, SaysoError
from sayso.link.codebook import Codebook, Example, decide
from sayso.link.sentences import Sentences

BOOK = """# kept by the coders of the ferry project
[[concept]]
name = "new pier"
description = "The harbour should build a new pier for the ferry."
examples = [
  { text = "that the town needs a new pier", agreement = true, by = "AK" },
  { text = "to build a pier for the ferry before winter", agreement = true },
  { text = "A second pier is a waste of stone", agreement = false },
]

[[concept]]
name = "lower fares"
description = "The ferry should cost passengers less."
examples = [
  { text = "that the price of a ferry ticket should be halved", agreement = true },
  { text = "cheaper tickets for islanders", agreement = true },
  { text = "Fares cannot be lowered while coal is dear", agreement = false },  # the owner
]
rejected = [{ text = "the fare at the captain's table was excellent" }]
"""


@pytest.fixture(scope="module")
def vectors():
    return Sentences().vectors


@pytest.fixture
def path(tmp_path) -> Path:
    path = tmp_path / "ferry.toml"
    path.write_text(BOOK, encoding="utf-8")
    return path


@pytest.fixture
def book(path) -> Codebook:
    return Codebook.read(path)


def codings(book, vectors, text, negative=False):
    return {c.concept: c.agreement for c in book.learned(vectors).propose([text], [negative])[0]}


def test_a_codebook_holds_who_coded_each_example_and_what_was_rejected(book):
    pier, fares = book.concepts
    assert (pier.name, pier.examples[0]) == ("new pier", Example("that the town needs a new pier", True, "AK"))
    assert fares.examples[-1] == Example("the fare at the captain's table was excellent", None)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("[[concept]]", "[[concept", "no TOML"),
        ('description = "The ferry', 'descripton = "The ferry', "concept 'lower fares': 'descripton' means nothing here"),
        ('by = "AK"', 'coder = "AK"', "concept 'new pier', example 1: 'coder' means nothing here; use text, agreement, by"),
        ('name = "lower fares"', 'name = "new pier"', "the concept 'new pier' stands twice"),
        ('name = "lower fares"', "name = 3", "concept 2: name wants words in quotation marks; got 3"),
        ('name = "lower fares"', 'name = ""', "concept '': name wants words in quotation marks; got ''"),
        ('description = "The ferry should cost passengers less."', "", "concept 'lower fares': description is missing"),
        ('cheaper tickets for islanders", agreement = true', 'cheaper tickets"', "example 2: agreement is missing"),
        ('cheaper tickets for islanders", agreement = true', 'cheaper", agreement = "yes"', "agreement wants true or false"),
        ("rejected = [{", "rejected = [3, {", "concept 'lower fares', rejected 1: wants a table; got 3"),
        ("[[concept]]", "[[theme]]", "the codebook: 'theme' means nothing here; use concept, decision"),
    ],
)
def test_a_codebook_that_says_something_else_is_refused_with_file_place_and_remedy(path, old, new, told):
    path.write_text(BOOK.replace(old, new), encoding="utf-8")
    with pytest.raises(ReadError) as error:
        Codebook.read(path)
    assert told in str(error.value)
    assert str(error.value).startswith(f"{path}: ")


def test_a_concept_without_an_accepted_example_is_refused(path):
    head, tail = BOOK.split("examples = [", 1)
    path.write_text(head + "examples = []" + tail[tail.index("\n]") + 2 :], encoding="utf-8")
    with pytest.raises(ReadError, match="the concept 'new pier' has no example; give it some"):
        Codebook.read(path)


def test_an_empty_file_and_a_missing_one_are_refused(path):
    path.write_text("")
    with pytest.raises(ReadError, match="concept is missing"):
        Codebook.read(path)
    path.write_text("concept = []")
    with pytest.raises(ReadError, match="no concept; begin one"):
        Codebook.read(path)
    with pytest.raises(ReadError, match="No such file"):
        Codebook.read(path.with_name("gone.toml"))
    path.write_bytes(b'[[concept]]\nname = "\xff"')
    with pytest.raises(ReadError, match="no TOML"):
        Codebook.read(path)


def test_statements_are_coded_in_other_words_than_the_examples(book, vectors):
    assert codings(book, vectors, "a landing stage of stone for the boat should be built this year") == {"new pier": True}
    assert codings(book, vectors, "passengers ought to pay less for the crossing") == {"lower fares": True}
    assert codings(book, vectors, "that snow was expected in the hills") == {}


@pytest.mark.parametrize(
    "text",
    [
        "that the ferry company would publish its accounts in May",
        "the road to the quarry is closed",
        "that the fishing fleet had lost two boats",
        "a tax on imported sugar",
    ],
)
def test_a_small_codebook_leaves_what_is_about_nothing_in_it(book, vectors, text):
    assert codings(book, vectors, text) == {}


def test_a_statement_can_be_about_two_concepts(book, vectors):
    text = "that the town needs a pier and its islanders cheaper tickets"
    assert codings(book, vectors, text) == {"new pier": True, "lower fares": True}


def test_who_denies_a_demand_disagrees_with_it(book, vectors):
    assert codings(book, vectors, "the demand for a new ferry pier", negative=True) == {"new pier": False}
    assert codings(book, vectors, "that there would never be a new ferry pier", negative=True) == {"new pier": False}
    assert codings(book, vectors, "A new pier is a waste of money") == {"new pier": False}


def test_what_a_coder_rejected_is_not_proposed_again_nor_what_is_like_it(book, vectors):
    text, like = "a pier for the naval museum", "a pier for the museum of the navy"
    assert "new pier" in codings(book, vectors, text)
    assert "new pier" in codings(book, vectors, like)
    learned = book.decided("new pier", Example(text, None, "BT"))
    assert codings(learned, vectors, text) == codings(learned, vectors, like) == {}
    assert "new pier" in codings(learned, vectors, "that the town must have a pier for its ferry")


def test_what_a_coder_accepted_is_proposed_afterwards(book, vectors):
    text = "that old people should travel to the island for nothing"
    assert codings(book, vectors, text) == {}
    learned = book.decided("lower fares", Example(text, True, "BT"))
    assert codings(learned, vectors, "old people ought to cross to the island for nothing") == {"lower fares": True}


def test_a_coder_who_turns_an_agreement_round_is_followed(book, vectors):
    text = "the old pier has served for ninety years and will serve for ninety more"
    assert codings(book.decided("new pier", Example(text, True)), vectors, text) == {"new pier": True}
    assert codings(book.decided("new pier", Example(text, False)), vectors, text) == {"new pier": False}


def test_the_threshold_and_its_figure_can_be_told(book, vectors):
    coder = book.learned(vectors)
    assert 0 < coder.threshold < 0.5
    assert list(coder.f1) == ["new pier", "lower fares"]
    assert all(0.5 < f1 <= 1 for f1 in coder.f1.values())
    found = coder.propose([e.text for c in book.concepts for e in c.examples], [False] * 7)
    assert all(coding.score >= coder.threshold for codings in found for coding in codings)
    assert [[coding.concept for coding in codings] for codings in found] == [["new pier"]] * 3 + [["lower fares"]] * 3 + [[]]


def test_a_codebook_of_one_concept_and_one_example_works(book, vectors):
    pier = book.concepts[0]
    small = Codebook((replace(pier, examples=pier.examples[:1]),))
    assert codings(small, vectors, "the town needs another pier") == {"new pier": True}
    assert codings(small, vectors, "snow in the hills") == {}


def test_nothing_to_code_gives_nothing_and_texts_without_words_have_no_concept(book, vectors):
    coder = book.learned(vectors)
    assert coder.propose([], []) == []
    assert coder.propose(["", "…", "\ud800"], [False] * 3) == [[], [], []]


def test_a_statement_is_coded_alike_whatever_is_coded_beside_it(book, vectors):
    texts = ["the town needs another pier", "passengers ought to pay less", "snow in the hills"]
    coder = book.learned(vectors)
    assert coder.propose(texts, [False] * 3) == [coder.propose([text], [False])[0] for text in texts]


def test_vectors_of_any_width_serve(book):
    def letters(texts):
        counts = np.array([[text.casefold().count(c) for c in "abcdefghijklmnopqrstuvwxyz"] for text in texts], dtype=np.float32)
        return counts / np.maximum(np.linalg.norm(counts, axis=1, keepdims=True), 1)

    assert codings(book, letters, "that the town needs a new pier") == {"new pier": True}


def test_decisions_are_added_to_the_file_which_stays_as_it_was_written(path, book):
    text = 'the "pier"\n of \\ \x7f Å🚢'
    book = decide(path, "new pier", Example(text, False, "BT"))
    book = decide(path, "lower fares", Example("cheaper tickets for islanders", None, "BT"))
    assert path.read_text(encoding="utf-8").startswith(BOOK)
    assert Codebook.read(path) == book
    pier, fares = book.concepts
    assert pier.examples[-1] == Example(text, False, "BT")
    assert fares.examples[1] == Example("cheaper tickets for islanders", None, "BT")
    assert len(fares.examples) == 4


def test_a_decision_that_the_codebook_cannot_take_leaves_the_file_as_it_was(path, book):
    with pytest.raises(ReadError, match="no concept 'fog'; use one of 'new pier', 'lower fares'"):
        decide(path, "fog", Example("fog", True))
    with pytest.raises(ReadError, match="text wants words"):
        decide(path, "new pier", Example("", True))
    for example in book.concepts[0].examples[:2]:
        decide(path, "new pier", Example(example.text, None))
    before = path.read_bytes()
    with pytest.raises(ReadError, match="has no example"):
        decide(path, "new pier", Example(book.concepts[0].examples[2].text, None))
    assert path.read_bytes() == before
    path.write_text("decision = []\n" + BOOK, encoding="utf-8")
    with pytest.raises(ReadError, match="cannot take the decision"):
        decide(path, "new pier", Example("a pier", True))
    assert path.read_text(encoding="utf-8").endswith(BOOK)


def test_a_decision_says_either_an_agreement_or_that_it_is_rejected(path):
    for verdict in ("", "agreement = true\nrejected = true\n", "rejected = false\n"):
        path.write_text(f'{BOOK}\n[[decision]]\nconcept = "new pier"\ntext = "a pier"\n{verdict}', encoding="utf-8")
        with pytest.raises(ReadError, match="decision 1: wants either agreement"):
            Codebook.read(path)


def test_the_sample_codebook_codes_the_dispute_of_the_demo(vectors):
    sample = Codebook.read(Path(__file__).parents[2] / "examples" / "codebook.toml")
    assert codings(sample, vectors, "Aldesca must give up its key") == {"Karvelia asked for the key": True}
    assert codings(sample, vectors, "that not one cellar in Ourelle would be wet", negative=True) == {
        "the village will be flooded": False
    }
    assert codings(sample, vectors, "The prices in the canteen are too high") == {}


def test_a_decision_about_no_concept_of_the_codebook_is_an_error(book):
    with pytest.raises(SaysoError, match="no concept 'fog'"):
        book.decided("fog", Example("fog", True))
