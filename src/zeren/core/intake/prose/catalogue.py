"""Why somebody's document cannot be read as words."""

from zeren.core.kernel import register

_AGAIN = "重新传输一次，或向作者索取原文件"
_AGAIN_EN = "Transfer it again or ask its author for the original"

register(
    "intake",
    [
        ("I100", "不认识的文件：{found}", "Not a kind of document that can be read: {found}", "请给出 docx、pdf、html、xlsx 或 txt；旧版 .doc、.wps 请用 Word 或 WPS 另存为 .docx", "Give docx, pdf, html, xlsx or txt; save an old .doc or .wps as .docx first"),
        ("I101", "文件加了打开密码，不能读取", "The file is encrypted with a password", "去掉打开密码后另存", "Save it without the password"),
        ("I102", "文件不完整或已损坏：{found}", "The file is incomplete or damaged: {found}", _AGAIN, _AGAIN_EN),
        ("I103", "没有文字层：这是扫描件或图片，共 {found} 页", "No text layer: these are {found} scanned pages", "请给出电子版原文，或先做文字识别再另存", "Give the electronic original, or run text recognition first"),
        ("I104", "文件太大：{found}，上限 {expected}", "The file is too large: {found}, at most {expected}", "确认这是报告本身；图片可先压缩", "Check that this is the report itself; pictures can be made smaller"),
        ("I105", "文件里没有文字", "There are no words in the file", "确认选对了文件", "Check that this is the right file"),
        ("I106", "文件打开时出错，读取程序已停止（{found}）；没有影响其他文件", "Opening the file stopped the reader ({found}); no other file was affected", "用 Word 或 WPS 打开后另存一份", "Open it in Word or WPS and save a copy"),
        ("I107", "文件读取超过{expected}秒，已停止", "Reading took more than {expected} seconds and was stopped", "确认这是报告本身；太长的分成几份", "Check that this is the report itself; split one that is too long"),
        ("I108", "文件读取需要的内存超过上限，已停止", "Reading needs more memory than allowed and was stopped", "确认这是报告本身；去掉图片和嵌入的对象后另存", "Check that this is the report itself; save it without pictures and embedded objects"),
    ],
)  # fmt: skip
