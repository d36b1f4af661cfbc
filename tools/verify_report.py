#!/usr/bin/env python3
# fmt: off
"""A second verifier, written apart from Zeren for whoever does not trust it: is every number of a report (.docx, .html, or the bare
manifest.json) the signed one? It judges a file's text, not its pictures, styles or scripts. Exit: 0 good, 1 bad, 2 not readable.
"""
# ruff: noqa: E401, E501, E701, E731, I001
import base64, hashlib, io, json, posixpath, re, sys, unicodedata, zipfile
import xml.etree.ElementTree as ET
from decimal import ROUND_HALF_UP, Context, Decimal
from html.parser import HTMLParser
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

W, LIMIT, OFF = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}", 80 << 20, ("0", "false", "off")
TEXT = [W + "t", *(f"{{http://schemas.openxmlformats.org/{kind}}}t" for kind in ("drawingml/2006/main", "officeDocument/2006/math"))]
TURNS = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they turn round what a reader sees
BINDING = set("%％‰‱°.．,-－−+＋±<＜>＞≤≥≈~～/／×÷^负正零〇一二三四五六七八九十百千万亿兆倍成折")  # beside a number: -6, 6万, 60.07%
FOREIGN, SILENT = ("iframe", "object", "embed", "frame"), ("script", "style", "head", "template", "svg", "datalist")
BLOCK = re.compile("h[1-6]|t(able|body|d|foot|h|head|r)|[dou]l|d[dt]|li|p|pre|hr|div|main|nav|body|html|section|article|aside|fig(ure|caption)|caption|header"
    "|footer|details|summary|address|blockquote|dialog|form|fieldset")  # anything else runs on in the line

def digit(c): return unicodedata.category(c or " ") in ("Nd", "No", "Nl")  # of any script; Chinese numerals are words
def canonical(value): return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()

class Page:
    """What is printed: flows (the body, each note, each margin) of (character, tag), and the tags that number them."""
    def __init__(self):
        self.flows, self.tags, self.foreign, self.notes, self.manifest = [[]], [], [], {}, None
    def end(self, flow):  # of a paragraph
        self.flows[flow] += [("\n", None)] if self.flows[flow] and self.flows[flow][-1][0] != "\n" else []
    def around(self, flow, start, end, printed):
        text = "".join(c for c, _ in self.flows[flow])
        before, after = text[max(0, start - 60) : start].rpartition("\n")[2], text[end : end + 60].partition("\n")[0]
        return re.sub(r"\s+", " ", before)[-12:], printed, re.sub(r"\s+", " ", after)[:12]
    def numbers(self):
        for me, (occurrence, citation, flow, born) in enumerate(self.tags):
            at = [i for i, (_, tag) in enumerate(self.flows[flow]) if tag == me] or [born, born - 1]
            printed = "".join(c for c, tag in self.flows[flow][at[0] : at[-1] + 1] if tag in (me, None))  # a tag within owns its text
            yield occurrence, citation, self.around(flow, at[0], at[-1] + 1, printed)
    def uncited(self):
        for flow, content in enumerate(self.flows):
            bare = "".join("\0" if tag is not None else c for c, tag in content)
            shape = "".join("0" if digit(c) else c if c in ".,．%％‰‱" else " " for c in bare)
            for a, b in (m.span() for m in re.finditer("0(?:[0.,．]*0)?[%％‰‱]?", shape)):
                yield self.around(flow, a, b, bare[a:b])
        yield from (("", what, "") for what in self.foreign)
    def walk(self, node, flow, tag, hidden, paged):
        name, on = node.tag.removeprefix(W), lambda path: any(found.get(W + "val", "1").lower() not in OFF for found in node.iterfind(path))
        if name in ("del", "moveFrom", "sdtPr", "pPr", "rPr", "trPr") or name.endswith("}Fallback"): return  # deleted, wordless, said twice
        if name in ("altChunk", "subDoc") or on(f"{W}sdtPr/{W}dataBinding"):  # Word would show words from somewhere else
            self.foreign.append("w:dataBinding" if name == "sdt" else node.get("label", "w:" + name))
        for found in re.finditer(r"(?s)\Azeren:([^:]*)(?::(.*))?\Z", "".join(t.get(W + "val", "") for t in node.iterfind(f"{W}sdtPr/{W}tag"))):
            self.tags.append((found[1], found[2] or "", flow, len(self.flows[flow])))
            tag = len(self.tags) - 1
        hidden = hidden or on(f"{W}rPr/{W}vanish") or on(f"{W}trPr/{W}hidden")
        note = node if name == "note" else self.notes.pop((name, node.get(W + "id")), None)
        if note is not None:  # its numbers follow the place of its mark
            self.flows.append([])
            node, flow, tag = note, len(self.flows) - 1, None
        said = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "bdo": "\u202e"}.get(name, "")
        said = chr(int(node.get(W + "char"), 16) & 0xFF) if name == "sym" else node.text or "" if node.tag in TEXT else said
        self.end(flow) if name == "p" else None
        if not hidden and not (paged and re.fullmatch("[0-9]{1,4}", said.strip())):  # a margin's page number is no figure
            self.flows[flow] += [(c, tag) for c in said]
        for child in node:
            self.walk(child, flow, tag, hidden, paged)
        self.end(flow) if name == "p" else None

class Docx(Page):
    """Follows the relationships as Word does: a part that merely lies in the zip is not what Word shows."""
    def __init__(self, data):
        super().__init__()
        zipped = zipfile.ZipFile(io.BytesIO(data))
        if sum(i.file_size for i in zipped.infolist()) > LIMIT or len({n.lower() for n in zipped.namelist()}) != len(zipped.namelist()):
            raise ValueError("it unpacks to too much, or two parts have one name")
        self.parts = {name.lower(): zipped.read(name) for name in zipped.namelist()}
        main = next(self.related("", "officeDocument"), "no document")
        kinds = ((kind, part) for kind in ("footnote", "endnote") for part in self.related(main, kind + "s"))
        self.notes = {(kind + "Reference", note.get(W + "id")): note for kind, part in kinds for note in self.xml(part)}
        self.walk(self.xml(main), 0, None, False, False)
        for root in (self.xml(part) for kind in ("header", "footer") for part in self.related(main, kind)):
            self.flows.append([])
            fields = [f.get(W + "instr") or f.text or "" for f in root.iter() if f.tag in (W + "fldSimple", W + "instrText")]
            self.walk(root, len(self.flows) - 1, None, False, any(f.split()[:1] == ["PAGE"] for f in fields))
        found = {self.parts[name] for name in self.parts if name == "zeren/manifest.json"}
        roots = (self.xml(name) for name in self.parts if re.fullmatch(r"customxml/.*\.xml", name))  # Word keeps these when it saves anew
        found |= {base64.b64decode("".join(r.text.split()), validate=True) for r in roots if r.tag == "{urn:zeren:manifest:1}manifest"}
        self.manifest = found.pop() if len(found) == 1 else None
    def xml(self, name):
        data = self.parts[name.lower()]
        if b"<!DOCTYPE" in data or b"\0" in data:  # entities could grow without end; UTF-16 could hide them
            raise ValueError(f"{name}: document type or encoding")
        return ET.fromstring(data)
    def related(self, source, kind):
        folder, name = posixpath.split(source)
        for r in self.xml(rels) if (rels := posixpath.join(folder, "_rels", name + ".rels").lower()) in self.parts else ():
            if r.get("Type", "").endswith("/" + kind) and r.get("TargetMode") != "External":
                yield posixpath.normpath(posixpath.join("/" + folder, r.get("Target"))).lstrip("/")

class Html(Page, HTMLParser):
    """Turns a page into the same few elements that ``Page.walk`` knows from Word."""
    def __init__(self, data):
        Page.__init__(self), HTMLParser.__init__(self)
        self.open = [("", root := ET.Element("html"))]
        self.feed(data.decode("utf-8-sig"))
        self.walk(root, 0, None, False, False)
    def handle_starttag(self, name, pairs):
        a = dict(pairs)
        kind = "p" if BLOCK.fullmatch(name) else "altChunk" if name in FOREIGN else "del" if name in SILENT else name if name in ("br", "bdo") else "r"
        kind = {"doc-noteref": "mark", "doc-backlink": "mark", "doc-footnote": "note"}.get(a.get("role"), W + kind)
        node = ET.SubElement(self.open[-1][1], "manifest" if a.get("id") == "zeren-manifest" else kind, label=f"<{name}>")
        tag = {W + "val": f"zeren:{a['data-occurrence']}:{a.get('data-citation')}"} if "data-occurrence" in a else {}
        ET.SubElement(ET.SubElement(node, W + "sdtPr"), W + "tag", tag)
        if "hidden" in a or re.search(r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)", a.get("style") or "", re.IGNORECASE):
            ET.SubElement(ET.SubElement(node, W + "rPr"), W + "vanish")
        if name not in ("br", "hr", "img", "input", "meta", "link", "wbr", "col", "embed", "source"):
            self.open.append((name, node))
    def handle_endtag(self, name):
        while name in [frame[0] for frame in self.open] and self.open.pop()[0] != name: pass
    def handle_data(self, data):
        node = self.open[-1][1]
        if node.tag == "manifest":
            self.manifest = (self.manifest or b"") + data.encode()
        elif node.tag != "mark" or not re.fullmatch(r"\W*[0-9]{0,3}\W*", data):  # a note's mark: a small number, an arrow
            ET.SubElement(node, W + "t").text = re.sub(r"[ \t\r\n\f]+", " ", data)

def opened(data):
    """The manifest, the signer's fingerprint, and whether the signature holds."""
    once = lambda pairs: dict(pairs) if len(dict(pairs)) == len(pairs) else {}["a key twice"]  # readers would disagree about it
    envelope = json.loads(data.decode(), object_pairs_hook=once, parse_constant=lambda name: {}[name])
    manifest, signature = envelope["manifest"], envelope["signature"]
    public, value = (base64.b64decode(signature[key], validate=True) for key in ("public_key", "value"))
    fingerprint = "ed25519:" + "-".join(re.findall("....", hashlib.sha256(public).hexdigest()[:32]))
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(value, canonical(manifest))
        return manifest, fingerprint, signature["algorithm"] == "ed25519" and signature["fingerprint"] == fingerprint
    except (InvalidSignature, ValueError):
        return manifest, fingerprint, False

def agrees(n, c):
    """Whether a signed number says what its citation says, where that can be decided: a number against a number."""
    facts, part = c["facts"], c["facts"].get("part")
    words = "\n".join([c["text"], *(f for f in facts.values() if isinstance(f, str))])
    if c["kind"] == "meta" or ((c["kind"] != "measurement" or n["note"]) and re.search(rf"(?<![0-9.]){re.escape(n['text'])}(?!\.?[0-9])", words)):
        return True  # a date or an ordinal; a figure quoted from the citation's words
    fact = str(facts.get(part if part in ("numerator", "denominator") else "value"))
    shown = re.fullmatch(r"(<?)(-?[0-9,]+(\.[0-9]+)?)([%‰]?)", n["text"])
    if not shown or not re.fullmatch(r"-?[0-9]{1,40}(\.[0-9]{1,40})?", fact):
        return True
    fact, number = Decimal(fact), Decimal(shown[2].replace(",", ""))
    rounded = (fact.quantize(Decimal(1).scaleb(-k), ROUND_HALF_UP, Context(prec=99)) for k in range(len(shown[3] or ".") - 1, 13))
    false_end = shown[4] and number in (0, 100) and number != fact  # 99.996% is never printed as 100%
    return 0 < fact < number if shown[1] else number in rounded and not false_end

def findings(manifest, page, seen):
    """Everything wrong with the numbers: first those printed, in order, then those missing, then those nobody signed."""
    bad = lambda reason, n, around, citation="": {
        "occurrence": n.get("occurrence", ""), "printed": "" if reason == "missing" else around[1], "signed": n.get("text", ""),
        "citation": citation, "context": "{}【{}】{}".format(*around), "reason": reason}
    signed, cited, last = {n["occurrence"]: n for n in manifest["numbers"]}, {c["id"]: c for c in manifest["citations"]}, [-1, -1]
    sides, rank = lambda n: (n["before"], n["text"], n["after"]), list(signed).index
    near, binds = lambda side: (side.strip()[:1], side[:1] == side.strip()[:1]), lambda c: c in BINDING or digit(c)  # next to it; touching?
    for name, citation, around in page.numbers() if page else ((n["occurrence"], n["citation"], sides(n)) for n in manifest["numbers"]):
        n = signed.get(name, {"occurrence": name, "text": "", "citation": "", "before": "", "after": "", "note": 0})
        pairs = [(near(around[0][::-1]), near(n["before"][::-1])), (near(around[2]), near(n["after"]))]
        c, note = cited.get(n["citation"]), bool(n["note"])
        reasons = {
            "unknown": name not in signed, "duplicate": name in seen, "text": around[1].strip() != n["text"].strip(), "citation": citation != n["citation"],
            "order": name in signed and rank(name) < last[note],  # body and notes are two sequences: a page prints its notes after its body
            "neighbour": any(binds(p[0]) > digit(q[0]) or binds(q[0]) > digit(p[0]) if p[0] != q[0] else binds(p[0]) and p[1] > q[1] for p, q in pairs),
            "citation_id": c is None or "c" + hashlib.sha256(canonical([c["kind"], c["text"], c["facts"]])).hexdigest()[:16] != c["id"],
            "facts": c is not None and not agrees(n, c)}
        if name in signed:
            last[note] = max(rank(name), last[note])
            seen.add(name)
        yield from [bad(why, n, around, citation) for why in reasons if reasons[why]][:1]
    yield from (bad("direction", {}, ("", f"U+{ord(c):04X}", "")) for flow in (page.flows if page else ()) for c, _ in flow if c in TURNS)
    yield from (bad("missing", n, sides(n), n["citation"]) for key, n in signed.items() if key not in seen)
    yield from (bad("uncited", {}, around) for around in (page.uncited() if page else ()))

def main(path, *options):
    seen, trusted = set(), options[options.index("--trusted") + 1] if "--trusted" in options[:-1] else None
    try:
        data = Path(path).read_bytes()
        page = Docx(data) if data[:2] == b"PK" else Html(data) if data.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] == b"<" else None
        manifest, fingerprint, holds = opened((page.manifest or b"no manifest") if page else data)
        found = [*findings(manifest, page, seen), *([] if holds else [{"reason": "signature"}])]
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError, ET.ParseError, zipfile.BadZipFile) as error:
        return print(f"cannot be verified: {error!r}", file=sys.stderr) or 2
    if trusted is not None and len({re.sub("ed25519|[^0-9a-f]", "", text.lower()) for text in (trusted, fingerprint)}) > 1:
        found.append({"reason": "key", "context": fingerprint})
    verdict = {"ok": not found, "checked": len(seen), "first_bad": found[0] if found else None}
    print(json.dumps(verdict, ensure_ascii=False) if "--json" in options else "\n".join(map(str, [verdict, fingerprint, *found])))
    return 1 if found else 0

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) > 1 else "usage: verify_report.py FILE [--trusted FINGERPRINT] [--json]")
