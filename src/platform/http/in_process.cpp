#include <condition_variable>
#include <iostream>

#include "platform/http/dispatcher.hpp"

namespace qz::http {

namespace {

bool Names(const std::vector<std::pair<std::string, std::string>>& headers, std::string_view wanted) {
    return std::any_of(headers.begin(), headers.end(),
                       [wanted](const auto& header) { return header.first == wanted; });
}

}  // namespace

InProcess::Answer InProcess::Send(Method method, std::string_view target, std::string_view body,
                                  std::vector<std::pair<std::string, std::string>> headers) const {
    static std::atomic<std::uint64_t> last_key{0};
    if (method != Method::kGet && !Names(headers, "Idempotency-Key")) {
        headers.emplace_back("Idempotency-Key", "in-process-" + std::to_string(++last_key));
    }
    if (!body.empty() && !Names(headers, "Content-Type"))
        headers.emplace_back("Content-Type", "application/json");

    // Failures that the reader is not told are said to whoever runs the test.
    Log log([](std::string_view line) {
        if (line.find("\"event\":\"request\"") == std::string_view::npos) std::cerr << line << '\n';
    });
    Dispatcher::Surroundings around;
    around.log = &log;
    Dispatcher dispatcher(router, database, authorize, around);
    const auto exchange = std::make_shared<Exchange>();
    exchange->message.SetStart(method, false, target);
    for (const auto& [name, value] : headers) {
        if (!value.empty()) exchange->message.AddHeader(name, value);
    }
    exchange->message.SetTime(clock ? clock->Now() : SystemClock().Now());
    exchange->message.SetBody(WipedString(body));

    std::mutex mutex;
    std::condition_variable changed;
    bool settled = false;
    exchange->settled = [&] {
        std::lock_guard lock(mutex);
        settled = true;
        changed.notify_one();
    };
    const Dispatcher::BodyRule rule = dispatcher.Begin(*exchange);
    if (!exchange->early && body.size() > rule.limit)
        dispatcher.Refuse(*exchange, 413, "platform.http.too_large");
    if (!dispatcher.AnswerAtOnce(*exchange)) {
        dispatcher.Run(exchange);
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return settled; });
    }
    const http::Answer rendered = dispatcher.Finish(*exchange);
    Answer answer;
    answer.status = rendered.status;
    answer.body = std::string(rendered.bytes());
    ForEachHeader(rendered, [&answer](std::string_view name, std::string_view value) {
        answer.headers.emplace_back(name, value);
    });
    return answer;
}

}  // namespace qz::http
