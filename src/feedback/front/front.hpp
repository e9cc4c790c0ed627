// The door of feedback/front: the addresses under /f/, and nothing else. What passes it is the bytes that
// were sent (http::Nameless); who sent them stays outside.
#pragma once

#include "feedback/intake/intake.hpp"
#include "platform/http/http.hpp"

namespace qz::feedback::front {

// `intake` outlives the server.
void AddRoutes(http::Router& router, intake::Intake& intake);

}  // namespace qz::feedback::front
