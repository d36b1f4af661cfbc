"""One event told twice in other words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from zeren.core.audit.checks.registry import check
from zeren.core.audit.checks.words import pattern
from zeren.core.audit.finding import Case, Finding

_EVENT = re.compile(r"(?:召开|举办|举行|承办)了?(?P<what>[^，,。；;：:]{4,40})")
_KIND = re.compile("活动|比赛|会议?|仪式|培训班?|大赛|竞赛$")
_MONTH = re.compile(
    r"\d{1,2}月|[一二三四]季度|[上下]半年|春季|秋季|首届|第[一二三四五六七八九十\d]+[届次期批]|[一二三四五六七八九十]年级"
)


@check("double_count", rule="R42：一次会议、一项活动只计一次（种子报告第5项）")
def events_once(case: Case) -> Iterator[Finding]:
    """召开学前教育2023年工作会议 … 召开2023年学前教育工作会议: the same words in another order."""
    seen: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for sentence in case.text.sentences:
        words = case.text.content[sentence.start : sentence.end]
        for match in _EVENT.finditer(words):
            what = pattern(r"\s|[“”\"《》]").sub("", match["what"])
            bag = "".join(sorted(_KIND.sub("", what)))
            span = (sentence.start + match.start(), sentence.start + match.end())
            when = "".join(_MONTH.findall(words[max(0, match.start() - 14) : match.end()]))
            twin = next((t for t in seen[bag] if not when or not t[2] or t[2] == when), None)
            if twin is not None and len(bag) >= 6 and case.text.content[slice(*twin[:2])] != "":
                message = f"同一件事似乎写了两次（前面已有“{case.text.content[twin[0] : twin[1]]}”），请只保留一处，次数不要重复计算。"
                yield case.finding("double_count", "warn", span, message, others=(twin[:2],))
                continue
            seen[bag].append((*span, when))
