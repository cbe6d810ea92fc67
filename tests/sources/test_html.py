"""Web pages: exact letters in order, what the page tells of itself, lies and bombs refused."""

# ruff: noqa: E501
import json
import time

import pytest

from sayso.errors import ReadError
from sayso.sources.html import page
from sayso.sources.original import PAGE_LIMIT, Original

URL = "https://www.halyard.example/2026/04/07/gate"
TITLE = "Gate Must Stay Shut, Says Warden"
LEAD = "PORT ALVANE, April 7 (Halyard) – The harbor warden said on Tuesday that the sea gate would stay shut until the storm had passed."
LAST = "The mayor's office denied that it had asked for the key. According to two clerks, a letter was written but never sent."


def html(body, head="", lead=f"<p>{LEAD}</p>", lang="en"):
    return f"""<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8"><title>{TITLE} | Halyard</title>{head}</head><body>
<header><nav><ul><li><a href="/">Home</a></li><li><a href="/world">World</a></li></ul></nav></header><main><article><h1>{TITLE}</h1>
{lead}{body}<p>{LAST}</p></article></main><footer><p>© 2026 Halyard. All rights reserved.</p></footer></body></html>"""


def read(text, url=URL, **known):
    data = text if isinstance(text, bytes) else text.encode()
    return page(Original(data, "gate.html", url=url, retrieved="2026-06-01T00:00:00+00:00", **known))


def between(body):
    """The paragraphs that come of what stands between the first and the last one."""
    first, lead, *found, last = read(html(body)).text.split("\n\n")
    assert (first, lead, last) == (TITLE, LEAD, LAST)
    return found


def ld(*things):
    return "".join(f'<script type="application/ld+json">{t if isinstance(t, str) else json.dumps(t)}</script>' for t in things)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<p>“Not the mayor,” Brom said, ‘not the moon’ – \"never\" …</p>", "“Not the mayor,” Brom said, ‘not the moon’ – \"never\" …"),
        ("<p>&ldquo;No,&rdquo; she said&nbsp;&mdash; 5 &lt; 6 &amp; 7 &amp;lt; 8 &#x1F511;</p>", "“No,” she said\u00a0— 5 < 6 & 7 &lt; 8 \U0001f511"),
        ("<p>Windows&#146;s &#147;own&#148; &#150;</p>", "Windows’s “own” –"),
        ("<p>n\u00adg, a\u200bb, \u0644\u200c\u0627, \ufb01, e\u0301, \u212b and the gate</p>", "n\u00adg, a\u200bb, \u0644\u200c\u0627, \ufb01, e\u0301, \u212b and the gate"),
        ("<p>One\n   line\tand  another\r\n of it</p>", "One line and another of it"),
        ("<p>He <b>said</b> <i>no</i>, <a href='/x'>twice</a>; s<em>tres</em>s<!-- --> on <!-- -->it</p>", "He said no, twice; stress on it"),
        ("<p>She said <q>not <q>once</q> more</q> and left, <q>“quoted”</q>.</p>", "She said “not ‘once’ more” and left, “quoted”."),
        ("<p>H<sub>2</sub>O and <del>five</del> <ins>six</ins> boats<sup>2</sup> wait there</p>", "H2O and five six boats2 wait there"),
    ],
)  # fmt: skip
def test_every_letter_stays_as_it_stands(body, wanted):
    assert between(body) == [wanted]


def test_control_characters_are_no_letters():
    assert between("<p>The gate\x01 is\x0b\f &#8;shut&#x7;, \x1bsaid &#xFFFF;Brom.</p>") == ["The gate is shut, said Brom."]
    head = "<meta property='og:title' content='Gate &#1; Shut'>" + ld({"@type": "NewsArticle", "headline": "Gate\x02"})
    assert read(html("", head)).title == TITLE


@pytest.mark.parametrize("hidden", ["html", "body", "main", "article"])
def test_an_article_behind_an_open_dialogue_is_read(hidden):
    assert LAST in read(html("").replace(f"<{hidden}", f'<{hidden} aria-hidden="true"', 1)).text


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<p>One it was.</p><blockquote><p>“Two.”</p><p>“Three.”</p></blockquote><p>Four.</p>", ["One it was.", "“Two.”", "“Three.”", "Four."]),
        ("<p>One it was.</p><ul><li>Two <b>boats</b></li><li>Three</li></ul><p>Four.</p>", ["One it was.", "Two boats", "Three", "Four."]),
        ("<h2>What she said</h2><p>One it was.</p>", ["What she said", "One it was."]),
        ("<p>One.<br><br>Two,<br>still two,<br/> <br/>three</p>", ["One.", "Two, still two,", "three"]),
        ("<p>“Never.”</p><p>No.</p><p>“Never.”</p>", ["“Never.”", "No.", "“Never.”"]),
        ("<div>Loose text first.<p>Then this.</p>And a tail.</div>", ["Loose text first.", "Then this.", "And a tail."]),
        ("<pre>First of\nthe wire.\n\nSecond of it.</pre>", ["First of the wire.", "Second of it."]),
        ("<table><tr><td><p>In a cell she denied it.</p><p>Twice.</p></td></tr></table>", ["In a cell she denied it.", "Twice."]),
        ("<p>One it was.</p><p><a href='/x'>“No,” said Brom, “it stays shut.”</a></p><p>Three.</p>", ["One it was.", "“No,” said Brom, “it stays shut.”", "Three."]),
    ],
)  # fmt: skip
def test_paragraphs_come_in_order_and_none_is_lost(body, wanted):
    assert between(body) == wanted


@pytest.mark.parametrize(
    "body",
    [
        "<figure><img src=x alt='The gate'><figcaption>The gate on Monday. Photo: Halyard</figcaption></figure>",
        "<p><a href='/y'>Read more: Bar pilots go on strike</a></p>",
        "<p>Sign up for our morning letter.</p>",
        "<p>Log in to continue reading.</p><p>Already a subscriber? Log in.</p>",
        "<p>Advertisement</p>",
        "<script>document.write('<p>Not this</p>')</script><style>p{color:red}</style><noscript><p>Turn on scripts.</p></noscript>",
        "<div class='related'><h3>Related</h3><ul><li><a href='/a'>Pilots strike for a second week</a></li></ul></div>",
        "<span class='screen-reader-text'>Skip to the text</span>",
        "<p>\u200b</p><p>&nbsp;</p>",
    ],
)
def test_what_is_not_the_article_is_left_out(body):
    assert between(body) == []


@pytest.mark.parametrize(
    "text",
    [
        "Recommended by the board, the plan to raise the gate was denied by the mayor on Monday evening.",
        "Share this gate with your neighbours or lose it, the warden told both of the mayors on Monday.",
        "Related claims that the key was lost were denied by the warden.",
        "Posted in Zdrana since March, the soldiers said that they had seen nothing of the kind at the gate.",
        "Read more: “We were not asked for the key,” the warden had said in a letter.",
    ],
)
def test_a_paragraph_that_begins_as_a_notice_does_is_kept(text):
    assert between(f"<p>{text}</p>") == [text]


def test_byline_and_dates_at_the_edges_are_no_paragraphs():
    found = read(html("", lead=f"<p>By Rosa Tennick</p><p>April 7, 2026</p><p>{LEAD}</p>"))
    assert found.text.split("\n\n") == [TITLE, LEAD, LAST]
    assert found.byline == "Rosa Tennick"


@pytest.mark.parametrize(
    ("title", "printed", "wanted"),
    [
        ("Gate Must Stay Shut | World | Halyard", "<h2>Gate Must Stay Shut</h2>", "Gate Must Stay Shut"),
        ("Halyard » Gate Must Stay Shut", "<h1>Halyard</h1><h2>Gate Must Stay Shut</h2>", "Gate Must Stay Shut"),
        ("Gate Must Stay Shut - Halyard", "<h1>Gate<br>Must  Stay <em>Shut</em></h1>", "Gate Must Stay Shut"),
        ("Gate Must Stay Shut | Halyard", "<h1>Halyard</h1>", "Gate Must Stay Shut"),
        ("Gate – and Key – Must Stay | Halyard", "", "Gate – and Key – Must Stay"),
        ("Gate & Key", "<h1>Gate “Must Stay Shut”,\u00a0Says Warden</h1>", "Gate “Must Stay Shut”,\u00a0Says Warden"),
        ("", "", None),
    ],
)
def test_the_headline_is_as_printed_and_without_the_outlet(title, printed, wanted):
    found = read(
        f"<html><head><title>{title}</title></head><body>{printed}<article><p>{LEAD}</p><p>{LAST}</p></article></body></html>"
    )
    assert found.title == wanted
    assert found.text.split("\n\n") == [*([wanted] if wanted else []), LEAD, LAST]


def test_what_a_page_tells_of_itself():
    article = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "Organization", "@id": "#us", "name": "Halyard"},
            {"@type": "Person", "@id": "#rosa", "name": "Rosa Tennick"},
            {
                "@type": ["NewsArticle"],
                "headline": TITLE,
                "datePublished": "2026-04-07T16:40:00+02:00",
                "author": [{"@id": "#rosa"}, {"name": "By Nils Ottaway"}],
                "publisher": {"@id": "#us"},
                "inLanguage": "en-GB",
            },
        ],
    }
    found = read(html("", f'<link rel="canonical" href="/2026/04/07/gate.html">{ld(article)}'))
    assert (found.title, found.byline, found.outlet, found.language) == (TITLE, "Rosa Tennick, Nils Ottaway", "Halyard", "en-gb")
    assert (found.published, found.date_source) == ("2026-04-07T16:40:00+02:00", "json-ld")
    assert (found.url, found.media_type) == ("https://www.halyard.example/2026/04/07/gate.html", "text/html")


@pytest.mark.parametrize(
    ("link", "wanted"),
    [
        ("https://halyard.example/gate", "https://halyard.example/gate"),
        ("https://edition.halyard.example/gate", URL),
        ("https://news.www.halyard.example/gate", "https://news.www.halyard.example/gate"),
        ("https://evil.example/gate", URL),
        ("https://nothalyard.example/gate", URL),
        ("https://halyard.example.evil.example/gate", URL),
        ("https://halyard.example@evil.example/gate", URL),
        ("https://example/gate", URL),
        ("javascript:alert(1)", URL),
        ("https://[bad/gate", URL),
        ("https://www.halyard.example/", URL),
        ("", URL),
    ],
)
def test_a_canonical_address_counts_only_on_the_same_site(link, wanted):
    if "edition" in link:
        wanted = link  # www. is no part of a site's name
    assert read(html("", f'<link rel="canonical" href="{link}">')).url == wanted


@pytest.mark.parametrize(
    "lie",
    [
        "[" * 200_000,
        '{"@graph":' * 20_000 + "1" + "}" * 20_000,
        '{"@type":"NewsArticle","datePublished":' + "9" * 10_000 + "}",
        '{"@type":{"a":1},"headline":[[1]],"datePublished":{"x":2},"author":[[[]],5,null],"publisher":7,"mainEntityOfPage":[{"@id":5}]}',
        '{"@type":["NewsArticle",1],"headline":{"a":1},"datePublished":20260401,"author":{"@id":[1]},"inLanguage":5}',
        '{"@type":"NewsArticle","headline":"Bar Pilots Go on Strike","url":"https://www.halyard.example/pilots",'
        '"datePublished":"2026-01-02","author":"Osvin Pell","publisher":"Pilots"}',
        '{"@type":"Event","name":"' + TITLE + '","startDate":"2026-05-01","datePublished":"2026-05-01"}',
        "null",
        "",
        "<!-- nothing -->",
    ],
    ids=str.__len__,
)
def test_json_ld_that_lies_or_breaks_tells_nothing(lie):
    found = read(html("", ld(lie)), url="https://www.halyard.example/gate")
    assert (found.published, found.byline, found.outlet, found.title) == (None, None, None, TITLE)


def test_json_ld_of_a_related_story_with_the_same_path_but_another_number_is_not_the_pages():
    related = {
        "@type": "NewsArticle",
        "headline": "Pilots",
        "url": "https://halyard.example/story.php?id=8",
        "datePublished": "2026-01-02",
    }
    own = {**related, "url": "https://halyard.example/story.php?id=7&utm_source=x", "datePublished": "2026-01-05"}
    assert read(html("", ld(related)), url="https://halyard.example/story.php?id=7").published is None
    assert read(html("", ld(related, own)), url="https://halyard.example/story.php?id=7").published == "2026-01-05"


def test_strings_of_json_ld_can_be_stored():
    found = read(
        html(
            "",
            ld(
                '{"@type":"NewsArticle","headline":"'
                + TITLE
                + '","author":"A\\ud800da \\u0000Brom","publisher":"Hal\\udfffyard"}'
            ),
        )
    )
    assert (found.byline, found.outlet) == ("Ada Brom", "Halyard")


@pytest.mark.parametrize(
    ("name", "header", "meta"),
    [
        ("utf-8", None, ""),
        ("utf-8", "iso-8859-1", '<meta charset="iso-8859-1">'),
        ("utf-8-sig", None, ""),
        ("utf-16", None, ""),
        ("cp1252", "iso-8859-1", ""),
        ("cp1252", None, '<meta http-equiv="Content-Type" content="text/html; charset=windows-1252">'),
        ("cp1252", None, ""),
        ("cp1250", "windows-1250", ""),
    ],
)
def test_character_sets_are_read_as_they_are(name, header, meta):
    text = html("<p>“Dvě noci,” řekl Šebelin</p>" if name == "cp1250" else "<p>“Déjà,” Noémie’s – said she</p>", meta)
    text = text.replace('<meta charset="utf-8">', "")
    found = read(text.encode(name), charset=header).text
    assert ("“Dvě noci,” řekl Šebelin" if name == "cp1250" else "“Déjà,” Noémie’s – said she") in found


def test_a_character_set_that_cannot_be_told_is_refused():
    with pytest.raises(ReadError, match="character set cannot be told"):
        read(
            html("<p>Совет порта в третий раз отложил договор о пароме</p>" * 40)
            .replace('<meta charset="utf-8">', "")
            .encode("cp1251")
        )


def test_xhtml_is_read():
    text = html("<p>One line,<br/>as said.</p><script src='x.js'/><a name='b'/>").replace(
        "<!DOCTYPE html><html", '<?xml version="1.0" encoding="utf-8"?>\n<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en"'
    )
    found = read(text, media_type="application/xhtml+xml")
    assert found.text.split("\n\n") == [TITLE, LEAD, "One line, as said.", LAST]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "no markup, and short",
        "<html><body></body></html>",
        "<html><head><title>Halyard</title></head><body><h1>World</h1>"
        + "".join(f'<article><h2><a href="/{n}">The warden said {n} times that it stays shut</a></h2><p>Pilots agreed.</p></article>' for n in range(30))
        + "</body></html>",
        f"<html><head><title>{TITLE}</title></head><body><h1>{TITLE}</h1><p>Log in to continue reading this article, or create a free account "
        "with the paper to read three articles a month.</p><form><input name=user></form></body></html>",
        "<html><head><title>Just a moment</title></head><body><p>Checking your browser before you go on to the paper. Please enable JavaScript "
        "and cookies, then load the page again to continue.</p></body></html>",
        "<html><head><title>Not found</title></head><body><h1>404</h1><p>The page you are looking for could not be found. It may have been "
        "moved by the editors, or it was never here at all.</p></body></html>",
        "<html><body><div id='root'></div><script>start()</script></body></html>",
    ],
    ids=["empty", "blank", "text", "body", "front", "wall", "browser", "missing", "script"],
)  # fmt: skip
def test_a_page_without_an_article_is_refused(text):
    with pytest.raises(ReadError, match=r"no article found|character set|empty article"):
        read(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (html("<p>" + "x" * PAGE_LIMIT + "</p>"), "larger than 5 MB"),
        (html("<div " + " ".join(f"a{n}=1" for n in range(50_000)) + ">"), "attributes"),
        (html("<div x='>' " + " ".join(f"a{n}=1" for n in range(50_000)) + ">"), "attributes"),
        (html("<div>" * 800_000), "tags"),
        (html("<div>" * 25_000), "nested"),
    ],
    ids=["large", "attributes", "attributes hidden", "deep and long", "deep"],
)
def test_a_page_that_would_take_too_long_is_refused_at_once(text, reason):
    began = time.monotonic()
    with pytest.raises(ReadError, match=reason):
        read(text)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    "filler",
    [
        "<div " + " ".join(f"a{n}=1" for n in range(900)) + "></div>",
        "<b>" * 150 + "x" + "</b>" * 150,
        "<p>He said no.</p>" * 100,
        "<q>" * 50,
    ],
    ids=["attributes", "nested", "paragraphs", "quotes"],
)
def test_a_page_of_much_markup_is_read_in_good_time(filler):
    began = time.monotonic()
    assert LAST in read(html(filler * 3)).text
    assert LAST in read(html(f"<div data-props='{' word' * 3000}'></div>" + filler)).text  # many words, but one attribute
    assert time.monotonic() - began < 3


def test_the_texts_language_is_told_not_the_pages():
    german = "<p>Die Hafenbehörde hat den Vertrag für die Fähre zum dritten Mal verschoben, weil keiner der Bieter gezeigt habe, wie seine Boote im Winter fahren sollen.</p>"
    text = html(german * 4, lead="").replace(f"<p>{LAST}</p>", german)
    assert read(text).language == "de"
    assert read(html("", lang="de")).language == "en"
    assert read(html("", lang="en-AU")).language == "en-au"
