// What only this room's routes ask of held values; the rest stands in the door.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "catalogue/catalogue.hpp"

namespace qz::catalogue {

struct HeldPlace {
    std::string subject;
    ElementId element;
};
// A page of the latest values, by subject and element, behind `after`.
std::vector<Held> ListHeldPage(storage::Snapshot& snapshot, UnitId unit, std::string_view subject_prefix,
                               const std::optional<HeldPlace>& after, int limit);

struct Confirmation {
    AccountId account;
    Instant at;
    std::int64_t reference = 0;
};
// The newest confirmation of exactly that prefix.
std::optional<Confirmation> FindConfirmation(storage::Snapshot& snapshot, UnitId unit,
                                             std::string_view subject_prefix);

}  // namespace qz::catalogue
