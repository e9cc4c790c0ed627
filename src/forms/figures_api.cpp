// What the hub took off people's hands: the asked-once rate (免填率), zero-touch returns and hours.
// Numerators and denominators; the reader divides, and every figure opens to its entries (PRODUCT §7).
#include <algorithm>
#include <map>

#include "forms/access.hpp"
#include "forms/filed_store.hpp"
#include "forms/routes.hpp"

namespace qz::forms {

namespace {

struct Sum {
    std::int64_t due = 0;
    std::int64_t reported = 0;    // of these, whoever filed
    std::int64_t zero_touch = 0;  // of these filed by the hub
    std::int64_t one_click = 0;
    std::int64_t cells = 0;          // delivered
    std::int64_t typed = 0;          // of these typed by a person
    std::int64_t minutes = 0;        // hundredths: every delivered cell typed anew
    std::int64_t minutes_typed = 0;  // hundredths: what was typed

    void Add(const ProgressLine& line, std::int64_t minutes_a_cell) {
        if (!Counts(line.state)) return;
        ++reported;
        zero_touch += line.origin == Origin::kSystem ? 1 : 0;
        one_click += line.origin == Origin::kOneClick ? 1 : 0;
        cells += line.cells;
        typed += line.typed;
        minutes += line.cells * minutes_a_cell;
        minutes_typed += line.typed * minutes_a_cell;
    }
};

json::object SumJson(const Sum& sum) {
    return {{"due", sum.due},
            {"reported", sum.reported},
            {"zero_touch", sum.zero_touch},
            {"one_click", sum.one_click},
            {"cells", sum.cells},
            {"brought", sum.cells - sum.typed},
            {"typed", sum.typed},
            {"minutes_all", sum.minutes / 100},
            {"minutes_typed", sum.minutes_typed / 100},
            {"minutes_saved", (sum.minutes - sum.minutes_typed) / 100}};
}

enum class By { kForm, kDepartment, kUnit, kMonth };

// What was asked for: tasks due within a span of days, inside one unit's territory.
struct Question {
    By by = By::kForm;
    Date from;
    Date to;
    std::optional<UnitId> unit;
};

Question ReadQuestion(const http::Request& request) {
    Question question;
    const std::string_view by = request.Query("by").value_or("form");
    constexpr std::string_view kWords[] = {"form", "department", "unit", "month"};
    const auto word = std::find(std::begin(kWords), std::end(kWords), by);
    if (word == std::end(kWords))
        throw Problem::RejectedAt("by", "platform.http.not_one_of",
                                  {{"allowed", "form, department, unit, month"}});
    question.by = static_cast<By>(word - std::begin(kWords));
    const Date today = DateOf(request.Now());
    const auto day = [&](const char* name, Date otherwise) {
        const auto text = request.Query(name);
        if (!text) return otherwise;
        const auto date = ParseDate(*text);
        if (!date) throw Problem::RejectedAt(name, "platform.http.not_a_date");
        return *date;
    };
    // A year back, and what is due in the weeks ahead.
    question.from = day("from", Date{today.days - 365});
    question.to = day("to", Date{today.days + 31});
    question.unit = request.QueryId<UnitId>("unit");
    return question;
}

constexpr std::string_view kListDueTasks = R"sql(
    SELECT id FROM forms_task WHERE state <> 3 AND deadline >= $1 AND deadline < $2 ORDER BY id)sql";

class FigureRoutes {
 public:
    explicit FigureRoutes(const Connections& connections) : connections_(connections) {}

    http::Reply Show(const http::Request& request, const Actor& actor, const Scope& scope,
                     storage::Snapshot& snapshot) const {
        const Question question = ReadQuestion(request);
        std::map<std::string, Sum> sums;
        std::map<std::string, std::string> labels;
        Sum total;
        ForEachTask(snapshot, actor, scope, question, [&](const TaskEntry& entry, OrdinalRange range) {
            const std::int64_t minutes = MinutesACell(snapshot, entry.definition());
            const directory::Tree& tree = *entry.tree;
            const FilingSet& filing = entry.Filing(snapshot);
            const std::vector<ProgressLine> lines = ListProgress(snapshot, entry, range);
            const auto add = [&](const std::string& key, std::string_view label, OrdinalRange part) {
                labels.emplace(key, label);
                Sum& sum = sums[key];
                sum.due += filing.CountIn(part);
                auto line = std::lower_bound(
                    lines.begin(), lines.end(), part.first,
                    [](const ProgressLine& one, Ordinal first) { return one.ordinal < first; });
                for (; line != lines.end() && line->ordinal <= part.last; ++line) {
                    if (filing.Contains(line->ordinal)) sum.Add(*line, minutes);
                }
            };
            total.due += filing.CountIn(range);
            for (const ProgressLine& line : lines) {
                if (filing.Contains(line.ordinal)) total.Add(line, minutes);
            }
            switch (question.by) {
                case By::kForm:
                    add(entry.task.form.ToString(), entry.definition().title, range);
                    break;
                case By::kDepartment: {
                    const auto issuer = tree.Find(entry.task.issuer);
                    add(entry.task.issuer.ToString(), issuer ? tree.At(*issuer).name : "", range);
                    break;
                }
                case By::kMonth: {
                    const std::string month = DateOf(entry.task.deadline).ToString().substr(0, 7);
                    add(month, month, range);
                    break;
                }
                case By::kUnit:
                    add(tree.At(range.first).id.ToString(), tree.At(range.first).name,
                        {range.first, range.first});
                    for (const Ordinal child : tree.Children(range.first)) {
                        if (filing.CountIn(tree.Subtree(child)) == 0) continue;
                        add(tree.At(child).id.ToString(), tree.At(child).name, tree.Subtree(child));
                    }
                    break;
            }
        });
        json::array items;
        for (const auto& [key, sum] : sums) {
            if (sum.due == 0 && sum.reported == 0) continue;
            json::object item = SumJson(sum);
            item["key"] = key;
            item["label"] = labels[key];
            items.push_back(std::move(item));
        }
        return http::Json(json::object{{"total", SumJson(total)},
                                       {"items", std::move(items)},
                                       {"from", question.from.ToString()},
                                       {"to", question.to.ToString()},
                                       {"unit", ScopeUnit(snapshot, scope, question)},
                                       {"as_of", request.Now().ToString()},
                                       {"tree_version", directory::CurrentTree(snapshot)->number()}});
    }

    // The returns behind one line of Show, with what each adds to it.
    http::Reply Entries(const http::Request& request, const Actor& actor, const Scope& scope,
                        storage::Snapshot& snapshot) const {
        const Question question = ReadQuestion(request);
        const std::string key(request.Query("key").value_or(""));
        const http::Page page = http::Page::From(request, 2);
        std::int64_t after_task = 0;
        Ordinal after = -1;
        if (page.after.size() == 2) {
            after_task = ParseIdValue(page.after[0]).value_or(0);
            after = static_cast<Ordinal>(ParseIdValue(page.after[1]).value_or(0));
        }
        json::array items;
        json::value next;
        const auto give = [&](const TaskEntry& entry, OrdinalRange range) {
            if (!next.is_null() || entry.task.id.value < after_task || !Belongs(entry, question, key)) return;
            if (question.by == By::kUnit && !key.empty()) {
                const auto unit = ParseId<UnitId>(key);
                const auto at = unit ? entry.tree->Find(*unit) : std::nullopt;
                if (!at || !range.Contains(*at)) return;
                range = *at == range.first ? OrdinalRange{*at, *at} : entry.tree->Subtree(*at);
            }
            const std::int64_t minutes = MinutesACell(snapshot, entry.definition());
            for (const ProgressLine& line : ListProgress(snapshot, entry, range)) {
                if (entry.task.id.value == after_task && line.ordinal <= after) continue;
                if (!Counts(line.state) || !entry.Filing(snapshot).Contains(line.ordinal)) continue;
                if (static_cast<int>(items.size()) == page.limit) {
                    const json::object& last = items.back().as_object();
                    next = http::Page::Cursor({std::string(last.at("task").at("id").as_string().c_str()),
                                               std::to_string(last.at("ordinal").as_int64())});
                    return;
                }
                Sum sum;
                sum.due = 1;
                sum.Add(line, minutes);
                json::object item = SumJson(sum);
                item["task"] = json::object{{"id", entry.task.id.ToString()}, {"title", entry.task.title}};
                item["unit"] = directory::UnitJson(entry.tree->At(line.ordinal));
                item["ordinal"] = line.ordinal;
                item["origin"] = ToWord(line.origin);
                item["reported_at"] =
                    line.reported_at ? json::value(line.reported_at->ToString()) : json::value();
                items.push_back(std::move(item));
            }
        };
        ForEachTask(snapshot, actor, scope, question, give);
        return http::Json(json::object{{"items", std::move(items)}, {"next", std::move(next)}});
    }

 private:
    static bool Belongs(const TaskEntry& entry, const Question& question, const std::string& key) {
        if (key.empty()) return true;
        switch (question.by) {
            case By::kForm:
                return entry.task.form.ToString() == key;
            case By::kDepartment:
                return entry.task.issuer.ToString() == key;
            case By::kMonth:
                return DateOf(entry.task.deadline).ToString().starts_with(key);
            case By::kUnit:
                return true;
        }
        return false;
    }

    // Tasks due in the span, each with the part of its tree that the actor sees and asked for.
    template <class Each>
    void ForEachTask(storage::Snapshot& snapshot, const Actor& actor, const Scope& scope,
                     const Question& question, Each&& each) const {
        const bool all = connections_.may(snapshot, actor.for_post.value_or(actor.post), "forms.figures.all");
        std::vector<TaskId> tasks;
        for (const storage::Row row :
             snapshot.Query(kListDueTasks, StartOf(question.from), StartOf(Date{question.to.days + 1}))) {
            tasks.push_back(row.Get<TaskId>(0));
        }
        for (const TaskId task : tasks) {
            const TaskPointer entry = FindTask(snapshot, task);
            std::vector<OrdinalRange> visible =
                all ? Territory(*entry, scope) : VisibleRanges(snapshot, *entry, scope);
            for (OrdinalRange range : visible) {
                if (question.unit) {
                    const auto unit = entry->tree->Find(*question.unit);
                    if (!unit || !range.Contains(*unit)) continue;
                    range = entry->tree->Subtree(*unit);
                }
                if (entry->Filing(snapshot).CountIn(range) > 0) each(*entry, range);
            }
        }
    }

    // All that the permission's scope covers, found again in the task's own tree.
    static std::vector<OrdinalRange> Territory(const TaskEntry& entry, const Scope& scope) {
        std::vector<OrdinalRange> ranges;
        for (const Scope::Part& part : scope.parts()) {
            if (const auto root = entry.tree->Find(part.root)) ranges.push_back(entry.tree->Subtree(*root));
        }
        return ranges;
    }

    static json::value ScopeUnit(storage::Snapshot& snapshot, const Scope& scope, const Question& question) {
        const auto tree = directory::CurrentTree(snapshot);
        const auto unit = tree->Find(question.unit.value_or(scope.unit()));
        return unit ? json::value(directory::UnitJson(tree->At(*unit))) : json::value();
    }

    // The mean over the form's fields, in hundredths of a minute: returns keep how many cells were typed, not
    // which.
    std::int64_t MinutesACell(storage::Snapshot& snapshot, const Definition& definition) const {
        if (!connections_.minutes_of || definition.fields.empty()) return 0;
        std::int64_t sum = 0;
        for (const Field& field : definition.fields) sum += connections_.minutes_of(snapshot, field);
        return sum / static_cast<std::int64_t>(definition.fields.size());
    }

    Connections connections_;
};

}  // namespace

void AddFiguresRoutes(http::Router& router, const Connections& connections) {
    using http::Permission, http::Reads, http::ScopeFrom;
    const auto bind = Binder(std::make_shared<const FigureRoutes>(connections));
    router.Get("/api/forms/figures", Permission{"forms.figures"}, ScopeFrom{"own"},
               Reads{"total", "items", "from", "to", "unit", "as_of", "tree_version"},
               bind(&FigureRoutes::Show));
    router.Get("/api/forms/figures/entries", Permission{"forms.figures"}, ScopeFrom{"own"},
               Reads{"items", "next"}, bind(&FigureRoutes::Entries));
}

}  // namespace qz::forms
