"""Vectors in bytes, and which lie near others."""

import numpy as np
import pytest

from sayso.link.index import Index, cosine, packed
from sayso.link.sentences import WIDTH, Sentences


@pytest.fixture(scope="module")
def vectors():
    """Unit vectors, every tenth one near the one before it."""
    rng = np.random.default_rng(5)
    found = rng.normal(size=(600, WIDTH))
    found[9::10] = found[8::10] + 0.3 * rng.normal(size=(60, WIDTH))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def test_a_cosine_of_bytes_strays_by_less_than_a_hundredth(vectors):
    small = packed(vectors)
    assert (small.dtype, small.shape) == (np.int8, vectors.shape)
    for i in range(0, 600, 7):
        assert abs(cosine(small[i], small[i - 1]) - float(vectors[i] @ vectors[i - 1])) < 0.01


def test_every_vector_is_near_itself_and_its_neighbour_is_found_under_its_own_number(vectors):
    small = packed(vectors)
    index = Index(range(1000, 1600), small)
    found = index.near(small, 0.8)
    assert all(near[0][0] == 1000 + i and near[0][1] > 0.99 for i, near in enumerate(found))
    pairs = [8 + 10 * i for i in range(60)]
    met = sum(dict(found[i]).keys() == {1000 + i, 1001 + i} for i in pairs)
    assert met >= 57  # that share no centre are not compared
    assert all(len(found[i]) == 1 for i in range(0, 600, 10))


def test_what_is_told_of_two_does_not_hang_on_the_others(vectors):
    small = packed(vectors)
    pair = Index([1, 2], small[8:10]).near(small[8:9], 0.5)[0]
    among = Index(range(600), small).near(small[8:9], 0.5)[0]
    assert [n for n, _ in pair] == [1, 2]
    assert [n for n, _ in among] == [8, 9]
    assert [c for _, c in pair] == pytest.approx([c for _, c in among], abs=1e-5)


def test_the_nearest_come_first_and_no_more_than_forty():
    rng = np.random.default_rng(7)
    one = rng.normal(size=WIDTH)
    many = one + rng.normal(size=(90, WIDTH)) * np.linspace(0.05, 0.3, 90)[:, None]
    small = packed((many / np.linalg.norm(many, axis=1, keepdims=True)).astype(np.float32))
    (near,) = Index(range(90), small).near(small[:1], 0.5)
    assert len(near) == 20
    assert [c for _, c in near] == sorted((c for _, c in near), reverse=True)
    assert near[0][0] == 0


def test_equals_stand_in_the_order_of_their_numbers():
    small = np.repeat(packed(Sentences().vectors(["The lamp at the Marrow Bridge was out"])), 50, axis=0)
    assert [n for n, _ in Index(range(50), small).near(small[:1], 0.9)[0]] == list(range(20))


def test_an_index_of_nothing_finds_nothing_and_nothing_asked_gives_nothing(vectors):
    small = packed(vectors[:3])
    assert Index([], np.zeros((0, WIDTH), dtype=np.int8)).near(small, 0.1) == [[], [], []]
    assert Index([1, 2, 3], small).near(small[:0], 0.1) == []


def test_a_vector_of_zeros_is_near_nothing(vectors):
    zeros = np.zeros((1, WIDTH), dtype=np.int8)
    assert Index([1], zeros).near(zeros, 0.1) == [[]]
    assert cosine(zeros[0], packed(vectors)[0]) == 0
