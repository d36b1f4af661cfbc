"""Charts as Vega-Lite specifications: plain dictionaries, the same for every renderer. Nothing is drawn here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from zeren.core.kernel import UNITS, Facts, Measurement, display
from zeren.core.packs import Indicator, Limit

__all__ = ["BAR", "KEPT", "MISSED", "SchoolBar", "by_school_spec", "school_bars"]

# Okabe-Ito: told apart with any colour vision, and by lightness when printed grey.
BAR, MISSED, RULE = "#56B4E9", "#D55E00", "#000000"
FONTS = "sans-serif"  # the drawing puts real families in
KEPT = ("达到要求", "未达要求")
_CONFIG: dict[str, Any] = {
    "font": FONTS,
    "view": {"stroke": None},
    "axis": {
        "labelFont": FONTS,
        "titleFont": FONTS,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "labelLimit": 0,
        "aria": False,
    },
    "legend": {"labelFont": FONTS, "labelFontSize": 12, "aria": False},
    "text": {"font": FONTS},
}


@dataclass(frozen=True, slots=True)
class SchoolBar:
    """One school in a chart or table: its measurement and whether it keeps the limit."""

    code: str
    name: str
    measurement: Measurement
    holds: bool


def school_bars(
    facts: Facts, indicator: Indicator, *, unit: str, limit: Limit | None = None
) -> list[SchoolBar]:
    """Schools under a unit that have a value, worst first (by the indicator's direction), equal ones in the tree's order."""
    bars = []
    for school in facts.tree.below(unit):
        if school.level != "school":
            continue
        measurement = facts.measurement(indicator.id, school.code)
        if measurement.value is not None:
            holds = limit is None or limit.holds(measurement.value)
            bars.append(SchoolBar(school.code, school.name, measurement, holds))
    worst_high = indicator.direction == "lower_is_better"
    return sorted(bars, key=lambda bar: (bar.measurement.value or Decimal(0)) * (-1 if worst_high else 1))


def by_school_spec(
    indicator: Indicator,
    bars: Sequence[SchoolBar],
    *,
    limit: Limit | None = None,
) -> dict[str, Any]:
    """Bars by school with a dashed limit line.

    Shape: values are display-rounded floats: Vega draws pixels, the exact numbers stay in the table and the citations.
    """
    suffix = UNITS[indicator.unit].suffix
    values = [_datum(indicator, bar) for bar in bars]
    top = max([float(v["value"]) for v in values] + ([float(limit.value)] if limit else []) + [0.0])
    x: dict[str, Any] = {
        "field": "value",
        "type": "quantitative",
        "title": f"{indicator.printed_name}{f'（{suffix}）' if suffix else ''}",
        "scale": {"domain": [0, top * 1.12 or 1], "nice": True},
    }
    # Room for the names is stated, not left to be measured: see the drawing.
    room = max((len(bar.name) for bar in bars), default=4) * 12 + 8
    y = {"field": "school", "type": "nominal", "sort": None, "title": None, "axis": {"minExtent": room}}
    layers = [_bars(x, y, legend=limit is not None), _labels(x, y)]
    if limit is not None:
        layers.append(_limit_line(limit, suffix))
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 480,
        "height": {"step": 19},
        "data": {"values": values},
        "layer": layers,
        "config": _CONFIG,
    }


def _datum(indicator: Indicator, bar: SchoolBar) -> dict[str, Any]:
    label = display(bar.measurement.value, indicator.unit, indicator.places)
    return {
        "school": bar.name,
        "value": float(bar.measurement.value or 0),
        "label": label,
        "kept": KEPT[0] if bar.holds else KEPT[1],
        "words": f"{bar.name}：{label}",
    }


def _bars(x: dict[str, Any], y: dict[str, Any], *, legend: bool) -> dict[str, Any]:
    colour = {
        "field": "kept",
        "type": "nominal",
        "scale": {"domain": list(KEPT), "range": [BAR, MISSED]},
        "legend": {"title": None, "orient": "top"} if legend else None,
    }
    said = {"field": "words", "type": "nominal"}
    encoding: dict[str, Any] = {"x": x, "y": y, "color": colour, "tooltip": said, "description": said}
    return {"mark": {"type": "bar", "height": {"band": 0.72}}, "encoding": encoding}


def _labels(x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    text = {"field": "label", "type": "nominal"}
    mark = {"type": "text", "align": "left", "dx": 3, "fontSize": 11, "aria": False}
    return {"mark": mark, "encoding": {"x": x, "y": y, "text": text}}


def _limit_line(limit: Limit, suffix: str) -> dict[str, Any]:
    return {
        "data": {
            "values": [{"limit": float(limit.value), "words": f"责任书要求 {limit.op} {limit.value}{suffix}"}]
        },
        "mark": {"type": "rule", "strokeDash": [6, 4], "strokeWidth": 1.5, "color": RULE},
        "encoding": {
            "x": {"field": "limit", "type": "quantitative"},
            "tooltip": [{"field": "words", "title": "限值"}],
        },
    }
