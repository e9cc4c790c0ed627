// What the routes of this room share.
#pragma once

#include <memory>

#include "admission/decisions.hpp"

namespace qz::admission {

// A member function of a shared, immutable set of handlers as a handler of its own.
template <class Routes>
auto Binder(std::shared_ptr<const Routes> routes) {
    return [routes = std::move(routes)](auto member) {
        return [routes, member](auto&&... arguments) -> http::Reply {
            return ((*routes).*member)(std::forward<decltype(arguments)>(arguments)...);
        };
    };
}

inline constexpr std::string_view kWorkbookType =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// A proposal that the acting unit may see: its own, and for a gate what has reached one within its territory.
// Anything else is none.
Proposal FindSeen(storage::Snapshot& snapshot, const Scope& scope, ProposalId id);
// The department's own.
Proposal FindOwn(storage::Snapshot& snapshot, const Scope& scope, ProposalId id);

json::value UnitOrNull(const directory::Tree& tree, UnitId unit);
// {"unit","name"}: the office's name, never a person's.
json::value GateJson(const Configuration& configuration, const directory::Tree& tree, UnitId gate);
json::value TextOrNull(const std::optional<Date>& date);
json::value TextOrNull(const std::optional<Instant>& instant);

// [{"unit","level"}]: who is asked.
json::array ScopeJson(const directory::Tree& tree, const std::vector<ScopePart>& scope);
// A proposal as lists show it.
json::object ProposalJson(const Configuration& configuration, const directory::Tree& tree,
                          const Proposal& proposal, Date today);

void AddProposalRoutes(http::Router& router, const Sources& sources);
void AddCoverageRoutes(http::Router& router, const Sources& sources);
void AddDecisionRoutes(http::Router& router, const Sources& sources);
void AddKeepingRoutes(http::Router& router);
void AddDirectoryRoutes(http::Router& router);
void AddPolicyRoutes(http::Router& router);
void AddNoticeRoutes(http::Router& router);
void AddVoiceRoutes(http::Router& router, const Sources& sources);
void AddAskedRoutes(http::Router& router, const Sources& sources);
void AddWorkbookRoutes(http::Router& router, const Sources& sources);

}  // namespace qz::admission
