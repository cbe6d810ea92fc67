"""Decoding, against the definitions worked out by brute force."""

import itertools

import numpy as np
import pytest

from sayso.annotate.statements import (
    LABELS,
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


def test_labels_are_the_most_probable_path_of_each_paragraph():
    chance = np.random.default_rng(1)
    lengths = [3, 1, 4, 2]
    emissions = chance.normal(size=(sum(lengths), K)).astype(np.float32)
    transition = chance.normal(size=(K + 1, K)).astype(np.float32)
    paragraph = np.repeat(np.arange(len(lengths)), lengths)
    labels, posterior = label(emissions, paragraph, transition)
    for p in range(len(lengths)):
        path, wanted = brute(emissions[paragraph == p].astype(float), transition.astype(float))
        assert tuple(labels[paragraph == p]) == path
        assert posterior[paragraph == p] == pytest.approx(wanted, abs=1e-4)


def test_a_paragraphs_labels_do_not_depend_on_its_neighbours():
    chance = np.random.default_rng(2)
    emissions = chance.normal(size=(40, K)).astype(np.float32)
    transition = chance.normal(size=(K + 1, K)).astype(np.float32)
    paragraph = np.repeat([0, 1, 2], [25, 5, 10])
    together, sure = label(emissions, paragraph, transition)
    alone, alone_sure = label(emissions[25:30], paragraph[25:30], transition)
    assert (together[25:30] == alone).all()
    assert (sure[25:30] == alone_sure).all()


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
    return Head(np.zeros((K + 1, K), dtype=np.float32), linker, linker, np.zeros(10))


def test_one_source_serves_two_cues_and_one_cue_two_pieces():
    names = ["B-source", "B-cue", "B-content", "I-content", "O", "B-cue", "B-content", "O", "B-content", "I-content"]
    labels = np.array([LABELS.index(name) for name in names])
    vectors = np.zeros((len(labels), 4 * LINK_SIZE), dtype=np.float32)
    posterior = np.full((len(labels), K), 0.9, dtype=np.float32)
    found = attributions(
        collect(labels, posterior, *[np.zeros(len(labels), dtype=int)] * 2, labels > 0, (vectors, vectors), 0), head()
    )
    assert [(a.source, a.cue, a.content) for a in found] == [
        (((0, 1),), ((1, 2),), ((2, 4),)),
        (((0, 1),), ((5, 6),), ((6, 7), (8, 10))),
    ]


def test_a_cue_never_chooses_a_source_of_another_window():
    labels = np.array([LABELS.index(name) for name in ["B-source", "B-cue", "B-content", "B-cue", "B-content"]])
    vectors = np.zeros((len(labels), 4 * LINK_SIZE), dtype=np.float32)
    posterior = np.full((len(labels), K), 0.9, dtype=np.float32)
    paragraph, window = np.array([0, 0, 0, 1, 1]), np.array([0, 0, 0, 3, 3])
    found = attributions(collect(labels, posterior, paragraph, window, labels > 0, (vectors, vectors), 0), head())
    assert [(a.source, a.cue) for a in found] == [(((0, 1),), ((1, 2),)), ((), ((3, 4),))]


def test_a_cue_with_no_source_in_reach_has_none():
    labels = np.array([LABELS.index("B-cue"), LABELS.index("B-content")])
    vectors = np.zeros((2, 4 * LINK_SIZE), dtype=np.float32)
    posterior = np.full((2, K), 0.9, dtype=np.float32)
    (found,) = attributions(collect(labels, posterior, *[np.zeros(2, dtype=int)] * 2, labels > 0, (vectors, vectors), 0), head())
    assert found.source == ()


def test_confidence_is_a_logistic_of_its_features():
    assert confidence((1.0, 2.0), np.array([0.5, 0.25, -1.0])) == 0.5


def test_only_quoted_content_chooses_a_cue_of_another_paragraph():
    labels = np.array([LABELS.index(name) for name in ("B-content", "B-cue", "B-source")])
    vectors = np.zeros((3, 4 * LINK_SIZE), dtype=np.float32)
    posterior = np.full((3, K), 0.9, dtype=np.float32)
    paragraph, window = np.array([0, 1, 1]), np.zeros(3, dtype=int)

    def found(quoted):
        return attributions(collect(labels, posterior, paragraph, window, np.full(3, quoted), (vectors, vectors), 0), head())

    assert len(found(True)) == 1
    assert found(False) == []
