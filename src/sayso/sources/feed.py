"""Feeds: RSS 0.9x, 1.0 and 2.0, and Atom. What they tell of articles elsewhere, and the text that they carry themselves."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape
from typing import Any
from urllib.parse import urljoin, urlsplit

from sayso.errors import ReadError
from sayso.records import Document, Failure
from sayso.sources.language import tongue
from sayso.sources.markup import is_wide, one_line, paragraphs, spaced
from sayso.sources.original import PAGE_LIMIT, Original, document
from sayso.sources.prolog import root, xml_body
from sayso.sources.wire import byline, moment, with_headline

_ROOTS = frozenset({"rss", "feed", "rdf"})
_NAMED = (b"purl.org/rss/1.0", b"netscape.com/rdf/simple/0.9")
_ADDRESS, _TITLE = 2_000, 500  # code points
_ENTRIES, _MARKS = 5_000, 200_000  # the most entries, and marks (`<`, `&`): feedparser takes some 5 s for these
_STARTS = re.compile(r"<(?:[\w-]{1,40}:)?(?:item|entry)[\s>]")
_EMAIL = re.compile(r"[^\s@]{1,200}@[^\s@]{1,200}")
_NAME_AFTER_EMAIL = re.compile(r"[^\s@]{1,200}@[^\s@()]{1,200} ?\((?P<name>[^()]{1,200})\)")
_CHANGED = re.compile(r"<(?:[\w-]{1,40}:)?(?:modified|updated)[\s>]")
_PLUG = re.compile(r"The post .{1,500} appeared first on .{1,200}\.?")  # what WordPress puts below every entry
_BLANK = re.compile(r"\n[ \t\r]*\n\s*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed, as far as the feed tells it.

    `url`: absolute, http or https. `published`: ISO 8601, to the second only where the zone is told; the date of a change is
    never taken for it. `identity`: the feed's own id of the entry. `summary_html`, `content_html`: markup, made harmless.
    """

    url: str | None
    title: str | None
    published: str | None
    byline: str | None
    outlet: str | None
    identity: str | None
    summary_html: str | None
    content_html: str | None
    language: str | None = None


def is_feed(start: bytes) -> bool:
    """Whether a file that begins with these bytes (some hundreds are enough) is a feed."""
    name = (root(start) or "").rpartition(":")[2].casefold()
    return name in _ROOTS and (name != "rdf" or any(space in start.replace(b"\0", b"") for space in _NAMED))


def entries(original: Original) -> list[Entry]:
    """The entries of a feed, in its order.

    Raises ReadError where it is too large, declares entities or a document type, or is no feed.
    """
    if len(original.data) > PAGE_LIMIT:
        raise ReadError(f"a feed of over {PAGE_LIMIT // 1_000_000} MB, which is not read", original.where)
    text = xml_body(original)
    if is_wide(text) or text.count("<") > _MARKS or text.count("&") > _MARKS or len(_STARTS.findall(text)) > _ENTRIES:
        raise ReadError(f"a feed of over {_ENTRIES} entries, or with markup that takes too long; it is not read", original.where)
    try:
        found = _parsed(text, original.url)
    except MemoryError:
        raise
    except Exception:  # on broken feeds feedparser raises whatever it runs into
        raise ReadError(
            "a broken feed; check it with a validator of feeds, or give the addresses of its articles", original.where
        ) from None
    if not found.get("version") and not found.entries:
        raise ReadError("no feed: wanted RSS or Atom", original.where)
    try:
        return [_entry(entry, found, original, text) for entry in found.entries]
    except ValueError as error:
        raise ReadError(str(error), original.where) from None


def documents(original: Original) -> Iterator[Document | Failure]:
    """The articles whose text a feed carries itself. An entry without one is a Failure in its place.

    Raises ReadError as `entries` does, and where there are no entries.
    """
    found = entries(original)
    if not found:
        raise ReadError("a feed without entries", original.where)
    for number, entry in enumerate(found, 1):
        try:
            yield _document(entry, original, f"{original.where}#{number}")
        except ReadError as error:
            yield Failure(error.where, error.reason)


def _document(entry: Entry, original: Original, where: str) -> Document:
    try:
        body = _words(entry.content_html) or _words(entry.summary_html)
    except ValueError as error:
        raise ReadError(str(error), where) from None
    text = with_headline(entry.title, body)
    if not body or text == entry.title:
        raise ReadError(
            "an entry with no article in it, only a headline or a link; give the feed's address to read its articles", where
        )
    given = {name: value for name, value in original.given.items() if name not in ("url", "title", "published", "date_source")}
    own = replace(original, where=where, url=entry.url, given=given)
    return document(
        own,
        text,
        url=entry.url,
        title=entry.title,
        published=entry.published,
        date_source="feed" if entry.published else None,
        byline=entry.byline,
        outlet=entry.outlet,
        language=tongue(entry.language, "\n\n".join(body)),
        source_id=entry.identity,
        media_type=_media_type(original),
    )


def _words(html: str | None) -> list[str]:
    return [text for text in paragraphs(html or "", links=False) if not _PLUG.fullmatch(text)]


def _media_type(original: Original) -> str:
    name = (root(original.data[:4096]) or "").rpartition(":")[2].casefold()
    return "application/atom+xml" if name == "feed" else "application/rss+xml"


def _parsed(text: str, url: str | None) -> Any:
    """What feedparser makes of it: from bytes in memory, so it asks nobody for anything."""
    import feedparser

    headers = {"content-type": "application/xml; charset=utf-8", **({"content-location": url} if url else {})}
    stream = io.BytesIO(text.encode("utf-8", "replace"))
    return feedparser.parse(stream, response_headers=headers, sanitize_html=True, resolve_relative_uris=True)


def _entry(entry: Any, feed: Any, original: Original, text: str) -> Entry:
    source = entry.get("source") or {}
    outlet = _line(source, "title") or _line(entry, "publisher") or _line(feed.feed, "publisher") or _line(feed.feed, "title")
    content = [_html(part) for part in entry.get("content", ()) if part.get("value")]
    return Entry(
        url=_address(entry.get("link"), original.url or feed.feed.get("link")),
        title=_line(entry, "title"),
        published=moment(_date(entry, feed.get("version") or "", text), original.retrieved),
        byline=_authors(entry),
        outlet=outlet,
        identity=(entry.get("id") or "")[:_ADDRESS] or None,
        summary_html=_html(entry["summary_detail"]) if entry.get("summary") and "summary_detail" in entry else None,
        content_html=max(content, key=len, default=None),
        language=next((part.get("language") for part in entry.get("content", ()) if part.get("language")), None)
        or feed.feed.get("language"),
    )


def _date(entry: Any, version: str, text: str) -> str | None:
    """The entry's own date of publication.

    feedparser files RSS's `dc:date`, the only date that RSS 1.0 knows, under `updated`; it is taken from there where nothing in
    the feed is named as a change.
    """
    if dict.get(entry, "published"):
        return str(entry["published"])
    updated = dict.get(entry, "updated")
    return str(updated) if updated and version.startswith("rss") and not _CHANGED.search(text) else None


def _address(link: object, base: str | None) -> str | None:
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        address = urljoin(base or "", link.strip())
        parts = urlsplit(address)
    except ValueError:
        return None
    sound = parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s\x00-\x1f]", address)
    return address if sound and len(address) <= _ADDRESS else None


def _line(part: Any, key: str) -> str | None:
    value = part.get(key)
    if not isinstance(value, str):
        return None
    markup = (part.get(f"{key}_detail") or {}).get("type", "text/plain") != "text/plain"
    return (one_line(value[: 10 * _TITLE]) if markup else spaced(value))[:_TITLE] or None


def _html(part: Any) -> str:
    value = str(part.get("value") or "")
    if part.get("type") != "text/plain":
        return value
    return "".join(f"<p>{escape(piece)}</p>" for piece in _BLANK.split(value))


def _authors(entry: Any) -> str | None:
    """The authors' names; of `editor@outlet.example (Rosa Tennick)` the name, of an address alone nothing."""
    raw = str(entry.get("author") or "")
    if match := _NAME_AFTER_EMAIL.fullmatch(raw.strip()):
        return byline(match["name"])
    names = [str(author.get("name") or "") for author in entry.get("authors", ())]
    if "@" in raw and len(names) < 2:  # feedparser cuts addresses under a domain that it does not know in two
        names = [raw]
    clean = [name for name in (byline(_EMAIL.sub("", name).strip(" ()<>,")) for name in names) if name]
    return ", ".join(dict.fromkeys(clean))[:200] or None
