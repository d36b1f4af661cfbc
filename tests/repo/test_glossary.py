"""GLOSSARY.md ties the names of code and packs to the words officials use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.repo.tree import ROOT, exported, write

HEADER = ["term", "中文", "English", "source"]


@dataclass(frozen=True)
class Entry:
    """One row: the names used in code and packs, what they are called, and the section they stand in."""

    terms: tuple[str, ...]
    chinese: tuple[str, ...]
    section: str
    line: int


def rows(text: str) -> list[tuple[int, str, list[str]]]:
    """The rows of every table headed `term | 中文 | English | source`, with line and section."""
    found, section, open_table = [], "", False
    for number, line in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("## "):
            section = line[3:]
        if not line.startswith("|"):
            open_table = False
        elif cells == HEADER:
            open_table = True
        elif open_table and not set(line) <= set("|-: "):
            found.append((number, section, cells))
    return found


def glossary(root: Path) -> list[Entry]:
    text = (root / "GLOSSARY.md").read_text(encoding="utf-8")
    return [
        Entry(tuple(re.findall(r"`([^`]+)`", cells[0])), tuple(cells[1].split("、")), section, number)
        for number, section, cells in rows(text)
    ]


def malformed(root: Path) -> list[str]:
    """Rows without four filled cells or without a term, and terms explained twice."""
    text = (root / "GLOSSARY.md").read_text(encoding="utf-8")
    found = [
        f"{number}: needs four filled cells"
        for number, _, cells in rows(text)
        if len(cells) != 4 or "" in cells
    ]
    seen: dict[str, int] = {}
    for entry in glossary(root):
        if not entry.terms:
            found.append(f"{entry.line}: names no `term`")
        found += [
            f"{entry.line}: `{term}` stands in line {seen[term]} already"
            for term in entry.terms
            if term in seen
        ]
        seen |= dict.fromkeys(entry.terms, entry.line)
    return found


def content(root: Path, folder: str) -> list[dict[str, str]]:
    """The YAML files of one kind, over all packs."""
    paths = sorted((root / "packs").glob(f"*/{folder}/*.yaml"))
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths]


def missing(root: Path) -> list[str]:
    """Kernel nouns, ledgers and code lists without an entry, and rates and ratios whose id begins with no known term.

    A count is named for what it counts; a rate has a standard name, which must not be invented a second time.
    """
    terms = {term for entry in glossary(root) for term in entry.terms}
    stems = {term for entry in glossary(root) for term in entry.terms if entry.section == "Indicators"}
    nouns = [name for name in exported(root / "src/zeren/core/kernel") if re.match(r"[A-Z][a-z]", name)]
    found = [f"kernel noun {name}" for name in nouns if name not in terms]
    found += [f"ledger {item['id']}" for item in content(root, "ledgers") if item["id"] not in terms]
    found += [f"code list {item['id']}" for item in content(root, "codes") if item["id"] not in terms]
    found += [
        f"indicator {item['id']}"
        for item in content(root, "indicators")
        if item["unit"] != "count"
        and not any(item["id"] == term or item["id"].startswith(f"{term}_") for term in stems)
    ]
    return found


def contradicted(root: Path) -> list[str]:
    """Ledgers and code lists that the glossary calls by another Chinese name than the pack does."""
    named = {term: entry.chinese for entry in glossary(root) for term in entry.terms}
    return [
        f"{item['id']}: {item['name']} in the pack, {'、'.join(named[item['id']])} in the glossary"
        for item in [*content(root, "ledgers"), *content(root, "codes")]
        if item["id"] in named and item["name"] not in named[item["id"]]
    ]


# Words of column ids that name nothing: they tie the others together, or are figures.
TIES = {
    "by": "who did it (rechecked_by)",
    "from": "where a span or a move begins",
    "in": "moved in; studying in",
    "not": "the opposite",
    "on": "the day of something, or being on a list",
    "out": "moved out",
    "since": "from a day on",
    "this": "the current one",
    "to": "where a span or a move ends",
    "until": "up to a day",
    "other": "the opposite side, or what is left",
}


def unknown_words(root: Path) -> list[str]:
    """Words of ledger and column ids that are in no term of the glossary (plural or not)."""
    terms = {term for entry in glossary(root) for term in entry.terms}
    words = {word for term in terms for word in term.lower().split("_")}
    words |= {form for word in words for form in (f"{word}s", word.removesuffix("s"))} | set(TIES)
    return [
        f"{ledger['id']}.{name}: {word}"
        for ledger in content(root, "ledgers")
        for name in (ledger["id"], *(column["id"] for column in ledger.get("columns", ())))
        for word in name.split("_")
        if word not in words and not word.isdigit()
    ]


def test_the_glossary_is_well_formed() -> None:
    assert malformed(ROOT) == []


def test_every_noun_ledger_code_list_and_indicator_is_explained() -> None:
    assert missing(ROOT) == []


def test_packs_and_glossary_use_the_same_chinese_names() -> None:
    assert contradicted(ROOT) == []


def test_columns_are_named_with_words_of_the_glossary() -> None:
    assert unknown_words(ROOT) == []


def planted(root: Path, body: str) -> None:
    table = f"| {' | '.join(HEADER)} |\n|---|---|---|---|\n{body}\n"
    write(root / "GLOSSARY.md", f"# Glossary\n\n## Indicators\n\n{table}\n| other | table |\n")
    write(root / "src/zeren/core/kernel/__init__.py", "__all__ = ['LEVELS', 'Period', 'OrgTree', 'divide']\n")
    columns = "columns:\n- {id: dropout_on}\n- {id: genders_15_50}\n"
    write(root / "packs/p/ledgers/pupils.yaml", f"id: pupils\nname: 学生名册\n{columns}")
    write(root / "packs/p/codes/gender.yaml", "id: gender\nname: 性别\n")
    write(root / "packs/p/indicators/dropout_rate_junior.yaml", "id: dropout_rate_junior\nunit: percent\n")
    write(root / "packs/p/indicators/reading_rooms.yaml", "id: reading_rooms\nunit: count\n")


def test_a_full_glossary_passes(tmp_path: Path) -> None:
    planted(
        tmp_path,
        "| `Period` | 期间 | period | Zeren |\n| `OrgTree`, `org_unit` | 组织树 | tree | Zeren |\n"
        "| `pupils` | 学生名册、学籍册 | pupils | 学籍 |\n| `gender` | 性别 | gender | GB |\n"
        "| `dropout_rate` | 辍学率 | dropout | UIS |",
    )
    assert malformed(tmp_path) == missing(tmp_path) == contradicted(tmp_path) == unknown_words(tmp_path) == []


def test_gaps_and_contradictions_are_found(tmp_path: Path) -> None:
    planted(
        tmp_path,
        "| `Period` | 期间 | period | |\n| period | 期间 | period | Zeren |\n| `pupils`, `Period` | 花名册 | pupils | x |",
    )
    assert malformed(tmp_path) == [
        "7: needs four filled cells",
        "8: names no `term`",
        "9: `Period` stands in line 7 already",
    ]
    assert missing(tmp_path) == ["kernel noun OrgTree", "code list gender", "indicator dropout_rate_junior"]
    assert contradicted(tmp_path) == ["pupils: 学生名册 in the pack, 花名册 in the glossary"]
    assert unknown_words(tmp_path) == ["pupils.dropout_on: dropout", "pupils.genders_15_50: genders"]
