"""The table of checks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from zeren.core.audit.checks.doubts import doubted
from zeren.core.audit.finding import SEVERITIES, Case, Finding
from zeren.core.audit.text import Text

__all__ = ["CHECKS", "Check", "check", "run"]

Function = Callable[[Case], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Check:
    """A check: its function, the kinds it may find, the rule it stands for, and whether it looks at the marks as they are printed."""

    function: Function
    kinds: tuple[str, ...]
    rule: str
    raw: bool = False


CHECKS: dict[str, Check] = {}


def check(*kinds: str, rule: str, raw: bool = False) -> Callable[[Function], Function]:
    """Declare a check.

    ``rule`` says which rule it applies and where that comes from; it goes into every finding without one. A check sees full-width
    digits as plain ones and narrow commas between Chinese words as wide ones, unless it is ``raw``: those about marks are.
    """

    def declare(function: Function) -> Function:
        if function.__name__ in CHECKS:
            raise ValueError(f"two checks are called {function.__name__}")
        CHECKS[function.__name__] = Check(function, kinds, rule, raw)
        return function

    return declare


def run(case: Case, *, only: Iterable[str] | None = None) -> tuple[Finding, ...]:
    """Run checks and keep each thing once."""
    wanted = set(CHECKS if only is None else only)
    plain = _plain(case)
    found: list[Finding] = []
    for name, entry in CHECKS.items():
        if name in wanted:
            for made in entry.function(case if entry.raw else plain):
                finding = doubted(plain, made)
                if finding is None:
                    continue
                if _ASKING in entry.function.__module__ and finding.severity == "error":
                    finding = replace(finding, severity="warn")
                quote = case.text.content[finding.start : finding.end]
                found.append(replace(finding, quote=quote, rule=finding.rule or entry.rule))
    return tuple(_once(found))


# What binds numbers by their nearness alone asks; it never condemns.
_ASKING = ".checks.closely."
_WIDE = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
_NARROW = re.compile(r"(?<!\d),|,(?!\d)|;|:(?!\d)|(?<!\d):|[()?!]")
_WIDER = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "?": "？", "!": "！"}


def _plain(case: Case) -> Case:
    """The case with one way of writing digits and marks; every letter keeps its place."""
    texts = [None if text is None else _rewritten(text) for text in (case.text, case.previous)]
    if texts[0] is case.text and texts[1] is case.previous:
        return case
    assert texts[0] is not None
    return replace(case, text=texts[0], previous=texts[1])


_YEAR = re.compile("[一二][〇○零九][〇○零一二三四五六七八九]{2}(?=年|学年|—)")
_FIGURES = str.maketrans("〇○零一二三四五六七八九", "000123456789")


def _rewritten(text: Text) -> Text:
    content = text.content.translate(_WIDE)
    # 二〇二四年 is as long as 2024年.
    content = _YEAR.sub(lambda m: m[0].translate(_FIGURES), content)
    # English keeps its marks.
    if re.search("[一-龥]", content):
        content = _NARROW.sub(lambda m: _WIDER[m.group()], content)
    return text if content == text.content else replace(text, content=content)


def _once(found: list[Finding]) -> list[Finding]:
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (SEVERITIES.index(f.severity), f.start, -f.end)):
        if not any(
            other.kind == finding.kind and other.start < finding.end and finding.start < other.end
            for other in kept
        ):
            kept.append(finding)
    return sorted(kept, key=lambda f: (f.start, f.end, f.kind))
