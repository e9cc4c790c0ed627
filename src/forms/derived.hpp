// What the hub brings to a unit: what it holds, and what it computes from that where admission decided so.
//
// A derivation is an expression of the users' language. Its names are codes of the form's own fields,
// `today`, and rosters of the unit with the codes of their elements; ID numbers are opened for it and for
// nothing else.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "forms/answers.hpp"
#include "platform/secrets/secrets.hpp"
#include "platform/storage/storage.hpp"

namespace qz::forms {

// Compiles Field::derivation; leaves the field without one, to be asked, where it cannot be read.
void CompileDerivation(Field& field);

// The position of the field whose ID number gives this one; nothing where it comes from elsewhere. What an ID
// number says is not typed, and not disputed: the number is.
std::optional<std::size_t> NumberBehind(const Definition& definition, std::size_t field);

// What the ID number in the same row makes of the field on that day; nothing where it says nothing of it.
StoredValue ReadFromNumber(const Field& field, std::string_view plain_number, Date today);

// Whether the hub computed the cell.
bool IsDerived(const Baseline& baseline, const HeldCell& cell);

// For many units of one form in one snapshot.
class Prefiller {
 public:
    Prefiller(storage::Snapshot& snapshot, const secrets::Keyring& keys, const Definition& definition);

    // What the hub holds (see PrefillFrom), what the unit called wrong as the unit reported it
    // (TakeDisputes), and what the hub computes in its place, source kind "derived". What cannot be computed
    // in full stays as it is held, or missing, and is then asked. From a roster a value is as old as its
    // oldest row, and gives way to one that the unit itself gave since the roster last changed.
    // `apart`: units whose share, carried over to this one, is not brought (see UnitTask).
    Baseline Of(UnitId unit, const std::vector<UnitId>& apart = {}) const;
    // The same from what is held already.
    Baseline Complete(UnitId unit, Baseline held, const std::vector<OpenDispute>& disputes,
                      const std::vector<UnitId>& apart = {}) const;

 private:
    struct Row {
        std::map<std::string, StoredValue, std::less<>> cells;  // by the element's code
        std::string subject;
        Date as_of;
    };
    struct Roster {
        std::vector<Row> rows;
        bool known = false;  // somebody filled it, if only with nobody
        Date oldest;
        Date latest;
    };
    using Rosters = std::map<std::string, Roster, std::less<>>;
    struct Computed {
        StoredValue value;
        Date as_of;
        Date changed;  // when what it comes from changed last
    };

    Roster ReadRoster(UnitId unit, const std::string& name, const std::vector<UnitId>& apart) const;
    expressions::Value ValueOf(const catalogue::Element& element, UnitId unit, std::string_view subject,
                               const StoredValue& stored) const;
    std::optional<Computed> Compute(const Field& field, UnitId unit, const BaselineRow& row,
                                    const Rosters& rosters) const;

    storage::Snapshot& snapshot_;
    const secrets::Keyring& keys_;
    const Definition& definition_;
    std::shared_ptr<const catalogue::Elements> elements_;
    std::map<std::string, std::set<std::int64_t>, std::less<>>
        names_;  // of each roster: what its rows are called
    bool computes_ = false;
    Date today_;
};

}  // namespace qz::forms
