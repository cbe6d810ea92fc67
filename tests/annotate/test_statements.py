"""Decoding, against the definitions worked out by brute force."""

import itertools

import numpy as np
import pytest

from sayso.annotate.statements import (
    FEATURES,
    LABELS,
    LEVELS,
    LINK_SIZE,
    Head,
    Linker,
    attributions,
    collect,
    confidence,
    label,
    relation,
    spans,
)

K = len(LABELS)


def brute(emissions, transition):
    """Best path and posteriors of one short sequence, by trying every path."""
    t = len(emissions)
    totals = np.zeros((t, K))
    best, best_score = None, -np.inf
    for path in itertools.product(range(K), repeat=t):
        score = transition[-1, path[0]] + sum(emissions[i, p] for i, p in enumerate(path))
        score += sum(transition[a, b] for a, b in itertools.pairwise(path))
        for i, p in enumerate(path):
            totals[i, p] += np.exp(score)
        if score > best_score:
            best, best_score = path, score
    return best, totals / totals.sum(1, keepdims=True)


def test_labels_are_the_most_probable_path_of_each_paragraph_at_each_level():
    chance = np.random.default_rng(1)
    lengths = [3, 1, 4, 2]
    emissions = chance.normal(size=(LEVELS, sum(lengths), K)).astype(np.float32)
    transition = chance.normal(size=(LEVELS, K + 1, K)).astype(np.float32)
    paragraph = np.repeat(np.arange(len(lengths)), lengths)
    labels, posterior = label(emissions, paragraph, transition)
    for level, p in itertools.product(range(LEVELS), range(len(lengths))):
        path, wanted = brute(emissions[level, paragraph == p].astype(float), transition[level].astype(float))
        assert tuple(labels[level, paragraph == p]) == path
        assert posterior[level, paragraph == p] == pytest.approx(wanted if any(path) else 0 * wanted, abs=1e-4)


def test_a_paragraphs_labels_do_not_depend_on_its_neighbours():
    chance = np.random.default_rng(2)
    emissions = chance.normal(size=(LEVELS, 40, K)).astype(np.float32)
    transition = chance.normal(size=(LEVELS, K + 1, K)).astype(np.float32)
    paragraph = np.repeat([0, 1, 2], [25, 5, 10])
    together, sure = label(emissions, paragraph, transition)
    alone, alone_sure = label(emissions[:, 25:30], paragraph[25:30], transition)
    assert (together[:, 25:30] == alone).all()
    assert (sure[:, 25:30] == alone_sure).all()


def test_spans_are_runs_that_begin_anew_at_b_and_at_a_paragraph():
    numbers = [LABELS.index(name) for name in ("B-cue", "I-cue", "B-cue", "O", "I-cue", "I-cue", "I-cue")]
    start, end = spans(np.array(numbers), np.array([0, 0, 0, 0, 0, 0, 1]), "cue")
    assert list(zip(start.tolist(), end.tolist(), strict=True)) == [(0, 2), (2, 3), (4, 6), (6, 7)]
    assert [len(x) for x in spans(np.array(numbers), np.zeros(7, dtype=int), "source")] == [0, 0]


def test_rank_counts_candidates_in_between_on_each_side():
    query = (np.array([10]), np.array([12]), np.array([0]))
    keys = (np.array([0, 5, 20, 30, 200]), np.array([2, 6, 22, 33, 201]), np.array([0, 0, 0, 1, 3]))
    bucket, rank, allowed = relation(query, keys)
    assert rank.tolist() == [[1, 0, 4, 5, 6]]
    assert allowed.tolist() == [[True, True, True, True, False]]
    assert len(set(bucket[0].tolist())) == 5


def head():
    nothing = np.zeros(LINK_SIZE, dtype=np.float32)
    linker = Linker(nothing, -1.0, np.zeros(60, dtype=np.float32), np.array([0, -1, -2, -3, 0, -1, -2, -3], dtype=np.float32))
    return Head(np.zeros((LEVELS, K + 1, K), dtype=np.float32), linker, linker, np.zeros(FEATURES + 1))


def pieces(names, paragraph=None, window=None, quoted=True):
    """The spans of one level, of words with these labels."""
    labels = np.array([LABELS.index(name) for name in names])
    vectors = np.zeros((len(names), 4 * LINK_SIZE), dtype=np.float32)
    posterior = np.full((len(names), K), 0.9, dtype=np.float32)
    numbers = (np.zeros(len(names), dtype=int) if given is None else np.array(given) for given in (paragraph, window))
    return collect(labels, posterior, *numbers, np.full(len(names), quoted), (vectors, vectors), 0)


def outermost(names, **given):
    return attributions([pieces(names, **given), pieces(["O"] * len(names))], head())


def test_one_source_serves_two_cues_and_one_cue_two_pieces():
    names = ["B-source", "B-cue", "B-content", "I-content", "O", "B-cue", "B-content", "O", "B-content", "I-content"]
    assert [(a.source, a.cue, a.content) for a in outermost(names)] == [
        (((0, 1),), ((1, 2),), ((2, 4),)),
        (((0, 1),), ((5, 6),), ((6, 7), (8, 10))),
    ]


def test_a_cue_never_chooses_a_source_of_another_window():
    names = ["B-source", "B-cue", "B-content", "B-cue", "B-content"]
    found = outermost(names, paragraph=[0, 0, 0, 1, 1], window=[0, 0, 0, 3, 3])
    assert [(a.source, a.cue) for a in found] == [(((0, 1),), ((1, 2),)), ((), ((3, 4),))]


def test_a_cue_with_no_source_in_reach_has_none():
    (found,) = outermost(["B-cue", "B-content"])
    assert found.source == ()


def test_confidence_is_a_logistic_of_its_features():
    assert confidence((1.0, 2.0), np.array([0.5, 0.25, -1.0])) == 0.5


def test_only_quoted_content_chooses_a_cue_of_another_paragraph():
    names, paragraph = ("B-content", "B-cue", "B-source"), [0, 1, 1]
    assert len(outermost(names, paragraph=paragraph, quoted=True)) == 1
    assert outermost(names, paragraph=paragraph, quoted=False) == []


#         sources  said   that      X           denies      having      asked ; Y said
OUTER = ["B-source", "B-cue", "B-content", *["I-content"] * 4, "O", "B-source", "B-cue", "B-content", "I-content"]


def test_what_stands_in_a_content_follows_its_parent_and_names_it():
    inner = ["O", "O", "O", "B-source", "B-cue", "B-content", "I-content", "O", "O", "O", "B-cue", "B-content"]
    found = attributions([pieces(OUTER), pieces(inner)], head())
    assert [(a.cue, a.parent) for a in found] == [(((1, 2),), None), (((4, 5),), 0), (((9, 10),), None), (((10, 11),), 2)]
    assert [a.features[-1] for a in found] == [0, 1, 0, 1]


def test_what_is_nested_in_nothing_or_reaches_out_of_its_parent_is_left_out():
    no_parent = ["O", "B-cue", "O", "O", "O", "O", "O", "B-content", *"OOOO"]
    reaches_out = ["O", "O", "O", "O", "B-cue", "B-content", "I-content", "I-content", *"OOOO"]
    for inner in (no_parent, reaches_out):
        assert [a.parent for a in attributions([pieces(OUTER), pieces(inner)], head())] == [None, None]
