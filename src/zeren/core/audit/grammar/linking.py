"""Ties between the claims of a sentence: a rate with its counts, a change or limit with its value, a share with its whole."""

from __future__ import annotations

from zeren.core.audit.grammar.proportions import tie_bases, tie_rate, tie_share
from zeren.core.audit.grammar.registry import Draft
from zeren.core.audit.lexicon.metrics import metric_named

__all__ = ["link"]

_VALUES = {
    "rate",
    "share",
    "count",
    "amount",
    "area",
    "per_capita",
    "mean",
    "max",
    "index",
    "ratio",
    "score",
    "completion",
    "target",
    "from_to",
}
_CHANGES = {"change_abs", "change_pct", "change_pp", "compare", "limit", "rank", "from_to"}


def link(drafts: list[Draft], kinds: str = "") -> None:
    """Tie the drafts of one sentence together and let the nameless take their names.

    Shape: drafts in reading order; ``kinds`` are the letters of the sentence, by which brackets and semicolons are known.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("应入学儿童1250人，已入学1240人，入学率99.2%。")[2]
        'rate 入学率 =99.2% num=1240 den=1250'
        >>> outline("初中辍学6名，辍学率0.01%。")[1]
        'rate 辍学率 初中 =0.01% num=6'
        >>> outline("在校生500人（女生240人），比上年增加12人。")[3]
        'change_abs 在校生 =12人 of=0'
    """
    closed = _closings(kinds)
    for at, draft in enumerate(drafts):
        before = [d for d in drafts[:at] if not _shut(d, draft, closed)]
        if draft.type in _CHANGES or draft.inherits in {"value", "any"}:
            _of(draft, before, drafts[at + 1 :])
        if draft.inherits == "same":
            _same(draft, before, kinds)
    for at, draft in enumerate(drafts):
        before = [d for d in drafts[:at] if not _shut(d, draft, closed)]
        if draft.type in {"rate", "completion"} and draft.quantity is not None and draft.quantity.kind == "P":
            tie_rate(draft, [d for d in before if _near(d, draft, kinds)], drafts[at + 1 :], kinds)
            if not draft.links and ";" in kinds[: draft.anchor]:
                tie_rate(draft, before, [], kinds)
        elif draft.type == "share":
            tie_share(draft, before, kinds)
        elif draft.type in {"per_capita", "mean"}:
            tie_bases(draft, before)


def _closings(kinds: str) -> dict[int, int]:
    """For every token inside a bracket, where the outermost bracket around it closes."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for at, kind in enumerate(kinds):
        if kind == "(":
            opened.append(at)
        elif kind == ")" and opened:
            start = opened.pop()
            if not opened:
                found |= dict.fromkeys(range(start, at), at)
    return found


def _shut(draft: Draft, later: Draft, closed: dict[int, int]) -> bool:
    """Whether a draft stands in a bracket that has closed before the later one: what follows speaks of what was before it."""
    return closed.get(draft.anchor, 10**9) < later.anchor


def _near(first: Draft, second: Draft, kinds: str) -> bool:
    """Whether no semicolon stands between, or the words after it name no count of their own."""
    return ";" not in kinds[max(0, first.anchor) : second.anchor]


def _fits(draft: Draft, other: Draft) -> bool:
    """Whether a change, limit or rank can be about a value, by their units."""
    if other.type not in _VALUES:
        return False
    if draft.type == "rank":
        return True
    quantity = draft.bound if draft.type == "limit" else draft.quantity
    mine = other.quantity
    if quantity is None or mine is None:
        return False
    if (
        draft.type == "change_pct"
        or draft.inherits == "any"
        or (draft.type == "compare" and quantity.kind in "PZ")
    ):
        return True
    if draft.type == "change_pp" or quantity.kind == "D":
        return mine.kind == "P" or (mine.kind == "B" and metric_named(other.name).kind in {"rate", "share"})
    if quantity.kind == "B":
        return mine.kind in "BNAG" if draft.type != "limit" else mine.kind in "BPX"
    return quantity.dimension == mine.dimension or (mine.kind == "B" and quantity.kind == "P")


def _of(draft: Draft, before: list[Draft], after: list[Draft]) -> None:
    own = draft.metric if "metric" in draft.subject.own or draft.metric else ""
    if draft.type == "change_pct" and before and before[-1].type == "change_abs" and not own:
        draft.link("delta", before[-1])
        target: Draft | None = before[-1].linked("of") or before[-1]
    else:
        fitting = [d for d in before if _fits(draft, d) and d is not draft]
        whose = draft.population if own else ""
        same = [
            d for d in fitting if not own or (d.name == own and (not whose or d.population in {"", whose}))
        ]
        mine = [d for d in same if draft.population and draft.population in {d.population, d.subject.context}]
        target = (mine or same)[-1] if same else None
        if draft.type == "change_pct" and target is not None and target.type == "share" and len(same) > 1:
            # 支出4.56亿元，占19.8%，同比增长6.3%: what grows by per cent is the amount; a share would by points
            counted = [d for d in same[-3:] if d.type in {"amount", "count", "area"}]
            target = counted[-1] if counted else target
        if draft.nth is not None:  # 分别低于0.50和0.45: each against its own
            place, count = draft.nth
            target = same[-count:][place] if len(same) >= count else None
        if (
            target is None
            and draft.type != "from_to"
            and after
            and _fits(draft, after[0])
            and (not after[0].metric or after[0].metric == own)
        ):
            target = after[0]
            if not after[0].metric and own:
                after[0].metric, after[0].population = own, after[0].population or draft.population
    if draft.type == "from_to":
        if not own and target is not None:
            _take_name(draft, target)
        return
    if target is None:
        if not own and before:
            _take_name(draft, before[-1])
        return
    draft.link("step" if target.type == "from_to" else "of", target)
    _take_name(draft, target)
    if draft.type in {"limit", "completion"} and target.quantity is not None and draft.type == "limit":
        draft.quantity = target.quantity


def _take_name(draft: Draft, source: Draft) -> None:
    if not draft.metric:
        draft.metric = source.metric
        draft.inherited.add("metric")
        if not draft.population:
            draft.population = source.population or source.subject.context
            draft.inherited.add("population")


def _same(draft: Draft, before: list[Draft], kinds: str) -> None:
    """A number without a name continues the last one of its kind: 小学入学率100%，初中99.8%."""
    quantity = draft.quantity
    if quantity is None or draft.total:
        return
    beside = before[-1] if before else None
    if (
        beside is not None
        and quantity.kind in "NAG"
        and kinds[beside.anchor + 1 : draft.anchor] in {"", "、", ","}
    ):
        mine = beside.quantity
        if mine is not None and mine.kind in "NAG" and mine.dimension != quantity.dimension:
            _take_name(draft, beside)  # 校舍建设50个、1500万元: one thing, measured twice
            return
    for other in reversed(before):
        mine = other.quantity
        if mine is None or other.type not in _VALUES:
            continue
        if (quantity.kind == "P" and mine.kind in "PB") or quantity.dimension == mine.dimension:
            population = draft.population
            _take_name(draft, other)
            draft.population = population or draft.population
            # 6所学校中，4所达标: what is said of the four makes them others than the six.
            draft.root = other.root or draft.metric
            draft.metric = draft.root + (draft.right if quantity.kind in "NAG" else "")
            kind = metric_named(draft.metric).kind
            if quantity.kind == "P" and kind in {"share", "completion"}:
                draft.type = kind
            return
    draft.metric = draft.qualifier if quantity.kind == "N" else ""  # 15项已整改到位
