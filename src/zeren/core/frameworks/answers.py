"""Answers: what no table of schools tells: items, points, the survey, vetoes, and figures of the county."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Problem, nearest, plain, to_decimal
from zeren.core.packs import Framework, FrameworkItem

__all__ = ["Answer", "Answers", "read_answers"]

_YES = frozenset({"met", "yes", "true", "是", "达标", "达到", "合格", "符合"})
_NO = frozenset({"missed", "no", "false", "否", "不达标", "未达到", "未达标", "不合格", "不符合"})
_HAPPENED = frozenset({"yes", "true", "是", "有", "发生"})
_NEVER = frozenset({"no", "false", "否", "无", "没有", "未发生"})


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one item: a judgement, measured values, an exception that applies, or points."""

    met: bool | None = None
    values: Mapping[str, Decimal] = field(default_factory=dict)
    exception: str = ""
    points: Decimal | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything somebody answered. What is not here is pending, never met.

    Shape: ``totals`` block id → points in all; ``survey`` per cent; ``vetoes`` id → whether it happened.
    """

    items: Mapping[str, Answer] = field(default_factory=dict)
    totals: Mapping[str, Decimal] = field(default_factory=dict)
    survey: Decimal | None = None
    survey_counts: Mapping[str, Decimal] = field(default_factory=dict)
    vetoes: Mapping[str, bool] = field(default_factory=dict)
    figures: Mapping[str, Decimal] = field(default_factory=dict)


def read_answers(framework: Framework, written: Mapping[str, Any]) -> tuple[Answers, list[Problem]]:
    """Read answers from plain values, as YAML or a notebook gives them.

    Shape: ``items`` id → true/false, a number (the item's one measure; points where the block is scored by points), or a map
    of measure → number with ``met``, ``points``, ``exception``, ``note``; ``totals`` block → points; ``survey`` per cent, or
    ``{sent, valid, satisfied}``; ``vetoes`` id → true/false; ``figures`` id → number.

    Example:
        >>> from zeren.core.packs import load
        >>> framework = load("quality-balanced-2017").frameworks["quality-balanced-2017"]
        >>> answers, problems = read_answers(framework, {"survey": 91, "vetoes": {"exam_admissions": False}})
        >>> answers.survey, answers.vetoes, problems
        (Decimal('91'), {'exam_admissions': False}, [])
    """
    return _Reader(framework).read(written)


def _asked(item: FrameworkItem) -> list[str]:
    """The measures somebody has to answer: those that the table itself answers are not asked."""
    return [m.id for m in item.measures if not m.county]


class _Reader:
    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self.problems: list[Problem] = []

    def read(self, written: Mapping[str, Any]) -> tuple[Answers, list[Problem]]:
        parts = ("items", "totals", "survey", "vetoes", "figures", "note")
        for name in written:
            self._known(str(name), parts, "、".join(parts))
        scored = {i.id for b in self.framework.blocks if b.rule == "points" for i in b.items}
        items = {}
        for item in self.framework.items:
            value = self._map(written, "items").get(item.id)
            if value is not None:
                items[item.id] = self._item(item, value, scored=item.id in scored)
        self._names(written, "items", [i.id for i in self.framework.items])
        self._names(written, "vetoes", [v.id for v in self.framework.vetoes])
        self._names(written, "figures", [f.id for f in self.framework.figures])
        self._names(written, "totals", [b.id for b in self.framework.blocks])
        vetoes = {
            k: f for k, v in self._map(written, "vetoes").items() if (f := self._happened(k, v)) is not None
        }
        share, counts = self._survey(written.get("survey"))
        answers = Answers(
            items, self._numbers(written, "totals"), share, counts, vetoes, self._numbers(written, "figures")
        )
        return answers, self.problems

    # --- small things -----------------------------------------------------------------------------------------------
    def _known(self, name: str, names: Iterable[str], told: str) -> None:
        known = list(names)
        if name not in known:
            self.problems.append(Problem("F030", found=name, expected=told, hint=nearest(name, known)))

    def _names(self, written: Mapping[str, Any], part: str, names: list[str]) -> None:
        for name in self._map(written, part):
            self._known(str(name), names, part)

    def _map(self, written: Mapping[str, Any], part: str) -> Mapping[str, Any]:
        found = written.get(part)
        if found is None:
            return {}
        if not isinstance(found, Mapping):
            self._wrong(part, found, "编号: 回答")
            return {}
        return found

    def _wrong(self, name: str, value: object, expected: str) -> None:
        problem = Problem("F031", found=name, expected=expected, details={"details_answer": str(value)})
        if problem not in self.problems:
            self.problems.append(problem)

    def _number(self, name: str, value: object) -> Decimal | None:
        if value is None:
            return None
        try:
            return to_decimal(value.rstrip("%") if isinstance(value, str) else value)
        except ValueError:
            self._wrong(name, value, "数字")
            return None

    def _numbers(self, written: Mapping[str, Any], part: str) -> dict[str, Decimal]:
        pairs = self._map(written, part).items()
        return {name: number for name, v in pairs if (number := self._number(name, v)) is not None}

    def _happened(self, name: str, value: object) -> bool | None:
        word = str(value).strip().casefold()
        if value is not None and word not in _HAPPENED | _NEVER:
            self._wrong(name, value, "true（发生）或 false（没有）")
        return True if word in _HAPPENED else False if word in _NEVER else None

    # --- parts ------------------------------------------------------------------------------------------------------
    def _item(self, item: FrameworkItem, value: Any, *, scored: bool) -> Answer:
        if isinstance(value, Mapping):
            return self._full(item, value)
        word = str(value).strip().casefold()
        if word in _YES | _NO:
            return Answer(met=word in _YES)
        asked = _asked(item)
        if not scored and not asked:
            self._wrong(item.id, value, "true（达到）或 false（未达到）")
            return Answer()
        number = self._number(item.id, value)
        if number is None:
            return Answer()
        if scored:
            return Answer(points=self._points(item, number))
        if len(asked) == 1:
            return Answer(values={asked[0]: number})
        self._wrong(item.id, value, "、".join(asked))
        return Answer()

    def _full(self, item: FrameworkItem, value: Mapping[str, Any]) -> Answer:
        measures = _asked(item)
        values = {}
        for name, written in value.items():
            if name in {"met", "points", "exception", "note"}:
                continue
            self._known(str(name), measures, f"{item.id}：{'、'.join(measures)}")
            number = self._number(f"{item.id}.{name}", written)
            if name in measures and number is not None:
                values[name] = number
        exception = str(value.get("exception") or "")
        if exception:
            self._known(exception, [e.id for e in item.exceptions], f"{item.id} exception")
        word = str(value.get("met")).strip().casefold()
        met = True if word in _YES else False if word in _NO else None
        if value.get("met") is not None and met is None:
            self._wrong(f"{item.id}.met", value["met"], "true 或 false")
        points = self._number(f"{item.id}.points", value.get("points"))
        return Answer(met, values, exception, self._points(item, points), str(value.get("note") or ""))

    def _points(self, item: FrameworkItem, points: Decimal | None) -> Decimal | None:
        most = item.points
        if points is not None and (points < 0 or (most is not None and points > most)):
            self._wrong(item.id, plain(points), f"0 至 {'满分' if most is None else plain(most)}")
            return None
        return points

    def _survey(self, value: Any) -> tuple[Decimal | None, dict[str, Decimal]]:
        if value is None:
            return None, {}
        if not isinstance(value, Mapping):
            number = self._number("survey", value)
            if number is not None and not 0 <= number <= 100:
                self._wrong("survey", value, "0 至 100")
                return None, {}
            return number, {}
        for name in value:
            self._known(str(name), ("sent", "valid", "satisfied", "note"), "survey：sent、valid、satisfied")
        counts = {
            k: n
            for k in ("sent", "valid", "satisfied")
            if (n := self._number(f"survey.{k}", value.get(k))) is not None
        }
        valid, satisfied = counts.get("valid"), counts.get("satisfied")
        if not valid or satisfied is None:
            return None, counts
        if not 0 <= satisfied <= valid <= counts.get("sent", valid):
            told = "、".join(f"{k} {plain(v)}" for k, v in counts.items())
            self.problems.append(Problem("F032", found=told))
            return None, counts
        return satisfied * 100 / valid, counts
