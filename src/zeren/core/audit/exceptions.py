"""Explained exceptions: what somebody said about a finding stays with the claim it was said about, and with nothing else.

An edited report moves its sentences; so an exception is tied to the kind of finding, the quoted words and the whole sentence they
stand in. The sentence unchanged, wherever it now stands: explained. Another number, or another sentence around the same words:
the finding is there again, because nobody has explained that one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from zeren.core.audit.auditing import Audit
from zeren.core.audit.finding import Finding
from zeren.core.audit.text import Text

__all__ = ["Explained", "explain", "sentence_of"]


@dataclass(frozen=True, slots=True)
class Explained:
    """An exception somebody explained: for this kind of finding at these words of this sentence, this is the reason.

    Shape: without ``sentence`` (a record of an older version) the quoted words alone decide.
    """

    kind: str
    quote: str
    reason: str
    sentence: str = ""


def explain(audit: Audit, explained: Iterable[Explained]) -> Audit:
    """The audit with what has been explained marked so: such a finding keeps its words and is only an ``info``.

    Example:
        >>> from zeren.core.audit.auditing import audit
        >>> found = audit("全县2月30日开学。")
        >>> known = Explained("invalid_date", "2月30日", "农历", "全县2月30日开学。")
        >>> [(f.severity, f.explained) for f in explain(found, [known]).findings]
        [('info', '农历')]
        >>> explain(audit("全县2月31日开学。"), [known]).count("error")
        1
    """
    known = {(e.kind, _bare(e.quote), _bare(e.sentence)): e.reason for e in explained}

    def marked(finding: Finding) -> Finding:
        key = (finding.kind, _bare(finding.quote))
        reason = known.get((*key, _bare(sentence_of(audit.text, finding))), known.get((*key, "")))
        return finding if reason is None else replace(finding, severity="info", explained=reason)

    return replace(audit, findings=tuple(map(marked, audit.findings)))


def sentence_of(text: Text, finding: Finding) -> str:
    """The whole sentence, or row of a table, in which a finding's words begin."""
    for sentence in text.sentences:
        if sentence.start <= finding.start < sentence.end:
            return text.content[sentence.start : sentence.end]
    row = next((p for p in text.paragraphs if p.start <= finding.start <= p.end), None)
    return finding.quote if row is None else text.content[row.start : row.end]


def _bare(words: str) -> str:
    return re.sub(r"\s+", "", words)
