"""Reading a text: sentence by sentence, form by form; then the drafts become claims with positions, names and quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from zeren.core.audit.claim import Claim
from zeren.core.audit.grammar import verdicts  # noqa: F401  (declares its statements)
from zeren.core.audit.grammar.linking import link
from zeren.core.audit.grammar.lists import find_flows
from zeren.core.audit.grammar.parts import find_parts
from zeren.core.audit.grammar.registry import Draft, Reading, apply
from zeren.core.audit.grammar.statements import find_statements
from zeren.core.audit.grammar.subjects import find_subjects
from zeren.core.audit.lexicon.metrics import metric_named
from zeren.core.audit.lexicon.people import NOUNS
from zeren.core.audit.text import Sentence, Text
from zeren.core.audit.tokens import Quantity, scan

__all__ = ["drafts_of", "finish", "read_sentence"]


def read_sentence(words: str | Text, sentence: Sentence | None = None) -> Reading:
    """A sentence cut into tokens, each number with its subject: what the forms are given.

    Example:
        >>> reading = read_sentence("城中区小学专任教师860人。")
        >>> reading.kinds, reading.subjects[3].metric, reading.subjects[3].population, reading.subjects[3].org
        ('oppN;', '专任教师', '小学', '城中区')
    """
    text = Text.plain(words) if isinstance(words, str) else words
    sentence = sentence or text.sentences[0]
    tokens = scan(text.content[sentence.start : sentence.end], sentence.start)
    reading = Reading(text, sentence, tokens, "".join(token.kind for token in tokens))
    find_subjects(reading)
    return reading


def drafts_of(text: Text, sentence: Sentence) -> list[Draft]:
    """All drafts of a sentence, in reading order, tied together."""
    reading = read_sentence(text, sentence)
    apply(reading)
    reading.drafts.sort(key=lambda draft: (draft.anchor if draft.anchor >= 0 else 10_000, draft.start))
    numbered = [
        draft for draft in reading.drafts if draft.anchor >= 0 and draft.type not in {"series", "product"}
    ]
    link(numbered, reading.kinds)
    find_parts(reading)
    find_flows(reading)
    _no_one_period(reading)
    find_statements(reading)
    reading.drafts = [draft for draft in reading.drafts if _says_something(draft)]
    for draft in reading.drafts:
        draft.sentence, draft.paragraph = sentence.index, sentence.paragraph
    reading.drafts.sort(key=lambda draft: (draft.start, draft.end, draft.anchor))
    return reading.drafts


def _no_one_period(reading: Reading) -> None:
    """春季学期2114人次、秋季学期2236人次，共4350人次: the total is of neither."""
    for draft in reading.drafts:
        total = draft.total or (draft.type == "part_whole" and draft.partition == "total")
        if not total or draft.anchor < 0 or "period" in draft.subject.own:
            continue
        first = min([draft.start, *(part.start for part in draft.parts)])
        named = {t.text for t in reading.tokens[: draft.anchor] if t.kind == "t" and t.start >= first - 20}
        if draft.parts and len(named) > 1 and draft.subject.period in named:
            draft.subject = replace(draft.subject, period="", period_id="")


def _says_something(draft: Draft) -> bool:
    """A plain number that nothing names (六类18项) claims nothing; a total does."""
    if draft.type == "rate" and not draft.metric:
        return True  # perhaps the sentence before names it
    return bool(
        draft.metric
        or draft.total
        or draft.population
        or draft.type not in {"count", "amount", "area", "rate", "score"}
    )


def finish(
    text: Text, drafts: Iterable[Draft], *, org: str | None = None, period: str | None = None
) -> tuple[Claim, ...]:
    """Drafts in order as claims. What the text does not say of organisation and period comes from the caller, or stays None."""
    ordered = list(drafts)
    places = {id(draft): at for at, draft in enumerate(ordered)}
    return tuple(_claim(text, draft, places, org=org, period=period) for draft in ordered)


def _inherits_population(draft: Draft) -> bool:
    """Whether the people named further left are still meant: not by 总体满意度, nor by 师生比 or the number of books."""
    if metric_named(draft.metric).population or re.search("总体|综合|整体|平均|全体", draft.metric):
        return False
    people = NOUNS.get(draft.subject.context) == "group"
    counts_people = draft.quantity is not None and draft.quantity.dimension in {"person", "visit"}
    if draft.type in {"document", "event", "award", "qualitative", "universal", "zero", "enumerate"}:
        return False
    if (
        people and counts_people
    ):  # 入学3231人 are the 适龄儿童 before it; 保教人员 are not the children before them
        return not re.search("(?:员|师|生|童|女|人|长|家|者|儿)(?:总?数|人数)?$", draft.metric)
    return not people or draft.type in {
        "rate",
        "share",
        "limit",
        "change_pp",
        "change_pct",
        "from_to",
        "rank",
        "compare",
    }


def _delta(draft: Draft) -> Decimal | None:
    changed = draft.type.startswith("change_") and draft.sign and draft.quantity is not None
    return draft.quantity.value * draft.sign if changed and draft.quantity is not None else None


def _counter(unit: str, metric: str) -> str:
    """The counter of a unit that brings its noun along: 36个教学班 are 36个 of 教学班."""
    match = re.search("(?<=个)(?:教学班|学位)$|(?<=张)床位$", unit)
    return unit[: match.start()] if match and metric.endswith(match.group()) else unit


def _comparator(draft: Draft) -> str | None:
    if draft.comparator:
        return draft.comparator
    return (
        draft.quantity.comparator if draft.quantity is not None else "=" if draft.value is not None else None
    )


def _who(told: str, given: str | None) -> str | None:
    """The organisation told, else the one given; 该校 is neither: it is one that the text has named elsewhere."""
    return None if told.startswith("该") else told or given


def _claim(text: Text, draft: Draft, places: dict[int, int], *, org: str | None, period: str | None) -> Claim:
    quantity = draft.quantity or Quantity(draft.value or _ZERO, "B")
    subject = draft.subject
    known = metric_named(draft.metric)
    population = draft.population
    inherited = set(draft.inherited)
    if not population and _inherits_population(draft):
        population = subject.context
        inherited |= {"population"} if population else set()
    for name in ("org", "period"):
        if getattr(subject, name) and name not in subject.own:
            inherited.add(name)
    base = draft.base
    return Claim(
        draft.type, text.content[draft.start : draft.end], draft.start, draft.end,
        metric=draft.metric or None, population=population or None, org=_who(subject.org, org), period=subject.period or period,
        value=draft.number, unit=_counter(draft.quantity.unit if draft.quantity is not None else draft.unit, draft.metric) or None,
        comparator=_comparator(draft), bound=draft.bound.value if draft.bound is not None else None,
        bound_unit=(draft.bound.unit or None) if draft.bound is not None else None,
        numerator=draft.numerator, denominator=draft.denominator, parts=tuple(draft.parts),
        links=draft.final_links(places), dimension=quantity.dimension, base=quantity.factor, decimals=quantity.decimals,
        approx=quantity.approx, metric_kind=known.kind if draft.metric else "", period_id=subject.period_id,
        base_value=base.value if base else None, base_unit=base.unit if base else "",
        base_period=draft.base_period, base_name=draft.base_name,
        delta=_delta(draft),
        verb=draft.verb, qualifier=draft.qualifier,
        partition=draft.partition, open_list=draft.open_list, annual=draft.annual or bool(subject.annual),
        inherited=frozenset(inherited), sentence=draft.sentence, paragraph=draft.paragraph, cell=draft.cell,
    )  # fmt: skip


_ZERO = Decimal(0)
