"""An article laid out for reading: where its sentences, paragraphs, headlines and quotations are."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

import regex

from sayso.annotate.known import Actors
from sayso.annotate.speakers.vocabulary import GOVERNORS
from sayso.records import Document
from sayso.text import paragraphs, quoted

_SENTENCE = regex.compile(r"[.!?…][\"”’')\]]{0,3}\s+(?=[\"“‘'(\[]{0,2}[\p{Lu}\d])|[:;]\s+(?=[\"“])|(?<!\s)\s*\n\s*")
_ABBREVIATED = regex.compile(r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Sgt|Prof|Rev|Del|Adm|Capt|Maj|St|Jr|Sr|vs|No|\p{Lu})$")
_SURROGATE = regex.compile("[\ud800-\udfff]")
_LONGEST_HEADING = 200  # code points
_GOVERNED = 40  # code points before a name in which what governs it stands


@dataclass(frozen=True, slots=True)
class Article:
    """A text to read for its speakers, with what is known of it.

    `day`: `YYYY-MM-DD`, when it was published, None where that is not known to the day. `sources`, `source_ends`: where
    the sources of its statements begin and end. Everything of it is code points of `text`, half-open where it is a span,
    and in order.
    """

    text: str
    actors: Actors
    day: str | None
    byline: str
    sources: frozenset[int]
    source_ends: frozenset[int]
    sentences: list[int]
    paragraphs: list[int]
    headings: list[tuple[int, int]]
    quotations: list[tuple[int, int]]
    _openings: dict[int, int] = field(default_factory=dict)

    def sentence(self, at: int) -> int:
        """The number of the sentence in which a code point stands."""
        return bisect_right(self.sentences, at) - 1

    def paragraph(self, at: int) -> int:
        """The number of the paragraph in which a code point stands."""
        return bisect_right(self.paragraphs, at) - 1

    def heading(self, at: int) -> bool:
        """Whether a place is in a headline of capitalised words, which tell nothing of what is a name."""
        return _inside(self.headings, at)

    def quoted(self, at: int) -> bool:
        """Whether a code point stands inside quotation marks."""
        return _inside(self.quotations, at)

    def speaks(self, start: int, end: int) -> bool:
        """Whether a run of capitals begins where a source does, and in a headline ends where one does."""
        return start in self.sources and (end in self.source_ends or not self.heading(start))

    def opens(self, at: int) -> bool:
        """Whether no letter and no digit stands before a word in its sentence."""
        number = self.sentence(at)
        if number not in self._openings:
            begin = self.sentences[number]
            self._openings[number] = next((i for i in range(begin, len(self.text)) if self.text[i].isalnum()), len(self.text))
        return self._openings[number] >= at

    def subject(self, at: int) -> bool:
        """Whether what stands here may be a subject: nothing that governs it stands right before it."""
        begin = self.sentences[self.sentence(at)]
        before = self.text[max(begin, at - _GOVERNED) : at].split()
        while before and before[-1][:1].isupper():
            before.pop()
        return not before or before[-1].casefold() not in GOVERNORS


def laid_out(document: Document, actors: Actors) -> Article:
    """The article of a document; a lone surrogate reads as U+FFFD, for the lists can be asked for no such thing."""
    text = _SURROGATE.sub("\ufffd", document.text)
    spans = paragraphs(text)
    day = document.published[:10] if document.published and len(document.published) >= 10 else None
    return Article(
        text,
        actors,
        day,
        _SURROGATE.sub("\ufffd", document.byline or "").removeprefix("By ").strip(),
        frozenset(span.start for s in document.statements for span in s.source),
        frozenset(span.end for s in document.statements for span in s.source),
        _sentences(text),
        [start for start, _ in spans],
        [(start, end) for start, end in spans if end - start <= _LONGEST_HEADING and _is_heading(text[start:end])],
        quoted(text, spans),
    )


def _inside(spans: list[tuple[int, int]], at: int) -> bool:
    i = bisect_right(spans, at, key=_start) - 1
    return i >= 0 and at < spans[i][1]


def _start(span: tuple[int, int]) -> int:
    return span[0]


def _sentences(text: str) -> list[int]:
    """Where sentences begin, roughly: enough to count how many lie between two places."""
    starts = [0]
    for m in _SENTENCE.finditer(text):
        if text[m.start()] != "." or not _ABBREVIATED.search(text, max(0, m.start() - 6), m.start()):
            starts.append(m.end())
    return starts


def _is_heading(paragraph: str) -> bool:
    words = [word.lstrip("\"“‘'(") for word in paragraph.split() if len(word) > 3]
    words = [word for word in words if word[:1].isalpha()]
    needed = 0.85 if paragraph.endswith((".", "?", "!", ":", ",", '"', "”")) else 0.65
    return len(words) > 2 and sum(word[0].isupper() for word in words) > needed * len(words)
