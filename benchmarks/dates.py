"""Measure whether sayso reads the right publication date off 335 pages: 67 layouts, five pages each.

The layouts in pages/ follow those of large outlets, agencies, governments and blogs; the articles and dates in them are
invented, and with them come the dates that a page also carries: of its last change, of related stories and comments, of
the day on which it was served, copyright years, epochs. Each layout says which date it wants, to which precision, and where that
stands; `none` where the page does not tell. A page is right if date and precision are; wrong is a date that the
wanted one does not lie in; wrong and sure, one to the day or better from JSON-LD, meta, feed or a <time>.
Ends with 1 where fewer than 0.95 are right or one is wrong and sure.

    python benchmarks/dates.py
    python benchmarks/dates.py --show          every page that is not right
    python benchmarks/dates.py --write FOLDER  the pages, to be looked at
"""

from __future__ import annotations

import argparse
import datetime
import random
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sayso.errors import ReadError
from sayso.sources.html import page
from sayso.sources.original import Original

_PAGES = Path(__file__).parent / "pages"
_GOAL, _EACH = 0.95, 5
_SURE = frozenset({"json-ld", "meta", "feed", "time"})
_ZONES = ("+00:00", "+01:00", "-05:00", "+05:30", "-08:00")
_OLD = ("1985-07-19", "1993-02-05", "1978-11-30", "1989-06-08", "1991-10-12")
_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),  # noqa: SIM905
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),  # noqa: SIM905
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),  # noqa: SIM905
}
_FIELD = re.compile(r"\{\{(shared )?([a-z_0-9]+)([+=]\d+)?(?: ([^{}]+))?\}\}")
_LINE = re.compile(r"(?:@(\d+)\|)?(.*)", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """A page with the date that it should be read as (None where it tells none) and where that stands."""

    layout: str
    number: int
    original: Original
    title: str
    published: str | None
    source: str | None


def pages() -> Iterator[Page]:
    """The 335 pages, always the same."""
    stories = [_story(block) for block in (_PAGES / "stories.txt").read_text().split("# ")[1:]]
    for layout in sorted(_PAGES.glob("*.html")):
        for number in range(_EACH):
            yield _page(layout, number, stories[number])


def _story(block: str) -> dict[str, str]:
    headline, *body = block.strip().split("\n")
    title, author, outlet, host = headline.split(" | ")
    text = "".join(f"<p>{line}</p>\n" for line in body if line)
    slug = re.sub("[^a-z]+", "-", title.lower()).strip("-")
    return {"title": title, "author": author, "outlet": outlet, "host": host, "body": text, "slug": slug}


def _page(layout: Path, number: int, story: dict[str, str]) -> Page:
    chance = random.Random(f"{layout.stem} {number}")
    moments = _moments(chance, number)
    words = {
        **story,
        "n": str(chance.randrange(100, 1000)),
        "hex": f"{chance.getrandbits(44):011x}",
        "low": str(chance.randrange(1, 6)),
        "low2": str(chance.randrange(6, 10)),
        "ago": f"{chance.randrange(2, 23)} hours ago",
    }
    for name in ("nav", "aside", "aside_text", "foot"):
        words[name] = _filled((_PAGES / "parts" / f"{name}.html").read_text(), words, moments)
    url, want, markup = "", "none", []
    for line in layout.read_text().splitlines(keepends=True):
        chosen, rest = _LINE.fullmatch(line).groups()  # type: ignore[union-attr]
        if chosen is not None and str(number) not in chosen:
            continue
        rest = _filled(rest, words, moments)
        if rest.startswith("url: "):
            url = rest[5:].strip()
        elif rest.startswith("want: "):
            want = rest[6:].strip()
        else:
            markup.append(rest)
    published, source = (None, None) if want.startswith("none") else want.split(" ")
    where = f"{layout.stem} {number}"
    original = Original("".join(markup).encode(), where, "", url, "text/html", retrieved=moments["now"].isoformat())
    return Page(layout.stem, number, original, story["title"], published, source)


def _moments(chance: random.Random, number: int) -> dict[str, datetime.datetime]:
    """Of publication (p), last change (m), two related stories (r1, r2), reading (now) and print (a)."""
    zone = datetime.datetime.fromisoformat(f"2000-01-01T00:00{_ZONES[number]}").tzinfo
    day = datetime.timedelta(days=1)
    p = datetime.datetime(2009, 1, 1, 5, 0, tzinfo=zone) + chance.randrange(6200) * day
    p += datetime.timedelta(minutes=chance.randrange(1, 1080), seconds=chance.randrange(60))
    m = p + chance.randrange(2, 90) * day
    now = m + chance.randrange(3, 200) * day
    old = datetime.datetime.fromisoformat(_OLD[number]).replace(tzinfo=zone)
    return {
        "p": p,
        "m": m,
        "r1": now - chance.randrange(1, 3) * day,
        "r2": p - chance.randrange(200, 900) * day,
        "now": now,
        "a": old,
    }


def _filled(text: str, words: dict[str, str], moments: dict[str, datetime.datetime]) -> str:
    def field(match: re.Match[str]) -> str:
        shared, name, change, form = match.groups()
        if shared:
            return _shared(moments["p"], moments["p"] + datetime.timedelta(days=40))
        if name not in moments or form is None:
            return words[name]
        moment = moments[name]
        if change:
            number = int(change[1:])
            moment = moment.replace(day=number) if change[0] == "=" else moment + datetime.timedelta(days=number)
        return _written(moment, form)

    return _FIELD.sub(field, text)


def _shared(first: datetime.datetime, second: datetime.datetime) -> str:
    """What two moments forty days apart have in common: the year, or nothing (then no date is wanted)."""
    return f"{first:%Y}" if first.year == second.year else "none"


def _written(moment: datetime.datetime, form: str) -> str:
    utc = moment.astimezone(datetime.UTC)
    iso = moment.isoformat(timespec="seconds")
    known = {
        "iso": iso,
        "iso+": iso[:-3] + iso[-2:],
        "isoms": f"{utc:%Y-%m-%dT%H:%M:%S}.000Z",
        "isoz": f"{utc:%Y-%m-%dT%H:%M:%S}Z",
        "local": iso[:19],
        "local-m": iso[:16],
        "unix": str(int(moment.timestamp())),
        "ms": str(int(moment.timestamp()) * 1000),
        "ord": f"{moment.day}{'th' if moment.day // 10 == 1 else {1: 'st', 2: 'nd', 3: 'rd'}.get(moment.day % 10, 'th')}",
    }
    if form in known:
        return known[form]
    if form in _MONTHS:
        return _MONTHS[form][moment.month - 1]
    case = {"lower": str.lower, "upper": str.upper}.get(form.rpartition(" ")[2], str)
    return case(moment.strftime(form if case is str else form.rpartition(" ")[0]))


def score(page_: Page) -> tuple[str, str | None, str | None]:
    """`right`, `coarse` (right as far as it goes), `missed`, `wrong` or `sure` (wrong and sure), and what was read and where."""
    try:
        document = page(page_.original)
    except ReadError as error:
        return "missed", error.reason, None
    got, source = document.published, document.date_source
    if got == page_.published:
        return "right", got, source
    if got is None:
        return "missed", got, source
    if page_.published is not None and page_.published.startswith(got):
        return "coarse", got, source
    return ("sure" if len(got) >= 10 and source in _SURE else "wrong"), got, source


def main() -> int:
    """Print the score; see the module's docstring."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--show", action="store_true")
    words.add_argument("--write", type=Path, metavar="FOLDER")
    asked = words.parse_args()
    if asked.write:
        asked.write.mkdir(parents=True, exist_ok=True)
        for made in pages():
            (asked.write / f"{made.layout}-{made.number}.html").write_bytes(made.original.data)
        return 0
    verdicts: dict[str, list[str]] = {}
    elsewhere = 0
    for made in pages():
        verdict, got, source = score(made)
        verdicts.setdefault(made.layout, []).append(verdict)
        elsewhere += verdict == "right" and source != made.source
        if asked.show and verdict != "right":
            print(f"{verdict:7} {made.original.where}: wanted {made.published} ({made.source}), got {got} ({source})")
    for layout, each in verdicts.items():
        print(f"{layout:22} {each.count('right')} of {len(each)}" + "".join(f", {v}" for v in sorted(set(each) - {"right"})))
    every = [verdict for each in verdicts.values() for verdict in each]
    counts = {verdict: every.count(verdict) for verdict in ("right", "coarse", "missed", "wrong", "sure")}
    print(
        f"\n{len(every)} pages: {counts['right'] / len(every):.3f} right ({elsewhere} of them read in another place than the "
        f"layout names), {counts['coarse']} coarser, {counts['missed']} missed, {counts['wrong']} wrong, "
        f"{counts['sure']} wrong and sure"
    )
    return int(counts["right"] < _GOAL * len(every) or counts["sure"] > 0)


if __name__ == "__main__":
    sys.exit(main())
