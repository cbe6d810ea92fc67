"""Names and offices that are written in many ways, written in one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"ł": "l", "ø": "o", "ß": "ss", "ı": "i", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"})
_DROPPED = re.compile(r"[.'’‘ʿʾ`´ʻ\"“”]")
_APART = re.compile(r"[^\w]+")
_INITIALS = re.compile(r"\b(\w) (?=\w\b)")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})

_SPELLINGS = {
    variant: one
    for one, variants in {
        "sergey": "sergei serguei serhii serhiy",
        "dmitry": "dmitri dmitriy dmitrii dmytro",
        "alexander": "aleksandr alexandr aleksander oleksandr alyaksandr aliaksandr",
        "alexey": "aleksei aleksey alexei oleksii oleksiy",
        "andrey": "andrei andrii andriy",
        "nikolay": "nikolai mykola",
        "yuri": "yuriy yury iurii yurii",
        "vasily": "vasiliy vasili vasyl",
        "yevgeny": "evgeny yevgeni evgeni evgeniy yevgeniy",
        "mohammed": "mohamed mohammad muhammad mohamad muhammed mahomed mohamud",
        "ahmed": "ahmad ahmet",
        "mahmoud": "mahmud",
        "hussein": "husein husayn hussain hossein",
        "hassan": "hasan",
        "abdullah": "abdallah abdulla",
        "ibrahim": "ebrahim",
        "yousef": "yusuf youssef yousuf",
        "khaled": "khalid",
        "omar": "umar",
        "said": "saeed saed sayed sayyid",
        "benjamin": "benyamin binyamin",
        "volodymyr": "volodimir",
        "zelensky": "zelenskyy zelenskiy zelenskyi",
        "gaddafi": "qaddafi gadhafi kadafi qadhafi",
        "hezbollah": "hizbollah hizbullah hezballah",
        "qaida": "qaeda",
    }.items()
    for variant in variants.split()
}
_ARTICLES = frozenset({"al", "el", "the"})


@lru_cache(maxsize=8192)
def fold(name: str) -> str:
    """A name without case, accents, points and hyphens: `Ban Ki-moon` is `ban ki moon`, `J. D. Vance` is `jd vance`."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_LETTERS)
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return _INITIALS.sub(r"\1", _APART.sub(" ", _DROPPED.sub("", plain)).strip())


@lru_cache(maxsize=8192)
def short(key: str) -> str:
    """A folded name without initials inside and `Jr`: `donald j trump` is `donald trump`."""
    first, *rest = key.split() or [""]
    return " ".join([first, *(word for i, word in enumerate(rest, 1) if _counts(word, i, len(rest)))])


def _counts(word: str, place: int, last: int) -> bool:
    return not (word in _SUFFIXES or len(word) == 1 or (place < last and _is_initials(word)))


def _is_initials(word: str) -> bool:
    """`j`, `hw`, and not `al` or `de`."""
    return len(word) == 1 or (len(word) == 2 and not set(word) & set("aeiou"))


@lru_cache(maxsize=8192)
def loose(key: str) -> str:
    """A folded name as any transliteration gives it: `sergei lavrov` is `sergey lavrov`, `al sisi` is `sisi`."""
    words = [word for word in short(key).split() if word not in _ARTICLES]
    return " ".join(_SPELLINGS.get(word) or re.sub(r"sk(?:yy|iy|yi|ii)$", "sky", word) for word in words)


def same_initials(a: str, b: str) -> bool:
    """Whether two folded names may be one's: not `george hw bush` and `george w bush`; so where one has no initial."""
    middles = ["".join(word for word in key.split()[1:-1] if _is_initials(word)) for key in (a, b)]
    return not all(middles) or middles[0] == middles[1] or (len(middles[0]) == len(middles[1]) and middles[0][0] == middles[1][0])


_SECRETARIES = frozenset({"USA", "GBR", "PHL"})  # where members of the cabinet are called secretaries
_PORTFOLIOS = {
    variant: one
    for one, variants in {
        "foreign": "foreign affairs|external affairs|external relations|foreign relations|international relations"
        "|foreign affairs and international cooperation|foreign affairs and trade|europe and foreign affairs"
        "|foreign and european affairs|foreign affairs and cooperation|foreign affairs and international development"
        "|foreign commonwealth and development affairs|foreign and commonwealth affairs|international relations and cooperation",
        "defense": "defence|national defence|national defense|armed forces|defence and armed forces",
        "interior": "home|home department|internal affairs|home affairs|internal|public security and interior|interior affairs",
        "finance": "finances|economy and finance|finance and economy|treasury and finance|financial",
        "justice": "law and justice|justice affairs",
        "health": "public health|health and social care|health and human services|health and social services",
        "environment": "environment protection|environmental protection",
        "labor": "labour|employment|labour and social affairs",
        "energy": "petroleum and energy|energy and mines",
        "agriculture": "food and agriculture|agriculture and food|agriculture and rural affairs",
        "education": "national education|education and science|education and research",
        "transport": "transportation|transports",
        "culture": "culture and tourism",
        "trade": "international trade|commerce|commerce and industry|trade and industry",
        "economy": "economic affairs|economics|economic|national economy|economic development",
        "information": "communications and information",
    }.items()
    for variant in variants.split("|")
}  # fmt: skip
_SAME_OFFICE = {
    variant: one
    for one, variants in {
        "prime minister": "premier|pm|head of government|president of government|president of council of ministers"
        "|chairman of council of ministers|chairman of government|taoiseach|federal chancellor|premier of state council",
        "president": "president of republic|federal president|state president",
        "foreign minister": "top diplomat|chief diplomat|minister foreign",
        "vice president": "vice president of republic",
        "house speaker": "speaker of house|speaker of house of representatives",
        "parliament speaker": "speaker of parliament|parliamentary speaker|speaker of national assembly|speaker of verkhovna rada"
        "|speaker of majlis|speaker of knesset",
        "central bank governor": "governor of central bank|central bank chief|central bank head|governor of bank of england"
        "|governor of national bank|central bank chairman",
        "chief of general staff": "chief of staff of armed forces|general staff chief|chief of general staff of armed forces",
        "army chief": "chief of army staff|chief of staff of army",
        "un ambassador": "permanent representative to united nations|ambassador to united nations|ambassador to un"
        "|permanent representative to un|un envoy|un representative|envoy to un|envoy to united nations"
        "|united nations ambassador",
        "attorney general": "attorney generals",
        "national security advisor": "national security adviser|assistant to president for national security affairs",
        "secretary general": "secretary general of united nations|un secretary general|un chief|nato secretary general|nato chief"
        "|secretary general of nato|chief|united nations secretary general|secretary general of un",
        "commission president": "president of european commission|european commission president",
        "supreme leader": "supreme leader of iran",
        "press secretary": "white house press secretary|spokesman for president",
        "chief of staff": "white house chief of staff",
        "cia director": "director of central intelligence agency|director of cia|cia chief|cia head",
        "fbi director": "director of federal bureau of investigation|director of fbi|fbi chief|fbi head",
        "fed chair": "chair of federal reserve|federal reserve chair|federal reserve chairman|fed chairman"
        "|chairman of federal reserve|fed chief|federal reserve chief|fed chairwoman|federal reserve chairwoman",
        "director of national intelligence": "national intelligence director|us intelligence chief",
    }.items()
    for variant in variants.split("|")
}  # fmt: skip
_BY_COUNTRY = {
    ("USA", "secretary of state"): "foreign minister",
    ("USA", "state secretary"): "foreign minister",
    ("USA", "treasury minister"): "finance minister",
    ("USA", "homeland security minister"): "interior security minister",
    ("USA", "interior minister"): "secretary of interior",
    ("GBR", "chancellor"): "finance minister",
    ("GBR", "chancellor of exchequer"): "finance minister",
    ("GBR", "secretary of state for foreign commonwealth and development affairs"): "foreign minister",
    ("DEU", "chancellor"): "prime minister",
    ("AUT", "chancellor"): "prime minister",
    ("VAT", "pontiff"): "pope",
}
_LEADING = re.compile(r"^(?:(?:the|its|their|his|her|incumbent|current|mr|mrs|ms|dr) )+")
_OF = re.compile(r"^(minister|secretary) (?:of state )?(?:of|for) (.+)$")
_SECRETARY_OF_STATE_FOR = re.compile(r"^secretary of state for (.+)$")


@lru_cache(maxsize=4096)
def office(words: str, country: str | None = None) -> str:
    """An office in one wording: `Minister of Foreign Affairs`, `Foreign Secretary` (of GBR) are `foreign minister`."""
    key = _LEADING.sub("", fold(words))
    key = re.sub(r"\bthe ", "", key).replace("united states of america", "united states")
    if (country, key) in _BY_COUNTRY:
        return _BY_COUNTRY[country or "", key]
    key = _SAME_OFFICE.get(key, key)
    if key in _SAME_OFFICE.values():
        return key
    of = None if key in ("secretary of state", "minister of state") or key.startswith("minister of state") else _OF.match(key)
    if of:
        noun, field = of.groups()
        key = f"{_PORTFOLIOS.get(field, field)} {noun}"
    elif key.endswith((" minister", " secretary")):
        field, _, noun = key.rpartition(" ")
        key = f"{_PORTFOLIOS.get(field, field)} {noun}"
    if country in _SECRETARIES and key.endswith(" secretary") and key != "press secretary":
        key = key.removesuffix("secretary") + "minister"
    return _BY_COUNTRY.get((country or "", key), key)
