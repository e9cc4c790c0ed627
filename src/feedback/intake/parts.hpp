// What the files of feedback/intake share.
#pragma once

#include <array>
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "feedback/intake/intake.hpp"
#include "feedback/protocol/protocol.hpp"
#include "platform/base/wiped.hpp"

namespace qz::feedback::intake {

// --- submission.cpp

struct Outcome {
    std::string_view outcome = "taken";  // or again_later, refused
    std::string_view code;
};
// 160 bytes, whatever they say.
std::string OutcomeBody(const Outcome& outcome);

// How many reports each office took today; the writer's thread alone uses it. Nothing of it is stored.
struct Quota {
    Date day;
    std::map<std::string, int> taken;
};
struct Arrival {
    Report report;
    Date today;
    int daily_quota = 0;
};
// One report into the waiting pool, within a transaction. Proof and challenge have been checked.
Outcome Take(Connection& connection, const Arrival& arrival, Quota& quota);

// --- answers.cpp

struct Found {
    bool known = false;
    std::string reply_public;
    std::string office;
    Date day;
    bool may_object = false;
    bool may_tell = false;
    std::vector<std::string> boxes;  // the latest, at most kSlots - 1
};
// The same statements run for a known and for an unknown receipt.
Found FindAnswers(Connection& connection, std::string_view lookup_id);
// kSlots slots in random order.
std::string MakeSlots(const Found& found);

// --- release.cpp

struct RoundPlan {
    Date today;
    bool morning = false;  // 09:00 of a working day has come and this day's is not yet done
    std::function<Date(Date, int)> add_working_days;
};
// Within a transaction. How many rows were handed over.
int Release(Connection& connection, const RoundPlan& plan);

// --- fields.cpp

// application/x-www-form-urlencoded; nothing where it is malformed, larger than 256 KiB or not UTF-8.
// Overwritten when it goes, as all that is made of it is.
using FormFields =
    std::map<WipedString, WipedString, std::less<>, Wiping<std::pair<const WipedString, WipedString>>>;
std::optional<FormFields> ReadForm(std::string_view body);

// --- seeds.cpp

struct Worded {
    std::string code;
    std::string chinese;
    std::string english;
};
const std::vector<Worded>& Categories();
// The ready answer of a refusal in the page's language: where the office sent that answer, or none of its
// own.
std::string ReadyAnswer(std::string_view language, std::string_view code, std::string_view text);
// Working days in which an office takes a report up or refuses it (db/feedback/seed/steps.json).
int DaysToAccept();

// --- plain_page.cpp: every page is filled up to the same size (SECURITY A7)

WipedString ReceiptPage(std::string_view language, std::string_view receipt);
// What was typed stands in the page again.
WipedString RefusedPage(std::string_view language, std::string_view code, const FormFields& typed);
struct PlainMessage {
    WipedString day;
    WipedString kind;
    WipedString text;
};
struct PlainDialogue {
    std::string said;   // a sentence's code: what has just been done; "" for nothing
    std::string fault;  // a sentence's code: what is wrong; "" for nothing
    bool known = false;
    WipedString receipt;  // 20 digits; the forms carry it, for nothing else remembers it
    std::vector<PlainMessage> messages;
    bool may_object = false;
    bool may_tell = false;
    // Of the form that could not be taken: its kind, and what was typed into it.
    FormFields typed;
};
WipedString DialoguePage(std::string_view language, const PlainDialogue& dialogue);

}  // namespace qz::feedback::intake
