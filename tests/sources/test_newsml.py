"""NewsML-G2 and NITF: items of a message, their dates and status; entities refused."""

# ruff: noqa: E501
import time

import pytest

from sayso.errors import ReadError
from sayso.records import Document, Failure
from sayso.sources.newsml import documents, is_newsml
from sayso.sources.original import Original

NS = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
XHTML = '<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>t</title></head>{}</html></inlineXML>'
BODY = XHTML.format("<body><p>The war\u00adden said\u00a0<b>no</b>.</p><p>“Never,” e\u0301.</p></body>")
NITF = """<nitf xml:lang="en"><head><title>T</title><docdata><doc-id id-string="n-1"/><date.issue norm="20260407T093000Z"/></docdata>
<pubdata name="Halyard"/></head><body><body.head><hedline><hl1>The Mayor Denies It</hl1></hedline><byline>By <person>Ida Brom</person></byline>
</body.head><body.content><p>The mayor <em>denied</em> it.</p><media><media-caption>No.</media-caption></media><p>Two.</p></body.content></body></nitf>"""


def item(content=BODY, status="stat:usable", name="newsItem", meta="", ns=NS):
    return f"""<{name} {ns} guid="urn:halyard:1" version="2" xml:lang="en-GB"><itemMeta><itemClass qcode="ninat:text"/>
<provider qcode="p:h"><name>Halyard</name></provider><versionCreated>2026-04-08T10:00:00Z</versionCreated>
<firstCreated>2026-04-07T16:40:00+02:00</firstCreated>{meta}<pubStatus qcode="{status}"/></itemMeta>
<contentMeta><contentCreated>2026-04-07T16:00:00Z</contentCreated><headline>Warden: “Gate stays shut”</headline><by>By Rosa Tennick</by>
<language tag="en-GB"/></contentMeta><contentSet>{content}</contentSet></{name}>"""


def message(*items):
    return f'<?xml version="1.0"?><newsMessage {NS}><header><sent>2026-04-08T10:00:00Z</sent></header><itemSet>{"".join(items)}</itemSet></newsMessage>'


def read(text):
    data = text if isinstance(text, bytes) else text.encode()
    return list(documents(Original(data, "a.xml", retrieved="2026-06-01T00:00:00+00:00")))


def test_a_news_item_gives_text_date_and_who():
    (found,) = read(item())
    assert found.text == "Warden: “Gate stays shut”\n\nThe war\u00adden said\u00a0no.\n\n“Never,” e\u0301."
    assert (found.title, found.byline, found.outlet, found.language) == (
        "Warden: “Gate stays shut”",
        "Rosa Tennick",
        "Halyard",
        "en-gb",
    )
    assert (found.published, found.date_source, found.source_id) == ("2026-04-07T16:40:00+02:00", "wire", "urn:halyard:1")
    assert found.media_type == "application/vnd.iptc.g2.newsitem+xml"


def test_plain_data_and_nitf_are_read_too():
    assert read(item('<inlineData contenttype="text/plain">One\u00a0said.\n\nTwo.</inlineData>'))[0].text.endswith(
        "\n\nOne\u00a0said.\n\nTwo."
    )
    within = item(f'<inlineXML contenttype="application/nitf+xml">{NITF}</inlineXML>')
    assert [d.text for d in read(within)] == ["Warden: “Gate stays shut”\n\nThe mayor denied it.\n\nTwo."]
    assert read(item("<remoteContent href='x'/>" + BODY))[0].text.count("\n\n") == 2


def test_nitf_alone_is_an_article():
    for start in ("", '<?xml version="1.0"?><!DOCTYPE nitf SYSTEM "nitf-3-4.dtd">\n'):
        (found,) = read(start + NITF)
        assert found.text == "The Mayor Denies It\n\nThe mayor denied it.\n\nTwo."
        assert (found.published, found.byline, found.outlet, found.source_id) == (
            "2026-04-07T09:30:00Z",
            "Ida Brom",
            "Halyard",
            "n-1",
        )


def test_a_message_gives_each_item_in_its_place():
    found = read(message(item(), item(status="stat:canceled"), item(name="packageItem"), item("<remoteContent/>"), item()))
    assert [type(i) for i in found] == [Document, Failure, Failure, Failure, Document]
    assert [f.where for f in found[1:4]] == ["a.xml#2", "a.xml#3", "a.xml#4"]
    reasons = " ".join(f.reason for f in found[1:4])
    assert all(words in reasons for words in ("withdrawn by its agency", "a packageItem is no article", "no text in it"))


def test_a_message_that_breaks_off_keeps_the_items_before():
    whole = message(item(), item())
    found = read(whole[: whole.rindex("contentSet")])
    assert [type(i) for i in found] == [Document, Failure] and "broken from here on" in found[1].reason


def test_another_status_or_embargo_moves_the_date():
    assert read(item(meta="<embargoed>2026-04-09T06:00:00Z</embargoed>"))[0].published == "2026-04-09"
    assert "withheld" in read(item(status="stat:withheld"))[0].reason


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE newsItem [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE newsItem [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE newsItem [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x">%p;]>',
        '<!DOCTYPE newsItem SYSTEM "http://127.0.0.1:9/x.dtd">',
        "<!ENTITY a 'b'>",
    ],
)
def test_entities_and_document_types_are_refused(doctype):
    began = time.monotonic()
    for charset in ("utf-8", "utf-16"):
        with pytest.raises(ReadError, match="DOCTYPE"):
            read((doctype + item()).encode(charset))
    assert time.monotonic() - began < 1


def test_hostile_depth_costs_the_file_alone():
    began = time.monotonic()
    (found,) = read(item("<inlineXML>" + "<a>" * 100_000))
    assert isinstance(found, Failure) and time.monotonic() - began < 2


def test_it_is_told_by_its_first_element():
    assert all(is_newsml(t.encode()[:300]) for t in (item(), message(item()), NITF))
    assert not any(map(is_newsml, (b"<rss>", b"", b"text")))
