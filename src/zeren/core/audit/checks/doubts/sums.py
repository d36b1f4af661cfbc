"""What else a paragraph says that would make a sum right after all."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.naming import counted, measure
from zeren.core.audit.checks.rounding import half
from zeren.core.audit.finding import Case, Finding

__all__ = ["sum_doubted"]

_SUMS = {"sum_mismatch", "parts_exceed_whole", "score_sum_mismatch"}
_SUM = re.compile(r"^(?P<parts>[\d.,]+(?:＋[\d.,]+)+)＝(?P<sum>[\d.,]+)")
_MANY = re.compile(
    "(?<![不无未没])(?<!没有)(?:分别计入|重复计|交叉|重合|兼有|兼具|同时(?:具|享|属|是|获|在)|多次|多项|可多选|不止一|不(?:再|另)(?:另|重复)?[计加])"
)
_NAMED = re.compile(r"写的?(\d+(?:\.\d+)?)")
_FULL = re.compile("满分|分值|标准分")
# 最多的45人，最少的39人，平均43.5人，共522人: the ends of a range are no parts.
_EXTREMES = re.compile("最[少多高低大小][^。]*平均[^。]*共")
_LARGE = 20  # a gap so large is not another number of the paragraph by chance


def sum_doubted(case: Case, finding: Finding) -> Finding | None:
    """A finding that parts and total disagree, weighed against the rest of its paragraph; None where that explains it.

    The parts are of another number told before them (8,214人，占在校生41,070人的20.0%，其中小学5,906人、初中2,308人), or what they lack is
    told too, or one thing may be in two parts. What could be chance makes the finding a question: severity warn.
    """
    match = _SUM.match(finding.recomputed.replace(",", ""))
    if finding.kind not in _SUMS or finding.severity == "info":
        return finding
    if match is None:
        return _score_doubted(case, finding)
    if _EXTREMES.search(finding.quote):
        return None
    parts = [Decimal(p) for p in match["parts"].split("＋")]
    total = Decimal(match["sum"])
    spans = ((finding.start, finding.end), *finding.others)
    first = min(start for start, _ in spans)
    row = _row(case, finding)
    own = [f for f in row if any(s <= f.start and f.end <= e for s, e in spans)]
    whole = _wholes(finding, row, own, parts)
    if not whole:
        return finding
    same = [f for f in row if measure(f) == measure(whole[0]) and f not in own]
    if (
        _a_part_itself(parts, whole, same)
        or _goes_on(parts, own, whole, row)
        or _made_of_others(parts, whole, row)
    ):
        return None
    if _right_without_some(parts, whole):
        spread = case.text.content[first : max(end for _, end in spans)]
        return None if re.search("[；。]", spread) else replace(finding, severity="warn")
    if any(
        f.value == total and f.start < first
        for f in same
        if case.sentence_at(f.start) == case.sentence_at(first)
    ):
        return None
    if total > max(f.value for f in whole) and _MANY.search(_words(case, finding)):
        return None
    if total < whole[0].value and _only_some(case, parts, whole[0], own):
        return None
    gap = abs(total - whole[0].value)
    told = any(f.value == gap for f in same) or _printed(case, finding, total, whole[0].value)
    if told and gap >= _LARGE:
        return None
    tails = {sum(parts[start:], Decimal(0)) for start in range(1, len(parts) - 1)}
    if told or any(f.value == total or f.value in tails for f in same):
        return replace(finding, severity="warn")
    return finding


def _only_some(case: Case, parts: list[Decimal], whole: Figure, own: list[Figure]) -> bool:
    """Whether 其中 picks out one or two of many: 教师198人，其中专任教师171人，占86%，工勤人员2人."""
    if len(parts) > 2 or sum(parts, Decimal(0)) * 20 > whole.value * 19:
        return False
    first = min((f.start for f in own if f.value in parts), default=whole.end)
    last = max((f.end for f in own if f.value in parts), default=whole.end)
    told = case.text.content[whole.end : first]
    return "其中" in told and re.search("[%％∶:]", case.text.content[first:last]) is not None


def _row(case: Case, finding: Finding) -> list[Figure]:
    return [f for f in _paragraph(case, finding) if counted(f) or (f.exact and f.quantity.kind == "S")]


def _wholes(finding: Finding, row: list[Figure], own: list[Figure], parts: list[Decimal]) -> list[Figure]:
    """What the finding takes for the total: the number its message names, else those before its parts, else behind."""
    named = _NAMED.search(finding.message.replace(",", ""))
    told = [f for f in row if named is not None and f.value == Decimal(named[1])]
    if told:
        return [min(told, key=lambda f: abs(f.start - finding.start))]
    others = [f for f in own if f.value not in parts]
    first = min((f.start for f in own if f.value in parts), default=0)
    return [f for f in others if f.start < first] or others


def _score_doubted(case: Case, finding: Finding) -> Finding | None:
    """基础得分90.5分 is more than the 40 of the part beside it, but it is what both parts make."""
    row = _row(case, finding)
    own = [f for f in row if finding.start <= f.start and f.end <= finding.end]
    explained = "＞" in finding.recomputed and _made_of_others([], own[-1:], row)
    return None if explained else finding


def _right_without_some(parts: list[Decimal], whole: list[Figure]) -> bool:
    """Whether neighbours among the parts make the total: 骨干212人，其中14人、63人、135人；特级教师5人全部为省级骨干."""
    runs = {
        sum(parts[start:stop], Decimal(0))
        for start in range(len(parts))
        for stop in range(start + 2, len(parts) + 1)
        if stop - start < len(parts)
    }
    return any(f.value in runs for f in whole)


def _a_part_itself(parts: list[Decimal], whole: list[Figure], same: list[Figure]) -> bool:
    """Whether the total and the first parts make another number: 教职工118人：在编109人、临聘9人；任课107人."""
    sums = {f.value + sum(parts[:stop], Decimal(0)) for f in whole for stop in range(1, len(parts))}
    return any(f.value in sums for f in same)


def _goes_on(parts: list[Decimal], own: list[Figure], whole: list[Figure], row: list[Figure]) -> bool:
    """Whether the numbers right behind the parts, of their measure, fill the total: 公办园89所、民办园63所，小学52所、初中….

    Numbers that a rate or a bracket of its own puts between are passed over only as one of the sum.
    """
    last = max((f.start for f in own if f.value in parts), default=None)
    if last is None:
        return False
    reached = sum((f.value for f in own if f.value in parts and f not in whole), Decimal(0))
    for figure in (f for f in row if f.start > last):
        if measure(figure) != measure(whole[0]):
            return False
        reached += figure.value
        if any(f.value == reached for f in whole):
            return True
    return False


def _made_of_others(parts: list[Decimal], whole: list[Figure], row: list[Figure]) -> bool:
    """Whether neighbours of the total, on its left or its right, make it, and some of them are none of the parts taken."""
    for total in whole:
        scored = [f for f in row if f is total or not _FULL.search(f.before)]
        at = scored.index(total)
        left, right = scored[:at][::-1], scored[at + 1 :]
        for side in (left, right):
            reached, fresh = Decimal(0), False
            for count, figure in enumerate(side[:8], 1):
                if measure(figure) != measure(total):
                    break
                reached, fresh = reached + figure.value, fresh or figure.value not in parts
                if count > 1 and fresh and reached == total.value:
                    return True
    return False


def _words(case: Case, finding: Finding) -> str:
    """The finding's sentences and the one behind."""
    found = [s for s in case.text.sentences if s.end > finding.start and s.start < finding.end]
    if not found:
        return finding.quote
    behind = [
        s
        for s in case.text.sentences[found[-1].index + 1 : found[-1].index + 2]
        if s.paragraph == found[-1].paragraph
    ]
    return case.text.content[found[0].start : (behind or found)[-1].end]


def _paragraph(case: Case, finding: Finding) -> list[Figure]:
    at = case.sentence_at(finding.start)
    if at is None:
        return []
    return [f for s in case.text.sentences if s.paragraph == at.paragraph for f in figures(case, s)]


def _printed(case: Case, finding: Finding, part: Decimal, whole: Decimal) -> bool:
    """Whether the share of the parts in the whole is printed: 普高录取2,152人，中职录取1,763人，…升学率98.2% of 3,988."""
    if not 0 < part < whole:
        return False
    share = part * 100 / whole
    rates = [
        f for f in _paragraph(case, finding) if f.quantity.kind == "P" and f.quantity.decimals and f.exact
    ]
    return any(abs(share - f.value) <= half(f.quantity.decimals) for f in rates)
