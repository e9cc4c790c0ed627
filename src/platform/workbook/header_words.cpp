#include "platform/workbook/header_words.hpp"

#include <algorithm>

#include "platform/workbook/word_lists.hpp"
#include "platform/workbook/written_values.hpp"

namespace qz::workbook {
namespace {

// Asked for each character of each cell, so without a list to look through.
bool IsBlank(std::string_view character) {
    switch (character[0]) {
        case ' ':
        case '\t':
        case '\r':
        case '\n':
            return true;
        case '\xC2':
            return character == "\xC2\xA0";
        case '\xE2':
            return character == "\xE2\x80\x8B";
        case '\xE3':
            return character == "\xE3\x80\x80";
        case '\xEF':
            return character == "\xEF\xBB\xBF";
        default:
            return false;
    }
}

bool IsDigit(char character) {
    return character >= '0' && character <= '9';
}

bool AllDigits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

bool StartsWithAny(std::string_view text, const Words& starts) {
    return std::any_of(starts.begin(), starts.end(),
                       [text](std::string_view each) { return text.starts_with(each); });
}

bool HasColon(std::string_view text) {
    return text.find(':') != std::string_view::npos || text.find("：") != std::string_view::npos;
}

struct Bracket {
    std::size_t begin = 0, end = 0;  // of the whole, brackets included
    std::string_view inside;
};

// The last pair of brackets, if what follows it is nothing but stars.
std::optional<Bracket> LastBracket(std::string_view text) {
    static const std::vector<std::pair<std::string_view, std::string_view>> kPairs = {
        {"（", "）"}, {"(", ")"}, {"（", ")"}, {"(", "）"}, {"[", "]"}, {"【", "】"}, {"〔", "〕"}};
    for (const auto& [open, close] : kPairs) {
        if (!text.ends_with(close)) continue;
        const std::size_t begin = text.rfind(open);
        if (begin == std::string_view::npos) continue;
        const std::size_t inner = begin + open.size();
        return Bracket{begin, text.size(), text.substr(inner, text.size() - close.size() - inner)};
    }
    return std::nullopt;
}

}  // namespace

std::size_t LengthAt(std::string_view text, std::size_t at) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    return std::min(length, text.size() - at);
}

bool IsAny(std::string_view text, const Words& words) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

std::vector<std::string> Split(std::string_view text, const Words& separators) {
    std::vector<std::string> parts(1);
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = LengthAt(text, at);
        if (IsAny(text.substr(at, length), separators)) {
            parts.emplace_back();
        } else {
            parts.back() += text.substr(at, length);
        }
        at += length;
    }
    std::vector<std::string> kept;
    for (const std::string& part : parts) {
        if (std::string clean = CleanText(part); !clean.empty()) kept.push_back(std::move(clean));
    }
    return kept;
}

std::string CleanText(std::string_view text) {
    std::string clean;
    bool blank = false;
    bool latin_before = false;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = LengthAt(text, at);
        const std::string_view character = text.substr(at, length);
        at += length;
        if (IsBlank(character)) {
            blank = true;
            continue;
        }
        const bool latin = length == 1 && static_cast<unsigned char>(character[0]) < 0x80;
        if (blank && latin && latin_before) clean += ' ';
        blank = false;
        latin_before = latin;
        clean += character;
    }
    return clean;
}

std::size_t Length(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); at += LengthAt(text, at)) ++count;
    return count;
}

bool EndsWithAny(std::string_view text, const Words& endings) {
    return std::any_of(endings.begin(), endings.end(),
                       [text](std::string_view each) { return text.ends_with(each); });
}

bool HoldsAny(std::string_view text, const Words& words) {
    return std::any_of(words.begin(), words.end(),
                       [text](std::string_view each) { return text.find(each) != std::string_view::npos; });
}

// ---- names

namespace {

// "1.低保户2.特困户3.边缘户", "1是2否", "①男②女": the answers by their numbers, from 1 on; empty for anything
// else.
std::vector<std::string> NumberedAnswers(std::string_view inside) {
    static const Words kCircled = {"①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨"};
    const auto mark_at = [&](std::size_t at, std::size_t number) -> std::size_t {
        const std::string_view rest = inside.substr(at);
        if (number <= kCircled.size() && rest.starts_with(kCircled[number - 1]))
            return kCircled[number - 1].size();
        const std::string digits = std::to_string(number);
        if (!rest.starts_with(digits) || (rest.size() > digits.size() && IsDigit(rest[digits.size()])))
            return 0;
        std::size_t length = digits.size();
        for (const std::string_view mark : {".", "．", "、", "-", ":", "：", ")", "）"}) {
            if (rest.substr(length).starts_with(mark)) return length + mark.size();
        }
        return length;
    };
    std::vector<std::string> words;
    std::size_t at = 0;
    std::size_t begin = mark_at(0, 1);
    if (begin == 0) return {};
    for (std::size_t number = 2; begin <= inside.size(); ++number) {
        std::size_t next = inside.size();
        std::size_t length = 0;
        for (at = begin; at < inside.size() && length == 0; at += LengthAt(inside, at)) {
            length = mark_at(at, number);
            if (length != 0) next = at;
        }
        std::string word(inside.substr(begin, next - begin));
        for (const std::string_view mark : {"；", ";", "，", ",", "、", " ", "/"}) {
            while (word.size() > mark.size() && word.ends_with(mark)) word.resize(word.size() - mark.size());
        }
        if (word.empty() || Length(word) > 12 || words.size() >= 20) return {};
        words.push_back(std::to_string(number - 1) + "." + word);
        if (length == 0) break;
        begin = next + length;
    }
    return words.size() >= 2 ? words : std::vector<std::string>{};
}

// 18位, 11位数字: how long a number is, no part of the name.
bool IsLengthRemark(std::string_view inside) {
    std::size_t digits = 0;
    while (digits < inside.size() && IsDigit(inside[digits])) ++digits;
    return digits > 0 && digits <= 2 && IsAny(inside.substr(digits), {"位", "位数", "位数字", "位号码"});
}

}  // namespace

NameParts TakeApart(std::string_view label) {
    static const Words kStars = {"*", "＊", "★", "※", "●"};
    static const Words kMust = {"必填", "必须填写", "必填项"};
    static const Words kMay = {"选填", "可不填", "非必填", "没有不填", "无则不填", "可空"};
    NameParts parts;
    std::string name = CleanText(label);
    const auto strip = [&] {
        for (bool again = true; again;) {
            again = false;
            for (const std::string_view star : kStars) {
                while (name.size() > star.size() && name.starts_with(star)) {
                    name.erase(0, star.size());
                    parts.required = again = true;
                }
                while (name.size() > star.size() && name.ends_with(star)) {
                    name.resize(name.size() - star.size());
                    parts.required = again = true;
                }
            }
            for (const std::string_view colon : {std::string_view("："), std::string_view(":")}) {
                while (name.size() > colon.size() && name.ends_with(colon)) {
                    name.resize(name.size() - colon.size());
                    again = true;
                }
            }
        }
    };
    strip();
    for (auto bracket = LastBracket(name); bracket && bracket->begin > 0; bracket = LastBracket(name)) {
        std::string inside(bracket->inside);
        if (const auto colon = inside.find("单位"); colon == 0 && HasColon(inside)) {
            inside = inside.substr(std::string_view("单位").size() + (inside.find("：") == 6 ? 3 : 1));
        }
        // 万元，保留两位小数: how exactly, is no part of the name.
        const auto pieces = Split(inside, {"，", ",", "；", ";", "、"});
        const bool with_precision = pieces.size() == 2 && IsUnitOfMeasure(pieces[0]) &&
                                    HoldsAny(pieces[1], {"保留", "小数", "整数", "精确"});
        if ((IsUnitOfMeasure(inside) || with_precision) && parts.unit.empty()) {
            parts.unit = with_precision ? pieces[0] : inside;
        } else if (IsAny(inside, kMust)) {
            parts.required = true;
        } else if (auto numbered = NumberedAnswers(inside); !numbered.empty() && parts.words.empty()) {
            parts.words = std::move(numbered);
        } else if (!IsAny(inside, kMay) && !IsLengthRemark(inside)) {
            auto words = Split(inside, {"/", "／", "、", "|", "｜", "，", ",", "或"});
            const bool are_words =
                words.size() >= 2 && words.size() <= 20 && parts.words.empty() &&
                std::all_of(words.begin(), words.end(), [](const std::string& word) {
                    return Length(word) <= 8 && !IsAny(word, {"等"}) && !IsUnitOfMeasure(word);
                });
            // 村（居）, 镇（街道、园区） say more about the name; what follows "性别" or "是否" is an answer.
            const bool answers =
                are_words && (inside.find_first_of("/|") != std::string::npos ||
                              inside.find("／") != std::string::npos || name.starts_with("是否"));
            if (!answers || NamesUnits(std::string_view(name).substr(0, bracket->begin))) break;
            parts.words = std::move(words);
        }
        name.resize(bracket->begin);
        strip();
    }
    if (parts.unit.empty()) {
        const std::size_t slash =
            std::max(name.rfind('/') + 1,
                     name.rfind("／") == std::string::npos ? std::size_t{0} : name.rfind("／") + 3);
        if (slash > 1 && IsUnitOfMeasure(std::string_view(name).substr(slash)) &&
            !IsUnitOfMeasure(std::string_view(name))) {
            parts.unit = name.substr(slash);
            name.resize(slash - (name[slash - 1] == '/' ? 1 : 3));
        }
    }
    parts.name = std::move(name);
    return parts;
}

// ---- rows

bool IsTotal(std::string_view text) {
    static const Words kTotals = {
        "合计",     "总计",     "小计", "共计", "总合计", "合计数", "总数", "累计", "平均", "平均值", "汇总",
        "本页小计", "本页合计", "总和", "全镇", "全乡",   "全街道", "全县", "全区", "全市", "全省",   "全村"};
    std::string clean = CleanText(text);
    for (const std::string_view colon : {std::string_view("："), std::string_view(":")}) {
        if (clean.ends_with(colon)) clean.resize(clean.size() - colon.size());
    }
    if (IsAny(clean, kTotals)) return true;
    // 合计（大写）：肆佰元整
    const std::size_t end = std::min({clean.find("（"), clean.find('('), clean.find("："), clean.find(':')});
    if (end != std::string::npos && IsAny(std::string_view(clean).substr(0, end), kTotals)) return true;
    return Length(clean) <= 14 && EndsWithAny(clean, {"合计", "小计", "总计", "共计"});
}

bool IsOfWhich(std::string_view text) {
    return text.starts_with("其中") || text.starts_with("#其中");
}

bool IsNote(std::string_view text) {
    static const Words kAlone = {"注:",      "注：",     "注1",      "注2",      "备注:",    "备注：",
                                 "说明:",    "说明：",   "填表说明", "填报说明", "填写说明", "指标说明",
                                 "指标解释", "数据来源", "资料来源", "※",        "审核关系", "逻辑关系",
                                 "注意事项", "注意：",   "补充资料"};
    static const Words kPeople = {
        "填表人",     "填报人",   "制表人",   "制表",         "审核人",     "审核",         "复核",
        "单位负责人", "负责人",   "分管领导", "分管负责人",   "主要负责人", "统计负责人",   "联系人",
        "联系电话",   "联系方式", "电话",     "填表日期",     "填报日期",   "报出日期",     "上报日期",
        "报送日期",   "填报时间", "填表时间", "单位（盖章）", "单位(盖章)", "单位（公章）", "（盖章）",
        "（公章）",   "盖章",     "公章",     "经办人",       "校对",       "村书记",       "签字",
        "签名",       "领导签字", "包村干部", "村主任",       "填报单位",   "录入人"};
    const std::string clean = CleanText(text);
    if (StartsWithAny(clean, kAlone)) return true;
    if (!StartsWithAny(clean, kPeople)) return false;
    return HasColon(clean) || HoldsAny(clean, {"盖章", "公章", "签字", "签名", "____"});
}

bool IsCaption(std::string_view text) {
    const std::string clean = CleanText(text);
    if (IsOfWhich(clean)) return false;
    // 附件1 stands above a title; 附表2 各村人口 is one.
    if (StartsWithAny(clean, {"附件", "附表", "附："}) && Length(clean) < 6) return true;
    if (StartsWithAny(clean, {"表号", "制表机关", "制定机关", "批准机关", "批准文号", "备案文号", "备案机关",
                              "文号", "有效期", "综合机关"})) {
        return Length(clean) < 60;
    }
    if (HasColon(clean)) return true;
    if (IsNote(clean)) return true;
    if (HoldsAny(clean, {"盖章", "公章"}) && Length(clean) < 30) return true;
    if (IsWrittenDate(clean)) return true;
    // 2026年, 2026年第三季度, 二〇二六年九月, 年 月 日.
    const bool of_a_time = EndsWithAny(clean, {"年", "月", "日", "季度", "半年", "年度"}) &&
                           Length(clean) <= 14 && clean.find("年") != std::string::npos &&
                           (IsDigit(clean[0]) || StartsWithAny(clean, {"年", "二〇", "二○", "二零"}));
    return of_a_time;
}

bool IsExample(std::string_view text) {
    const std::string clean = CleanText(text);
    return IsAny(clean, {"例", "示例", "样例", "例如", "举例", "（例）", "(例)", "例：", "示例：", "（示例）",
                         "(示例)", "填写示例"}) ||
           StartsWithAny(clean, {"示例：", "示例:", "例：", "例:", "填写示例"});
}

bool TellsHowToFillIn(std::string_view text) {
    const std::string clean = CleanText(text);
    return StartsWithAny(clean, {"必填", "选填", "非必填", "格式", "下拉", "请填", "请选择", "请输入", "填写",
                                 "按实际", "如：", "例如", "可不填", "自动", "不填", "从下拉"});
}

bool NamesATable(std::string_view text) {
    return HoldsAny(text,
                    {"统计表", "汇总表", "登记表", "明细表", "一览表", "情况表", "报表", "台账",   "花名册",
                     "名册",   "名单",   "清单",   "明细",   "汇总",   "统计",   "情况", "调查表", "月报",
                     "季报",   "年报",   "表",     "登记",   "册",     "档案",   "计划", "公示",   "记录"});
}

bool HeadsAColumn(std::string_view name) {
    if (NumbersRows(name) || NamesUnits(name) || NamesPeople(name)) return true;
    return IsAny(name,
                 {"备注",     "说明",     "性别", "民族", "男",    "女",   "合计", "小计", "总计", "联系方式",
                  "职务",     "职业",     "学历", "籍贯", "地址",  "住址", "类型", "类别", "等级", "状态",
                  "年龄",     "单位",     "数量", "单价", "金额",  "编号", "编码", "代码", "项目", "指标",
                  "指标名称", "计量单位", "name", "type", "label", "id",   "code", "date", "Name", "Type"}) ||
           EndsWithAny(
               name, {"数",   "量",   "日期", "时间", "年月", "面积", "金额", "电话", "号码", "号",   "名称",
                      "姓名", "地址", "住址", "类型", "类别", "等级", "情况", "方式", "原因", "状态", "编号",
                      "编码", "代码", "收入", "支出", "补贴", "率",   "比例", "年龄", "性别", "人",   "员",
                      "单位", "备注", "种类", "级别", "程度", "关系", "内容", "措施", "结果", "期限", "地点",
                      "位置", "户",   "额",   "费",   "价",   "款",   "人口"}) ||
           name.starts_with("是否") || name.starts_with("有无") || name.starts_with("所属") ||
           name.starts_with("所在");
}

bool NumbersRows(std::string_view name) {
    return IsAny(name, {"序号", "序", "编序", "行号", "行次", "序列", "序列号", "顺序号", "NO", "NO.", "No",
                        "No.", "no", "#", "№"});
}

bool NamesUnits(std::string_view name) {
    static const Words kNames = {"村",
                                 "村名",
                                 "村名称",
                                 "村庄",
                                 "行政村",
                                 "村居",
                                 "村社",
                                 "村社区",
                                 "村（社区）",
                                 "村(社区)",
                                 "村（居）",
                                 "村(居)",
                                 "村/社区",
                                 "村居名称",
                                 "村（居）名称",
                                 "村庄名称",
                                 "村级",
                                 "社区",
                                 "社区名称",
                                 "单位",
                                 "单位名称",
                                 "镇街",
                                 "镇",
                                 "乡镇",
                                 "街道",
                                 "镇（街道）",
                                 "镇(街道)",
                                 "乡镇（街道）",
                                 "乡镇(街道)",
                                 "镇（街）",
                                 "镇(街)",
                                 "镇街名称",
                                 "镇名",
                                 "乡镇名称",
                                 "街道名称",
                                 "县区",
                                 "区县",
                                 "区市",
                                 "县（市、区）",
                                 "县(市、区)",
                                 "县（市、区）名称",
                                 "区（市）",
                                 "市",
                                 "县",
                                 "区",
                                 "地区",
                                 "填报单位",
                                 "上报单位",
                                 "报送单位",
                                 "部门",
                                 "部门名称",
                                 "科室",
                                 "行政区划",
                                 "区划名称",
                                 "行政村名称",
                                 "村委会",
                                 "居委会",
                                 "所在村",
                                 "单位（盖章）",
                                 "机构名称",
                                 "学校",
                                 "学校名称",
                                 "责任单位"};
    if (IsAny(name, kNames) ||
        EndsWithAny(name, {"村名称", "社区名称", "镇街名称", "村（社区）", "村(社区)", "村名"})) {
        return true;
    }
    // What stands on both sides of the slant in the first corner of a table.
    for (const std::string_view word : {std::string_view("项目"), std::string_view("指标")}) {
        if (name.starts_with(word) && IsAny(name.substr(word.size()), kNames)) return true;
    }
    // 村（社区、居）名称 says with more words what 村名称 does; 单位（如千米） speaks of something else.
    if (name.size() > 200) return false;
    std::string bare(name);
    for (const std::string_view word : {std::string_view("名称"), std::string_view("全称")}) {
        if (bare.size() > word.size() && bare.ends_with(word)) bare.resize(bare.size() - word.size());
    }
    const auto bracket = LastBracket(bare);
    if (!bracket || bracket->begin == 0 ||
        !HoldsAny(bracket->inside, {"村", "居", "社区", "街", "镇", "乡", "区", "市"}))
        return false;
    bare.resize(bracket->begin);
    return IsAny(bare, kNames);
}

bool NamesPeople(std::string_view name) {
    static const Words kNames = {"姓名",       "户主",       "户主姓名",     "本人姓名", "人员姓名",
                                 "申请人",     "申请人姓名", "老人姓名",     "儿童姓名", "学生姓名",
                                 "残疾人姓名", "家庭成员",   "家庭成员姓名", "成员姓名", "党员姓名",
                                 "享受人姓名", "参保人",     "被保险人",     "监测对象", "救助对象",
                                 "对象姓名",   "承包方",     "承包人",       "种植户",   "农户姓名",
                                 "养殖户",     "职工姓名",   "居民姓名",     "权利人"};
    return IsAny(name, kNames);
}

bool IsUnitName(std::string_view text) {
    return Length(text) >= 2 && Length(text) <= 30 &&
           EndsWithAny(text,
                       {"村",     "社区",   "居委会", "村委会", "居民委员会", "村民委员会", "镇",     "乡",
                        "街道",   "街道办", "办事处", "县",     "市",         "区",         "局",     "委",
                        "办",     "办公室", "中心",   "所",     "站",         "学校",       "小学",   "中学",
                        "幼儿园", "医院",   "卫生院", "卫生室", "园区",       "农场",       "林场",   "部",
                        "厅",     "处",     "科",     "院",     "居",         "庄",         "屯",     "寨",
                        "夼",     "疃",     "家",     "组",     "大队",       "联社",       "合作社", "公司",
                        "委员会", "管理区"});
}

std::optional<int> NumberingMark(std::string_view text) {
    std::string clean = CleanText(text);
    if (IsAny(clean, {"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "—", "-", "－", "──", "——", "/", "栏次",
                      "A", "B", "C", "D"}))
        return 0;
    static const Words kCircled = {"①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩",
                                   "⑪", "⑫", "⑬", "⑭", "⑮", "⑯", "⑰", "⑱", "⑲", "⑳"};
    if (const auto found = std::find(kCircled.begin(), kCircled.end(), clean); found != kCircled.end()) {
        return static_cast<int>(found - kCircled.begin()) + 1;
    }
    for (const auto& [open, close] :
         {std::pair<std::string_view, std::string_view>{"（", "）"}, {"(", ")"}, {"[", "]"}}) {
        if (clean.starts_with(open) && clean.ends_with(close) && clean.size() > open.size() + close.size()) {
            clean = clean.substr(open.size(), clean.size() - open.size() - close.size());
        }
    }
    const std::size_t equals = std::min({clean.find('='), clean.find("＝"), clean.size()});
    const std::string_view number = std::string_view(clean).substr(0, equals);
    if (!AllDigits(number) || number.size() > 3) return std::nullopt;
    if (equals < clean.size() &&
        clean.find_first_not_of("0123456789+-*/=()", equals + (clean[equals] == '=' ? 1 : 3)) !=
            std::string::npos) {
        return std::nullopt;
    }
    return std::stoi(std::string(number));
}

}  // namespace qz::workbook
