"""Drawing charts: Vega-Lite to SVG once, PNG from that SVG. vl-convert starts slowly, so it is imported on first use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from xml.sax.saxutils import escape

from zeren.core.kernel import Block, Chart, Problem, ZerenError, canonical_json

__all__ = ["FAMILIES", "charts_of", "png", "svg", "svg_size"]

FAMILIES = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, SimHei, WenQuanYi Micro Hei, sans-serif"


def svg(spec: Mapping[str, Any]) -> str:
    """The chart as SVG; equal charts are drawn once.

    Raises:
        ZerenError: R042 with the drawing program's words.
    """
    return _draw(canonical_json(spec))


@lru_cache(maxsize=256)
def _draw(spec: bytes) -> str:
    import vl_convert

    # Vega measures every text, and a Chinese one takes it 7 ms, because it tries all fonts of the machine. So it draws wide Latin
    # letters in their place, one a character, and the words are put back afterwards: a chart takes a third of the time.
    words: dict[str, str] = {}
    stand_in = _replaced(json.loads(spec), words)
    try:
        drawn = str(vl_convert.vegalite_to_svg(stand_in, allowed_base_urls=[]))
    except ValueError as error:
        raise ZerenError(Problem("R042", found=str(error).splitlines()[0][:200])) from error
    back = {token: escape(text, {'"': "&quot;"}) for text, token in words.items()}
    drawn = re.sub('(?<=[>"])[WMQ]{5,}(?=[<"])', lambda found: back.get(found[0], found[0]), drawn)
    return drawn.replace('font-family="sans-serif"', f'font-family="{FAMILIES}"')


def _replaced(value: Any, words: dict[str, str]) -> Any:
    """The same specification with a stand-in for every text beyond ASCII; equal texts get equal ones."""
    if isinstance(value, dict):
        return {key: _replaced(inner, words) for key, inner in value.items()}
    if isinstance(value, list):
        return [_replaced(inner, words) for inner in value]
    if not isinstance(value, str) or value.isascii():
        return value
    if value not in words:
        number, token = len(words), ""
        while number or len(token) < max(5, len(value)):
            number, digit = divmod(number, 3)
            token += "WMQ"[digit]
        words[value] = token
    return words[value]


@lru_cache(maxsize=64)
def png(drawn: str, scale: float = 2.0) -> bytes:
    """An SVG as PNG.

    Raises:
        ZerenError: R042.
    """
    import vl_convert

    try:
        return bytes(vl_convert.svg_to_png(drawn, scale=scale))
    except ValueError as error:
        raise ZerenError(Problem("R042", found=str(error).splitlines()[0][:200])) from error


def svg_size(drawn: str) -> tuple[float, float]:
    """Width and height the SVG states.

    Example:
        >>> svg_size('<svg width="40" height="30.5" viewBox="0 0 40 30.5">')
        (40.0, 30.5)
    """
    found = [re.search(rf'<svg[^>]*\b{side}="([0-9.]+)"', drawn) for side in ("width", "height")]
    width, height = (float(m[1]) if m else 100.0 for m in found)
    return width, height


def charts_of(blocks: Iterable[Block]) -> list[Chart]:
    """The charts among blocks, in order."""
    return [block for block in blocks if isinstance(block, Chart)]
