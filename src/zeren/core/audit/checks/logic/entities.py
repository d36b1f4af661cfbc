"""Names that do not fit: another county's bureau in our report, a kind of school inside one that excludes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_BUREAU = "教育局|教育体育局|教育和体育局|教体局|人民政府|政府|委教育工作领导小组|委|政府教育督导委员会|教育督导委员会"
_ACTS = "将|要|已|始终|继续|坚持|认真|高度|严格|进一步|积极|切实|全面|深入|紧紧|教育系统|全体|领导班子|师生|按照|结合|现有|共有|、县|、区"
_PLACE = re.compile(
    rf"(?:(?<=^)|(?<=[，。；、：“（\s由经]))(?P<place>[一-龥]{{2,3}}[县区旗])(?P<body>{_BUREAU})?(?=(?P<next>[一-龥]{{0,10}}?(?:{_ACTS})|[，。；\s）]|$))"
)
_SCHOOL = re.compile(
    rf"(?:(?<=^)|(?<=[，。；、：“（\s]))(?P<place>[一-龥]{{2,6}}?(?:小学|中学|幼儿园|学校))(?=(?P<next>(?:{_ACTS})))"
)
_GENERIC = re.compile(
    "^(?:我|全|本|各|该|市辖|开发|示范|试验|实验|片|学|校|社|城|园|地|山|辖|景|新|老|主城|贫困|强|外|邻|兄弟|高新|农|林|牧|灾|责任|督学|功能|工业|整个|其他|部分|有的|两|三|几|多|某|基地|先进|一般)"
    "|(?:校|学|园|片|社|城|地|山|责任|示范|试验|实验|辖|新|开发|高新|农牧|矿|林|库|街)区$|强县$|大县$|小县$|牧区$"
)
_TOGETHER = re.compile("与|和|同|赴|到|向|学习|考察|结对|对口|协作|交流|援|邀请|来自|跨|帮扶|联合")


@check("entity_mismatch", rule="报告单位前后一致：借用别处文字留下的地名、校名")
def other_places(case: Case) -> Iterator[Finding]:
    """Another county's own bureau acting in our report (“白荻县教育局将继续…”); upper levels and partners are named rightly."""
    own = _own(case.org)
    if not own:
        return
    school = re.search("小学|中学|幼儿园|学校$", own) is not None
    pattern = _SCHOOL if school else _PLACE
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        if own in words:
            continue
        for match in pattern.finditer(words):
            place = match["place"]
            if _GENERIC.search(place) or own in place or place in own or place in case.org:
                continue
            body = match.groupdict().get("body") or ""
            if not body and not re.search(_ACTS, match["next"] or ""):
                continue
            if (
                not body
                and not school
                and match["next"]
                and not re.match(f"[一-龥]{{0,2}}(?:{_ACTS})", match["next"])
            ):
                continue
            near = words[max(0, match.start() - 6) : match.end() + 12]
            if _TOGETHER.search(near):
                continue
            end = match.end("body") if body else match.end("place")
            span = (sentence.start + match.start("place"), sentence.start + end)
            message = f"本报告的单位是“{case.org}”，这里却写成“{case.text.content[span[0] : span[1]]}”，疑为借用他处文字未改，请核对。"
            yield case.finding("entity_mismatch", "error", span, message)


def _own(org: str) -> str:
    """The name by which the reporting unit calls itself: 梧川县, 荻花小学."""
    school = re.search("[一-龥]{2,}?(?:小学|中学|幼儿园|学校)", org)
    if school is not None:
        return re.sub("^.*[省市县区州镇乡]", "", school[0]) or school[0]
    place = re.sub(f"(?:{_BUREAU})+.*$", "", org)
    found = re.search("([一-龥]{2,3}[县区旗市州])$", re.sub("^.*[省市州](?=[一-龥]{2})", "", place))
    return found[1] if found else ""


_INSIDE = {
    r"完全中学|完中": "九年一贯制|小学|幼儿园|初级中学",
    r"(?:普通)?高中|高级中学": "九年一贯制|小学|初级中学|幼儿园|初中",
    r"小学(?!教学点)": "初级中学|完全中学|高中|幼儿园|初中|中学",
    "幼儿园": "小学|初中|高中|完全中学|中学",
    r"初级中学|初中": "小学|完全中学|高级中学|幼儿园|高中",
}
_FOLDED = re.compile("附设|附属|教学点|部|学段|班")


@check("entity_mismatch", rule="学校类型：九年一贯制没有高中，不属于完全中学（B3-27）")
def school_kinds(case: Case) -> Iterator[Finding]:
    """完全中学4所（含2所九年一贯制学校）: one kind counted inside another that excludes it."""
    for outer, inner in _INSIDE.items():
        pattern = re.compile(
            rf"(?<![一-龥])(?:[一-龥]{{0,6}}?)(?:{outer})\s*(?:共有|有|共)?\d+\s*所\s*[（(，,]\s*(?:含|其中|包括)[^）)，。；]{{0,6}}?"
            rf"(?:\d+\s*所?\s*(?:{inner})|(?:{inner})(?:学校)?\s*\d+\s*所)[^）)，。；]{{0,6}}[）)]"
        )
        for match in pattern.finditer(case.text.content):
            if _FOLDED.search(match[0]):
                continue
            message = "括号里的学校类型不属于括号外的类型，请核对学校分类。"
            yield case.finding("entity_mismatch", "error", match.span(), message)


_SELF = re.compile("[我本](?P<kind>[区县旗校园])(?![一-龥]{0,2}(?:级以上|外|际))")


@check("entity_mismatch", rule="自称前后一致：区里的报告不说“我县”，小学的报告不说“我园”")
def own_kind_of_unit(case: Case) -> Iterator[Finding]:
    """我县 in a district's report; 我区 once among many 我县: a text borrowed from elsewhere."""
    found: dict[str, list[tuple[int, int]]] = {}
    for match in _SELF.finditer(case.text.content):
        found.setdefault(match["kind"], []).append(match.span())
    own = re.search("([区县旗])(?:[一-龥]{0,3}(?:教育|教体|人民政府|政府|委))", case.org)
    school = re.search("幼儿园$|园$", case.org), re.search("小学$|中学$|学校$", case.org)
    for group, mine in (
        ("区县旗", own[1] if own else ""),
        ("校园", "园" if school[0] else "校" if school[1] else ""),
    ):
        told = {kind: spans for kind, spans in found.items() if kind in group}
        if not mine and len(told) > 1:
            mine = max(told, key=lambda kind: len(told[kind]))
            if sorted(len(s) for s in told.values())[-2] == len(told[mine]):
                continue
        for kind, spans in told.items():
            if mine and kind != mine:
                first = spans[0]
                unit = case.org or f"我{mine}"
                message = f"报告单位是“{unit}”，这里却自称“{case.text.content[slice(*first)]}”，疑为借用他处文字未改，请核对。"
                yield case.finding("entity_mismatch", "error" if case.org else "warn", first, message)
