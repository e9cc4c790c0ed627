#include "admission/notice_store.hpp"

namespace qz::admission {

constexpr std::string_view kInsertNotice = R"sql(
    INSERT INTO admission_notice (unit_id, id, kind, proposal_id, task_id, form_id, detail, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))sql";

void InsertNotice(storage::Tx& tx, UnitId unit, std::string_view kind, const NoticeAbout& about,
                  const json::object& detail) {
    tx.Defer(kInsertNotice, unit, tx.NextId(), kind, about.proposal, about.task, about.form,
             json::serialize(detail), tx.Now());
}

constexpr std::string_view kListNotices = R"sql(
    SELECT id, kind, proposal_id, task_id, form_id, detail, at, seen_at FROM admission_notice
    WHERE unit_id = $1 AND ($2 = 1 OR seen_at IS NULL) ORDER BY at DESC, id DESC LIMIT $3)sql";

std::vector<Notice> ListNotices(storage::Snapshot& snapshot, UnitId unit, bool seen_too, int limit) {
    std::vector<Notice> notices;
    for (const storage::Row row : snapshot.Query(kListNotices, unit, seen_too, limit)) {
        notices.push_back({row.Get<NoticeId>(0), row.Get<std::string>(1),
                           NoticeAbout(row.Get<ProposalId>(2), row.Get<TaskId>(3), row.Get<FormId>(4)),
                           row.Get<std::string>(5), row.Get<Instant>(6), row.Get<std::optional<Instant>>(7)});
    }
    return notices;
}

constexpr std::string_view kSeeNotice =
    "UPDATE admission_notice SET seen_at = COALESCE(seen_at, $1) WHERE unit_id = $2 AND id = $3";

bool SeeNotice(storage::Tx& tx, UnitId unit, NoticeId notice) {
    return tx.Execute(kSeeNotice, tx.Now(), unit, notice) > 0;
}

constexpr std::string_view kHasWarned = R"sql(
    SELECT COUNT(*) FROM admission_notice
    WHERE unit_id = $1 AND proposal_id = $2 AND kind = 'expires' AND detail = $3)sql";

bool HasWarned(storage::Snapshot& snapshot, UnitId unit, ProposalId proposal, int days, Date valid_until) {
    const std::string detail =
        json::serialize(json::object{{"days", days}, {"valid_until", valid_until.ToString()}});
    return snapshot.QueryOne(kHasWarned, unit, proposal, detail).Get<std::int64_t>(0) > 0;
}

constexpr std::string_view kInsertSample = R"sql(
    INSERT INTO admission_sample (proposal_id, gate_unit_id, drawn_at, finding) VALUES ($1, $2, $3, '')
    ON CONFLICT (proposal_id) DO NOTHING)sql";

void InsertSample(storage::Tx& tx, ProposalId proposal, UnitId gate) {
    tx.Defer(kInsertSample, proposal, gate, tx.Now());
}

constexpr std::string_view kListSamples = R"sql(
    SELECT proposal_id, drawn_at, finding, reviewed_at FROM admission_sample WHERE gate_unit_id = $1
    ORDER BY CASE WHEN reviewed_at IS NULL THEN 0 ELSE 1 END, drawn_at DESC LIMIT $2)sql";

std::vector<Sample> ListSamples(storage::Snapshot& snapshot, UnitId gate, int limit) {
    std::vector<Sample> samples;
    for (const storage::Row row : snapshot.Query(kListSamples, gate, limit)) {
        samples.push_back({row.Get<ProposalId>(0), row.Get<Instant>(1), row.Get<std::string>(2),
                           row.Get<std::optional<Instant>>(3)});
    }
    return samples;
}

constexpr std::string_view kReviewSample = R"sql(
    UPDATE admission_sample SET finding = $1, reviewed_at = $2, reviewed_by = $3
    WHERE proposal_id = $4 AND gate_unit_id = $5 AND reviewed_at IS NULL)sql";

bool ReviewSample(storage::Tx& tx, UnitId gate, ProposalId proposal, std::string_view finding, AccountId by) {
    return tx.Execute(kReviewSample, finding, tx.Now(), by, proposal, gate) > 0;
}

constexpr std::string_view kInsertUpward = R"sql(
    INSERT INTO admission_upward (id, gate_unit_id, proposal_id, document, units, year_seconds, held_fields, fields, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql";

void InsertUpward(storage::Tx& tx, UnitId gate, const Upward& row) {
    tx.Defer(kInsertUpward, tx.NextId(), gate, row.proposal, row.document, row.units, row.year_seconds,
             row.held_fields, row.fields, tx.Now());
}

constexpr std::string_view kListUpward = R"sql(
    SELECT proposal_id, document, units, year_seconds, held_fields, fields, at FROM admission_upward
    WHERE gate_unit_id = $1 ORDER BY id DESC LIMIT $2)sql";

std::vector<Upward> ListUpward(storage::Snapshot& snapshot, UnitId gate, int limit) {
    std::vector<Upward> rows;
    for (const storage::Row row : snapshot.Query(kListUpward, gate, limit)) {
        rows.push_back({row.Get<ProposalId>(0), row.Get<std::string>(1), row.Get<std::int64_t>(2),
                        row.Get<std::int64_t>(3), row.Get<std::int64_t>(4), row.Get<std::int64_t>(5),
                        row.Get<Instant>(6)});
    }
    return rows;
}

constexpr std::string_view kListEmergencies = R"sql(
    SELECT id FROM admission_proposal
    WHERE origin = 2 AND issuer_unit_id = $1 AND created_at >= $2 AND created_at < $3
    ORDER BY created_at DESC, id DESC LIMIT $4)sql";

std::vector<ProposalId> ListEmergencies(storage::Snapshot& snapshot, UnitId issuer, Instant from, Instant to,
                                        int limit) {
    std::vector<ProposalId> ids;
    for (const storage::Row row : snapshot.Query(kListEmergencies, issuer, from, to, limit))
        ids.push_back(row.Get<ProposalId>(0));
    return ids;
}

constexpr std::string_view kCountEmergencies = R"sql(
    SELECT issuer_unit_id, COUNT(*), COUNT(submitted_at),
           COUNT(CASE WHEN submitted_at > created_at + $3 THEN 1 END)
    FROM admission_proposal WHERE origin = 2 AND created_at >= $1 AND created_at < $2
    GROUP BY issuer_unit_id ORDER BY issuer_unit_id)sql";

std::vector<EmergencyCount> CountEmergencies(storage::Snapshot& snapshot, Instant from, Instant to,
                                             std::int64_t within) {
    std::vector<EmergencyCount> counts;
    for (const storage::Row row : snapshot.Query(kCountEmergencies, from, to, within)) {
        counts.push_back({row.Get<UnitId>(0), row.Get<std::int64_t>(1), row.Get<std::int64_t>(2),
                          row.Get<std::int64_t>(3)});
    }
    return counts;
}

}  // namespace qz::admission
