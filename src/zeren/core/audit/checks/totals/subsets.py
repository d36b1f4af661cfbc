"""Subsets and sets: no part of a set is larger than it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.figures import NUMBERED, Figure, figures, sentences_with
from zeren.core.audit.checks.naming import bracketed, counted, earlier, measure
from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding
from zeren.core.audit.text import Sentence

_PEOPLE = {"人", "名", "位", "万人"}
# Pairs (subset, set) of the statistics' own cross-checks: the subset never exceeds the set of the same unit.
_INSIDE = (
    ("专任教师", "教职工"), ("骨干教师", "专任教师"), ("以上骨干", "专任教师"), ("女教师", "教师"), ("班主任", "教师"), ("特岗教师", "教师"),
    ("留守儿童", "在校"), ("寄宿生", "在校"), ("住校生", "在校"), ("随迁子女", "在校"), ("女生", "在校"), ("男生", "在校"),
    ("少数民族学生", "在校"), ("残疾学生", "在校"), ("贫困生", "在校"), ("留守儿童", "学生"), ("寄宿生", "学生"),
    ("住校生", "学生"), ("女生", "学生"), ("贫困学生", "学生"), ("进城务工", "随迁"), ("普惠性", "幼儿园"),
)  # fmt: skip
# A step of one piece of work holds no more than the step before: (later, earlier, whether it is certain).
_STEPS = (
    (re.compile("收回|回收|有效"), re.compile("发放|发出"), True),
    (re.compile("及格|合格|优秀|达标"), re.compile("参加考试|参考|参测|受测|实测|参检|抽检|抽查"), True),
    (re.compile("整改|销号|办结"), re.compile("发现|排查|反馈|受理|收到|接到"), False),
    (re.compile("实检|实际参加|实际入学|实际到"), re.compile("应检|应参加|应入学|应到"), True),
    (re.compile("竣工|完工"), re.compile("开工"), True),
)
_QUALIFIED = re.compile(
    "^(?:省级|市级|县级|区级|国家级|规范化|标准化|示范|特色|寄宿制|农村|乡镇|优质|普惠性|民办|公办|小规模|达标|"
    "达到|省|市|百人以下|完全|村级|城区|全国)"
)
_SET_NOUNS = ("幼儿园", "小学", "初中", "高中", "中学", "学校", "教师", "学生", "教职工", "班级", "教学班")
# What may stand beside a set's name without making it a set of its own: 特岗教师 is no set of all teachers.
_GENERIC_ALL = re.compile(
    "(?:小学|初中|高中|普通高中|幼儿园|中小学|义务教育|阶段|各级各类|学校|学前|中职|全[区县市校镇园体]|我[区县校园]|现有|共有|在编|在职|在岗|在册|"
    "专任|学生|儿童|幼儿|生|总|数|人|的|、|和)*"
)
_OTHER = re.compile(
    "相加|之和|人次|培训|招生|招收|转入|毕业|流动|累计|连同|结转|上年|去年|次数|校次|场次|合计|共计"
)
_STAGE = re.compile("小学|初中|高中|幼儿园|学前|中职|义务|幼儿|中学")


@check("subset_exceeds_whole", rule="R20、R37：部分不超过整体（专任教师≤教职工，留守儿童≤在校生）")
def subsets_within_sets(case: Case) -> Iterator[Finding]:
    """规范化小学275所 of 270; 在校学生412人，留守儿童438人 (B3-10)."""
    for row in case.by_sentence.values():
        counts = [
            c for c in row if c.type == "count" and c.exact and c.amount is not None and c.sentence >= 0
        ]
        for at, small in enumerate(counts):
            large, certain = next(
                ((c, s) for c in counts[:at] if (s := _exceeded(case, small, c)) is not None), (None, False)
            )
            if large is None or _explained(case, small):
                continue
            told = f"{say(small.amount or small.half_step)} ＞ {say(large.amount or large.half_step)}"
            message = f"部分大于整体：“{small.quote}”多于“{large.quote}”，请核对，或写明两者统计范围不同。"
            yield case.finding(
                "subset_exceeds_whole", "error" if certain else "warn", (small.start, small.end), message,
                recomputed=told, others=((large.start, large.end),),
            )  # fmt: skip


def _exceeded(case: Case, small: Claim, large: Claim) -> bool | None:
    """None when all is well; else whether it is certain that the smaller set exceeds the larger."""
    same = small.unit == large.unit or {small.unit, large.unit} <= _PEOPLE
    if not same or small.amount is None or large.amount is None or small.amount <= large.amount:
        return None
    if (small.org or "") != (large.org or "") or (small.period or "") != (large.period or ""):
        return None
    one, other = _words(case, small), _words(case, large)
    if not one or not other or one == other or _OTHER.search(one + other):
        return None
    step = next((sure for late, early, sure in _STEPS if late.search(one) and early.search(other)), None)
    if step is not None and not early_in(one):
        return (
            step
            if not pattern("结转|连同|累计|上年|历年|遗留|年初|期初|挂账").search(case.words_of(small))
            else None
        )
    return _inside(one, other, small, large)


def early_in(words: str) -> bool:
    """Whether the words speak of the earlier step themselves."""
    return any(early.search(words) for _, early, _ in _STEPS)


def _words(case: Case, claim: Claim) -> str:
    return f"{claim.population or ''}{claim.metric or ''}" if claim.metric else claim.quote


def _inside(one: str, other: str, small: Claim, large: Claim) -> bool | None:
    stages = [set(_STAGE.findall(words)) for words in (one, other)]
    if (
        stages[0]
        and stages[1]
        and not stages[0] & stages[1]
        and not ("义务" in stages[1] or "中小学" in other)
    ):
        return None
    for part, whole in _INSIDE:
        if ("女" in part and "男" in other) or ("男" in part and "女" in other):
            continue
        if part in one and part not in other and whole in other and not re.search(f"{whole}.*{part}", other):
            rest = _GENERIC_ALL.sub("", other.replace(whole, ""))
            return _same_stage(stages) if rest in one else None
    own = small.metric or ""
    if _QUALIFIED.search(own) or "标准" in own or "规范" in own:
        noun = next((n for n in _SET_NOUNS if own.endswith(n)), "")
        base = large.metric or ""
        if noun and base.endswith(noun) and not _QUALIFIED.search(base):
            # 九年一贯制学校 are no set of 乡镇以下学校: what narrows the set narrows its part too.
            narrow = _GENERIC_ALL.sub("", base.removesuffix(noun))
            if base == noun or (stages[1] <= stages[0] and narrow in own):
                return True
        if (
            noun == "学校"
            and pattern("中小学|^(?:各级各类|义务教育|中小)?学校$").search(base)
            and not _QUALIFIED.search(base)
        ):
            return False
    return None


def _same_stage(stages: list[set[str]]) -> bool | None:
    """Certain where the stages agree or only the set names one; teachers of all stages are no subset of one stage's staff."""
    if stages[0] == stages[1] or not stages[0]:
        return True
    return None if not stages[1] else True


_WHY = re.compile(
    "是因为|因为|由于|原因|口径|计入|兼|包括[^，。]{0,6}外|含[^，。]{0,6}聘|跨|其他学校|统计范围"
)


def _explained(case: Case, claim: Claim) -> bool:
    """Whether this sentence or the next gives the reason."""
    sentence = case.sentence_at(claim.start)
    if sentence is None:
        return False
    return _WHY.search(case.text.content[claim.end : sentence.end + 60]) is not None


_APART = re.compile("人次|累计|连同|结转|上年|去年|次数|合计|共计|招生|转入")
_WITHIN = re.compile("(?P<set>[一-龥]{2,10}?)(?:[中里内]|当中|里面)(?:的|，|,|已经?|共|现|约|目前)*有?$")
_DEED = (
    ("应", "实际?|已"), ("参加|初赛|报名|申请|申报", "晋级|复赛|决赛|录取|录用|通过|获批|入选|立项"), ("参加|参测|参考|受检|抽[查检测]", "合格|达标|优秀|及格|优良"), ("发放|发出", "收回|回收|有效"), ("收回|回收", "有效"), ("推荐|送评|参评", "认定|入围|获评|命名|获奖"), ("排查|发现", "整改|销号|消除"),
)  # fmt: skip


@check("subset_exceeds_whole", rule="R06、R20：写明是某数之中的，不超过某数")
def figures_within_their_sets(case: Case) -> Iterator[Finding]:
    """小学47所…；小学中已有49所建成智慧课堂; 建档立卡学生1420名，享受补助的建档立卡学生1506名; 应参加1204人，实际参加1236人."""
    for sentence, _ in sentences_with(case, NUMBERED):
        row = figures(case, sentence)
        before = earlier(case, sentence, 2)
        for at, small in enumerate(row):
            if not counted(small) or small.quantity.kind != "N" or bracketed(case, small):
                continue
            large = _set_of(case, sentence, before, row[max(0, at - _BACK) : at], row[at : at + 3])
            # A number twice its set was read against another thing.
            if (
                large is None
                or not large.amount < small.amount < 2 * large.amount
                or _APART.search(small.before + large.before)
                or _explains(case, small)
            ):
                continue
            told = f"{say(small.amount)} ＞ {say(large.amount)}"
            quotes = [f"{f.before}{say(f.value, 4)}{f.quantity.unit}" for f in (small, large)]
            message = f"部分大于整体：“{quotes[0]}”多于“{quotes[1]}”，请核对，或写明两者统计范围不同。"
            span, others = (
                (small.start - len(small.before), small.end),
                ((large.start - len(large.before), large.end),),
            )
            yield case.finding("subset_exceeds_whole", "error", span, message, recomputed=told, others=others)


_BACK = 16  # how many numbers of its sentence a number is compared with


def _set_of(
    case: Case, sentence: Sentence, told: list[Figure], own: list[Figure], row: list[Figure]
) -> Figure | None:
    """The number that holds the first of a row, whatever words say so; ``told`` are those of earlier sentences."""
    before = [*told, *own]
    small = row[0]
    inside = _WITHIN.search(small.before)
    if inside:
        return _set_named(inside["set"], before, small)
    return (
        _set_beside(case, [*told[-4:], *own], small)
        or _inside_of(case, sentence, before, small)
        or _set_behind(row[1:], small)
        or _all_of_them(case, before, row)
    )


_ALL_TOLD = re.compile(
    "(?:^|[，。；：（])(?:全|我|本|该)?[区县市校镇乡园]?(?P<name>[一-龥]{2,10}?)(?:总数|一?共|总共|现?有|合计|统共|仅|只有)*(?:为|是|有)?$"
)
_EVERY = re.compile("人人|个个|所所|家家|全部|全都|悉数|都|均|皆|无一|统统|一个不")
_OTHER_PLACE = re.compile(
    "年级|班|小学|初中|高中|男|女|城区|乡镇|农村|去年|上年|新增|其中|毕业|累计|流动|次|外"
)


def _all_of_them(case: Case, before: list[Figure], row: list[Figure]) -> Figure | None:
    """31所寄宿制学校建成…（全县寄宿制学校共27所）; 留守儿童118名…，131名留守儿童人人有…: one noun names both, and one is told as all."""
    small, content = row[0], case.text.content
    noun = pattern("(?:的)?(?P<noun>[一-龥]{3,10})").match(content[small.end : small.end + 12])
    if noun is None:
        return None
    for large in [*reversed(before[-8:]), *row[1:2]]:
        if measure(large) != measure(small) or not small.amount > large.amount:
            continue
        told = _ALL_TOLD.search(content[max(0, large.start - 16) : large.start])
        name = pattern("^.*的|(?:总数|一?共|总共|现有|合计|统共|仅|只有|有|为|是)+$").sub("", large.before)
        name = pattern("^(?:全|我|本|该)[区县市校镇乡园]").sub("", name)
        if not counted(large) or told is None or len(name) < 3:
            continue
        follows = noun["noun"].startswith(name)
        whole = pattern("全[区县市校镇乡园]|共|总").search(large.before) is not None
        every = (
            _EVERY.match(content[small.end + len(name) : small.end + len(name) + 14].lstrip("的")) is not None
        )
        apart = set(_OTHER_PLACE.findall(large.before)) ^ set(_OTHER_PLACE.findall(small.before))
        if follows and not apart and ((whole and large.start > small.end) or every):
            return large
    return None


def _set_named(name: str, before: list[Figure], small: Figure) -> Figure | None:
    """The one number that is told of exactly what stands before 中."""
    name = pattern("^(?:其中|在|全[区县市校]|我[区县校]|这些|上述|目前)+").sub("", name)
    if len(name) < 2:
        return None
    called = [f for f in before if counted(f) and measure(f) == measure(small) and f.before.endswith(name)]
    return called[-1] if len({f.amount for f in called}) == 1 else None


def _set_beside(case: Case, before: list[Figure], small: Figure) -> Figure | None:
    """The number right before that the words set over this one: 应 and 实际, or the same name without its attribute (…的)."""
    alike = [f for f in before if measure(f) == measure(small)]
    large = (
        before[-1] if before and before[-1].start >= case_start(case, small) else alike[-1] if alike else None
    )
    if (
        large is None
        or not counted(large)
        or measure(large) != measure(small)
        or bracketed(case, large)
        or (large.segment != small.segment and large.start >= case_start(case, small))
    ):
        return None
    one, other = small.before, large.before
    if any(
        re.search(a, other) and re.search(b, one) and not re.search(a, one) and not re.search(b, other)
        for a, b in _DEED
    ):
        head = pattern("应当?|实际|已经?|本次|本轮|全[区县市校]|共|检测|的").sub("", other)
        own = pattern("应当?|实际|已经?|的").sub("", one)
        if "应" in other and not (
            measure(small) == "person" and pattern("参|入学|入园|到|考|检|种|名").search(one)
        ):
            return None  # more may be done than must be
        return (
            large
            if own[-2:] == head[-2:]
            or pattern(
                "合格|达标|优秀|及格|有效|回收|收回|晋级|复赛|决赛|录|通过|获批|入选|立项|认定|入围|获评|命名"
            ).search(one)
            else None
        )
    among = (
        pattern("[女男][一-龥]{0,4}占了?$").search(one) is not None
        and pattern("共|全|总").search(other) is not None
    )
    return large if among or _elided(case, large, small) or _narrowed(one, other) else None


def _elided(case: Case, large: Figure, small: Figure) -> bool:
    """全县24所寄宿制学校，已有26所配备…; 共有16个乡镇，有18个乡镇建成…: the set is not named again."""
    if not pattern("共|全|现有|辖").search(large.before):
        return False
    if pattern("(?:其中)?(?:已|有|已有|已经有|目前已有|现已有)").fullmatch(small.before):
        return True
    # 全乡9所村小里，通了光纤的已有11所
    if (
        _AMONG_THEM.fullmatch(large.after)
        and small.clause - large.clause <= 1
        and small.before.endswith("有")
    ):
        return True
    told = pattern("[，,](?:其中)?(?:已)?有").match(case.text.content[large.end + len(large.after) :])
    return told is not None and len(large.after) >= 2 and small.after.startswith(large.after[:4])


_AMONG_THEM = re.compile("[一-龥]{0,8}(?:里头?|中间|当中|之中|中|内)")
_NARROWS = re.compile("(?:的|取得|获得|持证|享受)[一-龥]{0,8}$")


def _narrowed(one: str, other: str) -> bool:
    """Whether the first name is the second with words that only narrow it."""
    name = pattern("^.*?(?:现有|共有|有|为|全[区县市校镇园]|我[区县校])").sub("", other)
    if len(name) >= 3 and one.endswith(name) and _NARROWS.search(one[: -len(name)]) and one != other:
        return True
    own = pattern("^(?:其中|有|现有)+").sub("", one)
    for size in (4, 3, 2):
        if (
            len(own) > size
            and name.endswith(own[-size:])
            and _ATTRIBUTE.fullmatch(own[:-size])
            and not _ATTRIBUTE.search(name)
        ):
            return True
        if len(own) > len(name) >= 2 and own.endswith(name) and _ATTRIBUTE.fullmatch(own[: -len(name)]):
            return True
    return False


# Words that only narrow a set.
_ATTRIBUTE = re.compile(
    "(?:普惠性?|合格|达标|优秀|示范性?|规范化|标准化|特色|寄宿制?|持证|获奖|受助|骨干|女|残疾|留守|贫困|困难|家庭经济困难|住校|少数民族|随迁|享受资助|"
    "受资助|近视|肥胖|党员|高级|市级以上|区级以上|县级以上|优质|星级)+"
)


def case_start(case: Case, figure: Figure) -> int:
    """Where the figure's sentence begins."""
    sentence = case.sentence_at(figure.start)
    return sentence.start if sentence is not None else figure.start


def _inside_of(case: Case, sentence: Sentence, before: list[Figure], small: Figure) -> Figure | None:
    """The number before 其中 (or 当中), for every number listed behind it up to the next stop."""
    words = case.text.content[sentence.start : small.start]
    mark = max(words.rfind("其中"), words.rfind("当中"))
    if mark < 0 or pattern("[；。]|另|此外|同时|全[区县市校]|加上|比|较|计划|新").search(words[mark:]):
        return None
    wholes = [f for f in before if f.end <= sentence.start + mark]
    if words[mark:].startswith("当中"):
        group = pattern("[一-龥]{2,10}$").search(words[:mark])
        if group is not None:
            return _set_named(group[0], wholes, small)
    # 学校58所（另有教学点14个），其中…: the number in the bracket stands aside.
    outside = (f for f in reversed(wholes[-_BACK:]) if not bracketed(case, f))
    large = next(outside, wholes[-1]) if wholes else None
    fit = (
        large is not None
        and 4 * small.amount <= 5 * large.amount
        and counted(large)
        and measure(large) == measure(small)
        and large.quantity.kind == "N"
    )
    return large if fit else None


def _set_behind(behind: list[Figure], small: Figure) -> Figure | None:
    """收到回执1280份，共发出1240份: what came back, told before what went out."""
    large = behind[0] if behind else None
    if (
        large is None
        or not counted(large)
        or measure(large) != measure(small)
        or large.clause != small.clause + 1
    ):
        return None
    return (
        large
        if pattern("收回|回收|回执|有效").search(small.before)
        and pattern("发出|发放|印发").search(large.before)
        else None
    )


def _explains(case: Case, figure: Figure) -> bool:
    sentence = case.sentence_at(figure.start)
    return sentence is not None and _WHY.search(case.text.content[figure.end : sentence.end + 60]) is not None
