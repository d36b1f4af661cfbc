"""Where a change begins and ends, as far as the text prints both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from zeren.core.audit.checks.rounding import half
from zeren.core.audit.claim import Claim, Part
from zeren.core.audit.finding import Case

__all__ = ["DOWN", "UP", "YEARLY", "Ends", "ends_of", "is_other", "pair_of", "signed"]

UP = re.compile(
    "提高|增长|增加|上升|升至|升到|扩大|增至|增到|提升|攀升|上涨|涨|多|增幅|升幅|改善到|扩充|净增|扩容|增设|回升"
)
DOWN = re.compile(
    "下降|降低|减少|降至|降到|减至|减到|缩小|回落|压减|下滑|减幅|降幅|少|缩减|压缩|精简|净减|降为|减为|压降|调减|撤并"
)
YEARLY = re.compile("年均|年平均|平均每年|每年平均|逐年|年增长率|复合")
_BEFORE = re.compile("上年|去年|上一年|同期|上学年|上一学年|前年|年前|原来|原有")
_POWERS = {"万": Decimal(10_000), "亿": Decimal(10) ** 8}
_VALUES = {"count", "rate", "amount", "area", "share", "per_capita", "mean", "index"}


@dataclass(frozen=True, slots=True)
class Ends:
    """The earlier and the later value in base units, and what rounding leaves open in each."""

    first: Decimal
    last: Decimal
    first_room: Decimal = Decimal(0)
    last_room: Decimal = Decimal(0)

    @property
    def room(self) -> Decimal:
        """What rounding leaves open in the difference."""
        return self.first_room + self.last_room

    def growth(self) -> Decimal:
        """The change in per cent of the earlier value."""
        return (self.last - self.first) * 100 / self.first

    def growths(self) -> tuple[Decimal, Decimal]:
        """The least and the greatest growth that the printed values allow."""
        low = (self.last - self.last_room) / (self.first + self.first_room)
        high = (self.last + self.last_room) / max(self.first - self.first_room, self.first / 2)
        return (low - 1) * 100, (high - 1) * 100


def pair_of(claim: Claim) -> tuple[Part, Part] | None:
    """Both ends of a from–to with values."""
    if claim.type != "from_to" or len(claim.parts) != 2:
        return None
    first, last = claim.parts
    return (first, last) if first.amount is not None and last.amount is not None else None


def _room(decimals: int, base: Decimal) -> Decimal:
    return half(decimals) * base if decimals or base > 1 else Decimal(0)


def is_other(claim: Claim, source: Claim) -> bool:
    """Whether a change speaks of other people, or from another year, than the value it is tied to."""
    if (
        "population" not in claim.inherited
        and claim.population
        and claim.population != (source.population or claim.population)
    ):
        return True
    if "metric" not in claim.inherited and claim.metric and claim.metric != (source.metric or claim.metric):
        return True
    if claim.start < source.start and not source.base_period:
        return False
    return bool(claim.base_period) and source.type == "from_to" and claim.base_period != source.base_period


def ends_of(case: Case, claim: Claim) -> Ends | None:
    """Earlier and later value of a change; None where one is not printed or not exact."""
    step = claim.linked("step")
    if step is not None:
        source = case.claims[step]
        if _new_subject(case, claim, source):
            return None
        pair = pair_of(source)
        if pair is None or pair[0].approx or pair[1].approx or is_other(claim, source):
            return None
        first, last = pair
        if first.amount is None or last.amount is None:
            return None
        return Ends(
            first.amount, last.amount, _room(first.decimals, first.base), _room(last.decimals, last.base)
        )
    at = claim.linked("of")
    of = case.claims[at] if at is not None else None
    if of is None or of.amount is None or not of.exact or is_other(claim, of):
        return None
    last_room = _room(of.decimals, of.base)
    if claim.base_value is not None:
        factor = _factor(claim.base_unit, of)
        decimals = max(0, -int(claim.base_value.as_tuple().exponent))
        return Ends(claim.base_value * factor, of.amount, _room(decimals, factor), last_room)
    return _beside(case, claim, of)


_ADVERBS = re.compile(
    "[，,；;、（(）)\\s]|共|净|累计|同比|环比|相?比|较|上年|去年|年初|[一二三四五六七八九十两\\d]+年|期间|相应|总?人数|总量|分别|各|又|再|实现|也|均|已|了|率|数|其|幅度|绝对值|直接|进一步"
)


def _new_subject(case: Case, claim: Claim, source: Claim) -> bool:
    """Whether words of another thing stand between a from–to and the change: 由48.2人降到45.6人，农村学校减少1.2人."""
    if claim.start < source.start:
        return False
    head = claim.quote[: claim.quote.find(claim.verb)] if claim.verb and claim.verb in claim.quote else ""
    words = _ADVERBS.sub("", case.text.content[source.end : claim.start] + head)
    words = re.sub("[^一-龥]", "", words)
    return len(words) >= 2 and words not in source.quote


def _factor(unit: str, of: Claim) -> Decimal:
    if not unit or unit == of.unit:
        return of.base
    return next((power for sign, power in _POWERS.items() if unit.startswith(sign)), Decimal(1))


def _beside(case: Case, claim: Claim, of: Claim) -> Ends | None:
    """上年为89.9%，今年91.4%: the other year's value of the same thing stands in the sentence as a claim of its own."""
    row = [
        c for c in case.by_sentence.get(claim.sentence, ())
        if c.type in _VALUES and c.exact and c.amount is not None and c.dimension == of.dimension and c.metric == of.metric
        and (c.population or "") == (of.population or "") and (c.org or "") == (of.org or "") and abs(c.start - claim.start) < 90
    ]  # fmt: skip
    if claim.base_period and not _BEFORE.search(claim.base_period):
        return None
    old = [c for c in row if _BEFORE.search(f"{c.period or ''}{_lead(case, c)}")]
    new = [c for c in row if c not in old]
    if len(old) != 1 or len(new) != 1 or (claim.type == "change_pct" and of.metric_kind in {"rate", "share"}):
        return None
    first, last = old[0], new[0]
    if first.amount is None or last.amount is None:
        return None
    return Ends(first.amount, last.amount, _room(first.decimals, first.base), _room(last.decimals, last.base))


def _lead(case: Case, claim: Claim) -> str:
    content = case.text.content
    start = max(content.rfind(mark, 0, claim.start + 1) for mark in "，。；：、（(\n") + 1
    return content[start : claim.end]


def signed(claim: Claim) -> Decimal | None:
    """The change with its sign: words of decrease make it negative."""
    value = claim.delta if claim.delta is not None else claim.value
    if value is None:
        return None
    words = claim.verb or claim.quote
    if value > 0 and DOWN.search(words) and not UP.search(words):
        return -value
    return value
