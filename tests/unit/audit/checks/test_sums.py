"""Parts and wholes, tables, scores, means, shares of one thing."""

from __future__ import annotations

import pytest

from tests.unit.audit.checks import check, errors, kinds

SUM_WRONG = [
    "全区共有学校126所，其中小学74所、初中31所、高中9所、职业学校6所、特殊教育学校2所。",
    "在校生52,340人：小学31,200人，初中14,860人，高中6,080人。",
    "教职工1,260人，由专任教师1,020人、行政人员118人、工勤人员102人组成。",
    "投入资金3,680万元，其中中央资金1,200万元、省级资金980万元、市级资金600万元、县级资金800万元。",
    "新建校舍24,600平方米，其中教学楼12,400平方米，宿舍楼7,800平方米，食堂3,400平方米。",
    "小学86所、初中24所、高中7所，合计127所。",
    "全校学生1,240人，男生652人、女生578人。",
    "共排查隐患214处，其中消防类86处、用电类52处、食品类43处、建筑类28处。",
    "招聘教师150名，其中幼儿园40名，小学62名，初中38名，高中20名。",
    "全年培训教师4,860人次，其中国培320人次、省培640人次、市培1,280人次、县培2,520人次。",
    "评出优秀学校24所、良好学校58所、合格学校16所，共计108所。",
    "全县幼儿园94所（公办56所、民办48所）。",
    "三个年级学生分别为412人、398人和405人，共1,235人。",
    "资助学生2,680人，分别是学前312人、小学964人、初中886人、高中528人。",
    "总投资1.86亿元，其中中央补助9,200万元、地方配套8,400万元。",
    "共有图书16.4万册，小学9.2万册，初中5.2万册，高中3.1万册。",
]
SUM_RIGHT = [
    "全区共有学校126所，其中小学74所、初中31所、高中9所、职业学校10所、特殊教育学校2所。",
    "教职工1,240人，由专任教师1,020人、行政人员118人、工勤人员102人组成。",
    "投入资金3,680万元，其中中央资金1,200万元、省级资金980万元。",
    "小学86所（含教学点12个）、初中24所、高中7所，合计117所。",
    "共排查隐患214处，其中重大隐患6处、已整改208处。",
    "全县在编教师2,860人，其中女教师1,920人，党员612人，35岁以下1,040人。",
    "总投资1.86亿元，其中中央补助9,200万元、地方配套9,400万元。",
    "全年接待来访126人次，其中家长86人次、教师28人次，其余为社会人士。",
    "学校占地42亩，其中绿化面积8亩、运动场15亩，校舍面积1.2万平方米。",
    "全县幼儿园94所（公办56所、民办38所），在园幼儿1.2万人。",
    "共有图书17.5万册，小学9.2万册，初中5.2万册，高中3.2万册。",
    "重点围绕教学、管理两个方面发现问题46个，其中教学类30个，已整改28个。",
    "共设督学责任区8个，聘任督学46名，其中专职12名、兼职34名；每个责任区5至6名。",
    "参加培训320人，其中校长46人、教师280人（6名校长兼任教师，重复计算）。",
    "全区小学58所，其中农村小学32所，寄宿制小学14所，百人以下小规模学校9所。",
    "新建项目9个，其中幼儿园4个、小学3个；续建项目5个，其中初中2个、高中3个。",
    "学校有3个校区，学生4,260人，其中本部2,100人，东校区1,320人，西校区840人。",
    "全年落实教育经费8.62亿元，比上年增加0.41亿元，其中人员经费6.15亿元，公用经费1.02亿元。",
    "全区在校生3.2万人，其中小学约1.9万人、初中0.9万多人、高中0.4万人左右。",
    "全镇现有小学6所，学生1,820人，教师118人；初中1所，学生760人，教师62人。",
]


@pytest.mark.parametrize("text", SUM_WRONG)
def test_parts_that_do_not_add_up(text: str) -> None:
    assert kinds(text) & {"sum_mismatch", "parts_exceed_whole", "double_count"}, check(text)


@pytest.mark.parametrize("text", SUM_RIGHT)
def test_parts_that_are_right(text: str) -> None:
    assert not errors(text)


EXCEED = [
    ("专任教师86人，其中高级职称41人、中级职称52人。", "parts_exceed_whole sum_mismatch"),
    ("全县小学120所，其中寄宿制小学132所。", "subset_exceeds_whole"),
    ("全镇教职工216人，专任教师238人。", "subset_exceeds_whole"),
    ("在校生860人，其中女生872人。", "subset_exceeds_whole"),
    ("全区幼儿园63所，普惠性幼儿园68所。", "subset_exceeds_whole"),
    ("专任教师320人，骨干教师352人。", "subset_exceeds_whole"),
    ("初中在校生2,160人，留守儿童2,318人，学校建立了关爱台账。", "subset_exceeds_whole"),
    ("全县义务教育学校98所，其中达到标准化要求的学校102所。", "subset_exceeds_whole"),
    ("参加考试的学生428人，及格436人。", "subset_exceeds_whole percent_count_mismatch"),
    ("发放问卷800份，收回812份。", "subset_exceeds_whole"),
    ("发现问题126个，已整改138个。", "subset_exceeds_whole flow_mismatch"),
    ("全区中小学74所，省级示范学校81所。", "subset_exceeds_whole"),
]
NO_EXCESS = [
    "全县186所农村学校共改造旱厕193座。",
    "全校教师68人，参加培训142人次。",
    "小学教职工610人，初中专任教师642人。",
    "上年在校生860人，今年招收新生920人。",
    "全区小学42所，教学班612个。",
    "全县专任教师1,860人，全市专任教师共12,400人。",
    "甲校有教师40人，乙校有专任教师62人。",
    "全年发现问题126个，连同上年结转的20个，已整改138个。",
    "幼儿园63所，新增普惠性学位680个。",
]


@pytest.mark.parametrize(("text", "wanted"), EXCEED)
def test_a_part_that_exceeds_its_whole(text: str, wanted: str) -> None:
    assert kinds(text) & set(wanted.split()), check(text)


@pytest.mark.parametrize("text", NO_EXCESS)
def test_more_of_another_thing(text: str) -> None:
    assert not errors(text)


DOUBLE = [
    "全县小学86所（含教学点24个）、初中18所、高中4所，共计132所。",
    "全区教师1,240人（含特岗教师86人）、职工160人，合计1,486人。",
    "资金来源为财政拨款620万元（含专项80万元）、社会捐赠45万元，合计745万元。",
    "3月12日召开全区德育工作会议。3月组织学雷锋活动。召开全区德育工作会议。",
    "举办2022年校园艺术节；开展读书活动；举办校园艺术节2022年活动。",
]


@pytest.mark.parametrize("text", DOUBLE)
def test_counted_twice(text: str) -> None:
    assert kinds(text) & {"double_count", "sum_mismatch", "duplicate_sentence"}, check(text)


@pytest.mark.parametrize(
    "text",
    [
        "全县小学86所（含教学点24个）、初中18所、高中4所，共计108所。",
        "3月召开全区德育工作会议，9月召开全区教学工作会议。",
        "一季度召开安全工作会议，二季度召开安全工作推进会。",
        "全县小学62所、教学点24个、初中18所，合计104所（个）。",
    ],
)
def test_counted_once(text: str) -> None:
    assert not kinds(text) & {"double_count", "sum_mismatch", "duplicate_sentence"}, check(text)


def test_tables_add_up_or_not() -> None:
    right = "学段\t学校\t学生\n小学\t20\t8,200\n初中\t9\t4,100\n合计\t29\t12,300"
    assert not kinds(right)
    wrong = right.replace("12,300", "12,400")
    assert "table_total_mismatch" in kinds(wrong)
    bars = "| 类别 | 金额（万元） |\n| --- | --- |\n| 基建 | 420.5 |\n| 设备 | 180.2 |\n| 合 计 | 610.7 |"
    assert "table_total_mismatch" in kinds(bars)
    across = "学校\t男生\t女生\t合计\n甲校\t210\t198\t408\n乙校\t156\t149\t315\n总计\t366\t347\t723"
    assert "table_total_mismatch" in kinds(across)
    nested = "项目\t数量\n学校\t50\n其中：小学\t32\n初中\t18\n幼儿园\t40\n合计\t90"
    assert not kinds(nested)
    rates = "学校\t应检\t实检\t合格率（%）\n甲\t100\t98\t98.0\n乙\t50\t47\t94.0\n合计\t150\t145\t96.7"
    assert not errors(rates)
    years = "年份\t在校生\t专任教师\n2021\t4,200\t310\n2022\t4,350\t318\n2023\t4,410\t322"
    assert not kinds(years)


SHARES_WRONG = [
    "按学历分，研究生占6.2%，本科占71.5%，专科及以下占18.3%。",
    "优秀率22.5%，良好率41.2%，合格率28.6%，不合格率12.7%，四项按等次统计。",
    "资金来源中，中央占42%，省级占31%，市县占20%，三级合计为100%。",
    "小学、初中、高中学生分别占56.3%、28.4%和12.1%，其他不足0.1%。",
    "从职称结构看，高级职称占18.6%，中级职称占47.2%，初级职称占29.8%，未定级占9.1%。",
]
SHARES_RIGHT = [
    "按学历分，研究生占6.2%，本科占71.5%，专科及以下占22.3%。",
    "女教师占62.1%，35岁以下占38.4%，党员占21.3%。",
    "本科及以上占91.6%，研究生占8.2%，高级职称占16.4%。",
    "优秀占18.2%，良好占45.5%，合格占36.4%。",
    "小学入学率占比最高，为99.9%，初中占98.2%，高中占92%。",
    "满意占68.2%，基本满意占27.5%，两项合计95.7%。",
]


@pytest.mark.parametrize("text", SHARES_WRONG)
def test_shares_of_one_thing_make_a_hundred(text: str) -> None:
    assert kinds(text) & {"shares_not_100", "sum_mismatch"}, check(text)


@pytest.mark.parametrize("text", SHARES_RIGHT)
def test_shares_that_need_not(text: str) -> None:
    assert not errors(text)


MEANS_WRONG = [
    "语文平均分82.4分，数学78.6分，英语75.2分，三科平均为84.1分。",
    "城区学校合格率96.2%，农村学校合格率92.8%，全区平均合格率97.4%。",
    "学生满意度91.5%、家长满意度89.2%、教师满意度94.6%，综合满意度88.3%。",
    "小学近视率32.6%，初中近视率58.4%，中小学总体近视率61.2%。",
    "男生及格率88.2%，女生及格率92.4%，总及格率87.5%。",
]
MEANS_RIGHT = [
    "语文平均分82.4分，数学78.6分，英语75.2分，三科平均为78.7分。",
    "城区学校合格率96.2%，农村学校合格率92.8%，全区平均合格率94.1%。",
    "小学近视率32.6%，初中近视率58.4%，高于全区平均水平近10个百分点。",
    "语文平均分82.4分，数学78.6分，全市平均分84.1分。",
    "小学巩固率100%，初中巩固率98.2%，九年义务教育巩固率96.8%。",
    "今年优秀率22.1%，去年20.4%，平均分提高3.2分。",
]


@pytest.mark.parametrize("text", MEANS_WRONG)
def test_a_mean_outside_its_groups(text: str) -> None:
    assert "aggregate_out_of_range" in kinds(text), check(text)


@pytest.mark.parametrize("text", MEANS_RIGHT)
def test_a_mean_that_may_be(text: str) -> None:
    assert not errors(text)


SCORES_WRONG = [
    "自评得分：组织管理19分，队伍建设27分，教育质量38分，特色创新8分，合计94分。",
    "办学条件满分20分，自评22分。",
    "基础工作46分、重点工作38分、加分项3分，总得分89分。",
    "第一项（20分）自评得分18分，第二项（30分）自评得分31分。",
    "A类指标得35分，B类指标得28分，C类指标得24分，扣2分，最终得分88分。",
]
SCORES_RIGHT = [
    "自评得分：组织管理19分，队伍建设27分，教育质量38分，特色创新8分，合计92分。",
    "办学条件满分20分，自评18.5分。",
    "基础工作46分、重点工作38分、加分项3分，总得分87分。",
    "A类指标得35分，B类指标得28分，C类指标得24分，扣2分，最终得分85分。",
    "语文平均分86.2分，数学平均分82.5分，总分平均168.7分。",
    "自评总分96.5分，在全市排名第三，比上年提高1.5分。",
]


@pytest.mark.parametrize("text", SCORES_WRONG)
def test_scores_that_do_not_add_up(text: str) -> None:
    assert kinds(text) & {"score_sum_mismatch", "sum_mismatch"}, check(text)


@pytest.mark.parametrize("text", SCORES_RIGHT)
def test_scores_that_do(text: str) -> None:
    assert not errors(text)
