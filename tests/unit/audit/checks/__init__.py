"""What the checks say of a text: own paraphrases of every kind of error, and of what only looks like one."""

from __future__ import annotations

from datetime import date

from zeren.core.audit.checks import findings
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.grammar import claims
from zeren.core.audit.text import Text


def check(
    text: str, *, org: str = "", period: str = "", day: date | None = None, previous: str | None = None
) -> tuple[Finding, ...]:
    """All findings of a text."""
    read = Text.plain(text)
    before = None if previous is None else Text.plain(previous)
    case = Case(
        read, claims(read), org=org, period=period, report_date=day, previous=before,
        previous_claims=() if before is None else claims(before),
    )  # fmt: skip
    return findings(case)


def kinds(text: str, **told: str | date | None) -> set[str]:
    """The kinds of the findings of severity error or warn."""
    return {found.kind for found in check(text, **told) if found.severity != "info"}  # type: ignore[arg-type]


def errors(text: str, **told: str | date | None) -> list[str]:
    """What is called certainly wrong."""
    return [f"{f.kind}「{f.quote}」{f.message}" for f in check(text, **told) if f.severity == "error"]  # type: ignore[arg-type]
