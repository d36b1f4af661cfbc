"""Finding the least whole number of steps that does something, on the rule itself and not on a formula of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

__all__ = ["least"]

_ONE_BY_ONE = 48
_FAR = 1 << 50


def least(test: Callable[[int], bool], most: int | None, *, hints: Iterable[int] = ()) -> int | None:
    """The least ``k`` from 1 to ``most`` that passes; None when none is found.

    The first few are tried one by one, then ever longer strides and the ``hints`` (where a rule may change), and between the
    last that fails and the first that passes the answer is halved in. The answer passes, and one less does not. Where the test
    passes from some ``k`` on it is the least of all.

    Example:
        >>> least(lambda k: k >= 1000, None), least(lambda k: k >= 5, 3), least(lambda k: k == 700, 900, hints=[700])
        (1000, None, 700)
    """
    end = _FAR if most is None else most
    if end < 1:
        return None
    strides = {1 << power for power in range(51)} | set(range(1, _ONE_BY_ONE + 1))
    around = {hint + further for hint in hints for further in (-1, 0, 1)}
    below = 0
    for k in sorted({p for p in strides | around if 1 <= p <= end} | {end}):
        if not test(k):
            below = k
            continue
        passes = k
        while passes - below > 1:
            middle = (passes + below) // 2
            if test(middle):
                passes = middle
            else:
                below = middle
        return passes
    return None
