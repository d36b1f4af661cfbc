"""Forms: which rule a set of pieces makes. The order of import is the order in which forms are tried."""

from zeren.core.drafting.forms import formulas, gates, ranks, steps, targets, bands, tariffs, pools, judging  # noqa: I001  (an order that means something)
from zeren.core.drafting.forms.assembly import assemble
from zeren.core.drafting.forms.parts import NotUnderstood, Parts

__all__ = [
    "NotUnderstood",
    "Parts",
    "assemble",
    "bands",
    "formulas",
    "gates",
    "judging",
    "pools",
    "ranks",
    "steps",
    "targets",
    "tariffs",
]
