// Refusals in the reader's language, as application/problem+json (RFC 9457).
#pragma once

#include "platform/base/problem.hpp"
#include "platform/http/answer.hpp"

namespace qz::http {

int StatusOf(Problem::Kind kind);
// `accept_language` is the request's header; `request_id` may be "".
Answer RenderProblem(const Problem& problem, std::string_view accept_language, std::string_view request_id);
// The same for what is nobody's Problem: 401-like statuses keep their kinds; this is for 405, 408, 415, 417,
// 431, 500.
Answer RenderStatus(int status, std::string_view code, std::string_view accept_language,
                    std::string_view request_id);

}  // namespace qz::http
