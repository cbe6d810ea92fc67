"""The words of a quotation in the form that every paper's spelling shares, with their places."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

JOINING = 25  # hundredths of a content word that a word counts which only joins others
_LONGEST = 400  # words of a quotation that are read: aligning two takes time in the product of their lengths
_LONGEST_BRACKET = 100  # code points between square brackets; one that is not closed by then is a slip of the pen
_LONGEST_WORD = 60  # code points of a word that are looked at

_TOKEN = re.compile(
    r"(?P<gap>\[?(?:…|\.\s?\.\s?\.[.\s]{0,4})\]?)"
    r"|\d{1,15}(?:,\d{3}){0,4}(?:\.\d{1,9})?(?![^\W_])"
    r"|per\s?cent\b|%"
    r"|(?:\[[^\W_]{1,3}\])?[^\W_]+(?:['’][^\W_]+)*(?:\[[^\W_]{1,3}\])?"
    r"|(?P<bracket>[\[\]])",
    re.IGNORECASE,
)
_FUNCTION = frozenset(
    """a an the this that these those and or but nor so yet if then than as of in on at by for from to into onto upon over
    under up down out off about after before with without within through during between against among toward towards i me
    my mine myself we us our ours ourselves you your yours he him his himself she her hers herself it its itself they them
    their theirs themselves who whom whose which what when where why how there here one 1 be have do will can may must
    ought not no very too also just only even still again now ever any some all each every both either neither such same
    other another more most much many few less because while since until till unless although though whether whoever
    whatever anyone someone everyone something anything everything nobody none nothing never get let""".split()  # noqa: SIM905
)
_COMMON = frozenset(
    """say tell make take go come want know think see give find use need put keep ask try mean thing people person time year
    day way good new first last long great little own right big work call look feel like well back part place man woman
    today tomorrow yesterday next week month country world president government minister party election vote law state
    united america american nation national court house public political policy power security job money number issue
    question problem fact case end start history life family future hope kind lot talk speak believe deal help change move
    bad hard real true important street second third leave run hold""".split()  # noqa: SIM905
)
_LIGHT = frozenset(
    """a an the that this these those which who whom what and but so then as of in on at to by for from i me my we us our you
    your he him his she her it its they them their there here be have do will can may even also just very""".split()  # noqa: SIM905
)
_NEGATIONS = frozenset("not no never nobody none nothing neither nor without".split())  # noqa: SIM905
_FORMS = {
    "be": "am is are was were been being", "have": "has had having", "do": "does did done doing", "will": "would",
    "can": "could", "may": "might", "say": "said", "go": "went gone", "come": "came", "take": "took taken", "make": "made",
    "get": "got gotten", "give": "gave given", "see": "saw seen", "know": "knew known", "think": "thought", "tell": "told",
    "find": "found", "leave": "left", "keep": "kept", "hold": "held", "lose": "lost", "pay": "paid", "buy": "bought",
    "sell": "sold", "send": "sent", "spend": "spent", "build": "built", "bring": "brought", "fall": "fell fallen",
    "rise": "rose risen", "speak": "spoke spoken", "break": "broke broken", "choose": "chose chosen", "drive": "drove driven",
    "write": "wrote written", "begin": "began begun", "drink": "drank drunk", "eat": "ate eaten", "fight": "fought",
    "stand": "stood", "win": "won", "mean": "meant", "meet": "met", "feel": "felt", "hear": "heard", "lead": "led",
    "become": "became", "show": "shown", "grow": "grew grown", "man": "men", "woman": "women", "child": "children",
    "person": "persons", "anyone": "anybody", "someone": "somebody", "everyone": "everybody", "no": "none",
}  # fmt: skip
_STEMS = {form: stem for stem, forms in _FORMS.items() for form in forms.split()}
_SPELT = {
    "%": "percent", "per cent": "percent", "grey": "gray", "plough": "plow", "tyre": "tire", "draught": "draft", "mum": "mom",
    "spelt": "spelled", "burnt": "burned", "learnt": "learned", "cheque": "check", "kerb": "curb", "ageing": "aging",
    "wo": "will", "shall": "will", "sha": "will", "ca": "can", "manoeuvre": "maneuver", "aeroplane": "airplane",
    "aluminium": "aluminum", "ok": "okay", "1st": "first", "2nd": "second", "3rd": "third",
}  # fmt: skip
_SPELLINGS = (
    (re.compile(r"(?<=[^aeiou])our(?=$|s$|ed$|ing$|ite|able$|al$|hood|ful|less|ly$|er)"), "or"),
    (re.compile(r"(?<=[bct])re(?=$|s$|d$)|(?<=lit|met)re"), "er"),
    (re.compile(r"(?<=[a-z]{3})(?:is|ys)(?=e$|es$|ed$|er$|ers$|ing$|ation|ations$)"), "iz"),
    (re.compile(r"(?<=[a-z]{2})nce(?=$|s$|d$)"), "nse"),
    (re.compile(r"ogue(?=$|s$)"), "og"),
    (re.compile(r"(?<=program)me"), ""),
    (re.compile(r"([a-z])\1"), r"\1"),
)  # one form for both sides of the Atlantic; what else they turn one into another is not worth telling apart
_ENDINGS = {"'ll": "will", "'ve": "have", "'re": "are", "'m": "am", "'d": "would", "n't": "not"}
_IS = frozenset("it he she that there what who where here how".split())  # noqa: SIM905 - "it's" is "it is", but "the dam's" a genitive
_UNITS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen""".split()  # noqa: SIM905
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_NUMBERS = {**{word: n for n, word in enumerate(_UNITS)}, **{word: 10 * n for n, word in enumerate(_TENS, 2)}}
_SCALES = {"hundred": 100, "thousand": 1000}


@dataclass(frozen=True, slots=True)
class Word:
    """A word in place: `form` as every paper spells it, `stem` without tense and plural.

    `weight`: hundredths of a content word, `JOINING` for one that only joins others. `bracketed`: between square brackets.
    `gap`: an ellipsis stands before it.
    """

    form: str
    stem: str
    start: int
    end: int
    weight: int
    bracketed: bool
    gap: bool

    @property
    def content(self) -> bool:
        return self.weight > JOINING

    @property
    def telling(self) -> bool:
        """Whether it changes what is said: "or", "without" and "up" do, articles, pronouns and auxiliaries hardly."""
        return self.stem not in _LIGHT

    @property
    def negation(self) -> bool:
        return self.form in _NEGATIONS

    @property
    def number(self) -> bool:
        return self.form[0].isdigit()


def words(text: str) -> list[Word]:
    """The first 400 words, each half of a contraction one of its own, numbers in digits."""
    found: list[Word] = []
    bracketed = gap = False
    for m in _TOKEN.finditer(text):
        if m["gap"]:
            gap = True
        elif m["bracket"]:
            bracketed = m["bracket"] == "[" and "]" in text[m.end() : m.end() + _LONGEST_BRACKET]
        else:
            for form, stem, weight in _folded(m.group()[:_LONGEST_WORD]):
                found.append(Word(form, stem, m.start(), m.end(), weight, bracketed, gap))
                gap = False
        if len(found) >= _LONGEST:
            break
    return list(_counted(found))


@lru_cache(maxsize=1 << 16)
def _folded(printed: str) -> tuple[tuple[str, str, int], ...]:
    """Form, stem and weight of each half of a printed word."""
    halves = [_SPELT.get(" ".join(half.split()), half) for half in _parts(_plain(printed)) if half]
    return tuple((form := _form(half), _stem(form, half), _weight(half)) for half in halves)


def _plain(word: str) -> str:
    word = unicodedata.normalize("NFKD", word.casefold().replace("’", "'"))
    return "".join(c for c in word if not unicodedata.combining(c) and c not in "[]")


def _parts(word: str) -> tuple[str, ...]:
    """A word without its contraction: "won't" is "wo" and "not"."""
    if word == "cannot":
        return "can", "not"
    for ending, full in _ENDINGS.items():
        if word.endswith(ending):
            return word.removesuffix(ending), full
    if word.endswith("'s"):
        return (word[:-2], "is") if word[:-2] in _IS else (word[:-2],)
    return (word.replace("'", ""),)


def _form(word: str) -> str:
    if word[0].isdigit():
        return word.replace(",", "")
    if word in _NUMBERS or word in _SCALES:
        return word
    for pattern, put in _SPELLINGS:
        word = pattern.sub(put, word)
    return word


def _stem(form: str, word: str) -> str:
    if word in _STEMS or word in _FORMS:
        return _STEMS.get(word, word)
    for ending, put in (("ies", "y"), ("ied", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if form.endswith(ending) and len(form) - len(ending) >= 3:
            form = form.removesuffix(ending) + put
            break
    return form.rstrip("e") if len(form) > 3 else form


def _weight(word: str) -> int:
    known = _STEMS.get(word, word)
    if known in _FUNCTION or (len(word) == 1 and not word.isdigit()):
        return JOINING
    return 60 if known in _COMMON or known.removesuffix("s") in _COMMON else 100


def _counted(found: list[Word]) -> Iterator[Word]:
    """The words with each number in one, as digits: "forty-one", "a hundred and nine", "four point one"."""
    i = 0
    while i < len(found):
        form = found[i].form
        begins = form == "a" or form in _NUMBERS or form[0].isdigit()
        value, end = _number([word.form for word in found[i : i + 8]]) if begins else (0, 0)
        if end:
            form = f"{value:g}" if value < 1e6 else str(int(value))
            yield replace(found[i], form=form, stem=form, end=found[i + end - 1].end, weight=JOINING if value == 1 else 100)
        else:
            yield found[i]
        i += end or 1


def _number(forms: list[str]) -> tuple[float, int]:
    """The number with which a run of words begins, and how many of them tell it; 0 where none does."""
    first = 1.0 if forms[0] == "a" and len(forms) > 1 and forms[1] in _SCALES else _value(forms[0])
    if first is None:
        return 0, 0
    total, end, room = first, 1, 10 if first in range(20, 91, 10) and forms[0] in _NUMBERS else 0
    while end < len(forms):
        skip = 1 if forms[end] == "and" and room > 10 else 0
        value = _value(forms[end + skip]) if end + skip < len(forms) else None
        if forms[end] in _SCALES:
            room = _SCALES[forms[end]]
            total, end = total * room, end + 1
        elif value is not None and 0 < value < room:
            total, end, room = total + value, end + skip + 1, 10 if value in range(20, 91, 10) else 0
        elif forms[end] == "point" and end + 1 < len(forms) and (part := _value(forms[end + 1])) is not None and part < 10:
            return total + part / 10, end + 2
        elif forms[end : end + 3] == ["and", "a", "half"]:
            return total + 0.5, end + 3
        else:
            break
    return total, end


def _value(form: str) -> float | None:
    if form in _NUMBERS:
        return float(_NUMBERS[form])
    return float(form) if form.isascii() and form[0].isdigit() and form.replace(".", "", 1).isdigit() else None
