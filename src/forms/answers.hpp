// What stands in a return: the baseline the hub brought, what a person typed, the whole answer, and the
// difference.
//
// A single form is a roster of one row whose key is "". Cells stand in the order of Definition::fields.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "forms/definition.hpp"
#include "platform/base/clock.hpp"
#include "platform/base/json.hpp"
#include "platform/base/problem.hpp"

namespace qz::forms {

using catalogue::StoredValue;

// --- The baseline: frozen when the return is opened --------------------------------------------------------

struct BaselineSource {
    std::string kind;  // catalogue::Source::kind
    std::string label;
    Date as_of;

    friend bool operator==(const BaselineSource&, const BaselineSource&) = default;
};

struct HeldCell {
    StoredValue value;
    int source = -1;           // position in Baseline::sources; -1 where the hub knows nothing
    std::int64_t version = 0;  // of the held value; 0 where there is none
};

struct BaselineRow {
    std::string key;
    std::vector<HeldCell> cells;
};

struct Baseline {
    std::vector<BaselineSource> sources;
    std::vector<BaselineRow> rows;

    const BaselineRow* Find(std::string_view key) const;
};

// Whether a held value with this source came over from one of these units.
bool IsFrom(std::string_view source_kind, std::int64_t source_reference, const std::vector<UnitId>& units);

// What the hub holds for the unit, value by value (catalogue::ForEachHeld with the definition's subject
// prefix, in its order), becomes a baseline. A roster row whose name is missing has left and is not brought
// again.
class Prefill {
 public:
    // What came from one of the units `apart` is passed over: it is theirs to report.
    explicit Prefill(const Definition& definition, std::vector<UnitId> apart = {});
    void Take(const catalogue::HeldView& held);
    Baseline Finish();

 private:
    BaselineRow& RowAt(std::string_view key);
    int SourceOf(const catalogue::HeldView& held);

    const Definition& definition_;
    std::string prefix_;
    std::vector<UnitId> apart_;
    std::vector<std::pair<std::int64_t, int>> fields_;  // element → position, sorted
    std::unordered_map<std::string, std::size_t> row_of_;
    Baseline baseline_;
};
Baseline PrefillFrom(const Definition& definition, const std::vector<catalogue::Held>& held);

// What the unit called wrong, while nobody has decided on it (校核申请).
struct OpenDispute {
    ElementId element;
    std::string subject;
    StoredValue reported;
    Date since;
};
inline constexpr std::string_view kDisputed = "disputed";  // BaselineSource::kind
// The unit is brought what it said, not asked for it again. `label`: the source in words.
void TakeDisputes(const Definition& definition, const std::vector<OpenDispute>& disputes,
                  std::string_view label, Baseline& baseline);

std::string WriteBaseline(const Baseline& baseline);
Baseline ReadBaseline(std::string_view text);

// Why a cell wants a person's eye.
enum class Need : std::uint8_t {
    kNothing,   // held and fresh
    kMissing,   // required and not held
    kOptional,  // not held, and may stay so
    kStale,     // held, older than its refresh cycle: handing in confirms it
    kConfirm,   // to be answered each time, whatever is held
};
std::string_view ToWord(Need need);
Need NeedOf(const Field& field, const HeldCell& cell, const Baseline& baseline, Date today);

// --- What a person typed
// ------------------------------------------------------------------------------------

enum class RowState : std::uint8_t { kKept, kChanged, kAdded, kLeft };
std::string_view ToWord(RowState state);

struct TypedCell {
    std::string code;
    std::optional<std::string> text;  // nothing: emptied
};

struct TypedRow {
    std::string key;  // of an added row: a token that the client made, "new-1", or the key it was given
                      // when it was first reported
    RowState state = RowState::kKept;
    std::string reason;              // why it left
    std::vector<TypedCell> cells;    // only what was touched
    std::vector<std::string> wrong;  // codes whose held value is called wrong (校核申请)
};

struct Typed {
    std::vector<TypedRow> rows;
    std::map<std::string, std::string, std::less<>> remarks;  // by the path of a finding
    bool zero = false;                                        // 零报告
};

// Decodes {"answers","wrong","rows","remarks","zero"}; structure only, the definition is not known yet.
// Throws Problem with findings.
Typed ReadTyped(const json::value& body);
// The same members again as JSON text: what a draft keeps.
std::string WriteTyped(const Typed& typed);
// The remarks alone, by path.
std::string WriteRemarks(const Typed& typed);

// --- The answer
// ---------------------------------------------------------------------------------------------

struct AnswerRow {
    std::string key;
    std::vector<StoredValue> cells;
};

struct CellChange {
    int field = 0;
    StoredValue from;
    StoredValue to;
    bool disputed = false;  // the unit calls the held value wrong: its source is asked (校核申请)
};

struct RowChange {
    std::string key;
    RowState state = RowState::kKept;
    std::string reason;
    std::vector<CellChange> cells;
};

struct Checked {
    Findings findings;  // every fault, each at its field; a warning without a remark does not block by itself
    std::vector<AnswerRow> rows;
    std::vector<RowChange> changes;  // only rows with a difference; null-safe
    std::map<std::string, std::string, std::less<>>
        keys;              // of added rows: the client's token → the row's key
    bool touched = false;  // somebody typed; otherwise 一键确认
    bool Passes() const { return findings.empty(); }
    int ChangedCells() const;
};

// What CheckAnswers needs to know about sealed values and the day; the store provides it, tests fake it.
struct Sealing {
    // Seals an ID number for this unit and subject; other values pass unchanged.
    std::function<StoredValue(const catalogue::Element&, std::string_view subject, const StoredValue& plain)>
        protect;
    // The row key of an ID number: its keyed equality index, shortened.
    std::function<std::string(std::string_view plain_id_number)> key_of;
    // A fresh local row key: "n" and digits.
    std::function<std::string()> new_key;
    // On which ages are counted.
    Date today = {};
};

// Reads, completes and judges what was typed against the baseline: types, codes, checksums, ranges, required
// fields, double persons, rules. PREV in a rule reads the baseline: the same element as last reported.
Checked CheckAnswers(const Definition& definition, const Baseline& baseline, const Typed& typed,
                     const Sealing& sealing);

// Compact JSON texts for the database.
std::string WriteAnswers(const std::vector<AnswerRow>& rows);
std::vector<AnswerRow> ReadAnswers(std::string_view text);
std::string WriteChanges(const Definition& definition, const std::vector<RowChange>& changes);
std::vector<RowChange> ReadChanges(const Definition& definition, std::string_view text);

// What a return adds to roll-ups: for a roster the number of rows first, then each total in
// Definition::Totals() order, as integers of the element's places, empty where missing: "38,,1250". Nothing
// where a sum leaves 63 bits.
std::optional<std::string> FiguresOf(const Definition& definition, const std::vector<AnswerRow>& rows);

}  // namespace qz::forms
