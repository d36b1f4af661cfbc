"""Last year's date left at the head: the report's period and the years its frame speaks of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

__all__ = ["PLANS", "report_frame_year"]

_HEAD = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]+[)）、.．])?\s*(?P<year>(?:19|20)\d{2})\s*年(?:度)?(?:以来|上半年|下半年|全年|1[—－-]6月份?|[一二三四]季度|前三季度)?[，,]\s*(?P<rest>[^。；]{0,60})"
)
_SUBJECT = re.compile("我[局区县市校镇园]|本[局区县校园]|全[区县市校镇园]|教育系统|各级各类|各校|我们")
_FRAME = re.compile(
    "带领下|齐心|贯彻|围绕|坚持|落实|领导下|关心|支持下|努力|部署|取得|成效|发展|推进|狠抓|深入|完成|工作"
)
_EVENT = re.compile(
    "被评为|荣获|获得|获评|被授予|被确定|建成|迁|成立|通过|创建|验收|启动|入选|正式|被命名|首次|投入使用"
)
_REPORT = re.compile(
    r"(?:现?将|就|对)[^，。；]{0,8}?(?P<year>(?:19|20)\d{2})\s*年(?:度|上半年|下半年)?[^，。；]{0,24}?(?:报告|汇报|总结|自查|说明|反馈)(?:情况)?(?:如下|于后)"
)
_TITLE = re.compile(
    r"\s*(?:[（(]?[一二三四五六七八九十\d]+[)）、.．])?\s*[^，。；\d]{0,16}?(?P<year>(?:19|20)\d{2})\s*年(?:度|上半年|下半年)?[^，。；\d《》]{0,16}"
    r"(?:工作总结|自查报告|工作报告|督导报告|整改报告|自评报告|情况报告|总结报告|工作打算|工作计划|工作思路|工作要点|工作安排|述职报告|总结|自查情况)$"
)
_LOOKED_BACK = re.compile(
    r"(?:^|(?<=[，。；：]))\s*(?:为?(?:全面|认真|系统)?(?:回顾|总结)|盘点|回首|纵观|过去的)(?P<year>(?:19|20)\d{2})年(?:度)?(?:的?(?:教育)?(?:各项)?工作|[，,]|，?全)"
)
_CLOSED = re.compile(
    r"(?:以上|上述|综上)[^，。；\d]{0,14}(?P<year>(?:19|20)\d{2})\s*年(?:度|上半年|下半年)?[^，。；\d]{0,18}(?:自查|自评|总结|汇报|报告|情况|工作)"
)
_CONTRACT = re.compile(
    r"(?:对照|根据|按照|围绕|依据)[^，。；\d]{0,14}(?P<year>(?:19|20)\d{2})\s*年(?:度)?[^，。；\d]{0,16}(?:责任书|目标责任|目标任务|目标管理|考核指标)》?(?=[^。]{0,40}(?:自查|自评|逐项|逐条|对标|梳理))"
)
_THIS = re.compile(
    r"(?:今年|本年度?|当年)(?:[（(]|即|是)(?P<year>(?:19|20)\d{2})年?(?:度)?(?:[）)]|(?=[，。]))|(?P<year2>(?:19|20)\d{2})年[（(](?:今年|本年度?)[）)]"
)
_PLAN = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s*年(?:度)?(?:的)?(?:上半年|下半年)?(?:的)?(?:重点)?(?:工作)?(?:打算|计划|思路|安排|要点|重点|设想|目标)"
    r"|(?:做好|抓好|谋划好?|展望|迎接|在)(?P<year2>(?:19|20)\d{2})\s*年(?:度)?(?:上半年|下半年)?(?:的)?(?:工作|各项|里|中)"
)
_AHEAD = re.compile("现将|下一步|今后|汇报如下|打算如下|我们将|我局将|我校将|将(?:重点|继续|进一步)|拟|下步")


def report_frame_year(case: Case) -> int:
    """The year the report is about; one signed in the first months tells of the year before."""
    match = re.match(r"(?:19|20)\d{2}", case.period)
    if match:
        return int(match[0])
    if case.report_date is None:
        return _titled(case)
    return case.report_date.year - (case.report_date.month <= 3)


def _titled(case: Case) -> int:
    """The year of the title, where nobody says what year the report is about."""
    for paragraph in case.text.paragraphs[:2]:
        match = _TITLE.fullmatch(case.text.content[paragraph.start : paragraph.end])
        if match is not None and re.search("报告|总结|自查", match[0]):
            return int(match["year"])
    return 0


@check("stale_period", rule="报告期与正文、标题的年份一致（B3-30）")
def frames_of_last_year(case: Case) -> Iterator[Finding]:
    """A report on 2024 that opens “2022年，我区…”, says “现将2022年工作报告如下”, or plans for a year already past."""
    year = report_frame_year(case)
    if not year:
        return
    for number, paragraph in enumerate(case.text.paragraphs):
        if paragraph.kind == "table":
            continue
        words = case.text.content[paragraph.start : paragraph.end]
        for start, end, said, what in _frames(words, year, first=number < 3, alone=number == 0):
            span = (paragraph.start + start, paragraph.start + end)
            message = f"本报告说的是{year}年，这里的{what}却是{said}年，请核对是否沿用了往年文字。"
            yield case.finding("stale_period", "warn", span, message, recomputed=f"{said} ≠ {year}")


def _frames(words: str, year: int, *, first: bool, alone: bool) -> Iterator[tuple[int, int, int, str]]:
    """Places where a past year stands as the report's own: start, end, the year, what stands there."""
    head = _HEAD.match(words)
    if head is not None and _is_past(head["year"], year) and not _EVENT.search(head["rest"]):
        rest = re.sub("现将本年度", "", words[head.end("year") :])
        ours = _SUBJECT.search(head["rest"][:24]) or (first and _FRAME.search(head["rest"]))
        alone = alone and not re.search("去年|上年|(?<!占)比(?![例重])|较|当时|建成|完工", rest)
        if (
            (ours or alone)
            and not re.search(rf"{year}\s*年|今年|本年|累计|(?:19|20)\d{{2}}\s*年", rest)
            and (alone or _FRAME.search(rest))
        ):
            yield head.start("year"), min(head.end("year") + 8, len(words)), int(head["year"]), "开头"
    for pattern, what in ((_LOOKED_BACK, "回顾"), (_CLOSED, "结语"), (_CONTRACT, "责任书年份")):
        for match in pattern.finditer(words):
            if _is_past(match["year"], year) and not re.search(
                rf"{year}\s*年|[—－-]\s*{year}", words[max(0, match.start() - 20) : match.end() + 30]
            ):
                yield match.start(), match.end(), int(match["year"]), what
    for pattern, what in ((_REPORT, "报告年份"), (_TITLE, "标题")):
        whole = pattern.fullmatch(words) if pattern is _TITLE else pattern.search(words)
        if whole is not None and _is_past(whole["year"], year) and not re.search(rf"{year}\s*年", words):
            yield whole.start("year"), whole.end(), int(whole["year"]), what
    for match in _PLAN.finditer(words):
        said = match["year"] or match["year2"]
        title = len(words) < 24
        if (
            _is_past(said, year)
            and (_AHEAD.search(words) or title)
            and not re.search("《|完成|落实|对照|按照|根据", words[max(0, match.start() - 8) : match.start()])
        ):
            yield match.start(), match.end(), int(said), "打算"


def _is_past(said: str, year: int) -> bool:
    return 0 < year - int(said) <= 4


PLANS = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026}
_PHASE = re.compile(
    r"(?P<when>今年是|本年是|正值|(?P<year>(?:19|20)\d{2})年是)?[^，。；]{0,4}“?(?P<plan>十[一二三四五]五)”?[^，。；]{0,6}?(?P<phase>开局|收官|起步|中期)(?:之年|年)?"
)
_CONGRESS = re.compile("(?:学习|贯彻|落实|宣传|践行)[^，。；]{0,14}?党的(?P<which>十[六七八九])大(?!以来)")
_AFTER_CONGRESS = {"十六": 2007, "十七": 2012, "十八": 2017, "十九": 2022}
_AS_OF = re.compile(
    r"截[至止](?:到)?(?P<year>(?:19|20)\d{2})\s*年(?:底|末|\s*\d{1,2}\s*月)[^，。；]{0,6}[，,]?(?P<rest>[^。；]{0,40})"
)
_NOW = re.compile("占|率|现有|共有|目前|已|达到|为|拥有|全[区县市校]|累计")
_WILL = re.compile(
    r"(?P<year>(?:19|20)\d{2})\s*年(?:度)?[，,](?:我[局区县校们园]|全[区县校]|学校|教育局)[一-龥]{0,6}?将(?!近)"
)


@check("stale_period", rule="时代用语与报告年份一致：五年规划的阶段、党代会的届次（B3-30）")
def words_of_another_time(case: Case) -> Iterator[Finding]:
    """今年是“十二五”收官之年 in a report on 2023; 认真学习贯彻党的十八大精神 years after the next congress."""
    year = report_frame_year(case)
    content = case.text.content
    if not year:
        return
    for match in _PHASE.finditer(content):
        begins = PLANS[match["plan"]]
        said = int(match["year"]) if match["year"] else year
        right = {"开局": begins, "起步": begins, "收官": begins + 4, "中期": begins + 2}[match["phase"]]
        if match["when"] and said != right and (said == year or match["year"]):
            message = f"“{match['plan']}”的{match['phase']}之年是{right}年，不是{said}年，请核对是否沿用了往年文字。"
            yield case.finding("stale_period", "warn", match.span(), message, recomputed=f"{said} ≠ {right}")
    for match in _CONGRESS.finditer(content):
        until = _AFTER_CONGRESS[match["which"]]
        if year > until and not re.search("二十大" if match["which"] == "十九" else "十九大|二十大", content):
            message = f"报告说的是{year}年，这里写的还是党的{match['which']}大，其后已召开新的党代会，请核对是否沿用了往年文字。"
            yield case.finding("stale_period", "warn", match.span(), message, recomputed=f"{year} ＞ {until}")


@check("stale_period", rule="截止时点、下步打算与报告期一致（B3-30）")
def points_in_time_of_last_year(case: Case) -> Iterator[Finding]:
    """截至2021年底，全区共有… in a report on 2023; 2023年，我局将继续… in one that ends with 2023."""
    year = report_frame_year(case)
    if not year:
        return
    content = case.text.content
    whole = re.fullmatch(r"(?:19|20)\d{2}(?:年度?)?", case.period) is not None
    ended = case.report_date is not None and (case.report_date.year > year or case.report_date.month >= 12)
    for match in _AS_OF.finditer(content):
        said = int(match["year"])
        stale = year - said >= 2 or (year - said == 1 and whole and ended)
        around = content[max(0, match.start() - 30) : match.end() + 30]
        if (
            stale
            and year - said <= 4
            and _NOW.search(match["rest"])
            and not re.search(f"{year}年", content[match.end() : match.end() + 30])
            and not re.search("(?<!占)比(?![例重])|较|相比|增长|提高|当时|上年", around)
        ):
            message = f"本报告说的是{year}年，数据却截至{said}年，请核对是否沿用了往年数据。"
            yield case.finding(
                "stale_period",
                "warn",
                (match.start(), match.start("rest")),
                message,
                recomputed=f"{said} ＜ {year}",
            )
    for match in _WILL.finditer(content):
        said = int(match["year"])
        if (said < year and year - said <= 4) or (said == year and whole and ended):
            message = f"本报告说的是{year}年，下一步打算不应再写{said}年，请核对年份。"
            yield case.finding("stale_period", "warn", match.span(), message, recomputed=f"{said} ≤ {year}")


@check("stale_period", rule="“今年”就是报告的这一年（B3-30）")
def this_year_is_the_reports(case: Case) -> Iterator[Finding]:
    """今年（2022年）秋季 in a report on 2023."""
    year = report_frame_year(case)
    right = {year} | ({case.report_date.year} if case.report_date else set())
    for match in _THIS.finditer(case.text.content) if year else ():
        said = int(match["year"] or match["year2"])
        if said not in right:
            message = f"本报告说的是{year}年，这里的“今年”却注明{said}年，请核对是否沿用了往年文字。"
            yield case.finding("stale_period", "error", match.span(), message, recomputed=f"{said} ≠ {year}")


_SINCE = {
    "建党": 1921,
    "中国共产党成立": 1921,
    "新中国成立": 1949,
    "建国": 1949,
    "改革开放": 1978,
    "建军": 1927,
    "抗战胜利": 1945,
    "五四运动": 1919,
}
_ANNIVERSARY = re.compile(
    rf"(?:今年是|适逢|正值|迎来|喜迎|庆祝|迎接)[^，。；]{{0,10}}?(?P<what>{'|'.join(_SINCE)})(?P<n>\d{{2,3}})周年"
)
_CONGRESSES = {"十八": 2012, "十九": 2017, "二十": 2022}
_EXPECTED = re.compile("(?:喜迎|迎接|迎)党的(?P<which>十八|十九|二十)大")


@check("stale_period", rule="周年、党代会召开之年与报告年份一致（B3-30）")
def anniversaries_of_the_year(case: Case) -> Iterator[Finding]:
    """今年是建党100周年 in a report on 2023; 喜迎党的十九大 in one on 2019."""
    year = report_frame_year(case)
    for match in _ANNIVERSARY.finditer(case.text.content) if year else ():
        right = _SINCE[match["what"]] + int(match["n"])
        if 0 < year - right <= 6:
            message = (
                f"{match['what']}{match['n']}周年是{right}年，报告说的是{year}年，请核对是否沿用了往年文字。"
            )
            yield case.finding("stale_period", "warn", match.span(), message, recomputed=f"{right} ≠ {year}")
    for match in _EXPECTED.finditer(case.text.content) if year else ():
        right = _CONGRESSES[match["which"]]
        if year > right:
            message = (
                f"党的{match['which']}大已于{right}年召开，报告说的是{year}年，请核对是否沿用了往年文字。"
            )
            yield case.finding("stale_period", "warn", match.span(), message, recomputed=f"{year} ＞ {right}")
