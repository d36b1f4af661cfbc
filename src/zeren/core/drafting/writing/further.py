"""The sentences of what is counted, judged, gated, graded and joined."""

# ruff: noqa: E501  (a sentence is described on one line, and Chinese characters count twice)

from __future__ import annotations

from zeren.core.drafting.writing.codec import (
    AMOUNT,
    NUMBER,
    SHARE,
    TEXT,
    either,
    maybe,
    pairs,
    record,
    series,
    words,
)
from zeren.core.drafting.writing.operands import BOUNDS, CHANGE, CONDITION, NAME, OPERAND, POINTS
from zeren.core.drafting.writing.phrases import PHRASES, RULE, phrase

__all__ = ["PHRASES"]

# --- events and lists ---------------------------------------------------------------------------------------------------

_TIMES = either(record(("when", CONDITION), "的乘以", ("by", OPERAND)), OPERAND)
_EVENTS = (
    maybe("，按", ("group_by", NAME), "归组"),
    maybe(("within", words({"max": "，同组只计最高一项", "sum": "，同组累计计分"}))),
    maybe(("split", words({"authors": "，按署名人数平均"}))),
    maybe("，", ("times", _TIMES), "倍"),
    maybe("，每期满", ("at_least", AMOUNT), "件才计"),
    maybe("，超出的每件", ("beyond", CHANGE)),
    maybe("，不足的", ("short", CHANGE)),
    maybe(("evidence", words({True: "，无佐证的不计", False: "，不要求佐证"}))),
    maybe("，其中", ("caps", pairs(TEXT, POINTS, "、", middle="最多")), "为限"),
    maybe("，合计最多", ("cap", POINTS)),
    maybe("，起评", ("start", POINTS)),
    *BOUNDS,
)
phrase(
    "tariff",
    record(
        maybe("按", ("of", NAME), "计，"),
        "每次",
        ("each", CHANGE),
        maybe("（", ("table", pairs(TEXT, CHANGE, "、")), "）"),
        *_EVENTS,
    ),
    record(maybe("按", ("of", NAME), "计，"), "每项", ("table", pairs(TEXT, CHANGE, "、")), *_EVENTS),
)
_SHARES = series(record("符合", ("from", either(SHARE, NUMBER)), "以上的得", ("points", POINTS)), "、")
_TRUTH = words({True: "分值由各项均分", False: "分值不均分"})
phrase(
    "checklist",
    record(
        "逐项核查：", maybe(("items", pairs(TEXT, POINTS, "、"))), maybe("，每缺一项扣", ("missing", POINTS)), maybe("，", ("need", AMOUNT), "项以上符合的得满分"),
        maybe("，", ("share", _SHARES)), maybe("，", ("pool", _TRUTH)), maybe("，", ("halve", series(TEXT, "、")), "不符的减半"),
        maybe("，", ("disqualify", series(TEXT, "、")), "不符的取消参评"), *BOUNDS,
    ),
)  # fmt: skip

# --- judged -------------------------------------------------------------------------------------------------------------

_RANGE = series(POINTS, "至", least=2)
_JUDGED = (maybe("，由", ("role", TEXT), "评定"), maybe("，仅当", ("when", CONDITION), "时评定"), *BOUNDS)
phrase(
    "judge",
    record("评为", ("levels", pairs(TEXT, either(_RANGE, POINTS), "、", middle="得")), *_JUDGED),
    record("酌情扣", ("deduct", _RANGE), *_JUDGED),
    record("酌情给", ("award", _RANGE), *_JUDGED),
)
_WEIGHTS = either(series(either(SHARE, AMOUNT), "、"), pairs(TEXT, either(SHARE, AMOUNT), "、", middle="按"))
_WAYS = words(
    {
        "mean": "取平均",
        "trimmed": "去掉最高和最低后取平均",
        "weighted": "按权重取平均",
        "votes": "按各级分值取平均",
    }
)
phrase(
    "aggregate",
    record(
        "将",
        maybe(("of", NAME)),
        ("how", _WAYS),
        maybe("（", ("weights", _WEIGHTS), "）"),
        maybe("，再乘以", ("times", OPERAND)),
        "计分",
        *BOUNDS,
    ),
)

# --- gates and grades ---------------------------------------------------------------------------------------------------

_EFFECTS = words({
    "zero_item": "本项不得分", "zero_section": "本部分不得分", "halve": "减半计分", "disqualify": "取消参评资格", "cap_grade": "等级受限", "fail": "视为不合格",
    "ineligible": "不得申报", "veto": "一票否决",
})  # fmt: skip
phrase(
    "gate",
    record(
        ("when", CONDITION),
        "的，",
        ("effect", _EFFECTS),
        maybe("（最高为", ("grade", TEXT), "）"),
        maybe("；否则（", ("rule", RULE), "）"),
        *BOUNDS,
    ),
)
_RUNG = either(
    record(("from", NUMBER), "分以上", maybe("且", ("and", CONDITION)), "为", ("name", TEXT)),
    record("高于", ("above", NUMBER), "分", maybe("且", ("and", CONDITION)), "为", ("name", TEXT)),
)
phrase(
    "grade",
    record(
        maybe("按", ("of", OPERAND), "定级，"), ("bands", series(_RUNG, "、")), maybe("；名额：", ("quota", pairs(TEXT, SHARE, "、", middle="不超过"))),
        maybe(("ties", words({"in": "，边上同分的都评上", "out": "，边上同分的都不评"}))), maybe("；先四舍五入保留", ("round", AMOUNT), "位小数"),
        maybe("；要求：", ("then", pairs(TEXT, TEXT, "、", middle="须"))),
    ),
)  # fmt: skip

# --- joined -------------------------------------------------------------------------------------------------------------

_PARTS = series(either(record("（满分为", ("full", POINTS), "：", ("rule", RULE), "）"), RULE), "＋")
_OPEN, _CLOSE = "［", "］"
phrase(
    "sum",
    record("各项相加", maybe("（从", ("start", POINTS), "起）"), _OPEN, ("rules", _PARTS), _CLOSE, *BOUNDS),
)
phrase(
    "weighted",
    record(
        "按权重",
        ("weights", series(either(SHARE, AMOUNT), "、")),
        "合计",
        _OPEN,
        ("rules", _PARTS),
        _CLOSE,
        *BOUNDS,
    ),
)
phrase("minimum", record("取各项最低者", _OPEN, ("rules", _PARTS), _CLOSE, *BOUNDS))
phrase("maximum", record("取各项最高者", _OPEN, ("rules", _PARTS), _CLOSE, *BOUNDS))
phrase("clamp", record("得分设限", _OPEN, ("rule", RULE), _CLOSE, *BOUNDS))
phrase(
    "na",
    record(
        ("when", CONDITION),
        "的不适用本项",
        maybe(
            ("then", words({"rescale": "、分值由其他项分担", "full": "、按满分计", "skip": "、不计入总分"}))
        ),
        "；适用的",
        _OPEN,
        ("rule", RULE),
        _CLOSE,
        *BOUNDS,
    ),
)
phrase("round", record("四舍五入保留", ("places", AMOUNT), "位小数", _OPEN, ("rule", RULE), _CLOSE, *BOUNDS))
