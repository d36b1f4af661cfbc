"""Rates whose task, sample or parts are told in other sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from zeren.core.audit.checks.closely.apart.told import alike, numbers, paragraphs_with
from zeren.core.audit.checks.closely.near import slip, span_of
from zeren.core.audit.checks.figures import Figure
from zeren.core.audit.checks.naming import step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import fits_count, half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding

_DONE_RATE = re.compile(
    "(?:完成|执行|到位|支付|任务完成|计划完成)(?:率|进度|比例)(?:为|达到?|是)?$|(?:已|共)?(?:完成|占|达到?)[^，。；0-9]{0,8}(?:计划|任务|预算|目标|概算)[^，。；0-9]{0,4}的$"
)
_TASK = re.compile(
    "(?:任务|计划|预算|指标|目标|概算)(?:数|投资|总投资|培训|总?数?为|为|是|[^，。；0-9完成]{0,4})$"
)
_DONE = re.compile("(?:实际|已|累计|共)?(?:完成|到位|支出|执行)(?:投资|培训|了|数?为|[^，。；0-9率的]{0,4})$")
_LOOSE = re.compile("上年|去年|其中|未|尚|差|剩|超|比|较|分解|追加|调整")


@check("completion_mismatch", rule="完成率＝完成数÷任务数，可在前后各句")
def completions_of_far_tasks(case: Case) -> Iterator[Finding]:
    """完成率88.0%…。年度任务360人，实际完成306人: 85 %. One rate, one task and one number done in the paragraph."""
    for _, words, rows in paragraphs_with(case, re.compile("完成|执行|到位|支付")):
        rates = [f for row in rows for f in row if f.quantity.kind == "P" and f.exact]
        rates = [f for f in rates if _DONE_RATE.search(f.before) and not _LOOSE.search(f.before)]
        known = numbers(rows)
        tasks = [f for f in known if _TASK.search(f.before) and not _LOOSE.search(f.before)]
        done = [f for f in known if _DONE.search(f.before) and not _LOOSE.search(f.before) and f not in tasks]
        if len(rates) != 1 or len(tasks) != 1 or pattern("追加|调整|调减|追减").search(words):
            continue
        rate, task = rates[0], tasks[0]
        done = [f for f in done if alike(f, task)]
        if any(_makes(a, b, rate) for a in known for b in known if a is not b and alike(a, b)):
            continue
        if len(done) != 1 or rate.quantity.unit == "‰":
            continue
        value = done[0].amount * 100 / task.amount
        if abs(value - rate.value) > 12 and not slip(round(value, rate.quantity.decimals), rate):
            continue
        told = f"{say(done[0].amount)}÷{say(task.amount)}＝{say(value)}%"
        message = f"完成比例算错：{told}，报告写{say(rate.value, 4)}%，请核对任务数、完成数或比例。"
        others = (span_of(done[0]), span_of(task))
        yield case.finding(
            "completion_mismatch", "warn", span_of(rate), message, recomputed=told, others=others
        )


def _makes(part: Figure, whole: Figure, rate: Figure) -> bool:
    value = part.amount * 100 / whole.amount
    room = half(rate.quantity.decimals) + value * (step(part) / part.amount + step(whole) / whole.amount)
    return abs(value - rate.value) <= room * 2


_GOOD = re.compile("(?P<stem>合格|达标|通过|规范|完好|及格)率(?:为|是|达到?|仅)?$")
_BAD = re.compile("(?:不|未)(?P<stem>合格|达标|通过|规范|完好|及格)[^，。；0-9]{0,4}$")


@check("percent_count_mismatch", rule="合格率＝1－不合格数÷受检数，受检数可在前一句")
def rates_beside_their_opposites(case: Case) -> Iterator[Finding]:
    """农产品样品480批次…。前者检出不合格9批次，合格率98.9%: 98.1 %."""
    for _, _, rows in paragraphs_with(case, _BAD_OR_GOOD):
        known = numbers(rows)
        for row in rows:
            for bad, rate in pairwise(row):
                one, other = _BAD.search(bad.before), _GOOD.search(rate.before)
                if not one or not other or rate.quantity.kind != "P" or not rate.exact or bad not in known:
                    continue
                if one["stem"] != other["stem"] or rate.clause - bad.clause != 1:
                    continue
                bases = [
                    f for f in known if alike(f, bad) and f.start < bad.start and f.amount > bad.amount * 2
                ]
                made = [(1 - bad.amount / f.amount) * 100 for f in (*bases, *_pairs(bases))]
                if any(abs(v - rate.value) <= half(rate.quantity.decimals) * 2 for v in made):
                    continue
                near = [v for v in made[: len(bases)] if abs(v - rate.value) <= 2]
                if near:
                    yield _off_opposite(case, bad, rate, near)


_BAD_OR_GOOD = re.compile("(?:不|未)(?:合格|达标|通过|规范|完好|及格)")


def _pairs(found: list[Figure]) -> list[Figure]:
    """Two neighbours taken together, as one number."""
    return [
        replace(b, quantity=replace(b.quantity, value=(a.amount + b.amount) / b.quantity.factor))
        for a, b in pairwise(found)
    ]


def _off_opposite(case: Case, bad: Figure, rate: Figure, near: list[Decimal]) -> Finding:
    value = min(near, key=lambda v: abs(v - rate.value))
    told = f"100%－{say(bad.amount)}÷受检数＝{say(value)}%"
    message = f"合格率与不合格数对不上：{told}，报告写{say(rate.value, 4)}%，请核对受检数、不合格数或比率。"
    others = (span_of(bad),)
    return case.finding(
        "percent_count_mismatch", "warn", span_of(rate), message, recomputed=told, others=others
    )


_SAMPLE = re.compile("(?:随机)?(?:抽测|抽查|抽检|抽考|受检|参测|实测)(?:了)?(?:学生|幼儿|教师|食堂|样品)?$")
_SAMPLED = re.compile(
    "^(?:[^，。；0-9]{0,6}(?:结果|显示|情况)[是为，：]?)?(?:总体)?(?:合格|优良|优秀|及格|达标|良好)率(?:为|是|达到?|仅)?$"
)
_MOST = Decimal(100)


@check("infeasible_rate", rule="B3-11：人数是整数，样本可在前一句")
def rates_of_far_samples(case: Case) -> Iterator[Finding]:
    """随机抽测学生48人…。复核结果是合格率93.2%: 44 are 91.7 %, 45 are 93.8 %."""
    for _, words, rows in paragraphs_with(case, re.compile("抽[测查检考]|受检|参测|实测")):
        known = numbers(rows)
        samples = [f for f in known if _SAMPLE.search(f.before)]
        if len(samples) != 1 or not 5 <= samples[0].amount <= _MOST or pattern("加权|折算").search(words):
            continue
        base = samples[0]
        larger = [f for f in known if alike(f, base) and f.amount > base.amount]
        for row in rows:
            for rate in row:
                if rate.quantity.kind != "P" or not rate.exact or rate.start < base.start:
                    continue
                places = rate.quantity.decimals
                if rate is not row[0] and row[row.index(rate) - 1].quantity.kind != "P":
                    continue  # it has a number of its own beside it
                if not places or not 0 < rate.value < 100 or not _SAMPLED.search(rate.before):
                    continue
                if (
                    larger
                    or fits_count(base.amount, rate.value, places)
                    or pattern("目标|要求|标准").match(rate.after)
                ):
                    continue
                told = f"{say(rate.value, 4)}%×{say(base.amount)}＝{say(rate.value * base.amount / 100)}"
                message = f"{say(base.amount)}{base.quantity.unit}里得不出{say(rate.value, 4)}%（{told}），请核对分母或比率。"
                others = (span_of(base),)
                yield case.finding(
                    "infeasible_rate", "warn", span_of(rate), message, recomputed=told, others=others
                )


_EACH = re.compile("(?:各|分别)[^，。；0-9]{0,8}?(?P<stem>[一-龥]{2}率)")
_ALL = re.compile("(?:总|全[县区市校镇乡]|整体|总体|综合|合计|平均)[^，。；0-9]{0,8}$")


@check("aggregate_out_of_range", rule="总体率在各部分的率之间")
def wholes_between_their_parts(case: Case) -> Iterator[Finding]:
    """各片合格率东片94.2%，中片97.8%，西片96.5%…。全县总合格率为98.6%: more than any of them."""
    for _, _, rows in paragraphs_with(case, _EACH):
        rates = [f for row in rows for f in row if f.quantity.kind == "P" and f.exact]
        first = next((at for at, f in enumerate(rates) if _EACH.search(f.before)), None)
        if first is None:
            continue
        named = _EACH.search(rates[first].before)
        assert named is not None
        stem, parts = named["stem"], [rates[first]]
        for rate in rates[first + 1 :]:
            if rate.clause - parts[-1].clause > 1 or pattern("率|比|较|占|增|降").search(rate.before):
                break
            if rate.clause < parts[-1].clause or len(rate.before) > 8:
                break
            parts.append(rate)
        if len(parts) < 3:
            continue
        low, high = min(f.value for f in parts), max(f.value for f in parts)
        for total in rates[first + len(parts) :]:
            lead = pattern(f"{stem}[^，。；0-9]{{0,4}}$").search(total.before)
            if lead is None or not _ALL.search(total.before[: lead.start()]) or low <= total.value <= high:
                continue
            told = f"{say(low, 4)}%～{say(high, 4)}%，总体{say(total.value, 4)}%"
            message = f"总体{stem}不在各部分之间：{told}，请核对。"
            others = tuple(span_of(f) for f in parts)
            yield case.finding(
                "aggregate_out_of_range", "warn", span_of(total), message, recomputed=told, others=others
            )
