"""The times that a text tells of, each as the days that it can mean.

One regular expression finds the words with which an expression of time can begin; at each, the readers of
`expressions` that can begin so are tried in order. What opens a time ("since March") or joins two ("from Monday to
Wednesday") is looked for afterwards, around what was found.

Where `published` names a month or a year only, everything is read twice, counted from its first and its last day:
what comes out alike stands, what does not is given as the whole stretch between, or left out where that is too long.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from sayso.annotate.times.expressions import LAST_WORD, READERS, Context, dateline_days, read_weekday
from sayso.annotate.times.intervals import Days, hull
from sayso.annotate.times.phrases import DATELINE, TRIGGERS, word_before
from sayso.annotate.times.said import said_on, when_said
from sayso.annotate.times.tense import Direction, Tenses
from sayso.records import Precision, Span, Time, days

__all__ = ["said_on", "times", "when_said"]

_WORD = re.compile(r"[^\W_]+")
_NEAR = 300  # code points: what was told farther back is not what "the next day" counts from
_NOTHING = Days(None, None, "open")  # what looks like a date and is none
_WEEK = datetime.timedelta(days=7)


class _Found(NamedTuple):
    """An expression, at the code points `[start, end)`, and what it means. `weekday`: it is told by its weekday alone."""

    start: int
    end: int
    days: Days
    weekday: bool = False


def times(text: str, published: str | None) -> tuple[Time, ...]:
    """Every expression of time that can be put to days, in order of place.

    `published`: ISO 8601 of any precision; without it only what needs no day to be counted from is given. Each time has
    the one span of the words that tell it: without a preposition, except where it opens or closes the time ("since March").
    An end that is open is None; "recently" and its like have precision `open` and end with the day of publication.

    Raises ValueError where `published` is no date.
    """
    tenses = Tenses(text)
    anchors = _anchors(text, published)
    found = _joined(text, list(_read(text, anchors[0], tenses)))
    if anchors[0] != anchors[1]:
        found = _agreed(found, _joined(text, list(_read(text, anchors[1], tenses))), published or "")
    return tuple(_time(f) for f in found)


def _time(found: _Found) -> Time:
    start, end = (None if d is None else d.isoformat() for d in (found.days.start, found.days.end))
    return Time(start, end, found.days.precision, (Span(found.start, found.end),))


def _anchors(text: str, published: str | None) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and the last day on which the text may have been published: by its dateline where `published` is coarse."""
    first, last = (datetime.date.fromisoformat(d) for d in days(published)) if published else (None, None)
    if first is not None and first == last:
        return first, last
    dateline = DATELINE.search(text, 0, 1500)
    told = dateline_days(dateline, first, last) if dateline else None
    return (told, told) if told else (first, last)


def _read(text: str, anchor: datetime.date | None, tenses: Tenses) -> Iterator[_Found]:
    at, before = 0, None
    for m in _WORD.finditer(text):
        kind = TRIGGERS.get(m.group()) or ("digit" if "0" <= text[m.start()] <= "9" else None)
        if kind is None or m.start() < at:
            continue
        found = _read_at(text, m.start(), kind, anchor, tenses, before)
        if found is not None:
            at = found.end
            if found.days is not _NOTHING:
                before = found
                yield found


def _read_at(
    text: str, start: int, kind: str, anchor: datetime.date | None, tenses: Tenses, before: _Found | None
) -> _Found | None:
    """What can be read at a word; None where it begins no expression of time, or none that can be put to days."""
    context = None
    for pattern, read in READERS[kind]:
        m = pattern.match(text, start)
        if m is None:
            continue
        context = context or Context(anchor, partial(_direction, text, tenses, start), _told(text, start, before))
        try:
            meant = read(m, context)
        except (ValueError, OverflowError):  # beyond the years 1 to 9999
            continue
        if meant is None and pattern in LAST_WORD:
            return _Found(start, m.end(), _NOTHING)
        if meant is not None:
            return _Found(start, m.end(), meant, read is read_weekday)
    return None


def _direction(text: str, tenses: Tenses, start: int, end: int) -> Direction | None:
    return "past" if text[max(0, start - 6) : start].lower() == "since " else tenses.at(start, end)


def _told(text: str, start: int, before: _Found | None) -> Days | None:
    """What was told just before in the same paragraph, from which "the next day" counts."""
    near = before is not None and start - before.end <= _NEAR and text.find("\n", before.end, start) < 0
    return before.days if before is not None and near else None


_RANGE = re.compile(r"(?: (?P<to>to|until|till|through)(?: the)?| (?P<and>and)(?: the)?)[ ]|[ ]?[-–][ ]?")
_OPENINGS = frozenset(["since", "until", "till", "by", "between", "from"])
_PUT_OFF = re.compile(r"\b(?:moved|postponed|rescheduled|delayed|pushed|brought forward|shifted)\b")


def _joined(text: str, found: list[_Found]) -> list[_Found]:
    """Ranges made one, and open ends opened."""
    result: list[_Found] = []
    i = 0
    while i < len(found):
        word, start = _opening(text, found[i].start)
        whole = _range(text, found[i], found[i + 1], word, start) if i + 1 < len(found) else None
        if whole is not None:
            result.append(whole)
            i += 2
            continue
        result.append(_opened(found[i], word, start, text) if word else found[i])
        i += 1
    return result


def _opening(text: str, start: int) -> tuple[str, int]:
    """The preposition before `start` that opens a time, in small letters, and where it begins; "" where there is none."""
    word = word_before(text, start)
    if word == "the":
        start = text.rfind("the", 0, start)
        word = word_before(text, start)
    if word.lower() not in _OPENINGS:
        return "", start
    return word.lower(), text.rfind(word, 0, start)


def _range(text: str, first: _Found, last: _Found, word: str, start: int) -> _Found | None:
    """Two expressions as one interval, where "to", "until", a dash or "between ... and" joins them."""
    if last.start - first.end > 14:
        return None
    joint = _RANGE.fullmatch(text, first.end, last.start)
    if joint is None or (joint["and"] and word != "between") or _PUT_OFF.search(text, max(0, start - 40), start):
        return None
    a, b = first.days, last.days
    if a.start is None or b.end is None or a.end is None or b.start is None:
        return None
    if b.start < a.start and first.weekday and last.weekday:
        a = a._replace(start=a.start - _WEEK)
    if a.start is None or b.start < a.start:
        return None
    return _Found(start if word in ("from", "between") else first.start, last.end, hull(a, b, b.precision))


def _opened(found: _Found, word: str, start: int, text: str) -> _Found:
    """The expression with the end opened that "since", "until" or "by" opens."""
    if found.days.start is None or found.days.end is None:
        return found
    if word == "since":
        return _Found(start, found.end, found.days._replace(end=None))
    if word in ("until", "till", "by"):
        return _Found(start, found.end, found.days._replace(start=None))
    if word in ("from", "between") and _RANGE.search(text, found.start, found.end):
        return found._replace(start=start)  # "between 3 and 5 May" was read at one go
    return found


def _agreed(first: list[_Found], last: list[_Found], published: str) -> list[_Found]:
    """What two readings, from either end of a coarse `published`, have in common."""
    others = {(f.start, f.end): f.days for f in last}
    precision: Precision = "year" if len(published) == 4 else "month"
    longest = {"year": 366, "month": 31}[precision] + 7  # days: a week more than `published` itself leaves open
    agreed: list[_Found] = []
    for f in first:
        other = others.get((f.start, f.end))
        if other is None:
            continue
        if f.days != other:
            open_one = f.days.start is None or f.days.end is None
            both = hull(f.days, other, f.days.precision if f.days.precision == "open" else precision)
            if not open_one and both.start and both.end and (both.end - both.start).days > longest:
                continue
            f = f._replace(days=both)
        agreed.append(f)
    return agreed
