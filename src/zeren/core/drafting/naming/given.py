"""What was given under other names than a rule has: maps of facts, levels, votes, facts under the opposite name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from zeren.core.drafting.naming.likeness import denied, likeness, paired
from zeren.core.kernel import plain

__all__ = ["as_fact", "counted_votes", "grouped", "in_table", "meant", "spread", "turned", "worked_out"]


_GROWTH = re.compile(
    r"(?:(?P<down>降幅|减幅)|增幅|增长率|增速|升幅|涨幅)(?:为|在|达到?|不低于|不少于|超过|应达到)?[\d.]+[%％]"
)
_RATE_DONE = re.compile("完成率|完成比例|完成百分比|完成任务百分比|达成率|任务完成比")


def _size(value: Any) -> Decimal | None:
    """A number that is not below 0; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() and number >= 0 else None


def worked_out(found: Mapping[str, Any], wanted: tuple[str, ...], *, text: str) -> dict[str, Any]:
    """The rate a sentence speaks of, where the two numbers behind it were given: 增幅 out of this year's and last year's,
    完成率 out of what was done and what was to be done.

    Example:
        >>> worked_out({"value": 1030, "previous": 1000}, ("value",), text="增幅达到5%得5分")["value"]
        Decimal('3')
        >>> worked_out({"value": 45, "target": 50}, ("value",), text="完成率达到90%得5分")["value"]
        Decimal('90')
    """
    now, before, goal = (_size(found.get(key)) for key in ("value", "previous", "target"))
    if "value" not in wanted or now is None:
        return dict(found)
    value = now
    growth = _GROWTH.search(text)
    if growth is not None and "previous" not in wanted and before:
        change = (value - before) * 100 / before
        return {**found, "value": -change if growth["down"] else change}
    stated = goal is not None and (
        f"{plain(goal)}%" in text or f"{plain(goal)}％" in text
    )  # 98 is then the rate that is wanted
    if _RATE_DONE.search(text) and "target" not in wanted and goal and not stated:
        return {**found, "value": value * 100 / goal}
    return dict(found)


_NOT_THERE = re.compile(
    "^(?:从未|尚未|均未|未|无|没有|没|缺少|缺)(?:有|发生|出现|设置|设立|设|建立|建|开展|制定|配备)?|^不(?=[具存])"
)
_THERE = re.compile("^(?:有|发生过?|出现|存在|设有|建有|建立|制定|开展|配备)")


_DENIAL = re.compile("从未|尚未|未|没有|没|无(?!故|线|障)|不(?!锈|低于|少于|高于|超过|足)|缺少?")
_BAD = re.compile("事故|事件|违|案件|投诉|拖欠|挪用|大班额|乱收费|体罚|隐患|负面|舆情|死亡|伤亡")
_WELL = frozenset(
    {"safe", "clean", "ok", "compliant", "passed", "pass", "good", "sound", "complete", "met", "clear"}
)
_STANDARD = frozenset({"count", "value", "missing", "level", "judged", "target", "previous", "rank", "size"})


def turned(name: str, wish: str, value: Any) -> Any:
    """制度 is there, so 无制度 is not: a fact under the opposite name is turned round.

    Example:
        >>> turned("制度", "无制度", False), turned("发生事故", "未发生事故", True), turned("有方案", "方案", True)
        (True, False, True)
        >>> turned("wage_arrears", "未拖欠工资", True), turned("no_accident", "未发生事故", True)
        (False, True)
    """
    if not isinstance(value, bool) or name in _STANDARD:
        return value
    if name.isascii():
        well = set(re.findall("[a-z]+", name.lower())) & _WELL
        # safe: true of 未发生事故 says what the sentence says; accident: true, or sound: true of 不健全, the opposite.
        if well and _BAD.search(wish):
            return value
        return value if denied(name) is bool(_DENIAL.search(wish)) else not value
    inner = [(m[0], n[m.end() :]) if (m := _DENIAL.search(n)) else ("", "") for n in (name, wish)]
    absent = [bool(_NOT_THERE.match(n)) for n in (name, wish)]
    if absent[0] is not absent[1] and _NOT_THERE.sub("", wish) == _NOT_THERE.sub("", name):
        return not value  # 在编不在岗 of 无在编不在岗
    if all(no for no, _ in inner) and not all(map(_NOT_THERE.match, (name, wish))):
        return value  # 未整改 of 问题未整改
    if not inner[0][0] and inner[1][0] in {"不", "欠"} and wish.startswith(f"{name}{inner[1][0]}"):
        return not value  # 制度 is as it should be, so it is not 制度不健全
    for (no, _), (yes, what), other in ((inner[0], inner[1], name), (inner[1], inner[0], wish)):
        if yes and not no and len(what) > 1 and other.endswith(what):
            return not value  # 整改 of 问题未整改
    names = [(bool(_NOT_THERE.match(n)), _THERE.sub("", _NOT_THERE.sub("", n))) for n in (name, wish)]
    (one, what), (two, other) = names
    same = bool(what) and bool(other) and (what in other or other in what)
    return not value if one is not two and same else value


def as_fact(name: str, wish: str, value: Any) -> Any:
    """A fact under a standard name or the opposite one: two of them are there, so 无大班额 is not so.

    Example:
        >>> as_fact("count", "无大班额", 2), as_fact("count", "发生事故", 2), as_fact("无违纪", "有违纪", True)
        (False, True, False)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return turned(name, wish, value)
    if not _NOT_THERE.match(wish) or name not in {"count", "value"}:
        return value != 0
    # A value of 1 may be one of them or a yes: nobody knows.
    return None if name == "value" and value in {0, 1} else value == 0


_MAPS = ("counts", "events", "items", "missing_items", "事项", "次数", "清单")
_LACKING = re.compile("^(?:无|没有|未|缺少|缺|没|不)")
_PLAIN = frozenset({"count", "missing", "value", "target", "previous", "cohort"})


def spread(
    found: Mapping[str, Any],
    wanted: tuple[str, ...],
    *,
    kinds: Mapping[str, str],
    tables: set[str],
    failing: bool = False,
) -> dict[str, Any]:
    """A map of events or items as what the rule reads: events, how many are missing, single facts.

    Example:
        >>> spread({"counts": {"迟报": 2}}, ("events",), kinds={}, tables={"迟报", "漏报"})
        {'events': {'迟报': 2}}
        >>> spread({"items": {"制度": True, "记录": False}}, ("events",), kinds={}, tables={"无制度", "无记录"})
        {'events': {'无制度': 0, '无记录': 1}}
        >>> spread({"items": {"预案": False, "演练": True}}, ("missing",), kinds={}, tables=set())
        {'missing': 1}
        >>> spread({"items": {"人防": False, "技防": True}}, ("count",), kinds={}, tables=set(), failing=True)
        {'count': 1}
    """
    listed = found.get("items")
    if "items" in wanted and isinstance(listed, Mapping):
        # 逾期整改 among the items is a fact of its own where the rule has it beside its list.
        beside = {k: v for k, v in listed.items() if k in wanted and k not in found}
        return {**found, **beside, "items": {k: v for k, v in listed.items() if k not in beside}}
    name = next((n for n in found if n in _MAPS and n not in wanted and isinstance(found[n], Mapping)), "")
    told: Mapping[str, Any] = found.get(name, {})
    rest = {k: v for k, v in found.items() if k != name}
    if not name or any(not isinstance(v, bool | int | float | Decimal | None) for v in told.values()):
        return dict(found)
    if "events" in wanted and "events" not in rest:
        return rest | {"events": dict(_event(str(k), v, tables) for k, v in told.items())}
    facts = [w for w in wanted if w not in rest and w not in _PLAIN and w != "items"]
    if "items" in wanted and "items" not in rest:
        return rest | _listed(told, facts)
    if all(isinstance(v, bool) for v in told.values()) and not any(
        likeness(str(k), w) for k in told for w in facts
    ):
        short = sum(not v for v in told.values())
        if "missing" in wanted:
            return rest | {"missing": short}
        return rest | (
            {"count": _happened(told, short, failing=failing)} if "count" in wanted else dict(told)
        )
    pairs = paired(told, facts, kinds=kinds)
    rest |= {wish: turned(k, wish, told[k]) for k, wish in pairs.items()}
    left = {k: v for k, v in told.items() if k not in pairs}
    return rest | _counters(left, [w for w in ("missing", "count") if w in wanted and w not in rest])


def _listed(told: Mapping[str, Any], facts: list[str]) -> dict[str, Any]:
    """The items of a list, and apart from them what the rule reads on its own."""
    beside = {k: v for k, v in told.items() if k in facts}
    return beside | {"items": {k: v if v is None else bool(v) for k, v in told.items() if k not in beside}}


_FAILING = re.compile("未|无|不|缺|迟|漏|错|违|逾期|事故|超期|虚假")


def _happened(told: Mapping[str, Any], short: int, *, failing: bool) -> int | None:
    """How many things happened; where each takes points off and they are named as they should be, those that are not so."""
    bad = [bool(_FAILING.search(str(k))) for k in told]
    if not failing or all(bad):
        return len(told) - short
    return None if any(bad) else short


_FLAWED = re.compile("不(?!锈)|未|欠|没有")


def _event(name: str, value: Any, tables: set[str]) -> tuple[str, Any]:
    """制度 is there, so 无制度 did not happen."""
    lacks = {
        t: _LACKING.sub("", t, count=1) for t in tables if _LACKING.match(t) and not _LACKING.match(name)
    }
    if isinstance(value, bool) and not _FLAWED.search(name):
        # 制度 is as it should be, so 制度不健全 did not happen.
        lacks |= {
            t: t[: m.start()] for t in tables if (m := _FLAWED.search(t)) and m.start() > 1 and t not in lacks
        }
    fitting = [t for t, what in lacks.items() if what == name] or [
        t for t, what in lacks.items() if name in what
    ]
    if isinstance(value, bool) and len(fitting) == 1:
        return fitting[0], int(not value)
    return name, int(value) if isinstance(value, bool) else value


def _counters(left: Mapping[str, Any], wanted: list[str]) -> dict[str, Any]:
    """缺台账 is what is missing, the other one what happened."""
    short = [k for k in left if re.search("缺|少|漏|未|无", k)]
    if wanted == ["missing", "count"] and len(left) == 2 and len(short) == 1:
        return {"missing" if k in short else "count": v for k, v in left.items()}
    return {wanted[0]: next(iter(left.values()))} if len(wanted) == len(left) == 1 else dict(left)


def counted_votes(votes: Mapping[str, Any], levels: tuple[str, ...]) -> dict[str, Any]:
    """Votes under the names of the rule; who voted otherwise is among the others, where the rule has any."""
    found: dict[str, Any] = {}
    for name, number in votes.items():
        level = meant(str(name), levels)
        level = "其余" if level not in levels and "其余" in levels else level
        known = found.get(level)
        found[level] = number if known is None else known + number
    return found


def grouped(event: Any, key: str) -> Any:
    """An event whose one further word (month, week, article) says which group it belongs to."""
    if not isinstance(event, Mapping) or key in event:
        return event
    others = [name for name in event if name not in {"level", "count", "authors", "evidence"}]
    return {key if name in others else name: v for name, v in event.items()} if len(others) == 1 else event


def in_table(given: Any, table: tuple[str, ...]) -> Any:
    """Levels, items or events under the names a rule's table has."""
    if isinstance(given, str):
        return meant(given, table)
    if isinstance(given, Mapping) and "level" in given:
        return {**given, "level": in_table(given["level"], table)}
    if isinstance(given, Mapping):
        called = {str(name): meant(str(name), table) for name in given}
        return {called[str(name)]: turned(str(name), called[str(name)], v) for name, v in given.items()}
    return [in_table(member, table) for member in given] if isinstance(given, list) else given


_DENIED = re.compile("(?:不够|不太|不|未|没有|没|无|欠|较|基本)$")


def meant(name: str, table: tuple[str, ...]) -> str:
    """The one name of the table that a short name can mean; the name itself when none or several can."""
    if name in table:
        return name
    for near in (f"{name}级", name.removesuffix("级"), f"{name}等奖", f"{name}等"):
        if near in table:
            return near
    longer = (
        [t for t in table if name in t and not _DENIED.search(t[: t.index(name)])]
        or [t for t in table if name in t]
        or [t for t in table if not name.isascii() and likeness(name, t)]
    )
    begun = [t for t in longer if t.startswith(name)]
    longer = begun if len(begun) == 1 else longer
    shorter = sorted((t for t in table if t in name), key=len)
    return longer[0] if len(longer) == 1 else shorter[-1] if shorter and not longer else name
