"""Identifiers: published vectors, the two halves of each rule held together, and what a mask hides."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zeren.core.intake.identifiers import (
    FORMATS,
    Context,
    check_digit,
    describe,
    mask,
    rounded_by_excel,
    valid,
)

CONTEXT = Context(date(2017, 6, 30), frozenset({"630103", "A1"}))


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014", "34052419800101001X"])
def test_published_numbers(number: str) -> None:
    """GB 11643's usual samples (domain.md §11)."""
    assert describe("id_number", number, CONTEXT) is None
    assert number[17] == check_digit(number[:17])


DIGITS = st.text("0123456789", min_size=17, max_size=17)
NEAR_IDS = st.builds(
    lambda area, day, order, last: f"{area}{day:%Y%m%d}{order:03d}{last}",
    st.sampled_from(["999999", "099999", "99999", "630103"]),
    st.dates(date(1800, 1, 1), date(2030, 1, 1)),
    st.integers(0, 999),
    st.sampled_from("0123456789Xx"),
)
RIGHT_IDS = NEAR_IDS.filter(lambda t: t[:17].isdigit() and len(t) == 18).map(
    lambda t: t[:17] + check_digit(t[:17])
)
TEXTS = st.one_of(
    NEAR_IDS,
    RIGHT_IDS,
    RIGHT_IDS.map("G".__add__),
    NEAR_IDS.map("J".__add__),
    NEAR_IDS.map("L".__add__),
    DIGITS,
    st.text("0123456789", max_size=20),
    st.text("0123456789Xx.eE+-〔〕[]号第政字", max_size=20),
    st.sampled_from(
        [
            "青政办函〔2017〕53号",
            "城教字〔2017〕第1号",
            "2014-09",
            "2014-13",
            "13800138000",
            "0971-6123456",
            "630103",
            "A1",
        ]
    ),
    st.text(max_size=20),
)


@settings(max_examples=400)
@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_what_the_columns_accept_nobody_describes_as_wrong(texts: list[str]) -> None:
    """The quick half may leave a right value to the other, but never accept a wrong one."""
    frame = pl.DataFrame({"v": texts})
    for kind in FORMATS:
        quick = frame.select(valid(kind, pl.col("v"), CONTEXT)).to_series().to_list()
        for text, accepted in zip(texts, quick, strict=True):
            if accepted:
                assert describe(kind, text, CONTEXT) is None, (kind, text)
            if kind in {"id_number", "student_id"} and describe(kind, text, CONTEXT) is None:
                assert accepted, (
                    "for the long columns the quick way must be complete, or a large import is slow"
                )


@given(RIGHT_IDS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_never_passes(number: str, place: int, by: int) -> None:
    other = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    assert describe("id_number", other, CONTEXT) is not None


@given(st.integers(10**17, 10**18 - 1))
def test_what_excel_keeps_of_a_number_is_recognised(number: int) -> None:
    kept = int(float(f"{number:.14e}"))
    assert rounded_by_excel(str(kept))


@given(RIGHT_IDS)
def test_a_mask_hides_the_birth_date(number: str) -> None:
    hidden = mask(number)
    assert len(hidden) == 18
    assert number[6:14] not in hidden
    assert hidden[6:14] == "********"
    assert mask("G" + number) == "G" + hidden


@given(st.text(min_size=1, max_size=30))
def test_a_mask_shows_at_most_ten_characters_and_a_letter(text: str) -> None:
    shown = [c for c, m in zip(text, mask(text), strict=True) if m != "*"]
    assert len(shown) <= 11
    assert len(text) > 4 or set(mask(text)) == {"*"}


def test_unit_codes_of_the_tree_are_accepted() -> None:
    assert describe("school_code", "A1", CONTEXT) is None
    assert describe("school_code", "A2", CONTEXT) is not None
    assert describe("school_code", "2163000001", CONTEXT) is None
