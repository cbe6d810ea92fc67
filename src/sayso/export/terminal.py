"""An article in the terminal, its statements marked: {source}, <cue>, [content], each with its statement's number.

The marks carry the meaning; colour and weight only repeat it, and only where the output is a terminal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sayso.records import ROLES, Appearance, Document, Span, Statement
from sayso.text import paragraphs, visible

STYLES = {"source": "bold blue", "cue": "italic magenta", "content": "underline"}
MARKS = {"source": ("{", "}"), "cue": ("<", ">"), "content": ("[", "]")}
_SUPERSCRIPT = str.maketrans("0123456789,", "⁰¹²³⁴⁵⁶⁷⁸⁹˒")
_LONGEST_CELL = 300  # code points of content in a table's cell
_DAY = len("2026-03-14")
_SHORT_ID = 8
_GAP = 2  # blanks between columns
_ALSO = 5  # appearances that are named
_READ_IN = {
    "feed": " (by its feed)",
    "wire": " (by its agency)",
    "json-ld": " (by the page's JSON-LD)",
    "meta": " (by the page's meta data)",
    "time": " (by the page's <time>)",
    "url": " (by its address)",
    "text": " (by its text)",
    "file": " (by the file's properties)",
}  # where the date was read, where nobody gave it
EVIDENCE = {
    "none_given": "no evidence given",
    "document": "on a document",
    "anonymous": "on unnamed sources",
    "first_hand": "at first hand",
}


def article(
    document: Document, statements: Sequence[Statement] | None = None, names: Mapping[str, str] | None = None
) -> RenderableType:
    """The article with its statements marked and listed; with `statements` given, only those and their paragraphs.

    `names`: what entities are called, by their ids, where that is not as the document has it.
    """
    chosen = document.statements if statements is None else statements
    numbers = {s.id: n for n, s in enumerate(document.statements, 1)}
    body: list[Text] = []
    for start, end in paragraphs(document.text):
        if statements is None or any(_touches(s, start, end) for s in chosen):
            body += [_marked(document, chosen, numbers, start, end), Text()]
    called = {e.id: e.name for e in document.entities} | dict(names or {})
    listed = _list(document, chosen, numbers, called)
    return Group(_heading(document, titled=statements is not None), Text(), *body, _legend(chosen), *listed)


def _heading(document: Document, titled: bool) -> Text:
    """What is known of the article, on one line; its title where the first paragraph may not be shown below."""
    known = [
        document.title if titled else None,
        document.outlet,
        document.published and document.published + _READ_IN.get(document.date_source or "", ""),
        document.byline,
        document.url,
        f"document {document.id[:12]}",
        *(f"also {_place(appearance)}" for appearance in document.appearances[:_ALSO]),
        f"and {len(document.appearances) - _ALSO} more" if len(document.appearances) > _ALSO else None,
    ]
    return Text(" · ".join(visible(part) for part in known if part), style="dim")


def _place(appearance: Appearance) -> str:
    named = [appearance.outlet and f"in {appearance.outlet}", appearance.url and f"at {appearance.url}", appearance.published]
    return " ".join(part for part in named if part) or f"as {appearance.source_id}"


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


def _list(
    document: Document, statements: Sequence[Statement], numbers: dict[str, int], names: Mapping[str, str]
) -> Iterator[RenderableType]:
    """Each statement on a line, with what is known of it on the next; equal widths make one table of the lines."""
    places = [str(numbers[s.id]) if s.parent is None else f"{numbers[s.id]} in {numbers[s.parent]}" for s in statements]
    width = max(map(len, places), default=0)
    if statements:
        yield _line(width, "", "source", "cue", "kind", "conf.", "id", style="dim")
    for s, place in zip(statements, places, strict=True):
        source, cue = (visible(document.quote(getattr(s, role))) or "(none)" for role in ("source", "cue"))
        yield _line(width, place, source, cue, s.kind, f"{s.confidence:.2f}", s.id[:8])
        if known := _known(s, document, names):
            yield Padding(known, (0, 0, 0, width + _GAP))


def _line(width: int, *cells: str, style: str = "") -> Table:
    table = Table(box=None, padding=(0, _GAP, 0, 0), show_edge=False, show_header=False, expand=True, style=style)
    table.add_column(width=width, justify="right")
    table.add_column(ratio=3, overflow="fold")
    table.add_column(ratio=2, overflow="fold")
    for least in (len("indirect"), len("conf."), _SHORT_ID):
        table.add_column(width=least)
    table.add_row(*map(Text, cells))
    return table


def _known(s: Statement, document: Document, names: Mapping[str, str]) -> Text | None:
    """Who says it, what that does, to whom, about whom, when and where; nothing is said of what is not known."""

    def called(entities: Iterable[str]) -> str:
        return ", ".join(visible(names[entity]) for entity in entities)

    parts = [
        (called(s.speaker), STYLES["source"]),
        (s.speaker_type == "anonymous" and s.speaker_type, ""),
        (marks(s.act, s.denies, s.hedged), ""),
        (s.addressees and f"to {called(s.addressees)}", ""),
        (s.about and f"about {called(s.about)}", ""),
        (s.said_on and f"said {s.said_on}", ""),
        (s.said_at and f"“{visible(document.quote(s.said_at))}”", ""),
        (EVIDENCE.get(s.evidence or "", ""), ""),
    ]
    told = [Text(text, style=style) for text, style in parts if text]
    return Text(" · ").join(told) if told else None


def marks(act: str | None, denies: bool, hedged: bool) -> str:
    """The act, and whether the speaker denies and the article keeps its distance; empty where nothing is known."""
    return ", ".join(part for part in (act, denies and act != "deny" and "denies", hedged and "hedged") if part)


def _speaker(source: str, within: str | None, speaker: str) -> Text:
    """Who says it, in whose words the article has that where they differ, and on whose word."""
    text = Text(visible(speaker or source) or "(none)", style=STYLES["source"])
    if speaker and source and source != speaker:
        text.append(f"\n“{visible(source)}”", style="not bold dim")
    if within is not None:
        text.append(f"\n(in what {visible(within)})", style="not bold dim")
    return text


def _table(*columns: tuple[str, str]) -> Table:
    table = Table(box=None, padding=(0, _GAP, 0, 0), header_style="dim", show_edge=False)
    for name, justify in columns:
        table.add_column(name, justify=justify, overflow="fold")  # type: ignore[arg-type]
    return table


def rows(found: Iterable[Shown]) -> Table:
    """Statements found as a table; the day is when it was said, or in brackets when published where that is not told."""
    table = _table(
        ("said on\n(published)\noutlet", "left"),
        ("speaker\n“source”", "left"),
        ("cue", "left"),
        ("content", "left"),
        ("act\nkind\nconf.", "left"),
        ("id", "left"),
    )
    table.columns[3].ratio = 1
    for row in found:
        content = row.content if len(row.content) <= _LONGEST_CELL else row.content[:_LONGEST_CELL] + "…"
        day = row.said_on or f"({(row.published or 'undated')[:_DAY]})"
        act = marks(row.act, row.denies, row.hedged)
        table.add_row(
            Text("\n".join(visible(part) for part in (day, row.outlet) if part)),
            _speaker(row.source, row.within, row.speaker),
            Text(visible(row.cue), style=STYLES["cue"]),
            Text(visible(content)),
            Text("\n".join(part for part in (act, row.kind, f"{row.confidence:.2f}") if part)),
            row.id[:_SHORT_ID],
        )
    return table


class Shown(Protocol):
    """What `rows` shows of a statement found."""

    @property
    def id(self) -> str: ...
    @property
    def published(self) -> str | None: ...
    @property
    def outlet(self) -> str | None: ...
    @property
    def source(self) -> str: ...
    @property
    def within(self) -> str | None: ...
    @property
    def cue(self) -> str: ...
    @property
    def content(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def confidence(self) -> float: ...
    @property
    def speaker(self) -> str: ...
    @property
    def act(self) -> str | None: ...
    @property
    def denies(self) -> bool: ...
    @property
    def hedged(self) -> bool: ...
    @property
    def said_on(self) -> str | None: ...


def entities(found: Iterable[tuple[str, str, str, int, int, list[str], str | None, str | None]]) -> Table:
    """Entities as a table; each is (id, name, type, statements, documents, names of those spoken of, first day, last day)."""
    table = _table(
        ("id", "left"),
        ("name", "left"),
        ("type", "left"),
        ("statements", "right"),
        ("documents", "right"),
        ("about most", "left"),
        ("first\nlast", "left"),
    )
    for id, name, type, statements, documents, about, first, last in found:
        cells = (visible(id), visible(name), visible(type), f"{statements:,}", f"{documents:,}", ", ".join(map(visible, about)))
        days = dict.fromkeys(day for day in (first, last) if day)
        table.add_row(*map(Text, cells), Text("\n".join(days)))
    return table
