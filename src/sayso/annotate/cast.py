"""Who appears in an article: its names, grouped by whom they name, with what the article says of each.

Names are runs of capitalised words; titles before them and appositions after them are kept as descriptions, by which
"the foreign minister" is found again. A shorter name stands for the longer one that ends (or begins) with it.
"""

from __future__ import annotations

import hashlib
import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import regex

from sayso.annotate.known import Actor, Actors, Gender
from sayso.annotate.known.naming import fold
from sayso.records import EntityType, MentionForm
from sayso.text import paragraphs

_WORD = (
    r"(?:\p{Lu}(?:\.\p{Lu})+\.?|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Prof|Rev|Del|Adm|Capt|Maj|Cpl|Brig|Hon|St|Jr|Sr)\.|\p{Lu}\."
    r"(?=[ \u00a0]\p{Lu})|\p{Lu}[\p{L}\p{M}\d]*(?:(?:[-&.]|['’](?!s\b))[\p{L}\d][\p{L}\p{M}\d]*)*+)"
)
_PARTICLE = r"(?:(?:de|la|del|della|di|da|van|von|der|den|bin|bint|ibn|al|el|ul|du|dos|das|le|ter|abu)[ \u00a0])"
_RUN = regex.compile(rf"(?<![\p{{L}}\p{{M}}\d@#])(?:(?:al|el|ul)-)?{_WORD}(?:[ \u00a0]{_PARTICLE}{{0,2}}(?:(?:al|el|ul)-)?{_WORD})*+")
_SENTENCE = regex.compile(r"[.!?…][\"”’')\]]{0,3}\s+(?=[\"“‘'(\[]{0,2}[\p{Lu}\d])|[:;]\s+(?=[\"“])|\s*\n\s*")
_ABBREVIATED = regex.compile(r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Prof|Rev|Del|Adm|Capt|Maj|St|Jr|Sr|vs|No|\p{Lu})$")
_JOIN = regex.compile(r"[ \u00a0](?:of|for|on|and|&)(?:[ \u00a0]the)?[ \u00a0]")
_POSSESSIVE = regex.compile(r"['’]s\b|(?<=s)['’](?!\w)")
_APPOSITION = regex.compile(r"(?:,|\s[-–—])\s+((?:the|a|an|his|her|its|their|\p{L}+['’]s|[\p{L}.-]+)\s[^,.;:()\"“”–—\n]{3,90})(?=[,.;)–—\n])")
_APART = regex.compile(r"\b((?:an?|the|his|her|their|its)\s[^,.;:()\"“”–—\n]{4,80}),\s$", regex.IGNORECASE)
_PLAIN = regex.compile(r"(?!.*['’]s$)[\p{L}\d.'’/-]*[\p{L}\d]")
_TOKEN = regex.compile(r"\S+")
_KEEPS_STOP = regex.compile(r"\p{Lu}\.$|(?:Jr|Sr|Inc|Corp|Co|Ltd)\.$")
_INITIALS = regex.compile(r"(?:\p{Lu}\.)+$")

OPENERS = frozenset(
    "the a an this that these those there here it its he his him she her they their them we our us you your i my me who what when where why "
    "how which while if as at by for from in into of off on onto out over to up with without and but or nor so yet after "
    "before since until although though because despite during against among between about above below under through "
    "also even still just only now then thus however moreover meanwhile instead yes no not never ever every each all both "
    "either neither some any many most much more less few several other another such same one two three four five six "
    "seven eight nine ten first second last next is are was were be been being do does did has have had can could will "
    "would may might must shall should let asked according earlier later today yesterday tomorrow monday tuesday "
    "wednesday thursday friday saturday sunday january february march april june july august september october november "
    "december say says said mr mrs ms whether given like unlike once perhaps maybe again already almost nearly "
    "inside outside amid along across behind beyond within around near per via well very too than because asked "
    "speaking citing asking responding reached including many on this following".split()
)
_JOINED = frozenset("committee coalition commission department ministry agency association council institute centre center service".split())
_TITLES = frozenset(
    "mr mrs ms miss dr sen rep gov gen lt col sgt prof rev del adm capt maj cpl brig hon sir lord lady dame madam "
    "president senator representative congressman congresswoman governor secretary minister chancellor king queen prince "
    "princess pope sheikh imam ayatollah general admiral colonel major captain judge justice professor mayor "
    "ambassador".split()
)
_GENDER: dict[str, Gender] = {
    **dict.fromkeys("mr sir lord king prince pope father brother sheikh imam ayatollah congressman".split(), "m"),
    **dict.fromkeys("mrs ms miss lady dame madam queen princess sister congresswoman".split(), "f"),
}
_LONG_TITLE = {"sen": "senator", "rep": "representative", "gov": "governor", "gen": "general", "dr": "doctor", "prof": "professor"}
_BODY = frozenset(  # the head of an organisation's name
    "department ministry committee commission council house bank university institute center centre association federation "
    "bureau office court board party league union church army organization organisation agency company corporation corp "
    "inc ltd llc group coalition school college senate congress parliament assembly administration campaign service "
    "police force forces times post news network foundation fund society front movement alliance press tribune journal "
    "herald gazette magazine tv radio authority guard navy corps team club academy hospital brotherhood caucus project "
    "initiative conference chamber cabinet government embassy mission secretariat treasury exchange airlines airways "
    "motors industries partners holdings technologies systems courier chronicle dispatch register review observer "
    "guardian telegraph mail standard republic enquirer inquirer pac tribunal watch international convention show".split()
)
_DROPPED = OPENERS - _TITLES
_PARTISANS = frozenset("republicans democrats conservatives liberals socialists greens tories libertarians communists".split())
_PARTISAN = frozenset(word.removesuffix("s") for word in _PARTISANS) - {"tory", "tories"}
_TEXTS = frozenset("act bill agreement treaty accord convention charter report resolution amendment".split())
_COMPASS = frozenset("new north south east west northern southern eastern western san santa los las el fort port saint st cape".split())
_PLACE = frozenset("street avenue road square river lake mount mountain island islands bay valley county city state beach airport park".split())


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
    """Someone or something in an article, while it is being read."""

    name: str
    type: EntityType
    gender: Gender | None = None
    plural: bool = False
    actor: Actor | None = None
    aliases: dict[str, None] = field(default_factory=dict)
    roles: dict[str, None] = field(default_factory=dict)
    named: list[int] = field(default_factory=list)  # where its names begin
    marks: list[Mark] = field(default_factory=list)  # where it has stood so far, while the text is read
    words: list[str] = field(init=False)  # of its name, in small letters without accents

    def __post_init__(self) -> None:
        self.rename(self.name)

    def rename(self, name: str) -> None:
        """A fuller name takes the place of the one so far, which becomes an alias."""
        if name != self.name:
            self.aliases[self.name] = None
        self.name, self.words = name, fold(name).split()


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text: `[start, end)` without its title; `title` and `after` are what describes it before and behind."""

    start: int
    end: int
    words: tuple[str, ...]
    title: tuple[str, ...]
    owner: bool
    opens: bool


class Cast:
    """The figures of an article and where its sentences and quotations are."""

    def __init__(self, text: str, quotes: list[tuple[int, int]], sources: Iterable[int], day: str | None, actors: Actors) -> None:
        """sources: where the sources of statements begin; a capital there is no accident of a sentence's beginning."""
        self.text, self.day, self.actors = text, day, actors
        self._sources = frozenset(sources)
        self.paragraphs = paragraphs(text)
        self.sentences = _sentences(text)
        self._headings = [span for span in self.paragraphs if _heading(text[span[0] : span[1]])]
        self._quotes = quotes
        self._quote_starts = [start for start, _ in quotes]
        self.figures: list[Figure] = []
        self._people: dict[str, list[Figure]] = {}
        self._others: dict[str, Figure] = {}
        self._countries: dict[str, None] = {}  # the states that the article speaks of
        self.names: list[tuple[Name, Figure]] = []
        self._full: dict[str, int] = {}  # how often each name stands in the text, letter by letter
        self._gather()
        self._starts = [name.start for name, _ in self.names]

    def sentence(self, at: int) -> int:
        """The number of the sentence in which a code point stands."""
        return bisect_right(self.sentences, at) - 1

    def _heading(self, at: int) -> bool:
        """Whether a place is in a headline of capitalised words, which tell nothing of what is a name."""
        i = bisect_right(self._headings, (at, len(self.text) + 1)) - 1
        return i >= 0 and at < self._headings[i][1]

    def paragraph(self, at: int) -> int:
        return bisect_right(self.paragraphs, (at, len(self.text) + 1)) - 1

    def quoted(self, at: int) -> bool:
        """Whether a code point stands inside quotation marks."""
        i = bisect_right(self._quote_starts, at) - 1
        return i >= 0 and at < self._quotes[i][1]

    def within(self, start: int, end: int) -> list[tuple[Name, Figure]]:
        """The names in `[start, end)`, in order."""
        lo = bisect_right(self._starts, start - 1)
        return [pair for pair in self.names[lo : bisect_right(self._starts, end - 1)] if pair[0].end <= end]

    def add(self, figure: Figure) -> Figure:
        self.figures.append(figure)
        return figure

    def called(self, words: str) -> Figure | None:
        """The figure of this name, be it a full one, a surname or what the lists know it by."""
        return self._person(tuple(words.split()), at=0) or self._others.get(fold(words))

    # How names become figures: full names of people first, so that a surname before them finds its owner.

    def _gather(self) -> None:
        names = list(self._names())
        places = (self.actors.country(" ".join(name.words)) for name in names)
        self._countries = dict.fromkeys(place.country for place in places if place and place.country)
        alone = {fold(name.words[0]) for name in names if len(name.words) == 1}
        found = [(name, self._kind(name, alone)) for name in names]
        for name, _ in found:
            whole = " ".join(name.words)
            self._full[whole] = self._full.get(whole, 0) + 1
        for name, kind in found:
            if kind == "person" and len(name.words) > 1 and (len(name.words) == 2 or not self._heading(name.start)):
                self._meet(name)
        for name, kind in found:
            if kind == "person" and name.title and len(name.words) == 1:
                self._figure(name, kind)
        for name, kind in found:
            figure = self._figure(name, kind)
            if figure is not None:
                self._note(figure, name)
                self.names.append((name, figure))

    def _names(self) -> Iterator[Name]:
        runs = list(_RUN.finditer(self.text))
        i = 0
        while i < len(runs):
            start, end = runs[i].span()
            while i + 1 < len(runs) and self._joined(start, end, runs[i + 1].span()):
                i += 1
                end = runs[i].end()
            i += 1
            yield from self._in_heading(start, end) if self._heading(start) else self._split(start, end)

    def _in_heading(self, start: int, end: int) -> Iterator[Name]:
        """The people known by the lists in a run of words that all have capitals, or the run where there is none."""
        words = [(start + m.start(), start + m.end()) for m in _TOKEN.finditer(self.text[start:end])]
        found, i = False, 0
        while i < len(words) - 1:
            lo, hi = words[i][0], words[i + 1][1]
            if self.actors.person(self.text[lo:hi], self.day, self._states()) or (
                len(words) == 2 and self.actors.given(self.text[slice(*words[0])])
            ):
                yield from self._split(lo, hi)
                found, i = True, i + 1
            i += 1
        if not found:
            yield from self._split(start, end)

    def _joined(self, start: int, end: int, following: tuple[int, int]) -> bool:
        """Whether a name goes on over "of" or "and": where its last word heads an organisation's name."""
        if following[0] - end > 9 or not _JOIN.fullmatch(self.text, end, following[0]):
            return False
        words = fold(self.text[start:end]).split()
        between = self.text[end : following[0]].split()
        if between[0] in ("and", "&"):
            last = self.text[following[0] : following[1]].split()[-1] if len(between) == 1 else ""
            heads = last.casefold() in _JOINED and words[-1] not in _BODY
            return heads or (len(words) > 2 and words[-2] in ("of", "on", "for") and words[0] in _BODY)
        return bool(words) and words[-1] in _BODY and words[-1] not in ("times", "post", "news", "campaign", "administration")

    def _split(self, start: int, end: int) -> Iterator[Name]:
        """The name in a run of capitalised words, without what opens a sentence and without its title."""
        words = [(start + m.start(), start + m.end(), m.group()) for m in _TOKEN.finditer(self.text[start:end])]
        at = self.sentences[self.sentence(start)]
        opens = not any(c.isalnum() for c in self.text[at:start])
        while words and words[0][2].casefold() in _DROPPED:
            words = words[1:]
            opens = False
        while len(words) > 1 and words[-1][2].casefold() in _DROPPED:
            words.pop()
        if not words:
            return
        plain = [fold(word) for _, _, word in words]
        cut = self._title(plain, [word for _, _, word in words])
        title = tuple(word for _, _, word in words[:cut])
        rest = words[cut:]
        owner = bool(_POSSESSIVE.match(self.text, rest[-1][1]))
        last = rest[-1][1]
        if self.text[last - 1] in "'’.&-" and not _KEEPS_STOP.search(rest[-1][2]):
            last -= 1
        if last > rest[0][0]:
            yield Name(rest[0][0], last, tuple(word for _, _, word in rest), title, owner, opens and cut == 0)

    def _title(self, plain: list[str], words: list[str]) -> int:
        """How many of the words are a title: "Russian Foreign Minister Sergei Lavrov" has three."""
        if plain[-1] in _BODY or self.actors.organisation(" ".join(words)) or len(plain) == 1:
            return 0
        for cut in range(len(plain) - 1, 0, -1):
            if plain[cut - 1] in _TITLES:
                return cut if plain[cut] not in _BODY else 0
            if cut < 6:
                role = self.actors.role(" ".join(words[:cut]))
                if role and role.kind == "person" and not role.plural and not self.actors.given(words[cut - 1]):
                    return cut
        if len(plain) >= 3 and self.actors.given(words[1]) and not self.actors.given(words[0]):
            return 1
        return 0

    def _kind(self, name: Name, alone: set[str]) -> EntityType:
        """What a name is of; alone: the names of one word, by which a person's surname is known."""
        whole = " ".join(name.words)
        last = fold(name.words[-1])
        if name.title and _person_title(fold(name.title[-1]), self.actors):
            return "person"
        if fold(whole) in _PARTISANS:
            return "group"
        if self.actors.organisation(whole):
            return "organisation"
        if last in _PARTISAN:
            return "group"
        if self.actors.country(whole) or last in _PLACE or (fold(name.words[0]) in _COMPASS and len(name.words) > 1):
            return "place"
        if last in _TEXTS:
            return "document"
        if any(fold(word) in _BODY for word in name.words):
            return "organisation"
        if len(name.words) > 1 and not any(word.isupper() and len(word) > 3 for word in name.words):
            if (len(name.words) < 5 and self.actors.given(name.words[0])) or self.actors.person(whole, self.day, self._states()):
                return "person"
            surname = (last in alone and fold(name.words[0]) not in _COMPASS) or bool(_INITIALS.match(name.words[0]))
            if len(name.words) <= 4 and (surname or self._described(name)):
                return "person"
        elif len(name.words) > 1 and self.actors.given(name.words[0]):
            return "person"
        if len(name.words) == 1 and whole.isupper() and len(whole) > 1:
            return "person" if self.text[name.end : name.end + 1] == ":" or len(whole) > 6 else "organisation"
        speaks = name.start in self._sources and not self.actors.role(whole)
        if len(name.words) == 1 and (speaks or (not name.opens and self.actors.given(whole))):
            return "person"
        return "unknown"

    def _described(self, name: Name) -> bool:
        """Whether a role stands right before the name ("spokesman Zabihullah Mujahid") or behind it, after a comma."""
        role = self.actors.role(self._before(name)) if self._before(name) else None
        if role is None or role.kind != "person" or role.plural:
            role = self.actors.role(self._after(name)) if self._after(name) else None
        return role is not None and role.kind == "person" and not role.plural

    def _before(self, name: Name) -> str:
        """The words of small letters right before a name, up to a mark."""
        if name.title:
            return " ".join(name.title)
        words = self.text[max(0, name.start - 80) : name.start].split()[-6:]
        for i in range(len(words) - 1, -1, -1):
            if words[i].casefold() in OPENERS or not _PLAIN.fullmatch(words[i]):
                return " ".join(words[i + 1 :])
        return " ".join(words)

    def _apart(self, name: Name) -> str:
        """A description before the name and a comma: "a lawyer for Mr. Adan, Ines Corvo"."""
        m = _APART.search(self.text, max(0, name.start - 100), name.start) if self.text[name.start - 2 : name.start] == ", " else None
        return m.group(1) if m else ""

    def _after(self, name: Name) -> str:
        m = _APPOSITION.match(self.text, name.end, name.end + 120)
        return m.group(1) if m else ""

    def _meet(self, name: Name) -> Figure:
        """The person of a full name, new or known."""
        words = [fold(word) for word in name.words]
        last = words[-1] if words[-1] not in ("jr", "sr", "ii", "iii") else words[-2]
        for figure in self._people.get(last, []):
            own = figure.words
            short, long = sorted((words, own), key=len)
            if short[0] == long[0] or (len(short) > 1 and all(w in long or (len(w) == 1 and w == long[0][0]) for w in short)):
                longer, whole = len(words) > len(own), " ".join(name.words)
                if longer if short[0] == long[0] else self._full.get(whole, 0) > self._full.get(figure.name, 0):
                    figure.rename(whole)
                return figure
        whole = " ".join(name.words)
        actor = self.actors.person(whole, self.day, self._states())
        gender = (actor.gender if actor else None) or self.actors.given(name.words[0])
        figure = self.add(Figure(whole, "person", gender, actor=actor))
        self._people.setdefault(last, []).append(figure)
        return figure

    def _person(self, words: tuple[str, ...], title: str = "", at: int | None = None) -> Figure | None:
        """The person whom a part of a name stands for; of several the one with that title, or of whom the article has most."""
        plain = [fold(word) for word in words]
        if not plain or not plain[-1]:
            return None
        found = self._people.get(plain[-1], [])
        if len(plain) > 1:
            found = [f for f in found if all(w in f.words or (len(w) == 1 and w == f.words[0][0]) for w in plain)]
        elif not found:
            found = [f for people in self._people.values() for f in people if f.words and f.words[0] == plain[0]]
        if wanted := _GENDER.get(title):
            found = [f for f in found if f.gender in (None, wanted)]
        if len(found) < 2 or at is None:
            return found[0] if found else None
        return max(found, key=lambda f: self._meant(f, title, at))

    def _meant(self, figure: Figure, title: str, at: int) -> tuple[bool, float]:
        """How much speaks for one of several of one surname: that title, how often the article has it, how near it is."""
        before = figure.named
        away = self.sentence(at) - self.sentence(before[-1]) if before else 20
        return title in figure.roles, math.log1p(self._full.get(figure.name, 0) + len(before)) + (figure.actor is not None) - 0.15 * min(away, 20)

    def _figure(self, name: Name, kind: EntityType) -> Figure | None:
        """Whom a name stands for; None for a capital at a sentence's beginning that is no name."""
        title = fold(name.title[-1]) if name.title else ""
        known = self._person(name.words, title, name.start)
        if self._heading(name.start) and known is None:
            known = next((f for n in range(len(name.words)) if (f := self._person(name.words[n:], title, name.start))), None)
        if known and title and len(name.words) == 1 and title not in known.roles and (actor := self._in_office(name)):
            if known.actor is None or known.actor.id != actor.id:
                known = next((f for f in self.figures if f.actor and f.actor.id == actor.id), None)
        if known and (kind in ("person", "unknown") or len(name.words) == 1 and not self.actors.country(name.words[0])):
            return known
        whole = fold(" ".join(name.words))
        bare = kind == "unknown" and len(name.words) == 1 and (name.opens or len(whole) < 3)
        heading = kind in ("unknown", "person") and self._heading(name.start) and name.start not in self._sources
        if bare or heading:
            return self._others.get(whole)
        if kind == "person":
            if len(name.words) > 1:
                return self._meet(name)
            actor = self._in_office(name)
            figure = self.add(Figure(name.words[0], "person", actor.gender if actor else _GENDER.get(title), actor=actor))
            self._people.setdefault(fold(name.words[0]), []).append(figure)
            return figure
        return self._other(name, kind)

    def _states(self) -> list[str]:
        """The states that the article speaks of, and those whose papers are most of what is read."""
        return list(dict.fromkeys((*self._countries, "USA", "GBR")))

    def _in_office(self, name: Name) -> Actor | None:
        """Who of this surname held the office of the title on the day, in a state that the article names or in the US."""
        role = " ".join(name.title)
        for country in self._states():
            actor = self.actors.holder(role, country, self.day)
            if actor and fold(actor.name).split()[-1] == fold(name.words[-1]):
                return actor
        return None

    def _other(self, name: Name, kind: EntityType) -> Figure:
        whole = " ".join(name.words).removesuffix("'s").removesuffix("’s")
        actor = self.actors.organisation(whole) or self.actors.country(whole)
        if fold(whole) in _PARTISANS:
            actor, kind = None, "group"  # Democrats are not the Democratic Party
        key = actor.id if actor else fold(whole)
        if key not in self._others:
            shown = actor.name if actor and actor.type == "place" else whole
            typed: EntityType = actor.type if actor else kind
            figure = self.add(Figure(shown, typed, plural=kind == "group", actor=actor))
            self._others[key] = figure
            if len(name.words) > 2:
                initials = "".join(word[0] for word in name.words if word[0].isupper()).casefold()
                self._others.setdefault(initials, figure)
        figure = self._others[key]
        self._others.setdefault(fold(whole), figure)
        longer = figure.type == "organisation" and len(whole) > len(figure.name)
        better = longer if figure.type != "place" else len(whole) > 4 and figure.name not in self.text
        if actor and actor.known_by == "name" and better:
            figure.rename(whole)
        return figure

    def _note(self, figure: Figure, name: Name) -> None:
        whole = self.text[name.start : name.end]
        if whole != figure.name:
            figure.aliases[whole] = None
        if name.title and figure.type == "person" and figure.gender is None:
            figure.gender = _GENDER.get(fold(name.title[-1]))
        if figure.type in ("person", "unknown"):
            for words in (self._before(name), self._after(name), self._apart(name)):
                role = self.actors.role(words) if words else None
                if role and role.kind == "person" and not role.plural:
                    figure.roles[_LONG_TITLE.get(role.head, role.head)] = None
                    figure.roles[fold(words)] = None
                    figure.gender = figure.gender or role.gender
            for title in name.title:
                figure.roles[_LONG_TITLE.get(fold(title), fold(title))] = None
        figure.named.append(name.start)

    def subject(self, at: int) -> bool:
        """Whether what stands here may be a subject: nothing that governs it stands right before it."""
        begin = self.sentences[self.sentence(at)]
        before = self.text[max(begin, at - 40) : at].split()
        while before and before[-1][:1].isupper():
            before.pop()
        return not before or before[-1].casefold() not in _GOVERNS


_GOVERNS = frozenset(
    "of to in for on with at by from about against between among into like than under over after before toward towards "
    "and or is was are were be the a an by as support supporting backing attacking called told asked beat defeat".split()
)


def _person_title(word: str, actors: Actors) -> bool:
    if word in _TITLES:
        return True
    role = actors.role(word)
    return role is not None and role.kind == "person" and not role.plural


def _heading(paragraph: str) -> bool:
    if len(paragraph) > 200:
        return False
    words = [word.lstrip("\"“‘'(") for word in paragraph.split() if len(word) > 3]
    words = [word for word in words if word[:1].isalpha()]
    needed = 0.85 if paragraph.endswith((".", "?", "!", ":", ",", '"', "”")) else 0.65
    return len(words) > 2 and sum(word[0].isupper() for word in words) > needed * len(words)


def _sentences(text: str) -> list[int]:
    """Where sentences begin, roughly: enough to count how many lie between two places."""
    starts = [0]
    for m in _SENTENCE.finditer(text):
        if m.group()[0] == "." and _ABBREVIATED.search(text, max(0, m.start() - 6), m.start()):
            continue
        starts.append(m.end())
    return starts


def entity_id(figure: Figure, document: str) -> str:
    """The id of a figure as `Entity` documents it."""
    if figure.actor is not None:
        return figure.actor.id
    slug = "-".join(figure.words)[:80] or hashlib.sha256(figure.name.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    full = bool(figure.named) and (figure.type == "organisation" or (figure.type == "person" and len(figure.words) > 1))
    return slug if full else f"{slug}@{document[:10]}"
