"""Reading what happens to the points: 扣2分, 得满分, 不得分, 减半, 酌情扣1—3分, 得标准分的80%."""

from __future__ import annotations

from decimal import Decimal

from zeren.core.drafting.cursor import Cursor
from zeren.core.drafting.pieces import Amount, Points
from zeren.core.kernel import plain

__all__ = ["amount", "points_list", "share"]

_WHOLES: dict[str, tuple[str, Points]] = {
    "ZERO": ("give", Decimal(0)),
    "NO_DEDUCT": ("deduct", Decimal(0)),
    "NO_ADD": ("add", Decimal(0)),
    "HALF": ("give", "50%"),
    "FULL_AS": ("give", "full"),
}
_VERBS = (("TWO_SIDED", "both"), ("DEDUCT", "deduct"), ("ADD", "add"), ("GIVE", "give"))


def share(value: Decimal) -> str:
    """A share of full as the rule format writes it.

    Example:
        >>> share(Decimal("80.0"))
        '80%'
    """
    return f"{plain(value)}%"


def amount(cur: Cursor, *, bare: bool = True) -> Amount | None:
    """What happens to the points here; ``bare`` allows points without a verb (75%以上3分)."""
    mark = cur.at
    cur.skip("OF")
    for kind, (verb, points) in _WHOLES.items():
        if cur.take(kind):
            return Amount(verb, points)
    judged = cur.has("JUDGED")
    cur.skip("JUDGED")
    cur.says("给予", "予以", "再", "可", "应", "相应", "则", "的,", "均", "各", "即")
    before = cur.at
    verb = next((name for kind, name in _VERBS if cur.take(kind)), "")
    reversed_ = cur.at > before and cur.tokens[before].text == "倒扣"
    if not verb and (
        cur.has("AS", "OPERATOR", "COLON")
        and (token := cur.token) is not None
        and token.text in {"为", "=", ":", "即为"}
    ):
        cur.at += 1
        verb = "give"
    if not verb and not bare:
        cur.at = mark
        return None
    found = _named(cur, verb) or _number(cur, verb)
    if found is None:
        if judged and verb:
            return Amount(verb, None, judged=True)
        cur.at = mark
        return None
    return Amount(
        found.kind, found.points, found.high, judged or found.judged, bare=not verb, below_zero=reversed_
    )


def _named(cur: Cursor, verb: str) -> Amount | None:
    """满分, 标准分的80%, 80%的分, 该项分值的一半."""
    mark = cur.at
    if cur.take("FULL"):
        cur.skip("OF")
        token = cur.take("NUM")
        if token is None or token.numeral is None:
            if cur.says("一半"):
                return Amount(verb or "give", "50%")
            return Amount(verb or "give", "full")
        if token.numeral.unit == "%":
            return Amount(verb or "give", share(token.numeral.value))
        if cur.has("UNIT") and (unit := cur.take("UNIT")) is not None and unit.text == "倍":
            return Amount(verb or "give", share(token.numeral.value * 100))
    cur.at = mark
    token = cur.take("NUM")
    if verb and token is not None and token.numeral is not None and token.numeral.unit == "%":
        cur.skip("OF")
        if cur.take("FULL", "POINT") or cur.says("分", "分数", "分值") or (verb == "give" and cur.ended()):
            return Amount(verb, share(token.numeral.value))
    cur.at = mark
    return None


def _number(cur: Cursor, verb: str) -> Amount | None:
    mark = cur.at
    first = cur.take("NUM")
    if first is None or (first.numeral is not None and first.numeral.unit):
        cur.at = mark
        return None
    cur.take("POINT")
    if cur.take("DASH") or cur.says("至", "到"):
        if cur.token is not None and cur.token.text in {"0分", "零分"} and cur.take("ZERO"):
            return Amount(verb or "give", cur.number(first), Decimal(0))
        second = cur.take("NUM")
        if second is not None and cur.take("POINT"):
            return Amount(verb or "give", cur.number(first), cur.number(second))
    else:
        cur.at = mark + 1
        if cur.take("POINT"):
            if cur.has("FROM", "TO"):  # 扣1分以上 says no amount
                cur.at = mark
                return None
            return Amount(verb or "give", cur.number(first))
    cur.at = mark
    return None


def points_list(cur: Cursor) -> tuple[Points, ...]:
    """Several points: 10、8、6、4分, 3分、2分和1分, or one."""
    found: list[Points] = []
    mark = cur.at
    while True:
        if cur.token is not None and cur.token.text in {"0分", "零分"} and found and cur.take("ZERO"):
            return (*found, Decimal(0))
        token = cur.take("NUM")
        if token is None or token.numeral is None:
            break
        found.append(share(token.numeral.value) if token.numeral.unit == "%" else cur.number(token))
        mark = cur.at
        if cur.take("POINT"):
            mark = cur.at
        if not (
            cur.take("ENUM")
            or cur.take("COMMA")
            or cur.says("和", "及", "/")
            or cur.take("OPERATOR", "SLASH")
        ):
            break
    cur.at = mark
    before = cur.ahead(-1)
    closed = before is not None and (
        before.has("POINT") or (before.numeral is not None and before.numeral.unit == "%")
    )
    return tuple(found) if closed else ()
