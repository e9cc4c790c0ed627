// What published forms ask, by element and by roster; kept while nothing is published.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "forms/model.hpp"
#include "platform/storage/storage.hpp"

namespace qz::forms {

// The elements that the rows of a roster are called by, in any published form that keeps it.
std::set<std::int64_t> NamesOfRoster(storage::Snapshot& snapshot, std::string_view roster);
// The roster that a published form keeps the element in, the newest form first; "" where none does.
std::string RosterOfElement(storage::Snapshot& snapshot, ElementId element);

}  // namespace qz::forms
