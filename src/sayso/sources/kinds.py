"""Which format bytes are in, by their first ones, by what a server says, by the name's suffix."""

from __future__ import annotations

from typing import Literal

from sayso.sources.feed import is_feed
from sayso.sources.newsml import is_newsml
from sayso.sources.prolog import root

Kind = Literal[
    "text", "markdown", "html", "lines", "table", "json", "pdf", "word", "newsml", "feed", "xml", "zip", "wacz", "gzip", "warc"
]
START = 4096  # bytes that tell a format

_SUFFIXES: dict[str, Kind] = {
    **dict.fromkeys((".txt", ".text"), "text"),
    **dict.fromkeys((".md", ".markdown"), "markdown"),
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((".jsonl", ".ndjson"), "lines"),
    **dict.fromkeys((".csv", ".tsv"), "table"),
    **dict.fromkeys((".xml", ".rss", ".atom", ".rdf", ".nitf"), "xml"),
    ".json": "json",
    ".pdf": "pdf",
    ".docx": "word",
    ".zip": "zip",
    ".wacz": "wacz",
    ".gz": "gzip",
    ".warc": "warc",
}
_MEDIA: dict[str, Kind] = {
    "text/plain": "text",
    "text/markdown": "markdown",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/jsonl": "lines",
    "application/x-ndjson": "lines",
    "text/csv": "table",
    "text/tab-separated-values": "table",
    "application/json": "json",
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word",
    "application/xml": "xml",
    "text/xml": "xml",
}
_WRITE_AS = "save it as PDF, .docx or plain text"
UNREAD = {
    **dict.fromkeys((".doc", ".odt", ".rtf", ".pages", ".epub", ".wpd"), f"a format that is not read; {_WRITE_AS}"),
    **dict.fromkeys((".xls", ".xlsx", ".ods", ".numbers"), "a spreadsheet, which is not read; save it as CSV"),
    **dict.fromkeys((".7z", ".rar", ".tar", ".tgz", ".bz2", ".xz", ".zst"), "an archive that is not read; unpack it, or zip it"),
    **dict.fromkeys((".eml", ".msg", ".mbox", ".mht", ".mhtml"), "mail or a web archive, which is not read; save it as HTML"),
}  # what may hold articles, and what to do about it


def suffix(name: str) -> str:
    """The suffix of a file's name, with its point, in small letters."""
    stem, point, end = name.rpartition(".")
    return f".{end.lower()}" if point and stem and "/" not in end else ""


def is_readable(name: str) -> bool:
    """Whether a file of this name is taken from a folder: its suffix is that of a format that is read, or it has none."""
    return not suffix(name) or suffix(name) in _SUFFIXES


def kind(name: str, media_type: str | None, start: bytes) -> Kind:
    """The format of a file or page: `name` with its suffix, `media_type` as a server said, `start` its first START bytes."""
    signed = _signed(name, start)
    if signed:
        return signed
    own = _MEDIA.get(media_type or "") or (_XML if (media_type or "").endswith("+xml") else None)
    named = _SUFFIXES.get(suffix(name))
    told = named if own is None or (own == "text" and named) else own
    if told in (None, "xml", "pdf", "word", "zip", "wacz", "gzip", "warc"):  # the last five would bear their signatures
        told = _sniffed(start, markup="xml" if told else "html") if told in (None, "xml") else "text"
    return told


_XML: Kind = "xml"


def _signed(name: str, start: bytes) -> Kind | None:
    """The format of bytes that begin as no text does."""
    if start.startswith(b"%PDF-"):
        return "pdf"
    if start.startswith(b"\x1f\x8b"):
        return "gzip"
    if start.startswith(b"WARC/"):
        return "warc"
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        word = suffix(name) == ".docx" or b"[Content_Types].xml" in start
        return "word" if word else "wacz" if suffix(name) == ".wacz" else "zip"
    return None


def _sniffed(start: bytes, markup: Kind) -> Kind:
    """The format of a text by how it begins; `markup`: what it is taken for where it begins with an element like any other."""
    begin = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    if begin.startswith(b"{"):
        return "lines"
    if begin.startswith(b"["):
        return "json"
    if is_newsml(start):
        return "newsml"
    if is_feed(start):
        return "feed"
    if begin.startswith(b"<") or root(start) is not None:
        low = begin.lower()
        return "html" if b"<html" in low or b"<!doctype html" in low else "xml" if low.startswith(b"<?xml") else markup
    return "text"
