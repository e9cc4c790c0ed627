// Two case offices with two officers each, signed in through the real gate, and reporters: for this room's
// tests.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "audit/audit.hpp"
#include "feedback/office/office.hpp"
#include "feedback/office/parts.hpp"
#include "tests/support/signed_in.hpp"

namespace qz::feedback::office {

inline constexpr std::string_view kTestUnits =
    "code,name,level,parent_code\n"
    "3710,威海市,city,\n"
    "371082,荣成市,county,3710\n"
    "371082101,俚岛镇,township,371082\n"
    "371082102,成山镇,township,371082\n"
    "371082101201,大庄村委会,village,371082101\n";

class Matters : public tests::SignedIn {
 protected:
    using Answer = tests::Answer;

    void SetUp() override {
        SignedIn::SetUp();
        clock().Set(StartOf(Date::From(2026, 11, 23)).Plus(std::chrono::hours(10)));
        directory::ImportAndSwitch(database(), kTestUnits, Date::From(2026, 1, 1), "测试文件", nullptr);
        database().Write([&](storage::Tx& tx) {
            const UnitId city = Unit(tx, "3710");
            const auto bureau = directory::InsertDepartments(tx, {{"3710-mzj", "威海市民政局", city, {}},
                                                                  {"3710-jfb", "减负办", city, {}},
                                                                  {"3710-dcs", "督查室", city, {}},
                                                                  {"3710-sjj", "威海市统计局", city, {}}});
            directory::InsertDepartments(
                tx, {{"371082-mzj", "荣成市民政局", Unit(tx, "371082"), bureau.front()}});
        });
        AddWithCode("3710-jfb", "case_officer", "chen");
        AddWithCode("3710-jfb", "case_officer", "lin");
        AddWithCode("3710-dcs", "case_officer", "du");
        Add("3710-sjj", "department_officer", "statistics");
        Add("371082101201", "village_clerk", "clerk");
        AddWithCode("3710", "security_admin", "security");
        reports_ = feedback::Database::Open(folder_.path() / "feedback.db");
        connections_.database = reports_.get();
        connections_.keys = folder_.path() / "keys" / "feedback";
        connections_.data = folder_.path();
        connections_.salt = std::string(16, 's');
        connections_.publish_office = [this](std::string bytes) { office_file_ = std::move(bytes); };
        connections_.publish_done = [this](std::string bytes) { done_file_ = std::move(bytes); };
        reports_->Write([&](Connection& connection) {
            const Date today = DateOf(clock().Now());
            second_ =
                InsertOffice(connection, {Unit("3710-dcs"), "督查室", "supervision", {"3710"}, ""}, today);
            office_ =
                InsertOffice(connection, {Unit("3710-jfb"), "减负办", "case", {"3710"}, second_}, today);
            MakeKeys(connection, connections_.keys, office_,
                     {{made_["chen"].post, "海鸥 1"}, {made_["lin"].post, "海鸥 2"}}, {202611});
            MakeKeys(connection, connections_.keys, second_, {{made_["du"].post, "海鸥 3"}}, {202611});
        });
        identity::AddRoutes(router_, *keys_, database(), {});
        AddRoutes(router_, connections_);
    }
    void TearDown() override { reports_.reset(); }

    Answer Send(const std::string& login, http::Method method, const std::string& target,
                const json::value& body, tests::Headers headers = {}) {
        return As(login, method, target, body.is_null() ? "" : json::serialize(body), std::move(headers));
    }
    Answer Post(const std::string& login, const std::string& target, const json::value& body = nullptr) {
        return Send(login, http::Method::kPost, target, body);
    }

    // A released report: its case, its voice, and what the reporter keeps.
    struct Reported {
        std::string matter;
        std::string voice;
        KeyPair reply = MakeKeyPair();
    };
    Reported Release(const std::string& text = R"({"v":1,"text":"同一份表每周报三次"})", int epoch = 202611) {
        Reported reported;
        Draft draft;
        draft.office = office_;
        draft.epoch = static_cast<std::uint32_t>(epoch);
        draft.lookup = Random(32);
        draft.reply_public = reported.reply.public_key;
        draft.text = text;
        reports_->Write([&](Connection& connection) {
            draft.epoch_key =
                connection
                    .Text("SELECT public_key FROM feedback_epoch WHERE office = $1 AND epoch = $2",
                          Bytes{office_}, epoch)
                    .value();
            std::string sealed = SealReport(draft);
            sealed.pop_back();
            const std::string matter = Random(16);
            const std::string voice = Random(16);
            const std::int64_t today = DateOf(clock().Now()).days;
            connection.Execute(
                "INSERT INTO feedback_case (id, office, state, step_due, slow, released_on) VALUES ($1, $2, "
                "'new', $3, 0, $4)",
                Bytes{matter}, Bytes{office_}, today + 3, today);
            connection.Execute(
                "INSERT INTO feedback_voice (id, case_id, lookup_hash, reply_public, epoch, released_on) "
                "VALUES ($1, $2, $3, $4, $5, $6)",
                Bytes{voice}, Bytes{matter}, Bytes{draft.lookup}, Bytes{draft.reply_public}, epoch, today);
            connection.Execute(
                "INSERT INTO feedback_part (id, voice, kind, epoch, day, hash, sealed, pictures) "
                "VALUES ($1, $2, 1, $3, $4, $5, $6, $7)",
                Bytes{Random(16)}, Bytes{voice}, epoch, today, Bytes{Sha256(sealed)}, Bytes{sealed},
                Bytes{std::string(1, '\0')});
            reported.matter = Base64Url(matter);
            reported.voice = Base64Url(voice);
        });
        return reported;
    }
    static json::array Sealed(const std::vector<Reported>& voices, const std::string& text = "{}") {
        json::array sealed;
        for (const Reported& one : voices) {
            sealed.push_back(
                json::object{{"voice", one.voice}, {"box", Base64Url(SealSlot(text, one.reply.public_key))}});
        }
        return sealed;
    }
    std::string Path(const Reported& reported, const std::string& rest = "") {
        return "/api/feedback/cases/" + reported.matter + (rest.empty() ? "" : "/" + rest);
    }
    Answer Accept(const Reported& reported, std::string_view subject = "371082") {
        return Post("chen", Path(reported, "accept"),
                    json::object{{"category", "forms"}, {"subject_unit", Unit(subject).ToString()}});
    }
    // The private half of a month's key, as an officer's browser gets at it.
    std::optional<KeyPair> OpenEpoch(const std::string& login, const std::string& passphrase,
                                     const std::string& epoch) {
        const json::value office = Get(login, "/api/feedback/office").Json();
        const json::object& wrapped = office.at("me").at("wrapped").as_object();
        const auto raw = [](const json::value& value) {
            return FromBase64Url(std::string(value.as_string())).value();
        };
        Wrapped kept{raw(wrapped.at("salt")), 3, 64u << 20, raw(wrapped.at("nonce")), raw(wrapped.at("box"))};
        const auto mine = UnwrapPrivateKey(kept, passphrase);
        if (!mine) return std::nullopt;
        const KeyPair officer{raw(office.at("me").at("public_key")), *mine};
        for (const json::value& one : office.at("epochs").as_array()) {
            if (one.at("epoch").as_string() != epoch || one.at("sealed_to_me").is_null()) continue;
            const auto opened = feedback::Open(raw(one.at("sealed_to_me")), officer);
            if (opened) return KeyPair{raw(one.at("public_key")), *opened};
        }
        return std::nullopt;
    }

    Connections connections_;
    std::unique_ptr<feedback::Database> reports_;
    std::string office_;
    std::string second_;
    std::string office_file_;
    std::string done_file_;
};

}  // namespace qz::feedback::office
