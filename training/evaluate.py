"""Score a model on gold: `python -m training.evaluate --model DIR --gold FILE... --evaluator attribution_eval.py`."""

from __future__ import annotations

import argparse
import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

from sayso.annotate import Model, annotate
from sayso.records import Document, document_id, to_json
from training.data import load


def evaluator(path: Path) -> ModuleType:
    """The scorer as a module."""
    spec = importlib.util.spec_from_file_location("attribution_eval", path)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{path}: no Python file; give the scorer's place with --evaluator")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def predict(golds: list[dict[str, Any]], model: Model) -> list[dict[str, Any]]:
    """The wire form of each gold document as the model reads it, under its gold id."""
    documents = (Document(document_id(g["text"], None), g["text"]) for g in golds)
    return [{**to_json(found), "id": g["id"]} for g, found in zip(golds, annotate(documents, model=model), strict=True)]


def figures(result: dict[tuple[str, str], dict[str, Any]]) -> dict[str, float]:
    """The figures that the project is steered by, as F1 in percent."""
    names = {
        "relaxed": ("all", "whole relaxed"),
        "quoted": ("quoted", "whole relaxed"),
        "indirect": ("indirect", "whole relaxed"),
        "strict": ("all", "whole strict"),
        "source": ("all", "span source"),
        "cue": ("all", "span cue"),
        "content": ("all", "span content"),
    }
    found = {name: round(100 * result[key]["f"], 1) for name, key in names.items()}
    found["precision"] = round(100 * result["all", "whole relaxed"]["p"], 1)
    found["recall"] = round(100 * result["all", "whole relaxed"]["r"], 1)
    return found


def scores(folder: Path, gold: Path, scorer: ModuleType, *, outermost: bool = True) -> dict[str, float]:
    """The steering figures of a model on one gold set, of outermost attributions or of all."""
    golds = load(gold)
    return figures(scorer.evaluate(golds, predict(golds, Model(folder)), outermost=outermost, boot=0))


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--model", type=Path, default=Path("src/sayso/model"))
    p.add_argument("--gold", type=Path, nargs="+", required=True)
    p.add_argument("--evaluator", type=Path, required=True)
    a = p.parse_args()
    for path in a.gold:
        for outermost in (True, False):
            row = scores(a.model, path, evaluator(a.evaluator), outermost=outermost)
            print(json.dumps({"gold": path.name, "outermost": outermost, **row}), flush=True)


if __name__ == "__main__":
    main()
