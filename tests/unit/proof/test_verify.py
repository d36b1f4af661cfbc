"""Verdicts: what they say, and in which words."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.support.tiny_docx import tiny_docx
from tests.unit.proof import sample
from zeren.core.intake.report import read_bytes
from zeren.core.kernel import Citation, PrintedReport, Problem, ZerenError
from zeren.core.proof import sign, verify, verify_envelope
from zeren.core.proof.agreement import disagreement


def report() -> PrintedReport:
    return read_bytes(tiny_docx(sample.document(), sample.envelope()))


def with_number(key: str, **fields: Any) -> PrintedReport:
    good = report()
    numbers = []
    for n in good.numbers:
        if n.occurrence == key:
            text = fields.get("text", n.text)
            n = replace(n, **fields, context=n.context.replace(f"【{n.text}】", f"【{text}】"))
        numbers.append(n)
    return replace(good, numbers=tuple(numbers))


def test_a_good_report() -> None:
    verdict = sample.judged(report())
    data = verdict.to_dict()
    assert (data["ok"], data["checked"], data["first_bad"]) == (True, 19, None)
    assert (data["signature"], data["key"], data["edited_words"]) == ("valid", "trusted", False)
    assert data["about"]["report"]["letter"] == "chengzhong-2017"
    assert data["problems"] == []
    assert json.loads(json.dumps(data)) == data


def test_a_changed_number_is_named_in_plain_words() -> None:
    verdict = sample.judged(with_number("n0005", text="0.70%"))
    assert verdict.first_bad is not None
    assert verdict.first_bad.to_dict() == {
        "occurrence": "n0005",
        "printed": "0.70%",
        "signed": "0.07%",
        "citation": sample.DROPOUT.id,
        "context": "%；初中辍学6名，辍学率【0.70%】，控制在1.5%以内。",
        "reason": "text",
    }
    assert verdict.problems[0].zh == (
        "第 5 处数字“0.70%”与签名记录“0.07%”不一致：%；初中辍学6名，辍学率【0.70%】，控制在1.5%以内。"
    )
    assert "Number 5 reads “0.70%” but “0.07%” was signed" in verdict.problems[0].en


def test_nobody_asked_who_signed() -> None:
    verdict = verify(report())
    assert verdict.ok
    assert verdict.key == "not_compared"
    assert [p.code for p in verdict.problems] == ["V141"]
    assert sample.KEY.fingerprint in verdict.problems[0].zh


def test_somebody_else_signed() -> None:
    verdict = verify(report(), trusted=sample.OTHER_KEY.fingerprint)
    assert not verdict.ok
    assert verdict.key == "different"
    assert [p.code for p in verdict.problems] == ["V106"]
    assert verdict.first_bad is not None
    assert verdict.first_bad.reason == "key"


def test_edited_words_are_shown_and_do_not_fail() -> None:
    good = report()
    verdict = sample.judged(replace(good, text=good.text.replace("召开会议", "胜利召开会议")))
    assert verdict.ok
    assert verdict.edited_words
    assert [p.code for p in verdict.problems] == ["V140"]
    assert [(e.signed, e.printed) for e in verdict.edits] == [
        ("￼￼召开会议￼次，培训￼人次，以巩固成果。", "￼￼胜利召开会议￼次，培训￼人次，以巩固成果。")
    ]


def test_a_report_without_a_manifest_is_not_one_of_ours() -> None:
    verdict = sample.judged(replace(report(), manifest=None))
    assert (verdict.ok, verdict.checked, verdict.signature) == (False, 0, "absent")
    assert "签名清单" in verdict.problems[0].zh
    assert verdict.problems[0].code == "V101"
    assert verdict.to_dict()["first_bad"]["reason"] == "manifest"


def test_an_unreadable_manifest_gives_a_verdict_too() -> None:
    verdict = sample.judged(replace(report(), manifest=b"{"))
    assert (verdict.ok, verdict.signature) == (False, "unreadable")
    assert verdict.problems[0].code == "V102"


def test_a_broken_signature_still_compares_the_numbers() -> None:
    broken = json.loads(sample.envelope())
    broken["manifest"]["tool"] = "x"
    verdict = sample.judged(replace(with_number("n0005", text="0.70%"), manifest=json.dumps(broken).encode()))
    assert verdict.signature == "invalid"
    assert {p.code for p in verdict.problems} == {"V105", "V110"}
    assert verdict.first_bad is not None
    assert verdict.first_bad.occurrence == "n0005"


def test_a_manifest_alone() -> None:
    verdict = verify_envelope(sample.envelope(), trusted=sample.KEY.fingerprint)
    assert (verdict.ok, verdict.checked, verdict.edited_words, verdict.form) == (True, 19, None, "manifest")


def test_an_occurrence_signed_twice() -> None:
    twice = sample.manifest()
    twice["numbers"].append(twice["numbers"][0])
    assert not verify_envelope(sign(twice, sample.KEY)).ok


def test_with_the_workspace_everything_is_measured_again() -> None:
    asked: list[Mapping[str, Any]] = []

    def again(facts: Mapping[str, Any]) -> str | None:
        asked.append(facts)
        return "0.08" if facts.get("part") == "value" and facts["numerator"] == "6" else None

    verdict = verify(report(), trusted=sample.KEY.fingerprint, recheck=again)
    measured = [c for c in sample.document().citations.values() if c.kind in {"measurement", "rows"}]
    assert verdict.remeasured == len(asked) == len(measured)
    assert verdict.differs == (sample.DROPOUT.id,)
    assert not verdict.ok
    assert verdict.first_bad is not None
    assert (verdict.first_bad.occurrence, verdict.first_bad.reason) == ("n0005", "remeasured")
    assert verdict.problems[0].code == "V122"


def test_a_workspace_that_has_not_the_snapshot() -> None:
    def again(facts: Mapping[str, Any]) -> str | None:
        raise ZerenError(Problem("V101"))

    verdict = verify(report(), recheck=again)
    assert not verdict.ok
    assert len(verdict.differs) == 7


MEASURED = {
    "part": "value",
    "value": "99.996",
    "numerator": "24999",
    "denominator": "25000",
    "unit_of_measure": "percent",
}


@pytest.mark.parametrize(
    ("text", "citation", "agrees"),
    [
        ("99.996%", Citation("measurement", "", MEASURED), True),
        ("99.996", Citation("measurement", "", MEASURED), True),
        ("100%", Citation("measurement", "", MEASURED), False),
        ("99.99%", Citation("measurement", "", MEASURED), False),
        ("24,999", Citation("measurement", "", MEASURED | {"part": "numerator"}), True),
        ("24998", Citation("measurement", "", MEASURED | {"part": "numerator"}), False),
        ("25000", Citation("measurement", "", MEASURED | {"part": "denominator"}), True),
        ("25000", Citation("measurement", "24999÷25000", MEASURED), False),
        ("99.996%", Citation("measurement", "", MEASURED | {"numerator": "24998"}), False),
        ("<0.01%", Citation("measurement", "", {"value": "0.001", "unit_of_measure": "percent"}), True),
        ("0%", Citation("measurement", "", {"value": "0.001", "unit_of_measure": "percent"}), False),
        ("—", Citation("measurement", "", {"value": None, "null_reason": "no_denominator"}), True),
        ("0%", Citation("measurement", "", {"value": None, "null_reason": "no_denominator"}), False),
        ("1", Citation("measurement", "", {"value": "1e999999999", "numerator": "1", "denominator": "1"}), True),
        ("2", Citation("rows", "", {"value": "2"}), True),
        ("3", Citation("rows", "", {"value": "2"}), False),
        ("3", Citation("rows", "第3行", {"value": "2"}), True),
        ("6", Citation("rows", "第16行", {"value": "2"}), False),
        ("2017年3月5日", Citation("rows", "", {"value": "2017-03-05"}), True),
        ("3月5日", Citation("rows", "", {"value": "2017-03-05"}), True),
        ("3月6日", Citation("rows", "", {"value": "2017-03-05"}), False),
        ("1.5%", Citation("clause", "", {"value": "1.5"}), True),
        ("1.6%", Citation("clause", "", {"value": "1.5"}), False),
        ("第1.3项", Citation("clause", "第1.3项", {"value": "1.5"}), True),
        ("5.5", Citation("score", "", {"value": "5.5"}), True),
        ("一、", Citation("meta", "", {"value": "1"}), True),
    ],
)  # fmt: skip
def test_a_signed_number_agrees_with_its_own_citation(text: str, citation: Citation, agrees: bool) -> None:
    assert (disagreement(text, citation.to_dict()) == "") is agrees


def test_a_note_may_quote_the_sides_of_the_fraction() -> None:
    citation = Citation("measurement", "24999÷25000", MEASURED).to_dict()
    assert disagreement("25000", citation, in_note=True) == ""
    assert disagreement("25001", citation, in_note=True) != ""


def paths(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a JSON value (of a list, the first and last item)."""
    if path:
        yield path
    items = (
        value.items()
        if isinstance(value, dict)
        else [(0, value[0]), (-1, value[-1])]
        if isinstance(value, list) and value
        else ()
    )
    for key, item in items:
        yield from paths(item, (*path, key))


@pytest.mark.parametrize(
    "junk",
    [None, [], {}, "x", -1, 1.5, True, [[]], {"number": 3}, "1e999999999", "９" * 50, "\ud800"],
    ids=repr,
)
def test_whoever_signs_junk_gets_a_verdict(junk: Any) -> None:
    """Anybody can make a key and sign: what was signed must not be able to stop the verifier."""
    good, whole = report(), sample.manifest()
    for path in list(paths(whole)):
        forged = copy.deepcopy(whole)
        place: Any = forged
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = junk
        listed = forged["citations"] if isinstance(forged["citations"], list) and junk != "\ud800" else []
        for citation in [c for c in listed if isinstance(c, dict) and isinstance(c.get("facts"), dict)]:
            citation["id"] = Citation.from_dict(citation).id  # a forger keeps ids and contents in step
        data = json.dumps(
            {
                "manifest": forged,
                "signature": {"algorithm": "ed25519", "public_key": "", "fingerprint": "", "value": ""},
            }
        )
        for printed in (
            replace(good, manifest=data.encode()),
            PrintedReport("manifest", data.encode(), (), (), ""),
        ):
            verdict = verify(printed, recheck=lambda facts: facts["value"] and None)
            assert not verdict.ok
            json.dumps(verdict.to_dict())
            assert all(str(problem) for problem in verdict.problems)
