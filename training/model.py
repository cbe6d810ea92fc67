"""The network that is trained: a small BERT encoder, a tagger of words and a linker of spans.

The encoder is BERT (Devlin et al. 2019) with MiniLM's sizes (Wang et al. 2020); at its input stand two
further embeddings, of letter case and of quotation marks, which start at zero so that training starts
from the encoder as published. The tagger is a linear-chain CRF (Lafferty et al. 2001) over words, the
linker a bilinear score of span ends (Dozat and Manning 2017) plus learned biases for distance.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from sayso.annotate.encoder import CASES
from sayso.annotate.statements import BUCKETS, LABELS, LEVELS, LINK_SIZE, RANKS


@dataclass(frozen=True)
class Sizes:
    vocabulary: int = 30522
    positions: int = 512
    width: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    relative: int = 0  # buckets of distance that attention knows of, as MPNet's does (Song et al. 2020)


class Projections(nn.Module):
    """Queries, keys and values of attention; the export joins the three products."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        return self.query(x), self.key(x), self.value(x)


class Mix(nn.Module):
    """Attention's weighted means of values, head by head."""

    def __init__(self, heads: int) -> None:
        super().__init__()
        self.heads = heads

    def forward(self, query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
        """mask: what is added to the scores, as wide as (batch, head, query, key), or where a key may be read."""
        q, k, v = (y.unflatten(-1, (self.heads, -1)).transpose(1, 2) for y in (query, key, value))
        return F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).flatten(2)


class Nearness(nn.Module):
    """What attention adds to a score for how far, and on which side, the key stands: T5's buckets (Raffel et al. 2020)."""

    def __init__(self, buckets: int, heads: int) -> None:
        super().__init__()
        self.bias = nn.Embedding(buckets, heads)

    def forward(self, place: Tensor) -> Tensor:
        """place: (piece,), counting from 0 -> (1, head, piece, piece)."""
        away = place[None] - place[:, None]
        half = self.bias.num_embeddings // 2
        exact = half // 2
        far = exact + (torch.log(away.abs().clamp(min=1).float() / exact) / math.log(_FAR / exact) * (half - exact)).long()
        bucket = torch.where(away.abs() < exact, away.abs(), far.clamp(max=half - 1)) + half * (away > 0)
        return self.bias(bucket).permute(2, 0, 1)[None]


_FAR = 128  # pieces; distances from here on are one bucket


class Layer(nn.Module):
    def __init__(self, sizes: Sizes, dropout: float) -> None:
        super().__init__()
        self.project: nn.Module = Projections(sizes.width)
        self.mix: nn.Module = Mix(sizes.heads)
        self.output = nn.Linear(sizes.width, sizes.width)
        self.norm = nn.LayerNorm(sizes.width, eps=1e-12)
        self.inner = nn.Linear(sizes.width, sizes.inner)
        self.outer = nn.Linear(sizes.inner, sizes.width)
        self.outer_norm = nn.LayerNorm(sizes.width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, mask: Tensor | None, first: Tensor | None = None) -> Tensor:
        """x: (batch, piece, width); mask as Mix takes it, as wide as (batch, head, piece, piece).

        With first: (batch, word), only these pieces' outputs are worked out, (batch, word, width).
        """
        query, key, value = self.project(x)
        if first is not None:
            at = first[..., None].expand(-1, -1, x.shape[-1])
            query, x = torch.gather(query, 1, at), torch.gather(x, 1, at)
            if mask is not None and mask.shape[2] > 1:
                rows = first[:, None, :, None].expand(-1, mask.shape[1], -1, mask.shape[3])
                mask = torch.gather(mask.expand(len(first), -1, -1, -1), 2, rows)
        mixed = self.mix(query, key, value, mask)
        x = self.norm(x + self.dropout(self.output(mixed)))
        return self.outer_norm(x + self.dropout(self.outer(F.gelu(self.inner(x)))))


class Encoder(nn.Module):
    def __init__(self, sizes: Sizes, dropout: float = 0.1) -> None:
        super().__init__()
        self.word = nn.Embedding(sizes.vocabulary, sizes.width)
        self.position = nn.Embedding(sizes.positions, sizes.width)
        self.case = nn.Embedding(CASES, sizes.width)
        self.quote = nn.Embedding(3, sizes.width)
        nn.init.zeros_(self.case.weight)
        nn.init.zeros_(self.quote.weight)
        self.norm = nn.LayerNorm(sizes.width, eps=1e-12)
        self.dropout = nn.Dropout(dropout)
        self.nearness = Nearness(sizes.relative, sizes.heads) if sizes.relative else None
        self.layers = nn.ModuleList(Layer(sizes, dropout) for _ in range(sizes.layers))

    def forward(self, pieces: Tensor, case: Tensor, quote: Tensor, first: Tensor, mask: Tensor | None = None) -> Tensor:
        """pieces, case, quote: (batch, piece); first: (batch, word), places of first pieces -> (batch, word, width).

        mask: (batch, 1, 1, piece), true where there is a piece.
        """
        place = torch.arange(pieces.shape[1])
        if self.nearness is not None:
            near = self.nearness(place).detach()  # as published: a mask with a gradient costs a tenth of the pace
            mask = near if mask is None else near.masked_fill(~mask, float("-inf"))
        x = self.word(pieces) + self.position(place) + self.case(case) + self.quote(quote)
        x = self.dropout(self.norm(x))
        for layer in self.layers[:-1]:
            x = layer(x, mask)
        return self.layers[-1](x, mask, first)

    def load_published(self, path: Path) -> None:
        """Take the weights of a BERT or MPNet checkpoint in safetensors, as sentence-transformers publishes them.

        MPNet's vocabulary is BERT's with four signs of its own before it; its rows are laid where BERT's
        vocabulary has them, so that every encoder here reads the same word pieces.
        """
        found = load_file(path)
        word, position = found["embeddings.word_embeddings.weight"], found["embeddings.position_embeddings.weight"]
        names = _MPNET if self.nearness is not None else _BERT
        if self.nearness is not None:
            begin, end = word[0], word[2]
            word, position = word[4:-1].clone(), position[2:]
            word[_CLS], word[_SEP] = begin, end
        else:
            position = position + found["embeddings.token_type_embeddings.weight"][0]
        with torch.no_grad():
            self.word.weight.copy_(word)
            self.position.weight.copy_(position)
            self._copy(self.norm, found, "embeddings.LayerNorm")
            if self.nearness is not None:
                self.nearness.bias.weight.copy_(found["encoder.relative_attention_bias.weight"])
            for i, layer in enumerate(self.layers):
                for name, theirs in names.items():
                    self._copy(layer.get_submodule(name), found, f"encoder.layer.{i}.{theirs}")

    @staticmethod
    def _copy(mine: nn.Module, found: dict[str, Tensor], name: str) -> None:
        mine.weight.copy_(found[name + ".weight"])  # type: ignore[operator, union-attr]
        mine.bias.copy_(found[name + ".bias"])  # type: ignore[operator, union-attr]


_CLS, _SEP = 101, 102  # in BERT's uncased vocabulary
_FORWARD = {"inner": "intermediate.dense", "outer": "output.dense", "outer_norm": "output.LayerNorm"}
_BERT = {
    "project.query": "attention.self.query",
    "project.key": "attention.self.key",
    "project.value": "attention.self.value",
    "output": "attention.output.dense",
    "norm": "attention.output.LayerNorm",
    **_FORWARD,
}
_MPNET = {
    "project.query": "attention.attn.q",
    "project.key": "attention.attn.k",
    "project.value": "attention.attn.v",
    "output": "attention.attn.o",
    "norm": "attention.LayerNorm",
    **_FORWARD,
}


class Linker(nn.Module):
    """Scores of choosing a span for another: a bilinear form of ends, distance and what stands between."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.ends = nn.Linear(width, 4 * LINK_SIZE)  # query start, query end, key start, key end
        self.none = nn.Parameter(torch.zeros(LINK_SIZE))
        self.none_bias = nn.Parameter(torch.zeros(()))
        self.distance = nn.Parameter(torch.zeros(BUCKETS))
        self.rank = nn.Parameter(torch.zeros(RANKS))

    def forward(self, queries: Tensor, keys: Tensor, bucket: Tensor, rank: Tensor, allowed: Tensor) -> Tensor:
        """queries (q, 2, 4 size), keys (k, 2, 4 size): ends of spans; the rest (q, k) -> (q, k + 1), none last."""
        s = LINK_SIZE
        q = queries[:, 0, :s] + queries[:, 1, s : 2 * s]
        k = keys[:, 0, 2 * s : 3 * s] + keys[:, 1, 3 * s :]
        score = (q @ k.T) * s**-0.5 + self.distance[bucket] + self.rank[rank]
        score = score.masked_fill(~allowed, -1e4)
        none = q @ self.none * s**-0.5 + self.none_bias
        return torch.cat([score, none[:, None]], 1)


class Tagger(nn.Module):
    """Encoder, emissions of a CRF a level, and the two linkers: each cue its source, each content piece its cue."""

    def __init__(self, sizes: Sizes | None = None, dropout: float = 0.1) -> None:
        super().__init__()
        sizes = sizes or Sizes()
        self.encoder = Encoder(sizes, dropout)
        self.dropout = nn.Dropout(dropout)
        self.emit = nn.Linear(sizes.width, LEVELS * len(LABELS))
        self.transition = nn.Parameter(torch.zeros(LEVELS, len(LABELS) + 1, len(LABELS)))  # last row: from the start
        self.source_of_cue = Linker(sizes.width)
        self.cue_of_content = Linker(sizes.width)

    def forward(
        self, pieces: Tensor, case: Tensor, quote: Tensor, first: Tensor, mask: Tensor | None = None
    ) -> tuple[Tensor, Tensor, Tensor]:
        """first: (batch, word) -> emissions (batch, word, level label) and ends of each linker (batch, word, 4 size)."""
        words = self.dropout(self.encoder(pieces, case, quote, first, mask))
        return self.emit(words), self.source_of_cue.ends(words), self.cue_of_content.ends(words)


def crf_loss(emissions: Tensor, transition: Tensor, labels: Tensor, lengths: Tensor) -> Tensor:
    """Negative log likelihood of label sequences, mean a word.

    emissions: (sequence, word, label); labels: (sequence, word); lengths: (sequence,), each at least 1.
    """
    t = emissions.shape[1]
    inside = torch.arange(t)[None] < lengths[:, None]
    alpha = emissions[:, 0] + transition[-1]
    for i in range(1, t):
        step = torch.logsumexp(alpha[:, :, None] + transition[:-1][None], 1) + emissions[:, i]
        alpha = torch.where(inside[:, i, None], step, alpha)
    total = torch.logsumexp(alpha, 1)
    picked = torch.gather(emissions, 2, labels[..., None])[..., 0]
    moves = transition[:-1][labels[:, :-1], labels[:, 1:]]
    path = (picked * inside).sum(1) + (moves * inside[:, 1:]).sum(1) + transition[-1][labels[:, 0]]
    return (total - path).sum() / lengths.sum()
