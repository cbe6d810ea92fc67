"""The training loop: reproducible from its seed, resumable from its last epoch, a line of figures an epoch."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from sayso.annotate.encoder import LONGEST, Vocabulary, Window
from sayso.annotate.statements import LABELS, LEVELS, relation
from training.data import Gold, batches, packed
from training.model import Linker, Tagger, crf_loss


def tensors(batch: list[Window]) -> dict[str, Tensor]:
    """A batch of windows padded to one length."""
    longest = max(len(w.pieces) for w in batch)
    most = max(len(w.first) for w in batch)

    def pad(arrays: list[np.ndarray], size: int) -> Tensor:
        out = np.zeros((len(arrays), size), dtype=np.int64)
        for row, a in zip(out, arrays):
            row[: len(a)] = a
        return torch.from_numpy(out)

    lengths = torch.tensor([len(w.pieces) for w in batch])
    return {
        "pieces": pad([w.pieces for w in batch], longest),
        "case": pad([w.case for w in batch], longest),
        "quote": pad([w.quote for w in batch], longest),
        "first": pad([w.first for w in batch], most),
        "mask": (torch.arange(longest)[None] < lengths[:, None])[:, None, None, :],
    }


def sequence_loss(model: Tagger, emissions: Tensor, batch: list[tuple[Gold, Window]]) -> Tensor:
    """CRF losses of all levels over paragraphs, summed; emissions (window, word, level label)."""
    rows, starts, lengths = [], [], []
    labels: list[list[np.ndarray]] = [[] for _ in range(LEVELS)]
    for n, (g, w) in enumerate(batch):
        own = g.reading.paragraph[w.start : w.end]
        edges = [0, *(np.flatnonzero(np.diff(own)) + 1).tolist(), len(own)]
        for lo, hi in zip(edges, edges[1:]):
            rows.append(n)
            starts.append(lo)
            lengths.append(hi - lo)
            for own_labels, level in zip(labels, g.levels):
                own_labels.append(level.labels[w.start + lo : w.start + hi])
    longest = max(lengths)
    columns = torch.arange(longest)[None]
    at = (torch.tensor(starts)[:, None] + columns).clamp(max=emissions.shape[1] - 1)
    sequences = emissions[torch.tensor(rows)[:, None], at].split(len(LABELS), -1)
    total = emissions.new_zeros(())
    for scores, transition, own_labels in zip(sequences, model.transition, labels):
        target = np.zeros((len(rows), longest), dtype=np.int64)
        for row, one in zip(target, own_labels):
            row[: len(one)] = one
        total = total + crf_loss(scores, transition, torch.from_numpy(target), torch.tensor(lengths))
    return total


def soft_loss(emissions: Tensor, batch: list[tuple[Gold, Window]]) -> Tensor:
    """Divergence of the emissions (window, word, level label) from the teacher's, a level's label scores as one distribution.

    Mean a word. Kullback and Leibler's, as Hinton et al. (2015) distil; it says the same of the CRF's marginals only
    as long as student and teacher have the same transitions.
    """
    total, count = emissions.new_zeros(()), 0
    for scores, (g, w) in zip(emissions, batch):
        count += len(w.first)
        if g.soft is not None:
            own = scores[: len(w.first)].unflatten(-1, (LEVELS, -1))
            theirs = torch.from_numpy(g.soft[w.start : w.end].astype(np.float32)).unflatten(-1, (LEVELS, -1))
            total = total + functional.kl_div(own.log_softmax(-1), theirs.log_softmax(-1), reduction="sum", log_target=True)
    return total / count


def link_loss(
    linker: Linker,
    ends: Tensor,
    g: Gold,
    w: Window,
    queries: list[tuple[int, int]],
    keys: list[tuple[int, int]],
    chosen: dict[int, int],
) -> Tensor | None:
    """Cross entropy of each query span's choice among the key spans of its window, or none; ends (word, 4 size)."""
    qs = [i for i, (lo, hi) in enumerate(queries) if w.start <= lo and hi <= w.end]
    ks = sorted((i for i, (lo, hi) in enumerate(keys) if w.start <= lo and hi <= w.end), key=lambda i: keys[i])
    if not qs:
        return None
    place = {k: n for n, k in enumerate(ks)}

    def arrays(spans: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        start, end = np.array(spans, dtype=np.int64).reshape(-1, 2).T
        return start, end, g.reading.paragraph[start]

    q, k = arrays([queries[i] for i in qs]), arrays([keys[i] for i in ks])
    bucket, rank, allowed = (torch.from_numpy(x) for x in relation(q, k))
    target = torch.tensor([place.get(chosen.get(i, -1), len(ks)) for i in qs])
    for n, t in enumerate(target.tolist()):
        if t < len(ks) and not allowed[n, t]:
            target[n] = len(ks)
    q_ends = ends[torch.from_numpy(np.stack([q[0], q[1] - 1], 1) - w.start)]
    k_ends = ends[torch.from_numpy(np.stack([k[0], k[1] - 1], 1) - w.start)]
    return functional.cross_entropy(linker(q_ends, k_ends, bucket, rank, allowed), target, reduction="sum")


def loss(model: Tagger, batch: list[tuple[Gold, Window]], autocast: bool) -> tuple[Tensor, Tensor, Tensor]:
    """The tagger's loss, the linkers' and the divergence from the teacher, each a sum over the batch divided by its words."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=autocast):
        emissions, source_ends, cue_ends = model(**tensors([w for _, w in batch]))
    tag = sequence_loss(model, emissions.float(), batch)
    parts = []
    count = 0
    for n, (g, w) in enumerate(batch):
        for m in g.levels:
            for linker, ends, queries, keys, chosen in (
                (model.source_of_cue, source_ends, m.cues, m.sources, m.source_of_cue),
                (model.cue_of_content, cue_ends, m.contents, m.cues, m.cue_of_content),
            ):
                part = link_loss(linker, ends[n].float(), g, w, queries, keys, chosen)
                if part is not None:
                    parts.append(part)
        count += len(w.first)
    link = torch.stack(parts).sum() / max(count, 1) if parts else tag.new_zeros(())
    return tag, link, soft_loss(emissions.float(), batch)


@dataclass(frozen=True)
class Recipe:
    """The figures of a run; chosen on dev, see docs/decisions/0002-tagger.md."""

    epochs: int = 7
    batch: int = 4096  # word pieces a step
    rate: float = 3.5e-4
    head_rate: float = 1e-3
    warmup: float = 0.1  # of all steps
    soft: float = 1.0  # weight of the divergence from a teacher's emissions
    average: float = 0.995  # decay of the running mean of weights that is kept
    seed: int = 1
    bf16: bool = False  # matrix products in bfloat16: half the time where the CPU has AVX-512 BF16


class Run:
    """A training run that can be stopped at any epoch's end and taken up again in the same state."""

    def __init__(self, golds: list[Gold], vocabulary: Vocabulary, model: Tagger, recipe: Recipe) -> None:
        torch.manual_seed(recipe.seed)
        self.recipe = recipe
        self.model = model
        self.model.encoder.word.weight.requires_grad_(False)
        self.trained = {name: p for name, p in self.model.named_parameters() if p.requires_grad}
        head = [p for name, p in self.trained.items() if not name.startswith("encoder.")]
        body = [p for name, p in self.trained.items() if name.startswith("encoder.")]
        self.optimiser = torch.optim.AdamW(
            [{"params": body, "peak": recipe.rate}, {"params": head, "peak": recipe.head_rate}], weight_decay=0.01
        )
        self.average = {name: p.detach().clone() for name, p in self.trained.items()}
        self.step = 0
        self.epoch = 0
        chance = random.Random(recipe.seed)
        # Made whole beforehand, so that a resumed run sees the batches that an unbroken one sees.
        self.plan = []
        for _ in range(recipe.epochs):
            cut = [(g, w) for g in golds for w in packed(g.reading, vocabulary, LONGEST, chance)]
            self.plan.append(batches(cut, recipe.batch, chance))
        self.total = sum(len(epoch) for epoch in self.plan)

    def save(self, path: Path) -> None:
        torch.save(
            {
                "recipe": asdict(self.recipe),
                "model": self.model.state_dict(),
                "optimiser": self.optimiser.state_dict(),
                "average": self.average,
                "step": self.step,
                "epoch": self.epoch,
                "random": torch.get_rng_state(),
            },
            path,
        )

    def resume(self, path: Path) -> None:
        state = torch.load(path)
        if state["recipe"] != asdict(self.recipe):
            raise SystemExit(f"{path}: a run with other figures ({state['recipe']}); choose another --out")
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.average, self.step, self.epoch = state["average"], state["step"], state["epoch"]
        torch.set_rng_state(state["random"])

    def one_epoch(self) -> dict[str, float]:
        """Train for an epoch; its mean losses and the seconds that it took."""
        self.model.train()
        begun, seen, sums = time.time(), 0, np.zeros(3)
        own = self.plan[self.epoch]
        for n, batch in enumerate(own, 1):
            sums += self._one_step(batch)
            seen += sum(len(w.pieces) for _, w in batch)
            if n % 20 == 0:
                pace = seen / (time.time() - begun)
                print(f"epoch {self.epoch} step {n}/{len(own)} loss {sums / n} {pace:.0f} pieces/s", file=sys.stderr, flush=True)
        self.epoch += 1
        tag, link, soft = (sums / len(own)).tolist()
        return {"epoch": self.epoch, "tag": tag, "link": link, "soft": soft, "seconds": round(time.time() - begun)}

    def _one_step(self, batch: list[tuple[Gold, Window]]) -> tuple[float, float, float]:
        rising = (self.step + 1) / (self.recipe.warmup * self.total)
        falling = (self.total - self.step) / (self.total * (1 - self.recipe.warmup))
        for group in self.optimiser.param_groups:
            group["lr"] = group["peak"] * min(rising, max(0.02, falling))
        tag, link, soft = loss(self.model, batch, self.recipe.bf16)
        self.optimiser.zero_grad(set_to_none=True)
        (tag + link + self.recipe.soft * soft).backward()
        torch.nn.utils.clip_grad_norm_(self.trained.values(), 1.0)
        self.optimiser.step()
        self.step += 1
        keep = min(self.recipe.average, (self.step + 1) / (self.step + 10))
        with torch.no_grad():
            for name, p in self.trained.items():
                self.average[name].lerp_(p, 1 - keep)
        return tag.item(), link.item(), soft.item()


def train(golds: list[Gold], vocabulary: Vocabulary, model: Tagger, out: Path, recipe: Recipe) -> Tagger:
    """Train the model, or go on with the run in `out`; the model comes back with its averaged weights, which `out` keeps."""
    torch.set_num_threads(os.cpu_count() or 1)
    out.mkdir(parents=True, exist_ok=True)
    run = Run(golds, vocabulary, model, recipe)
    saved = out / "last.pt"
    if saved.exists():
        run.resume(saved)
    while run.epoch < recipe.epochs:
        row = run.one_epoch()
        run.save(saved)
        with (out / "log.jsonl").open("a") as log:
            log.write(json.dumps(row) + "\n")
        print(row, flush=True)
    run.model.load_state_dict(run.average, strict=False)
    torch.save(run.model.state_dict(), out / "tagger.pt")
    return run.model
