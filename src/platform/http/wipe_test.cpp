// What is left of anonymous requests in this program's own memory.
#include <algorithm>
#include <atomic>

#include <gtest/gtest.h>

#include "platform/http/http.hpp"
#include "platform/http/raw_client.hpp"
#include "platform/http/sample_gate.hpp"
#include "tests/support/canary.hpp"
#include "tests/support/databases.hpp"

namespace qz::http {
namespace {

using tests::Canary;

class WipeTest : public ::testing::Test {
 protected:
    WipeTest() : place_(storage::Engine::kSqlite), database_(storage::Database::Open(place_.options())) {
        const auto answer = [this](Nameless sent, const GiveReply& give) {
            bytes_ = sent.body.size();
            give(JsonText("{}"));
        };
        router_.OpenNameless(Method::kGet, "/f/look", Reads{"*"}, answer);
        router_.OpenNameless(Method::kPost, "/f/tell", Reads{"*"}, answer).Body(1 << 20);
        router_.OpenNameless(Method::kGet, "/f/part/{part}", Reads{"*"}, answer);
        router_.OpenGet("/api/hello", Reads{"*"},
                        [](const Request&, storage::Snapshot&) { return JsonText("{}"); });
        options_.port = 0;
        options_.threads = 1;
        options_.log = [](std::string_view) {};
        server_ = std::make_unique<Server>(options_, router_, *database_, sample::Authorise,
                                           std::span<const StaticFile>{});
        server_->Start();
    }

    // Header lines and a body with the canary here and there, none of it at the beginning of a buffer.
    static std::string Form(std::string_view start, std::size_t body, std::string_view body_end) {
        const bool has_body = body + body_end.size() > 0;
        constexpr std::size_t kCanary = 24;
        const std::size_t stars = static_cast<std::size_t>(std::count(body_end.begin(), body_end.end(), '*'));
        std::string form = std::string(start) + " HTTP/1.1\r\nHost: qz\r\nX-Long: " + std::string(3000, 'x') +
                           "\r\nUser-Agent: phone *\r\nX-Forwarded-For: *\r\nX-*: 1\r\nCookie: mark=*\r\n";
        if (has_body) {
            form += "Content-Type: text/plain\r\nContent-Length: " +
                    std::to_string(body + body_end.size() + stars * (kCanary - 1)) + "\r\n";
        }
        form += "\r\n" + std::string(body, 'y') + std::string(body_end);
        return form;
    }

    tests::FreshDatabase place_;
    std::unique_ptr<storage::Database> database_;
    Router router_;
    Options options_;
    std::atomic<std::size_t> bytes_{0};
    std::unique_ptr<Server> server_;
    Canary canary_;
};

TEST_F(WipeTest, TheSearchIsAwake) {
    EXPECT_EQ(canary_.CountInMemory(), 0);
    const std::string planted(canary_.In("before * after"));
    const std::vector<char> twice(planted.begin(), planted.end());
    EXPECT_EQ(canary_.CountInMemory(), 2);
    EXPECT_EQ(planted.size(), twice.size());
}

TEST_F(WipeTest, LeavesNothingOfAnAnonymousRequestInItsConnection) {
    std::vector<std::unique_ptr<RawClient>> clients;
    for (const std::string& form : {
             Form("GET /f/look?mark=*&*=1", 0, ""),
             Form("GET /f/part/*", 0, ""),
             Form("GET /f/nothing", 0, ""),
             Form("POST /f/tell?mark=*", 0, "short *"),
             Form("POST /f/tell", 300'000, "long *"),
         }) {
        RawClient& client = *clients.emplace_back(std::make_unique<RawClient>(server_->port()));
        ASSERT_TRUE(client.Send(canary_.In(form)));
        EXPECT_NE(client.Receive().status, 0);
        // The next request of the connection comes after all that was done for the first.
        EXPECT_EQ(client.Ask("GET /api/hello HTTP/1.1\r\nHost: qz\r\n\r\n").status, 200)
            << form.substr(0, 30);
    }
    EXPECT_EQ(canary_.CountInMemory(), 0);
}

// Nobody says beforehand how long such a body is: it grows, and is copied as it grows.
TEST_F(WipeTest, LeavesNothingOfAnAnonymousBodyThatCameInChunks) {
    RawClient client(server_->port());
    std::string form = "POST /f/tell HTTP/1.1\r\nHost: qz\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (int chunk = 0; chunk < 12; ++chunk) {
        form += "1018\r\n" + std::string(2048, 'y') + "*" + std::string(2048, 'z') + "\r\n";
    }
    form += "0\r\n\r\n";
    ASSERT_TRUE(client.Send(canary_.In(form)));
    EXPECT_EQ(client.Receive().status, 200);
    EXPECT_EQ(bytes_, 12u * 0x1018);
    EXPECT_EQ(client.Ask("GET /api/hello HTTP/1.1\r\nHost: qz\r\n\r\n").status, 200);
    EXPECT_EQ(canary_.CountInMemory(), 0);
}

TEST_F(WipeTest, LeavesNothingOfARequestBehindWhichAnotherStandsAlready) {
    RawClient client(server_->port());
    ASSERT_TRUE(client.Send(
        canary_.In(Form("POST /f/tell", 0, "short *") + "GET /api/hello HTTP/1.1\r\nHost: qz\r\n\r\n")));
    EXPECT_EQ(client.Receive().status, 200);
    EXPECT_EQ(client.Receive().status, 200);
    EXPECT_EQ(client.Ask("GET /api/hello HTTP/1.1\r\nHost: qz\r\n\r\n").status, 200);
    EXPECT_EQ(canary_.CountInMemory(), 0);
}

TEST_F(WipeTest, LeavesNothingOfRequestsThatWereRefusedOrBrokenOff) {
    for (const std::string& form : {
             Form("POST /f/tell", 2'000'000, "too long *"),
             Form("POST /f/look", 0, "nobody takes it *"),
             Form("GET /f/look", 0, "no body is wanted *"),
             std::string("GET /f/look HTTP/1.1\r\nCookie: *\r\nCookie: *\r\nHost: qz\r\n\r\n"),
             std::string("GET /f/look HTTP/1.1\r\nCookie: *\r\nnonsense\r\n\r\n"),
         }) {
        RawClient client(server_->port());
        client.Send(canary_.In(form));
        EXPECT_GE(client.Receive().status, 400) << form.substr(0, 30);
    }
    {
        RawClient gone(server_->port());
        ASSERT_TRUE(gone.Send(
            canary_.In("POST /f/tell HTTP/1.1\r\nHost: qz\r\nCookie: *\r\nContent-Length: 900\r\n\r\n*")));
    }
    {
        RawClient gone(server_->port());
        ASSERT_TRUE(gone.Send(canary_.In("POST /f/tell HTTP/1.1\r\nHost: qz\r\nCookie: *\r\nUser-")));
    }
    server_->Stop();
    EXPECT_EQ(canary_.CountInMemory(), 0);
}

}  // namespace
}  // namespace qz::http
