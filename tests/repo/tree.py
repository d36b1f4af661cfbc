"""What the repository's tests look at: its files, its settings and its syntax trees."""

from __future__ import annotations

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def python_files(root: Path, *folders: str) -> list[Path]:
    """Every Python file below the named folders."""
    return sorted(path for folder in folders for path in (root / folder).rglob("*.py"))


def listed_files(root: Path) -> list[Path]:
    """Every file that git tracks, or would track if it were added; needs git."""
    run = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(run, check=True, capture_output=True, text=True).stdout.split("\0")
    return sorted(path for name in names if name and (path := root / name).is_file())


def settings(root: Path = ROOT) -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def parse(path: Path) -> ast.Module:
    """The file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name an import statement reaches, as `module` or `module.name`, with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def dotted(node: ast.AST) -> str:
    """`a.b.c` of an attribute chain, or an empty string for anything else."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join([node.id, *reversed(parts)])


def exported(package: Path) -> list[str]:
    """The names in `__all__` of a package's `__init__.py`; empty when it has none."""
    for node in parse(package / "__init__.py").body:
        if isinstance(node, ast.Assign) and any(dotted(target) == "__all__" for target in node.targets):
            return list(ast.literal_eval(node.value))
    return []


def shown(path: Path, root: Path) -> str:
    """The path as a problem names it."""
    return path.relative_to(root).as_posix()


def write(path: Path, text: str) -> Path:
    """Plant a file, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path
