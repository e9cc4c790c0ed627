#include "admission/bill.hpp"

#include <algorithm>

namespace qz::admission {

namespace {

// Of the scope: who types the field, and who only looks at it.
struct Asked {
    std::int64_t typing = 0;
    std::int64_t confirming = 0;
};

Asked AskedOf(const BillField& field, std::int64_t units) {
    const std::int64_t held = std::clamp<std::int64_t>(field.held, 0, units);
    const std::int64_t stale = std::clamp<std::int64_t>(field.stale, 0, held);
    switch (field.answer) {
        case Answer::kDrop:
            return {};
        case Answer::kCounts:
            // Where the rows are held they are counted; elsewhere somebody types one number.
            return {units - held, 0};
        case Answer::kAsk:
            // Where it is new the hub still brings what it has; asking again asks everybody.
            if (field.verdict == Verdict::kNew || field.verdict == Verdict::kStale)
                return {units - held, stale};
            return {units, 0};
        case Answer::kUseHeld:
        case Answer::kRows:
            if (field.verdict == Verdict::kDerivable || field.verdict == Verdict::kDuplicate) return {};
            return {units - held, stale};
    }
    return {};
}

double Rounded(double value) {
    return static_cast<double>(static_cast<std::int64_t>(value * 100 + 0.5)) / 100;
}

}  // namespace

double HoursOf(std::int64_t seconds) {
    return Rounded(static_cast<double>(seconds) / 3600);
}

std::int64_t TimesOf(std::string_view period) {
    if (period == "half_yearly") return 2;
    if (period == "quarterly") return 4;
    if (period == "monthly") return 12;
    if (period == "weekly") return 52;
    return 1;
}

Bill MakeBill(const BillRequest& request, const Minutes& minutes) {
    Bill bill;
    bill.units = request.units;
    bill.times = request.times;
    const std::int64_t rows = request.roster ? minutes.rows_per_roster : 1;
    std::int64_t opening = 0;  // units that must open the form for at least one cell
    for (const BillField& field : request.fields) {
        const auto known = minutes.seconds.find(catalogue::ToWord(field.type));
        const Asked asked = AskedOf(field, request.units);
        BillLine line;
        line.code = field.code;
        line.label = field.label;
        const std::int64_t everything = (known == minutes.seconds.end() ? 60 : known->second) * rows;
        const auto number = minutes.seconds.find("integer");
        line.seconds =
            field.answer != Answer::kCounts
                ? everything
                : std::min(everything, number == minutes.seconds.end() ? std::int64_t{60} : number->second);
        line.units = asked.typing;
        line.confirming = asked.confirming;
        line.times = request.times;
        line.year_seconds =
            request.times * (asked.typing * line.seconds + asked.confirming * minutes.confirm_seconds * rows);
        line.everything = request.times * request.units * everything;
        const bool left_out = field.answer == Answer::kDrop;
        (left_out ? line.left_out_seconds : line.hub_seconds) = line.everything - line.year_seconds;
        opening = std::max(opening, asked.typing + asked.confirming);
        if (asked.typing > 0) bill.unit_seconds += line.seconds;
        if (asked.typing == 0 && asked.confirming > 0) bill.unit_seconds += minutes.confirm_seconds * rows;
        bill.lines.push_back(std::move(line));
    }
    BillLine base;
    base.code = "return";
    base.seconds = minutes.per_return_seconds;
    base.units = std::min(opening, request.units);
    base.times = request.times;
    base.year_seconds = request.times * base.units * base.seconds;
    base.everything = request.times * request.units * base.seconds;
    base.hub_seconds = base.everything - base.year_seconds;
    if (base.units > 0) bill.unit_seconds += base.seconds;
    bill.lines.push_back(base);
    for (const BillLine& line : bill.lines) {
        bill.asking += line.year_seconds;
        bill.everything += line.everything;
        bill.hub += line.hub_seconds;
        bill.left_out += line.left_out_seconds;
    }
    if (request.paper) {
        BillLine paper;
        paper.code = "paper";
        paper.seconds = minutes.paper_seconds;
        paper.units = request.units;
        paper.times = request.times;
        paper.year_seconds = request.times * request.units * paper.seconds;
        bill.paper = paper.year_seconds;
        bill.unit_seconds += paper.seconds;
        bill.lines.push_back(std::move(paper));
    }
    return bill;
}

json::object BillJson(const Bill& bill) {
    json::array lines;
    for (const BillLine& line : bill.lines) {
        lines.push_back(json::object{{"field", line.code},
                                     {"label", line.label},
                                     {"minutes", Rounded(static_cast<double>(line.seconds) / 60)},
                                     {"times", line.times},
                                     {"units", line.units},
                                     {"confirming", line.confirming},
                                     {"hours", HoursOf(line.year_seconds)},
                                     {"hours_everything", HoursOf(line.everything)},
                                     {"hours_hub_answers", HoursOf(line.hub_seconds)}});
    }
    return {{"units", bill.units},
            {"frequency_per_year", bill.times},
            {"minutes_per_unit", Rounded(static_cast<double>(bill.unit_seconds) / 60)},
            {"hours_asking", HoursOf(bill.asking)},
            {"hours_asking_everything", HoursOf(bill.everything)},
            {"hours_hub_answers", HoursOf(bill.hub)},
            {"hours_left_out", HoursOf(bill.left_out)},
            {"paper_hours", HoursOf(bill.paper)},
            {"lines", std::move(lines)}};
}

}  // namespace qz::admission
