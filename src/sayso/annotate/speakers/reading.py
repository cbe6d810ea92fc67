"""The reading of an article, once, from its beginning to its end: names, pronouns and sources in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.annotate.speakers.cast import Figure
from sayso.annotate.speakers.names import Name
from sayso.annotate.speakers.pronouns import GENDER_OF, HE_OR_SHE, PRONOUNS, best
from sayso.annotate.speakers.scene import Scene
from sayso.annotate.speakers.sources import speaker
from sayso.records import Span, Statement

Item = Statement | Span | tuple[Name, Figure]  # a statement's source, a pronoun that is none, a name


def read(scene: Scene, statements: Sequence[Statement]) -> Iterator[Item]:
    """Read on, item by item; each comes out before it is read, when the scene is as it was found."""
    for _, _, item in sorted(_items(scene, statements), key=lambda entry: entry[:2]):
        yield item
        if isinstance(item, Statement):
            _listen(scene, item)
        elif isinstance(item, Span):
            _follow(scene, item)
        else:
            name, figure = item
            scene.mark(figure, name.start, "name", not name.owner and scene.article.subject(name.start))
    for s in statements:  # one whose source stands before its parent's was read before it
        if s.parent and s.source and not scene.who[s.id].figures:
            scene.who[s.id] = speaker(scene, s, scene.who.get(s.parent))


def place(statement: Statement) -> int:
    """Where a statement's source is read: where it stands, else at its cue or its content."""
    return (statement.source or statement.cue or statement.content)[0].start


def _items(scene: Scene, statements: Sequence[Statement]) -> Iterator[tuple[int, int, Item]]:
    """What is read, with its place; of what stands in one place names come first."""
    for pair in scene.cast.names:
        yield pair[0].start, 0, pair
    for s in statements:
        yield place(s), 1, s
    taken = {place(s) for s in statements}
    for m in HE_OR_SHE.finditer(scene.article.text):
        if m.start() not in taken:
            yield m.start(), 2, Span(*m.span())


def _listen(scene: Scene, statement: Statement) -> None:
    who = speaker(scene, statement, scene.who.get(statement.parent or ""))
    scene.who[statement.id] = who
    if who.figures:
        scene.said.append((place(statement), who))


def _follow(scene: Scene, span: Span) -> None:
    gender = GENDER_OF[PRONOUNS[scene.article.text[span.start : span.end].casefold()]]
    if figure := best(scene, gender, span.start):
        figure.gender = figure.gender or gender
        scene.refer(figure, span, "pronoun", scene.article.subject(span.start))
