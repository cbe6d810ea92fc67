"""Of what sort a speaker is: a person, an organisation, a group, a document, or someone who is not named."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from sayso.annotate.known.nouns import Noun
from sayso.annotate.speakers.article import Article
from sayso.annotate.speakers.cast import Figure
from sayso.annotate.speakers.vocabulary import ANY
from sayso.records import SpeakerType

_IN_THE_KNOW = regex.compile(r"\b(?:familiar|close|briefed|knowledge|condition|who asked)\b")
_AGENT = regex.compile(r"(?:er|or|ist|ian|eer)$")


def sort(article: Article, figures: Sequence[Figure]) -> SpeakerType:
    """Of what sort the speakers of a statement are: that of the first, unknown where there is none."""
    if not figures:
        return "unknown"
    figure = figures[0]
    if figure.type == "place":
        return "organisation"  # a state that speaks is its government
    if figure.described and figure.type in ("person", "group"):
        return described_sort(figure, article.actors.role(figure.name), figure.name, figure.name)
    if figure.type == "unknown" and not figure.described:
        return "organisation" if figure.name.isupper() else "person"
    return figure.type


def described_sort(figure: Figure, noun: Noun | None, bare: str, source: str) -> SpeakerType:
    """Of what sort a speaker is who is only described; one person without a name is anonymous.

    `bare`: the description without what follows it; `source`: with it.
    """
    if noun is None:
        return "group" if figure.plural else "anonymous" if _AGENT.search(bare) else "unknown"
    if noun.head in ANY:
        return "anonymous" if _IN_THE_KNOW.search(source) else "group"
    if noun.kind == "person":
        return "anonymous" if noun.anonymous or not noun.plural else "group"
    if noun.kind == "organisation" and " of " in bare:
        return "group"  # "a coalition of leaders"
    return "anonymous" if noun.anonymous else noun.kind
