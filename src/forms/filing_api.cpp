#include <algorithm>
#include <tuple>

#include "audit/audit.hpp"
#include "forms/derived.hpp"
#include "forms/filed_store.hpp"
#include "forms/return_view.hpp"
#include "forms/routes.hpp"

namespace qz::forms {

namespace {

constexpr std::size_t kMostHandedDown = 500;

class FilingRoutes {
 public:
    explicit FilingRoutes(const Connections& connections) : connections_(connections) {}

    // The tasks of the acting unit: those whose scope covers it and those that were passed to it.
    http::Reply Inbox(const http::Request& request, const Actor& actor, const Scope& scope,
                      storage::Snapshot& snapshot) const {
        InboxQuestion question{request.Query("state").value_or("all"), request.Now()};
        // What waits for 审签 is still to do for the head who signs.
        question.signs = connections_.may(snapshot, actor.for_post.value_or(actor.post), "forms.sign_off");
        std::vector<InboxPlace> places;
        ListInbox(snapshot, question, scope.unit(), places);
        question.carried_for = true;
        const auto tree = directory::CurrentTree(snapshot);
        const auto succession = directory::CurrentSuccession(snapshot);
        for (const UnitId gone : succession->Carried(*tree, scope.unit()))
            ListInbox(snapshot, question, gone, places);
        // The tasks of one unit are few: no page, and the same order at each request.
        std::sort(places.begin(), places.end(),
                  [](const InboxPlace& a, const InboxPlace& b) { return a.order < b.order; });
        json::array items;
        for (InboxPlace& place : places) items.push_back(std::move(place.item));
        return http::Json(json::object{{"items", std::move(items)}});
    }

    http::Reply Receive(const http::Request& request, const Actor& actor, const Scope&,
                        storage::Tx& tx) const {
        const UnitTask at = ToFile(tx, request);
        Filing filing = Current(tx, at);
        if (!filing.received_at) {
            filing.received_at = tx.Now();
            PutFiling(tx, at.task().id, filing, filing.revision, actor.account);
        }
        return Recorded(tx, actor, at, "forms.filing.received");
    }

    // 分办: to a post of the unit itself.
    http::Reply Assign(const http::Request& request, const Actor& actor, const Scope& scope,
                       const json::value& body, storage::Tx& tx) const {
        const UnitTask at = ToFile(tx, request);
        Fields fields(body);
        const PostId post = fields.IdOf<PostId>("post");
        fields.Finish();
        if (!connections_.post_belongs(tx, post, at.gone ? scope.unit() : at.unit))
            throw Problem::RejectedAt("post", "forms.filing.foreign_post");
        Filing filing = Current(tx, at);
        filing.assigned_post = post;
        if (!filing.received_at) filing.received_at = tx.Now();
        PutFiling(tx, at.task().id, filing, filing.revision, actor.account);
        return Recorded(tx, actor, at, "forms.filing.assigned");
    }

    // 转办: another unit files in place of this one. The task stays the same: no field more, no earlier
    // deadline.
    http::Reply Transfer(const http::Request& request, const Actor& actor, const Scope&,
                         const json::value& body, storage::Tx& tx) const {
        const UnitTask at = ToPassOn(tx, request);
        Fields fields(body);
        const UnitId to = fields.IdOf<UnitId>("unit");
        const std::string reason = fields.Text("reason", {.longest = 300});
        fields.Finish();
        const auto ordinal = at.entry->tree->Find(to);
        if (!ordinal || to == at.unit || !Neighbour(at, *ordinal)) {
            throw Problem::RejectedAt("unit", "forms.filing.cannot_take");
        }
        PassOn(tx, actor, at, {*ordinal}, reason);
        return Recorded(tx, actor, at, "forms.filing.transferred");
    }

    // 下发: the subordinates named file in place of the unit that passes it on.
    http::Reply HandDown(const http::Request& request, const Actor& actor, const Scope&,
                         const json::value& body, storage::Tx& tx) const {
        const UnitTask at = ToPassOn(tx, request);
        Fields fields(body);
        std::vector<Ordinal> to;
        const json::array& units = fields.Array("units", kMostHandedDown);
        const OrdinalRange below = at.entry->tree->Subtree(at.ordinal);
        for (std::size_t i = 0; i < units.size(); ++i) {
            const auto unit =
                units[i].is_string()
                    ? ParseId<UnitId>({units[i].get_string().data(), units[i].get_string().size()})
                    : std::nullopt;
            const auto ordinal = unit ? at.entry->tree->Find(*unit) : std::nullopt;
            if (!ordinal || !below.Contains(*ordinal) || *ordinal == at.ordinal ||
                !at.entry->tree->At(*ordinal).in_use) {
                fields.Add({"units[" + std::to_string(i) + "]", "forms.filing.not_below", {}});
            } else {
                to.push_back(*ordinal);
            }
        }
        if (units.empty()) fields.Add({"units", "platform.http.missing", {}});
        fields.Finish();
        PassOn(tx, actor, at, to, {});
        return Recorded(tx, actor, at, "forms.filing.handed_down");
    }

    // 退回派单: not ours, with the reason. It goes back to whoever passed it here, or to the issuer, who sees
    // it.
    http::Reply Decline(const http::Request& request, const Actor& actor, const Scope&,
                        const json::value& body, storage::Tx& tx) const {
        const UnitTask at = ToPassOn(tx, request);
        Fields fields(body);
        Filing filing = Current(tx, at);
        filing.reason = fields.Text("reason", {.longest = 300});
        fields.Finish();
        if (filing.state == FilingState::kAdded) GiveBack(tx, actor, at, filing);
        filing.state = FilingState::kDeclined;
        PutFiling(tx, at.task().id, filing, filing.revision, actor.account);
        return Recorded(tx, actor, at, "forms.filing.declined");
    }

 private:
    struct InboxQuestion {
        std::string_view which;
        Instant now;
        bool signs = false;
        bool carried_for = false;  // the unit is gone, and the acting one finishes what it owes
    };

    // What was sent back comes first, then what is to do, then what waits with its clock standing still, then
    // what is done; in each the earliest deadline first.
    enum class Turn { kSentBack, kToDo, kStandsStill, kDone };
    struct InboxPlace {
        std::tuple<Turn, Instant, TaskId, UnitId> order;
        json::object item;
    };

    // The tasks of one unit, behind those that are in `places` already.
    void ListInbox(storage::Snapshot& snapshot, const InboxQuestion& question, UnitId unit,
                   std::vector<InboxPlace>& places) const {
        std::unordered_map<std::int64_t, Filing> filings;
        for (auto& [task, filing] : ListFilingsOf(snapshot, unit))
            filings.emplace(task.value, std::move(filing));
        std::unordered_map<std::int64_t, ReturnHead> heads;
        for (ReturnHead& head : ListHeads(snapshot, unit)) heads.emplace(head.task.value, std::move(head));

        std::vector<TaskPointer> tasks;
        for (const TaskPointer& entry : ListOpenTasks(snapshot)) {
            const auto ordinal = entry->tree->Find(unit);
            if (ordinal &&
                (entry->Filing(snapshot).Contains(*ordinal) || filings.contains(entry->task.id.value))) {
                tasks.push_back(entry);
            }
        }
        for (const TaskPointer& entry : tasks) {
            const auto filing = filings.find(entry->task.id.value);
            auto head = heads.find(entry->task.id.value);
            const bool by_hub = head == heads.end();
            if (by_hub) {
                if (auto filed = FindFiledHead(snapshot, *entry, *entry->tree->Find(unit)))
                    head = heads.emplace(entry->task.id.value, std::move(*filed)).first;
            }
            const std::string_view state = StateOf(filing == filings.end() ? nullptr : &filing->second,
                                                   head == heads.end() ? nullptr : &head->second);
            const bool done = state == "reported" || state == "approved" || state == "passed_on" ||
                              state == "declined" || state == "gone" ||
                              (state == "signing" && !question.signs);
            if ((question.which == "todo" && done) || (question.which == "done" && !done)) continue;
            json::object item =
                ItemJson(snapshot, *entry, unit, state, filing == filings.end() ? nullptr : &filing->second,
                         head == heads.end() ? nullptr : &head->second, question.now);
            item["filed_by_hub"] = by_hub && head != heads.end();
            item["carried_for"] =
                question.carried_for
                    ? json::value(directory::UnitJson(entry->tree->At(*entry->tree->Find(unit))))
                    : json::value();
            const std::optional<Task> own = entry->TaskOf(snapshot, unit);
            const Task& task = own ? *own : entry->task;
            const Turn turn = done                   ? Turn::kDone
                              : state == "sent_back" ? Turn::kSentBack
                              : task.paused_at       ? Turn::kStandsStill
                                                     : Turn::kToDo;
            places.push_back({{turn, task.deadline, task.id, unit}, std::move(item)});
        }
    }

    static std::string_view StateOf(const Filing* filing, const ReturnHead* head) {
        if (filing && (filing->state == FilingState::kPassedOn || filing->state == FilingState::kDeclined ||
                       filing->state == FilingState::kGone)) {
            return ToWord(filing->state);
        }
        if (head) return ToWord(head->state);
        return filing && filing->received_at ? "received" : "new";
    }

    static std::optional<Return> ReturnOf(const ReturnHead* head) {
        if (!head) return std::nullopt;
        Return filed;
        filed.state = head->state;
        filed.late = head->late;
        filed.reported_at = head->reported_at;
        filed.sent_back = head->sent_back;
        return filed;
    }

    json::object ItemJson(storage::Snapshot& snapshot, const TaskEntry& entry, UnitId unit,
                          std::string_view state, const Filing* filing, const ReturnHead* head,
                          Instant now) const {
        const std::optional<Task> own = entry.TaskOf(snapshot, unit);
        const Task& task = own ? *own : entry.task;
        json::object item;
        item["verifying"] = own && own->paused_at && !entry.task.paused_at;
        item["task"] = TaskJson(snapshot, entry);
        item["unit"] = unit.ToString();
        item["state"] = state;
        item["deadline"] = task.deadline.ToString();
        item["days_left"] = DateOf(task.deadline).days - DateOf(TaskTime(task, now)).days;
        const bool reported = head && Counts(head->state);
        item["late"] = reported ? head->late : ReportsLate(task, now, ReturnOf(head));
        item["revision"] = head ? head->revision : 0;
        item["filing_revision"] = filing ? filing->revision : 0;
        item["sent_back"] = head && head->sent_back ? ParseJson(*head->sent_back) : json::value();
        item["assigned_post"] =
            filing && filing->assigned_post ? json::value(filing->assigned_post->ToString()) : json::value();
        item["reason"] = filing ? json::value(filing->reason) : json::value("");
        item["reported_at"] =
            head && head->reported_at ? json::value(head->reported_at->ToString()) : json::value();
        item["reminded"] = nullptr;
        if (!reported && !item.at("verifying").as_bool()) {
            const std::vector<Reminder> reminders = ListReminders(snapshot, task.id);
            if (!reminders.empty()) item["reminded"] = reminders.back().at.ToString();
        }
        const auto [to_fill, held] = reported ? std::pair<int, int>{0, 0} : Needs(snapshot, entry, unit, now);
        item["to_fill"] = to_fill;
        item["held"] = held;
        return item;
    }

    // «You fill 1, we brought 7», before the form is opened.
    std::pair<int, int> Needs(storage::Snapshot& snapshot, const TaskEntry& entry, UnitId unit,
                              Instant now) const {
        const Definition& definition = entry.definition();
        const Baseline baseline =
            Prefiller(snapshot, *connections_.keys, definition).Of(unit, ApartFrom(snapshot, entry, unit));
        int to_fill = 0;
        int held = 0;
        for (const BaselineRow& row : baseline.rows) {
            for (std::size_t i = 0; i < definition.fields.size(); ++i) {
                const Need need = NeedOf(definition.fields[i], row.cells[i], baseline, DateOf(now));
                if (need == Need::kMissing || need == Need::kConfirm) {
                    ++to_fill;
                } else if (row.cells[i].value) {
                    ++held;
                }
            }
        }
        return {to_fill, held};
    }

    static UnitTask ToFile(storage::Snapshot& snapshot, const http::Request& request) {
        UnitTask at = FindUnitTask(snapshot, request);
        if (!at.files) throw Problem::Conflict("forms.return.not_filing");
        return at;
    }

    // Only before anything was reported, and only while the task runs.
    static UnitTask ToPassOn(storage::Snapshot& snapshot, const http::Request& request) {
        UnitTask at = ToFile(snapshot, request);
        if (at.task().state != TaskState::kOpen) throw Problem::Conflict("forms.task.not_open");
        const auto filed = FindReturn(snapshot, at.unit, at.task().id);
        if (filed && filed->version > 0) throw Problem::Conflict("forms.filing.already_reported");
        return at;
    }

    static Filing Current(storage::Snapshot& snapshot, const UnitTask& at) {
        if (auto filing = FindFiling(snapshot, at.unit, at.task().id)) return *filing;
        Filing filing;
        filing.unit = at.unit;
        filing.ordinal = at.ordinal;
        return filing;
    }

    // A unit may hand a task to a sister under the same parent, or to a department of its own government.
    static bool Neighbour(const UnitTask& at, Ordinal to) {
        const directory::Tree& tree = *at.entry->tree;
        return tree.At(to).in_use && tree.At(to).parent == tree.At(at.ordinal).parent;
    }

    static void PassOn(storage::Tx& tx, const Actor& actor, const UnitTask& at,
                       const std::vector<Ordinal>& to, const std::string& reason) {
        Filing own = Current(tx, at);
        own.state = FilingState::kPassedOn;
        own.reason = reason;
        if (!own.received_at) own.received_at = tx.Now();
        PutFiling(tx, at.task().id, own, own.revision, actor.account);
        for (const Ordinal ordinal : to) {
            const UnitId unit = at.entry->tree->At(ordinal).id;
            Filing theirs = FindFiling(tx, unit, at.task().id).value_or(Filing{});
            if (theirs.state == FilingState::kAdded || at.entry->Filing(tx).Contains(ordinal))
                continue;  // files already
            theirs.unit = unit;
            theirs.ordinal = ordinal;
            theirs.state = FilingState::kAdded;
            theirs.origin = at.unit;
            theirs.reason = reason;
            PutFiling(tx, at.task().id, theirs, theirs.revision, actor.account);
        }
    }

    // Whoever passed it on files again, or passes it on to somebody else: no unit's return goes missing on
    // the way.
    static void GiveBack(storage::Tx& tx, const Actor& actor, const UnitTask& at, const Filing& declined) {
        if (!declined.origin) return;
        auto theirs = FindFiling(tx, *declined.origin, at.task().id);
        if (!theirs || theirs->state != FilingState::kPassedOn) return;
        theirs->state = theirs->origin ? FilingState::kAdded : FilingState::kFiles;
        theirs->reason = declined.reason;
        PutFiling(tx, at.task().id, *theirs, theirs->revision, actor.account);
    }

    static http::Reply Recorded(storage::Tx& tx, const Actor& actor, const UnitTask& at,
                                std::string_view capability) {
        audit::Record(tx, actor, capability, at.task().id, {.unit = at.unit});
        return http::Done(at.task().id);
    }

    Connections connections_;
};

}  // namespace

void AddFilingRoutes(http::Router& router, const Connections& connections) {
    using http::Permission, http::Reads, http::ScopeFrom, http::Writes;
    const auto bind = Binder(std::make_shared<const FilingRoutes>(connections));
    const Permission receive{"forms.receive"};
    const std::string unit = "/api/forms/tasks/{task}/units/{unit}";
    router.Get("/api/forms/inbox", Permission{"forms.receive"}, ScopeFrom{"own"}, Reads{"items"},
               bind(&FilingRoutes::Inbox));
    router.Post(unit + "/receive", receive, ScopeFrom{"unit"}, Reads{"id"}, Writes{},
                bind(&FilingRoutes::Receive));
    router.Post(unit + "/assign", receive, ScopeFrom{"unit"}, Reads{"id"}, Writes{"post"}, http::Router::Body,
                bind(&FilingRoutes::Assign));
    router.Post(unit + "/transfer", receive, ScopeFrom{"unit"}, Reads{"id"}, Writes{"unit", "reason"},
                http::Router::Body, bind(&FilingRoutes::Transfer));
    router.Post(unit + "/hand-down", receive, ScopeFrom{"unit"}, Reads{"id"}, Writes{"units"},
                http::Router::Body, bind(&FilingRoutes::HandDown));
    router.Post(unit + "/decline", receive, ScopeFrom{"unit"}, Reads{"id"}, Writes{"reason"},
                http::Router::Body, bind(&FilingRoutes::Decline));
}

}  // namespace qz::forms
