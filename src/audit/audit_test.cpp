#include "audit/audit.hpp"

#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>

#include "audit/store.hpp"
#include "tests/support/databases.hpp"

namespace qz::audit {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;
using namespace std::chrono_literals;

constexpr UnitId kVillage{3710};
constexpr UnitId kTown{3700};

Actor SampleClerk() {
    Actor clerk;
    clerk.account = {11};
    clerk.person = {12};
    clerk.post = {13};
    clerk.unit = kVillage;
    return clerk;
}

class AuditLog : public tests::OnBothEngines {
 protected:
    AuditLog() : keys_(secrets::Keyring::Open(folder_.path() / "keys", true)) {}

    void RecordMany(int count) {
        while (count > 0) {
            const int slice = std::min(count, 200);
            database().Write([&](storage::Tx& tx) {
                for (int i = 0; i < slice; ++i) {
                    Record(tx, SampleClerk(), "forms.return.submitted", std::int64_t{1000} + i,
                           {.unit = i % 2 == 0 ? kVillage : kTown,
                            .detail = R"({"from":"open","to":"reported"})"});
                }
            });
            count -= slice;
        }
        database().Sequence();
    }
    void RecordPersonal() {
        database().Write([&](storage::Tx& tx) {
            Record(tx, SampleClerk(), "forms.row.revealed", std::int64_t{7},
                   {.personal = R"({"name":"王小明"})"});
        });
        database().Sequence();
    }
    void IntegrateAll() {
        Integrate(database(), *keys_);
        clock().Advance(6min);
        Integrate(database(), *keys_);
    }
    // What an intruder with the database does.
    std::int64_t Tamper(std::string_view sql) {
        return database().Write([&](storage::Tx& tx) { return tx.Execute(sql); });
    }
    struct Verdict {
        int code = 0;
        std::string out;
        std::string err;
    };
    Verdict Verify() {
        std::ostringstream out;
        std::ostringstream err;
        const int code = VerifyCommand(database(), *keys_, out, err);
        return {code, out.str(), err.str()};
    }
    std::vector<Checkpoint> Checkpoints() {
        return database().Read([](storage::Snapshot& snapshot) { return AllCheckpoints(snapshot); });
    }

    tests::ScratchFolder folder_;
    std::unique_ptr<secrets::Keyring> keys_;
};
QZ_ON_BOTH_ENGINES(AuditLog);

TEST_P(AuditLog, NumbersEntriesWithoutGapsAndKeepsWhatWasSaid) {
    RecordMany(3);
    RecordPersonal();
    const auto entries =
        database().Read([](storage::Snapshot& snapshot) { return ListNumbered(snapshot, 0, 100, 100); });
    ASSERT_THAT(entries, SizeIs(4));
    for (std::size_t i = 0; i < entries.size(); ++i) EXPECT_EQ(entries[i].entry.number, std::int64_t(i) + 1);
    const StoredEntry* personal = nullptr;
    for (const auto& stored : entries) {
        if (stored.entry.capability == "forms.row.revealed") personal = &stored;
    }
    ASSERT_NE(personal, nullptr);
    EXPECT_EQ(personal->entry.unit, kVillage);
    EXPECT_EQ(personal->entry.account, AccountId{11});
    EXPECT_EQ(personal->personal, R"({"name":"王小明"})");
    EXPECT_EQ(personal->entry.commitment, Commitment(*personal->salt, personal->personal));
}

TEST_P(AuditLog, LeavesNoTraceOfAnEffectThatWasRolledBack) {
    EXPECT_THROW(database().Write([&](storage::Tx& tx) {
        Record(tx, SampleClerk(), "forms.return.submitted", std::int64_t{1});
        throw Problem::Conflict("forms.return.already_submitted");
    }),
                 Problem);
    RecordMany(1);
    const auto entries =
        database().Read([](storage::Snapshot& snapshot) { return ListNumbered(snapshot, 0, 100, 100); });
    ASSERT_THAT(entries, SizeIs(1));
    EXPECT_EQ(entries[0].entry.number, 1);
}

TEST_P(AuditLog, AnnouncesTheChangeUnderTheWordsBeforeTheLast) {
    RecordMany(1);
    const auto changes = database().Read(
        [](storage::Snapshot& snapshot) { return storage::Database::ListChanges(snapshot, 0, 10); });
    ASSERT_THAT(changes, SizeIs(1));
    EXPECT_EQ(changes[0].topic, "forms.return");
    EXPECT_EQ(changes[0].unit, kVillage);
}

TEST(CanonicalLeaf, SortsMembersWritesNumbersAsTextAndEscapesOnlyWhatMustBe) {
    Entry entry;
    entry.unit = {9007199254740993};
    entry.id = 5;
    entry.number = 1;
    entry.at = {1789952400000};
    entry.capability = "forms.return.submitted";
    entry.detail = "{\"词\":\"a\\b\"}\n\x01";
    EXPECT_EQ(CanonicalLeaf(entry),
              R"({"account":"0","actor_unit":"0","at":"1789952400000","capability":"forms.return.submitted",)"
              R"("commitment":"","detail":"{\"词\":\"a\\b\"}\n\u0001","for_post":"0","id":"5","number":"1",)"
              R"("object":"0","outcome":"done","person":"0","post":"0","unit":"9007199254740993"})");
}

TEST_P(AuditLog, SignsTheFirstEntriesAtOnceThenEveryThousandThenEveryFiveMinutes) {
    RecordMany(10);
    Integrate(database(), *keys_);
    ASSERT_THAT(Checkpoints(), SizeIs(1));
    EXPECT_EQ(Checkpoints()[0].size, 10);

    RecordMany(2500);
    Integrate(database(), *keys_);
    ASSERT_THAT(Checkpoints(), SizeIs(3));
    EXPECT_EQ(Checkpoints()[2].size, 2010);

    clock().Advance(5min);
    Integrate(database(), *keys_);
    ASSERT_THAT(Checkpoints(), SizeIs(4));
    EXPECT_EQ(Checkpoints()[3].size, 2510);

    clock().Advance(1h);
    Integrate(database(), *keys_);
    EXPECT_THAT(Checkpoints(), SizeIs(4)) << "nothing was added, so nothing is signed anew";
    EXPECT_EQ(Verify().code, 0) << Verify().err;
}

TEST_P(AuditLog, StoredNodesProveEveryEntryAgainstTheCheckpoint) {
    RecordMany(700);
    IntegrateAll();
    const auto checkpoint = Checkpoints().back();
    database().Read([&](storage::Snapshot& snapshot) {
        Tiles tiles(snapshot);
        const auto size = static_cast<std::uint64_t>(checkpoint.size);
        for (const StoredEntry& stored : ListNumbered(snapshot, 0, 700, 700)) {
            const auto index = static_cast<std::uint64_t>(stored.entry.number - 1);
            ASSERT_TRUE(VerifyInclusion(index, size, LeafHash(CanonicalLeaf(stored.entry)),
                                        InclusionProof(index, size, tiles.Reader()), checkpoint.root));
        }
    });
}

TEST_P(AuditLog, TwoIntegratorsMakeOneTree) {
    RecordMany(1500);
    std::thread other([&] { Integrate(database(), *keys_); });
    Integrate(database(), *keys_);
    other.join();
    const auto verdict = Verify();
    EXPECT_EQ(verdict.code, 0) << verdict.err;
    EXPECT_THAT(verdict.out, HasSubstr("1500 in the tree"));
}

TEST_P(AuditLog, HoldsWhenPersonalDetailsWereErasedAndCountsThem) {
    RecordPersonal();
    RecordMany(20);
    RecordPersonal();
    IntegrateAll();
    Tamper("DELETE FROM audit_personal WHERE entry_id = (SELECT MIN(entry_id) FROM audit_personal)");
    const auto verdict = Verify();
    EXPECT_EQ(verdict.code, 0) << verdict.err;
    EXPECT_THAT(verdict.out, HasSubstr("personal details of 1 entries checked, of 1 erased"));
}

TEST_P(AuditLog, HoldsWhileEntriesWaitForTheTree) {
    RecordMany(20);
    Integrate(database(), *keys_);
    RecordMany(5);
    const auto verdict = Verify();
    EXPECT_EQ(verdict.code, 0) << verdict.err;
    EXPECT_THAT(verdict.out, HasSubstr("5 waiting"));
}

// Each of these is what somebody with the database, and without the signing key, might do.
struct Attack {
    const char* name;
    std::vector<std::string> steps;
    const char* finding;
};

TEST_P(AuditLog, DetectsEveryKindOfTampering) {
    const std::vector<Attack> attacks = {
        {"edits the capability",
         {"UPDATE audit_entry SET capability = 'forms.return.withdrawn' WHERE number = 17"},
         "Entry 17 "},
        {"edits who", {"UPDATE audit_entry SET account_id = 99 WHERE number = 300"}, "Entry 300 "},
        {"edits for whom", {"UPDATE audit_entry SET for_post_id = 99 WHERE number = 300"}, "Entry 300 "},
        {"edits the person", {"UPDATE audit_entry SET person_id = 99 WHERE number = 301"}, "Entry 301 "},
        {"edits the post", {"UPDATE audit_entry SET post_id = 99 WHERE number = 302"}, "Entry 302 "},
        {"edits the actor's unit",
         {"UPDATE audit_entry SET actor_unit_id = 99 WHERE number = 303"},
         "Entry 303 "},
        {"edits the unit", {"UPDATE audit_entry SET unit_id = 99 WHERE number = 304"}, "Entry 304 "},
        {"edits when", {"UPDATE audit_entry SET at = at + 1 WHERE number = 1"}, "Entry 1 "},
        {"edits the object", {"UPDATE audit_entry SET object_id = 1 WHERE number = 1100"}, "Entry 1100 "},
        {"edits the outcome", {"UPDATE audit_entry SET outcome = 1 WHERE number = 2"}, "Entry 2 "},
        {"edits the detail", {"UPDATE audit_entry SET detail = '' WHERE number = 3"}, "Entry 3 "},
        {"edits the id", {"UPDATE audit_entry SET id = 4 WHERE number = 4"}, "Entry 4 "},
        {"edits the commitment",
         {"UPDATE audit_entry SET commitment = NULL WHERE number = 1201"},
         "Entry 1201 "},
        {"edits personal details", {"UPDATE audit_personal SET personal = '{}'"}, "personal details"},
        {"moves personal details", {"UPDATE audit_personal SET entry_id = 4"}, "belong to no entry"},
        {"deletes one entry", {"DELETE FROM audit_entry WHERE number = 600"}, "Entry 600 is missing"},
        {"hides one entry",
         {"UPDATE audit_entry SET number = NULL WHERE number = 600"},
         "Entry 600 is missing"},
        {"deletes one and closes the gap",
         {"DELETE FROM audit_entry WHERE number = 600",
          "UPDATE audit_entry SET number = number - 1 WHERE number > 600",
          "UPDATE platform_sequencer SET published = published - 1, reserved = reserved - 1 WHERE name = "
          "'audit_entry'"},
         "Entry 600 differs"},
        {"swaps two numbers",
         {"UPDATE audit_entry SET number = -5 WHERE number = 5",
          "UPDATE audit_entry SET number = 5 WHERE number = 6",
          "UPDATE audit_entry SET number = 6 WHERE number = -5"},
         "Entry 5 differs"},
        {"gives a number twice",
         {"UPDATE audit_entry SET number = 8 WHERE number = 9"},
         "Entry 8 stands twice"},
        {"gives a foreign number", {"UPDATE audit_entry SET number = 0 WHERE number = 1"}, "never given out"},
        {"cuts the end off", {"DELETE FROM audit_entry WHERE number > 900"}, "are missing"},
        {"cuts the end off and lowers the sequencer",
         {"DELETE FROM audit_entry WHERE number > 900",
          "UPDATE platform_sequencer SET published = 900, reserved = 900 WHERE name = 'audit_entry'"},
         "its end was removed"},
        {"cuts the end off, lowers sequencer and tree",
         {"DELETE FROM audit_entry WHERE number > 900",
          "UPDATE platform_sequencer SET published = 900, reserved = 900 WHERE name = 'audit_entry'",
          "UPDATE audit_tree SET size = 900"},
         "its end was removed"},
        {"cuts everything off", {"DELETE FROM audit_entry", "DELETE FROM audit_personal"}, "are missing"},
        {"edits an entry and its leaf in the tree",
         {"UPDATE audit_entry SET account_id = 99 WHERE number = 300",
          "UPDATE audit_tile SET hashes = (SELECT hashes FROM audit_tile WHERE level = 0 AND position = 0) "
          "WHERE level = 0 AND position = 1"},
         "makes another root|differs|make another root"},
        {"alters a checkpoint's size",
         {"UPDATE audit_checkpoint SET size = 999 WHERE size = 1000"},
         "Checkpoint 999"},
        {"alters a checkpoint's time",
         {"UPDATE audit_checkpoint SET at = at - 1"},
         "the signature does not hold"},
        {"deletes the checkpoint in the middle",
         {"DELETE FROM audit_checkpoint WHERE size = 1000"},
         "a checkpoint was removed"},
        {"deletes all checkpoints", {"DELETE FROM audit_checkpoint"}, "checkpoints were removed"},
        {"exchanges a signature",
         {"UPDATE audit_checkpoint SET signature = (SELECT c.signature FROM audit_checkpoint c WHERE c.size "
          "= "
          "1201)"},
         "the signature does not hold"},
        {"renames the log", {"UPDATE audit_tree SET origin = 'another'"}, "belongs to another log"},
        {"deletes stored nodes", {"DELETE FROM audit_tile WHERE level = 1"}, "stored nodes"},
        {"adds stored nodes",
         {"INSERT INTO audit_tile (level, position, hashes) SELECT 5, 5, hashes FROM audit_tile WHERE level "
          "= "
          "1"},
         "belong to no entry"},
    };

    RecordMany(1200);
    RecordPersonal();
    IntegrateAll();
    ASSERT_EQ(Verify().code, 0) << Verify().err;
    ASSERT_THAT(Checkpoints(), SizeIs(2));

    struct TakeBack {};
    for (const Attack& attack : attacks) {
        // The attack and the check in one transaction that is taken back: the next one finds the log whole.
        std::ostringstream out;
        std::ostringstream err;
        int code = 0;
        try {
            database().Write([&](storage::Tx& tx) {
                for (const auto& step : attack.steps)
                    ASSERT_GE(tx.Execute(step), 1) << attack.name << ": " << step;
                out.str("");
                err.str("");
                code = VerifySnapshot(tx, *keys_, out, err);
                throw TakeBack();
            });
        } catch (const TakeBack&) {
        }
        EXPECT_EQ(code, 1) << attack.name << " goes unnoticed\n" << out.str();
        EXPECT_THAT(err.str(), ::testing::ContainsRegex(attack.finding)) << attack.name;
    }
    EXPECT_EQ(Verify().code, 0);
}

TEST_P(AuditLog, DetectsACheckpointOfAForgedTreeBecauseOnlyTheKeySigns) {
    RecordMany(50);
    IntegrateAll();
    // The intruder rebuilds everything with a key of their own.
    Tamper("UPDATE audit_entry SET account_id = 99 WHERE number = 30");
    Tamper("DELETE FROM audit_tile");
    Tamper("DELETE FROM audit_checkpoint");
    Tamper("UPDATE audit_tree SET size = 0");
    const auto forged = secrets::Keyring::Open(folder_.path() / "forged", true);
    Integrate(database(), *forged);
    const auto verdict = Verify();
    EXPECT_EQ(verdict.code, 1);
    EXPECT_THAT(verdict.err, HasSubstr("the signature does not hold"));
}

TEST_P(AuditLog, SearchesByAccountUnitCapabilityObjectAndTimeNewestFirst) {
    RecordMany(10);
    clock().Advance(1h);
    RecordPersonal();
    const auto found = [&](const Search& search) {
        return database().Read(
            [&](storage::Snapshot& snapshot) { return ListEntries(snapshot, search, 100); });
    };
    EXPECT_THAT(found({}), SizeIs(11));
    EXPECT_EQ(found({})[0].capability, "forms.row.revealed");
    Search search;
    search.capability = "forms.row.revealed";
    EXPECT_THAT(found(search), SizeIs(1));
    search = {};
    search.unit = kTown;
    EXPECT_THAT(found(search), SizeIs(5));
    search.object = 1001;
    EXPECT_THAT(found(search), SizeIs(1));
    search = {};
    search.account = AccountId{12};
    EXPECT_THAT(found(search), SizeIs(0));
    search = {};
    search.to = tests::ManualClock::kMonday.Plus(30min);
    EXPECT_THAT(found(search), SizeIs(10));
    search = {};
    search.from = tests::ManualClock::kMonday.Plus(30min);
    EXPECT_THAT(found(search), SizeIs(1));

    // Page after page without a repetition or a hole.
    search = {};
    std::set<std::int64_t> seen;
    for (;;) {
        const auto page =
            database().Read([&](storage::Snapshot& snapshot) { return ListEntries(snapshot, search, 3); });
        if (page.empty()) break;
        for (const Entry& entry : page) EXPECT_TRUE(seen.insert(entry.id).second);
        search.after = Search::Place{page.back().at, page.back().id};
    }
    EXPECT_THAT(seen, SizeIs(11));
}

TEST_P(AuditLog, ExportsABundleWithEveryEntryAndCheckpointAndNothingPersonal) {
    RecordMany(30);
    RecordPersonal();
    IntegrateAll();
    const auto file = folder_.path() / "bundle.jsonl";
    std::ostringstream out;
    std::ostringstream err;
    ASSERT_EQ(ExportCommand(database(), file, out, err), 0) << err.str();
    std::ifstream bundle(file);
    std::vector<std::string> lines;
    for (std::string line; std::getline(bundle, line);) lines.push_back(line);
    ASSERT_THAT(lines, SizeIs(1 + 31 + Checkpoints().size()));
    EXPECT_THAT(lines[1], HasSubstr(R"("number":"1")"));
    EXPECT_THAT(lines.back(), HasSubstr(R"("public_key")"));
    for (const auto& line : lines) EXPECT_THAT(line, ::testing::Not(HasSubstr("王小明")));
}

TEST_P(AuditLog, AnOutsiderChecksTheBundleWithoutThisProgram) {
    RecordMany(1030);
    RecordPersonal();
    IntegrateAll();
    const auto bundle = folder_.path() / "bundle.jsonl";
    std::ostringstream none;
    ASSERT_EQ(ExportCommand(database(), bundle, none, none), 0);
    const std::string key = " --key " + secrets::Hex(keys_->PublicKey());
    const auto verify = [&](const std::filesystem::path& file, const std::string& more) {
        const std::string command =
            "python3 " QZ_TOOLS "/verify-audit.py " + file.string() + more + " > /dev/null 2>&1";
        return std::system(command.c_str());
    };
    EXPECT_EQ(verify(bundle, key), 0);
    EXPECT_NE(verify(bundle, " --key " + std::string(64, '0')), 0) << "signed with a key nobody trusts";

    std::ifstream stream(bundle, std::ios::binary);
    const std::string whole(std::istreambuf_iterator<char>(stream), {});
    const auto altered = folder_.path() / "altered.jsonl";
    const auto with = [&](std::string text) {
        std::ofstream(altered, std::ios::binary | std::ios::trunc) << text;
        return verify(altered, key);
    };
    std::string text = whole;
    text.replace(text.find(R"("account":"11")"), 14, R"("account":"12")");
    EXPECT_NE(with(text), 0) << "edited";
    text = whole;
    const auto line = text.find('\n') + 1;
    text.erase(line, text.find('\n', line) + 1 - line);
    EXPECT_NE(with(text), 0) << "deleted";
    text = whole;
    text.resize(text.rfind("{\"checkpoint\""));
    EXPECT_NE(with(text), 0) << "the last checkpoint cut off";

    RecordMany(5);
    IntegrateAll();
    const auto newer = folder_.path() / "newer.jsonl";
    ASSERT_EQ(ExportCommand(database(), newer, none, none), 0);
    EXPECT_EQ(verify(newer, key + " --older " + bundle.string()), 0);
    EXPECT_NE(verify(bundle, key + " --older " + newer.string()), 0) << "an end that was cut off since";
}

}  // namespace
}  // namespace qz::audit
