"""What a source hands over: bytes as they came, with what is known of them from where they came."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, field
from typing import Any

from sayso.errors import ReadError, SaysoError
from sayso.records import Document, document_id

PAGE_LIMIT = 5_000_000  # bytes of a page or of a piece of wire copy; the longest articles of large outlets have 2 MB of markup
FILE_LIMIT = 64_000_000  # bytes of a PDF or Word file, or of a text


@dataclass(frozen=True, slots=True)
class Original:
    """Bytes as they came, not read yet.

    `where`: the place that messages name (a file, `archive.zip!member`, `crawl.warc.gz@12345` with the byte at which the record
    starts, an address). `name`: a file name or the last part of an address, whose suffix may tell the format. `url`: the
    address that the bytes came from, after redirects. `media_type`, `charset`: as a server said, without parameters and in small
    letters. `retrieved`: ISO 8601, UTC. `given`: fields of a Document that the place tells (a feed's title and date); the
    bytes' own word goes before these. `etag`, `modified`: the ETag and Last-Modified fields as a server sent them, with which it
    can be asked whether the bytes have changed.
    """

    data: bytes
    where: str
    name: str = ""
    url: str | None = None
    media_type: str | None = None
    charset: str | None = None
    retrieved: str | None = None
    given: dict[str, Any] = field(default_factory=dict)
    etag: str | None = None
    modified: str | None = None


def document(original: Original, text: str, *, url: str | None = None, **told: Any) -> Document:
    """The Document of an original: its text, its address, and what it tells of itself; where it is silent, what was given.

    Raises ReadError where there are no words in the text or a field cannot be (a date that is none).
    """
    if not text.strip():
        raise ReadError("an empty article: there are no words in it", original.where)
    fields = {
        "retrieved": original.retrieved,
        "media_type": original.media_type,
        **original.given,
        **{name: value for name, value in told.items() if value is not None},
    }
    url = url or original.given.get("url") or original.url
    try:
        return Document(
            document_id(text, url), text, **{**fields, "url": url}, original=hashlib.sha256(original.data).hexdigest()
        )
    except SaysoError as error:
        raise ReadError(str(error), original.where) from None


def now() -> str:
    """The time, ISO 8601 in UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
