"""A docx as a package: parts found the way Word finds them, unpacked against a budget, XML without declarations of its own."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator

from lxml import etree

from zeren.core.intake.preflight import RefusedError

__all__ = ["Package", "parse_xml"]

MEGABYTE = 1 << 20
MAX_PARTS = 3000
MAX_PART = 40 * MEGABYTE
MAX_UNPACKED = 160 * MEGABYTE
MAX_RATIO, RATIO_FROM = 150, 10 * MEGABYTE


def parse_xml(data: bytes) -> etree._Element:
    """The root element.

    Raises:
        RefusedError: V006 for a document type declaration, V003 for XML that is none.
    """
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise RefusedError("V003", "XML") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise RefusedError("V006", "DOCTYPE")
    return root


class Package:
    """An opened package. Part names compare without regard to case, as the format says."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise RefusedError("V003", "zip") from error
        self._spent = 0
        self._infos: dict[str, zipfile.ZipInfo] = {}
        infos = self._zip.infolist()
        if len(infos) > MAX_PARTS:
            raise RefusedError("V006", f"{len(infos)} parts")
        for info in infos:
            name = info.filename.lower()
            # Of two parts with one name, Word may take the other one.
            if name in self._infos or info.flag_bits & 1 or "\\" in name or ".." in name.split("/"):
                raise RefusedError("V006", info.filename)
            self._infos[name] = info

    def names(self) -> list[str]:
        """All part names, in lower case."""
        return list(self._infos)

    def read(self, name: str) -> bytes | None:
        """The bytes of a part; None when there is none."""
        info = self._infos.get(name.lower())
        if info is None:
            return None
        try:
            with self._zip.open(info) as part:
                data = part.read(MAX_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise RefusedError("V003", info.filename) from error
        self._spent += len(data)
        bomb = len(data) > RATIO_FROM and len(data) > MAX_RATIO * max(1, info.compress_size)
        if len(data) > MAX_PART or self._spent > MAX_UNPACKED or bomb:
            raise RefusedError("V005", info.filename, f"{MAX_PART // MEGABYTE} MB")
        return data

    def xml(self, name: str) -> etree._Element | None:
        """The root of an XML part; None when there is none."""
        data = self.read(name)
        return None if data is None else parse_xml(data)

    def related(self, source: str, kind: str) -> Iterator[str]:
        """Parts that a part (empty: the package) points to with relationships whose type ends in ``kind``."""
        folder, name = posixpath.split(source)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        for relation in () if root is None else root:
            if (
                str(relation.get("Type", "")).endswith(f"/{kind}")
                and relation.get("TargetMode") != "External"
            ):
                target = str(relation.get("Target", ""))
                yield (
                    target.lstrip("/")
                    if target.startswith("/")
                    else posixpath.normpath(posixpath.join(folder, target))
                )
