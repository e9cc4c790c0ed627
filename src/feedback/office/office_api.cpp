// Who makes offices, counts reporters and opens the page of what was done: the security administrator.
#include "feedback/office/parts.hpp"
#include "identity/identity.hpp"

namespace qz::feedback::office {

namespace {

using http::Permission;
using http::Reads;
using http::Request;
using http::ScopeFrom;
using http::Writes;

constexpr std::string_view kSetReporters = R"sql(
    INSERT INTO feedback_reporters (unit, count, name, day) VALUES ($1, $2, $3, $4)
    ON CONFLICT (unit) DO UPDATE SET count = $2, name = $3, day = $4)sql";
constexpr std::string_view kSetSetting = R"sql(
    INSERT INTO feedback_setting (name, value) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET value = $2)sql";
constexpr std::string_view kFindSetting = "SELECT value FROM feedback_setting WHERE name = $1";

json::object OfficeJson(storage::Snapshot& snapshot, const Office& office) {
    return {{"id", Base64Url(office.id)},
            {"name", office.name},
            {"role", office.role},
            {"unit", UnitView(snapshot, office.unit)},
            {"units", ParseJson(office.serves)},
            {"second", office.second.empty() ? json::value(nullptr) : json::value(Base64Url(office.second))},
            {"fingerprint", office.identity_key.empty() ? json::value(nullptr)
                                                        : json::value(Fingerprint(office.identity_key))}};
}

http::Reply ListAll(const Connections& connections, storage::Snapshot& snapshot) {
    json::array items;
    connections.database->Read([&](Connection& connection) {
        for (const Office& office : ListOffices(connection)) items.push_back(OfficeJson(snapshot, office));
    });
    return http::Json(json::object{{"items", items}});
}

http::Reply MakeOffice(const Connections& connections, const Request& request, const Actor& actor,
                       storage::Tx& tx) {
    const json::value body = request.Json();
    Fields fields(body);
    NewOffice office;
    office.name = fields.Text("name", {.longest = 60});
    office.role = fields.OneOf("role", {"case", "supervision"}) == 0 ? "case" : "supervision";
    office.unit = fields.IdOf<UnitId>("unit");
    for (const json::value& prefix : fields.Array("units", 200)) {
        if (!prefix.is_string()) throw Problem::RejectedAt("units", "platform.http.not_text");
        office.serves.emplace_back(prefix.as_string());
    }
    const auto second = fields.OptionalText("second", {.longest = 40});
    fields.Finish();
    if (!directory::CurrentTree(tx)->Find(office.unit)) {
        throw Problem::RejectedAt("unit", "feedback.office.unit_unknown");
    }
    if (second) office.second = IdFromText(*second);
    auto reply =
        Perform(connections, request, actor, tx, "feedback.office.made", [&](Connection& connection) {
            if (!office.second.empty() && !FindOffice(connection, office.second)) {
                throw Problem::RejectedAt("second", "feedback.office.unknown");
            }
            return json::object{{"id", Base64Url(InsertOffice(connection, office, DateOf(request.Now())))}};
        });
    reply.status = 201;
    return reply;
}

http::Reply SetReporters(const Connections& connections, const Request& request, const Actor& actor,
                         storage::Tx& tx) {
    const json::value body = request.Json();
    Fields fields(body);
    const auto unit = fields.IdOf<UnitId>("unit");
    const std::int64_t count = fields.Integer("count", 0, 1'000'000);
    const std::string name = fields.Text("name", {.longest = 60});
    const Date day = fields.Date("date");
    fields.Finish();
    if (!directory::CurrentTree(tx)->Find(unit))
        throw Problem::RejectedAt("unit", "feedback.office.unit_unknown");
    return Perform(connections, request, actor, tx, "feedback.reporters.counted",
                   [&](Connection& connection) {
                       connection.Execute(kSetReporters, unit.value, count, name, std::int64_t{day.days});
                       return json::object{{"count", count}};
                   });
}

http::Reply SetAudience(const Connections& connections, const Request& request, const Actor& actor,
                        storage::Tx& tx) {
    const json::value body = request.Json();
    Fields fields(body);
    const bool is_public = fields.Flag("public", false);
    const std::string name = fields.Text("name", {.longest = 60});
    const Date day = fields.Date("date");
    const std::string document = fields.Text("document", {.longest = 200});
    fields.Finish();
    const json::object audience{
        {"public", is_public}, {"name", name}, {"date", day.ToString()}, {"document", document}};
    auto reply =
        Perform(connections, request, actor, tx, "feedback.audience.set", [&](Connection& connection) {
            connection.Execute(kSetSetting, "audience", Bytes{json::serialize(audience)});
            return audience;
        });
    return reply;
}

http::Reply GetAudience(const Connections& connections) {
    const auto audience = connections.database->Read(
        [](Connection& connection) { return connection.Text(kFindSetting, "audience"); });
    return http::JsonText(audience.value_or(R"({"public":false,"name":null,"date":null,"document":null})"));
}

http::Reply Scopes(const Connections& connections, storage::Snapshot& snapshot) {
    json::array items;
    connections.database->Read([&](Connection& connection) {
        for (const PlausibleScope& scope : ListScopes(snapshot, connection)) {
            items.push_back(json::object{{"unit", scope.unit.ToString()},
                                         {"code", scope.code},
                                         {"name", scope.name},
                                         {"reporters", scope.reporters}});
        }
    });
    return http::Json(json::object{{"items", items}});
}

}  // namespace

void AddOfficeRoutes(http::Router& router, const Connections& connections) {
    const Permission manage{"feedback.manage_office"};
    const ScopeFrom all{"all"};
    router.Get("/api/feedback/offices", manage, all, Reads{"items"},
               [connections](const Request&, const Actor&, const Scope&, storage::Snapshot& snapshot) {
                   return ListAll(connections, snapshot);
               });
    router
        .Post("/api/feedback/offices", manage, all, Reads{"id"},
              Writes{"name", "role", "unit", "units", "second"},
              [connections](const Request& request, const Actor& actor, const Scope&, storage::Tx& tx) {
                  return MakeOffice(connections, request, actor, tx);
              })
        .Rebuild([connections](const Request& request, const Actor& actor, const Scope&, std::int64_t,
                               storage::Snapshot&) { return Rebuild(connections, request, actor); });
    router.Get("/api/feedback/scopes", manage, all, Reads{"items"},
               [connections](const Request&, const Actor&, const Scope&, storage::Snapshot& snapshot) {
                   return Scopes(connections, snapshot);
               });
    router
        .Post("/api/feedback/reporters", manage, all, Reads{"count"}, Writes{"unit", "count", "name", "date"},
              [connections](const Request& request, const Actor& actor, const Scope&, storage::Tx& tx) {
                  return SetReporters(connections, request, actor, tx);
              })
        .Rebuild([connections](const Request& request, const Actor& actor, const Scope&, std::int64_t,
                               storage::Snapshot&) { return Rebuild(connections, request, actor); });
    router.Get("/api/feedback/audience", Permission{"feedback.read_done"}, all,
               Reads{"public", "name", "date", "document"},
               [connections](const Request&, const Actor&, const Scope&, storage::Snapshot&) {
                   return GetAudience(connections);
               });
    router
        .Post("/api/feedback/audience", manage, all, Reads{"public", "name", "date", "document"},
              Writes{"public", "name", "date", "document"},
              [connections](const Request& request, const Actor& actor, const Scope&, storage::Tx& tx) {
                  return SetAudience(connections, request, actor, tx);
              })
        .Rebuild([connections](const Request& request, const Actor& actor, const Scope&, std::int64_t,
                               storage::Snapshot&) { return Rebuild(connections, request, actor); });
}

}  // namespace qz::feedback::office
