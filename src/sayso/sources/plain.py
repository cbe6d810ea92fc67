"""An article of plain text."""

from __future__ import annotations

from sayso.errors import ReadError
from sayso.records import Document
from sayso.sources.original import Original, document
from sayso.text import paragraphs

_LONGEST_TITLE = 200  # code points; a first paragraph longer than this is no headline
_SIGNATURES = {
    b"%PDF": "a PDF file",
    b"PK\x03\x04": "a zip archive or an office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"SQLite format 3": "a database",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old office document",
    b"{\\rtf": "rich text",
}


def article(original: Original) -> Document:
    """One article of plain text; its first paragraph is its title where it is short and more follows.

    Raises ReadError where the bytes are not UTF-8 text or hold no words.
    """
    text = _decode(original.data, original.where)
    spans = paragraphs(text)
    first = text[slice(*spans[0])] if spans else ""
    title = first if len(spans) > 1 and len(first) <= _LONGEST_TITLE else None
    return document(original, text, title=title, media_type="text/plain")


def _decode(data: bytes, where: str) -> str:
    for signature, what in _SIGNATURES.items():
        if data.startswith(signature):
            raise ReadError(f"{what}, not text; extract its text first", where)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError("UTF-16, not UTF-8; convert it, for example with iconv -f UTF-16 -t UTF-8", where)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        byte = data[error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)]
        raise ReadError(
            f"not UTF-8 at byte {error.start} (0x{byte:02x}); convert it, for example with iconv -f WINDOWS-1252 -t UTF-8", where
        ) from None
    controls = sum(c < " " and c not in "\t\n\r\f" for c in text[: 1 << 16])
    if controls > 0.1 * min(len(text), 1 << 16):
        raise ReadError("binary, not text: more than a tenth of it is control characters", where)
    return text
