"""Attributions inside contents, which PolNeAR does not mark: a model's reading of each content on its own.

A content read alone has its attributions outermost, so a model of outermost ones can find them. Of gold nested
attributions this finds 46 in a hundred in the eight world-politics articles, and 62 in a hundred that it finds
are right (44 and 60 in the demo's articles); from these the second level of the tagger learns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sayso.annotate import Model, annotate
from sayso.annotate.statements import ROLES
from sayso.records import Document

_MARKS = "\"“”‘’'` "  # a quotation read without its marks is read as what it is: somebody's plain speech
FLOOR = 0.15  # confidence from which a nested attribution is taken up


def with_nested(document: dict[str, Any], model: Model) -> dict[str, Any]:
    """The article with attributions found in the contents of those that it has."""
    rows = [{**a, "id": a.get("id", f"A{n}"), "nested_in": a.get("nested_in")} for n, a in enumerate(document["attributions"])]
    inside = [
        {**found, "id": f"{a['id']}.{n}", "nested_in": a["id"]}
        for a in rows
        for n, found in enumerate(_within(document["text"], a["content"], model))
    ]
    return {**document, "attributions": rows + inside}


def _within(text: str, content: list[list[int]], model: Model) -> Iterator[dict[str, Any]]:
    for start, end in content:
        while start < end and text[start] in _MARKS:
            start += 1
        for found in annotate([Document("-", text[start:end])] if text[start:end].strip() else [], model=model):
            for s in found.statements:
                if s.confidence >= FLOOR and s.parent is None:
                    yield {role: [[start + span.start, start + span.end] for span in getattr(s, role)] for role in ROLES}
