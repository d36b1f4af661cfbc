"""Letters found by name or file, and two of them compared on a workspace's snapshot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zeren.core.engine import SnapshotFacts, measure
from zeren.core.kernel import Problem, Scorecard, ZerenError, nearest
from zeren.core.packs import Letter, Pack, load, packs_folder, read_letter
from zeren.core.scoring import Change, Move, compare_letters, compare_scores, pairs_of, score
from zeren.workspace.pipeline import latest_snapshot
from zeren.workspace.settings import Workspace

__all__ = ["FoundLetter", "LetterDifference", "diff_letters", "find_letter"]


@dataclass(frozen=True, slots=True)
class FoundLetter:
    """A letter with the pack its indicators come from."""

    letter: Letter
    pack: Pack

    @property
    def label(self) -> str:
        """How it is named: pack, version and letter."""
        return f"{self.letter.pack} {self.pack.versions.get(self.letter.pack, self.pack.version)}：{self.letter.id}"


@dataclass(frozen=True, slots=True)
class LetterDifference:
    """What changes between two letters; with a snapshot, both scorecards and how each line moves."""

    old: FoundLetter
    new: FoundLetter
    changes: tuple[Change, ...]
    moves: tuple[Move, ...] = ()
    cards: tuple[Scorecard, Scorecard] | None = None

    def to_dict(self) -> dict[str, Any]:
        """The JSON form other programs lean on."""
        scores: dict[str, Any] | None = None
        if self.cards is not None:
            old, new = (card.to_dict() for card in self.cards)
            shown = ("outcome", "total", "full", "grade")
            scores = {
                "unit": new["unit"],
                "period": new["period"],
                "old": {key: old[key] for key in shown},
                "new": {key: new[key] for key in shown},
                "moves": [move.to_dict() for move in self.moves],
            }
        return {
            "old": {"pack": self.old.letter.pack, "letter": self.old.letter.id, "name": self.old.letter.name},
            "new": {"pack": self.new.letter.pack, "letter": self.new.letter.id, "name": self.new.letter.name},
            "changes": [change.to_dict() for change in self.changes],
            "scores": scores,
        }


def diff_letters(old: str, new: str, *, workspace: Workspace | None = None) -> LetterDifference:
    """Compare two letters; with a workspace, also on its latest snapshot.

    Raises:
        ZerenError: when a letter is not found or cannot be read, W004 when nothing was frozen.
    """
    known = None if workspace is None else workspace.pack
    two = find_letter(new, known)
    one = find_letter(old, two.pack if known is None else known)
    changes = compare_letters(one.letter, two.letter)
    if workspace is None:
        return LetterDifference(one, two, tuple(changes))
    cards = _scored(workspace, one), _scored(workspace, two)
    moves = compare_scores(*cards, changes=changes, pairs=pairs_of(one.letter, two.letter))
    return LetterDifference(one, two, tuple(changes), tuple(moves), cards)


def _scored(workspace: Workspace, found: FoundLetter) -> Scorecard:
    snapshot = latest_snapshot(workspace)
    facts = SnapshotFacts(snapshot, found.pack, measure(snapshot, found.pack))
    unit = found.letter.unit if found.letter.unit in facts.tree else workspace.unit
    return score(found.letter, facts, pack=found.pack, unit=unit)


def find_letter(name: str, known: Pack | None = None) -> FoundLetter:
    """A letter by pack (name or folder), ``pack:letter``, or file.

    Shape: a file inside a pack is read with its pack; any other is read against ``known``, or against all packs that ship.

    Raises:
        ZerenError: W030 when a pack holds none or several and none is named, P026 for an unknown one, W006 for no such file.
    """
    path = Path(name)
    if path.suffix in {".yaml", ".yml"}:
        if not path.is_file():
            raise ZerenError(Problem("W006", found=name))
        return _from_file(path.resolve(), known)
    pack_name, _, letter = name.rpartition(":") if _is_pair(name) else (name, "", "")
    pack = load(pack_name)
    own = {id_: found for id_, found in pack.letters.items() if found.pack == pack.id}
    if letter:
        if letter not in pack.letters:
            raise ZerenError(Problem("P026", found=letter, hint=nearest(letter, pack.letters)))
        return FoundLetter(pack.letters[letter], pack)
    if len(own) != 1:
        raise ZerenError(Problem("W030", found=pack.id, expected="、".join(own) or "（没有）"))
    return FoundLetter(next(iter(own.values())), pack)


def _is_pair(name: str) -> bool:
    """``pack:letter``; a folder whose name holds a colon is still a folder."""
    return ":" in name and not Path(name).is_dir()


def _from_file(path: Path, known: Pack | None) -> FoundLetter:
    home = path.parent.parent
    if path.parent.name == "letters" and (home / "pack.yaml").is_file():
        pack = load(home)
        found = next((letter for letter in pack.letters.values() if letter.id == path.stem), None)
        if found is not None:
            return FoundLetter(found, pack)
    pack = known or _all_packs()
    letter = read_letter(path, pack)
    return FoundLetter(replace(letter, pack=path.name), pack)


def _all_packs() -> Pack:
    """Everything that ships, as one pack: what a letter in no pack may speak of."""
    packs = list(_shipped())
    indicators = {name: indicator for pack in packs for name, indicator in pack.indicators.items()}
    ledgers = {name: ledger for pack in packs for name, ledger in pack.ledgers.items()}
    parameters = {name: parameter for pack in packs for name, parameter in pack.parameters.items()}
    return replace(packs[0], indicators=indicators, ledgers=ledgers, parameters=parameters)


def _shipped() -> Iterator[Pack]:
    for path in sorted(packs_folder().glob("*/pack.yaml")):
        yield load(path.parent)
