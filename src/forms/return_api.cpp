#include "audit/audit.hpp"
#include "forms/correction_store.hpp"
#include "forms/derived.hpp"
#include "forms/draft.hpp"
#include "forms/filed_store.hpp"
#include "forms/reporting.hpp"
#include "forms/return_view.hpp"
#include "forms/routes.hpp"
#include "forms/sign_off.hpp"

namespace qz::forms {

namespace {

// The routes' own copy of what main.cpp connected.
class ReturnRoutes {
 public:
    explicit ReturnRoutes(const Connections& connections) : connections_(connections) {}

    http::Reply Show(const http::Request& request, const Actor&, const Scope& scope,
                     storage::Snapshot& snapshot) const {
        const UnitTask at = FindUnitTask(snapshot, request);
        if (!MayRead(snapshot, at, scope)) throw Problem::NotFound();
        Standing standing = FindStanding(snapshot, *connections_.keys, at);
        std::optional<Return>& filed = standing.filed;
        if (!filed) {
            filed = FindFiled(snapshot, *at.entry, at.unit, at.ordinal);
            if (filed) standing.baseline = ReadBaseline(filed->baseline);
        }
        const bool mine = at.IsActedBy(scope.unit());
        // Publishing a form is not enough to read what is held: others see a unit's values once it has
        // reported them.
        const bool shows = mine || (filed && filed->version > 0);
        const Baseline baseline = shows ? std::move(standing.baseline) : PrefillFrom(at.definition(), {});
        const std::vector<Correction> corrections =
            filed ? ListCorrectionsOf(snapshot, at.unit, at.task().id) : std::vector<Correction>();
        const ViewInput input{at, filed, baseline, corrections, mine, request.Now()};
        return http::JsonText(ReturnViewJson(snapshot, input, connections_))
            .WithEtag(filed ? filed->revision : 0);
    }

    http::Reply Open(const http::Request& request, const Actor& clerk, const Scope&, storage::Tx& tx) const {
        const UnitTask at = FindUnitTask(tx, request);
        if (!at.files) throw Problem::Conflict("forms.return.not_filing");
        if (const auto filed = FindReturn(tx, at.unit, at.task().id)) {
            audit::Record(tx, clerk, "forms.return.opened", filed->id, {.unit = at.unit});
            return http::Done(filed->id).WithEtag(filed->revision);
        }
        CheckMayReport(at.task(), request.Now());
        // What the hub filed is what the unit corrects.
        const auto by_hub = FindFiled(tx, *at.entry, at.unit, at.ordinal);
        const Baseline baseline = by_hub ? ReadBaseline(by_hub->baseline) : Brought(tx, at);
        const Return filed = InsertReturn(tx, *at.entry, at.unit, at.ordinal, baseline, clerk.post);
        audit::Record(tx, clerk, "forms.return.opened", filed.id, {.unit = at.unit});
        return http::Created(filed.id).WithEtag(filed.revision);
    }

    http::Reply SaveDraft(const http::Request& request, const Actor& clerk, const Scope&, const Typed& typed,
                          storage::Tx& tx) const {
        const UnitTask at = FindUnitTask(tx, request);
        const std::optional<Return> found = FindReturn(tx, at.unit, at.task().id);
        CheckMayReport(at.task(), request.Now(), found);
        const std::int64_t revision = request.IfMatch();
        const Return filed = OrNotFound(found);
        if (revision != filed.revision) Stale(tx, filed);
        UpdateDraft(tx, filed, SealDraft(*connections_.keys, at, typed), clerk.account);
        audit::Record(tx, clerk, "forms.return.saved", filed.id, {.unit = at.unit});
        return http::Done(filed.id).WithEtag(filed.revision + 1);
    }

    http::Reply Submit(const http::Request& request, const Actor& clerk, const Scope&, const Typed& given,
                       storage::Tx& tx) const {
        const UnitTask at = FindUnitTask(tx, request);
        if (!at.files) throw Problem::Conflict("forms.return.not_filing");
        const std::int64_t revision = request.IfMatch();
        Standing standing = FindStanding(tx, *connections_.keys, at);
        const std::optional<Return>& filed = standing.filed;
        CheckMayReport(at.task(), request.Now(), filed);
        if (filed && !MayType(filed->state)) throw Problem::Conflict("forms.return.already_reported");
        if (revision != (filed ? filed->revision : 0)) {
            if (!filed) throw Problem(Problem::Kind::kPrecondition, "platform.http.precondition_failed");
            Stale(tx, *filed);
        }
        const ReportedReturn reported = ReportReturn(tx, connections_, at, std::move(standing), clerk,
                                                     OpenDraft(*connections_.keys, at, given));
        audit::Record(tx, clerk, "forms.return.reported", reported.id,
                      {.unit = at.unit, .detail = reported.Detail()});
        return http::Done(reported.id).WithEtag(reported.revision);
    }

    // The head of the unit signs, or gives it back to the clerk.
    http::Reply SignOff(const http::Request& request, const Actor& head, const Scope&,
                        const json::value& body, storage::Tx& tx) const {
        const UnitTask at = FindUnitTask(tx, request);
        Fields fields(body);
        const bool agrees = fields.OneOf("verdict", {"agree", "return"}) == 0;
        const std::string reason =
            fields.OptionalText("reason", {.shortest = 0, .longest = 300}).value_or("");
        if (!agrees && reason.empty()) fields.Add({"reason", "platform.http.missing", {}});
        fields.Finish();
        const Return filed = OrNotFound(FindReturn(tx, at.unit, at.task().id));
        if (request.IfMatch() != filed.revision || filed.state != ReturnState::kSigning) {
            throw Problem::Conflict("forms.return.moved_on");
        }
        if (!agrees) {
            json::object sent_back{{"reason", reason},
                                   {"fields", json::array{}},
                                   {"by", head.name},
                                   {"at", tx.Now().ToString()}};
            UpdateState(tx, filed, {ReturnState::kSentBack, 0, std::nullopt, json::serialize(sent_back)});
            InsertDecision(tx, filed, {"sign_off_refused", reason, "[]", at.unit, head.account});
        } else {
            // A form that its head signs is reported when the head signs it.
            CheckMayReport(at.task(), request.Now(), filed);
            Sign(tx, at, filed, head, reason);
        }
        audit::Record(tx, head, agrees ? "forms.return.signed" : "forms.return.sign_off_refused", filed.id,
                      {.unit = at.unit});
        return http::Done(filed.id).WithEtag(filed.revision + 1);
    }

    // 撤回 until the next step has decided.
    http::Reply Withdraw(const http::Request& request, const Actor& clerk, const Scope&,
                         const json::value& body, storage::Tx& tx) const {
        const UnitTask at = FindUnitTask(tx, request);
        Fields fields(body);
        const std::string reason =
            fields.OptionalText("reason", {.shortest = 0, .longest = 300}).value_or("");
        fields.Finish();
        CheckMayReport(at.task(), request.Now());
        const Return filed = OrNotFound(FindReturn(tx, at.unit, at.task().id));
        const bool decided = filed.state == ReturnState::kApproved || HasDecision(tx, filed);
        if (decided || (filed.state != ReturnState::kReported && filed.state != ReturnState::kSigning)) {
            throw Problem::Conflict("forms.return.cannot_withdraw");
        }
        if (request.IfMatch() != filed.revision) throw Problem::Conflict("forms.return.moved_on");
        UpdateState(tx, filed, {ReturnState::kWithdrawn, 0, std::nullopt, std::nullopt});
        InsertDecision(tx, filed, {"withdrawn", reason, "[]", at.unit, clerk.account});
        audit::Record(tx, clerk, "forms.return.withdrawn", filed.id, {.unit = at.unit});
        return http::Done(filed.id).WithEtag(filed.revision + 1);
    }

    // Full ID numbers of this task's rows, once for each task and session; every row is in the audit log
    // (SECURITY B10).
    http::Reply Reveal(const http::Request& request, const Actor& clerk, const Scope&,
                       storage::Tx& tx) const {
        const UnitTask at = FindUnitTask(tx, request);
        if (at.task().state != TaskState::kOpen) throw Problem::Conflict("forms.task.not_open");
        const std::optional<Return> filed = FindReturn(tx, at.unit, at.task().id);
        InsertReveal(tx, at.unit, at.task().id, clerk.account);
        const std::int64_t object = filed ? filed->id.value : at.task().id.value;
        for (const BaselineRow& row : BaselineOf(tx, at, filed).rows) {
            const json::object which{{"row", row.key}};
            audit::Record(tx, clerk, "forms.return.revealed", object,
                          {.unit = at.unit, .personal = json::serialize(which)});
        }
        http::Reply reply = RevealedReply(tx, at, filed);
        reply.object = object;
        return reply;
    }

    // The same answer for the same key, made anew from the return.
    http::Reply RevealAgain(const http::Request& request, const Actor&, const Scope&, std::int64_t,
                            storage::Snapshot& snapshot) const {
        const UnitTask at = FindUnitTask(snapshot, request);
        return RevealedReply(snapshot, at, FindReturn(snapshot, at.unit, at.task().id));
    }

    http::Reply History(const http::Request& request, const Actor&, const Scope& scope,
                        storage::Snapshot& snapshot) const {
        const http::Page page = http::Page::From(request, 2);
        const UnitId unit = request.QueryId<UnitId>("unit").value_or(scope.unit());
        if (unit != scope.unit()) {
            const auto carried = directory::CurrentSuccession(snapshot)->Carried(
                *directory::CurrentTree(snapshot), scope.unit());
            if (std::find(carried.begin(), carried.end(), unit) == carried.end()) throw Problem::NotFound();
        }
        std::vector<Return> returns = WithFiled(snapshot, unit, page);
        const bool more = static_cast<int>(returns.size()) > page.limit;
        if (more) returns.pop_back();
        json::array items;
        for (const Return& filed : returns) {
            const TaskPointer entry = FindTask(snapshot, filed.task);
            items.push_back(json::object{{"task", TaskJson(snapshot, *entry)},
                                         {"unit", filed.unit.ToString()},
                                         {"period", entry->task.period},
                                         {"reported_at", filed.reported_at.value_or(Instant{}).ToString()},
                                         {"state", ToWord(filed.state)},
                                         {"origin", ToWord(filed.origin)},
                                         {"unsigned", filed.not_signed},
                                         {"version", filed.version}});
        }
        json::value next;
        if (more) {
            next = http::Page::Cursor(
                {std::to_string(returns.back().reported_at.value_or(Instant{}).milliseconds),
                 returns.back().task.ToString()});
        }
        return http::Json(json::object{{"items", std::move(items)}, {"next", std::move(next)}});
    }

    // What happened to one return: its versions and decisions.
    http::Reply Trail(const http::Request& request, const Actor&, const Scope& scope,
                      storage::Snapshot& snapshot) const {
        const UnitTask at = FindUnitTask(snapshot, request);
        if (!MayRead(snapshot, at, scope)) throw Problem::NotFound();
        json::array versions;
        for (const VersionView& version : ListReturnVersions(snapshot, at.unit, at.task().id)) {
            versions.push_back(json::object{{"number", version.number},
                                            {"at", version.at.ToString()},
                                            {"by", connections_.name_of(snapshot, version.by)},
                                            {"origin", ToWord(version.origin)},
                                            {"changes", ParseJson(version.changes).as_array().size()}});
        }
        json::array decisions;
        for (const DecisionView& decision : ListDecisions(snapshot, at.unit, at.task().id)) {
            const auto unit = at.entry->tree->Find(decision.decider);
            decisions.push_back(json::object{
                {"verdict", decision.verdict},
                {"reason", decision.reason},
                {"fields", ParseJson(decision.fields)},
                {"unit", unit ? json::value(directory::UnitJson(at.entry->tree->At(*unit))) : json::value()},
                {"at", decision.at.ToString()},
                {"version", decision.return_version}});
        }
        return http::Json(
            json::object{{"versions", std::move(versions)}, {"decisions", std::move(decisions)}});
    }

 private:
    // One more than the page holds, newest first, as ListReturnsOf; what the hub filed is among them.
    static std::vector<Return> WithFiled(storage::Snapshot& snapshot, UnitId unit, const http::Page& page) {
        std::vector<Return> returns = ListReturnsOf(snapshot, unit, page);
        const std::vector<Return> filed = ListFiledOf(snapshot, unit);
        if (filed.empty()) return returns;
        const auto place = [](const Return& one) {
            return std::pair(one.reported_at.value_or(Instant{}).milliseconds, one.task.value);
        };
        auto before = std::pair(std::int64_t{INT64_MAX}, std::int64_t{INT64_MAX});
        if (page.after.size() == 2) {
            before = {ParseIdValue(page.after[0]).value_or(INT64_MAX),
                      ParseIdValue(page.after[1]).value_or(INT64_MAX)};
        }
        for (const Return& one : filed) {
            if (place(one) < before && !FindReturn(snapshot, unit, one.task)) returns.push_back(one);
        }
        std::sort(returns.begin(), returns.end(),
                  [&](const Return& a, const Return& b) { return place(a) > place(b); });
        const auto most = static_cast<std::size_t>(page.limit) + 1;
        if (returns.size() > most) returns.resize(most);
        return returns;
    }

    static bool MayType(ReturnState state) {
        return state == ReturnState::kOpen || state == ReturnState::kSentBack ||
               state == ReturnState::kWithdrawn;
    }

    Baseline Brought(storage::Snapshot& snapshot, const UnitTask& at) const {
        return Prefiller(snapshot, *connections_.keys, at.definition()).Of(at.unit, at.apart);
    }

    Baseline BaselineOf(storage::Snapshot& snapshot, const UnitTask& at,
                        const std::optional<Return>& filed) const {
        return filed ? ReadBaseline(filed->baseline) : Brought(snapshot, at);
    }

    static bool HasDecision(storage::Snapshot& snapshot, const Return& filed) {
        for (const DecisionView& decision : ListDecisions(snapshot, filed.unit, filed.task)) {
            if (decision.return_version == filed.version && decision.verdict == "approved") return true;
        }
        return false;
    }

    // Both values, who and when: the client asks its one question.
    [[noreturn]] void Stale(storage::Snapshot& snapshot, const Return& filed) const {
        json::object theirs;
        theirs["draft"] = filed.draft ? ParseJson(*filed.draft) : json::value();
        theirs["by"] =
            filed.draft_by ? json::value(connections_.name_of(snapshot, *filed.draft_by)) : json::value();
        theirs["at"] = filed.draft_at ? json::value(filed.draft_at->ToString()) : json::value();
        theirs["revision"] = filed.revision;
        theirs["state"] = ToWord(filed.state);
        throw Problem::Conflict("forms.return.stale")
            .WithDetails(json::serialize(json::object{{"theirs", std::move(theirs)}}));
    }

    http::Reply RevealedReply(storage::Snapshot& snapshot, const UnitTask& at,
                              const std::optional<Return>& filed) const {
        const Definition& definition = at.definition();
        const Baseline baseline = BaselineOf(snapshot, at, filed);
        json::object values;
        json::object rows;
        for (const BaselineRow& row : baseline.rows) {
            json::object cells;
            for (std::size_t i = 0; i < definition.fields.size(); ++i) {
                const catalogue::Element& element = definition.fields[i].element;
                const StoredValue& value = row.cells[i].value;
                if (element.type != catalogue::ValueType::kIdNumber || !value) continue;
                cells[element.code] = connections_.keys->Open(
                    *value, secrets::BindingOf(at.unit, definition.SubjectOf(row.key), element.code));
            }
            if (definition.layout == Layout::kSingle) {
                values = std::move(cells);
            } else {
                rows[row.key] = std::move(cells);
            }
        }
        return http::Json(json::object{{"values", std::move(values)}, {"rows", std::move(rows)}});
    }

    Connections connections_;
};

Typed PrepareTyped(const http::Request& request) {
    return ReadTyped(request.Json());
}

}  // namespace

void AddReturnRoutes(http::Router& router, const Connections& connections) {
    using http::Permission, http::Reads, http::ScopeFrom, http::Writes;
    const auto bind = Binder(std::make_shared<const ReturnRoutes>(connections));
    const std::string unit = "/api/forms/tasks/{task}/units/{unit}";
    const Permission fill{"forms.fill"};
    const Writes typed{"answers", "wrong", "rows", "remarks", "zero"};
    constexpr std::size_t kBody = 4 << 20;  // a roster of some thousand people

    router.Get(unit, Permission{"forms.read"}, ScopeFrom{"unit"}, Reads{"*"}, bind(&ReturnRoutes::Show));
    router.Get(unit + "/trail", Permission{"forms.read"}, ScopeFrom{"unit"}, Reads{"versions", "decisions"},
               bind(&ReturnRoutes::Trail));
    router.Post(unit + "/open", fill, ScopeFrom{"unit"}, Reads{"id"}, Writes{}, bind(&ReturnRoutes::Open));
    router
        .Put(unit + "/draft", fill, ScopeFrom{"unit"}, Reads{"id"}, typed, PrepareTyped,
             bind(&ReturnRoutes::SaveDraft))
        .Body(kBody)
        .WithinUnit();
    router
        .Post(unit + "/submit", fill, ScopeFrom{"unit"}, Reads{"id"}, typed, PrepareTyped,
              bind(&ReturnRoutes::Submit))
        .Body(kBody)
        .WithinUnit();
    router.Post(unit + "/sign-off", Permission{"forms.sign_off"}, ScopeFrom{"unit"}, Reads{"id"},
                Writes{"verdict", "reason"}, http::Router::Body, bind(&ReturnRoutes::SignOff));
    router.Post(unit + "/withdraw", fill, ScopeFrom{"unit"}, Reads{"id"}, Writes{"reason"},
                http::Router::Body, bind(&ReturnRoutes::Withdraw));
    router
        .Post(unit + "/reveal", Permission{"forms.reveal"}, ScopeFrom{"unit"}, Reads{"values", "rows"},
              Writes{}, bind(&ReturnRoutes::Reveal))
        .Rebuild(bind(&ReturnRoutes::RevealAgain));
    router.Get("/api/forms/history", fill, ScopeFrom{"own"}, Reads{"items", "next"},
               bind(&ReturnRoutes::History));
}

}  // namespace qz::forms
