"""Quantities: a number, its unit, and the words around it that bound or blur it (不低于, 近, 以上, 余)."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from zeren.core.audit.lexicon.units import UNIT_PATTERN, unit_of
from zeren.core.audit.tokens.numbers import CHINESE, DIGITS, chinese_number, decimals, number
from zeren.core.audit.tokens.token import Quantity
from zeren.core.kernel import round_half_up

__all__ = ["NUMBER_START", "quantity_at"]

_MULT = "万亿|百万|千万|十万|万|亿|千|百"
_BLUR = "余|多|来"
_DASH = "—{1,2}|–|-{1,2}|~|～|∼"

# Words before a number. True: they set a bound. Longest first.
_BEFORE = [
    ((
        r"控制在了?|控制到|限制在|压缩[到至]|不得?高于|不得?超过|不得超出|不超过?|(?:不|未|没|没有|未曾)突破|没超[过出]|不多于|"
        r"不大于|未超过|未超出|没有超过|没有超出|≤|<=|⩽|小于等于|小于或等于|低于或等于|no more "
        r"than |at most |not exceeding |within "
    ), "<=", True),
    ((
        r"不得?低于|不得?少于|不小于|不亚于|≥|>=|⩾|大于等于|大于或等于|高于或等于|至少达到|至少|"
        r"no less than |at least |not less than "
    ), ">=", True),
    (r"高于|大于|多于|优于|>|above (?:the )?", ">", True),
    (r"低于|小于|少于|<|below (?:the )?|under (?:the )?", "<", True),
    (r"超过了?|超出了?|突破了?|超|逾|高达|over |more than |exceeding ", ">", False),
    (r"不足|不到|未达到|less than |fewer than ", "<", False),
    (r"将近|接近|近乎|近|大约|大概|约为|约计|约有|(?<!节)约|大致|about |some |nearly |almost |approximately |around ", "~", False),
]  # fmt: skip
_PREFIX = re.compile(
    "|".join(f"(?P<b{n}>{words})" for n, (words, _, _) in enumerate(_BEFORE)).replace("(?P", "(?P")
)
_COPULA_INSIDE = re.compile(
    r"(?:(?:[省国市县]定|国家|[省市县]级)?(?:规定|标准|要求|目标)的|达到?了?|为|在|有|是|到|于|了)"
)
_AFTER = re.compile(
    r"\s*(?:(?P<ge>及?以上|之上|or more|or above)|(?P<le>[及]?以下|之下|以内|之内|or less|"
    r"or below)|(?P<about>左右|上下|不等))"
)
_GOAL = re.compile(
    r"\s*的?(?:[省国市县州]家?[级定]?)?(?:评估|规定|考核|控制|国家|基本|验收|达标|合格|最低|"
    r"目标|相关)*(?:标准|要求|目标|规定|控制线|控制指标|指标|红线|底线|上限|下限|控制范围|"
    r"限额|任务)"
)

NUMBER_START = (
    r"(?:[\d零〇一二两三四五六七八九十百千半≥≤<>约近超逾不至]|百分|控制|低于|高于|小于|大于|"
    r"少于|多于|优于|将近|接近|突破|大约)"
)

_PERCENT_CN = re.compile(
    rf"(?P<base>[百千万])分之(?:(?P<all>百)(?![零一二三四五六七八九\d])|(?P<n>{DIGITS}|{CHINESE}))|(?P<hundred>百分百)"
)
_FRACTION = re.compile(rf"(?P<d>{CHINESE}|\d+)分之(?P<n>{CHINESE}|\d+)")
_TENTHS = re.compile(
    r"(?P<n>[一二两三四五六七八九\d]|\d\.\d)成(?P<h>[一二三四五六七八九半])?(?![为了功立效长果本绩员交就人熟型])"
)
_HALF = re.compile(r"(?P<over>超过|过|近)?(?:一半|半数)(?:以上)?(?![天年月])")
_DOUBLE = re.compile(r"翻了?(?P<n>[一两二三四])?(?:番|倍)")
_RATIO = re.compile(rf"(?P<a>{DIGITS})\s*[:：∶︰比]\s*(?P<b>{DIGITS})(?:\s*[:：∶]\s*(?P<c>{DIGITS}))?")
_AMOUNT = re.compile(
    rf"(?P<sign>[-−－])?(?P<n>{DIGITS}|"
    rf"{CHINESE})\s?(?P<x1>{_BLUR})?(?P<m>{_MULT}|(?:thousand|[mb]illion)(?= ))?(?P<x2>{_BLUR})?\s?(?P<u>{UNIT_PATTERN})?(?P<x3>余|"
    rf"多(?=[，。；、]))?"
)
_RANGE_TAIL = re.compile(
    rf"\s?(?P<dash>{_DASH}|至|到)\s?(?P<n>{DIGITS}|{CHINESE})(?P<m>{_MULT})?\s?(?P<u>{UNIT_PATTERN})?"
)
# A number in front of these names something; it does not count anything.
_NAMED = re.compile(
    r"\s?(?:年级|年制|年(?![均度人])|[月号室楼路届]|日(?!均)|级|岁|周岁|°|℃|[A-Za-z]|"
    r"[.．]\d|[:：]\d\d(?!\d)|小时制|[·.]\d|中学|中(?![小等心央])|附中)"
)
_CHINESE_UNITS = frozenset((
    "个 项 名 人 所 次 场 类 种 条 位 套 件 期 处 例 起 家 间 户 对 支 批 篇 门 节 台 册 "
    "份 班 校 轮 天 元 组 辆 块 讲 个班 个教学班 人次 场次 堂 棵 栋 幢 封 盏"
).split())  # fmt: skip
# Set phrases with a Chinese numeral: they name a policy, they count nothing.
_SLOGAN = re.compile(
    r"一[^十百千万亿]一[一-龥]|[一二两三四五六七八九十]{1,2}(?:类残疾|残|育并举|育融合|育|基|免|补|"
    r"会一课|重一大|全(?!部)|通|线|心|有|好|德|岗双责|案|策|优|化|爱|观|热爱|包|管|定|公|新|"
    r"支一扶|位一体|维|级(?!教师|职称)|方面|个一|个课堂|个意识|个自信|个维护|个确保|个结合|"
    r"个到位|个全覆盖|个面向|个统一|个责任|个环节|个落实|个纳入|个优先|个突出|个不|个必须|"
    r"个坚持|个百年|个提升|个转变|个带头|项规定|项管理|项改革|项机制|种形态|种意识|体化|"
    r"条主线|条红线|次会议精神)"
)
_ONE = re.compile(r"一(?:[人个项名所次场类种条位套件期处例起家间户对支批篇门节台册份班校轮天组块讲])")
_REAL_ONE = re.compile(r"(?:只有|仅有|仅|共有?|各|设有?|配备?|建有|新建|增加|减少|现有|共计|无|达到)$")


def quantity_at(text: str, at: int) -> tuple[Quantity, int] | None:
    """The quantity whose words begin at this offset of a narrowed text, and where they end.

    Example:
        >>> def read(words):
        ...     q, end = quantity_at(words, 0)
        ...     return f"{q.comparator}{q.value} {q.unit}" + (" limit" if q.limit else "")
        >>> [read(w) for w in ("97.5%", "1.443亿元", "近3000余人", "不低于98%", "60%以上", "控制在1.5%以内")]
        ['=97.5 %', '=1.443 亿元', '~3000 人', '>=98 % limit', '>=60 %', '<=1.5 % limit']
        >>> [read(w) for w in ("百分之九十七点五", "九成", "三分之一", "一百二十所", "翻一番", "0.64个百分点")]
        ['=97.5 %', '~90 %', '~33.3333 %', '=120 所', '=100 %', '=0.64 个百分点']
        >>> quantity_at("三类残疾儿童", 0), quantity_at("五育并举", 0), quantity_at("一个平台", 0), quantity_at("2017年", 0)
        (None, None, None, None)
    """
    start, comparator, limit, approx = at, "=", False, False
    while (match := _PREFIX.match(text, at)) and match.end() > at:
        _, comparator, limit = _BEFORE[int((match.lastgroup or "b0")[1:])]
        approx = approx or not limit
        at = match.end()
        if more := _COPULA_INSIDE.match(text, at):
            at = more.end()
    found = _plain(text, at, alone=at == start)
    if found is None:
        return None
    quantity, end = found
    after = _AFTER.match(text, end)
    if after:
        end = after.end()
        word = "ge" if after["ge"] else "le" if after["le"] else "about"
        if comparator not in {"<=", ">=", "<", ">"} or not limit:
            comparator = {"ge": ">=", "le": "<=", "about": "~"}[word]
        approx = approx or word == "about"
        # 服务半径均在2.5公里以内: a bound, not a value
        limit = limit or ("内" in after.group() and text[:start].endswith("在") and quantity.kind in "PNG")
    elif quantity.approx and comparator == "=":
        comparator = "~"
    if comparator in {"<=", ">=", "<", ">"} and _GOAL.match(text, end):
        limit = True
    return replace(quantity, comparator=comparator, limit=limit, approx=approx or quantity.approx), end


def _plain(text: str, at: int, *, alone: bool) -> tuple[Quantity, int] | None:
    if at >= len(text):
        return None
    first = text[at]
    if (
        first.isdigit()
        and at
        and ((text[at - 1].isascii() and text[at - 1].isalnum()) or text[at - 1] in "第.")
    ):
        return None
    for reader in (_percent, _tenths_and_halves, _ratio):
        found = reader(text, at)
        if found:
            return found
    return _amount(text, at, alone=alone)


def _percent(text: str, at: int) -> tuple[Quantity, int] | None:
    match = _PERCENT_CN.match(text, at)
    if match is None:
        return None
    words = match["n"] or ""
    if words and not words[0].isdigit() and chinese_number(words) is None:
        return None
    value = Decimal(100) if match["hundred"] or match["all"] else number(words)
    unit = {"千": "‰", "万": "‱"}.get(match["base"] or "百", "%")
    if unit == "‱":
        value, unit = value / 100, "%"
    dimension = "permille" if unit == "‰" else "percent"
    quantity = Quantity(value, "P", unit, dimension, decimals=decimals(words))
    return replace(quantity, number_start=at, number_end=match.end()), match.end()


def _is_number(words: str) -> bool:
    """百百 is made of numerals and is no number."""
    return words.isdigit() or chinese_number(words) is not None


def _tenths_and_halves(text: str, at: int) -> tuple[Quantity, int] | None:
    def share(value: Decimal, end: int, *, over: bool = False) -> tuple[Quantity, int]:
        sign = ">" if over else "="
        return Quantity(
            value, "P", "%", "percent", comparator=sign, approx=True, number_start=at, number_end=end
        ), end

    if (match := _FRACTION.match(text, at)) and all(_is_number(match[name]) for name in "dn"):
        below, above = number(match["d"]), number(match["n"])
        return share(round_half_up(above * 100 / below, 4), match.end()) if below else None
    if (match := _TENTHS.match(text, at)) and not (match["n"] == "一" and text[at - 1 : at] in "统划"):
        half = match["h"]
        extra = Decimal(5) if half == "半" else (chinese_number(half) or Decimal(0)) if half else Decimal(0)
        return share(number(match["n"]) * 10 + extra, match.end())
    if match := _HALF.match(text, at):
        return share(Decimal(50), match.end(), over=match["over"] in ("过", "超过"))
    if match := _DOUBLE.match(text, at):
        times = {None: 1, "一": 1, "两": 2, "二": 2, "三": 3, "四": 4}[match["n"]]
        quantity, end = share(Decimal((2**times - 1) * 100), match.end())
        return replace(quantity, approx=False, note="doubling"), end
    return None


def _ratio(text: str, at: int) -> tuple[Quantity, int] | None:
    match = _RATIO.match(text, at)
    if match is None or match["c"] or re.match(r"[%‰万亿元人所年月]", text[match.end() : match.end() + 1]):
        return None
    left, right = number(match["a"]), number(match["b"])
    before = text[max(0, at - 14) : at]
    clock = re.fullmatch(r"(?:[01]?\d|2[0-4])[:：]([0-5]\d)", match.group().replace(" ", ""))
    if clock and not re.search(r"比|比例|配比|按", before):
        return None
    if right == 0 or left == 0:
        return None
    places = max(decimals(match["a"]), decimals(match["b"]))
    quantity = Quantity(left, "X", ":", "ratio", decimals=places, second=right)
    return replace(quantity, number_start=at, number_end=match.end()), match.end()


def _chinese_ok(text: str, at: int, match: re.Match[str]) -> bool:
    """Whether a Chinese numeral counts something: it has a counter, and is no slogan or article."""
    word = re.sub(rf"^(?:{_MULT})", "", match["u"] or "")
    if (
        not match["u"]
        or (word not in _CHINESE_UNITS and not match["m"] and len(match["n"]) < 2)
        or "分" in word
    ):
        return False
    if (len(match["n"]) <= 2 and _SLOGAN.match(text, at)) or (
        at and text[at - 1] in "第统唯专同逐单之划初高数几"
    ):
        return False
    if word == "期" and len(match["n"]) == 1:  # 一期工程
        return False
    if len(match["n"]) == 1 and word in {"轮", "批", "类", "组", "档", "次"} and not match["x1"]:
        label = re.match(
            r"\s?(?:\d|[一二三四五六七八九]?[十百]|标准|查|发现|排查)", text[match.end() : match.end() + 4]
        )
        if label and (at == 0 or text[at - 1] in "，、,；;：:中到合"):
            return False  # 一轮58处，二轮41处；达到二类标准
    return not _ONE.match(text, at) or bool(_REAL_ONE.search(text, max(0, at - 4), at))


def _amount(text: str, at: int, *, alone: bool) -> tuple[Quantity, int] | None:
    match = _AMOUNT.match(text, at)
    value = _value(text, at, match) if match else None
    if match is None or value is None:
        return None
    if not match["u"] and match["n"] == "零":
        return Quantity(value, "B", number_start=at, number_end=at + 1), at + 1
    end = match.end()
    unit = unit_of(match["m"] or "", match["u"] or "")
    if not match["u"]:
        end = match.end("n") if not match["m"] else match.end("x2") if match["x2"] else match.end("m")
        if _NAMED.match(text, end) or (alone and _bare_is_no_number(text, at, end)):
            return None
    elif _named_unit(match["u"], text, end):
        return None
    approx = bool(match["x1"] or match["x2"] or match["x3"])
    quantity = Quantity(
        value, unit.kind, unit.text, unit.dimension, unit.factor, decimals(match["n"]), approx=approx,
        number_start=at, number_end=end,
    )  # fmt: skip
    return _ranged(text, quantity, end)


def _value(text: str, at: int, match: re.Match[str]) -> Decimal | None:
    """The number itself; None where it counts nothing."""
    words = match["n"]
    if words[0].isdigit():
        value: Decimal | None = number(words)
    else:
        value = chinese_number(words)
        # 零 alone is a number only after a copula: 为零.
        zero = words == "零" and text[at - 1 : at] in ("为", "是") and not match["u"]
        if not zero and (value is None or not _chinese_ok(text, at, match)):
            return None
    if match["sign"] and value is not None:
        if at and (re.match("[0-9A-Za-z]", text[at - 1]) or text[at - 1] in "年月日号"):
            return None
        return -value
    return value


def _bare_is_no_number(text: str, at: int, end: int) -> bool:
    """A bare run of digits that is a phone, a code or a version."""
    return end - at >= 11 or (at > 0 and text[at - 1] in "-_/@#")


# A unit's sign, and the signs with which it makes another word: 校长, 人均, 分别.
_BEGINS_A_WORD = dict(
    pair.split("/")
    for pair in (
        "个/体性别案月 校/长园级际本内外区 班/子主级额 人/均民事才大口 次/序 期/末中间待望 位/置于列 "
        "名/单师校字优园 场/所地馆 门/口卫户 "
        "节/约能日 元/旦素 所/有属在以 "
        "户/籍外 本/校市县区年级科次学 园/长区所 部/门分署级 条/件例 组/织长建 科/学技目研 对/口照外应于 "
        "起/来到 家/长庭访校 周/边岁年末期之 天/然气生文 分/别类管为之校工发解布钟"
    ).split()
)


def _named_unit(unit: str, text: str, end: int) -> bool:
    """53号, 3班级长, 2届: a unit's sign that begins another word."""
    following = text[end : end + 1]
    if unit in "名位" and re.match(
        "校[^，。；、的对联]|园[长丁医]|优[秀等良]|师[生范傅]|单亲|列入", text[end : end + 2]
    ):
        return False  # 86名校级干部, 12名优秀教师
    return following != "" and following in _BEGINS_A_WORD.get(unit, "")


def _ranged(text: str, low: Quantity, end: int) -> tuple[Quantity, int]:
    """The quantity, or the range it opens (8—10所, 63%～68%); 至 and 到 make a range only of bare first numbers."""
    match = _RANGE_TAIL.match(text, end)
    if match is None or low.kind == "X":
        return low, end
    words = match["n"]
    if match["dash"] in "至到" and (low.kind != "B" or not match["u"]):
        return low, end
    value = number(words) if words[0].isdigit() else chinese_number(words)
    if value is None or (not match["u"] and not match["m"] and low.kind != "B"):
        return low, end
    if not match["u"] and _NAMED.match(text, match.end()):
        return low, end
    unit = unit_of(match["m"] or "", match["u"] or "")
    if low.kind not in {"B", unit.kind}:
        return low, end
    quantity = replace(
        low, kind=unit.kind, unit=unit.text, dimension=unit.dimension, factor=unit.factor, high=value,
        decimals=max(low.decimals, decimals(words)), number_end=match.end(), note=match["dash"],
    )  # fmt: skip
    return quantity, match.end()
