"""What stands before the first element of XML: the character set, and declarations that could make a few bytes a bomb.

A parser is given only what begins at the first element, in UTF-8, after the declarations before it were looked at: so it
cannot see an entity or a document type that this module did not, in whatever character set it was hidden.
"""

from __future__ import annotations

import re

from sayso.errors import ReadError
from sayso.sources.charset import decoded
from sayso.sources.original import Original

_DOCTYPE = re.compile(
    r"""<!DOCTYPE\s{1,99}(?P<name>[\w:.-]{1,99})\s{0,99}(?:(?:PUBLIC\s{0,99}(?P<public>"[^"<>]{0,999}"|'[^'<>]{0,999}')"""
    r"""|SYSTEM)\s{0,99}(?P<system>"[^"<>]{0,999}"|'[^'<>]{0,999}')?)?\s{0,99}(?P<end>[>\[]?)""",
    re.IGNORECASE,
)
_KNOWN_PUBLIC = re.compile(r"\W?(?:[-+]//(?:Netscape Communications|IPTC|W3C)//DTD (?:RSS|NITF|XHTML)\b)", re.IGNORECASE)
_KNOWN_SYSTEM = re.compile(r"\W?(?:[\w:/.-]{0,200}/)?nitf[\w.-]{0,40}\.dtd\W?", re.IGNORECASE)
_ELEMENT = re.compile(r"<(?P<name>[\w:.-]{1,200})")
_ENDS = {"<?": "?>", "<!--": "-->"}
_DECLARED = "XML that declares entities or a document type, which is not read; save it without <!DOCTYPE ...>"


def xml_body(original: Original) -> str:
    """XML from its first element on, as text.

    Raises ReadError where the character set cannot be told, entities or a document type are declared (the well-known ones
    of RSS 0.91, XHTML and NITF are passed over, and never fetched), or there is no element.
    """
    text = _text(original.data, original.charset)
    if text is None or "\0" in text:
        raise ReadError("the character set cannot be told; wanted XML in UTF-8 or in the set that it names", original.where)
    return without_prolog(text, original.where)


def without_prolog(text: str, where: str) -> str:
    """The text from its first element on. Raises ReadError as `xml_body` does."""
    at = 0
    while True:
        at = _past_space(text, at)
        if _ELEMENT.match(text, at):
            return text[at:]
        if text.startswith("<!", at) and not text.startswith("<!--", at):
            at = _past_doctype(text, at, where)
            continue
        end = next((text.find(end, at) + len(end) for start, end in _ENDS.items() if text.startswith(start, at)), 0)
        if end <= at:
            raise ReadError("no XML: wanted a document that begins with an element", where)
        at = end


def root(start: bytes) -> str | None:
    """The name of the first element, or of the document type where only that is in `start`, the first bytes of a file."""
    text = _text(start, None) or ""
    at, name = 0, None
    while True:
        at = _past_space(text, at)
        if element := _ELEMENT.match(text, at):
            return element["name"]
        if doctype := _DOCTYPE.match(text, at):
            name = doctype["name"]
            ends = "]>" if doctype["end"] == "[" else ">"
        else:
            ends = next((end for start_, end in _ENDS.items() if text.startswith(start_, at)), "")
        end = text.find(ends, at) if ends else -1
        if end < 0:
            return name
        at = end + len(ends)


def _text(data: bytes, charset: str | None) -> str | None:
    if data.startswith((b"<\0\0\0", b"\0\0\0<", b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return None
    if data.startswith((b"<\0", b"\0<")):  # UTF-16 without its mark
        return data.decode("utf-16-le" if data[0:1] == b"<" else "utf-16-be", "replace")
    return decoded(data, charset)


def _past_space(text: str, at: int) -> int:
    while at < len(text) and (text[at].isspace() or text[at] == "\ufeff"):
        at += 1
    return at


def _past_doctype(text: str, at: int, where: str) -> int:
    match = _DOCTYPE.match(text, at)
    if match is None or match["end"] != ">":
        raise ReadError(_DECLARED, where)
    public, system = match["public"], match["system"]
    told = " PUBLIC" in match.group().upper() or " SYSTEM" in match.group().upper()
    if told and not (public and _KNOWN_PUBLIC.match(public)) and not (not public and system and _KNOWN_SYSTEM.fullmatch(system)):
        raise ReadError(_DECLARED, where)
    return match.end()
