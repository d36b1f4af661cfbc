"""Audit: read the claims out of anybody's report and say which numbers cannot be true, disagree, or cannot be checked."""
