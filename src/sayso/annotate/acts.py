"""What a speaker does by saying it, whether that denies something, how far the article stands by it, and on what ground.

The words and rules are data (`data/acts.toml`): reporting words with the act that they perform, patterns of what is said,
hedges, denials, and phrases that tell of evidence. Whoever misses a word adds it there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sayso.annotate.lexicon import Entry, Lexicon, Mark, Pattern, Rule, shipped
from sayso.records import Act, Evidence, Spans, Statement

__all__ = ["judged"]

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*|['’][^\W_]+|[^\w\s'’]|\n")
_CUE_WORDS = 40  # a cue has two words on average; what comes after so many is no cue
_CONTENT_WORDS = 60  # what a statement does is said at its beginning
_JUST_BEFORE = 3  # words before a statement in which a hedge is its own
_AROUND = 40  # words before and after a statement that can tell of its evidence
_TOLD = frozenset({"told", "tells"})
_OUTLET_WITHIN = 5  # words after "told" in which an outlet's name ends
_LACKING = frozenset({"without", "not"})  # "said without elaborating"; "gave no details" as a cue is no ground of its own
_ENDS = frozenset(".!?")
# Before a full stop that ends no sentence.
_TITLES = frozenset({"mr", "mrs", "ms", "dr", "gen", "sen", "rep", "gov", "st", "col", "lt"})
_MARKS = "\"'“”‘’»«`„"


def judged(text: str, statements: Sequence[Statement], lexicon: Lexicon | None = None) -> tuple[Statement, ...]:
    """The statements with act, denies, hedged and evidence set, judged from cue, content and the sentence around.

    `lexicon`: the words to judge by, those that come with sayso where none is given.
    """
    if not statements:
        return ()
    judge = _Judge(text, lexicon or shipped())
    starts = sorted(min(piece.start for piece in s.cue + s.content) for s in statements)
    return tuple(judge.judged(s, starts) for s in statements)


@dataclass(frozen=True, slots=True)
class _Said:
    """What the words of one statement are: its cue's, and its content's first ones without punctuation."""

    cue: list[str]
    content: list[str]
    ending: str  # the last character of what is said
    kind: str  # what it begins with: *quote, *name, *ing or nothing of these
    head: str  # the head of the source, "" where it has none


class _Judge:
    """One text, in words, and the lexicon that it is read by."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        found = list(_WORD.finditer(text))
        self.starts = [m.start() for m in found]
        self.words = words = [m.group().lower().replace("’", "'") for m in found]
        # Where a sentence ends, and where words stand that tell of evidence or of distance: looked for once a text.
        self.ends = [i for i, w in enumerate(words) if w in _ENDS and i and words[i - 1] not in _TITLES and len(words[i - 1]) > 1]
        self.marks: list[tuple[int, Mark]] = []
        for i, word in enumerate(words):
            if word in lexicon.marks.firsts and (mark := lexicon.marks.at(words, i, len(words))) is not None:
                self.marks.append((i, mark[0]))
            elif word in _TOLD and not lexicon.outlets.isdisjoint(words[i + 1 : i + 1 + _OUTLET_WITHIN]):
                self.marks.append((i, "first_hand"))

    def judged(self, s: Statement, starts: list[int]) -> Statement:
        said = self.said(s)
        entry, negated = self.entry(said)
        act = self.act(entry, said)
        denial = self.lexicon.denial
        denies = negated and (act == "confirm" or entry.lemma in denial.opposites)
        if entry.denies:
            denies = not negated
        elif negated and act in denial.unsaid:
            act = "other"
        elif act in denial.acts:
            denies = denies or self.denied(said)
        marks = self.marked(s, starts)
        return replace(s, act=act, denies=denies, hedged=self.hedged(said, marks), evidence=self.evidence(s, said, marks))

    def said(self, s: Statement) -> _Said:
        first, last = s.content[0], s.content[-1]
        content = [w for w in self.within(s.content, _CONTENT_WORDS) if w[-1].isalnum()]
        begin = self.text[first.start : first.start + 1]
        kind = "*quote" if begin in _MARKS else "*name" if begin.isupper() else ""
        if not kind and content and content[0].endswith("ing"):
            kind = "*ing"
        ending = self.text[max(last.start, last.end - 20) : last.end].rstrip(_MARKS + " \t\r\n")[-1:]
        return _Said(self.within(s.cue, _CUE_WORDS), content, ending, kind, self.head(s.source))

    def within(self, spans: Spans, most: int) -> list[str]:
        """The first words of these spans."""
        words: list[str] = []
        for span in spans:
            first = bisect_left(self.starts, span.start)
            words += self.words[first : min(bisect_left(self.starts, span.end), first + most - len(words))]
            if len(words) >= most:
                break
        return words

    def head(self, source: Spans) -> str:
        """The last word of the source before a preposition: what the source is."""
        words = self.within(source, _CUE_WORDS)
        end = next((i for i, word in enumerate(words) if i and word in _AFTER_HEAD), len(words))
        return words[end - 1] if words else ""

    def entry(self, said: _Said) -> tuple[Entry, bool]:
        """The word of the cue that decides what is done, and whether a negation stands before it."""
        cue, best, negated, denied = said.cue, None, False, False
        if not any(w[-1].isalnum() for w in cue):
            return self.lexicon.silent, False
        at = 0
        while at < len(cue):
            found = self.lexicon.cues.at(cue, at, len(cue))
            if found is None:
                negated = negated or self.lexicon.denial.negates(cue[at])
                at += 1
                continue
            entry, at = found
            if best is None or entry.rank < best.rank:
                best, denied = entry, negated
            if best.rank == 0:
                break
        return (self.lexicon.unknown, negated) if best is None else (best, denied)

    def act(self, entry: Entry, said: _Said) -> Act:
        act = entry.act
        for rule in entry.rules:
            if self.holds(rule, said):
                act = rule.act
        return act

    def holds(self, rule: Rule, said: _Said) -> bool:
        if rule.study and said.head not in self.lexicon.studies:
            return False
        patterns = self.lexicon.patterns
        if any(_matches(patterns[name], said) for name in rule.without):
            return False
        return not rule.content or any(_matches(patterns[name], said) for name in rule.content)

    def denied(self, said: _Said) -> bool:
        """Whether what is said begins by saying that something is not so."""
        denial, content = self.lexicon.denial, said.content
        if not content or (said.kind == "*quote" and content[0] not in denial.own):
            return False
        if content[0] in denial.starts:
            return True
        for i, word in enumerate(content[: denial.within]):
            if i and word in denial.stops:
                return False
            if denial.negates(word):
                return content[i + 1 : i + 2] == [] or content[i + 1] not in denial.mild
        return False

    def hedged(self, said: _Said, marks: set[Mark]) -> bool:
        for i in range(len(said.cue)):
            found = self.lexicon.hedging_cues.at(said.cue, i, len(said.cue))
            if found is not None:
                return found[0]
        return "hedge" in marks

    def marked(self, s: Statement, starts: list[int]) -> set[Mark]:
        """What the words around what is said tell: those of its sentence, and for evidence not given of the one after."""
        pieces = s.source + s.cue + s.content
        first, end = min(piece.start for piece in pieces), max(piece.end for piece in pieces)
        at, after = bisect_left(self.starts, first), bisect_left(self.starts, end)
        low = max(self.sentence_start(at), at - _AROUND)
        ended = any(mark in _ENDS for mark in self.text[max(first, end - 3) : end])
        close = after if ended else self.sentence_end(after)
        high = min(self.sentence_end(close if ended else close + 1), after + _AROUND)
        # What stands after the beginning of the next statement belongs to that one.
        following = bisect_left(starts, end)
        limit = bisect_left(self.starts, starts[following]) if following < len(starts) else high
        found: set[Mark] = set()
        for i, mark in self.marks[bisect_left(self.marks, (low, "")) : bisect_left(self.marks, (high, ""))]:
            place = self.starts[i]
            if _in(s.content, place):
                continue
            if mark == "none_given":
                told = at <= i <= limit and (not _in(s.cue, place) or self.words[i] in _LACKING)
            elif mark == "hedge":
                told = at - _JUST_BEFORE <= i < after
            else:
                told = i < close
            if told:
                found.add(mark)
        return found

    def evidence(self, s: Statement, said: _Said, marks: set[Mark]) -> Evidence | None:
        if "none_given" in marks:
            return "none_given"
        if "anonymous" in marks:
            return "anonymous"
        if "document" in marks or said.head in self.lexicon.documents or s.speaker_type == "document":
            return "document"
        return "first_hand" if "first_hand" in marks else None

    def sentence_end(self, at: int) -> int:
        """Where the sentence ends in which the word at `at` stands."""
        i = bisect_left(self.ends, at)
        return self.ends[i] if i < len(self.ends) else len(self.words)

    def sentence_start(self, at: int) -> int:
        i = bisect_left(self.ends, at)
        return self.ends[i - 1] + 1 if i else 0


# What the head of a source stands before: "a report of the ministry", "the poll, released on Monday".
_AFTER_HEAD = frozenset(
    {"of", "by", "from", "in", "on", "for", "about", "to", "that", "which", "who", "with", "at", ",", "released"}
)


def _in(pieces: Spans, place: int) -> bool:
    return any(piece.start <= place < piece.end for piece in pieces)


def _matches(pattern: Pattern, said: _Said) -> bool:
    content = said.content
    if not content:
        return False
    if said.ending and said.ending in pattern.ends:
        return True
    if pattern.starts.at(content, 0, len(content)) is not None or said.kind in pattern.kinds:
        return True
    return pattern.words.within(content, 0, min(pattern.within, len(content)))
