"""Growth, differences, points and per cent, the direction of words, trends, last year's report."""

from __future__ import annotations

import pytest

from tests.unit.audit.checks import check, errors, kinds

GROWTH_WRONG = [
    "2023年财政教育支出4.36亿元，比上年的4.12亿元增长6.8%。",
    "教师人数由1,240人增加到1,302人，增长6%。",
    "生均公用经费由650元提高到720元，增幅12.8%。",
    "招生3,105人，比上年的3,392人下降9.5%。",
    "图书总量达12.6万册，较2020年的10.5万册增长25%。",
    "本科上线591人，比去年增加100人，增幅24.4%。",
    "学校数由320所减少到298所，减少22所，下降7.9%。",
    "全年培训5,460人次，同比增加660人次，增长15.8%。",
    "在园幼儿由2019年的8,400人增加到2022年的9,660人，三年增长18%。",
    "设备总值达1.86亿元，是2018年6,200万元的4倍。",
    "电子白板由120台增加到480台，增长4倍。",
    "公办园由26所增加到45所，翻了一番。",
    "2019年至2023年，教育投入由2.40亿元增加到3.15亿元，年均增长9.6%。",
    "上年财政教育支出3.60亿元，今年3.87亿元，同比增长8.5%。",
]
GROWTH_RIGHT = [
    "2023年财政教育支出4.36亿元，比上年的4.12亿元增长5.8%。",
    "教师人数由1,240人增加到1,302人，增长5%。",
    "本科上线591人，比去年增加100人，增幅20.4%。",
    "学校数由320所减少到298所，减少22所，下降6.9%。",
    "电子白板由120台增加到480台，增长3倍。",
    "电子白板由120台增加到480台，是原来的4倍。",
    "公办园由26所增加到52所，翻了一番。",
    "2019年至2023年，教育投入由2.40亿元增加到3.15亿元，年均增长7.0%。",
    "2020年以来，教育投入由2.40亿元增加到3.15亿元，年均增长9.5%，比“十二五”末增长65%。",
    "专任教师2,384人，较上年减少53人，基本持平。",
    "财政教育支出4.36亿元，增长5.8%，占一般公共预算支出的18.2%。",
    "在校生8,600人，比上年增加420人，其中小学增长6.2%，初中增长3.1%。",
    "毛入园率由86.2%提高到91.4%，在园幼儿增长12.5%。",
    "公用经费拨款由上年的1,240万元增加到1,302万元，生均增长3.2%。",
    "全年培训5,460人次，同比增加660人次，增长13.75%。",
    "由上年的1.2万人增加到1.3万人，增长6.8%。",
]


@pytest.mark.parametrize("text", GROWTH_WRONG)
def test_growth_that_its_ends_do_not_make(text: str) -> None:
    assert kinds(text) & {"growth_mismatch", "delta_mismatch"}, check(text)


@pytest.mark.parametrize("text", GROWTH_RIGHT)
def test_growth_that_is_right(text: str) -> None:
    assert not errors(text)


DELTA_WRONG = [
    "教学班由312个增加到328个，增加18个。",
    "巩固率由96.2%提高到97.1%，提高1.1个百分点。",
    "满意度92.6%，较上年的90.4%上升2.4个百分点。",
    "全县幼儿园64所，比上年的61所增加5所。",
    "大班额由46个减少到19个，减少37个。",
    "平均班额从48.6人降至45.2人，下降2.4人。",
    "经费总量8,420万元，比上年7,960万元增加560万元。",
    "义务教育在校生52,400人，比上年增加860人，其中小学34,200人，增加320人；初中18,200人，增加440人。",
    "近视率52.7%降到51.2%，下降2.5个百分点。",
    "毛入园率91.4%，上年为89.9%，提高2.5个百分点。",
    "教师总数达1,286人，比去年净增36人（去年1,240人）。",
]
DELTA_RIGHT = [
    "教学班由312个增加到328个，增加16个。",
    "巩固率由96.2%提高到97.1%，提高0.9个百分点。",
    "满意度92.6%，较上年的90.4%上升2.2个百分点，比全市平均高1.1个百分点。",
    "义务教育在校生52,400人，比上年增加860人，其中小学34,200人，增加420人；初中18,200人，增加440人。",
    "义务教育在校生52,400人，比上年增加860人，其中小学34,200人，减少120人；初中18,200人，增加980人。",
    "毛入园率91.4%，上年为89.9%，提高1.5个百分点。",
    "经费总量8,420万元，比上年7,960万元增加460万元，比2019年增加1,820万元。",
    "学生由1.2万人增加到1.3万人，净增860人。",
    "教师由420人增加到468人，当年新聘76人，退休28人。",
]


@pytest.mark.parametrize("text", DELTA_WRONG)
def test_a_difference_that_its_ends_do_not_make(text: str) -> None:
    assert kinds(text) & {"delta_mismatch", "growth_mismatch", "sum_mismatch"}, check(text)


@pytest.mark.parametrize("text", DELTA_RIGHT)
def test_a_difference_that_is_right(text: str) -> None:
    assert not errors(text)


POINTS_WRONG = [
    "入学率99.05%，比上年提高0.31%。",
    "普惠率由82.4%提高到88.6%，提升6.2%。",
    "满意度较去年上升3.2%，达到94.6%。",
    "辍学率由0.5%下降到0.2%，降低0.3%。",
    "公办园占比从48.2%增至53.6%，增加5.4%。",
    "累计完成投资3.98亿元，完成率94.3%，超序时进度19.3%。",
    "在校生由1,200人增加到1,320人，增长10个百分点。",
    "体质健康优良率46.3%，同比提高4.1%。",
    "毛入园率93.2%，高于全市平均水平2.4%。",
]
POINTS_RIGHT = [
    "入学率99.05%，比上年提高0.31个百分点。",
    "社团参与率由60%提高到75%，相对提高25%。",
    "招生人数增长3.2%，录取率提高1.4个百分点。",
    "财政教育支出占比14.71%，比上年降低0.04个百分点。",
    "专任教师增长4.6%，生师比下降。",
    "普惠性幼儿园增加12所，增长18.2%，覆盖率达到91.5%。",
]


@pytest.mark.parametrize("text", POINTS_WRONG)
def test_points_called_per_cent(text: str) -> None:
    assert "pp_vs_percent" in kinds(text), check(text)


@pytest.mark.parametrize("text", POINTS_RIGHT)
def test_points_and_per_cent_told_right(text: str) -> None:
    assert "pp_vs_percent" not in kinds(text), check(text)
    assert not errors(text)


DIRECTION_WRONG = [
    "辍学率由0.58%下降到0.66%。",
    "学校数由46所增加到41所。",
    "平均班额从44.8人降至46.2人。",
    "财政教育支出8.62亿元，比上年的8.75亿元增加1,300万元。",
    "近视率51.2%，较上年的50.6%下降0.6个百分点。",
    "普惠性幼儿园由38所扩大到35所。",
    "专任教师由2,384人精简为2,437人，减少53人。",
    "大班额占比由6.2%压减至7.1%。",
    "生师比由18.2∶1降低到19.4∶1。",
    "毛入园率92.3%，高于全市平均水平93.1%。",
]
DIRECTION_RIGHT = [
    "辍学率由0.66%下降到0.58%。",
    "学校数由41所增加到46所，教学点由30个减少到22个。",
    "排名由第8位上升到第5位。",
    "名次从全市第12名提升至第9名。",
    "生师比由19.4∶1降低到18.2∶1，师生比由1∶19.4提高到1∶18.2。",
    "毛入园率93.3%，高于全市平均水平92.1%。",
    "入学年龄由6岁提前到5岁半。",
]


@pytest.mark.parametrize("text", DIRECTION_WRONG)
def test_words_against_numbers(text: str) -> None:
    assert kinds(text) & {"direction_word", "limit_contradiction"}, check(text)


@pytest.mark.parametrize("text", DIRECTION_RIGHT)
def test_words_with_numbers(text: str) -> None:
    assert not errors(text)


TREND_WRONG = [
    "2021年至2023年，巩固率分别为95.2%、96.1%和95.8%，连续三年稳步上升。",
    "近三年近视率依次为52.1%、53.4%、51.8%，呈逐年下降趋势。",
    "2020年、2021年、2022年财政投入分别为3.2亿元、3.6亿元、3.5亿元，逐年增长。",
    "毛入园率2021年为91.2%，2022年为93.4%，2023年为92.8%，逐年提高。",
    "三年来辍学率分别为0.32%、0.28%、0.30%，持续下降。",
    "高考本科上线人数2019年820人、2020年905人、2021年887人，实现三连增。",
]
TREND_RIGHT = [
    "2021年至2023年，巩固率分别为95.2%、95.8%和96.1%，连续三年稳步上升。",
    "近三年近视率依次为53.4%、52.1%、51.8%，呈逐年下降趋势。",
    "毛入园率2021年为91.2%，2022年为93.4%，2023年为92.8%，总体稳中有升。",
    "小学、初中、高中的满意度分别为94.2%、92.1%、93.6%，教育投入逐年增长。",
    "2020年、2021年、2022年财政投入分别为3.2亿元、3.6亿元、3.9亿元，逐年增长。",
]


@pytest.mark.parametrize("text", TREND_WRONG)
def test_a_trend_the_years_deny(text: str) -> None:
    assert kinds(text) & {"trend_contradiction", "direction_word"}, check(text)


@pytest.mark.parametrize("text", TREND_RIGHT)
def test_a_trend_the_years_bear_out(text: str) -> None:
    assert not errors(text)


LAST_YEAR = "2022年，全区共有幼儿园58所，学前三年毛入园率93.4%，巩固率97.1%，专任教师2,460人。"


@pytest.mark.parametrize(
    "text",
    [
        "2023年，学前三年毛入园率94.6%，比上年的92.4%提高2.2个百分点。",
        "2023年，全区共有幼儿园61所，比上年的56所增加5所。",
        "2023年，巩固率96.8%，继续稳步提升。",
        "2023年，专任教师由上年的2,380人增加到2,490人，增加110人。",
        "2022年全区学前三年毛入园率为95.2%，2023年达到96.0%。",
        "2023年，巩固率96.5%，比上年有所提高。",
    ],
)
def test_last_year_said_otherwise(text: str) -> None:
    found = kinds(text, previous=LAST_YEAR, period="2023")
    assert found & {"value_conflict", "trend_contradiction", "direction_word"}, check(
        text, previous=LAST_YEAR, period="2023"
    )


@pytest.mark.parametrize(
    "text",
    [
        "2023年，学前三年毛入园率94.6%，比上年的93.4%提高1.2个百分点。",
        "2023年，全区共有幼儿园61所，比上年增加3所。",
        "2023年，巩固率97.4%，继续稳步提升。",
        "2023年，专任教师2,430人，有所减少。",
        "2023年，小学专任教师1,490人，比上年的1,455人增加35人。",
    ],
)
def test_last_year_said_the_same(text: str) -> None:
    assert not errors(text, previous=LAST_YEAR, period="2023")
