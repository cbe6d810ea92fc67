"""What a name is of: a person, an organisation, a group, a place, a document."""

from __future__ import annotations

from collections.abc import Collection

import regex

from sayso.annotate.known.naming import fold
from sayso.annotate.speakers.article import Article
from sayso.annotate.speakers.names import Name
from sayso.annotate.speakers.roles import has_role, is_person
from sayso.annotate.speakers.vocabulary import BODIES, COMPASS, DOCUMENTS, PARTISAN, PARTISANS, PLACES, TITLES, WATERS
from sayso.records import EntityType

_INITIALS = regex.compile(r"(?:\p{Lu}\.)+$")
_ACRONYM = 6  # letters at most of a word of capitals that stands for an organisation
_MOST_OF_PERSON = 4  # words


def kind(article: Article, name: Name, alone: Collection[str], states: Collection[str], places: Collection[str]) -> EntityType:
    """What a name is of, as far as it, the words around it and the lists tell.

    `alone`: the names of one word, by which a person's surname is known. `states`: those that the article speaks of.
    `places`: names of which it tells that something is in them.
    """
    if name.title and (fold(name.title[-1]) in TITLES or is_person(article.actors.role(fold(name.title[-1])))):
        return "person"
    if (found := _by_words(article, name)) is not None:
        return found
    if fold(name.whole) in places and not article.actors.given(name.words[0]):
        return "place"
    if len(name.words) > 1:
        return "person" if _full_name(article, name, alone, states) else "unknown"
    return _single(article, name)


def _by_words(article: Article, name: Name) -> EntityType | None:
    """What a name is of that is no person's, by the lists and by its words; None where they do not tell."""
    whole, last = name.whole, fold(name.words[-1])
    if fold(whole) in PARTISANS:
        return "group"
    if article.actors.organisation(whole):
        return "organisation"
    if last in PARTISAN:
        return "group"
    if article.actors.country(whole) or _lies(name):
        return "place"
    if last in DOCUMENTS:
        return "document"
    return "organisation" if any(fold(word) in BODIES for word in name.words) else None


def _lies(name: Name) -> bool:
    """Whether the words of a name are a place's: "Ludra River", "West Zdrana", "Gulf of Sarn"."""
    head, last = fold(name.words[0]), fold(name.words[-1])
    return last in PLACES or (head in COMPASS and len(name.words) > 1) or (head in WATERS and "of" in name.words)


def _full_name(article: Article, name: Name, alone: Collection[str], states: Collection[str]) -> bool:
    """Whether a name of several words is a person's."""
    actors, first = article.actors, name.words[0]
    if any(word.isupper() and len(word) > 3 for word in name.words):
        return actors.given(first) is not None
    if (len(name.words) <= _MOST_OF_PERSON and actors.given(first)) or actors.person(name.whole, article.day, states):
        return True
    if len(name.words) > _MOST_OF_PERSON:
        return False
    surname = fold(name.words[-1]) in alone and fold(first) not in COMPASS and actors.role(name.words[-1]) is None
    return surname or bool(_INITIALS.match(first)) or has_role(article, name)


def _single(article: Article, name: Name) -> EntityType:
    """What a name of one word is of."""
    whole = name.whole
    if whole.isupper() and len(whole) > 1:
        labels = article.text[name.end : name.end + 1] == ":"  # "CORVO: And what then?"
        return "person" if labels or len(whole) > _ACRONYM else "organisation"
    speaks = article.speaks(name.start, name.end) and not article.actors.role(whole)
    given = not name.opens and article.actors.given(whole)
    return "person" if speaks or given else "unknown"
