"""What is done and what is left make the whole: 问题213个，已整改205个，其余8个."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import severed
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_REST = re.compile("其余|余下|剩余|剩下|另外|余")
_LEFT = re.compile("尚空|空编|空缺|尚缺|闲置|仍在|尚在|正在|正按|仍有|尚有|还有|未|暂缓|基本完成|推进|待")
_DONE = re.compile(
    "已|在改|完成|劝返|整改|办结|开工|竣工|销号|返校|就读|入学|通过|达标|落实|化解|建成|安置|合格|覆盖|配备|录取|升入"
)
_PROGRESS = re.compile(f"{_DONE.pattern}|{_LEFT.pattern}|{_REST.pattern}|在建|前期")
_LOOSE = re.compile("比|较|增|减|提高|下降|平均|生均|每|占|目标|计划|新|人次|不少于|以上|级")
_SAME = {"school": "个", "处": "个", "项": "个", "件": "个", "家": "个", "条": "个"}
_NEAR, _WIDE = Decimal("0.35"), Decimal("0.8")


def _dimension(figure: Figure) -> str:
    return _SAME.get(figure.quantity.dimension, figure.quantity.dimension)


def _plain(figure: Figure) -> bool:
    return figure.exact and figure.quantity.kind in "NAG"


def _around(figure: Figure) -> str:
    return f"{figure.before}{figure.after[:12]}"


@check("sum_mismatch", rule="R43：发现＝已整改＋在改＋其余")
def rests_complete_the_whole(case: Case) -> Iterator[Finding]:
    """发现问题213个，已督促整改205个，其余8个列入跟踪清单; 16个问题中已完成13个，基本完成2个，正在推进1个."""
    done: set[int] = set()
    for sentence, words in sentences_with(case, re.compile(f"{_REST.pattern}|{_LEFT.pattern}")):
        if pattern("扣除|剔除|重复|其中[^，。；]*其余|兼|结转|年初|上年|遗留").search(words):
            continue
        row = _row(case, sentence)
        for at, rest in enumerate(row):
            if (
                not _plain(rest)
                or rest.start < sentence.start
                or rest.start in done
                or pattern("新(?!学|区|校)").search(rest.before)
                or not (_REST.search(rest.before) or _LEFT.search(_around(rest)))
            ):
                continue
            parts = _parts(case, row, at)
            grouped = _grouped(row, at)
            parts = grouped if len(grouped) > len(parts) else parts
            if len(parts) < 2 or not any(_DONE.search(_around(p)) for p in parts[:-1]):
                continue
            whole = _whole(case, row, parts)
            if whole is None:
                continue
            done |= {p.start for p in parts}
            found = _differs(case, whole, parts, row)
            if found is not None:
                yield found


def _row(case: Case, sentence: Sentence) -> list[Figure]:
    """The numbers of the sentence with those of the two before it in the paragraph: the whole may stand there."""
    found: list[Figure] = []
    for index in range(max(0, sentence.index - 2), sentence.index + 1):
        earlier = case.text.sentences[index]
        if earlier.paragraph == sentence.paragraph:
            found += figures(case, earlier)
    return found


def _parts(case: Case, row: list[Figure], at: int) -> list[Figure]:
    """The run of numbers of one kind that ends with the rest, each told as a step of the work."""
    rest = row[at]
    run = [rest]
    for figure in reversed(row[:at]):
        if figure.quantity.kind in "PD":
            continue  # 完成44条，占91.7%，其余4条
        if _dimension(figure) != _dimension(rest) or not _plain(figure) or _LOOSE.search(figure.before):
            break
        if (
            not _PROGRESS.search(_around(figure))
            or (figure.quantity.unit != rest.quantity.unit and severed(case, figure.start, rest.start))
            or pattern("^[一-龥]{0,8}中(?!心)").search(figure.after)
            or figure.amount < 1
        ):
            break
        if pattern("反馈|发现|排查|受理|共|收到|下达|建立台账").search(figure.before):
            break
        run.insert(0, figure)
        if len(run) > 5:
            break
    return run


def _grouped(row: list[Figure], at: int) -> list[Figure]:
    """31人中，已劝返24人，因病休学3人，其余6人: everything between the group and its rest."""
    if not _REST.search(row[at].before):
        return []
    for start in range(at - 1, -1, -1):
        if pattern("[一-龥]{0,8}中(?!心)").match(row[start].after) and _dimension(row[start]) == _dimension(
            row[at]
        ):
            parts = [f for f in row[start + 1 : at + 1] if f.quantity.kind not in "PD"]
            alike = all(_dimension(f) == _dimension(row[at]) and _plain(f) for f in parts)
            fine = alike and not any(_LOOSE.search(f.before) for f in parts)
            return parts if fine and len(parts) >= 2 else []
    return []


def _whole(case: Case, row: list[Figure], parts: list[Figure]) -> Figure | None:
    """The number right before the parts that is told as all of them."""
    before = [f for f in row if f.end <= parts[0].start and f.quantity.kind in "NAG"]
    for figure in reversed(before[-4:]):
        if (
            _dimension(figure) == _dimension(parts[0])
            and _plain(figure)
            and figure.amount * 2 >= sum(p.amount for p in parts)
        ):
            between = case.text.content[figure.end : parts[0].start]
            return None if pattern("其中|新排查|新增|上年").search(between) or len(between) > 90 else figure
    return None


def _differs(case: Case, whole: Figure, parts: list[Figure], row: list[Figure]) -> Finding | None:
    made = sum((p.amount for p in parts), Decimal(0))
    room = sum(
        (half(f.quantity.decimals) * f.quantity.factor for f in (whole, *parts) if f.quantity.decimals),
        Decimal(0),
    )
    surely = (
        _REST.search(parts[-1].before) is not None or pattern("[一-龥]{0,8}中").match(whole.after) is not None
    )
    if (
        abs(made - whole.amount) <= room
        or abs(made - whole.amount) > (_WIDE if surely else _NEAR) * whole.amount
    ):
        return None
    others = [f.amount for f in row if f not in parts and _dimension(f) == _dimension(whole)]
    overlapping = any(made - p.amount == whole.amount for p in parts)
    if made in others or overlapping or any(abs(a - b) == made for a in others for b in others):
        return None
    told = (
        "＋".join(say(p.value, 4) for p in parts)
        + f"＝{say(made / whole.quantity.factor, 4)}{whole.quantity.unit}"
    )
    message = f"各部分合计与总数不符：{told}，前面写{say(whole.value, 4)}{whole.quantity.unit}，请核对。"
    span = (parts[0].start - len(parts[0].before), parts[-1].end)
    return case.finding(
        "sum_mismatch",
        "error" if surely and _one_breath(case, whole, parts, row) else "warn",
        span,
        message,
        recomputed=told,
        others=((whole.start, whole.end),),
    )


def _one_breath(case: Case, whole: Figure, parts: list[Figure], row: list[Figure]) -> bool:
    """Whether the whole stands in the sentence of its parts, and no other number of their kind between."""
    same = case.sentence_at(whole.start) == case.sentence_at(parts[-1].start)
    between = [f for f in row if whole.end <= f.start < parts[-1].start and f not in parts]
    return same and not any(_dimension(f) == _dimension(whole) for f in between)


_SPENT = re.compile("用|支|付|拨|投|发|购|借|领|占|列支|安排")
_REMAINS = re.compile(
    "^(?:目前|现|账面|尚|还|仍|净)*(?:剩余?|结余|余额?|余下|结存|留存|节余|空余?|空编|空缺|缺)(?:资金|经费|额度|编制|有|为|下|了)*$"
)


@check("sum_mismatch", rule="R43：总数减去用掉的，等于剩下的")
def what_is_left_of_the_whole(case: Case) -> Iterator[Finding]:
    """接受捐款86.5万元，用于奖学39.2万元、助困31.6万元，剩余17.7万元: 15.7. Whole, what went, and what is left, and nothing else."""
    for sentence, words in sentences_with(case, re.compile("剩|余|存|空|缺")):
        if pattern("扣除|剔除|重复|结转|年初|期初|上年|去年|原有|利息|新增|另|其中|收回|追加").search(words):
            continue
        row = [f for f in figures(case, sentence) if f.quantity.kind in "NAG"]
        for at, left in enumerate(row):
            alike = [f for f in row[: at + 1] if _dimension(f) == _dimension(left)]
            if (
                not _REMAINS.search(left.before)
                or not 3 <= len(alike) <= 7
                or not all(_plain(f) for f in alike)
            ):
                continue
            whole, went = alike[0], alike[1:-1]
            spent = _SPENT.search(went[0].before) is not None and not any(
                _LOOSE.search(f.before) for f in alike
            )
            made = sum((f.amount for f in (*went, left)), Decimal(0))
            room = sum(
                (half(f.quantity.decimals) * f.quantity.factor for f in alike if f.quantity.decimals),
                Decimal(0),
            )
            others = [f.amount for f in row if f not in alike]
            near = room < abs(made - whole.amount) <= whole.amount / 4
            partly = (
                any(whole.amount - f.amount == left.amount for f in went)
                or abs(made - whole.amount) in others
            )
            if not spent or not near or partly or whole.amount <= max(f.amount for f in went):
                continue
            told = f"{say(whole.value, 4)}－" + "－".join(say(f.value, 4) for f in went)
            right = (whole.amount - made + left.amount) / left.quantity.factor
            message = f"剩余数算错：{told}＝{say(right, 4)}{left.quantity.unit}，报告写{say(left.value, 4)}{left.quantity.unit}，请核对。"
            span, spans = (left.start - len(left.before), left.end), ((whole.start, went[-1].end),)
            yield case.finding(
                "sum_mismatch", "error", span, message, recomputed=f"{told}＝{say(right, 4)}", others=spans
            )


_BARE_BEHIND = re.compile(
    r"(?P<total>\d{1,6})(?P<unit>[个人名所间台项篇次份])[，,：（(](?:其中)?[^，。；\d]{0,14}(?:依次|分别)(?:为|是|有)?"
    r"(?P<list>\d{1,5}(?:、\d{1,5}){1,20}(?:和\d{1,5})?)(?P=unit)(?!次)"
)
_NAMED_BARE = re.compile(
    r"(?P<list>(?:[一-龥]{2,8}\d{1,3}(?:,?\d{3}){0,3}[，、；]){2,20})(?:合计|共计|总计|共)(?P<total>\d{1,3}(?:,?\d{3}){0,3})(?![\d.%,])"
)
_BARE = re.compile(
    r"(?:为|是|分别|依次|：|有)(?P<list>\d{1,6}(?:、\d{1,6}){2,20}(?:和\d{1,6})?)(?:[人个所名件项台册篇次份])?[，,]?[^，。；\d]{0,8}?(?:共计?|合计|总计|总数为?|总共|一共)(?:为|有)?(?P<total>\d{1,7})(?![\d.%年月])"
)


@check("sum_mismatch", rule="R16：逐个列出的数相加等于总数")
def bare_numbers_add_up(case: Case) -> Iterator[Finding]:
    """五个片区的督学为6、8、7、5、9，共36人: 35."""
    content = case.text.content
    for match in _NAMED_BARE.finditer(content):
        numbers = [Decimal(n.replace(",", "")) for n in pattern(r"[\d,]*\d").findall(match["list"])]
        total = Decimal(match["total"].replace(",", ""))
        made = sum(numbers, Decimal(0))
        if made != total and abs(made - total) * 8 <= total and max(numbers) < total:
            told = "＋".join(say(n) for n in numbers) + f"＝{say(made)}"
            message = f"分项合计与总数不符：{told}，报告写{say(total)}，请核对。"
            yield case.finding("sum_mismatch", "error", match.span(), message, recomputed=told)
    for match in (*_BARE.finditer(content), *_BARE_BEHIND.finditer(content)):
        parts = [Decimal(n) for n in pattern("[、和]").split(match["list"])]
        made, total = sum(parts, Decimal(0)), Decimal(match["total"])
        if made == total or abs(made - total) * 5 > total:
            continue
        told = "＋".join(say(p) for p in parts) + f"＝{say(made)}"
        message = f"分项合计与总数不符：{told}，报告写{say(total)}，请核对。"
        yield case.finding("sum_mismatch", "error", match.span(), message, recomputed=told)


_CLOSED = re.compile(
    "^(?:以上|上述|[两二三四五六七八九十]+[笔项批次宗类个])[^，。；\\d]{0,6}(?:合计|共计?|总计|累计)(?:为|达)?$"
)


@check("sum_mismatch", rule="R16：分号隔开的各项相加，等于下一句的合计")
def segments_and_their_total(case: Case) -> Iterator[Finding]:
    """首笔860万元，3月拨付；第二笔1245万元…；尾款395万元…。以上合计2600万元: 2500. One number of the measure in each segment."""
    for sentence, _ in sentences_with(case, re.compile("以上|上述|[笔项批次宗类个](?:合计|共|总计)")):
        row = figures(case, sentence)
        total = next((f for f in row if f.quantity.kind in "AG" and _plain(f)), None)
        if total is None or not sentence.index or not _CLOSED.search(total.before):
            continue
        earlier = case.text.sentences[sentence.index - 1]
        words = case.text.content[earlier.start : earlier.end]
        alike = [
            f
            for f in figures(case, earlier)
            if _dimension(f) == _dimension(total) and f.quantity.kind in "AG"
        ]
        separate = len({f.segment for f in alike}) == len(alike) and all(_plain(f) for f in alike)
        if (
            earlier.paragraph != sentence.paragraph
            or len(alike) < 3
            or not separate
            or pattern("扣除|重复|其中|退回").search(words)
        ):
            continue
        made = sum((f.amount for f in alike), Decimal(0))
        room = sum((half(f.quantity.decimals) * f.quantity.factor for f in (*alike, total)), Decimal(0)) / 2
        if room < abs(made - total.amount) <= total.amount / 7:
            told = (
                "＋".join(say(f.value, 4) for f in alike)
                + f"＝{say(made / total.quantity.factor, 4)}{total.quantity.unit}"
            )
            message = (
                f"分项合计与总数不符：{told}，报告写{say(total.value, 4)}{total.quantity.unit}，请核对。"
            )
            span, others = (total.start - len(total.before), total.end), ((alike[0].start, alike[-1].end),)
            yield case.finding("sum_mismatch", "error", span, message, recomputed=told, others=others)
