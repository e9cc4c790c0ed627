#include "admission/store.hpp"

namespace qz::admission {

namespace {

[[noreturn]] void RevisionLost() {
    throw Problem(Problem::Kind::kPrecondition, "platform.http.precondition_failed");
}

#define QZ_PROPOSAL_COLUMNS                                                                               \
    "id, form_id, issuer_unit_id, title, class, layout, period, times, origin, purpose, legal_basis, "    \
    "justification_rows, paper_wanted, months, leader, document, state, gate_unit_id, policy, silence, "  \
    "escalated, due_day, number, approval, valid_until, conditions, reason, unit_seconds, year_seconds, " \
    "merged_into, revision, created_at, submitted_at, decided_at"

Proposal ProposalFrom(const auto& row) {
    Proposal proposal;
    proposal.id = row.template Get<ProposalId>("id");
    proposal.form = row.template Get<FormId>("form_id");
    proposal.issuer = row.template Get<UnitId>("issuer_unit_id");
    proposal.title = row.template Get<std::string>("title");
    proposal.form_class = row.template Get<std::string>("class");
    proposal.layout = row.template Get<std::string>("layout");
    proposal.period = row.template Get<std::string>("period");
    proposal.times = row.template Get<std::int64_t>("times");
    proposal.origin = static_cast<Origin>(row.template Get<int>("origin"));
    proposal.purpose = row.template Get<std::string>("purpose");
    proposal.legal_basis = row.template Get<std::string>("legal_basis");
    proposal.justification_rows = row.template Get<std::string>("justification_rows");
    proposal.paper_wanted = row.template Get<bool>("paper_wanted");
    proposal.months = row.template Get<std::int64_t>("months");
    proposal.leader = row.template Get<std::string>("leader");
    proposal.document = row.template Get<std::string>("document");
    proposal.state = static_cast<State>(row.template Get<int>("state"));
    proposal.gate = row.template Get<UnitId>("gate_unit_id");
    proposal.policy = row.template Get<std::string>("policy");
    proposal.silence = row.template Get<std::string>("silence");
    proposal.escalated = row.template Get<bool>("escalated");
    proposal.due = row.template Get<std::optional<Date>>("due_day");
    proposal.number = row.template Get<std::optional<std::string>>("number");
    proposal.approval = row.template Get<std::string>("approval");
    proposal.valid_until = row.template Get<std::optional<Date>>("valid_until");
    proposal.conditions = row.template Get<std::string>("conditions");
    proposal.reason = row.template Get<std::string>("reason");
    proposal.unit_seconds = row.template Get<std::int64_t>("unit_seconds");
    proposal.year_seconds = row.template Get<std::int64_t>("year_seconds");
    proposal.merged_into = row.template Get<std::optional<FormId>>("merged_into");
    proposal.revision = row.template Get<std::int64_t>("revision");
    proposal.created_at = row.template Get<Instant>("created_at");
    proposal.submitted_at = row.template Get<std::optional<Instant>>("submitted_at");
    proposal.decided_at = row.template Get<std::optional<Instant>>("decided_at");
    return proposal;
}

constexpr std::string_view kScopeOf =
    "SELECT root_unit_id, level FROM admission_scope WHERE proposal_id = $1 ORDER BY position";

void ReadScope(storage::Snapshot& snapshot, Proposal& proposal) {
    for (const storage::Row row : snapshot.Query(kScopeOf, proposal.id)) {
        proposal.scope.push_back(
            {row.Get<UnitId>(0), directory::LevelFromWord(row.Get<std::string_view>(1))});
    }
}

constexpr std::string_view kDeleteScope = "DELETE FROM admission_scope WHERE proposal_id = $1";
constexpr std::string_view kInsertScope = R"sql(
    INSERT INTO admission_scope (proposal_id, position, root_unit_id, level) VALUES ($1, $2, $3, $4))sql";

void WriteScope(storage::Tx& tx, const Proposal& proposal) {
    int position = 0;
    for (const ScopePart& part : proposal.scope) {
        tx.Execute(kInsertScope, proposal.id, position++, part.root,
                   part.level ? directory::ToWord(*part.level) : "self");
    }
}

template <class... A>
std::vector<Proposal> ListBy(storage::Snapshot& snapshot, std::string_view sql, const A&... arguments) {
    std::vector<Proposal> proposals;
    for (const storage::Row row : snapshot.Query(sql, arguments...)) proposals.push_back(ProposalFrom(row));
    return proposals;
}

FieldAnswer FieldFrom(const storage::Row& row) {
    FieldAnswer field;
    field.code = row.Get<std::string>("code");
    field.element = row.Get<ElementId>("element_id");
    field.label = row.Get<std::string>("label");
    field.answer = AnswerFromWord(row.Get<std::string_view>("answer"));
    field.purpose = row.Get<std::string>("purpose");
    field.basis = row.Get<std::string>("basis");
    field.justification = row.Get<std::string>("justification");
    field.local = row.Get<bool>("local");
    field.verdict = row.Get<std::string>("verdict");
    field.derivation = row.Get<std::string>("derivation");
    field.year_seconds = row.Get<std::int64_t>("year_seconds");
    return field;
}

struct AdmissionMemory {
    storage::Cached<Configuration> configuration{"admission_policy"};
    storage::Cached<Book> book{"admission"};
};

}  // namespace

constexpr std::string_view kCurrentConfiguration =
    "SELECT revision, content FROM admission_policy ORDER BY revision DESC LIMIT 1";

std::shared_ptr<const Configuration> CurrentConfiguration(storage::Snapshot& snapshot) {
    return snapshot.Memory<AdmissionMemory>().configuration.Get(snapshot, [](storage::Snapshot& reading) {
        const auto row = reading.QueryOptional(kCurrentConfiguration);
        if (!row) throw std::logic_error("the gates were never seeded");
        Findings findings;
        Configuration configuration =
            ReadConfiguration(ParseJson(row->Get<std::string_view>("content")), findings);
        if (!findings.empty()) throw std::logic_error("the gates do not read: " + findings.front().field);
        configuration.revision = row->Get<std::int64_t>("revision");
        return configuration;
    });
}

constexpr std::string_view kInsertConfiguration = R"sql(
    INSERT INTO admission_policy (revision, content, unit_id, account_id, at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (revision) DO NOTHING)sql";

std::int64_t InsertConfiguration(storage::Tx& tx, const json::value& content, std::int64_t expected,
                                 UnitId unit, AccountId by) {
    const auto latest = tx.QueryOptional(kCurrentConfiguration);
    if ((latest ? latest->Get<std::int64_t>("revision") : 0) != expected) RevisionLost();
    if (tx.Execute(kInsertConfiguration, expected + 1, json::serialize(content), unit, by, tx.Now()) == 0)
        RevisionLost();
    tx.BumpVersion("admission_policy");
    return expected + 1;
}

constexpr std::string_view kListConfigurations =
    "SELECT revision, unit_id, at FROM admission_policy ORDER BY revision DESC LIMIT $1";

std::vector<ConfigurationHead> ListConfigurations(storage::Snapshot& snapshot, int limit) {
    std::vector<ConfigurationHead> heads;
    for (const storage::Row row : snapshot.Query(kListConfigurations, limit)) {
        heads.push_back({row.Get<std::int64_t>(0), row.Get<UnitId>(1), row.Get<Instant>(2)});
    }
    return heads;
}

constexpr std::string_view kFindProposal =
    "SELECT " QZ_PROPOSAL_COLUMNS " FROM admission_proposal WHERE id = $1";

std::optional<Proposal> FindProposal(storage::Snapshot& snapshot, ProposalId id) {
    const auto row = snapshot.QueryOptional(kFindProposal, id);
    if (!row) return std::nullopt;
    Proposal proposal = ProposalFrom(*row);
    ReadScope(snapshot, proposal);
    return proposal;
}

constexpr std::string_view kListProposals = "SELECT " QZ_PROPOSAL_COLUMNS R"sql( FROM admission_proposal
    WHERE ($1 = 0 OR issuer_unit_id = $1) AND ($2 = 0 OR gate_unit_id = $2) AND ($3 < 0 OR state = $3) AND id < $4
    ORDER BY id DESC LIMIT $5)sql";

std::vector<Proposal> ListProposals(storage::Snapshot& snapshot, const ProposalFilter& filter) {
    return ListBy(snapshot, kListProposals, filter.issuer.value_or(UnitId{}), filter.gate.value_or(UnitId{}),
                  filter.state ? static_cast<int>(*filter.state) : -1, filter.before, filter.limit);
}

constexpr std::string_view kListOverdue = "SELECT " QZ_PROPOSAL_COLUMNS R"sql( FROM admission_proposal
    WHERE state = 1 AND due_day < $1 AND silence <> 'overdue' ORDER BY id LIMIT $2)sql";

std::vector<Proposal> ListOverdue(storage::Snapshot& snapshot, Date today, int limit) {
    return ListBy(snapshot, kListOverdue, today, limit);
}

constexpr std::string_view kListExpiring = "SELECT " QZ_PROPOSAL_COLUMNS R"sql( FROM admission_proposal
    WHERE state IN (2, 3, 6, 7) AND valid_until < $1 AND id > $2 ORDER BY id LIMIT $3)sql";

std::vector<Proposal> ListExpiring(storage::Snapshot& snapshot, Date until, std::int64_t after, int limit) {
    return ListBy(snapshot, kListExpiring, until, after, limit);
}

// A percent sign in what is searched for is a percent sign.
std::string LikeText(std::string_view text) {
    std::string pattern = "%";
    for (const char c : text) {
        if (c == '%' || c == '_' || c == '!') pattern += '!';
        pattern += c;
    }
    return pattern + "%";
}

// State 8 is expired; a form whose day has passed is, whether the clock has come round to it or not.
constexpr std::string_view kListDirectory = "SELECT " QZ_PROPOSAL_COLUMNS R"sql( FROM admission_proposal
    WHERE decided_at IS NOT NULL AND state IN (2, 3, 6, 7, 8, 9, 10) AND id < $1
      AND (title LIKE $2 ESCAPE '!' OR number LIKE $2 ESCAPE '!' OR approval LIKE $2 ESCAPE '!')
      AND ($3 = 0 OR issuer_unit_id = $3)
      AND ($4 < 0 OR CASE WHEN state IN (2, 3, 6, 7) AND valid_until < $5 THEN 8 ELSE state END = $4)
      AND ($6 = 0 OR (decided_at < $7 AND (valid_until IS NULL OR valid_until >= $8)))
    ORDER BY id DESC LIMIT $9)sql";

std::vector<Proposal> ListDirectory(storage::Snapshot& snapshot, const DirectoryFilter& filter) {
    const int year = filter.year.value_or(2000);
    return ListBy(snapshot, kListDirectory, filter.before, LikeText(filter.text),
                  filter.issuer.value_or(UnitId{}), filter.state ? static_cast<int>(*filter.state) : -1,
                  filter.today, filter.year ? 1 : 0, StartOf(Date::From(year + 1, 1, 1)),
                  Date::From(year, 1, 1), filter.limit);
}

constexpr std::string_view kFindLatestOf = "SELECT " QZ_PROPOSAL_COLUMNS R"sql( FROM admission_proposal
    WHERE form_id = $1 ORDER BY CASE WHEN state IN (2, 3, 6, 7) THEN 0 ELSE 1 END, id DESC LIMIT 1)sql";

std::optional<Proposal> FindLatestOf(storage::Snapshot& snapshot, FormId form) {
    const auto row = snapshot.QueryOptional(kFindLatestOf, form);
    if (!row) return std::nullopt;
    Proposal proposal = ProposalFrom(*row);
    ReadScope(snapshot, proposal);
    return proposal;
}

constexpr std::string_view kInsertProposal = R"sql(
    INSERT INTO admission_proposal (id, form_id, issuer_unit_id, title, class, layout, period, times, origin, purpose,
        legal_basis, justification_rows, paper_wanted, months, leader, document, state, gate_unit_id, policy, silence,
        escalated, due_day, number, approval, valid_until, conditions, reason, unit_seconds, year_seconds, merged_into,
        revision, created_at, submitted_at, decided_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        $25, $26, $27, $28, $29, $30, 1, $31, $32, $33)
    ON CONFLICT DO NOTHING)sql";

ProposalId InsertProposal(storage::Tx& tx, const Proposal& proposal) {
    Proposal made = proposal;
    if (!made.id) made.id = tx.NewId<ProposalId>();
    if (tx.Execute(kInsertProposal, made.id, made.form, made.issuer, made.title, made.form_class, made.layout,
                   made.period, made.times, static_cast<int>(made.origin), made.purpose, made.legal_basis,
                   made.justification_rows, made.paper_wanted, made.months, made.leader, made.document,
                   static_cast<int>(made.state), made.gate, made.policy, made.silence, made.escalated,
                   made.due, made.number, made.approval, made.valid_until, made.conditions, made.reason,
                   made.unit_seconds, made.year_seconds, made.merged_into, tx.Now(), made.submitted_at,
                   made.decided_at) == 0) {
        throw Problem::Conflict("admission.proposal.under_way");
    }
    WriteScope(tx, made);
    if (InForce(made.state) || made.origin == Origin::kEmergency) tx.BumpVersion("admission");
    return made.id;
}

constexpr std::string_view kUpdateProposal = R"sql(
    UPDATE admission_proposal SET title = $1, class = $2, layout = $3, period = $4, times = $5, purpose = $6,
        legal_basis = $7, justification_rows = $8, paper_wanted = $9, months = $10, leader = $11, document = $12,
        state = $13, gate_unit_id = $14, policy = $15, silence = $16, escalated = $17, due_day = $18, number = $19,
        approval = $20, valid_until = $21, conditions = $22, reason = $23, unit_seconds = $24, year_seconds = $25,
        merged_into = $26, submitted_at = $27, decided_at = $28, revision = revision + 1
    WHERE id = $29 AND revision = $30)sql";

void UpdateProposal(storage::Tx& tx, Proposal& proposal, State before) {
    if (tx.Execute(kUpdateProposal, proposal.title, proposal.form_class, proposal.layout, proposal.period,
                   proposal.times, proposal.purpose, proposal.legal_basis, proposal.justification_rows,
                   proposal.paper_wanted, proposal.months, proposal.leader, proposal.document,
                   static_cast<int>(proposal.state), proposal.gate, proposal.policy, proposal.silence,
                   proposal.escalated, proposal.due, proposal.number, proposal.approval, proposal.valid_until,
                   proposal.conditions, proposal.reason, proposal.unit_seconds, proposal.year_seconds,
                   proposal.merged_into, proposal.submitted_at, proposal.decided_at, proposal.id,
                   proposal.revision) == 0) {
        RevisionLost();
    }
    ++proposal.revision;
    if (IsOpen(before)) {
        tx.Execute(kDeleteScope, proposal.id);
        WriteScope(tx, proposal);
    }
    if (InForce(before) || InForce(proposal.state)) tx.BumpVersion("admission");
}

constexpr std::string_view kListFields = R"sql(
    SELECT code, element_id, label, answer, purpose, basis, justification, local, verdict, derivation, year_seconds
    FROM admission_field WHERE proposal_id = $1 ORDER BY position, code)sql";

std::vector<FieldAnswer> ListFields(storage::Snapshot& snapshot, ProposalId id) {
    std::vector<FieldAnswer> fields;
    for (const storage::Row row : snapshot.Query(kListFields, id)) fields.push_back(FieldFrom(row));
    return fields;
}

constexpr std::string_view kPutField = R"sql(
    INSERT INTO admission_field (proposal_id, code, position, element_id, label, answer, purpose, basis, justification,
        local, verdict, derivation, year_seconds)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT (proposal_id, code) DO UPDATE SET position = excluded.position, element_id = excluded.element_id,
        label = excluded.label, answer = excluded.answer, purpose = excluded.purpose, basis = excluded.basis,
        justification = excluded.justification, local = excluded.local, verdict = excluded.verdict,
        derivation = excluded.derivation, year_seconds = excluded.year_seconds)sql";

void PutField(storage::Tx& tx, ProposalId id, int position, const FieldAnswer& field) {
    tx.Defer(kPutField, id, field.code, position, field.element, field.label,
             field.answer ? ToWord(*field.answer) : "", field.purpose, field.basis, field.justification,
             field.local, field.verdict, field.derivation, field.year_seconds);
}

constexpr std::string_view kDeleteFields = "DELETE FROM admission_field WHERE proposal_id = $1";

void DeleteFields(storage::Tx& tx, ProposalId id) {
    tx.Execute(kDeleteFields, id);
}

constexpr std::string_view kFindAssessment =
    "SELECT content FROM admission_assessment WHERE proposal_id = $1";

std::optional<std::string> FindAssessment(storage::Snapshot& snapshot, ProposalId id) {
    const auto row = snapshot.QueryOptional(kFindAssessment, id);
    if (!row) return std::nullopt;
    return row->Get<std::string>("content");
}

constexpr std::string_view kPutAssessment = R"sql(
    INSERT INTO admission_assessment (proposal_id, content) VALUES ($1, $2)
    ON CONFLICT (proposal_id) DO UPDATE SET content = excluded.content)sql";

void PutAssessment(storage::Tx& tx, ProposalId id, std::string_view content) {
    tx.Defer(kPutAssessment, id, content);
}

constexpr std::string_view kInsertEvent = R"sql(
    INSERT INTO admission_event (proposal_id, id, what, unit_id, account_id, detail, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7))sql";

void InsertEvent(storage::Tx& tx, ProposalId id, std::string_view what, UnitId unit, AccountId account,
                 const json::object& detail) {
    tx.Defer(kInsertEvent, id, tx.NextId(), what, unit, account, json::serialize(detail), tx.Now());
}

constexpr std::string_view kListEvents =
    "SELECT what, unit_id, detail, at FROM admission_event WHERE proposal_id = $1 ORDER BY at, id";

std::vector<Event> ListEvents(storage::Snapshot& snapshot, ProposalId id) {
    std::vector<Event> events;
    for (const storage::Row row : snapshot.Query(kListEvents, id)) {
        events.push_back(
            {row.Get<std::string>(0), row.Get<UnitId>(1), row.Get<std::string>(2), row.Get<Instant>(3)});
    }
    return events;
}

constexpr std::string_view kLastNumber = R"sql(
    SELECT COALESCE(MAX(ordinal), 0) FROM admission_number WHERE gate_unit_id = $1 AND series = $2 AND year = $3)sql";
constexpr std::string_view kTakeNumber = R"sql(
    INSERT INTO admission_number (gate_unit_id, series, year, ordinal, proposal_id) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (gate_unit_id, series, year, ordinal) DO NOTHING)sql";

std::int64_t TakeNumber(storage::Tx& tx, UnitId gate, std::string_view series, int year, ProposalId id) {
    std::int64_t ordinal = tx.QueryOne(kLastNumber, gate, series, year).Get<std::int64_t>(0);
    do {
        ++ordinal;
    } while (tx.Execute(kTakeNumber, gate, series, year, ordinal, id) == 0);
    return ordinal;
}

constexpr std::string_view kIsNumberTaken = "SELECT COUNT(*) FROM admission_proposal WHERE number = $1";

bool IsNumberTaken(storage::Snapshot& snapshot, std::string_view number) {
    return snapshot.QueryOne(kIsNumberTaken, number).Get<std::int64_t>(0) > 0;
}

// --- What is in force -----------------------------------------------------------------------------

Book::Book(std::vector<InForceForm> forms) {
    for (InForceForm& form : forms) {
        forms_.push_back(std::make_unique<const InForceForm>(std::move(form)));
        const InForceForm* kept = forms_.back().get();
        by_form_[kept->proposal.form.value] = kept;
        for (const FieldAnswer& field : kept->fields) {
            const auto verdict = VerdictFromWord(field.verdict).value_or(Verdict::kNew);
            if (AsksUnits(verdict, field.answer.value_or(Answer::kAsk)))
                by_element_[field.element.value].push_back(kept);
        }
    }
}

const InForceForm* Book::FindForm(FormId form) const {
    const auto found = by_form_.find(form.value);
    return found == by_form_.end() ? nullptr : found->second;
}

const std::vector<const InForceForm*>& Book::Asking(ElementId element) const {
    static const std::vector<const InForceForm*> kNone;
    const auto found = by_element_.find(element.value);
    return found == by_element_.end() ? kNone : found->second;
}

constexpr std::string_view kInForce =
    "SELECT " QZ_PROPOSAL_COLUMNS " FROM admission_proposal WHERE state IN (2, 3, 6, 7) ORDER BY id";

std::shared_ptr<const Book> CurrentBook(storage::Snapshot& snapshot) {
    return snapshot.Memory<AdmissionMemory>().book.Get(snapshot, [](storage::Snapshot& reading) {
        std::vector<InForceForm> forms;
        for (Proposal& proposal : ListBy(reading, kInForce)) {
            ReadScope(reading, proposal);
            std::vector<FieldAnswer> fields = ListFields(reading, proposal.id);
            forms.push_back({std::move(proposal), std::move(fields)});
        }
        return Book(std::move(forms));
    });
}

}  // namespace qz::admission
