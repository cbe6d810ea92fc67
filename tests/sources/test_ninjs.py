"""ninjs of every version: the text items, their dates, and what an agency has withdrawn."""

import json
import time

import pytest

from sayso.errors import ReadError
from sayso.records import Document, Failure
from sayso.sources.ninjs import documents, is_ninjs
from sayso.sources.original import Original

ONE = {
    "uri": "urn:halyard:1",
    "type": "text",
    "pubstatus": "usable",
    "versioncreated": "2026-04-08T10:00:00Z",
    "firstcreated": "2026-04-07T16:40:00+02:00",
    "headline": "Warden: “Gate stays shut”",
    "byline": "By Rosa Tennick",
    "language": "en_GB",
    "infosource": [{"name": "Halyard"}],
    "body_text": "flat",
    "body_xhtml": "<div><p>The war\u00adden said\u00a0no.</p><p>“Never,” e\u0301.</p></div>",
}
THREE = {
    "standard": {"name": "ninjs", "version": "3.0", "schema": "https://x.example/ninjs.json"},
    "uri": "urn:halyard:3",
    "type": "text",
    "contentcreated": "2026-04-07T16:00:00Z",
    "headlines": [{"role": "short", "value": "Short"}, {"role": "main", "value": "The Mayor Denies It"}],
    "by": "Ida Brom",
    "infosources": [{"name": "Halyard"}],
    "bodies": [
        {"role": "summary", "contenttype": "text/html", "value": "<p>Not this.</p>"},
        {"role": "main", "contenttype": "text/plain", "value": "Plain."},
        {"role": "main", "contenttype": "text/html", "value": "<p>The mayor denied it.</p>"},
    ],
}


def read(value, raw=None):
    return list(documents(Original(raw or json.dumps(value).encode(), "a.json", retrieved="2026-06-01T00:00:00+00:00")))


def test_an_item_of_version_1_gives_its_marked_up_body():
    (found,) = read(ONE)
    assert found.text == "Warden: “Gate stays shut”\n\nThe war\u00adden said\u00a0no.\n\n“Never,” e\u0301."
    assert (found.title, found.byline, found.outlet) == ("Warden: “Gate stays shut”", "Rosa Tennick", "Halyard")
    assert (found.published, found.date_source) == ("2026-04-07T16:40:00+02:00", "wire")
    assert (found.source_id, found.language, found.media_type) == ("urn:halyard:1", "en-gb", "application/json")


def test_an_item_of_version_3_gives_its_main_headline_and_body():
    (found,) = read(THREE)
    assert (found.text, found.byline) == ("The Mayor Denies It\n\nThe mayor denied it.", "Ida Brom")
    assert (found.published, found.outlet) == ("2026-04-07T16:00:00Z", "Halyard")


def test_plain_text_stays_as_it_stands():
    body = {k: v for k, v in ONE.items() if k != "body_xhtml"} | {"body_text": "\nOne said.\r\n\r\nTwo\u00a0said.\n"}
    assert read(body)[0].text == "Warden: “Gate stays shut”\n\nOne said.\r\n\r\nTwo\u00a0said."


def test_nothing_is_published_before_its_embargo():
    assert read(ONE | {"embargoed": "2026-04-09T06:00:00Z"})[0].published == "2026-04-09"
    assert read(ONE | {"embargoed": "2026-04-07T15:00:00+02:00"})[0].published == ONE["firstcreated"]
    assert read(ONE | {"embargoed": "soon"})[0].published is None


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({"pubstatus": "canceled"}, "withdrawn by its agency"),
        ({"pubstatus": "withheld"}, "withheld by its agency"),
        ({"body_text": "", "body_xhtml": "", "type": "picture"}, "got one of type picture"),
        ({"body_xhtml": "<div>" * 10_000}, "cannot be parsed"),
        ({"body_xhtml": '<!DOCTYPE x [<!ENTITY a "b">]><p>&a;</p>'}, "declares entities"),
        ({"body_xhtml": '<!DOCTYPE x SYSTEM "file:///etc/passwd"><p>x</p>'}, "declares entities"),
    ],
)
def test_an_item_that_is_no_article_says_why(change, wanted):
    began = time.monotonic()
    (found,) = read(ONE | change)
    assert isinstance(found, Failure) and wanted in found.reason and found.where == "a.json"
    assert time.monotonic() - began < 1


def test_lists_and_lines_give_each_item_in_its_place():
    cancelled = ONE | {"pubstatus": "canceled"}
    assert [type(item) for item in read([ONE, cancelled, 3, THREE])] == [Document, Failure, Failure, Document]
    lines = b"\n".join([json.dumps(ONE).encode(), b"{broken", json.dumps(THREE).encode()])
    found = read(None, lines)
    assert [(type(i), getattr(i, "where", "")) for i in found] == [(Document, ""), (Failure, "a.json:2"), (Document, "")]


def test_of_a_package_the_items_with_a_text_are_read():
    picture = {"uri": "urn:p", "type": "picture", "renditions": {}}
    package = {"uri": "urn:pack", "type": "composite", "associations": {"main": ONE, "photo": picture, "side": THREE}}
    assert [d.source_id for d in read(package)] == ["urn:halyard:1", "urn:halyard:3"]
    listed = {"uri": "urn:pack", "type": "composite", "associations": [{"name": "a", **THREE}]}
    assert len(read(listed)) == 1
    deep = ONE
    for _ in range(50):
        deep = {"uri": "urn:d", "type": "composite", "associations": {"a": deep}}
    assert any("over 8 deep" in item.reason for item in read(deep))


def test_ninjs_is_told_from_other_json():
    assert is_ninjs(ONE) and is_ninjs(THREE) and is_ninjs([ONE])
    assert not any(
        map(
            is_ninjs, ({"text": "x", "id": "1"}, [], [[ONE]], "x", None, {"uri": "x"}, {"text": "x", "uri": "u", "headline": "h"})
        )
    )


def test_json_that_cannot_be_read_is_said():
    for data in (b"", b"[" * 100_000, b"{", b"\xff\xff"):
        with pytest.raises(ReadError, match="not JSON"):
            list(documents(Original(data, "a.json")))
