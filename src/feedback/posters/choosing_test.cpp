#include <gmock/gmock.h>

#include "feedback/posters/fake_tree.hpp"

namespace qz::feedback::posters {
namespace {

using ::testing::ElementsAre;

const KeyedOffice kCity{"c", "威海市减负办", "case", {"3710"}, "s", "aaaa bbbb cccc dddd eeee"};
const KeyedOffice kSecond{"s", "督查室", "supervision", {"3710"}, "", "1111 2222 3333 4444 5555"};
const KeyedOffice kCounty{"r", "荣成减负办", "case", {"371082"}, "", "0000 2222 3333 4444 5555"};

class ChoosePostersTest : public ::testing::Test {
 protected:
    std::vector<Poster> Choose(std::string_view root, const std::vector<std::string_view>& codes) const {
        std::vector<CodeScope> scopes;
        for (const std::string_view code : codes) scopes.push_back(tree_.ScopeOf(code));
        return ChoosePosters(tree_, tree_.Root(root), scopes, offices_);
    }
    Problem Refusal(std::string_view root, const std::vector<std::string_view>& codes) const {
        try {
            Choose(root, codes);
        } catch (const Problem& problem) {
            return problem;
        }
        ADD_FAILURE() << "not refused";
        return Problem::NotFound();
    }
    static std::vector<std::string> Units(const std::vector<Poster>& posters) {
        std::vector<std::string> units;
        for (const Poster& poster : posters) units.push_back(poster.unit);
        return units;
    }
    FakeTree tree_;
    std::vector<KeyedOffice> offices_{kCity, kSecond};
};

TEST_F(ChoosePostersTest, GivesVillagesTheirTownsCode) {
    const auto posters = Choose("371082101", {"371082101", "371082"});
    ASSERT_THAT(Units(posters), ElementsAre("俚岛镇", "大庄村委会"));
    for (const Poster& poster : posters) {
        EXPECT_EQ(poster.scope, "371082101");
        EXPECT_EQ(poster.scope_name, "荣成市俚岛镇");
        EXPECT_EQ(poster.town, "371082101 俚岛镇");
    }
    EXPECT_EQ(posters[1].place, "威海市 荣成市 俚岛镇");
}

TEST_F(ChoosePostersTest, TakesTheNextUnitUpWhereATownHasFewerThanTwenty) {
    const auto posters = Choose("371082102", {"371082101", "371082"});
    ASSERT_THAT(Units(posters), ElementsAre("成山镇", "成山一村委会"));
    EXPECT_EQ(posters[0].scope, "371082");
    EXPECT_EQ(posters[1].scope, "371082");
    EXPECT_EQ(posters[1].scope_name, "荣成市");
}

TEST_F(ChoosePostersTest, RefusesByNameWhatHasNoScopeAbove) {
    const Problem refusal = Refusal("3710", {"371082"});
    EXPECT_EQ(refusal.code(), "feedback.posters.no_scope");
    EXPECT_THAT(refusal.arguments(),
                ElementsAre(std::pair("unit", "乳山市城区街道"), std::pair("count", "1")));
}

TEST_F(ChoosePostersTest, PrintsOnlyUnitsInUseAndNoDepartments) {
    EXPECT_THAT(Units(Choose("3710", {"371082", "371083"})),
                ElementsAre("俚岛镇", "大庄村委会", "成山镇", "成山一村委会", "城区街道"));
    EXPECT_EQ(Refusal("371082101202", {"371082"}).code(), "feedback.posters.not_in_use");
    EXPECT_EQ(Refusal("3710-mzj", {"371082"}).code(), "feedback.posters.no_place");
}

TEST_F(ChoosePostersTest, RefusesWithoutAnOfficeThatHasAKey) {
    offices_ = {};
    const Problem refusal = Refusal("371082101", {"371082101"});
    EXPECT_EQ(refusal.code(), "feedback.posters.no_key");
    EXPECT_THAT(refusal.arguments(), ElementsAre(std::pair("unit", "荣成市俚岛镇"), std::pair("count", "2")));
    offices_ = {kSecond};  // The second office alone takes nothing.
    EXPECT_EQ(Refusal("371082101", {"371082101"}).code(), "feedback.posters.no_key");
}

TEST_F(ChoosePostersTest, NamesACountysOwnOfficeBeforeTheCitysAndTheSecondOfficeToo) {
    offices_ = {kCity, kCounty, kSecond};
    const auto posters = Choose("3710", {"371082", "371083"});
    ASSERT_EQ(posters.front().keys.size(), 1u);
    EXPECT_EQ(posters.front().keys[0].office, "荣成减负办");
    ASSERT_EQ(posters.back().keys.size(), 2u);
    EXPECT_EQ(posters.back().keys[0].fingerprint, kCity.fingerprint);
    EXPECT_EQ(posters.back().keys[1].fingerprint, kSecond.fingerprint);
}

}  // namespace
}  // namespace qz::feedback::posters
