"""``draft_table``: the cells of a 考核细则 table in, the draft of a letter out; nothing is passed over without a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zeren.core.drafting.decisions import Draft, Questions
from zeren.core.drafting.drafter import draft
from zeren.core.drafting.numerals import numeral_at
from zeren.core.drafting.pieces import End, Threshold
from zeren.core.drafting.reading import Unread, read_clauses
from zeren.core.drafting.tables.entries import SchemeRow, Total, scheme_rows
from zeren.core.drafting.tables.yaml_text import letter_yaml
from zeren.core.drafting.tokens import normalise, tokenize
from zeren.core.kernel import Place, Problem, plain
from zeren.core.packs import Limit

__all__ = ["DraftedTarget", "LetterDraft", "draft_table"]

_USUAL = (Decimal(100), Decimal(1000))


@dataclass(frozen=True, slots=True)
class DraftedTarget:
    """One item of the scheme with what was made of its sentence.

    Shape: ``row`` is the table's row, from 1; ``points`` is None where none are printed or what is printed cannot be right.
    Unit: ``points`` in points.
    """

    row: int
    path: tuple[str, ...]
    name: str
    target: str
    limit: Limit | None
    points: Decimal | None
    sentence: str
    office: str
    draft: Draft


@dataclass(frozen=True, slots=True)
class LetterDraft:
    """A drafted letter.

    Shape: ``yaml`` is the letter's text, with every open question as a comment where it belongs; ``items`` the targets in order;
    ``problems`` everything a person has to settle.
    """

    yaml: str
    items: tuple[DraftedTarget, ...]
    problems: tuple[Problem, ...]

    @property
    def understood(self) -> int:
        """How many sentences became rules."""
        return sum(item.draft.understood for item in self.items)


def draft_table(
    rows: Sequence[Sequence[object]],
    *,
    file: str = "",
    sheet: str = "",
    letter_id: str = "drafted",
    name: str = "",
) -> LetterDraft:
    """Draft a letter from the cells of a scheme's table.

    ``rows`` are as read from a document: the heading row anywhere and again on later pages, merged cells repeated or blank. Every
    sentence becomes a rule or is listed as not understood; what a rule leaves open, points that do not sum, points printed 0 and
    rows without points or sentence are problems.

    Example:
        >>> table = [["考核内容", "评分标准", "分值"], ["巩固率", "每低0.1个百分点扣2分，扣完为止", "10"], ["合计", "", "10"]]
        >>> found = draft_table(table)
        >>> found.understood, [p.code for p in found.problems]
        (1, ['D311'])
    """
    entries, totals, title, headed = scheme_rows(rows)

    def place(row: int) -> Place:
        return Place(file, line=row, sheet=sheet)

    if not headed:
        return LetterDraft("", (), (Problem("D302", Place(file, sheet=sheet)),))
    problems: list[Problem] = []
    items = tuple(_target(entry, place(entry.row), problems) for entry in entries)
    problems += _sums(items, totals, place)
    heading = name or next((t for t in title if len(t) > 4), "") or "考核细则"
    return LetterDraft(letter_yaml(items, heading, letter_id=letter_id), items, tuple(problems))


def _target(entry: SchemeRow, place: Place, problems: list[Problem]) -> DraftedTarget:
    points = _points(entry, place, problems)
    limit = _limit(entry.target)
    if entry.target and limit is None and any(c.isdigit() for c in normalise(entry.target)):
        problems.append(Problem("D314", place, entry.target))
    if not entry.scoring:
        problems.append(Problem("D313", place, entry.item, str(entry.row)))
        made = Draft("", understood=False, notes=("没有评分标准",))
    else:
        made = draft(entry.scoring, full=points)
        if not made.understood and entry.target:
            # What the target column asks for is often the first half of the sentence.
            joined = draft(f"{entry.target}，{entry.scoring}", full=points)
            made = joined if joined.understood else made
        made = _against(made, limit)
        _report(made, entry, place, problems)
    return DraftedTarget(
        entry.row,
        entry.path,
        entry.item or entry.number,
        entry.target,
        limit,
        points,
        entry.scoring,
        entry.office,
        made,
    )


def _against(made: Draft, limit: Limit | None) -> Draft:
    """What the target's own column settles: the number a count is held against, and which side of it is good."""
    if made.rule is None or limit is None:
        return made
    if any(d.id == "direction" for d in made.missing_decisions) and made.rule.name == "all_or_nothing":
        # The letter's limit says it: a rule without conditions of its own goes by the limit.
        rule = replace(
            made.rule, parameters={k: v for k, v in made.rule.parameters.items() if k != "require"}
        )
        left = tuple(d for d in made.missing_decisions if d.id != "direction")
        return replace(made, rule=rule, complete=(rule,), missing_decisions=left)
    if made.rule.name != "step" or made.rule.parameters.get("of") != "count" or "ref" in made.rule.parameters:
        return made
    rule, *complete = (
        replace(r, parameters={**r.parameters, "ref": limit.value}) for r in (made.rule, *made.complete)
    )
    inputs = tuple(name for name in made.inputs if name != "target")
    return replace(made, rule=rule, complete=tuple(complete), inputs=inputs)


def _report(made: Draft, entry: SchemeRow, place: Place, problems: list[Problem]) -> None:
    if not made.understood:
        problems.append(Problem("D303", place, entry.scoring, "；".join(made.notes)))
        return
    for decision in made.missing_decisions:
        problems.append(
            Problem(
                "D311",
                place,
                entry.scoring,
                f"{decision.id} {decision.zh}",
                details={"decision": decision.id},
            )
        )
    for note in made.notes:
        problems.append(Problem("D312", place, note, entry.points))


def _points(entry: SchemeRow, place: Place, problems: list[Problem]) -> Decimal | None:
    text = normalise(entry.points).removesuffix("分").strip("()")
    if not text:
        problems.append(Problem("D306", place, entry.item, str(entry.row)))
        return None
    numeral = numeral_at(text, 0)
    if (
        numeral is None
        or numeral.value <= 0
        or numeral.lost
        or numeral.length != len(text.split("(")[0].removesuffix("分"))
    ):
        problems.append(Problem("D305", place, entry.points, str(entry.row)))
        return None
    return numeral.value


def _limit(text: str) -> Limit | None:
    """≥95%, 95%以上, 1.5%以内, 100%: what the target column asks for."""
    sentence = normalise(text)
    if not sentence:
        return None
    try:
        pieces = [piece for part in read_clauses(tokenize(sentence), Questions()) for piece in part]
    except Unread:
        pieces = []
    conds = [c for piece in pieces if isinstance(piece, Threshold) for c in piece.conds]
    if not conds:
        numeral = numeral_at(sentence, 0)
        return (
            Limit(">=", numeral.value)
            if numeral is not None and numeral.length == len(sentence) and numeral.unit == "%"
            else None
        )
    if len(conds) != 1 or conds[0].relation:
        return None
    return _of_ends(conds[0].low, conds[0].high)


def _of_ends(low: End | None, high: End | None) -> Limit | None:
    end = low or high
    if (
        end is None
        or not isinstance(end.value, Decimal)
        or (low is not None and high is not None and low.value != high.value)
    ):
        return None
    if low is not None and high is not None:
        return Limit(">=", end.value)
    return Limit(
        (">=" if end.inside else ">") if low is not None else ("<=" if end.inside else "<"), end.value
    )


def _sums(items: Sequence[DraftedTarget], totals: Sequence[Total], place: object) -> list[Problem]:
    """Points against the printed totals, the parts' and the whole's; against a hundred where none is printed."""
    found: list[Problem] = []
    where = place if callable(place) else (lambda row: Place(line=row))
    start = 0
    for total in totals:
        if total.part:
            inside = [i.points for i in items if start < i.row < total.row]
            _compare(inside, total.points, where(total.row), found)
            start = total.row
    whole = [t for t in totals if not t.part]
    printed = [i.points for i in items]
    if whole:
        _compare(printed, whole[-1].points, where(whole[-1].row), found)
    elif items and (summed := sum((p for p in printed if p), Decimal(0))) not in _USUAL:
        found.append(Problem("D304", where(items[-1].row), plain(summed), "100", severity="warning"))
    return found


def _compare(points: Sequence[Decimal | None], total: Decimal, place: Place, found: list[Problem]) -> None:
    summed = sum((p for p in points if p), Decimal(0))
    if summed != total:
        found.append(Problem("D304", place, plain(summed), plain(total)))
