"""Whether a list of parts divides its whole: by one axis, by a pair of opposites, or as a mere selection."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from zeren.core.audit.checks.figures import figures
from zeren.core.audit.checks.rounding import half
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Claim, Part
from zeren.core.audit.finding import Case

__all__ = [
    "PEOPLE",
    "added",
    "corrected",
    "is_division",
    "of_another",
    "opposites",
    "other_people",
    "overlapping",
    "parallel",
    "rest_of",
    "room",
    "same_unit",
    "stage_of_stages",
]

PEOPLE = {"人", "名", "位"}
_TOLD = {"total", "lists", "colon", "respectively", "equals"}
_CORRECTED = re.compile(
    "同时涉及|同时存在|同时有|同时属|多类|两类以上|不止一|大于总数|多于总数|重叠|扣除|剔除|去除|除去|重复|兼任|兼有|兼具|交叉|不含|不包括|未计入|不计入|四舍五入|口径|含[^，。；]{0,8}在内"
)
_REST = re.compile("其余|余下|其他|其它|剩余|另有|另外|以及|等")
# Parts under 其中 are a selection unless they divide one axis and come this near to the whole.
_NEARLY = Decimal("0.90")
_ALL_BUT = Decimal("0.1")
# Words that cut a set by another knife than their neighbours: women, members and the young overlap.
_ATTRIBUTE = re.compile(
    "女|(?<!民办)普惠性?(?!性|民办)|党员|团员|岁|职称|学历|骨干|以上|以下|寄宿|留守|困难|贫困|残疾|重大|已|完成|优秀|随迁|少数民族|独生|外来|名师|示范|新增|退休|应届|特岗|代课|外聘|研究生|本科|百人"
)
# What some of a set reach: others reach nothing of the list.
_REACHED = re.compile("(?:录取|升入|升学|就业|获奖|参加|通过|上线|进入|考取|入选|参赛)$")
_ONE_AXIS = (
    re.compile("优秀|良好|合格|达标|称职|满意|一般|较差|优良"), re.compile("岁|年龄"), re.compile("研究生|本科|专科|学历|中专|大专|高中|硕士|博士"),
    re.compile("高级|中级|初级|一级|二级|三级|正高|员级|定级"), re.compile("已|完成|整改|在改|正在|未|推进|落实"),
)  # fmt: skip
_PAIRS = tuple(
    (re.compile(one), re.compile(other))
    for one, other in (
        ("男", "女"), ("公办", "民办"), ("城区|城市|县城|城镇|县直|市直|直属", "农村|乡镇|镇村|乡村|村级|村小|村"),
        ("中央|上级|国家|省", "地方|本级|县级|区级|市县|自筹|配套"), ("新建", "改扩建|改建|扩建|续建|维修"), ("专职", "兼职"),
        ("当场|立行立改|即知即改|立即", "限期"), ("首次|首贷|新增", "续"), ("校内", "校外"), ("室内", "室外"), ("线上", "线下"),
        ("集中", "分散"), ("寄宿|住校|住宿", "走读|通学"), ("春季", "秋季"), ("上半年", "下半年"), ("在编", "编外|聘用|临聘"),
        ("党员", "群众"), ("(?<!不)合格", "不合格"), ("(?<!不)达标", "不达标|未达标"), ("小学", "初中|中学"),
        ("理科|物理", "文科|历史"), ("文化", "艺体"), ("常规|经常性", "专项"), ("正式", "代课"), ("教师|专任", "职工|工勤|行政"),
    )
)  # fmt: skip


def added(parts: Sequence[Part]) -> Decimal | None:
    """The sum of the parts in base units; None where one has no number."""
    total = Decimal(0)
    for part in parts:
        if part.amount is None:
            return None
        total += part.amount * part.sign
    return total


def room(claim: Claim, parts: Sequence[Part]) -> Decimal:
    """What rounding can hide: half a printed unit of the whole and of every part that has decimals or 万."""

    def one(decimals: int, base: Decimal) -> Decimal:
        return half(decimals) * base if decimals or base > 1 else Decimal(0)

    return one(claim.decimals, claim.base) + sum((one(p.decimals, p.base) for p in parts), Decimal(0))


def same_unit(claim: Claim, part: Part) -> bool:
    """Whether a part is counted like its whole; 个 counts what 所 counts, 元 what 万元."""
    own = claim.unit or ""
    if part.unit == own or {part.unit, own} <= PEOPLE or "个" in {part.unit, own}:
        return True
    return own[-1:] == part.unit[-1:] or (
        part.base != claim.base and own[-1:] in "元米册人名" and part.unit[-1:] in "元米亩册人名"
    )


def corrected(case: Case, claim: Claim) -> bool:
    """Whether the sentence, or the beginning of the next, says that something was taken out, overlaps or was rounded."""
    words = case.words_before(claim)[-30:] + claim.quote + case.words_after(claim)
    sentence = case.sentence_at(claim.start)
    following = case.text.content[sentence.end : sentence.end + 60] if sentence is not None else ""
    return _CORRECTED.search(words + following) is not None


def rest_of(case: Case, claim: Claim) -> tuple[bool, Decimal | None]:
    """Whether the words behind the list leave a rest (其余为…), and its number where it has one.

    Example:
        >>> from zeren.core.audit.grammar import claims
        >>> from zeren.core.audit.text import Text
        >>> text = "共16件，其中甲类8件、乙类5件，其余3件。"
        >>> found = claims(text)
        >>> case = Case(Text.plain(text), found)
        >>> rest_of(case, next(c for c in found if c.type == "part_whole"))
        (True, Decimal('3'))
    """
    after = case.words_after(claim)
    stop = pattern("[；;。]").search(after)
    segment = after[: stop.start()] if stop else after
    rest = after[stop.end() :] if stop else ""
    sentence = case.sentence_at(claim.start)
    if sentence is not None:
        rest = f"{rest}{case.text.content[sentence.end : sentence.end + 24]}"
    # Behind a semicolon only a word that opens the clause speaks of this list.
    later = pattern("(?:其余|余下|剩余|另有|另外)").match(rest.lstrip("；;。 "))
    match = _REST.search(segment[:60])
    if match is None and later is not None:
        after, match = rest.lstrip("；;。 "), later
    if match is None:
        return claim.open_list, None
    number = pattern(r"[^\d，。；]{0,10}?(\d[\d,]*(?:\.\d+)?)").match(after[match.end() :])
    unit = (claim.unit or "")[-1:]
    if number is None or (unit and unit not in after[match.end() + number.end() :][:3]):
        return True, None
    return True, Decimal(number[1].replace(",", "")) * claim.base


def parallel(parts: Sequence[Part]) -> bool:
    """Whether the names are of one make: 甲类、乙类、丙类; 一年级、二年级 — such lists divide."""
    names = [p.metric for p in parts]
    if len(names) < 2 or any(not name for name in names):
        return False
    if len(set(names)) < len(names):
        return False
    ends = {name[-2:] for name in names}
    alike = (
        len(ends) == 1
        and all(len(name) > 2 for name in names)
        and not any(_ATTRIBUTE.search(name) or _REACHED.search(name) for name in names)
    )
    return alike or (len({name[-1] for name in names}) == 1 and names[0][-1] in "类级型期段等次科项费款")


def opposites(parts: Sequence[Part]) -> bool:
    """Whether two parts are each other's opposite: 公办 and 民办, 中央 and 地方."""
    if len(parts) != 2:
        return False
    one, other = (p.metric for p in parts)
    if "普惠" in one + other:
        return False  # 公办园、普惠性民办园: there are other private ones
    return any(
        (a.search(one) and b.search(other) and not b.search(one))
        or (a.search(other) and b.search(one) and not b.search(other))
        for a, b in _PAIRS
    )


def overlapping(parts: Sequence[Part]) -> bool:
    """Whether some names cut by another knife than their neighbours (女教师 beside 党员), so that the parts may overlap."""
    crossing = [part for part in parts if _ATTRIBUTE.search(part.metric) or _REACHED.search(part.metric)]
    return bool(crossing) and not any(all(axis.search(p.metric) for p in parts) for axis in _ONE_AXIS)


def is_division(case: Case, claim: Claim) -> str:
    """Whether the parts are meant to add up to the whole: ``sure``, ``likely``, or nothing.

    What a list without 其中 names by one axis, what a total follows or a colon opens does; 其中 may select, and is taken as a
    division only where the parts are of one axis, of one make or opposites, or all but make the whole.
    """
    total = added(claim.parts)
    ranks = len(claim.parts) == 2 and all(
        pattern("学历|职称|级教师|岁").search(p.metric) for p in claim.parts
    )
    if ranks and total is not None and claim.amount and total < claim.amount and claim.partition != "total":
        return ""  # two of several ranks
    if claim.partition in _TOLD:
        return "sure"
    if total is None or not claim.amount:
        return ""
    axes = {"fund" if p.axis == "level" else p.axis for p in claim.parts}
    mixed = len(axes - {""}) > 1 or any(
        _ATTRIBUTE.search(p.metric) or _REACHED.search(p.metric) for p in claim.parts
    )
    gap = abs(total - claim.amount)
    if claim.partition == "axis":
        missing = (
            len(claim.parts) == 2
            and total < claim.amount
            and axes == {"level"}
            and not opposites(claim.parts)
        )
        return "sure" if gap <= claim.amount * Decimal("0.3") and not _is_stage(claim) and not missing else ""
    if _all_stages(claim) and gap <= claim.amount:
        return "sure"
    if len(claim.parts) >= 2 and gap <= claim.amount * Decimal("0.3") and _by_years(case, claim):
        return "sure"
    three = claim.partition == "bracket" and len(claim.parts) >= 3 and not mixed
    if three and gap <= claim.amount * Decimal("0.15"):
        return "sure"
    if _stage_left_out(claim, total):
        return ""
    if opposites(claim.parts) or _twin_adds_up(case, claim):
        return "sure" if gap <= claim.amount * Decimal("0.5") else ""
    if len(claim.parts) >= 2 and not mixed and (parallel(claim.parts) or (len(axes) == 1 and "" not in axes)):
        near = total >= _NEARLY * claim.amount and (
            len(claim.parts) > 2 or gap <= claim.amount * Decimal("0.15")
        )
        return "sure" if near else ""
    # Three and more parts that all but make the whole were meant to make it.
    close = _ALL_BUT if not mixed else _ALL_BUT / 8
    if len(claim.parts) >= 3 and gap <= close * claim.amount:
        return "sure" if len(claim.parts) >= 4 and gap <= claim.amount / 20 else "likely"
    return ""


def of_another(case: Case, claim: Claim) -> bool:
    """投资3,914万元，…节约206万元；其中专项债2,500万元…: 其中 behind a stop speaks of the larger number before."""
    total, sentence = added(claim.parts), case.sentence_at(claim.start)
    if total is None or claim.amount is None or sentence is None or not claim.parts:
        return False
    row = [f for f in figures(case, sentence) if f.end < claim.parts[0].start]
    before = [f.amount for f in row if f.quantity.dimension == claim.dimension]
    behind = "；" in case.text.content[claim.start : claim.parts[0].start]
    return total in before or (behind and any(amount >= total for amount in before))


def stage_of_stages(claim: Claim) -> bool:
    """初中16所，其中偏低的小学9所、初中5所: the list is of more than the stage before it."""
    own = _STAGE.search(f"{claim.population or ''}{claim.metric or ''}")
    told = [_STAGE.search(p.metric) for p in claim.parts]
    named = {stage[0] for stage in told if stage is not None}
    return claim.partition != "total" and own is not None and own[0] in named and len(named) > 1


_STAGE = re.compile("小学|初中|高中|幼儿园|中职")


_STAFF, _PUPILS = re.compile("教师|教职工|职工|教职员"), re.compile("学生|在校生|幼儿|儿童")


def other_people(claim: Claim, part: Part) -> bool:
    """Pupils are no part of the staff: a list of staff has ended where pupils are counted."""
    whole = f"{claim.population or ''}{claim.metric or ''}"
    return bool(
        (_STAFF.search(whole) and _PUPILS.search(part.metric) and not _PUPILS.search(whole))
        or (_PUPILS.search(whole) and _STAFF.search(part.metric) and not _STAFF.search(whole))
    )


def _stage_left_out(claim: Claim, total: Decimal) -> bool:
    """教师2486人，其中小学1420人、初中870人: the whole may hold other stages, unless it is named 义务教育 or 中小学."""
    names = {p.metric[:2] for p in claim.parts}
    about = f"{claim.population or ''}{claim.metric or ''}{claim.quote[:12]}"
    short = claim.amount is not None and total < claim.amount and len(claim.parts) == 2
    return short and names == {"小学", "初中"} and not pattern("义务|中小学|两个|九年").search(about)


_COMPLETE = (
    (re.compile("义务教育"), ("小学", "初中")), (re.compile("中小学"), ("小学", "初中", "高中")),
    (re.compile("在校(?:学?生)|学生"), ("男", "女")),
)  # fmt: skip


def _by_years(case: Case, claim: Claim) -> bool:
    """Whether the parts are years and nothing else: 三年投入…，其中2021年…，2022年…."""
    words = [case.text.content[max(0, p.start - 6) : p.end] for p in claim.parts]
    years = [pattern(r"((?:19|20)\d{2})年").search(w) for w in words]
    plain = all(not p.metric or pattern("年").search(p.metric) for p in claim.parts)
    return plain and all(years) and len({y[1] for y in years if y}) == len(words)


def _all_stages(claim: Claim) -> bool:
    """Whether the parts are all the stages that the whole's name holds: 中小学 of 小学、初中、高中."""
    about = f"{claim.population or ''}{claim.metric or ''}"
    need = next((stages for words, stages in _COMPLETE if words.search(about)), ())
    names = [p.metric for p in claim.parts]
    return (
        bool(need) and len(names) == len(need) and all(any(stage in name for name in names) for stage in need)
    )


def _is_stage(claim: Claim) -> bool:
    """Whether the whole is itself one of the stages that the parts are named by: they stand beside it, not under it."""
    stages = any(p.axis == "stage" for p in claim.parts)
    return (
        stages
        and pattern("^(?:小学|初中|高中|幼儿园|中职)").search(f"{claim.population or ''}{claim.metric or ''}")
        is not None
    )


def _twin_adds_up(case: Case, claim: Claim) -> bool:
    """校舍50个、1500万元，设备34个、1045万元 of 84个、2545万元: where the counts add up, the amounts must too."""
    names = [p.metric for p in claim.parts]
    return any(
        c is not claim and c.type == "part_whole" and c.dimension != claim.dimension and [p.metric for p in c.parts] == names
        and len(names) >= 2 and added(c.parts) == c.amount
        for c in case.by_sentence.get(claim.sentence, ())
    )  # fmt: skip
