"""Subsets and sets: no part of a set is larger than it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.rounding import say
from zeren.core.audit.claim import Claim
from zeren.core.audit.finding import Case, Finding

_PEOPLE = {"人", "名", "位", "万人"}
# Pairs (subset, set) of the statistics' own cross-checks: the subset never exceeds the set of the same unit.
_INSIDE = (
    ("专任教师", "教职工"), ("骨干教师", "专任教师"), ("女教师", "教师"), ("班主任", "教师"), ("特岗教师", "教师"),
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
    "达到|一级|省|市|百人以下|完全|村级|城区|全国)"
)
_SET_NOUNS = ("幼儿园", "小学", "初中", "高中", "中学", "学校", "教师", "学生", "教职工", "班级", "教学班")
_OTHER = re.compile("人次|培训|招生|招收|转入|毕业|流动|累计|连同|结转|上年|去年|次数|校次|场次|合计|共计")
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
        return step if not re.search("结转|连同|累计|上年|历年|遗留", case.words_of(small)) else None
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
        if part in one and part not in other and whole in other and not re.search(f"{whole}.*{part}", other):
            return _same_stage(stages)
    own = small.metric or ""
    if _QUALIFIED.search(own) or "标准" in own or "规范" in own:
        noun = next((n for n in _SET_NOUNS if own.endswith(n)), "")
        base = large.metric or ""
        if (noun and base == noun) or (
            noun and base.endswith(noun) and not _QUALIFIED.search(base) and _same_stage(stages)
        ):
            return True
        if noun == "学校" and re.search("中小学|学校$", base) and not _QUALIFIED.search(base):
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
