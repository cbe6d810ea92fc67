"""Where names stand in a text: runs of capitalised words, without what opens a sentence and without their titles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import regex

from sayso.annotate.known.naming import fold
from sayso.annotate.speakers.article import Article
from sayso.annotate.speakers.roles import is_person
from sayso.annotate.speakers.vocabulary import BODIES, ENDED_BODIES, JOINED_BODIES, NO_NAMES, NUMBERS, TITLES, WATERS

HOME = ("USA", "GBR")  # the states whose papers are most of what is read
_LONGEST = 300  # code points of a name; a longer run of capitals is none
_MOST_TITLE = 5  # words of a title that ends in a noun of the lists

_WORD = (
    r"(?:\p{Lu}(?:\.\p{Lu})+\.?|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Prof|Rev|Del|Adm|Capt|Maj|Cpl|Brig|Hon|St|Jr|Sr)\."
    r"|\p{Lu}\.(?=[ \u00a0]\p{Lu})|\p{Lu}[\p{L}\p{M}\d]*(?:(?:[-&.]|['’](?!s\b))[\p{L}\d][\p{L}\p{M}\d]*)*+)"
)
_PARTICLE = r"(?:(?:de|la|del|della|di|da|van|von|der|den|bin|bint|ibn|al|el|ul|du|dos|das|le|ter|abu)[ \u00a0])"
_ARTICLE = r"(?:(?:al|el|ul)-)?"
_RUN = regex.compile(rf"(?<![\p{{L}}\p{{M}}\d@#]){_ARTICLE}{_WORD}(?:[ \u00a0](?:&[ ])?{_PARTICLE}{{0,2}}{_ARTICLE}{_WORD})*+")
_JOIN = regex.compile(r"[ \u00a0](?:of|for|on|and|&)(?:[ \u00a0]the)?[ \u00a0]")
_LONGEST_JOIN = 9  # code points of " and the "
_POSSESSIVE = regex.compile(r"['’]s\b|(?<=s)['’](?!\w)")
_TOKEN = regex.compile(r"\S+")
_KEEPS_STOP = regex.compile(r"\p{Lu}\.$|(?:Jr|Sr|Inc|Corp|Co|Ltd)\.$")

Token = tuple[int, int, str]  # start, end and the word


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text: `[start, end)` without its title.

    `title`: the words before it that belong to it ("Foreign Minister"). `owner`: an "'s" follows. `opens`: it stands at
    its sentence's beginning, where any word has a capital.
    """

    start: int
    end: int
    words: tuple[str, ...]
    title: tuple[str, ...]
    owner: bool
    opens: bool

    @property
    def whole(self) -> str:
        """The name with one space between its words."""
        return " ".join(self.words)

    @property
    def titled_start(self) -> int:
        """Where its title begins, which is its own beginning where it has none."""
        return self.start - sum(len(word) + 1 for word in self.title)


def names(article: Article) -> Iterator[Name]:
    """The names of an article, in order; they do not overlap."""
    for start, end in _runs(article.text):
        if end - start > _LONGEST:
            continue
        parts = _people(article, start, end) if article.heading(start) else []
        for part in parts or [(start, end)]:
            if name := _name(article, *part):
                yield name


def _runs(text: str) -> Iterator[tuple[int, int]]:
    """Runs of capitalised words, joined where an organisation's name goes on: "Ministry of Finance"."""
    last: tuple[int, int] | None = None
    for m in _RUN.finditer(text):
        if last and _joined(text, *last, *m.span()):
            last = last[0], m.end()
            continue
        if last:
            yield last
        last = m.span()
    if last:
        yield last


def _joined(text: str, start: int, end: int, next_start: int, next_end: int) -> bool:
    """Whether a name goes on over "of" or "and": where its last word heads an organisation's name."""
    if next_start - end > _LONGEST_JOIN or end - start > _LONGEST or not _JOIN.fullmatch(text, end, next_start):
        return False
    words = fold(text[start:end]).split()
    if not words:
        return False
    between = text[end:next_start].split()
    if between[0] not in ("and", "&"):
        return words[-1] in WATERS or (words[-1] in BODIES and words[-1] not in ENDED_BODIES)
    last = text[next_start:next_end].rsplit(maxsplit=1)[-1] if len(between) == 1 else ""
    if last.casefold() in JOINED_BODIES and words[-1] not in BODIES:
        return True
    return len(words) > 2 and words[-2] in ("of", "on", "for") and words[0] in BODIES


def _people(article: Article, start: int, end: int) -> list[tuple[int, int]]:
    """The people known by the lists in a run of words of a headline, which all have capitals."""
    text, actors = article.text, article.actors
    words = _tokens(text, start, end)
    found: list[tuple[int, int]] = []
    for (lo, _, first), (_, hi, _) in pairwise(words):
        if found and found[-1][1] > lo:
            continue
        if actors.person(text[lo:hi], article.day, HOME) or (len(words) == 2 and actors.given(first)):
            found.append((lo, hi))
    return found


def _tokens(text: str, start: int, end: int) -> list[Token]:
    return [(*m.span(), m.group()) for m in _TOKEN.finditer(text, start, end)]


def _name(article: Article, start: int, end: int) -> Name | None:
    """The name in a run of capitalised words; None where none is left."""
    text = article.text
    tokens = _tokens(text, start, end)
    first, last = 0, len(tokens)
    while first < last and tokens[first][2].casefold() in NO_NAMES:
        stands = not article.opens(start) or text[end : end + 1] == ":"
        if stands and first == 0 and last > 1 and tokens[0][2].casefold() in NUMBERS:
            break  # "Two Banks" inside a sentence, or as a label, has its capital for a reason
        first += 1
    while last - first > 1 and tokens[last - 1][2].casefold() in NO_NAMES:
        last -= 1
    if first == last:
        return None
    words = [word for _, _, word in tokens[first:last]]
    cut = _title(article, words)
    if not cut and _is_office(article, words, tokens[first][0]):
        return None
    begin, stop = tokens[first + cut][0], tokens[last - 1][1]
    owner = bool(_POSSESSIVE.match(text, stop))
    if text[stop - 1] in "'’.&-" and not _KEEPS_STOP.search(words[-1]):
        stop -= 1
    if stop <= begin or not fold(text[begin:stop]):
        return None
    return Name(begin, stop, tuple(words[cut:]), tuple(words[:cut]), owner, first == cut == 0 and article.opens(start))


def _is_office(article: Article, words: list[str], start: int) -> bool:
    """Whether capitals are an office and not a name: "The Foreign Minister, Ines Corvo,"."""
    after_the = article.text[max(0, start - 4) : start].casefold() == "the "
    return (after_the or len(words) > 1) and is_person(article.actors.role(" ".join(words)))


def _title(article: Article, words: list[str]) -> int:
    """How many of the words are a title: "Russian Foreign Minister Sergei Lavrov" has three."""
    actors = article.actors
    plain = [fold(word) for word in words]
    if len(plain) == 1 or plain[-1] in BODIES or actors.organisation(" ".join(words)):
        return 0
    for cut in range(len(plain) - 1, 0, -1):
        if plain[cut - 1] in TITLES:
            return cut if plain[cut] not in BODIES else 0
        if cut <= _MOST_TITLE:
            role = actors.role(" ".join(words[:cut]))
            if is_person(role) and not actors.given(words[cut - 1]):
                return cut
    return int(len(plain) >= 3 and actors.given(words[1]) is not None and actors.given(words[0]) is None)
