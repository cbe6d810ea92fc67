"""What a statement asserts, apart from who says it and how it is put."""

from dataclasses import replace

import pytest
from made import DENIAL, REFUSAL, WARNING, Hand

from sayso.link.propositions import LONGEST, negated, proposition, resolved
from sayso.link.words import words
from sayso.records import Entity, Time

OURELLE = Entity("ourelle", "Ourelle", "place")


def asserted(text, source, cue, content, *, entities=(), mentions=(), times=(), **known):
    hand = Hand(text)
    statement = hand.statement(source, cue, content, **known)
    document = hand.document(
        statement, entities=entities, mentions=mentions, times=tuple(Time(*t, hand.at(w)) for *t, w in times)
    )
    return proposition(document, statement)


def test_who_is_spoken_of_and_that_it_is_denied_by_the_cue_alone():
    denied, told = (proposition(DENIAL, s) for s in DENIAL.statements)
    assert (denied.text, denied.force) == ("that Karvelia would flood Ourelle", "assert")
    assert (denied.negative, denied.by_cue) == (True, True)
    assert denied.names == {"Karvelia", "Ourelle"}
    assert (told.negative, told.by_cue, told.names) == (False, False, {"Benet Orsolo"})


@pytest.mark.parametrize(
    ("content", "denies", "negative", "by_cue"),
    [
        ("that no village would be flooded", False, True, False),
        ("that the report was untrue", False, True, False),
        ("that the lake isn’t full", False, True, False),
        ("that no village would be flooded", True, True, False),  # "denied that no": told by the words, not the cue alone
        ("that the knot held", False, False, False),
    ],
)
def test_polarity_is_of_the_words_and_of_the_cue(content, denies, negative, by_cue):
    p = asserted(f"The warden said {content}.", "The warden", "said", content, denies=denies)
    assert (p.negative, p.by_cue) == (negative, by_cue)


@pytest.mark.parametrize("text", ["not", "Nobody came", "it is baseless", "he rejected it", "cannot", "groundless fears"])
def test_single_words_tell_that_something_is_held_not_to_be_so(text):
    assert negated(words(text))


@pytest.mark.parametrize("text", ["", "notable", "a nonstop ferry", "the denim mill"])
def test_words_that_only_look_like_negations_are_none(text):
    assert not negated(words(text))


@pytest.mark.parametrize(
    ("act", "force"),
    [
        (None, "assert"), ("state", "assert"), ("accuse", "assert"), ("deny", "assert"), ("think", "judge"), ("praise", "judge"),
        ("demand", "direct"), ("ask", "direct"), ("promise", "commit"), ("threaten", "commit"), ("other", "none"),
    ],
)  # fmt: skip
def test_the_act_tells_what_is_done_with_a_content(act, force):
    assert asserted("Drozen said the key was his.", "Drozen", "said", "the key was his", act=act).force == force


@pytest.mark.parametrize("cue", ["did not say", "was unable to confirm", "never said"])
def test_what_was_not_said_has_no_force(cue):
    p = asserted(f"Drozen {cue} that the key was his.", "Drozen", cue, "that the key was his", act="confirm")
    assert p.force == "none"


def test_names_stand_in_place_of_the_pronouns_of_others():
    text = "Radka Šebelin spoke. Drozen said “she hid her key and they saw it, but we paid”."
    hand = Hand(text)
    said = hand.statement("Drozen", "said", "“she hid her key and they saw it, but we paid”", kind="direct")
    people = [Entity("radka-šebelin", "Radka Šebelin", "person"), Entity("d@1", "Drozen", "person")]
    mentions = [("she", "radka-šebelin", "pronoun"), ("her key", "radka-šebelin", "nominal"), ("we", "d@1", "pronoun")]
    document = hand.document(said, entities=people, mentions=mentions)
    assert resolved(document, said) == "Radka Šebelin hid her key and they saw it, but we paid"


def test_a_possessive_becomes_a_genitive():
    hand = Hand("Drozen said that its walls were wet.")
    said = hand.statement("Drozen", "said", "that its walls were wet")
    document = hand.document(said, entities=[OURELLE], mentions=[("its", "ourelle", "pronoun")])
    assert resolved(document, said) == "that Ourelle’s walls were wet"


def test_pieces_are_on_one_line_without_quotation_marks():
    text = "“The gate\n  stays shut,” Ida Brom said. „Nobody «pays»\t.“"
    hand = Hand(text)
    said = hand.statement("Ida Brom", "said", "“The gate\n  stays shut,”", kind="direct")
    pieces = said.content + hand.at("„Nobody «pays»\t.“")
    whole = replace(said, content=pieces)
    assert resolved(hand.document(whole, entities=()), whole) == "The gate stays shut, Nobody pays ."


def test_only_times_and_names_inside_the_content_count():
    text = "On Monday Ourelle heard Drozen say that on Friday the lake would rise."
    p = asserted(
        text,
        "Drozen",
        "say",
        "that on Friday the lake would rise",
        entities=[OURELLE],
        mentions=[("Ourelle", "ourelle", "name")],
        times=[("2026-04-06", "2026-04-06", "day", "On Monday"), ("2026-04-10", "2026-04-10", "day", "on Friday")],
    )
    assert (p.days, p.names) == ((("2026-04-10", "2026-04-10"),), frozenset())
    since = WARNING.statements[1]
    assert proposition(WARNING, since).days == ()  # the day on which it was said is not one that it tells of


def test_a_refusal_to_say_asserts_nothing():
    assert proposition(REFUSAL, REFUSAL.statements[0]).force == "none"


def test_of_an_endless_content_the_beginning_counts():
    content = "that the lake rose " + "and rose " * 20_000
    p = asserted(f"Drozen said {content}.", "Drozen", "said", content)
    assert len(p.text) == LONGEST
    assert content.startswith(p.text)


def test_hostile_text_is_read_like_any_other():
    content = "that \ud800 the \x00 lake \u202e rose"
    assert asserted(f"Drozen said {content}.", "Drozen", "said", content).text == content
