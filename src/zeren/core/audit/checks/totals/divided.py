"""A whole divided without 其中: 评定优秀41所、良好88所、合格35所; 按区域分，…；按性质分，…; and running totals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from zeren.core.audit.checks.figures import NUMBERED, Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.totals.division import opposites
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Part
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_CUT = re.compile(
    r"(?:按|从)[^，。；\d]{1,10}?(?:分|看|划分|统计)[，,：:]|安置方式为|(?:评定|评出|评为|分为|定为|认定)(?=[一-龥]{1,4}\d)"
)
_AXES = tuple(
    re.compile(words)
    for words in (
        "优秀|良好|合格|不合格|基本合格|一般", "县城|集镇|乡镇|镇区|村级|农村|城区|城市|城镇|街道", "新建|改扩建|改建|扩建|续建|维修|加固|重建",
        "中央|省级|市级|县级|区级|自筹|上级|社会|地方", "残疾", "小学|初中|高中|幼儿园|中职|特教|学前|完全中学|一贯制", "公办|民办|普惠", "年级",
        "高级|一级|二级|三级|未定级|正高|中级|初级", "随班就读|特校|特教学校|特殊教育学校|送教上门", "类$|类别", "一等奖|二等奖|三等奖|优秀奖",
        "在编|编外|自聘|聘用|公益性?岗|派遣|外包|合同制|临聘|代课|备案制",
    )
)  # fmt: skip
_LOOSE = re.compile(
    "到位|比|较|增|减|提高|下降|平均|生均|每|目标|计划|人次|以上|不少于|其余|其他学|另|累计|共"
)
_EXCUSED = re.compile("扣除|剔除|重复|交叉|兼|四舍五入|不含|以上的|包含")
_BESIDE = 24  # signs between a whole and its parts that are quoted with it
_NEAR = Decimal("0.3")
_SAME = {"school": "个", "处": "个", "项": "个", "件": "个", "家": "个", "visit": "person"}


def _dimension(figure: Figure) -> str:
    return _SAME.get(figure.quantity.dimension, figure.quantity.dimension)


def _name(figure: Figure) -> str:
    named = figure.before.strip() and not pattern("其中|，|有").fullmatch(figure.before)
    return figure.before if named else f"{figure.before}{figure.after[:8]}"


def _bracketed(case: Case, sentence: Sentence, figure: Figure) -> bool:
    words = case.text.content[sentence.start : figure.start]
    return words.count("（") + words.count("(") > words.count("）") + words.count(")")


def _step(figure: Figure) -> Decimal:
    quantity = figure.quantity
    return (
        half(quantity.decimals) * quantity.factor if quantity.decimals or quantity.factor > 1 else Decimal(0)
    )


@check("sum_mismatch", "parts_exceed_whole", rule="R17：按一个标准划分的各部分之和等于整体")
def cuts_make_the_whole(case: Case) -> Iterator[Finding]:
    """对164所学校考核，评定优秀41所、良好88所、合格35所; 按区域分，县城10所，乡镇17所；按性质分，公办19所，民办8所."""
    for sentence, words in sentences_with(case, NUMBERED):
        if _EXCUSED.search(words):
            continue
        row = [
            f
            for f in figures(case, sentence)
            if f.quantity.kind in "NAG" and not _bracketed(case, sentence, f)
        ]
        for run, marked in _runs(case, sentence, row):
            whole = _whole(case, sentence, row, run, marked=marked)
            # 幼儿园38所，普惠性31所，民办小学3所: the second is among the first.
            if whole is None or pattern("其中|普惠性?(?:园|的)?$").match(run[0].before):
                continue
            made = sum((f.amount for f in run), Decimal(0))
            room = sum((_step(f) for f in (*run, whole)), Decimal(0))
            gap = abs(made - whole.amount)
            if not _opposed(run) and made < whole.amount:
                continue
            if gap <= room or gap > _NEAR * whole.amount or _made_elsewhere(case, sentence, made, whole, run):
                continue
            told = (
                "＋".join(say(f.value, 4) for f in run)
                + f"＝{say(made / whole.quantity.factor, 4)}{whole.quantity.unit}"
            )
            message = f"各部分合计与总数不符：{told}，前面写{say(whole.value, 4)}{whole.quantity.unit}，请核对合计或分项。"
            sure = marked or len(run) >= 3 or not _opposed(run)
            near = 0 <= run[0].start - whole.end <= _BESIDE
            first = whole if near else run[0]
            span = (first.start - len(first.before), run[-1].end)
            yield case.finding(
                "sum_mismatch" if _opposed(run) else "parts_exceed_whole",
                "error" if sure else "warn",
                span,
                message,
                recomputed=told,
                others=((whole.start, whole.end),),
            )


def _runs(case: Case, sentence: Sentence, row: list[Figure]) -> Iterator[tuple[list[Figure], bool]]:
    """Lists of numbers whose names divide by one axis, and whether words announce the cut."""
    at = 0
    while at < len(row):
        run = [row[at]]
        for figure in row[at + 1 :]:
            between = case.text.content[run[-1].end : figure.start]
            # 县城9所，占21.4%；集镇19所: the share between belongs to the part before it.
            joined = pattern(
                r"[^，。；、]{0,8}(?:[，,]占[^，。；]{0,12})?(?:[（(][^）)]*[）)])?[、，,；;][^，。；、\d]{0,16}"
            ).fullmatch(
                between,
            )
            if (
                joined is None
                or _dimension(figure) != _dimension(run[0])
                or not figure.exact
                or _LOOSE.search(figure.before)
            ):
                break
            if _CUT.search(between):
                break
            run.append(figure)
        lead = case.text.content[max(sentence.start, run[0].start - 24) : run[0].start]
        marked = _CUT.search(lead[-18:]) is not None
        if len(run) >= 2 and run[0].exact and not _LOOSE.search(run[0].before) and _one_axis(run):
            yield run, marked
            at += len(run)
        else:
            at += 1


def _one_axis(run: list[Figure]) -> bool:
    names = [_name(f) for f in run]
    if len({*names}) < len(names):
        return False
    if len(run) == 2:
        if {n[:2] for n in names} == {"小学", "初中"}:
            return True
        return _opposed(run) or all(_AXES[-1].search(n) for n in names)
    return any(all(axis.search(n) for n in names) for axis in _AXES)


def _opposed(run: list[Figure]) -> bool:
    """Whether a list of two is of opposites; two of several kinds of staff may leave a third unsaid."""
    names = [_name(f) for f in run]
    return (
        len(run) > 2
        or {n[:2] for n in names} == {"小学", "初中"}
        or opposites([Part(n, f.value) for n, f in zip(names, run, strict=True)])
    )


def _whole(
    case: Case, sentence: Sentence, row: list[Figure], run: list[Figure], *, marked: bool
) -> Figure | None:
    """The number right before the list; with a marked cut, the last one of its kind in the paragraph before."""
    before = [f for f in row if f.end <= run[0].start]
    found = [f for f in before if _dimension(f) == _dimension(run[0]) and f.exact]
    if before and found and found[-1] is before[-1] and run[0].segment == found[-1].segment:
        whole = found[-1]
        between = case.text.content[whole.end : run[0].start]
        ok = (
            len(between) <= 40
            and "其中" not in between
            and not between.startswith("、")
            and not pattern("比上年|较上年|另").search(between)
            and not _stage_itself(whole)
        )
        return whole if ok and whole.amount > max(f.amount for f in run) else None
    if not marked:
        return _stated_before(case, sentence, run)
    earlier = list(found)
    for index in range(sentence.index - 1, max(-1, sentence.index - 3), -1):
        other = case.text.sentences[index]
        if other.paragraph == sentence.paragraph:
            earlier = [
                f
                for f in figures(case, other)
                if _dimension(f) == _dimension(run[0]) and f.exact and not _bracketed(case, other, f)
            ] + earlier
    largest = max(earlier, key=lambda f: f.amount, default=None)
    return largest if largest is not None and largest.amount > max(f.amount for f in run) else None


def _stated_before(case: Case, sentence: Sentence, run: list[Figure]) -> Figure | None:
    """全区留守儿童4216人。小学阶段2860人，初中阶段1456人: the sentence before states the whole and nothing else."""
    if run[0].start - len(run[0].before) - sentence.start > 2 or not sentence.index:
        return None
    earlier = case.text.sentences[sentence.index - 1]
    row = figures(case, earlier) if earlier.paragraph == sentence.paragraph else []
    stages = all(pattern("小学|初中|高中|学前|公办|民办|城区|乡镇|农村|男|女").match(_name(f)) for f in run)
    if (
        len(row) != 1
        or not stages
        or _dimension(row[0]) != _dimension(run[0])
        or not row[0].exact
        or _stage_itself(row[0])
    ):
        return None
    made = sum((f.amount for f in run), Decimal(0))
    return row[0] if abs(made - row[0].amount) * 7 <= row[0].amount else None


def _stage_itself(whole: Figure) -> bool:
    """小学42所、初中12所 stand beside each other, not under one another."""
    return pattern("(?:小学|初中|高中|公办园?|民办园?)$").search(whole.before) is not None and not pattern(
        "中小学$"
    ).search(whole.before)


def _made_elsewhere(case: Case, sentence: Sentence, made: Decimal, whole: Figure, run: list[Figure]) -> bool:
    """Whether another number of the sentence or the next is what the parts make, or completes them (其余3人)."""
    span = (sentence, *case.text.sentences[sentence.index + 1 : sentence.index + 2])
    others = [
        f for s in span for f in figures(case, s) if f not in run and _dimension(f) == _dimension(whole)
    ]
    if len(others) <= 10 and any(a.amount + b.amount == made for a, b in combinations(others, 2)):
        return True  # 公办96所…，民办16所；从学段看，小学70所、初中30所、高中12所
    return any(f.amount == made and f.start != whole.start for f in others) or any(
        f.amount + made == whole.amount and pattern("另|其余|余|其他|未|暂|尚").search(_name(f) + f.after)
        for f in others
    )


@check("sum_mismatch", rule="R48：累计数等于前面各次之和")
def running_totals_add_up(case: Case) -> Iterator[Finding]:
    """一季度发现隐患84处…；二季度发现隐患47处…。上半年累计发现隐患131处: each is called by the same words."""
    for paragraph in range(len(case.text.paragraphs)):
        sentences = list(_of(case, paragraph))
        row = (
            [f for s in sentences for f in figures(case, s) if f.quantity.kind in "NAG"]
            if len(sentences)
            else []
        )
        for at, total in enumerate(row):
            lead = pattern(
                "(?:累计|合计|总计|共计|全年共|上半年共|总共)(?:[一-龥]{0,2}?)(?P<name>[一-龥]{2,8})$"
            ).search(
                total.before,
            )
            if lead is None or not total.exact:
                continue
            name = pattern("^(?:完成|开展|组织|了|共)").sub("", lead["name"])[-4:]
            parts = [
                f
                for f in row[:at]
                if f.before.endswith(name)
                and _dimension(f) == _dimension(total)
                and f.exact
                and not pattern("累计|合计|共").search(f.before)
            ]
            if len(parts) < 2 or len(name) < 2 or not _several(case, parts):
                continue
            made = sum((f.amount for f in parts), Decimal(0))
            room = sum((_step(f) for f in (*parts, total)), Decimal(0))
            if abs(made - total.amount) <= room or abs(made - total.amount) > _NEAR * 2 * total.amount:
                continue
            told = (
                "＋".join(say(f.value, 4) for f in parts)
                + f"＝{say(made / total.quantity.factor, 4)}{total.quantity.unit}"
            )
            message = f"累计数与前面各次之和不符：{told}，报告写{say(total.value, 4)}{total.quantity.unit}，请核对。"
            span = (total.start - len(total.before), total.end)
            yield case.finding("sum_mismatch", "error", span, message, recomputed=told)


def _of(case: Case, paragraph: int) -> Iterator[Sentence]:
    here = case.text.paragraphs[paragraph]
    if here.kind == "table" or not pattern("累计|合计|总计|共计|全年共|上半年共|总共").search(
        case.text.content[here.start : here.end]
    ):
        return
    first = case.sentence_at(here.start)
    for sentence in case.text.sentences[first.index if first else 0 :]:
        if sentence.paragraph > paragraph:
            return
        if sentence.paragraph == paragraph:
            yield sentence


def _several(case: Case, parts: list[Figure]) -> bool:
    """Whether the parts are told of different times or places."""
    leads = [case.text.content[max(0, f.start - 60) : f.start] for f in parts]
    marks = [
        pattern(
            "[一二三四]季度|[上下]半年|春季|秋季|\\d{1,2}月|第[一二三四]阶段|首批|第[一二三四]批|第[一二三四]次"
        ).findall(
            lead,
        )
        for lead in leads
    ]
    return all(marks) and len({m[-1] for m in marks}) == len(parts)


@check("sum_mismatch", rule="写“甲和乙合计”的，等于甲、乙两数之和")
def named_sums_add_up(case: Case) -> Iterator[Finding]:
    """优秀41所、良好88所…。优秀和良好合计129所."""
    pattern = re.compile(
        r"(?P<a>[一-龥]{2,6}?)(?:和|与|、|加)(?P<b>[一-龥]{2,6}?)(?:两项|两类|二者|两者)?(?:合计|共计|总计|之和为)$"
    )
    for sentence, _ in sentences_with(case, re.compile("合计|共计|总计|之和")):
        row = [
            f for s in case.text.sentences[max(0, sentence.index - 2) : sentence.index + 1]
            if s.paragraph == sentence.paragraph for f in figures(case, s)
        ]  # fmt: skip
        for total in row:
            names = pattern.search(total.before)
            if names is None or total.start < sentence.start or not total.exact:
                continue
            pairs = [
                [
                    f
                    for f in row
                    if f.end < total.start
                    and f.before.endswith(names[n])
                    and _dimension(f) == _dimension(total)
                    and f.exact
                ]
                for n in "ab"
            ]
            if not all(pairs):
                continue
            made = pairs[0][-1].amount + pairs[1][-1].amount
            room = _step(total) + _step(pairs[0][-1]) + _step(pairs[1][-1])
            if abs(made - total.amount) <= room:
                continue
            told = f"{say(pairs[0][-1].value, 4)}＋{say(pairs[1][-1].value, 4)}＝{say(made / total.quantity.factor, 4)}"
            message = f"“{names['a']}”与“{names['b']}”合计算错：{told}，报告写{say(total.value, 4)}{total.quantity.unit}。"
            span = (total.start - len(total.before), total.end)
            yield case.finding("sum_mismatch", "error", span, message, recomputed=told)


@check("sum_mismatch", rule="R17：括号里的各部分之和等于括号前的数")
def brackets_make_their_whole(case: Case) -> Iterator[Finding]:
    """乡镇17所（公办11所、民办2所）: 13."""
    pattern = re.compile(r"[（(]([^（）()]*\d[^（）()]*\d[^（）()]*)[）)]")
    for sentence, words in sentences_with(case, pattern):
        row = figures(case, sentence)
        for bracket in pattern.finditer(words):
            start, end = sentence.start + bracket.start(), sentence.start + bracket.end()
            inner = [f for f in row if start < f.start < end]
            outer = [f for f in row if f.end <= start]
            if (
                len(inner) != 2
                or not outer
                or start - outer[-1].end > 6
                or not all(f.exact for f in (*inner, outer[-1]))
            ):
                continue
            whole = outer[-1]
            if any(
                _dimension(f) != _dimension(whole) or f.quantity.kind not in "NAG" for f in inner
            ) or _EXCUSED.search(bracket[0]):
                continue
            made = inner[0].amount + inner[1].amount
            room = sum((_step(f) for f in (*inner, whole)), Decimal(0))
            if not opposites([Part(f.before, f.value) for f in inner]) or abs(made - whole.amount) <= room:
                continue
            told = f"{say(inner[0].value, 4)}＋{say(inner[1].value, 4)}＝{say(made / whole.quantity.factor, 4)}{whole.quantity.unit}"
            message = f"括号里的分项与前面的数不符：{told}，前面写{say(whole.value, 4)}{whole.quantity.unit}，请核对。"
            yield case.finding(
                "sum_mismatch", "error", (whole.start - len(whole.before), end), message, recomputed=told
            )
