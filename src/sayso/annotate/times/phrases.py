"""The words and phrases in which English tells a time: what an expression can look like, not yet what it means."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.annotate.times.intervals import Edge, Season

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SHORT = {name[:3]: i for i, name in enumerate(_MONTHS, 1)} | {"Sept": 9}
WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "a": 1, "an": 1,
}  # fmt: skip
VAGUE = {"a couple of": (2, 3), "a few": (2, 6), "several": (3, 9)}  # how many is meant, from and to
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 4, "final": 4}
EDGES: dict[str, Edge] = {
    "early": "early", "beginning": "early", "start": "early", "mid": "mid", "middle": "mid", "late": "late", "end": "late",
}  # fmt: skip
SEASONS: dict[str, Season] = {
    "spring": "spring", "summer": "summer", "autumn": "autumn", "fall": "autumn", "winter": "winter",
}  # fmt: skip
FIRST_YEAR, LAST_YEAR = 1000, 2100
# Months that are also a name or a verb: alone, they need a preposition before them.
NAMELIKE = ("March", "April", "May", "June", "August")

_WORDS = {
    "MONTH": "|".join([*_MONTHS, *map(str.upper, _MONTHS)]),
    "SHORT": "(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\\b\\.?",
    "WEEKDAY": "|".join([*WEEKDAYS, *map(str.upper, WEEKDAYS)]),
    "YEAR": "[12][0-9]{3}(?![0-9]|[,.][0-9])",
    "DAY": "[0-9]{1,2}(?:st|nd|rd|th)?",
    "NUMBER": "[0-9]{1,3}|" + "|".join(f"[{n[0].upper()}{n[0]}]{n[1:]}" for n in sorted([*NUMBERS, *VAGUE], key=len)[::-1]),
    "UNIT": "day|week|month|quarter|year|decade",
    "SEASON": "spring|summer|autumn|fall|winter",
    "EDGE": "[Ee]arly|[Mm]id|[Ll]ate|[Bb]eginning|[Ss]tart|[Mm]iddle|[Ee]nd",
    "DASH": "[ ]?[-–/][ ]?",
}


def _pattern(source: str) -> re.Pattern[str]:
    """A pattern in which words in capitals stand for the lists above, and a blank for what may part two words."""
    for name, meant in _WORDS.items():
        source = re.sub(rf"\b{name}\b", lambda _, meant=meant: f"(?:{meant})", source)  # type: ignore[misc]
    return re.compile(re.sub(r" (?!\])", "(?:[ \u00a0\u202f]{1,2}|\r?\n)", source))


SURELY_BEFORE = frozenset(["in", "since", "until", "till", "during", "throughout", "early", "mid", "late"])
LOOSELY_BEFORE = frozenset(["by", "from", "of", "to", "for", "before", "after", "and", "through", "between"])
DETERMINERS = frozenset(["the", "a", "an", "its", "his", "her", "their"])
NOUN_NEXT = _pattern(r" (?!(?:on|of|for|against|to|and|or|in|by|was|is|from|at|that|with|will|has|had|said)\b)[a-z]")
CAPITAL_NEXT = _pattern(r" [A-Z][a-z]")
NAME_AFTER_DAY = _pattern(
    r"s\b|(?: [Nn]ight)? (?:Times|Mail|Mirror|Express|Telegraph|Post|Herald|Lights|Live|Independent|World|People|Tribune|Star"
    r"|Sun|Magazine|Club|League|Group|Agreement|Mosque|Football|Fever|Courier|Business|Review|School|Observer)\b"
)
NAME_BEFORE_DAY = frozenset((
    "Black", "Bloody", "Good", "Super", "Ash", "Holy", "Easter", "Palm", "Cyber", "Whit", "Fat", "Shrove", "Giving",
    "Sheffield", "Ruby", "Joe", "Man", "Girl", "every", "each", "most", "any", "Every", "Each", "Most", "Any",
))  # fmt: skip
PAPERS_ON = frozenset(["Mail", "Mirror", "Independent", "Scotland", "Wales", "Herald", "Star", "Express"])  # "on Sunday"
# What may follow a number that is no year; "was", "his" and their like end in s and count nothing.
COUNTED = _pattern(
    r" (?:people|men|women|troops|percent|per cent|children|members|million|billion|(?!(?:was|is|has|as|this|his|its|does"
    r"|elections?|Olympics|games|talks|protests|across|unless|perhaps|thus|plus|versus|besides|towards|always)\b)[a-z]*[a-rt-z]s\b)"
    r"|%|°|[- ](?:mile|foot|metre|kilometre|km|seat)\b"
)
OTHER_END = _pattern(r"(?: (?:to|and|until|through) |DASH)(?:DAY(?: of)? )?(?P<month>MONTH|SHORT) (?:DAY,? )?(?P<year>YEAR)")

_PART_OF_DAY = r"(?: (?:morning|afternoon|evening|night))?"
DATE_BRITISH = _pattern(
    r"(?:(?P<weekday>WEEKDAY)" + _PART_OF_DAY + r",?(?: the)? )?(?P<day>DAY)(?:(?:DASH| and | to )(?P<last>DAY))?(?: of)? "
    r"(?P<month>MONTH|SHORT)(?:,? (?P<year>YEAR))?(?!,? [0-9]{4}(?![0-9])|[a-z])"
)
DATE_AMERICAN = _pattern(
    r"(?:(?P<weekday>WEEKDAY)" + _PART_OF_DAY + r",? )?(?P<month>MONTH|SHORT) (?P<day>DAY)"
    r"(?![0-9:]|[,.][0-9]| ?%| percent| people)"
    r"(?:(?:DASH|(?: and | to )(?=[0-9]{1,2}(?:\b|st|nd|rd|th)(?! [A-Za-z]+| ?%)))(?P<last>DAY)(?![0-9/-]))?"
    r"(?:,? (?P<year>YEAR))?(?!,? [0-9]{4}(?![0-9]))"
)  # fmt: skip
DATE_ISO = _pattern(r"(?P<year>[12][0-9]{3})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})(?:T[0-9:]{4,8}Z?)?(?![0-9-])")
DATE_SLASHES = _pattern(r"(?P<a>[0-9]{1,2})(?P<mark>[/.])(?P<b>[0-9]{1,2})(?P=mark)(?P<year>[12][0-9]{3})(?![0-9/])")
MONTH_ALONE = _pattern(
    r"(?:(?P<edge>EDGE)(?: of|-| in)?(?: |(?<=-)))?(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his|[Pp]ast|[Cc]oming) )?"
    r"(?:(?P<month>MONTH)\b(?:,?(?: of)? (?P<year>YEAR)| (?:of )?(?P<of>last|this|next) year)?)"
)
MONTH_SHORT = _pattern(r"(?P<edge>(?!))?(?P<which>(?!))?(?P<month>SHORT) (?P<year>YEAR)(?P<of>(?!))?")
WEEKDAY_ALONE = _pattern(
    r"(?:(?:[Ee]arly|[Ll]ate)(?: on)? )?(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his past|[Tt]his coming|[Tt]his|[Pp]ast|[Cc]oming) )?"
    r"(?P<weekday>WEEKDAY)\b" + _PART_OF_DAY + r"(?:,? (?:of )?(?P<week>last|this|next) week)?"
)
NAMED_DAY = _pattern(
    r"(?P<name>[Tt]oday|[Tt]onight|[Yy]esterday|[Tt]omorrow|[Dd]ay before yesterday|[Dd]ay after tomorrow|[Ll]ast night"
    r"|[Tt]his (?:morning|afternoon|evening))\b" + _PART_OF_DAY
)
UNIT = _pattern(
    r"(?:(?P<edge>EDGE|[Ee]arlier|[Ll]ater)(?: of| in)?(?: |-))?(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast|[Cc]oming) "
    r"(?P<unit>week|month|quarter|year|decade)\b"
)
WEEKEND = _pattern(r"(?:(?P<which>[Ll]ast|[Tt]his|[Nn]ext|[Pp]ast|[Cc]oming) )?(?P<unit>[Ww]eekend)\b")
SEASON = _pattern(r"(?P<which>[Ll]ast|[Tt]his|[Nn]ext) (?P<season>SEASON)\b(?P<year>(?!))?")
SEASON_YEAR = _pattern(r"(?P<which>(?!))?(?P<season>[Ss]pring|[Ss]ummer|[Aa]utumn|[Ff]all|[Ww]inter)(?: of)? (?P<year>YEAR)(?!-)")
AGO = _pattern(
    r"(?P<number>NUMBER) (?P<unit>UNIT)s? "
    r"(?P<how>ago|earlier|before(?=[ ]?[.,;])|later|afterwards|after(?=[ ]?[.,;])|from now|on(?=,))\b"
)
STRETCH = _pattern(r"(?P<which>[Pp]ast|[Ll]ast|[Nn]ext|[Cc]oming|[Ff]ollowing)(?: (?P<number>NUMBER))? (?P<unit>UNIT)s?\b")
BESIDE = _pattern(r"(?P<which>[Nn]ext|[Ff]ollowing|[Pp]revious) (?P<unit>day|week|month|year)\b")
QUARTER = _pattern(
    r"(?:(?P<ordinal>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|[Ll]ast|[Ff]inal) (?P<what>quarter|half)|Q(?P<q>[1-4])\b)"
    r"(?:,?(?: of)? (?P<year>YEAR)|(?: of)? (?P<of>last|this|next) year)?"
)
YEAR = _pattern(r"(?:(?P<edge>EDGE)(?: of| in)?(?: |-))?(?P<year>YEAR)(?:[-–/](?P<last>[12][0-9]{3}|[0-9]{2})\b)?(?![-/0-9]|s\b)")
DECADE = _pattern(r"(?:(?P<edge>[Ee]arly|[Mm]id|[Ll]ate)(?: |-))?(?P<year>[12][0-9]{2}0)[’']?s\b")
VAGUELY = _pattern(r"(?:[Rr]ecently|[Ll]ately|[Pp]reviously|[Ee]arlier|[Rr]ecent (?:days|weeks|months|years))\b")


def _capital_too(words: str) -> Iterator[str]:
    for word in words.split():
        yield from (word, word.capitalize())


# The words with which an expression can begin, and the group of readers for each; a number begins one of the group "digit".
TRIGGERS: dict[str, str] = {
    **dict.fromkeys([*_MONTHS, *map(str.upper, _MONTHS), *SHORT], "month"),
    **dict.fromkeys([*WEEKDAYS, *map(str.upper, WEEKDAYS)], "weekday"),
    **dict.fromkeys(_capital_too("last next this past coming previous following"), "which"),
    **dict.fromkeys(_capital_too("early mid late beginning start middle end earlier later"), "edge"),
    **dict.fromkeys(_capital_too("several " + " ".join(NUMBERS)), "number"),
    **dict.fromkeys(
        _capital_too(
            "today tonight yesterday tomorrow day weekend recently lately previously recent first second third fourth final"
            " spring summer autumn fall winter q1 q2 q3 q4"
        ),
        "word",
    ),
}

# `HALDEN, April 10 (Halyard) -` at the beginning of a paragraph.
DATELINE = _pattern(
    r"(?:^|\n)[ ]{0,4}[A-ZÀ-Þ][A-ZÀ-Þ\x20.’'-]{2,30}(?:, [^\n,()]{2,25})?, (?:(?P<day>DAY) (?P<month>MONTH|SHORT)"
    r"|(?P<month2>MONTH|SHORT) (?P<day2>DAY))(?:,? (?P<year>YEAR))?(?: \([^()\n]{1,40}\))?[ ]?(?:[-–—]|:)"
)


def word_before(text: str, at: int) -> str:
    """The word that a blank parts from what begins at `at`, "" where none stands there or it is a long one."""
    if at < 1 or not text[at - 1].isspace():
        return ""
    words = text[max(0, at - 16) : at].split()
    return words[-1] if words else ""
