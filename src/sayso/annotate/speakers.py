"""Who is answerable for each statement: names, pronouns and descriptions of sources resolved over the whole article.

A source that names someone is that figure. A pronoun is the figure that scores best of those before it, by a log-linear
model of distance, salience and place (mention ranking, Denis and Baldridge 2008), after those of another gender or number
are set aside. A description ("the governor", "the campaign") is the figure that the article describes so; what fits nobody
stands for itself, and is anonymous where it is what one calls a source that is not named.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import regex

from sayso.annotate.cast import Cast, Figure, Mark, Name, entity_id
from sayso.annotate.known import Actor, Actors, actors
from sayso.annotate.known.naming import fold
from sayso.annotate.known.nouns import Noun
from sayso.records import Document, Entity, EntityType, Mention, MentionForm, Span, SpeakerType, Spans, Statement
from sayso.text import paragraphs, quoted

Person = Literal["he", "she", "they", "it", "i", "we", "you", "who"]
PRONOUNS: dict[str, Person] = {
    word: person
    for person, words in {
        "he": "he his him himself",
        "she": "she her hers herself",
        "they": "they their them themselves theirs these those both all",
        "it": "it its itself",
        "i": "i my me myself mine",
        "we": "we our us ourselves ours",
        "you": "you your yours yourself",
        "who": "who whom whose which that",
    }.items()
    for word in words.split()
}  # type: ignore[misc]
_HE_OR_SHE = regex.compile(r"\b(?:he|his|him|himself|she|her|hers|herself)\b", regex.IGNORECASE)
_DETERMINER = regex.compile(r"(?:(?:the|a|an|this|these|that|those|both|(?:many|some|most|several|one|two|all|both|any|members|part) of)\s+)+", regex.IGNORECASE)
_OWNER = regex.compile(r"(his|her|their|its|my|our|your|whose)\s+", regex.IGNORECASE)
_TAIL = regex.compile(
    r"\s*[,;:(\[–—].*$|\s+(?:who|whom|whose|which|that|where|when|while|as|released|published|conducted|speaking|based|named|"
    r"including|such as|\p{Ll}{3,}ing|briefed|familiar|close|involved|working|ranging|called|obtained|issued|posted|filed|in particular)\b.*$",
    regex.DOTALL,
)
_OF = regex.compile(r"\s+(?:of|to|for|with|from|at|in|on|by)\s+")
_CLAUSE = regex.compile(r"[.,;:!?\"“”()\n–—]|\b(?:is|are|was|were|has|have|had|said|says)\b")
_NOUN_PHRASE = regex.compile(r"\b(?:the|a|an|some|many|those|few|other|more|most|several|his|her|their)\b", regex.IGNORECASE)
_SOME = regex.compile(r"(?:many|some|most|few|several|other|all|more|fellow|\d+) ", regex.IGNORECASE)
_EDGES = " \t\n,;:.()[]\"“”‘’'–—-"
_AND = regex.compile(r"(?:,?\s+(?:and|or|&)|,|\s+as well as)\s+(?:(?:the|both|other|including)\s+)*", regex.IGNORECASE)
_NO_SUBJECT = regex.compile(r"(?:\p{Ll}+ing|to)\b")
_AND_WORD = regex.compile(r"\b(?:and|or|&)\b")
_CORE_ENDS = regex.compile(r",|\s+(?:who|whom|whose|which|that)\b|\s[–—-]\s|\(")
_ENDED = regex.compile(r"(?:of|from|in|at|for|on|himself|herself|itself|and|or|alone|also|too|later)\b|\(|&")
_DEFINITE = regex.compile(r"(?:the|this|that|both)\b", regex.IGNORECASE)
_PREPOSITION = regex.compile(r"\b(?:of|for|to|from|in|at|with|by|on|against|about|near|under|close to|including|than)\s+(?:\S+\s+){0,4}?$")
_INCLUDING = regex.compile(r"\b(?:including|such as|like|from)\s", regex.IGNORECASE)
_TOLD = regex.compile(r"\b(?:t(?:old|ells?|elling)|ask(?:ed|s|ing)?|urg(?:ed|es|ing)|warn(?:ed|s|ing)|remind(?:ed|s)|inform(?:ed|s)|assur(?:ed|es)|thank(?:ed|s))\b")
_NOT_TOLD = regex.compile(r"[.,;:\"“]|\b(?:in|at|on|for|from|to|that|after|before|with|by|about|of|reporters)\b")
_PAPERS = frozenset("times post journal herald tribune gazette news guardian courier chronicle dispatch register enquirer observer".split())
_ANYONE = frozenset("candidate nominee man woman politician lawmaker businessman businesswoman leader billionaire republican democrat".split())
_ANY = frozenset("people those some several many others one another individuals someone somebody".split())
_IN_THE_KNOW = regex.compile(r"\b(?:familiar|close|briefed|knowledge|condition|who asked)\b")
_AGENT = regex.compile(r"(?:er|or|ist|ian|eer)$")
_LAWYERS = {"lawyer", "attorney", "counsel"}
_SPEAKS = {"spokesman", "spokeswoman", "spokesperson"}
_SAME = {**dict.fromkeys(_LAWYERS, _LAWYERS), **dict.fromkeys(_SPEAKS, _SPEAKS)}
_CAMPS = frozenset({"campaign", "administration", "team", "camp", "government", "office", "foundation", "organization", "organisation"})

# Weights of the log-linear model for "he" and "she", in the order of _clues; training/pronouns.py fits them.
WEIGHTS = (-0.76, 0.19, 0.36, 0.49, 0.65, 0.19, 1.11, -0.16, 0.26, -0.5, -0.13, -2.55)


@dataclass(frozen=True, slots=True)
class Who:
    """What a source stands for: its figures, how it says so, and of what sort the speaker is."""

    figures: tuple[Figure, ...] = ()
    type: SpeakerType = "unknown"
    span: Span | None = None
    form: MentionForm = "nominal"


def resolved(document: Document, lists: Actors) -> Document:
    """The document with the speaker, addressees and subjects of its statements, its entities and their mentions."""
    return Resolver(document, lists).document()


class Resolver:
    """Reads an article's sources and pronouns once, from its beginning to its end."""

    def __init__(self, document: Document, lists: Actors) -> None:
        self.source = document
        self.text = document.text
        day = document.published[:10] if document.published and len(document.published) >= 10 else None
        starts = (span.start for s in document.statements for span in s.source)
        self.cast = Cast(self.text, quoted(self.text, paragraphs(self.text)), starts, day, lists)
        self.actors = lists
        self.day = day
        self.who: dict[str, Who] = {}
        self.present: dict[int, Figure] = {}  # the figures that the text has had so far
        self._person_in = -1  # the sentence of the person who stood last
        self.said: list[tuple[int, Who]] = []  # where a statement's source stands, and who that is, in reading order
        self.described: dict[str, Figure] = {}
        self.mentions: dict[tuple[int, int], Mention] = {}
        self._names = {Span(name.start, name.end) for name, _ in self.cast.names}
        self._forms: list[tuple[Span, Figure, MentionForm]] = []

    def document(self) -> Document:
        """The document with what was found; may be called once."""
        statements = self.source.statements
        for _, _, item in sorted(self._items(statements), key=lambda entry: entry[:2]):
            if isinstance(item, Statement):
                self._state(item)
            elif isinstance(item, Span):
                self._pronoun(item)
            else:
                name, figure = item
                self._mark(figure, name.start, "name", self.cast.subject(name.start) and not name.owner)
        for s in statements:  # one whose source stands before its parent's was read before it
            if s.parent and not self.who[s.id].figures and s.source:
                self.who[s.id] = self._speaker(s, self.who.get(s.parent))
        return self._written(statements)

    def _items(self, statements: Sequence[Statement]) -> Iterable[tuple[int, int, Statement | Span | tuple[Name, Figure]]]:
        """What is read, with its place; of what stands in one place names come first."""
        for pair in self.cast.names:
            yield pair[0].start, 0, pair
        taken = set()
        for s in statements:
            first = (s.source or s.cue or s.content)[0]
            taken.add(first.start)
            yield first.start, 1, s
        for m in _HE_OR_SHE.finditer(self.text):
            if m.start() not in taken:
                yield m.start(), 2, Span(*m.span())

    def _state(self, s: Statement) -> None:
        found = self._speaker(s, self.who.get(s.parent or ""))
        self.who[s.id] = found
        if found.figures:
            self.said.append(((s.source or s.cue or s.content)[0].start, found))

    def _mark(self, figure: Figure, at: int, form: MentionForm, subject: bool) -> None:
        cast = self.cast
        sentence = cast.sentence(at)
        person = figure.type in ("person", "unknown")
        first = person and self._person_in != sentence
        if person:
            self._person_in = sentence
        figure.marks.append(Mark(at, form, sentence, cast.paragraph(at), subject, first, cast.quoted(at)))
        self.present.setdefault(id(figure), figure)

    # Sources

    def _speaker(self, s: Statement, parent: Who | None) -> Who:
        if not s.source:
            return self._silent(s)
        span = s.source[0]
        words = self.text[span.start : span.end]
        plain = words.strip(_EDGES).casefold()
        if plain in PRONOUNS or plain.split(" ")[0] in ("he", "she", "they", "it", "who", "i", "we") and len(plain.split()) < 3:
            return self._pronoun_source(PRONOUNS[plain.split(" ")[0]], span, plain, parent)
        return self._named(span) or self._capitalised(span) or self._nominal(span)

    def _silent(self, s: Statement) -> Who:
        """Whose a statement without a source is: of who spoke last, where it goes on with their sentence or their quotation.

        It goes on with the sentence where its cue has no subject of its own ("refusing to", "to demand").
        """
        if not self.said:
            return Who()
        at, who = self.said[-1]
        if s.cue:
            first = s.cue[0]
            goes_on = _NO_SUBJECT.match(self.text, first.start) and self.cast.sentence(at) == self.cast.sentence(first.start)
        else:
            goes_on = s.kind == "direct" and self.cast.paragraph(at) == self.cast.paragraph(s.content[0].start)
        return replace(who, span=None) if goes_on and at < s.content[0].start else Who()

    def _pronoun_source(self, person: Person, span: Span, plain: str, parent: Who | None) -> Who:
        figures: tuple[Figure, ...] = ()
        if person in ("he", "she"):
            best = self._best(person, span.start)
            figures = (best,) if best else ()
        elif person in ("i", "we", "you"):
            figures = self._first_person(person, span, parent)
        elif person == "who":
            return self._relative(span, plain)
        else:
            figures = self._third(person, span)
        return self._kept(Who(figures, self._type(figures), span, "pronoun"))

    def _first_person(self, person: Person, span: Span, parent: Who | None) -> tuple[Figure, ...]:
        if self.cast.quoted(span.start) or parent is not None:
            who = parent or (self.said[-1][1] if self.said else Who())
            return who.figures if person != "you" else ()
        if person == "you":
            return (self._stock("readers", "group"),)
        return (self._author(),)

    def _author(self) -> Figure:
        """Who writes "I": the one of the byline, where there is one."""
        byline = (self.source.byline or "").removeprefix("By ").strip()
        return self.cast.called(byline) or self._stock(byline or "author", "person")

    def _stock(self, label: str, kind: EntityType) -> Figure:
        """The figure of a description that stands for itself."""
        key = fold(label)
        if key not in self.described:
            self.described[key] = self.cast.add(Figure(label, kind, plural=kind == "group"))
        return self.described[key]

    def _third(self, person: Person, span: Span) -> tuple[Figure, ...]:
        """The nearest that "they" or "it" can be: what spoke last, two people side by side, or what was named last."""
        here = self.cast.sentence(span.start)
        near: list[tuple[int, tuple[Figure, ...]]] = []
        for at, who in reversed(self.said):
            if here - self.cast.sentence(at) > 3:
                break
            several = len(who.figures) > 1 or any(f.plural or self._faceless(f) for f in who.figures)
            if (person == "they" and (several or who.type == "organisation")) or (
                person == "it" and not several and who.type in ("organisation", "document")
            ):
                for f in who.figures:
                    f.type = "organisation" if person == "they" and self._faceless(f) else f.type
                near.append((at, who.figures))
                break
        if person == "they":
            near += self._pairs(span.start, here)
        if not near:
            wanted = ("organisation", "place", "document") if person == "it" else ("group", "organisation")
            for f in self.present.values():
                m = f.marks[-1]
                if f.type in wanted and (person == "they" or not f.plural) and here - m.sentence <= 1 and m.subject:
                    near.append((m.start, (f,)))
        return max(near, key=lambda pair: pair[0])[1] if near else ()

    def _faceless(self, f: Figure) -> bool:
        """Whether a figure taken for a person may be an organisation after all: one word, nothing said of it."""
        return f.type == "person" and len(f.words) == 1 and f.gender is None and f.actor is None and not f.roles and bool(f.named)

    def _pairs(self, at: int, here: int) -> Iterator[tuple[int, tuple[Figure, ...]]]:
        """Two people joined by "and" in the last sentences before `at`."""
        start = self.cast.sentences[max(0, here - 3)]
        names = [(n, f) for n, f in self.cast.within(start, at) if f.type == "person"]
        for (n, f), (m, g) in pairwise(names):
            if f is not g and self._listed(n, m) and "," not in self.text[n.end : m.start]:
                yield n.start, (f, g)

    def _relative(self, span: Span, plain: str) -> Who:
        """The figure, or the words, right before "who", "which" or "that"."""
        begin = max(0, span.start - 120)
        before = self.text[begin : span.start].rstrip(" ,")
        end = begin + len(before)
        near = [(n, f) for n, f in self.cast.within(begin, end)]
        if near and end - near[-1][0].end <= 1 and (near[-1][1].type in ("person", "group") or not plain.startswith("who")):
            figures = [near[-1][1]]
            if len(near) > 1 and self._listed(near[-2][0], near[-1][0]) and "," not in self.text[near[-2][0].end : end]:
                figures.insert(0, near[-2][1])
            return self._kept(Who(tuple(figures), self._type(tuple(figures)), span, "pronoun"))
        clause = _CLAUSE.split(before)[-1]
        start = end - len(clause)
        parts = list(_NOUN_PHRASE.finditer(clause))
        start += parts[-1].start() if parts else len(clause) - len(clause.lstrip())
        if start >= end:
            return Who((), "unknown", span, "pronoun")
        return replace(self._nominal(Span(start, end)), span=span, form="pronoun")

    def _named(self, span: Span) -> Who | None:
        """The figures that a source names as its head, or None where it describes."""
        names = self.cast.within(span.start, span.end)
        if not names:
            return None
        heads = self._heads(span, names)
        if not heads or (len(heads) == 1 and _SOME.match(self.text, span.start) and self.text[heads[0][0].end - 1] == "s"):
            return None
        figures = tuple(dict.fromkeys(figure for _, figure in heads))
        for _, figure in heads:
            if figure.type == "unknown" and not figure.name.isupper():
                figure.type = "person"  # it speaks
        return Who(figures, self._type(figures, named=True), None, "name")

    def _capitalised(self, span: Span) -> Who | None:
        """A source of capitals that is part of a longer run of them, as in headlines: "Corvo Says Talks Will Go On"."""
        words = self.text[span.start : span.end].strip(_EDGES + " ").removesuffix("'s").removesuffix("’s")
        if not words or len(words.split()) > 4 or not all(word[0].isupper() for word in words.split()) or self.actors.role(words):
            return None
        figure = self.cast.called(words)
        if figure is None and (actor := self.actors.country(words) or self.actors.organisation(words) or self.actors.person(words, self.day)):
            figure = self._known(actor)
        return self._kept(Who((figure,), self._type((figure,)), span, "name")) if figure else None

    def _heads(self, span: Span, names: list[tuple[Name, Figure]]) -> list[tuple[Name, Figure]]:
        core = self.text[span.start : span.end]
        cut = _CORE_ENDS.search(core)
        end = span.start + (cut.start() if cut else len(core))
        inner = [(n, f) for n, f in names if n.end <= end and not self._governed(span.start, n) and not self._owns(n, span.end)]
        inner = [(n, f) for n, f in inner if self._last(n, end) or any(self._listed(n, m) for m, _ in inner)]
        if inner and cut and core[cut.start() : cut.start() + 1] == "," and len(names) > len(inner):
            listed = self._list(span, names, inner[-1][0])
            return inner + listed
        if inner:
            return inner
        for n, f in names:  # "An attorney for Pagliano, Mark MacDougall,"
            before = self.text[span.start : n.start - len(" ".join(n.title)) - bool(n.title)].rstrip()
            after = self.text[n.end : span.end].lstrip()
            if before.endswith(",") and (not after.strip(_EDGES) or after.startswith(",")) and f.type in ("person", "unknown"):
                return [(n, f)]
        if m := _INCLUDING.search(core):
            listed = [(n, f) for n, f in names if n.start >= span.start + m.end() and not n.owner]
            if len(listed) > 1:
                return listed
        return []

    def _list(self, span: Span, names: list[tuple[Name, Figure]], last: Name) -> list[tuple[Name, Figure]]:
        """The names that go on a list: "A, B and C"."""
        found = []
        for n, f in names:
            if n.start > last.end and _AND.fullmatch(self.text, last.end, n.start - sum(len(t) + 1 for t in n.title)):
                found.append((n, f))
                last = n
        last_gap = self.text[found[-2][0].end if len(found) > 1 else span.start : found[-1][0].start] if found else ""
        return found if _AND_WORD.search(last_gap) else []

    def _governed(self, start: int, name: Name) -> bool:
        """Whether a preposition of the source stands before the name: "a spokesman for Mr. Adan"."""
        begin = name.start - sum(len(title) + 1 for title in name.title)
        return bool(_PREPOSITION.search(self.text, start, max(start, begin)))

    def _owns(self, name: Name, end: int) -> bool:
        """Whether something of the name's follows in the source: "Adan's lawyer"; "Adan's" alone is Adan."""
        return name.owner and bool(self.text[name.end : end].strip(" ,").removeprefix("'s").removeprefix("’s").strip("'’ ,"))

    def _last(self, name: Name, end: int) -> bool:
        """Whether the name ends its noun phrase: what follows, if anything, is no noun that it would describe."""
        rest = self.text[name.end : end].strip(" ,").removeprefix("’s").removeprefix("'s").strip(_EDGES)
        return not rest or bool(_ENDED.match(rest))

    def _listed(self, name: Name, other: Name) -> bool:
        return name.end < other.start and bool(_AND.match(self.text, name.end, other.start))

    # Descriptions

    def _nominal(self, span: Span) -> Who:
        words = self.text[span.start : span.end].strip(_EDGES)
        own = _OWNER.match(_DETERMINER.sub("", words, count=1))
        core = _TAIL.sub("", words).strip(_EDGES)
        bare = _DETERMINER.sub("", core, count=1).strip(_EDGES) if _DETERMINER.match(core) else core
        bare = bare.removesuffix("'s").removesuffix("’s")
        definite = _DEFINITE.match(core) is not None or bare == core
        noun = self.actors.role(bare)
        if fold(bare).endswith(" side") and (found := self.actors.country(bare[:-5])):
            side = self.cast.called(found.name) or self._known(found)
            return self._kept(Who((side,), "organisation", span))
        if definite and noun and not own and not _OF.search(bare) and (known := self._meant(bare, noun, span)):
            return self._kept(Who((known,), self._type((known,), named=known.type != "group"), span))
        if not bare:
            return Who((), "unknown", span)
        if noun and noun.relation and noun.kind == "person" and not noun.plural and (known := self._related(words, bare, noun, own, span)):
            return self._kept(Who((known,), "person", span))
        label = self._label(bare, own.group(1) if own else "", span)
        key = fold(label)
        if key not in self.described:
            kind = noun.kind if noun else "unknown"
            figure = Figure(label, kind, noun.gender if noun else None, plural=bool(noun and noun.plural) or _plural(label))
            self.described[key] = self.cast.add(figure)
        figure = self.described[key]
        return self._kept(Who((figure,), self._sort(figure, noun, bare), span))

    def _meant(self, bare: str, noun: Noun, span: Span) -> Figure | None:
        """The figure that a definite description stands for, where the article or the lists tell."""
        if noun.plural or noun.kind not in ("person", "organisation"):
            return None
        if noun.kind == "organisation":
            return self._body(bare, noun, span)
        plain = fold(bare)
        fits = [f for f in self.present.values() if noun.head in f.roles or plain in f.roles or any(r.endswith(plain) for r in f.roles)]
        fits = [f for f in fits if f.gender is None or noun.gender in (None, f.gender)]
        if fits:
            return max(fits, key=lambda f: f.marks[-1].start)
        if noun.high and (found := self._holder(bare)):
            return found
        if noun.anonymous or noun.relation:
            return None
        return self._best("she" if noun.gender == "f" else "he", span.start, either=noun.gender is None) if noun.head.split()[-1] in _ANYONE else None

    def _related(self, words: str, bare: str, noun: Noun, own: regex.Match[str] | None, span: Span) -> Figure | None:
        """The one whom the article names elsewhere as this person's lawyer, spokeswoman, mother."""
        person = PRONOUNS.get(own.group(1).casefold()) if own else None
        whose = self._best(person, span.start) if person in ("he", "she") else None
        plain = set(fold(bare).split())
        surnames = {f.words[-1] for _, f in self.cast.within(span.start, span.end) if f.words} if whose is None else {whose.words[-1]}
        if not surnames:
            return None
        heads = _SAME.get(noun.head, {noun.head})
        for f in self.cast.figures:
            if noun.gender and f.gender not in (None, noun.gender):
                continue
            for role in f.roles:
                if f.type in ("person", "unknown") and surnames & set(role.split()) and heads & set(role.split()) and f.words[-1] not in plain:
                    return f
        return None

    def _holder(self, bare: str) -> Figure | None:
        """Who held the office, by the lists: of the country that the words name, or of a figure in the article who did."""
        if actor := self.actors.holder(bare, None, self.day):
            return self.cast.called(actor.name) or self._known(actor)
        for f in self.cast.figures:
            if f.actor and f.actor.country and f.type == "person":
                actor = self.actors.holder(bare, f.actor.country, self.day)
                if actor and actor.id == f.actor.id:
                    return f
        return None

    def _known(self, actor: Actor) -> Figure:
        return self.cast.add(Figure(actor.name, actor.type, actor.gender, actor=actor))

    def _body(self, bare: str, noun: Noun, span: Span) -> Figure | None:
        """The organisation that "the commission" or "the newspaper" or "the campaign" means: the last one so called."""
        words = fold(bare).split()
        head = words[-1]
        near: list[tuple[int, Figure]] = []
        for f in self.present.values():
            own = f.words
            fits = all(w in own for w in words) or (head in ("newspaper", "paper") and own and own[-1] in _PAPERS)
            if fits and f.type in ("organisation", "unknown") and not f.plural and f.name != bare:
                near.append((f.marks[-1].start, f))
        if not near and len(words) == 1 and head not in _CAMPS:
            here = self.cast.sentence(span.start)
            spoke = [(at, who.figures[0]) for at, who in self.said[-5:] if who.type == "organisation" and len(who.figures) == 1]
            near = [(at, f) for at, f in spoke if here - self.cast.sentence(at) <= 5 and f.named]
        return max(near, key=lambda pair: pair[0])[1] if near else None

    def _label(self, bare: str, owner: str, span: Span) -> str:
        """A description in the form in which the same one comes again: "advisers to Mr. Adan" is "Adan advisers"."""
        if owner:
            person = PRONOUNS[owner.casefold()]
            who = self._best(person, span.start) if person in ("he", "she") else None
            bare = bare[len(owner) :].strip()
            return f"{who.name.split()[-1]} {bare}" if who else bare
        if m := _OF.search(bare):
            at = self.text.find(bare, span.start, span.end)
            inside = self.cast.within(at + m.end(), at + len(bare)) if at >= 0 else []
            if m.group().strip() in ("of", "to", "for") and len(inside) == 1 and inside[0][0].end >= at + len(bare) - 1 and "\n" not in bare:
                name = inside[0][1].name
                return f"{name.split()[-1] if inside[0][1].type == 'person' else name} {bare[: m.start()]}"
            return bare if m.group().strip() in ("of", "in", "from", "at") else bare[: m.start()]
        head = fold(bare).split()[-1] if bare else ""
        if head in _CAMPS and len(bare.split()) == 1 and (who := self._last_person()):
            return f"{who.name.split()[-1]} {bare}"
        return bare

    def _last_person(self) -> Figure | None:
        near = [f for f in self.present.values() if f.type == "person"]
        return max(near, key=lambda f: f.marks[-1].start, default=None)

    def _sort(self, figure: Figure, noun: Noun | None, bare: str) -> SpeakerType:
        """Of what sort a speaker is who is only described; one person without a name is anonymous."""
        if noun is None:
            return "group" if figure.plural else "anonymous" if _AGENT.search(bare) else "unknown"
        if noun.head in _ANY and not _IN_THE_KNOW.search(bare):
            return "group"
        if noun.kind == "person":
            return "anonymous" if noun.anonymous or not noun.plural else "group"
        if noun.kind == "organisation" and " of " in bare:
            return "group"  # "a coalition of leaders"
        return "anonymous" if noun.anonymous else noun.kind

    def _type(self, figures: tuple[Figure, ...], *, named: bool = False) -> SpeakerType:
        if not figures:
            return "unknown"
        f = figures[0]
        if f.type == "place":
            return "organisation"
        if f.type == "unknown":
            return "unknown" if f in self.described.values() else "organisation" if f.name.isupper() else "person"
        if f.type == "person" and f in self.described.values():
            return self._sort(f, self.actors.role(f.name), f.name)
        if f.type == "group" and f in self.described.values():
            return self._sort(f, self.actors.role(f.name), f.name)
        return f.type

    # "He" and "she"

    def _pronoun(self, span: Span) -> None:
        person = PRONOUNS[self.text[span.start : span.end].casefold()]
        if best := self._best(person, span.start):
            self._mark(best, span.start, "pronoun", self.cast.subject(span.start))
            self._forms.append((span, best, "pronoun"))

    def _best(self, person: Person, at: int, *, either: bool = False) -> Figure | None:
        """The person that a pronoun at `at` most likely is; None where no one before it can be."""
        gender = {"he": "m", "she": "f"}[person]
        fits = self.fitting(gender, either=either)
        return max(fits, key=lambda f: sum(w * x for w, x in zip(WEIGHTS, self.clues(f, at, gender), strict=True)), default=None)

    def fitting(self, gender: str, *, either: bool = False) -> list[Figure]:
        """The figures so far that a pronoun of this gender can stand for."""
        found = []
        for f in self.present.values():
            single = not f.plural and (f.type == "person" or (f.type == "unknown" and len(f.words) > 1))
            if single and (either or f.gender in (None, gender)):
                found.append(f)
        return found

    def clues(self, f: Figure, at: int, gender: str) -> tuple[float, ...]:
        """What speaks for a figure as what a pronoun at `at` stands for, in the order of WEIGHTS."""
        cast = self.cast
        here = cast.sentence(at)
        last = f.marks[-1]
        away = here - last.sentence
        recent, topic, subject = 0, False, False
        for m in reversed(f.marks):
            gap = here - m.sentence
            if gap > 5:
                break
            recent += 1
            if gap <= 1:
                topic = topic or m.first
                subject = subject or m.subject
        spoke = bool(self.said) and f in self.said[-1][1].figures
        return (
            float(min(away, 6)),
            float(away > 2),
            float(subject),
            float(topic),
            float(spoke and here - cast.sentence(self.said[-1][0]) <= 2),
            float(last.paragraph == cast.paragraph(at)),
            float(f.gender == gender),
            min(recent, 6) / 3,
            math.log1p(len(f.named)),
            float(cast.quoted(at) != last.quoted),
            float(last.form == "pronoun"),
            float(not f.named),
        )

    # What comes out

    def _kept(self, who: Who) -> Who:
        if who.span is not None:
            for figure in who.figures:
                self._place(figure, who.span, who.form)
        return who

    def _place(self, figure: Figure, span: Span, form: MentionForm) -> None:
        if span not in self._names:
            self._mark(figure, span.start, form, True)
            self._forms.append((span, figure, form))

    def _written(self, statements: Sequence[Statement]) -> Document:
        ids = {id(f): entity_id(f, self.source.id) for f in self.cast.figures}
        found = tuple(self._statement(s, ids) for s in statements)
        mentions = [Mention(Span(n.start, n.end), ids[id(f)], "name") for n, f in self.cast.names]
        mentions += [Mention(span, ids[id(f)], form) for span, f, form in self._forms]
        used = {m.entity for m in mentions}.union(*(s.speaker for s in found))
        entities: dict[str, Entity] = {}
        for f in self.cast.figures:
            if ids[id(f)] in used:
                entities.setdefault(ids[id(f)], self._entity(f, ids[id(f)]))
        mentions.sort(key=lambda m: (m.span, m.entity))
        return replace(
            self.source, statements=found, entities=tuple(entities.values()), mentions=tuple(dict.fromkeys(mentions))
        )

    def _entity(self, f: Figure, identity: str) -> Entity:
        country = f.actor.country if f.actor else None
        role = next((r for r in f.roles if " " in r), next(iter(f.roles), None))
        return Entity(identity, f.name, f.type, tuple(a for a in f.aliases if a != f.name), country, role)

    def _statement(self, s: Statement, ids: dict[int, str]) -> Statement:
        who = self.who[s.id]
        speaker = tuple(dict.fromkeys(ids[id(f)] for f in who.figures))
        about = dict.fromkeys(ids[id(f)] for f in self._inside(s.content))
        told = dict.fromkeys(ids[id(f)] for f in self._told(s))
        return replace(
            s,
            speaker=speaker,
            speaker_type=who.type,
            addressees=tuple(i for i in told if i not in speaker),
            about=tuple(about),
        )

    def _inside(self, content: Spans) -> Iterable[Figure]:
        return [f for span in content for _, f in self.cast.within(span.start, span.end)]

    def _told(self, s: Statement) -> list[Figure]:
        """Whom a verb of telling has right behind it, inside the cue or between it and the content."""
        for span in s.cue:
            if m := _TOLD.search(self.text, span.start, span.end):
                near = self.cast.within(m.end(), min(len(self.text), span.end + 60))
                for name, figure in near[:1]:
                    gap = self.text[m.end() : name.start]
                    outside = not any(c.start <= name.start < c.end for c in s.content)
                    if outside and len(gap) < 30 and not _NOT_TOLD.search(gap):
                        return [figure]
        return []


def _plural(label: str) -> bool:
    last = label.split()[-1].casefold() if label.split() else ""
    return last.endswith("s") and not last.endswith(("ss", "us", "is")) or last in ("people", "men", "women", "police", "media")
