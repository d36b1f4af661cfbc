"""Reading one YAML file of a pack: bounded, without anchors, aliases or tags, and with every value's place kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from zeren.core.kernel import Place, Problem, ZerenError, nearest, to_decimal

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
_MAP, _LIST = "映射（键: 值）", "列表"


# Only its events are used: types are decided by the reader that knows which type it wants.
_PARSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Cursor:
    """A place in a YAML file: read it as the type you want; what does not fit becomes a problem and a default.

    All cursors of a pack share one list of problems, so one pass reports everything.
    """

    def __init__(self, node: yaml.Node, file: str, problems: list[Problem]) -> None:
        self.node, self.file, self.problems = node, file, problems
        self._entries: dict[str, tuple[yaml.Node, yaml.Node]] | None = None

    @property
    def place(self) -> Place:
        """File, line and column (from 1)."""
        mark = self.node.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1)

    def problem(
        self, code: str, found: object = "", expected: str = "", hint: str = "", **details: Any
    ) -> None:
        """Record a problem at this place."""
        self.problems.append(Problem(code, self.place, str(found), expected, hint, details))

    # --- maps -------------------------------------------------------------------------------------------------------
    def keys(self, required: str = "", optional: str = "") -> bool:
        """Check this is a map with the required keys and no unknown ones."""
        if not isinstance(self.node, yaml.MappingNode):
            self.problem("P012", self._shown(), _MAP)
            return False
        needed, known = required.split(), required.split() + optional.split()
        for name, (key_node, _) in self._map().items():
            if name not in known:
                Cursor(key_node, self.file, self.problems).problem(
                    "P010", name, "、".join(known), nearest(name, known)
                )
        missing = [name for name in needed if name not in self._map()]
        for name in missing:
            self.problem("P011", "", name)
        return not missing

    def _map(self) -> dict[str, tuple[yaml.Node, yaml.Node]]:
        if self._entries is None:
            self._entries = {}
            if isinstance(self.node, yaml.MappingNode):
                for key, value in self.node.value:
                    name = str(key.value)
                    if name in self._entries:
                        Cursor(key, self.file, self.problems).problem("P006", name)
                    self._entries[name] = (key, value)
        return self._entries

    def __contains__(self, key: str) -> bool:
        return self.get(key) is not None

    def get(self, key: str) -> Cursor | None:
        """The value under a key; None when the key is absent or its value is null."""
        entry = self._map().get(key)
        if entry is None or _is_null(entry[1]):
            return None
        return Cursor(entry[1], self.file, self.problems)

    def entries(self) -> Iterator[tuple[str, Cursor]]:
        """Key and value of a map, in order."""
        if not isinstance(self.node, yaml.MappingNode):
            self.problem("P012", self._shown(), _MAP)
            return
        for name, (_, value) in self._map().items():
            yield name, Cursor(value, self.file, self.problems)

    def items(self) -> Iterator[Cursor]:
        """The elements of a list."""
        if not isinstance(self.node, yaml.SequenceNode):
            self.problem("P012", self._shown(), _LIST)
            return
        for node in self.node.value:
            yield Cursor(node, self.file, self.problems)

    def list_at(self, key: str) -> list[Cursor]:
        """The elements of the list under a key; empty when absent."""
        found = self.get(key)
        return [] if found is None else list(found.items())

    def texts_at(self, key: str) -> tuple[str, ...]:
        """The list of texts under a key."""
        return tuple(item.text() for item in self.list_at(key))

    # --- scalars ----------------------------------------------------------------------------------------------------
    def _shown(self) -> str:
        if isinstance(self.node, yaml.ScalarNode):
            return str(self.node.value)
        return _MAP if isinstance(self.node, yaml.MappingNode) else _LIST

    def is_null(self) -> bool:
        """Whether the value is written null, ~ or left empty."""
        return _is_null(self.node)

    def is_map(self) -> bool:
        """Whether this is a map."""
        return isinstance(self.node, yaml.MappingNode)

    def text(self) -> str:
        """Any scalar as it was written."""
        if not isinstance(self.node, yaml.ScalarNode):
            self.problem("P012", self._shown(), "文字")
            return ""
        return str(self.node.value)

    def text_at(self, key: str, default: str = "") -> str:
        """The text under a key."""
        found = self.get(key)
        return default if found is None else found.text()

    def decimal(self) -> Decimal:
        """A number."""
        try:
            return to_decimal(self.text())
        except ValueError:
            self.problem("P012", self._shown(), "数字")
            return Decimal(0)

    def decimal_at(self, key: str) -> Decimal | None:
        """The number under a key, or None."""
        found = self.get(key)
        return None if found is None else found.decimal()

    def integer_at(self, key: str, default: int) -> int:
        """The whole number under a key."""
        found = self.get(key)
        if found is None:
            return default
        value = found.decimal()
        if value != value.to_integral_value():
            found.problem("P012", found.text(), "整数")
        return int(value)

    def boolean_at(self, key: str, *, default: bool = False) -> bool:
        """true or false under a key."""
        found = self.get(key)
        if found is None:
            return default
        if found.text() not in {"true", "false"}:
            found.problem("P012", found.text(), "true 或 false")
        return found.text() == "true"

    def date(self) -> date:
        """A date such as 2017-01-31."""
        try:
            return date.fromisoformat(self.text())
        except ValueError:
            self.problem("P012", self._shown(), "日期，如 2017-01-31")
            return date(1970, 1, 1)

    def choice_at(self, key: str, options: str, default: str = "") -> str:
        """One of the options under a key."""
        found = self.get(key)
        if found is None:
            return default
        value = found.text()
        if value not in options.split():
            found.problem("P013", value, "、".join(options.split()), nearest(value, options.split()))
            return default or options.split()[0]
        return value

    def plain_value(self) -> Any:
        """Maps, lists and scalars as plain Python (numbers as Decimal): for parameters whose meaning another verb knows."""
        if isinstance(self.node, yaml.MappingNode):
            return {name: value.plain_value() for name, value in self.entries()}
        if isinstance(self.node, yaml.SequenceNode):
            return [item.plain_value() for item in self.items()]
        if _is_null(self.node):
            return None
        text = str(self.node.value)
        if isinstance(self.node, yaml.ScalarNode) and not self.node.style:
            if text in {"true", "false"}:
                return text == "true"
            if re.fullmatch(r"[-+]?\d+(\.\d+)?", text):
                return Decimal(text)
        return text


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and not node.style and node.value in {"", "~", "null"}


def read_yaml(path: Path, shown: str, problems: list[Problem]) -> Cursor | None:
    """Read a file; None (and a problem) when it cannot be used at all."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        problems.append(Problem("P005", Place(shown), str(size), str(MAX_BYTES)))
        return None
    try:
        node = _composed(path.read_text(encoding="utf-8-sig"), shown)
    except ZerenError as error:
        problems.extend(error.problems)
        return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(shown) if mark is None else Place(shown, mark.line + 1, mark.column + 1)
        problems.append(Problem("P002", place, error.problem or str(error)))
        return None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        problems.append(Problem("P002", Place(shown), str(error)))
        return None
    if node is None:
        problems.append(Problem("P002", Place(shown, 1, 1), "空文件"))
        return None
    return Cursor(node, shown, problems)


def _composed(text: str, shown: str) -> yaml.Node | None:
    """The file's node, from the event stream: anchors, aliases, tags and depth are refused before anything is built or expanded.

    PyYAML's own composer would follow an alias and run out of stack at a depth; a look ahead of it would parse everything twice.
    """
    nodes: list[Any] = []
    above: list[tuple[Any, list[Any]]] = []
    for event in yaml.parse(text, Loader=_PARSER):
        begin: Any = event.start_mark
        end: Any = event.end_mark
        if isinstance(event, yaml.ScalarEvent):
            _refuse(event, shown)
            nodes.append(yaml.ScalarNode("", event.value, begin, end, style=event.style))
        elif isinstance(event, yaml.CollectionStartEvent):
            _refuse(event, shown, len(above) + 1)
            above.append((begin, nodes))
            nodes = []
        elif isinstance(event, yaml.CollectionEndEvent):
            begin, siblings = above.pop()
            if isinstance(event, yaml.MappingEndEvent):
                pairs = list(zip(nodes[::2], nodes[1::2], strict=True))
                siblings.append(yaml.MappingNode("", pairs, begin, end))
            else:
                siblings.append(yaml.SequenceNode("", nodes, begin, end))
            nodes = siblings
        elif isinstance(event, yaml.AliasEvent):
            _refuse(event, shown)
        elif isinstance(event, yaml.DocumentStartEvent) and nodes:
            raise yaml.composer.ComposerError(None, None, "but found another document", begin)
    return nodes[0] if nodes else None


def _refuse(event: Any, shown: str, depth: int = 0) -> None:
    """Raise P003 for an anchor, an alias or a tag, P004 for a collection too deep."""
    tag = getattr(event, "tag", None)
    if event.anchor is None and tag is None and depth <= MAX_DEPTH:
        return
    place = Place(shown, event.start_mark.line + 1, event.start_mark.column + 1)
    if event.anchor is None and tag is None:
        raise ZerenError(Problem("P004", place, "", str(MAX_DEPTH)))
    raise ZerenError(Problem("P003", place, str(tag) if event.anchor is None else f"&{event.anchor}"))
