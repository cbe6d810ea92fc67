"""Claims, positions and codings in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sayso.export.terminal import EVIDENCE
from sayso.text import visible

if TYPE_CHECKING:
    from sayso.linking import Coded, Story
    from sayso.store.claims import Claim, ClaimRow, Denial, Source, Wording
    from sayso.store.relations import Position
    from sayso.store.rows import Row

_SHORT_ID = 8
_LONGEST = 200  # code points of a content in a line


def claims(found: Iterable[ClaimRow]) -> Table:
    """A line a claim."""
    table = _table("ID", "FIRST", "SOURCES", "DENIED", "OUTLETS", "CLAIM", right=(2, 3))
    for c in found:
        table.add_row(
            *map(_cell, (c.id[:_SHORT_ID], c.first, c.sources, c.denials or "", ", ".join(c.outlets[:3]), _claim(c))),
        )
    return table


def _claim(c: ClaimRow) -> str:
    return f"not so: {c.claim}" if c.denied else c.claim


def claim(c: Claim) -> Group:
    """All that is known of a claim."""
    parts: list[RenderableType] = [Text(visible(_line(_claim(c.row))), style="bold"), Text()]
    parts.append(Text(f"first seen {c.row.first or 'on a day that is not told'}; {c.counted}; {len(c.denials)} against it"))
    parts += _block("said by", map(_source, c.independent))
    parts += _block("denied by", map(_denial, c.denials))
    parts += _block("statements", (_said(row, c.reprints.get(row.id)) for row in c.statements))
    parts += _block("wording changed", map(_wording, c.wordings))
    return Group(*parts)


def _block(title: str, lines: Iterable[str]) -> Iterator[RenderableType]:
    told = list(lines)
    if told:
        yield from (Text(), Text(title, style="bold"))
        yield from (Padding(Text(visible(line)), (0, 0, 0, 2)) for line in told)


def _source(s: Source) -> str:
    evidence = f"; {', '.join(EVIDENCE[e] for e in s.evidence)}" if s.evidence else ""
    return f"{s.first or '?':10}  {s.name}, in {', '.join(s.outlets) or 'an article without an outlet'}{evidence}"


def _denial(d: Denial) -> str:
    return f"{_head(d.row)}: {_line(d.row.content)} — {d.reason}"


def _said(row: Row, reprinted: str | None) -> str:
    return f"{_head(row)}: {_line(row.content)}" + (f" (reprint of {reprinted[:_SHORT_ID]})" if reprinted else "")


def _head(row: Row) -> str:
    day = row.said_first or row.said_last or (row.published or "?")[:10]
    within = f", as {row.within} has it" if row.within else ""
    return f"{row.id[:_SHORT_ID]}  {day}  {row.outlet or '?'}  {row.speaker or row.source or '?'}{within}"


def _wording(w: Wording) -> str:
    told = "; ".join(map(_line, w.told()))
    flag = " (a number or a negation)" if w.opposed else ""
    return f"{w.outlet or '?'} {(w.published or '')[:10]}{flag}: {told}"


def stories(found: Iterable[Story]) -> Table:
    """A line an event."""
    table = _table("FIRST", "LAST", "ARTICLES", "OUTLETS", "IDS", "FIRST HEADLINE", right=(2,))
    for s in found:
        ids = " ".join(id[:_SHORT_ID] for id in s.documents[:4]) + (" …" if len(s.documents) > 4 else "")
        table.add_row(*map(_cell, (s.first, s.last, len(s.documents), ", ".join(s.outlets), ids, s.title)))
    return table


def positions(found: Iterable[Position]) -> Table:
    """A line a statement; where it turns, the statement that it turns from stands beside it."""
    told = list(found)
    by_concept = any(p.concept for p in told)
    table = _table(*["CONCEPT", ""][: 2 * by_concept], "DAY", "SPEAKER", "ACT", "OUTLET", "ID", "WHAT", "MAY TURN FROM")
    by_id = {p.id: p for p in told}
    for p in told:
        before = by_id.get(p.turns_from or "")
        turn = f"{before.day} {before.id[:_SHORT_ID]}: {_line(before.content)}" if before else ""
        act = f"{p.act or ''}{' (denies)' if p.denies and p.act != 'deny' else ''}"
        coded = [p.concept, "agrees" if p.agreement else "rejects"][: 2 * by_concept]
        table.add_row(*map(_cell, (*coded, p.day, p.speaker, act, p.outlet, p.id[:_SHORT_ID], p.content, turn)))
    return table


def codings(found: Iterable[Coded]) -> Table:
    """A line a coding."""
    table = _table("CONCEPT", "", "SPEAKER", "DAY", "SCORE", "OUTLET", "ID", "WHAT")
    for c in found:
        stance = "agrees" if c.agreement else "rejects"
        table.add_row(*map(_cell, (c.concept, stance, c.speaker, c.day, f"{c.score:.2f}", c.outlet, c.id[:_SHORT_ID], c.content)))
    return table


def _table(*columns: str, right: tuple[int, ...] = ()) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number in right else "left", overflow="fold")
    return table


def _cell(value: Any) -> Text:
    return Text(visible(_line("" if value is None else str(value))))


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 2] + " …"
