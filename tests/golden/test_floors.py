"""The score may not fall: floors on pinned gold, each with the hash of the data that it holds for."""

import gzip
import hashlib
import importlib.util
import json
from collections import defaultdict
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from sayso.annotate import annotate
from sayso.records import Document, document_id, to_json
from training.written import articles

DEMO = resources.files("sayso.data") / "demo.jsonl"
GOLD = Path(__file__).parent / "demo.gold.jsonl"

# Set a point below what was measured with minilm-l5-afbfccbc, for styles, of which there are few passages each, five.
DEMO_HASH = "4f03c1bf121be28862ddfbc179025b4407df47d45e4a8ab9681cc947bb9dd73b"
DEMO_FLOORS = {"source": 0.81, "cue": 0.85, "content": 0.83}
REFERENCE_FLOORS = [
    (
        "polnear/dev.jsonl.gz",
        "d433cdb66b1bbd1b",
        True,
        {
            ("all", "whole relaxed"): 0.755,
            ("quoted", "whole relaxed"): 0.883,
            ("indirect", "whole relaxed"): 0.693,
            ("all", "whole strict"): 0.587,
            ("all", "span source"): 0.82,
            ("all", "span cue"): 0.748,
            ("all", "span content"): 0.7,
        },
    ),
    ("gold/world_dev.gold.jsonl", "15b10fb9a3cea121", True, {("all", "whole relaxed"): 0.729}),
    ("gold/world_dev.gold.jsonl", "15b10fb9a3cea121", False, {("all", "whole relaxed"): 0.661}),
]


def rows(data):
    return [json.loads(line) for line in data.splitlines() if line.strip()]


def read(texts, model):
    return list(annotate([Document(document_id(t, None), t) for t in texts], model=model))


def exact(gold, documents, role):
    """F1 of pieces that are equal to the code point."""
    right = found = wanted = 0
    for g, d in zip(gold, documents, strict=True):
        theirs = {tuple(span) for a in g["attributions"] if not a["nested_in"] for span in a[role]}
        ours = {(span.start, span.end) for s in d.statements if s.parent is None for span in getattr(s, role)}
        right, found, wanted = right + len(theirs & ours), found + len(ours), wanted + len(theirs)
    return 2 * right / (found + wanted)


def test_the_demos_attributions_are_found(model):
    assert hashlib.sha256(DEMO.read_bytes() + GOLD.read_bytes()).hexdigest() == DEMO_HASH, "the demo changed: measure anew"
    texts = {row["id"]: row["text"] for row in rows(DEMO.read_text(encoding="utf-8"))}
    gold = rows(GOLD.read_text(encoding="utf-8"))
    documents = read([texts[g["id"]] for g in gold], model)
    for role, floor in DEMO_FLOORS.items():
        assert exact(gold, documents, role) >= floor, role


STYLES = Path(__file__).parent / "styles.txt"
STYLES_HASH = "879e5099c55be97320660cf0b64ed9d8440f04d906946474f881e15304205f0c"
STYLE_FLOORS = {
    "headline": 0.83,
    "hearsay": 0.68,
    "sources": 0.87,
    "according": 0.7,
    "colon": 0.79,
    "dash": 0.2,
    "interview": 0.67,
    "blockquote": 0.89,
    "stray": 0.8,
    "british": 0.87,
    "american": 0.92,
    "nested": 0.93,
    "accuse": 0.85,
    "in others": 0.61,
}
MOST_FALSE = 0  # attributions in passages that only look as if they had some


def characters(attribution, role):
    return {i for start, end in attribution[role] for i in range(start, end)}


def same(a, b):
    """The scorer's relaxed match, on characters: contents overlap by half, sources touch or both are missing."""
    ours, theirs = (characters(x, "content") for x in (a, b))
    sources = [characters(x, "source") for x in (a, b)]
    return 2 * len(ours & theirs) >= len(ours | theirs) and bool(sources[0] & sources[1] or not (sources[0] or sources[1]))


def relaxed(gold, found):
    """Counts of those that are the same, of those found and of those in the gold; each is matched once."""
    left = list(found)
    right = 0
    for a in gold:
        match = next((b for b in left if same(a, b)), None)
        if match is not None:
            left.remove(match)
            right += 1
    return right, len(found), len(gold)


def test_every_style_of_attribution_is_read(model):
    assert hashlib.sha256(STYLES.read_bytes()).hexdigest() == STYLES_HASH, "the passages changed: measure anew"
    counts = defaultdict(lambda: np.zeros(3, dtype=int))
    passages = list(articles(STYLES))
    for passage, document in zip(passages, read([p["text"] for p in passages], model), strict=True):
        style = passage["id"].partition("/")[2].rpartition("-")[0]
        gold, found = passage["attributions"], to_json(document)["statements"]
        counts[style] += relaxed([a for a in gold if not a["nested_in"]], [a for a in found if "parent" not in a])
        counts["in others"] += relaxed([a for a in gold if a["nested_in"]], [a for a in found if "parent" in a])
    false = counts.pop("none")
    assert false[1] - false[0] <= MOST_FALSE
    scores = {style: 2 * n[0] / (n[1] + n[2]) for style, n in counts.items()}
    assert scores.keys() == STYLE_FLOORS.keys()
    assert [style for style, floor in STYLE_FLOORS.items() if scores[style] < floor] == []


def test_the_demos_gold_is_sound():
    texts = {row["id"]: row["text"] for row in rows(DEMO.read_text(encoding="utf-8"))}
    for g in rows(GOLD.read_text(encoding="utf-8")):
        text = texts.pop(g["id"])
        ids = {a["id"] for a in g["attributions"]}
        for a in g["attributions"]:
            assert a["nested_in"] is None or a["nested_in"] in ids
            assert a["content"]
            for role in ("source", "cue", "content"):
                for start, end in a[role]:
                    assert 0 <= start < end <= len(text)
                    assert text[start:end] == text[start:end].strip()
    assert not texts


@pytest.mark.parametrize(
    ("name", "digest", "outermost", "floors"), REFERENCE_FLOORS, ids=lambda x: x if isinstance(x, str) and "/" in x else ""
)
def test_the_reference_score_has_not_fallen(reference, model, name, digest, outermost, floors):
    data = (reference / "data" / name).read_bytes()
    assert hashlib.sha256(data).hexdigest().startswith(digest), "other data than the floor was set on"
    spec = importlib.util.spec_from_file_location("attribution_eval", reference / "tools" / "attribution_eval.py")
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    gold = rows((gzip.decompress(data) if name.endswith(".gz") else data).decode())
    predicted = [
        {
            "id": g["id"],
            "attributions": [
                {role: [[s.start, s.end] for s in getattr(x, role)] for role in ("source", "cue", "content")}
                for x in d.statements
            ],
        }
        for g, d in zip(gold, read([g["text"] for g in gold], model), strict=True)
    ]
    result = scorer.evaluate(gold, predicted, outermost=outermost, boot=0)
    for (kind, metric), floor in floors.items():
        assert result[kind, metric]["f"] >= floor, (kind, metric, result[kind, metric]["f"])
