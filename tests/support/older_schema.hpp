// Databases as the program of an earlier schema left them.
#pragma once

#include <string>

#include "platform/storage/storage.hpp"

namespace qz::tests {

// Makes of an empty place a database with all steps up to that number, then runs `script`: statements without
// parameters, in the words of that schema. storage::Database::Open brings it forward.
void FillWithOlderSchema(const storage::Options& place, int last_step, const std::string& script);

}  // namespace qz::tests
