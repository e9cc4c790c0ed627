// The door of catalogue: data elements, code sets, and the log of held values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "catalogue/matching.hpp"
#include "directory/directory.hpp"
#include "platform/base/actor.hpp"
#include "platform/base/clock.hpp"
#include "platform/base/decimal.hpp"
#include "platform/base/ids.hpp"
#include "platform/http/http.hpp"
#include "platform/jobs/jobs.hpp"
#include "platform/secrets/secrets.hpp"
#include "platform/storage/storage.hpp"

namespace qz::catalogue {

enum class ValueType : std::uint8_t { kText, kInteger, kDecimal, kDate, kChoice, kYesNo, kIdNumber, kPhone };
std::string_view ToWord(
    ValueType type);  // "text" "integer" "decimal" "date" "choice" "yes_no" "id_number" "phone"
std::optional<ValueType> ValueTypeFromWord(std::string_view word);

struct Code {
    std::string code;
    std::string label;
};

// Another name of an element.
struct Alias {
    std::string label;
    std::string
        kind;  // "alias", "merged" (the name of an element that went into it), "taught" by an overruling
    AccountId by;
    Instant at;
};

// One fact: what it means, how it is written, who answers for it.
struct Element {
    ElementId id;
    std::string code;   // short, stable, ASCII: "households"; unique
    std::string label;  // "户数"
    std::string definition;
    ValueType type = ValueType::kText;
    std::string unit;               // 户, 人, 亩; "" where none
    int places = 0;                 // decimals kept, 0…6
    std::vector<Code> choices;      // of its code set
    std::string code_set;           // "" where none
    std::optional<UnitId> steward;  // nothing: 待认领
    std::string refresh;            // "once" "yearly" "quarterly" "monthly" "weekly" "daily"
    std::string sensitivity;        // "public" "internal" "personal" "sensitive"
    std::string sharing;            // "unconditional" "conditional" "none"
    std::string legal_basis;
    std::string subject;                  // "unit" "person" "household" "site"
    std::string period_type = "none";     // "none" "year" "half" "quarter" "month" "week" "day"
    std::vector<std::string> purposes;    // what it may be given for; empty: none is named
    std::string claim;                    // "unclaimed" "proposed" "claimed" "designated" "disputed"
    std::string state = "live";           // "live" "merged" "split" "removed"
    std::vector<ElementId> successors;    // what it was merged or split into
    std::vector<Alias> aliases;           // by label
    std::vector<std::string> not_labels;  // as searched: columns that persons said are not this element
    std::int64_t revision = 0;
};

// All elements, cached under platform_version "catalogue"; by id and by code.
class Elements {
 public:
    virtual ~Elements() = default;
    virtual const Element* Find(ElementId id) const = 0;
    virtual const Element* FindCode(std::string_view code) const = 0;
    virtual const std::vector<Element>& All() const = 0;
    // The element itself, or the one that it was merged into, however far that went on. Null for none.
    virtual const Element* Current(ElementId id) const { return Find(id); }
};
std::shared_ptr<const Elements> AllElements(storage::Snapshot& snapshot);

// Makes the element and, where it brings choices, its code set. Conflict "catalogue.element.code_taken".
ElementId InsertElement(storage::Tx& tx, const Element& element);

// --- Values ----------------------------------------------------------------------------------------------

// A value as JSON and the database write it: integers and decimals as their shortest decimal text, dates as
// ISO text, choices as the code, yes/no as "1"/"0", ID numbers sealed ("enc:…"), all other types as they were
// typed. Missing is null, never "" and never zero.
using StoredValue = std::optional<std::string>;

// Reads what a person typed (or a workbook held) into a stored value: width and spaces tidied, type, code,
// checksum (GB 11643 for ID numbers), range of dates. Nothing and a finding at `field` when it is wrong. ID
// numbers come out plain: Protect() seals them. `today` refuses birth dates after it. Reading its own output
// gives the same again.
StoredValue ReadValue(const Element& element, std::string_view typed, std::string_view field,
                      Findings& findings, std::optional<Date> today = std::nullopt);
// Seals what the element says must not lie bare; other values pass unchanged.
StoredValue Protect(const secrets::Keyring& keys, const Element& element, UnitId unit,
                    std::string_view subject, const StoredValue& plain);
// For a screen: ID numbers as asterisks and the last four digits, phones with the middle hidden where
// `personal` is false.
std::string Masked(const secrets::Keyring& keys, const Element& element, UnitId unit,
                   std::string_view subject, std::string_view stored);

// The key of a roster's row that goes by ID number: 32 hexadecimal digits out of the keyed equality index,
// the same for the same number everywhere. The subject is then "<roster>:<row key>".
std::string RowKey(const secrets::Keyring& keys, std::string_view id_number);

// Sex, birth date and region out of an ID number (18 digits); nothing where the checksum fails.
struct IdNumberFacts {
    Date birth;
    bool female = false;
    std::string region_code;
};
std::optional<IdNumberFacts> ReadIdNumber(std::string_view number);

// Where a held value comes from.
struct Source {
    std::string kind;            // "return" "import" "stock" "correction" "derived" "succession"
    std::string label;           // "上次填报" or the system's name; shown above the group
    std::int64_t reference = 0;  // the return, import or correction; the unit it came from
};
// Kind of what a unit that is gone left to its one successor; the label says which («并入前 大庄村»).
inline constexpr std::string_view kSuccession = "succession";

// One held value: element × subject × period. `subject` is "" for the unit itself, else "<roster>:<row key>".
struct Held {
    ElementId element;
    std::string subject;
    StoredValue value;
    std::string period;  // "2026-09", "2026", "" for facts without one
    Source source;
    Date as_of;
    std::optional<AccountId> verified_by;
    Instant at;
    std::int64_t version = 0;  // of this unit, subject and element; grows by one
};

// The latest values of one unit: for prefill. One range of one index, in element order. `subject_prefix` ""
// reads the unit itself; "r17:" reads a roster.
std::vector<Held> ListHeld(storage::Snapshot& snapshot, UnitId unit, std::string_view subject_prefix);
// The same of the unit itself and of every row of every roster that it keeps, missing values left out.
std::vector<Held> ListHeldWithRosters(storage::Snapshot& snapshot, UnitId unit);
// The same for who reads each value once and keeps none: the views live as long as the call. Without period,
// verifier and time.
struct HeldView {
    ElementId element;
    std::string_view subject;
    std::optional<std::string_view> value;
    std::string_view source_kind;
    std::string_view source_label;
    Date as_of;
    std::int64_t version = 0;
    std::int64_t source_reference = 0;
};
void ForEachHeld(storage::Snapshot& snapshot, UnitId unit, std::string_view subject_prefix,
                 const std::function<void(const HeldView&)>& each);
// The same question for Snapshot::QueryTogether; `statement` points into the object.
class HeldQuestion {
 public:
    HeldQuestion(UnitId unit, std::string_view subject_prefix);
    HeldQuestion(const HeldQuestion&) = delete;
    HeldQuestion& operator=(const HeldQuestion&) = delete;
    const storage::Statement& statement() const { return statement_; }
    static void ForEach(const storage::Rows& answer, const std::function<void(const HeldView&)>& each);

 private:
    std::string begin_;
    std::string end_;
    storage::Statement statement_;
};
// The log of one value, newest first.
std::vector<Held> ListHistory(storage::Snapshot& snapshot, UnitId unit, std::string_view subject,
                              ElementId element);

// --- When a unit goes (docs/decisions/0010)
// How many values are held of the unit and in its rosters.
std::int64_t CountHeld(storage::Snapshot& snapshot, UnitId unit);
// Asks a job to bring the rosters of a unit that is gone to the one unit that carries on for it, sealed anew
// for that one: rows by ID number and rows with keys of the hub under the same key, rows of a list's own
// numbering under a key with the old unit's code. Where both hold a value, the one of the later day counts
// and the other stands in the log. Nothing is taken away from the old unit, and values of the unit itself are
// not added up; they come along where the successor is the same unit under another code. May be asked again
// after the old unit's values changed.
void CarryOverRosters(storage::Tx& tx, UnitId gone);

struct NewHeld {
    ElementId element;
    std::string subject;
    StoredValue value;  // already protected
    std::string period;
    Date as_of;
};
// Appends to the log and moves the pointers to the latest; what equals the latest (value and period) is not
// written again unless a "return" says it on a later day, and a "stock" does not replace what is of a later
// date. All rows are deferred writes, and versions are counted on by the database from what stands there.
// Values of one subject cost least side by side.
void AppendHeld(storage::Tx& tx, UnitId unit, const Actor* verifier, const Source& source,
                const std::vector<NewHeld>& values);
// The unit looked and nothing changed: one row for the whole set, however many values.
void ConfirmHeld(storage::Tx& tx, UnitId unit, const Actor& verifier, std::string_view subject_prefix,
                 std::int64_t reference);

// How a table of opening stock is to be read. Its header names the unit column (单位代码 or unit_code) and
// elements by label or code.
struct StockRequest {
    std::string source;  // shown above the values: "民政局 2026 年台账"
    Date as_of;
    std::string roster;  // "" for values of the units themselves, else the subject is "<roster>:<row key>"
    std::string key_column;    // of a roster: the column that tells its rows apart, by its name in the header
    bool skip_faulty = false;  // takes the sound rows in although others have faults
};
// `qingzhuang import stock FILE`: the whole tree is within the operator's reach. A workbook with the faults
// goes to `errors` where that is given. 0 when the rows were taken in, 1 when there were faults, 2 when the
// request itself is wrong.
int ImportStockCommand(storage::Database& database, const secrets::Keyring& keys,
                       const std::filesystem::path& file, const StockRequest& request,
                       const std::filesystem::path& errors, std::ostream& out, std::ostream& err);

// --- Where an element is held ----------------------------------------------------------------------------

// How many days a value of that refresh cycle is good for; nothing: for good.
std::optional<int> FreshDays(std::string_view refresh);

// How much of a scope holds a value of an element, and how old it is.
struct Coverage {
    std::int64_t held = 0;   // units with a value, of themselves or in a row of a roster
    std::int64_t fresh = 0;  // of these: units whose newest value lies within the element's refresh cycle
    std::int64_t of = 0;     // units in use of that level in the scope
    std::optional<Date> oldest;
    std::optional<Date> latest;
};
// Of each element, among the units in use of `level` below `root` (without a level: `root` alone). From the
// county upward it is what a job counted last, at most some minutes old; below it is counted now, one range
// of one index for each unit.
std::vector<Coverage> ListCoverage(storage::Snapshot& snapshot, const directory::Tree& tree, Ordinal root,
                                   std::optional<directory::Level> level,
                                   std::span<const ElementId> elements);
// What stands behind such a number: of each unit, in their order, whether it held the element at that moment,
// never what. A unit with rows is as new as the newest of them.
struct Holding {
    std::optional<Date> as_of;  // nothing: not held
    bool fresh = false;         // within the element's refresh cycle on that day
    std::string source_kind;    // as in Source
    std::string source_label;
};
std::vector<Holding> ListHoldings(storage::Snapshot& snapshot, std::span<const UnitId> units,
                                  ElementId element, Instant at);

// The page of such a list that a request asks for: one item {"id","unit","within","state","as_of","source"}
// for each unit, in their order, with `state=held|stale|not_held` only those. Where few units have the state
// asked for, a page may hold fewer than its limit, or none, and still have a next one. RejectedAt "state".
struct HoldingsPage {
    json::array items;
    json::value next;  // the cursor; null at the end
};
HoldingsPage PageOfHoldings(const http::Request& request, storage::Snapshot& snapshot,
                            const directory::Tree& tree, std::span<const Ordinal> units, ElementId element,
                            Instant at);

// --- What persons teach ----------------------------------------------------------------------------------

// A person says that the label means `element` (nothing: no element of the catalogue) and is not `refused`
// (nothing: none was proposed). The label becomes an alias with who and when. NotFound for unknown elements.
void Teach(storage::Tx& tx, const Actor& actor, std::string_view label, std::optional<ElementId> element,
           std::optional<ElementId> refused);

// --- For the sample city -----------------------------------------------------------------------------------
// At tx.Now(), as the hub, a department or the data authority would have done it.

// The hub proposes the department (数源认领).
void InsertSampleClaim(storage::Tx& tx, ElementId element, UnitId department, std::string_view reason);
// What became of the element's newest claim.
struct SampleDecision {
    std::string what;   // "accepted", "declined", "escalated", "disputed", "designated", "ruled"
    UnitId by;          // the department that answers, the office that decides; none for "escalated"
    UnitId department;  // of "designated" and "ruled": who answers from here on
    std::string text;
    std::string document;
};
void DecideSampleClaim(storage::Tx& tx, ElementId element, const SampleDecision& decision);
// Another name, as an officer would have added it.
void InsertSampleAlias(storage::Tx& tx, ElementId element, std::string_view label, UnitId unit,
                       AccountId account);

// --- For connections.cpp
// -------------------------------------------------------------------------------------

// A form that asks for an element.
struct Asking {
    std::int64_t form = 0;
    std::string title;
    UnitId issuer;
    std::string period;
    std::optional<Date> valid_until;
    bool live = true;  // it may still be published or has open tasks
};

// What connections.cpp connects. All outlive the routes; unset functions answer nothing.
struct Connections {
    const secrets::Keyring* keys = nullptr;
    // For the first halves that search before their transaction.
    storage::Database* database = nullptr;
    std::function<std::vector<Asking>(storage::Snapshot&, ElementId)> asked_by = {};
    // The name of an account's person, for an element's history.
    std::function<std::string(storage::Snapshot&, AccountId)> name_of = {};
    // Whether a post holds a permission.
    std::function<bool(storage::Snapshot&, PostId, std::string_view permission)> may = {};
};

void AddRoutes(http::Router& router, const Connections& connections);
// Stocks, merges on their way, claims that nobody answers, and what is held where.
void AddJobs(jobs::Runner& runner, const Connections& connections);

}  // namespace qz::catalogue
