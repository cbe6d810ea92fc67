"""Dates as pages write them, read as ISO 8601 to the precision that they have; what can be read in two ways is read coarser."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

_LONGEST = 100  # code points of a machine's date
_ISO = re.compile(
    r"(\d{4})(?:([-/.]?)(\d{2})(?:\2(\d{2}))?)?(?:(?<=\d{2})(?:T| +|, )(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,:]\d{1,9})?)?"
    r" ?(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.ASCII | re.IGNORECASE,
)
_EPOCH = re.compile(r"(?:1\d{9}|[1-9]\d{8})(?:\d{3})?")
_CLOCK = re.compile(
    r"\b(\d{1,2}):(\d{2})(?::(\d{2}))? ?(?:Z|UTC|GMT|(?=[+-]\d))(?: ?([+-]\d{2}):?(\d{2}))?(?![\w:])", re.IGNORECASE | re.ASCII
)
_MONTHS = [
    "january jan janvier janv januar jänner enero ene janeiro gennaio gen januari",
    "february feb février fevrier févr fév februar febrero fevereiro fev febbraio februari",
    "march mar mars märz maerz mär marzo março marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maio maggio mag mei",
    "june jun juin juni junio junho giugno giu",
    "july jul juillet juil juli julio julho luglio lug",
    "august aug août aout agosto ago augustus",
    "september sep sept septembre septiembre setembro settembre set",
    "october oct octobre oktober okt octubre outubro out ottobre ott",
    "november nov novembre noviembre novembro",
    "december dec décembre décem déc dezember dez diciembre dic dezembro dicembre",
]
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
_DAYS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
_NAME = r"(?P<{0}>[^\W\d_]{{3,10}})\.?"
_WRITTEN = re.compile(
    r"(?:\b(?P<weekday>mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}[.,]? )?"
    r"(?:(?<!\d)(?<!\d[./,:-])(?:"
    r"(?P<d1>\d{1,2})(?:st|nd|rd|th|\.|er|º)?(?: |-)(?:de |of )?" + _NAME.format("m1") + r",?(?: |-)(?:de |del )?(?P<y1>\d{4})"
    r"|(?P<y3>\d{4})(?P<gap>[-/.])(?P<m3>\d{2})(?P=gap)(?P<d3>\d{2})"
    r"|(?P<n1>\d{1,2})(?P<sep>[-/.])(?P<n2>\d{1,2})(?P=sep)(?P<y4>\d{4}))"
    r"|\b" + _NAME.format("m2") + r" (?P<d2>\d{1,2})(?:st|nd|rd|th)?,? (?P<y2>\d{4}))(?![\d/])",
    re.IGNORECASE,
)


def machine_date(text: str) -> str | None:
    """A date from a field made for programs: ISO 8601 and its relatives, `20260314`, seconds since 1970, RFC 2822, or as printed.

    Fractions of a second are dropped; a time of day that is exactly midnight is no time of day; zones stay as written.
    """
    text = " ".join(text[:_LONGEST].split())
    if _EPOCH.fullmatch(text):
        return _since_1970(int(text[:-3] if len(text) > 10 else text))
    if match := _ISO.fullmatch(text):
        return _iso(match)
    found = list(written_dates(text))
    if len(found) == 1:
        return _with_clock(found[0][0], text)
    return _javascript(text)


def written_dates(text: str) -> Iterator[tuple[str, int, int]]:
    """Dates with a year in running text, each with where it begins and ends: `14 March 2026`, `March 14, 2026`, `14/03/2026`.

    A date of numbers that can be day and month in either order is only its year, unless its weekday tells.
    """
    for match in _WRITTEN.finditer(text):
        if date := _written(match):
            yield date, match.start(), match.end()


def month_number(name: str) -> int | None:
    """1 to 12 for a month's name or its abbreviation, in English and some languages around it."""
    return _MONTH.get(name.casefold().rstrip("."))


_DIGITS = re.compile("[0-9]{1,4}")


def iso_day(year: int, month: int, day: int) -> str | None:
    """`2026-03-14`; None where there is no such day."""
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def _iso(match: re.Match[str]) -> str | None:
    year, gap, month, day, hour, minute, second, zone = match.groups()
    if month is None or int(year) == 0:
        return year if len(match.group()) == 4 and int(year) else None
    if day is None:
        return f"{year}-{month}" if gap and 1 <= int(month) <= 12 and hour is None else None
    date = iso_day(int(year), int(month), int(day))
    if date is None or hour is None:
        return date
    if int(hour) > 23 or int(minute) > 59 or int(second or 0) > 59:
        return date
    if int(hour) == int(minute) == int(second or 0) == 0:
        return date
    return f"{date}T{int(hour):02}:{minute}{f':{second}' if second else ''}{_zone(zone)}"


def _zone(zone: str | None) -> str:
    if zone is None:
        return ""
    if not zone.startswith(("+", "-")):
        return "Z"
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return f"{zone[0]}{digits[:2]}:{digits[2:]}" if int(digits[:2]) < 24 and int(digits[2:]) < 60 else ""


def _since_1970(seconds: int) -> str:
    moment = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(seconds=seconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _with_clock(date: str, text: str) -> str:
    """The date with the text's time of day, where that is in UTC or at an offset from it."""
    clock = _CLOCK.search(text)
    if len(date) < 10 or clock is None:
        return date
    hour, minute, second, hours, minutes = clock.groups()
    zone = f"{hours}:{minutes}" if hours else "Z"
    match = _ISO.fullmatch(f"{date}T{int(hour):02}:{minute}:{second or '00'}{zone}")
    return (_iso(match) if match else None) or date


def _javascript(text: str) -> str | None:
    """`Sat Mar 14 2026 09:30:00 GMT+0100 (...)`, as scripts print dates."""
    parts = text.split(" ")
    if len(parts) > 4 and parts[0][:3].casefold() in _DAYS and (month := month_number(parts[1])):
        date = (
            iso_day(int(parts[3]), month, int(parts[2])) if _DIGITS.fullmatch(parts[2]) and _DIGITS.fullmatch(parts[3]) else None
        )
        return _with_clock(date, text) if date else None
    return None


def _written(match: re.Match[str]) -> str | None:
    part = match.groupdict()
    for number in "12":
        if part[f"y{number}"]:
            month = month_number(part[f"m{number}"])
            return iso_day(int(part[f"y{number}"]), month, int(part[f"d{number}"])) if month else None
    if part["y3"]:
        return iso_day(int(part["y3"]), int(part["m3"]), int(part["d3"]))
    year, first, second = int(part["y4"]), int(part["n1"]), int(part["n2"])
    orders = {date for day, month in ((first, second), (second, first)) if (date := iso_day(year, month, day))}
    if part["sep"] == ".":  # written so where the day comes first
        orders = {date for date in [iso_day(year, second, first)] if date}
    if len(orders) == 2 and part["weekday"]:
        weekday = _DAYS[part["weekday"].casefold()]
        orders = {d for d in orders if datetime.date.fromisoformat(d).weekday() == weekday} or orders
    return min(orders) if len(orders) == 1 else f"{year}" if orders else None
