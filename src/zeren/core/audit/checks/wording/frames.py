"""Frames of the report itself: its period, its key date, its score, its aims — each with a year of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.wording.periods import PLANS, report_frame_year
from zeren.core.audit.finding import Case, Finding

_YEAR = r"(?P<year>(?:19|20)\d{2})"
_FRAMES = (
    (
        re.compile(
            rf"(?:我[区县市局校园]|本[区县校园]|学校|教育局)[^，。；\d]{{0,8}}(?:组织|开展|进行|完成)了?(?:对)?{_YEAR}年度?[^，。；\d]{{0,16}}(?:自评|自查)(?=[^。]{{0,60}}得分)"
        ),
        "自评年份",
        1,
    ),
    (
        re.compile(
            rf"(?:今年|这一年|本年度?|一年来|过去一年|这一学年|本学年)[，,：—]+{_YEAR}年(?:度)?(?:，)?(?:是|正是|无疑是|可以说是|堪称)"
        ),
        "年份",
        1,
    ),
    (
        re.compile(
            rf"(?:自评|自查|考核|评价|评估|报告|统计|数据|督导|监测)(?:周期|时段|期间|区间|范围|年度|期|时限)(?:为|是|：|[一-龥]{{0,2}}从|自){_YEAR}年"
        ),
        "报告期",
        1,
    ),
    (
        re.compile(
            rf"(?:统计|数据|截止|采集|填报)(?:时点|时间|截止时间|日期)(?:为|是|：|统一为|截至)?{_YEAR}年"
        ),
        "统计时点",
        1,
    ),
    (
        re.compile(
            rf"{_YEAR}年(?:度)?(?:教育)?(?:工作)?(?:目标)?(?:责任制?)?(?:自评|自查|考核自评|考评)(?:总?得分|结果|总分|等次|等级|为|情况)"
        ),
        "自评年份",
        1,
    ),
    (
        re.compile(
            rf"(?:^|(?<=[，。；：]))(?:我们?[将要]?|我局|我校|下一步[，]?|今后[，]?)?(?:力争|确保|争取|预计|计划|拟)(?:于|在|到|至)?{_YEAR}年(?:[上下]半年|底|末|\d+月)?"
        ),
        "打算",
        1,
    ),
    (
        re.compile(
            rf"(?:下一步|今后|下阶段|接下来|打算)[^。；]{{0,16}}?(?:围绕|按照|对照|在|于|到|抓好|做好)?{_YEAR}年(?:[上下]半年|底|末|的?(?:工作|目标|任务))"
        ),
        "打算",
        1,
    ),
    (re.compile(rf"(?:^|(?<=[，。；：])){_YEAR}年[春秋]季(?:学期)?(?:开学)?以来[，,]"), "起点", 2),
    (
        re.compile(
            rf"(?:我局|我校|我们|将)[^，。；]{{0,8}}(?:按照|围绕|对照|落实){_YEAR}年(?:度)?的?(?:工作|目标|任务|部署|要点)"
        ),
        "打算",
        1,
    ),
    (re.compile(rf"本学年[（(](?:19|20)\d{{2}}\s*[—－-]\s*{_YEAR}学年"), "学年", 1),
    (
        re.compile(rf"(?:^|(?<=[。；\n])){_YEAR}年以来[，,](?![^。；]{{0,30}}(?:累计|先后|共|连续|历))"),
        "起点",
        2,
    ),
    (
        re.compile(
            rf"(?:本年度|本学年|报告期内?|本期)[（(](?:19|20)\d{{2}}年?\d{{0,2}}月?\s*(?:至|—|－|-|到)\s*{_YEAR}年"
        ),
        "报告期",
        1,
    ),
)
# 2023年1—12月，我区…: a whole span of a past year as the subject of what the report itself tells.
_SPAN = re.compile(
    rf"(?:（?[一二三四五六七八九十]+[）、.]\s*)?{_YEAR}\s*年(?:度|全年(?:度)?|上半年|前三季度|1月?\s*[—－\-–~～至到]+\s*\d{{1,2}}月份?(?:底)?)[，,]?(?P<rest>(?:我[区县市局校园旗]|全[区县市校园局旗]|本[区县市校园局旗]|学校|教育局|各校|各级)[^。；]*)"
)
_EVENT = re.compile(
    "被评为|荣获|获评|被授予|被确定|被命名|通过[^，。；]{0,12}(?:验收|评估|认定)|累计|历年|当时|结转|决算|审计"
)
_SLOGANS = (
    (
        re.compile(
            "今年是[^，。；]{0,10}(?:脱贫攻坚[^，。；]{0,4}(?:收官|决战|决胜)|决胜全面(?:建成)?小康|全面建成小康社会[^，。；]{0,4}(?:收官|决胜))"
        ),
        2020,
    ),
)
_OWN = re.compile("比|较|相比|上年|去年|规划|提出|确定的|当时|原|曾|首次|自20|历史|往年|三年|五年|近年")
_NTH = re.compile(
    r"(?:(?P<year>(?:19|20)\d{2})年|今年)是“?(?P<plan>十[一二三四五]五)”?(?:规划)?[^，。；]{0,8}?的?第(?P<n>[一二三四五])(?:个)?年"
)
_NUMBERS = {c: i for i, c in enumerate("零一二三四五")}
_IN_PLAN = re.compile(
    "(?:当前|目前|现阶段|正处于|处于)[^，。；]{0,8}“?(?P<plan>十[一二三四五]五)”?(?:时期|期间|规划)"
)


@check("stale_period", rule="报告期、统计时点、打算的年份与报告一致（B3-30）")
def frames_have_the_reports_year(case: Case) -> Iterator[Finding]:
    """自评周期为2022年1月至12月 in a report on 2023; 力争到2022年底…达到."""
    year = report_frame_year(case)
    if not year:
        return
    for paragraph in case.text.paragraphs:
        words = case.text.content[paragraph.start : paragraph.end]
        if paragraph.kind == "table" or not re.search(r"(?:19|20)\d{2}", words):
            continue
        for pattern, what, least in _FRAMES:
            for match in pattern.finditer(words):
                said = int(match["year"])
                around = (
                    words[max(0, match.start() - 12) : match.start()] + words[match.end() : match.end() + 10]
                )
                if (
                    not least <= year - said <= 6
                    or re.search(rf"{year}", words[match.start() : match.end() + 24])
                    or _OWN.search(around)
                ):
                    continue
                span = (paragraph.start + match.start(), paragraph.start + match.end())
                message = f"本报告说的是{year}年，这里的{what}却是{said}年，请核对是否沿用了往年文字。"
                yield case.finding("stale_period", "warn", span, message, recomputed=f"{said} ≠ {year}")


@check("stale_period", rule="正文所说的时段与报告期一致（B3-30）")
def spans_are_of_the_reports_year(case: Case) -> Iterator[Finding]:
    """…情况报告如下。2023年1—12月，我区… in a report on 2024 that names no other year beside."""
    year = report_frame_year(case)
    for sentence in case.text.sentences if year else ():
        match = _SPAN.match(case.text.content, sentence.start, sentence.end)
        if match is None or not 1 <= year - int(match["year"]) <= 4:
            continue
        paragraph = case.text.paragraphs[sentence.paragraph]
        words = case.text.content[paragraph.start : paragraph.end]
        others = set(re.findall(r"(?:19|20)\d{2}(?=\s*年)", words)) - {match["year"]}
        told = re.sub("本年度?(?=[^，。；]{0,20}(?:报告|汇报|自查))", "", words)
        if (
            others
            or re.search("今年|本年|当年|同比|(?<!占)比(?![例重])|较|上年|去年", told)
            or _EVENT.search(match["rest"])
        ):
            continue
        span = (match.start("year"), match.start("rest"))
        message = f"本报告说的是{year}年，这里的时段却是{match['year']}年，请核对是否沿用了往年文字。"
        yield case.finding("stale_period", "warn", span, message, recomputed=f"{match['year']} ≠ {year}")


@check("stale_period", rule="五年规划的第几年与年份一致（B3-30）")
def years_of_plans(case: Case) -> Iterator[Finding]:
    """2023年是“十三五”规划的第三年: that was 2018."""
    year = report_frame_year(case)
    for match in _NTH.finditer(case.text.content):
        said = int(match["year"]) if match["year"] else year
        right = PLANS[match["plan"]] + _NUMBERS[match["n"]] - 1
        if said and said != right:
            message = (
                f"“{match['plan']}”的第{match['n']}年是{right}年，不是{said}年，请核对是否沿用了往年文字。"
            )
            yield case.finding("stale_period", "warn", match.span(), message, recomputed=f"{said} ≠ {right}")
    for pattern, right in _SLOGANS:
        for match in pattern.finditer(case.text.content) if year > right + 1 else ():
            message = f"“{match[0]}”说的是{right}年，报告说的是{year}年，请核对是否沿用了往年文字。"
            yield case.finding("stale_period", "warn", match.span(), message, recomputed=f"{right} ≠ {year}")
    for match in _IN_PLAN.finditer(case.text.content) if year else ():
        if year > PLANS[match["plan"]] + 4:
            message = f"“{match['plan']}”到{PLANS[match['plan']] + 4}年为止，报告说的是{year}年，请核对是否沿用了往年文字。"
            yield case.finding("stale_period", "warn", match.span(), message)
