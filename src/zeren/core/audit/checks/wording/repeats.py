"""Repeats: a sentence said twice, and last year's report handed in again."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Text

_NOISE = re.compile(r"[\s了，。；：、！？,.;:!?“”‘’\"'（）()—\-]+")
_ORDINAL = re.compile(
    r"^\s*(?:[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[一二三四五六七八九十]是|第[一二三四五六七八九十]+[，、])\s*"
)
_THING = re.compile(
    r"[\d一二三四五六七八九十百千两]|小|初|高|幼|园|校|班|区|县|市|镇|乡|村|年|月|季|期|师|生|长|家|男|女|城|课|科|上|下"
)
_YEAR = re.compile(r"(?:19|20)\d{2}\s*年|[今去本上]年")
SENTENCE = 8  # letters of a sentence that is worth telling when it stands twice
NEARLY, LONGEST = (
    18,
    300,
)  # letters of a sentence whose near repetition is told; comparing costs the square of the upper
CLAUSES = 24  # letters of running clauses said twice inside different sentences
COPIED, FIGURES = 24, 2  # letters and figures of clauses that stood in last year's report in the same words


def _bare(words: str) -> str:
    return _NOISE.sub("", _ORDINAL.sub("", words))


def _is_title(words: str) -> bool:
    """A quoted name may be said as often as it is needed."""
    return re.fullmatch(r"\s*《[^》]*》[\s，。；、]*", words) is not None


@check("duplicate_sentence", rule="一句话只说一次（种子报告第5、7项，B3-18）")
def sentences_once(case: Case) -> Iterator[Finding]:
    """A sentence repeated word for word, wherever the second one stands; headings and tables aside."""
    first: dict[str, tuple[int, int]] = {}
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        bare = _bare(words)
        if (
            len(bare) < SENTENCE
            or case.text.paragraphs[sentence.paragraph].kind != "body"
            or _is_title(words)
        ):
            continue
        if bare in first:
            yield _twice(case, (sentence.start, sentence.end), first[bare])
        else:
            first[bare] = (sentence.start, sentence.end)


@check("duplicate_sentence", rule="同一段叙述只写一次（种子报告第5项）")
def clauses_once(case: Case) -> Iterator[Finding]:
    """Running clauses of one sentence that stand word for word in another one."""
    seen: dict[str, tuple[int, int, int]] = {}
    for sentence in case.text.sentences:
        if case.text.paragraphs[sentence.paragraph].kind != "body":  # notes of one source say one thing
            continue
        for span in _runs(case.text.content, sentence.start, sentence.end):
            bare = _bare(case.text.content[slice(*span)])
            if (
                len(bare) < CLAUSES
                or len(re.sub(r"[\d年月日]", "", bare)) < CLAUSES * 3 // 4
                or re.sub("《[^》]*》", "", bare) == ""
            ):
                continue
            if bare in seen and seen[bare][2] != sentence.index:
                yield _twice(case, span, seen[bare][:2])
                break
            seen.setdefault(bare, (*span, sentence.index))


@check("duplicate_sentence", rule="同一件事只写一次：两句话只差虚词（种子报告第5项）")
def sentences_nearly_once(case: Case) -> Iterator[Finding]:
    """Two long sentences that differ in a few words, none of which says of what, when or how many they speak."""
    # By their digits: sentences that differ in one speak of two things, and there are many such in a report.
    alike: dict[str, list[tuple[str, frozenset[str], tuple[int, int]]]] = defaultdict(list)
    for sentence in case.text.sentences:
        span = (sentence.start, sentence.end)
        bare = re.sub("[了的地着]", "", _bare(case.text.content[slice(*span)]))
        if not NEARLY <= len(bare) <= LONGEST or case.text.paragraphs[sentence.paragraph].kind != "body":
            continue
        pairs = frozenset(a + b for a, b in pairwise(bare))
        long = alike[re.sub(r"\D", "", bare)]
        for words, other, before in long:
            if (
                len(pairs & other) > 0.75 * max(len(pairs), len(other))
                and words != bare
                and _same_thing(words, bare)
            ):
                yield _twice(case, span, before)
                break
        long.append((bare, pairs, span))


def _same_thing(one: str, other: str) -> bool:
    """Whether what differs is neither a thing, a time nor a number."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    different = [(one[a:b], other[c:d]) for tag, a, b, c, d in matcher.get_opcodes() if tag != "equal"]
    return matcher.ratio() > 0.85 and not any(_THING.search(words) for pair in different for words in pair)


def _runs(content: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Clauses, and two or three neighbouring ones."""
    edges = _split(content, start, end)
    yield from edges
    yield from ((a[0], b[1]) for a, b in pairwise(edges))
    yield from ((a[0], b[1]) for a, b in zip(edges, edges[2:], strict=False))


def _twice(case: Case, span: tuple[int, int], before: tuple[int, int]) -> Finding:
    words = case.text.content[slice(*before)][:18]
    message = f"这句话前面已经写过（“{words}…”），请删去一处；若说的是两件事，请写明不同之处。"
    return case.finding("duplicate_sentence", "warn", span, message, others=(before,))


_FIGURE = re.compile(r"\d+(?:\.\d+)?|[一二两三四五六七八九十百千]+(?=[个所名人项篇件位次支场万亿家条户台辆])")


@check("copied_from_last_year", rule="照抄上年报告（B3-30）：带数字的句子与上年一字不差，只换了年份")
def copied(case: Case) -> Iterator[Finding]:
    """Sentences with figures that stood in last year's report, the year apart.

    A principle may be said every year; the same figures may not happen twice.
    """
    if case.previous is None:
        return
    old = {_masked(case.previous.content[slice(*span)]) for span in _clauses(case.previous)}
    for sentence in case.text.sentences:
        same = [
            span
            for span in _split(case.text.content, sentence.start, sentence.end)
            if (words := _masked(case.text.content[slice(*span)])) in old and _FIGURE.search(words)
        ]
        letters = "".join(_masked(case.text.content[slice(*span)]) for span in same)
        if len(letters) >= COPIED and len(_FIGURE.findall(letters)) >= FIGURES:
            message = f"这里{len(same)}处文字和数字与上年报告一字不差（只差年份）。请核对是否为本年数据。"
            yield case.finding("copied_from_last_year", "warn", (same[0][0], same[-1][1]), message)


def _masked(words: str) -> str:
    return _bare(_YEAR.sub("某年", words))


def _clauses(text: Text) -> Iterator[tuple[int, int]]:
    for sentence in text.sentences:
        yield from _split(text.content, sentence.start, sentence.end)


def _split(content: str, start: int, end: int) -> list[tuple[int, int]]:
    """Where the clauses of a sentence stand."""
    cuts = sorted(
        {start, *(start + m.end() for m in re.finditer(r"[，；。;]|,(?!\d)", content[start:end])), end}
    )
    return list(pairwise(cuts))
