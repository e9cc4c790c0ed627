#pragma once

#include <string>
#include <string_view>

namespace qz {

// The location of a database as it may be shown: without any password that it may hold, in an address before
// the host or behind it, or among words such as host=… password=…. Rather too little of it than a part of
// one.
std::string WithoutPasswords(std::string_view location);

}  // namespace qz
