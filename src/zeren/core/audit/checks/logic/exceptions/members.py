"""Members: one or a few of those of whom “all” was said, named or counted, that are told to be still otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from zeren.core.audit.checks.logic.matters import told_otherwise
from zeren.core.audit.checks.logic.universals import (
    COMMON,
    EXEMPT,
    OTHER_LEDGER,
    PAPERS,
    clauses,
    kinds_fit,
    other_owner,
)
from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_UNIT = "[所项个名人处条家件户间台座位起栋支批辆幢套校园村镇乡县区班门份例部张组片口本笔节场篇页堂道只床扇块间种类]"
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+|[一二两三四五六七八九十百]+)"
_FEW = re.compile(rf"(?<![第\d年月至—.])(?P<n>{_NUMBER})(?P<unit>{_UNIT})(?![%％月级])")
# Said of all without reserve: 悉数竣工, 无一例外收归自营, 一个不漏, 本本有内容, 12个班都用上了, 悬挂率100%.
_ALL = re.compile(
    r"(?P<adverb>应[一-龥]尽[一-龥]|悉数|无一例外|尽数|全数|统统|通通|全部|全都|一律|皆|均已?|都(?!市|城|会|江)|全员|全额|全覆盖|无一不|不留死角|无死角|无遗漏|每一?(?P<each>[所个名位户班间处台套])|百分之百|齐刷刷|清一色)(?!不|没|未|是为了)"
    rf"|[一两](?P<none>{_UNIT})(?:[一-龥]{{0,4}}[也都]|都|也)?(?:不|没有?|未)(?:落|漏|少|差|缺|拉|掉)"
    r"|(?P<twice>[本页校园村户家班个处件项间台场节篇堂床扇辆栋张份人])(?P=twice)(?![通之间合联与不]|[，。；、])"
    r"|率(?:已|均|都|继续|保持|稳定)*(?:达到?了?|为|是|在|保持在?)?(?:100[%％]|百分之百)"
)
_SOFT = re.compile(
    "基本|大部分|多数|绝大|总体|大体|除|大都|不是|并非|未必|目标|力争|确保|要求|计划|将(?!近)|争取|到20|下一步|逐步|推动|努力|如果|若|是否|能否|不等于|凡|其余|其他|剩余|余下|别的|外，|(?<![供响适反效相对])应(?!急|[^，。；]{0,14}\\d)|须|必须|规定|去年|上年|往年|原来|曾|希望|建议|不都|不一定|首都|成都|同比|平均"
)
# What opens an exception to the last thing said of all.
_ONLY = re.compile(
    "^(?:唯|惟|唯有|惟有|唯独|惟独|独|独有|只是|只有|仅有|只剩|仅剩|只余|仅余|独剩|就差|单单|偏偏)"
)
_LONE = re.compile("^(?:唯|惟|独|[只仅]剩|[只仅]余|就差)")
_TURN = re.compile(
    "但|不过|然而|可是|却|美中不足|需要指出|值得注意|花名册|台账|统计显示|核对|比对|通报|反映|存在问题|问题是|不足是|不足之?处|短板|遗憾|可惜|抽查|实地|走访|查看|看到|翻[看阅]|调阅|查[一-龥]{1,4}时|随机|座谈|剩余|剩下|余下|尚余|暗访|核查|巡查|复查|之中|当中|其中|唯|惟|只是|发现"
)
_STILL = re.compile(
    "仍(?!优|高于|好于|保持|符合|达|处于|稳|居|属|需|要|将|应|须|可|能|然需|然要)|依然|依旧|还在(?=施工|建设|等|走|排|审|办|装|改|用|由)|还是(?=老|旧|原|土|砖|煤|露天|平房|手写|纸质)|还(?:没|未|停|缺|差|空|用|由|挂|有|剩)|尚(?!且)|至今|迟迟|再无|再没|未(?!来|成年|经)|没有?|(?<![至不减多])少[开上排设配修讲]|漏[开上排]|停[开上课]|已过期|失效|被?吊销|兼任|兼代|代管|空缺|挂名|空着|缺失|闲着|无人|漏|趴在|拖着|欠着|停在|滞留"
)
_WISH = re.compile(
    "不(?:稳|清|理想|规范|便|准|流畅|佳|熟)|需|有待|加强|提升|提高|不够|不高|不强|(?<!偏)偏(?![偏远僻])|较|薄弱|不足|不均|不平衡|完善|下一步|计划|拟|将(?!近)|争取|力争|希望|建议|预计|要(?!求)|如|若|防止|避免|备用|备份|没有?发生|没有?出现|未发生|未出现|未发现|没发现"
)
_PAST = re.compile("去年|上年|往年|此前|以前|过去|原先|原来|当初|年初|整改前|改造前|以往|那时|曾")
_MEMBER = re.compile(
    "[一-龥]{2,8}?(?:乡|镇|街道|小学|中学|幼儿园|中心园|学校|教学点|村|校区|园区|分校|分园|初中|高中|完小|村小)|[一二三四五六七八九初高]{1,2}[（(][一二三四五六七八九十\\d]+[)）]班|(?:[一二三四五六七八九]年级|[初高][一二三])[一-龥（(）)\\d]{0,4}班|[一二三四五六七八九]年级(?=[没未仍尚还至迟])|有(?:一|[二两三四五六七八九十]|\\d+)|“[^”]{1,8}”[一-龥]{1,4}|[一-龥]{2,6}专业(?!教师|课)|\\d+号楼|宿舍楼|教学楼|(?:语文|数学|英语|物理|化学|理化|文综|体育|艺术|美术|音乐|科学)组"
)
_KIND = {
    "班": "班", "校": "校|小学|中学|完小|村小|教学点", "所": "校|园|小学|中学|完小|村小|教学点", "园": "园", "镇": "镇|乡|街道", "乡": "镇|乡|街道",
    "个": "专业|镇|乡|街道|村|班|校区|园", "项": "楼|项目|工程|小学|中学|园", "村": "村",
}  # fmt: skip
_SMALL = re.compile(
    "全[县区市校镇乡国省]|[我本该各][县区市校园局]|所有|全部|已经|目前|现在|其中|存在|问题|情况|工作|学校|教师|学生|进行|组织|建立|完成|实现|达到|落实|开展"
)
_PLAIN = frozenset(
    "·的了在一是不有个人校学生教师园县区镇乡村所年月中小大全和与及为到上下名项对用都均已也实现后前新各级公"
)
_SCOPE = re.compile(
    "城区|县城|农村|乡镇|山区|公办|民办|小学|初中|高中|中职|幼儿园|学前|特教|[一二三四五六七八九]年级|起始年级|毕业年级|新[建办设]|在编|编外|临聘|专任|毕业班|寄宿|走读|义务教育|男|女"
)
_NEW = re.compile(
    "又发现|新(?:问题|情况|建|增|办|设|投|招|入|调|近|开|来|生|发现|排查)|刚|后来|之后又|次年|明年|今后"
)
_MENDED = re.compile(
    "[已均][经]?[^，。；]{0,8}(?:补|完成|到位|整改|解决|落实|返|结|办|装|配|齐|处理|修复|恢复)|随后|次日|当天|立即|即时|限期内|月底前[^，。；]{0,4}(?:完成|补齐)|整改完毕|已?补[齐上办签]"
)
# 全部纳入管理, 全部接受验收: what is only begun says nothing of the end.
_BEGUN = re.compile(
    "(?:已经?)?(?:接受|参加|参与|制定|开展|纳入|启动|进行|申报|列入|安排|报名|提交|推进|签订|编制|上报|立项|自查)"
)
_WANTING = re.compile("[（(]?[一二三四五\\d]*[）)、.]?(?:存在的?|主要|发现的?|突出)?(?:问题|不足|短板)")
_SOME_OF = re.compile(
    "[^，。；的]{1,8}的(?:学校|教师|学生|乡镇|幼儿园|项目|班级|[所个名])?(?:有|共|为|占|达|·)"
)
_RATED = re.compile(
    "(?P<stem>[一-龥]{2})率(?:已|均|都|继续|保持|稳定)*(?:达到?了?|为|是|在|保持在?)?(?:100[%％]|百分之百)"
)
_PERSONS = frozenset("人名位个")
WEIGHT = 4  # signs of an exception that together make one
REACH = 200  # letters between what is said of all and the exception


@dataclass(frozen=True, slots=True)
class _All:
    start: int
    end: int
    clause: str
    words: str
    units: frozenset[str]
    number: str
    told: str
    verb: str


@check("all_vs_exception", rule="写“全部”“悉数”“一个不漏”的，不能又写其中哪一个仍是例外")
def no_member_is_left_out(case: Case) -> Iterator[Finding]:
    """十二项实事悉数竣工 … 唯东岭小学综合楼仍在主体施工; 12个班都用上了一体机。六（2）班那台还没有装."""
    content = case.text.content
    for at, paragraph in enumerate(case.text.paragraphs):
        following = case.text.paragraphs[at + 1 : at + 2]
        # What is found wanting may stand in a line of its own.
        more = [p.end for p in following if _WANTING.match(content, p.start, p.end) and p.kind != "table"]
        words = content[paragraph.start : (more or [paragraph.end])[0]]
        if paragraph.kind == "table" or not _ALL.search(words) or not _STILL.search(words):
            continue
        row = [(start, clause) for start, clause in clauses(words) if _STILL.search(clause)]
        for every in _alls(words):
            found = next(
                (
                    (start, clause)
                    for start, clause in row
                    if every.end <= start <= every.end + REACH and _outside(words, every, start, clause)
                ),
                None,
            )
            if found is None:
                continue
            start, clause = found
            span = (paragraph.start + start, paragraph.start + start + len(clause))
            message = f"前面说“{every.words}”，这里又说“{clause}”，请改为实际数字，或写明是另外的范围。"
            yield case.finding(
                "all_vs_exception", "error" if _LONE.search(clause) else "warn", span, message,
                others=((paragraph.start + every.start, paragraph.start + every.end),), recomputed=f"{every.words} ≠ {clause}",
            )  # fmt: skip
            break


def _alls(words: str) -> Iterator[_All]:
    """What is said of all in a paragraph, with the clause it stands in and the units it counts."""
    for match in _ALL.finditer(words):
        begin = max(words.rfind(mark, 0, match.start()) for mark in "，。；：！？\n") + 1
        stop = re.search("[，。；：！？\n]", words[match.end() : match.end() + 200])
        end = match.end() + stop.start() if stop else len(words)
        begin, end = max(begin, match.start() - 80), min(end, match.end() + 80)
        # 接入率93.8%、带宽均在100M以上: what has a number of its own is told apart.
        listed = re.match(r".*\d[%％]?[一-龥]{0,2}、", words[begin : match.start()])
        begin += listed.end() if listed else 0
        clause = words[begin:end]
        if _SOFT.search(clause.replace(match[0], "") if match[0][0] == "应" else clause) or re.search(
            "^(?:[^，。；]{0,8})(?:未|没|不)", words[match.end() : end][:4]
        ):
            continue
        before = words[max(0, begin - 40) : end]
        counted = list(_FEW.finditer(before))
        units = {m["unit"] for m in counted}
        units |= {match[name] for name in ("none", "twice", "each") if match[name]}
        number = next((m[0] for m in reversed(counted) if m["n"] not in "一1"), "")
        late = begin if match["none"] or match[0][0] in "率应" else match.end()
        verb = re.sub("[^一-龥]", "·", words[late:end])
        # Who it is said of may stand a clause before, where the clause itself does not name them.
        own = len(re.findall("[一-龥]", words[begin : match.start()])) >= 3 or listed
        lead = "" if own else words[max(0, begin - 12) : begin]
        told = re.sub(
            "[^一-龥]",
            "·",
            _SMALL.sub("·", lead + clause.replace(match[0], "·")),
        )
        yield _All(begin, end, clause, clause, frozenset(units), number, told, verb)


def _outside(words: str, every: _All, start: int, clause: str) -> bool:
    """Whether a clause tells of a member of the “all” that it is otherwise."""
    still = _STILL.search(clause)
    between = words[every.end : start]
    if (
        still is None
        or EXEMPT.search(clause)
        or _WISH.search(clause)
        or _PAST.search(clause)
        or _PAST.search(between[-8:])
    ):
        return False
    head = clause[: still.start()] or clause
    rest = re.split("[。；]", words[start + len(clause) : start + len(clause) + 60])[0]
    if (
        _NEW.search(clause)
        or _NEW.search(between[-16:])
        or OTHER_LEDGER.search(between)
        or re.search("另外的?[\\d一二两三四五六七八九十]", between[-20:] + clause)
        or other_owner(words[: every.end], clause)
        or (
            re.search(f"[一-龥]{{2}}的?{PAPERS}[也都还仍却尚]?$", head)
            and not re.search(PAPERS, every.clause)
        )
        or _MENDED.search(rest)
        or (re.search("[兼代]|挂名", still[0]) and not re.search("专职|配[备齐足]|专任", every.clause))
        or not _of_one_scope(every, head)
    ):
        return False
    if told_otherwise(words, (every.start, every.end), every.verb, start, clause):
        return False
    return _is_exception(words, every, start, clause, still)


def _rate_denied(every: _All, clause: str, still: re.Match[str]) -> bool:
    """Whether what is still lacking is what a rate of a hundred is named by: 接入率100%, 没有接通."""
    rated = _RATED.search(every.clause)
    if rated is None:
        return True
    stem = rated["stem"]
    return stem in clause or bool(set(stem) & set(clause[still.end() : still.end() + 3]))


_DENIED = re.compile("(?:有|能|被|得到|完成|进行|按时|及时|了|过)*(?P<verb>[一-龥]{2})")
# 四年级尚有11名学生没有体检: what is denied may stand behind the number.
_DENIED_LATE = re.compile(
    "(?:没有?|未|没能|未能)(?:得到|进行|参加|接受|完成|安排|享受到?|获得|纳入)?(?P<verb>[一-龥]{2})$"
)


def _same_said(every: _All, denied: re.Match[str] | None) -> bool:
    """Whether what is denied is what was said of all; 全部达标的学校有12所 says nothing of all."""
    if denied is None or COMMON.search(denied["verb"]) or f"{denied['verb']}的" in every.clause:
        return False
    return denied["verb"] in every.verb


def _is_exception(words: str, every: _All, start: int, clause: str, still: re.Match[str]) -> bool:
    """Whether what a clause tells of one or a few is what was said of all."""
    head = clause[: still.start()] or clause
    between = words[every.end : start]
    some, member, head = _who(every, between, clause, head)
    if _old_one(every, clause, some, still):
        return True
    if some is None and member is None:
        return False
    denied = _DENIED.match(clause[still.end() :])
    if any(_same_said(every, match) for match in (denied, _DENIED_LATE.search(clause))):
        return True
    if (
        denied is not None
        and "覆盖" not in every.clause
        and re.search("没有?$|无$", still[0])
        and denied["verb"] in every.told.replace(every.verb, "")
    ):
        return False  # 全部食堂自营，其中6所没有食堂: who has none is not spoken of
    if _ONLY.search(clause):
        own = member is not None and clause[member.end() : still.start()].strip("目前现已也") == ""
        near = own and len(between) <= 2 and not _of_another(every, clause, still)
        return _LONE.search(clause) is not None or near or _taken_up(every, clause)
    same_unit = some is not None and (some["unit"] in every.units or {some["unit"], *every.units} <= _PERSONS)
    kind = member is not None and any(
        re.search(_KIND.get(unit, unit), member[0]) is not None for unit in every.units
    )
    that = re.search(r"那[一]?[台所个间本班辆处位名]", clause) is not None
    if that and (kind or same_unit) and len(between) <= 40:
        return True
    turned = _TURN.search(words[max(every.end, start - 40) : start] + head) is not None
    again = bool(every.number) and every.number in words[every.end : start + len(head)]
    if again and turned and (kind or same_unit):
        return True
    rest = set(clause.replace(member[0], "") if member else "") & set(every.told) - _PLAIN
    if turned and kind and rest and re.search("未|没|至今|空", still[0]):
        return True
    # 所有校车都加装了定位，两辆校车没有配灭火器: another thing is lacking.
    plain = denied is not None and re.search("没有?$|未$", still[0]) is not None
    if turned and _taken_up(every, clause, verb=plain):
        return True
    # 两辆校车没有配灭火器: who it is does not tell what is lacking.
    bare = clause[: some.end()] + clause[some.end() + 2 :] if plain and some else clause
    fits = kind or same_unit
    loose = _BEGUN.match(every.verb) or _SOME_OF.match(every.verb) or not _rate_denied(every, clause, still)
    return not loose and _weight(every, between, clause, bare, still) + fits + turned >= WEIGHT


def _who(
    every: _All, between: str, clause: str, head: str
) -> tuple[re.Match[str] | None, re.Match[str] | None, str]:
    """The few and the one that a clause speaks of, and the words that name them: those of the clause before where it names none."""
    some = next((m for m in _FEW.finditer(clause) if m[0] != every.number), None)
    member = _MEMBER.search(clause)
    if some is None and member is None and between.endswith("，"):
        # 白岩等两个教学点因光缆中断，网络一直没有接通
        head = re.split("[，。；：]", between[:-1])[-1] + "，" + head
        some, member = _FEW.search(head), _MEMBER.search(head)
        some = None if some is not None and some[0] == every.number else some
    return some, member, head


def _weight(every: _All, between: str, clause: str, bare: str, still: re.Match[str]) -> int:
    """How much a clause takes up of what was said of all, far below nothing where it takes up nothing."""
    matter = 2 * _same_verb(every, clause, still) + _nouns_shared(every, bare)
    lacks = re.search("(?:没有?|无|缺)(?P<what>[一-龥]{2})$", clause)
    matter += lacks is not None and "覆盖" in every.clause and lacks["what"] in every.told
    matter += len(between) <= 2 and re.search("还有|尚有|仍有", clause) is not None
    strong = re.search("仍|至今|一直|还没|还有|尚未|迟迟|却|也[没未]", clause) is not None
    return matter + strong if matter else -WEIGHT


def _same_verb(every: _All, clause: str, still: re.Match[str]) -> bool:
    """人人上过公开课 … 一节也没上: the one letter denied is the verb that was said of all."""
    denied = re.fullmatch("(?:有|能)?(?P<verb>[一-龥])(?:过|了|到)?", clause[still.end() :])
    return denied is not None and every.verb[:1] == denied["verb"] and denied["verb"] not in "有是在到"


def _nouns_shared(every: _All, clause: str) -> int:
    """How many pairs of letters of what was said of all come back in the clause; two at most count."""
    bare = COMMON.sub("—", clause)
    told = every.told
    pairs = {told[i : i + 2] for i in range(len(told) - 1) if re.fullmatch("[一-龥]{2}", told[i : i + 2])}
    return min(2, sum(pair in bare for pair in pairs))


def _of_another(every: _All, clause: str, still: re.Match[str]) -> bool:
    """通过了消防复检，只有望槎小学还没办下校车标牌: what is denied has an object of its own, with no letter of what was said."""
    bare = [c for c in clause[still.end() :] if c not in _PLAIN]
    return (
        re.search("[没未尚]", still[0]) is not None and len(bare) >= 4 and not set(bare) & set(every.clause)
    )


def _old_one(every: _All, clause: str, some: re.Match[str] | None, still: re.Match[str]) -> bool:
    """全部教室换上了护眼灯……6间教室还用旧灯管; 10件实事件件有着落，第七件至今没有动工."""
    nth = re.search(f"第[一二三四五六七八九十\\d]+(?P<unit>{_UNIT})", clause)
    if nth is not None and nth["unit"] in every.units and re.search("至今|迟迟|仍|还没|尚未", clause):
        return True
    noun = clause[some.end() : some.end() + 2] if some is not None else ""
    return (
        re.fullmatch("[一-龥]{2}", noun) is not None
        and re.search(f"(?:全部|所有|各)[一-龥]{{0,4}}?{noun}", every.clause) is not None
        and re.search("旧|老式|原来的|煤|露天|手写|人工", clause[still.start() :]) is not None
        and re.search("换|新|改|装|建", every.clause) is not None
    )


def _of_one_scope(every: _All, clause: str) -> bool:
    """Whether the exception is of the stage, the place and the owner that “all” was said of."""
    mine, theirs = set(_SCOPE.findall(every.clause)), set(_SCOPE.findall(clause))
    known = kinds_fit(every.clause, re.split("附设|附属|借用|租用", clause)[0])
    grades = [{word for word in words if word.endswith("年级")} for words in (mine, theirs)]
    if all(grades) and not grades[0] & grades[1]:
        return False
    narrow = {"公办", "民办", "城区", "县城", "农村", "在编", "编外", "临聘", "男", "女", "寄宿", "走读"}
    return known and not (mine & narrow and theirs & narrow and not mine & theirs & narrow)


def _taken_up(every: _All, clause: str, *, verb: bool = False) -> bool:
    """Whether the clause names what was said of all: two letters of its nouns or of its verb."""
    bare = COMMON.sub("—", clause)
    told = every.verb if verb else every.told
    return any(
        re.fullmatch("[一-龥]{2}", told[i : i + 2]) and told[i : i + 2] in bare for i in range(len(told) - 1)
    )
