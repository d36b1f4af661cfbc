"""Which installed Chinese font stands in for which face of GB/T 9704. Nothing is downloaded, nothing is shipped."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from zeren.core.kernel import Problem, ZerenError

if TYPE_CHECKING:
    from typst import Fonts

__all__ = ["FACES", "LATIN", "choose", "scan"]

_ANY = (
    "Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "Noto Serif SC", "SimSun", "STSong", "Songti SC",
    "FandolSong", "AR PL SungtiL GB", "AR PL UMing CN", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN",
    "Noto Sans SC", "Microsoft YaHei", "SimHei", "PingFang SC", "Heiti SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei",
    "LXGW WenKai", "Droid Sans Fallback",
)  # fmt: skip
# Best first. What no list names is not trusted to hold Chinese at all.
FACES: dict[str, tuple[str, ...]] = {
    "title": ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "FZXiaoBiaoSong-B05", "FandolSong"),
    "hei": (
        "SimHei", "STHeiti", "Heiti SC", "FandolHei", "Noto Sans CJK SC", "Source Han Sans SC", "Source Han Sans CN",
        "Noto Sans SC", "WenQuanYi Zen Hei", "Microsoft YaHei",
    ),
    "kai": (
        "KaiTi_GB2312", "KaiTi", "STKaiti", "Kaiti SC", "FandolKai", "FandolKai R", "LXGW WenKai", "AR PL UKai CN",
        "AR PL KaitiM GB",
    ),
    "fang": ("FangSong_GB2312", "FangSong", "STFangsong", "FandolFang R", "FandolFang"),
    "song": ("SimSun", "STSong", "Songti SC", "FandolSong"),
}  # fmt: skip
LATIN = ("Times New Roman", "Liberation Serif", "TeX Gyre Termes", "Nimbus Roman", "Libertinus Serif")


def scan(fonts: Sequence[Path] | None = None) -> Fonts:
    """The fonts of this machine, or only those under the given folders and files.

    Scanning reads every font file's head, so it is done once for each set of folders.
    """
    return _scan(None if fonts is None else tuple(str(path) for path in fonts))


@lru_cache(maxsize=4)
def _scan(fonts: tuple[str, ...] | None) -> Fonts:
    from typst import Fonts

    return Fonts(
        include_system_fonts=fonts is None, include_embedded_fonts=True, font_paths=list(fonts or ())
    )


def choose(families: Sequence[str]) -> dict[str, list[str]]:
    """For each face its families in order: the best installed one, then all others that may hold a rare character.

    Raises:
        ZerenError: R040 when no known Chinese font is installed.

    Example:
        >>> choose(["Noto Serif CJK SC", "DejaVu Sans"])["fang"]
        ['Noto Serif CJK SC']
    """
    installed = set(families)
    fallback = [family for family in _ANY if family in installed]
    chosen = {face: [f for f in (*wanted, *fallback) if f in installed] for face, wanted in FACES.items()}
    if not any(chosen.values()):
        raise ZerenError(Problem("R040"))
    everything = [family for face in chosen.values() for family in face]
    return {face: list(dict.fromkeys([*own, *everything])) for face, own in chosen.items()}
