"""What is judged for the county as a whole: ratios of sums, items, the survey, vetoes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal, localcontext
from typing import Any

from zeren.core.frameworks.answers import Answer, Answers
from zeren.core.frameworks.assessment import (
    BlockResult,
    CountyResult,
    ItemResult,
    MeasureResult,
    SurveyResult,
    VetoResult,
)
from zeren.core.frameworks.dispersion import PRECISION
from zeren.core.frameworks.evaluating import evaluate, number_of
from zeren.core.frameworks.schools import columns_of, compare
from zeren.core.frameworks.table import Section
from zeren.core.kernel import plain, round_half_up
from zeren.core.packs import CountyIndicator, CountyTerm, Framework, FrameworkItem, ItemBlock, Measure

__all__ = ["block_results", "county_results", "item_results", "survey_result", "veto_results"]

_UP = frozenset({">=", ">", "="})


def county_results(
    framework: Framework, sections: Sequence[Section], answers: Answers, parameters: Mapping[str, Any]
) -> tuple[CountyResult, ...]:
    """Ratios of sums over the rows that count. A missing cell makes the sum unknown, never smaller."""
    return tuple(_ratio(c, framework, sections, answers, parameters) for c in framework.county)


def _ratio(
    item: CountyIndicator,
    framework: Framework,
    sections: Sequence[Section],
    answers: Answers,
    parameters: Mapping[str, Any],
) -> CountyResult:
    missing: dict[str, None] = {}
    with localcontext() as context:
        context.prec = PRECISION
        sides = [
            _total(terms, framework, sections, answers, parameters, missing)
            for terms in (item.numerator, item.denominator)
        ]
        numerator, denominator = sides
        value = None if numerator is None or not denominator else numerator * item.scale / denominator
    limit = None if item.bound is None else item.bound.amount.at(parameters)
    op = "" if item.bound is None else item.bound.op
    met = margin = None
    if value is not None and limit is not None:
        met = compare(op, value, limit)
        margin = value - limit if op in _UP else limit - value
    applies = not (item.optional and denominator == 0)
    return CountyResult(
        item.id,
        item.name,
        value,
        numerator,
        denominator,
        op,
        limit,
        met,
        margin,
        item.unit,
        tuple(missing),
        applies,
    )


def _total(
    terms: Iterable[CountyTerm],
    framework: Framework,
    sections: Sequence[Section],
    answers: Answers,
    parameters: Mapping[str, Any],
    missing: dict[str, None],
) -> Decimal | None:
    total = Decimal(0)
    known = True
    names = {f.id: f.name for f in framework.figures} | {c.id: c.name for c in framework.columns}
    for term in terms:
        if term.figure:
            figure = answers.figures.get(term.figure)
            if figure is None:
                missing[names[term.figure]] = None
            known, total = known and figure is not None, total + (figure or Decimal(0))
            continue
        for section in sections:
            chosen = evaluate(term.where.tree, section.values, parameters)
            trees = [term.where.tree]
            value: Decimal | None = Decimal(1)
            if chosen is True and term.sum is not None:
                value = number_of(term.sum.tree, section.values, parameters)
                trees = [term.sum.tree]
            if chosen is None or value is None:
                known = False
                lacking = (names[c] for c in columns_of(*trees) if section.values.get(c) is None)
                missing |= {f"{section.school}：{name}": None for name in lacking}
            elif chosen is True:
                total += value
    return total if known else None


# --- items ----------------------------------------------------------------------------------------------------------
def item_results(
    framework: Framework,
    answers: Answers,
    parameters: Mapping[str, Any],
    county: Sequence[CountyResult] = (),
) -> tuple[ItemResult, ...]:
    """Every item with its answer, in the framework's order; what the table answers is not asked again."""
    measured = {c.id: c for c in county}
    return tuple(
        _item(item, block, answers.items.get(item.id, Answer()), parameters, measured)
        for block in framework.blocks
        for item in block.items
    )


def _item(
    item: FrameworkItem,
    block: ItemBlock,
    answer: Answer,
    parameters: Mapping[str, Any],
    county: Mapping[str, CountyResult],
) -> ItemResult:
    exception = next((e for e in item.exceptions if e.id == answer.exception), None)
    measures = []
    for measure in item.measures:
        if measure.county:
            known = county[measure.county]
            if known.applies:
                shown = (measure.unit, known.op, known.limit, known.value, known.met)
                measures.append(MeasureResult(measure.id, measure.name, *shown))
            continue
        amount = measure.bound.amount
        if exception is not None:
            amount = exception.limits.get(measure.id, amount)
        measures.append(_measure(measure, amount.at(parameters), answer.values.get(measure.id)))
    return ItemResult(
        id=item.id,
        block=block.id,
        name=item.name,
        kind=item.kind,
        status=_item_status(measures, answer),
        basis=item.basis,
        measures=tuple(measures),
        points=answer.points,
        full=item.points,
        exception=answer.exception,
        note=answer.note,
    )


def _measure(measure: Measure, limit: Decimal | None, value: Decimal | None) -> MeasureResult:
    met = None if value is None or limit is None else compare(measure.bound.op, value, limit)
    return MeasureResult(measure.id, measure.name, measure.unit, measure.bound.op, limit, value, met)


def _item_status(measures: Sequence[MeasureResult], answer: Answer) -> str:
    """A measure that misses decides; a judgement stands where no measure is given."""
    verdicts = [m.met for m in measures]
    if False in verdicts or answer.met is False:
        return "missed"
    if measures and None not in verdicts:
        return "met"
    if answer.met is True and all(m.value is None for m in measures):
        return "met"
    return "scored" if answer.points is not None else "pending"


def survey_result(
    framework: Framework, answers: Answers, parameters: Mapping[str, Any]
) -> SurveyResult | None:
    """The survey against its limit, None where the framework has none."""
    survey = framework.survey
    if survey is None:
        return None
    limit, value = survey.bound.amount.at(parameters), answers.survey
    status = "pending"
    if value is not None and limit is not None:
        status = "met" if compare(survey.bound.op, value, limit) else "missed"
    return SurveyResult(survey.id, survey.name, value, limit, status, answers.survey_counts)


def veto_results(framework: Framework, answers: Answers) -> tuple[VetoResult, ...]:
    """Every veto, and whether it happened."""
    return tuple(VetoResult(v.id, v.name, answers.vetoes.get(v.id), v.basis) for v in framework.vetoes)


# --- blocks of the verdict --------------------------------------------------------------------------------------------
def block_results(
    framework: Framework,
    county: Sequence[CountyResult],
    items: Sequence[ItemResult],
    survey: SurveyResult | None,
    vetoes: Sequence[VetoResult],
    answers: Answers,
    parameters: Mapping[str, Any],
) -> list[BlockResult]:
    """The parts of the verdict that concern the county as a whole."""
    found = []
    limited = [c for c in county if c.applies and (c.limit is not None or c.op)]
    if limited:
        states = {c.name: "pending" if c.met is None else "met" if c.met else "missed" for c in limited}
        found.append(_summed("county", "县域指标", states))
    for block in framework.blocks:
        own = [i for i in items if i.block == block.id]
        if block.rule == "points":
            found.append(_scored(block, own, answers, parameters))
        else:
            found.append(_summed(block.id, block.name, {i.name: i.status for i in own}))
    if survey is not None:
        value = "未填" if survey.value is None else f"{plain(round_half_up(survey.value, 2))}%"
        found.append(BlockResult(survey.id, survey.name, survey.status, value))
    if vetoes:
        found.append(_vetoed(vetoes))
    return found


def _summed(identity: str, name: str, states: Mapping[str, str]) -> BlockResult:
    """All must be met: one that misses decides, then one that is open."""
    for status, words in (("missed", "未达到"), ("pending", "待填")):
        named = [n for n, s in states.items() if s == status or (status == "pending" and s == "scored")]
        if named:
            return BlockResult(identity, name, status, f"{words} {len(named)} 项：{'、'.join(named)}")
    return BlockResult(identity, name, "met", f"{len(states)} 项全部达到")


def _scored(
    block: ItemBlock, items: Sequence[ItemResult], answers: Answers, parameters: Mapping[str, Any]
) -> BlockResult:
    """Points against the mark. Points are never negative, so a part that reaches the mark reaches it for good."""
    mark = None if block.mark is None else block.mark.amount.at(parameters)
    given = [i.points for i in items if i.points is not None]
    total = answers.totals.get(block.id, sum(given, Decimal(0)))
    whole = block.id in answers.totals or len(given) == len(items)
    open_items = len(items) - len(given)
    if mark is None or (block.full is not None and total > block.full):
        why = (
            "没有合格分"
            if mark is None
            else f"得分合计{plain(total)}超过满分{plain(block.full or Decimal(0))}，请核对"
        )
        return BlockResult(block.id, block.name, "pending", why)
    if total >= mark:
        return BlockResult(block.id, block.name, "met", f"{plain(total)} 分，合格分 {plain(mark)}")
    if whole:
        return BlockResult(block.id, block.name, "missed", f"{plain(total)} 分，合格分 {plain(mark)}")
    words = f"已评 {plain(total)} 分，还有 {open_items} 项没有评分" if given else "没有评分"
    return BlockResult(block.id, block.name, "pending", f"{words}，合格分 {plain(mark)}")


def _vetoed(vetoes: Sequence[VetoResult]) -> BlockResult:
    happened = [v.name for v in vetoes if v.happened]
    unsaid = [v.name for v in vetoes if v.happened is None]
    if happened:
        return BlockResult("vetoes", "一票否决", "vetoed", "、".join(happened))
    if unsaid:
        return BlockResult("vetoes", "一票否决", "pending", f"待确认 {len(unsaid)} 项：{'、'.join(unsaid)}")
    return BlockResult("vetoes", "一票否决", "met", "均未发生")
