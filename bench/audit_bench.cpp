#include "bench/audit_bench.hpp"

#include <chrono>
#include <sstream>

#include "audit/audit.hpp"
#include "bench/city.hpp"
#include "platform/secrets/secrets.hpp"

namespace qz::bench {

namespace {

constexpr int kSlice = 5000;
constexpr int kUnits = 2768;

double SecondsOf(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void RecordMany(storage::Database& database, int count) {
    for (int first = 0; first < count; first += kSlice) {
        database.Write([&](storage::Tx& tx) {
            for (int at = first; at < std::min(first + kSlice, count); ++at) {
                const std::int64_t unit = 1'000'000 + at * std::int64_t{1103} % kUnits;
                Actor clerk;
                clerk.account = {unit};
                clerk.person = {unit};
                clerk.post = {unit};
                clerk.unit = {unit};
                audit::Record(tx, clerk, "forms.return.reported", std::int64_t{at} + 1);
            }
        });
    }
}

}  // namespace

void AuditBench(const Settings& settings, Report& report) {
    const int count = settings.quick ? 50'000 : 1'000'000;
    const Place place{settings.folder / "audit", settings.folder / "audit-keys", ""};
    std::filesystem::create_directories(place.data);
    const std::string entries = settings.quick ? "50,000 entries" : "1,000,000 entries";
    report.progress("audit: " + entries);
    auto database = storage::Database::Open(StorageOptions(place));
    const auto keys = secrets::Keyring::Open(place.keys, true);
    RecordMany(*database, count);
    const double grown = SecondsOf([&] { audit::Integrate(*database, *keys); });
    std::ostringstream said;
    bool holds = false;
    const double proved = SecondsOf([&] { holds = audit::VerifyCommand(*database, *keys, said, said) == 0; });
    database.reset();
    const auto row = [&](std::string name, double seconds) {
        Row stated = TimeRow(std::move(name), {seconds, seconds, seconds}, std::nullopt, std::nullopt);
        stated.unit = "s";
        return stated;
    };
    report.rows.push_back(row("take " + entries + " into the Merkle tree, with checkpoints", grown));
    Row verified = row("verify audit, " + entries, proved);
    verified.held = holds;
    report.rows.push_back(std::move(verified));
    if (!holds) report.Note("verify audit: " + said.str());
    std::filesystem::remove_all(place.data);
}

}  // namespace qz::bench
