// A server with a few routes, over real sockets, for tests of what happens on the wire.
#pragma once

#include <condition_variable>
#include <mutex>

#include <gtest/gtest.h>

#include "platform/http/http.hpp"
#include "platform/http/notes.hpp"
#include "platform/http/raw_client.hpp"
#include "platform/http/sample_gate.hpp"
#include "tests/support/databases.hpp"

namespace qz::http::sample {

// Lets a test hold handlers inside a lane until it has seen what it wants.
class Turnstile {
 public:
    void Pass() {
        std::unique_lock lock(mutex_);
        ++inside_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
    }
    void WaitForInside(int count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return inside_ >= count; });
    }
    void Open() {
        std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }

 private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int inside_ = 0;
    bool open_ = false;
};

class SampleServer : public ::testing::Test {
 protected:
    SampleServer() : place_(storage::Engine::kSqlite), database_(storage::Database::Open(place_.options())) {
        MakeTable(*database_);
        AddRoutes(router_);
        router_.OpenGet("/api/hello", Reads{"hello"},
                        [](const Request&, storage::Snapshot&) { return JsonText(R"({"hello":"你好"})"); });
        router_.OpenGet("/f/figures", Reads{"n"},
                        [](const Request&, storage::Snapshot&) { return JsonText(R"({"n":1})"); });
        router_.OpenGet("/api/large", Reads{"*"}, [](const Request&, storage::Snapshot&) {
            return Download(std::string(8 << 20, 'x'), "application/octet-stream", "large");
        });
        router_
            .Post("/api/uploads", Permission{"notes.write"}, ScopeFrom{"own"}, Reads{"id"}, Writes{"*"},
                  [](const Request& request, const Actor& actor, const Scope&, storage::Tx& tx) {
                      const auto id = InsertNote(tx, actor.unit, std::to_string(request.Body().size()));
                      tx.Announce(actor.unit, "sample.note", id.value);
                      return Created(id);
                  })
            .Body(4 << 20);
        router_.OpenPost(
            "/api/turnstile", Reads{}, Writes{},
            [this](const Request&) {
                turnstile_.Pass();
                return 0;
            },
            [](const Request&, int, storage::Tx&) { return NoContent(); });
        options_.port = 0;
        options_.log = [this](std::string_view line) {
            std::lock_guard lock(log_mutex_);
            log_ += std::string(line) + "\n";
        };
        options_.release = "test";
    }
    ~SampleServer() override { turnstile_.Open(); }

    Server& server() {
        if (!server_) {
            server_ = std::make_unique<Server>(options_, router_, *database_, Authorise, files_);
            server_->Start();
        }
        return *server_;
    }
    std::uint16_t port() { return server().port(); }
    std::string log() {
        std::lock_guard lock(log_mutex_);
        return log_;
    }
    static std::string Get(std::string_view path, std::string_view headers = {}) {
        return "GET " + std::string(path) + " HTTP/1.1\r\nHost: qz\r\n" + std::string(headers) + "\r\n";
    }
    static std::string Post(std::string_view path, std::string_view body, std::string_view key,
                            std::string_view headers = {}) {
        return "POST " + std::string(path) +
               " HTTP/1.1\r\nHost: qz\r\nCookie: session=7\r\nIdempotency-Key: " + std::string(key) +
               "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\n" + std::string(headers) + "\r\n" + std::string(body);
    }

    tests::FreshDatabase place_;
    std::unique_ptr<storage::Database> database_;
    Turnstile turnstile_;
    Router router_;
    std::vector<StaticFile> files_;
    Options options_;
    std::mutex log_mutex_;
    std::string log_;
    std::unique_ptr<Server> server_;
};

}  // namespace qz::http::sample
