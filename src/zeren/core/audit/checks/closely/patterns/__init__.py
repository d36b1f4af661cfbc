"""What the form of a paragraph promises: parallel values are made alike, a story's dates rise."""

from __future__ import annotations

from zeren.core.audit.checks.closely.patterns import parallel, sequence  # noqa: F401
