"""After the scan: names made of several tokens. Metrics by their last characters, named schools and districts, events' stems."""

from __future__ import annotations

import re

from zeren.core.audit.lexicon.metrics import metric_named
from zeren.core.audit.lexicon.people import NOUNS
from zeren.core.audit.lexicon.words import FUNCTION_CUTS, GENERIC_SCHOOL_WORDS
from zeren.core.audit.tokens.token import QUANTITIES, Token

__all__ = ["named"]

_SUFFIX = re.compile(
    r"率(?![先领军])|系数|指数|(?:满意|认可|知晓|达成|覆盖|参与|支持|信任)度|占比|比例|比重|"
    r"之比|(?:占地|建筑|校舍|使用|用地|运动场地?|馆舍|教学|辅助用房|用房|场地|绿化)?面积|"
    r"(?:师|生|幼|机|班)比(?![例重赛较])"
    r"|均分|总分|得分|总额|金额|总值|产值"
)
_NOT_RATE = re.compile(r"(?:效|频|税|利|汇|概|统|草|轻|坦|直|表|功|速|斜|心|比)率$|面面积$")
_CUT = re.compile(
    rf"{FUNCTION_CUTS}|[\s“”\"'，,、；;：:（）()]|确保|保证|促进|推动|实现|全面|完成|做到|(?:评估|考核|考评|测评|检查|督导|验收|考试|统考|联考)中|抽取|抽选|选取|"
    rf"力争|切实|通过|经|提升|提高|降低|严控|狠抓|强化|其|所有|今后|主要|"
    rf"[全我本该][区县市省州国镇乡校]"
)
# Admin units as names of organisations.
_DISTRICT = re.compile(
    r"(?P<name>[一-龥]{1,3}?[区县市州旗省](?![级内外属直])|"
    r"[一-龥]{2,8}?(?:自治[州县旗区]))(?P<office>教育局|教体局|教育和体育局|教育体育局|"
    r"教科局|教育和科技局|教育厅|人民政府|政府|教育督导室|政府教育督导室|财政局|编办)?"
)
_COMMON_DISTRICT = re.compile(
    r"^(?:地|城|园|片|校|社|辖|山|牧|郊|学|小|景|灾|贫困地|农村地|边远地|全|城市|县|各县|"
    r"各市|省|各|区|该|本|我|外|跨|直属|所属|县城城|农牧|新|老|主城|中心城|功能|试验|示范|"
    r"开发|高新|经开|民族地|同|三|两|几|每|下|跨|出|入|分)(?:区|县|市|州|旗|省)"
)
_SCOPE = re.compile(
    r"全[区县市省州国镇乡校园局旗]|我[区县市省州镇乡校园局厅]|(?<![样标课文版基根])[本该][区县市省州镇乡校园局](?!级)"
)
_OFFICE = re.compile(r"(?:区|县|市|省|州)(?:教育局|教体局|教育和体育局|人民政府|政府|教育督导室)")
_STEMS = re.compile(
    r"辍学|流失|失学|入学|入园|毕业|升学|巩固|录取|上线|报考|开工|竣工|完工|及格|脱盲|复学|转入|转出|休学|退学|参训|就业"
)
_SCHOOL_ENDS = frozenset((
    "小学 中学 学校 幼儿园 初级中学 高级中学 完全中学 特殊教育学校 职业学校 中等职业学校 "
    "九年一贯制学校 九年制学校 十二年一贯制学校 完全小学 技工学校 特教学校 中心小学 完小 中心校 教学点 高中 初中 职业高中 小学部 初中部 普通高中"
).split())  # fmt: skip
_ORDINAL_SCHOOL = re.compile(r"[一-龥]{0,8}(?:第?[一二三四五六七八九十]{1,3}|\d{1,3})$")


def named(tokens: list[Token], text: str) -> list[Token]:
    """Join what belongs together. Offsets are still those of the sentence."""
    tokens = _documents(tokens, text)
    tokens = _suffixes(tokens, text)
    tokens = _qualified(_organisations(tokens, text), text)
    return _stems(tokens, text)


def _documents(tokens: list[Token], text: str) -> list[Token]:
    """A document's number takes the issuer's short name before it: 青政办函〔2017〕53号."""
    for at, token in enumerate(tokens):
        if token.role == "number" and at and tokens[at - 1].kind == "w":
            before = tokens[at - 1]
            match = re.search(
                r"(?:(?<=依据)|(?<=根据)|(?<=按照)|(?<=文件)|(?<=以)|(?<![一-龥]))[一-龥]{2,9}$", before.text
            ) or re.search(r"[一-龥]{2,6}$", before.text)
            match = (
                match
                and re.search(r"(?<=依据|根据|按照|文件|转发|印发|关于|落实|以及)[一-龥]{2,8}$", before.text)
            ) or match
            if match:
                token.start = before.end = before.start + match.start()
                token.text, before.text = text[token.start : token.end], before.text[: match.start()]
    return [token for token in tokens if token.end > token.start]


def _suffixes(tokens: list[Token], text: str) -> list[Token]:
    """Words that end like a metric become one: 骨干教师 + 示范课开出率."""
    found: list[Token] = []
    for token in tokens:
        if token.kind != "w" or token.role or not _SUFFIX.search(token.text):
            found.append(token)
            continue
        start = token.start
        for match in _SUFFIX.finditer(token.text):
            end = token.start + match.end()
            cuts = [c.end() for c in _CUT.finditer(text[start:end]) if c.end() < end - start]
            begin = start + (cuts[-1] if cuts else 0)
            name = text[begin:end]
            if _NOT_RATE.search(name):
                continue
            if match.group() == "之比":
                begin = _both_sides(found, begin)
            before = found[-1] if found and found[-1].end == begin else None
            if len(name) <= len(match.group()) and before is not None and before.kind in "pm":
                begin, found[-1:] = before.start, []
            elif begin > start:
                found.append(Token("w", start, begin, text[start:begin]))
            found.append(Token("m", begin, end, text[begin:end]))
            start = end
        if start < token.end:
            found.append(Token("w", start, token.end, text[start : token.end]))
    return found


def _both_sides(found: list[Token], begin: int) -> int:
    """教职工与幼儿之比: both names belong to it. Takes their tokens off and says where the first begins."""
    at = len(found)
    while at and found[at - 1].kind in "pgw" and not found[at - 1].role and len(found) - at < 5:
        at -= 1
        if found[at].kind == "g":
            continue
    if not any(token.kind == "g" for token in found[at:]) or found[-1].end != begin:
        return begin
    first = next(i for i in range(at, len(found)) if found[i].kind == "g") - 1
    if first < 0 or found[first].kind not in "pw" or found[first].end != found[first + 1].start:
        return begin
    begin = found[first].start
    del found[first:]
    return begin


def _joined(found: list[Token], token: Token, text: str) -> bool:
    """满意度|测评|得分, 生活补助|人均每月标准: whether the metric took the words before it in."""
    before = found[-1]
    if before.kind != "w" or before.role:
        return False
    if before.text in {"测评", "调查", "评价", "考核", "评估", "测评综合"}:
        whole = len(found) > 1 and found[-2].kind == "m" and found[-2].end == before.start
        if whole:
            token.start, token.text = found[-2].start, text[found[-2].start : token.end]
            del found[-2:]
        return whole
    paid = _PAID.search(before.text)
    if not paid or metric_named(token.text).kind != "per_capita":
        return False
    token.start, token.text = token.start - len(paid.group()), paid.group() + token.text
    before.end, before.text = token.start, before.text[: paid.start()]
    if not before.text:
        found.pop()
    return True


_QUALIFIED = frozenset("rate index mean score completion share ratio max".split())
_PAID = re.compile("[一-龥]{0,4}(?:补助|补贴|津贴|经费|工资|投入|支出|收入|资金)$")
_NO_QUALIFIER = re.compile(
    r"控制|加强|保持|稳定|坚持|开展|推进|落实|达到|超过|改善|关注|关于|着力|努力|争取|狠抓|"
    r"严防|抓好|抓实|区域|范围|截止|截至|目前|注重|重视|提出|要求|力求|巩固$|年底|今年|去年|"
    r"其中|包括|特别|尤其|严格|有效|已|有"
)


def _qualified(tokens: list[Token], text: str) -> list[Token]:
    """What stands right before a metric narrows it: 语文 + 得分率, 课程 + 开齐开足率, 占 + GDP + 比例."""
    found: list[Token] = []
    for token in tokens:
        before = found[-1] if found else None
        if token.kind == "m" and before is not None and before.end == token.start:
            if token.text in {"比例", "比重", "份额"}:
                at = next(
                    (i for i in range(len(found) - 1, max(-1, len(found) - 5), -1) if found[i].kind == "z"),
                    -1,
                )
                if at >= 0 and all(t.kind in "zpwmo." for t in found[at:]):
                    token.start, token.text = found[at].start, text[found[at].start : token.end]
                    del found[at:]
                    before = found[-1] if found else None
            if before is None or before.end != token.start or _joined(found, token, text):
                pass
            elif (before.kind == "m" and token.text.startswith("最")) or (
                before.kind == "p" and NOUNS.get(before.text) == "thing"
            ):  # 差异系数最大为0.44
                token.start, token.text = before.start, before.text + token.text
                found.pop()
            elif before.kind == "w" and not before.role and metric_named(token.text).kind in _QUALIFIED:
                cuts = [match.end() for match in _CUT.finditer(before.text)]
                words = before.text[max(cuts, default=0) :]
                if (
                    (2 <= len(words) <= 8 or words in {"不", "非", "未"})
                    and not _NO_QUALIFIER.search(words)
                    and re.fullmatch("(?!(?:教育|阶段|学生|段)$)[一-龥A-Za-z]+", words)
                ):
                    token.start, token.text = token.start - len(words), words + token.text
                    before.end, before.text = token.start, before.text[: len(before.text) - len(words)]
                    if not before.text:
                        found.pop()
        found.append(token)
    return found


def _organisations(tokens: list[Token], text: str) -> list[Token]:
    found: list[Token] = []
    for at, token in enumerate(tokens):
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.kind == "w" and not token.role and token.text[0] >= "一":
            listed = len(found) > 2 and found[-1].kind in "、g" and found[-3].role == "name"
            found += _in_words(token, following, text, tokens[at + 2 : at + 4], listed=listed)
        else:
            found.append(token)
    joined: list[Token] = []
    for token in found:
        before = joined[-1] if joined else None
        if (
            token.kind == "p"
            and token.text in _SCHOOL_ENDS
            and before is not None
            and _ORDINAL.fullmatch(before.text)
        ):
            district = (
                joined[-2]
                if len(joined) > 1 and joined[-2].role == "district" and joined[-2].end == before.start
                else None
            )
            start = (district or before).start
            joined[-2 if district else -1 :] = []
            start = _with_county(joined, start)
            joined.append(Token("o", start, token.end, text[start : token.end], role="school"))
        elif (
            token.kind == "p" and token.text in _SCHOOL_ENDS and before is not None and before.role == "name"
        ):
            before.end, before.text, before.kind, before.role = (
                token.end,
                text[before.start : token.end],
                "o",
                "school",
            )
        elif (
            token.kind == "w"
            and before is not None
            and before.kind == "o"
            and before.role == "district"
            and _OFFICE.match(text, before.end - 1)
        ):
            end = before.end - 1 + len(_OFFICE.match(text, before.end - 1).group())  # type: ignore[union-attr]
            before.end, before.text = end, text[before.start : end]
            if end < token.end:
                joined.append(Token("w", end, token.end, text[end : token.end]))
        else:
            joined.append(token)
    return joined


_ORDINAL = re.compile("第[一二三四五六七八九十]{1,2}")


def _with_county(joined: list[Token], start: int) -> int:
    """县|第二中学: the sign before the name belongs to it. Says where the name begins."""
    plain = joined[-1] if joined and joined[-1].kind == "w" and joined[-1].end == start else None
    if plain is None or not re.search("(?<!全)[区县市州]$", plain.text):
        return start
    plain.end, plain.text = start - 1, plain.text[:-1]
    if not plain.text:
        joined.pop()
    return start - 1


def _in_words(
    token: Token, following: Token | None, text: str, later: list[Token], *, listed: bool
) -> list[Token]:
    """Split a run of words into scope words (全区), districts' names, a school's name and the rest."""
    out: list[Token] = []
    start, end = token.start, token.end
    name_start = _school_name(token, following, later, listed=listed)
    stop = end if name_start is None else name_start
    at = start
    while at < stop:
        scope = _SCOPE.match(text, at, stop)
        if scope:
            out += [Token("w", start, at, text[start:at])] if at > start else []
            out.append(Token("o", at, scope.end(), scope.group(), role="scope"))
            start = at = scope.end()
            continue
        district = _DISTRICT.match(text, at, stop) if at == start else None
        if district and _is_district(district["name"]):
            out.append(Token("o", at, district.end(), district.group(), role="district"))
            start = at = district.end()
            continue
        at += 1
    numbered = _NUMBERED.search(text, start, stop) if name_start is None and start < stop else None
    known = following is not None and following.kind in "pmt"
    if numbered and (numbered.end() < stop or known):  # 县一中|高三学生: a school by its number
        out += (
            [Token("w", start, numbered.start(), text[start : numbered.start()])]
            if numbered.start() > start
            else []
        )
        out.append(Token("o", numbered.start(), numbered.end(), numbered.group(), role="school"))
        if numbered.end() < stop:
            out.append(Token("w", numbered.end(), stop, text[numbered.end() : stop]))
        return out
    if start < stop:
        out.append(Token("w", start, stop, text[start:stop]))
    if name_start is not None:
        out.append(Token("w", name_start, end, text[name_start:end], role="name"))
    return out


_NUMBERED = re.compile(
    r"(?<!全)[区县市州][一二三四五六七八九十]{1,2}[中小幼](?=现|共|有|在|被|获|荣|于|[高初][一二三]|学生|教师|教学|校|$)"
)


def _is_district(name: str) -> bool:
    if _COMMON_DISTRICT.match(name) or len(name) < 3 or re.search(FUNCTION_CUTS, name[:-1]):
        return False
    return not re.search(
        r"通过|[签接]收|收到|城[市区]|地区|辖区|校区|园区|社区|片区|建设|推进|示范|各|级|全|和|我|本|该|下达|教育|"
        r"农村|学区|山区|牧区|乡镇|贫困|部门|中心|小区|责任|任区|获得|参加|开展|组织|上年|去年",
        name,
    )


def _school_name(token: Token, following: Token | None, later: list[Token], *, listed: bool) -> int | None:
    """Where in these words the name of one school begins, when a kind of school follows and it is not a class of schools."""
    if following is None or following.kind != "p" or following.text not in _SCHOOL_ENDS:
        return None
    # 阳光小学12所 counts schools: no one school has twelve; but 甲小学、乙小学3所 lists them.
    if not listed and later and later[0].quantity is not None and later[0].quantity.dimension == "school":
        return None
    words = token.text
    cuts = [match.end() for match in _CUT.finditer(words)]
    scope = [match.end() for match in _SCOPE.finditer(words)]
    begin = max([0, *cuts, *scope])
    name = words[begin:]
    district = _DISTRICT.fullmatch(name)
    if district and _is_district(name):  # 城中区小学: the schools of a district
        return None
    if not re.fullmatch("[一-龥]+", name):
        return None
    if not 2 <= len(name) <= 10 and not _ORDINAL_SCHOOL.fullmatch(name):
        return None
    if GENERIC_SCHOOL_WORDS.search(re.sub(r"第?[一二三四五六七八九十]{1,3}$", "", name)) or not name:
        return None
    return token.start + begin


def _stems(tokens: list[Token], text: str) -> list[Token]:
    """辍学6名: the stem of an event right before its number is the name of what is counted."""
    found: list[Token] = []
    for at, token in enumerate(tokens):
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        if token.kind == "w" and not token.role and after is not None and after.kind in QUANTITIES + "l":
            match = re.search(rf"(?:{_STEMS.pattern})$", token.text)
            if match and match.start():
                cut = token.start + match.start()
                found.append(Token("w", token.start, cut, text[token.start : cut]))
                found.append(Token("w", cut, token.end, text[cut : token.end], role="stem"))
                continue
        found.append(token)
    return found
