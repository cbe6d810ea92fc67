"""When a page was published: read where it is told, as finely as it is told, and rather not than wrongly."""

# ruff: noqa: E501
import json

import pytest

from sayso.records import days
from sayso.sources.dates import machine_date, written_dates
from sayso.sources.html import page
from sayso.sources.original import Original

TITLE = "Gate Must Stay Shut, Says Warden"
TEXT = (
    "<p>PORT ALVANE (Halyard) – The harbor warden said on Tuesday that the sea gate would stay shut until the storm of May 2, 2019 had "
    "passed, and that nobody would open it while she held the key.</p><p>The mayor's office denied that it had asked for the key.</p>"
)
URL = "https://halyard.example/gate"


def date(head="", near="", *, url=URL, retrieved="2026-06-01T00:00:00+00:00", after="", before="", text=TEXT, **given):
    """The date of a page with this in its head, under its headline, after its text; and where it was read."""
    html = (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{TITLE} | Halyard</title>{head}</head><body>{before}<article>"
        f"<h1>{TITLE}</h1><div>{near}</div>{text}</article>{after}</body></html>"
    )
    found = page(Original(html.encode(), "gate.html", url=url, retrieved=retrieved, given=given))
    return found.published, found.date_source


def ld(published, **more):
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": TITLE, "datePublished": published, **more})}</script>'


def meta(name, content):
    return f'<meta property="{name}" content="{content}">'


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({"head": ld("2026-04-07T16:40:00+02:00", dateModified="2026-04-09T10:00:00Z")}, ("2026-04-07T16:40:00+02:00", "json-ld")),
        ({"head": meta("article:published_time", "2026-04-07T14:40:00Z")}, ("2026-04-07T14:40:00Z", "meta")),
        ({"near": '<time datetime="2026-04-07T14:40Z">Tuesday</time>'}, ("2026-04-07T14:40Z", "time")),
        ({"near": '<span itemprop="datePublished" content="2026-04-07">Tuesday</span>'}, ("2026-04-07", "time")),
        ({"near": "By Rosa Tennick | April 7, 2026"}, ("2026-04-07", "text")),
        ({"near": "Posted on Tuesday 7 April 2026 at 4.40pm"}, ("2026-04-07", "text")),
        ({"near": "7 avril 2026"}, ("2026-04-07", "text")),
        ({"near": "07.04.2026"}, ("2026-04-07", "text")),
        ({"url": "https://halyard.example/2026/04/07/gate"}, ("2026-04-07", "url")),
        ({"url": "https://halyard.example/2026/apr/07/gate"}, ("2026-04-07", "url")),
        ({"url": "https://halyard.example/2026/04/gate.html"}, ("2026-04", "url")),
        ({"url": "https://halyard.example/news/gate-2026-04-07"}, ("2026-04-07", "url")),
        ({"url": "https://halyard.example/view/AEN20260407001200315"}, ("2026-04-07", "url")),
    ],
)  # fmt: skip
def test_a_date_is_read_where_it_stands_and_as_fine_as_it_is(told, wanted):
    assert date(**told) == wanted


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"head": meta("article:modified_time", "2026-04-09T10:00:00Z") + meta("og:updated_time", "2026-04-09T10:00:00Z")},
        {"head": ld(None, dateModified="2026-04-09T10:00:00Z")},
        {"head": '<meta http-equiv="last-modified" content="Thu, 09 Apr 2026 10:00:00 GMT"><meta http-equiv="date" content="2026-04-09">'},
        {"near": "Last updated April 9, 2026"},
        {"near": 'Updated <time datetime="2026-04-09T10:00:00Z">9 April 2026</time>'},
        {"near": '<time class="updated" datetime="2026-04-09T10:00:00Z">April 9, 2026</time>'},
        {"near": "Correction, April 9, 2026: an earlier version named another key."},
        {"near": "Event date: 9 April 2026"},
        {"near": "Rosa Tennick has written for Halyard since 3 March 2015."},
        {"near": "The gate on April 9, 2026. Photo: Halyard"},
        {"near": "2 hours ago"},
        {"near": '<blockquote><p>“Not asked.”</p>— Pilots <a href="/x">April 9, 2026</a></blockquote>'},
        {"before": '<div><a href="/a">Pilots go on strike again</a><time datetime="2026-04-09">9 April 2026</time></div>'},
        {"before": "<div>9 April 2026</div>", "retrieved": "2026-04-09T12:00:00+00:00"},
        {"after": '<h2>Replies</h2><div>Tar <time datetime="2026-04-09">9 April 2026</time></div>'},
        {"after": "<p>© 2026 Halyard</p>"},
        {"head": ld("2026-04-09T10:00:00Z", headline="Bar Pilots Go on Strike")},
        {"head": ld("2026-04-09T10:00:00Z").replace("NewsArticle", "VideoObject")},
        {"url": "https://halyard.example/elections/2026/gate"},
        {"url": "https://halyard.example/story/20269999"},
        {"url": "https://halyard.example/story/2026040712"},
    ],
    ids=lambda told: str(told)[:60],
)  # fmt: skip
def test_a_date_of_something_else_is_not_taken(told):
    assert date(**told) == (None, None)


@pytest.mark.parametrize(
    ("near", "wanted"),
    [
        ("03/04/2026", "2026"),
        ("3-4-2026", "2026"),
        ("13/04/2026", "2026-04-13"),
        ("04/13/2026", "2026-04-13"),
        ("Fri, 03/04/2026", "2026-04-03"),
        ("Wed, 03/04/2026", "2026-03-04"),
        ("04/04/2026", "2026-04-04"),
        ("30/02/2026", None),
        ("2026-04-03", "2026-04-03"),
    ],
)
def test_a_date_that_can_be_read_in_two_ways_is_read_as_what_both_share(near, wanted):
    assert date(near=near)[0] == wanted


@pytest.mark.parametrize(
    "published",
    ["1970-01-01T00:00:00Z", "0001-01-01T00:00:00", "2026-02-30", "now", "2099-01-01", "2026-06-03T00:00:01Z", "", "0", "26"],
)
def test_what_cannot_be_a_date_of_publication_is_passed_over(published):
    head = ld(published) + meta("article:published_time", "2026-04-07T14:40:00Z")
    assert date(head) == ("2026-04-07T14:40:00Z", "meta")
    assert date(ld(published)) == (None, None)


def test_a_date_of_the_day_after_the_page_was_read_is_a_matter_of_zones():
    assert date(ld("2026-06-02T01:00:00+12:00"))[0] == "2026-06-02T01:00:00+12:00"
    assert date(ld("2026-06-02T01:00:00+12:00"), retrieved="2026-05-30T00:00:00+00:00")[0] is None
    assert (
        date(near="7 April 2026", retrieved="0001-01-01")[0]
        == date(near="7 April 2026", retrieved="9999-12-31")[0]
        == "2026-04-07"
    )
    assert date(ld("2026-04-07"), retrieved=None)[0] == date(ld("2026-04-07"), retrieved="bad")[0] == "2026-04-07"


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ({"head": ld("2026-04-07T10:00:00Z") + meta("article:published_time", "2026-04-20T10:00:00Z")}, "2026-04"),
        ({"head": ld("2026-04-07T10:00:00Z") + meta("article:published_time", "2025-04-20T10:00:00Z")}, None),
        ({"head": ld("2026-04-20T10:00:00Z"), "url": "https://halyard.example/2026/04/07/gate"}, "2026-04"),
        ({"head": ld("2026-04-20T10:00:00Z"), "url": "https://halyard.example/2026/04/07/gate", "near": "7 April 2026"}, "2026-04-07"),
        ({"head": ld("2026-04-08T02:10:00Z"), "url": "https://halyard.example/2026/04/07/gate"}, "2026-04-08T02:10:00Z"),
        ({"head": ld("2026-04-07"), "near": '<time datetime="2026-04-07T16:40:00+02:00">Tuesday</time>'}, "2026-04-07T16:40:00+02:00"),
    ],
)  # fmt: skip
def test_places_that_contradict_each_other_give_what_they_share(told, wanted):
    assert date(**told)[0] == wanted


def test_the_clock_of_the_server_is_no_date_of_publication():
    fresh = {"head": ld("2026-05-31T23:00:00Z") + meta("article:published_time", "2026-05-31T23:00:00Z")}
    assert date(**fresh, near="Published 7 April 2026") == ("2026-04-07", "text")
    assert date(**fresh, url="https://halyard.example/2026/04/07/gate") == ("2026-04-07", "url")
    assert date(**fresh) == ("2026-05-31T23:00:00Z", "json-ld")  # an article of today
    assert date(**fresh, near='<time datetime="2026-05-31">31 May</time>', after="7 April 2026") == (
        "2026-05-31T23:00:00Z",
        "json-ld",
    )


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("", ("2026-04-07T09:00:00Z", "feed")),
        (ld("2026-04-07T08:58:00Z"), ("2026-04-07T08:58:00Z", "json-ld")),
        (ld("2026-04-07"), ("2026-04-07T09:00:00Z", "feed")),
        (ld("2026-04-20T08:58:00Z"), ("2026-04", "json-ld")),
        (ld("2024-01-20T08:58:00Z"), (None, None)),
        (
            ld("2026-04-20T08:58:00Z") + '<time itemprop="datePublished" datetime="2026-04-20">',
            ("2026-04-20T08:58:00Z", "json-ld"),
        ),
    ],
)
def test_a_date_that_a_feed_gave_is_weighed_with_the_pages_own(head, wanted):
    assert date(head, published="2026-04-07T09:00:00Z", date_source="feed") == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026-04-07T16:40:05.123+0200", "2026-04-07T16:40:05+02:00"),
        ("2026-04-07 16:40:05 UTC", "2026-04-07T16:40:05Z"),
        ("2026-04-07T00:00:00Z", "2026-04-07"),
        ("2026-04-07T16:40", "2026-04-07T16:40"),
        ("20260407", "2026-04-07"),
        ("20260407T164005Z", "2026-04-07T16:40:05Z"),
        ("2026-04", "2026-04"),
        ("202604", None),
        ("1775579999", "2026-04-07T16:39:59Z"),
        ("1775579999000", "2026-04-07T16:39:59Z"),
        ("Tue, 07 Apr 2026 16:40:05 GMT", "2026-04-07T16:40:05Z"),
        ("Tue, 7 Apr 2026 16:40:05 +0200", "2026-04-07T16:40:05+02:00"),
        ("Tue Apr 07 2026 16:40:05 GMT+0200 (Zdrana)", "2026-04-07T16:40:05+02:00"),
        ("April 7th, 2026", "2026-04-07"),
        ("2026-04-31", None),
        ("2026-04-07T25:00:00Z", "2026-04-07"),
        ("2026-04-07T16:40:05+99:99", "2026-04-07T16:40:05"),
        ("7 April 2026 to 9 April 2026", None),
        ("²026-04-07", None),
        ("", None),
        ("9" * 5000, None),
    ],
)
def test_dates_made_for_machines(text, wanted):
    found = machine_date(text)
    assert found == wanted
    assert found is None or days(found)


def test_dates_in_running_text_say_where_they_stand():
    text = "Published 7 April 2026, updated April 9th, 2026; page 12-13-2026x, 1.2.3 and 32/13/2026."
    assert [(d, text[a:b]) for d, a, b in written_dates(text)] == [
        ("2026-04-07", "7 April 2026"),
        ("2026-04-09", "April 9th, 2026"),
        ("2026-12-13", "12-13-2026"),
    ]
