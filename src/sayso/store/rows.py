"""What the record gives when asked: rows of statements, rows of entities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from sayso.errors import SaysoError

if TYPE_CHECKING:
    import pandas
    import polars
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class Row:
    """A statement found, with the words at its spans and the document that it stands in.

    `document` is the document's hash, `source_id` the id under which it was handed in. `parent`: the id of the
    statement in whose content this one stands, `within` the words of that one's source and cue.

    `speaker`, `addressees`, `about`: names, after the user's merges, joined by ` | ` (`..._ids`: whose they are, one by
    one). `said_on`: when it was said, in short; `said_first` and `said_last` are its days, None where open or where the
    article does not tell, `said_words` the words that tell it, `said_at` those that tell where.
    """

    id: str
    document: str
    source_id: str | None
    published: str | None
    outlet: str | None
    title: str | None
    url: str | None
    source: str
    cue: str
    content: str
    kind: str
    confidence: float
    parent: str | None = None
    within: str | None = None
    speaker: str = ""
    speaker_type: str = "unknown"
    act: str | None = None
    denies: bool = False
    hedged: bool = False
    evidence: str | None = None
    addressees: str = ""
    about: str = ""
    said_on: str | None = None
    said_first: str | None = None
    said_last: str | None = None
    said_precision: str | None = None
    said_words: str = ""
    said_at: str = ""
    speaker_ids: list[str] = field(default_factory=list)
    addressee_ids: list[str] = field(default_factory=list)
    about_ids: list[str] = field(default_factory=list)
    source_spans: list[list[int]] = field(default_factory=list)
    cue_spans: list[list[int]] = field(default_factory=list)
    content_spans: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EntityRow:
    """Someone or something over all documents, after the user's merges.

    `name`: the one that most documents give. `merged`: ids that the user merged into this one. `statements`: how many it
    is the speaker of, `documents`: in how many it appears. `acts`: how many statements of each act, most first; `denies`:
    how many deny. `about`: names of those whom it speaks of most, at most three. `first`, `last`: the days between which
    its statements were said, or published where the article does not tell.
    """

    id: str
    name: str
    type: str
    country: str | None
    aliases: list[str]
    merged: list[str]
    statements: int
    documents: int
    denies: int
    acts: dict[str, int]
    about: list[str]
    first: str | None
    last: str | None


AnyRow = TypeVar("AnyRow", bound="DataclassInstance")


class Found(Sequence[AnyRow], Generic[AnyRow]):
    """Rows found, in order."""

    def __init__(self, rows: list[AnyRow]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, index: int) -> AnyRow: ...
    @overload
    def __getitem__(self, index: slice) -> Found[AnyRow]: ...
    def __getitem__(self, index: int | slice) -> AnyRow | Found[AnyRow]:
        return Found(self._rows[index]) if isinstance(index, slice) else self._rows[index]

    def to_pandas(self) -> pandas.DataFrame:
        """A table with a row each. Raises SaysoError where pandas is not installed."""
        try:
            import pandas
        except ImportError:
            raise SaysoError("pandas is not installed; pip install pandas") from None
        rows: list[Any] = [asdict(row) for row in self._rows]
        return pandas.DataFrame(rows)

    def to_polars(self) -> polars.DataFrame:
        """A table with a row each. Raises SaysoError where polars is not installed."""
        try:
            import polars
        except ImportError:
            raise SaysoError("polars is not installed; pip install polars") from None
        return polars.DataFrame([asdict(row) for row in self._rows], infer_schema_length=None)
