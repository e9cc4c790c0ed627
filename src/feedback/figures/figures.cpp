#include "feedback/figures/figures.hpp"

#include <algorithm>
#include <set>

#include "feedback/figures/protect.hpp"
#include "platform/base/json.hpp"

namespace qz::feedback::figures {

namespace {

constexpr std::string_view kListMonths =
    "SELECT DISTINCT month FROM feedback_count WHERE month < $1 ORDER BY month";
constexpr std::string_view kListQuarters =
    "SELECT DISTINCT quarter FROM feedback_count WHERE quarter < $1 ORDER BY quarter";
constexpr std::string_view kIsPublished = "SELECT 1 FROM feedback_figures WHERE period = $1";
constexpr std::string_view kInsert = "INSERT INTO feedback_figures (period, tables) VALUES ($1, $2)";
constexpr std::string_view kListAll = "SELECT tables FROM feedback_figures ORDER BY period DESC";
constexpr std::string_view kFind = "SELECT tables FROM feedback_figures WHERE period = $1";
constexpr std::string_view kByCounty = R"sql(
    SELECT category, county, sum(count) FROM feedback_count WHERE month = $1 AND measure = $2
    GROUP BY category, county ORDER BY category, county)sql";
constexpr std::string_view kByReason = R"sql(
    SELECT measure, '', sum(count) FROM feedback_count WHERE month = $1 AND measure LIKE 'refused.%'
    GROUP BY measure ORDER BY measure)sql";
constexpr std::string_view kByTown = R"sql(
    SELECT town, '', sum(count) FROM feedback_count WHERE quarter = $1 AND measure = $2 AND town <> ''
    GROUP BY town ORDER BY town)sql";

// Every table lists the same places and categories in every period, so that which are listed says nothing;
// rows come from what was ever counted.
constexpr std::string_view kCategories =
    "SELECT DISTINCT category FROM feedback_count WHERE category <> '' ORDER BY category";
constexpr std::string_view kCounties =
    "SELECT DISTINCT county FROM feedback_count WHERE county <> '' ORDER BY county";

std::vector<std::string> Column(Connection& connection, std::string_view sql) {
    std::vector<std::string> values;
    connection.Each(sql, [&values](const Row& row) { values.push_back(row.Text(0)); });
    return values;
}

json::object TableJson(std::string_view measure, const std::vector<std::string>& rows,
                       const std::vector<std::string>& columns, const Counts& counts) {
    json::array lines;
    for (const auto& cells : Protect(counts).cells) {
        json::array line;
        for (const auto& cell : cells) line.push_back(cell ? json::value(*cell) : json::value(nullptr));
        lines.push_back(std::move(line));
    }
    return {{"measure", measure},
            {"rows", json::value_from(rows)},
            {"columns", json::value_from(columns)},
            {"cells", lines}};
}

template <class... A>
json::object Make(Connection& connection, std::string_view measure, std::vector<std::string> rows,
                  const std::vector<std::string>& columns, std::string_view sql, const A&... values) {
    std::map<std::pair<std::string, std::string>, std::int64_t> found;
    connection.Each(
        sql,
        [&found](const Row& row) {
            found[{row.Text(0), row.Text(1)}] += row.Integer(2);
        },
        values...);
    if (rows.empty()) {
        std::set<std::string> names;
        for (const auto& [place, count] : found) names.insert(place.first);
        rows.assign(names.begin(), names.end());
    }
    Counts counts;
    for (const std::string& row : rows) {
        auto& line = counts.emplace_back();
        for (const std::string& column : columns) line.push_back(found[{row, column}]);
    }
    if (counts.empty()) counts.push_back(std::vector<std::int64_t>(columns.size(), 0));
    return TableJson(measure, rows, columns, counts);
}

void Keep(Connection& connection, const std::string& period, json::array tables) {
    connection.Execute(kInsert, period,
                       json::serialize(json::object{{"period", period}, {"tables", std::move(tables)}}));
}

std::vector<std::int64_t> Open(Connection& connection, std::string_view sql, std::int64_t now,
                               const std::function<std::string(std::int64_t)>& name) {
    std::vector<std::int64_t> open;
    connection.Each(
        sql, [&open](const Row& row) { open.push_back(row.Integer(0)); }, now);
    std::erase_if(
        open, [&](std::int64_t period) { return connection.Number(kIsPublished, name(period)).has_value(); });
    return open;
}

std::string MonthName(std::int64_t month) {
    const std::string digits = std::to_string(month);
    return digits.substr(0, 4) + "-" + digits.substr(4);
}

std::string QuarterName(std::int64_t quarter) {
    const std::string digits = std::to_string(quarter);
    return digits.substr(0, 4) + "-Q" + digits.substr(4);
}

}  // namespace

int ClosePeriods(Database& database, Date today) {
    const auto civil = today.Civil();
    const std::int64_t year = static_cast<int>(civil.year());
    const std::int64_t month = static_cast<unsigned>(civil.month());
    return database.Write([&](Connection& connection) {
        int made = 0;
        const auto categories = Column(connection, kCategories);
        const auto counties = Column(connection, kCounties);
        for (const std::int64_t period : Open(connection, kListMonths, year * 100 + month, MonthName)) {
            json::array tables;
            tables.push_back(Make(connection, "received", {""}, {""}, kByCounty, period, "received"));
            for (const char* measure : {"accepted", "closed", "in_time", "upheld"}) {
                tables.push_back(Make(connection, measure, categories, counties, kByCounty, period, measure));
            }
            tables.push_back(Make(connection, "refused", {}, {""}, kByReason, period));
            Keep(connection, MonthName(period), std::move(tables));
            ++made;
        }
        for (const std::int64_t period :
             Open(connection, kListQuarters, year * 10 + (month + 2) / 3, QuarterName)) {
            json::array tables;
            for (const char* measure : {"accepted", "closed"}) {
                tables.push_back(Make(connection, measure, {}, {""}, kByTown, period, measure));
            }
            Keep(connection, QuarterName(period), std::move(tables));
            ++made;
        }
        return made;
    });
}

std::string AllJson(Database& database) {
    std::string text = R"({"periods":[)";
    database.Read([&](Connection& connection) {
        connection.Each(kListAll, [&text](const Row& row) {
            if (text.back() == '}') text += ',';
            text += row.Text(0);
        });
    });
    return text + "]}";
}

void AddRoutes(http::Router& router, const Connections& connections) {
    Database* const database = connections.database;
    router.Get("/api/feedback/figures", http::Permission{"feedback.read_done"}, http::ScopeFrom{"all"},
               http::Reads{"periods"},
               [database](const http::Request& request, const Actor&, const Scope&, storage::Snapshot&) {
                   const auto period = request.Query("period");
                   if (!period) return http::JsonText(AllJson(*database));
                   const auto tables = OrNotFound(database->Read(
                       [&](Connection& connection) { return connection.Text(kFind, *period); }));
                   return http::JsonText(R"({"periods":[)" + tables + "]}");
               });
}

void AddJobs(jobs::Runner& runner, const Connections& connections) {
    runner.Every("feedback.figures", std::chrono::hours(1), [connections](storage::Database& hub) {
        ClosePeriods(*connections.database,
                     hub.Read([](storage::Snapshot& snapshot) { return DateOf(snapshot.Now()); }));
        if (connections.publish) connections.publish(AllJson(*connections.database));
    });
}

}  // namespace qz::feedback::figures
