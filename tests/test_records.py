"""What must hold of records holds in their constructors."""

from dataclasses import replace

import pytest

from sayso.errors import SaysoError, SpanError
from sayso.records import Document, Span, Statement, Time, days, digest, document_id, from_json, json_line, statement_id, to_json


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


def nested(content, parent="s", confidence=0.5, name="n"):
    return Statement(name, (), (), (Span(*content),), "indirect", confidence, parent)


def test_a_nested_statement_stands_in_the_content_of_one_before_it():
    outer = statement(content=((0, 3), (5, 9)))
    assert Document("d", "x" * 9, statements=(outer, nested((5, 8)))).statements[1].parent == "s"
    for wrong in ((outer, nested((2, 6))), (nested((5, 8)), outer), (outer, nested((5, 8), parent="t"))):
        with pytest.raises(SpanError, match=r"in the content of [st], a statement before this one"):
            Document("d", "x" * 9, statements=wrong)


def test_a_nested_statement_comes_back_from_its_wire_form():
    document = Document("d", "x" * 9, statements=(statement(content=((0, 9),)), nested((5, 8))))
    row = to_json(document)
    assert [s.get("parent") for s in row["statements"]] == [None, "s"]
    assert "parent" not in row["statements"][0]
    assert from_json(row) == document


def test_of_the_sure_statements_those_whose_parent_is_not_are_left_out():
    outer = [Statement(n, (), (), (Span(0, 9),), "indirect", c) for n, c in (("s", 0.9), ("t", 0.6))]
    children = [nested((0, 3), "s", 0.95, "a"), nested((0, 4), "s", 0.7, "b"), nested((0, 5), "t", 0.95, "c")]
    document = Document("d", "x" * 9, statements=(*outer, *children))
    assert [s.id for s in document.sure(0.9).statements] == ["s", "a"]
    assert document.sure(0) == document


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


@pytest.mark.parametrize(
    ("start", "end", "precision", "wanted"),
    [
        ("2026-04-07", "2026-04-07", "day", "2026-04-07"),
        ("2026-04-06", "2026-04-12", "week", "2026-04-06 to 2026-04-12"),
        ("2026-04-01", "2026-04-30", "month", "2026-04"),
        ("2026-04-01", "2026-06-30", "quarter", "2026-04-01 to 2026-06-30"),
        ("2026-01-01", "2026-12-31", "year", "2026"),
        ("2026-03-01", None, "month", "since 2026-03"),
        ("2026-03-01", None, "open", "since 2026-03"),
        ("2026-03-01", None, "day", "since 2026-03-01"),
        ("2026-03-02", None, "month", "since 2026-03-02"),
        ("2020-01-01", None, "year", "since 2020"),
        (None, "2026-04-10", "open", "by 2026-04-10"),
        (None, "2026-04-30", "month", "by 2026-04"),
        (None, "2025-12-31", "year", "by 2025"),
    ],
)
def test_a_time_in_short_is_no_finer_than_it_is_told(start, end, precision, wanted):
    assert str(Time(start, end, precision)) == wanted


def test_a_digest_changes_with_everything_that_a_statement_says():
    one = Document("d", "yes", statements=(statement(),))
    others = [
        replace(one, statements=(replace(statement(), **said),)) for said in ({"denies": True}, {"act": "ask"}, {"hedged": True})
    ]
    assert len({digest(document) for document in (one, *others)}) == 4
