"""The command that shows what sayso does: demo."""

from __future__ import annotations

from importlib import resources

import click

from sayso.cli.common import READING_WIDTH, console, database
from sayso.cli.reading import adding, summed

_DEMO = "sayso-demo.db"
_DEMO_ARTICLE = 0  # of the reports, the one that is shown: it opens the story


@click.command(epilog=f"Example: sayso demo, and then: sayso find deny --db {_DEMO}")
@database(must_exist=False)
@click.pass_context
def demo(ctx: click.Context, db: str) -> None:
    """Read, keep, link and show a small corpus of invented news.

    Twenty-two reports of five outlets on one dispute between two states that share a dam.
    """
    import sayso
    from sayso.export.terminal import article
    from sayso.sources import Reader, read

    if ctx.get_parameter_source("db") == click.core.ParameterSource.DEFAULT:
        db = _DEMO
    with resources.as_file(resources.files("sayso.data") / "demo.jsonl") as corpus, sayso.open(db) as record:
        click.echo(summed(adding(record, Reader(), [str(corpus)]), record))
        record.link()
        most = record.claims(limit=1)[0].id
        ids = [sayso.records.document_id(item.text, item.url) for item in read(corpus) if isinstance(item, sayso.Document)]
        click.echo()
        console(READING_WIDTH).print(article(record.document(ids[_DEMO_ARTICLE])))
    click.echo("\nGo on with, for example:")
    for words in ("find deny", f"show {ids[3][:8]}", "claims --contested", f"claim {most[:8]}", "positions Orsolo key", "serve"):
        click.echo(f"  sayso {words} --db {db}")
