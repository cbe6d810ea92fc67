"""Text is cut at every edge, loses nothing, and each piece knows whose it is."""

from hypothesis import given
from hypothesis import strategies as st
from made import DENIAL, MADE, Hand

from sayso.records import ROLES, Document, Span, Statement
from sayso.web.segments import Mark, excerpt, laid_out, segments


@st.composite
def documents(draw):
    text = draw(st.text(st.sampled_from("ab \n”\ud800é"), min_size=1, max_size=60))

    def spans(least):
        places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
        found = [Span(a, b) for a, b in zip(places[::2], places[1::2], strict=False)]
        return tuple(found) if len(found) >= least else (Span(0, len(text)),)

    statements = [Statement(str(n), spans(0), spans(0), spans(1), "indirect", 0.5) for n in range(draw(st.integers(0, 4)))]
    return Document("d", text, statements=tuple(statements))


@given(documents())
def test_the_segments_joined_are_the_text_and_each_knows_its_statements(document):
    found = segments(document)
    assert "".join(segment.text for segment in found) == document.text
    for segment in found:
        assert document.text[segment.start : segment.end] == segment.text
        expected = {
            Mark(number, role)
            for number, statement in enumerate(document.statements, 1)
            for role in ROLES
            for span in getattr(statement, role)
            if span.start < segment.end and segment.start < span.end
        }
        assert set(segment.marks) == expected
        assert len(segment.marks) == len(expected)


@given(documents())
def test_paragraphs_hold_every_word_and_each_statement_begins_in_one(document):
    found = laid_out(document)
    assert "".join("".join(p.text for p in found).split()) == "".join(document.text.split())
    assert sorted(n for p in found for n in p.begins) == list(range(1, len(document.statements) + 1))


def test_a_statement_within_another_is_marked_with_both_outermost_first():
    hand = Hand("Clerks said that the mayor denies it.")
    outer = hand.statement("Clerks", "said", "that the mayor denies it")
    inner = hand.statement("the mayor", "denies", "it", parent=outer.id)
    found = segments(Document("d", hand.text, statements=(outer, inner)))
    assert [(s.text, s.marks) for s in found] == [
        ("Clerks", (Mark(1, "source"),)),
        (" ", ()),
        ("said", (Mark(1, "cue"),)),
        (" ", ()),
        ("that ", (Mark(1, "content"),)),
        ("the mayor", (Mark(1, "content"), Mark(2, "source"))),
        (" ", (Mark(1, "content"),)),
        ("denies", (Mark(1, "content"), Mark(2, "cue"))),
        (" ", (Mark(1, "content"),)),
        ("it", (Mark(1, "content"), Mark(2, "content"))),
        (".", ()),
    ]


def test_content_in_two_pieces_is_marked_in_both():
    hand = Hand("“The gate,” she said, “stays shut.”")
    said = hand.statement("she", "said", "“The gate,”")
    said = Statement("s", said.source, said.cue, hand.at("“The gate,”", "“stays shut.”"), "direct", 0.9)
    found = segments(Document("d", hand.text, statements=(said,)))
    assert [s.text for s in found if Mark(1, "content") in s.marks] == ["“The gate,”", "“stays shut.”"]


def spans(statement):
    return {role: [[s.start, s.end] for s in getattr(statement, role)] for role in ROLES}


def test_an_excerpt_is_the_sentence_with_its_words_marked():
    found = excerpt(DENIAL.text, spans(DENIAL.statements[1]))
    assert "".join(s.text for s in found) == (
        "She told reporters in Zdrana that Benet Orsolo was reportedly misinformed, and did not elaborate."
    )
    assert [s.text for s in found if s.marks] == ["She", "told", "that Benet Orsolo was reportedly misinformed"]


def test_an_excerpt_of_a_long_text_stays_short_and_says_where_it_was_cut():
    text = "word " * 400 + "the mayor said the gate was shut " + "word " * 400
    hand = Hand(text)
    found = excerpt(text, spans(hand.statement("the mayor", "said", "the gate was shut")))
    whole = "".join(s.text for s in found)
    assert len(whole) < 600
    assert whole.endswith("word…")
    far = Hand("Ida Brom spoke. " + "Rain fell on the quay. " * 60 + "“Shut it.”")
    found = excerpt(far.text, spans(far.statement("Ida Brom", "", "“Shut it.”")))
    assert "".join(s.text for s in found).endswith("“Shut it.”")
    assert len("".join(s.text for s in found)) < 600


@given(documents())
def test_an_excerpt_is_a_run_of_the_text_that_holds_where_the_content_begins(document):
    for statement in document.statements:
        found = excerpt(document.text, spans(statement))
        assert "".join(s.text for s in found).removesuffix("…") in document.text
        assert found[0].start <= statement.content[0].start < found[-1].end


def test_made_reports_are_cut_without_loss():
    for document in MADE:
        assert "".join(s.text for s in segments(document)) == document.text
