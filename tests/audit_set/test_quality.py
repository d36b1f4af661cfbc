"""The measure itself: auditors whose quality is known beforehand, and relations that must and must not hold."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import pytest

from tests.audit_set import Paragraph, load
from tests.audit_set.arithmetic import printed_numbers, true, unprinted
from tests.audit_set.quality import found, lines, measure

SET = load("dev")


def knowing(one: Paragraph) -> list[dict[str, object]]:
    """Finds exactly what was planted."""
    if one.error is None:
        return []
    start, end = one.error.spans(one.text)[0]
    return [{"kind": one.error.kind, "severity": one.error.severity, "start": start, "end": end}]


def shouting(one: Paragraph) -> list[dict[str, object]]:
    """Calls every paragraph a wrong sum."""
    return [{"kind": "sum_mismatch", "severity": "error", "start": 0, "end": len(one.text)}]


def test_the_knowing_auditor_is_perfect() -> None:
    quality = measure(knowing, SET)
    assert quality.recall == quality.precision == 1
    assert not quality.alarms + quality.misnamed
    assert not quality.missed
    assert all(kind.planted == kind.found == kind.named == kind.graded for kind in quality.kinds)


def test_the_silent_auditor_finds_nothing_and_alarms_nobody() -> None:
    quality = measure(lambda one: [], SET)
    assert quality.recall == 0
    assert quality.precision is None
    assert quality.error_alarms == ()
    assert set(quality.missed) == {one.id for one in SET if not one.clean}


def test_the_shouting_auditor_pays_on_every_clean_paragraph() -> None:
    quality = measure(shouting, SET)
    assert {alarm.paragraph for alarm in quality.error_alarms} == {one.id for one in SET if one.clean}
    assert quality.precision is not None
    assert quality.precision < 0.5
    sums = next(kind for kind in quality.kinds if kind.kind == "sum_mismatch")
    assert sums.recall == 1
    assert sums.false == quality.clean


def test_a_murmur_is_never_a_false_alarm() -> None:
    quality = measure(lambda one: [{**finding, "severity": "info"} for finding in shouting(one)], SET)
    assert quality.alarms == ()
    assert quality.precision is None


def test_the_right_place_under_a_wrong_name_is_misnamed() -> None:
    quality = measure(
        lambda one: [
            {**finding, "kind": "small_cell" if finding["kind"] != "small_cell" else "rounding"}
            for finding in knowing(one)
        ],
        [one for one in SET if one.error is None or not one.error.beside],
    )
    assert quality.recall == 0
    assert quality.alarms == ()
    assert len(quality.misnamed) == quality.planted


def test_the_wrong_place_under_the_right_name_is_a_false_alarm() -> None:
    one = next(one for one in SET if one.error and one.error.spans(one.text)[0][0] > 1)
    quality = measure(lambda one: [{**finding, "start": 0, "end": 1} for finding in knowing(one)], [one])
    assert quality.recall == quality.precision == 0
    assert quality.error_alarms == ()  # it stands in a planted paragraph, not in a clean one


def test_an_accepted_kind_is_found_but_not_named() -> None:
    several = [one for one in SET if one.error and one.error.also]
    quality = measure(
        lambda one: [{**finding, "kind": one.error.also[0]} for finding in knowing(one) if one.error], several
    )
    assert quality.recall == quality.precision == 1
    assert sum(kind.named for kind in quality.kinds) == 0


def test_what_is_right_beside_the_error_is_not_counted() -> None:
    one = next(one for one in SET if one.error and one.error.beside)
    quality = measure(
        lambda one: [{"kind": "small_cell", "severity": "warn", "start": 0, "end": 1}, *knowing(one)], [one]
    )
    assert quality.recall == quality.precision == 1


def test_a_kind_nobody_knows_is_counted_too() -> None:
    strange = [{"kind": "brand_new", "severity": "warn", "start": 0, "end": 1}]
    quality = measure(lambda one: strange, [one for one in SET if one.clean])
    assert [kind.kind for kind in quality.kinds if kind.false] == ["brand_new"]


class Grave(Enum):
    ERROR = "error"


@dataclass(frozen=True)
class Finding:
    kind: str
    severity: Grave
    quote: str


def test_findings_may_be_objects_with_quotes() -> None:
    seen = found(Finding("rounding", Grave.ERROR, "99.8%"), text="巩固率99.8%")
    assert (seen.kind, seen.severity, seen.start, seen.end) == ("rounding", "error", 3, 8)


def test_a_finding_without_place_or_with_a_strange_severity_is_refused() -> None:
    with pytest.raises(ValueError, match="substring"):
        found({"kind": "rounding", "severity": "warn", "quote": "7%"}, text="8%")
    with pytest.raises(ValueError, match="fatal"):
        found({"kind": "rounding", "severity": "fatal", "start": 0, "end": 1}, text="8%")


def test_names_are_printed_only_where_asked() -> None:
    quality = measure(shouting, SET)
    assert not any("dc-" in line or "dp-" in line for line in lines(quality))
    assert any("dc-" in line for line in lines(quality, names=True))
    assert len(lines(quality)) == len(quality.kinds) + 3


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        ("shows(100*1/8, 12.5)", True),
        ("shows(100*1/8, 13)", True),  # half goes up
        ("shows(100*1/8, 12)", False),
        ("0.1 + 0.2 == 0.3", True),  # exact, no binary fractions
        ("1 < 2 < 3", True),
        ("1 < 3 < 2", False),
        ("1 == 2 or 2 == 2", True),
        ("1 == 2 and 2 == 2", False),
        ("within(99.9, 100, 0.1)", True),
        ("within(99.8, 100, 0.1)", False),
        ("feasible(8, 87.5)", True),
        ("feasible(8, 93)", False),
        ("base_up_to(60000, 6, 0.01)", True),
        ("base_up_to(40000, 6, 0.01)", False),
        ("9407 - 9820 == -413", True),
        ("2 ** 3 == 8", True),
    ],
)
def test_relations_are_decided(relation: str, expected: bool) -> None:
    assert true(relation) is expected


@pytest.mark.parametrize("nonsense", ["1 + 1", "open(1)", "1 == x", "print", "(1).real == 1"])
def test_anything_but_a_relation_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        true(nonsense)


def test_numbers_are_read_as_printed() -> None:
    text = "共１，０２４个，２１．５％；一百二十所，二〇二三年；7 046人；占2.40%，其余15 000元"
    assert printed_numbers(text) >= {"1024", "21.5", "120", "2023", "7046", "2.40", "15000"}
    assert unprinted("2.4 + 5 == 7.4", text) == ["2.4", "5", "7.4"]
    assert unprinted("120 * 100 == 5", text, free=frozenset({"5"})) == []
