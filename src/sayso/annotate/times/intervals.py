"""Runs of days: the arithmetic of the calendar behind expressions of time.

Weeks run from Monday to Sunday. Seasons are the meteorological ones of the northern hemisphere. Everything
here raises OverflowError or ValueError where a day lies outside the years 1 to 9999.
"""

from __future__ import annotations

import calendar
import datetime
from typing import Literal, NamedTuple, get_args

from sayso.records import Precision

Edge = Literal["early", "mid", "late"]
Season = Literal["spring", "summer", "autumn", "winter"]
Unit = Literal["day", "week", "month", "quarter", "year", "decade"]
UNITS: tuple[Unit, ...] = get_args(Unit)

_FIRST_MONTH: dict[Season, int] = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_FINER: dict[Precision, Precision] = {"decade": "year", "year": "quarter", "quarter": "month", "month": "week", "week": "day"}


class Days(NamedTuple):
    """The days from `start` to `end`, both included; None is an open end. `precision`: how finely it is told."""

    start: datetime.date | None
    end: datetime.date | None
    precision: Precision


def day(date: datetime.date) -> Days:
    """That day alone."""
    return Days(date, date, "day")


def month(year: int, number: int) -> Days:
    """A calendar month; months beyond 12 or below 1 count on into the neighbouring years."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    last = calendar.monthrange(year, number)[1]
    return Days(datetime.date(year, number, 1), datetime.date(year, number, last), "month")


def months(year: int, first: int, count: int, precision: Precision) -> Days:
    """`count` calendar months from the month `first` of `year` on."""
    return Days(month(year, first).start, month(year, first + count - 1).end, precision)


def quarter(year: int, number: int) -> Days:
    """The quarter 1 to 4 of a calendar year."""
    return months(year, 3 * number - 2, 3, "quarter")


def season(year: int, name: Season) -> Days:
    """The season that begins in `year`: winter runs on into the next."""
    return months(year, _FIRST_MONTH[name], 3, "quarter")


def unit_of(date: datetime.date, unit: Unit) -> Days:
    """The day, calendar week, month, quarter, year or decade in which `date` lies."""
    if unit == "week":
        monday = date - datetime.timedelta(days=date.weekday())
        return Days(monday, monday + datetime.timedelta(days=6), "week")
    if unit == "month":
        return month(date.year, date.month)
    if unit == "quarter":
        return quarter(date.year, (date.month + 2) // 3)
    if unit == "year":
        return months(date.year, 1, 12, "year")
    if unit == "decade":
        return months(date.year - date.year % 10, 1, 120, "decade")
    return day(date)


def moved(date: datetime.date, count: int, unit: Unit) -> datetime.date:
    """`date` moved by `count` units; where the month reached is too short, its last day."""
    if unit in ("day", "week"):
        return date + datetime.timedelta(days=count * (7 if unit == "week" else 1))
    size = {"month": 1, "quarter": 3, "year": 12, "decade": 120}[unit]
    year, number = divmod(date.year * 12 + date.month - 1 + count * size, 12)
    return datetime.date(year, number + 1, min(date.day, calendar.monthrange(year, number + 1)[1]))


def part(whole: Days, edge: Edge) -> Days:
    """The early, middle or late third of an interval, told one step more finely than the whole; a day is not divided."""
    if whole.start is None or whole.end is None or whole.precision == "day":
        return whole
    precision = _FINER[whole.precision]
    if whole.precision in ("year", "decade"):
        size = (whole.end.year - whole.start.year + 1) * 4  # a third, in months
        return months(whole.start.year, 1 + size * ("early", "mid", "late").index(edge), size, precision)
    if whole.precision == "week":
        first, last = {"early": (0, 2), "mid": (1, 4), "late": (3, 6)}[edge]
    else:
        length = (whole.end - whole.start).days + 1
        third = length // 3
        first, last = {"early": (0, third - 1), "mid": (third, length - third - 1), "late": (length - third, length - 1)}[edge]
    return Days(whole.start + datetime.timedelta(days=first), whole.start + datetime.timedelta(days=last), precision)


def weekday_by(date: datetime.date, weekday: int) -> datetime.date:
    """The last such weekday (Monday is 0) up to and including `date`."""
    return date - datetime.timedelta(days=(date.weekday() - weekday) % 7)


def weekday_from(date: datetime.date, weekday: int) -> datetime.date:
    """The first such weekday from `date` on, that day included."""
    return date + datetime.timedelta(days=(weekday - date.weekday()) % 7)


def until(days: Days, last: datetime.date) -> Days:
    """The interval cut off after `last`; as it was where it begins later."""
    return days._replace(end=last) if days.start and days.end and days.start <= last < days.end else days


def onward(days: Days, first: datetime.date) -> Days:
    """The interval cut off before `first`; as it was where it ended earlier."""
    return days._replace(start=first) if days.start and days.end and days.start < first <= days.end else days


def hull(a: Days, b: Days, precision: Precision) -> Days:
    """From the beginning of the earlier to the end of the later; open where one is."""
    start = None if a.start is None or b.start is None else min(a.start, b.start)
    end = None if a.end is None or b.end is None else max(a.end, b.end)
    return Days(start, end, precision)
