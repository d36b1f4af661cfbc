"""How an audit crosses the pipe from the child that made it: JSON by the nouns' own types, never a pickle.

A dataclass travels as an object of the fields that are not at their defaults, and is built again by its constructor, which checks
it; what does not fit raises. The way back is compiled once a type: a report has hundreds of claims of forty fields.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

__all__ = ["packed", "unpacked"]


def packed(value: Any) -> bytes:
    """A noun, or a tuple of nouns, as JSON.

    Example:
        >>> from zeren.core.audit.exceptions import Explained
        >>> packed((Explained("rounding", "99.8%", "四舍五入"),)).decode()
        '[{"kind": "rounding", "quote": "99.8%", "reason": "四舍五入"}]'
    """
    return json.dumps(_plain(value), ensure_ascii=False).encode()


def unpacked(data: bytes, kind: Any) -> Any:
    """The noun again; ``kind`` is its type (``tuple[Claim, ...]``).

    Raises:
        TypeError: when the JSON does not fit the type.
        ValueError: when it is no JSON, or a constructor refuses it.

    Example:
        >>> from zeren.core.audit.exceptions import Explained
        >>> unpacked(b'[{"kind": "rounding", "quote": "99.8%", "reason": ""}]', tuple[Explained, ...])[0].quote
        '99.8%'
    """
    return _maker(kind)(json.loads(data))


@cache
def _defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    return tuple(
        (f.name, f.default_factory() if f.default_factory is not MISSING else f.default) for f in fields(kind)
    )


def _plain(value: Any) -> Any:
    if isinstance(value, str | int):
        return value
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, Decimal):
        return str(value)
    if value is None:
        return None
    kind: Any = type(value)
    found = ((name, getattr(value, name), default) for name, default in _defaults(kind))
    return {name: _plain(own) for name, own, default in found if own is not default and own != default}


@cache
def _maker(kind: Any) -> Callable[[Any], Any]:
    """What makes a value of a type out of plain JSON."""
    if get_origin(kind) in {UnionType, Union}:
        make = _maker(next(k for k in get_args(kind) if k is not type(None)))
        return lambda value: None if value is None else make(value)
    if get_origin(kind) is tuple:
        inner = get_args(kind)
        if len(inner) == 2 and inner[1] is Ellipsis:
            make = _maker(inner[0])
            return lambda value: tuple(map(make, value))
        return lambda value: tuple(_maker(k)(item) for item, k in zip(value, inner, strict=True))
    if get_origin(kind) is frozenset:
        return frozenset
    if is_dataclass(kind) and isinstance(kind, type):
        return _noun_maker(kind)
    return Decimal if kind is Decimal else _exactly(kind)


def _noun_maker(kind: type) -> Callable[[Mapping[str, Any]], Any]:
    hints = get_type_hints(kind)
    makers: dict[
        str, Callable[[Any], Any]
    ] = {}  # filled when first asked: a noun may hold nouns of its own type

    def make(value: Mapping[str, Any]) -> Any:
        if not makers:
            makers.update({field.name: _maker(hints[field.name]) for field in fields(kind)})
        return kind(**{name: makers[name](own) if name in makers else own for name, own in value.items()})

    return make


def _exactly(kind: type) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if not isinstance(value, kind):
            raise TypeError(f"{value!r} is no {kind}")
        return value

    return check
