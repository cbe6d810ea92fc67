"""Which language a text is written in, so that what is not English is kept and not mangled."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_FEWEST = 25  # words; below it a text of names and numbers can pass for anything
_READ = 20_000  # code points; the beginning tells
_SHORTEST = 60  # letters of a script that has no spaces
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_ENGLISH = frozenset(
    "the of and to that with his they have this which from by said he who would has been had their not were its it be as at but"  # noqa: SIM905
    " she her him about when what could more out than into our you your will for it's don't didn't isn't that's".split()
)
_SCOTS = frozenset(
    "tae frae fae hae wis wes wi nae didnae dinnae cannae wisnae isnae willnae aw oor ye yer thay thaim thair whit wha whan"  # noqa: SIM905
    " whaur awa ain ower abuin atween syne gie wad cuid shuid ither mair maist guid auld doun oot aboot hoose thegither juist"
    " efter sic cairry".split()
)
_SURE = 0.7  # probability; paragraphs in eighteen languages get 0.85 and more, a list of names 0.1
_PLAIN, _LIKELY, _SCOTS_SHARE = 0.2, 0.15, 0.06  # shares of the words
_TAG = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}")


def language(text: str) -> str | None:
    """The language's code (ISO 639-1, `sco` for Scots), None where the text is too short to tell, or is of names and numbers.

    A text with as many English function words as English has is English, whatever names, quotations or headings stand in it.
    """
    text = text[:_READ]
    words = [word.casefold() for word in _WORD.findall(text)]
    if len(words) < _FEWEST:
        return _identified(text) if len(_UNSPACED.findall(text)) >= _SHORTEST else None
    share = sum(word in _ENGLISH for word in words) / len(words)
    if share >= _LIKELY and sum(word in _SCOTS for word in words) / len(words) >= _SCOTS_SHARE:
        return "sco"
    if share >= _PLAIN:
        return "en"
    found = _identified(text)
    return "en" if share >= _LIKELY else found


def _identified(text: str) -> str | None:
    found, sureness = _identifier().classify(text)
    return None if found == "zxx" or sureness < _SURE else str(found)


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def tongue(said: str | None, text: str) -> str | None:
    """The text's language; what its source says makes it finer (`en-gb`), or stands where the text is too short to tell."""
    told, found = tag(said), language(text)
    if found is None:
        return told
    return told if told and told.partition("-")[0] == found else found


def tag(said: str | None) -> str | None:
    """A language as it is told, in small letters (`en-gb`); None where that is none (`English`, `und`)."""
    told = (said or "").strip().replace("_", "-").lower()
    return told if _TAG.fullmatch(told) and told != "und" else None
