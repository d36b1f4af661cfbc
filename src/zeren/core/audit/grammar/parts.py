"""Wholes and parts: 其中, 含, brackets, “A＝B＋C”, “B、C、D，共A”. The parts tree hangs on a part_whole claim."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from zeren.core.audit.claim import Part
from zeren.core.audit.grammar.forms.changes import part_of
from zeren.core.audit.grammar.names import name_before, right_noun
from zeren.core.audit.grammar.registry import Draft, Reading
from zeren.core.audit.lexicon.people import AXES, axis_of, is_school_noun
from zeren.core.audit.tokens import Quantity

__all__ = ["find_parts"]

_WHOLES = {"count", "amount", "area", "score", "completion", "target", "rate"}
_TOTAL = re.compile(r"(?:共计|合计|总计|总共|一共|共有?|累计|计)")
_SHORT_NAME = 6  # 初中, 村级幼儿园; a longer one (义务教育专任教师) says something new
_TURN = re.compile(r"目前|仍|另有|另外|此外|还有|尚有|现有|同时|截至|较上|比上|同比")
_INCLUDES = re.compile("其中|含|包括|of which|of whom|including")


class _Parts:
    """Finds the structures of one sentence. ``values`` are the plain drafts by the token of their number."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.tokens, self.kinds = reading.tokens, reading.kinds
        self.values = {
            d.anchor: d
            for d in reading.drafts
            if d.type in _WHOLES and d.quantity is not None and d.anchor >= 0
        }
        self.changed = {d.anchor for d in reading.drafts if d.anchor >= 0 and d.type not in _WHOLES}
        # 占一般公共预算支出43.56亿元的18%: what a share is of is no part beside it.
        bases = [
            (d.linked("denominator"), d.linked("numerator")) for d in reading.drafts if d.type == "share"
        ]
        self.changed |= {
            b.anchor for b, top in bases if b is not None and top is not None and b.anchor > top.anchor
        }
        self.close = _brackets(self.kinds)

    def find(self) -> Iterator[Draft]:
        taken: set[int] = set()
        for at, kind in enumerate(self.kinds):
            if at in taken:
                continue
            span = self._opened(at, kind)
            if span is None:
                continue
            wholes, first, last, form = span
            for whole in wholes:
                items, end = self._items(first, last, whole, wholes, one_axis=form == "axis")
                draft = self._claim(whole, items, form) if items else None
                if draft is not None and _keeps(draft):
                    taken |= set(range(at, end))
                    self._tie(draft, whole)
                    yield draft
        yield from self._totals()

    def _opened(self, at: int, kind: str) -> tuple[list[Draft], int, int, str] | None:
        """The wholes, the first and last token, and the form of a list of parts that opens at this token."""
        if kind == "(" and at in self.close:
            inner = self.tokens[at + 1].kind if at + 1 < len(self.tokens) else ""
            if inner == "l" and _TOTAL.search(self.tokens[at + 1].text):  # （共156所）
                return None
            before = self._before(at)
            if inner in "jh=" or before is None:
                return ([before], at + 2, self.close[at], "includes") if before and inner in "jh" else None
            return [before], at + 1, self.close[at], "bracket"
        if kind in "jh" and self.kinds[at - 1 : at] != "(":
            wholes = self._wholes(at)
            end = next((c for o, c in self.close.items() if o < at < c), len(self.kinds))
            return (wholes, at + 1, end, "includes") if wholes else None
        if (
            kind == "s"
            and self.tokens[at + 1].kind == "w"
            and re.match("用于|用在|投向|投入|安排|来自", self.tokens[at + 1].text)
        ):
            wholes = self._wholes(at)[:1]  # 分别用于校舍维修1430万元、设备购置645万元
            return (wholes, at + 1, self._segment_end(at), "equals") if wholes else None
        if kind in "=:" and at:
            before = self._before(at)
            return ([before], at + 1, len(self.kinds), "equals") if before else None
        if kind == "," and self.values.get(at - 1) is not None:
            whole = self.values[at - 1]
            return (
                ([whole], at + 1, self._segment_end(at), "axis")
                if whole.type in {"count", "amount", "area"}
                else None
            )
        return None

    def _segment_end(self, at: int) -> int:
        end = self.kinds.find(";", at)
        stop = re.compile("[jh]").search(self.kinds, at)
        end = len(self.kinds) if end < 0 else end
        return min(end, stop.start()) if stop else end

    def _before(self, at: int) -> Draft | None:
        """The number right before a bracket or sign, with its noun between at the most: 281所小学（."""
        for index in range(at - 1, max(-1, at - 4), -1):
            if self.tokens[index].quantity is not None:
                return self.values.get(index)
            if self.kinds[index] not in "pw":
                return None
        return None

    def _wholes(self, at: int) -> list[Draft]:
        """What 其中 speaks of: the last plain number outside brackets, and those that stand with it (84个、2545万元)."""
        found: list[Draft] = []
        index = at - 1
        while index >= 0:
            kind = self.kinds[index]
            if kind == ")":
                index = next((o for o, c in self.close.items() if c == index), index)
            elif kind == ";" and not (index == at - 1 and not found):
                break
            elif index in self.values:
                draft = self.values[index]
                assert draft.quantity is not None
                if any(
                    d.quantity is not None and d.quantity.dimension == draft.quantity.dimension for d in found
                ):
                    break
                if found and draft.type == "rate":
                    break
                found.append(draft)
            elif kind == "(" or (found and kind not in "、,pwml.kg"):
                break
            index -= 1
        return found[:1] if found and found[0].type == "rate" else [d for d in found if d.type != "rate"]

    def _items(
        self, first: int, last: int, whole: Draft, wholes: list[Draft], *, one_axis: bool = False
    ) -> tuple[list[Part], int]:
        dimensions = {d.quantity.dimension for d in wholes if d.quantity is not None}
        items: list[Part] = []
        commas = False
        at, end = first, first
        while at < last:
            quantity = self.tokens[at].quantity
            kind = self.kinds[at]
            if kind == "(" and at in self.close:
                if items and at == end:
                    nested = self._nested(at, whole)
                    items[-1] = replace(items[-1], parts=tuple(nested)) if nested else items[-1]
                at = end = self.close[at] + 1
                continue
            if kind == ";" and not self._continues(at, last, whole, items):
                break
            if kind == "j" and at > first:
                break
            # A list joined by 、 ends at the first comma, unless what follows divides by the same axis.
            if (
                kind == ","
                and len(items) >= 2
                and at == end
                and not commas
                and not self._continues(at, last, whole, items)
            ):
                break
            commas = commas or kind == ","
            if quantity is not None and at not in self.changed:
                part = self._part(at, quantity, whole) if not self._turns(at, end) else None
                if (
                    part is not None
                    and one_axis
                    and (part.axis in {"", axis_of(whole.name)} or (items and part.axis != items[0].axis))
                ):
                    break
                if part is not None:
                    items.append(part)
                    end = at + 1
                elif quantity.kind in "NAG" and (
                    quantity.dimension not in dimensions or self._turns(at, end)
                ):
                    break
            at += 1
        return items, end

    def _turns(self, at: int, end: int) -> bool:
        """Whether the words before a number leave the list: 目前仍有3名, 另有, 此外, 比上年."""
        between = "".join(token.text for token in self.tokens[end:at])
        return bool(_TURN.search(between))

    def _continues(self, at: int, last: int, whole: Draft, items: list[Part]) -> bool:
        """Whether a list goes on after a semicolon: its next number is of the same kind and divides by the same axis."""
        following = next((i for i in range(at + 1, last) if self.tokens[i].quantity is not None), None)
        if following is None or not items:
            return False
        quantity = self.tokens[following].quantity
        part = self._part(following, quantity, whole) if quantity is not None else None
        return (
            part is not None
            and part.axis == items[-1].axis
            and bool(part.axis)
            and len(part.metric) <= _SHORT_NAME
        )

    def _part(self, at: int, quantity: Quantity, whole: Draft) -> Part | None:
        measured = whole.quantity
        assert measured is not None
        token = self.tokens[at]
        bare = quantity.kind == "B" and measured.kind not in "PX"
        if not bare and (
            not _alike(quantity.dimension, measured.dimension) or quantity.limit or at not in self.values
        ):
            return None
        name, start = name_before(self.reading, at)
        if not name:
            name, _ = right_noun(self.tokens, at)
        if not name and self.kinds[at - 1] in "、," and at - 2 in self.values:
            name, start = name_before(self.reading, at - 2)  # 校舍建设50个、1500万元
        if bare:
            if not name:
                return None
            # 900多万 of 元: the unit is the whole's, the multiplier its own.
            unit = measured.unit.lstrip("十百千万亿") if quantity.unit else measured.unit
            factor = quantity.factor if quantity.unit else measured.factor
            quantity = replace(
                quantity,
                unit=quantity.unit + unit,
                kind=measured.kind,
                factor=factor,
                dimension=measured.dimension,
            )
        if quantity.dimension != measured.dimension and not is_school_noun(name):
            return None  # 个 counts schools only where the noun says so
        name = re.sub(
            r"^(?:其中|含|包括|有(?!效)|：|:|(?:分别)?(?:用于|来自|投向))|(?:有|为|共|达)+$", "", name
        )
        begin = start if start >= 0 else token.start
        return part_of(name, quantity, (begin, token.end), axis=axis_of(name))

    def _nested(self, at: int, whole: Draft) -> list[Part]:
        first = at + 1
        while first < self.close[at] and self.kinds[first] in "jh":
            first += 1
        items, _ = self._items(first, self.close[at], whole, [whole])
        return items

    def _claim(self, whole: Draft, items: list[Part], form: str) -> Draft:
        assert whole.quantity is not None
        draft = Draft(
            "part_whole", whole.start, max(whole.end, items[-1].end), quantity=whole.quantity, subject=whole.subject,
            metric=whole.metric, population=whole.population, parts=items, partition=form,
        )  # fmt: skip
        if draft.end - draft.start > 0 and items[0].start < draft.start:
            draft.start = items[0].start
        return draft

    def _tie(self, draft: Draft, whole: Draft) -> None:
        draft.link("of", whole)
        ends = {item.end for item in _flat(draft.parts)}
        for value in self.values.values():
            if value is not whole and self.tokens[value.anchor].end in ends:
                value.link("whole", draft)

    def _totals(self) -> Iterator[Draft]:
        """二级40所、三级63所，共103所: the total comes last."""
        for at, whole in sorted(self.values.items()):
            lead = self.kinds[max(0, at - 2) : at]
            copula = self.tokens[at - 1] if at else None
            if (
                copula is None
                or copula.kind not in "lk"
                or not _TOTAL.search(copula.text)
                or whole.linked("whole")
            ):
                continue
            if not re.search(r"[,、(:]l$|[,、(:]$", lead) and whole.subject.own & {"metric"}:
                continue
            items: list[Part] = []
            index = at - 2
            assert whole.quantity is not None
            while index >= 0 and self.kinds[index] not in ";jh":
                if self.kinds[index] == ")":  # what stands in a bracket is part of a part
                    index = next((o for o, c in self.close.items() if c == index), index)
                quantity = self.tokens[index].quantity
                if quantity is not None and index not in self.changed:
                    part = self._part(index, quantity, whole) if index in self.values else None
                    if part is None:
                        if quantity.kind in "NAG":
                            break
                    else:
                        items.insert(0, part)
                index -= 1
            if len(items) >= 2 and not any(
                d.partition and d.quantity is whole.quantity for d in self.reading.drafts
            ):
                draft = self._claim(whole, items, "total")
                draft.metric = draft.metric if whole.subject.own & {"metric"} else ""
                self._tie(draft, whole)
                yield draft


def _alike(part: str, whole: str) -> bool:
    """个 counts what a more exact counter counts: 小学281所（含97个教学点）."""
    return part == whole or (part == "个" and whole in {"school", "class", "处", "项", "家"})


def _flat(parts: list[Part] | tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from _flat(part.parts)


def _brackets(kinds: str) -> dict[int, int]:
    opened: list[int] = []
    found: dict[int, int] = {}
    for at, kind in enumerate(kinds):
        if kind == "(":
            opened.append(at)
        elif kind == ")" and opened:
            found[opened.pop()] = at
    return found


def _keeps(draft: Draft) -> bool:
    """Whether a list without a marker is one: at least two parts of one axis, by which the whole itself is not named."""
    if draft.partition != "axis":
        return True
    axes = {part.axis for part in draft.parts}
    siblings = AXES.get(next(iter(axes)), ())
    if any(word in draft.name for word in siblings if len(word) > 1):
        return False
    return len(draft.parts) >= 2 and len(axes) == 1 and "" not in axes and axes != {axis_of(draft.name)}


def find_parts(reading: Reading) -> None:
    """Add a part_whole claim for every whole that the sentence divides.

    Shape: ``partition`` says how the sentence divides it: ``equals`` (＝, ：), ``total`` (…，共…), ``bracket``, ``axis`` (a
    list without a marker whose names divide by one axis) or ``includes`` (其中, 含: the parts need not be all).

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("幼儿园20所，县城9（公4民5）、镇村11。")[1]
        'part_whole 幼儿园 =20所 [县城 9所 [公 4所, 民 5所], 镇村 11所] axis of=0'
        >>> outline("小学281所（含97个教学点）。")[1]
        'part_whole 小学 =281所 [教学点 97个] includes of=0'
    """
    reading.drafts += list(_Parts(reading).find())
