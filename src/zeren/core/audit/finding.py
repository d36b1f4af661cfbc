"""Findings: what a check says about a quote of the report; and the case that checks are given."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from zeren.core.audit.claim import Claim
from zeren.core.audit.text import Sentence, Text

__all__ = ["FINDING_KINDS", "KIND_NAMES", "SEVERITIES", "Case", "Finding"]

SEVERITIES = ("error", "warn", "info")
KIND_NAMES = {
    "sum_mismatch": "合计不符",
    "percent_count_mismatch": "率与人数不符",
    "wrong_denominator": "分母不对",
    "impossible_rate": "率不可能",
    "infeasible_rate": "这个率凑不出人数",
    "growth_mismatch": "增幅不符",
    "delta_mismatch": "增减数不符",
    "pp_vs_percent": "百分点与百分比混用",
    "direction_word": "升降说反",
    "trend_contradiction": "趋势与数字矛盾",
    "limit_contradiction": "与限值矛盾",
    "target_unmet_claimed_met": "未达标却说达标",
    "subset_exceeds_whole": "部分大于整体",
    "parts_exceed_whole": "各部分之和超过整体",
    "zero_vs_count": "说零又有数",
    "all_vs_exception": "说全部又有例外",
    "duplicate_sentence": "语句重复",
    "value_conflict": "前后数不一",
    "unit_error": "单位有误",
    "order_of_magnitude": "数量级不对",
    "per_capita_mismatch": "人均数不符",
    "ratio_mismatch": "比不符",
    "product_mismatch": "乘积不符",
    "flow_mismatch": "增减平衡不符",
    "double_count": "重复计算",
    "aggregate_out_of_range": "总体超出分项范围",
    "shares_not_100": "占比之和不是100%",
    "score_sum_mismatch": "得分合计不符",
    "completion_mismatch": "完成率不符",
    "date_illogical": "日期先后不合",
    "invalid_date": "日期不存在",
    "date_after_report": "日期晚于报告",
    "doc_year_after_event": "文号年份晚于事项",
    "stale_period": "报告期陈旧",
    "enum_count_mismatch": "列举个数不符",
    "bracket_unbalanced": "标点不成对",
    "placeholder_left": "空位未填",
    "entity_mismatch": "单位名称不符",
    "copied_from_last_year": "照抄上年",
    "rounding": "四舍五入差",
    "table_total_mismatch": "表内合计不符",
    "implied_denominator": "倒推的基数不可能",
    "text_style": "文字规范",
    "small_cell": "可识别到个人",
}
FINDING_KINDS = frozenset(KIND_NAMES)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check says.

    Shape: ``kind`` is one of :data:`FINDING_KINDS`; ``quote`` is exactly ``text[start:end]``; ``message`` says in plain Chinese
    what is wrong and what would make it right; ``recomputed`` is the arithmetic; ``rule`` names the rule and its source;
    ``others`` are the places (start, end) it is compared with; ``place`` is where a reader finds the quote.

    Raises:
        ValueError: for an unknown kind or severity, or when the quote does not fill its offsets.
    """

    kind: str
    severity: str
    quote: str
    start: int
    end: int
    message: str
    recomputed: str = ""
    rule: str = ""
    others: tuple[tuple[int, int], ...] = ()
    place: str = ""
    explained: str = ""

    def __post_init__(self) -> None:
        if self.kind not in FINDING_KINDS:
            raise ValueError(f"unknown kind of finding: {self.kind}")
        if self.severity not in SEVERITIES:
            raise ValueError(f"unknown severity: {self.severity}")
        if len(self.quote) != self.end - self.start:
            raise ValueError(f"quote {self.quote!r} does not fill {self.start}–{self.end}")

    def to_dict(self) -> dict[str, Any]:
        """The public JSON form."""
        found: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("kind", "severity", "quote", "start", "end", "message", "recomputed", "rule")
        }
        optional = {
            "others": [list(span) for span in self.others],
            "place": self.place,
            "explained": self.explained,
        }
        return found | {name: value for name, value in optional.items() if value}


@dataclass(frozen=True)
class Case:
    """Everything a check may look at.

    Shape: ``claims`` were read out of ``text``; ``previous`` is last year's report with its claims, where there is one;
    ``org``, ``period`` (2017, 2017H1) and ``report_date`` are what the caller knows, else empty or None.
    """

    text: Text
    claims: tuple[Claim, ...]
    org: str = ""
    period: str = ""
    report_date: date | None = None
    previous: Text | None = None
    previous_claims: tuple[Claim, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)

    def finding(self, kind: str, severity: str, span: tuple[int, int], message: str, **more: Any) -> Finding:
        """A finding about a span of the text."""
        start, end = span
        return Finding(kind, severity, self.text.content[start:end], start, end, message, **more)

    @cached_property
    def by_sentence(self) -> Mapping[int, list[Claim]]:
        """The claims of each sentence, in reading order; those of tables and lists stand under −1."""
        found: dict[int, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            found[claim.sentence].append(claim)
        return found

    @cached_property
    def by_paragraph(self) -> Mapping[int, list[Claim]]:
        """The claims of each paragraph, in reading order."""
        found: dict[int, list[Claim]] = defaultdict(list)
        for claim in self.claims:
            found[claim.paragraph].append(claim)
        return found

    @cached_property
    def _starts(self) -> list[int]:
        return [sentence.start for sentence in self.text.sentences]

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence in which an offset stands; None between sentences and in tables."""
        at = bisect_right(self._starts, offset) - 1
        if at < 0:
            return None
        sentence = self.text.sentences[at]
        return sentence if offset <= sentence.end else None

    def words_of(self, claim: Claim) -> str:
        """The whole sentence of a claim; its quote where it stands in a table."""
        sentence = self.sentence_at(claim.start)
        return claim.quote if sentence is None else self.text.content[sentence.start : sentence.end]

    def words_after(self, claim: Claim) -> str:
        """The rest of a claim's sentence."""
        sentence = self.sentence_at(claim.start)
        return "" if sentence is None else self.text.content[claim.end : sentence.end]

    def words_before(self, claim: Claim) -> str:
        """The sentence of a claim up to it."""
        sentence = self.sentence_at(claim.start)
        return "" if sentence is None else self.text.content[sentence.start : claim.start]
