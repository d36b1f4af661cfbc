"""What an input can be at all: from an indicator's terms and bounds, and from what the standard inputs mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zeren.core.kernel import UNITS, expression
from zeren.core.packs import (
    Atom,
    Combination,
    CountTerm,
    DistinctTerm,
    GroupsTerm,
    Indicator,
    InputSpec,
    Pack,
    SumTerm,
    Term,
    atoms,
)

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Range:
    """The values an input can have; an end that is not known is None.

    Shape: ``whole`` says that only whole numbers occur.
    """

    low: Decimal | None = None
    high: Decimal | None = None
    whole: bool = False

    def holds(self, value: Decimal) -> bool:
        """Whether the value can occur."""
        if (self.low is not None and value < self.low) or (self.high is not None and value > self.high):
            return False
        return not self.whole or value == value.to_integral_value()

    def narrowed(self, op: str, bound: Decimal) -> Range:
        """What is left where the comparison holds; strict bounds are kept as they are, which errs on the side of silence."""
        low, high = self.low, self.high
        if op in {">", ">=", "="}:
            low = bound if low is None else max(low, bound)
        if op in {"<", "<=", "="}:
            high = bound if high is None else min(high, bound)
        return Range(low, high, self.whole)

    @property
    def empty(self) -> bool:
        """Whether nothing is left."""
        return self.low is not None and self.high is not None and self.low > self.high

    def verdict(self, op: str, bound: Decimal) -> str:
        """``never``, ``always`` or, where it depends, an empty text."""
        low, high = self.low, self.high
        if op in {">", ">="}:
            never = high is not None and (high < bound or (op == ">" and high == bound))
            always = low is not None and (low > bound or (op == ">=" and low == bound))
        elif op in {"<", "<="}:
            never = low is not None and (low > bound or (op == "<" and low == bound))
            always = high is not None and (high < bound or (op == "<=" and high == bound))
        else:
            never, always = not self.holds(bound), low is not None and low == high == bound
        return "never" if never else "always" if always else ""


ANYTHING, COUNTED, PLACE = Range(), Range(ZERO, None, whole=True), Range(Decimal(1), None, whole=True)
_STANDARD: Mapping[str, Range] = {"count": COUNTED, "missing": COUNTED, "rank": PLACE, "size": PLACE}
# Shares written as numbers of a whole: a part of it cannot be more.
_SHARES = frozenset({"percent", "per_hundred", "per_thousand", "ratio"})


def range_of(indicator: Indicator, pack: Pack | None) -> Range:
    """What an indicator's value can be: its stated bounds, or what follows from its terms.

    Example:
        >>> from zeren.core.packs import load
        >>> pack = load("cn-basic-education")
        >>> range_of(pack.indicators["dropout_rate_junior_register"], pack).low
        Decimal('0')
    """
    low, high = indicator.caps
    sides = (*atoms(indicator.numerator), *atoms(indicator.denominator))
    if low is None and _adds_only(indicator.numerator) and all(_nonnegative(atom, pack) for atom in sides):
        low = ZERO
    if high is None and indicator.unit in _SHARES and _is_part(indicator.numerator, indicator.denominator):
        high = Decimal(UNITS[indicator.unit].scale)
    counted = all(isinstance(atom, CountTerm | DistinctTerm | GroupsTerm) for atom in sides)
    return Range(low, high, whole=indicator.unit == "count" and counted)


def range_of_input(
    name: str, inputs: tuple[InputSpec, ...], indicator: Indicator | None, pack: Pack | None
) -> Range:
    """What an input of a rule can be; anything where nothing is known."""
    given = next((spec for spec in inputs if spec.name == name), None)
    if given is not None:
        if given.indicator and pack is not None and given.indicator in pack.indicators:
            return range_of(pack.indicators[given.indicator], pack)
        if isinstance(given.value, Decimal):
            return Range(given.value, given.value)
    if name in {"value", "previous"} and indicator is not None:
        return range_of(indicator, pack)
    return _STANDARD.get(name, ANYTHING)


def parameters_of(indicator: Indicator) -> tuple[str, ...]:
    """The parameters an indicator's terms read, once each."""
    trees = [tree for side in (indicator.numerator, indicator.denominator) for tree in _trees(side)]
    names = [n for tree in trees for n in expression.walk(tree) if isinstance(n, expression.Name)]
    return tuple(dict.fromkeys(n.name for n in names if n.scope == "param"))


def _trees(term: Term | None) -> Iterator[Any]:
    for atom in atoms(term):
        yield atom.where.tree
        if isinstance(atom, SumTerm):
            yield atom.value.tree
        if isinstance(atom, GroupsTerm):
            yield atom.having.tree
            yield from (aggregate.expression.tree for aggregate in atom.aggregates)


def _adds_only(term: Term) -> bool:
    if not isinstance(term, Combination):
        return True
    return not term.subtract and all(_adds_only(part) for part in term.add)


def _nonnegative(atom: Atom, pack: Pack | None) -> bool:
    if not isinstance(atom, SumTerm):
        return True
    return pack is not None and atom.ledger in pack.ledgers and _never_below_zero(atom, atom.value.tree, pack)


def _never_below_zero(atom: SumTerm, tree: expression.Expression, pack: Pack) -> bool:
    if isinstance(tree, expression.Literal):
        return isinstance(tree.value, Decimal) and tree.value >= 0
    if isinstance(tree, expression.Name) and tree.scope == "column":
        least = pack.ledgers[atom.ledger].column(tree.name).min
        return isinstance(least, Decimal) and least >= 0
    if isinstance(tree, expression.Arithmetic) and tree.op in {"+", "*"}:
        return all(_never_below_zero(atom, side, pack) for side in (tree.left, tree.right))
    return False


def _is_part(numerator: Term, denominator: Term | None) -> bool:
    """Whether the numerator counts rows that the denominator counts too: every condition of it stands in the numerator."""
    if not isinstance(numerator, CountTerm) or not isinstance(denominator, CountTerm):
        return False
    if numerator.ledger != denominator.ledger:
        return False
    return set(_conjuncts(denominator.where.tree)) <= set(_conjuncts(numerator.where.tree))


def _conjuncts(tree: expression.Expression) -> tuple[expression.Expression, ...]:
    if isinstance(tree, expression.And):
        return tuple(part for member in tree.parts for part in _conjuncts(member))
    if isinstance(tree, expression.Literal) and tree.value is True:
        return ()
    return (tree,)
