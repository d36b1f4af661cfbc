"""Names say what a thing is, in the field's English: no drawers for odds and ends, no romanised Chinese."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from tests.repo.tree import ROOT, functions, parse, python_files, shown, write

DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc"}

# Pinyin without tones: which finals may follow which initials. A syllable without an initial opens a word only.
_G = "a ai an ang ao e ei en eng ong ou u ua uai uan uang ui un uo"
_J = "i ia ian iang iao ie in ing iong iu u uan ue un"
_Z = "a ai an ang ao e ei en eng i ong ou u uan ui un uo"
_FINALS = {
    "b": "a ai an ang ao ei en eng i ian iao ie in ing o u",
    "p": "a ai an ang ao ei en eng i ian iao ie in ing o ou u",
    "m": "a ai an ang ao e ei en eng i ian iao ie in ing iu o ou u",
    "f": "a an ang ei en eng o ou u",
    "d": "a ai an ang ao e ei en eng i ian iao ie ing iu ong ou u uan ui un uo",
    "t": "a ai an ang ao e eng i ian iao ie ing ong ou u uan ui un uo",
    "n": "a ai an ang ao e ei en eng i ian iang iao ie in ing iu ong ou u uan uo v",
    "l": "a ai an ang ao e ei eng i ia ian iang iao ie in ing iu ong ou u uan un uo v",
    **dict.fromkeys("gkh", _G),
    **dict.fromkeys("jqx", _J),
    **dict.fromkeys(("zh", "ch", "sh"), _Z + " ua uai uang"),
    **dict.fromkeys("zcs", _Z),
    "r": "an ang ao e en eng i ong ou u uan ui un uo",
    "y": "a an ang ao e i in ing ong ou u uan ue un",
    "w": "a ai an ang ei en eng o u",
}
_SYLLABLE = "|".join(f"{initial}(?:{finals.replace(' ', '|')})" for initial, finals in _FINALS.items())
_PINYIN = re.compile(rf"(?:a|ai|an|ang|ao|e|en|er|ou)?(?:{_SYLLABLE})(?:{_SYLLABLE})*")
_SHORTEST = 5  # shorter words are too often both: "date", "name", "line"
ENGLISH = frozenset((Path(__file__).parent / "english_words.txt").read_text(encoding="utf-8").split())
# The project's own name, and the places of the example letter and of the published scheme.
PROPER = frozenset({"zeren", "chengzhong", "zhoushan"})


def looks_like_pinyin(identifier: str) -> list[str]:
    """The words of an identifier that read as pinyin and are not known as English."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", identifier)
    return [
        word
        for word in map(str.lower, words)
        if len(word) >= _SHORTEST and _PINYIN.fullmatch(word) and word not in ENGLISH | PROPER
    ]


def names_given(tree: ast.AST) -> set[str]:
    """Every name that the module itself gives: definitions, parameters, assignments, fields."""
    names = {node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    for function in functions(tree):
        names.add(function.name)
        names.update(argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg))
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.add(node.attr)
    return names


def pinyin_in_code(root: Path) -> list[str]:
    found = []
    for path in python_files(root, "src", "bench"):
        for name in sorted(names_given(parse(path)) | {path.stem}):
            found += [f"{shown(path, root)}: {name}: {word}" for word in looks_like_pinyin(name)]
    return found


def pinyin_in_packs(root: Path) -> list[str]:
    """File names are ids; `id:` lines are the ids of columns, checks and letters' parts."""
    found = []
    for path in sorted((root / "packs").rglob("*.yaml")):
        ids = re.findall(
            r"^\s*(?:- )?\{?\s*id: *[\"']?([\w-]+)", path.read_text(encoding="utf-8"), re.MULTILINE
        )
        for name in sorted({path.stem, *ids}):
            found += [f"{shown(path, root)}: {name}: {word}" for word in looks_like_pinyin(name)]
    return found


def drawers(root: Path) -> list[str]:
    found = []
    for path in python_files(root, "src", "tests", "bench", "tools"):
        name = path.parent.name if path.stem == "__init__" else path.stem
        words = set(name.split("_"))
        if words & DRAWERS:
            found.append(shown(path, root))
    return found


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    assert drawers(ROOT) == []


def test_no_identifier_is_romanised_chinese() -> None:
    assert pinyin_in_code(ROOT) == []
    assert pinyin_in_packs(ROOT) == []


def test_the_word_list_holds_only_words_that_need_it() -> None:
    """It is an allow list: a word in it that is no pinyin would hide nothing, and the list is read in reviews."""
    assert sorted(word for word in ENGLISH if not _PINYIN.fullmatch(word) or len(word) < _SHORTEST) == []


@pytest.mark.parametrize("name", ["xueji", "banji_count", "kongchuobaoxue", "songjiao_hours", "DuxueVisit"])
def test_romanised_names_are_found(name: str) -> None:
    assert looks_like_pinyin(name) != []


@pytest.mark.parametrize(
    "name", ["dropout_rate_junior", "change", "MachineRange", "unit_code", "zeren", "pupils"]
)
def test_english_names_pass(name: str) -> None:
    assert looks_like_pinyin(name) == []


def test_planted_names_are_found(tmp_path: Path) -> None:
    write(tmp_path / "src/zeren/score_utils.py", "def read(banji): ...\n")
    write(tmp_path / "src/zeren/common/__init__.py", "xuexiao = 1\nchange = manage = 2\n")
    write(tmp_path / "packs/p/ledgers/xuesheng.yaml", "id: xuesheng\ncolumns:\n- id: minzu\n")
    assert drawers(tmp_path) == ["src/zeren/common/__init__.py", "src/zeren/score_utils.py"]
    assert pinyin_in_code(tmp_path) == [
        "src/zeren/common/__init__.py: xuexiao: xuexiao",
        "src/zeren/score_utils.py: banji: banji",
    ]
    assert pinyin_in_packs(tmp_path) == [
        "packs/p/ledgers/xuesheng.yaml: minzu: minzu",
        "packs/p/ledgers/xuesheng.yaml: xuesheng: xuesheng",
    ]
