"""A smaller tagger: fewer layers, and of each feed-forward layer only the units that say most; the rest is trained on.

The last layers go first: without its last, MiniLM labels words as well as with it (docs/decisions/0003-nesting-and-teaching.md).
A unit's weight is how loud it is over some articles times how much the next product makes of it. What the units
taken out say on average goes into the bias.
"""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor, nn

from sayso.annotate.encoder import Vocabulary, windows
from training.data import Gold
from training.model import Sizes, Tagger


def prune(tagger: Tagger, sizes: Sizes, layers: int, inner: int, golds: list[Gold], vocabulary: Vocabulary) -> Tagger:
    """Of a tagger of these sizes one with its first `layers` layers and, in each, the `inner` units that matter most."""
    tagger.encoder.layers = tagger.encoder.layers[:layers]
    heard = {layer: Heard(layer.outer) for layer in tagger.encoder.layers}
    tagger.eval()
    with torch.no_grad():
        for g in golds:
            for w in windows(g.reading, vocabulary):
                tagger(*(torch.from_numpy(x)[None] for x in (w.pieces, w.case, w.quote, w.first)))
    slim = Tagger(replace(sizes, layers=layers, inner=inner))
    for layer, ears in heard.items():
        ears.hook.remove()
        matters = (ears.squares / ears.count).sqrt() * layer.outer.weight.norm(dim=0)
        kept = matters.topk(inner).indices.sort().values
        silent = ears.sums / ears.count
        silent[kept] = 0
        layer.outer.bias.data += layer.outer.weight.data @ silent
        layer.inner.weight.data, layer.inner.bias.data = layer.inner.weight.data[kept], layer.inner.bias.data[kept]
        layer.outer.weight.data = layer.outer.weight.data[:, kept]
    slim.load_state_dict(tagger.state_dict())
    return slim


class Heard:
    """The sums of a product's inputs and of their squares, channel by channel, since it was made."""

    def __init__(self, product: nn.Linear) -> None:
        self.count = 0
        self.sums = torch.zeros(product.in_features)
        self.squares = torch.zeros(product.in_features)
        self.hook = product.register_forward_pre_hook(self._hear)

    def _hear(self, _: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        x = inputs[0].detach().flatten(0, 1)
        self.count += len(x)
        self.sums += x.sum(0)
        self.squares += (x * x).sum(0)
