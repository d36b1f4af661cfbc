"""What can be wrong in a report: its template, what it says, or the drawing of it."""

from zeren.core.kernel import register

_SEE = "写法见 docs/explanation/report-directives.md"
_SEE_EN = "See docs/explanation/report-directives.md"

register(
    "reports",
    [
        ("R001", "没有名为“{found}”的指令或变量", "There is no directive or variable “{found}”", _SEE, _SEE_EN),
        ("R002", "模板语法有误：{found}", "The template is malformed: {found}", _SEE, _SEE_EN),
        ("R003", "指令“{found}”的参数不对：{expected}", "Directive “{found}” got wrong arguments: {expected}", _SEE, _SEE_EN),
        ("R004", "责任书中没有目标“{found}”", "The letter has no target “{found}”", "改为责任书中的目标编号", "Use the id of a target of the letter"),
        ("R005", "责任书中没有部分或事项“{found}”", "The letter has no section or item “{found}”", "改为责任书中的编号：{expected}", "Use one of: {expected}"),
        ("R006", "没有名为“{found}”的分组维度", "There is no dimension “{found}”", "可用的维度：{expected}", "Known dimensions: {expected}"),
        ("R007", "没有名为“{found}”的过滤器或检验", "There is no filter or test “{found}”", "可用：{expected}", "Known: {expected}"),
        ("R008", "“{found}”不是可用的取值，应为{expected}之一", "“{found}” is not one of {expected}", "从中选一个", "Choose one of them"),
        ("R010", "列表不能写编号“{found}”", "A list may not carry the number “{found}”", "改用“- ”或“+ ”，编号自动生成", "Use “- ” or “+ ”; numbers are made by composing"),
        ("R011", "表、图和 rest 要单独成段，不能写在“{found}”中", "A table, chart or rest stands alone in its paragraph, not in “{found}”", "在它前后各空一行", "Put an empty line before and after it"),
        ("R012", "生成报告时出错：{found}", "Composing failed: {found}", _SEE, _SEE_EN),
        ("R013", "不能直接打印数字“{found}”", "The figure “{found}” cannot be printed as it is", "数字只能由指令给出，例如 {expected}", "Figures only come from directives such as {expected}"),
        ("R014", "“{found}”不能直接打印", "“{found}” cannot be printed as it is", "打印它的某一项，或用 for 循环", "Print one of its fields, or loop over it"),
        ("R015", "记分卡中没有目标“{found}”这一行", "The scorecard has no line for target “{found}”", "用同一份责任书重新计分", "Score again with the same letter"),
        ("R016", "没有代码为“{found}”的单位", "There is no unit “{found}”", "改为快照中的单位代码", "Use a unit code of the snapshot"),
        ("R017", "模板用于责任书“{expected}”，给出的却是“{found}”", "The template is for letter “{expected}”, but “{found}” was given", "换成对应的责任书或模板", "Use the matching letter or template"),
        ("R018", "“{found}”不是日期", "“{found}” is not a date", "日期过滤器只用于日期列", "Date filters only apply to date columns"),
        ("R020", "台账“{found}”没有{expected}列，不能按责任书事项取事件", "Ledger “{found}” has no {expected} column, so its events cannot be told by item", "给台账加上该列，或改用 where 条件", "Add the column or use a where condition"),
        ("R040", "这台机器没有可用的中文字体，PDF 未生成", "No usable Chinese font on this machine; the PDF was not made", "安装字体后重试：apt install fonts-noto-cjk", "Install one and try again: apt install fonts-noto-cjk"),
        ("R041", "PDF 排版失败：{found}", "Typesetting the PDF failed: {found}", "请把这条信息发给维护者；docx 和 html 不受影响", "Send this line to the maintainers; docx and html are not affected"),
        ("R042", "图表绘制失败：{found}", "Drawing the chart failed: {found}", "请把这条信息发给维护者", "Send this line to the maintainers"),
    ],
)  # fmt: skip

register(
    "reports",
    [
        ("R030", "事项“{expected}”有 {count} 件事没有写进报告：{found}", "Item “{expected}” has {count} events the report does not tell: {found}", "在该事项末尾加上 rest，或用 events 写出", "End the item with rest, or tell them with events"),
        ("R031", "两句话几乎相同：“{found}”与“{expected}”", "Two sentences are nearly the same: “{found}” and “{expected}”", "合并或删去一句", "Merge them or drop one"),
        ("R032", "两条记录可能是同一件事：“{found}”与“{expected}”", "Two rows may be the same event: “{found}” and “{expected}”", "核对台账，重复的删去一条", "Check the ledger and remove a duplicate"),
    ],
    severity="warning",
)  # fmt: skip
