"""Grades nobody lists: 扎实有效8—10分，一般5—7分，流于形式0—4分; 健全得4分，不够健全酌情扣1—3分，没有不得分."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

from zeren.core.drafting.forms.parts import Parts, Rule, form
from zeren.core.drafting.pieces import Context, Entry, Otherwise, Threshold

_ZERO = Decimal(0)
_NOTHING = re.compile("^(?:无|未|没有|没|不)")
_FLAWED = re.compile("不够|不(?:太|尽)?|欠|未|较差|一般|有缺陷")
_RATED = re.compile(
    "(?:由|经)[^,。;]{0,10}(?:组|人员|评委|专家|委员会|督学|小组|部门|领导|科室)[^,。;]{0,24}(?:打分|评分|给分|赋分|评定|计分)$"
)


@form
def ranges(parts: Parts) -> Rule | None:
    """Two grades or more with ranges of points that follow on one another."""
    entries, others = parts.all(Entry), parts.all(Otherwise)
    if len(entries) < 2 or not parts.only(Entry, Otherwise) or len(others) > 1 or parts.all(Threshold):
        return None
    table: dict[str, Any] = {}
    for name, amount in [*((e.label, e.amount) for e in entries), *(("其他", o.amount) for o in others)]:
        low, high = amount.points, amount.high if amount.high is not None else amount.points
        if (
            amount.kind != "give"
            or not isinstance(low, Decimal)
            or not isinstance(high, Decimal)
            or name in table
        ):
            return None
        table[name] = sorted([low, high])
    spans = list(table.values())
    ranged = [s for s in spans if s[0] < s[1]]
    # From the best down, each below the one before it: 0—3分 and 0—5分 are two things, not two grades.
    falling = all(below[1] <= above[0] and below != above for above, below in pairwise(spans))
    if not falling or len(ranged) < 2 or any(e.each or e.bracketed for e in entries):
        return None
    parts.state_full(spans[0][1])
    levels = {name: s if s[0] < s[1] else s[0] for name, s in table.items()}
    return {"judge": {"levels": levels}}


@form
def good_flawed_none(parts: Parts) -> Rule | None:
    """制度健全得4分，不够健全的酌情扣1—3分，无制度的不得分: everything, something off, nothing."""
    entries = parts.all(Entry)
    if len(entries) != 3 or not parts.only(Entry) or parts.all(Threshold) or any(e.each for e in entries):
        return None
    best, flawed, none = entries
    points, off = best.amount.points, (flawed.amount.points, flawed.amount.high)
    if best.amount.kind != "give" or best.amount.high is not None or _NOTHING.match(best.label):
        return None
    if none.amount.kind != "give" or none.amount.points != _ZERO or not _NOTHING.match(none.label):
        return None
    if flawed.amount.kind != "deduct" or not _FLAWED.search(flawed.label) or not parts.state_full(points):
        return None
    worth = points if isinstance(points, Decimal) else parts.full
    low, high = off
    if worth is None or not isinstance(low, Decimal) or not (high is None or isinstance(high, Decimal)):
        return None
    least, most = worth - (low if high is None else high), worth - low
    if least < 0:
        return None
    parts.modifier("FLOORED")
    middle: Any = most if high is None else [least, most]
    return {"judge": {"levels": {best.label: worth, flawed.label: middle, none.label: _ZERO}}}


_RANK = re.compile("(?:国家|省|地市|市|县区|区县|县|区|乡镇|校)级|(?:特|一|二|三)等奖")


@form
def titles(parts: Parts) -> Rule | None:
    """省级示范校得5分，市级示范校得4分，未创建不得分: what a school is, the highest of them."""
    entries = parts.all(Entry)
    named = [e for e in entries if e.amount.points != _ZERO]
    if len(named) < 2 or len(entries) - len(named) != 1 or not parts.only(Entry) or entries[-1] in named:
        return None
    ranks = [
        [n for n in found if n.endswith("等奖")] or found for found in (_RANK.findall(e.label) for e in named)
    ]
    points = [e.amount.points for e in named if isinstance(e.amount.points, Decimal)]
    if any(
        e.amount.kind != "give" or e.amount.high is not None or e.each or e.amount.judged for e in entries
    ):
        return None
    if not _NOTHING.match(entries[-1].label) or any(len(r) != 1 for r in ranks) or len(points) < len(named):
        return None
    if points != sorted(set(points), reverse=True) or len({r[0] for r in ranks}) < len(ranks):
        return None
    parts.state_full(points[0])
    table: dict[str, Any] = {r[0]: p for r, p in zip(ranks, points, strict=True)}
    return {"judge": {"levels": {**table, entries[-1].label: _ZERO}}}


@form
def rated_by_somebody(parts: Parts) -> Rule | None:
    """领导重视、措施得力（3分），由考核组综合打分: a person gives up to so many points."""
    entries = parts.all(Entry)
    if len(entries) != 1 or not parts.only(Entry) or parts.all(Threshold):
        return None
    [entry], rated = entries, [c for c in parts.all(Context) if _RATED.search(c.text)]
    sure = entry.amount.kind == "give" and entry.amount.bare and entry.amount.high is None
    if len(rated) != 1 or not sure or entry.level or not isinstance(entry.amount.points, Decimal):
        return None
    if not parts.state_full(entry.amount.points):
        return None
    return {"judge": {"award": [_ZERO, entry.amount.points]}}
