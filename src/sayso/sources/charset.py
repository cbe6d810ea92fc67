"""Bytes of a page as text, in the character set that browsers would take, and never in a wrong one in silence."""

from __future__ import annotations

import codecs
import re

_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}["']?\s{0,5}([\w.:-]{2,30})|<\?xml[^>]{0,100}?encoding=["']([\w.:-]{2,30})""",
    re.I,
)
_HEAD = 8_000  # bytes in which the page names its character set
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
# What names mean to browsers (encoding.spec.whatwg.org): the supersets that pages under these names are written in.
_WIDER = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "big5": "big5hkscs",
    "utf-16": "utf-8", "utf-16-le": "utf-8", "utf-16-be": "utf-8",
}  # fmt: skip
_KNOWN = re.compile(r"utf-8|cp125\d|cp866|cp874|cp932|cp949|iso8859-\d+|koi8-[ru]|mac-roman|gb18030|big5hkscs|euc_jp|iso2022_jp")
_STRAY = 0.02  # of the characters outside ASCII that may be broken in text that says it is UTF-8
_FOREIGN = 0.3  # of the letters outside ASCII, above which text is not written in the western alphabet
_LETTERS_LOOKED_AT = 200_000
_MEANT = {code: bytes([code]).decode("cp1252", "replace") for code in range(0x80, 0xA0)}
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x80-\x9f\ufffe\uffff]")
_NOTHING = dict.fromkeys([*range(0x09), 0x0B, *range(0x0E, 0x20), 0xFFFE, 0xFFFF])  # no XML can hold them, and no one sees them


def decoded(data: bytes, charset: str | None) -> str | None:
    """The text of a page's bytes; `charset` is what the server said. None where the character set cannot be told.

    A byte order mark comes first; then UTF-8, if the bytes are that, whatever the page says (no other set looks like it by
    chance); then the server's word, the page's own, and windows-1252.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    names = [name for name in (_codec(charset), _codec(_declared(data))) if name]
    if "iso2022_jp" not in names:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            pass
    for name in [*names, "cp1252"]:
        text = _nearly_utf8(data) if name == "utf-8" else _strictly(data, name)
        if text is not None and (name != "cp1252" or _western(text)):
            return text
    return None


def mended(text: str) -> str:
    """Text without control characters; those that `&#146;` and its like leave are what windows-1252 means by them."""
    return text if _CONTROL.search(text) is None else text.translate(_MEANT | _NOTHING)


def _declared(data: bytes) -> str | None:
    match = _DECLARED.search(data, 0, _HEAD)
    return (match[1] or match[2]).decode("ascii", "replace") if match else None


def _codec(name: str | None) -> str | None:
    """Python's name for a character set that pages are written in, None for any other."""
    try:
        found = codecs.lookup((name or "").strip(" \"'")).name
    except (LookupError, ValueError):
        return None
    found = _WIDER.get(found, found)
    return found if _KNOWN.fullmatch(found) else None


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _nearly_utf8(data: bytes) -> str | None:
    """UTF-8 with a stray byte here and there, each shown as U+FFFD."""
    text = data.decode("utf-8", "replace")
    broken = text.count("�") - data.count("�".encode())
    beyond = sum(map(len, re.findall("[^\x00-\x7f]+", text)))
    return text if broken <= max(2, _STRAY * beyond) and broken < beyond / 2 else None


def _western(text: str) -> bool:
    """Whether text read as windows-1252 looks like a language written in it."""
    letters: list[str] = re.findall(r"[^\W\d_]", re.sub(r"<[^>]{0,1000}>", "", text[:_LETTERS_LOOKED_AT]))
    return sum(letter > "\x7f" for letter in letters) <= _FOREIGN * max(1, len(letters))
