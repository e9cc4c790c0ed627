// A draft of 200 fields against a catalogue of 100,000 elements.
#include <array>
#include <random>
#include <string_view>
#include <unordered_set>

#include "bench/bench.hpp"
#include "catalogue/catalogue.hpp"

namespace qz::bench {
namespace {

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 16> kScopes = {"",     "本村",   "全镇", "农村", "城镇", "辖区内",
                                                      "本年", "上年末", "累计", "新增", "年末", "本季度",
                                                      "应",   "已",     "计划", "重点"};
constexpr std::array<std::string_view, 64> kSubjects = {
    "常住人口",     "户籍人口", "流动人口",   "低保对象",     "特困人员",       "留守儿童",   "残疾人",
    "退役军人",     "党员",     "村干部",     "网格员",       "志愿者",         "耕地",       "林地",
    "果园",         "大棚",     "水稻",       "小麦",         "玉米",           "大豆",       "生猪",
    "奶牛",         "家禽",     "水库",       "机井",         "道路",           "桥梁",       "路灯",
    "危房",         "厕所",     "垃圾收集点", "污水处理设施", "灭火器",         "消防栓",     "食品经营户",
    "养老机构",     "卫生室",   "学校",       "幼儿园",       "图书室",         "合作社",     "家庭农场",
    "集体经济",     "土地流转", "矛盾纠纷",   "信访事项",     "地质灾害隐患点", "企业",       "个体工商户",
    "贷款",         "补贴",     "养老保险",   "医疗保险",     "高龄津贴",       "公益性岗位", "外出务工人员",
    "返乡创业人员", "脱贫户",   "监测对象",   "易地搬迁户",   "安全饮水",       "宽带网络",   "客运班车",
    "文化广场"};
constexpr std::array<std::string_view, 32> kConditions = {
    "",       "男性",   "女性",     "60岁以上", "80岁以上", "18岁以下", "已整改", "未整改",
    "已排查", "已登记", "享受补贴", "外出",     "返乡",     "承包",     "闲置",   "改造完成",
    "达标",   "不达标", "投入使用", "停用",     "新建",     "续建",     "拟建",   "验收合格",
    "参保",   "未参保", "建档立卡", "集中供养", "分散供养", "一季度",   "二季度", "主要负责人"};
struct Measure {
    std::string_view word;
    std::string_view unit;
};
constexpr std::array<Measure, 16> kMeasures = {{{"人数", "人"},
                                                {"户数", "户"},
                                                {"数量", "个"},
                                                {"面积", "亩"},
                                                {"金额", "万元"},
                                                {"比例", "%"},
                                                {"次数", "次"},
                                                {"姓名", ""},
                                                {"名称", ""},
                                                {"编号", ""},
                                                {"地址", ""},
                                                {"联系电话", ""},
                                                {"时间", ""},
                                                {"原因", ""},
                                                {"类型", ""},
                                                {"长度", "公里"}}};

std::vector<catalogue::Candidate> MakeCatalogue(std::size_t size) {
    std::mt19937_64 random(20260101);
    std::unordered_set<std::string> made;
    std::vector<catalogue::Candidate> candidates;
    candidates.reserve(size);
    while (candidates.size() < size) {
        const Measure& measure = kMeasures[random() % kMeasures.size()];
        std::string label(kScopes[random() % kScopes.size()]);
        label += kSubjects[random() % kSubjects.size()];
        label += kConditions[random() % kConditions.size()];
        label += measure.word;
        if (!made.insert(label).second) continue;
        catalogue::Candidate candidate;
        candidate.code = "e" + std::to_string(candidates.size());
        candidate.label = std::move(label);
        candidate.unit = measure.unit;
        candidates.push_back(std::move(candidate));
    }
    return candidates;
}

// Labels as another department would write them.
std::vector<catalogue::AskedLabel> MakeDraft(const std::vector<catalogue::Candidate>& candidates,
                                             std::size_t size) {
    std::mt19937_64 random(7);
    std::vector<catalogue::AskedLabel> labels;
    for (std::size_t i = 0; i < size; ++i) {
        const catalogue::Candidate& candidate = candidates[random() % candidates.size()];
        std::string label = candidate.label;
        if (i % 4 == 0) label = "其中：" + label;
        if (i % 4 == 1) label = "B" + std::to_string(i) + label;
        if (i % 4 == 2) label += "情况";
        if (!candidate.unit.empty()) label += "（" + candidate.unit + "）";
        labels.push_back({std::move(label), "", {}});
    }
    return labels;
}

}  // namespace

std::vector<Row> MatchingBench(const Settings& settings) {
    const std::vector<catalogue::Candidate> candidates = MakeCatalogue(100'000);
    const std::vector<catalogue::AskedLabel> draft = MakeDraft(candidates, 200);
    const int runs = settings.quick ? 5 : 21;

    const auto start = std::chrono::steady_clock::now();
    const catalogue::Matcher matcher(candidates);
    const double built =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    std::size_t found = 0;
    const Spread matched =
        MeasureMilliseconds(runs, [&] { found += catalogue::MatchLabels(matcher, draft).size(); });

    std::vector<Row> rows;
    rows.push_back(TimeRow("match 200 labels against 100,000 elements", matched, std::nullopt, 200));
    rows.push_back(TimeRow("index 100,000 elements once for a version of the catalogue",
                           {built, built, built}, std::nullopt, {}));
    const double megabytes = static_cast<double>(matcher.bytes()) / (1 << 20);
    Row memory = TimeRow("memory of that index", {megabytes, megabytes, megabytes}, std::nullopt, {});
    memory.unit = "MB";
    rows.push_back(std::move(memory));
    return rows;
}

}  // namespace qz::bench
