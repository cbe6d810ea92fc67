"""Documents from whatever is handed in: files, folders, patterns, standard input, web addresses and feeds, archives.

Bytes are told apart here and read by their format's reader; all but plain text and rows in processes that can be killed, so
that a hostile page costs itself alone. What cannot be read comes out as a Failure in its place, and the reading goes on.
"""

from __future__ import annotations

import glob
import io
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from sayso.errors import ReadError
from sayso.records import Document, Failure, Fetched, Unchanged
from sayso.sources import archives, feed, markdown, newsml, ninjs, office, plain, rows, tables, warc
from sayso.sources.html import page
from sayso.sources.kinds import START, UNREAD, Kind, is_readable, kind, suffix
from sayso.sources.language import language
from sayso.sources.original import FILE_LIMIT, Original
from sayso.workers import Workers, in_order

if TYPE_CHECKING:
    from sayso.sources.fetch import Fetcher

STANDARD_INPUT = "-"
SECONDS = 10.0  # that one original may take to be read
_MEMORY = 1_500_000_000  # bytes that a process may hold for it, libraries and all
_AHEAD = 3  # originals for each process that are taken before the first of them must be read
_DEPTH = 3  # of archives in one another, the file itself counted
_HERE: frozenset[Kind] = frozenset({"text"})  # so plain that it is read in this process, as rows are
Item = Document | Failure | Unchanged
Seen = Callable[[str], Fetched | None]


@dataclass(frozen=True, slots=True)
class _Work:
    """An original to be read, in which format; `source`: what to read again; `fetched`: the address that was asked."""

    kind: Kind
    original: Original
    source: str | None = None
    fetched: Fetched | None = None


class Reader:
    """Reads sources one after another, with `jobs` processes beside this one.

    `seen`: what is known of an address; what is known there is asked for only if it has changed, and what a feed names and
    is known not at all (an Unchanged comes in its place). `allow_private`: fetch from private and local addresses too.

    Of the last `read`: `total`, `done`: bytes to be read and read already, `total` None where nobody knows. `finished`: the
    sources that were read to their end, as `Failure.source` names them. `passed_over`: of files in folders and archives that
    are not articles by their names, how many of each suffix.
    """

    def __init__(self, *, jobs: int = 1, allow_private: bool = False, seen: Seen | None = None) -> None:
        self.total: int | None = None
        self.done = 0
        self.finished: list[str] = []
        self.passed_over: Counter[str] = Counter()
        self._jobs, self._allow_private, self._seen = jobs, allow_private, seen or _unseen
        self._fetcher: Fetcher | None = None
        self._feeds: dict[str, Fetched] = {}  # what the servers of feeds gave to ask again with, where all was read

    def read(self, *sources: str | PathLike[str]) -> Iterator[Item]:
        """Documents of files, folders (at any depth), patterns (`news/**/*.html`), `-` (standard input), addresses and feeds.

        A file is one article of text, Markdown, HTML, PDF or Word; or many, as JSON lines or a CSV table (`text` and, where
        known, `id`, `url`, `outlet`, `title`, `byline`, `published`, `language`), ninjs, NewsML-G2, RSS or Atom, WARC, WACZ,
        zip, each of these also gzipped. An address is a page, a file of these, or a feed, whose pages are read.
        """
        self.finished, self.passed_over = [], Counter()
        planned = [part for source in sources for part in self._planned(os.fspath(source))]
        self.total, self.done = _size(planned), 0
        failed = False
        with Workers(_read, self._jobs, died=_died, seconds=SECONDS, memory=_MEMORY) as workers:

            def handed(item: Item | list[Item] | _Work) -> Future[list[Item]] | None:
                return workers.submit(item) if isinstance(item, _Work) else None

            for result in in_order(self._taken(planned), handed, _AHEAD * self._jobs):
                for item in result if isinstance(result, list) else [cast("Item", result)]:
                    failed |= isinstance(item, Failure)
                    yield item
        if failed:
            self._feeds.clear()  # what failed is asked for again, though the feed has not changed

    # -- what there is

    def _planned(self, source: str) -> Iterator[str | Failure]:
        """The files and addresses that a source stands for."""
        if source == STANDARD_INPUT or _is_address(source):
            yield source
        elif os.path.isdir(source):
            yield from self._folder(Path(source))
        elif os.path.lexists(source):
            yield source
        elif glob.has_magic(source):
            found = sorted(glob.glob(source, recursive=True))
            if not found:
                yield Failure(source, "no file fits this pattern; check it", source)
            else:
                self.finished.append(source)
            for path in found:
                yield from self._folder(Path(path)) if os.path.isdir(path) else [path]
        else:
            yield Failure(source, "no such file or folder; check the name", os.path.abspath(source))

    def _folder(self, folder: Path) -> Iterator[str | Failure]:
        files = sorted(p for p in folder.rglob("*") if p.is_file() and not _is_hidden(p.relative_to(folder).parts))
        taken = [p for p in files if self._is_taken(p.name)]
        if not taken:
            yield Failure(
                str(folder), "a folder with no article in it; sayso add --help names the formats", os.path.abspath(folder)
            )
        else:
            self.finished.append(os.path.abspath(folder))
        yield from map(str, taken)

    def _is_taken(self, name: str) -> bool:
        taken = is_readable(name) or suffix(name) in UNREAD
        if not taken:
            self.passed_over[suffix(name)] += 1
        return taken

    def _taken(self, planned: Iterable[str | Failure]) -> Iterator[Item | list[Item] | _Work]:
        """What comes of the parts, as far as this process reads it; the rest to be read elsewhere."""
        for part in planned:
            if isinstance(part, Failure):
                yield part
                continue
            for item in self._address(part) if _is_address(part) else self._file(part):
                yield _read(item) if isinstance(item, _Work) and item.kind in _HERE else item

    # -- files

    def _file(self, path: str) -> Iterator[Item | _Work]:
        """What comes of a file or of standard input. What goes wrong with it after that is told in its place."""
        source = None if path == STANDARD_INPUT else os.path.abspath(path)
        where = "standard input" if source is None else path
        try:
            if source is None:
                yield from self._stream(sys.stdin.buffer, Original(b"", where), source)
            elif not os.path.isfile(path):
                raise ReadError("neither a file nor a folder; use - to read standard input", path)
            else:
                with io.BufferedReader(cast("io.RawIOBase", _Metered(path, self._read_on))) as stream:
                    yield from self._stream(stream, Original(b"", where, os.path.basename(path)), source)
        except ReadError as error:
            yield Failure(error.where, error.reason, source)
        except OSError as error:
            yield Failure(where, f"cannot be read: {error.strerror or error}", source)
        except Exception as error:  # whatever a file makes a library do, the others are read
            yield Failure(where, f"could not be read: {type(error).__name__}: {error}", source)
        if source is not None:
            self.finished.append(source)

    def _read_on(self, count: int) -> None:
        self.done += count

    def _stream(
        self, stream: BinaryIO, place: Original, source: str | None, fetched: Fetched | None = None, depth: int = 1
    ) -> Iterator[Item | _Work]:
        """What comes of a stream; `place` is what is known of it, `depth` how many archives it is in, and one."""
        if suffix(place.name) in UNREAD and place.media_type is None:
            raise ReadError(UNREAD[suffix(place.name)], place.where)
        if not hasattr(stream, "peek"):
            stream = io.BufferedReader(cast("io.RawIOBase", stream))
        start: bytes = cast("io.BufferedReader", stream).peek(START)[:START]
        form = kind(place.name, place.media_type, start)
        if form in ("zip", "gzip", "wacz") and depth > _DEPTH:
            raise ReadError(f"archives in one another over {_DEPTH} deep, which are not read; unpack them", place.where)
        if warc.is_warc(start) or place.name.lower().endswith((".warc", ".warc.gz")):  # as its name says, if its start is damaged
            form = "warc"
        if form in ("zip", "gzip"):
            yield from self._archive(stream, place, form, source, depth)
        elif form in ("warc", "wacz"):
            for record in (warc.wacz if form == "wacz" else warc.records)(stream, place.where):
                if isinstance(record, Failure):
                    yield _of(record, source)
                else:
                    yield _Work(kind(record.name, record.media_type, record.data[:START]), record, source)
        elif form == "table" or (form == "lines" and not _begins_ninjs(start)):
            for row in (tables.rows if form == "table" else rows.json_lines)(stream, place.where):
                yield _of(row, source)
        else:
            yield _Work(form, replace(place, data=_whole(stream, place.where)), source, fetched)

    def _archive(self, stream: BinaryIO, place: Original, form: Kind, source: str | None, depth: int) -> Iterator[Item | _Work]:
        """What comes of the files in an archive; a bad one costs itself alone."""
        if form == "gzip":
            inner = replace(place, name=place.name.removesuffix(".gz"), media_type=None)
            yield from self._stream(archives.gunzipped(stream, place.where), inner, source, depth=depth + 1)
            return
        for member in archives.zip_members(stream, place.where):
            if isinstance(member, Failure):
                yield _of(member, source)
                continue
            where, name, inside = member
            if not self._is_taken(name):
                continue
            try:
                own = Original(b"", where, name.rpartition("/")[2], retrieved=place.retrieved)
                yield from self._stream(inside, own, source, depth=depth + 1)
            except ReadError as error:
                yield Failure(error.where, error.reason, source)

    # -- addresses

    def _address(self, url: str) -> Iterator[Item | _Work]:
        """What comes of an address: of a page or file itself, of a feed its pages."""
        got = self._fetched(url, self._feeds.get(url) or self._seen(url), {})
        if not isinstance(got, _Work):
            if url not in self._feeds:
                yield got
            return
        self.finished.append(url)
        if got.kind != "feed":
            yield from self._answer(got, url)
            return
        try:
            for entry in feed.entries(got.original):
                yield from self._entry(entry, got.original.where)
            self._feeds[url] = cast("Fetched", got.fetched)
        except ReadError as error:
            yield Failure(url, error.reason, url)

    def _answer(self, got: _Work, url: str) -> Iterator[Item | _Work]:
        """What comes of what an address gave, which may be an archive or a table."""
        try:
            yield from self._stream(io.BytesIO(got.original.data), replace(got.original, data=b""), url, got.fetched)
        except ReadError as error:
            yield Failure(error.where, error.reason, url)

    def _entry(self, entry: feed.Entry, where: str) -> Iterator[Item | _Work]:
        if entry.url is None:
            yield Failure(
                f"{where}#{entry.identity or entry.title or 'entry'}", "an entry without an address; nothing can be read"
            )
        elif self._seen(entry.url) is not None:
            yield Unchanged(entry.url)
        else:
            names = ("title", "published", "byline", "outlet", "language")
            given = {name: value for name in names if (value := getattr(entry, name)) is not None}
            if entry.published:
                given["date_source"] = "feed"
            yield self._fetched(entry.url, None, given)

    def _fetched(self, url: str, known: Fetched | None, given: dict[str, str]) -> Item | _Work:
        from sayso.sources.fetch import Fetcher

        self._fetcher = self._fetcher or Fetcher(allow_private=self._allow_private)
        try:
            got = self._fetcher.fetch(url, etag=known.etag if known else None, modified=known.modified if known else None)
        except ReadError as error:
            return Failure(url, error.reason, url)
        if not isinstance(got, Original):
            return Unchanged(url)
        form = kind(got.name, got.media_type, got.data[:START])
        return _Work(form, replace(got, given=given), url, Fetched(url, got.etag, got.modified))


def _whole(stream: BinaryIO, where: str) -> bytes:
    data = stream.read(FILE_LIMIT + 1)
    if len(data) > FILE_LIMIT:
        limit = FILE_LIMIT // 1_000_000
        raise ReadError(f"a file of over {limit} MB; no article is so long: if it holds many, write them as JSON lines", where)
    return data


class _Metered(io.FileIO):
    """A file that tells how far it was read."""

    def __init__(self, path: str, told: Callable[[int], None]) -> None:
        super().__init__(path)
        self._told = told

    def readinto(self, buffer: bytearray, /) -> int | None:  # type: ignore[override]
        count = super().readinto(buffer)
        self._told(count or 0)
        return count


# -- one original


def _read(work: _Work) -> list[Item]:
    """What comes of one original; one that cannot be read costs itself alone, whatever its reader ran into."""
    try:
        found = [_known(item, work) for item in _found(work.kind, work.original)]
    except ReadError as error:
        return [Failure(error.where, error.reason, work.source)]
    except MemoryError:
        return [Failure(work.original.where, "needs more memory to be read than an article may take", work.source)]
    except Exception as error:
        return [Failure(work.original.where, f"could not be read: {type(error).__name__}: {error}", work.source)]
    return found or [Failure(work.original.where, "no article in it", work.source)]


def _found(form: Kind, original: Original) -> Iterator[Item]:
    one: dict[Kind, Callable[[Original], Document]] = {
        "text": plain.article,
        "markdown": markdown.article,
        "html": page,
        "pdf": office.pdf,
        "word": office.word,
    }
    several: dict[Kind, Callable[[Original], Iterator[Document | Failure]]] = {
        "newsml": newsml.documents,
        "feed": feed.documents,
        "json": _json,
        "lines": ninjs.documents,
    }
    if form in one:
        yield one[form](original)
    elif form in several:
        yield from several[form](original)
    elif form == "xml":
        raise ReadError("XML that is no feed, NewsML-G2 or NITF; extract its text first", original.where)
    else:
        raise ReadError(f"{form} inside a record of a web archive, which is not read", original.where)


def _json(original: Original) -> Iterator[Document | Failure]:
    """Articles of a file of JSON that is no JSON lines: an item or a list of ninjs, a row or a list of rows."""
    try:
        value = json.loads(original.data)
    except (ValueError, RecursionError):
        value = None
    if ninjs.is_ninjs(value):
        yield from ninjs.documents(original)
        return
    if not isinstance(value, dict | list):
        yield from rows.json_lines(io.BytesIO(original.data), original.where)
        return
    for number, row in enumerate(value if isinstance(value, list) else [value], 1):
        where = f"{original.where}#{number}" if isinstance(value, list) else original.where
        try:
            yield rows.row_document(row, where, json.dumps(row).encode(), "application/json")
        except ReadError as error:
            yield Failure(error.where, error.reason)


def _known(item: Item, work: _Work) -> Item:
    """The item with what the reading knows of it: a Failure's source, a Document's address as asked, its language."""
    if isinstance(item, Document):
        tongue = item.language or language(item.text)
        return replace(item, language=tongue, fetched=work.fetched)
    return _of(item, work.source)


def _of(item: Item, source: str | None) -> Item:
    if isinstance(item, Failure):
        return replace(item, source=source)
    if isinstance(item, Document) and item.language is None:
        return replace(item, language=language(item.text))
    return item


def _died(work: _Work, why: str) -> list[Item]:
    return [Failure(work.original.where, f"could not be read: {why}", work.source)]


# -- names


def _is_address(source: str) -> bool:
    return source.lower().startswith(("http://", "https://"))


def _is_hidden(parts: Iterable[str]) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in parts)


def _size(planned: Iterable[str | Failure]) -> int | None:
    """Bytes of all that is planned; None where that is not known."""
    total = 0
    for part in planned:
        if isinstance(part, str) and (part == STANDARD_INPUT or _is_address(part)):
            return None
        if isinstance(part, str):
            total += os.path.getsize(part) if os.path.isfile(part) else 0
    return total


def _begins_ninjs(start: bytes) -> bool:
    """Whether JSON lines begin with an item of ninjs; of a line that is longer than `start`, its first fields tell."""
    try:
        return ninjs.is_ninjs(json.loads(start.strip().partition(b"\n")[0]))
    except (ValueError, RecursionError):
        return b'"uri"' in start and b'"text"' not in start


def _unseen(url: str) -> Fetched | None:
    return None
