"""Shares of one thing make a hundred."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.totals.division import opposites
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Claim, Part
from zeren.core.audit.finding import Case, Finding

_AGES = re.compile(r"\d+\s*(?:周?岁)?(?:以下|以上|至|—|-|～)|年龄|岁")
_RANKS = re.compile("高级|中级|初级|一级|二级|三级|正高|副高|员级|未定级|未评")
_LEVELS = re.compile("研究生|本科|专科|大专|中专|高中|硕士|博士|学历")
_MARKS = re.compile("优秀|良好|合格|不合格|及格|一般|较差|满意|基本满意|称职")
_FUNDS = re.compile("中央|省级|市级|县级|市县|区级|自筹|社会|捐赠|财政|拨款|收入|地方|上级")
_STAGES = re.compile("幼儿园|学前|小学|初中|高中|中职|职业|特教")
_PLACES = re.compile("城区|县城|集镇|乡镇|农村|村级|镇区|市区")
_AXES = (_AGES, _RANKS, _LEVELS, _MARKS, _FUNDS, _STAGES, _PLACES)
_WHOLE = re.compile(
    r"(?:由|分为|分成|包括|构成|组成)[一-龥\d]{0,8}(?:部分|类|项|块)|其他|其余|及以下|按[^，。；]{1,8}[分看]|"
    r"从[^，。；]{1,10}看|(?:单选|说不清)|(?:结构|来源|构成|分布)(?:上|中|里|看|为|是|：|，|,)|合计为?100"
)
# The rest behind a list of shares, with no 占 of its own: 其余9%说不清.
_REST_SHARE = re.compile(
    r"[，、；](?:其余|余下|剩下|剩余)(?:的|为)?[^，。；\d占]{0,8}(?P<share>\d{1,2}(?:\.\d+)?)%"
)
_CUMULATIVE = re.compile(
    "单问|另问|优良率|及格率|以上学历|中级以上|以上职称|包含|(?<!岁)及以上|累计|基本满意以上"
)


@check("shares_not_100", rule="R45：同一整体各部分占比之和为100%（允许四舍五入误差）")
def shares_make_a_hundred(case: Case) -> Iterator[Finding]:
    """35岁以下占42.5%，36至50岁占31.0%，51岁以上占20.5%: 94 %."""
    for at, row in case.by_sentence.items():
        if at < 0:
            continue
        shares = [
            c for c in row if c.type == "share" and c.unit in {"%", "％"} and c.exact and c.value is not None
        ]
        # Where the counts stand beside them, each share is checked against its own.
        if len(shares) >= 3 and not any(s.denominator for s in shares):
            values = [(s.value or Decimal(0), s.decimals) for s in shares]
            yield from _hundred(case, shares, values, (shares[0].start, shares[-1].end))
        for claim in row:
            if (
                claim.type == "series"
                and len(claim.parts) >= 3
                and "占" in claim.quote
                and all(p.unit in {"%", "％"} for p in claim.parts)
            ):
                values = [(p.value or Decimal(0), p.decimals) for p in claim.parts]
                yield from _hundred(case, [claim], values, (claim.start, claim.end))
        yield from _marks(case, row)


def _hundred(
    case: Case, shares: list[Claim], values: list[tuple[Decimal, int]], span: tuple[int, int]
) -> Iterator[Finding]:
    rest = _REST_SHARE.match(case.text.content[span[1] : span[1] + 40])
    if rest is not None:
        values = [*values, (Decimal(rest["share"]), len(rest["share"].partition(".")[2]))]
        span = (span[0], span[1] + rest.end())
    total = sum((v for v, _ in values), Decimal(0))
    room = sum((half(d) for _, d in values), Decimal(0))
    if abs(total - 100) <= max(room, Decimal("0.2")) or not 75 <= total <= 125 or not _one_axis(case, shares):
        return
    told = "＋".join(say(v) for v, _ in values) + f"＝{say(total)}%"
    message = f"各部分占比合计{say(total)}%，不是100%，请核对。"
    yield case.finding("shares_not_100", "error", span, message, recomputed=told)


def _one_axis(case: Case, shares: list[Claim]) -> bool:
    """Whether the shares divide one thing: all of them ages, ranks, levels or marks, or the sentence says that they are all."""
    told = case.words_of(shares[0])
    if _CUMULATIVE.search(told):
        return False
    if len(shares) == 1:
        names = [p.metric for p in shares[0].parts]
        return (
            any(all(axis.search(name) for name in names) for axis in _AXES) or _WHOLE.search(told) is not None
        )
    names = [pattern("占.*").sub("", s.quote) or f"{s.population or ''}{s.metric or ''}" for s in shares]
    if len(set(names)) < len(names):
        return False
    if any(all(axis.search(name) for name in names) for axis in _AXES):
        return True
    crossing = sum(any(axis.search(name) for name in names) for axis in _AXES) > 1
    rested = _REST_SHARE.match(case.text.content[shares[-1].end : shares[-1].end + 40]) is not None
    return (rested or _WHOLE.search(told) is not None) and not crossing


def _marks(case: Case, row: list[Claim]) -> Iterator[Finding]:
    """优秀率、良好率、合格率、不合格率 side by side, where 合格率 cannot hold the others because it is smaller."""
    found: dict[str, Claim] = {}
    for claim in row:
        word = pattern("优秀率|良好率|不合格率|合格率").search(claim.metric or "")
        if claim.type == "rate" and word and claim.exact and claim.unit in {"%", "％"}:
            found.setdefault(word[0], claim)
    if len(found) != 4:
        return
    values = {name: claim.value or Decimal(0) for name, claim in found.items()}
    if values["合格率"] >= values["优秀率"] + values["良好率"]:
        return
    total = sum(values.values(), Decimal(0))
    if abs(total - 100) > Decimal("0.2"):
        told = "＋".join(say(v) for v in values.values()) + f"＝{say(total)}%"
        spans = [(c.start, c.end) for c in found.values()]
        span = (min(s for s, _ in spans), max(e for _, e in spans))
        yield case.finding(
            "shares_not_100", "warn", span, f"四个等次合计{say(total)}%，不是100%，请核对。", recomputed=told
        )


_OPPOSITES = (
    ("合格率", "不合格率"),
    ("及格率", "不及格率"),
    ("达标率", "不达标率"),
    ("非文盲率", "文盲率"),
    ("满意率", "不满意率"),
)


@check("shares_not_100", rule="R45：合格率与不合格率之和为100%")
def opposites_make_a_hundred(case: Case) -> Iterator[Finding]:
    """及格率94.6%，不及格率5.7%: 100.3 %."""
    for at, row in case.by_sentence.items():
        rates = (
            [c for c in row if c.type == "rate" and c.exact and c.value is not None and c.unit in {"%", "％"}]
            if at >= 0
            else []
        )
        for good, bad in _OPPOSITES:
            ones = [
                c for c in rates if (c.metric or "").endswith(good) and not (c.metric or "").endswith(bad)
            ]
            others = [
                c
                for c in rates
                if (c.metric or "").endswith(bad)
                and not (bad == "文盲率" and (c.metric or "").endswith("非文盲率"))
            ]
            if (
                len(ones) != 1
                or len(others) != 1
                or (ones[0].population or "") != (others[0].population or "")
            ):
                continue
            values = [c.value or Decimal(0) for c in (ones[0], others[0])]
            grades = [
                c.value or Decimal(0)
                for c in rates
                if c not in (ones[0], others[0]) and pattern("优秀|良好").search(c.metric or "")
            ]
            if grades and abs(sum((*grades, *values), Decimal(0)) - 100) <= 1:
                continue  # 优秀、良好、及格、不及格 are four grades here
            room = ones[0].half_step + others[0].half_step
            if abs(sum(values, Decimal(0)) - 100) <= room:
                continue
            told = f"{say(values[0])}＋{say(values[1])}＝{say(sum(values, Decimal(0)))}%"
            message = f"“{good}”与“{bad}”合计应为100%：{told}，请核对。"
            span = (min(ones[0].start, others[0].start), max(ones[0].end, others[0].end))
            yield case.finding("shares_not_100", "error", span, message, recomputed=told)


@check("shares_not_100", rule="R45：互为对立的两部分（男、女，公办、民办），占比之和为100%")
def opposite_shares_make_a_hundred(case: Case) -> Iterator[Finding]:
    """男教师占34%，女教师占68%: 102 %. The two names are alike but for the opposite words."""
    for sentence, words in sentences_with(case, re.compile("占")):
        row = [f for f in figures(case, sentence) if f.quantity.kind == "P" and f.quantity.unit != "‰"]
        for one, other in itertools.pairwise(row):
            names = [
                pattern("(?:所)?占(?:比|全[^，。]{0,8}的)?(?:约?为|达)?$").sub("", f.before)
                for f in (one, other)
            ]
            parts = [Part(name, f.value) for name, f in zip(names, (one, other), strict=True)]
            if (
                not (one.exact and other.exact)
                or "占" not in one.before
                or not opposites(parts)
                or _OVERLAPS.search(words)
            ):
                continue
            rests = [_SIDE.sub("", name) for name in names]
            if (
                rests[0] != rests[1]
                or one.segment != other.segment
                or pattern("比|较").search(case.text.content[one.end : other.start])
            ):
                continue
            total, room = one.value + other.value, half(one.quantity.decimals) + half(other.quantity.decimals)
            if abs(total - 100) <= max(room, Decimal("0.1")):
                continue
            told = f"{say(one.value)}＋{say(other.value)}＝{say(total)}%"
            message = f"“{names[0]}”与“{names[1]}”合计应为100%：{told}，请核对。"
            yield case.finding(
                "shares_not_100", "error", (one.start - len(one.before), other.end), message, recomputed=told
            )


_SIDE = re.compile("男|女|公办|民办|城区|城市|城镇|农村|乡镇|寄宿|走读|住校|在编|编外|聘用|专职|兼职|其中")
_OVERLAPS = re.compile("以上|特岗|普惠|集体|企事业|其他|另")


_REST = re.compile("其[他它余]|余下|剩下|剩余|余者")


@check("shares_not_100", rule="R45：列到“其他”为止的各项占比之和为100%")
def shares_up_to_the_rest(case: Case) -> Iterator[Finding]:
    """办公费32%，水电21%，维修29%，教师培训12%，其他9%: a list that ends with the rest has left nothing out."""
    for sentence, words in sentences_with(case, _REST):
        row = [f for f in figures(case, sentence) if f.quantity.kind == "P" and f.quantity.unit != "‰"]
        for at, rest in enumerate(row):
            run = row[: at + 1]
            names = [f.before for f in run]
            plain = all(f.exact for f in run) and not any(
                pattern("率|度|比(?!例|重)|较|增|降|提高|其中").search(n.removeprefix("其中")) for n in names
            )
            if (
                not (_REST.match(rest.before) or pattern("其[他它]$").search(rest.before))
                or len(run) < (4 if rest is not row[-1] else 3)
                or not plain
                or len({name or f.after for name, f in zip(names, run, strict=True)}) < len(names)
            ):
                continue
            total, room = (
                sum((f.value for f in run), Decimal(0)),
                sum((half(f.quantity.decimals) for f in run), Decimal(0)),
            )
            if abs(total - 100) <= max(room, Decimal("0.2")) or abs(total - 100) > 20 or "四舍五入" in words:
                continue
            told = "＋".join(say(f.value) for f in run) + f"＝{say(total)}%"
            span = (run[0].start - len(run[0].before), rest.end)
            yield case.finding(
                "shares_not_100",
                "error",
                span,
                f"各部分占比合计{say(total)}%，不是100%，请核对。",
                recomputed=told,
            )
