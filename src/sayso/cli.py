"""What a person types: words parsed, the parts called, the result printed."""

from __future__ import annotations

import csv
import json
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, astuple, fields, replace
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from sayso.errors import QueryError, SaysoError
from sayso.version import __version__

if TYPE_CHECKING:
    from rich.console import Console

    from sayso.sources import Reader
    from sayso.sources.reader import Item
    from sayso.store import EntityRow, Found, Record, Row, Tally

_DEMO = "sayso-demo.db"
_DEMO_ARTICLE = 0  # of the reports, the one that is shown: it opens the story
_PIPE_WIDTH = 150  # columns of a table that no terminal shows
_READING_WIDTH = 100  # columns of an article: longer lines tire the eye
_ACTS = (
    "state, claim, report, confirm, deny, accuse, criticise, praise, warn, threaten, promise, demand, propose, ask, predict, "
    "think or other"
)  # of sayso.records, which --help has no time to load
_GO_ON = "stopped; run the same command again to go on from here"
_NEWS_EVERY = 10.0  # seconds between lines of progress where there is no terminal


class _Commands(click.Group):
    """Commands in the order in which one needs them; sayso's errors as one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SaysoError as error:
            _complain(str(error))
            ctx.exit(2 if isinstance(error, QueryError) else 1)


def _complain(message: str) -> None:
    from sayso.text import visible

    click.secho("sayso: " + visible(message), fg="red", err=True)


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Start with: sayso demo",
)
@click.version_option(__version__, message="sayso %(version)s")
def cli() -> None:
    """Who said what, on whose word, exact to the character.

    Reads news and keeps a record of every attributed statement: its source, its reporting words (the cue)
    and its content, as exact places in an unchanged text.
    """


def _database(must_exist: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    text = "The record's file." if must_exist else "The record's file; made if there is none."
    return click.option(
        "--db", default="sayso.db", envvar="SAYSO_DB", show_default=True, show_envvar=True, metavar="FILE", help=text
    )


_model = click.option(
    "--model",
    default="small",
    show_default=True,
    metavar="NAME",
    help="small, which ships with sayso, or a folder of weights.",
)
_entities_file = click.option(
    "--entities", metavar="CSV", help="People and organisations of your own: name,id,type,country,aliases,from,to,role."
)
_published = click.option(
    "--published", metavar="DATE", help="When articles that do not tell were published: 2026-04-10, 2026-04 or 2026."
)
_min_confidence = click.option(
    "--min-confidence", type=click.FloatRange(0, 1), metavar="P", help="Only statements at least this sure, 0 to 1."
)


def _jobs(default: int | None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    text = "Processes that read." if default else "Processes that read; as many as there are cores, unless told."
    return click.option("--jobs", type=click.IntRange(1), default=default, show_default=bool(default), metavar="N", help=text)


_allow_private = click.option(
    "--allow-private", is_flag=True, help="Fetch from private and local addresses too; they are refused unless you trust them."
)


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


def _open(db: str) -> Record:
    """The record to ask; what would annotate is not loaded."""
    from sayso.store import Record

    return Record(db, must_exist=True)


@cli.command(epilog="Example: sayso extract article.txt | jq '.statements[].content'")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@_min_confidence
@_published
@_entities_file
@_allow_private
@_jobs(1)
@_model
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
    with _progress(reader, quiet=sys.stdout.isatty()) as told:
        read: Iterator[Item] = annotating(_dated(reader.read(*files), published), jobs=jobs, model=model, entities=entities)
        for item in read:
            if isinstance(item, Failure):
                failed += 1
                _complain(f"{item.where}: {item.reason}")
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


@cli.command(epilog="Example: sayso add articles/ wire.jsonl https://halyard.example/feed --db news.db")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@_database(must_exist=False)
@_published
@_entities_file
@_allow_private
@_jobs(None)
@_model
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
        _end(record, _add(record, reader, sources, published))


def _end(record: Record, tally: Tally) -> None:
    click.echo(_sum(tally, record))
    if tally.failed:
        click.echo(f"what failed and why: sayso failures --db {record.path}", err=True)
        sys.exit(1)


def _add(record: Record, reader: Reader, sources: Iterable[str], published: str | None = None) -> Tally:
    """Read the sources and keep what comes; at Ctrl-C, finish the document in hand, tell, and leave."""
    from sayso.store import Tally

    tally = Tally()
    failed = set()
    with _interruptible() as interrupted, _progress(reader) as told:
        for outcome in record.adding(_dated(reader.read(*sources), published)):
            tally.count(outcome)
            if outcome.what == "failed":
                failed.add(outcome.where)
                _complain(f"{outcome.where}: {outcome.reason}")
            told(outcome.words, failed=outcome.what == "failed")
            if interrupted():
                _stopped(record, tally)
    record.settle(reader.finished, failed)
    if reader.passed_over:
        kinds = ", ".join(f"{count:,} {suffix}" for suffix, count in reader.passed_over.most_common(8))
        click.echo(f"passed over, being no articles by their names: {kinds}", err=True)
    return tally


def _stopped(record: Record, tally: Tally) -> NoReturn:
    click.echo(_sum(tally, record))
    _complain(_GO_ON)
    sys.exit(1)


@contextmanager
def _interruptible() -> Iterator[Callable[[], bool]]:
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


@cli.command(epilog="Example: sayso watch https://halyard.example/feed https://lamplighter.example/rss --db news.db")
@click.argument("feeds", nargs=-1, required=True, metavar="FEED...")
@click.option("--every", type=click.IntRange(1), default=15, show_default=True, metavar="MINUTES", help="How often to look.")
@_database(must_exist=False)
@_entities_file
@_allow_private
@_jobs(None)
@_model
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
                tally = _add(record, reader, feeds)
                click.echo(f"{time.strftime('%Y-%m-%d %H:%M')}  {_sum(tally, record)}")
                time.sleep(max(1.0, 60 * every - (time.monotonic() - start)))
        except KeyboardInterrupt:
            _complain(_GO_ON)
            sys.exit(1)


def _sum(tally: Tally, record: Record) -> str:
    counts = f"{tally.stored:,} stored, {tally.known:,} already known, {tally.failed:,} failed"
    return f"{counts}; {record.path} holds {record.status()['statements']:,} statements"


@contextmanager
def _progress(reader: Reader, *, quiet: bool = False) -> Iterator[Callable[..., None]]:
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
        if quiet or now - start < 2 or now - last < (0.2 if live else _NEWS_EVERY):
            return
        last = now
        pace = counts["words"] / (now - start)
        line = f"documents: {counts['documents']:,}  words a second: {pace:,.0f}  failed: {counts['failures']:,}"
        if reader.total and 0 < reader.done < reader.total:
            line += f"  left: {_duration((now - start) * (reader.total - reader.done) / reader.done)}"
        click.echo(f"\r\x1b[2K{line}" if live else line, nl=not live, err=True)

    try:
        yield told
    finally:
        if live and last > start:
            click.echo("\r\x1b[2K", nl=False, err=True)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


_form = click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True)
_limit = click.option("--limit", type=click.IntRange(1), help="At most this many (a table: 50 unless told).")


@cli.command(
    epilog='Example: sayso find --speaker "Benet Orsolo" --about Karvelia --act deny --since 2026-03 --format csv > denials.csv'
)
@click.argument("words", nargs=-1)
@click.option("--speaker", metavar="WHO", help="Said by: a name, a surname, or an id that sayso entities lists.")
@click.option("--about", metavar="WHO", help="Said of, likewise.")
@click.option("--act", help=f"Only this act: {_ACTS}.")
@click.option("--denied", is_flag=True, help="Only where the speaker denies or refuses.")
@click.option("--outlet", help="Published by this outlet.")
@click.option("--since", metavar="DATE", help="Said on or after: 2026, 2026-03 or 2026-03-14.")
@click.option("--until", metavar="DATE", help="Said on or before.")
@click.option("--kind", type=click.Choice(["direct", "indirect", "mixed"]), help="Wholly, not, or partly in quotation marks.")
@_min_confidence
@_limit
@_form
@_database(must_exist=True)
def find(words: tuple[str, ...], form: str, db: str, limit: int | None, **asked: Any) -> None:
    """Find statements by words, speaker, act and date.

    Newest first. The day is that on which it was said; where the article does not tell, in brackets that of publication.
    All WORDS must occur in source, cue or content, in any form ("deny" finds "denied"); a phrase in
    double quotes as it stands; there are no wildcards. What has no date at all is never --since or --until.
    """
    from sayso.store import Row

    asked["words"] = " ".join(f'"{w}"' if " " in w else w for w in words) or None
    with _open(db) as record:
        if form == "table":
            found = record.find(**asked, limit=limit or 50)
            total = record.count(**asked)
            _table(found)
            if total > len(found):
                click.echo(f"{len(found)} of {total} shown; --limit shows more", err=True)
        else:
            _write(record.find(**asked, limit=limit), form, fields(Row))


def _table(found: Found[Row]) -> None:
    from sayso.export.terminal import rows

    if not found:
        click.echo("No statement found.", err=True)
        return
    _console().print(rows(found))


def _write(found: Found[Any], form: str, columns: Iterable[Any]) -> None:
    from sayso.records import json_line

    if form == "jsonl":
        for row in found:
            click.echo(json_line(asdict(row)))
        return
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow([f.name for f in columns])
    for row in found:
        out.writerow([json.dumps(v) if isinstance(v, list | dict) else v for v in astuple(row)])


def _console(width: int | None = None) -> Console:
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        console.width = width or _PIPE_WIDTH
    elif width:
        console.width = min(console.width, width)
    return console


@cli.command(epilog="Example: sayso show article.txt, or with an id from sayso find: sayso show 3fa2b1c0")
@click.argument("what", metavar="FILE|DOCUMENT|STATEMENT")
@_min_confidence
@_published
@_entities_file
@_model
@_database(must_exist=True)
def show(what: str, db: str, min_confidence: float | None, published: str | None, entities: str | None, model: str) -> None:
    """Print an article with its statements marked.

    The marks: {source}, <cue>, [content], each with its statement's number. Below, each statement in a line, and what
    is known of who said it, what kind of act it was, to whom, about whom and when.

    WHAT is a file, which is read without being kept, or the id (or its start) of a document or of a
    statement in the record.
    """
    import sayso
    from sayso.export.terminal import article

    console = _console(_READING_WIDTH)
    if Path(what).is_file():
        console.print(article(sayso.extract(what, published=published, model=model, entities=entities).sure(min_confidence or 0)))
        return
    if not Path(db).exists():
        raise SaysoError(f"{what}: no such file, and no record at {db} that could hold it; give --db FILE")
    with _open(db) as record:
        document, statement = record.look_up(what)
        if statement is None:
            document = document.sure(min_confidence or 0)
        names = record.names(document)
        console.print(article(document, None if statement is None else [statement], names))


@cli.command(
    epilog='Example: sayso entities --merge "Benet A. Orsolo" benet-orsolo, or with the start of an id from sayso find: '
    "sayso entities --split ida-brom 3fa2b1c0"
)
@click.argument("words", nargs=-1)
@click.option("--type", help="Only these: person, organisation, group, document, place or unknown.")
@click.option("--merge", nargs=2, metavar="WHO OTHER", help="WHO is OTHER, in all documents, also later ones.")
@click.option("--split", nargs=2, metavar="WHO DOCUMENT", help="WHO in DOCUMENT is not the one of the other documents.")
@click.option("--undo", is_flag=True, help="Take back the last merge or split that stands.")
@_limit
@_form
@_database(must_exist=True)
def entities(
    words: tuple[str, ...],
    type: str | None,
    merge: tuple[str, str] | None,
    split: tuple[str, str] | None,
    undo: bool,
    limit: int | None,
    form: str,
    db: str,
) -> None:
    """List who speaks, how often and about whom.

    Those who speak most first. All WORDS must occur in an entity's names, or one be its id. WHO and OTHER are ids, or names
    that only one entity has. Merges and splits change no document and can be undone.
    """
    from sayso.store import EntityRow
    from sayso.text import visible

    if bool(merge) + bool(split) + undo > 1 or ((merge or split or undo) and (words or type)):
        raise QueryError("one thing at a time: list, --merge, --split or --undo")
    with _open(db) as record:
        if merge:
            click.echo(_told(record.merge(*merge), f"now {merge[0]} too"))
        elif split:
            click.echo(_told(record.split(*split), "now an entity of its own"))
        elif undo:
            taken = record.undo()
            click.echo(visible(f"undone: {taken.what} of {taken.entity} {_WAYS[taken.what]} {taken.into}"))
        elif form == "table":
            _entities(record.entities(" ".join(words) or None, type=type, limit=limit or 50))
        else:
            _write(record.entities(" ".join(words) or None, type=type, limit=limit), form, fields(EntityRow))


_WAYS = {"merge": "into", "split": "as"}


def _told(entity: EntityRow, what: str) -> str:
    from sayso.text import visible

    return visible(f"{entity.name} ({entity.id}): {what}; statements: {entity.statements:,}, documents: {entity.documents:,}")


def _entities(found: Found[EntityRow]) -> None:
    from sayso.export.terminal import entities

    if not found:
        click.echo("No entity found.", err=True)
        return
    cells = ((r.id, r.name, r.type, r.statements, r.documents, r.about, r.first, r.last) for r in found)
    _console().print(entities(cells))


@cli.command(epilog="Example: sayso verify --db news.db")
@_database(must_exist=True)
def verify(db: str) -> None:
    """Check that the record can be trusted.

    Every span against its text, every hash, every foreign key and page of the file; says what was checked.
    """
    with _open(db) as record:
        checks = record.verify()
    for check in checks:
        click.echo(f"{'ok ' if not check.wrong else 'BAD'}  {check.count:>9,}  {check.what}")
        for line in check.wrong:
            _complain(line)
    wrong = sum(len(check.wrong) for check in checks)
    if wrong:
        _complain(f"{db}: {wrong} things are wrong; restore it from a copy, or read the articles again into a new record")
        sys.exit(1)


@cli.command(epilog="Example: sayso failures --retry --db news.db")
@click.option("--retry", is_flag=True, help="Read what failed again, and keep what can be read now.")
@_entities_file
@_allow_private
@_jobs(None)
@_model
@_database(must_exist=True)
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
    with _open(db) as record:
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
        _end(record, _add(record, reader, sources))


@cli.command(epilog="Example: sayso status --json | jq .statements")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@_database(must_exist=True)
def status(as_json: bool, db: str) -> None:
    """Count what the record holds, with sizes and versions."""
    with _open(db) as record:
        known = {**record.status(), "sayso": __version__}
    if as_json:
        click.echo(json.dumps(known))
        return
    for name, value in known.items():
        click.echo(f"{name.replace('_', ' '):14} {format(value, ',') if isinstance(value, int) else value}")


@cli.command(epilog="Example: sayso schema > sayso.schema.json")
def schema() -> None:
    """Print the JSON Schema of what extract prints."""
    click.echo((resources.files("sayso.data") / "schema.json").read_text(encoding="utf-8"), nl=False)


@cli.command(epilog=f"Example: sayso demo, and then: sayso find deny --db {_DEMO}")
@_database(must_exist=False)
@click.pass_context
def demo(ctx: click.Context, db: str) -> None:
    """Read, keep and show a small corpus of invented news.

    Twenty-two reports of five outlets on one dispute between two states that share a dam.
    """
    import sayso
    from sayso.export.terminal import article
    from sayso.sources import Reader, read

    if ctx.get_parameter_source("db") == click.core.ParameterSource.DEFAULT:
        db = _DEMO
    with resources.as_file(resources.files("sayso.data") / "demo.jsonl") as corpus, sayso.open(db) as record:
        click.echo(_sum(_add(record, Reader(), [str(corpus)]), record))
        ids = [sayso.records.document_id(item.text, item.url) for item in read(corpus) if isinstance(item, sayso.Document)]
        click.echo()
        _console(_READING_WIDTH).print(article(record.document(ids[_DEMO_ARTICLE])))
    click.echo("\nGo on with, for example:")
    for words in ("find deny", "find --kind direct --limit 5", f"show {ids[3][:8]}", "verify"):
        click.echo(f"  sayso {words} --db {db}")


def main() -> NoReturn:
    """The `sayso` command."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    cli(prog_name="sayso")
    raise AssertionError("click leaves by itself")
