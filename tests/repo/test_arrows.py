"""The import contracts of pyproject.toml hold, and each of them can fail."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.application import use_cases
from importlinter.configuration import configure

from tests.repo.tree import ROOT, exported, settings, shown, write

CONTRACTS = settings()["tool"]["importlinter"]["contracts"]
ABOVE_CORE, INSIDE_CORE = (contract for contract in CONTRACTS if contract["type"] == "layers")


def names(contract: dict[str, list[str]]) -> list[str]:
    return [name for layer in contract["layers"] for name in layer.split(" | ")]


def ambiguous_modules(root: Path) -> list[str]:
    """Modules named after something their package exports: `from zeren.core.packs import load` would mean two things."""
    return [
        shown(package / f"{name}.py", root)
        for package in sorted((root / "src/zeren/core").glob("*/__init__.py"))
        for package in [package.parent]
        for name in exported(package)
        if (package / f"{name}.py").exists() and not imported_whole(package, name)
    ]


def imported_whole(package: Path, name: str) -> bool:
    """The package offers the module itself, as a namespace."""
    return f"from zeren.core.{package.name} import {name}\n" in (package / "__init__.py").read_text(
        encoding="utf-8"
    )


def skeleton(root: Path) -> None:
    """The smallest tree that keeps every contract: each package with one inner module."""
    write(root / "src/zeren/__init__.py", "")
    for name in set(names(ABOVE_CORE)) - {"core"}:
        write(root / f"src/zeren/{name}/__init__.py", "")
    write(root / "src/zeren/core/__init__.py", "")
    for name in names(INSIDE_CORE):
        write(root / f"src/zeren/core/{name}/__init__.py", "")
        write(root / f"src/zeren/core/{name}/inside.py", "")
    (root / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())


def verdicts(root: Path) -> dict[str, str]:
    """Every contract's verdict for a tree, by name; run apart, because this process has the real zeren loaded."""
    program = (
        f"import sys; sys.path.insert(0, {str(root / 'src')!r})\n"
        "from importlinter.configuration import configure; configure()\n"
        "from importlinter.application import use_cases as u\n"
        f"o = u.read_user_options({str(root / 'pyproject.toml')!r}); u._register_contract_types(o)\n"
        "r = u.create_report(o, cache_dir=None)\n"
        "assert not r.invalid_contract_options, r.invalid_contract_options\n"
        "for c, k in r.get_contracts_and_checks(): print(c.name, 'kept' if k.kept else 'broken', sep='\\t')\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], check=False, capture_output=True, text=True, cwd=root
    )
    assert run.returncode == 0, run.stderr
    return dict(line.split("\t") for line in run.stdout.splitlines() if "\t" in line)


def test_the_contracts_hold() -> None:
    configure()
    assert use_cases.lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None)


def test_no_module_shares_its_name_with_an_export() -> None:
    assert ambiguous_modules(ROOT) == []


def test_every_contract_gives_its_reason() -> None:
    """A comment stands above each rule; the contracts of one family share the comment above the first."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    blocks = text.split("[[tool.importlinter.contracts]]")[1:]
    bare = [block.split('"')[1] for block in blocks if not block.lstrip().startswith("#")]
    assert [name for name in bare if not name.startswith("core packages are entered only through")] == []


def test_the_doors_are_one_contract_a_package() -> None:
    doors = {contract["allowed_importers"][0] for contract in CONTRACTS if contract["type"] == "protected"}
    assert doors == {f"zeren.core.{name}" for name in names(INSIDE_CORE)}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One bad import for every contract, all planted in one tree."""
    root = tmp_path_factory.mktemp("planted")
    skeleton(root)
    core = root / "src/zeren/core"
    write(root / "src/zeren/demo/bad.py", "import zeren.cli\n")  # upwards
    for name in names(INSIDE_CORE):  # into every package's inside
        write(root / f"src/zeren/workspace/{name}.py", f"from zeren.core.{name} import inside\n")
    write(
        core / "scoring/bad.py", "import zeren.core.engine\nimport duckdb\n"
    )  # a sibling, and the engine's tool
    write(core / "reports/bad.py", "import fastexcel\nimport socket\n")  # an upload, the network
    write(core / "kernel/bad.py", "import yaml\n")
    return verdicts(root)


def test_the_skeleton_keeps_every_contract(tmp_path: Path) -> None:
    skeleton(tmp_path)
    assert set(verdicts(tmp_path).values()) == {"kept"}


@pytest.mark.parametrize("name", [contract["name"] for contract in CONTRACTS])
def test_each_contract_can_fail(broken: dict[str, str], name: str) -> None:
    assert broken[name] == "broken"


@pytest.mark.parametrize("place", ["zeren/web", "zeren/core/workflow"])
def test_a_new_package_has_to_be_placed(tmp_path: Path, place: str) -> None:
    skeleton(tmp_path)
    write(tmp_path / f"src/{place}/__init__.py", "")
    assert "broken" in verdicts(tmp_path).values()


def test_an_ambiguous_module_is_found(tmp_path: Path) -> None:
    write(tmp_path / "src/zeren/core/packs/load.py", "def load(): ...\n")
    write(
        tmp_path / "src/zeren/core/packs/__init__.py",
        "from zeren.core.packs.load import load\n__all__ = ['load']\n",
    )
    assert ambiguous_modules(tmp_path) == ["src/zeren/core/packs/load.py"]
