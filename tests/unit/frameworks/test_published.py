"""Published figures, reproduced; and the wrong figures that other programs print, refused."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from statistics import pstdev

import pytest

from tests.unit.frameworks.cast import balanced, quality, quality_school
from zeren.core.frameworks import (
    assess,
    composite_of,
    parameters_at,
    run_framework_examples,
    share_out,
    spread_of,
)
from zeren.core.packs import load

PUPILS = (45, 37, 89, 76, 55)
BOOKS = (279, 137, 935, 160, 402)
TOLERANCE = Decimal("0.001")


def five() -> list[tuple[str, Decimal | None, Decimal | None]]:
    return [(str(n), Decimal(b), Decimal(p)) for n, (b, p) in enumerate(zip(BOOKS, PUPILS, strict=True))]


def test_five_schools_are_weighted_by_enrolment() -> None:
    found = spread_of(five(), scale=Decimal(1))
    assert found.cv is not None
    assert found.mean is not None
    assert abs(found.cv - Decimal("0.5153")) < TOLERANCE
    assert abs(found.mean - Decimal("6.3344")) < TOLERANCE
    each = [b / p for b, p in zip(BOOKS, PUPILS, strict=True)]
    unweighted = pstdev(each) / (sum(each) / 5)
    assert abs(unweighted - 0.4888) < 0.0001
    assert abs(float(found.cv) - unweighted) > 0.02


def test_the_working_adds_up() -> None:
    found = spread_of(five(), scale=Decimal(1))
    assert found.sd is not None
    assert sum(s.share for s in found.shares) == pytest.approx(Decimal(1), abs=Decimal("1e-27"))
    assert sum(s.squared for s in found.shares) == pytest.approx(found.sd**2, abs=Decimal("1e-25"))
    assert (found.amount, found.weight) == (Decimal(1913), Decimal(302))


@pytest.mark.parametrize("name", ["balanced-2012", "quality-balanced-2017"])
def test_every_example_of_the_packs_holds(name: str) -> None:
    pack = load(name)
    assert sum(len(f.examples) for f in pack.frameworks.values()) >= 5
    assert run_framework_examples(pack) == []


@pytest.mark.parametrize("name", ["balanced-2012", "quality-balanced-2017"])
def test_no_example_holds_by_accident(name: str) -> None:
    """Every expected figure, changed beyond its tolerance, is refused at its own line."""
    pack = load(name)
    (framework,) = pack.frameworks.values()
    for example in framework.examples:
        for position, expected in enumerate(example.expect):
            for key in expected.values:
                wrong = replace(expected, values={**expected.values, key: "-77"})
                changed = replace(
                    example, expect=(*example.expect[:position], wrong, *example.expect[position + 1 :])
                )
                broken = replace(pack, frameworks={framework.id: replace(framework, examples=(changed,))})
                problems = run_framework_examples(broken)
                assert [(p.code, p.place.line) for p in problems] == [("F040", expected.line)], (
                    example.name,
                    key,
                )


def test_the_mean_of_seven_hides_what_the_second_fails() -> None:
    example = next(e for e in quality().examples if e.statistics)
    coefficients = [sd / mean for mean, sd in example.statistics.values()]
    composite = composite_of(coefficients)
    assert composite is not None
    assert abs(composite - Decimal("0.367503")) < TOLERANCE
    assert [c > Decimal("0.5") for c in coefficients] == [False, True, *[False] * 5]


def test_folding_by_weight_times_enrolment() -> None:
    nine = share_out(
        Decimal(7000), {"p": Decimal(1), "j": Decimal("1.1")}, {"p": Decimal(600), "j": Decimal(400)}
    )
    assert [round(v, 2) for v in nine.values()] == [Decimal("4038.46"), Decimal("2961.54")]
    complete = share_out(
        Decimal(12000), {"j": Decimal(1), "s": Decimal("1.2")}, {"j": Decimal(500), "s": Decimal(700)}
    )
    assert round(complete["j"], 2) == Decimal("4477.61")
    assert sum(complete.values()) == 12000


FLOORS = {
    "qualified_teachers": ("3.57", "4.505"),
    "backbone_teachers": ("0.85", "0.85"),
    "pe_arts_teachers": ("0.765", "0.765"),
    "teaching_area": ("3.825", "4.93"),
    "sports_area": ("6.375", "8.67"),
    "equipment_value": ("1700", "2125"),
    "multimedia_classrooms": ("1.955", "2.04"),
}


def test_floors_are_85_per_cent_of_the_limits() -> None:
    found = assess(quality(), [quality_school("甲", "小学", 1000), quality_school("乙", "初中", 1000)])
    for school, position in zip(found.schools, (0, 1), strict=True):
        for value in school.values:
            assert value.floor == Decimal(FLOORS[value.indicator][position])


def test_limits_as_published() -> None:
    values = parameters_at(quality(), "", None)
    limits = {
        i.id: [str(i.limits[s].amount.at(values)) for s in ("primary", "junior")]
        for i in quality().indicators
    }
    assert limits == {
        "qualified_teachers": ["4.2", "5.3"],
        "backbone_teachers": ["1", "1"],
        "pe_arts_teachers": ["0.9", "0.9"],
        "teaching_area": ["4.5", "5.8"],
        "sports_area": ["7.5", "10.2"],
        "equipment_value": ["2000", "2500"],
        "multimedia_classrooms": ["2.3", "2.4"],
    }
    assert [len(b.items) for b in quality().blocks] == [2, 15, 9]
    assert [len(b.items) for b in balanced().blocks] == [1, 17]
    assert (len(balanced().indicators), len(quality().vetoes)) == (8, 6)


def test_a_province_may_ask_for_more() -> None:
    framework = quality()
    assert parameters_at(framework, "", None)["quality_special_funds"] == 6000
    for region in ("21", "2101", "210103"):
        assert parameters_at(framework, region, None)["quality_special_funds"] == 8000
    assert parameters_at(framework, "630103", None)["quality_special_funds"] == 6000


def test_everything_has_a_source_and_says_whether_it_is_confirmed() -> None:
    for framework in (balanced(), quality()):
        bases = list(framework.bases())
        assert all(basis.source for _, _, basis in bases)
        assert all(basis.clause for name, _, basis in bases if name in {i.id for i in framework.items})
        open_points = {name for name, _, basis in bases if not basis.confirmed}
        assert open_points
        assert len(open_points) < len(bases)
    assert "gate" not in {name for name, _, basis in quality().bases() if not basis.confirmed}
