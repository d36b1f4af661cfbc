"""How good an auditor is on the set: precision and recall by kind, and false alarms on clean paragraphs.

``measure`` is pure: it calls what it is given and counts. ``make bench`` prints ``lines``; tests hold bounds against the
fields. An auditor is any callable that takes a `Paragraph` and returns findings, as objects or as the dictionaries of the
JSON output: ``kind``, ``severity``, and ``start``/``end`` or a ``quote``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tests.audit_set import KINDS, SEVERITIES, Paragraph

Audit = Callable[[Paragraph], Iterable[object]]


@dataclass(frozen=True)
class Found:
    """What counts of a finding."""

    kind: str
    severity: str
    start: int
    end: int

    def overlaps(self, spans: Iterable[tuple[int, int]]) -> bool:
        """Whether it shares a character with one of the spans."""
        return any(self.start < end and start < self.end for start, end in spans)


@dataclass(frozen=True)
class Alarm:
    """A finding where there is nothing to find."""

    paragraph: str
    found: Found


@dataclass(frozen=True)
class KindQuality:
    """The counts of one kind.

    ``planted`` errors of the kind, how many were ``found`` under an accepted kind, how many of those under this very kind
    (``named``) and with the expected severity (``graded``); and of the findings that bear this kind, severity error or
    warn, how many are ``right`` and how many ``false``.
    """

    kind: str
    planted: int
    found: int
    named: int
    graded: int
    right: int
    false: int

    @property
    def recall(self) -> Fraction | None:
        """Found of planted; None where none is planted."""
        return _share(self.found, self.planted)

    @property
    def precision(self) -> Fraction | None:
        """Right of right and false; None where nothing was reported."""
        return _share(self.right, self.right + self.false)


@dataclass(frozen=True)
class Quality:
    """The counts of a run, kind by kind, with the paragraphs to look at."""

    clean: int
    kinds: tuple[KindQuality, ...]
    alarms: tuple[Alarm, ...]  # severity error or warn, anywhere outside a planted error
    error_alarms: tuple[Alarm, ...]  # severity error on a clean paragraph: the figure that has to be zero
    misnamed: tuple[
        Alarm, ...
    ]  # at the right place under a kind that is not accepted: neither right nor false
    missed: tuple[str, ...]

    @property
    def planted(self) -> int:
        """Planted errors of all kinds."""
        return sum(kind.planted for kind in self.kinds)

    @property
    def recall(self) -> Fraction | None:
        """Found of planted, all kinds together."""
        return _share(sum(kind.found for kind in self.kinds), self.planted)

    @property
    def precision(self) -> Fraction | None:
        """Right findings of all right and false ones."""
        right = sum(kind.right for kind in self.kinds)
        return _share(right, right + sum(kind.false for kind in self.kinds))


def found(finding: object, *, text: str) -> Found:
    """Read a finding; without offsets its quote is looked up in the text.

    Raises:
        ValueError: its severity is not known, or its quote does not stand in the text.

    Example:
        >>> found({"kind": "rounding", "severity": "warn", "quote": "99.8%"}, text="巩固率99.8%")
        Found(kind='rounding', severity='warn', start=3, end=8)
    """
    kind, severity = _plain(finding, "kind"), _plain(finding, "severity")
    if severity not in SEVERITIES:
        raise ValueError(f"severity {severity!r}")
    start, end = _field(finding, "start"), _field(finding, "end")
    if not isinstance(start, int) or not isinstance(end, int):
        quote = _plain(finding, "quote")
        start = text.index(quote)
        end = start + len(quote)
    return Found(kind, severity, start, end)


def measure(audit: Audit, paragraphs: Iterable[Paragraph]) -> Quality:
    """Run the auditor over every paragraph and count.

    A planted error is found when a finding of its kind, or of one accepted in its place, overlaps one of its quotes,
    whatever its severity. A finding of severity info is never a false alarm.

    Example:
        >>> from tests.audit_set import load
        >>> silent = measure(lambda paragraph: [], load("dev"))
        >>> float(silent.recall), silent.precision, silent.error_alarms
        (0.0, None, ())
    """
    tally: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    alarms: list[Alarm] = []
    misnamed: list[Alarm] = []
    missed: list[str] = []
    clean = frozenset[str]()
    for paragraph in paragraphs:
        findings = [found(finding, text=paragraph.text) for finding in audit(paragraph)]
        if paragraph.clean:
            clean |= {paragraph.id}
            beside = findings
        else:
            beside = _planted(paragraph, findings, tally=tally, misnamed=misnamed, missed=missed)
        alarms += [Alarm(paragraph.id, one) for one in beside if one.severity != "info"]
    for alarm in alarms:
        tally.setdefault(alarm.found.kind, Counter())["false"] += 1
    return Quality(
        clean=len(clean),
        kinds=tuple(_counted(kind, counts) for kind, counts in tally.items()),
        alarms=tuple(alarms),
        error_alarms=tuple(
            alarm for alarm in alarms if alarm.paragraph in clean and alarm.found.severity == "error"
        ),
        misnamed=tuple(misnamed),
        missed=tuple(missed),
    )


def _planted(
    paragraph: Paragraph,
    findings: list[Found],
    *,
    tally: dict[str, Counter[str]],
    misnamed: list[Alarm],
    missed: list[str],
) -> list[Found]:
    """Count a paragraph's planted error; return the findings that have nothing to do with it."""
    error = paragraph.error
    assert error is not None
    spans = error.spans(paragraph.text)
    there = [one for one in findings if one.overlaps(spans)]
    hits = [one for one in there if one.kind in error.accepted]
    counts = tally[error.kind]
    counts["planted"] += 1
    counts["found"] += bool(hits)
    counts["named"] += any(one.kind == error.kind for one in hits)
    counts["graded"] += any(one.severity == error.severity for one in hits)
    for one in hits:
        tally[one.kind]["right"] += one.severity != "info"
    if not hits:
        missed.append(paragraph.id)
    apart = [one for one in findings if one not in hits and one.kind not in error.beside]
    misnamed += [Alarm(paragraph.id, one) for one in apart if one in there]
    return [one for one in apart if one not in there]


def _counted(kind: str, counts: Counter[str]) -> KindQuality:
    return KindQuality(
        kind=kind,
        planted=counts["planted"],
        found=counts["found"],
        named=counts["named"],
        graded=counts["graded"],
        right=counts["right"],
        false=counts["false"],
    )


def lines(quality: Quality, *, names: bool = False) -> list[str]:
    """A table by kind and the totals; with ``names`` also the paragraphs (for ``dev``; ``held`` shows no names).

    Example:
        >>> from tests.audit_set import load
        >>> lines(measure(lambda paragraph: [], load("held")))[-1].rpartition(" of ")[0]
        'clean paragraphs with an error-severity finding: 0'
    """
    table = [
        f"{'kind':<24} {'found':>9} {'recall':>7} {'precision':>9} {'named':>6} {'graded':>6} {'false':>6}"
    ]
    for kind in quality.kinds:
        table.append(
            f"{kind.kind:<24} {f'{kind.found}/{kind.planted}':>9} {_percent(kind.recall):>7} "
            f"{_percent(kind.precision):>9} {kind.named:>6} {kind.graded:>6} {kind.false:>6}"
        )
    touched = {alarm.paragraph for alarm in quality.error_alarms}
    table.append(
        f"all kinds: recall {_percent(quality.recall)}, precision {_percent(quality.precision)}, "
        f"{len(quality.alarms)} false alarms, {len(quality.misnamed)} misnamed"
    )
    if names:
        table += [f"  missed: {name}" for name in quality.missed]
        table += [_told("false alarm", alarm) for alarm in quality.alarms]
        table += [_told("misnamed", alarm) for alarm in quality.misnamed]
    table.append(f"clean paragraphs with an error-severity finding: {len(touched)} of {quality.clean}")
    return table


def _told(what: str, alarm: Alarm) -> str:
    one = alarm.found
    return f"  {what}: {alarm.paragraph} {one.kind} ({one.severity}) at {one.start}-{one.end}"


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _percent(share: Fraction | None) -> str:
    return "-" if share is None else f"{float(100 * share):.1f}%"


def _field(finding: object, name: str) -> object:
    return finding.get(name) if isinstance(finding, Mapping) else getattr(finding, name, None)


def _plain(finding: object, name: str) -> str:
    """A text, also where the auditor keeps an enumeration."""
    value = _field(finding, name)
    return str(getattr(value, "value", value))
