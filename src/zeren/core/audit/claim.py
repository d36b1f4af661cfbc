"""A claim: one checkable statement of a report, with its numbers as printed and its place in the text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

__all__ = ["COMPARATORS", "KINDS", "Claim", "Link", "Part"]

KINDS = frozenset(
    "amount area award change_abs change_pct change_pp compare completion count document enumerate event flow from_to "
    "index limit max mean part_whole per_capita product qualitative range rank rate ratio score series share survey "
    "table target universal zero".split()
)
COMPARATORS = ("=", ">=", "<=", ">", "<", "~")


_NUMBER_WORDS = re.compile(
    r"^(?:全部|各类|各级各类|共有)|(?<=[一-龥]{2})(?:总人数|总数|人数|数量|总量|总额|数)$"
)


def _json_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole, one member of a series, one factor of a product, one end of a from–to, one item of a list.

    Shape: ``metric`` is the part's own name as printed; ``sign`` is −1 for what leaves in a flow; ``axis`` says by what
    the part divides its whole (``stage``, ``place``, ``ownership`` …), where its name tells; ``parts`` are nested.

    Unit: ``value`` is in ``unit`` as printed; ``base`` is the factor to the base unit (万元 → 10000 of 元).
    """

    metric: str = ""
    value: Decimal | None = None
    unit: str = ""
    base: Decimal = Decimal(1)
    decimals: int = 0
    approx: bool = False
    period: str = ""
    axis: str = ""
    sign: int = 1
    parts: tuple[Part, ...] = ()
    start: int = 0
    end: int = 0

    @property
    def amount(self) -> Decimal | None:
        """The value in base units: 1.443 亿元 is 144300000."""
        return None if self.value is None else self.value * self.base

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON form; absent fields are left out."""
        found: dict[str, Any] = {"metric": self.metric, "period": self.period, "unit": self.unit}
        found = {key: value for key, value in found.items() if value}
        if self.value is not None:
            found["value"] = _json_number(self.value)
        if self.parts:
            found["parts"] = [part.to_dict() for part in self.parts]
        return found


@dataclass(frozen=True, slots=True)
class Link:
    """A tie from one claim to another of the same text.

    Shape: ``target`` is the other claim's position in the tuple that :func:`claims` returns. ``role`` is one of
    ``numerator`` ``denominator`` (counts of a rate or share), ``of`` (what a limit, change, rank, target or completion is
    about), ``base`` (the earlier value a change starts from), ``whole`` (the total this claim is a part of), ``target``
    (the planned value a completion answers), ``delta`` (the absolute change a percentage change restates), ``step``
    (a from–to that the change restates). ``sure`` is False where only nearness, not a shared word, made the tie.
    """

    role: str
    target: int
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement read out of a text.

    Shape: ``type`` is one of :data:`KINDS`. ``comparator`` qualifies ``value`` (98%以上: value 98, ``>=``) unless there is
    a ``bound``: then it relates the value to the bound (控制在1.5%以内: ``<=`` 1.5). Absent is None; period and
    organisation are the printed words, never guessed. ``qualifier`` is what the clause says of the number after it
    (18个乡镇建有中心园): two counts of one metric are the same only with the same qualifier. ``quote`` is exactly
    ``text[start:end]``. The fields from ``type`` to ``parts`` are the public JSON; the rest helps the checks.

    Unit: ``value`` and ``bound`` are as printed, in ``unit`` and ``bound_unit``; :attr:`amount` is in base units, and so
    are ``numerator`` and ``denominator``. ``delta`` is a change with its sign; ``decimals`` the printed places.

    Raises:
        ValueError: for an unknown type or comparator, or when the quote does not fill its offsets.

    Example:
        >>> claim = Claim("rate", "小学辍学率为0", 4, 11, metric="辍学率", value=Decimal(0), unit="%", comparator="=")
        >>> claim.to_dict()["metric"], claim.to_dict()["value"], "org" in claim.to_dict()
        ('辍学率', 0, False)
    """

    type: str
    quote: str
    start: int
    end: int
    metric: str | None = None
    population: str | None = None
    org: str | None = None
    period: str | None = None
    value: Decimal | None = None
    unit: str | None = None
    comparator: str | None = None
    bound: Decimal | None = None
    bound_unit: str | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    parts: tuple[Part, ...] = ()

    links: tuple[Link, ...] = ()
    dimension: str = ""
    base: Decimal = Decimal(1)
    decimals: int = 0
    approx: bool = False
    metric_kind: str = ""
    period_id: str = ""
    base_value: Decimal | None = None
    base_unit: str = ""
    base_period: str = ""
    base_name: str = ""
    delta: Decimal | None = None
    verb: str = ""
    qualifier: str = ""
    partition: str = ""
    open_list: bool = False
    annual: bool = False
    inherited: frozenset[str] = field(default_factory=frozenset)
    sentence: int = -1
    paragraph: int = -1
    cell: str = ""

    def __post_init__(self) -> None:
        if self.type not in KINDS:
            raise ValueError(f"unknown type of claim: {self.type}")
        if self.comparator is not None and self.comparator not in COMPARATORS:
            raise ValueError(f"unknown comparator: {self.comparator}")
        if len(self.quote) != self.end - self.start:
            raise ValueError(f"quote {self.quote!r} does not fill {self.start}–{self.end}")

    @property
    def amount(self) -> Decimal | None:
        """The value in base units (元, 人, 平方米): 1.443 亿元 is 144300000, 86.1万份 is 861000."""
        return None if self.value is None else self.value * self.base

    @property
    def key(self) -> str:
        """The metric without words that only say that it is a number: 教职工总数 and 教职工 are one."""
        return _NUMBER_WORDS.sub("", self.metric or "")

    @property
    def exact(self) -> bool:
        """Whether the value is a point: not 近600人, not 98%以上."""
        return (
            self.type != "range"
            and self.value is not None
            and not self.approx
            and (self.comparator == "=" or self.bound is not None)
        )

    @property
    def half_step(self) -> Decimal:
        """Half a unit of the last printed decimal: what rounding can hide, in the printed unit."""
        return Decimal(5).scaleb(-self.decimals - 1)

    def linked(self, role: str) -> int | None:
        """The position of the claim tied by this role, or None."""
        return next((link.target for link in self.links if link.role == role), None)

    def to_dict(self) -> dict[str, Any]:
        """The public JSON form; absent fields are left out, decimals become JSON numbers."""
        found: dict[str, Any] = {"type": self.type}
        for name in ("metric", "population", "org", "period", "unit", "comparator", "bound_unit"):
            if getattr(self, name):
                found[name] = getattr(self, name)
        for name in ("value", "bound", "numerator", "denominator"):
            number = getattr(self, name)
            if number is not None:
                found[name] = _json_number(number)
        if self.parts:
            found["parts"] = [part.to_dict() for part in self.parts]
        return found | {"quote": self.quote, "start": self.start, "end": self.end}
