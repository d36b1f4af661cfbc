"""Loading packs: every file of the folder, its dependencies first, all problems in one pass."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Protocol, TypeVar

from zeren.core.kernel import Place, Problem, ZerenError, nearest
from zeren.core.packs.frameworks import read_framework
from zeren.core.packs.indicators import IndicatorReader
from zeren.core.packs.ledgers import CheckReader, read_codes, read_ledger, read_parameter
from zeren.core.packs.letters import LetterReader, read_report
from zeren.core.packs.model import CodeList, Ledger, Letter, Pack, Parameter, ReportTemplate
from zeren.core.packs.rule_examples import read_rule_examples
from zeren.core.packs.yaml_file import Cursor, read_yaml


class Named(Protocol):
    """Anything with an id."""

    @property
    def id(self) -> str:
        """The id."""
        ...


T = TypeVar("T", bound=Named)
V = TypeVar("V")


def packs_folder() -> Path:
    """The folder of the packs that come with Zeren: the checkout's, or the one inside the installed wheel."""
    checkout = Path(__file__).resolve().parents[4] / "packs"
    if checkout.is_dir():
        return checkout
    return Path(str(resources.files("zeren") / "_packs"))


def load(name_or_path: str | Path) -> Pack:
    """Load one pack with everything it depends on.

    Shape: a name under the packs folder, or the path of a pack's folder; dependencies are looked for beside it, then in
    the packs folder.

    Raises:
        ZerenError: every P-problem of the pack and of its dependencies, in one pass.

    Example:
        >>> load("cn-basic-education").ledgers["pupils"].name
        '学生名册'
    """
    pack, problems = inspect(name_or_path)
    errors = [p for p in problems if p.severity == "error"]
    if errors or pack is None:
        raise ZerenError(errors)
    return pack


def inspect(name_or_path: str | Path) -> tuple[Pack | None, list[Problem]]:
    """Load as much as can be loaded, and all problems. The pack is None only when it has no usable pack.yaml."""
    problems: list[Problem] = []
    path = _find(str(name_or_path), None)
    if path is None:
        known = sorted(p.name for p in packs_folder().iterdir() if p.is_dir())
        problems.append(Problem("P001", found=str(name_or_path), hint=nearest(str(name_or_path), known)))
        return None, problems
    return _Loader(path, problems, ()).load(), problems


def _find(name: str, beside: Path | None) -> Path | None:
    candidates = [Path(name)] if beside is None else []
    candidates += [folder / name for folder in (beside, packs_folder()) if folder is not None]
    return next((c.resolve() for c in candidates if (c / "pack.yaml").is_file()), None)


class _Loader:
    """The state of loading one pack: what its dependencies gave, plus what its own files add."""

    def __init__(self, path: Path, problems: list[Problem], loading: tuple[Path, ...]) -> None:
        self.path, self.problems, self.loading = path, problems, (*loading, path)
        self.defined: dict[str, str] = {}

    def load(self) -> Pack | None:
        head = read_yaml(self.path / "pack.yaml", self._shown(self.path / "pack.yaml"), self.problems)
        if head is None or not head.keys(
            "id version name licence", "name_en depends note note_en description description_en"
        ):
            return None
        bases = list(self._dependencies(head))
        identity = head.text_at("id")
        codes = _merge(b.codes for b in bases) | self._all("codes", read_codes)
        parameters = _merge(b.parameters for b in bases) | self._all("parameters", read_parameter)
        ledgers, checks = self._ledgers(_merge(b.ledgers for b in bases), parameters, codes, identity)
        reader = IndicatorReader(checks)
        own = self._all("indicators", lambda c: reader.read(c, identity, c.file))
        indicators = _merge(b.indicators for b in bases) | own
        letter_reader = LetterReader(indicators, ledgers)
        letters = _merge(b.letters for b in bases) | self._all(
            "letters", lambda c: letter_reader.read(c, identity)
        )
        reports = _merge(b.reports for b in bases) | self._reports(letters, identity)
        frameworks = _merge(b.frameworks for b in bases) | self._all(
            "frameworks", lambda c: read_framework(c, parameters, identity)
        )
        rule_examples = _merge(b.rule_examples for b in bases) | self._all(
            "rules", lambda c: read_rule_examples(c, identity)
        )
        versions = _merge(b.versions for b in bases) | {identity: head.text_at("version")}
        return Pack(
            id=identity,
            version=head.text_at("version"),
            name=head.text_at("name"),
            name_en=head.text_at("name_en"),
            licence=head.text_at("licence"),
            path=str(self.path),
            depends=head.texts_at("depends"),
            versions=versions,
            codes=codes,
            parameters=parameters,
            ledgers=ledgers,
            indicators=indicators,
            letters=letters,
            reports=reports,
            frameworks=frameworks,
            rule_examples=rule_examples,
        )

    def _shown(self, path: Path) -> str:
        return f"{self.path.name}/{path.relative_to(self.path)}"

    def _dependencies(self, head: Cursor) -> Iterator[Pack]:
        for item in head.list_at("depends"):
            path = _find(item.text(), self.path.parent)
            if path is None or path in self.loading:
                item.problem("P025", item.text())
                continue
            pack = _Loader(path, self.problems, self.loading).load()
            if pack is not None:
                yield pack

    def _files(self, folder: str) -> Iterator[Cursor]:
        for file in sorted((self.path / folder).glob("*.yaml")):
            cursor = read_yaml(file, self._shown(file), self.problems)
            if cursor is not None:
                identity = cursor.text_at("id")
                if identity != file.stem:
                    cursor.problem("P014", identity, file.stem)
                yield cursor

    def _all(self, folder: str, reader: Callable[[Cursor], T | None]) -> dict[str, T]:
        found: dict[str, T] = {}
        for cursor in self._files(folder):
            value = reader(cursor)
            if value is not None:
                found[value.id] = value
        return found

    def _ledgers(
        self,
        known: dict[str, Ledger],
        parameters: dict[str, Parameter],
        codes: dict[str, CodeList],
        pack: str,
    ) -> tuple[dict[str, Ledger], CheckReader]:
        cursors = {cursor.text_at("id"): cursor for cursor in self._files("ledgers")}
        own = {name: ledger for name, c in cursors.items() if (ledger := read_ledger(c, pack)) is not None}
        ledgers = known | own
        for name, ledger in own.items():
            for column in ledger.columns:
                if column.codes and column.codes not in codes:
                    cursors[name].problem("P023", column.codes, "", nearest(column.codes, codes))
        checks = CheckReader(ledgers, parameters)
        for name, ledger in own.items():
            rows, cross = checks.row_checks(cursors[name], ledger), checks.cross_checks(cursors[name], ledger)
            ledgers[name] = replace(ledger, checks=rows, cross_checks=cross)
        return ledgers, CheckReader(ledgers, parameters)

    def _reports(self, letters: Mapping[str, Letter], pack: str) -> dict[str, ReportTemplate]:
        found = {}
        for file in sorted((self.path / "reports").glob("*/report.yaml")):
            cursor = read_yaml(file, self._shown(file), self.problems)
            template = (
                None if cursor is None else read_report(cursor, file.parent, self._shown(file.parent), pack)
            )
            if cursor is None or template is None:
                continue
            if template.letter not in letters:
                cursor.problem("P026", template.letter, "", nearest(template.letter, letters))
            found[template.id] = template
        return found


def _merge(parts: Iterable[Mapping[str, V]]) -> dict[str, V]:
    merged: dict[str, V] = {}
    for part in parts:
        merged.update(part)
    return merged


def place_of(pack: Pack, indicator: str) -> Place:
    """The file an indicator is defined in."""
    return Place(pack.indicators[indicator].file)
