"""Everyone apart: “each has it” beside one that has not, told in other words — 人人接种完毕 … 麻腮风疫苗还欠一针."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

_EVERY = re.compile(
    "(?P<who>[^，。；]{0,24}?)(?:均|全部|全都|悉数|人人|个个|每[班校园人户生村]|班班|校校|园园|一律|无一例外|凡)(?:已经?|都|能|按[一-龥]{2,6}?)*(?P<verb>[^，。；]{2,20})"
)
_STILL = "(?:仍|还|尚|至今|一直|眼下|目前|迟迟|这次|依旧|依然)"
# What each has or has done, and what only one who has not can be told of.
_MATTERS = tuple(
    (re.compile(verb), re.compile(form))
    for verb, form in (
        ("验收|许可|意见书|合格证|取得|达标|通过", "未予通过|(?:至今|仍|尚|还)(?:未|没有?)[^，。；]{0,6}(?:通过|取得|拿到|办下|验收)|不予通过|无证(?:办|经营|开)"),
        ("接种|免疫|疫苗", "[还尚][欠差缺][^，。；]{0,4}[针剂]|漏种|(?:还|尚|仍)(?:未|没有?)[^，。；]{0,4}(?:接种|打|补种)"),
        ("交流|轮岗|轮换|调整", "未作(?:调整|交流|变动)|(?:仍|还)(?:留|在)原[校岗]|原[校地](?:留任|未动)|没有?(?:动|挪)"),
        ("躺|平睡|床", "趴(?:在|着)|伏案|打地铺"),
        ("有|配备|配齐|设立|设有|到岗|配足", f"{_STILL}(?:空(?:着|到|缺)?|缺(?:人|着|位)|无人)|空缺|无人(?:接|顶|担任)"),
        ("安装|装上|接入|接通|联网|开通|通上|用上", f"{_STILL}(?:没|未)(?:有|能)?[^，。；]{{0,4}}(?:装|接|通|联)|{_STILL}(?:靠|用|烧)[^，。；]{{0,6}}(?:旱厕|炉|井水|电风扇|2G|手动)"),
        ("发放|到账|发到|拨付|兑现", f"{_STILL}(?:没|未)(?:有|能)?[^，。；]{{0,3}}(?:到账|领到|拿到|收到|发)"),
        ("整改|办结|销号|完工|竣工|交付|投用|完成|改造", f"{_STILL}(?:没|未)(?:有|能)?[^，。；]{{0,3}}(?:动工|完工|改|结|销号|交付|启用|收尾)"),
        ("签订|签了?|签署", f"{_STILL}(?:没|未)(?:有|能)?[^，。；]{{0,3}}签"),
        ("参加|参训|到校|入学|报到", f"{_STILL}(?:没|未)(?:有|能)?[^，。；]{{0,3}}(?:到校|入学|报到|参训|返校)"),
    )
)  # fmt: skip
_MEMBER = re.compile(
    "[一-龥]{2,8}(?:园|校|小学|中学|初中|班)|[）)]班|[\\d一二两三四五六七八九十]+[个名位所间家](?:班|人|校|园|学生|孩子|幼儿|教师)?"
)
_HEADS = (
    ("园", "幼儿园|[一-龥]园"),
    ("班", "班"),
    ("校长|园长", "校长|园长"),
    ("学校|小学|初中|中学|高中", "学校|小学|中学|校区|教学点|初中|完小"),
    ("教师|老师|教职工", "教师|老师"),
    ("学生|新生|幼儿|孩子|儿童", "学生|孩子|幼儿|新生|年级|儿童|[\\d一二两三四五六七八九十]+名"),
    ("校车|车", "车"),
    ("项目|工程", "项目|工程|楼"),
)  # fmt: skip
_OTHER = re.compile(
    "去年|上年|往年|此前|以前|外县|邻县|不属于|不在[^，。；]{0,6}之列|不在[^，。；]{0,6}范围|新排查|另外|此外|新增|新建|新转|次年|下一步|计划|民办|校外|(?:已(?!请|约|通知|列|安排|联系)|现已|均已|随后|当日|次日|月底前?已)[^，。；]{0,8}(?:补[发齐上种签办]|到位|解决|完成|恢复|补完)|休学|禁忌"
)
_HOPED = re.compile("力争|确保|要求|目标|计划|将|争取|应当|必须|下一步|不[都均全]|未[都均全]|并非|没有|除")


@check("all_vs_exception", rule="写“均、人人、每班、凡”的，后文不能以别的说法写出例外")
def each_and_one_without(case: Case) -> Iterator[Finding]:
    """26所公办园均已取得消防验收意见书 … 蒲塘镇中心园综合楼，住建部门至今未予通过."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table":
            continue
        for every in _EVERY.finditer(words):
            start = max(words.rfind(mark, 0, every.start()) for mark in "。；") + 1
            who = words[start : every.start()][-40:] + every["who"] + every["verb"]
            if _HOPED.search(every[0]) or words[every.end() : every.end() + 40].strip() == "":
                continue
            one = _without(words, every, who)
            if one is None:
                continue
            span = (paragraph.start + one[0], paragraph.start + one[1])
            other = (paragraph.start + every.start(), paragraph.start + every.end())
            message = (
                f"前面说“{every[0]}”，这里又说“{content[slice(*span)]}”，请改为实际数字，或写明是另外的范围。"
            )
            told = f"{every[0]} ≠ {content[slice(*span)]}"
            yield case.finding("all_vs_exception", "warn", span, message, others=(other,), recomputed=told)
            break


def _without(words: str, every: re.Match[str], who: str) -> tuple[int, int] | None:
    """Where one of them is told to be without it, in a later sentence that names one or some of them."""
    stop = words.find("。", every.end())
    if stop < 0:
        return None
    heads = [theirs for own, theirs in _HEADS if re.search(own, every["who"] + every["verb"])]
    heads = heads or [theirs for own, theirs in _HEADS if re.search(own, who)]
    for verb, form in _MATTERS:
        if verb.search(every["verb"]) is None:
            continue
        for one in form.finditer(words, stop, stop + 220):
            begin = words.rfind("。", 0, one.start()) + 1
            lead = words[begin : one.start()]
            rest = re.split("。", words[one.end() : one.end() + 40])[0]
            if (
                _MEMBER.search(lead)
                and any(re.search(head, lead) for head in heads)
                and not _OTHER.search(lead + one[0] + rest)
                and not _apart(every["who"] + every["verb"], lead)
                and _near(form, every["verb"], lead + one[0] + rest)
            ):
                return begin, one.end()
    return None


_GROUPS = re.compile("公办|民办|城区|农村|高中|初中|小学|幼儿园|中职|教学点|村小")


def _apart(one: str, other: str) -> bool:
    sides = [set(_GROUPS.findall(words)) for words in (one, other)]
    return bool(sides[0] and sides[1] and not sides[0] & sides[1])


_SURE = re.compile("趴|[针剂]|未作|未予")
_COMMON = re.compile("学校|教师|学生|全县|全区|完成|全部|已经|幼儿|按照|进行|落实")


def _near(form: re.Pattern[str], verb: str, told: str) -> bool:
    """Whether the denial can be of nothing else, or what was said of all comes back beside it."""
    if _SURE.search(form.pattern):
        return True
    bare = _COMMON.sub("·", verb)
    return any(bare[i : i + 2] in told for i in range(len(bare) - 1) if "·" not in bare[i : i + 2])
