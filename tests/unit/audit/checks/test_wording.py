"""Dates, lists, repeats, leftovers, marks, privacy."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.audit.checks import check, errors, kinds

DATES_WRONG = [
    ("会议于4月31日召开。", "invalid_date"),
    ("2023年2月29日完成验收。", "invalid_date"),
    ("自查时间为2023年13月至次年1月。", "invalid_date"),
    ("6月31日前完成整改。", "invalid_date"),
    ("2022年9月31日开学。", "invalid_date"),
    ("2023.02.30召开会议。", "invalid_date"),
    ("培训时间为5月20日至5月12日。", "date_illogical"),
    ("2023年春季学期至2022年秋季学期，共开展活动12次。", "date_illogical"),
    ("2021—2020学年度，全县招生3,200人。", "date_illogical"),
    ("2023年8月至2023年3月开展专项整治。", "date_illogical"),
    ("6月15日完成整改，6月20日收到督导组下发的整改通知书。", "date_illogical"),
    ("项目于2023年5月竣工验收，2023年9月开工建设。", "date_illogical"),
    ("2022年10月印发方案，依据《通知》（梧政办〔2023〕8号）精神开展整治。", "doc_year_after_event"),
    ("2020年，按照县政府《实施意见》（白政发〔2021〕12号）要求，启动了改薄工程。", "doc_year_after_event"),
    ("根据梧教〔2024〕3号文件部署，2023年9月我局成立专班。", "doc_year_after_event"),
]
DATES_RIGHT = [
    "会议于4月30日召开，2024年2月29日验收。",
    "培训时间为12月20日至1月12日。",
    "2022年秋季学期至2023年春季学期，共开展活动12次。",
    "2022—2023学年，2021至2023年。",
    "6月20日收到整改通知书，7月15日完成整改。",
    "2022年启动，2023年依据（梧政办〔2022〕8号）继续推进。",
    "2023年，按照《意见》（白政发〔2021〕12号）要求，启动改薄工程。",
    "项目于2022年9月开工建设，2023年5月竣工，原计划2023年8月完工。",
    "7月10日完成整改，比通知要求的7月20日提前10天。",
    "3月25日复查，此前3月18日已上报整改报告。",
    "会议时间为8:30至17:30，每天2次。",
    "中国共产党成立100周年，1958年建校，2008年迁入新址。",
]


@pytest.mark.parametrize(("text", "kind"), DATES_WRONG)
def test_dates_that_cannot_be(text: str, kind: str) -> None:
    assert kinds(text) & {kind, "date_illogical", "invalid_date"}, check(text)


@pytest.mark.parametrize("text", DATES_RIGHT)
def test_dates_that_can(text: str) -> None:
    assert not errors(text)


@pytest.mark.parametrize(
    "text",
    [
        "2023年9月15日，召开了全区教师节表彰大会。",
        "10月12日组织开展了消防演练。",
        "2024年1月完成了教师招聘。",
        "于8月28日圆满完成招生工作，共招生3,100人。",
    ],
)
def test_done_after_the_report(text: str) -> None:
    assert "date_after_report" in kinds(text, day=date(2023, 7, 15), period="2023H1"), check(text)


@pytest.mark.parametrize(
    "text",
    [
        "拟于2023年9月召开全区教育大会。",
        "下半年，9月组织开展推普周活动，10月完成换届。",
        "2023年12月底前完成全部整改任务。",
        "2023年6月15日召开了会议。",
        "去年9月召开了全区教育大会，11月完成了验收。",
        "2022年9月至2023年6月，开展了督导。",
        "将于10月12日组织开展消防演练。",
        "计划8月完成招聘，9月到岗。",
        "整改时限为2023年9月30日。",
    ],
)
def test_planned_after_the_report(text: str) -> None:
    assert "date_after_report" not in kinds(text, day=date(2023, 7, 15), period="2023H1"), check(text)


STALE = [
    "2021年，全区教育系统认真贯彻落实上级部署，各项工作取得明显成效。",
    "2022年以来，我局紧紧围绕年度目标任务，狠抓落实。",
    "现将2022年度自查情况报告如下。",
    "下面就2022年工作开展情况汇报如下：",
    "三、2022年工作打算",
    "2022年度教育工作总结",
    "做好2022年下半年工作，我们将重点抓好以下方面。",
]
FRESH = [
    "2023年，全区教育系统认真贯彻落实上级部署。",
    "与2022年相比，2023年在校生增加320人。",
    "2022年9月，学校迁入新址，2023年全面投入使用。",
    "三、2024年工作打算",
    "2022年，我区被评为全国义务教育发展基本均衡区。",
    "2022—2023学年，全区小学在校生8,200人。",
    "自2021年以来，我区累计投入1.2亿元。",
    "现将2023年度自查情况报告如下。",
]


@pytest.mark.parametrize("text", STALE)
def test_last_years_date_left_in(text: str) -> None:
    assert "stale_period" in kinds(text, period="2023", day=date(2023, 12, 20)), check(
        text, period="2023", day=date(2023, 12, 20)
    )


@pytest.mark.parametrize("text", FRESH)
def test_last_year_rightly_told(text: str) -> None:
    assert "stale_period" not in kinds(text, period="2023", day=date(2023, 12, 20))


LISTS_WRONG = [
    "建立了备课、上课、作业、辅导五项常规制度。",
    "重点抓好以下四项工作：一是抓安全；二是抓质量；三是抓队伍。",
    "实施三大工程，即强基工程、提质工程、名师工程、固本工程。",
    "组织甲镇中心小学、乙镇中心小学、丙镇中学4所学校参加。",
    "制定了《考勤制度》《请销假制度》《培训制度》4项制度。",
    "主要存在两个方面的问题：一是经费不足；二是师资短缺；三是设施陈旧。",
    "开展了“学、查、改、评、督”四个环节的工作。",
    "全县6个乡镇（城关镇、河东镇、河西镇、北川乡、南山乡）参加了评估。",
    "采取了五条措施。第一，加强领导；第二，落实责任；第三，强化督查；第四，严格考核。",
    "（一）存在问题。有3个方面：1.师资不足。2.经费短缺。",
    "形成了党委领导、政府主导、部门协同、社会参与“五位一体”的工作格局。",
    "聘请了公安、司法、卫健三个部门的4名干部，涉及公安、司法两部门。",
][:11]
LISTS_RIGHT = [
    "建立了备课、上课、作业、辅导、考试五项常规制度。",
    "重点抓好以下四项工作：一是抓安全；二是抓质量；三是抓队伍；四是抓作风。",
    "制定了《考勤制度》《请销假制度》等4项制度。",
    "实施三大工程，即强基工程、提质工程、名师工程。",
    "全县6个乡镇（城关镇、河东镇等）参加了评估。",
    "教育、公安、卫健3部门联合开展了检查。",
    "小学、初中、高中共126所学校参加。",
    "语文、数学、英语3科共12名教师获奖。",
    "组织校长、教师、家长代表86名参加座谈。",
    "抓好教学、安全、后勤工作，落实8项制度。",
    "建成柳湾、河东和石桥3个教学点。",
    "一年来，学校坚持“一个中心、两个基本点”，落实三项重点工作：一是教学；二是安全；三是德育。",
    "形成了党委领导、政府主导、部门协同、社会参与“四位一体”的工作格局。",
    "查看了教室、食堂、宿舍5处，发现问题12个。",
    "物理、化学、生物实验室6间，音乐、美术教室4间。",
]


@pytest.mark.parametrize("text", LISTS_WRONG)
def test_lists_that_do_not_count_up(text: str) -> None:
    assert "enum_count_mismatch" in kinds(text), check(text)


@pytest.mark.parametrize("text", LISTS_RIGHT)
def test_lists_that_do_or_are_none(text: str) -> None:
    assert "enum_count_mismatch" not in kinds(text), check(text)


REPEATED = [
    "大力推进素质教育，促进学生全面发展。加强师德师风建设。大力推进素质教育，促进学生全面发展。",
    "强化校园安全管理。强化校园安全管理。落实一岗双责，签订安全责任书68份。",
    "1.深入推进集团化办学。深入推进集团化办学。组建教育集团3个。",
    "成立了教育督导委员会，健全了督导工作机制，完善了责任督学挂牌督导制度。抓好培训。成立教育督导委员会，健全督导工作机制，完善责任督学挂牌督导制度。",
    "一是加强组织领导，成立领导小组，明确职责分工。\n二是抓好落实。\n三是加强组织领导，成立领导小组，明确职责分工。",
]


@pytest.mark.parametrize("text", REPEATED)
def test_said_twice(text: str) -> None:
    assert "duplicate_sentence" in kinds(text), check(text)


@pytest.mark.parametrize(
    "text",
    [
        "小学开展了学籍核查，做到人籍一致。初中开展了学籍核查，做到人籍一致。",
        "上半年开展督导2次，覆盖学校46所，发现问题38个。下半年开展督导2次，覆盖学校46所，发现问题21个。",
        "教师：达标。经费：达标。设施：达标。",
        "加强领导。加强管理。加强督查。",
    ],
)
def test_alike_but_of_two_things(text: str) -> None:
    assert not kinds(text) & {"duplicate_sentence", "double_count"}, check(text)


def test_last_years_figures_again() -> None:
    old = "2022年，全区培训教师2,860人次，开展教研活动136次，建成名师工作室12个，评选骨干教师48名。"
    new = "一年来，全区培训教师2,860人次，开展教研活动136次，建成名师工作室12个，评选骨干教师48名。新建幼儿园2所。"
    assert "copied_from_last_year" in kinds(new, previous=old, period="2023")
    fresh = "一年来，全区培训教师3,020人次，开展教研活动141次，建成名师工作室14个，评选骨干教师52名。"
    assert "copied_from_last_year" not in kinds(fresh, previous=old, period="2023")


@pytest.mark.parametrize(
    "text",
    [
        "20XX年，我校认真开展各项工作。",
        "××县教育局",
        "201X年度工作总结",
        "共培训教师___人次。",
        "XX小学位于XX镇。",
        "发放资金（金额待核实）万元。",
        "联系人：某某某。",
        "全年共召开会议（  ）次。",
        "覆盖学校【填写数量】所。",
        "二〇××年十二月",
        "涉及学生 X 名，资金 X 万元。",
    ],
)
def test_gaps_left_in(text: str) -> None:
    assert "placeholder_left" in kinds(text), check(text)


@pytest.mark.parametrize(
    "text",
    [
        "推广“1+X”证书制度，开展X光检查。",
        "某校教师反映的问题已解决。",
        "课后服务“5+2”模式全覆盖……",
        "（详见附件）共12项。",
        "计算公式为：入学率=入学数×100%÷适龄人数。",
        "每周3×40分钟体育课。",
    ],
)
def test_no_gaps(text: str) -> None:
    assert "placeholder_left" not in kinds(text), check(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("印发《关于加强学校安全工作的通知，并组织学习。", "bracket_unbalanced"),
        ("全县有学校86所（其中民办8所。", "bracket_unbalanced"),
        ("开展“书香校园活动，成效明显。", "bracket_unbalanced"),
        ("根据关于下达任务的通知》要求，分解任务。", "bracket_unbalanced"),
        ("落实《《实施方案》要求。", "bracket_unbalanced"),
        ("依据青政办（2017）53号文件。", "text_style"),
        ("依据青政办【2017】53号文件。", "text_style"),
        ("依据青政办〔2017〕第53号文件。", "text_style"),
        ("截止2023年6月底，全部完成。", "text_style"),
        ("截止到目前，全部完成。", "text_style"),
        ("3--6岁儿童入园率。", "text_style"),
    ],
)
def test_marks_that_are_wrong(text: str, kind: str) -> None:
    assert kind in kinds(text), check(text)


@pytest.mark.parametrize(
    "text",
    [
        "印发《关于加强学校安全工作的通知》（青政办〔2017〕53号）。",
        "1）加强领导；2）落实责任；（三）强化督查。",
        "“双减”‘减负’《〈方案〉细则》【附件】",
        "报名截止日期为6月30日，截至6月30日共报名320人。",
        "3—6岁儿童，15～50周岁。",
        "成绩＞60分，x<5。",
        "教育——民族振兴的基石。",
    ],
)
def test_marks_that_are_right(text: str) -> None:
    assert not kinds(text) & {"bracket_unbalanced", "text_style"}, check(text)


@pytest.mark.parametrize(
    "text",
    [
        "柳湾小学有2名学生患先天性心脏病，学校已建立健康档案。",
        "青石中学九年级（2）班1名女生因早婚辍学。",
        "河东学校有4名孤儿，均落实了资助。",
        "石桥小学三年级有2名学生系服刑人员子女。",
        "经排查，北川中学2名学生有自杀倾向。",
        "南山小学建档立卡贫困学生仅1名。",
    ],
)
def test_pupils_who_can_be_recognised(text: str) -> None:
    assert "small_cell" in kinds(text), check(text)


@pytest.mark.parametrize(
    "text",
    [
        "全区有残疾儿童186名，全部安置入学。",
        "柳湾小学有3名教师获奖。",
        "柳湾小学资助贫困学生86名。",
        "青石中学2名学生获省级竞赛一等奖。",
        "全县2名学生因病休学。",
        "各校配备1名专职心理教师。",
    ],
)
def test_pupils_who_cannot(text: str) -> None:
    assert "small_cell" not in kinds(text), check(text)
