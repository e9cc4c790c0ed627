// A city with one bureau, two counties, towns and villages, signed in through the real gate: for this room's
// api tests.
#pragma once

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "directory/directory.hpp"
#include "forms/fixtures.hpp"
#include "forms/forms.hpp"
#include "identity/identity.hpp"
#include "tests/support/cheap_passwords.hpp"
#include "tests/support/databases.hpp"

namespace qz::forms::sample {

inline constexpr std::string_view kUnits =
    "code,name,level,parent_code\n"
    "3710,威海市,city,\n"
    "371082,荣成市,county,3710\n"
    "371083,乳山市,county,3710\n"
    "371082101,俚岛镇,township,371082\n"
    "371082102,成山镇,township,371082\n"
    "371083101,夏村镇,township,371083\n"
    "371082101201,大庄村委会,village,371082101\n"
    "371082101202,小庄村委会,village,371082101\n"
    "371082102201,北山村委会,village,371082102\n"
    "371083101201,西村委会,village,371083101\n";

inline constexpr std::string_view kPassword = "three trees by the sea";

using Answer = http::InProcess::Answer;
using Headers = std::vector<std::pair<std::string, std::string>>;

class Office : public tests::OnBothEngines {
 protected:
    void SetUp() override {
        tests::HashPasswordsCheaply();
        keys_ = secrets::Keyring::Open(folder_.path() / "keys", true);
        clock().Set(StartOf(Date::From(2026, 9, 1)).Plus(std::chrono::hours(9)));
        directory::ImportAndSwitch(database(), kUnits, Date::From(2026, 1, 1), "测试文件", nullptr);
        database().Write([&](storage::Tx& tx) {
            const auto bureau =
                directory::InsertDepartments(tx, {{"3710-mzj", "威海市民政局", Unit(tx, "3710"), {}}});
            directory::InsertDepartments(tx,
                                         {{"371082-mzj", "荣成市民政局", Unit(tx, "371082"), bureau.front()},
                                          {"3710-clj", "威海市残联", Unit(tx, "3710"), {}}});
            const fixtures::Catalogue known;
            for (catalogue::Element element : known.All()) {
                element.sensitivity =
                    element.type == catalogue::ValueType::kIdNumber ? "sensitive" : "internal";
                element.sharing = "conditional";
                if (!element.choices.empty()) element.code_set = "elder_state";
                catalogue::InsertElement(tx, element);
            }
        });
        Add("3710-mzj", "department_officer", "bureau");
        Add("3710-clj", "department_officer", "other-bureau");
        Add("371082-mzj", "department_officer", "county");
        Add("371082101", "town_reviewer", "lidao");
        Add("371082102", "town_reviewer", "chengshan");
        Add("371082101", "town_section", "lidao-section");
        Add("371082101201", "village_clerk", "dazhuang");
        Add("371082101202", "village_clerk", "xiaozhuang");
        Add("371082102201", "village_clerk", "beishan");
        Add("371082101201", "unit_head", "dazhuang-head");

        connections_.keys = keys_.get();
        connections_.exports = folder_.path() / "exports";
        connections_.watermark = "示例数据";
        connections_.minutes_of = [](storage::Snapshot&, const Field&) { return std::int64_t{100}; };
        connections_.name_of = identity::NameOf;
        connections_.post_belongs = [](storage::Snapshot& snapshot, PostId post, UnitId unit) {
            const auto found = identity::FindPost(snapshot, post);
            return found && found->unit == unit;
        };
        connections_.may = [this](storage::Snapshot& snapshot, PostId post, std::string_view permission) {
            return gate_.Allow(snapshot, post, permission).has_value();
        };
        // Every form is admitted as it is typed; what admission does with one stands in its own tests.
        connections_.admission = [this](storage::Snapshot&, const AdmissionQuestion&) { return Admit(); };
        identity::AddRoutes(router_, *keys_, database(), {});
        AddRoutes(router_, connections_);
    }

    virtual AdmissionAnswer Admit() const { return {}; }

    static UnitId Unit(storage::Snapshot& snapshot, std::string_view code) {
        const auto tree = directory::CurrentTree(snapshot);
        return tree->At(tree->FindCode(code).value()).id;
    }
    UnitId Unit(std::string_view code) {
        return database().Read([&](storage::Snapshot& snapshot) { return Unit(snapshot, code); });
    }

    // Signs in with a one-time code as well.
    void AddWithCode(std::string_view unit, std::string_view role, std::string_view login) {
        const std::string& secret = secrets_[std::string(login)] = secrets::NewTotpSecret();
        Add(unit, role, login, secret);
    }
    void Add(std::string_view unit, std::string_view role, std::string_view login,
             const std::string& totp_secret = {}) {
        const identity::NewAccount account{Unit(unit),
                                           std::string(role),
                                           std::string(login),
                                           std::string(login) + "某",
                                           "岗位",
                                           secrets::HashPassword(kPassword),
                                           totp_secret};
        made_[std::string(login)] = database().Write(
            [&](storage::Tx& tx) { return identity::InsertAccount(tx, account, keys_.get()); });
    }

    // As the person with that login; "" is nobody.
    Answer As(const std::string& login, http::Method method, std::string_view target,
              std::string_view body = {}, Headers headers = {}) {
        if (!login.empty()) headers.emplace_back("Cookie", "qz_session=" + Token(login));
        return http::InProcess{router_, database(), std::ref(gate_), &clock()}.Send(method, target, body,
                                                                                    std::move(headers));
    }
    Answer Get(const std::string& login, std::string_view target) {
        return As(login, http::Method::kGet, target);
    }
    Answer Post(const std::string& login, std::string_view target, std::string_view body = {},
                Headers headers = {}) {
        return As(login, http::Method::kPost, target, body, std::move(headers));
    }
    Answer PostAt(const std::string& login, std::string_view target, std::int64_t revision,
                  std::string_view body = {}) {
        return Post(login, target, body, {{"If-Match", "\"" + std::to_string(revision) + "\""}});
    }

    std::string Token(const std::string& login) {
        std::string& token = tokens_[login];
        // Sessions end when nobody acts for half an hour; the tests let days pass.
        if (token.empty() || signed_in_[login].Plus(std::chrono::minutes(20)) < clock().Now()) {
            json::object factors{{"login", login}, {"password", kPassword}};
            if (const auto secret = secrets_.find(login); secret != secrets_.end())
                factors["code"] = secrets::TotpCode(secret->second, clock().Now());
            const Answer answer = http::InProcess{router_, database(), std::ref(gate_), &clock()}.Send(
                http::Method::kPost, "/api/identity/session", json::serialize(factors));
            EXPECT_EQ(answer.status, 200) << login << " " << answer.body;
            for (const auto& [name, value] : answer.headers) {
                if (name == "Set-Cookie" && value.starts_with("qz_session="))
                    token = value.substr(11, value.find(';') - 11);
            }
            signed_in_[login] = clock().Now();
        }
        return token;
    }

    static std::string Text(const json::value& value) {
        const json::string& text = value.as_string();
        return {text.data(), text.size()};
    }
    static std::string IdIn(const Answer& answer) {
        EXPECT_TRUE(answer.status == 200 || answer.status == 201) << answer.status << " " << answer.body;
        const json::value body = answer.Json();
        return Text(body.at("id"));
    }
    static std::string CodeIn(const Answer& answer) {
        const json::value body = answer.Json();
        return Text(body.at("code"));
    }

    // A form of the bureau, frozen.
    std::string Freeze(std::string_view definition) {
        const std::string form =
            IdIn(Post("bureau", "/api/forms/forms", "{\"definition\":" + std::string(definition) + "}"));
        return IdIn(Post("bureau", "/api/forms/forms/" + form + "/versions"));
    }
    // A task over the whole city's villages, due in ten days; `more` overrides members.
    std::string TaskBody(const std::string& version, const json::object& more = {}) {
        json::object body{
            {"version", version},
            {"title", "年度核对"},
            {"period", "2026"},
            {"scope", json::array{json::object{{"unit", Unit("3710").ToString()}, {"level", "village"}}}},
            {"deadline", clock().Now().Plus(std::chrono::hours(240)).ToString()},
            {"late", "accept"},
            {"chain", json::array{"township"}},
            {"contact_name", "经办人"},
            {"contact_phone", "0631-5230000"}};
        for (const auto& member : more) body[member.key()] = member.value();
        return json::serialize(body);
    }
    std::string Publish(std::string_view definition, const json::object& more = {}) {
        return IdIn(Post("bureau", "/api/forms/tasks", TaskBody(Freeze(definition), more)));
    }
    std::string At(const std::string& task, std::string_view unit, std::string_view act = "") {
        return "/api/forms/tasks/" + task + "/units/" + Unit(unit).ToString() + std::string(act);
    }
    std::int64_t RevisionOf(const std::string& login, const std::string& task, std::string_view unit) {
        const json::value view = Get(login, At(task, unit)).Json();
        return view.at("revision").as_int64();
    }
    Answer Submit(const std::string& login, const std::string& task, std::string_view unit,
                  std::string_view body) {
        return PostAt(login, At(task, unit, "/submit"), RevisionOf(login, task, unit), body);
    }

    tests::ScratchFolder folder_;
    std::unique_ptr<secrets::Keyring> keys_;
    Connections connections_;
    http::Router router_;
    identity::Gate gate_{clock()};
    std::map<std::string, identity::MadeAccount> made_;
    std::map<std::string, std::string> tokens_;
    std::map<std::string, std::string> secrets_;  // of one-time codes
    std::map<std::string, Instant> signed_in_;
};

inline constexpr std::string_view kVillageAnswers =
    R"({"answers":{"households":"412","people":"1000","men":"510","women":"490","area":"31.5","contact_phone":"13800001122"}})";

}  // namespace qz::forms::sample
