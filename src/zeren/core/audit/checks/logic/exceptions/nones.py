"""Nones: a kind of event there is said to be none of, whatever it is, and one of that very kind told with its number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.logic.universals import clauses
from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_KINDS = "疫情|事件|事故|案件|行为|问题|现象|纠纷|情况|案例|差错|失误|舆情|投诉"
_NONE = re.compile(
    rf"(?:未发生|没有发生|未出现|没有出现|未查出|未发现|没有发现|未接到|没有接到|杜绝了?|不存在|(?<![有虚])无|没有)(?:过)?(?:任何|一[起例件宗])?(?P<thing>[一-龥]{{2,12}}?)(?:{_KINDS})(?!隐患|苗头|风险|演练|的)"
    r"|(?:未出现|未发生|没有出现|没有发生|没有|无)一[起例件宗家名所个人次][一-龥]{0,8}?“?(?P<one>[一-龥]{2,6})”?(?=[，。；])"
    r"|(?:从未|从不|未曾|绝无)(?:有过?|使用|采购|出现|发生|收取|安排|组织)?(?:过(?![期量度]))?(?P<never>[一-龥]{2,10})"
    rf"|(?P<zero>[一-龥]{{2,14}}?)(?:{_KINDS})?(?:继续|保持|实现|均|全年|连续[一-龥]{{1,3}}年)*(?:零发生|零报告|零出现|零记录|“零发生”|(?<=问题)(?:为零|归零|为0))"
)
_COUNT = re.compile(
    r"(?<![\d.,第])(?:\d+|[一二两三四五六七八九十])(?:起|例|件|次|宗|名|人|所|家|桩|笔|袋|箱|瓶|公斤|斤|吨|批)"
)
_HAPPENED = re.compile(
    "发生|出现|查处|查出|查实|发现|通报|被|因|涉|受理|接到|曝光|立案|存在|认定|处分|处理|核实|属实|查获|查扣|封存"
)
_OTHER = re.compile(
    "演练|防|避免|杜绝|隐患|如果|若|一旦|可能|讲座|培训(?!机构)|教育(?![厅局部体组])|宣[传讲]|预案|疑似|苗头|案例|外[地省]|邻县|未|没有|无|零|减少|下降|咨询|建议|险些|模拟|化解|消除|清退|清理|吸取|教训|警示|主题|专项|整治|签订|承诺|排查|检查|评估|监测|研判|机制|制度|线索|查否|不实|误报|处置预|应急"
)
_PAST = re.compile("去年|上年|往年|此前|以前|前年|过去|历史|历年|校外|非校园|假期|居家|家中|境外|省外")
_HOPED = re.compile("力争|确保|目标|要求|争取|承诺|去年|上年|努力|如|将|下一步")
# What every such phrase may have, and tells nothing of the kind.
_PLAIN = re.compile(
    "全[区县市校省]|校园|学校|学生|教师|师生|安全|教育(?![厅局部体组])|学年|全年|发生|重大|较大|严重|恶性|一般|相关|有关|工作|系统|领域|方面|各类|任何|涉校|义务|实现|年度|幼儿|中小|小学|中学|初中|高中|家长|我[区县校市]|责任|责任性|群体|突发|其他|网络|食品|食堂|数据|信息"
)
REACH = 260  # letters between the two


@check("zero_vs_count", rule="写“未发生某某事件”的，不能又写这样的事件几起")
def no_such_thing_has_happened(case: Case) -> Iterator[Finding]:
    """数据泄露事件零发生 … 发生信息泄露事件1起; 未发生虐童事件 … 1名教师虐童被行政拘留."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table" or not _NONE.search(words):
            continue
        told = [
            (at, clause)
            for at, clause in clauses(words)
            if _COUNT.search(clause) and _HAPPENED.search(clause)
        ]
        for none in _NONE.finditer(words) if told else ():
            signs = _signs(none["thing"] or none["one"] or none["never"] or none["zero"])
            if not signs or _HOPED.search(words[max(0, none.start() - 10) : none.start()]):
                continue
            found = next((pair for pair in told if _is_one(words, none, signs, *pair)), None)
            if found is None:
                continue
            start, clause = found
            span = (paragraph.start + start, paragraph.start + start + len(clause))
            other = (paragraph.start + none.start(), paragraph.start + none.end())
            message = f"前后矛盾：“{none[0]}”与“{clause}”。请核对，或写明时点、范围不同。"
            yield case.finding(
                "zero_vs_count", "warn", span, message, others=(other,), recomputed=f"{none[0]} ≠ {clause}"
            )


def _signs(thing: str) -> set[str]:
    """The pairs of letters that tell what kind of event it is."""
    bare = _PLAIN.sub("·", thing)
    return {bare[i : i + 2] for i in range(len(bare) - 1) if "·" not in bare[i : i + 2]}


def _is_one(words: str, none: re.Match[str], signs: set[str], start: int, clause: str) -> bool:
    if start < none.end() and start + len(clause) > none.start():
        return False
    between = words[none.end() : start] if start >= none.end() else words[start + len(clause) : none.start()]
    rest = re.split("[。；]", words[start + len(clause) : start + len(clause) + 40])[0]
    return (
        len(between) <= REACH
        and any(sign in clause for sign in signs)
        and not _OTHER.search(re.sub("(?:检查|排查|督查)(?=[^，。；]{0,8}(?:查[获出处实]|发现))", "", clause))
        and not _PAST.search(clause)
        and not _PAST.search(between[-20:] if start >= none.end() else "")
        and re.search("查无|不属实|误报|不属于|无关|非责任", rest) is None
        and re.search("已?(?:全部)?(?:化解|清零)", rest) is None
    )
