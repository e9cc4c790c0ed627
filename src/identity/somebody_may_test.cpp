#include "identity/sample_people.hpp"
#include "identity/store.hpp"

namespace qz::identity {
namespace {

using namespace std::chrono_literals;

class SomebodyMaySign : public sample::Routes {
 protected:
    bool Asked(std::string_view unit) {
        const UnitId id = Unit(unit);
        return database().Read(
            [&](storage::Snapshot& snapshot) { return SomebodyMay(snapshot, id, "forms.sign_off"); });
    }
    void Set(const MadeAccount& made, AccountState state) {
        database().Write([&](storage::Tx& tx) { UpdateState(tx, made.account, state); });
    }
};
QZ_ON_BOTH_ENGINES(SomebodyMaySign);

TEST_P(SomebodyMaySign, OnlyWithAnActiveAccountInAPostThatHolds) {
    EXPECT_FALSE(Asked("371082101201")) << "a clerk does not sign";
    const MadeAccount head = Add("371082101201", "unit_head", "head", "刘主任", "村主任");
    EXPECT_TRUE(Asked("371082101201"));
    EXPECT_FALSE(Asked("371082101202")) << "a neighbour's head signs nothing here";
    EXPECT_FALSE(Asked("371082101"));
    Set(head, AccountState::kDisabled);
    EXPECT_FALSE(Asked("371082101201"));
    Set(head, AccountState::kWaiting);
    EXPECT_FALSE(Asked("371082101201"));
    Set(head, AccountState::kActive);
    EXPECT_TRUE(Asked("371082101201"));
    database().Write([&](storage::Tx& tx) { EndPost(tx, head.post); });
    EXPECT_FALSE(Asked("371082101201"));
}

TEST_P(SomebodyMaySign, WhoStandsInForTheDaysAgreed) {
    const MadeAccount head = Add("371082101201", "unit_head", "head", "刘主任", "村主任");
    Set(head, AccountState::kDisabled);
    const UnitId unit = Unit("371082101201");
    database().Write([&](storage::Tx& tx) {
        Delegation delegation;
        delegation.unit = unit;
        delegation.from = head.post;
        delegation.to = clerk_.post;
        delegation.valid_from = DateOf(tx.Now().Plus(24h));
        delegation.valid_until = delegation.valid_from;
        InsertDelegation(tx, delegation);
    });
    EXPECT_FALSE(Asked("371082101201"));
    clock().Advance(24h);
    EXPECT_TRUE(Asked("371082101201"));
    Set(clerk_, AccountState::kDisabled);
    EXPECT_FALSE(Asked("371082101201"));
    Set(clerk_, AccountState::kActive);
    clock().Advance(24h);
    EXPECT_FALSE(Asked("371082101201"));
}

}  // namespace
}  // namespace qz::identity
