// Roll-ups of one task from the columns in the process, beside SUM … GROUP BY over a wide table with one
// column for each field, which is the best a general database is given: no JSON, no state, the group's number
// in the row.
#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include <sqlite3.h>

#include "bench/bench.hpp"
#include "rollups/memory.hpp"
#include "rollups/sample_tree.hpp"
#include "rollups/table.hpp"

namespace qz::bench {

namespace {

using rollups::Columns;
using rollups::State;
using rollups::TaskFacts;
using rollups::sample::SampleTree;
using storage::Database;
using storage::Snapshot;
using storage::Tx;

struct Size {
    const char* name;
    int cities;
    int counties;  // of a city
    int towns;     // of a county
    int villages;  // all; spread evenly over the towns
    int fields;
    int runs;
    double most_milliseconds;
};

std::int64_t ValueOf(std::int64_t unit, std::int64_t field) {
    auto mixed = static_cast<std::uint64_t>(unit * 1000003 + field * 104729 + 1);
    mixed ^= mixed >> 13;
    mixed *= 0x9E3779B97F4A7C15ull;
    return static_cast<std::int64_t>((mixed ^ mixed >> 31) % 100000);
}

struct World {
    explicit World(const Size& size) {
        facts.id = rollups::TaskId{1};
        const int towns = size.cities * size.counties * size.towns;
        int town = 0;
        const Ordinal root = tree->Add(-1, directory::Level::kNation);
        for (int city = 0; city < size.cities; ++city) {
            const Ordinal city_ordinal = tree->Add(root, directory::Level::kCity);
            for (int county = 0; county < size.counties; ++county) {
                const Ordinal county_ordinal = tree->Add(city_ordinal, directory::Level::kCounty);
                for (int in_county = 0; in_county < size.towns; ++in_county, ++town) {
                    const Ordinal town_ordinal = tree->Add(county_ordinal, directory::Level::kTownship);
                    const auto share = [&](std::int64_t index) { return size.villages * index / towns; };
                    for (std::int64_t village = share(town); village < share(town + 1); ++village) {
                        facts.filing.push_back(tree->Add(town_ordinal, directory::Level::kVillage));
                    }
                }
            }
        }
        for (int field = 0; field < size.fields; ++field) {
            facts.columns.push_back({"f" + std::to_string(field), "", "", 0});
        }
        facts.tree = tree;
        facts.visible = {{0, tree->size() - 1}};
    }

    std::shared_ptr<SampleTree> tree = std::make_shared<SampleTree>();
    TaskFacts facts;
};

void FillReturns(Database& database, const World& world) {
    database.Write([](Tx& tx) { tx.Execute(rollups::sample::kMakeTable); });
    const std::vector<Ordinal>& filing = world.facts.filing;
    constexpr std::size_t kSlice = 20000;
    for (std::size_t first = 0; first < filing.size(); first += kSlice) {
        database.Write([&](Tx& tx) {
            for (std::size_t at = first; at < std::min(first + kSlice, filing.size()); ++at) {
                std::string figures;
                for (std::size_t field = 0; field < world.facts.columns.size(); ++field) {
                    if (field > 0) figures += ',';
                    figures += std::to_string(ValueOf(filing[at], static_cast<std::int64_t>(field)));
                }
                tx.Execute(rollups::sample::kPut, world.facts.id, filing[at],
                           static_cast<int>(State::kReported), figures);
            }
        });
    }
}

// The same numbers in the bare engine.
class WideTable {
 public:
    WideTable(const std::filesystem::path& file, const World& world) : fields_(world.facts.columns.size()) {
        if (sqlite3_open(file.c_str(), &database_) != SQLITE_OK) throw std::runtime_error("no wide table");
        Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -400000");
        std::string create = "CREATE TABLE wide (unit INT, town INT, county INT, city INT";
        std::string insert = "INSERT INTO wide VALUES (?, ?, ?, ?";
        for (std::size_t field = 0; field < fields_; ++field) {
            create += ", f" + std::to_string(field) + " INT";
            insert += ", ?";
        }
        // In the order of the tree, so that no query has to sort.
        Run(create + ", PRIMARY KEY (city, county, town, unit)) WITHOUT ROWID");
        Run("BEGIN");
        sqlite3_stmt* statement = Prepare(insert + ")");
        for (const Ordinal unit : world.facts.filing) {
            const Ordinal town = world.tree->At(unit).parent;
            const Ordinal county = world.tree->At(town).parent;
            sqlite3_bind_int64(statement, 1, unit);
            sqlite3_bind_int64(statement, 2, town);
            sqlite3_bind_int64(statement, 3, county);
            sqlite3_bind_int64(statement, 4, world.tree->At(county).parent);
            for (std::size_t field = 0; field < fields_; ++field) {
                sqlite3_bind_int64(statement, static_cast<int>(field) + 5,
                                   ValueOf(unit, static_cast<std::int64_t>(field)));
            }
            if (sqlite3_step(statement) != SQLITE_DONE) throw std::runtime_error(sqlite3_errmsg(database_));
            sqlite3_reset(statement);
        }
        sqlite3_finalize(statement);
        Run("COMMIT");
    }
    ~WideTable() { sqlite3_close(database_); }
    WideTable(const WideTable&) = delete;
    WideTable& operator=(const WideTable&) = delete;

    // The sum of all sums, so that both sides can be held against each other.
    std::int64_t SumBy(const std::string& levels) {
        std::string sql = "SELECT 0";
        for (std::size_t field = 0; field < fields_; ++field) sql += ", SUM(f" + std::to_string(field) + ")";
        sqlite3_stmt* statement = Prepare(sql + " FROM wide GROUP BY " + levels);
        std::int64_t sum = 0;
        while (sqlite3_step(statement) == SQLITE_ROW) {
            for (std::size_t field = 0; field < fields_; ++field) {
                sum += sqlite3_column_int64(statement, static_cast<int>(field) + 1);
            }
        }
        sqlite3_finalize(statement);
        return sum;
    }

 private:
    void Run(const std::string& sql) {
        if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
            throw std::runtime_error(sqlite3_errmsg(database_));
        }
    }
    sqlite3_stmt* Prepare(const std::string& sql) {
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) {
            throw std::runtime_error(sqlite3_errmsg(database_));
        }
        return statement;
    }

    sqlite3* database_ = nullptr;
    std::size_t fields_;
};

// What a question costs once its request has been read: queue, snapshot, following the changes, every line.
std::int64_t AskBy(Database& database, const World& world, const rollups::Sources& sources,
                   directory::Level level) {
    const auto places = world.tree->All(level);
    return database.Read([&](Snapshot& snapshot) {
        std::int64_t sum = 0;
        rollups::Settings settings;
        settings.bytes = std::size_t{1} << 30;
        snapshot.Memory<rollups::ColumnMemory>().Ask(
            snapshot, world.facts, sources, settings, [&](const Columns& columns, std::int64_t) {
                for (const Ordinal place : places) {
                    const rollups::Line line = columns.Sum(world.tree->Subtree(place), false);
                    for (const auto& value : line.values) {
                        sum += static_cast<std::int64_t>(value.value_or(0));
                    }
                }
            });
        return sum;
    });
}

void Measure(const Size& size, const Settings& settings, std::vector<Row>& rows) {
    const World world(size);
    const std::filesystem::path folder = settings.folder / size.name;
    std::filesystem::create_directories(folder);
    storage::Options options;
    options.location = (folder / "rollup.db").string();
    const auto database = Database::Open(options);
    FillReturns(*database, world);
    WideTable wide(folder / "wide.db", world);
    rollups::Sources sources;
    sources.for_each_figures = rollups::sample::ForEachFigures;

    const std::string name = std::string("roll-up ") + size.name;
    const auto start = std::chrono::steady_clock::now();
    AskBy(*database, world, sources, directory::Level::kCity);
    const double built =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
    rows.push_back(TimeRow(name + " rebuilt from returns", {built, built, built}, std::nullopt, 15000));

    const std::pair<directory::Level, const char*> levels[] = {{directory::Level::kCity, "city"},
                                                               {directory::Level::kCounty, "county"},
                                                               {directory::Level::kTownship, "town"}};
    std::string groups;
    for (const auto& [level, word] : levels) {
        std::int64_t ours = 0;
        std::int64_t raw = 0;
        groups += (groups.empty() ? "" : ", ") + std::string(word);
        const Spread asked =
            MeasureMilliseconds(size.runs, [&, by = level] { ours = AskBy(*database, world, sources, by); });
        const Spread queried =
            MeasureMilliseconds(std::max(3, size.runs / 20), [&] { raw = wide.SumBy(groups); });
        if (ours != raw) throw std::runtime_error(name + ": the columns and SQL differ");
        // The budget is by city for the nation, by county and town for one city.
        const bool budgeted = size.cities == 1 || level == directory::Level::kCity;
        rows.push_back(TimeRow(name + " by " + word, asked, queried,
                               budgeted ? std::optional(size.most_milliseconds) : std::nullopt));
    }

    // A question after one village reported anew.
    std::int64_t unit = 0;
    const Spread after = MeasureMilliseconds(std::max(5, size.runs / 20), [&] {
        const Ordinal changed =
            world.facts.filing[static_cast<std::size_t>(unit++ * 37) % world.facts.filing.size()];
        database->Write([&](Tx& tx) { tx.Announce(SampleTree::IdOf(changed), "forms.return", 1); });
        AskBy(*database, world, sources, directory::Level::kCounty);
    });
    rows.push_back(
        TimeRow(name + " by county with a durable commit before it", after, std::nullopt, std::nullopt));
}

}  // namespace

std::vector<Row> RollupBench(const Settings& settings) {
    std::vector<Row> rows;
    Measure({"2,768 x 30", 1, 5, 15, 2768, 30, settings.quick ? 200 : 2000, 2}, settings, rows);
    if (!settings.quick) Measure({"620,573 x 40", 334, 9, 13, 620573, 40, 100, 5}, settings, rows);
    return rows;
}

}  // namespace qz::bench
