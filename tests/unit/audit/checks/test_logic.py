"""Limits, targets, none and some, all and but, one thing with two values, names that do not fit."""

from __future__ import annotations

import pytest

from tests.unit.audit.checks import check, errors, kinds

LIMIT_WRONG = [
    "初中辍学率1.9%，控制在1.5%以内。",
    "小学、初中综合差异系数分别为0.52和0.43，均低于0.50和0.45的标准。",
    "小学差异系数0.52，符合不高于0.50的要求。",
    "专任教师持证率94%，达到不低于95%的要求。",
    "全区最大班额58人，均控制在55人以内。",
    "小学书面作业时间平均75分钟，控制在60分钟以内。",
    "生均图书13.2册，高于15册的省定标准。",
    "财政教育支出占比3.86%，不低于4%。",
    "教师培训经费占公用经费的4.6%，高于5%的规定。",
    "办公经费压减到62万元，未超过60万元的上限。",
    "满意度83.6%，超过85%的合格线。",
    "生均体育场地面积6.8平方米，达到7.5平方米以上的标准。",
    "小学最大班额47人、初中最大班额49人，分别控制在45人和50人以内。",
    "每班人数为58人，不超过国家规定的55人。",
]
LIMIT_RIGHT = [
    "初中辍学率1.5%，控制在1.5%以内。",
    "小学、初中综合差异系数分别为0.42和0.43，均低于0.50和0.45的标准。",
    "专任教师持证率94%，未达到不低于95%的要求。",
    "全区最大班额58人，超过55人的规定，下一步将严格控制在55人以内。",
    "辍学率目标控制在1.5%以内，实际为0.3%。",
    "生均图书13.2册，低于15册的省定标准。",
    "财政教育支出占比4.02%，连续九年不低于4%。",
    "到2025年巩固率达到97%以上，目前为96.2%。",
    "小学辍学率控制在0.5%以内，初中控制在1.5%以内，实际初中辍学率为0.8%。",
    "最大班额55人，平均班额46人，均控制在55人以内。",
    "学校距县城12公里，服务半径控制在3公里以内。",
    "现有教师62人，班额控制在50人以内。",
    "大班额占比3.2%，距离控制在2%以内的要求还有差距。",
]


@pytest.mark.parametrize("text", LIMIT_WRONG)
def test_a_limit_that_is_broken(text: str) -> None:
    assert kinds(text) & {"limit_contradiction", "target_unmet_claimed_met"}, check(text)


@pytest.mark.parametrize("text", LIMIT_RIGHT)
def test_a_limit_that_is_kept_or_not_claimed(text: str) -> None:
    assert not errors(text)


TARGET_WRONG = [
    "责任书下达的巩固率目标为96%，我区实际达到94.8%，圆满完成目标任务。",
    "年度目标新增学位1,200个，实际新增1,060个，超额完成年度任务。",
    "省定毛入园率目标90%，我县为88.6%，达到了目标要求。",
    "辍学率控制目标为1%，实际1.6%，如期实现控制目标。",
    "计划招聘教师100名，实际招聘86名，圆满完成招聘任务。",
    "市政府下达培训任务800人次，全年完成742人次，任务全面完成。",
    "目标责任书要求普惠性幼儿园覆盖率达到85%。截至目前，全区覆盖率为82.3%，完成了目标任务。",
]
TARGET_RIGHT = [
    "责任书下达的巩固率目标为96%，我区实际达到96.8%，圆满完成目标任务。",
    "年度目标新增学位1,200个，实际新增1,060个，未完成年度任务。",
    "辍学率控制目标为1%，实际0.6%，如期实现控制目标。",
    "到2025年毛入园率目标为95%，目前为92.4%，正按计划推进。",
    "计划招聘教师100名，实际招聘86名，完成计划的86%。",
    "目标是新建幼儿园5所，已建成3所，完成主体工程2所，圆满完成年度阶段任务。",
    "省定目标90%，我县为88.6%，距目标还差1.4个百分点，但完成了市级任务。",
]


@pytest.mark.parametrize("text", TARGET_WRONG)
def test_a_target_missed_and_praised(text: str) -> None:
    assert kinds(text) & {"target_unmet_claimed_met", "limit_contradiction", "completion_mismatch"}, check(
        text
    )


@pytest.mark.parametrize("text", TARGET_RIGHT)
def test_a_target_met_or_owned_up_to(text: str) -> None:
    assert not errors(text)


ZERO_WRONG = [
    "全年未发生安全事故。4月发生校车交通事故1起，造成2人轻伤。",
    "小学阶段无一名学生辍学，小学辍学率为0。目前小学尚有辍学学生3名正在劝返。",
    "全区没有拖欠教师工资现象，但仍有2所民办园拖欠教师工资。",
    "义务教育阶段大班额为零，城区小学仍有大班额6个。",
    "全年零投诉、零事故。共受理家长投诉12件，均已办结。",
    "全县初中辍学率为0，初中辍学学生5人。",
    "未发生一起校园欺凌事件，依法处理校园欺凌事件2起。",
]
ZERO_RIGHT = [
    "全年未发生重大安全事故，发生一般事故1起。",
    "小学辍学率为0，初中辍学学生5人，初中辍学率0.1%。",
    "年初有辍学学生5名，经劝返全部返校，辍学率为零。",
    "上年发生安全事故1起，今年未发生安全事故。",
    "全年未发生食物中毒事故，开展食品安全培训4次。",
    "没有一名学生因贫失学，资助贫困学生820名。",
    "消除大班额6个，实现大班额清零。",
    "全年未发生校园安全事故，开展事故应急演练12次，处置事故隐患6处。",
]


@pytest.mark.parametrize("text", ZERO_WRONG)
def test_none_and_some(text: str) -> None:
    assert kinds(text) & {"zero_vs_count", "all_vs_exception"}, check(text)


@pytest.mark.parametrize("text", ZERO_RIGHT)
def test_none_of_another_thing(text: str) -> None:
    assert not errors(text)


ALL_WRONG = [
    "排查出隐患126处，全部整改到位，仍有9处正在整改。",
    "所有学校均配备了专职心理教师。目前有12所学校尚未配备专职心理教师。",
    "28个项目全部开工，其余3个项目预计下月开工。",
    "各中小学全部建立了家长委员会，但仍有4所小学未建立家长委员会。",
    "全县学校全部通上自来水，还有2所教学点没有通上自来水。",
    "督导反馈的42条意见已全部落实，剩余5条计划年底前落实。",
    "实现了校园监控全覆盖，尚有7所学校未安装监控。",
    "教师全部持证上岗，其中6人未取得教师资格证。",
    "所有幼儿园都实现了视频监控联网，3所民办园未实现监控联网。",
]
ALL_RIGHT = [
    "排查出隐患126处，全部整改到位。12月新排查隐患9处，正在整改。",
    "所有学校均配备了心理教师，其中专职教师48名。",
    "28个项目全部开工，其中5个已竣工。",
    "小学全部配备了校医，12所幼儿园尚未配备校医。",
    "42条意见已落实37条，剩余5条计划年底前全部落实。",
    "全部126处隐患中，117处已整改，9处正在整改。",
    "所有公办学校均接入教育城域网，3所民办学校未接入。",
    "力争年底前所有学校全部达标，目前尚有6所学校未达标。",
    "各校均成立了领导小组，有2所学校还聘请了法治副校长。",
]


@pytest.mark.parametrize("text", ALL_WRONG)
def test_all_and_but(text: str) -> None:
    assert kinds(text) & {"all_vs_exception", "zero_vs_count"}, check(text)


@pytest.mark.parametrize("text", ALL_RIGHT)
def test_all_of_another_set(text: str) -> None:
    assert not errors(text)


CONFLICT_WRONG = [
    "全区现有小学专任教师1,286人。……我区加强队伍建设，小学专任教师1,268人全部完成培训。",
    "一、基本情况。全县共有小学46所。二、主要做法。对全县48所小学开展督导全覆盖。",
    "全区学前三年毛入园率92.6%。\n在全区学前三年毛入园率96.2%的基础上，进一步扩大资源。",
    "学校占地面积36亩，办学历史悠久。学校占地面积32亩，环境优美。",
    "全县义务教育巩固率97.2%，居全市前列。主要指标中，义务教育巩固率为97.8%。",
    "全县在园幼儿8,240人，其中公办园4,320人。全县在园幼儿8,420人，普惠覆盖率90%。",
]
CONFLICT_RIGHT = [
    "全区现有小学专任教师1,286人，初中专任教师868人。",
    "年初小学专任教师1,268人，年末小学专任教师1,286人。",
    "全县学前三年毛入园率92.6%，全市学前三年毛入园率96.2%。",
    "2022年巩固率97.2%。2023年巩固率97.8%。",
    "甲校占地面积36亩。乙校占地面积32亩。",
    "巩固率97.2%。目标是到2025年巩固率达到98%。",
    "小学入学率99.98%，全区小学入学率99.9%以上。",
    "组织检查3次，发现问题26个。组织检查5次，发现问题41个。",
    "一季度招聘教师24人，三季度招聘教师36人。",
    "城区小学专任教师620人，农村小学专任教师540人。",
    "发放问卷600份，其中学生问卷400份，教师问卷200份。",
]


@pytest.mark.parametrize("text", CONFLICT_WRONG)
def test_one_thing_two_values(text: str) -> None:
    assert kinds(text) & {"value_conflict"}, check(text)


@pytest.mark.parametrize("text", CONFLICT_RIGHT)
def test_two_things_two_values(text: str) -> None:
    assert not errors(text)


ENTITY_WRONG = [
    ("我区教育投入持续加大。柳渡县委、县政府高度重视教育工作。", "清岚区教育局"),
    ("下一步，白荻县将继续优化布局。", "梧川县教育局"),
    ("完全中学3所（含1所九年一贯制学校）。", ""),
    ("幼儿园42所（其中小学5所）。", ""),
    ("梧川县教育局认真自查。以上报告，白荻县教育局。", "梧川县教育局"),
    ("全县现有高级中学4所（含初级中学1所）。", ""),
    ("荻花小学认真落实“双减”。柳湾小学全体教师将继续努力。", "荻花小学"),
]
ENTITY_RIGHT = [
    ("梧川县教育局与白荻县教育局签订协议。", "梧川县教育局"),
    ("组织校长赴白荻县教育局学习考察。", "梧川县教育局"),
    ("市教育局督导组对我县进行了督导。", "梧川县教育局"),
    ("小学42所（含教学点8个）。", ""),
    ("完全中学3所（含民办1所）。", ""),
    ("与柳湾小学结对，柳湾小学教师多次来校听课。", "荻花小学"),
    ("高中5所（含完全中学2所）。", ""),
]


@pytest.mark.parametrize(("text", "org"), ENTITY_WRONG)
def test_names_that_do_not_fit(text: str, org: str) -> None:
    assert "entity_mismatch" in kinds(text, org=org), check(text, org=org)


@pytest.mark.parametrize(("text", "org"), ENTITY_RIGHT)
def test_names_that_fit(text: str, org: str) -> None:
    assert "entity_mismatch" not in kinds(text, org=org), check(text, org=org)
