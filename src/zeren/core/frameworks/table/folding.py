"""Folding: what the sections of a combined school have in common is split by weight times enrolment.

share of a section = total × (weight × pupils of the section) ÷ Σ (weight × pupils). The shares always sum to the total: the last
one is what the others leave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext

from zeren.core.kernel import Place

__all__ = ["Fold", "share_out"]

_CUT = Decimal("1e-12")


@dataclass(frozen=True, slots=True)
class Fold:
    """One figure of a school that was split between its sections, with the working.

    Shape: ``weights``, ``sizes`` and ``shares`` by stage, senior secondary included.
    """

    school: str
    column: str
    rule: str
    total: Decimal
    weights: Mapping[str, Decimal]
    sizes: Mapping[str, Decimal]
    shares: Mapping[str, Decimal]
    place: Place


def share_out(
    total: Decimal, weights: Mapping[str, Decimal], sizes: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """Split a total by weight times size; the shares sum to it exactly. Empty where nobody is there to share.

    Source: ratios as in public 优质均衡 returns (九年一贯制 1:1.1, 完全中学 1:1.2, 十二年一贯制 1:1.1:1.32); unconfirmed.

    Example:
        >>> weights = {"primary": Decimal(1), "junior": Decimal("1.1")}
        >>> found = share_out(Decimal(7000), weights, {"primary": Decimal(600), "junior": Decimal(400)})
        >>> [str(round(v, 2)) for v in found.values()]
        ['4038.46', '2961.54']
    """
    with localcontext() as context:
        context.prec = 60
        parts = {stage: weight * sizes[stage] for stage, weight in weights.items()}
        whole = sum(parts.values(), Decimal(0))
        if whole == 0:
            return {}
        # A share is cut at the twelfth place, so that the shares add up exactly in ordinary decimals.
        shares = {stage: (total * part / whole).quantize(_CUT) for stage, part in parts.items()}
        last = [stage for stage, part in parts.items() if part][-1]
        rest = total - sum((share for stage, share in shares.items() if stage != last), Decimal(0))
        return {**shares, last: rest}
