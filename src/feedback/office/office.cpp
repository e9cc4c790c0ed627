#include "feedback/office/office.hpp"

#include "feedback/office/parts.hpp"
#include "identity/identity.hpp"

namespace qz::feedback::office {

namespace {

constexpr std::string_view kReporters = "SELECT count FROM feedback_reporters WHERE unit = $1";
// SECURITY A3.
constexpr std::int64_t kFewestReporters = 20;

}  // namespace

std::string IdFromText(std::string_view text) {
    auto id = FromBase64Url(text);
    if (!id || id->size() != kIdSize) throw Problem::NotFound();
    return std::move(*id);
}

std::string PathId(const http::Request& request, std::string_view name) {
    return IdFromText(request.PathText(name));
}

json::object UnitView(storage::Snapshot& snapshot, UnitId unit) {
    const auto tree = directory::CurrentTree(snapshot);
    const auto ordinal = tree->Find(unit);
    if (!ordinal) return {{"id", unit.ToString()}};
    return directory::UnitJson(tree->At(*ordinal));
}

json::value DateOrNull(std::optional<Date> day) {
    return day ? json::value(day->ToString()) : json::value(nullptr);
}

std::vector<PlausibleScope> ListScopes(storage::Snapshot& snapshot, Connection& connection) {
    const auto tree = directory::CurrentTree(snapshot);
    // Posts below each ordinal, summed once.
    std::vector<std::int64_t> sums(static_cast<std::size_t>(tree->size()) + 1, 0);
    for (const auto& [unit, count] : identity::CountPosts(snapshot)) {
        if (const auto ordinal = tree->Find(unit)) sums[static_cast<std::size_t>(*ordinal) + 1] += count;
    }
    for (std::size_t i = 1; i < sums.size(); ++i) sums[i] += sums[i - 1];
    std::vector<PlausibleScope> scopes;
    for (Ordinal i = 0; i < tree->size(); ++i) {
        const directory::TreeUnit& unit = tree->At(i);
        const bool place =
            unit.level == directory::Level::kCounty || unit.level == directory::Level::kTownship;
        if (!place || !unit.in_use || unit.kind == directory::Kind::kDepartment ||
            unit.kind == directory::Kind::kStation) {
            continue;
        }
        PlausibleScope scope{unit.id, std::string(unit.code), std::string(unit.name), 0};
        const auto entered = connection.Number(kReporters, unit.id.value);
        scope.reporters =
            entered ? *entered
                    : sums[static_cast<std::size_t>(unit.last) + 1] - sums[static_cast<std::size_t>(i)];
        if (scope.reporters >= kFewestReporters) scopes.push_back(std::move(scope));
    }
    return scopes;
}

void AddRoutes(http::Router& router, const Connections& connections) {
    AddOfficeRoutes(router, connections);
    AddKeyRoutes(router, connections);
    AddCaseRoutes(router, connections);
    AddStepRoutes(router, connections);
    AddGroupingRoutes(router, connections);
    AddQuestionRoutes(router, connections);
    AddSummaryRoutes(router, connections);
}

}  // namespace qz::feedback::office
