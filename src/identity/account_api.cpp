#include "audit/audit.hpp"
#include "identity/management.hpp"
#include "identity/store.hpp"

namespace qz::identity {

namespace {

constexpr http::Permission kManage{"identity.accounts.manage"};
constexpr std::string_view kBulkJob = "identity.accounts";
constexpr std::size_t kMostOnSheet = 500;

std::int64_t Number(const std::string& text) {
    const auto value = ParseIdValue(text);
    return value.value_or(0);
}

json::object AccountJson(storage::Snapshot& snapshot, const directory::Tree& tree, const AccountRow& row) {
    const Account& account = row.account;
    json::array posts;
    for (const Post& post : ListPostsOf(snapshot, account.person)) {
        json::object object{{"id", post.view.id.ToString()},
                            {"role", post.view.role},
                            {"title", post.view.title},
                            {"enabled", post.view.enabled}};
        const auto ordinal = tree.Find(post.view.unit);
        object["unit"] = ordinal ? json::value(directory::UnitJson(tree.At(*ordinal))) : json::value(nullptr);
        posts.push_back(std::move(object));
    }
    const Attempts attempts = FindAttempts(snapshot, account.login_key);
    return {
        {"id", account.id.ToString()},
        {"login", account.login},
        {"person", {{"id", account.person.ToString()}, {"name", account.name}}},
        {"state", ToWord(account.state)},
        {"locked_until", IsLocked(attempts, snapshot.Now()) ? json::value(attempts.locked_until.ToString())
                                                            : json::value(nullptr)},
        {"second_factor", !account.totp_secret.empty()},
        {"unit", directory::UnitJson(tree.At(row.ordinal))},
        {"posts", std::move(posts)}};
}

http::Reply List(const http::Request& request, const Scope& scope, storage::Snapshot& snapshot) {
    const auto page = http::Page::From(request, 2);
    const auto tree = directory::CurrentTree(snapshot);
    AccountQuery query;
    query.version = tree->version();
    query.search = SearchText(request.Query("search").value_or(""));
    if (const auto word = request.Query("state"); word && !word->empty()) {
        for (const AccountState state :
             {AccountState::kWaiting, AccountState::kActive, AccountState::kDisabled}) {
            if (ToWord(state) == *word) query.state = state;
        }
        if (!query.state) throw Problem::RejectedAt("state", "identity.account.no_such_state");
    }
    if (page.after.size() == 2) {
        query.after_ordinal =
            static_cast<Ordinal>(Number(page.after[0])) - 1;  // ids begin at 1, ordinals at 0
        query.after_account = AccountId{Number(page.after[1])};
    }
    std::optional<OrdinalRange> wanted;
    if (const auto unit = request.QueryId<UnitId>("unit")) {
        const auto ordinal = tree->Find(*unit);
        if (!ordinal || !directory::Covers(scope, *tree, *unit)) throw Problem::NotFound();
        wanted = tree->Subtree(*ordinal);
    }
    std::vector<AccountRow> rows;
    for (const OrdinalRange& range : directory::RangesIn(scope, *tree)) {
        query.range = range;
        if (wanted) {
            query.range = {std::max(range.first, wanted->first), std::min(range.last, wanted->last)};
        }
        query.limit = page.limit + 1 - static_cast<int>(rows.size());
        for (AccountRow& row : ListAccounts(snapshot, query)) rows.push_back(std::move(row));
    }
    json::object reply;
    reply["next"] = nullptr;
    if (static_cast<int>(rows.size()) > page.limit) {
        rows.resize(static_cast<std::size_t>(page.limit));
        reply["next"] =
            http::Page::Cursor({std::to_string(rows.back().ordinal + 1), rows.back().account.id.ToString()});
    }
    json::array items;
    for (const AccountRow& row : rows) items.push_back(AccountJson(snapshot, *tree, row));
    reply["items"] = std::move(items);
    return http::Json(reply);
}

NewAccount PrepareAccount(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    NewAccount account;
    account.unit = fields.IdOf<UnitId>("unit");
    account.role = fields.Text("role", {.longest = 40});
    account.login = fields.Text("login", {.longest = 64});
    account.name = fields.Text("name", {.longest = 40});
    account.post_title = fields.Text("post_title", {.longest = 40});
    for (Finding& finding : CheckLogin(account.login, "login")) fields.Add(std::move(finding));
    fields.Finish();
    return account;
}

http::Reply Create(const Actor& actor, const Scope& scope, const NewAccount& wish, storage::Tx& tx) {
    const Manager manager(tx, actor, scope);
    manager.RequireRole(wish.role, wish.unit);
    const MadeAccount made = InsertAccount(tx, wish);
    audit::Record(tx, actor, "identity.account.created", made.account,
                  {.unit = wish.unit,
                   .detail = json::serialize(json::object{{"role", wish.role}}),
                   .personal = json::serialize(json::object{{"name", wish.name}})});
    return http::Created(made.account);
}

struct BulkWish {
    UnitId within;
    std::string role;
    directory::Level level = directory::Level::kVillage;
    std::string title;
};

BulkWish PrepareBulk(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    BulkWish wish;
    wish.within = fields.IdOf<UnitId>("within");
    wish.role = fields.Text("role", {.longest = 40});
    const auto level = directory::LevelFromWord(fields.Text("level", {.longest = 20}));
    wish.title = fields.Text("post_title", {.longest = 40});
    if (level) {
        wish.level = *level;
    } else {
        fields.Add({"level", "identity.account.no_such_level", {}});
    }
    fields.Finish();
    return wish;
}

http::Reply CreateAll(const Actor& actor, const Scope& scope, const BulkWish& wish, storage::Tx& tx) {
    const Manager manager(tx, actor, scope);
    manager.RequireUnit(wish.within);
    if (!manager.MayGrant(wish.role)) throw Problem::Forbidden("identity.account.beyond_own_rights");
    const json::object payload{{"account", actor.account.ToString()},
                               {"person", actor.person.ToString()},
                               {"post", actor.for_post.value_or(actor.post).ToString()},
                               {"within", wish.within.ToString()},
                               {"role", wish.role},
                               {"level", directory::ToWord(wish.level)},
                               {"title", wish.title}};
    const jobs::JobId job = jobs::Enqueue(tx, actor.unit, kBulkJob, json::serialize(payload));
    audit::Record(tx, actor, "identity.accounts.requested", job, {.unit = wish.within});
    return http::Created(job);
}

// How far the work asked for here is: units of the level, and those of them that have an account now.
http::Reply ShowBulk(const Actor& actor, jobs::JobId id, storage::Snapshot& snapshot) {
    const jobs::View job = OrNotFound(jobs::Find(snapshot, actor.unit, id));
    if (job.kind != kBulkJob) throw Problem::NotFound();
    const json::value payload = ParseJson(job.payload);
    if (payload.at("account").as_string() != actor.account.ToString()) throw Problem::NotFound();
    const auto tree = directory::CurrentTree(snapshot);
    const auto root = tree->Find(*ParseId<UnitId>(std::string_view(payload.at("within").as_string())));
    const auto level = directory::LevelFromWord(std::string_view(payload.at("level").as_string()));
    std::int64_t units = 0;
    std::int64_t with_account = 0;
    if (root && level) {
        for (const Ordinal ordinal : tree->UnitsAt(tree->Subtree(*root), *level)) {
            ++units;
            if (UnitHasAccount(snapshot, tree->At(ordinal).id)) ++with_account;
        }
    }
    static constexpr std::array<std::string_view, 4> kWords{"waiting", "running", "done", "failed"};
    return http::Json({{"id", id.ToString()},
                       {"state", kWords[static_cast<std::size_t>(job.state)]},
                       {"units", units},
                       {"with_account", with_account}});
}

struct SheetWish {
    std::vector<AccountId> accounts;
    std::optional<UnitId> within;
};

SheetWish PrepareSheet(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    SheetWish wish;
    wish.within = fields.OptionalId<UnitId>("within");
    for (const json::value& value : fields.Array("accounts", kMostOnSheet, !wish.within)) {
        const auto id =
            value.is_string() ? ParseId<AccountId>(std::string_view(value.as_string())) : std::nullopt;
        if (id) {
            wish.accounts.push_back(*id);
        } else {
            fields.Add({"accounts", "platform.http.not_an_id", {}});
        }
    }
    fields.Finish();
    return wish;
}

http::Reply MakeSheet(const Actor& actor, const Scope& scope, const SheetWish& wish,
                      const secrets::Keyring& keys, storage::Tx& tx) {
    const Manager manager(tx, actor, scope);
    std::vector<Account> accounts;
    for (const AccountId id : wish.accounts) accounts.push_back(manager.RequireAccount(tx, id));
    if (wish.within) {
        manager.RequireUnit(*wish.within);
        AccountQuery query;
        query.version = manager.tree().version();
        query.range = manager.tree().Subtree(*manager.tree().Find(*wish.within));
        query.state = AccountState::kWaiting;
        query.limit = static_cast<int>(kMostOnSheet) + 1;
        const auto rows = ListAccounts(tx, query);
        if (rows.size() > kMostOnSheet) {
            throw Problem::Rejected("identity.sheet.too_many", {}, {{"most", std::to_string(kMostOnSheet)}});
        }
        for (const AccountRow& row : rows) {
            // One that this post has no right over does not spoil the sheet of the others.
            try {
                accounts.push_back(manager.RequireAccount(tx, row.account.id));
            } catch (const Problem&) {
                continue;
            }
        }
    }
    json::array sheet;
    for (const Account& account : accounts) {
        if (account.state == AccountState::kDisabled) throw Problem::Conflict("identity.account.is_disabled");
        const FreshCode fresh = MakeActivationCode(tx, keys, account.id);
        audit::Record(tx, actor, "identity.account.code_made", account.id, {.unit = account.unit});
        const auto ordinal = manager.tree().Find(account.unit);
        sheet.push_back({{"unit", directory::UnitJson(manager.tree().At(*ordinal))},
                         {"name", account.name},
                         {"login", account.login},
                         {"code", ActivationPrint(fresh.code)},
                         {"expires", fresh.expires.ToString()}});
    }
    audit::Record(tx, actor, "identity.sheet.made", actor.unit);
    return http::Json({{"sheet", std::move(sheet)}});
}

struct Reason {
    std::string text;
    bool second_factor = false;
};

Reason PrepareReason(const http::Request& request) {
    const json::value body = request.Json();
    Fields fields(body);
    const Reason reason{fields.Text("reason", {.longest = 200}), fields.Flag("second_factor", false)};
    fields.Finish();
    return reason;
}

void RecordWithReason(storage::Tx& tx, const Actor& actor, std::string_view event, const Account& account,
                      const std::string& reason) {
    audit::Record(tx, actor, event, account.id,
                  {.unit = account.unit, .personal = json::serialize(json::object{{"reason", reason}})});
}

http::Reply Reset(const Actor& actor, const Scope& scope, AccountId id, const Reason& reason,
                  const secrets::Keyring& keys, storage::Tx& tx) {
    const Account account = Manager(tx, actor, scope).RequireAccount(tx, id);
    if (account.state == AccountState::kDisabled) throw Problem::Conflict("identity.account.is_disabled");
    const FreshCode fresh = MakeActivationCode(tx, keys, account.id);
    // A telephone that was lost is enrolled anew after activation.
    if (reason.second_factor) UpdateTotp(tx, account.id, "", "");
    DeleteAttempts(tx, account.login_key);
    RecordWithReason(tx, actor, "identity.account.reset", account, reason.text);
    return http::Json({{"login", account.login},
                       {"code", ActivationPrint(fresh.code)},
                       {"expires", fresh.expires.ToString()}});
}

// The code went out once, with the first answer; a replay cannot say it again.
http::Reply CodesAreGone(const http::Request&, const Actor&, const Scope&, std::int64_t, storage::Snapshot&) {
    throw Problem::Conflict("identity.sheet.make_anew");
}

http::Reply Disable(const Actor& actor, const Scope& scope, AccountId id, const Reason& reason,
                    storage::Tx& tx) {
    const Account account = Manager(tx, actor, scope).RequireAccount(tx, id);
    UpdateState(tx, account.id, AccountState::kDisabled);
    DeleteSessions(tx, account.id, "");
    RecordWithReason(tx, actor, "identity.account.disabled", account, reason.text);
    return http::Done(account.id);
}

http::Reply Enable(const Actor& actor, const Scope& scope, AccountId id, const Reason& reason,
                   storage::Tx& tx) {
    const Account account = Manager(tx, actor, scope).RequireAccount(tx, id);
    if (account.state == AccountState::kDisabled) {
        UpdateState(tx, account.id,
                    account.password_hash.empty() ? AccountState::kWaiting : AccountState::kActive);
    }
    RecordWithReason(tx, actor, "identity.account.enabled", account, reason.text);
    return http::Done(account.id);
}

http::Reply Unlock(const Actor& actor, const Scope& scope, AccountId id, const Reason& reason,
                   storage::Tx& tx) {
    const Account account = Manager(tx, actor, scope).RequireAccount(tx, id);
    DeleteAttempts(tx, account.login_key);
    RecordWithReason(tx, actor, "identity.account.unlocked", account, reason.text);
    return http::Done(account.id);
}

using Change = http::Reply (*)(const Actor&, const Scope&, AccountId, const Reason&, storage::Tx&);

void AddChange(http::Router& router, std::string_view pattern, Change change) {
    router.Post(pattern, kManage, {"account"}, {"id"}, {"reason"}, PrepareReason,
                [change](const http::Request& request, const Actor& actor, const Scope& scope,
                         const Reason& reason, storage::Tx& tx) {
                    return change(actor, scope, request.Path<AccountId>("account"), reason, tx);
                });
}

}  // namespace

void AddAccountRoutes(http::Router& router, const secrets::Keyring& keys) {
    router.Get("/api/identity/accounts", kManage, {"list"}, {"items", "next"},
               [](const http::Request& request, const Actor&, const Scope& scope,
                  storage::Snapshot& snapshot) { return List(request, scope, snapshot); });
    router.Post("/api/identity/accounts", kManage, {"list"}, {"id"},
                {"unit", "role", "login", "name", "post_title"}, PrepareAccount,
                [](const http::Request&, const Actor& actor, const Scope& scope, const NewAccount& wish,
                   storage::Tx& tx) { return Create(actor, scope, wish, tx); });
    router.Post("/api/identity/accounts/bulk", kManage, {"list"}, {"id"},
                {"within", "role", "level", "post_title"}, PrepareBulk,
                [](const http::Request&, const Actor& actor, const Scope& scope, const BulkWish& wish,
                   storage::Tx& tx) { return CreateAll(actor, scope, wish, tx); });
    router.Get(
        "/api/identity/accounts/bulk/{job}", kManage, {"list"}, {"id", "state", "units", "with_account"},
        [](const http::Request& request, const Actor& actor, const Scope&, storage::Snapshot& snapshot) {
            return ShowBulk(actor, request.Path<jobs::JobId>("job"), snapshot);
        });
    router
        .Post("/api/identity/activation-sheets", kManage, {"list"}, {"sheet"}, {"accounts", "within"},
              PrepareSheet,
              [&keys](const http::Request&, const Actor& actor, const Scope& scope, const SheetWish& wish,
                      storage::Tx& tx) { return MakeSheet(actor, scope, wish, keys, tx); })
        .Rebuild(CodesAreGone);
    router
        .Post("/api/identity/accounts/{account}/reset", kManage, {"account"}, {"login", "code", "expires"},
              {"reason", "second_factor"}, PrepareReason,
              [&keys](const http::Request& request, const Actor& actor, const Scope& scope,
                      const Reason& reason, storage::Tx& tx) {
                  return Reset(actor, scope, request.Path<AccountId>("account"), reason, keys, tx);
              })
        .Rebuild(CodesAreGone);
    AddChange(router, "/api/identity/accounts/{account}/disable", Disable);
    AddChange(router, "/api/identity/accounts/{account}/enable", Enable);
    AddChange(router, "/api/identity/accounts/{account}/unlock", Unlock);
}

}  // namespace qz::identity
