"""From a county's table to sections of schools: typed rows, stages told, shared resources split, the rest left out by rule."""

from zeren.core.frameworks.table.folding import Fold, share_out
from zeren.core.frameworks.table.resolving import Excluded, Resolved, Section, resolve
from zeren.core.frameworks.table.rows import TableRow, plain_rows, scaled, stage_of_sheet, table_ledger

__all__ = [
    "Excluded",
    "Fold",
    "Resolved",
    "Section",
    "TableRow",
    "plain_rows",
    "resolve",
    "scaled",
    "share_out",
    "stage_of_sheet",
    "table_ledger",
]
