"""Lists that the words join without 其中: 分别是…, 三项共…."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.totals.division import opposites
from zeren.core.audit.claim import Part
from zeren.core.audit.finding import Case, Finding

_EACH = re.compile("分别(?:是|为|用于|来自|有|占)|依次(?:是|为)")
_TOTAL = re.compile(
    r"^(?:[两二三四五六七八九十\d]+[个项类级校者年科所]*)?(?:总?共计?|合计|总计|一共|总数|全年合计)(?:有|为|是|达|达到)?$"
)
_OPPOSITE = re.compile(
    "男|公办|城区|城市|县城|中央|新建|专职|当场|首次|校内|线上|集中|寄宿|住校|春季|上半年|在编|党员"
)
_LOOSE = re.compile("比|较|平均|生均|人均|增|减|降|提|目标|标准|其中|以上|含|余|约")


@check("sum_mismatch", "parts_exceed_whole", rule="R16：互为对立的两部分之和等于整体")
def opposites_make_the_whole(case: Case) -> Iterator[Finding]:
    """聘任督学62人，专职督学18人，兼职督学54人: full-time and part-time are all there are."""
    for sentence, _ in sentences_with(case, _OPPOSITE):
        row = figures(case, sentence)
        for whole, one, other in zip(row, row[1:], row[2:], strict=False):
            three = (whole, one, other)
            if any(
                f.quantity.dimension != whole.quantity.dimension
                or not f.exact
                or f.quantity.kind not in "NAG"
                for f in three
            ):
                continue
            names = [f.before for f in three]
            parts = [
                Part(re.sub("^其中[：，:]?", "", n), f.value)
                for n, f in zip(names[1:], three[1:], strict=True)
            ]
            shared = set(names[1][-3:]) & set(names[2][-3:])
            between = case.text.content[whole.end : one.start] + case.text.content[one.end : other.start]
            if (
                len(shared) < 2
                or not opposites(parts)
                or (not set(names[0]) & shared and not re.search("问题|隐患|意见", names[0]))
                or re.search("[；;。]", between)
                or any(_LOOSE.search(n) for n in names)
            ):
                continue
            made, room = one.amount + other.amount, sum((_step(f) for f in three), Decimal(0))
            if abs(made - whole.amount) <= room or abs(made - whole.amount) * 5 > whole.amount:
                continue
            told = f"{say(one.value, 4)}＋{say(other.value, 4)}＝{say(made / whole.quantity.factor, 4)}{whole.quantity.unit}"
            message = (
                f"两部分合计与总数不符：{told}，报告写{say(whole.value, 4)}{whole.quantity.unit}，请核对。"
            )
            span = (whole.start - len(whole.before), other.end)
            yield case.finding("sum_mismatch", "error", span, message, recomputed=told)


@check("sum_mismatch", rule="R17：逐项列出的数相加等于总数")
def series_make_their_total(case: Case) -> Iterator[Finding]:
    """三个年级分别为412人、398人和405人，共1235人; 资助学生2680人，分别是学前312人、小学964人…."""
    for sentence, words in sentences_with(case, _EACH):
        row = figures(case, sentence)
        for mark in _EACH.finditer(words):
            at = sentence.start + mark.start()
            parts = _listed(case, [f for f in row if f.start > at])
            if len(parts) < 2:
                continue
            whole = _whole(case, row, parts, at)
            if whole is None or whole.value <= max(
                p.value for p in parts if p.quantity.factor == whole.quantity.factor
            ):
                continue
            made = sum((p.amount for p in parts), Decimal(0))
            room = sum((_step(f) for f in (*parts, whole)), Decimal(0))
            if abs(made - whole.amount) <= room or abs(made - whole.amount) > whole.amount * Decimal("0.3"):
                continue
            told = "＋".join(say(p.value, 4) for p in parts) + f"＝{say(made / whole.quantity.factor, 4)}"
            message = f"分项合计{say(made / whole.quantity.factor, 4)}{whole.quantity.unit}，与所写的{say(whole.value, 4)}不符，请核对。"
            span = (min(whole.start, parts[0].start), max(whole.end, parts[-1].end))
            yield case.finding("sum_mismatch", "error", span, message, recomputed=told)


def _step(figure: Figure) -> Decimal:
    quantity = figure.quantity
    return (
        half(quantity.decimals) * quantity.factor if quantity.decimals or quantity.factor > 1 else Decimal(0)
    )


def _listed(case: Case, row: list[Figure]) -> list[Figure]:
    """The first numbers of a row that are of one kind and joined by nothing but names and commas of a list."""
    found: list[Figure] = []
    for figure in row:
        if not figure.exact or _LOOSE.search(figure.before) or figure.quantity.kind not in "NAG":
            break
        if found:
            between = case.text.content[found[-1].end : figure.start]
            if figure.quantity.dimension != found[0].quantity.dimension or re.search("[；;（(]", between):
                break
            if _TOTAL.match(figure.before):
                break
        found.append(figure)
    return found


def _whole(case: Case, row: list[Figure], parts: list[Figure], at: int) -> Figure | None:
    """The total right behind the list, else the number of the same kind right before it."""
    last = row.index(parts[-1])
    if last + 1 < len(row):
        after = row[last + 1]
        if (
            _TOTAL.match(after.before)
            and after.quantity.dimension == parts[0].quantity.dimension
            and after.exact
        ):
            return after
    before = [f for f in row if f.end <= at]
    if not before or before[-1].quantity.dimension != parts[0].quantity.dimension or not before[-1].exact:
        return None
    between = case.text.content[before[-1].end : at]
    # A name between them begins a new thing: …共3所，在校生分别为….
    return before[-1] if re.fullmatch(r"[的\s，,：:]*", between) else None
