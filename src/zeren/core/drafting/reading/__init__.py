"""Reading: from the tokens of a sentence to pieces, clause by clause; every reader is small and declared by ``@reads``."""

# Among readers that get equally far the first declared wins, so the order of these imports means something.
from zeren.core.drafting.reading import steps, ranks, formulas, sums, wider, modifiers, gates, bands, entries  # noqa: I001
from zeren.core.drafting.reading.clauses import Unread, read_clauses

__all__ = [
    "Unread",
    "bands",
    "entries",
    "formulas",
    "gates",
    "modifiers",
    "ranks",
    "read_clauses",
    "steps",
    "sums",
    "wider",
]
