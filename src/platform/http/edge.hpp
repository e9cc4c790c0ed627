// The event loops and what their connections share. Only server.cpp, connection.cpp and tls.cpp include this:
// Asio and Beast are dear to compile.
#pragma once

#include <condition_variable>
#include <list>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "platform/http/brake.hpp"
#include "platform/http/dispatcher.hpp"

namespace qz::http {

namespace asio = boost::asio;

// Concrete, not any_io_executor: half the cost of each step.
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
template <class T>
using Task = asio::awaitable<T, Executor>;
constexpr asio::use_awaitable_t<Executor> kAwait;

class Connection;

// One thread, one io_context, its own listening socket. All members but Complete belong to that thread.
struct Loop {
    asio::io_context io{1};
    std::uint32_t tick = 0;  // seconds since the start, coarse: deadlines need no finer clock
    std::string date;        // for the Date header, renewed with each tick
    std::list<Connection*> connections;

    // From any thread: `connection` goes on with its request. What arrives together is handled in one turn.
    void Complete(Connection* connection);

 private:
    std::mutex mutex_;
    std::vector<Connection*> completed_;
};

// What all loops share.
struct Edge {
    const Options& options;
    const Clock& clock;
    Dispatcher& dispatcher;
    std::atomic<bool>& draining;
    std::atomic<std::size_t>& open;

    std::mutex mutex;
    std::condition_variable all_closed;
    // Behind a proxy that passes no address on, the proxy's own limit stands in its place.
    Brake brake{2000};
    // Three times as much memory at worst: read, taken apart, bound for the database.
    Uploads uploads{128u << 20};
};

class Connection {
 public:
    Connection(std::shared_ptr<Loop> loop, Edge& edge);
    virtual ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // Each second: ends what has waited too long.
    void Tick();
    // The server stops: whoever is between two requests goes now.
    void Drain();
    // The server has waited long enough.
    virtual void Kill() = 0;
    // The exchange has settled.
    void Resume();

 protected:
    static constexpr std::uint32_t kNever = ~std::uint32_t{0};

    virtual void Cancel() = 0;
    void Expect(std::chrono::seconds within);
    void ExpectNothing() { deadline_ = kNever; }

    std::shared_ptr<Loop> loop_;
    Edge& edge_;
    std::shared_ptr<Exchange> exchange_;
    std::function<void()> resume_;
    std::uint32_t deadline_ = kNever;
    bool timed_out_ = false;
    bool idle_ = false;     // between two requests
    bool is_fresh_ = true;  // has not sent a request yet

 private:
    std::list<Connection*>::iterator place_;
};

// Serve until the peer or the server ends it.
void ServePlain(const std::shared_ptr<Loop>& loop, Edge& edge, Socket socket);
void ServeTls(const std::shared_ptr<Loop>& loop, Edge& edge, Socket socket, asio::ssl::context& context);
// TLS 1.2 and later; throws std::runtime_error with a sentence about the files.
std::unique_ptr<asio::ssl::context> MakeTlsContext(const Options& options);

}  // namespace qz::http
