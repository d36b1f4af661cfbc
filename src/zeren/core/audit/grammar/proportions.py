"""What a rate, a share or a per-capita value divides: its numerator and denominator among the counts of the sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass

from zeren.core.audit.grammar.registry import Draft
from zeren.core.audit.lexicon.metrics import metric_named
from zeren.core.audit.tokens import Quantity

__all__ = ["tie_bases", "tie_far", "tie_rate", "tie_share"]

_COUNTS = {"count", "amount", "area", "target", "completion"}
_WHOLE_WORDS = {"", "总数", "总量", "总额", "全部", "总人数", "其", "该"}
_PER = re.compile(r"^(?:生均|人均|师均|班均|校均|园均|户均|平均(?:每[校班园人生])?)")
_HEADS = {
    "生": ("person", "生|儿童|幼儿"),
    "人": ("person", ""),
    "师": ("person", "教师|教职工"),
    "班": ("class", ""),
    "校": ("school", ""),
    "园": ("school", "园"),
}


@dataclass(frozen=True, slots=True)
class _Pair:
    top: Draft | None = None
    bottom: Draft | None = None
    sure: bool = True


def _counted(drafts: list[Draft]) -> list[Draft]:
    """The counts among drafts; 5.2人 is a mean, whatever stands before it."""
    return [
        d
        for d in drafts
        if d.type in _COUNTS and d.quantity is not None and d.quantity.kind in "NAG" and _whole(d.quantity)
    ]


def _whole(quantity: Quantity) -> bool:
    amount = quantity.value * quantity.factor
    return quantity.kind != "N" or amount == amount.to_integral_value()


def _says(draft: Draft, words: tuple[str, ...]) -> bool:
    name = f"{draft.population}{draft.name}{draft.right}"
    if draft.quantity is not None and draft.quantity.dimension == "school":
        name += "学校"
    return any(word in name for word in words)


def _alike(first: Draft, second: Draft) -> bool:
    one, other = first.quantity, second.quantity
    return one is not None and other is not None and one.dimension == other.dimension


def _set(draft: Draft, role: str, target: Draft, *, sure: bool = True) -> None:
    """Tie, and print the number in base units; what is not sure is tied only, so that no check takes it for said."""
    assert target.quantity is not None
    draft.link(role, target, sure=sure)
    if sure and getattr(draft, role) is None:
        setattr(draft, role, target.quantity.value * target.quantity.factor)


def tie_rate(draft: Draft, before: list[Draft], after: list[Draft], kinds: str) -> None:
    """Numerator and denominator of a rate by the words of its metric; by nearness alone the tie is not sure.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("抽检食堂45家，合格44家，合格率97.78%。")[2]
        'rate 合格率 =97.78% num=44 den=45'
        >>> outline("初中辍学率0.05%（3人）。")[0]
        'rate 辍学率 初中 =0.05% num=3'
    """
    if draft.type == "completion" and _planned(draft, before):
        return
    known = metric_named(draft.name)
    stem = re.sub(r"(?:率|度)$", "", draft.name)
    above = (*known.above, stem) if stem != draft.name else known.above
    counts = _counted(before)
    top = next((d for d in reversed(counts) if _says(d, above) and not _is_base(d, known.below, above)), None)
    if top is None:
        _without_numerator(draft, before, counts, after, kinds)
        return
    others = [d for d in counts if d is not top and _alike(d, top)]
    named = [d for d in others if _says(d, known.below)]
    choices = named or others
    earlier = [d for d in choices if d.anchor < top.anchor]
    wholes = [d for d in earlier if re.search("[jh(]", kinds[d.anchor : top.anchor])]
    if (
        len(earlier) > 1 and wholes and len(wholes) < len(earlier)
    ):  # 项目46个，其中续建17个、新建29个，已开工41个
        earlier = wholes
    bottom = earlier[-1] if earlier else choices[-1] if choices else None
    # Another count of the kind between them and the rate: 二级40所、三级63所，共103所，达标率94% says no fraction.
    crowded = any(d.anchor > top.anchor and d is not bottom for d in others)
    late = bottom is not None and bottom.anchor > top.anchor and not _says(bottom, known.below)
    _set(draft, "numerator", top, sure=not crowded and not late)
    if bottom is not None:
        _set(
            draft,
            "denominator",
            bottom,
            sure=not crowded and not late and (len(named) == 1 or len(others) == 1),
        )


def _planned(draft: Draft, before: list[Draft]) -> bool:
    """A completion rate divides what was done by the plan that stands before it."""
    plan = next((d for d in reversed(before) if d.type == "target" and d.quantity is not None), None)
    if plan is None or plan.quantity is None or plan.quantity.kind not in "NAG":
        return False
    done = next(
        (
            d
            for d in reversed(before)
            if d.type in _COUNTS - {"target"} and d.anchor > plan.anchor and _alike(d, plan)
        ),
        None,
    )
    if done is None:
        return False
    _set(draft, "numerator", done)
    _set(draft, "denominator", plan)
    return True


def tie_far(draft: Draft, before: list[Draft]) -> None:
    """A base that an earlier sentence of the paragraph counted: …专任教师54人。…占专任教师的42.6%.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("学校有专任教师54人。高级教师23人，占专任教师的42.6%。")[-1]
        'share 高级教师 =42.6% num=23 den=54'
    """
    if draft.denominator is not None or draft.linked("denominator") is not None:
        return
    top = draft.linked("numerator")
    counts = [d for d in _counted(before) if d is not top and (top is None or _alike(d, top))]
    base = re.sub(r"(?:总数|总量|总额|总人数|人数|总)$", "", draft.base_name)
    if draft.type == "share" and base and draft.base_name not in _WHOLE_WORDS:
        named = [d for d in counts if _bears(d, base)]
    elif draft.type == "rate" and top is not None:
        below = metric_named(draft.name).below
        named = [d for d in counts if below and _says(d, below)]
    else:
        return
    if named:
        _set(draft, "denominator", named[-1], sure=draft.type == "rate" or not _narrower(base, named[-1]))


def _bears(draft: Draft, base: str) -> bool:
    return base in f"{draft.population}{draft.name}" or (len(draft.name) >= 2 and draft.name in base)


def _narrower(base: str, draft: Draft) -> bool:
    """Whether the base that is named is a part of what the count counts: 占专任教师的 beside 教师2340人."""
    head = re.sub(r"^(?:全[校园区县市镇乡体部]|在[校园籍册]|所有|现有|本[校园区县级])+", "", base)
    return base not in f"{draft.population}{draft.name}" and head.endswith(draft.name) and head != draft.name


def _without_numerator(
    draft: Draft, before: list[Draft], counts: list[Draft], after: list[Draft], kinds: str
) -> None:
    known = metric_named(draft.name)
    if (
        kinds[draft.anchor + 1 : draft.anchor + 2] == "("
        and after
        and after[0].type == "count"
        and after[0].anchor <= draft.anchor + 4
    ):
        _set(draft, "numerator", after[0])
        if (
            len(after) > 1
            and after[1].type == "count"
            and _says(after[1], known.below)
            and _alike(after[0], after[1])
        ):
            _set(draft, "denominator", after[1])
    # 抽检两轮: so many times is what nothing is divided by, unless a numerator of the same kind says so.
    things = [d for d in counts if d.quantity is not None and d.quantity.dimension != "event"]
    bottom = next((d for d in reversed(things) if _says(d, known.below)), None) if known.below else None
    if bottom is not None:
        _set(draft, "denominator", bottom)
    elif len(counts) == 1:
        _set(draft, "denominator", counts[0], sure=False)
    if not counts and draft.linked("numerator") is None:
        _behind(draft, after, kinds)
    # 两个数紧挨着一个率: likely its fraction, yet no word says so.
    if (
        len(counts) >= 2
        and before[-1] is counts[-1]
        and _alike(counts[-1], counts[-2])
        and draft.linked("numerator") is None
        and counts[-1] is not bottom
    ):
        _set(draft, "numerator", counts[-1], sure=False)
        _set(draft, "denominator", counts[-2], sure=False)


def _behind(draft: Draft, after: list[Draft], kinds: str) -> None:
    """资助率100%，应资助2130人，实际资助2130人: the fraction follows its rate."""
    pair = _counted(after[:2])
    if len(pair) < 2 or not _alike(*pair) or re.search("[;j]", kinds[draft.anchor : pair[1].anchor]):
        return
    base, top = pair
    if re.match("应|预算|计划|任务|参|抽|送检", base.name) and not re.match("应届", base.name):
        _set(draft, "denominator", base)
        _set(draft, "numerator", top)


def _is_base(draft: Draft, below: tuple[str, ...], above: tuple[str, ...]) -> bool:
    """应入学3264人 is what is divided by, though it says 入学; 毕业生 likewise for 毕业率."""
    name = f"{draft.population}{draft.name}{draft.right}"
    if re.match(r"应(?!届|用)|计划|任务|报名|适龄", draft.name):
        return True
    longest_below = max((len(w) for w in below if w in name), default=0)
    longest_above = max((len(w) for w in above if w in name), default=0)
    return longest_below > longest_above


def tie_share(draft: Draft, before: list[Draft], kinds: str) -> None:
    """A share's numerator is the count before it; its whole the count that its base names, or the one it stands under.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("专任教师120人，其中高级教师21人，占17.5%，中级教师60人，占50%。")[-1]
        'share 中级教师 =50% num=60 den=120'
    """
    counts = _counted(before)
    explicit = draft.linked("denominator")
    if explicit is not None:
        _set(draft, "denominator", explicit)
        if explicit.quantity is not None and draft.denominator is not None:
            draft.denominator = explicit.quantity.value * explicit.quantity.factor
    top = _share_top(draft, [d for d in counts if d is not explicit], before)
    if top is not None:
        _set(draft, "numerator", top)
        if not draft.metric:
            draft.metric, draft.population = top.metric, draft.population or top.population
            draft.inherited.add("metric")
    if explicit is None:
        _share_bottom(draft, counts, before, top, kinds)


def _share_top(draft: Draft, counts: list[Draft], before: list[Draft]) -> Draft | None:
    if not counts or draft.inherits != "numerator":
        return None
    top = counts[-1]
    if any(d.type == "limit" and d.anchor > top.anchor for d in before):
        return None
    if any(d.linked("numerator") is top for d in before if d.type == "share"):
        return None
    named = f"{top.population}{top.name}{top.right}"
    return top if not draft.metric or draft.metric in named or top.name in draft.metric else None


def _share_bottom(
    draft: Draft, counts: list[Draft], before: list[Draft], top: Draft | None, kinds: str
) -> None:
    used = {id(d.linked("numerator")) for d in before if d.type == "share"}
    others = [d for d in counts if d is not top and (top is None or _alike(d, top))]
    base = re.sub(r"(?:总数|总量|总额|总人数|人数|总)$", "", draft.base_name)
    if base and draft.base_name not in _WHOLE_WORDS:
        named = [d for d in others if _bears(d, base)]
        if named:
            _set(draft, "denominator", named[-1], sure=not _narrower(base, named[-1]))
        return
    wholes = [d for d in others if top is not None and d.anchor < top.anchor and id(d) not in used]
    if not wholes or top is None:
        return
    # 其中 or a bracket between: the number it stands under is the whole; else the nearest, and not surely.
    under = [d for d in wholes if re.search(r"[jh(:]", kinds[d.anchor : top.anchor])]
    _set(
        draft,
        "denominator",
        (under or wholes)[-1],
        sure=bool(under) or draft.base_name != "" or len(wholes) == 1,
    )


def tie_bases(draft: Draft, before: list[Draft]) -> None:
    """What 生均 and its like divide, where the counts stand to the left.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("在校生300人，图书4650册，生均15.5册。")[-1]
        'per_capita 生均 =15.5册 num=4650 den=300'
    """
    match = _PER.match(draft.name)
    quantity = draft.quantity
    if match is None or quantity is None or draft.type == "ratio":
        return
    counts = [d for d in _counted(before) if metric_named(d.name).kind not in {"max", "min"}]
    thing = draft.name[match.end() :]
    tops = [
        d
        for d in counts
        if d.quantity is not None
        and d.quantity.dimension == quantity.dimension.removesuffix("_per")
        and (
            d is before[-1] if not thing else thing in d.name or d.name in thing or set(thing) <= set(d.name)
        )
    ]
    letter = match.group()[-1] if match.group()[0] == "平" else match.group()[0]
    dimension, words = _HEADS.get(letter, ("", ""))
    bottoms = [
        d
        for d in counts
        if d.quantity is not None
        and d.quantity.dimension == dimension
        and (not words or re.search(words, d.population + d.name))
    ]
    if tops:
        _set(draft, "numerator", tops[-1])
    if bottoms and bottoms[-1] not in tops[-1:]:
        _set(draft, "denominator", bottoms[-1], sure=len(bottoms) == 1)
