"""read -> annotate -> store, composed: what a Python user calls."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cache, partial
from os import PathLike
from pathlib import Path
from typing import Any, TypeVar

from sayso.annotate import Actors, Model, actors, annotate
from sayso.errors import ModelError, ReadError, SaysoError, StoreError
from sayso.linking import linking
from sayso.network import SHIPPED
from sayso.records import DateSource, Document, Failure, document_id
from sayso.sources import read
from sayso.store import Record
from sayso.workers import Workers, in_order

Other = TypeVar("Other")
SMALL = "small"
_AHEAD = 4  # documents for each process that are taken before the first of them must be done


@cache
def loaded(name: str = SMALL) -> Model:
    """A model, loaded once a process: `small`, which ships with sayso, or a folder of weights.

    Raises ModelError where there is none or it cannot be read.
    """
    return Model(_weights(name))


def _weights(name: str) -> Path:
    if name == SMALL:
        return SHIPPED
    if not Path(name).is_dir():
        raise ModelError(f"{name}: no such model; wanted {SMALL} or a folder of weights")
    return Path(name)


@cache
def listed(entities: str | None = None) -> Actors:
    """The lists of people, states and organisations, with those of a CSV file before them if one is named.

    Raises SaysoError where the file cannot be read or a row is wrong.
    """
    return actors() if entities is None else actors().with_csv(Path(entities))


def annotated(document: Document, *, model: str = SMALL, entities: str | None = None) -> Document:
    """The document with its statements, who made them, and when."""
    return next(annotate([document], model=loaded(model), lists=listed(entities)))


def annotating(
    items: Iterable[Document | Other], *, jobs: int = 1, model: str = SMALL, entities: str | None = None
) -> Iterator[Document | Failure | Other]:
    """Each item in order, documents with their statements, which `jobs` processes read off them.

    What is no document is passed on. A document that cannot be annotated, or whose process dies of it, comes back
    as a Failure, and no other with it. With several processes some documents are read ahead.

    Raises SaysoError where `jobs` is under 1 or the list of entities cannot be read, ModelError where there is no such model.
    """
    if jobs < 1:
        raise SaysoError(f"jobs: wanted at least 1; got {jobs}")
    work = partial(_tried, model, entities)
    _weights(model)
    listed(entities)
    if jobs > 1:
        return _side_by_side(items, work, jobs)
    return (work(item) if isinstance(item, Document) else item for item in items)


def _side_by_side(
    items: Iterable[Document | Other], work: Callable[[Document], Document | Failure], jobs: int
) -> Iterator[Document | Failure | Other]:
    with Workers(work, jobs, died=_died) as workers:
        yield from in_order(items, lambda item: workers.submit(item) if isinstance(item, Document) else None, _AHEAD * jobs)


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _tried(model: str, entities: str | None, document: Document) -> Document | Failure:
    """The document with its statements, or why it has none: one document's trouble is never another's."""
    try:
        return document if document.extractor else annotated(document, model=model, entities=entities)
    except ModelError:
        raise
    except Exception as error:
        return Failure(document.source_id or document.id, f"could not be annotated: {type(error).__name__}: {error}")


def _died(document: Document, why: str) -> Failure:
    return Failure(document.source_id or document.id, f"could not be annotated: {why}")


def extract(
    path: str | PathLike[str] | None = None,
    *,
    text: str | None = None,
    published: str | None = None,
    url: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
    model: str = SMALL,
    entities: str | None = None,
) -> Document:
    """The statements of one article, from a file or from `text`; `published` is ISO 8601.

    What is given of the article holds where the file does not tell it.

    `entities`: a CSV file of people and organisations of one's own (docs/actors.md).

    Raises ReadError where the file cannot be read or holds more than one article, SaysoError where
    neither or both of `path` and `text` are given, or `published` is no date.
    """
    if path is not None and text is None:
        found = list(read(path))
        if len(found) != 1:
            raise ReadError(f"wanted one article; got {len(found)}: use sayso.open(...).add(sayso.read(...))", str(path))
        if isinstance(found[0], Failure):
            raise ReadError(found[0].reason, found[0].where)
        given = {"published": published, "url": url, "outlet": outlet, "title": title}
        untold: dict[str, Any] = {name: value for name, value in given.items() if getattr(found[0], name) is None}
        if untold.get("published"):
            untold["date_source"] = "given"
        return annotated(replace(found[0], **untold), model=model, entities=entities)
    if text is None or path is not None:
        raise SaysoError("extract wants a file or text=..., one of the two")
    source: DateSource | None = "given" if published else None
    document = Document(document_id(text, url), text, url, outlet, title, None, published, date_source=source)
    return annotated(document, model=model, entities=entities)


def open(
    path: str | PathLike[str] = "sayso.db",
    *,
    must_exist: bool = False,
    jobs: int = 1,
    model: str = SMALL,
    entities: str | None = None,
) -> Record:
    """The record at `path`, made if there is none; what is added to it is annotated as `annotating` does it.

    Raises StoreError where it cannot be opened, is no record, or was written by a newer version.
    """
    if "://" in str(path):
        raise StoreError(f"{path}: an address; this version keeps records in files only: give a file's name")
    annotate = partial(annotating, jobs=jobs, model=model, entities=entities)
    return Record(Path(path), annotate=annotate, linking=linking, must_exist=must_exist)
