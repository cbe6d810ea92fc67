"""A document's rows: how it is written with all that was read off it, and how it comes back."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator

from sayso.errors import SaysoError
from sayso.records import PARTICULARS, ROLES, Document, Entity, Mention, Span, Spans, Statement, Time, days, digest, spans
from sayso.store import copies, counts
from sayso.store.names import keys
from sayso.store.text import stored_text

_RELATIONS = {"speaker": "speaker", "addressee": "addressees", "about": "about"}  # role in the record: field of a statement


def insert(db: sqlite3.Connection, document: Document, added: str) -> None:
    """Write a document with all that was read off it. A transaction must be open on `db`."""
    first, last = days(document.published) if document.published else (None, None)
    row = [stored_text(getattr(document, column)) for column in PARTICULARS]
    casts = ", ".join("CAST(? AS TEXT)" for _ in PARTICULARS)
    number = db.execute(
        f"INSERT INTO documents ({', '.join(PARTICULARS)}, published_first, published_last, words_hash, digest, added) "  # noqa: S608
        f"VALUES ({casts}, ?, ?, ?, ?, ?)",
        [*row, first, last, copies.words_hash(document.text), digest(document), added],
    ).lastrowid
    if number is None:
        raise SaysoError(f"document {document.id} has got no number")
    appearances = _insert_entities(db, number, document)
    db.executemany(
        "INSERT INTO times VALUES (?, ?, ?, ?, ?, ?)",
        [(number, i, t.start, t.end, t.precision, _places(t.spans)) for i, t in enumerate(document.times)],
    )
    numbers: dict[str | None, int] = {}
    for position, s in enumerate(document.statements):
        numbers[s.id] = _insert_statement(db, (number, position, numbers.get(s.parent)), s, document)
        db.executemany(
            "INSERT INTO statement_entities VALUES (?, ?, ?, ?)",
            [
                (numbers[s.id], role, i, appearances[entity])
                for role, field in _RELATIONS.items()
                for i, entity in enumerate(getattr(s, field))
            ],
        )
    counts.add(db, number)
    copies.met(db, number, document)


def entity_number(db: sqlite3.Connection, id: str) -> int:
    """The number of the entity with this id, made if there is none; a new one stands for itself."""
    value = (stored_text(id),)
    row = db.execute("SELECT number FROM entities WHERE id = CAST(? AS TEXT)", value).fetchone()
    if row is None:
        row = db.execute(
            "INSERT INTO entities (number, id, stands_for) SELECT n, CAST(? AS TEXT), n "
            "FROM (SELECT coalesce(max(number), 0) + 1 AS n FROM entities) RETURNING number",
            value,
        ).fetchone()
    return int(row[0])


def _insert_entities(db: sqlite3.Connection, document: int, whole: Document) -> dict[str, int]:
    """Write a document's entities and mentions; gives the number of each entity's appearance by its id."""
    appearances: dict[str, int] = {}
    for position, e in enumerate(whole.entities):
        number = entity_number(db, e.id)
        texts = [stored_text(text) for text in (e.name, e.type, e.country, e.role)]
        appearance = db.execute(
            "INSERT INTO appearances (document, position, entity, stands_for, name, type, country, role, aliases) "
            "VALUES (?, ?, ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), ?)",
            (document, position, number, number, *texts, json.dumps(e.aliases)),
        ).lastrowid
        appearances.setdefault(e.id, appearance or 0)
        insert_names(db, number, keys([e.name, *e.aliases], e.type))
    db.executemany(
        "INSERT INTO mentions VALUES (?, ?, ?, ?, ?)",
        [(appearances[m.entity], i, m.span.start, m.span.end, m.form) for i, m in enumerate(whole.mentions)],
    )
    return appearances


def insert_names(db: sqlite3.Connection, entity: int, found: set[str]) -> None:
    """Let the entity be found by these keys too."""
    db.executemany("INSERT OR IGNORE INTO names (key, entity) VALUES (?, ?)", [(key, entity) for key in sorted(found)])


def _insert_statement(db: sqlite3.Connection, place: tuple[int | None, ...], s: Statement, document: Document) -> int:
    """Write a statement with its spans; place: the number of its document, its position there, its parent's number."""
    on = s.said_on
    words = [stored_text(document.quote(pieces)) for pieces in (s.source, s.cue, s.content, on.spans if on else (), s.said_at)]
    time = (on.start, on.end, on.precision) if on else (None, None, None)
    places = (_places(on.spans if on else ()), _places(s.said_at))
    number = db.execute(
        "INSERT INTO statements (id, document, position, parent, kind, confidence, speaker_type, act, denies, hedged, evidence, "
        "said_start, said_end, said_precision, said_on_spans, said_at_spans, source, cue, content, said_on, said_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
        "CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT))",
        (s.id, *place, s.kind, s.confidence, s.speaker_type, s.act, s.denies, s.hedged, s.evidence, *time, *places, *words),
    ).lastrowid
    db.executemany(
        'INSERT INTO spans (statement, role, start, "end") VALUES (?, ?, ?, ?)',
        [(number, role, span.start, span.end) for role in ROLES for span in getattr(s, role)],
    )
    return number or 0


def _places(own: Spans) -> str:
    return json.dumps([[span.start, span.end] for span in own])


# -- coming back


def document(db: sqlite3.Connection, number: int) -> Document:
    """A stored document with all that was read off it. Raises SaysoError where that cannot be."""
    row = db.execute(f"SELECT {', '.join(PARTICULARS)} FROM documents WHERE number = ?", (number,)).fetchone()  # noqa: S608
    try:
        return Document(
            **dict(zip(PARTICULARS, row, strict=True)),
            statements=tuple(_statements(db, number)),
            entities=tuple(_entities(db, number)),
            mentions=tuple(_mentions(db, number)),
            times=tuple(_times(db, number)),
            appearances=tuple(copies.appearances(db, number)),
        )
    except (TypeError, ValueError, RecursionError) as error:
        raise SaysoError(f"cannot be read: {error}") from error


def span_lists(db: sqlite3.Connection, statement: int) -> list[list[list[int]]]:
    """The spans of a stored statement as [start, end] lists: of its source, its cue, its content."""
    found: dict[str, list[list[int]]] = {role: [] for role in ROLES}
    for role, start, end in db.execute('SELECT role, start, "end" FROM spans WHERE statement = ? ORDER BY start', (statement,)):
        found[role].append([start, end])
    return list(found.values())


def _statements(db: sqlite3.Connection, document: int) -> Iterator[Statement]:
    entities: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for statement, role, id in db.execute(
        "SELECT r.statement, r.role, e.id FROM statements s JOIN statement_entities r ON r.statement = s.number "
        "JOIN appearances a ON a.number = r.appearance JOIN entities e ON e.number = a.entity "
        "WHERE s.document = ? ORDER BY r.statement, r.role, r.position",
        (document,),
    ):
        entities[statement, _RELATIONS[role]].append(id)
    rows = db.execute(
        "SELECT s.number, s.said_start, s.said_end, s.said_precision, s.said_on_spans, s.said_at_spans, s.denies, s.hedged, "
        "s.id, s.kind, s.confidence, s.speaker_type, s.act, s.evidence, p.id "
        "FROM statements s LEFT JOIN statements p ON p.number = s.parent WHERE s.document = ? ORDER BY s.position",
        (document,),
    )
    for number, start, end, precision, on_spans, at_spans, denies, hedged, *plain in rows.fetchall():
        id, kind, confidence, speaker_type, act, evidence, parent = plain
        source, cue, content = (spans(role) for role in span_lists(db, number))
        yield Statement(
            id,
            source,
            cue,
            content,
            kind,
            confidence,
            parent,
            speaker_type=speaker_type,
            act=act,
            denies=bool(denies),
            hedged=bool(hedged),
            evidence=evidence,
            said_on=None if precision is None else Time(start, end, precision, spans(json.loads(on_spans))),
            said_at=spans(json.loads(at_spans)),
            **{field: tuple(entities[number, field]) for field in _RELATIONS.values()},
        )


def _entities(db: sqlite3.Connection, document: int) -> Iterator[Entity]:
    for id, name, type, aliases, country, role in db.execute(
        "SELECT e.id, a.name, a.type, a.aliases, a.country, a.role FROM appearances a JOIN entities e ON e.number = a.entity "
        "WHERE a.document = ? ORDER BY a.position",
        (document,),
    ):
        yield Entity(id, name, type, tuple(json.loads(aliases)), country, role)


def _mentions(db: sqlite3.Connection, document: int) -> Iterator[Mention]:
    for start, end, id, form in db.execute(
        'SELECT m.start, m."end", e.id, m.form FROM appearances a JOIN mentions m ON m.appearance = a.number '
        "JOIN entities e ON e.number = a.entity WHERE a.document = ? ORDER BY m.position",
        (document,),
    ):
        yield Mention(Span(start, end), id, form)


def _times(db: sqlite3.Connection, document: int) -> Iterator[Time]:
    for start, end, precision, own in db.execute(
        'SELECT start, "end", precision, spans FROM times WHERE document = ? ORDER BY position', (document,)
    ):
        yield Time(start, end, precision, spans(json.loads(own)))
