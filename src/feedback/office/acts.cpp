// How the hub's audit row and the feedback row go together across two databases: docs/decisions/0007.
#include "audit/audit.hpp"
#include "feedback/office/parts.hpp"

namespace qz::feedback::office {

namespace {

constexpr std::string_view kFindAct = "SELECT reply FROM feedback_act WHERE key = $1";
constexpr std::string_view kInsertAct = R"sql(
    INSERT INTO feedback_act (key, officer, unit, what, day, reply) VALUES ($1, $2, $3, $4, $5, $6))sql";
constexpr std::string_view kMarkAudited = "UPDATE feedback_act SET audited = 1 WHERE key = $1";
// Of an earlier day: what belongs to a request under way is left to it.
constexpr std::string_view kListUnaudited =
    "SELECT key, unit, what FROM feedback_act WHERE audited = 0 AND day < $1";
constexpr std::string_view kForgetActs = "DELETE FROM feedback_act WHERE audited = 1 AND day < $1";
constexpr int kDaysKept = 7;  // as long as an idempotency key (SECURITY C2)

std::string KeyOf(const http::Request& request, const Actor& actor) {
    return Sha256(actor.account.ToString() + '\n' + std::string(request.Header("Idempotency-Key")) + '\n' +
                  std::string(request.path()) + '\n' + std::string(request.Body()));
}

}  // namespace

http::Reply Perform(const Connections& connections, const http::Request& request, const Actor& actor,
                    storage::Tx& tx, std::string_view what,
                    const std::function<json::object(Connection&)>& change) {
    // Neither the case nor anything of it: the hub's log says that an officer did such an act on a day.
    audit::Record(tx, actor, what, 0, {.unit = actor.unit});
    const std::string key = KeyOf(request, actor);
    const Date today = DateOf(request.Now());
    Database& database = *connections.database;
    const std::string reply = database.Write([&](Connection& connection) {
        if (auto earlier = connection.Text(kFindAct, Bytes{key})) return *earlier;
        std::string made = json::serialize(change(connection));
        connection.Execute(kInsertAct, Bytes{key}, actor.post.value, actor.unit.value, what,
                           std::int64_t{today.days}, made);
        return made;
    });
    tx.AfterCommit([&database, key] {
        database.Submit([key](Connection& connection) { connection.Execute(kMarkAudited, Bytes{key}); },
                        [](const std::exception_ptr&) {});
    });
    return http::JsonText(reply);
}

http::Reply Rebuild(const Connections& connections, const http::Request& request, const Actor& actor) {
    const auto reply = connections.database->Read(
        [&](Connection& connection) { return connection.Text(kFindAct, Bytes{KeyOf(request, actor)}); });
    return http::JsonText(reply.value_or("{}"));
}

Office OwnOffice(Connection& connection, const Actor& actor) {
    if (!actor.second_factor) throw Problem::Forbidden("identity.second_factor.needed");
    // Keys are personal: nobody stands in.
    if (actor.for_post) throw Problem::Forbidden();
    auto office = FindOfficeOf(connection, actor.unit);
    if (!office) throw Problem::Forbidden("feedback.office.unit_has_none");
    return std::move(*office);
}

void SettleAudits(storage::Database& hub, const Connections& connections) {
    struct Missing {
        std::string key;
        UnitId unit;
        std::string what;
    };
    const Date today = hub.Read([](storage::Snapshot& snapshot) { return DateOf(snapshot.Now()); });
    std::vector<Missing> missing;
    connections.database->Read([&](Connection& connection) {
        connection.Each(
            kListUnaudited,
            [&missing](const Row& row) {
                missing.push_back({row.Text(0), UnitId{row.Integer(1)}, row.Text(2)});
            },
            std::int64_t{today.days});
    });
    for (const Missing& act : missing) {
        hub.Write([&act](storage::Tx& tx) {
            audit::RecordSystem(tx, act.unit, act.what, 0, {.detail = R"({"settled":true})"});
        });
        connections.database->Write(
            [&act](Connection& connection) { connection.Execute(kMarkAudited, Bytes{act.key}); });
    }
    connections.database->Write([&](Connection& connection) {
        connection.Execute(kForgetActs, std::int64_t{today.days - kDaysKept});
    });
}

}  // namespace qz::feedback::office
