"""sayso reads the news and keeps a record of who said what, on whose word, exact to the character.

import sayso

document = sayso.extract("article.txt")
for s in document.statements:
    print(document.quote(s.source), "|", document.quote(s.content))

with sayso.open("news.db") as record:
    record.add(sayso.read("articles/"))
    for row in record.find("ceasefire", outlet="Harbour Wire"):
        print(row.source, row.cue, row.content)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sayso.version import __version__

if TYPE_CHECKING:
    from sayso.errors import ModelError as ModelError
    from sayso.errors import QueryError as QueryError
    from sayso.errors import ReadError as ReadError
    from sayso.errors import SaysoError as SaysoError
    from sayso.errors import SpanError as SpanError
    from sayso.errors import StoreError as StoreError
    from sayso.pipeline import extract as extract
    from sayso.pipeline import open as open
    from sayso.records import Document as Document
    from sayso.records import Entity as Entity
    from sayso.records import Failure as Failure
    from sayso.records import Mention as Mention
    from sayso.records import Span as Span
    from sayso.records import Statement as Statement
    from sayso.records import Time as Time
    from sayso.sources import Reader as Reader
    from sayso.sources import read as read

_HOME = {
    "extract": "sayso.pipeline",
    "open": "sayso.pipeline",
    "Reader": "sayso.sources",
    "read": "sayso.sources",
    **dict.fromkeys(("Document", "Entity", "Failure", "Mention", "Span", "Statement", "Time"), "sayso.records"),
    **dict.fromkeys(("SaysoError", "SpanError", "ReadError", "ModelError", "StoreError", "QueryError"), "sayso.errors"),
}

__all__ = ["__version__", *_HOME]  # noqa: PLE0604


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sayso' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
