"""From scores to attributions: the best spans, each cue's source, each content's cue, and what stands within what.

Spans are the most probable label sequence of a linear-chain CRF (Lafferty et al. 2001), paragraph by
paragraph. Then every content piece chooses a cue and every cue a source, or none; pieces that chose
the same cue are one attribution, and one source may serve many cues. All this is done twice, for the
outermost attributions and for those in the content of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

ROLES = ("source", "cue", "content")
LABELS = ("O", *(f"{place}-{role}" for role in ROLES for place in "BI"))
LEVELS = 2  # outermost attributions, and those in the content of one
LINK_SIZE = 32  # of each end's vector in the bilinear score

REACH = 100  # words between a span and one that it may choose
_EDGES = np.array([1, 2, 3, 5, 8, 12, 20, 35, 60])  # of the buckets of distance, in words
_BREAKS = 3  # 0, 1, 2 or more paragraph breaks between
BUCKETS = 2 * (len(_EDGES) + 1) * _BREAKS
RANKS = 8  # 0, 1, 2, 3 or more other candidates between, before and after

_BATCH = 1 << 16  # words, padding included, that one Viterbi pass holds
_NEVER = np.float32(-1e4)


@dataclass(frozen=True, slots=True)
class Linker:
    """How one role chooses another: `none` (size,) and the biases of none, distance (bucket,) and rank (rank,)."""

    none: Floats
    none_bias: float
    distance: Floats
    rank: Floats


@dataclass(frozen=True, slots=True)
class Head:
    """What the decoder needs beside the network. Shapes: transition (level, label + 1, label), calibration (feature + 1,)."""

    transition: Floats
    source_of_cue: Linker
    cue_of_content: Linker
    calibration: Floats


@dataclass(frozen=True, slots=True)
class Pieces:
    """Spans of one role as words `[start, end)`, in order. Shapes: (span,); `query`, `key` (span, size).

    `window` is the number of the run in which the network saw the span's first word; `quoted`, whether that
    word stands in quotation marks.

    `sure` (span, 2): log odds of the least posterior probability at the span's edges, and of the mean over its words.
    """

    start: Ints
    end: Ints
    paragraph: Ints
    window: Ints
    quoted: Bools
    sure: Floats
    query: Floats
    key: Floats


_NOTHING = np.zeros(0, dtype=np.int64)
_NO_VECTORS = np.zeros((0, LINK_SIZE), dtype=np.float32)
_NO_PIECES = Pieces(
    _NOTHING,
    _NOTHING,
    _NOTHING,
    _NOTHING,
    np.zeros(0, dtype=np.bool_),
    np.zeros((0, 2), dtype=np.float32),
    _NO_VECTORS,
    _NO_VECTORS,
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Words `[start, end)` of source, cue and content, and the evidence from which its confidence is read.

    `parent`: the place, in the list that it is given in, of the attribution in whose content it stands, or none.
    """

    source: tuple[tuple[int, int], ...]
    cue: tuple[tuple[int, int], ...]
    content: tuple[tuple[int, int], ...]
    features: tuple[float, ...]
    parent: int | None = None


def relation(queries: tuple[Ints, Ints, Ints], keys: tuple[Ints, Ints, Ints]) -> tuple[Ints, Ints, Bools]:
    """How keys lie from queries: bucket of distance, rank among the keys, whether in reach.

    Both are (start, end, paragraph) of spans, keys in order of the text. Shapes of the results: (query, key).
    """
    behind = keys[0][None] - queries[1][:, None]
    before = queries[0][:, None] - keys[1][None]
    after = behind >= before
    gap = np.maximum(np.where(after, behind, before), 0)
    breaks = np.minimum(np.abs(keys[2][None] - queries[2][:, None]), _BREAKS - 1)
    bucket = (np.searchsorted(_EDGES, gap, side="right") * _BREAKS + breaks) * 2 + after
    nearest_after = np.cumsum(after, 1) - 1
    nearest_before = np.cumsum(~after[:, ::-1], 1)[:, ::-1] - 1
    half = RANKS // 2
    rank = np.where(after, half + np.minimum(nearest_after, half - 1), np.minimum(nearest_before, half - 1))
    return bucket, rank, gap <= REACH


def label(emissions: Floats, paragraph: Ints, transition: Floats) -> tuple[Ints, Floats]:
    """The most probable labels (level, word), and the posterior probability of each where a paragraph has spans, else 0.

    emissions: (level, word, label); paragraph: (word,), not falling; transition: (level, label + 1, label). A
    paragraph is a sequence of its own. Shape of the second result: (level, word, label).
    """
    levels, count, _ = emissions.shape
    labels = np.zeros(levels * count, dtype=np.int64)
    posterior = np.zeros((levels * count, len(LABELS)), dtype=np.float32)
    stream = emissions.reshape(levels * count, -1)
    inner = np.concatenate(([0], np.flatnonzero(np.diff(paragraph)) + 1))
    starts = (np.arange(levels)[:, None] * count + inner[None]).ravel()
    lengths = np.tile(np.diff(np.append(inner, count)), levels)
    moves = np.repeat(transition, len(inner), axis=0)
    for rows in _batches(lengths):
        at, inside = _places(starts[rows], lengths[rows])
        best = _viterbi(stream[at], lengths[rows], moves[rows])
        labels[at[inside]] = best[inside]
        rows = rows[best.any(1)]
        if len(rows):
            at, inside = _places(starts[rows], lengths[rows])
            posterior[at[inside]] = _posterior(stream[at], lengths[rows], moves[rows])[inside]
    return labels.reshape(levels, count), posterior.reshape(levels, count, -1)


def _batches(lengths: Ints) -> Iterator[Ints]:
    """Sequence numbers in batches, the longest first, so that padding stays small."""
    order = np.argsort(lengths, kind="stable")[::-1]
    start = 0
    while start < len(order):
        size = max(1, _BATCH // int(lengths[order[start]]))
        yield order[start : start + size]
        start += size


def _places(starts: Ints, lengths: Ints) -> tuple[Ints, Bools]:
    """Where sequences stand in a stream, (sequence, word), and which of these places are theirs."""
    columns = np.arange(lengths.max())
    inside = columns[None] < lengths[:, None]
    return starts[:, None] + np.where(inside, columns[None], 0), inside


def _reaching(lengths: Ints) -> list[int]:
    """For each word of the longest sequence how many reach it; lengths do not rise, so those are the first ones."""
    return [int(n) for n in np.searchsorted(-lengths, -np.arange(lengths[0]), side="left")]


def _viterbi(emissions: Floats, lengths: Ints, moves: Floats) -> Ints:
    """Best label sequences (sequence, word) for emissions (sequence, word, label), the longest first."""
    n, t, _ = emissions.shape
    reaching = _reaching(lengths)
    back = np.zeros((t, n, len(LABELS)), dtype=np.int8)
    score = emissions[:, 0] + moves[:, -1]
    for i in range(1, t):
        k = reaching[i]
        options = score[:k, :, None] + moves[:k, :-1]
        back[i, :k] = options.argmax(1)
        score[:k] = options.max(1) + emissions[:k, i]
    best = np.zeros((n, t), dtype=np.int64)
    now = score.argmax(1)
    rows = np.arange(n)
    for i in range(t - 1, -1, -1):
        k = reaching[i]
        best[:k, i] = now[:k]
        now[:k] = back[i, rows[:k], now[:k]]
    return best


def _posterior(emissions: Floats, lengths: Ints, moves: Floats) -> Floats:
    """Posterior label probabilities (sequence, word, label) by the forward-backward algorithm, the longest sequence first.

    By einsum: the last bit of a matrix product by BLAS depends on how many sequences are held together.
    """
    n, t, labels = emissions.shape
    reaching = _reaching(lengths)
    local = np.exp(emissions - emissions.max(2, keepdims=True))
    move = np.exp(moves[:, :-1])
    result = np.zeros((n, t, labels), dtype=np.float32)
    state = local[:, 0] * np.exp(moves[:, -1])
    result[:, 0] = state / state.sum(1, keepdims=True)
    for i in range(1, t):
        k = reaching[i]
        state = np.einsum("nj,njk->nk", result[:k, i - 1], move[:k]) * local[:k, i]
        result[:k, i] = state / state.sum(1, keepdims=True)
    backward = np.full((n, labels), 1 / labels, dtype=np.float32)
    for i in range(t - 1, -1, -1):
        k = reaching[i]
        product = result[:k, i] * backward[:k]
        result[:k, i] = product / product.sum(1, keepdims=True)
        state = np.einsum("nk,njk->nj", local[:k, i] * backward[:k], move[:k])
        backward[:k] = state / state.sum(1, keepdims=True)
    return result


def spans(labels: Ints, paragraph: Ints, role: str) -> tuple[Ints, Ints]:
    """Maximal runs of a role's labels as words `[start, end)`; none crosses a paragraph."""
    begin, inner = LABELS.index("B-" + role), LABELS.index("I-" + role)
    of_role = (labels == begin) | (labels == inner)
    fresh = np.ones(len(labels), dtype=np.bool_)
    fresh[1:] = np.diff(paragraph) > 0
    opens = of_role & (fresh | (labels == begin) | ~np.concatenate(([False], of_role[:-1])))
    start = np.flatnonzero(opens)
    stop = np.flatnonzero(np.concatenate((~of_role | opens, [True])))
    end = stop[np.searchsorted(stop, start, side="right")] if len(start) else start
    return start, end


def collect(
    labels: Ints, posterior: Floats, paragraph: Ints, window: Ints, quoted: Bools, ends: tuple[Floats, Floats], offset: int
) -> dict[str, Pieces]:
    """The spans of each role with what linking asks of them.

    paragraph, window: the number of each word's. quoted: whether it stands in quotation marks. ends: vectors of
    both linkers, source of cue and cue of content, each (word, 4 size). `offset`: the number of the first word.
    """
    found = {}
    as_query = {"cue": ends[0], "content": ends[1]}
    as_key = {"source": ends[0], "cue": ends[1]}
    s = LINK_SIZE
    for role in ROLES:
        start, end = spans(labels, paragraph, role)
        at_label = posterior[np.arange(len(labels)), labels]
        total = np.concatenate(([0], np.cumsum(at_label, dtype=np.float64)))
        after = np.concatenate((at_label[1:], [1.0]))
        edge = np.minimum(at_label[start], np.minimum(at_label[end - 1], after[end - 1])) if len(start) else np.zeros(0)
        mean = (total[end] - total[start]) / np.maximum(end - start, 1)
        q, k = as_query.get(role), as_key.get(role)
        found[role] = Pieces(
            start + offset,
            end + offset,
            paragraph[start],
            window[start],
            quoted[start],
            _logit(np.stack([edge, mean], 1)),
            _NO_VECTORS if q is None else q[start, :s].astype(np.float32) + q[end - 1, s : 2 * s],
            _NO_VECTORS if k is None else k[start, 2 * s : 3 * s].astype(np.float32) + k[end - 1, 3 * s :],
        )
    return found


def join(parts: list[dict[str, Pieces]]) -> dict[str, Pieces]:
    """The spans of a text's parts, given in order, as those of the whole."""
    return {
        role: Pieces(*(np.concatenate([getattr(part[role], f.name) for part in parts]) for f in fields(Pieces)))
        if parts
        else _NO_PIECES
        for role in ROLES
    }


def _logit(p: Floats) -> Floats:
    clipped = np.clip(p, 1e-4, 1 - 1e-4)
    return np.asarray(np.log(clipped / (1 - clipped)), dtype=np.float32)


def _choose(queries: Pieces, keys: Pieces, linker: Linker, far: Bools) -> tuple[Ints, Floats]:
    """For each query the key that it chooses, or -1, and the log odds of that choice. Shapes: (query,).

    Candidates stand in the same window: the vectors tell where in its window a span stands, so that those
    of two windows do not compare. To let them compete cost a point of relaxed F1 on dev at windows of 256
    word pieces, and seven at 128. Only a query that is `far`, shape (query,), may choose from another paragraph.
    """
    choice = np.full(len(queries.start), -1, dtype=np.int64)
    sure = np.ones(len(queries.start), dtype=np.float32)
    for window in np.unique(queries.window):
        asking = slice(*np.searchsorted(queries.window, (window, window + 1)))
        near = slice(*np.searchsorted(keys.window, (window, window + 1)))
        if near.start == near.stop:
            continue
        bucket, rank, allowed = relation(
            (queries.start[asking], queries.end[asking], queries.paragraph[asking]),
            (keys.start[near], keys.end[near], keys.paragraph[near]),
        )
        allowed &= far[asking, None] | (queries.paragraph[asking, None] == keys.paragraph[None, near])
        score = (queries.query[asking] @ keys.key[near].T) * LINK_SIZE**-0.5 + linker.distance[bucket] + linker.rank[rank]
        none = (queries.query[asking] @ linker.none) * LINK_SIZE**-0.5 + linker.none_bias
        every = np.column_stack([np.where(allowed, score, _NEVER), none])
        weight = np.exp(every - every.max(1, keepdims=True))
        best = every.argmax(1)
        choice[asking] = np.where(best < score.shape[1], best + near.start, -1)
        sure[asking] = weight.max(1) / weight.sum(1)
    return choice, _logit(sure)


def attributions(levels: Sequence[dict[str, Pieces]], head: Head) -> list[Attribution]:
    """The spans of each level joined to attributions: the outermost in the order of the text, each followed by those within."""
    outermost, within = (_linked(found, head, nested=level > 0) for level, found in enumerate(levels))
    inside: dict[int, list[Attribution]] = {}
    for a in within:
        holder = next((n for n, b in enumerate(outermost) if _holds(b.content, a.cue + a.content)), None)
        if holder is not None:
            inside.setdefault(holder, []).append(a)
    result: list[Attribution] = []
    for n, a in enumerate(outermost):
        place = len(result)
        result += [a, *(replace(b, parent=place) for b in inside.get(n, ()))]
    return result


def _holds(content: tuple[tuple[int, int], ...], pieces: tuple[tuple[int, int], ...]) -> bool:
    return all(any(start <= lo and hi <= end for start, end in content) for lo, hi in pieces)


def _linked(found: dict[str, Pieces], head: Head, *, nested: bool) -> list[Attribution]:
    """Spans of one level joined to attributions, in the order of their first word."""
    sources, cues, contents = (found[role] for role in ROLES)
    source_of, source_sure = _choose(cues, sources, head.source_of_cue, np.ones(len(cues.start), dtype=np.bool_))
    # Indirect speech does not run on into another paragraph; a headline's cue would take the lead for its content.
    cue_of, cue_sure = _choose(contents, cues, head.cue_of_content, contents.quoted)
    result = []
    for cue in np.unique(cue_of[cue_of >= 0]).tolist():
        pieces = np.flatnonzero(cue_of == cue)
        source = int(source_of[cue])
        features = (
            *contents.sure[pieces].min(0).tolist(),
            *cues.sure[cue].tolist(),
            *(sources.sure[source].tolist() if source >= 0 else (0.0, 0.0)),
            float(cue_sure[pieces].min()),
            float(source_sure[cue]),
            float(source < 0),
            float(nested),
        )
        result.append(
            Attribution(
                ((int(sources.start[source]), int(sources.end[source])),) if source >= 0 else (),
                ((int(cues.start[cue]), int(cues.end[cue])),),
                tuple((int(contents.start[p]), int(contents.end[p])) for p in pieces),
                features,
            )
        )
    return sorted(result, key=lambda a: min(a.source + a.cue + a.content))


FEATURES = 10


def confidence(features: tuple[float, ...], calibration: Floats) -> float:
    """The probability that an attribution is right, by logistic regression on held-out gold (Platt 1999)."""
    z = float(np.dot(calibration[:-1], np.array(features)) + calibration[-1])
    return round(1 / (1 + float(np.exp(-z))), 3)
