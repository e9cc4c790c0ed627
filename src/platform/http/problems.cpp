#include "platform/http/problems.hpp"

#include "platform/base/json.hpp"
#include "platform/i18n/i18n.hpp"

namespace qz::http {

namespace {

// How long a client waits when a queue was full: queues empty in well under a second.
constexpr std::string_view kRetryAfterSeconds = "1";

Answer Render(int status, const Problem& problem, std::string_view accept_language,
              std::string_view request_id) {
    const i18n::Language language = i18n::FromAcceptLanguage(accept_language);
    std::string sentence = i18n::Sentence(language, problem.code(), problem.arguments());
    json::object body;
    body["type"] = "about:blank";
    body["title"] = sentence;
    body["status"] = status;
    body["code"] = problem.code();
    // The same sentence twice: generic clients show title or detail, and neither should be a bare word.
    body["detail"] = std::move(sentence);
    if (!request_id.empty()) body["request"] = request_id;
    if (!problem.findings().empty()) {
        json::array findings;
        for (const Finding& finding : problem.findings()) {
            findings.push_back({{"field", finding.field},
                                {"code", finding.code},
                                {"message", i18n::Sentence(language, finding.code, finding.arguments)},
                                {"blocks", finding.blocks}});
        }
        body["findings"] = std::move(findings);
    }
    if (!problem.details().empty()) body["details"] = json::parse(problem.details());

    Answer answer;
    answer.status = status;
    answer.content_type = "application/problem+json; charset=utf-8";
    answer.body = json::serialize(body);
    answer.headers.emplace_back("Content-Language", std::string(i18n::Tag(language)));
    answer.no_store = true;
    if (status == 503) answer.headers.emplace_back("Retry-After", std::string(kRetryAfterSeconds));
    return answer;
}

}  // namespace

int StatusOf(Problem::Kind kind) {
    switch (kind) {
        case Problem::Kind::kMalformed:
            return 400;
        case Problem::Kind::kUnauthenticated:
            return 401;
        case Problem::Kind::kForbidden:
            return 403;
        case Problem::Kind::kNotFound:
            return 404;
        case Problem::Kind::kConflict:
            return 409;
        case Problem::Kind::kPrecondition:
            return 412;
        case Problem::Kind::kTooLarge:
            return 413;
        case Problem::Kind::kRejected:
            return 422;
        case Problem::Kind::kLocked:
            return 423;
        case Problem::Kind::kTooMany:
            return 429;
        case Problem::Kind::kBusy:
            return 503;
        case Problem::Kind::kNoSpace:
            return 507;
    }
    return 500;
}

Answer RenderProblem(const Problem& problem, std::string_view accept_language, std::string_view request_id) {
    return Render(StatusOf(problem.kind()), problem, accept_language, request_id);
}

Answer RenderStatus(int status, std::string_view code, std::string_view accept_language,
                    std::string_view request_id) {
    return Render(status, Problem(Problem::Kind::kMalformed, std::string(code)), accept_language, request_id);
}

}  // namespace qz::http
