// The sample of docs/how-to/add-a-route.md: a village writes down what its water meter shows, and reads it
// again.
#pragma once

#include "platform/http/http.hpp"

namespace qz::sample {

using ReadingId = Id<struct ReadingTag>;

// The sample's own table; a real one comes by a migration.
void MakeTable(storage::Database& database);

void AddRoutes(http::Router& router);

}  // namespace qz::sample
