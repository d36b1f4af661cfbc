"""Lists that the words join without 其中: 分别是…, 三项共…."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from zeren.core.audit.checks.figures import NUMBERED, Figure, figures, sentences_with
from zeren.core.audit.checks.naming import (
    another_stage,
    bracketed,
    closeness,
    counted,
    earlier,
    gap_is_told,
    measure,
)
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.totals.division import opposites
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Part
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_EACH = re.compile("分别(?:是|为|用于|来自|有|占)|依次(?:是|为)")
_TOTAL = re.compile(
    r"^(?:[两二三四五六七八九十\d]+[个项类级校者年科所]*)?(?:总?共计?|合计|总计|一共|总数|全年合计)(?:有|为|是|达|达到)?$"
)
_OPPOSITE = re.compile(
    "男|师生|公办|城区|城市|县城|中央|新建|专职|当场|首次|校内|线上|集中|寄宿|住校|春季|上半年|在编|党员"
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
                Part(pattern("^其中[：，:]?").sub("", n), f.value)
                for n, f in zip(names[1:], three[1:], strict=True)
            ]
            shared = set(names[1][-3:]) & set(names[2][-3:])
            if "师生" in names[0] and _pupils_and_staff(names[1:]):
                shared, parts = set("师生员工"), [Part("男", parts[0].value), Part("女", parts[1].value)]
            between = case.text.content[whole.end : one.start] + case.text.content[one.end : other.start]
            if (
                len(shared) < 2
                or not opposites(parts)
                or (not set(names[0]) & shared and not pattern("问题|隐患|意见").search(names[0]))
                or pattern("[；;。]").search(between)
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


def _pupils_and_staff(names: list[str]) -> bool:
    """师生430人，学生398人，教职工42人."""
    pupils, staff = (re.compile(w) for w in ("^(?:其中)?(?:学生|幼儿)$", "^(?:教职员?工|教师|老师)$"))
    return any(pupils.search(a) and staff.search(b) for a, b in (names, names[::-1]))


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
            if figure.quantity.dimension != found[0].quantity.dimension or pattern("[；;（(]").search(
                between
            ):
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
    return before[-1] if pattern(r"[的\s，,：:]*").fullmatch(between) else None


# A total told of a list: words of sum before it, or words of wholeness behind it.
ADDED = re.compile(
    "合起来|合在|合[计共并为成]|总[计共数]|总的|一共|统共|通共|拢共|拢总|共|凑[足成齐满够到]|加起来|加总|相加|汇[成总]|累[计加]|之和|"
    "以上|上述|至此|至今|如此|这样|就此|总|全部|全[区县市校镇]|这|计"
)
_WHOLLY = re.compile(
    "悉数|全部|全数|无一|一[件条个所户名]不[落少漏]|[件人个条处场本样事项户]{2}|均|都|皆|统统|一并|尽数|齐"
)
_NO_SUM = re.compile(
    r"\d{4}年|去年|往年|公共|共同|共享|共建|合作|合格|综合|总结|总务|总校|总体|计划|比|较|平均|人均|生均|每|目标|其中|上年|去年|超|增|减|另"
)
_NO_PART = re.compile(
    "比|较|增长|减少|下降|提高|平均|生均|人均|率|目标|标准|计划|不少于|以上|以内|每|上年|去年|同期|其中|等|剩|约|共计|合计|累计"
)
FIXED = re.compile("扣除|剔除|去除|重复|交叉|口径|四舍五入|去重|不含|未计|不计入|除外|兼(?!职)")
_SUMMED = re.compile(
    "^全[区县市校镇乡园][一-龥]{0,4}$|^(?:以上|上述|合计|共计|总计|总共|一共|累计)|(?:合[计共]|(?<!公)共|总[计数]?|拢|凑[足成齐满够到]|加起来|汇[成总]|(?<![设会统])计)[一-龥]{0,3}$"
)
_LISTED = re.compile(r"[^，。；、]{0,12}(?:[（(][^）)]*[）)])?[、，,；;和及与][^，。；、]{0,22}")
_PEOPLE_WORDS = re.compile("教师|老师|学生|孩子|娃|幼儿|职工|人员|特岗|校长|同志")


@check("sum_mismatch", "unit_error", "double_count", rule="R16：逐项列出的数相加，等于后面所写的总数")
def lists_make_the_number_behind_them(case: Case) -> Iterator[Finding]:
    """甲领走41条，乙9条，丙12条，丁5条。至此，71条悉数有主: 67. The total may stand in the next sentence, and needs no word of sum."""
    for sentence, words in sentences_with(case, NUMBERED):
        if FIXED.search(words):
            continue
        row = figures(case, sentence)
        run = _without_whole(_last_list(case, row))
        if len(run) < 3:
            continue
        beside = row[row.index(run[-1]) + 1 :]
        following = case.text.sentences[sentence.index + 1 : sentence.index + 2]
        behind = [f for s in following if s.paragraph == sentence.paragraph for f in figures(case, s)]
        total = _total_of(case, run, beside) if beside else _total_of(case, run, behind[:1])
        if total is None or FIXED.search(case.text.content[sentence.end : total.end + 12]):
            continue
        yield from compared(case, sentence, run, total, [*row, *behind])


def _last_list(case: Case, row: list[Figure]) -> list[Figure]:
    """The longest list of numbers of one measure in a row."""
    best: list[Figure] = []
    run: list[Figure] = []
    for figure in (f for f in row if not bracketed(case, f)):
        between = case.text.content[run[-1].end : figure.start] if run else ""
        fine = (
            counted(figure)
            and not _NO_PART.search(figure.before)
            and not (run and _SUMMED.search(figure.before))
        )
        if run and not (fine and _LISTED.fullmatch(between) and _one_measure(run[0], figure)):
            run = []
        run = [*run, figure] if fine else []
        best = run if len(run) > len(best) else best
    return best


def _without_whole(run: list[Figure]) -> list[Figure]:
    """支出56.4万元，用在28万元、16.4万元、12万元: the first number is what the others divide."""
    rest = sum((f.amount for f in run[1:]), Decimal(0))
    return run[1:] if len(run) > 3 and abs(run[0].amount - rest) * 5 <= rest else run


def _one_measure(one: Figure, other: Figure) -> bool:
    """11个 and 2名特岗 are both people where the words say so."""
    if measure(one) == measure(other):
        return True
    people = {one.quantity.dimension, other.quantity.dimension} == {"个", "person"}
    return people and _PEOPLE_WORDS.search(f"{one.before}{one.after}{other.before}{other.after}") is not None


def _total_of(case: Case, run: list[Figure], behind: list[Figure]) -> Figure | None:
    """The first number of the list's measure behind it, where words tell it as the sum or as the whole."""
    total = next((f for f in behind if _one_measure(run[0], f) and not bracketed(case, f)), None)
    if total is None or not counted(total) or total.start - run[-1].end > 60:
        return None
    lead = pattern("[。；]").split(case.text.content[run[-1].end : total.start])[-1][-16:]
    told = ADDED.search(lead) or _WHOLLY.search(total.after)
    between = case.text.content[run[-1].end : total.start]
    visits = total.quantity.dimension == "visit" != run[0].quantity.dimension
    plain = (
        not visits and not _NO_SUM.search(lead) and not pattern("其余|余下|另|还有|此外|同时").search(between)
    )
    return (
        total
        if told and plain and not another_stage(lead, run) and total.amount > max(f.amount for f in run)
        else None
    )


def compared(
    case: Case, sentence: Sentence, run: list[Figure], total: Figure, near: list[Figure]
) -> Iterator[Finding]:
    """What is wrong between a run of numbers and the total told for it."""
    made = sum((f.amount for f in run), Decimal(0))
    room = sum((_step(f) for f in (*run, total)), Decimal(0))
    gap = abs(made - total.amount)
    if gap <= room:
        return
    told = (
        "＋".join(say(p.value, 4) for p in run)
        + f"＝{say(made / total.quantity.factor, 4)}{total.quantity.unit}"
    )
    span = (run[0].start - len(run[0].before), total.end)
    slip = next((f for f in run if _fits_with_its_unit(f, total, made, room)), None)
    if slip is not None:
        right = f"{slip.before}{say(slip.value, 4)}{total.quantity.unit}"
        message = f"单位写错：“{slip.before}{say(slip.value, 4)}{slip.quantity.unit}”应为“{right}”，各项才合计{say(total.value, 4)}。"
        at = (slip.start - len(slip.before), slip.end)
        yield case.finding("unit_error", "error", at, message, recomputed=told)
        return
    inner = next(
        (f for f in near if bracketed(case, f) and _inside(f) and f.amount == total.amount - made), None
    )
    if inner is not None and run[0].start < inner.start < total.start:
        message = f"重复计算：“{inner.before}{say(inner.value, 4)}{inner.quantity.unit}”已含在前一项里，又加了一次；应为{say(made / total.quantity.factor, 4)}。"
        yield case.finding("double_count", "error", span, message, recomputed=told)
        return
    if (
        gap * 8 > total.amount
        or gap_is_told(case, sentence, gap, [*run, total])
        or _another_way(case, run, total, near)
    ):
        return
    message = (
        f"分项合计与总数不符：{told}，报告写{say(total.value, 4)}{total.quantity.unit}，请核对合计或分项。"
    )
    yield case.finding("sum_mismatch", "error", span, message, recomputed=told)


def _inside(figure: Figure) -> bool:
    return pattern("其中|含|包括|内含").match(figure.before) is not None


def _fits_with_its_unit(part: Figure, total: Figure, made: Decimal, room: Decimal) -> bool:
    """省级540元 among 万元: with the total's unit the sum is right."""
    if part.quantity.factor == total.quantity.factor or part.quantity.kind != total.quantity.kind:
        return False
    return abs(made - part.amount + part.value * total.quantity.factor - total.amount) <= room


def _another_way(case: Case, run: list[Figure], total: Figure, near: list[Figure]) -> bool:
    """Whether other numbers near by make the total, or it is told again elsewhere with its list."""
    others = [f for f in near if f is not total and measure(f) == measure(total)][:9]
    return any(
        sum((f.amount for f in some), Decimal(0)) == total.amount
        for size in range(2, min(len(others), 5) + 1)
        for some in combinations(others, size)
    )


_BUILT = re.compile(
    "由(?P<parts>[^。；]{6,160}?)(?:共同)?(?:构成|组成|汇成|合成|凑成|相加而?[成得]|加总而?[成得])"
)


@check("sum_mismatch", rule="R17：由各部分构成的，各部分之和等于整体")
def what_it_is_made_of(case: Case) -> Iterator[Finding]:
    """编制内4217人…；编制内人员由专任教师3968人以及行政、教辅、工勤依次92人、105人和62人构成: 4227."""
    for sentence, words in sentences_with(case, _BUILT):
        row = figures(case, sentence)
        for match in _BUILT.finditer(words):
            low, high = sentence.start + match.start(), sentence.start + match.end()
            parts = [f for f in row if low < f.start < high and not bracketed(case, f)]
            if len(parts) < 2 or not all(counted(f) and measure(f) == measure(parts[0]) for f in parts):
                continue
            name = pattern("[，。；：]").split(words[: match.start()])[-1]
            wholes = [
                f
                for f in (*earlier(case, sentence, 1), *row)
                if f.end <= low and measure(f) == measure(parts[0])
            ]
            named = [
                f
                for f in wholes
                if closeness(f.before, name) >= Decimal("0.7") or (f.before and f.before in name)
            ]
            whole = next(
                iter(reversed(named or (wholes if low - wholes[-1].end <= 6 else []) if wholes else [])), None
            )
            whole = whole or _told_behind(case, parts, [f for f in row if f.start >= high])
            if whole is None or not counted(whole) or FIXED.search(words):
                continue
            made = sum((f.amount for f in parts), Decimal(0))
            gap = abs(made - whole.amount)
            room = sum((_step(f) for f in (*parts, whole)), Decimal(0))
            if gap <= room or gap * 5 > whole.amount:
                continue
            told = (
                "＋".join(say(p.value, 4) for p in parts)
                + f"＝{say(made / whole.quantity.factor, 4)}{whole.quantity.unit}"
            )
            message = (
                f"构成的各部分与整体不符：{told}，前面写{say(whole.value, 4)}{whole.quantity.unit}，请核对。"
            )
            yield case.finding("sum_mismatch", "error", (low, high), message, recomputed=told)


def _told_behind(case: Case, parts: list[Figure], behind: list[Figure]) -> Figure | None:
    """由412人和286人组成，现有学生718人."""
    first = behind[0] if behind else None
    if first is None or measure(first) != measure(parts[0]) or first.start - parts[-1].end > 24:
        return None
    return (
        first
        if pattern("共|合计|总|现有|达|为").search(first.before)
        and first.amount > max(p.amount for p in parts)
        else None
    )
