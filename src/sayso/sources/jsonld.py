"""What a page says of its own article in JSON-LD, among all else that it says there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Node = dict[str, Any]

_SCRIPTS, _LENGTH, _NODES = 40, 1_000_000, 5_000  # the most scripts that are read, code points of one, objects looked at
_DEPTH = 6  # of lists, graphs and main entities in one another
_ARTICLE = re.compile(r"(?:\w*Article|\w*BlogPosting|Report|Posting)")
_WORD = re.compile(r"\w+")
_SHARED = 3  # words that two headlines share at least, or else are the same
_NO_LETTERS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NAMED = re.compile(
    r"(?:[a-z_-]*id|p|n|no|nr|num|story|article|news|doc|key|slug|page|post|node|url|path|art|item|sid|aid)=", re.IGNORECASE
)
_MIRROR = re.compile(r"(?:www\d?|m|amp|mobile)\.")


@dataclass(frozen=True, slots=True)
class Told:
    """What the page tells of its article, as written; None and empty where it is silent."""

    headline: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    published: str | None = None
    language: str | None = None


def told(tree: HtmlElement, addresses: Sequence[str], headlines: Sequence[str]) -> Told:
    """What the JSON-LD of a page says of the article at one of `addresses`, under one of `headlines`.

    Related stories are described in the same way, so an object counts only if its address is the page's, or its headline; where
    it has neither, if it is the only one.
    """
    nodes = list(_nodes(tree))
    known = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    places = {address_key(a) for a in addresses}
    articles = [node for node in nodes if any(_ARTICLE.fullmatch(kind) for kind in _types(node))]
    own = _own(articles, places, headlines)
    pages = [node for node in nodes if "WebPage" in _types(node) and _places(node) & places]
    if own is None and not pages:
        return Told()
    node = own or pages[0]
    return Told(
        headline=_headline(node) if own else None,
        authors=tuple(_names(node.get("author"), known)),
        publisher=next(iter(_names(node.get("publisher"), known)), None),
        published=_string(_first(node.get("datePublished"))),
        language=_string(_first(node.get("inLanguage"))),
    )


def likeness(a: str, b: str) -> float:
    """How alike two headlines are, 0 to 1; 0 where they cannot be one article's: under half of the shorter's words are shared."""
    one, other = words(a), words(b)
    shared = len(one & other)
    if one != other and (shared < _SHARED or shared < 0.5 * min(len(one), len(other))):
        return 0.0
    return shared / len(one | other) if one else 0.0


def words(text: str) -> set[str]:
    """The words of a headline, in small letters."""
    return set(_WORD.findall(text[:500].casefold()))


def address_key(url: str) -> str:
    """An address without what differs between a page's copies: scheme, `www.`, `amp.`, last slash, fragment, campaigns' marks."""
    try:
        parts = urlsplit(url[:4000].strip())
    except ValueError:
        return url
    path = parts.path.removesuffix("/")
    query = "&".join(sorted(part for part in parts.query[:1000].split("&") if _NAMED.match(part)))
    return f"{host(parts.netloc)}{path}?{query}"


def host(netloc: str) -> str:
    """The host of an address without `www.`, `m.`, `amp.`, in small letters."""
    name = netloc.rpartition("@")[2].partition(":")[0].casefold()
    return name[match.end() :] if (match := _MIRROR.match(name)) else name


def clean(text: object) -> str | None:
    """A string of JSON-LD on one line, its entities resolved once; None for anything else."""
    if not isinstance(text, str):
        return None
    return " ".join(_NO_LETTERS.sub("", unescape(text[:2000])).split()) or None


def _nodes(tree: HtmlElement) -> Iterator[Node]:
    """Objects that speak of the page: outermost, in lists and graphs, and the main entities of these."""
    count = 0
    for script in tree.xpath("//script[contains(translate(@type, 'LDJSON', 'ldjson'), 'ld+json')]")[:_SCRIPTS]:
        stack = [(_parsed(script.text), 0)]
        while stack and count < _NODES:
            thing, depth = stack.pop()
            if isinstance(thing, list) and depth < _DEPTH:
                stack += [(each, depth + 1) for each in reversed(thing[:_NODES])]
            elif isinstance(thing, dict):
                count += 1
                yield thing
                if depth < _DEPTH:
                    stack += [(thing[key], depth + 1) for key in ("mainEntity", "@graph") if key in thing]


def _parsed(text: str | None) -> Any:
    if not text or len(text) > _LENGTH:
        return None
    text = text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _own(articles: list[Node], places: set[str], headlines: Sequence[str]) -> Node | None:
    for node in articles:
        if _places(node) & places:
            return node
    likest, best = None, 0.0
    for node in articles:
        headline = _headline(node)
        alike = max((likeness(headline, h) for h in headlines), default=0.0) if headline else 0.0
        likest, best = (node, alike) if alike > best else (likest, best)
    silent = len(articles) == 1 and not _headline(articles[0]) and not _places(articles[0])
    return articles[0] if silent else likest


def _headline(node: Node) -> str | None:
    return clean(_first(node.get("headline"))) or clean(_first(node.get("name")))


def _places(node: Node) -> set[str]:
    """Keys of the addresses by which an object says where it stands."""
    found = []
    for key in ("url", "@id", "mainEntityOfPage"):
        value = _first(node.get(key))
        found += [value.get("@id"), value.get("url")] if isinstance(value, dict) else [value]
    return {address_key(text) for text in found if isinstance(text, str) and text.startswith(("http:", "https:"))}


def _types(node: Node) -> list[str]:
    value = node.get("@type")
    kinds = value if isinstance(value, list) else [value]
    return [kind.rpartition("/")[2] for kind in kinds[:10] if isinstance(kind, str)]


def _names(value: Any, known: dict[str, Node]) -> Iterator[str]:
    """Names of people or organisations: strings, objects with a name, references to such, or a list of these."""
    for each in value[:20] if isinstance(value, list) else [value]:
        node = each
        if isinstance(node, dict) and "name" not in node:
            node = known.get(str(node.get("@id")), node)
        names = node.get("name") if isinstance(node, dict) else node
        for name in names[:20] if isinstance(names, list) else [names]:
            if text := clean(name):
                yield text


def _first(value: Any) -> Any:
    return value[0] if isinstance(value, list) and value else value


def _string(value: Any) -> str | None:
    return value.strip()[:100] or None if isinstance(value, str) else None
