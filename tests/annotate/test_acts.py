"""What a speaker does, denies and rests on, in sentences of an invented world."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.annotate import lexicon as words
from sayso.annotate.acts import judged
from sayso.annotate.lexicon import lexicon
from sayso.errors import SaysoError
from sayso.records import ACTS, Span, Statement


def statement(text, source, cue, content):
    """A statement whose parts are found in the text, each the first time after which it stands; "" is a part that is missing."""

    def part(piece):
        return (Span(text.index(piece), text.index(piece) + len(piece)),) if piece else ()

    return Statement(f"{cue}/{content}", part(source), part(cue), part(content), "indirect", 1.0)


def judge(marked, lexicon=None):
    """The first statement of a text in which {its source}, [its cue] and <its content> are marked."""
    places, text = {}, ""
    for character in marked:
        if character in "{[<":
            places[character] = [len(text)]
        elif character in "}]>":
            places[{"}": "{", "]": "[", ">": "<"}[character]].append(len(text))
        else:
            text += character
    source, cue, content = ((Span(*places[mark]),) if mark in places else () for mark in "{[<")
    return judged(text, [Statement("s", source, cue, content, "indirect", 1.0)], lexicon)[0]


@pytest.mark.parametrize(
    ("act", "marked"),
    [
        ("state", "{Šebelin} [said] <the dam would stand for a century>."),
        ("state", "{Orsolo}[:] <The lake is ours>"),
        ("state", "<The sluices open in May>, [according to] {the ministry}."),
        ("state", "{The council} [called] <the vote a formality>."),
        ("state", "{A clerk} [scrawled] <“received, with thanks”>."),
        ("claim", "{Orsolo} [has repeatedly insisted] <that the treaty still holds>."),
        ("claim", "{He} [suggested] <that the figures had been cooked>."),
        ("report", "{A survey by the Aldescan water board} [found] <that four wells in ten were dry>."),
        ("report", "{The poll} [says] <two in three voters are against the dam>."),
        ("report", "{The Halyard} [first reported] <the sale of the quarry>."),
        ("confirm", "{The mayor} [reluctantly acknowledged] <that the bridge was closed>."),
        ("deny", "{Karvelia} [denied] <having opened the sluices>."),
        ("deny", "{Šebelin} [brushed] off <the complaint>.".replace("[brushed] off", "[brushed off]")),
        ("accuse", "{Orsolo} [accused] <Karvelia of stealing the river>."),
        ("criticise", "{The opposition} [issued a statement slamming] <the budget>."),
        ("criticise", "{Orsolo} [called] <the minister a liar>."),
        ("criticise", "{They} [questioned] <the honesty of the count>."),
        ("praise", "{The farmers’ union} [has endorsed] <Tennick for mayor>."),
        ("praise", "{She} [called] <the engineers heroes of the flood, and its best witnesses>."),
        ("praise", "{The miners} [supported] <Mrs. Tennick>."),
        ("warn", "{He} [is warning] <that the dam may burst>."),
        ("threaten", "{Aldesca} [threatened] <to close the border>."),
        ("promise", "{The premier} [vowed] <to rebuild the quay>."),
        ("promise", "{The premier} [said] <he would veto it>."),
        ("promise", "{The bank} [offered] <to pay the ferrymen>."),
        ("demand", "{The union} [called for] <a halt to the work>."),
        ("demand", "{Police} [told] the divers <to leave the water>."),
        ("demand", "{Orsolo} [asked] <the court to stop the work>."),
        ("propose", "{The commission} [recommended] <a second gauge>."),
        ("propose", "{He} [suggested] <moving the gauge upstream>."),
        ("ask", "{A reporter} [asked] <whether the dam was safe>."),
        ("ask", "{The deputy} [said]: <“Who will pay for the ferries?”>"),
        ("ask", "<“Who counted the fish?”>"),
        ("predict", "{The water board} [expects] <the lake to fall by a meter>."),
        ("predict", "{She} [said] <she expects a dry summer>."),
        ("think", "{Ourelle} [fears] <a flood>."),
        ("think", "{They} [wanted to criticise] <the plan in public>."),
        ("think", "{The miners} [supported] <a second gauge>."),
        ("think", "{She} [is confident] <that the ferry will sail>."),
        ("other", "{He} [did not mention] <the quarry>."),
        ("other", "{The premier} [refused to endorse] <the treaty>."),
        ("other", "{The bank} [offers] <loans to ferrymen>."),
        ("other", "{The choir} [zigzagged] <through the old harbour songs>."),
    ],
)
def test_the_cue_and_what_is_said_decide_the_act(act, marked):
    assert judge(marked).act == act


def test_every_act_is_tested_and_has_words_of_its_own():
    mark = test_the_cue_and_what_is_said_decide_the_act.pytestmark[0]
    assert {act for act, _ in mark.args[1]} == set(ACTS)


@pytest.mark.parametrize(
    ("denies", "marked"),
    [
        (True, "{Karvelia} [denied] <having opened the sluices>."),
        (False, "{Karvelia} [confirmed] <having opened the sluices>."),
        (False, "{Karvelia} [did not deny] <having opened the sluices>."),
        (True, "{She} [said] <it was not true>."),
        (True, "{The ministry} [says] <no sluice was opened>."),
        (True, "{She} [insisted] <that the ferry had never sailed>."),
        (False, "{She} [said] <the ferry that never sailed was for sale>."),
        (False, "{She} [said] <the ferry had not yet sailed>."),
        (True, "{She} [said], <“I am not going to sign it.”>"),
        (False, "{She} [said], <“Ferries do not grow on trees.”>"),
        (True, "{The board} [does not believe] <that the wells are safe>."),
        (False, "{The board} [believes] <that the wells are safe>."),
        (True, "{The premier} [declined] <to sign the treaty>."),
        (True, "{The premier} [rejected] <calls to resign>."),
        (False, "{He} [did not mention] <the quarry>."),
        (False, "{He} [asked] <whether the dam was not safe>."),
    ],
)
def test_a_denial_or_a_refusal_is_told_from_other_negations(denies, marked):
    assert judge(marked).denies is denies


@pytest.mark.parametrize(
    ("hedged", "marked"),
    [
        (True, "{The premier} [reportedly said] <the quarry was sold>."),
        (True, "Allegedly, {the premier} [told] his brother <that the quarry was sold>."),
        (True, "{The premier} [may have said] <that the quarry was sold>."),
        (True, "{He} [seems to think] <that nobody will count the fish>."),
        (False, "{The premier} [said] <the quarry was sold>."),
        (False, "{The premier} [said] <the quarry was reportedly sold>."),
        (False, "{She} [would like] <to see the books>."),
        (False, "The quarry was reportedly sold for scrap in the end. After a long summer {the premier} [said] <he was glad>."),
    ],
)
def test_a_hedge_counts_around_what_is_said_not_in_it(hedged, marked):
    assert judge(marked).hedged is hedged


@pytest.mark.parametrize(
    ("evidence", "marked"),
    [
        ("none_given", "<The dam is cracked>, {he} [said] without elaborating."),
        ("none_given", "{He} [said] <the dam was cracked>. He did not elaborate."),
        ("none_given", "{He} [said], <“The dam is cracked.”>\n\nHe gave no further details."),
        ("none_given", "{He} [said without elaborating] <that the dam was cracked>."),
        (None, "{He} [said] <the dam was cracked>. The wall is high. He did not elaborate."),
        (None, "{He} [said] <she did not elaborate>."),
        (None, "{He} [gave no details] <about the dam>."),
        ("anonymous", "<The dam is cracked>, {an engineer} [said], speaking on condition of anonymity."),
        ("anonymous", "{A diver, who asked not to be named,} [said] <the dam was cracked>."),
        (None, "{A diver} [said] <the dam was cracked>. The engineer asked not to be named."),
        ("document", "In a letter to the council, {she} [said] <the dam was cracked>."),
        ("document", "{She} [said], citing a report, <that the dam was cracked>."),
        ("document", "{The indictment of the two brothers} [says] <the quarry was sold>."),
        (None, "{The brothers} [said] <the quarry was sold in a letter>."),
        ("first_hand", "<The dam is cracked>, {she} [told] reporters in Zdrana."),
        ("first_hand", "<The dam is cracked>, {she} [told] the Zdrana Courier."),
        ("first_hand", "In an interview, {she} [said] <the dam was cracked>."),
        (None, "{She} [told] her brother <that the dam was cracked>."),
    ],
)
def test_evidence_is_read_off_the_sentence_around(evidence, marked):
    assert judge(marked).evidence == evidence


def test_what_is_not_elaborated_is_the_statement_just_before():
    text = "The dam is cracked, Orsolo said. The lake is low, Šebelin said. She did not elaborate."
    first = statement(text, "Orsolo", "said", "The dam is cracked")
    start = text.index("Šebelin")
    second = Statement("b", (Span(start, start + 7),), (Span(start + 8, start + 12),), (Span(33, 48),), "indirect", 1.0)
    assert text[33:48] == "The lake is low"
    assert [s.evidence for s in judged(text, [first, second])] == [None, "none_given"]


def test_no_word_of_the_shipped_lexicon_stands_under_two_acts():
    table = words._File(words._SHIPPED).table("act")
    seen = {}
    for act, lists in table.items():
        for word in {w for each in lists.values() for w in words._parted(each)}:
            assert seen.setdefault(word, act) == act, word


def test_a_lexicon_of_ones_own_is_laid_over_the_shipped_one(tmp_path):
    own = tmp_path / "own.toml"
    own.write_text('[act.promise]\nverbs = "zigzag, deny"\n', encoding="utf-8")
    mine = lexicon(own)
    assert judge("{He} [zigzagged] <to sell the quarry>.", mine).act == "promise"
    assert judge("{He} [denied] <the sale>.", mine).act == "promise"
    assert judge("{He} [warned] <of a flood>.", mine).act == "warn"
    assert judge("{He} [denied] <the sale>.").act == "deny"


@pytest.mark.parametrize(
    ("content", "place", "remedy"),
    [
        ("[act.claim]\nverbs = 3", "[act.claim]", "words parted by commas"),
        ('[act.grumble]\nverbs = "moan"', "[act]", "use state, claim"),
        ('[act.claim]\nverb = "moan"', "[act.claim]", "use verbs, nouns, words"),
        ('[[rule]]\ncue = "say"\ncontent = "sung"\nact = "ask"', "[rule, number 1]", "add [pattern.sung]"),
        ('[[rule]]\ncue = "say"\nact = "moan"', "[rule, number 1]", "use one of state"),
        ("act = 3", "own.toml", "a table"),
        ('[pattern.x]\nwithin = "two"', "[pattern.x]", "a whole number"),
        ("[act.claim", "own.toml", "correct it there"),
    ],
)
def test_a_mistake_in_it_is_told_with_its_place_and_the_remedy(tmp_path, content, place, remedy):
    own = tmp_path / "own.toml"
    own.write_text(content, encoding="utf-8")
    with pytest.raises(SaysoError) as error:
        lexicon(own)
    assert "own.toml" in str(error.value)
    assert place in str(error.value)
    assert remedy in str(error.value)


def test_a_lexicon_that_is_not_there_is_told(tmp_path):
    with pytest.raises(SaysoError, match="name a file"):
        lexicon(tmp_path / "none.toml")


_PIECES = ["said ", "not ", "did ", ". ", "“", '"', "'", "told ", "İ", "\ud800", "e\u0301", "\n", "report", "?"]
_TEXT = st.lists(st.sampled_from(_PIECES), max_size=9).map("".join)


@given(_TEXT, _TEXT.filter(bool), _TEXT)
def test_any_text_is_judged(before, content, after):
    text = before + content + after
    parts = [(Span(0, len(before)),) if before else (), (Span(len(before), len(before) + len(content)),)]
    tail = (Span(len(before) + len(content), len(text)),) if after else ()
    s = Statement("s", parts[0], tail, parts[1], "mixed", 1.0)
    (out,) = judged(text, [s])
    assert out.act in ACTS
    assert (out.id, out.source, out.cue, out.content, out.kind) == (s.id, s.source, s.cue, s.content, s.kind)


@pytest.mark.parametrize("piece", ["not ", "without also ", ". ", "'", "a'", "told ", "said "])
def test_a_hostile_text_takes_time_in_proportion_to_its_length(piece):
    def took(times):
        text = piece * times
        span = (Span(0, len(text)),)
        start = time.process_time()
        judged(text, [Statement("s", span, span, span, "indirect", 1.0)])
        return time.process_time() - start

    took(10)
    once = max(took(4_000) for _ in range(3))  # the collector of what was left by others falls into some of them
    assert min(took(40_000) for _ in range(3)) < 40 * max(once, 0.002)


def test_nothing_to_judge_is_nothing():
    assert judged("Karvelia will raise the dam.", []) == ()
