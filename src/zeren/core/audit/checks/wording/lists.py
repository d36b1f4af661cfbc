"""Lists: a count and the things it counts, named beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_COUNT = r"(?P<count>(?<![\d.,])\d{1,2}(?![\d.,%％])|[一二两三四五六七八九十]{1,3})"
_UNIT = "[个项所条类种名位家县区镇乡份支门处件点次方大]"
_FIRSTS = (
    re.compile(r"(?:(?<=[：:，。；\n])|^)\s*([一二三四五六七八九十])是"),
    re.compile(r"(?:(?<=[：:，。；\n])|^)\s*第([一二三四五六七八九十])[，、,]"),
    re.compile(r"(?:(?<=[：:。；\n])|^)\s*([1-9])[.．、](?!\d)"),
    re.compile(r"(?:(?<=[：:。；，\n])|^)\s*[（(]([一二三四五六七八九十1-9])[)）]"),
    re.compile(r"(?:(?<=[：:。；，\n])|^)\s*([①②③④⑤⑥⑦⑧⑨])"),
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨"
_ANNOUNCE = re.compile(
    rf"(?:以下|如下|下列|存在|有|做到|突出|抓好|采取了?|实施|坚持|提出|完成了?|落实|推进|开展|主要|重点)[^，。；：:\d]{{0,8}}?{_COUNT}\s*(?:个)?\s*"
    rf"(?:{_UNIT}|方面|大)[^，。；：:]{{0,14}}[：:。]"
)
_NAMES = re.compile(
    rf"(?P<list>[^，。；：:！？（）()\n]*(?:、[^，。；：:！？（）()\n]+)+?){_COUNT}(?P<unit>{_UNIT}|大)(?P<noun>[一-龥]{{0,8}})"
)
_QUOTED = re.compile(
    rf"“(?P<list>[^”、]{{1,4}}(?:、[^”、]{{1,4}})+)”(?:等)?{_COUNT}(?:个|项|种|类|大|条|字)[一-龥]{{1,6}}"
)
_TITLES = re.compile(
    rf"(?P<list>(?:《[^《》]+》[、和及]?){{2,}})(?P<open>等)?(?:共)?{_COUNT}(?:个|项|部|份|种|本|篇)(?P<noun>[一-龥]{{0,8}})"
)
_TOGETHER = re.compile(
    r"(?P<list>[^，。；：:！？（）()“”\n]+(?:、[^，。；：:！？（）()“”\n]+)+)“?(?P<count>[二两三四五六七八九十])位一体”?"
)
_INTRO = re.compile(
    rf"{_COUNT}(?P<unit>{_UNIT})(?P<noun>[^，。；：:、（）()\d]{{0,10}})(?:[（(：:]|，(?:即|分别是|分别为|依次是|包括|也就是)[：:]?|——)(?P<list>[^（）()。；：:]+)"
)
_OPEN = re.compile(r"等|及其他|其他|如|例如|之一|以上|为主|为重点|……")
_LEAD = re.compile(
    r"^.*(?:在|到|为|对|的|了|有|括|往|设立|成立|开设|建立|包含|涉及|选派|分别|抓好|落实|健全|完善|制定|开展|实施|推进|组织|建成|坚持|突出|加强|形成|查看|聘请)(?=[一-龥“]{2})"
)


def _number(words: str) -> int:
    if words.isdigit():
        return int(words)
    if "十" in words:
        tens, _, ones = words.partition("十")
        return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)
    return _DIGITS.get(words, 0) if len(words) == 1 else 0


@check("enum_count_mismatch", rule="R41：写出的个数等于列出的个数（一是、二是…）")
def announced_points(case: Case) -> Iterator[Finding]:
    """存在五个方面的问题：一是…二是…三是…四是…: four are told (B1-84)."""
    for paragraph in case.text.paragraphs:
        if paragraph.kind == "table":
            continue
        words = case.text.content[paragraph.start : paragraph.end]
        following = _following(case, paragraph.end)
        for match in _ANNOUNCE.finditer(words):
            rest = words[match.end() :] + following
            told, named = _number(match["count"]), _run(rest)
            if told < 2 or named < 2 or told == named:
                continue
            span = (paragraph.start + match.start("count"), paragraph.start + match.end() - 1)
            message = f"前面说{told}个，后面列了{named}个，请核对个数或补全。"
            yield case.finding(
                "enum_count_mismatch", "error", span, message, recomputed=f"列出 {named} ≠ {told}"
            )


def _following(case: Case, end: int) -> str:
    """The paragraphs behind, for points that each stand in a line of their own."""
    return case.text.content[end : end + 1500]


def _run(words: str) -> int:
    """How far the points behind an announcement count on in order, in the style of the first."""
    first = min(
        ((m.start(), style) for style in _FIRSTS if (m := style.search(words)) is not None and _rank(m[1]) == 1),
        key=lambda pair: pair[0], default=None,
    )  # fmt: skip
    if first is None or first[0] > 2:
        return 0
    count = 0
    for match in first[1].finditer(words):
        number = _rank(match[1])
        if number <= count:
            break
        if number != count + 1:
            continue
        count = number
    return count


def _rank(sign: str) -> int:
    return (
        _CIRCLED.find(sign) + 1 if sign in _CIRCLED else int(sign) if sign.isdigit() else _DIGITS.get(sign, 0)
    )


@check("enum_count_mismatch", rule="R41：写出的个数等于列出的个数")
def names_before_their_count(case: Case) -> Iterator[Finding]:
    """督学责任区、督导反馈、复查四项制度: three are named. A list with 等 may name fewer, never more."""
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        if "、" not in words and "》《" not in words:
            continue
        for match in _NAMES.finditer(words):
            names, told = _names(match["list"]), _number(match["count"])
            if (
                names is None
                or told < 2
                or not _alike(names, match["unit"], match["noun"])
                or re.match("大类?班", match["noun"])
            ):
                continue
            span = (sentence.start + match.start("count"), sentence.start + match.end())
            yield from _compare(case, match["list"], names, told, span)
        for pattern in (_QUOTED, _TITLES, _TOGETHER):
            for match in pattern.finditer(words):
                names = (
                    re.findall("《[^《》]+》", match["list"])
                    if pattern is _TITLES
                    else match["list"].split("、")
                )
                told = _number(match["count"])
                span = (sentence.start + match.start("count"), sentence.start + match.end())
                listed = match["list"] + (match.groupdict().get("open") or "")
                if told >= 2 and len(names) >= 2:
                    yield from _compare(case, listed, names, told, span)


@check("enum_count_mismatch", rule="R41：写出的个数等于列出的个数")
def names_after_their_count(case: Case) -> Iterator[Finding]:
    """8所学校（甲、乙、丙…）; 六大行动，即甲、乙、丙…."""
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        if "、" not in words:
            continue
        for match in _INTRO.finditer(words):
            listed = re.split("，", match["list"])[0]
            tail = words[match.start("list") + len(listed) :]
            names, told = _names(listed), _number(match["count"])
            if (
                names is None
                or told < 2
                or re.search(r"\d", listed)
                or re.match("其中|含|不含|占|共", listed)
            ):
                continue
            # A clause behind the list may carry it on: 即甲、乙，丙、丁.
            if re.match("，[一-龥]{2,12}、", tail) or max(len(n) for n in names) > 18:
                continue
            span = (sentence.start + match.start(), sentence.start + match.start("list") + len(listed))
            yield from _compare(case, listed, names, told, span)


def _names(words: str) -> list[str] | None:
    """The members of a list, or None when it is none: members with figures count something themselves."""
    outside = re.sub(r"《[^》]*》|“[^”]*”", lambda m: "书" * len(m[0]), words)
    pieces = re.split(r"、|(?<=.)(?:和|与|及|以及)(?=[^谐平睦])", outside)
    if len(pieces) < 2 or any(not piece.strip() for piece in pieces) or re.search(r"\d", outside):
        return None
    return pieces


def _alike(names: list[str], unit: str, noun: str) -> bool:
    """Whether the names can be what is counted.

    Every member but the first (which may carry the sentence's beginning) is short, and the counted noun is their kind: it ends
    the names (…小学、…学校 8所学校) or names are bare words before a 项/个/类 of something.
    """
    first = _LEAD.sub("", names[0])
    if any(len(name) > 14 for name in names[1:]):
        return False
    if unit in "所家" or noun[:2] in {"学校", "小学", "中学", "初中", "幼儿", "高中"}:
        return all(re.search("(?:校|小学|中学|小|中|园|院|点|部|班)$", name.strip()) for name in names[:-1])
    if unit in "县区镇乡" or noun[:2] in {"乡镇", "县区", "街道"}:
        return all(name.strip()[-1:] in "县区镇乡市道" or len(name) <= 4 for name in names[1:])
    if not noun or unit not in "个项类种大条门方":
        return False
    # 查看了教室、食堂、宿舍5处; 物理、化学实验室6间: rooms and places are counted, not the names; long members are clauses.
    return len(first) <= 16 and not re.match(
        "班|问题|学校|学位|学生|教师|单位|人|月|小时|工作日|百分点|课时|实验|教室", noun
    )


def _compare(case: Case, words: str, names: list[str], told: int, span: tuple[int, int]) -> Iterator[Finding]:
    named = len(names)
    open_list = _OPEN.search(words) is not None
    # 甲校和乙校 may be one name with 和 in it: the strict reading by 、 decides then.
    strict = len(re.split("、", re.sub("《[^》]*》|“[^”]*”", "书", words)))
    if named == told or strict == told or (open_list and named < told) or abs(named - told) > max(3, told):
        return
    more = "，并非“等”字结尾" if named < told else ""
    message = f"写的是{told}个，列出的是{named}个{more}，请核对个数或补全名单。"
    yield case.finding("enum_count_mismatch", "error", span, message, recomputed=f"列出 {named} ≠ {told}")
