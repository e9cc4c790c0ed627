// How a request is read from the wire: where it begins and ends, and what two readers could read differently.
#include <gmock/gmock.h>

#include "platform/http/sample_server.hpp"

namespace qz::http {
namespace {

using ::testing::HasSubstr;

using FramingTest = sample::SampleServer;

TEST_F(FramingTest, AnswersOneAfterAnotherOnOneConnection) {
    RawClient client(port());
    for (int i = 0; i < 3; ++i) {
        const auto answer = client.Ask(Get("/api/hello"));
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.body, R"({"hello":"你好"})");
        EXPECT_EQ(answer.headers.count("Connection"), 0u);
        EXPECT_EQ(answer.headers.count("Date"), 1u);
    }
}

TEST_F(FramingTest, AnswersPipelinedRequestsInTheirOrder) {
    RawClient client(port());
    client.Send(Get("/api/hello") + Post("/api/notes", R"({"text":"a"})", "key-00000001") +
                Get("/api/nothing"));
    EXPECT_EQ(client.Receive().status, 200);
    EXPECT_EQ(client.Receive().status, 201);
    EXPECT_EQ(client.Receive().status, 404);
}

TEST_F(FramingTest, ReadsARequestThatArrivesByteByByte) {
    RawClient client(port());
    for (const char c : Post("/api/notes", R"({"text":"a"})", "key-00000001")) client.Send({&c, 1});
    EXPECT_EQ(client.Receive().status, 201);
}

TEST_F(FramingTest, ReadsChunkedBodiesWithinTheirLimit) {
    const std::string head =
        "POST /api/notes HTTP/1.1\r\nHost: qz\r\nCookie: session=7\r\nIdempotency-Key: key-00000001\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    RawClient good(port());
    EXPECT_EQ(good.Ask(head + "6\r\n{\"text\r\n6\r\n\":\"a\"}\r\n0\r\n\r\n").status, 201);
    RawClient endless(port());
    endless.Send(head);
    const std::string chunk = "10000\r\n" + std::string(0x10000, ' ') + "\r\n";
    for (int i = 0; i < 40 && endless.Send(chunk); ++i) continue;
    EXPECT_EQ(endless.Receive().status, 413);
}

TEST_F(FramingTest, RefusesHeadersAndBodiesBeyondTheirLimits) {
    RawClient wide(port());
    EXPECT_EQ(wide.Ask(Get("/api/hello", "X-Wide: " + std::string(17 << 10, 'x') + "\r\n")).status, 431);
    EXPECT_TRUE(wide.IsClosed());
    RawClient many(port());
    std::string lines;
    for (int i = 0; i < 2000; ++i) lines += "X-" + std::to_string(i) + ": y\r\n";
    EXPECT_EQ(many.Ask(Get("/api/hello", lines)).status, 431);
    RawClient heavy(port());
    const auto answer = heavy.Ask(Post("/api/notes", std::string((1 << 20) + 1, ' '), "key-00000001"));
    EXPECT_EQ(answer.status, 413);
    EXPECT_THAT(answer.body, HasSubstr("platform.http.too_large"));
    RawClient get(port());
    EXPECT_EQ(get.Ask("GET /api/hello HTTP/1.1\r\nHost: qz\r\nContent-Length: 2\r\n\r\n{}").status, 413);
}

TEST_F(FramingTest, RefusesWhatTwoReadersCouldReadDifferently) {
    for (const std::string& request : {
             std::string("nonsense\r\n\r\n"),
             std::string("GET /api/hello HTTP/1.1\r\n\r\n"),
             std::string("GET /api/hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
             std::string("GET http://qz/api/hello HTTP/1.1\r\nHost: qz\r\n\r\n"),
             std::string(
                 "POST /api/notes HTTP/1.1\r\nHost: qz\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}"),
             std::string("POST /api/notes HTTP/1.1\r\nHost: qz\r\nContent-Length: 2\r\n"
                         "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
             std::string("POST /api/notes HTTP/1.1\r\nHost: qz\r\nTransfer-Encoding: gzip\r\n\r\n"),
             std::string("POST /api/notes HTTP/1.1\r\nHost: qz\r\nContent-Length: x\r\n\r\n"),
             std::string("GET /api/hello HTTP/1.1\r\nHost: qz\r\nX-Nul: a") + '\0' + "b\r\n\r\n",
         }) {
        RawClient client(port());
        EXPECT_EQ(client.Ask(request).status, 400) << request;
    }
    RawClient still(port());
    EXPECT_EQ(still.Ask(Get("/api/hello")).status, 200);
}

// Each of these has been used to hide a request inside another one: the answer is a refusal, and what stands
// behind is never read as a request.
TEST_F(FramingTest, EndsTheConnectionWhereTheNextRequestCouldBeginElsewhere) {
    const auto post = [](std::string_view headers) {
        return "POST /api/notes HTTP/1.1\r\nHost: qz\r\nCookie: session=7\r\nIdempotency-Key: "
               "key-00000001\r\n"
               "Content-Type: application/json\r\n" +
               std::string(headers) + "\r\n";
    };
    const std::string body = "c\r\n{\"text\":\"a\"}\r\n0\r\n\r\n";
    const auto chunked = [&](std::string_view coding) {
        return post("Transfer-Encoding: " + std::string(coding) + "\r\n") + body;
    };
    const std::string length = "Content-Length: 12\r\n";
    const std::string sent = "{\"text\":\"a\"}";
    for (const std::string& request : {
             chunked("gzip, chunked"),
             chunked("chunked, gzip"),
             chunked("chunked, chunked"),
             chunked("identity, chunked"),
             chunked("identity"),
             chunked("xchunked"),
             chunked("\"chunked\""),
             chunked("chunked;q=1"),
             chunked("chunked,"),
             chunked(","),
             chunked(""),
             post("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n") + body,
             post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n") + body,
             post("Transfer-Encoding: gzip\r\n" + length) + sent,
             post("Transfer-Encoding: chunked\r\n" + length) + body,
             post(length + "Transfer-Encoding: chunked\r\n") + body,
             post("Transfer-Encoding : chunked\r\n") + body,
             post(" Transfer-Encoding: chunked\r\n") + body,
             post("Transfer-Encoding:\r\n chunked\r\n") + body,
             post("Transfer-Encoding:\vchunked\r\n") + body,
             "POST /api/notes HTTP/1.0\r\nHost: qz\r\nTransfer-Encoding: chunked\r\n\r\n" + body,
             post(length + length) + sent,
             post(length + "Content-Length: 3\r\n") + sent,
             post("Content-Length: 12, 12\r\n") + sent,
             post("Content-Length: 12,\r\n") + sent,
             post("Content-Length: +12\r\n") + sent,
             post("Content-Length: -12\r\n") + sent,
             post("Content-Length: 0xc\r\n") + sent,
             post("Content-Length: 1 2\r\n") + sent,
             post("Content-Length:\r\n") + sent,
             post("Content-Length: 18446744073709551617\r\n") + sent,
             post("Content-Length : 12\r\n") + sent,
             post(length + "X-Folded: a\r\n b\r\n") + sent,
             post(length + "X-Folded: a\r\n\tContent-Length: 3\r\n") + sent,
             post(length + "X-Folded:\r\n \r\n") + sent,
             post(length + "X-Bare: a\nContent-Length: 3\r\n") + sent,
             post(length + "X-Bare: a\rb\r\n") + sent,
             post(length + "X-Bare: a\r\r\n") + sent,
             post(length + std::string("X-Nul: a\0b\r\n", 12)) + sent,
             post(length + std::string("X-N\0ul: a\r\n", 11)) + sent,
             post(length + ": nameless\r\n") + sent,
             post(length + "no colon\r\n") + sent,
             "GET /api/hello HTTP/1.1\nHost: qz\r\n\r\n" + sent,
             std::string("GET /api/he\0llo HTTP/1.1\r\nHost: qz\r\n\r\n", 38),
             std::string("GET  /api/hello HTTP/1.1\r\nHost: qz\r\n\r\n"),
             std::string("GET /api/hello  HTTP/1.1\r\nHost: qz\r\n\r\n"),
             std::string("GET /api/hello HTTP/2.0\r\nHost: qz\r\n\r\n"),
             std::string("GET /api/hello HTTP/1.10\r\nHost: qz\r\n\r\n"),
             std::string("GET http://qz/api/hello HTTP/1.1\r\nHost: qz\r\n\r\n"),
             std::string("GET /api/hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
         }) {
        RawClient client(port());
        client.Send(request + Get("/api/hello"));
        const auto answer = client.Receive();
        EXPECT_EQ(answer.status, 400) << request;
        EXPECT_EQ(answer.headers.count("Connection"), 1u) << request;
        EXPECT_TRUE(client.IsClosed()) << request;
    }
    EXPECT_EQ(sample::CountNotes(*database_), 0);
    RawClient plain(port());
    EXPECT_EQ(plain.Ask(post(length) + sent).status, 201);
    EXPECT_EQ(plain.Ask(Get("/api/hello")).status, 200);
}

TEST_F(FramingTest, NamesTheHeaderThatStandsTwice) {
    const std::string start = "POST /api/notes HTTP/1.1\r\nIdempotency-Key: key-00000001\r\n";
    const std::string rest = "Content-Type: application/json\r\n\r\n{\"text\":\"a\"}";
    const std::string one = "Host: qz\r\nContent-Length: 12\r\nCookie: session=7\r\n";
    for (const auto& [name, again] : std::initializer_list<std::pair<std::string, std::string>>{
             {"Host", "Host: other\r\n"},
             {"Host", "host: qz\r\n"},
             {"Content-Length", "Content-Length: 12\r\n"},
             {"Content-Length", "Content-Length: 3\r\n"},
             {"Content-Type", "content-type: text/plain\r\n"},
             {"Cookie", "Cookie: session=8\r\n"},
             {"Idempotency-Key", "Idempotency-Key: key-00000002\r\n"},
         }) {
        RawClient client(port());
        const auto answer = client.Ask(start + one + again + rest);
        EXPECT_EQ(answer.status, 400) << again;
        EXPECT_EQ(answer.headers.at("Content-Type"), "application/problem+json; charset=utf-8");
        EXPECT_THAT(answer.body, HasSubstr("platform.http.repeated_header")) << again;
        EXPECT_THAT(answer.body, HasSubstr(name)) << again;
    }
    EXPECT_EQ(sample::CountNotes(*database_), 0);
    RawClient client(port());
    EXPECT_EQ(client.Ask(start + one + "Accept: a/b\r\nAccept: c/d\r\n" + rest).status, 201);
}

TEST_F(FramingTest, EndsTheConnectionAtAChunkThatIsNone) {
    const std::string head =
        "POST /api/notes HTTP/1.1\r\nHost: qz\r\nCookie: session=7\r\nIdempotency-Key: key-00000001\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string chunk = "{\"text\":\"a\"}";
    std::string many;
    for (int i = 0; i < 40; ++i) many += "1;" + std::string(1000, 'x') + "\r\n \r\n";
    for (const std::string& body : {
             "c\n" + chunk + "\r\n0\r\n\r\n",
             "c\r" + chunk + "\r\n0\r\n\r\n",
             "c \n" + chunk + "\r\n0\r\n\r\n",
             "c\r\n" + chunk + "\n0\r\n\r\n",
             "c\r\n" + chunk + "xx0\r\n\r\n",
             "0xc\r\n" + chunk + "\r\n0\r\n\r\n",
             "+c\r\n" + chunk + "\r\n0\r\n\r\n",
             "-1\r\n" + chunk + "\r\n0\r\n\r\n",
             "\r\n" + chunk + "\r\n0\r\n\r\n",
             "1000000000000000c\r\n" + chunk + "\r\n0\r\n\r\n",
             "c\r\n" + chunk + "\r\n0\r\nContent-Length: 3\r\n\r\n",
             "c\r\n" + chunk + "\r\n0\r\nno trailer\r\n\r\n",
             "c;" + std::string(20'000, 'x') + "\r\n" + chunk + "\r\n0\r\n\r\n",
             many + "0\r\n\r\n",
         }) {
        RawClient client(port());
        client.Send(head + body + Get("/api/hello"));
        EXPECT_EQ(client.Receive().status, 400) << body.substr(0, 40);
        EXPECT_TRUE(client.IsClosed()) << body.substr(0, 40);
    }
    EXPECT_EQ(sample::CountNotes(*database_), 0);
    RawClient extended(port());
    EXPECT_EQ(extended.Ask(head + "c;a=b;c=\"d\"\r\n" + chunk + "\r\n0\r\nX-Sum: 1\r\n\r\n").status, 201);
    EXPECT_EQ(extended.Ask(Get("/api/hello")).status, 200);
}

TEST_F(FramingTest, HoldsNoMoreOfAnEndlessChunkLineThanOfAHeader) {
    const std::string head =
        "POST /api/notes HTTP/1.1\r\nHost: qz\r\nCookie: session=7\r\nIdempotency-Key: key-00000001\r\n"
        "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    for (const char* const line : {"1;", "0;", "0\r\nX-Trailer: "}) {
        RawClient endless(port());
        endless.Send(head + line);
        const std::string more(64 << 10, 'x');
        for (int i = 0; i < 20 && endless.Send(more); ++i) continue;
        EXPECT_EQ(endless.Receive().status, 400) << line;
    }
}

}  // namespace
}  // namespace qz::http
