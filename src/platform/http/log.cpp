#include "platform/http/log.hpp"

#include <boost/json.hpp>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace qz::http {

namespace {
constexpr std::size_t kCollected = 32 << 10;
constexpr std::size_t kLongestWhat = 300;
}  // namespace

Log::Log(std::function<void(std::string_view line)> sink) : sink_(std::move(sink)) {
    if (sink_) return;
    logger_ = std::make_shared<spdlog::logger>("http", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    logger_->set_pattern("%v");
}

Log::~Log() {
    Flush();
}

void Log::Request(const Line& line) {
    // Method, pattern and id are our own words and need no escaping.
    std::string text;
    text.reserve(192);
    text += R"({"time":")";
    text += line.at.ToString();
    text += R"(","event":"request","id":")";
    text += line.id;
    text += R"(","method":")";
    text += line.method;
    text += R"(","route":")";
    text += line.route;
    text += R"(","status":)";
    text += std::to_string(line.status);
    text += R"(,"micros":)";
    text += std::to_string(line.microseconds);
    text += R"(,"bytes":)";
    text += std::to_string(line.bytes);
    text += "}\n";
    std::lock_guard lock(mutex_);
    waiting_ += text;
    if (waiting_.size() >= kCollected) {
        Write(waiting_);
        waiting_.clear();
    }
}

void Log::Event(Instant at, std::string_view event, std::string_view id, std::string_view route,
                std::string_view what) {
    boost::json::object line;
    line["time"] = at.ToString();
    line["event"] = event;
    if (!id.empty()) line["id"] = id;
    if (!route.empty()) line["route"] = route;
    if (!what.empty()) line["what"] = what.substr(0, kLongestWhat);
    std::lock_guard lock(mutex_);
    Write(boost::json::serialize(line) + "\n");
}

void Log::Flush() {
    std::lock_guard lock(mutex_);
    if (waiting_.empty()) return;
    Write(waiting_);
    waiting_.clear();
}

void Log::Write(std::string_view lines) {
    while (!lines.empty()) {
        if (!sink_) {
            lines.remove_suffix(1);  // the logger ends the last line itself
            logger_->info(lines);
            logger_->flush();
            return;
        }
        const std::size_t end = lines.find('\n');
        sink_(lines.substr(0, end));
        lines.remove_prefix(end + 1);
    }
}

}  // namespace qz::http
