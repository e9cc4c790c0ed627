#include "admission/voice_store.hpp"

namespace qz::admission {

namespace {

Verification VerificationFrom(const auto& row) {
    Verification verification;
    verification.id = row.template Get<VerificationId>("id");
    verification.unit = row.template Get<UnitId>("unit_id");
    verification.task = row.template Get<TaskId>("task_id");
    verification.form = row.template Get<FormId>("form_id");
    verification.issuer = row.template Get<UnitId>("issuer_unit_id");
    verification.title = row.template Get<std::string>("title");
    verification.kind = row.template Get<std::string>("kind");
    verification.reason = row.template Get<std::string>("reason");
    verification.fields = row.template Get<std::string>("fields");
    verification.answered = row.template Get<int>("state") == 1;
    verification.due = row.template Get<Date>("due_day");
    verification.answer = row.template Get<std::string>("answer");
    verification.opened_at = row.template Get<Instant>("opened_at");
    verification.answered_at = row.template Get<std::optional<Instant>>("answered_at");
    return verification;
}

template <class... A>
std::vector<Verification> ListBy(storage::Snapshot& snapshot, std::string_view sql, const A&... arguments) {
    std::vector<Verification> verifications;
    for (const storage::Row row : snapshot.Query(sql, arguments...))
        verifications.push_back(VerificationFrom(row));
    return verifications;
}

#define QZ_VERIFICATION_COLUMNS                                                                    \
    "id, unit_id, task_id, form_id, issuer_unit_id, title, kind, reason, fields, state, due_day, " \
    "answer, opened_at, answered_at"

}  // namespace

constexpr std::string_view kInsertVerification = R"sql(
    INSERT INTO admission_verification (unit_id, id, task_id, form_id, issuer_unit_id, title, kind, reason, fields,
        state, due_day, answer, opened_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, $10, '', $11)
    ON CONFLICT (unit_id, task_id) DO NOTHING)sql";

VerificationId InsertVerification(storage::Tx& tx, const Verification& verification) {
    const auto id = tx.NewId<VerificationId>();
    if (tx.Execute(kInsertVerification, verification.unit, id, verification.task, verification.form,
                   verification.issuer, verification.title, verification.kind, verification.reason,
                   verification.fields, verification.due, tx.Now()) == 0) {
        throw Problem::Conflict("admission.verification.asked_already");
    }
    return id;
}

constexpr std::string_view kFindVerification =
    "SELECT " QZ_VERIFICATION_COLUMNS " FROM admission_verification WHERE id = $1";

std::optional<Verification> FindVerification(storage::Snapshot& snapshot, VerificationId id) {
    const auto row = snapshot.QueryOptional(kFindVerification, id);
    if (!row) return std::nullopt;
    return VerificationFrom(*row);
}

constexpr std::string_view kListOfUnit =
    "SELECT " QZ_VERIFICATION_COLUMNS R"sql( FROM admission_verification WHERE unit_id = $1
    ORDER BY state, task_id DESC, id LIMIT $2)sql";
constexpr std::string_view kListOfIssuer =
    "SELECT " QZ_VERIFICATION_COLUMNS R"sql( FROM admission_verification WHERE issuer_unit_id = $1
    ORDER BY state, task_id DESC, id LIMIT $2)sql";
constexpr std::string_view kListEvery = "SELECT " QZ_VERIFICATION_COLUMNS R"sql( FROM admission_verification
    ORDER BY state, task_id DESC, id LIMIT $1)sql";
constexpr std::string_view kListOfTask =
    "SELECT " QZ_VERIFICATION_COLUMNS " FROM admission_verification WHERE task_id = $1 ORDER BY id";

std::vector<Verification> ListOfUnit(storage::Snapshot& snapshot, UnitId unit, int limit) {
    return ListBy(snapshot, kListOfUnit, unit, limit);
}
std::vector<Verification> ListOfIssuer(storage::Snapshot& snapshot, UnitId issuer, int limit) {
    return ListBy(snapshot, kListOfIssuer, issuer, limit);
}
std::vector<Verification> ListEveryVerification(storage::Snapshot& snapshot, int limit) {
    return ListBy(snapshot, kListEvery, limit);
}
std::vector<Verification> ListOfTask(storage::Snapshot& snapshot, TaskId task) {
    return ListBy(snapshot, kListOfTask, task);
}

constexpr std::string_view kFindOpenOf = "SELECT " QZ_VERIFICATION_COLUMNS
                                         R"sql( FROM admission_verification
    WHERE unit_id = $1 AND task_id = $2 AND state = 0)sql";

std::optional<Verification> FindOpenVerificationOf(storage::Snapshot& snapshot, UnitId unit, TaskId task) {
    const auto row = snapshot.QueryOptional(kFindOpenOf, unit, task);
    if (!row) return std::nullopt;
    return VerificationFrom(*row);
}

constexpr std::string_view kAnswerVerification = R"sql(
    UPDATE admission_verification SET state = 1, answer = $1, answered_at = $2
    WHERE unit_id = $3 AND id = $4 AND state = 0)sql";

bool AnswerVerification(storage::Tx& tx, const Verification& verification, std::string_view answer) {
    return tx.Execute(kAnswerVerification, answer, tx.Now(), verification.unit, verification.id) > 0;
}

constexpr std::string_view kPutEstimate = R"sql(
    INSERT INTO admission_estimate (unit_id, form_id, minutes, at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (unit_id, form_id) DO UPDATE SET minutes = excluded.minutes, at = excluded.at)sql";

void PutEstimate(storage::Tx& tx, UnitId unit, FormId form, std::int64_t minutes) {
    tx.Execute(kPutEstimate, unit, form, minutes, tx.Now());
}

constexpr std::string_view kFindEstimate =
    "SELECT minutes, at FROM admission_estimate WHERE unit_id = $1 AND form_id = $2";

std::optional<Estimate> FindEstimate(storage::Snapshot& snapshot, UnitId unit, FormId form) {
    const auto row = snapshot.QueryOptional(kFindEstimate, unit, form);
    if (!row) return std::nullopt;
    return Estimate{row->Get<std::int64_t>(0), row->Get<Instant>(1)};
}

constexpr std::string_view kListEstimates =
    "SELECT minutes FROM admission_estimate WHERE form_id = $1 ORDER BY minutes";

std::vector<std::int64_t> ListEstimates(storage::Snapshot& snapshot, FormId form) {
    std::vector<std::int64_t> minutes;
    for (const storage::Row row : snapshot.Query(kListEstimates, form))
        minutes.push_back(row.Get<std::int64_t>(0));
    return minutes;
}

}  // namespace qz::admission
