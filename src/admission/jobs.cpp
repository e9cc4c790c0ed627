// What the clock does: silence past a day, the end of an admission, and the warnings before it.
#include "admission/decisions.hpp"
#include "admission/notice_store.hpp"
#include "admission/workbook_store.hpp"
#include "audit/audit.hpp"

namespace qz::admission {

namespace {

constexpr int kSlice = 50;
constexpr int kWarnings[] = {30, 7};  // days ahead

void PassOverdue(storage::Database& database) {
    for (;;) {
        const std::int64_t passed = database.Write([](storage::Tx& tx) {
            const auto tree = directory::CurrentTree(tx);
            const auto configuration = CurrentConfiguration(tx);
            std::int64_t count = 0;
            for (Proposal& proposal : ListOverdue(tx, DateOf(tx.Now()), kSlice)) {
                const std::string_view what = PassSilence(tx, *tree, *configuration, proposal);
                if (what.empty()) continue;
                audit::RecordSystem(tx, proposal.issuer, "admission.proposal.silence_passed",
                                    proposal.id.value);
                ++count;
            }
            return count;
        });
        if (passed < kSlice) return;
    }
}

void Expire(storage::Tx& tx, Proposal& proposal) {
    const State before = proposal.state;
    proposal.state = State::kExpired;
    UpdateProposal(tx, proposal, before);
    InsertEvent(tx, proposal.id, "expired", UnitId{}, AccountId{});
    InsertNotice(tx, proposal.issuer, "expired", proposal,
                 {{"valid_until", proposal.valid_until->ToString()}});
    audit::RecordSystem(tx, proposal.issuer, "admission.form.expired", proposal.id.value);
}

// The nearer warning alone where both days have come: a hub that slept does not say it twice.
void Warn(storage::Tx& tx, const Proposal& proposal, Date today) {
    const int left = proposal.valid_until->days - today.days;
    const int days = left <= kWarnings[1] ? kWarnings[1] : kWarnings[0];
    if (proposal.origin == Origin::kEmergency ||
        HasWarned(tx, proposal.issuer, proposal.id, days, *proposal.valid_until))
        return;
    InsertNotice(tx, proposal.issuer, "expires", proposal,
                 {{"days", days}, {"valid_until", proposal.valid_until->ToString()}});
}

void WatchExpiry(storage::Database& database) {
    std::int64_t after = 0;
    for (;;) {
        const std::int64_t last = database.Write([&](storage::Tx& tx) {
            const Date today = DateOf(tx.Now());
            std::int64_t seen = 0;
            for (Proposal& proposal : ListExpiring(tx, Date{today.days + kWarnings[0] + 1}, after, kSlice)) {
                seen = proposal.id.value;
                if (*proposal.valid_until < today) {
                    Expire(tx, proposal);
                } else {
                    Warn(tx, proposal, today);
                }
            }
            return seen;
        });
        if (last == 0) return;
        after = last;
    }
}

// What was uploaded and came to nothing is nobody's for long.
constexpr std::chrono::hours kWorkbooksKept{7 * 24};

void ForgetWorkbooks(storage::Database& database) {
    while (database.Write([](storage::Tx& tx) {
        return DeleteWorkbooks(tx, tx.Now().Plus(-kWorkbooksKept), kSlice);
    }) > 0) {
    }
}

}  // namespace

void AddJobs(jobs::Runner& runner) {
    runner.Every("admission.silence", std::chrono::minutes(10),
                 [](storage::Database& database) { PassOverdue(database); });
    runner.Every("admission.expiry", std::chrono::hours(1),
                 [](storage::Database& database) { WatchExpiry(database); });
    runner.Every("admission.workbooks", std::chrono::hours(6),
                 [](storage::Database& database) { ForgetWorkbooks(database); });
}

}  // namespace qz::admission
