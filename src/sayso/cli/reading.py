"""The commands that read: extract, add, watch, failures."""

from __future__ import annotations

import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

import click

if TYPE_CHECKING:
    from sayso.sources import Reader
    from sayso.sources.reader import Item
    from sayso.store import Record, Tally

from sayso.cli.common import (
    GO_ON,
    complain,
    database,
    entities_file,
    opened,
    with_allow_private,
    with_jobs,
    with_min_confidence,
    with_model,
    with_published,
)

NEWS_EVERY = 10.0  # seconds between lines of progress where there is no terminal


def _dated(items: Iterable[Item], published: str | None) -> Iterator[Item]:
    """The articles, with this date of publication where they have none."""
    from sayso.records import Document, days

    if published is not None:
        try:
            days(published)
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--published") from None
    for item in items:
        if isinstance(item, Document) and item.published is None and published is not None:
            item = replace(item, published=published, date_source="given")
        yield item


@click.command(epilog="Example: sayso extract article.txt | jq '.statements[].content'")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@with_min_confidence
@with_published
@entities_file
@with_allow_private
@with_jobs(1)
@with_model
def extract(
    files: tuple[str, ...],
    min_confidence: float | None,
    published: str | None,
    entities: str | None,
    allow_private: bool,
    jobs: int,
    model: str,
) -> None:
    """Print the statements of articles as JSON lines.

    Nothing is kept.

    FILE is whatever sayso add takes: an article as text, HTML, PDF or Word, a file of many, a folder, an address, or - for
    standard input. Offsets are code points of the text, [start, end).
    """
    from sayso.pipeline import annotating
    from sayso.records import Failure, Unchanged, json_line, to_json
    from sayso.sources import Reader

    failed = 0
    reader = Reader(jobs=jobs, allow_private=allow_private)
    with progress(reader, quiet=sys.stdout.isatty()) as told:
        read: Iterator[Item] = annotating(_dated(reader.read(*files), published), jobs=jobs, model=model, entities=entities)
        for item in read:
            if isinstance(item, Failure):
                failed += 1
                complain(f"{item.where}: {item.reason}")
                told(0, failed=True)
                continue
            if isinstance(item, Unchanged):  # there is no record here that would know it
                continue
            row = to_json(item.sure(min_confidence or 0))
            row["id"] = row.pop("source_id", row["id"])
            click.echo(json_line(row))
            told(len(item.text.split()))
    if failed:
        sys.exit(1)


@click.command(epilog="Example: sayso add articles/ wire.jsonl https://halyard.example/feed --db news.db")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@database(must_exist=False)
@with_published
@entities_file
@with_allow_private
@with_jobs(None)
@with_model
def add(
    sources: tuple[str, ...],
    db: str,
    published: str | None,
    entities: str | None,
    allow_private: bool,
    jobs: int | None,
    model: str,
) -> None:
    """Read articles, find their statements, and keep both.

    \b
    SOURCE is
      an article:     plain text, Markdown, HTML, PDF, Word (.docx)
      many in one:    JSON lines or CSV (text and, where known, id, url, outlet,
                      title, byline, published, language), ninjs, NewsML-G2,
                      RSS, Atom, WARC, WACZ
      all of a place: a folder, a zip, a pattern in quotes, - for standard input
      an address:     of a page, or of a feed, whose pages are read

    Each may be gzipped. What the record already has is left alone, so a run that was stopped goes on when it is started
    again. What is not in English is kept and not annotated. Sites' robots.txt is heeded.
    """
    import sayso
    from sayso.pipeline import cores
    from sayso.sources import Reader

    with sayso.open(db, jobs=jobs or cores(), model=model, entities=entities) as record:
        reader = Reader(jobs=jobs or cores(), allow_private=allow_private, seen=record.seen)
        _end(record, adding(record, reader, sources, published))


def _end(record: Record, tally: Tally) -> None:
    click.echo(summed(tally, record))
    if tally.failed:
        click.echo(f"what failed and why: sayso failures --db {record.path}", err=True)
        sys.exit(1)


def adding(record: Record, reader: Reader, sources: Iterable[str], published: str | None = None) -> Tally:
    """Read the sources and keep what comes; at Ctrl-C, finish the document in hand, tell, and leave."""
    from sayso.store import Tally

    tally = Tally()
    failed = set()
    with interruptible() as interrupted, progress(reader) as told:
        for outcome in record.adding(_dated(reader.read(*sources), published)):
            tally.count(outcome)
            if outcome.what == "failed":
                failed.add(outcome.where)
                complain(f"{outcome.where}: {outcome.reason}")
            told(outcome.words, failed=outcome.what == "failed")
            if interrupted():
                _stopped(record, tally)
    record.settle(reader.finished, failed)
    if reader.passed_over:
        kinds = ", ".join(f"{count:,} {suffix}" for suffix, count in reader.passed_over.most_common(8))
        click.echo(f"passed over, being no articles by their names: {kinds}", err=True)
    return tally


def _stopped(record: Record, tally: Tally) -> NoReturn:
    click.echo(summed(tally, record))
    complain(GO_ON)
    sys.exit(1)


@contextmanager
def interruptible() -> Iterator[Callable[[], bool]]:
    """Note the first Ctrl-C, so that the document in hand is finished; the second one stops at once."""
    asked = False

    def note(number: int, frame: object) -> None:
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        click.echo("\nstopping when the document in hand is done; Ctrl-C again stops at once", err=True)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield lambda: asked
    finally:
        signal.signal(signal.SIGINT, before)


@click.command(epilog="Example: sayso watch https://halyard.example/feed https://lamplighter.example/rss --db news.db")
@click.argument("feeds", nargs=-1, required=True, metavar="FEED...")
@click.option("--every", type=click.IntRange(1), default=15, show_default=True, metavar="MINUTES", help="How often to look.")
@database(must_exist=False)
@entities_file
@with_allow_private
@with_jobs(None)
@with_model
def watch(
    feeds: tuple[str, ...], every: int, db: str, entities: str | None, allow_private: bool, jobs: int | None, model: str
) -> None:
    """Look at feeds again and again, and add what is new.

    FEED is the address of an RSS or Atom feed. A feed that has not changed is not sent again, an article that the record has
    is not asked for again. What fails is tried again at the next look. Ctrl-C ends it.
    """
    import sayso
    from sayso.pipeline import cores
    from sayso.sources import Reader

    for feed in feeds:
        if not feed.lower().startswith(("http://", "https://")):
            raise click.BadParameter(f"wanted the address of a feed, as https://halyard.example/feed; got {feed!r}")
    with sayso.open(db, jobs=jobs or cores(), model=model, entities=entities) as record:
        reader = Reader(jobs=jobs or cores(), allow_private=allow_private, seen=record.seen)
        try:
            while True:
                start = time.monotonic()
                tally = adding(record, reader, feeds)
                click.echo(f"{time.strftime('%Y-%m-%d %H:%M')}  {summed(tally, record)}")
                time.sleep(max(1.0, 60 * every - (time.monotonic() - start)))
        except KeyboardInterrupt:
            complain(GO_ON)
            sys.exit(1)


def summed(tally: Tally, record: Record) -> str:
    counts = f"{tally.stored:,} stored, {tally.known:,} already known, {tally.failed:,} failed"
    return f"{counts}; {record.path} holds {record.status()['statements']:,} statements"


@contextmanager
def progress(reader: Reader, *, quiet: bool = False) -> Iterator[Callable[..., None]]:
    """Tell of documents read, words a second, failures and time left, on standard error, once it takes over two seconds."""
    start = time.monotonic()
    counts = {"documents": 0, "words": 0, "failures": 0}
    live = sys.stderr.isatty()
    last = start

    def told(words: int, *, failed: bool = False) -> None:
        nonlocal last
        counts["documents"] += 1
        counts["words"] += words
        counts["failures"] += failed
        now = time.monotonic()
        if quiet or now - start < 2 or now - last < (0.2 if live else NEWS_EVERY):
            return
        last = now
        pace = counts["words"] / (now - start)
        line = f"documents: {counts['documents']:,}  words a second: {pace:,.0f}  failed: {counts['failures']:,}"
        if reader.total and 0 < reader.done < reader.total:
            line += f"  left: {duration((now - start) * (reader.total - reader.done) / reader.done)}"
        click.echo(f"\r\x1b[2K{line}" if live else line, nl=not live, err=True)

    try:
        yield told
    finally:
        if live and last > start:
            click.echo("\r\x1b[2K", nl=False, err=True)


def duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@click.command(epilog="Example: sayso failures --retry --db news.db")
@click.option("--retry", is_flag=True, help="Read what failed again, and keep what can be read now.")
@entities_file
@with_allow_private
@with_jobs(None)
@with_model
@database(must_exist=True)
def failures(retry: bool, entities: str | None, allow_private: bool, jobs: int | None, model: str, db: str) -> None:
    """List what could not be read, by reason.

    With --retry, files and addresses from which something could not be read are read again. What came by standard input is
    gone and stays listed until it is handed in again.
    """
    if retry:
        _retry(db, entities, allow_private, jobs, model)
        return
    from sayso.text import visible

    places = defaultdict(list)
    with opened(db) as record:
        for failure in record.failures():
            places[failure.reason].append(failure.where)
    for reason, own in sorted(places.items(), key=lambda item: -len(item[1])):
        click.echo(f"{len(own):>6}  {visible(reason)}")
        for place in own:
            click.echo(f"        {visible(place)}")
    if not places:
        click.echo("No failures.", err=True)


def _retry(db: str, entities: str | None, allow_private: bool, jobs: int | None, model: str) -> None:
    import sayso
    from sayso.pipeline import cores
    from sayso.sources import Reader

    with sayso.open(db, must_exist=True, jobs=jobs or cores(), model=model, entities=entities) as record:
        before = record.failures()
        sources = dict.fromkeys(failure.source for failure in before if failure.source is not None)
        gone = sum(failure.source is None for failure in before)
        if gone:
            click.echo(f"not tried again, for where it came from is gone: {gone:,}", err=True)
        # Without what the record knows of addresses: one that failed is asked for in full.
        reader = Reader(jobs=jobs or cores(), allow_private=allow_private)
        _end(record, adding(record, reader, sources))
