"""Zeren: from a responsibility letter and school ledgers to a report that proves its numbers.

The verbs, each from its own package of :mod:`zeren.core`::

    load(pack) → read(files) → freeze(rows) → measure(snapshot) → score(letter) → compose(template) → sign → verify(report)

They are looked up on first use, so that ``import zeren`` stays quick.

Example:
    >>> import zeren
    >>> zeren.load("cn-basic-education").indicators["dropout_rate_junior_register"].unit
    'percent'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zeren.core.engine import explain, freeze, measure, open_snapshot
    from zeren.core.intake import check_all, open_report, read
    from zeren.core.packs import load
    from zeren.core.proof import build_manifest, sign, verify
    from zeren.core.reports import compose, render_docx, render_html, render_pdf
    from zeren.core.scoring import score

__version__ = "0.1.0"

_VERBS = {
    "packs": ("load",),
    "intake": ("read", "check_all", "open_report"),
    "engine": ("freeze", "open_snapshot", "measure", "explain"),
    "scoring": ("score",),
    "reports": ("compose", "render_docx", "render_html", "render_pdf"),
    "proof": ("build_manifest", "sign", "verify"),
}
_HOME = {verb: package for package, verbs in _VERBS.items() for verb in verbs}

__all__ = [
    "build_manifest",
    "check_all",
    "compose",
    "explain",
    "freeze",
    "load",
    "measure",
    "open_report",
    "open_snapshot",
    "read",
    "render_docx",
    "render_html",
    "render_pdf",
    "score",
    "sign",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'zeren' has no attribute {name!r}")
    return getattr(import_module(f"zeren.core.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
