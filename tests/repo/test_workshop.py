"""The commands around the code: make targets, shell scripts, the guard of the tests themselves."""

from __future__ import annotations

import re
import socket
import subprocess
from pathlib import Path

import pytest

from tests.repo.tree import ROOT

PROMISED = {"demo", "test", "check", "bench", "docs", "lock", "help"}
SCRIPTS = [ROOT / ".ci/run", *sorted((ROOT / "scripts").glob("*.sh"))]


def helped(makefile: str) -> set[str]:
    """The targets that `make help` lists."""
    return set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))


def phony(makefile: str) -> set[str]:
    match = re.search(r"^\.PHONY: (.+)$", makefile, re.MULTILINE)
    return set(match[1].split()) if match else set()


def test_every_command_is_listed_by_help() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert phony(makefile) == helped(makefile) >= PROMISED


def test_an_unlisted_command_is_found() -> None:
    makefile = ".PHONY: demo test\ndemo: x  ## 演示 · demo\ntest: y\n"
    assert phony(makefile) - helped(makefile) == {"test"}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_stop_at_the_first_error(script: Path) -> None:
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!/usr/bin/env bash\n")
    assert "\nset -euo pipefail\n" in text
    assert script.stat().st_mode & 0o111
    subprocess.run(["bash", "-n", str(script)], check=True)


def test_a_test_cannot_reach_the_network() -> None:
    with socket.socket() as outside, pytest.raises(RuntimeError, match="no network"):
        outside.connect(("192.0.2.1", 80))  # an address set aside for examples


def test_a_test_can_reach_this_machine() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()
        client.connect(server.getsockname())
