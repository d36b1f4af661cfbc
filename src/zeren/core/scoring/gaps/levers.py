"""What can be changed about a target's figure: its numerator, its denominator, or both, by how much at least and at most."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from zeren.core.kernel import UNITS, Measurement, divide
from zeren.core.kernel import expression as ex
from zeren.core.packs import CountTerm, DistinctTerm, GroupsTerm, Indicator, Pack, SumTerm, atoms
from zeren.core.scoring.case import ONE, ZERO
from zeren.core.scoring.letters import Given, LinePlan

__all__ = ["Lever", "levers_of"]

CENT = Decimal("0.01")
# Tried in this order: “学生用计算机台数” is counted in 台, “学校数” in 所 although both name people or what they use.
_COUNTED = re.compile("(册|台|间|场|项|件|份|次|处|本|套|辆|座)(?:次)?数|(场)次")
_WORDS = (
    ("平方米", re.compile("面积")),
    ("课时", re.compile("课时")),
    ("所", re.compile("(学校|校|园|幼儿园)数")),
    ("个", re.compile("(班|班级|县|区|村|单位)数")),
    ("名", re.compile("人数|人口|学生|教师|儿童|幼儿|少年|督学|教职工|专任|在校生|毕业生|流动生|新生")),
)
_MEASURE_WORD = re.compile("每一?(名|所|个|间|次|项|份|人|条|门|班|台|册|件|本|起|座)")
_IN_BRACKETS = re.compile(r"[（(](万元|元|平方米|亩|台|册|公里|吨|小时|课时|人次|人|名|所|个|间)[）)]")


@dataclass(frozen=True, slots=True)
class Lever:
    """One way to change a figure.

    Shape: ``side`` is ``numerator``, ``denominator``, ``both`` (rows that count on both sides come or go) or ``value``
    where only the value is known. A change is a whole number of ``grain`` in the direction of ``sign``, at most ``most`` of them
    (None: no bound). ``word`` is the measure word, ``what`` the figure in words.
    Unit: ``grain`` in that of the side.
    """

    indicator: Indicator
    measured: Measurement
    side: str
    sign: int
    grain: Decimal
    most: int | None
    word: str
    what: str

    def amount(self, steps: int) -> Decimal:
        """The change in the side's own unit, without its sign."""
        return self.grain * steps

    def after(self, steps: int) -> Measurement | None:
        """The measurement once the change is made; None where it has no value then."""
        change = self.amount(steps) * self.sign
        known = self.measured
        value, top, bottom = known.value, known.numerator, known.denominator
        if self.side == "value":
            assert value is not None
            value += change
        else:
            top = (top or ZERO) + (change if self.side in {"numerator", "both"} else ZERO)
            if bottom is not None:
                bottom += change if self.side in {"denominator", "both"} else ZERO
            value = top if bottom is None else divide(top, bottom, UNITS[self.indicator.unit].scale)
        if value is None:
            return None
        return Measurement(
            known.indicator, known.unit, known.period, (), value, top, bottom, known.unit_of_measure
        )

    def steps_to(self, value: Decimal) -> Decimal | None:
        """How many steps (perhaps not a whole number) bring the figure to a value; None where the change cannot."""
        known, scale = self.measured, UNITS[self.indicator.unit].scale
        top, bottom = known.numerator, known.denominator
        if self.side == "value":
            assert known.value is not None
            change = value - known.value
        elif top is None:
            return None
        elif bottom is None:
            change = value - top
        elif self.side == "numerator":
            change = value * bottom / scale - top
        elif self.side == "denominator":
            change = top * scale / value - bottom if value else ZERO
        else:  # (top + k) × scale ÷ (bottom + k) = value
            change = (value * bottom - top * scale) / (scale - value) if value != scale else ZERO
        return change * self.sign / self.grain


def levers_of(plan: LinePlan, given: Given, pack: Pack) -> list[Lever]:
    """Every way to change what a line reads, the plainest first: the numerators, then the other sides."""
    names = [plan.indicator.id] if plan.indicator is not None else []
    bound = [s.indicator for s in plan.bound if s.indicator and not s.previous and s.name != "cohort"]
    # What is neither good nor bad (population, last year's figures) is nobody's to change, unless there is nothing else.
    willing = [name for name in bound if pack.indicators[name].direction != "neutral"]
    names += willing or ([] if names else bound)
    found: list[Lever] = []
    for name in dict.fromkeys(names):
        indicator = pack.indicators[name]
        measured = given.facts.measurement(name, given.unit)
        if measured.value is not None:
            limit = plan.limit if plan.indicator is not None and plan.indicator.id == name else None
            for sign in _signs(indicator, "" if limit is None else limit.op):
                found += _sides(indicator, measured, sign, pack)
    return sorted(found, key=lambda lever: lever.side not in {"numerator", "value"})


def _signs(indicator: Indicator, op: str) -> tuple[int, ...]:
    if indicator.direction != "neutral":
        return (1,) if indicator.direction == "higher_is_better" else (-1,)
    return {">=": (1,), ">": (1,), "<=": (-1,), "<": (-1,)}.get(op, (1, -1))


def _sides(indicator: Indicator, measured: Measurement, sign: int, pack: Pack) -> Iterator[Lever]:
    word, what = measure_word(indicator, pack), indicator.numerator_text or indicator.printed_name
    if measured.numerator is None or not _agrees(indicator, measured):
        grain = ONE.scaleb(-indicator.places)
        yield Lever(
            indicator, measured, "value", sign, grain, _value_most(indicator, measured, sign, grain), "", what
        )
        return
    grain = grain_of(indicator, pack)
    most = _most(indicator, measured, sign, grain)
    yield Lever(indicator, measured, "numerator", sign, grain, most, word, what)
    if measured.denominator is None:
        return
    if same_rows(indicator):
        less = None if sign > 0 else _floor(measured.numerator / grain)
        yield Lever(indicator, measured, "both", sign, grain, less, word, what)
    if not UNITS[indicator.unit].is_share and not same_rows(indicator):
        other = grain_of(indicator, pack, below=True)
        text = indicator.denominator_text or "分母"
        bound = None if sign < 0 else _floor(measured.denominator / other) - 1
        yield Lever(
            indicator,
            measured,
            "denominator",
            -sign,
            other,
            bound,
            measure_word(indicator, pack, below=True),
            text,
        )


def _agrees(indicator: Indicator, measured: Measurement) -> bool:
    """Whether the value is what its two sides give; a figure a reviewer replaced is not."""
    top, bottom = measured.numerator, measured.denominator
    if top is None or (bottom is None and indicator.denominator is not None):
        return False
    whole = top if bottom is None else divide(top, bottom, UNITS[indicator.unit].scale)
    return whole == measured.value


def _most(indicator: Indicator, measured: Measurement, sign: int, grain: Decimal) -> int | None:
    top, bottom = measured.numerator or ZERO, measured.denominator
    if sign < 0:
        return _floor(top / grain)
    cap = indicator.caps[1]
    if bottom is None:
        return None if cap is None else max(0, _floor((cap - top) / grain))
    scale = UNITS[indicator.unit].scale
    if cap is not None:
        return max(0, _floor((cap * bottom / scale - top) / grain))
    if UNITS[indicator.unit].is_share and top <= bottom:
        return _floor((bottom - top) / grain)
    return None


def _value_most(indicator: Indicator, measured: Measurement, sign: int, grain: Decimal) -> int | None:
    assert measured.value is not None
    low, high = indicator.caps
    if sign < 0:
        return max(0, _floor((measured.value - (low or ZERO)) / grain))
    if high is None and UNITS[indicator.unit].is_share and measured.value <= UNITS[indicator.unit].scale:
        high = Decimal(UNITS[indicator.unit].scale)
    return None if high is None else max(0, _floor((high - measured.value) / grain))


def _floor(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_FLOOR))


def ceiling(value: Decimal) -> int:
    """The next whole number."""
    return int(value.to_integral_value(ROUND_CEILING))


def grain_of(indicator: Indicator, pack: Pack, *, below: bool = False) -> Decimal:
    """The least change of a side: one of what is counted, a hundredth of what is measured (平方米、万元)."""
    term = indicator.denominator if below else indicator.numerator
    for atom in atoms(term):
        if isinstance(atom, SumTerm):
            ledger = pack.ledgers[atom.ledger]
            types = {c.id: c.type for c in ledger.columns}
            read = {n.name for n in ex.walk(atom.value.tree) if isinstance(n, ex.Name) and n.name in types}
            if any(types[name] == "decimal" for name in read):
                return CENT
    return ONE


def measure_word(indicator: Indicator, pack: Pack, *, below: bool = False) -> str:
    """The measure word of a side: 名, 所, 平方米 …; empty where nothing tells."""
    if indicator.unit == "count" and not below and indicator.count_unit:
        return indicator.count_unit
    text = indicator.denominator_text if below else indicator.numerator_text
    parts = atoms(indicator.denominator if below else indicator.numerator)
    told = [_of_column(atom, pack) for atom in parts if isinstance(atom, SumTerm)]
    found = _IN_BRACKETS.search(text)
    counted = _COUNTED.search(text)
    told += [found[1] if found else "", (counted[1] or counted[2]) if counted else ""]
    told += [*(word for word, sign in _WORDS if sign.search(text))]
    told += [_of_rows(atom, pack) for atom in parts if not isinstance(atom, SumTerm)]
    return next((word for word in told if word), "")


def _of_column(atom: SumTerm, pack: Pack) -> str:
    """The unit a summed column's heading has in brackets."""
    names = {n.name for n in ex.walk(atom.value.tree) if isinstance(n, ex.Name)}
    columns = [c.name for c in pack.ledgers[atom.ledger].columns if c.id in names]
    return next((found[1] for name in columns if (found := _IN_BRACKETS.search(name))), "")


def _of_rows(atom: CountTerm | DistinctTerm | GroupsTerm, pack: Pack) -> str:
    """What a ledger's definition calls its rows: 每所学校一行."""
    found = _MEASURE_WORD.search(pack.ledgers[atom.ledger].definition)
    return found[1] if found is not None and isinstance(atom, CountTerm) else "个"


def same_rows(indicator: Indicator) -> bool:
    """Whether a row may count on both sides, so that one more or one less of what the numerator counts moves both.

    Two columns of one return (标准化学校数、学校数) are figures of their own: one can change without the other.
    """
    return any(
        top.ledger == bottom.ledger
        and type(top) is type(bottom)
        and (not isinstance(top, SumTerm) or top.value.text == getattr(bottom, "value", top.value).text)
        for top in atoms(indicator.numerator)
        for bottom in atoms(indicator.denominator)
    )
