"""Documents from where news comes from."""

from __future__ import annotations

from collections.abc import Iterator
from os import PathLike

from sayso.records import Document, Failure
from sayso.sources.reader import Reader

__all__ = ["Reader", "read"]


def read(*sources: str | PathLike[str], jobs: int = 1, allow_private: bool = False) -> Iterator[Document | Failure]:
    """Documents of files, folders, patterns, `-` (standard input), web addresses and feeds; see `Reader`.

    What cannot be read comes as a Failure in its place.
    """
    for item in Reader(jobs=jobs, allow_private=allow_private).read(*sources):
        if isinstance(item, Document | Failure):  # nothing is known here that could be unchanged
            yield item
