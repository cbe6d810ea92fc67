"""What one English expression of time means, read against the day of publication and the verb beside it.

Conventions. Weeks run from Monday to Sunday. "two weeks ago" is the calendar week that holds that day, and likewise
months and years. "in the past two years" ends with the day of publication. "early", "mid" and "late" are thirds.
"next Monday" is the Monday of the next calendar week, "last Monday" the last one before the day of publication.
A weekday, a month or a date without a year lies in the past, unless the nearest verb points to what is to come;
a date beside no verb is the nearest such date. What can mean two years is left out.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sayso.annotate.times import phrases
from sayso.annotate.times.intervals import (
    UNITS,
    Days,
    Unit,
    day,
    hull,
    month,
    months,
    moved,
    onward,
    part,
    quarter,
    season,
    unit_of,
    until,
    weekday_by,
    weekday_from,
)
from sayso.annotate.times.tense import Direction


@dataclass(slots=True)  # built at every expression: a frozen one costs a microsecond more
class Context:
    """What an expression is read against: the day it is counted from, which way its verb points, what was told before it.

    `direction` takes the end of the expression.
    """

    anchor: datetime.date | None
    direction: Callable[[int], Direction | None]
    before: Days | None


_WEEK = datetime.timedelta(days=7)
Reader = Callable[["re.Match[str]", Context], Days | None]


def _read_date(m: re.Match[str], context: Context) -> Days | None:
    """`10 April`, `April 10, 2026`, `3 and 5 May`, `Friday, 10 April`."""
    first, last, number = _day(m["day"]), _day(m["last"] or m["day"]), _month(m["month"])
    year = _named_year(m, number)
    if year is not None:
        return _dates(year, number, first, last)
    if context.anchor is None:
        return None
    year = context.anchor.year
    options = [d for d in (_dates(y, number, first, last) for y in (year - 1, year, year + 1)) if d is not None]
    if m["weekday"]:
        options = [d for d in options if d.start and d.start.weekday() == _weekday(m["weekday"])] or options
    return _chosen(options, context, m.end())


def _dates(year: int, number: int, first: int, last: int) -> Days | None:
    if not phrases.FIRST_YEAR <= year <= phrases.LAST_YEAR:
        return None
    try:
        start, end = datetime.date(year, number, first), datetime.date(year, number, last)
    except ValueError:
        return None
    return Days(start, end, "day") if start <= end else None


def _chosen(options: Sequence[Days], context: Context, end: int) -> Days | None:
    """Which year is meant: the verb tells, or else the one nearest to the day of publication."""
    assert context.anchor is not None  # noqa: S101 - asked for by the callers
    anchor = context.anchor
    past = [d for d in options if d.start and d.start <= anchor]
    future = [d for d in options if d.end and d.end >= anchor]
    direction = context.direction(end)
    if direction == "past" and past:
        return past[-1]
    if direction == "future" and future:
        return future[0]
    return min(options, key=lambda d: min(abs((d.start or anchor) - anchor), abs((d.end or anchor) - anchor)), default=None)


def _read_iso(m: re.Match[str], _: Context) -> Days | None:
    return _dates(int(m["year"]), int(m["month"]), int(m["day"]), int(m["day"]))


def _read_slashes(m: re.Match[str], _: Context) -> Days | None:
    """`25/04/2026` or `04/25/2026`; `10/04/2026` is October to some and April to others, and is left out."""
    a, b, year = int(m["a"]), int(m["b"]), int(m["year"])
    if a == b or b > 12:
        return _dates(year, a, b, b)
    return _dates(year, b, a, a) if a > 12 or m["mark"] == "." else None


def _read_month(m: re.Match[str], context: Context) -> Days | None:
    """`April`, `April 2024`, `early April`, `last December`, `next May`."""
    if _is_no_month(m):
        return None
    number = _month(m["month"])
    year = _named_year(m, number)
    whole: Days | None
    if year is not None:
        whole = month(year, number) if phrases.FIRST_YEAR <= year <= phrases.LAST_YEAR else None
    elif context.anchor is None:
        return None
    elif m["of"]:
        whole = month(context.anchor.year + {"last": -1, "this": 0, "next": 1}[m["of"]], number)
    elif m["which"] and m["which"].lower() != "this":
        return _month_beside(number, m["which"].lower(), context.anchor)
    else:
        whole = _chosen([month(y, number) for y in range(context.anchor.year - 1, context.anchor.year + 2)], context, m.end())
    return part(whole, phrases.EDGES[m["edge"].lower()]) if whole and m["edge"] else whole


def _named_year(m: re.Match[str], number: int) -> int | None:
    """The year that stands with a date or month, or with the other end of a range that it opens."""
    if m["year"]:
        return int(m["year"])
    joined = phrases.OTHER_END.match(m.string, m.end())
    if joined is None:
        return None
    return int(joined["year"]) - (_month(joined["month"]) < number)


def _is_no_month(m: re.Match[str]) -> bool:
    """Whether the word is a name ("Theresa May", "October Revolution"), a verb ("March!") or may well be."""
    if m["year"] or m["of"] or m["which"] or m["edge"] or phrases.OTHER_END.match(m.string, m.end()):
        return False
    name, text = m["month"].capitalize(), m.string
    before = phrases.word_before(text, m.start()).lower()
    if before in phrases.SURELY_BEFORE:
        return False
    if phrases.CAPITAL_NEXT.match(text, m.end()):
        return True
    if name not in phrases.NAMELIKE:
        return False
    if name in ("April", "June", "August") and before in phrases.LOOSELY_BEFORE:
        return False
    return name == "May" or before not in phrases.DETERMINERS or not phrases.NOUN_NEXT.match(text, m.end())


def _month_beside(number: int, which: str, anchor: datetime.date) -> Days | None:
    """The last such month before this one or the next after it; None where a year more may be meant as well.

    "last March", written in April, can be either.
    """
    step = -1 if which in ("last", "past") else 1
    away = (step * (number - anchor.month) - 1) % 12 + 1
    found = month(anchor.year, anchor.month + step * away)
    assert found.start is not None  # noqa: S101 - a month has both ends
    return None if away <= 2 and found.start.year == anchor.year else found


def read_weekday(m: re.Match[str], context: Context) -> Days | None:
    """`Tuesday`, `last Tuesday`, `next Monday`, `this Friday`, `Tuesday night`, `Tuesday of last week`."""
    anchor, weekday = context.anchor, _weekday(m["weekday"])
    if anchor is None or _is_no_day(m):
        return None
    which = (m["which"] or "").lower()
    if m["week"]:
        found = weekday_from(_monday(anchor), weekday) + {"last": -1, "this": 0, "next": 1}[m["week"]] * _WEEK
    elif which in ("last", "this past", "past"):
        found = weekday_by(anchor - datetime.timedelta(days=1), weekday)
    elif which == "next":
        found = weekday_from(_monday(anchor), weekday) + _WEEK
    elif which == "this":
        found = weekday_from(_monday(anchor), weekday)
        if found < anchor and context.direction(m.end()) == "future":
            found += _WEEK
    elif which in ("this coming", "coming") or context.direction(m.end()) == "future":
        found = weekday_from(anchor, weekday)
    else:
        found = weekday_by(anchor, weekday)
    return day(found)


def _is_no_day(m: re.Match[str]) -> bool:
    """Whether the weekday is part of a name ("Friday Night Lights", "Mail on Sunday") or any such day ("every Tuesday")."""
    text = m.string
    before = phrases.word_before(text, m.start())
    if phrases.NAME_AFTER_DAY.match(text, m.end("weekday")) or before in phrases.NAME_BEFORE_DAY:
        return True
    if before == "on" and phrases.word_before(text, m.start() - 3) in phrases.PAPERS_ON:
        return True
    return before.lower() in phrases.DETERMINERS and phrases.CAPITAL_NEXT.match(text, m.end()) is not None


def _monday(date: datetime.date) -> datetime.date:
    return weekday_by(date, 0)


_NAMED_DAYS = {"yesterday": -1, "day before yesterday": -2, "last night": -1, "tomorrow": 1, "day after tomorrow": 2}


def _read_named_day(m: re.Match[str], context: Context) -> Days | None:
    """`today`, `yesterday`, `tomorrow`, `tonight`, `this morning`, `last night`."""
    if context.anchor is None:
        return None
    name = re.sub(r"\s+", " ", m["name"].lower())
    return day(context.anchor + datetime.timedelta(days=_NAMED_DAYS.get(name, 0)))


def _read_day_beside(m: re.Match[str], context: Context) -> Days | None:
    """`the next day`, `the previous week`, `the following year`: counted from the time told just before."""
    before = context.before
    if before is None or before.start is None or before.end is None:
        return None
    count = -1 if m["which"].lower() == "previous" else 1
    return unit_of(moved(before.end if count > 0 else before.start, count, _unit(m["unit"])), _unit(m["unit"]))


def _read_unit(m: re.Match[str], context: Context) -> Days | None:
    """`last week`, `this month`, `next year`, `earlier this month`, `late last year`."""
    if context.anchor is None:
        return None
    if m.string.startswith(" of ", m.end()):
        return None
    which, unit = m["which"].lower(), _unit(m["unit"])
    count = {"last": -1, "past": -1, "next": 1, "coming": 1}.get(which, 0)
    whole = unit_of(moved(context.anchor, count, unit), unit)
    edge = (m["edge"] or "").lower()
    if edge in phrases.EDGES:
        return part(whole, phrases.EDGES[edge])
    if edge == "earlier" or (not edge and count == 0 and context.direction(m.end()) == "past"):
        return until(whole, context.anchor)
    if edge == "later" or (not edge and count == 0 and context.direction(m.end()) == "future"):
        return onward(whole, context.anchor)
    return whole


def _read_weekend(m: re.Match[str], context: Context) -> Days | None:
    """`over the weekend`, `last weekend`, `this weekend`, `next weekend`."""
    if context.anchor is None:
        return None
    which = (m["which"] or "").lower()
    saturday = weekday_by(context.anchor, 5)
    if which in ("last", "past"):
        saturday = weekday_by(_monday(context.anchor), 5)
    elif which == "next":
        saturday = weekday_from(_monday(context.anchor), 5) + datetime.timedelta(days=7)
    elif context.anchor.weekday() < 5 and (
        context.direction(m.end()) == "future" or (which and context.direction(m.end()) is None)
    ):
        saturday = weekday_from(context.anchor, 5)
    return Days(saturday, saturday + datetime.timedelta(days=1), "day")


def _read_season(m: re.Match[str], context: Context) -> Days | None:
    """`spring 2019`, `the summer of 2019`, `last autumn`, `this winter`; a winter of one year may be either, so is left out."""
    name = phrases.SEASONS[m["season"].lower()]
    if m["year"]:
        year = int(m["year"])
        return season(year, name) if name != "winter" and phrases.FIRST_YEAR <= year <= phrases.LAST_YEAR else None
    if context.anchor is None or not m["which"]:
        return None
    anchor = context.anchor
    options = [season(y, name) for y in range(anchor.year - 2, anchor.year + 3)]
    if m["which"].lower() == "this":
        return min(options, key=lambda d: _distance(d, anchor))
    near = 60  # days: a season just over, or just to come, is "this" one to some and "last" or "next" to others
    if m["which"].lower() == "last":
        found = [d for d in options if d.end and d.end < anchor][-1]
    else:
        found = next(d for d in options if d.start and d.start > anchor)
    return found if _distance(found, anchor) > near else None


def _distance(d: Days, anchor: datetime.date) -> int:
    """How many days lie between `anchor` and an interval; 0 inside it."""
    start, end = d.start or anchor, d.end or anchor
    return max((start - anchor).days, (anchor - end).days, 0)


def _read_ago(m: re.Match[str], context: Context) -> Days | None:
    """`three days ago`, `a week earlier`, `two years later`: from publication, or from the time told just before."""
    how = m["how"].lower()
    told = context.before if how not in ("ago", "from now") else None
    if told is None and how not in ("ago", "from now", "earlier"):
        return None
    base = told or (day(context.anchor) if context.anchor else None)
    if base is None or base.start is None or base.end is None:
        return None
    fewest, most = _count(m["number"])
    sign = 1 if how in ("from now", "later", "afterwards", "after", "on") else -1
    unit = _unit(m["unit"])
    ends = [unit_of(moved(d, sign * n, unit), unit) for d in (base.start, base.end) for n in (fewest, most)]
    found = ends[0]
    for other in ends[1:]:
        found = hull(found, other, unit)
    return found


def _read_stretch(m: re.Match[str], context: Context) -> Days | None:
    """`the past two years`, `the last week`, `the next three days`: from or up to the day of publication."""
    if context.anchor is None:
        return None
    unit = _unit(m["unit"])
    _, most = _count(m["number"]) if m["number"] else (1, 1)
    if m["which"].lower() in ("next", "coming", "following"):
        return Days(context.anchor, moved(context.anchor, most, unit), unit)
    return Days(moved(context.anchor, -most, unit), context.anchor, unit)


def _read_quarter(m: re.Match[str], context: Context) -> Days | None:
    """`the first quarter of 2025`, `Q3 2025`, `the second half of last year`, `the third quarter`."""
    number = phrases.ORDINALS[m["ordinal"].lower()] if m["ordinal"] else int(m["q"])
    half = m["what"] == "half"
    if half and number > 2 and (m["ordinal"] or "").lower() not in ("last", "final"):
        return None
    if half:
        number = min(number, 2)

    def read(year: int) -> Days:
        return months(year, 6 * number - 5, 6, "quarter") if half else quarter(year, number)

    if m["year"]:
        return read(int(m["year"])) if phrases.FIRST_YEAR <= int(m["year"]) <= phrases.LAST_YEAR else None
    if context.anchor is None or (m["ordinal"] or "").lower() in ("last", "final"):
        return None
    year = context.anchor.year
    if m["of"]:
        return read(year + {"last": -1, "this": 0, "next": 1}[m["of"]])
    return _chosen([read(y) for y in (year - 1, year, year + 1)], context, m.end())


def _read_year(m: re.Match[str], _: Context) -> Days | None:
    """`2019`, `early 2019`, `2019-21`, `2019/20`."""
    if not m["edge"] and _is_no_year(m):
        return None
    year = int(m["year"])
    last = int(m["last"] or year)
    last += 100 * (year // 100) if last < 100 else 0
    if not phrases.FIRST_YEAR <= year <= last <= phrases.LAST_YEAR:
        return None
    whole = months(year, 1, 12 * (last - year + 1), "year")
    return part(whole, phrases.EDGES[m["edge"].lower()]) if m["edge"] and last == year else whole


def _is_no_year(m: re.Match[str]) -> bool:
    """Whether the number counts something, or nothing before it says that it is a year."""
    if phrases.COUNTED.match(m.string, m.end()):
        return True
    before, year = phrases.word_before(m.string, m.start()).lower().rstrip(","), int(m["year"])
    if before in ("and", "to", "or", "the"):  # "between 2019 and 2021", "in the 2016 election"
        other = phrases.word_before(m.string, m.start() - len(before) - 1)
        if len(other) == 4 and other.isdecimal() and other[0] in "12":
            return False
    if before in phrases.SURELY_BEFORE or (m["last"] and not before):
        return False
    if before in phrases.LOOSELY_BEFORE - {"and", "to"}:
        return not 1900 <= year < 2050
    if before in phrases.DETERMINERS:
        return not 1900 <= year < 2050 or year % 100 == 0
    return not (m["last"] and len(m["last"]) == 2 and 1900 <= year < 2050)


def _read_decade(m: re.Match[str], _: Context) -> Days | None:
    """`the 1990s`, `the late 1990s`."""
    year = int(m["year"])
    if not phrases.FIRST_YEAR <= year < phrases.LAST_YEAR:
        return None
    whole = months(year, 1, 120, "decade")
    if not m["edge"]:
        return whole
    first, last = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}[phrases.EDGES[m["edge"].lower()]]
    return months(year + first, 1, 12 * (last - first + 1), "year")


def _read_vague(m: re.Match[str], context: Context) -> Days | None:
    """`recently`, `previously`, `in recent weeks`: some time up to publication."""
    if context.anchor is None or phrases.word_before(m.string, m.start()).lower() in phrases.DETERMINERS:
        return None
    return None if m.string.startswith(" than", m.end()) else Days(None, context.anchor, "open")


def _day(word: str) -> int:
    return int(word.rstrip("stndrh"))


def _month(word: str) -> int:
    return phrases.SHORT[word.capitalize()[:3]]


def _weekday(word: str) -> int:
    return phrases.WEEKDAYS.index(word.capitalize())


def _unit(word: str) -> Unit:
    return next(unit for unit in UNITS if word.lower().startswith(unit))


def _count(word: str) -> tuple[int, int]:
    """The fewest and the most that a number word means."""
    word = re.sub(r"\s+", " ", word.lower())
    if word in phrases.VAGUE:
        return phrases.VAGUE[word]
    number = int(word) if word.isdecimal() else phrases.NUMBERS[word]
    return number, number


def _after_the(reader: Reader) -> Reader:
    """A reader for what needs a "the" before it where no number is told: "the last week" is no "last week"."""

    def read(m: re.Match[str], context: Context) -> Days | None:
        the = phrases.word_before(m.string, m.start()).lower() in phrases.DETERMINERS
        told = m["number"] or (the and m["which"].lower() not in ("next", "following"))
        return reader(m, context) if told and not m.string.startswith(" of ", m.end()) else None

    return read


# No more is tried after one of these has fitted: there is no 31 February, and no February in it.
LAST_WORD = (phrases.DATE_BRITISH, phrases.DATE_AMERICAN, phrases.DATE_ISO, phrases.DATE_SLASHES)
# By the group of the trigger: what to try, in order.
READERS: dict[str, tuple[tuple[re.Pattern[str], Reader], ...]] = {
    "digit": (
        (phrases.DATE_ISO, _read_iso),
        (phrases.DATE_SLASHES, _read_slashes),
        (phrases.DATE_BRITISH, _read_date),
        (phrases.DECADE, _read_decade),
        (phrases.YEAR, _read_year),
        (phrases.AGO, _read_ago),
    ),
    "month": (
        (phrases.DATE_AMERICAN, _read_date),
        (phrases.MONTH_SHORT, _read_month),
        (phrases.MONTH_ALONE, _read_month),
    ),
    "weekday": (
        (phrases.DATE_BRITISH, _read_date),
        (phrases.DATE_AMERICAN, _read_date),
        (phrases.WEEKDAY_ALONE, read_weekday),
    ),
    "edge": (
        (phrases.UNIT, _read_unit),
        (phrases.DECADE, _read_decade),
        (phrases.YEAR, _read_year),
        (phrases.MONTH_ALONE, _read_month),
        (phrases.WEEKDAY_ALONE, read_weekday),
        (phrases.VAGUELY, _read_vague),
    ),
    "which": (
        (phrases.NAMED_DAY, _read_named_day),
        (phrases.QUARTER, _read_quarter),
        (phrases.STRETCH, _after_the(_read_stretch)),
        (phrases.BESIDE, _read_day_beside),
        (phrases.UNIT, _read_unit),
        (phrases.WEEKEND, _read_weekend),
        (phrases.SEASON, _read_season),
        (phrases.MONTH_ALONE, _read_month),
        (phrases.WEEKDAY_ALONE, read_weekday),
    ),
    "number": (
        (phrases.AGO, _read_ago),
        (phrases.QUARTER, _read_quarter),
    ),
    "word": (
        (phrases.NAMED_DAY, _read_named_day),
        (phrases.WEEKEND, _read_weekend),
        (phrases.SEASON_YEAR, _read_season),
        (phrases.QUARTER, _read_quarter),
        (phrases.VAGUELY, _read_vague),
    ),
}


def dateline_days(m: re.Match[str], first: datetime.date | None, last: datetime.date | None) -> datetime.date | None:
    """The day that a dateline names: in its own year, or in the only year between `first` and `last` that fits."""
    number, of_month = _month(m["month"] or m["month2"]), _day(m["day"] or m["day2"])
    if m["year"]:
        years = [int(m["year"])]
    elif first and last:
        years = list(range(first.year, last.year + 1))
    else:
        return None
    found = [d.start for y in years if (d := _dates(y, number, of_month, of_month)) and d.start]
    fits = [d for d in found if (first is None or d >= first) and (last is None or d <= last)]
    return fits[0] if len(fits) == 1 else None
