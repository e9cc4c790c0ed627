#pragma once

#include "settings.hpp"

namespace qz {

// Serves the pages and the API until SIGINT or SIGTERM, or until the database must be opened anew; makes the
// sample city first where the settings ask for one. Returns the exit status: 2 where there is nothing to
// serve, 1 where the database was lost on the way.
int Serve(const Settings& settings);

// Prints every route as a JSON line, from a house of its own that is gone afterwards.
int PrintRoutes(const Settings& settings);

}  // namespace qz
