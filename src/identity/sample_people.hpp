// One town with two villages, another town, a department and the security administrator, for this room's api
// tests.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "directory/directory.hpp"
#include "identity/identity.hpp"
#include "tests/support/cheap_passwords.hpp"
#include "tests/support/databases.hpp"

namespace qz::identity::sample {

inline constexpr std::string_view kUnits =
    "code,name,level,parent_code\n"
    "3710,威海市,city,\n"
    "371082,荣成市,county,3710\n"
    "371082101,俚岛镇,township,371082\n"
    "371082102,成山镇,township,371082\n"
    "371082101201,大庄村委会,village,371082101\n"
    "371082101202,小庄村委会,village,371082101\n"
    "371082102201,北山村委会,village,371082102\n";

inline constexpr std::string_view kPassword = "three trees by the sea";

using Answer = http::InProcess::Answer;

class Routes : public tests::OnBothEngines {
 protected:
    void SetUp() override {
        tests::HashPasswordsCheaply();
        keys_ = secrets::Keyring::Open(folder_.path() / "keys", true);
        directory::ImportAndSwitch(database(), kUnits, Date::From(2026, 9, 1), "测试文件", nullptr);
        AddRoutes(router_, *keys_, database(), {[this](storage::Tx&, PostId from, PostId to) {
                      moved_ = {from, to};
                      return std::vector<Moved>{{"forms.handover.drafts", 3}};
                  }});
        // What a fill-in clerk and a town may do elsewhere, to see the gate at work.
        router_.Get("/api/sample/units/{unit}", http::Permission{"forms.fill"}, http::ScopeFrom{"unit"},
                    {"unit"}, [](const http::Request&, const Actor& actor, const Scope&, storage::Snapshot&) {
                        return http::Json({{"unit", actor.unit.ToString()}});
                    });
        router_.Get("/api/sample/review/{unit}", http::Permission{"forms.review"}, http::ScopeFrom{"unit"},
                    {"unit"}, [](const http::Request&, const Actor& actor, const Scope&, storage::Snapshot&) {
                        return http::Json({{"unit", actor.unit.ToString()}});
                    });
        router_.Get("/api/sample/audit", http::Permission{"audit.read"}, http::ScopeFrom{"all"}, {"ok"},
                    [](const http::Request&, const Actor&, const Scope&, storage::Snapshot&) {
                        return http::Json({{"ok", true}});
                    });
        clerk_ = Add("371082101201", "village_clerk", "dazhuang", "张会计", "村会计");
        neighbour_ = Add("371082101202", "village_clerk", "xiaozhuang", "李会计", "村会计");
        foreign_ = Add("371082102201", "village_clerk", "beishan", "王会计", "村会计");
        town_ = Add("371082101", "town_reviewer", "lidao", "赵审核", "民政办");
        security_ =
            Add("3710", "security_admin", "security", "安全员", "安全管理员", secrets::NewTotpSecret());
    }

    UnitId Unit(std::string_view code) {
        return database().Read([&](storage::Snapshot& snapshot) {
            const auto tree = directory::CurrentTree(snapshot);
            return tree->At(tree->FindCode(code).value()).id;
        });
    }

    MadeAccount Add(std::string_view unit, std::string_view role, std::string_view login,
                    std::string_view name, std::string_view title, const std::string& totp_secret = "") {
        if (!totp_secret.empty()) totp_secret_ = totp_secret;
        NewAccount account{Unit(unit),        std::string(role),  std::string(login),
                           std::string(name), std::string(title), secrets::HashPassword(kPassword),
                           totp_secret};
        return database().Write([&](storage::Tx& tx) { return InsertAccount(tx, account, keys_.get()); });
    }

    Answer Send(http::Method method, std::string_view target, std::string_view body = {},
                std::string_view token = {}, std::string_view key = {}) {
        std::vector<std::pair<std::string, std::string>> headers;
        if (!token.empty()) headers.emplace_back("Cookie", "qz_session=" + std::string(token));
        if (!key.empty()) headers.emplace_back("Idempotency-Key", std::string(key));
        return http::InProcess{router_, database(), std::ref(gate_), &clock()}.Send(method, target, body,
                                                                                    headers);
    }
    Answer Get(std::string_view target, std::string_view token = {}) {
        return Send(http::Method::kGet, target, {}, token);
    }
    Answer Post(std::string_view target, std::string_view body, std::string_view token = {}) {
        return Send(http::Method::kPost, target, body, token);
    }

    Answer TrySignIn(std::string_view login, std::string_view password = kPassword,
                     std::string_view code = {}, std::string_view old_token = {}) {
        json::object body{{"login", login}, {"password", password}};
        if (!code.empty()) body["code"] = code;
        return Post("/api/identity/session", json::serialize(body), old_token);
    }
    static std::string TokenIn(const Answer& answer) {
        for (const auto& [name, value] : answer.headers) {
            if (name == "Set-Cookie" && value.starts_with("qz_session="))
                return value.substr(11, value.find(';') - 11);
        }
        return "";
    }
    std::string SignIn(std::string_view login, std::string_view code = {}) {
        const Answer answer = TrySignIn(login, kPassword, code);
        EXPECT_EQ(answer.status, 200) << answer.body;
        return TokenIn(answer);
    }
    std::string SignInSecurity() {
        return SignIn("security", secrets::TotpCode(totp_secret_, clock().Now()));
    }

    static std::string CodeOf(const Answer& answer) {
        const json::value body = answer.Json();
        return std::string(body.at("code").as_string());
    }
    static std::string HeaderOf(const Answer& answer, std::string_view wanted) {
        for (const auto& [name, value] : answer.headers) {
            if (name == wanted) return value;
        }
        return "";
    }
    std::string UnitPath(std::string_view code) { return "/api/sample/units/" + Unit(code).ToString(); }

    tests::ScratchFolder folder_;
    std::unique_ptr<secrets::Keyring> keys_;
    http::Router router_;
    Gate gate_{clock()};
    std::string totp_secret_;
    std::pair<PostId, PostId> moved_;
    MadeAccount clerk_, neighbour_, foreign_, town_, security_;
};

}  // namespace qz::identity::sample
