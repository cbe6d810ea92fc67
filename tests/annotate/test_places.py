"""Where statements were made."""

import pytest

from sayso.annotate.places import placed
from sayso.records import Span, Statement


def at(text: str, cue: str, content: str) -> str | None:
    """The words that tell where the statement with this cue and content was made."""
    spans = [(Span(i, i + len(part)),) for part in (cue, content) for i in [text.index(part)]]
    (found,) = placed(text, [Statement("s", (), spans[0], spans[1], "indirect", 1.0)])
    return text[found.said_at[0].start : found.said_at[0].end] if found.said_at else None


@pytest.mark.parametrize(
    ("text", "cue", "content", "wanted"),
    [
        (
            "Ines Corvo said at a news conference in Halden that the gate stays shut.",
            "said",
            "that the gate",
            "a news conference in Halden",
        ),
        ("Corvo told reporters in Ostrand that talks were over.", "told reporters", "that talks were over", "Ostrand"),
        ("Corvo told reporters in Ostrand that talks were over.", "told", "that talks were over", "Ostrand"),
        (
            "Speaking at the Harbour Assembly in Perm, Lind warned of a strike.",
            "warned of",
            "a strike",
            "the Harbour Assembly in Perm",
        ),
        ("“We wait,” Lind said in an interview with the Courier.", "said", "“We wait,”", "an interview with the Courier"),
        ("Lind wrote on Telegram that the union would wait.", "wrote", "that the union would wait", "Telegram"),
        ("Lind said in April that the union would wait.", "said", "that the union would wait", None),
        ("Lind said that a meeting in Halden was off.", "said", "that a meeting in Halden was off", None),
        ("Lind left. She spoke at a rally. Corvo said talks were over.", "said", "talks were over", None),
        ("Lind called on members to vote.", "called on", "to vote", None),
    ],
)
def test_the_words_that_tell_where(text, cue, content, wanted):
    assert at(text, cue, content) == wanted


def test_no_cue_no_place():
    text = "“We wait,” at a rally."
    statement = Statement("s", (), (), (Span(0, 10),), "direct", 1.0)
    assert placed(text, [statement]) == (statement,)
