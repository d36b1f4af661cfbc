"""Reports that carry a signed manifest: every number they print is set against the one that was signed.

Such a report needs no grammar to say which of its numbers was changed: the manifest has each of them, with what it rests on.
"""

from __future__ import annotations

import re
from pathlib import Path

from zeren.core.audit import Audit, Finding
from zeren.core.audit import Text as AuditText
from zeren.core.intake import Pool, open_signed
from zeren.core.proof import Finding as Difference
from zeren.core.proof import verify

__all__ = ["signed_findings"]

_RULE = "签名清单：报告中的每个数应与生成时签名的一致"
_SHOWN = 8  # letters before the number that the quote shows: a lone digit says little
_CONTEXT = re.compile("(?P<before>.*)【(?P<text>.*)】(?P<after>.*)", re.DOTALL)


def signed_findings(path: Path, known: Audit, *, pool: Pool | None = None) -> tuple[Finding, ...]:
    """What differs from the signed manifest a report carries; nothing for a report without one.

    Shape: a number that the audit already knows to be another than the ledgers' is not told twice.
    """
    printed = open_signed(path, pool=pool)
    if printed is None:
        return ()
    verdict = verify(printed)
    found = [_finding(one, known.text) for one in (*verdict.bad, *verdict.missing, *verdict.uncited)]
    told = [f for f in known.findings if f.kind == "value_conflict" and f.severity == "error"]
    return tuple(f for f in found if not any(t.start < f.end and f.start < t.end for t in told))


def _finding(one: Difference, text: AuditText) -> Finding:
    start, end = _place(one, text.content)
    problem = one.problem()
    recomputed = f"签名的是{one.signed}" if one.signed else ""
    return Finding(
        "value_conflict",
        "error",
        text.content[start:end],
        start,
        end,
        f"{problem.zh}，请核对。",
        recomputed=recomputed,
        rule=_RULE,
    )


def _place(one: Difference, content: str) -> tuple[int, int]:
    """Where the report prints it: with the words before it, as many of them as are found; the first line where none are."""
    match = _CONTEXT.fullmatch(one.context)
    words = match["text"] if match is not None else one.printed
    before = match["before"] if match is not None else ""
    gone = one.reason == "missing"
    for kept in range(len(before)):
        lead = before[kept:]
        at = content.find(lead if gone else lead + words)
        if at >= 0:
            shown = at + max(0, len(lead) - _SHOWN)
            return shown, at + len(lead) + (0 if gone else len(words))
    at = content.find(words) if words and not gone else -1
    if at >= 0:
        return at, at + len(words)
    return 0, len(content.split("\n", 1)[0])
