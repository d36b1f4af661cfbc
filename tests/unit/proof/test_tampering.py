"""Two verifiers, written apart, agree on every tampered report of the corpus; and each finds what was done."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.unit.proof import sample
from tests.unit.proof.tampering import Variant
from tests.unit.proof.variants import corpus
from zeren.core.intake.preflight import RefusedError
from zeren.core.intake.report import read_bytes
from zeren.core.proof import verify

CORPUS = corpus()
TOOL = Path(__file__).parents[3] / "tools" / "verify_report.py"
# The two tell in their own words what has no place in the text.
_WORDLESS = {"signature", "key", "manifest", "direction"}


def second_verifier() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_report", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


SECOND = second_verifier()


def first_opinion(variant: Variant) -> dict[str, Any]:
    trusted = sample.KEY.fingerprint if variant.trusted else None
    try:
        verdict = verify(read_bytes(variant.data), trusted=trusted)
    except RefusedError:
        return {"unreadable": True}
    return {"unreadable": True} if verdict.signature in {"absent", "unreadable"} else verdict.to_dict()


def second_opinion(variant: Variant, folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    path = folder / variant.file
    path.write_bytes(variant.data)
    options = ["--trusted", sample.KEY.fingerprint] if variant.trusted else []
    if SECOND.main(str(path), "--json", *options) == 2:
        return {"unreadable": True}
    opinion: dict[str, Any] = json.loads(capsys.readouterr().out)
    return opinion


@pytest.mark.parametrize("variant", CORPUS, ids=[v.name for v in CORPUS])
def test_the_first_bad_number_is_named_by_both(
    variant: Variant, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = first_opinion(variant), second_opinion(variant, tmp_path, capsys)
    if variant.expected is not None and variant.expected[0] == "unreadable":
        assert first == second == {"unreadable": True}
        return
    assert "unreadable" not in first
    assert first["checked"] == variant.checked
    assert (first["ok"], first["checked"]) == (second["ok"], second["checked"])
    if variant.expected is None:
        assert first["ok"]
        assert first["first_bad"] is None
        assert second["first_bad"] is None
    else:
        bad, other = first["first_bad"], second["first_bad"]
        assert not first["ok"]
        assert bad["reason"] == variant.expected[0]
        assert bad["occurrence"] == variant.expected[1] or bad["reason"] == "citation_id"
        assert other["reason"] == bad["reason"]
        if bad["reason"] not in _WORDLESS:
            assert other == bad
    if variant.edited is not None:
        assert first["edited_words"] is variant.edited


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 100
    assert len({v.name for v in CORPUS}) == len(CORPUS)


def test_the_second_verifier_is_short_and_stands_alone() -> None:
    source = TOOL.read_text(encoding="utf-8")
    assert len(source.splitlines()) < 200
    assert max(map(len, source.splitlines())) <= 165
    assert "import zeren" not in source
    assert "from zeren" not in source


def test_the_second_verifier_as_a_program(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = tmp_path / "manifest.json"
    path.write_bytes(sample.envelope())
    done = subprocess.run(
        [sys.executable, "-I", str(TOOL), str(path), "--json"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"ok": True, "checked": 19, "first_bad": None}
