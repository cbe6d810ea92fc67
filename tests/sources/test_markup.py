"""Pieces of HTML as paragraphs: exact letters, blocks apart, hostile markup refused."""

import time

import pytest

from sayso.sources.markup import paragraphs


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<p>One <b>bold</b> word.</p><p>Two.</p>", ["One bold word.", "Two."]),
        ("No tags at all", ["No tags at all"]),
        ("a < b &amp; c &lt; d", ["a < b & c < d"]),
        ("“Curly” ‘quotes’ – e\u0301 n\u00adg x\u00a0y", ["“Curly” ‘quotes’ – e\u0301 n\u00adg x\u00a0y"]),
        ("&ldquo;q&rdquo; a&nbsp;b &#146;s", ["“q” a\u00a0b ’s"]),
        ("One\n  and\ttwo", ["One and two"]),
        ("First.<br><br>Second, <br/> <br/>third", ["First.", "Second,", "third"]),
        ("Ended.<br>New one,<br>same one", ["Ended.", "New one, same one"]),
        ("in<i>side</i>word", ["insideword"]),
        ("<div>a<p>b</p>c</div>", ["a", "b", "c"]),
        ("<ul><li>x</li><li>y</li></ul><blockquote>z</blockquote>", ["x", "y", "z"]),
        ("<script>alert(1)</script><style>p{}</style>ok<noscript>no</noscript>!", ["ok!"]),
        ("a<!-- no -->b", ["ab"]),
        ("<p>&nbsp;</p><p> </p>", []),
        ("", []),
        ("<html><head><title>T</title></head><body><p>x</p></body></html>", ["x"]),
        ("</div></div><p>after stray ends", ["after stray ends"]),
    ],
)
def test_paragraphs_are_as_a_browser_shows_them(html, wanted):
    assert paragraphs(html) == wanted


def test_what_is_only_a_link_can_be_left_out():
    html = '<p>The gate is shut.</p><p><a href="/x">Read more</a></p><p>See <a href="/y">this</a> for more of it.</p>'
    assert paragraphs(html, links=False) == ["The gate is shut.", "See this for more of it."]
    assert len(paragraphs(html)) == 3


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000 + "x",
        "<div " + " ".join(f"a{i}" for i in range(50_000)) + ">x</div>",
        '<div x=">" ' + " ".join(f"a{i}=1" for i in range(50_000)) + ">x</div>",
    ],
)
def test_hostile_markup_is_refused_at_once(html):
    began = time.monotonic()
    with pytest.raises(ValueError, match="cannot be parsed"):
        paragraphs(html)
    assert time.monotonic() - began < 1


def test_long_plain_markup_is_read_quickly():
    began = time.monotonic()
    assert len(paragraphs("<p>He said no.</p>" * 50_000)) == 50_000
    assert time.monotonic() - began < 5
    paragraphs("<" * 1_000_000)
    assert time.monotonic() - began < 8
