"""Phrases that are written and read by the same description, so that what is written can always be read back."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zeren.core.kernel import plain

Reading = Iterator[tuple[Any, int]]


class Unsayable(Exception):
    """A value that a phrase has no words for."""


@dataclass(frozen=True)
class Phrase:
    """A kind of value with its words.

    Shape: ``write`` gives the words or raises :class:`Unsayable`; ``read`` yields every way the text at a place can be read, as
    the value and the place behind it.
    """

    write: Callable[[Any], str]
    read: Callable[[str, int], Reading]


def pattern(regex: str, parse: Callable[[str], Any], show: Callable[[Any], str]) -> Phrase:
    """A value matched by an expression; the longest match only."""
    compiled = re.compile(regex)

    def read(text: str, at: int) -> Reading:
        if match := compiled.match(text, at):
            yield parse(match[0]), match.end()

    return Phrase(show, read)


def _number(value: Any) -> str:
    if not isinstance(value, Decimal | int) or isinstance(value, bool) or not Decimal(value).is_finite():
        raise Unsayable
    return plain(Decimal(value))


NUMBER = pattern(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?!\d)", Decimal, _number)


def _positive(value: Any) -> str:
    if _number(value).startswith("-"):
        raise Unsayable
    return _number(value)


AMOUNT = pattern(r"(?:0|[1-9]\d*)(?:\.\d+)?(?!\d)", Decimal, _positive)


def _share(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"(?:0|[1-9]\d*)(?:\.\d+)?%", value):
        raise Unsayable
    return value


SHARE = pattern(r"(?:0|[1-9]\d*)(?:\.\d+)?%", str, _share)


def _quoted(value: Any) -> str:
    if not isinstance(value, str) or not value or re.search("[“”\n]", value) or value != value.strip():
        raise Unsayable
    return f"“{value}”"


TEXT = pattern("“[^“”\n]+”", lambda found: found[1:-1], _quoted)


def words(table: Mapping[Any, str]) -> Phrase:
    """One of several values, each with its words."""

    def write(value: Any) -> str:
        for known, said in table.items():
            if known == value and type(known) is type(value):
                return said
        raise Unsayable

    def read(text: str, at: int) -> Reading:
        for known, said in table.items():
            if text.startswith(said, at):
                yield known, at + len(said)

    return Phrase(write, read)


def either(*phrases: Phrase) -> Phrase:
    """The first phrase that has words for the value."""

    def write(value: Any) -> str:
        for phrase in phrases:
            try:
                return phrase.write(value)
            except Unsayable:
                continue
        raise Unsayable

    def read(text: str, at: int) -> Reading:
        for phrase in phrases:
            yield from phrase.read(text, at)

    return Phrase(write, read)


def lazily(get: Callable[[], Phrase]) -> Phrase:
    """A phrase that is described further down: rules stand inside rules."""
    return Phrase(lambda value: get().write(value), lambda text, at: get().read(text, at))


def series(member: Phrase, between: str, *, least: int = 1) -> Phrase:
    """A list, its members parted by a mark."""

    def write(value: Any) -> str:
        if not isinstance(value, list) or len(value) < least:
            raise Unsayable
        return between.join(member.write(v) for v in value)

    def read(text: str, at: int) -> Reading:
        for first, place in member.read(text, at):
            yield from more([first], text, place)

    def more(found: list[Any], text: str, at: int) -> Reading:
        if text.startswith(between, at):
            for following, place in member.read(text, at + len(between)):
                yield from more([*found, following], text, place)
        if len(found) >= least:
            yield found, at

    return Phrase(write, read)


def pairs(key: Phrase, value: Phrase, between: str, *, middle: str = "") -> Phrase:
    """A map, written as a list of key and value."""
    listed = series(record(("key", key), middle, ("value", value)), between)

    def write(found: Any) -> str:
        if not isinstance(found, Mapping) or not found:
            raise Unsayable
        return listed.write([{"key": k, "value": v} for k, v in found.items()])

    def read(text: str, at: int) -> Reading:
        for found, place in listed.read(text, at):
            table = {entry["key"]: entry["value"] for entry in found}
            if len(table) == len(found):
                yield table, place

    return Phrase(write, read)


@dataclass(frozen=True)
class Maybe:
    """A part of a record that is there when its keys are."""

    parts: tuple[Any, ...]

    @property
    def keys(self) -> set[str]:
        """The keys it holds."""
        return keys_of(self.parts)


def maybe(*parts: Any) -> Maybe:
    """A part of a record that is written only when the map has its keys."""
    return Maybe(parts)


@dataclass(frozen=True)
class Fixed:
    """A key that has this very value and needs no words."""

    key: str
    value: Any


def keys_of(parts: tuple[Any, ...]) -> set[str]:
    """The keys that parts of a record hold."""
    found: set[str] = set()
    for part in parts:
        if isinstance(part, Maybe):
            found |= part.keys
        elif isinstance(part, Fixed):
            found.add(part.key)
        elif isinstance(part, tuple):
            found.add(part[0])
    return found


def record(*parts: Any) -> Phrase:
    """A map with known keys: literal words, ``(key, phrase)``, fixed keys, and parts that may be left out."""
    known = keys_of(parts)

    def write(value: Any) -> str:
        if not isinstance(value, Mapping) or set(value) - known:
            raise Unsayable
        return _written(parts, value)

    def read(text: str, at: int) -> Reading:
        return _read(parts, text, at)

    return Phrase(write, read)


def _written(parts: tuple[Any, ...], value: Mapping[str, Any]) -> str:
    said = ""
    for part in parts:
        if isinstance(part, str):
            said += part
        elif isinstance(part, Maybe):
            said += _written(part.parts, value) if part.keys & set(value) else ""
        elif isinstance(part, Fixed):
            if (
                part.key not in value
                or value[part.key] != part.value
                or type(value[part.key]) is not type(part.value)
            ):
                raise Unsayable
        else:
            key, phrase = part
            if key not in value:
                raise Unsayable
            said += phrase.write(value[key])
    return said


def _read(parts: tuple[Any, ...], text: str, at: int) -> Reading:
    if not parts:
        yield {}, at
        return
    part, rest = parts[0], parts[1:]
    for found, place in _part(part, text, at):
        for others, end in _read(rest, text, place):
            yield {**found, **others}, end


def _part(part: Any, text: str, at: int) -> Reading:
    if isinstance(part, str):
        if text.startswith(part, at):
            yield {}, at + len(part)
    elif isinstance(part, Maybe):
        yield from _read(part.parts, text, at)
        yield {}, at
    elif isinstance(part, Fixed):
        yield {part.key: part.value}, at
    else:
        key, phrase = part
        for value, place in phrase.read(text, at):
            yield {key: value}, place
