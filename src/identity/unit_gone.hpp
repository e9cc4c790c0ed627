// Posts and accounts of units that are gone (docs/decisions/0010).
#pragma once

#include "identity/management.hpp"

namespace qz::identity {

// One post to another unit, under the same id, with what was lent of it; the account too where its first post
// was there. The person stays signed in and acts for the new unit.
void MovePostTo(storage::Tx& tx, const Post& post, UnitId to);

// Posts of units that were split wait here until somebody says which half they went to.
void AddLeftBehindRoutes(http::Router& router);

}  // namespace qz::identity
