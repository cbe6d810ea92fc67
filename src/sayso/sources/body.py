"""The article on a page: its paragraphs as a reader would copy them, without menus, captions, teasers and notices.

trafilatura chooses what is the article; the letters are taken from the page itself, as trafilatura rewrites them (it loses
quotation marks of <q>, makes non-breaking spaces plain ones). To know what it chose, each paragraph is marked, in the copy
that it works on, with a character of its own that the page does not use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sayso.sources.charset import mended
from sayso.sources.dates import written_dates
from sayso.sources.markup import spaced
from sayso.sources.masthead import beside_date

if TYPE_CHECKING:
    from lxml.etree import _Element
    from lxml.html import HtmlElement

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6"  # noqa: SIM905
    " header hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_DROPPED = frozenset(
    "script style noscript template head title iframe object embed svg math canvas audio video textarea select button"  # noqa: SIM905
    " option figcaption rp rt".split()
)
_UNWANTED = (
    "//*[@aria-hidden='true' and not(self::span) and not(.//p)] | //*[contains(@class, 'screen-reader-text')]"
    " | //figcaption | //address | //*[contains(@class, 'wp-caption-text')] | //sup[contains(@class, 'reference')]"
)
_MARKS = range(0x20000, 0x31350)  # rare Chinese characters: letters to every program, and hardly ever on a page
_CLOSED = tuple(".!?…:;”’\"')]")  # ends of a line that is a whole sentence
_QUOTES = "\"'“”‘’«»„‚‹›"  # marks that a page may write itself around a <q>
_ADDED = (("“", "”"), ("‘", "’"))  # those that a browser shows there, outer and inner
_GAP = re.compile(r"\n[ \t\r]*\n")  # between paragraphs of preformatted text
_LINK = 0.9  # share of a paragraph in links, above which it leads to another page
_CELL = 200  # code points of a table's cell above which the table is there for the layout
_NOTICE = re.compile(  # a paragraph that begins so is the page's, not the article's; `weak`: if it is no sentence
    r"(?:read (?:more|also|next|the full)\b.{0,20}[:|»]|(?:see|read) also:|also read:"
    r"|related(?: (?:stories|articles|posts|coverage|topics))?\s*(?::|$)|more (?:on|from) this(?: story)?$"
    r"|sign up (?:for|to)\b|subscribe (?:to|now)\b|follow us\b|click here\b|advertisement$"
    r"|story continues below|article continues (?:below|after)|(?:we|this (?:site|website)) uses? cookies|accept (?:all )?cookies"
    r"|already a (?:subscriber|member)\b|(?:log|sign) ?in to (?:continue|read)\b"
    r"|this (?:article|story|content) is for (?:subscribers|members)\b"
    r"|all rights reserved|©|copyright ©|loading\.\.\.|download (?:the|our) app|leave a (?:comment|reply)$|\d+ comments?$"
    r"|get (?:the )?(?:latest|breaking) news\b|(?P<weak>(?:photo|image|picture)(?: credit| by)?:|watch:|listen:|tags?:"
    r"|filed under\b|topics:|most read\b|recommended\b|posted (?:by|in)\b|advertisement\b|share (?:this|on)\b"
    r"|to (?:continue|keep) reading\b))",
    re.IGNORECASE,
)
_QUOTATION = re.compile(r"[“\"«„](?:[^\s“”\"»]+\s){3}")  # of over three words
_LONGEST_NOTICE = 200  # code points
_TITLE = 300  # code points of a headline, and of what stands above it
_EDGE = 5  # paragraphs at either end among which byline and dates stand
_WALL = re.compile(
    r"\b(?:(?:log|sign) ?in|subscribe|register|create (?:a|an|your)(?: free)? account)\b"
    r".{0,40}\b(?:to (?:continue|read|keep|access|view)|for (?:full )?access)"
    r"|enable (?:javascript|cookies)|javascript is (?:disabled|required)|access denied|are (?:you )?(?:a )?(?:robot|human)"
    r"|checking your browser|page (?:you (?:requested|are looking for)|(?:was |could )?not (?:be )?found)|\b404\b|captcha"
    r"|this content is not available in your",
    re.IGNORECASE,
)
_FEWEST, _WALLED = 20, 90  # words of an article, of one that asks for a login or a browser
_SENTENCE = 12  # words of a line that is a sentence, not a menu's
_TEASERS = 8  # headings that are links, above which a page of short pieces is an index


def paragraphs(tree: HtmlElement, title: str | None, byline: str | None) -> list[str]:
    """The paragraphs of the article on a page, without headline, byline and date; none where there is no article.

    Spaces and line ends in a paragraph are one space; all other characters stay as they are, and `<q>` has the quotation marks
    that a browser shows. Leaves the tree changed.
    """
    for element in tree.xpath(_UNWANTED):
        if element.getparent() is not None:
            element.drop_tree()
    teasers = len(tree.xpath("//h2[a[@href]] | //h3[a[@href]] | //h4[a[@href]] | //a[@href][h2 or h3 or h4]"))
    found = [text for text in _chosen(tree) if not _is_notice(text)]
    heads = [at for at, text in enumerate(found[:_EDGE]) if title and _plain(text) == _plain(title)]
    above = (
        heads and max(len(text) for text in found[: heads[0] + 1]) <= _TITLE
    )  # what stands above the headline, as a section's name
    found = [text for at, text in enumerate(found) if at not in heads and not (above and at < heads[0])]
    last = len(found) - _EDGE
    found = [text for at, text in enumerate(found) if _EDGE <= at < last or not _is_margin(text, byline)]
    return found if _is_article(found, teasers) else []


@dataclass(slots=True)
class _Block:
    """A paragraph, a heading, an item of a list: its text, the text nodes that it is made of, and how much of it is in links."""

    text: str
    nodes: list[tuple[_Element, str]]  # an element, and `text` or `tail`
    linked: int  # code points

    def is_link(self) -> bool:
        """Whether it only leads to another page: it is a link, and no sentence."""
        return self.linked >= _LINK * len(self.text) and not self.text.rstrip(_QUOTES).endswith((".", ","))

    def element(self) -> _Element:
        """The block-level element that its text begins in."""
        element, place = self.nodes[0]
        around = element.iterancestors(*_BLOCKS)
        return element if place == "text" and element.tag in _BLOCKS else next(around, element)


def _chosen(tree: HtmlElement) -> list[str]:
    """The text of the blocks that trafilatura takes for the article, in the order of the page."""
    from trafilatura import bare_extraction

    _open_tables(tree)
    blocks = [block for block in _Walk(tree).blocks() if not block.is_link()]
    used = set().union(*(block.text for block in blocks))
    marks = (mark for code in _MARKS if (mark := chr(code)).isprintable() and mark not in used)
    marked = list(zip(marks, blocks, strict=False))
    for mark, block in marked:
        for element, place in block.nodes:
            setattr(element, place, mark + getattr(element, place))
    found = bare_extraction(tree, options=_options())
    kept = set().union(*found.body.itertext()) if found is not None else set()  # type: ignore[union-attr]
    taken = [mark in kept for mark, _ in marked]
    return [block.text for at, (_, block) in enumerate(marked) if taken[at] or _is_gap(blocks, taken, at)]


def _is_gap(blocks: list[_Block], taken: list[bool], at: int) -> bool:
    """Whether a <p> that was not taken, as one that is all link, stands between two that were and is of their kind."""
    if not 0 < at < len(taken) - 1 or not taken[at - 1] or not taken[at + 1]:
        return False
    before, own, after = (block.element() for block in blocks[at - 1 : at + 2])
    return (
        own.tag == before.tag == after.tag == "p"
        and own.getparent() is before.getparent() is after.getparent()
        and own.get("class") == before.get("class") == after.get("class")
    )


def _open_tables(tree: HtmlElement) -> None:
    """Makes plain blocks of tables that are there for the layout, as trafilatura leaves tables out."""
    cells = [cell for cell in tree.iter("td", "th") if cell.find(".//p") is not None or len(cell.text_content()) > _CELL]
    for table in {next(cell.iterancestors("table"), cell) for cell in cells}:
        parts = [e for e in table.iterdescendants("tbody", "tr", "td", "th") if next(e.iterancestors("table"), None) is table]
        for element in [table, *parts]:
            element.tag = "div"


@cache
def _options() -> Any:
    import logging

    from trafilatura.settings import Extractor

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it discards is said as a Failure
    return Extractor(output_format="python", fast=True, comments=False, tables=False, formatting=False, links=False)


class _Walk:
    """A walk through a page that gathers its blocks."""

    def __init__(self, tree: HtmlElement) -> None:
        self._tree = tree
        self._held: list[str] = []
        self._nodes: list[tuple[_Element, str]] = []
        self._linked = self._links = 0  # code points in links, links that are open
        self._preformatted = 0  # <pre> that are open
        self._broken = False  # whether a <br> stood just before
        self._quotes: list[str] = []  # closing marks of the <q> that are open

    def blocks(self) -> Iterator[_Block]:
        """Each block with text in it."""
        from lxml.etree import iterwalk

        walk = iterwalk(self._tree, events=("start", "end", "comment", "pi"))
        for event, element in walk:
            if event == "start" and element.tag in _DROPPED:
                walk.skip_subtree()
                continue
            if self._ends(event, element):
                yield from self._whole()
            if event == "start":
                self._count(element, 1)
                yield from self._text(element, "text")
            else:
                if event == "end":
                    self._count(element, -1)
                if element is not self._tree:
                    yield from self._text(element, "tail")
        yield from self._whole()

    def _ends(self, event: str, element: _Element) -> bool:
        """Whether a block ends here: at the start or the end of another, at a second <br>, at one after a sentence."""
        if element.tag != "br" or event != "start":
            return event in ("start", "end") and element.tag in _BLOCKS
        last = next((piece.rstrip() for piece in reversed(self._held) if piece.strip()), "")
        ends, self._broken = self._broken or last.endswith(_CLOSED), True
        self._held.append(" ")
        return ends

    def _count(self, element: _Element, change: int) -> None:
        if element.tag == "a" and element.get("href"):
            self._links += change
        elif element.tag == "pre":
            self._preformatted += change
        elif element.tag == "q" and change > 0:
            opening, closing = _ADDED[len(self._quotes) % 2]
            own = (element.text or "").lstrip()[:1] or " "
            around = ("".join(self._held[-1:]).rstrip() or " ")[-1]
            written = own in _QUOTES or around in _QUOTES[:1]
            self._held.append("" if written else opening)
            self._quotes.append("" if written else closing)
        elif element.tag == "q":
            self._held.append(self._quotes.pop())

    def _text(self, element: _Element, place: str) -> Iterator[_Block]:
        text = getattr(element, place)
        if not text:
            return
        pieces = _GAP.split(text) if self._preformatted else [text]
        for number, piece in enumerate(pieces):
            if number:
                yield from self._whole()
            self._held.append(piece)
            if piece.strip():
                self._nodes.append((element, place))
                self._broken = False
                self._linked += len(piece) * (self._links > 0)

    def _whole(self) -> Iterator[_Block]:
        text = mended(spaced("".join(self._held)))
        if self._nodes and any(c.isprintable() and not c.isspace() for c in text):
            yield _Block(text, self._nodes, self._linked)
        self._held, self._nodes, self._linked, self._broken = [], [], 0, False


def _is_notice(text: str) -> bool:
    match = _NOTICE.match(text)
    if match is None or len(text) > _LONGEST_NOTICE or _QUOTATION.search(text):
        return False
    return match["weak"] is None or not text.endswith(_CLOSED) or len(text.split()) < _SENTENCE


def _is_margin(text: str, byline: str | None) -> bool:
    """Whether a line only tells who wrote the article and when."""
    if len(text) > _LONGEST_NOTICE:
        return False
    dated = any(written_dates(text)) or text.endswith(" ago") or any(name in text for name in (byline or "\0").split(", "))
    return dated and not beside_date(text, byline)


def _is_article(found: list[str], teasers: int) -> bool:
    """Whether these are an article's paragraphs, not the pieces of an index or what stands before a wall."""
    counts = [len(text.split()) for text in found]
    if sum(counts) < _FEWEST or max(counts) < _SENTENCE:
        return False
    if sum(counts) < _WALLED and any(_WALL.search(text) for text in found):
        return False
    sentences = [n for n in counts if n >= _SENTENCE]
    return teasers < _TEASERS or sum(sentences) >= 0.6 * sum(counts)


def _plain(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
