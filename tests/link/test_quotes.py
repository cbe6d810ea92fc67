"""The same quotation in two papers, in sentences of the demo's invented world."""

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.link.quotes import KEYS, compare, keys, quoted_pieces
from sayso.records import Document, Span, Statement, document_id

LAMP = "The lamp at the Marrow Bridge was out, the guard was asleep, and nobody in Zdrana was told before the morning"


def told(a, b, same_speaker=None, alike=None):
    """The differences in words: kind, what stands in `a`, what in `b`."""
    wording = compare(a, b, same_speaker, alike)
    assert wording is not None
    return [(d.kind, d.a and a[d.a.start : d.a.end], d.b and b[d.b.start : d.b.end]) for d in wording.differences]


def linked(a, b, same_speaker=None, alike=None):
    return bool(set(keys(a)) & set(keys(b))) and compare(a, b, same_speaker, alike) is not None


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The lake has risen four metres, and the neighbours know it,", "the lake has risen 4 meters and the neighbors know it"),
        ("We won’t pay for it — it’s your programme", "We will not pay for it. It is your program!"),
        ("It has lost forty-one per cent of its colour.", "It has lost 41% of its color"),
        ("A hundred and nine boats, twelve thousand eels", "109 boats, 12,000 eels"),
        (
            "Her e-mail of Monday went to every health-care office in Zdrana",
            "Her email of Monday went to every healthcare office in Zdrana",
        ),
        ("Drozen’s café stands under the Ševar wall", "DROZEN'S CAFE STANDS UNDER THE SEVAR WALL"),
        ("[T]he guard at the bridge was asleep", "The guard at the bridge was asleep"),
    ],
)
def test_case_marks_and_spelling_are_no_differences(a, b):
    wording = compare(a, b)
    assert wording is not None
    assert (wording.differences, wording.altered, wording.opposed) == ((), False, False)


def test_a_cut_that_is_told_is_shown_and_alters_nothing():
    short = "The lamp at the Marrow Bridge was out … nobody in Zdrana was told before the morning"
    wording = compare(LAMP, short)
    assert told(LAMP, short) == [("cut", "the guard was asleep, and", None)]
    assert told(short, LAMP) == [("added", None, "the guard was asleep, and")]
    assert not wording.altered


def test_a_cut_inside_that_is_not_told_alters_the_wording():
    silent = "The lamp at the Marrow Bridge was out, and nobody in Zdrana was told before the morning"
    wording = compare(LAMP, silent)
    assert told(LAMP, silent) == [("cut", "the guard was asleep", None)]
    assert wording.altered
    assert not wording.opposed


def test_a_part_of_a_quotation_is_the_same_quotation():
    part = "the guard was asleep, and nobody in Zdrana was told before the morning"
    assert told(LAMP, part) == [("cut", "The lamp at the Marrow Bridge was out", None)]
    assert not compare(LAMP, part).altered


def test_a_short_part_needs_a_known_speaker():
    assert linked(LAMP, "nobody in Zdrana was told before the morning", True)
    assert not linked(LAMP, "nobody in Zdrana was told before the morning")


def test_words_in_brackets_stand_for_what_was_said():
    a = "She raised it by four metres and she never asked the village"
    b = "[The minister] raised it by four metres and she never asked the village"
    assert told(a, b) == [("bracketed", "She", "The minister")]
    assert not compare(a, b).altered


def test_a_bracket_that_nobody_closes_excuses_nothing():
    assert compare(LAMP, "[" + LAMP.replace("asleep", "drunk")).altered


def test_a_cut_that_takes_a_bracket_with_it_is_a_cut():
    a = "We will not accept one metre without a [new] treaty, and we will not hand over the key"
    assert told(a, "We will not accept one metre … and we will not hand over the key") == [
        ("cut", "without a [new] treaty", None)
    ]


def test_a_tense_moved_under_that_is_shown_and_alters_nothing():
    a, b = "The gates are shut and the lake will stay where it is", "the gates were shut and the lake would stay where it was"
    assert told(a, b) == [("changed", "are", "were"), ("changed", "will", "would"), ("changed", "is", "was")]
    assert not compare(a, b).altered


def test_another_word_is_shown_as_changed_and_alters_the_wording():
    other = LAMP.replace("asleep", "drunk")
    assert told(LAMP, other) == [("changed", "asleep", "drunk")]
    assert compare(LAMP, other).altered
    assert not compare(LAMP, other).opposed


def test_a_small_word_that_turns_the_sense_alters_the_wording():
    a = "We will not accept one meter without a treaty, and we will not hand over the key"
    b = "We will not accept one metre, with or without a treaty, and we will not hand over the key"
    assert told(a, b, True) == [("added", None, "with or")]
    assert compare(a, b, True).altered


@pytest.mark.parametrize(
    ("word", "other"),
    [("was asleep", "was not asleep"), ("before the morning", "before the 4th morning"), ("nobody", "somebody")],
)
def test_a_long_quotation_stays_linked_where_a_word_turns_it_round(word, other):
    assert compare(LAMP, LAMP.replace(word, other), True).altered


def test_a_changed_number_or_negation_is_opposed():
    a = "The lake stood at 412 metres in February, it stands there now, and the keepers of the gauge will swear to it"
    assert compare(a, a.replace("412", "421")).opposed
    assert compare(a, a.replace("will swear", "will not swear")).opposed
    assert compare(a, a.replace("keepers", "readers")).opposed is False


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("We will not accept one metre", "We will not accept one soldier"),
        ("There are forty soldiers on the bridge", "There are ninety soldiers on the bridge"),
        (
            "Nobody at the ministry has seen the survey",
            "Somebody at the ministry has seen the survey, and it was not the minister",
        ),
        (
            "Our thoughts are with the families of the two eel men",
            "Our thoughts are with the families of the pilots and of their crew",
        ),
        ("The gates were opened in March to save the orchard", "The orchard was sold in March by the keeper of the gates"),
        ("plainly malicious", "plainly wrong"),
    ],
)
@pytest.mark.parametrize("same_speaker", [True, None, False])
def test_another_sentence_in_the_same_frame_is_not_the_same_quotation(a, b, same_speaker):
    assert not linked(a, b, same_speaker)


@pytest.mark.parametrize(
    "words", ["no", "fake news", "no comment", "“malicious”", "", "…", "fit for purpose", "it is what it is"]
)
def test_stock_phrases_and_scare_quotes_do_not_link_even_to_themselves(words):
    assert not linked(words, words)


def test_another_speaker_must_have_said_nearly_all_of_it_in_the_same_words():
    assert linked(LAMP, LAMP + ".", False)
    assert not linked(LAMP, "nobody in Zdrana was told before the morning", False)
    assert not linked(LAMP, LAMP.replace("asleep", "drunk"), False)


def test_two_translations_of_a_sentence_link_by_their_meaning_alone():
    a = "Every house that drowns in this valley is a house that Zdrana drowned"
    b = "Zdrana has drowned each house drowned in the valley"
    assert not linked(a, b, True)
    assert linked(a, b, True, alike=0.93)
    assert not linked(a, b, True, alike=0.7)
    assert not linked(a, b, False, alike=0.93)
    assert not linked(a, b.replace("has drowned", "has not drowned"), True, alike=0.93)


texts = st.lists(st.sampled_from([*LAMP.split(), "not", "41", "…", "[the", "key]", "won't", ",", "…", "[...]"]), max_size=30).map(
    " ".join
)


@given(texts | st.text(max_size=60), texts | st.text(max_size=60), st.sampled_from([True, None, False]))
def test_comparing_does_not_depend_on_which_comes_first(a, b, same_speaker):
    there, back = compare(a, b, same_speaker, 0.95), compare(b, a, same_speaker, 0.95)
    assert (there is None) == (back is None)
    if there:
        assert (there.score, there.altered, there.opposed) == (back.score, back.altered, back.opposed)
        assert 0 <= there.score <= 1
        assert [(d.a, d.b) for d in there.differences] == [(d.b, d.a) for d in back.differences]
        assert all((d.a or d.b) and (not d.a or d.a.end <= len(a)) and (not d.b or d.b.end <= len(b)) for d in there.differences)
        assert [d for d in there.differences if d.a] == sorted((d for d in there.differences if d.a), key=lambda d: d.a)


@given(texts | st.text(max_size=60))
def test_keys_are_few_and_fit_a_signed_64_bit_column(quotation):
    found = keys(quotation)
    assert len(found) == len(set(found)) <= KEYS
    assert all(-(2**63) <= key < 2**63 for key in found)


def test_keys_are_the_same_in_every_process():
    code = f"from sayso.link.quotes import keys; print(list(keys({LAMP!r})))"
    answers = {
        subprocess.run(
            [sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert answers == {f"{list(keys(LAMP))}\n"}


@pytest.mark.parametrize(
    "hostile",
    [
        "a " * 100_000,
        "dam key " * 50_000,
        "[" * 200_000,
        "." * 200_000,
        "1,111" * 50_000,
        "a'" * 100_000,
        "z" * 200_000,
        "per " * 60_000,
    ],
)
def test_a_hostile_quotation_takes_no_longer_than_a_long_one(hostile):
    started = time.perf_counter()
    keys(hostile)
    compare(hostile, hostile + "!", True, 0.95)
    compare(hostile + "key", "dam key " * 10_000, True, 0.95)
    assert time.perf_counter() - started < 3


def pieces(text, content, kind):
    spans = tuple(Span(text.index(words), text.index(words) + len(words)) for words in content)
    document = Document(document_id(text, None), text)
    return document.quote(quoted_pieces(document, Statement("s", (), (), spans, kind, 1.0)))


def test_the_quoted_pieces_of_a_statement_come_without_their_marks():
    text = "Orsolo called it “a floor on a leased house,” and ‘not a bolt’ of it would stand, he said."
    assert pieces(text, [text[text.index("it “") : text.index(", he")]], "mixed") == "a floor on a leased house, … not a bolt"


def test_a_quotation_around_its_cue_is_in_two_pieces():
    text = '"The lake is high," Kerbin said. "The minister is higher."'
    content = ['"The lake is high,"', '"The minister is higher."']
    assert pieces(text, content, "direct") == "The lake is high, … The minister is higher."


def test_only_what_is_of_the_statement_counts_as_quoted():
    text = "Reck said that he had been “to look” and Coy said that nobody had “seen him there”."
    assert pieces(text, ["that he had been “to look”"], "mixed") == "to look"
    assert pieces(text, ["he had been"], "indirect") == ""


def test_an_answer_without_marks_is_quoted_whole():
    text = "Two Banks: How high is it today?\n\nSarrat-Holm: Higher than they say."
    assert pieces(text, ["Higher than they say."], "direct") == "Higher than they say."
