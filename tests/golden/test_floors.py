"""The score may not fall: floors on pinned gold, each with the hash of the data that it holds for."""

import gzip
import hashlib
import importlib.util
import json
import re
import unicodedata
from collections import Counter, defaultdict
from datetime import date
from importlib import resources
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from sayso.annotate import annotate
from sayso.records import Act, Document, SpeakerType, document_id, to_json
from training.written import articles

DEMO = resources.files("sayso.data") / "demo.jsonl"
GOLD = Path(__file__).parent / "demo.gold.jsonl"

# Set a point below what was measured with minilm-l5-01da55d7, for styles, of which there are few passages each, five.
DEMO_HASH = "495dbd47cc9c6b7e461ae715afcd38aab32bf5a875933ff91874080501e5103b"
DEMO_FLOORS = {"source": 0.82, "cue": 0.87, "content": 0.85}
REFERENCE_FLOORS = [
    (
        "polnear/dev.jsonl.gz",
        "d433cdb66b1bbd1b",
        True,
        {
            ("all", "whole relaxed"): 0.76,
            ("quoted", "whole relaxed"): 0.89,
            ("indirect", "whole relaxed"): 0.697,
            ("all", "whole strict"): 0.592,
            ("all", "span source"): 0.828,
            ("all", "span cue"): 0.753,
            ("all", "span content"): 0.706,
        },
    ),
    ("gold/world_dev.gold.jsonl", "15b10fb9a3cea121", True, {("all", "whole relaxed"): 0.722}),
    ("gold/world_dev.gold.jsonl", "15b10fb9a3cea121", False, {("all", "whole relaxed"): 0.655}),
]


def rows(data):
    return [json.loads(line) for line in data.splitlines() if line.strip()]


def read(texts, model, published=None):
    dates = published or [None] * len(texts)
    documents = [Document(document_id(t, None), t, published=when) for t, when in zip(texts, dates, strict=True)]
    return list(annotate(documents, model=model))


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


# About two points below what was measured with minilm-l5-01da55d7: speaker 0.767, act 0.892, act macro F1 0.808, said_on
# 0.812, denies F1 0.749; more for hedged, F1 0.667 of 7 cases. All over the attributions that were found.
STATEMENT_FLOORS = {"speaker": 0.747, "act": 0.87, "act macro": 0.788, "said_on": 0.79, "denies": 0.73, "hedged": 0.6}
FEWEST_OF_AN_ACT = 5  # acts of fewer cases say too little of their F1
TITLES = re.compile(
    "mr|mrs|ms|dr|sir|lord|lady|president|senator|sen|rep|gov|governor|minister|secretary|prime|foreign|"
    "general|gen|col|lt|sgt|judge|justice|professor|prof|the|a|an"
)


def paired(gold, found):
    """Pairs of an attribution of the gold and one found, each taken once, those that overlap most first."""

    def overlap(a, b):
        runs = [(characters(a, role), characters(b, role)) for role in ("content", "cue")]
        return sum(2 * len(x & y) / (len(x) + len(y)) for x, y in runs if x & y)

    scored = [(overlap(a, b), i, j) for i, a in enumerate(gold) for j, b in enumerate(found)]
    ours, theirs = set(range(len(gold))), set(range(len(found)))
    for score, i, j in sorted(scored, key=lambda x: (-x[0], x[1], x[2])):
        if score and i in ours and j in theirs:
            ours.remove(i)
            theirs.remove(j)
            yield gold[i], found[j]


def words(name):
    """A name's words without case, accents, titles and possessives; the titles alone where there is nothing else."""
    flat = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    every = re.findall(r"[^\W_]+", re.sub("[’']s", "", flat))
    return [w for w in every if not TITLES.fullmatch(w)] or every


def same_name(a, b):
    """Equal, or one the other's surname or a form of it with initials."""
    short, long = sorted((words(a), words(b)), key=len)
    ends = bool(short) and short[-1] == long[-1]
    return short == long or (ends and all(any(w == v or (len(w) == 1 and v.startswith(w)) for v in long) for w in short))


def same_names(wanted, got):
    left = list(got)
    for name in wanted:
        match = next((other for other in left if same_name(name, other)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def same_days(wanted, got):
    """The days overlap, and those found are at most twice as many as those wanted and one more."""
    if not wanted or not got:
        return not wanted and not got
    (a, b), (c, d) = ([date.fromisoformat(x) for x in days] for days in (wanted, got))
    return c <= b and a <= d and (d - c).days <= 2 * (b - a).days + 1


def f1(right, found, wanted):
    return 2 * right / (found + wanted)


def judged(gold, documents):
    """How well the attributions that were found tell the speaker, the act, the days of it, denial and hedge."""
    pairs = []
    right = Counter()
    for g, d in zip(gold, map(to_json, documents), strict=True):
        names = {e["id"]: e["name"] for e in d.get("entities", [])}
        for a, b in paired(g["attributions"], d["statements"]):
            pairs.append((a, b))
            speakers, days = filter(None, a["speaker"].split(" | ")), (a["said_on"] or "").split("/")
            said_on = b.get("said_on")
            right["speaker"] += same_names(list(speakers), [names[s] for s in b.get("speaker", ())])
            right["said_on"] += same_days(days[0] and (days[0], days[-1]), said_on and (said_on["start"], said_on["end"]))
            right["act"] += a["act"] == b.get("act")
    scores = {key: n / len(pairs) for key, n in right.items()}
    for flag in ("denies", "hedged"):
        both = [(bool(a[flag]), bool(b.get(flag))) for a, b in pairs]
        scores[flag] = f1(sum(x and y for x, y in both), sum(y for _, y in both), sum(x for x, _ in both))
    wanted, got, same_act = (
        Counter(acts)
        for acts in (
            (a["act"] for a, _ in pairs),
            (b.get("act") for _, b in pairs),
            (a["act"] for a, b in pairs if a["act"] == b.get("act")),
        )
    )
    often = [act for act, n in wanted.items() if n >= FEWEST_OF_AN_ACT]
    scores["act macro"] = sum(f1(same_act[act], got[act], wanted[act]) for act in often) / len(often)
    return scores


def test_the_demos_statements_are_judged(model):
    assert hashlib.sha256(DEMO.read_bytes() + GOLD.read_bytes()).hexdigest() == DEMO_HASH, "the demo changed: measure anew"
    reports = {row["id"]: row for row in rows(DEMO.read_text(encoding="utf-8"))}
    gold = rows(GOLD.read_text(encoding="utf-8"))
    scores = judged(gold, read([reports[g["id"]]["text"] for g in gold], model, [reports[g["id"]]["published"] for g in gold]))
    print({key: round(score, 3) for key, score in scores.items()})
    assert [key for key, floor in STATEMENT_FLOORS.items() if scores[key] < floor] == []


STYLES = Path(__file__).parent / "styles.txt"
STYLES_HASH = "879e5099c55be97320660cf0b64ed9d8440f04d906946474f881e15304205f0c"
STYLE_FLOORS = {
    "headline": 0.85,
    "hearsay": 0.7,
    "sources": 0.87,
    "according": 0.8,
    "colon": 0.82,
    "dash": 0.2,
    "interview": 0.78,
    "blockquote": 0.89,
    "stray": 0.8,
    "british": 0.87,
    "american": 0.83,
    "nested": 0.93,
    "accuse": 0.81,
    "in others": 0.65,
}
MOST_FALSE = 1  # attributions in passages that only look as if they had some


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
            assert a["act"] in get_args(Act)
            assert a["speaker_type"] in get_args(SpeakerType)
            assert bool(a["source"]) == (a["how"] in {"name", "pronoun", "nominal"})
            assert bool(a["speaker"]) or a["speaker_type"] == "unknown"
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
