#include <sys/socket.h>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/http/edge.hpp"

namespace qz::http {

namespace {

using asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

constexpr std::size_t kPlainWaiting = 1024;
constexpr std::size_t kSlowWaiting = 64;
constexpr int kBacklog = 1024;

// "Fri, 25 Sep 2026 10:00:00 GMT"
std::string HttpDate(Instant now) {
    const std::time_t seconds = now.milliseconds / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[40];
    return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

}  // namespace

class Server::Impl {
 public:
    Impl(const Options& options, const Router& router, storage::Database& database, Authorize authorize,
         std::span<const StaticFile> files)
        : options_(options),
          log_(options_.log),
          metrics_(router),
          dispatcher_(router, database, std::move(authorize), Around(files)),
          edge_{options_, options_.clock ? *options_.clock : system_clock_, dispatcher_, draining_, open_, {},
                {}} {
        if (!options_.tls_certificate.empty()) tls_ = MakeTlsContext(options_);
    }

    ~Impl() { Stop(); }

    void Start() {
        boost::system::error_code error;
        const auto address = asio::ip::make_address(options_.address, error);
        if (error) throw std::runtime_error("\"" + options_.address + "\" is no address to listen on.");
        const tcp::endpoint wanted(address, options_.port);
        const tcp::endpoint endpoint = Claim(wanted);
        port_ = endpoint.port();
        std::vector<std::unique_ptr<Seat>> seats;
        for (int i = 0; i < std::max(1, options_.threads); ++i) {
            auto seat = std::make_unique<Seat>();
            seat->loop->date = HttpDate(edge_.clock.Now());
            Listen(seat->acceptor, endpoint);
            seats.push_back(std::move(seat));
        }
        // Nobody is served before all of them listen.
        seats_.reserve(seats.size());
        for (auto& seat : seats) {
            asio::co_spawn(seat->loop->io.get_executor(), AcceptAll(*seat), asio::detached);
            asio::co_spawn(seat->loop->io.get_executor(), KeepTime(*seat), asio::detached);
            seat->thread = std::thread([loop = seat->loop.get()] {
                pthread_setname_np(pthread_self(), "qz-http");
                loop->io.run();
            });
            // Kept once it runs: Stop waits for the thread of each.
            seats_.push_back(std::move(seat));
        }
    }

    std::uint16_t port() const { return port_; }

    void Stop() {
        if (seats_.empty()) return;
        draining_ = true;
        for (const auto& seat : seats_) {
            asio::post(seat->loop->io, [this, seat = seat.get()] { StopAccepting(*seat); });
        }
        WaitForQuiet(options_.drain_time);
        for (const auto& seat : seats_) {
            asio::post(seat->loop->io, [loop = seat->loop.get()] {
                for (Connection* const connection : loop->connections) connection->Kill();
            });
        }
        // What is inside a transaction settles in its own time; only its reader was sent away.
        WaitForQuiet(std::nullopt);
        for (const auto& seat : seats_) {
            asio::post(seat->loop->io, [seat = seat.get()] {
                seat->timer.cancel();
                seat->work.reset();
            });
            seat->thread.join();
        }
        seats_.clear();
        log_.Flush();
    }

 private:
    // One loop with its thread and its listening socket.
    struct Seat {
        std::shared_ptr<Loop> loop = std::make_shared<Loop>();
        asio::executor_work_guard<Executor> work{loop->io.get_executor()};
        Acceptor acceptor{loop->io.get_executor()};
        Timer timer{loop->io.get_executor()};
        bool accepting = true;
        std::thread thread;
    };

    Dispatcher::Surroundings Around(std::span<const StaticFile> files) {
        Dispatcher::Surroundings around;
        around.files = files;
        around.plain = &plain_;
        around.slow = &slow_;
        around.log = &log_;
        around.metrics = &metrics_;
        around.draining = &draining_;
        around.connections = &open_;
        around.release = options_.release;
        around.behind_proxy = options_.behind_proxy;
        return around;
    }

    // SO_REUSEPORT would let two servers share a port in silence. A socket without it finds out, and finds
    // the number where any free port will do.
    tcp::endpoint Claim(const tcp::endpoint& wanted) {
        asio::io_context io;
        boost::system::error_code error;
        Acceptor probe(io.get_executor());
        probe.open(wanted.protocol(), error);
        if (!error) probe.set_option(asio::socket_base::reuse_address(true), error);
        if (!error) probe.bind(wanted, error);
        if (!error) probe.listen(1, error);
        if (error) {
            throw std::runtime_error("cannot listen on " + options_.address + ":" +
                                     std::to_string(options_.port) + ": " + error.message() +
                                     ". Another address is named in QZ_ADDRESS, another port in QZ_PORT.");
        }
        return probe.local_endpoint();
    }

    static void Listen(Acceptor& acceptor, const tcp::endpoint& endpoint) {
        acceptor.open(endpoint.protocol());
        acceptor.set_option(asio::socket_base::reuse_address(true));
        const int on = 1;
        if (setsockopt(acceptor.native_handle(), SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) != 0) {
            throw std::runtime_error("SO_REUSEPORT is not available");
        }
        acceptor.bind(endpoint);
        acceptor.listen(kBacklog);
    }

    Task<void> AcceptAll(Seat& seat) {
        while (seat.accepting) {
            boost::system::error_code error;
            auto token = asio::redirect_error(kAwait, error);
            Socket socket = co_await seat.acceptor.async_accept(token);
            if (!error) {
                Admit(seat, std::move(socket));
            } else if (seat.accepting) {
                // Out of descriptors, mostly: wait until some connection has gone.
                Timer pause(seat.loop->io.get_executor(), std::chrono::milliseconds(100));
                co_await pause.async_wait(token);
            }
        }
    }

    void Admit(Seat& seat, Socket socket) {
        boost::system::error_code ignored;
        if (open_.load() >= options_.connection_limit) {
            if (tls_) return;  // words in clear would only look like a broken handshake
            constexpr std::string_view kFull =
                "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\nConnection: "
                "close\r\n\r\n";
            socket.non_blocking(true, ignored);
            socket.write_some(asio::buffer(kFull), ignored);
            return;
        }
        socket.set_option(tcp::no_delay(true), ignored);
        if (tls_) {
            ServeTls(seat.loop, edge_, std::move(socket), *tls_);
        } else {
            ServePlain(seat.loop, edge_, std::move(socket));
        }
    }

    Task<void> KeepTime(Seat& seat) {
        Loop& loop = *seat.loop;
        boost::system::error_code error;
        auto token = asio::redirect_error(kAwait, error);
        for (;;) {
            seat.timer.expires_after(std::chrono::seconds(1));
            co_await seat.timer.async_wait(token);
            if (error) co_return;
            ++loop.tick;
            loop.date = HttpDate(edge_.clock.Now());
            for (Connection* const connection : loop.connections) connection->Tick();
            log_.Flush();
        }
    }

    void StopAccepting(Seat& seat) {
        seat.accepting = false;
        // Whoever already stands in the kernel's queue has been let in, as far as he can see.
        boost::system::error_code error;
        seat.acceptor.non_blocking(true, error);
        while (!error) {
            Socket socket(seat.loop->io.get_executor());
            seat.acceptor.accept(socket, error);
            if (!error) Admit(seat, std::move(socket));
        }
        seat.acceptor.close(error);
        for (Connection* const connection : seat.loop->connections) connection->Drain();
    }

    void WaitForQuiet(std::optional<std::chrono::seconds> longest) {
        // Accepted connections exist before the turn of the loop that accepted them ends; this waits for that
        // turn.
        for (const auto& seat : seats_) {
            std::mutex mutex;
            std::condition_variable changed;
            bool passed = false;
            asio::post(seat->loop->io, [&] {
                std::lock_guard lock(mutex);
                passed = true;
                changed.notify_one();
            });
            std::unique_lock lock(mutex);
            changed.wait(lock, [&] { return passed; });
        }
        std::unique_lock lock(edge_.mutex);
        const auto quiet = [this] { return open_.load() == 0; };
        if (longest) {
            edge_.all_closed.wait_for(lock, *longest, quiet);
        } else {
            edge_.all_closed.wait(lock, quiet);
        }
    }

    const Options options_;
    const SystemClock system_clock_;
    std::atomic<bool> draining_{false};
    std::atomic<std::size_t> open_{0};
    Log log_;
    Metrics metrics_;
    Dispatcher dispatcher_;
    Edge edge_;
    std::unique_ptr<asio::ssl::context> tls_;
    // Lanes end before what their work uses.
    Lane plain_{std::max(1, options_.preparers), kPlainWaiting};
    Lane slow_{std::max(1, options_.slow_preparers), kSlowWaiting};
    std::vector<std::unique_ptr<Seat>> seats_;
    std::uint16_t port_ = 0;
};

Server::Server(const Options& options, const Router& router, storage::Database& database, Authorize authorize,
               std::span<const StaticFile> files)
    : impl_(std::make_unique<Impl>(options, router, database, std::move(authorize), files)) {}

Server::~Server() = default;

void Server::Start() {
    impl_->Start();
}

std::uint16_t Server::port() const {
    return impl_->port();
}

void Server::Stop() {
    impl_->Stop();
}

}  // namespace qz::http
