"""The same claim in other words, and its denial, in sentences of the demo's invented world."""

import itertools

import pytest

from sayso.link.claims import FLOOR, Relation, comparable, compare, features
from sayso.link.propositions import Proposition
from sayso.link.sentences import Sentences


@pytest.fixture(scope="module")
def cosine():
    sentences = Sentences()
    return lambda p, q: float(sentences.vectors([p.text])[0] @ sentences.vectors([q.text])[0])


def says(text, negative=False, force="assert", days=()):
    return Proposition(text, negative, force, days=days)


ASKED = says("that Karvelia asked Aldesca for the second key to the dam")
SAME = [
    (ASKED, says("Karvelia had asked for Aldesca's second key to the dam")),
    (
        says("that the lake stands 69 centimetres above the treaty limit"),
        says("the lake is 69 centimeters above the treaty limit"),
    ),
    (says("no village will be flooded", True), says("that no village would be flooded by the dam", True)),
]
DENIALS = [
    (ASKED, says("that Karvelia had not asked Aldesca for the second key to the dam", True)),
    (says("that the lake had been overfilled"), says("The lake has never been overfilled", True)),
]
OTHERS = [
    (ASKED, says("that Karvelia paid Aldesca for the fish in the lake")),
    (says("that Drozen resigned"), says("that Orsolo resigned")),
    (says("the lake stands at 412 metres"), says("the church stands at the lake")),
    (ASKED, says("that the Lamplighter's account of the request is a lie", True)),  # an accusation of a paper
]


@pytest.mark.parametrize(("p", "q"), SAME)
def test_the_same_claim_in_other_words(cosine, p, q):
    found = compare(p, q, cosine(p, q))
    assert found is not None
    assert found.kind == "same"


@pytest.mark.parametrize(("p", "q"), DENIALS)
def test_a_denial_in_much_the_same_words(cosine, p, q):
    found = compare(p, q, cosine(p, q))
    assert found is not None
    assert found.kind == "denies"


@pytest.mark.parametrize(("p", "q"), OTHERS)
def test_what_is_only_alike_is_neither(cosine, p, q):
    assert compare(p, q, cosine(p, q)) is None


@pytest.mark.parametrize(("p", "q"), SAME + DENIALS + OTHERS)
def test_which_of_two_comes_first_does_not_matter(cosine, p, q):
    near = cosine(p, q)
    assert compare(p, q, near) == compare(q, p, near)
    told = features(p, q, near)
    assert told == features(q, p, near)
    assert all(0 <= value <= 1 for value in told.values())


def test_two_that_differ_in_polarity_are_never_the_same_claim():
    texts = [
        "that the lake had been overfilled",
        "the lake was overfilled",
        "overfilled",
        "that the gate, the lake and the key hold",
    ]
    forces = ["assert", "judge", "direct", "commit"]
    for text, other, force, its in itertools.product(texts, texts, forces, forces):
        found = compare(says(text, force=force), says(other, True, its), 1.0)
        assert found is None or found.kind == "denies"


@pytest.mark.parametrize("force", ["judge", "direct", "commit"])
def test_only_what_is_asserted_is_denied(force):
    p, q = says("that the lake had been overfilled"), says("that the lake had not been overfilled", True)
    assert compare(p, q, 1.0).kind == "denies"
    assert compare(says(p.text, force=force), q, 1.0) is None


def test_a_denial_is_a_whole_clause():
    p = says("that the lake had been overfilled by Karvelia")
    assert compare(p, says("the overfilled lake of Karvelia", True), 0.95) is None
    assert compare(p, says("the lake of Karvelia is overfilled", True), 0.95) is not None


def test_other_numbers_speak_against_one_claim(cosine):
    p, q, r = (says(f"that the lake stands {n} centimetres above the treaty limit") for n in (69, 4, 69))
    assert features(p, q, 1.0)["numbers"] == 1
    assert features(p, r, 1.0)["numbers"] == 0
    assert compare(p, q, 0.9).score < compare(p, r, 0.9).score


def test_days_that_cannot_be_one_part_two_claims():
    def at(*days):
        return says("that the lake had been overfilled", days=days)

    april, may = ("2026-04-01", "2026-04-30"), ("2026-05-01", "2026-05-31")
    assert compare(at(april), at(may), 1.0) is None
    assert compare(at(april), at(), 1.0) == Relation("same", compare(at(april), at(april), 1.0).score)
    assert compare(at(april), at(("2026-04-30", None)), 1.0) is not None
    assert compare(at((None, "2026-03-31")), at(april), 1.0) is None
    assert compare(at(april, may), at(may), 1.0) is not None


def test_below_a_cosine_nothing_is_compared():
    assert compare(ASKED, ASKED, FLOOR) is not None
    assert compare(ASKED, ASKED, FLOOR - 0.01) is None


@pytest.mark.parametrize(
    ("p", "whether"),
    [
        (ASKED, True),
        (says("it is a lie"), False),
        (says("that he would"), False),
        (says(""), False),
        (says("\ud800\x00 …"), False),
        (says(ASKED.text, force="none"), False),
    ],
)
def test_what_says_too_little_is_compared_with_nothing(p, whether):
    assert comparable(p) is whether
