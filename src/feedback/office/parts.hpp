// What the files of feedback/office share.
#pragma once

#include <optional>

#include "calendar/calendar.hpp"
#include "directory/directory.hpp"
#include "feedback/office/office.hpp"
#include "feedback/protocol/protocol.hpp"

namespace qz::feedback::office {

// --- office_store.cpp

struct Office {
    std::string id;
    UnitId unit;
    std::string name;
    std::string role;
    std::string serves;  // JSON list of code prefixes
    std::string second;  // "" for none
    std::string identity_key;
};
struct Epoch {
    std::uint32_t epoch = 0;
    std::string public_key;
    std::string signature;
    bool destroyed = false;
};
std::optional<Office> FindOffice(Connection& connection, std::string_view id);
std::optional<Office> FindOfficeOf(Connection& connection, UnitId unit);
std::vector<Office> ListOffices(Connection& connection);
std::vector<Epoch> ListEpochs(Connection& connection, std::string_view office);
// The newest that has begun and stands; nothing before the first was made.
std::optional<Epoch> LiveEpoch(Connection& connection, std::string_view office, Date today);
// Cases whose step was due before `today`.
std::int64_t CountLate(Connection& connection, std::string_view office, Date today);
std::uint32_t MonthOf(Date day);

// --- case_rules.cpp

enum class State {
    kNew,
    kAccepted,
    kReferred,
    kVerified,
    kAnswered,
    kSupervised,
    kClosed,
    kFollowedUp,
    kRefused,
    kMerged
};
std::string_view ToWord(State state);
std::optional<State> StateFromWord(std::string_view word);
bool IsOpen(State state);
enum class Step { kAccept, kRefuse, kRefer, kVerify, kAnswer, kSupervise, kClose, kFollowUp };
struct Next {
    State state;
    std::optional<int> days;  // working days for the step after it; nothing where none is due
};
// Throws Problem kConflict "feedback.office.wrong_step" where the step does not follow.
Next DecideStep(State from, Step step);
// The working days of each step: "accept" → 3.
int DaysFor(std::string_view step);
const json::object& Steps();

// --- referral_rules.cpp

enum class Authority { kNone, kSubject, kPartOf, kTerritorial, kLine };
// Why `unit` must not learn of a matter about `subject`: it is the subject, a part of it, a unit whose
// territory it lies in, or one above it in its line (SECURITY A10).
Authority AuthorityOver(const directory::Tree& tree, UnitId unit, UnitId subject);
std::string_view ToWord(Authority authority);
// Whether the case office itself, or a unit it hangs below, is what a matter is about.
bool IsOwnMatter(const directory::Tree& tree, UnitId office, UnitId subject);

// --- case_store.cpp

struct Case {
    std::string id;
    std::string office;
    State state = State::kNew;
    Date step_due;
    std::optional<std::string> category;
    UnitId subject;
    std::string subject_code;
    std::optional<std::string> refused_code;
    std::optional<std::string> outcome;
    std::optional<std::string> finding;
    bool objected = false;
    bool slow = false;
    bool in_time = true;
    Date released_on;
    std::int64_t revision = 1;
};
// Problem kNotFound for a case of another office.
Case FindCase(Connection& connection, std::string_view id, std::string_view office);
void UpdateCase(Connection& connection, const Case& matter, Date today);
void AddHistory(Connection& connection, std::string_view id, Date day, const Actor& actor,
                std::string_view what, const json::object& detail = {});
void Count(Connection& connection, Date day, std::string_view measure, std::string_view category,
           std::string_view county, std::string_view town);

struct SealedAnswer {
    std::string voice;
    std::string box;
};
// One answer for each voice of the case and none else; throws Problem kRejected otherwise.
void InsertAnswers(Connection& connection, std::string_view id, const std::vector<SealedAnswer>& answers,
                   std::string_view kind, Date today);
std::vector<SealedAnswer> ReadAnswers(const json::array& items);

// --- acts.cpp

// Does an officer's request once: `change` in the feedback database, and beside it, without the case, a row
// in the hub's audit log.
http::Reply Perform(const Connections& connections, const http::Request& request, const Actor& actor,
                    storage::Tx& tx, std::string_view what,
                    const std::function<json::object(Connection&)>& change);
// The answer of a repeated request.
http::Reply Rebuild(const Connections& connections, const http::Request& request, const Actor& actor);
// The officer's own office; Problem kForbidden without a second factor, under a delegation, or without
// office.
Office OwnOffice(Connection& connection, const Actor& actor);
// Writes what the hub's audit lacks.
void SettleAudits(storage::Database& hub, const Connections& connections);

// --- others

std::string IdFromText(std::string_view text);  // base64url; Problem kNotFound for what is no id
std::string PathId(const http::Request& request, std::string_view name);
json::object UnitView(storage::Snapshot& snapshot, UnitId unit);
json::value DateOrNull(std::optional<Date> day);
Date DayOf(std::int64_t days);

json::array CodedJson(const std::vector<Coded>& list);

void AddOfficeRoutes(http::Router& router, const Connections& connections);
void AddKeyRoutes(http::Router& router, const Connections& connections);
void AddCaseRoutes(http::Router& router, const Connections& connections);
void AddStepRoutes(http::Router& router, const Connections& connections);
void AddGroupingRoutes(http::Router& router, const Connections& connections);
void AddQuestionRoutes(http::Router& router, const Connections& connections);
void AddSummaryRoutes(http::Router& router, const Connections& connections);

json::array DoneJson(Connection& connection, std::string_view before, int limit, std::string* next);
json::object CaseRow(storage::Snapshot& snapshot, Connection& connection, const Case& matter, Date today);

}  // namespace qz::feedback::office
