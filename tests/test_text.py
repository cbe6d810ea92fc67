"""Paragraphs, words and quotation marks."""

import pytest

from sayso.text import paragraphs, quoted, visible, words


def parts(text, spans):
    return [text[start:end] for start, end in spans]


def forms(text):
    found = words(text, 0, len(text))
    return [text[s:e] for s, e in zip(found.starts, found.ends, strict=True)]


def quotations(text):
    return parts(text, quoted(text, paragraphs(text)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One.\n\nTwo.", ["One.", "Two."]),
        ("One.\nTwo.", ["One.", "Two."]),
        ("One.\r\n\r\n  Two. \r\n", ["One.", "Two."]),
        ("One.\u2029Two.\x85Three.", ["One.", "Two.", "Three."]),
        ("\n\n \t\n", []),
        ("", []),
    ],
)
def test_a_line_is_a_paragraph(text, wanted):
    assert parts(text, paragraphs(text)) == wanted


def test_lines_cut_by_a_printers_margin_are_one_paragraph():
    text = (
        "The commission will measure the lake on Monday, its secretary said in a note\n"
        "to both capitals, and will publish the figure on the same evening in each of\n"
        "the two languages.\n\nNobody has asked the lake."
    )
    assert parts(text, paragraphs(text)) == [text.split("\n\n", maxsplit=1)[0], "Nobody has asked the lake."]


def test_short_lines_that_end_sentences_are_paragraphs_of_their_own():
    said = ["The gate is shut and will stay so, he said on Friday.", "The key is lost and nobody will look for it now."]
    assert parts("\n".join(said * 2) + "\n\nEnd.", paragraphs("\n".join(said * 2) + "\n\nEnd.")) == [*said, *said, "End."]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The gate's shut.", ["The", "gate", "'", "s", "shut", "."]),
        ("e\u0301tat", ["e\u0301tat"]),
        ("👩‍👩‍👧‍👧 ok", ["👩‍👩‍👧‍👧", "ok"]),
        ("1\ufe0f\u20e3!", ["1\ufe0f\u20e3", "!"]),
        ("a\x00b", ["a", "\x00", "b"]),
        ("x\ud800y", ["x", "\ud800", "y"]),
        ("שלום עולם", ["שלום", "עולם"]),
    ],
)
def test_words_never_cut_a_grapheme(text, wanted):
    assert forms(text) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('He said "no" twice.', ['"no"']),
        ("He said “no,” and “never.”", ["“no,”", "“never.”"]),
        ("He said ``no'' and ''never.''", ["``no''", "''never.''"]),
        ("‘It’s the dogs’ bowl,’ he said. ‘Never.’", ["‘It’s the dogs’ bowl,’", "‘Never.’"]),
        ("'It's his,' he said of the '90s.", ["'It's his,'"]),
        ("The mayor's men's shed", []),
        ("“One.\n\n“Two.\n\n“Three,” she said.", ["“One.", "“Two.", "“Three,”"]),
        ("‘One,’ he said. ‘It’s two.\n\n‘And three.\n\n‘Four.’", ["‘One,’", "‘It’s two.", "‘And three.", "‘Four.’"]),
        ("A stray ” here and “ there.\n\nNext.", []),
        ('He said "we will win and then "we lost" again.', ['"we lost"']),
        ("He called it “a ‘trap’ for us”.", ["“a ‘trap’ for us”"]),
    ],
)
def test_quotation_marks_of_every_style(text, wanted):
    assert quotations(text) == wanted


def test_a_megabyte_of_quotation_marks_is_read_in_good_time():
    text = "'\"“‘ ’a'" * 120_000
    assert quoted(text, paragraphs(text)) is not None


def test_what_a_terminal_would_obey_is_shown_instead():
    assert visible("a\x1b[31mb\u202ec\nd\ud800") == "a␛[31mb\ufffdc d\ufffd"
