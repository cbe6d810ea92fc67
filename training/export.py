"""From a trained tagger to the folder of weights that the package reads."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn

from sayso.annotate.encoder import Vocabulary, windows
from sayso.annotate.statements import FEATURES, LABELS
from training.data import Gold
from training.model import Linker, Mix, Projections, Tagger


class Rows(nn.Module):
    """An embedding in 8 bits with a scale a row, which strays less from the unrounded one than a scale for the table."""

    def __init__(self, table: nn.Embedding) -> None:
        super().__init__()
        scale = table.weight.detach().abs().amax(1, keepdim=True).clamp(min=1e-8) / 127
        self.register_buffer("scale", scale)
        self.register_buffer("rows", (table.weight.detach() / scale).round().to(torch.int8))

    def forward(self, at: Tensor) -> Tensor:
        """at: (batch, piece) -> (batch, piece, width)."""
        return self.rows[at].float() * self.scale[at]


class Joined(nn.Module):
    """The three projections of attention as one product, which reads and rounds its input once."""

    def __init__(self, project: Projections) -> None:
        super().__init__()
        parts = (project.query, project.key, project.value)
        self.all = nn.Linear(parts[0].in_features, 3 * parts[0].out_features)
        self.all.weight.data = torch.cat([p.weight.data for p in parts])
        self.all.bias.data = torch.cat([p.bias.data for p in parts])

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        return self.all(x).split(self.all.out_features // 3, -1)


class Fused(Mix):
    """Attention as the one operator that onnxruntime has for it; not to transpose saves some 7% of the time."""

    def forward(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        return _Attention.apply(query, key, value, mask, self.heads)


class _Attention(torch.autograd.Function):
    @staticmethod
    def forward(_: Any, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None, heads: int) -> Tensor:
        return Mix(heads)(query, key, value, mask)

    @staticmethod
    def symbolic(g: Any, query: Any, key: Any, value: Any, mask: Any, heads: int) -> Any:
        nothing = g.op("prim::Constant").setType(torch._C.OptionalType.ofTensor())  # an input that is left out
        inputs = (query, key, value) if mask is None or mask.node().mustBeNone() else (query, key, value, nothing, nothing, mask)
        return g.op("com.microsoft::MultiHeadAttention", *inputs, num_heads_i=heads).setType(query.type())


class Levelled(nn.Module):
    """A product whose input's loudest channels are turned down, and their weights up by as much.

    A window's inputs share one 8-bit scale, and in MiniLM a single channel is three times as loud as the
    next: it would leave two bits to all others. SmoothQuant (Xiao et al. 2023) levels every channel; here
    only those louder than the ninth are, which costs the weights nothing: levelling all of them made
    statements agree less with those of the unrounded network than levelling none.
    """

    def __init__(self, product: nn.Linear, peaks: Tensor) -> None:
        super().__init__()
        factor = (peaks / peaks.sort(descending=True).values[_LOUD]).clamp(min=1)
        self.register_buffer("turned_down", 1 / factor)
        self.product = nn.Linear(product.in_features, product.out_features)
        self.product.weight.data = product.weight.data * factor
        self.product.bias.data = product.bias.data

    def forward(self, x: Tensor) -> Tensor:
        return self.product(x * self.turned_down)


_LOUD = 8  # channels that are levelled, for each product; 24 gave the same


def peaks(network: nn.Module, names: list[str], runs: Iterable[Iterable[Tensor]]) -> dict[str, Tensor]:
    """The loudest that each input channel of the named products gets in some runs. Shape of each: (channel,)."""
    found: dict[str, Tensor] = {}

    def listen(name: str) -> Callable[[nn.Module, tuple[Tensor, ...]], None]:
        def hear(_: nn.Module, inputs: tuple[Tensor, ...]) -> None:
            loud = inputs[0].abs().flatten(0, 1).amax(0)
            found[name] = torch.maximum(found.get(name, loud), loud)

        return hear

    hooks = [network.get_submodule(name).register_forward_pre_hook(listen(name)) for name in names]
    with torch.no_grad():
        for inputs in runs:
            network(*inputs)
    for hook in hooks:
        hook.remove()
    return found


def prepare(tagger: Tagger, golds: list[Gold], vocabulary: Vocabulary) -> None:
    """Change the tagger, in place, to the form that loses least in 8 bits; only the embedding is rounded here."""
    read = (w for g in golds for w in windows(g.reading, vocabulary))
    level(tagger, ((torch.from_numpy(x)[None] for x in (w.pieces, w.case, w.quote, w.first)) for w in read))


def level(network: nn.Module, runs: Iterable[Iterable[Tensor]]) -> None:
    """Join and fuse attention, level the products of each layer that follow it, and round the embedding; in place."""
    for layer in network.encoder.layers:
        layer.project = Joined(layer.project)
        layer.mix = Fused(layer.mix.heads)
    products = [f"encoder.layers.{i}.{name}" for i in range(len(network.encoder.layers)) for name in ("inner", "outer")]
    for name, loud in peaks(network, products, runs).items():
        owner, _, own = name.rpartition(".")
        setattr(network.get_submodule(owner), own, Levelled(network.get_submodule(name), loud))
    network.encoder.word = Rows(network.encoder.word)


def network(tagger: Tagger, path: Path) -> None:
    """Write the network as ONNX, one window a run, any length."""
    one = torch.ones(1, 12, dtype=torch.int64)
    torch.onnx.export(
        tagger,
        (one, one, one, one[:, :5]),
        str(path),
        input_names=["pieces", "case", "quote", "first"],
        output_names=["emissions", "source_ends", "cue_ends"],
        dynamic_axes={"pieces": {1: "piece"}, "case": {1: "piece"}, "quote": {1: "piece"}, "first": {1: "word"}},
        opset_version=17,
        dynamo=False,
    )


def in_8_bits(unrounded: Path, weights: Path) -> None:
    """Round the products' weights to 8 bits, of which 7 are used, so that sums cannot saturate on CPUs without VNNI."""
    quantize_dynamic(
        unrounded, weights, op_types_to_quantize=["MatMul"], per_channel=True, reduce_range=True, weight_type=QuantType.QInt8
    )


def linker(module: Linker) -> dict[str, object]:
    return {
        "none": module.none.tolist(),
        "none_bias": module.none_bias.item(),
        "distance": module.distance.tolist(),
        "rank": module.rank.tolist(),
    }


def model_folder(tagger: Tagger, name: str, vocabulary_file: Path, out: Path, golds: list[Gold] | None = None) -> None:
    """Write the folder that `sayso.annotate.Model` reads: network, decoder's figures, vocabulary; `name` begins its version.

    With `golds`, articles on which the loudness of channels is measured, the weights are rounded to 8 bits, of
    which 7 are used, so that sums cannot saturate on CPUs without VNNI and every CPU gives the same scores; the
    tagger is changed. Without, they stay as trained.
    """
    out.mkdir(parents=True, exist_ok=True)
    tagger.eval()
    weights = out / "tagger.onnx"
    if golds is None:
        network(tagger, weights)
    else:
        prepare(tagger, golds, Vocabulary(vocabulary_file))
        with tempfile.TemporaryDirectory() as folder:
            network(tagger, Path(folder) / "fp32.onnx")
            in_8_bits(Path(folder) / "fp32.onnx", weights)
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    head = {
        "version": f"{name}-{digest[:8]}",
        "sha256": digest,
        "labels": LABELS,
        "transition": tagger.transition.tolist(),
        "source_of_cue": linker(tagger.source_of_cue),
        "cue_of_content": linker(tagger.cue_of_content),
        "calibration": [0.0] * (FEATURES + 1),
    }
    (out / "head.json").write_text(json.dumps(head, separators=(",", ":")) + "\n")
    shutil.copy(vocabulary_file, out / "vocab.txt")
