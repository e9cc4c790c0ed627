// The burden bill (负担账单): units × frequency × minutes. Whole seconds throughout; hours only when shown.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "admission/model.hpp"

namespace qz::admission {

// How long things take: a row of the configuration, with its authority.
struct Minutes {
    std::map<std::string, std::int64_t, std::less<>> seconds;  // of one cell, by type
    std::int64_t per_return_seconds = 300;                     // open, check, hand in
    std::int64_t paper_seconds = 1200;                         // print, stamp, carry
    std::int64_t confirm_seconds = 5;                          // look at one value that was brought
    std::int64_t rows_per_roster = 20;                         // where nothing is known
    std::string authority;
    std::string clause;
    std::string note;
};

// How often a year a cycle comes round; a single time counts as one.
std::int64_t TimesOf(std::string_view period);

struct BillField {
    std::string code;
    std::string label;
    catalogue::ValueType type = catalogue::ValueType::kText;
    Verdict verdict = Verdict::kNew;
    Answer answer = Answer::kAsk;
    std::int64_t held = 0;   // units of the scope whose value the hub has
    std::int64_t stale = 0;  // of these: older than its refresh cycle, so that somebody looks at it
};
struct BillRequest {
    std::int64_t units = 0;
    std::int64_t times = 1;
    bool roster = false;
    bool paper = false;
    std::vector<BillField> fields;
};

// One line: a field, or ("return", "paper") what each return costs beside its cells.
struct BillLine {
    std::string code;
    std::string label;
    std::int64_t seconds = 0;     // of one unit and one time
    std::int64_t units = 0;       // that type it
    std::int64_t confirming = 0;  // that only look at it
    std::int64_t times = 0;
    std::int64_t year_seconds = 0;      // what is asked
    std::int64_t everything = 0;        // without a hub
    std::int64_t hub_seconds = 0;       // of everything: what the hub answers
    std::int64_t left_out_seconds = 0;  // of everything: what nobody answers now
};
struct Bill {
    std::int64_t units = 0;
    std::int64_t times = 0;
    std::int64_t unit_seconds = 0;  // one unit, one time, everything that is asked of it
    std::int64_t asking = 0;        // asking + hub + left_out = everything; paper stands beside them
    std::int64_t everything = 0;
    std::int64_t hub = 0;
    std::int64_t left_out = 0;
    std::int64_t paper = 0;
    std::vector<BillLine> lines;
};
Bill MakeBill(const BillRequest& request, const Minutes& minutes);

json::object BillJson(const Bill& bill);
// Hours with two decimals, as shown.
double HoursOf(std::int64_t seconds);

}  // namespace qz::admission
