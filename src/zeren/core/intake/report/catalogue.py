"""Why a finished report cannot be read. What is wrong with one that can be read is proof's business."""

from zeren.core.kernel import register

_AGAIN = "重新传输一次，或向发布单位索取原文件"
_AGAIN_EN = "Transfer it again or ask the issuer for the original file"

register(
    "proof",
    [
        ("V001", "这不是能验证的报告：{found}", "Not a report that can be verified: {found}", "请给出系统生成的 .docx、.pdf、.html 报告，或 manifest.json", "Give a .docx, .pdf or .html report made by the system, or manifest.json"),
        ("V002", "文件加了打开密码，不能读取", "The file is encrypted with a password", "去掉打开密码后另存；PDF 请用未加密的原文件", "Save it without the password; for a PDF take the original"),
        ("V003", "文件不完整或已损坏：{found}", "The file is incomplete or damaged: {found}", _AGAIN, _AGAIN_EN),
        ("V004", "文件太大：{found}，上限 {expected}", "The file is too large: {found}, at most {expected}", "确认这是报告本身", "Check that this is the report itself"),
        ("V005", "压缩炸弹：文件解开后超过 {expected}，不能打开", "Zip bomb: it unpacks to more than {expected}", "不要打开这个文件；" + _AGAIN, "Do not open this file; ask the issuer for the original"),
        ("V006", "文件内部含有不允许的内容：{found}", "The file holds something that is not allowed: {found}", _AGAIN, _AGAIN_EN),
        ("V007", "文件里有不止一份签名清单，而且不相同", "The file carries more than one signed manifest, and they differ", _AGAIN, _AGAIN_EN),
        ("V008", "打不开文件：{found}", "The file cannot be opened: {found}", "检查文件是否存在、是否正被别的程序占用", "Check that it exists and that no other program holds it"),
    ],
)  # fmt: skip
