"""What is signed, and the envelope it is signed in."""

from __future__ import annotations

import base64
import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest

from tests.unit.proof import sample
from zeren.core.kernel import (
    Document,
    Number,
    Outcome,
    Paragraph,
    Scorecard,
    ScorecardLine,
    Text,
    ZerenError,
    canonical_json,
)
from zeren.core.proof import build_manifest, open_envelope, sign

MADE: dict[str, Any] = {
    "snapshot": {},
    "scorecard": None,
    "packs": {},
    "made_at": "2017-07-20",
    "tool": "zeren",
}


def test_every_number_in_reading_order() -> None:
    numbers = sample.manifest()["numbers"]
    assert [n["occurrence"] for n in numbers] == [f"n{i:04d}" for i in range(1, 20)]
    assert [n["text"] for n in numbers] == [n.text for n in sample.document().numbers()]
    assert [n["note"] for n in numbers if n["note"]] == [1, 1, 2]


def test_a_number_stands_in_its_context() -> None:
    number = sample.manifest()["numbers"][4]
    assert number == {
        "occurrence": "n0005",
        "text": "0.07%",
        "citation": sample.DROPOUT.id,
        "before": "%；初中辍学6名，辍学率",
        "after": "，控制在1.5%以内。",
        "note": 0,
    }


def test_citations_are_whole() -> None:
    citations = sample.manifest()["citations"]
    assert {c["id"] for c in citations} == set(sample.document().citations)
    assert [c["id"] for c in citations] == sorted(c["id"] for c in citations)


def test_the_words_and_their_digest() -> None:
    text = sample.manifest()["text"]
    assert text["body"][2][:3] == ["适龄儿童入学率", {"number": "n0003"}, "；初中辍学"]
    assert {"note": 1} in text["body"][2]
    words = "".join(
        p if isinstance(p, str) else "\ufffc" if "number" in p else ""
        for block in text["body"] + text["notes"]
        for p in block
    )
    assert text["sha256"] == hashlib.sha256("".join(words.split()).encode()).hexdigest()


def test_the_document_must_be_numbered() -> None:
    with pytest.raises(ValueError, match="numbered"):
        build_manifest(
            Document((Number("1", sample.ORDINAL.id),), (), {sample.ORDINAL.id: sample.ORDINAL}), **MADE
        )


def test_a_citation_under_a_wrong_id() -> None:
    with pytest.raises(ValueError, match="content of"):
        build_manifest(Document((Text("无"),), (), {"c0": sample.ORDINAL}), **MADE)


def test_points_are_signed_as_text() -> None:
    line = ScorecardLine(
        "1.3", "辍学率", "step", Outcome.score(Decimal("5.5")), Decimal(6), "", "met", citations=("c1",)
    )
    card = Scorecard("l", "u", "2017", Outcome("range", Decimal("1.5"), Decimal(3)), (line,), Decimal(100))
    made = build_manifest(Document((Text("无"),), (Paragraph(()),)), **(MADE | {"scorecard": card}))
    assert made["scorecard"]["total"] == ["1.5", "3"]
    assert made["scorecard"]["lines"][0]["points"] == "5.5"
    assert canonical_json(json.loads(canonical_json(made))) == canonical_json(made)


def test_signing_is_reproducible_and_opens() -> None:
    assert sample.envelope() == sample.envelope()
    manifest, signer = open_envelope(sample.envelope())
    assert manifest == sample.manifest()
    assert signer.fingerprint == sample.KEY.fingerprint
    assert signer.state == "valid"


def changed(**fields: Any) -> bytes:
    data = json.loads(sample.envelope())
    for name, value in fields.items():
        data["signature" if name in data["signature"] else "manifest"][name] = value
    return canonical_json(data)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "V102"),
        (b"[]", "V102"),
        (b"{}", "V102"),
        (b"\xff{", "V102"),
        (b"[" * 100_000, "V102"),
        (b'{"manifest":{},"signature":{}}', "V102"),
        (sample.envelope()[:-40], "V102"),
        (sample.envelope().replace(b'{"manifest"', b'{"manifest":{},"manifest"'), "V102"),
        (sample.envelope().replace(b'"version":1', b'"version":Infinity'), "V102"),
        (changed(numbers="x"), "V102"),
        (changed(numbers=[{"occurrence": "n1"}]), "V102"),
        (changed(citations=[1]), "V102"),
        (changed(text={"sha256": "", "body": ["x"], "notes": []}), "V102"),
        (changed(text={"sha256": "", "body": [[3]], "notes": []}), "V102"),
        (b" " * (17 << 20), "V103"),
        (changed(algorithm="rsa"), "V104"),
        (changed(made_at="2018"), "V105"),
        (changed(value="!!"), "V105"),
        (changed(value=base64.b64encode(bytes(64)).decode()), "V105"),
        (changed(public_key=base64.b64encode(bytes(31)).decode()), "V105"),
        (changed(fingerprint="ed25519:0000"), "V105"),
        (sample.envelope().replace("城中区".encode(), b"\\ud800", 1), "V102"),
        (changed(version=2), "V107"),
    ],
)  # fmt: skip
def test_a_malformed_envelope_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(ZerenError) as error:
        open_envelope(data)
    problem = error.value.problems[0]
    assert problem.code == code
    assert problem.zh
    assert problem.todo_en


def test_an_envelope_is_not_a_place_to_hide_more() -> None:
    data = json.loads(sample.envelope()) | {"note": "x"}
    with pytest.raises(ZerenError):
        open_envelope(canonical_json(data))


def test_another_keys_signature_opens_under_its_own_name() -> None:
    _, signer = open_envelope(sign(sample.manifest(), sample.OTHER_KEY))
    assert signer.fingerprint == sample.OTHER_KEY.fingerprint
