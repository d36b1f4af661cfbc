"""Workspaces: the one place below the command line that knows files and folders. Core computes; this stores."""

from zeren.workspace import catalogue as _catalogue  # noqa: F401  (registers the problem kinds)
from zeren.workspace.files import publish, sha256_of
from zeren.workspace.importing import (
    ImportReport,
    find_files,
    import_files,
    mark_up_refused,
    parameters_of,
    tree_from,
)
from zeren.workspace.pipeline import (
    REPORT,
    Written,
    compose_workspace,
    facts_of,
    freeze_workspace,
    latest_snapshot,
    report_workspace,
    score_workspace,
    verify_report,
    write_measurements,
)
from zeren.workspace.settings import Workspace, write_settings
from zeren.workspace.store import Store, Submission

__all__ = [
    "REPORT",
    "ImportReport",
    "Store",
    "Submission",
    "Workspace",
    "Written",
    "compose_workspace",
    "facts_of",
    "find_files",
    "freeze_workspace",
    "import_files",
    "latest_snapshot",
    "mark_up_refused",
    "parameters_of",
    "publish",
    "report_workspace",
    "score_workspace",
    "sha256_of",
    "tree_from",
    "verify_report",
    "write_measurements",
    "write_settings",
]
