#include "catalogue/claim.hpp"

namespace qz::catalogue {

namespace {

constexpr std::array<std::string_view, 7> kStates = {"proposed",   "accepted", "declined", "escalated",
                                                     "designated", "disputed", "ruled"};

#define QZ_CLAIM_COLUMNS                                                                        \
    "id, element_id, proposed_unit_id, reason, state, due_day, answer, document, disputed_by, " \
    "opened_at, decided_at, decided_by, revision"

constexpr std::string_view kFind = "SELECT " QZ_CLAIM_COLUMNS " FROM catalogue_claim WHERE id = $1";

constexpr std::string_view kFindOf =
    "SELECT " QZ_CLAIM_COLUMNS " FROM catalogue_claim WHERE element_id = $1 ORDER BY id DESC LIMIT 1";

// An empty text and a zero ask for everything.
constexpr std::string_view kList = "SELECT " QZ_CLAIM_COLUMNS
                                   R"sql( FROM catalogue_claim
    WHERE id < $1 AND ($2 = '' OR state = $2) AND ($3 = 0 OR element_id = $3) AND ($4 = 0 OR proposed_unit_id = $4)
    ORDER BY id DESC LIMIT $5)sql";

constexpr std::string_view kListOverdue = "SELECT " QZ_CLAIM_COLUMNS
                                          R"sql( FROM catalogue_claim
    WHERE state = 'proposed' AND due_day < $1 ORDER BY due_day, id LIMIT $2)sql";

constexpr std::string_view kListUnclaimed = R"sql(
    SELECT e.id FROM catalogue_element e
    WHERE e.steward_unit_id IS NULL AND e.state = 'live'
      AND NOT EXISTS (SELECT 1 FROM catalogue_claim c WHERE c.element_id = e.id)
    ORDER BY e.id LIMIT $1)sql";

constexpr std::string_view kInsert = R"sql(
    INSERT INTO catalogue_claim (id, element_id, proposed_unit_id, reason, state, due_day, answer, document, disputed_by,
                                 opened_at, decided_at, decided_by, revision)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 1))sql";

constexpr std::string_view kUpdate = R"sql(
    UPDATE catalogue_claim
    SET proposed_unit_id = $1, state = $2, answer = $3, document = $4, disputed_by = $5, decided_at = $6, decided_by = $7,
        revision = revision + 1
    WHERE id = $8 AND revision = $9)sql";

ClaimRow Read(const auto& row) {
    ClaimRow claim;
    claim.id = row.template Get<ClaimId>(0);
    claim.element = row.template Get<ElementId>(1);
    claim.proposed = row.template Get<UnitId>(2);
    claim.reason = row.template Get<std::string>(3);
    claim.state = ClaimStateFromWord(row.template Get<std::string>(4)).value_or(ClaimState::kProposed);
    claim.due = row.template Get<Date>(5);
    claim.answer = row.template Get<std::string>(6);
    claim.document = row.template Get<std::string>(7);
    claim.disputed_by = row.template Get<std::optional<UnitId>>(8);
    claim.opened_at = row.template Get<Instant>(9);
    claim.decided_at = row.template Get<std::optional<Instant>>(10);
    claim.decided_by = row.template Get<std::optional<AccountId>>(11);
    claim.revision = row.template Get<std::int64_t>(12);
    return claim;
}

std::vector<ClaimRow> ReadAll(const storage::Rows& rows) {
    std::vector<ClaimRow> claims;
    for (const auto row : rows) claims.push_back(Read(row));
    return claims;
}

}  // namespace

std::string_view ToWord(ClaimState state) {
    return kStates[static_cast<std::size_t>(state)];
}

std::optional<ClaimState> ClaimStateFromWord(std::string_view word) {
    for (std::size_t i = 0; i < kStates.size(); ++i) {
        if (kStates[i] == word) return static_cast<ClaimState>(i);
    }
    return std::nullopt;
}

std::optional<ClaimRow> FindClaim(storage::Snapshot& snapshot, ClaimId id) {
    const auto row = snapshot.QueryOptional(kFind, id);
    return row ? std::optional<ClaimRow>(Read(*row)) : std::nullopt;
}

std::optional<ClaimRow> FindClaimOf(storage::Snapshot& snapshot, ElementId element) {
    const auto row = snapshot.QueryOptional(kFindOf, element);
    return row ? std::optional<ClaimRow>(Read(*row)) : std::nullopt;
}

std::vector<ClaimRow> ListClaims(storage::Snapshot& snapshot, std::optional<ClaimState> state,
                                 std::optional<ElementId> element, std::optional<UnitId> department,
                                 ClaimId before, int limit) {
    return ReadAll(snapshot.Query(kList, before, state ? ToWord(*state) : std::string_view(),
                                  element.value_or(ElementId{}), department.value_or(UnitId{}), limit));
}

std::vector<ClaimRow> ListOverdueClaims(storage::Snapshot& snapshot, Date today, int limit) {
    return ReadAll(snapshot.Query(kListOverdue, today, limit));
}

std::vector<ElementId> ListUnclaimed(storage::Snapshot& snapshot, int limit) {
    std::vector<ElementId> elements;
    for (const auto row : snapshot.Query(kListUnclaimed, limit)) elements.push_back(row.Get<ElementId>(0));
    return elements;
}

ClaimId InsertClaim(storage::Tx& tx, const ClaimRow& claim) {
    const ClaimId id = tx.NewId<ClaimId>();
    try {
        tx.Execute(kInsert, id, claim.element, claim.proposed, claim.reason, ToWord(claim.state), claim.due,
                   claim.answer, claim.document, claim.disputed_by, tx.Now(), claim.decided_at,
                   claim.decided_by);
    } catch (const storage::UniqueViolation&) {
        throw Problem::Conflict("catalogue.claim.open");
    }
    return id;
}

void UpdateClaim(storage::Tx& tx, const ClaimRow& claim) {
    try {
        if (tx.Execute(kUpdate, claim.proposed, ToWord(claim.state), claim.answer, claim.document,
                       claim.disputed_by, claim.decided_at, claim.decided_by, claim.id, claim.revision) > 0) {
            return;
        }
    } catch (const storage::UniqueViolation&) {
        throw Problem::Conflict("catalogue.claim.open");
    }
    throw Problem::Conflict("catalogue.claim.moved_on");
}

}  // namespace qz::catalogue
