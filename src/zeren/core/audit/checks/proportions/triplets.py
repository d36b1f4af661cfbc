"""A part, its whole and the share between them, in any order and over two or three sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from zeren.core.audit.checks.figures import Figure, figures, sentences_with
from zeren.core.audit.checks.naming import counted, earlier, measure
from zeren.core.audit.checks.proportions.vouched import vouched
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import cut, half, say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_SHARE = re.compile("[%％]|百分之|成")
_CHANGE = re.compile(
    "比(?!例|重|率)|较|增|升|降|减|提高|下滑|回落|超|目标|任务|计划|不低于|以上|应|上年|去年|合格线|每|平均|完成|力争|确保"
)
# What may stand between a number of things and the share they are: 占, 占比为, 即, 折合, an opening bracket.
_TIED = re.compile(
    "[^，。；、\\d]{0,8}[，,、；（(]?(?:约|仅|只|刚好|正好|恰好)?(?:占|即|折合|合(?=$)|相当于|也就是|等于|比例)(?P<base>[^，。；、\\d]{0,16})"
)
_FAR, _TENTH = Decimal(8), Decimal(10)
_ANOTHER = re.compile("其余|另|除|合计|共计|分别|均|各")


def _near(value: Decimal, share: Figure) -> bool:
    return abs(value - share.value) <= half(share.quantity.decimals)


def _explains(numbers: list[Figure], share: Figure) -> bool:
    """Whether any two numbers, or one of them and their sum or difference, make the share."""
    amounts = sorted({f.amount for f in numbers})
    for small in amounts:
        for large in amounts:
            if small > large:
                continue
            tops = [(small, large), (large - small, large), (small, large + small), (large, large + small)]
            if any(b and _near(a * 100 / b, share) for a, b in tops):
                return True
    return False


@check("percent_count_mismatch", "rounding", rule="R04：率＝分子÷分母，总数可在前一两句，也可在率之后")
@vouched
def shares_and_a_far_whole(case: Case) -> Iterator[Finding]:
    """走访全县48所中小学…。配有专职教师的只有二十一所，占48.3%: 43.75 %. The only other number of schools is the whole."""
    for sentence, _ in sentences_with(case, _SHARE):
        row = figures(case, sentence)
        for at, share in enumerate(row):
            if at == 0 or share.quantity.kind != "P" or not share.exact or not 0 < share.value < 100:
                continue
            part = row[at - 1]
            tied = _TIED.fullmatch(case.text.content[part.end : share.start])
            if share.quantity.unit == "‰" or tied is None or not counted(part) or _CHANGE.search(part.before):
                continue
            before = [*earlier(case, sentence, 2), *row]
            alike = [f for f in before if f is not part and counted(f) and measure(f) == measure(part)]
            wholes = {f.amount for f in alike}
            if len(wholes) != 1 or alike[0].amount <= part.amount or alike[0].quantity.kind != "N":
                continue
            whole = alike[0]
            named = pattern("^比[例重]?|[总的为约达到]|比[例重]?").sub("", tied["base"])
            if len(named) > 1 and not set(named) <= set(f"{whole.before}{whole.after}"):
                continue  # 占女教师的12%: another base is named
            between = case.text.content[whole.end : part.start] if whole.start < part.start else ""
            if _ANOTHER.search(between[-24:]) or _CHANGE.search(
                pattern("应(?=[到检考入参付收报])").sub("", whole.before)
            ):
                continue
            yield from _off(case, share, part, whole)


def _off(case: Case, share: Figure, part: Figure, whole: Figure, *, far: Decimal = _FAR) -> Iterator[Finding]:
    value = part.amount * 100 / whole.amount
    if _explains([part, whole], share) or abs(value - share.value) > far:
        return
    told = f"{say(part.amount)}÷{say(whole.amount)}＝{say(value)}%"
    start, end = min(part.start - len(part.before), share.start), max(part.end, share.end)
    span, others = (start, end), ((whole.start, whole.end),)
    if cut(value, share.value, share.quantity.decimals):
        message = f"四舍五入不对：{told}，报告写{say(share.value, 4)}%，像是把末位截去了。"
        yield case.finding("rounding", "warn", span, message, recomputed=told, others=others)
        return
    message = f"数与率对不上：{told}，报告写{say(share.value, 4)}%，请核对人数、总数或比率。"
    near = case.sentence_at(whole.start) == case.sentence_at(part.start)
    sure = near or pattern("共|总|全|现有|应|收回").search(whole.before) is not None
    yield case.finding(
        "percent_count_mismatch", "error" if sure else "warn", span, message, recomputed=told, others=others
    )


_NAMED_RATE = re.compile("(?P<stem>[一-龥]{2})(?:率|面)[为是达仅到约]{0,2}$")
_COMMON = frozenset("巩固 入学 增长 普及 升学 完成 出勤 到位 覆盖 满意 就业 优秀 合格 及格".split())


@check("percent_count_mismatch", rule="R04：率以“某某”为名，分子是“某某”的人数，先说率后说数都一样")
@vouched
def rates_told_before_their_count(case: Case) -> Iterator[Finding]:
    """报考1,860人，录取率64.2%，录取1,160人: 62.4 %. One number bears the rate's name, one other of its measure is the whole."""
    for sentence, words in sentences_with(case, re.compile("[率面][为是达仅到约]{0,2}\\s?\\d")):
        row = figures(case, sentence)
        shares = [f for f in row if f.quantity.kind == "P"]
        named = _NAMED_RATE.search(shares[0].before) if len(shares) == 1 else None
        if (
            named is None
            or not shares[0].exact
            or not 0 < shares[0].value < 100
            or named["stem"] in _COMMON - {"合格", "及格"}
        ):
            continue
        share = shares[0]
        if share.quantity.unit == "‰" or pattern("比(?!例|率)|较|目标|不低于|其中|分别|另").search(words):
            continue
        alike = [f for f in row if counted(f) and f.quantity.kind == "N"]
        parts = [f for f in alike if named["stem"] in f"{f.before}{f.after[:6]}" and f.start > share.start]
        wholes = [f for f in alike if f not in parts and parts and measure(f) == measure(parts[0])]
        if len(parts) != 1 or len(wholes) != 1 or parts[0].amount >= wholes[0].amount:
            continue
        if not re.search(f"不{named['stem']}|未{named['stem']}", words):
            yield from _off(case, share, parts[0], wholes[0])


_TENTHS = re.compile(
    "(?P<about>近|将近|接近|超过?|逾|约|大约|差不多)?(?P<n>[一二三四五六七八九])成(?P<over>多|以上|左右)?(?![效为熟长本立员绩功都品年分果人])"
)
_ORDER = "零一二三四五六七八九"


@check("percent_count_mismatch", rule="R04：几成即十分之几，应与所列两数之比相合")
@vouched
def tenths_fit_their_counts(case: Case) -> Iterator[Finding]:
    """收回2,400份，勾“很满意”的1,560份，近八成家长: 65 %. 近八成 is from seventy-odd to eighty, 八成多 eighty to ninety."""
    for sentence, words in sentences_with(case, _TENTHS):
        row = [f for f in figures(case, sentence) if counted(f)]
        said = list(_TENTHS.finditer(words))
        for match in said if len(said) == 1 else ():
            start, end = sentence.start + match.start(), sentence.start + match.end()
            beside = [f for f in row if f.end <= start or f.start >= end]
            if (
                len(beside) != 2
                or measure(beside[0]) != measure(beside[1])
                or _CHANGE.search(words[max(0, match.start() - 8) : match.start()])
                or pattern("[男女]性?").search(words[max(0, match.start() - 8) : match.start()])
            ):
                continue
            small, large = sorted(beside, key=lambda f: f.amount)
            if small.quantity.kind != "N" or any(_CHANGE.search(f.before) for f in beside):
                continue
            value, tenth = small.amount * 10 / large.amount, Decimal(_ORDER.index(match["n"]))
            # 占有效卷的八成: of a number an earlier sentence told, perhaps.
            told_before = [f.amount for f in earlier(case, sentence, 3) if counted(f)]
            shares = [value, 10 - value, *(f.amount * 10 / w for w in told_before for f in beside)]
            if any(_within(v, tenth, match["about"] or "", match["over"] or "") for v in shares):
                continue
            told = f"{say(small.amount)}÷{say(large.amount)}＝{say(value * 10, 1)}%"
            message = f"数与率对不上：{told}，不是“{match[0]}”，请核对人数或说法。"
            others = ((small.start, small.end), (large.start, large.end))
            yield case.finding(
                "percent_count_mismatch", "warn", (start, end), message, recomputed=told, others=others
            )


def _within(value: Decimal, tenth: Decimal, about: str, over: str) -> bool:
    """Whether so many tenths may be called by these words."""
    low, high = tenth - Decimal("0.6"), tenth + Decimal("0.6")
    if about in ("近", "将近", "接近"):
        low, high = tenth - Decimal("0.8"), tenth + Decimal("0.05")
    elif about in ("超", "超过", "逾") or over in ("多", "以上"):
        low, high = tenth, tenth + 1
    return low <= value <= high


_BASED = re.compile(
    "(?:以|按|用|拿)(?P<name>[一-龥]{2,10}?)(?:总?人?数)?(?:为|作为?|当|做|是)(?:分母|基数|底数|基准|总体|口径)"
)


@check("wrong_denominator", rule="R09：写明“以某某为分母”的，率就应除以某某")
def shares_of_the_stated_base(case: Case) -> Iterator[Finding]:
    """特困生312人…，寄宿生1,040人、在校生2,600人；以寄宿生为分母，特困比例为12%: 30 %; 12 % is of all pupils."""
    for sentence, words in sentences_with(case, _BASED):
        for match in _BASED.finditer(words):
            row = [*earlier(case, sentence, 2), *figures(case, sentence), *_following(case, sentence)]
            share = next(
                (f for f in row if f.start >= sentence.start + match.end() and f.quantity.kind == "P"), None
            )
            known = [f for f in row if counted(f)]
            bases = [f for f in known if _called(f, match["name"])]
            plainly = [
                f for f in bases if pattern("[全共现总有计其中区县市校园]").sub("", f.before) == match["name"]
            ]
            bases = plainly or bases
            if share is None or not share.exact or len({b.amount for b in bases}) != 1:
                continue
            yield from _on_another_base(case, sentence, share, bases[0], known)


def _following(case: Case, sentence: Sentence) -> list[Figure]:
    after = case.text.sentences[sentence.index + 1 : sentence.index + 2]
    return [f for s in after if s.paragraph == sentence.paragraph for f in figures(case, s)]


def _called(figure: Figure, name: str) -> bool:
    return (
        figure.before.endswith(name)
        or figure.after.startswith(name)
        or (
            len(name) > 2
            and set(name) <= set(f"{figure.before[-len(name) - 4 :]}{figure.after[: len(name) + 2]}")
        )
    )


def _on_another_base(
    case: Case, sentence: Sentence, share: Figure, base: Figure, known: list[Figure]
) -> Iterator[Finding]:
    alike = [f for f in known if measure(f) == measure(base) and f is not base]
    if any(_near(f.amount * 100 / base.amount, share) for f in alike):
        return
    pair = next(
        (
            (p, w)
            for p in alike
            for w in alike
            if p.amount < w.amount and _near(p.amount * 100 / w.amount, share)
        ),
        None,
    )
    if pair is None:
        name = pattern("(?:所?占比?例?|比[例重率]|率)[为是达约]?$").sub("", share.before)
        named = [
            f for f in alike if len(name) > 1 and f.amount < base.amount and f.before.endswith(name[-4:])
        ]
        if len(named) == 1 and abs(named[0].amount * 100 / base.amount - share.value) <= _TENTH * 2:
            yield from _off(case, share, named[0], base, far=_TENTH * 2)
        return
    if pair[0].amount > base.amount:
        return
    part, other = pair
    value = part.amount * 100 / base.amount
    told = f"{say(part.amount)}÷{say(base.amount)}＝{say(value)}%"
    message = f"分母用错：写明以{say(base.amount)}为分母，应为{say(value)}%；{say(share.value)}%是除以{say(other.amount)}得来的。"
    span = (share.start - len(share.before), share.end)
    others = ((base.start, base.end), (other.start, other.end))
    yield case.finding("wrong_denominator", "error", span, message, recomputed=told, others=others)


_A_SCHOOL = re.compile(
    "(?P<name>[一-龥]{2,14}?(?:小学|中学|学校|幼儿园|学部))(?!阶段|教育|生|教师|所|们|中|数|\\d)"
)
_MANY = re.compile(
    "全[区县市镇乡省]|各|[所个家][一-龥]{0,6}学校|义务教育学校|中小学|多所|部分|所有|民办学校|公办学校"
)
_SCHOOL_SIZE = Decimal(10_000)


@check("implied_denominator", rule="R07、R08：人数和比率推出分母；一所学校没有那么多学生")
@vouched
def a_school_of_impossible_size(case: Case) -> Iterator[Finding]:
    """樟溪坳学校长期缺课的占0.02%，名单在册者17名: 85,000 pupils. The rate may stand before its number."""
    for sentence, words in sentences_with(case, _SHARE):
        row = figures(case, sentence)
        shares = [f for f in row if f.quantity.kind == "P"]
        people = [f for f in row if counted(f) and f.quantity.dimension == "person"]
        if len(shares) != 1 or len(people) != 1 or not shares[0].exact or shares[0].value <= 0:
            continue
        share, count = shares[0], people[0]
        named = _A_SCHOOL.search(words[: share.start - sentence.start])
        scale = Decimal(1000 if share.quantity.unit == "‰" else 100)
        made = count.amount * scale / (share.value + half(share.quantity.decimals))
        if named is None or _MANY.search(words) or made < 2 * _SCHOOL_SIZE or _CHANGE.search(share.before):
            continue
        if abs(count.start - share.start) > 40:
            continue
        unit = share.quantity.unit or "%"
        told = f"{say(count.amount)}÷{say(share.value, 4)}{unit}≈{say(count.amount * scale / share.value, 0)}"
        message = f"{say(count.amount)}人占{say(share.value, 4)}{unit}，要有{say(made, 0)}名以上学生，一所学校不可能有，请核对人数或比率。"
        span = (min(share.start, count.start), max(share.end, count.end))
        yield case.finding("implied_denominator", "error", span, message, recomputed=told)
