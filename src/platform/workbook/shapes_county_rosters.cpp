#include "platform/workbook/shapes.hpp"

namespace qz::workbook::testing {

// Lists of people and things, as departments of a county send them around.
const std::vector<Shape>& CountyRosters() {
    static const std::vector<Shape> kShapes = {
        {"an attachment of a county, with the answers by their numbers in a name", R"shape(
附件1
2026年XX县农村低保对象花名册
填报单位（盖章）：XX镇人民政府          填报日期：2026年9月25日          单位：元
序号 | 乡镇 | 村（社区） | 户主姓名 | 身份证号码~（18位） | 家庭人口~（人） | 保障人口（人） | 月保障金额 | 家庭类型（1.低保户 2.特困户 3.边缘户） | 联系电话 | 备注
1 | 崖头镇 | 崖头村 | 张三 | '371002198001011235 | 3 | 2 | 850 | 1 | 13800001234 |
2 | 崖头镇 | 崖头村 | 李四 | '371002197902022346 | 4 | 4 | 1200.5 | 1 | 13800001235 |
3 | 崖头镇 | 河东村 | 王五 | '371002197803033457 | 2 | 1 | 650 | 2 | 13800001236 | 重病
4 | 滕家镇 | 河西村 | 赵六 | 37100219770404456X | 1 | 1 | 650 | 3 | 13800001237 |
合  计 |  |  |  |  |  | 8 | 3350.5 |  |  |
填表人：张三      审核人：李四      联系电话：0631-1234567
!merge A2:K2 A3:K3 A9:E9 A10:K10
)shape",
         R"plan(
roster 《2026年XX县农村低保对象花名册》 header 4 data 5-8 (4) total 9 note 10
A 序号 integer
B 乡镇 text
C 村（社区） text
D 户主姓名 text
E 身份证号码 id_number
F 家庭人口 integer [人]
G 保障人口 integer [人]
H 月保障金额 decimal.1 [元]
I 家庭类型 choice 1=低保户 2=特困户 3=边缘户
J 联系电话 phone
K 备注 text
)plan"},
        {"how to fill in, written above; months as figures", R"shape(
XX市养老服务设施情况调查表
填报说明：1.本表由各村（社区）填报；2.床位数填实际可用床位；3.没有的填0，不得空项；4.9月30日前报市民政局养老科。
序号 | 村（社区）名称 | 设施名称 | 设施类型 | 建筑面积（㎡） | 床位数 | 是否运营 | 建成时间 | 管理人员 | 电话
1 | 崖头村 | 幸福院 | 自办 | 200 | 10 | 是 | 2019.5 | 张三 | 13800001234
2 | 河东村 | 日间照料中心 | 共建 | 150.5 | 6 | 否 | 2020.12 | 李四 | 13800001235
3 | 河西村 | 幸福院 | 自办 | 180 | 8 | 是 | 2018.3 | 王五 | 13800001236
!merge A1:J1 A2:J2
)shape",
         R"plan(
roster 《XX市养老服务设施情况调查表》 header 3 data 4-6 (3)
A 序号 integer
B 村（社区）名称 text
C 设施名称 text
D 设施类型 choice 1=自办 2=共建
E 建筑面积 decimal.1 [㎡]
F 床位数 integer
G 是否运营 yes_no
H 建成时间 text
I 管理人员 text
J 电话 phone
)plan"},
        {"households merged over their members", R"shape(
XX镇家庭成员登记表
序号 | 户编号 | 户主~姓名 | 家庭成员 |  |  |  |  | 土地（亩） |
 |  |  | 姓名 | 与户主关系 | 性别 | 身份证号 | 是否在家 | 承包地 | 林地
1 | H001 | 张三 | 张三 | 本人 | 男 | '371002198001011235 | 是 | 5.5 | 1
 |  |  | 张小三 | 儿子 | 男 | '371002200801011235 | 否 |  |
 |  |  | 王美 | 妻子 | 女 | '371002198103011225 | 是 |  |
2 | H002 | 李四 | 李四 | 本人 | 男 | '371002197001011235 | 是 | 3 | 0
 |  |  | 李小四 | 儿子 | 男 | '371002200901011235 | 否 |  |
!merge A1:J1 A2:A3 B2:B3 C2:C3 D2:H2 I2:J2 A4:A6 B4:B6 C4:C6 I4:I6 J4:J6 A7:A8 B7:B8 C7:C8 I7:I8 J7:J8
)shape",
         R"plan(
roster 《XX镇家庭成员登记表》 header 2-3 data 4-8 (5) ! 表一!A4 merged_cells ! 表一!B4 merged_cells ! 表一!C4 merged_cells ! 表一!I4 merged_cells ! 表一!J4 merged_cells ! 表一!A7 merged_cells ! 表一!B7 merged_cells ! 表一!C7 merged_cells ! 表一!I7 merged_cells ! 表一!J7 merged_cells
A 序号 integer
B 户编号 text
C 户主姓名 text
D 家庭成员/姓名 text
E 家庭成员/与户主关系 choice 1=本人 2=儿子 3=妻子
F 家庭成员/性别 choice 1=男 2=女
G 家庭成员/身份证号 id_number
H 家庭成员/是否在家 yes_no
I 土地/承包地 decimal.1 [亩]
J 土地/林地 decimal.2 [亩]
)plan"},
        {"projects, with where they are and who answers for them", R"shape(
2026年乡村振兴项目库
序号 | 项目名称 | 项目类别 | 建设性质 | 实施地点 |  | 建设内容及规模 | 项目总投资（万元） | 资金来源（万元） |  |  | 计划开工时间 | 计划完工时间 | 责任单位 | 责任人
 |  |  |  | 乡镇 | 村 |  |  | 财政资金 | 自筹 | 其他 |  |  |  |
1 | 崖头村道路硬化 | 基础设施 | 新建 | 崖头镇 | 崖头村 | 硬化道路1.5公里 | 35.5 | 30 | 5.5 |  | 2026年3月 | 2026年9月 | 交通局 | 张三
2 | 河东村大棚 | 产业发展 | 续建 | 崖头镇 | 河东村 | 建设大棚10个，每个2亩，配套水肥一体化设施，带动30户增收 | 120 | 80 | 30 | 10 | 2026年4月 | 2026年12月 | 农业农村局 | 李四
3 | 路灯 | 基础设施 | 新建 | 滕家镇 | 东滕村 | 太阳能路灯60盏 | 20 | 20 |  |  | 2026年5月 | 2026年6月 | 交通局 | 王五
合计 |  |  |  |  |  |  | 175.5 | 130 | 35.5 | 10 |  |  |  |
!merge A1:O1 A2:A3 B2:B3 C2:C3 D2:D3 E2:F2 G2:G3 H2:H3 I2:K2 L2:L3 M2:M3 N2:N3 O2:O3 A7:G7
)shape",
         R"plan(
roster 《2026年乡村振兴项目库》 header 2-3 data 4-6 (3) total 7
A 序号 integer
B 项目名称 text
C 项目类别 choice 1=基础设施 2=产业发展
D 建设性质 choice 1=新建 2=续建
E 实施地点/乡镇 text
F 实施地点/村 text
G 建设内容及规模 text
H 项目总投资 decimal.1 [万元]
I 资金来源/财政资金 decimal.2 [万元]
J 资金来源/自筹 decimal.1 [万元]
K 资金来源/其他 decimal.2 [万元]
L 计划开工时间 date
M 计划完工时间 date
N 责任单位 text
O 责任人 text
)plan"},
        {"ID and card numbers that Excel has made figures", R"shape(
姓名 | 身份证号 | 银行卡号 | 金额
张三 | 371002198001011235 | 6217001234567890123 | 850
李四 | 371002197902022346 | 6217001234567890124 | 850
王五 | 371002197803033457 | 6217001234567890125 | 700
)shape",
         R"plan(
roster header 1 data 2-4 (3) ! 表一!B2 digits_lost ! 表一!C2 digits_lost
A 姓名 text
B 身份证号 id_number
C 银行卡号 text
D 金额 decimal.2
)plan"},
        {"villages merged over their people", R"shape(
XX镇村“两委”成员通讯录
村名 | 姓名 | 职务 | 性别 | 出生年月 | 政治面貌 | 文化程度 | 联系电话
崖头村 | 张三 | 书记、主任 | 男 | 1970.05 | 中共党员 | 高中 | 13800001234
 | 李四 | 副书记 | 男 | 1975.11 | 中共党员 | 大专 | 13800001235
 | 王美 | 委员 | 女 | 1980.02 | 群众 | 初中 | 13800001236
河东村 | 赵六 | 书记、主任 | 男 | 1968.12 | 中共党员 | 高中 | 13800001237
 | 孙七 | 委员 | 女 | 1983.07 | 中共党员 | 大专 | 13800001238
!merge A1:H1 A3:A5 A6:A7
)shape",
         R"plan(
roster 《XX镇村“两委”成员通讯录》 header 2 data 3-7 (5) ! 表一!A3 merged_cells ! 表一!A6 merged_cells
A 村名 text
B 姓名 text
C 职务 text
D 性别 choice 1=男 2=女
E 出生年月 text
F 政治面貌 choice 1=中共党员 2=群众
G 文化程度 choice 1=高中 2=大专 3=初中
H 联系电话 phone
)plan"},
        {"groups numbered in words", R"shape(
序号 | 单位 | 姓名 | 金额
一 | 崖头村 |  | 1500
1 |  | 张三 | 500
2 |  | 李四 | 1000
二 | 河东村 |  | 700
1 |  | 王五 | 700
合计 |  |  | 2200
)shape",
         R"plan(
roster header 1 data 2-6 (5) total 7
A 序号 integer
B 单位 text
C 姓名 text
D 金额 decimal.2
)plan"},
        {"a card with a list in it", R"shape(
困难群众基本信息登记表
姓名 | 张三 | 性别 | 男 | 照片
身份证号 | 371002198001011235 |  |  |
家庭住址 | 崖头村12号 |  |  |
致困原因 | 因病 |  | 是否低保 | 是
家庭成员情况 |  |  |  |
姓名 | 关系 | 年龄 | 职业 | 年收入（元）
李美 | 妻子 | 40 | 务农 | 20000
张小 | 儿子 | 12 | 学生 | 0
村委意见 |  |  |  |
!merge B3:D3 B4:D4 E2:E4 A6:E6 B9:E9
)shape",
         R"plan(
roster header 7 data 8-10 (3) without 2-6 other_table
A 姓名 text
B 关系 text
C 年龄 integer [岁]
D 职业 text
E 年收入 decimal.2 [元]
)plan"},
        {"figures as wide as ideographs", R"shape(
序　号 | 姓　　名 | 出生年月 | 联系电话 | 面积（亩）
１ | 张三 | １９８０－０１ | １３８００００１２３４ | １．５
２ | 李四 | １９８１－０２ | １３８００００１２３５ | ２．５
３ | 王五 | １９８２－０３ | １３８００００１２３６ | ３
)shape",
         R"plan(
roster header 1 data 2-4 (3)
A 序号 integer
B 姓名 text
C 出生年月 date
D 联系电话 phone
E 面积 decimal.1 [亩]
)plan"},
        {"title and office above, signatures below", R"shape(
附件2：
荣成市崖头街道办事处
孤寡老人、留守儿童摸底汇总表
填报村：崖头村 |  |  |  |  | 填报时间：    年  月  日
序号 | 类别 | 姓名 | 年龄 | 监护人（赡养人） |  |
 |  |  |  | 姓名 | 关系 | 联系电话
1 | 孤寡老人 | 张三 | 80 | 李四 | 侄子 | 13800001234
2 | 留守儿童 | 王小五 | 9 | 王五 | 父亲 | 13800001235
3 | 留守儿童 | 赵小六 | 8 | 赵六 | 父亲 | 13800001236
4 | 孤寡老人 | 孙七 | 77 |  |  |
村书记签字： |  |  |  | 包村干部签字： |  |
!merge A2:G2 A3:G3 A5:A6 B5:B6 C5:C6 D5:D6 E5:G5
)shape",
         R"plan(
roster 《孤寡老人、留守儿童摸底汇总表》 header 5-6 data 7-10 (4) note 11
A 序号 integer
B 类别 choice 1=孤寡老人 2=留守儿童
C 姓名 text
D 年龄 integer [岁]
E 监护人（赡养人）/姓名 text
F 监护人（赡养人）/关系 choice 1=侄子 2=父亲
G 监护人（赡养人）/联系电话 phone
)plan"},
        {"people without their names", R"shape(
编号 | 证件类型 | 证件号码 | 入户时间 | 户籍地址
1 | 居民身份证 | '371002198001011235 | 2010-01-02 | 崖头村1号
2 | 居民身份证 | '371002197902022346 | 2011-03-05 | 崖头村2号
3 | 居民身份证 | '371002197803033457 | 2012-06-08 | 崖头村3号
)shape",
         R"plan(
roster header 1 data 2-4 (3)
A 编号 text
B 证件类型 choice 1=居民身份证
C 证件号码 id_number
D 入户时间 date
E 户籍地址 text
)plan"},
        {"an empty form with parts of a number", R"shape(
2026年度基层党组织基本情况统计表
填报单位：                                           填报人：                      联系电话：
党组织名称 | 党员数 |  |  |  |  | 本年度发展党员 | 缴纳党费（元） | 备注
 | 总数 | 女党员 | 35岁以下 | 60岁以上 | 预备党员 |  |  |
 |  |  |  |  |  |  |  |
 |  |  |  |  |  |  |  |
 |  |  |  |  |  |  |  |
说明：1.总数含预备党员。
2.党费按实际收缴数填。
!merge A1:I1 A2:I2 A3:A4 B3:F3 G3:G4 H3:H4 I3:I4
)shape",
         R"plan(
roster 《2026年度基层党组织基本情况统计表》 header 3-4 data none note 8 note 9 ! 表一 no_data_rows
A 党组织名称 text
B 党员数/总数 integer [人]
C 党员数/女党员 integer [人]
D 党员数/35岁以下 integer [人]
E 党员数/60岁以上 integer [人]
F 党员数/预备党员 integer [人]
G 本年度发展党员 text
H 缴纳党费 decimal.2 [元]
I 备注 text
)plan"},
        {"days and months as figures", R"shape(
姓名 | 出生日期 | 入党时间 | 转正日期
张三 | 19800101 | 199907 | 20000701
李四 | 19810202 | 200107 | 20020701
王五 | 19820303 | 200207 | 20030701
)shape",
         R"plan(
roster header 1 data 2-4 (3)
A 姓名 text
B 出生日期 date
C 入党时间 text
D 转正日期 date
)plan"},
        {"three units in the caption, one of them for each", R"shape(
XX县2026年度耕地地力保护补贴发放清册
乡（镇）：崖头镇 |  |  | 行政村：崖头村 |  |  |  | 单位：亩、元/亩、元
序号 | 农户编码 | 户主姓名 | 身份证号 | 开户行 | 一卡通账号 | 补贴面积 | 补贴标准 | 补贴金额 | 农户签字（手印）
1 | '371082001001 | 张三 | '371002198001011235 | 农商行 | '6217001234567890123 | 5.5 | 125 | 687.5 |
2 | '371082001002 | 李四 | '371002197902022346 | 农商行 | '6217001234567890124 | 3.2 | 125 | 400 |
3 | '371082001003 | 王五 | '371002197803033457 | 邮储 | '6217001234567890125 | 2 | 125 | 250 |
本页小计 |  |  |  |  |  | 10.7 |  | 1337.5 |
总计 |  |  |  |  |  | 10.7 |  | 1337.5 |
村主任：          村会计：          监委会主任：
!merge A1:J1
)shape",
         R"plan(
roster 《XX县2026年度耕地地力保护补贴发放清册》 header 3 data 4-6 (3) total 7 total 8 note 9
A 序号 integer
B 农户编码 text
C 户主姓名 text
D 身份证号 id_number
E 开户行 text
F 一卡通账号 text
G 补贴面积 decimal.1 [亩]
H 补贴标准 integer [元/亩]
I 补贴金额 decimal.1 [元]
J 农户签字（手印） text
)plan"},
        {"a title two rows high, blank rows among the people", R"shape(
2026年XX镇特困供养人员花名册 |  |  |  |  |
 |  |  |  |  |
单位名称：XX镇 |  |  | 村编码：371002001 |  |  |
序号 | 姓名 | 身份证号 | 供养方式 | 月标准（元） | 备注

1 | 张三 | '371002198001011235 | 集中 | 1200 |
2 | 李四 | '371002197902022346 | 分散 | 900 |

3 | 王五 | '371002197803033457 | 分散 | 900 |
!merge A1:F2 A3:C3 D3:F3
)shape",
         R"plan(
roster 《2026年XX镇特困供养人员花名册》 header 4 data 6-9 (3)
A 序号 integer
B 姓名 text
C 身份证号 id_number
D 供养方式 choice 1=集中 2=分散
E 月标准 decimal.2 [元]
F 备注 text
)plan"},
        {"how to fill in, below each name", R"shape(
人员信息导入模板
姓名 | 身份证号 | 性别 | 出生日期 | 联系电话 | 人员类别
必填 | 必填，18位 | 必填，男/女 | 选填，格式：2026-01-01 | 选填 | 下拉选择
张三 | '371002198001011235 | 男 | 1980-01-01 | 13800001234 | 在职
李四 | '371002197902022346 | 女 | 1979-02-02 | 13800001235 | 退休
王五 | '371002197803033457 | 男 | 1978-03-03 | 13800001236 | 在职
!merge A1:F1
)shape",
         R"plan(
roster 《人员信息导入模板》 header 2 data 4-6 (3) without 3 example
A 姓名 text
B 身份证号 id_number
C 性别 choice 1=男 2=女
D 出生日期 date
E 联系电话 phone
F 人员类别 choice 1=在职 2=退休
)plan"},
        {"one village over several rows", R"shape(
序号 | 村名 | 网格 | 网格员 | 联系电话 | 管辖户数
1 | 崖头村 | 第一网格 | 张三 | 13800001234 | 60
 |  | 第二网格 | 李四 | 13800001235 | 60
2 | 河东村 | 第一网格 | 王五 | 13800001236 | 90
3 | 河西村 | 第一网格 | 赵六 | 13800001237 | 40
 |  | 第二网格 | 孙七 | 13800001238 | 40
!merge A2:A3 B2:B3 A5:A6 B5:B6
)shape",
         R"plan(
roster header 1 data 2-6 (5) ! 表一!A2 merged_cells ! 表一!B2 merged_cells ! 表一!A5 merged_cells ! 表一!B5 merged_cells
A 序号 integer
B 村名 text
C 网格 choice 1=第一网格 2=第二网格
D 网格员 text
E 联系电话 phone
F 管辖户数 integer [户]
)plan"},
        {"numbers of fifteen digits that tell no person", R"shape(
序号 | 姓名 | 犬只数量 | 免疫情况 | 是否拴养 | 芯片号 | 照片
1 | 张三 | 1 | 已免疫 | 是 | '900000000000001 | 见附件
2 | 李四 | 2 | 未免疫 | 否 |  |
3 | 王五 | 1 | 已免疫 | 是 | '900000000000003 |
总计 |  | 4 |  |  |  |
说明：每只犬一行。
)shape",
         R"plan(
roster header 1 data 2-4 (3) total 5 note 6
A 序号 integer
B 姓名 text
C 犬只数量 integer
D 免疫情况 text
E 是否拴养 yes_no
F 芯片号 text
G 照片 text
)plan"},
        {"a sum in words, and posts to sign", R"shape(
XX镇高龄津贴发放表
序号 | 姓名 | 年龄 | 金额
1 | 张三 | 85 | 100
2 | 李四 | 90 | 200
3 | 王五 | 81 | 100
合计（大写）：肆佰元整 |  |  | 400
审批： | 审核： | 制表： | 日期：
!merge A1:D1 A6:C6
)shape",
         R"plan(
roster 《XX镇高龄津贴发放表》 header 2 data 3-5 (3) total 6 note 7
A 序号 integer
B 姓名 text
C 年龄 integer [岁]
D 金额 decimal.2
)plan"},
    };
    return kShapes;
}

}  // namespace qz::workbook::testing
