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

_SHARES = frozenset("%％‰")
VERDICTS = ("supported", "contradicted", "unsupported", "uncheckable")
# Words that a report and a definition may use or leave out without meaning another thing.
_SAME = (
    (re.compile(r"[（(][^）)]*[）)]"), ""),
    (re.compile(r"[·“”‘’、\s]"), ""),
    (
        re.compile(
            "(?<=[小初高][学中])部|适龄(?:儿童|少年|人口)*|儿童少年|少年儿童|青壮年|学校|学生|阶段|教育|区域内|全(?:区|县|市)|幼儿(?=毛|净|入园)"
        ),
        "",
    ),
    (re.compile(r"\d+\s*[—～~-]+\s*\d+\s*周?岁"), ""),
    (re.compile("普及率|覆盖比例"), "覆盖率"),
    (re.compile("(?:人)?数(?:量)?$|总数$"), ""),
    (re.compile("九年义务|九年"), "义务"),
    (re.compile("占比$|比例$|比重$"), "占比"),
)
_STAGE = re.compile("小学|初中|义务|高中|幼儿园|学前")
_STAGES = {"小学": "primary", "初中": "junior", "义务": "compulsory", "高中": "senior"} | dict.fromkeys(
    ("幼儿园", "学前", "入园"), "preschool"
)
_INSIDE = {
    "compulsory": ("primary", "junior")
}  # a rate said of the whole may be worked out for one of its stages
# What tells formulas of one rate apart: a report that says less than this may mean any of them.
_FORMULA = re.compile("[三四五六九]年|毕业年级|年(?=巩固)|毛(?=入)|净(?=入)")
_OWN = re.compile("^(?:我|本|全)[区县市局校省]$|^全(?:区|县|市|省)")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the snapshot says to one claim.

    Shape: ``claim`` is its position; ``verdict`` one of :data:`VERDICTS`; ``measured`` the measurements compared, each with the id
    of its citation: the agreeing ones of a supported claim, all of another; ``why`` says in Chinese what the verdict rests on.
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
        self.titles: dict[str, str] = {}
        self.loose: dict[str, list[Indicator]] = {}
        for indicator in indicators:
            self.titles[indicator.id] = indicator.name
            names = {_plain_name(indicator.name), _plain_name(indicator.short_name)} - {""}
            for name in names:
                self.names.setdefault(name, []).append(indicator)
            for core in {_core(name) for name in names}:
                self.loose.setdefault(core, []).append(indicator)

    def meant(self, claim: Claim) -> list[Indicator]:
        """Every indicator that the claim's words can mean, those first that they name outright.

        A report that says 义务教育巩固率 may count three years of junior school or nine of both: what it leaves out does not
        exclude a formula; what it says (三年, 毛, 小学) does.
        """
        metric, population = claim.metric or "", claim.population or ""
        said = {_plain_name(words) for words in (population + metric, metric, metric + population)} - {""}
        found: dict[str, Indicator] = {}
        for name in sorted(said, key=len, reverse=True):
            if name != _plain_name(metric) or _stage(name) or not population:
                found |= {i.id: i for i in self.names.get(name, ()) if _fits(i, claim)}
        if _is_share(claim):
            whole = _plain_name(population + metric) if population not in metric else _plain_name(metric)
            formula = set(_FORMULA.findall(whole))
            for indicator in self.loose.get(_core(whole), ()):
                if formula <= set(_FORMULA.findall(_plain_name(indicator.name))) and _fits(indicator, claim):
                    found.setdefault(indicator.id, indicator)
        return list(found.values())

    def title(self, indicator: str) -> str:
        """An indicator's Chinese name with its formula."""
        return self.titles[indicator]


def _is_share(claim: Claim) -> bool:
    """A rate; of one without its sign only 0 is sure to mean 0 %."""
    bare = not claim.unit and claim.value == 0 and (claim.metric or "").endswith("率")
    return claim.unit in _SHARES or bare


def _said(claim: Claim) -> str:
    return (claim.population or "") + (claim.metric or "")


def _plain_name(words: str) -> str:
    for pattern, instead in _SAME:
        words = pattern.sub(instead, words)
    return words


def _core(name: str) -> str:
    """The name without its stage and its formula: 初中三年巩固率 and 义务巩固率 are both 巩固率."""
    return _FORMULA.sub("", _STAGE.sub("", name))


def _stage(words: str) -> str:
    return next((stage for word, stage in _STAGES.items() if word in words), "")


def _fits(indicator: Indicator, claim: Claim) -> bool:
    """The unit fits, and the claim does not speak of another stage than the indicator."""
    share = _is_share(claim)
    if share != (indicator.unit in {"percent", "per_thousand"}):
        return False
    if indicator.unit == "count" and claim.type not in {"count", "event", "document", "part_whole"}:
        return False
    said, meant = _stage(_said(claim)), _stage(indicator.name)
    return not said or not meant or said == meant or (share and meant in _INSIDE.get(said, ()))


class _Judge:
    def __init__(self, facts: Facts, index: _Index, unit: str) -> None:
        self.facts, self.index, self.unit = facts, index, unit

    def judge(self, at: int, claim: Claim) -> Evidence:
        if claim.value is None or claim.metric is None:
            return Evidence(at, "uncheckable", why="没有可核对的数值")
        indicators = self.index.meant(claim)
        if not indicators:
            return Evidence(at, "uncheckable", why="台账里没有对应的指标")
        unit = self._unit(claim)
        if unit is None:
            return Evidence(at, "uncheckable", why=f"单位名册里没有“{claim.org}”")
        period = self._period(claim)
        if period == "other":
            return Evidence(at, "uncheckable", why=f"说的是{claim.period}，快照是{self.facts.period.text_zh}")
        measured = list(self._measured(indicators, unit.code))
        if not measured:
            return Evidence(at, "unsupported", why="台账还没有报送")
        agreeing = [pair for pair in measured if _agrees(claim, pair[0])]
        if agreeing:
            return Evidence(at, "supported", tuple(agreeing), why=self._which(agreeing, measured))
        if (
            claim.approx
            or claim.comparator not in {"=", None}
            or (claim.bound is not None and claim.comparator == "~")
        ):
            return Evidence(at, "unsupported", tuple(measured), why="说法不是确数")
        if period == "within":
            return Evidence(
                at,
                "uncheckable",
                tuple(measured),
                why=f"说的是{claim.period}，快照是{self.facts.period.text_zh}",
            )
        if len(measured) < len(indicators):
            return Evidence(at, "unsupported", tuple(measured), why="可能的口径中有的还没有数据")
        if _stage(_said(claim)) == "" and any(_stage(i.name) for i in indicators):
            return Evidence(at, "uncheckable", tuple(measured), why="没有写明学段")
        return Evidence(at, "contradicted", tuple(measured), why=f"可能的口径{len(measured)}种，都不是这个数")

    def _which(self, agreeing: list[tuple[Measurement, str]], measured: list[tuple[Measurement, str]]) -> str:
        """By which formula a claim is right, where its words leave several open."""
        if len(measured) == 1:
            return ""
        names = "、".join(self.index.title(m.indicator) for m, _ in agreeing)
        return f"按{names}相符" + (
            f"（可能的口径共{len(measured)}种）" if len(agreeing) < len(measured) else ""
        )

    def _unit(self, claim: Claim) -> Unit | None:
        if not claim.org or _OWN.match(claim.org):
            return self.facts.tree.get(self.unit)
        name = claim.org.removesuffix("初中部").removesuffix("小学部").removesuffix("教育局")
        own = self.facts.tree.get(self.unit)
        if own is not None and (name in own.name or own.name in name):
            return own
        found = [u for u in self.facts.tree if u.name == name or (len(name) >= 4 and u.name.endswith(name))]
        return found[0] if len(found) == 1 else None

    def _period(self, claim: Claim) -> str:
        """``same`` as the snapshot's, ``within`` when they only overlap (a month of the half-year), or ``other``."""
        if not claim.period_id:
            relative = claim.period and re.search("去年|上年|同期|前年|以来|十[二三四]五", claim.period)
            return "other" if relative else "same"
        mine = self.facts.period
        if claim.period_id == mine.id:
            return "same"
        try:
            period = Period.parse(claim.period_id)
        except ValueError:
            return "other"
        return "within" if period.start <= mine.end and mine.start <= period.end else "other"

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
        said = f"{plain(claim.value or Decimal(0))}{claim.unit or ''}"
        short = "、".join(
            f"{indicators[m.indicator].name}{display(m.value, m.unit_of_measure)}" for m, _ in entry.measured
        )
        several = f"可能的{len(told)}种口径都不是这个数：" if len(told) > 1 else "台账测算为"
        yield Finding(
            "value_conflict", "error", text.content[claim.start : claim.end], claim.start, claim.end,
            f"与台账不符：报告写{said}，{several}{short}。按台账改正，或写明口径。",
            recomputed="；".join(told), rule="台账核对：同一指标、单位和报告期的测算值",
        )  # fmt: skip


def _sides(measurement: Measurement) -> str:
    if measurement.numerator is None or measurement.denominator is None:
        return ""
    return f"{plain(measurement.numerator)}÷{plain(measurement.denominator)}＝"
