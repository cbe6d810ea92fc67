"""What a name is looked for by: the same for every way to write it."""

from __future__ import annotations

import re
import unicodedata

_APART = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)  # letters that Unicode does not take apart
_DROPPED = str.maketrans("", "", "'’‘ʼʻ`´")
_WORD = re.compile(r"\w+")


def key(name: str) -> str:
    """The words of a name in small letters without accents, apostrophes and marks; empty where there is no letter."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_DROPPED)).translate(_APART).casefold()
    return " ".join(_WORD.findall("".join(c for c in plain if not unicodedata.combining(c))))


def keys(names: list[str], type: str) -> set[str]:
    """All that an entity with these names is looked for by; a person's last word is the surname."""
    found = {key(name) for name in names}
    if type == "person":
        found |= {whole.rpartition(" ")[2] for whole in found}
    return found - {""}
