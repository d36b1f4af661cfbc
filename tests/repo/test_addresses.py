"""No file names a package registry or a path of somebody's machine: who installs chooses where from and where to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.repo.tree import ROOT, listed_files, shown, write

# Written in pieces, so that this file does not hold what it looks for.
_DOTTED = [
    ("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("npmjs", "org"), ("npmmirror", "com"),
    ("tuna", "tsinghua"), ("mirrors", "aliyun"), ("mirrors", "ustc"), ("mirrors", "cloud"), ("repo", "huaweicloud"),
    ("deb", "debian"), ("security", "debian"), ("proxy", "golang"), ("crates", "io"), ("conda", "anaconda"),
]  # fmt: skip
REGISTRY = re.compile("|".join(re.escape(".".join(pair)) for pair in _DOTTED), re.IGNORECASE)
HOMES = ("work", "root", "opt/pypi", "tmp/bash_jobs", r"home/\w+", r"Users/\w+")
MACHINE = re.compile(rf"(?<![\w.~-])/(?:{'|'.join(HOMES)})/|[A-Z]:\\Users")


def found_in(root: Path, pattern: re.Pattern[str]) -> list[str]:
    """Every line of a text file that matches; a file that is not UTF-8 is a picture or the like."""
    found = []
    for path in listed_files(root):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{shown(path, root)}:{number}"
            for number, line in enumerate(text.splitlines(), 1)
            if pattern.search(line)
        ]
    return found


def test_no_registry_is_named() -> None:
    assert found_in(ROOT, REGISTRY) == []


def test_no_path_of_a_machine_is_named() -> None:
    assert found_in(ROOT, MACHINE) == []


@pytest.mark.parametrize("pair", _DOTTED)
def test_a_registry_is_found(git_tree: Path, pair: tuple[str, str]) -> None:
    write(git_tree / "uv.toml", f'clean = 1\nurl = "https://x.{".".join(pair)}/simple"\n')
    assert found_in(git_tree, REGISTRY) == ["uv.toml:2"]


@pytest.mark.parametrize("home", ["work", "root", "home/li", "Users/li"])
def test_a_path_of_a_machine_is_found(git_tree: Path, home: str) -> None:
    write(git_tree / "notes.md", f"see /{home}/zeren\n")
    (git_tree / "picture.png").write_bytes(b"\x89\xff/" + home.encode())
    assert found_in(git_tree, MACHINE) == ["notes.md:1"]


def test_a_relative_path_is_no_machine(git_tree: Path) -> None:
    write(git_tree / "notes.md", "src/work/x, ~/work/x and https://example.invalid/work/x\n")
    assert found_in(git_tree, MACHINE) == []
