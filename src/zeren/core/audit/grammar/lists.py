"""Claims made of several numbers or names: surveys, flows, and lists that a number announces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.claim import Part
from zeren.core.audit.grammar.forms.changes import part_of
from zeren.core.audit.grammar.names import right_noun
from zeren.core.audit.grammar.registry import Draft, Reading
from zeren.core.audit.grammar.statements import beside, statement
from zeren.core.audit.tokens import Quantity, number

__all__ = ["find_flows", "list_claims"]

_LISTABLE = {
    "school",
    "个",
    "项",
    "person",
    "门",
    "种",
    "类",
    "家",
    "volume",
    "部",
    "条",
    "处",
    "件",
    "支",
    "份",
    "篇",
    "场",
    "event",
    "组",
    "class",
    "村",
    "乡镇",
}
_ORDINALS = "一二三四五六七八九十"
_ANNOUNCED = re.compile(
    rf"(?P<n>[{_ORDINALS}]{{1,2}}|\d{{1,2}})(?:大|项|个|类|种|条|件|门|支|方面)(?P<what>[^，,。；;：:、“”\d]{{1,12}}?)"
    r"[，,：:—]{0,2}(?:即|分别是|分别为|包括|主要是|就是|依次是)[：:]?(?P<list>[^，,。；;：:、]{2,24}(?:、[^，,。；;：:、]{2,24})+)"
)
_STATED = re.compile(
    rf"(?P<n>[{_ORDINALS}]{{1,2}}|\d{{1,2}})大?(?P<u>个|项|条|点|方面|类|种)(?:大|方面)?(?P<what>[^，,。；;：:]{{0,14}})[:：。，,；;]?\s*$"
)


@statement
def surveys(reading: Reading) -> Iterator[Draft]:
    """发放问卷12000份，回收有效11568份 (form 68).

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("发放问卷500份，回收490份，回收率98%。")[1]
        'survey 问卷 =490份 [发放 500份, 回收 490份] num=490 den=500'
    """
    roles: dict[str, Draft] = {}
    for draft in reading.drafts:
        if draft.type == "count" and draft.quantity is not None:
            role = next(
                (
                    w
                    for w in ("有效", "回收", "收回", "发放", "发出")
                    if w in reading.text.content[draft.start : draft.end]
                ),
                "",
            )
            if role:
                roles.setdefault(role, draft)
    sent = roles.get("发放") or roles.get("发出")
    back = roles.get("有效") or roles.get("回收") or roles.get("收回")
    if (
        sent is None
        or back is None
        or sent.quantity is None
        or back.quantity is None
        or sent.quantity.dimension != back.quantity.dimension
    ):
        return
    draft = Draft(
        "survey",
        min(d.start for d in roles.values()),
        max(d.end for d in roles.values()),
        quantity=back.quantity,
        subject=sent.subject,
        metric="问卷",
    )
    draft.numerator, draft.denominator = (
        back.quantity.value * back.quantity.factor,
        sent.quantity.value * sent.quantity.factor,
    )
    draft.parts = [
        part_of(name, d.quantity, (d.start, d.end))
        for name, d in sorted(roles.items(), key=lambda pair: pair[1].start)
        if d.quantity
    ]
    draft.link("numerator", back)
    draft.link("denominator", sent)
    yield draft


_FLOW = {
    "open": re.compile(r"年初|期初|上年末|上年底|去年底|上学年末|学年初|原有|上年结[转余]|年初结余|上期|结转"),
    "close": re.compile(r"年末|期末|年底|现有|结余|学年末|目前|现在|实有|月底|余留|剩余|尚余|尚有|尚未"),
    "in": re.compile(r"转入|新收|招生|招收|新招|新增|增加|复学|调入|收入|到账|补充|引进|录用|招聘|入学|购置|拨入"),
    "out": re.compile(
        r"转出|毕业|减少|退学|休学|调出|支出|使用|辍学|流失|死亡|退休|离职|报废|拨付|销号|整改|"
        r"办结|解决|化解|其他原因"
    ),
}  # fmt: skip


def find_flows(reading: Reading) -> None:
    """年初3200人，转入85人，转出62人，年末3223人: what was, came, went and is left.

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("年初在校学生320人，转入8人，转出5人，年末在校学生323人。")[1]
        'flow 在校学生 =323人 @年末 [在校学生 320人, 转入 8人, 转出 5人] of=4'
    """
    roles = _flow_roles(reading)
    names = [name for name, _ in roles]
    if "open" not in names or "close" not in names or not {"in", "out"} & set(names):
        return
    first = next(d for name, d in roles if name == "open")
    last = next(d for name, d in reversed(roles) if name == "close")
    start, end = first.quantity, last.quantity
    if start is None or end is None or start.dimension != end.dimension or last.anchor < first.anchor:
        return
    draft = Draft(
        "flow", first.start, last.end, quantity=end, subject=last.subject, metric=last.name or first.name
    )
    draft.parts = [part_of(first.name, start, (first.start, first.end))]
    for name, moved in roles:
        if (
            name in {"in", "out"}
            and moved.quantity is not None
            and moved.quantity.dimension == start.dimension
        ):
            sign = 1 if name == "in" else -1
            draft.parts.append(
                part_of(moved.name or moved.verb, moved.quantity, (moved.start, moved.end), sign=sign)
            )
    draft.link("of", last)
    draft.link("base", first)
    reading.drafts.append(draft)


def _flow_roles(reading: Reading) -> list[tuple[str, Draft]]:
    """What each number of a sentence does in a flow, by the words between it and the number before."""
    counted = [d for d in reading.drafts if d.anchor >= 0 and d.quantity is not None]
    counted = [d for d in counted if d.type in {"count", "amount", "change_abs"}]
    roles: list[tuple[str, Draft]] = []
    edge = reading.sentence.start
    for draft in sorted(counted, key=lambda d: d.anchor):
        words = reading.text.content[edge : reading.tokens[draft.anchor].start]
        edge = reading.tokens[draft.anchor].end
        clause = re.split("[，,；;。]", words)[-1] or words
        role = next((name for name in ("in", "out", "open", "close") if _FLOW[name].search(clause)), "")
        if role:
            roles.append((role, draft))
    return roles


@statement
def listed(reading: Reading) -> Iterator[Draft]:
    """甲小学、乙小学等3所学校; 开设5门课程（…）; 3项制度：…: a number beside the list that should bear it out (form 82).

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("到柳湾小学、河东小学、石桥学校等4所学校送教。")[0]
        'enumerate 学校 =4所 [柳湾小学, 河东小学, 石桥学校] open'
    """
    for at, token in enumerate(reading.tokens):
        quantity = token.quantity
        if token.kind != "N" or quantity is None or quantity.dimension not in _LISTABLE or quantity.approx:
            continue
        noun, end = right_noun(reading.tokens, at)
        before, is_open = _names_before(reading, at)
        after = _names_after(reading, at, end) if not before else []
        names = before or after
        if len(names) < 2:
            continue
        draft = _list_draft(reading, names, quantity, noun or reading.subjects[at].metric)
        draft.start, draft.end = min(draft.start, token.start), max(draft.end, token.end, end)
        draft.open_list = is_open
        yield draft


@statement
def announced(reading: Reading) -> Iterator[Draft]:
    """六大行动，即…、…、…: a number in words, and the list that spells it out (form 82).

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("实施三大工程，即校舍改造工程、名师培养工程、智慧校园工程。")[-1]
        'enumerate 工程 =3 [校舍改造工程, 名师培养工程, 智慧校园工程]'
    """
    for match in _ANNOUNCED.finditer(reading.words):
        start, end = (reading.sentence.start + at for at in match.span("list"))
        told = any(d.type == "enumerate" and d.start < end and start < d.end for d in reading.drafts)
        names = _named(match["list"], start)
        if told or len(names) < 2 or re.search(r"\d", match["list"]):
            continue
        draft = _list_draft(reading, names, None, match["what"])
        draft.value, draft.start = number(match["n"]), reading.sentence.start + match.start()
        draft.open_list = match["list"].endswith("等")
        yield draft


def _list_draft(
    reading: Reading, names: list[tuple[str, int, int]], quantity: Quantity | None, metric: str
) -> Draft:
    draft = Draft(
        "enumerate",
        names[0][1],
        names[-1][2],
        quantity=quantity,
        subject=beside(reading, names[0][1]),
        metric=metric,
    )
    draft.parts = [Part(name, start=start, end=end) for name, start, end in names]
    return draft


def _names_before(reading: Reading, at: int) -> tuple[list[tuple[str, int, int]], bool]:
    """The names joined by 、 or set side by side as 《》 that end right before a number; whether 等 leaves the list open."""
    words = reading.text.content
    first = at
    while first > 0 and reading.tokens[first - 1].kind in "pwodmg、.":
        first -= 1
    if first == at:
        return [], False
    begin, end = reading.tokens[first].start, reading.tokens[at].start
    text = words[begin:end]
    opened = re.search(r"等(?:共|这)?$", text)
    closed = re.search(r"(?:共|这|，共)$", text)
    stated = reading.tokens[at].quantity
    body = text[: (opened or closed or re.compile("$").search(text)).start()]  # type: ignore[union-attr]
    titles = [(m.group(), begin + m.start(), begin + m.end()) for m in re.finditer(r"《[^《》]+》", body)]
    if len(titles) >= 2 and (opened or closed or re.search("》$", body)):
        return titles, bool(opened)
    if "、" not in body or "《" in body:
        return [], False
    names = _named(body, begin)
    # Without 等 two kinds and one number are a sum (学校、幼儿园20所), unless the number is about as long as the list.
    if not opened and (
        stated is None or abs(stated.value - len(names)) > 2 or len(names) < 3 or re.search("共$", text)
    ):
        return [], False
    return names, bool(opened)


def _named(body: str, begin: int) -> list[tuple[str, int, int]]:
    names: list[tuple[str, int, int]] = []
    at = 0
    for piece in re.split(r"(、|和|及|以及)", body):
        if piece and piece not in {"、", "和", "及", "以及"}:
            lead = (
                re.match(
                    r".*(?:在|到|为|对|的|了|有|括|往|设立|成立|开设|建立|包含|涉及|选派|分别)(?=[一-龥]{2})",
                    piece,
                )
                if not names
                else None
            )
            skip = lead.end() if lead else 0
            names.append((piece[skip:].strip(), begin + at + skip, begin + at + len(piece)))
        at += len(piece)
    return [name for name in names if name[0]]


def _names_after(reading: Reading, at: int, noun_end: int) -> list[tuple[str, int, int]]:
    """The names in a bracket or after a colon that follows a number and its noun; none when they carry numbers."""
    index = at + 1
    while index < len(reading.tokens) and reading.tokens[index].start < max(noun_end, 0):
        index += 1
    if index >= len(reading.tokens) or reading.tokens[index].kind not in "(:":
        return []
    closing = ")" if reading.tokens[index].kind == "(" else ";"
    stop = reading.kinds.find(closing, index)
    stop = len(reading.tokens) if stop < 0 else stop
    inner = reading.tokens[index + 1 : stop]
    if (
        not inner
        or any(t.quantity is not None or t.kind == "E" for t in inner)
        or not any(t.kind == "、" for t in inner)
    ):
        return []
    body = reading.text.content[inner[0].start : inner[-1].end]
    if "，" in body or "," in body:
        return []
    return _named(re.sub(r"等$", "", body), inner[0].start)


def _announced_name(words: str, stated: re.Match[str]) -> str:
    """存在四个方面的问题: 问题; where nothing follows the number, what stands before it."""
    name = re.sub("^(?:方面)?的?|[\\s”“]+$", "", stated["what"].strip())
    name = re.split("[。，；：]|上$|中$", name)[0]
    if name not in {"", "方面"}:
        return name
    before = re.search(r"([一-龥]{2,6}?)(?:有|为|共|主要有|包括|如下|是)*以?下?$", words[: stated.start()])
    return before[1] if before else name


def list_claims(reading_words: str, offset: int) -> Iterator[Draft]:
    """一是…二是…三是… of a paragraph, with the number that announces them (form 84).

    Example:
        >>> from zeren.core.audit.grammar import outline
        >>> outline("采取三项措施：一是加强领导。二是落实责任。")[1:]
        ['enumerate 措施 =3项 [加强领导, 落实责任]']
    """
    for style in (r"(?<![一-龥])[{0}]是(?!否)", r"[（(][{0}][)）]", r"第[{0}][，,、]", r"[①②③④⑤⑥⑦⑧⑨⑩]"):
        marks = list(re.finditer(style.format(_ORDINALS), reading_words))
        runs: list[list[re.Match[str]]] = []
        for mark in marks:
            sign = re.search(rf"[{_ORDINALS}①②③④⑤⑥⑦⑧⑨⑩]", mark.group())
            rank = (
                "①②③④⑤⑥⑦⑧⑨⑩".find(sign.group())
                if sign and sign.group() in "①②③④⑤⑥⑦⑧⑨⑩"
                else _ORDINALS.find(sign.group() if sign else "")
            )
            if rank == 0:
                runs.append([mark])
            elif runs:
                runs[-1].append(mark)
        for run in runs:
            if len(run) < 2:
                continue
            ends = [m.start() for m in run[1:]] + [len(reading_words)]
            parts = []
            for mark, end in zip(run, ends, strict=True):
                words = re.split(r"[，。；;：:]|,(?!\d{3})", reading_words[mark.end() : end].strip())[0]
                parts.append(Part(words.strip(), start=offset + mark.start(), end=offset + mark.end()))
            stated = _STATED.search(reading_words[: run[0].start()])
            begin = stated.start() if stated else run[0].start()
            value = number(stated["n"]) if stated else Decimal(len(run))
            draft = Draft(
                "enumerate",
                offset + begin,
                offset + run[-1].end(),
                metric=_announced_name(reading_words, stated) if stated else "",
                unit=stated["u"] if stated else "",
                value=value,
                parts=parts,
            )
            draft.open_list = stated is None
            yield draft
