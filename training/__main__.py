"""Train, export, calibrate and score a model, in one command that can be stopped and started again.

    python -m training large --reference ../shared --encoder mpnet/model.safetensors --out runs/large --bf16
    python -m training small --reference ../shared --encoder minilm/model.safetensors --out runs/small --bf16 \\
        --teacher runs/large/trained/tagger.pt

The large model learns from annotated articles, the small one from them and from the large one's reading of these and
of unmarked news. The folder `model` in --out is then what the package holds; `figures.json` says how good it is.
"""

from __future__ import annotations

import argparse
import json
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from sayso.annotate import Model
from sayso.annotate.encoder import Vocabulary
from sayso.network import SHIPPED
from training.calibrate import calibrate
from training.data import Gold, gold, load
from training.distil import Teacher, marked, taught
from training.evaluate import evaluator, scores
from training.export import model_folder
from training.model import Sizes, Tagger
from training.nested import with_nested
from training.prune import prune
from training.train import Recipe, train
from training.written import articles

SMALL = Sizes()
LARGE = Sizes(width=768, layers=12, inner=3072, relative=32)
LAYERS, INNER = 5, 768  # of the small model that ships, of 6 layers with 1,536 units; 0003-nesting-and-teaching.md says why

FIRST = Recipe(epochs=7)
TAUGHT = Recipe(epochs=5, rate=2.5e-4, head_rate=5e-4)
LARGE_RECIPE = Recipe(epochs=2, batch=3072, rate=8e-5, warmup=0.08, average=0.99)
AGAIN = replace(LARGE_RECIPE, epochs=1, rate=5e-5, head_rate=5e-4, warmup=0.05, average=0.98, soft=0.5)

WRITTEN = Path(__file__).parent / "articles"
DEMO = Path(__file__).parents[1] / "tests" / "golden" / "demo.gold.jsonl"
_SOME = 20  # articles on which loudness is measured


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("size", choices=("large", "small"))
    p.add_argument("--reference", type=Path, required=True, help="folder with data/ and tools/attribution_eval.py")
    p.add_argument("--encoder", type=Path, required=True, help="MPNet's or MiniLM's model.safetensors")
    p.add_argument("--teacher", type=Path, help="the large model's tagger.pt")
    p.add_argument("--unmarked", type=int, default=190, help="articles of news/allsides that the teacher reads")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--seed", type=int, default=Recipe.seed)
    p.add_argument("--bf16", action="store_true", help="half the time where the CPU has AVX-512 BF16")
    a = p.parse_args()
    if (a.size == "small") != (a.teacher is not None):
        p.error("the small model wants a --teacher, the large one has none")
    vocabulary = Vocabulary(SHIPPED / "vocab.txt")
    golds = annotated(a.reference, vocabulary)
    own = {"seed": a.seed, "bf16": a.bf16}
    tagger = Tagger(LARGE if a.size == "large" else SMALL)
    tagger.encoder.load_published(a.encoder)
    if a.size == "large":
        tagger = train(golds, vocabulary, tagger, a.out / "first", replace(LARGE_RECIPE, **own))
        golds = list(taught(golds, Teacher(tagger, vocabulary)))  # born again (Furlanello et al. 2018): its own teacher
        tagger = train(golds, vocabulary, tagger, a.out / "trained", replace(AGAIN, **own))
    else:
        tagger = train(golds, vocabulary, tagger, a.out / "first", replace(FIRST, **own))
        tagger = prune(tagger, SMALL, LAYERS, INNER, golds[:: len(golds) // _SOME], vocabulary)
        teacher = Teacher(loaded(LARGE, a.teacher), vocabulary)
        golds = [*taught(golds, teacher), *marked(unmarked(a.reference, a.unmarked, a.seed), teacher)]
        tagger = train(golds, vocabulary, tagger, a.out / "taught", replace(TAUGHT, **own))
    finish(tagger, "mpnet" if a.size == "large" else f"minilm-l{LAYERS}", golds[:: len(golds) // _SOME], a.reference, a.out)


def annotated(reference: Path, vocabulary: Vocabulary) -> list[Gold]:
    """PolNeAR's articles, with nested attributions as the shipped model reads them, and the project's own."""
    reader = Model()
    polnear = [with_nested(d, reader) for d in load(reference / "data" / "polnear" / "train.jsonl.gz")]
    own = [article for path in sorted(WRITTEN.glob("*.txt")) for article in articles(path)]
    return [gold(d, vocabulary) for d in (*polnear, *own)]


def unmarked(reference: Path, count: int, seed: int) -> list[dict[str, Any]]:
    """Articles of news/allsides, chosen by chance."""
    rows = [row for part in sorted((reference / "data/news/allsides").glob("part*.jsonl.gz")) for row in load(part)]
    return [{"text": row["content_original"]} for row in random.Random(seed).sample(rows, count)]


def loaded(sizes: Sizes, path: Path) -> Tagger:
    tagger = Tagger(sizes)
    tagger.load_state_dict(torch.load(path))
    return tagger


def finish(tagger: Tagger, name: str, some: list[Gold], reference: Path, out: Path) -> None:
    """Export, calibrate, and write down how good the model is."""
    data = reference / "data"
    dev, world = data / "polnear" / "dev.jsonl.gz", data / "gold" / "world_dev.gold.jsonl"
    scorer = evaluator(reference / "tools" / "attribution_eval.py")
    words = SHIPPED / "vocab.txt"
    model_folder(tagger, name, words, out / "fp32")
    model_folder(tagger, name, words, out / "model", some)
    figures = {
        "calibration": calibrate(out / "model", load(dev), [*load(world), *demo()], scorer),
        "polnear dev": scores(out / "model", dev, scorer),
        "polnear dev, fp32": scores(out / "fp32", dev, scorer),
        "world dev": scores(out / "model", world, scorer),
        "world dev, with nested": scores(out / "model", world, scorer, outermost=False),
    }
    (out / "figures.json").write_text(json.dumps(figures, indent=1) + "\n")
    print(json.dumps(figures, indent=1))


def demo() -> list[dict[str, Any]]:
    """The demo's articles with their gold."""
    texts = {row["id"]: row["text"] for row in load(Path(__file__).parents[1] / "src/sayso/data/demo.jsonl")}
    return [{**row, "text": texts[row["id"]]} for row in load(DEMO)]


if __name__ == "__main__":
    main()
