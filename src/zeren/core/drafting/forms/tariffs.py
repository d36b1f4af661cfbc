"""Points for events: 国家级每项加3分; 迟报扣2分、漏报扣3分; 每周2篇以上得1分."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from zeren.core.drafting.decisions import Choice, Decision
from zeren.core.drafting.forms.parts import Parts, Rule, counted, form
from zeren.core.drafting.forms.scales.best import best_of
from zeren.core.drafting.pieces import (
    Amount,
    Cap,
    Case,
    Entry,
    Modifier,
    Periodic,
    Points,
    Step,
    Threshold,
    negative,
)
from zeren.core.kernel import plain

# What something is that is not there.
LACKS = re.compile(r"^(?:无|没有|未|缺|缺少|不|没)")
_HAPPENS = re.compile(r"^(?:每)?(?:发生|出现|查实|发现|有|存在|受到|的)+|(?:的|者|情况)$")


FLAWLESS = re.compile(
    "^(?:近[一二两三四五\\d]年|本年度|全年|年度内|当年|年内|本年)?(?:未|无|没有|按时|及时|全部|按期|如期|按要求)|开齐|配齐|配足|健全$|齐全$|完善$|规范$|足额|落实$|(?:全部|均)(?:实现|达标|完成|达到)$"
)
_RANK_OF_EVENT = re.compile(
    r"(?:国家|国|省|市|地市|区|县|县区|区县|乡镇|乡|镇|街道|校|部)级|(?:特|一|二|三|四)等奖"
)


# Grades of one ladder exclude one another; 不健全 and 不完整 do not.
LADDER = {
    "优秀",
    "优",
    "良好",
    "良",
    "好",
    "很好",
    "较好",
    "中",
    "中等",
    "一般",
    "较差",
    "差",
    "很差",
    "合格",
    "不合格",
    "基本合格",
    "A",
    "B",
    "C",
    "D",
    "称职",
    "基本称职",
    "不称职",
}


def event_name(label: str) -> str:
    """An event's name in a table: the label without 每发生."""
    return _HAPPENS.sub("", label.strip("的、,")) or label


@form
def bonus(parts: Parts) -> Rule | None:
    """Points for each event: 国家级每项加3分，省级2分; 每月完成最低指标得10分（封顶），全年120分."""
    steps, entries = parts.all(Step), [e for e in parts.all(Entry) if not _none_of_it(e)]
    if not parts.only(Step, Entry) or not (steps or entries) or any(e.level for e in entries):
        return None
    first = parts.pieces.index(entries[0]) if entries and entries[0].amount.bare else -1
    if steps and -1 < first < parts.pieces.index(steps[0]):
        return None  # 创新50分，每项加10分: the first is what the item is worth
    priced = [e.label for e in entries]
    # 一等奖5分、二等奖3分: a price list of ranks needs no verb.
    listed = len(priced) > 1 and all(len(_RANK_OF_EVENT.findall(label)) == 1 for label in priced)
    gains = [s.amount for s in steps] + [e.amount for e in entries if listed or not e.amount.bare]
    if not gains or any(
        a.kind not in {"add", "give"} or a.points in {None, Decimal(0), "50%"} or a.high is not None
        for a in gains
    ):
        return None
    if any(e.amount.bare and (e.amount.high is not None or (not steps and not gains)) for e in entries):
        return None
    if not steps and not all(e.amount.kind == "add" or e.each or e.amount.bare for e in entries):
        return None
    if any(s.side == "below" or not counted(s.unit) for s in steps):
        return None
    if any(s.side == "above" and not counted(s.unit) for s in steps):
        return None
    table = _table(steps, entries)
    if table is None or any(FLAWLESS.search(e.label) for e in entries if not e.each and steps):
        return None
    single = len(table) == 1
    body: dict[str, Any] = {"each": next(iter(table.values()))} if single else {"table": table}
    if single and steps and steps[0].per != 1:
        return None
    adds = any(a.kind == "add" for a in gains)
    if not _qualified(parts, body, table, adds=adds):
        return None
    return {"tariff": body}


def _none_of_it(entry: Entry) -> bool:
    """没有开展活动的不得分 says what is so anyway."""
    none = entry.amount.kind == "give" and entry.amount.points == 0
    return none and entry.label.startswith(("没有", "未", "无", "不"))


def _table(steps: list[Step], entries: list[Entry]) -> dict[str, Points] | None:
    pairs: list[tuple[str, Amount]] = [(s.label or s.unit, s.amount) for s in steps] + [
        (e.label, e.amount) for e in entries
    ]
    table: dict[str, Points] = {}
    ranks = [found[0] if len(found := _RANK_OF_EVENT.findall(label)) == 1 else "" for label, _ in pairs]
    bare = all(ranks) and len(set(ranks)) == len(ranks) > 1
    for (label, amount), rank in zip(pairs, ranks, strict=True):
        name = rank if bare else event_name(label) if len(pairs) > 1 else label
        for one in _levels(name):
            signed = amount.signed
            if one in table or signed is None:
                return None
            table[one] = signed
    return table


def _levels(name: str) -> list[str]:
    """漏报、瞒报 is two events."""
    return [n for n in name.split("、") if n]


def _qualified(parts: Parts, body: dict[str, Any], table: dict[str, Points], *, adds: bool) -> bool:
    """Caps, evidence, best only, shared authorship."""
    if (best := parts.modifier("MAX_ONLY", "NO_REPEAT")) is not None:
        body["group_by"], body["within"] = best_of(parts, best), "max"
        if parts.modifier("CUMULATIVE"):
            return False
        parts.modifier("MAX_ONLY"), parts.modifier("NO_REPEAT")
    parts.modifier("CUMULATIVE")
    if parts.modifier("EVIDENCE"):
        body["evidence"] = True
    if parts.modifier("SPLIT"):
        body["split"] = "authors"
    doubled = parts.modifier("DOUBLED")
    if doubled is not None:
        body["times"] = (
            {"when": {"input": doubled.label.split("的以")[0].strip("的")}, "by": doubled.value}
            if doubled.label.strip("的")
            else doubled.value
        )
    named = [(c, [n for n in table if c.label and c.label in n]) for c in parts.all(Cap) if c.side == "max"]
    caps = {names[0]: c.points for c, names in named if len(names) == 1}
    if caps and len(table) > 1:
        body["caps"] = caps
        parts.used.update(id(c) for c, names in named if len(names) == 1)
    most = parts.cap("max")
    if most is not None:
        body["cap"] = most.points
    parts.modifier("CLOSED")
    open_ended = parts.modifier("NO_CAP") is not None
    start = parts.modifier("START")
    if start is not None:
        return _started(parts, body, start.value, most)
    if adds or open_ended:
        body["max"] = "none" if most is None else most.points
    elif most is not None:
        parts.state_full(most.points)
    elif parts.full is None:
        body["max"] = "none"
    return True


def _started(parts: Parts, body: dict[str, Any], start: Any, most: Cap | None) -> bool:
    """基础分5分，每开展一次加1分，总分不超过10分: what is added comes on top, and 总分 bounds the whole."""
    if not isinstance(start, Decimal) or (parts.given is not None and start > parts.given):
        return False
    body["start"] = start
    if most is not None and most.of != "add":
        body["max"] = body.pop("cap")
        parts.state_full(most.points)
    elif most is not None and isinstance(most.points, Decimal):
        body["cap"] = body["max"] = start + most.points
    elif parts.full is None or start == parts.full:
        body["max"] = "none"
    return True


@form
def severity(parts: Parts) -> Rule | None:
    """迟报扣2分，漏报、瞒报扣3分: a table of deductions from full; 无专人、无方案分别扣1分 a list of what must be there."""
    whole = [
        e
        for e in parts.all(Entry)
        if FLAWLESS.search(e.label) and e.amount.kind == "give" and e.amount.high is None
    ]
    if len(whole) > 1 or (whole and not parts.state_full(whole[0].amount.points)):
        return None  # 按时上报得3分 says what nothing wrong gives
    steps, start = parts.all(Step), parts.modifier("START")
    entries = [e for e in parts.all(Entry) if e not in whole] + _named_counts(parts)
    if (
        not parts.only(Step, Entry, *((Case,) if _named_counts(parts) else ()))
        or len(steps) + len(entries) < 2
        or any(
            e.amount.judged or (e.level and e.label in LADDER and not e.amount.below_zero) for e in entries
        )
    ):
        return None
    amounts = [s.amount for s in steps] + [e.amount for e in entries]
    if any(a.kind != "deduct" or not isinstance(a.points, Decimal) or a.high is not None for a in amounts):
        return None
    if all(a.below_zero for a in amounts):
        return _below_zero(parts, steps, entries)
    if any(not s.happened or not s.label or s.per != 1 or not counted(s.unit) for s in steps) or _mixed(
        steps, entries
    ):
        return None
    found: Rule | None
    if not steps and len({a.points for a in amounts}) == 1 and all(LACKS.match(e.label) for e in entries):
        items = {LACKS.sub("", e.label): e.amount.points for e in entries}
        found = {"checklist": {"items": items, "missing": amounts[0].points}}
    else:
        table = _table(steps, entries)
        found = None if table is None else {"tariff": {"table": table, "start": "full"}}
    if found is None or not from_full(parts, found, start):
        return None
    return found


_FROM = Decision(
    "start",
    "加分和扣分从满分算起，还是从0分算起？",
    "Do the points start at full or at nothing?",
    (Choice("full", "从满分算起", "at full"), Choice("0", "从0分算起", "at nothing")),
)


@form
def signed(parts: Parts) -> Rule | None:
    """优秀每个加0.5分，较差倒扣0.3分，加分、扣分累计都不超过1分: points both ways, from nothing."""
    steps, entries = parts.all(Step), parts.all(Entry)
    amounts = [*(s.amount for s in steps), *(e.amount for e in entries)]
    if not parts.only(Step, Entry) or any(
        not isinstance(a.points, Decimal) or a.high is not None for a in amounts
    ):
        return None
    up = [a for a in amounts if a.kind == "add"]
    down = [a for a in amounts if a.kind == "deduct"]
    if not up or not down or len(up) + len(down) != len(amounts) or any(s.per != 1 or s.side for s in steps):
        return None
    if any(e.level and e.label in LADDER and not e.amount.below_zero for e in entries) or parts.all(
        Threshold
    ):
        return None
    table = _table(steps, entries)
    stated = parts.modifier("START")
    if stated is not None:
        return _up_and_down(parts, table, stated.value)
    start = "0" if all(a.below_zero for a in down) else parts.questions.ask(_FROM)
    most = parts.cap("max", "both", "")
    if table is None or (most is not None and not isinstance(most.points, Decimal)):
        return None
    ends: dict[str, Any] = {"min": "none", "max": "none"}
    if most is not None:
        ends = {"min": negative(most.points), "max": most.points}
    if start == "full":
        parts.want_full()
        if most is not None and (parts.full is None or not isinstance(most.points, Decimal)):
            return None
        if most is not None and parts.full is not None and isinstance(most.points, Decimal):
            ends = {"min": max(Decimal(0), parts.full - most.points), "max": parts.full + most.points}
        ends = {"start": "full", **ends}
    return {"tariff": {"table": table, **ends}}


def _up_and_down(parts: Parts, table: dict[str, Points] | None, start: Any) -> Rule | None:
    """起评8分，每次表彰加0.5分，每次批评扣0.5分，最高10分: both ways from a number, the whole within bounds."""
    most, least = parts.cap("max", ""), parts.cap("min", "")
    parts.modifier("FLOORED")
    if table is None or not isinstance(start, Decimal):
        return None
    body: dict[str, Any] = {"table": table, "start": start}
    if most is not None:
        body["max"] = most.points
        parts.state_full(most.points)
    elif parts.full is None:
        return None
    if least is not None:
        body["min"] = least.points
    return {"tariff": body}


def _named_counts(parts: Parts) -> list[Entry]:
    """首次扣0.3分、连续通报两次扣2分: a count with a name is an event among others."""
    cases = parts.all(Case)
    named = [
        c
        for c in cases
        if c.conds[0].subject
        and c.conds[0].low == c.conds[0].high
        and c.conds[0].low is not None
        and counted(c.conds[0].unit)
    ]
    if not cases or len(named) != len(cases) or not parts.all(Entry):
        return []
    return [
        Entry(f"{c.conds[0].subject}{plain(c.conds[0].low.value)}{c.conds[0].unit}", c.amount)
        for c in named
        if c.conds[0].low
    ]


def _below_zero(parts: Parts, steps: list[Step], entries: list[Entry]) -> Rule | None:
    """较差倒扣0.3分，差倒扣0.5分，累计不超过1分: minus points, down to so many."""
    table = _table(steps, entries)
    if table is None:
        return None
    most = parts.cap("max")
    least = "none" if most is None or not isinstance(most.points, Decimal) else -most.points
    return {"tariff": {"table": table, "min": least}}


def _mixed(steps: list[Step], entries: list[Entry]) -> bool:
    """每发生一起扣1分，影响恶劣再加扣2分: a count with a flag on top is a pool, not a table."""
    return (
        len(steps) == 1
        and bool(entries)
        and any(w in e.label for e in entries for w in ("恶劣", "严重", "重大影响", "后果"))
    )


def from_full(parts: Parts, rule: Rule, start: Modifier | None) -> bool:
    """扣完为止, 最多扣5分, 起评100分."""
    parts.modifier("FLOORED")
    if start is not None and not parts.state_full(start.value):
        return False
    parts.want_full()
    off = parts.cap("max", "deduct")
    body = next(iter(rule.values()))
    if off is not None:
        if parts.full is None or not isinstance(off.points, Decimal):
            return False
        body["min"] = max(Decimal(0), parts.full - off.points)
    if parts.modifier("NO_FLOOR"):
        body["min"] = "none"
    return not parts.cap("max")


@form
def once_each(parts: Parts) -> Rule | None:
    """1次得1分，共5分: points for each, up to a cap."""
    cases = parts.all(Case)
    if len(cases) != 1 or not parts.only(Case):
        return None
    cond, amount = cases[0].conds[0], cases[0].amount
    one = cond.low is not None and cond.low == cond.high and cond.low.value == 1 and counted(cond.unit)
    if not one or amount.kind not in {"give", "add"} or amount.high is not None or len(cases[0].conds) > 1:
        return None
    body: dict[str, Any] = {"each": amount.points}
    return (
        {"tariff": body}
        if _qualified(parts, body, {"": amount.points or Decimal(0)}, adds=amount.kind == "add")
        else None
    )


@form
def by_period(parts: Parts) -> Rule | None:
    """每周2篇以上得1分，超报每篇加1分，漏报扣当期基础分."""
    found, steps = parts.all(Periodic), parts.all(Step)
    # 多报不加分 says what is so anyway.
    entries = [e for e in parts.all(Entry) if not (e.amount.kind == "add" and e.amount.points == 0)]
    if len(found) != 1 or not parts.only(Step, Entry, Periodic) or len(steps) > 1 or len(entries) > 1:
        return None
    body: dict[str, Any] = {
        "each": found[0].amount.points,
        "at_least": found[0].least,
        "of": "events",
        "group_by": "period",
    }
    if steps:
        if (
            steps[0].amount.kind not in {"add", "give"}
            or steps[0].per != 1
            or "超" not in steps[0].label + steps[0].word
        ):
            return None
        body["beyond"] = steps[0].amount.points
    if entries:
        if entries[0].amount.kind != "deduct" or entries[0].amount.high is not None:
            return None
        # 扣当期基础分 leaves the period with nothing.
        body["short"] = Decimal(0) if entries[0].amount.points == "full" else entries[0].amount.signed
    return {"tariff": body} if _qualified(parts, body, {"": Decimal(0)}, adds=True) else None
