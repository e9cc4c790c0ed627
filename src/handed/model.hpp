// The words of handed as plain values.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalogue/catalogue.hpp"
#include "platform/base/ids.hpp"
#include "platform/base/json.hpp"
#include "platform/workbook/workbook.hpp"

namespace qz::handed {

using WorkbookId = Id<struct HandedWorkbookTag>;
using MatterId = Id<struct HandedMatterTag>;
using RequestId = Id<struct HandedRequestTag>;

// What a column is for, where it is no fact to be filled.
enum class Role { kFact, kNumbering, kUnitCode, kUnitName, kTown, kPersonNumber, kPersonName };
std::string_view ToWord(Role role);

// What a person corrected on a sheet.
struct SheetMarks {
    std::optional<workbook::RowRange> header;
    // By column: the element that it means, or none. Columns that are not named are matched.
    std::map<std::uint32_t, std::optional<ElementId>> columns;
};
using Marks = std::map<std::string, SheetMarks, std::less<>>;  // by the sheet's name
std::string MarksJson(const Marks& marks);
Marks ReadMarks(std::string_view text);

// What becomes of ID numbers and other sensitive facts.
enum class Sensitive { kLeave, kMask, kReveal };
std::string_view ToWord(Sensitive way);
std::optional<Sensitive> SensitiveFromWord(std::string_view word);

// What a person decided before filling.
struct Decision {
    std::string purpose;
    Sensitive sensitive = Sensitive::kLeave;
    bool by_name = false;  // rows of people that only their name tells
    // Rows that bear the unit's name and may be another unit of the same name: (sheet, row).
    std::set<std::pair<std::string, std::uint32_t>> confirmed;
};
std::string DecisionJson(const Decision& decision);
Decision ReadDecision(std::string_view text);

enum class WorkbookState { kReady, kFilling, kFilled, kFailed };
std::string_view ToWord(WorkbookState state);

struct Workbook {
    UnitId unit;
    WorkbookId id;
    AccountId account;
    PostId post;
    std::string name;
    std::string file;
    std::string filled_file;
    WorkbookState state = WorkbookState::kReady;
    std::string marks;
    std::string view;
    std::string decision;
    std::int64_t filled_cells = 0;
    std::optional<MatterId> matter;
    std::int64_t revision = 0;
    Instant at;
};

// A matter is one issuer's one table, registered by any number of units.
enum class MatterState { kRegistered, kAskedToAdmit, kAskedToStop, kWillAdmit, kStopped };
std::string_view ToWord(MatterState state);

struct Matter {
    MatterId id;
    UnitId issuer;  // 0: outside the tree
    std::string issuer_name;
    std::string fingerprint;
    std::string title;
    std::string labels;  // JSON: [{"label", "element"}]
    MatterState state = MatterState::kRegistered;
    std::string reason;
    std::optional<UnitId> asked_by;
    std::optional<Instant> asked_at;
    std::string answer;
    std::optional<Instant> answered_at;
    Instant first_at;
    Instant last_at;
    std::int64_t revision = 0;
};

// Who asked stays hidden from issuers while fewer units registered.
constexpr std::int64_t kUnitsShown = 5;

}  // namespace qz::handed
