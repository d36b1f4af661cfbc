"""Nouns of Zeren, frozen: everything the verbs hand to one another."""

from zeren.core.kernel import expression
from zeren.core.kernel.citation import Citation, canonical_json, short_hash
from zeren.core.kernel.document import (
    Block,
    Chart,
    Document,
    Heading,
    Inline,
    Note,
    Number,
    Paragraph,
    PrintedNumber,
    PrintedReport,
    Table,
    Text,
)
from zeren.core.kernel.facts import Facts
from zeren.core.kernel.measurement import NULL_REASONS, Measurement, Measurements
from zeren.core.kernel.orgs import LEVELS, OrgTree, Unit
from zeren.core.kernel.period import Period
from zeren.core.kernel.problem import (
    EXIT_CODES,
    Kind,
    Place,
    Problem,
    ZerenError,
    catalogue,
    exit_code,
    nearest,
    register,
)
from zeren.core.kernel.quantity import (
    UNITS,
    UnitOfMeasure,
    display,
    divide,
    plain,
    round_half_up,
    to_decimal,
    whole_steps,
)
from zeren.core.kernel.rows import Row, RowQuery, RowSet
from zeren.core.kernel.scorecard import OUTCOMES, STATUSES, Outcome, Scorecard, ScorecardLine

__all__ = [
    "EXIT_CODES",
    "LEVELS",
    "NULL_REASONS",
    "OUTCOMES",
    "STATUSES",
    "UNITS",
    "Block",
    "Chart",
    "Citation",
    "Document",
    "Facts",
    "Heading",
    "Inline",
    "Kind",
    "Measurement",
    "Measurements",
    "Note",
    "Number",
    "OrgTree",
    "Outcome",
    "Paragraph",
    "Period",
    "Place",
    "PrintedNumber",
    "PrintedReport",
    "Problem",
    "Row",
    "RowQuery",
    "RowSet",
    "Scorecard",
    "ScorecardLine",
    "Table",
    "Text",
    "Unit",
    "UnitOfMeasure",
    "ZerenError",
    "canonical_json",
    "catalogue",
    "display",
    "divide",
    "exit_code",
    "expression",
    "nearest",
    "plain",
    "register",
    "round_half_up",
    "short_hash",
    "to_decimal",
    "whole_steps",
]
