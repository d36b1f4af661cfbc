"""The commands, a file for each kind of work; the command line hangs them all up."""

from zeren.cli.commands import (
    audits,
    content,
    data,
    frameworks,
    letters,
    plans,
    results,
    schemes,
    sentences,
    story,
)

# In the order in which `zeren --help` lists them.
MODULES = (story, content, data, results, plans, letters, schemes, sentences, frameworks, audits)

__all__ = ["MODULES"]
