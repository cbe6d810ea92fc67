"""What each place on a page says of when it was published: its data, its times, its address, the lines at its headline."""

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
from sayso.sources.masthead import Line, beside_date, is_elsewhere

if TYPE_CHECKING:
    from lxml.html import HtmlElement

DAY = datetime.timedelta(days=1)
_META = (  # from the most to the least telling; a place earlier in the list is believed before a later one
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "article.published", "publishdate", "publish-date", "publisheddate", "published-date", "publish_date",
    "pubdate", "publication_date", "publication-date", "dc.date.issued", "dcterms.issued", "dcterms.available",
    "rnews:datepublished", "citation_online_date", "citation_publication_date", "citation_date", "parsely-page",
    "article.created", "pdate",
)  # fmt: skip
_META_WEAK = ("date", "dc.date", "dcterms.date", "dcterms.created", "dc.date.created", "article_date_original")
_STRONG_TIMES = (
    "//*[contains(concat(' ', normalize-space(@itemprop), ' '), ' datePublished ')] | //time[@pubdate]"
    " | //time[contains(@class, 'publish') or contains(@class, 'entry-date') or contains(@class, 'post-date')]"
    " | //abbr[contains(@class, 'published')][@title] | //*[contains(@property, 'datePublished')][not(self::meta)]"
)
_CHANGED = re.compile(r"updat|modif|revis|review|chang|correct|edited", re.IGNORECASE)
_LABEL = re.compile(
    r"\b(?:(?P<changed>(?:last |first )?(?:updated?|modified|revised|reviewed|changed|edited)|correct(?:ed|ions?)|clarifi\w+"
    r"|editor[’']s note)"
    r"|(?P<other>(?:event|start|end|due|closing|opening|birth|hearing|effective) (?:date|time)s?|expires?|effective|until|event"
    r"|deadline|when|starts?|ends?|opens?|closes?|copyright|since|from|born|died|joined|retrieved|accessed|printed)"
    r"|first published|originally published|published?|submitted|filed|publié|publicado|posted|issued?|immediate release"
    r"|released?|aired|broadcast|air date|date)\b|©",
    re.IGNORECASE,
)
_LABEL_REACH = 45  # code points from a label to its date
_PLAIN_WORDS = 2, 4  # the most words in small letters, names apart, of a line that tells the date without a label, and with one
_BEFORE_DATE = re.compile(r"\b(?:on|in|of|until|since|from|for|before|after|dated|during)\s*$", re.IGNORECASE)
_PICTURE = re.compile(r"\b(?:photos?|photograph|image|picture|caption|credit|video)\b", re.IGNORECASE)
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


def in_json_ld(told: Told) -> Iterator[Reading]:
    if told.published and (date := machine_date(told.published)):
        yield Reading(date, "json-ld", 2)


def in_meta(metas: Mapping[str, str]) -> Iterator[Reading]:
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


def in_strong_time(tree: HtmlElement, shared: set[Any]) -> Iterator[Reading]:
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


def in_time(near: list[Line]) -> Iterator[Reading]:
    """The <time> near the headline that is labelled as that of publication, else one after the headline, else one before it."""
    found: dict[tuple[bool, bool], str] = {}
    before = ""
    for line in near:
        for at, element in line.times:
            label = _label(before + line.text[:at])
            if label in {"changed", "other"} or _CHANGED.search(element.get("class") or ""):
                continue
            if date := machine_date(element.get("datetime") or ""):
                found.setdefault((label == "", not line.after), date)
        before = f"{before}{line.text} | "[-200:]
    if found:
        best = min(found)
        yield Reading(found[best], "time", 1 if best[0] else 1.5)


def in_text(near: list[Line], latest: datetime.date, *, only_labelled: bool) -> Iterator[Reading]:
    """The printed date near the headline: one labelled as of publication, else one after the headline, else one before it."""
    found: dict[tuple[bool, bool], str] = {}
    before = ""
    for line in near:
        previous = 0
        for date, start, end in written_dates(line.text):
            label = _label(line.text[previous:start] if previous else before + line.text[:start])
            previous = end
            served = not line.after and not label and first_day(date) >= latest - 2 * DAY
            told = (
                label not in {"changed", "other"}
                and not served
                and not _of_change(line, start)
                and _tells(line.text, start, label)
            )
            if told and (label or not only_labelled):
                found.setdefault((label == "", not line.after), date)
            before = ""
        before = f"{before}{line.text[previous:]} | "[-200:]
    if found:
        best = min(found)
        yield Reading(found[best], "text", 1 if best[0] else 1.5)


def _tells(line: str, at: int, label: str) -> bool:
    """Whether a line is there to tell the date at `at`, and no sentence or caption in which one stands."""
    beside = beside_date(line)
    plain = sum(word[0].islower() for word in beside)
    if label:
        return plain <= _PLAIN_WORDS[1]
    return plain <= _PLAIN_WORDS[0] and not (beside and _BEFORE_DATE.search(line[:at])) and not _PICTURE.search(line)


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


def in_address(addresses: Sequence[str]) -> Iterator[Reading]:
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


def first_day(date: str) -> datetime.date:
    return datetime.date.fromisoformat(days(date)[0])
