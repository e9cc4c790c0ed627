#include "audit/audit.hpp"
#include "calendar/calendar.hpp"
#include "catalogue/carried_over.hpp"
#include "catalogue/claim.hpp"
#include "catalogue/coverage.hpp"
#include "catalogue/stock.hpp"
#include "catalogue/succession.hpp"

namespace qz::catalogue {

namespace {

constexpr int kOneRun = 200;  // claims of one run; the next one goes on

void PassOnOverdue(storage::Database& database) {
    const auto overdue = database.Read([](storage::Snapshot& snapshot) {
        return ListOverdueClaims(snapshot, DateOf(snapshot.Now()), kOneRun);
    });
    for (ClaimRow claim : overdue) {
        try {
            database.Write([&](storage::Tx& tx) {
                claim.state = ClaimState::kEscalated;
                UpdateClaim(tx, claim);
                InsertEvent(tx, claim.element, Actor{}, "steward_silent",
                            {{"department", claim.proposed.ToString()}});
                audit::RecordSystem(tx, claim.proposed, "catalogue.claim.escalated", claim.id.value);
            });
        } catch (const Problem&) {
            // Answered in this moment.
        }
    }
}

void ProposeStewards(storage::Database& database, const Connections& connections) {
    struct Found {
        ElementId element;
        Proposal proposal;
    };
    std::vector<Found> found;
    database.Read([&](storage::Snapshot& snapshot) {
        if (!directory::HasTree(snapshot)) return;
        const auto tree = directory::CurrentTree(snapshot);
        const auto elements = CurrentElements(snapshot);
        for (const ElementId id : ListUnclaimed(snapshot, kOneRun * 20)) {
            if (found.size() == kOneRun) break;
            const Element* element = elements->Find(id);
            if (element == nullptr) continue;
            const auto asked = ListAsking(snapshot, connections, id);
            if (auto proposal = DecideProposal(*element, asked, *tree))
                found.push_back({id, std::move(*proposal)});
        }
    });
    for (const Found& one : found) {
        try {
            database.Write([&](storage::Tx& tx) {
                const auto elements = CurrentElements(tx);
                const Element* element = elements->Find(one.element);
                if (element == nullptr || element->steward || element->state != "live") return;
                ClaimRow claim;
                claim.element = one.element;
                claim.proposed = one.proposal.department;
                claim.reason = one.proposal.reason;
                claim.due = calendar::Current(tx)->AddWorkingDays(DateOf(tx.Now()), kDaysToAnswer);
                const ClaimId id = InsertClaim(tx, claim);
                UpdateSteward(tx, *element, std::nullopt, "proposed");
                InsertEvent(tx, one.element, Actor{}, "steward_proposed",
                            {{"department", claim.proposed.ToString()}});
                audit::RecordSystem(tx, claim.proposed, "catalogue.claim.proposed", id.value);
            });
        } catch (const Problem&) {
            // Claimed in this moment.
        }
    }
}

}  // namespace

void RunClaims(storage::Database& database, const Connections& connections) {
    PassOnOverdue(database);
    ProposeStewards(database, connections);
}

void AddJobs(jobs::Runner& runner, const Connections& connections) {
    const secrets::Keyring& keys = *connections.keys;
    runner.On(kStockJob, [&keys](storage::Database& database, const jobs::Job& job) {
        const json::value payload = ParseJson(job.payload);
        RunStock(database, keys, job.unit,
                 ImportId{ParseIdValue(payload.at("import").as_string()).value_or(0)});
    });
    runner.On(kMergeJob, [](storage::Database& database, const jobs::Job& job) {
        const json::value payload = ParseJson(job.payload);
        const auto id = [&](std::string_view name) {
            return ElementId{ParseIdValue(payload.at(name).as_string()).value_or(0)};
        };
        ShareHeld(database, id("from"), id("into"));
    });
    runner.On(kCarryOverJob, [&keys](storage::Database& database, const jobs::Job& job) {
        const json::value payload = ParseJson(job.payload);
        CarryOver(database, keys, UnitId{ParseIdValue(payload.at("unit").as_string()).value_or(0)});
    });
    runner.Every("catalogue.claims", std::chrono::hours(1),
                 [connections](storage::Database& database) { RunClaims(database, connections); });
    // Nothing is counted while nothing was written; the number of the last change tells.
    const auto counted = std::make_shared<std::atomic<std::int64_t>>(-1);
    runner.Every("catalogue.coverage", std::chrono::minutes(10), [counted](storage::Database& database) {
        const std::int64_t published = database
                                           .Read([](storage::Snapshot& snapshot) {
                                               return storage::Database::FindFrontier(snapshot, 1);
                                           })
                                           .published;
        if (counted->exchange(published) != published) CountCoverage(database);
    });
}

}  // namespace qz::catalogue
