"""Guards the packs' versions: content that could move a score does not change under a published version number.

    python -m tests.repo.pack_versions check    refuse what is not in order (part of `make check`)
    python -m tests.repo.pack_versions write    bring every pack.lock up to date (`make packs-lock`)

The rule. packs/<pack>/pack.lock holds the pack's version and the SHA-256 of its content. `check` wants the lock to fit the
content, and the version to have a section in the pack's CHANGELOG.md. What the last git tag holds is published: if the
content differs from the tag's, the version must be higher than the tag's. While nothing is tagged, or the pack is not in
the tag, nothing is published, and `write` may be called as often as one likes.

Every byte of the content counts, comments too: an exact rule that is sometimes too strict beats a judgement on what moves
a score. Reports, workflows and licences are not content in this sense: no score is read from them.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from packaging.version import Version

from tests.repo.tree import ROOT

CONTENT = ("codes", "parameters", "ledgers", "indicators", "letters", "frameworks", "rules")
LOCK = "pack.lock"


@dataclass(frozen=True)
class Lock:
    """A version and the hash of the content it stands for."""

    version: str
    sha256: str

    def text(self) -> str:
        return f"# Written by `make packs-lock`. See CONTRIBUTING.md.\nversion: {self.version}\nsha256: {self.sha256}\n"

    @classmethod
    def read(cls, text: str) -> Lock:
        fields = yaml.safe_load(text)
        return cls(str(fields["version"]), str(fields["sha256"]))


def packs(root: Path) -> list[Path]:
    return sorted(path.parent for path in (root / "packs").glob("*/pack.yaml"))


def content(pack: Path) -> Iterator[tuple[str, bytes]]:
    """What could move a score: which packs it builds on, and every file of the content folders."""
    head = yaml.safe_load((pack / "pack.yaml").read_text(encoding="utf-8"))
    yield "depends", "\n".join(map(str, head.get("depends") or ())).encode()
    for folder in CONTENT:
        for path in sorted((pack / folder).rglob("*.yaml")):
            yield path.relative_to(pack).as_posix(), path.read_bytes().replace(b"\r\n", b"\n")


def current(pack: Path) -> Lock:
    """The lock that would fit the pack as it stands."""
    digest = hashlib.sha256()
    for name, data in content(pack):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    head = yaml.safe_load((pack / "pack.yaml").read_text(encoding="utf-8"))
    return Lock(str(head["version"]), digest.hexdigest())


def git(root: Path, *arguments: str) -> str | None:
    """What git prints, or None where it says no."""
    run = subprocess.run(["git", "-C", str(root), *arguments], check=False, capture_output=True, text=True)
    return run.stdout if run.returncode == 0 else None


def published(root: Path, pack: Path) -> tuple[str, Lock] | None:
    """The last tag and the pack's lock in it; None while nothing is published."""
    tag = (git(root, "describe", "--tags", "--abbrev=0") or "").strip()
    text = git(root, "show", f"{tag}:{(pack / LOCK).relative_to(root).as_posix()}") if tag else None
    return (tag, Lock.read(text)) if text else None


def version_problems(root: Path, pack: Path) -> list[str]:
    """Content that moved away from what was published without a higher version."""
    lock, base = current(pack), published(root, pack)
    if base is None:
        return []
    tag, old = base
    if lock.sha256 != old.sha256 and not Version(lock.version) > Version(old.version):
        zh = f"内容与已发布的 {old.version}（{tag}）不同，请升高 pack.yaml 中的版本号，并在该包的 CHANGELOG.md 中写一行"
        en = f"content differs from the published {old.version} ({tag}): raise the version in pack.yaml, tell it in CHANGELOG.md"
        return [f"{pack.name}: {zh} · {en}"]
    if Version(lock.version) < Version(old.version):
        return [
            f"{pack.name}: 版本号低于已发布的 {old.version} · the version is lower than the published {old.version}"
        ]
    return []


def changelog_problems(pack: Path) -> list[str]:
    """The version has a section with at least one entry in the pack's change log."""
    path, version = pack / "CHANGELOG.md", current(pack).version
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    section = re.search(rf"^## {re.escape(version)}\b.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    if section and re.search(r"^- \S", section[0], re.MULTILINE):
        return []
    return [
        f"{pack.name}: CHANGELOG.md 缺少版本 {version} 的说明 · CHANGELOG.md has no entry for version {version}"
    ]


def lock_problems(pack: Path) -> list[str]:
    path = pack / LOCK
    if path.exists() and Lock.read(path.read_text(encoding="utf-8")) == current(pack):
        return []
    return [
        f"{pack.name}: {LOCK} 与内容不符，请运行 make packs-lock · {LOCK} does not fit the content: run make packs-lock"
    ]


def check(root: Path) -> list[str]:
    return [
        problem
        for pack in packs(root)
        for problem in [*version_problems(root, pack), *changelog_problems(pack), *lock_problems(pack)]
    ]


def write(root: Path) -> list[str]:
    """Write the lock of every pack whose version may stand for its content; return what was refused."""
    refused = []
    for pack in packs(root):
        problems = version_problems(root, pack)
        refused += problems
        if not problems:
            (pack / LOCK).write_text(current(pack).text(), encoding="utf-8")
    return refused


if __name__ == "__main__":
    found = {"check": check, "write": write}[sys.argv[1]](ROOT)
    sys.stdout.write("\n".join(found or [f"{len(packs(ROOT))} packs: versions and locks fit"]) + "\n")
    sys.exit(bool(found))
