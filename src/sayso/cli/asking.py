"""The commands that ask a record: find, show, entities, verify, status, schema."""

from __future__ import annotations

import json
import sys
from dataclasses import fields
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sayso.errors import QueryError, SaysoError
from sayso.version import __version__

if TYPE_CHECKING:
    from sayso.store import EntityRow, Found, Row

from sayso.cli.common import (
    READING_WIDTH,
    complain,
    console,
    database,
    entities_file,
    opened,
    spoken,
    with_form,
    with_limit,
    with_min_confidence,
    with_model,
    with_published,
    write,
)

_ACTS = (
    "state, claim, report, confirm, deny, accuse, criticise, praise, warn, threaten, promise, demand, propose, ask, predict, "
    "think or other"
)  # of sayso.records, which --help has no time to load


@click.command(
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
@with_min_confidence
@with_limit
@with_form
@database(must_exist=True)
def find(words: tuple[str, ...], form: str, db: str, limit: int | None, **asked: Any) -> None:
    """Find statements by words, speaker, act and date.

    Newest first. The day is that on which it was said; where the article does not tell, in brackets that of publication.
    All WORDS must occur in source, cue or content, in any form ("deny" finds "denied"); a phrase in
    double quotes as it stands; there are no wildcards. What has no date at all is never --since or --until.
    """
    from sayso.store import Row

    asked["words"] = spoken(words)
    with opened(db) as record:
        if form == "table":
            found = record.find(**asked, limit=limit or 50)
            total = record.count(**asked)
            _table(found)
            if total > len(found):
                click.echo(f"{len(found)} of {total} shown; --limit shows more", err=True)
        else:
            write(record.find(**asked, limit=limit), form, fields(Row))


def _table(found: Found[Row]) -> None:
    from sayso.export.terminal import rows

    if not found:
        click.echo("No statement found.", err=True)
        return
    console().print(rows(found))


@click.command(epilog="Example: sayso show article.txt, or with an id from sayso find: sayso show 3fa2b1c0")
@click.argument("what", metavar="FILE|DOCUMENT|STATEMENT")
@with_min_confidence
@with_published
@entities_file
@with_model
@database(must_exist=True)
def show(what: str, db: str, min_confidence: float | None, published: str | None, entities: str | None, model: str) -> None:
    """Print an article with its statements marked.

    The marks: {source}, <cue>, [content], each with its statement's number. Below, each statement in a line, and what
    is known of who said it, what kind of act it was, to whom, about whom and when.

    WHAT is a file, which is read without being kept, or the id (or its start) of a document or of a
    statement in the record.
    """
    import sayso
    from sayso.export.terminal import article

    out = console(READING_WIDTH)
    if Path(what).is_file():
        out.print(article(sayso.extract(what, published=published, model=model, entities=entities).sure(min_confidence or 0)))
        return
    if not Path(db).exists():
        raise SaysoError(f"{what}: no such file, and no record at {db} that could hold it; give --db FILE")
    with opened(db) as record:
        document, statement = record.look_up(what)
        if statement is None:
            document = document.sure(min_confidence or 0)
        names = record.names(document)
        out.print(article(document, None if statement is None else [statement], names))


@click.command(
    epilog='Example: sayso entities --merge "Benet A. Orsolo" benet-orsolo, or with the start of an id from sayso find: '
    "sayso entities --split ida-brom 3fa2b1c0"
)
@click.argument("words", nargs=-1)
@click.option("--type", help="Only these: person, organisation, group, document, place or unknown.")
@click.option("--merge", nargs=2, metavar="WHO OTHER", help="WHO is OTHER, in all documents, also later ones.")
@click.option("--split", nargs=2, metavar="WHO DOCUMENT", help="WHO in DOCUMENT is not the one of the other documents.")
@click.option("--undo", is_flag=True, help="Take back the last merge or split that stands.")
@with_limit
@with_form
@database(must_exist=True)
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
    with opened(db) as record:
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
            write(record.entities(" ".join(words) or None, type=type, limit=limit), form, fields(EntityRow))


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
    console().print(entities(cells))


@click.command(epilog="Example: sayso verify --db news.db")
@database(must_exist=True)
def verify(db: str) -> None:
    """Check that the record can be trusted.

    Every span against its text, every hash, every foreign key and page of the file; says what was checked.
    """
    with opened(db) as record:
        checks = record.verify()
    for check in checks:
        click.echo(f"{'ok ' if not check.wrong else 'BAD'}  {check.count:>9,}  {check.what}")
        for line in check.wrong:
            complain(line)
    wrong = sum(len(check.wrong) for check in checks)
    if wrong:
        complain(f"{db}: {wrong} things are wrong; restore it from a copy, or read the articles again into a new record")
        sys.exit(1)


@click.command(epilog="Example: sayso status --json | jq .statements")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@database(must_exist=True)
def status(as_json: bool, db: str) -> None:
    """Count what the record holds, with sizes and versions."""
    with opened(db) as record:
        known = {**record.status(), "sayso": __version__}
    if as_json:
        click.echo(json.dumps(known))
        return
    for name, value in known.items():
        click.echo(f"{name.replace('_', ' '):14} {format(value, ',') if isinstance(value, int) else value}")


@click.command(epilog="Example: sayso schema > sayso.schema.json")
def schema() -> None:
    """Print the JSON Schema of what extract prints."""
    click.echo((resources.files("sayso.data") / "schema.json").read_text(encoding="utf-8"), nl=False)
