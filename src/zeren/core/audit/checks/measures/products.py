"""Products: so much for each, times how many, makes the total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.measures.chains import spoken_products
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding

_EACH = re.compile("每|各(?!类|级|项|地|校园|方|种|界)")
# 每校3万元: so much for each of a thing; the thing is counted elsewhere in the sentence.
_PER = re.compile(
    r"(?:每(?P<thing>生每[天日年月]|人每[天日年月]|[生人]每学期|学期|学年|[一-龥]{1,3}?)|各)(?P<verb>[一-龥]{0,8})$"
)
_COUNTED = {
    "校": ("school",), "所": ("school", "所"), "园": ("school",), "所学校": ("school",), "所园": ("school",), "学校": ("school",),
    "生": ("person",), "名学生": ("person",), "人": ("person",), "名": ("person",), "位": ("person",), "名教师": ("person",), "学生": ("person",),
    "班": ("class", "个", "班"), "个班": ("class", "个", "班"), "天": ("day",), "日": ("day",), "周": ("week",), "月": ("month",),
    "生每天": ("day",), "人每天": ("day",), "生每日": ("day",), "人每日": ("day",), "生每年": ("person",), "人每年": ("person",),
    "生每月": ("month", "person"), "人每月": ("month", "person"), "期": ("期",), "次": ("event", "次"), "场": ("event", "场"), "台": ("台",),
    "生每学期": ("学期", "个"), "人每学期": ("学期", "个"), "套": ("套",), "间": ("间",), "个": ("个",), "项": ("项",), "户": ("household",), "学期": ("学期",), "镇": ("个",), "乡镇": ("个",), "班级": ("class", "个"),
}  # fmt: skip
_SUM = re.compile(
    "共|合计|总计|累计|提供|新增|全年|需|发放|拨付|落实|安排|投入|补助$|容纳|总|配备|培训|配置|招聘|改造|购置|建成"
)
_UNSAID = tuple(
    Decimal(n) for n in (1, 2, 4, 9, 10, 12, 40)
)  # terms, seasons and months of a year that need no word
_LOOSE = re.compile(
    "另|分别|至|不少于|不超过|以上|左右|约|增配|部分|不等|至少|最[多少高低]|其余|平均|以内|浮动|加|除外|扣除|其他"
)


@check("product_mismatch", rule="单价×数量＝总数")
def products_multiply(case: Case) -> Iterator[Finding]:
    """每生每天5元、200天、每生每年800元: 1000 (B1-58)."""
    for sentence, _ in sentences_with(case, _EACH):
        row = [f for f in figures(case, sentence) if f.quantity.kind in "NAG"]
        if not 3 <= len(row) <= 5:
            continue
        for at, rate in enumerate(row):
            per = _PER.search(rate.before)
            if per is None:
                continue
            times = _multiplicands(row, at, per)
            totals = [
                f
                for f in row
                if f is not rate and f not in times and _same_kind(rate, f) and _is_total(row, at, f)
            ]
            rates = [
                f for f in row
                if _PER.search(f.before) and _same_kind(rate, f) and not _is_total(row, at, f) and not pattern("每[天日]").search(f.before)
            ]  # fmt: skip
            if len(rates) > 1 and not pattern("每[天日]").search(rate.before):
                continue
            beside = [
                f
                for f in row
                if f is not rate
                and f not in totals
                and _same_kind(rate, f)
                and not pattern("每[天日]").search(f.before)
            ]
            if beside and not pattern("每[天日]").search(rate.before):
                continue
            if (
                not times
                or len(totals) != 1
                or _is_loose(case, rate, times, totals[0])
                or _multiplies(rate, times, row, totals[0])
                or spoken_products(case.text.content[sentence.start : sentence.end], rate, totals[0], row)
            ):
                continue
            yield from _wrong(case, rate, times, totals[0])


def _is_loose(case: Case, rate: Figure, times: list[Figure], total: Figure) -> bool:
    """Whether one of the numbers is no point, or words between them leave room (另, 约, 不少于)."""
    known = (rate, *times, total)
    low, high = min(f.start - len(f.before) for f in known), max(f.end for f in known)
    return not all(f.exact for f in known) or _LOOSE.search(case.text.content[low:high]) is not None


def _multiplicands(row: list[Figure], at: int, per: re.Match[str]) -> list[Figure]:
    """The counts of the thing that the rate is for: the numbers of days for 每天, the one before for 各."""
    if not per["thing"]:
        near = row[at - 1] if at else None
        return (
            [near]
            if near is not None
            and near.quantity.dimension in {"school", "class", "person", "个"}
            and near.clause == row[at].clause
            else []
        )
    wanted = _COUNTED.get(per["thing"], ())
    found = []
    for figure in row:
        quantity = figure.quantity
        other = _PER.search(figure.before)
        if figure is row[at] or (other and other["thing"] not in {"学期", "学年", "年", "月", "周"}):
            continue
        named = f"{figure.before}{figure.after}{quantity.unit}"
        if per["thing"] == "个":
            # 每个乡镇选派3名: what follows 个 is counted.
            if len(per["verb"]) >= 2 and per["verb"][:2] in named:
                found.append(figure)
            continue
        if quantity.unit == "个" and not (set(per["thing"]) - {"个", "每", "生", "人"}) & set(named):
            continue
        if quantity.dimension in wanted or quantity.unit in wanted:
            found.append(figure)
    return found


def _same_kind(rate: Figure, total: Figure) -> bool:
    one, other = rate.quantity, total.quantity
    if one.kind != other.kind:
        return False
    seats = pattern("学位|座|容纳").search(total.before + total.after + other.unit) is not None and (
        one.dimension == "person" or one.unit in "座个"
    )
    return one.dimension == other.dimension or one.unit[:1] == other.unit[:1] or seats


def _is_total(row: list[Figure], at: int, total: Figure) -> bool:
    """Whether a number is told as the total: behind the rate, with a word of sum, or as the yearly rate of a daily one."""
    rate = row[at]
    yearly = (
        "每天" in rate.before + ""
        and pattern("每(?:生|人)?每?年|年(?:补助|人均)").search(total.before) is not None
    )
    daily = pattern("每[天日]").search(rate.before) is not None
    if pattern("每").search(total.before):
        return daily and (pattern("[年周月]").search(total.before) is not None or yearly)
    if daily and any(pattern("每(?:生|人)?每?年").search(f.before) for f in row):
        return False
    return _SUM.search(total.before) is not None


def _multiplies(rate: Figure, times: list[Figure], row: list[Figure], total: Figure) -> bool:
    room = _step(total) + (_step(rate) * max(t.amount for t in times) if rate.quantity.decimals else 0)
    singles = [t.amount for t in times]
    # Other counts of the sentence may multiply too: two terms of twenty weeks, two hundred days of 6240 pupils.
    others = [
        f.amount
        for f in row
        if f not in times and f is not rate and f is not total and f.quantity.kind == "N"
    ]
    free = [*singles, *others][:7]
    made = (
        set(free)
        | {a * b for a, b in combinations(free, 2)}
        | {a * b * c for a, b, c in combinations(free, 3)}
    )
    made |= {sum(singles, Decimal(0)), *(a + b for a, b in combinations(free, 2))}
    return any(abs(rate.amount * m * n - total.amount) <= room for m in made for n in _UNSAID)


def _step(figure: Figure) -> Decimal:
    quantity = figure.quantity
    return (
        half(quantity.decimals) * quantity.factor if quantity.decimals or quantity.factor > 1 else Decimal(0)
    )


def _wrong(case: Case, rate: Figure, times: list[Figure], total: Figure) -> Iterator[Finding]:
    if len({t.amount for t in times}) > 1 and not pattern("每[天日]").search(rate.before):
        return
    factor = total.quantity.factor
    made = rate.amount * times[-1].amount / factor
    told = f"{say(rate.value, 4)}{rate.quantity.unit}×{say(times[-1].amount)}＝{say(made, 4)}{total.quantity.unit}"
    message = f"乘积不对：{told}，报告写{say(total.value, 4)}{total.quantity.unit}，请核对单价、数量或总数。"
    span = (total.start - len(total.before), total.end)
    yield case.finding(
        "product_mismatch", "error", span, message, recomputed=told, others=((rate.start, rate.end),)
    )


_EQUATION = re.compile(
    r"(?<![\d,.])(?P<a>\d[\d,]{0,20}(?:\.\d{1,9})?)\s{0,3}[一-龥]{0,4}\s{0,3}(?P<op>[×xX*＋+])"
    r"\s{0,3}(?P<b>\d[\d,]{0,20}(?:\.\d{1,9})?)\s{0,3}[一-龥]{0,4}\s{0,3}"
    r"[=＝]\s{0,3}(?P<c>\d[\d,]{0,20}(?:\.\d{1,9})?)\s{0,3}(?P<unit>万|亿)?"
)
_SCALES = (Decimal(1), Decimal(100), Decimal(10_000), Decimal(10) ** 8, Decimal("0.0001"))


@check("product_mismatch", "sum_mismatch", rule="写出的算式，等号两边相等")
def equations_hold(case: Case) -> Iterator[Finding]:
    """800×3150＝262万: 252万."""
    for match in _EQUATION.finditer(case.text.content):
        one, two, three = (Decimal(match[name].replace(",", "")) for name in "abc")
        before = case.text.content[max(0, match.start() - 3) : match.start()]
        if pattern(r"[×xX*＋+÷/－-]\s*$").search(before):
            continue
        times = match["op"] not in "＋+"
        made = one * two if times else one + two
        places = half(max(0, -int(three.as_tuple().exponent)))
        if any(abs(made / scale - three) <= places for scale in _SCALES):
            continue
        told = f"{say(one, 4)}{'×' if times else '＋'}{say(two, 4)}＝{say(made, 4)}"
        message = f"算式不对：{told}，报告写{say(three, 4)}{match['unit'] or ''}。"
        kind = "product_mismatch" if times else "sum_mismatch"
        yield case.finding(kind, "error", match.span(), message, recomputed=told)
