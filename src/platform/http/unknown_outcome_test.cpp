// COMMIT was sent and no answer came: what the client is told, and that the same request under the same key
// settles it with one effect.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/http/http.hpp"
#include "platform/http/notes.hpp"
#include "platform/http/sample_gate.hpp"
#include "tests/support/databases.hpp"

namespace qz::http {
namespace {

// A database whose line breaks at the commit of the next write, before or behind the disk, as often as told.
class BreakingAtCommit final : public storage::Database {
 public:
    enum class Break { kNever, kBeforeTheDisk, kBehindTheDisk };
    struct LineIsDown : std::runtime_error {
        LineIsDown() : std::runtime_error("the line is down") {}
    };

    explicit BreakingAtCommit(storage::Database& inner) : inner_(inner) {}

    void BreakNext(Break how, bool stays_down = false) {
        next_ = how;
        stays_down_ = stays_down;
    }
    void Mend() { is_down_ = false; }

    bool SubmitRead(ReadWork work, Done done) override {
        if (!is_down_) return inner_.SubmitRead(std::move(work), std::move(done));
        done(std::make_exception_ptr(LineIsDown()));
        return true;
    }
    bool SubmitWrite(WriteWork work, Done done) override {
        const Break how = std::exchange(next_, Break::kNever);
        if (how == Break::kNever) return inner_.SubmitWrite(std::move(work), std::move(done));
        is_down_ = stays_down_;
        return inner_.SubmitWrite(
            [work = std::move(work), how](storage::Tx& tx) {
                work(tx);
                if (how == Break::kBeforeTheDisk) throw LineIsDown();
            },
            [done = std::move(done)](const std::exception_ptr&) {
                done(std::make_exception_ptr(storage::UnknownOutcome()));
            });
    }
    std::int64_t Sequence() override { return inner_.Sequence(); }
    storage::Engine engine() const override { return inner_.engine(); }
    storage::Figures figures() const override { return inner_.figures(); }
    std::uint16_t process_number() const override { return inner_.process_number(); }
    void Drain() override { inner_.Drain(); }

 protected:
    void WaitRead(const ReadWork& work) override { inner_.Read(work); }
    void WaitWrite(const WriteWork& work) override { inner_.Write(work); }

 private:
    storage::Database& inner_;
    Break next_ = Break::kNever;
    bool stays_down_ = false;
    bool is_down_ = false;
};

using Break = BreakingAtCommit::Break;

class UnknownOutcome : public tests::OnBothEngines {
 protected:
    void SetUp() override {
        sample::MakeTable(database());
        sample::AddRoutes(router_);
        breaking_ = std::make_unique<BreakingAtCommit>(database());
    }
    InProcess::Answer Send() {
        return InProcess{router_, *breaking_, sample::Authorise, &clock()}.Send(
            Method::kPost, "/api/notes", R"({"text":"a"})",
            {{"Cookie", "session=7"}, {"Idempotency-Key", "key-00000001"}});
    }
    static std::string Header(const InProcess::Answer& answer, std::string_view wanted) {
        for (const auto& [name, value] : answer.headers) {
            if (name == wanted) return value;
        }
        return "";
    }
    static void ExpectNotCertain(const InProcess::Answer& answer) {
        EXPECT_EQ(answer.status, 503);
        EXPECT_EQ(answer.Json().at("code").as_string(), "platform.http.outcome_unknown");
        EXPECT_NE(Header(answer, "Retry-After"), "");
    }

    Router router_;
    std::unique_ptr<BreakingAtCommit> breaking_;
};
QZ_ON_BOTH_ENGINES(UnknownOutcome);

TEST_P(UnknownOutcome, IsSettledBeforeTheAnswerWhereTheWorkStands) {
    breaking_->BreakNext(Break::kBehindTheDisk);
    const auto first = Send();
    EXPECT_EQ(first.status, 201);
    EXPECT_EQ(Header(first, "Idempotent-Replay"), "true");
    EXPECT_EQ(Send().body, first.body);
    EXPECT_EQ(sample::CountNotes(database()), 1);
}

TEST_P(UnknownOutcome, IsToldAndLeavesTheRepeatToDoTheWorkOnce) {
    breaking_->BreakNext(Break::kBeforeTheDisk);
    ExpectNotCertain(Send());
    EXPECT_EQ(sample::CountNotes(database()), 0);
    const auto second = Send();
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(Header(second, "Idempotent-Replay"), "");
    EXPECT_EQ(Send().body, second.body);
    EXPECT_EQ(sample::CountNotes(database()), 1);
}

TEST_P(UnknownOutcome, IsToldWhereTheDatabaseCannotBeAskedAndTheRepeatFindsTheWorkDone) {
    breaking_->BreakNext(Break::kBehindTheDisk, true);
    ExpectNotCertain(Send());
    EXPECT_EQ(sample::CountNotes(database()), 1);
    breaking_->Mend();
    const auto second = Send();
    EXPECT_EQ(second.status, 201);
    EXPECT_EQ(Header(second, "Idempotent-Replay"), "true");
    EXPECT_EQ(sample::CountNotes(database()), 1);
}

}  // namespace
}  // namespace qz::http
