// What a form asks: the words of a version, frozen when it is published.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "expressions/expressions.hpp"
#include "platform/base/clock.hpp"
#include "platform/base/json.hpp"

namespace qz::forms {

// 表类. What the hub may do by itself depends on it.
enum class Class : std::uint8_t { kStatistical, kEntitlement, kRoutine };  // 统计调查, 资金待遇, 日常管理
enum class Layout : std::uint8_t { kSingle, kRoster };                     // one row per unit, 花名册
enum class Severity : std::uint8_t { kError, kWarning };
// When a held value needs a look: when it is older than its refresh cycle, or every time.
enum class Confirm : std::uint8_t { kIfStale, kAlways };

std::string_view ToWord(Class form_class);
std::string_view ToWord(Layout layout);

struct Field {
    catalogue::Element
        element;  // label, type, unit, places and choices as they stood when the version was frozen
    bool required = false;
    std::string explanation;  // 填表说明, 统计口径: shown beside the field
    std::optional<Decimal> least;
    std::optional<Decimal> most;
    Confirm confirm = Confirm::kIfStale;
    bool total = false;  // summed in roll-ups
    // How the hub computes it from what the unit holds, as admission decided (derived.hpp); "" where units
    // are asked.
    std::string derivation;
    std::shared_ptr<const expressions::Program> program;  // of the derivation
    std::string counts_of;  // the element whose rows it counts (只要数量); "" for what was drafted
};

struct Section {
    std::string title;
    std::vector<int> fields;  // positions in Definition::fields
};

struct Rule {
    std::string expression;
    Severity severity = Severity::kError;
    std::string message;                                  // the user's own words
    std::vector<int> fields;                              // where the fault shows
    std::shared_ptr<const expressions::Program> program;  // elements numbered as in `reads`
    std::vector<int> reads;  // program element → position in Definition::fields
};

// Who keeps the form lawful: its number and until when.
struct Marks {
    std::string admission_number;  // 准入编号; of statistical forms the 批准（备案）文号 takes its place
    std::string issuer;            // 制定部门 or 制定机关
    std::optional<Date> valid_until;
    std::string form_number;  // 表号, statistical only
    std::string approval;     // 批准（备案）文号, statistical only
};

struct Definition {
    std::string title;
    Class form_class = Class::kRoutine;
    Layout layout = Layout::kSingle;
    std::string roster;  // code of the roster: "elderly"; shared by forms that ask about the same people
    int key_field = -1;  // the ID number, or -1: a local key
    int name_field = -1;
    Marks marks;
    std::string period = "once";
    std::string instructions;
    bool zero_report = false;
    bool sign_off = false;
    std::vector<Section> sections;
    std::vector<Field> fields;
    std::vector<Rule> rules;

    std::optional<int> FindField(std::string_view code) const;
    // Where the held values of one row lie: "" for the unit, "elderly:<key>" for a row.
    std::string SubjectOf(std::string_view row_key) const;
    std::string SubjectPrefix() const;
    // The positions of the fields that roll-ups sum, in order.
    std::vector<int> Totals() const;
};

// Reads the JSON of docs/openapi.yaml#Definition against the catalogue. Every fault is a finding at its
// member: unknown element, a field twice, a rule that does not compile (with its character), limits of the
// wrong type. A definition with findings can be kept as a draft and cannot be frozen.
Definition ReadDefinition(const json::value& value, const catalogue::Elements& elements, Findings& findings);

// Elements that were merged, split or removed are asked for no more: each at "fields[i].code", with what took
// its place.
Findings CheckElementsLive(const Definition& definition, const catalogue::Elements& elements);

// The frozen JSON: as read, with what the catalogue said about each field written out.
json::value WriteDefinition(const Definition& definition);
// Reads frozen JSON without the catalogue; throws std::logic_error where it is not what WriteDefinition
// wrote.
Definition ThawDefinition(std::string_view frozen);

// What must be on a form before anyone may be asked (PRODUCT §2: an unnumbered or expired request is stopped
// at publish).
Findings CheckMarks(const Definition& definition, Date today);

}  // namespace qz::forms
