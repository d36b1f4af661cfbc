"""Any rate beside its two counts: which count bears the rate's name, and which holds it, whatever words join them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, permutations

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import around, bracketed, closeness, counted, earlier, measure, step
from zeren.core.audit.checks.proportions.vouched import vouched
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import cut, half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_RATE = re.compile(
    "(?:率|占比|比例|比重|面|满意度|占|(?:完成|占)[一-龥]{0,4}(?:计划|任务|目标|指标)(?:总?数|量)?的)(?:已经?|仅|只|才|约|分别)?(?:达到?了?|为|是|有|了)?$"
)
# 占在校生九成: where the rate stands first, its numbers behind it.
_LED = re.compile("占[一-龥]{2,8}的?$")
_OTHER_RATE = re.compile(
    "提高|提升|上升|下降|增长|增加|减少|降低|高于|低于|较|(?<!占)比(?!例|重)|同比|目标|要求|力争|全国|全省|全市|上年|去年|"
    "平均|增幅|降幅|毛入|巩固|发生率|分别"
)
_ADJUSTED = re.compile(
    "扣除|剔除|不计|口径|缓学|免试|免测|除[^，。]{1,12}外|折算|加权|往届|不含|缺考|兼|重复"
)
_PLAN = re.compile(
    "应|计划|任务|目标|需|预算|下达|核定|要求|指标|共|总|发放|收到|受理|排查|参加|体检|检查|抽"
)
_DOING = re.compile("安置|安排|接纳|完成|落实|办结|整改|执行|销号|解决|到位|开工|竣工|化解|兑现")
_DONE = re.compile("实测|实际|已|完成|落实|办结|整改|竣工|开工|解决|到位|建成|兑现|销号")
_NEGATED = re.compile("不|未|没|缺|失|无")
_WHOLE = re.compile("共|总|全|现有|应|有|在编|在校|在园|[中里]|毕业生|发放|调查|抽|参加|计划|任务|目标|检")
_FAR, _MANY = Decimal(15), 9


@dataclass(frozen=True, slots=True)
class _Sides:
    """The part, and the numbers that can be its whole, nearest last."""

    part: Figure
    wholes: tuple[Figure, ...]
    named: bool


@check(
    "percent_count_mismatch",
    "completion_mismatch",
    rule="R04：率＝分子÷分母，分子是以率名相称的数，分母是包含它的数",
)
@vouched
def rates_fit_the_counts_beside_them(case: Case) -> Iterator[Finding]:
    """教学班118个，其中大班额9个，大班额比例8.6%: 7.6 %; 寄宿学生1134人，全校学生2520人，寄宿率48%: 45 %.

    No connective is asked for: the part is the count that shares the rate's name (or, where the rate has none, the count right
    before it), the whole a larger count of the same measure. Whatever other pair of the passage makes the rate excuses it.
    """
    for sentence, _ in sentences_with(case, re.compile("[%％]|百分之|成")):
        row = figures(case, sentence)
        for at, rate in enumerate(row):
            if (
                rate.quantity.kind != "P"
                or rate.quantity.limit
                or rate.quantity.unit == "‰"
                or _room(case, rate) is None
            ):
                continue
            if _ADJUSTED.search(case.text.content[sentence.start : rate.end + 6]):
                break
            sides = (
                _sides(case, sentence, row, at)
                if _is_rate(rate) or (at == 0 and _LED.search(rate.before))
                else None
            )
            if sides is not None and not _told_already(case, sides, row, rate):
                yield from _judged(case, rate, sides, [f for f in row if counted(f)])


def _room(case: Case, rate: Figure) -> Decimal | None:
    """How far a share may lie from the printed one; None where it is no point. 八成六 is 86 to the unit, 八成 to the half ten, nearly."""
    if rate.exact:
        return half(rate.quantity.decimals)
    words = case.text.content[rate.start : rate.end]
    tenths = pattern("[一二两三四五六七八九]成([一二三四五六七八九])?").fullmatch(words)
    return None if tenths is None else Decimal(1) if tenths[1] else Decimal(4)


def _told_already(case: Case, sides: _Sides, row: list[Figure], rate: Figure) -> bool:
    """Whether part and whole make another rate of the sentence already: then this one is of other numbers."""
    others = [f for f in row if f.quantity.kind == "P" and f.exact and f is not rate]
    pairs = [(sides.part.amount * 100 / w.amount, w) for w in sides.wholes]
    return any(_shown(case, share, other, sides.part, whole) for share, whole in pairs for other in others)


def _is_rate(rate: Figure) -> bool:
    if pattern("[的，]?").fullmatch(rate.before):
        return True  # 占在校生（368人）的15%
    return _RATE.search(rate.before) is not None and _OTHER_RATE.search(rate.before) is None


def _stem(rate: Figure) -> str:
    name = _RATE.sub("", rate.before)
    return pattern("^(?:其中|学生|教师|我[区县校市]|全[区县校市镇])|所$").sub("", name)


def _sides(case: Case, sentence: Sentence, row: list[Figure], at: int) -> _Sides | None:
    rate, stem = row[at], _stem(row[at])
    before = [f for f in row[:at] if counted(f)]
    if not before:
        return _told_behind(case, sentence, row, at, stem)
    if len(before) > _MANY:
        return None
    inner = row[at - 1]
    if (
        pattern("[的，]?").fullmatch(rate.before)
        and bracketed(case, inner)
        and not bracketed(case, rate)
        and "占" in case.text.content[inner.start - 14 : inner.start]
    ):
        return (
            _Sides(before[-2], (before[-1],), named=True) if len(before) > 1 and before[-1] is inner else None
        )
    if not stem or pattern("所占?|其").fullmatch(stem):
        beside = row[at - 1]
        named = False
        part = beside if counted(beside) and rate.start - beside.end <= 24 else None
    else:
        named = True
        bearing = [f for f in before if _bears(f, stem) and rate.start - f.end <= 60]
        part = bearing[-1] if bearing else _of_two(row[:at], rate, stem)
    if part is None:
        return None
    held = [f for f in before if f is not part and _holds(case, f, part, stem)]
    if not held:
        held = [f for f in earlier(case, sentence, 1) if counted(f) and _holds(case, f, part, stem)]
        if len(held) > 1 or not (named or _alone(held, part, rate)):
            return None
    return _Sides(part, tuple(held), named) if held else None


def _alone(held: list[Figure], part: Figure, rate: Figure) -> bool:
    """走访了48所中小学。…的只有二十一所，占48.3%: a bare 占 is of the one number before, where it is near enough."""
    told = pattern("只有|仅有|有|已|的$").search(part.before) is not None and pattern("占比?").fullmatch(
        rate.before
    )
    return bool(told) and len(held) == 1 and abs(part.amount * 100 / held[0].amount - rate.value) <= 6


_DOES = re.compile("(?:完|了|实|排|置|参加|走访|跑|到|过|上|得|取)[^，。]{0,4}$")
_ALL_OF = re.compile("在校|在园|在册|在岗|在编|排了|课表|计划|任务|应|核定|共|总|全[区县市校园]|适龄|[中里]")


def _told_behind(case: Case, sentence: Sentence, row: list[Figure], at: int, stem: str) -> _Sides | None:
    """整改率为93.3%。…总数45个，挂账未动的5个: the rate first, then the two numbers it is made of, and no others."""
    following = case.text.sentences[sentence.index + 1 : sentence.index + 2]
    after = [f for f in row[at + 1 :] if f.quantity.kind in "NAG"]
    if not after:
        after = [f for s in following if s.paragraph == sentence.paragraph for f in figures(case, s)]
    if (
        len(after) < 2
        or not all(counted(f) for f in after[:2])
        or measure(after[0]) != measure(after[1])
        or after[1].start - row[at].end > 60
    ):
        return None
    third = after[2:3]
    whole, part = after[0], after[1]
    told = _ALL_OF.search(whole.before + whole.after[:8]) and part.amount < whole.amount
    return (
        _Sides(part, (whole,), named=True)
        if told and not (third and measure(third[0]) == measure(part))
        else None
    )


_GROUP = re.compile("小学|初中|高中|幼儿|男|女|公办|民办|城|乡|镇|农村|年级|班$")


def _follows(whole: Figure, part: Figure, rate: Figure) -> bool:
    """Whether the two numbers right before a rate are a whole and what became of it, not two groups side by side."""
    if measure(whole) != measure(part) or part.amount > whole.amount or rate.start - part.end > 12:
        return False
    sibling = whole.before[-2:] == part.before[-2:] or (
        _GROUP.search(part.before) and not pattern("已|实际|其中").search(part.before)
    )
    near = abs(part.amount * 100 / whole.amount - rate.value) <= 8 and not pattern("合计|共").search(
        part.before
    )
    return near and not sibling and len(part.before) <= 10 and part.segment == whole.segment == rate.segment


def _of_two(before: list[Figure], rate: Figure, stem: str) -> Figure | None:
    """The smaller of the only two numbers before a rate, where the second is told as done of the first."""
    numbers = [f for f in before if counted(f)]
    last = numbers[-1] if numbers else None
    if (
        last is not None
        and rate.start - last.end <= 10
        and pattern("共|合计").search(last.before)
        and _DOING.search(last.before + stem)
    ):
        return last  # 三种方式共落实278名，安置率…
    pair = numbers[-2:]
    if len(numbers) == 2 and measure(pair[0]) == measure(pair[1]):
        small, large = sorted(pair, key=lambda f: f.amount)
        if _DOES.search(small.before) and _ALL_OF.search(large.before) and rate.start - numbers[-1].end <= 12:
            return small  # 跑完163户，全校一共217户，家访面…
    if len(numbers) >= 2 and _follows(pair[0], pair[1], rate):
        return pair[1]
    if len(numbers) != 2 or len(before) != 2 or measure(numbers[0]) != measure(numbers[1]):
        return None
    first, second = numbers
    told = pattern("已|实际|其中|有|取得|达到|参").search(second.before) and second.amount < first.amount
    return (
        second
        if told
        and closeness(stem, around(second) + around(first)) >= Decimal("0.5")
        and rate.start - second.end <= 12
        else None
    )


def _bears(figure: Figure, stem: str) -> bool:
    words = around(figure)
    if _DOING.search(stem) and _DONE.search(words) and not pattern("应|计划|任务|目标").search(figure.before):
        return True
    return closeness(stem, words) >= Decimal("0.75") and not pattern("应|计划").search(figure.before)


def _holds(case: Case, whole: Figure, part: Figure, stem: str) -> bool:
    """Whether one number can be the whole of another: of its measure, no less unless a plan, and not a part named like it."""
    if (
        measure(whole) != measure(part)
        or whole.amount == part.amount
        or bracketed(case, whole) != bracketed(case, part)
    ):
        return False
    planned = (
        _DOING.search(stem) is not None
        and pattern("应|计划|任务|目标|需|预算|指标").search(around(whole)) is not None
    )
    if whole.amount < part.amount and not planned:
        return False
    between = case.text.content[min(whole.end, part.end) : max(whole.start, part.start)]
    return not pattern("；|;").search(between) and (
        "其中" in between
        or bool(_WHOLE.search(around(whole)))
        or bool(_PLAN.search(around(whole)))
        or len(stem) > 0
    )


def _judged(case: Case, rate: Figure, sides: _Sides, row: list[Figure]) -> Iterator[Finding]:
    part = sides.part
    shares = [(whole, part.amount * 100 / whole.amount) for whole in sides.wholes]
    whole, share = shares[-1]
    turned = _NEGATED.search(part.before + part.after[:8]) and not _NEGATED.search(rate.before)
    sentence = case.sentence_at(rate.start)
    told = [*row, *(f for f in earlier(case, sentence, 2) if counted(f))] if sentence is not None else row
    if any(_shown(case, share, rate, whole, part) for whole, share in shares):
        return
    adjusted = sentence is not None and _ADJUSTED.search(case.text.content[sentence.start : sentence.end])
    before = [f for f in row if f.start < rate.start or f is part or f is whole or adjusted]
    if (
        turned
        and part.amount < whole.amount
        and _shown(case, whole.amount * 100 / (whole.amount + part.amount), rate, whole, part)
    ):
        return  # 达标81所，未达标9所
    if _made_otherwise(case, rate, before, sides.wholes) or any(
        _shown(case, part.amount * 100 / f.amount, rate, part, f) for f in told if measure(f) == measure(part)
    ):
        return
    share = 100 - share if turned and share < 50 < rate.value else share
    if rate.quantity.decimals and cut(share, rate.value, rate.quantity.decimals):
        return
    if abs(share - rate.value) > _FAR or not rate.value * 2 / 5 <= share <= rate.value * 5 / 2:
        return
    shown = (
        f"{say(part.amount)}÷{say(whole.amount)}＝{say(share)}%"
        if not turned
        else f"（{say(whole.amount)}－{say(part.amount)}）÷{say(whole.amount)}＝{say(share)}%"
    )
    message = f"数与率对不上：{shown}，报告写{say(rate.value, 4)}%，请核对人数或比率。"
    plan = pattern("计划|任务|目标|预算|指标").search(around(whole)) is not None
    sure = len({w.amount for w in sides.wholes}) == 1
    spans = ((whole.start, whole.end), (part.start, part.end))
    yield case.finding(
        "completion_mismatch" if plan else "percent_count_mismatch", "error" if sure else "warn",
        (rate.start - len(rate.before), rate.end), message, recomputed=shown, others=spans,
    )  # fmt: skip


def _shown(case: Case, share: Decimal, rate: Figure, *sides: Figure) -> bool:
    room = (_room(case, rate) or Decimal(0)) + sum((share * step(f) / f.amount for f in sides), Decimal(0))
    return abs(share - rate.value) <= room or abs(100 - share - rate.value) <= room


def _made_otherwise(case: Case, rate: Figure, row: list[Figure], wholes: tuple[Figure, ...]) -> bool:
    """Whether any two numbers of one measure, or a sum or difference of two over a third, make the rate."""
    every = {f.start: f for f in (*row, *wholes)}.values()
    for name in {measure(f) for f in every}:
        alike = [f for f in every if measure(f) == name]
        if any(_shown(case, a.amount * 100 / b.amount, rate, a, b) for a, b in permutations(alike, 2)):
            return True
        for a, b in combinations(alike, 2):
            rest = [f.amount for f in alike if f is not a and f is not b]
            made = (a.amount + b.amount, abs(a.amount - b.amount))
            tops = [m * 100 / n for m in made for n in rest if n] + [
                n * 100 / m for m in made for n in rest if m
            ]
            if rate.quantity.decimals or not {a.start, b.start} & {w.start for w in wholes}:
                tops += [min(a.amount, b.amount) * 100 / made[0], max(a.amount, b.amount) * 100 / made[0]]
            if any(abs(t - rate.value) <= half(rate.quantity.decimals) for t in tops):
                return True
    return False
