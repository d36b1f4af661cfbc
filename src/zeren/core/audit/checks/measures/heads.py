"""Per head: 生均, 人均, 班额, 每百名学生."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import cut, half, near, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_MU = Decimal("666.67")  # square metres of a 亩
_HUNDRED = re.compile("每百(?:名|个|位)?")
_PUPILS = "学生|在校生|幼儿|在园|儿童|住校生|寄宿生|受助|生$"
# What is divided by: the words of the figure, and the dimension and words of the counts that can be meant.
_HEADS = (
    (re.compile("生均|每百?(?:名|位|个)?(?:学生|幼儿|生)"), ("person",), re.compile(_PUPILS)),
    (re.compile("班额|班均|每班|平均每个?班"), ("class", "个"), re.compile("班")),
    (re.compile("师均|每(?:名|位)?(?:专任)?教师"), ("person",), re.compile("教师|教职工")),
    (re.compile("校均|每所?学?校|园均|每所?园"), ("school",), re.compile("")),
    (re.compile("人均|每人|每名"), ("person",), re.compile("")),
)
_STAGE = re.compile("小学|初中|高中|幼儿园|中职|特教|学前")
_STEM = re.compile(
    "生均|人均|师均|班均|校均|园均|平均|每人|每个?班|每百?名?学?生?|拥有|配备|占有|面积|总值|总量|总|建筑|数|占地|用房|藏|学?生用|教学用|"
    "现有|达到?|为|共|投入|经费|资金|发放|学校|全校|每"
)
_STANDARD = re.compile("^的?(?:标准|要求|规定|定额|基准|底线|以上|水平)|的(?:标准|要求|规定)")


@check("per_capita_mismatch", "rounding", "unit_error", rule="R36：生均＝总量÷人数")
def per_head_fits(case: Case) -> Iterator[Finding]:
    """图书3120册，学生196人，生均25.9册: 15.9 (B1-28, 29, 30)."""
    for claim in case.claims:
        if claim.type not in {"per_capita", "mean"} or not claim.exact or claim.value is None or claim.cell:
            continue
        if (
            claim.metric_kind in {"rate", "score"}
            or claim.dimension in {"score", "percent"}
            or claim.unit is None
        ):
            continue
        if _STANDARD.search(pattern("[，。；]").split(case.words_after(claim))[0][:14]) or pattern(
            "按|应|标准"
        ).search(case.words_before(claim)[-4:]):
            continue
        if pattern("每[天日月]").search(claim.quote) and not pattern("天|日|月").search(f"{claim.unit}"):
            continue  # so much for each and a day: days multiply it
        heads, wholes = _heads(case, claim), _wholes(case, claim)
        if not heads or not wholes:
            continue
        scale = Decimal(100) if _HUNDRED.search(f"{claim.metric or ''}{claim.quote}") else Decimal(1)
        if any(_fits(claim, whole, head, scale) for whole in wholes for head in heads):
            continue
        meant = _meant(case, claim, heads, wholes)
        if meant is not None:
            yield from _wrong(case, claim, *meant, scale)


def _near(case: Case, claim: Claim) -> list[Claim]:
    """Exact numbers of the paragraph, those of another stage left out."""
    stage = set(_STAGE.findall(f"{claim.population or ''}{claim.metric or ''}"))
    found = []
    for other in case.by_paragraph.get(claim.paragraph, ()):
        if other is claim or other.amount is None or not other.exact or other.amount <= 0 or other.cell:
            continue
        if pattern("各(?:有|设|为)?[0-9]").search(other.quote):
            continue  # 小、中、大班各3个: so many of each
        named = set(_STAGE.findall(f"{other.population or ''}{other.metric or ''}"))
        if other.type in {"count", "amount", "area", "from_to"} and not (
            stage and named and not stage & named
        ):
            found.append(other)
    return found


def _heads(case: Case, claim: Claim) -> list[Claim]:
    words = f"{claim.metric or ''}{claim.quote}"
    head = next((h for h in _HEADS if h[0].search(words)), None)
    if head is None:
        return []
    _, dimensions, names = head
    one = pattern(
        "每(?:名|位|个)([一-龥]{2,3}?)(?:负责|承担|配|拥有|每|获|联系|包|督导|平均|达|为|\\d)"
    ).search(claim.quote)
    names = re.compile(re.escape(one[1])) if one else names
    return [
        c for c in _near(case, claim)
        if c.dimension in dimensions and (c.start < claim.start or _bracketed(case, claim, c)) and names.search(f"{c.population or ''}{c.metric or ''}{c.unit or ''}")
    ]  # fmt: skip


def _bracketed(case: Case, claim: Claim, other: Claim) -> bool:
    """Whether the other number stands in the bracket right behind the figure."""
    return (
        claim.end <= other.start <= claim.end + 12 and case.text.content[claim.end : claim.end + 1] in "（("
    )


def _wholes(case: Case, claim: Claim) -> list[Claim]:
    """Totals of the same kind as the figure: before it, or in the bracket right behind it."""
    at = claim.linked("numerator")
    found = [case.claims[at]] if at is not None and case.claims[at].exact and case.claims[at].amount else []
    for other in _near(case, claim):
        if (other.start < claim.start or _bracketed(case, claim, other)) and _alike_unit(claim, other):
            found.append(other)
    return found


def _alike_unit(claim: Claim, other: Claim) -> bool:
    if other.dimension == claim.dimension and claim.dimension:
        return True
    visits = {claim.unit, (other.unit or "")[-1:]}
    return (other.unit or "")[-1:] == (claim.unit or "")[-1:] or visits == {"次"}


def _fits(claim: Claim, whole: Claim, head: Claim, scale: Decimal) -> bool:
    if whole is head or whole.amount is None or not head.amount or claim.amount is None:
        return False
    value = whole.amount * scale / head.amount
    loose = value * (_loose(whole) + _loose(head))
    return abs(value - claim.amount) <= half(claim.decimals) * claim.base + loose


def _loose(claim: Claim) -> Decimal:
    """The relative rounding of a total given in 万 or with decimals."""
    if not claim.amount or not (claim.decimals or claim.base > 1):
        return Decimal(0)
    return claim.half_step * claim.base / claim.amount


def _meant(case: Case, claim: Claim, heads: list[Claim], wholes: list[Claim]) -> tuple[Claim, Claim] | None:
    """The one total and the one number of heads that must be meant, if the words leave no other."""
    bases = {h.amount: h for h in heads}
    if len(bases) > 1:
        close = [h for h in heads if h.sentence == claim.sentence]
        bases = {h.amount: h for h in close} if close else bases
    if len(bases) > 1:
        inner = {h.amount: h for h in heads if pattern("在校|学生总|现有学生|全校").search(h.quote)}
        bases = inner if len(inner) == 1 else {}
    bases = {
        amount: h for amount, h in bases.items()
        if h.sentence == claim.sentence or (h.sentence >= claim.sentence - 2 and pattern("在校|学生|在园|校").search(f"{h.metric or ''}{h.population or ''}"))
    }  # fmt: skip
    if _shared(case, claim, wholes):
        return None
    named = [w for w in wholes if _called(case, claim, w)]
    totals = {w.amount: w for w in named}
    if not totals and not _stem(claim.metric or "") and not _thing(claim):
        last = max((w for w in wholes if w.start < claim.start), key=lambda w: w.start, default=None)
        gap = case.text.content[last.end : claim.start] if last else ""
        if last is not None and len(gap) <= 20 and last.sentence == claim.sentence:
            totals = {last.amount: last}
    if not totals and claim.dimension == "yuan":
        near = [w for w in wholes if w.sentence == claim.sentence and w.start < claim.start]
        only = near[-1:] if len({w.amount for w in near}) == 1 else []
        between = case.text.content[only[0].end : claim.start] if only else "0"
        totals = {w.amount: w for w in only if not pattern(r"\d").search(between) and len(between) < 14}
    if not totals and claim.quote.startswith("平均每"):
        near = [w for w in wholes if w.sentence == claim.sentence and w.start < claim.start]
        totals = {w.amount: w for w in near}
    if len(bases) != 1 or len(totals) != 1:
        return None
    head, whole = next(iter(bases.values())), next(iter(totals.values()))
    return (whole, head) if whole is not head else None


def _shared(case: Case, claim: Claim, wholes: list[Claim]) -> bool:
    """Whether figures of several stages stand beside one total: then it is the total of none of them."""
    row = [
        c for c in case.by_sentence.get(claim.sentence, ()) if c.type == claim.type and c.unit == claim.unit
    ]
    stages = {tuple(sorted(set(_STAGE.findall(f"{c.population or ''}{c.quote}")))) for c in row}
    own = [
        w for w in wholes if w.population and "population" not in w.inherited and _STAGE.search(w.population)
    ]
    several = (
        len(
            {
                w.amount
                for w in case.by_sentence.get(claim.sentence, ())
                if w.dimension == claim.dimension and w.type in {"count", "area"}
            }
        )
        > 1
    )
    return len(stages) > 1 and not own and not several


def _thing(claim: Claim) -> str:
    """What stands between 生均 and the number."""
    words = pattern(r"[\d.,，．]+.*$").sub("", claim.quote)
    return _stem(pattern("小学|初中|高中|幼儿园|全[区县市校]|学生").sub("", words))


def _stem(words: str) -> str:
    return _STEM.sub("", words.replace("藏书", "图书"))


def _called(case: Case, claim: Claim, whole: Claim) -> bool:
    """Whether the per-head figure is called by the total's name: 生均图书 and 馆藏图书."""
    if claim.metric and pattern("班额|规模|校均(?:学生|人数)").search(claim.metric):
        return re.search(_PUPILS, f"{whole.population or ''}{whole.metric or ''}") is not None
    mine = _thing(claim) or _stem(claim.metric or "")
    other = _stem(whole.metric or "")
    land = ("占地" in claim.quote) == ("占地" in f"{whole.metric or ''}{whole.quote}")
    if claim.dimension == "square_metre" and not land:
        return False
    if not mine:
        at = claim.linked("numerator")
        return (at is not None and case.claims[at] is whole) or ("占地" in claim.quote and land)
    if mine in other or (len(other) >= 2 and other in mine):
        return True
    close = whole.sentence == claim.sentence and 0 <= claim.start - whole.end <= 12
    return close and bool(set(mine) & set(other))


def _wrong(case: Case, claim: Claim, whole: Claim, head: Claim, scale: Decimal) -> Iterator[Finding]:
    assert claim.value is not None
    total, base = whole.amount or Decimal(0), head.amount or Decimal(1)
    value = total * scale / base / claim.base
    told = f"{say(total)}÷{say(base)}{'×100' if scale > 1 else ''}＝{say(value)}{claim.unit or ''}"
    span = (claim.start, claim.end)
    others = ((whole.start, whole.end), (head.start, head.end))
    if cut(value, claim.value, claim.decimals):
        message = f"应四舍五入为{say(value, claim.decimals)}{claim.unit or ''}，这里是舍去了尾数。"
        yield case.finding("rounding", "warn", span, message, recomputed=told, others=others)
        return
    for factor, unit in ((_MU, "平方米"), (1 / _MU, "亩"), (Decimal(10_000), ""), (1 / Decimal(10_000), "")):
        if near(value, claim.value * factor, half(claim.decimals) * factor) or near(
            value * claim.base, claim.value, half(claim.decimals)
        ):
            tail = f"，应为{unit}。" if unit else "，差一万倍。"
            message = f"单位写错：{told}，报告写{say(claim.value, 4)}{claim.unit or ''}{tail}"
            yield case.finding("unit_error", "error", span, message, recomputed=told, others=others)
            return
    message = f"人均数算错：{told}，报告写{say(claim.value, 4)}{claim.unit or ''}，请核对总量、人数或人均数。"
    yield case.finding("per_capita_mismatch", "error", span, message, recomputed=told, others=others)
