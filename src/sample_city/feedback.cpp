// The sample city's two case offices, their officers and keys, and a handful of sealed reports.
#include <future>

#include "feedback/intake/intake.hpp"
#include "feedback/office/office.hpp"
#include "feedback/protocol/protocol.hpp"
#include "sample_city/city.hpp"

namespace qz::sample_city {

namespace {

namespace intake = feedback::intake;
namespace office = feedback::office;

struct Officer {
    std::string login;
    std::string name;
    std::string title;
};
struct OfficePlan {
    std::string code;
    std::string name;
    std::string role;
    std::vector<Officer> officers;
};

const std::vector<OfficePlan>& Plans() {
    static const std::vector<OfficePlan> plans = {
        {"3710-dcs",
         "市委市政府督查室",
         "supervision",
         {{"ducha1", "鞠学军", "督查岗"}, {"ducha2", "隋丽华", "复核岗"}}},
        {"3710-jfb",
         "减负专项工作机制办公室",
         "case",
         {{"jianfu1", "丛培良", "受理岗"}, {"jianfu2", "毕淑珍", "复核岗"}}}};
    return plans;
}

// Texts as somebody might write them. They name no place and no person.
struct SampleReport {
    const char* category;
    const char* text;
    int hours;
};
constexpr SampleReport kReports[] = {
    {"forms", "同一份人口信息每月报给三个部门，口径还不一样，只能各填一遍。", 9},
    {"forms", "台账电子版报了，又要纸质版盖章再送一次。", 6},
    {"meetings", "一周四次视频会议，内容大多相同，人都在会场，活没人干。", 12},
    {"inspections", "检查组一个接一个，迎检材料要做成册，做完就没人看。", 20},
    {"fingertip", "工作群太多，每个群都要打卡、截图、接龙。", 15},
    {"documents", "转发的通知一天好几份，要求当天学习并上传照片。", 8},
    {"briefs", "每个季度要交信息稿，数量排名，没有内容也要凑。", 10},
    {"duty_shifting", "不属于我们的执法事项要我们先摸底签字。", 14},
    {"plaques", "门口的牌子摘了又挂，检查哪个挂哪个。", 3},
    {"forms", "表格限当天报，系统晚上还登不上去。", 7},
    {"secondment", "借调走两个人一年多，活由剩下的人干。", 0},
    {"false_figures", "要求数字只能比上月多，如实报会被退回。", 5}};

std::uint32_t MonthOf(Date day) {
    const auto civil = day.Civil();
    return static_cast<std::uint32_t>(static_cast<int>(civil.year())) * 100 +
           static_cast<unsigned>(civil.month());
}

intake::Reply Ask(intake::Intake& room, void (intake::Intake::*route)(intake::Request, intake::Give),
                  const std::string& body) {
    std::promise<intake::Reply> given;
    (room.*route)({body}, [&given](intake::Reply reply) { given.set_value(std::move(reply)); });
    return given.get_future().get();
}

// As a browser sends it: sealed, proved, and with keys that nobody keeps.
void Send(intake::Intake& room, const std::string& office, std::uint32_t month, const std::string& epoch_key,
          const SampleReport& report) {
    feedback::Draft draft;
    draft.office = office;
    draft.epoch = month;
    draft.epoch_key = epoch_key;
    draft.lookup = feedback::LookupHash(feedback::Random(feedback::kIdSize));
    draft.reply_public = feedback::MakeKeyPair().public_key;
    draft.text = json::serialize(
        json::object{{"v", 1},
                     {"scope", "371082"},
                     {"category", report.category},
                     {"text", report.text},
                     {"about", json::object{{"unit", ""}, {"form", nullptr}}},
                     {"since", feedback::EpochText(month)},
                     {"hours", report.hours > 0 ? json::value(report.hours) : json::value(nullptr)},
                     {"weaker", false}});
    const std::string before = feedback::SealReport(draft);
    const std::string hash = feedback::Sha256(before);
    const json::value challenge =
        ParseJson(Ask(room, &intake::Intake::Challenge,
                      json::serialize(json::object{{"hash", feedback::Base64Url(hash)}}))
                      .body);
    const std::string bytes = *feedback::FromBase64Url(Text(challenge.as_object(), "challenge"));
    std::uint64_t counter =
        feedback::FindProof(bytes, hash, static_cast<int>(challenge.at("bits").as_int64()));
    std::string proof(8, '\0');
    for (std::size_t i = 8; i > 0; --i, counter >>= 8) proof[i - 1] = static_cast<char>(counter);
    Ask(room, &intake::Intake::Submit, before + bytes + proof);
}

}  // namespace

void MakeFeedback(storage::Database& database, feedback::Database& reports, const secrets::Keyring& keys,
                  const std::filesystem::path& keys_folder) {
    const Instant now = database.Read([](storage::Snapshot& snapshot) { return snapshot.Now(); });
    const Date today = DateOf(now);
    const std::uint32_t month = MonthOf(today);
    Logins logins = ReadLogins(keys_folder);
    Papers papers;
    std::map<std::string, std::string> ids;                           // by role
    std::map<std::string, std::vector<office::KeyHolder>> officers;   // by role
    std::map<std::string, std::pair<std::string, std::string>> live;  // by role: office, epoch key
    for (const OfficePlan& plan : Plans()) {
        const UnitId unit = database.Write([&](storage::Tx& tx) {
            const auto tree = directory::CurrentTree(tx);
            return directory::InsertDepartments(
                       tx, {{plan.code, plan.name, tree->At(tree->FindCode("3710").value()).id, std::nullopt,
                             directory::Kind::kDepartment}})
                .at(0);
        });
        std::vector<office::KeyHolder> holders;
        for (const Officer& officer : plan.officers) {
            identity::NewAccount account{unit, "case_officer", officer.login, officer.name, officer.title, {},
                                         {}};
            const std::string password = secrets::RandomReadable(12);
            account.password_hash = secrets::HashPassword(password);
            account.totp_secret = secrets::NewTotpSecret();
            const auto made =
                database.Write([&](storage::Tx& tx) { return identity::InsertAccount(tx, account, &keys); });
            Login login{account.role, officer.login, password,     account.totp_secret,
                        officer.name, plan.name,     officer.title};
            login.passphrase = secrets::RandomReadable(16);
            holders.push_back({made.post, login.passphrase});
            logins.push_back(std::move(login));
        }
        const auto made = reports.Write([&](feedback::Connection& connection) {
            const std::string id = office::InsertOffice(
                connection,
                {unit, plan.name, plan.role, {"3710"}, plan.role == "case" ? ids["supervision"] : ""}, today);
            return std::pair(id,
                             office::MakeKeys(connection, keys_folder / "feedback", id, holders, {month}));
        });
        papers[plan.name] = made.second.papers;
        ids[plan.role] = made.first;
        officers[plan.role] = holders;
        live[plan.role] = {made.first, made.second.epoch_keys.at(0)};
    }
    WriteLogins(keys_folder, logins);
    WritePapers(keys_folder, papers);

    SettableClock morning;
    morning.Set(StartOf(today).Plus(std::chrono::hours(10)));
    intake::Options options;
    options.least_time = std::chrono::milliseconds(0);
    options.proof_bits = 0;
    const auto room = intake::Intake::Make(
        reports, options,
        {&morning, [](Date) { return true; }, [](Date from, int days) { return Date{from.days + days}; }});
    for (const SampleReport& report : kReports) {
        Send(*room, live["case"].first, month, live["case"].second, report);
    }
    room->Round();
    database.Write([&](storage::Tx& tx) {
        const auto tree = directory::CurrentTree(tx);
        const UnitId subject = tree->At(tree->FindCode("371082").value()).id;
        reports.Write([&](feedback::Connection& connection) {
            office::TakeUpSamples(
                tx, connection, ids["case"], officers["case"],
                {{"forms", subject, "closed", "同一份人口信息由三个部门分别收取，口径不一。",
                  "三个部门改用一张表，其余两张停用。"},
                 {"meetings", subject, "closed", "一周四次内容相近的视频会议。",
                  "合并为每月一次，基层不再全员到会。"},
                 {"fingertip", subject, "closed", "工作群打卡、截图、接龙过多。",
                  "解散七个工作群，禁止以截图代替工作。"},
                 {"inspections", subject, "verified", "", ""},
                 {"forms", subject, "accepted", "", ""}});
        });
    });
}

}  // namespace qz::sample_city
