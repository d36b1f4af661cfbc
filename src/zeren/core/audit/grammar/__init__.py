"""The grammar: from a text to its claims, by forms that are declared one by one and no model."""

from __future__ import annotations

from zeren.core.audit.claim import Claim, Part
from zeren.core.audit.grammar import forms  # noqa: F401  (declares the forms)
from zeren.core.audit.grammar.lists import list_claims
from zeren.core.audit.grammar.proportions import tie_far
from zeren.core.audit.grammar.reading import drafts_of, finish
from zeren.core.audit.grammar.registry import FORMS, Draft
from zeren.core.audit.grammar.tables import table_drafts
from zeren.core.audit.text import Text

__all__ = ["FORMS", "claims", "outline"]


def claims(text: str | Text, *, org: str | None = None, period: str | None = None) -> tuple[Claim, ...]:
    """Read the claims out of a text.

    Shape: claims in reading order; links between them are positions in this tuple. ``org`` and ``period`` stand in where the
    text names none; without them an absent one is None.

    Example:
        >>> found = claims("初中辍学6名，辍学率0.01%，控制在1.5%以内。")
        >>> [(c.type, c.metric, c.value, c.numerator, c.comparator, c.bound) for c in found][1:]
        [('rate', '辍学率', Decimal('0.01'), Decimal('6'), '=', None),
         ('limit', '辍学率', Decimal('0.01'), None, '<=', Decimal('1.5'))]
    """
    text = Text.plain(text) if isinstance(text, str) else text
    drafts: list[Draft] = []
    for sentence in text.sentences:
        drafts += drafts_of(text, sentence)
    for number, paragraph in enumerate(text.paragraphs):
        if paragraph.kind != "table":
            for draft in list_claims(text.quote(paragraph.start, paragraph.end), paragraph.start):
                draft.paragraph = number
                drafts.append(draft)
    for table in text.tables:
        for group in table_drafts(text, table):
            drafts += group
    drafts.sort(key=lambda draft: (draft.start, draft.end))
    _tie_across(drafts)
    drafts = [draft for draft in drafts if draft.metric or draft.type != "rate" or draft.population]
    return finish(text, drafts, org=org, period=period)


def _tie_across(drafts: list[Draft]) -> None:
    """Shares whose base an earlier sentence of the same paragraph counted, rates whose base an earlier clause did."""
    for at, draft in enumerate(drafts):
        if draft.type == "rate" and not draft.metric and not draft.cell:
            _named_before(draft, drafts[max(0, at - 12) : at])
        if draft.anchor >= 0 and draft.type in {"share", "rate"} and draft.paragraph >= 0 and not draft.cell:
            wide = draft.type == "share"
            before = [
                d for d in drafts[max(0, at - 60) : at] if d.paragraph == draft.paragraph and d.anchor >= 0
            ]
            tie_far(draft, [d for d in before if wide or d.sentence == draft.sentence])


def _named_before(draft: Draft, before: list[Draft]) -> None:
    """…巩固率目标为95%。…实际达到93.6%: the sentence before names what is reached."""
    last = next((d for d in reversed(before) if d.metric and d.quantity is not None and d.anchor >= 0), None)
    if last is None or last.paragraph != draft.paragraph or not 0 <= draft.sentence - last.sentence <= 1:
        return
    if (
        last.quantity is not None
        and last.quantity.kind == "P"
        and last.type in {"rate", "target", "limit", "completion"}
    ):
        draft.metric, draft.population = last.metric, draft.population or last.population
        draft.inherited |= {"metric", "population"}
        if last.type == "target":
            draft.link("target", last)


def outline(text: str | Text) -> list[str]:
    """One line a claim, for reading by eye: type, metric, population, value, organisation, period, parts, ties.

    Example:
        >>> outline("小学辍学率为0。")
        ['rate 辍学率 小学 =0']
    """
    return [_line(claim) for claim in claims(text)]


def _line(claim: Claim) -> str:
    words = [
        claim.type,
        claim.metric or "",
        claim.population or "" if claim.population != claim.metric else "",
    ]
    if claim.value is not None:
        sign = "=" if claim.bound is not None else claim.comparator
        words.append(f"{sign}{claim.value}{claim.unit or ''}")
    if claim.bound is not None:
        words.append(f"{claim.comparator}{claim.bound}{claim.bound_unit or ''}")
    words += [claim.org or "", f"@{claim.period}" if claim.period else ""]
    words.append(_parts(claim.parts))
    words += [
        f"{name}={value}"
        for name, value in (("num", claim.numerator), ("den", claim.denominator))
        if value is not None
    ]
    words.append(f"base={claim.base_value}" if claim.base_value is not None else "")
    words.append(claim.partition if claim.type == "part_whole" else "open" if claim.open_list else "")
    words += [f"{link.role}={link.target}" for link in claim.links if link.role in {"of", "delta", "step"}]
    return " ".join(word for word in words if word)


def _parts(parts: tuple[Part, ...]) -> str:
    told = []
    for part in parts:
        value = "" if part.value is None else f"{part.value}{part.unit}"
        told.append(" ".join(word for word in (part.metric, value, _parts(part.parts)) if word))
    return f"[{', '.join(told)}]" if told else ""
