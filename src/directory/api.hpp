// The two halves of this room's routes.
#pragma once

#include "directory/directory.hpp"

namespace qz::directory {

void AddUnitRoutes(http::Router& router);
void AddImportRoutes(http::Router& router, const SuccessionWork& work);

}  // namespace qz::directory
