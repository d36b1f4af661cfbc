"""Names that do not fit: another county's bureau in our report, a kind of school inside one that excludes it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_BUREAU = "教育局|教育体育局|教育和体育局|教体局|人民政府|政府|委教育工作领导小组|委|政府教育督导委员会|教育督导委员会"
_ACTS = "各校|各学校|各乡镇|各单位|县委|副?[县区]长|党委|是|位于|创办|始建|占地|教育事业|教育工作|教育发展|教育质量|各级|中小学|义务教育|学前教育|对照|20\\d\\d年|全面|将|要|已|始终|继续|坚持|认真|高度|严格|进一步|积极|切实|全面|深入|紧紧|教育系统|全体|领导班子|师生|按照|结合|现有|共有|、县|、区"
_PLACE = re.compile(
    rf"(?:(?<=^)|(?<=[，。；、：“（\s由经于受])|(?<=以上是)|(?<=以上为)|(?<=现将))(?P<place>[一-龥]{{2,3}}[县区旗])(?P<body>{_BUREAU})?(?=(?P<next>[一-龥]{{0,10}}?(?:{_ACTS})|[，。；\s）]|的|$))"
)
_ISSUED = re.compile(r"《(?P<place>[一-龥]{2,3}[县区旗])[^》]{2,40}(?:办法|方案|意见|通知|细则|规定|计划)》")
_SCHOOL = re.compile(
    rf"(?:(?<=^)|(?<=[，。；、：“（\s]))(?P<place>[一-龥]{{2,6}}?(?:小学|中学|幼儿园|学校))(?=(?P<next>(?:{_ACTS}|教学|管理|办学|校园|课堂|常规|德育|领导|班子|制度)))"
)
_GENERIC = re.compile(
    "[一二两三四五六七八九十几多]\\w?[县区旗]$|^(?:加快|推动|促进|深化|优化|强化|带动|助力|服务|辐射|统筹|立足|面向|整合|开展|组织|推进|实施|加强|建立|打造|创建|构建|聚焦|围绕|依托|通过|鼓励|支持|实现|提升|覆盖|涉及|深入|走进|联合|我|全|本|各|该|市辖|开发|示范|试验|实验|片|学|校|社|城|园|地|山|辖|景|新|老|主城|贫困|强|外|邻|兄弟|高新|农|林|牧|灾|责任|督学|功能|工业|整个|其他|部分|有的|两|三|几|多|某|基地|先进|一般)"
    "|(?:校|学|园|片|社|城|地|山|责任|示范|试验|实验|辖|新|开发|高新|农牧|矿|林|库|街|教学|办公|生活|运动|活动|就餐|阅读|休息|宿舍|施教|招生|服务|安置|先行|试点|集中|自治|特|误|盲|禁|小|厂|营|灾|专|边|建设|展示|操作|种植|体验|隔离|绿化|游戏|美工|表演|辖|学)区$|强县$|大县$|小县$|牧区$"
)
_TITLE = re.compile(
    r"^\s*(?:关于)?(?P<place>[一-龥]{2,3}[县区旗])(?:教育局|教育体育局|教体局|人民政府|政府|委教育工作领导小组)?(?:关于)?(?:(?:19|20)\d{2}|[一-龥]{0,12}(?:教育|督导|责任|考核|自查|履行))[^，。；]{0,30}(?:报告|总结|方案|汇报|计划|情况|意见|要点|说明)$"
)
_TOGETHER = re.compile("与|和|同|赴|到|向|学习|考察|结对|对口|协作|交流|援|邀请|来自|跨|帮扶|联合")


@check("entity_mismatch", rule="报告单位前后一致：借用别处文字留下的地名、校名")
def other_places(case: Case) -> Iterator[Finding]:
    """Another county's own bureau acting in our report (“白荻县教育局将继续…”); upper levels and partners are named rightly."""
    own = _own(case.org)
    if not own:
        return
    school = re.search("小学|中学|幼儿园|学校$", own) is not None
    if own[-1:] in "市州":
        return  # its counties may all be named
    pattern = _SCHOOL if school else _PLACE
    for match in _ISSUED.finditer(case.text.content) if not school else ():
        place = match["place"]
        if not _GENERIC.search(place) and own not in place and place not in case.org:
            message = f"本报告的单位是“{case.org}”，依据的却是“{place}”的文件，疑为借用他处文字未改，请核对。"
            yield case.finding("entity_mismatch", "warn", (match.start("place"), match.end("place")), message)
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        if own in words:
            continue
        for match in pattern.finditer(words):
            place = match["place"]
            if _GENERIC.search(place) or own in place or place in own or place in case.org:
                continue
            body = match.groupdict().get("body") or ""
            if not body and not school and not re.search(_ACTS, match["next"] or ""):
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


@check("entity_mismatch", rule="标题里的单位就是报告单位")
def other_places_in_titles(case: Case) -> Iterator[Finding]:
    """南麓县2023年自查报告 at the head of another county's report."""
    own = _own(case.org)
    for paragraph in case.text.paragraphs[:4] if own and own[-1] in "县区旗" else ():
        match = _TITLE.match(case.text.content[paragraph.start : paragraph.end])
        if (
            match is None
            or _GENERIC.search(match["place"])
            or own in match["place"]
            or match["place"] in case.org
        ):
            continue
        span = (paragraph.start + match.start("place"), paragraph.start + match.end("place"))
        message = f"本报告的单位是“{case.org}”，标题却写“{match['place']}”，疑为借用他处文字未改，请核对。"
        yield case.finding("entity_mismatch", "error", span, message)


_ACTING = re.compile(
    rf"(?:(?<=^)|(?<=[，。；：\s]))(?P<place>[一-龥]{{2,3}}[县区旗])(?P<body>{_BUREAU})?(?=(?:{_ACTS}|[，]))"
)


@check("entity_mismatch", rule="一份报告说的是一个县区：别处的县名、局名不应自己行事")
def one_county_speaks(case: Case) -> Iterator[Finding]:
    """Without a given unit: a county that acts once among many sentences in which another one does."""
    if case.org:
        return
    found: dict[str, list[tuple[int, int]]] = {}
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        for match in _ACTING.finditer(words):
            near = words[max(0, match.start() - 6) : match.end() + 12]
            if not _GENERIC.search(match["place"]) and not _TOGETHER.search(near):
                found.setdefault(match["place"], []).append(
                    (sentence.start + match.start(), sentence.start + match.end())
                )
    if len(found) != 2:
        return
    (rare, places), (own, others) = sorted(found.items(), key=lambda pair: len(pair[1]))
    if len(places) == 1 and len(others) >= 2 and rare[-1] == own[-1] and others[0][0] < places[0][0]:
        message = f"全文说的是“{own}”，这里却写成“{case.text.content[slice(*places[0])]}”，疑为借用他处文字未改，请核对。"
        yield case.finding("entity_mismatch", "warn", places[0], message, others=(others[0],))


_HELD = re.compile(
    "(?<![一-龥])(?:[一-龥]{0,12}?(?:依托|由|在|以|将|把|建好|办好|利用|是|对|经|从|委托|用好))?(?P<place>[一-龥]{2}[县区旗])(?=(?:职业|职教|中等|高级|教师进修|教师发展|第[一二三四五六]|实验|特殊教育|机关|民族|青少年|教育局|教体局|人民政府|党委|政府))"
)


@check("entity_mismatch", rule="我县自己办的学校、机构，不冠别县的名")
def our_own_bear_our_name(case: Case) -> Iterator[Finding]:
    """我县将依托霞岭县职业技术学校建设实训基地 in another county's report."""
    own = _own(case.org)
    for sentence in case.text.sentences if own and own[-1] in "县区旗" else ():
        words = case.text.content[sentence.start : sentence.end]
        if own in words or not re.search("[我本全][县区旗局]", words):
            continue
        for match in _HELD.finditer(words):
            place = match["place"]
            near = words[max(0, match.start("place") - 8) : match.end() + 8]
            if _GENERIC.search(place) or place in case.org or _TOGETHER.search(near):
                continue
            span = (sentence.start + match.start("place"), sentence.start + match.end("place"))
            message = f"本报告的单位是“{case.org}”，这里却写成“{place}”，疑为借用他处文字未改，请核对。"
            yield case.finding("entity_mismatch", "warn", span, message)


# 奋力谱写梧泽区教育…的新篇章: the closing words of a report speak of its own place.
_CLOSING = re.compile(
    "(?:谱写|书写|续写|奏响|开创|开启|推动|推进|助推|助力|促进|提升|加快|办好|打造|擦亮|绘就|描绘|建设|实现|引领|托起|满意的|优质的|特色的|服务|为|对|支撑|夯实|构建|发展|走出|全力|增强|提振|激发|凝聚|提高|鼓舞|关爱|保障|维护|满足|回应)了?(?:新时代|新时期|“?十[四五]五”?时?期?)?(?P<place>[一-龥]{2}[县区旗])(?=(?:基础|学前|义务|职业|高中)?教育(?!局|部门|厅|园区|实践基地)|(?:全体)?(?:教师|师生|学生|校长|群众|家长|中小学|幼儿园)|经济社会|高质量发展|现代化|办学|人民满意|优质均衡|发展|孩子|学子|的(?:教育|未来|明天|孩子|发展))"
)


@check("entity_mismatch", rule="结尾所说的地方就是报告单位所在地")
def closing_words_are_of_our_place(case: Case) -> Iterator[Finding]:
    """奋力谱写梧泽区教育优质均衡发展的崭新篇章 in a report of 澜溪区."""
    own = _own(case.org)
    for match in _CLOSING.finditer(case.text.content) if own and own[-1] in "县区旗" else ():
        place = match["place"]
        near = case.text.content[max(0, match.start() - 8) : match.end() + 8]
        if (
            _GENERIC.search(place)
            or place in case.org
            or place in own
            or re.search(
                "[的和与及各我们了着在了是把将本全个]|强.$|(?:城|片|园|社|校|学|山|新|老|主|辖)[区]$", place
            )
            or _TOGETHER.search(near.replace("共同", ""))
        ):
            continue
        message = f"本报告的单位是“{case.org}”，这里却写成“{place}”，疑为借用他处文字未改，请核对。"
        yield case.finding("entity_mismatch", "warn", match.span("place"), message)


_NAME = re.compile(
    "(?:(?<=^)|(?<=[，。；、：“（\n的]))(?P<name>[一-龥]{2,4}?(?:小学|中学|幼儿园))(?=(?P<next>[一-龥]{0,2}))"
)
_SELF_TOLD = re.compile("(?<![一-龥])(?:该校|学校|该园|我校|我园)|(?:该校|该园|我校|我园)")


@check("entity_mismatch", rule="一份校评、校报说的是一所学校")
def one_school_is_told_of(case: Case) -> Iterator[Finding]:
    """评审意见：青黛小学… 枫桦小学的每一位家长…认定该校: another name slipped in."""
    if case.org:
        return
    for paragraph in case.text.paragraphs:
        words = case.text.content[paragraph.start : paragraph.end]
        found = list(_NAME.finditer(words)) if len(_SELF_TOLD.findall(words)) >= 2 else []
        named = [
            m
            for m in found
            if not re.match("[全各我本该一二三四五六七八九十多两几]|农村|城区|乡镇|中心", m["name"])
        ]
        names = list(dict.fromkeys(m["name"] for m in named))
        if len(names) != 2 or named[0].start() > 24 or sum(m["name"] == names[1] for m in named) != 1:
            continue
        other = next(m for m in named if m["name"] == names[1])
        near = words[max(0, other.start() - 10) : other.end() + 8]
        alike = names[0][-2:] == names[1][-2:] and names[0] not in names[1] and names[1] not in names[0]
        if not alike or _TOGETHER.search(near) or re.search("、|等|原|前身|合并|并入|毕业|升入|更名", near):
            continue
        if re.search("[，。；：“]", words[other.start() - 1 : other.start()]) and other["next"][:1] in {
            "的",
            "始",
            "坚",
            "全",
            "师",
        }:
            span = (paragraph.start + other.start(), paragraph.start + other.end())
            message = f"前面说的是“{names[0]}”，这里却写成“{names[1]}”，疑为借用他处文字未改，请核对。"
            first = (paragraph.start + named[0].start(), paragraph.start + named[0].end())
            yield case.finding("entity_mismatch", "warn", span, message, others=(first,))


_GRADES = re.compile(
    "小学(?:部|阶段)?[七八九]年级|(?:幼儿园|我园)[一二三四五六七八九]年级|高中[四五六七八九]年级|初中(?:部|阶段)?[五六]年级|初级中学[^。；、]{0,16}一至六年级|(?<!九年)(?:完全)?小学[^。；、，]{0,8}七至九年级"
)


@check("entity_mismatch", rule="年级与学段相符：小学没有七至九年级，幼儿园没有年级")
def grades_of_stages(case: Case) -> Iterator[Finding]:
    """小学八年级; 幼儿园三年级."""
    for match in _GRADES.finditer(case.text.content):
        message = f"“{match[0]}”的年级与学段不符，请核对。"
        yield case.finding("entity_mismatch", "warn", match.span(), message)


_INSIDE = {
    r"九年一贯制(?:学校)?|九年制学校": "完全中学|高级中学|普通高中|幼儿园",
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
            rf"(?:\d+\s*所?\s*(?:{inner})|(?:{inner})(?:学校)?\s*\d+\s*所)[^）)，。；]{{0,6}}[）)，。；]"
        )
        for match in pattern.finditer(case.text.content):
            if _FOLDED.search(match[0]):
                continue
            message = "括号里的学校类型不属于括号外的类型，请核对学校分类。"
            yield case.finding("entity_mismatch", "error", match.span(), message)


_SELF = re.compile(
    "(?:[我本]|全(?=[区县](?:上下|教育系统|各级各类)))(?P<kind>[区县旗校园])(?![一-龥]{0,2}(?:级以上|外|际))"
)


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
