"""Audit: read the claims out of anybody's report and say which numbers cannot be true, disagree, or cannot be checked."""

from zeren.core.audit.annotated import SEVERITY_NAMES, annotated_page, remarks_of
from zeren.core.audit.auditing import Audit, audit, set_against, text_of, unit_named
from zeren.core.audit.claim import Claim, Link, Part
from zeren.core.audit.evidence import Evidence, against, conflicts
from zeren.core.audit.exceptions import Explained, explain, sentence_of
from zeren.core.audit.finding import FINDING_KINDS, KIND_NAMES, Case, Finding
from zeren.core.audit.grammar import claims, outline
from zeren.core.audit.job import audit_of
from zeren.core.audit.lexicon.metrics import Metric, metric_named
from zeren.core.audit.text import Grid, Piece, Text

__all__ = [
    "FINDING_KINDS",
    "KIND_NAMES",
    "SEVERITY_NAMES",
    "Audit",
    "Case",
    "Claim",
    "Evidence",
    "Explained",
    "Finding",
    "Grid",
    "Link",
    "Metric",
    "Part",
    "Piece",
    "Text",
    "against",
    "annotated_page",
    "audit",
    "audit_of",
    "claims",
    "conflicts",
    "explain",
    "metric_named",
    "outline",
    "remarks_of",
    "sentence_of",
    "set_against",
    "text_of",
    "unit_named",
]
