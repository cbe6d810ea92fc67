"""What a text says and who says it: one pass of the encoder, then everything else reads that pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from sayso.annotate.acts import judged
from sayso.annotate.encoder import OUTSIDE, Model, Reading, Window, read, windows
from sayso.annotate.known import Actors, actors
from sayso.annotate.places import placed
from sayso.annotate.speakers import resolved
from sayso.annotate.statements import LEVELS, ROLES, Attribution, Floats, Pieces, attributions, collect, confidence, join, label
from sayso.annotate.times import times, when_said
from sayso.records import Document, Kind, Span, Statement, statement_id
from sayso.version import __version__

__all__ = ["Actors", "Model", "actors", "annotate", "found_attributions"]

_WORDS_HELD = 1 << 14  # decoded together, which bounds the memory that a long article takes
_WORDS_AT_MOST = 1 << 15  # a single paragraph longer than this is no prose, and is decoded in parts


def annotate(documents: Iterable[Document], *, model: Model, lists: Actors | None = None) -> Iterator[Document]:
    """Read the statements off each document, in one pass of the encoder, then who made them, how and when.

    `lists`: people, states and organisations that are known; those that ship where there is none.
    Documents come back in order; the text is untouched. One whose `language` is given and is not
    English comes back as it was, without statements and without an extractor's name.
    """
    for document in documents:
        if document.language and not document.language.lower().startswith("en"):
            yield document
        else:
            yield told(_annotate(document, model), lists)


def found_attributions(document: Document, model: Model) -> tuple[Reading, list[Attribution]]:
    """The attributions of a document as runs of its words, with what their confidence is read from."""
    reading = read(document.text, model.vocabulary)
    parts = [_decode(reading, chunk, model) for chunk in _chunks(reading, model)]
    return reading, attributions([join([part[level] for part in parts]) for level in range(LEVELS)], model.head)


def _annotate(document: Document, model: Model) -> Document:
    reading, found = found_attributions(document, model)
    statements: list[Statement] = []
    for a in found:
        statements.append(_statement(document, reading, a, model, None if a.parent is None else statements[a.parent].id))
    return replace(document, extractor=f"sayso {__version__}, {model.version}", statements=tuple(statements))


def told(document: Document, lists: Actors | None = None) -> Document:
    """The document with who made its statements, what they do by them, on what evidence, when and where."""
    document = resolved(document, lists)
    found = times(document.text, document.published)
    judgements = placed(document.text, judged(document.text, document.statements))
    dates = when_said(document.text, judgements, found, document.published)
    dated = tuple(replace(s, said_on=date) for s, date in zip(judgements, dates, strict=True))
    return replace(document, statements=dated, times=found)


def _chunks(reading: Reading, model: Model) -> Iterator[list[Window]]:
    """Windows in runs of about _WORDS_HELD words, each run ending where a paragraph does, if it does."""
    chunk: list[Window] = []
    for window in windows(reading, model.vocabulary):
        held = window.keep_start - chunk[0].keep_start if chunk else 0
        if held >= _WORDS_AT_MOST or (held >= _WORDS_HELD and _fresh(reading, window.keep_start)):
            yield chunk
            chunk = []
        chunk.append(window)
    if chunk:
        yield chunk


def _fresh(reading: Reading, word: int) -> bool:
    return bool(reading.paragraph[word] != reading.paragraph[word - 1])


def _decode(reading: Reading, chunk: list[Window], model: Model) -> list[dict[str, Pieces]]:
    """The spans of one run of windows, level by level."""
    start, end = chunk[0].keep_start, chunk[-1].keep_end
    emissions: list[Floats] = []
    source_ends: list[Any] = []  # vectors are held in 16 bits, for a long article has many
    cue_ends: list[Any] = []
    for window in chunk:
        kept = slice(window.keep_start - window.start, window.keep_end - window.start)
        scores, of_source, of_cue = model.run(window)
        emissions.append(scores[kept])
        source_ends.append(of_source[kept].astype(np.float16))
        cue_ends.append(of_cue[kept].astype(np.float16))
    paragraph = reading.paragraph[start:end]
    run = np.repeat([w.start for w in chunk], [w.keep_end - w.keep_start for w in chunk])
    quoted = reading.quote[start:end] != OUTSIDE
    levels = np.stack(np.split(np.concatenate(emissions), LEVELS, axis=1))
    labels, posterior = label(levels, paragraph, model.head.transition)
    vectors = np.concatenate(source_ends), np.concatenate(cue_ends)
    return [collect(*own, paragraph, run, quoted, vectors, start) for own in zip(labels, posterior, strict=True)]


def _statement(document: Document, reading: Reading, found: Attribution, model: Model, parent: str | None) -> Statement:
    source, cue, content = (_spans(reading, getattr(found, role)) for role in ROLES)
    return Statement(
        statement_id(document.id, source, cue, content),
        source,
        cue,
        content,
        _kind(document.text, reading, found.content),
        confidence(found.features, model.head.calibration),
        parent,
    )


def _spans(reading: Reading, pieces: tuple[tuple[int, int], ...]) -> tuple[Span, ...]:
    return tuple(Span(int(reading.starts[lo]), int(reading.ends[hi - 1])) for lo, hi in pieces)


def _kind(text: str, reading: Reading, content: tuple[tuple[int, int], ...]) -> Kind:
    """Whether the content's words stand in quotation marks: all of them, some or none."""
    inside = [reading.quote[i] != OUTSIDE for lo, hi in content for i in range(lo, hi) if text[reading.starts[i]].isalnum()]
    if inside and all(inside):
        return "direct"
    return "mixed" if any(inside) else "indirect"
