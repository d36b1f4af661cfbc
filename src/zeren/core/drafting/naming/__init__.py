"""Names of inputs: what a sentence calls them, what whoever fills them in calls them, and what that means for the values."""

from zeren.core.drafting.naming.given import (
    as_fact,
    counted_votes,
    grouped,
    in_table,
    meant,
    spread,
    turned,
    worked_out,
)
from zeren.core.drafting.naming.likeness import event_names, kinds_of, likeness, paired, plain_number

__all__ = [
    "as_fact",
    "counted_votes",
    "event_names",
    "grouped",
    "in_table",
    "kinds_of",
    "likeness",
    "meant",
    "paired",
    "plain_number",
    "spread",
    "turned",
    "worked_out",
]
