"""Points for events: 国家级每项加3分; 迟报扣2分、漏报扣3分; 每周2篇以上得1分."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from zeren.core.drafting.forms.parts import Parts, Rule, counted, form
from zeren.core.drafting.pieces import Amount, Cap, Case, Entry, Modifier, Periodic, Points, Step
from zeren.core.kernel import plain

# What something is that is not there.
LACKS = re.compile(r"^(?:无|没有|未|缺|缺少|不|没)")
_HAPPENS = re.compile(r"^(?:每)?(?:发生|出现|查实|发现|有|存在|受到|的)+|(?:的|者|情况)$")


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
    steps, entries = parts.all(Step), parts.all(Entry)
    if not parts.only(Step, Entry) or not (steps or entries) or any(e.level for e in entries):
        return None
    priced = [e.label for e in entries]
    # 一等奖5分、二等奖3分: a price list of ranks needs no verb.
    listed = len(priced) > 1 and all(len(_RANK_OF_EVENT.findall(label)) == 1 for label in priced)
    gains = [s.amount for s in steps] + [e.amount for e in entries if listed or not e.amount.bare]
    if not gains or any(
        a.kind not in {"add", "give"} or a.points is None or a.high is not None for a in gains
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
    if table is None:
        return None
    single = len(table) == 1
    body: dict[str, Any] = {"each": next(iter(table.values()))} if single else {"table": table}
    if single and steps and steps[0].per != 1:
        return None
    adds = any(a.kind == "add" for a in gains)
    if not _qualified(parts, body, table, adds=adds):
        return None
    return {"tariff": body}


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
    if parts.modifier("MAX_ONLY", "NO_REPEAT"):
        body["group_by"], body["within"] = "group", "max"
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
    if adds or open_ended:
        body["max"] = "none" if most is None else most.points
    elif most is not None:
        parts.state_full(most.points)
    elif parts.full is None:
        body["max"] = "none"
    return True


@form
def severity(parts: Parts) -> Rule | None:
    """迟报扣2分，漏报、瞒报扣3分: a table of deductions from full; 无专人、无方案分别扣1分 a list of what must be there."""
    steps, entries, start = parts.all(Step), parts.all(Entry) + _named_counts(parts), parts.modifier("START")
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
