#include "identity/roles.hpp"

#include <stdexcept>

#include "platform/base/embedded.hpp"
#include "platform/base/json.hpp"

namespace qz::identity {

// Outside the nameless namespace: the bytes are another object's symbols.
static std::string_view ShippedRoles() {
    return QZ_EMBEDDED(identity_roles);
}

namespace {

Reach ReachFromWord(std::string_view word) {
    if (word == "own") return Reach::kOwn;
    if (word == "below") return Reach::kBelow;
    if (word == "government") return Reach::kGovernment;
    if (word == "all") return Reach::kAll;
    throw std::logic_error("roles.json: no such reach: " + std::string(word));
}

std::map<std::string, RoleGrants, std::less<>> Read() {
    const json::value table = ParseJson(ShippedRoles());
    std::map<std::string, RoleGrants, std::less<>> roles;
    for (const auto& [name, value] : table.at("roles").as_object()) {
        RoleGrants& role = roles[std::string(name)];
        const json::object& object = value.as_object();
        for (const json::object* grants :
             {&table.at("everyone").as_object(), &object.at("grants").as_object()}) {
            for (const auto& [permission, reach] : *grants) {
                role.grants.insert_or_assign(std::string(permission), ReachFromWord(reach.as_string()));
            }
        }
        if (const auto* names = object.if_contains("may_grant")) {
            for (const json::value& grantable : names->as_array())
                role.may_grant.emplace(grantable.as_string());
        }
        role.administrator = object.contains("administrator");
        role.two_factors = role.administrator || object.contains("two_factors");
    }
    return roles;
}

}  // namespace

const std::map<std::string, RoleGrants, std::less<>>& Roles() {
    static const auto roles = Read();
    return roles;
}

const RoleGrants* FindRole(std::string_view role) {
    const auto found = Roles().find(role);
    return found == Roles().end() ? nullptr : &found->second;
}

std::optional<Reach> ReachOf(std::string_view role, std::string_view permission) {
    const RoleGrants* grants = FindRole(role);
    if (grants == nullptr) return std::nullopt;
    const auto found = grants->grants.find(permission);
    if (found == grants->grants.end()) return std::nullopt;
    return found->second;
}

}  // namespace qz::identity
