"""Across: two numbers of one thing told sentences apart, and the change told behind the later one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.changing.ends import CHANGE, FROM, YEARLY, Move, lead_of, moves_of, rest_of
from zeren.core.audit.checks.changing.moves import judged
from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_OLD = "去年底|去年末|上年底|上年末|年初|期初|上学期末|上学期|上学年|去年|上年|开学初|三年前|两年前"
_AGAINST = re.compile(
    rf"^[，（]?(?:同口径)?(?:比|较|与|相比)(?P<old>{_OLD})(?:同期)?(?:相比)?[，]?(?:总量|总数|共|净)?[^，。；\d]{{1,6}}$"
)
REACH = 4  # sentences back


@check("growth_mismatch", "delta_mismatch", rule="R46：增减数＝本期－上期，两期隔句写一样算")
def changes_fit_ends_sentences_apart(case: Case) -> Iterator[Finding]:
    """去年底藏书4,250册。…到12月藏书4,930册，比去年底增长了13.8%: 16.0 %."""
    for sentence, _ in sentences_with(case, re.compile(f"(?:比|较|与|相比)(?:{_OLD})")):
        row = figures(case, sentence)
        for at in range(1, len(row)):
            change, later = row[at], row[at - 1]
            lead = lead_of(case, row, at)
            against = _AGAINST.match(lead)
            if (
                against is None
                or not CHANGE.search(lead)
                or YEARLY.search(lead)
                or not change.exact
                or not later.exact
            ):
                continue
            base = _base(case, sentence, later, against["old"])
            if base is not None and base.amount * 4 >= later.amount and later.amount * 4 >= base.amount:
                yield from judged(case, [base, later, change], Move(base, later, later.end), change)


def _base(case: Case, sentence: Sentence, later: Figure, old: str) -> Figure | None:
    """The one number of the same unit and noun that earlier sentences told of that time."""
    name = rest_of(re.split("[，。；]", later.before)[-1])
    found: list[Figure] = []
    for near in case.text.sentences[max(0, sentence.index - REACH) : sentence.index]:
        if near.paragraph != sentence.paragraph:
            continue
        row = figures(case, near)
        for at, figure in enumerate(row):
            lead = re.split("[，。；]", lead_of(case, row, at))[-1]
            shared = any(name[i : i + 2] in lead for i in range(len(name) - 1))
            alike = (
                figure.quantity.unit == later.quantity.unit and figure.quantity.kind == later.quantity.kind
            )
            if alike and figure.exact and old in lead and shared and not re.search("比|较|增|减", lead):
                found.append(figure)
    return found[0] if len(found) == 1 else None


_THEN = re.compile(rf"^(?:而)?(?:{_OLD})(?:同期)?(?P<name>[一-龥]{{2,6}})$")
_BOTH = re.compile("^[，；](?:两相|两者|二者|前后|相互)?(?:比较|相比|对比|一比|相较)?[，]?[^，。；\\d]{0,4}$")


@check("growth_mismatch", "delta_mismatch", rule="R46：增减数＝本期－上期，上期另起一句写一样算")
def changes_fit_a_base_in_a_sentence_of_its_own(case: Case) -> Iterator[Finding]:
    """全年借出46,720册次…。上年借出41,980册次，两相比较多借4,470册次: 4,740."""
    for sentence, _ in sentences_with(case, re.compile(f"^(?:而)?(?:{_OLD})")):
        row = figures(case, sentence)
        then = _THEN.match(lead_of(case, row, 0)) if len(row) > 1 else None
        if then is None or not row[0].exact or not row[1].exact:
            continue
        lead = lead_of(case, row, 1)
        if not _BOTH.match(lead) or not CHANGE.search(lead):
            continue
        later = _named(case, sentence, row[0], then["name"])
        if later is not None:
            yield from judged(case, [row[0], later, row[1]], Move(row[0], later, row[0].end), row[1])


def _named(case: Case, sentence: Sentence, base: Figure, name: str) -> Figure | None:
    """The one number of the base's unit in the sentences before that bears its name, of no earlier time."""
    found = [
        f
        for near in case.text.sentences[max(0, sentence.index - 2) : sentence.index]
        if near.paragraph == sentence.paragraph
        for f in figures(case, near)
        if f.quantity.unit == base.quantity.unit
        and f.exact
        and name in f.before
        and not re.search(_OLD, f.before)
    ]
    close = len(found) == 1 and found[0].amount * 4 >= base.amount and base.amount * 4 >= found[0].amount
    return found[0] if close else None


@check("growth_mismatch", rule="R46：增长率＝（本期－上期）÷上期，隔句再说一样算")
def growth_named_again_fits(case: Case) -> Iterator[Finding]:
    """设备总值从2,860万元升至3,146万元…。…总值增幅12.1%: 10.0 %."""
    for sentence, _ in sentences_with(case, re.compile("[增降减升]幅|增长率|增速")):
        row = figures(case, sentence)
        for at, change in enumerate(row):
            lead = re.split("[，；。]", lead_of(case, row, at))[-1]
            name = rest_of(re.sub("[增降减升]幅|增长率|增速", "", lead))
            if (
                change.quantity.kind != "P"
                or not change.exact
                or not re.search("幅|率|速", lead)
                or len(name) < 2
                or YEARLY.search(lead)
            ):
                continue
            for near in case.text.sentences[max(0, sentence.index - 2) : sentence.index]:
                told = figures(case, near)
                for before, _, move in moves_of(case, told) if near.paragraph == sentence.paragraph else ():
                    subject = re.split("[，；。]", lead_of(case, told, before))[-1]
                    if FROM.search(subject) and name in subject and move.first.quantity.kind in "NAG":
                        yield from judged(case, [move.first, move.last, change], move, change)
