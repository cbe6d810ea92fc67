"""Make the package's model from a trained tagger: `python -m training.export --tagger FILE --encoder FILE --out DIR`."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic

from sayso.annotate.statements import FEATURES, LABELS
from training.model import Linker, Tagger


def export(tagger: Tagger, path: Path) -> None:
    """Write the network as ONNX, one window a run, any length."""
    tagger.eval()
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


def linker(module: Linker) -> dict[str, object]:
    return {
        "none": module.none.tolist(),
        "none_bias": module.none_bias.item(),
        "distance": module.distance.tolist(),
        "rank": module.rank.tolist(),
    }


def main() -> None:
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--tagger", type=Path, required=True)
    p.add_argument("--encoder", type=Path, required=True, help="the published encoder, its vocab.txt beside it")
    p.add_argument("--out", type=Path, required=True)
    p.add_argument("--name", default="minilm-l6", help="names the weights; the first digits of their hash follow")
    p.add_argument("--fp32", action="store_true", help="keep the weights as trained, to measure what int8 costs")
    p.add_argument("--full-range", action="store_true", help="8 bits a weight; may saturate on CPUs without VNNI")
    a = p.parse_args()
    a.out.mkdir(parents=True, exist_ok=True)
    tagger = Tagger()
    tagger.load_state_dict(torch.load(a.tagger))
    weights = a.out / "tagger.onnx"
    if a.fp32:
        export(tagger, weights)
    else:
        with tempfile.TemporaryDirectory() as folder:
            export(tagger, Path(folder) / "fp32.onnx")
            quantize_dynamic(
                Path(folder) / "fp32.onnx",
                weights,
                op_types_to_quantize=["MatMul", "Gather"],
                per_channel=True,
                reduce_range=not a.full_range,
                weight_type=QuantType.QInt8,
            )
    digest = hashlib.sha256(weights.read_bytes()).hexdigest()
    head = {
        "version": f"{a.name}-{digest[:8]}",
        "sha256": digest,
        "labels": LABELS,
        "transition": tagger.transition.tolist(),
        "source_of_cue": linker(tagger.source_of_cue),
        "cue_of_content": linker(tagger.cue_of_content),
        "calibration": [0.0] * (FEATURES + 1),
    }
    (a.out / "head.json").write_text(json.dumps(head, indent=None, separators=(",", ":")) + "\n")
    shutil.copy(a.encoder.parent / "vocab.txt", a.out / "vocab.txt")
    print(f"{weights}: {weights.stat().st_size / 1e6:.1f} MB, sha256 {digest}")


if __name__ == "__main__":
    main()
