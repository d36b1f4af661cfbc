"""How the corpus of tampered reports is made: a good report, one change, and what must be found first."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.support.tiny_docx import Parts, control, docx_parts, pack, run, tiny_html
from tests.unit.proof import sample
from zeren.core.kernel import Number, canonical_json

Expected = (
    tuple[str, str] | None
)  # reason and occurrence of the first bad number; None: harmless, still verifies
Change = Callable[[Parts], Any]
BODY, NOTES, FOOTER = "word/document.xml", "word/footnotes.xml", "word/footer1.xml"
UNREADABLE: Expected = ("unreadable", "")


@dataclass(frozen=True)
class Variant:
    """A tampered file. ``edited`` is whether words changed, None where it is not said."""

    name: str
    file: str
    data: bytes
    expected: Expected
    edited: bool | None = None
    checked: int = 19
    trusted: bool = True


@dataclass
class Corpus:
    """Collects variants; each begins from a good report."""

    variants: list[Variant] = field(default_factory=list)

    def docx(self, name: str, change: Change, expected: Expected, **more: Any) -> None:
        """Change the parts of the docx."""
        parts = docx_parts(sample.document(), sample.envelope())
        before = dict(parts)
        change(parts)
        assert parts != before, name
        self.variants.append(Variant(name, "x.docx", pack(parts), expected, **more))

    def text(
        self, name: str, old: str, new: str, expected: Expected, *, part: str = BODY, **more: Any
    ) -> None:
        """Change the text of one part of the docx, in one place."""

        def change(parts: Parts) -> None:
            text = parts[part].decode()
            assert old in text, (name, old)
            parts[part] = text.replace(old, new, 1).encode()

        self.docx(name, change, expected, **more)

    def html(self, name: str, old: str, new: str, expected: Expected, **more: Any) -> None:
        """Change the text of the html, in one place."""
        text = tiny_html(sample.document(), sample.envelope()).decode()
        assert old in text, (name, old)
        self.variants.append(Variant(name, "x.html", text.replace(old, new, 1).encode(), expected, **more))

    def envelope(self, name: str, data: bytes, expected: Expected, **more: Any) -> None:
        """Another envelope: alone, and in the docx."""
        self.variants.append(Variant(f"{name} (manifest.json)", "manifest.json", data, expected, **more))
        self.docx(f"{name} (in docx)", lambda parts: set_manifest(parts, data), expected, **more)


def set_manifest(parts: Parts, data: bytes) -> None:
    """Put another envelope into the docx, in both places."""
    words = base64.b64encode(data).decode()
    parts["zeren/manifest.json"] = data
    parts["customXml/item1.xml"] = f'<m:manifest xmlns:m="urn:zeren:manifest:1">{words}</m:manifest>'.encode()


def number(key: str) -> Number:
    """The signed number of an occurrence."""
    return next(n for n in sample.document().numbers() if n.occurrence == key)


def sdt(key: str) -> str:
    """The content control of a number as the tiny docx writes it."""
    return filled(key, run(number(key).text))


def filled(key: str, content: str) -> str:
    """The control of a number with other content."""
    return control(key, number(key).citation, content)


def span(key: str, text: str = "") -> str:
    """The span of a number as the tiny html writes it, or with another text."""
    return f'<span data-occurrence="{key}" data-citation="{number(key).citation}">{text or number(key).text}</span>'


def edited_envelope(change: Callable[[dict[str, Any]], Any]) -> bytes:
    """The signed envelope with its JSON changed."""
    data = json.loads(sample.envelope())
    change(data)
    return canonical_json(data) + b"\n"


def edited_number(data: dict[str, Any], key: str, **fields: Any) -> None:
    """Change a number in the manifest."""
    next(n for n in data["manifest"]["numbers"] if n["occurrence"] == key).update(fields)
