"""Report templates, and the pack that holds everything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zeren.core.packs.model.framework import Framework
from zeren.core.packs.model.indicator import Indicator
from zeren.core.packs.model.ledger import CodeList, Ledger, Parameter
from zeren.core.packs.model.letter import Letter
from zeren.core.packs.model.rule_example import RuleExamples


@dataclass(frozen=True, slots=True)
class TemplateSection:
    """One section file of a report template, as written."""

    file: str
    text: str


@dataclass(frozen=True, slots=True)
class ReportTemplate:
    """A report template: a file per section."""

    id: str
    name: str
    letter: str
    title: str
    issuer: str
    addressee: str
    unit: str
    sections: tuple[TemplateSection, ...]
    pack: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack and everything it depends on, merged: names are unique over all of them."""

    id: str
    version: str
    name: str
    name_en: str
    licence: str
    path: str
    depends: tuple[str, ...]
    versions: Mapping[str, str]
    codes: Mapping[str, CodeList]
    parameters: Mapping[str, Parameter]
    ledgers: Mapping[str, Ledger]
    indicators: Mapping[str, Indicator]
    letters: Mapping[str, Letter]
    reports: Mapping[str, ReportTemplate]
    frameworks: Mapping[str, Framework] = field(default_factory=dict)
    rule_examples: Mapping[str, RuleExamples] = field(default_factory=dict)
