"""Every dependency gives its reason, is declared, is used, and is locked by hash without naming a registry."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from packaging.requirements import Requirement

from tests.repo.tree import ROOT, imports, parse, python_files, settings, shown, write

# Distributions whose import name is not their own name with `-` for `_`.
IMPORTED_AS = {
    "import-linter": "importlinter",
    "markdown-it-py": "markdown_it",
    "python-docx": "docx",
    "pyyaml": "yaml",
    "vl-convert-python": "vl_convert",
}
LOCKS = ("requirements.lock", "requirements-dev.lock")
# The whole grammar of a lock file: a pinned name, perhaps a marker, and hashes. No URL, option or path can stand in it.
PIN = re.compile(r"([a-z0-9][a-z0-9.-]*)==([0-9][\w.!+-]*)( ; [\w .<>=!'()]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def runtime(root: Path) -> list[str]:
    declared: list[str] = settings(root)["project"]["dependencies"]
    return [Requirement(text).name for text in declared]


def module_of(distribution: str) -> str:
    return IMPORTED_AS.get(distribution, distribution.replace("-", "_"))


def without_reason(root: Path) -> list[str]:
    """Requirements in pyproject.toml that stand on a line without a comment."""
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    tables = re.findall(r"^(?:dependencies|\w+) = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    lines = [
        line for table in tables for line in table.splitlines() if re.match(r'\s*"[a-z0-9-]+ ?[<>=~]=', line)
    ]
    return [line.strip() for line in lines if not re.search(r'", *# \S+ \S+', line)]


def undeclared(root: Path) -> list[str]:
    """Imports that neither Python nor a declared dependency provides: of src at run time, of tests and bench besides."""
    always = {*sys.stdlib_module_names, "zeren", "tests", "bench", *map(module_of, runtime(root))}
    group = settings(root).get("dependency-groups", {}).get("dev", [])
    tools = {module_of(Requirement(text).name) for text in group}
    return [
        f"{shown(path, root)}:{line}: {name}"
        for path in python_files(root, "src", "tests", "bench")
        for name, line in imports(parse(path))
        if name.split(".")[0] not in (always if path.is_relative_to(root / "src") else always | tools)
    ]


def unused(root: Path) -> list[str]:
    """Runtime dependencies that no module imports."""
    used = {name.split(".")[0] for path in python_files(root, "src") for name, _ in imports(parse(path))}
    return [name for name in runtime(root) if module_of(name) not in used]


def pins(lock: Path) -> dict[str, set[str]]:
    """The versions a lock file pins, by distribution."""
    found: dict[str, set[str]] = {}
    for match in filter(None, map(PIN.fullmatch, lock.read_text(encoding="utf-8").splitlines())):
        found.setdefault(match[1], set()).add(match[2])
    return found


def stray_lines(lock: Path) -> list[str]:
    """Lines of a lock file that are neither a pin nor a hash."""
    return [
        line
        for line in lock.read_text(encoding="utf-8").splitlines()
        if not PIN.fullmatch(line) and not HASH.fullmatch(line)
    ]


def unlocked(lock: Path, requirements: list[str]) -> list[str]:
    """Requirements for which the lock holds no version that fits."""
    locked = pins(lock)
    return [
        text
        for text in requirements
        for wanted in [Requirement(text)]
        if not any(wanted.specifier.contains(version) for version in locked.get(wanted.name, ()))
    ]


def test_every_dependency_gives_its_reason() -> None:
    assert without_reason(ROOT) == []


def test_every_import_is_declared() -> None:
    assert undeclared(ROOT) == []


def test_every_dependency_is_used() -> None:
    assert unused(ROOT) == []


def test_the_kernels_contract_names_every_dependency() -> None:
    contracts = settings()["tool"]["importlinter"]["contracts"]
    rule = next(contract for contract in contracts if contract["name"] == "kernel imports no third party")
    assert set(rule["forbidden_modules"]) == set(map(module_of, runtime(ROOT)))


def test_locks_hold_pins_and_hashes_and_nothing_else() -> None:
    assert {name: stray_lines(ROOT / name) for name in LOCKS} == {name: [] for name in LOCKS}


def test_locks_fit_the_project() -> None:
    groups = settings()["dependency-groups"]
    needed = [*settings()["project"]["dependencies"], *groups["build"]]
    assert unlocked(ROOT / "requirements.lock", needed) == []
    assert unlocked(ROOT / "requirements-dev.lock", [*needed, *groups["dev"]]) == []


def test_what_is_tested_is_what_is_installed() -> None:
    installed, tested = (pins(ROOT / name) for name in LOCKS)
    assert {name: tested.get(name) for name in installed} == installed


def planted_project(root: Path) -> None:
    write(
        root / "pyproject.toml",
        '[project]\ndependencies = [\n  "duckdb>=2", # the engine, over Parquet\n  "rich>=14",\n  "typer>=1", # because\n]\n'
        '[dependency-groups]\ndev = [\n  "pytest>=8",\n]\n',
    )
    write(root / "tests/test_bad.py", "import pytest, duckdb, tests.support, requests\n")
    write(
        root / "src/zeren/bad.py",
        "import json\nimport numpy as np\nfrom duckdb import connect\nimport rich.table\n",
    )


def test_bad_dependencies_are_found(tmp_path: Path) -> None:
    planted_project(tmp_path)
    assert without_reason(tmp_path) == ['"rich>=14",', '"typer>=1", # because', '"pytest>=8",']
    assert undeclared(tmp_path) == ["src/zeren/bad.py:2: numpy", "tests/test_bad.py:1: requests"]
    assert unused(tmp_path) == ["typer"]


def test_bad_locks_are_found(tmp_path: Path) -> None:
    good = f"rich==14.0 ; sys_platform == 'win32' \\\n    --hash=sha256:{'0' * 64} \\\n    --hash=sha256:{'1' * 64}\n"
    bad = [
        "--index-url https://example.invalid/simple",
        "rich @ https://example.invalid/rich.whl",
        "rich==14.0",
        "-r x",
    ]
    lock = write(tmp_path / "requirements.lock", good + "\n".join(bad) + "\n")
    assert stray_lines(lock) == bad
    assert unlocked(lock, ["rich>=14", "rich>=15", "typer>=0"]) == ["rich>=15", "typer>=0"]
