"""Echoes: a number that comes back later under the same noun with two digits changed about, or a place of foundation told twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise, permutations

from zeren.core.audit.checks.figures import Figure, figures
from zeren.core.audit.checks.logic.conflicts import names_another
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.checks.wording.days import spelt
from zeren.core.audit.finding import Case, Finding

_APART = re.compile(
    "上年|去年|前年|同期|年初|期初|原有|原来|口径|核实|更正|不含|快报|其中|目标|计划|规划|力争|比|较|增|减|提高|下降|由去年|从去年|由20|从20|预计|将|拟|20\\d\\d年|[一二三四]季度|[上下]半年|另"
)
_SMALL = re.compile(
    "全[区县市省校镇乡]|我[区县市校园局]|本[区县市校]|共计?|合计|总[数计]|现有|拥有|已|的|了|为|有|达到?|中|在|内|个|是|约|均|全部|都|于|由于|由|等|上述|这|该|其|和|与|及|对|年|人|名|数"
)
# 小学31.2%, 初中32.1%: each is of its own.
_SCOPES = re.compile(
    "小学|初中|高中|幼儿园|学前|中职|特教|城区|县城|城镇|农村|乡镇|乡村|公办|民办|男|女|语文|数学|英语|物理|化学|政治|道法|历史|地理|生物|体育|音乐|美术|科学|信息|"
    "[一二三四五六七八九]年级|[高初][一二三]|[甲乙丙丁][校园县区镇乡班组]|[东南西北]校?[区片]|第?[一二三四五六七八九\\d]+(?:小|中|园|组|批|轮|期|次|届|季度)|上午|下午|春季|秋季|上学期|下学期|教师|学生|家长"
)
_RARE = frozenset(
    "支 场 篇 部 辆 台 届 册 间 栋 幅 首 对 封 份 座 盏 棵".split()
)  # of these 34 and 43 are no everyday pair
LONGEST = 400  # figures of a text beyond which only the first are compared


@dataclass(frozen=True, slots=True)
class _Told:
    figure: Figure
    words: str
    near: str
    sentence: int
    paragraph: int


@check("value_conflict", rule="R48：前后同一个数只是两位数字颠倒，多半是笔误")
def digits_change_places(case: Case) -> Iterator[Finding]:
    """建立126人的督学队伍 … 162名督学: the same noun, the digits changed about."""
    groups: dict[tuple[str, str], list[_Told]] = {}
    for told in _numbers(case):
        digits = "".join(sorted(_digits(told.figure)))
        unit = told.figure.quantity.unit[:1]
        dimension = unit if unit in _RARE else told.figure.quantity.dimension
        factor = "" if told.figure.quantity.kind == "A" else told.figure.quantity.factor
        groups.setdefault((dimension, f"{digits}/{factor}"), []).append(told)
    for group in groups.values():
        for one, other in combinations(group[:12], 2):
            if (
                one.figure.value == other.figure.value
                or one.sentence == other.sentence
                or not _swapped(one.figure, other.figure)
            ):
                continue
            if not (_shared(one.words, other.words) or _both_whole(one, other)) or any(
                _APART.search(w) for w in _same_year(one.near, other.near)
            ):
                continue
            scopes = [set(_SCOPES.findall(told.words.split("|")[0])) for told in (one, other)]
            if all(scopes) and not scopes[0] & scopes[1]:
                continue
            between = case.text.content[one.figure.end : other.figure.start]
            if other.paragraph - one.paragraph > 12 or names_another(
                re.sub("[二三四五六七八九]是|城乡|下乡|返乡", "", between)
            ):
                continue
            message = f"同一个数前后只差两位数字的次序：前面{say(one.figure.value, 4)}，这里{say(other.figure.value, 4)}{other.figure.quantity.unit}，请核对是否笔误。"
            yield case.finding(
                "value_conflict", "warn", (other.figure.start - len(other.figure.before), other.figure.end), message,
                recomputed=f"{say(one.figure.value, 4)} ≠ {say(other.figure.value, 4)}", others=((one.figure.start, one.figure.end),),
            )  # fmt: skip
            break


def _both_whole(one: _Told, other: _Told) -> bool:
    """项目总投资3,650万元 … 合计3,560万元: the whole of one paragraph, told twice."""
    wholes = [
        re.search("总(?:投资|额|收入|支出|投入|经费|造价|人数|数)|合计|共计|总计", t.words.split("|")[0])
        for t in (one, other)
    ]
    return all(wholes) and one.paragraph == other.paragraph and other.sentence - one.sentence <= 2


def _same_year(one: str, other: str) -> tuple[str, str]:
    """Both surroundings without a year that they share: 2023年为18.6% … 2023年能守住16.8%."""
    for word in ("年初", "年末", "年底", "期末"):
        if word in one and word in other:
            one, other = one.replace(word, ""), other.replace(word, "")
    years = set(re.findall(r"20\d\d年", one)) & set(re.findall(r"20\d\d年", other))
    for year in years:
        one, other = one.replace(year, ""), other.replace(year, "")
    return one, other


def _numbers(case: Case) -> Iterator[_Told]:
    """Numbers of three digits and more (rates too), with the nouns beside each."""
    count = 0
    for sentence in case.text.sentences:
        if case.text.paragraphs[sentence.paragraph].kind == "table":
            continue
        for figure in figures(case, sentence):
            rare = figure.quantity.unit[:1] in _RARE
            if (
                figure.quantity.kind not in "NAGP"
                or not figure.exact
                or len(re.sub(r"\D", "", str(figure.value))) < (2 if rare else 3)
            ):
                continue
            count += 1
            if count > LONGEST:
                return
            unit = re.sub("^[万亿]?个", "", figure.quantity.unit) if "个" in figure.quantity.unit else ""
            unit = figure.quantity.unit[1:] if rare else unit
            words = f"{_named_before(case, figure)}|{unit}{figure.after[:8]}"
            near = re.sub("占比|比例|比重", "", figure.before[-12:]) + figure.after[:2]
            yield _Told(figure, words, near, sentence.index, sentence.paragraph)


def _named_before(case: Case, figure: Figure) -> str:
    """The words that name a number; a rate named a clause before (…的比例，2023年为18.6%) is read from there."""
    if figure.quantity.kind != "P":
        return figure.before[-10:]
    if re.search("[一-龥]{2}", _SMALL.sub("", figure.before)):
        return figure.before[-20:]
    lead = case.text.content[max(0, figure.start - len(figure.before) - 21) : figure.start]
    return re.split("[。；\n\\d%％]", lead.removesuffix(figure.before))[-1]


def _swapped(one: Figure, other: Figure) -> bool:
    """Whether two digits of one number, neighbours or nearly so, changed places in the other."""
    first, second = _digits(one), _digits(other)
    money = one.quantity.kind == "A" and one.amount * 3 > other.amount and other.amount * 3 > one.amount
    if (one.quantity.decimals != other.quantity.decimals and not money) or len(first) != len(second):
        return False
    places = [i for i, (a, b) in enumerate(zip(first, second, strict=True)) if a != b]
    return len(places) == 2 and places[1] - places[0] <= (2 if len(first) >= 4 else 1)


def _digits(figure: Figure) -> str:
    """The digits of a number; of money those of its amount, so that 3.8612亿元 and 38,162万元 can be compared."""
    value = figure.amount.normalize() if figure.quantity.kind == "A" else figure.value
    digits = re.sub(r"\D", "", f"{value:f}")
    return digits.rstrip("0") if figure.quantity.kind == "A" else digits


def _shared(one: str, other: str) -> bool:
    """Whether two surroundings have a noun of two letters in common."""
    bare = [_SMALL.sub("·", re.sub("[^一-龥]", "·", words)) for words in (one, other)]
    return any(
        re.fullmatch("[一-龥]{2}", bare[0][i : i + 2]) and bare[0][i : i + 2] in bare[1]
        for i in range(len(bare[0]) - 1)
    )


_FOUNDED = re.compile(
    "(?:[我本该]校|学校|[我本]园|幼儿园)[^，。；]{0,6}(?:创办|创建|始建|建校|成立|建成|兴办|办学)于?(?P<year>(?:18|19|20)\\d{2})年"
)


@check("value_conflict", rule="R48：建校年份只有一个")
def founded_once(case: Case) -> Iterator[Finding]:
    """我校创办于1956年 … 学校始建于1965年."""
    found = list(_FOUNDED.finditer(case.text.content))
    for one, other in pairwise(found):
        if one["year"] != other["year"] and not names_another(case.text.content[one.end() : other.start()]):
            message = f"建校年份前后不一：{one['year']}年与{other['year']}年，请核对。"
            yield case.finding(
                "value_conflict",
                "warn",
                other.span(),
                message,
                others=(one.span(),),
                recomputed=f"{one['year']} ≠ {other['year']}",
            )


_BACK = re.compile(
    r"(?P<verb>[一-龥、]{2,6}?)的(?P<n>\d{1,4})(?P<unit>所|个|名|项|处|人|件|条)(?P<noun>[一-龥]{2})?"
)
_THESE = re.compile(
    r"(?:这|上述|以上|前述|(?P<all>全部|所有))(?P<n>\d[\d,]*(?:\.\d+)?)(?P<unit>万元|亿元|元|名|人|所|个|项|处|件|条)(?P<noun>教学[点班]|[一-龥]{2})"
)


@check("value_conflict", rule="R48：“上述”“这些”所指的数前面写过")
def these_were_told_before(case: Case) -> Iterator[Finding]:
    """幼儿74名 … 这79名幼儿; 下达5318.40万元 … 上述5381.40万元."""
    content = case.text.content
    for match in _THESE.finditer(content):
        value = Decimal(match["n"].replace(",", ""))
        begin = max(0, match.start() - 320, content.rfind("\n", 0, match.start()))
        told = [
            (Decimal(m[1].replace(",", "")), m)
            for m in re.finditer(
                rf"(?<![\d.,])(\d[\d,]*(?:\.\d+)?)(?:{match['unit']}|[名人])(?!次)",
                content[begin : match.start()],
            )
        ]
        wide = (5, 4) if match["all"] else (16, 8)
        named = [
            n
            for n, m in told
            if (not match["all"] or m[0].endswith(match["unit"]))
            and match["noun"] in content[begin + max(0, m.start() - wide[0]) : begin + m.end() + wide[1]]
        ]
        sums = (
            {a + b for (a, _), (b, _) in combinations(told, 2)}
            | {a - b for (a, _), (b, _) in permutations(told, 2)}
            | {sum((n for n, _ in told), Decimal(0))}
        )
        if (
            value < 5
            or (
                match["all"]
                and (len(set(named)) != 1 or _SCOPES.search(_clause_before(content, match.start())))
            )
            or not named
            or any(n == value for n, _ in told)
            or (value in sums and not match["all"])
            or not any(n * 2 > value and value * 2 > n for n in named)
        ):
            continue
        message = f"“{match[0]}”与前面写过的数不同（前面是{say(named[-1], 4)}），请核对。"
        yield case.finding(
            "value_conflict",
            "warn",
            match.span(),
            message,
            recomputed=f"{say(named[-1], 4)} ≠ {say(value, 4)}",
        )


def _clause_before(content: str, at: int) -> str:
    return re.sub(
        "第[一二三四五六]+[轮次批]", "", re.split("[，。；：\n]", content[max(0, at - 20) : at])[-1]
    )


_LIST = re.compile(
    r"(?P<verb>新建|建成|设立|成立|组建|打造|新增|建立|开设)了?(?P<list>[一-龥]{2,12}(?:、[一-龥]{2,12}){2,8})(?=[，。；])"
)


@check("enum_count_mismatch", "value_conflict", rule="R41：前面列出的个数等于后面回头说的个数")
def what_was_named_comes_back_as_many(case: Case) -> Iterator[Finding]:
    """新建机器人实训室、数控实训室、直播实训室…，今年新建的5个实训室: four were named."""
    content = case.text.content
    for named in _LIST.finditer(content):
        names = re.split("、|(?<=.)和(?=.)", named["list"])
        noun = names[-1][-3:]
        if not all(name.endswith(noun) for name in names):
            continue
        stop = content.find("\n", named.end())
        back = re.compile(rf"{named['verb']}的(?P<n>\d|[二两三四五六七八九])(?:个|间|所|支|项|处){noun}")
        match = back.search(content, named.end(), min(len(content) if stop < 0 else stop, named.end() + 300))
        told = 0 if match is None else spelt("二" if match["n"] == "两" else match["n"])
        if match is not None and told != len(names):
            message = f"前面列出{len(names)}个，这里说{told}个，请核对个数或补全。"
            yield case.finding(
                "enum_count_mismatch",
                "warn",
                match.span(),
                message,
                others=(named.span(),),
                recomputed=f"{len(names)} ≠ {told}",
            )


_SCORED = re.compile(r"得分(?:为|是)?(?P<a>\d+(?:\.\d+)?)分")
_PLACED = re.compile(r"以(?P<b>\d+(?:\.\d+)?)分(?:的[一-龥]{0,6})?(?:列|居|位|排|获|夺)")


@check("value_conflict", rule="R48：得分前后一致")
def scores_are_told_alike(case: Case) -> Iterator[Finding]:
    """综合得分91.6分 … 以92.6分列第二."""
    for paragraph in case.text.paragraphs:
        words = case.text.content[paragraph.start : paragraph.end]
        scored, placed = list(_SCORED.finditer(words)), list(_PLACED.finditer(words))
        if (
            len(scored) == 1 == len(placed)
            and scored[0]["a"] != placed[0]["b"]
            and f"{placed[0]['b']}分" not in words[: placed[0].start()]
        ):
            span = (paragraph.start + placed[0].start(), paragraph.start + placed[0].end())
            other = (paragraph.start + scored[0].start(), paragraph.start + scored[0].end())
            message = f"得分前后不一：{scored[0]['a']}分与{placed[0]['b']}分，请核对。"
            yield case.finding(
                "value_conflict",
                "warn",
                span,
                message,
                others=(other,),
                recomputed=f"{scored[0]['a']} ≠ {placed[0]['b']}",
            )


@check("value_conflict", rule="R48：回头再提的同一批事物，个数前后一致")
def what_comes_back_is_as_many(case: Case) -> Iterator[Finding]:
    """今年新改扩建学校9所 … 新改扩建的7所学校全部投入使用."""
    content = case.text.content
    for match in _BACK.finditer(content):
        verb = re.sub("^(?:[^一-龥]|[在对将把由向为经于])+", "", match["verb"])
        noun = match["noun"] or ""
        if len(verb) < (3 if noun else 2) or re.search(
            "其中|没有|未|不", content[max(0, match.start() - 10) : match.start()] + match["verb"]
        ):
            continue
        name = noun if re.search(f"{noun}", content[max(0, match.start() - 300) : match.start()]) else ""
        verb = verb if name else verb[-2:]
        before = re.compile(rf"{re.escape(verb)}(?:了)?(?:{name})?(?P<n>\d{{1,4}}){match['unit']}(?:{name})?")
        paragraph = max(content.rfind("\n", 0, match.start()), 0)
        first = next(
            (m for m in before.finditer(content, max(0, match.start() - 300), match.start()) if name in m[0]),
            None,
        )
        if (
            first is None
            or first["n"] == match["n"]
            or _APART.search(content[max(paragraph, first.start() - 8) : first.start()])
        ):
            continue
        between = content[first.end() : match.start()]
        if (
            "。" not in between
            or re.search(rf"{match['n']}{match['unit']}", between)
            or names_another(re.sub("[二三四五六七八九]是", "", between))
        ):
            continue
        message = f"前面“{first[0]}”，这里“{match[0]}”，个数不同，请核对。"
        start = match.start() + len(match["verb"]) - len(verb)
        yield case.finding(
            "value_conflict",
            "warn",
            (start, match.end()),
            message,
            others=(first.span(),),
            recomputed=f"{first['n']} ≠ {match['n']}",
        )
