"""Checking a template without any data: bare figures, unknown names, malformed conditions, each with file, line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment

from zeren.core.kernel import Place, Problem, ZerenError, nearest
from zeren.core.packs import (
    Letter,
    Pack,
    ReportTemplate,
    Scope,
    TemplateSection,
    ledger_scope,
    parse_expression,
)
from zeren.core.reports import block_directives as _blocks  # noqa: F401  (fills the table of directives)
from zeren.core.reports import event_directives as _events  # noqa: F401  (likewise)
from zeren.core.reports.directives import DIRECTIVES, FILTERS, Directive
from zeren.core.reports.letter_directives import STATUS_WORDS
from zeren.core.reports.pieces import finalize, has_figure

__all__ = ["bare_figures", "check_template", "environment"]

_KEPT_FILTERS = (
    "length",
    "first",
    "last",
    "list",
    "default",
    "select",
    "reject",
    "selectattr",
    "rejectattr",
    "join",
    "sort",
)

# A Chinese numeral before a measure word is a count. The list of what is not stands in docs/explanation/report-directives.md.
_NUMERAL = "[一二三四五六七八九十百千万亿两〇零几]+(?:点[一二三四五六七八九〇零]+)?[余多来]?"
_MEASURES = (
    "人次|课时|学时|平方米|公里|百分点|个百分点"
    "|[次所人名位篇份场节个项条件期届户园校班年月日天周门册本家支批轮倍元亩类]"
)
_COUNT = re.compile(f"百分之{_NUMERAL}|{_NUMERAL}(?:{_MEASURES})")
IDIOMS = (
    "一对一", "一人一案", "一校一案", "一园一策", "一票否决", "进一步", "一体化", "一系列", "一批", "一方面", "同一个",
    "每一个", "每一名", "作为一项", "的一项", "的一个", "的一种", "三类残疾", "三类台账", "四类台账",
    "五项重点工作", "两免一补", "三年复查", "学前三年", "九年义务教育", "万元",
)  # fmt: skip
_IDIOM = re.compile(
    "|".join(IDIOMS) + "|第[一二三四五六七八九十]+[次所届期批个项条轮类年]?|[一二三四五六七八九十]是"
)


def environment(
    bind: Callable[[Callable[..., Any]], Any] | None = None, *, loose: bool = False
) -> SandboxedEnvironment:
    """The Jinja environment of templates: only the directives, a few filters, no loaders, no imports.

    Shape: ``bind`` ties a directive to a session; ``loose`` keeps the white space, so that offsets are those of the file.
    """
    env = SandboxedEnvironment(
        undefined=StrictUndefined,
        finalize=finalize,
        autoescape=False,
        trim_blocks=not loose,
        lstrip_blocks=not loose,
    )
    env.globals.clear()
    env.globals.update({name: bind(d.call) if bind else d.call for name, d in DIRECTIVES.items()})
    env.filters = {name: env.filters[name] for name in _KEPT_FILTERS} | FILTERS
    return env


def bare_figures(text: str) -> Iterator[tuple[int, str]]:
    """Offsets and texts of figures written in words of a template: digits of any script, and Chinese numerals used as counts.

    Example:
        >>> list(bare_figures("召开两次会议，“一对一”帮扶8所"))
        [(2, '两次'), (14, '8')]
    """
    position = 0
    while position < len(text):
        if has_figure(text[position]) and text[position] != "〇":
            end = position
            while end < len(text) and (
                has_figure(text[end]) or (text[end] in ".．%％" and has_figure(text[end - 1]))
            ):
                end += 1
            yield position, text[position:end]
            position = end
        elif idiom := _IDIOM.match(text, position):
            position = idiom.end()
        elif counted := _COUNT.match(text, position):
            if not _inside_idiom(text, position):
                yield position, counted.group()
            position = counted.end()
        else:
            position += 1


def _inside_idiom(text: str, position: int) -> bool:
    """An idiom may begin before its numeral: 学前三年, 进一步."""
    return any(
        match.start() <= position < match.end()
        for match in _IDIOM.finditer(text, max(0, position - 6), position + 8)
    )


def check_template(template: ReportTemplate, pack: Pack) -> list[Problem]:
    """Everything wrong with a template that can be seen without data, all sections in one pass.

    Shape: P060 bare figures; R001–R007 directives, arguments, targets, dimensions, filters; P020–P022 ledgers, columns,
    indicators; P030–P036 conditions; R002 malformed Jinja. The title, issuer and addressee are not checked: they are names.

    Source: GB/T 15835-2011 for what is a figure.
    """
    return [problem for section in template.sections for problem in _Section(section, template, pack).check()]


class _Section:
    def __init__(self, section: TemplateSection, template: ReportTemplate, pack: Pack) -> None:
        self.file, self.text = section.file, section.text.replace("\r\n", "\n")
        self.pack = pack
        self.letter: Letter | None = pack.letters.get(template.letter)
        self.attributes = frozenset(
            a
            for ledger in pack.ledgers.values()
            if ledger.defines_units
            for a in ledger.defines_units.attributes
        )
        self.problems: list[Problem] = []
        self._named: dict[str, list[nodes.Expr]] = {}

    def check(self) -> list[Problem]:
        """All problems of the section."""
        env = environment(loose=True)
        try:
            self._figures(env)
            tree = env.parse(self.text)
        except TemplateSyntaxError as error:
            return [*self.problems, Problem("R002", Place(self.file, error.lineno), str(error.message))]
        every = list(_walk(tree))
        for given in every:
            if (
                isinstance(given, nodes.Assign)
                and isinstance(given.target, nodes.Name)
                and isinstance(given.node, nodes.Expr)
            ):
                self._named.setdefault(given.target.name, []).append(given.node)
        self._names(env, every)
        for call in every:
            if (
                isinstance(call, nodes.Call)
                and isinstance(call.node, nodes.Name)
                and call.node.name in DIRECTIVES
            ):
                self._call(call, DIRECTIVES[call.node.name])
        self._fields(tree, {})
        return self.problems

    def _names(self, env: SandboxedEnvironment, every: list[nodes.Node]) -> None:
        named = [node for node in every if isinstance(node, nodes.Name)]
        assigned = {node.name for node in named if node.ctx == "store"}
        known = {*DIRECTIVES, *assigned, "loop"}
        for name in sorted({node.name for node in named} - known):
            self._say("R001", name, hint=nearest(name, known))
        for used in every:
            if isinstance(used, nodes.Filter) and used.name not in env.filters:
                self._say(
                    "R007", used.name, "、".join(FILTERS), nearest(used.name, env.filters), line=used.lineno
                )
            if isinstance(used, nodes.Test) and used.name not in env.tests:
                self._say("R007", used.name, "defined、none", nearest(used.name, env.tests), line=used.lineno)

    # -- places --------------------------------------------------------------------------------------------------------

    def _place(self, offset: int) -> Place:
        before = self.text[:offset]
        return Place(self.file, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)

    def _find(self, word: str, line: int | None) -> int | None:
        start = 0
        for _ in range((line or 1) - 1):
            start = self.text.find("\n", start) + 1
        found = self.text.find(word, start) if word else -1
        return None if found < 0 else found

    def _say(
        self,
        code: str,
        found: str,
        expected: str = "",
        hint: str = "",
        *,
        line: int | None = None,
        shift: int = 0,
    ) -> None:
        offset = self._find(found, line)
        place = Place(self.file, line) if offset is None else self._place(offset + shift)
        self.problems.append(Problem(code, place, found, expected, hint))

    # -- words ---------------------------------------------------------------------------------------------------------

    def _figures(self, env: SandboxedEnvironment) -> None:
        offset = 0
        for _, kind, text in env.lex(self.text):
            start = self.text.index(text, offset)
            if kind == "data":
                for at, found in bare_figures(text):
                    place = self._place(start + at)
                    self.problems.append(Problem("P060", place, found, '{{ value("…") }}、{{ count("…") }}'))
            offset = start + len(text)

    # -- calls ---------------------------------------------------------------------------------------------------------

    def _call(self, call: nodes.Call, directive: Directive) -> None:
        named = {k.key: k.value for k in call.kwargs}
        try:
            bound = directive.signature.bind(*call.args, **named)
        except TypeError:
            self._say("R003", directive.name, str(directive.signature).split(" ->")[0], line=call.lineno)
            return
        given: dict[str, Any] = dict(bound.arguments)
        extra = given.pop("disaggregation", {})
        for dimension in extra if isinstance(extra, Mapping) else ():
            self._dimension(dimension, call.lineno)
        constants = {name: value for name, node in given.items() if (value := self._value(node)) is not None}
        ledger = self._ledger(constants, directive, call.lineno)
        for name, value in constants.items():
            self._argument(name, value, ledger, call.lineno, directive)

    def _value(self, node: Any) -> Any:
        """A constant, also one that was given a name by ``set`` (once)."""
        if isinstance(node, nodes.Name) and len(named := self._named.get(node.name, [])) == 1:
            return _constant(named[0])
        return _constant(node)

    def _ledger(self, constants: Mapping[str, Any], directive: Directive, line: int) -> str:
        default = directive.signature.parameters.get("ledger")
        fallback = default.default if default is not None and isinstance(default.default, str) else ""
        name = constants.get("ledger", fallback)
        if directive.name == "findings":
            name = next((one for one in ("inspection_findings", "findings") if one in self.pack.ledgers), "")
        if directive.name == "code":
            name = str(constants.get("column", "")).partition(".")[0]
        if not isinstance(name, str) or not name:
            return ""
        if name not in self.pack.ledgers:
            self._say("P020", name, hint=nearest(name, self.pack.ledgers), line=line)
            return ""
        return name

    def _argument(self, name: str, value: Any, ledger: str, line: int, directive: Directive) -> None:
        if name == "indicator" and value not in self.pack.indicators:
            self._say("P022", str(value), hint=nearest(str(value), self.pack.indicators), line=line)
        elif name in {"target", "section", "item", "target_or_item"}:
            self._letter_id(name, str(value), line)
        elif name == "where" and ledger:
            self._where(str(value), ledger, line)
        elif name in {"column", "columns", "distinct", "union", "order", "roster"} and ledger:
            listed = value if isinstance(value, list | tuple) else [value]
            for column in listed:
                if isinstance(column, str):
                    self._column(
                        column.partition(".")[2] if directive.name == "code" else column, ledger, line
                    )
        elif name == "status":
            for one in str(value).split(","):
                if one.strip() not in STATUS_WORDS:
                    self._say(
                        "R008", one.strip(), "、".join(STATUS_WORDS), nearest(one, STATUS_WORDS), line=line
                    )

    def _letter_id(self, kind: str, value: str, line: int) -> None:
        if self.letter is None:
            return
        known: dict[str, list[str]] = {
            "target": [t.id for t in self.letter.targets],
            "section": [s.id for s in self.letter.sections],
            "item": [i.id for i in self.letter.items],
        }
        known["target_or_item"] = known["target"] + known["item"]
        if value not in known[kind]:
            code = "R004" if kind.startswith("target") else "R005"
            self._say(code, value, "、".join(known[kind]), nearest(value, known[kind]), line=line)

    def _column(self, column: str, ledger: str, line: int) -> None:
        known = [c.id for c in self.pack.ledgers[ledger].columns]
        if column not in known:
            self._say("P021", column, ledger, nearest(column, known), line=line)

    def _dimension(self, dimension: str, line: int) -> None:
        known = {d for ledger in self.pack.ledgers.values() for d in ledger.dimensions} | self.attributes
        if dimension not in known:
            self._say("R006", dimension, "、".join(sorted(known)), nearest(dimension, known), line=line)

    def _scope(self, ledger: str) -> Scope:
        return ledger_scope(self.pack.ledgers[ledger], dict(self.pack.parameters), self.attributes)

    def _where(self, where: str, ledger: str, line: int) -> None:
        try:
            parse_expression(where, self._scope(ledger))
        except ZerenError as error:
            offset = self._find(where, line)
            offset = self._find(where, None) if offset is None else offset
            for problem in error.problems:
                shift = (problem.place.column or 1) - 1
                place = Place(self.file, line) if offset is None else self._place(offset + shift)
                self.problems.append(
                    Problem(problem.code, place, problem.found, problem.expected, problem.hint)
                )

    # -- fields of loop variables --------------------------------------------------------------------------------------

    def _fields(self, node: nodes.Node, ledgers: Mapping[str, str]) -> None:
        """Check ``row.column`` where the row's ledger is known from the loop or the assignment."""
        known = dict(ledgers)
        for child in node.iter_child_nodes():
            if isinstance(child, nodes.Assign) and isinstance(child.target, nodes.Name):
                self._fields(child, known)
                known.update(_source(child.target, child.node, known))
            elif isinstance(child, nodes.For) and isinstance(child.target, nodes.Name):
                known_inside = known | _source(child.target, child.iter, known)
                self._fields(child, known_inside)
            else:
                if isinstance(child, nodes.Getattr) and isinstance(child.node, nodes.Name):
                    ledger = known.get(child.node.name, "")
                    if ledger in self.pack.ledgers and child.attr != "unit_name":
                        self._column(child.attr, ledger, child.lineno)
                self._fields(child, known)


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _source(target: nodes.Name, iterated: nodes.Node, known: Mapping[str, str]) -> dict[str, str]:
    if isinstance(iterated, nodes.Name):
        return {target.name: known.get(iterated.name, "")}
    if (
        isinstance(iterated, nodes.Call)
        and isinstance(iterated.node, nodes.Name)
        and iterated.node.name in {"rows", "events"}
    ):
        default = "work_log" if iterated.node.name == "events" else ""
        first = _constant(iterated.args[0]) if iterated.args and iterated.node.name == "rows" else None
        named = next((_constant(k.value) for k in iterated.kwargs if k.key == "ledger"), None)
        return {target.name: str(named or first or default)}
    return {target.name: ""}


def _constant(node: Any) -> Any:
    if not isinstance(node, nodes.Expr):
        return None
    try:
        return node.as_const()
    except nodes.Impossible:
        return None
