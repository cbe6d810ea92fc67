"""The commands of how statements stand to each other: link, claims, claim, positions, code."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.cli.common import GO_ON, complain, console, database, opened, spoken, with_form, with_limit, write
from sayso.errors import QueryError

if TYPE_CHECKING:
    from sayso.store import Record

_EVERY = 10.0  # seconds between lines of progress where there is no terminal


@click.command(epilog="Example: sayso link --db news.db")
@database(must_exist=True)
def link(db: str) -> None:
    """Work out how what is new stands to all that is there.

    Reprints, the same quotation, the same claim, denials. What is linked already is left alone; stopped, it goes on from there
    when it is started again.
    """
    import sayso

    with sayso.open(db, must_exist=True) as record:
        try:
            count = _linked(record)
        except KeyboardInterrupt:
            complain(GO_ON)
            sys.exit(1)
        known = record.status()
        click.echo(f"{count:,} documents linked; {db} holds {known['claims']:,} claims, {known['reprints']:,} reprints")


def _linked(record: Record) -> int:
    """Link, and tell how far it is on standard error once it takes over two seconds."""
    start = last = time.monotonic()
    live, done = sys.stderr.isatty(), 0
    for done, total in record.linking():
        now = time.monotonic()
        if now - start > 2 and now - last > (0.2 if live else _EVERY):
            last = now
            line = f"linked: {done:,} of {total:,} documents"
            click.echo(f"\r\x1b[2K{line}" if live else line, nl=not live, err=True)
    if live and last > start:
        click.echo("\r\x1b[2K", nl=False, err=True)
    return done


@click.command(epilog="Example: sayso claims --about Karvelia --contested --db news.db")
@click.argument("words", nargs=-1)
@click.option("--speaker", metavar="WHO", help="That this one makes: a name, a surname, or an id that sayso entities lists.")
@click.option("--about", metavar="WHO", help="Of whom it is made, likewise.")
@click.option("--contested", is_flag=True, help="Only those that someone denies.")
@click.option("--first-seen", metavar="DATE", help="Not made before: 2026, 2026-03 or 2026-03-14.")
@with_limit
@with_form
@database(must_exist=True)
def claims(
    words: tuple[str, ...],
    speaker: str | None,
    about: str | None,
    contested: bool,
    first_seen: str | None,
    limit: int | None,
    form: str,
    db: str,
) -> None:
    """List claims of several articles, and contested ones.

    Those in most articles first, copies of one text counted once. SOURCES is the number of independent ones: a speaker is one,
    however many papers print it.
    """
    from sayso.export.linked import claims as table
    from sayso.store.claims import ClaimRow

    with opened(db) as record:
        _warn(record)
        found = record.claims(
            spoken(words),
            about=about,
            speaker=speaker,
            contested=contested,
            first_seen=first_seen,
            limit=limit or (50 if form == "table" else None),
        )
        if form != "table":
            write(found, form, fields(ClaimRow))
        elif found:
            console().print(table(found))
        else:
            click.echo("No claim found.", err=True)


def _warn(record: Record) -> None:
    known = record.status()
    if int(known["linked"]) < int(known["documents"]):
        waiting = int(known["documents"]) - int(known["linked"])
        click.echo(f"{waiting:,} documents are not linked yet: sayso link --db {record.path}", err=True)


@click.command(epilog="Example: sayso claim 768216e5 --db news.db")
@click.argument("id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@database(must_exist=True)
def claim(id: str, as_json: bool, db: str) -> None:
    """Tell all that is known of a claim.

    Who says it and who denies it, first seen, on how many independent words, and where quotations differ in their wording. ID
    is that of the claim, as sayso claims lists it, or of any statement that makes it, or the start of it.
    """
    from sayso.export.linked import claim as told_of
    from sayso.records import json_line

    with opened(db) as record:
        found = record.claim(id)
    if as_json:
        click.echo(json_line(asdict(found)))
    else:
        console().print(told_of(found))


@click.command(epilog="Example: sayso stories --since 2026-04 --db news.db")
@click.option("--since", metavar="DATE", help="Published on or after: 2026, 2026-03 or 2026-03-14.")
@click.option("--until", metavar="DATE", help="Published on or before.")
@with_limit
@with_form
@database(must_exist=True)
def stories(since: str | None, until: str | None, limit: int | None, form: str, db: str) -> None:
    """Bring articles together by the event they tell of.

    The most told first; of more than 5,000 articles the newest.
    """
    from sayso.export.linked import stories as table
    from sayso.linking import Story, events

    with opened(db) as record:
        _warn(record)
        found = events(record, since=since, until=until)[: limit or (50 if form == "table" else None)]
    if form != "table":
        write(found, form, fields(Story))
    elif found:
        console().print(table(found))
    else:
        click.echo("No event of which two articles tell.", err=True)


@click.command(epilog='Example: sayso positions "Benet Orsolo" key --db news.db')
@click.argument("speaker")
@click.argument("words", nargs=-1)
@click.option("--about", metavar="WHO", help="Only what is said of this one.")
@click.option("--codebook", type=click.Path(path_type=Path), metavar="FILE", help="By the concepts of a codebook; see code.")
@with_form
@database(must_exist=True)
def positions(speaker: str, words: tuple[str, ...], about: str | None, codebook: Path | None, form: str, db: str) -> None:
    """Show what a speaker held when, and where that turned.

    The first said first. SPEAKER is a name, a surname, or an id that sayso entities lists; WORDS as in find.
    """
    from sayso.export.linked import positions as table
    from sayso.linking import positions as by
    from sayso.store.relations import Position

    with opened(db) as record:
        _warn(record)
        asked = {"about": about, "words": spoken(words)}
        found: Sequence[Position]
        if codebook is None:
            found = record.positions(speaker, **asked)
        else:
            found = by(record, speaker, codebook, **asked)
            click.echo("concept and agreement are proposals: read both statements before you say that someone turned", err=True)
        if form != "table":
            write(found, form, fields(Position))
        elif found:
            console().print(table(found))
        else:
            click.echo("No statement found.", err=True)


@click.command(epilog="Example: sayso code examples/codebook.toml --db news.db")
@click.argument("codebook", type=click.Path(path_type=Path))
@click.option("--accept", nargs=2, metavar="STATEMENT CONCEPT", help="The statement is of the concept: learn from it.")
@click.option("--against", nargs=2, metavar="STATEMENT CONCEPT", help="It is, and holds against it.")
@click.option("--reject", nargs=2, metavar="STATEMENT CONCEPT", help="It is not.")
@click.option("--by", metavar="NAME", help="Who decides.")
@with_limit
@with_form
@database(must_exist=True)
def code(
    codebook: Path,
    accept: tuple[str, str] | None,
    against: tuple[str, str] | None,
    reject: tuple[str, str] | None,
    by: str | None,
    limit: int | None,
    form: str,
    db: str,
) -> None:
    """Code statements by the concepts of a codebook.

    CODEBOOK is a TOML file of concepts with a name, a description and examples, each with agreement true or false. Proposes for
    each statement the concept and whether the speaker agrees with it. Decisions are written into the file, and learned from.
    """
    from sayso.export.linked import codings as table
    from sayso.linking import Coded, coding, decided

    decisions = {"accept": accept, "against": against, "reject": reject}
    given = [(name, pair) for name, pair in decisions.items() if pair]
    if len(given) > 1:
        raise QueryError("one decision at a time: --accept, --against or --reject")
    with opened(db) as record:
        if given:
            name, (statement, concept) = given[0]
            agreement = {"accept": True, "against": False, "reject": None}[name]
            decided(record, codebook, statement, concept, agreement, by)
            click.echo(f"{codebook}: learned")
            return
        coder, found = coding(record, codebook, limit or (50 if form == "table" else None))
        click.echo(f"proposed from a score of {coder.threshold:.2f}; F1 on the codebook's own examples:", err=True)
        click.echo("  " + ", ".join(f"{name} {f1:.2f}" for name, f1 in coder.f1.items()), err=True)
        if form != "table":
            write(found, form, fields(Coded))
        elif found:
            console().print(table(found))
        else:
            click.echo("No statement is of these concepts.", err=True)
