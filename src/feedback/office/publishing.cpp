// What everybody may fetch under /f/: the same bytes for everyone, so that a request says nothing.
#include "feedback/office/parts.hpp"

namespace qz::feedback::office {

namespace {

constexpr int kDonePublished = 200;
constexpr std::string_view kFindSetting = "SELECT value FROM feedback_setting WHERE name = $1";

json::array OfficesJson(Connection& connection, Date today) {
    json::array offices;
    for (const Office& office : ListOffices(connection)) {
        const auto live = LiveEpoch(connection, office.id, today);
        if (office.identity_key.empty() || !live) continue;
        offices.push_back(json::object{
            {"id", Base64Url(office.id)},
            {"name", office.name},
            {"role", office.role},
            {"units", ParseJson(office.serves)},
            {"second", office.second.empty() ? json::value(nullptr) : json::value(Base64Url(office.second))},
            {"identity_key", Base64Url(office.identity_key)},
            {"fingerprint", Fingerprint(office.identity_key)},
            // "An office that lets reports lie shows so on the public page".
            {"late", CountLate(connection, office.id, today)},
            {"epoch", EpochText(live->epoch)},
            {"epoch_key", Base64Url(live->public_key)},
            {"epoch_signature", Base64Url(live->signature)}});
    }
    return offices;
}

std::string OfficeFile(storage::Snapshot& snapshot, Connection& connection, const Connections& connections) {
    const Date today = DateOf(snapshot.Now());
    json::array scopes;
    for (const PlausibleScope& scope : ListScopes(snapshot, connection)) {
        scopes.push_back(json::object{{"code", scope.code}, {"name", scope.name}});
    }
    return json::serialize(json::object{{"suite", 1},
                                        {"salt", Base64Url(connections.salt)},
                                        {"public_url", connections.public_url},
                                        {"complaint_links", json::object{{"residents", "12345"},
                                                                         {"discipline", "12388"},
                                                                         {"petitions", "12345"},
                                                                         {"emergency", "110 / 119 / 120"}}},
                                        {"offices", OfficesJson(connection, today)},
                                        {"categories", CodedJson(Categories())},
                                        // The public table of refusals names them.
                                        {"refusals", CodedJson(Refusals())},
                                        {"scopes", scopes},
                                        {"proof_bits", connections.proof_bits}});
}

std::string FormsFile(storage::Snapshot& snapshot, const Connections& connections) {
    json::array forms;
    if (connections.list_forms) {
        for (const PublicForm& form : connections.list_forms(snapshot)) {
            forms.push_back(
                json::object{{"number", form.number}, {"name", form.name}, {"issuer", form.issuer}});
        }
    }
    return json::serialize(forms);
}

std::string DoneFile(Connection& connection) {
    const auto kept = connection.Text(kFindSetting, "audience");
    const json::value audience = kept ? ParseJson(*kept) : json::value(json::object{{"public", false}});
    const bool open = audience.at("public").is_bool() && audience.at("public").get_bool();
    return json::serialize(
        json::object{{"public", open},
                     {"items", open ? DoneJson(connection, "", kDonePublished, nullptr) : json::array()}});
}

}  // namespace

void Publish(storage::Database& hub, const Connections& connections) {
    hub.Read([&](storage::Snapshot& snapshot) {
        if (!directory::HasTree(snapshot)) return;
        connections.database->Read([&](Connection& connection) {
            if (connections.publish_office) {
                connections.publish_office(OfficeFile(snapshot, connection, connections));
            }
            if (connections.publish_done) connections.publish_done(DoneFile(connection));
        });
        if (connections.publish_forms) connections.publish_forms(FormsFile(snapshot, connections));
    });
}

}  // namespace qz::feedback::office
