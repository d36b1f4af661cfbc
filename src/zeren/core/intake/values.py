"""Typing: what clerks write, to values. Whole columns at once; only values that do not fit at first sight are looked at singly,
each distinct one once.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

import polars as pl

from zeren.core.intake.identifiers import MASKED_FORMATS, Context, Refusal, describe, mask, valid
from zeren.core.kernel import plain, round_half_up
from zeren.core.packs import CodeList, Column, Ledger

__all__ = [
    "DECIMAL",
    "DTYPES",
    "Wrong",
    "compact",
    "data_rows",
    "shown",
    "stripped",
    "tidy",
    "type_columns",
]

DECIMAL = pl.Decimal(24, 6)
DTYPES: Mapping[str, Any] = {
    "text": pl.String, "code": pl.String, "integer": pl.Int64, "decimal": DECIMAL, "date": pl.Date, "boolean": pl.Boolean,
}  # fmt: skip
# Blanks at the ends, as people and office programs leave them: space, tab, line ends, no-break, ideographic, zero-width.
BLANKS = " \t\r\n\v\f\u0085\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
INVISIBLE = "\u00ad\u2060\ufeff" + "".join(
    map(chr, [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)])
)
_CONTROLS = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), 127]))
_WIDE = {
    full: full - 0xFEE0 for full in [*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)]
}
_TIDY = str.maketrans({**_WIDE, **{ord(c): None for c in INVISIBLE + _CONTROLS}})
_UNTIDY = rf"[{INVISIBLE}{re.escape(_CONTROLS)}\r０-９Ａ-Ｚａ-ｚ]"  # in the syntax of the Rust regex crate
# What stands under a table or between its parts: “合计”, “一年级小计：”, “填表人：张三”.
_TOTAL = re.compile(r"(.{0,12})(合|小|总|共|累)\s*计\s*[：:]?", re.DOTALL)
_NOTE = re.compile(
    r"[（(]?(填表|填报|制表|审核|复核|负责|单位|校长|园长|经办|联系|日期|报送|盖章|附注|备注|注|说明|数据来源)[^，。]{0,8}[：:].*",
    re.DOTALL,
)
_EXCEL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})
_TRUE = frozenset({"是", "有", "√", "✓", "✔", "☑", "对", "Y", "YES", "T", "TRUE", "1"})
_FALSE = frozenset({"否", "无", "没有", "×", "✗", "✘", "X", "错", "N", "NO", "F", "FALSE", "0"})
_ALIKE = 0.5
_EPOCH = date(1899, 12, 30)
_SERIALS = (61, 73050)  # March 1900 to the end of 2099; serial 60 is a day that never was


@dataclass(frozen=True, slots=True)
class Wrong:
    """A refused cell: its row in the frame, the column, what stood there, and why."""

    row: int
    column: Column
    found: str
    refusal: Refusal


def tidy(text: str) -> str:
    """Free text as it is kept: ends trimmed, full-width digits and letters made plain, invisible characters dropped.

    Example:
        >>> tidy("\u3000第３中学\u200b Ａ班 ")
        '第3中学 A班'
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_TIDY).strip(BLANKS)


def compact(text: str) -> str:
    """Text of a fixed form: compatibility characters made plain, and no blanks at all.

    Example:
        >>> compact("２０１７ 年 ３ 月"), compact('="0971"'), compact("'6301")
        ('2017年3月', '0971', '6301')
    """
    plain_text = "".join(unicodedata.normalize("NFKC", tidy(text)).split())
    if plain_text.startswith('="') and plain_text.endswith('"'):
        plain_text = plain_text[2:-1]
    return plain_text.lstrip("'’`")


def stripped(frame: pl.DataFrame) -> pl.DataFrame:
    """Text columns with blanks trimmed, and null where nothing is left."""
    text = pl.col(pl.String).str.strip_chars(BLANKS + INVISIBLE)
    return frame.with_columns(pl.when(text.str.len_bytes() > 0).then(text))


def data_rows(whole: pl.DataFrame, ledger: Ledger) -> pl.DataFrame:
    """Without blank rows, 合计 rows, and the lines under the table (填表人：…)."""
    there = [c for c in ledger.columns if c.id in whole.columns]
    required = [c.id for c in there if c.required] or [c.id for c in there]
    words = ["_aside"] * ("_aside" in whole.columns) + [c.id for c in there]
    sparse = pl.sum_horizontal(pl.col(required).is_null()) * 2 >= len(required)
    counts = pl.any_horizontal(pl.col(words).str.contains_any(["计"]).fill_null(value=False))
    doubtful = whole.select(
        *words, pl.int_range(pl.len()).alias("_index"), sparse.alias("_sparse"), counts.alias("_counts")
    )
    doubtful = doubtful.filter(pl.col("_sparse") | pl.col("_counts"))
    anchors = {*required, *ledger.key, ledger.unit}
    dropped = [row["_index"] for row in doubtful.iter_rows(named=True) if _is_aside(row, there, anchors)]
    return whole.filter(~pl.int_range(pl.len()).is_in(dropped)) if dropped else whole


def _is_aside(row: Mapping[str, Any], columns: Sequence[Column], anchors: AbstractSet[str]) -> bool:
    """Whether a row is no data: nothing in it, a total, or (if most of what is required is blank) a note.

    A word such as 合计 makes a total only where data cannot have it: in a code, number or identifier that the row needs; or in
    free text while something required is blank. A meeting may be called “经费合计”, and a remark may say 合计: no row is dropped
    without a word that would have been good.
    """
    if all(row[column.id] is None for column in columns):
        return True
    free = {column.id for column in columns if column.type == "text" and not column.format}
    lacking = any(row[column.id] is None for column in columns if column.id in anchors)
    for name, text in row.items():
        if not isinstance(text, str):
            continue
        if row["_sparse"] and (_TOTAL.fullmatch(text) or _NOTE.fullmatch(text)):
            return True
        if (total := _TOTAL.fullmatch(text)) is None:
            continue
        if name == "_aside" or (lacking and not total[1] if name in free else name in anchors):
            return True
    return False


def shown(column: Column, value: object) -> str:
    """A value as a message may print it: identifiers masked, long text cut."""
    text = plain(value) if isinstance(value, Decimal) else str(value)
    text = {"True": "是", "False": "否", "None": "空"}.get(text, text)
    if column.format in MASKED_FORMATS:
        return mask(text)
    return text if len(text) <= 40 else text[:39] + "…"


Reader = Callable[[str], Any]
Plan = tuple[pl.Expr, Reader]


def type_columns(
    frame: pl.DataFrame,
    ledger: Ledger,
    *,
    codes: Mapping[str, CodeList],
    context: Context,
    numbers: Mapping[str, AbstractSet[int]],
) -> tuple[pl.DataFrame, list[Wrong]]:
    """Turn a ledger's columns of stripped strings into values; what is refused is null and listed.

    Shape: ``numbers`` column id → rows whose cell holds a long number that Excel stored as a number. All columns are first
    read the quick way, in one go: a ledger with twenty columns and five rows then costs what one column costs.
    """
    plans = {c.id: _PLANS[c.type](pl.col(c.id), c, codes.get(c.codes), context) for c in ledger.columns}
    quick = frame.select(plan[0].alias(name) for name, plan in plans.items())
    blank, left = frame.select(list(plans)).null_count().row(0), quick.null_count().row(0)
    series: list[pl.Series] = []
    wrong: list[Wrong] = []
    for column, before, after in zip(ledger.columns, blank, left, strict=True):
        values: pl.Series = quick[column.id]
        refused: list[Wrong] = []
        if after > before:
            values, refused = _settle(frame[column.id], values, plans[column.id][1], column)
        if column.id in numbers and column.type in {"text", "code"}:
            # Its type tells, whatever the digits look like: they may even have a right check digit by chance.
            stored = numbers[column.id]
            refused = [w for w in refused if w.row not in stored]
            refused += [
                Wrong(row, column, frame[column.id][row] or "", Refusal("I060")) for row in sorted(stored)
            ]
        if column.required and values.null_count():
            known = {w.row for w in refused}
            gaps = (row for row in values.is_null().arg_true().to_list() if row not in known)
            refused += [Wrong(row, column, "", Refusal("I050")) for row in gaps]
        series.append(values)
        wrong += refused
    typed = pl.DataFrame(series)
    return typed, wrong + _bounds(frame, typed, ledger)


def _settle(
    raw: pl.Series, quick: pl.Series, reader: Reader, column: Column
) -> tuple[pl.Series, list[Wrong]]:
    """Read singly what the quick way left null, each distinct text once."""
    left = (raw.is_not_null() & quick.is_null()).arg_true()
    texts = raw.gather(left)
    answers = {t: Refusal("I073") if t in _EXCEL_ERRORS else reader(t) for t in texts.unique().to_list()}
    good = {text: value for text, value in answers.items() if not isinstance(value, Refusal)}
    if good:
        values = pl.Series(list(good.values()), dtype=quick.dtype)
        found = raw.replace_strict(list(good), values, default=None, return_dtype=quick.dtype)
        quick = pl.select(pl.coalesce(quick, found)).to_series()
    pairs = zip(left.to_list(), texts.to_list(), strict=True)
    return quick, [Wrong(row, column, text, answers[text]) for row, text in pairs if text not in good]


def _bounds(frame: pl.DataFrame, typed: pl.DataFrame, ledger: Ledger) -> list[Wrong]:
    """Values below the least or above the greatest allowed."""
    limits: list[tuple[Column, str, Decimal | date, pl.Expr]] = []
    for column in ledger.columns:
        for code, bound in (("I058", column.min), ("I059", column.max)):
            if bound is not None and column.type in {"integer", "decimal", "date"}:
                limit = pl.lit(bound) if isinstance(bound, date) else pl.lit(bound, dtype=DECIMAL)
                value = pl.col(column.id)
                limits.append((column, code, bound, value < limit if code == "I058" else value > limit))
    outside = (
        typed.select(expression.alias(str(i)) for i, (*_, expression) in enumerate(limits))
        if limits
        else typed.clear()
    )
    wrong: list[Wrong] = []
    for (column, code, bound, _), flags in zip(limits, outside.get_columns(), strict=False):
        refusal = Refusal(code, plain(bound) if isinstance(bound, Decimal) else str(bound))
        wrong += [
            Wrong(row, column, frame[column.id][row], refusal)
            for row in flags.arg_true().to_list()
            if flags.any()
        ]
    return wrong


def _text(raw: pl.Expr, column: Column, _codes: CodeList | None, context: Context) -> Plan:
    if column.format:
        right = pl.when(valid(column.format, raw, context)).then(raw)
        return right, lambda text: _formatted(text, column.format, context)
    return pl.when(~raw.str.contains(_UNTIDY)).then(raw), lambda text: tidy(text) or None


def _formatted(text: str, kind: str, context: Context) -> str | Refusal:
    value = compact(text)
    if kind == "document_number":
        value = "".join(tidy(text).split())  # NFKC would turn 〔〕 and （） into something else
    elif kind in {"id_number", "student_id"}:
        value = value.upper()
    elif kind == "phone":
        value = re.sub(r"^\+?86-?(?=1\d{10}$)", "", re.sub(r"[—–－()]", "-", value).strip("-"))
    elif kind == "year_month":
        found = re.fullmatch(r"((?:19|20)\d\d)[-/.年]?(\d{1,2})月?(?:[-/.]?\d{1,2}日?)?(?:00:00:00)?", value)
        value = f"{found[1]}-{int(found[2]):02d}" if found else value
    elif kind in {"school_code", "area_code"}:
        value = value.removesuffix(".0")
    return describe(kind, value, context) or value


def _code(raw: pl.Expr, _column: Column, codes: CodeList | None, _context: Context) -> Plan:
    if codes is None:
        return raw, lambda text: text
    table = codes.lookup()
    quick = raw.replace_strict(list(table), list(table.values()), default=None, return_dtype=pl.String)
    loose: dict[str, str] = {}
    for word, code in table.items():
        loose.setdefault(compact(word).casefold(), code)
    width = {len(value.code) for value in codes.values if value.code.isdigit()}

    def read(text: str) -> str | Refusal:
        word = compact(text).casefold().removesuffix(".0")
        candidates = [word, *(word.zfill(size) for size in width if word.isdigit())]
        found = next((loose[c] for c in candidates if c in loose), None)
        if found is not None:
            return found
        if codes.open:
            return tidy(text)
        names = [value.name for value in codes.values]
        hint = _nearest_option(tidy(text), [name for name in table if not name.isdigit()])
        return Refusal("I057", "、".join(names[:12]) + ("…" if len(names) > 12 else ""), hint)

    return quick, read


def _nearest_option(word: str, options: Sequence[str]) -> str:
    """The option most like a word. Options are short: half alike is enough, but two equally alike are none."""
    ranked = sorted(
        ((SequenceMatcher(None, word, option).ratio(), option) for option in options), reverse=True
    )
    if not ranked or ranked[0][0] < _ALIKE or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return ""
    return ranked[0][1]


def _integer(raw: pl.Expr, _column: Column, _codes: CodeList | None, _context: Context) -> Plan:
    quick = pl.when(raw.str.contains(r"^-?[0-9]{1,18}$")).then(raw)
    return quick.cast(pl.Int64, strict=False), _read_integer


def _read_integer(text: str) -> int | Refusal:
    value = _read_decimal(text)
    if isinstance(value, Refusal):
        return value if value.code == "I053" else Refusal("I051")
    whole = int(value)
    return whole if value == whole and abs(whole) < 10**18 else Refusal("I051")


def _decimal(raw: pl.Expr, _column: Column, _codes: CodeList | None, _context: Context) -> Plan:
    quick = pl.when(raw.str.contains(r"^-?[0-9]{1,17}(\.[0-9]{1,6})?$")).then(raw)
    return quick.cast(DECIMAL, strict=False), _read_decimal


_NUMERAL = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?([eE][+-]?\d{1,2})?")


def _read_decimal(text: str) -> Decimal | Refusal:
    word = compact(text).replace("−", "-")
    if word.endswith(("%", "‰")):
        return Refusal("I053", hint=word.rstrip("%‰") if _NUMERAL.fullmatch(word.rstrip("%‰")) else "")
    if not _NUMERAL.fullmatch(word):
        return Refusal("I052")
    value = Decimal(word.replace(",", ""))
    rounded = round_half_up(value, 6)
    if value != rounded and len(value.as_tuple().digits) < 15:
        return Refusal("I072")  # somebody wrote it; with 15 digits and more it is the noise of a formula
    return rounded if abs(rounded) < 10**18 else Refusal("I052")


_DAY = re.compile(r"(\d{4})([-/.年])(\d{1,2})[-/.月](\d{1,2})日?(?:T?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_DIGITS = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")


def _date(raw: pl.Expr, _column: Column, _codes: CodeList | None, _context: Context) -> Plan:
    day = raw.str.strip_suffix(" 00:00:00")
    quick = pl.when(day.str.contains(r"^[12][0-9]{3}-[0-9]{2}-[0-9]{2}$")).then(day)
    return quick.str.to_date("%Y-%m-%d", strict=False), _read_date


def _read_date(text: str) -> date | Refusal:
    word = compact(text)
    if found := _DAY.fullmatch(word):
        parts = (found[1], found[3], found[4])
    elif found := _DIGITS.fullmatch(word):
        parts = (found[1], found[2], found[3])
    elif re.fullmatch(r"\d{2,5}(\.\d+)?", word) and _SERIALS[0] <= int(float(word)) <= _SERIALS[1]:
        return _EPOCH + timedelta(days=int(float(word)))
    else:
        return Refusal("I054")
    try:
        return date(int(parts[0]), int(parts[1]), int(parts[2]))
    except ValueError:
        return Refusal("I055")


def _boolean(raw: pl.Expr, _column: Column, _codes: CodeList | None, _context: Context) -> Plan:
    words = {
        **dict.fromkeys(("是", "true", "有", "1"), True),
        **dict.fromkeys(("否", "false", "无", "0"), False),
    }
    return raw.replace_strict(
        list(words), list(words.values()), default=None, return_dtype=pl.Boolean
    ), _read_boolean


def _read_boolean(text: str) -> bool | Refusal:
    word = compact(text).upper()
    if word in _TRUE:
        return True
    return False if word in _FALSE else Refusal("I056")


_PLANS: Mapping[str, Callable[[pl.Expr, Column, CodeList | None, Context], Plan]] = {
    "text": _text, "code": _code, "integer": _integer, "decimal": _decimal, "date": _date, "boolean": _boolean,
}  # fmt: skip
