#include "audit/audit.hpp"
#include "identity/management.hpp"
#include "identity/sign_in.hpp"
#include "identity/store.hpp"
#include "identity/unit_gone.hpp"

namespace qz::identity {

namespace {

constexpr std::size_t kUnitsInSlice = 50;

template <class IdType>
IdType IdIn(const json::value& payload, std::string_view name) {
    return *ParseId<IdType>(std::string_view(payload.at(name).as_string()));
}

// One account for each unit that has none, its login the unit's code. A unit or a login that is taken is
// passed over, so the job may run again.
void MakeAccounts(storage::Tx& tx, Gate& gate, const json::value& payload, const std::vector<UnitId>& units) {
    Actor actor;
    actor.account = IdIn<AccountId>(payload, "account");
    actor.person = IdIn<PersonId>(payload, "person");
    actor.post = IdIn<PostId>(payload, "post");
    const auto scope = gate.Allow(tx, actor.post, "identity.accounts.manage");
    if (!scope) throw Problem::Forbidden();
    actor.unit = scope->unit();
    const Manager manager(tx, actor, *scope);
    for (const UnitId unit : units) {
        const auto ordinal = manager.tree().Find(unit);
        if (!ordinal || !manager.Covers(unit) || UnitHasAccount(tx, unit)) continue;
        NewAccount account;
        account.unit = unit;
        account.role = payload.at("role").as_string();
        account.login = manager.tree().At(*ordinal).code;
        account.name = payload.at("title").as_string();
        account.post_title = account.name;
        manager.RequireRole(account.role, unit);
        if (FindAccountByLogin(tx, LoginKey(account.login).value_or(""))) continue;
        const MadeAccount made = InsertAccount(tx, account);
        audit::Record(tx, actor, "identity.account.created", made.account, {.unit = unit});
    }
}

}  // namespace

void AddBulkJob(jobs::Runner& runner, Gate& gate) {
    runner.On("identity.accounts", [&gate](storage::Database& database, const jobs::Job& job) {
        const json::value payload = ParseJson(job.payload);
        std::vector<UnitId> units;
        database.Read([&](storage::Snapshot& snapshot) {
            const auto tree = directory::CurrentTree(snapshot);
            const auto root = tree->Find(IdIn<UnitId>(payload, "within"));
            const auto level = directory::LevelFromWord(std::string_view(payload.at("level").as_string()));
            if (!root || !level) return;
            for (const Ordinal ordinal : tree->UnitsAt(tree->Subtree(*root), *level)) {
                units.push_back(tree->At(ordinal).id);
            }
        });
        for (std::size_t begin = 0; begin < units.size(); begin += kUnitsInSlice) {
            const auto first = units.begin() + static_cast<std::ptrdiff_t>(begin);
            const auto last =
                units.begin() + static_cast<std::ptrdiff_t>(std::min(units.size(), begin + kUnitsInSlice));
            const std::vector<UnitId> slice(first, last);
            database.Write([&](storage::Tx& tx) { MakeAccounts(tx, gate, payload, slice); });
        }
    });
}

void AddRoutes(http::Router& router, const secrets::Keyring& keys, storage::Database& database,
               std::vector<MoveWork> movers, CityOf city_of) {
    const Doors doors{keys, database};
    AddSessionRoutes(router, doors);
    AddSeatRoutes(router, std::move(city_of));
    AddPasswordRoutes(router, doors);
    AddPhoneRoutes(router);
    AddSecondFactorRoutes(router, doors);
    AddAccountRoutes(router, keys);
    AddPostRoutes(router);
    AddDelegationRoutes(router);
    AddLeftBehindRoutes(router);
    AddHandoverRoutes(router, std::move(movers));
    AddReplacementRoutes(router, database);
}

void AddJobs(jobs::Runner& runner, Gate& gate, std::vector<MoveWork> movers) {
    AddBulkJob(runner, gate);
    AddReplacementJob(runner, gate, std::move(movers));
    runner.Every("identity.last_use", std::chrono::minutes(1),
                 [&gate](storage::Database& database) { gate.Flush(database); });
    runner.Every("identity.expire", std::chrono::minutes(10), [](storage::Database& database) {
        database.Write([](storage::Tx& tx) { DeleteExpired(tx, tx.Now()); });
    });
}

}  // namespace qz::identity
