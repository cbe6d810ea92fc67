"""Feeds: what entries tell, exactly; and hostile XML refused."""

# ruff: noqa: E501
import time

import pytest

from sayso.errors import ReadError
from sayso.records import Document, Failure
from sayso.sources.feed import documents, entries, is_feed
from sayso.sources.original import Original

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Lamplighter &amp; Sons</title><link>https://lamp.example/</link><language>en-GB</language>
<item><title>Warden: “Gate stays shut”</title><link>/2026/gate</link><guid isPermaLink="false">lamp-1</guid>
<pubDate>Tue, 07 Apr 2026 09:30:00 +0200</pubDate><dc:creator>By Rosa Tennick</dc:creator><description>A teaser.</description>
<content:encoded><![CDATA[<p>“Nobody opens it,” the war\u00adden said.</p><p>x\u00a0y e\u0301 &ldquo;z&rdquo;</p>]]></content:encoded></item>
<item><title>Only a headline</title><link>javascript:alert(1)</link><pubDate>Tue, 07 Apr 2026 09:30:00 EST</pubDate>
<author>desk@lamp.example (Ida Brom)</author><description>&lt;a href="https://lamp.example/x"&gt;Comments&lt;/a&gt;</description></item>
<item><title>AT&amp;amp;T</title><description>The mayor said that no letter was sent.</description><author>desk@lamp.example</author></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Halyard</title><id>urn:x</id>
<entry><title type="html">A &lt;i&gt;gate&lt;/i&gt;</title><id>urn:1</id><link href="https://halyard.example/1"/>
<published>2026-04-07T09:30:00Z</published><updated>2026-05-01T00:00:01Z</updated><author><name>Ro Ten</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The clerk said <b>no</b>.</p></div></content></entry>
<entry><title>B</title><id>urn:2</id><updated>2026-05-01T10:00:00Z</updated><summary type="text">The clerk said a &lt; b.</summary></entry>
</feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="https://x.example/"><title>Halyard</title></channel>
<item rdf:about="https://x.example/1"><title>A</title><link>https://x.example/1</link><dc:date>2026-04-07T09:30:00+02:00</dc:date>
<description>A clerk said no.</description></item></rdf:RDF>"""


def original(text, url="https://lamp.example/feed/rss", **more):
    return Original(text if isinstance(text, bytes) else text.encode(), "f.xml", url=url, **more)


def test_an_entry_tells_address_headline_date_byline_and_outlet():
    first, second, third = entries(original(RSS))
    assert (first.url, first.title) == ("https://lamp.example/2026/gate", "Warden: “Gate stays shut”")
    assert (first.published, first.byline, first.outlet) == (
        "2026-04-07T09:30:00+02:00",
        "Rosa Tennick",
        "The Lamplighter & Sons",
    )
    assert first.identity.endswith("lamp-1") and "teaser" in first.summary_html
    assert (second.url, second.published, second.byline) == (None, "2026-04-07", "Ida Brom")
    assert (third.url, third.title, third.published, third.byline) == (None, "AT&T", None, None)


def test_the_date_of_a_change_is_never_that_of_publication():
    first, second = entries(original(ATOM))
    assert (first.published, second.published) == ("2026-04-07T09:30:00Z", None)
    assert entries(original(RDF))[0].published == "2026-04-07T09:30:00+02:00"
    changed = RDF.replace("<dc:date>", "<x:modified xmlns:x='http://purl.org/dc/terms/'>").replace("</dc:date>", "</x:modified>")
    assert entries(original(changed))[0].published is None


@pytest.mark.parametrize(
    ("date", "wanted"),
    [
        ("Tue, 7 Apr 26 09:30 GMT", "2026-04-07T09:30Z"),
        ("07 Apr 2026 00:00:00 +0000", "2026-04-07"),
        ("Mon, 07 Apr 2026 09:30:00 GMT", "2026-04"),
        ("Tue, 07 Apr 2026 09:30:00 PDT", "2026-04-07"),
        ("Tue, 07 Apr 2026 25:30:00 GMT", "2026-04-07"),
        ("2026-04-07T09:30:00", "2026-04-07"),
        ("Thu, 01 Jan 1970 00:00:00 GMT", None),
        ("Tue, 07 Apr 2099 09:30:00 GMT", None),
        ("Tue, 31 Feb 2026 09:30:00 GMT", None),
        ("yesterday", None),
    ],
)
def test_a_date_is_as_precise_as_it_is_sure(date, wanted):
    feed = original(RSS.replace("Tue, 07 Apr 2026 09:30:00 +0200", date), retrieved="2026-06-01T00:00:00+00:00")
    assert entries(feed)[0].published == wanted


def test_a_feed_on_disk_gives_the_articles_that_it_carries():
    first, second, third = documents(original(RSS))
    assert first.text == "Warden: “Gate stays shut”\n\n“Nobody opens it,” the war\u00adden said.\n\nx\u00a0y e\u0301 “z”"
    assert (first.title, first.date_source, first.language) == ("Warden: “Gate stays shut”", "feed", "en-gb")
    assert isinstance(second, Failure) and second.where == "f.xml#2" and "no article in it" in second.reason
    assert third.text == "AT&T\n\nThe mayor said that no letter was sent."
    assert [d.text for d in documents(original(ATOM))] == ["A gate\n\nThe clerk said no.", "B\n\nThe clerk said a < b."]


def test_a_feed_is_told_by_its_first_element():
    assert all(is_feed(text.encode()[:300]) for text in (RSS, ATOM, RDF))
    assert is_feed(RSS.replace('encoding="utf-8"', 'encoding="utf-16"').encode("utf-16"))
    assert is_feed(b'<!DOCTYPE rss [ <!ENTITY a "b">')
    assert not any(map(is_feed, (b"<html>", b"", b"{}", b"<rdf:RDF xmlns:x='http://other.example/'>", b"plain <rss>")))


def test_a_broken_feed_is_read_as_far_as_it_goes():
    found = list(documents(original(RSS.replace("</channel></rss>", "").replace("The mayor", "The <b> mayor &nbsp;"))))
    assert isinstance(found[0], Document) and len(found) == 3


def test_rss_091_with_its_well_known_document_type_is_read():
    doctype = '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.example/rss-0.91.dtd">'
    assert len(entries(original(RSS.replace("<rss", doctype + "<rss")))) == 3


BOMBS = [
    '<!DOCTYPE rss [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>',
    '<!-- <rss> --><!DOCTYPE rss [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]>',
    '<!DOCTYPE rss SYSTEM "file:///etc/passwd">',
    '<!doctype rss SYSTEM "http://x.example/a.dtd">',
    '<!DOCTYPE rss PUBLIC "x" "http://x.example/a.dtd">',
    '<!DOCTYPE rss PUBLIC "-//IPTC//DTD NITF" "x" [<!ENTITY a "b">]>',
]


@pytest.mark.parametrize("doctype", BOMBS)
@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_entities_and_document_types_are_refused_in_every_character_set(doctype, charset):
    began = time.monotonic()
    text = RSS.replace("<rss", doctype + "<rss").replace("utf-8", charset[:6]).replace("A teaser.", "&a;")
    with pytest.raises(ReadError, match=r"DOCTYPE|character set"):
        entries(original(text.encode(charset)))
    assert time.monotonic() - began < 0.5


def test_what_is_no_feed_is_said():
    for data, wanted in ((b"<html><p>x</p></html>", "no feed"), (b"plain", "no XML"), (b"<rss>" + b" " * 6_000_000, "over 5 MB")):
        with pytest.raises(ReadError, match=wanted):
            entries(original(data))


@pytest.mark.parametrize(
    "body",
    ["<item>" * 800_000, "<item " + " ".join(f"a{i}='1'" for i in range(100_000)) + "/>", "<" * 1_000_000, "&" * 1_000_000],
)
def test_a_feed_made_to_be_slow_is_refused_at_once(body):
    began = time.monotonic()
    with pytest.raises(ReadError, match="takes too long"):
        entries(original("<rss version='2.0'><channel>" + body))
    assert time.monotonic() - began < 2
