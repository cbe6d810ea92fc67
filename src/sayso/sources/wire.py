"""What feeds and agencies' formats tell in the same way: a moment, a language, whether an item still stands."""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from sayso.errors import ReadError
from sayso.records import days
from sayso.sources.dates import iso_day, machine_date, month_number
from sayso.sources.original import now

_RFC = re.compile(  # RFC 822 and its successors, as RSS writes dates
    r"(?:(?P<weekday>[A-Za-z]{3})[A-Za-z]{0,6}\.?,? )?(?P<day>\d{1,2})[ -](?P<month>[A-Za-z]{3,9})\.?[ -](?P<year>\d{4}|\d{2})"
    r" (?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?: ?(?P<zone>[+-]\d{2}:?\d{2}|[A-Za-z]{1,5}))?(?: ?\([A-Za-z .]{1,40}\))?",
    re.ASCII,
)
_UTC = frozenset({"GMT", "UT", "UTC", "Z", "-0000", "-00:00"})
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZERO = frozenset({"1970-01-01", "1969-12-31", "1899-12-30", "1900-01-01", "1904-01-01"})  # clocks that were not set
_FIRST_YEAR = 1700
_ZONE = re.compile(r"(?:Z|[+-]\d{2}:\d{2})$")
_BY = re.compile(r"(?:by|from)[ :\xa0]\s*", re.IGNORECASE)


def moment(text: str | None, retrieved: str | None) -> str | None:
    """A program's date as ISO 8601, to the second where its zone is told as an offset or as UTC, else to the day.

    A date whose weekday is another's is only its month. None where it is no date, a clock's zero, or over a day after
    `retrieved` (now, where that is None).
    """
    text = " ".join((text or "")[:100].split())
    match = _RFC.fullmatch(text)
    date = _rfc(match) if match else machine_date(text)
    if date is None:
        return None
    if "T" in date and not _ZONE.search(date):
        date = date[:10]
    try:
        first = datetime.date.fromisoformat(days(date)[0])
        latest = datetime.date.fromisoformat(days(retrieved or now())[1]) + datetime.timedelta(days=1)
    except (ValueError, OverflowError):
        return None
    return date if first.year >= _FIRST_YEAR and first <= latest and date[:10] not in _ZERO else None


def _rfc(match: re.Match[str]) -> str | None:
    month, year = month_number(match["month"]), int(match["year"])
    if len(match["year"]) == 2:
        year += 2000 if year < 70 else 1900
    day = iso_day(year, month, int(match["day"])) if month else None
    if day is None:
        return None
    weekday = _WEEKDAYS[datetime.date.fromisoformat(day).weekday()]
    if match["weekday"] and match["weekday"].casefold() != weekday:
        return day[:7] if match["weekday"].casefold() in _WEEKDAYS else day
    zone = match["zone"] or ""
    if zone.upper() in _UTC:
        zone = "Z"
    elif not zone.startswith(("+", "-")):  # EST in June is as often wrong as right
        return day
    clock = match["clock"].rjust(8 if match["clock"].count(":") == 2 else 5, "0")
    return machine_date(f"{day}T{clock}{zone}")


def wire_date(first: str | None, others: Sequence[str | None], embargo: str | None, retrieved: str | None) -> str | None:
    """When a wire's item was published: `first`, when its first version was made, else the first of `others` that is known.

    The first version's date is when readers could first have it; a later version's is the date of a correction. Under an
    embargo to a later day it is that day, for nobody could have it before.
    """
    date = next((d for d in (moment(text, retrieved) for text in (first, *others)) if d), None)
    until = moment(embargo, retrieved)
    if until and (date is None or days(until)[0] > days(date)[1]):
        return until[:10]
    return None if date and embargo and not until else date


def usable(status: str | None, where: str) -> None:
    """Raises ReadError where an agency says that its item is not to be used."""
    words = (status or "").rpartition(":")[2].strip().casefold()
    if words in ("canceled", "cancelled"):
        raise ReadError("withdrawn by its agency", where)
    if words == "withheld":
        raise ReadError("withheld by its agency until further notice", where)


def byline(text: str | None) -> str | None:
    """A byline as printed, without its "By "."""
    words = " ".join((text or "")[:500].split())
    match = _BY.match(words)
    return (words[match.end() :] if match else words)[:200] or None


def with_headline(headline: str | None, paragraphs: Sequence[str]) -> str:
    """The text of an article: its headline, unless its first paragraph says the same, and its paragraphs."""
    same = bool(headline and paragraphs) and _plain(paragraphs[0]) == _plain(headline or "")
    return "\n\n".join([headline, *paragraphs] if headline and not same else paragraphs)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold().rstrip(".")
