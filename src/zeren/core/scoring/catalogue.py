"""What can be wrong with a scoring rule."""

from zeren.core.kernel import register

register(
    "scoring",
    [
        (
            "S001",
            "没有名为“{found}”的计分规则",
            "There is no scoring rule “{found}”",
            "可用：{expected}",
            "Known rules: {expected}",
        ),
        (
            "S002",
            "计分规则“{rule}”没有参数“{found}”",
            "Rule “{rule}” has no parameter “{found}”",
            "可用：{expected}",
            "Known: {expected}",
        ),
        (
            "S003",
            "计分规则“{rule}”缺少参数“{expected}”",
            "Rule “{rule}” lacks parameter “{expected}”",
            "补上这个参数",
            "Add the parameter",
        ),
        (
            "S004",
            "计分规则“{rule}”的参数 {found} 不合要求：{expected}",
            "Rule “{rule}”: parameter {found} does not fit: {expected}",
            "按要求改写",
            "Write it as expected",
        ),
        (
            "S005",
            "目标 {found} 的指标“{expected}”没有测算结果",
            "Target {found}: indicator “{expected}” was not measured",
            "先运行 zeren measure",
            "Run zeren measure first",
        ),
        (
            "S006",
            "目标 {found} 计分时出错：{expected}；总分不予给出",
            "Target {found} failed while scoring: {expected}; the total is withheld",
            "改正规则后重新计分",
            "Mend the rule and score again",
        ),
    ],
)
