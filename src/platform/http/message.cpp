#include "platform/http/message.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <random>

#include "platform/http/text.hpp"

namespace qz::http {

namespace {

// No lists (RFC 9110 §5.3, for Cookie RFC 6265 §5.4): of two, one reader would take the first and another the
// last.
constexpr std::array<std::string_view, 9> kSingleHeaders = {
    "Host",     "Content-Length", "Content-Type",  "Authorization", "Cookie", "Idempotency-Key",
    "If-Match", "Origin",         "Sec-Fetch-Site"};

}  // namespace

std::string_view NameOf(Method method) {
    switch (method) {
        case Method::kGet:
            return "GET";
        case Method::kPost:
            return "POST";
        case Method::kPut:
            return "PUT";
        case Method::kPatch:
            return "PATCH";
        case Method::kDelete:
            return "DELETE";
    }
    return "";
}

void Message::Wipe() {
    qz::Wipe(target_);
    qz::Wipe(header_text_);
    qz::Wipe(body_);
    for (auto& [name, value] : path_parts_) qz::Wipe(value);
    for (auto& [name, value] : query_) {
        qz::Wipe(name);
        qz::Wipe(value);
    }
}

void Message::Clear() {
    method_.reset();
    is_head_ = false;
    query_is_malformed_ = false;
    target_.clear();
    path_length_ = 0;
    header_text_.clear();
    headers_.clear();
    body_.clear();
    id_.clear();
    path_parts_.clear();
    query_.clear();
    parsed_.reset();
}

void Message::SetStart(std::optional<Method> method, bool is_head, std::string_view target) {
    method_ = method;
    is_head_ = is_head;
    target_.assign(target.substr(0, target.find('#')));
    const std::size_t question = target_.find('?');
    path_length_ = question == std::string::npos ? target_.size() : question;
    if (question != std::string::npos) ReadQuery(std::string_view(target_).substr(question + 1));
}

void Message::ReadQuery(std::string_view query) {
    while (!query.empty()) {
        const std::size_t ampersand = query.find('&');
        const std::string_view pair = query.substr(0, ampersand);
        query = ampersand == std::string_view::npos ? std::string_view{} : query.substr(ampersand + 1);
        if (pair.empty()) continue;
        const std::size_t equals = pair.find('=');
        auto name = PercentDecode(pair.substr(0, equals), true);
        auto value =
            equals == std::string_view::npos ? std::string() : PercentDecode(pair.substr(equals + 1), true);
        if (!name || !value) {
            query_is_malformed_ = true;
            return;
        }
        query_.emplace_back(std::move(*name), std::move(*value));
    }
}

void Message::AddHeader(std::string_view name, std::string_view value) {
    Span span{};
    span.name_at = static_cast<std::uint32_t>(header_text_.size());
    span.name_length = static_cast<std::uint32_t>(name.size());
    header_text_ += name;
    span.value_at = static_cast<std::uint32_t>(header_text_.size());
    span.value_length = static_cast<std::uint32_t>(value.size());
    header_text_ += value;
    headers_.push_back(span);
}

void Message::DrawId() {
    thread_local std::mt19937_64 source{[] {
        std::random_device device;
        return (std::uint64_t{device()} << 32) | device();
    }()};
    constexpr std::string_view kHex = "0123456789abcdef";
    const std::uint64_t bits = source();
    id_.resize(16);
    for (std::size_t i = 0; i < 16; ++i) id_[i] = kHex[(bits >> (i * 4)) & 15u];
}

const json::value& Message::ParseBody() {
    parsed_ = ParseJson(body_);
    return *parsed_;
}

json::value Message::Json() const {
    if (parsed_) {
        json::value value = std::move(*parsed_);
        parsed_.reset();
        return value;
    }
    return ParseJson(body_);
}

std::string_view Message::Header(std::string_view name) const {
    const std::string_view text = header_text_;
    for (const Span& span : headers_) {
        if (EqualIgnoringCase(text.substr(span.name_at, span.name_length), name)) {
            return text.substr(span.value_at, span.value_length);
        }
    }
    return {};
}

std::string_view Message::RepeatedHeader() const {
    const std::string_view text = header_text_;
    std::bitset<kSingleHeaders.size()> seen;
    for (const Span& span : headers_) {
        const std::string_view name = text.substr(span.name_at, span.name_length);
        for (std::size_t at = 0; at < kSingleHeaders.size(); ++at) {
            if (!EqualIgnoringCase(name, kSingleHeaders[at])) continue;
            if (seen.test(at)) return kSingleHeaders[at];
            seen.set(at);
        }
    }
    return {};
}

std::string_view Message::Cookie(std::string_view name) const {
    const std::string_view text = header_text_;
    for (const Span& span : headers_) {
        if (!EqualIgnoringCase(text.substr(span.name_at, span.name_length), "Cookie")) continue;
        std::string_view rest = text.substr(span.value_at, span.value_length);
        while (!rest.empty()) {
            const std::size_t semicolon = rest.find(';');
            const std::string_view pair = Trim(rest.substr(0, semicolon));
            rest = semicolon == std::string_view::npos ? std::string_view{} : rest.substr(semicolon + 1);
            const std::size_t equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == name)
                return pair.substr(equals + 1);
        }
    }
    return {};
}

std::string_view Message::PathText(std::string_view name) const {
    for (const auto& [part, value] : path_parts_) {
        if (part == name) return value;
    }
    throw std::logic_error("the route names no part {" + std::string(name) + "}");
}

std::string_view Message::RepeatedParameter() const {
    std::vector<std::string_view> names;
    names.reserve(query_.size());
    for (const auto& [name, value] : query_) names.push_back(name);
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    return twice == names.end() ? std::string_view{} : *twice;
}

std::optional<std::string_view> Message::Query(std::string_view name) const {
    for (const auto& [parameter, value] : query_) {
        if (parameter == name) return value;
    }
    return std::nullopt;
}

}  // namespace qz::http
