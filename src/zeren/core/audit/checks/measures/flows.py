"""Flows: what was, came and went makes what is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_OPEN = re.compile(
    "上月|前在|年初|期初|月初|原有|原来|上年末?|上学年|上学期|上季度|去年|结转|遗留|账面余额|学年初|结余|(?:19|20)[0-9]{2}年(?:底|末|秋)|[0-9]{1,2}月底"
)
_CLOSE = re.compile(
    "在籍|^现|现享受|年末|期末|月末|年底|现有|现为|现在|目前|还有|还剩|尚有|尚余|余留|结余|余额|剩|余|留|未(?:办结|销号|整改|完成)|在册|实有|截至|(?:19|20)[0-9]{2}年(?:底|末|秋)"
)
# One sign of the verb tells whether something came or went: 转来、购入、招聘 and 转走、调离、报废.
_IN = re.compile(
    "收$|回来|盘盈|迎来|[转调引购迁]进|收款|收取|查摆|摸排|补录|新(?!学|年|的|区|校)[一-龥]|转入|转来|新收|招生|招收|新招|新增|增加|增补|复学|调入|调进|调来|收入|到账|新进|引进|录用|招聘|新聘|购置|购入|购进|采购|新购|新建|新发现|"
    "新排查|新接|收到|接到|新发生|返校|受理|拨入|补充|入学|迁入|来校|接收|下达|捐赠|受赠|入库|招录|选调|遴选|补员|考入|考录|添置|添了|借入|新办|新设|分配|复名|回流"
)
_OUT = re.compile(
    "转为|改为|领用|盘亏|消耗|耗用|停发|支$|付$|[转调迁搬送]走|支付|付款|减员|兑付|取消|核减|清退|整治|转出|剔旧|毕业|减少|退学|休学|调出|调离|调走|支出|辍学|流失|死亡|退休|离职|辞职|报废|销号|整改|办结|解决|化解|消除|撤并|撤销|关闭|使用|拨付|"
    "完成|结案|分流|迁出|停办|劝返|离校|离岗|借出|发放|用去|核销|淘汰|注销|出库|报损|损坏|毁损|遗失|损耗|病故|考走|流出|辞退|解聘|离任|去世|开除|合并"
)
_APART = re.compile("其中|分别|含|占|率|平均|人次|以上|以内|比|较|目标|相抵|不等|扣除|剔除")
_WORDS = re.compile(
    "上月|前在|初|原有|原来|上年|上学年|上学期|上季度|去年|结转|遗留|年底|年末|余额|月底|结余|年秋"
)


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


def moved(figure: Figure) -> int:
    """What a number does to the stock: 1 where it came, -1 where it went, 0 where no word tells.

    Example:
        >>> from zeren.core.audit.text import Text
        >>> case = Case(Text.plain("新批11家，注销26家。"), ())
        >>> [moved(f) for f in figures(case, case.text.sentences[0])]
        [1, -1]
    """
    if _is_in(figure):
        return 1
    return -1 if _OUT.search(figure.before) else 0


def _is_in(figure: Figure) -> bool:
    if _OUT.search(figure.before[-4:]):
        return False
    return _IN.search(figure.before) is not None and not pattern("减少|消除|撤|化解").search(figure.before)


def _leads(case: Case, row: list[Figure]) -> list[str]:
    """The words between a number and the one before it: 学年初，全区在校生18420人."""
    edges = [max(0, row[0].start - 24), *(f.end for f in row)] if row else []
    return [
        pattern("[。；]").split(case.text.content[edge : figure.start])[-1]
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
        moved = (_IN.search(figure.before) or _OUT.search(figure.before)) and not _CLOSE.search(figure.before)
        if not moved and _CLOSE.search(leads[row.index(figure)]) and not pattern("新").search(figure.before):
            return (first, moving, figure) if moving and _one_thing(first, figure) else None
        if not (_IN.search(figure.before) or _OUT.search(figure.before)):
            return None
        moving.append(figure)
    return None


def _one_thing(first: Figure, last: Figure) -> bool:
    """Whether opening and closing number are of one thing, as far as both are named: not 原有教师 and 现有学生."""
    names = [
        pattern("[一-龥]*?有|为|[初末底还仍尚年月]").sub(
            "", (_CLOSE if f is last else _OPEN).sub("", f.before)
        )
        for f in (first, last)
    ]
    names = [pattern("[在办册校岗理处未正进行待仍账面度个有数额总]").sub("", n) for n in names]
    if any(
        state in first.before and state in last.before for state in ("在籍", "在册", "在校", "在岗", "在编")
    ):
        return True
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
