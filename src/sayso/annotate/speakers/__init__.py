"""Who is answerable for each statement: names, pronouns and descriptions of sources resolved over the whole article.

A source that names someone is that figure. A pronoun is the figure that scores best of those before it. A description
("the governor", "the campaign") is the figure that the article describes so; what fits nobody stands for itself, and is
anonymous where it is what one calls a source that is not named.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace

from sayso.annotate.known import Actors, actors
from sayso.annotate.speakers.addressees import addressees
from sayso.annotate.speakers.article import laid_out
from sayso.annotate.speakers.cast import Figure
from sayso.annotate.speakers.reading import read
from sayso.annotate.speakers.scene import Scene, opened
from sayso.annotate.speakers.vocabulary import COURTESIES
from sayso.records import Document, Entity, Mention, Span, Statement

__all__ = ["entity_id", "resolved"]


def resolved(document: Document, lists: Actors | None = None) -> Document:
    """The document with the speaker, addressees and subjects of its statements, its entities and their mentions.

    `lists`: what is known of people and states, by default what is shipped.
    """
    scene = opened(laid_out(document, lists or actors()))
    for _ in read(scene, document.statements):
        pass
    spoke = {figure for who in scene.who.values() for figure in who.figures}
    ids = {figure: entity_id(figure, document.id) for figure in scene.cast.figures if figure in spoke or _is_somebody(figure)}
    statements = tuple(_statement(scene, s, ids) for s in document.statements)
    mentions = _mentions(scene, ids)
    used = {m.entity for m in mentions}.union(*(s.speaker for s in statements))
    entities: dict[str, Entity] = {}
    for figure, identity in ids.items():
        if identity in used and identity not in entities:
            entities[identity] = _entity(figure, identity)
    return replace(document, statements=statements, entities=tuple(entities.values()), mentions=mentions)


def _is_somebody(figure: Figure) -> bool:
    """Whether a figure is more than a word with a capital of which the article tells nothing."""
    return figure.type != "unknown" or len(figure.words) > 1


def entity_id(figure: Figure, document: str) -> str:
    """The id of a figure as `Entity` documents it."""
    if figure.actor is not None:
        return figure.actor.id
    slug = "-".join(figure.words)[:80] or hashlib.sha256(figure.name.encode()).hexdigest()[:12]
    full = figure.type == "organisation" or (figure.type == "person" and len(figure.words) > 1)
    return slug if figure.named and full else f"{slug}@{document[:10]}"


def _entity(figure: Figure, identity: str) -> Entity:
    country = figure.actor.country if figure.actor else None
    roles = [role for role in figure.roles if role not in COURTESIES]
    role = next((role for role in roles if " " in role), next(iter(roles), None))
    return Entity(identity, figure.name, figure.type, tuple(a for a in figure.aliases if a != figure.name), country, role)


def _mentions(scene: Scene, ids: dict[Figure, str]) -> tuple[Mention, ...]:
    """The places of all figures, in order."""
    found = [Mention(Span(name.start, name.end), ids[figure], "name") for name, figure in scene.cast.names if figure in ids]
    found += [Mention(span, ids[figure], form) for span, figure, form in scene.forms if figure in ids]
    found.sort(key=lambda m: (m.span.start, m.span.end, m.entity))
    return tuple(dict.fromkeys(found))


def _statement(scene: Scene, statement: Statement, ids: dict[Figure, str]) -> Statement:
    who = scene.who[statement.id]
    speaker = tuple(dict.fromkeys(ids[figure] for figure in who.figures))
    told = dict.fromkeys(ids[figure] for figure in addressees(scene.cast, statement) if figure in ids)
    inside = (figure for span in statement.content for _, figure in scene.cast.within(span.start, span.end))
    return replace(
        statement,
        speaker=speaker,
        speaker_type=who.type,
        addressees=tuple(identity for identity in told if identity not in speaker),
        about=tuple(dict.fromkeys(ids[figure] for figure in inside if figure in ids)),
    )
