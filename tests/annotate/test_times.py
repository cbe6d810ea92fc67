"""What the words of a text say about when, and which of them say when something was said."""

import datetime
import json
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.annotate.times import said_on, times, when_said
from sayso.records import Span, Statement, Time

CASES = [json.loads(line) for line in Path(__file__).with_name("times.jsonl").read_text(encoding="utf-8").splitlines()]
FRIDAY, TUESDAY = "2026-04-10", "2026-04-07"


def told(text, published=FRIDAY):
    """What is found, as words and ends."""
    return [(text[t.spans[0].start : t.spans[0].end], t.start, t.end) for t in times(text, published)]


def at_case(case):
    """What is found at the very words of a case, or none."""
    found = {t.spans[0]: t for t in times(case["text"], case["published"])}
    return found.get(Span(*case["span"]))


def test_the_cases_are_what_they_claim():
    assert len(CASES) >= 200
    for case in CASES:
        start, end = case["span"]
        assert case["text"][start:end] == case["words"]


def test_at_least_19_of_20_intervals_are_right():
    right = sum(
        (t := at_case(c)) is not None and (t.start, t.end, t.precision) == (c["start"], c["end"], c["precision"]) for c in CASES
    )
    assert right / len(CASES) >= 0.95


def test_no_interval_is_wrong_by_a_year():
    def apart(a, b):
        return abs((datetime.date.fromisoformat(a) - datetime.date.fromisoformat(b)).days) if a and b else 0

    for case in CASES:
        t = at_case(case)
        if t is not None:
            assert max(apart(t.start, case["start"]), apart(t.end, case["end"])) < 300, case["text"]


@pytest.mark.parametrize(
    "text",
    [
        "Brom may go, and may not.", "Theresa May said no.", "The May government fell.", "They march on Halden.",
        "March on the palace, she told them.", "The sun shone.", "One second later it was gone.",
        "The Sunday Times reported it.", "She wrote for the Mail on Sunday.", "They watch Friday Night Lights.",
        "Black Friday sales rose.", "He plays for Sheffield Wednesday.", "There were 2,019 cases.",
        "It rose in 2,019 cases.", "In 2019 cases it failed.", "He paid 2019 crowns.", "An august body met.",
        "It happened in 0999.", "It will happen in 2101.", "On 31 February it snowed.", "On 30 February 2025 it snowed.",
        "They meet every Tuesday.", "They meet on Tuesdays.", "It was 10/04/2026.", "An earlier report was wrong.",
        "April said so.", "The October Revolution began.", "This is the last week of term.", "Profit rose in fiscal 2025.",
    ],
)  # fmt: skip
def test_what_is_no_time_is_left_alone(text):
    assert told(text) == []


def test_the_verb_beside_a_weekday_decides_its_direction():
    assert told("Brom said on Tuesday it will reopen.") == [("Tuesday", "2026-04-07", "2026-04-07")]
    assert told("Brom said it will reopen on Tuesday.") == [("Tuesday", "2026-04-14", "2026-04-14")]


def test_the_day_of_publication_is_the_last_such_day():
    assert told("Brom quit on Friday.") == [("Friday", "2026-04-10", "2026-04-10")]


def test_without_a_day_of_publication_only_what_needs_none_is_given():
    text = "In 2019 he won; on Tuesday, in April and last year he lost; recently too; on 3 May 2020 he died."
    assert told(text, None) == [("2019", "2019-01-01", "2019-12-31"), ("3 May 2020", "2020-05-03", "2020-05-03")]


def test_a_coarse_date_of_publication_makes_no_day_of_a_weekday():
    assert told("He quit on Tuesday.", "2026-04") == [("Tuesday", "2026-03-31", "2026-04-28")]
    (t,) = times("He quit on Tuesday.", "2026")
    assert t.precision == "year"
    assert told("He quit in December.", "2026") == []  # of either year


def test_a_dateline_gives_the_day_that_a_coarse_date_lacks():
    text = "HALDEN, April 10 (Halyard) - Brom quit on Tuesday."
    assert told(text, "2026-04")[1] == ("Tuesday", "2026-04-07", "2026-04-07")
    assert told(text, "2026")[1] == ("Tuesday", "2026-04-07", "2026-04-07")
    assert told(text, "2026-04-11")[1] == ("Tuesday", "2026-04-07", "2026-04-07")
    assert told("HALDEN, April 10, 2026 (Halyard) - Brom quit on Tuesday.", None)[1] == ("Tuesday", "2026-04-07", "2026-04-07")


def test_two_times_apart_are_not_one():
    assert [w for w, _, _ in told("He spoke on Monday and Wednesday.")] == ["Monday", "Wednesday"]
    assert [w for w, _, _ in told("The vote was moved from Monday to Wednesday.")] == ["Monday", "Wednesday"]


def test_a_coarse_or_wrong_anchor_raises():
    with pytest.raises(ValueError, match="wanted a date"):
        times("on Tuesday", "soon")


WORDS = st.sampled_from(
    [
        "on",
        "Tuesday",
        "May",
        "march",
        "10",
        "31",
        "2019",
        "1990s",
        "since",
        "until",
        "from",
        "to",
        "between",
        "and",
        "last",
        "next",
        "this",
        "year",
        "week",
        "ago",
        "later",
        "three",
        "the",
        "of",
        "early",
        "mid-",
        "late",
        "February",
        "April,",
        "99999",
        "0000",
        "9999",
        "12/13/2026",
        "2026-02-30",
        "weekend",
        "today",
        "quarter",
        "first",
        "Q3",
        "laſt",
        "İ",
        "٣",
        "²",
        "will",
        "said",
        "HALDEN,",
        "-",
        "–",
        ".",
        "\n",
        "\r",
        "\x00",
        "�",
        "́",
        "\u202e",
    ]
)
PUBLISHED = st.sampled_from([None, "0001", "0001-01-01", "9999-12-31", "9999", "2026", "2026-04", FRIDAY, "2024-02-29"])


@settings(deadline=None, max_examples=300)
@given(st.lists(WORDS | st.text(max_size=8), max_size=30).map(" ".join), PUBLISHED)
def test_spans_stand_in_the_text_in_order_whatever_it_is(text, published):
    end = 0
    for t in times(text, published):
        (span,) = t.spans
        assert end <= span.start < span.end <= len(text)
        words = text[span.start : span.end]
        assert words == words.strip()
        end = span.end


@settings(deadline=None, max_examples=100)
@given(st.lists(WORDS, max_size=20).map(" ".join), st.data())
def test_dating_a_statement_never_raises(text, data):
    if len(text) < 3:
        return
    cut = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=4)))
    source, *rest = [(Span(a, b),) for a, b in pairwise(cut)]
    s = Statement("s", source if len(rest) > 1 else (), rest[0] if rest else (), rest[-1] if rest else source, "indirect", 0.9)
    found = times(text, FRIDAY)
    assert said_on(text, s, found, FRIDAY) in (None, *found)
    assert len(when_said(text, [s], found, FRIDAY)) == 1


@pytest.mark.parametrize(
    "unit",
    [
        "on ",
        "7",
        "12 ",
        "Tuesday ",
        "May ",
        "since ",
        "from Monday to ",
        "2019-",
        "early-",
        "A.",
        "a few ",
        "HALDEN, ",
        "ed ",
        "\n",
    ],
)
def test_no_text_takes_more_than_its_share_of_time(unit):
    """A megabyte of a line that never ends; 20 µs an expression on a busy machine, and no more the longer it is."""
    times(unit * 1000, FRIDAY)
    start = time.process_time()
    times(unit * (1_000_000 // len(unit)), FRIDAY)
    assert time.process_time() - start < 4


def statement(text, source, cue, content, id="s", **more):
    """A statement at the first place of each of these words."""

    def at(words):
        return (Span(text.index(words), text.index(words) + len(words)),) if words else ()

    return Statement(id, at(source), at(cue), at(content), "indirect", 0.9, **more)


def date_of(text, source, cue, content):
    t = said_on(text, statement(text, source, cue, content), times(text, FRIDAY), FRIDAY)
    return t and (t.start if t.start == t.end else (t.start, t.end))


@pytest.mark.parametrize(
    ("text", "source", "cue", "content", "date"),
    [
        ("Brom said on Tuesday that the mill would close Friday.", "Brom", "said", "that the mill would close Friday", TUESDAY),
        ("On Monday, Brom denied the charge.", "Brom", "denied", "the charge", "2026-04-06"),
        ("Dorn on Monday accused Veska of fraud.", "Dorn", "accused", "Veska of fraud", "2026-04-06"),
        ("“No,” he said in an interview in March. “Never.”", "he", "said in an interview", "“No,”", ("2026-03-01", "2026-03-31")),
        ("The mill is safe, Lind told reporters Thursday.", "Lind", "told", "The mill is safe", "2026-04-09"),
        ("Speaking in Halden on Wednesday, Lind rejected the plan.", "Lind", "rejected", "the plan", "2026-04-08"),
        ("Brom denied the claim on Tuesday.", "Brom", "denied", "the claim on Tuesday", "2026-04-07"),
        ("Brom said Tuesday the mill was shut.", "Brom", "said", "Tuesday the mill was shut", "2026-04-07"),
        ("A 2024 report warned of floods.", "A 2024 report", "warned", "of floods", ("2024-01-01", "2024-12-31")),
        # What dates something else:
        ("Brom said the mill closed on Tuesday.", "Brom", "said", "the mill closed on Tuesday", None),
        ("Brom, who resigned on Monday, said the mill was safe.", "Brom", "said", "the mill was safe", None),
        ("After the mill burned on Monday, Brom said it was safe.", "Brom", "said", "it was safe", None),
        ("Brom said it was safe, ahead of Tuesday's vote.", "Brom", "said", "it was safe", None),
        ("Brom said Tuesday was a bad day.", "Brom", "said", "Tuesday was a bad day", None),
        ("Brom will say on Tuesday that it is safe.", "Brom", "will say", "that it is safe", None),
        ("Brom has recently said that it is safe.", "Brom", "has recently said", "that it is safe", None),
        ("The mill burned on Monday. Brom said it was safe.", "Brom", "said", "it was safe", None),
        ("Lind, the U.S. envoy, said on Monday it was safe.", "Lind", "said", "it was safe", "2026-04-06"),
    ],
)  # fmt: skip
def test_a_time_dates_the_saying_where_it_belongs_to_it(text, source, cue, content, date):
    assert date_of(text, source, cue, content) == date


def test_what_a_speaker_adds_belongs_to_the_same_occasion():
    text = "Brom said on Tuesday it was safe.\nLind laughed.\nBrom added that no one was hurt. Lind doubts that."
    said = [
        statement(text, "Brom", "said", "it was safe", "a"),
        statement(text, "Brom", "added", "that no one was hurt", "b"),
        statement(text, "Lind", "doubts", "that.", "c"),
    ]
    said[1] = Statement("b", (Span(text.rindex("Brom"), text.rindex("Brom") + 4),), said[1].cue, said[1].content, "indirect", 0.9)
    a, b, c = when_said(text, said, times(text, FRIDAY), FRIDAY)
    assert a == b == Time("2026-04-07", "2026-04-07", "day", a.spans)
    assert c is None


def test_what_was_written_does_not_date_what_was_said():
    text = "Brom wrote on Tuesday it was safe.\nMr. Brom told reporters that no one was hurt."
    said = [
        statement(text, "Brom", "wrote", "it was safe", "a"),
        statement(text, "Mr. Brom", "told", "that no one was hurt", "b"),
    ]
    assert [t and t.start for t in when_said(text, said, times(text, FRIDAY), FRIDAY)] == ["2026-04-07", None]


def test_a_nested_statement_has_its_own_time():
    text = "Lind said on Thursday that Brom had denied on Monday that he knew; “I regret it,” she said."
    outer = statement(text, "Lind", "said", "that Brom had denied on Monday that he knew", "a")
    inner = statement(text, "Brom", "had denied", "that he knew", "b", parent="a")
    assert [t and t.start for t in when_said(text, [outer, inner], times(text, FRIDAY), FRIDAY)] == ["2026-04-09", "2026-04-06"]


def test_a_headline_has_the_day_of_its_lead():
    text = "Brom denies fraud\nBrom on Thursday denied that he had taken money."
    headline = statement(text, "Brom", "denies", "fraud", "a")
    at = text.index("\n") + 1
    lead = Statement("b", (Span(at, at + 4),), (Span(at + 17, at + 23),), (Span(at + 24, len(text)),), "indirect", 0.9)
    assert [t and t.start for t in when_said(text, [headline, lead], times(text, FRIDAY), FRIDAY)] == ["2026-04-09"] * 2


def test_a_dateline_tells_when_the_report_was_sent_and_not_when_anything_was_said():
    text = "HALDEN, Sept 12 (Halyard) - Ines Corvo said on Thursday that the gate was shut, calling it final. “No,” she said."
    said = statement(text, "Ines Corvo", "said", "that the gate was shut")
    calling = statement(text, "Ines Corvo", "calling", "it final")
    found = times(text, "2025-09-12")
    assert said_on(text, said, found, "2025-09-12").start == "2025-09-11"
    assert all(t is None or t.start == "2025-09-11" for t in when_said(text, [said, calling], found, "2025-09-12"))
