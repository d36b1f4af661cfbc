"""What the auditor is worth on paragraphs: errors found, right paragraphs left alone. Held paragraphs are never printed."""

from __future__ import annotations

from functools import cache

import pytest

from tests.audit_set import load
from tests.audit_set.auditor import audited
from tests.audit_set.quality import Quality, measure


@cache
def quality(split: str) -> Quality:
    return measure(audited, load(split))


@pytest.mark.parametrize("split", ["dev", "held"])
def test_no_clean_paragraph_gets_an_error(split: str) -> None:
    alarms = quality(split).error_alarms
    assert [(alarm.paragraph, alarm.found.kind) for alarm in alarms] == []


def test_nine_planted_errors_of_ten_are_found_in_the_whole_set() -> None:
    found = measure(audited, (*load("dev"), *load("held")))
    assert found.recall is not None
    assert found.recall >= 0.9, f"{len(found.missed)} missed"


# Held is smaller and was never looked into: what is found there is what a stranger's paragraph may expect.
@pytest.mark.parametrize(("split", "least"), [("dev", 0.95), ("held", 0.8)])
def test_what_is_found_in_each_split(split: str, least: float) -> None:
    found = quality(split)
    assert found.recall is not None
    assert found.recall >= least, f"{len(found.missed)} missed"


@pytest.mark.parametrize(("split", "least"), [("dev", 0.95), ("held", 0.85)])
def test_what_is_said_is_mostly_right(split: str, least: float) -> None:
    found = quality(split)
    assert found.precision is not None
    assert found.precision >= least
