"""PDF and Word files as articles: their text, paragraph by paragraph, and what the file itself tells of it."""

from __future__ import annotations

import datetime
import io
import logging
import lzma
import re
import statistics
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from sayso.errors import ReadError
from sayso.records import Document
from sayso.sources.language import tongue
from sayso.sources.markup import spaced
from sayso.sources.original import FILE_LIMIT, Original, document
from sayso.sources.wire import byline, with_headline

if TYPE_CHECKING:
    from docx.document import Document as Word

_PAGES = 500
_TEXT = 5_000_000  # code points
_UNPACKED, _PARTS, _XML = 200_000_000, 5_000, 50_000_000  # bytes in all, parts, bytes of one part of XML
_REPEATED = 3  # pages with the same line at their top or bottom: a running head
_EDGE = 2  # lines at a page's top and bottom that may be one
_DIGITS = re.compile(r"\d+")
_SHORT = 0.75  # share of the usual line, below which a line that ends a sentence ends its paragraph
_ENDS = tuple(".!?…:;”’\"')]")
_WORD = re.compile(r"\w+(?:-\w+)*")
_NAMELESS = re.compile(
    r"untitled|document\d*|microsoft word\b.*|.*\.(?:docx?|pdf|indd|qxp|odt|rtf|tmp)|title|slide \d+", re.IGNORECASE
)
_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([\w.-]{1,40})", re.IGNORECASE)
_PICTURES = re.compile(r"/(?:media|embeddings|fonts)/", re.IGNORECASE)
_TOLD_TITLE = 300  # code points


def pdf(original: Original) -> Document:
    """The text of a PDF. Lines are joined into paragraphs; page numbers and heads that repeat on three pages are left out.

    A hyphen at a line's end goes only where the same word stands elsewhere in the text without it, for `re-\\nelected` is as
    often a word with a hyphen. The title is the file's own where the text begins with it; the date is the day on which the
    file was made (`date_source` "file"), which is not surely that of publication; the day of a change is not read.
    Raises ReadError where it is too large, locked, damaged, or pictures of pages.
    """
    pages, told = _pdf_pages(original)
    lines = _without_heads(pages)
    body = _joined(lines)
    if not any(text.strip() for text in body):
        raise ReadError(
            "a PDF without text, likely pictures of pages; recognise its text first, for example with ocrmypdf", original.where
        )
    title = _title(told.get("title"), body)
    date = _made(told.get("made"))
    text = with_headline(title, body)
    return document(
        original,
        text,
        title=title,
        byline=byline(told.get("author")) if _is_names(told.get("author")) else None,
        published=date,
        date_source="file" if date else None,
        language=tongue(None, text),
        media_type="application/pdf",
    )


def word(original: Original) -> Document:
    """The text of a Word file: paragraphs, headings, and the cells of tables, in order; text boxes and notes are not read.

    The title is the file's own where the text begins with it, else a first paragraph in a title's or heading's style. Its date
    of making is often that of a template, so no date is taken.
    Raises ReadError where it is too large, locked, damaged, unpacks to too much, or declares entities.
    """
    _check_zip(original)
    parts, told, heading = _word_parts(original)
    title = _title(told.get("title"), parts) or (parts[0] if heading and len(parts[0]) <= _TOLD_TITLE else None)
    text = with_headline(title, parts)
    return document(
        original,
        text,
        title=title,
        byline=byline(told.get("author")) if title and _is_names(told.get("author")) else None,
        language=tongue(told.get("language"), text),
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )


def _pdf_pages(original: Original) -> tuple[list[list[str]], dict[str, str]]:
    """The lines of each page, and the file's properties."""
    from pypdf import PdfReader

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it cannot read is said as a Failure
    if len(original.data) > FILE_LIMIT:
        raise ReadError(f"a PDF of over {FILE_LIMIT // 1_000_000} MB, which is not read", original.where)
    try:
        reader = PdfReader(io.BytesIO(original.data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError("a PDF that is locked with a password; unlock it, for example with qpdf --decrypt", original.where)
        if len(reader.pages) > _PAGES:
            raise ReadError(f"a PDF of over {_PAGES} pages; articles are shorter, so it is not read", original.where)
        pages, size = [], 0
        for page in reader.pages:
            pages.append(page.extract_text().splitlines())
            size += sum(map(len, pages[-1]))
            if size > _TEXT:
                raise ReadError(f"a PDF with over {_TEXT // 1_000_000} million letters, which is not read", original.where)
        return pages, _pdf_told(reader)
    except (ReadError, MemoryError):
        raise
    except Exception as error:  # on damaged files pypdf raises whatever it runs into
        if type(error).__name__ == "DependencyError":  # it needs another package for some locks
            raise ReadError("a PDF that is locked; unlock it, for example with qpdf --decrypt", original.where) from None
        raise ReadError("a damaged PDF; open it and save it anew", original.where) from None


def _pdf_told(reader: Any) -> dict[str, str]:
    found = reader.metadata or {}
    told = {"title": found.get("/Title"), "author": found.get("/Author"), "made": found.get("/CreationDate")}
    return {name: str(value)[:1000] for name, value in told.items() if value}


def _without_heads(pages: Sequence[Sequence[str]]) -> list[str]:
    """The lines of all pages, without those at top or bottom that repeat but for their numbers, and numbers alone there."""
    trimmed = [[line.strip(" \t\r\n") for line in page] for page in pages]
    trimmed = [_bare(page) for page in trimmed]
    counts = Counter(key for page in trimmed for key in {_DIGITS.sub("#", line) for line in _edges(page)})
    lines: list[str] = []
    for page in trimmed:
        kept = list(page)
        for at in (0, -1):
            for _ in range(_EDGE):
                key = _DIGITS.sub("#", kept[at]) if kept else ""
                if not kept or not (counts[key] >= _REPEATED or (len(pages) > 1 and key in ("#", "- # -", "Page #"))):
                    break
                kept.pop(at)
                while kept and not kept[at]:
                    kept.pop(at)
        lines.extend(kept)
    return lines


def _bare(page: list[str]) -> list[str]:
    """The lines between the first and the last that say something."""
    told = [at for at, line in enumerate(page) if line]
    return page[told[0] : told[-1] + 1] if told else []


def _edges(page: Sequence[str]) -> list[str]:
    told = [line for line in page if line]
    return told[:_EDGE] + told[-_EDGE:]


def _joined(lines: Sequence[str]) -> list[str]:
    """Lines as paragraphs: one ends at an empty line, and at a line that is clearly shorter than most and ends a sentence."""
    usual = statistics.median([len(line) for line in lines if len(line) > 20] or [0])
    known = {word.casefold() for line in lines for word in _WORD.findall(line)}
    found: list[str] = []
    text, ended = "", True
    for line in lines:
        if (not line or ended) and text:
            found.append(text)
            text = ""
        if not line:
            continue
        text = _with_line(text, spaced(line), known)
        ended = len(line) < _SHORT * usual and (line.endswith(_ENDS) or (not found and len(text) == len(line)))
    return [*found, text] if text else found


def _with_line(text: str, line: str, known: set[str]) -> str:
    if not text:
        return line
    if text.endswith("\u00ad"):
        return text + line
    if text.endswith("-") and len(text) > 1 and text[-2].isalpha() and line[:1].islower():
        head, tail = _WORD.findall(text[-60:-1])[-1:], _WORD.match(line)
        word = (head[0] + tail.group()).casefold() if head and tail else ""
        return (text[:-1] if word in known else text) + line
    return f"{text} {line}"


def _title(told: str | None, body: Sequence[str]) -> str | None:
    """The file's own title where the article begins with those words; else it is often a template's or a file's name."""
    words = spaced(told or "")[:_TOLD_TITLE]
    if not words or _NAMELESS.fullmatch(words) or not body:
        return None
    first = " ".join(body[:3]).casefold()
    return words if " ".join(words.split()).casefold() in " ".join(first.split()) else None


def _is_names(author: str | None) -> bool:
    words = (author or "").split()
    return 2 <= len(words) <= 12 and not any(char.isdigit() or char in "@/\\" for char in author or "")


def _made(told: str | None) -> str | None:
    """The day of `D:20260314093000+01'00'`."""
    match = re.match(r"(?:D:)?(\d{4})(\d{2})(\d{2})", told or "")
    try:
        day = datetime.date(*map(int, match.groups())) if match else None
    except ValueError:
        return None
    return day.isoformat() if day and day.year >= 1990 and day <= datetime.date.today() + datetime.timedelta(days=1) else None


def _check_zip(original: Original) -> None:
    """Raises ReadError where what is packed in the file is not what a sound Word file holds."""
    if original.data.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadError("an old Word file, or one locked with a password; save it as .docx without one", original.where)
    if len(original.data) > FILE_LIMIT:
        raise ReadError(f"a Word file of over {FILE_LIMIT // 1_000_000} MB, which is not read", original.where)
    too_much = ReadError("a Word file that unpacks to too much, which is not read", original.where)
    try:
        with zipfile.ZipFile(io.BytesIO(original.data)) as packed:
            parts = packed.infolist()
            if len(parts) > _PARTS or sum(part.file_size for part in parts) > _UNPACKED:
                raise too_much
            for part in parts:
                if _PICTURES.search(part.filename):
                    continue
                if part.file_size > _XML:
                    raise too_much
                if not _is_plain(packed.read(part), part.filename):
                    raise ReadError("a Word file that declares entities, which is not read; save it anew", original.where)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, NotImplementedError, RuntimeError, EOFError, ValueError):
        raise ReadError("a damaged Word file; open it and save it anew", original.where) from None


def _is_plain(data: bytes, name: str) -> bool:
    """Whether a part declares nothing, and no parser can read it in a character set in which that would be hidden."""
    data = data.replace(b"\0", b"").removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff").lstrip()
    told = _ENCODING.match(data)
    hidden = (told and told[1].lower() not in (b"utf-8", b"utf-16", b"us-ascii")) or not data.startswith(b"<")
    return not _DECLARED.search(data) and not (hidden and name.casefold().endswith((".xml", ".rels")))


def _word_parts(original: Original) -> tuple[list[str], dict[str, str], bool]:
    """The paragraphs, the file's properties, and whether the first paragraph is a title or heading."""
    from docx import Document as opened

    try:
        found = opened(io.BytesIO(original.data))
        parts = list(_paragraphs(found))
        core = found.core_properties
        told = {"title": core.title, "author": core.author, "language": core.language}
    except MemoryError:
        raise
    except Exception:  # on damaged files python-docx raises whatever it runs into
        raise ReadError("a damaged Word file; open it and save it anew", original.where) from None
    heading = bool(parts) and len(parts) > 1 and parts[0][1]
    return [text for text, _ in parts], {k: str(v) for k, v in told.items() if v}, heading


def _paragraphs(found: Word) -> Iterator[tuple[str, bool]]:
    from docx.table import Table

    for block in found.iter_inner_content():
        if isinstance(block, Table):
            yield from ((text, False) for text in _cells(block, 0))
        elif text := spaced(block.text):
            style = (block.style.name or "") if block.style is not None else ""
            yield text, style == "Title" or style.startswith("Heading")


def _cells(table: Any, depth: int) -> Iterator[str]:
    from docx.table import _Cell

    for row in table.rows if depth < 5 else ():
        for part in row._tr.tc_lst:  # `row.cells` gives a cell for each column that it says it covers, be it a thousand million
            if part.vMerge == "continue":  # of the cell above
                continue
            for block in _Cell(part, table).iter_inner_content():
                if hasattr(block, "rows"):
                    yield from _cells(block, depth + 1)
                elif text := spaced(block.text):
                    yield text
