"""What commands share: their options, the record they ask, and how they print."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import asdict, astuple
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.console import Console

    from sayso.store import Record

PIPE_WIDTH = 150  # columns of a table that no terminal shows
GO_ON = "stopped; run the same command again to go on from here"
READING_WIDTH = 100  # columns of an article: longer lines tire the eye


def complain(message: str) -> None:
    from sayso.text import visible

    click.secho("sayso: " + visible(message), fg="red", err=True)


def database(must_exist: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    text = "The record's file." if must_exist else "The record's file; made if there is none."
    return click.option(
        "--db", default="sayso.db", envvar="SAYSO_DB", show_default=True, show_envvar=True, metavar="FILE", help=text
    )


with_model = click.option(
    "--model",
    default="small",
    show_default=True,
    metavar="NAME",
    help="small, which ships with sayso, or a folder of weights.",
)
entities_file = click.option(
    "--entities", metavar="CSV", help="People and organisations of your own: name,id,type,country,aliases,from,to,role."
)
with_published = click.option(
    "--published", metavar="DATE", help="When articles that do not tell were published: 2026-04-10, 2026-04 or 2026."
)
with_min_confidence = click.option(
    "--min-confidence", type=click.FloatRange(0, 1), metavar="P", help="Only statements at least this sure, 0 to 1."
)


def with_jobs(default: int | None) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    text = "Processes that read." if default else "Processes that read; as many as there are cores, unless told."
    return click.option("--jobs", type=click.IntRange(1), default=default, show_default=bool(default), metavar="N", help=text)


with_allow_private = click.option(
    "--allow-private", is_flag=True, help="Fetch from private and local addresses too; they are refused unless you trust them."
)


def opened(db: str) -> Record:
    """The record to ask; what would annotate is not loaded."""
    from sayso.store import Record

    return Record(db, must_exist=True)


with_form = click.option("--format", "form", type=click.Choice(["table", "jsonl", "csv"]), default="table", show_default=True)
with_limit = click.option("--limit", type=click.IntRange(1), help="At most this many (a table: 50 unless told).")


def write(found: Iterable[Any], form: str, columns: Iterable[Any]) -> None:
    from sayso.records import json_line

    if form == "jsonl":
        for row in found:
            click.echo(json_line(asdict(row)))
        return
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow([f.name for f in columns])
    for row in found:
        out.writerow([json.dumps(v) if isinstance(v, list | dict) else v for v in astuple(row)])


def console(width: int | None = None) -> Console:
    from rich.console import Console

    out = Console(highlight=False, markup=False, emoji=False)
    if not out.is_terminal:
        out.width = width or PIPE_WIDTH
    elif width:
        out.width = min(out.width, width)
    return out


def spoken(words: tuple[str, ...]) -> str | None:
    """The words of a question, one that was quoted with blanks in it as a phrase; None where there are none."""
    return " ".join(f'"{w}"' if " " in w else w for w in words) or None
