"""Against the ledgers: what a frozen snapshot says to a claim: supported, contradicted, unsupported or uncheckable.

A claim is only contradicted where its words name one measured thing without doubt and every published formula of it gives another
value: 辍学率 has four formulas and 巩固率 six, and a report that follows any of them is right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Finding
from zeren.core.audit.text import Text
from zeren.core.kernel import Facts, Measurement, Period, Unit, ZerenError, display, plain
from zeren.core.packs import Indicator

__all__ = ["VERDICTS", "Evidence", "against", "conflicts"]

VERDICTS = ("supported", "contradicted", "unsupported", "uncheckable")
# Words that a report and a definition may use or leave out without meaning another thing.
_SAME = (
    (re.compile(r"[（(][^）)]*[）)]"), ""),
    (re.compile(r"[·“”‘’、\s]"), ""),
    (
        re.compile(
            "适龄(?:儿童|少年|人口)*|儿童少年|少年儿童|青壮年|学校|学生|阶段|教育|区域内|全(?:区|县|市)|幼儿(?=毛|净|入园)"
        ),
        "",
    ),
    (re.compile(r"\d+\s*[—～~-]+\s*\d+\s*周?岁"), ""),
    (re.compile("普及率|覆盖比例"), "覆盖率"),
    (re.compile("(?:人)?数(?:量)?$|总数$"), ""),
    (re.compile("九年义务|九年"), "义务"),
    (re.compile("占比$|比例$|比重$"), "占比"),
)
_STAGES = {"小学": "primary", "初中": "junior", "义务": "compulsory", "高中": "senior"} | dict.fromkeys(
    ("幼儿园", "学前", "入园"), "preschool"
)
_OWN = re.compile("^(?:我|本|全)[区县市局校省]$|^全(?:区|县|市|省)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the snapshot says to one claim.

    Shape: ``claim`` is its position; ``verdict`` one of :data:`VERDICTS`; ``measured`` the measurements compared, nearest first,
    each with the id of its citation; ``why`` says in Chinese why a claim could not be checked.
    """

    claim: int
    verdict: str
    measured: tuple[tuple[Measurement, str], ...] = ()
    why: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        found: dict[str, Any] = {"verdict": self.verdict}
        if self.why:
            found["why"] = self.why
        if self.measured:
            found["measured"] = [
                {
                    "indicator": m.indicator,
                    "unit": m.unit,
                    "value": None if m.value is None else float(m.value),
                    "citation": c,
                }
                for m, c in self.measured
            ]
        return found


def against(
    claims: Iterable[Claim], facts: Facts, *, indicators: Mapping[str, Indicator], unit: str
) -> tuple[Evidence, ...]:
    """What a snapshot says to every claim; ``unit`` is the unit the report speaks of where it names none.

    Shape: one entry a claim, in order.

    Source: design §2: any sentence, ours or theirs → supported, contradicted, unsupported or uncheckable.
    """
    index = _Index(indicators.values())
    return tuple(_Judge(facts, index, unit).judge(at, claim) for at, claim in enumerate(claims))


class _Index:
    """Indicators by the words they are called by."""

    def __init__(self, indicators: Iterable[Indicator]) -> None:
        self.names: dict[str, list[Indicator]] = {}
        for indicator in indicators:
            for name in {_plain_name(indicator.name), _plain_name(indicator.short_name)} - {""}:
                self.names.setdefault(name, []).append(indicator)

    def called(self, claim: Claim) -> list[Indicator]:
        """The indicators that the claim's words name without doubt."""
        metric, population = claim.metric or "", claim.population or ""
        found: dict[str, Indicator] = {}
        for words in (population + metric, metric, metric + population):
            name = _plain_name(words)
            if name != _plain_name(metric) or _stage(name) or not population:
                found |= {i.id: i for i in self.names.get(name, ()) if _fits(i, claim, population)}
        return list(found.values())


def _plain_name(words: str) -> str:
    for pattern, instead in _SAME:
        words = pattern.sub(instead, words)
    return words


def _stage(words: str) -> str:
    return next((stage for word, stage in _STAGES.items() if word in words), "")


def _fits(indicator: Indicator, claim: Claim, population: str) -> bool:
    """The unit fits, and the claim does not speak of another stage than the indicator."""
    share = claim.unit in {"%", "％", "‰"}
    if share != (indicator.unit in {"percent", "per_thousand"}):
        return False
    if indicator.unit == "count" and claim.type not in {"count", "event", "document", "part_whole"}:
        return False
    said, meant = _stage(population + (claim.metric or "")), _stage(indicator.name)
    return not said or not meant or said == meant


class _Judge:
    def __init__(self, facts: Facts, index: _Index, unit: str) -> None:
        self.facts, self.index, self.unit = facts, index, unit

    def judge(self, at: int, claim: Claim) -> Evidence:
        if claim.value is None or claim.metric is None:
            return Evidence(at, "uncheckable", why="没有可核对的数值")
        indicators = self.index.called(claim)
        if not indicators:
            return Evidence(at, "uncheckable", why="台账里没有对应的指标")
        unit = self._unit(claim)
        if unit is None:
            return Evidence(at, "uncheckable", why=f"单位名册里没有“{claim.org}”")
        if not self._same_period(claim):
            return Evidence(at, "uncheckable", why=f"说的是{claim.period}，快照是{self.facts.period.text_zh}")
        measured = list(self._measured(indicators, unit.code))
        if not measured:
            return Evidence(at, "unsupported", why="台账还没有报送")
        agreeing = [pair for pair in measured if _agrees(claim, pair[0])]
        if agreeing:
            return Evidence(at, "supported", tuple(agreeing))
        if (
            claim.approx
            or claim.comparator not in {"=", None}
            or (claim.bound is not None and claim.comparator == "~")
        ):
            return Evidence(at, "unsupported", tuple(measured), why="说法不是确数")
        return Evidence(at, "contradicted", tuple(measured))

    def _unit(self, claim: Claim) -> Unit | None:
        if not claim.org or _OWN.match(claim.org):
            return self.facts.tree.get(self.unit)
        name = claim.org.removesuffix("初中部").removesuffix("小学部").removesuffix("教育局")
        own = self.facts.tree.get(self.unit)
        if own is not None and (name in own.name or own.name in name):
            return own
        found = [u for u in self.facts.tree if u.name == name or (len(name) >= 4 and u.name.endswith(name))]
        return found[0] if len(found) == 1 else None

    def _same_period(self, claim: Claim) -> bool:
        if not claim.period_id:
            return not claim.period or not re.search("去年|上年|同期|前年|以来|十[二三四]五", claim.period)
        try:
            period = Period.parse(claim.period_id)
        except ValueError:
            return False
        mine = self.facts.period
        return period.start <= mine.end and mine.start <= period.end

    def _measured(self, indicators: list[Indicator], unit: str) -> Iterator[tuple[Measurement, str]]:
        for indicator in indicators:
            try:
                measurement = self.facts.measurement(indicator.id, unit)
            except ZerenError:
                continue
            if measurement.value is not None:
                yield measurement, self.facts.cite(measurement).id


def _agrees(claim: Claim, measurement: Measurement) -> bool:
    """Whether the measured value, shown with the claim's decimals, is the claim's; a bound is kept or not."""
    value, said = measurement.value, claim.amount if measurement.unit_of_measure == "count" else claim.value
    if value is None or said is None:
        return False
    if claim.comparator == ">=" and claim.bound is None:
        return value >= said
    if claim.comparator == "<=" and claim.bound is None:
        return value <= said
    room = claim.half_step * (claim.base if measurement.unit_of_measure == "count" else 1)
    return abs(value - said) <= (max(room, abs(value) / 20) if claim.approx else room)


def conflicts(
    text: Text,
    claims: tuple[Claim, ...],
    evidence: Iterable[Evidence],
    *,
    indicators: Mapping[str, Indicator],
) -> Iterator[Finding]:
    """A finding for every contradicted claim: what the ledgers say, by which formula, with the citation."""
    for entry in evidence:
        if entry.verdict != "contradicted":
            continue
        claim = claims[entry.claim]
        told = [
            f"{indicators[m.indicator].name}＝{_sides(m)}{display(m.value, m.unit_of_measure)}（出处 {citation[:12]}）"
            for m, citation in entry.measured
        ]
        message = f"与台账不符：报告写{plain(claim.value or Decimal(0))}{claim.unit or ''}，台账测算为{'；'.join(told[:4])}。"
        yield Finding(
            "value_conflict", "error", text.content[claim.start : claim.end], claim.start, claim.end, message,
            recomputed="；".join(told[:4]), rule="台账核对：同一指标、单位和报告期的测算值",
        )  # fmt: skip


def _sides(measurement: Measurement) -> str:
    if measurement.numerator is None or measurement.denominator is None:
        return ""
    return f"{plain(measurement.numerator)}÷{plain(measurement.denominator)}＝"
