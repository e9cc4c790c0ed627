#include <thread>

#include <gmock/gmock.h>

#include "catalogue/held_store.hpp"
#include "catalogue/sample_catalogue.hpp"

namespace qz::catalogue {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace std::chrono_literals;

class HeldValues : public sample::SampleCatalogue {
 protected:
    void Append(UnitId unit, const std::vector<NewHeld>& values,
                const Source& source = {"return", "上次填报", 1}) {
        const Actor clerk = Clerk();
        database().Write([&](storage::Tx& tx) { AppendHeld(tx, unit, &clerk, source, values); });
    }
    std::vector<Held> List(UnitId unit, std::string_view prefix) {
        return database().Read([&](storage::Snapshot& snapshot) { return ListHeld(snapshot, unit, prefix); });
    }
    std::vector<Held> History(UnitId unit, std::string_view subject, ElementId element) {
        return database().Read(
            [&](storage::Snapshot& snapshot) { return ListHistory(snapshot, unit, subject, element); });
    }
    static constexpr Date kDay{20700};
};
QZ_ON_BOTH_ENGINES(HeldValues);

TEST_P(HeldValues, KeepsTheLogAndPointsToTheLatest) {
    Append(kVillage, {{households_, "", "412", "2026", kDay}, {head_, "", "王小明", "", kDay}});
    clock().Advance(1h);
    Append(kVillage, {{households_, "", "413", "2026", kDay}});
    const auto latest = List(kVillage, "");
    ASSERT_THAT(latest, SizeIs(2));
    EXPECT_EQ(latest[0].element, households_);
    EXPECT_EQ(latest[0].value, "413");
    EXPECT_EQ(latest[0].version, 2);
    EXPECT_EQ(latest[0].verified_by, AccountId{11});
    EXPECT_EQ(latest[0].source.label, "上次填报");
    EXPECT_EQ(latest[0].as_of, kDay);
    EXPECT_EQ(latest[1].value, "王小明");
    const auto history = History(kVillage, "", households_);
    ASSERT_THAT(history, SizeIs(2));
    EXPECT_EQ(history[0].value, "413");
    EXPECT_EQ(history[1].value, "412");
    EXPECT_EQ(history[1].version, 1);
    EXPECT_LT(history[1].at, history[0].at);
}

TEST_P(HeldValues, DoesNotWriteAgainWhatEqualsTheLatest) {
    const std::vector<NewHeld> values = {{households_, "", "412", "2026", kDay},
                                         {head_, "", std::nullopt, "", kDay}};
    Append(kVillage, values);
    Append(kVillage, values);
    EXPECT_THAT(History(kVillage, "", households_), SizeIs(1));
    EXPECT_THAT(History(kVillage, "", head_), SizeIs(1));
}

TEST_P(HeldValues, TellsMissingFromZeroAndFromEmpty) {
    Append(kVillage, {{households_, "", "0", "", kDay}});
    Append(kVillage, {{households_, "", std::nullopt, "", kDay}});
    ASSERT_THAT(List(kVillage, ""), SizeIs(1));
    EXPECT_EQ(List(kVillage, "")[0].value, std::nullopt);
    EXPECT_EQ(List(kVillage, "")[0].version, 2);
    Append(kVillage, {{households_, "", "0", "", kDay}});
    EXPECT_EQ(List(kVillage, "")[0].value, "0");
    EXPECT_EQ(List(kVillage, "")[0].version, 3);
}

TEST_P(HeldValues, CountsTheSameValueOfANewPeriodAsANewFact) {
    Append(kVillage, {{households_, "", "412", "2025", kDay}});
    Append(kVillage, {{households_, "", "412", "2026", kDay}});
    EXPECT_THAT(History(kVillage, "", households_), SizeIs(2));
}

TEST_P(HeldValues, AnOlderStockDoesNotReplaceWhatIsNewer) {
    Append(kVillage, {{households_, "", "412", "", kDay}});
    Append(kVillage, {{households_, "", "400", "", Date{kDay.days - 1}}}, {"stock", "台账", 5});
    EXPECT_EQ(List(kVillage, "")[0].value, "412");
    EXPECT_THAT(History(kVillage, "", households_), SizeIs(1));
    Append(kVillage, {{households_, "", "420", "", Date{kDay.days + 1}}}, {"stock", "台账", 5});
    EXPECT_EQ(List(kVillage, "")[0].value, "420");
}

TEST_P(HeldValues, ReadsOneRosterAndNothingBesideIt) {
    Append(kVillage, {{head_, "", "王小明", "", kDay},
                      {head_, "r17:a", "甲", "", kDay},
                      {head_, "r17:b", "乙", "", kDay},
                      {head_, "r170:c", "丙", "", kDay},
                      {head_, "r18:d", "丁", "", kDay}});
    Append(kOther, {{head_, "r17:a", "别村", "", kDay}});
    std::vector<std::string> names;
    for (const Held& held : List(kVillage, "r17:")) names.push_back(*held.value);
    EXPECT_THAT(names, ElementsAre("甲", "乙"));
    EXPECT_THAT(List(kVillage, ""), SizeIs(1));
    EXPECT_THAT(List(UnitId{1}, ""), IsEmpty());
}

TEST_P(HeldValues, PagesWithoutRepetitionOrHole) {
    std::vector<NewHeld> values;
    for (int row = 0; row < 7; ++row) {
        const std::string subject = "r1:" + std::to_string(row);
        values.push_back({head_, subject, "某人", "", kDay});
        values.push_back({sex_, subject, "1", "", kDay});
    }
    Append(kVillage, values);
    std::optional<HeldPlace> after;
    std::vector<std::string> seen;
    for (;;) {
        const auto page = database().Read(
            [&](storage::Snapshot& snapshot) { return ListHeldPage(snapshot, kVillage, "r1:", after, 3); });
        if (page.empty()) break;
        for (const Held& held : page) seen.push_back(held.subject + '/' + held.element.ToString());
        after = HeldPlace{page.back().subject, page.back().element};
    }
    EXPECT_THAT(seen, SizeIs(14));
    EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
}

TEST_P(HeldValues, ConfirmsAWholeSetWithOneRow) {
    database().Write([&](storage::Tx& tx) { ConfirmHeld(tx, kVillage, Clerk(), "r17:", 99); });
    const auto confirmed = database().Read(
        [&](storage::Snapshot& snapshot) { return FindConfirmation(snapshot, kVillage, "r17:"); });
    ASSERT_TRUE(confirmed);
    EXPECT_EQ(confirmed->account, AccountId{11});
    EXPECT_EQ(confirmed->reference, 99);
    EXPECT_FALSE(database().Read(
        [&](storage::Snapshot& snapshot) { return FindConfirmation(snapshot, kVillage, ""); }));
}

TEST_P(HeldValues, LogAndPointerAgreeWhenTwoReportAtOnce) {
    std::vector<std::thread> clerks;
    for (int clerk = 0; clerk < 4; ++clerk) {
        clerks.emplace_back([&, clerk] {
            for (int i = 0; i < 10; ++i) {
                Append(kVillage, {{households_, "", std::to_string(clerk * 100 + i), "", kDay}});
            }
        });
    }
    for (std::thread& clerk : clerks) clerk.join();
    const auto history = History(kVillage, "", households_);
    ASSERT_THAT(history, SizeIs(40));
    for (std::size_t i = 0; i < history.size(); ++i) EXPECT_EQ(history[i].version, 40 - std::int64_t(i));
    EXPECT_EQ(List(kVillage, "")[0].value, history[0].value);
}

class ElementStore : public sample::SampleCatalogue {};
QZ_ON_BOTH_ENGINES(ElementStore);

TEST_P(ElementStore, FindsElementsByIdCodeLabelAndPartsOfThem) {
    const auto elements =
        database().Read([](storage::Snapshot& snapshot) { return CurrentElements(snapshot); });
    ASSERT_THAT(elements->All(), SizeIs(5));
    EXPECT_EQ(elements->Find(sex_)->choices[1].label, "女");
    EXPECT_EQ(elements->FindCode("sex")->id, sex_);
    EXPECT_EQ(elements->FindCode("se"), nullptr);
    EXPECT_EQ(elements->Find(ElementId{1}), nullptr);
    ASSERT_THAT(elements->FindName(" 公民 身份号码"), SizeIs(1));
    EXPECT_THAT(elements->Search("电话", {}, {}, 10), SizeIs(1));
    EXPECT_THAT(elements->Search("ID_NUM", {}, {}, 10), SizeIs(1));
    EXPECT_THAT(elements->Search("", {}, {}, 3), SizeIs(3));
    EXPECT_THAT(elements->Search("", {}, {0, "id_number"}, 10), SizeIs(2));
    EXPECT_FALSE(elements->Find(sex_)->steward) << "待认领";
}

TEST_P(ElementStore, RefusesASecondElementOfTheSameCode) {
    EXPECT_THROW(database().Write([&](storage::Tx& tx) {
        InsertElement(tx, sample::Of("sex", "性别二", ValueType::kText));
    }),
                 Problem);
    const auto elements =
        database().Read([](storage::Snapshot& snapshot) { return CurrentElements(snapshot); });
    EXPECT_THAT(elements->All(), SizeIs(5));
}

TEST_P(ElementStore, ChangesOnlyTheRevisionThatWasReadAndKeepsEveryOne) {
    const auto before =
        database().Read([](storage::Snapshot& snapshot) { return CurrentElements(snapshot); });
    Element element = *before->Find(households_);
    element.label = "总户数";
    EXPECT_TRUE(database().Write([&](storage::Tx& tx) { return UpdateElement(tx, element); }));
    element.label = "别的";
    EXPECT_FALSE(database().Write([&](storage::Tx& tx) { return UpdateElement(tx, element); }));
    const auto after = database().Read([](storage::Snapshot& snapshot) { return CurrentElements(snapshot); });
    EXPECT_EQ(after->Find(households_)->label, "总户数");
    EXPECT_EQ(after->Find(households_)->revision, 2);
    EXPECT_EQ(before->Find(households_)->label, "户数") << "what a request holds does not change under it";
    EXPECT_EQ(database().Read([&](storage::Snapshot& snapshot) {
        return snapshot
            .QueryOne("SELECT COUNT(*) FROM catalogue_element_version WHERE element_id = $1", households_)
            .Get<std::int64_t>(0);
    }),
              2);
}

TEST_P(ElementStore, OneDepartmentClaimsAnElement) {
    const auto elements =
        database().Read([](storage::Snapshot& snapshot) { return CurrentElements(snapshot); });
    const Element element = *elements->Find(households_);
    database().Write([&](storage::Tx& tx) { UpdateSteward(tx, element, UnitId{5}, "claimed"); });
    EXPECT_THROW(database().Write([&](storage::Tx& tx) { UpdateSteward(tx, element, UnitId{6}, "claimed"); }),
                 Problem);
    const auto after = database().Read([](storage::Snapshot& snapshot) { return CurrentElements(snapshot); });
    EXPECT_EQ(after->Find(households_)->steward, UnitId{5});
}

class Protected : public sample::SampleCatalogue {};
QZ_ON_BOTH_ENGINES(Protected);

TEST_P(Protected, SealsIdNumbersForTheirOwnerAndShowsTheLastFourDigits) {
    const auto elements =
        database().Read([](storage::Snapshot& snapshot) { return CurrentElements(snapshot); });
    const Element& element = *elements->Find(number_);
    const StoredValue sealed = Protect(*keys_, element, kVillage, "r17:a", "11010519491231002X");
    ASSERT_TRUE(secrets::Keyring::IsSealed(*sealed));
    EXPECT_EQ(Protect(*keys_, element, kVillage, "r17:a", sealed), sealed);
    EXPECT_EQ(Protect(*keys_, element, kVillage, "r17:a", "11010519491231002X"), sealed) << "compares equal";
    EXPECT_NE(Protect(*keys_, element, kOther, "r17:a", "11010519491231002X"), sealed);
    EXPECT_EQ(Masked(*keys_, element, kVillage, "r17:a", *sealed), "**************002X");
    EXPECT_EQ(Masked(*keys_, element, kOther, "r17:a", *sealed), "******************") << "belongs elsewhere";
    EXPECT_EQ(Masked(*keys_, *elements->Find(phone_), kVillage, "", "13812345678"), "138****5678");
    EXPECT_EQ(Protect(*keys_, *elements->Find(head_), kVillage, "", "王小明"), "王小明");
}

TEST_P(Protected, GivesARowKeyThatTellsNothingOfTheNumber) {
    const std::string key = RowKey(*keys_, "11010519491231002X");
    EXPECT_EQ(key.size(), 32u);
    EXPECT_EQ(key, RowKey(*keys_, "11010519491231002X"));
    EXPECT_NE(key, RowKey(*keys_, "110105194912310038"));
    const auto others = secrets::Keyring::Open(folder_.path() / "other", true);
    EXPECT_NE(key, RowKey(*others, "11010519491231002X"));
}

}  // namespace
}  // namespace qz::catalogue
