"""``python -m zeren.cli`` is the same as ``zeren``."""

from zeren.cli import main

main()
