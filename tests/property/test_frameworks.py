"""What holds for every county: the order of schools, the unit of measure, and where a mean must lie."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.frameworks.cast import quality
from zeren.core.frameworks import assess, share_out, spread_of, to_plain

EPSILON = Decimal("1e-15")  # far under anything printed, far over the fiftieth place that is computed with
amounts = st.decimals(0, 10**6, places=2)
sizes = st.integers(1, 5000).map(Decimal)
schools = st.lists(st.tuples(amounts, sizes), min_size=1, max_size=12).map(
    lambda found: [(str(n), x, p) for n, (x, p) in enumerate(found)]
)
weights = st.sampled_from([("1", "1.1"), ("1", "1.2"), ("1", "1.1", "1.32")])


@given(schools)
def test_the_mean_lies_between_least_and_greatest(parts: list[tuple[str, Decimal, Decimal]]) -> None:
    found = spread_of(parts, scale=Decimal(100))
    values = [s.value for s in found.shares]
    assert found.mean is not None
    assert found.sd is not None
    assert min(values) <= found.mean + EPSILON
    assert found.mean <= max(values) + EPSILON
    assert 0 <= found.sd <= max(values) - min(values) + EPSILON
    assert (found.cv is None) == (found.mean == 0)


@given(schools, st.randoms(use_true_random=False))
def test_the_order_of_schools_does_not_matter(parts: list[tuple[str, Decimal, Decimal]], chance: Any) -> None:
    shuffled = list(parts)
    chance.shuffle(shuffled)
    one, other = spread_of(parts, scale=Decimal(1)), spread_of(shuffled, scale=Decimal(1))
    assert (one.cv is None) == (other.cv is None)
    if one.cv is not None and other.cv is not None:
        assert abs(one.cv - other.cv) < EPSILON


@given(schools, st.sampled_from(["0.0001", "100", "10000", "7"]))
def test_another_unit_leaves_the_coefficient_alone(
    parts: list[tuple[str, Decimal, Decimal]], unit: str
) -> None:
    one = spread_of(parts, scale=Decimal(1)).cv
    scaled = [(name, x * Decimal(unit), p) for name, x, p in parts]
    for other in (spread_of(scaled, scale=Decimal(1)).cv, spread_of(parts, scale=Decimal(unit)).cv):
        assert (one is None) == (other is None)
        assert one is None or other is None or abs(one - other) < EPSILON


@given(schools)
def test_splitting_a_school_in_two_alike_halves_changes_nothing(
    parts: list[tuple[str, Decimal, Decimal]],
) -> None:
    """What weighting by enrolment means: a school of 600 counts like two of 300 with the same values."""
    halves = [(name + half, x / 2, p / 2) for name, x, p in parts for half in "ab"]
    one, other = spread_of(parts, scale=Decimal(1)), spread_of(halves, scale=Decimal(1))
    assert one.sd is not None
    assert other.sd is not None
    assert abs(one.sd - other.sd) < EPSILON * max(Decimal(1), one.sd)


@given(st.decimals(0, 10**9, places=4), weights, st.data())
def test_shares_sum_to_the_whole(total: Decimal, ratio: tuple[str, ...], data: st.DataObject) -> None:
    by = {str(n): Decimal(w) for n, w in enumerate(ratio)}
    people = {name: Decimal(data.draw(st.integers(0, 5000))) for name in by}
    shares = share_out(total, by, people)
    if not any(people.values()):
        assert shares == {}
        return
    assert sum(shares.values()) == total
    assert all(share >= 0 for share in shares.values())
    assert all(shares[name] == 0 for name, n in people.items() if n == 0)


COLUMNS = {c.id: c.name for c in quality().columns if c.shared}
county = st.lists(
    st.fixed_dictionaries(
        {
            "学段": st.sampled_from(["小学", "初中"]),
            "在校生数": st.integers(0, 2000),
            **{name: st.none() | st.integers(0, 20000) for name in COLUMNS.values()},
        }
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(county, st.randoms(use_true_random=False))
def test_a_verdict_does_not_depend_on_the_order_of_rows(rows: list[dict[str, Any]], chance: Any) -> None:
    named = [{"学校": f"{n}校", **row} for n, row in enumerate(rows)]
    shuffled = list(named)
    chance.shuffle(shuffled)
    one, other = (to_plain(assess(quality(), listed)) for listed in (named, shuffled))
    assert one["stage"] == other["stage"]
    assert one["outcome"] == other["outcome"]
    by_name = [{s["school"]: (s["met"], s["failing"]) for s in found["schools"]} for found in (one, other)]
    assert by_name[0] == by_name[1]


@settings(max_examples=60, deadline=None)
@given(county)
def test_every_row_is_judged_or_left_out_and_nothing_missing_is_met(rows: list[dict[str, Any]]) -> None:
    found = assess(quality(), [{"学校": f"{n}校", **row} for n, row in enumerate(rows)])
    assert len(found.schools) + len(found.excluded) == len(rows)
    for school in found.schools:
        for value in school.values:
            assert (value.value is None) == bool(value.lacking)
            assert (value.met is None) == (value.value is None)
        short = [v for v in school.values if v.met is False]
        if school.met:
            assert len(short) <= 1
            assert not school.below_floor
        elif school.met is False:
            assert len(short) + sum(v.met is None for v in school.values) > 1 or school.below_floor
    assert found.outcome in {"missed", "pending"}  # nobody has answered anything
