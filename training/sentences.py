"""From the published MiniLM to the vectors of sentences that linking compares: `src/sayso/model/sentences.onnx`.

    python -m training.sentences minilm/model.safetensors src/sayso/model/sentences.onnx

Nothing is trained: only the form is another. The loudness of channels is measured on the demo's reports. Prints the SHA-256
that `src/sayso/link/sentences.py` asks for, and how near the vectors are to those of the unrounded network.
"""

from __future__ import annotations

import copy
import hashlib
import json
import sys
import tempfile
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sayso.link.sentences import pieces
from sayso.network import SHIPPED, session
from sayso.text import paragraphs
from training.export import in_8_bits, level
from training.model import Encoder, Sizes

DEMO = Path(__file__).parents[1] / "src" / "sayso" / "data" / "demo.jsonl"


class Mean(nn.Module):
    """The mean of the last layer over the pieces of a sentence, of unit length (Reimers and Gurevych 2019)."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, pieces: Tensor) -> Tensor:
        """pieces: (1, piece), [CLS] and [SEP] included -> (1, width)."""
        e = self.encoder
        x = e.norm(e.word(pieces) + e.position(torch.arange(pieces.shape[1])))
        for layer in e.layers:
            x = layer(x, None)
        return F.normalize(x.mean(1), dim=-1)


def write(published: Path, out: Path) -> None:
    encoder = Encoder(Sizes())
    encoder.load_published(published)
    network = Mean(encoder).eval()
    reports = [json.loads(line)["text"] for line in DEMO.read_text(encoding="utf-8").splitlines()]
    tokenizer = pieces(SHIPPED / "vocab.txt")
    read = [torch.tensor([tokenizer.encode(text[s:e]).ids]) for text in reports for s, e in paragraphs(text)]
    unrounded = copy.deepcopy(network)
    level(network, ((x,) for x in read))
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "fp32.onnx"
        torch.onnx.export(
            network, (read[0],), str(plain), input_names=["pieces"], output_names=["vector"],
            dynamic_axes={"pieces": {1: "piece"}}, opset_version=17, dynamo=False,
        )  # fmt: skip
        in_8_bits(plain, out)
    digest = hashlib.sha256(out.read_bytes()).hexdigest()
    run = session(out, digest).run
    with torch.no_grad():
        near = [float(unrounded(x)[0] @ torch.from_numpy(run(None, {"pieces": x.numpy()})[0][0])) for x in read]
    mean, least = sum(near) / len(near), min(near)
    print(f"{digest}  {out.stat().st_size:,} bytes; cosine with the unrounded: mean {mean:.4f}, least {least:.4f}")


if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]))
