#include "platform/workbook/shapes.hpp"

namespace qz::workbook::testing {

// Figures of units, as departments of a county send them around.
const std::vector<Shape>& CountyFigures() {
    static const std::vector<Shape> kShapes = {
        {"the town beside the village", R"shape(
全县各村人口情况统计表
乡镇 | 村名 | 总户数 | 总人口 | 其中：男 | 其中：女 | 耕地面积（亩）
崖头镇 | 崖头村 | 120 | 350 | 180 | 170 | 512.5
崖头镇 | 河东村 | 90 | 270 | 130 | 140 | 300
崖头镇 | 河西村 | 80 | 200 | 100 | 100 | 251
滕家镇 | 东滕村 | 70 | 190 | 90 | 100 | 410
滕家镇 | 西滕村 | 60 | 150 | 80 | 70 | 230.5
!merge A1:G1
)shape",
         R"plan(
single 《全县各村人口情况统计表》 header 2 data 3-7 (5)
A 乡镇 text
B 村名 text
C 总户数 integer [户]
D 总人口 integer [人]
E 其中：男 integer
F 其中：女 integer
G 耕地面积 decimal.1 [亩]
)plan"},
        {"towns merged down over their villages", R"shape(
镇街 | 村居 | 户数 | 人数
崖头镇 | 崖头村 | 120 | 350
 | 河东村 | 90 | 270
 | 河西村 | 80 | 200
滕家镇 | 东滕村 | 70 | 190
 | 西滕村 | 60 | 150
 | 小计 | 130 | 340
!merge A2:A4 A5:A7
)shape",
         R"plan(
single header 1 data 2-6 (5) total 7 ! 表一!A2 merged_cells
A 镇街 text
B 村居 text
C 户数 integer [户]
D 人数 integer [人]
)plan"},
        {"indicators in rows, with what they are measured in", R"shape(
农村基本情况表
指标 | 单位 | 数量 | 备注
一、人口 |  |  |
总户数 | 户 | 120 |
总人口 | 人 | 350 |
其中：男 | 人 | 180 |
二、土地 |  |  |
耕地面积 | 亩 | 512.5 |
林地面积 | 亩 | 100 |
!merge A1:D1
)shape",
         R"plan(
unknown 《农村基本情况表》 header 2 data 4-9 (4) without 3 section_line without 6 of_which without 7 section_line ! 表一 indicators_in_rows
A 指标 text
B 单位 text
C 数量 decimal.1
D 备注 text
)plan"},
        {"a numbering row of figures alone", R"shape(
村级集体经济收入表
单位：万元
序号 | 村名 | 经营收入 | 发包收入 | 补助收入 | 合计
1 | 2 | 3 | 4 | 5 | 6=3+4+5
1 | 崖头村 | 10.5 | 2 | 3 | 15.5
2 | 河东村 | 8 | 1 | 0 | 9
3 | 河西村 | 7 | 1 | 2 | 10
!merge A1:F1 A2:F2
)shape",
         R"plan(
single 《村级集体经济收入表》 header 3 numbering 4 data 5-7 (3)
A 序号 integer
B 村名 text
C 经营收入 decimal.1 [万元]
D 发包收入 decimal.2 [万元]
E 补助收入 decimal.2 [万元]
F 合计 decimal.1 [万元]
)plan"},
        {"shares written as text, and a row for the whole town", R"shape(
单位 | 应参保人数 | 已参保人数 | 参保率
崖头村 | 300 | 290 | 96.7%
河东村 | 200 | 180 | 90%
河西村 | 150 | 150 | 100%
全镇 | 650 | 620 | 95.4%
)shape",
         R"plan(
single header 1 data 2-4 (3) total 5
A 单位 text
B 应参保人数 integer [人]
C 已参保人数 integer [人]
D 参保率 decimal.1 [%]
)plan"},
        {"a title, a blank row, headings nobody has merged", R"shape(
XX县2026年秋季学期营养改善计划实施情况统计表

学校名称 | 学生数 |  |  | 受益人数 | 资金（元）
 | 小计 | 男 | 女 |  |
崖头小学 | 500 | 260 | 240 | 500 | 20000
滕家小学 | 300 | 150 | 150 | 290 | 11600
河西中学 | 800 | 420 | 380 | 800 | 32000
)shape",
         R"plan(
single 《XX县2026年秋季学期营养改善计划实施情况统计表》 header 3-4 data 5-7 (3)
A 学校名称 text
B 学生数/小计 integer
C 学生数/男 integer
D 学生数/女 integer
E 受益人数 integer [人]
F 资金 decimal.2 [元]
)plan"},
        {"two units in the caption, and a name that only seems to be a share", R"shape(
渔船渔港情况表
单位：艘、千瓦
镇街 | 渔船数量 |  |  | 总功率
 | 合计 | 钢质 | 木质 |
崖头街道 | 30 | 20 | 10 | 1500
俚岛镇 | 120 | 100 | 20 | 8800.5
成山镇 | 80 | 60 | 20 | 4000
总计 | 230 | 180 | 50 | 14300.5
!merge A1:E1 A2:E2 A3:A4 B3:D3 E3:E4
)shape",
         R"plan(
single 《渔船渔港情况表》 header 3-4 data 5-7 (3) total 8
A 镇街 text
B 渔船数量/合计 integer [艘]
C 渔船数量/钢质 integer [艘]
D 渔船数量/木质 integer [艘]
E 总功率 decimal.1 [千瓦]
)plan"},
        {"ticks", R"shape(
环境卫生整治情况
村名 | 垃圾清运√ | 污水治理 | 是否达标 | 打分 | 排名 | 整改要求
崖头村 | √ |  | 是 | 95 | 1 |
河东村 | √ | √ | 是 | 93.5 | 2 | 无
河西村 |  | √ | 否 | 80 | 3 | 清理三大堆
)shape",
         R"plan(
single 《环境卫生整治情况》 header 2 data 3-5 (3)
A 村名 text
B 垃圾清运√ yes_no
C 污水治理 yes_no
D 是否达标 yes_no
E 打分 decimal.1
F 排名 integer
G 整改要求 text
)plan"},
        {"months as names", R"shape(
XX镇2026年各村医保征缴进度表（截至9月20日）
村 | 应缴人数 | 1月 | 2月 | 3月 | 4月 | 5月 | 6月 | 7月 | 8月 | 9月 | 累计完成 | 完成率
崖头村 | 300 | 10 | 20 | 30 | 20 | 10 | 20 | 30 | 20 | 10 | 170 | 56.67
河东村 | 200 | 10 | 10 | 10 | 10 | 10 | 10 | 10 | 10 | 10 | 90 | 45
河西村 | 100 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 45 | 45
!merge A1:M1
)shape",
         R"plan(
single 《XX镇2026年各村医保征缴进度表（截至9月20日）》 header 2 data 3-5 (3)
A 村 text
B 应缴人数 integer [人]
C 1月 integer
D 2月 integer
E 3月 integer
F 4月 integer
G 5月 integer
H 6月 integer
I 7月 integer
J 8月 integer
K 9月 integer
L 累计完成 integer
M 完成率 decimal.2 [%]
)plan"},
        {"amounts and shares under one caption", R"shape(
2026年1-9月各镇街固定资产投资完成情况
单位：万元、%
镇街 | 年度计划 | 本月完成 | 累计完成 | 完成进度 | 同比增长
崖头街道 | 10000 | 800 | 7600.5 | 76.0 | 5.2
俚岛镇 | 8000 | 650 | 6000 | 75 | -3.1
成山镇 | 9000 | 900 | 9100 | 101.1 | 10
合计 | 27000 | 2350 | 22700.5 | 84.1 | 4.5
)shape",
         R"plan(
single 《2026年1-9月各镇街固定资产投资完成情况》 header 3 data 4-6 (3) total 7
A 镇街 text
B 年度计划 integer [万元]
C 本月完成 integer [万元]
D 累计完成 decimal.1 [万元]
E 完成进度 decimal.1 [%]
F 同比增长 decimal.1 [%]
)plan"},
        {"the total first, in the second column", R"shape(
 | 各村防火物资统计表 |  |  |  |
序号 | 村名 | 风力灭火机（台） | 铁锹（把） | 水桶（个） | 护林员（名）
 | 总计 | 6 | 60 | 33 | 9
1 | 崖头村 | 2 | 20 | 11 | 3
2 | 河东村 | 3 | 30 | 12 | 4
3 | 河西村 | 1 | 10 | 10 | 2
)shape",
         R"plan(
single 《各村防火物资统计表》 header 2 data 4-6 (3) total 3
A 序号 integer
B 村名 text
C 风力灭火机 integer [台]
D 铁锹 integer [把]
E 水桶 integer [个]
F 护林员 integer [名]
)plan"},
        {"villages as names of the columns", R"shape(
项目 | 崖头村 | 河东村 | 河西村 | 合计
户数（户） | 120 | 90 | 80 | 290
人口（人） | 350 | 270 | 200 | 820
耕地（亩） | 512.5 | 300 | 251 | 1063.5
)shape",
         R"plan(
unknown header 1 data 2-4 (3) ! 表一 indicators_in_rows
A 项目 text
B 崖头村 decimal.1
C 河东村 integer
D 河西村 integer
E 合计 decimal.1
)plan"},
        {"three rows of names nobody has merged", R"shape(
荣成市培训登记表
单位 | 培训标题 | 基本情况（三） |  |  |  |  | 培训人数 | 发布时间 | 备注
 |  | 其中 |  | 培训地址 | 培训负责人 | 负责人电话 |  |  |
 |  | 开始时间 | 结束时间 |  |  |  |  |  |
龙头村 | 良好 | @1991-04-16 | @1991-05-03 | 一号楼 | 赵秀兰 | 13817782496 | 31 | @1995-06-24 |
凤头村 | 一般 | @1992-04-16 | @1992-05-03 | 二号楼 | 李四 | 13817782497 | 30 | @1995-06-25 |
!merge A1:J1
)shape",
         R"plan(
single 《荣成市培训登记表》 header 2-4 data 5-6 (2)
A 单位 text
B 培训标题 text
C 基本情况（三）/其中/开始时间 date
D 基本情况（三）/其中/结束时间 date
E 基本情况（三）/培训地址 text
F 基本情况（三）/培训负责人 text
G 基本情况（三）/负责人电话 phone
H 培训人数 integer [人]
I 发布时间 date
J 备注 text
)plan"},
        {"a corner that names rows and columns", R"shape(
XX街道各社区疫苗接种情况表
项目~社区 | 应接种人数 | 第一剂 | 第二剂 | 接种率（%）
凤林社区 | 3000 | 2800 | 2700 | 93.33
河南社区 | 2000 | 1900 | 1800 | 95
海滨社区 | 1500 | 1400 | 1350 | 93.3
!merge A1:E1
)shape",
         R"plan(
single 《XX街道各社区疫苗接种情况表》 header 2 data 3-5 (3)
A 项目社区 text
B 应接种人数 integer [人]
C 第一剂 integer
D 第二剂 integer
E 接种率 decimal.2 [%]
)plan"},
        {"a statistical form with codes", R"shape(
XX县农业生产情况（二）
 |  |  |  | 综合机关：国家统计局
指标名称 | 代码 | 计量单位 | 本年 | 上年同期
甲 | 乙 | 丙 | 1 | 2
一、粮食播种面积 | '01 | 亩 | 1000 | 990
小麦 | '02 | 亩 | 600 | 590
玉米 | '03 | 亩 | 400 | 400
二、粮食总产量 | '04 | 吨 | 450.5 | 440
补充资料：无
单位负责人： | 统计负责人： | 填表人： | 联系电话： | 报出日期：  年  月  日
!merge A1:E1
)shape",
         R"plan(
unknown 《XX县农业生产情况（二）》 header 3 numbering 4 data 5-8 (4) note 9 note 10 ! 表一 indicators_in_rows
A 指标名称 text
B 代码 text
C 计量单位 choice 1=亩 2=吨
D 本年 decimal.1
E 上年同期 integer
)plan"},
        {"years over the same names", R"shape(
单位 | 2024年 |  | 2025年 |  | 增减
 | 户数 | 人数 | 户数 | 人数 |
崖头村 | 100 | 300 | 110 | 310 | 10
河东村 | 90 | 270 | 92 | 275 | 5
河西村 | 80 | 200 | 80 | 199 | -1
!merge A1:A2 B1:C1 D1:E1 F1:F2
)shape",
         R"plan(
single header 1-2 data 3-5 (3)
A 单位 text
B 2024年/户数 integer [户]
C 2024年/人数 integer [人]
D 2025年/户数 integer [户]
E 2025年/人数 integer [人]
F 增减 integer
)plan"},
    };
    return kShapes;
}

}  // namespace qz::workbook::testing
