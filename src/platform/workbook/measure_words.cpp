#include "platform/workbook/measure_words.hpp"

#include <algorithm>
#include <set>

#include "platform/workbook/header_words.hpp"
#include "platform/workbook/word_lists.hpp"

namespace qz::workbook {

bool IsUnitOfMeasure(std::string_view text) {
    static const std::set<std::string_view> kUnits = {
        "人",       "户",     "个",   "亩",   "公顷", "元",   "角",     "分",       "%",        "％",
        "‰",        "公里",   "千米", "米",   "厘米", "毫米", "里",     "km",       "m",        "cm",
        "m2",       "m²",     "㎡",   "km²",  "km2",  "m³",   "m3",     "平方米",   "平米",     "平方公里",
        "平方千米", "立方米", "方",   "立方", "吨",   "公斤", "千克",   "斤",       "克",       "kg",
        "g",        "t",      "升",   "毫升", "头",   "只",   "羽",     "匹",       "株",       "棵",
        "丛",       "台",     "辆",   "艘",   "架",   "套",   "间",     "座",       "处",       "栋",
        "幢",       "眼",     "口",   "家",   "次",   "件",   "岁",     "周岁",     "年",       "月",
        "个月",     "天",     "日",   "工日", "小时", "时",   "分钟",   "秒",       "人次",     "户次",
        "人户",     "人天",   "车次", "场",   "场次", "名",   "位",     "对",       "条",       "盏",
        "块",       "张",     "份",   "篇",   "期",   "本",   "册",     "项",       "批",       "宗",
        "起",       "例",     "部",   "门",   "盘",   "根",   "支",     "把",       "袋",       "箱",
        "瓶",       "桶",     "床",   "床位", "席",   "千瓦", "千瓦时", "度",       "kW",       "kWh",
        "KW",       "KWH",    "MW",   "兆瓦", "伏",   "℃",    "摄氏度", "毫米汞柱", "mm",       "mmHg",
        "分贝",     "兆",     "GB",   "MB",   "班",   "所",   "村",     "组",       "人民币元", "美元",
        "港元"};
    static const Words kScales = {"万", "百", "千", "亿", "十", "百万", "千万", "十万"};
    const auto simple = [](std::string_view unit) {
        if (kUnits.contains(unit)) return true;
        return std::any_of(kScales.begin(), kScales.end(), [unit](std::string_view scale) {
            return unit.starts_with(scale) && kUnits.contains(unit.substr(scale.size()));
        });
    };
    if (text.empty() || text.size() > 30) return false;
    while (true) {
        const std::size_t slash = std::min({text.find('/'), text.find("／"), text.find("·"), text.size()});
        if (!simple(text.substr(0, slash))) return false;
        if (slash == text.size()) return true;
        text.remove_prefix(slash + LengthAt(text, slash));
    }
}

std::vector<std::string> UnitsOfCaption(std::string_view text) {
    const std::string clean = CleanText(text);
    std::vector<std::string> units;
    for (std::size_t at = clean.find("单位"); at != std::string::npos; at = clean.find("单位", at + 1)) {
        std::string_view rest = std::string_view(clean).substr(at + std::string_view("单位").size());
        if (rest.starts_with(":")) {
            rest.remove_prefix(1);
        } else if (rest.starts_with("：")) {
            rest.remove_prefix(std::string_view("：").size());
        } else {
            continue;
        }
        const std::size_t end = std::min({rest.find("）"), rest.find(')'), rest.find("；"), rest.size()});
        units = Split(rest.substr(0, end), {"、", "，", ",", ";", " ", "和"});
        if (!units.empty() && std::all_of(units.begin(), units.end(), IsUnitOfMeasure)) return units;
        units.clear();
    }
    return units;
}

std::string_view UnitOfName(std::string_view name) {
    if (EndsWithAny(name, {"户数", "总户", "农户数"})) return "户";
    if (EndsWithAny(name, {"人数", "人口数", "人口", "总人口", "党员数"})) return "人";
    if (EndsWithAny(name, {"人次", "人次数"})) return "人次";
    if (EndsWithAny(name, {"年龄"})) return "岁";
    // Some words that end so are no shares: 功率 is measured in 千瓦.
    if (EndsWithAny(name, {"功率", "频率", "汇率", "速率"})) return {};
    if (EndsWithAny(name, {"率", "占比", "比例", "比重"})) return "%";
    return {};
}

namespace {

struct Dimension {
    Words units;
    Words names;
};

const std::vector<Dimension>& Dimensions() {
    static const std::vector<Dimension> kDimensions = {
        {{"元"}, {"金额", "收入", "支出",   "资金",   "款",   "费",   "产值", "价",  "工资",
                  "补贴", "补助", "投资",   "资产",   "负债", "余额", "利润", "税",  "存款",
                  "贷款", "债",   "救助金", "养老金", "奖",   "额",   "预算", "成本"}},
        {{"亩", "公顷", "平方", "㎡", "m2", "m²"}, {"面积", "地", "田", "林", "园", "播种", "建筑"}},
        {{"户"}, {"户"}},
        {{"人"},
         {"人", "数量", "口", "男", "女", "党员", "职工", "学生", "教师", "老年", "儿童", "劳动力", "干部"}},
        {{"吨", "公斤", "千克", "斤"}, {"产量", "重量", "量", "粮", "肥", "农药"}},
        {{"公里", "千米", "米"}, {"长", "里程", "路", "高", "宽", "距离", "沟", "渠"}},
        {{"岁"}, {"年龄", "岁"}},
        {{"千瓦", "兆瓦", "马力"}, {"功率", "装机", "用电", "电量"}},
        {{"%", "％", "‰"}, {"率", "比", "占", "幅", "进度", "增长", "增速"}},
    };
    return kDimensions;
}

}  // namespace

bool UnitFits(std::string_view unit, std::string_view name) {
    // So much for each: 元/亩 is the unit of a price or of a rate, not of the amount paid.
    const bool for_each = HoldsAny(unit, {"/", "／"});
    const bool names_a_rate =
        HoldsAny(name, {"标准", "单价", "均", "每", "单产", "亩产"}) || EndsWithAny(name, {"价", "价格"});
    if (for_each) return names_a_rate;
    for (const Dimension& each : Dimensions()) {
        if (HoldsAny(unit, each.units) && HoldsAny(name, each.names)) return true;
    }
    // A share is never what remains.
    if (HoldsAny(unit, {"%", "％", "‰"})) return false;
    // A unit of no known dimension fits where the name has none either.
    return std::none_of(Dimensions().begin(), Dimensions().end(), [&](const Dimension& each) {
        return HoldsAny(unit, each.units) || HoldsAny(name, each.names);
    });
}

bool HasDimension(std::string_view unit) {
    return std::any_of(Dimensions().begin(), Dimensions().end(),
                       [unit](const Dimension& each) { return HoldsAny(unit, each.units); });
}

bool TakesUnitOfAmount(std::string_view unit, std::string_view name) {
    static const Words kAmounts = {"合计", "小计", "总计", "累计", "计划", "完成", "任务", "目标",
                                   "本月", "本年", "上年", "同期", "其他", "自筹", "投入", "配套",
                                   "中央", "省级", "市级", "县级", "财政", "镇级", "社会"};
    return unit.ends_with("元") && EndsWithAny(name, kAmounts) && !HoldsAny(name, {"数", "面积", "人", "户"});
}

}  // namespace qz::workbook
