"""What a measured number rests on, in words and as facts: formula, citation, and the records other programs read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from zeren.core.engine.measuring import without_collections
from zeren.core.kernel import UNITS, Citation, Measurement, display, plain
from zeren.core.kernel import expression as ex
from zeren.core.packs import (
    Combination,
    CountTerm,
    DistinctTerm,
    Indicator,
    Ledger,
    Pack,
    SumTerm,
    Term,
)

if TYPE_CHECKING:
    from zeren.core.engine.facts import SnapshotFacts

REASONS = {"no_denominator": "无分母，不可计算", "not_reported": "未报送", "suppressed": "人数过少，不公布"}
PARTS = {"value": "", "numerator": "的分子", "denominator": "的分母"}


def term_text(term: Term, pack: Pack) -> str:
    """A term in Chinese words.

    Example:
        >>> from zeren.core.packs import load
        >>> pack = load("cn-basic-education")
        >>> term_text(pack.indicators["dropouts_compulsory_register"].numerator, pack)[:18]
        '学籍异动台账中学段属于“小学”、“初'
    """
    if isinstance(term, Combination):
        text = " ＋ ".join(term_text(t, pack) for t in term.add)
        return text + "".join(f" － {term_text(t, pack)}" for t in term.subtract)
    words = _Words(pack, pack.ledgers[term.ledger])
    where = "的" if term.where.tree == _ALWAYS else f"中{words.part(term.where.tree)}的"
    ledger = words.ledger.name
    if isinstance(term, CountTerm):
        return f"{ledger}{where}行数"
    if isinstance(term, SumTerm):
        return f"{ledger}{where}{words.part(term.value.tree)}合计"
    if isinstance(term, DistinctTerm):
        return f"{ledger}{where}不重复{'、'.join(map(words.column, term.columns))}个数"
    totals = []
    for a in term.aggregates:
        counted = "行数" if a.expression.tree == _ALWAYS else f"{words.say(a.expression.tree)}的行数"
        totals.append(f"{a.name}＝{counted if a.kind == 'count' else words.part(a.expression.tree) + '合计'}")
    by, having = "、".join(map(words.column, term.by)), words.say(term.having.tree)
    return f"{ledger}{where}按单位、{by}分组（{'，'.join(totals)}）后{having}的组数"


_ALWAYS = ex.Literal(True, "boolean")
_SIGNS = {"=": "＝", "<>": "≠", "<": "＜", "<=": "≤", ">": "＞", ">=": "≥", "+": "＋", "-": "－", "*": "×"}
_DAYS = {
    "period_start": "统计期首日",
    "period_end": "统计期末日",
    "school_year_start": "学年首日",
    "school_year_end": "学年末日",
}
_CALLS = {
    "AGE_AT": "{0}至{1}的周岁",
    "DAYS_BETWEEN": "{0}至{1}的天数",
    "YEAR": "{0}的年份",
    "MONTH": "{0}的月份",
    "COALESCE": "{0}（缺失时取{1}）",
    "LEAST": "{0}与{1}中较小者",
    "GREATEST": "{0}与{1}中较大者",
    "ABS": "{0}的绝对值",
    "LENGTH": "{0}的字数",
    "STARTS_WITH": "{0}以{1}开头",
    "CONTAINS": "{0}含有{1}",
    "SUBSTR": "{0}第{1}位起{2}位",
    "NUMBER": "{0}的数值",
    "TEXT": "{0}的文字",
}


class _Words:
    """Reads an expression over a ledger aloud: columns, parameters and codes by their Chinese names."""

    def __init__(self, pack: Pack, ledger: Ledger) -> None:
        self.pack, self.ledger = pack, ledger
        self.columns = {c.id: c for c in ledger.columns}

    def column(self, name: str) -> str:
        return self.columns[name].name if name in self.columns else name

    def say(self, node: ex.Expression, codes: str = "") -> str:
        if isinstance(node, ex.Name):
            return self._name(node)
        if isinstance(node, ex.Literal):
            return self._literal(node, codes)
        if isinstance(node, ex.Compare | ex.Arithmetic):
            both = self._codes(node.left) or self._codes(node.right)
            left, right = self._inner(node.left, both), self._inner(node.right, both)
            return f"{left}{_SIGNS[node.op]}{right}"
        if isinstance(node, ex.Between):
            return f"{self.say(node.value)}在{self.say(node.low)}至{self.say(node.high)}之间"
        if isinstance(node, ex.In):
            options = "、".join(self.say(o, self._codes(node.value)) for o in node.options)
            return f"{self.say(node.value)}属于{options}"
        if isinstance(node, ex.IsNull):
            return f"{self.say(node.value)}缺失"
        if isinstance(node, ex.Not):
            inner = node.value
            return (
                f"{self.say(inner.value)}已填" if isinstance(inner, ex.IsNull) else f"非（{self.say(inner)}）"
            )
        if isinstance(node, ex.And | ex.Or):
            return ("且" if isinstance(node, ex.And) else "或").join(map(self._inner, node.parts))
        arguments = [self._inner(a) for a in node.arguments]
        return "接".join(arguments) if node.name == "CONCAT" else _CALLS[node.name].format(*arguments)

    def part(self, node: ex.Expression) -> str:
        """The expression as a part of a sentence."""
        return self._inner(node) if isinstance(node, ex.Or | ex.Arithmetic) else self.say(node)

    def _inner(self, node: ex.Expression, codes: str = "") -> str:
        compound = isinstance(node, ex.And | ex.Or | ex.Arithmetic)
        return f"（{self.say(node)}）" if compound else self.say(node, codes)

    def _name(self, node: ex.Name) -> str:
        if node.scope == "reserved":
            return _DAYS[node.name]
        if node.scope == "param":
            return self.pack.parameters[node.name].name if node.name in self.pack.parameters else node.name
        if node.scope == "unit":
            return f"单位的{self._attribute(node.name)}"
        return self.column(node.name)

    def _attribute(self, name: str) -> str:
        defining = (
            x for x in self.pack.ledgers.values() if x.defines_units and name in x.defines_units.attributes
        )
        return next((c.name for x in defining for c in x.columns if c.id == name), name)

    def _codes(self, node: ex.Expression) -> str:
        """The code list a name's values come from."""
        if isinstance(node, ex.Name) and node.scope == "column" and node.name in self.columns:
            return self.columns[node.name].codes
        if isinstance(node, ex.Name) and node.scope == "unit":
            columns = (c for x in self.pack.ledgers.values() if x.defines_units for c in x.columns)
            return next((c.codes for c in columns if c.id == node.name), "")
        return ""

    def _literal(self, node: ex.Literal, codes: str) -> str:
        if isinstance(node.value, bool):
            return "是" if node.value else "否"
        if isinstance(node.value, str):
            known = self.pack.codes.get(codes)
            return f"“{node.value if known is None else known.label(node.value)}”"
        return plain(node.value) if isinstance(node.value, Decimal) else node.value.isoformat()


def formula_text(indicator: Indicator, pack: Pack) -> str:
    """The formula of an indicator in Chinese.

    Example:
        >>> from zeren.core.packs import load
        >>> pack = load("cn-basic-education")
        >>> all(" ÷ " in formula_text(i, pack) for i in pack.indicators.values() if i.denominator)
        True
    """
    numerator = indicator.numerator_text or term_text(indicator.numerator, pack)
    if indicator.denominator is None:
        return f"（{numerator}）"
    denominator = indicator.denominator_text or term_text(indicator.denominator, pack)
    scale = UNITS[indicator.unit].scale
    return f"（{numerator}） ÷ （{denominator}）" + (f" × {scale}" if scale != 1 else "")


class _Common:
    """What all citations of one indicator share: its facts, its words, and both already written as the bytes of JSON."""

    def __init__(self, indicator: Indicator, pack: Pack, facts: SnapshotFacts) -> None:
        self.indicator, self.ledgers = indicator, indicator.ledgers
        self.ledger_names = [pack.ledgers[name].name for name in self.ledgers]
        self.suffix = indicator.count_unit if indicator.unit == "count" else ""
        self.source = f"；来源：{indicator.source}；数据："
        self.facts = {
            "formula": formula_text(indicator, pack),
            "indicator": indicator.id,
            "pack": f"{indicator.pack} {pack.versions.get(indicator.pack, pack.version)}",
            "period": facts.period.id,
            "snapshot": facts.snapshot_id,
            "source": indicator.source,
            "unit_of_measure": indicator.unit,
        }
        written = {key: f'"{key}":{_json(value)}' for key, value in self.facts.items()}
        self.name_json = f'["measurement",{_json(indicator.name + "＝")[:-1]}'.encode()
        self.suffix_json = _inside(self.suffix)
        self.source_json = _inside(self.source).encode()
        self.first = f"{written['formula']},{written['indicator']},".encode()
        self.second = (
            f',{written["pack"]},"part":"value",{written["period"]},{written["snapshot"]},{written["source"]},"unit":'
        ).encode()
        self.third = f',{written["unit_of_measure"]},"value":'.encode()


@dataclass(frozen=True, slots=True)
class _Here:
    """What all citations of one indicator at one unit share: how many rows there are, and where."""

    ledgers: Mapping[str, int]
    place: str
    rows: str
    place_json: bytes
    rows_json: bytes
    ledgers_json: bytes
    unit_json: bytes


class Citer:
    """Makes citations of measurements; what those of one indicator, or of one unit, share is worked out once."""

    def __init__(self, pack: Pack, facts: SnapshotFacts) -> None:
        self.pack, self.facts = pack, facts
        self.end = f"；快照 {facts.snapshot_id[:8]}"
        self._commons: dict[str, _Common] = {}
        self._here: dict[tuple[tuple[str, ...], str], _Here] = {}
        self._groups: dict[tuple[tuple[str, str], ...], tuple[str, bytes, bytes]] = {}

    def common(self, indicator: str) -> _Common:
        """What the indicator's citations share."""
        if indicator not in self._commons:
            self._commons[indicator] = _Common(self.pack.indicators[indicator], self.pack, self.facts)
        return self._commons[indicator]

    def here(self, common: _Common, unit: str) -> _Here:
        """What the citations at the unit share, for all indicators that read the same ledgers."""
        key = common.ledgers, unit
        found = self._here.get(key)
        if found is None:
            counts = {name: self.facts.rows_below(name, unit) for name in common.ledgers}
            rows = "、".join(
                f"{name} {n} 行" for name, n in zip(common.ledger_names, counts.values(), strict=True)
            )
            place = f"{self.facts.tree[unit].name}，{self.facts.period.text_zh}"
            found = self._here[key] = _Here(
                counts,
                place,
                rows,
                f"（{_inside(place)}".encode(),
                _inside(rows + self.end).encode() + b'",{"denominator":',
                f'"ledgers":{_json(counts)},"null_reason":'.encode(),
                _json(unit).encode(),
            )
        return found

    def cite(self, measurement: Measurement, part: str = "value") -> Citation:
        """The citation of one part of a measurement."""
        common = self.common(measurement.indicator)
        here = self.here(common, measurement.unit)
        facts = {
            **common.facts,
            "unit": measurement.unit,
            "disaggregation": dict(measurement.disaggregation),
            "part": part,
            "value": _plain(measurement.value),
            "numerator": _plain(measurement.numerator),
            "denominator": _plain(measurement.denominator),
            "null_reason": measurement.null_reason,
            "ledgers": dict(here.ledgers),
        }
        if part == "value":
            said = self._calculation(measurement, common.suffix)
        else:
            said = REASONS["not_reported"] if facts[part] is None else str(facts[part])
        group = self._group(measurement)[0]
        name = common.indicator.name + PARTS[part]
        text = f"{name}＝{said}（{here.place}{group}）{common.source}{here.rows}{self.end}"
        return Citation("measurement", text, facts)

    def _calculation(self, m: Measurement, suffix: str) -> str:
        """The sum as a note prints it: 6÷8632×100＝0.07%."""
        if m.value is None:
            return f"—，{REASONS[str(m.null_reason)]}"
        indicator = self.pack.indicators[m.indicator]
        result = display(m.value, indicator.unit, indicator.places) + suffix
        if m.denominator is None or m.numerator is None:
            return result
        scale = UNITS[indicator.unit].scale
        times = f"×{scale}" if scale != 1 else ""
        return f"{plain(m.numerator)}÷{plain(m.denominator)}{times}＝{result}"

    def _group(self, m: Measurement) -> tuple[str, bytes, bytes]:
        """The members as words, as words in JSON, and as facts in JSON."""
        found = self._groups.get(m.disaggregation)
        if found is None:
            words = "".join(f"，{self.member_name(d, v)}" for d, v in m.disaggregation)
            facts = f',"disaggregation":{_json(dict(m.disaggregation))},'
            found = self._groups[m.disaggregation] = words, _json(words)[1:-1].encode(), facts.encode()
        return found

    def member_name(self, dimension: str, member: str) -> str:
        """A dimension's member as a reader knows it: 性别：女."""
        for ledger in self.pack.ledgers.values():
            if dimension in ledger.dimensions:
                column = ledger.column(ledger.dimensions[dimension])
                if column.type == "boolean":
                    return f"{column.name}：{'是' if member == 'T' else '否'}"
                codes = self.pack.codes.get(column.codes)
                return f"{column.name}：{member if codes is None else codes.label(member)}"
        return f"{dimension}：{member}"

    def record(self, m: Measurement) -> dict[str, Any]:
        """The measurement with a compact citation.

        The id is that of :meth:`cite`, but the canonical JSON is put together from fragments made once an indicator and unit:
        encoding tens of thousands whole takes three times as long. A test holds the two together.
        """
        common = self.common(m.indicator)
        here = self.here(common, m.unit)
        _, words, group = self._group(m)
        reason = _NULL if m.null_reason is None else f'"{m.null_reason}"'.encode()
        canonical = (
            common.name_json, self._calculation(m, common.suffix_json).encode(), here.place_json, words, _CLOSE,
            common.source_json, here.rows_json, _quoted(m.denominator), group, common.first, here.ledgers_json, reason,
            b',"numerator":', _quoted(m.numerator), common.second, here.unit_json, common.third, _quoted(m.value), b"}]",
        )  # fmt: skip
        return m.to_dict(
            {
                "id": "c" + hashlib.sha256(b"".join(canonical)).hexdigest()[:16],
                "snapshot": common.facts["snapshot"],
                "pack": common.facts["pack"],
                "source": common.facts["source"],
                "ledgers": here.ledgers,
            }
        )


_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def _inside(text: str) -> str:
    """Text as it stands within the quotes of a JSON string."""
    return _json(text)[1:-1]


_NULL = b"null"
_CLOSE = "）".encode()


def _quoted(value: Decimal | None) -> bytes:
    return _NULL if value is None else f'"{plain(value)}"'.encode()


def _plain(value: Decimal | None) -> str | None:
    return None if value is None else plain(value)


def to_records(measurements: Iterable[Measurement], facts: SnapshotFacts) -> list[dict[str, Any]]:
    """The measurements as plain JSON values, in the form ``zeren measure --format json`` promises.

    Shape: ``{indicator, unit, period, disaggregation, value, numerator, denominator, unit_of_measure, null_reason, citation}``,
    the citation as ``{id, snapshot, pack, source, ledgers}`` with the number of rows of each ledger at or below the unit.
    """
    citer = facts.citer
    with without_collections():
        return [citer.record(m) for m in measurements]


def same_numbers(cited: Mapping[str, Any], measurement: Measurement) -> bool:
    """Whether a cited measurement says what was measured again."""
    again = {name: _plain(getattr(measurement, name)) for name in ("value", "numerator", "denominator")}
    return (
        all(cited.get(k) == v for k, v in again.items())
        and cited.get("null_reason") == measurement.null_reason
    )


__all__ = ["REASONS", "Citer", "formula_text", "same_numbers", "term_text", "to_records"]
