"""Tests. A package, so that `tests` can only mean this folder."""
