// Everything between the edge and the handlers, without a socket: shared by Server and InProcess.
//
//   Begin      after the header: which route, which limits, what can be refused already
//   AuthoriseFirst  before a large body is read
//   AnswerAtOnce    files, health, refusals: nothing to wait for
//   Run        Prepare on a lane, then the transaction; tells when it has settled
//   Finish     the answer, the log line and the figures
#pragma once

#include <any>
#include <atomic>

#include "platform/http/answer.hpp"
#include "platform/http/lane.hpp"
#include "platform/http/log.hpp"
#include "platform/http/message.hpp"
#include "platform/http/metrics.hpp"
#include "platform/http/routes.hpp"
#include "platform/http/static_files.hpp"

namespace qz::http {

// One request on its way. A connection keeps one and uses it again and again.
struct Exchange {
    Message message;

    const Route* route = nullptr;
    std::size_t place = 0;        // where Metrics counts it
    bool traceless = false;       // neither logged nor measured nor numbered
    std::optional<Answer> early;  // decided before any handler ran
    bool asks_readiness = false;
    bool asks_metrics = false;

    std::any prepared;
    std::string key;     // Idempotency-Key
    std::string hash;    // of the request
    UnitId effect_unit;  // whose effect the key names, as the transaction found it
    AccountId effect_account;
    int attempts = 0;
    bool looks_first = false;  // whether the key has its effect already, before the handler runs
    Reply reply;
    bool replayed = false;
    std::exception_ptr failure;
    std::chrono::steady_clock::time_point began;
    // Called once when Run or AuthoriseFirst is through, on any thread; nothing touches the exchange after
    // it.
    std::function<void()> settled;

    // Ready for the next request of the same connection; `settled` stays.
    void Clear();

    ~Exchange() {
        if (traceless) message.Wipe();
    }
};

class Dispatcher {
 public:
    // What the process around it knows; all of it optional, as in api tests.
    struct Surroundings {
        std::span<const StaticFile> files;
        Lane* plain = nullptr;  // nothing: Prepare runs where Run was called
        Lane* slow = nullptr;
        Log* log = nullptr;
        Metrics* metrics = nullptr;
        const std::atomic<bool>* draining = nullptr;
        const std::atomic<std::size_t>* connections = nullptr;
        std::string release;
        bool behind_proxy = false;
    };
    // Throws std::logic_error for a route table that must not be served.
    Dispatcher(const Router& router, storage::Database& database, Authorize authorize,
               Surroundings surroundings);

    struct BodyRule {
        std::size_t limit = 0;
        std::size_t unasked = 0;  // a larger one is read only from who may send it
    };
    // The message has its start line and headers.
    BodyRule Begin(Exchange& exchange) const;
    // Refuses from the edge: 400, 408, 413, 417, 431.
    void Refuse(Exchange& exchange, int status, std::string_view code) const;
    void RefuseRepeated(Exchange& exchange, std::string_view header) const;
    void RefuseRepeatedParameter(Exchange& exchange, std::string_view parameter) const;
    // Settles at once when authorisation refuses: then `failure` is set.
    void AuthoriseFirst(const std::shared_ptr<Exchange>& exchange);
    // The message is whole. true: Finish has what it needs.
    bool AnswerAtOnce(Exchange& exchange);
    void Run(const std::shared_ptr<Exchange>& exchange);
    Answer Finish(Exchange& exchange);

 private:
    void BeginElsewhere(Exchange& exchange) const;
    void CheckBeforeBody(Exchange& exchange) const;
    void RunNameless(const std::shared_ptr<Exchange>& exchange);
    void PrepareAndWrite(const std::shared_ptr<Exchange>& exchange);
    // Asks who may; `then` runs on a storage thread when they may, else the exchange is settled with the
    // refusal.
    void AuthoriseThen(const std::shared_ptr<Exchange>& exchange, std::function<void()> then);
    void PrepareWork(Exchange& exchange) const;
    void HoldAgainstWrites(Exchange& exchange) const;
    void SubmitRead(const std::shared_ptr<Exchange>& exchange);
    void SubmitWrite(const std::shared_ptr<Exchange>& exchange);
    void ReadInside(Exchange& exchange, storage::Snapshot& snapshot) const;
    void WriteInside(Exchange& exchange, storage::Tx& tx) const;
    void CallWriter(Exchange& exchange, const Permitted& permitted, storage::Tx& tx) const;
    void Replay(Exchange& exchange, const storage::Effect& effect, const Permitted& permitted,
                storage::Snapshot& snapshot) const;
    void SettleUnknown(const std::shared_ptr<Exchange>& exchange);
    Answer Render(Exchange& exchange) const;
    Answer RenderReply(Exchange& exchange) const;
    Answer RenderFailure(Exchange& exchange) const;
    bool ShowsOnlyReads(const Exchange& exchange) const;
    void Note(const Exchange& exchange, std::string_view event, std::string_view what) const;

    storage::Database& database_;
    Authorize authorize_;
    Surroundings around_;
    RouteTable routes_;
    FileTable files_;
};

}  // namespace qz::http
