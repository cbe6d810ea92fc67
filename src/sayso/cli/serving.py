"""The command that opens a record in a browser: serve."""

from __future__ import annotations

import click

from sayso.cli.common import database


@click.command(epilog="Example: sayso serve --db news.db")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; others are open to all.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any that is free.")
@database(must_exist=True)
def serve(host: str, port: int, db: str) -> None:
    """Open the record in a browser, and as JSON.

    It can only be read there. Ctrl-C ends it.
    """
    from sayso.web.server import serve as run

    run(db, host, port, started=lambda address: click.echo(f"{address} (stop with Ctrl-C)"))
