"""The first ledger rows behind every cited measurement: what a reader of the page sees when a number is clicked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from zeren.core.kernel import Citation, RowQuery, Sample
from zeren.core.kernel import expression as ex
from zeren.core.packs import Atom, Column, Combination, DistinctTerm, GroupsTerm, Ledger, Pack, SumTerm, Term
from zeren.core.reports.ledger_directives import cell_text
from zeren.core.reports.session import Session

__all__ = ["row_samples"]

ROWS, COLUMNS, LONGEST = 10, 6, 40
OPEN = (
    "public",
    "internal",
)  # the sensitivities a page may show; a personal or sensitive column never leaves its ledger


def row_samples(session: Session) -> dict[str, tuple[Sample, ...]]:
    """Samples by citation id, for every measurement the composition cites.

    Shape: rows for the numerator, for the denominator only how many there are. Rows lie at or below the cited unit and belong to
    the cited member; columns are the open ones, first those the condition asks for.
    """
    known: dict[tuple[str, ...], tuple[Sample, ...]] = {}
    found = {}
    for key, citation in session.citations.items():
        if citation.kind == "measurement" and citation.facts.get("indicator") in session.pack.indicators:
            same = tuple(str(citation.facts.get(name)) for name in ("indicator", "unit", "disaggregation"))
            if same not in known:
                known[same] = _of(session, citation)
            found[key] = known[same]
    return found


def _of(session: Session, citation: Citation) -> tuple[Sample, ...]:
    facts = citation.facts
    indicator, unit = session.pack.indicators[str(facts["indicator"])], str(facts["unit"])
    group = dict(facts.get("disaggregation") or {})
    samples: dict[tuple[str, str, str], Sample] = {}
    for side, term in (("分子", indicator.numerator), ("分母", indicator.denominator)):
        for words, atom in _atoms(term, side):
            where = _condition(session.pack, atom, group)
            key = words, atom.ledger, where
            if where and key not in samples:
                samples[key] = _sample(session, words, atom, RowQuery(atom.ledger, where, unit, limit=ROWS))
    return tuple(samples.values())


def _atoms(term: Term | None, words: str) -> Iterator[tuple[str, Atom]]:
    """The atoms of a side, each with the words it is shown under."""
    if isinstance(term, Combination):
        for part in term.add:
            yield from _atoms(part, words)
        for part in term.subtract:
            yield from _atoms(part, f"{words[:2]}减去")
    elif term is not None:
        yield words, term


def _sample(session: Session, words: str, atom: Atom, query: RowQuery) -> Sample:
    ledger = session.ledger(atom.ledger)
    found = session.facts.rows(query)
    title = f"{words}：{ledger.name}，符合条件{found.total}行"
    if words.startswith("分母"):
        return Sample(title)
    cells = {
        c: [cell_text(session, c, row.values.get(c.id)) for row in found]
        for c in ledger.columns
        if c.sensitivity in OPEN
    }
    columns = _chosen(cells, {ledger.unit, *_asked(atom)})
    rows = tuple(
        (*(_short(cells[c][n]) for c in columns), f"{row.file}·{row.sheet}", str(row.number))
        for n, row in enumerate(found)
    )
    more = f"，前{len(rows)}行" if found.total > len(rows) else ""
    return Sample(title + more, (*(c.name for c in columns), "文件", "行"), rows)


def _asked(atom: Atom) -> set[str]:
    """The columns that decide whether and how a row counts."""
    keys = atom.columns if isinstance(atom, DistinctTerm) else atom.by if isinstance(atom, GroupsTerm) else ()
    trees = [atom.where.tree, *([atom.value.tree] if isinstance(atom, SumTerm) else [])]
    names = (n for tree in trees for n in ex.walk(tree) if isinstance(n, ex.Name))
    return set(keys).union(n.name for n in names if n.scope == "column")


def _chosen(cells: Mapping[Column, list[str]], asked: set[str]) -> list[Column]:
    """The columns asked for, then others that say something the chosen ones do not, in the ledger's order."""
    chosen = [c for c in cells if c.id in asked][:COLUMNS]
    for column, texts in cells.items():
        told = [cells[c] for c in chosen]
        if len(chosen) < COLUMNS and column not in chosen and any(texts) and texts not in told:
            chosen.append(column)
    return [c for c in cells if c in chosen]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _condition(pack: Pack, atom: Atom, group: Mapping[str, str]) -> str:
    """The atom's condition, narrowed to a member of a dimension; empty where its ledger does not have the dimension."""
    parts = [_member(pack, pack.ledgers[atom.ledger], *pair) for pair in sorted(group.items())]
    if not all(parts):
        return ""
    own = atom.where.text
    return " AND ".join([f"({own})" if own and parts else own or "TRUE", *parts])


def _member(pack: Pack, ledger: Ledger, dimension: str, member: str) -> str:
    quoted = "'" + member.replace("'", "''") + "'"
    column = ledger.dimensions.get(dimension)
    if column is None:  # perhaps an attribute of the row's unit
        defining = (x for x in pack.ledgers.values() if x.defines_units and dimension in x.dimensions)
        attribute = next((x.dimensions[dimension] for x in defining if _defines(x, dimension)), "")
        return f"unit.{attribute} = {quoted}" if attribute else ""
    kind = ledger.column(column).type
    if kind == "boolean":
        return column if member == "T" else f"NOT {column}"
    if kind in {"integer", "decimal"}:
        return f"{column} = {member}"
    return f"{column} = DATE {quoted}" if kind == "date" else f"{column} = {quoted}"


def _defines(ledger: Ledger, dimension: str) -> bool:
    return (
        ledger.defines_units is not None and ledger.dimensions[dimension] in ledger.defines_units.attributes
    )
