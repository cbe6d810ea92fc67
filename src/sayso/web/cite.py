"""How a statement is cited: who said it, in which words, where it stands, and by which hash its text is known again."""

from __future__ import annotations

import hashlib
from urllib.parse import quote, urlsplit

from sayso.records import Document
from sayso.store import Row

_LONGEST = 300  # code points of a footnote's quotation
_DAY = len("2026-03-14")
_ARCHIVE = "https://web.archive.org/web/"


def web_address(url: str | None) -> str | None:
    """An address that may stand as a link: http or https, with a host; None for any other."""
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    safe = parts.scheme in ("http", "https") and parts.hostname and url.isprintable() and not url.startswith((" ", "\t"))
    return url if safe else None


def archived(document: Document) -> str | None:
    """Where the Internet Archive shows the page as it was about the day of its publication, if it has it."""
    url = web_address(document.url)
    if url is None:
        return None
    day = (document.published or "")[:_DAY].replace("-", "")
    return f"{_ARCHIVE}{day or '2'}/{quote(url, safe=':/?&=%#+,;~@')}"


def text_hash(document: Document) -> str:
    """The SHA-256, in hexadecimal, of the text in UTF-8."""
    return hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()


def footnote(row: Row, document: Document, link: str) -> str:
    """A statement as a footnote: speaker, words, article, outlet, day, address, and what proves the words.

    What the article gives in its own words stands without quotation marks.
    """
    who = row.speaker.replace(" | ", ", ") or row.source or "Unnamed"
    words = row.content if len(row.content) <= _LONGEST else row.content[:_LONGEST].rsplit(" ", 1)[0] + " …"
    if row.kind != "direct":
        words = f"[in the article’s words] {words}"
    told = f" (as told by: {row.within})" if row.within else ""
    place = ", ".join(
        part for part in (row.title and f"“{row.title}”", row.outlet, (row.published or "")[:_DAY], row.url) if part
    )
    whole = f"{who}: {words}{told} — {place or 'an article'}. Statement {row.id}, text SHA-256 {text_hash(document)}, {link}"
    return " ".join(whole.split())
