#include "platform/workbook/shapes.hpp"

namespace qz::workbook::testing {

const std::vector<Shape>& HeaderShapes() {
    static const std::vector<Shape> kShapes = {
        {"one row of names, one row for each unit", R"shape(
村名 | 户数 | 人数 | 备注
崖头村 | 120 | 350 |
河东村 | 90 | 270 | 拆迁
河西村 | 80 | 200 |
)shape",
         R"plan(
single header 1 data 2-4 (3)
A 村名 text
B 户数 integer [户]
C 人数 integer [人]
D 备注 text
)plan"},
        {"title over the width", R"shape(
XX镇2026年人口统计表
村名 | 户数 | 人数
崖头村 | 120 | 350
河东村 | 90 | 270
河西村 | 80 | 200
!merge A1:C1
)shape",
         R"plan(
single 《XX镇2026年人口统计表》 header 2 data 3-5 (3)
A 村名 text
B 户数 integer [户]
C 人数 integer [人]
)plan"},
        {"title, caption with unit on the right, numbering row, totals and notes", R"shape(
某镇耕地情况统计表
填报单位：某镇人民政府 | | | 单位：亩
序号 | 村（居） | 耕地面积 | 其中：水浇地
甲 | 乙 | 1 | 2
1 | 崖头村 | 512.5 | 100
2 | 河东村 | 300 | 20.5
3 | 河西村 | 250.25 | 0
 | 合计 | =SUM(C5:C7);1062.75 | =SUM(D5:D7);120.5
注：耕地面积以确权为准。
单位负责人： | | 填表人： |
!merge A1:D1
)shape",
         R"plan(
single 《某镇耕地情况统计表》 header 3 numbering 4 data 5-7 (3) total 8 note 9 note 10
A 序号 integer
B 村（居） text
C 耕地面积 decimal.2 [亩]
D 其中：水浇地 decimal.1 [亩]
)plan"},
        {"two rows with merged headings", R"shape(
序号 | 村名 | 人口 | | 房屋（间）
 | | 男 | 女 |
1 | 崖头村 | 180 | 170 | 310
2 | 河东村 | 130 | 140 | 220
!merge A1:A2 B1:B2 C1:D1 E1:E2
)shape",
         R"plan(
single header 1-2 data 3-4 (2)
A 序号 integer
B 村名 text
C 人口/男 integer [人]
D 人口/女 integer [人]
E 房屋 integer [间]
)plan"},
        {"three rows of header", R"shape(
村名 | 人口情况 | | | 土地（亩）
 | 户数 | 人数 | |
 | | 男 | 女 |
崖头村 | 120 | 180 | 170 | 512.5
河东村 | 90 | 130 | 140 | 300
!merge A1:A3 B1:D1 B2:B3 C2:D2 E1:E3
)shape",
         R"plan(
single header 1-3 data 4-5 (2)
A 村名 text
B 人口情况/户数 integer [户]
C 人口情况/人数/男 integer [人]
D 人口情况/人数/女 integer [人]
E 土地 decimal.1 [亩]
)plan"},
        {"four rows of header", R"shape(
单位 | 养老保险
 | 居民 | | 职工 |
 | 参保 | | 参保 | 领取
 | 男 | 女 | 人数 | 人数
甲村 | 1 | 2 | 3 | 4
乙村 | 5 | 6 | 7 | 8
!merge A1:A4 B1:E1 B2:C2 D2:E2 B3:C3
)shape",
         R"plan(
single header 1-4 data 5-6 (2)
A 单位 text
B 养老保险/居民/参保/男 integer
C 养老保险/居民/参保/女 integer
D 养老保险/职工/参保/人数 integer [人]
E 养老保险/职工/领取/人数 integer [人]
)plan"},
        {"five rows of header", R"shape(
单位 | 全镇
 | 农业
 | 种植业 | | 养殖业 |
 | 粮食 | | 猪 | 羊
 | 面积（亩） | 产量（吨） | 存栏（头） | 存栏（只）
甲村 | 10.5 | 3 | 40 | 50
乙村 | 20 | 6.2 | 70 | 80
!merge A1:A5 B1:E1 B2:E2 B3:C3 D3:E3 B4:C4
)shape",
         R"plan(
single header 1-5 data 6-7 (2)
A 单位 text
B 全镇/农业/种植业/粮食/面积 decimal.1 [亩]
C 全镇/农业/种植业/粮食/产量 decimal.1 [吨]
D 全镇/农业/养殖业/猪/存栏 integer [头]
E 全镇/农业/养殖业/羊/存栏 integer [只]
)plan"},
        {"headings nobody has merged", R"shape(
序号 | 单位 | 人口 | | 耕地 | | 备注
 | | 男 | 女 | 水田 | 旱地 |
1 | 甲村 | 3 | 4 | 5.5 | 6.5 |
2 | 乙村 | 3 | 4 | 5.5 | 6.5 |
)shape",
         R"plan(
single header 1-2 data 3-4 (2)
A 序号 integer
B 单位 text
C 人口/男 integer [人]
D 人口/女 integer [人]
E 耕地/水田 decimal.1
F 耕地/旱地 decimal.1
G 备注 text
)plan"},
        {"two tables one above the other", R"shape(
表一 人口
村名 | 户数 | 人数
崖头村 | 120 | 350
河东村 | 90 | 270
河西村 | 80 | 200

表二 收入
项目 | 金额（元）
地租 | 100.5
分红 | 200
!merge A1:C1
)shape",
         R"plan(
single 《表一人口》 header 2 data 3-5 (3) without 8-10 other_table
A 村名 text
B 户数 integer [户]
C 人数 integer [人]
)plan"},
        {"the larger table is the second", R"shape(
项目 | 金额（元）
地租 | 100.5
分红 | 200

附表 各村人口
村名 | 户数 | 人数
崖头村 | 120 | 350
河东村 | 90 | 270
河西村 | 80 | 200
)shape",
         R"plan(
single 《附表各村人口》 header 6 data 7-9 (3) without 1-3 other_table
A 村名 text
B 户数 integer [户]
C 人数 integer [人]
)plan"},
        {"two tables side by side", R"shape(
村名 | 户数 | 人数 | | 村名 | 户数
崖头村 | 120 | 350 | | 河东村 | 90
河西村 | 80 | 200 | | 河北村 | 10
河南村 | 70 | 210 | |
)shape",
         R"plan(
single header 1 data 2-4 (3) without E-F other_table
A 村名 text
B 户数 integer [户]
C 人数 integer [人]
)plan"},
        {"the table begins in column C and row 4", R"shape(
 | |

 | | 情况汇总
 | | 村名 | 户数 | 人数
 | | 崖头村 | 120 | 350
 | | 河东村 | 90 | 270
)shape",
         R"plan(
single 《情况汇总》 header 4 data 5-6 (2)
C 村名 text
D 户数 integer [户]
E 人数 integer [人]
)plan"},
        {"years as names", R"shape(
地区 | 年末人口（人） | | | 增长率
 | 2023 | 2024 | 2025 |
甲村 | 100 | 110 | 120 | 0.0909
乙村 | 200 | 205 | 203 | 0.0123
!merge A1:A2 B1:D1 E1:E2
!format E 0.00%
)shape",
         R"plan(
single header 1-2 data 3-4 (2) ! 表一!E3 percent_format
A 地区 text
B 年末人口/2023 integer [人]
C 年末人口/2024 integer [人]
D 年末人口/2025 integer [人]
E 增长率 decimal.4
)plan"},
        {"marks of statistics beside the title", R"shape(
农村基本情况 | | | 表号：农1表
 | | | 制定机关：国家统计局
 | | | 文号：国统字〔2025〕1号
 | 2026年 | | 有效期至：2027年6月
指标名称 | 计量单位 | 代码 | 数量
甲 | 乙 | 丙 | 1
村民小组个数 | 个 | '01 | 12
户籍户数 | 户 | '02 | 350
户籍人口 | 人 | '03 | 990
单位负责人： | 填表人： | 联系电话： | 报出日期：
!merge A1:C3
)shape",
         R"plan(
unknown 《农村基本情况》 header 5 numbering 6 data 7-9 (3) note 10 ! 表一 indicators_in_rows
A 指标名称 text
B 计量单位 text
C 代码 text
D 数量 integer
)plan"},
        {"sparse columns", R"shape(
村名 | 孤儿 | 困境儿童 | 留守儿童 | 监护人电话
崖头村 | | | 2 |
河东村 | | 1 | |
河西村 | | | | '13800001236
)shape",
         R"plan(
single header 1 data 2-4 (3)
A 村名 text
B 孤儿 text
C 困境儿童 integer
D 留守儿童 integer
E 监护人电话 phone
)plan"},
        {"one column alone", R"shape(
姓名
张三
李四
王五
)shape",
         R"plan(
roster header 1 data 2-4 (3)
A 姓名 text
)plan"},
        {"line breaks and blanks inside of names", R"shape(
序  号 | 单 位 | 耕地~面积（亩） | 备  注
)shape",
         R"plan(
single header 1 data none ! 表一 no_data_rows
A 序号 integer
B 单位 text
C 耕地面积 decimal.2 [亩]
D 备注 text
)plan"},
        {"wide names over two columns", R"shape(
村名 | 地址 | | 户数
崖头村 | 崖头路1号 | | 120
河东村 | 河东路2号 | | 90
!merge B1:C1 B2:C2 B3:C3
)shape",
         R"plan(
single header 1 data 2-3 (2)
A 村名 text
B 地址 text
D 户数 integer [户]
)plan"},
        {"the same name twice", R"shape(
村名 | 人数 | 人数
崖头村 | 10 | 20
河东村 | 30 | 40
)shape",
         R"plan(
single header 1 data 2-3 (2) ! 表一!C1 same_name_twice
A 村名 text
B 人数 integer [人]
C 人数 integer [人]
)plan"},
        {"years and months of one as names of columns, with their units below", R"shape(
历年村集体收入
村名 | 2023年 | 2024年 | 2025年1-9月
 | 万元 | 万元 | 万元
崖头村 | 12.5 | 13.25 | 8
河东村 | 30 | 31.5 | 20.75
)shape",
         R"plan(
single 《历年村集体收入》 header 2-3 data 4-5 (2)
A 村名 text
B 2023年 decimal.1 [万元]
C 2024年 decimal.2 [万元]
D 2025年1-9月 decimal.2 [万元]
)plan"},
    };
    return kShapes;
}

}  // namespace qz::workbook::testing
