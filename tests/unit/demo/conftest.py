"""The demo district at its full size, drawn once for all the tests that only read it."""

from __future__ import annotations

import pytest

from zeren.demo import DemoLedgers, all_rows


@pytest.fixture(scope="session")
def demo() -> DemoLedgers:
    return all_rows(2017, 1.0)
