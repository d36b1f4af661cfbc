"""What can be wrong with a scheme that is drafted, and with a rule that is to be said in words."""

from zeren.core.kernel import register

register(
    "scoring",
    [
        (
            "D301",
            "规则“{found}”写不成一句话：{expected}",
            "Rule “{found}” cannot be written as a sentence: {expected}",
            "改用能写成句子的规则，或在责任书中保留原文",
            "Use a rule that has a sentence, or keep the original text in the letter",
        ),
        (
            "D302",
            "表中找不到表头：没有“评分标准”或“计分办法”一类的列",
            "No heading row: there is no column such as 评分标准 or 计分办法",
            "核对是不是考核细则表；表头应有“评分标准”（或计分办法、考核细则）一列",
            "Check that this is a scoring scheme; it needs a column 评分标准 (or 计分办法)",
        ),
        (
            "D303",
            "看不懂这一句评分标准：“{found}”；{expected}",
            "This scoring sentence is not understood: “{found}”; {expected}",
            "照责任书规则格式手工写出这一条，或把句子改写清楚后再试",
            "Write this rule by hand, or make the sentence plainer and try again",
        ),
        (
            "D304",
            "各项分值合计{found}，应为{expected}",
            "Points sum to {found}, expected {expected}",
            "核对各项分值；合计行与明细不符时先与发文单位确认",
            "Check the points of each item against the scheme's total",
        ),
        (
            "D305",
            "第{expected}行分值印成“{found}”，不能作为满分",
            "Row {expected}: full points printed as “{found}” cannot be right",
            "多半是排印或识别时丢了数字，查原件后补上",
            "Probably a digit was lost in print or scanning; look at the original",
        ),
        (
            "D306",
            "第{expected}行没有分值",
            "Row {expected} has no points",
            "补上这一项的分值",
            "Add the points of this item",
        ),
    ],
)
register(
    "scoring",
    [
        (
            "D311",
            "这一句还有没写明的地方：{expected}（“{found}”）",
            "The sentence leaves open: {expected} (“{found}”)",
            "向发文单位问清后写进规则",
            "Ask the issuing body and write the answer into the rule",
        ),
        (
            "D312",
            "这一句中的最高得分{found}与分值{expected}不一致",
            "The most the sentence can give, {found}, differs from the item's {expected} points",
            "核对评分标准与分值哪一个写错了",
            "Check which of the two is wrong",
        ),
        (
            "D313",
            "第{expected}行没有评分标准",
            "Row {expected} has no scoring sentence",
            "补上评分标准，或把它并入上一项",
            "Add the scoring sentence, or join the row to the one above",
        ),
        (
            "D314",
            "目标值“{found}”看不懂",
            "The target “{found}” is not understood",
            "在责任书中手工写出限值",
            "Write the limit by hand",
        ),
    ],
    severity="warning",
)
