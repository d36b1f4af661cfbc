"""One small report with everything a report can hold: a title, headings, notes, a table, a chart, and its signed envelope."""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zeren.core.kernel import (
    Chart,
    Citation,
    Document,
    Heading,
    Note,
    Number,
    Paragraph,
    PrintedReport,
    Table,
    Text,
)
from zeren.core.proof import SigningKey, Verdict, build_manifest, sign, verify

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER_KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))


def measured(value: str, above: str, below: str, part: str = "value") -> Citation:
    facts = {
        "indicator": "dropout_rate_junior_register", "unit": "630103", "period": "2017H1", "part": part, "value": value,
        "numerator": above, "denominator": below, "unit_of_measure": "percent", "snapshot": "s1",
    }  # fmt: skip
    return Citation("measurement", f"初中辍学率＝{above}÷{below}", facts)


DROPOUT = measured("0.0704225352112676056338028169", "6", "8520")
PUPILS = measured("0.0704225352112676056338028169", "6", "8520", "numerator")
ROLL = measured("0.0704225352112676056338028169", "6", "8520", "denominator")
FULL = measured("100", "8520", "8520")
LIMIT = Citation(
    "clause", "责任书第1.3项", {"target": "1.3", "op": "<=", "value": "1.5", "unit_of_measure": "percent"}
)
MEETINGS = Citation(
    "rows", "工作台账·第2、5行", {"ledger": "work_log", "part": "count", "value": "2", "row_count": 2}
)
TRAINED = Citation(
    "rows", "工作台账·第7行", {"ledger": "work_log", "part": "quote", "value": "1,286", "row_count": 1}
)
DAY = Citation(
    "rows", "工作台账·第7行", {"ledger": "work_log", "part": "quote", "column": "date", "value": "2017-03-05"}
)
PERIOD = Citation("meta", "考核期", {"what": "period", "value": "2017H1"})
ORDINAL = Citation("meta", "编号", {"what": "ordinal", "value": "1"})


def number(text: str, citation: Citation) -> Number:
    return Number(text, citation.id)


def document() -> Document:
    note = Note(
        (Text("来源：辍学"), number("6", PUPILS), Text("人，在校"), number("8520", ROLL), Text("人。"))
    )
    second = Note((Text("见"), number("第7行", TRAINED), Text("。")))
    blocks = (
        Heading(1, number("一、", ORDINAL), (Text("目标完成情况"),)),
        Paragraph(
            (
                Text("适龄儿童入学率"), number("100%", FULL), Text("；初中辍学"), number("6", PUPILS), Text("名，辍学率"),
                number("0.07%", DROPOUT), note, Text("，控制在"), number("1.5%", LIMIT), Text("以内。"),
            )
        ),
        Paragraph(
            (
                number("2017年3月5日", DAY), Text("召开会议"), number("2", MEETINGS), Text("次，培训"), number("1,286", TRAINED),
                second, Text("人次，以巩固 成果。"),
            ),
            ordinal=number("1.", ORDINAL),
        ),
        Table(
            (Text("各校辍学率"),),
            ((Text("学校"),), (Text("人数"),), (Text("辍学率"),)),
            (
                ((Text("华罗庚实验学校"),), (number("6", PUPILS),), (number("0.07%", DROPOUT),)),
                ((Text("另一学校"),), (number("8520", ROLL),), (number("100%", FULL),)),
            ),
        ),
        Chart({"mark": "bar"}, (Text("辍学率图"),), (Text("最高"), number("0.07%", DROPOUT), Text("。"))),
        Paragraph((Text("城中区教育局"),), "signature"),
        Paragraph((number("2017年", PERIOD),), "signature"),
    )  # fmt: skip
    known = (DROPOUT, PUPILS, ROLL, FULL, LIMIT, MEETINGS, TRAINED, DAY, PERIOD, ORDINAL)
    meta = {"unit": "630103", "period": "2017H1", "letter": "chengzhong-2017", "issuer": "城中区教育局"}
    title = (Text("城中区"), number("2017年", PERIOD), Text("自查报告"))
    return Document(title, blocks, {c.id: c for c in known}, meta).numbered()


def manifest() -> dict[str, Any]:
    return build_manifest(
        document(),
        snapshot={"id": "s1", "ledgers": {"work_log": {"sha256": "0" * 64, "rows": 7}}},
        scorecard=None,
        packs={"cn-basic-education": "0.1.0"},
        made_at="2017-07-20T09:00:00+08:00",
        tool="zeren 0.1.0",
    )


def envelope(key: SigningKey = KEY) -> bytes:
    return sign(manifest(), key)


def judged(report: PrintedReport) -> Verdict:
    return verify(report, trusted=KEY.fingerprint)
