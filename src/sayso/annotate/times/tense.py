"""Which way the verbs around a place of a text point: to what was, or to what is to come."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

Direction = Literal["past", "future"]

# The clause's verbs and the ends of sentences and clauses, found in one pass. Future comes first, since "is expected
# to" and "agreed to" hold what looks like a past tense. Weak signs count only where there is no other: "met to
# discuss" is past, a headline's "Council to meet" is not. Some names end in -ed.
_SIGNAL = re.compile(
    r"(?P<future>\b(?:(?:[Ww]ill|won[’']t|shall|would|[’']ll|must|may|should)(?:[ ](?:not|also))?(?:[ ]be)?(?:[ ][a-z]+)?"
    r"|(?:(?:expected|scheduled|due|slated|planned|poised|supposed|booked|timed|bound|agreed?|vow(?:ed|s)?|decided|promised"
    r"|invited|ordered|asked|summoned|prepar(?:es?|ed|ing)|plans?|planning|hopes?|hoped|wants?|wanted|intends?|intended"
    r"|expects?|aims?|could|can|needs?|has|have|pledged|urged[ ]\w+|is|are|was|were|set|going|about)[ ]to(?:[ ]be)?[ ][a-z]+)"
    r"|(?:expected|scheduled|due|slated|planned|timed)(?![ ](?:for|in|on)[ ][12]\d{3})|set[ ]for|ahead[ ]of|in[ ]advance[ ]of"
    r"|postponed|rescheduled|put[ ]off|brought[ ]forward|plans?(?=[ ](?:a|an|for|talks|another)\b)|planning|expects?"
    r"|begins?|starts?|opens?|expires?|resumes?|convenes?|takes?[ ]place|go(?:es)?[ ]to[ ]the[ ]polls|heads?[ ]to[ ]the[ ]polls"
    r"|meets?|votes?(?=[ ](?:on|in|next|this|[A-Z]))|travels|visits|arrives|leaves|faces|deadline)\b)"
    r"|(?P<past>\b(?:was|were|had|did|has|have|been|said|told|wrote|began|came|went|took|made|gave|held|met|left|spoke|saw"
    r"|won|lost|fell|rose|struck|broke|hit|fled|sent|found|shot|got|became|brought|built|bought|caught|chose|cut|drew|drove"
    r"|flew|grew|kept|knew|laid|led|let|paid|put|quit|ran|read|sank|sold|shook|sought|spent|stood|swore|threw"
    r"|thought|withdrew|agreed|freed|says)\b|(?<=[a-z])(?<!e)(?<!Unit)(?<!hundr)(?<!Ahm)(?<!hamm)(?<!Alfr)ed\b)"
    r"|(?P<weak>\bto[ ](?:be|meet|hold|vote|discuss|begin|start|decide|sign|visit|travel|speak|address|resume|attend"
    r"|take|return|open|testify|appear|launch|announce|publish|present|release|join|arrive|leave|go|host|convene)\b"
    r"|\b(?:until|till|by(?=[ ][A-Z0-9]))\b)"
    r"|(?P<stop>[.!?](?=[\"”’)]{0,2}\s)|[\n\r])"
    r"|(?P<pause>[,;:–—“”\"]|\b(?:that|who|which|because|after|before|when|while|if)\b)"
)
# A month's abbreviation, an initial or a title ends in a full stop that ends no sentence.
_ABBREVIATION = re.compile(
    r"(?:\b[A-Z]|\b(?:[A-Z]\.)+[A-Z]|\b(?:Mr|Mrs|Ms|Dr|Gen|Sen|Rep|Gov|St|Adm|Col|Lt|Sgt|Prof|Rev|Jr|Sr|vs|No"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|a\.m|p\.m))$"
)
_FAR = 200  # code points: a verb beyond says nothing of a time
_PAUSE = 25  # code points by which a comma sets a verb farther off; chosen on the project's own sentences
_AFTER = 8  # a time mostly follows its verb


def ends_sentence(text: str, at: int) -> bool:
    """Whether the mark at `at` (a full stop, exclamation or question mark, line end) ends a sentence."""
    return text[at] != "." or _ABBREVIATION.search(text, max(0, at - 8), at) is None


@dataclass(slots=True)
class _Line:
    """The signs of one line of a text: where each begins and ends, and of what kind it is."""

    starts: list[int]
    ends: list[int]
    kinds: list[str]


class Tenses:
    """Where a text's verbs point, for questions about many places in it; a line is read when it is first asked about."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line = _Line([], [], [])
        self._from = self._to = 0  # the line held last

    def at(self, start: int, end: int) -> Direction | None:
        """Which way the nearest verb of the sentence points from the words `[start, end)`, None where there is none."""
        if not self._from <= start < self._to:
            self._read(start)
        line = self._line
        if not line.kinds:
            return None
        i = bisect_left(line.starts, start)
        found = _walk(line, range(i - 1, max(-1, i - 10), -1), start)
        found += _walk(line, range(i, min(len(line.kinds), i + 10)), end)
        plain = [(distance, kind) for distance, kind in found if kind != "weak"]
        if plain:
            return "past" if min(plain)[1] == "past" else "future"
        return "future" if found else None

    def _read(self, at: int) -> None:
        self._from = self._text.rfind("\n", 0, at) + 1
        self._to = self._text.find("\n", at) + 1 or len(self._text)
        self._line = line = _Line([], [], [])
        for m in _SIGNAL.finditer(self._text, self._from, self._to):
            kind = m.lastgroup or ""
            if kind != "stop" or ends_sentence(self._text, m.start()):
                line.starts.append(m.start())
                line.ends.append(m.end())
                line.kinds.append(kind)


def _walk(line: _Line, places: range, origin: int) -> list[tuple[int, str]]:
    """The nearest verb in one direction, and the nearest weak sign where it comes first, with how far they are."""
    found: list[tuple[int, str]] = []
    pauses = 0
    for i in places:
        kind = line.kinds[i]
        distance = origin - line.ends[i] if places.step < 0 else line.starts[i] - origin + _AFTER
        if distance < 0 and places.step > 0:
            continue  # inside the expression itself
        if kind == "stop" or distance > _FAR:
            break
        if kind == "pause":
            pauses += 1
            continue
        found.append((distance + _PAUSE * pauses, kind))
        if kind != "weak":
            break
    return found
