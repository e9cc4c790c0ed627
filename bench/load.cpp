#include "bench/load.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cstring>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace qz::bench {

namespace {

using Steady = std::chrono::steady_clock;

int Connect(std::uint16_t port) {
    const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (client < 0 || ::connect(client, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        if (client >= 0) ::close(client);
        throw std::runtime_error("cannot connect to the server under test");
    }
    const int yes = 1;
    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return client;
}

// The whole answer's length once its head is there; 0 before.
std::size_t LengthOf(std::string_view bytes) {
    const std::size_t end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos) return 0;
    constexpr std::string_view kLength = "Content-Length: ";
    const std::size_t at = bytes.substr(0, end).find(kLength);
    if (at == std::string_view::npos) return end + 4;
    return end + 4 + static_cast<std::size_t>(std::atoll(bytes.data() + at + kLength.size()));
}

int StatusOf(std::string_view bytes) {
    return bytes.size() > 12 ? std::atoi(bytes.data() + 9) : 0;
}

struct Connection {
    int socket = -1;
    std::string out;
    std::size_t sent = 0;
    std::string in;
    Steady::time_point asked;
    bool waiting = false;
};

class Run {
 public:
    Run(std::uint16_t port, const Load& load, const NextRequest& next)
        : next_(next), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
        connections_.resize(static_cast<std::size_t>(load.connections));
        for (std::size_t i = 0; i < connections_.size(); ++i) {
            connections_[i].socket = Connect(port);
            epoll_event event{};
            event.events = EPOLLIN;
            event.data.u64 = i;
            ::epoll_ctl(poll_, EPOLL_CTL_ADD, connections_[i].socket, &event);
        }
    }
    ~Run() {
        for (const Connection& connection : connections_) {
            if (connection.socket >= 0) ::close(connection.socket);
        }
        ::close(poll_);
    }
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;

    LoadFigures Measure(const Load& load) {
        const auto span = [](double seconds) {
            return std::chrono::duration_cast<Steady::duration>(std::chrono::duration<double>(seconds));
        };
        const auto start = Steady::now();
        from_ = start + span(load.warm_seconds);
        const auto until = from_ + span(load.seconds);
        const auto patience = until + std::chrono::seconds(10);
        for (Connection& connection : connections_) Ask(connection);
        while (waiting_ > 0 && Steady::now() < patience) {
            if (Steady::now() >= until) asking_ = false;
            epoll_event events[128];
            const int count = ::epoll_wait(poll_, events, 128, 100);
            for (int i = 0; i < count; ++i) Receive(connections_[events[i].data.u64]);
        }
        for (Connection& connection : connections_) {
            if (connection.waiting) Fail(0, "no answer within ten seconds");
        }
        // Without requests left it ended earlier.
        const double seconds = std::chrono::duration<double>(std::min(last_, until) - from_).count();
        std::sort(times_.begin(), times_.end());
        figures_.rate = seconds > 0 ? static_cast<double>(times_.size()) / seconds : 0;
        if (!times_.empty()) {
            figures_.p50 = times_[times_.size() / 2];
            figures_.p99 = times_[times_.size() * 99 / 100];
        }
        return std::move(figures_);
    }

 private:
    void Ask(Connection& connection) {
        connection.out.clear();
        connection.sent = 0;
        if (!asking_ || !next_(number_, connection.out)) {
            asking_ = false;
            return;
        }
        ++number_;
        connection.asked = Steady::now();
        connection.waiting = true;
        ++waiting_;
        // A request is far smaller than the socket's buffer: what does not go at once is a broken connection.
        while (connection.sent < connection.out.size()) {
            const ssize_t sent = ::send(connection.socket, connection.out.data() + connection.sent,
                                        connection.out.size() - connection.sent, MSG_NOSIGNAL);
            if (sent <= 0) return Drop(connection, "the connection broke while a request was sent");
            connection.sent += static_cast<std::size_t>(sent);
        }
    }

    void Receive(Connection& connection) {
        char bytes[65536];
        const ssize_t count = ::recv(connection.socket, bytes, sizeof bytes, MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
        if (count <= 0) return Drop(connection, "the server closed the connection");
        connection.in.append(bytes, static_cast<std::size_t>(count));
        const std::size_t length = LengthOf(connection.in);
        if (length == 0 || connection.in.size() < length) return;
        const auto now = Steady::now();
        const int status = StatusOf(connection.in);
        connection.waiting = false;
        --waiting_;
        if (status / 100 == 2) {
            ++figures_.good;
            last_ = now;
            if (now >= from_ && asking_) {
                times_.push_back(std::chrono::duration<double, std::milli>(now - connection.asked).count());
            }
        } else {
            Fail(status, std::string_view(connection.in).substr(0, length));
        }
        connection.in.erase(0, length);
        if (asking_) Ask(connection);
    }

    void Drop(Connection& connection, std::string_view why) {
        ::epoll_ctl(poll_, EPOLL_CTL_DEL, connection.socket, nullptr);
        ::close(connection.socket);
        connection.socket = -1;
        if (!connection.waiting) return;
        connection.waiting = false;
        --waiting_;
        Fail(0, why);
    }

    void Fail(int status, std::string_view answer) {
        ++figures_.failed;
        ++figures_.other[status];
        if (figures_.first_failure.empty()) figures_.first_failure = answer;
    }

    const NextRequest& next_;
    int poll_;
    std::vector<Connection> connections_;
    std::vector<double> times_;
    LoadFigures figures_;
    Steady::time_point from_;
    Steady::time_point last_;
    std::uint64_t number_ = 0;
    int waiting_ = 0;
    bool asking_ = true;
};

}  // namespace

LoadFigures RunLoad(std::uint16_t port, const Load& load, const NextRequest& next) {
    return Run(port, load, next).Measure(load);
}

Client::Client(std::uint16_t port) : socket_(Connect(port)) {
    const timeval longest{30, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest);
}

Client::~Client() {
    ::close(socket_);
}

Answer Client::Ask(std::string_view request) {
    const auto start = Steady::now();
    Answer answer;
    while (!request.empty()) {
        const ssize_t sent = ::send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
        if (sent <= 0) return answer;
        request.remove_prefix(static_cast<std::size_t>(sent));
    }
    std::size_t length = 0;
    while ((length = LengthOf(received_)) == 0 || received_.size() < length) {
        char bytes[65536];
        const ssize_t count = ::recv(socket_, bytes, sizeof bytes, 0);
        if (count <= 0) return answer;
        received_.append(bytes, static_cast<std::size_t>(count));
    }
    answer.milliseconds = std::chrono::duration<double, std::milli>(Steady::now() - start).count();
    answer.status = StatusOf(received_);
    const std::size_t body = received_.find("\r\n\r\n") + 4;
    answer.body = received_.substr(body, length - body);
    received_.erase(0, length);
    return answer;
}

void AppendRequest(std::string& out, const RequestText& request) {
    out += request.method;
    out += ' ';
    out += request.target;
    out += " HTTP/1.1\r\nHost: bench\r\nCookie: qz_session=";
    out += request.token;
    if (!request.idempotency_key.empty()) {
        out += "\r\nIdempotency-Key: ";
        out += request.idempotency_key;
    }
    if (request.if_match) {
        out += "\r\nIf-Match: \"";
        out += std::to_string(*request.if_match);
        out += '"';
    }
    if (request.method != "GET") {
        out += "\r\nContent-Type: application/json\r\nContent-Length: ";
        out += std::to_string(request.body.size());
    }
    out += "\r\n\r\n";
    out += request.body;
}

}  // namespace qz::bench
