"""Metrics: the names reports give to what they measure, and what is known of each: its kind, whom it is about, what it divides.

A table, not code: add a line. A name that is in no line is still read by its last characters (率, 系数, 面积 …); the
table adds what the name alone does not tell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["METRICS", "Metric", "metric_named"]


@dataclass(frozen=True, slots=True)
class Metric:
    """What is known of a metric.

    Shape: ``kind`` is rate, share, index, ratio, mean, per_capita, area, amount, score, change or count. ``over`` says
    that it may exceed 100 % (gross rates, completion of a plan); ``better`` is ``up``, ``down`` or empty; ``population``
    whom it is about by its name alone; ``above`` and ``below`` the words by which its numerator and denominator are counted.
    """

    name: str
    kind: str = "rate"
    over: bool = False
    better: str = ""
    population: str = ""
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()


# name | kind | flags (over, up, down) | population | numerator words | denominator words
_TABLE = """
净入学率 | rate | up | | 入学 在校 就读 | 适龄 应入学 学龄
毛入学率 | rate | over up | | 在校 在学 | 适龄 学龄 岁
入学率 | rate | up | | 入学 在校 就读 | 适龄 应入学 学龄 残疾 应
毛入园率 | rate | over up | 学前 | 在园 入园 幼儿园 | 适龄 岁 学前 人口
净入园率 | rate | up | 学前 | 在园 入园 | 适龄 岁 学前
入园率 | rate | over up | 学前 | 在园 入园 | 适龄 岁 学前 应
升学率 | rate | up | | 升学 升入 考入 录取 | 毕业 参考 考生
辍学率 | rate | down | | 辍学 流失 失学 | 在校 学生 年初 学年初
流失率 | rate | down | | 流失 辍学 | 在校 学生 在岗
巩固率 | rate | up | | 毕业 巩固 在校 | 招生 入学 起始 一年级 初一
完学率 | rate | up | | 完成 毕业 | 入学 人口
初等教育完成率 | rate | up | 15周岁 | 完成 | 人口
初级中等教育完成率 | rate | up | 17周岁 | 完成 | 人口
中等教育完成率 | rate | up | | 完成 | 人口
文盲率 | rate | down | | 文盲 | 人口 青壮年
非文盲率 | rate | up | | 非文盲 脱盲 | 人口 青壮年 总数
识字率 | rate | up | | 识字 | 人口
脱盲率 | rate | up | | 脱盲 | 文盲
毕业率 | rate | up | | 毕业 | 毕业生 应毕业 毕业班
结业率 | rate | up | | 结业 | 学员 参训
报考率 | rate | up | | 报考 | 毕业生 应考
录取率 | rate | up | | 录取 | 报考 应考 考生 参考
上线率 | rate | up | | 上线 | 考生 参考 报考
及格率 | rate | up | | 及格 | 参考 考生 参测 受测 应考 实测
不合格率 | rate | down | | 不合格 | 参检 受检 抽查 参评 应检 参测
不及格率 | rate | down | | 不及格 | 参考 考生 参测 受测 应考
合格率 | rate | up | | 合格 | 参检 受检 抽查 抽检 专任教师 应检 参评 参考 参测 教师 参加
优秀率 | rate | up | | 优秀 | 参评 参测 参考 受测 抽测 抽查 考生
优良率 | rate | up | | 优良 | 参评 参测 参考 受测 抽测 抽查
良好率 | rate | up | | 良好 | 参评 参测 参考 受测 抽测
低分率 | rate | down | | 低分 | 考生 参考
得分率 | rate | up | | 得分 | 满分 总分
达标率 | rate | up | | 达标 | 参测 受测 应 抽查 总数 学校 抽测 参评
体质健康达标率 | rate | up | | 达标 合格 | 参测 受测 抽测
近视率 | rate | down | | 近视 不良 | 检测 受检 体检 监测 筛查 参检 学生
检出率 | rate | | | 检出 | 检测 受检 体检 筛查 参检
患病率 | rate | down | | 患病 患 | 检测 受检 体检
肥胖率 | rate | down | | 肥胖 | 检测 受检 体检
接种率 | rate | up | | 接种 | 应接种 适龄 在校
体检率 | rate | up | | 体检 | 应检 在校 学生
参保率 | rate | up | | 参保 | 应参保 在校 学生
参与率 | rate | up | | 参与 参加 | 学生 教师 应 在校
参训率 | rate | up | | 参训 参加 培训 | 应参训 应训 教师 应
培训率 | rate | up | | 培训 参训 | 教师 应
出勤率 | rate | up | | 出勤 到岗 | 应 在校 在岗
到岗率 | rate | up | | 到岗 | 应到岗 在编
持证率 | rate | up | | 持证 持有 取得 | 教师 教职工
持证上岗率 | rate | up | | 持证 | 教师 教职工
学历合格率 | rate | up | | 合格 达标 | 专任教师 教师
学历达标率 | rate | up | | 达标 合格 | 专任教师 教师
覆盖率 | rate | up | | 覆盖 普惠 惠及 | 总数 在园 学校 应 在校
普惠率 | rate | up | 学前 | 普惠 | 在园 总数
普惠性幼儿园覆盖率 | rate | up | 学前 | 普惠 | 在园 总数
公办园占比 | share | up | 学前 | 公办 | 在园 总数
普及率 | rate | up | | 普及 | 人口 应 总数
满意率 | rate | up | | 满意 | 有效 回收 受访 参评 测评
满意度 | rate | up | | 满意 | 有效 回收 受访 参评 测评
社会认可度 | rate | up | | 认可 满意 | 有效 回收 受访
认可度 | rate | up | | 认可 满意 | 有效 回收 受访
知晓率 | rate | up | | 知晓 了解 | 有效 受访
支持率 | rate | up | | 支持 | 有效 受访
回收率 | rate | up | | 回收 收回 | 发放 发出
有效率 | rate | up | | 有效 | 回收 收回 发放
有效回收率 | rate | up | | 有效 | 发放 发出
完成率 | completion | over up | | 完成 | 任务 计划 目标 应
任务完成率 | completion | over up | | 完成 | 任务 计划 目标
整改率 | rate | up | | 整改 完成 办结 销号 | 问题 隐患 发现 排查 反馈 应
整改完成率 | rate | up | | 整改 完成 销号 | 问题 隐患 发现 排查 反馈
办结率 | rate | up | | 办结 | 受理 收到 接到 信访 应
销号率 | rate | up | | 销号 | 问题 隐患 台账
开工率 | rate | up | | 开工 | 项目 计划 总 工程
竣工率 | rate | up | | 竣工 完工 | 项目 计划 总 工程
投用率 | rate | up | | 投用 投入使用 | 项目 建成
到位率 | rate | up | | 到位 | 应到位 预算 计划 下达 安排
执行率 | rate | over up | | 执行 支出 | 预算 计划
拨付率 | rate | up | | 拨付 | 预算 应 下达
开齐开足率 | rate | up | | 开齐开足 | 学校 应
开课率 | rate | up | | 开课 开设 | 学校 应
开出率 | rate | up | | 开出 | 应开 计划
配备率 | rate | up | | 配备 | 应配 学校
建设率 | rate | up | | 建成 | 应建 学校
安装率 | rate | up | | 安装 | 应 学校
接入率 | rate | up | | 接入 | 学校
使用率 | rate | up | | 使用 | 总
利用率 | rate | up | | 利用 | 总
就业率 | rate | over up | | 就业 | 毕业生
对口率 | rate | up | | 对口 | 就业 毕业生
资助率 | rate | up | | 资助 | 应资助 困难 贫困
建档率 | rate | up | | 建档 | 应 总
签约率 | rate | up | | 签订 签约 | 应 学校
签订率 | rate | up | | 签订 | 应 学校
占比 | share | | | |
比例 | share | | | |
比重 | share | | | |
所占比例 | share | | | |
所占比重 | share | | | |
差异系数 | index | down | | |
综合差异系数 | index | down | | |
校际差异系数 | index | down | | |
均衡指数 | index | up | | |
基尼系数 | index | down | | |
师生比 | ratio | | | 教师 教职工 | 学生 在校 幼儿
生师比 | ratio | | | 学生 在校 | 教师 教职工
教职工与幼儿比 | ratio | | | 教职工 | 幼儿
师幼比 | ratio | | | 教师 教职工 | 幼儿
生机比 | ratio | | | 学生 | 计算机
师机比 | ratio | | | 教师 | 计算机
校生比 | ratio | | | |
班师比 | ratio | | | |
男女比例 | ratio | | | 男 | 女
性别比 | ratio | | | 男 | 女
人均分 | mean | up | | |
均分 | mean | up | | |
平均分 | mean | up | | |
平均成绩 | mean | up | | |
平均得分 | mean | up | | |
平均班额 | mean | down | | |
班额 | mean | down | | |
最大班额 | max | down | | |
最高分 | max | | | |
最低分 | min | | | |
总分 | score | | | |
得分 | score | | | |
总得分 | score | | | |
自评分 | score | | | |
自评得分 | score | | | |
自评总分 | score | | | |
自评总得分 | score | | | |
自查得分 | score | | | |
复核得分 | score | | | |
考核得分 | score | | | |
评估得分 | score | | | |
综合得分 | score | | | |
加分 | score | | | |
申请加分 | score | | | |
扣分 | score | | | |
满分 | score | | | |
标准分 | score | | | |
占地面积 | area | | | |
建筑面积 | area | | | |
校舍面积 | area | | | |
校舍建筑面积 | area | | | |
校舍总面积 | area | | | |
运动场面积 | area | | | |
绿化面积 | area | | | |
"""
_SUFFIXES = (
    (re.compile(r"完成率$"), "completion", True, "up"),
    (re.compile(r"(?:毛入[学园]率|执行率)$"), "rate", True, "up"),
    (re.compile(r"(?:辍学|流失|失学|文盲|近视|肥胖|事故|发生|死亡|犯罪|空缺|差错|投诉)率$"), "rate", False, "down"),
    (re.compile(r"(?:增长|下降|提高|降低|减少|上升)率$|(?:增|降|涨|减|升)幅$|增速$"), "change", True, ""),
    (re.compile(r"率$"), "rate", False, "up"),
    (re.compile(r"(?:师生|生师|师幼|生机|师机|幼师|班师|师班|编制)比例?$|之比$"), "ratio", False, ""),
    (re.compile(r"(?:占比|比例|比重|份额)$"), "share", False, ""),
    (re.compile(r"(?:差异系数|系数|指数)$"), "index", False, ""),
    (re.compile(r"^(?:生均|人均|师均|班均|校均|园均|户均|月均|日均)"), "per_capita", False, ""),
    (re.compile(r"(?:满意|认可|知晓|覆盖|达成|信任|参与|支持)度$"), "rate", False, "up"),
    (re.compile(r"^平均|(?:平均分|均分|均值|平均数|平均值|平均成绩)$"), "mean", False, ""),
    (re.compile(r"^最[高大多长]|最[高大]$"), "max", False, ""),
    (re.compile(r"^最[低小少短]|最[低小]$"), "min", False, ""),
    (re.compile(r"(?:得分|总分|加分|扣分|评分|分值|成绩)$"), "score", False, ""),
    (re.compile(r"面积$"), "area", False, ""),
    (
        re.compile(
            r"(?:金额|总额|余额|投入|经费|资金|支出|收入|投资|拨款|补助|工资|债务|欠债|贷款|产值|总值|值|款|费|津贴|奖金)$"
        ),
        "amount",
        False,
        "",
    ),
    (re.compile(r"(?:数|总数|人数|总量|数量|规模)$"), "count", False, ""),
)  # fmt: skip


def _rows() -> dict[str, Metric]:
    found = {}
    for line in _TABLE.strip().splitlines():
        name, kind, flags, population, above, below = (
            cell.strip() for cell in (line + " |" * 5).split("|")[:6]
        )
        better = "up" if "up" in flags else "down" if "down" in flags else ""
        found[name] = Metric(
            name, kind, "over" in flags, better, population, tuple(above.split()), tuple(below.split())
        )
    return found


METRICS = _rows()


@lru_cache(maxsize=4096)
def metric_named(name: str) -> Metric:
    """What is known of a metric by its name; of an unknown name, what its last characters tell.

    Example:
        >>> metric_named("毛入园率").over, metric_named("毛入园率").population
        (True, '学前')
        >>> found = metric_named("骨干教师示范课开出率"); found.kind, found.above
        ('rate', ('开出',))
        >>> metric_named("教学仪器设备值").kind, metric_named("专任教师").kind
        ('amount', 'count')
    """
    if name in METRICS:
        return METRICS[name]
    if name[-2:] in {"人均", "生均", "师均", "班均", "校均"} and len(name) > 2:
        return Metric(name, "per_capita")
    if re.match("生均|人均|师均|班均|校均|园均|户均|每(?!年|月|周|天|日|学)", name):
        return Metric(name, "per_capita")
    if name[-2:] in {"最大", "最高", "最小", "最低"} and len(name) > 2:
        return Metric(name, "max" if name[-1] in "大高" else "min")
    if name.endswith("大班额"):
        return Metric(name, "count", better="down")
    extreme = re.match("最(?:([高大多长])|[低小少短])(?!限)[一-龥]", name)
    if extreme and not name.endswith(("率", "比例", "比重", "占比", "系数", "指数")):
        return Metric(name, "max" if extreme[1] else "min")
    # The longest known name it ends in: 学生体质健康达标率 is a 体质健康达标率.
    for cut in range(1, len(name) - 1):
        known = METRICS.get(name[cut:])
        if known is not None and known.kind not in {"count", "score"}:
            return Metric(
                name, known.kind, known.over, known.better, known.population, known.above, known.below
            )
    for pattern, kind, over, better in _SUFFIXES:
        if pattern.search(name):
            stem = re.sub(r"(?:率|度)$", "", name)
            above = (stem,) if kind in {"rate", "completion"} and stem != name else ()
            return Metric(name, kind, over, better, "", above)
    return Metric(name, "count")
