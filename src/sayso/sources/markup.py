"""Pieces of HTML and XHTML, as feeds and wires carry them, as paragraphs of text with every letter as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sayso.sources.charset import mended

if TYPE_CHECKING:
    from lxml.etree import _Element

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset footer form h1 h2 h3 h4 h5 h6 header"  # noqa: SIM905
    " hr html li main nav ol p pre section summary table tbody td tfoot th thead tr ul"
    " block body.content body.end hedline hl1 hl2 bq dateline byline nitf".split()  # those of the last line are of NITF
)
_DROPPED = frozenset(
    "script style noscript template head title iframe object embed svg math canvas audio video textarea select button"  # noqa: SIM905
    " option figcaption media note fn tagline".split()
)
_SPACE = re.compile(r"[ \t\n\r\f]+")  # what HTML takes as a space; others, as the non-breaking one, are letters
_ENDS = tuple(".!?…:;”’\"')]")
_LINK = 0.9  # share of a paragraph in links, above which it leads to another page
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{4000,}")
_LONG_RUN = re.compile(r"<[A-Za-z][^<]{4000,}")
_ATTRIBUTES = 1_000  # of one element: the parser's time grows with their square
_DEEP = "markup that cannot be parsed: elements nested over 200 deep, or one with over 1,000 attributes"


def paragraphs(fragment: str, *, links: bool = True) -> list[str]:
    """The paragraphs of a piece of HTML: its blocks, and what `<br><br>` parts; scripts, styles and captions left out.

    Spaces and line ends in a paragraph are one space, as a browser shows them; all other characters stay, non-breaking spaces
    and soft hyphens too. `links`: whether a paragraph that is only a link is one.
    Raises ValueError where the markup is nested or attributed so that it cannot be parsed in good time.
    """
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    if is_wide(fragment):
        raise ValueError(_DEEP)
    if not fragment.strip():
        return []
    parser = HTMLParser(encoding="utf-8", huge_tree=False)
    data = f"<div>{fragment}</div>".replace("\0", "").encode("utf-8", "replace")
    try:
        tree = document_fromstring(data, parser=parser)
    except (LxmlError, ValueError):
        return []
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):  # what is deeper would be lost in silence
        raise ValueError(_DEEP)
    return blocks(tree, links=links)


def is_wide(text: str) -> bool:
    """Whether an element has over 1,000 attributes, with which parsers take a time that grows with their square."""
    return any(len(m.group().split()) > _ATTRIBUTES for m in _LONG_TAG.finditer(text)) or any(
        m.group().count("=") > _ATTRIBUTES for m in _LONG_RUN.finditer(text)
    )


def blocks(element: _Element, *, links: bool = True) -> list[str]:
    """The paragraphs in an element of HTML, XHTML or NITF; see `paragraphs`."""
    return list(_blocks(element, links))


def _blocks(top: _Element, links: bool) -> Iterator[str]:
    from lxml.etree import iterwalk

    held: list[str] = []  # pieces of text
    linked, link, broken = 0, 0, False  # code points of them in links, links that are open, whether a <br> stood just before
    walk = iterwalk(top, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        name = _name(element)
        if event == "start" and name in _DROPPED and element is not top:
            walk.skip_subtree()
            continue
        ends = name in _BLOCKS and event in ("start", "end")
        if name == "br" and event == "start":
            ends, broken = broken or _ended(held), True
            held.append(" ")
        if ends:
            yield from _whole(held, linked, links)
            held, linked = [], 0
        link += (name == "a") * {"start": 1, "end": -1}.get(event, 0)
        text = (element.text if event == "start" else element.tail if element is not top else "") or ""
        held.append(text)
        broken = broken and not text.strip()
        linked += len(text) if link else 0
    yield from _whole(held, linked, links)


def _name(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].casefold() if isinstance(tag, str) else ""


def _whole(held: list[str], linked: int, links: bool) -> Iterator[str]:
    text = mended(_SPACE.sub(" ", "".join(held)).strip(" "))
    if text.strip() and (links or linked < _LINK * len(text)):
        yield text


def _ended(held: list[str]) -> bool:
    """Whether a line break ends a sentence here, and so a paragraph."""
    last = next((piece.rstrip() for piece in reversed(held) if piece.strip()), "")
    return last.endswith(_ENDS)


def one_line(fragment: str) -> str:
    """A short piece of HTML, as a headline, on one line. Raises ValueError as `paragraphs` does."""
    return " ".join(paragraphs(fragment))


def spaced(text: str) -> str:
    """Text with each run of spaces and line ends as one space."""
    return _SPACE.sub(" ", text).strip(" ")
