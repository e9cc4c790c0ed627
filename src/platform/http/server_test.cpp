// What the server does with slow clients, full queues, files, logs and its own start and end, over real
// sockets.
#include <atomic>
#include <sys/resource.h>
#include <thread>

#include <gmock/gmock.h>

#include "platform/http/sample_server.hpp"

namespace qz::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using ServerTest = sample::SampleServer;

TEST_F(ServerTest, SendsSlowSendersAway) {
    options_.header_time = std::chrono::seconds(1);
    options_.body_time = std::chrono::seconds(1);
    options_.idle_time = std::chrono::seconds(1);
    RawClient header(port());
    RawClient body(port());
    RawClient idle(port());
    header.Send("GET /api/hello HTTP/1.1\r\nHost");
    body.Send(
        "POST /api/notes HTTP/1.1\r\nHost: qz\r\nCookie: session=7\r\nIdempotency-Key: key-00000001\r\n"
        "Content-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"te");
    EXPECT_EQ(header.Receive().status, 408);
    EXPECT_TRUE(header.IsClosed());
    EXPECT_EQ(body.Receive().status, 408);
    EXPECT_TRUE(body.IsClosed());
    EXPECT_EQ(idle.Receive().status, 0);
}

TEST_F(ServerTest, LetsASlowReaderWaitAlone) {
    options_.threads = 1;
    std::vector<std::unique_ptr<RawClient>> slow;
    for (int i = 0; i < 4; ++i) {
        slow.push_back(std::make_unique<RawClient>(port()));
        slow.back()->Send(Get("/api/large"));
    }
    RawClient other(port());
    for (int i = 0; i < 20; ++i) EXPECT_EQ(other.Ask(Get("/api/hello")).status, 200);
    for (const auto& client : slow) EXPECT_EQ(client->Receive().body.size(), std::size_t{8 << 20});
}

TEST_F(ServerTest, AsksBeforeItReadsALargeBody) {
    const std::string head =
        "POST /api/uploads HTTP/1.1\r\nHost: qz\r\nIdempotency-Key: key-00000001\r\n"
        "Content-Length: 3000000\r\nExpect: 100-continue\r\nCookie: session=";
    RawClient stranger(port());
    const auto refused = stranger.Ask(head + "8\r\n\r\n");
    EXPECT_EQ(refused.status, 403);
    EXPECT_TRUE(stranger.IsClosed());
    RawClient writer(port());
    EXPECT_EQ(writer.Ask(head + "7\r\n\r\n").status, 100);
    EXPECT_EQ(writer.Ask(std::string(3'000'000, 'x')).status, 201);
    // Of many connections even such a body would fill the memory.
    for (const std::string_view length : {"Content-Length: 70000", "Transfer-Encoding: chunked"}) {
        RawClient many(port());
        EXPECT_EQ(many.Ask("POST /api/notes HTTP/1.1\r\nHost: qz\r\nIdempotency-Key: key-00000003\r\nCookie: "
                           "session=8\r\nExpect: 100-continue\r\n" +
                           std::string(length) + "\r\n\r\n")
                      .status,
                  403);
    }
    RawClient nobody(port());
    EXPECT_EQ(nobody.Ask("POST /api/turnstile HTTP/1.1\r\nHost: qz\r\nContent-Length: 70000\r\n\r\n").status,
              413);
    RawClient odd(port());
    EXPECT_EQ(odd.Ask(Post("/api/notes", "", "key-00000002", "Expect: 200-maybe\r\n")).status, 417);
}

TEST_F(ServerTest, SaysBusyWhenTheQueueIsFullAndGoesOnAfterwards) {
    options_.preparers = 1;
    const std::string enter = "POST /api/turnstile HTTP/1.1\r\nHost: qz\r\nContent-Length: 0\r\n\r\n";
    RawClient first(port());
    first.Send(enter);
    turnstile_.WaitForInside(1);
    // One more than the lane's queue holds.
    constexpr int kWaiting = 1024;
    std::vector<std::unique_ptr<RawClient>> waiting;
    for (int i = 0; i <= kWaiting; ++i) {
        waiting.push_back(std::make_unique<RawClient>(port()));
        ASSERT_TRUE(waiting.back()->Send(enter));
    }
    // Somebody is refused while the turnstile is still shut: that answer is what we wait for.
    while (log().find(R"("status":503)") == std::string::npos)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    turnstile_.Open();
    int done = 0;
    int busy = 0;
    for (const auto& client : waiting) {
        const auto answer = client->Receive();
        if (answer.status == 204) ++done;
        if (answer.status == 503 && answer.headers.at("Retry-After") == "1") ++busy;
    }
    EXPECT_EQ(done, kWaiting);
    EXPECT_EQ(busy, 1);
    EXPECT_EQ(first.Receive().status, 204);
    EXPECT_EQ(RawClient(port()).Ask(Get("/api/hello")).status, 200);
}

TEST_F(ServerTest, TurnsAwayConnectionsBeyondTheLimit) {
    options_.connection_limit = 2;
    options_.threads = 1;
    RawClient one(port());
    RawClient two(port());
    EXPECT_EQ(one.Ask(Get("/api/hello")).status, 200);
    EXPECT_EQ(two.Ask(Get("/api/hello")).status, 200);
    RawClient three(port());
    EXPECT_EQ(three.Receive().status, 503);
    EXPECT_EQ(one.Ask(Get("/api/hello")).status, 200);
}

TEST_F(ServerTest, LosesNoAcknowledgedWriteWhenItStopsUnderLoad) {
    const std::uint16_t where = port();
    std::atomic<int> acknowledged{0};
    std::atomic<int> told_to_go{0};
    std::vector<std::thread> clients;
    for (int c = 0; c < 6; ++c) {
        clients.emplace_back([&, c] {
            RawClient client(where);
            for (int i = 0;; ++i) {
                const std::string key = "client-" + std::to_string(c) + "-" + std::to_string(i);
                const auto answer = client.Ask(Post("/api/notes", R"({"text":"a"})", key));
                if (answer.status != 201) break;
                ++acknowledged;
                if (answer.headers.count("Connection") == 0) continue;
                ++told_to_go;
                break;
            }
        });
    }
    while (acknowledged < 100) std::this_thread::yield();
    server().Stop();
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(sample::CountNotes(*database_), acknowledged.load());
    EXPECT_FALSE(RawClient(where).connected());
}

TEST_F(ServerTest, AnswersWhatIsUnderWayBeforeItStops) {
    RawClient client(port());
    client.Send("POST /api/turnstile HTTP/1.1\r\nHost: qz\r\nContent-Length: 0\r\n\r\n");
    turnstile_.WaitForInside(1);
    std::thread stopper([this] { server().Stop(); });
    turnstile_.Open();
    const auto answer = client.Receive();
    EXPECT_EQ(answer.status, 204);
    EXPECT_TRUE(client.IsClosed());
    stopper.join();
}

TEST_F(ServerTest, SaysThatTheAddressIsTakenAndStopsAndStartsAgainWhenItIsFree) {
    Options second = options_;
    second.port = port();
    Server other(second, router_, *database_, sample::Authorise, files_);
    EXPECT_THROW(other.Start(), std::runtime_error);
    other.Stop();
    EXPECT_EQ(RawClient(second.port).Ask(Get("/api/hello")).status, 200);
    server().Stop();
    other.Start();
    RawClient client(second.port);
    EXPECT_EQ(client.Ask(Get("/api/hello")).status, 200);
    EXPECT_EQ(client.Ask(Get("/api/hello")).headers.count("Connection"), 0u);
    other.Stop();
}

// Leaves this process so many descriptors more than it has.
class FewDescriptors {
 public:
    explicit FewDescriptors(rlim_t more) {
        getrlimit(RLIMIT_NOFILE, &before_);
        // The next one open() would give is the first that is free.
        const int next = dup(0);
        close(next);
        const rlimit few{static_cast<rlim_t>(next) + more, before_.rlim_max};
        setrlimit(RLIMIT_NOFILE, &few);
    }
    ~FewDescriptors() { setrlimit(RLIMIT_NOFILE, &before_); }
    FewDescriptors(const FewDescriptors&) = delete;
    FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
    rlimit before_{};
};

TEST_F(ServerTest, StopsWhereverItsStartBrokeOff) {
    options_.threads = 3;
    int broken = 0;
    for (rlim_t more = 0;; ++more) {
        Server breaking(options_, router_, *database_, sample::Authorise, files_);
        try {
            const FewDescriptors few(more);
            breaking.Start();
        } catch (const std::exception&) {
            ++broken;
            breaking.Stop();
            continue;
        }
        RawClient client(breaking.port());
        EXPECT_EQ(client.Ask(Get("/api/hello")).status, 200);
        breaking.Stop();
        break;
    }
    // Each loop has a socket and what wakes it.
    EXPECT_GE(broken, 6);
}

TEST_F(ServerTest, ServesFilesAsTheBrowserTakesThem) {
    files_ = {{.path = "/index.html", .content_type = "text/html", .plain = "office", .etag = "\"i\""},
              {.path = "/a-4f2a.js",
               .content_type = "text/javascript",
               .plain = "plain",
               .gzip = "GZ",
               .brotli = "BR",
               .etag = "\"j\"",
               .immutable = true}};
    RawClient client(port());
    const auto brotli = client.Ask(Get("/a-4f2a.js", "Accept-Encoding: gzip, br\r\n"));
    EXPECT_EQ(brotli.body, "BR");
    EXPECT_EQ(brotli.headers.at("Content-Encoding"), "br");
    EXPECT_THAT(brotli.headers.at("Cache-Control"), HasSubstr("immutable"));
    EXPECT_EQ(client.Ask(Get("/a-4f2a.js", "Accept-Encoding: gzip\r\n")).body, "GZ");
    EXPECT_EQ(client.Ask(Get("/a-4f2a.js")).body, "plain");
    EXPECT_EQ(client.Ask(Get("/a-4f2a.js", "If-None-Match: \"j\"\r\n")).status, 304);
    EXPECT_EQ(client.Ask(Get("/tasks/4")).body, "office");
    client.Send("HEAD /index.html HTTP/1.1\r\nHost: qz\r\n\r\n");
    const auto head = client.Receive(false);
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.headers.at("Content-Length"), "6");
    EXPECT_EQ(
        client.Ask("POST /index.html HTTP/1.1\r\nHost: qz\r\nContent-Length: 0\r\n\r\n").headers.at("Allow"),
        "GET, HEAD");
}

TEST_F(ServerTest, TellsWhetherItLivesAndServes) {
    RawClient client(port());
    EXPECT_EQ(client.Ask(Get("/healthz")).body, R"({"status":"alive","release":"test"})");
    EXPECT_EQ(client.Ask(Get("/readyz")).body, R"({"status":"ready"})");
    const auto metrics = client.Ask(Get("/metrics"));
    EXPECT_EQ(metrics.status, 200);
    EXPECT_THAT(metrics.body, HasSubstr("qz_storage_writable 1"));
    EXPECT_EQ(client.Ask(Get("/metrics", "X-Forwarded-For: 10.0.0.9\r\n")).status, 404);
}

TEST_F(ServerTest, SendsNoBodyToHeadWhateverItAsksFor) {
    files_ = {{.path = "/index.html", .content_type = "text/html", .plain = "office", .etag = "\"i\""}};
    RawClient client(port());
    for (const char* const path :
         {"/index.html", "/healthz", "/readyz", "/metrics", "/api/hello", "/api/nothing"}) {
        for (const char* const more : {"", "Expect: 200-maybe\r\n", "Cookie: a=1\r\nCookie: a=2\r\n"}) {
            client.Send("HEAD " + std::string(path) + " HTTP/1.1\r\nHost: qz\r\n" + more + "\r\n");
            EXPECT_NE(client.Receive(false).headers.at("Content-Length"), "0");
            // A byte too many would be read as the beginning of the next answer.
            EXPECT_EQ(client.Ask(Get("/api/hello")).status, 200) << path << more;
        }
    }
}

TEST_F(ServerTest, LogsAndMeasuresPatternsAndNeverPeopleOrReporters) {
    {
        RawClient client(port());
        client.Ask(Get("/api/notes/77123?name=Zhang", "Cookie: session=7\r\n"));
        client.Ask(Get("/f/figures?code=99887766"));
        client.Ask(Get("/f/unknown55"));
        const std::string metrics = client.Ask(Get("/metrics")).body;
        EXPECT_THAT(metrics, HasSubstr(R"(route="/api/notes/{note}")"));
        EXPECT_THAT(metrics, Not(HasSubstr("/f/")));
    }
    server().Stop();
    const std::string lines = log();
    EXPECT_THAT(lines, HasSubstr(R"("route":"/api/notes/{note}","status":404)"));
    for (const char* secret : {"77123", "Zhang", "session", "127.0.0.1", "/f/", "99887766", "unknown55"}) {
        EXPECT_THAT(lines, Not(HasSubstr(secret)));
    }
}

TEST_F(ServerTest, TellsANamelessHandlerTheBytesAlone) {
    router_.OpenNameless(Method::kPost, "/f/echo", Reads{"*"}, [](Nameless sent, const GiveReply& give) {
        Reply reply;
        reply.body = std::string(sent.body);
        reply.content_type = "text/plain";
        give(std::move(reply));
    });
    RawClient client(port());
    // A plain form without a referrer says "Origin: null"; nothing is done in anybody's name here.
    const auto answer = client.Ask(
        "POST /f/echo HTTP/1.1\r\nHost: qz\r\nOrigin: null\r\nContent-Type: "
        "application/x-www-form-urlencoded\r\n"
        "Content-Length: 5\r\n\r\nhello");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "hello");
    EXPECT_EQ(answer.headers.at("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(answer.headers.at("Cache-Control"), "no-store");
    EXPECT_EQ(answer.headers.count("X-Request-Id"), 0u);
}

// Nobody is known before a body is whole, so the server bounds what all of them may hold together.
TEST_F(ServerTest, TellsLargeAnonymousBodiesToComeLaterAndTakesSmallOnesAllTheSame) {
    std::atomic<int> taken{0};
    router_
        .OpenNameless(Method::kPost, "/f/pictures", Reads{"*"},
                      [this, &taken](Nameless sent, const GiveReply& give) {
                          if (sent.body.size() > 100'000) turnstile_.Pass();
                          ++taken;
                          give(JsonText("{}"));
                      })
        .Body(100 << 20);
    const auto post = [](std::size_t size) {
        return "POST /f/pictures HTTP/1.1\r\nHost: qz\r\nContent-Type: application/octet-stream\r\n"
               "Content-Length: " +
               std::to_string(size) + "\r\n\r\n" + std::string(size, 'x');
    };
    RawClient holding(port());
    ASSERT_TRUE(holding.Send(post(80 << 20)));
    turnstile_.WaitForInside(1);
    RawClient refused(port());
    EXPECT_EQ(refused.Ask(post(80 << 20)).status, 503);
    RawClient small(port());
    EXPECT_EQ(small.Ask(post(2000)).status, 200);
    turnstile_.Open();
    EXPECT_EQ(holding.Receive().status, 200);
    RawClient later(port());
    EXPECT_EQ(later.Ask(post(80 << 20)).status, 200);
    EXPECT_EQ(taken.load(), 3);
}

TEST_F(ServerTest, MarksCookiesSecureWhereTheBrowserCameThroughTls) {
    router_.OpenGet("/api/cookie", Reads{"x"}, [](const Request&, storage::Snapshot&) {
        return JsonText("{}").WithHeader("Set-Cookie", "session=1; HttpOnly");
    });
    RawClient client(port());
    EXPECT_EQ(client.Ask(Get("/api/cookie")).headers.at("Set-Cookie"), "session=1; HttpOnly");
    const auto secure = client.Ask(Get("/api/cookie", "X-Forwarded-Proto: https\r\n"));
    EXPECT_EQ(secure.headers.at("Set-Cookie"), "session=1; HttpOnly; Secure");
    EXPECT_EQ(secure.headers.count("Strict-Transport-Security"), 1u);
}

}  // namespace
}  // namespace qz::http
