#include <algorithm>

#include "admission/notice_store.hpp"
#include "admission/routes.hpp"
#include "audit/audit.hpp"
#include "calendar/calendar.hpp"

namespace qz::admission {

namespace {

constexpr http::Permission kDecide{"admission.decide"};
constexpr http::ScopeFrom kList{"list"};
constexpr int kMostShown = 500;
constexpr std::int64_t kDayMilliseconds = 86'400'000;

enum class Ruling : std::uint8_t { kAdmit, kAdmitWithChanges, kSendBack, kRefuse };

const Policy& PolicyOf(const Configuration& configuration, const Proposal& proposal) {
    for (const Policy& policy : configuration.policies) {
        if (policy.code == proposal.policy) return policy;
    }
    throw Problem::Conflict("admission.proposal.no_policy");
}

class DecisionRoutes {
 public:
    explicit DecisionRoutes(const Sources& sources) : sources_(sources) {}

    http::Reply Queue(const http::Request& request, const Actor&, const Scope& scope,
                      storage::Snapshot& snapshot) const {
        const auto tree = directory::CurrentTree(snapshot);
        const auto configuration = CurrentConfiguration(snapshot);
        ProposalFilter filter;
        filter.gate = scope.unit();
        filter.state = State::kWaiting;
        filter.limit = kMostShown;
        std::vector<Proposal> proposals = ListProposals(snapshot, filter);
        std::sort(proposals.begin(), proposals.end(), [](const Proposal& a, const Proposal& b) {
            return a.due != b.due ? a.due < b.due : a.id < b.id;
        });
        json::array items;
        for (const Proposal& proposal : proposals)
            items.push_back(ProposalJson(*configuration, *tree, proposal, DateOf(request.Now())));
        return http::Json(json::object{{"items", std::move(items)}});
    }

    // In the office's name: who pressed the button stands in the audit log and nowhere else.
    http::Reply Decide(const http::Request& request, const Actor& actor, const Scope& scope,
                       const json::value& body, storage::Tx& tx) const {
        const auto tree = directory::CurrentTree(tx);
        const auto configuration = CurrentConfiguration(tx);
        Proposal proposal = FindSeen(tx, scope, request.Path<ProposalId>("proposal"));
        // The gate above sees it and does not decide it, until silence brings it there.
        if (proposal.gate != scope.unit()) throw Problem::NotFound();
        const std::int64_t revision = request.IfMatch();
        if (proposal.state != State::kWaiting) throw Problem::Conflict("admission.proposal.not_waiting");
        if (revision != proposal.revision)
            throw Problem(Problem::Kind::kPrecondition, "platform.http.precondition_failed");
        const Date today = DateOf(request.Now());

        Fields fields(body);
        const auto ruling = static_cast<Ruling>(
            fields.OneOf("verdict", {"admit", "admit_with_changes", "send_back", "refuse"}));
        proposal.reason = fields.OptionalText("reason", {.shortest = 0, .longest = 500}).value_or("");
        proposal.conditions =
            fields.OptionalText("conditions", {.shortest = 0, .longest = 1000}).value_or("");
        const Date expires = fields.OptionalDate("expires").value_or(LastDay(today, proposal.months));
        if (expires < today || LastDay(today, 36) < expires)
            fields.Add({"expires",
                        "admission.decide.expires_out_of_range",
                        {{"most", LastDay(today, 36).ToString()}}});
        std::vector<FieldAnswer> answers = ListFields(tx, proposal.id);
        const std::size_t changed = ReadChanges(fields, answers);
        if (ruling != Ruling::kAdmit && proposal.reason.empty())
            fields.Add({"reason", "admission.decide.reason_needed", {}});
        if (ruling == Ruling::kAdmitWithChanges && changed == 0 && proposal.conditions.empty())
            fields.Add({"changes", "admission.decide.changes_needed", {}});
        fields.Finish();
        const bool handed_down = proposal.origin == Origin::kHandedDown;
        if (handed_down && (ruling == Ruling::kRefuse || ruling == Ruling::kSendBack))
            throw Problem::Conflict("admission.decide.handed_down");

        const Policy& policy = PolicyOf(*configuration, proposal);
        switch (ruling) {
            case Ruling::kAdmit:
            case Ruling::kAdmitWithChanges:
                if (changed > 0) Reckon(tx, *tree, *configuration, answers, proposal);
                Admit(tx, *tree, *configuration, policy, proposal,
                      handed_down                ? State::kRecorded
                      : ruling == Ruling::kAdmit ? State::kAdmitted
                                                 : State::kAdmittedWithChanges,
                      expires);
                break;
            case Ruling::kSendBack:
                proposal.state = State::kSentBack;
                proposal.due.reset();
                break;
            case Ruling::kRefuse:
                proposal.state = State::kRefused;
                proposal.decided_at = tx.Now();
                proposal.due.reset();
                break;
        }
        UpdateProposal(tx, proposal, State::kWaiting);
        constexpr const char* kWords[] = {"admit", "admit_with_changes", "send_back", "refuse"};
        const std::string_view word = kWords[static_cast<std::size_t>(ruling)];
        const json::object detail{
            {"verdict", word},
            {"reason", proposal.reason},
            {"conditions", proposal.conditions},
            {"number", proposal.number ? json::value(*proposal.number) : json::value()}};
        InsertEvent(tx, proposal.id, "decided", proposal.gate, actor.account, detail);
        InsertNotice(tx, proposal.issuer, "decided", proposal, detail);
        audit::Record(tx, actor, "admission.proposal.decided", proposal.id,
                      {.unit = proposal.issuer, .detail = json::serialize(json::object{{"verdict", word}})});
        return http::Done(proposal.id).WithEtag(proposal.revision);
    }

    http::Reply Samples(const http::Request& request, const Actor&, const Scope& scope,
                        storage::Snapshot& snapshot) const {
        const auto tree = directory::CurrentTree(snapshot);
        const auto configuration = CurrentConfiguration(snapshot);
        json::array items;
        for (const Sample& sample : ListSamples(snapshot, scope.unit(), kMostShown)) {
            const auto proposal = FindProposal(snapshot, sample.proposal);
            if (!proposal) continue;
            items.push_back(json::object{
                {"proposal", ProposalJson(*configuration, *tree, *proposal, DateOf(request.Now()))},
                {"drawn_at", sample.drawn_at.ToString()},
                {"finding", sample.finding},
                {"reviewed_at", TextOrNull(sample.reviewed_at)}});
        }
        return http::Json(json::object{{"items", std::move(items)}});
    }

    http::Reply Review(const http::Request& request, const Actor& actor, const Scope& scope,
                       const json::value& body, storage::Tx& tx) const {
        const auto id = request.Path<ProposalId>("proposal");
        Fields fields(body);
        const std::string finding = fields.Text("finding", {.longest = 500});
        fields.Finish();
        if (!ReviewSample(tx, scope.unit(), id, finding, actor.account)) throw Problem::NotFound();
        InsertEvent(tx, id, "sample_reviewed", scope.unit(), actor.account, {{"finding", finding}});
        audit::Record(tx, actor, "admission.sample.reviewed", id);
        return http::Done(id);
    }

    http::Reply ListUpwards(const http::Request& request, const Actor&, const Scope& scope,
                            storage::Snapshot& snapshot) const {
        const auto tree = directory::CurrentTree(snapshot);
        const auto configuration = CurrentConfiguration(snapshot);
        json::array items;
        for (const Upward& row : ListUpward(snapshot, scope.unit(), kMostShown)) {
            const auto proposal = FindProposal(snapshot, row.proposal);
            if (!proposal) continue;
            items.push_back(json::object{
                {"proposal", ProposalJson(*configuration, *tree, *proposal, DateOf(request.Now()))},
                {"document", row.document},
                {"units", row.units},
                {"hours_per_year", HoursOf(row.year_seconds)},
                {"held_fields", row.held_fields},
                {"fields", row.fields},
                {"at", row.at.ToString()}});
        }
        return http::Json(json::object{{"items", std::move(items)}});
    }

    // 应急 is counted by department: what cannot wait must stay rare.
    http::Reply Emergencies(const http::Request& request, const Actor&, const Scope& scope,
                            storage::Snapshot& snapshot) const {
        const auto tree = directory::CurrentTree(snapshot);
        const auto configuration = CurrentConfiguration(snapshot);
        const int year = YearIn(request);
        const std::int64_t within = WithinOf(*configuration);
        json::array items;
        for (const EmergencyCount& count : CountEmergencies(snapshot, StartOf(Date::From(year, 1, 1)),
                                                            StartOf(Date::From(year + 1, 1, 1)), within)) {
            if (!directory::Covers(scope, *tree, count.issuer)) continue;
            items.push_back(json::object{{"issuer", UnitOrNull(*tree, count.issuer)},
                                         {"published", count.published},
                                         {"filed", count.filed},
                                         {"filed_late", count.filed_late},
                                         {"not_filed", count.published - count.filed}});
        }
        return http::Json(json::object{{"year", year}, {"items", std::move(items)}});
    }

    // What a department's count is made of: which form, when it went out, whether and when it was filed.
    http::Reply EmergencyEntries(const http::Request& request, const Actor&, const Scope& scope,
                                 storage::Snapshot& snapshot) const {
        const auto tree = directory::CurrentTree(snapshot);
        const auto configuration = CurrentConfiguration(snapshot);
        const int year = YearIn(request);
        const auto issuer = request.QueryId<UnitId>("issuer");
        if (!issuer) throw Problem::RejectedAt("issuer", "platform.http.missing");
        if (!directory::Covers(scope, *tree, *issuer)) throw Problem::NotFound();
        const std::int64_t within = WithinOf(*configuration);
        json::array items;
        for (const ProposalId id : ListEmergencies(snapshot, *issuer, StartOf(Date::From(year, 1, 1)),
                                                   StartOf(Date::From(year + 1, 1, 1)), kMostShown)) {
            const Proposal proposal = FindProposal(snapshot, id).value();
            const Instant due{proposal.created_at.milliseconds + within};
            std::string_view filing = "in_time";
            if (!proposal.submitted_at) {
                filing = due < request.Now() ? "not_filed" : "due";
            } else if (due < *proposal.submitted_at) {
                filing = "late";
            }
            json::object item = ProposalJson(*configuration, *tree, proposal, DateOf(request.Now()));
            item["leader"] = proposal.leader;
            item["published_at"] = proposal.created_at.ToString();
            item["filing_due"] = due.ToString();
            item["filing"] = filing;
            items.push_back(std::move(item));
        }
        return http::Json(json::object{
            {"issuer", UnitOrNull(*tree, *issuer)}, {"year", year}, {"items", std::move(items)}});
    }

 private:
    static int YearIn(const http::Request& request) {
        const auto text = request.Query("year");
        if (!text || text->empty()) return static_cast<int>(DateOf(request.Now()).Civil().year());
        const auto given = ParseIdValue(*text);
        if (!given || *given < 2000 || *given > 2200)
            throw Problem::RejectedAt("year", "admission.asked.not_a_year");
        return static_cast<int>(*given);
    }

    // Milliseconds that the filing of an emergency form may take.
    static std::int64_t WithinOf(const Configuration& configuration) {
        for (const Policy& policy : configuration.policies) {
            if (policy.decision == Decision::kEmergency)
                return policy.file_within_hours * std::int64_t{3'600'000};
        }
        return kDayMilliseconds;
    }

    // [{field, answer}] over what was submitted; how many differ.
    static std::size_t ReadChanges(Fields& fields, std::vector<FieldAnswer>& answers) {
        const json::array& changes = fields.Array("changes", 600, false);
        std::size_t changed = 0;
        for (std::size_t i = 0; i < changes.size(); ++i) {
            Fields one(changes[i], "changes[" + std::to_string(i) + "]");
            const std::string code = one.Text("field", {.longest = 60});
            const auto answer =
                static_cast<Answer>(one.OneOf("answer", {"ask", "use_held", "counts", "rows", "drop"}));
            const auto found = std::find_if(answers.begin(), answers.end(),
                                            [&](const FieldAnswer& row) { return row.code == code; });
            if (found == answers.end() && !code.empty())
                one.Add({one.PathOf("field"), "admission.answer.unknown_field", {}});
            for (Finding& finding : one.findings()) fields.Add(std::move(finding));
            if (found == answers.end() || found->answer == answer) continue;
            found->answer = answer;
            ++changed;
        }
        return changed;
    }

    // Verdicts and bill with the gate's changes; of the fields that were submitted, whatever the draft
    // became.
    void Reckon(storage::Tx& tx, const directory::Tree& tree, const Configuration& configuration,
                const std::vector<FieldAnswer>& answers, Proposal& proposal) const {
        Draft draft = OrNotFound(sources_.find_draft(tx, proposal.form));
        std::erase_if(draft.fields, [&](const DraftField& field) {
            return std::none_of(answers.begin(), answers.end(),
                                [&](const FieldAnswer& row) { return row.code == field.code; });
        });
        const Assessment assessment = Assess(tx, tree, proposal, draft, answers, configuration);
        proposal.unit_seconds = assessment.bill.unit_seconds;
        proposal.year_seconds = assessment.bill.asking + assessment.bill.paper;
        PutAssessment(tx, proposal.id, KeptAssessment(tree, assessment, tx.Now()));
        for (std::size_t i = 0; i < answers.size(); ++i) {
            FieldAnswer row = answers[i];
            for (const AssessedField& field : assessment.fields) {
                if (field.judged.field->code == row.code) row.year_seconds = field.year_seconds;
            }
            PutField(tx, proposal.id, static_cast<int>(i), row);
        }
    }

    Sources sources_;
};

}  // namespace

void AddDecisionRoutes(http::Router& router, const Sources& sources) {
    using http::Reads, http::Writes;
    const auto bind = Binder(std::make_shared<const DecisionRoutes>(sources));
    router.Get("/api/admission/queue", kDecide, http::ScopeFrom{"own"}, Reads{"items"},
               bind(&DecisionRoutes::Queue));
    router.Post("/api/admission/proposals/{proposal}/decide", kDecide, http::ScopeFrom{"proposal"},
                Reads{"id"}, Writes{"verdict", "reason", "conditions", "changes", "expires"},
                http::Router::Body, bind(&DecisionRoutes::Decide));
    router.Get("/api/admission/samples", kDecide, http::ScopeFrom{"own"}, Reads{"items"},
               bind(&DecisionRoutes::Samples));
    router.Post("/api/admission/samples/{proposal}/review", kDecide, http::ScopeFrom{"proposal"}, Reads{"id"},
                Writes{"finding"}, http::Router::Body, bind(&DecisionRoutes::Review));
    router.Get("/api/admission/upward", kDecide, http::ScopeFrom{"own"}, Reads{"items"},
               bind(&DecisionRoutes::ListUpwards));
    router.Get("/api/admission/emergencies", kDecide, kList, Reads{"year", "items"},
               bind(&DecisionRoutes::Emergencies));
    router.Get("/api/admission/emergencies/entries", kDecide, kList, Reads{"issuer", "year", "items"},
               bind(&DecisionRoutes::EmergencyEntries));
}

}  // namespace qz::admission
