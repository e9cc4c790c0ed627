#include <algorithm>
#include <set>

#include "feedback/intake/parts.hpp"

namespace qz::feedback::intake {

namespace {

// SECURITY A8.
constexpr std::size_t kBatch = 5;
// One transaction hands over at most so many; the rest follows in the next round.
constexpr std::size_t kMostAtOnce = 2000;
// A pool that is larger is not written anew each time: there the order among many says little.
constexpr std::int64_t kRewritten = 64 << 20;

constexpr std::string_view kListWaiting =
    "SELECT id, office, kind, lookup, slow, length(sealed) + length(pictures) FROM feedback_waiting";
constexpr std::string_view kInsertCase = R"sql(
    INSERT INTO feedback_case (id, office, state, step_due, slow, released_on)
    SELECT $1, office, 'new', $2, slow, $3 FROM feedback_waiting WHERE id = $4)sql";
constexpr std::string_view kInsertVoice = R"sql(
    INSERT INTO feedback_voice (id, case_id, lookup_hash, reply_public, epoch, released_on)
    SELECT $1, $2, lookup, reply_public, epoch, $3 FROM feedback_waiting WHERE id = $4)sql";
constexpr std::string_view kFindVoice = "SELECT id, case_id FROM feedback_voice WHERE lookup_hash = $1";
constexpr std::string_view kInsertPart = R"sql(
    INSERT INTO feedback_part (id, voice, kind, epoch, day, hash, sealed, pictures)
    SELECT $1, $2, kind, epoch, $3, hash, sealed, pictures FROM feedback_waiting WHERE id = $4)sql";
constexpr std::string_view kObject =
    "UPDATE feedback_case SET objected = 1, revision = revision + 1 WHERE id = $1";
constexpr std::string_view kTouch = "UPDATE feedback_case SET revision = revision + 1 WHERE id = $1";
constexpr std::string_view kCopyWaiting = R"sql(
    INSERT INTO feedback_waiting
        (id, office, epoch, kind, day, slow, hash, lookup, reply_public, sealed, pictures)
    SELECT $1, office, epoch, kind, day, slow, hash, lookup, reply_public, sealed, pictures
    FROM feedback_waiting WHERE id = $2)sql";
constexpr std::string_view kDeleteWaiting = "DELETE FROM feedback_waiting WHERE id = $1";
constexpr std::string_view kCountReleased = R"sql(
    INSERT INTO feedback_count (month, quarter, measure, category, county, town, count)
    VALUES ($1, $2, 'received', '', '', '', $3)
    ON CONFLICT (month, measure, category, county, town) DO UPDATE SET count = count + $3)sql";

struct Waiting {
    std::string id;
    std::string office;
    Kind kind = Kind::kReport;
    std::string lookup;
    bool slow = false;
    std::int64_t bytes = 0;
};

std::vector<Waiting> ListWaiting(Connection& connection) {
    std::vector<Waiting> rows;
    connection.Each(kListWaiting, [&rows](const Row& row) {
        rows.push_back({row.Text(0), row.Text(1), static_cast<Kind>(row.Integer(2)), row.Text(3),
                        row.Integer(4) != 0, row.Integer(5)});
    });
    return rows;
}

void Shuffle(std::vector<Waiting>& rows) {
    for (std::size_t i = rows.size(); i > 1; --i) {
        std::swap(rows[i - 1], rows[RandomBelow(static_cast<std::uint32_t>(i))]);
    }
}

// False: its report has not been handed over yet, so it waits on.
bool HandOver(Connection& connection, const Waiting& row, const RoundPlan& plan) {
    const std::int64_t today = plan.today.days;
    std::string voice;
    std::string matter;
    if (row.kind == Kind::kReport) {
        voice = Random(kIdSize);
        matter = Random(kIdSize);
        const std::int64_t due = plan.add_working_days(plan.today, DaysToAccept()).days;
        connection.Execute(kInsertCase, Bytes{matter}, due, today, Bytes{row.id});
        connection.Execute(kInsertVoice, Bytes{voice}, Bytes{matter}, today, Bytes{row.id});
    } else {
        connection.Each(
            kFindVoice,
            [&](const Row& found) {
                voice = found.Text(0);
                matter = found.Text(1);
            },
            Bytes{row.lookup});
        if (voice.empty()) return false;
        connection.Execute(row.kind == Kind::kObjection ? kObject : kTouch, Bytes{matter});
    }
    connection.Execute(kInsertPart, Bytes{Random(kIdSize)}, Bytes{voice}, today, Bytes{row.id});
    return true;
}

// Which rows go now. SECURITY A8: "Shuffled batches of ≥5 per office, or next working day". Five messages of
// one reporter are no batch: receipts are counted.
std::vector<Waiting> Choose(const std::vector<Waiting>& all, bool morning) {
    std::map<std::string, std::set<std::string>> receipts;
    for (const Waiting& row : all) {
        if (!row.slow) receipts[row.office].insert(row.lookup);
    }
    std::vector<Waiting> chosen;
    for (const Waiting& row : all) {
        if (morning || (!row.slow && receipts[row.office].size() >= kBatch)) chosen.push_back(row);
    }
    Shuffle(chosen);
    // The slow queue is read last.
    std::stable_partition(chosen.begin(), chosen.end(), [](const Waiting& row) { return !row.slow; });
    if (chosen.size() > kMostAtOnce) chosen.resize(kMostAtOnce);
    // A message finds the report that goes with it.
    std::stable_partition(chosen.begin(), chosen.end(),
                          [](const Waiting& row) { return row.kind == Kind::kReport; });
    return chosen;
}

// Pages of the file, and cells within a page, follow the order of writing. What stays is therefore written
// anew in another order under new ids, all before anything is deleted: a row must not land in the place of
// the one that was moved just before it.
void WriteAnew(Connection& connection, std::vector<Waiting> rows) {
    std::int64_t bytes = 0;
    for (const Waiting& row : rows) bytes += row.bytes;
    if (bytes > kRewritten) return;
    Shuffle(rows);
    for (const Waiting& row : rows) connection.Execute(kCopyWaiting, Bytes{Random(kIdSize)}, Bytes{row.id});
    for (const Waiting& row : rows) connection.Execute(kDeleteWaiting, Bytes{row.id});
}

}  // namespace

int Release(Connection& connection, const RoundPlan& plan) {
    const std::vector<Waiting> chosen = Choose(ListWaiting(connection), plan.morning);
    std::vector<std::string> handed;
    int reports = 0;
    for (const Waiting& row : chosen) {
        if (!HandOver(connection, row, plan)) continue;
        handed.push_back(row.id);
        if (row.kind == Kind::kReport) ++reports;
    }
    for (const std::string& id : handed) connection.Execute(kDeleteWaiting, Bytes{id});
    if (reports > 0) {
        const auto civil = plan.today.Civil();
        const int year = static_cast<int>(civil.year());
        const int month = static_cast<int>(static_cast<unsigned>(civil.month()));
        connection.Execute(kCountReleased, year * 100 + month, year * 10 + (month + 2) / 3, reports);
    }
    WriteAnew(connection, ListWaiting(connection));
    return static_cast<int>(handed.size());
}

}  // namespace qz::feedback::intake
