"""Plans and what became of them: 完成任务900个的104.2%, 超额完成260人."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.proportions.vouched import vouched
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.finding import Case, Finding

_PLAN = re.compile("任务|计划|目标|预算|指标|下达|责任书|应")
_OF = re.compile(r"^(?:总?[量数额]|任务|计划|目标)?的$")
_OVER = re.compile("超额|超出|超过?(?:任务|计划|目标)|多完成|超计划|超任务")
_SOMETHING = re.compile("任务|计划|目标|预算|指标")


@check("completion_mismatch", rule="完成率＝完成数÷任务数")
@vouched
def parts_of_a_plan(case: Case) -> Iterator[Finding]:
    """新增学位1062个，完成年度任务900个的104.2%: 118 %. The number done stands before the plan (B1-53)."""
    for sentence, _ in sentences_with(case, _SOMETHING):
        row = figures(case, sentence)
        for at in range(1, len(row)):
            plan, rate = row[at - 1], row[at]
            if (
                rate.quantity.kind != "P"
                or not _OF.match(rate.before.strip())
                or not _PLAN.search(plan.before)
            ):
                continue
            done = [f for f in row[: at - 1] if _alike(f, plan) and f.exact]
            near = [f for f in done if f.segment == plan.segment] or done
            if not near or not plan.exact or not rate.exact or not plan.amount:
                continue
            value = near[-1].amount * 100 / plan.amount
            if _near(value, rate, near[-1], plan) or any(
                _near(f.amount * 100 / plan.amount, rate, f, plan) for f in done
            ):
                continue
            told = f"{say(near[-1].amount)}÷{say(plan.amount)}＝{say(value)}%"
            message = f"完成比例算错：{told}，报告写{say(rate.value, 4)}%。"
            start = plan.start - len(plan.before)
            yield case.finding("completion_mismatch", "error", (start, rate.end), message, recomputed=told)


def _alike(one: Figure, other: Figure) -> bool:
    return one.quantity.dimension == other.quantity.dimension and one.quantity.kind == other.quantity.kind


def _near(value: Decimal, rate: Figure, *sides: Figure) -> bool:
    room = half(rate.quantity.decimals)
    for side in sides:
        if side.amount and (side.quantity.decimals or side.quantity.factor != 1):
            room += value * half(side.quantity.decimals) * side.quantity.factor / side.amount
    return abs(value - rate.value) <= room


@check("completion_mismatch", rule="超额数＝完成数－任务数")
@vouched
def what_is_over_the_plan(case: Case) -> Iterator[Finding]:
    """任务3200人，完成3360人，超额完成260人: 160."""
    for sentence, _ in sentences_with(case, _OVER):
        row = figures(case, sentence)
        for at, over in enumerate(row):
            if at < 2 or not _OVER.search(over.before) or not over.exact:
                continue
            plan = next(
                (f for f in reversed(row[:at]) if _PLAN.search(f.before) and f.quantity.kind in "NAG"), None
            )
            if plan is None or not plan.exact or not plan.amount:
                continue
            done = [
                f for f in row[:at] if f is not plan and _alike(f, plan) and f.exact and f.start > plan.start
            ]
            if not done:
                continue
            wrong = _over(over, plan, done)
            if wrong:
                start = over.start - len(over.before)
                message = f"超额数算错：{wrong}，报告写{say(over.value, 4)}{over.quantity.unit}。"
                yield case.finding(
                    "completion_mismatch", "error", (start, over.end), message, recomputed=wrong
                )


def _over(over: Figure, plan: Figure, done: list[Figure]) -> str:
    """The right arithmetic when none of the numbers done makes the printed excess; else nothing."""
    if over.quantity.kind == "P":
        shares = [(f.amount - plan.amount) * 100 / plan.amount for f in done]
        fine = any(_near(s, over, plan) or _near(s + 100, over, plan) for s in shares)
        told = f"（{say(done[-1].amount)}－{say(plan.amount)}）÷{say(plan.amount)}＝{say(shares[-1])}%"
        return "" if fine else told
    if not _alike(over, plan):
        return ""
    room = sum(
        (half(f.quantity.decimals) * f.quantity.factor for f in (over, plan) if f.quantity.decimals),
        Decimal(0),
    )
    fine = any(abs(f.amount - plan.amount - over.amount) <= room for f in done)
    return "" if fine else f"{say(done[-1].amount)}－{say(plan.amount)}＝{say(done[-1].amount - plan.amount)}"
