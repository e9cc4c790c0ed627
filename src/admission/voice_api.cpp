// What units say back. Below five units nobody learns which: the issuer sees a number and no more.
#include <algorithm>
#include <map>

#include "admission/notice_store.hpp"
#include "admission/routes.hpp"
#include "admission/voice_store.hpp"
#include "audit/audit.hpp"
#include "calendar/calendar.hpp"

namespace qz::admission {

namespace {

constexpr std::size_t kFewestUnits = 5;
constexpr int kMostShown = 2000;
constexpr std::size_t kMostDoubted = 600;
constexpr int kEstimateDays = 400;  // a form that was asked within them may be estimated
constexpr http::Permission kVerify{"admission.verify"};
constexpr http::Permission kSee{"admission.verifications"};
constexpr http::Permission kAnswer{"admission.verifications.answer"};
constexpr http::Permission kEstimate{"admission.estimate"};
constexpr http::ScopeFrom kOwn{"own"};
constexpr http::ScopeFrom kList{"list"};

enum class Side : std::uint8_t { kUnit, kIssuer, kGate };

class VoiceRoutes {
 public:
    explicit VoiceRoutes(const Sources& sources) : sources_(sources) {}

    // 转请核实: the unit's clock stands still from here until it is answered.
    http::Reply Verify(const http::Request& request, const Actor& actor, const Scope& scope,
                       const json::value& body, storage::Tx& tx) const {
        constexpr const char* kKinds[] = {"no_number", "expired",  "held", "duplicate",
                                          "unclear",   "not_ours", "other"};
        const auto task = request.Path<TaskId>("task");
        Fields fields(body);
        Verification asked;
        const auto unit = fields.OptionalId<UnitId>("unit").value_or(scope.unit());
        asked.kind = fields.Raw("kind")
                         ? kKinds[fields.OneOf("kind", {"no_number", "expired", "held", "duplicate",
                                                        "unclear", "not_ours", "other"})]
                         : "other";
        asked.reason = fields.Text("reason", {.longest = 500});
        const std::vector<std::string> doubted = CodesIn(fields);
        fields.Finish();
        const auto found = unit == scope.unit() ? sources_.find_asked(tx, task, unit) : std::nullopt;
        if (!found) throw Problem::NotFound();
        asked.fields = DoubtedOf(found->draft, doubted);
        sources_.pause_unit(tx, task, unit);
        asked.unit = unit;
        asked.task = task;
        asked.form = found->draft.form;
        asked.issuer = found->issuer;
        asked.title = found->title;
        asked.due = calendar::Current(tx)->AddWorkingDays(DateOf(tx.Now()),
                                                          CurrentConfiguration(tx)->verification_days);
        const VerificationId id = InsertVerification(tx, asked);
        InsertNotice(tx, asked.issuer, "asked", {ProposalId{}, task, asked.form},
                     {{"task", asked.title}, {"due", asked.due.ToString()}});
        audit::Record(tx, actor, "admission.verification.asked", id, {.unit = unit});
        return http::Created(id);
    }

    http::Reply List(const http::Request& request, const Actor&, const Scope& scope,
                     storage::Snapshot& snapshot) const {
        const auto tree = directory::CurrentTree(snapshot);
        const auto own = tree->Find(scope.unit());
        const bool department = own && tree->At(*own).government;
        json::array items;
        AddGroups(request, *tree, ListOfUnit(snapshot, scope.unit(), kMostShown), Side::kUnit, items);
        if (department) {
            AddGroups(request, *tree, ListOfIssuer(snapshot, scope.unit(), kMostShown), Side::kIssuer, items);
        } else if (own && scope.Contains(*own) && scope.parts().front().with_subtree) {
            // A gate keeps watch over whom it admits, and sees what its territory doubts.
            std::vector<Verification> within = ListEveryVerification(snapshot, kMostShown);
            std::erase_if(within, [&](const Verification& one) {
                return one.unit == scope.unit() || !directory::Covers(scope, *tree, one.unit);
            });
            AddGroups(request, *tree, within, Side::kGate, items);
        }
        return http::Json(json::object{{"items", std::move(items)}});
    }

    http::Reply AnswerOne(const http::Request& request, const Actor& actor, const Scope& scope,
                          const json::value& body, storage::Tx& tx) const {
        const auto id = request.Path<VerificationId>("verification");
        const Verification asked = OrNotFound(FindVerification(tx, id));
        const auto tree = directory::CurrentTree(tx);
        const bool issuer = asked.issuer == scope.unit();
        if (!issuer && !directory::Covers(scope, *tree, asked.issuer)) throw Problem::NotFound();
        // To the issuer a single question exists only where there are enough of them.
        if (issuer && ListOfTask(tx, asked.task).size() < kFewestUnits) throw Problem::NotFound();
        const std::string answer = AnswerIn(body);
        if (asked.answered) throw Problem::Conflict("admission.verification.answered_already");
        End(tx, actor, asked, answer);
        return http::Done(id);
    }

    // All open ones of a task at once: the way that needs no names.
    http::Reply AnswerTask(const http::Request& request, const Actor& actor, const Scope& scope,
                           const json::value& body, storage::Tx& tx) const {
        const auto task = request.Path<TaskId>("task");
        const auto tree = directory::CurrentTree(tx);
        std::vector<Verification> open = ListOfTask(tx, task);
        std::erase_if(open, [&](const Verification& one) {
            return one.answered ||
                   (one.issuer != scope.unit() && !directory::Covers(scope, *tree, one.issuer));
        });
        if (open.empty()) throw Problem::NotFound();
        const std::string answer = AnswerIn(body);
        for (const Verification& asked : open) End(tx, actor, asked, answer);
        return http::Json(json::object{{"answered", open.size()}});
    }

    // How long it took, as the unit says: voluntary, of the unit and of nobody in it.
    http::Reply Estimate(const http::Request& request, const Actor& actor, const Scope& scope,
                         const json::value& body, storage::Tx& tx) const {
        Fields fields(body);
        const auto form = fields.IdOf<FormId>("form");
        const std::int64_t minutes = fields.Integer("minutes", 1, 10'000);
        fields.Finish();
        const Date today = DateOf(request.Now());
        const std::vector<AskedTask> asked =
            sources_.list_asked(tx, scope.unit(), Date{today.days - kEstimateDays}, today);
        if (std::none_of(asked.begin(), asked.end(),
                         [&](const AskedTask& one) { return one.draft.form == form; })) {
            throw Problem::RejectedAt("form", "admission.estimate.never_asked");
        }
        PutEstimate(tx, scope.unit(), form, minutes);
        audit::Record(tx, actor, "admission.estimate.given", form);
        return http::Done(form);
    }

    // What the unit said before, so that it can be read again and changed.
    http::Reply OwnEstimate(const http::Request& request, const Actor&, const Scope& scope,
                            storage::Snapshot& snapshot) const {
        const auto form = request.QueryId<FormId>("form");
        if (!form) throw Problem::RejectedAt("form", "platform.http.missing");
        const auto said = FindEstimate(snapshot, scope.unit(), *form);
        return http::Json(json::object{{"form", form->ToString()},
                                       {"minutes", said ? json::value(said->minutes) : json::value()},
                                       {"at", said ? json::value(said->at.ToString()) : json::value()}});
    }

    http::Reply Estimates(const http::Request& request, const Actor&, const Scope& scope,
                          storage::Snapshot& snapshot) const {
        const Proposal proposal = FindSeen(snapshot, scope, request.Path<ProposalId>("proposal"));
        const std::vector<std::int64_t> minutes = ListEstimates(snapshot, proposal.form);
        json::object object{{"enough", minutes.size() >= kFewestUnits},
                            {"fewest", kFewestUnits},
                            {"bill_minutes", static_cast<double>(proposal.unit_seconds) / 60},
                            {"units", nullptr},
                            {"median_minutes", nullptr},
                            {"mean_minutes", nullptr}};
        if (minutes.size() >= kFewestUnits) {
            std::int64_t sum = 0;
            for (const std::int64_t one : minutes) sum += one;
            const std::size_t half = minutes.size() / 2;
            const std::int64_t twice = minutes[half] + minutes[(minutes.size() - 1) / 2];
            object["units"] = minutes.size();
            object["median_minutes"] = static_cast<double>(twice) / 2;
            object["mean_minutes"] =
                static_cast<double>(sum * 10 / static_cast<std::int64_t>(minutes.size())) / 10;
        }
        return http::Json(object);
    }

 private:
    static std::string AnswerIn(const json::value& body) {
        Fields fields(body);
        std::string answer = fields.Text("answer", {.longest = 500});
        fields.Finish();
        return answer;
    }

    static std::vector<std::string> CodesIn(Fields& fields) {
        std::vector<std::string> codes;
        const json::array& given = fields.Array("fields", kMostDoubted, false);
        for (std::size_t i = 0; i < given.size(); ++i) {
            if (const json::string* code = given[i].if_string()) {
                codes.emplace_back(*code);
            } else {
                fields.Add({"fields[" + std::to_string(i) + "]", "platform.http.not_text", {}});
            }
        }
        return codes;
    }
    // With the labels of the day: what was doubted stays readable when the form has changed.
    static std::string DoubtedOf(const Draft& draft, const std::vector<std::string>& codes) {
        json::array doubted;
        for (const std::string& code : codes) {
            const auto field = std::find_if(draft.fields.begin(), draft.fields.end(),
                                            [&](const DraftField& one) { return one.code == code; });
            if (field == draft.fields.end())
                throw Problem::RejectedAt("fields", "admission.answer.unknown_field");
            doubted.push_back(json::object{{"code", field->code}, {"label", field->label}});
        }
        return json::serialize(doubted);
    }

    void End(storage::Tx& tx, const Actor& actor, const Verification& asked,
             const std::string& answer) const {
        if (!AnswerVerification(tx, asked, answer))
            throw Problem::Conflict("admission.verification.answered_already");
        sources_.resume_unit(tx, asked.task, asked.unit);
        InsertNotice(tx, asked.unit, "answered", {ProposalId{}, asked.task, asked.form},
                     {{"task", asked.title}, {"answer", answer}});
        audit::Record(tx, actor, "admission.verification.answered", asked.id, {.unit = asked.unit});
    }

    static void AddGroups(const http::Request& request, const directory::Tree& tree,
                          const std::vector<Verification>& verifications, Side side, json::array& items) {
        const Date today = DateOf(request.Now());
        constexpr const char* kSides[] = {"unit", "issuer", "gate"};
        std::map<TaskId, std::vector<const Verification*>> by_task;
        for (const Verification& one : verifications) by_task[one.task].push_back(&one);
        for (const auto& [task, questions] : by_task) {
            const std::size_t open = static_cast<std::size_t>(std::count_if(
                questions.begin(), questions.end(), [](const Verification* one) { return !one->answered; }));
            const bool shown = side != Side::kIssuer || questions.size() >= kFewestUnits;
            json::array list;
            for (const Verification* one : questions) {
                if (!shown || (side == Side::kIssuer && one->answered)) continue;
                list.push_back(json::object{{"id", one->id.ToString()},
                                            {"unit", UnitOrNull(tree, one->unit)},
                                            {"kind", one->kind},
                                            {"reason", one->reason},
                                            {"fields", ParseJson(one->fields)},
                                            {"answer", one->answer},
                                            {"opened_at", one->opened_at.ToString()},
                                            {"answered_at", TextOrNull(one->answered_at)}});
            }
            const Verification& first = *questions.front();
            items.push_back(json::object{
                {"task", task.ToString()},
                {"form", first.form.ToString()},
                {"title", first.title},
                {"issuer", UnitOrNull(tree, first.issuer)},
                {"side", kSides[static_cast<std::size_t>(side)]},
                {"units", questions.size()},
                {"open", open},
                {"due", side == Side::kIssuer && !shown ? json::value() : json::value(first.due.ToString())},
                {"overdue", open > 0 && first.due < today},
                {"questions", std::move(list)}});
        }
    }

    Sources sources_;
};

}  // namespace

std::optional<OpenVerification> FindOpenVerification(storage::Snapshot& snapshot, TaskId task, UnitId unit) {
    const auto asked = FindOpenVerificationOf(snapshot, unit, task);
    if (!asked) return std::nullopt;
    OpenVerification open{asked->unit, asked->opened_at, asked->kind, {}, asked->due};
    const json::value fields = ParseJson(asked->fields);
    for (const json::value& field : fields.as_array()) open.fields.emplace_back(field.at("code").as_string());
    return open;
}

void AddVoiceRoutes(http::Router& router, const Sources& sources) {
    using http::Reads, http::ScopeFrom, http::Writes;
    const auto bind = Binder(std::make_shared<const VoiceRoutes>(sources));
    router.Post("/api/admission/tasks/{task}/verify", kVerify, kOwn, Reads{"id"},
                Writes{"unit", "kind", "reason", "fields"}, http::Router::Body, bind(&VoiceRoutes::Verify));
    router.Get("/api/admission/verifications", kSee, kList, Reads{"items"}, bind(&VoiceRoutes::List));
    router.Post("/api/admission/verifications/{verification}/answer", kAnswer, ScopeFrom{"verification"},
                Reads{"id"}, Writes{"answer"}, http::Router::Body, bind(&VoiceRoutes::AnswerOne));
    router.Post("/api/admission/tasks/{task}/verifications/answer", kAnswer, ScopeFrom{"task"},
                Reads{"answered"}, Writes{"answer"}, http::Router::Body, bind(&VoiceRoutes::AnswerTask));
    router.Post("/api/admission/estimates", kEstimate, kOwn, Reads{"id"}, Writes{"form", "minutes"},
                http::Router::Body, bind(&VoiceRoutes::Estimate));
    router.Get("/api/admission/estimates", kEstimate, kOwn, Reads{"form", "minutes", "at"},
               bind(&VoiceRoutes::OwnEstimate));
    router.Get("/api/admission/proposals/{proposal}/estimates", http::Permission{"admission.read"},
               ScopeFrom{"proposal"},
               Reads{"enough", "fewest", "bill_minutes", "units", "median_minutes", "mean_minutes"},
               bind(&VoiceRoutes::Estimates));
}

}  // namespace qz::admission
