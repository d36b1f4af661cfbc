"""Linting: what a letter says and cannot mean, and whether the worked cases of rules come out as written."""

from zeren.core.scoring.linting.examples import run_rule_examples
from zeren.core.scoring.linting.letters import check_letter
from zeren.core.scoring.linting.rules import Subject, lint_rule

__all__ = ["Subject", "check_letter", "lint_rule", "run_rule_examples"]
