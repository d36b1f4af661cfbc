"""One self-contained HTML page: style, script and data inside, nothing fetched, and a policy that forbids fetching."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from zeren.core.kernel import Citation, Inline, Note, Number, Text

__all__ = ["asset", "inline_html", "number_html", "page", "safe_json"]


@cache
def asset(name: str) -> str:
    """A style or script that lies beside this file."""
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def safe_json(value: Any) -> str:
    """JSON that may stand inside a script element: no character of it can end the element.

    Example:
        >>> safe_json({"a": "</script>"})
        '{"a":"\\\\u003c/script>"}'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _hash(text: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() + "'"


def page(
    title: str, body: str, *, styles: str, chrome: str, citations: Mapping[str, Citation], rows: Mapping[str, Any] | None = None,
    manifest: bytes | None = None,
) -> str:  # fmt: skip
    """The whole page.

    Shape: ``chrome`` is what only the screen shows (the hint, the panel); it lies in a template, so a reader of the page's own
    words does not meet it. ``rows`` are sample rows by citation id. The manifest keeps its bytes but for ``<``, written \\u003c.
    """
    script = asset("report.js")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(styles)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    data = {key: {"kind": c.kind, "text": c.text, "facts": dict(c.facts)} for key, c in citations.items()}
    parts = [
        '<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light">',
        f"<title>{escape(title)}</title><style>{styles}</style></head><body>",
        f'<template id="zeren-chrome">{chrome}</template>',
        body,
        f'<script type="application/json" id="zeren-citations">{safe_json(data)}</script>',
        "" if not rows else f'<script type="application/json" id="zeren-rows">{safe_json(rows)}</script>',
    ]
    if manifest is not None:
        words = manifest.decode("utf-8").replace("<", "\\u003c")
        parts.append(f'<script type="application/json" id="zeren-manifest">{words}</script>')
    return "".join([*parts, f"<script>{script}</script></body></html>\n"])


PANEL = (
    '<aside class="panel" aria-label="数字的出处" aria-live="polite" hidden>'
    '<button type="button" aria-label="关闭">✕</button><div></div></aside>'
)


def number_html(number: Number, citation: Citation) -> str:
    """A number as a button that opens its citation; an ordinal only carries its tag."""
    tag = f'data-citation="{number.citation}" data-occurrence="{number.occurrence}"'
    if citation.facts.get("what") == "ordinal":
        return f"<span {tag}>{escape(number.text)}</span>"
    return f'<span {tag} role="button" tabindex="0" title="{escape(citation.text[:80])}">{escape(number.text)}</span>'


def inline_html(
    inlines: Iterable[Inline], citations: Mapping[str, Citation], notes: list[Note] | None = None
) -> str:
    """Inlines; footnotes are added to ``notes`` and leave their mark."""
    parts = []
    for inline in inlines:
        if isinstance(inline, Number):
            parts.append(number_html(inline, citations[inline.citation]))
        elif isinstance(inline, Text):
            words = escape(inline.text)
            wrap = {"strong": ("<strong>", "</strong>"), "muted": ('<span class="muted">', "</span>")}.get(
                inline.emphasis, ("", "")
            )
            parts.append(f"{wrap[0]}{words}{wrap[1]}")
        elif notes is not None:
            notes.append(inline)
            key = len(notes)
            parts.append(
                f'<sup><a id="ref{key}" href="#note{key}" role="doc-noteref" aria-label="注{key}">[{key}]</a></sup>'
            )
    return "".join(parts)
