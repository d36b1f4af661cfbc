"""A scratch repository to plant bad examples in."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def git_tree(tmp_path: Path) -> Path:
    """An empty git repository with somebody to commit as."""
    root = tmp_path / "repository"
    root.mkdir()
    for arguments in (
        ["init", "--quiet"],
        ["config", "user.name", "tests"],
        ["config", "user.email", "tests@example.invalid"],
        ["config", "commit.gpgsign", "false"],
        ["config", "tag.gpgsign", "false"],
    ):
        subprocess.run(["git", "-C", str(root), *arguments], check=True)
    return root
