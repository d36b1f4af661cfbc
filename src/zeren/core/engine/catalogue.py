"""What can go wrong when rows are frozen, opened, measured or looked up."""

from zeren.core.kernel import register

register(
    "engine",
    [
        ("E001", "没有名为“{found}”的指标", "There is no indicator “{found}”", "用规则包中的指标编号；运行 zeren explain 可列出全部", "Use an indicator's id from the pack"),
        ("E002", "没有代码为“{found}”的单位", "There is no unit with code “{found}”", "核对单位代码；单位须在学校名册、幼儿园名册或工作区设置中", "Check the code; a unit must be in a register or in the workspace's settings"),
        ("E003", "没有名为“{found}”的台账", "There is no ledger “{found}”", "用规则包中的台账编号", "Use a ledger's id from the pack"),
        ("E004", "台账“{expected}”没有名为“{found}”的列", "Ledger “{expected}” has no column “{found}”", "改为已有的列", "Use one of its columns"),
        ("E005", "没有测算“{found}”", "“{found}” was not measured", "核对指标、单位和分组；该分组可能没有任何行", "Check indicator, unit and group; the group may have no rows"),
        ("E010", "台账“{expected}”有 {count} 行的单位“{found}”不在单位树中", "Ledger “{expected}” has {count} rows of unit “{found}”, which is not in the tree", "把单位补进名册，或改正这些行的单位代码", "Add the unit to a register or correct the code in these rows"),
        ("E011", "台账“{expected}”的列“{found}”类型不符：{why}", "Ledger “{expected}”, column “{found}”: {why}", "重新导入这本台账", "Import the ledger again"),
        ("E012", "磁盘空间不足或写不进去，未保存任何数据：{found}", "The disk is full or cannot be written; nothing was saved: {found}", "清理磁盘或换一个位置后再冻结一次；原有快照没有变化", "Free space or choose another place and freeze again; existing snapshots are unchanged"),
        ("E013", "没有行可以冻结", "There are no rows to freeze", "先导入台账", "Import ledgers first"),
        ("E020", "快照文件“{found}”不见了", "The snapshot's file “{found}” is missing", "从备份恢复整个快照文件夹，或重新冻结", "Restore the snapshot's folder from a backup or freeze again"),
        ("E021", "快照文件“{found}”与冻结时不一样，已停止使用", "The snapshot's file “{found}” is not the one that was frozen; it was not used", "文件被改动或损坏。从备份恢复，或重新冻结；不要据此出数", "It was altered or damaged. Restore it or freeze again; do not publish from it"),
        ("E022", "快照清单“{found}”与冻结时不一样，已停止使用", "The snapshot's manifest “{found}” is not the one that was frozen; it was not used", "清单被改动或损坏。从备份恢复，或重新冻结；不要据此出数", "It was altered or damaged. Restore it or freeze again; do not publish from it"),
        ("E023", "“{found}”不是快照文件夹", "“{found}” is not a snapshot's folder", "快照在工作区的 snapshots/ 下，文件夹名是 64 位编号", "Snapshots lie under snapshots/ of the workspace, named by 64 digits"),
        ("E024", "快照格式版本是 {found}，本程序只认 {expected}", "The snapshot has format {found}; this program knows {expected}", "用相同版本的 zeren 打开", "Open it with the zeren that wrote it"),
        ("E030", "计算中的数太大，无法精确表示：{found}", "A number is too large to be exact: {found}", "核对台账中的异常大数，或简化指标的算式", "Look for absurdly large figures in the ledgers or simplify the definition"),
        ("E031", "表达式展开后过大", "The expression grows too large", "减少 LEAST、GREATEST、AGE_AT 的嵌套", "Nest LEAST, GREATEST and AGE_AT less"),
        ("E032", "这份快照里的台账“{expected}”没有列“{found}”", "Ledger “{expected}” of this snapshot has no column “{found}”", "快照由较早的规则包冻结；用原来的规则包，或重新冻结", "The snapshot was frozen with another version of the pack; use that version or freeze again"),
        ("E040", "这条引证无法重算：{found}", "This citation cannot be computed again: {found}", "只有测算值和台账行两类引证可以重算", "Only citations of measurements and of rows can"),
    ],
)  # fmt: skip
