"""Statements that answer another of the same article."""

import pytest
from made import Hand

from sayso.link.replies import Reply, replies
from sayso.records import Entity

PEOPLE = [
    Entity("orsolo", "Benet Orsolo", "person"),
    Entity("šebelin", "Radka Šebelin", "person"),
    Entity("drozen", "Drozen", "person"),
]
ACCUSED = ("Orsolo", "accused", "Karvelia of hiding the key", {"act": "accuse", "speaker": ("orsolo",)})


def article(*told):
    """A document with these statements, a sentence each: source, cue, content and what is known of it."""
    hand = Hand(" ".join(f"{source} {cue} {content}." for source, cue, content, _ in told))
    made = [hand.statement(source, cue, content, **known) for source, cue, content, known in told]
    return hand.document(*made, entities=PEOPLE)


def kinds(*told):
    document = article(*told)
    at = {s.id: i for i, s in enumerate(document.statements)}
    return [(at[r.statement], at[r.other], r.kind) for r in replies(document)]


def denial(content="the allegation", cue="denied", speaker="šebelin"):
    return ("Šebelin", cue, content, {"act": "deny", "denies": True, "speaker": (speaker,)})


@pytest.mark.parametrize(
    "content",
    [
        "the allegation",
        "the allegations",
        "that accusation",
        "the charge",
        "this criticism",
        "the “accusation”",
        "it and the charge",
    ],
)
def test_a_denied_allegation_is_the_accusation_before_it(content):
    assert kinds(ACCUSED, denial(content)) == [(1, 0, "denies")]


def test_a_reply_names_both_statements_by_their_ids():
    document = article(ACCUSED, denial())
    first, second = document.statements
    assert list(replies(document)) == [Reply(second.id, first.id, "denies")]


def test_a_confirmation_supports_the_report_before_it():
    told = ("Orsolo", "said", "that the key was gone", {"act": "state", "speaker": ("orsolo",)})
    confirmed = ("Šebelin", "confirmed", "the report", {"act": "confirm", "speaker": ("šebelin",)})
    assert kinds(told, confirmed) == [(1, 0, "supports")]
    for cue in ("could not confirm", "was unable to confirm"):
        assert kinds(told, ("Šebelin", cue, "the report", {"act": "confirm", "speaker": ("šebelin",)})) == []


@pytest.mark.parametrize(
    ("act", "content"), [("demand", "the request"), ("promise", "the pledge"), ("warn", "the warning"), ("claim", "the claim")]
)
def test_each_noun_finds_an_act_of_its_kind_and_no_other(act, content):
    said = ("Orsolo", "spoke of", "the second key of Aldesca", {"act": act, "speaker": ("orsolo",)})
    assert kinds(said, denial(content, "rejected")) == [(1, 0, "denies")]
    said[3]["act"] = "praise"
    assert kinds(said, denial(content, "rejected")) == []


@pytest.mark.parametrize(
    "content",
    [
        "the allegation that she took bribes",
        "the allegation and the treaty",
        "that it was so",
        "the lighthouse",
        "it",
        "allegation charge",
    ],
)
def test_what_says_more_than_its_kind_is_no_answer(content):
    assert kinds(ACCUSED, denial(content)) == []


def test_a_rejected_assurance_is_a_promise_and_no_other_statement_that_stands_nearer():
    told = ("Orsolo", "said", "that the dam needs height", {"act": "state", "speaker": ("orsolo",)})
    promised = ("Orsolo", "promised", "to leave Ourelle dry", {"act": "promise", "speaker": ("orsolo",)})
    assert kinds(told, denial("the assurance", "rejected")) == []
    assert kinds(promised, told, denial("the assurance", "rejected")) == [(2, 0, "denies")]


def test_nobody_answers_themselves_or_one_who_is_not_known():
    assert kinds(ACCUSED, denial(speaker="orsolo")) == []
    unknown = ("An aide", "accused", "Karvelia of hiding the key", {"act": "accuse"})
    assert kinds(unknown, denial()) == []


def test_the_nearest_one_before_is_meant_and_none_behind_or_far_away():
    again = ("Drozen", "accused", "Karvelia of sinking boats", {"act": "accuse", "speaker": ("drozen",)})
    assert kinds(ACCUSED, again, denial()) == [(2, 1, "denies")]
    assert kinds(denial(), ACCUSED) == []
    between = [("Drozen", "praised", f"boat number {n}", {"act": "praise", "speaker": ("drozen",)}) for n in range(4)]
    assert kinds(ACCUSED, *between[:3], denial()) == [(4, 0, "denies")]
    assert kinds(ACCUSED, *between, denial()) == []


def test_a_statement_does_not_answer_the_one_that_it_stands_in():
    hand = Hand("Orsolo said Šebelin denied the claim.")
    outer = hand.statement("Orsolo", "said", "Šebelin denied the claim", act="state", speaker=("orsolo",))
    inner = hand.statement("Šebelin", "denied", "the claim", act="deny", denies=True, speaker=("šebelin",), parent=outer.id)
    assert list(replies(hand.document(outer, inner, entities=PEOPLE))) == []


def test_an_article_without_statements_has_no_answers():
    assert list(replies(Hand("Rain fell.").document(entities=()))) == []
