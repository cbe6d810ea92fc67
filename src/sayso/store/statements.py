"""Statements found, each with its words, its document and who stands in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from sayso.records import Time
from sayso.store.documents import span_lists
from sayso.store.entities import RELATED, naming
from sayso.store.query import Value
from sayso.store.rows import Row

_ROW = {
    "id": "s.id",
    "document": "d.id",
    **{column: f"d.{column}" for column in ("source_id", "published", "outlet", "title", "url")},
    **{column: f"s.{column}" for column in ("source", "cue", "content", "kind", "confidence")},
    "parent": "p.id",
    "within": "trim(p.source || ' ' || p.cue)",
    **{column: f"s.{column}" for column in ("speaker_type", "act", "evidence", "said_precision", "said_at")},
    "said_first": "s.said_start",
    "said_last": "s.said_end",
    "said_words": "s.said_on",
}  # field of a row: where it stands


def found(db: sqlite3.Connection, where: str, values: list[Value], limit: int | None) -> list[Row]:
    """The statements that a WHERE clause takes, newest publication first, undated ones last."""
    rows = db.execute(
        f"SELECT s.number, s.denies, s.hedged, {', '.join(_ROW.values())} FROM statements s "  # noqa: S608
        "JOIN documents d ON d.number = s.document LEFT JOIN statements p ON p.number = s.parent "
        f"WHERE {where} "
        "ORDER BY d.published_first DESC NULLS LAST, d.published DESC, d.number, s.position LIMIT ?",
        [*values, -1 if limit is None else limit],
    ).fetchall()
    name = naming(db)
    return [
        _row(db, name, number, bool(denies), bool(hedged), dict(zip(_ROW, row, strict=True)))
        for number, denies, hedged, *row in rows
    ]


def _row(
    db: sqlite3.Connection, name: Callable[[int], str], number: int, denies: bool, hedged: bool, known: dict[str, Any]
) -> Row:
    ids: dict[str, list[str]] = {"speaker": [], "addressee": [], "about": []}
    names: dict[str, list[str]] = {"speaker": [], "addressee": [], "about": []}
    for role, entity, id in db.execute(
        f"SELECT r.role, w.number, w.id FROM {RELATED} JOIN entities w ON w.number = e.stands_for "  # noqa: S608
        "WHERE r.statement = ? ORDER BY r.position",
        (number,),
    ):
        if id not in ids[role]:
            ids[role].append(id)
            names[role].append(name(entity))
    source, cue, content = span_lists(db, number)
    precision = known["said_precision"]
    return Row(
        **known,
        denies=denies,
        hedged=hedged,
        said_on=str(Time(known["said_first"], known["said_last"], precision)) if precision else None,
        speaker=" | ".join(names["speaker"]),
        addressees=" | ".join(names["addressee"]),
        about=" | ".join(names["about"]),
        speaker_ids=ids["speaker"],
        addressee_ids=ids["addressee"],
        about_ids=ids["about"],
        source_spans=source,
        cue_spans=cue,
        content_spans=content,
    )
