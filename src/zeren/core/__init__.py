"""Pure Python: no web framework, no network, no clock."""
