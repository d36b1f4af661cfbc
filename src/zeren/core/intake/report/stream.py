"""What a reader of any form hears: words, cited numbers and paragraph ends, flow by flow; and the report made of them.

A *figure* is a run that begins with a digit or number sign of any script (Unicode Nd, No, Nl: 7, ７, ⑦, Ⅶ), goes on over the
marks of a number, and takes a percent sign with it. Chinese numerals are letters (一票否决, 三类台账) and are not figures: to
count them would raise an alarm in every paragraph. A rate written out in them counts as edited words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from zeren.core.kernel import PrintedNumber, PrintedReport

__all__ = ["AROUND", "Control", "Flow", "Stream", "find_figures", "show"]

AROUND = 12
CITED, END = "\ufff9", "\ufffb"  # each cited number of ``PrintedReport.text`` stands between these
_RESERVED = str.maketrans(dict.fromkeys("\ufff9\ufffa\ufffb\ufffc", "\ufffd"))
_FIGURE = re.compile("0(?:[0.,．]*0)?[%％‰‱]?")
_TAG = re.compile(r"zeren:([^:]*)(?::(.*))?", re.DOTALL)


def find_figures(text: str) -> list[tuple[int, int]]:
    """Where the figures of a text begin and end.

    Example:
        >>> [text[a:b] for text in ["辍学率０.0７%，第③项 1,200.5 人"] for a, b in find_figures(text)]
        ['０.0７%', '③', '1,200.5']
    """
    shape = "".join(
        "0" if unicodedata.category(c) in {"Nd", "No", "Nl"} else c if c in ".,．%％‰‱" else " " for c in text
    )
    return [match.span() for match in _FIGURE.finditer(shape)]


def show(text: str, start: int, end: int, printed: str) -> str:
    """A number among the 12 characters before and after it in the same paragraph, spaces run together."""
    before = re.sub(r"\s+", " ", text[max(0, start - 60) : start].rpartition("\n")[2])[-AROUND:]
    after = re.sub(r"\s+", " ", text[end : end + 60].partition("\n")[0])[:AROUND]
    return f"{before}【{printed}】{after}"


@dataclass(slots=True)
class Control:
    """A tagged place (content control, span): what its tag names, and where in its flow its own words are."""

    occurrence: str
    citation: str
    flow: Flow
    start: int
    spans: list[tuple[int, int]] = field(default_factory=list)

    def printed(self) -> str:
        """Its text: paragraph ends inside it show, what lies in a control inside it does not."""
        if not self.spans:
            return ""
        start, end = self.spans[0][0], self.spans[-1][1]
        others = [(a, b) for a, b, control in self.flow.marks if control is not self and start <= a < end]
        text = self.flow.text
        for a, b in reversed(others):
            text = text[:a] + text[b:]
            end -= b - a
        return text[start:end]

    def number(self) -> PrintedNumber:
        """The number read back."""
        start, end = (self.spans[0][0], self.spans[-1][1]) if self.spans else (self.start, self.start)
        printed = self.printed()
        return PrintedNumber(
            printed, self.occurrence, self.citation, show(self.flow.text, start, end, printed)
        )


class Flow:
    """Running text: the ``body``, one ``note``, or a ``margin`` (header, footer)."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.marks: list[tuple[int, int, Control]] = []
        self._parts: list[str] = []
        self._length = 0
        self._joined = ""

    @property
    def text(self) -> str:
        """All written so far."""
        if len(self._joined) != self._length:
            self._joined = "".join(self._parts)
        return self._joined

    @property
    def length(self) -> int:
        """How long the text is."""
        return self._length

    def write(self, text: str, control: Control | None = None) -> None:
        """Add words, of a control or of none."""
        if text:
            start = self._length
            self._parts.append(text.translate(_RESERVED))
            self._length += len(text)
            if control is not None:
                control.spans.append((start, self._length))
                self.marks.append((start, self._length, control))

    def end_paragraph(self) -> None:
        """Add a paragraph end, once."""
        if self._parts and self._parts[-1] != "\n":
            self.write("\n")

    def uncited(self) -> list[PrintedNumber]:
        """Figures outside every control."""
        text = list(self.text)
        for start, end, _ in self.marks:
            text[start:end] = "\0" * (end - start)
        bare = "".join(text)
        return [
            PrintedNumber(bare[a:b], "", "", show(self.text, a, b, bare[a:b])) for a, b in find_figures(bare)
        ]

    def marked(self, empty: list[Control]) -> str:
        """The words, each cited number between CITED and END."""
        places = [(a, b, control.occurrence) for a, b, control in self.marks]
        places += [(c.start, c.start, c.occurrence) for c in empty if c.flow is self]
        parts, at = [], 0
        for start, end, _ in _joined(sorted(places)):
            parts.append(self.text[at:start])
            parts.append(f"{CITED}{self.text[start:end]}{END}")
            at = end
        return "".join([*parts, self.text[at:]])


def _joined(places: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Word splits runs at will: neighbouring pieces of one control are one number."""
    joined: list[tuple[int, int, str]] = []
    for start, end, occurrence in places:
        if joined and joined[-1][1] == start and joined[-1][2] == occurrence:
            start = joined.pop()[0]
        joined.append((start, end, occurrence))
    return joined


class Stream:
    """A report while it is read. ``refuse`` notes things that print what cannot be read here; they count as uncited."""

    def __init__(self) -> None:
        self.body = Flow("body")
        self.flows: list[Flow] = [self.body]
        self.controls: list[Control] = []
        self._foreign: list[PrintedNumber] = []

    def open(self, kind: str) -> Flow:
        """A new note or margin."""
        flow = Flow(kind)
        self.flows.append(flow)
        return flow

    def control(self, tag: str, flow: Flow) -> Control | None:
        """The control of a tag ``zeren:<occurrence>:<citation>``; None for anybody else's tag."""
        match = _TAG.fullmatch(tag)
        if match is None:
            return None
        control = Control(match[1], match[2] or "", flow, flow.length)
        self.controls.append(control)
        return control

    def refuse(self, what: str) -> None:
        """Something that prints words which are not in the file's own text."""
        self._foreign.append(PrintedNumber(what, "", "", f"【{what}】"))

    def report(self, form: str, manifest: bytes | None) -> PrintedReport:
        """The report as read."""
        empty = [control for control in self.controls if not control.spans]
        words = [flow for flow in self.flows if flow.kind == "body"] + [
            flow for flow in self.flows if flow.kind == "note"
        ]
        return PrintedReport(
            form,
            manifest,
            tuple(control.number() for control in self.controls),
            tuple([n for flow in self.flows for n in flow.uncited()] + self._foreign),
            "\n".join(flow.marked(empty).strip("\n") for flow in words),
        )
