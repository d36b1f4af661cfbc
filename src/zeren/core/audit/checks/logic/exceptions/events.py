"""Events: something told to have happened, with or without a number, beside “none of it”."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.logic.universals import COMMON, clauses
from zeren.core.audit.checks.registry import check
from zeren.core.audit.finding import Case, Finding

# What counts as one of these things, under whatever name.
_FORMS = {
    "违章": "超速|超载|超员|闯红灯|罚款|扣[了]?\\d?[一二三六]?分|被[^，。；]{0,6}(?:处罚|罚)|酒驾|违停|违章",
    "违法": "超速|超载|被[^，。；]{0,6}(?:处罚|拘留)|立案|违法",
    "事故": "撞(?!见|上好)|追尾|受伤|骨折|溺亡|溺水|擦伤|摔伤|烫伤|烧伤|踩踏|中毒|坠落|坠楼|触电|侧翻|刮蹭|呕吐|腹泻|事故",
    "伤亡": "受伤|骨折|溺亡|身亡|死亡|遇难|擦伤|摔伤",
    "火灾": "起火|着火|失火|冒烟|火情|火灾|烧毁",
    "中毒": "呕吐|腹泻|中毒",
    "投诉": "投诉|举报|来信反映|来电反映|信访件",
    "举报": "举报|投诉",
    "信访": "上访|信访|来访|集访",
    "上访": "上访|集访",
    "欺凌": "欺凌|霸凌|殴打|被打|勒索|孤立",
    "体罚": "体罚|罚站|打骂|殴打|辱骂",
    "违纪": "处分|警告|通报批评|诫勉|违纪|立案",
    "违规": "处分|警告|通报批评|诫勉|违规|有偿补课|收受",
    "辍学": "辍学|外出务工|外出打工|不再上学|没再来上学|离校未归",
    "失学": "失学|辍学|外出务工|外出打工|没再上学|不再上学|没去上学|没来上学",
    "流失": "流失|外出务工|外出打工|辍学|辞职|考走|离职|跳槽",
    "欠薪": "欠薪|拖欠|欠发|未发放?工资|工资[^，。；]{0,4}未发",
    "拖欠": "拖欠|欠发|欠付|未付|未发(?!现|生)",
    "失窃": "被盗|失窃|丢失|偷",
    "迟到": "迟到",
    "差错": "差错|出错|错发|漏发|多发|少发",
    "失误": "失误|差错|出错",
    "舆情": "舆情|热搜|网帖|曝光",
    "泄题": "泄题|泄密|试题外泄",
    "作弊": "作弊|替考|夹带|抄袭",
    "乱收费": "乱收费|违规收|多收|搭车收",
    "缺勤": "缺勤|旷工|旷课",
    "来信": "来信|信件",
    "不合格": "不合格",
    "食品安全事件": "食源性|食物中毒|呕吐|腹泻|食品安全事[件故]|变质",
    "食品安全事故": "食源性|食物中毒|呕吐|腹泻|食品安全事[件故]",
    "食品安全问题": "食源性|食物中毒|呕吐|腹泻|过期|变质",
    "安全事件": "溺水|溺亡|食物中毒|食源性|踩踏|坠楼|坠落|触电|起火|火灾|侧翻|追尾|骨折",
    "责任事件": "溺水|溺亡|踩踏|坠楼|触电|起火|火灾",
    "网络事件": "网络攻击|篡改|入侵|泄露",
    "有偿补课": "有偿补课|有偿家教|校外补课收费",
    "违规招生": "违规招生|掐尖|跨区域招生|提前招生|点招",
    "择校": "择校",
    "处分": "记过|警告|留校察看|开除|处分",
    "险情": "险情|坍塌|漏电|塌方",
    "故障": "故障|停运|抛锚|瘫痪",
}
_THINGS = "|".join(sorted(_FORMS, key=len, reverse=True))
_NONE = re.compile(
    f"(?:零|无|没有(?=一[名个位所家][一-龥])|未发生|没有发生|未出现|没有出现|没出过?|没有出过|未出过|没发生|未接到|未收到|没接到|没收到|没有(?:接到|收到|受理过?|查处)|杜绝了?|不曾发生|从未发生)(?:过|一[起例次宗件])?(?:任何|一[起例次宗件])?[^，。；、“”]{{0,10}}?(?P<thing>{_THINGS})(?!隐患|苗头|风险|演练|目标|率)|(?P<zero>{_THINGS})[一-龥]{{0,4}}?(?:零发生|零记录|零报告|零案例|零出现|零容忍下?为零|为零|保持零|“零发生”|“零报告”)"
)
_HAPPENED = re.compile(
    r"(?:\d+|[一二两三四五六七八九十])(?:起|例|次|件|批|宗|名|人|台|回|份|封|笔)|那[一]?[起例次件宗]|属实|查实|发生|出了|遭|被|月起|受(?:到)?(?:处罚|伤|处分)|接到|收到|出现|查出|曾"
)
_OTHER = re.compile(
    "去年|上年|往年|此前|以前|前年|年前|过去|历史|演练|预防|防范|防止|避免|杜绝|隐患|如果|若|一旦|可能|讲座|培训|教育(?![厅局部体组])|宣传|预案|疑似|案例|通报.{0,6}典型|外地|外省|邻县|兄弟|减少|下降|咨询|建议|表扬|感谢|险些|差点|模拟|模型|化解|办结|吸取|教训|警示|反(?!映|馈|复|弹|响)|主题|在家|家中|家里"
)


_CLEARED = re.compile(
    "诺如|病毒|感冒|中暑|无关|排除|不属于|并非|查无|不实|误报|虚惊|属校外|非[一-龥]{1,4}责任"
)


@check("zero_vs_count", rule="写“零违章”“未发生任何事故”的，不能又写一件发生过的")
def none_has_happened(case: Case) -> Iterator[Finding]:
    """全年零违章 … 因超速被交警处罚1次; 未发生任何涉校交通事故 … 门前发生学生被电动车撞伤的事故."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table":
            continue
        told = list(clauses(words)) if _NONE.search(words) else []
        for none in _NONE.finditer(words):
            form = re.compile(_FORMS[none["thing"] or none["zero"]])
            if re.search(
                "力争|确保|目标|要求|实现|争取|承诺|去年|上年",
                words[max(0, none.start() - 10) : none.start()],
            ):
                continue
            found = next(
                (
                    (start, clause)
                    for start, clause in told
                    if start >= none.end()
                    and _is_one(form, none[0], clause)
                    and not _CLEARED.search(re.split("[。；]", words[start : start + 120])[0])
                ),
                None,
            )
            if found is None or re.search("上年|去年|往年", words[none.end() : found[0]][-30:]):
                continue
            lead = re.split("[，。；、]", words[max(0, none.start() - 12) : none.end()])[-1]
            if _other_stage(lead, found[1]):
                continue
            span = (paragraph.start + found[0], paragraph.start + found[0] + len(found[1]))
            message = f"前后矛盾：“{none[0]}”与“{found[1]}”。请核对，或写明时点、范围不同。"
            other = (paragraph.start + none.start(), paragraph.start + none.end())
            yield case.finding(
                "zero_vs_count", "warn", span, message, others=(other,), recomputed=f"{none[0]} ≠ {found[1]}"
            )


def _other_stage(one: str, other: str) -> bool:
    """小学辍学率为零 leaves room for 初中辍学3人."""
    sides = (one, other)
    stages = [set(re.findall("小学|初中|高中|幼儿园|中职|公办|民办", words)) for words in sides]
    people = [
        {"师" if word in "教师老师校长" else "生" for word in re.findall("教师|老师|校长|学生", w)}
        for w in sides
    ]
    return any(bool(a and b and not a & b) for a, b in (stages, people))


def _is_one(form: re.Pattern[str], none: str, clause: str) -> bool:
    """Whether a clause tells that one of the things has happened; a special kind must be the one there was none of."""
    match = form.search(clause)
    if (
        match is None
        or re.search("(?:家长|父母|父亲|母亲)(?:在外|外出|务工|打工)", clause)
        or _OTHER.search(re.sub("未归|未返|未到校", "", clause.replace(match[0], "")))
        or not _HAPPENED.search(clause)
    ):
        return False
    # 因豆角未炒熟发生食物中毒: only what is denied right before the thing has not happened.
    if re.search(
        "(?:未|没有?|无|零|不)(?:再|曾|有|得)?(?:发生|出现|接到|发现|收到|查出|造成|受到|被|任何)?[^，。；]{0,2}$|(?:未|没有)发生[^，。；]*$",
        clause[: match.start()],
    ):
        return False
    special = re.search(
        "(?:重大|较大|特大|责任|食物|食品|消防|火灾|校车|溺水|食源性|群体性|恶性|严重|有责|师德)", none
    )
    food = special is not None and special[0][0] == "食" and re.search("中毒|呕吐|腹泻", clause) is not None
    return special is None or special[0] in clause or food or special[0] in form.pattern


_BUT_ONE = re.compile(
    r"(?:为零|零发生|未发生|没有发生|零记录|归零)[^。；，]{0,14}[，。；](?P<but>(?:唯|惟|只有|仅有?|只是)[^，。；]{0,24}?(?:\d+|[一二两三四五])(?:起|例|件|次|人|名))(?!以)"
)


@check("zero_vs_count", rule="写“为零”的，不能又写“唯有一起”")
def none_but_one(case: Case) -> Iterator[Finding]:
    """食品安全事件为零，唯六月中旬发生于碧岑校区的那1起."""
    for match in _BUT_ONE.finditer(case.text.content):
        if not re.search("去年|上年|此前|疑似|未遂|演练", match[0]):
            message = f"前面写为零，这里又写“{match['but']}”，请核对。"
            yield case.finding(
                "zero_vs_count", "warn", match.span("but"), message, recomputed=f"0 ≠ {match['but']}"
            )


_UNITS = "笔起例件所个名人处条项家间台辆户宗次份篇门节场本校班天"
_NO_ONE = re.compile(
    f"(?:无|没有|没|未有|不见)一(?P<unit>[{_UNITS}])(?P<noun>[一-龥]{{0,6}}?)(?P<verb>[一-龥]{{2,8}})(?=[，。；！]|$)"
)
_SOME = re.compile(rf"(?<![\d第])(?:\d[\d,]*|[一二两三四五六七八九十]+)(?P<unit>[{_UNITS}])")
_HELD = re.compile("仍|还[没未]|尚未|至今|迟迟|拖|欠|压在|停在|滞留|空着|却|被|查出")


@check("zero_vs_count", rule="写“无一笔”“没有一所”的，不能又写有几笔、几所")
def not_one_means_none(case: Case) -> Iterator[Finding]:
    """拨付及时，无一笔滞留 … 两笔专项资金仍趴在县级专户."""
    content = case.text.content
    for paragraph in case.text.paragraphs:
        words = content[paragraph.start : paragraph.end]
        if paragraph.kind == "table":
            continue
        for none in _NO_ONE.finditer(words):
            if re.match("不|未|没|例外", none["noun"] + none["verb"]):
                continue
            for start, clause in clauses(words):
                some = _SOME.search(clause)
                rare = none["unit"] in "笔辆台间篇节本场户"
                if (
                    start < none.end()
                    or some is None
                    or some["unit"] != none["unit"]
                    or re.search("已全部|均已|整改|需|有待", clause)
                    or (re.search("去年|上年|往年", clause) and not re.search("仍|至今|还", clause))
                    or re.search("没有|无|未", clause[: some.start()][-4:])
                    or not ((rare and _HELD.search(clause)) or _taken_up(none["verb"][-2:], clause))
                ):
                    continue
                span = (paragraph.start + start, paragraph.start + start + len(clause))
                other = (paragraph.start + none.start(), paragraph.start + none.end())
                message = f"前面说“{none[0]}”，这里又说“{clause}”，请核对。"
                yield case.finding(
                    "zero_vs_count",
                    "warn",
                    span,
                    message,
                    others=(other,),
                    recomputed=f"{none[0]} ≠ {clause}",
                )
                break


def _taken_up(said: str, clause: str) -> bool:
    bare = COMMON.sub("—", clause)
    return any(said[i : i + 2] in bare for i in range(len(said) - 1))
