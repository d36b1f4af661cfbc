"""Totals that stand behind their parts, parts in the next sentence, stages and their sum, and parts counted in again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import another_stage, gap_is_told
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.totals.division import opposites, parallel
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Claim, Part
from zeren.core.audit.finding import Case, Finding

_TOTAL = re.compile(
    "(?:上述|以上|参评|受检|被[一-龥]{1,3}|参加[一-龥]{2,4})的?$|(?:相加|加起来|之和|合起来|共|合计|总计|共计|累计|一共|总共|总数)(?:有|为|达|达到|是|[一-龥]{0,8})$|总(?!体|结|务|校|是|计划)[一-龥]{1,6}$"
)
_NO_TOTAL = re.compile(
    "公共|共同|共享|累计(?:分|学分)|共建|其中|比|较|增|减|提高|平均|生均|目标|计划|任务|超|占总|总数的|总体|总分"
)
_LOOSE = re.compile(
    "比|较|增长|增加|减少|下降|提高|平均|生均|人均|占|率|目标|标准|计划|不少于|以上|以内|每|由|从|上年|去年|级的|剩|余"
)
_CORRECTED = re.compile("扣除|剔除|去除|重复|兼|交叉|口径|四舍五入|去重|另[有外]|不含")
_NEAR = Decimal("0.15")
_SAME = {"school": "个", "处": "个", "项": "个", "件": "个", "家": "个", "visit": "person"}


def _dimension(figure: Figure) -> str:
    return _SAME.get(figure.quantity.dimension, figure.quantity.dimension)


def _step(figure: Figure) -> Decimal:
    quantity = figure.quantity
    return (
        half(quantity.decimals) * quantity.factor if quantity.decimals or quantity.factor > 1 else Decimal(0)
    )


def _in_bracket(case: Case, figure: Figure) -> bool:
    sentence = case.sentence_at(figure.start)
    words = case.text.content[sentence.start if sentence else figure.start : figure.start]
    return words.count("（") + words.count("(") > words.count("）") + words.count(")")


@check("sum_mismatch", rule="R16：分项之和等于合计")
def totals_behind_their_parts(case: Case) -> Iterator[Finding]:
    """上半年46次，下半年38次，全年共94次: 84. A total behind a list of its kind that is all but its sum."""
    for sentence, _words in sentences_with(
        case, re.compile("共|合计|总计|累计|总|相加|加起来|之和|合起来|上述|以上|参评|受检|被|参加")
    ):
        row = figures(case, sentence)
        for at, total in enumerate(row):
            if _CORRECTED.search(case.text.content[sentence.start : total.end + 4]):
                continue
            lead = case.text.content[max(0, total.start - 14) : total.start]
            lead = pattern("[，。；：、（(]").split(lead)[-1]
            if (
                not _TOTAL.search(lead)
                or _NO_TOTAL.search(lead)
                or not total.exact
                or total.quantity.kind not in "NAG"
            ):
                continue
            parts = _run_before(case, row[:at], total)
            made = sum((p.amount for p in parts), Decimal(0))
            room = sum((_step(f) for f in (*parts, total)), Decimal(0))
            if len(parts) < 2 or _of_another_kind(lead, parts, total):
                continue
            if abs(made - total.amount) <= room or _fits_some(case, row[:at], total, room):
                continue
            # What is told as 累计 alone may hold earlier ones.
            near = (
                _NEAR
                if pattern("共|合计|总|相加|之和|合起来|上述|以上|参|受检|被").search(lead)
                else _NEAR / 2
                if len(parts) > 2
                else _NEAR / 3
            )
            if (
                abs(made - total.amount) > near * total.amount
                or gap_is_told(case, sentence, abs(made - total.amount), [*parts, total])
                or max(p.amount for p in parts) >= total.amount
            ):
                continue
            told = "＋".join(say(p.value, 4) for p in parts)
            told += f"＝{say(made / total.quantity.factor, 4)}{total.quantity.unit}"
            message = f"分项合计与总数不符：{told}，报告写{say(total.value, 4)}{total.quantity.unit}，请核对合计或分项。"
            span = (total.start - len(lead), total.end)
            others = ((parts[0].start, parts[-1].end),)
            yield case.finding("sum_mismatch", "error", span, message, recomputed=told, others=others)


def _of_another_kind(lead: str, parts: list[Figure], total: Figure) -> bool:
    """Whether a total is of another stage or year, or counts visits where the parts are people, who may come more than once."""
    visits = total.quantity.dimension == "visit" != parts[0].quantity.dimension
    return visits or another_stage(lead, parts) or pattern(r"\d{4}年|去年|上年|往年").search(lead) is not None


def _run_before(case: Case, before: list[Figure], total: Figure) -> list[Figure]:
    """The unbroken run of numbers of the total's kind right before it; numbers in brackets belong to what they follow."""
    run: list[Figure] = []
    for figure in reversed(before):
        if _in_bracket(case, figure):
            continue
        lead = f"{figure.before}{figure.after[:3]}"
        if run and pattern("其中|包括|中，").search(case.text.content[figure.end : run[0].start]):
            break  # what stands before 其中 is the whole of another sum
        if (
            not run
            and figure.quantity.kind == "N"
            and figure.amount <= 20
            and total.start - figure.end <= 6
            and _dimension(total) != _dimension(figure)
        ):
            continue  # 三类人员共培训510人: the three are the list
        if _dimension(figure) != _dimension(total) or not figure.exact or _LOOSE.search(lead):
            # 六类18项 and 第3个 count nothing of the list; any other kind of number ends it.
            break
        if _TOTAL.search(figure.before) and not pattern("下达|投入").search(figure.before):
            break
        run.insert(0, figure)
    return run


def _fits_some(case: Case, before: list[Figure], total: Figure, room: Decimal) -> bool:
    """Whether any run of numbers before it makes the total."""
    amounts = [f.amount for f in before if _dimension(f) == _dimension(total)]
    outside = [f.amount for f in before if _dimension(f) == _dimension(total) and not _in_bracket(case, f)]
    if len(amounts) <= 9 and any(
        abs(sum(some, Decimal(0)) - total.amount) <= room
        for size in (2, 3, 4)
        for some in combinations(amounts, size)
    ):
        return True
    for values in (amounts, outside):
        for first in range(len(values)):
            made = values[first]
            if abs(made - total.amount) <= room:
                return True
            for value in values[first + 1 :]:
                made += value
                if abs(made - total.amount) <= room:
                    return True
    return False


@check("sum_mismatch", rule="R16：分项之和等于合计")
def parts_in_the_next_sentence(case: Case) -> Iterator[Finding]:
    """全县共有学校126所。其中，小学74所，初中31所…; 发现问题213个，其中：甲类86个；乙类54个…."""
    for sentence, words in sentences_with(case, re.compile("其中")):
        mark = words.find("其中")
        row = figures(case, sentence)
        at = sentence.start + mark
        before = [f for f in row if f.end <= at]
        if mark <= 1 and sentence.index:
            earlier = case.text.sentences[sentence.index - 1]
            before = figures(case, earlier) if earlier.paragraph == sentence.paragraph else []
            before = (
                before[-1:]
                if len(before) > 1 and before[-1].quantity.dimension != before[0].quantity.dimension
                else before[:1]
            )
        after = [f for f in row if f.start >= at]
        if (
            not before
            or not after
            or _CORRECTED.search(words)
            or pattern("其余|另有|等").search(words[mark:])
        ):
            continue
        whole = before[-1]
        semicolons = "；" in words[mark:]
        if (
            not whole.exact
            or whole.quantity.kind not in "NAG"
            or not (mark <= 1 or semicolons)
            or _LOOSE.search(whole.before)
        ):
            continue
        parts: list[Figure] = []
        for figure in after:
            if (
                _dimension(figure) != _dimension(whole)
                or not figure.exact
                or _LOOSE.search(figure.before)
                or _in_bracket(case, figure)
                or (
                    pattern("教师|教职工").search(figure.before)
                    and not pattern("教师|教职工|人员").search(whole.before)
                )
            ):
                break
            parts.append(figure)
        named = [Part(pattern("^其中[：，:,]?").sub("", p.before), p.value) for p in parts]
        yield from _next(case, whole, parts, named, complete=len(parts) == len(after))


def _next(
    case: Case, whole: Figure, parts: list[Figure], named: list[Part], *, complete: bool
) -> Iterator[Finding]:
    made = sum((p.amount for p in parts), Decimal(0))
    room = sum((_step(f) for f in (*parts, whole)), Decimal(0))
    gap = abs(made - whole.amount)
    stages = all(pattern("小学|初中|高中|幼儿园|职|特|中学|一贯制|学校").search(p.metric) for p in named)
    divides = parallel(named) or opposites(named) or (stages and len(named) > 2)
    if (
        len(parts) < 2
        or gap <= room
        or gap > _NEAR * whole.amount
        or not (divides or (len(parts) >= 4 and gap * 20 <= whole.amount))
    ):
        return
    told = (
        "＋".join(say(p.value, 4) for p in parts)
        + f"＝{say(made / whole.quantity.factor, 4)}{whole.quantity.unit}"
    )
    message = (
        f"分项合计与总数不符：{told}，前面写{say(whole.value, 4)}{whole.quantity.unit}，请核对合计或分项。"
    )
    severity = "error" if divides and complete else "warn"
    span = (whole.start - len(whole.before), whole.end)
    yield case.finding(
        "sum_mismatch", severity, span, message, recomputed=told, others=((parts[0].start, parts[-1].end),)
    )


@check("sum_mismatch", rule="义务教育＝小学＋初中")
def stages_make_their_sum(case: Case) -> Iterator[Finding]:
    """小学在校生34200人，初中在校生18200人，义务教育阶段在校生53400人: 52400 (B1-23)."""
    for row in case.by_paragraph.values():
        groups: dict[tuple[str, str, str], dict[str, Claim]] = {}
        for claim in row:
            stage = pattern("小学|初中|义务教育").match(claim.population or "")
            if (
                claim.type == "count"
                and stage
                and claim.exact
                and claim.amount
                and claim.dimension == "person"
                and not claim.qualifier
            ):
                key = (claim.key, claim.org or "", claim.period or "")
                groups.setdefault(key, {}).setdefault(stage[0], claim)
        for found in groups.values():
            if len(found) < 3:
                continue
            one, two, whole = found["小学"], found["初中"], found["义务教育"]
            made = (one.amount or Decimal(0)) + (two.amount or Decimal(0))
            amount = whole.amount or Decimal(1)
            room = sum(
                (c.half_step * c.base for c in (one, two, whole) if c.decimals or c.base > 1), Decimal(0)
            )
            if abs(made - amount) <= room or abs(made - amount) > _NEAR * amount:
                continue
            told = f"{say(one.amount or amount)}＋{say(two.amount or amount)}＝{say(made)}"
            message = (
                f"小学与初中合计{say(made)}，与义务教育{say(amount)}不符，请核对，或说明一贯制等如何计入。"
            )
            yield case.finding("sum_mismatch", "error", (whole.start, whole.end), message, recomputed=told)


@check("double_count", rule="B3-5：已含在内的部分不再相加")
def nested_parts_added_again(case: Case) -> Iterator[Finding]:
    """（含教学点42个）共138所，加上教学点42个，合计180所: the 42 are in the 138 already."""
    for sentence, _ in sentences_with(case, re.compile("含|其中|包括")):
        row = figures(case, sentence)
        nested = [
            f
            for f in row
            if _in_bracket(case, f) and pattern("^(?:其中)?(?:含|包括|其中)|含").search(f.before)
        ]
        for at, total in enumerate(row):
            lead = pattern("[，。；：、（(]").split(
                case.text.content[max(0, total.start - 14) : total.start]
            )[-1]
            if not _TOTAL.search(lead) or not total.exact:
                continue
            outside = [f for f in row[:at] if not _in_bracket(case, f) and _dimension(f) == _dimension(total)]
            again = [
                (f, n) for f in outside for n in nested
                if f.amount == n.amount and f.start > n.end and len(set(f.before) & set(n.before) - set("含其中包括")) >= 2
            ]  # fmt: skip
            if not again or sum((f.amount for f in outside), Decimal(0)) != total.amount:
                continue
            double = again[0][0]
            right = total.amount - double.amount
            told = f"{say(total.amount)}－{say(double.amount)}＝{say(right)}"
            message = f"重复计算：“{again[0][1].before.lstrip('含其中包括')}”{say(double.amount)}已含在前面的数里，又加了一次，合计应为{say(right)}。"
            yield case.finding(
                "double_count", "error", (total.start - len(lead), total.end), message, recomputed=told
            )


_LINE = re.compile(
    r"^\s*(?:[（(]?[\d一二三四五六七八九十]+[)）.、．]\s*)?(?P<name>[一-龥（）()]{2,16}?)\s*[：:]\s*"
    r"(?P<value>\d[\d,]*(?:\.\d+)?)\s*(?P<unit>[一-龥]{1,4})[；;，,。]?\s*$"
)


@check("sum_mismatch", rule="R16：逐行列出的数相加等于合计行")
def lines_add_up(case: Case) -> Iterator[Finding]:
    """小学：38所 / 初中：12所 / 合计：58所, each in a line of its own: 50."""
    block: list[tuple[Decimal, str, int, int]] = []
    for paragraph in case.text.paragraphs:
        words = case.text.content[paragraph.start : paragraph.end]
        match = _LINE.match(words) if paragraph.kind != "table" else None
        if match is None or (block and match["unit"] != block[-1][1]):
            block = []
        if match is None:
            continue
        value = Decimal(match["value"].replace(",", ""))
        if not pattern("合计|总计|共计|总数|共有?$").match(match["name"]) or len(block) < 2:
            block.append((value, match["unit"], paragraph.start, paragraph.end))
            continue
        made = sum((line[0] for line in block), Decimal(0))
        if made != value and abs(made - value) <= value / 2:
            told = "＋".join(say(line[0]) for line in block) + f"＝{say(made)}{match['unit']}"
            message = f"各行合计与合计行不符：{told}，报告写{say(value)}{match['unit']}，请核对。"
            span = (paragraph.start + match.start("name"), paragraph.start + match.end("unit"))
            others = ((block[0][2], block[-1][3]),)
            yield case.finding("sum_mismatch", "error", span, message, recomputed=told, others=others)
        block = []
