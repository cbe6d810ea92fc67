"""When a page was first published, how exactly it says so, and where.

A page carries many dates: of its last change, of related stories and comments, of the day on which it was served. A
wrong date that looks sure is worse than none: what contradicts itself is read as coarsely as it agrees.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sayso.records import days
from sayso.sources.jsonld import Told
from sayso.sources.masthead import Masthead
from sayso.sources.readings import DAY, Reading, first_day, in_address, in_json_ld, in_meta, in_strong_time, in_text, in_time

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HAND = ("json-ld", "meta")
_TRUST = (*_HAND, "time", "wire", "given", "feed", "url", "text", "file")
_WEB = 1990  # a date before this year is believed only where two places give it


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
        in_json_ld(told),
        in_meta(metas),
        in_strong_time(tree, masthead.shared),
        in_time(near),
        _given(given),
        in_address(addresses),
        in_text(near, latest, only_labelled=masthead.headline is None),
    )
    return _decided([reading for place in places for reading in place if _possible(reading.date, latest)], latest)


def _latest(retrieved: str | None) -> datetime.date:
    """The day after the page was read: what is later is not believed."""
    try:
        read = first_day((retrieved or "")[:10])
    except ValueError:
        read = datetime.date.today()
    return read + DAY if _WEB <= read.year < datetime.MAXYEAR else datetime.date.today() + DAY


def _given(given: Given) -> Iterator[Reading]:
    if given.published:
        yield Reading(given.published, given.source, 1.5)


def _possible(date: str, latest: datetime.date) -> bool:
    """Whether a page can have been published then: not before print, not after it was read, not at a clock's zero."""
    try:
        first = first_day(date)
    except ValueError:
        return False
    return first.year >= 1700 and first <= latest and date[:10] not in ("1970-01-01", "1969-12-31", "1899-12-30", "1900-01-01")


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
    start, end = datetime.date.fromisoformat(first_b) - DAY, datetime.date.fromisoformat(last_b) + DAY
    return datetime.date.fromisoformat(first_a) <= end and datetime.date.fromisoformat(last_a) >= start


def _weight(cluster: list[Reading], clusters: int, latest: datetime.date) -> float:
    """How much a cluster counts: JSON-LD and meta come from one hand and count once.

    What they alone tell, against others, of the day on which the page was served is likely the clock of whoever served it.
    """
    hand = max((r.weight for r in cluster if r.source in _HAND), default=0.0)
    rest = sum(r.weight for r in cluster if r.source not in _HAND)
    if clusters > 1 and not rest and first_day(cluster[0].date) >= latest - 2 * DAY:
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
