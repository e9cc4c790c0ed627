// A request as the edge read it. Made once for a connection and filled again for each request, so that a busy
// connection allocates nothing for headers.
#pragma once

#include "platform/base/wiped.hpp"
#include "platform/http/http.hpp"

namespace qz::http {

class Message final : public Request {
 public:
    // Forgets the last request and keeps its memory.
    void Clear();
    // Overwrites what was sent, before it is forgotten.
    void Wipe();
    void SetStart(std::optional<Method> method, bool is_head, std::string_view target);
    void AddHeader(std::string_view name, std::string_view value);
    void SetBody(WipedString body) { body_ = std::move(body); }
    void SetPeer(bool is_loopback) { peer_is_loopback_ = is_loopback; }
    void SetSecure(bool secure) { secure_ = secure; }
    void SetTime(Instant now) { now_ = now; }
    // A new random id; "" on routes that leave no trace.
    void DrawId();
    void DropId() { id_.clear(); }
    // The parts of the path that the matched pattern names.
    void SetPathParts(std::vector<std::pair<std::string_view, std::string>> parts) {
        path_parts_ = std::move(parts);
    }
    // Parses the body and keeps the value for the first Json(), so that holding the members against Writes
    // costs no second parse.
    const json::value& ParseBody();

    // Nothing for a method that no route can have (PUT and friends are known; TRACE is not).
    std::optional<Method> known_method() const { return method_; }
    bool is_head() const { return is_head_; }
    std::string_view target() const { return target_; }
    // A header that says one thing and stands more than once; "" where there is none.
    std::string_view RepeatedHeader() const;
    bool peer_is_loopback() const { return peer_is_loopback_; }
    // A query parameter that stands more than once: of two, one reader would take the first and another the
    // last. "" where there is none.
    std::string_view RepeatedParameter() const;
    // A query that cannot be decoded makes the whole request malformed.
    bool query_is_malformed() const { return query_is_malformed_; }

    Method method() const override { return method_.value_or(Method::kGet); }
    std::string_view path() const override { return std::string_view(target_).substr(0, path_length_); }
    std::string_view Body() const override { return body_; }
    std::string_view Header(std::string_view name) const override;
    std::string_view Cookie(std::string_view name) const override;
    Instant Now() const override { return now_; }
    std::string_view id() const override { return id_; }
    std::string_view PathText(std::string_view name) const override;
    std::optional<std::string_view> Query(std::string_view name) const override;
    json::value Json() const override;
    bool Secure() const override { return secure_; }

 private:
    struct Span {
        std::uint32_t name_at, name_length, value_at, value_length;
    };
    void ReadQuery(std::string_view query);

    std::optional<Method> method_;
    bool is_head_ = false;
    bool peer_is_loopback_ = false;
    bool secure_ = false;
    bool query_is_malformed_ = false;
    WipedString target_;
    std::size_t path_length_ = 0;
    WipedString header_text_;
    std::vector<Span> headers_;
    WipedString body_;
    std::string id_;
    Instant now_;
    std::vector<std::pair<std::string_view, std::string>> path_parts_;
    std::vector<std::pair<std::string, std::string>> query_;
    mutable std::optional<json::value> parsed_;
};

std::string_view NameOf(Method method);

}  // namespace qz::http
