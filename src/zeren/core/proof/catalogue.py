"""What can be wrong with a signed report. The V-codes of files that cannot be read at all stand in ``intake.report``."""

from zeren.core.kernel import register

_ASK = "向发布单位索取原文件，再验证一次"
_ASK_EN = "Ask the issuer for the original file and verify again"
_BACK = "改回签名记录中的写法，或在系统中重新生成并签名"
_BACK_EN = "Put back what was signed, or compose and sign the report again"

register(
    "proof",
    [
        ("V101", "这个文件里没有本系统的签名清单，不能验证", "This file carries no signed manifest, so it cannot be verified", "确认它是由系统生成的报告；打印、扫描或另存为其他格式会丢掉清单", "Check that it is a report made by the system; printing, scanning or converting drops the manifest"),
        ("V102", "签名清单已损坏：{found}", "The signed manifest is damaged: {found}", _ASK, _ASK_EN),
        ("V103", "签名清单过大：{found} 字节，上限 {expected}", "The signed manifest is too large: {found} bytes, at most {expected}", _ASK, _ASK_EN),
        ("V104", "不认识的签名算法“{found}”，只认 {expected}", "Unknown signature algorithm “{found}”; only {expected} is known", "用更新的版本验证，或" + _ASK, "Verify with a newer version, or ask the issuer for the original file"),
        ("V105", "签名无效：清单在签名之后被改过，或签名不是用这把公钥对应的密钥做的", "The signature is not valid: the manifest was changed after signing, or another key made the signature", _ASK, _ASK_EN),
        ("V106", "签名用的是另一把密钥：指纹 {found}，应为 {expected}", "Another key signed this: fingerprint {found}, expected {expected}", "向发布单位核对指纹；不一致就不要采信", "Compare the fingerprint with the issuer; do not rely on the report if it differs"),
        ("V107", "签名清单的版本“{found}”太新，本程序只认 {expected}", "Manifest version “{found}” is too new; this program knows {expected}", "升级程序后再验证", "Upgrade and verify again"),
        ("V110", "第 {n} 处数字“{found}”与签名记录“{expected}”不一致：{context}", "Number {n} reads “{found}” but “{expected}” was signed: {context}", _BACK, _BACK_EN),
        ("V111", "第 {n} 处数字“{found}”的出处与签名记录不一致：{context}", "Number {n}, “{found}”, names another citation than was signed: {context}", _BACK, _BACK_EN),
        ("V112", "第 {n} 处数字“{found}”不在签名记录中：{context}", "Number {n}, “{found}”, is not in the signed record: {context}", "删去它，或在系统中重新生成并签名", "Remove it, or compose and sign the report again"),
        ("V113", "第 {n} 处数字“{found}”重复出现：{context}", "Number {n}, “{found}”, appears a second time: {context}", "删去重复的一处", "Remove the repetition"),
        ("V114", "第 {n} 处数字“{found}”不在原来的位置：{context}", "Number {n}, “{found}”, is not where it was signed: {context}", _BACK, _BACK_EN),
        ("V115", "第 {n} 处数字“{expected}”不见了，原文是：{context}", "Number {n}, “{expected}”, is gone; it was signed as: {context}", _BACK, _BACK_EN),
        ("V116", "数字“{found}”没有出处：{context}", "The figure “{found}” carries no citation: {context}", "删去它，或改由系统中的指令给出", "Remove it, or let a directive of the template give it"),
        ("V117", "第 {n} 处数字“{found}”前后的符号或单位被改过：{context}", "The sign or unit beside number {n}, “{found}”, was changed: {context}", _BACK, _BACK_EN),
        ("V118", "第 {n} 处签名的数字“{expected}”与它自己的出处不符：出处记的是 {fact}", "Signed number {n}, “{expected}”, does not agree with its own citation, which says {fact}", "报告出自有错误的程序或被伪造；" + _ASK, "The report was forged or made by a faulty program; ask the issuer"),
        ("V119", "第 {n} 处数字“{found}”的出处不是它所标的那一条（内容与编号不符）", "The citation of number {n}, “{found}”, does not have the content its id stands for", _ASK, _ASK_EN),
        ("V120", "文中藏有改变文字方向的符号 {found}，数字看上去会与实际不同：{context}", "The text hides a direction mark {found} that makes a number look different: {context}", "删去这个符号", "Remove the mark"),
        ("V122", "出处“{found}”重新计算得到 {expected}，与签名记录不同", "Citation “{found}” recomputes to {expected}, not to what was signed", "核对台账和快照；数据改过就重新冻结、生成报告", "Check ledgers and snapshot; freeze and compose again if data changed"),
        ("V130", "不能写入密钥文件 {found}：磁盘已满", "Cannot write the key file {found}: the disk is full", "腾出空间后重试；没有留下写了一半的文件", "Free some space and try again; nothing half-written was left"),
        ("V131", "不能读写密钥文件 {found}：{expected}", "Cannot read or write the key file {found}: {expected}", "检查路径和权限", "Check path and permissions"),
        ("V132", "密钥文件 {found} 不是可用的 Ed25519 私钥", "The key file {found} does not hold a usable Ed25519 private key", "从备份恢复；若已丢失，移走它，系统会生成新密钥，并须重新公布指纹", "Restore it from a backup; if it is lost, move it away: a new key is made and its fingerprint must be published anew"),
        ("V133", "密钥文件 {found} 需要口令，或口令不对", "The key file {found} needs a passphrase, or the passphrase is wrong", "给出正确的口令", "Give the right passphrase"),
    ],
)  # fmt: skip

register(
    "proof",
    [
        ("V140", "签名之后改过文字（数字没有变）：原文“{expected}”，现为“{found}”", "Words were edited after signing: “{expected}” is now “{found}”", "与原文对照，看意思是否改变", "Compare with the original to see whether the meaning changed"),
        ("V141", "没有核对签名人：指纹 {found}", "The signer was not checked: fingerprint {found}", "与发布单位公布的指纹核对，或用 --trusted 给出", "Compare it with the fingerprint the issuer publishes, or give that with --trusted"),
        ("V142", "密钥文件 {found} 其他用户也能读", "The key file {found} can be read by other users", "运行：chmod 600", "Run: chmod 600"),
    ],
    severity="warning",
)  # fmt: skip
