#include "forms/answers.hpp"

#include <array>
#include <set>

namespace qz::forms {

namespace {

using catalogue::Element;
using catalogue::ValueType;

constexpr std::size_t kMostRows = 5000;
constexpr std::size_t kMostRemarks = 500;

constexpr std::array<std::string_view, 4> kRowStates = {"kept", "changed", "added", "left"};
constexpr std::array<std::string_view, 5> kNeeds = {"nothing", "missing", "optional", "stale", "confirm"};

std::string_view View(const json::string& text) {
    return {text.data(), text.size()};
}

json::value Json(const StoredValue& value) {
    return value ? json::value(*value) : json::value();
}

StoredValue Stored(const json::value& value) {
    if (value.is_null()) return std::nullopt;
    return std::string(View(value.as_string()));
}

TypedCell ReadCell(std::string_view code, const json::value& value, const std::string& path,
                   Findings& findings) {
    TypedCell cell{std::string(code), std::nullopt};
    if (value.is_null()) return cell;
    if (!value.is_string() || value.get_string().size() > 8000) {
        findings.push_back({path,
                            value.is_string() ? "platform.http.too_long" : "platform.http.not_text",
                            {{"most", "2000"}, {"length", ""}}});
        return cell;
    }
    cell.text = std::string(View(value.get_string()));
    if (!CountCodePoints(*cell.text)) findings.push_back({path, "platform.http.not_utf8", {}});
    return cell;
}

void ReadCells(const json::object& cells, const std::string& path, TypedRow& row, Findings& findings) {
    for (const auto& member : cells) {
        const std::string_view code(member.key().data(), member.key().size());
        row.cells.push_back(ReadCell(code, member.value(), path + "." + std::string(code), findings));
    }
}

void ReadWrong(const json::array& codes, TypedRow& row) {
    for (const json::value& code : codes) {
        if (code.is_string()) row.wrong.emplace_back(View(code.get_string()));
    }
}

bool Add(std::int64_t& sum, std::int64_t value) {
    return !__builtin_add_overflow(sum, value, &sum);
}

}  // namespace

std::string_view ToWord(RowState state) {
    return kRowStates[static_cast<std::size_t>(state)];
}
std::string_view ToWord(Need need) {
    return kNeeds[static_cast<std::size_t>(need)];
}

const BaselineRow* Baseline::Find(std::string_view key) const {
    for (const BaselineRow& row : rows) {
        if (row.key == key) return &row;
    }
    return nullptr;
}

Baseline PrefillFrom(const Definition& definition, const std::vector<catalogue::Held>& held) {
    Baseline baseline;
    const std::string prefix = definition.SubjectPrefix();
    std::unordered_map<std::int64_t, int> field_of;
    for (std::size_t i = 0; i < definition.fields.size(); ++i) {
        field_of.emplace(definition.fields[i].element.id.value, static_cast<int>(i));
    }
    std::unordered_map<std::string_view, std::size_t> row_of;
    const auto row_at = [&](std::string_view key) -> BaselineRow& {
        const auto [found, fresh] = row_of.emplace(key, baseline.rows.size());
        if (fresh)
            baseline.rows.push_back({std::string(key), std::vector<HeldCell>(definition.fields.size())});
        return baseline.rows[found->second];
    };
    if (definition.layout == Layout::kSingle) row_at("");
    for (const catalogue::Held& value : held) {
        const auto field = field_of.find(value.element.value);
        if (field == field_of.end()) continue;
        const BaselineSource source{value.source.kind, value.source.label, value.as_of};
        auto known = std::find(baseline.sources.begin(), baseline.sources.end(), source);
        if (known == baseline.sources.end()) {
            baseline.sources.push_back(source);
            known = baseline.sources.end() - 1;
        }
        HeldCell& cell = row_at(std::string_view(value.subject).substr(prefix.size()))
                             .cells[static_cast<std::size_t>(field->second)];
        cell.value = value.value;
        cell.version = value.version;
        cell.source = value.value ? static_cast<int>(known - baseline.sources.begin()) : -1;
    }
    if (definition.layout == Layout::kRoster && definition.name_field >= 0) {
        std::erase_if(baseline.rows, [&](const BaselineRow& row) {
            return !row.cells[static_cast<std::size_t>(definition.name_field)].value;
        });
    }
    return baseline;
}

std::string WriteBaseline(const Baseline& baseline) {
    json::array sources;
    for (const BaselineSource& source : baseline.sources) {
        sources.push_back(
            json::array{json::value(source.kind), json::value(source.label), source.as_of.days});
    }
    json::array rows;
    for (const BaselineRow& row : baseline.rows) {
        json::array cells;
        cells.reserve(row.cells.size());
        for (const HeldCell& cell : row.cells) {
            if (!cell.value && cell.version == 0) {
                cells.push_back(nullptr);
            } else {
                cells.push_back(json::array{Json(cell.value), cell.source, cell.version});
            }
        }
        rows.push_back(json::array{json::value(row.key), std::move(cells)});
    }
    return json::serialize(json::array{std::move(sources), std::move(rows)});
}

Baseline ReadBaseline(std::string_view text) {
    Baseline baseline;
    json::monotonic_resource memory;
    const json::value value = json::parse(text, &memory);
    const json::array& parts = value.as_array();
    for (const json::value& source : parts[0].as_array()) {
        const json::array& members = source.as_array();
        baseline.sources.push_back({std::string(View(members[0].as_string())),
                                    std::string(View(members[1].as_string())),
                                    Date{static_cast<std::int32_t>(members[2].as_int64())}});
    }
    for (const json::value& row : parts[1].as_array()) {
        BaselineRow read{std::string(View(row.as_array()[0].as_string())), {}};
        for (const json::value& cell : row.as_array()[1].as_array()) {
            if (cell.is_null()) {
                read.cells.emplace_back();
            } else {
                const json::array& members = cell.as_array();
                read.cells.push_back(
                    {Stored(members[0]), static_cast<int>(members[1].as_int64()), members[2].as_int64()});
            }
        }
        baseline.rows.push_back(std::move(read));
    }
    return baseline;
}

Need NeedOf(const Field& field, const HeldCell& cell, const Baseline& baseline, Date today) {
    if (field.confirm == Confirm::kAlways) return Need::kConfirm;
    if (!cell.value) return field.required ? Need::kMissing : Need::kOptional;
    const auto fresh = catalogue::FreshDays(field.element.refresh);
    if (fresh && cell.source >= 0 &&
        baseline.sources[static_cast<std::size_t>(cell.source)].as_of.days + *fresh < today.days) {
        return Need::kStale;
    }
    return Need::kNothing;
}

Typed ReadTyped(const json::value& body) {
    Typed typed;
    Fields fields(body);
    TypedRow single;
    ReadCells(fields.Object("answers", false), "answers", single, fields.findings());
    ReadWrong(fields.Array("wrong", 1000, false), single);
    const json::object& rows = fields.Object("rows", false);
    if (rows.size() > kMostRows) {
        fields.Add({"rows", "platform.http.too_many", {{"most", std::to_string(kMostRows)}}});
    } else {
        for (const auto& member : rows) {
            const std::string key(member.key().data(), member.key().size());
            Fields row_fields(member.value(), "rows." + key);
            TypedRow row;
            row.key = key;
            row.state = static_cast<RowState>(
                row_fields.OneOf("state", {kRowStates[0], kRowStates[1], kRowStates[2], kRowStates[3]}));
            row.reason = row_fields.OptionalText("reason", {.shortest = 0, .longest = 200}).value_or("");
            ReadCells(row_fields.Object("cells", false), "rows." + key, row, row_fields.findings());
            ReadWrong(row_fields.Array("wrong", 1000, false), row);
            for (Finding& finding : row_fields.findings()) fields.Add(std::move(finding));
            typed.rows.push_back(std::move(row));
        }
    }
    if (!single.cells.empty() || !single.wrong.empty())
        typed.rows.insert(typed.rows.begin(), std::move(single));
    const json::object& remarks = fields.Object("remarks", false);
    if (remarks.size() > kMostRemarks) {
        fields.Add({"remarks", "platform.http.too_many", {{"most", std::to_string(kMostRemarks)}}});
    }
    for (const auto& member : remarks) {
        if (member.value().is_string() && !member.value().get_string().empty()) {
            typed.remarks.emplace(std::string(member.key().data(), member.key().size()),
                                  View(member.value().get_string()));
        }
    }
    typed.zero = fields.Flag("zero", false);
    fields.Finish();
    return typed;
}

json::object WriteTyped(const Typed& typed) {
    json::object answers;
    json::array wrong;
    json::object rows;
    for (const TypedRow& row : typed.rows) {
        json::object cells;
        for (const TypedCell& cell : row.cells) cells[cell.code] = Json(cell.text);
        json::array codes;
        for (const std::string& code : row.wrong) codes.push_back(json::value(code));
        if (row.key.empty()) {
            answers = std::move(cells);
            wrong = std::move(codes);
        } else {
            rows[row.key] = json::object{{"state", ToWord(row.state)},
                                         {"reason", row.reason},
                                         {"cells", std::move(cells)},
                                         {"wrong", std::move(codes)}};
        }
    }
    json::object remarks;
    for (const auto& [path, remark] : typed.remarks) remarks[path] = remark;
    return {{"answers", std::move(answers)},
            {"wrong", std::move(wrong)},
            {"rows", std::move(rows)},
            {"remarks", std::move(remarks)},
            {"zero", typed.zero}};
}

int Checked::ChangedCells() const {
    int count = 0;
    for (const RowChange& change : changes)
        count += change.cells.empty() ? 1 : static_cast<int>(change.cells.size());
    return count;
}

std::string WriteAnswers(const std::vector<AnswerRow>& rows) {
    json::monotonic_resource memory;
    json::array array(&memory);
    array.reserve(rows.size());
    for (const AnswerRow& row : rows) {
        json::array cells(&memory);
        cells.reserve(row.cells.size());
        for (const StoredValue& cell : row.cells) cells.push_back(Json(cell));
        array.push_back(json::array({json::value(row.key), std::move(cells)}, &memory));
    }
    return json::serialize(array);
}

std::vector<AnswerRow> ReadAnswers(std::string_view text) {
    json::monotonic_resource memory;
    const json::value value = json::parse(text, &memory);
    std::vector<AnswerRow> rows;
    rows.reserve(value.as_array().size());
    for (const json::value& row : value.as_array()) {
        AnswerRow read{std::string(View(row.as_array()[0].as_string())), {}};
        for (const json::value& cell : row.as_array()[1].as_array()) read.cells.push_back(Stored(cell));
        rows.push_back(std::move(read));
    }
    return rows;
}

std::string WriteChanges(const Definition& definition, const std::vector<RowChange>& changes) {
    json::array array;
    for (const RowChange& change : changes) {
        json::object cells;
        for (const CellChange& cell : change.cells) {
            json::array pair{Json(cell.from), Json(cell.to)};
            if (cell.disputed) pair.push_back(true);
            cells[definition.fields[static_cast<std::size_t>(cell.field)].element.code] = std::move(pair);
        }
        array.push_back(json::object{{"key", change.key},
                                     {"state", ToWord(change.state)},
                                     {"reason", change.reason},
                                     {"cells", std::move(cells)}});
    }
    return json::serialize(array);
}

std::vector<RowChange> ReadChanges(const Definition& definition, std::string_view text) {
    std::vector<RowChange> changes;
    const json::value value = ParseJson(text);
    for (const json::value& item : value.as_array()) {
        const json::object& object = item.as_object();
        RowChange change;
        change.key = std::string(View(object.at("key").as_string()));
        for (std::size_t i = 0; i < kRowStates.size(); ++i) {
            if (kRowStates[i] == View(object.at("state").as_string()))
                change.state = static_cast<RowState>(i);
        }
        change.reason = std::string(View(object.at("reason").as_string()));
        for (const auto& cell : object.at("cells").as_object()) {
            const json::array& pair = cell.value().as_array();
            const int field = definition.FindField({cell.key().data(), cell.key().size()}).value();
            change.cells.push_back({field, Stored(pair[0]), Stored(pair[1]), pair.size() > 2});
        }
        changes.push_back(std::move(change));
    }
    return changes;
}

std::optional<std::string> FiguresOf(const Definition& definition, const std::vector<AnswerRow>& rows) {
    std::string text;
    if (definition.layout == Layout::kRoster) text = std::to_string(rows.size());
    bool first = text.empty();
    for (const int field : definition.Totals()) {
        const auto at = static_cast<std::size_t>(field);
        const int places = definition.fields[at].element.places;
        std::int64_t sum = 0;
        bool any = false;
        for (const AnswerRow& row : rows) {
            if (!row.cells[at]) continue;
            const auto number = Decimal::Parse(*row.cells[at]);
            const auto scaled = number ? number->ToScaled(places) : std::nullopt;
            if (!scaled || !Add(sum, *scaled)) return std::nullopt;
            any = true;
        }
        if (!first) text += ',';
        first = false;
        if (any) text += std::to_string(sum);
    }
    return text;
}

}  // namespace qz::forms
