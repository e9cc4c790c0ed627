// The words of forms as plain values: tasks, filings, returns, decisions, corrections.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "directory/directory.hpp"
#include "forms/definition.hpp"
#include "platform/base/actor.hpp"
#include "platform/base/clock.hpp"
#include "platform/base/ids.hpp"

namespace qz::forms {

using FormId = Id<struct FormTag>;
using VersionId = Id<struct FormVersionTag>;
using TaskId = Id<struct TaskTag>;
using ReturnId = Id<struct ReturnTag>;
using CorrectionId = Id<struct CorrectionTag>;
using ExportId = Id<struct ExportTag>;

// --- Forms -----------------------------------------------------------------------------------------------

struct Form {
    FormId id;
    UnitId owner;
    std::string title;
    std::string form_class;
    std::string layout;
    std::string draft;  // JSON text
    std::optional<VersionId> published;
    std::int64_t revision = 0;
    Instant updated_at;
};

// A frozen version: what it asks, ready for use, and its JSON as it is sent.
struct Version {
    VersionId id;
    FormId form;
    std::int64_t number = 0;
    Definition definition;
    std::string json;
};

// --- Tasks -----------------------------------------------------------------------------------------------

enum class TaskState : std::uint8_t { kOpen, kPaused, kClosed, kVoid };
enum class LatePolicy : std::uint8_t { kAccept, kRefuse };
// Who decides on a return, in this order; the steps of a task's chain.
enum class Step : std::uint8_t { kTownship, kCounty, kIssuer };

std::string_view ToWord(TaskState state);
std::string_view ToWord(LatePolicy policy);
std::string_view ToWord(Step step);
std::optional<Step> StepFromWord(std::string_view word);

// Every unit in use of `level` in `range`; with no level the root alone, whatever it is.
struct ScopePart {
    UnitId root;
    std::optional<directory::Level> level;
    OrdinalRange range;  // in the task's tree version
};

struct Task {
    TaskId id;
    FormId form;
    VersionId version;
    UnitId issuer;
    std::string title;
    std::string period;  // "2026-09", "2026-Q3", "2026"
    TreeVersionId tree;
    Instant published_at;
    Instant deadline;
    LatePolicy late = LatePolicy::kAccept;
    bool auto_file = false;  // where nothing is unknown the hub files by itself (系统引用)
    std::vector<Step> chain;
    int step_days = 3;  // working days
    std::string contact_name;
    std::string contact_phone;
    std::string note;
    TaskState state = TaskState::kOpen;
    std::string state_reason;
    std::optional<Instant> paused_at;
    std::int64_t stood = 0;  // milliseconds of pauses that ended
    std::int64_t revision = 0;
    std::vector<ScopePart> scope;
};

// --- Filings: what a unit did with a task beyond filling it ------------------------------------------------

// kGone: the unit was abolished before it reported, and nobody carries on for it.
enum class FilingState : std::uint8_t { kFiles, kAdded, kPassedOn, kDeclined, kGone };
std::string_view ToWord(FilingState state);

struct Filing {
    UnitId unit;
    Ordinal ordinal = 0;
    FilingState state = FilingState::kFiles;
    std::optional<UnitId> origin;  // added: who passed it here
    std::string reason;
    std::optional<Instant> received_at;
    std::optional<PostId> assigned_post;
    std::int64_t revision = 0;
};

// --- Returns ---------------------------------------------------------------------------------------------

enum class ReturnState : std::uint8_t { kOpen, kSigning, kReported, kApproved, kSentBack, kWithdrawn };
// 人工填报, 一键确认, 系统引用
enum class Origin : std::uint8_t { kManual, kOneClick, kSystem };
std::string_view ToWord(ReturnState state);
std::string_view ToWord(Origin origin);

// A reported return counts in totals whether approved or not; others are numbered beside them.
inline bool Counts(ReturnState state) {
    return state == ReturnState::kReported || state == ReturnState::kApproved;
}

struct Return {
    ReturnId id;
    UnitId unit;
    TaskId task;
    Ordinal ordinal = 0;
    ReturnState state = ReturnState::kOpen;
    std::int64_t revision = 0;
    std::string baseline;  // JSON text, see answers.hpp
    std::optional<std::string> draft;
    std::optional<Instant> draft_at;
    std::optional<AccountId> draft_by;
    std::optional<std::string> answers;
    std::optional<std::string> changes;
    std::int64_t version = 0;
    Origin origin = Origin::kManual;
    bool late = false;
    bool not_signed = false;  // 未审签: its last report went on without the signature that its form wants
    int step = 0;
    std::optional<Date> step_due;
    Instant opened_at;
    std::optional<Instant> reported_at;
    std::optional<AccountId> reported_by;
    std::optional<PostId> post;
    std::optional<std::string> sent_back;
};

// --- Corrections (校核申请) -------------------------------------------------------------------------------

enum class CorrectionState : std::uint8_t { kOpen, kUpheld, kRejected, kWithdrawn };
std::string_view ToWord(CorrectionState state);

struct Correction {
    CorrectionId id;
    UnitId unit;
    TaskId task;
    std::string field;
    ElementId element;
    std::string subject;
    std::string row_key;
    std::string row_name;
    catalogue::StoredValue held;
    std::int64_t held_version = 0;
    std::string held_source;
    catalogue::StoredValue reported;
    std::string reason;
    CorrectionState state = CorrectionState::kOpen;
    bool escalated = false;
    UnitId decider;
    Date due;
    Instant opened_at;
    std::optional<Instant> decided_at;
    std::string decision_reason;
    std::int64_t revision = 0;
};

}  // namespace qz::forms
