"""Rates and shares: own wordings of what is wrong, and of what only looks so."""

from __future__ import annotations

import pytest

from tests.unit.audit.checks import check, errors, kinds

WRONG_COUNT = [
    "2023年秋季，全镇适龄儿童1,250人，已入学1,238人，入学率99.54%。",
    "全区初中毕业生4,312人，升入高中阶段学校4,011人，升学率95.3%。",
    "本年度共抽检学校食堂86家，合格81家，合格率为96.2%。",
    "全县专任教师2,640人，本科以上学历2,112人，占84%。",
    "应参加体检学生18,640名，实际参检18,236名，参检率达98.8%。",
    "参加测试的学生6,320名，及格5,940名，及格率95.6%。",
    "全区86所学校中，有79所建成心理辅导室，占93.5%。",
    "筛查出近视学生4,218人，占受检学生9,800人的45.2%。",
    "在受访的1,500名家长中，1,386人表示满意，满意度为94.2%。",
    "全区共有随迁子女3,260人，其中在公办学校就读3,015人，占比94.2%。",
    "全年收到信访件64件，办结61件，办结率98.3%。",
    "学校有教职工320人，女教师198人，占教职工总数的66.9%。",
    "三年前招收新生3,820人，今年毕业3,702人，三年巩固率97.9%。",
    "一百二十名教师中，八十四名具有本科学历，占百分之七十五。",
    "初中在校生4,800人，辍学12人，辍学率0.21%。",
    "年度安排项目48个，已开工45个，开工率92.3%。",
    "预算安排教育专项资金5,600万元，实际支出5,208万元，预算执行率95.4%。",
    "发出问卷2,400份，回收2,316份，回收率94.8%。",
    "全校班主任36人，其中党员21人，占68.3%。",
    "适龄残疾儿童少年248人，已安置入学243人，入学率为96.8%。",
]

RIGHT_COUNT = [
    "2023年秋季，全镇适龄儿童1,250人，已入学1,238人，入学率99.04%。",
    "全区初中毕业生4,312人，升入高中阶段学校4,011人，升学率93.0%。",
    "本年度共抽检学校食堂86家，合格81家，合格率为94.2%。",
    "全县专任教师2,640人，本科以上学历2,112人，占80%。",
    "全区86所学校中，有79所建成心理辅导室，占91.9%。",
    "筛查出近视学生4,218人，占受检学生9,800人的43%。",
    "一百二十名教师中，八十四名具有本科学历，占七成。",
    "学校有教职工320人，专任教师290人，其中高级职称87人，占30%。",
    "初中在校生4,800人，上半年辍学12人，辍学率0.25%，比上年同期下降0.05个百分点。",
    "全区中小学126所，标准化学校118所，占93.7%；幼儿园94所，普惠性幼儿园88所，占93.6%。",
    "小学在校生6,400人，毕业班学生1,080人，学业水平合格率97.5%。",
    "教职工2,418人，专任教师2,105人，学历合格率99.8%，本科以上学历占86.3%。",
    "全县近3万名学生中，约1.2万名在校寄宿，占四成左右。",
    "发放问卷500份，收回490份，有效问卷485份，有效回收率97%。",
    "扣除因病缓学的3人后，应入学儿童420人，实际入学420人，入学率100%。",
    "在园幼儿9,120人，比上年减少310人，普惠性幼儿园覆盖率91.2%，公办园在园幼儿占比53.6%。",
    "全市有乡镇86个，建有公办中心幼儿园的乡镇84个，占97.7%，未建的2个乡镇已列入明年计划。",
]


@pytest.mark.parametrize("text", WRONG_COUNT)
def test_a_rate_that_its_counts_do_not_make(text: str) -> None:
    assert kinds(text) & {"percent_count_mismatch", "wrong_denominator", "completion_mismatch"}, check(text)


@pytest.mark.parametrize("text", RIGHT_COUNT)
def test_a_rate_that_is_right(text: str) -> None:
    assert not errors(text)


WRONG_BASE = [
    "学校教职工120人，其中专任教师96人。专任教师中，高级职称24人，占20%。",
    "全县在校生8,000人，小学5,000人，初中3,000人。初中寄宿生1,200人，占初中在校生的15%。",
    "全区教师1,500人，其中女教师900人。女教师中，35岁以下450人，占女教师的30%。",
    "全区幼儿园80所，其中民办园50所；民办园中普惠性民办园40所，占民办园的50%。",
    "全校学生2,000人，其中住校生800人。住校生中留守儿童240人，占住校生的12%。",
]


@pytest.mark.parametrize("text", WRONG_BASE)
def test_a_share_of_another_base_than_the_named(text: str) -> None:
    assert kinds(text) & {"wrong_denominator", "percent_count_mismatch"}, check(text)


IMPOSSIBLE = [
    "小学适龄儿童净入学率100.6%。",
    "全区义务教育学校课程开齐开足率达102%。",
    "学生体质健康合格率为101.5%，优良率46%。",
    "家长满意度为108.2%。",
    "初中辍学率达到96.8%，控辍保学成效显著。",
    "适龄残疾儿童少年入学率103.4%。",
    "普惠性幼儿园覆盖率105.3%，比去年提高2.1个百分点。",
    "教师培训参训率达112%。",
    "本科以上学历教师占104.2%。",
    "青壮年非文盲率达到100.3%。",
]
POSSIBLE = [
    "学前三年毛入园率103.2%，高中阶段毛入学率102.7%。",
    "完成投资6.2亿元，占年度计划的112%，投资完成率112%。",
    "招生计划完成率104.8%，预算执行率101.2%。",
    "财政教育支出为上年的106.3%。",
    "初中毛入学率108.4%，小学净入学率99.98%。",
    "教职工工会会员增长105%。",
    "经费投入完成预算的118.6%。",
    "实际招生为计划数的102.9%。",
]


@pytest.mark.parametrize("text", IMPOSSIBLE)
def test_rates_that_cannot_be(text: str) -> None:
    assert "impossible_rate" in kinds(text), check(text)


@pytest.mark.parametrize("text", POSSIBLE)
def test_rates_that_may_exceed_a_hundred(text: str) -> None:
    assert not kinds(text) & {"impossible_rate"}, check(text)


INFEASIBLE = [
    "全镇12所小学开展了自评，达标率为95%。",
    "中心校有专任教师45人，学历合格率97.2%。",
    "全区9个乡镇均开展了督导，优秀率为60%。",
    "本科学历教师占比按全校62名教师计算为81.2%，即62名教师中本科率81.2%。",
    "该校现有教师26人，本科率80%。",
    "抽查食堂15家，合格率96%。",
]
FEASIBLE = [
    "全镇12所小学开展了自评，达标率为91.7%。",
    "中心校有专任教师45人，学历合格率97.8%。",
    "全县教师4,500人，学历合格率97.23%。",
    "抽查食堂15家，合格率93.3%。",
    "学校有学生26人，图书生均30册，体质健康合格率96.2%。",
    "全镇8所小学共有学生2,300人，巩固率99.3%。",
]


@pytest.mark.parametrize("text", INFEASIBLE)
def test_rates_no_whole_number_makes(text: str) -> None:
    assert kinds(text) & {"infeasible_rate", "percent_count_mismatch"}, check(text)


@pytest.mark.parametrize("text", FEASIBLE)
def test_rates_some_whole_number_makes(text: str) -> None:
    assert not errors(text)


def test_six_pupils_at_a_hundredth_of_a_per_cent_need_a_city_in_one_school() -> None:
    text = "初中阶段入学率100%。2017年3月，沈家寨学校初中部辍学6名，辍学率0.01%，控制在1.5%以内。"
    found = [f for f in check(text) if f.severity == "error"]
    assert [f.kind for f in found] == ["implied_denominator"]
    for word in ("40000", "120000", "1%", "1.5%"):
        assert word in found[0].message
    assert found[0].quote == "辍学率0.01%"


@pytest.mark.parametrize(
    "text",
    [
        "柳湾小学筛查出近视学生86人，近视率0.31%。",
        "我校共有贫困学生45人，占0.12%。",
        "青石中学流失学生3人，流失率0.005%。",
        "实验幼儿园体弱儿12名，占0.02%。",
    ],
)
def test_a_school_is_no_city(text: str) -> None:
    assert kinds(text) & {"implied_denominator"}, check(text)


@pytest.mark.parametrize(
    "text",
    [
        "全区初中辍学6名，辍学率0.01%。",
        "全市流失学生12名，流失率0.02%，控制在1%以内。",
        "柳湾小学筛查出近视学生86人，近视率31%。",
        "青石中学流失学生3人，流失率0.5%。",
    ],
)
def test_a_district_may_have_many_pupils(text: str) -> None:
    assert not kinds(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("毕业生12,289人，三年前招生12,302人，巩固率99.8%。", "rounding"),
        ("校舍面积7,850平方米，在校生2,250人，生均校舍面积3.4平方米。", "rounding"),
        ("应检学校38所，实检37所，受检率97.3%。", "rounding"),
        ("专任教师1,210人，研究生学历86人，占7.1%，本科1,100人，占90.9%。", ""),
        ("毕业生12,289人，三年前招生12,302人，巩固率99.9%。", ""),
    ],
)
def test_cut_instead_of_rounded(text: str, kind: str) -> None:
    assert kinds(text) & {"rounding", "percent_count_mismatch"} == ({kind} if kind else set()), check(text)


COMPLETION_WRONG = [
    "年初下达培训任务1,500人次，实际完成1,620人次，完成率112%。",
    "新增学位2,160个，完成年度任务2,000个的112%。",
    "计划改造厕所80座，已完成76座，完成率98%。",
    "年度计划投资2.5亿元，已完成投资1.95亿元，占年度计划的82%。",
    "全年目标任务为招聘教师120名，实际招聘126名，完成目标任务的110%。",
    "改造校舍18,400平方米，完成计划任务16,000平方米的125%。",
    "下达资助任务3,200人，完成3,360人，超额完成260人。",
]
COMPLETION_RIGHT = [
    "年初下达培训任务1,500人次，实际完成1,620人次，完成率108%。",
    "新增学位2,160个，完成年度任务2,000个的108%。",
    "年度计划投资2.5亿元，已完成投资1.95亿元，占年度计划的78%。",
    "全年目标任务为招聘教师120名，实际招聘126名，完成目标任务的105%。",
    "下达资助任务3,200人，完成3,360人，超额完成160人，完成率105%。",
    "计划新建幼儿园6所、改扩建4所，已开工8所，开工率80%。",
]


@pytest.mark.parametrize("text", COMPLETION_WRONG)
def test_completion_that_does_not_fit(text: str) -> None:
    assert kinds(text) & {"completion_mismatch", "percent_count_mismatch", "delta_mismatch"}, check(text)


@pytest.mark.parametrize("text", COMPLETION_RIGHT)
def test_completion_that_fits(text: str) -> None:
    assert not errors(text)
