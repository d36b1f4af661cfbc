"""Documents as people keep them, well and badly, written on the spot: raw parts, so that every oddity is one on purpose."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from tests.support.bad_files import compound
from tests.support.tiny_docx import W

Make = Callable[[], bytes]
REFUSED: dict[str, tuple[str, Make]] = {}  # file name → problem code, bytes

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def refused(name: str, code: str) -> Callable[[Make], Make]:
    """Register a file that cannot be audited, with the code it is refused with."""

    def register(make: Make) -> Make:
        REFUSED[name] = (code, make)
        return make

    return register


def write(folder: Path, name: str, data: bytes | str) -> Path:
    """A file in a folder."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def run(text: str, properties: str = "") -> str:
    """A run of words."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def paragraph(*runs: str) -> str:
    """A paragraph of runs; plain words become one."""
    return f"<w:p>{''.join(r if r.startswith('<') else run(r) for r in runs)}</w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """A table of words; a cell that begins with a tag is taken as it is."""
    cells = ["".join(f"<w:tc>{c if c.startswith('<') else paragraph(c)}</w:tc>" for c in row) for row in rows]
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def docx(body: str, notes: str = "") -> bytes:
    """A docx that Word would open."""
    parts = {
        "[Content_Types].xml": (
            "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
            "<Default Extension='xml' ContentType='application/xml'/>"
            "<Default Extension='rels' ContentType='application/vnd.openxmlformats-package.relationships+xml'/>"
            f"<Override PartName='/word/document.xml' ContentType='{_WORD}.document.main+xml'/>"
            f"<Override PartName='/word/footnotes.xml' ContentType='{_WORD}.footnotes+xml'/></Types>"
        ),
        "_rels/.rels": _relation("officeDocument", "word/document.xml"),
        "word/document.xml": f"<w:document xmlns:w='{W}'><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": _relation("footnotes", "footnotes.xml"),
        "word/footnotes.xml": f"<w:footnotes xmlns:w='{W}'>{notes}</w:footnotes>",
    }
    return zipped({name: text.encode() for name, text in parts.items()})


def _relation(kind: str, target: str) -> str:
    relation = f"<Relationship Id='r1' Type='{_OFFICE}/{kind}' Target='{target}'/>"
    return f"<Relationships xmlns='{_PACKAGE}'>{relation}</Relationships>"


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip of parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
    return buffer.getvalue()


def pdf(objects: list[bytes], *, trailer: bytes = b"") -> bytes:
    """A PDF of these objects, the first of them its catalogue."""
    out = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, rows, size, trailer, len(out))
    )


_PAGES = [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"]


@refused("空文件.docx", "I001")
def empty() -> bytes:
    return b""


@refused("扫描件.pdf", "I103")
def scanned() -> bytes:
    """A page that is one grey picture."""
    picture = zlib.compress(bytes([200]) * 64 * 64)
    drawn = b"q 500 0 0 700 0 0 cm /Im0 Do Q"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
        b"/Resources << /XObject << /Im0 4 0 R >> >> /Contents 5 0 R >>"
    )
    image = (
        b"<< /Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8 "
        b"/Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(picture), picture)
    )
    return pdf([*_PAGES, page, image, b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn)])


@refused("加密.pdf", "I101")
def encrypted_pdf() -> bytes:
    """The standard handler with a user password nobody knows."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    key = b"<" + b"5a" * 32 + b">"
    handler = b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O " + key + b" /U " + key + b" >>"
    identity = b"<" + b"31" * 16 + b">"
    trailer = b"/Encrypt 4 0 R /ID [" + identity + b" " + identity + b"]"
    return pdf([*_PAGES, page, handler], trailer=trailer)


@refused("半截.pdf", "I102")
def torn_pdf() -> bytes:
    return b"%PDF-1.4\n1 0 obj\n<< /Type /Cat"


@refused("旧文档改名.docx", "I100")
def old_word() -> bytes:
    return compound("Root Entry", "WordDocument", "1Table")


@refused("文字文稿.wps", "I100")
def wps() -> bytes:
    return compound("Root Entry", "WpsCustomData", "WordDocument")


@refused("加密.docx", "I101")
def encrypted_docx() -> bytes:
    return compound("Root Entry", "EncryptionInfo", "EncryptedPackage")


@refused("照片打包.docx", "I100")
def other_zip() -> bytes:
    return zipped({"照片/1.jpg": b"\xff\xd8\xff", "说明.txt": b"x"})


@refused("截断.docx", "I102")
def torn_docx() -> bytes:
    content = docx(paragraph("小学3所。"))
    return content[: len(content) // 2]


@refused("坏XML.docx", "I102")
def broken_xml() -> bytes:
    parts = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document><w:body><w:p>"}
    return zipped(parts)


@refused("没有字.docx", "I105")
def wordless() -> bytes:
    return docx(paragraph(""))


@refused("压缩炸弹.docx", "I104")
def bomb() -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b" " * (300 << 20)})


@refused("图片.txt", "I100")
def picture() -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@refused("富文本.docx", "I100")
def rtf() -> bytes:
    return rb"{\rtf1\ansi hello}"


@refused("空网页.html", "I105")
def empty_page() -> bytes:
    return b"<html><head><title>x</title></head></html>"


@refused("空白表.xlsx", "I105")
def blank_workbook() -> bytes:
    import openpyxl

    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    return buffer.getvalue()
