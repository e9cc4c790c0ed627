#include "platform/workbook/proposal.hpp"

#include <ostream>

#include "platform/workbook/content.hpp"
#include "platform/workbook/convert.hpp"

namespace qz::workbook {
namespace {

using i18n::Language;
using i18n::Sentence;

json::value RangeJson(std::uint32_t first, std::uint32_t last) {
    if (first == 0) return nullptr;
    return json::array{first, last};
}

std::string SentenceFor(LeftOut::Reason reason, Language language) {
    using Reason = LeftOut::Reason;
    switch (reason) {
        case Reason::kOtherTable:
            return Sentence(language, "platform.workbook.left_out_other_table");
        case Reason::kNoName:
            return Sentence(language, "platform.workbook.left_out_no_name");
        case Reason::kRepeatedHeader:
            return Sentence(language, "platform.workbook.left_out_repeated_header");
        case Reason::kSectionLine:
            return Sentence(language, "platform.workbook.left_out_section_line");
        case Reason::kOfWhich:
            return Sentence(language, "platform.workbook.left_out_of_which");
        case Reason::kExample:
            return Sentence(language, "platform.workbook.left_out_example");
        case Reason::kOnlyNumber:
            return Sentence(language, "platform.workbook.left_out_only_number");
        case Reason::kHiddenRow:
            return Sentence(language, "platform.workbook.left_out_hidden_row");
        case Reason::kBeside:
            return Sentence(language, "platform.workbook.left_out_beside");
    }
    return {};
}

json::object ColumnJson(const ColumnPlan& column) {
    json::array section(column.section.begin(), column.section.end());
    json::array choices;
    for (const Choice& choice : column.guess.choices) {
        choices.push_back(json::object{{"code", choice.code}, {"label", choice.label}});
    }
    // Four digits behind the point are enough of a share.
    const double share =
        static_cast<double>(static_cast<std::int64_t>(column.guess.empty_share * 10'000 + 0.5)) / 10'000;
    return {
        {"column", column.Letter()},           {"name", column.name},    {"section", std::move(section)},
        {"type", WordFor(column.guess.type)},  {"unit", column.unit},    {"places", column.guess.places},
        {"choices", std::move(choices)},       {"empty_share", share},   {"required", column.guess.required},
        {"numbers_rows", column.numbers_rows}, {"hidden", column.hidden}};
}

json::array LinesJson(const std::vector<NoteLine>& lines) {
    json::array array;
    for (const NoteLine& line : lines) array.push_back(json::object{{"row", line.row}, {"text", line.text}});
    return array;
}

json::object SheetJson(const SheetPlan& plan, Language language) {
    json::array columns;
    for (const ColumnPlan& column : plan.columns) columns.push_back(ColumnJson(column));
    json::array totals(plan.totals.begin(), plan.totals.end());
    json::array left_out;
    for (const LeftOut& each : plan.left_out) {
        json::object entry;
        if (each.columns) {
            entry["columns"] = json::array{Letters(each.first), Letters(each.last)};
        } else {
            entry["rows"] = json::array{each.first, each.last};
        }
        entry["reason"] = WordFor(each.reason);
        entry["text"] = SentenceFor(each.reason, language);
        left_out.push_back(std::move(entry));
    }
    json::array problems;
    if (!plan.reason.empty()) {
        problems.push_back(json::object{
            {"at", plan.sheet}, {"code", plan.reason}, {"text", Sentence(language, plan.reason)}});
    }
    for (const Finding& problem : plan.problems) {
        problems.push_back(json::object{{"at", problem.field},
                                        {"code", problem.code},
                                        {"text", Sentence(language, problem.code, problem.arguments)}});
    }
    const RowRange data = plan.DataRange();
    return {
        {"name", plan.sheet},
        {"hidden", plan.hidden},
        {"title", plan.title},
        {"captions", LinesJson(plan.captions)},
        {"kind", WordFor(plan.kind)},
        {"confidence", plan.confidence},
        {"header_rows", RangeJson(plan.header.first, plan.header.last)},
        {"numbering_row", plan.numbering_row == 0 ? json::value(nullptr) : json::value(plan.numbering_row)},
        {"data_rows", RangeJson(data.first, data.last)},
        {"rows", plan.rows},
        {"hidden_rows", plan.hidden_rows},
        {"columns", std::move(columns)},
        {"totals", std::move(totals)},
        {"notes", LinesJson(plan.notes)},
        {"left_out", std::move(left_out)},
        {"problems", std::move(problems)}};
}

void PrintText(const std::vector<SheetPlan>& plans, Language language, std::ostream& out) {
    for (const SheetPlan& plan : plans) {
        out << Sentence(
                   language, "platform.workbook.proposal_sheet",
                   {{"sheet", plan.sheet}, {"title", plan.title}, {"kind", std::string(WordFor(plan.kind))}})
            << '\n';
        if (!plan.reason.empty()) {
            out << "  " << Sentence(language, plan.reason) << '\n';
            continue;
        }
        const RowRange data = plan.DataRange();
        out << "  "
            << Sentence(language, "platform.workbook.proposal_rows",
                        {{"first", std::to_string(plan.header.first)},
                         {"last", std::to_string(plan.header.last)},
                         {"from", std::to_string(data.first)},
                         {"to", std::to_string(data.last)},
                         {"rows", std::to_string(plan.rows)},
                         {"totals", std::to_string(plan.totals.size())}})
            << '\n';
        for (const ColumnPlan& column : plan.columns) {
            out << "  " << column.Letter() << '\t';
            for (const std::string& section : column.section) out << section << " / ";
            out << column.name << '\t' << WordFor(column.guess.type);
            if (column.guess.type == ColumnType::kDecimal) out << '.' << column.guess.places;
            if (!column.unit.empty()) out << '\t' << column.unit;
            for (const Choice& choice : column.guess.choices)
                out << '\t' << choice.code << '=' << choice.label;
            out << '\n';
        }
        for (const LeftOut& each : plan.left_out) {
            out << "  - "
                << (each.columns ? Letters(each.first) + "–" + Letters(each.last)
                                 : std::to_string(each.first) + "–" + std::to_string(each.last))
                << ": " << SentenceFor(each.reason, language) << '\n';
        }
        for (const Finding& problem : plan.problems) {
            out << "  ! " << problem.field << ": " << Sentence(language, problem.code, problem.arguments)
                << '\n';
        }
    }
}

}  // namespace

json::object ProposalJson(std::string_view file, const std::vector<SheetPlan>& plans, Language language) {
    json::array sheets;
    for (const SheetPlan& plan : plans) sheets.push_back(SheetJson(plan, language));
    return {{"file", file}, {"sheets", std::move(sheets)}};
}

int ProposeCommand(const std::filesystem::path& file, bool as_json, std::ostream& out, std::ostream& err) {
    constexpr Language kLanguage = Language::kChinese;
    try {
        std::string converted;
        Source source = Source::File(file);
        if (NeedsConversion(source)) {
            converted = ConvertToXlsx(source);
            source = Source::Memory(converted);
        }
        const std::vector<SheetPlan> plans = PlanWorkbook(ReadGrid(source));
        if (as_json) {
            out << json::serialize(ProposalJson(file.filename().string(), plans, kLanguage)) << '\n';
        } else {
            PrintText(plans, kLanguage, out);
        }
        return 0;
    } catch (const Problem& problem) {
        err << file.filename().string() << ": " << Sentence(kLanguage, problem.code(), problem.arguments())
            << " [" << problem.code() << "]\n";
        return 2;
    }
}

}  // namespace qz::workbook
