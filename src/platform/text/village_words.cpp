#include "platform/text/lexicon.hpp"

namespace qz::text {
namespace {

using enum WordKind;

// Of villages and households, whatever the trade: what is done, what stands about, what is in a house.
constexpr Group kGroups[] = {
    // What is done.
    {kSoft, "制定", "编制 制订 订立"},
    {kContent, "投入使用", "投用 投产 交付使用"},
    {kContent, "停用", "停止使用"},
    {kContent, "招录", "招收 招用"},
    {kContent, "拨付", "下拨 划拨"},
    {kContent, "到位", "到账"},
    {kContent, "走访", "探访 入户"},
    {kContent, "回收", "收回"},
    {kContent, "查处", "查办"},
    {kContent, "关闭", "关停"},
    {kContent, "建档", "建立档案"},
    {kContent, "挂牌", "授牌 揭牌"},
    {kContent, "入股", "参股"},
    {kContent, "保洁", "清扫 清扫保洁"},
    {kContent, "抚育", ""},
    {kContent, "奖励", ""},
    {kContent, "线上", "网上 在线"},
    {kContent, "户外", "室外 露天"},
    {kContent, "组织", ""},
    {kContent, "权属", ""},
    {kPer, "月均", "平均每月 月平均"},
    {kPer, "日均", "平均每天 平均每日 日平均"},
    {kSpan, "上半年", ""},
    {kSpan, "下半年", ""},
    {kSpan, "一季度", "第一季度"},
    {kSpan, "二季度", "第二季度"},
    {kSpan, "三季度", "第三季度"},
    {kSpan, "四季度", "第四季度"},
    // Who.
    {kRole, "分管领导", "主管领导"},
    {kRole, "技术员", ""},
    {kContent, "致富能手", "致富能人 乡村能人 能人"},
    {kContent, "乡贤", "新乡贤"},
    {kContent, "年龄段", "年龄组 年龄阶段"},
    {kContent, "村经济合作社", "村股份经济合作社 股份经济合作社 村集体经济合作社 股份经济联合社 经济联合社"},
    {kContent, "村监会", "村务监督委员会 监委会 村监委 村务监委会"},
    {kContent, "调委会", "调解委员会 人民调解委员会"},
    {kContent, "老年协会", "老年人协会 老协"},
    {kContent, "理事会", ""},
    // What stands about.
    {kContent, "机耕路", "机耕道 田间道路 生产路 生产道路 机耕道路"},
    {kContent, "晒谷场", "晒场 晾晒场"},
    {kContent, "戏台", "舞台 文化舞台"},
    {kContent, "宣传栏", "宣传橱窗 宣传专栏 信息宣传专栏 信息宣传栏"},
    {kContent, "公示栏", "公开栏 公告栏 村务公开栏"},
    {kContent, "便民服务站", "便民服务点 便民服务室 便民服务代办点"},
    {kContent, "警务室", "警务站"},
    {kContent, "集市", "圩市 墟市"},
    {kContent, "变压器", "配变"},
    {kContent, "山塘", "堰塘"},
    {kContent, "圈舍", "栏舍 畜舍 棚圈"},
    {kContent, "猪舍", "猪圈"},
    {kContent, "庭院", "院落 农家庭院"},
    {kContent, "菜地", "菜园 菜园地"},
    {kContent, "林地", "山林"},
    {kContent, "旧房", "老房 老屋 旧住房 旧房屋"},
    {kContent, "厨房", "灶房"},
    {kContent, "厂区", ""},
    {kContent, "排水沟", "排水渠 排污沟"},
    {kContent, "挡土墙", "挡墙"},
    {kContent, "步道", "栈道 人行步道"},
    {kContent, "水塔", ""},
    {kContent, "有机肥", "农家肥"},
    {kContent, "饲料", ""},
    // What is in a house.
    {kContent, "家电", "家用电器"},
    {kContent, "电视机", "电视 彩电"},
    {kContent, "电冰箱", "冰箱"},
    {kContent, "热水器", ""},
    {kContent, "智能手机", ""},
    {kContent, "柴草", "薪柴 柴火 木柴"},
    {kContent, "自行车", "脚踏车"},
    // Money.
    {kContent, "奖金", "奖励金 奖励资金 奖励金额"},
    {kContent, "伙食费", "餐费 膳食费"},
    {kContent, "交通费", "路费 车费"},
    {kContent, "住宿费", "住校费"},
    {kContent, "书本费", "课本费 教材费"},
    {kContent, "电费", ""},
    {kContent, "误工费", "误工补贴 误工补助"},
    {kContent, "租金", "租金额"},
    {kContent, "票据", "收据"},
    {kContent, "定金", ""},
    {kContent, "逾期", "超期"},
    {kContent, "贷款利率", ""},
};

}  // namespace

std::span<const Group> VillageWords() {
    return kGroups;
}

}  // namespace qz::text
