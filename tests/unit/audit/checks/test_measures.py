"""Units, magnitudes, per head, ratios, products, flows."""

from __future__ import annotations

import pytest

from tests.unit.audit.checks import check, errors, kinds

HEAD_WRONG = [
    "学校藏书18,600册，学生1,240人，生均图书12册。",
    "占地面积26,400平方米，在校学生1,200人，生均占地28平方米。",
    "在校生860人，校舍建筑面积6,450平方米，生均建筑面积8.5平方米。",
    "全校有教学用计算机156台，学生1,300人，每百名学生拥有计算机15台。",
    "42个教学班，学生1,890人，平均班额48人。",
    "培训经费126万元，教师1,050人，人均1,500元。",
    "资助学生2,400人，发放助学金180万元，人均850元。",
    "学生1,500人，图书3.6万册，生均26册。",
    "该校建筑面积1.44万平方米，有学生1,600名，生均9.5平方米。",
    "全年送教96次，服务学生12人，平均每人10次。",
]
HEAD_RIGHT = [
    "学校藏书18,600册，学生1,240人，生均图书15册。",
    "占地面积26,400平方米，在校学生1,200人，生均占地22平方米，生均校舍面积8.4平方米。",
    "全校有教学用计算机156台，学生1,300人，每百名学生拥有计算机12台。",
    "42个教学班，学生1,890人，平均班额45人。",
    "小学生均图书25册，初中生均图书35册，全区藏书42万册，在校生1.4万人。",
    "培训经费126万元，教师1,050人，人均1,200元。",
    "小学学生900人，初中学生600人，图书3万册，小学生均18册，初中生均23册。",
    "现有学生640人，运动场面积4,800平方米，生均7.5平方米，图书1.6万册，生均25册。",
    "生均公用经费720元，在校生1,200人，全年拨付公用经费86.4万元。",
    "学校占地60亩，在校生2,000人，生均占地20平方米。",
]


@pytest.mark.parametrize("text", HEAD_WRONG)
def test_per_head_that_does_not_divide(text: str) -> None:
    assert kinds(text) & {"per_capita_mismatch", "product_mismatch"}, check(text)


@pytest.mark.parametrize("text", HEAD_RIGHT)
def test_per_head_that_divides(text: str) -> None:
    assert not errors(text)


UNIT_WRONG = [
    "学校占地48亩（约4.8万平方米）。",
    "总投资1,860万元（1.86亿元）用于新建校舍。",
    "建筑面积9,600平方米，学生1,200人，生均8亩。",
    "全年支出2,450万元，其中人员经费1,850万元、公用经费420元、项目支出180万元。",
    "落实补助资金860万元，其中中央360万元，省级280元，市县220万元。",
    "征地面积36亩，折合36,000平方米。",
    "图书总量12.6万册，其中小学7.4万册、初中5.2册。",
]
UNIT_RIGHT = [
    "学校占地48亩（约3.2万平方米）。",
    "总投资18,600万元（1.86亿元）用于新建校舍。",
    "发放补助860万元，每生500元，其中寄宿生另加250元。",
    "落实资金860万元，其中每校补助2万元，共200万元。",
    "投资1.2亿元，其中征地费860万元。",
]


@pytest.mark.parametrize("text", UNIT_WRONG)
def test_a_unit_that_cannot_be_meant(text: str) -> None:
    assert kinds(text) & {"unit_error", "sum_mismatch", "order_of_magnitude", "per_capita_mismatch"}, check(
        text
    )


@pytest.mark.parametrize("text", UNIT_RIGHT)
def test_units_that_are_right(text: str) -> None:
    assert not errors(text)


SIZE_WRONG = [
    "小学生均公用经费达到720万元。",
    "该校有教学班18个，在校学生8.4万人。",
    "中心小学现有学生12.6万人，教师64人。",
    "初中平均班额450人。",
    "柳湾幼儿园在园幼儿2.8万人，教职工36人。",
    "教师平均年龄436岁。",
    "生均图书3,500册。",
    "小学生均公用经费72,000万元，初中940元。",
]
SIZE_RIGHT = [
    "全县小学生均公用经费达到720元，共安排公用经费720万元。",
    "全市中小学在校生12.6万人，教师8,400人。",
    "该校有教学班54个，在校学生2,430人，平均班额45人。",
    "职业学院在校生1.2万人。",
    "教师平均年龄43.6岁，平均教龄18年。",
]


@pytest.mark.parametrize("text", SIZE_WRONG)
def test_sizes_that_cannot_be(text: str) -> None:
    assert kinds(text) & {"order_of_magnitude", "unit_error"}, check(text)


@pytest.mark.parametrize("text", SIZE_RIGHT)
def test_sizes_that_can(text: str) -> None:
    assert not errors(text)


RATIO_WRONG = [
    "在校生3,600人，专任教师200人，师生比1:20。",
    "专任教师150人，学生2,400人，生师比15∶1。",
    "在园幼儿840人，保教人员120人，师幼比为1∶9。",
    "全校教师96名，学生1,344名，师生比达到1比12。",
    "计算机180台，学生1,440人，生机比6∶1。",
    "男生620人，女生580人，男女比例为1.2∶1。",
    "资金按省县7:3分担，共1,000万元，其中省级600万元、县级400万元。",
]
RATIO_RIGHT = [
    "在校生3,600人，专任教师200人，师生比1:18。",
    "专任教师150人，学生2,400人，生师比16∶1。",
    "全校教师96名，学生1,344名，师生比达到1比14。",
    "小学师生比1∶19，初中师生比1∶13.5，在校生4,600人，教师280人。",
    "计算机180台，学生1,440人，生机比8∶1。",
    "教职工130人，其中专任教师120人，学生2,160人，师生比1∶18。",
    "教职工120人，其中专任教师100人，学生1,800人，教职工与学生之比为1∶15。",
    "资金按省县7:3分担，共1,000万元，其中省级700万元、县级300万元。",
    "初中在校生2,700人，专任教师200人，师生比1∶13.5，优于国家规定的1∶13.5标准。",
]


@pytest.mark.parametrize("text", RATIO_WRONG)
def test_a_ratio_that_does_not_divide(text: str) -> None:
    assert kinds(text) & {"ratio_mismatch", "per_capita_mismatch"}, check(text)


@pytest.mark.parametrize("text", RATIO_RIGHT)
def test_a_ratio_that_divides(text: str) -> None:
    assert not errors(text)


PRODUCT_WRONG = [
    "每生每天补助4元，全年按200天计算，每生每年补助900元。",
    "规划36个班，每班45人，可提供学位1,800个。",
    "为62所学校各配备2台，共配备134台。",
    "每校补助3万元，惠及48所学校，共计134万元。",
    "每周2课时，每学期20周，共计45课时。",
    "开设培训班12期，每期50人，共培训650人。",
    "每生每年1,000元，资助学生860名，共发放资助金96万元。",
    "新建幼儿园4所，每所360个学位，新增学位1,540个。",
]
PRODUCT_RIGHT = [
    "每生每天补助4元，全年按200天计算，每生每年补助800元。",
    "规划36个班，每班45人，可提供学位1,620个。",
    "为62所学校各配备2台，共配备124台。",
    "每校补助3万元，惠及48所学校，共计144万元。",
    "每学期2次，每校不少于3人，全年共培训420人。",
    "开设培训班12期，每期约50人，共培训620人。",
    "每生每年1,000元，资助学生860名，共发放资助金86万元。",
    "幼儿园每班配备2教1保，24个班共配备教师48人、保育员24人。",
    "每班不超过45人，36个班，现有学生1,512人。",
    "新建幼儿园4所，每所360个学位，新增学位1,440个。",
    "每生每天5元，全年按200天计算，受益学生6,240人，落实资金624万元。",
]


@pytest.mark.parametrize("text", PRODUCT_WRONG)
def test_a_product_that_is_none(text: str) -> None:
    assert kinds(text) & {"product_mismatch", "per_capita_mismatch", "sum_mismatch"}, check(text)


@pytest.mark.parametrize("text", PRODUCT_RIGHT)
def test_a_product_that_is_one(text: str) -> None:
    assert not errors(text)


FLOW_WRONG = [
    "学年初在校生3,240人，转入86人，转出64人，学年末在校生3,282人。",
    "年初结转信访件18件，全年新收92件，办结98件，年末余15件。",
    "上年末教职工1,286人，本年新进64人，退休38人，调出12人，年末1,310人。",
    "期初结余126万元，本年收入860万元，支出842万元，期末结余154万元。",
    "年初有大班额46个，年内消除31个，新增4个，年末还有21个。",
    "原有学校68所，新建3所，撤并8所，现有65所。",
]
FLOW_RIGHT = [
    "学年初在校生3,240人，转入86人，转出64人，学年末在校生3,262人。",
    "年初结转信访件18件，全年新收92件，办结98件，年末余12件。",
    "原有学校68所，新建3所，撤并8所，现有63所。",
    "年初台账问题46个，整改31个，整改率67.4%，下一步将继续推进。",
    "原有教师420人，新聘36人，现有学生6,800人。",
    "学年初在校生3,240人，学年末3,262人，其中转入86人。",
    "年初在校生2,410人，当年毕业796人，招生812人，转入转出相抵，年末2,426人。",
]


@pytest.mark.parametrize("text", FLOW_WRONG)
def test_a_flow_that_does_not_balance(text: str) -> None:
    assert kinds(text) & {"flow_mismatch", "sum_mismatch"}, check(text)


@pytest.mark.parametrize("text", FLOW_RIGHT)
def test_a_flow_that_balances(text: str) -> None:
    assert not errors(text)
