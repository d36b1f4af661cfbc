"""The drafted letter's YAML, written by hand: comments stand where a person has to decide, which no dumper can do."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from zeren.core.kernel import plain

if TYPE_CHECKING:
    from zeren.core.drafting.tables.letter import DraftedTarget

__all__ = ["flow", "letter_yaml"]

_BARE = re.compile(r"[a-z][a-z_]*")
_RESERVED = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}


def text(value: str) -> str:
    """A text, in quotation marks whatever it holds."""
    return json.dumps(value, ensure_ascii=False)


def flow(value: Any) -> str:
    """A value on one line.

    Example:
        >>> flow({"bounds": [{"from": Decimal("90"), "points": "full"}], "省级": True})
        '{bounds: [{from: 90, points: full}], "省级": true}'
    """
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_word(str(k))}: {flow(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(flow, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return plain(Decimal(value)) if isinstance(value, Decimal | int) else _word(str(value))


def _word(value: str) -> str:
    return value if _BARE.fullmatch(value) and value not in _RESERVED else text(value)


def letter_yaml(items: Sequence[DraftedTarget], name: str, *, letter_id: str) -> str:
    """The letter's text: sections and items from the headings, a target for every row."""
    full = sum((item.points for item in items if item.points), Decimal(0))
    lines = [
        "# 由考核细则表自动起草。标“待定”的各处须由人补全；原句保留在 text 中。",
        "# Drafted from a scheme's table. Settle every 待定; the original sentence is kept as text.",
        f"id: {_word(letter_id)}",
        f"name: {text(name)}",
        'document_number: ""  # 待定',
        'issuer: ""  # 待定',
        'unit: ""  # 待定',
        'period: ""  # 待定',
        "points_status: official",
        f"full: {plain(full)}",
        "sections:",
    ]
    for number, (section, groups) in enumerate(_grouped(items), 1):
        lines += [f"- id: {text(str(number))}", f"  name: {text(section or name)}", "  items:"]
        for place, (heading, members) in enumerate(groups, 1):
            lines += [f"  - id: {text(f'{number}.{place}')}", f"    name: {text(heading or section or name)}"]
            lines += [
                f"    office: {text(members[0].office)}" + ("" if members[0].office else "  # 待定"),
                '    due: ""  # 待定',
                "    targets:",
            ]
            for further, item in enumerate(members, 1):
                lines += _target(item, f"{number}.{place}.{further}")
    return "\n".join(lines) + "\n"


def _grouped(items: Sequence[DraftedTarget]) -> list[tuple[str, list[tuple[str, list[DraftedTarget]]]]]:
    """By the outermost heading, then by the headings between, both in the order of the table."""
    sections: list[tuple[str, list[tuple[str, list[DraftedTarget]]]]] = []
    for item in items:
        section, inner = (item.path[0] if item.path else ""), "／".join(filter(None, item.path[1:]))
        if not sections or sections[-1][0] != section:
            sections.append((section, []))
        groups = sections[-1][1]
        if not groups or groups[-1][0] != inner:
            groups.append((inner, []))
        groups[-1][1].append(item)
    return sections


def _target(item: DraftedTarget, number: str) -> list[str]:
    made = item.draft
    lines = [
        f"    - id: {text(number)}",
        f"      name: {text(item.name)}",
        f"      clause: {text(item.target or item.name)}",
        '      indicator: ""  # 待定',
    ]
    if item.limit is not None:
        lines.append(f"      limit: {{op: {text(item.limit.op)}, value: {plain(item.limit.value)}}}")
    else:
        lines.append("      # 待定 limit: 目标值没有写明或看不懂")
    lines.append(
        "      # 待定 points: 表中没有可用的分值"
        if item.points is None
        else f"      points: {plain(item.points)}"
    )
    lines.append(f"      text: {text(item.sentence)}")
    if made.understood and made.rule is not None:
        lines.append(f"      rule: {{{made.rule.name}: {flow(made.rule.parameters)}}}")
        for decision in made.missing_decisions:
            choices = " / ".join(
                str(c.value) if not isinstance(c.value, Decimal) else plain(c.value) for c in decision.choices
            )
            lines.append(f"      # 待定 {decision.id}: {decision.zh}" + (f"（{choices}）" if choices else ""))
    else:
        lines.append(
            "      # 待定 rule: 看不懂这一句" + (f"（{'；'.join(made.notes)}）" if made.notes else "")
        )
    return [line.replace("\n", " ") for line in lines]
