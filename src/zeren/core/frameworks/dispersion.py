"""The coefficient of variation between schools, weighted by enrolment, with its whole working.

P_i pupils of a school, x_i what it has, X_i = x_i ÷ P_i × scale. The county's mean X̄ = Σ x_i ÷ Σ P_i × scale: total by total,
not the mean of the schools' values. S = √ Σ (P_i ÷ Σ P) (X_i − X̄)²; CV = S ÷ X̄. The unweighted coefficient is another number
(0.4888 instead of 0.5153 for the published five schools) and turns verdicts around.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

__all__ = ["PRECISION", "Share", "Spread", "coefficient", "composite_of", "spread_of"]

PRECISION = 50


@dataclass(frozen=True, slots=True)
class Share:
    """One school's line of the working: ``squared`` is share × (value − mean)², the lines of which sum to S²."""

    school: str
    weight: Decimal
    amount: Decimal
    value: Decimal
    share: Decimal
    squared: Decimal


@dataclass(frozen=True, slots=True)
class Spread:
    """Mean, standard deviation and coefficient of one indicator in one stage.

    Shape: ``cv`` is None where it is undefined, and ``reason`` says why: ``missing`` (a school's value is not known),
    ``zero_mean``, ``no_schools``. ``informative`` is false for a single school: nothing can differ.
    """

    mean: Decimal | None
    sd: Decimal | None
    cv: Decimal | None
    amount: Decimal | None
    weight: Decimal | None
    shares: tuple[Share, ...]
    reason: str = ""
    informative: bool = True


def coefficient(mean: Decimal, sd: Decimal) -> Decimal | None:
    """S ÷ X̄; None where the mean is 0, for then it is undefined and not 0.

    Example:
        >>> round(coefficient(Decimal("0.887611"), Decimal("0.445392")), 6), coefficient(Decimal(0), Decimal(0))
        (Decimal('0.501787'), None)
    """
    if mean == 0:
        return None
    return sd / mean if sd else Decimal(0)


def composite_of(coefficients: Sequence[Decimal | None]) -> Decimal | None:
    """The arithmetic mean of the coefficients; None while one of them is not known.

    Example:
        >>> composite_of([Decimal("0.3"), Decimal("0.5")]), composite_of([Decimal("0.3"), None])
        (Decimal('0.4'), None)
    """
    known = [c for c in coefficients if c is not None]
    if not known or len(known) < len(coefficients):
        return None
    return sum(known, Decimal(0)) / len(known)


def spread_of(parts: Iterable[tuple[str, Decimal | None, Decimal | None]], *, scale: Decimal) -> Spread:
    """The spread of one indicator over schools given as (name, amount x, weight P).

    Shape: an amount or weight that is None makes the whole spread unknown: a coefficient over the schools that happened to
    report would flatter the county. Weights must not be 0 (such schools are left out before).

    Example:
        >>> books, pupils = (279, 137, 935, 160, 402), (45, 37, 89, 76, 55)
        >>> five = [(str(n), Decimal(x), Decimal(p)) for n, (x, p) in enumerate(zip(books, pupils))]
        >>> found = spread_of(five, scale=Decimal(1))
        >>> [str(round(value, 4)) for value in (found.mean, found.sd, found.cv)]
        ['6.3344', '3.2639', '0.5153']
    """
    listed = list(parts)
    if not listed:
        return Spread(None, None, None, None, None, (), "no_schools", informative=False)
    if any(amount is None or weight is None for _, amount, weight in listed):
        return Spread(None, None, None, None, None, (), "missing")
    known = [(name, x, p) for name, x, p in listed if x is not None and p is not None]
    with localcontext() as context:
        context.prec = PRECISION
        weight = sum((p for _, _, p in known), Decimal(0))
        amount = sum((x for _, x, _ in known), Decimal(0))
        mean = amount * scale / weight
        shares = []
        for name, x, p in known:
            value = x * scale / p
            share = p / weight
            shares.append(Share(name, p, x, value, share, share * (value - mean) ** 2))
        # A single school differs from itself by nothing, not by the division's last digit.
        variance = sum((s.squared for s in shares), Decimal(0)) if len(shares) > 1 else Decimal(0)
        sd = variance.sqrt()
        cv = coefficient(mean, sd)
    alone = len(shares) == 1
    return Spread(
        mean, sd, cv, amount, weight, tuple(shares), "" if cv is not None else "zero_mean", not alone
    )
