"""Forms: which rule a set of pieces makes. The order of import is the order in which forms are tried."""

from zeren.core.drafting.forms import formulas, gates, ranks, steps, targets  # isort: skip
from zeren.core.drafting.forms import bands, tariffs, pools, judging, wider, typical  # isort: skip
from zeren.core.drafting.forms.assembly import assemble
from zeren.core.drafting.forms.parts import NotUnderstood, Parts, less_is_better

__all__ = [
    "NotUnderstood",
    "Parts",
    "assemble",
    "bands",
    "formulas",
    "gates",
    "judging",
    "less_is_better",
    "pools",
    "ranks",
    "steps",
    "targets",
    "tariffs",
    "typical",
    "wider",
]
