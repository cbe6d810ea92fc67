"""Text as the record's file takes it."""

from __future__ import annotations


def stored_text(text: str | None) -> str | bytes | None:
    """Text as SQLite takes it in a CAST(? AS TEXT): a lone surrogate goes in as its three bytes, and comes out as it was."""
    if text is None:
        return None
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")
    return text
