"""What holds for every test: no network beyond this machine, and no test that depends on how fast the machine is."""

from __future__ import annotations

import os
import socket
from typing import Any

from hypothesis import HealthCheck, settings

_LOOPBACK = ("127.", "localhost", "::1")
_connect = socket.socket.connect


def _connect_locally(self: socket.socket, address: Any) -> None:
    """Refuse a connection that would leave this machine: nothing in Zeren downloads at run time."""
    if isinstance(address, tuple) and not str(address[0]).startswith(_LOOPBACK):
        raise RuntimeError(f"tests use no network, but something connects to {address[0]}")
    _connect(self, address)


socket.socket.connect = _connect_locally  # type: ignore[method-assign]

# A loaded machine must not fail a property; CI uses the same examples in every run, a developer new ones.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
