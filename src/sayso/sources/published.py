"""When a page was first published, how exactly it says so, and where.

A page carries many dates: of its last change, of related stories and comments, of the day on which it was served. A
wrong date that looks sure is worse than none: what contradicts itself is read as coarsely as it agrees.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sayso.records import days
from sayso.sources.dates import iso_day, machine_date, month_number, written_dates
from sayso.sources.jsonld import Told
from sayso.sources.masthead import Line, Masthead, is_elsewhere

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HAND = ("json-ld", "meta")
_TRUST = (*_HAND, "time", "wire", "given", "feed", "url", "text", "file")
_DAY = datetime.timedelta(days=1)
_WEB = 1990  # a date before this year is believed only where two places give it
_META = (  # from the most to the least telling; a place earlier in the list is believed before a later one
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "article.published", "publishdate", "publish-date", "publisheddate", "published-date", "publish_date",
    "pubdate", "publication_date", "publication-date", "dc.date.issued", "dcterms.issued", "dcterms.available", "rnews:datepublished",
    "citation_online_date", "citation_publication_date", "citation_date", "parsely-page", "article.created", "pdate",
)  # fmt: skip
_META_WEAK = ("date", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created", "article_date_original")
_STRONG_TIMES = (
    "//*[contains(concat(' ', normalize-space(@itemprop), ' '), ' datePublished ')] | //time[@pubdate]"
    " | //time[contains(@class, 'publish') or contains(@class, 'entry-date') or contains(@class, 'post-date')]"
    " | //abbr[contains(@class, 'published')][@title]"
)
_CHANGED = re.compile(r"updat|modif|revis|review|chang|correct|edited", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:(?P<changed>(?:last |first )?(?:updated?|modified|revised|reviewed|changed|corrected|edited))"
    r"|(?P<other>expires?|effective|until|event|deadline|copyright|since|born|died)"
    r"|first published|published?|publié|publicado|posted|issued?|immediate release|released?|aired|broadcast|air date|date)\b|©",
    re.IGNORECASE,
)
_LABEL_REACH = 45  # code points from a label to its date
_IN_PATH = (  # with how much each counts
    (re.compile(r"/(?P<y>\d{4})[/-](?P<m>\d{1,2}|[a-z]{3})/(?P<d>\d{1,2})(?=[/.-]|$)", re.IGNORECASE | re.ASCII), 2.0),
    (re.compile(r"/(?P<y>\d{4})/(?P<m>\d{2})(?P<d>\d{2})(?=[/.-]|$)", re.ASCII), 2.0),
    (re.compile(r"(?<!\d)(?P<y>(?:19|20)\d{2})[-_](?P<m>\d{2})[-_](?P<d>\d{2})(?!\d)", re.ASCII), 1.0),
    (re.compile(r"(?<!\d)(?P<y>20[0-4]\d)(?P<m>\d{2})(?P<d>\d{2})(?!\d{1,2}(?!\d))", re.ASCII), 1.0),  # alone, or before a number
)
_MONTH_IN_PATH = re.compile(r"/(?P<y>(?:19|20)\d{2})/(?P<m>\d{2}|[a-z]{3})(?=/)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """One place's word: an ISO 8601 date, its `date_source`, and how much it counts against others."""

    date: str
    source: str
    weight: float


@dataclass(frozen=True, slots=True)
class Given:
    """What came with the page: when it was read, ISO 8601; a date of publication, and its `date_source`."""

    retrieved: str | None = None
    published: str | None = None
    source: str = "given"


def published(
    told: Told, metas: Mapping[str, str], masthead: Masthead, tree: HtmlElement, addresses: Sequence[str], given: Given
) -> tuple[str, str] | None:
    """The date of first publication and its `date_source`, None where the page does not tell.

    `told`: the page's JSON-LD; `metas`: its <meta> by name; `addresses`: its own, the canonical one first. A date that was given
    with the page is one more witness: where it contradicts the page's own, the answer is what both share.
    """
    latest = _latest(given.retrieved)
    near = masthead.lines
    places = (
        _json_ld(told),
        _meta(metas),
        _strong_time(tree, masthead.shared),
        _time(near),
        _given(given),
        _address(addresses),
        _text(near, latest, only_labelled=masthead.headline is None),
    )
    return _decided([reading for place in places for reading in place if _possible(reading.date, latest)], latest)


def _latest(retrieved: str | None) -> datetime.date:
    """The day after the page was read: what is later is not believed."""
    try:
        return _first_day((retrieved or "")[:10]) + _DAY
    except ValueError:
        return datetime.date.today() + _DAY


def _given(given: Given) -> Iterator[Reading]:
    if given.published:
        yield Reading(given.published, given.source, 1.5)


def _json_ld(told: Told) -> Iterator[Reading]:
    if told.published and (date := machine_date(told.published)):
        yield Reading(date, "json-ld", 2)


def _meta(metas: Mapping[str, str]) -> Iterator[Reading]:
    """The reading of the most telling <meta>."""
    for names, weight in ((_META, 2.0), (_META_WEAK, 1.0)):
        for name in names:
            if name in metas and (date := machine_date(_pub_date(metas[name]))):
                yield Reading(date, "meta", weight)
                return


def _pub_date(value: str) -> str:
    """The date in a meta value that is an object of JSON, else the value."""
    if value.startswith("{"):
        try:
            found = json.loads(value, strict=False)
        except (ValueError, RecursionError):
            return ""
        return str(found.get("pub_date") or "") if isinstance(found, dict) else ""
    return value


def _strong_time(tree: HtmlElement, shared: set[Any]) -> Iterator[Reading]:
    """The element that is marked as the date of publication, unless two of them differ."""
    dates: dict[str, str] = {}
    for element in tree.xpath(_STRONG_TIMES)[:50]:
        if is_elsewhere(element, shared) or _CHANGED.search(element.get("class") or ""):
            continue
        if date := _element_date(element):
            dates.setdefault(date[:10], date)
    if len(dates) == 1:
        yield Reading(next(iter(dates.values())), "time", 2)


def _element_date(element: HtmlElement) -> str | None:
    for value in (element.get("datetime"), element.get("content"), element.get("title"), element.text_content()):
        if value and (date := machine_date(value)):
            return date
    return None


def _time(near: list[Line]) -> Iterator[Reading]:
    """The first <time> near the headline that is not labelled as that of a change."""
    before = ""
    for line in near:
        for at, element in line.times:
            label = _label(before + line.text[:at])
            if label in {"changed", "other"} or _CHANGED.search(element.get("class") or ""):
                continue
            value = element.get("datetime") or ""
            if date := machine_date(value):
                yield Reading(date, "time", 1.5 if label else 1)
                return
        before = f"{before}{line.text} | "[-200:]


def _text(near: list[Line], latest: datetime.date, *, only_labelled: bool) -> Iterator[Reading]:
    """The printed date near the headline: one labelled as of publication, else one after the headline, else one before it."""
    found: dict[tuple[bool, bool], str] = {}
    before = ""
    for line in near:
        previous = 0
        for date, start, end in written_dates(line.text):
            label = _label(line.text[previous:start] if previous else before + line.text[:start])
            previous = end
            served = not line.after and not label and _first_day(date) >= latest - 2 * _DAY
            if label not in ("changed", "other") and not served and not _of_change(line, start) and (label or not only_labelled):
                found.setdefault((label == "", not line.after), date)
            before = ""
        before = f"{before}{line.text[previous:]} | "[-200:]
    if found:
        best = min(found)
        yield Reading(found[best], "text", 1 if best[0] else 1.5)


def _of_change(line: Line, at: int) -> bool:
    """Whether a date stands in an element that is marked as the time of a change."""
    last = next((element for start, element in reversed(line.times) if start <= at), None)
    return last is not None and _CHANGED.search(last.get("class") or "") is not None


def _label(before: str) -> str:
    """What the words before a date call it: `changed`, `other`, `published`, or nothing."""
    found = list(_LABEL.finditer(before[-_LABEL_REACH:]))
    if not found:
        return ""
    last = found[-1]
    return "changed" if last["changed"] else "other" if last["other"] or last.group() == "©" else "published"


def _address(addresses: Sequence[str]) -> Iterator[Reading]:
    """The date in the address, unless the addresses differ; one in an article's name can also be that of what it tells of."""
    found = dict(reading for address in addresses if (reading := _in_address(address)))
    best = {date for date in found if len(date) == 10} or set(found)
    if len(best) == 1:
        date = best.pop()
        yield Reading(date, "url", found[date])


def _in_address(address: str) -> tuple[str, float] | None:
    try:
        path = urlsplit(address[:2000]).path
    except ValueError:
        return None
    for pattern, weight in _IN_PATH:
        for match in pattern.finditer(path):
            month = _month(match["m"])
            if month and (date := iso_day(int(match["y"]), month, int(match["d"]))):
                return date, weight
    match_month = _MONTH_IN_PATH.search(path)
    if match_month and (month := _month(match_month["m"])):
        return f"{match_month['y']}-{month:02}", 1
    return None


def _month(text: str) -> int | None:
    if text.isdigit():
        return int(text) if 1 <= int(text) <= 12 else None
    return month_number(text)


def _possible(date: str, latest: datetime.date) -> bool:
    """Whether a page can have been published then: not before print, not after it was read, not at a clock's zero."""
    try:
        first = _first_day(date)
    except ValueError:
        return False
    return first.year >= 1700 and first <= latest and date[:10] not in ("1970-01-01", "1969-12-31", "1899-12-30", "1900-01-01")


def _first_day(date: str) -> datetime.date:
    return datetime.date.fromisoformat(days(date)[0])


def _decided(readings: list[Reading], latest: datetime.date) -> tuple[str, str] | None:
    """The reading that the places agree on, else what the best of them share."""
    clusters = _clusters(readings)
    if not clusters:
        return None
    ranked = sorted(clusters, key=lambda cluster: -_weight(cluster, len(clusters), latest))
    best = ranked[0]
    rivals = [c for c in ranked[1:] if _weight(c, len(clusters), latest) > _weight(best, len(clusters), latest) - 1]
    if rivals:
        return _shared([best, *rivals])
    old = int(best[0].date[:4]) < _WEB
    if old and len({reading.source for reading in best}) < 2:
        return None
    return _finest(best)


def _clusters(readings: list[Reading]) -> list[list[Reading]]:
    """Readings that are at most a day apart, together; a month or a year joins the days in it."""
    clusters: list[list[Reading]] = []
    for reading in sorted(readings, key=lambda r: -min(len(r.date), 10)):
        for cluster in clusters:
            if _near(reading.date, cluster[0].date):
                cluster.append(reading)
                break
        else:
            clusters.append([reading])
    return clusters


def _near(a: str, b: str) -> bool:
    (first_a, last_a), (first_b, last_b) = days(a), days(b)
    start, end = datetime.date.fromisoformat(first_b) - _DAY, datetime.date.fromisoformat(last_b) + _DAY
    return datetime.date.fromisoformat(first_a) <= end and datetime.date.fromisoformat(last_a) >= start


def _weight(cluster: list[Reading], clusters: int, latest: datetime.date) -> float:
    """How much a cluster counts: JSON-LD and meta come from one hand and count once.

    What they alone tell, against others, of the day on which the page was served is likely the clock of whoever served it.
    """
    hand = max((r.weight for r in cluster if r.source in _HAND), default=0.0)
    rest = sum(r.weight for r in cluster if r.source not in _HAND)
    if clusters > 1 and not rest and _first_day(cluster[0].date) >= latest - 2 * _DAY:
        return 0.5
    return hand + rest


def _finest(cluster: list[Reading]) -> tuple[str, str]:
    """The date of the most trusted place, or that of another which gives the same day more finely."""
    ranked = sorted(cluster, key=lambda r: (len(r.date) < 10, _TRUST.index(r.source)))
    best = ranked[0]
    around = (
        r for r in ranked if len(r.date) > len(best.date) and best.date in (r.date[: len(best.date)], *_days_around(r.date))
    )
    finer = next(around, best)
    return finer.date, finer.source


def _days_around(date: str) -> Iterator[str]:
    """The days that it was, at a moment given in UTC, in the west and in the east."""
    if date.endswith(("Z", "+00:00")):
        moment = datetime.datetime.fromisoformat(date)
        for hours in (-8, 10):
            yield (moment + datetime.timedelta(hours=hours)).date().isoformat()


def _shared(clusters: list[list[Reading]]) -> tuple[str, str] | None:
    """The month or the year in which all of these lie."""
    for length in (7, 4):
        shared = {cluster[0].date[:length] for cluster in clusters}
        if len(shared) == 1 and all(len(c[0].date) >= length for c in clusters):
            return shared.pop(), clusters[0][0].source
    return None
