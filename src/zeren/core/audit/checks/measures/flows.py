"""Flows: what was, came and went makes what is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_OPEN = re.compile(
    "年初结余|期初结余|上年结余|年初|期初|学年初|原有|原来|上年末|上年底|去年底|去年年底|上学年末|结转|遗留|上年末|年初结余|期初结余|月初|学期初"
)
_CLOSE = re.compile(
    "年末|期末|学年末|年底|现有|现为|目前(?:为|有|还有|尚有)?$|还有|尚有|余留|结余|剩余|剩|余|留|未(?:办结|销号|整改|完成)|月末|学期末|在册"
)
_IN = re.compile(
    "转入|新收|招生|招收|新招|新增|增加|复学|调入|收入|到账|新进|引进|录用|招聘|新聘|购置|新建|新发现|新排查|新接|收到|接到|新发生|返校|受理|拨入|补充|入学|迁入"
)
_OUT = re.compile(
    "转出|毕业|减少|退学|休学|调出|支出|辍学|流失|死亡|退休|离职|辞职|报废|销号|整改|办结|解决|化解|消除|撤并|撤销|关闭|使用|拨付|完成|结案|分流|迁出|停办|劝返"
)
_APART = re.compile("其中|分别|含|占|率|平均|人次|以上|以内|比|较|目标|相抵|不等|扣除|剔除")
_WORDS = re.compile("年初|期初|学年初|原有|上年末|上年底|去年底|去年年底|上学年末|结转|遗留|学期初")


@check("flow_mismatch", rule="R15、R27：期初＋增加－减少＝期末，结转＋新增－办结＝余留")
def flows_balance(case: Case) -> Iterator[Finding]:
    """学年初6842人，转入213，转出168，休学11，复学6，学年末6905人: 6882; 结转14项，新收73项，办结76项，余留16项: 11."""
    done = -1
    for sentence, _ in sentences_with(case, _WORDS):
        if sentence.index <= done:
            continue
        row = _row(case, sentence)
        flow = _flow(case, row)
        if flow is None:
            continue
        first, moving, last = flow
        signs = [(f, 1 if _is_in(f) else -1) for f in moving]
        end = first.amount + sum((f.amount * s for f, s in signs), Decimal(0))
        room = sum((_step(f) for f in (first, *moving, last)), Decimal(0))
        if abs(end - last.amount) <= room or _partly(first, signs, last, room):
            continue
        done = sentence.index
        factor = last.quantity.factor
        told = f"{say(first.value, 4)}" + "".join(
            f"{'＋' if s > 0 else '－'}{say(f.value, 4)}" for f, s in signs
        )
        told = f"{told}＝{say(end / factor, 4)}"
        message = (
            f"增减对不上：{told}，报告写{say(last.value, 4)}{last.quantity.unit}，请核对期末数或增减数。"
        )
        yield case.finding(
            "flow_mismatch", "error", (last.start - len(last.before), last.end), message, recomputed=told
        )


def _row(case: Case, sentence: Sentence) -> list[Figure]:
    """The numbers of the sentence and of the next in its paragraph: the closing number may stand there."""
    row = figures(case, sentence)
    following = case.text.sentences[sentence.index + 1 : sentence.index + 2]
    return row + [f for s in following if s.paragraph == sentence.paragraph for f in figures(case, s)]


def _step(figure: Figure) -> Decimal:
    quantity = figure.quantity
    return (
        half(quantity.decimals) * quantity.factor if quantity.decimals or quantity.factor > 1 else Decimal(0)
    )


def _is_in(figure: Figure) -> bool:
    return _IN.search(figure.before) is not None and not re.search("减少|消除|撤|化解", figure.before)


def _leads(case: Case, row: list[Figure]) -> list[str]:
    """The words between a number and the one before it: 学年初，全区在校生18420人."""
    edges = [max(0, row[0].start - 24), *(f.end for f in row)] if row else []
    return [
        re.split("[。；]", case.text.content[edge : figure.start])[-1]
        for edge, figure in zip(edges, row, strict=False)
    ]


def _flow(case: Case, row: list[Figure]) -> tuple[Figure, list[Figure], Figure] | None:
    """Opening number, movements and closing number, where every number of the kind between the two is a movement."""
    leads = _leads(case, row)
    opening = next(
        (at for at, f in enumerate(row) if _OPEN.search(leads[at]) and f.exact and f.quantity.kind in "NAG"),
        None,
    )
    if opening is None:
        return None
    first = row[opening]
    same = [
        f
        for f in row[opening + 1 :]
        if f.quantity.dimension == first.quantity.dimension and f.quantity.kind in "NAG"
    ]
    moving: list[Figure] = []
    for figure in same:
        words = case.text.content[first.start : figure.start]
        if not figure.exact or _APART.search(words):
            return None
        if _CLOSE.search(leads[row.index(figure)]) and not re.search("新", figure.before):
            return (first, moving, figure) if moving and _one_thing(first, figure) else None
        if not (_IN.search(figure.before) or _OUT.search(figure.before)):
            return None
        moving.append(figure)
    return None


def _one_thing(first: Figure, last: Figure) -> bool:
    """Whether opening and closing number are of one thing, as far as both are named: not 原有教师 and 现有学生."""
    names = [
        re.sub("[一-龥]*?有|为|[初末底还仍尚年月]", "", (_CLOSE if f is last else _OPEN).sub("", f.before))
        for f in (first, last)
    ]
    return not all(len(n) >= 2 for n in names) or bool(set(names[0]) & set(names[1]))


def _partly(first: Figure, signs: Sequence[tuple[Figure, int]], last: Figure, room: Decimal) -> bool:
    """Whether it balances with one movement left out: it may have been counted already."""
    moves = [f.amount * s for f, s in signs]
    if len(moves) < 3:
        return False
    total = first.amount + sum(moves, Decimal(0))
    return any(abs(total - m - last.amount) <= room for m in moves) or any(
        abs(total - a - b - last.amount) <= room for a, b in combinations(moves, 2) if len(moves) > 3
    )
