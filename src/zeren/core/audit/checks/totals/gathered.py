"""A whole and the list beside it, whatever words join them: 在编人员214人。机关38人，教研室27人，各直属学校139人."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from zeren.core.audit.checks.figures import NUMBERED, Figure, figures, sentences_with
from zeren.core.audit.checks.naming import bracketed, closeness, counted, earlier, measure, step
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.checks.totals.division import opposites, overlapping
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Part
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

# Words that open a list of all parts; behind them no part is left out.
_OPENS = re.compile("归集|归类|具体|包括|分别|划分|组成|构成|即|看[，,：:]?|：|:|分为|由")
_CORRECTED = re.compile(
    "同时涉及|大于总数|多于总数|重叠|扣除|剔除|去除|(?<!不)重复|兼|(?<!不)交叉|口径|四舍五入|去重|不含|未计|不计入"
)
_LOOSE = re.compile(
    "比|较|增|减少|下降|提高|平均|生均|人均|率|目标|标准|计划|不少于|以上|以内|每|由|上年|去年|其余|另|剩|尚|等|约|"
    "还有|超|缺|补|累计|合计|(?<!公)共|总|应|拟|至少|之内|净"
)
_REST = re.compile("其余|余下|剩下|剩余|余者")
# A number that is told as all of something; a mere neighbour of a list is its first part.
_SURELY = re.compile("(?<!公)共|总|合计|全[区县市省校镇乡园]|现有|累计|^有|所有|统计")
_STATE = re.compile("原|年初|期初|上年|去年|现有|现为|目前|结转|撤并|转入|转出|新招|年末|年底|期末")
_FINER = re.compile("^(?:其中)?(?:含|包括|其中)")
_LIST = re.compile(
    r"(?:[（(][^）)]*[）)])?[^，。；、：\d]{0,8}(?:[，,]占[^，。；]{0,12})?[、，,；;和及与][^，。；、\d]{0,18}"
)
# 七项指标 is no part of 82所.
_APART = [{"school", "项"}, {"school", "件"}, {"school", "条"}, {"class", "项"}]
_NEAR, _WIDE = Decimal("0.1"), Decimal("0.3")


@dataclass(frozen=True, slots=True)
class _Gathering:
    """A whole with the list behind it; ``opened`` where words say that the list is complete."""

    whole: Figure
    parts: tuple[Figure, ...]
    opened: bool


@check(
    "sum_mismatch", "parts_exceed_whole", "unit_error", rule="R17：一口气列出的各部分之和等于它们前面的总数"
)
def lists_make_the_whole_before_them(case: Case) -> Iterator[Finding]:
    """学校41所（含教学点），具体是：幼儿园17所、…: the list begins right behind the number it divides, and nothing else is listed."""
    for sentence, words in sentences_with(case, NUMBERED):
        if _CORRECTED.search(words):
            continue
        for found in _gatherings(case, sentence):
            made = sum((p.amount for p in found.parts), Decimal(0))
            room = sum((step(f) for f in (found.whole, *found.parts)), Decimal(0))
            gap = abs(made - found.whole.amount)
            near = _WIDE if found.opened else _NEAR
            slip = next((p for p in found.parts if _slipped(p, found.whole, made, room)), None)
            if slip is not None:
                unit = found.whole.quantity.unit
                message = f"单位写错：“{slip.before}{say(slip.value, 4)}{slip.quantity.unit}”若为{unit}，各项正好合计{say(found.whole.value, 4)}{unit}。"
                told = f"{say(found.whole.value, 4)}{unit}"
                yield case.finding(
                    "unit_error", "error", (slip.start - len(slip.before), slip.end), message, recomputed=told
                )
                continue
            if gap <= room or gap > near * found.whole.amount or _explained(case, sentence, found, made):
                continue
            told = "＋".join(say(p.value, 4) for p in found.parts)
            unit = found.whole.quantity.unit
            told += f"＝{say(made / found.whole.quantity.factor, 4)}{unit}"
            message = (
                f"各部分合计与总数不符：{told}，前面写{say(found.whole.value, 4)}{unit}，请核对合计或分项。"
            )
            span = (found.whole.start - len(found.whole.before), found.parts[-1].end)
            yield case.finding("sum_mismatch", "error", span, message, recomputed=told)


def _slipped(part: Figure, whole: Figure, made: Decimal, room: Decimal) -> bool:
    """Whether a part with the whole's unit makes the sum right: 150元 among 万元."""
    if part.quantity.factor == whole.quantity.factor:
        return False
    return abs(made - part.amount + part.value * whole.quantity.factor - whole.amount) <= room


# 31人中，…: what follows divides the group.
_GROUPED = re.compile("[^，。]{0,10}(?:[里中内]|当中)，")


def _gatherings(case: Case, sentence: Sentence) -> Iterator[_Gathering]:
    row = [f for f in figures(case, sentence) if f.quantity.kind in "NAG" and not bracketed(case, f)]
    for at, first in enumerate(row):
        if at and _joined(case, row[at - 1], first) and measure(row[at - 1]) == measure(first):
            continue  # not the first of its list
        listed = _run(case, row[at + 1 :])
        grouped = _GROUPED.match(case.text.content, first.end) is not None
        made = sum((f.amount for f in listed), Decimal(0))
        ended = bool(listed) and _closes(listed[-1]) and 3 * made > 2 * first.amount > made
        stated = _stated_before(case, sentence, first) if not at and ended else None
        ended = ended and (stated is None or measure(stated) != measure(first))
        if counted(first) and (_SURELY.search(first.before) or grouped or ended):
            run = listed
            whole: Figure | None = first
        else:
            run = _run(case, row[at:])
            whole = row[at - 1] if at else _stated_before(case, sentence, first)
        if whole is None or len(run) < 2 or not counted(whole) or measure(whole) != measure(run[0]):
            continue
        between = case.text.content[whole.end : run[0].start]
        closed = _closes(run[-1])
        opened = closed or (
            _OPENS.search(pattern(r"[（(][^）)]*[）)]").sub("", between)) is not None
            and "其中" not in between
        )
        behind = row[row.index(run[-1]) + 1 :][:1]
        more = bool(behind) and measure(behind[0]) == measure(first) and behind[0].segment == run[-1].segment
        opened = opened or _GROUPED.match(case.text.content, whole.end) is not None
        told = bool(
            opened
            or whole.start < sentence.start
            or _SURELY.search(whole.before) is not None
            or pattern("[已均都]*(?:全部|均|都|涉及|分布)").match(whole.after)
        )
        if (
            len(between) <= 60
            and told
            and (opened or not more)
            and (closed or "其中" not in between)
            and _divides(whole, run, opened=opened)
        ):
            yield _Gathering(whole, tuple(run), opened)


def _closes(figure: Figure) -> bool:
    """Whether a number is told as the rest of a list."""
    return (
        _REST.match(figure.before) is not None
        or pattern("其[他它](?:人员|各?类|各?项|方面|情形|原因|教?职?工)?$").search(figure.before) is not None
    )


def _joined(case: Case, one: Figure, other: Figure) -> bool:
    """Whether two numbers stand in one list; what opens a list stands before it."""
    between = case.text.content[one.end : other.start]
    if {one.quantity.dimension, other.quantity.dimension} in _APART:
        return False
    return _LIST.fullmatch(between) is not None and not _OPENS.search(between) and "其中" not in between


def _run(case: Case, row: list[Figure]) -> list[Figure]:
    """The numbers of one measure that stand in a list from the first on."""
    run: list[Figure] = []
    for figure in row:
        broken = run and (not _joined(case, run[-1], figure) or measure(figure) != measure(run[0]))
        if run and not broken and counted(figure) and _REST.match(figure.before):
            return [*run, figure]
        if (
            broken
            or not counted(figure)
            or _LOOSE.search(pattern("[省市县区家]级以上|^由").sub("", figure.before))
        ):
            break
        run.append(figure)
    return run


def _stated_before(case: Case, sentence: Sentence, first: Figure) -> Figure | None:
    """The last number of the sentence before, where this sentence opens with the list."""
    if first.start - len(first.before) - sentence.start > 6 or not sentence.index:
        return None
    before = case.text.sentences[sentence.index - 1]
    row = figures(case, before) if before.paragraph == sentence.paragraph else []
    return row[-1] if len(row) == 1 else None


def _divides(whole: Figure, run: list[Figure], *, opened: bool) -> bool:
    """Whether the names divide a thing: each another, none an attribute that overlaps its neighbours, none larger than it."""
    names = [
        pattern("^(?:其余|余下|剩下|剩余)").sub("其余", f.before) if _REST.match(f.before) else f.before
        for f in run
    ]
    names = [
        pattern("^(?:其中|和|及|与)|[省市县区家]级以上|以上级").sub("", name) or name or f.after[:6]
        for name, f in zip(names, run, strict=True)
    ]
    if _STATE.search(whole.before) or any(_STATE.search(name) for name in names):
        return False  # a flow: what was and what is
    if len({*names}) < len(names) or not all(names) or max(f.amount for f in run) >= whole.amount:
        return False
    parts = [Part(name, f.value) for name, f in zip(names, run, strict=True)]
    if len(run) > 2 and names[-1].startswith("其余") and not overlapping(parts[:-1]):
        return not pattern("比|较|增|减|每|平均").search(whole.before[-3:])
    if len(run) == 2:
        return opposites(parts) or (opened and not overlapping(parts))
    return not overlapping(parts) and not pattern("比|较|增|减|每|平均").search(whole.before[-3:])


def _explained(case: Case, sentence: Sentence, found: _Gathering, made: Decimal) -> bool:
    """Whether another number near by is what the list makes, or what it lacks."""
    gap = abs(made - found.whole.amount)
    span = case.text.sentences[max(0, sentence.index - 1) : sentence.index + 2]
    others = [f for s in span if s.paragraph == sentence.paragraph for f in figures(case, s)]
    return any(
        f.amount in (made, gap) and f.start not in {p.start for p in found.parts} and f.start != found.whole.start
        for f in others if measure(f) == measure(found.whole)
    )  # fmt: skip


@check("double_count", rule="B3-5：括号里已含的部分，不再列为一项")
def nested_parts_listed_again(case: Case) -> Iterator[Finding]:
    """小学1026人（含教学点教师114人），教学点114人，初中598人: the 114 are in the 1026, and the total holds them twice."""
    for sentence, _ in sentences_with(case, re.compile("[（(][^）)]{0,12}(?:含|包括|其中)")):
        row = [f for f in figures(case, sentence) if counted(f)]
        for nested in (f for f in row if bracketed(case, f) and _FINER.search(f.before)):
            again = [
                f
                for f in row
                if f.amount == nested.amount and f.start > nested.end and not bracketed(case, f)
            ]
            name = _FINER.sub("", nested.before)
            again = [
                f
                for f in again
                if closeness(f.before, name) >= Decimal("0.3") and measure(f) == measure(nested)
            ]
            plain = [f for f in row if not bracketed(case, f) and measure(f) == measure(nested)]
            if len(again) != 1 or again[0] not in plain:
                continue
            at = plain.index(again[0])
            if not _twice_in(plain, at):
                continue
            message = (
                f"重复计算：“{name}”{say(nested.amount)}已含在前面的数里，又单列相加了一次，请核对总数。"
            )
            told = f"多计{say(nested.amount)}"
            span = (nested.start - len(nested.before), again[0].end)
            yield case.finding("double_count", "error", span, message, recomputed=told)


def _twice_in(plain: list[Figure], at: int) -> bool:
    """Whether some run with the repeated number makes a number beside it."""
    for first in range(at + 1):
        made = Decimal(0)
        for last in range(first, len(plain)):
            made += plain[last].amount
            beside = [plain[n].amount for n in (first - 1, last + 1) if 0 <= n < len(plain)]
            if last >= at and last > first + 1 and made in beside:
                return True
    return False


_INNER = re.compile("^(?:其中|当中)|中又有$|中有$|中另有$|者中又?有?$")
_INNER_BEHIND = re.compile("[^，。；]{0,4}[（(](?:都|均|全部)?已?(?:在前|含在|包含在|计入|算在|列入前)")


@check("double_count", rule="B3-5：其中的人数已在前面的数里，合计不再加一次")
def inner_parts_added_once(case: Case) -> Iterator[Finding]:
    """核定9214人，其中3632人同时享受寄宿补助，合计资助12846人: the 3632 are among the 9214."""
    for sentence, _ in sentences_with(
        case, re.compile("其中|当中|中又?有|[（(](?:都|均|全部)?已?(?:在前|含在|包含在|计入|算在)")
    ):
        row = [f for f in figures(case, sentence) if counted(f)]
        before = [f for f in earlier(case, sentence, 1) if counted(f)]
        for inner in row:
            marked = _INNER.search(inner.before) or _INNER_BEHIND.match(
                case.text.content[inner.end : inner.end + 24]
            )
            alike = [f for f in row if measure(f) == measure(inner)]
            if not marked or len(alike) < 2 or len(alike) > 7:
                continue
            behind = pattern("其中|当中").match(inner.before) is not None
            totals = [
                f
                for f in alike
                if (f.start > inner.start or not behind)
                and f is not inner
                and pattern("共|合计|总|累计").search(f.before)
            ]
            totals += (
                []
                if behind
                else [
                    f for f in (*before, *alike) if measure(f) == measure(inner) and f.start < alike[-1].start
                ][:1]
            )
            for total in totals:
                parts = [f for f in alike if f is not total]
                made = sum((f.amount for f in parts), Decimal(0))
                if (
                    made != total.amount
                    or len(parts) < 2
                    or max(f.amount for f in parts if f is not inner) < inner.amount
                ):
                    continue
                if total.start < sentence.start and len(parts) < 3:
                    continue
                right = made - inner.amount
                message = f"重复计算：{say(inner.amount)}已在前面的数里，又加了一次；不重复计应为{say(right)}{total.quantity.unit}。"
                told = f"{say(total.amount)}－{say(inner.amount)}＝{say(right)}"
                span = (min(total.start - len(total.before), inner.start), max(total.end, inner.end))
                yield case.finding("double_count", "error", span, message, recomputed=told)
                break


@check("parts_exceed_whole", rule="R16：其中列出的各笔钱互不重叠，合计不超过总额")
def sums_of_money_stay_within(case: Case) -> Iterator[Finding]:
    """新增专项债券1.20亿元，其中县二中迁建7850万元、实训楼4630万元: 12480. One yuan is spent once."""
    for sentence, words in sentences_with(case, re.compile("其中")):
        row = [f for f in figures(case, sentence) if not bracketed(case, f)]
        for at, whole in enumerate(row[:-2]):
            between = case.text.content[whole.end : row[at + 1].start]
            if (
                whole.quantity.kind != "A"
                or not counted(whole)
                or not pattern("[，,；]?[^，。；\\d]{0,10}[，,]?其中").match(between)
            ):
                continue
            run = [row[at + 1]]
            for figure in row[at + 2 :]:
                if (
                    not pattern("[、，]?[^，。；、\\d]{0,18}").fullmatch(
                        case.text.content[run[-1].end : figure.start]
                    )
                    or figure.quantity.kind != "A"
                ):
                    break
                run.append(figure)
            made = sum((f.amount for f in run), Decimal(0))
            room = sum((step(f) for f in (whole, *run) if f.quantity.decimals), Decimal(0))
            plain = all(counted(f) and f.quantity.dimension == whole.quantity.dimension for f in run)
            loose = any(
                pattern("比|较|增|减|每|均|其中|上年|去年|含").search(f.before.removeprefix("其中"))
                for f in run
            )
            if (
                len(run) < 2
                or not plain
                or loose
                or made <= whole.amount + room
                or made > 2 * whole.amount
                or _CORRECTED.search(words)
            ):
                continue
            told = (
                "＋".join(say(f.amount / whole.quantity.factor, 4) for f in run)
                + f"＝{say(made / whole.quantity.factor, 4)}"
            )
            message = f"其中各项合计超过总额：{told}{whole.quantity.unit}，多于{say(whole.value, 4)}{whole.quantity.unit}，请核对。"
            span = (whole.start - len(whole.before), run[-1].end)
            yield case.finding("parts_exceed_whole", "error", span, message, recomputed=told)


_SEXES = re.compile(
    r"(?P<a>男[一-龥]{0,2}?)(?P<m>\d[\d,]*)[人名个]?[，、]\s*女[一-龥]{0,2}?(?P<f>\d[\d,]*)[人名个]?(?![\d.%％:：年月])"
)


@check("parts_exceed_whole", "sum_mismatch", rule="R16：男＋女＝总数")
def boys_and_girls_make_all(case: Case) -> Iterator[Finding]:
    """76个寄宿生住八间宿舍，男生41，女生38: 79; numbers without a unit take that of the whole."""
    for sentence, words in sentences_with(case, re.compile("男.{1,8}女")):
        for match in _SEXES.finditer(words):
            at = sentence.start + match.start()
            wholes = [
                f
                for f in figures(case, sentence)
                if f.end <= at
                and counted(f)
                and f.quantity.dimension in ("person", "个")
                and pattern("生|人|幼儿|孩|娃|教师|学员").search(f.before + f.after[:6])
            ]
            if not wholes or at - wholes[-1].end > 16:
                continue
            made = sum((Decimal(match[name].replace(",", "")) for name in "mf"), Decimal(0))
            whole = wholes[-1]
            if (
                made == whole.amount
                or abs(made - whole.amount) * 5 > whole.amount
                or _CORRECTED.search(words)
            ):
                continue
            told = f"{match['m']}＋{match['f']}＝{say(made)}"
            message = f"男女合计与总数不符：{told}，前面写{say(whole.value)}{whole.quantity.unit}，请核对。"
            kind = "parts_exceed_whole" if made > whole.amount else "sum_mismatch"
            yield case.finding(
                kind, "error", (whole.start, sentence.start + match.end()), message, recomputed=told
            )
