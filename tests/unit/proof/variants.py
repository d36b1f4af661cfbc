"""The corpus of tampered reports: what somebody did to the file, and what must be found first."""

from __future__ import annotations

import base64
import copy
import re
from typing import Any

from tests.support.tiny_docx import Parts, run
from tests.unit.proof import sample
from tests.unit.proof.tampering import (
    BODY,
    FOOTER,
    NOTES,
    UNREADABLE,
    Corpus,
    Expected,
    Variant,
    edited_envelope,
    edited_number,
    filled,
    sdt,
    set_manifest,
    span,
)
from zeren.core.proof import sign

Row = tuple[str, str, str, Expected, dict[str, Any]]
OTHER = sample.OTHER_KEY
SAME: dict[str, Any] = {"edited": False}
WORDS: dict[str, Any] = {"edited": True}
GONE: dict[str, Any] = {"checked": 18}
END = "以内。</w:t></w:r>"  # where a paragraph's last words end
HIDDEN = "<w:vanish/>"
BOX = "<w:r><w:pict><w:txbxContent><w:p>{}</w:p></w:txbxContent></w:pict></w:r>".format
MINE = '<w:sdt><w:sdtPr><w:tag w:val="mine"/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>'.format
DIALECTS = (
    '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice>{0}</mc:Choice>'
    "<mc:Fallback>{0}</mc:Fallback></mc:AlternateContent></w:r>"
).format
ROW = f"<w:tr><w:tc><w:p>{run('另一学校')}"
BOUND = sdt("n0005").replace("</w:sdtPr>", '<w:dataBinding w:xpath="/a"/></w:sdtPr>')
N4, N5 = ("neighbour", "n0004"), ("neighbour", "n0005")
TEXT5: Expected = ("text", "n0005")
NONE5: Expected = ("missing", "n0005")
LOOSE: Expected = ("uncited", "")

# Another text in the control of 0.07%.
TEXTS = {
    "swapped digits": "0.70%", "full-width digits": "０.０７%", "full-width percent": "0.07％", "zero-width space": "0.0\u200b7%",
    "soft hyphen": "0.\u00ad07%", "word joiner": "0.07\u2060%", "Arabic digits": "٠.٠٧%", "per mille": "0.07‰",
    "point gone": "007%", "space inside": "0. 07%", "minus before": "-0.07%", "percent sign gone": "0.07",
}  # fmt: skip

# fmt: off
STRUCTURE: list[Row] = [
    ("deleted", sdt("n0005"), "", NONE5, GONE),
    ("deleted in a note", sdt("n0006"), "", ("missing", "n0006"), GONE | {"part": NOTES}),
    ("repeated at once", sdt("n0005"), sdt("n0005") * 2, N5, {}),
    ("repeated elsewhere", "以巩固", f"</w:t></w:r>{sdt('n0005')}<w:r><w:t>以巩固", ("duplicate", "n0005"), {}),
    ("tag stripped", sdt("n0005"), run("0.07%"), NONE5, GONE),
    ("tag of another number", sdt("n0011"), sdt("n0011").replace("n0011", "n0016"), ("text", "n0016"), GONE),
    ("tag of nobody", sdt("n0011"), sdt("n0011").replace("n0011", "n9999"), ("unknown", "n9999"), GONE),
    ("tag without citation", sdt("n0011"), re.sub(":c[0-9a-f]{16}", "", sdt("n0011")), ("citation", "n0011"), {}),
    ("another citation", sdt("n0011"), sdt("n0011").replace(sample.MEETINGS.id, sample.DAY.id), ("citation", "n0011"), {}),
    ("replaced by a picture", sdt("n0005"), "<w:r><w:drawing/></w:r>", NONE5, GONE),
    ("picture inside the control", sdt("n0005"), filled("n0005", "<w:r><w:drawing/></w:r>"), TEXT5, {}),
    ("emptied", sdt("n0005"), filled("n0005", ""), TEXT5, SAME),
    ("control inside a control", sdt("n0005"), filled("n0005", run("0.07%") + sdt("n0011")), N5, {}),
    ("control around a control", sdt("n0005"), filled("n0005", sdt("n0005")), TEXT5, {}),
    ("broken over two lines", sdt("n0005"), filled("n0005", f"{run('0.0')}<w:r><w:br/></w:r>{run('7%')}"), TEXT5, {}),
    ("ordinal changed", sdt("n0002"), filled("n0002", run("二、")), ("text", "n0002"), {}),
]

BESIDE: list[Row] = [
    ("words edited only", "目标完成情况", "目标圆满完成", None, WORDS),
    ("sentence without figures", "以内。", "以内，成绩喜人。", None, WORDS),
    ("figure outside a control", "以内。", "以内，获奖3次。", LOOSE, WORDS),
    ("full-width figure", "以内。", "以内，获奖３次。", LOOSE, {}),
    ("circled figure", "以内。", "以内，获奖③次。", LOOSE, {}),
    ("figure in a note", "人。", "人，另有2人。", LOOSE, {"part": NOTES}),
    ("figure in the footer", "— </w:t>", "共9页 — </w:t>", LOOSE, {"part": FOOTER}),
    ("unit added: 万", "名，辍学率", "万名，辍学率", N4, {}),
    ("unit added after a space", "名，辍学率", " 万名，辍学率", N4, {}),
    ("minus set before", "名，辍学率<", "名，辍学率-<", N5, {}),
    ("Chinese numeral before", "初中辍学<", "初中辍学十<", N4, {}),
    ("digit glued on", "名，辍学率<", "名，辍学率1<", N5, {}),
    ("direction mark", "名，辍学率<", "名，辍学率\u202e<", ("direction", ""), {}),
    ("text box", END, END + BOX(run("另有5人")), LOOSE, {}),
    ("text box in two dialects", END, END + DIALECTS(f"<w:txbxContent><w:p>{run('另有')}</w:p></w:txbxContent>"), None, WORDS),
    ("page field in the body", END, f'{END}<w:fldSimple w:instr="PAGE">{run("3")}</w:fldSimple>', LOOSE, {}),
    ("inserted revision", END, f"{END}<w:ins>{run('获奖3次')}</w:ins>", LOOSE, {}),
    ("symbol like a digit", END, END[:-6] + '<w:sym w:font="Symbol" w:char="F033"/></w:r>', LOOSE, {}),
    ("foreign document embedded", "<w:tbl>", "<w:altChunk/><w:tbl>", LOOSE, {}),
]

HIDING: list[Row] = [
    ("hidden", sdt("n0005"), filled("n0005", run("0.07%", HIDDEN)), TEXT5, {}),
    ("hidden, another beside it", sdt("n0005"), filled("n0005", run("0.07%", HIDDEN)) + run("0.01%"), TEXT5, {}),
    ("hidden digit more", sdt("n0005"), filled("n0005", run("0.0") + run("0", HIDDEN) + run("7%")), None, SAME),
    ("visible digit hidden", sdt("n0005"), filled("n0005", run("0.") + run("0", HIDDEN) + run("7%")), TEXT5, {}),
    ("deleted revision", sdt("n0005"), f"<w:del>{sdt('n0005')}</w:del>", NONE5, GONE),
    ("moved away", sdt("n0005"), f"<w:moveFrom>{sdt('n0005')}</w:moveFrom>", NONE5, GONE),
    ("hidden table row", ROW, ROW.replace("<w:tr>", "<w:tr><w:trPr><w:hidden/></w:trPr>"), ("text", "n0016"), {}),
    ("bound to other data", sdt("n0005"), BOUND, LOOSE, {}),
]

# What Word and WPS do by themselves.
LEGAL: list[Row] = [
    ("runs split", sdt("n0005"), filled("n0005", f"{run('0')}<w:proofErr/>{run('.0', '<w:b/>')}{run('7%')}"), None, SAME),
    ("in somebody's control", sdt("n0005"), MINE(sdt("n0005")), None, SAME),
    ("bookmarks", sdt("n0005"), f"<w:bookmarkStart/>{sdt('n0005')}<w:bookmarkEnd/>", None, SAME),
    ("accepted insertion", sdt("n0005"), f"<w:ins>{sdt('n0005')}</w:ins>", None, SAME),
    ("deleted and there once", sdt("n0005"), f"<w:del>{sdt('n0005')}</w:del>{sdt('n0005')}", None, SAME),
    ("paragraph split", END, f"{END}</w:p><w:p>", None, SAME),
    ("picture added", "<w:tbl>", "<w:p><w:r><w:drawing/></w:r></w:p><w:tbl>", None, SAME),
]

HTML: list[Row] = [
    ("number changed", span("n0005"), span("n0005", "0.70%"), TEXT5, SAME),
    ("number deleted", span("n0005"), "", NONE5, GONE),
    ("number hidden", span("n0005"), f'<i style="display: none">{span("n0005")}</i>', TEXT5, {}),
    ("figure added", "以内。", "以内，获奖3次。", LOOSE, {}),
    ("words edited", "以内。", "以下。", None, WORDS),
    ("unit added", "名，辍学率", "万名，辍学率", N4, {}),
    ("unit in an unknown element", "名，辍学率", "<x-y>万</x-y>名，辍学率", N4, {}),
    ("number repeated", "以内。", f"以内。{span('n0005')}", ("duplicate", "n0005"), {}),
    ("embedded page", "以内。", "以内。<iframe></iframe>", LOOSE, {}),
    ("words as a note's mark", "以内。", '以内。<a role="doc-noteref">获奖3次</a>', LOOSE, {}),
    ("zero-width space", span("n0005"), span("n0005", "0.0&#8203;7%"), TEXT5, {}),
    ("drawing is not read", "以内。", "以内。<svg><text>99%</text></svg>", None, SAME),
    ("split by emphasis", span("n0005"), span("n0005", "0.<b>0</b>7%"), None, SAME),
    ("a button", span("n0005"), span("n0005").replace("span", "button"), None, SAME),
    ("line ends", "<p>", "\r\n  <p>", None, SAME),
]
# fmt: on


def corpus() -> list[Variant]:
    """Every variant."""
    made = Corpus()
    digits(made)
    for name, text in TEXTS.items():
        made.text(f"text: {name}", sdt("n0005"), filled("n0005", run(text)), TEXT5, edited=False)
    for kind, rows in {"": STRUCTURE + BESIDE, "hiding: ": HIDING, "legal: ": LEGAL}.items():
        for name, old, new, expected, more in rows:
            made.text(kind + name, old, new, expected, **more)
    for name, old, new, expected, more in HTML:
        made.html(f"html: {name}", old, new, expected, **more)
    packages(made)
    manifests(made)
    forgeries(made)
    return made.variants


def digits(made: Corpus) -> None:
    """Each digit of each number changed."""
    for number in sample.document().numbers():
        key = number.occurrence
        part = NOTES if key in {"n0006", "n0007", "n0013"} else BODY
        for at, digit in enumerate(number.text):
            if digit.isdigit():
                text = f"{number.text[:at]}{(int(digit) + 1) % 10}{number.text[at + 1 :]}"
                changed = filled(key, run(text))
                made.text(
                    f"{key} {number.text} → {text}", sdt(key), changed, ("text", key), part=part, edited=False
                )


def packages(made: Corpus) -> None:
    """Changes to more than one place of the docx."""

    def swap(parts: Parts, one: str, other: str) -> None:
        parts[BODY] = (
            parts[BODY]
            .replace(one.encode(), b"\0")
            .replace(other.encode(), one.encode())
            .replace(b"\0", other.encode())
        )

    def another_main(parts: Parts) -> None:
        # The old document stays in the zip; the package points Word to another one.
        parts["word/shown.xml"] = parts[BODY].replace(
            sdt("n0005").encode(), filled("n0005", run("0.70%")).encode()
        )
        parts["word/_rels/shown.xml.rels"] = parts["word/_rels/document.xml.rels"]
        parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"document.xml", b"shown.xml")

    def complex_field(parts: Parts) -> None:
        mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'.format
        instruction = "<w:r><w:instrText> PAGE </w:instrText></w:r>"
        simple = '<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'
        parts[FOOTER] = (
            parts[FOOTER]
            .decode()
            .replace(simple, f"{mark('begin')}{instruction}{mark('separate')}{run('12')}{mark('end')}")
            .encode()
        )

    made.docx(
        "two controls swapped", lambda parts: swap(parts, sdt("n0004"), sdt("n0005")), ("order", "n0004")
    )
    made.docx(
        "texts of two controls swapped", lambda parts: swap(parts, run("6"), run("0.07%")), ("text", "n0004")
    )
    made.docx(
        "two parts with one name", lambda parts: parts.update({"word/Document.xml": parts[BODY]}), UNREADABLE
    )
    made.docx("another main document", another_main, TEXT5)
    made.docx("page number by a complex field", complex_field, None, edited=False)
    made.docx("saved anew by Word", lambda parts: parts.pop("zeren/manifest.json"), None, edited=False)
    made.docx("custom part dropped", lambda parts: parts.pop("customXml/item1.xml"), None, edited=False)
    made.docx(
        "no manifest",
        lambda parts: [parts.pop("zeren/manifest.json"), parts.pop("customXml/item1.xml")],
        UNREADABLE,
    )
    other = {"zeren/manifest.json": sample.envelope(OTHER)}
    made.docx("two different manifests", lambda parts: parts.update(other), UNREADABLE)


def manifests(made: Corpus) -> None:
    """The manifest or its signature edited, the report as it was."""
    public, foreign = (
        base64.b64encode(OTHER.public).decode(),
        base64.b64encode(sample.KEY.sign(b"x")).decode(),
    )
    for name, where, fields in [
        ("date of making", "manifest", {"made_at": "2018-01-01T00:00:00+08:00"}),
        ("snapshot", "manifest", {"snapshot": {"id": "s2"}}),
        ("public key", "signature", {"public_key": public, "fingerprint": OTHER.fingerprint}),
        ("fingerprint", "signature", {"fingerprint": OTHER.fingerprint}),
        ("signature of something else", "signature", {"value": foreign}),
        ("signature emptied", "signature", {"value": ""}),
        ("algorithm", "signature", {"algorithm": "none"}),
    ]:
        changed = edited_envelope(lambda data, where=where, fields=fields: data[where].update(fields))  # type: ignore[misc]
        made.envelope(f"edited: {name}", changed, ("signature", ""))
    words = edited_envelope(lambda data: data["manifest"]["citations"][0].update(text="x"))
    made.envelope("edited: a citation's words", words, ("citation_id", ""))
    made.envelope("signed by another key", sample.envelope(OTHER), ("key", ""))
    made.envelope("signed by another key, nobody asks", sample.envelope(OTHER), None, trusted=False)
    whole = sample.envelope()
    for name, data in {
        "truncated": whole[:900],
        "a key twice": whole.replace(b'{"manifest"', b'{"manifest":{},"manifest"'),
        "not a number": whole.replace(b'"version":1', b'"version":NaN'),
        "empty": b"{}",
    }.items():
        made.envelope(f"manifest {name}", data, UNREADABLE)


def forgeries(made: Corpus) -> None:
    """Number and manifest changed alike; and nonsense that was properly signed."""

    def alike(parts: Parts, data: bytes) -> None:
        parts[BODY] = parts[BODY].replace(sdt("n0005").encode(), filled("n0005", run("0.01%")).encode())
        set_manifest(parts, data)

    unsigned = edited_envelope(lambda data: edited_number(data, "n0005", text="0.01%"))
    nonsense = copy.deepcopy(sample.manifest())
    edited_number({"manifest": nonsense}, "n0005", text="0.01%")
    signed = sign(nonsense, sample.KEY)
    made.docx("number and manifest changed alike", lambda parts: alike(parts, unsigned), ("facts", "n0005"))
    made.docx("nonsense, properly signed (in docx)", lambda parts: alike(parts, signed), ("facts", "n0005"))
    made.variants.append(Variant("nonsense, properly signed", "manifest.json", signed, ("facts", "n0005")))
