"""Weights from the package, run on the CPU: what annotating and linking share."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from sayso.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

SHIPPED = Path(__file__).parent / "model"


def session(weights: Path, sha256: str) -> InferenceSession:
    """A network that can be run; raises ModelError where the file is missing or is not the one with this SHA-256."""
    try:
        found = weights.read_bytes()
    except OSError as error:
        raise ModelError(f"{weights}: no weights that can be read ({error}); install sayso again") from None
    digest = hashlib.sha256(found).hexdigest()
    if digest != sha256:
        raise ModelError(f"{weights}: damaged (SHA-256 {digest[:8]}..., wanted {sha256[:8]}...); install sayso again")
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = 1  # a core a process: scores do not depend on how many cores there are
    options.log_severity_level = 3
    # The fused kernel is slow on the CPU: 74 against 53 microseconds a word piece.
    return InferenceSession(found, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"])


def vocabulary(path: Path) -> dict[str, int]:
    """The word pieces of a vocabulary file, a line each, with their numbers."""
    return {piece: i for i, piece in enumerate(path.read_text(encoding="utf-8").split("\n")) if piece}
