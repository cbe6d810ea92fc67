"""How the record is kept and found."""

from sayso.store.query import Filter as Filter
from sayso.store.sqlite import Found as Found
from sayso.store.sqlite import Outcome as Outcome
from sayso.store.sqlite import Record as Record
from sayso.store.sqlite import Row as Row
from sayso.store.sqlite import Tally as Tally
