#include "identity/roles.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace qz::identity {
namespace {

constexpr std::string_view kEveryone[] = {"directory.read", "catalogue.read", "calendar.read",
                                          "admission.directory", "feedback.read_done"};

std::set<std::string> OwnGrants(std::string_view role) {
    std::set<std::string> grants;
    const RoleGrants* known = FindRole(role);
    for (const auto& [permission, reach] : known->grants) {
        if (std::find(std::begin(kEveryone), std::end(kEveryone), permission) == std::end(kEveryone)) {
            grants.insert(permission);
        }
    }
    return grants;
}

bool IsBusiness(std::string_view permission) {
    for (const std::string_view room : {"forms.", "rollups.", "catalogue."}) {
        if (permission.starts_with(room)) return true;
    }
    return false;
}

TEST(Roles, LetNoAdministratorReachBusinessData) {
    for (const auto& [name, role] : Roles()) {
        if (!role.administrator) continue;
        for (const std::string& permission : OwnGrants(name)) EXPECT_FALSE(IsBusiness(permission)) << name;
    }
}

TEST(Roles, KeepAdministrationAwayFromBusiness) {
    for (const auto& [name, role] : Roles()) {
        if (role.administrator) continue;
        for (const char* permission : {"directory.manage", "calendar.manage", "jobs.read", "audit.read"}) {
            EXPECT_FALSE(role.grants.contains(permission)) << name << ' ' << permission;
        }
        for (const std::string& grantable : role.may_grant)
            EXPECT_FALSE(FindRole(grantable)->administrator) << name;
    }
}

// SomebodyMay asks the unit itself alone.
TEST(Roles, SignOffForTheirOwnUnitAlone) {
    for (const auto& [name, role] : Roles()) {
        const auto reach = ReachOf(name, "forms.sign_off");
        EXPECT_TRUE(!reach || reach == Reach::kOwn) << name;
    }
}

TEST(Roles, ShareNothingAmongTheThreeAdministrators) {
    std::set<std::string> seen;
    int administrators = 0;
    for (const auto& [name, role] : Roles()) {
        if (!role.administrator) continue;
        ++administrators;
        for (const std::string& permission : OwnGrants(name))
            EXPECT_TRUE(seen.insert(permission).second) << permission;
    }
    EXPECT_EQ(administrators, 3);
}

TEST(Roles, HandOutOnlyRolesThatExistAndNeverTheirOwnOutsideOfSecurity) {
    for (const auto& [name, role] : Roles()) {
        for (const std::string& grantable : role.may_grant)
            EXPECT_NE(FindRole(grantable), nullptr) << grantable;
        if (name == "security_admin") continue;
        EXPECT_FALSE(role.may_grant.contains(name)) << name;
    }
}

TEST(Roles, GiveATownOnlyWhatItsVillagesNeed) {
    EXPECT_THAT(FindRole("town_reviewer")->may_grant,
                testing::UnorderedElementsAre("village_clerk", "unit_head"));
    EXPECT_EQ(ReachOf("town_reviewer", "identity.accounts.manage"), Reach::kBelow);
    EXPECT_FALSE(ReachOf("village_clerk", "identity.accounts.manage"));
    EXPECT_EQ(ReachOf("department_officer", "forms.publish"), Reach::kGovernment);
    EXPECT_FALSE(ReachOf("nobody", "forms.fill"));
}

}  // namespace
}  // namespace qz::identity
