"""Things said by stages: 建成得10分，已开工未完工得6分，未开工不得分; A且B得6分，只达到一项得3分; 四项工作各有分值."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from zeren.core.drafting.forms.parts import Parts, Rule, as_condition, form, joined, names_for
from zeren.core.drafting.forms.pools import judged_range
from zeren.core.drafting.forms.scales.best import best_of
from zeren.core.drafting.pieces import Cap, Case, Context, Entry, Modifier, Otherwise, Step, Threshold

_ZERO = Decimal(0)
# A stage between two others says what is done and what is not: 已开工未完工, 有方案但无措施, 部分完成.
_BETWEEN = re.compile(
    "(?:已|有|正在|虽|能|完成|建立|制定|开展|出台|纳入|列入|成立|配备|设立|落实).{0,12}?(?:但|而|尚)?(?:未|无|没有|没|不)|但.{0,6}(?:未|无|没|不)|^(?:经)?整改后?|^(?:部分|基本|大部|比较|较为|较|大体|尚|正在|虽|仅|只有|只)|(?:中|部分|一般|尚可)$|^(?:迟|逾期|延期|延迟|推迟|超期|超时|不及时|不规范|不完整|不全|未按时|未及时|不按时)"
)
_NONE = re.compile("^(?:未|没有|没|无|不|尚未|从未)")
_LATE = re.compile("^(?:不及时|不规范|不完整|不全|未按时|未及时|不按时)")
_ALL = re.compile(
    "^(?:全部|各项|均|都|所有|全面|每项|各项措施|各项工作).{0,8}?(?:落实|到位|完成|达标|达到|符合|合格|健全|建立|开展)"
)
_ANY_SHORT = re.compile(
    "^(?:任意|任何|有任何|有任意|有|其中|凡有)?(?:1|一)(?:项|个|条|处|所|类).{0,12}?(?:未|不|没有|没)"
)


def _given(entry: Entry) -> Decimal | None:
    """The points an entry gives for certain."""
    amount = entry.amount
    sure = amount.kind == "give" and amount.high is None and not amount.judged
    return amount.points if sure and isinstance(amount.points, Decimal) else None


@form
def stages(parts: Parts) -> Rule | None:
    """Points falling from stage to stage, the middle ones half way: one stage holds, so they are levels."""
    entries = parts.all(Entry)
    if len(entries) < 3 or not parts.only(Entry) or any(e.each or e.bracketed for e in entries):
        return None
    points = [_given(e) for e in entries]
    sure = [p for p in points if p is not None]
    if len(sure) < len(points) or sure != sorted(set(sure), reverse=True):
        return None
    middle = entries[1:-1]
    if not all(
        _BETWEEN.search(e.label) and (_LATE.match(e.label) or not _NONE.match(e.label)) for e in middle
    ):
        return None
    if not _NONE.match(entries[-1].label) or len({e.label for e in entries}) < len(entries):
        return None
    parts.modifier("FLOORED")
    parts.state_full(sure[0])
    return {"judge": {"levels": {e.label: p for e, p in zip(entries, sure, strict=True)}}}


@form
def none_short(parts: Parts) -> Rule | None:
    """任意一项未落实的记0分，全部落实的记6分: all of them or nothing."""
    entries = parts.all(Entry)
    if len(entries) != 2 or not parts.only(Entry) or parts.all(Threshold):
        return None
    best = next((e for e in entries if _given(e) and _ALL.match(e.label)), None)
    worst = next((e for e in entries if _given(e) == _ZERO and _ANY_SHORT.match(e.label)), None)
    if best is None or worst is None or not parts.state_full(best.amount.points):
        return None
    parts.want_full()
    return {"all_or_nothing": {"require": [{"input": "missing", "op": "<", "value": Decimal(1)}]}}


_ONE_OF_THEM = re.compile(
    "(?:只|仅|仅仅|其中|只有|仅有|达到|任一|任意|有)*(?:达到|完成|满足|符合|做到|实现|达标|不达标|未达标|未达到|达不到|不符合|没有达到)?(?:其中|任意|任)?(?:标准|要求)?$"
)


@form
def one_of_two(parts: Parts) -> Rule | None:
    """A达到…且B低于…得6分，只达到其中一项得3分，均未达到不得分."""
    cases, steps, others = parts.all(Case), parts.all(Step), parts.all(Otherwise)
    if not parts.only(Case, Step, Otherwise) or not cases or len(steps) != 1 or len(others) > 1:
        return None
    [step], both = steps, cases[0]
    less, best = step.amount.points, both.amount.points
    neither = all(c.conds[0].relation == "unmet" and c.amount.points == _ZERO for c in cases[1:])
    nothing = neither and len(cases) < 3 and all(o.amount.points == _ZERO for o in others)
    if not nothing or len(both.conds) != 2 or both.either or not step.once or not step.happened:
        return None
    if (
        not _ONE_OF_THEM.fullmatch(step.label.replace("的", ""))
        or step.unit not in {"项", "个", "条"}
        or step.per != 1
    ):
        return None
    if step.amount.kind == "deduct" and isinstance(less, Decimal) and isinstance(best, Decimal):
        less = best - less  # 一项不达标扣3分
    elif step.amount.kind != "give":
        return None
    if both.amount.kind != "give" or any(a.high is not None for a in (step.amount, both.amount)):
        return None
    if not isinstance(less, Decimal) or not isinstance(best, Decimal) or less > best:
        return None
    if any(c.relation for c in both.conds) or len({c.subject for c in both.conds}) < 2:
        return None
    tests = [joined(as_condition(c, n)) for c, n in zip(both.conds, names_for(list(both.conds)), strict=True)]
    parts.state_full(best)
    rules = [
        {"full": best, "rule": {"all_or_nothing": {"require": tests}}},
        {"full": less, "rule": {"all_or_nothing": {"require": [{"any": tests}]}}},
    ]
    return {"maximum": {"rules": rules}}


@form
def priced(parts: Parts) -> Rule | None:
    """组织领导2分，经费保障3分，队伍建设3分，档案资料2分 of an item of ten points: a list that adds up."""
    entries = parts.all(Entry)
    if len(entries) < 2 or not parts.only(Entry) or any(isinstance(p, Threshold | Cap) for p in parts.pieces):
        return None
    if any(e.level or e.each or not e.amount.bare or not e.label for e in entries):
        return None
    points = [p for e in entries if (p := _given(e)) is not None and p > 0]
    if len(points) < len(entries) or parts.given is None or sum(points) != parts.given:
        return None
    if len({e.label for e in entries}) < len(entries) or any(len(c.text) > 12 for c in parts.all(Context)):
        return None
    items: dict[str, Any] = {e.label: p for e, p in zip(entries, points, strict=True)}
    return {"checklist": {"items": items}}


@form
def best_prize(parts: Parts) -> Rule | None:
    """获一等奖计3分，二等奖计2分，三等奖计1分，只计最高奖次: prizes, the best of one thing."""
    entries = parts.all(Entry)
    said = next((m for m in parts.all(Modifier) if m.kind in {"MAX_ONLY", "NO_REPEAT"}), None)
    if len(entries) < 2 or not parts.only(Entry) or said is None or any(e.level for e in entries):
        return None
    ranks = [re.findall(r"(?:特|一|二|三|四)等奖|(?:国家|省|市|县|区|校)级", e.label) for e in entries]
    points = [p for e in entries if (p := _given(e)) is not None and p > 0]
    if (
        any(len(r) != 1 for r in ranks)
        or len(points) < len(entries)
        or len({r[0] for r in ranks}) < len(ranks)
    ):
        return None
    parts.modifier("MAX_ONLY"), parts.modifier("NO_REPEAT")
    body: dict[str, Any] = {
        "table": {r[0]: p for r, p in zip(ranks, points, strict=True)},
        "group_by": best_of(parts, said),
        "within": "max",
    }
    most = parts.cap("max")
    if most is not None:
        body["cap"] = most.points
        parts.state_full(most.points)
    else:
        parts.state_full(max(points))
    return {"tariff": body}


@form
def good_or_judged(parts: Parts) -> Rule | None:
    """落实到位得3分，落实不到位酌情扣分: everything, less what a person takes off."""
    entries = parts.all(Entry)
    if len(entries) != 2 or not parts.only(Entry) or parts.all(Threshold):
        return None
    best, flawed = entries
    off = flawed.amount.kind == "deduct" and (flawed.amount.judged or flawed.amount.high is not None)
    if not off or not _given(best) or not parts.state_full(best.amount.points):
        return None
    plain_best = best.label.replace("不", "").replace("未", "")
    turned = "不" in flawed.label or "未" in flawed.label or "欠" in flawed.label
    if plain_best != best.label or not turned or best.label[-2:] not in flawed.label:
        return None
    parts.modifier("FLOORED")
    parts.want_full()
    return {"judge": judged_range(parts, flawed.amount)}
