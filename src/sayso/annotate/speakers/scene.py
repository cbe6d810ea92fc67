"""What has been read so far of an article: who stood where, who spoke, and what stands for whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from sayso.annotate.known import Actor
from sayso.annotate.known.naming import fold
from sayso.annotate.speakers.article import Article
from sayso.annotate.speakers.cast import Cast, Figure, Mark
from sayso.annotate.speakers.casting import cast
from sayso.records import EntityType, MentionForm, Span, SpeakerType

RECALLED = 100  # figures at most that a pronoun or a description can stand for: those that stood last
_HEARD = 32  # sources at most that a pronoun is looked for in


@dataclass(frozen=True, slots=True)
class Who:
    """What a source stands for: its figures, how it says so, and of what sort the speaker is."""

    figures: tuple[Figure, ...] = ()
    type: SpeakerType = "unknown"
    span: Span | None = None
    form: MentionForm = "nominal"


@dataclass(slots=True)
class Scene:
    """An article with its figures and what its reader remembers, which grows as the reading goes on.

    `who`: by a statement's id, what its source stands for. `said`: where the source of each statement with a known
    speaker begins, and who that is. `forms`: the mentions that are no names. All in reading order.
    """

    article: Article
    cast: Cast
    who: dict[str, Who] = field(default_factory=dict)
    said: list[tuple[int, Who]] = field(default_factory=list)
    forms: list[tuple[Span, Figure, MentionForm]] = field(default_factory=list)
    _present: dict[Figure, int] = field(default_factory=dict)  # how many came before; the one that stood last stands last
    _described: dict[str, Figure] = field(default_factory=dict)
    _names: set[tuple[int, int]] = field(default_factory=set)
    _person_in: int = -1  # the sentence of the person who stood last

    def recent(self) -> Iterator[Figure]:
        """The figures that stood last, the last of them first."""
        return islice(reversed(self._present), RECALLED)

    def since(self, figure: Figure) -> int:
        """How many other figures stood in the text before this one."""
        return self._present[figure]

    def heard(self) -> Iterator[tuple[int, Who]]:
        """Where the last sources stand and who they are, the last of them first."""
        return islice(reversed(self.said), _HEARD)

    def mark(self, figure: Figure, at: int, form: MentionForm, subject: bool) -> None:
        """The figure stands here."""
        sentence = self.article.sentence(at)
        first = figure.person and self._person_in != sentence
        if figure.person:
            self._person_in = sentence
        figure.marks.append(Mark(at, form, sentence, self.article.paragraph(at), subject, first, self.article.quoted(at)))
        self._present[figure] = self._present.pop(figure, len(self._present))

    def refer(self, figure: Figure, span: Span, form: MentionForm, subject: bool) -> None:
        """Words that are no name stand for the figure."""
        self.mark(figure, span.start, form, subject)
        self.forms.append((span, figure, form))

    def keep(self, who: Who) -> Who:
        """Remember where the figures of a source stand, unless they are named there."""
        if who.span is not None and (who.span.start, who.span.end) not in self._names:
            for figure in who.figures:
                self.refer(figure, who.span, who.form, True)
        return who

    def listed(self, actor: Actor) -> Figure:
        """The figure of someone whom the lists know, whether the article names them or not."""
        return (
            self.cast.known(actor)
            or self.cast.called(actor.name)
            or self.cast.add(Figure(actor.name, actor.type, actor.gender, actor=actor))
        )

    def stock(self, label: str, type: EntityType, *, plural: bool = False) -> Figure:
        """The figure of a description that stands for itself: the same for the same words."""
        key = fold(label) or label
        if key not in self._described:
            self._described[key] = self.cast.add(Figure(label, type, plural=plural, described=True))
        return self._described[key]


def opened(article: Article) -> Scene:
    """The scene before anything is read."""
    figures = cast(article)
    return Scene(article, figures, _names={(name.start, name.end) for name, _ in figures.names})
