"""Privacy: a few pupils of a named school with what must not be known of them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_SENSITIVE = re.compile(
    "抑郁|双相|情感障碍|精神分裂|躁狂|强迫症|厌食|进食障碍|罕见病|血友|尿毒|肾病|脑炎|脊髓|渐冻|确诊|自杀|自残|心理(?:危机|问题|障碍|异常)|精神|残疾|智力|听力|视力(?:残)|孤独症|自闭|听障|视障|脑瘫|唐氏|白血病|肿瘤|癌|HIV|肢残|心脏病|哮喘|糖尿病|焦虑症|多动症|言语障碍|患|疾病|先天|艾滋|结核|乙肝|癫痫|孤儿|低保|贫困|困境|单亲|离异|服刑|涉案|"
    "违法|犯罪|处分|早婚|怀孕|早恋|性侵|欺凌|家暴|辍学|失学|吸毒|贩毒|入狱|坐牢|网瘾|留守|随班就读|送教上门"
)
_MILD = {"辍学", "失学", "留守", "贫困", "随班就读", "送教上门", "低保"}
_CLASS = r"(?:[初高]?[一二三四五六七八九123456789]年?级?[（(]?\d{0,2}[)）]?班)"
_NAMED = rf"[一-龥]{{2,10}}?(?:小学|中学|学校|幼儿园|校区|教学点|村小|完小|中心校|[一二三四五六]中|[一二三四五六]小){_CLASS}?|{_CLASS}"
_FEW = r"(?<![\d.,，])(?P<count>[1-5]|[一二两三四五])\s*(?P<unit>名|个|位|例|人(?!次|员|均))(?![\d月年百校级班类项])"
_SMALL = re.compile(
    rf"(?P<school>{_NAMED})(?:[一二三四五六七八九\d]年级|[（(]?\d*[)）]?班)?[^，。；]{{0,18}}?{_FEW}(?P<who>[^，。；]{{0,18}})"
)
_WHO = re.compile("学生|儿童|幼儿|女生|男生|孩子|人|孤儿|少年|生$|女童|男童|新生|患者|患儿")
_NOT_PUPILS = re.compile("教师|职工|干部|校长|班主任|医|厨|保安|心理辅导员|老师|项目|奖")
_GENERIC = re.compile(
    "^(?:全|各|我|该|本|所有|中|农村|城区|乡镇|部分|有的|每|一些|多|两|几|[一二三四五六七八九十\\d]+所)"
)


@check("small_cell", rule="个人信息保护：点名学校或班级的少数学生连同敏感情况可被认出")
def recognisable_pupils(case: Case) -> Iterator[Finding]:
    """A named school or class, one to five pupils, and an illness, disability, poverty or offence."""
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        for match in _SMALL.finditer(words):
            around = re.split("[；。]", words[match.start() : match.end() + 24])[0]
            found = [m for m in _SENSITIVE.finditer(around) if m[0] not in _MILD or m.start() < len(match[0])]
            sensitive = next((m for m in found if m[0] not in _MILD), found[0] if found else None)
            who = match["who"] or around
            school = re.sub("^.*(?:在|对|于|到|及|和|有|的|经|中|，)(?=[一-龥]{2})", "", match["school"])
            if (
                sensitive is None
                or not (_WHO.search(who) or match["unit"] == "人")
                or (match["unit"] == "人" and _NOT_PUPILS.search(match[0]))
                or _NOT_PUPILS.search(who[:8])
                or _GENERIC.match(school)
            ):
                continue
            # Dropouts and poverty are told by number in every report; with a class, or of one or two, they point at a child.
            only = re.search("(?:仅|只有|唯一)", match[0]) is not None or match["count"] in "12一二两"
            in_class = "班" in match["school"] or "年级" in around
            if (
                sensitive[0] in _MILD
                and not (in_class or (only and sensitive[0] in {"贫困", "低保"}))
                and "残疾" not in around
            ):
                continue
            start = sentence.start + match.start("school") + len(match["school"]) - len(school)
            tail = re.match(r"(?:名|个|位|例|人)[^，。；]{0,12}", words[match.start("unit") :])
            end = sentence.start + match.start("unit") + (tail.end() if tail else 1)
            message = (
                "点名学校或班级的几名学生连同其敏感情况可被认出，公开前请合并到全区数字或隐去校名、班级。"
            )
            yield case.finding(
                "small_cell", "warn", (start, end), message, recomputed=f"{match['count']} ≤ 5"
            )


_OF_SCHOOL = re.compile(
    rf"(?P<school>[一-龥]{{2,8}}?(?:小学|中学|学校|幼儿园|教学点|完小))(?![生、和])[^。；]{{0,60}}?(?P<grade>[一二三四五六七八九]年级|[大中小]班|[初高][一二三]){_FEW}(?P<who>[^，。；]{{2,18}})"
)


@check("small_cell", rule="个人信息保护：点名学校、年级的少数学生连同敏感情况可被认出")
def recognisable_by_grade(case: Case) -> Iterator[Finding]:
    """双河中心小学建档立卡学生86人，其中五年级2名孤儿由大伯抚养."""
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        match = _OF_SCHOOL.search(words) if len(words) <= 400 else None
        what = _SENSITIVE.search(match["who"]) if match is not None else None
        if (
            match is None
            or what is None
            or what[0] in _MILD
            or _GENERIC.match(match["school"])
            or _NOT_PUPILS.search(match["who"][:6])
        ):
            continue
        message = "点名学校、年级的几名学生连同其敏感情况可被认出，公开前请合并到全区数字或隐去校名、年级。"
        span = (sentence.start + match.start("grade"), sentence.start + match.end())
        yield case.finding("small_cell", "warn", span, message, recomputed=f"{match['count']} ≤ 5")


_AFTER = re.compile(
    rf"(?P<school>{_NAMED})[^。；]{{0,70}}?(?P<what>{_SENSITIVE.pattern})[^，。；、\d]{{0,10}}?(?P<count>[1-5]|[一二两三四五])(?:名|个|位|例|人)(?!次)"
)


@check("small_cell", rule="个人信息保护：点名学校的少数学生连同敏感情况可被认出")
def recognisable_by_their_number(case: Case) -> Iterator[Finding]:
    """马坳小学…受助学生中有孤儿1人、艾滋病病毒感染者家庭子女2人: the number stands behind what it counts."""
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        match = _AFTER.search(words) if len(words) <= 400 and not _SMALL.search(words) else None
        if (
            match is None
            or match["what"] in _MILD
            or _GENERIC.match(match["school"])
            or re.search("全[县区市镇乡]|各校|所学校|教师|教职工", match[0])
        ):
            continue
        message = "点名学校的几名学生连同其敏感情况可被认出，公开前请合并到全区数字或隐去校名。"
        span = (sentence.start + match.start("what"), sentence.start + match.end())
        yield case.finding("small_cell", "warn", span, message, recomputed=f"{match['count']} ≤ 5")


_BEHIND = re.compile(
    rf"(?P<what>{_SENSITIVE.pattern})[^，。；]{{0,10}}?(?:学生|儿童|女生|男生|孩子|患儿|幼儿)(?P<count>[1-5]|[一二两三四五])(?:名|个|位|例)，?[^，。；]{{0,3}}在[^，。；]{{0,8}}(?:{_CLASS}|年级)[^，。；]{{0,8}}"
)


@check("small_cell", rule="个人信息保护：点名班级的少数学生连同敏感情况可被认出")
def recognisable_by_class(case: Case) -> Iterator[Finding]:
    """受艾滋病影响的学生1名，在三年级（1）班."""
    for match in _BEHIND.finditer(case.text.content):
        message = "点名班级的几名学生连同其敏感情况可被认出，公开前请合并到全校数字或隐去班级。"
        yield case.finding("small_cell", "warn", match.span(), message, recomputed=f"{match['count']} ≤ 5")
