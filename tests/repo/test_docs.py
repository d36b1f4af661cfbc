"""Pages can be found, links lead somewhere, and the commands the docs name exist."""

from __future__ import annotations

import re
from pathlib import Path

from tests.repo.tree import ROOT, listed_files, shown, write

LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
MAKE = re.compile(r"`make ([a-z-]+)")


def pages(root: Path) -> list[Path]:
    """Markdown written for readers; a pack's report sections are templates."""
    return [path for path in listed_files(root) if path.suffix == ".md" and "reports" not in path.parts]


def prose(path: Path) -> str:
    return FENCE.sub("", path.read_text(encoding="utf-8"))


def targets(path: Path) -> list[Path]:
    """The files a page links to."""
    links = [link.split("#")[0] for link in LINK.findall(prose(path))]
    return [
        (path.parent / link).resolve()
        for link in links
        if link and "://" not in link and not link.startswith("mailto:")
    ]


def dead_links(root: Path) -> list[str]:
    return [
        f"{shown(path, root)}: {target.name}"
        for path in pages(root)
        for target in targets(path)
        if not target.exists()
    ]


def unreachable(root: Path) -> list[str]:
    """Pages of docs/ that no chain of links reaches from docs/index.md."""
    seen: set[Path] = set()
    waiting = [(root / "docs/index.md").resolve()]
    while waiting:
        page = waiting.pop()
        if page in seen or not page.exists() or page.suffix != ".md":
            continue
        seen.add(page)
        waiting += targets(page)
    return [
        shown(path, root)
        for path in pages(root)
        if path.is_relative_to(root / "docs") and path.resolve() not in seen
    ]


def unknown_commands(root: Path) -> list[str]:
    """`make …` in a page for a target the Makefile does not have."""
    known = set(re.findall(r"^([a-z-]+):", (root / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    return [
        f"{shown(path, root)}: make {name}"
        for path in pages(root)
        for name in MAKE.findall(path.read_text(encoding="utf-8"))
        if name not in known
    ]


def test_links_lead_somewhere() -> None:
    assert dead_links(ROOT) == []


def test_every_page_can_be_found() -> None:
    assert unreachable(ROOT) == []


def test_commands_in_the_docs_exist() -> None:
    assert unknown_commands(ROOT) == []


def test_lost_pages_dead_links_and_unknown_commands_are_found(git_tree: Path) -> None:
    write(git_tree / "Makefile", "demo: x\n\ttrue\n")
    write(git_tree / "docs/index.md", "[a](how-to/a.md) and [out](https://example.invalid/x)\n")
    write(
        git_tree / "docs/how-to/a.md",
        "[gone](gone.md#part) `make demo` `make coffee`\n```\n[code](x.md)\n```\n",
    )
    write(git_tree / "docs/lost.md", "alone\n")
    assert dead_links(git_tree) == ["docs/how-to/a.md: gone.md"]
    assert unreachable(git_tree) == ["docs/lost.md"]
    assert unknown_commands(git_tree) == ["docs/how-to/a.md: make coffee"]
