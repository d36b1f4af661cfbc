"""Shares told in tenths: 四成五、四成、其余两成."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.finding import Case, Finding

_TENTHS = re.compile(
    "(?P<about>近|将近|接近|超过?|逾|约|大约|不到)?(?P<n>[一二两三四五六七八九])成(?P<half>半|[一二三四五六七八九](?![所个名人项年月成]))?(?P<over>多|以上|左右)?(?![效熟长员绩功品果])"
)
_ORDER = "零一二三四五六七八九"
_REST = re.compile("其余|余下|剩下|剩余|其他|其它|另外|另")


@check("shares_not_100", rule="R45：列到“其余”为止的几成之和是十成")
def tenths_make_the_whole(case: Case) -> Iterator[Finding]:
    """公办园占四成五，普惠性民办园占四成，其余两成为营利性民办园: ten and a half tenths."""
    for sentence, words in sentences_with(case, _TENTHS):
        said = list(_TENTHS.finditer(words))
        if not 3 <= len(said) <= 6 or any(m["about"] or m["over"] for m in said):
            continue
        last = said[-1]
        if not _REST.search(words[said[-2].end() : last.end() + 6]) or re.search(
            "较|增|降|提高|上年|兼", words
        ):
            continue
        total = sum((_value(m) for m in said), Decimal(0))
        if total == 10 or abs(total - 10) > 3:
            continue
        told = "＋".join(say(_value(m)) for m in said) + f"＝{say(total)}成"
        span = (sentence.start + said[0].start(), sentence.start + last.end())
        message = f"各部分合计{say(total)}成，不是十成，请核对。"
        yield case.finding("shares_not_100", "error", span, message, recomputed=told)


def _value(match: re.Match[str]) -> Decimal:
    whole = 2 if match["n"] == "两" else _ORDER.index(match["n"])
    half = match["half"] or ""
    return whole + (
        Decimal("0.5") if half == "半" else Decimal(_ORDER.index(half)) / 10 if half else Decimal(0)
    )


_BORNE = re.compile("负担|分担|承担|自筹|出资")


@check("shares_not_100", rule="R45：各方分担的比例之和为100%")
def those_who_bear_it_bear_all(case: Case) -> Iterator[Finding]:
    """县财政负担60%，学校自筹20%，上级补助25%: 105 %."""
    for sentence, words in sentences_with(case, _BORNE):
        row = [f for f in figures(case, sentence) if f.quantity.kind == "P" and f.quantity.unit != "‰"]
        if not 2 <= len(row) <= 5 or not all(f.exact and f.before for f in row):
            continue
        if len({f.before for f in row}) < len(row) or row[-1].clause - row[0].clause > len(row) - 1:
            continue
        told = all(re.search("负担|分担|承担|自筹|出资|补助|配套|财政|安排|解决", f.before) for f in row)
        total = sum((f.value for f in row), Decimal(0))
        if not told or total == 100 or abs(total - 100) > 15 or re.search("增|减|提高|率|占", words):
            continue
        made = "＋".join(say(f.value) for f in row) + f"＝{say(total)}%"
        span = (row[0].start - len(row[0].before), row[-1].end)
        message = f"各方分担比例合计{say(total)}%，不是100%，请核对。"
        yield case.finding("shares_not_100", "error", span, message, recomputed=made)


_SCALE = re.compile(
    "(?:选|选择|认为|表示)?“?(?:非常|很|十分|比较|较|基本|一般|不太|不|很不)?(?:满意|了解|认可|支持)”?(?:的|的占|占)?|(?:一般|说不清|不清楚|无所谓)(?:的|的占|占)?"
)
_BEST, _WORST = (
    re.compile("(?:非常|很|十分)(?:满意|了解|认可|支持)"),
    re.compile("不(?:太)?(?:满意|了解|认可|支持)"),
)


@check("shares_not_100", rule="R45：单选题各选项占比之和为100%")
def answers_make_a_hundred(case: Case) -> Iterator[Finding]:
    """非常满意62.4%，满意25.8%，基本满意8.3%，不满意5.5%: 102 %. A scale told from its best to its worst step."""
    for sentence, words in sentences_with(case, _WORST):
        row = [f for f in figures(case, sentence) if f.quantity.kind == "P" and f.exact]
        run = [f for f in row if _SCALE.fullmatch(f.before)]
        names = [f.before for f in run]
        if (
            not 3 <= len(run) <= 6
            or len(set(names)) < len(names)
            or run[-1].clause - run[0].clause != len(run) - 1
        ):
            continue
        if not _BEST.search(names[0]) or not any(_WORST.search(n) for n in names) or "四舍五入" in words:
            continue
        total = sum((f.value for f in run), Decimal(0))
        room = sum((half(f.quantity.decimals) for f in run), Decimal(0))
        if (
            abs(total - 100) <= room
            or abs(total - 100) > 15
            or re.match("[，；、](?:其余|其他|未|另)", case.text.content[run[-1].end :][:4])
        ):
            continue
        made = "＋".join(say(f.value) for f in run) + f"＝{say(total)}%"
        span = (run[0].start - len(run[0].before), run[-1].end)
        severity = "error" if total > 100 else "warn"
        yield case.finding(
            "shares_not_100", severity, span, f"各选项合计{say(total)}%，不是100%，请核对。", recomputed=made
        )
