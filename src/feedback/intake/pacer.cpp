#include "feedback/intake/pacer.hpp"

namespace qz::feedback::intake {

namespace {

constexpr std::chrono::milliseconds kStep{200};

}  // namespace

Pacer::Pacer(std::chrono::milliseconds least)
    : least_(least), thread_([this] {
          pthread_setname_np(pthread_self(), "qz-pacer");
          Run();
      }) {}

Pacer::~Pacer() {
    {
        std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void Pacer::Give(Moment came, std::function<void()> reply) {
    Moment due = came + least_;
    const Moment now = Now();
    while (due < now && least_.count() > 0) due += kStep;
    {
        std::lock_guard lock(mutex_);
        owed_.emplace(due, std::move(reply));
    }
    changed_.notify_one();
}

void Pacer::Run() {
    std::unique_lock lock(mutex_);
    for (;;) {
        if (owed_.empty()) {
            if (stopping_) return;
            changed_.wait(lock);
            continue;
        }
        const auto first = owed_.begin();
        if (!stopping_ && first->first > Now()) {
            const Moment due = first->first;
            changed_.wait_until(lock, due);
            continue;
        }
        const auto reply = std::move(first->second);
        owed_.erase(first);
        lock.unlock();
        reply();
        lock.lock();
    }
}

}  // namespace qz::feedback::intake
