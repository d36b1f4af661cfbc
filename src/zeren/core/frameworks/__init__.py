"""Frameworks: the national standards of a county, judged from one table of schools. The standards themselves are packs.

``assess(framework, schools) -> Assessment``: every coefficient with its working, every school with its margins, what was left out
and why, what is still to be answered, and an outcome that is never better than what is known.
"""

from zeren.core.frameworks import catalogue as _catalogue  # noqa: F401  (registers the problem kinds)
from zeren.core.frameworks.answers import Answer, Answers, read_answers
from zeren.core.frameworks.assessing import assess, parameters_at
from zeren.core.frameworks.assessment import (
    STATUSES,
    Assessment,
    BlockResult,
    CountyResult,
    Grade,
    IndicatorResult,
    ItemResult,
    Lift,
    MeasureResult,
    Need,
    SchoolResult,
    SchoolValue,
    StageResult,
    SummaryRow,
    SurveyResult,
    Unconfirmed,
    VetoResult,
)
from zeren.core.frameworks.dispersion import Share, Spread, coefficient, composite_of, spread_of
from zeren.core.frameworks.examples import run_framework_examples
from zeren.core.frameworks.plain_form import to_plain
from zeren.core.frameworks.sheets import verdict_document, verdict_workbook
from zeren.core.frameworks.table import (
    Excluded,
    Fold,
    TableRow,
    plain_rows,
    scaled,
    share_out,
    stage_of_sheet,
    table_ledger,
)

__all__ = [
    "STATUSES",
    "Answer",
    "Answers",
    "Assessment",
    "BlockResult",
    "CountyResult",
    "Excluded",
    "Fold",
    "Grade",
    "IndicatorResult",
    "ItemResult",
    "Lift",
    "MeasureResult",
    "Need",
    "SchoolResult",
    "SchoolValue",
    "Share",
    "Spread",
    "StageResult",
    "SummaryRow",
    "SurveyResult",
    "TableRow",
    "Unconfirmed",
    "VetoResult",
    "assess",
    "coefficient",
    "composite_of",
    "parameters_at",
    "plain_rows",
    "read_answers",
    "run_framework_examples",
    "scaled",
    "share_out",
    "spread_of",
    "stage_of_sheet",
    "table_ledger",
    "to_plain",
    "verdict_document",
    "verdict_workbook",
]
