"""Confidence fitted to gold.

An attribution is right where the scorer's relaxed match holds: the same content by half, and the same
source. Logistic regression (Platt 1999) on what the decoder knows of it, for outermost ones on PolNeAR's
dev articles and for nested ones, which PolNeAR does not mark, on the other gold; the errors printed are
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


def judged(
    golds: list[dict[str, Any]], model: Model, scorer: ModuleType, *, outermost: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features (attribution, feature), whether each is right, and the number of its document."""
    features, right, documents = [], [], []
    for n, g in enumerate(golds):
        tokens = scorer.Tokens(g["text"])
        gold = scorer.prepare(g, tokens, outermost)
        reading, every = found_attributions(Document("-", g["text"]), model)
        found = [a for a in every if a.parent is None or not outermost]
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
    return np.array(features).reshape(-1, FEATURES), np.array(right, dtype=float), np.array(documents, dtype=int)


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


def calibrate(
    folder: Path, outermost: list[dict[str, Any]], nesting: list[dict[str, Any]], scorer: ModuleType
) -> dict[str, float]:
    """Write the coefficients into the model's folder; the cross-validated figures.

    outermost: gold without nested attributions; nesting: gold with them.
    """
    model = Model(folder)
    parts = [judged(outermost, model, scorer, outermost=True), judged(nesting, model, scorer, outermost=False)]
    parts[1] = (*parts[1][:2], parts[1][2] + len(outermost))
    x, y, document = (np.concatenate(column) for column in zip(*parts))
    held = np.zeros(len(y))
    for fold in range(FOLDS):
        test = document % FOLDS == fold
        held[test] = apply(x[test], fit(x[~test], y[~test]))
    head = json.loads((folder / "head.json").read_text())
    head["calibration"] = [round(float(w), 5) for w in fit(x, y)]
    (folder / "head.json").write_text(json.dumps(head, separators=(",", ":")) + "\n")
    dev, nested = document < len(outermost), x[:, -1] == 1
    figures = {"calibration_error": round(error(held[dev], y[dev]), 4)}
    figures["calibration_error_nested"] = round(error(held[nested], y[nested], bins=5), 4) if nested.any() else 0.0
    for floor in (0.5, 0.7, 0.8, 0.9):
        sure = dev & (held >= floor)
        figures[f"share_at_{floor}"] = round(float(sure.sum() / dev.sum()), 3)
        figures[f"right_at_{floor}"] = round(float(y[sure].mean()), 3) if sure.any() else 0.0
        figures[f"recall_at_{floor}"] = round(float(y[sure].sum() / sum(len(g["attributions"]) for g in outermost)), 3)
    return figures
