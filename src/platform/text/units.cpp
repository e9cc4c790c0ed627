#include "platform/text/units.hpp"

#include <string>
#include <unordered_map>

#include "platform/text/characters.hpp"

namespace qz::text {
namespace {

struct UnitWords {
    Dimension dimension;
    std::string_view units;
};

constexpr UnitWords kUnits[] = {
    {Dimension::kCount,
     "具 颗 幅 层 届 届次 台次 项次 个 处 所 座 家 件 台 辆 头 只 匹 羽 套 间 栋 幢 张 份 宗 起 次 条 口 眼 "
     "棵 株 支 项 本 册 把 块 片 部 "
     "艘 架 枚 "
     "根 场 场次 批 批次 期 例 门 艘次 篇 床 台套 台/套 台(套) 个/处 盏 窝 箱 盒 瓶 袋 桶 户次 家次 件次 "
     "孔 顶 副 双 尾 丛 蓬 单元 卷 桩 笔 单 车 车次 盆"},
    {Dimension::kHouseholds, "户"},
    {Dimension::kPersons, "人 名 位 口人 员"},
    {Dimension::kVisits, "人次 人·次 人天 人日"},
    {Dimension::kMoney, "元 角 分 美元 人民币元 元人民币"},
    {Dimension::kArea,
     "亩 公顷 平方米 m2 平米 平方 平方公里 平方千米 km2 hm2 ha 平方公里数 顷 平方尺 平方厘米"},
    {Dimension::kLength, "米 公里 千米 m km 厘米 cm 毫米 mm 里 华里 延米 延长米 尺"},
    {Dimension::kRatio, "% ‰ 百分点 百分比"},
    {Dimension::kWeight, "斤 公斤 千克 kg 克 g 吨 t 担 两 毫克 市斤"},
    {Dimension::kVolume, "立方米 m3 方 升 l 立方 毫升 ml 立方分米"},
    {Dimension::kTime, "天 日 月 个月 年 小时 分钟 秒 岁 周岁 周 工日 工作日 学时 课时 时 学年 季度"},
    {Dimension::kEnergy, "千瓦 千瓦时 kw kwh 度 兆瓦 mw 瓦 千伏安 kva 千伏 kv 马力"},
};

using UnitTable = std::unordered_map<std::u32string, Dimension>;

const UnitTable& Table() {
    static const UnitTable table = [] {
        UnitTable made;
        for (const UnitWords& words : kUnits) {
            std::string_view rest = words.units;
            while (!rest.empty()) {
                const std::size_t blank = std::min(rest.find(' '), rest.size());
                made.emplace(Decode(rest.substr(0, blank)), words.dimension);
                rest.remove_prefix(std::min(blank + 1, rest.size()));
            }
        }
        return made;
    }();
    return table;
}

const Dimension* Find(std::u32string_view unit) {
    const UnitTable& table = Table();
    // 万户, 百万元: at most two characters of magnitude.
    for (std::size_t skip = 0; skip <= 2 && skip < unit.size(); ++skip) {
        if (skip > 0 && std::u32string_view(U"十百千万亿").find(unit[skip - 1]) == std::u32string_view::npos)
            break;
        if (const auto found = table.find(std::u32string(unit.substr(skip))); found != table.end()) {
            return &found->second;
        }
    }
    return nullptr;
}

}  // namespace

Dimension DimensionOfUnit(std::u32string_view unit) {
    const Dimension* found = Find(unit);
    return found ? *found : Dimension::kNone;
}

bool IsUnit(std::u32string_view unit) {
    if (unit.empty() || unit.size() > 12) return false;
    if (Find(unit)) return true;
    const std::size_t slash = unit.find(U'/');
    return slash != std::u32string_view::npos && Find(unit.substr(0, slash)) && Find(unit.substr(slash + 1));
}

Dimension DimensionOf(std::string_view unit) {
    return DimensionOfUnit(NormaliseText(unit));
}

}  // namespace qz::text
