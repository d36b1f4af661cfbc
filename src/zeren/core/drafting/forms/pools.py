"""One item, several counters: 缺一项扣0.5分，每处抵触扣1分; 活动室4分、寝室4分; 无制度0分，不健全扣2分."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from zeren.core.drafting.forms.parts import UNSTATED_AWARD, UNSTATED_DEDUCTION, Parts, Rule, counted, form
from zeren.core.drafting.forms.steps import count_rule
from zeren.core.drafting.forms.tariffs import LACKS, event_name, from_full
from zeren.core.drafting.pieces import Amount, Case, Entry, Otherwise, Step, Threshold, negative
from zeren.core.kernel import plain

# What is so or not, and no heading: 建立制度1分，有方案1分.
FACT = re.compile(
    "^(?:有|建立|建有|制定|制订|成立|开展|召开|配备|配有|设立|设有|印发|出台|签订|纳入|定期|按时|及时|公示|公开|列入|实行|实施|落实)"
    "|(?:健全|齐全|完善|到位|规范|合格|合法|完整|达标|符合要求|明确|落实|属实|准确)$"
)
_FLAWED = re.compile("(?:不|欠|未)(?:完善|健全|规范|到位|齐全|完整|及时|力|足|明显|扎实|落实)$")
_LISTED = re.compile(r"(?:少|缺|不符|不达|没有|无).{0,3}(?:项|室|处|个|条|种)|符合|具备|达到|每项")


@form
def pool(parts: Parts) -> Rule | None:
    """Several deductions from one item: counts, what is missing, flags, what a person may take off."""
    members = [_unmet(p) for p in parts.pieces if isinstance(p, Step | Entry | Case)]
    if not parts.only(Step, Entry, Case) or not members:
        return None
    if any(p.amount.kind != "deduct" for p in members) or (
        len(members) == 1 and not isinstance(members[0], Entry)
    ):
        return None
    if (
        len(members) == 1
        and isinstance(members[0], Entry)
        and (members[0].amount.judged or members[0].amount.high is not None)
    ):
        return None
    if any(isinstance(m, Step) and m.happened and not m.label for m in members[1:]):
        return None  # 每发生1起扣1分，5起以上每起扣2分: one thing, counted twice
    single = {m.unit for m in members if isinstance(m, Step) and m.once and m.happened}
    if any(isinstance(m, Case) and m.conds[0].unit in single for m in members):
        return None  # 死亡1人扣3分，死亡2人扣6分 are bands of one count
    start = parts.modifier("START")
    names = _Names()
    rules = []
    for member in members:
        rule = _member(parts, member, names)
        if rule is None:
            return None
        rules.append(rule)
    found: Rule = {"sum": {"start": "full", "rules": rules}}
    if len(rules) == 1 and "tariff" in rules[0]:
        found = {"tariff": {**rules[0]["tariff"], "start": "full"}}
    return found if from_full(parts, found, start) else None


def _unmet(piece: Step | Entry | Case) -> Step | Entry | Case:
    """不达标的扣2分: not reaching the target is a fact that costs points."""
    if (
        isinstance(piece, Case)
        and len(piece.conds) == 1
        and piece.conds[0].relation == "unmet"
        and piece.amount.kind == "deduct"
    ):
        return Entry(f"{piece.conds[0].subject}未达标", piece.amount)
    return piece


class _Names:
    """Names for several counters: the standard ones first, then what the text calls them."""

    def __init__(self) -> None:
        self.taken: set[str] = set()

    def take(self, standard: str, label: str) -> str:
        name = standard
        if name in self.taken:
            name = event_name(label) or standard
        number = 2
        while name in self.taken:
            name, number = f"{event_name(label) or standard}{number}", number + 1
        self.taken.add(name)
        return name


def _member(parts: Parts, member: Step | Entry | Case, names: _Names) -> Rule | None:
    amount = member.amount
    if isinstance(member, Step):
        missing = (not member.happened and member.side == "below") or member.label.startswith(
            ("缺", "未", "无", "少")
        )
        if (
            not counted(member.unit)
            or amount.points is None
            or amount.high is not None
            or member.side == "above"
        ):
            return None
        wanted = [
            c.low.value
            for t in parts.all(Threshold)
            for c in t.conds
            if counted(c.unit) and c.low and not c.high
        ]
        if missing and wanted:
            if len(wanted) > 1 or not isinstance(wanted[0], Decimal):
                return None
            rule = count_rule(parts, member, names.take("count", member.label))
            return rule and {"step": {**rule["step"], "ref": wanted[0], "when": "below"}}
        return count_rule(parts, member, names.take("missing" if missing else "count", member.label))
    if isinstance(member, Case):
        cond = member.conds[0]
        if len(member.conds) > 1 or not cond.numeric or amount.high is not None or amount.points is None:
            return None
        name = names.take("count" if counted(cond.unit) else "value", cond.subject)
        band = {
            ("from" if e.inside else "above") if e is cond.low else ("to" if e.inside else "below"): e.value
            for e in (cond.low, cond.high)
            if e
        }
        return {
            "bands": {
                "of": name,
                "bounds": [{**band, "points": negative(amount.points)}],
                "otherwise": Decimal(0),
            }
        }
    if amount.judged or amount.high is not None:
        found = {"judge": judged_range(parts, amount)}
        if _FLAWED.search(member.label):
            found["judge"]["when"] = {"input": member.label}  # 设施不完善的，酌情扣1到5分
        return found
    return {"tariff": {"each": amount.signed, "of": names.take(event_name(member.label), member.label)}}


def judged_range(parts: Parts, amount: Amount) -> dict[str, Any]:
    """The range within which a person takes points off or gives them."""
    key = "deduct" if amount.kind == "deduct" else "award"
    if amount.points is None:
        parts.questions.ask(UNSTATED_DEDUCTION if key == "deduct" else UNSTATED_AWARD)
        parts.want_full()
        return {key: [Decimal(0), "full"]}
    low, high = amount.points, amount.high
    if high is None:
        return {key: [Decimal(0) if key == "award" else low, low]}
    return {key: sorted([low, high], key=lambda p: p if isinstance(p, Decimal) else Decimal(0))}


@form
def listed(parts: Parts) -> Rule | None:
    """活动室4分、寝室4分; 内容合法、程序合法各得2分; 获示范县称号得10分: points for each thing that is so."""
    entries = parts.all(Entry)
    lacks = _restated(parts)
    if (
        not entries
        or not parts.only(Entry, Otherwise, *([Step] if lacks else []))
        or any(e.level or e.each for e in entries)
    ):
        return None
    if any(e.amount.kind != "give" or e.amount.high is not None or e.amount.judged for e in entries):
        return None
    wins = [e for e in entries if e.amount.points != 0]
    zeros = [e for e in entries if e.amount.points == 0]
    if zeros and not (len(wins) == 1 and len(zeros) == 1 and _opposites(wins[0].label, zeros[0].label)):
        return _lacking(parts, wins, zeros)
    if any(o.amount.points != 0 or o.amount.kind != "give" or o.amount.judged for o in parts.all(Otherwise)):
        return None
    parts.modifier("EVIDENCE")
    if len(wins) == 1:
        parts.cap("full")
        return _flag(parts, wins[0])
    facts = all(FACT.search(e.label) for e in wins)
    if any(e.amount.bare for e in wins) and not (parts.gated or facts or _LISTED.search(parts.context)):
        return None  # 组织领导5分、经费保障5分 tells what things are worth, not when they are given
    total = sum((e.amount.points for e in wins if isinstance(e.amount.points, Decimal)), Decimal(0))
    if any(not isinstance(e.amount.points, Decimal) for e in wins) or len({e.label for e in wins}) != len(
        wins
    ):
        return None
    parts.cap("full")
    most = parts.cap("max")
    if parts.given is not None and total > parts.given and most is None and not parts.inner:
        parts.notes.append(f"各小项合计{total}分，超过满分")
    parts.state_full(total if most is None or not isinstance(most.points, Decimal) else most.points)
    return {"checklist": {"items": {e.label: e.amount.points for e in wins}}}


_COMPLIES = re.compile(
    "^(?:以上)?(?:的)?(?:评估|考核)?(?:要点|条款|指标|内容|项目|观测点)?(?:完全|基本)?(?:符合|达标|达到|落实|完成)(?:要求)?$"
)


@form
def by_share(parts: Parts) -> Rule | None:
    """80%以上要点符合的得10分，60%以上基本符合的得6分: points by the share of items that are so."""
    cases, others = parts.all(Case), parts.all(Otherwise)
    if len(cases) < 2 or not parts.only(Case, Otherwise) or any(o.amount.points != 0 for o in others):
        return None
    conds = [c.conds[0] for c in cases]
    if any(
        len(c.conds) > 1 or c.amount.kind != "give" or not isinstance(c.amount.points, Decimal) for c in cases
    ):
        return None
    if any(c.low is None or not c.low.inside or c.high is not None or c.unit != "%" for c in conds):
        return None
    if not all(_COMPLIES.match(c.subject) for c in conds) or any(c.amount.high is not None for c in cases):
        return None
    levels = [
        {"from": share(c.low.value), "points": k.amount.points}
        for c, k in zip(conds, cases, strict=True)
        if c.low
    ]
    parts.state_full(max(k.amount.points for k in cases if isinstance(k.amount.points, Decimal)))
    return {"checklist": {"share": levels}}


def share(value: Decimal) -> str:
    """A share as the rule format writes it."""
    return f"{plain(value)}%"


def _restated(parts: Parts) -> bool:
    """缺一项扣1分 behind items of one point each says the same once more."""
    steps, entries = parts.all(Step), parts.all(Entry)
    if len(steps) != 1 or steps[0].side != "below" or steps[0].per != 1 or steps[0].amount.kind != "deduct":
        return False
    return len(entries) > 1 and all(
        e.amount.kind == "give" and e.amount.points == steps[0].amount.points for e in entries
    )


_HAVING = re.compile("^(?:建立有?|建有|制定|制订|设立|设有|开展|配备|配有|成立|召开|有)(?:了)?")
_LACKING = re.compile("^(?:无|没有|未|没)(?:建立|建有|制定|制订|设立|设|开展|配备|成立|召开|建|有)?")


def _opposites(good: str, bad: str) -> bool:
    if bad in {"逾期", "超期", "迟报", "未按时", "不按时"} and good.startswith(
        ("按时", "按期", "及时", "如期")
    ):
        return True
    good = re.sub("^(?:按(?:照)?(?:规定|要求|标准|计划)|依法|依规|已|能)", "", good)
    if bad[:1] in {"未", "没", "不"} and len(bad) > 1 and good.startswith(bad[1:].removeprefix("有")):
        return True  # 建有心理辅导室, 未建
    stem, lacking = _HAVING.sub("", good), _LACKING.sub("", bad)
    if len(bad) > 2 and bad[:1] in {"未", "没"} and bad[1:].removeprefix("有") in good:
        return True  # 经费列入预算, 未列入
    if len(bad) > 3 and bad[:1] in {"未", "不", "没"} and good.endswith(bad[1:].removeprefix("有")):
        return True  # 监控全覆盖, 未全覆盖
    if stem and stem != good and lacking != bad and stem == lacking:
        return True  # 建立制度, 无制度
    return (
        (good in {"是", "有"} and bad in {"否", "无", "没有"})
        or bad in {f"未{good}", f"不{good}", f"没有{good}", f"无{good}"}
        or (good[:1] == "有" and bad in {f"无{good[1:]}", f"没{good}"})
        or bad in {"没有", "否", "无", "未获得", "未达到", "反之", "未建立", "未开展"}
    )


def _flag(parts: Parts, entry: Entry) -> Rule | None:
    if entry.amount.bare or (entry.amount.points == "full" and LACKS.match(entry.label)):
        return None
    names = re.split("(?:并且?|且|,?同时)(?=有|获|取得|经|通过|持)", entry.label)
    names = ["value"] if entry.label in {"是", "有"} else [n for n in names if n]
    rule: Rule = {"all_or_nothing": {"require": [{"input": name} for name in names]}}
    if parts.state_full(entry.amount.points):
        parts.want_full()
        return rule
    if isinstance(entry.amount.points, Decimal):
        return {"sum": {"rules": [{"full": entry.amount.points, "rule": rule}]}}
    return None


def _lacking(parts: Parts, wins: list[Entry], zeros: list[Entry]) -> Rule | None:
    """无制度不得分: nothing where something is lacking or happened."""
    if wins or len(zeros) != 1:
        return None
    parts.want_full()
    flag = {"input": zeros[0].label}
    return {"all_or_nothing": {"require": [{"not": flag}]}}


@form
def lacking_and_deducting(parts: Parts) -> Rule | None:
    """无制度0分，不健全扣2分; 未计提0分，计提不足扣1—2分: nothing at all, or something off."""
    entries = parts.all(Entry)
    zeros = [e for e in entries if e.amount.kind == "give" and e.amount.points == 0]
    rest = [p for p in parts.pieces if isinstance(p, Step | Entry | Case) and p not in zeros]
    if (
        not zeros
        or not rest
        or not parts.only(Entry, Step, Case)
        or any(p.amount.kind != "deduct" for p in rest)
    ):
        return None
    names = _Names()
    rules = [_member(parts, p, names) for p in rest]
    if any(r is None for r in rules):
        return None
    inner: Rule = {"sum": {"start": "full", "rules": rules}}
    if not from_full(parts, inner, None):
        return None
    for entry in reversed(zeros):
        inner = {"gate": {"when": {"input": entry.label}, "effect": "zero_item", "rule": inner}}
    return inner
