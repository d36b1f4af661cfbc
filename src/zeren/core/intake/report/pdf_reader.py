"""Reads a PDF back: its text layer, laid beside the signed words of the manifest it carries.

What is checked is the text layer, not the picture of the page; a page's own number line (— 3 —) is left out.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import pypdfium2

from zeren.core.intake.preflight import RefusedError
from zeren.core.intake.report.alignment import Expected, Match, align, tokenize
from zeren.core.intake.report.stream import AROUND, CITED, END, find_figures
from zeren.core.kernel import PrintedNumber, PrintedReport

__all__ = ["pdf_manifest", "read_pdf"]

ATTACHMENT = "zeren-manifest.json"
MAX_PAGES = 600
MAX_TEXT = 2_000_000
MAX_NUMBERS = 20_000
_SMALL = re.compile(r"[—–－-]?\s*([0-9]{1,4})\s*[—–－-]?")


def read_pdf(data: bytes) -> PrintedReport:
    """The report in a PDF.

    Raises:
        RefusedError: V002, V003, V004 or V007.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise RefusedError(
            "V002" if "assword" in str(error) else "V003", "" if "assword" in str(error) else "PDF"
        ) from error
    try:
        text, manifest = _text(document), _manifest(document)
    except pypdfium2.PdfiumError as error:
        raise RefusedError("V003", "PDF") from error
    finally:
        document.close()
    flows, numbers = _expected(manifest)
    return _Laid(text, flows, numbers).report(manifest)


def pdf_manifest(data: bytes) -> bytes | None:
    """The signed manifest in a PDF; None where there is none, or where the file cannot be opened.

    Raises:
        RefusedError: V007 when there are several.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None
    try:
        return _manifest(document)
    finally:
        document.close()


def _manifest(document: Any) -> bytes | None:
    count = document.count_attachments()
    named = [document.get_attachment(index) for index in range(min(count, 100))]
    found = {bytes(a.get_data()) for a in named if a.get_name() == ATTACHMENT}
    if len(found) > 1:
        raise RefusedError("V007")
    return found.pop() if found else None


def _text(document: Any) -> str:
    if len(document) > MAX_PAGES:
        raise RefusedError("V004", f"{len(document)} pages", f"{MAX_PAGES}")
    pages, length = [], 0
    for index in range(len(document)):
        page = document[index]
        lines = page.get_textpage().get_text_range(errors="replace").splitlines()
        page.close()
        text = "\n".join(_without_page_number(lines, index + 1))
        length += len(text)
        if length > MAX_TEXT:
            raise RefusedError("V004", f"{length} characters", f"{MAX_TEXT}")
        pages.append(text)
    return "\f".join(pages)


def _without_page_number(lines: list[str], page: int) -> list[str]:
    """Drop the page's own number where it stands alone in the last or first line; any other figure there stays."""
    lines = [line.replace("\ufffe", "") for line in lines]
    for at in (-1, 0):
        match = _SMALL.fullmatch(lines[at].strip()) if lines else None
        if match is not None and int(match[1]) == page:
            del lines[at]
            break
    return lines


def _expected(manifest: bytes | None) -> tuple[list[Expected], list[Mapping[str, str]]]:
    """The signed flows and numbers. A manifest without them leaves every figure uncited; proof says what is wrong with it."""
    try:
        signed = json.loads(manifest or b"{}")["manifest"]
        numbers: list[Mapping[str, str]] = [
            {k: str(n[k]) for k in ("occurrence", "text", "citation", "before", "after")}
            for n in signed["numbers"]
        ]
        index = {n["occurrence"]: at for at, n in enumerate(numbers)}
        # The notes are one flow: on the pages they stand in order, and many are so alike that one alone could not be found.
        body, notes = Expected(), Expected()
        for block in signed["text"]["body"]:
            _add(body, block, numbers, index)
        for at, note in enumerate(signed["text"]["notes"], 1):
            _add(notes, [{"note": at}, *note], numbers, index)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return [], []
    return ([body, notes], numbers) if len(numbers) <= MAX_NUMBERS else ([], [])


def _add(
    flow: Expected, block: Sequence[Any], numbers: Sequence[Mapping[str, str]], index: Mapping[str, int]
) -> None:
    flow.starts.append(len(flow.tokens))
    for piece in block:
        if isinstance(piece, str):
            flow.add(piece)
        elif "note" in piece:
            flow.add(str(piece["note"]), mark=True)
        else:
            at = index[piece["number"]]
            flow.add(numbers[at]["text"], number=at)


class _Laid:
    """A PDF's tokens laid beside the signed ones."""

    def __init__(self, text: str, flows: list[Expected], numbers: list[Mapping[str, str]]) -> None:
        self.text, self.flows, self.numbers = text, flows, numbers
        self.tokens = tokenize(text)
        self.words = [token for token, _ in self.tokens]
        places = [place for _, place in self.tokens]
        touching = [after - before == 1 for before, after in pairwise([*places, len(text) + 1])]
        self.match: Match = align(flows, self.words, touching)
        self._pass_over_repeated_heads()
        self.owner = {at: number for number, places in self.match.numbers.items() for at in places}

    def _pass_over_repeated_heads(self) -> None:
        """A table that goes on over the page prints its head again: whole signed cells, at the top, nobody's words."""
        body = self.flows[0] if self.flows else Expected()
        signed, starts = "".join(body.tokens), {*body.starts, len(body.tokens)}
        for page in [at for at, c in enumerate(self.text) if c == "\f"]:
            first = bisect_left(self.tokens, page, key=lambda token: token[1])
            end = next((at for at in range(first, len(self.words)) if self.match.flow[at] >= 0), first)
            head = "".join(self.words[first:end])
            if head and any(
                m.start() in starts and m.end() in starts for m in re.finditer(re.escape(head), signed)
            ):
                self.match.flow[first:end] = [0] * (end - first)
                self.match.marks.update(range(first, end))

    def report(self, manifest: bytes | None) -> PrintedReport:
        """The report as read."""
        printed = []
        for flow in self.flows:
            for number, start, end in flow.numbers:
                places = self.match.numbers[number]
                if places:
                    printed.append(self._number(number, places, flow, (start, end)))
        strays = list("\0" * len(self.text))
        for at, (token, place) in enumerate(self.tokens):
            if self.match.flow[at] < 0:
                strays[place] = token
        uncited = [self._stray(start, end) for start, end in find_figures("".join(strays))]
        return PrintedReport("pdf", manifest, tuple(printed), tuple(uncited), self._marked())

    def _number(self, number: int, places: list[int], flow: Expected, span: tuple[int, int]) -> PrintedNumber:
        signed = self.numbers[number]
        text = "".join(self.words[at] for at in places)
        if text == "".join(token for token, _ in tokenize(signed["text"])):
            text = signed["text"]
        elif span[1] < len(flow.tokens) and span[1] in flow.marks and find_figures(signed["text"]):
            text = (
                text.removesuffix(flow.tokens[span[1]]) or text
            )  # a footnote's mark runs into the number before it
        before = self._beside(places[0], -1) or signed["before"]
        after = self._beside(places[-1], 1) or signed["after"]
        return PrintedNumber(text, signed["occurrence"], signed["citation"], f"{before}【{text}】{after}")

    def _beside(self, at: int, step: int) -> str:
        """Words beside a number that nothing signed explains; empty where its neighbour is a signed one."""
        found: list[str] = []
        at += step
        while 0 <= at < len(self.words) and self.match.flow[at] < 0 and len(found) < AROUND:
            found.append(self.words[at])
            at += step
        return "".join(found if step > 0 else reversed(found))

    def _stray(self, start: int, end: int) -> PrintedNumber:
        token, before, after = (
            self.text[start:end],
            self.text[max(0, start - 24) : start],
            self.text[end : end + 24],
        )
        context = f"{''.join(before.split())[-AROUND:]}【{token}】{''.join(after.split())[:AROUND]}"
        return PrintedNumber(token, "", "", context)

    def _marked(self) -> str:
        """The words by flow, each signed number between CITED and END; words of no flow stand where the page has them."""
        parts: list[list[str]] = [[] for _ in self.flows] or [[]]
        starts = {
            place[at]
            for flow, place in zip(self.flows, self.match.places, strict=True)
            for at in flow.starts
            if at < len(place)
        }
        done: set[int] = set()
        for at, token in enumerate(self.words):
            flow, number = max(0, self.match.flow[at]), self.owner.get(at)
            if at in starts:
                parts[flow].append("\n")
            if at in self.match.marks:
                continue
            if number is None:
                parts[flow].append(token)
            elif number not in done:
                done.add(number)
                parts[flow].append(CITED + "".join(self.words[p] for p in self.match.numbers[number]) + END)
        return "\n".join("".join(part) for part in parts)
