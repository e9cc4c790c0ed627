#include "forms/filed.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace qz::forms {

namespace {

class Writer {
 public:
    void Number(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
        bytes_ += static_cast<char>(value);
    }
    // Small numbers of either sign stay short.
    void Signed(std::int64_t value) {
        Number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
    }
    void Text(std::string_view text) {
        Number(text.size());
        bytes_ += text;
    }
    std::string Take() { return std::move(bytes_); }

 private:
    std::string bytes_;
};

class Reader {
 public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}

    std::uint64_t Number() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (bytes_.empty()) Damaged();
            const auto byte = static_cast<unsigned char>(bytes_.front());
            bytes_.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7FU} << shift;
            if (byte < 0x80) return value;
        }
        Damaged();
    }
    std::int64_t Signed() {
        const std::uint64_t value = Number();
        return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
    }
    std::string_view Text() {
        const std::uint64_t size = Number();
        if (size > bytes_.size()) Damaged();
        const std::string_view text = bytes_.substr(0, size);
        bytes_.remove_prefix(size);
        return text;
    }
    // A count of things that take at least a byte each.
    std::size_t Count() {
        const std::uint64_t count = Number();
        if (count > bytes_.size()) Damaged();
        return count;
    }
    void Finish() const {
        if (!bytes_.empty()) Damaged();
    }
    [[noreturn]] static void Damaged() { throw std::runtime_error("a block of filed returns is damaged"); }

 private:
    std::string_view bytes_;
};

enum class Kind : std::uint8_t { kText, kScaled };

// The count of 10^-places, where writing it out gives the same text again.
std::optional<std::int64_t> Scaled(const std::string& text, int places) {
    const auto number = Decimal::Parse(text);
    const auto scaled = number ? number->ToScaled(places) : std::nullopt;
    if (!scaled) return std::nullopt;
    const auto back = Decimal::FromScaled(*scaled, places);
    return back && back->ToString() == text ? scaled : std::nullopt;
}

int PlacesOf(const Field& field) {
    return field.element.type == catalogue::ValueType::kDecimal ? field.element.places : 0;
}

bool IsNumber(const Field& field) {
    return field.element.type == catalogue::ValueType::kInteger ||
           field.element.type == catalogue::ValueType::kDecimal;
}

void PackColumn(Writer& out, const Field& field, const std::vector<const HeldCell*>& cells) {
    const int places = PlacesOf(field);
    const bool scaled = IsNumber(field) && std::all_of(cells.begin(), cells.end(), [&](const HeldCell* cell) {
                            return !cell->value || Scaled(*cell->value, places);
                        });
    out.Number(static_cast<std::uint64_t>(scaled ? Kind::kScaled : Kind::kText));
    std::int64_t before = 0;
    for (const HeldCell* cell : cells) {
        // 0: missing; otherwise the source's position and two, so that «no source» has a number too.
        out.Number(cell->value ? static_cast<std::uint64_t>(cell->source + 2) : 0);
        if (!cell->value) continue;
        out.Number(static_cast<std::uint64_t>(cell->version));
        if (scaled) {
            const std::int64_t value = *Scaled(*cell->value, places);
            // Unsigned, because the difference of two far numbers may leave 63 bits; it wraps back on
            // reading.
            out.Signed(static_cast<std::int64_t>(static_cast<std::uint64_t>(value) -
                                                 static_cast<std::uint64_t>(before)));
            before = value;
        } else {
            out.Text(*cell->value);
        }
    }
}

std::vector<HeldCell> UnpackColumn(Reader& in, const Field& field, std::size_t rows, std::size_t sources) {
    const int places = PlacesOf(field);
    const std::uint64_t kind = in.Number();
    if (kind > static_cast<std::uint64_t>(Kind::kScaled)) Reader::Damaged();
    const bool scaled = kind == static_cast<std::uint64_t>(Kind::kScaled);
    std::vector<HeldCell> cells(rows);
    std::int64_t before = 0;
    for (HeldCell& cell : cells) {
        const std::uint64_t source = in.Number();
        if (source == 0) continue;
        if (source > sources + 1) Reader::Damaged();
        cell.source = static_cast<int>(source) - 2;
        cell.version = static_cast<std::int64_t>(in.Number());
        if (scaled) {
            before = static_cast<std::int64_t>(static_cast<std::uint64_t>(before) +
                                               static_cast<std::uint64_t>(in.Signed()));
            const auto value = Decimal::FromScaled(before, places);
            if (!value) Reader::Damaged();
            cell.value = value->ToString();
        } else {
            cell.value = std::string(in.Text());
        }
    }
    return cells;
}

// The sources of all units in one list, each once.
class SourceList {
 public:
    int PositionOf(const BaselineSource& source) {
        const auto key = std::tuple(source.kind, source.label, source.as_of.days);
        const auto [found, added] = positions_.emplace(key, static_cast<int>(list_.size()));
        if (added) list_.push_back(source);
        return found->second;
    }
    const std::vector<BaselineSource>& list() const { return list_; }

 private:
    std::map<std::tuple<std::string, std::string, std::int32_t>, int> positions_;
    std::vector<BaselineSource> list_;
};

}  // namespace

std::optional<std::size_t> FiledHead::Find(Ordinal ordinal) const {
    const auto found = std::lower_bound(ordinals.begin(), ordinals.end(), ordinal);
    if (found == ordinals.end() || *found != ordinal) return std::nullopt;
    return static_cast<std::size_t>(found - ordinals.begin());
}

Baseline FiledColumns::BaselineOf(std::size_t unit) const {
    Baseline baseline;
    std::vector<int> position(sources.size(), -1);
    for (std::size_t row = first_row[unit]; row < first_row[unit + 1]; ++row) {
        BaselineRow& brought = baseline.rows.emplace_back();
        brought.key = keys[row];
        for (const std::vector<HeldCell>& column : fields) {
            HeldCell cell = column[row];
            if (cell.source >= 0) {
                int& known = position[static_cast<std::size_t>(cell.source)];
                if (known < 0) {
                    known = static_cast<int>(baseline.sources.size());
                    baseline.sources.push_back(sources[static_cast<std::size_t>(cell.source)]);
                }
                cell.source = known;
            }
            brought.cells.push_back(std::move(cell));
        }
    }
    return baseline;
}

std::vector<AnswerRow> FiledColumns::AnswersOf(std::size_t unit) const {
    std::vector<AnswerRow> answers;
    for (std::size_t row = first_row[unit]; row < first_row[unit + 1]; ++row) {
        AnswerRow& answer = answers.emplace_back();
        answer.key = keys[row];
        for (const std::vector<HeldCell>& column : fields) answer.cells.push_back(column[row].value);
    }
    return answers;
}

FiledBytes PackFiled(const Definition& definition, const std::vector<UnopenedReturn>& returns) {
    Writer units;
    units.Number(returns.size());
    Ordinal before = 0;
    SourceList sources;
    std::vector<std::vector<HeldCell>> fields(definition.fields.size());
    Writer rows;
    rows.Number(returns.size());
    for (const UnopenedReturn& one : returns) {
        units.Number(static_cast<std::uint64_t>(one.ordinal - before));
        before = one.ordinal;
        units.Text(one.figures);
        std::uint64_t delivered = 0;
        rows.Number(one.baseline.rows.size());
        for (const BaselineRow& row : one.baseline.rows) {
            rows.Text(row.key);
            for (std::size_t i = 0; i < fields.size(); ++i) {
                HeldCell cell = row.cells[i];
                delivered += cell.value ? 1 : 0;
                if (cell.source >= 0) {
                    cell.source =
                        sources.PositionOf(one.baseline.sources[static_cast<std::size_t>(cell.source)]);
                }
                fields[i].push_back(std::move(cell));
            }
        }
        units.Number(delivered);
    }
    rows.Number(sources.list().size());
    for (const BaselineSource& source : sources.list()) {
        rows.Text(source.kind);
        rows.Text(source.label);
        rows.Signed(source.as_of.days);
    }
    rows.Number(fields.size());
    for (std::size_t i = 0; i < fields.size(); ++i) {
        std::vector<const HeldCell*> column;
        column.reserve(fields[i].size());
        for (const HeldCell& cell : fields[i]) column.push_back(&cell);
        PackColumn(rows, definition.fields[i], column);
    }
    return {units.Take(), rows.Take()};
}

void UnpackUnits(std::string_view bytes, FiledHead& head) {
    Reader in(bytes);
    const std::size_t count = in.Count();
    std::int64_t ordinal = 0;
    for (std::size_t i = 0; i < count; ++i) {
        ordinal += static_cast<std::int64_t>(in.Number());
        if (ordinal > std::numeric_limits<Ordinal>::max()) Reader::Damaged();
        head.ordinals.push_back(static_cast<Ordinal>(ordinal));
        head.figures.emplace_back(in.Text());
        head.cells.push_back(static_cast<std::int64_t>(in.Number()));
    }
    in.Finish();
}

FiledColumns UnpackValues(const Definition& definition, std::string_view bytes) {
    Reader in(bytes);
    FiledColumns columns;
    const std::size_t units = in.Count();
    columns.first_row.push_back(0);
    for (std::size_t unit = 0; unit < units; ++unit) {
        const std::size_t rows = in.Count();
        for (std::size_t row = 0; row < rows; ++row) columns.keys.emplace_back(in.Text());
        columns.first_row.push_back(columns.keys.size());
    }
    const std::size_t sources = in.Count();
    for (std::size_t i = 0; i < sources; ++i) {
        BaselineSource source;
        source.kind = in.Text();
        source.label = in.Text();
        source.as_of.days = static_cast<std::int32_t>(in.Signed());
        columns.sources.push_back(std::move(source));
    }
    if (in.Number() != definition.fields.size()) Reader::Damaged();
    for (const Field& field : definition.fields) {
        columns.fields.push_back(UnpackColumn(in, field, columns.keys.size(), sources));
    }
    in.Finish();
    return columns;
}

}  // namespace qz::forms
