"""Reprints: which texts have what of each other word for word."""

import json
import random
import re
import time
import unicodedata
from dataclasses import replace
from importlib import resources
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.link.reprints import compare, keys

STORY = """Harbour Board Closes Northern Pier for the Winter

PERM, November 3 (Halyard) - The Harbour Board closed the northern pier of Perm on Monday after two inspectors found that a third
of its timbers had been eaten hollow from below.

The pier carries the ferry to the islands of Lesser Oss, where some four hundred people live and where there is neither a doctor
nor a school. Boats will now leave from the coal quay, an hour further along the shore.

"It stood for ninety years and I would have liked it to stand for one winter more," the chairman of the board, Edvin Sarre, told
reporters.

The islanders are less patient. Their council has complained in writing six times since the spring and says that each of its
letters was answered with the same printed card, in which the board thanked it for its interest in harbours.

Repairs are to begin in March at a cost that the board puts at eleven million crowns, of which the province has promised to pay
a little under half.
"""
OTHER = """Ferry Company Asks for Compensation

The Oss Steam Company wants the city to pay for the coal it burns on the longer way round, its director said on Wednesday.

Ludvik Pell gave no figure. He said that the boats were built for a short crossing and that their boilers were, like himself, no
longer young.

The mayor's office said that it would read the letter when it arrived. It had not done so by the evening.
"""
SPEECH = (
    "We were told that the pier would hold, and we were told so by people who had never stood on it in a storm. I do not blame "
    "the timber, which did what timber does. I blame the cards, the stamps and the drawers in which our letters went to sleep."
)
paragraphs = STORY.split("\n\n")


def demo(id: str) -> str:
    lines = (resources.files("sayso") / "data" / "demo.jsonl").read_text(encoding="utf-8").splitlines()
    return next(row["text"] for row in map(json.loads, lines) if row["id"] == id)


def said(text: str) -> list[str]:
    """The words of a text without case and accents."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.findall(r"\w+", plain.casefold())


def shares_a_key(a: str, b: str) -> bool:
    return bool(set(keys(a)) & set(keys(b)))


VARIANTS = {
    "the same": STORY,
    "another headline and dateline": "Islands Cut Off\n\nPERM - " + "\n\n".join(paragraphs[1:]).partition(" - ")[2],
    "paragraphs in another order": "\n\n".join([paragraphs[i] for i in (1, 4, 2, 5, 3)]),
    "cut to its first half": "\n\n".join(paragraphs[:4]),
    "other quotation marks and dashes, capitals, one line": STORY.replace('"', "”")
    .replace(" - ", " – ")
    .replace("\n", " ")
    .upper(),
    "spelt and worded otherwise": STORY.replace("Harbour", "Harbor")
    .replace("less patient", "not patient")
    .replace("Monday", "Tuesday"),
    "a paragraph put in": STORY.replace("\n\nRepairs", f"\n\n{OTHER.splitlines()[2]}\n\nRepairs"),
}


@pytest.mark.parametrize("name", VARIANTS)
def test_a_copy_is_whole_whatever_was_done_to_it(name):
    found = compare(STORY, VARIANTS[name])
    assert found is not None
    assert found.whole
    assert max(found.share_a, found.share_b) > 0.8
    assert shares_a_key(STORY, VARIANTS[name])


def test_a_paragraph_in_another_story_is_a_part_and_exact_to_the_character():
    mixed = OTHER.replace("\n\nThe mayor", f"\n\n{paragraphs[4]}\n\nThe mayor")
    found = compare(STORY, mixed)
    assert found is not None
    assert not found.whole
    ((ours, theirs),) = found.runs
    assert STORY[ours.start : ours.end] == mixed[theirs.start : theirs.end] == paragraphs[4].rstrip(".")
    assert shares_a_key(STORY, mixed)


def test_stories_of_their_own_are_no_reprints():
    assert compare(STORY, OTHER) is None


@pytest.mark.parametrize("marks", ['""', "“”", "‘’", "«»"])
def test_a_speech_that_both_quote_makes_no_reprint(marks):
    quotation = f"{marks[0]}{SPEECH}{marks[1]} she said."
    assert compare(f"{OTHER}\n\n{quotation}\n", f"{STORY}\n\n{quotation}\n") is None


def test_the_same_words_without_marks_are_the_papers_own():
    found = compare(f"{SPEECH}\n\n{OTHER}", f"{SPEECH}\n\n{STORY}")
    assert found is not None
    assert not found.whole


def test_a_short_paragraph_at_the_foot_of_both_is_a_papers_furniture():
    writer = (
        "Ada Lund has written on harbours for Halyard for eleven years and before that kept the light at Oss, where she learned "
        "to wait. She lives in Perm with two dogs and a barometer that has never once been right about a storm."
    )
    assert compare(f"{OTHER}\n\n{writer}\n", f"{STORY}\n\n{writer}\n") is None
    assert compare(f"{writer}\n\n{OTHER}", f"{writer}\n\n{STORY}") is not None


def test_a_post_that_both_show_makes_no_reprint():
    post = f"{SPEECH} — Marta Ohl (@martaohl) November 2, 2025"
    assert compare(f"{OTHER}\n\n{post}\n", f"{STORY}\n\n{post}\n") is None


def test_what_stands_under_every_story_makes_no_reprint():
    foot = (
        "Sign up for our morning newsletter and have the tide tables sent to your inbox every day before six, with the weather "
        "for all nine islands. (Reporting by Ada Lund in Perm and Jon Vesper in Oss; Editing by Tove Brandt and the night desk.)"
    )
    assert compare(f"{OTHER}\n\n{foot}\n", f"{STORY}\n\n{foot}\n") is None
    assert keys(f"{OTHER}\n\n{foot}") == keys(OTHER)


def test_the_demo_has_a_wire_report_and_the_paper_that_printed_it():
    wire, paper = demo("halyard-0407"), demo("courier-0408")
    found = compare(wire, paper)
    assert found is not None
    assert found.whole
    assert len(set(keys(wire)) & set(keys(paper))) > 5


def test_of_the_demo_no_other_two_are_whole_reprints():
    lines = (resources.files("sayso") / "data" / "demo.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    whole = {
        (a["id"], b["id"]) for i, a in enumerate(rows) for b in rows[i + 1 :] if (r := compare(a["text"], b["text"])) and r.whole
    }
    assert ("halyard-0407", "courier-0408") in whole
    assert whole == {("halyard-0407", "courier-0408")}


WORDS = st.lists(
    st.sampled_from(
        ["the", "lake", "Éa", "e\u0301a", "ÉA", "4,5", "don’t", "“no”", "—", "said-so", "\n\n", "x.", "Why?", "ß", "¼"]
    ),
    max_size=120,
)


@settings(max_examples=150, deadline=None)
@given(WORDS, WORDS, WORDS)
def test_runs_hold_the_same_words_and_do_not_touch(a, b, shared):
    a, b = " ".join(a + shared + b), " ".join(b + shared + a)
    found = compare(a, b)
    if found is None:
        return
    for first, second in found.runs:
        assert said(a[first.start : first.end]) == said(b[second.start : second.end])
    for side in zip(*found.runs, strict=True):
        assert all(x.end <= y.start for x, y in pairwise(sorted(side)))


@settings(max_examples=100, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(0, 60), st.integers(0, 60))
def test_a_run_of_29_words_shares_a_key_wherever_it_stands(chance, before, after):
    shared, a, b = ([f"w{chance.randrange(10**6)}" for _ in range(n)] for n in (29, before, after))
    assert shares_a_key(" ".join(a + shared + b), " ".join(b + shared + a))


def test_it_does_not_matter_which_is_asked_about_the_other():
    mixed = OTHER + paragraphs[4]
    there, back = compare(STORY, mixed), compare(mixed, STORY)
    assert there is not None
    assert back is not None
    assert there == replace(back, runs=tuple((x, y) for y, x in back.runs), share_a=back.share_b, share_b=back.share_a)


def test_keys_fit_a_signed_64_bit_column_and_are_always_the_same():
    assert keys(STORY) == keys(STORY.upper().replace('"', "«"))
    assert all(-(2**63) <= key < 2**63 for key in keys(STORY))
    assert keys("Halyard") == keys("") == ()
    assert keys("The lake behind the dam has risen again") == (5439407301511518340,)


def test_keys_are_few():
    chance = random.Random(1)  # noqa: S311
    text = " ".join(f"w{chance.randrange(10**6)}" for _ in range(20_000))
    assert 20_000 / 20 < len(keys(text)) < 20_000 / 10
    assert len(keys(" ".join(f"w{chance.randrange(10**6)}" for _ in range(100_000)))) == 4096


@pytest.mark.parametrize(
    "text",
    [
        "no " * 100_000,
        "no yes " * 50_000,
        '"' * 100_000,
        "." * 100_000 + "©",
        " \n" * 50_000 + "©",
        "a" * 300_000,
        "a. " * 100_000,
    ],
)
def test_hostile_texts_take_no_longer_than_their_length(text):
    began = time.process_time()
    compare(text, text + " and then no more")
    keys(text)
    assert time.process_time() - began < 5
