"""Running a framework's worked examples: published figures, reproduced or refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from zeren.core.frameworks.assessing import assess, judged_spread, parameters_at
from zeren.core.frameworks.dispersion import Spread, coefficient, composite_of
from zeren.core.frameworks.plain_form import to_plain
from zeren.core.kernel import Place, Problem, ZerenError, plain, to_decimal
from zeren.core.packs import Expected, Framework, FrameworkExample, Pack

__all__ = ["run_framework_examples"]


def run_framework_examples(pack: Pack) -> list[Problem]:
    """Run the examples of the pack's own frameworks; F040 for every figure that is not the one expected.

    Example:
        >>> from zeren.core.packs import load
        >>> run_framework_examples(load("balanced-2012"))
        []
    """
    return [
        problem
        for framework in pack.frameworks.values()
        if framework.pack == pack.id
        for example in framework.examples
        for problem in _run(framework, example)
    ]


def _run(framework: Framework, example: FrameworkExample) -> Iterator[Problem]:
    if example.rows:
        try:
            answers = dict(example.answers)
            assessed = assess(framework, example.rows, answers=answers, region=example.region, on=example.on)
            found = to_plain(assessed)
        except ZerenError as error:
            codes = [p.code for p in error.problems]
            found = {"raises": "、".join(codes)}
    else:
        found = _from_statistics(framework, example)
    for expected in example.expect:
        place = _located(found, expected)
        for name, wanted in expected.values.items():
            got = _inside(place, name)
            if not _same(got, wanted, example.tolerance):
                yield _differs(framework, example, expected, name, wanted, got)


def _from_statistics(framework: Framework, example: FrameworkExample) -> dict[str, Any]:
    """The verdict on published means and standard deviations (or on a published composite alone)."""
    parameters = parameters_at(framework, example.region, example.on)
    dispersion = framework.dispersion
    amount = None if dispersion is None else dispersion.limits.get(example.stage)
    limit = None if amount is None else amount.at(parameters)
    each = limit if dispersion is not None and dispersion.per == "indicator" else None
    lines = []
    for indicator in framework.indicators:
        if indicator.id in example.statistics:
            mean, sd = example.statistics[indicator.id]
            spread = Spread(mean, sd, coefficient(mean, sd), None, None, ())
            lines.append(judged_spread(indicator, spread, each))
    composite = example.composite or composite_of([line.spread.cv for line in lines])
    if each is None:
        met = None if composite is None or limit is None else composite <= limit
    else:
        met = all(line.met for line in lines)
    told = [{"id": line.indicator.id, "cv": line.spread.cv, "met": line.met} for line in lines]
    return {"stage": {example.stage: {"indicators": told, "composite": composite, "met": met}}, "schools": []}


def _located(found: Mapping[str, Any], expected: Expected) -> Mapping[str, Any] | None:
    """The part of the result that an expectation speaks of."""
    if expected.part:
        key = "stage" if expected.part == "summary" else "id"
        lines = found.get({"item": "items", "block": "blocks"}.get(expected.part, expected.part), ())
        return next((line for line in lines if line[key] == expected.of), None)
    if expected.school:
        schools = found.get("schools", ())
        listed = [*(e for e in found.get("excluded", ())), *schools]
        same = [s for s in listed if s["school"] == expected.school and expected.stage in {"", s["stage"]}]
        school = same[-1] if same else None
        if school is None or not expected.indicator:
            return school
        return next((v for v in school.get("values", ()) if v["id"] == expected.indicator), None)
    if not expected.stage:
        return found
    stage: Mapping[str, Any] | None = found.get("stage", {}).get(expected.stage)
    if stage is None or not expected.indicator:
        return stage
    return next((line for line in stage["indicators"] if line["id"] == expected.indicator), None)


def _inside(place: Mapping[str, Any] | None, name: str) -> Any:
    """The value under a name; ``grade.points`` is the points in the map of the grade."""
    got: Any = place
    for key in name.split("."):
        got = got.get(key) if isinstance(got, Mapping) else None
    return got


def _same(got: Any, wanted: str, tolerance: Decimal) -> bool:
    if isinstance(got, bool) or got is None:
        return wanted == {True: "true", False: "false", None: "null"}[got]
    if isinstance(got, list):
        return "、".join(map(str, got)) == wanted
    if isinstance(got, int | float | Decimal):
        try:
            return abs(to_decimal(got) - to_decimal(wanted)) <= tolerance
        except ValueError:
            return False
    return str(got) == wanted


def _differs(
    framework: Framework, example: FrameworkExample, expected: Expected, name: str, wanted: str, got: Any
) -> Problem:
    where = (expected.stage, expected.school, expected.indicator, expected.part, expected.of, name)
    what = "·".join(word for word in where if word)
    told = plain(got) if isinstance(got, Decimal) else str(got)
    details = {"details_framework": framework.id, "details_what": what, "got": told}
    return Problem("F040", Place(framework.file, expected.line), example.name, wanted, details=details)
