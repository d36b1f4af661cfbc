"""Anybody's document as plain words: docx, pdf, html, a workbook or a text file.

The bytes decide what a file is, not its name. ``read_passages`` runs in the child process; everybody else calls
``open_document``.
"""

from __future__ import annotations

import errno
import json
import re
import stat
from collections.abc import Mapping, Sequence
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any

from zeren.core.intake.preflight import RefusedError
from zeren.core.intake.prose import catalogue as _catalogue  # noqa: F401  (registers the problem kinds)
from zeren.core.intake.prose.remark import Remark
from zeren.core.intake.sandbox import Answer, Job, Pool, shared_pool
from zeren.core.kernel import Passage, PlainDocument, Problem, ZerenError

__all__ = [
    "Remark",
    "comment_document",
    "document_at",
    "open_document",
    "problems_told",
    "read_document",
    "read_passages",
    "write_comments_job",
]

MEGABYTE = 1 << 20
MAX_FILE = 60 * MEGABYTE
MAX_TEXT = 3_000_000
_REASONS = {
    errno.ENOENT: "没有这个文件",
    errno.EACCES: "没有读取权限",
    errno.EPERM: "没有读取权限",
    errno.ELOOP: "链接指向自己",
}
# What the sandbox says of any file, and what is said of a document.
_IN_WORDS = {"I020": "I106", "I021": "I107", "I022": "I108", "I007": "I102", "I002": "I104", "I004": "I101"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The schemes of pages in the wild: a doctype, a tag of a page's frame, or any block tag at the beginning.
_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype|[a-z][\w:-]*[\s>])", re.DOTALL | re.IGNORECASE
)


def open_document(path: Path, *, pool: Pool | None = None) -> PlainDocument:
    """Read a document's words in a child process.

    Shape: passages in reading order; footnote marks are not part of the text, notes are passages of their own at the end.

    Raises:
        ZerenError: I100 … I105 when the file cannot be read as words, I106 … I108 when reading it fails.
    """
    answer = (pool or shared_pool()).run(Job("prose", str(path)))
    if answer.problems:
        raise ZerenError(problems_told(answer))
    passages = (
        Passage(kind, text, tuple(tuple(row) for row in rows), place)
        for kind, text, rows, place in json.loads(answer.blobs[0])
    )
    return PlainDocument(str(answer.facts["form"]), tuple(passages), str(answer.facts["content"]))


def read_document(path: str, options: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The child's job: the form as a fact, the passages as one blob of JSON."""
    document = document_at(Path(path), limit=int(options.get("limit", MAX_FILE)))
    return {"form": document.form, "content": document.content}, [
        json.dumps([astuple(p) for p in document.passages], ensure_ascii=False).encode()
    ]


def document_at(path: Path, *, limit: int = MAX_FILE) -> PlainDocument:
    """Read a file in this very process: only for a child, where a crash harms nobody.

    Raises:
        RefusedError: I001, I017, I100 … I105.
    """
    return read_passages(_read(str(path), limit), path.name)


def comment_document(
    path: Path, remarks: Sequence[Remark], *, author: str, at: str, pool: Pool | None = None
) -> bytes:
    """Somebody's docx with Word comments at quoted words, written in a child process; the text stays as it is.

    Raises:
        ZerenError: I100 … I105 when the file cannot be read, I106 … I108 when the child fails.
    """
    options = {"remarks": [astuple(remark) for remark in remarks], "author": author, "at": at}
    answer = (pool or shared_pool()).run(Job("comment", str(path), options))
    if answer.problems:
        raise ZerenError(problems_told(answer))
    return answer.blobs[0]


def problems_told(answer: Answer) -> tuple[Problem, ...]:
    """An answer's problems in words for documents: the sandbox itself speaks of ledgers in Excel."""
    return tuple(replace(p, code=_IN_WORDS.get(p.code, p.code)) for p in answer.problems)


def write_comments_job(path: str, options: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """The child's job: the docx with its comments as one blob."""
    from zeren.core.intake.prose.docx_comments import write_comments
    from zeren.core.intake.prose.docx_prose import is_docx

    data = _read(path, MAX_FILE)
    if data[:4] != b"PK\x03\x04" or not is_docx(data):
        raise RefusedError("I100", "批注只能写入 docx")
    remarks = [Remark(*remark) for remark in options["remarks"]]
    return {}, [write_comments(data, remarks, author=str(options["author"]), at=str(options["at"]))]


def read_passages(data: bytes, name: str = "") -> PlainDocument:
    """Read a document from its bytes. Only to be called where a crash harms nobody.

    Raises:
        RefusedError: I001, I100 … I105.
    """
    if not data:
        raise RefusedError("I001")
    document = _by_form(data, name)
    length = sum(len(p.text) + sum(len(c) for row in p.rows for c in row) for p in document.passages)
    if length > MAX_TEXT:
        raise RefusedError("I104", f"{length} 字", f"{MAX_TEXT} 字")
    if not length:
        raise RefusedError("I105")
    return document


def _read(path: str, limit: int) -> bytes:
    try:
        seen = Path(path).stat()
        if not stat.S_ISREG(seen.st_mode):  # a pipe or a device would be waited for without end
            raise RefusedError("I017", "这是文件夹" if stat.S_ISDIR(seen.st_mode) else "不是普通文件")
        if seen.st_size > limit:
            raise RefusedError("I104", f"{seen.st_size / MEGABYTE:.0f} MB", f"{limit // MEGABYTE} MB")
        with Path(path).open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise RefusedError("I017", _REASONS.get(error.errno or 0, "系统不允许")) from error


def _by_form(data: bytes, name: str) -> PlainDocument:
    if data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
        return _package(data, name)
    if data[:1024].lstrip()[:5] == b"%PDF-":
        from zeren.core.intake.prose.pdf_prose import read_pdf

        return read_pdf(data)
    if data[:8] == _OLE:
        return _old(data, name)
    if data[:5] == b"{\\rtf":
        raise RefusedError("I100", "RTF")
    from zeren.core.intake.prose.plain_prose import decoded, read_html, read_text

    if _HTML.match(data[:4096].removeprefix(b"\xef\xbb\xbf")):
        return read_html(decoded(data, html=True))
    if b"\0" in data[:4096] and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        raise RefusedError("I100", Path(name).suffix or "二进制文件")
    return read_text(decoded(data))


def _package(data: bytes, name: str) -> PlainDocument:
    """A zip: a docx by its parts, else a workbook, else nothing we read."""
    from zeren.core.intake.prose.docx_prose import is_docx, read_docx

    if is_docx(data):
        return read_docx(data)
    from zeren.core.intake.prose.sheet_prose import read_sheets

    return read_sheets(data, name)


def _old(data: bytes, name: str) -> PlainDocument:
    """The old compound format: an encrypted file, a BIFF workbook, or a .doc/.wps that first has to be saved anew."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise RefusedError("I101")
    if holds("Workbook") or holds("Book"):
        from zeren.core.intake.prose.sheet_prose import read_sheets

        return read_sheets(data, name)
    raise RefusedError(
        "I100", "旧版 Word 或 WPS 文档（改扩展名不能转换格式）" if holds("WordDocument") else "旧版复合文档"
    )
