"""Markdown as an article: its paragraphs without their marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sayso.errors import ReadError
from sayso.sources.charset import decoded
from sayso.sources.dates import machine_date
from sayso.sources.language import tongue
from sayso.sources.markup import paragraphs
from sayso.sources.original import PAGE_LIMIT, Original, document
from sayso.sources.wire import byline, with_headline

if TYPE_CHECKING:
    from markdown_it.token import Token

    from sayso.records import Document

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n(?P<front>(?:(?!---[ \t]*\r?$)[^\n]*\n){0,200})---[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_LINE = re.compile(r"(?P<key>[A-Za-z_]{1,40})[ \t]*:[ \t]*(?P<value>[^\n]*)")
_KEYS = {
    "title": "title", "headline": "title", "date": "published", "published": "published", "author": "byline", "byline": "byline",
    "url": "url", "canonical_url": "url", "language": "language", "lang": "language", "outlet": "outlet", "publication": "outlet",
}  # fmt: skip
_BREAK = re.compile(r"[ \t]*\n[ \t]*")


def article(original: Original) -> Document:
    """The article in Markdown; lines between `---` above it tell of it (`title: ...`, `date`, `author`, `url`, `language`).

    Headings, lists and quotations are kept as paragraphs, links as their words; pictures and code are left out. The headline is
    the title above, else the first heading where the article begins with it.
    Raises ReadError where it is too large, its character set cannot be told, or there are no words in it.
    """
    if len(original.data) > PAGE_LIMIT:
        raise ReadError(f"an article of over {PAGE_LIMIT // 1_000_000} MB, which is not read", original.where)
    text = decoded(original.data, original.charset)
    if text is None or "\0" in text:
        raise ReadError("binary, or in a character set that cannot be told; write the file as UTF-8", original.where)
    front = _FRONT.match(text)
    told = _told(front["front"]) if front else {}
    tokens = _tokens(text[front.end() :] if front else text, original.where)
    try:
        body = list(_blocks(tokens))
    except ValueError as error:
        raise ReadError(str(error), original.where) from None
    heading = body[0][0] if body and body[0][1] else None
    title = told.get("title") or heading
    date = machine_date(told.get("published", ""))
    whole = with_headline(title, [words for words, _ in body])
    return document(
        original,
        whole if body else "",
        url=told.get("url"),
        title=title,
        byline=byline(told.get("byline")),
        outlet=told.get("outlet"),
        published=date,
        date_source="given" if date else None,
        language=tongue(told.get("language"), whole),
        media_type="text/markdown",
    )


def _told(front: str) -> dict[str, str]:
    """The plain `key: value` lines; lists and nested values are passed over."""
    found: dict[str, str] = {}
    for line in front.splitlines():
        match = _LINE.fullmatch(line.rstrip())
        name = _KEYS.get(match["key"].casefold()) if match else None
        if match and name:
            value = match["value"]
            if value[:1] in "\"'" and len(value) > 1 and value[0] == value[-1]:
                value = value[1:-1]
            else:
                value = value.split(" #")[0].strip()
            if value and value[0] not in "[{|>&*!":
                found.setdefault(name, value[:500])
    return found


def _tokens(text: str, where: str) -> Sequence[Token]:
    from markdown_it import MarkdownIt

    try:
        return MarkdownIt("commonmark", {"maxNesting": 50}).enable("table").parse(text)
    except (RecursionError, ValueError):
        raise ReadError("Markdown that cannot be parsed: blocks nested too deeply", where) from None


def _blocks(tokens: Sequence[Token]) -> Iterator[tuple[str, bool]]:
    """The words of each block, and whether it is a heading of the first or second rank."""
    heading = False
    for token in tokens:
        if token.type == "heading_open":
            heading = token.tag in ("h1", "h2")
        elif token.type == "inline":
            words = _BREAK.sub(" ", "".join(_inline(token.children or ()))).strip(" \t")
            if words.strip():
                yield words, heading
            heading = False
        elif token.type == "html_block":
            yield from ((words, False) for words in paragraphs(token.content))


def _inline(tokens: Sequence[Any]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline", "text_special"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak") or token.content.casefold().startswith("<br"):
            yield "\n"
