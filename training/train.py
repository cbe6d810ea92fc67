"""Train the tagger: `python -m training.train --data DIR --encoder FILE --out DIR`.

Reproducible from its seed, resumable from the last epoch, one JSON line of figures an epoch.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from sayso.annotate.encoder import WINDOW, Vocabulary, Window
from sayso.annotate.statements import LABELS, relation
from training.data import Gold, batches, gold, load, packed
from training.model import Linker, Tagger, crf_loss


def tensors(batch: list[tuple[Gold, Window]]) -> dict[str, Tensor]:
    """A batch of windows padded to one length."""
    longest = max(len(w.pieces) for _, w in batch)
    most = max(len(w.first) for _, w in batch)

    def pad(arrays: list[np.ndarray], size: int) -> Tensor:
        out = np.zeros((len(arrays), size), dtype=np.int64)
        for row, a in zip(out, arrays):
            row[: len(a)] = a
        return torch.from_numpy(out)

    lengths = torch.tensor([len(w.pieces) for _, w in batch])
    return {
        "pieces": pad([w.pieces for _, w in batch], longest),
        "case": pad([w.case for _, w in batch], longest),
        "quote": pad([w.quote for _, w in batch], longest),
        "first": pad([w.first for _, w in batch], most),
        "mask": (torch.arange(longest)[None] < lengths[:, None])[:, None, None, :],
    }


def sequence_loss(model: Tagger, emissions: Tensor, batch: list[tuple[Gold, Window]]) -> Tensor:
    """CRF loss over paragraphs; emissions (window, word, label)."""
    rows, starts, lengths, labels = [], [], [], []
    for n, (g, w) in enumerate(batch):
        own = g.reading.paragraph[w.start : w.end]
        edges = [0, *(np.flatnonzero(np.diff(own)) + 1).tolist(), len(own)]
        for lo, hi in zip(edges, edges[1:]):
            rows.append(n)
            starts.append(lo)
            lengths.append(hi - lo)
            labels.append(g.labels[w.start + lo : w.start + hi])
    longest = max(lengths)
    columns = torch.arange(longest)[None]
    at = (torch.tensor(starts)[:, None] + columns).clamp(max=emissions.shape[1] - 1)
    target = np.zeros((len(labels), longest), dtype=np.int64)
    for row, own in zip(target, labels):
        row[: len(own)] = own
    sequences = emissions[torch.tensor(rows)[:, None], at]
    return crf_loss(sequences, model.transition, torch.from_numpy(target), torch.tensor(lengths))


def link_loss(linker: Linker, ends: Tensor, g: Gold, w: Window, queries: list[tuple[int, int]], keys: list[tuple[int, int]], chosen: dict[int, int]) -> Tensor | None:
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
    return torch.nn.functional.cross_entropy(linker(q_ends, k_ends, bucket, rank, allowed), target, reduction="sum")


def loss(model: Tagger, batch: list[tuple[Gold, Window]], autocast: bool) -> tuple[Tensor, Tensor]:
    """The tagger's loss and the linkers', each mean a word or a span."""
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=autocast):
        emissions, source_ends, cue_ends = model(**tensors(batch))
    tag = sequence_loss(model, emissions.float(), batch)
    parts = []
    count = 0
    for n, (g, w) in enumerate(batch):
        for linker, ends, queries, keys, chosen in (
            (model.source_of_cue, source_ends, g.cues, g.sources, g.source_of_cue),
            (model.cue_of_content, cue_ends, g.contents, g.cues, g.cue_of_content),
        ):
            part = link_loss(linker, ends[n].float(), g, w, queries, keys, chosen)
            if part is not None:
                parts.append(part)
        count += len(w.first)
    link = torch.stack(parts).sum() / max(count, 1) if parts else tag.new_zeros(())
    return tag, link


def train(a: argparse.Namespace) -> None:
    torch.manual_seed(a.seed)
    torch.set_num_threads(a.threads)
    a.out.mkdir(parents=True, exist_ok=True)
    vocabulary = Vocabulary(a.encoder.parent / "vocab.txt")
    golds = [gold(d, vocabulary) for d in load(a.data / "train.jsonl.gz")]
    model = Tagger()
    model.encoder.load_published(a.encoder)
    model.encoder.word.weight.requires_grad_(False)
    body = [p for p in model.encoder.parameters() if p.requires_grad]
    head = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    optimiser = torch.optim.AdamW([{"params": body, "lr": a.rate}, {"params": head, "lr": a.head_rate}], weight_decay=0.01)
    peaks = [group["lr"] for group in optimiser.param_groups]
    average = {name: p.detach().clone() for name, p in model.named_parameters()}
    chance = random.Random(a.seed)
    plan = []  # made whole beforehand, so that a resumed run sees the batches that an unbroken one sees
    for _ in range(a.epochs):
        cut = [(g, w) for g in golds for w in packed(g.reading, vocabulary, WINDOW, chance)]
        plan.append(batches(cut, a.batch, chance))
    total = sum(len(epoch) for epoch in plan)
    step, first = 0, 0
    saved = a.out / "last.pt"
    if saved.exists():
        state = torch.load(saved)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        average, step, first = state["average"], state["step"], state["epoch"] + 1
        torch.set_rng_state(state["random"])
    for epoch in range(first, a.epochs):
        model.train()
        begun, seen, sums = time.time(), 0, np.zeros(2)
        for n, batch in enumerate(plan[epoch]):
            scale = min((step + 1) / (a.warmup * total), max(0.02, (total - step) / (total * (1 - a.warmup))))
            for group, peak in zip(optimiser.param_groups, peaks):
                group["lr"] = peak * scale
            tag, link = loss(model, batch, a.bf16)
            optimiser.zero_grad(set_to_none=True)
            (tag + a.link_weight * link).backward()
            torch.nn.utils.clip_grad_norm_([*body, *head], 1.0)
            optimiser.step()
            step += 1
            keep = min(a.average, (step + 1) / (step + 10))
            with torch.no_grad():
                for name, p in model.named_parameters():
                    average[name].lerp_(p, 1 - keep)
            seen += sum(len(w.pieces) for _, w in batch)
            sums += (tag.item(), link.item())
            if n % 20 == 0:
                print(f"epoch {epoch} batch {n}/{len(plan[epoch])} loss {sums / (n + 1)} {seen / (time.time() - begun):.0f} pieces/s", file=sys.stderr, flush=True)
        state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "average": average, "step": step, "epoch": epoch, "random": torch.get_rng_state()}
        torch.save(state, saved)
        row = {"epoch": epoch, "tag": sums[0] / len(plan[epoch]), "link": sums[1] / len(plan[epoch]), "seconds": round(time.time() - begun)}
        with (a.out / "log.jsonl").open("a") as log:
            log.write(json.dumps(row) + "\n")
        print(row, flush=True)
    model.load_state_dict(average, strict=False)
    torch.save(model.state_dict(), a.out / "tagger.pt")


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--data", type=Path, required=True, help="folder with PolNeAR's train.jsonl.gz and dev.jsonl.gz")
    p.add_argument("--encoder", type=Path, required=True, help="MiniLM-L6's model.safetensors, its vocab.txt beside it")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--epochs", type=int, default=7)
    p.add_argument("--batch", type=int, default=4096, help="word pieces a step")
    p.add_argument("--rate", type=float, default=3.5e-4)
    p.add_argument("--head-rate", type=float, default=1e-3)
    p.add_argument("--warmup", type=float, default=0.1)
    p.add_argument("--link-weight", type=float, default=1.0)
    p.add_argument("--average", type=float, default=0.995, help="decay of the running mean of weights that is kept")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=2)
    p.add_argument("--bf16", action="store_true", help="matrix products in bfloat16: half the time where the CPU has AVX-512 BF16")
    train(p.parse_args())


if __name__ == "__main__":
    main()
