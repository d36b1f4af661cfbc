"""A pack's content cannot change under a published version."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.repo.pack_versions import check, write
from tests.repo.tree import ROOT
from tests.repo.tree import write as plant


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(root), *arguments], check=True, capture_output=True)


def release(root: Path, tag: str) -> None:
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", tag)
    git(root, "tag", tag)


def set_version(root: Path, version: str, note: str = "- A line.") -> None:
    plant(root / "packs/p/pack.yaml", f"id: p\nversion: {version}\ndepends: []\n")
    plant(root / "packs/p/CHANGELOG.md", f"# Changelog\n\n## {version}\n\n{note}\n\n## 0.0.1\n\n- First.\n")


def change(root: Path, text: str) -> None:
    plant(root / "packs/p/indicators/x.yaml", text)


@pytest.fixture
def pack_tree(git_tree: Path) -> Path:
    """A repository with one pack in order, published as 0.1.0 under the tag v0.1.0."""
    set_version(git_tree, "0.1.0")
    change(git_tree, "id: x\n")
    assert write(git_tree) == []
    release(git_tree, "v0.1.0")
    return git_tree


def test_the_packs_are_in_order() -> None:
    assert check(ROOT) == []


def test_a_pack_in_order_passes(pack_tree: Path) -> None:
    assert check(pack_tree) == []


def test_a_change_without_a_new_lock_is_refused(git_tree: Path) -> None:
    set_version(git_tree, "0.1.0")
    assert "make packs-lock" in check(git_tree)[0]
    write(git_tree)
    assert check(git_tree) == []
    change(git_tree, "id: y\n")
    assert "make packs-lock" in check(git_tree)[0]
    assert write(git_tree) == []  # nothing is published, so the version need not rise
    assert check(git_tree) == []


def test_a_change_under_a_published_version_is_refused(pack_tree: Path) -> None:
    change(pack_tree, "id: x # a comment counts too\n")
    lock = (pack_tree / "packs/p/pack.lock").read_text(encoding="utf-8")
    assert "raise the version" in write(pack_tree)[0]
    assert (pack_tree / "packs/p/pack.lock").read_text(encoding="utf-8") == lock
    assert "raise the version" in check(pack_tree)[0]


def test_a_new_version_needs_its_line_in_the_changelog(pack_tree: Path) -> None:
    change(pack_tree, "id: z\n")
    set_version(pack_tree, "0.2.0", note="")
    assert write(pack_tree) == []
    assert "no entry for version 0.2.0" in check(pack_tree)[0]
    set_version(pack_tree, "0.2.0")
    assert check(pack_tree) == []


def test_a_version_cannot_go_back(pack_tree: Path) -> None:
    set_version(pack_tree, "0.0.9")
    assert "lower than the published" in check(pack_tree)[0]


def test_a_new_dependency_counts_as_content(pack_tree: Path) -> None:
    plant(pack_tree / "packs/p/pack.yaml", "id: p\nversion: 0.1.0\ndepends: [other]\n")
    assert "raise the version" in check(pack_tree)[0]


def test_a_report_section_and_line_ends_do_not_count(pack_tree: Path) -> None:
    plant(pack_tree / "packs/p/reports/r/01-a.md", "words\n")
    (pack_tree / "packs/p/indicators/x.yaml").write_bytes(b"id: x\r\n")
    assert check(pack_tree) == []


def test_a_pack_that_came_after_the_tag_is_not_published(pack_tree: Path) -> None:
    plant(pack_tree / "packs/q/pack.yaml", "id: q\nversion: 0.1.0\n")
    plant(pack_tree / "packs/q/CHANGELOG.md", "# Changelog\n\n## 0.1.0\n\n- First.\n")
    assert write(pack_tree) == []
    plant(pack_tree / "packs/q/codes/c.yaml", "id: c\n")
    assert write(pack_tree) == []
    assert check(pack_tree) == []
