"""Rules by place: a list of points, a first place and a difference, the last places; the tie rule is asked unless it is said."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise
from typing import Any

from zeren.core.drafting.decisions import Choice, Decision
from zeren.core.drafting.forms.parts import Parts, Rule, as_condition, form
from zeren.core.drafting.pieces import SIMILAR, Cap, Case, Entry, Otherwise, Points, Ranking, Threshold

_PER_HEAD = re.compile(
    r"(?P<of>[^，。、按]*?)?(?:按?(?P<per>[万千百])人比|(?:折合|折算)(?:为|成|到)?每(?P<each>[万千百])人)"
)
_SCALES = {"万": "per_ten_thousand", "千": "per_thousand", "百": "per_hundred"}
_MOST_PLACES = 200
_FIRST_LAST = Decision(
    "direction",
    "名次从高到低还是从低到高排？",
    "Does the highest or the lowest value come first?",
    (Choice("high", "从高到低", "highest first"), Choice("low", "从低到高", "lowest first")),
    customary=True,
)


@form
def ranked(parts: Parts) -> Rule | None:
    """One or more pieces about places, perhaps with a value that lifts out of the ranking."""
    pieces, cases = parts.all(Ranking), parts.all(Case)
    if not pieces or not parts.only(Ranking, Case, Otherwise, Entry) or parts.all(Entry):
        return None
    if any(c.side == "full" for c in parts.all(Cap)) and [p.by for p in pieces if p.first or p.front] == []:
        # 本项满分6分，名次每低一位少得0.2分: the first has it all.
        pieces = [Ranking(front=((-1, "full"),)), *pieces]
    body = _points(pieces)
    if body is None:
        return None
    if cases and not _reach(parts, body, cases):
        return None
    for other in parts.all(Otherwise):
        if (
            other.amount.kind == "both"
            or other.amount.high is not None
            or "after" in body
            or "by" in body
            or other.amount.judged
        ):
            return None
        body["after"] = other.amount.signed
    words = "".join(p.label for p in pieces) + parts.context
    published = _published(parts, body)
    deducts = _sign(body) < 0
    if not published:
        way = (
            next((p.direction for p in pieces if p.direction), "")
            or body.pop("direction", "")
            or _way(parts, words)
        )
        body.pop("direction", "")
        body = {"direction": way, **body, "ties": parts.ties()}
    elif any(m.kind.startswith("TIE") for m in parts.pieces if hasattr(m, "kind")):
        parts.ties()
    return _finished(parts, body, words, deducts=deducts, bonus=any(p.bonus for p in pieces))


def _points(pieces: list[Ranking]) -> dict[str, Any] | None:
    """The parameters that say which place gets what."""
    body: dict[str, Any] = {}
    fronts: dict[int, Points] = {}
    backs = [one for piece in pieces for one in piece.back]
    if backs and not _counted_back(body, backs, pieces):
        return None
    for piece in pieces:
        if piece.table:
            if "table" in body:
                return None
            body["table"] = list(piece.table)
        if piece.after is not None:
            body["after"] = piece.after
        if piece.by is not None:
            body["by"] = piece.by
        if piece.last:
            points = list(piece.last_points)
            body["last"] = {"places": Decimal(piece.last), "points": points if len(points) > 1 else points[0]}
        for places, points_each in piece.front:
            if places < 0:
                fronts[-places] = points_each
            else:
                known = max(fronts, default=0)
                fronts.update(dict.fromkeys(range(known + 1, places + 1), points_each))
    fronts = _shared_table(body, fronts)
    if fronts and not _fronted(body, fronts):
        return None
    if "table" in body and "by" in body and not _continued(body, body["table"]):
        return None
    return (
        body
        if set(body) & {"table", "first", "last"}
        and body.get("by") != SIMILAR
        and not ("by" in body and "first" not in body)
        else None
    )


def _counted_back(body: dict[str, Any], backs: list[tuple[int, Points]], pieces: list[Ranking]) -> bool:
    """末位扣2分，倒数第二扣1分: the places from the end, each named once, none left out."""
    given = dict(backs)
    if (
        any(p.last for p in pieces)
        or len(given) < len(backs)
        or sorted(given) != list(range(1, len(given) + 1))
    ):
        return False
    points = [given[n] for n in sorted(given)]
    body["last"] = {"places": Decimal(len(points)), "points": points if len(points) > 1 else points[0]}
    return True


def _fronted(body: dict[str, Any], fronts: dict[int, Points]) -> bool:
    places = sorted(fronts)
    if places != list(range(1, len(places) + 1)):
        return False
    if body.get("by") == SIMILAR:
        points = [fronts[n] for n in places]
        numbers = [p for p in points if isinstance(p, Decimal)]
        steps = {one - two for one, two in pairwise(numbers)}
        if len(numbers) < max(len(points), 2) or len(steps) != 1:
            return False
        [body["by"]] = steps
    if "by" in body:
        if len(places) > 1:
            return _continued(body, [fronts[n] for n in places])
        body["first"] = fronts[1]
        return True
    if "table" in body:
        return False
    body["table"] = [fronts[n] for n in places]
    return True


def _shared_table(body: dict[str, Any], fronts: dict[int, Points]) -> dict[int, Points]:
    """前三名分别得10、9、8分，第四至第六名得6分: the list first, then the places behind it."""
    listed = body.get("table", [])
    if not listed or not fronts or min(fronts) != len(listed) + 1:
        return fronts
    del body["table"]
    return dict(enumerate(listed, 1)) | fronts


def _continued(body: dict[str, Any], table: list[Points]) -> bool:
    """第一名20分、第二名18分，以后每名减1分: the table goes on until nothing is left."""
    by, last = body["by"], table[-1]
    if not isinstance(by, Decimal) or not isinstance(last, Decimal) or by <= 0 or last / by > _MOST_PLACES:
        return False
    while (last := last - by) > 0:
        table.append(last)
    del body["by"]
    body["table"], body["after"] = table, Decimal(0)
    return True


def _reach(parts: Parts, body: dict[str, Any], cases: list[Case]) -> bool:
    """达85%得10分，低于85%的排序得…: those who reach it are not ranked."""
    good = [c for c in cases if c.amount.kind == "give" and c.amount.points != 0]
    if len(good) != 1 or len(cases) > 1 or len(good[0].conds) != 1:
        return False
    cond = good[0].conds[0]
    end = cond.low or cond.high
    if end is None or cond.relation or (not end.inside and isinstance(end.value, Decimal)):
        return False
    body["direction"] = "high" if cond.low is not None else "low"
    body["reach"] = {
        "at_least" if cond.low is not None else "at_most": end.value,
        "points": good[0].amount.points,
    }
    parts.state_full(good[0].amount.points)
    return True


def _published(parts: Parts, body: dict[str, Any]) -> bool:
    """Whether the place is one that an upper level publishes."""
    if "reach" in body or any(p.direction for p in parts.all(Ranking)):
        return False
    said = "".join(p.label for p in parts.all(Ranking))
    return bool(re.search(r"全国|全省|在国|在省|省里|省级排名|国家级排名|公布|通报", said))


def _sign(body: dict[str, Any]) -> int:
    points = [p for p in body.get("table", []) if isinstance(p, Decimal)]
    return -1 if points and all(p <= 0 for p in points) else 1


def _way(parts: Parts, words: str) -> str:
    if parts.low_is_good():
        return "low"
    if any(p.front or p.last or p.back for p in parts.all(Ranking)):
        return "high"
    if any(
        word in words
        for word in (
            "率",
            "得分",
            "总分",
            "成绩",
            "分数",
            "考核",
            "数量",
            "增幅",
            "增长",
            "排名第",
            "第一名",
            "名次",
            "综合",
            "前",
            "排名",
        )
    ):
        return "high"
    return str(parts.questions.ask(_FIRST_LAST))


def _finished(parts: Parts, body: dict[str, Any], words: str, *, deducts: bool, bonus: bool) -> Rule | None:
    thresholds = [c for t in parts.all(Threshold) for c in t.conds]
    if any("reach" not in body or not as_condition(c, "value") for c in thresholds):
        return None
    if (match := _PER_HEAD.search(words)) is not None:
        what = (match["of"] or "").removesuffix("按") or "count"
        body["of"] = {
            "derive": {
                "numerator": what,
                "denominator": "人口",
                "unit": _SCALES[match["per"] or match["each"]],
            }
        }
    if any(p == "full" for p in [body.get("first"), *body.get("table", [])]) or isinstance(
        body.get("by"), str
    ):
        parts.want_full()
    numbers = [
        p
        for p in [body.get("first"), *body.get("table", []), body.get("reach", {}).get("points")]
        if isinstance(p, Decimal)
    ]
    last_only = "table" not in body and "first" not in body
    published = "direction" not in body
    if published:
        body = {"of": "rank", **body}
    minus = body.get("last", {}).get("points")
    takes = deducts or (minus is not None and (minus[0] if isinstance(minus, list) else minus) < 0)
    if last_only and takes:
        # 后两名扣2分: the places cost points of an item that is otherwise full.
        body["min"] = "none"
        parts.modifier("FLOORED")
        parts.want_full()
        return {"sum": {"start": "full", "rules": [{"rank": body}]}}
    least = parts.cap("min")
    if takes or least is not None:
        body["min"] = "none" if least is None else least.points
    if numbers and not takes and not bonus:
        parts.state_full(max(numbers))
    if bonus or takes:
        most = parts.cap("max")
        body["max"] = most.points if most is not None else "none"
    parts.modifier("FLOORED")
    return {"rank": body}
