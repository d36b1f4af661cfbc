"""core is a calculation: no clock, no chance, no network; and its tests run it, they do not replace it."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.repo.tree import ROOT, dotted, imports, parse, python_files, shown, write

# Reads of the wall clock. A stop-watch (time.monotonic) moves no number and is allowed; `at=` carries the date.
CLOCK = {
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime",
    "time.gmtime", "time.ctime",
}  # fmt: skip
CHANCE_AND_NETWORK = ("random", "secrets", "urllib.request", "uuid")
MOCKS = ("mock", "pytest_mock", "unittest.mock")


def reaches(name: str, modules: tuple[str, ...]) -> bool:
    return any(name == module or name.startswith(f"{module}.") for module in modules)


def impurities(root: Path) -> list[str]:
    """Where core reads the clock, draws lots or could reach out."""
    found = []
    for path in python_files(root, "src/zeren/core"):
        tree = parse(path)
        found += [
            f"{shown(path, root)}:{line}: imports {name}"
            for name, line in imports(tree)
            if reaches(name, CHANCE_AND_NETWORK)
        ]
        found += [
            f"{shown(path, root)}:{node.lineno}: calls {dotted(node.func)}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and ".".join(dotted(node.func).split(".")[-2:]) in CLOCK
        ]
    return found


def from_core(tree: ast.Module) -> set[str]:
    """The names by which a test file knows something of core."""
    bound = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("zeren.core"):
            bound.update(alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.Import):
            bound.update(
                alias.asname or "zeren" for alias in node.names if alias.name.startswith("zeren.core")
            )
    return bound


def replaces_core(call: ast.Call, known: set[str]) -> bool:
    """Whether a call is monkeypatch.setattr or delattr on something of core. (An entry added to a table replaces nothing.)"""
    if not dotted(call.func).endswith((".setattr", ".delattr")) or not call.args:
        return False
    target = call.args[0]
    if isinstance(target, ast.Constant):
        return str(target.value).startswith("zeren.core")
    return dotted(target).split(".")[0] in known


def mocked(root: Path) -> list[str]:
    """Where a mock library is used at all, and where a test replaces a part of core."""
    found = []
    for path in python_files(root, "src", "tests"):
        tree = parse(path)
        found += [
            f"{shown(path, root)}:{line}: {name}" for name, line in imports(tree) if reaches(name, MOCKS)
        ]
        known = from_core(tree)
        found += [
            f"{shown(path, root)}:{node.lineno}: replaces a part of core"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and replaces_core(node, known)
        ]
    return found


def dependent_tools(root: Path) -> list[str]:
    """Programs of tools/ that import Zeren: they are for a reader who does not have it, and must not share its mistakes."""
    return [
        f"{shown(path, root)}:{line}: imports {name}"
        for path in python_files(root, "tools")
        for name, line in imports(parse(path))
        if reaches(name, ("zeren",))
    ]


def test_tools_stand_alone() -> None:
    assert dependent_tools(ROOT) == []


def test_a_tool_that_leans_on_zeren_is_found(tmp_path: Path) -> None:
    write(tmp_path / "tools/bad.py", "import json\nfrom zeren.core import proof\n")
    assert dependent_tools(tmp_path) == ["tools/bad.py:2: imports zeren.core.proof"]


def test_core_is_pure() -> None:
    assert impurities(ROOT) == []


def test_nothing_mocks_core() -> None:
    assert mocked(ROOT) == []


def test_a_clock_a_lot_and_a_download_are_found(tmp_path: Path) -> None:
    write(
        tmp_path / "src/zeren/core/bad.py",
        "import datetime as d\nimport random\nfrom urllib import request\nfrom time import monotonic, time\n"
        "d.datetime.now()\nd.date.today()\nmonotonic()\n",
    )
    write(tmp_path / "src/zeren/workspace.py", "import datetime\ndatetime.datetime.now()\n")
    assert impurities(tmp_path) == [
        "src/zeren/core/bad.py:2: imports random",
        "src/zeren/core/bad.py:3: imports urllib.request",
        "src/zeren/core/bad.py:5: calls d.datetime.now",
        "src/zeren/core/bad.py:6: calls d.date.today",
    ]


def test_mocks_of_core_are_found(tmp_path: Path) -> None:
    write(
        tmp_path / "tests/test_bad.py",
        "from unittest import mock\nfrom zeren.core import engine\nimport zeren.workspace\n"
        "def test_x(monkeypatch):\n"
        "    monkeypatch.setattr(engine, 'measure', None)\n"
        "    monkeypatch.setattr('zeren.core.packs.load', None)\n"
        "    monkeypatch.setattr(zeren.workspace, 'now', None)\n",
    )
    assert mocked(tmp_path) == [
        "tests/test_bad.py:1: unittest.mock",
        "tests/test_bad.py:5: replaces a part of core",
        "tests/test_bad.py:6: replaces a part of core",
    ]
