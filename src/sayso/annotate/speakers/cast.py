"""The figures of an article, and who of them a name means."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from sayso.annotate.known import Actor, Gender
from sayso.annotate.known.naming import fold
from sayso.annotate.speakers.article import Article
from sayso.annotate.speakers.names import Name
from sayso.annotate.speakers.vocabulary import GENDERS
from sayso.records import EntityType, MentionForm

# What bounds the time that an article of nothing but names takes; no article of PolNeAR comes near.
NAMESAKES = 20  # people of one surname that are told apart
MOST_STATES = 30  # whose offices are looked up
_MARKS = 16  # the last places of a figure that are held
_ROLES = 24  # descriptions of a figure that are held
_FAR = 20  # sentences; what is farther away is as far


@dataclass(frozen=True, slots=True)
class Mark:
    """One place where a figure stands in the text, from code point `start`.

    `sentence`, `paragraph`: their numbers; `subject`: it stands where subjects do; `first`: no other person stands
    before it in its sentence; `quoted`: inside quotation marks.
    """

    start: int
    form: MentionForm
    sentence: int
    paragraph: int
    subject: bool
    first: bool
    quoted: bool


@dataclass(eq=False, slots=True)
class Figure:
    """Someone or something in an article, while it is being read.

    `words`: of its name, in small letters without accents. `roles`: how the article describes it, in small letters.
    `named`: where its names begin, and `marks`: the last places where it has stood so far, both in order. `described`:
    it has no name, but is only described.
    """

    name: str
    type: EntityType
    gender: Gender | None = None
    plural: bool = False
    actor: Actor | None = None
    described: bool = False
    aliases: dict[str, None] = field(default_factory=dict)
    roles: dict[str, None] = field(default_factory=dict)
    named: list[int] = field(default_factory=list)
    marks: deque[Mark] = field(default_factory=lambda: deque(maxlen=_MARKS))
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = fold(self.name).split()

    @property
    def person(self) -> bool:
        """Whether it is a person, or may be one."""
        return self.type in ("person", "unknown")

    @property
    def surname(self) -> str:
        """The last word of its name as written."""
        return self.name.rsplit(maxsplit=1)[-1]

    def describe(self, role: str) -> None:
        """The article says that it is this."""
        if len(self.roles) < _ROLES:
            self.roles[role] = None


class Cast:
    """The figures of an article, by what they are called, and the names that stand for them."""

    def __init__(self, article: Article, counts: dict[str, int]) -> None:
        """counts: how often each name stands in the text, word for word."""
        self.article = article
        self.figures: list[Figure] = []
        self.names: list[tuple[Name, Figure]] = []
        self._counts = counts
        self._starts: list[int] = []
        self._by_surname: dict[str, list[Figure]] = {}
        self._by_first: dict[str, list[Figure]] = {}
        self._by_actor: dict[str, Figure] = {}
        self._others: dict[str, Figure] = {}  # who and what is no person
        self._by_role: dict[str, list[Figure]] | None = None
        self.states: dict[str, None] = {}  # those of the people whom the lists know

    def add(self, figure: Figure) -> Figure:
        """A figure that is not yet there."""
        self.figures.append(figure)
        if figure.actor is not None:
            self._by_actor.setdefault(figure.actor.id, figure)
            if figure.type == "person" and figure.actor.country and len(self.states) < MOST_STATES:
                self.states[figure.actor.country] = None
        return figure

    def add_person(self, figure: Figure, surname: str) -> Figure:
        """A person who is found by that surname and by their first name from now on."""
        _put(self._by_surname, surname, figure)
        self._by_first_name(figure)
        return self.add(figure)

    def _by_first_name(self, figure: Figure) -> None:
        if figure.words:
            _put(self._by_first, figure.words[0], figure)

    def rename(self, figure: Figure, name: str) -> None:
        """A fuller name takes the place of the one so far, which becomes an alias."""
        if name == figure.name:
            return
        figure.aliases[figure.name] = None
        figure.name, figure.words = name, fold(name).split()
        if figure.type == "person":
            self._by_first_name(figure)

    def place(self, name: Name, figure: Figure) -> None:
        """A name, behind those so far, stands for the figure."""
        self.names.append((name, figure))
        self._starts.append(name.start)

    def count(self, name: str) -> int:
        """How often the article has the name, word for word."""
        return self._counts.get(name, 0)

    def other(self, key: str) -> Figure | None:
        """The figure that is no person under this key."""
        return self._others.get(key)

    def call(self, key: str, figure: Figure) -> None:
        """A figure that is no person is found by this key, unless another is."""
        self._others.setdefault(key, figure)

    def known(self, actor: Actor) -> Figure | None:
        """The figure that is someone whom the lists know."""
        return self._by_actor.get(actor.id)

    def within(self, start: int, end: int, last: int | None = None) -> list[tuple[Name, Figure]]:
        """The names in `[start, end)` in order, all of them or so many of the last."""
        lo, hi = bisect_right(self._starts, start - 1), bisect_right(self._starts, end - 1)
        lo = lo if last is None else max(lo, hi - last)
        return [pair for pair in self.names[lo:hi] if pair[0].end <= end]

    def called(self, words: str) -> Figure | None:
        """The figure of this name, be it a full one, a surname or what the lists know it by."""
        return self.person(words.split(), "", 0) or self._others.get(fold(words))

    def person(self, words: Sequence[str], title: str, at: int) -> Figure | None:
        """The person whom a part of a name stands for; of several the one with that title, or of whom the article has most."""
        found = self._bearers(words, title)
        return max(found, key=lambda f: self._meant(f, title, at)) if len(found) > 1 else next(iter(found), None)

    def namesakes(self, surname: str) -> list[Figure]:
        """The people of a surname."""
        return self._by_surname.get(surname, [])

    def related(self, owner: Figure) -> list[Figure]:
        """The figures in whose descriptions stands the owner's surname: "Adan's lawyer"; asked when all names are placed."""
        if self._by_role is None:
            self._by_role = {}
            for figure in self.figures:
                for word in {word for role in figure.roles for word in role.split()}:
                    _put(self._by_role, word, figure)
        return self._by_role.get(owner.words[-1], []) if owner.words else []

    def _bearers(self, words: Sequence[str], title: str) -> list[Figure]:
        plain = [fold(word) for word in words]
        if not plain or not plain[-1]:
            return []
        found = self._by_surname.get(plain[-1], [])
        if len(plain) > 1:
            found = [f for f in found if all(w in f.words or (len(w) == 1 and w == f.words[0][:1]) for w in plain)]
        elif not found:
            found = [f for f in self._by_first.get(plain[0], []) if f.words[0] == plain[0]]
        wanted = GENDERS.get(title)
        return [f for f in found if f.gender in (None, wanted)] if wanted else found

    def _meant(self, figure: Figure, title: str, at: int) -> tuple[bool, float]:
        """How much speaks for one of several of one surname: that title, how often the article has it, how near it is."""
        sentence = self.article.sentence
        away = min(sentence(at) - sentence(figure.named[-1]), _FAR) if figure.named else _FAR
        often = math.log1p(self.count(figure.name) + len(figure.named))
        return title in figure.roles, often + (figure.actor is not None) - 0.15 * away


def _put(index: dict[str, list[Figure]], key: str, figure: Figure) -> None:
    """Enter a figure under a key once, unless too many are there."""
    held = index.setdefault(key, [])
    if len(held) < NAMESAKES and figure not in held:
        held.append(figure)
