"""What core promises is documented where it is defined: what it means, what can go wrong, and an example that runs.

Every export has a docstring that names what it raises. Besides, the verbs, the kernel's nouns and the functions registered as
rule, directive or claim have the sections by which they are known: Shape, Unit, Source, Example.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repo.tree import ROOT, dotted, exported, functions, parse, python_files, shown, write

SECTIONS = {"Args", "Returns", "Yields", "Raises", "Shape", "Unit", "Source", "Example", "Note"}
VERBS = {"load", "read", "freeze", "measure", "score", "compose", "verify"}
REGISTERED = {"rule", "directive", "claim"}  # decorators that put a function into a table
Definition = ast.FunctionDef | ast.ClassDef


def module_of(package: Path, name: str) -> Path | None:
    """The file of the package that defines an exported name; none for a name that is not the package's own."""
    for node in parse(package / "__init__.py").body:
        if isinstance(node, ast.ImportFrom) and any(
            (alias.asname or alias.name) == name for alias in node.names
        ):
            return next(
                (p for p in [package / f"{(node.module or '').split('.')[-1]}.py"] if p.exists()), None
            )
    return package / "__init__.py"


def promises(root: Path) -> Iterator[tuple[Path, Definition]]:
    """Every function and class that a core package exports."""
    for init in sorted((root / "src/zeren/core").glob("*/__init__.py")):
        for name in exported(init.parent):
            path = module_of(init.parent, name)
            for node in parse(path).body if path else ():
                if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
                    yield path or init, node


def registered(root: Path) -> Iterator[tuple[Path, Definition]]:
    """Every function that a decorator puts into a table of rules, directives or claims."""
    for path in python_files(root, "src/zeren/core"):
        for function in functions(parse(path)):
            names = {dotted(d.func if isinstance(d, ast.Call) else d) for d in function.decorator_list}
            if names & REGISTERED and isinstance(function, ast.FunctionDef):
                yield path, function


def raises(node: Definition) -> bool:
    """Whether the function, or the class when it is built, raises something itself."""
    if isinstance(node, ast.ClassDef):
        built = [item for item in node.body if isinstance(item, ast.FunctionDef)]
        return any(raises(item) for item in built if item.name in {"__init__", "__post_init__"})
    inner = {id(part) for function in functions(node) if function is not node for part in ast.walk(function)}
    return any(isinstance(n, ast.Raise) and n.exc is not None and id(n) not in inner for n in ast.walk(node))


def annotations(node: Definition) -> str:
    """The source of a class's field annotations, or of a function's parameter and return annotations."""
    if isinstance(node, ast.ClassDef):
        return " ".join(ast.unparse(item.annotation) for item in node.body if isinstance(item, ast.AnnAssign))
    arguments = [a.annotation for a in ast.walk(node.args) if isinstance(a, ast.arg) and a.annotation]
    return " ".join(ast.unparse(part) for part in [*arguments, *([node.returns] if node.returns else [])])


def decorators(node: Definition) -> set[str]:
    return {ast.unparse(decorator).split("(")[0] for decorator in node.decorator_list}


def needed(node: Definition, *, noun: bool) -> Iterator[set[str]]:
    """The sections the docstring must have; of each set, one will do."""
    if node.name in VERBS or decorators(node) & REGISTERED:
        yield {"Example"}
    if decorators(node) & {"rule", "claim"}:
        yield {"Source"}
    if noun and "dataclass" in decorators(node):
        yield {"Shape", "Example"}
        if "Decimal" in annotations(node):
            yield {"Unit"}
    if raises(node) and not (isinstance(node, ast.ClassDef) and "Error" in node.name):
        yield {"Raises"}
    if "DataFrame" in annotations(node) or "LazyFrame" in annotations(node):
        yield {"Shape"}


def faults(node: Definition, *, noun: bool) -> list[str]:
    """What a docstring lacks, or a heading that is none of ours. Nouns are the kernel's classes."""
    text = ast.get_docstring(node)
    if not text:
        return ["no docstring"]
    headings = re.findall(r"^([A-Z]\w+):(?: |$)", text, re.MULTILINE)
    found = [
        f"lacks {' or '.join(sorted(names))}"
        for names in needed(node, noun=noun)
        if not names & set(headings)
    ]
    found += [f"unknown section {name}" for name in headings if name not in SECTIONS]
    shows = (
        "{{" if "directive" in decorators(node) else ">>>"
    )  # a directive's example is a line of a template
    if "Example" in headings and shows not in text and ">>>" not in text:
        found.append("Example has nothing to run")
    return found


def undocumented(root: Path) -> list[str]:
    return [
        f"{shown(path, root)}:{node.lineno}: {node.name}: {fault}"
        for path, node in [*promises(root), *registered(root)]
        for fault in faults(node, noun=path.parent.name == "kernel")
    ]


def test_every_promise_is_documented() -> None:
    assert undocumented(ROOT) == []


BAD = {
    "def f(): ...": ["no docstring"],
    'def measure():\n    """Do."""': ["lacks Example"],
    'def f():\n    """Do.\n\n    Examples:\n        >>> 1\n    """': ["unknown section Examples"],
    'def f():\n    """Do.\n\n    Example:\n        f()\n    """': ["Example has nothing to run"],
    'def f():\n    """Do."""\n    raise ValueError': ["lacks Raises"],
    'def f() -> pl.DataFrame:\n    """Do."""': ["lacks Shape"],
    '@rule("x")\ndef f():\n    """Do."""': ["lacks Example", "lacks Source"] * 2,
    '@directive\ndef f():\n    """Do.\n\n    Example:\n        words\n    """': ["Example has nothing to run"]
    * 2,
    '@dataclass(frozen=True)\nclass f:\n    """A noun."""': ["lacks Example or Shape"],
    '@dataclass\nclass f:\n    """A noun.\n\n    Shape: x.\n    """\n    x: Decimal': ["lacks Unit"],
    'class f:\n    """A noun."""\n    def __init__(self):\n        raise ValueError': ["lacks Raises"],
}


@pytest.mark.parametrize("definition", BAD)
def test_a_bad_docstring_is_found(tmp_path: Path, definition: str) -> None:
    package = tmp_path / "src/zeren/core/kernel"
    text = "from zeren.core.kernel.bad import f, measure\nfrom decimal import Decimal\n__all__ = ['f', 'measure']\n"
    write(package / "__init__.py", text)
    write(package / "bad.py", definition)
    assert [fault.split(": ", 2)[2] for fault in undocumented(tmp_path)] == BAD[definition]


def test_a_good_docstring_passes(tmp_path: Path) -> None:
    package = tmp_path / "src/zeren/core/engine"
    good = '"""Do.\n\n    Raises:\n        ValueError: never.\n\n    Example:\n        >>> f()\n    """\n    raise ValueError\n'
    write(
        package / "__init__.py", f"def measure():\n    {good}\n__all__ = ['measure', 'LIMITS']\nLIMITS = 3\n"
    )
    assert undocumented(tmp_path) == []
