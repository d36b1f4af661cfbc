"""The ledgers that the bureau itself keeps in the invented district; the words are in ``events.yaml``."""

from zeren.demo.bureau.rows import bureau_rows

__all__ = ["bureau_rows"]
