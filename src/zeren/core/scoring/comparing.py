"""Comparing two letters: what changes, said in words, and how each score moves because of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Outcome, Scorecard, ScorecardLine, plain
from zeren.core.packs import BonusSpec, Letter, Limit, RuleSpec, Target, VetoSpec

_PARTS = {"letter": "责任书", "target": "目标", "bonus": "加分项", "veto": "否决项", "grade": "等级"}
_OPS = {"<=": "不高于", ">=": "不低于", "=": "等于", "<": "低于", ">": "高于"}


def _words(listed: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in listed.split())


# What parameters and their values are called; a name that is not here is the letter's own and stays as written.
_LABELS: Mapping[str, str] = _words(
    """
    per=每档 deduct=扣分 add=加分 rounding=不足一档 of=看哪个数 ref=同什么比 when=条件 start=起评分
    min=最低 max=最高 bounds=分档 otherwise=其余得 within=范围内 require=要求 else=达不到得 to=折算到
    points=得分 below=以下 direction=排名方向 table=分值表 first=第一名得 by=每名差 ties=并列
    after=其后名次得 reach=达到即得 last=末位 peers=同类 each=每次 group_by=分组 split=均摊 times=倍数
    at_least=至少 beyond=超过每个 short=不足时 evidence=须有佐证 caps=各类上限 cap=上限 items=项目
    missing=每缺一项扣 need=至少几项 share=按占比 pool=均分 halve=减半 disqualify=取消资格 levels=等级分
    award=酌情加 role=评分人 how=办法 weights=权重 series=哪些数列 over=增幅 effect=后果 grade=等级
    rule=规则 rules=各部分 full=分值 bands=等级线 quota=名额 round=取整 then=不适用时 numerator=分子
    denominator=分母 unit=单位 places=小数位 from=以上（含） above=以上（不含） also=并且 range=得分范围
    name=名称 and=并且
    """
)
_VALUES: Mapping[str, str] = _words(
    """
    prop=按比例 floor=不计 ceil=按一档 whole=只按整数 full=满分 none=不限 high=从高到低 low=从低到高
    competition=并列后空出名次 dense=并列后不空名次 average=并列平分 forbid=并列取消 judge=由人评定
    interpolate=按比例 skip=不计入总分 rescale=由其他项分担
    """
)


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two letters.

    Shape: ``kind`` is ``added``, ``removed``, ``renumbered`` or ``changed``; ``part`` is ``letter``, ``target``, ``bonus``,
    ``veto`` or ``grade``; ``field`` names what changed, for a rule's parameter with its path (``rule.deduct``).
    """

    kind: str
    part: str
    id: str
    name: str
    field: str = ""
    old: str = ""
    new: str = ""
    words: str = ""

    def to_dict(self) -> dict[str, str]:
        """The JSON form."""
        return {
            "kind": self.kind, "part": self.part, "id": self.id, "name": self.name, "field": self.field,
            "old": self.old, "new": self.new, "words": self.words,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """How one line's points move.

    Shape: ``old`` and ``new`` are None where the line is only in one letter; ``difference`` only where both are certain.
    Unit: points.
    """

    id: str
    name: str
    old: Outcome | None
    new: Outcome | None
    old_full: Decimal | None
    new_full: Decimal | None
    difference: Decimal | None
    why: str

    def to_dict(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "id": self.id,
            "name": self.name,
            "old": _outcome(self.old),
            "new": _outcome(self.new),
            "old_full": _number(self.old_full),
            "new_full": _number(self.new_full),
            "difference": _number(self.difference),
            "why": self.why,
        }


def compare_letters(old: Letter, new: Letter) -> list[Change]:
    """Everything that differs between two letters, in the new letter's order.

    Shape: a target is found again by its id, or, under another one, by indicator and name.

    Example:
        >>> from dataclasses import replace
        >>> from zeren.core.packs import load
        >>> letter = load("chengzhong-2017").letters["chengzhong-2017"]
        >>> [change.words for change in compare_letters(letter, replace(letter, full=Decimal(110)))]
        ['责任书：总分由 100 改为 110']
    """
    return [
        *_heads(old, new),
        *_lines("target", old.targets, new.targets, pairs_of(old, new)),
        *_lines("bonus", old.bonuses, new.bonuses, _by_id(old.bonuses, new.bonuses)),
        *_lines("veto", old.vetoes, new.vetoes, _by_id(old.vetoes, new.vetoes)),
        *_grades(old, new),
    ]


def compare_scores(
    old: Scorecard, new: Scorecard, *, changes: Sequence[Change], pairs: Mapping[str, str]
) -> list[Move]:
    """How each line's points move from one letter to the other on the same data, and why; lines that stay are left out.

    Shape: ``pairs`` maps an old target's id to its new one, see :func:`pairs_of`.
    Unit: points.

    Example:
        >>> card = Scorecard("a", "u", "2017", Outcome.score(Decimal(0)), (), Decimal(0))
        >>> compare_scores(card, card, changes=[], pairs={})
        []
    """
    before = {line.target: line for line in old.lines}
    origin = {later: earlier for earlier, later in pairs.items()}
    moves = []
    seen = set()
    for line in new.lines:
        earlier = before.get(origin.get(line.target, line.target))
        if earlier is not None:
            seen.add(earlier.target)
        if earlier is None or (earlier.outcome, earlier.full) != (line.outcome, line.full):
            moves.append(_move(earlier, line, changes))
    moves += [_move(line, None, changes) for line in old.lines if line.target not in seen]
    return moves


def pairs_of(old: Letter, new: Letter) -> dict[str, str]:
    """Old target id → new target id: the same id, or the same indicator and name under another one.

    Example:
        >>> from zeren.core.packs import load
        >>> letter = load("chengzhong-2017").letters["chengzhong-2017"]
        >>> pairs_of(letter, letter)["1.4"]
        '1.4'
    """
    there = {target.id: target for target in new.targets}
    pairs = {t.id: t.id for t in old.targets if t.id in there and _same(t, there[t.id])}
    for target in old.targets:
        if target.id in pairs:
            continue
        taken = set(pairs.values())
        twin = next((t.id for t in new.targets if t.id not in taken and _key(t) == _key(target)), None)
        if twin is None and target.id in there and target.id not in taken:
            twin = target.id
        if twin is not None:
            pairs[target.id] = twin
    return pairs


def _key(target: Target) -> tuple[str, str]:
    return target.indicator, target.name


def _same(one: Target, two: Target) -> bool:
    return bool(one.name == two.name or (one.indicator and one.indicator == two.indicator))


# --- what changes -------------------------------------------------------------------------------------------------------


def _heads(old: Letter, new: Letter) -> Iterator[Change]:
    for field, label, one, two in (
        ("name", "名称", old.name, new.name),
        ("document_number", "文号", old.document_number, new.document_number),
        ("issuer", "下达单位", old.issuer, new.issuer),
        ("unit", "被考核单位", old.unit, new.unit),
        ("period", "考核期", old.period, new.period),
        ("full", "总分", plain(old.full), plain(new.full)),
        ("points_status", "分值性质", old.points_status, new.points_status),
    ):
        yield from _changed("letter", new.id, new.name, field, label, one, two)


def _by_id(old: Sequence[Any], new: Sequence[Any]) -> dict[str, str]:
    there = {line.id for line in new}
    return {line.id: line.id for line in old if line.id in there}


def _lines(part: str, old: Sequence[Any], new: Sequence[Any], pairs: Mapping[str, str]) -> Iterator[Change]:
    before = {line.id: line for line in old}
    origin = {later: earlier for earlier, later in pairs.items()}
    for line in new:
        earlier = before.get(origin.get(line.id, ""))
        if earlier is None:
            words = f"新增{_PARTS[part]} {line.id} {line.name}{_worth(line)}"
            yield Change("added", part, line.id, line.name, new=line.name, words=words)
            continue
        if earlier.id != line.id:
            words = f"{_PARTS[part]} {line.name} 的编号由 {earlier.id} 改为 {line.id}"
            yield Change("renumbered", part, line.id, line.name, "id", earlier.id, line.id, words)
        for field, label, one, two in _fields(earlier, line):
            yield from _changed(part, line.id, line.name, field, label, one, two)
    for line in old:
        if line.id not in pairs:
            words = f"取消{_PARTS[part]} {line.id} {line.name}{_worth(line)}"
            yield Change("removed", part, line.id, line.name, old=line.name, words=words)


def _worth(line: Any) -> str:
    return f"（{plain(line.points)}分）" if isinstance(line, Target) else ""


def _changed(part: str, id: str, name: str, field: str, label: str, one: str, two: str) -> Iterator[Change]:  # noqa: A002
    if one == two:
        return
    where = _PARTS[part] if part in {"letter", "grade"} else f"{_PARTS[part]} {id} {name}"
    short = len(one) + len(two) < 60
    said = (
        f"由 {one or '（无）'} 改为 {two or '（无）'}"
        if short
        else f"：原为“{one or '无'}”，改为“{two or '无'}”"
    )
    yield Change("changed", part, id, name, field, one, two, f"{where}：{label}{said}")


def _fields(old: Any, new: Any) -> Iterator[tuple[str, str, str, str]]:
    yield "name", "名称", old.name, new.name
    yield "clause", "条款", old.clause, new.clause
    yield "indicator", "指标", old.indicator, new.indicator
    if isinstance(old, Target) and isinstance(new, Target):
        yield "points", "分值", plain(old.points), plain(new.points)
        yield "limit", "目标值", _limit(old.limit), _limit(new.limit)
        yield "due", "时限", str(old.due or ""), str(new.due or "")
        yield "office", "责任科室", old.office, new.office
        yield "na", "不适用时", _VALUES.get(old.na, old.na), _VALUES.get(new.na, new.na)
        yield "at_risk", "预警距离", _optional(old.at_risk), _optional(new.at_risk)
        yield "evidence", "佐证台账", "、".join(old.evidence), "、".join(new.evidence)
        yield "item", "所属条目", f"{old.section}/{old.item}", f"{new.section}/{new.item}"
    if isinstance(old, VetoSpec) and isinstance(new, VetoSpec):
        yield "when", "否决条件", _limit(old.when), _limit(new.when)
        yield "effect", "后果", old.effect, new.effect
        return
    if isinstance(old, BonusSpec) and isinstance(new, BonusSpec):
        yield "cap", "上限", _optional(old.cap), _optional(new.cap)
    if isinstance(old, Target | BonusSpec) and isinstance(new, Target | BonusSpec):
        yield "inputs", "输入来源", _inputs(old), _inputs(new)
        yield from rule_differences(old.rule, new.rule)


def _inputs(line: Target | BonusSpec) -> str:
    return "；".join(
        f"{s.name}：{s.indicator + ('（上期）' if s.previous else '') or s.role or _said(s.value)}"
        for s in line.inputs
    )


def _grades(old: Letter, new: Letter) -> Iterator[Change]:
    if old.grade is None or new.grade is None:
        if old.grade is not new.grade:
            kind, word = ("added", "新增") if old.grade is None else ("removed", "取消")
            yield Change(kind, "grade", new.id, new.name, words=f"{word}等级评定")
        return
    for field, label, one, two in rule_differences(old.grade, new.grade):
        yield from _changed("grade", new.id, new.name, field, label, one, two)


def rule_differences(old: RuleSpec, new: RuleSpec) -> Iterator[tuple[str, str, str, str]]:
    """How two rules differ: path, what it is called, and both values in words.

    Example:
        >>> one, two = (RuleSpec("step", {"per": Decimal(1), "deduct": Decimal(n), "rounding": "floor"}) for n in (1, 2))
        >>> list(rule_differences(one, two))
        [('rule.step.deduct', '规则的扣分', '1', '2')]
    """
    if old.name != new.name:
        yield (
            "rule",
            "计分规则",
            f"{old.name}（{_said(old.parameters)}）",
            f"{new.name}（{_said(new.parameters)}）",
        )
        return
    yield from _differences(old.parameters, new.parameters, f"rule.{old.name}", "规则的")


def _differences(old: Any, new: Any, path: str, label: str) -> Iterator[tuple[str, str, str, str]]:
    """Differences of maps key by key, of lists of the same length member by member where they hold rules; else as a whole."""
    if isinstance(old, Mapping) and isinstance(new, Mapping) and (set(old) & set(new)):
        for key in dict.fromkeys([*old, *new]):
            inner = f"{label}{'' if label.endswith('的') else '的'}{_LABELS.get(key, key)}"
            yield from _differences(old.get(key), new.get(key), f"{path}.{key}", inner)
        return
    if path.endswith(".rules") and isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for position, (one, two) in enumerate(zip(old, new, strict=True), 1):
            yield from _differences(one, two, f"{path}[{position}]", f"{label}第{position}条")
        return
    if old != new:
        yield path, label, _said(old), _said(new)


def _said(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal | int):
        return plain(Decimal(value))
    if isinstance(value, Mapping) and set(value) & set(_ENDS):
        ends = "、".join(f"{_said(value[key])}{word}" for key, word in _ENDS.items() if key in value)
        rest = {key: member for key, member in value.items() if key not in _ENDS}
        return "，".join(part for part in (ends, _said(rest)) if part)
    if isinstance(value, Mapping):
        return "，".join(f"{_LABELS.get(key, key)} {_said(member)}" for key, member in value.items())
    if isinstance(value, list | tuple):
        return "；".join(_said(member) for member in value)
    return _VALUES.get(str(value), str(value))


_ENDS = {"from": "及以上", "above": "以上（不含）", "to": "及以下", "below": "以下（不含）"}


def _limit(limit: Limit) -> str:
    return f"{_OPS[limit.op]} {plain(limit.value)}" if limit.states else ""


def _optional(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


# --- how scores move ----------------------------------------------------------------------------------------------------


def _move(old: ScorecardLine | None, new: ScorecardLine | None, changes: Sequence[Change]) -> Move:
    line = new or old
    assert line is not None
    told = [change.words for change in changes if change.id == line.target and change.part != "letter"]
    reasons = [
        f"原来：{old.reason}" if old is not None else "",
        f"现在：{new.reason}" if new is not None else "",
    ]
    return Move(
        id=line.target,
        name=line.name,
        old=None if old is None else old.outcome,
        new=None if new is None else new.outcome,
        old_full=None if old is None else old.full,
        new_full=None if new is None else new.full,
        difference=_difference(old, new),
        why="。".join(part for part in (*told, *reasons) if part),
    )


def _difference(old: ScorecardLine | None, new: ScorecardLine | None) -> Decimal | None:
    one = Decimal(0) if old is None else old.outcome.points
    two = Decimal(0) if new is None else new.outcome.points
    return None if one is None or two is None else two - one


def _outcome(outcome: Outcome | None) -> dict[str, Any] | None:
    if outcome is None:
        return None
    return {
        "outcome": outcome.kind,
        "points": _number(outcome.points),
        "low": _number(outcome.low),
        "high": _number(outcome.high),
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
