// The form without script. Whatever needs the receipt's slow derivation runs here, one at a time.
#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "feedback/intake/parts.hpp"

namespace qz::feedback::intake {

// So many in a time, so many saved up; for the whole server, so nobody is told apart.
class Rate {
 public:
    using Moment = std::chrono::steady_clock::time_point;
    Rate(std::chrono::milliseconds every, int saved) : every_(every), most_(saved), saved_(saved) {}
    bool Take(Moment now);

 private:
    std::mutex mutex_;
    const std::chrono::milliseconds every_;
    const double most_;
    double saved_;
    std::optional<Moment> last_;
};

// One thread for derivations of 64 MiB.
class SlowLane {
 public:
    SlowLane();
    ~SlowLane();
    SlowLane(const SlowLane&) = delete;
    SlowLane& operator=(const SlowLane&) = delete;
    bool Submit(std::function<void()> work);

 private:
    void Run();

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::function<void()>> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

// What was typed, ready to be sealed; or the code of the sentence that says what is missing.
struct PlainReport {
    WipedString json;
    WipedString scope;
    std::string office;
    std::string fault;
};
PlainReport ReadPlain(const FormFields& typed);
// The same for what is written later.
struct PlainWords {
    Kind kind = Kind::kMessage;
    WipedString json;
    std::string fault;
};
PlainWords ReadWords(const FormFields& typed);
// The sentence for an outcome that is not "taken".
std::string_view PlainFault(const Outcome& outcome);
// The office that serves the scope, and its newest key in force.
struct PlainOffice {
    std::string office;
    std::uint32_t epoch = 0;
    std::string epoch_key;
};
std::optional<PlainOffice> FindOffice(Connection& connection, std::string_view wanted, std::string_view scope,
                                      Date today);

}  // namespace qz::feedback::intake
