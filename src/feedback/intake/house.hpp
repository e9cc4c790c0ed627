// A feedback database with one case office and a second one, for the tests of this room.
#pragma once

#include <filesystem>
#include <future>
#include <unistd.h>

#include <gtest/gtest.h>

#include "feedback/intake/intake.hpp"
#include "feedback/protocol/protocol.hpp"
#include "platform/base/json.hpp"

namespace qz::feedback::intake {

class SetClock final : public Clock {
 public:
    Instant Now() const override { return now; }
    Instant now = StartOf(Date::From(2026, 11, 23)).Plus(std::chrono::hours(14));  // a Monday
};

struct TestOffice {
    std::string id = Random(kIdSize);
    SigningPair identity = MakeSigningPair();
    KeyPair epoch = MakeKeyPair();
};

class House : public ::testing::Test {
 protected:
    House() : folder_(MakeFolder()), database_(Database::Open(folder_ / "feedback.db")) {
        AddOffice(office_, 7, "case");
        AddOffice(second_, 8, "supervision");
        Build({});
    }
    ~House() override {
        intake_.reset();
        database_.reset();
        std::filesystem::remove_all(folder_);
    }

    void Build(Options options) {
        options.least_time = std::chrono::milliseconds(0);
        options.proof_bits = 2;
        intake_.reset();
        intake_ = Intake::Make(*database_, options,
                               {&clock_, [](Date) { return true; },
                                [this](Date from, int days) { return add_days_(from, days); }});
        salt_ = database_->Write(SaltOf);
    }

    void AddOffice(const TestOffice& office, int unit, const char* role, std::uint32_t epoch = 202611) {
        database_->Write([&](Connection& connection) {
            connection.Execute(
                "INSERT INTO feedback_office VALUES ($1, $2, '办公室', $3, '[\"3710\"]', NULL, $4, 0)",
                Bytes{office.id}, unit, role, Bytes{office.identity.public_key});
            connection.Execute("INSERT INTO feedback_epoch VALUES ($1, $2, $3, $4, 0)", Bytes{office.id},
                               std::int64_t{epoch}, Bytes{office.epoch.public_key},
                               Bytes{SignEpoch(office.identity, office.id, epoch, office.epoch.public_key)});
        });
    }

    // What the browser makes, but for the slow derivation: keys are drawn.
    struct Reporter {
        std::string lookup_id = Random(kIdSize);
        KeyPair reply = MakeKeyPair();
    };
    Draft DraftOf(const Reporter& reporter, Kind kind = Kind::kReport,
                  std::string text = R"({"v":1,"text":"t"})") {
        Draft draft;
        draft.kind = kind;
        draft.office = office_.id;
        draft.epoch = 202611;
        draft.epoch_key = office_.epoch.public_key;
        draft.lookup = kind == Kind::kReport ? LookupHash(reporter.lookup_id) : reporter.lookup_id;
        if (kind == Kind::kReport) draft.reply_public = reporter.reply.public_key;
        draft.text = std::move(text);
        return draft;
    }

    Reply Ask(void (Intake::*route)(Request, Give), const std::string& body) {
        std::promise<Reply> given;
        ((*intake_).*route)({body}, [&given](Reply reply) { given.set_value(std::move(reply)); });
        return given.get_future().get();
    }
    std::string Prove(const std::string& before) {
        const std::string hash = Sha256(before);
        const json::value answer =
            ParseJson(Ask(&Intake::Challenge, json::serialize(json::object{{"hash", Base64Url(hash)}})).body);
        const auto challenge = *FromBase64Url(std::string(answer.at("challenge").as_string()));
        std::uint64_t counter = FindProof(challenge, hash, static_cast<int>(answer.at("bits").as_int64()));
        std::string bytes = before + challenge + std::string(8, '\0');
        for (std::size_t i = 1; i <= 8; ++i, counter >>= 8)
            bytes[bytes.size() - i] = static_cast<char>(counter);
        return bytes;
    }
    std::string Send(const std::string& bytes) {
        const Reply reply = Ask(&Intake::Submit, bytes);
        EXPECT_EQ(reply.status, 202);
        EXPECT_EQ(reply.body.size(), 160u);
        const json::value said = ParseJson(reply.body);
        const std::string outcome(said.at("outcome").as_string());
        return outcome == "taken" ? outcome : std::string(said.at("code").as_string());
    }
    std::string Report(const Reporter& reporter, Kind kind = Kind::kReport) {
        return Send(Prove(SealReport(DraftOf(reporter, kind))));
    }
    std::int64_t Count(const std::string& from) {
        return database_->Read([&](Connection& connection) {
            return connection.Number("SELECT count(*) FROM " + from).value_or(-1);
        });
    }
    void Execute(const std::string& sql) {
        database_->Write([&](Connection& connection) { connection.Execute(sql); });
    }
    std::vector<json::value> Messages(const Reporter& reporter) {
        const std::string slots =
            Ask(&Intake::Answers, json::serialize(json::object{{"lookup", Base64Url(reporter.lookup_id)}}))
                .body;
        EXPECT_EQ(slots.size(), kSlots * kSlotSize);
        std::vector<json::value> messages;
        for (std::size_t i = 0; i < kSlots; ++i) {
            if (const auto opened = OpenSlot(slots.substr(i * kSlotSize, kSlotSize), reporter.reply)) {
                messages.push_back(ParseJson(*opened));
            }
        }
        return messages;
    }

    static std::filesystem::path MakeFolder() {
        auto folder = std::filesystem::temp_directory_path() / ("qz-intake-" + std::to_string(::getpid()) +
                                                                "-" + std::to_string(RandomBelow(1u << 30)));
        std::filesystem::create_directories(folder);
        return folder;
    }

    std::filesystem::path folder_;
    SetClock clock_;
    std::function<Date(Date, int)> add_days_ = [](Date from, int days) { return Date{from.days + days}; };
    TestOffice office_;
    TestOffice second_;
    std::unique_ptr<Database> database_;
    std::unique_ptr<Intake> intake_;
    std::string salt_;
};

}  // namespace qz::feedback::intake
