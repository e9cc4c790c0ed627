#include "platform/storage/process_lease.hpp"

#include <algorithm>
#include <random>

namespace qz::storage {

namespace {

constexpr int kNumbers = 1024;
constexpr std::chrono::minutes kLease{5};

constexpr std::string_view kList = "SELECT number, leased_until FROM platform_process";
constexpr std::string_view kTake = R"sql(
    INSERT INTO platform_process (number, holder, leased_until) VALUES ($1, $2, $3)
    ON CONFLICT (number) DO UPDATE SET holder = excluded.holder, leased_until = excluded.leased_until
    WHERE platform_process.leased_until <= $4)sql";
constexpr std::string_view kFind = "SELECT number FROM platform_process WHERE number = $1 AND holder = $2";
constexpr std::string_view kRenew =
    "UPDATE platform_process SET leased_until = $1 WHERE number = $2 AND holder = $3";

// PostgreSQL: alone until the end of the transaction, shared until the end of the connection.
constexpr std::string_view kLockAlone =
    "SELECT CASE WHEN pg_try_advisory_xact_lock(71423110, CAST($1 AS INTEGER)) THEN 1 ELSE 0 END";
constexpr std::string_view kLockShared =
    "SELECT CASE WHEN pg_try_advisory_lock_shared(71423110, CAST($1 AS INTEGER)) THEN 1 ELSE 0 END";
constexpr std::string_view kUnlockShared =
    "SELECT CASE WHEN pg_advisory_unlock_shared(71423110, CAST($1 AS INTEGER)) THEN 1 ELSE 0 END";

bool Lock(Connection& connection, std::string_view sql, int number) {
    const Parameter which[] = {number};
    return connection.Query(sql, which)[0].Get<bool>(0);
}

// Every number with the end of its lease, the one unused for longest first.
std::vector<std::pair<std::int64_t, int>> ListByAge(Connection& connection) {
    std::vector<std::pair<std::int64_t, int>> ages;
    for (int number = 0; number < kNumbers; ++number) ages.emplace_back(-1, number);
    for (const Row row : connection.Query(kList)) {
        const auto number = row.Get<std::int64_t>(0);
        if (number >= 0 && number < kNumbers)
            ages[static_cast<std::size_t>(number)].first = row.Get<std::int64_t>(1);
    }
    std::sort(ages.begin(), ages.end());
    return ages;
}

}  // namespace

std::optional<ProcessLease> TakeProcessNumber(Connection& connection, Instant now) {
    std::random_device random;
    const auto high = static_cast<std::int64_t>(random() & 0x7fffffffu);
    const std::int64_t holder = high << 32 | std::int64_t{random()};

    for (const auto& [leased_until, number] : ListByAge(connection)) {
        if (leased_until > now.milliseconds) break;
        const Parameter row[] = {number, holder, now.Plus(kLease), now};
        bool taken = false;
        InTransaction(connection, [&, wanted = number] {
            const bool is_free =
                connection.engine() == Engine::kSqlite || Lock(connection, kLockAlone, wanted);
            taken = is_free && connection.Execute(kTake, row) == 1;
        });
        if (taken) return ProcessLease{static_cast<std::uint16_t>(number), holder};
    }
    return std::nullopt;
}

bool HoldsProcessNumber(Connection& connection, const ProcessLease& lease) {
    const Parameter row[] = {std::int64_t{lease.number}, lease.holder};
    return !connection.Query(kFind, row).empty();
}

bool HoldWhileConnected(Connection& connection, const ProcessLease& lease) {
    // Where the lock is not to be had, somebody is just taking the number.
    if (!Lock(connection, kLockShared, lease.number)) return false;
    if (HoldsProcessNumber(connection, lease)) return true;
    Lock(connection, kUnlockShared, lease.number);
    return false;
}

void RenewProcessNumber(Tx& tx, const ProcessLease& lease) {
    tx.Execute(kRenew, tx.Now().Plus(kLease), std::int64_t{lease.number}, lease.holder);
}

void ReleaseProcessNumber(Connection& connection, const ProcessLease& lease, Instant now) {
    const Parameter row[] = {now, std::int64_t{lease.number}, lease.holder};
    connection.Execute(kRenew, row);
}

}  // namespace qz::storage
