#pragma once

#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace qz {

// What a sentence in i18n/ leaves open, by name: {"limit", "40"}.
using Arguments = std::vector<std::pair<std::string, std::string>>;

// One fault in what somebody sent. All faults are reported together, each at its field.
struct Finding {
    std::string field;  // where: "answers.households", "rows[3].id_number", "line 12"
    std::string code;   // which sentence of i18n/: "forms.return.not_an_integer"
    Arguments arguments;
    bool blocks = true;  // a warning asks for a remark and does not block
};
using Findings = std::vector<Finding>;

// Ends the request. platform/http alone turns kinds into statuses and codes into the reader's language.
class Problem : public std::exception {
 public:
    enum class Kind {
        kMalformed,        // 400: cannot be read at all
        kUnauthenticated,  // 401: sign in first
        kForbidden,        // 403: the post lacks the permission, whatever the object
        kNotFound,         // 404: no such object, or none in this scope; the two look alike
        kConflict,         // 409: somebody else was first, or the object moved on
        kPrecondition,     // 412: If-Match names another revision
        kTooLarge,         // 413
        kRejected,         // 422: read and understood, and wrong; the findings say where
        kLocked,           // 423: the account is locked
        kTooMany,          // 429
        kBusy,             // 503: the queue is full, come back
        kNoSpace,          // 507: the disk is full; reads go on
    };

    Problem(Kind kind, std::string code, Arguments arguments = {}, Findings findings = {})
        : kind_(kind),
          code_(std::move(code)),
          arguments_(std::move(arguments)),
          findings_(std::move(findings)) {}

    static Problem Malformed(std::string code, Arguments arguments = {}) {
        return {Kind::kMalformed, std::move(code), std::move(arguments)};
    }
    static Problem Forbidden(std::string code = "platform.http.forbidden") {
        return {Kind::kForbidden, std::move(code)};
    }
    // One code and no arguments for every missing or foreign object: the answers must not differ.
    static Problem NotFound() { return {Kind::kNotFound, "platform.http.not_found"}; }
    static Problem Conflict(std::string code, Arguments arguments = {}) {
        return {Kind::kConflict, std::move(code), std::move(arguments)};
    }
    static Problem Rejected(std::string code, Findings findings = {}, Arguments arguments = {}) {
        return {Kind::kRejected, std::move(code), std::move(arguments), std::move(findings)};
    }
    // One fault at one field.
    static Problem RejectedAt(std::string field, std::string code, Arguments arguments = {}) {
        Findings findings{{std::move(field), std::move(code), std::move(arguments)}};
        return {Kind::kRejected, "platform.http.faults", {}, std::move(findings)};
    }

    // What the client needs to go on, as JSON text placed under "details": the two values of a stale draft.
    Problem& WithDetails(std::string json) & {
        details_ = std::move(json);
        return *this;
    }
    Problem&& WithDetails(std::string json) && {
        details_ = std::move(json);
        return std::move(*this);
    }

    Kind kind() const { return kind_; }
    const std::string& code() const { return code_; }
    const Arguments& arguments() const { return arguments_; }
    const Findings& findings() const { return findings_; }
    const std::string& details() const { return details_; }
    const char* what() const noexcept override { return code_.c_str(); }

 private:
    Kind kind_;
    std::string code_;
    Arguments arguments_;
    Findings findings_;
    std::string details_;
};

// The value, or the 404 that a foreign object gets too.
template <class Optional>
auto OrNotFound(Optional&& found) {
    if (!found) throw Problem::NotFound();
    return *std::forward<Optional>(found);
}

}  // namespace qz
