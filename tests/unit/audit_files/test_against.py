"""A report against the ledgers: every claim gets the verdict that its words, unit and period allow, and no graver one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

from tests.support.plain_files import write
from tests.unit.audit_files.conftest import Run
from zeren.core.audit import Audit, Evidence, Text, audit, set_against
from zeren.core.intake import open_document
from zeren.demo import write_demo
from zeren.workspace import facts_of, freeze_workspace, import_files, report_workspace, score_workspace
from zeren.workspace.audits import Ledgers, ledgers_of

AT = datetime(2017, 7, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo district of a tenth of the size, imported, frozen and reported."""
    folder = tmp_path_factory.mktemp("audit") / "demo"
    workspace = write_demo(folder, seed=5, scale=0.1)
    import_files(workspace, [folder / "ledgers"], by="test", at=AT)
    freeze_workspace(workspace, by="test", at=AT)
    facts = facts_of(workspace)
    report_workspace(workspace, facts, score_workspace(workspace, facts), at=AT, fonts=())
    return folder


@pytest.fixture(scope="module")
def ledgers(district: Path) -> Ledgers:
    return ledgers_of(district)


@pytest.fixture(scope="module")
def composed(district: Path, ledgers: Ledgers) -> Audit:
    return checked(open_document(district / "report" / "自查报告.docx"), ledgers)


def checked(document: object, ledgers: Ledgers) -> Audit:
    found = audit(document)  # type: ignore[arg-type]
    return set_against(found, ledgers.facts, indicators=ledgers.indicators, unit=ledgers.unit)


def verdict(words: str, ledgers: Ledgers, *, metric: str = "率") -> Evidence:
    found = checked(words, ledgers)
    [entry] = [e for e in found.evidence if metric in (found.claims[e.claim].metric or "")]
    return entry


def percent(ledgers: Ledgers, indicator: str) -> Decimal:
    value = ledgers.facts.measurement(indicator, ledgers.unit).value
    assert value is not None
    return value


def values(ledgers: Ledgers, indicators: Sequence[str]) -> set[str]:
    return {f"{percent(ledgers, name):.2f}" for name in indicators}


def free(ledgers: Ledgers, indicators: Sequence[str]) -> str:
    """A percentage that none of these indicators has."""
    taken = values(ledgers, indicators)
    return next(f"{n / 100:.2f}" for n in range(9000, 9900) if f"{n / 100:.2f}" not in taken)


def retention(ledgers: Ledgers) -> list[str]:
    return [
        i.id
        for i in ledgers.indicators.values()
        if "巩固率" in i.name and ledgers.facts.measurement(i.id, ledgers.unit).value is not None
    ]


def test_the_composed_report_is_never_contradicted(composed: Audit) -> None:
    assert [composed.claims[e.claim].quote for e in composed.evidence if e.verdict == "contradicted"] == []
    supported = [e for e in composed.evidence if e.verdict == "supported"]
    assert len(supported) >= 10
    assert all(citation for e in supported for _, citation in e.measured)


def test_altering_a_figure_of_the_composed_report_contradicts_it(
    district: Path, ledgers: Ledgers, composed: Audit
) -> None:
    """Each supported figure in turn: eleven is far beyond what any rounding hides."""
    text = composed.text.content
    altered = 0
    for entry in composed.evidence:
        claim = composed.claims[entry.claim]
        if entry.verdict != "supported" or claim.value is None:
            continue
        written = re.search(rf"(?<![\d.]){re.escape(f'{claim.value}')}(?![\d.])", claim.quote)
        if written is None:
            continue
        other = claim.value - 11 if claim.value > 50 else claim.value + 11
        start = text.rfind("\n", 0, claim.start) + 1
        line = text[start : text.index("\n", claim.end)]
        at = claim.start + written.start() - start
        changed = checked(line[:at] + f"{other}" + line[at + len(written[0]) :], ledgers)
        verdicts = [e.verdict for e in changed.evidence if changed.claims[e.claim].value == other]
        assert "contradicted" in verdicts, line
        assert any(f.kind == "value_conflict" and f.severity == "error" for f in changed.findings)
        altered += 1
    assert altered >= 10


def test_a_rate_of_many_formulas_is_right_by_any_of_them(ledgers: Ledgers) -> None:
    for name in ("retention_nine_year_national", "retention_junior_2017a", "retention_primary_year"):
        entry = verdict(f"区域内义务教育巩固率达到{percent(ledgers, name):.2f}%。", ledgers)
        assert entry.verdict == "supported"
        assert name in {m.indicator for m, _ in entry.measured}
        assert "口径" in entry.why or "相符" in entry.why


def test_what_no_formula_gives_is_told_with_all_of_them(ledgers: Ledgers) -> None:
    names = retention(ledgers)
    found = checked(f"区域内义务教育巩固率达到{free(ledgers, names)}%。", ledgers)
    [finding] = [f for f in found.findings if f.kind == "value_conflict"]
    assert all(ledgers.indicators[name].name in finding.message for name in names)
    assert finding.recomputed.count("出处") == len(names) >= 6


def test_what_the_words_say_excludes_a_formula(ledgers: Ledgers) -> None:
    nine = f"{percent(ledgers, 'retention_nine_year_national'):.2f}"
    junior = [name for name in retention(ledgers) if "初中三年" in ledgers.indicators[name].name]
    assert nine not in values(ledgers, junior)
    assert verdict(f"初中三年巩固率达到{nine}%。", ledgers).verdict == "contradicted"


def test_only_the_printed_decimals_have_to_agree(ledgers: Ledgers) -> None:
    value = percent(ledgers, "inclusive_coverage_children")
    assert value != value.to_integral_value()
    for decimals in (0, 1, 2):
        assert verdict(f"普惠性幼儿园覆盖率为{value:.{decimals}f}%。", ledgers).verdict == "supported"
    assert verdict(f"普惠性幼儿园覆盖率为{value + Decimal('0.02'):.2f}%。", ledgers).verdict == "contradicted"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2016年义务教育巩固率为50%。", "uncheckable"),  # another period
        ("去年义务教育巩固率为50%。", "uncheckable"),
        ("2017年3月义务教育巩固率为50%。", "uncheckable"),  # a month of the half-year
        ("2017年1—6月义务教育巩固率为50%。", "contradicted"),
        ("西屿县义务教育巩固率为50%。", "uncheckable"),  # another place
        ("城中区义务教育巩固率为50%。", "contradicted"),
        ("辍学率为50%。", "uncheckable"),  # of which schools?
        ("小学辍学率为50%。", "contradicted"),
        ("义务教育巩固率达到约50%。", "unsupported"),  # no exact figure
        ("义务教育巩固率达到50%以上。", "supported"),
        ("小学体育达标率为50%。", "uncheckable"),  # nothing the ledgers know
    ],
)
def test_the_verdict_follows_unit_period_and_population(ledgers: Ledgers, words: str, expected: str) -> None:
    assert verdict(words, ledgers).verdict == expected


def test_a_rate_that_nobody_handed_in_is_unsupported(ledgers: Ledgers) -> None:
    assert ledgers.facts.measurement("gross_enrolment_rate_senior_local_schools", ledgers.unit).value is None
    assert verdict("高中阶段毛入学率为95%。", ledgers).verdict == "unsupported"


def test_a_school_is_measured_as_itself(ledgers: Ledgers) -> None:
    rates = {}
    for unit in ledgers.facts.tree:
        found = (
            ledgers.facts.measurement("dropout_rate_junior_register", unit.code)
            if unit.level == "school"
            else None
        )
        if found is not None and found.value:
            rates[unit.name] = found.value
    assert rates  # the six pupils
    name, value = max(rates.items(), key=lambda item: item[1])
    assert verdict(f"{name}初中辍学率为{value:.2f}%。", ledgers).verdict == "supported"
    assert verdict(f"{name}初中辍学率为{value + 30:.2f}%。", ledgers).verdict == "contradicted"


def test_the_command_against_a_workspace_and_one_of_its_snapshots(
    run: Run, tmp_path: Path, district: Path
) -> None:
    path = write(tmp_path, "a.txt", "城中区义务教育巩固率为50%。")
    snapshot = (
        district / "snapshots" / (district / "snapshots" / "latest").read_text(encoding="utf-8").strip()
    )
    for against in (district, snapshot):
        code, found, _ = run(path, "--against", against, "--format", "json")
        assert code == 3
        [claim] = [c for c in found["claims"] if c["type"] == "rate"]
        assert claim["evidence"]["verdict"] == "contradicted"
        assert all(m["citation"] and isinstance(m["value"], float) for m in claim["evidence"]["measured"])


def again(text: Text, content: str, ledgers: Ledgers) -> list[tuple[int, str]]:
    """Where numbers differ from the composed report, and what they should be."""
    assert ledgers.composed is not None
    found = set_against(
        Audit(replace(text, content=content), (), ()),
        ledgers.facts,
        indicators=ledgers.indicators,
        unit=ledgers.unit,
        composed=ledgers.composed,
    )
    assert all(f.severity == "error" and f.quote == content[f.start : f.end] for f in found.findings)
    return [(f.start, f.recomputed) for f in found.findings]


def test_any_digit_of_the_composed_report_that_is_altered_is_found(ledgers: Ledgers, composed: Audit) -> None:
    text = composed.text
    assert again(text, text.content, ledgers) == []
    digits = [m.start() for m in re.finditer(r"\d", text.content)]
    missed = []
    for at in digits[::13]:
        altered = text.content[:at] + str((int(text.content[at]) + 1) % 10) + text.content[at + 1 :]
        found = again(text, altered, ledgers)
        if not any(start <= at for start, _ in found):
            missed.append(altered[max(0, at - 20) : at + 10])
    # The number of a row or an item in a source's note may become another one that the report names as well.
    assert [words for words in missed if not re.search(r"第[\d、]+[行项]", words)] == []
    assert len(missed) <= len(digits[::13]) // 25


def test_another_years_report_of_the_same_words_is_not_compared(ledgers: Ledgers, composed: Audit) -> None:
    chance = Random(3)
    other = re.sub(r"\d", lambda m: str(chance.randint(1, 9)), composed.text.content)
    assert again(composed.text, other, ledgers) == []
