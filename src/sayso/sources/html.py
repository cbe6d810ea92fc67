"""A web page as a Document: the article's text, and what the page tells of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from sayso.errors import ReadError
from sayso.records import Document
from sayso.sources.body import paragraphs
from sayso.sources.charset import decoded, mended
from sayso.sources.jsonld import Told, host, told, words
from sayso.sources.language import tongue
from sayso.sources.markup import blocks, spaced
from sayso.sources.masthead import Masthead, masthead
from sayso.sources.original import PAGE_LIMIT, Original, document
from sayso.sources.published import Given, published

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ATTRIBUTES = 1_000  # of one element: the parser's time grows with their square, 2.6 s for 50,000
_TAG = re.compile(r"""<[A-Za-z](?:[^<>"']++|"[^"]*+"|'[^']*+')*+""")
_QUOTED = re.compile(r""""[^"]*+"|'[^']*+'""")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffe\uffff]")
_NUMBERED = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d)|x0*(?:[0-8bcef]|1[0-9a-f]|fff[ef])(?![0-9a-f]));?",
    re.IGNORECASE | re.ASCII,
)
_TAGS = 60_000  # the longest articles of large outlets, comments and all, have some 20,000 elements
_TITLE = 300  # code points of a headline
_TAIL = re.compile(r"\s+(?:[|•·»«]|::|[-–—])\s+")
_AUTHORS, _BYLINE = 10, 200  # names, code points
_BY = re.compile(r"(?:written |reported |words |story )?by:?\s+", re.IGNORECASE)
_NOBODY = re.compile(
    r"(?:[\w\s'-]{0,30}\bstaff(?: (?:writers?|reporters?|and agencies))?|admin\w*|editors?|editorial|webmaster|newsroom|web ?desk"
    r"|guest|unknown|anonymous|author|none|null|n/?a|undefined|contributor|super user|user\d*|wordpress|root|posts? by .*)",
    re.IGNORECASE,
)
_AUTHOR_METAS = ("author", "article:author", "parsely-author", "sailthru.author", "byl", "dc.creator", "citation_author")
_AUTHOR_MARKS = "//a[@rel='author'] | //*[@itemprop='author' or @rel='author' or contains(@class, 'byline-name')]"
_PRINTED_BY = re.compile(
    r"(?:^|[\d|·•] )[Bb][Yy]:? ((?:[A-Z\u00c0-\u024f][\w.'’-]*|and|de|der|van|von|al|bin)(?:,? (?!and$)[\w.'’-]+){1,12})$"
)


def page(original: Original) -> Document:
    """The article on a page, with headline, byline, outlet, date, language and address as far as the page tells them.

    Raises ReadError where the page is too large, its character set cannot be told, it would take too long to parse, or
    there is no article on it.
    """
    tree = _tree(original)
    metas = _metas(tree)
    address = _address(tree, metas, original.url)
    addresses = [a for a in (address, original.url) if a]
    titles = _titles(tree, metas)
    known = told(tree, addresses, titles)
    around = masthead(tree, [t for t in (known.headline, *titles) if t])
    title = _headline(around, known, titles)
    byline = _byline(tree, known, metas, around)
    given = Given(original.retrieved, original.given.get("published"), original.given.get("date_source") or "given")
    date, source = published(known, metas, around, tree, addresses, given) or (None, None)
    said = known.language or tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or metas.get("og:locale")
    found = paragraphs(tree, title, byline)
    if not found:
        raise ReadError(
            "no article found in the page; wanted one with paragraphs of text, not an index, a login or a script", original.where
        )
    silent = {name: value for name, value in original.given.items() if name not in {"published", "date_source"}}
    return document(
        replace(original, given=silent),  # the date that was given has been weighed with the others
        "\n\n".join([title, *found] if title else found),
        url=address,
        title=title,
        byline=byline,
        outlet=_outlet(known, metas),
        published=date,
        date_source=source,
        language=tongue(said, "\n\n".join(found)),
        media_type="text/html",
    )


def _tree(original: Original) -> HtmlElement:
    """The parsed page. Raises ReadError where it should not or cannot be parsed."""
    from lxml.etree import LxmlError
    from lxml.html import HTMLParser, document_fromstring

    if len(original.data) > PAGE_LIMIT:
        raise ReadError(f"a page larger than {PAGE_LIMIT // 1_000_000} MB; no article is, save its text alone", original.where)
    text = decoded(original.data, original.charset)
    if text is None:
        raise ReadError("the character set cannot be told; wanted a page in UTF-8 or in the set that it names", original.where)
    if any(
        _attributes(match.group()) > _ATTRIBUTES for match in _TAG.finditer(text) if match.end() - match.start() > _ATTRIBUTES
    ):
        raise ReadError(f"a page with over {_ATTRIBUTES} attributes on one element; no article is written so", original.where)
    if text.count("<") > _TAGS:
        raise ReadError(f"a page of over {_TAGS} tags; no article is so long, save its text alone", original.where)
    parser = HTMLParser(encoding="utf-8", huge_tree=False)
    try:
        tree = document_fromstring(_seen(text).encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError):
        raise ReadError("no article found in the page: there is no markup in it", original.where) from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):  # what is deeper would be lost in silence
        raise ReadError("a page with elements nested over 200 deep; no article is written so", original.where)
    return tree


def _seen(text: str) -> str:
    """Markup without control characters, written as such or by number: a tree cannot hold them when it is changed."""
    text = mended(text) if _CONTROL.search(text) else text
    return _NUMBERED.sub("", text).replace("\f", " ")


def _attributes(tag: str) -> int:
    return len(_QUOTED.sub("", tag).split())


def _metas(tree: HtmlElement) -> dict[str, str]:
    """The page's <meta> by name or property, in small letters; the first of each."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name")
        value = spaced((element.get("content") or "")[:2000])
        if key and value:
            found.setdefault(key.strip().casefold(), value)
    return found


def _address(tree: HtmlElement, metas: Mapping[str, str], base: str | None) -> str | None:
    """The page's canonical address if it is on the host that it came from, or above or below that; else the one it came from."""
    links: list[str] = tree.xpath("//link[translate(@rel, 'CANOIL', 'canoil') = 'canonical']/@href")[:1]
    for link in [*links, metas.get("og:url")]:
        try:
            address = urljoin(base or "", (link or "").strip()[:2000])
            parts = urlsplit(address)
            own = urlsplit(base) if base else parts
        except ValueError:
            continue
        root = parts.path in {"", "/"} and not parts.query and own.path not in {"", "/"}
        if parts.scheme in {"http", "https"} and not root and _is_related(host(parts.netloc), host(own.netloc)):
            return address
    return base


def _is_related(one: str, other: str) -> bool:
    return bool(one) and (one == other or one.endswith(f".{other}") or (other.endswith(f".{one}") and "." in one))


def _titles(tree: HtmlElement, metas: Mapping[str, str]) -> list[str]:
    """What the page calls its article in its head, most reliable first."""
    written = tree.findtext(".//title")
    found = [metas.get("og:title"), metas.get("twitter:title"), metas.get("parsely-title"), metas.get("dc.title"), written]
    site = metas.get("og:site_name") or metas.get("application-name")
    return [_without_outlet(mended(spaced(t))[:_TITLE], site) for t in found if t and t.strip()]


def _without_outlet(title: str, outlet: str | None) -> str:
    """A title without what a page adds to it: ` | World | The Lamplighter`, `The Lamplighter » `."""
    parts = _TAIL.split(title)
    marks = _TAIL.findall(title)
    while len(parts) > 1 and (marks[-1].strip() in "|•·»«::" or _is_name(parts[-1], outlet)):
        before = sum(len(part.split()) for part in parts[:-1])
        if before < 2 or (marks[-1].strip() in "»|" and len(parts[-1].split()) > 2 * before):
            break
        parts.pop()
        marks.pop()
    text = parts[0] + "".join(mark + part for mark, part in zip(marks, parts[1:], strict=True))
    if len(parts) > 1 and (marks[0].strip() in "»|" or _is_name(parts[0], outlet)):
        text = text[len(parts[0]) + len(marks[0]) :]
    return text


def _is_name(part: str, outlet: str | None) -> bool:
    one, other = words(part), words(outlet or "")
    return bool(other) and (one <= other or other <= one) and len(one) <= 5


def _headline(around: Masthead, known: Told, titles: Sequence[str]) -> str | None:
    """The headline as it is printed if the page prints it, else as its data give it."""
    if around.headline is not None:
        printed = spaced(" ".join(blocks(around.headline)))
        if printed and len(printed) <= _TITLE:
            return printed
    given = known.headline or next(iter(titles), None)
    return mended(given)[:_TITLE] if given else None


def _byline(tree: HtmlElement, known: Told, metas: Mapping[str, str], around: Masthead) -> str | None:
    """The authors' names as the page gives them, joined by commas."""
    outlet = known.publisher or metas.get("og:site_name") or ""
    given = [metas[name] for name in _AUTHOR_METAS if name in metas]
    marked = [element.text_content() for element in tree.xpath(_AUTHOR_MARKS)[:5]]
    printed = [match[1] for line in around.lines if (match := _PRINTED_BY.search(line.text[:_BYLINE]))][:1]
    for names in (known.authors, given, marked, printed):
        found = list(_people(names, outlet))
        if found:
            return ", ".join(found[:_AUTHORS])[:_BYLINE]
    return None


def _people(names: Sequence[str], outlet: str) -> Iterator[str]:
    seen = set()
    for name in names:
        name = " ".join(mended(name[:500]).split())
        name = name[match.end() :] if (match := _BY.match(name)) else name
        if not name or len(name) > 100 or "://" in name or "@" in name or "/" in name or _NOBODY.fullmatch(name):
            continue
        if name.casefold() in seen or (outlet and words(name) == words(outlet)):
            continue
        seen.add(name.casefold())
        yield name


def _outlet(known: Told, metas: Mapping[str, str]) -> str | None:
    name = known.publisher or metas.get("og:site_name") or metas.get("application-name")
    return mended(name)[:100] if name and "://" not in name else None
