#include "handed/own_unit.hpp"

#include <gmock/gmock.h>

#include "handed/sample_handed.hpp"

namespace qz::handed {
namespace {

class Names : public tests::OnBothEngines {
 protected:
    Names() {
        directory::ImportAndSwitch(database(), sample::kTree, Date{20000}, "test", nullptr);
        tree_ = database().Read([](storage::Snapshot& snapshot) { return directory::CurrentTree(snapshot); });
    }
    OwnUnit Of(std::string_view code) const { return OwnUnit(*tree_, tree_->At(*tree_->FindCode(code)).id); }
    std::shared_ptr<const directory::Tree> tree_;
};
QZ_ON_BOTH_ENGINES(Names);

TEST_P(Names, KnowsItselfByCodeAndByTheWaysItsNameIsWritten) {
    const OwnUnit own = Of("371082001001");
    EXPECT_EQ(own.Judge("371082001001", "", ""), Ours::kByCode);
    EXPECT_EQ(own.Judge("371082001002", "崖头村", ""), Ours::kNo) << "the code decides";
    for (const std::string_view name :
         {"崖头村", "崖头", "崖头村村民委员会", "崖头村委会", " 崖头村 ", "崖头街道崖头村"})
        EXPECT_EQ(own.Judge("", name, ""), Ours::kByName) << name;
    for (const std::string_view name : {"", "东崖头村", "崖头社区", "河东村", "合计"})
        EXPECT_EQ(own.Judge("", name, ""), Ours::kNo) << name;
    EXPECT_EQ(own.Judge("", "崖头村", "俚岛镇"), Ours::kNo) << "a village of another town";
}

TEST_P(Names, IsUnsureWhereAnotherUnitBearsTheName) {
    const OwnUnit own = Of("371082001002");
    EXPECT_EQ(own.Judge("", "河东村", ""), Ours::kUnsure);
    EXPECT_EQ(own.Judge("", "河东村", "崖头街道"), Ours::kByName);
    EXPECT_EQ(own.Judge("", "河东村", "崖头"), Ours::kByName);
    EXPECT_EQ(own.Judge("", "河东村", "俚岛镇"), Ours::kNo);
    EXPECT_EQ(own.Judge("", "崖头街道河东村", ""), Ours::kByName);
    EXPECT_EQ(own.Judge("371082001002", "河东村", ""), Ours::kByCode);
}

TEST_P(Names, TakesTheFilledUpCodesOfTowns) {
    const OwnUnit town = Of("371082001");
    EXPECT_EQ(town.Judge("371082001000", "", ""), Ours::kByCode);
    EXPECT_EQ(town.Judge("371082001001", "", ""), Ours::kNo);
    EXPECT_EQ(town.Judge("", "崖头街道办事处", ""), Ours::kNo) << "an unknown ending is nobody";
    EXPECT_EQ(town.Judge("", "崖头街道", ""), Ours::kByName);
}

}  // namespace
}  // namespace qz::handed
