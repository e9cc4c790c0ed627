#include "forms/answers.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace qz::forms {

namespace {

constexpr std::size_t kMostRows = 5000;
constexpr std::size_t kMostRemarks = 500;

constexpr std::array<std::string_view, 4> kRowStates = {"kept", "changed", "added", "left"};
constexpr std::array<std::string_view, 5> kNeeds = {"nothing", "missing", "optional", "stale", "confirm"};

std::string_view View(const json::string& text) {
    return {text.data(), text.size()};
}

// The texts of the database are spliced: building a tree of JSON first costs more than all else in a report.
void AppendStored(std::string& out, const StoredValue& value) {
    if (value) {
        AppendJson(out, *value);
    } else {
        out += "null";
    }
}
void AppendNumber(std::string& out, std::int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
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

bool IsFrom(std::string_view source_kind, std::int64_t source_reference, const std::vector<UnitId>& units) {
    return source_kind == catalogue::kSuccession &&
           std::find(units.begin(), units.end(), UnitId{source_reference}) != units.end();
}

Prefill::Prefill(const Definition& definition, std::vector<UnitId> apart)
    : definition_(definition), apart_(std::move(apart)) {
    fields_.reserve(definition.fields.size());
    for (std::size_t i = 0; i < definition.fields.size(); ++i) {
        fields_.emplace_back(definition.fields[i].element.id.value, static_cast<int>(i));
    }
    std::sort(fields_.begin(), fields_.end());
    prefix_ = definition.SubjectPrefix();
    if (definition.layout == Layout::kSingle) RowAt("");
}

void Prefill::Take(const catalogue::HeldView& held) {
    const auto field = std::lower_bound(fields_.begin(), fields_.end(), std::pair(held.element.value, 0));
    if (field == fields_.end() || field->first != held.element.value) return;
    if (IsFrom(held.source_kind, held.source_reference, apart_)) return;
    const int source = SourceOf(held);
    HeldCell& cell =
        RowAt(held.subject.substr(prefix_.size())).cells[static_cast<std::size_t>(field->second)];
    if (held.value) cell.value.emplace(*held.value);
    cell.version = held.version;
    cell.source = held.value ? source : -1;
}

Baseline Prefill::Finish() {
    if (definition_.layout == Layout::kRoster && definition_.name_field >= 0) {
        std::erase_if(baseline_.rows, [&](const BaselineRow& row) {
            return !row.cells[static_cast<std::size_t>(definition_.name_field)].value;
        });
    }
    return std::move(baseline_);
}

// Values come by subject, so that the row is nearly always the last one.
BaselineRow& Prefill::RowAt(std::string_view key) {
    if (!baseline_.rows.empty() && baseline_.rows.back().key == key) return baseline_.rows.back();
    const auto [found, fresh] = row_of_.emplace(key, baseline_.rows.size());
    if (fresh) {
        baseline_.rows.push_back({std::string(key), std::vector<HeldCell>(definition_.fields.size())});
    }
    return baseline_.rows[found->second];
}

int Prefill::SourceOf(const catalogue::HeldView& held) {
    std::vector<BaselineSource>& sources = baseline_.sources;
    const auto known = std::find_if(sources.begin(), sources.end(), [&](const BaselineSource& source) {
        return source.as_of == held.as_of && source.label == held.source_label &&
               source.kind == held.source_kind;
    });
    if (known == sources.end()) {
        sources.push_back({std::string(held.source_kind), std::string(held.source_label), held.as_of});
        return static_cast<int>(sources.size()) - 1;
    }
    return static_cast<int>(known - sources.begin());
}

Baseline PrefillFrom(const Definition& definition, const std::vector<catalogue::Held>& held) {
    Prefill prefill(definition);
    for (const catalogue::Held& value : held) {
        prefill.Take({value.element, value.subject, value.value, value.source.kind, value.source.label,
                      value.as_of, value.version, value.source.reference});
    }
    return prefill.Finish();
}

void TakeDisputes(const Definition& definition, const std::vector<OpenDispute>& disputes,
                  std::string_view label, Baseline& baseline) {
    for (const OpenDispute& dispute : disputes) {
        for (BaselineRow& row : baseline.rows) {
            if (definition.SubjectOf(row.key) != dispute.subject) continue;
            for (std::size_t i = 0; i < definition.fields.size(); ++i) {
                HeldCell& cell = row.cells[i];
                if (definition.fields[i].element.id != dispute.element) continue;
                cell.value = dispute.reported;
                cell.source = -1;
                if (!cell.value) continue;
                const BaselineSource source{std::string(kDisputed), std::string(label), dispute.since};
                const auto known = std::find(baseline.sources.begin(), baseline.sources.end(), source);
                cell.source = static_cast<int>(known - baseline.sources.begin());
                if (known == baseline.sources.end()) baseline.sources.push_back(source);
            }
        }
    }
}

std::string WriteBaseline(const Baseline& baseline) {
    std::string out = "[[";
    for (const BaselineSource& source : baseline.sources) {
        if (out.back() != '[') out += ',';
        out += '[';
        AppendJson(out, source.kind);
        out += ',';
        AppendJson(out, source.label);
        out += ',' + std::to_string(source.as_of.days) + ']';
    }
    out += "],[";
    bool first = true;
    for (const BaselineRow& row : baseline.rows) {
        out.reserve(out.size() + row.cells.size() * 24);
        out += first ? "[" : ",[";
        first = false;
        AppendJson(out, row.key);
        out += ",[";
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            const HeldCell& cell = row.cells[i];
            if (i > 0) out += ',';
            if (!cell.value && cell.version == 0) {
                out += "null";
                continue;
            }
            out += '[';
            AppendStored(out, cell.value);
            out += ',';
            AppendNumber(out, cell.source);
            out += ',';
            AppendNumber(out, cell.version);
            out += ']';
        }
        out += "]]";
    }
    return out += "]]";
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

std::string WriteTyped(const Typed& typed) {
    std::string answers = "{";
    std::string wrong = "[";
    std::string rows;
    for (const TypedRow& row : typed.rows) {
        std::string cells = "{";
        cells.reserve(row.cells.size() * 32 + 2);
        for (const TypedCell& cell : row.cells) {
            if (cells.size() > 1) cells += ',';
            AppendJson(cells, cell.code);
            cells += ':';
            AppendStored(cells, cell.text);
        }
        std::string codes = "[";
        for (const std::string& code : row.wrong) {
            if (codes.size() > 1) codes += ',';
            AppendJson(codes, code);
        }
        if (row.key.empty()) {
            answers = std::move(cells);
            wrong = std::move(codes);
            continue;
        }
        if (!rows.empty()) rows += ',';
        AppendJson(rows, row.key);
        rows += R"(:{"state":)";
        AppendJson(rows, ToWord(row.state));
        rows += R"(,"reason":)";
        AppendJson(rows, row.reason);
        rows.append(R"(,"cells":)").append(cells).append(R"(},"wrong":)").append(codes).append("]}");
    }
    return R"({"answers":)" + answers + R"(},"wrong":)" + wrong + R"(],"rows":{)" + rows + R"(},"remarks":)" +
           WriteRemarks(typed) + R"(,"zero":)" + (typed.zero ? "true}" : "false}");
}

std::string WriteRemarks(const Typed& typed) {
    std::string out = "{";
    for (const auto& [path, remark] : typed.remarks) {
        if (out.size() > 1) out += ',';
        AppendJson(out, path);
        out += ':';
        AppendJson(out, remark);
    }
    return out += '}';
}

int Checked::ChangedCells() const {
    int count = 0;
    for (const RowChange& change : changes)
        count += change.cells.empty() ? 1 : static_cast<int>(change.cells.size());
    return count;
}

std::string WriteAnswers(const std::vector<AnswerRow>& rows) {
    std::string out = "[";
    for (const AnswerRow& row : rows) {
        if (out.size() > 1) out += ',';
        out.reserve(out.size() + row.cells.size() * 12);
        out += '[';
        AppendJson(out, row.key);
        out += ",[";
        for (std::size_t i = 0; i < row.cells.size(); ++i) {
            if (i > 0) out += ',';
            AppendStored(out, row.cells[i]);
        }
        out += "]]";
    }
    return out += ']';
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
    std::string out = "[";
    for (const RowChange& change : changes) {
        out += out.size() > 1 ? R"(,{"key":)" : R"({"key":)";
        AppendJson(out, change.key);
        out += R"(,"state":)";
        AppendJson(out, ToWord(change.state));
        out += R"(,"reason":)";
        AppendJson(out, change.reason);
        out += R"(,"cells":{)";
        for (std::size_t i = 0; i < change.cells.size(); ++i) {
            const CellChange& cell = change.cells[i];
            if (i > 0) out += ',';
            AppendJson(out, definition.fields[static_cast<std::size_t>(cell.field)].element.code);
            out += ":[";
            AppendStored(out, cell.from);
            out += ',';
            AppendStored(out, cell.to);
            out += cell.disputed ? ",true]" : "]";
        }
        out += "}}";
    }
    return out += ']';
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
