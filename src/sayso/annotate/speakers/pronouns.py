"""Whom a pronoun stands for.

"He" and "she" stand for the figure that scores best of those before them, by a log-linear model of distance, salience
and place (mention ranking, Denis and Baldridge 2008), after those of another gender or number are set aside.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import islice, pairwise
from operator import mul
from typing import Literal

import regex

from sayso.annotate.known import Gender
from sayso.annotate.speakers.article import Article
from sayso.annotate.speakers.cast import Figure
from sayso.annotate.speakers.names import Name
from sayso.annotate.speakers.scene import Scene, Who
from sayso.records import Span

Person = Literal["he", "she", "they", "it", "i", "we", "you", "who"]
_FORMS: dict[Person, str] = {
    "he": "he his him himself",
    "she": "she her hers herself",
    "they": "they their them themselves theirs these those both all",
    "it": "it its itself",
    "i": "i my me myself mine",
    "we": "we our us ourselves ours",
    "you": "you your yours yourself",
    "who": "who whom whose which that",
}
PRONOUNS: dict[str, Person] = {word: person for person, words in _FORMS.items() for word in words.split()}
GENDER_OF: dict[Person, Gender] = {"he": "m", "she": "f"}
HE_OR_SHE = regex.compile(r"\b(?:he|his|him|himself|she|her|hers|herself)\b", regex.IGNORECASE)
AND = regex.compile(r"(?:,?\s+(?:and|or|&)|,|\s+as well as)\s+(?:(?:the|both|other|including)\s+)*", regex.IGNORECASE)

# Weights of the clues, in their order; `python -m training.pronouns` fits and prints them.
WEIGHTS = (-0.69, -0.05, 0.26, 0.72, 0.54, 0.3, 0.84, -0.09, 0.19, -0.54, 0.02, -2.66)
_WEIGHED = 40  # figures at most that "he" and "she" are weighed between, those that stood last
_SPAN_OF_THEM = 3  # sentences back in which "they" and "it" find whom they stand for
_NAMES_OF_THEM = 40  # names at most that are looked at for that


def best(scene: Scene, gender: Gender, at: int, *, either: bool = False) -> Figure | None:
    """The person that "he" or "she" at `at` most likely is; None where no one before it can be.

    `either`: it is a description of either gender.
    """
    fits = candidates(scene, gender, either=either)
    if len(fits) < 2:
        return fits[0] if fits else None
    return max(fits, key=lambda f: (sum(map(mul, WEIGHTS, clues(scene, f, at, gender))), -scene.since(f)))


def candidates(scene: Scene, gender: Gender, *, either: bool = False) -> list[Figure]:
    """The figures that a pronoun of this gender can stand for, the one that stood last first."""
    return [
        f
        for f in islice(scene.recent(), _WEIGHED)
        if not f.plural
        and (f.type == "person" or (f.type == "unknown" and len(f.words) > 1))
        and (either or f.gender is None or f.gender == gender)
    ]


def clues(scene: Scene, figure: Figure, at: int, gender: Gender) -> tuple[float, ...]:
    """What speaks for a figure as what a pronoun at `at` stands for, in the order of WEIGHTS."""
    article = scene.article
    here = article.sentence(at)
    last = figure.marks[-1]
    away = here - last.sentence
    subject, foremost, often = _stood_near(figure, here)
    spoke_at, spoke = scene.said[-1] if scene.said else (0, Who())
    return (
        min(away, 6),
        away > 2,
        subject,
        foremost,
        figure in spoke.figures and here - article.sentence(spoke_at) <= 2,
        last.paragraph == article.paragraph(at),
        figure.gender == gender,
        min(often, 6) / 3,
        math.log1p(len(figure.named)),
        article.quoted(at) != last.quoted,
        last.form == "pronoun",
        not figure.named,
    )


def _stood_near(figure: Figure, here: int) -> tuple[bool, bool, int]:
    """Whether it was a subject, and the first person, in this sentence or the one before; how often it stood in the last six."""
    subject, foremost, often = False, False, 0
    for mark in reversed(figure.marks):
        gap = here - mark.sentence
        if gap > 5:
            break
        often += 1
        if gap <= 1:
            subject = subject or mark.subject
            foremost = foremost or mark.first
    return subject, foremost, often


def third(scene: Scene, person: Person, span: Span) -> tuple[Figure, ...]:
    """The nearest that "they" or "it" can be: what spoke last, two people side by side, or what was named last."""
    here = scene.article.sentence(span.start)
    near = list(_spoke(scene, person, here))
    if person == "they":
        near += _pairs(scene, span.start, here)
    if not near:
        near = [(figure.marks[-1].start, (figure,)) for figure in _stood(scene, person, here)]
    return max(near, key=lambda pair: pair[0])[1] if near else ()


def _spoke(scene: Scene, person: Person, here: int) -> Iterator[tuple[int, tuple[Figure, ...]]]:
    """The last source that can be "they" or "it"."""
    for at, who in scene.heard():
        if here - scene.article.sentence(at) > _SPAN_OF_THEM:
            return
        several = len(who.figures) > 1 or any(f.plural or _faceless(f) for f in who.figures)
        if person == "they":
            fits = several or who.type == "organisation"
        else:
            fits = not several and who.type in ("organisation", "document")
        if fits:
            for figure in who.figures:
                figure.type = "organisation" if person == "they" and _faceless(figure) else figure.type
            yield at, who.figures
            return


def _faceless(figure: Figure) -> bool:
    """Whether what was taken for a person may be an organisation after all: one word, and nothing is said of it."""
    bare = figure.gender is None and figure.actor is None and not figure.roles
    return figure.type == "person" and len(figure.words) == 1 and bool(figure.named) and bare


def _pairs(scene: Scene, at: int, here: int) -> Iterator[tuple[int, tuple[Figure, ...]]]:
    """Two people joined by "and" in the last sentences before `at`."""
    article = scene.article
    start = article.sentences[max(0, here - _SPAN_OF_THEM)]
    people = [(n, f) for n, f in scene.cast.within(start, at, _NAMES_OF_THEM) if f.type == "person"]
    for (n, f), (m, g) in pairwise(people):
        if f is not g and joined(article, n, m) and "," not in article.text[n.end : m.start]:
            yield n.start, (f, g)


def joined(article: Article, name: Name, other: Name) -> bool:
    """Whether a list goes on from one name to the other."""
    return name.end < other.start and bool(AND.match(article.text, name.end, other.start))


def _stood(scene: Scene, person: Person, here: int) -> Iterator[Figure]:
    """The figures that were subjects in this sentence or the one before."""
    wanted = ("organisation", "place", "document") if person == "it" else ("group", "organisation")
    for figure in scene.recent():
        last = figure.marks[-1]
        if here - last.sentence > 1:
            return
        if figure.type in wanted and last.subject and (person == "they" or not figure.plural):
            yield figure


def first(scene: Scene, person: Person, span: Span, parent: Who | None) -> tuple[Figure, ...]:
    """Whom "I", "we" or "you" are: in a quotation its speaker, else who writes, or who reads."""
    if parent is not None or scene.article.quoted(span.start):
        who = parent or (scene.said[-1][1] if scene.said else Who())
        return who.figures if person != "you" else ()
    return (scene.stock("readers", "group", plural=True) if person == "you" else _author(scene),)


def _author(scene: Scene) -> Figure:
    """Who writes "I": the one of the byline, where there is one."""
    byline = scene.article.byline
    if figure := scene.cast.called(byline):
        return figure
    figure = scene.stock(byline or "author", "person")
    figure.described = False  # it is known who that is
    return figure
