"""What a person types: words parsed, the parts called, the result printed."""

from __future__ import annotations

import sys
from typing import Any, NoReturn

import click

from sayso.cli import asking, demo, linking, reading, serving
from sayso.cli.common import complain
from sayso.errors import QueryError, SaysoError
from sayso.version import __version__


class _Commands(click.Group):
    """Commands in the order in which one needs them; sayso's errors as one line and an exit code."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SaysoError as error:
            complain(str(error))
            ctx.exit(2 if isinstance(error, QueryError) else 1)


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


for _command in (
    reading.extract, reading.add, reading.watch, asking.find, asking.show, asking.entities, linking.link, linking.claims,
    linking.claim, linking.stories, linking.positions, linking.code, serving.serve, asking.verify, reading.failures,
    asking.status, asking.schema, demo.demo,
):  # fmt: skip
    cli.add_command(_command)  # in the order in which one needs them


def main() -> NoReturn:
    """The `sayso` command."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    cli(prog_name="sayso")
    raise AssertionError("click leaves by itself")
