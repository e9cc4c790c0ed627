#include "platform/workbook/columns.hpp"

#include <unordered_map>

#include "platform/base/decimal.hpp"
#include "platform/workbook/columns_guess.hpp"
#include "platform/workbook/data_rows.hpp"
#include "platform/workbook/header_words.hpp"
#include "platform/workbook/written_values.hpp"

namespace qz::workbook {
namespace {

constexpr std::size_t kMostDistinct = 60;
constexpr std::size_t kMostChoices = 30;

// What the cells of one column are.
struct Seen {
    std::uint64_t values = 0;
    std::uint64_t nothing = 0;  // "—", "/", "无": written where there is nothing
    std::uint64_t numbers = 0;
    std::uint64_t written_numbers = 0;  // in cells of text
    std::uint64_t long_numbers = 0;     // codes: leading zeros, twelve digits and more
    std::uint64_t dates = 0;
    std::uint64_t written_dates = 0;
    std::uint64_t months = 0;            // 1998.5 and 199805, numbers or not
    std::uint64_t written_percents = 0;  // "85%" in cells of text
    std::uint64_t id_numbers = 0;
    std::uint64_t telephones = 0;
    std::uint64_t others = 0;
    std::uint64_t unknown = 0;  // faults of formulas, and formulas never calculated: they say nothing
    int places = 0;
    int shown_places = -1;  // as the format shows; -1 where it says nothing
    bool formulas = false;
    bool percent = false;
    std::vector<std::pair<std::string, std::uint64_t>> distinct;  // in the order of appearance
    bool many_distinct = false;
    std::unordered_map<std::string, std::size_t> places_of_distinct;
};

bool IsNothing(std::string_view text) {
    static const std::vector<std::string_view> kNothing = {"-",  "—",  "——", "－",  "/",   "／",
                                                           "\\", "无", "--", "N/A", "n/a", "…"};
    return std::find(kNothing.begin(), kNothing.end(), text) != kNothing.end();
}

// A number that somebody typed as text: "1,234.5". A code is none: "007", "371002…".
std::optional<int> PlacesOfWritten(std::string_view text) {
    std::string plain;
    for (const char character : text) {
        if (character != ',') plain += character;
    }
    if (plain.size() > 15 || !Decimal::Parse(plain)) return std::nullopt;
    const std::size_t point = plain.find('.');
    return point == std::string::npos ? 0 : static_cast<int>(plain.size() - point - 1);
}

class Observer {
 public:
    Observer(const Grid& grid, const SheetGrid& sheet, SheetPlan& plan)
        : grid_(grid), sheet_(sheet), plan_(plan) {
        std::uint32_t last = 0;
        for (const ColumnPlan& column : plan.columns) last = std::max(last, column.column);
        index_.assign(last + 1u, kNone);
        for (std::size_t index = 0; index < plan.columns.size(); ++index)
            index_[plan.columns[index].column] = index;
        seen_.resize(plan.columns.size());
        told_.resize(plan.columns.size());
        ForEachDataRow(sheet, plan, [this](const GridRow& row) {
            for (const GridCell& cell : sheet_.CellsOf(row)) {
                if (cell.column < index_.size() && index_[cell.column] != kNone)
                    Add(row.number, cell, index_[cell.column]);
            }
        });
    }

    const Seen& Of(std::size_t index) const { return seen_[index]; }

 private:
    static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

    void Tell(std::uint32_t row, const GridCell& cell, std::size_t index, std::string_view code,
              std::string value = {}) {
        if (told_[index]) return;
        told_[index] = true;
        if (value.empty()) value = Masked(cell.text);
        plan_.problems.push_back({plan_.sheet + "!" + Reference(row, cell.column),
                                  std::string(code),
                                  {{"value", std::move(value)}},
                                  false});
    }

    // A share with as many digits as a person would say.
    static std::string Fraction(std::string_view number) {
        constexpr int kPlaces = 4;
        return ShownText(CellKind::kNumber, number, {NumberFormat::Kind::kNumber, kPlaces, {}});
    }

    void Add(std::uint32_t row, const GridCell& cell, std::size_t index) {
        Seen& seen = seen_[index];
        std::string text = CleanText(grid_.Shown(cell));
        if (cell.kind == CellKind::kText && text.empty()) return;
        seen.formulas = seen.formulas || cell.formula;
        ++seen.values;
        switch (cell.kind) {
            case CellKind::kNumber:
                AddNumber(cell, seen);
                if (seen.percent)
                    Tell(row, cell, index, "platform.workbook.percent_format", Fraction(cell.text));
                break;
            case CellKind::kDate:
            case CellKind::kDateTime:
                ++seen.dates;
                break;
            case CellKind::kText:
                AddText(text, seen);
                break;
            case CellKind::kImpreciseNumber:
                ++seen.long_numbers;
                Tell(row, cell, index, "platform.workbook.digits_lost");
                break;
            case CellKind::kError:
                ++seen.unknown;
                Tell(row, cell, index, "platform.workbook.error_value");
                return;
            case CellKind::kUncomputed:
                ++seen.unknown;
                Tell(row, cell, index, "platform.workbook.not_calculated");
                return;
            default:
                ++seen.others;
        }
        if (seen.many_distinct || IsNothing(text)) return;
        const auto [place, fresh] = seen.places_of_distinct.try_emplace(text, seen.distinct.size());
        if (fresh) {
            if (seen.distinct.size() >= kMostDistinct) {
                seen.many_distinct = true;
                return;
            }
            seen.distinct.emplace_back(std::move(text), 0);
        }
        ++seen.distinct[place->second].second;
    }

    void AddNumber(const GridCell& cell, Seen& seen) const {
        ++seen.numbers;
        const std::size_t point = cell.text.find('.');
        const std::size_t whole = std::min(point, cell.text.size());
        if (point != std::string_view::npos) {
            seen.places = std::max(seen.places, static_cast<int>(cell.text.size() - point - 1));
        }
        if (whole >= 11) ++seen.long_numbers;
        if (IsTelephone(cell.text)) ++seen.telephones;
        if (point == std::string_view::npos && IsWrittenDate(cell.text)) ++seen.written_dates;
        if (IsYearAndMonth(cell.text)) ++seen.months;
        const NumberFormat& format = grid_.FormatOf(cell);
        if (format.kind == NumberFormat::Kind::kNumber)
            seen.shown_places = std::max(seen.shown_places, format.places);
        if (format.kind == NumberFormat::Kind::kPercent) {
            seen.shown_places = std::max(seen.shown_places, format.places + 2);
            seen.percent = true;
        }
    }

    static void AddText(const std::string& wide, Seen& seen) {
        if (IsNothing(wide)) {
            ++seen.nothing;
            return;
        }
        const std::string text = Narrowed(wide);
        if (IsIdNumber(text)) ++seen.id_numbers;
        if (IsTelephone(text)) ++seen.telephones;
        if (IsWrittenDate(text)) ++seen.written_dates;
        if (IsYearAndMonth(text)) ++seen.months;
        const bool percent = text.size() > 1 && text.ends_with('%');
        const auto places =
            PlacesOfWritten(percent ? std::string_view(text).substr(0, text.size() - 1) : text);
        if (percent && places) ++seen.written_percents;
        if (places && text.size() < 11) {
            ++seen.written_numbers;
            seen.places = std::max(seen.places, *places);
        } else if (places || IsLongDigits(text)) {
            ++seen.long_numbers;
        }
    }

    const Grid& grid_;
    const SheetGrid& sheet_;
    SheetPlan& plan_;
    std::vector<std::size_t> index_;
    std::vector<Seen> seen_;
    std::vector<bool> told_;
};

bool Most(std::uint64_t part, std::uint64_t whole, std::uint64_t percent) {
    return whole > 0 && part * 100 >= whole * percent;
}

bool IsYesOrNo(std::string_view text) {
    static const std::vector<std::string_view> kWords = {
        "是",  "否", "有",  "无", "√",    "×",     "✓",  "✔",  "✗",    "Y",      "N", "y", "n",
        "yes", "no", "Yes", "No", "TRUE", "FALSE", "对", "错", "需要", "不需要", "1", "0"};
    return std::find(kWords.begin(), kWords.end(), text) != kWords.end();
}

bool AllYesOrNo(const std::vector<std::string>& words) {
    return words.size() == 2 &&
           std::all_of(words.begin(), words.end(), [](const std::string& word) { return IsYesOrNo(word); });
}

// What is kept as written though it is made of digits.
bool NamesACode(std::string_view name) {
    return EndsWithAny(name, {"号", "号码", "编号", "编码", "代码", "账号", "帐号", "卡号", "邮编", "证号",
                              "账户", "文号", "车牌", "年月"}) &&
           !NumbersRows(name);
}

bool NamesFreeText(std::string_view name) {
    return NamesPeople(name) || NamesUnits(name) ||
           EndsWithAny(name, {"姓名", "名称", "地址", "住址",   "备注",   "说明",   "原因", "内容", "地点",
                              "位置", "简介", "措施", "经办人", "负责人", "联系人", "书记", "主任", "村",
                              "社区", "镇街", "乡镇", "街道",   "支部",   "部门",   "学校"});
}

bool NamesAChoice(std::string_view name) {
    return EndsWithAny(name, {"性别", "民族", "类别", "类型", "种类", "等级", "级别", "状况", "程度", "学历",
                              "面貌", "关系", "性质", "状态", "方式", "结果", "档次", "档位"});
}

bool MeasuresInParts(const ColumnPlan& column) {
    if (column.unit == "人" || column.unit == "户" || column.unit == "个") return false;
    const bool by_unit = HoldsAny(column.unit, {"元", "亩", "公顷", "平方", "㎡", "m²", "m2", "吨", "公斤",
                                                "千克", "斤", "公里", "千米", "米", "%", "％", "立方", "方"});
    return by_unit || EndsWithAny(column.name, {"面积", "金额", "收入", "支出", "产量", "产值", "资金",
                                                "补贴", "率", "比例", "占比", "长度", "里程", "投资", "费用",
                                                "单价", "余额", "工资", "款"});
}

bool Counts(const ColumnPlan& column) {
    const bool of_a_number =
        !column.section.empty() && EndsWithAny(column.section.back(), {"数", "数量", "人次"});
    return IsUnitOfMeasure(column.unit) || !UnitOfName(column.name).empty() ||
           (of_a_number && !NamesUnits(column.name) && !NamesPeople(column.name)) ||
           EndsWithAny(column.name, {"数", "数量", "次数", "人次", "个数", "合计", "小计", "年龄", "总数",
                                     "年份", "年度"});
}

// "01-汉族", "1.男", "A 优": all values have a code of their own before the word.
std::optional<Choice> Coded(std::string_view text) {
    std::size_t end = 0;
    while (end < text.size() && end < 5 &&
           ((text[end] >= '0' && text[end] <= '9') || (text[end] >= 'A' && text[end] <= 'Z')))
        ++end;
    if (end == 0 || end > 4) return std::nullopt;
    std::string_view rest = text.substr(end);
    for (const std::string_view mark : {"-", ".", "、", ":", "：", "．", "—", " ", ")", "）"}) {
        if (!rest.starts_with(mark)) continue;
        rest.remove_prefix(mark.size());
        std::string label = CleanText(rest);
        if (label.empty() || (label[0] >= '0' && label[0] <= '9')) return std::nullopt;
        return Choice{std::string(text.substr(0, end)), std::move(label)};
    }
    return std::nullopt;
}

std::vector<Choice> ChoicesOf(const std::vector<std::string>& words) {
    std::vector<Choice> choices;
    for (const std::string& word : words) {
        auto coded = Coded(word);
        if (!coded) break;
        choices.push_back(std::move(*coded));
    }
    if (choices.size() == words.size()) {
        std::stable_sort(choices.begin(), choices.end(),
                         [](const Choice& a, const Choice& b) { return a.code < b.code; });
        const auto same = [](const Choice& a, const Choice& b) { return a.code == b.code; };
        if (std::adjacent_find(choices.begin(), choices.end(), same) == choices.end()) return choices;
    }
    choices.clear();
    for (const std::string& word : words) choices.push_back({std::to_string(choices.size() + 1), word});
    return choices;
}

// The list that the workbook itself demands for the column's cells.
const ChoiceList* ListOf(const SheetGrid& sheet, const SheetPlan& plan, std::uint32_t column) {
    const std::uint32_t row =
        plan.data.empty() ? std::max(plan.header.last, plan.numbering_row) + 1 : plan.data.front().first;
    for (const ChoiceList& list : sheet.choices) {
        for (const CellRange& range : list.ranges) {
            if (column >= range.first_column && column <= range.last_column && range.last_row >= row)
                return &list;
        }
    }
    return nullptr;
}

class Guesser {
 public:
    Guesser(const ColumnPlan& column, const Seen& seen, const ChoiceList* list)
        : column_(column),
          name_(column.name),
          seen_(seen),
          list_(list),
          real_(seen.values - seen.nothing - seen.unknown) {}

    void Guess(ColumnGuess& guess) const {
        if (column_.numbers_rows) {
            guess.type = ColumnType::kInteger;
        } else if (IsId()) {
            guess.type = ColumnType::kIdNumber;
        } else if (YesNo()) {
            guess.type = ColumnType::kYesNo;
        } else if (IsPhone()) {
            guess.type = ColumnType::kPhone;
        } else if (IsDay()) {
            guess.type = ColumnType::kDate;
        } else if (list_ || !column_.words.empty()) {
            guess.type = ColumnType::kChoice;
            guess.choices = ChoicesOf(list_ ? list_->values : column_.words);
        } else if (!Number(guess)) {
            ChoiceOrText(guess);
        }
    }

 private:
    bool Asks() const {
        return name_.starts_with("是否") || name_.starts_with("有无") || name_.starts_with("能否") ||
               name_.ends_with("与否");
    }

    bool IsId() const {
        if (Asks()) return false;
        const bool named = HoldsAny(name_, {"身份证", "公民身份", "身份号码", "证件号码", "证件号"}) &&
                           !EndsWithAny(name_, {"类型", "日期", "地址", "有效期", "情况"});
        if (named) return real_ == 0 || seen_.id_numbers > 0 || seen_.long_numbers * 2 >= real_;
        return real_ >= 2 && Most(seen_.id_numbers, real_, 80);
    }

    bool YesNo() const {
        if (list_) return AllYesOrNo(list_->values);
        if (!column_.words.empty()) return AllYesOrNo(column_.words);
        bool words = !seen_.many_distinct && !seen_.distinct.empty();
        bool figures = false;
        for (const auto& [text, count] : seen_.distinct) {
            words = words && IsYesOrNo(text);
            figures = figures || text == "0" || text == "1";
        }
        if (Asks()) return real_ == 0 || words;
        // 1 and 0 are counts, and a column of one word alone says little; 有 beside 无 is an answer, and so
        // is a tick.
        const bool ticks =
            words && seen_.distinct.size() == 1 && EndsWithAny(seen_.distinct[0].first, {"√", "✓", "✔"});
        if (ticks && real_ >= 2) return true;
        return words && !figures && seen_.distinct.size() <= 2 && real_ >= 3 &&
               (seen_.distinct.size() == 2 || seen_.distinct[0].first == "是" ||
                seen_.distinct[0].first == "否");
    }

    bool IsPhone() const {
        const bool named = HoldsAny(name_, {"电话", "手机", "联系方式", "联系号码", "传真"});
        if (named && (real_ == 0 || Most(seen_.telephones + seen_.long_numbers, real_, 40))) return true;
        return real_ >= 3 && Most(seen_.telephones, real_, 90) && !NamesACode(name_);
    }

    bool IsDay() const {
        if (Most(seen_.dates, real_, 90)) return true;
        if (NamesADay() && (real_ == 0 || Most(seen_.dates + seen_.written_dates, real_, 50))) return true;
        const std::uint64_t days = seen_.dates + seen_.written_dates;
        return real_ >= 3 && seen_.numbers == 0 && Most(days, real_, 95) && !NamesACode(name_);
    }

    bool NamesADay() const {
        return EndsWithAny(name_,
                           {"日期", "时间", "年月", "年月日", "生日", "出生", "期限", "有效期", "截止日"});
    }

    bool Number(ColumnGuess& guess) const {
        if (NamesACode(name_) || (NamesADay() && Most(seen_.months, real_, 80))) return false;
        if (real_ == 0) {
            if (MeasuresInParts(column_)) {
                guess.type = ColumnType::kDecimal;
                guess.places = 2;
                return true;
            }
            if (!Counts(column_)) return false;
            guess.type = ColumnType::kInteger;
            return true;
        }
        const std::uint64_t figures = seen_.numbers + seen_.written_numbers;
        if (!Most(figures, real_, 90) || seen_.long_numbers * 2 > real_) return false;
        int places = std::min(seen_.places, Decimal::kPlaces);
        // What a formula leaves behind the point is not what anybody means.
        if (seen_.shown_places >= 0)
            places = seen_.places > 4 ? seen_.shown_places : std::max(places, seen_.shown_places);
        if (places > 4 && seen_.shown_places < 0) places = seen_.formulas ? 2 : places;
        places = std::min(places, Decimal::kPlaces);
        guess.type = places > 0 || MeasuresInParts(column_) ? ColumnType::kDecimal : ColumnType::kInteger;
        if (guess.type == ColumnType::kDecimal) guess.places = places > 0 ? places : 2;
        return true;
    }

    void ChoiceOrText(ColumnGuess& guess) const {
        if (name_ == "性别" || name_.ends_with("性别")) {
            guess.type = ColumnType::kChoice;
            std::vector<std::string> words = {"男", "女"};
            for (const auto& [text, count] : seen_.distinct) {
                if (words.size() < kMostChoices && std::find(words.begin(), words.end(), text) == words.end())
                    words.push_back(text);
            }
            guess.choices = ChoicesOf(std::vector<std::string>(words.begin(), words.end()));
            return;
        }
        if (seen_.many_distinct || NamesFreeText(name_) || NamesACode(name_) || NamesADay()) return;
        const std::uint64_t distinct = seen_.distinct.size();
        const bool short_words = std::all_of(seen_.distinct.begin(), seen_.distinct.end(),
                                             [](const auto& each) { return Length(each.first) <= 16; });
        if (distinct == 0 || !short_words || distinct > kMostChoices) return;
        const bool repeated = (real_ >= 4 && distinct <= 12 && distinct * 2 <= real_) ||
                              (distinct <= 20 && distinct * 5 <= real_) ||
                              (NamesAChoice(name_) && real_ >= 3 && distinct < real_);
        // One and the same word in all rows is no list to choose from.
        if (!repeated || (distinct == 1 && (!NamesAChoice(name_) || name_.ends_with("民族")))) return;
        std::vector<std::string> words;
        for (const auto& [text, count] : seen_.distinct) words.push_back(text);
        guess.type = ColumnType::kChoice;
        guess.choices = ChoicesOf(words);
    }

    const ColumnPlan& column_;
    const std::string& name_;
    const Seen& seen_;
    const ChoiceList* list_;
    std::uint64_t real_;
};

}  // namespace

std::string_view WordFor(ColumnType type) {
    switch (type) {
        case ColumnType::kText:
            return "text";
        case ColumnType::kInteger:
            return "integer";
        case ColumnType::kDecimal:
            return "decimal";
        case ColumnType::kDate:
            return "date";
        case ColumnType::kChoice:
            return "choice";
        case ColumnType::kYesNo:
            return "yes_no";
        case ColumnType::kIdNumber:
            return "id_number";
        case ColumnType::kPhone:
            return "phone";
    }
    return "text";
}

std::string Masked(std::string_view text) {
    constexpr std::size_t kShortest = 7;
    constexpr std::size_t kShown = 4;
    std::string masked(text);
    for (std::size_t at = 0; at < masked.size();) {
        std::size_t end = at;
        while (end < masked.size() && masked[end] >= '0' && masked[end] <= '9') ++end;
        if (end > at && end < masked.size() && (masked[end] == 'X' || masked[end] == 'x')) ++end;
        if (end - at >= kShortest)
            std::fill(masked.begin() + static_cast<std::ptrdiff_t>(at),
                      masked.begin() + static_cast<std::ptrdiff_t>(end - kShown), '*');
        at = std::max(end, at + 1);
    }
    return masked;
}

void GuessColumns(const Grid& grid, const SheetGrid& sheet, SheetPlan& plan) {
    const Observer observer(grid, sheet, plan);
    for (std::size_t index = 0; index < plan.columns.size(); ++index) {
        ColumnPlan& column = plan.columns[index];
        const Seen& seen = observer.Of(index);
        ColumnGuess& guess = column.guess;
        Guesser(column, seen, ListOf(sheet, plan, column.column)).Guess(guess);
        guess.values = seen.values;
        guess.shown_as_percent = seen.percent;
        if (column.unit.empty() && Most(seen.written_percents, seen.values, 50)) column.unit = "%";
        guess.empty_share =
            plan.rows == 0 ? 1 : 1 - static_cast<double>(seen.values) / static_cast<double>(plan.rows);
        guess.required = column.required || (plan.rows >= 3 && seen.values == plan.rows);
        const bool plain = guess.type == ColumnType::kInteger || guess.type == ColumnType::kDecimal ||
                           guess.type == ColumnType::kDate;
        for (const auto& [text, count] : seen.distinct) {
            if (guess.samples.size() == 3) break;
            guess.samples.push_back(plain ? text : Masked(text));
        }
    }
}

}  // namespace qz::workbook
