#include "sample_city/sample_city.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "directory/directory.hpp"
#include "forms/forms.hpp"
#include "identity/identity.hpp"
#include "sample_city/city.hpp"
#include "tests/support/databases.hpp"

namespace qz::sample_city {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view kTown = "371082101";

// One small city for all tests: 俚岛镇 alone has accounts and values. It is made on an ordinary Monday.
struct SmallCity {
    SmallCity()
        : place(storage::Engine::kSqlite), keys(secrets::Keyring::Open(folder.path() / "keys", true)) {
        clock.Set(tests::ManualClock::kMonday);
        database = storage::Database::Open(place.options(&clock));
        logins = Make(*database, *keys, clock,
                      {folder.path() / "keys", std::string(kTown), folder.path() / "handed"});
    }

    tests::ScratchFolder folder;
    tests::FreshDatabase place;
    SettableClock clock;
    std::unique_ptr<secrets::Keyring> keys;
    std::unique_ptr<storage::Database> database;
    Logins logins;
};

SmallCity& City1() {
    static SmallCity city;
    return city;
}

std::int64_t Villages() {
    return City1().database->Read([](storage::Snapshot& snapshot) {
        const auto tree = directory::CurrentTree(snapshot);
        return tree->CountAt(tree->Subtree(tree->FindCode(kTown).value()), directory::Level::kVillage);
    });
}

TEST(SampleCity, SaysThatItIsOne) {
    auto& city = City1();
    EXPECT_TRUE(city.database->Read(Exists));
    EXPECT_TRUE(city.database->Read(IsComplete));
    EXPECT_EQ(city.database->Read(Watermark), "示例数据");
    EXPECT_EQ(city.database->Read(NameOfCity), "威海市");
}

TEST(SampleCity, IsNotMadeTwiceAndNotOverARealOne) {
    auto& city = City1();
    try {
        Make(*city.database, *city.keys, city.clock, {city.folder.path() / "keys", {}, {}});
        FAIL();
    } catch (const Problem& problem) {
        EXPECT_EQ(problem.code(), "sample_city.already_made");
    }
}

TEST(SampleCity, LeavesTheClockAsItWas) {
    EXPECT_EQ(City1().clock.Now(), tests::ManualClock::kMonday);
}

TEST(SampleCity, OffersEveryRoleAPasswordThatWorks) {
    auto& city = City1();
    std::set<std::string> roles;
    for (const Login& login : city.logins) {
        roles.insert(login.role);
        const std::string hash = city.database->Read([&](storage::Snapshot& snapshot) {
            return snapshot
                .QueryOne("SELECT password_hash FROM identity_account WHERE login = $1", login.login)
                .Get<std::string>(0);
        });
        EXPECT_TRUE(secrets::PasswordMatches(hash, login.password)) << login.login;
        EXPECT_EQ(login.totp_secret.empty(), !login.role.ends_with("_admin"));
    }
    EXPECT_THAT(roles, SizeIs(12));
}

// Screens say the day of a value beside its source: a name with a day in it would read doubled.
TEST(SampleCity, NamesNoDayInTheNameOfAStock) {
    City1().database->Read([](storage::Snapshot& snapshot) {
        const auto labels = snapshot.Query(
            "SELECT DISTINCT source_label FROM catalogue_held WHERE source_kind = 'stock' ORDER BY "
            "source_label");
        EXPECT_GE(labels.size(), 3u);
        for (const storage::Row row : labels) {
            EXPECT_THAT(row.Get<std::string>(0), ::testing::Not(HasSubstr("月")));
            EXPECT_THAT(row.Get<std::string>(0), ::testing::Not(HasSubstr("导入")));
        }
    });
}

TEST(SampleCity, HasClaimsInEveryStateAndOtherNames) {
    City1().database->Read([](storage::Snapshot& snapshot) {
        std::set<std::string> states;
        for (const storage::Row row : snapshot.Query("SELECT DISTINCT state FROM catalogue_claim"))
            states.insert(row.Get<std::string>(0));
        for (const char* state : {"accepted", "declined", "disputed", "designated", "ruled"})
            EXPECT_THAT(states, ::testing::Contains(state));
        const auto elements = catalogue::AllElements(snapshot);
        EXPECT_GE(elements->FindCode("households")->aliases.size(), 3u);
        EXPECT_TRUE(elements->FindCode("street_lamps")->steward.has_value()) << "the ruling stands";
    });
}

TEST(SampleCity, PutsEveryTaskToTheLevelThatItsFormWasAdmittedFor) {
    City1().database->Read([](storage::Snapshot& snapshot) {
        std::set<std::string> titles;
        for (const storage::Row row : snapshot.Query(R"sql(
                 SELECT task.title FROM forms_task AS task
                 JOIN forms_task_scope AS asked ON asked.task_id = task.id
                 JOIN admission_proposal AS proposal ON proposal.form_id = task.form_id AND proposal.number IS NOT NULL
                 JOIN admission_scope AS admitted ON admitted.proposal_id = proposal.id
                 WHERE admitted.level <> asked.level)sql"))
            titles.insert(row.Get<std::string>(0));
        EXPECT_THAT(titles, ::testing::IsEmpty());
    });
}

TEST(SampleCity, HasATableThatFiveUnitsRegisteredAndOneThatFewerDid) {
    City1().database->Read([](storage::Snapshot& snapshot) {
        std::vector<std::int64_t> units;
        for (const storage::Row row : snapshot.Query(
                 "SELECT COUNT(DISTINCT unit_id) FROM handed_request GROUP BY matter_id ORDER BY 1"))
            units.push_back(row.Get<std::int64_t>(0));
        EXPECT_THAT(units, ::testing::ElementsAre(3, 6));
        EXPECT_EQ(snapshot.QueryOne("SELECT COUNT(*) FROM handed_workbook").Get<std::int64_t>(0), 2)
            << "both were dropped in today";
    });
}

TEST(SampleCity, KeepsLoginsForItsOwnerAlone) {
    auto& city = City1();
    struct stat about {};
    ASSERT_EQ(::stat((city.folder.path() / "keys" / "sample-logins.json").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600u);
    EXPECT_EQ(ReadLogins(city.folder.path() / "keys").size(), city.logins.size());
    std::ostringstream out;
    PrintLogins(city.folder.path() / "keys", out);
    EXPECT_THAT(out.str(), HasSubstr(city.logins.front().password));
    EXPECT_THAT(out.str(), HasSubstr("2,753"));
}

TEST(SampleCity, HasTwelveDepartmentsAndCountyOnesThatFollowThem) {
    City1().database->Read([](storage::Snapshot& snapshot) {
        const auto tree = directory::CurrentTree(snapshot);
        const UnitId civil = tree->At(tree->FindCode("3710-mzj").value()).id;
        int own = 0;
        int below = 0;
        for (Ordinal ordinal = 0; ordinal < tree->size(); ++ordinal) {
            const auto& unit = tree->At(ordinal);
            own += unit.kind == directory::Kind::kDepartment && unit.government == tree->At(0).id ? 1 : 0;
            below += unit.line_superior == civil ? 1 : 0;
        }
        EXPECT_EQ(own, 12);
        EXPECT_EQ(below, 7);
        EXPECT_EQ(tree->CountAt(tree->Subtree(0), directory::Level::kTownship), 73);
        EXPECT_EQ(tree->CountAt(tree->Subtree(0), directory::Level::kVillage), 2768);
    });
}

struct Counted {
    std::string title;
    bool past_deadline = false;
    std::map<forms::ReturnState, std::int64_t> states;
    std::int64_t All() const {
        std::int64_t all = 0;
        for (const auto& [state, number] : states) all += number;
        return all;
    }
};

std::vector<Counted> CountTasks() {
    return City1().database->Read([](storage::Snapshot& snapshot) {
        std::vector<Counted> tasks;
        for (const forms::TaskId task : forms::ListRollupTasks(snapshot)) {
            const auto found = forms::FindRollupTask(snapshot, task);
            Counted counted{found->title, found->past_deadline, {}};
            forms::ForEachFigures(
                snapshot, task, found->tree->Subtree(0),
                [&](Ordinal, forms::ReturnState state, std::string_view) { ++counted.states[state]; });
            tasks.push_back(std::move(counted));
        }
        return tasks;
    });
}

// A return whose values broke a rule of its form would have been refused, and the making with it.
TEST(SampleCity, HasAYearInWhichEveryVillageReportedAndWasApproved) {
    std::vector<Counted> full;
    for (const Counted& task : CountTasks()) {
        if (task.states.contains(forms::ReturnState::kApproved) && task.All() == Villages() &&
            task.states.size() == 1) {
            full.push_back(task);
        }
    }
    EXPECT_GE(full.size(), 11u);
}

TEST(SampleCity, IsInTheMiddleOfItsOldAgeTask) {
    for (const Counted& task : CountTasks()) {
        if (task.title != "高龄津贴年度核验" || task.past_deadline) continue;
        EXPECT_GT(task.All(), Villages() / 2);
        EXPECT_LT(task.All(), Villages());
        EXPECT_TRUE(task.states.contains(forms::ReturnState::kApproved));
        EXPECT_TRUE(task.states.contains(forms::ReturnState::kReported));
        return;
    }
    FAIL();
}

// The village with a head's account has its return signed; the others pass on without.
TEST(SampleCity, HasReturnsThatWereSignedOffAndOnesThatNobodyCouldSign) {
    std::map<std::string, std::int64_t> verdicts;
    const std::int64_t waiting = City1().database->Read([&](storage::Snapshot& snapshot) {
        for (const storage::Row row : snapshot.Query(
                 "SELECT verdict, COUNT(*) FROM forms_decision WHERE verdict IN ('signed', 'passed_unsigned')"
                 " GROUP BY verdict")) {
            verdicts[row.Get<std::string>(0)] = row.Get<std::int64_t>(1);
        }
        return snapshot.QueryOne("SELECT COUNT(*) FROM forms_return WHERE state = 1").Get<std::int64_t>(0);
    });
    EXPECT_EQ(verdicts["signed"], 1);
    EXPECT_GT(verdicts["passed_unsigned"], 1);
    EXPECT_EQ(waiting, 0);
}

TEST(SampleCity, FiguresEqualWhatTheAnswersSay) {
    City1().database->Read([](storage::Snapshot& snapshot) {
        for (const forms::TaskId task : forms::ListRollupTasks(snapshot)) {
            const auto range = forms::FindRollupTask(snapshot, task)->tree->Subtree(0);
            std::map<Ordinal, std::string> stored;
            std::map<Ordinal, std::string> computed;
            forms::ForEachFigures(snapshot, task, range,
                                  [&](Ordinal unit, forms::ReturnState state, std::string_view figures) {
                                      if (forms::Counts(state)) stored[unit] = figures;
                                  });
            forms::RecomputeFigures(snapshot, task, range,
                                    [&](Ordinal unit, forms::ReturnState state, std::string_view figures) {
                                        if (forms::Counts(state)) computed[unit] = figures;
                                    });
            EXPECT_EQ(stored, computed);
        }
    });
}

std::string AllBytes(const std::filesystem::path& folder) {
    std::string bytes;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        std::stringstream text;
        text << file.rdbuf();
        bytes += text.str();
    }
    return bytes;
}

TEST(SampleCity, HasNoIdNumberBareInItsDatabase) {
    const std::string location = City1().place.options().location;
    const std::string bytes = AllBytes(std::filesystem::path(location).parent_path());
    ASSERT_THAT(bytes, HasSubstr("王建国"));
    for (std::size_t at = bytes.find("371000"); at != std::string::npos; at = bytes.find("371000", at + 1)) {
        EXPECT_FALSE(catalogue::ReadIdNumber(std::string_view(bytes).substr(at, 18))) << bytes.substr(at, 18);
    }
}

TEST(SampleCity, HasNoPasswordInItsDatabase) {
    const std::string bytes = AllBytes(std::filesystem::path(City1().place.options().location).parent_path());
    for (const Login& login : City1().logins) {
        EXPECT_THAT(bytes, Not(HasSubstr(login.password)));
        if (login.totp_secret.empty()) continue;
        EXPECT_THAT(bytes, Not(HasSubstr(login.totp_secret)));
    }
}

TEST(SampleCity, GivesTheClerkSeveralPosts) {
    auto& city = City1();
    const int posts = city.database->Read([](storage::Snapshot& snapshot) {
        return snapshot
            .QueryOne(
                "SELECT COUNT(*) FROM identity_post AS post JOIN identity_account AS account"
                " ON account.person_id = post.person_id WHERE account.login = 'cun'")
            .Get<int>(0);
    });
    EXPECT_EQ(posts, 3);
}

}  // namespace
}  // namespace qz::sample_city
