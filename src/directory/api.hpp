// The two halves of this room's routes.
#pragma once

#include "platform/http/http.hpp"

namespace qz::directory {

void AddUnitRoutes(http::Router& router);
void AddImportRoutes(http::Router& router);

}  // namespace qz::directory
