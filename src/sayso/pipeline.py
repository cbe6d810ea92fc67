"""read -> annotate -> store, composed: what a Python user calls."""

from __future__ import annotations

from functools import cache
from os import PathLike
from pathlib import Path

from sayso.annotate import Model, annotate
from sayso.errors import ReadError, SaysoError, StoreError
from sayso.records import Document, Failure, document_id
from sayso.sources import read
from sayso.store import Record


@cache
def model() -> Model:
    """The model that ships with sayso, loaded once a process."""
    return Model()


def annotated(document: Document) -> Document:
    """The document with its statements, read by the shipped model."""
    return next(annotate([document], model=model()))


def extract(
    path: str | PathLike[str] | None = None,
    *,
    text: str | None = None,
    published: str | None = None,
    url: str | None = None,
    outlet: str | None = None,
    title: str | None = None,
) -> Document:
    """The statements of one article, from a file or from `text`; `published` is ISO 8601.

    Raises ReadError where the file cannot be read or holds more than one article, SaysoError where
    neither or both of `path` and `text` are given, or `published` is no date.
    """
    if path is not None and text is None:
        found = list(read(path))
        if len(found) != 1:
            raise ReadError(f"wanted one article; got {len(found)}: use sayso.open(...).add(sayso.read(...))", str(path))
        if isinstance(found[0], Failure):
            raise ReadError(found[0].reason, found[0].where)
        return annotated(found[0])
    if text is None or path is not None:
        raise SaysoError("extract wants a file or text=..., one of the two")
    return annotated(Document(document_id(text, url), text, url=url, outlet=outlet, title=title, published=published))


def open(path: str | PathLike[str] = "sayso.db", *, must_exist: bool = False) -> Record:
    """The record at `path`, made if there is none; documents added to it are annotated by the shipped model.

    Raises StoreError where it cannot be opened, is no record, or was written by a newer version.
    """
    if "://" in str(path):
        raise StoreError(f"{path}: an address; this version keeps records in files only: give a file's name")
    return Record(Path(path), annotate=annotated, must_exist=must_exist)
