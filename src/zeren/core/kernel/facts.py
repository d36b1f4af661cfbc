"""Facts: the one door through which reports and scores see a frozen snapshot.

The engine fills this protocol and the verbs beside it use it; so none of them needs to import another.
"""

from __future__ import annotations

from typing import Protocol

from zeren.core.kernel.citation import Citation
from zeren.core.kernel.measurement import Measurement
from zeren.core.kernel.orgs import OrgTree
from zeren.core.kernel.period import Period
from zeren.core.kernel.rows import RowQuery, RowSet

__all__ = ["Facts"]


class Facts(Protocol):
    """A frozen snapshot, seen from outside the engine."""

    @property
    def snapshot_id(self) -> str:
        """Content address of the snapshot."""
        ...

    @property
    def tree(self) -> OrgTree:
        """The organisation units of the snapshot."""
        ...

    @property
    def period(self) -> Period:
        """The period the snapshot was frozen for."""
        ...

    def measurement(self, indicator: str, unit: str, **disaggregation: str) -> Measurement:
        """The measured value; raises :class:`ZerenError` with the nearest name for an unknown indicator."""
        ...

    def cite(self, measurement: Measurement, part: str = "value") -> Citation:
        """The citation of a measurement's ``value``, ``numerator`` or ``denominator``."""
        ...

    def rows(self, query: RowQuery) -> RowSet:
        """The ledger rows the query finds."""
        ...
