#include "platform/workbook/shapes.hpp"

namespace qz::workbook::testing {

const std::vector<Shape>& RowShapes() {
    static const std::vector<Shape> kShapes = {
        {"a roster of people", R"shape(
姓名 | 性别 | 公民身份号码 | 联系电话 | 出生日期 | 是否低保 | 残疾等级
张三 | 男 | '371002198001011235 | '13800001234 | @1980-01-01 | 是 | 一级
李四 | 女 | '371002197902022346 | '13800001235 | @1979-02-02 | 否 | 二级
王五 | 男 | '371002197803033457 | '13800001236 | @1978-03-03 | 否 | 一级
赵六 | 男 | '371002197704044568 | '13800001237 | @1977-04-04 | 是 | 三级
)shape",
         R"plan(
roster header 1 data 2-5 (4)
A 姓名 text
B 性别 choice 1=男 2=女
C 公民身份号码 id_number
D 联系电话 phone
E 出生日期 date
F 是否低保 yes_no
G 残疾等级 choice 1=一级 2=二级 3=三级
)plan"},
        {"a roster with village names that repeat", R"shape(
序号 | 村名 | 户主姓名 | 家庭人口 | 年收入（元）
1 | 崖头村 | 张三 | 4 | 35000.5
2 | 崖头村 | 李四 | 3 | 28000
3 | 河东村 | 王五 | 5 | 41000
4 | 河东村 | 赵六 | 2 | 19000
)shape",
         R"plan(
roster header 1 data 2-5 (4)
A 序号 integer
B 村名 text
C 户主姓名 text
D 家庭人口 integer [人]
E 年收入 decimal.1 [元]
)plan"},
        {"an empty form with numbered rows", R"shape(
2026年残疾人两项补贴花名册
填报单位（盖章）： | | | 填报日期：
序号 | 姓名 | 残疾证号 | 补贴金额（元）
1 | | |
2 | | |
3 | | |
填表人： | | 审核人： |
!merge A1:D1
)shape",
         R"plan(
roster 《2026年残疾人两项补贴花名册》 header 3 data none note 7 without 4-6 only_number ! 表一 no_data_rows
A 序号 integer
B 姓名 text
C 残疾证号 text
D 补贴金额 decimal.2 [元]
)plan"},
        {"an empty form without anything below", R"shape(
村名 | 是否通自来水 | 通水日期 | 改厕户数 | 管网长度（公里）
)shape",
         R"plan(
single header 1 data none ! 表一 no_data_rows
A 村名 text
B 是否通自来水 yes_no
C 通水日期 date
D 改厕户数 integer [户]
E 管网长度 decimal.2 [公里]
)plan"},
        {"villages written in advance, the rest still empty", R"shape(
村名 | 户数 | 人数
崖头村 | |
河东村 | |
河西村 | |
)shape",
         R"plan(
single header 1 data 2-4 (3)
A 村名 text
B 户数 integer [户]
C 人数 integer [人]
)plan"},
        {"units in a row of their own", R"shape(
村名 | 户数 | 耕地面积 | 集体收入
 | 户 | 亩 | 万元
崖头村 | 120 | 512.5 | 35.12
河东村 | 90 | 300 | 21
)shape",
         R"plan(
single header 1-2 data 3-4 (2)
A 村名 text
B 户数 integer [户]
C 耕地面积 decimal.1 [亩]
D 集体收入 decimal.2 [万元]
)plan"},
        {"unit of the caption fits only some columns", R"shape(
各村集体经济情况表（单位：万元）
村名 | 户数 | 经营性收入 | 其他支出
崖头村 | 120 | 35.12 | 1.5
河东村 | 90 | 21 | 2
!merge A1:D1
)shape",
         R"plan(
single header 2 data 3-4 (2)
A 村名 text
B 户数 integer [户]
C 经营性收入 decimal.2 [万元]
D 其他支出 decimal.1 [万元]
)plan"},
        {"several units in the caption", R"shape(
基本情况一览表
 | | | 单位：户、人、亩
村名 | 总户数 | 常住人口 | 林地
崖头村 | 120 | 350 | 33.5
河东村 | 90 | 270 | 12
)shape",
         R"plan(
single 《基本情况一览表》 header 3 data 4-5 (2)
A 村名 text
B 总户数 integer [户]
C 常住人口 integer [人]
D 林地 decimal.1 [亩]
)plan"},
        {"answers in brackets, stars and remarks", R"shape(
姓名* | 性别（男/女） | 是否党员（是/否） | 年龄（周岁） | 住址（必填）
张三 | 男 | 是 | 40 | 一号
李四 | 女 | 否 | 41 | 二号
王五 | 女 | 否 | 42 | 三号
)shape",
         R"plan(
roster header 1 data 2-4 (3)
A 姓名 text
B 性别 choice 1=男 2=女
C 是否党员 yes_no
D 年龄 integer [周岁]
E 住址 text
)plan"},
        {"lists that the workbook demands", R"shape(
姓名 | 健康状况 | 户籍性质
张三 | 良好 | 农业
李四 | 一般 | 农业
!list B2:B50 良好,一般,较差,残疾
!list C2:C50 农业,非农业
)shape",
         R"plan(
roster header 1 data 2-3 (2)
A 姓名 text
B 健康状况 choice 1=良好 2=一般 3=较差 4=残疾
C 户籍性质 choice 1=农业 2=非农业
)plan"},
        {"coded answers", R"shape(
姓名 | 民族 | 文化程度
张三 | 01-汉族 | 1.小学
李四 | 02-回族 | 2.初中
王五 | 01-汉族 | 2.初中
赵六 | 01-汉族 | 3.高中
孙七 | 03-满族 | 2.初中
)shape",
         R"plan(
roster header 1 data 2-6 (5)
A 姓名 text
B 民族 choice 01=汉族 02=回族 03=满族
C 文化程度 choice 1=小学 2=初中 3=高中
)plan"},
        {"section lines and subtotals among the rows", R"shape(
单位 | 户数 | 人数
一、东部片区
崖头村 | 120 | 350
河东村 | 90 | 270
小计 | 210 | 620
二、西部片区
河西村 | 80 | 200
小计 | 80 | 200
总计 | 290 | 820
!merge A2:C2 A6:C6
)shape",
         R"plan(
single header 1 data 3-7 (3) total 5 total 8 total 9 without 2 section_line without 6 section_line
A 单位 text
B 户数 integer [户]
C 人数 integer [人]
)plan"},
        {"total first, and a part of it", R"shape(
地区 | 人数 | 金额（元）
全镇合计 | 30 | 300.5
其中：女 | 10 | 100
甲村 | 10 | 100.5
乙村 | 20 | 200
)shape",
         R"plan(
single header 1 data 4-5 (2) total 2 without 3 of_which
A 地区 text
B 人数 integer [人]
C 金额 decimal.1 [元]
)plan"},
        {"the header again on the second page", R"shape(
序号 | 姓名 | 电话
1 | 张三 | '13800001234
2 | 李四 | '13800001235
序号 | 姓名 | 电话
3 | 王五 | '13800001236
4 | 赵六 | '13800001237
)shape",
         R"plan(
roster header 1 data 2-6 (4) without 4 repeated_header
A 序号 integer
B 姓名 text
C 电话 phone
)plan"},
        {"an example row", R"shape(
序号 | 姓名 | 身份证号
例 | 张某某 | '371002198001011235
1 | 李四 | '371002197902022346
2 | 王五 | '371002197803033457
)shape",
         R"plan(
roster header 1 data 3-4 (2) without 2 example
A 序号 integer
B 姓名 text
C 身份证号 id_number
)plan"},
        {"values under no name", R"shape(
村名 | 户数 | | 人数
崖头村 | 120 | 5 | 350
河东村 | 90 | 6 | 270
)shape",
         R"plan(
single header 1 data 2-3 (2) without C-C no_name ! 表一!C1 value_without_name
A 村名 text
B 户数 integer [户]
D 人数 integer [人]
)plan"},
        {"a hidden column and hidden rows", R"shape(
村名 | 代码 | 户数
崖头村 | '371002001 | 120
河东村 | '371002002 | 90
河西村 | '371002003 | 80
!hide 3 B
)shape",
         R"plan(
single header 1 data 2-4 (3) hidden 1
A 村名 text
B 代码 text
C 户数 integer [户]
)plan"},
        {"days written as text, and months", R"shape(
项目名称 | 开工日期 | 完工时间 | 立项年月 | 总投资（万元）
道路硬化 | '2026.3.1 | 2026年9月1日 | '202603 | 35.5
自来水 | 2026-04-01 | 2026/10/15 | '202604 | 20
路灯 | '2026.5.11 | 2026年11月2日 | '202605 | 8.25
)shape",
         R"plan(
roster header 1 data 2-4 (3)
A 项目名称 text
B 开工日期 date
C 完工时间 date
D 立项年月 text
E 总投资 decimal.2 [万元]
)plan"},
        {"a card for one household", R"shape(
低保申请登记表
户主姓名 | | 性别 | | 出生年月 |
身份证号 | | | | 联系电话 |
家庭住址 | | | | 邮编 |
健康状况 | | 文化程度 | | 婚姻状况 |
!merge A1:F1 B3:D3 B4:D4
)shape",
         R"plan(
platform.workbook.header_is_card
)plan"},
        {"a card whose names stand one below the other", R"shape(
村级基本情况登记卡
村名 | | 所属镇街 |
总户数（户） | | 总人口（人） |
耕地面积（亩） | | 集体收入（万元） |
书记姓名 | | 联系电话 |
产业特色 | | |
!merge A1:D1 B6:D6
)shape",
         R"plan(
platform.workbook.header_is_card
)plan"},
        {"a card that is filled in", R"shape(
村级基本情况登记卡
村名 | 崖头村 | 所属镇街 | 崖头街道
总户数（户） | 120 | 总人口（人） | 350
耕地面积（亩） | 500.5 | 集体收入（万元） | 35
书记姓名 | 张三 | 联系电话 | '13900000001
产业特色 | 苹果 | |
!merge A1:D1 B6:D6
)shape",
         R"plan(
platform.workbook.header_is_card
)plan"},
        {"a list folded to stand beside itself", R"shape(
村民小组长名单
序号 | 姓名 | 电话 | 序号 | 姓名 | 电话
1 | 张三 | '13900000001 | 3 | 王五 | '13900000003
2 | 李四 | '13900000002 | 4 | 赵六 |
!merge A1:F1
)shape",
         R"plan(
roster 《村民小组长名单》 header 2 data 3-4 (2) without D-F other_table
A 序号 integer
B 姓名 text
C 电话 phone
)plan"},
        {"units of the caption that measure nothing here, and how often money is paid", R"shape(
土地流转补贴情况
单位：亩、元、份
村名 | 流转形式 | | 签订合同 | 补贴发放 |
 | 转包 | 出租面积 | 份数 | 月数 | 金额
崖头村 | 20 | 50.5 | 35 | 3 | 300
河东村 | 10 | 30 | 12 | 6 | 600
!merge A1:F1 A2:F2 A3:A4 B3:C3 E3:F3
)shape",
         R"plan(
single 《土地流转补贴情况》 header 3-4 data 5-6 (2)
A 村名 text
B 流转形式/转包 integer
C 流转形式/出租面积 decimal.1 [亩]
D 签订合同/份数 integer [份]
E 补贴发放/月数 integer
F 补贴发放/金额 decimal.2 [元]
)plan"},
        {"one word all over, and places that repeat", R"shape(
序号 | 项目名称 | 实施村 | 所在支部 | 民族 | 验收结果
1 | 路灯改造 | 崖头村 | 崖头村党支部 | 汉族 | 合格
2 | 道路硬化 | 崖头村 | 崖头村党支部 | 汉族 | 合格
3 | 自来水 | 河东村 | 河东村党支部 | 汉族 | 不合格
4 | 公厕 | 河东村 | 河东村党支部 | 汉族 | 合格
)shape",
         R"plan(
roster header 1 data 2-5 (4)
A 序号 integer
B 项目名称 text
C 实施村 text
D 所在支部 text
E 民族 text
F 验收结果 choice 1=合格 2=不合格
)plan"},
        {"nothing but figures", R"shape(
1 | 2.5 | 3.5
4 | 5.25 | 6
7 | 8 | 9
)shape",
         R"plan(
platform.workbook.header_not_found
)plan"},
    };
    return kShapes;
}

}  // namespace qz::workbook::testing
