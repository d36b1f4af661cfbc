"""Finished reports, read back for verification: docx, pdf, html, or the signed manifest alone.

The bytes decide what a file is, not its name. ``read_bytes`` runs in the child process; ``open_report`` is what everybody calls.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import astuple
from pathlib import Path
from typing import Any

from zeren.core.intake.preflight import RefusedError
from zeren.core.intake.report import catalogue as _catalogue  # noqa: F401  (registers the problem kinds)
from zeren.core.intake.sandbox import Answer, Job, Pool, shared_pool
from zeren.core.kernel import PrintedNumber, PrintedReport, ZerenError

__all__ = ["open_report", "open_signed", "read_bytes", "read_report", "read_signed"]

MEGABYTE = 1 << 20
MAX_FILE = 40 * MEGABYTE


def open_report(path: Path, *, pool: Pool | None = None) -> PrintedReport:
    """Read a finished report in a child process.

    Shape: ``numbers`` are the tagged numbers in reading order, ``uncited`` the figures outside every tag, ``text`` all words,
    each tagged number between U+FFF9 and U+FFFB. A report without a manifest is read too; ``proof.verify`` says that it has none.

    Raises:
        ZerenError: V001 … V008 when the file cannot be read as a report, I020 … I022 when reading it fails.
    """
    answer = (pool or shared_pool()).run(Job("report", str(path)))
    if answer.problems:
        raise ZerenError(answer.problems)
    return _printed(answer)


def open_signed(path: Path, *, pool: Pool | None = None) -> PrintedReport | None:
    """Read a report that carries a signed manifest, in a child process; None for anybody else's report.

    Looking for a manifest costs little: a report without one is not read, and one that cannot be read is not ours.
    """
    answer = (pool or shared_pool()).run(Job("signed", str(path)))
    return None if answer.problems or not answer.blobs else _printed(answer)


def _printed(answer: Answer) -> PrintedReport:
    facts = answer.facts
    numbers, uncited = (
        tuple(PrintedNumber(*map(str, n)) for n in facts[name]) for name in ("numbers", "uncited")
    )
    return PrintedReport(
        str(facts["form"]), next(iter(answer.blobs), None), numbers, uncited, str(facts["text"])
    )


def read_report(path: str, options: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The child's job: the report as facts that fit into JSON, and the manifest as the one blob (none where there is none)."""
    limit = int(options.get("limit", MAX_FILE))
    return _facts_of(read_bytes(_bytes(path, limit), limit=limit))


def read_signed(path: str, options: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The child's job: as :func:`read_report`, but nothing at all of a report without a manifest."""
    limit = int(options.get("limit", MAX_FILE))
    data = _bytes(path, limit)
    return _facts_of(read_bytes(data, limit=limit)) if _carries_manifest(data) else ({}, [])


def _bytes(path: str, limit: int) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise RefusedError("V008", os.strerror(error.errno or 0)) from error


def _facts_of(report: PrintedReport) -> tuple[dict[str, Any], list[bytes]]:
    facts = {
        "form": report.form,
        "numbers": [astuple(number) for number in report.numbers],
        "uncited": [astuple(number) for number in report.uncited],
        "text": report.text,
    }
    return facts, [] if report.manifest is None else [report.manifest]


def _carries_manifest(data: bytes) -> bool:
    if data[:4] == b"PK\x03\x04":
        from zeren.core.intake.report.docx_reader import docx_manifest

        return docx_manifest(data) is not None
    if data[:5] == b"%PDF-":
        from zeren.core.intake.report.pdf_reader import pdf_manifest

        return pdf_manifest(data) is not None
    return b"zeren-manifest" in data


def read_bytes(data: bytes, *, limit: int = MAX_FILE) -> PrintedReport:
    """Read a finished report from its bytes. Only to be called where a crash harms nobody.

    Raises:
        RefusedError: V001 … V007.
    """
    if len(data) > limit:
        raise RefusedError("V004", f"> {limit // MEGABYTE} MB", f"{limit // MEGABYTE} MB")
    head = data[:2048].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head[:4] == b"PK\x03\x04":
        from zeren.core.intake.report.docx_reader import read_docx

        return read_docx(data)
    if head[:5] == b"%PDF-":
        from zeren.core.intake.report.pdf_reader import read_pdf

        return read_pdf(data)
    if head[:1] == b"{" and head[:5] != b"{\\rtf":
        return PrintedReport("manifest", data, (), (), "")
    if head[:1] == b"<":
        from zeren.core.intake.report.html_reader import read_html

        return read_html(data)
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        # An encrypted docx is an old compound file around the real one.
        encrypted = any(name.encode("utf-16-le") in data for name in ("EncryptedPackage", "EncryptionInfo"))
        raise RefusedError("V002") if encrypted else RefusedError("V001", "旧版 Office 文件（如 .doc）")
    raise RefusedError("V001", _seems(data))


# How a file begins, and what a clerk calls it.
_BEGINNINGS = (
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"Rar!", "压缩文件"),
    (b"7z\xbc\xaf", "压缩文件"),
    (b"\x1f\x8b", "压缩文件"),
    (b"PK", "压缩文件"),
    (b"{\\rtf", "RTF 文档"),
)


def _seems(data: bytes) -> str:
    """What a file without a known beginning is, in a word: a problem that names nothing helps nobody."""
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        return "空文件"
    for beginning, kind in _BEGINNINGS:
        if data.startswith(beginning):
            return kind
    for encoding in ("utf-16",) if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeError:
            continue
        if all(character.isprintable() or character.isspace() for character in text):
            return "纯文本文件"
    return "不认识的文件格式"
