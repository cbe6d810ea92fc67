"""When a statement was made: which of a text's times dates the saying, and not the thing said.

A time dates the saying where it stands in the sentence of the cue, outside of the content, with nothing between that
begins a clause of its own ("who was arrested on Monday"). Where there is none, a later statement of a speaker who was
dated before, told as one more saying of the same kind, belongs to the same occasion.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from sayso.annotate.times.tense import ends_sentence
from sayso.records import Span, Spans, Statement, Time, days

_SENTENCE_END = re.compile(r"[.!?](?=[\"”’)]{0,2}\s)|[\n\r]")
_REACH = 400  # code points: a sentence that is longer is cut here, on either side
# Between a cue and a time, what shows that the time belongs to another verb.
_RELATIVE = re.compile(r"\b(?:who|whom|whose|which|where|that|because|if|until|since|ahead of|in advance of|scheduled|due)\b|;")
_CLAUSE = re.compile(r"\b(?:[Aa]fter|[Bb]efore|[Ww]hen|[Ww]hile|[Aa]s|[Aa]lthough|[Tt]hough|[Oo]nce)\b|,")
_FINITE = re.compile(
    r"\b(?:was|were|had|has|have|is|are|did|will|would)\b|\b(?:[a-z]{2,}(?<!e)ed|first|began|came|went|took|made|gave|held|met)\b"
)
_BARRED = re.compile(r"\b(?:before|until|since|by|ahead of|in advance of|for|of)[ ](?:the[ ])?$")
_OF_THING = re.compile(r"[’']s?[ ]")
_OCCASION = re.compile(
    r"(?:[’']s)?[ ](?:[a-z]+[ ])?(?:statement|interview|speech|briefing|conference|letter|report|address|hearing|post|note"
    r"|accord|article|message|memo|tweet|survey|poll|study|paper)\b"
)
_OCCASION_OPENS = re.compile(r"\b(?:[Ii]n|[Aa]t|[Dd]uring|from|an?|the|[Tt]he|[Aa]n?|their|his|her|its)[ ]$")
_VERB_NEXT = re.compile(r"[ ](?:was|is|will|would|has|had|marks?|marked)\b")
_FUTURE_CUE = re.compile(r"\b(?:will|shall|would|expected|plans?|intends?|must|may|could|should)\b")
# A saying that happened once: in the past tense or "according to", and not told as a habit or a state.
_EVENT = re.compile(
    r"\b(?:said|told|added|according to|explained|wrote|noted|warned|called|accused|denied|announced|insisted|argued|stressed"
    r"|replied|continued|went on|concluded|reported|stated|declared|claimed|urged|asked|[a-z]{2,}ed)\b", re.IGNORECASE,
)  # fmt: skip
_NO_EVENT = re.compile(r"\b(?:has|have|will|would|repeatedly|often|once|always|long|never|expected|had|is|are|was|were)\b")
_WRITTEN = re.compile(r"\b(?:wrote|writes|written|posted|tweeted|tweet|letter|order|report|article|blog|op-ed|column|memo)\b")
_PLAIN = re.compile(r"(?:also )?(?:said|told|added|explained|noted|stressed|continued|went on)\b")
_PARTICIPLE = re.compile(r"[a-z]+ing\b")  # "spoke on Friday, casting it as": one verb more of the same source
_FIRST_PERSON = {"i", "we", "our", "my"}
_PRONOUNS = {"he", "she", "they", "it", "who"}
_PRESENT = re.compile(r"\b(?:will|shall|was|were|had|[a-z]{2,}ed|been)\b")
_LONGEST_DATELINE = 60  # code points from its line's beginning to its day
_SENT = re.compile(r"(?:,? \d{4})?(?: \([^()\n]{1,40}\))? ?(?:[-–—]|:)\s")


@dataclass(frozen=True, slots=True)
class _Candidate:
    rank: tuple[int, int]
    time: Time


def said_on(text: str, statement: Statement, found: Sequence[Time], published: str | None, within: Spans = ()) -> Time | None:
    """The time of `found` that dates the saying of `statement`, None where the article does not tell.

    `found`: the times of the text, in order. `within`: for a statement in the content of another, that content; no
    time outside it is taken. Nothing open and nothing after the day of publication dates a saying.
    """
    anchor = statement.cue or statement.source
    if not anchor:
        return None
    last = days(published)[1] if published else "9999"
    start, end = _sentence(text, anchor[0].start, anchor[-1].end, statement.content)
    if within:
        inside = next((s for s in within if s.start <= anchor[0].start < s.end), within[0])
        start, end = max(start, inside.start), min(end, inside.end)
    if _FUTURE_CUE.search(_words(text, statement.cue)):
        return None
    candidates: list[_Candidate] = []
    for t in found[bisect_left(found, start, key=_place) : bisect_left(found, end, key=_place)]:
        closed = t.start is not None and t.end is not None and t.start <= last
        rank = _rank(text, statement, t.spans[0], start) if closed else None
        if rank is not None:
            candidates.append(_Candidate(rank, t))
    return min(candidates, key=lambda c: c.rank).time if candidates else None


def when_said(
    text: str, statements: Sequence[Statement], found: Sequence[Time], published: str | None
) -> tuple[Time | None, ...]:
    """When each statement of an article was made: by its own words, or as one more of an occasion dated before.

    `statements` in order of place, parents before what stands in them. A speaker is the same where the ids of
    `speaker` are, or, where those are unknown, where the source ends with the same word; a pronoun is the speaker before.
    """
    by_id = {s.id: s for s in statements}
    told: dict[str, Time | None] = {}
    outer: list[tuple[Statement, Time | None]] = []
    occasions: dict[tuple[object, bool], Time] = {}
    speaker: object = None
    for s in statements:
        parent = by_id.get(s.parent) if s.parent else None
        own = said_on(text, s, found, published, parent.content if parent else ())
        if parent is not None:
            told[s.id] = own or (told.get(parent.id) if _is_thought_of_speaker(text, s) else None)
            continue
        speaker = _speaker(text, s, speaker)
        key = (speaker, _is_written(text, s))
        when = own or (occasions.get(key) if _is_event(text, s) else None) or (_continued(text, s, outer[-1]) if outer else None)
        if when is not None and speaker:
            occasions[key] = when
        told[s.id] = when
        outer.append((s, own))
    told.update(_of_headline(text, outer))
    return tuple(told[s.id] for s in statements)


def _continued(text: str, s: Statement, before: tuple[Statement, Time | None]) -> Time | None:
    """The day of the statement just before, where a plain "said" goes on with it in the same paragraph."""
    earlier, when = before
    if when is None or when.precision != "day" or _is_written(text, earlier) or not _PLAIN.match(_words(text, s.cue)):
        return None
    gap = text[_start(earlier) : _start(s)]
    return None if "\n" in gap or "\r" in gap else when


def _of_headline(text: str, outer: Sequence[tuple[Statement, Time | None]]) -> dict[str, Time | None]:
    """A headline tells what the lead tells: its statements have the day of the first one dated there by its own words."""
    end = text.find("\n")
    if end < 0 or text[:end].rstrip().endswith((".", "!", "?", "”", '"')):
        return {}
    headline = [s for s, own in outer if own is None and _end(s) <= end]
    body = [(s, own) for s, own in outer if _start(s) > end]
    if not headline or not body:
        return {}
    lead = text.find("\n", _start(body[0][0]))
    dated = [own for s, own in body if own is not None and own.precision == "day" and (lead < 0 or _start(s) < lead)]
    return {s.id: dated[0] for s in headline} if dated else {}


def _start(s: Statement) -> int:
    return min(span.start for span in s.source + s.cue + s.content)


def _end(s: Statement) -> int:
    return max(span.end for span in s.source + s.cue + s.content)


def _is_written(text: str, s: Statement) -> bool:
    """Whether it was written, not spoken; the cue of a signature under a post is a dash."""
    cue = _words(text, s.cue)
    return bool(_WRITTEN.search(cue)) or not any(c.isalpha() for c in cue)


def _place(time: Time) -> int:
    return time.spans[0].start


def _words(text: str, places: Spans) -> str:
    return " ".join(text[span.start : span.end] for span in places)


def _is_event(text: str, s: Statement) -> bool:
    cue = _words(text, s.cue)
    return bool(_EVENT.search(cue)) and not _NO_EVENT.search(cue)


def _is_thought_of_speaker(text: str, s: Statement) -> bool:
    """Whether it tells in the present what the one who speaks thinks ("I believe"): then it is dated as what they say is."""
    return _words(text, s.source).lower() in _FIRST_PERSON and not _PRESENT.search(_words(text, s.cue))


def _speaker(text: str, s: Statement, before: object) -> object:
    if s.speaker:
        return s.speaker
    words = re.findall(r"[^\W_]+", _words(text, s.source[:1]).replace("’s", "").replace("'s", ""))
    if len(words) == 1 and words[0].lower() in _PRONOUNS:
        return before
    return words[-1].lower() if words else None


def _sentence(text: str, start: int, end: int, content: Spans) -> tuple[int, int]:
    """The sentence of the cue: out to the marks that end one, those inside the content aside."""
    low, high = max(0, start - _REACH), min(len(text), end + _REACH)
    for m in _SENTENCE_END.finditer(text, low, start):
        if text[m.start()] in "\n\r" or (ends_sentence(text, m.start()) and not _inside(content, m.start() + 1)):
            low = m.end()
    for m in _SENTENCE_END.finditer(text, end, high):
        if text[m.start()] in "\n\r" or (ends_sentence(text, m.start()) and not _inside(content, m.start() + 1)):
            high = m.start()
            break
    return low, high


def _inside(places: Spans, at: int) -> bool:
    return any(span.start < at < span.end for span in places)


def _rank(text: str, s: Statement, place: Span, start: int) -> tuple[int, int] | None:
    """How well a time fits as that of the saying, the smaller the better; None where it does not."""
    if _holds(s.cue, place):
        return 0, 0
    if _holds(s.source, place):
        return (1, 0) if _OCCASION.match(text, place.end) else None
    if _is_of_thing(text, place) or _is_dateline(text, place):
        return None
    inside = next((span for span in s.content if span.start < place.end and place.start < span.end), None)
    if inside is not None:
        return _rank_in_content(text, s, place, inside)
    after = place.start >= (s.cue or s.source)[-1].end
    return _rank_after(text, s, place) if after else _rank_before(text, s, place, start)


def _is_dateline(text: str, place: Span) -> bool:
    """Whether a day is that of a dateline, which tells when the report was sent: "HALDEN, April 10 (Halyard) -"."""
    line = text.rfind("\n", max(0, place.start - _LONGEST_DATELINE), place.start) + 1
    opens = line > 0 or place.start <= _LONGEST_DATELINE
    return opens and text[line : line + 2].isupper() and _SENT.match(text, place.end) is not None


def _holds(places: Spans, place: Span) -> bool:
    return any(span.start <= place.start and place.end <= span.end for span in places)


def _rank_after(text: str, s: Statement, place: Span) -> tuple[int, int] | None:
    """A time after the cue: "told reporters Tuesday"; also after what else of the statement stands between."""
    begins = max(span.end for span in s.content + s.source + s.cue if span.end <= place.start)
    return None if _parted(text[begins : place.start]) else (2, place.start - begins)


def _rank_before(text: str, s: Statement, place: Span, start: int) -> tuple[int, int] | None:
    """A time before the cue, from `start` of the sentence on: "On Tuesday, Brom said", "Brom on Tuesday said"."""
    first = (s.cue or s.source)[0].start
    begins = min([first, *(span.start for span in s.content + s.source if place.end <= span.start < first)])
    over = s.content + s.source if _PARTICIPLE.match(_words(text, s.cue)) else s.content
    lead = text[max([start, *(span.end for span in over if span.end <= place.start)]) : place.start]
    between = text[place.end : begins]
    return None if _RELATIVE.search(between) or _parted(lead) else (3, begins - place.end)


def _is_of_thing(text: str, place: Span) -> bool:
    """Whether the words are those of something else's time: "Tuesday's vote", "before Friday", "ahead of the weekend"."""
    if _BARRED.search(text, max(0, place.start - 20), place.start):
        return True
    if _OF_THING.match(text, place.end):
        opens = _OCCASION_OPENS.search(text, max(0, place.start - 8), place.start)
        return not (opens and _OCCASION.match(text, place.end))
    return False


def _rank_in_content(text: str, s: Statement, place: Span, inside: Span) -> tuple[int, int] | None:
    """A time that opens the content ("said Tuesday that") or closes one without a verb ("denied the claim Monday")."""
    last = (s.cue or s.source)[-1].end
    lead = text[inside.start : place.start].strip().lower()
    if lead in ("", "on", "in") and 0 <= inside.start - last <= 2 and not _VERB_NEXT.match(text, place.end):
        return 2, 0
    trail = text[place.end : inside.end].strip()
    nominal = not _FINITE.search(text, inside.start, place.start) and not _RELATIVE.search(text, inside.start, place.start)
    return (4, 0) if not trail and nominal and inside == s.content[-1] and inside.start >= last else None


def _parted(between: str) -> bool:
    """Whether a clause of its own begins in these words and reaches to their end."""
    if _RELATIVE.search(between):
        return True
    clause = _CLAUSE.search(between)
    return clause is not None and _FINITE.search(between, clause.end()) is not None
