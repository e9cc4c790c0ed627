#include "feedback/office/matters.hpp"

namespace qz::feedback::office {
namespace {

class Referral : public Matters {
 protected:
    Authority Over(std::string_view unit, std::string_view subject) {
        return database().Read([&](storage::Snapshot& snapshot) {
            return AuthorityOver(*directory::CurrentTree(snapshot), Unit(snapshot, unit),
                                 Unit(snapshot, subject));
        });
    }
    bool IsOwn(std::string_view subject) {
        return database().Read([&](storage::Snapshot& snapshot) {
            return IsOwnMatter(*directory::CurrentTree(snapshot), Unit(snapshot, "3710-jfb"),
                               Unit(snapshot, subject));
        });
    }
};
QZ_ON_BOTH_ENGINES(Referral);

TEST_P(Referral, FindsWhoStandsOverAUnitByTerritoryAndByLine) {
    EXPECT_EQ(Over("371082-mzj", "371082-mzj"), Authority::kSubject);
    EXPECT_EQ(Over("371082", "371082-mzj"), Authority::kTerritorial);
    EXPECT_EQ(Over("3710", "371082-mzj"), Authority::kTerritorial);
    EXPECT_EQ(Over("3710-mzj", "371082-mzj"), Authority::kLine);
    EXPECT_EQ(Over("371082101", "371082101201"), Authority::kTerritorial);
    EXPECT_EQ(Over("371082101201", "371082101"), Authority::kPartOf);
}

TEST_P(Referral, LeavesWhoHasNoAuthority) {
    EXPECT_EQ(Over("3710-sjj", "371082-mzj"), Authority::kNone);
    EXPECT_EQ(Over("371082102", "371082101"), Authority::kNone);
    EXPECT_EQ(Over("3710-mzj", "371082101201"), Authority::kNone);
}

TEST_P(Referral, KnowsTheOfficesOwnMatters) {
    EXPECT_TRUE(IsOwn("3710-jfb"));
    EXPECT_TRUE(IsOwn("3710"));
    EXPECT_FALSE(IsOwn("371082"));
    EXPECT_FALSE(IsOwn("3710-mzj"));
}

}  // namespace
}  // namespace qz::feedback::office
