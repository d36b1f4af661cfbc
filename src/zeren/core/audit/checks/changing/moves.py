"""Moves: an earlier and a later number of one thing, read from their places, and the change told of them in words or figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations

from zeren.core.audit.checks.changing.ends import (
    CHANGE,
    CHANGE_VERBS,
    DOWN,
    FROM,
    UP,
    YEARLY,
    Move,
    lead_of,
    moves_of,
    rest_of,
    step_of,
    year_of,
)
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.finding import Case, Finding

__all__ = ["judged"]

_TIMES = re.compile("(?:的|是|相当于|达到|增长|增加|提高|扩大)了?$")
_WAY = re.compile(
    r"^(?:的?(?:水平|基础上|标准|规模)?)[，,]?(?:均|都|呈|实现了?|有所|略有|稍有|明显|显著|大幅度?|小幅|稳步|持续|进一步|保持|总体|整体|又|有了?|再|逐年|出现|较?大)*"
    r"(?P<word>再创新高|创新高|再上[新]?台阶|增长|增加|提高|提升|上升|上涨|扩大|改善|攀升|回升|下降|降低|减少|回落|缩小|下滑|走低|压减)(?![了]?[\d约近至到为])(?![率幅])"
)
_OVER = re.compile("(?<!不)(?<!未)(?<!没有)(?<!不得)(高于|超过|多于|高过|超出|大于)(?P<gap>[^，。；]*)$")
_UNDER = re.compile("(?<!不)(?<!未)(?<!没有)(?<!不得)(低于|少于|不及|小于)(?P<gap>[^，。；]*)$")
_BOUND = re.compile(
    "标准|要求|目标|规定|上限|下限|底线|红线|控制|指标|警戒|计划|任务|以上|以下|以内|国家|省定|市定|预期|限"
)
# …已升至41.2%，能有这样可喜的回落: what the move just told is called.
_SUCH = re.compile(
    r"^[，][^，。；\d]{0,6}(?:这样|如此|这一|这种|这个|此番)(?:的|可喜的?|明显的?|显著的?|喜人的?|较大的?|大幅的?|持续的?|[一-龥]{2}的)*(?P<word>增长|提高|提升|上升|上涨|攀升|回升|下降|降低|减少|回落|缩小|下滑)"
)
_LEADS = re.compile(
    "((?:增加|增长|提高|提升|上升|攀升|上涨|扩大|下降|降低|减少|回落|压减|缩减|缩小|下滑|收窄|压缩|压降|精简|消减|滑落|跌落|走低|萎缩)|(?P<spare>节约|节省|节减|节俭|俭省|收缩|缩短)|[增升涨减降])(?:到|至|为|成)了?(?:20\\d\\d年的)?$"
)
_RANK = re.compile("排名|名次|位次|位列|位居|第|师生比|师幼比")
REACH = 70  # letters between a pair and the change told of it


@check(
    "delta_mismatch",
    "growth_mismatch",
    "direction_word",
    rule="R46：增减数＝本期－上期，增长率＝（本期－上期）÷上期，用词与方向一致",
)
def changes_fit_their_moves(case: Case) -> Iterator[Finding]:
    """去年安排320万元，今年安排400万元，增长20%: 25 %; 较2022年的6.58亿元有所增长: it fell."""
    for sentence, _ in sentences_with(
        case, re.compile(rf"{CHANGE_VERBS}|节[约省减俭]|幅|速|倍|高于|低于|超过|多于|少于|不及")
    ):
        row = figures(case, sentence)
        if not 2 <= len(row) <= 60:
            continue
        for before, at, move in moves_of(case, row):
            changes = _changes(case, row, at, move)
            for change in changes:
                yield from judged(case, row, move, change)
            if not changes:
                yield from _worded(case, move, sentence.end)
            for change in _changes_before(case, row, before):
                yield from judged(case, row, move, change)
        earlier = case.text.sentences[sentence.index - 1] if sentence.index else sentence
        told = (
            figures(case, earlier)
            if earlier is not sentence and earlier.paragraph == sentence.paragraph
            else []
        )
        for move, change in [*_bracketed(case, row, told), *_base_first(case, row)]:
            yield from judged(case, row, move, change)
        yield from _compared(case, row)


def _changes(case: Case, row: list[Figure], at: int, move: Move) -> list[Figure]:
    """The changes told right behind a move: an absolute one, one in per cent, or both."""
    found: list[Figure] = []
    end = move.end
    for figure in row[at + 1 : at + 3]:
        words = case.text.content[end : figure.quantity.number_start or figure.start]
        told = _TIMES if figure.quantity.kind == "Z" else CHANGE
        if (
            figure.start - move.end > REACH
            or not told.search(words)
            or not (figure.exact or _in_tenths(case, figure))
        ):
            break
        just = figure.quantity.dimension == move.first.quantity.dimension and figure.amount == abs(
            move.difference
        )
        if (
            len(re.split("[，。；]", words)) > 3
            or (_new_thing(case, move, words) and not just)
            or YEARLY.search(words)
            or re.search("累计|力争|目标|计划", words)
        ):
            break
        # 达到8612册，比上年增加1168册: a base of its own year is another move's.
        year = year_of(words)
        if year and year not in {
            year_of(case.text.content[max(0, f.start - 16) : f.start]) for f in (move.first, move.last)
        }:
            break
        found.append(figure)
        end = figure.end
    return found


def _in_tenths(case: Case, figure: Figure) -> bool:
    """两成, 三成半: round, but not by a whole tenth."""
    return case.text.content[figure.start : figure.end].strip("半").endswith("成")


def _changes_before(case: Case, row: list[Figure], at: int) -> list[Figure]:
    """增幅6.66%——…由7.85亿元到8.41亿元: changes told right before the move that makes them."""
    found: list[Figure] = []
    if not FROM.search(lead_of(case, row, at)):
        return found
    for i in range(at - 1, max(-1, at - 3), -1):
        words = case.text.content[row[i].end : row[i + 1].start]
        if (
            len(words) > 30
            or re.search("[；。]|其中", words)
            or not CHANGE.search(lead_of(case, row, i))
            or not row[i].exact
        ):
            break
        found.append(row[i])
    return found


def _bracketed(case: Case, row: list[Figure], told: list[Figure]) -> Iterator[tuple[Move, Figure]]:
    """净增2.16万平方米（上年84.11万平方米）: the change stands between the later number and the earlier one."""
    for at in range(len(row) - 1):
        change, old = row[at], row[at + 1]
        lead = case.text.content[change.end : old.quantity.number_start or old.start]
        words = lead_of(case, row, at)
        if not re.match(
            r"[（，](?:而|但)?(?:上年|去年|前年|前一年|上一?年度?|上学年|那年|原|同期|年初|上[次期轮届]|(?:19|20)\d\d年)[^，。；（）]{0,8}$",
            lead,
        ) or not CHANGE.search(words):
            continue
        own = year_of(words) or _own_year(case, change)
        if own and year_of(lead) >= own:
            continue
        rest = rest_of(re.split("[，。；]", words)[-1])
        before = [
            f
            for f in [*told, *row[:at]]
            if f.quantity.dimension == old.quantity.dimension
            and f.quantity.kind == old.quantity.kind
            and f.exact
        ]
        named = (
            [f for f in before if rest and rest in f.before]
            if len(rest) >= 2
            else [f for f in before[-1:] if f in row]
        )
        if named and old.exact and change.exact:
            yield Move(old, named[-1], old.end), change


def _base_first(case: Case, row: list[Figure]) -> Iterator[tuple[Move, Figure]]:
    """比2021年的83.6%高出5.9个百分点，……升至88.5%: base and change stand before the later number."""
    for at in range(len(row) - 2):
        base, change, later = row[at : at + 3]
        alike = (
            later.quantity.kind == base.quantity.kind and later.quantity.dimension == base.quantity.dimension
        )
        leads = lead_of(case, row, at), lead_of(case, row, at + 1), lead_of(case, row, at + 2)
        if (
            alike
            and base.exact
            and later.exact
            and change.exact
            and (at == 0 or row[at - 1].quantity.dimension != base.quantity.dimension)
            and re.search("(?:^|[，；])[^，；]{0,4}[比较][^，。；]*$", leads[0])
            and re.fullmatch(f"(?:相比)?(?:{CHANGE_VERBS})了?", leads[1])
            and re.search(
                "(?:升|降|增|减|提高|提升|增加|减少|下降|上升|达)(?:至|到)了?$|^，(?:共|总数|总计)?(?:达|为)$",
                leads[2],
            )
            and len(leads[2]) <= 30
        ):
            yield Move(base, later, later.end), change


def _own_year(case: Case, figure: Figure) -> int:
    """The year last named before a number in its sentence."""
    sentence = case.sentence_at(figure.start)
    return year_of(case.text.content[sentence.start if sentence else 0 : figure.start])


def _new_thing(case: Case, move: Move, words: str) -> bool:
    rest = rest_of(words)
    low = min(move.first.start, move.last.start)
    return len(rest) >= 2 and rest not in case.text.content[max(0, low - 40) : move.end]


def judged(case: Case, row: list[Figure], move: Move, change: Figure) -> Iterator[Finding]:
    """What is wrong with a change told of a move; nothing where some other pair of the row makes it."""
    kinds = move.first.quantity.kind, change.quantity.kind
    span = (change.start - len(change.before), change.end)
    if kinds == ("P", "P"):
        yield from _not_points(case, move, change)
    if _fits_some(row, move, change):
        return
    pieces = {"个", "名", "人", "位"}
    counted = kinds == ("N", "N") and change.quantity.unit in pieces and move.first.quantity.unit in pieces
    if (
        (change.quantity.dimension == move.first.quantity.dimension and kinds[0] != "P")
        or kinds == ("P", "D")
        or counted
    ):
        made, room = abs(move.difference), move.room if kinds[1] != "D" else Decimal(0)
        if abs(made - change.amount) <= room + (
            step_of(change)
            if kinds[1] != "D"
            else half(max(f.quantity.decimals for f in (move.first, move.last)))
        ):
            yield from _turned(case, move, change)
            return
        factor = change.quantity.factor
        told = f"{say(move.last.amount / factor, 4)}－{say(move.first.amount / factor, 4)}＝{say(move.difference / factor, 4)}{change.quantity.unit}"
        message = f"增减数算错：{told}，报告写{say(change.value, 4)}{change.quantity.unit}。"
        yield case.finding("delta_mismatch", "error", span, message, recomputed=told)
    elif (
        kinds[1] in "PZ"
        and kinds[0] in "NAG"
        and move.first.amount > 0
        and change.quantity.dimension in {"percent", "times"}
    ):
        low, high = _growths(move)
        value, slack = change.value, half(change.quantity.decimals)
        if _in_tenths(case, change):
            slack = Decimal(5 if change.start < change.quantity.number_start else 2)
        if kinds[1] == "Z":
            lead = case.text.content[change.start - 3 : change.start]
            becomes = re.search("的$|[是于到]$", lead) is not None
            low, high = (low / 100 + becomes, high / 100 + becomes)
        if low - slack <= value <= high + slack or -high - slack <= value <= -low + slack:
            return
        made = (move.last.amount / move.first.amount - 1) * 100
        told = f"（{say(move.last.value, 4)}－{say(move.first.value, 4)}）÷{say(move.first.value, 4)}＝{say(made)}%"
        message = f"增减幅度算错：{told}，报告写{say(change.value, 4)}{change.quantity.unit or '%'}。"
        loose = kinds[1] == "Z" and abs(value - made / 100 - 1) <= slack
        yield case.finding("growth_mismatch", "warn" if loose else "error", span, message, recomputed=told)


def _not_points(case: Case, move: Move, change: Figure) -> Iterator[Finding]:
    """由51.3%迈上55.8%，提高了4.5%: these are percentage points."""
    made, dimensions = abs(move.difference), {f.quantity.dimension for f in (move.first, move.last, change)}
    if dimensions != {"percent"} or not change.exact or move.first.amount <= 0 or not made:
        return
    growth = made * 100 / move.first.amount
    if made != change.amount or abs(growth - change.value) <= half(change.quantity.decimals):
        return
    told = f"{say(move.last.value, 4)}%－{say(move.first.value, 4)}%＝{say(move.difference, 4)}个百分点"
    message = f"率的变化应写“{say(change.value, 4)}个百分点”，不是“{say(change.value, 4)}%”。"
    yield case.finding(
        "pp_vs_percent", "error", (change.start - len(change.before), change.end), message, recomputed=told
    )


def _turned(case: Case, move: Move, change: Figure) -> Iterator[Finding]:
    """三月21公斤，五月26公斤，减少了5公斤: the number fits, the word goes the other way."""
    verb = re.search(
        f"(?:{CHANGE_VERBS})(?:了)?$", case.text.content[max(0, change.start - 6) : change.start]
    )
    up, down = (pattern.search(verb[0]) is not None if verb else False for pattern in (UP, DOWN))
    if verb is None or up == down or not move.difference or up == (move.difference > 0):
        return
    told = f"{say(move.first.value, 4)} → {say(move.last.value, 4)}"
    message = f"用词与数字相反：写的是“{verb[0]}”，数字却由{say(move.first.value, 4)}变为{say(move.last.value, 4)}，请核对数字或用词。"
    span = (min(move.first.start, move.last.start), max(change.end, move.end))
    yield case.finding("direction_word", "error", span, message, recomputed=told)


def _growths(move: Move) -> tuple[Decimal, Decimal]:
    first, last = move.first.amount, move.last.amount
    rooms = step_of(move.first), step_of(move.last)
    low = (last - rooms[1]) / (first + rooms[0])
    high = (last + rooms[1]) / max(first - rooms[0], first / 2)
    return (low - 1) * 100, (high - 1) * 100


def _fits_some(row: list[Figure], move: Move, change: Figure) -> bool:
    """Whether some other pair of the sentence makes the printed change: then that pair is meant."""
    own = {move.first.start, move.last.start}
    exact = [f for f in row if f.exact and f is not change]
    kind, decimals = change.quantity.kind, change.quantity.decimals
    for one, other in permutations(exact, 2):
        if one.quantity.dimension != other.quantity.dimension or {one.start, other.start} == own:
            continue
        gap = abs(other.amount - one.amount)
        if kind == "D" and one.quantity.kind == "P":
            if gap == change.value:
                return True
        elif kind == "P" and one.quantity.kind in "NAG":
            if one.amount > 0 and abs(gap * 100 / one.amount - change.value) <= half(decimals):
                return True
        elif one.quantity.dimension == change.quantity.dimension and gap == change.amount:
            return True
    return False


def _worded(case: Case, move: Move, stop: int) -> Iterator[Finding]:
    """由9.8%到10.6%，呈下降趋势; 较2022年的6.58亿元有所增长; 年末增至1.24万平方米."""
    if not move.difference or _RANK.search(case.text.content[max(0, move.first.start - 20) : move.end]):
        return
    yield from _led(case, move)
    words = re.split("[。；]", case.text.content[move.end : min(stop, move.end + 30)])[0]
    match = _WAY.match(words) or _SUCH.match(words)
    if match is None:
        return
    up, down = (
        UP.search(match["word"]) is not None
        or match["word"] == "改善"
        or re.search("高$|台阶", match["word"]) is not None,
        DOWN.search(match["word"]) is not None,
    )
    if match["word"] == "改善" or up == down or up == (move.difference > 0):
        return
    told = f"{say(move.first.value, 4)} → {say(move.last.value, 4)}"
    message = f"用词与数字相反：写的是“{match['word']}”，数字却由{say(move.first.value, 4)}变为{say(move.last.value, 4)}，请核对数字或用词。"
    span = (min(move.first.start, move.last.start), move.end + match.end())
    yield case.finding("direction_word", "error", span, message, recomputed=told)


def _led(case: Case, move: Move) -> Iterator[Finding]:
    """年初1.86万平方米，年末增至1.24万平方米: the verb that leads to the later number goes the other way."""
    begin = move.first.end if move.first.end < move.last.start else 0
    lead = case.text.content[begin : move.last.quantity.number_start or move.last.start] if begin else ""
    match = _LEADS.search(lead)
    if match is None or re.search("目标|计划|力争|将(?!近)|拟|要求|如果", lead):
        return
    up = UP.search(match[1]) or match[1][0] in "增升涨"
    down = DOWN.search(match[1]) or match[1][0] in "减降" or match["spare"]
    if bool(up) == bool(down) or bool(up) == (move.difference > 0):
        return
    told = f"{say(move.first.value, 4)} → {say(move.last.value, 4)}"
    message = f"用词与数字相反：写的是“{match[0]}”，数字却由{say(move.first.value, 4)}变为{say(move.last.value, 4)}，请核对数字或用词。"
    yield case.finding("direction_word", "error", (begin, move.last.end), message, recomputed=told)


def _compared(case: Case, row: list[Figure]) -> Iterator[Finding]:
    """初中生均图书34册，低于小学的28册: it is higher. Bounds and standards are the limits' business."""
    for at in range(1, len(row)):
        value, level = row[at - 1], row[at]
        between = case.text.content[value.end : level.quantity.number_start or level.start]
        over, under = _OVER.search(between), _UNDER.search(between)
        match = over or under
        if (
            match is None
            or (over and under)
            or value.quantity.dimension != level.quantity.dimension
            or value.quantity.kind != level.quantity.kind
        ):
            continue
        after = re.split("[，。；]", case.text.content[level.end : level.end + 12])[0]
        exact = value.exact and not level.quantity.approx and level.quantity.high is None
        level_sized = level.amount * 2 > value.amount and abs(level.amount - value.amount) * 2 <= level.amount
        named = re.search("[一-龥]", match["gap"] + after) is not None
        if (
            not exact
            or not level_sized
            or not named
            or _BOUND.search(match["gap"] + after)
            or "名" in match["gap"]
            or re.search(
                "[高低多少差]于?[^，。；]{0,6}$", case.text.content[max(0, value.start - 8) : value.start]
            )
            or level.start - value.end > 30
        ):
            continue
        if (
            len(rest_of(between[: match.start()])) >= 2
            or re.search("将|拟|应|要|力争|目标|不能", between[: match.start()])
            or value.amount == level.amount
        ):
            continue
        if (value.amount > level.amount) == bool(over):
            continue
        told = f"{say(value.value, 4)} {'＜' if over else '＞'} {say(level.value, 4)}"
        message = f"写的是“{match[1]}”，数值却是{told}，请核对。"
        span = (value.end + match.start(), level.end)
        yield case.finding(
            "direction_word", "error", span, message, recomputed=told, others=((value.start, value.end),)
        )
