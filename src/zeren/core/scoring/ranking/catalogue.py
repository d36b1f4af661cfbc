"""What can be wrong with a cohort, a review of it, or a plan."""

from zeren.core.kernel import register

register(
    "scoring",
    [
        (
            "S010",
            "单位 {found} 在名单里出现了不止一次：{expected}；没有计分",
            "Unit {found} is listed more than once: {expected}; nothing was scored",
            "删去多余的，或改正单位名称、代码，再计分",
            "Take one out, or mend name or code, then score again",
        ),
        (
            "S011",
            "没有可以计分的单位",
            "There is no unit to score",
            "检查表中有没有数据行、工作区中有没有下级单位",
            "Check that the table has rows, or the workspace units",
        ),
        (
            "S012",
            "责任书的 {found} 写得不对：{expected}",
            "The letter's {found} is written wrongly: {expected}",
            "按说明改写（docs/explanation/scoring-rules.md）",
            "Write it as docs/explanation/scoring-rules.md says",
        ),
        (
            "S013",
            "{found}：按总分排名次有同分，等级名额的边上有{count}个单位并列，责任书没有写明怎么办",
            "{found}: {count} units are tied at the edge of the grade's quota, and the letter does not say what then",
            "在 grade 写上 ties：in 都算，out 都不算",
            "Write ties under grade: in takes all, out none",
        ),
        (
            "S014",
            "各单位的{found}不同，不能一起排名：{expected}；没有计分",
            "The units differ in {found} and cannot be ranked together: {expected}; nothing was scored",
            "用同一份责任书、同一时期的数据",
            "Use the same letter and period everywhere",
        ),
        (
            "S018",
            "“{found}”不是数字，没有读取（{expected}）",
            "“{found}” is not a number and was not read ({expected})",
            "改成数字；百分数写 98.7 或 98.7%",
            "Write a number; per cent as 98.7 or 98.7%",
        ),
        (
            "S020",
            "复评写了目标“{found}”，责任书里没有",
            "The review names target “{found}”, which the letter does not have",
            "用目标、加分项或否决项的编号或名称",
            "Use the id or name of a target, bonus or veto",
        ),
        (
            "S021",
            "目标 {found} 复评了不止一次：{expected}",
            "Target {found} is reviewed more than once: {expected}",
            "只留一个",
            "Keep one",
        ),
        (
            "S022",
            "目标 {target} 的复评分 {found} 不在 {expected} 之内",
            "Target {target}: reviewed points {found} are outside {expected}",
            "改正复评分",
            "Mend the points",
        ),
        (
            "S023",
            "目标 {target} 的复评写得不对：{found}；应为 {expected}",
            "Target {target}: the review “{found}” cannot be read; expected {expected}",
            "写 points（复评分）或 value（复评的完成值）",
            "Write points or value",
        ),
        (
            "S024",
            "目标 {target} 的计分规则不读“{found}”，复评不能改它",
            "Target {target}: its rule does not read “{found}”, so a review cannot change it",
            "可以复评的有：{expected}",
            "What can be reviewed: {expected}",
        ),
        (
            "S025",
            "指标 {found} 在 {target} 被复评成两个不同的数：{expected}",
            "Indicator {found} is reviewed as two different figures at {target}: {expected}",
            "同一个数只能有一个复评结果",
            "One figure has one reviewed value",
        ),
        (
            "S026",
            "复评的单位“{found}”不在参评名单里",
            "The reviewed unit “{found}” is not among those scored",
            "用参评单位的名称或代码",
            "Use the name or code of a unit that is scored",
        ),
    ],
)

register(
    "scoring",
    [
        (
            "S015",
            "参评单位只有 {found} 一个，名次、平均值和名额没有比较意义",
            "{found} is the only unit: ranks, means and quotas compare with nobody",
            "补上其他单位的数据；单个单位用 zeren score 工作区",
            "Add the other units",
        ),
        (
            "S016",
            "应参评的 {found} 没有数据，名次只能给出范围",
            "{found} should take part and has no data: places are ranges",
            "催报后重新计分",
            "Ask for the data, then score again",
        ),
        (
            "S017",
            "没有用到的列“{found}”",
            "Column “{found}” is not used",
            "如果是计分要用的数，列名写指标的编号或名称：{expected}",
            "If it is wanted, head it with an indicator's id or name: {expected}",
        ),
        (
            "S019",
            "“{found}”这一列按百分数（98.7）读取，而各行都不超过1，可能是按小数（0.987）填的",
            "Column “{found}” is read as per cent (98.7), yet no row exceeds 1: perhaps it holds fractions (0.987)",
            "按小数填的改成百分数",
            "Write per cent, not fractions",
        ),
        (
            "S027",
            "“{found}”一行是合计或平均，不参加排名",
            "Row “{found}” is a total or a mean and is not ranked",
            "不用处理",
            "Nothing to do",
        ),
    ],
    severity="warning",
)
