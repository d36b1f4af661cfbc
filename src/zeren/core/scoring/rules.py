"""Applying a rule as a letter wrote it, checking it, and asking which inputs it wants.

To add a rule, write one function in ``primitives`` and decorate it with ``@rule``: its parameters are its keywords, each with the
kind that reads it. It gets a :class:`Case` and returns a :class:`Result` with the reason in words a clerk can read back.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from zeren.core.kernel import Problem
from zeren.core.packs import RuleSpec
from zeren.core.scoring import combinators as _combinators
from zeren.core.scoring import primitives as _primitives
from zeren.core.scoring.case import (
    Case,
    Effect,
    Failure,
    Inapplicable,
    Result,
    Waiting,
)
from zeren.core.scoring.compiler import Compiled, compile_rule, read_spec, take_effect
from zeren.core.scoring.operands import read_operand
from zeren.core.scoring.registry import RULES, Misfit, Reading

_ = (_combinators, _primitives)  # imported for what they declare


def apply_rule(spec: RuleSpec, case: Case, *, cut: bool = True) -> Result:
    """Apply a rule as a letter wrote it; its points are cut to 0…full unless the rule or ``cut=False`` (a bonus) says otherwise.

    Shape: an absent input makes the result pending, a rule that fails on its inputs an error: never a 0, never an exception. A
    rule that wants one input only also takes it as ``value``.
    Unit: points, half-up to a hundredth.

    Raises:
        ZerenError: S001–S004 and S007 when the rule cannot run at all.

    Example:
        >>> spec = RuleSpec("judge", {"levels": {"好": [8, 10], "一般": [4, 7]}})
        >>> apply_rule(spec, Case({}, Decimal(10))).to_dict()["outcome"]
        'pending(human)'
        >>> apply_rule(spec, Case({"level": "好", "judged": 9}, Decimal(10))).points
        Decimal('9')
    """
    compiled = compile_rule(spec)
    alias, inputs = compiled.alias, case.inputs
    if alias is not None and inputs.get(alias) is None and _serves(alias, inputs.get("value")):
        case = replace(case, inputs={**inputs, alias: inputs["value"]})
    return run(compiled, case, cut=cut)


def run(compiled: Compiled, case: Case, *, cut: bool = True) -> Result:
    """Apply a compiled rule to a case whose inputs have the names the rule wants, as a line of its own."""
    try:
        result = compiled(case) if cut else replace(compiled, open=True)(case)
    except Failure as failure:
        return Result("error", words=str(failure))
    except ArithmeticError as failure:
        return Result("error", words=f"计算出错：{type(failure).__name__}")
    if result.effects:
        result = take_effect(result)
    return result


def _serves(alias: str, value: Any) -> bool:
    """Whether a value can stand for the input: one number is no series."""
    return value is not None and (alias != "series" or isinstance(value, list | tuple))


def single_input(compiled: Compiled) -> str | None:
    """The one input a rule wants, which may then also be given as ``value``; None when it wants several, or ``value`` itself."""
    return compiled.alias


def check_rule(spec: RuleSpec) -> list[Problem]:
    """Everything wrong with a rule as written, nested rules included, without applying it.

    Example:
        >>> nested = {"rules": [{"step": {"per": 1, "deduct": 1}}]}
        >>> [problem.zh for problem in check_rule(RuleSpec("sum", nested))]
        ['计分规则“sum.rules[1].step”缺少参数“rounding”']
    """
    return read_spec(spec)[1]


def rule_inputs(spec: RuleSpec) -> tuple[str, ...]:
    """Every input a rule wants; ``target`` comes from the letter's limit where there is one.

    Raises:
        ZerenError: S001–S004 and S007 when the rule cannot run at all.

    Example:
        >>> rule_inputs(RuleSpec("step", {"per": 1, "deduct": 1, "rounding": "floor", "of": "count", "ref": 2, "when": "below"}))
        ('count',)
    """
    return compile_rule(spec).names


def value_of(written: Any, case: Case) -> Decimal | None:
    """The number of an operand as a rule writes it (``{derive: …}``, ``{ref: …}``, a name); None while an input is absent.

    Raises:
        ValueError: when the operand is written wrongly, or cannot be calculated.

    Example:
        >>> value_of({"derive": {"numerator": "passed", "denominator": "sat"}}, Case({"passed": 9, "sat": 10}, Decimal(0)))
        Decimal('90')
    """
    at = Reading(RuleSpec("").place, "operand")
    try:
        operand = read_operand(written, at)
    except Misfit as misfit:
        raise ValueError("not an operand") from misfit
    if at.problems:
        raise ValueError(at.problems[0].zh)
    try:
        return operand.read(case)
    except Waiting:
        return None
    except (Failure, Inapplicable) as failure:
        raise ValueError(str(failure)) from failure


__all__ = ["RULES", "Case", "Effect", "Result", "apply_rule", "check_rule", "rule_inputs", "run", "value_of"]
