"""The short lines around an article's headline, where byline and date stand, without menus, teasers and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sayso.sources.dates import written_dates
from sayso.sources.jsonld import words

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BEFORE, _AFTER = 40, 150  # text nodes looked at
_LINES_BEFORE, _LINES_AFTER = 250, 1200  # code points
_NAME = 2  # words of an outlet's name, which can be a page's only <h1>
_PROSE = 140  # code points; a longer line is the article itself
_INLINE = frozenset(
    "a abbr b bdi cite em font i label small span strong sub sup time u".split()  # noqa: SIM905
)
_ELSEWHERE_TAGS = frozenset(
    "nav aside li form blockquote script style noscript template select button option figcaption".split()  # noqa: SIM905
)
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:relat\w*|recent\w*|recommend\w*|comments?|respond|sidebar|most|popular|trending|teasers?|cards?|promos?"
    r"|today|clock|weather|latest|rail|ticker|feed|headlines|archives?|nav|menu|breadcrumbs?|cookies?|share|social|links|more|events?|widget)(?:$|[\s_-])",
    re.IGNORECASE,
)


_WORD = re.compile(r"\w+")
_MARGIN = re.compile(  # words of a line that tells who wrote the article and when it was published or changed
    r"\b(?:by|and|posted|published|updated?|updates|last|first|original(?:ly)?|modified|changed|edited|submitted|on|at|to|this|page|story"
    r"|article|was|is|aired|broadcast|issued|released?|for|immediate|release|hours?|minutes?|mins?|days?|weeks?|months?|ago|[ap]m"
    r"|[a-z]{1,3}t|gmt|utc|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|date|read|\d{1,2}(?:st|nd|rd|th|h)?)\b",
    re.IGNORECASE,
)


def beside_date(text: str, byline: str | None = None) -> list[str]:
    """The words of a line that are not its dates, the names of the byline, or what such a line says of these."""
    for _, start, end in reversed(list(written_dates(text))):
        text = f"{text[:start]} {text[end:]}"
    for name in (byline or "").split(", "):
        text = text.replace(name, " ") if name else text
    return _WORD.findall(_MARGIN.sub(" ", text))


@dataclass(frozen=True, slots=True)
class Line:
    """One line near the headline; `after` it or before; `time`: the <time> elements that it is made of, by where they begin."""

    text: str
    after: bool
    times: tuple[tuple[int, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Masthead:
    """The element that prints the headline, all elements that it stands in, and the lines around it up to the article's text."""

    headline: HtmlElement | None
    shared: set[Any]
    lines: list[Line]


def masthead(tree: HtmlElement, titles: Sequence[str]) -> Masthead:
    """The surroundings of the headline, which is worded like one of `titles`; where it is not printed, those of the text."""
    headline = _headline(tree, titles)
    if headline is None:
        return Masthead(None, set(), _lines_above_text(tree))
    shared = {headline, *headline.iterancestors()}
    return Masthead(headline, shared, _lines(headline, shared))


def _headline(tree: HtmlElement, titles: Sequence[str]) -> HtmlElement | None:
    """The element that prints the headline: a heading or the like in the words of one of `titles`, else the only <h1>."""
    ranks = [tree.xpath(f"//{tag}")[:40] for tag in ("h1", "h2", "h3")]
    ranks.append(tree.xpath("//*[@itemprop='headline' or contains(@class, 'headline') or contains(@class, 'title')]")[:40])
    for found in ranks:
        for element in found:
            text = element.text_content()[:1000]
            if any(_same(text, title) for title in titles):
                return element
    for title in [*titles[:3], *(rest for t in titles[:3] if len((rest := t.partition(": ")[2]).split()) > 3)]:
        places = tree.xpath("//body//*[text()[normalize-space() = $title]]", title=" ".join(title.split()))
        if places:
            return places[0]
    lone = ranks[0][0] if len(ranks[0]) == 1 else None
    return lone if lone is not None and len(words(lone.text_content())) > _NAME else None


def is_elsewhere(element: HtmlElement, shared: set[Any]) -> bool:
    """Whether an element belongs to a menu, a teaser, a comment and so on, not to the article.

    `shared`: the elements in which the headline stands.
    """
    for around in (element, *element.iterancestors()):
        if around in shared:
            return False
        if around.tag in _ELSEWHERE_TAGS or around.get("itemscope") is not None:
            return True
        if around.tag == "footer" and next(around.iterancestors("article"), None) is None:
            return True
        if _ELSEWHERE.search(f"{around.get('class') or ''} {around.get('id') or ''}"):
            return True
        if around is not element and around.find(".//h1") is None and _is_card(around):
            return True
    return False


def _lines_above_text(tree: HtmlElement) -> list[Line]:
    """The lines before the first paragraph of a page whose headline cannot be told."""
    for paragraph in tree.xpath("//p")[:100]:
        if len(paragraph.text_content()) > _PROSE:
            before = paragraph.xpath(f"preceding::text()[normalize-space()][position() <= {_BEFORE}]")
            return _before(before, {paragraph, *paragraph.iterancestors()})
    return []


def _lines(headline: HtmlElement, shared: set[Any]) -> list[Line]:
    """The lines before and after a headline, up to the article's first paragraph."""
    before = headline.xpath(f"preceding::text()[normalize-space()][position() <= {_BEFORE}]")
    after = headline.xpath(f"following::text()[normalize-space()][position() <= {_AFTER}]")
    return [*_before(before, shared), *_after(after, shared)]


def _before(nodes: list[Any], shared: set[Any]) -> list[Line]:
    found, length = [], 0
    for line in reversed(list(_joined(nodes, shared, after=False))):
        length += len(line.text)
        if length > _LINES_BEFORE:
            break
        found.append(line)
    return found[::-1]


def _after(nodes: list[Any], shared: set[Any]) -> Iterator[Line]:
    length = 0
    for line in _joined(nodes, shared, after=True):
        length += len(line.text)
        if len(line.text) > _PROSE or length > _LINES_AFTER:
            return
        yield line


def _joined(nodes: list[Any], shared: set[Any], *, after: bool) -> Iterator[Line]:
    """Text nodes as lines: those of one block together."""
    block, text = None, ""
    times: list[tuple[int, Any]] = []
    for node in nodes:
        own = node.getparent() if node.is_text else node.getparent().getparent()
        if own is None or is_elsewhere(own, shared) or (not after and _is_list(_branch(own, shared))):
            continue
        around, time = own, None
        while around.tag in _INLINE and around.getparent() is not None:
            time = around if around.tag in ("time", "abbr") else time
            around = around.getparent()
        if around is not block and text:
            yield Line(text, after, tuple(times))
            text, times = "", []
        block = around
        if time is not None and all(time is not known for _, known in times):
            times.append((len(text) + bool(text), time))
        text = f"{text} {' '.join(node.split())}".lstrip()
    if text:
        yield Line(text, after, tuple(times))


def _branch(element: HtmlElement, shared: set[Any]) -> HtmlElement:
    """The largest element around this one in which the headline does not stand."""
    while (around := element.getparent()) is not None and around not in shared:
        element = around
    return element


def _is_list(branch: HtmlElement) -> bool:
    """Whether this is a list of other articles: with several dates, or a link as long as a headline."""
    dates = sum(1 for _ in branch.iter("time")) or sum(1 for _ in written_dates(branch.text_content()[:_LINES_AFTER]))
    return dates > 1 or any(len(link.text_content()[:200].split()) >= 4 for link in branch.iter("a"))


def _is_card(element: HtmlElement) -> bool:
    return any(element.find(f".//{tag}") is not None for tag in ("h2", "h3", "h4"))


def _same(text: str, title: str) -> bool:
    one, other = words(text), words(title)
    return bool(one) and len(one & other) >= 0.6 * max(len(one), len(other))
