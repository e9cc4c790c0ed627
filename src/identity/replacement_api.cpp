#include "audit/audit.hpp"
#include "identity/management.hpp"
#include "identity/replacement_plan.hpp"
#include "identity/sign_in.hpp"
#include "identity/store.hpp"

namespace qz::identity {

namespace {

constexpr http::Permission kReplace{"identity.replace"};
constexpr std::string_view kJob = "identity.replacement";
constexpr std::int64_t kSlice = 20;

http::Reply Stage(const http::Request& request, const Actor& actor, const Scope& scope,
                  const std::vector<PlanLine>& lines, storage::Tx& tx) {
    const std::string reason(request.Query("reason").value_or(""));
    const auto length = CountCodePoints(reason);
    if (!length || *length > 200) {
        throw Problem::RejectedAt("reason", "identity.replacement.reason_too_long");
    }
    const Manager manager(tx, actor, scope);
    if (Findings findings = CheckPlan(tx, manager, lines); !findings.empty()) {
        throw Problem::Rejected("identity.replacement.faults", std::move(findings));
    }
    Replacement replacement;
    replacement.unit = actor.unit;
    replacement.account = actor.account;
    replacement.post = actor.for_post.value_or(actor.post);
    replacement.reason = reason;
    replacement.plan = PlanToJson(lines);
    replacement.total_rows = static_cast<std::int64_t>(lines.size());
    const ReplacementId id = InsertReplacement(tx, replacement);
    audit::Record(tx, actor, "identity.replacement.staged", id);
    return http::Created(id);
}

// Whoever uploaded the table, and nobody else.
Replacement OwnReplacement(storage::Snapshot& snapshot, const Actor& actor, ReplacementId id) {
    Replacement replacement = OrNotFound(FindReplacement(snapshot, id));
    if (replacement.account != actor.account || replacement.unit != actor.unit) throw Problem::NotFound();
    return replacement;
}

http::Reply Show(const Actor& actor, ReplacementId id, storage::Snapshot& snapshot) {
    const Replacement replacement = OwnReplacement(snapshot, actor, id);
    const auto tree = directory::CurrentTree(snapshot);
    json::array lines;
    for (const PlanLine& line : PlanFromJson(replacement.plan)) {
        const auto ordinal = tree->Find(line.unit);
        lines.push_back(
            {{"line", line.number},
             {"unit", ordinal ? json::value(directory::UnitJson(tree->At(*ordinal))) : json::value(nullptr)},
             {"old_name", line.old_name},
             {"new_name", line.new_name},
             {"new_login", line.new_login}});
    }
    return http::Json({{"id", id.ToString()},
                       {"state", ToWord(replacement.state)},
                       {"total", replacement.total_rows},
                       {"done", replacement.done_rows},
                       {"lines", std::move(lines)},
                       {"failed", ParseJson(replacement.outcome)}});
}

http::Reply Apply(const Actor& actor, ReplacementId id, storage::Tx& tx) {
    OwnReplacement(tx, actor, id);
    if (!BeginReplacement(tx, id)) throw Problem::Conflict("identity.replacement.begun_already");
    jobs::Enqueue(tx, actor.unit, kJob, json::serialize(json::object{{"replacement", id.ToString()}}));
    audit::Record(tx, actor, "identity.replacement.applied", id);
    return http::Done(id);
}

void ApplyLine(storage::Tx& tx, const Manager& manager, const PlanLine& line, std::string_view reason,
               const std::vector<MoveWork>& movers) {
    std::vector<Post> posts;
    for (const PostId id : line.posts) posts.push_back(manager.RequirePost(tx, id));
    // Asked before anything is written: a line that cannot be applied leaves nothing behind.
    if (FindAccountByLogin(tx, LoginKey(line.new_login).value_or(""))) {
        throw Problem::Conflict("identity.account.login_taken", {{"login", line.new_login}});
    }
    std::optional<MadeAccount> made;
    for (const Post& from : posts) {
        PostId to;
        if (made) {
            to = InsertPost(tx, made->person, from.view.unit, from.view.role, from.view.title);
        } else {
            NewAccount account;
            account.unit = from.view.unit;
            account.role = from.view.role;
            account.login = line.new_login;
            account.name = line.new_name;
            account.post_title = from.view.title;
            made = InsertAccount(tx, account);
            to = made->post;
        }
        const HandoverId handover =
            HandOver(tx, from, *FindPostRow(tx, to), reason, PersonName(tx, manager.actor().person), movers);
        audit::Record(tx, manager.actor(), "identity.handover.made", handover, {.unit = from.view.unit});
    }
}

// True while there is more to do.
bool ApplySlice(storage::Tx& tx, Gate& gate, ReplacementId id, const std::vector<MoveWork>& movers) {
    const auto replacement = FindReplacement(tx, id);
    if (!replacement || replacement->state != ReplacementState::kApplying) return false;
    const auto scope = gate.Allow(tx, replacement->post, kReplace.name);
    const auto account = FindAccount(tx, replacement->account);
    if (!scope || !account || account->state != AccountState::kActive) throw Problem::Forbidden();
    Actor actor;
    actor.account = account->id;
    actor.person = account->person;
    actor.post = replacement->post;
    actor.unit = replacement->unit;
    const Manager manager(tx, actor, *scope);

    const auto lines = PlanFromJson(replacement->plan);
    const std::int64_t end = std::min(replacement->done_rows + kSlice, replacement->total_rows);
    const json::value before = ParseJson(replacement->outcome);
    json::array failed = before.as_array();
    for (std::int64_t i = replacement->done_rows; i < end; ++i) {
        const PlanLine& line = lines[static_cast<std::size_t>(i)];
        try {
            ApplyLine(tx, manager, line, replacement->reason, movers);
        } catch (const Problem& problem) {
            failed.push_back({{"line", line.number}, {"code", problem.code()}});
        }
    }
    AdvanceReplacement(tx, id, replacement->done_rows, end, json::serialize(failed));
    return end < replacement->total_rows;
}

}  // namespace

void AddReplacementRoutes(http::Router& router, storage::Database& database) {
    router
        .Post(
            "/api/identity/replacements", kReplace, {"list"}, {"id"}, {"*"},
            [&database](const http::Request& request) {
                // Nobody unknown makes us read a workbook.
                database.Read([&](storage::Snapshot& snapshot) { SessionOf(snapshot, request); });
                auto lines = ReadPlan(request.Body());
                database.Read([&](storage::Snapshot& snapshot) { ResolvePlan(snapshot, lines); });
                return lines;
            },
            [](const http::Request& request, const Actor& actor, const Scope& scope,
               const std::vector<PlanLine>& lines,
               storage::Tx& tx) { return Stage(request, actor, scope, lines, tx); })
        .Body(8u << 20)
        .Slow();
    router.Get(
        "/api/identity/replacements/{replacement}", kReplace, {"replacement"},
        {"id", "state", "total", "done", "lines", "failed"},
        [](const http::Request& request, const Actor& actor, const Scope&, storage::Snapshot& snapshot) {
            return Show(actor, request.Path<ReplacementId>("replacement"), snapshot);
        });
    router.Post("/api/identity/replacements/{replacement}/apply", kReplace, {"replacement"}, {"id"}, {},
                [](const http::Request& request, const Actor& actor, const Scope&, storage::Tx& tx) {
                    return Apply(actor, request.Path<ReplacementId>("replacement"), tx);
                });
}

void AddReplacementJob(jobs::Runner& runner, Gate& gate, std::vector<MoveWork> movers) {
    runner.On(kJob, [&gate, movers = std::move(movers)](storage::Database& database, const jobs::Job& job) {
        const json::value payload = ParseJson(job.payload);
        const auto id = *ParseId<ReplacementId>(std::string_view(payload.at("replacement").as_string()));
        while (database.Write([&](storage::Tx& tx) { return ApplySlice(tx, gate, id, movers); })) {
        }
    });
}

}  // namespace qz::identity
