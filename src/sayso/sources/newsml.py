"""NewsML-G2, the IPTC's XML for agencies' news, and NITF, with or without it around."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sayso.errors import ReadError
from sayso.records import Document, Failure
from sayso.sources.language import tongue
from sayso.sources.markup import blocks, spaced
from sayso.sources.original import PAGE_LIMIT, Original, document
from sayso.sources.prolog import root, xml_body
from sayso.sources.wire import byline, usable, wire_date, with_headline

if TYPE_CHECKING:
    from lxml.etree import _Element

_LIMIT = 4 * PAGE_LIMIT  # bytes of a message of many items
_ITEMS = ("newsItem", "packageItem", "conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def is_newsml(start: bytes) -> bool:
    """Whether a file that begins with these bytes is NewsML-G2 or NITF."""
    return (root(start) or "").rpartition(":")[2] in (*_ITEMS, "newsMessage", "nitf")


def documents(original: Original) -> Iterator[Document | Failure]:
    """The text items of a news item, of a message of many, or of a file of NITF. Another item is a Failure in its place.

    Raises ReadError where it is too large, or declares entities or a document type.
    """
    if len(original.data) > _LIMIT:
        raise ReadError(f"a message of over {_LIMIT // 1_000_000} MB, which is not read", original.where)
    data = xml_body(original).encode("utf-8", "replace")
    several = (root(data[:4096]) or "").rpartition(":")[2] == "newsMessage"
    for number, item in enumerate(_items(data), 1):
        where = f"{original.where}#{number}" if several else original.where
        try:
            if item is None:
                raise ReadError("XML that is broken from here on; wanted NewsML-G2 or NITF", where)
            yield _item(item, original, where)
        except ReadError as error:
            yield Failure(error.where, error.reason)


def _items(data: bytes) -> Iterator[_Element | None]:
    """The items of a message, each forgotten after it was read; None where the XML breaks, or ends with no item."""
    from lxml import etree

    walk = etree.iterparse(
        io.BytesIO(data), events=("end",), tag=[*(f"{{*}}{name}" for name in _ITEMS), "{*}nitf"], encoding="utf-8",
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    found = False
    try:
        for _, element in walk:
            if _local(element) == "nitf" and element.getparent() is not None:
                continue  # the content of an item
            found = True
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.XMLSyntaxError:
        yield None
        return
    if not found:
        yield None


def _item(item: _Element, original: Original, where: str) -> Document:
    own = Original(original.data, where, url=original.url, retrieved=original.retrieved, given=original.given)
    name = _local(item)
    if name == "nitf":
        return _nitf(item, own)
    if name != "newsItem":
        raise ReadError(f"passed over: a {name} is no article; wanted a newsItem", where)
    status = _find(item, "itemMeta", "pubStatus")
    usable(None if status is None else status.get("qcode") or status.get("uri", "").replace("/", ":"), where)
    return _news(item, own)


def _news(item: _Element, original: Original) -> Document:
    body, nitf = _content(item, original.where)
    headline = _line(_find(item, "contentMeta", "headline")) or _line(nitf.get("hl1")) or _line(_find(item, "itemMeta", "title"))
    text = with_headline(headline, body)
    language = _find(item, "contentMeta", "language")
    first, version = _line(_find(item, "itemMeta", "firstCreated")), _line(_find(item, "itemMeta", "versionCreated"))
    created, embargo = _line(_find(item, "contentMeta", "contentCreated")), _line(_find(item, "itemMeta", "embargoed"))
    date = wire_date(first, (version, created), embargo, original.retrieved)
    told = item.get(_LANGUAGE) if language is None else language.get("tag")
    return document(
        original,
        text,
        title=headline,
        byline=byline(_line(_find(item, "contentMeta", "by")) or _line(nitf.get("byline"))),
        outlet=_name(_find(item, "contentMeta", "infoSource")) or _name(_find(item, "itemMeta", "provider")),
        published=date,
        date_source="wire" if date else None,
        language=tongue(told, text),
        source_id=item.get("guid"),
        media_type="application/vnd.iptc.g2.newsitem+xml",
    )


def _content(item: _Element, where: str) -> tuple[list[str], dict[str, _Element]]:
    """The paragraphs of the first content that has words, and what the NITF in it tells beside."""
    for part in _children(_find(item, "contentSet")):
        if _local(part) == "inlineXML":
            inner = next(iter(_children(part)), None)
            if inner is None:
                continue
            nitf = _told(inner)
            if found := blocks(_first(inner, "body.content", "body")):
                return found, nitf
        elif _local(part) == "inlineData" and part.get("contenttype", "text/plain") == "text/plain" and (part.text or "").strip():
            return [(part.text or "").strip("\r\n \t")], {}
    raise ReadError(
        "no text in it: wanted a newsItem with inlineXML or inlineData; pictures and remote content are not read", where
    )


def _nitf(item: _Element, original: Original) -> Document:
    told = _told(item)
    headline = _line(told.get("hl1")) or _line(_first(item, "title", default=None))
    body = blocks(_first(item, "body.content", "body"))
    if not body:
        raise ReadError("no text in it: wanted NITF with a body.content", original.where)
    text = with_headline(headline, body)
    norm = [(told[name].get("norm") if name in told else None) for name in ("date.issue", "date.release", "pubdata")]
    pubdata = told.get("pubdata")
    norm[2] = None if pubdata is None else pubdata.get("date.publication")
    date = wire_date(norm[0], norm[1:], None, original.retrieved)
    return document(
        original,
        text,
        title=headline,
        byline=byline(_line(told.get("byline"))),
        outlet=(None if pubdata is None else pubdata.get("name")) or _line(told.get("distributor")),
        published=date,
        date_source="wire" if date else None,
        language=tongue(item.get(_LANGUAGE), text),
        source_id=told["doc-id"].get("id-string") if "doc-id" in told else None,
        media_type="application/nitf+xml",
    )


def _told(item: _Element) -> dict[str, _Element]:
    """The first of each element of NITF's head that tells of the article."""
    names = ("hl1", "byline", "distributor", "date.issue", "date.release", "doc-id", "pubdata")
    found = ((name, _first(item, name, default=None)) for name in names)
    return {name: element for name, element in found if element is not None}


def _first(item: _Element, *names: str, default: Any = ...) -> Any:
    """The first element of the first of these names that there is, in any namespace; else `default`, or the item itself."""
    for name in names:
        found = next(item.iter(f"{{*}}{name}"), None)
        if found is not None:
            return found
    return item if default is ... else default


def _find(item: _Element, *path: str) -> Any:
    """The first element at a path below the item, in any namespace; None where there is none."""
    return item.find("/".join(f"{{*}}{name}" for name in path))


def _children(element: _Element | None) -> list[_Element]:
    return [] if element is None else [child for child in element if isinstance(child.tag, str)]


def _local(element: _Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _line(element: _Element | None) -> str | None:
    return None if element is None else spaced("".join(map(str, element.itertext())))[:500] or None


def _name(element: _Element | None) -> str | None:
    """The name of a party: its <name>, else how it is written."""
    return None if element is None else (_line(element.find("{*}name")) or element.get("literal") or None)
