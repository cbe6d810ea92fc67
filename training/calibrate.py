"""Confidence fitted to gold.

An attribution is right where the scorer's relaxed match holds: the same content by half, and the same
source. Logistic regression (Platt 1999) on what the decoder knows of it; the error printed is
cross-validated over documents, the coefficients kept are fitted on all of them.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from sayso.annotate import Model, found_attributions
from sayso.annotate.statements import FEATURES
from sayso.records import Document

FOLDS = 6
SHRINK = 1.0  # weight of the penalty on coefficients


def judged(golds: list[dict[str, Any]], model: Model, scorer: ModuleType) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features (attribution, feature), whether each is right, and the number of its document."""
    features, right, documents = [], [], []
    for n, g in enumerate(golds):
        tokens = scorer.Tokens(g["text"])
        gold = scorer.prepare(g, tokens, True)
        reading, found = found_attributions(Document("-", g["text"]), model)
        rows = [
            {role: [[int(reading.starts[lo]), int(reading.ends[hi - 1])] for lo, hi in getattr(a, role)] for role in scorer.ROLES}
            for a in found
        ]
        sets = [(*(tokens.span_set(row[role], "prediction") for role in scorer.ROLES), "") for row in rows]
        match = {j: i for i, j in scorer.align(gold, sets)}
        for j, a in enumerate(found):
            features.append(a.features)
            documents.append(n)
            right.append(j in match and relaxed(gold[match[j]], sets[j]))
    return np.array(features).reshape(-1, FEATURES), np.array(right, dtype=float), np.array(documents)


def relaxed(g: tuple[Any, ...], p: tuple[Any, ...]) -> bool:
    near = len(g[2] & p[2]) >= 0.5 * len(g[2] | p[2])
    return near and bool(g[0] & p[0] or not (g[0] or p[0]))


def fit(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Coefficients (feature + 1,), the last the constant, by Newton's method."""
    x = np.column_stack([x, np.ones(len(x))])
    w = np.zeros(x.shape[1])
    shrink = np.full(len(w), SHRINK)
    shrink[-1] = 1e-3  # next to none, but a set without attributions has an answer too
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - y) + shrink * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(shrink)
        w -= np.linalg.solve(hessian, gradient)
    return w


def apply(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(x @ w[:-1] + w[-1])))


def error(p: np.ndarray, y: np.ndarray, bins: int = 10) -> float:
    """Expected calibration error over bins of equal count."""
    order = np.argsort(p)
    return float(sum(len(b) * abs(p[b].mean() - y[b].mean()) for b in np.array_split(order, bins)) / len(p))


def calibrate(folder: Path, golds: list[dict[str, Any]], scorer: ModuleType) -> dict[str, float]:
    """Write the coefficients into the model's folder; the cross-validated figures."""
    x, y, document = judged(golds, Model(folder), scorer)
    held = np.zeros(len(y))
    for fold in range(FOLDS):
        test = document % FOLDS == fold
        held[test] = apply(x[test], fit(x[~test], y[~test]))
    head = json.loads((folder / "head.json").read_text())
    head["calibration"] = [round(float(w), 5) for w in fit(x, y)]
    (folder / "head.json").write_text(json.dumps(head, separators=(",", ":")) + "\n")
    sure = held >= 0.9
    return {
        "calibration_error": round(error(held, y), 4),
        "share_at_0.9": round(float(sure.mean()), 3),
        "right_at_0.9": round(float(y[sure].mean()), 3) if sure.any() else 0.0,
    }
