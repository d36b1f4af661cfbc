"""What can be wrong with a workspace."""

from zeren.core.kernel import register

register(
    "workspace",
    [
        (
            "W001",
            "“{found}”不是工作区：没有 workspace.yaml",
            "“{found}” is not a workspace: it has no workspace.yaml",
            "先运行 zeren demo，或新建 workspace.yaml",
            "Run zeren demo first, or write a workspace.yaml",
        ),
        (
            "W002",
            "磁盘空间不足或无法写入“{found}”：{expected}；未保存任何数据",
            "Cannot write “{found}”: {expected}; nothing was saved",
            "腾出磁盘空间或检查权限后重试",
            "Free disk space or check permissions, then try again",
        ),
        (
            "W003",
            "还没有导入任何台账",
            "No ledger has been imported yet",
            "先运行 zeren import {found} 台账文件",
            "Run zeren import {found} FILES first",
        ),
        (
            "W004",
            "还没有冻结快照",
            "No snapshot has been frozen yet",
            "先运行 zeren freeze {found}",
            "Run zeren freeze {found} first",
        ),
        (
            "W005",
            "台账存储“{found}”与目录记录不符，可能被改动或损坏",
            "Stored rows “{found}” differ from the catalogue: changed or damaged",
            "重新导入对应的台账文件",
            "Import the ledger files again",
        ),
        (
            "W006",
            "找不到文件“{found}”",
            "File “{found}” is not found",
            "检查文件名和路径",
            "Check name and path",
        ),
        (
            "W007",
            "“{found}”中没有可导入的 xlsx、xls 或 csv 文件",
            "“{found}” holds no xlsx, xls or csv file to import",
            "把台账放进去后重试",
            "Put the ledgers there and try again",
        ),
        (
            "W008",
            "没有名为“{found}”的单位",
            "There is no unit “{found}”",
            "用单位代码或全称",
            "Use the unit's code or full name",
        ),
        (
            "W009",
            "“{found}”已经存在",
            "“{found}” already exists",
            "换一个名称，或先移走它",
            "Use another name or move it away first",
        ),
        (
            "W040",
            "说明文件“{found}”读不出来",
            "The file of explained exceptions “{found}” cannot be read",
            "它由 zeren audit --explain 写成；恢复备份或删去后重新说明",
            "zeren audit --explain writes it; restore it, or delete it and explain again",
        ),
        (
            "W030",
            "规则包“{found}”里不是恰好一份责任书：{expected}",
            "Pack “{found}” does not hold exactly one letter: {expected}",
            "写成 规则包:责任书编号，或给出 YAML 文件",
            "Write pack:letter, or name the YAML file",
        ),
    ],
)
