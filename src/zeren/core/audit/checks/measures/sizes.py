"""Magnitudes: what one pupil, class or school can have at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

# What one pupil, teacher or class can have at most: generous by a factor of ten or so.
_MOST = (
    (
        re.compile("生均.{0,4}(?:公用)?经费|生均.{0,4}补助|生均.{0,6}支出|每生每年"),
        {"元", "万元", "亿元"},
        Decimal(200_000),
        "元",
    ),
    (
        re.compile("(?:每人每月|每月每人|人均月|月人均|月均|每人每天|每生每月)"),
        {"元", "万元", "亿元"},
        Decimal(200_000),
        "元",
    ),
    (re.compile("生均.{0,4}(?:图书|藏书)"), {"册", "万册", "本"}, Decimal(1000), "册"),
    (re.compile("生均.{0,8}(?:面积|占地|用房|校舍)"), {"平方米", "万平方米"}, Decimal(2000), "平方米"),
    (re.compile("班额|每班(?!级)"), {"人", "名", "万人"}, Decimal(200), "人"),
)
# 落实生均公用经费4617万元 is all that was paid of it.
_PAID = re.compile("(?:落实|拨付|核拨|安排|投入|下达|发放|支出)了?(?:[一-龥]{0,4})(?:生均|每生)")
_CLASSES = re.compile("教学班|班级|个班|班$")
_PUPILS = re.compile("在校生|学生|在校学生|在园幼儿|幼儿")
_SCHOOL = re.compile("(?:小学|中学|学校|幼儿园|教学点|初中|高中)$")
_NOT_ONE = re.compile(
    "全[国区县市省]|普惠|公办|民办|农村|乡村|城区|镇区|普通|各|所|职业|学院|大学|所有|中小学|义务|教育集团|集团"
)
_LARGEST = Decimal(20_000)
_A_FEW = 20  # in a committee, teachers may outnumber pupils
_AGES = re.compile(r"平均(?:年龄|教龄)(?:为|是|达)?\s*(\d+(?:\.\d+)?)\s*[岁年]")
_OLDEST = Decimal(90)
_STAGES = re.compile("小学|初中|高中|幼儿园|特殊教育|中职|学前")


@check("order_of_magnitude", rule="数量级：一名学生、一个班、一所学校所能有的，有常识上限")
def magnitudes(case: Case) -> Iterator[Finding]:
    """生均公用经费7200万元; 24 classes with 12.6万 pupils; a class of 450."""
    for claim in case.claims:
        if claim.amount is None or claim.value is None:
            continue
        words = f"{claim.population or ''}{claim.metric or ''}{claim.quote}"
        for means, units, most, unit in _MOST:
            if (
                means.search(words)
                and claim.unit in units
                and claim.amount > most
                and claim.type not in {"target", "part_whole"}
                and not pattern("合计|总额|总计|共|累计|总|另加|(?:^|，)计").search(words)
                and not _PAID.search(case.words_before(claim)[-8:] + claim.quote)
            ):
                message = f"数量级不可能：{say(claim.value, 4)}{claim.unit or ''}（合{say(claim.amount)}{unit}），请核对数值或单位。"
                told = f"{say(claim.amount)} ＞ {say(most)}{unit}"
                yield case.finding(
                    "order_of_magnitude", "error", (claim.start, claim.end), message, recomputed=told
                )
                break
        if claim.type == "count" and claim.dimension == "person" and _PUPILS.search(words):
            yield from _too_many(case, claim, words)


def _too_many(case: Case, claim: Claim, words: str) -> Iterator[Finding]:
    row = [c for c in case.by_sentence.get(claim.sentence, ()) if c.type == "count" and c.exact and c.amount]
    assert claim.amount is not None
    classes = [
        c for c in row
        if _CLASSES.search(f"{c.metric or ''}{c.unit or ''}") and (c.org or "") == (claim.org or "") and abs(c.start - claim.start) < 40
    ]  # fmt: skip
    span = (claim.start, claim.end)
    if len(classes) == 1 and classes[0].amount and claim.amount > 200 * classes[0].amount:
        each = claim.amount / classes[0].amount
        told = f"{say(claim.amount)}÷{say(classes[0].amount)}＝每班{say(each, 0)}人"
        message = f"数量级不可能：{told}，请核对人数或单位。"
        yield case.finding("order_of_magnitude", "error", span, message, recomputed=told)
        return
    one = claim.org or ""
    if not _SCHOOL.search(one):
        named = pattern(
            "(?:^|[，。；])([^，。；]{0,8}(?:小学|中学|幼儿园|学校))(?:现?有|共有)?(?:在校|在园)?(?:学生|幼儿)"
        ).search(
            words,
        )
        one = named[1] if named else ""
    told_one = _SCHOOL.search(one) is not None and not _NOT_ONE.search(one) and _STAGES.fullmatch(one) is None
    if told_one and claim.amount > _LARGEST:
        message = f"数量级不可能：“{one}”一所学校有{say(claim.amount)}名学生，请核对人数或单位。"
        yield case.finding(
            "order_of_magnitude", "error", span, message, recomputed=f"{say(claim.amount)} ＞ {say(_LARGEST)}"
        )
        return
    teachers = [
        c
        for c in row
        if (c.metric or "") in {"教师", "专任教师", "教职工", "教师数", "在职教师"}
        and c.start > claim.start
        and c.start - claim.end < 20
    ]
    if (
        len(teachers) == 1
        and teachers[0].amount
        and claim.amount > 300 * teachers[0].amount
        and (teachers[0].org or "") == (claim.org or "")
    ):
        told = f"{say(claim.amount)}÷{say(teachers[0].amount)}＝每名教师{say(claim.amount / teachers[0].amount, 0)}名学生"
        message = f"数量级不可能：{told}，请核对人数或单位。"
        yield case.finding("order_of_magnitude", "error", span, message, recomputed=told)


@check("order_of_magnitude", rule="数量级：年龄有自然上限")
def ages(case: Case) -> Iterator[Finding]:
    """平均年龄436岁."""
    for match in _AGES.finditer(case.text.content):
        if Decimal(match[1]) > _OLDEST:
            message = f"平均年龄{match[1]}岁不可能，请核对小数点。"
            yield case.finding(
                "order_of_magnitude", "error", match.span(), message, recomputed=f"{match[1]} ＞ {_OLDEST}"
            )


@check("order_of_magnitude", rule="数量级：同一生均标准，各学段不会相差千倍")
def stages_of_one_size(case: Case) -> Iterator[Finding]:
    """小学生均公用经费7.2万元、初中940元: two stages of one standard are of one size."""
    for row in case.by_sentence.values():
        found = [
            c for c in row
            if c.type == "per_capita" and c.exact and c.amount and c.dimension == "yuan" and _STAGES.search(f"{c.population or ''}{c.quote}")
        ]  # fmt: skip
        for one in found:
            rest = [c.amount for c in found if c is not one and c.amount]
            if rest and one.amount and one.amount >= 500 * max(rest):
                told = f"{say(one.amount)}元÷{say(max(rest))}元＝{say(one.amount / max(rest), 0)}倍"
                message = (
                    f"数量级不可能：与同一句其他学段相差{say(one.amount / max(rest), 0)}倍，请核对单位。"
                )
                yield case.finding(
                    "order_of_magnitude", "error", (one.start, one.end), message, recomputed=told
                )


_DAILY = re.compile(r"每[天日][^，。；\d]{0,12}?(\d+(?:\.\d+)?)\s*(小时|个小时|分钟)")
_DAY = {"小时": Decimal(16), "个小时": Decimal(16), "分钟": Decimal(960)}


@check("order_of_magnitude", rule="数量级：一天的时间有限")
def hours_of_a_day(case: Case) -> Iterator[Finding]:
    """每天体育活动时间60小时."""
    for match in _DAILY.finditer(case.text.content):
        if Decimal(match[1]) > _DAY[match[2]]:
            message = f"一天里不会有{match[1]}{match[2]}，请核对单位。"
            yield case.finding(
                "order_of_magnitude",
                "error",
                match.span(),
                message,
                recomputed=f"{match[1]} ＞ {_DAY[match[2]]}",
            )


@check("order_of_magnitude", rule="数量级：学生与学校、教师与学生之间有常识比例")
def pupils_to_schools(case: Case) -> Iterator[Finding]:
    """小学38所，在校生142.6万人; 在校生2100人，专任教师1.2万人."""
    for at, row in case.by_sentence.items():
        counts = [c for c in row if c.type == "count" and c.exact and c.amount] if at >= 0 else []
        for one in counts:
            words = f"{one.population or ''}{one.metric or ''}"
            for other in counts:
                if (
                    other is one
                    or (one.org or "") != (other.org or "")
                    or abs(one.start - other.start) > 60
                    or not one.amount
                    or not other.amount
                ):
                    continue
                about = f"{other.population or ''}{other.metric or ''}"
                crowded = (
                    one.dimension == "person"
                    and _PUPILS.search(words)
                    and other.dimension == "school"
                    and one.amount > 10_000 * other.amount
                )
                reversed_ = (
                    (other.metric or "") in {"在校生", "在校学生", "学生"}
                    and other.dimension == "person"
                    and (one.metric or "") in {"专任教师", "教师"}
                    and one.amount > other.amount >= _A_FEW
                )
                stage = set(_STAGES.findall(words)), set(_STAGES.findall(about))
                if (
                    not (crowded or reversed_)
                    or (
                        stage[0] != stage[1] if crowded else stage[0] and stage[1] and not stage[0] & stage[1]
                    )
                    or pattern("中心|示范|获|抽|新|进修|培训|职业|特殊|特教|党校|技工").search(about)
                ):
                    continue
                told = f"{say(one.amount)}对{say(other.amount)}"
                message = f"数量级不可能：“{one.quote}”与“{other.quote}”不相称，请核对单位或小数点。"
                yield case.finding(
                    "order_of_magnitude",
                    "error",
                    (one.start, one.end),
                    message,
                    recomputed=told,
                    others=((other.start, other.end),),
                )
                break
