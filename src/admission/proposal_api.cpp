#include <algorithm>

#include "admission/notice_store.hpp"
#include "admission/routes.hpp"
#include "audit/audit.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::admission {

namespace {

constexpr std::size_t kMostScopeParts = 200;
constexpr std::size_t kMostFields = 600;
constexpr http::Permission kPropose{"admission.propose"};
constexpr http::Permission kRead{"admission.read"};
constexpr http::ScopeFrom kList{"list"};

// Reads [{unit, level}] against the tree in force; units outside the territory look like none.
std::vector<ScopePart> ReadScope(Fields& fields, const directory::Tree& tree, const Scope& allowed) {
    using directory::Level;
    std::vector<ScopePart> scope;
    const json::array& parts = fields.Array("scope", kMostScopeParts);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        Fields part(parts[i], "scope[" + std::to_string(i) + "]");
        ScopePart read;
        read.root = part.IdOf<UnitId>("unit");
        constexpr std::optional<Level> kLevels[] = {std::nullopt,   Level::kVillage, Level::kTownship,
                                                    Level::kCounty, Level::kCity,    Level::kOther};
        read.level = kLevels[part.OneOf("level", {"self", "village", "township", "county", "city", "other"})];
        const auto ordinal = tree.Find(read.root);
        if (part.findings().empty() && (!ordinal || !allowed.Contains(*ordinal)))
            part.Add({part.PathOf("unit"), "admission.proposal.unknown_unit", {}});
        // A unit counted twice would be billed twice.
        if (part.findings().empty() && ScopesMeet(tree, scope, {read}))
            part.Add({part.PathOf("unit"), "admission.proposal.unit_twice", {}});
        for (Finding& finding : part.findings()) fields.Add(std::move(finding));
        scope.push_back(read);
    }
    return scope;
}

// What the department says of its form; class, layout and cycle are the draft's.
void ReadHeader(Fields& fields, const directory::Tree& tree, const Scope& scope, const Draft& draft,
                Proposal& proposal) {
    const auto text = [&](std::string_view name, std::size_t longest) {
        return fields.OptionalText(name, {.shortest = 0, .longest = longest}).value_or("");
    };
    proposal.title = draft.title;
    proposal.form_class = draft.form_class;
    proposal.layout = draft.layout;
    proposal.period = draft.period;
    proposal.purpose = text("purpose", 500);
    proposal.legal_basis = text("legal_basis", 500);
    proposal.justification_rows = text("justification_rows", 500);
    proposal.times = std::max(fields.OptionalInteger("frequency", 1, 366).value_or(1), TimesOf(draft.period));
    proposal.scope = ReadScope(fields, tree, scope);
    proposal.paper_wanted = fields.Flag("paper_wanted", false);
    proposal.months = fields.OptionalInteger("valid_for_months", 1, 36).value_or(12);
    proposal.leader = text("leader", 60);
    proposal.document = text("document", 200);
    if (proposal.origin == Origin::kEmergency && proposal.leader.empty())
        fields.Add({"leader", "admission.proposal.leader_missing", {}});
    if (proposal.origin == Origin::kHandedDown && proposal.document.empty())
        fields.Add({"document", "admission.proposal.document_missing", {}});
}

json::array FindingsJson(const Findings& findings, i18n::Language language) {
    json::array array;
    for (const Finding& finding : findings) {
        array.push_back(json::object{{"field", finding.field},
                                     {"code", finding.code},
                                     {"message", i18n::Sentence(language, finding.code, finding.arguments)}});
    }
    return array;
}

class ProposalRoutes {
 public:
    explicit ProposalRoutes(const Sources& sources) : sources_(sources) {}

    http::Reply Create(const http::Request&, const Actor& actor, const Scope& scope, const json::value& body,
                       storage::Tx& tx) const {
        const auto tree = directory::CurrentTree(tx);
        Fields fields(body);
        Proposal proposal;
        proposal.form = fields.IdOf<FormId>("form");
        const auto draft = proposal.form ? sources_.find_draft(tx, proposal.form) : std::nullopt;
        if (!draft || draft->owner != scope.unit())
            throw Problem::RejectedAt("form", "admission.proposal.unknown_form");
        proposal.issuer = scope.unit();
        proposal.origin = static_cast<Origin>(fields.OneOf("origin", {"own", "handed_down", "emergency"}));
        const std::string form_class =
            fields.OptionalText("class", {.longest = 20}).value_or(draft->form_class);
        if (form_class != draft->form_class) fields.Add({"class", "admission.proposal.class_differs", {}});
        ReadHeader(fields, *tree, scope, *draft, proposal);
        fields.Finish();
        proposal.id = tx.NewId<ProposalId>();
        proposal.created_at = tx.Now();
        if (proposal.origin == Origin::kEmergency)
            BeginEmergency(tx, *tree, *CurrentConfiguration(tx), proposal);
        InsertProposal(tx, proposal);
        InsertEvent(tx, proposal.id, proposal.origin == Origin::kEmergency ? "emergency_begun" : "begun",
                    actor.unit, actor.account);
        if (proposal.origin == Origin::kEmergency) {
            InsertNotice(tx, proposal.gate, "emergency", proposal, {{"leader", proposal.leader}});
        }
        audit::Record(tx, actor, "admission.proposal.created", proposal.id);
        return http::Created(proposal.id);
    }

    http::Reply Change(const http::Request& request, const Actor& actor, const Scope& scope,
                       const json::value& body, storage::Tx& tx) const {
        Proposal proposal = ToWorkOn(request, scope, tx);
        const Draft draft = OrNotFound(sources_.find_draft(tx, proposal.form));
        Fields fields(body);
        ReadHeader(fields, *directory::CurrentTree(tx), scope, draft, proposal);
        fields.Finish();
        return Saved(tx, actor, proposal, "admission.proposal.changed");
    }

    // Answers are kept as they are given; what is missing is said beside them and holds up the submission.
    http::Reply AnswerFields(const http::Request& request, const Actor& actor, const Scope& scope,
                             const json::value& body, storage::Tx& tx) const {
        Proposal proposal = ToWorkOn(request, scope, tx);
        const Draft draft = OrNotFound(sources_.find_draft(tx, proposal.form));
        Fields fields(body);
        const json::array& answers = fields.Array("answers", kMostFields);
        const std::vector<FieldAnswer> known = ListFields(tx, proposal.id);
        for (std::size_t i = 0; i < answers.size(); ++i) {
            Fields one(answers[i], "answers[" + std::to_string(i) + "]");
            const std::string code = one.Text("field", {.longest = 60});
            const auto field = std::find_if(draft.fields.begin(), draft.fields.end(),
                                            [&](const DraftField& asked) { return asked.code == code; });
            if (field == draft.fields.end() && !code.empty())
                one.Add({one.PathOf("field"), "admission.answer.unknown_field", {}});
            FieldAnswer row;
            if (const auto found =
                    std::find_if(known.begin(), known.end(),
                                 [&](const FieldAnswer& before) { return before.code == code; });
                found != known.end()) {
                row = *found;
            }
            if (one.Raw("answer")) {
                row.answer =
                    static_cast<Answer>(one.OneOf("answer", {"ask", "use_held", "counts", "rows", "drop"}));
            }
            const auto text = [&](std::string_view name, std::string& into) {
                if (auto given = one.OptionalText(name, {.shortest = 0, .longest = 500}))
                    into = std::move(*given);
            };
            text("purpose", row.purpose);
            text("basis", row.basis);
            text("justification", row.justification);
            if (one.Raw("local")) row.local = one.Flag("local", false);
            try {
                one.Finish();
            } catch (const Problem& problem) {
                for (const Finding& finding : problem.findings()) fields.Add(finding);
                continue;
            }
            row.code = code;
            row.element = field->element;
            row.label = field->label;
            PutField(tx, proposal.id, static_cast<int>(field - draft.fields.begin()), row);
        }
        fields.Finish();
        return Saved(tx, actor, proposal, "admission.proposal.answered");
    }

    // One sheet has rows or numbers. What is wanted as a number of a roster whose rows are asked becomes a
    // form of its own, with the same purpose and scope, and leaves this one.
    http::Reply SplitCounts(const http::Request& request, const Actor& actor, const Scope& scope,
                            storage::Tx& tx) const {
        Proposal proposal = ToWorkOn(request, scope, tx);
        const Draft draft = OrNotFound(sources_.find_draft(tx, proposal.form));
        const Assessment assessment = Assess(tx, *directory::CurrentTree(tx), proposal, draft,
                                             ListFields(tx, proposal.id), *CurrentConfiguration(tx));
        const auto answer_of = [&](std::string_view code) -> std::optional<Answer> {
            for (const AssessedField& field : assessment.fields) {
                if (field.judged.field->code == code) return field.judged.answer;
            }
            return std::nullopt;
        };
        std::vector<std::string> counted;
        for (const DraftField& field : draft.fields) {
            if (answer_of(field.code) == Answer::kCounts) counted.push_back(field.code);
        }
        if (draft.layout != "roster" || counted.empty() || RowsAreGone(draft, answer_of))
            throw Problem::Conflict("admission.counts.no_counts_beside_rows");
        const auto form = sources_.insert_counts_draft(tx, actor, proposal.form, counted);
        const auto numbers = form ? sources_.find_draft(tx, *form) : std::nullopt;
        if (!numbers) throw Problem::Conflict("admission.counts.no_counts_beside_rows");

        Proposal made = proposal;
        made.id = tx.NewId<ProposalId>();
        made.form = *form;
        made.title = numbers->title;
        made.state = State::kDraft;
        made.justification_rows.clear();
        made.paper_wanted = false;
        made.reason.clear();
        made.revision = 1;
        made.created_at = tx.Now();
        made.submitted_at.reset();
        if (made.origin == Origin::kEmergency) made.origin = Origin::kOwn;  // a number can wait
        made.number.reset();
        made.gate = {};
        made.policy.clear();
        made.valid_until.reset();
        InsertProposal(tx, made);
        InsertEvent(tx, made.id, "begun", actor.unit, actor.account);
        PutAnswers(tx, made.id, *numbers, Answer::kCounts, [](std::string_view) { return true; });
        PutAnswers(tx, proposal.id, draft, Answer::kDrop, [&](std::string_view code) {
            return std::find(counted.begin(), counted.end(), code) != counted.end();
        });
        UpdateProposal(tx, proposal, proposal.state);
        audit::Record(tx, actor, "admission.proposal.counts_split", made.id);
        return http::Created(made.id);
    }

    http::Reply Send(const http::Request& request, const Actor& actor, const Scope& scope,
                     storage::Tx& tx) const {
        Proposal proposal = ToWorkOn(request, scope, tx);
        const Draft draft = OrNotFound(sources_.find_draft(tx, proposal.form));
        Submit(tx, *directory::CurrentTree(tx), *CurrentConfiguration(tx), draft, ListFields(tx, proposal.id),
               proposal, {actor.unit, actor.account});
        audit::Record(tx, actor, "admission.proposal.submitted", proposal.id);
        return http::Done(proposal.id).WithEtag(proposal.revision);
    }

    http::Reply Show(const http::Request& request, const Actor& actor, const Scope& scope,
                     storage::Snapshot& snapshot) const {
        const Proposal proposal = FindSeen(snapshot, scope, request.Path<ProposalId>("proposal"));
        const auto tree = directory::CurrentTree(snapshot);
        const auto configuration = CurrentConfiguration(snapshot);
        const auto language = i18n::FromAcceptLanguage(request.Header("Accept-Language"));
        const Date today = DateOf(request.Now());
        json::object object = ProposalJson(*configuration, *tree, proposal, today);
        object["purpose"] = proposal.purpose;
        object["legal_basis"] = proposal.legal_basis;
        object["justification_rows"] = proposal.justification_rows;
        object["frequency"] = proposal.times;
        object["layout"] = proposal.layout;
        object["paper_wanted"] = proposal.paper_wanted;
        object["valid_for_months"] = proposal.months;
        object["leader"] = proposal.leader;
        object["document"] = proposal.document;
        object["conditions"] = proposal.conditions;
        object["reason"] = proposal.reason;
        object["merged_into"] =
            proposal.merged_into ? json::value(proposal.merged_into->ToString()) : json::value();
        object["filing_due"] = proposal.origin == Origin::kEmergency
                                   ? json::value(FilingDue(*configuration, proposal).ToString())
                                   : json::value();
        object["scope"] = ScopeJson(*tree, proposal.scope);
        object["policy"] = PolicyJson(*configuration, proposal);
        Assessed(snapshot, *tree, *configuration, proposal, language, object);
        object["history"] = HistoryJson(snapshot, *configuration, *tree, proposal);
        object["rounds"] = RoundsJson(snapshot, proposal, today);
        object["can"] = CanJson(snapshot, actor, scope, proposal, today);
        return http::Json(object).WithEtag(proposal.revision);
    }

    http::Reply List(const http::Request& request, const Actor&, const Scope& scope,
                     storage::Snapshot& snapshot) const {
        const http::Page page = http::Page::From(request);
        const auto tree = directory::CurrentTree(snapshot);
        const auto configuration = CurrentConfiguration(snapshot);
        const auto own = tree->Find(scope.unit());
        const bool department = own && tree->At(*own).government;
        ProposalFilter filter;
        if (department || request.Query("mine").value_or("") == "1") {
            filter.issuer = scope.unit();
        } else {
            filter.gate = scope.unit();
        }
        if (const auto word = request.Query("state"); word && !word->empty()) {
            filter.state = StateFromWord(*word);
            if (!filter.state) throw Problem::RejectedAt("state", "admission.proposal.unknown_state");
        }
        if (!page.after.empty()) filter.before = ParseIdValue(page.after.front()).value_or(INT64_MAX);
        filter.limit = page.limit + 1;
        std::vector<Proposal> proposals = ListProposals(snapshot, filter);
        const bool more = static_cast<int>(proposals.size()) > page.limit;
        if (more) proposals.pop_back();
        json::array items;
        for (const Proposal& proposal : proposals)
            items.push_back(ProposalJson(*configuration, *tree, proposal, DateOf(request.Now())));
        return http::Json(
            json::object{{"items", std::move(items)},
                         {"next", more ? json::value(http::Page::Cursor({proposals.back().id.ToString()}))
                                       : json::value()}});
    }

 private:
    // The same answer for every field of the draft that `wanted` names.
    static void PutAnswers(storage::Tx& tx, ProposalId id, const Draft& draft, Answer answer,
                           const std::function<bool(std::string_view code)>& wanted) {
        for (std::size_t i = 0; i < draft.fields.size(); ++i) {
            const DraftField& field = draft.fields[i];
            if (!wanted(field.code)) continue;
            FieldAnswer row;
            row.code = field.code;
            row.element = field.element;
            row.label = field.label;
            row.answer = answer;
            PutField(tx, id, static_cast<int>(i), row);
        }
    }

    // The department's own, not yet before a gate, at the revision it was read at.
    static Proposal ToWorkOn(const http::Request& request, const Scope& scope, storage::Tx& tx) {
        Proposal proposal = FindOwn(tx, scope, request.Path<ProposalId>("proposal"));
        const std::int64_t revision = request.IfMatch();
        if (!IsOpen(proposal.state)) throw Problem::Conflict("admission.proposal.not_open");
        if (revision != proposal.revision)
            throw Problem(Problem::Kind::kPrecondition, "platform.http.precondition_failed");
        return proposal;
    }

    static http::Reply Saved(storage::Tx& tx, const Actor& actor, Proposal& proposal,
                             std::string_view capability) {
        UpdateProposal(tx, proposal, proposal.state);
        audit::Record(tx, actor, capability, proposal.id);
        return http::Done(proposal.id).WithEtag(proposal.revision);
    }

    static json::value PolicyJson(const Configuration& configuration, const Proposal& proposal) {
        for (const Policy& policy : configuration.policies) {
            if (policy.code != proposal.policy) continue;
            return json::object{{"code", policy.code},
                                {"authority", policy.authority},
                                {"clause", policy.clause},
                                {"note", policy.note},
                                {"working_days", policy.working_days}};
        }
        return nullptr;
    }

    // Live while the department works on it; afterwards as it stood when it was submitted.
    void Assessed(storage::Snapshot& snapshot, const directory::Tree& tree,
                  const Configuration& configuration, const Proposal& proposal, i18n::Language language,
                  json::object& object) const {
        json::object shown{{"verdicts", json::array()}, {"bill", nullptr}, {"overlaps", json::array()}};
        object["findings"] = json::array();
        if (IsOpen(proposal.state)) {
            if (const auto draft = sources_.find_draft(snapshot, proposal.form)) {
                Proposal current = proposal;
                current.form_class = draft->form_class;
                current.times = std::max(proposal.times, TimesOf(draft->period));
                const Assessment assessment =
                    Assess(snapshot, tree, current, *draft, ListFields(snapshot, proposal.id), configuration);
                shown = AssessmentJson(tree, assessment);
                object["findings"] = FindingsJson(CheckSubmission(current, *draft, assessment), language);
            }
        } else {
            const auto kept = FindAssessment(snapshot, proposal.id);
            const json::value assessment = kept ? ParseJson(*kept) : json::value(json::object{});
            for (const auto& member : assessment.as_object()) {
                if (shown.contains(member.key())) shown[member.key()] = member.value();
            }
            if (shown.at("verdicts").as_array().empty()) shown["verdicts"] = Registered(snapshot, proposal);
        }
        for (json::value& verdict : shown["verdicts"].as_array()) {
            json::object* holder = verdict.at("holder").if_object();
            if (holder && holder->at("source").is_null())
                (*holder)["source"] = i18n::Sentence(language, "admission.holder.last_report");
        }
        for (auto& member : shown) object[member.key()] = std::move(member.value());
    }

    // A form from before this gate has a bill and no verdicts; what it asks is known all the same.
    static json::array Registered(storage::Snapshot& snapshot, const Proposal& proposal) {
        json::array verdicts;
        for (const FieldAnswer& field : ListFields(snapshot, proposal.id)) {
            verdicts.push_back(json::object{{"field", field.code},
                                            {"label", field.label},
                                            {"element", field.element.ToString()},
                                            {"verdict", field.verdict},
                                            {"holder", nullptr},
                                            {"answer", field.answer ? ToWord(*field.answer) : ""},
                                            {"cost_minutes", field.year_seconds / 60}});
        }
        return verdicts;
    }

    // How often the form went out this year. A survey's rounds follow its scheme: recorded and counted, not
    // judged, as are those of a form from before the gate and of what cannot wait.
    json::value RoundsJson(storage::Snapshot& snapshot, const Proposal& proposal, Date today) const {
        if (!sources_.list_rounds || IsOpen(proposal.state) || proposal.state == State::kWaiting)
            return nullptr;
        const int year = static_cast<int>(today.Civil().year());
        json::array items;
        for (const Round& round : sources_.list_rounds(snapshot, proposal.form, Date::From(year, 1, 1),
                                                       Date::From(year, 12, 31))) {
            items.push_back(json::object{{"task", round.task.ToString()},
                                         {"title", round.title},
                                         {"period", round.period},
                                         {"published_at", round.published_at.ToString()},
                                         {"units", round.units}});
        }
        return json::object{{"year", year},
                            {"count", items.size()},
                            {"most", RoundsAreJudged(proposal) ? json::value(proposal.times) : json::value()},
                            {"items", std::move(items)}};
    }

    // Offices and departments act; persons stand in the audit log alone.
    static json::array HistoryJson(storage::Snapshot& snapshot, const Configuration& configuration,
                                   const directory::Tree& tree, const Proposal& proposal) {
        json::array history;
        for (const Event& event : ListEvents(snapshot, proposal.id)) {
            json::value by;
            if (const auto ordinal = event.unit ? tree.Find(event.unit) : std::nullopt) {
                const directory::TreeUnit& unit = tree.At(*ordinal);
                by = event.unit == proposal.issuer ? std::string(unit.name) : NameOfGate(configuration, unit);
            }
            history.push_back(json::object{{"what", event.what},
                                           {"by", std::move(by)},
                                           {"detail", ParseJson(event.detail)},
                                           {"at", event.at.ToString()}});
        }
        return history;
    }

    json::array CanJson(storage::Snapshot& snapshot, const Actor& actor, const Scope& scope,
                        const Proposal& proposal, Date today) const {
        const PostId post = actor.for_post.value_or(actor.post);
        const bool mine = proposal.issuer == scope.unit();
        json::array can;
        if (mine && IsOpen(proposal.state) && sources_.may(snapshot, post, kPropose.name)) {
            for (const char* act : {"change", "answer", "submit"}) can.push_back(act);
        }
        if (proposal.state == State::kWaiting && proposal.gate == scope.unit() &&
            sources_.may(snapshot, post, "admission.decide")) {
            can.push_back("decide");
        }
        if (sources_.may(snapshot, post, "admission.keep")) {
            if (InForce(proposal.state) && !IsExpired(proposal, today)) {
                can.push_back("stop");
                can.push_back("merge");
            }
            if (proposal.state == State::kStopped || proposal.state == State::kMerged)
                can.push_back("revive");
        }
        return can;
    }

    Sources sources_;
};

}  // namespace

void AddProposalRoutes(http::Router& router, const Sources& sources) {
    using http::Reads, http::Writes;
    const auto bind = Binder(std::make_shared<const ProposalRoutes>(sources));
    const std::string_view proposal = "/api/admission/proposals/{proposal}";
    router.Post("/api/admission/proposals", kPropose, kList, Reads{"id"},
                Writes{"form", "class", "origin", "purpose", "legal_basis", "justification_rows", "frequency",
                       "scope", "paper_wanted", "valid_for_months", "leader", "document"},
                http::Router::Body, bind(&ProposalRoutes::Create));
    router.Get("/api/admission/proposals", kRead, kList, Reads{"items", "next"}, bind(&ProposalRoutes::List));
    router.Get(proposal, kRead, http::ScopeFrom{"proposal"},
               Reads{"id",
                     "number",
                     "approval",
                     "form",
                     "title",
                     "class",
                     "period",
                     "origin",
                     "state",
                     "issuer",
                     "gate",
                     "due",
                     "overdue",
                     "silence",
                     "expires",
                     "submitted_at",
                     "decided_at",
                     "hours_per_year",
                     "revision",
                     "purpose",
                     "legal_basis",
                     "layout",
                     "justification_rows",
                     "frequency",
                     "paper_wanted",
                     "valid_for_months",
                     "leader",
                     "document",
                     "conditions",
                     "reason",
                     "merged_into",
                     "filing_due",
                     "scope",
                     "policy",
                     "verdicts",
                     "bill",
                     "overlaps",
                     "findings",
                     "history",
                     "rounds",
                     "can"},
               bind(&ProposalRoutes::Show));
    router.Put(proposal, kPropose, kList, Reads{"id"},
               Writes{"purpose", "legal_basis", "justification_rows", "frequency", "scope", "paper_wanted",
                      "valid_for_months", "leader", "document"},
               http::Router::Body, bind(&ProposalRoutes::Change));
    router.Put("/api/admission/proposals/{proposal}/fields", kPropose, kList, Reads{"id"}, Writes{"answers"},
               http::Router::Body, bind(&ProposalRoutes::AnswerFields));
    router.Post("/api/admission/proposals/{proposal}/counts", kPropose, kList, Reads{"id"}, Writes{},
                bind(&ProposalRoutes::SplitCounts));
    router.Post("/api/admission/proposals/{proposal}/submit", kPropose, kList, Reads{"id"}, Writes{},
                bind(&ProposalRoutes::Send));
}

}  // namespace qz::admission
