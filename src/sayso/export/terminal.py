"""An article in the terminal, its statements marked: {source}, <cue>, [content], each with its statement's number.

The marks carry the meaning; colour and weight only repeat it, and only where the output is a terminal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from sayso.records import ROLES, Document, Span, Statement
from sayso.text import paragraphs, visible

STYLES = {"source": "bold blue", "cue": "italic magenta", "content": "underline"}
MARKS = {"source": ("{", "}"), "cue": ("<", ">"), "content": ("[", "]")}
_SUPERSCRIPT = str.maketrans("0123456789,", "⁰¹²³⁴⁵⁶⁷⁸⁹˒")
_LONGEST_CELL = 300  # code points of content in a table's cell
_DAY = len("2026-03-14")


def article(document: Document, statements: Sequence[Statement] | None = None) -> RenderableType:
    """The article with its statements marked and listed; with `statements` given, only those and their paragraphs."""
    chosen = document.statements if statements is None else statements
    numbers = {s.id: n for n, s in enumerate(document.statements, 1)}
    body: list[Text] = []
    for start, end in paragraphs(document.text):
        if statements is None or any(_touches(s, start, end) for s in chosen):
            body += [_marked(document, chosen, numbers, start, end), Text()]
    return Group(
        _heading(document, titled=statements is not None), Text(), *body, _legend(chosen), _list(document, chosen, numbers)
    )


def _heading(document: Document, titled: bool) -> Text:
    """What is known of the article, on one line; its title where the first paragraph may not be shown below."""
    known = [
        document.title if titled else None,
        document.outlet,
        document.published,
        document.byline,
        document.url,
        f"document {document.id[:12]}",
    ]
    return Text(" · ".join(visible(part) for part in known if part), style="dim")


def _touches(s: Statement, start: int, end: int) -> bool:
    return any(span.start < end and start < span.end for role in ROLES for span in getattr(s, role))


def _marked(document: Document, statements: Iterable[Statement], numbers: dict[str, int], start: int, end: int) -> Text:
    """One paragraph `[start, end)` with the marks of every span in it; spans that hold others stand outside them."""
    served: defaultdict[tuple[str, Span], list[int]] = defaultdict(list)
    for s in statements:
        for role in ROLES:
            for span in getattr(s, role):
                if span.start < end and start < span.end:
                    served[role, span].append(numbers[s.id])
    text = Text()
    text.append(visible(document.text[start:end]))
    for name, span in served:
        text.stylize(STYLES[name], max(span.start - start, 0), min(span.end, end) - start)
    marks: list[tuple[int, int, int, str, str]] = []
    for (name, span), own in served.items():
        opening, closing = MARKS[name]
        number = ",".join(map(str, own)).translate(_SUPERSCRIPT)
        marks.append((max(span.start, start), 1, -span.end, opening, STYLES[name]))
        marks.append((min(span.end, end), 0, -span.start, closing + number, STYLES[name]))
    return _insert(text, start, sorted(marks))


def _insert(text: Text, start: int, marks: list[tuple[int, int, int, str, str]]) -> Text:
    places = [at - start for at, *_ in marks]
    pieces = text.divide(places)
    whole = Text()
    for piece, (_, _, _, mark, style) in zip(pieces, marks, strict=False):
        whole.append_text(piece)
        whole.append(mark, style=style.replace("underline", "bold"))
    whole.append_text(pieces[-1])
    return whole


def _legend(statements: Sequence[Statement]) -> Text:
    if not statements:
        return Text("No statement found.", style="dim")
    legend = Text("  ".join(role.join(MARKS[role]) for role in ROLES), style="dim")
    legend.append("; the small number is the statement's", style="dim")
    return legend


def _list(document: Document, statements: Sequence[Statement], numbers: dict[str, int]) -> RenderableType:
    if not statements:
        return Text()
    table = _table(("", "right"), ("source", "left"), ("cue", "left"), ("kind", "left"), ("conf.", "right"), ("id", "left"))
    for s in statements:
        source, cue = (visible(document.quote(getattr(s, role))) or "(none)" for role in ("source", "cue"))
        number = str(numbers[s.id]) if s.parent is None else f"{numbers[s.id]} in {numbers[s.parent]}"
        table.add_row(number, Text(source), Text(cue), s.kind, f"{s.confidence:.2f}", s.id[:8])
    return table


def _speaker(source: str, within: str | None) -> Text:
    """Who says it, and on whose word the article has that."""
    text = Text(visible(source) or "(none)", style=STYLES["source"])
    if within is not None:
        text.append(f"\n(in what {visible(within)})", style="not bold dim")
    return text


def _table(*columns: tuple[str, str]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim", show_edge=False)
    for name, justify in columns:
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    return table


def rows(found: Iterable[tuple[str, str | None, str | None, str, str | None, str, str, str, float]]) -> Table:
    """Statements found as a table; each is (id, published, outlet, source, within, cue, content, kind, confidence).

    `within`: the source and cue of the statement in whose content this one stands.
    """
    table = _table(
        ("published\noutlet", "left"),
        ("source", "left"),
        ("cue", "left"),
        ("content", "left"),
        ("kind\nconf.", "left"),
        ("id", "left"),
    )
    table.columns[3].ratio = 1
    for id, published, outlet, source, within, cue, content, kind, confidence in found:
        short = content if len(content) <= _LONGEST_CELL else content[:_LONGEST_CELL] + "…"
        table.add_row(
            Text("\n".join(visible(part) for part in ((published or "undated")[:_DAY], outlet) if part)),
            _speaker(source, within),
            Text(visible(cue), style=STYLES["cue"]),
            Text(visible(short)),
            f"{kind}\n{confidence:.2f}",
            id[:8],
        )
    return table
