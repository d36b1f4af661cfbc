"""Lists: a count and the things it counts, named beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2}
_COUNT = r"(?P<count>(?<![\d.,])\d{1,2}(?![\d.,%％])|[一二两三四五六七八九十]{1,3})"
_UNIT = "[个项所条类种名位家县区镇乡份支门处件点次方大级育层环步]"
_FIRSTS = (
    re.compile(r"(?:(?<=[：:，。；\n])|^)\s*([一二三四五六七八九十])是"),
    re.compile(r"(?:(?<=[：:，。；\n])|^)\s*第([一二三四五六七八九十])[，、,]"),
    re.compile(r"(?:(?<=[：:。；\n])|^)\s*([1-9])[.．、](?!\d)"),
    re.compile(r"(?:(?<=[：:。；，\n])|^)\s*[（(]([一二三四五六七八九十1-9])[)）]"),
    re.compile(r"(?:(?<=[：:。；，\n])|^)\s*([①②③④⑤⑥⑦⑧⑨])"),
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨"
_ANNOUNCE = re.compile(
    rf"(?:以下|如下|下列|存在|有|做到|突出|抓好?|抓了|采取了?|实施|坚持|提出|完成了?|落实|推进|开展|主要|重点|做好|强化|聚焦|围绕|实现|从)[^，。；：:\d]{{0,8}}?{_COUNT}\s*(?:个)?\s*"
    rf"(?:{_UNIT}|方面|大|件事|支队伍)[^，。；：:]{{0,14}}[：:。，]"
    rf"|(?<![第初高年月日\d.前后])(?P<count2>[2-9]|1\d|[二两三四五六七八九]|十[一二三四五六]?)\s*(?:个)?(?:{_UNIT}|方面|大|件事|支队伍)[^，。；：:\d]{{0,14}}[：:。]"
)
_NAMES = re.compile(
    rf"(?<![^，。；：:！？（）()\n])(?P<list>[^，。；：:！？（）()\n]*、[^，。；：:！？（）()\n]+?){_COUNT}(?P<unit>{_UNIT}|大|(?=部门|学科|乡镇|单位))(?=(?P<noun>[一-龥]{{0,8}}))"
)
_QUOTED = re.compile(
    r"“(?P<list>[^”、]{1,4}(?:、[^”、]{1,4})+)”(?:等)?(?P<count>[二两三四五六七八九十]|\d)(?:个|项|种|类|大|条|字|位)?[一-龥]{1,6}"
)
_MARKED = re.compile(
    rf"(?P<list>(?:“[^“”]{{2,24}}”[、和及]?){{2,}})(?P<open>等)?(?:共)?{_COUNT}(?:个|项|种|类|大|块|面|座)(?P<noun>[一-龥]{{0,8}})"
)
_TITLES = re.compile(
    rf"(?P<list>(?:《[^《》]+》[、和及]?){{2,}})(?P<open>等)?(?:共)?{_COUNT}(?:个|项|部|份|种|本|篇)(?P<noun>[一-龥]{{0,8}})"
)
_TOGETHER = re.compile(
    r"(?P<list>[^，。；：:！？（）()“”、\n]+(?:、[^，。；：:！？（）()“”、\n]+)+)(?:“?(?P<count>[二两三四五六七八九十])位一体”?|“(?P<count2>[二两三四五六七八九十])(?:环节|步骤?|项|大|[个种项大][一-龥]{0,3})”)"
)
_INTRO = re.compile(
    rf"{_COUNT}(?P<unit>{_UNIT})(?P<noun>[^，。；：:、（）()\d]{{0,10}})(?:[（(：:]|，(?:即|分别是|分别为|依次是|包括|也就是)[：:]?|——)(?P<list>[^（）()。；：:]+)"
)
_EACH = re.compile(
    rf"{_COUNT}(?P<unit>{_UNIT})(?P<noun>[^，。；：:、（）()\d]{{0,10}}?)(?:分别)(?:由|是|为|在|设在|设于|位于|依托|对应|派驻|来自|叫做?|名为)(?P<list>[^，。；：:（）()\d]+、[^，。；：:（）()\d]+)(?=[，。；]|$)"
)
_NAMED_AS = re.compile(
    r"(?P<count>[二三四五六七八九十])(?P<unit>)(?P<noun>[一-龥]{2})(?:为|是|即|分别是|分别为)(?P<list>(?:[一-龥]{0,8}(?P=noun)、)+[一-龥]{0,8}(?P=noun))(?=[，。；]|$)"
)
# “五统一”（统一采购、统一配送…）, “四个到位”：…到位、…到位: a number in the name of a principle.
_PRINCIPLE = re.compile(
    r"“(?P<count>[二两三四五六七八九十])(?P<unit>个|项|大|种)?(?P<noun>[一-龥]{1,6})”[^，。；：（）()\d、]{0,8}(?:[（(：:]|——|，(?:即|也就是)[：:]?)(?P<list>[^（）()。；：:”]+)"
)
# 一共搞了四次演练，开学那周是消防，十月是防震，放假前是防踩踏: clauses of one build tell each in turn.
_IN_CLAUSES = re.compile(
    r"(?<![第每高初年月日])(?P<count>[二两三四五六七八九]|[2-9])(?P<unit>次|场|批|轮|个|件|项|支|所|条|位|名)(?P<noun>[^，。；：:、\d]{0,12})[，：:](?P<list>[^，。；：:]{1,12}?(?P<verb>是|为|在|讲|由|叫|获)[^，。；：:]{1,14}(?:[，；][^，。；：:]{1,12}?(?P=verb)[^，。；：:]{1,14})+)(?=[，。；]|$)"
)
# …制度、…制度、…制度，五项制度均上墙: the count stands in the clause behind the list, with the noun that ends every name.
_COUNTED_BEHIND = re.compile(
    r"(?<![^，。；：:！？（）()\n])(?P<list>[^，。；：:！？（）()、\n]+(?:、[^，。；：:！？（）()、\n]+)+)[，：](?:(?P<these>这|上述|以上|该)(?:的)?)?(?P<count>[二两三四五六七八九十]|\d{1,2})(?P<unit>[个项大类种条套张本]|大类)(?P<noun>[一-龥]{2,6}?)(?=均|都|全|已|共|一|协|相|齐|并|同|环|构|得|基|覆|贯|互|形|上墙|落|有|实|配|联|层|完|，|。|；)"
)
_JOINED = re.compile("、|以及|(?<!参)与|和(?![谐平睦])|(?<![普涉顾以])及(?![时格])|或(?!者)|暨")
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
            rest = (words[match.end() : match.end() + 3000] + following)[:3000]
            name = "count" if match["count"] else "count2"
            told, named = _number(match[name]), _run(rest) or _in_turn(rest)
            if told < 2 or named < 2 or told == named:
                continue
            span = (paragraph.start + match.start(name), paragraph.start + match.end() - 1)
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


_IN_TURN = re.compile("首先|其次|再次|再者|最后")


def _in_turn(words: str) -> int:
    """How many points 首先…其次…最后 tell, where they begin right here; 0 where they do not or do not end."""
    if not re.match(r"\s*首先", words):
        return 0
    found = _IN_TURN.findall(words.split("\n")[0])
    return len(found) if "最后" in found else 0


def _rank(sign: str) -> int:
    return (
        _CIRCLED.find(sign) + 1 if sign in _CIRCLED else int(sign) if sign.isdigit() else _DIGITS.get(sign, 0)
    )


@check("enum_count_mismatch", rule="R41：写出的个数等于列出的个数")
def names_before_their_count(case: Case) -> Iterator[Finding]:
    """督学责任区、督导反馈、复查四项制度: three are named. A list with 等 may name fewer, never more."""
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        if "、" not in words and "》《" not in words and "”“" not in words:
            continue
        for match in _NAMES.finditer(words):
            names, told = _names(match["list"]), _number(match["count"])
            if (
                names is None
                or told < 2
                or not _alike(names, match["unit"], match["noun"])
                or re.match("大类?班", match["noun"])
                # 消防、市监、交警组成6个检查组: those who form them are not they.
                or (re.search("组成$|成立$|分成$|组建$|编成$", match["list"]) and "组" in match["noun"])
            ):
                continue
            # 校长、园长，教师、家长四类人员: the list began in the clauses before.
            before = re.split("[。；：（]", words[: match.start()])[-1]
            pieces = [p for p in re.split("[，、]|和|与|及", before) if p]
            if before.endswith("，") and "、" in before and 0 < told - len(names) <= len(pieces):
                continue
            noun = re.split("[和与及]", match["noun"])[0]
            span = (sentence.start + match.start("count"), sentence.start + match.end() + len(noun))
            # Where the list carries the sentence's beginning, it is not sure where it starts.
            sure = len(names[0]) <= 6
            yield from _compare(case, match["list"], names, told, span, sure=sure)
        for pattern in (_QUOTED, _TITLES, _MARKED, _TOGETHER):
            for match in pattern.finditer(words):
                names = (
                    re.findall("《[^《》]+》|“[^“”]+”", match["list"])
                    if pattern in (_TITLES, _MARKED)
                    else match["list"].split("、")
                )
                name = "count2" if pattern is _TOGETHER and match["count2"] else "count"
                told, at = _number(match[name]), match.start(name)
                span = (sentence.start + at, sentence.start + match.end())
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
        for match in [
            *_INTRO.finditer(words),
            *_EACH.finditer(words),
            *_NAMED_AS.finditer(words),
            *_PRINCIPLE.finditer(words),
        ]:
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
            if (
                re.match("，[一-龥]{2,12}、|，(?:以及|和|及|与|还有|另|加上|再加|外加)|[；：]", tail)
                or max(len(n) for n in names) > 18
            ):
                continue
            span = (sentence.start + match.start(), sentence.start + match.start("list") + len(listed))
            yield from _compare(case, listed, names, told, span)


@check("enum_count_mismatch", rule="R41：写出的个数等于列出的个数")
def clauses_tell_each_in_turn(case: Case) -> Iterator[Finding]:
    """四次演练，开学那周是消防，十月是防震，放假前是防踩踏: three are told."""
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        for match in _IN_CLAUSES.finditer(words) if len(words) <= 400 else ():
            told = _number(match["count"])
            row = [c for c in re.split("[，；]", match["list"]) if match["verb"] in c[1:-1]]
            if (
                told == len(row)
                or told < 3
                or abs(told - len(row)) > 1
                or len(row) < 2
                or _OPEN.search(match["list"])
                or re.search(
                    "其中|主要|都是|均为|不是|还是|就是|也是|别是|要是|可是|但是|于是|因为|成为|作为|认为|以为|现在|正在",
                    match[0],
                )
                or len({len(c) // 8 for c in row}) > 1
            ):
                continue
            message = (
                f"写的是{told}{match['unit']}，逐一说到的是{len(row)}{match['unit']}，请核对个数或补全。"
            )
            span = (sentence.start + match.start(), sentence.start + match.end())
            yield case.finding(
                "enum_count_mismatch", "warn", span, message, recomputed=f"说到 {len(row)} ≠ {told}"
            )


_HEADS = re.compile(
    r"(?P<count>[二两三四五六七八九]|[2-9])(?:个|项|大|条|种)(?P<noun>抓手|重点|方面|环节|举措|措施|关口|维度|动作|突出|强化|坚持|聚焦|狠抓|到位|转变|提升|文章)[：:](?P<list>[^。\n]{8,400})"
)


@check("enum_count_mismatch", rule="R41：写出的个数等于逐一展开的个数")
def parallel_clauses_are_as_many(case: Case) -> Iterator[Finding]:
    """三个抓手：抓家访，…；抓家委会，…；抓开放日，…；抓热线，…: four begin alike."""
    for match in _HEADS.finditer(case.text.content):
        pieces = [p.strip() for p in match["list"].split("；") if p.strip()]
        told = _number(match["count"])
        if (
            len(pieces) < 2
            or len(pieces) == told
            or len({p[0] for p in pieces}) != 1
            or not re.match("[一-龥]", pieces[0])
        ):
            continue
        message = f"写的是{told}个{match['noun']}，逐一展开的是{len(pieces)}个，请核对个数或补全。"
        span = (match.start(), match.start("list"))
        yield case.finding(
            "enum_count_mismatch", "warn", span, message, recomputed=f"列出 {len(pieces)} ≠ {told}"
        )


@check("enum_count_mismatch", rule="R41：写出的个数等于列出的个数")
def names_counted_in_the_next_clause(case: Case) -> Iterator[Finding]:
    """建立联席会议制度、联控联保制度、动态监测制度、书面报告制度，五项制度均上墙公示: four are named."""
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        if "、" not in words:
            continue
        for match in _COUNTED_BEHIND.finditer(words):
            names, told, noun = _names(match["list"]), _number(match["count"]), match["noun"]
            kin = names is not None and all(
                name.strip().removesuffix("建设").endswith(noun[-2:]) for name in names
            )
            before = re.split("[。；：]", words[: match.start()])[-1]
            if names is None or told < 3 or not kin or _OPEN.search(match["list"]) or "、" in before:
                continue
            span = (sentence.start + match.start("count"), sentence.start + match.end("noun"))
            yield from _compare(case, match["list"], names, told, span)


def _names(words: str) -> list[str] | None:
    """The members of a list, or None when it is none: members with figures count something themselves."""
    outside = re.sub(r"《[^》]*》|“[^”]*”", lambda m: "书" * len(m[0]), words)
    outside = re.sub("(?:组成|构成|参与|联合|参加|在内)的?$", "", outside)
    pieces = re.split(r"、|(?<=.)(?:和|与|及|以及)(?=[^谐平睦])", outside)
    if len(pieces) < 2 or any(not piece.strip() for piece in pieces) or re.search(r"\d", outside):
        return None
    # 南山、北山乡及两个街道: a member that counts several, or the count itself is the last member.
    if re.search("[二两三四五六七八九十][个所家名乡镇县区]|(?:和|与|及|、)$", outside):
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
    if (unit and unit in "所家") or noun[:2] in {"学校", "小学", "中学", "初中", "幼儿", "高中"}:
        if all(re.fullmatch("[一-龥]{2}", name.strip()) for name in names[1:]) and len(names) >= 3:
            return re.search("[一-龥]{2}$", names[0]) is not None and noun != ""
        return all(re.search("(?:校|小学|中学|小|中|园|院|点|部|班)$", name.strip()) for name in names[:-1])
    if (unit and unit in "县区镇乡") or noun[:2] in {"乡镇", "县区", "街道"}:
        return all(name.strip()[-1:] in "县区镇乡市道" or len(name) <= 4 for name in names[1:])
    if unit in {"名", "位"} and re.match("同志|教师|校长|学生|督学|专家|老师|代表", noun):
        return all(re.fullmatch("[一-龥]{2,4}", name.strip()) for name in names[1:])
    if not noun or unit not in "个项类种大条门方级育层环步次":
        return False
    # 查看了教室、食堂、宿舍5处; 物理、化学实验室6间: rooms and places are counted, not the names; long members are clauses.
    return len(first) <= 16 and not re.match(
        "班|问题|学校|学位|学生|教师|单位|人|月|小时|工作日|百分点|课时|实验|教室", noun
    )


def _compare(
    case: Case, words: str, names: list[str], told: int, span: tuple[int, int], *, sure: bool = True
) -> Iterator[Finding]:
    named = len(names)
    open_list = _OPEN.search(words) is not None
    # 甲校和乙校 may be one name with 和 in it, and 教学与科研 one matter or two: every reading between counts.
    bare = re.sub("《[^》]*》|“[^”]*”", "书", words)
    marked = all(name[:1] in "《“" for name in names)
    least, most = (named, named) if marked else (len(bare.split("、")), len(_JOINED.split(bare)))
    # A range names more than its ends, an aside in brackets may hold more.
    behind = bare.partition("、")[2]
    loose = re.search("[至—～~-]|[学园中高级]到|[（(]", bare) or re.search("各|若干|有关|相关", behind)
    if (
        named == told
        or min(least, named) <= told <= max(most, named)
        or ((open_list or loose) and named < told)
        or abs(named - told) > max(3, told)
        or told > named * 2 + 1
    ):
        return
    more = "，并非“等”字结尾" if named < told else ""
    message = f"写的是{told}个，列出的是{named}个{more}，请核对个数或补全名单。"
    severity = "error" if sure and (marked or not open_list) and not loose else "warn"
    yield case.finding("enum_count_mismatch", severity, span, message, recomputed=f"列出 {named} ≠ {told}")
