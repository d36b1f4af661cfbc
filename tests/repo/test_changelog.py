"""CHANGELOG.md can be read by a program: versions newest first, each with dated, grouped, complete sentences."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.version import Version

from tests.repo.tree import ROOT, settings

HEADING = re.compile(r"## (\d+\.\d+\.\d+) \((unreleased|\d{4}-\d{2}-\d{2})\)")
GROUPS = ("Added", "Changed", "Fixed", "Removed", "Security")
STOPS = (".", "。", ":", "：", "`")


def mistakes(text: str) -> list[str]:
    """Where the text departs from the grammar."""
    found, versions, group, entries = [], [], "", 0
    lines = text.splitlines()
    if not lines or lines[0] != "# Changelog":
        found.append("1: the first line is `# Changelog`")
    for number, line in enumerate(lines[1:], 2):
        if line.startswith("## "):
            match = HEADING.fullmatch(line)
            if not match:
                found.append(f"{number}: a version is `## 1.2.3 (2017-06-30)` or `## 1.2.3 (unreleased)`")
                continue
            if match[2] == "unreleased" and versions:
                found.append(f"{number}: only the newest version can be unreleased")
            versions.append(Version(match[1]))
            group = ""
        elif line.startswith("### "):
            group = line[4:]
            if group not in GROUPS:
                found.append(f"{number}: a group is one of {', '.join(GROUPS)}")
        elif line.startswith("- "):
            entries += 1
            if not group:
                found.append(f"{number}: an entry stands under a group")
        elif line and not line.startswith("  ") and versions:
            found.append(f"{number}: only headings and entries stand under a version")
    found += [f"{bad}: an entry is a sentence and ends with a full stop" for bad in unfinished(lines)]
    if versions != sorted(set(versions), reverse=True) or not versions or not entries:
        found.append("versions are listed once each, newest first, with entries")
    return found


def unfinished(lines: list[str]) -> list[int]:
    """Line numbers of entries whose last line has no full stop."""
    last = {
        number
        for number, line in enumerate(lines, 1)
        if line.startswith(("- ", "  ")) and not (number < len(lines) and lines[number].startswith("  "))
    }
    return sorted(number for number in last if not lines[number - 1].rstrip().endswith(STOPS))


def newest(text: str) -> str:
    match = HEADING.search(text)
    return match[1] if match else ""


def test_the_changelog_follows_its_grammar() -> None:
    assert mistakes((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")) == []


def test_the_newest_version_is_the_projects() -> None:
    assert newest((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")) == settings()["project"]["version"]


def test_the_code_says_the_same_version() -> None:
    text = Path(ROOT / "src/zeren/__init__.py").read_text(encoding="utf-8")
    assert re.search(r'^__version__ = "(.+)"', text, re.MULTILINE)[1] == settings()["project"]["version"]  # type: ignore[index]


GOOD = """# Changelog

Words.

## 0.2.0 (unreleased)

### Added

- A thing
  over two lines.

## 0.1.0 (2017-06-30)

### Fixed

- 修正。
"""


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("# Changelog", "# Changes", "first line"),
        ("## 0.2.0 (unreleased)", "## 0.2 (unreleased)", "a version is"),
        ("(2017-06-30)", "(unreleased)", "only the newest"),
        ("### Added", "### New", "a group is"),
        ("### Fixed\n", "", "under a group"),
        ("two lines.", "two lines", "full stop"),
        ("## 0.2.0", "## 0.0.2", "newest first"),
        ("- 修正。", "修正。", "only headings"),
    ],
)
def test_each_mistake_is_found(old: str, new: str, word: str) -> None:
    assert mistakes(GOOD) == []
    assert any(word in mistake for mistake in mistakes(GOOD.replace(old, new, 1)))
