#include "identity/store.hpp"

namespace qz::identity {

namespace {

#define QZ_DELEGATION_COLUMNS \
    "SELECT unit_id, id, from_post, to_post, valid_from, valid_until, note, revoked_at "
constexpr std::string_view kListTo = QZ_DELEGATION_COLUMNS R"sql(
    FROM identity_delegation WHERE to_post = $1 AND revoked_at IS NULL ORDER BY id)sql";
constexpr std::string_view kListFrom = QZ_DELEGATION_COLUMNS R"sql(
    FROM identity_delegation WHERE from_post = $1 ORDER BY id DESC LIMIT 100)sql";
constexpr std::string_view kFind = QZ_DELEGATION_COLUMNS "FROM identity_delegation WHERE id = $1";
#undef QZ_DELEGATION_COLUMNS

constexpr std::string_view kInsert = R"sql(
    INSERT INTO identity_delegation (unit_id, id, from_post, to_post, valid_from, valid_until, note, revoked_at,
                                     created_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, NULL, $8))sql";
constexpr std::string_view kRevoke = R"sql(
    UPDATE identity_delegation SET revoked_at = $3
    WHERE unit_id = $1 AND id = $2 AND revoked_at IS NULL)sql";

Delegation Read(const storage::Row& row) {
    Delegation delegation;
    delegation.unit = row.Get<UnitId>("unit_id");
    delegation.id = row.Get<DelegationId>("id");
    delegation.from = row.Get<PostId>("from_post");
    delegation.to = row.Get<PostId>("to_post");
    delegation.valid_from = row.Get<Date>("valid_from");
    delegation.valid_until = row.Get<Date>("valid_until");
    delegation.note = row.Get<std::string>("note");
    delegation.revoked_at = row.Get<std::optional<Instant>>("revoked_at");
    return delegation;
}

std::vector<Delegation> ReadAll(const storage::Rows& rows) {
    std::vector<Delegation> delegations;
    for (const storage::Row row : rows) delegations.push_back(Read(row));
    return delegations;
}

}  // namespace

std::vector<Delegation> ListDelegationsTo(storage::Snapshot& snapshot, PostId post) {
    return ReadAll(snapshot.Query(kListTo, post));
}

std::vector<Delegation> ListDelegationsFrom(storage::Snapshot& snapshot, PostId post) {
    return ReadAll(snapshot.Query(kListFrom, post));
}

std::optional<Delegation> FindDelegation(storage::Snapshot& snapshot, DelegationId delegation) {
    const storage::Rows rows = snapshot.Query(kFind, delegation);
    if (rows.empty()) return std::nullopt;
    return Read(rows[0]);
}

DelegationId InsertDelegation(storage::Tx& tx, const Delegation& delegation) {
    const auto id = tx.NewId<DelegationId>();
    tx.Execute(kInsert, delegation.unit, id, delegation.from, delegation.to, delegation.valid_from,
               delegation.valid_until, delegation.note, tx.Now());
    tx.BumpVersion(kVersion);
    return id;
}

bool RevokeDelegation(storage::Tx& tx, const Delegation& delegation) {
    tx.BumpVersion(kVersion);
    return tx.Execute(kRevoke, delegation.unit, delegation.id, tx.Now()) == 1;
}

}  // namespace qz::identity
