"""One way of writing: widths, marks, halves, numbering in front, and the rewordings."""

from __future__ import annotations

import re
from decimal import Decimal

from zeren.core.drafting.numerals import CHINESE, numeral_at
from zeren.core.drafting.plainer.fuller import fuller
from zeren.core.drafting.plainer.rewordings import REWORDINGS
from zeren.core.drafting.plainer.typical import typical
from zeren.core.drafting.plainer.wider import widened
from zeren.core.kernel import plain

__all__ = ["normalise"]

_WIDE = str.maketrans(
    {
        **{chr(0xFF10 + n): str(n) for n in range(10)},
        **{chr(0xFF21 + n): chr(0x41 + n) for n in range(26)},
        **{chr(0xFF41 + n): chr(0x61 + n) for n in range(26)},
        **dict(zip("％．＋－＝／＜＞（）；：［］，,｡;:〔〕【】﹪﹐﹑＊", "%.+-=/<>();:[],,。;:()()%,、*", strict=True)),
        **dict.fromkeys("〜～~–—―─﹣−ー", "-"),
        **dict.fromkeys("“”„‟″＂「」『』", '"'),
        "?": "?", "｜": ";", "|": ";",
        "！": "。", "!": "。", "×": "*", "✕": "*", "╳": "*", "÷": "/", "％": "%", "﹤": "<", "﹥": ">",
    }
)  # fmt: skip
_LIST_MARK = re.compile(
    r"^(?:\(?\d{1,2}[).、]|[①-⑳]|\(?[一二三四五六七八九十]{1,3}[)、])(?![\d一二三四五六七八九十])"
    r"|(?<=[;。])(?:\(?\d{1,2}[).、]|[①-⑳])(?!\d)"
)
_CIRCLED = re.compile("[①-⑳]")


def normalise(text: str) -> str:
    """One way of writing: half-width digits and marks, no spaces, no line breaks, no numbering in front.

    Example:
        >>> normalise("（１）每低 ０．１个百分点\\n扣２分，扣完为止。")
        '每低0.1个百分点扣2分,扣完为止。'
    """
    # Between two letters a space parts words; anywhere else it comes from the table or the scan.
    text = re.sub(r"[\s\u3000\u200b\ufeff]+", "", _halves(text)).translate(_WIDE)
    text = re.sub("--+", "-", text).replace("％", "%")
    text = re.sub("不比((?:上|去|前)[年次期届一学同度考试]{1,4})([高低多少])", r"不\2于\1", text)
    text = re.sub(
        "(?:与|同|和)((?:全[国省市区县])?平均(?:水平|值|数)?|上年(?:同期)?|去年(?:同期)?)(?:相比|比较),每",
        r"每比\1",
        text,
    )
    text = re.sub("((?:较|比)(?:上|去)年(?:度|同期)?)每", r"每\1", text)
    text = widened(fuller(typical(text)))
    for pattern, plainer in REWORDINGS:
        text = pattern.sub(plainer, text)
    text = re.sub(
        r"(?<=[^\d,。;、:()%分])(\((?:满分|分值|本项)?\d+(?:\.\d+)?分\))(?=[^,。;、:()])", r"\1:", text
    )
    text = re.sub(
        rf"(?<![\d{CHINESE}])([\d.]+|[{CHINESE}]{{1,3}})分半(?![年数])",
        lambda m: f"{(_half(m[1]) or m[1] + '分半')}",
        text,
    )
    text = re.sub("(?<=为)零(?=[得计的,记])", "0", text)
    text = re.sub(r"(?:后)?(?:,)?(?:再)?除以", "/", text)
    text = re.sub(
        r"(?:后)?(?:,)?(?:再)?乘(?:以)?(?=\d|分值|满分|标准分|系数|该项|本项|基本分|权重)", "*", text
    )
    text = _TERMS.sub(lambda m: "(" + re.sub("[、,和与及]", "+", m[1]) + ")/", text)
    while (shorter := _LIST_MARK.sub("", text, count=1)) != text:
        text = shorter
    return re.sub(r"(?<=\d)\.(?=[^\d]|$)", "。", _CIRCLED.sub(";", text))


# A等人数*1、B等*0.8,相加/总人数
_TERMS = re.compile(
    r"((?:[^,。;、*:()]+\*[\d.]+[、,和与及])+[^,。;、*:()]+\*[\d.]+),?(?:[三四五六]项|各项|之和|相加|求和|合计)+(?:后)?/"
)


def _halves(text: str) -> str:
    """1½ and ½."""
    return re.sub(r"(\d*)½", lambda m: f"{m[1] or 0}.5", text)


def _half(number: str) -> str:
    """一分半 is 1.5分."""
    read = numeral_at(number, 0)
    return (
        f"{plain(read.value + Decimal('0.5'))}分" if read is not None and read.length == len(number) else ""
    )
