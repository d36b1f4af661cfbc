"""Citations: what a number rests on. A citation travels unchanged from the engine to the page, the docx and the signature."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Citation", "canonical_json", "short_hash"]


def canonical_json(value: Any) -> bytes:
    """The one byte form that hashes and signatures are taken over: sorted keys, no spaces, UTF-8.

    Example:
        >>> canonical_json({"b": 1, "a": "表"}).decode()
        '{"a":"表","b":1}'
    """
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def short_hash(value: Any, length: int = 16) -> str:
    """The first hexadecimal digits of the SHA-256 of the canonical form."""
    return hashlib.sha256(canonical_json(value)).hexdigest()[:length]


@dataclass(frozen=True, slots=True)
class Citation:
    """What a number rests on.

    Shape: ``kind`` is ``measurement`` (an indicator's value, numerator or denominator), ``rows`` (a count, sum or quoted cell of
    ledger rows), ``clause`` (a limit of the letter), ``score`` (points of a scorecard line) or ``meta`` (date, document number,
    period). ``facts`` holds what the kind needs and is part of the id, so two citations with equal id say the same thing.
    ``text`` is the note a reader sees. Measurement facts: indicator, unit, period, disaggregation, part, value, numerator,
    denominator, null_reason, formula, source, pack, snapshot, ledgers. Rows facts: ledger, where, unit, part, column, value,
    rows (source file, sheet, row number of each, at most the first 50), row_count, snapshot.
    """

    kind: str
    text: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Content address, ``c`` and 16 hexadecimal digits."""
        return "c" + short_hash([self.kind, self.text, self.facts])

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {"id": self.id, "kind": self.kind, "text": self.text, "facts": dict(self.facts)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Citation:
        """The citation that :meth:`to_dict` wrote."""
        return cls(str(data["kind"]), str(data["text"]), dict(data["facts"]))
