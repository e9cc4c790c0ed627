#include <algorithm>
#include <utility>

#include "platform/i18n/i18n.hpp"
#include "rollups/memory.hpp"
#include "rollups/table.hpp"

namespace qz::rollups {

namespace {

constexpr std::string_view kRows = "_rows";  // the number of rows of a roster

std::vector<Column> ShownColumns(const http::Request& request, const TaskFacts& facts) {
    std::vector<Column> columns;
    if (facts.is_roster) {
        const auto language = i18n::FromAcceptLanguage(request.Header("Accept-Language"));
        columns.push_back({std::string(kRows), i18n::Sentence(language, "rollups.table.rows"),
                           i18n::Sentence(language, "rollups.table.rows_unit"), 0});
    }
    columns.insert(columns.end(), facts.columns.begin(), facts.columns.end());
    return columns;
}

bool ApprovedOnly(const http::Request& request) {
    const auto text = request.Query("approved_only");
    if (!text || text->empty() || *text == "0") return false;
    if (*text == "1") return true;
    throw Problem::RejectedAt("approved_only", "rollups.table.not_a_switch");
}

json::object LineJson(const Line& line, const std::vector<Column>& columns, bool approved_only) {
    json::object values;
    for (std::size_t figure = 0; figure < columns.size(); ++figure) {
        const std::optional<Wide>& value = line.values[figure];
        values[columns[figure].code] =
            value ? json::value(TextOf(*value, columns[figure].places)) : json::value();
    }
    return {{"values", std::move(values)},
            {"counted", line.Counted(approved_only)},
            {"due", line.due},
            {"undecided", approved_only ? line.reported : 0},
            {"sent_back", line.sent_back},
            {"withdrawn", line.withdrawn},
            {"missing", line.Missing()}};
}

http::Reply ShowTable(const http::Request& request, const Scope& scope, storage::Snapshot& snapshot,
                      const Sources& sources, const Settings& settings) {
    const TaskFacts facts = OrNotFound(sources.find_task(snapshot, scope, request.Path<TaskId>("task")));
    const View view = OrNotFound(DecideView(facts, request.QueryId<UnitId>("parent")));
    const bool approved_only = ApprovedOnly(request);

    Table table;
    std::int64_t change_number = 0;
    snapshot.Memory<ColumnMemory>().Ask(snapshot, facts, sources, settings,
                                        [&](const Columns& columns, std::int64_t number) {
                                            table = MakeTable(columns, *facts.tree, view, approved_only);
                                            change_number = number;
                                        });

    const std::vector<Column> columns = ShownColumns(request, facts);
    json::array fields;
    for (const Column& column : columns) {
        fields.push_back(json::object{{"code", column.code},
                                      {"label", column.label},
                                      {"unit", column.unit},
                                      {"places", column.places}});
    }
    json::array items;
    for (const Item& item : table.items) {
        json::object line = LineJson(item.line, columns, approved_only);
        line["unit"] = directory::UnitJson(facts.tree->At(item.unit));
        line["leaf"] = item.leaf;
        items.push_back(std::move(line));
    }
    json::value parent;
    if (view.parent) parent = directory::UnitJson(facts.tree->At(*view.parent));
    return http::Json(json::object{{"fields", std::move(fields)},
                                   {"parent", std::move(parent)},
                                   {"total", LineJson(table.total, columns, approved_only)},
                                   {"items", std::move(items)},
                                   {"as_of", snapshot.Now().ToString()},
                                   {"tree_version", facts.tree->number()},
                                   {"change_number", change_number}});
}

std::size_t FigureOf(const http::Request& request, const std::vector<Column>& columns) {
    const auto code = request.Query("field");
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const Column& column) { return code && column.code == *code; });
    if (found == columns.end()) throw Problem::RejectedAt("field", "rollups.entries.unknown_field");
    return static_cast<std::size_t>(found - columns.begin());
}

Ordinal AfterOf(const http::Page& page) {
    if (page.after.empty()) return -1;
    const auto ordinal = ParseIdValue(page.after[0]);
    if (!ordinal || *ordinal > INT32_MAX) throw Problem::RejectedAt("cursor", "rollups.entries.bad_cursor");
    return static_cast<Ordinal>(*ordinal);
}

// The returns that a figure counts and no others: before a deadline nobody gets a list of who has not
// reported yet.
http::Reply ShowEntries(const http::Request& request, const Scope& scope, storage::Snapshot& snapshot,
                        const Sources& sources) {
    const TaskFacts facts = OrNotFound(sources.find_task(snapshot, scope, request.Path<TaskId>("task")));
    const View view = OrNotFound(DecideView(facts, request.QueryId<UnitId>("parent")));
    const bool approved_only = ApprovedOnly(request);
    const std::vector<Column> columns = ShownColumns(request, facts);
    const std::size_t figure = FigureOf(request, columns);
    const http::Page page = http::Page::From(request);
    const Ordinal after = AfterOf(page);

    // One more than the page shows whether there is a next one.
    const auto wanted = static_cast<std::size_t>(page.limit) + 1;
    std::vector<Entry> entries;
    for (const OrdinalRange range : view.ranges) {
        Ordinal from = std::max(after, range.first - 1);
        while (entries.size() < wanted && from < range.last) {
            std::vector<Entry> found =
                sources.list_entries(snapshot, facts.id, range, from, static_cast<int>(wanted));
            if (found.empty()) break;
            from = found.back().ordinal;
            for (Entry& entry : found) {
                if (Counts(entry.state, approved_only) &&
                    std::binary_search(facts.filing.begin(), facts.filing.end(), entry.ordinal)) {
                    entries.push_back(std::move(entry));
                }
            }
        }
    }
    json::value next;
    if (entries.size() >= wanted) {
        entries.resize(wanted - 1);
        next = http::Page::Cursor({std::to_string(entries.back().ordinal)});
    }

    json::array items;
    std::vector<std::optional<std::int64_t>> figures;
    for (const Entry& entry : entries) {
        ReadFigures(entry.figures, columns.size(), figures);
        const auto& value = figures[figure];
        items.push_back(json::object{
            {"unit", directory::UnitJson(facts.tree->At(entry.ordinal))},
            {"value", value ? json::value(TextOf(*value, columns[figure].places)) : json::value()},
            {"state", ToWord(entry.state)},
            {"reported_at", entry.reported_at ? json::value(entry.reported_at->ToString()) : json::value()},
            {"return", entry.id ? json::value(entry.id.ToString()) : json::value()}});
    }
    return http::Json(json::object{{"items", std::move(items)}, {"next", std::move(next)}});
}

}  // namespace

void AddRoutes(http::Router& router, const Sources& sources, const Settings& settings) {
    const http::Permission read{"rollups.read"};
    const http::ScopeFrom task{"task"};
    router.Get("/api/rollups/tasks/{task}", read, task,
               http::Reads{"fields", "parent", "total", "items", "as_of", "tree_version", "change_number"},
               [sources, settings](const http::Request& request, const Actor&, const Scope& scope,
                                   storage::Snapshot& snapshot) {
                   return ShowTable(request, scope, snapshot, sources, settings);
               });
    router.Get(
        "/api/rollups/tasks/{task}/entries", read, task, http::Reads{"items", "next"},
        [sources](const http::Request& request, const Actor&, const Scope& scope,
                  storage::Snapshot& snapshot) { return ShowEntries(request, scope, snapshot, sources); });
}

}  // namespace qz::rollups
