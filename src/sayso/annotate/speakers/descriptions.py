"""Whom a description stands for: "the foreign minister", "her lawyer", "the union", or nobody but itself."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from sayso.annotate.known.naming import fold
from sayso.annotate.known.nouns import Noun
from sayso.annotate.speakers.cast import Figure
from sayso.annotate.speakers.heads import EDGES
from sayso.annotate.speakers.pronouns import GENDER_OF, PRONOUNS, best
from sayso.annotate.speakers.roles import is_person
from sayso.annotate.speakers.scene import Scene, Who
from sayso.annotate.speakers.sorts import described_sort, sort
from sayso.annotate.speakers.vocabulary import ANYONE, CAMPS, PAPERS, SAME_ROLE
from sayso.records import Span

_DETERMINER = regex.compile(
    r"(?:(?:the|a|an|this|these|that|those|both|(?:many|some|most|several|one|two|all|both|any|members|part) of)\s+)++",
    regex.IGNORECASE,
)
_OWNER = regex.compile(r"(his|her|their|its|my|our|your|whose)\s+", regex.IGNORECASE)
_DEFINITE = regex.compile(r"(?:the|this|that|both)\b", regex.IGNORECASE)
_TAIL = regex.compile(  # what a noun phrase goes on with that is no part of the description
    r"(?<!\s)\s*[,;:(\[–—].*$|(?<!\s)\s+(?:who|whom|whose|which|that|where|when|while|as|released|published|conducted|speaking|"
    r"based|named|including|such as|\p{Ll}{3,}ing|briefed|familiar|close|involved|working|ranging|called|obtained|issued|posted|"
    r"filed|in particular)\b.*$",
    regex.DOTALL,
)
_OF = regex.compile(r"\s+(of|to|for|with|from|at|in|on|by)\s+")
_BOTH = regex.compile(
    r"(?:both|the two|two|each|neither)(?: of the)? (?:(?P<states>governments?|sides?|countries|country|capitals?|nations?|"
    r"states?|neighbou?rs)|(?:men|women|leaders|candidates|presidents|ministers|rivals))\b",
    regex.IGNORECASE,
)
_SIDE = " side"  # "the Russian side"
_PASSING = frozenset(
    [
        "new",
        "former",
        "old",
        "current",
        "outgoing",
        "incoming",
        "acting",
        "then",
        "embattled",
        "late",
        "young",
        "veteran",
        "longtime",
    ]
)
_CAST_SEARCHED = 500  # figures of an article that a description before their name is looked for in
_HEARD_OF_BODY = 5  # sources, and sentences, back in which "the union" is whoever spoke as an organisation


@dataclass(frozen=True, slots=True)
class Phrase:
    """A description: `bare` without determiner and what follows it; `owner`: "his", "their", where one stands before it."""

    span: Span
    bare: str
    owner: str
    definite: bool
    noun: Noun | None


def described(scene: Scene, span: Span) -> Who:
    """Whom the words of a source stand for that names nobody."""
    if two := _two(scene, span):
        return scene.keep(Who(two, sort(scene.article, two), span))
    phrase = _phrase(scene, span)
    if not phrase.bare:
        return Who((), "unknown", span)
    figure = _known(scene, phrase)
    if figure is not None:
        return scene.keep(Who((figure,), sort(scene.article, (figure,)), span))
    label = _label(scene, phrase)
    if not label.split():
        return Who((), "unknown", span)
    noun = phrase.noun
    figure = scene.stock(label, noun.kind if noun else "unknown", plural=bool(noun and noun.plural) or _plural(label))
    figure.gender = figure.gender or (noun.gender if noun else None)
    return scene.keep(Who((figure,), described_sort(figure, noun, phrase.bare, scene.article.text[span.start : span.end]), span))


def _two(scene: Scene, span: Span) -> tuple[Figure, ...]:
    """The states, or the people, that stood last, where a source is "both governments" or "the two men"."""
    m = _BOTH.match(scene.article.text, span.start, span.end)
    if m is None or scene.article.text[m.end() : span.end].strip(EDGES):
        return ()
    spoke = {figure for _, who in scene.heard() for figure in who.figures}
    if m.group("states"):
        found = [figure for figure in scene.recent() if figure.type == "place" and (figure.actor or figure in spoke)][:2]
    else:
        found = [figure for figure in scene.recent() if figure.type == "person" and not figure.plural and figure.named][:2]
    return tuple(reversed(found)) if len(found) == 2 else ()


def _phrase(scene: Scene, span: Span) -> Phrase:
    words = scene.article.text[span.start : span.end].strip(EDGES)
    core = _TAIL.sub("", words).strip(EDGES)
    bare = _without_determiner(core).strip(EDGES).removesuffix("'s").removesuffix("’s")
    own = _OWNER.match(_without_determiner(words))
    definite = bare == core or _DEFINITE.match(core) is not None
    return Phrase(span, bare, own.group(1).casefold() if own else "", definite, scene.article.actors.role(bare))


def _without_determiner(words: str) -> str:
    m = _DETERMINER.match(words)
    return words[m.end() :] if m else words


def _known(scene: Scene, phrase: Phrase) -> Figure | None:
    """The figure that a description stands for, where the article or the lists tell."""
    noun = phrase.noun
    if fold(phrase.bare).endswith(_SIDE) and (state := scene.article.actors.country(phrase.bare[: -len(_SIDE)])):
        return scene.listed(state)
    if noun is None:
        return None
    if phrase.definite and not phrase.owner and not _OF.search(phrase.bare) and not noun.plural:
        found = _body(scene, phrase, noun) if noun.kind == "organisation" else _holder(scene, phrase, noun)
        if found is not None:
            return found
    return _related(scene, phrase, noun) if noun.relation and is_person(noun) else None


def _holder(scene: Scene, phrase: Phrase, noun: Noun) -> Figure | None:
    """The person so described: in the article, by the lists, or whoever "the candidate" may be."""
    if noun.kind != "person":
        return None
    plain = fold(phrase.bare)
    for figure in scene.recent():
        if _fits(figure, noun, plain):
            return figure
    later = [figure for figure in scene.cast.figures[:_CAST_SEARCHED] if _fits(figure, noun, plain)]
    if len(later) == 1:
        return later[0]
    if noun.high and (found := _in_office(scene, phrase.bare)):
        return found
    if noun.anonymous or noun.relation or noun.head.split()[-1] not in ANYONE:
        return None
    return best(scene, noun.gender or "m", phrase.span.start, either=noun.gender is None)


def _fits(figure: Figure, noun: Noun, plain: str) -> bool:
    """Whether the article describes a figure in these words."""
    described = any(role.endswith(plain) for role in figure.roles)
    if not described and noun.head in figure.roles:  # "the Aldescan foreign minister" is no foreign minister of elsewhere
        more = set(plain.removesuffix(noun.head).split()) - _PASSING
        described = all(any(word in role.split() for role in figure.roles) for word in more)
    return described and (figure.gender is None or noun.gender in (None, figure.gender))


def _in_office(scene: Scene, office: str) -> Figure | None:
    """Who held the office, by the lists: of the state that the words name, or of one whose officer the article names."""
    actors, day = scene.article.actors, scene.article.day
    if actor := actors.holder(office, None, day):
        return scene.listed(actor)
    for state in scene.cast.states:
        actor = actors.holder(office, state, day)
        if actor and (figure := scene.cast.known(actor)):
            return figure
    return None


def _related(scene: Scene, phrase: Phrase, noun: Noun) -> Figure | None:
    """The one whom the article names elsewhere as this person's lawyer, spokeswoman, mother."""
    gender = GENDER_OF.get(PRONOUNS.get(phrase.owner, "who"))
    one = best(scene, gender, phrase.span.start) if gender else None
    owners = [one] if one else [figure for _, figure in scene.cast.within(phrase.span.start, phrase.span.end)]
    heads = SAME_ROLE.get(noun.head, {noun.head})
    plain = fold(phrase.bare).split()
    for owner in owners:
        for figure in scene.cast.related(owner):
            if figure.gender and noun.gender not in (None, figure.gender):
                continue
            words = (set(role.split()) for role in figure.roles)
            if figure.words[-1] not in plain and any(owner.words[-1] in role and heads & role for role in words):
                return figure
    return None


def _body(scene: Scene, phrase: Phrase, noun: Noun) -> Figure | None:
    """The organisation that "the commission" or "the newspaper" or "the campaign" means: the last one so called."""
    words = fold(phrase.bare).split()
    head = words[-1]
    for figure in scene.recent():
        named = all(word in figure.words for word in words) or noun.head in figure.roles
        paper = head in ("newspaper", "paper") and figure.words[-1:] and figure.words[-1] in PAPERS
        if (named or paper) and figure.type in ("organisation", "unknown") and not figure.plural and figure.name != phrase.bare:
            return figure
    if len(words) > 1 or head in CAMPS:
        return None
    later = [f for f in scene.cast.figures[:_CAST_SEARCHED] if f.type == "organisation" and f.named and head in f.words]
    if len(later) == 1:
        return later[0]
    here = scene.article.sentence(phrase.span.start)
    for at, who in scene.said[: -_HEARD_OF_BODY - 1 : -1]:
        one = who.figures[0] if len(who.figures) == 1 else None
        if one and one.named and who.type == "organisation" and here - scene.article.sentence(at) <= _HEARD_OF_BODY:
            return one
    return None


def _label(scene: Scene, phrase: Phrase) -> str:
    """A description in the form in which the same one comes again: "advisers to Mr. Adan" is "Adan advisers"."""
    bare = phrase.bare
    if phrase.owner:
        gender = GENDER_OF.get(PRONOUNS[phrase.owner])
        owner = best(scene, gender, phrase.span.start) if gender else None
        bare = bare[len(phrase.owner) :].strip()
        return f"{owner.surname} {bare}" if owner else bare
    if m := _OF.search(bare):
        return _label_of(scene, phrase, m)
    if bare.casefold() in CAMPS and (person := next((f for f in scene.recent() if f.type == "person"), None)):
        return f"{person.surname} {bare}"
    return bare


def _label_of(scene: Scene, phrase: Phrase, of: regex.Match[str]) -> str:
    """The label of a description with a preposition, before which the name stands if it is all that follows."""
    bare, preposition = phrase.bare, of.group(1)
    begin = scene.article.text.find(bare, phrase.span.start, phrase.span.end)
    end = begin + len(bare)
    inside = scene.cast.within(begin + of.end(), end) if begin >= 0 else []
    if preposition in ("of", "to", "for") and len(inside) == 1 and inside[0][0].end >= end - 1 and "\n" not in bare:
        figure = inside[0][1]
        return f"{figure.surname if figure.type == 'person' else figure.name} {bare[: of.start()]}"
    return bare if preposition in ("of", "in", "from", "at") else bare[: of.start()]


def _plural(label: str) -> bool:
    last = label.rsplit(maxsplit=1)[-1].casefold()
    return last in ("people", "men", "women", "police", "media") or (last.endswith("s") and not last.endswith(("ss", "us", "is")))
