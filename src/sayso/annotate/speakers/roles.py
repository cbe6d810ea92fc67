"""What the words around a name say that its bearer is: "spokesman", "a lawyer for Mr. Adan"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeGuard

import regex

from sayso.annotate.known.nouns import Noun
from sayso.annotate.speakers.article import Article
from sayso.annotate.speakers.vocabulary import OPENERS

if TYPE_CHECKING:
    from sayso.annotate.speakers.names import Name

_INNER = r"[^,.;:()\"“”–—\n]|(?<=\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|St|\p{Lu}))\."  # a stop behind a title ends no description
_APPOSITION = regex.compile(
    r"(?:,|\s[-–—])\s+((?:the|a|an|his|her|its|their|\p{L}+['’]s|(?:\p{L}\.)+|\p{L}[\p{L}-]*)"
    rf"\s(?:{_INNER}){{3,90}})(?=[,.;)–—\n])"
)
_APART = regex.compile(r"\b((?:an?|the|his|her|their|its)\s[^,.;:()\"“”–—\n]{4,80}),\s$", regex.IGNORECASE)
_PLAIN = regex.compile(r"(?!.*['’]s$)[\p{L}\d.'’/-]*[\p{L}\d]")
_BEHIND, _AHEAD, _APART_BEHIND = 80, 120, 100  # code points that are searched on either side
_MOST_BEFORE = 6  # words


def is_person(role: Noun | None) -> TypeGuard[Noun]:
    """Whether a noun describes one person."""
    return role is not None and role.kind == "person" and not role.plural


def has_role(article: Article, name: Name) -> bool:
    """Whether a role stands right before the name ("spokesman Zabihullah Mujahid") or behind it, after a comma."""
    return any(is_person(article.actors.role(words)) for words in (_before(article, name), _after(article, name)) if words)


def roles(article: Article, name: Name) -> Iterator[tuple[str, Noun]]:
    """The descriptions of one person or one organisation around a name, each with its noun."""
    for words in (_before(article, name), _after(article, name), _apart(article, name)):
        role = article.actors.role(words) if words else None
        if role and not role.plural:
            yield words, role


def _before(article: Article, name: Name) -> str:
    """The title, else the words of small letters right before a name, up to a mark."""
    if name.title:
        return " ".join(name.title)
    words = article.text[max(0, name.start - _BEHIND) : name.start].split()[-_MOST_BEFORE:]
    for i in range(len(words) - 1, -1, -1):
        if words[i].casefold() in OPENERS or not _PLAIN.fullmatch(words[i]):
            return " ".join(words[i + 1 :])
    return " ".join(words)


def _after(article: Article, name: Name) -> str:
    """The apposition behind a name: ", the mayor of Ourelle,"."""
    m = _APPOSITION.match(article.text, name.end, name.end + _AHEAD)
    return m.group(1) if m else ""


def _apart(article: Article, name: Name) -> str:
    """A description before the name and a comma: "a lawyer for Mr. Adan, Ines Corvo"."""
    if article.text[max(0, name.start - 2) : name.start] != ", ":
        return ""
    m = _APART.search(article.text, max(0, name.start - _APART_BEHIND), name.start)
    return m.group(1) if m else ""
