"""Measuring, by hand: where a row counts, what is missing and why, what a member is, what is counted once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.support.tiny import DISTRICT, TREE, Rows, frozen, pupil, tiny
from zeren.core.engine import Snapshot, measure
from zeren.core.engine.session import scope_of
from zeren.core.kernel import Measurement, ZerenError
from zeren.core.kernel.expression import Literal
from zeren.core.packs import Condition, CountTerm, Pack, SumTerm, Term, parse_expression


@pytest.fixture
def snapshot(tmp_path: Path) -> Snapshot:
    return frozen(DISTRICT, tmp_path)


def one(snapshot: Snapshot, indicator: str, unit: str, **group: str) -> tuple[Any, ...]:
    found = measure(snapshot, tiny(), indicators=[indicator], units=[unit]).get(indicator, unit, **group)
    assert found is not None
    return found.numerator, found.denominator, found.null_reason


def test_a_row_counts_at_its_unit_and_everything_above(snapshot: Snapshot) -> None:
    # The county's own row of 20 counts at the county and above, in none of its schools.
    sides = {u.code: one(snapshot, "dropout_rate", u.code) for u in TREE}
    assert sides == {
        "63": (3, 170, None),
        "6301": (2, 120, None),
        "630103": (2, 120, None),
        "630104": (0, None, "not_reported"),
        "6302": (1, 50, None),
        "A": (1, 100, None),
        "B": (1, 0, "no_denominator"),
        "C": (0, None, "not_reported"),
        "D": (1, 50, None),
        "Z": (None, None, "not_reported"),
    }


def test_the_value_is_exact_and_unrounded(snapshot: Snapshot) -> None:
    found = measure(snapshot, tiny()).get("dropout_rate", "63")
    assert found is not None
    assert found.value == Decimal(300) / Decimal(170)


def test_handing_in_nothing_but_an_empty_ledger_is_zero(tmp_path: Path) -> None:
    rows = {"pupils": [], "returns": [{"place": "A", "opening": 5}]}
    unreported = frozen(rows, tmp_path / "a")
    assert one(unreported, "dropout_rate", "A") == (None, 5, "not_reported")
    reported = frozen(rows, tmp_path / "b", submitted={"pupils": ["A"]})
    assert one(reported, "dropout_rate", "A") == (0, 5, None)
    assert one(reported, "dropout_rate", "63") == (0, 5, None)
    nobody = frozen({"returns": rows["returns"]}, tmp_path / "c", submitted={"pupils": ["B"]})
    assert one(nobody, "dropout_rate", "A") == (None, 5, "not_reported")


def test_a_ledger_the_county_fills_speaks_for_everything_below_it(tmp_path: Path) -> None:
    # Returns are the county's: A and B have none, so they have no denominator; C lies in another county, which is silent.
    rows: Rows = {"pupils": [pupil(s) for s in "ABC"], "returns": []}
    snapshot = frozen(rows, tmp_path / "a", submitted={"returns": ["630103"]})
    sides = {unit: one(snapshot, "dropout_rate", unit) for unit in ("630103", "A", "B", "C", "63", "6302")}
    assert sides == {
        "630103": (0, 0, "no_denominator"),
        "A": (0, 0, "no_denominator"),
        "B": (0, 0, "no_denominator"),
        "C": (0, None, "not_reported"),
        "63": (0, 0, "no_denominator"),
        "6302": (None, None, "not_reported"),
    }
    # Pupils are the schools' own: what the county enters for one says nothing about the other.
    rows = {"pupils": [pupil("A")], "returns": [{"place": place, "opening": 5} for place in "AB"]}
    snapshot = frozen(rows, tmp_path / "b", submitted={"pupils": ["630103"]})
    assert one(snapshot, "dropout_rate", "A") == (0, 5, None)
    assert one(snapshot, "dropout_rate", "B") == (None, 5, "not_reported")


def _with_area(where: str, denominator: Term) -> Pack:
    """The tiny pack, its area a pupil being the area the returns state under a condition."""
    pack = tiny()
    condition = Condition(where, parse_expression(where, scope_of(pack, pack.ledgers["returns"])))
    area = Condition("area", parse_expression("area", scope_of(pack, pack.ledgers["returns"]), "number"))
    item = replace(
        pack.indicators["area_per_pupil"],
        numerator=SumTerm("returns", condition, area),
        denominator=denominator,
        disaggregate=("gender",),
    )
    return replace(pack, indicators={item.id: item})


def test_a_sum_nobody_states_is_missing_not_zero(tmp_path: Path) -> None:
    always = Condition("", Literal(True, "boolean"))
    rows = {
        "pupils": [pupil("A", gender="1"), pupil("B"), pupil("C")],
        "returns": [
            {"place": "A", "gender": "1", "area": Decimal(0), "remark": "x"},
            {"place": "A", "gender": "2", "remark": "x"},
            {"place": "B", "remark": "x"},
            {"place": "C", "area": Decimal(3), "remark": "y"},
            {"place": "D", "area": Decimal(3), "remark": "y"},
        ],
    }
    snapshot = frozen(rows, tmp_path, submitted={"pupils": ["D"]})

    def sides(pack: Pack, unit: str) -> tuple[Any, ...]:
        found = measure(snapshot, pack, units=[unit]).get("area_per_pupil", unit)
        assert found is not None
        return found.value, found.numerator, found.denominator, found.null_reason

    other = _with_area("remark = 'x'", CountTerm("pupils", always))
    assert sides(other, "A") == (0, 0, 1, None)  # stated as 0
    assert sides(other, "B") == (None, None, 1, "not_reported")  # a row, but nothing in it
    assert sides(other, "C") == (None, None, 1, "not_reported")  # no row of the kind
    assert sides(other, "D") == (None, 0, 0, "no_denominator")
    assert sides(other, "63") == (0, 0, 3, None)
    # Of the area there is at C, none is x: a true zero, for the whole is of the same ledger.
    whole = other.indicators["area_per_pupil"].numerator
    assert isinstance(whole, SumTerm)
    share = _with_area("remark = 'x'", replace(whole, where=always))
    assert sides(share, "C") == (0, 0, 3, None)


def test_a_count_of_nothing_is_zero(tmp_path: Path) -> None:
    snapshot = frozen({"pupils": [pupil("A")], "returns": []}, tmp_path, submitted={"returns": ["630103"]})
    assert one(snapshot, "pupil_heads", "A")[0] == 0


def test_members_come_from_the_row_or_from_its_unit(snapshot: Snapshot) -> None:
    at_63 = [m for m in measure(snapshot, tiny()) if (m.indicator, m.unit) == ("dropout_rate", "63")]
    groups = {m.disaggregation: (m.numerator, m.denominator) for m in at_63 if m.disaggregation}
    # gender: a column of both ledgers; urban_rural: an attribute of the row's unit (the county's row has none);
    # grade and boarding are columns of one ledger only, so the rate is not broken down by them.
    assert groups == {
        (("gender", "1"),): (0, 80),
        (("gender", "2"),): (3, 90),
        (("urban_rural", "1"),): (1, 100),
        (("urban_rural", "2"),): (1, 50),
        (("urban_rural", "3"),): (1, 0),
    }


def test_members_are_text_whatever_the_column(snapshot: Snapshot) -> None:
    members = {m.disaggregation for m in measure(snapshot, tiny(), indicators=["at_age"], units=["A"])}
    assert {(("boarding", "T"),), (("boarding", "F"),), (("grade", "1"),), (("grade", "2"),)} <= members


def test_a_member_without_rows_is_left_out_and_the_definition_may_narrow(snapshot: Snapshot) -> None:
    found = measure(snapshot, tiny(), units=["D"])
    assert found.get("dropout_rate", "D", gender="1") is None
    assert {m.disaggregation for m in found.of("area_per_pupil")} == {(), (("urban_rural", "2"),)}
    plain = measure(snapshot, tiny(), disaggregate=False)
    assert len(plain) == len(TREE) * len(tiny().indicators)


def test_a_value_in_several_schools_is_counted_once_above_them(snapshot: Snapshot) -> None:
    heads = {unit: one(snapshot, "pupil_heads", unit)[0] for unit in ("A", "B", "630103", "6301", "63")}
    assert heads == {"A": 3, "B": 1, "630103": 3, "6301": 3, "63": 3}
    assert one(snapshot, "pupil_heads", "63", gender="1")[0] == 1  # G1 twice at A; X9 does not begin with G
    assert one(snapshot, "pupil_heads", "63", urban_rural="3")[0] == 1


def test_groups_never_cross_schools(tmp_path: Path) -> None:
    rows = [pupil(school, grade=1, fee=Decimal(9), **{"class": "a"}) for school in "AABBAB"]
    snapshot = frozen({"pupils": rows}, tmp_path)
    assert one(snapshot, "large_classes", "A")[0] == 1
    assert one(snapshot, "large_classes", "63")[0] == 2


def test_parameters_are_those_of_the_units_region(tmp_path: Path) -> None:
    # Six on 1 September 2016 and on 29 February 2016: old enough outside Qinghai (6), not inside (7).
    rows = [pupil(s, born=date(2010, 2, 28)) for s in "ADZ"]
    snapshot = frozen({"pupils": rows}, tmp_path)
    assert [one(snapshot, "at_age", s)[0] for s in "ADZ"] == [0, 0, 1]
    rows = [pupil(s, born=date(2009, 3, 1)) for s in "ADZ"]
    snapshot = frozen({"pupils": rows}, tmp_path)
    assert [one(snapshot, "at_age", s)[0] for s in "ADZ"] == [1, 0, 1]


def test_sums_beyond_sixty_four_bits_are_exact(tmp_path: Path) -> None:
    huge = 9_000_000_000_000_000_000
    rows = {
        "pupils": [],
        "returns": [{"place": place, "opening": huge - n} for n, place in enumerate("AABD")],
    }
    snapshot = frozen(rows, tmp_path, submitted={"pupils": ["A"]})
    assert one(snapshot, "dropout_rate", "63")[1] == 4 * huge - 6
    assert one(snapshot, "dropout_rate", "A")[1] == 2 * huge - 1


def test_unknown_names_are_told_with_their_neighbours(snapshot: Snapshot) -> None:
    with pytest.raises(ZerenError) as caught:
        measure(snapshot, tiny(), indicators=["dropout_rat", "at_age", "nothing_like_it"])
    assert [(p.code, p.hint) for p in caught.value.problems] == [("E001", "dropout_rate"), ("E001", "")]
    with pytest.raises(ZerenError) as caught:
        measure(snapshot, tiny(), units=["630113"])
    assert (caught.value.problems[0].code, caught.value.problems[0].hint) == ("E002", "630103")


def test_an_older_snapshot_lacks_a_column(tmp_path: Path) -> None:
    pack = tiny()
    pupils = pack.ledgers["pupils"]
    fewer = replace(pupils, columns=tuple(c for c in pupils.columns if c.id != "born"))
    older = replace(pack, ledgers={**pack.ledgers, "pupils": fewer})
    snapshot = frozen({"pupils": [pupil("A")]}, tmp_path, pack=older)
    with pytest.raises(ZerenError) as caught:
        measure(snapshot, pack, indicators=["at_age"])
    problem = caught.value.problems[0]
    assert (problem.code, problem.found, problem.expected) == ("E032", "born", "学生名册")


def test_measurements_come_in_the_order_of_pack_and_tree(snapshot: Snapshot) -> None:
    found: list[Measurement] = list(measure(snapshot, tiny(), disaggregate=False))
    assert [m.unit for m in found[: len(TREE)]] == [u.code for u in TREE]
    assert list(dict.fromkeys(m.indicator for m in found)) == list(tiny().indicators)
