"""How the record is kept and found."""

from sayso.store.corrections import Correction as Correction
from sayso.store.query import Filter as Filter
from sayso.store.rows import EntityRow as EntityRow
from sayso.store.rows import Found as Found
from sayso.store.rows import Row as Row
from sayso.store.sqlite import Outcome as Outcome
from sayso.store.sqlite import Record as Record
from sayso.store.sqlite import Tally as Tally
