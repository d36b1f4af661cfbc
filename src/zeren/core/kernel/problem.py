"""Problems: everything that can be wrong, as a catalogue of codes with Chinese and English words.

A problem says where it is, what was found, what was expected and what to do. Verbs collect problems and report them all in one
pass; only when they cannot go on do they raise :class:`ZerenError`, which carries the whole list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

__all__ = [
    "EXIT_CODES",
    "Kind",
    "Place",
    "Problem",
    "ZerenError",
    "catalogue",
    "exit_code",
    "nearest",
    "register",
]

# One family a verb; a shell script can tell what kind of thing went wrong.
EXIT_CODES: Mapping[str, int] = {
    "usage": 2,
    "audit": 3,  # no failure: somebody's report holds errors
    "packs": 10,
    "intake": 20,
    "engine": 30,
    "scoring": 40,
    "reports": 50,
    "proof": 60,
    "workspace": 70,
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A catalogue entry.

    Shape: the texts are ``str.format`` patterns over the problem's ``found``, ``expected`` and ``details``.
    """

    code: str
    family: str
    zh: str
    en: str
    todo_zh: str = ""
    todo_en: str = ""
    severity: str = "error"


_CATALOGUE: dict[str, Kind] = {}


def register(family: str, entries: Iterable[tuple[str, ...]], severity: str = "error") -> None:
    """Add entries ``(code, zh, en, todo_zh, todo_en)`` to the catalogue.

    Raises:
        ValueError: for a code used twice or an unknown family.
    """
    if family not in EXIT_CODES:
        raise ValueError(f"unknown family {family}")
    for code, zh, en, *todo in entries:
        if code in _CATALOGUE:
            raise ValueError(f"problem code {code} is used twice")
        todo_zh, todo_en = (*todo, "", "")[:2]
        _CATALOGUE[code] = Kind(code, family, zh, en, todo_zh, todo_en, severity)


def catalogue() -> Mapping[str, Kind]:
    """All known problem kinds by code (fills as the verbs' packages are imported)."""
    return dict(sorted(_CATALOGUE.items()))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is: a file with line and column, or with sheet and cell; any part may be missing.

    Example:
        >>> str(Place("a.xlsx", sheet="学生名册", cell="C12")), str(Place("a.yaml", 3, 7))
        ('a.xlsx:学生名册!C12', 'a.yaml:3:7')
    """

    file: str = ""
    line: int | None = None
    column: int | None = None
    sheet: str = ""
    cell: str = ""

    def __str__(self) -> str:
        parts = [self.file]
        if self.sheet or self.cell:
            parts.append("!".join(part for part in (self.sheet, self.cell) if part))
        if self.line is not None:
            parts.append(str(self.line))
            if self.column is not None:
                parts.append(str(self.column))
        return ":".join(part for part in parts if part)


class _Lenient(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, at one place.

    Shape: ``found`` and ``expected`` are words; ``hint`` the nearest name; ``severity`` ``error`` or
    ``warning``, the kind's own by
    default.

    Raises:
        KeyError: when the code is not in the catalogue.
    """

    code: str
    place: Place = field(default_factory=Place)
    found: str = ""
    expected: str = ""
    hint: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    severity: str = ""

    def __post_init__(self) -> None:
        kind = _CATALOGUE[self.code]
        if not self.severity:
            object.__setattr__(self, "severity", kind.severity)

    @property
    def kind(self) -> Kind:
        """The catalogue entry."""
        return _CATALOGUE[self.code]

    def _say(self, pattern: str) -> str:
        return pattern.format_map(
            _Lenient(found=self.found, expected=self.expected, hint=self.hint, **self.details)
        )

    @property
    def zh(self) -> str:
        """What is wrong, in Chinese, with the nearest name where there is one."""
        hint = f"；是否应为“{self.hint}”？" if self.hint else ""
        return self._say(self.kind.zh) + hint

    @property
    def en(self) -> str:
        """What is wrong, in English."""
        hint = f"; did you mean “{self.hint}”?" if self.hint else ""
        return self._say(self.kind.en) + hint

    @property
    def todo_zh(self) -> str:
        """What to do, in Chinese."""
        return self._say(self.kind.todo_zh)

    @property
    def todo_en(self) -> str:
        """What to do, in English."""
        return self._say(self.kind.todo_en)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "sheet": self.place.sheet,
            "cell": self.place.cell,
            "found": self.found,
            "expected": self.expected,
            "message": self.zh,
            "message_en": self.en,
            "todo": self.todo_zh,
            "todo_en": self.todo_en,
        }

    def __str__(self) -> str:
        where = f"{self.place}: " if str(self.place) else ""
        todo = f" → {self.todo_zh}" if self.todo_zh else ""
        return f"{where}[{self.code}] {self.zh}{todo}\n    {self.en}" + (
            f" → {self.todo_en}" if self.todo_en else ""
        )


class ZerenError(Exception):
    """A verb could not go on. ``problems`` is never empty."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        if not self.problems:
            raise ValueError("a ZerenError needs at least one problem")
        super().__init__("\n".join(map(str, self.problems)))


def exit_code(problems: Iterable[Problem]) -> int:
    """The exit code of the first error's family; 0 when there are only warnings."""
    for problem in problems:
        if problem.severity == "error":
            return EXIT_CODES[problem.kind.family]
    return 0


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name most like the given one, or an empty string.

    Example:
        >>> nearest("drop_out_rate", ["dropout_rate", "enrolment"])
        'dropout_rate'
    """
    return next(iter(get_close_matches(name, list(known), n=1, cutoff=0.6)), "")
