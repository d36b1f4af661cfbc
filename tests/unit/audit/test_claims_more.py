"""Sentences written before the grammar had seen them: each claim is found with its type, its number and its names."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from zeren.core.audit import Claim, claims, outline
from zeren.core.audit.claim import Part

FILES = ("test_claims_more.yaml", "test_claims_fresh.yaml")
CASES: list[dict[str, Any]] = [
    case
    for name in FILES
    for case in yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))
]
SLACK = Decimal("0.01")  # 三分之二 is written as 66.67


def one_of(wanted: object) -> list[Any]:
    """A list in a case means any of these."""
    return wanted if isinstance(wanted, list) else [wanted]


def all_parts(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from all_parts(part.parts)


def numbers(claim: Claim) -> list[tuple[Decimal, str]]:
    """Every number that a claim prints, with its unit: value, bound, parts."""
    printed = [(claim.value, claim.unit), (claim.bound, claim.bound_unit)]
    printed += [(part.value, part.unit) for part in all_parts(claim.parts)]
    return [(value, unit or "") for value, unit in printed if value is not None]


def has_number(claim: Claim, wanted: dict[str, Any]) -> bool:
    units = one_of(wanted["unit"]) if "unit" in wanted else None
    return any(
        abs(value - Decimal(str(number))) <= SLACK and (units is None or unit in units)
        for value, unit in numbers(claim)
        for number in one_of(wanted["value"])
    )


def fits(claim: Claim, wanted: dict[str, Any]) -> bool:
    """Whether a claim is the one wanted; a field left out of the case is not asserted, a null one must be absent."""
    if claim.type not in one_of(wanted["type"]):
        return False
    if "value" in wanted and not has_number(claim, wanted):
        return False
    named = f"{claim.metric}|{claim.population}"
    if "metric" in wanted and all(name not in named for name in one_of(wanted["metric"])):
        return False
    if "comparator" in wanted and claim.comparator not in one_of(wanted["comparator"]):
        return False
    if "from" in wanted and claim.base_value != Decimal(str(wanted["from"])):
        return False
    for name in ("numerator", "denominator"):
        if name in wanted and getattr(claim, name) != Decimal(str(wanted[name])):
            return False
    shown = {number for number, _ in numbers(claim)}
    if any(Decimal(str(part)) not in shown for part in wanted.get("parts", [])):
        return False
    return all(getattr(claim, name) == wanted[name] for name in ("period", "org") if name in wanted)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:16])
def test_every_claim_is_found(case: dict[str, Any]) -> None:
    found = claims(case["text"])
    missing = [wanted for wanted in case["claims"] if not any(fits(claim, wanted) for claim in found)]
    assert missing == [], outline(case["text"])


def test_there_are_enough_of_them() -> None:
    assert sum(len(case["claims"]) for case in CASES) >= 750


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:16])
def test_names_are_printed_words(case: dict[str, Any]) -> None:
    """Organisation and period are never made up: each stands in the text as it is."""
    for claim in claims(case["text"]):
        assert (claim.org or "") in case["text"]
        # of a listed run of years (2019年至2021年…分别为) each year is its own claim's
        years = claim.type != "series" and (claim.period or "").removesuffix("年").isdigit()
        assert years or (claim.period or "") in case["text"]
