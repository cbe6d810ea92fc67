"""The lists that training.actors is built of, each read into the same rows."""

from __future__ import annotations

import gzip
import json
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from sayso.annotate.known.naming import fold

KNOWN = Path(__file__).parent / "known"
_PEERAGE = re.compile(
    r" \(.*\)$|, (?:\d+\w+ )?(?:Baron|Baroness|Viscount|Viscountess|Earl|Countess|Lord|Lady|Marquess|Duke)\b.*$"
)
_RECENT = "2005"  # those who gave up their last seat before are left out, ministers with an article excepted
_MENTIONED = "2026-02-01"  # what the factbook says was so on this day

_HEADS = re.compile(r"^(?:president|prime minister|premier|supreme leader|premier of the state council)$", re.I)
_WELL_KNOWN = re.compile(
    r"^(?:vice[- ]president|secretary of state|foreign (?:minister|secretary)|minister (?:of|for) foreign affairs)$", re.I
)
_SOURCES = {
    "afghanistan": "AFG", "argentina": "ARG", "armenia": "ARM", "australia": "AUS", "belarus": "BLR", "brazil": "BRA",
    "bulgaria": "BGR", "canada": "CAN", "china": "CHN", "congo-kinshasa": "COD", "czech": "CZE", "denmark": "DNK",
    "egypt": "EGY", "estonia": "EST", "finland": "FIN", "france": "FRA", "greece": "GRC", "hungary": "HUN", "india": "IND",
    "indonesia": "IDN", "iran": "IRN", "israel": "ISR", "italy": "ITA", "japan": "JPN", "kazakhstan": "KAZ",
    "kenya": "KEN", "kosovo": "XKX", "kuwait": "KWT", "lebanon": "LBN", "lithuania": "LTU", "malaysia": "MYS",
    "mexico": "MEX", "new-zealand": "NZL", "nigeria": "NGA", "north-korea": "PRK", "norway": "NOR", "pakistan": "PAK",
    "philippines": "PHL", "poland": "POL", "romania": "ROU", "russia": "RUS", "somalia": "SOM", "south-africa": "ZAF",
    "south-korea": "KOR", "south-sudan": "SSD", "spain": "ESP", "sudan": "SDN", "sweden": "SWE", "syria": "SYR",
    "taiwan": "TWN", "turkey": "TUR", "uae": "ARE", "ukraine": "UKR", "united-kingdom": "GBR", "us": "USA",
    "uzbekistan": "UZB", "venezuela": "VEN", "vietnam": "VNM", "yemen": "YEM", "zimbabwe": "ZWE",
}  # fmt: skip


class Stated(NamedTuple):
    """That a person held an office or a seat, as a list has it.

    `id`: the number of the Wikidata id. `seen`: the day on which the list knew an open tenure to last. `strict`: the
    country must be the person's to match by name. `own`: it comes from the project's own list, which overrules.
    """

    id: int | None
    name: str
    names: tuple[str, ...]
    country: str | None
    kind: str
    position: str
    start: str | None
    end: str | None
    seen: str
    weight: int
    gender: str | None = None
    born: str | None = None
    died: str | None = None
    strict: bool = False
    own: bool = False


class Thing(NamedTuple):
    """A word and the state or organisation that it stands for; of two lists that have it, the lower `rank` is right."""

    word: str
    id: str
    name: str
    type: str
    country: str | None
    known_by: str
    rank: int


def politicians(actors: Path) -> Iterator[Stated]:
    """The tenures of every_politician of people with an English Wikipedia article or a recent office, national or not."""
    with gzip.open(actors / "every_politician" / "tenures.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    seen = json.loads((actors / "every_politician" / "snapshot_dates.json").read_text())
    recent = {row["qid"] for row in rows if (row["end"] or "9999") >= _RECENT}
    keep = {row["qid"] for row in rows if row["enwiki"] and (row["kind"] == "office" or row["qid"] in recent)}
    keep |= {
        row["qid"] for row in rows if row["kind"] == "office" and row["qid"] in recent and row["position"][:10] != "ambassador"
    }
    for row in rows:
        country = _SOURCES.get(re.sub("-(?:cabinet|ministers)$", "", row["source"]))
        name = _PEERAGE.sub("", row["enwiki"] or row["name"])
        if row["qid"] not in keep or " " not in name:
            continue
        gender = {"male": "m", "female": "f"}.get(row["gender"])
        weight = 2 if row["kind"] == "office" else 1
        if row["kind"] == "office" and re.search(r"minister|secretary of", row["position"], re.I):
            weight = 4 if re.search("deputy|state secretary|assistant|parliamentary", row["position"], re.I) else 8
        weight = max(weight, _prominence(row["position"]))
        names = (name, _PEERAGE.sub("", row["name"]))
        yield Stated(
            int(row["qid"][1:]), name, names, country, row["kind"], row["position"], row["start"], row["end"],
            seen.get(row["source"], "2022-07-23"), weight, gender, row["dob"], row["dod"],
        )  # fmt: skip


def _prominence(position: str) -> int:
    """What an office weighs that makes its holder known abroad, 0 for others."""
    return 40 if _HEADS.match(position) else 20 if _WELL_KNOWN.match(position) else 0


def congress(actors: Path) -> Iterator[Stated]:
    """Those who sit in the Congress of the United States, and its presidents and vice presidents since 1990."""
    import yaml

    posts = {"sen": "senator", "rep": "representative", "prez": "President", "viceprez": "Vice President"}
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for file, offices in (("legislators-current.yaml", False), ("executive.yaml", True)):
        for who in yaml.load((actors / "congress" / file).read_text(encoding="utf-8"), loader):  # noqa: S506
            if not (wikidata := who["id"].get("wikidata")):
                continue
            name, last = who["name"], who["name"]["last"]
            firsts = {name["first"], name.get("nickname", name["first"])}
            full = who["id"].get("wikipedia", "").partition(" (")[0] or name.get("official_full") or f"{name['first']} {last}"
            names = (full, name.get("official_full", full), *(f"{first} {last}" for first in sorted(firsts)))
            for term in who["terms"]:
                yield Stated(
                    int(wikidata[1:]), full, names, "USA", "office" if offices else "legislator", posts[term["type"]],
                    term["start"], term["end"], "2026-06-01", 40 if term["type"] == "prez" else 20 if offices else 2,
                    who["bio"]["gender"].lower(), who["bio"].get("birthday"),
                )  # fmt: skip


_TITLE = re.compile(
    r"^(?:(?:acting|interim|transition|transitional|CNSP|GNU interim) )*(president|prime minister|premier|federal chancellor"
    r"|chancellor|king|queen|emir|amir|sultan|pope|supreme leader|taliban leader|taoiseach)\s+(?!of\b|and\b)(.+)$",
    re.I,
)
_SINCE = re.compile(r"\(since ([^)]*)\)")
_BOTH = re.compile(r"^(?:Sultan and|Crown Prince and)? ?Prime Minister(?: and [A-Z][\w-]+ (?:Vice President|Minister))?\b")
_RANK = re.compile(r"^(?:(?:Gen|Sr|Col|Capt|Dr|Sir|General|Field Marshal|Crown Prince)\.? )+")
_PARTICLES = frozenset({"bin", "bint", "al", "of", "ud", "and", "y", "e"})


def factbook_heads(actors: Path) -> Iterator[Stated]:
    """Heads of state and of government, and ambassadors to the United States, as the factbook last had them."""
    codes = {file: code for code, file in tomllib.loads((KNOWN / "countries.toml").read_text())["codes"].items()}
    for entry in _factbook(actors):
        code = codes.get(_file(entry))
        if not code:
            continue
        executive = entry.get("executive") or {}
        for what in ("chief of state", "head of government"):
            words = re.split(r"; ?represented|, represented|; former", executive.get(what) or "")[0]
            words = _BOTH.sub("Prime Minister", words)
            found = _TITLE.match(words)
            crown = found and found[1].lower() in ("king", "queen") and re.search("CHARLES|FREDERIK|HARALD|WILLEM", words)
            president = found and found[1].lower() == "president" and re.search("TRUMP|MACRON", words)
            home = code in ("GBR", "DNK", "NOR", "NLD") if crown else code in ("USA", "FRA")
            if found and (not (crown or president) or home):
                title = {"amir": "emir", "taliban leader": "supreme leader"}.get(found[1].lower(), found[1])
                yield from _headed(found[2], title, code, 15)
        if found := re.match(r"Ambassador ([^;(]+ \(since [^)]*\))", entry.get("ambassador_in_us") or ""):
            yield from _headed(found[1], "ambassador to United States", code, 3)


def _headed(words: str, title: str, country: str, weight: int) -> Iterator[Stated]:
    since = _SINCE.search(words)
    raw = _RANK.sub("", re.split(r" ?[(;]", words)[0].strip()).replace("’", "'")
    tokens = re.sub(r"\b of [A-Z]\w+$", "", raw).replace(",", "").split()
    loud = [t for t in tokens if (t.isupper() and len(t.strip(".")) > 1) or re.match(r"^(?:al|el|ud)-[A-Z]{2}", t)]
    start = _day(since[1]) if since else None
    if not loud or not start or len(tokens) < 2:
        return
    shown = [_quiet(token) if token in loud else token for token in tokens]
    name = best = " ".join(shown)
    surname = " ".join(_quiet(token) for token in loud)
    given = [t for t in tokens if t not in loud and len(t.strip(".")) > 1 and t.lower() not in _PARTICLES]
    if given and not {t.lower() for t in tokens} & {"bin", "ibn"}:
        best = f"{surname} {given[0]}" if tokens[0] in loud else f"{given[0]} {surname}"
    table = _hand()["names"]
    called = table.get(best) or table.get(name) or best
    names = (called, name)
    yield Stated(None, called, names, country, "office", title, start, None, _MENTIONED, weight, _gender(called), strict=True)


def _quiet(word: str) -> str:
    """`al-SUDANI` as `al-Sudani`, `PIRC` as `Pirc`."""
    if re.fullmatch("[IVX]+", word):
        return word
    return re.sub(r"[^\W\d_]{2,}", lambda m: m[0].capitalize() if m[0].isupper() else m[0], word)


def _day(words: str) -> str | None:
    for form, cut in (("%d %B %Y", 10), ("%B %Y", 7), ("%Y", 4)):
        try:
            return datetime.strptime(words.strip(), form).date().isoformat()[:cut]
        except ValueError:
            continue
    return None


def hand_written() -> Iterator[Stated]:
    """training/known/holders.toml."""
    table = _hand()
    for name, country, position, start, end in table["tenures"]:
        names = (name, *filter(None, [table["names"].get(name)]))
        gender, weight = _gender(name), max(10, _prominence(position))
        yield Stated(
            None, name, names, country, "office", position, start, end or None, table["confirmed"], weight, gender, own=True
        )


@cache
def _hand() -> dict[str, Any]:
    return tomllib.loads((KNOWN / "holders.toml").read_text(encoding="utf-8"))


def _gender(name: str) -> str | None:
    return next((gender for gender, names in _hand()["gender"].items() if name in names), None)


def places(actors: Path) -> Iterator[Thing]:
    """States by name, adjective, people and capital: the project's own words, then the factbook's."""
    table = tomllib.loads((KNOWN / "countries.toml").read_text(encoding="utf-8"))
    never = {fold(word) for word in table["never"]["words"]}
    entries = {_file(entry): entry for entry in _factbook(actors)}
    forms = (("names", "name"), ("adjectives", "adjective"), ("peoples", "people"), ("capitals", "capital"))
    for code in [*table["codes"], "PSE"]:
        entry = entries.get(table["codes"].get(code, ""), {})
        said = {"names": _names(entry), "capitals": _capitals(entry), **_nationality(entry)}
        shown = (table["names"].get(code) or said["names"])[0]
        for rank, (part, known_by) in enumerate(forms):
            own = table[part].get(code, [])
            # The factbook's adjectives and peoples stand only where the project has no list of its own for them.
            more = said[part] if part in ("names", "capitals") or not own else []
            if part == "capitals" and code in table["capitals"]:
                more = []
            for word in own:
                yield Thing(word, f"country:{code}", shown, "place", code, known_by, rank)
            for word in more:
                if fold(word) not in never:
                    yield Thing(word, f"country:{code}", shown, "place", code, known_by, rank + 10)


def _names(entry: dict[str, Any]) -> list[str]:
    names = entry.get("country_name") or {}
    found = [names.get(f"conventional {form} form") or "" for form in ("short", "long")]
    return [re.split(r"[;(,]", name)[0].strip() for name in found if name and name != "none"]


def _capitals(entry: dict[str, Any]) -> list[str]:
    words = (entry.get("capital") or {}).get("name") or ""
    found = [re.sub(r" ?\(.*", "", part).strip() for part in re.split(r"[;,] (?!D\.C)", re.sub(r"; note.*", "", words))]
    return [name for name in found if 0 < len(name) < 30]


def _nationality(entry: dict[str, Any]) -> dict[str, list[str]]:
    said = entry.get("nationality") or {}
    words = re.sub(r"; note.*|\([^)]*\w{3,}[^)]*\)", "", said.get("adjective") or "")
    adjectives = [w.strip() for w in re.split(r",| or |;", words) if w.strip().lower() not in ("", "none", "na")]
    nouns = [w.strip() for w in re.split(r",| or |;", re.sub(r"; note.*", "", said.get("noun") or ""))]
    peoples = [noun.removesuffix("(s)") + "s" for noun in nouns if noun.endswith("(s)")]
    peoples += [one for noun in nouns if noun.endswith("(s)") and (one := noun.removesuffix("(s)")) not in adjectives]
    return {"adjectives": adjectives, "peoples": peoples}


_ORGANISED = re.compile(
    r"\b(?:COMMITTEE|UNION|BANK|ORGANI[SZ]ATION|FUND|LEAGUE|ASSOCIATION|FEDERATION|FOUNDATION|INSTITUTE|COUNCIL|COMMISSION|AGENCY|CENT(?:ER|RE)"
    r"|SOCIETY|NETWORK|ALLIANCE|COMMUNITY|FORUM|CONFEDERATION|PROGRAMME|COURT|WATCH|FRONT|ARMY|BRIGADES?|MOVEMENT|PARTY|GROUP|MILITIA"
    r"|BATTALION|FACTION|COMMAND|GUARDS?|CELLS?|NUCLEI|CARTEL|JIHAD|HIZB|JAMAAT|HARAKAT|LASHKAR|JAISH|JABHAT|TEHRIK|ANSAR)\b"
)
_SOMEONE = re.compile(
    r"\b(?:CHIEF|PRESIDENT|CHAIR\w*|DIRECTOR\w*|SECRETARY|SPOKES\w+|OFFICIALS?|HEAD|MINISTERS?|LEADERS?|COUNTRIES|MEMBERS?|ENVOY|BODIES|STAFF"
    r"|REPRESENTATIVES?|AMBASSADORS?|SOLDIERS|OBSERVERS|MONITORS|DIPLOMATS?|TREATY|INSPECTORS|REPORTERS?|WORKERS?|EMPLOYEES?|FORCES|SUMMIT)\b"
)


def bodies(actors: Path) -> Iterator[Thing]:
    """Organisations: the project's own, the factbook's parties, then the dictionaries' armed groups and associations."""
    table = tomllib.loads((KNOWN / "organisations.toml").read_text(encoding="utf-8"))
    for part, known_by in (("organisations", "name"), ("seats", "seat")):
        for identity, (name, country, *others) in table[part].items():
            for word in (name, *others):
                yield Thing(word, f"org:{identity}", name, "organisation", country or None, known_by, 20)
    codes = tomllib.loads((KNOWN / "countries.toml").read_text(encoding="utf-8"))["codes"]
    entries = {_file(entry): entry for entry in _factbook(actors)}
    for code, file in codes.items():
        entry = entries.get(file, {})
        for part in (entry.get("parties") or "").split(";"):
            names = [re.sub(r" ?\(.*?\)", "", name).strip() for name in re.split(r" or (?=[A-Z])", part)]
            good = [n for n in names if len(n) > 6 and " " in n]
            for name in good[:1]:
                yield Thing(name, f"org:{fold(name).replace(' ', '-')}-{code.lower()}", name, "organisation", code, "name", 30)
    yield from _dictionary(actors / "petrarch2" / "Phoenix.MilNonState.actors.txt", codes, 40)
    yield from _dictionary(actors / "openeventdata" / "Phoenix.International.actors.txt", codes, 50)


def _dictionary(path: Path, codes: dict[str, str], rank: int) -> Iterator[Thing]:
    """The entries of a PETRARCH dictionary that are organisations: a name, `+` others, `[CODE]` beside or below."""
    block: list[str] = []
    code = ""
    for line in [*path.read_text(encoding="latin-1").splitlines(), "END"]:
        words = re.split(r"[;#\[]", line)[0]
        told = re.search(r"\[([A-Z]{3})", line)
        if words.strip() and not words.startswith("+"):
            yield from _block(block, code, codes, rank)
            block, code = [], ""
        if words.strip():
            block.append(words.strip().lstrip("+").replace("_", " ").strip())
        code = code or (told[1] if told else "")


def _block(block: list[str], code: str, codes: dict[str, str], rank: int) -> Iterator[Thing]:
    if not block or _SOMEONE.search(block[0]) or not _ORGANISED.search(block[0]) or "(" in block[0]:
        return
    name = re.sub(r"\b(Of|The|And|For|In|On|To|De|La)\b", lambda m: m[0].lower(), block[0].title()).replace("'S", "'s")
    name = name[0].upper() + name[1:]
    identity = f"org:{fold(name).replace(' ', '-')}"
    for word in block:
        if " " in word and not _SOMEONE.search(word):
            yield Thing(word.title(), identity, name, "organisation", code if code in codes else None, "name", rank)


def _factbook(actors: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((actors / "factbook" / "government.json").read_text(encoding="utf-8"))
    return rows


def _file(entry: dict[str, Any]) -> str:
    return Path(entry["file"]).stem
