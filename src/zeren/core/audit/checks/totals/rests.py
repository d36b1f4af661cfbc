"""What is done and what is left make the whole: 问题213个，已整改205个，其余8个."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_REST = re.compile("其余|余下|剩余|剩下|另外|余")
_LEFT = re.compile("仍在|尚在|正在|正按|仍有|尚有|还有|未|暂缓|基本完成|推进|待")
_DONE = re.compile(
    "已|完成|劝返|整改|办结|开工|竣工|销号|返校|就读|入学|通过|达标|落实|化解|建成|安置|合格|覆盖|配备|录取|升入"
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
        if re.search("扣除|剔除|重复|其中[^，。；]*其余|兼|结转|年初|上年|遗留", words):
            continue
        row = _row(case, sentence)
        for at, rest in enumerate(row):
            if (
                not _plain(rest)
                or rest.start < sentence.start
                or rest.start in done
                or not (_REST.search(rest.before) or _LEFT.search(_around(rest)))
            ):
                continue
            parts = _parts(row, at)
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


def _parts(row: list[Figure], at: int) -> list[Figure]:
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
            or re.search("^[一-龥]{0,8}中(?!心)", figure.after)
            or figure.amount < 1
        ):
            break
        if re.search("反馈|发现|排查|受理|共|收到|下达|建立台账", figure.before):
            break
        run.insert(0, figure)
        if len(run) > 5:
            break
    return run


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
            return None if re.search("其中|新排查|新增|上年", between) or len(between) > 90 else figure
    return None


def _differs(case: Case, whole: Figure, parts: list[Figure], row: list[Figure]) -> Finding | None:
    made = sum((p.amount for p in parts), Decimal(0))
    room = sum(
        (half(f.quantity.decimals) * f.quantity.factor for f in (whole, *parts) if f.quantity.decimals),
        Decimal(0),
    )
    surely = _REST.search(parts[-1].before) is not None or re.match("[一-龥]{0,8}中", whole.after) is not None
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
        "error" if surely else "warn",
        span,
        message,
        recomputed=told,
        others=((whole.start, whole.end),),
    )
