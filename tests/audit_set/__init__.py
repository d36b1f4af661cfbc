"""Paragraphs to try the report auditor on: half clean and hard, half with one planted error. README.md tells the fields.

``dev`` may be looked at while a check is written; ``held`` only measures. Nothing here imports the auditor.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent
SPLITS = ("dev", "held")
SEVERITIES = ("error", "warn", "info")

# The contract of the JSON output, written down here once more on purpose: a kind renamed in the auditor must fail here.
KINDS = tuple(
    """
    sum_mismatch percent_count_mismatch wrong_denominator impossible_rate infeasible_rate growth_mismatch
    delta_mismatch pp_vs_percent direction_word trend_contradiction limit_contradiction target_unmet_claimed_met
    subset_exceeds_whole parts_exceed_whole zero_vs_count all_vs_exception duplicate_sentence value_conflict unit_error
    order_of_magnitude per_capita_mismatch ratio_mismatch product_mismatch flow_mismatch double_count
    aggregate_out_of_range shares_not_100 score_sum_mismatch completion_mismatch date_illogical invalid_date
    date_after_report doc_year_after_event stale_period enum_count_mismatch bracket_unbalanced placeholder_left
    entity_mismatch copied_from_last_year rounding table_total_mismatch implied_denominator text_style small_cell
    """.split()
)


@dataclass(frozen=True)
class Planted:
    """The one error of a paragraph: what to call it, where it stands, how grave it is, and the arithmetic it breaks."""

    kind: str
    severity: str
    quotes: tuple[str, ...]
    also: tuple[str, ...] = ()
    recompute: tuple[str, ...] = ()
    beside: frozenset[str] = (
        frozenset()
    )  # kinds that are right too, elsewhere in the paragraph; not asked for

    @property
    def accepted(self) -> frozenset[str]:
        """The kinds under which a finding counts as this error."""
        return frozenset({self.kind, *self.also})

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Every place where one of the quotes stands in the text."""
        return tuple(
            (start, start + len(quote))
            for quote in self.quotes
            for start in range(len(text))
            if text.startswith(quote, start)
        )


@dataclass(frozen=True)
class Paragraph:
    """A paragraph, what the auditor is told beside it, and what is right or wrong with it."""

    id: str
    split: str
    file: str
    text: str
    org: str | None = None
    period: str | None = None
    report_date: str | None = None
    previous: str | None = None
    theme: str = ""
    why: str = ""
    error: Planted | None = None
    holds: tuple[str, ...] = ()
    free: frozenset[str] = field(default=frozenset())

    @property
    def clean(self) -> bool:
        """Nothing in it deserves a finding of severity error."""
        return self.error is None


_PARAGRAPH = {"id", "text", "org", "period", "report_date", "previous", "theme", "why", "holds", "free"}
_ERROR = {"kind", "also", "severity", "quote", "recompute", "beside"}


def paragraph(entry: Mapping[str, Any], *, split: str, file: str) -> Paragraph:
    """One entry of a file; an unknown or a missing field is refused, so that a slip of the pen cannot weaken the set."""
    unknown = set(entry) - _PARAGRAPH - _ERROR
    if unknown:
        raise ValueError(f"{file}: {entry.get('id')}: unknown fields {sorted(unknown)}")
    plain = {key: str(entry[key]) for key in _PARAGRAPH - {"holds", "free"} if key in entry}
    return Paragraph(
        split=split,
        file=file,
        error=_planted(entry) if "kind" in entry else None,
        holds=_expressions(entry.get("holds")),
        free=frozenset(str(entry.get("free", "")).split()),
        **plain,
    )


def _planted(entry: Mapping[str, Any]) -> Planted:
    quote = entry["quote"]
    if not isinstance(quote, str | list) or not all(isinstance(part, str) for part in quote):
        raise ValueError(f"{entry['id']}: a quote is text, write it in quotation marks: {quote!r}")
    return Planted(
        kind=entry["kind"],
        severity=entry["severity"],
        quotes=(quote,) if isinstance(quote, str) else tuple(quote),
        also=tuple(str(entry.get("also", "")).split()),
        recompute=_expressions(entry.get("recompute")),
        beside=frozenset(str(entry.get("beside", "")).split()),
    )


def _expressions(text: str | None) -> tuple[str, ...]:
    return tuple(part.strip() for part in (text or "").split(";") if part.strip())


@cache
def load(split: str | None = None) -> tuple[Paragraph, ...]:
    """The paragraphs of one split, or of both, in the order of the files.

    Example:
        >>> {paragraph.split for paragraph in load("dev")}
        {'dev'}
        >>> len(load()) == len(load("dev")) + len(load("held"))
        True
    """
    return tuple(
        paragraph(entry, split=name, file=f"{name}/{path.name}")
        for name in ([split] if split else SPLITS)
        for path in sorted((FOLDER / name).glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))
    )
