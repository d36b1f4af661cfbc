"""Compares what is printed with what was signed, number by number and then word by word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

from zeren.core.kernel import PrintedNumber, PrintedReport
from zeren.core.proof.agreement import citation_holds, disagreement
from zeren.core.proof.manifest import HOLE, normal_text, text_digest
from zeren.core.proof.verdict import Edit, Finding

__all__ = ["as_signed", "compare_numbers", "compare_words", "hidden_directions", "show"]

# Beside a number these change what it says (-6, 6万, 60.07%), however harmless they are elsewhere.
_BINDING = frozenset("%％‰‱°.．,-－−+＋±<＜>＞≤≥≈~～/／×÷^负正零〇一二三四五六七八九十百千万亿兆倍成折")
_DIRECTION = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Readers put each cited number of the text between these two (interlinear annotation anchor and terminator).
_CITED = re.compile("\ufff9[^\ufffb]*\ufffb")
_EDITS = 20


def show(before: str, text: str, after: str) -> str:
    """A number in its surroundings, as readers write ``PrintedNumber.context``.

    Example:
        >>> show("辍学率", "0.07%", "。")
        '辍学率【0.07%】。'
    """
    return f"{before}【{text}】{after}"


def as_signed(manifest: Mapping[str, Any]) -> tuple[PrintedNumber, ...]:
    """The signed numbers as if they had been printed: what is checked when there is a manifest and no report."""
    return tuple(
        PrintedNumber(n["text"], n["occurrence"], n["citation"], show(n["before"], n["text"], n["after"]))
        for n in manifest["numbers"]
    )


def compare_numbers(
    manifest: Mapping[str, Any], printed: Sequence[PrintedNumber]
) -> tuple[list[Finding], list[Finding], int]:
    """Bad numbers in the order printed, missing ones in the order signed, and how many signed numbers were compared."""
    signed = {n["occurrence"]: (position, n) for position, n in enumerate(manifest["numbers"], 1)}
    citations = {c["id"]: c for c in manifest["citations"]}
    seen: dict[str, int] = {}
    last: dict[bool, int] = {}
    bad: list[Finding] = []
    for number in printed:
        position, entry = signed.get(number.occurrence, (0, None))
        if entry is None:
            bad.append(_finding("unknown", number, {}, 0))
            continue
        if number.occurrence in seen:
            bad.append(_finding("duplicate", number, entry, position))
            continue
        seen[number.occurrence] = position
        in_note = bool(entry["note"])
        moved = position < last.get(in_note, 0)
        last[in_note] = max(position, last.get(in_note, 0))
        reason, fact = _reason(number, entry, citations.get(entry["citation"]), moved=moved)
        if reason:
            bad.append(_finding(reason, number, entry, position, fact))
    missing = [
        Finding(
            "missing", key, "", n["text"], n["citation"], show(n["before"], n["text"], n["after"]), position
        )
        for key, (position, n) in signed.items()
        if key not in seen
    ]
    if len(signed) != len(manifest["numbers"]):
        bad.extend(_signed_twice(manifest))
    return bad, missing, len(seen)


def _signed_twice(manifest: Mapping[str, Any]) -> Iterator[Finding]:
    seen: set[str] = set()
    for position, n in enumerate(manifest["numbers"], 1):
        if n["occurrence"] in seen:
            yield Finding(
                "duplicate",
                n["occurrence"],
                "",
                n["text"],
                n["citation"],
                show(n["before"], n["text"], n["after"]),
                position,
            )
        seen.add(n["occurrence"])


def _finding(
    reason: str, number: PrintedNumber, entry: Mapping[str, Any], position: int, fact: str = ""
) -> Finding:
    signed = entry.get("text", "")
    return Finding(
        reason, number.occurrence, number.text, signed, number.citation, number.context, position, fact
    )


def _reason(
    number: PrintedNumber, entry: Mapping[str, Any], citation: Mapping[str, Any] | None, *, moved: bool
) -> tuple[str, str]:
    """Why the number is bad, the gravest reason first; empty when it is good."""
    if number.text.strip() != entry["text"].strip():
        return "text", ""
    if number.citation != entry["citation"]:
        return "citation", ""
    if moved:
        return "order", ""
    if _neighbour_changed(number, entry):
        return "neighbour", ""
    if citation is None or not citation_holds(citation):
        return "citation_id", ""
    fact = disagreement(entry["text"], citation, in_note=bool(entry["note"]))
    return ("facts", fact) if fact else ("", "")


def _neighbour_changed(number: PrintedNumber, entry: Mapping[str, Any]) -> bool:
    before, found, after = number.context.partition(f"【{number.text}】")
    if not found:
        return True
    return _changed(_beside(before[::-1]), _beside(entry["before"][::-1])) or _changed(
        _beside(after), _beside(entry["after"])
    )


def _beside(side: str) -> tuple[str, bool]:
    """The nearest visible character, and whether it touches the number."""
    near = "".join(c for c in side if not c.isspace() and unicodedata.category(c) not in {"Cf", "Cc"})[:1]
    return near, side[:1] == near


def _changed(printed: tuple[str, bool], signed: tuple[str, bool]) -> bool:
    if printed[0] != signed[0]:
        # A digit for a digit is the number next door, which has a check of its own.
        return (_binds(printed[0]) or _binds(signed[0])) and not (_digit(printed[0]) and _digit(signed[0]))
    return _binds(printed[0]) and printed[1] and not signed[1]  # "6 3" has become "63"


def _binds(character: str) -> bool:
    return character in _BINDING or _digit(character)


def _digit(character: str) -> bool:
    return unicodedata.category(character or " ") in {"Nd", "No", "Nl"}


def hidden_directions(text: str) -> list[Finding]:
    """Marks that turn the direction of writing: with one, 0.70% can look like 0.07% while its letters stay as signed."""
    return [
        Finding(
            "direction",
            printed=f"U+{ord(c):04X}",
            context=show(text[max(0, at - 12) : at], "", text[at + 1 : at + 13]),
        )
        for at, c in enumerate(text)
        if c in _DIRECTION
    ]


def compare_words(manifest: Mapping[str, Any], report: PrintedReport) -> tuple[bool, tuple[Edit, ...]]:
    """Whether words were edited, and the first paragraphs that differ."""
    text = _CITED.sub(HOLE, report.text)
    if text_digest([text]) == manifest["text"]["sha256"]:
        return False, ()
    signed = [_plain(block) for block in (*manifest["text"]["body"], *manifest["text"]["notes"])]
    before, now = [b for b in signed if b], [b for line in text.splitlines() if (b := normal_text(line))]
    edits = [
        Edit("¶".join(before[a:b])[:200], "¶".join(now[c:d])[:200])
        for kind, a, b, c, d in SequenceMatcher(None, before, now, autojunk=False).get_opcodes()
        if kind != "equal"
    ]
    # Only paragraph breaks differ from what was signed, and yet the digest does: then the signed words and digest disagree.
    return True, tuple(edits[:_EDITS])


def _plain(block: Sequence[Any]) -> str:
    return normal_text("".join(p if isinstance(p, str) else HOLE if "number" in p else "" for p in block))
