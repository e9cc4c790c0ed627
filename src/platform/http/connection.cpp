#include <boost/asio/post.hpp>

#include "platform/http/session.hpp"

namespace qz::http {

void Loop::Complete(Connection* connection) {
    bool first = false;
    {
        std::lock_guard lock(mutex_);
        first = completed_.empty();
        completed_.push_back(connection);
    }
    if (!first) return;
    asio::post(io, [this] {
        std::vector<Connection*> batch;
        {
            std::lock_guard lock(mutex_);
            batch.swap(completed_);
        }
        for (Connection* const next : batch) next->Resume();
    });
}

Connection::Connection(std::shared_ptr<Loop> loop, Edge& edge)
    : loop_(std::move(loop)), edge_(edge), exchange_(std::make_shared<Exchange>()) {
    // The loop is held by value: the thread that settles may still be inside Complete when the server is
    // gone.
    exchange_->settled = [held = loop_, this] { held->Complete(this); };
    place_ = loop_->connections.insert(loop_->connections.end(), this);
    edge_.open.fetch_add(1);
}

Connection::~Connection() {
    loop_->connections.erase(place_);
    std::lock_guard lock(edge_.mutex);
    if (edge_.open.fetch_sub(1) == 1) edge_.all_closed.notify_all();
}

void Connection::Expect(std::chrono::seconds within) {
    // One more: the present second is already partly gone.
    deadline_ = loop_->tick + static_cast<std::uint32_t>(within.count()) + 1;
}

void Connection::Tick() {
    if (loop_->tick < deadline_) return;
    deadline_ = kNever;
    timed_out_ = true;
    Cancel();
}

void Connection::Drain() {
    if (!idle_) return;
    if (is_fresh_) {
        // Accepted a moment ago: its first request is probably under way.
        Expect(std::chrono::seconds(1));
    } else {
        Cancel();
    }
}

void Connection::Resume() {
    const std::function<void()> resume = std::move(resume_);
    resume();
}

void ServePlain(const std::shared_ptr<Loop>& loop, Edge& edge, Socket socket) {
    Session<Socket>::Spawn(std::make_shared<Session<Socket>>(loop, edge, std::move(socket)));
}

}  // namespace qz::http
