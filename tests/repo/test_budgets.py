"""Sizes stay readable: the limits are the table [tool.zeren.budgets] in pyproject.toml, and nowhere else."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

from tests.repo.tree import ROOT, functions, listed_files, parse, python_files, settings, shown, write

LIMITS: dict[str, Any] = settings()["tool"]["zeren"]["budgets"]
CODE = ("src", "tests", "bench", "tools")


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def long_files(root: Path, limits: dict[str, Any]) -> list[str]:
    """Files over the hard limit, and all over the soft one once there are more of them than the share allows."""
    sizes = {path: lines(path) for path in python_files(root, *CODE)}
    pages = [path for path in listed_files(root) if path.suffix == ".md"]
    # A generated reference and the glossary are looked things up in, not read through.
    sizes |= {
        path: lines(path)
        for path in pages
        if path.parent != root / "docs/reference" and path != root / "GLOSSARY.md"
    }
    over = {path: size for path, size in sizes.items() if size > limits["file_lines"]}
    source = [path for path in sizes if path.is_relative_to(root / "src")]
    crowded = sum(path in over for path in source) > (1 - limits["file_lines_share"]) * len(source)
    return [
        f"{shown(path, root)}: {size} lines"
        for path, size in over.items()
        if size > limits["file_lines_max"] or path not in source or crowded
    ]


def code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The function's lines without decorators and docstring: a full docstring must not cost code."""
    size = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function, clean=False) is not None:
        size -= (first.end_lineno or first.lineno) - first.lineno + 1
    return size


def long_functions(root: Path, limits: dict[str, Any]) -> list[str]:
    return [
        f"{shown(path, root)}:{function.lineno}: {function.name} has {code_lines(function)} lines"
        for path in python_files(root, *CODE)
        for function in functions(parse(path))
        if code_lines(function) > limits["function_lines"]
    ]


def crowded_packages(root: Path, limits: dict[str, Any]) -> list[str]:
    counts: dict[Path, int] = {}
    for path in python_files(root, "src"):
        counts[path.parent] = counts.get(path.parent, 0) + 1
    return [
        f"{shown(package, root)}: {count} modules"
        for package, count in counts.items()
        if count > limits["package_files"]
    ]


def test_files_are_short_enough() -> None:
    assert long_files(ROOT, LIMITS) == []


def test_functions_are_short_enough() -> None:
    assert long_functions(ROOT, LIMITS) == []


def test_packages_are_small_enough() -> None:
    assert crowded_packages(ROOT, LIMITS) == []


def test_a_long_file_a_long_function_and_a_crowded_package_are_found(git_tree: Path) -> None:
    docstring = '    """' + "words\n" * 9 + '"""\n'
    write(git_tree / "src/zeren/long.py", "def slow():\n" + docstring + "    x = 1\n" * 60 + "y = 1\n" * 600)
    for n in range(13):
        write(git_tree / f"src/zeren/crowd/m{n}.py", "")
    assert long_files(git_tree, LIMITS) == ["src/zeren/long.py: 671 lines"]
    assert long_functions(git_tree, LIMITS) == ["src/zeren/long.py:1: slow has 61 lines"]
    assert crowded_packages(git_tree, LIMITS) == ["src/zeren/crowd: 13 modules"]


def test_a_page_of_prose_and_too_many_long_modules_are_found(git_tree: Path) -> None:
    write(git_tree / "docs/page.md", "word\n" * 401)
    write(git_tree / "src/zeren/a.py", "x = 1\n" * 401)
    assert long_files(git_tree, LIMITS) == ["src/zeren/a.py: 401 lines", "docs/page.md: 401 lines"]
    for n in range(19):  # one long module in twenty is within the share
        write(git_tree / f"src/zeren/m{n}.py", "")
    assert long_files(git_tree, LIMITS) == ["docs/page.md: 401 lines"]
