"""Ratios of any two things that are counted beside them: 管理员与学生比例1:90; and sums that follow a ratio (8:2)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, permutations

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import around, closeness, counted, earlier, measure, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_SIDES = re.compile(
    "(?P<a>[一-龥]{2,8}?)[与和对、](?P<b>[一-龥]{2,8}?)(?:人数|数量|数)?(?:之比|的?比例|的?配比|的?比值|的?比)(?:已经?|约|目前|现)*(?:约?为|是|达到?|约)?$"
)
_SHORT = re.compile(
    "(?P<a>[一-龥])(?P<b>[一-龥])(?:(?<=[男女])生|人数)?(?:之比|比例|配比|比)(?:约?为|是|达到?|约)?$"
)
_BOTH = re.compile("(?:两者|二者|两项|双方)(?:之比|的?比例)")
_STANDARD = re.compile("标准|规定|要求|不低于|不高于|配备|按|应|优于|国家|省定|核定|目标|原来|上年|去年")
_LIKE = {
    "师": "师教职",
    "生": "生童",
    "幼": "幼",
    "机": "机终端",
    "普": "普",
    "职": "职",
    "男": "男",
    "女": "女",
    "班": "班",
    "医": "医",
    "员": "员",
}
_SPLIT = re.compile("分担|承担|配套|比例|负担|出资")
_TOO_FAR = Decimal("2.5")


@check("ratio_mismatch", rule="R36：两数之比，等于所写的比")
def ratios_of_what_they_name(case: Case) -> Iterator[Finding]:
    """宿舍管理员12名，住校生960名，管理员与学生比例1:90: 1:80. Both orders are accepted; the sides are found by their names."""
    for sentence, _ in sentences_with(case, re.compile(r"\d\s*[:：∶比︰]\s*\d")):
        row = figures(case, sentence)
        for at, ratio in enumerate(row):
            if ratio.quantity.kind != "X" or ratio.quantity.second is None:
                continue
            if not ratio.exact and ratio.quantity.comparator != "~":
                continue
            spoken = case.text.content[sentence.start : ratio.start]
            lead = pattern("[，。；：（(]").split(pattern("[“”]|[（(][^（）()]*[）)]").sub("", spoken))[-1]
            if _of_three(case, ratio):
                continue
            if _STANDARD.search(lead) or pattern("的?(?:标准|要求|规定|配备|比例)").match(ratio.after):
                continue
            beside = [f for f in row[:at] if counted(f) and f.segment == ratio.segment]
            if not beside and not row[:at] and sum(f.quantity.kind == "X" for f in row) == 1:
                beside = [f for f in row if counted(f)]
            if len(beside) < 2 and sum(f.quantity.kind == "X" for f in row) == 1:
                beside = [f for f in row if counted(f) and f.segment == ratio.segment]
            beside = (
                beside
                if len(beside) > 1
                else [f for f in (*earlier(case, sentence, 1), *row[:at]) if counted(f)]
            )
            if len(beside) < 2 and not beside:
                beside = _told_next(case, sentence)
            both = _BOTH_COUNT.search(spoken[-60:]) is not None
            found = _combined_off(ratio, beside) if both else _ratio_off(ratio, lead, beside)
            if found is None:
                continue
            one, other = found
            shown = max(one.amount, other.amount) / min(one.amount, other.amount)
            told = f"{say(max(one.amount, other.amount))}÷{say(min(one.amount, other.amount))}＝{say(shown)}"
            message = f"比例算错：{told}，即1∶{say(shown, 1)}，报告写{say(ratio.value)}∶{say(ratio.quantity.second)}，请核对人数或比例。"
            spans = ((one.start, one.end), (other.start, other.end))
            yield case.finding(
                "ratio_mismatch",
                "error",
                (ratio.start - len(ratio.before), ratio.end),
                message,
                recomputed=told,
                others=spans,
            )


def _told_next(case: Case, sentence: Sentence) -> list[Figure]:
    """The numbers of the next sentence, where the ratio stands alone: 之比已达3∶5。分类看，专业课教师280人，…."""
    following = case.text.sentences[sentence.index + 1 : sentence.index + 2]
    return [
        f
        for s in following
        if s.paragraph == sentence.paragraph
        for f in figures(case, s)
        if counted(f) and not pattern("另").match(f.after)
    ]


# 教师和保育员都算: the one side is a sum.
_BOTH_COUNT = re.compile("(?:都算|均计|都计|合在一起|一并计|加在一起|一起算|合并计|都算进|合计人数|全算)")


def _combined_off(ratio: Figure, beside: list[Figure]) -> tuple[Figure, Figure] | None:
    """The sum of two of three numbers against the third, where no sum of two makes the ratio."""
    if len(beside) != 3:
        return None
    pairs = []
    for a, b in combinations(beside, 2):
        third = next(f for f in beside if f is not a and f is not b)
        whole = replace(a, quantity=replace(a.quantity, value=a.amount + b.amount, factor=Decimal(1)))
        pairs.append((whole, third))
    if any(makes(a, b, ratio) or makes(b, a, ratio) for a, b in pairs):
        return None
    small = min(pairs, key=lambda p: p[0].amount)
    return small if small[0].amount < small[1].amount else None


def _of_three(case: Case, ratio: Figure) -> bool:
    """6∶2∶2 is no ratio of two."""
    beside = (
        case.text.content[max(0, ratio.start - 1) : ratio.start]
        + case.text.content[ratio.end : ratio.end + 1]
    )
    return pattern("[:：∶︰]").search(beside) is not None


def _ratio_off(ratio: Figure, lead: str, beside: list[Figure]) -> tuple[Figure, Figure] | None:
    """The two counts that the ratio names, where neither they nor any other two numbers near by make it."""
    if len(beside) < 2 or len(beside) > 8:
        return None
    if makes_any(beside, ratio):
        return None
    pair = _named(lead, beside)
    if pair is None:
        return None
    second = ratio.quantity.second or Decimal(1)
    printed = max(ratio.value, second) / min(ratio.value, second)
    real = max(pair[0].amount, pair[1].amount) / min(pair[0].amount, pair[1].amount)
    if not ratio.exact and abs(real - printed) * 8 <= real:
        return None  # 约1:14 for 1:13
    return pair if 1 / _TOO_FAR < real / printed < _TOO_FAR else None


def makes(one: Figure, other: Figure, ratio: Figure) -> bool:
    """Whether two numbers stand in the printed ratio, by its printed places."""
    second = ratio.quantity.second or Decimal(1)
    printed, real = ratio.value / second, one.amount / other.amount
    room = printed * (half(_places(ratio.value)) / ratio.value + half(_places(second)) / second)
    room += real * (step(one) / one.amount + step(other) / other.amount)
    # 1:17 says no more of the 1 than that it is one.
    if second == 1 or ratio.value == 1:
        whole = second if ratio.value == 1 else ratio.value
        flipped = 1 / real if ratio.value == 1 else real
        # 2∶1 for 3∶2 is too coarse to be a rounding.
        near = half(_places(whole)) if whole >= 5 else min(half(_places(whole)), whole / 8)
        return abs(flipped - whole) <= near + room * Decimal("0.02")
    return abs(real - printed) <= min(room, printed / 50)


def makes_any(numbers: Sequence[Figure], ratio: Figure) -> bool:
    """Whether any two numbers, or one and the sum of two alike (教师 and 保育员), stand in the printed ratio."""
    if any(makes(a, b, ratio) for a, b in permutations(numbers, 2)):
        return True
    pairs = (
        [(a, b) for a, b in combinations(numbers, 2) if measure(a) == measure(b)] if len(numbers) <= 8 else []
    )
    for a, b in pairs:
        whole = replace(a, quantity=replace(a.quantity, value=a.amount + b.amount, factor=Decimal(1)))
        if any(
            makes(whole, n, ratio) or makes(n, whole, ratio) for n in numbers if n is not a and n is not b
        ):
            return True
    return False


def _places(value: Decimal) -> int:
    return max(0, -int(value.as_tuple().exponent))


def _named(lead: str, beside: list[Figure]) -> tuple[Figure, Figure] | None:
    if _BOTH.search(lead):
        return (beside[-2], beside[-1]) if len(beside) == 2 else None
    if (
        len(beside) == 2
        and "分别" in beside[0].before
        and closeness(beside[0].before, lead) >= Decimal("0.5")
    ):
        return beside[0], beside[1]
    people = all(f.quantity.dimension in ("person", "个") for f in beside)
    if (
        len(beside) == 2
        and people
        and pattern("(?:人员)?(?:配比|配备比例?|比例)(?:约?为|是|达到?)?").fullmatch(lead)
    ):
        return beside[0], beside[1]
    names = _SIDES.search(lead) or _SHORT.search(lead)
    if names is None:
        return None
    found: list[Figure] = []
    for side in "ab":
        name = names[side]
        bearing = [f for f in beside if f not in found and _called(f, name)]
        best = max((closeness(name, around(f)) for f in bearing), default=Decimal(0))
        bearing = [f for f in bearing if closeness(name, around(f)) == best]
        if len({f.amount for f in bearing}) != 1:
            return None
        found.append(bearing[-1])
    return found[0], found[1]


def _called(figure: Figure, name: str) -> bool:
    words = f"{figure.before}{figure.after[:8]}"
    if len(name) == 1:
        return any(sign in words[-6:] for sign in _LIKE.get(name, name))
    return (
        closeness(name, words) >= Decimal("0.6")
        or name[-2:] in words
        or (name[-1] == "生" and words.endswith("生"))
    )


@check("ratio_mismatch", rule="按比例分担的，各方数额之比即所写比例")
def shares_follow_their_ratio(case: Case) -> Iterator[Finding]:
    """按8:2分担，中央承担720万元，地方承担200万元: the two sums behind a ratio of sharing."""
    for sentence, words in sentences_with(case, _SPLIT):
        if pattern("分别按|其余|另").search(words):
            continue
        row = figures(case, sentence)
        for at, ratio in enumerate(row):
            behind = [f for f in row[at + 1 :] if counted(f) and f.quantity.kind == "A"]
            near = _SPLIT.search(case.text.content[max(sentence.start, ratio.start - 16) : ratio.end + 10])
            if (
                ratio.quantity.kind != "X"
                or ratio.quantity.second is None
                or not near
                or _of_three(case, ratio)
            ):
                continue
            pair = _pair_of(behind, [f for f in row[:at] if counted(f) and f.quantity.kind == "A"])
            if pair is None or makes(*pair, ratio) or makes(pair[1], pair[0], ratio):
                continue
            told = f"{say(pair[0].value)}∶{say(pair[1].value)}"
            message = f"没有按所写的比例分担：{told}不是{say(ratio.value)}∶{say(ratio.quantity.second)}，请核对金额或比例。"
            span = (ratio.start - len(ratio.before), pair[1].end)
            yield case.finding("ratio_mismatch", "error", span, message, recomputed=told)


def _pair_of(behind: list[Figure], before: list[Figure]) -> tuple[Figure, Figure] | None:
    """The two sums shared: all there are behind the ratio, or the last two of three where the first is their whole."""
    if (
        len(behind) == 3
        and not before
        and abs(behind[0].amount - behind[1].amount - behind[2].amount) * 20 <= behind[0].amount
    ):
        behind = behind[1:]
    if len(behind) != 2 or measure(behind[0]) != measure(behind[1]):
        return None
    names = around(behind[0]), around(behind[1])
    told = all(
        pattern("中央|省|市|县|区|地方|本级|财政|学校|自筹|企业|社会|家庭|个人|上级").search(name)
        for name in names
    )
    return (behind[0], behind[1]) if told else None


_MEAN = re.compile(
    "每(?P<unit>[所名个位间班校园人生栋套台户场期])(?P<thing>[一-龥]{0,8}?)(?:平均)?(?P<verb>[一-龥]{0,6})$"
)
_AVERAGE = re.compile("(?P<of>班额|班均|校均|园均|人次均|户均|场均|间均|生均)(?:平均)?(?:[一-龥]{0,6})$")
_OF = {
    "班额": {"class", "个"},
    "班均": {"class", "个"},
    "校均": {"school"},
    "园均": {"school"},
    "人次均": {"visit"},
    "户均": {"household"},
    "场均": {"event"},
    "间均": {"间"},
    "生均": {"person", "个"},
}
_PUPILS = re.compile("学生|在校生|幼儿|孩子|娃|儿童|生$")


@check("per_capita_mismatch", rule="R36：平均每一个的数＝总数÷个数")
def means_of_what_they_name(case: Case) -> Iterator[Finding]:
    """督学80名，挂牌督导学校160所，每名督学平均负责3所学校: 2. The one number of the named things, and the one of the mean's unit."""
    for sentence, _ in sentences_with(case, re.compile("平均|[班校园次户场间生]均")):
        row = figures(case, sentence)
        for at, mean in enumerate(row):
            named = (_MEAN.search(mean.before) if "平均" in mean.before else None) or _AVERAGE.search(
                mean.before
            )
            if (
                named is None
                or not counted(mean)
                or pattern("标准|不低于|目标|增|减").search(mean.before + mean.after)
            ):
                continue
            pair = _divided(
                mean, named, [f for f in row if counted(f) and f is not mean and f.start < mean.start]
            )
            if pair is None and not any(counted(f) and _is_head(f, named) for f in row[:at]):
                pair = _divided(mean, named, [f for f in row if counted(f) and f is not mean])
            if pair is None:
                continue
            value = pair[0].amount / pair[1].amount
            told = f"{say(pair[0].amount)}÷{say(pair[1].amount)}＝{say(value)}{mean.quantity.unit}"
            message = f"平均数算错：{told}，报告写{say(mean.value, 4)}{mean.quantity.unit}，请核对。"
            span = (mean.start - len(mean.before), mean.end)
            yield case.finding("per_capita_mismatch", "error", span, message, recomputed=told)


def _divided(mean: Figure, named: re.Match[str], near: list[Figure]) -> tuple[Figure, Figure] | None:
    """The whole and the number of heads that are meant, where no two numbers near by make the mean."""
    if len(near) > 24:
        return None  # among so many numbers no two are surely meant
    heads = [f for f in near if _is_head(f, named)]
    wholes = [f for f in near if measure(f) == measure(mean) and f not in heads and "均" not in f.before]
    if "新" not in mean.before:
        wholes = [f for f in wholes if not pattern("新增|新购|增购|添置|新建").search(f.before)]
    if (
        any(_shares(w, h, mean) for w in near for h in near if w is not h)
        or len({h.amount for h in heads}) != 1
    ):
        return None
    name = pattern("[生班校园人次户场间]均|平均|达到?|为|仅|约|面积|总|小学|初中|高中|学生").sub(
        "", mean.before
    )
    alike = [w for w in wholes if closeness(name, w.before) >= Decimal("0.5")]
    if len(name) > 1 and not alike and named.groupdict().get("of") == "生均":
        return None
    if alike:
        wholes = alike
    elif named.groupdict().get("of") == "生均":
        wholes = [w for w in wholes if 0 <= mean.start - w.end <= 40][-1:]
    if len({w.amount for w in wholes}) != 1:
        return None
    stages = set(pattern("小学|初中|高中|幼儿园|城区|农村|乡镇").findall(mean.before))
    if stages and not stages & set(
        pattern("小学|初中|高中|幼儿园|城区|农村|乡镇").findall(wholes[0].before + heads[0].before)
    ):
        return None  # 小学生均25册 is not made of the whole county's books
    far = wholes[0].amount / heads[0].amount / mean.amount
    fine = Decimal(1) / 3 < far < 3 or _shifted(wholes[0], heads[0], mean)
    return (wholes[0], heads[0]) if fine else None


def _shifted(whole: Figure, head: Figure, mean: Figure) -> bool:
    """Whether the point stands one or two places off: 75.3 for 7.53."""
    return any(
        abs(whole.amount / head.amount * n - mean.amount) <= mean.amount / 100
        for n in (10, 100, Decimal("0.1"), Decimal("0.01"))
    )


def _is_head(figure: Figure, named: re.Match[str]) -> bool:
    if "of" in named.groupdict():
        plain = (
            named["of"] not in ("班额", "班均")
            or pattern("班").search(f"{figure.before}{figure.after[:4]}{figure.quantity.unit}") is not None
        )
        if named["of"] == "生均" and not _PUPILS.search(f"{figure.before}{figure.after[:4]}"):
            return False
        return plain and figure.quantity.dimension in _OF[named["of"]]
    if named["unit"] in "校园":
        return measure(figure) == "个" and figure.quantity.unit in ("所", "校", "园")
    thing = named["thing"] or named["verb"]
    words = f"{figure.before}{figure.after[:6]}"
    people = {"名", "位", "人"}
    same = (
        figure.quantity.unit[:1] == named["unit"]
        or {figure.quantity.unit[:1], named["unit"]} <= people
        or named["unit"] == "个"
    )
    if not thing:
        return figure.quantity.unit[:1] == named["unit"]
    return same and (thing[:2] in words or words[-2:] in thing) and bool(thing)


def _shares(whole: Figure, head: Figure, mean: Figure) -> bool:
    value = whole.amount / head.amount
    room = step(mean) or half(mean.quantity.decimals) * mean.quantity.factor
    return abs(value - mean.amount) <= room + value * (step(whole) / whole.amount + step(head) / head.amount)
