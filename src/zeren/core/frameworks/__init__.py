"""Frameworks: the national standards of a county, judged from one table of schools. The standards themselves are packs."""
