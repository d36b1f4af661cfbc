"""Last year's report: a value it gave is not given otherwise now, and what fell did not rise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import half, say
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_LAST = re.compile("上年|去年|上一年|同期|上学年")
_VALUES = {"rate", "count", "share", "amount", "area", "per_capita", "mean", "index", "score"}
_CORRECTED = re.compile("更正|修正|核实|核减|调整|口径|重新|快报|初步")
_RISES = re.compile(
    r"[，,、]?(?:连年|继续|持续|稳步|进一步|逐年|较上年|比上年|同比)(?:保持|有所|稳步|明显|略有|大幅|继续|持续|呈)*(?:上升|提高|提升|增长|增加)"
)
_FALLS = re.compile(
    r"[，,、]?(?:连年|继续|持续|稳步|进一步|逐年|较上年|比上年|同比)(?:保持|有所|稳步|明显|略有|大幅|继续|持续|呈)*(?:下降|降低|减少|回落)"
)


@check("value_conflict", rule="R48：上年的数与上年报告一致")
def last_years_value_is_kept(case: Case) -> Iterator[Finding]:
    """比上年的94.1%提高1.2个百分点, where last year's report said 94.7 % (B3-31)."""
    known = _known(case)
    for claim in case.claims if known else ():
        value, unit = _said_of_last_year(case, claim)
        before = _same_before(known, claim)
        if value is None or before is None or before.value is None or _CORRECTED.search(case.words_of(claim)):
            continue
        factor = before.base if unit == (before.unit or "") else claim.base
        room = (
            max(before.half_step * before.base, half(max(0, -int(value.as_tuple().exponent))) * factor)
            if before.decimals or factor > 1
            else Decimal(0)
        )
        if before.amount is None or abs(value * factor - before.amount) <= room:
            continue
        message = f"这里的上年数{say(value, 4)}{unit}与上年报告的“{before.quote}”不同，请核对或说明调整原因。"
        yield case.finding(
            "value_conflict",
            "error",
            (claim.start, claim.end),
            message,
            recomputed=f"{say(value, 4)} ≠ {say(before.value, 4)}",
        )


_MARK = re.compile("(?:上年|去年|上一年度?|上年度|上学年)(?:同期|末|底)?[一-龥]{0,6}?(?:的|为)?$")
_SCOPE = re.compile(
    "^(?:[全我本该][县区市校园]|共有|现有|共|有|学校|其中|截至|年[末底]|我局|20\\d\\d年度?)+|(?:现有|共有|共|有|为|达到?|是|总数|人数|数量|达)+$"
)


@check("value_conflict", rule="R48：上年的数与上年报告一致")
def last_years_number_is_kept(case: Case) -> Iterator[Finding]:
    """在校生较上年的42680人增加320人, where last year's report counted 42860."""
    if case.previous is None:
        return
    old = replace(case, text=case.previous, claims=case.previous_claims)
    known: dict[tuple[str, str], list[Figure]] = {}
    for sentence in case.previous.sentences:
        for figure in figures(old, sentence):
            name = _SCOPE.sub("", figure.before)
            if (
                figure.exact
                and len(name) >= 3
                and not _LAST.search(figure.before)
                and not re.search("增|减|提高|下降|比", name)
            ):
                known.setdefault((name, figure.quantity.dimension), []).append(figure)
    for sentence, _ in sentences_with(case, _LAST) if known else ():
        if _CORRECTED.search(case.text.content[sentence.start : sentence.end]):
            continue
        for figure in figures(case, sentence):
            lead = case.text.content[
                max(sentence.start, figure.start - 40) : figure.quantity.number_start or figure.start
            ]
            mark = _MARK.search(lead)
            if mark is None or not figure.exact:
                continue
            named = [
                (lead.rfind(n, 0, mark.start()), len(n), n)
                for n, d in known
                if d == figure.quantity.dimension and n in lead[: mark.start()]
            ]
            before = known[(max(named)[2], figure.quantity.dimension)] if named else []
            if len({f.amount for f in before}) != 1 or re.search(r"\d", lead[max(named)[0] : mark.start()]):
                continue
            room = (
                max(half(f.quantity.decimals) * f.quantity.factor for f in (figure, before[0]))
                if figure.quantity.decimals or figure.quantity.factor > 1
                else Decimal(0)
            )
            if abs(figure.amount - before[0].amount) <= room:
                continue
            told = f"{say(figure.value, 4)} ≠ {say(before[0].value, 4)}"
            message = f"这里的上年数{say(figure.value, 4)}{figure.quantity.unit}与上年报告的“{before[0].before}{say(before[0].value, 4)}{before[0].quantity.unit}”不同，请核对或说明调整原因。"
            span = ((figure.quantity.number_start or figure.start) - len(lead) + mark.start(), figure.end)
            yield case.finding("value_conflict", "error", span, message, recomputed=told)


def _said_of_last_year(case: Case, claim: Claim) -> tuple[Decimal | None, str]:
    """What a claim says last year's value was, and its unit."""
    if re.search("今年|本年", case.words_before(claim) + claim.quote) and claim.base_value is None:
        return None, ""  # 今年（2022年）: a slip of the year, no word of last year
    year = re.match(r"(?:19|20)\d{2}", case.period)
    last = str(int(year[0]) - 1) if year else "–"
    if claim.base_value is not None and (_LAST.search(claim.base_period) or last in claim.base_period):
        return claim.base_value, claim.base_unit or claim.unit or ""
    if claim.type in _VALUES and claim.exact and claim.period and "period" not in claim.inherited:
        if (
            (claim.period.startswith(last) or re.fullmatch("上年|去年", claim.period))
            and "月" not in claim.period
            and "—" not in claim.period
        ):
            return claim.value, claim.unit or ""
    return None, ""


def _known(case: Case) -> Mapping[tuple[str, str], list[Claim]]:
    """Last year's values by what they are of."""
    found: dict[tuple[str, str], list[Claim]] = {}
    for claim in case.previous_claims:
        if (
            claim.metric
            and claim.type in _VALUES
            and claim.exact
            and not (claim.period and _LAST.search(claim.period))
        ):
            found.setdefault(_thing(claim), []).append(claim)
    return found


def _thing(claim: Claim) -> tuple[str, str]:
    """What a claim is of: its metric and whose, where that is more than the metric's own name."""
    return claim.key, "" if claim.population in {None, claim.metric, claim.key} else claim.population or ""


def _same_before(known: Mapping[tuple[str, str], list[Claim]], claim: Claim) -> Claim | None:
    """Last year's claim of the very same thing, where there is just one value of it."""
    if not claim.metric:
        return None
    same = [
        c for c in known.get(_thing(claim), ())
        if (not c.org or not claim.org or c.org == claim.org or "org" in claim.inherited | c.inherited)
        and (c.dimension == claim.dimension or claim.type.startswith("change")) and c.qualifier == (claim.qualifier if claim.type in _VALUES else c.qualifier)
    ]  # fmt: skip
    return same[0] if same and len({c.amount for c in same}) == 1 else None


_GOES_ON = (
    "(?:连年|继续|持续|稳步|进一步|逐年|依旧|仍在?|还在|再度?|再次|又)(?:保持|有所|稳步|明显|略有|大幅|呈)*"
)
_RISEN = re.compile(
    f"{_GOES_ON}(?:上升|提高|提升|增长|增加|走高|攀升|上扬|扩大)[一-龥]{{0,3}}[，,、]?(?:为|至|到|达到?|已达)?$"
)
_FALLEN = re.compile(
    f"{_GOES_ON}(?:下降|降低|减少|回落|走低|下滑|收窄|缩小)[一-龥]{{0,3}}[，,、]?(?:为|至|到|达到?|已达)?$"
)


@check("trend_contradiction", rule="写继续上升的，应高于上年报告的数")
def trends_go_on(case: Case) -> Iterator[Finding]:
    """巩固率96.8%，继续保持上升势头, where last year's report said 97.4 %."""
    known = _known(case)
    for claim in case.claims if known else ():
        if claim.type not in _VALUES or not claim.exact or claim.value is None:
            continue
        words = case.words_after(claim)
        figure = re.search(r"\d", claim.quote)
        lead = (
            case.text.content[max(0, claim.start - 20) : claim.start]
            + claim.quote[: figure.start() if figure else 0]
        )
        rise, fall = _RISES.match(words) or _RISEN.search(lead), _FALLS.match(words) or _FALLEN.search(lead)
        before = _same_before(known, claim)
        if before is None or before.amount is None or claim.amount is None or not (rise or fall):
            continue
        if (rise and claim.amount < before.amount) or (fall and claim.amount > before.amount):
            trend = (rise or fall or [""])[0].lstrip("，,、")
            message = f"写的是“{trend}”，上年报告是“{before.quote}”，今年是{say(claim.value, 4)}{claim.unit or ''}，方向相反，请核对。"
            sentence = case.sentence_at(claim.start)
            end = min(claim.end + len((rise or fall or [""])[0]) + 2, sentence.end if sentence else claim.end)
            yield case.finding(
                "trend_contradiction", "error", (claim.start, end), message,
                recomputed=f"{say(before.value or Decimal(0), 4)} → {say(claim.value, 4)}",
            )  # fmt: skip
