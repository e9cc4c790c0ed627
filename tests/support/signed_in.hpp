// People who sign in through the real gate, on both engines: for the tests of routes. Rooms that link
// identity use it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "directory/directory.hpp"
#include "identity/identity.hpp"
#include "platform/http/http.hpp"
#include "platform/secrets/secrets.hpp"
#include "tests/support/cheap_passwords.hpp"
#include "tests/support/databases.hpp"

namespace qz::tests {

using Answer = http::InProcess::Answer;
using Headers = std::vector<std::pair<std::string, std::string>>;

// A fixture adds units, people and routes in its SetUp, and then acts as the person with a login.
class SignedIn : public OnBothEngines {
 protected:
    static constexpr std::string_view kPassword = "three trees by the sea";

    void SetUp() override {
        HashPasswordsCheaply();
        keys_ = secrets::Keyring::Open(folder_.At("keys"), true);
    }

    static UnitId Unit(storage::Snapshot& snapshot, std::string_view code) {
        const auto tree = directory::CurrentTree(snapshot);
        return tree->At(tree->FindCode(code).value()).id;
    }
    UnitId Unit(std::string_view code) {
        return database().Read([&](storage::Snapshot& snapshot) { return Unit(snapshot, code); });
    }

    void Add(std::string_view unit, std::string_view role, std::string_view login) {
        Insert(unit, role, login, {});
    }
    // Signs in with a one-time code as well.
    void AddWithCode(std::string_view unit, std::string_view role, std::string_view login) {
        Insert(unit, role, login, secrets_[std::string(login)] = secrets::NewTotpSecret());
    }

    // The person with that login; "" is nobody.
    Answer As(const std::string& login, http::Method method, std::string_view target,
              std::string_view body = {}, Headers headers = {}) {
        if (!login.empty()) headers.emplace_back("Cookie", "qz_session=" + Token(login));
        return InProcess().Send(method, target, body, std::move(headers));
    }
    Answer Get(const std::string& login, std::string_view target) {
        return As(login, http::Method::kGet, target);
    }

    std::string Token(const std::string& login) {
        std::string& token = tokens_[login];
        // Sessions end when nobody acts for half an hour; the tests let days pass.
        if (!token.empty() && clock().Now() < signed_in_[login].Plus(std::chrono::minutes(20))) return token;
        json::object factors{{"login", login}, {"password", kPassword}};
        if (const auto secret = secrets_.find(login); secret != secrets_.end()) {
            factors["code"] = secrets::TotpCode(secret->second, clock().Now());
        }
        const Answer answer =
            InProcess().Send(http::Method::kPost, "/api/identity/session", json::serialize(factors));
        EXPECT_EQ(answer.status, 200) << login << " " << answer.body;
        for (const auto& [name, value] : answer.headers) {
            if (name == "Set-Cookie" && value.starts_with("qz_session=")) {
                token = value.substr(11, value.find(';') - 11);
            }
        }
        signed_in_[login] = clock().Now();
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
    // The code of a refusal; "" where the answer is none.
    static std::string CodeIn(const Answer& answer) {
        const json::value body = answer.Json();
        const json::value* const code = body.as_object().if_contains("code");
        return code ? Text(*code) : "";
    }

    // What grants permissions: as the gate of the program does.
    std::function<bool(storage::Snapshot&, PostId, std::string_view)> May() {
        return [this](storage::Snapshot& snapshot, PostId post, std::string_view permission) {
            return gate_.Allow(snapshot, post, permission).has_value();
        };
    }

    ScratchFolder folder_;
    std::unique_ptr<secrets::Keyring> keys_;
    http::Router router_;
    identity::Gate gate_{clock()};
    std::map<std::string, identity::MadeAccount> made_;  // by login

 private:
    http::InProcess InProcess() { return {router_, database(), std::ref(gate_), &clock()}; }

    void Insert(std::string_view unit, std::string_view role, std::string_view login,
                const std::string& totp_secret) {
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

    std::map<std::string, std::string> tokens_;
    std::map<std::string, std::string> secrets_;  // of one-time codes
    std::map<std::string, Instant> signed_in_;
};

}  // namespace qz::tests
