"""Arithmetic in the wordings of many clerks: in braces the wrong words, then the right ones, in an otherwise equal sentence."""

from __future__ import annotations

import re

import pytest

from tests.unit.audit.checks import check, errors, kinds

# kinds that may be told | text with {wrong/right}; /t divides the cells of a table
_LINES = """
sum_mismatch parts_exceed_whole | 我局今年新建、续建教育项目{27/25}个，新建的有9个，续建的有16个。
sum_mismatch parts_exceed_whole | 全镇在园幼儿，大班212人、中班198人、小班186人，全镇共计{606/596}人。
sum_mismatch parts_exceed_whole | 本轮督导共下发整改通知书{148/138}份：办学行为方面41份，校园安全方面62份，师德师风方面35份。
sum_mismatch parts_exceed_whole | 全年培训校长86人、骨干教师240人、新教师164人，三类人员共培训{510/490}人。
sum_mismatch parts_exceed_whole | 截至6月底，教育局机关及直属单位在编人员{214/204}人。机关38人，教研室27人，各直属学校139人。
sum_mismatch parts_exceed_whole | 资金来源为：上级补助1,280万元，区级财政安排640万元，学校自筹85万元，共筹措{2,105/2,005}万元。
sum_mismatch parts_exceed_whole | 城区学校接收随迁子女1,146人，乡镇学校接收随迁子女382人，两项相加为{1,628/1,528}人。
sum_mismatch parts_exceed_whole | 在校学生总数为{18,640/18,460}人，小学段11,280人，初中段7,180人。
sum_mismatch parts_exceed_whole | 今年共撤并教学点{15/13}个，上半年撤并5个，下半年撤并8个。
sum_mismatch parts_exceed_whole | 教师队伍中，高级职称156人，中级职称284人，初级及以下职称120人，总人数{580/560}人。
sum_mismatch parts_exceed_whole | 检测学生样本由三部分构成：四年级1,240人、八年级1,060人、高一700人，样本总量{3,100/3,000}人。
sum_mismatch parts_exceed_whole | 我县特殊教育对象{286/268}名，在特校就读的112名，在普通学校随班就读的108名，接受送教上门的48名。
sum_mismatch parts_exceed_whole | 全区民办教育机构{142/132}家（民办幼儿园54家、民办中小学6家、校外培训机构72家）。
sum_mismatch parts_exceed_whole | 三所乡镇中心园共招收幼儿{412/402}名，其中，柳河园146名，石桥园128名，白塔园128名。
sum_mismatch parts_exceed_whole | 义务教育学校生均经费支出合计{3.86/3.68}亿元，包括人员经费2.94亿元和公用经费0.74亿元。
percent_count_mismatch infeasible_rate | 全镇共有教学班118个，其中大班额9个，大班额比例为{8.6/7.6}%。
percent_count_mismatch completion_mismatch | 对县人大交办的24条意见，已经落实21条，落实率{91.5/87.5}%。
percent_count_mismatch | 本学期共有2,340名学生参加体质测试，达到优良等级的有1,053名，优良率为{48/45}%。
percent_count_mismatch | 在接受问卷调查的1,500名家长中，1,395名表示满意或基本满意，满意度{95/93}%。
percent_count_mismatch infeasible_rate | 50岁以上教师72人，占教师总数320人的{25.5/22.5}%。
percent_count_mismatch | 全县128所学校已有96所通过“绿色学校”验收，通过率达到{80/75}%。
percent_count_mismatch | 初三毕业生860人，其中普高录取516人、中职录取310人，普高录取率为{63/60}%。
percent_count_mismatch infeasible_rate | 我校共有教师64名，区级以上骨干教师16名，骨干教师比例{28/25}%。
percent_count_mismatch | 一学年来应开展听评课480节，实际听评课504节，完成率{110/105}%。
percent_count_mismatch | 全年抽检食材样品350批次，检出不合格样品7批次，合格率{99/98}%。
percent_count_mismatch | 适龄残疾儿童共75人，已安置72人，安置率为{98/96}%，3人因重度残疾暂缓入学。
percent_count_mismatch | 从学历看，全区专任教师2,400人中，研究生学历的168人，占{8/7}%。
percent_count_mismatch | 寄宿学生有1,134人，全校学生2,520人，寄宿率{48/45}%。
percent_count_mismatch | 各校共有实验室260间，达到新标准的234间，达标率{92/90}%。
percent_count_mismatch | 应届高中毕业生1,800人，上本科线1,044人，本科上线率{62/58}%，比去年提高2个百分点。
wrong_denominator percent_count_mismatch | 全县现有教职工1,200人，专任教师960人，其中高级职称240人，占专任教师的{20/25}%。
wrong_denominator percent_count_mismatch | 在园幼儿5,000人，其中公办园2,600人、民办园2,400人；普惠性民办园在园幼儿1,800人，占民办园在园幼儿的{36/75}%。
wrong_denominator percent_count_mismatch | 学校有学生1,600人，其中住校生800人。住校生中留守儿童320人，占住校生的{20/40}%。
wrong_denominator percent_count_mismatch | 全区学校80所，其中小学50所。已建成心理辅导室的小学40所，占小学总数的{50/80}%。
wrong_denominator percent_count_mismatch | 发放问卷2,000份，收回有效问卷1,600份，其中表示满意的1,440份，占有效问卷的{72/90}%。
wrong_denominator percent_count_mismatch | 全校党员教师45人，教师180人，党员中获市级以上荣誉的27人，占党员总数的{15/60}%。
impossible_rate | 我区小学阶段净入学率达到{101.3/100}%。
impossible_rate | 九年级学生参考率{103/100}%，创历史新高。
impossible_rate | 全县义务教育学校标准化建设达标率为{112/100}%。
impossible_rate | 学校满意度测评结果为{104.6/94.6}%。
impossible_rate | 国家课程开齐率、开足率均为{105/100}%。
impossible_rate | 本科以上学历教师占专任教师的{118.2/88.2}%。
impossible_rate | 初中学生辍学率为{-0.2/0.2}%。
impossible_rate | 家长问卷回收率{106/96}%，有效率98%。
impossible_rate | 幼儿园教师持证上岗率达{120/98}%。
impossible_rate | 寄宿学生占在校生总数的{130/30}%。
infeasible_rate percent_count_mismatch | 我校专任教师38人，学历达标率{96.3/97.4}%。
infeasible_rate percent_count_mismatch | 全园共有教师22名，持证率为{93.2/95.5}%。
infeasible_rate percent_count_mismatch | 本村适龄儿童41人，入学率{98.9/97.6}%。
infeasible_rate percent_count_mismatch | 抽查学校食堂16家，合格率{92/93.75}%。
infeasible_rate percent_count_mismatch | 全镇有幼儿园12所，普惠率为{88/91.7}%。
implied_denominator | 我校本学期辍学学生4人，辍学率为{0.02/0.42}%。
implied_denominator | 柳树镇中心小学流失学生3名，流失率{0.01/0.31}%。
implied_denominator | 石桥初级中学有2名学生休学，休学率{0.005/0.25}%。
completion_mismatch percent_count_mismatch | 市下达我县学前教育学位任务1,200个，截至11月底建成1,320个，完成任务的{115/110}%。
completion_mismatch percent_count_mismatch | 全年计划培训教师800人次，实际培训940人次，超额完成{160/140}人次。
completion_mismatch percent_count_mismatch | 年初预算安排教育支出5.2亿元，年末实际执行4.94亿元，预算执行率{98/95}%。
completion_mismatch percent_count_mismatch | 目标任务为新增公办学位3,000个，目前已新增2,550个，完成率为{90/85}%。
completion_mismatch percent_count_mismatch | 上级分配我区招聘指标150名，实际招聘141名，完成指标的{96/94}%。
completion_mismatch percent_count_mismatch | 应完成校舍改造2.4万平方米，已完成1.8万平方米，占任务的{80/75}%。
completion_mismatch percent_count_mismatch | 计划新建校舍8个，年内竣工6个，竣工率为{80/75}%。
completion_mismatch percent_count_mismatch | 完成义务植树1,860株，是年度计划1,500株的{120/124}%。
completion_mismatch | 任务数2,600人，实际完成2,860人，超任务{15/10}%。
subset_exceeds_whole parts_exceed_whole | 全校学生860人，其中享受营养餐的学生{912/812}人。
subset_exceeds_whole | 全县有小学62所，寄宿制小学{68/28}所。
subset_exceeds_whole | 本次应参加考试{1,204/1,240}人，实际参加考试1,236人。
subset_exceeds_whole parts_exceed_whole | 在岗教师128人中，女教师{132/92}人。
subset_exceeds_whole | 共排查出安全隐患{76/96}处，已整改84处。
subset_exceeds_whole | 全区共有校车{58/68}辆，其中取得使用许可的校车62辆。
subset_exceeds_whole parts_exceed_whole | 发放学生问卷600份，回收{615/594}份，有效问卷580份。
subset_exceeds_whole | 学校现有教职工94人，专任教师{97/87}人。
subset_exceeds_whole parts_exceed_whole | 建档立卡学生{1,420/1,620}名，享受补助的建档立卡学生1,506名。
subset_exceeds_whole | 全县民办幼儿园{34/46}所，普惠性民办幼儿园38所。
subset_exceeds_whole | 五年级学生{186/206}人，合格学生198人，合格率96.1%。
parts_exceed_whole sum_mismatch | 全校教师80人，其中高级职称36人，中级职称{52/32}人。
parts_exceed_whole sum_mismatch | 新招聘教师60名，其中硕士研究生28名、本科生{38/32}名。
parts_exceed_whole sum_mismatch | 获奖学生45人，其中一等奖12人、二等奖18人、三等奖{22/15}人。
parts_exceed_whole sum_mismatch | 全区38所小学，城区20所、农村{24/18}所。
shares_not_100 | 学历结构：研究生占12%，本科占{72/68}%，专科及以下占20%。
shares_not_100 | 从年龄看，35岁以下占38%，36—50岁占{48/42}%，51岁以上占20%。
shares_not_100 | 满意占86.5%，基本满意占{12.3/10.2}%，不满意占3.3%。
shares_not_100 | 经费构成为人员经费占64.2%、公用经费占{28.8/25.8}%、项目经费占10%。
shares_not_100 | 公办园占{62/55}%，民办园占45%。
shares_not_100 | 体质健康测试优秀率18%，良好率42%，及格率35%，不及格率{9/5}%。
shares_not_100 | 男教师占{34/32}%，女教师占68%。
score_sum_mismatch sum_mismatch | 自评得分：党的建设18分，办学条件27分，教育质量36分，安全稳定14分，总分{97/95}分。
score_sum_mismatch sum_mismatch | 本次考核我校基础分{94/91}分，其中组织领导9分、队伍建设28分、质量效益54分。
score_sum_mismatch | 办学方向（20分）自评{22/19}分。
score_sum_mismatch sum_mismatch | A类指标得46分，B类指标得32.5分，C类指标得15分，合计{94.5/93.5}分。
score_sum_mismatch sum_mismatch | 各项得分为：组织领导9.5分、经费保障18分、队伍建设24分、教育质量40分，自评总得分{92.5/91.5}分。
score_sum_mismatch | 扣3分，加2分，基础分96分，最后得分{97/95}分。
aggregate_out_of_range | 城区小学平均班额48人，农村小学平均班额32人，全区小学平均班额{51/43}人。
aggregate_out_of_range | 小学辍学率0.02%，初中辍学率0.35%，义务教育阶段辍学率{0.42/0.15}%。
aggregate_out_of_range | 男生优秀率18.6%，女生优秀率24.2%，全体学生优秀率为{26.1/21.3}%。
aggregate_out_of_range | 甲、乙、丙三所学校的得分分别为88.5分、91.2分和90.3分，平均{92.4/90}分。
aggregate_out_of_range | 家长满意度94.1%，教师满意度96.8%，学生满意度95.5%，综合满意度{97.2/95.3}%。
aggregate_out_of_range | 语文及格率86%，数学及格率79%，英语及格率74%，三科平均及格率{88/79.7}%。
unit_error | 学校占地45亩（{3,000/30,000}平方米）。
unit_error | 投入资金2,360万元，折合{2.36/0.236}亿元。
unit_error | 全县财政教育投入3.4亿元，即{3,400/34,000}万元。
unit_error order_of_magnitude sum_mismatch product_mismatch | 为全县教师发放津贴，每人每月{300万元/300元}。
order_of_magnitude unit_error | 石桥小学现有学生{68万/680}人，专任教师42人。
order_of_magnitude unit_error | 全县初中生均公用经费达到{94万/940}元。
order_of_magnitude unit_error per_capita_mismatch | 全校24个教学班，平均班额{480/48}人。
order_of_magnitude unit_error | 专任教师平均年龄{392/39.2}岁。
order_of_magnitude unit_error per_capita_mismatch | 小学生均校舍面积{8,600/8.6}平方米。
order_of_magnitude unit_error | 学生每天睡眠时间不少于{100/10}小时。
order_of_magnitude unit_error | 我园现有幼儿{3.2万/320}名，教职工45名。
order_of_magnitude unit_error | 全县8个乡镇，共有小学生{860万/8.6万}人，小学46所。
per_capita_mismatch | 全县小学生18,000人，小学校舍建筑面积13.5万平方米，生均校舍面积{8.5/7.5}平方米。
per_capita_mismatch | 我校有学生1,250人，教学用计算机150台，每百名学生计算机台数为{15/12}台。
per_capita_mismatch | 全年教师培训经费支出96万元，参训教师1,200人，人均培训经费{900/800}元。
per_capita_mismatch | 36个教学班共有学生1,620人，平均班额{48/45}人。
per_capita_mismatch | 共有学生960人、24个班，班均{45/40}人。
per_capita_mismatch | 督学80名，挂牌督导学校160所，每名督学平均负责{3/2}所学校。
per_capita_mismatch | 绿化面积6,400平方米，按在校生1,600人计算，生均绿化面积{5/4}平方米。
per_capita_mismatch | 馆藏图书5.4万册，在校生1,800人，生均{35/30}册。
per_capita_mismatch product_mismatch | 发放助学金126万元，惠及学生840人，人均{1,800/1,500}元。
per_capita_mismatch | 学校占地面积32,000平方米，学生1,280人，生均占地面积{28/25}平方米。
per_capita_mismatch | 全区有幼儿园48所，在园幼儿10,560人，平均每所幼儿园{240/220}人。
per_capita_mismatch | 教研员18人，全年听课2,160节，人均听课{140/120}节。
per_capita_mismatch | 本学期共开展家访4,800人次，全校班主任120人，平均每名班主任家访{50/40}人次。
per_capita_mismatch | 教学仪器设备总值640万元，学生3,200人，生均仪器设备值{2,200/2,000}元。
ratio_mismatch per_capita_mismatch | 我县小学在校生16,000人，专任教师1,000人，生师比{18/16}:1。
ratio_mismatch per_capita_mismatch | 全园幼儿270人，保教人员30人，师幼比为1:{8/9}。
ratio_mismatch per_capita_mismatch | 现有班主任36人，科任教师72人，两者之比为1:{3/2}。
ratio_mismatch | 普通高中招生1,200人，中职招生1,000人，普职比为{1.4/1.2}:1。
ratio_mismatch | 全校男生640人，女生560人，男女生比例为{9/8}:7。
ratio_mismatch | 中央与地方按8:2分担，中央承担{720/800}万元，地方承担200万元。
ratio_mismatch per_capita_mismatch | 学校有教职工75人、学生1,125人，教职工与学生之比为1:{18/15}。
ratio_mismatch per_capita_mismatch | 宿舍管理员12名，住校生960名，管理员与学生比例1:{90/80}。
ratio_mismatch per_capita_mismatch | 学生1,500人，计算机125台，生机比达到{10/12}:1。
ratio_mismatch per_capita_mismatch | 在编校医8人，在校生4,800人，校医与学生配比为1:{500/600}。
product_mismatch | 每生每学期补助500元，每年两个学期，全年补助{1,200/1,000}元。
product_mismatch | 全县16个乡镇，每个乡镇建2所公办园，共建{36/32}所。
product_mismatch | 对320名住校生每人每学期发放生活费625元，一学期共发放{24/20}万元。
product_mismatch | 课后服务每周5天、每天2小时，每周合计{12/10}小时。
product_mismatch | 为每个班级配发图书50册，全校30个班共配发{1,800/1,500}册。
product_mismatch | 特岗教师120人，每人每月补助400元，全年共需资金{67.6/57.6}万元。
product_mismatch | 每套设备1.2万元，采购40套，共计{52/48}万元。
product_mismatch | 每年培训2期，每期60人，三年共培训{420/360}人。
product_mismatch | 新建教学楼3栋，每栋18间教室，共新增教室{64/54}间。
product_mismatch | 6个督导组每组5人，共抽调{35/30}人。
product_mismatch | 营养餐标准为每生每天5元，按200天计，每生全年{1,200/1,000}元。
product_mismatch | 单价380元的课桌椅购置600套，合计支出{24.8/22.8}万元。
product_mismatch | 每校安排2万元，46所学校共安排{96/92}万元。
flow_mismatch | 去年秋季在校生2,460人，本年转入86人、转出64人、毕业410人、新招生430人，现有在校生{2,520/2,502}人。
flow_mismatch | 原有教师96人，调入8人，调出5人，退休3人，现有教师{98/96}人。
flow_mismatch sum_mismatch | 上年遗留问题12个，今年新增问题35个，已解决41个，还剩{8/6}个。
flow_mismatch sum_mismatch | 收到信访件64件，办结58件，尚有{8/6}件正在办理。
flow_mismatch | 年初账面余额86万元，当年收入520万元，支出498万元，年末账面余额{118/108}万元。
flow_mismatch | 上学期末有学生815人，本学期转来12人，转走9人，开学实有学生{820/818}人。
flow_mismatch | 全县原有小学58所，撤并6所，新建2所，现有小学{56/54}所。
flow_mismatch sum_mismatch | 发现隐患45处，已消除39处，剩余{8/6}处已制定整改方案。
flow_mismatch | 2022年底在编教师1,860人，2023年招聘120人，退休76人，调离14人，2023年底在编教师{1,910/1,890}人。
double_count sum_mismatch | 全县专任教师2,100人（含支教教师60人），支教教师60人，{合计2,160人/另有工勤人员40人}。
table_total_mismatch sum_mismatch | 学段/t学校数/t学生数\\n小学/t42/t18,600\\n初中/t15/t9,400\\n合计/t57/t{29,000/28,000}
table_total_mismatch sum_mismatch | 项目/t金额（万元）\\n基建/t860\\n设备/t240\\n培训/t60\\n总计/t{1,260/1,160}
table_total_mismatch sum_mismatch | 学校/t男生/t女生/t合计\\n一小/t320/t300/t620\\n二小/t280/t260/t{560/540}
rounding percent_count_mismatch | 应检查学校67所，实际检查58所，检查率{86.5/86.6}%。
rounding percent_count_mismatch | 专任教师437人，本科以上学历389人，占{89.1/89.0}%。
percent_count_mismatch all_vs_exception zero_vs_count | 应入学儿童820人，实际入学812人，入学率{100/99.0}%。
percent_count_mismatch | 排查风险点64个，整改64个，整改率{98/100}%。
sum_mismatch parts_exceed_whole | 我区现有民办学校{38/36}所，小学9所，初中7所，幼儿园20所。
sum_mismatch parts_exceed_whole | 县财政投入校园安全经费，人防286万元，物防164万元，技防210万元，三项累计{680/660}万元。
sum_mismatch parts_exceed_whole | 今年参加继续教育的教师中，国培82人，省培146人，市培318人，总计{564/546}人。
sum_mismatch parts_exceed_whole | 全县{15,240/14,520}名寄宿生分布在小学阶段4,860名、初中阶段6,310名、高中阶段3,350名。
sum_mismatch parts_exceed_whole | 上述问题共涉及学校{26/24}所，城关片区9所、东片区7所、西片区8所。
sum_mismatch parts_exceed_whole | 受表彰的{118/108}名教师里，小学56名，初中34名，高中18名。
sum_mismatch parts_exceed_whole | 一年级420人，二年级398人，三年级386人，四年级402人，五年级411人，六年级395人，小学部学生合计{2,421/2,412}人。
sum_mismatch parts_exceed_whole | 校长任期轮换：小学6名，初中4名，九年一贯制学校2名，共计轮换校长{14/12}名。
sum_mismatch parts_exceed_whole | 年度听课总节数{2,480/2,408}节，其中语文812节、数学764节、英语432节、其他学科400节。
percent_count_mismatch | 学校有教师150人，具有中级及以上职称的96人，所占比重为{68/64}%。
percent_count_mismatch infeasible_rate | 纳入监测的32个乡镇有28个配备了专职教育干部，配备率{90.5/87.5}%。
percent_count_mismatch | 全县在园幼儿9,600名，普惠性幼儿园在园幼儿8,448名，普惠性幼儿园覆盖率{91/88}%。
percent_count_mismatch | 共有450名教师报名参加竞聘，上岗405名，上岗率为{92/90}%。
percent_count_mismatch | 留守儿童1,200名，结对帮扶1,140名，结对率{97/95}%。
percent_count_mismatch | 初中毕业年级学生2,500人，体育中考满分1,625人，满分率达{67/65}%。
percent_count_mismatch completion_mismatch | 本年应督导学校86所，已督导79所，督导覆盖率{95.9/91.9}%。
percent_count_mismatch | 我县共有农村教师周转房400套，已入住352套，入住率{86/88}%。
percent_count_mismatch | 接受心理测评的6,000名学生中，预警学生240名，占{6/4}%。
percent_count_mismatch infeasible_rate | 开设心理健康课的学校有57所，占全县60所学校的{93/95}%。
percent_count_mismatch | 教师总数1,500人，其中具有研究生学历的120人（占{9/8}%）。
percent_count_mismatch | 全年安全检查发现隐患问题320条，限期内整改到位304条，整改到位率{97/95}%。
wrong_denominator percent_count_mismatch | 全校学生2,000人，其中寄宿生500人。寄宿生中享受生活补助的200人，占寄宿生的{10/40}%。
wrong_denominator percent_count_mismatch | 全县教师3,000人，其中小学教师1,800人，小学教师中本科以上学历1,440人，占小学教师的{48/80}%。
wrong_denominator percent_count_mismatch | 共有民办园40所、公办园60所，普惠性民办园30所，占民办园总数的{30/75}%。
completion_mismatch percent_count_mismatch | 市里下达的控辍劝返任务36人，我县劝返33人，占任务数的{95/91.7}%。
completion_mismatch percent_count_mismatch | 年初确定为民办实事12件，办结11件，办结率{95/91.7}%。
completion_mismatch percent_count_mismatch | 全年教师培训经费预算480万元，支出456万元，执行率为{93/95}%。
completion_mismatch percent_count_mismatch | 原计划改造厕所60座，实际改造63座，完成计划的{110/105}%。
completion_mismatch percent_count_mismatch | 责任书确定的新增学位目标是2,400个，全年实现2,520个，目标完成率{108/105}%。
subset_exceeds_whole parts_exceed_whole | 全区幼儿园96所，其中省级示范园{108/18}所。
subset_exceeds_whole parts_exceed_whole | 学校现有在编教师76人，其中党员教师{81/31}人。
subset_exceeds_whole | 应届初中毕业生1,460人，参加中考的应届初中毕业生{1,486/1,446}人。
subset_exceeds_whole parts_exceed_whole | 我县共有16个乡镇，有{18/15}个乡镇建成公办中心幼儿园。
subset_exceeds_whole | 参加初赛的学生320人，晋级复赛的学生{336/136}人。
parts_exceed_whole sum_mismatch | 全区公办幼儿园50所，城区28所，乡镇{31/22}所。
parts_exceed_whole sum_mismatch | 八年级共280人，男生152人，女生{148/128}人。
shares_not_100 | 调查显示，非常满意占58.2%，满意占{31.5/28.5}%，一般占10.1%，不满意占3.2%。
shares_not_100 | 教师职称构成：正高级占0.8%，副高级占21.2%，中级占{46/43}%，初级及以下占35%。
shares_not_100 | 经费来源中，财政拨款占{82/76}%，事业收入占18%，其他收入占6%。
shares_not_100 | 在校生城乡分布为城区占46%、镇区占{39/33}%、乡村占21%。
score_sum_mismatch sum_mismatch | 督导评估得分情况：政府职责28.5分，教育投入19分，师资队伍22分，办学水平{26/24}分，共计93.5分。
score_sum_mismatch sum_mismatch | 我园自评总分{96/94}分：园务管理18分、保育教育38分、卫生保健20分、安全工作18分。
score_sum_mismatch | “队伍建设”满分20分，我校自评{21/19}分。
aggregate_out_of_range | 城镇学校达标率91%，乡村学校达标率83%，全县学校总体达标率{93/87}%。
aggregate_out_of_range | 七、八、九年级近视率分别为52%、58%和63%，初中近视率{66/58}%。
aggregate_out_of_range | 公办园满意度94.6%，民办园满意度92.8%，全区幼儿园满意度为{95.3/93.9}%。
aggregate_out_of_range | 三个片区平均分分别是78.2分、81.5分、76.9分，全县平均分为{82.1/79.0}分。
aggregate_out_of_range per_capita_mismatch | 小学生均藏书28册，初中生均藏书36册，中小学生均藏书{38/31}册。
unit_error | 新校区占地120亩，折合{8/80,000}平方米。
unit_error | 校舍面积2.6万平方米（即{2,600/26,000}平方米）。
unit_error | 争取资金1.5亿元（{1,500/15,000}万元）。
order_of_magnitude unit_error | 河东中学在校学生{23.6万/2,360}人，教职工168人。
order_of_magnitude unit_error | 小学生均公用经费标准为{720万/720}元。
order_of_magnitude unit_error per_capita_mismatch | 初中平均班额{462/46.2}人。
order_of_magnitude unit_error | 教师平均年龄{425/42.5}岁。
per_capita_mismatch | 全县中小学校舍面积42万平方米，中小学在校生5万人，生均{9.4/8.4}平方米。
per_capita_mismatch | 我校有学生1,440人，编为32个教学班，平均每班{48/45}人。
per_capita_mismatch | 全区学校食堂从业人员360名，服务学生18,000名，平均每名从业人员服务学生{60/50}名。
per_capita_mismatch | 图书室藏书25,200册，全校学生840人，人均{32/30}册。
per_capita_mismatch | 公用经费支出150万元，在校生2,000名，生均支出{800/750}元。
per_capita_mismatch | 操场面积9,600平方米、学生1,200名，生均运动场地{9/8}平方米。
per_capita_mismatch | 全县86所学校共有专职保安215名，校均{3.5/2.5}名。
ratio_mismatch per_capita_mismatch | 全县普通高中专任教师600人，在校学生7,800人，师生比达到1∶{15/13}。
ratio_mismatch per_capita_mismatch | 特教学校学生120名、教师48名，生师比为{4/2.5}∶1。
ratio_mismatch | 招收艺术特长生60名、体育特长生40名，二者比例为{2∶1/3∶2}。
ratio_mismatch per_capita_mismatch | 宿管员与住校生的比例为1∶{60/50}，全校住校生900人，配备宿管员18人。
ratio_mismatch | 中央和省级补助与县级配套按4∶1安排，中央和省级补助{480/600}万元，县级配套150万元。
product_mismatch | 每个教学点补助3.5万元，22个教学点共补助{87/77}万元。
product_mismatch | 为18所农村学校每校配备教学一体机12台，共{236/216}台。
product_mismatch | 全校42个班，每班每周2节体育活动课，每周共{94/84}节。
product_mismatch | 给260名新教师每人发放图书4册，合计{1,140/1,040}册。
product_mismatch | 乡村教师津贴人均每月600元，惠及教师500人，全年需{380/360}万元。
product_mismatch | 培训分5期进行，每期80人，累计培训{450/400}人。
flow_mismatch | 年初在册学生3,120人，年内转进75人、转出48人，目前在册{3,157/3,147}人。
flow_mismatch | 学校原有图书46,000册，今年新购3,800册，剔旧报废1,200册，现有图书{49,600/48,600}册。
flow_mismatch sum_mismatch | 上年度结转线索9条，本年度新受理22条，办结26条，目前在办{7/5}条。
flow_mismatch | 期初结余68万元，本期收入412万元，本期支出395万元，期末结余{95/85}万元。
flow_mismatch sum_mismatch | 台账登记疑似辍学学生28名，已劝返复学23名，还有{7/5}名未返校。
impossible_rate | 家长学校覆盖率{108/98}%。
impossible_rate | 中小学教师资格证持有率达到{101.5/99.5}%。
impossible_rate | 视力筛查建档率为{110/100}%。
infeasible_rate percent_count_mismatch | 全乡小学9所，标准化建设达标率{91/88.9}%。
implied_denominator | 白石乡中心学校有5名学生辍学，辍学率{0.03/0.53}%。
implied_denominator | 本校初中部失学2人，失学率仅为{0.01/0.41}%。
double_count sum_mismatch | 全县有小学60所（含教学点18个），教学点18个，初中14所，合计{92所/74所，教学点已计入小学}。
table_total_mismatch sum_mismatch | 乡镇/t幼儿园/t小学\\n东河/t4/t6\\n西河/t5/t7\\n南山/t3/t4\\n合计/t12/t{18/17}
wrong_denominator percent_count_mismatch | 发放问卷2,000份，收回有效问卷1,600份，其中表示满意的1,440份，占有效问卷的{72/90}%。
sum_mismatch parts_exceed_whole | 全年收到捐赠图书{3,680/3,580}册：文学类1,240册，科普类1,160册，历史类1,180册。
sum_mismatch parts_exceed_whole table_total_mismatch | （一）学生情况。小学生3,206人，初中生1,618人，幼儿1,094人，合计{5,981/5,918}人。
sum_mismatch parts_exceed_whole | 县级财政共安排校园安防资金{432/423}万元用于采购设备186万元、聘用保安152万元、维护系统85万元。
sum_mismatch parts_exceed_whole | 检查组一行{14/13}人，由督导室5人、基教科4人、安全科4人组成。
sum_mismatch parts_exceed_whole | 清退违规培训机构{21/23}家，其中学科类13家，非学科类10家。
sum_mismatch parts_exceed_whole | 全镇6个村小共有学生{386/368}名，张庄62名，李庄58名，王集71名，赵楼49名，孙坡66名，周堂62名。
sum_mismatch parts_exceed_whole | 我县现有公办幼儿园教师420名，民办幼儿园教师365名，全县幼儿园教师合计{758/785}名。
sum_mismatch parts_exceed_whole | 考核结果：一等12所，二等19所，三等6所，参加考核的{38/37}所学校全部公示。
percent_count_mismatch infeasible_rate | 全县40个乡镇街道，建有校外活动场所的34个，建成率{88/85}%。
percent_count_mismatch | 三年来新招教师600人，流失48人，流失率{9/8}%。
percent_count_mismatch | 小学毕业生3,600人全部升入初中，其中3,420人就近入学，就近入学率{93/95}%。
percent_count_mismatch | 对2,400名教师进行了师德考核，优秀等次480人，优秀率{22/20}%。
percent_count_mismatch | 适龄女童1,250人，入学1,245人，女童入学率{99.2/99.6}%。
percent_count_mismatch | 我县义务教育阶段学校72所，其中63所安装了直饮水设备，占比{89.5/87.5}%。
percent_count_mismatch | 720名学生参加了合唱社团，占全校1,600名学生的{48/45}%。
percent_count_mismatch | 教学设备总值480万元，其中信息化设备312万元，占{68/65}%。
percent_count_mismatch | 校园足球特色学校45所（占中小学总数150所的{35/30}%）。
percent_count_mismatch zero_vs_count | 平安校园创建达标学校81所，未达标9所，达标率{92/90}%。
percent_count_mismatch | 在抽查的320份作业中，书写规范的272份，规范率为{87/85}%。
wrong_denominator percent_count_mismatch | 全镇教师160人，其中女教师100人；女教师中35岁以下40人，占女教师的{25/40}%。
wrong_denominator percent_count_mismatch | 义务教育学校120所，其中农村学校80所，农村学校中寄宿制学校24所，占农村学校的{20/30}%。
completion_mismatch percent_count_mismatch | 按照计划，今年要培训班主任500名，现已培训430名，完成率{89/86}%。
completion_mismatch percent_count_mismatch | 省定为民办实事项目资金3,200万元，已支付2,880万元，支付率达{92/90}%。
completion_mismatch percent_count_mismatch | 下达招生计划2,800人，录取2,744人，计划完成率{99/98}%。
completion_mismatch | 全年任务是新建改建厕所45座，实际建成54座，超额{25/20}%完成任务。
subset_exceeds_whole | 学校共有计算机180台，其中学生用机{192/152}台。
subset_exceeds_whole parts_exceed_whole | 全县24所寄宿制学校，已有{26/22}所配备了专职生活教师。
subset_exceeds_whole | 收到回执{1,280/1,180}份，共发出告家长书1,240份。
subset_exceeds_whole | 报名参加教师资格认定的有326人，通过认定的有{342/302}人。
parts_exceed_whole sum_mismatch subset_exceeds_whole | 小学专任教师860人，本科学历620人，专科学历{280/230}人。
parts_exceed_whole sum_mismatch | 全校42个班，小学部28个班，初中部{18/14}个班。
shares_not_100 | 教师队伍年龄结构为：30岁以下占22%，31—45岁占45%，46岁以上占{36/33}%。
shares_not_100 | 家长对食堂“满意”的占71%，“较满意”的占22%，“不满意”的占{10/7}%。
shares_not_100 | 全区学校按等级分，优秀占30%，良好占{48/45}%，合格占25%。
score_sum_mismatch sum_mismatch | 得分明细：基础管理23分、教学常规27.5分、学生发展28分、特色创建14分，合计{93.5/92.5}分。
score_sum_mismatch | 安全工作满分10分，得{11/9}分。
score_sum_mismatch sum_mismatch | 一级指标A1得18.5分，A2得22分，A3得27分，A4得19分，总得分{88.5/86.5}分。
aggregate_out_of_range | 寄宿生近视率46%，走读生近视率52%，全校学生近视率{55/50}%。
aggregate_out_of_range | 公办学校生均公用经费1,050元，民办学校980元，全区平均{1,120/1,030}元。
aggregate_out_of_range | 城区教师本科率96%，乡镇教师本科率88%，全县教师本科率{86/92}%。
aggregate_out_of_range | 学生满意度97.2%，教师满意度94.8%，家长满意度93.5%，三类群体平均满意度{98.1/95.2}%。
unit_error | 操场面积15亩（合{1,000/10,000}平方米）。
unit_error | 学生资助资金总额0.86亿元，折合{860/8,600}万元。
unit_error | 新征土地3.2公顷（{3,200/32,000}平方米）。
order_of_magnitude unit_error | 每生每年补助{1,250万元/1,250元}。
order_of_magnitude unit_error | 我校占地面积26亩，在校学生{8.6万/860}人，教师54人。
order_of_magnitude unit_error per_capita_mismatch | 全校18个班，平均每班{456/45.6}人。
order_of_magnitude unit_error | 生均占地面积{2,430/24.3}平方米。
per_capita_mismatch | 全校学生720人，共有图书21,600册，人均图书{35/30}册。
per_capita_mismatch | 投入取暖经费86.4万元，受益学生2,400名，平均每生{380/360}元。
per_capita_mismatch | 教室42间，总面积2,520平方米，平均每间{65/60}平方米。
per_capita_mismatch | 学校有班级30个，学生1,350人，班额平均{48/45}人。
per_capita_mismatch | 全年培训教师2,400人次，投入经费72万元，人次均{350/300}元。
per_capita_mismatch | 教职工85人，学生总数1,275人，平均每名教职工对应学生{17/15}人。
ratio_mismatch per_capita_mismatch | 全校学生1,800人，专任教师120人，学生与专任教师之比{17/15}：1。
ratio_mismatch | 城乡教师人数分别为1,200人和800人，城乡教师之比为{2/1.5}∶1。
ratio_mismatch per_capita_mismatch | 心理教师6名，服务学生5,400名，师生配比1:{1,000/900}。
ratio_mismatch | 省、县两级按6:4比例共同承担，省级承担{560/480}万元，县级承担320万元。
product_mismatch | 共有36个班级，每个班级安装空调2台，总计安装{76/72}台。
product_mismatch | 每名学生每年减免学费1,200元，共减免850人，全年减免{112/102}万元。
product_mismatch | 购置校车15辆，每辆28万元，共支出{450/420}万元。
product_mismatch | 延时服务每课时补助50元，教师全年服务12,000课时，发放补助{66/60}万元。
product_mismatch | 8个片区各抽取5所学校，共抽取{45/40}所。
flow_mismatch | 2023年初，全县在岗教师2,860人，全年补充156人，自然减员98人，年末在岗教师{2,928/2,918}人。
flow_mismatch sum_mismatch | 去年底未销号问题17个，今年新查摆问题46个，整改销号52个，目前尚有{13/11}个未销号。
flow_mismatch | 上学期有学生540人，本学期转入13人、转出9人，现有{548/544}人。
flow_mismatch | 账户上年余额42万元，本年收款180万元，支付163万元，余额{65/59}万元。
flow_mismatch sum_mismatch | 立案督办12件，已结案8件，未结案{5/4}件。
impossible_rate | 学生军训参训率{102/100}%。
impossible_rate | 义务教育阶段适龄残疾儿童入学率高达{107/97}%。
infeasible_rate percent_count_mismatch | 全校仅有班级6个，优秀班级比例{40/50}%。
infeasible_rate percent_count_mismatch | 村小共有教师14人，本科率{75/71.4}%。
implied_denominator | 南关幼儿园有3名教师离职，离职率{0.02/6.25}%。
double_count sum_mismatch | 投入经费2,400万元（含设备费600万元），另设备费600万元，{共计3,000万元/已包含在内}。
table_total_mismatch sum_mismatch | 年级/t班数/t人数\\n一年级/t6/t262\\n二年级/t6/t270\\n三年级/t5/t228\\n合计/t17/t{770/760}
product_mismatch | 每天安排2节课后服务，每周5天，每周共{12/10}节。
product_mismatch unit_error | 采购直饮水机40台，每台3,500元，支付{14元/14万元}。
percent_count_mismatch | 全镇适龄儿童共860人，已到校报到843人，入学率{99.2/98.0}%。
percent_count_mismatch | 全县中考考生2,400人，上线1,560人，普高升学率{68/65}%。
percent_count_mismatch | 服务对象1,200户，表示认可1,128户，认可度{96/94}%。
percent_count_mismatch | 检测水样150份，符合饮用标准147份，水质达标率{99/98}%。
per_capita_mismatch | 学校占地面积24,000平方米，建筑面积9,600平方米，在校生1,200人，生均占地面积{24/20}平方米。
per_capita_mismatch | 生均建筑面积{9/8}平方米（建筑面积9,600平方米，学生1,200人）。
ratio_mismatch | 公用经费由省、县按7∶3分担，共安排500万元，省级{340/350}万元、县级{160/150}万元。
sum_mismatch parts_exceed_whole | 全县现有校长、副校长{128/126}名，男性82名，女性44名。
sum_mismatch parts_exceed_whole | 共整治问题点位214处，城区86处，镇区73处，其余{65/55}处在农村。
sum_mismatch parts_exceed_whole flow_mismatch | 梳理任务清单48项，已办结31项，正在推进12项，其余{7/5}项计划明年启动。
subset_exceeds_whole | 我园现有幼儿212名，其中留守幼儿{231/31}名。
subset_exceeds_whole | 参训教师240人，其中考核优秀的{260/60}人。
wrong_denominator percent_count_mismatch | 全区在校生40,000人，其中随迁子女8,000人，随迁子女中进入公办学校7,200人，占随迁子女的{18/90}%。
aggregate_out_of_range | 教师满意率93%，学生满意率95%，家长满意率90%，总体满意率为{96.5/92.8}%。
shares_not_100 | 信访事项中，招生类占36%，收费类占28%，师德类占22%，其他占{18/14}%。
score_sum_mismatch sum_mismatch | 五项得分依次为18分、17.5分、19分、16分、18.5分，总分{90/89}分。
infeasible_rate percent_count_mismatch | 抽查幼儿园8所，合格率{90/87.5}%。
flow_mismatch | 年初有在编教师312名，年内新招18名、调入6名、退休11名、辞职2名，年末实有{327/323}名。
order_of_magnitude unit_error per_capita_mismatch | 我校生均图书{3,200/32}册。
impossible_rate | 全校学生体检率由去年的96%提高到{104/99}%。
double_count sum_mismatch | 全县现有教师2,600人，其中特岗教师140人，{合计2,740人/均已纳入统一管理}。
"""


def _pair(line: str) -> tuple[str, str, str]:
    wanted, text = line.split(" | ", 1)
    text = text.replace("\\n", "\n").replace("/t", "\t")
    wrong, right = (re.sub(r"\{([^/{}]*)/([^{}]*)\}", side, text) for side in (r"\1", r"\2"))
    return wanted, wrong, right


PAIRS = [_pair(line) for line in _LINES.strip().splitlines()]


@pytest.mark.parametrize(("wanted", "wrong", "right"), PAIRS)
def test_wrong_arithmetic_is_found_and_right_is_not(wanted: str, wrong: str, right: str) -> None:
    assert wrong != right
    assert kinds(wrong) & set(wanted.split()), check(wrong)
    assert not errors(right)
