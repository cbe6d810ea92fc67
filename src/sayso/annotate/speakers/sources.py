"""Who the source of a statement is: someone named, a pronoun, a description, or whoever went on speaking."""

from __future__ import annotations

from dataclasses import replace

import regex

from sayso.annotate.speakers.cast import Figure
from sayso.annotate.speakers.descriptions import described
from sayso.annotate.speakers.heads import EDGES, Named, heads
from sayso.annotate.speakers.pronouns import GENDER_OF, PRONOUNS, Person, best, first, joined, third
from sayso.annotate.speakers.scene import Scene, Who
from sayso.annotate.speakers.sorts import sort
from sayso.records import Span, Statement

_LONGEST = 500  # code points of a source that are read
_BEFORE_WHO = 120  # code points before "who" in which whom it stands for is looked for
_MOST_CAPITALS = 4  # words of a name in a headline
_LEADING = ("he", "she", "they", "it", "who", "i", "we")
_CLAUSE = regex.compile(r"[.,;:!?\"“”()\n–—]|\b(?:is|are|was|were|has|have|had|said|says)\b")
_NOUN_PHRASE = regex.compile(r"\b(?:the|a|an|some|many|those|few|other|more|most|several|his|her|their)\b", regex.IGNORECASE)
_JOINED = regex.compile(r"(?P<first>[^,;]+?) and (?P<other>(?:the|other|a|an|his|her|their|its)\s[^,;]+)", regex.IGNORECASE)
_NO_SUBJECT = regex.compile(r"(?:\p{Ll}+ing|to)\b")


def pronoun(scene: Scene, span: Span) -> Person | None:
    """Which pronoun a source is ("he", "he himself"), None where it is none."""
    words = _words(scene, span).casefold()
    if words in PRONOUNS:
        return PRONOUNS[words]
    lead, *rest = words.split()[:3] or [""]
    return PRONOUNS[lead] if lead in _LEADING and len(rest) == 1 else None


def speaker(scene: Scene, statement: Statement, parent: Who | None) -> Who:
    """Who is answerable for a statement, at the point of the article that has been read.

    `parent`: the speaker of the statement in whose content this one stands.
    """
    if not statement.source:
        return _silent(scene, statement)
    start, end = statement.source[0].start, statement.source[0].end
    span = Span(start, min(end, start + _LONGEST))
    if person := pronoun(scene, span):
        return _pronoun(scene, person, span, parent)
    return _several(scene, span) or _one(scene, span)


def _one(scene: Scene, span: Span) -> Who:
    return _named(scene, span) or _capitalised(scene, span) or described(scene, span)


def _several(scene: Scene, span: Span) -> Who | None:
    """The speakers of "Ludra Power and the Karvelian army", of whom one is only described."""
    m = _JOINED.fullmatch(scene.article.text, span.start, span.end)
    if m is None or not all(_whole(scene, Span(*m.span(part))) for part in ("first", "other")):
        return None
    parts = [_one(scene, Span(*m.span(part))) for part in ("first", "other")]
    figures = tuple(dict.fromkeys(figure for part in parts for figure in part.figures))
    sorts = {part.type for part in parts}
    return Who(figures, sorts.pop() if len(sorts) == 1 else "group", None)


def _whole(scene: Scene, span: Span) -> bool:
    """Whether words stand for somebody by themselves: a name, or a description by a noun that the lists have."""
    words = _words(scene, span)
    named = heads(scene.article, span, scene.cast.within(span.start, span.end))
    return bool(named) or (bool(words) and scene.article.actors.role(words) is not None)


def _words(scene: Scene, span: Span) -> str:
    return scene.article.text[span.start : span.end].strip(EDGES)


def _silent(scene: Scene, statement: Statement) -> Who:
    """Whose a statement without a source is: of who spoke last, where it goes on with their sentence or their quotation.

    It goes on with the sentence where its cue has no subject of its own ("refusing to", "to demand").
    """
    if not scene.said:
        return Who()
    at, who = scene.said[-1]
    article, content = scene.article, statement.content[0].start
    if statement.cue:
        cue = statement.cue[0].start
        goes_on = bool(_NO_SUBJECT.match(article.text, cue)) and article.sentence(at) == article.sentence(cue)
    else:
        goes_on = statement.kind == "direct" and article.paragraph(at) == article.paragraph(content)
    return replace(who, span=None) if goes_on and at < content else Who()


def _pronoun(scene: Scene, person: Person, span: Span, parent: Who | None) -> Who:
    if person == "who":
        return _relative(scene, span)
    if gender := GENDER_OF.get(person):
        one = best(scene, gender, span.start)
        if one is not None:
            one.gender = one.gender or gender
        figures: tuple[Figure, ...] = (one,) if one else ()
    elif person in ("i", "we", "you"):
        figures = first(scene, person, span, parent)
    else:
        figures = third(scene, person, span)
    return scene.keep(Who(figures, sort(scene.article, figures), span, "pronoun"))


def _relative(scene: Scene, span: Span) -> Who:
    """The figure, or the words, right before "who", "which" or "that"."""
    article = scene.article
    begin = max(0, span.start - _BEFORE_WHO)
    before = article.text[begin : span.start].rstrip(" ,")
    end = begin + len(before)
    near = scene.cast.within(begin, end)
    person_only = _words(scene, span).casefold().startswith("who")
    if person_only and (described_one := _before_apposition(scene, span, near)):
        return scene.keep(Who((described_one,), sort(article, (described_one,)), span, "pronoun"))
    if near and end - near[-1][0].end <= 1 and (near[-1][1].type in ("person", "group") or not person_only):
        figures = [near[-1][1]]
        if len(near) > 1 and joined(article, near[-2][0], near[-1][0]) and "," not in article.text[near[-2][0].end : end]:
            figures.insert(0, near[-2][1])
        return scene.keep(Who(tuple(figures), sort(article, figures), span, "pronoun"))
    clause = _CLAUSE.split(before)[-1]
    start = end - len(clause)
    parts = list(_NOUN_PHRASE.finditer(clause))
    start += parts[-1].start() if parts else len(clause) - len(clause.lstrip())
    if start >= end:
        return Who((), "unknown", span, "pronoun")
    return replace(described(scene, Span(start, end)), span=span, form="pronoun")


def _before_apposition(scene: Scene, who: Span, near: list[Named]) -> Figure | None:
    """The person whom "who" means over an apposition with names of its own: "Ines Corvo, the head of the Board, who"."""
    article = scene.article
    if article.text[max(0, who.start - 2) : who.start] != ", ":
        return None
    sentence = article.sentence(who.start)
    for name, figure in reversed(near[:-1]):
        if article.sentence(name.start) == sentence and figure.type == "person" and article.text[name.end : name.end + 1] == ",":
            return figure
    return None


def _named(scene: Scene, span: Span) -> Who | None:
    """The figures that a source names as its head, or None where it describes."""
    named = heads(scene.article, span, scene.cast.within(span.start, span.end))
    if not named:
        return None
    figures = tuple(dict.fromkeys(figure for _, figure in named))
    for figure in figures:
        if figure.type == "unknown" and not figure.name.isupper():
            figure.type = "person"  # it speaks
    return Who(figures, sort(scene.article, figures), None, "name")


def _capitalised(scene: Scene, span: Span) -> Who | None:
    """A source of capitals that is part of a longer run of them, as in headlines: "Corvo Says Talks Will Go On"."""
    article = scene.article
    words = _words(scene, span).removesuffix("'s").removesuffix("’s")
    parts = words.split()
    if not 0 < len(parts) <= _MOST_CAPITALS or not all(part[0].isupper() for part in parts) or article.actors.role(words):
        return None
    figure = scene.cast.called(words)
    if figure is None:
        actors = article.actors
        actor = actors.country(words) or actors.organisation(words) or actors.person(words, article.day)
        figure = scene.listed(actor) if actor else None
    return scene.keep(Who((figure,), sort(article, (figure,)), span, "name")) if figure else None
