#include "handed/column_roles.hpp"

#include <map>
#include <tuple>

namespace qz::handed {

namespace {

struct RoleWords {
    Role role;
    std::vector<std::string_view> words;
};

// As text::Normalise writes them, without blanks.
const std::array<RoleWords, 4>& Words() {
    static const std::array<RoleWords, 4> words = {{
        {Role::kUnitCode,
         {"单位代码", "行政区划代码", "区划代码", "统计用区划代码", "村代码", "村居代码", "机构代码",
          "unit_code"}},
        {Role::kUnitName,
         {"村名",       "村",         "村居",     "村(社区)", "村(居)",       "村社区",   "行政村",
          "社区",       "单位",       "单位名称", "填报单位", "村名称",       "所在村",   "所属村",
          "村(居)名称", "村社区名称", "村庄",     "报送单位", "村(社区)名称", "村居名称", "社区名称",
          "行政村名称", "村民委员会", "村委会",   "所在村居", "所在村(社区)", "unit_name"}},
        {Role::kTown,
         {"镇街", "乡镇", "镇", "街道", "乡镇(街道)", "镇(街)", "镇街名称", "乡镇名称", "所属镇街",
          "所在乡镇", "镇(街道)", "乡镇街道", "所属乡镇", "所在镇街"}},
        {Role::kPersonNumber,
         {"身份证号", "身份证号码", "公民身份号码", "居民身份证号码", "身份证", "证件号码", "身份号码",
          "id_number"}},
    }};
    return words;
}

std::string Plain(std::string_view label) {
    std::string plain = text::Normalise(label);
    std::erase(plain, ' ');
    return plain;
}

}  // namespace

Role RoleOf(const workbook::ColumnPlan& column) {
    if (column.numbers_rows) return Role::kNumbering;
    const std::string plain = Plain(column.name);
    for (const RoleWords& one : Words()) {
        for (const std::string_view word : one.words) {
            if (plain == word) return one.role;
        }
    }
    return IsPersonName(plain) ? Role::kPersonName : Role::kFact;
}

std::vector<ColumnResult> MatchColumns(const workbook::SheetPlan& plan, const SheetMarks& marks,
                                       const catalogue::Matcher& matcher,
                                       const catalogue::Elements& elements) {
    std::vector<ColumnResult> columns;
    for (const workbook::ColumnPlan& planned : plan.columns) {
        ColumnResult& column = columns.emplace_back();
        column.column = planned.column;
        column.label = planned.name;
        column.section = planned.section;
        column.unit = planned.unit;
        column.role = RoleOf(planned);
        if (column.role == Role::kNumbering || column.role == Role::kUnitCode ||
            column.role == Role::kUnitName || column.role == Role::kTown) {
            continue;
        }
        for (const catalogue::LabelMatch& match :
             matcher.Best({planned.name, planned.unit, planned.section})) {
            const catalogue::Element* element = elements.FindCode(match.code);
            if (element == nullptr) continue;
            column.alternatives.push_back({element->id, element->code, element->label, match.score});
            if (column.element != nullptr || match.score < text::kSame) continue;
            column.element = element;
            column.score = match.score;
        }
        if (const auto marked = marks.columns.find(planned.column); marked != marks.columns.end()) {
            column.chosen = true;
            column.element = marked->second ? elements.Current(*marked->second) : nullptr;
            column.score = column.element ? 1 : 0;
        }
    }
    // 书记 电话 主任 电话: whose telephone each is asked for, only a person can tell.
    std::map<std::tuple<std::string, std::vector<std::string>, std::string>, std::size_t> named;
    for (const ColumnResult& column : columns) ++named[{column.label, column.section, column.unit}];
    for (ColumnResult& column : columns) {
        column.twice = named[{column.label, column.section, column.unit}] > 1;
        if (!column.twice || column.chosen) continue;
        column.element = nullptr;
        column.score = 0;
    }
    return columns;
}

}  // namespace qz::handed
