#include "platform/text/lexicon.hpp"

namespace qz::text {
namespace {

using enum WordKind;

// What offices and their forms are about. Before something more particular a form leaves it out: 供水管网 of
// a form on water is 管网.
constexpr std::string_view kTrades[] = {
    "林业",         "渔业",     "畜牧业", "农业",     "水利",     "防汛", "森林防火", "防火",     "防疫",
    "供水",         "供电",     "供气",   "供热",     "排水",     "环卫", "环保",     "殡葬",     "宗教信仰",
    "网格",         "快递",     "邮政",   "物流",     "电商",     "民政", "双拥",     "社区矫正", "信访",
    "法律援助",     "禁毒",     "反诈",   "司法",     "综治",     "治安", "征兵",     "党建",     "选举",
    "物业",         "燃气",     "消防",   "植保",     "农机",     "种业", "渔政",     "航运",     "兽医",
    "检疫",         "屠宰",     "残联",   "工会",     "共青团",   "妇联", "志愿活动", "移民",     "文物",
    "非遗",         "档案",     "气象",   "地震",     "测绘",     "普查", "救灾",     "交通",     "自然资源",
    "住建",         "市场监管", "食品",   "旅游",     "文化",     "体育", "教育",     "医疗",     "养老",
    "托育",         "慈善",     "就业",   "乡村振兴", "扶贫",     "电力", "通讯",     "审计",     "水产养殖",
    "应急",         "公共卫生", "河湖",   "水务",     "园林",     "路政", "海洋",     "粮食",     "人防",
    "退役军人事务", "统战",     "侨务",   "民族事务", "抢险",     "景区", "小区",     "园区",     "厂区",
    "校园",         "灌区",     "库区",   "林区",     "渔船",     "渔港", "校车",     "电梯",     "加油站",
    "旅馆",         "网吧",     "矿山",   "工地",     "公共厕所", "码头", "博物馆",   "图书馆",   "公园",
    "水厂",         "泵站",     "光伏",   "村务",     "政务",     "财务",
};

// Those of them that the other tables do not have.
constexpr Group kGroups[] = {
    {kContent, "森林防火", "护林防火 森林草原防火 森防"},
    {kContent, "防火", ""},
    {kContent, "防疫", "疫情防控 疫情防治"},
    {kContent, "供气", ""},
    {kContent, "供热", ""},
    {kContent, "排水", ""},
    {kContent, "环卫", "环境卫生"},
    {kContent, "环保", "环境保护 生态环保"},
    {kContent, "邮政", ""},
    {kContent, "民政", ""},
    {kContent, "双拥", "拥军优属"},
    {kContent, "禁毒", ""},
    {kContent, "司法", ""},
    {kContent, "综治", "综合治理 社会治安综合治理"},
    {kContent, "征兵", ""},
    {kContent, "党建", "党的建设"},
    {kContent, "物业", "物业管理"},
    {kContent, "植保", "植物保护"},
    {kContent, "种业", ""},
    {kContent, "渔政", ""},
    {kContent, "航运", "水运 水路运输"},
    {kContent, "检疫", ""},
    {kContent, "屠宰", ""},
    {kContent, "残联", "残疾人联合会"},
    {kContent, "工会", "工会组织"},
    {kContent, "移民", ""},
    {kContent, "气象", ""},
    {kContent, "地震", ""},
    {kContent, "测绘", ""},
    {kContent, "普查", ""},
    {kContent, "自然资源", "国土资源"},
    {kContent, "住建", "住房城乡建设 住房和城乡建设"},
    {kContent, "市场监管", "市场监督管理"},
    {kContent, "教育", ""},
    {kContent, "养老", ""},
    {kContent, "托育", ""},
    {kContent, "乡村振兴", ""},
    {kContent, "审计", ""},
    {kContent, "公共卫生", "公卫"},
    {kContent, "河湖", ""},
    {kContent, "水务", ""},
    {kContent, "园林", ""},
    {kContent, "路政", ""},
    {kContent, "海洋", ""},
    {kContent, "人防", "人民防空"},
    {kContent, "退役军人事务", ""},
    {kContent, "统战", ""},
    {kContent, "侨务", ""},
    {kContent, "民族事务", ""},
    {kContent, "抢险", "防汛抢险 抗洪抢险"},
    {kContent, "村务", ""},
    {kContent, "政务", ""},
    {kContent, "财务", ""},
};

}  // namespace

std::span<const std::string_view> TradeNames() {
    return kTrades;
}

std::span<const Group> TradeWords() {
    return kGroups;
}

}  // namespace qz::text
