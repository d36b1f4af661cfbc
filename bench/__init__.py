"""Measured claims, each beside its peer in the same run. ``make bench`` prints them all; figures are medians and ratios."""
