"""Totals told a sentence before the list of what they are made of, and parts told behind their whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.closely.apart.told import alike, numbers, paragraphs_with
from zeren.core.audit.checks.closely.near import called, slip, span_of
from zeren.core.audit.checks.figures import Figure
from zeren.core.audit.checks.naming import bracketed, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding

_TOTAL = re.compile("总|共|合计|全年|全部|一共")
_REST = re.compile("^(?:其余|其他|其它|剩余|余下|剩下)(?:的|为)?")
_WAYS = re.compile(
    "(?P<n>[两二三四五六七八])(?:条路|条渠道|个渠道|个来源|个方面|个去向|笔|类|块|路|项|部分|个片区|个批次)"
)
_DIGITS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8}
_NOT = re.compile("其中|比|较|上年|去年|增加|减少|平均|每|累计|另|兼|重[复合]|占|含|目标|应|计划|缺|率")
_MONEY = re.compile("总(?:预算|投资|经费|支出|概算|额|盘子)")


@check("sum_mismatch", "parts_exceed_whole", rule="R16：分项之和等于合计，合计可在前一句")
def totals_before_their_lists(case: Case) -> Iterator[Finding]:
    """共补充教师67人…。补员走了四条路：省招24人，县招21人，引才8人，其余16人由…: 69."""
    gate = re.compile(
        "其[余他它]|剩[余下]|余下|[两二三四五六七八](?:条|个|笔|类|块|路|项|部分)|总(?:预算|投资|经费|支出|概算)"
    )
    for start, words, rows in paragraphs_with(case, gate):
        for at, row in enumerate(rows[1:], 1):
            for parts in _runs(case, row):
                lead = words[: parts[0].start - start]
                told = _WAYS.search(pattern("[。；]").split(lead)[-1])
                whole = _REST.search(parts[-1].before) or (told and _DIGITS[told["n"]] == len(parts))
                before = [f for r in rows[max(0, at - 2) : at] for f in numbers([r]) if alike(f, parts[0])]
                totals = [
                    f
                    for f in before
                    if _TOTAL.search(called(f)) and not pattern("其中|上年|去年").search(f.before)
                ]
                if len(totals) != 1:
                    continue
                yield from _off(case, totals[0], parts, numbers(rows), whole=bool(whole))


def _runs(case: Case, row: list[Figure]) -> Iterator[list[Figure]]:
    """Numbers of one unit that follow one another, each with a name and in a clause of its own."""
    run: list[Figure] = []
    for figure in numbers([row]):
        named = len(figure.before) >= 2 and not _NOT.search(figure.before) and not bracketed(case, figure)
        glued = run and case.text.content[run[-1].end : figure.start - len(figure.before)] in ("，", "、")
        if run and named and glued and alike(run[-1], figure):
            run.append(figure)
            continue
        if len(run) >= 3:
            yield run
        run = [figure] if named else []
    if len(run) >= 3:
        yield run


def _off(
    case: Case, total: Figure, parts: list[Figure], known: list[Figure], *, whole: bool
) -> Iterator[Finding]:
    made = sum((f.amount for f in parts), Decimal(0))
    room = sum((step(f) for f in (total, *parts)), Decimal(0))
    gap = abs(made - total.amount)
    over = made > total.amount and _MONEY.search(total.before) is not None
    if gap <= room or not (whole or over) or gap * 6 > total.amount:
        return
    same = [f for f in known if alike(f, total) and f is not total]
    if any(abs(f.amount - made) <= room or abs(f.amount - gap) <= room for f in same):
        return
    if not whole and not slip(made, total) and gap * 8 > total.amount:
        return
    factor = total.quantity.factor
    told = "＋".join(say(f.amount / factor, 4) for f in parts) + f"＝{say(made / factor, 4)}"
    kind = "sum_mismatch" if whole else "parts_exceed_whole"
    message = (
        f"分项合计与总数对不上：{told}，前面写{say(total.value, 4)}{total.quantity.unit}，请核对合计或分项。"
    )
    others = tuple(span_of(f) for f in parts)
    yield case.finding(kind, "warn", span_of(total), message, recomputed=told, others=others)


_OF = re.compile(
    "(?P<set>[一-龥]{2,8}?)(?<![高初大集当])[中里](?!心|学|小|职|级|考|央|国|餐|层|旬|秋|年|青|期|途|外|面|间|等)[^，。；0-9]{1,14}$"
)
_OTHER = re.compile("累计|上年|去年|人次|历年|连同|加上|全[县市省国]")


@check("subset_exceeds_whole", rule="R20：部分不超过整体，整体可在前几句")
def parts_of_far_wholes(case: Case) -> Iterator[Finding]:
    """专任教师38人…。专任中取得特教专业证书的已有41人: more than all."""
    for _, _, rows in paragraphs_with(case, re.compile("[中里]")):
        known = numbers(rows)
        for at, small in enumerate(known):
            named = _OF.search(small.before)
            if named is None or _OTHER.search(small.before) or small.quantity.kind != "N":
                continue
            name = pattern("^(?:在|从|其|这些|全部|所有)").sub("", named["set"])
            if len(name) < 2 or pattern("年|月|其$|当$").search(name):
                continue
            same = [f for f in known[:at] if alike(f, small) and name in f.before and "中" not in f.before]
            same = [f for f in same if f.quantity.dimension == small.quantity.dimension]
            if not same or any(f.amount >= small.amount for f in same) or small.amount > same[-1].amount * 2:
                continue
            told = f"{say(small.amount)} ＞ {say(same[-1].amount)}"
            message = f"部分大于整体：{told}，请核对，或写明两者统计范围不同。"
            others = (span_of(same[-1]),)
            yield case.finding(
                "subset_exceeds_whole", "warn", span_of(small), message, recomputed=told, others=others
            )
