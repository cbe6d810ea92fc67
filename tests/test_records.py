"""What must hold of records holds in their constructors."""

import pytest

from sayso.errors import SaysoError, SpanError
from sayso.records import Document, Span, Statement, days, document_id, from_json, json_line, statement_id, to_json


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (4, 2)])
def test_a_span_is_a_half_open_run(start, end):
    with pytest.raises(SpanError, match="0 <= start < end") as caught:
        Span(start, end)
    assert caught.value.got == (start, end)


def statement(content=((0, 3),), source=(), confidence=0.5):
    return Statement("s", tuple(Span(*p) for p in source), (), tuple(Span(*p) for p in content), "indirect", confidence)


def test_pieces_of_a_role_are_sorted_and_disjoint():
    with pytest.raises(SpanError, match="sorted and disjoint"):
        statement(content=((0, 3), (2, 4)))
    with pytest.raises(SpanError, match="sorted and disjoint"):
        statement(content=((5, 6), (2, 4)))


def test_a_statement_says_something():
    with pytest.raises(SpanError, match="at least one piece of content"):
        statement(content=())


def test_a_confidence_is_a_probability():
    with pytest.raises(SaysoError, match="between 0 and 1"):
        statement(confidence=1.2)


def test_a_statement_beyond_its_text_cannot_be_built():
    with pytest.raises(SpanError, match="end <= 2"):
        Document("d", "no", statements=(statement(),))


def test_a_document_with_a_date_that_is_none_cannot_be_built():
    with pytest.raises(SaysoError, match="published: wanted a date as"):
        Document("d", "no", published="7/23/17")


def test_a_quote_joins_pieces_that_are_apart():
    assert Document("d", "yes and no").quote([Span(0, 3), Span(8, 10)]) == "yes … no"


@pytest.mark.parametrize(
    ("date", "wanted"),
    [
        ("2024", ("2024-01-01", "2024-12-31")),
        ("2024-02", ("2024-02-01", "2024-02-29")),
        ("2024-02-03", ("2024-02-03", "2024-02-03")),
        ("2024-02-03T23:30:00-05:00", ("2024-02-03", "2024-02-03")),
        ("2024-02-03T05:30Z", ("2024-02-03", "2024-02-03")),
    ],
)
def test_a_date_means_days_to_its_precision(date, wanted):
    assert days(date) == wanted


@pytest.mark.parametrize("date", ["yesterday", "2024-13", "2024-02-30", "2024-02-03T25:00", "03.02.2024", "", "٢٠٢٤"])
def test_what_is_no_date_is_refused(date):
    with pytest.raises(ValueError):
        days(date)


def test_the_address_and_the_text_make_the_id():
    ids = {document_id("a", None), document_id("a", "https://x.example"), document_id("b", None), document_id("", "a")}
    assert len(ids) == 4
    assert document_id("a", None) == document_id("a", None)


def test_the_spans_make_a_statements_id():
    assert statement_id("d", (), (), (Span(0, 1),)) != statement_id("d", (), (Span(0, 1),), ())


def test_the_wire_form_comes_back_as_it_was(article):
    assert article.statements
    assert from_json(to_json(article)) == article


def test_a_lone_surrogate_is_written_as_its_escape():
    assert json_line({"text": "é\ud800"}) == '{"text": "\\u00e9\\ud800"}'
    assert json_line({"text": "é"}) == '{"text": "é"}'
