"""Documents from tables with named columns: CSV and TSV, a row an article, however long the file.

Columns are named as the fields of a line of JSON (`text`, `id`, `url`, `outlet`, `title`, `byline`, `published`, `language`,
`retrieved`), in large or small letters; `body` and `content` are read as `text`, `headline` as `title`, `author` as `byline`,
`date` as `published` and `publication` as `outlet` where the field's own name is not there. Other columns are passed over.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from sayso.errors import ReadError
from sayso.records import Document, Failure
from sayso.sources.rows import FIELDS, LINE_LIMIT, capped, row_document

FIELD_LIMIT = 1_000_000  # bytes of a row that is still open: far more is a quotation mark that nobody closed
_AGAIN = 20_000_000  # bytes that are read a second time, after quotation marks that nobody closed; some 5 s of short lines
_SYNONYMS = {
    "body": "text",
    "content": "text",
    "headline": "title",
    "author": "byline",
    "date": "published",
    "publication": "outlet",
}
_MEDIA = {",": "text/csv", ";": "text/csv", "\t": "text/tab-separated-values"}
_INSIDE = re.compile(r'[^"]*(?:""[^"]*)*')
_BARE = {delimiter: re.compile(f"[^{delimiter}]*") for delimiter in _MEDIA}
_UNCLOSED = f"a quotation mark that is not closed within {FIELD_LIMIT // 1_000_000} MB; close it, or double those inside a field"


@dataclass(slots=True)
class _Row:
    """A row that is being read; `open` while it is inside a quoted field."""

    number: int
    delimiter: str
    cells: list[str] = field(default_factory=list)
    lines: list[bytes] = field(default_factory=list)
    open: bool = False

    def add(self, line: bytes, where: str) -> None:
        """Takes in the next line. Raises ReadError where it cannot be a part of this row."""
        self.lines.append(line)
        if len(line) > LINE_LIMIT:
            raise ReadError(f"a line of over {LINE_LIMIT // 1_000_000} MB; wanted one article a row", where)
        try:
            text = line.decode()
        except UnicodeDecodeError:
            raise ReadError("a row that is not UTF-8; write the table as UTF-8", where) from None
        if "\0" in text:
            raise ReadError("a row with a NUL byte in it; write the table anew", where)
        self._split(text, text.rstrip("\r\n"), where)

    def _split(self, text: str, bare: str, where: str) -> None:
        at = 0
        while True:
            if self.open or text[at : at + 1] == '"':
                at = self._quoted(text, at if self.open else at + 1)
                if self.open:
                    return
                if at < len(bare) and bare[at] != self.delimiter:
                    raise ReadError("words after a closing quotation mark; double those inside a field", where)
            else:
                end = min(_BARE[self.delimiter].match(text, at).end(), len(bare))  # type: ignore[union-attr]
                self.cells.append(text[at:end])
                at = end
            if at >= len(bare):
                return
            at += 1

    def _quoted(self, text: str, at: int) -> int:
        end = _INSIDE.match(text, at).end()  # type: ignore[union-attr]
        piece = text[at:end].replace('""', '"')
        if self.open:
            self.cells[-1] += piece
        else:
            self.cells.append(piece)
        self.open = end == len(text)
        return end + 1


def rows(stream: BinaryIO, where: str) -> Iterator[Document | Failure]:
    """A document a row, in order; a row that cannot be read is a Failure at the line on which it starts.

    The delimiter (`,`, `;` or tab) is told by the header. No more than one row is held in memory.
    Raises ReadError where there is no header, or none of its columns is `text`.
    """
    lines = _Lines(stream)
    columns, delimiter = _header(lines, where)
    rescanned = 0
    while (row := _Row(lines.number + 1, delimiter)) is not None:
        place = f"{where}:{row.number}"
        try:
            if not _filled(row, lines, place):
                return
            if row.cells and any(row.cells):
                yield _document(row, columns, place)
        except ReadError as error:
            yield Failure(error.where, error.reason)
            if row.open or len(row.lines) > 1:  # the lines after the first may be sound rows
                rescanned += lines.back(row.lines[1:])
            if rescanned > _AGAIN:
                yield Failure(f"{where}:{row.number + 1}", "too many quotation marks that are not closed; the rest is not read")
                return


def _filled(row: _Row, lines: _Lines, where: str) -> bool:
    """Reads the lines of a row; False where there are no more. Raises ReadError where a field is never closed."""
    size = 0
    while line := lines.next():
        row.add(line, where)
        size += len(line)
        if not row.open:
            return True
        if size > FIELD_LIMIT:
            raise ReadError(_UNCLOSED, where)
    if row.open:
        raise ReadError(_UNCLOSED, where)
    return False


class _Lines:
    """The lines of a stream, some of which can be put back; `number` is of the last one given."""

    def __init__(self, stream: BinaryIO) -> None:
        self._lines = capped(stream)
        self._held: deque[bytes] = deque()
        self.number = 0

    def next(self) -> bytes:
        """The next line; empty at the end."""
        line = self._held.popleft() if self._held else next(self._lines, b"")
        self.number += bool(line)
        return line

    def back(self, lines: list[bytes]) -> int:
        """Puts lines back, and tells how many bytes they have."""
        self._held.extendleft(reversed(lines))
        self.number -= len(lines)
        return sum(map(len, lines))


def _header(lines: _Lines, where: str) -> tuple[list[str], str]:
    """The columns' names, as those of the fields, and the delimiter."""
    first = b""
    while (line := lines.next()) and not first.strip():
        first = line.removeprefix(b"\xef\xbb\xbf") if lines.number == 1 else line
        if first.strip():
            break
    if first.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ReadError("UTF-16, not UTF-8; save the table as CSV in UTF-8", where)
    if not first.strip():
        raise ReadError("an empty table: there is no row in it", where)
    best: tuple[list[str], str] = ([], ",")
    for delimiter in _MEDIA:
        row = _Row(1, delimiter)
        row.add(first, where)
        names = _named(row.cells)
        if ("text" in names, len(names)) > ("text" in best[0], len(best[0])):
            best = names, delimiter
    if "text" not in best[0]:
        has = ", ".join(best[0])[:300]
        raise ReadError(f"wanted a column named 'text' in the first row; got {has}", where)
    if twice := [name for name in FIELDS if best[0].count(name) > 1]:
        raise ReadError(f"two columns named {twice[0]!r}; rename one", where)
    return best


def _named(cells: list[str]) -> list[str]:
    names = [" ".join(cell.split()).casefold() for cell in cells]
    taken = set(names)
    found = []
    for name in names:
        field = _SYNONYMS.get(name)
        if field and field not in taken:
            taken.add(field)
            name = field
        found.append(name)
    return found


def _document(row: _Row, columns: list[str], where: str) -> Document:
    if len(row.cells) != len(columns):
        wanted = "fewer" if len(row.cells) < len(columns) else "more"
        raise ReadError(
            f"a row with {wanted} fields than the header has columns; put fields with a delimiter into quotation marks", where
        )
    cells = zip(columns, row.cells, strict=True)
    given = {name: cell if name == "text" else cell.strip() for name, cell in cells if name in FIELDS}
    return row_document(given, where, b"".join(row.lines), _MEDIA[row.delimiter])
