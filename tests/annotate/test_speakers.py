"""Speakers of statements that are marked by hand in passages of the demo's invented world.

A passage is marked as `sayso show` marks one, with the statement's number: `{1 Ida Brom} <1 said> [1 the gate stays shut]`.
"""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.annotate.speakers import resolved
from sayso.records import Document, Span, Statement, document_id, from_json, spans, statement_id, to_json

MARK = re.compile(r"([{<\[])(\d+) |[}>\]]")
ROLE = {"{": "source", "<": "cue", "[": "content"}
SPRING = "2026-04-07"


def read(marked, published=SPRING, **known):
    """The document of a marked passage with its speakers; statements come in the order of their numbers."""
    text, opened, roles, last = "", [], {}, 0
    for m in MARK.finditer(marked):
        text, last = text + marked[last : m.start()], m.end()
        if m[1]:
            opened.append((int(m[2]), ROLE[m[1]], len(text)))
        else:
            number, role, start = opened.pop()
            roles.setdefault(number, {}).setdefault(role, []).append((start, len(text)))
    text += marked[last:]
    statements = []
    for _, found in sorted(roles.items()):
        source, cue, content = (spans(found.get(role, ())) for role in ("source", "cue", "content"))
        around = [s.id for s in statements if any(c.start <= content[0].start < content[-1].end <= c.end for c in s.content)]
        kind = "direct" if text[content[0].start] in '"“' else "indirect"
        id = statement_id("", source, cue, content)
        statements.append(Statement(id, source, cue, content, kind, 0.9, around[-1] if around else None))
    return resolved(Document(document_id(text, None), text, published=published, statements=tuple(statements), **known))


def names(marked, **known):
    """Who speaks, a name a statement."""
    document = read(marked, **known)
    return [document.name(s.speaker) for s in document.statements]


def sorts(marked):
    return [s.speaker_type for s in read(marked).statements]


# Names


def test_a_surname_is_the_full_name_that_stands_before_or_behind_it():
    passage = "{1 Šebelin} <1 said> [1 no]. {2 Radka Šebelin} <2 said> [2 yes]. {3 Šebelin} <3 said> [3 perhaps]."
    assert names(passage) == ["Radka Šebelin"] * 3


def test_a_first_name_is_the_person_who_has_it():
    assert names("Tessa Kerbin left. {1 Tessa} <1 said> [1 she was tired].") == ["Tessa Kerbin"]


def test_a_title_is_no_part_of_a_name_and_is_kept_as_role():
    document = read("Foreign Minister Radka Šebelin left. {1 Ms. Šebelin} <1 said> [1 no].")
    (entity,) = document.entities
    assert (entity.name, entity.role, entity.type) == ("Radka Šebelin", "foreign minister", "person")
    assert [document.text[m.span.start : m.span.end] for m in document.mentions] == ["Radka Šebelin", "Šebelin"]


def test_a_courtesy_is_no_role():
    assert [e.role for e in read("{1 Mr. Tomas Kerbin} <1 said> [1 no].").entities] == [None]


def test_two_people_of_one_surname_are_told_apart_by_their_titles():
    passage = "Tomas Kerbin and Tessa Kerbin run the mill. {1 Mr. Kerbin} <1 said> [1 no]. {2 Ms. Kerbin} <2 said> [2 yes]."
    assert names(passage) == ["Tomas Kerbin", "Tessa Kerbin"]


def test_a_title_tells_that_another_of_the_surname_is_meant():
    marked = "Michelle Obama came first. {1 President Obama} <1 said> [1 he was late]."
    assert read(marked, published="2016-05-01").statements[0].speaker == ("Q76",)
    assert read(marked, published="2016").statements[0].speaker == ("Q13133",), "without a day nobody holds an office"


def test_two_people_of_one_surname_have_two_ids():
    document = read("{1 Tomas Kerbin} <1 said> [1 no]. {2 Tessa Kerbin} <2 said> [2 yes].")
    assert [s.speaker for s in document.statements] == [("tomas-kerbin",), ("tessa-kerbin",)]


def test_a_longer_form_of_a_name_takes_the_place_of_the_shorter():
    document = read("{1 Tessa Kerbin} <1 said> [1 no]. {2 Tessa Maria Kerbin} <2 said> [2 yes]. {3 Kerbin} <3 said> [3 no].")
    assert [(e.name, set(e.aliases)) for e in document.entities] == [("Tessa Maria Kerbin", {"Tessa Kerbin", "Kerbin"})]


def test_what_a_name_owns_is_not_the_name():
    assert names("{1 Tessa Kerbin’s office} <1 said> [1 no].") != ["Tessa Kerbin"]


def test_a_name_behind_of_goes_on_with_the_organisation():
    assert names("{1 The Ministry of Rivers and Forests} <1 said> [1 no].")[0].startswith("Ministry of Rivers")


def test_a_capital_that_opens_a_sentence_is_no_name():
    document = read("Yesterday it rained. Rivers rose. {1 Tessa Kerbin} <1 said> [1 the bridge held].")
    assert [e.name for e in document.entities] == ["Tessa Kerbin"]


def test_speakers_in_a_list_are_all_of_them():
    pair = "{1 Tessa Kerbin and Benet Orsolo} <1 said> [1 the talks went well]."
    three = "{2 Marta Quillon, Jon Abel and Ines Corvo} <2 said> [2 they had not]."
    assert names(f"{pair} {three}") == ["Tessa Kerbin | Benet Orsolo", "Marta Quillon | Jon Abel | Ines Corvo"]


def test_a_headline_of_capitals_is_read_by_what_the_article_says():
    passage = "{1 Kerbin} <1 Rejects> [1 Karvelian Dam Plan]\n\nTessa Kerbin was in Zdrana. {2 Kerbin} <2 said> [2 no]."
    assert names(passage) == ["Tessa Kerbin"] * 2


# Pronouns


@pytest.mark.parametrize(
    ("pronoun", "speaker"), [("She", "Tessa Kerbin"), ("He", "Tomas Renn"), ("she herself", "Tessa Kerbin"), ("He", "Tomas Renn")]
)
def test_he_and_she_are_the_one_of_their_gender(pronoun, speaker):
    assert names(f"Tessa Kerbin met Tomas Renn on Monday. {{1 {pronoun}}} <1 said> [1 the gate was shut].") == [speaker]


def test_he_is_the_one_who_spoke_last_and_not_the_one_spoken_of():
    passage = "{1 Tomas Kerbin} <1 said> [1 that Peter Renn had the key]. {2 He} <2 added> [2 that it was rusty]."
    assert names(passage) == ["Tomas Kerbin"] * 2


def test_nobody_before_it_makes_she_nobody():
    document = read("{1 She} <1 said> [1 the gate was shut].")
    assert document.statements[0].speaker == ()
    assert document.statements[0].speaker_type == "unknown"


def test_it_is_the_organisation_that_spoke():
    passage = "{1 The Joint Ludra Board} <1 said> [1 the lake was full]. {2 It} <2 added> [2 that both keys were safe]."
    assert names(passage) == ["Joint Ludra Board"] * 2


def test_they_are_two_people_joined_by_and():
    passage = "Tessa Kerbin and Tomas Renn met in Zdrana. {1 They} <1 said> [1 the talks had gone well]."
    assert names(passage) == ["Tessa Kerbin | Tomas Renn"]


def test_they_are_the_group_that_spoke():
    assert names("{1 Villagers} <1 said> [1 no]. {2 They} <2 said> [2 they had never been asked].") == ["Villagers"] * 2


def test_i_and_we_in_a_quotation_are_its_speaker():
    passage = "[1 “{2 I} <2 warned> [2 them in March] and {3 we} <3 want> [3 the key],”] {1 Tessa Kerbin} <1 said>."
    assert names(passage) == ["Tessa Kerbin"] * 3


def test_i_within_a_quotation_that_she_speaks_is_she():
    passage = "Tessa Kerbin was angry. [1 “{2 I} <2 warned> [2 them in March],”] {1 she} <1 said>."
    assert names(passage) == ["Tessa Kerbin"] * 2


def test_i_outside_quotations_is_who_wrote_the_article():
    document = read("{1 I} <1 asked> [1 for the survey].", byline="By Rosa Tennick")
    assert (document.name(document.statements[0].speaker), document.statements[0].speaker_type) == ("Rosa Tennick", "person")


def test_who_is_the_one_it_describes():
    passage = "Tomas Renn saw Marta Quillon, {1 who} <1 said> [1 she had heard it on the radio]."
    assert names(passage) == ["Marta Quillon"]


def test_who_may_be_somebody_without_a_name():
    assert names("It came from an official {1 who} <1 said> [1 he had seen the survey].") == ["official"]


# Descriptions that stand for someone


def test_the_minister_is_whom_the_article_calls_so():
    passage = "Foreign Minister Radka Šebelin and Tessa Kerbin came. {1 The foreign minister} <1 said> [1 it was late]."
    assert names(passage) == ["Radka Šebelin"]


def test_the_minister_whom_the_article_does_not_name_is_whoever_held_the_office_on_the_day():
    marked = "{1 The Russian foreign minister} <1 said> [1 it was late]."
    document = read(marked, published="2016-05-01")
    assert document.statements[0].speaker == ("Q58217",)
    assert read(marked, published="2026").statements[0].speaker != ("Q58217",), "without a day nobody holds an office"


def test_the_union_is_the_one_named():
    assert names("The Ferry Workers Union struck. {1 The union} <1 said> [1 no].") == ["Ferry Workers Union"]


def test_her_spokesman_is_the_one_whom_the_article_names_as_hers():
    passage = "Mayor Marta Quillon was ill. Jon Abel, a spokesman for Ms. Quillon, came. {1 Her spokesman} <1 said> [1 no]."
    assert names(passage) == ["Jon Abel"]


def test_a_spokeswoman_and_her_name_are_one_person():
    document = read("{1 A spokeswoman for the Joint Ludra Board, Ines Corvo,} <1 said> [1 the survey was secret].")
    assert (document.name(document.statements[0].speaker), document.statements[0].speaker_type) == ("Ines Corvo", "person")
    assert "a spokeswoman for the joint ludra board" in [e.role for e in document.entities]


@pytest.mark.parametrize("words", ["Moscow", "Russia", "The Kremlin", "The Russian side"])
def test_a_capital_a_seat_and_a_people_are_the_state(words):
    document = read(f"Talks began. {{1 {words}}} <1 denied> [1 that it had the key].")
    assert document.statements[0].speaker_type == "organisation"
    assert document.name(document.statements[0].speaker) in ("Russia", "Kremlin")


# Descriptions that stand for themselves


@pytest.mark.parametrize(
    ("words", "sort"),
    [
        ("A senior official", "anonymous"),
        ("Two officials", "anonymous"),
        ("People familiar with the survey", "anonymous"),
        ("An aide to Radka Šebelin", "anonymous"),
        ("Villagers", "group"),
        ("Some of the survivors", "group"),
        ("The report", "document"),
        ("The regional government", "organisation"),
        ("Tessa Kerbin", "person"),
        ("The Joint Ludra Board", "organisation"),
    ],
)
def test_the_sort_of_a_speaker(words, sort):
    assert sorts(f"It was late. {{1 {words}}} <1 said> [1 nobody knew].") == [sort]


def test_the_same_description_is_the_same_speaker():
    document = read("{1 A senior official} <1 said> [1 no]. {2 The senior official} <2 said> [2 yes].")
    assert document.statements[0].speaker == document.statements[1].speaker


def test_a_description_takes_the_name_of_whose_it_is():
    assert names("Mayor Marta Quillon was ill. {1 Her spokesman} <1 said> [1 no].") == ["Quillon spokesman"]
    assert names("{1 Advisers to Ms. Quillon} <1 said> [1 no].") == ["Quillon Advisers"]


# Statements without a source


def test_a_statement_without_a_source_goes_on_with_the_sentence():
    assert names("{1 Tessa Kerbin} <1 condemned> [1 the plan], <2 refusing> [2 to vote for it].") == ["Tessa Kerbin"] * 2


def test_a_quotation_goes_on_after_its_speaker():
    assert names("[1 “It is late,”] {1 Tessa Kerbin} <1 said>. [2 “We are tired.”]") == ["Tessa Kerbin"] * 2
    assert names("[1 “It is late,”] {1 Tessa Kerbin} <1 said>.\n\n[2 “We are tired.”]") == ["Tessa Kerbin", ""]


def test_what_nobody_is_said_to_say_is_nobodys():
    assert names("{1 Tessa Kerbin} <1 left> [1 the hall]. <2 It was said> [2 that the dam leaked].") == ["Tessa Kerbin", ""]


# Addressees, subjects, entities, mentions


def test_whom_it_was_told_is_the_addressee():
    document = read("{1 Tessa Kerbin} <1 told Tomas Renn> [1 that the dam leaked]. {2 She} <2 told reporters> [2 no more].")
    assert [s.addressees for s in document.statements] == [("tomas-renn",), ()]


def test_nobody_in_the_content_is_an_addressee():
    document = read("{1 Tessa Kerbin} <1 warned> [1 Tomas Renn would lie].")
    assert document.statements[0].addressees == ()
    assert document.statements[0].about == ("tomas-renn",)


def test_a_statement_is_about_those_named_in_it_once_each():
    document = read("{1 Tessa Kerbin} <1 said> [1 Tomas Renn and NATO knew, and Renn lied].", published="2016-05-01")
    assert document.statements[0].about == ("tomas-renn", "org:nato")


def test_ids_say_how_well_somebody_is_known():
    known = "{1 Sergei Lavrov} <1 said> [1 no]. {2 Tessa Kerbin} <2 said> [2 no]."
    passage = known + " {3 Orsolo} <3 said> [3 no]. {4 A regional government} <4 said> [4 no]."
    document = read(passage, published="2016-05-01")
    place = f"@{document.id[:10]}"
    assert [s.speaker[0] for s in document.statements] == [
        "Q58217",
        "tessa-kerbin",
        f"orsolo{place}",
        f"regional-government{place}",
    ]
    assert [e.country for e in document.entities if e.id == "Q58217"] == ["RUS"]


def test_mentions_are_the_very_words():
    document = read("Foreign Minister Radka Šebelin left. {1 She} <1 said> [1 no]. {2 The foreign minister} <2 said> [2 yes].")
    found = [(document.text[m.span.start : m.span.end], m.entity, m.form) for m in document.mentions]
    who = "radka-sebelin"
    assert found == [("Radka Šebelin", who, "name"), ("She", who, "pronoun"), ("The foreign minister", who, "nominal")]


def test_mentions_are_counted_in_code_points():
    document = read("👩‍👩‍👧‍👧 e\u0301 \ud83d {1 Tessa Kerbin} <1 said> [1 no].")
    assert [document.text[m.span.start : m.span.end] for m in document.mentions] == ["Tessa Kerbin"]


@pytest.mark.parametrize("words", ["The Ab\ud83d side", "\u1c89 \u1c89", "$$$", "\xa0", "his", "their ,", "the", "’s", "\0"])
def test_odd_words_for_a_source_are_read_like_others(words):
    assert len(read(f"{{1 {words}}} <1 said> [1 no]. {{2 {words}}} <2 said> [2 no].").statements) == 2


def test_nobody_is_their_own_addressee():
    assert read("{1 Tessa Kerbin} <1 told Kerbin> [1 that it was late].").statements[0].addressees == ()


# Any text

# fmt: off
PIECES = st.sampled_from([
    "Tessa", "Kerbin", "Mr.", "Ms", "President", "Moscow", "Russian", "government", "he", "she", "they", "it", "I", "we", "who",
    "his spokesman", "the foreign minister", "said", "told", "and", "of", "for", ",", ".", ";", "“", "”", "’s", "\n", "\n\n",
    "\0", "\ud83d", "e\u0301", "İ", "ß", "\u1c89", "A.", "A-", "al-", "the", "The", "$$$", " side", "their", "both", "including",
    "NATO", "DONALD", "aide to", "lawyer", "-", "(", ")", "\xa0", "x",
]) | st.text(max_size=6)
# fmt: on
TEXTS = st.lists(PIECES, min_size=1, max_size=30).map(" ".join)


@st.composite
def documents(draw):
    """A text with statements anywhere in it, some in the content of another."""
    text = draw(TEXTS)
    statements = []
    for _ in range(draw(st.integers(0, 4))):
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), min_size=6, max_size=6)))
        parts = [(Span(a, b),) if a < b else () for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
        parts = draw(st.permutations(parts))
        within = [s for s in statements if parts[2] and all(_inside(part, s.content) for part in parts[1:])]
        if parts[2]:
            kind = draw(st.sampled_from(["direct", "indirect", "mixed"]))
            id = statement_id(str(len(statements)), *parts)
            statements.append(Statement(id, *parts, kind, 0.5, within[-1].id if within else None))
    day = draw(st.sampled_from([None, "2016", "2016-05-01"]))
    return Document(document_id(text, None), text, published=day, byline=draw(st.none() | TEXTS), statements=tuple(statements))


def _inside(part, content):
    return all(any(c.start <= span.start and span.end <= c.end for c in content) for span in part)


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_any_text_with_any_statements_comes_back_whole(document):
    found = resolved(document)
    ids = {e.id for e in found.entities}
    assert found.text == document.text
    assert len(ids) == len(found.entities)
    assert all(e.name and e.id for e in found.entities)
    for s, before in zip(found.statements, document.statements, strict=True):
        assert (s.id, s.source, s.cue, s.content, s.parent) == (
            before.id,
            before.source,
            before.cue,
            before.content,
            before.parent,
        )
        assert {*s.speaker, *s.addressees, *s.about} <= ids
        assert not set(s.speaker) & set(s.addressees)
    for m in found.mentions:
        assert m.span.end <= len(document.text)
        assert m.entity in ids
    assert len(set(found.mentions)) == len(found.mentions)
    assert from_json(to_json(found)) == found
    assert resolved(document) == found, "the same text has the same speakers"


def letters(number):
    return "".join(chr(ord("a") + number // 26**place % 26) for place in range(4)).capitalize()


PEOPLE = [f"{letters(n)} {letters(7919 * n + 1)}" for n in range(20_000)]
SAYING = 60  # code points a statement
HOSTILE = {
    "A A A": "A " * 100_000,
    "Mr. Mr.": "Mr. " * 50_000,
    "marks": '"' * 200_000,
    "curly marks": "“" * 200_000,
    "one word": "X" + "x" * 200_000,
    "one name": "Kerbin " * 30_000,
    "long names": ("Ab " * 3_300 + ". ") * 20,
    "longer words": " ".join(f"X{'y' * 10_000} said." for _ in range(20)),
    "spaces": " " * 200_000,
    "lines": " \n" * 100_000,
    "openers": "The " * 50_000,
    "offices": "Department of " * 15_000,
    "pronouns": "Tessa Kerbin " + "he she they " * 15_000,
    "NUL and surrogates": "\0 \ud83d Ab\ud83d side " * 15_000,
    "people": ". ".join(f"We met {name}" for name in PEOPLE[:8_000]),
    "people and pronouns": " he ".join(PEOPLE[:8_000]),
    "namesakes": " and Zed met ".join(f"{name.split()[0]} Zed" for name in PEOPLE[:8_000]),
    "officers": ". ".join(f"We met President {name}" for name in PEOPLE[:8_000]),
    "lawyers": ". ".join(f"the lawyer for Zed, {name}, said" for name in PEOPLE[:5_000]),
}


def said_everywhere(text):
    """The text with a statement every so many code points."""
    statements = []
    for start in range(0, len(text) - SAYING, SAYING):
        cuts = [start, start + 20, start + 30, start + SAYING]
        roles = [(Span(a, b),) for a, b in pairwise(cuts)]
        statements.append(Statement(str(start), *roles, "indirect", 0.5))
    return Document("0" * 64, text, published="2016-05-01", statements=tuple(statements))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_no_faster_than_the_text(text):
    def seconds(part):
        document = said_everywhere(part)
        start = time.process_time()
        resolved(document)
        return time.process_time() - start

    seconds(text[: len(text) // 8])  # what is read once for all texts
    half = seconds(text[: len(text) // 2])
    enough = min(3 * half, 2e-4 * len(text)) + 0.2
    assert any(seconds(text) < enough for _ in range(3)), "twice the text may take twice the time, not four times"
