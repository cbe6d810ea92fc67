"""Score and time sayso, textacy and rules on a parse over the same texts in one run, and draw quality against speed.

F1 in percent of outermost attributions on PolNeAR dev: relaxed (with its precision and recall; of quoted and of indirect
content), strict, and exact spans of source, cue and content; then relaxed on the world articles, and there once more
with nested ones. Words (by white space) per CPU second are those of PolNeAR dev, model loading not counted, each
extractor in a process of its own, on one core, taking turns, median of the rounds. Linux only.

    python benchmarks/quality.py --reference ../shared --plot docs/quality.svg
    python benchmarks/quality.py --reference ../shared --articles 4 --rounds 1

The other tools: pip install -e '.[benchmark]'. Whatever is not installed is said to be missing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import Any

from extractors import SPACY, Reader, Statement, rules_reader, sayso_reader, textacy_reader
from race import one_core, race, words
from reference import arguments, report, texts

from sayso.pipeline import SMALL

_DEV, _WORLD = "data/polnear/dev.jsonl.gz", "data/gold/world_dev.gold.jsonl"
_COLUMNS = {  # each figure and its heading
    "relaxed": "relaxed",
    "precision": "P",
    "recall": "R",
    "quoted": "quoted",
    "indirect": "indirect",
    "strict": "strict",
    "source": "source",
    "cue": "cue",
    "content": "content",
    "world": "world",
    "world_nested": "nested",
    "words_per_cpu_second": "words/s",
}
# One annotator of PolNeAR against another, on 20 articles, by the same scorer: data/polnear/peers_dev.txt.
_ANNOTATORS = {"relaxed": 75.0, "precision": 75.0, "recall": 75.0, "strict": 58.2, "source": 77.8, "cue": 70.3, "content": 71.0}
_INTERVAL = (68.0, 80.5)  # of the annotators' relaxed F1, 95 %

Golds = list[dict[str, Any]]
Figures = dict[str, dict[str, Any]]


def contestants(models: list[str], pipeline: str, exclude: tuple[str, ...]) -> dict[str, Callable[[], Reader]]:
    """What is measured; the last two on the same parse."""
    return {
        "sayso": partial(sayso_reader, SMALL),
        **{f"sayso, {Path(folder).name}": partial(sayso_reader, folder) for folder in models},
        "textacy": partial(textacy_reader, pipeline, exclude),
        "dependency rules": partial(rules_reader, pipeline, exclude),
    }


def scores(scorer: ModuleType, dev: Golds, world: Golds, found: list[list[Statement]]) -> dict[str, float]:
    """The figures of what was found in the dev articles and then in the world articles."""
    from training.evaluate import figures

    def scored(golds: Golds, statements: list[list[Statement]], outermost: bool) -> dict[str, float]:
        predicted = [{"id": g["id"], "statements": own} for g, own in zip(golds, statements, strict=True)]
        return figures(scorer.evaluate(golds, predicted, outermost=outermost, boot=0))

    there = found[len(dev) :]
    return {
        **scored(dev, found[: len(dev)], True),
        "world": scored(world, there, True)["relaxed"],
        "world_nested": scored(world, there, False)["relaxed"],
    }


def draw(figures: Figures, path: Path) -> None:
    """Relaxed F1 on PolNeAR dev against speed, legible on white and on black."""
    import matplotlib as mpl
    from matplotlib.figure import Figure
    from matplotlib.ticker import LogLocator, NullLocator, StrMethodFormatter

    grey, ours, theirs = "#808080", "#2f8fd8", "#d9822b"
    keys = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
    with mpl.rc_context({**dict.fromkeys(keys, grey), "svg.hashsalt": "sayso", "font.size": 11}):
        figure = Figure(figsize=(7.2, 4.4), layout="constrained")
        axes = figure.add_subplot()
        axes.axhspan(*_INTERVAL, color=grey, alpha=0.2, linewidth=0)
        band = f"two human annotators: {_ANNOTATORS['relaxed']} [{_INTERVAL[0]}, {_INTERVAL[1]}]"
        axes.annotate(band, (0.01, _INTERVAL[1]), (0, 4), xycoords=("axes fraction", "data"), textcoords="offset points")
        speeds = [own["words_per_cpu_second"] for own in figures.values()]
        for (name, own), speed in zip(figures.items(), speeds, strict=True):
            color = ours if name.startswith("sayso") else theirs
            axes.plot(speed, own["relaxed"], "o", color=color, markersize=9)
            label = f"{name} ({own['relaxed']:.1f})"
            axes.annotate(label, (speed, own["relaxed"]), (0, -9), textcoords="offset points", color=color, ha="center", va="top")
        axes.set(xscale="log", xlim=(min(speeds) / 2, max(speeds) * 2), ylim=(0, 100))
        axes.set(xlabel="words per CPU second", ylabel="relaxed F1, PolNeAR dev, %")
        axes.xaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
        axes.xaxis.set_minor_locator(NullLocator())
        axes.spines[["top", "right"]].set_visible(False)
        figure.savefig(path, format="svg", transparent=True, metadata={"Date": None})


def main() -> None:
    parser = arguments(__doc__)
    parser.add_argument("--articles", type=int, metavar="N", help="the first N of each set only")
    parser.add_argument("--model", action="append", default=[], metavar="FOLDER", help="other weights of sayso to measure too")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--spacy-model", default=SPACY, metavar="NAME", help="package or folder")
    parser.add_argument("--exclude", action="append", default=[], metavar="COMPONENT", help="leave out of the spaCy pipeline")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="draw quality against speed as SVG")
    asked = parser.parse_args()
    one_core()
    sys.path.append(str(Path(__file__).parents[1]))  # not at the top: the contestants' processes have no use for it
    from training.data import load
    from training.evaluate import evaluator

    dev, world = (load(asked.reference / name)[: asked.articles] for name in (_DEV, _WORLD))
    timed = texts(dev)
    figures, found = race(contestants(asked.model, asked.spacy_model, tuple(asked.exclude)), timed, asked.rounds, texts(world))
    scorer = evaluator(asked.reference / "tools/attribution_eval.py")
    for name, statements in found.items():
        figures[name] |= scores(scorer, dev, world, statements)
    if asked.plot:
        draw({name: figures[name] for name in found}, asked.plot)
    tell({"articles": len(dev), "words": words(timed), "world_articles": len(world)}, figures)


def tell(counts: dict[str, int], figures: Figures) -> None:
    """Print all that was measured."""
    size = (
        f"{counts['articles']:,} articles of PolNeAR dev, {counts['words']:,} words; {counts['world_articles']:,} world articles"
    )
    table = [("texts", size), ("", _row(_COLUMNS))]
    for name, own in figures.items():
        shown = {key: f"{own[key]:,.0f}" if own[key] > 100 else f"{own[key]:.1f}" for key in _COLUMNS if key in own}
        table.append((name, f"missing: {own['missing']}" if "missing" in own else _row(shown)))
    table.append(("two annotators", _row({key: f"{value:.1f}" for key, value in _ANNOTATORS.items()})))
    report(table, {**counts, "extractors": figures, "annotators": {**_ANNOTATORS, "interval": _INTERVAL}})


def _row(cells: dict[str, str]) -> str:
    return " ".join(f"{cells.get(key, ''):>8}" for key in _COLUMNS)


if __name__ == "__main__":
    main()
