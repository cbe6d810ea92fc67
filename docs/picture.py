"""Make docs/show.svg, the README's picture, from the demo: `python docs/picture.py`."""

import io
import re
from importlib import resources
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME

import sayso
from sayso.export.terminal import article

WIDTH = 96
SHOWN = "halyard-0410"
PARAGRAPHS = 6


def main() -> None:
    with resources.as_file(resources.files("sayso.data") / "demo.jsonl") as corpus:
        documents = [d for d in sayso.read(corpus) if isinstance(d, sayso.Document)]
    chosen = next(d for d in documents if d.source_id == SHOWN)
    text = "\n\n".join(chosen.text.split("\n\n")[:PARAGRAPHS])
    document = sayso.extract(text=text, outlet=chosen.outlet, published=chosen.published, url=chosen.url)
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(article(document))
    svg = console.export_svg(title=f"sayso show {SHOWN}", theme=DEFAULT_TERMINAL_THEME)
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # no font from elsewhere
    Path(__file__).with_name("show.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
