"""Train, prune, train on, export, calibrate and score a model, in one command that can be stopped and started again.

    python -m training --reference ../shared --encoder minilm/model.safetensors --out runs/1 --bf16

The folder `runs/1/model` is then what `src/sayso/model` holds; `runs/1/figures.json` says how good it is.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from sayso.annotate.encoder import Vocabulary
from training.calibrate import calibrate
from training.data import gold, load
from training.evaluate import evaluator, scores
from training.export import model_folder
from training.model import Tagger
from training.prune import prune
from training.train import Recipe, train

INNER = 896  # units of a feed-forward layer that are kept of 1,536


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--reference", type=Path, required=True, help="folder with data/ and tools/attribution_eval.py")
    p.add_argument("--encoder", type=Path, required=True, help="MiniLM-L6's model.safetensors, its vocab.txt beside it")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--epochs", type=int, default=Recipe.epochs)
    p.add_argument("--epochs-after", type=int, default=2, help="after pruning")
    p.add_argument("--seed", type=int, default=Recipe.seed)
    p.add_argument("--bf16", action="store_true", help="half the time where the CPU has AVX-512 BF16")
    a = p.parse_args()
    data = a.reference / "data"
    dev, world = data / "polnear" / "dev.jsonl.gz", data / "gold" / "world_dev.gold.jsonl"
    scorer = evaluator(a.reference / "tools" / "attribution_eval.py")
    words = a.encoder.parent / "vocab.txt"
    vocabulary = Vocabulary(words)
    golds = [gold(d, vocabulary) for d in load(data / "polnear" / "train.jsonl.gz")]
    some = golds[:: max(1, len(golds) // 20)]

    model = Tagger()
    model.encoder.load_published(a.encoder)
    whole = Recipe(epochs=a.epochs, seed=a.seed, bf16=a.bf16)
    model = train(golds, vocabulary, model, a.out / "whole", whole)
    model = prune(model, INNER, some, vocabulary)
    again = Recipe(epochs=a.epochs_after, rate=1.5e-4, head_rate=3e-4, seed=a.seed, bf16=a.bf16)
    model = train(golds, vocabulary, model, a.out / "pruned", again)
    model_folder(model, words, a.out / "fp32")
    model_folder(model, words, a.out / "model", some)
    figures = {
        "recipes": [asdict(whole), asdict(again)],
        "inner units": INNER,
        "calibration": calibrate(a.out / "model", load(dev), scorer),
        "polnear dev": scores(a.out / "model", dev, scorer),
        "polnear dev, fp32": scores(a.out / "fp32", dev, scorer),
        "world dev": scores(a.out / "model", world, scorer),
    }
    (a.out / "figures.json").write_text(json.dumps(figures, indent=1) + "\n")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
