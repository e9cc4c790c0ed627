// The part of the dispatcher that turns what happened into an answer.
#include "platform/http/dispatcher.hpp"
#include "platform/http/problems.hpp"

namespace qz::http {

Answer Dispatcher::Finish(Exchange& exchange) {
    Answer answer = Render(exchange);
    answer.secure = exchange.message.Secure();
    answer.head_only = exchange.message.is_head();
    if (exchange.traceless) {
        std::erase_if(answer.headers, [](const auto& header) { return header.first == "Cache-Control"; });
        answer.no_store = answer.traceless = true;
        return answer;
    }
    const auto took = std::chrono::steady_clock::now() - exchange.began;
    if (around_.metrics) {
        around_.metrics->Observe(exchange.place, answer.status, std::chrono::duration<double>(took).count());
    }
    if (around_.log) {
        Log::Line line;
        line.at = exchange.message.Now();
        line.id = exchange.message.id();
        line.method = exchange.message.is_head()        ? "HEAD"
                      : exchange.message.known_method() ? NameOf(exchange.message.method())
                                                        : "other";
        line.route = exchange.route ? std::string_view(exchange.route->pattern) : "-";
        line.status = answer.status;
        line.microseconds = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
        line.bytes = answer.bytes().size();
        around_.log->Request(line);
    }
    return answer;
}

Answer Dispatcher::Render(Exchange& exchange) const {
    if (exchange.failure) return RenderFailure(exchange);
    if (exchange.early) return std::move(*exchange.early);
    if (!exchange.reply.problem) return RenderReply(exchange);
    const Message& message = exchange.message;
    Answer answer = RenderProblem(*exchange.reply.problem, message.Header("Accept-Language"), message.id());
    // A refusal may carry headers too: a cookie that is taken back.
    for (auto& header : exchange.reply.headers) answer.headers.push_back(std::move(header));
    return answer;
}

Answer Dispatcher::RenderReply(Exchange& exchange) const {
    const Message& message = exchange.message;
#ifdef QZ_DEV
    if (exchange.route && !ShowsOnlyReads(exchange)) {
        Note(exchange, "shows_more_than_reads", "the reply shows a member that the route does not declare");
        return RenderStatus(500, "platform.http.internal", message.Header("Accept-Language"), message.id());
    }
#endif
    Reply& reply = exchange.reply;
    Answer answer;
    answer.status = reply.status;
    answer.headers = std::move(reply.headers);
    answer.no_store = std::none_of(answer.headers.begin(), answer.headers.end(),
                                   [](const auto& header) { return header.first == "Cache-Control"; });
    if (exchange.replayed) answer.headers.emplace_back("Idempotent-Replay", "true");
    if (reply.etag) {
        std::string tag = "\"" + std::to_string(*reply.etag) + "\"";
        const bool unchanged = message.known_method() == Method::kGet && reply.status == 200 &&
                               NoneMatchNames(message.Header("If-None-Match"), tag);
        answer.headers.emplace_back("ETag", std::move(tag));
        if (unchanged) {
            answer.status = 304;
            return answer;
        }
    }
    if (reply.status == 503) answer.headers.emplace_back("Retry-After", "1");
    answer.body = std::move(reply.body);
    if (!answer.body.empty()) answer.content_type = reply.content_type;
    return answer;
}

Answer Dispatcher::RenderFailure(Exchange& exchange) const {
    const std::string_view language = exchange.message.Header("Accept-Language");
    const std::string_view id = exchange.message.id();
    try {
        std::rethrow_exception(exchange.failure);
    } catch (const Problem& problem) {
        return RenderProblem(problem, language, id);
    } catch (const storage::NoSpace&) {
        Note(exchange, "no_space", "");
        return RenderProblem(Problem(Problem::Kind::kNoSpace, "platform.http.no_space"), language, id);
    } catch (const std::exception& error) {
        // A bug, or the database gone: the log has the request's id, the reader has it too, and nothing more.
        Note(exchange, "failure", error.what());
    } catch (...) {
        Note(exchange, "failure", "not an exception of ours");
    }
    return RenderStatus(500, "platform.http.internal", language, id);
}

bool Dispatcher::ShowsOnlyReads(const Exchange& exchange) const {
    const Reply& reply = exchange.reply;
    const auto& reads = exchange.route->reads;
    const bool checked = reply.status >= 200 && reply.status < 300 && !exchange.replayed &&
                         !reply.body.empty() && reply.content_type.starts_with("application/json") &&
                         std::find(reads.begin(), reads.end(), "*") == reads.end();
    if (!checked) return true;
    const json::value body = ParseJson(reply.body);
    const json::object* const object = body.if_object();
    if (!object) return false;
    return std::all_of(object->begin(), object->end(), [&reads](const auto& member) {
        return std::find(reads.begin(), reads.end(),
                         std::string_view(member.key().data(), member.key().size())) != reads.end();
    });
}

}  // namespace qz::http
