"""How names become figures: full names of people first, so that a surname that stands before them finds its owner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

import regex

from sayso.annotate.known import Actor
from sayso.annotate.known.naming import fold
from sayso.annotate.speakers.article import Article
from sayso.annotate.speakers.cast import MOST_STATES, Cast, Figure
from sayso.annotate.speakers.kinds import kind
from sayso.annotate.speakers.names import HOME, Name, names
from sayso.annotate.speakers.roles import roles
from sayso.annotate.speakers.vocabulary import GENDERS, LONG_TITLES, PARTISANS
from sayso.records import EntityType

_IN = regex.compile(r"\b(?:in|near|across|throughout|outside|inside|around) $")
_FEW = 4  # times that a place may be named for each time that something is in it
_LONGEST_ACRONYM = 5
_SUFFIXES = ("jr", "sr", "ii", "iii")


def cast(article: Article) -> Cast:
    """The figures that an article names."""
    found = list(names(article))
    states = _states(article, found)
    alone = {fold(name.words[0]) for name in found if len(name.words) == 1}
    places = _places(article, found)
    casting = _Casting(article, Cast(article, Counter(name.whole for name in found)), states)
    kinds = [(name, kind(article, name, alone, states, places)) for name in found]
    people = [name for name, type in kinds if type == "person"]
    for name in people:
        if len(name.words) > 1 and (len(name.words) == 2 or not article.heading(name.start)):
            casting.meet(name)
    for name in people:
        if name.title and len(name.words) == 1:
            casting.figure(name, "person")
    for name, type in kinds:
        if (figure := casting.figure(name, type)) is not None:
            _note(article, figure, name)
            casting.cast.place(name, figure)
    return casting.cast


def _places(article: Article, found: Sequence[Name]) -> Collection[str]:
    """Names of which the article tells that something is in them, often enough for that to be no figure of speech."""
    inside: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for name in found:
        every[name.whole] += 1
        if not name.title and not name.owner and _IN.search(article.text, max(0, name.start - 12), name.start):
            inside[name.whole] += 1
    return {fold(name) for name, count in inside.items() if count > 1 or every[name] <= _FEW * count}


def _states(article: Article, found: Sequence[Name]) -> Collection[str]:
    """The states that the article speaks of, and those whose papers are most of what is read."""
    places = (article.actors.country(name.whole) for name in found)
    spoken_of = dict.fromkeys(place.country for place in places if place and place.country)
    return tuple(dict.fromkeys((*list(spoken_of)[:MOST_STATES], *HOME)))


class _Casting:
    """Finds or makes the figure of each name."""

    def __init__(self, article: Article, cast: Cast, states: Collection[str]) -> None:
        self.article, self.cast, self.states = article, cast, states
        self._offices: dict[str, dict[str, Actor]] = {}
        self._found: dict[str, bool] = {}

    def meet(self, name: Name) -> Figure:
        """The person of a full name, new or known."""
        words = [fold(word) for word in name.words]
        last = words[-1] if words[-1] not in _SUFFIXES else words[-2]
        for figure in self.cast.namesakes(last):
            if _same_person(words, figure.words):
                self._improve(figure, name.whole, words)
                return figure
        actor = self.article.actors.person(name.whole, self.article.day, self.states)
        gender = (actor.gender if actor else None) or self.article.actors.given(name.words[0])
        return self.cast.add_person(Figure(name.whole, "person", gender, actor=actor), last)

    def _improve(self, figure: Figure, whole: str, words: list[str]) -> None:
        """Call a person by the longer of two names of one first name, else by the one that the article has more often."""
        same_first = words[0] == figure.words[0]
        better = len(words) > len(figure.words) if same_first else self.cast.count(whole) > self.cast.count(figure.name)
        if better:
            self.cast.rename(figure, whole)

    def figure(self, name: Name, type: EntityType) -> Figure | None:
        """Whom a name stands for; None for a capital at a sentence's beginning that is no name."""
        known = self._known(name)
        single = len(name.words) == 1
        if known and (type in ("person", "unknown") or (single and not self.article.actors.country(name.words[0]))):
            return known
        whole = fold(name.whole)
        opener = type == "unknown" and single and (name.opens or len(whole) < 3)
        heading = (
            self.article.heading(name.start) and not self.article.speaks(name.start, name.end) and not self._listed(name.whole)
        )
        if opener or heading:
            return self.cast.other(whole)
        if type == "person":
            return self._surname(name) if single else self.meet(name)
        return self._other(name, type)

    def _listed(self, whole: str) -> bool:
        """Whether the lists know a state or an organisation of this name."""
        return bool(self.article.actors.organisation(whole) or self.article.actors.country(whole))

    def _known(self, name: Name) -> Figure | None:
        """The person whom the article names in full elsewhere, unless the title tells that another is meant."""
        title = fold(name.title[-1]) if name.title else ""
        known = self.cast.person(name.words, title, name.start)
        if known is None and self.article.heading(name.start):
            tails = (self.cast.person(name.words[n:], title, name.start) for n in range(1, len(name.words)))
            known = next((figure for figure in tails if figure), None)
        if known and title and len(name.words) == 1 and title not in known.roles and (actor := self._in_office(name)):
            return known if known.actor and known.actor.id == actor.id else self.cast.known(actor)
        return known

    def _surname(self, name: Name) -> Figure:
        """A person of whom the article gives one word only, perhaps with a title."""
        actor = self._in_office(name)
        gender = actor.gender if actor else GENDERS.get(fold(name.title[-1])) if name.title else None
        return self.cast.add_person(Figure(name.words[0], "person", gender, actor=actor), fold(name.words[0]))

    def _in_office(self, name: Name) -> Actor | None:
        """Who of this surname held the office of the title on the day, in a state that the article names or at home."""
        role = " ".join(name.title)
        if role not in self._offices:
            holders = (self.article.actors.holder(role, state, self.article.day) for state in self.states) if role else ()
            self._offices[role] = {}
            for actor in holders:
                if actor is not None:
                    self._offices[role].setdefault(fold(actor.name).rpartition(" ")[2], actor)
        return self._offices[role].get(fold(name.words[-1]))

    def _other(self, name: Name, type: EntityType) -> Figure:
        """The organisation, group, place, document or unknown thing of a name."""
        whole = name.whole.removesuffix("'s").removesuffix("’s")
        actor = self.article.actors.organisation(whole) or self.article.actors.country(whole)
        if fold(whole) in PARTISANS:
            actor, type = None, "group"  # Democrats are not the Democratic Party
        key = actor.id if actor else fold(whole)
        figure = self.cast.other(key)
        if figure is None:
            shown = actor.name if actor and actor.type == "place" else whole
            figure = self.cast.add(Figure(shown, actor.type if actor else type, plural=type == "group", actor=actor))
            self.cast.call(key, figure)
            if len(name.words) > 2:
                self.cast.call("".join(word[0] for word in name.words if word[0].isupper()).casefold(), figure)
        self.cast.call(fold(whole), figure)
        shouted = figure.name.isupper() and len(whole) > _LONGEST_ACRONYM and not whole.isupper()
        if shouted or (actor and actor.known_by == "name" and self._better(figure, whole)):
            self.cast.rename(figure, whole)
        return figure

    def _better(self, figure: Figure, whole: str) -> bool:
        """Whether a known name is better to show: an organisation's longer one, a state's that the article uses."""
        if figure.type == "place":
            return len(whole) > 4 and not self._written(figure.name)
        return figure.type == "organisation" and len(whole) > len(figure.name)

    def _written(self, name: str) -> bool:
        """Whether the article has a name somewhere."""
        if name not in self._found:
            self._found[name] = name in self.article.text
        return self._found[name]


def _same_person(words: list[str], other: list[str]) -> bool:
    """Whether two full names of one surname are one person's: the same first name, or the words of one in the other."""
    short, long = sorted((words, other), key=len)
    if short[0] == long[0]:
        return True
    return len(short) > 1 and all(w in long or (len(w) == 1 and w == long[0][:1]) for w in short)


def _note(article: Article, figure: Figure, name: Name) -> None:
    """What a place where the figure is named says of it."""
    whole = article.text[name.start : name.end]
    if whole != figure.name:
        figure.aliases[whole] = None
    if name.title and figure.type == "person" and figure.gender is None:
        figure.gender = GENDERS.get(fold(name.title[-1]))
    if figure.type == "organisation":
        for _, role in roles(article, name):
            if role.kind == "organisation":
                figure.describe(role.head)
    if figure.person:
        for words, role in roles(article, name):
            if role.kind != "person":
                continue
            figure.describe(LONG_TITLES.get(role.head, role.head))
            figure.describe(fold(words))
            figure.gender = figure.gender or role.gender
        for title in name.title:
            figure.describe(LONG_TITLES.get(fold(title), fold(title)))
    figure.named.append(name.start)
