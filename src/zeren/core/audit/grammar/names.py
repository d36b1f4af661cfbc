"""Names: what stands beside a number, cut from the words around it."""

from __future__ import annotations

import re

from zeren.core.audit.grammar.registry import Reading
from zeren.core.audit.lexicon.metrics import METRICS, metric_named
from zeren.core.audit.lexicon.people import NOUNS
from zeren.core.audit.lexicon.words import ADDITIVE, FUNCTION_CUTS
from zeren.core.audit.tokens import QUANTITIES, Token

__all__ = [
    "left_of", "metric_before", "name_before", "only_verb", "population_before", "right_noun", "said_after", "share_of_name",
    "stripped", "words_after",
]  # fmt: skip

_STOPS = set(",;:()、jhEbzxf=+seVvcrd") | set(QUANTITIES)
_NOUNLIKE = set("pmwgk.qyltoiunV")
_VERB_END = re.compile(
    rf"{FUNCTION_CUTS}|(?:中|内|里|后|前|时|以来)$|建有|建成|设有|正在|仍|未|获|占|取得|合格|"
    rf"优秀|开工|竣工|开展|召开|进行|得到|全部|已经|均|都|作为|参加|通过|涉及|举行|举办|贯彻|"
    rf"实施|中(?:位?列|位?居|排|名列)|达到|考[入上]|升入|排名|排在|排列|位列|位居|完成|整改|完毕|达标|组织|[一-龥]+?(?:了|着)"
)
_HELD = re.compile(
    r"(?:集中|组织|联合)?(?:召开|开展|举办|举行|进行|组织)了?(?P<what>[一-龥]{0,10}?(?:会议|会|活动|培训|检查|督查|督导|演练|调研|研讨|讲座))"
)
_CLAUSE_NOISE = re.compile(
    r"^(?:截至|截止|目前|[本此这]次|本轮|原来|原有?(?=[一-龥]{2})|中(?![小学职等层心青考外央级高共班段部])|全面|"
    r"进一步|继续|同时|此外|另外|另有|另|还有|还|以及|及(?![格时])|并且|并|而|且|其中|"
    r"在(?![校园籍编岗职学册读建])|对(?!口)|为|将|把|从|向|由|于"
    r"|与|和(?!谐)|使(?!用)|让|通过|按照|根据|其(?![他它余])|的|等(?!级)|共(?!建|享|同体)|"
    r"(?:现|共|设|拥|办|建|配|开设)?有(?![效限关机偿证])|曾|已(?!经?[一-龥]{1,2}$)|又|也|"
    r"新(?=[,，])|今后|今年|全年|每(?![百千万名个生班])|我们|各(?=[级类]))+"
)
_TRAIL = re.compile(
    r"(?:共计|总计|合计|累计|总共|一共|共有|现有|拥有|设有|建有|已有|共|有|为|是|达到了?|达|"
    r"约|已经|已|仅|只|就|了|现|分别|依次|全部|实际|均|都|各|即|也|还|又|则|对|(?<![存所潜内正])在|将|由|从|"
    r"向|把|于|先后|陆续|相继|(?<![惠普涉波遍])及|和|与|以|按"
    r"|数为|率为|人数为|的|[：:，,、“”\"\s])+$"
)


def population_before(tokens: list[Token], at: int) -> str:
    """The population in front of a metric: 小学 + 适龄儿童, 小学、初中; a short word may stand between."""
    words, gap, sign = "", "", ""
    for index in range(at - 1, max(-1, at - 9), -1):
        token = tokens[index]
        if token.kind == "p":
            words, sign = token.text + sign + words, ""
        elif token.kind == "w" and not words and not gap and len(token.text) <= 4:
            gap = token.text
        elif token.kind in "、g" and words and not sign:
            sign = token.text
        elif (token.kind == "." and not sign) or (token.kind == "," and not words and not gap):
            continue
        else:
            break
    return words


def left_of(tokens: list[Token], at: int, taken: int) -> list[Token]:
    """The tokens of the name to the left of a number, up to the nearest mark, number or small word."""
    found: list[Token] = []
    for index in range(at - 1, taken, -1):
        token = tokens[index]
        if token.kind in _STOPS or token.kind not in _NOUNLIKE | {"t"}:
            break
        found.insert(0, token)
    return found


def share_of_name(token: Token) -> str:
    """A token's share of a name; 实际完成 has none."""
    return re.sub(r"^.*完成(?:了|数)?", "", token.text) if token.kind == "k" else token.text


def stripped(words: str) -> str:
    """A name without the small words before and after it."""
    before = ""
    while before != words and words not in NOUNS and words not in METRICS:
        before = words
        words = _TRAIL.sub("", words.strip("“”\"' \t　·-—"))
        words = _CLAUSE_NOISE.sub("", words)
    words = re.sub(
        r"^(?:近|前|后|连续)?[一二三四五六七八九十\d]{1,2}年(?:来|间|内)?(?!级|制|巩固|一贯)|"
        r"^(?:(?:[Tt]here|[Tt]he|[Oo]f|[Aa]n?|was|were|are|is|with|and|in)(?: |$))+",
        "",
        words,
    )
    words = re.sub(
        r"(?<=[一-龥]{2})(?:已经?|均|都|现已)(?=(?:竣工|开工|完工|建成|完成|投用|整改|销号|办结|到位|毕业|入学|复学)$)",
        "",
        words,
    )
    words = re.sub("^.*”等(?=[一-龥]{2})", "", words)
    if words.count("“") != words.count("”"):
        words = words.replace("“", "").replace("”", "")
    if words in {"仍", "还", "曾"}:
        return ""
    if words in {"尚", "剩", "余", "尚余", "余下"}:
        return "剩余"
    held = (
        re.search(r"(?<=[一-龥]{2})(?:开展|召开|举办|举行)了?(?=[一-龥]{2})", words)
        if len(words) > 6
        else None
    )
    if held:  # 督导室开展专项督导
        words = words[held.end() :]
    if len(words) > 6 or words in {"召开", "开展", "举办", "组织", "下设", "成立", "设立", "建立"}:
        short = ADDITIVE.sub("", words)
        words = short if len(short) >= 2 or not short else words
    elif re.match("(?:召开|开展|举办|组织(?!领导|机构|建设|管理|保障|实施)|举行)", words) and len(words) > 3:
        words = ADDITIVE.sub("", words) or words
    return words


def only_verb(named: list[Token]) -> bool:
    """新建3所幼儿园: only a verb stands before the number, the noun comes after."""
    words = [t for t in named if t.kind in "pmw"]
    return (
        len(words) == 1 and words[0].kind == "w" and not words[0].role and len(stripped(words[0].text)) <= 4
    )


def right_noun(tokens: list[Token], at: int) -> tuple[str, int]:
    """The noun that a number to its left counts, and where it ends: 8所 + 捆绑学校; empty when there is none.

    Shape: words and an offset into the whole text.
    """
    found, end = "", -1
    for token in tokens[at + 1 : at + 5]:
        if token.kind == "." and not found:
            continue
        if token.kind == "p":
            found, end = found + token.text, token.end
            follows = next((t for t in tokens[at + 1 :] if t.start >= token.end), None)
            if NOUNS.get(token.text) in {"group", "stage"} and (follows is None or follows.kind != "p"):
                break
        elif not found and token.kind == "w" and (held := _HELD.match(token.text)):
            return held["what"], token.start + held.end()
        elif token.kind == "w" and token.role in {"", "stem", "name"}:
            if (
                found
                and NOUNS.get(found) != "thing"
                and not token.text.startswith(("班", "组", "队", "委员会", "团队", "小组", "专班", "工作组"))
            ):
                break
            cut = _VERB_END.search(token.text)
            words = token.text[: cut.start()] if cut else token.text
            words = words[:10].rstrip("“”\"' ")
            found, end = found + words, token.start + len(words) if words else end
            if cut:
                break
        elif (
            token.kind == "m"
            and not found
            and metric_named(token.text).kind in {"count", "amount", "area", "mean"}
        ):
            return token.text, token.end
        else:
            break
    shorter = re.sub(r"(?:当中|之中|中|里)$", "", found)
    if shorter != found and found not in NOUNS:
        found, end = shorter, end - (len(found) - len(shorter))
    return (found, end) if found else ("", -1)


def words_after(reading: Reading, at: int) -> str:
    """What is said right after a number, up to the next mark: 4所 + 达标.

    Example:
        >>> from zeren.core.audit.grammar.reading import read_sentence
        >>> reading = read_sentence("19所已开工，占95%。")
        >>> words_after(reading, 0)
        '开工'
    """
    said = ""
    for token in reading.tokens[at + 1 : at + 4]:
        if token.kind not in "wpkyl.":
            break
        said += token.text
    said = re.sub(r"^(?:已经?|均|都|全部|的)+", "", said)
    return said if len(said) <= 8 else ""


def said_after(reading: Reading, at: int, end: int) -> str:
    """What the clause says of a number after its noun, up to the next mark or number.

    Example:
        >>> from zeren.core.audit.grammar.reading import read_sentence
        >>> said_after(read_sentence("18个乡镇建有中心园，占九成。"), 0, 5)
        '建有中心园'
    """
    said = ""
    for token in reading.tokens[at + 1 :]:
        if token.kind in ",;:()、j" or token.quantity is not None:
            break
        if token.end > end:
            said += token.text[max(0, end - token.start) :]
    return re.sub(r"^[的中，]+", "", said.strip())[:16]


def metric_before(reading: Reading, at: int, *, of_schools: bool = False) -> tuple[str, str, int]:
    """The metric (or name) that a from–to or a change before this token speaks of, its population, and where it begins.

    Example:
        >>> from zeren.core.audit.grammar.reading import read_sentence
        >>> reading = read_sentence("生均公用经费小学由500元提高到700元。")
        >>> metric_before(reading, reading.kinds.index("f"))
        ('生均公用经费', '小学', 0)
    """
    after: list[Token] = []
    for index in range(at - 1, -1, -1):
        token = reading.tokens[index]
        if token.quantity is not None or token.kind in ";:jh()E":
            break
        if token.kind == "m":
            before = [t for t in left_of(reading.tokens, index, -1) if t.kind == "p" and t.end <= token.start]
            population = "".join(t.text for t in after) or population_before(reading.tokens, index)
            return token.text, population, min([token.start, *(t.start for t in before)])
        if token.kind == "p":
            after.insert(0, token)
    name, start = name_before(reading, at)
    groups = [t for t in reading.tokens[:at] if start >= 0 and t.kind == "p" and t.start >= start]
    stage = bool(groups) and "".join(t.text for t in groups) == name and NOUNS.get(groups[-1].text) == "stage"
    if stage and not of_schools:
        return "", name, start
    last = groups[-1] if groups else None
    if (
        not of_schools
        and last is not None
        and NOUNS.get(last.text) == "stage"
        and name.endswith(last.text)
        and len(name) > len(last.text)
    ):
        return name[: -len(last.text)], last.text, start  # 补助标准小学由…
    return name, "", start


def name_before(reading: Reading, at: int) -> tuple[str, int]:
    """The name that ends right before a token (占, 任务), and where it begins; empty when there is none.

    Example:
        >>> from zeren.core.audit.grammar.reading import read_sentence
        >>> reading = read_sentence("在园幼儿占67.7%。")
        >>> name_before(reading, reading.kinds.index("z"))
        ('在园幼儿', 0)
    """
    named = [t for t in left_of(reading.tokens, at, -1) if t.kind in "pmwg."]
    name = stripped("".join(t.text for t in named))
    return (name, named[0].start) if name else ("", -1)
