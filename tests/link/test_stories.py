"""Stories: which articles tell of the same event."""

import json
import random
from dataclasses import replace
from importlib import resources

import numpy as np
import pytest

from sayso.link.sentences import Sentences
from sayso.link.stories import Story, compare, groups, keys, opening, story, together

ROWS = [
    (
        "Fire Guts Fish Market in Perm",
        "A fire destroyed the old fish market of Perm on Monday night. Nobody was hurt, the brigade said, but "
        "forty stalls and the ice house are gone.",
        "2025-11-04",
    ),
    (
        "Market hall burns down",
        "Perm woke to the smell of smoked herring: its nineteenth-century fish market burned to the ground "
        "overnight, with forty stalls in it. The ice house melted.",
        "2025-11-04T08:10:00+01:00",
    ),
    (
        "Stallholders Count Losses After Perm Blaze",
        "The forty stallholders whose fish market burned on Monday met the mayor of Perm and asked for a tent "
        "before the herring season.",
        "2025-11-05",
    ),
    (
        "Oss Elects Its First Woman Mayor",
        "Lesser Oss chose Tilda Varn as mayor on Sunday by eleven votes. She is the first woman to hold the "
        "office and has promised a doctor for the islands.",
        "2025-11-03",
    ),
    (
        "Varn wins Oss by eleven votes",
        "Tilda Varn will be mayor of Lesser Oss, the first woman in the post, after a count that took until "
        "midnight on Sunday and was won by eleven votes.",
        "2025-11-03",
    ),
    (
        "Crown Slips as Central Bank Holds Rates",
        "The crown lost half a per cent against its neighbours after the central bank left its rate alone for a seventh month.",
        "2025-11-04",
    ),
]


@pytest.fixture(scope="module")
def stories() -> list[Story]:
    vectors = Sentences().vectors([opening(title, text) for title, text, _ in ROWS])
    return [story(*row, vector) for row, vector in zip(ROWS, vectors, strict=True)]


def candidates(stories: list[Story]) -> list[tuple[int, int]]:
    held = [set(keys(one)) for one in stories]
    return [(i, j) for i in range(len(held)) for j in range(i + 1, len(held)) if held[i] & held[j]]


def test_articles_of_one_event_come_together(stories):
    assert groups(stories, candidates(stories)) == [[0, 1, 2], [3, 4], [5]]


def test_it_does_not_matter_in_what_order_they_come(stories):
    chance = random.Random(7)  # noqa: S311
    for _ in range(5):
        order = chance.sample(range(len(stories)), len(stories))
        shuffled = [stories[i] for i in order]
        found = groups(shuffled, candidates(shuffled))
        assert sorted(sorted(order[i] for i in group) for group in found) == [[0, 1, 2], [3, 4], [5]]


def test_articles_without_a_pair_stay_apart(stories):
    assert groups(stories, []) == [[0], [1], [2], [3], [4], [5]]
    assert groups([], []) == []


def test_two_are_scored_alike_from_either_side(stories):
    assert compare(stories[0], stories[1]) == pytest.approx(compare(stories[1], stories[0]))
    assert compare(stories[0], stories[1]) > 0.9
    assert compare(stories[0], stories[5]) < 0.1


def test_the_further_apart_in_time_the_less_likely_the_same(stories):
    first, second = stories[:2]
    later = [compare(first, replace(second, day=second.day + days)) for days in (0, 1, 10, 100)]
    assert later == sorted(later, reverse=True)
    assert compare(first, replace(second, day=None)) < later[0]


def test_a_date_that_tells_no_day_does_not_count():
    vector = np.zeros(384, dtype=np.float32)
    assert story("Fire", "A fire.", "2025-11", vector).day is None
    assert story(None, "", None, vector).day is None


def test_keys_fit_a_signed_64_bit_column_and_are_always_the_same(stories):
    assert all(-(2**63) <= key < 2**63 for one in stories for key in keys(one))
    assert all(len(keys(one)) <= 27 for one in stories)
    vector = np.zeros(384, dtype=np.float32)
    assert keys(story("Ludra sluice", "", None, vector)) == (2526522598218250357,)
    assert keys(story("", "... 412 31 ...", "2025-11-04", vector)) == ()


def test_neighbouring_days_share_a_key_at_any_time_of_year():
    vector = np.zeros(384, dtype=np.float32)
    one = story("Sluice", "", "2025-11-01", vector)
    for day in range(40):
        a, b = (replace(one, day=one.day + day + later) for later in (0, 6))
        assert set(keys(a)) & set(keys(b))


def test_the_mean_of_articles_weighs_each_alike(stories):
    left = together(together(stories[0], stories[1]), stories[2])
    right = together(stories[0], together(stories[1], stories[2]))
    assert left.count == right.count == 3
    assert left.day == pytest.approx(right.day)
    assert left.terms == pytest.approx(right.terms)
    assert np.allclose(left.vector, right.vector, atol=1e-6)


def test_a_long_text_of_one_word_is_read_no_further_than_its_opening():
    one = story("no", "no " * 1_000_000, "2025-11-04", np.zeros(384, dtype=np.float32))
    assert len(one.terms) <= 1


def test_the_demo_has_the_wire_report_and_its_reprint_in_one_group():
    lines = (resources.files("sayso") / "data" / "demo.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    vectors = Sentences().vectors([opening(row["title"], row["text"]) for row in rows])
    told = [story(row["title"], row["text"], row["published"], vector) for row, vector in zip(rows, vectors, strict=True)]
    found = [{rows[i]["id"] for i in group} for group in groups(told, candidates(told))]
    assert any({"halyard-0407", "courier-0408"} <= group for group in found)
    assert len(found) > 1
