// SQL of what units are told, of samples, and of what is told upward.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "admission/model.hpp"

namespace qz::admission {

using NoticeId = Id<struct NoticeTag>;

// What a notice is about: a proposal, or the task of a form.
struct NoticeAbout {
    NoticeAbout(const Proposal& of) : proposal(of.id), form(of.form) {}
    NoticeAbout(ProposalId the_proposal, TaskId the_task, FormId the_form)
        : proposal(the_proposal), task(the_task), form(the_form) {}
    ProposalId proposal;
    TaskId task;
    FormId form;
};
struct Notice {
    NoticeId id;
    std::string kind;  // "expires", "decided", "stopped", "revived", "merged", "escalated", "waiting",
                       // "asked", "answered"
    NoticeAbout about;
    std::string detail = "{}";
    Instant at;
    std::optional<Instant> seen_at;
};
void InsertNotice(storage::Tx& tx, UnitId unit, std::string_view kind, const NoticeAbout& about,
                  const json::object& detail = {});
// Newest first; those put away only where they are wanted.
std::vector<Notice> ListNotices(storage::Snapshot& snapshot, UnitId unit, bool seen_too, int limit);
// False where the unit has no such notice.
bool SeeNotice(storage::Tx& tx, UnitId unit, NoticeId notice);
// Whether the issuer has been warned of this day already.
bool HasWarned(storage::Snapshot& snapshot, UnitId unit, ProposalId proposal, int days, Date valid_until);

struct Sample {
    ProposalId proposal;
    Instant drawn_at;
    std::string finding;
    std::optional<Instant> reviewed_at;
};
void InsertSample(storage::Tx& tx, ProposalId proposal, UnitId gate);
std::vector<Sample> ListSamples(storage::Snapshot& snapshot, UnitId gate, int limit);
// False where the gate has no such sample, or it was looked at.
bool ReviewSample(storage::Tx& tx, UnitId gate, ProposalId proposal, std::string_view finding, AccountId by);

struct Upward {
    ProposalId proposal;
    std::string document;
    std::int64_t units = 0;
    std::int64_t year_seconds = 0;
    std::int64_t held_fields = 0;
    std::int64_t fields = 0;
    Instant at;
};
void InsertUpward(storage::Tx& tx, UnitId gate, const Upward& row);
std::vector<Upward> ListUpward(storage::Snapshot& snapshot, UnitId gate, int limit);

// 应急 of a department since `from`, newest first.
std::vector<ProposalId> ListEmergencies(storage::Snapshot& snapshot, UnitId issuer, Instant from, Instant to,
                                        int limit);
// 应急 by department: how many since `from`, and how they were filed.
struct EmergencyCount {
    UnitId issuer;
    std::int64_t published = 0;
    std::int64_t filed = 0;
    std::int64_t filed_late = 0;
};
// `within`: milliseconds that a filing may take.
std::vector<EmergencyCount> CountEmergencies(storage::Snapshot& snapshot, Instant from, Instant to,
                                             std::int64_t within);

}  // namespace qz::admission
