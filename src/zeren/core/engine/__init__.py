"""The engine: ``freeze(rows) -> Snapshot``, ``measure(snapshot) -> Measurements``, and every number's citation."""

from zeren.core.engine import catalogue as _catalogue  # noqa: F401  (registers the problem kinds)
from zeren.core.engine.citing import formula_text, same_numbers, to_records
from zeren.core.engine.examples import run_all_examples, run_examples
from zeren.core.engine.explaining import Explanation, explain
from zeren.core.engine.facts import SnapshotFacts, recheck, recount, remeasure
from zeren.core.engine.measuring import measure
from zeren.core.engine.reference import evaluate
from zeren.core.engine.snapshot import ResolvedParameter, Snapshot, freeze, open_snapshot

__all__ = [
    "Explanation",
    "ResolvedParameter",
    "Snapshot",
    "SnapshotFacts",
    "evaluate",
    "explain",
    "formula_text",
    "freeze",
    "measure",
    "open_snapshot",
    "recheck",
    "recount",
    "remeasure",
    "run_all_examples",
    "run_examples",
    "same_numbers",
    "to_records",
]
