#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "identity/identity.hpp"

// roles.json, the reviewed table, read once from inside the program.
namespace qz::identity {

struct RoleGrants {
    std::map<std::string, Reach, std::less<>> grants;  // with those of everyone
    std::set<std::string, std::less<>> may_grant;      // the roles this one may hand out, in its scope
    // 三员: two factors always, no other post beside it, no delegation.
    bool administrator = false;
    // SECURITY B7: two factors always, for 三员 and for case officers.
    bool two_factors = false;
};

const std::map<std::string, RoleGrants, std::less<>>& Roles();
// Null for a word that is no role.
const RoleGrants* FindRole(std::string_view role);
// How far the role holds the permission; nothing when it does not.
std::optional<Reach> ReachOf(std::string_view role, std::string_view permission);

}  // namespace qz::identity
