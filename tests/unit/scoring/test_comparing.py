"""Two letters compared: what changes is said in words, and scores move only where something changed."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zeren.cli import main
from zeren.core.kernel import Outcome, Scorecard, ScorecardLine, ZerenError
from zeren.core.packs import Item, Letter, Limit, RuleSpec, Section, Target, VetoSpec, load
from zeren.core.scoring import compare_letters, compare_scores, pairs_of
from zeren.workspace.letters import find_letter

D = Decimal
STEP = RuleSpec("step", {"per": D(1), "deduct": D(1), "rounding": "floor"})


def target(
    id_: str, *, rule: RuleSpec = STEP, points: int = 10, indicator: str = "", name: str = ""
) -> Target:
    return Target(
        id_,
        name or f"目标{id_}",
        "条款",
        indicator or f"i{id_}",
        Limit(">=", D(95)),
        D(points),
        rule,
        "1",
        "1",
    )


def letter(*targets: Target, vetoes: tuple[VetoSpec, ...] = ()) -> Letter:
    item = Item("1", "条目", "办公室", None, targets)  # type: ignore[arg-type]
    whole = sum((t.points for t in targets), D(0))
    section = Section("1", "部分", (item,))
    return Letter("l", "责任书", "1号", "市政府", "630103", "2017", whole, "official", "", (section,), vetoes)


def card(**points: int | None) -> Scorecard:
    lines = tuple(
        ScorecardLine(
            target=name,
            name=f"目标{name}",
            rule="step",
            outcome=Outcome("pending", waiting_for="human") if got is None else Outcome.score(D(got)),
            full=D(10),
            reason=f"得{got}分",
        )
        for name, got in points.items()
    )
    return Scorecard("l", "u", "2017", Outcome.score(D(0)), lines, D(100))


def words(old: Letter, new: Letter) -> list[str]:
    return [change.words for change in compare_letters(old, new)]


def test_the_same_letter_has_no_change() -> None:
    assert compare_letters(letter(target("a")), letter(target("a"))) == []


def test_targets_added_and_removed_are_named_with_their_points() -> None:
    old, new = letter(target("a"), target("b", points=5)), letter(target("a"), target("c", points=7))
    assert words(old, new) == [
        "责任书：总分由 15 改为 17",
        "新增目标 c 目标c（7分）",
        "取消目标 b 目标b（5分）",
    ]


def test_a_renumbered_target_is_found_again_by_indicator_and_name() -> None:
    old, new = (
        letter(target("1.4", indicator="x", name="辍学率")),
        letter(target("2.1", indicator="x", name="辍学率")),
    )
    assert pairs_of(old, new) == {"1.4": "2.1"}
    assert words(old, new) == ["目标 辍学率 的编号由 1.4 改为 2.1"]


def test_an_id_taken_by_another_target_is_no_change_of_the_first() -> None:
    old = letter(target("1", indicator="x", name="辍学率"), target("2", indicator="y", name="入学率"))
    new = letter(target("1", indicator="y", name="入学率"), target("2", indicator="x", name="辍学率"))
    assert pairs_of(old, new) == {"1": "2", "2": "1"}
    assert [change.kind for change in compare_letters(old, new)] == ["renumbered", "renumbered"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"points": D(8)}, "分值由 10 改为 8"),
        ({"limit": Limit(">=", D(97))}, "目标值由 不低于 95 改为 不低于 97"),
        ({"clause": "新条款"}, "条款由 条款 改为 新条款"),
        ({"indicator": "other"}, "指标由 ia 改为 other"),
        ({"na": "full"}, "不适用时由 不计入总分 改为 满分"),
        ({"rule": RuleSpec("step", {**STEP.parameters, "deduct": D(2)})}, "规则的扣分由 1 改为 2"),
        (
            {"rule": RuleSpec("step", {**STEP.parameters, "rounding": "prop"})},
            "规则的不足一档由 不计 改为 按比例",
        ),
        ({"rule": RuleSpec("step", {**STEP.parameters, "min": D(2)})}, "规则的最低由 （无） 改为 2"),
        (
            {"rule": RuleSpec("all_or_nothing")},
            "计分规则由 step（每档 1，扣分 1，不足一档 不计） 改为 all_or_nothing（）",
        ),
    ],
)
def test_each_change_is_said_in_words(change: dict[str, object], said: str) -> None:
    old = letter(target("a"))
    new = replace(old, sections=letter(replace(target("a"), **change)).sections)  # type: ignore[arg-type]
    assert words(old, new) == [f"目标 a 目标a：{said}"]


def test_nested_rules_are_compared_part_by_part() -> None:
    parts = [
        {"step": {"per": D(1), "deduct": D(n), "rounding": "floor", "of": "count", "ref": D(0)}}
        for n in (1, 2)
    ]
    old = letter(target("a", rule=RuleSpec("sum", {"start": "full", "rules": [parts[0], parts[0]]})))
    new = letter(target("a", rule=RuleSpec("sum", {"start": "full", "rules": [parts[0], parts[1]]})))
    [change] = compare_letters(old, new)
    assert (change.field, change.old, change.new) == ("rule.sum.rules[2].step.deduct", "1", "2")


def test_bands_are_said_as_a_clerk_says_them() -> None:
    old, new = (
        letter(
            target(
                "a", rule=RuleSpec("bands", {"bounds": [{"from": D(low), "below": D(99), "points": D(3)}]})
            )
        )
        for low in (90, 95)
    )
    [change] = compare_letters(old, new)
    assert (change.old, change.new) == (
        "90及以上、99以下（不含），得分 3",
        "95及以上、99以下（不含），得分 3",
    )


def test_a_changed_veto_is_named() -> None:
    one, two = (VetoSpec("V1", "事故", "", "v", Limit(">", D(n)), "no_pass") for n in (0, 1))
    assert words(letter(target("a"), vetoes=(one,)), letter(target("a"), vetoes=(two,))) == [
        "否决项 V1 事故：否决条件由 高于 0 改为 高于 1"
    ]


def test_scores_move_with_old_and_new_points_and_why() -> None:
    old, new = (
        letter(target("a"), target("b")),
        letter(target("a", rule=RuleSpec("all_or_nothing")), target("b")),
    )
    changes = compare_letters(old, new)
    [move] = compare_scores(card(a=8, b=9), card(a=0, b=9), changes=changes, pairs=pairs_of(old, new))
    assert (move.id, move.difference) == ("a", D(-8))
    assert move.why.startswith("目标 a 目标a：计分规则由 step")
    assert "原来：得8分。现在：得0分" in move.why


def test_a_line_that_is_not_certain_has_no_difference() -> None:
    [move] = compare_scores(card(a=8), card(a=None), changes=[], pairs={"a": "a"})
    assert (move.difference, move.new and move.new.kind) == (None, "pending")


def test_lines_only_in_one_letter_move_by_all_their_points() -> None:
    moves = compare_scores(card(a=8, b=3), card(a=8, c=4), changes=[], pairs={"a": "a"})
    assert [(m.id, m.old is None, m.new is None, m.difference) for m in moves] == [
        ("c", True, False, D(4)),
        ("b", False, True, D(-3)),
    ]


@given(st.permutations(["a", "b", "c", "d"]))
def test_the_order_of_targets_is_no_change(order: list[str]) -> None:
    assert compare_letters(letter(*map(target, "abcd")), letter(*map(target, order))) == []


@given(st.sets(st.sampled_from("abcdef")), st.sets(st.sampled_from("abcdef")))
def test_going_back_undoes_what_was_added_and_removed(one: set[str], two: set[str]) -> None:
    old, new = letter(*map(target, sorted(one))), letter(*map(target, sorted(two)))
    there, back = compare_letters(old, new), compare_letters(new, old)
    assert (
        {c.id for c in there if c.kind == "added"} == {c.id for c in back if c.kind == "removed"} == two - one
    )


# --- finding letters, and the command -----------------------------------------------------------------------------------


def test_letters_are_found_by_pack_by_pair_and_by_file(tmp_path: Path) -> None:
    source = Path(load("chengzhong-2017").path) / "letters" / "chengzhong-2017.yaml"
    stray = tmp_path / "chengzhong-2017.yaml"
    stray.write_bytes(source.read_bytes())
    names = ["chengzhong-2017", "chengzhong-2017:chengzhong-2017", str(source), str(stray)]
    assert {find_letter(name).letter.id for name in names} == {"chengzhong-2017"}
    assert compare_letters(find_letter(names[0]).letter, find_letter(names[3]).letter) == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("cn-basic-education", "W030"),
        ("chengzhong-2017:other", "P026"),
        ("nowhere.yaml", "W006"),
        ("no-such-pack", "P001"),
    ],
)
def test_a_letter_that_is_not_there_is_told(name: str, code: str) -> None:
    with pytest.raises(ZerenError) as error:
        find_letter(name)
    assert error.value.problems[0].code == code


def test_the_command_gives_json_for_programs_and_a_table_for_people(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Path(load("chengzhong-2017").path) / "letters" / "chengzhong-2017.yaml"
    changed = tmp_path / "changed.yaml"
    changed.write_text(
        source.read_text(encoding="utf-8").replace("per: 0.1, deduct: 1,", "per: 0.1, deduct: 2,"),
        encoding="utf-8",
    )
    monkeypatch.setattr("sys.argv", ["zeren", "diff", "chengzhong-2017", str(changed), "--format", "json"])
    with pytest.raises(SystemExit):
        main()
    answer = json.loads(capsys.readouterr().out)
    assert [(c["id"], c["field"], c["old"], c["new"]) for c in answer["changes"]] == [
        ("1.4", "rule.step.deduct", "1", "2")
    ]
    assert answer["scores"] is None
    monkeypatch.setattr("sys.argv", ["zeren", "diff", "chengzhong-2017", "chengzhong-2017"])
    with pytest.raises(SystemExit):
        main()
    assert "两份责任书没有不同" in capsys.readouterr().out
