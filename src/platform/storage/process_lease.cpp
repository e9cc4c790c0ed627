#include "platform/storage/process_lease.hpp"

#include <random>
#include <stdexcept>

namespace qz::storage {

namespace {

constexpr int kNumbers = 1024;
constexpr std::chrono::minutes kLease{5};

constexpr std::string_view kList = "SELECT number, leased_until FROM platform_process";
constexpr std::string_view kTake = R"sql(
    INSERT INTO platform_process (number, holder, leased_until) VALUES ($1, $2, $3)
    ON CONFLICT (number) DO UPDATE SET holder = excluded.holder, leased_until = excluded.leased_until
    WHERE platform_process.leased_until <= $4)sql";
constexpr std::string_view kRenew =
    "UPDATE platform_process SET leased_until = $1 WHERE number = $2 AND holder = $3";

}  // namespace

ProcessLease TakeProcessNumber(Connection& connection, Instant now) {
    std::random_device random;
    const auto high = static_cast<std::int64_t>(random() & 0x7fffffffu);
    const std::int64_t holder = high << 32 | std::int64_t{random()};

    for (int attempt = 0; attempt < 20; ++attempt) {
        std::vector<std::int64_t> until(kNumbers, -1);
        for (const Row row : connection.Query(kList)) {
            const auto number = row.Get<std::int64_t>(0);
            if (number >= 0 && number < kNumbers)
                until[static_cast<std::size_t>(number)] = row.Get<std::int64_t>(1);
        }
        const auto oldest = std::min_element(until.begin(), until.end());
        if (*oldest > now.milliseconds) break;
        const int number = static_cast<int>(oldest - until.begin());
        const Parameter row[] = {number, holder, now.Plus(kLease), now};
        bool taken = false;
        InTransaction(connection, [&] { taken = connection.Execute(kTake, row) == 1; });
        if (taken) return {static_cast<std::uint16_t>(number), holder};
    }
    throw std::runtime_error("No process number is free: 1,024 programs hold one in this database.");
}

bool RenewProcessNumber(Tx& tx, const ProcessLease& lease) {
    return tx.Execute(kRenew, tx.Now().Plus(kLease), std::int64_t{lease.number}, lease.holder) == 1;
}

void ReleaseProcessNumber(Connection& connection, const ProcessLease& lease, Instant now) {
    const Parameter row[] = {now, std::int64_t{lease.number}, lease.holder};
    connection.Execute(kRenew, row);
}

}  // namespace qz::storage
